//! Form bodies, as OAuth clients send them (RFC 6749 appendix B).

use super::body::read;
use super::query::pairs;
use crate::error::Error;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The most bytes of a form.
const MOST_BYTES: usize = 16 * 1024;
const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// Why a form cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormFault {
    /// Another content type.
    MediaType,
    /// Not percent-encoded UTF-8.
    Encoding,
    /// A parameter is given twice.
    Repeated,
    /// A parameter is missing.
    Missing,
}

impl FormFault {
    /// What a client's developer reads.
    pub const fn description(self) -> &'static str {
        match self {
            Self::MediaType => "the body must be application/x-www-form-urlencoded",
            Self::Encoding => "the body is not percent-encoded UTF-8",
            Self::Repeated => "a parameter is given more than once",
            Self::Missing => "a required parameter is missing",
        }
    }
}

/// Reads a form. Parameters without a value count as absent, and unknown ones are ignored, as RFC 6749 3.2 asks.
///
/// # Errors
/// When the body is too large or too slow; what is wrong with the form is a value.
pub async fn read_form<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<Result<T, FormFault>, Error> {
    let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    let bytes = read(payload, MOST_BYTES).await?;
    if !media.eq_ignore_ascii_case(MEDIA_TYPE) {
        return Ok(Err(FormFault::MediaType));
    }
    Ok(parse(&bytes))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FormFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| FormFault::Encoding)?;
    let mut members = Map::new();
    for (name, value) in pairs(text).map_err(|_| FormFault::Encoding)? {
        if !value.is_empty() && members.insert(name, Value::String(value)).is_some() {
            return Err(FormFault::Repeated);
        }
    }
    serde_json::from_value(Value::Object(members)).map_err(|_| FormFault::Missing)
}

/// One form-encoded text, such as a half of HTTP Basic credentials for OAuth (RFC 6749 2.3.1).
pub fn decode(text: &str) -> Option<String> {
    super::query::decode(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Sample {
        a: String,
        b: Option<String>,
    }

    #[test]
    fn forms_are_read_as_oauth_asks() {
        let read = |text: &str| parse::<Sample>(text.as_bytes());
        assert_eq!(read("a=1+2%3A&b=&x=7"), Ok(Sample { a: "1 2:".to_owned(), b: None }));
        assert_eq!(read("a=1&a=1"), Err(FormFault::Repeated));
        assert_eq!(read("b=1"), Err(FormFault::Missing));
        assert_eq!(read("a=%ff"), Err(FormFault::Encoding));
        assert_eq!(parse::<Sample>(b"a=\xff"), Err(FormFault::Encoding));
    }
}
