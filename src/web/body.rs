//! Reading bodies: bounded in size and time, of the right type, and judged only when the operation says so.
//!
//! The judgement is the caller's to make ([`Body::check`]) because authorisation, existence and version come first: a
//! 422 must not tell that an object exists.

use super::routes::Operation;
use super::schemas::Schemas;
use super::strict_json;
use crate::domain::access::Scope;
use crate::error::{Code, Error};
use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

/// The most bytes of a JSON body.
pub const MOST_BYTES: usize = 64 * 1024;

/// The most bytes of a JSON body about a case: an account of what happened may be long.
pub const MOST_BYTES_OF_A_CASE: usize = 1024 * 1024;

/// How long a body may take to arrive; actix-web itself would wait for ever.
pub const READ_TIMEOUT: Duration = Duration::from_secs(15);

/// The type that a merge patch must have (RFC 7396).
pub const MERGE_PATCH: &str = "application/merge-patch+json";

/// A JSON body that has arrived but has not been judged.
pub struct Body<T> {
    bytes: Bytes,
    operation: &'static str,
    schemas: Data<Schemas>,
    shape: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Body<T> {
    /// Parses and judges the body.
    ///
    /// # Errors
    /// `malformed_body` when it is not JSON, `validation_failed` with every fault of its shape.
    pub fn check(&self) -> Result<T, Error> {
        let mut value = strict_json::parse(&self.bytes).map_err(|why| Error::new(Code::MalformedBody).logged(why))?;
        self.schemas.check_body(self.operation, &value)?;
        read_whole_numbers(&mut value);
        serde_path(value)
    }
}

impl<T> Body<T> {
    /// The bytes as they came, for the fingerprint of an idempotent request.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

/// In JSON Schema 1.0 is an integer, as JavaScript and spreadsheets write it; serde reads it as a fraction. No body has
/// a field for fractions.
fn read_whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            // Up to 2^53 a fraction names exactly one whole number.
            let whole = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15);
            if let Some(whole) = whole {
                *value = Value::from(whole as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(read_whole_numbers),
        Value::Object(members) => members.values_mut().for_each(read_whole_numbers),
        _ => {}
    }
}

/// What the schema let through but the type refuses: the schema is looser than the type, which is our fault, yet the
/// client deserves better than a 500.
fn serde_path<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|error| {
        log::warn!("schema and type disagree: {:?} at column {}", error.classify(), error.column());
        Error::field("", "shape")
    })
}

impl<T: 'static> FromRequest for Body<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let schemas = request.app_data::<Data<Schemas>>().cloned();
            let schemas = schemas.ok_or_else(|| Error::internal("no schemas in the application"))?;
            let operation = Operation::of(&request)?;
            check_type(&request)?;
            let bytes = read(&mut payload, most_bytes(&request)).await?;
            Ok(Self { bytes, operation, schemas, shape: PhantomData })
        })
    }
}

fn most_bytes(request: &HttpRequest) -> usize {
    let scope = request.extensions().get::<Operation>().and_then(|operation| operation.0.rule().scope);
    match scope {
        Some(Scope::ReportsWrite | Scope::ReportsTransition | Scope::RecommendationsWrite) => MOST_BYTES_OF_A_CASE,
        _ => MOST_BYTES,
    }
}

fn check_type(request: &HttpRequest) -> Result<(), Error> {
    let wanted = if request.method() == Method::PATCH { MERGE_PATCH } else { "application/json" };
    let refused = || Err(Error::new(Code::UnsupportedMediaType).with("accept", wanted));
    // A compressed body is refused whole: there is no bomb to defuse where nothing is unpacked.
    if request.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return refused();
    }
    let Some(sent) = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return refused();
    };
    let mut parts = sent.split(';').map(str::trim);
    let media_matches = parts.next().is_some_and(|media| media.eq_ignore_ascii_case(wanted));
    let charset_is_utf8 = parts.all(|parameter| {
        let parameter = parameter.to_ascii_lowercase();
        !parameter.starts_with("charset=") || matches!(&*parameter, "charset=utf-8" | "charset=\"utf-8\"")
    });
    if media_matches && charset_is_utf8 { Ok(()) } else { refused() }
}

/// Reads a payload within `most` bytes and [`READ_TIMEOUT`].
///
/// # Errors
/// `body_too_large`, `request_timeout`, or `malformed_body` when the transfer breaks off.
pub async fn read(payload: &mut Payload, most: usize) -> Result<Bytes, Error> {
    let reading = async {
        let mut bytes = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| Error::new(Code::MalformedBody).logged(error.to_string()))?;
            if bytes.len() + chunk.len() > most {
                return Err(Error::new(Code::BodyTooLarge).with("limit", most));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    };
    match tokio::time::timeout(READ_TIMEOUT, reading).await {
        Ok(result) => result,
        Err(_) => Err(Error::new(Code::RequestTimeout)),
    }
}
