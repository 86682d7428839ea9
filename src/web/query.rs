//! Query strings: read by the types that the document names, nothing unknown, nothing twice.

use super::page::Binding;
use super::routes::Operation;
use super::schemas::Schemas;
use crate::error::{Code, Error, FieldFault};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::future::{Ready, ready};

/// The parameters of a list or a read.
pub struct Query<T> {
    /// The parameters.
    pub parameters: T,
    /// What a cursor of this list is bound to: the path and every parameter but those of the page itself.
    pub binding: Binding,
}

/// Parameters that do not change which list it is.
const OF_THE_PAGE: [&str; 3] = ["cursor", "limit", "include_total"];

impl<T: DeserializeOwned> Query<T> {
    fn read(request: &HttpRequest) -> Result<Self, Error> {
        let operation = Operation::of(request)?;
        let schemas = request.app_data::<Data<Schemas>>();
        let schemas = schemas.ok_or_else(|| Error::internal("no schemas in the application"))?;
        let values = schemas.check_query(operation, &pairs(request.query_string())?)?;
        let binding = Binding::at(binding(request.path(), &values), target_of(request));
        let parameters = serde_json::from_value(Value::Object(values)).map_err(|error| {
            log::warn!("parameters and type disagree in {operation}: {error}");
            Error::new(Code::MalformedParameter)
        })?;
        Ok(Self { parameters, binding })
    }
}

fn binding(path: &str, values: &Map<String, Value>) -> Vec<u8> {
    let mut named: Vec<_> = values.iter().filter(|(name, _)| !OF_THE_PAGE.contains(&name.as_str())).collect();
    named.sort_by_key(|(name, _)| name.as_str());
    let text: String = named.iter().map(|(name, value)| format!("&{name}={value}")).collect();
    format!("{path}{text}").into_bytes()
}

/// Path and query as they came, without `cursor`.
fn target_of(request: &HttpRequest) -> String {
    let kept: Vec<&str> = request
        .query_string()
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("cursor="))
        // Nothing in a header that a header cannot carry, or that would end the address.
        .filter(|part| part.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"".contains(&byte)))
        .collect();
    let sign = if kept.is_empty() { "" } else { "?" };
    format!("{}{sign}{}", request.path(), kept.join("&"))
}

/// Takes a query string apart.
///
/// # Errors
/// `malformed_parameter` when something in it is not text.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, Error> {
    query.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

fn pair(part: &str) -> Result<(String, String), Error> {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    let malformed = |name: &str| {
        let name: String = name.chars().filter(char::is_ascii_graphic).take(100).collect();
        Error::new(Code::MalformedParameter).with_faults(vec![FieldFault::query(name, "format")])
    };
    let decoded_name = decode(name).ok_or_else(|| malformed("?"))?;
    let decoded_value = decode(value).ok_or_else(|| malformed(&decoded_name))?;
    Ok((decoded_name, decoded_value))
}

/// Percent-decoding with `+` as space; anything that is not UTF-8 afterwards, or holds a NUL, is refused.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}

/// The query of an operation that has none: refuses every parameter.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParameters {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_refuses_what_is_not_text() {
        assert_eq!(decode("a%20b+c").as_deref(), Some("a b c"));
        for bad in ["%", "%2", "%zz", "%ff", "%00"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_cursor_is_bound_to_the_filter_but_not_to_the_page() {
        let values = |text: &str| match serde_json::from_str(text).unwrap() {
            Value::Object(map) => map,
            _ => unreachable!("objects only"),
        };
        let one = binding("/v1/agencies", &values(r#"{"kind":"dinas","limit":10}"#));
        assert_eq!(one, binding("/v1/agencies", &values(r#"{"limit":20,"kind":"dinas","cursor":"x"}"#)));
        assert_ne!(one, binding("/v1/agencies", &values(r#"{"kind":"badan"}"#)));
        assert_ne!(one, binding("/v1/reports", &values(r#"{"kind":"dinas"}"#)));
    }
}
