//! Ids in paths. A malformed id is 404, like one that does not exist (contract 4.1).

use crate::error::Error;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};
use std::marker::PhantomData;
use uuid::Uuid;

/// The `{id}` of the path.
pub struct PathId<T> {
    id: Uuid,
    kind: PhantomData<fn() -> T>,
}

impl<T: From<Uuid>> PathId<T> {
    /// The id, as its own kind.
    pub fn id(&self) -> T {
        self.id.into()
    }
}

/// Reads an id in the one form that the service writes: lower case, with hyphens.
pub fn parse_id(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text).then_some(id)
}

impl<T: 'static> FromRequest for PathId<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("id").and_then(parse_id);
        ready(id.map(|id| Self { id, kind: PhantomData }).ok_or_else(Error::not_found))
    }
}

/// The second id of a path, such as the `{user_id}` below a report.
pub struct PathSecond<T> {
    id: Uuid,
    kind: PhantomData<fn() -> T>,
}

impl<T: From<Uuid>> PathSecond<T> {
    /// The id, as its own kind.
    pub fn id(&self) -> T {
        self.id.into()
    }
}

impl<T: 'static> FromRequest for PathSecond<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().iter().nth(1).and_then(|(_, text)| parse_id(text));
        ready(id.map(|id| Self { id, kind: PhantomData }).ok_or_else(Error::not_found))
    }
}

/// A segment of the path as text, such as the code of a list.
pub struct PathText(pub String);

impl FromRequest for PathText {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().iter().next().map(|(_, text)| Self(text.to_owned()));
        ready(text.ok_or_else(Error::not_found))
    }
}
