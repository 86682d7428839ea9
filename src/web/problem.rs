//! Problem documents (RFC 9457): the HTTP form of [`Error`].

use super::body::MERGE_PATCH;
use super::context::{Language, RequestContext};
use crate::error::{Code, Error, FieldFault, Place, field_text};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use serde_json::{Map, Value, json};

/// At most this many faults are listed; the rest is said to exist.
const MOST_FAULTS: usize = 50;

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Only the status: the boundary, which knows the language and the request's id, makes the document.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// The document for `error`. `base_url` is where `type` URIs live.
pub fn document(error: &Error, context: &RequestContext, base_url: &str) -> Value {
    let code = error.code();
    let english = context.language == Language::English;
    let mut document = Map::new();
    document.insert("type".into(), json!(format!("{base_url}/problems/{}", code.slug())));
    document.insert("title".into(), json!(context.language.pick(code.title())));
    document.insert("status".into(), json!(code.status()));
    document.insert("code".into(), json!(code.as_str()));
    document.insert("request_id".into(), json!(context.request_id));
    document.insert("instance".into(), json!(format!("urn:uuid:{}", context.request_id)));
    if code.status() < 500 {
        let count = error.faults().len().to_string();
        document.insert("detail".into(), json!(context.language.pick(code.detail()).replace("{count}", &count)));
        for (name, value) in error.members() {
            document.insert(name.clone(), value.clone());
        }
        if !error.faults().is_empty() {
            let faults: Vec<Value> = error.faults().iter().take(MOST_FAULTS).map(|f| fault(f, english)).collect();
            document.insert("errors".into(), Value::Array(faults));
            if error.faults().len() > MOST_FAULTS {
                document.insert("errors_truncated".into(), json!(true));
            }
        }
    }
    Value::Object(document)
}

fn fault(fault: &FieldFault, english: bool) -> Value {
    let mut item = Map::new();
    match &fault.place {
        Place::Body(pointer) => {
            item.insert("pointer".into(), json!(format!("#{}", fragment(pointer))));
        }
        Place::Query(name) => {
            item.insert("parameter".into(), json!(name));
            item.insert("in".into(), json!("query"));
        }
        Place::Header(name) => {
            item.insert("parameter".into(), json!(name));
            item.insert("in".into(), json!("header"));
        }
    }
    item.insert("code".into(), json!(fault.code));
    item.insert("detail".into(), json!(field_text(&fault.code, english, &fault.params)));
    if !fault.params.is_empty() {
        item.insert("params".into(), Value::Object(fault.params.clone()));
    }
    Value::Object(item)
}

/// A JSON Pointer as a URI fragment (RFC 6901 section 6): what is not allowed in a fragment is percent-encoded.
fn fragment(pointer: &str) -> String {
    let mut text = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b'!'
            | b'$'
            | b'&'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
            | b':'
            | b'@' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// The whole answer for `error`.
pub fn response(error: &Error, context: &RequestContext, base_url: &str) -> HttpResponse {
    let mut answer = HttpResponseBuilder::new(error.status_code());
    answer.insert_header((header::CONTENT_TYPE, "application/problem+json"));
    answer.insert_header((header::CONTENT_LANGUAGE, context.language.tag()));
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(seconds) = error.retry_after_seconds() {
        answer.insert_header((header::RETRY_AFTER, seconds));
    }
    match error.code() {
        Code::AuthenticationRequired => {
            answer.insert_header((header::WWW_AUTHENTICATE, r#"Bearer realm="api""#));
        }
        Code::InvalidToken => {
            answer.insert_header((header::WWW_AUTHENTICATE, r#"Bearer realm="api", error="invalid_token""#));
        }
        Code::InvalidCredentials => {
            answer.insert_header((header::WWW_AUTHENTICATE, r#"Session realm="api""#));
        }
        Code::InsufficientScope => {
            let scope = error.members().get("scope").and_then(Value::as_str).unwrap_or_default();
            let challenge = format!(r#"Bearer realm="api", error="insufficient_scope", scope="{scope}""#);
            if let Ok(value) = HeaderValue::from_str(&challenge) {
                answer.insert_header((header::WWW_AUTHENTICATE, value));
            }
        }
        Code::MethodNotAllowed => {
            let allow = error.members().get("allow").and_then(Value::as_str).unwrap_or_default();
            if let Ok(value) = HeaderValue::from_str(allow) {
                answer.insert_header((header::ALLOW, value));
            }
        }
        Code::UnsupportedMediaType if error.members().get("accept").and_then(Value::as_str) == Some(MERGE_PATCH) => {
            answer.insert_header(("accept-patch", MERGE_PATCH));
        }
        Code::RequestTimeout => {
            // The rest of the body may still be under way: the connection is of no further use.
            answer.force_close();
        }
        _ => {}
    }
    answer.body(document(error, context, base_url).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(language: Language) -> RequestContext {
        RequestContext { request_id: uuid::Uuid::nil(), language, source_network: None }
    }

    #[test]
    fn a_fault_names_its_field_in_the_readers_language() {
        let error = Error::invalid(vec![FieldFault::body("/reporter/na me", "too_long").with("limit", 200)]);
        let id = document(&error, &context(Language::Indonesian), "https://api.example.org");
        let en = document(&error, &context(Language::English), "https://api.example.org");
        assert_eq!(id["errors"][0]["pointer"], "#/reporter/na%20me");
        assert_eq!(id["errors"][0]["detail"], "Terlalu panjang; paling banyak 200 karakter.");
        assert_eq!(en["errors"][0]["detail"], "Too long; at most 200 characters.");
        assert_eq!(en["type"], "https://api.example.org/problems/validation-failed");
    }

    #[test]
    fn our_own_faults_tell_nothing() {
        let error = Error::internal("password of the database is …");
        let text = document(&error, &context(Language::English), "https://api.example.org").to_string();
        assert!(!text.contains("password") && !text.contains("detail"), "{text}");
    }
}
