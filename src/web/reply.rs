//! What a handler answers with, before it becomes an HTTP response: plain data, so that it can be stored and replayed.

use super::etag;
use super::page::Page;
use crate::error::Error;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::{Deserialize, Serialize};

/// Who may keep an answer, and for how long (contract 4.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Caching {
    /// Identity, tokens, search results: nowhere.
    NoStore,
    /// Case data: the caller's own cache, asked again each time.
    Private,
    /// Reference data of a logged-in caller: a minute.
    PrivateMinute,
    /// The public directory and code lists: five minutes, anywhere.
    Public,
}

impl Caching {
    const fn header(self) -> &'static str {
        match self {
            Self::NoStore => "no-store",
            Self::Private => "private, no-cache",
            Self::PrivateMinute => "private, max-age=60",
            Self::Public => "public, max-age=300",
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    status: u16,
    caching: Caching,
    etag: Option<String>,
    location: Option<String>,
    link: Option<String>,
    body: String,
}

impl Reply {
    fn with_status<T: Serialize>(status: u16, caching: Caching, body: &T) -> Result<Self, Error> {
        let body = serde_json::to_string(body).map_err(|error| Error::internal(error.to_string()))?;
        Ok(Self { status, caching, etag: None, location: None, link: None, body })
    }

    /// 200 with a body. Where it may be kept it carries a tag of its content, unless it gets a version.
    ///
    /// # Errors
    /// Internal, when the body cannot be written as JSON.
    pub fn ok<T: Serialize>(caching: Caching, body: &T) -> Result<Self, Error> {
        Self::with_status(200, caching, body)
    }

    /// 200 with a page of a list, and links to the first and the next page. The tag is of the items: each answer has a
    /// cursor of its own, which makes no other page of it.
    ///
    /// # Errors
    /// As [`Reply::ok`].
    pub fn page<T: Serialize>(caching: Caching, page: &Page<T>) -> Result<Self, Error> {
        let internal = |error: serde_json::Error| Error::internal(error.to_string());
        // Once, for the tag and for the body: nothing else of an answer is as long.
        let items = serde_json::to_string(&page.items).map_err(internal)?;
        let info = serde_json::to_string(&page.page).map_err(internal)?;
        let body = format!("{{\"items\":{items},\"page\":{info}}}");
        let mut reply = Self { status: 200, caching, etag: None, location: None, link: None, body };
        reply.etag = (caching != Caching::NoStore)
            .then(|| format!("W/{}", etag::of_content(format!("{:?}{items}", page.page.standing()).as_bytes())));
        reply.link.clone_from(&page.link);
        Ok(reply)
    }

    /// 201 with the new object and where it lives.
    ///
    /// # Errors
    /// As [`Reply::ok`].
    pub fn created<T: Serialize>(location: impl Into<String>, caching: Caching, body: &T) -> Result<Self, Error> {
        let mut reply = Self::with_status(201, caching, body)?;
        reply.location = Some(location.into());
        Ok(reply)
    }

    /// 204.
    pub fn no_content() -> Self {
        let body = String::new();
        Self { status: 204, caching: Caching::NoStore, etag: None, location: None, link: None, body }
    }

    /// Adds the object's version as its `ETag`.
    #[must_use]
    pub fn with_version(mut self, version: i64) -> Self {
        self.etag = Some(format!("\"{version}\""));
        self
    }

    /// Where what it tells of lives.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// Whether it has a body.
    pub fn tells(&self) -> bool {
        !self.body.is_empty()
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// As an HTTP response.
    pub fn into_response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = HttpResponseBuilder::new(status);
        answer.insert_header((header::CACHE_CONTROL, self.caching.header()));
        let kept = self.status == 200 && self.caching != Caching::NoStore;
        let tag = self.etag.or_else(|| kept.then(|| etag::of_content(self.body.as_bytes())));
        let mut text_header = |name: HeaderName, value: Option<String>| {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                answer.insert_header((name, value));
            }
        };
        text_header(header::ETAG, tag);
        text_header(header::LOCATION, self.location);
        text_header(header::LINK, self.link);
        if self.status == 204 {
            return answer.finish();
        }
        answer.insert_header((header::CONTENT_TYPE, "application/json"));
        answer.body(self.body)
    }

    /// As an HTTP response that says it was given before.
    pub fn into_replay(self) -> HttpResponse {
        let mut response = self.into_response();
        response
            .headers_mut()
            .insert(HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));
        response
    }
}

/// 304: the client already holds this version.
pub fn not_modified(version: i64, caching: Caching) -> HttpResponse {
    HttpResponse::NotModified()
        .insert_header((header::ETAG, format!("\"{version}\"")))
        .insert_header((header::CACHE_CONTROL, caching.header()))
        .finish()
}
