//! Versions as entity tags: `If-Match` and `If-None-Match` (RFC 9110 13; contract 4.3).

use crate::error::{Code, Error, FieldFault};
use actix_web::body::BoxBody;
use actix_web::dev::{Payload, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH, LINK};
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::future::{Ready, ready};

/// The version that the client says it read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// No header was sent.
    Missing,
    /// A header was sent that names no version.
    Malformed,
    /// One of these versions.
    OneOf(Vec<i64>),
}

impl IfMatch {
    /// Judges the present version, after the object was found.
    ///
    /// # Errors
    /// `precondition_required` without the header, `precondition_failed` when the version is another.
    pub fn require(&self, present: i64) -> Result<(), Error> {
        match self {
            Self::Missing => Err(Error::new(Code::PreconditionRequired)
                .with_faults(vec![FieldFault::header("If-Match", "header_required")])),
            Self::OneOf(versions) if versions.contains(&present) => Ok(()),
            Self::OneOf(_) | Self::Malformed => Err(Error::new(Code::PreconditionFailed)),
        }
    }
}

/// What a tag says, without what a proxy or our own compression made of it: `W/"7"` and `"7-gzip"` both say 7.
fn opaque(tag: &str) -> Option<&str> {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
    Some(["-gzip", "-br", "-zstd"].iter().find_map(|end| tag.strip_suffix(end)).unwrap_or(tag))
}

/// Reads a list of tags.
fn versions(request: &HttpRequest, name: &HeaderName) -> Option<Option<Vec<i64>>> {
    let header = request.headers().get(name)?;
    let text = header.to_str().ok();
    Some(text.and_then(|text| text.split(',').map(|tag| opaque(tag)?.parse().ok()).collect()))
}

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(match versions(request, &IF_MATCH) {
            None => Self::Missing,
            Some(None) => Self::Malformed,
            Some(Some(versions)) => Self::OneOf(versions),
        }))
    }
}

/// No list of tags is longer, in bytes; a client holds one or two versions of an object.
pub const MOST_TAG_BYTES: usize = 200;

/// Refuses an `If-None-Match` that is no list of tags that a program can have got from here: printable ASCII, not too
/// long.
///
/// # Errors
/// `malformed_parameter` that names the header.
pub fn check_if_none_match(headers: &HeaderMap) -> Result<(), Error> {
    let printable = |value: &HeaderValue| {
        value.len() <= MOST_TAG_BYTES && value.as_bytes().iter().all(|byte| (b' '..=b'~').contains(byte))
    };
    if headers.get_all(IF_NONE_MATCH).all(printable) {
        return Ok(());
    }
    let fault = FieldFault::header("If-None-Match", "header_format");
    Err(Error::new(Code::MalformedParameter).with_faults(vec![fault]))
}

/// The versions that the client already holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfNoneMatch(Vec<i64>);

impl IfNoneMatch {
    /// Whether the client already holds this version.
    pub fn holds(&self, present: i64) -> bool {
        self.0.contains(&present)
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(versions(request, &IF_NONE_MATCH).flatten().unwrap_or_default())))
    }
}

/// The tag of content that has no version of its own: the start of its SHA-256.
pub fn of_content(content: &[u8]) -> String {
    let mut tag = String::with_capacity(34);
    tag.push('"');
    for byte in &Sha256::digest(content)[..16] {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Turns a 200 into a 304 when the client already holds what it would get (RFC 9110 13.1.2).
pub fn conditional(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let request = response.request();
    if response.status() != StatusCode::OK || request.method() != Method::GET || !is_held(&response) {
        return response;
    }
    let (request, answer) = response.into_parts();
    let mut unchanged = HttpResponse::new(StatusCode::NOT_MODIFIED);
    for name in [ETAG, CACHE_CONTROL, LINK] {
        if let Some(value) = answer.headers().get(&name) {
            unchanged.headers_mut().insert(name, HeaderValue::clone(value));
        }
    }
    ServiceResponse::new(request, unchanged)
}

fn is_held(response: &ServiceResponse<BoxBody>) -> bool {
    let text = |value: Option<&HeaderValue>| value.and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (Some(held), Some(tag)) =
        (text(response.request().headers().get(IF_NONE_MATCH)), text(response.headers().get(ETAG)))
    else {
        return false;
    };
    held.trim() == "*" || held.split(',').any(|one| opaque(one).is_some_and(|one| Some(one) == opaque(&tag)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn what_the_client_holds_is_not_sent_again() {
        let tag = of_content(b"the same");
        let answer = |held: &str| {
            let request = TestRequest::default().insert_header((IF_NONE_MATCH, held)).to_http_request();
            let answer = HttpResponse::Ok().insert_header((ETAG, tag.clone())).body("the same");
            conditional(ServiceResponse::new(request, answer)).status()
        };
        for held in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            assert_eq!(answer(&held), StatusCode::NOT_MODIFIED, "{held}");
        }
        assert_eq!(answer(&of_content(b"other")), StatusCode::OK);
        assert_eq!(answer("nonsense"), StatusCode::OK);
    }

    fn read(text: &str) -> IfMatch {
        let request = TestRequest::default().insert_header((IF_MATCH, text)).to_http_request();
        IfMatch::from_request(&request, &mut Payload::None).into_inner().unwrap()
    }

    #[test]
    fn a_proxy_may_have_touched_the_tag() {
        for text in [r#""7""#, r#"W/"7""#, r#""7-gzip""#, r#""3", W/"7-br""#] {
            assert!(read(text).require(7).is_ok(), "{text}");
        }
    }

    #[test]
    fn stale_and_malformed_tags_fail_and_none_is_asked_for() {
        for text in [r#""6""#, "7", "*", r#""seven""#, ""] {
            assert_eq!(read(text).require(7).unwrap_err().code(), Code::PreconditionFailed, "{text}");
        }
        assert_eq!(IfMatch::Missing.require(7).unwrap_err().code(), Code::PreconditionRequired);
    }
}
