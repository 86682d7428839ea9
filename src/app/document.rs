//! The API document: generated from the handlers, completed from the access table, served, checked in, and the judge
//! of every request.

mod complete;
mod example;

use crate::web::etag;
use crate::{
    accounts, agencies, deadlines, narahubung, oauth, recommendations, reference, reports, statistics, system,
};
use serde_json::Value;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Narahubung",
        description = "Laporan, instansi, narahubung dan rekomendasi Ombudsman RI Perwakilan Kalimantan Selatan. \
            Reports, agencies, narahubung and recommendations of the Ombudsman's office for South Kalimantan. \
            Texts meant for people are Indonesian unless `Accept-Language` asks for `en`; programs must rely on codes only.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Narahubung", url = "https://example.org/narahubung", email = "narahubung@example.org")
    ),
    components(schemas(Problem, FieldError))
)]
struct Frame;

/// What every failure answers with (RFC 9457).
#[derive(utoipa::ToSchema, serde::Serialize)]
#[schema(example = json!({
    "type": "https://api.example.org/problems/validation-failed", "title": "Data belum sesuai", "status": 422,
    "detail": "1 isian perlu diperbaiki.", "instance": "urn:uuid:01a2103a-27f5-7083-b307-c389e2c1fe49",
    "code": "validation_failed", "request_id": "01a2103a-27f5-7083-b307-c389e2c1fe49",
    "errors": [{ "pointer": "#/name", "code": "required", "detail": "Wajib diisi." }]
}))]
pub struct Problem {
    /// Names the kind of problem; answers GET with an explanation.
    #[schema(max_length = 200, format = "uri")]
    r#type: String,
    /// Short name of the problem, in the reader's language.
    #[schema(max_length = 200)]
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: i32,
    /// The stable code, for programs.
    #[schema(max_length = 100, pattern = "^[a-z_]+$")]
    code: String,
    /// What to do about it, in the reader's language.
    #[schema(max_length = 500, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// This occurrence.
    #[schema(max_length = 100)]
    instance: String,
    /// The same id as in `X-Request-Id`, the log and the audit log.
    request_id: uuid::Uuid,
    /// Every fault of the input, 50 at most.
    #[schema(max_items = 50, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Vec<FieldError>>,
    /// Whether there were more than 50 faults.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    errors_truncated: Option<bool>,
}

/// One fault of the input. The refused value is never repeated.
#[derive(utoipa::ToSchema, serde::Serialize)]
struct FieldError {
    /// Place in the body: a JSON Pointer as a URI fragment.
    #[schema(max_length = 500, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// Name of the parameter or header.
    #[schema(max_length = 100, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// Where the parameter stands: `query`, `path` or `header`.
    #[schema(max_length = 10, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    r#in: Option<String>,
    /// The stable code, for programs.
    #[schema(max_length = 100)]
    code: String,
    /// What is wrong, in the reader's language.
    #[schema(max_length = 500)]
    detail: String,
    /// Limits and allowed values.
    #[schema(value_type = Object, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<Value>,
}

/// The generated document.
pub struct Document {
    json: Value,
    text: String,
    tag: String,
}

impl Document {
    /// Generates the document of a service that is reached at `base_url`.
    pub fn new(base_url: &str) -> Self {
        let mut api = Frame::openapi();
        for part in [
            accounts::http::Api::openapi(),
            agencies::http::Api::openapi(),
            deadlines::http::Api::openapi(),
            narahubung::http::Api::openapi(),
            oauth::http::Api::openapi(),
            reference::http::Api::openapi(),
            recommendations::http::Api::openapi(),
            reports::http::Api::openapi(),
            reports::http::CourseApi::openapi(),
            statistics::http::Api::openapi(),
            system::http::Api::openapi(),
        ] {
            api.merge(part);
        }
        let mut json = serde_json::to_value(&api).expect("a generated document is JSON");
        complete::complete(&mut json, base_url);
        example::complete(&mut json);
        let text = serde_json::to_string_pretty(&json).expect("JSON prints");
        let tag = etag::of_content(text.as_bytes());
        Self { json, text, tag }
    }

    /// As JSON.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// As text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The entity tag of the text.
    pub fn tag(&self) -> &str {
        &self.tag
    }
}
