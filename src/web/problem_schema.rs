//! The schema of problem documents, for the API document; `problem.rs` makes them.

use serde_json::Value;

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
pub struct FieldError {
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
