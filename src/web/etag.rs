//! Versions as entity tags: `If-Match` and `If-None-Match` (RFC 9110 13; contract 4.3).

use crate::error::{Code, Error, FieldFault};
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest};
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

/// Reads a list of tags. Proxies turn `"7"` into `W/"7"` or `"7-gzip"`; the version is what counts.
fn versions(request: &HttpRequest, name: &HeaderName) -> Option<Option<Vec<i64>>> {
    let header = request.headers().get(name)?;
    let text = header.to_str().ok();
    Some(text.and_then(|text| {
        text.split(',')
            .map(|tag| {
                let tag = tag.trim();
                let tag = tag.strip_prefix("W/").unwrap_or(tag);
                let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
                let tag = ["-gzip", "-br", "-zstd"].iter().find_map(|end| tag.strip_suffix(end)).unwrap_or(tag);
                tag.parse().ok()
            })
            .collect()
    }))
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

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

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
