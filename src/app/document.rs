//! The API document: generated from the handlers, completed from the access table, served, checked in, and the judge
//! of every request.

use crate::domain::access::Action;
use crate::domain::code::Code as _;
use crate::{agencies, deadlines, reference, system};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
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
struct Problem {
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
}

impl Document {
    /// Generates the document of a service that is reached at `base_url`.
    pub fn new(base_url: &str) -> Self {
        let mut api = Frame::openapi();
        for part in [
            agencies::http::Api::openapi(),
            deadlines::http::Api::openapi(),
            reference::http::Api::openapi(),
            system::http::Api::openapi(),
        ] {
            api.merge(part);
        }
        let mut json = serde_json::to_value(&api).expect("a generated document is JSON");
        complete(&mut json, base_url);
        let text = serde_json::to_string_pretty(&json).expect("JSON prints");
        Self { json, text }
    }

    /// As JSON.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// As text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Adds what would be repeated at every handler: security, standard answers, headers, patterns of plain strings.
fn complete(document: &mut Value, base_url: &str) {
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["servers"] = json!([{ "url": base_url, "description": "This service" }]);
    let components = document["components"].as_object_mut().expect("the frame has components");
    // RFC 9457 lets problems carry further members, such as `allowed_transitions` or `scope`.
    components["schemas"]["Problem"]["additionalProperties"] = json!(true);
    components.insert("securitySchemes".into(), security_schemes());
    components.insert("responses".into(), standard_responses());
    components.insert("headers".into(), standard_headers());
    let actions: BTreeMap<&str, Action> = Action::ALL.iter().map(|a| (a.rule().operation, *a)).collect();
    for (path, item) in document["paths"].as_object_mut().expect("a document has paths") {
        for (method, operation) in item.as_object_mut().expect("a path has methods") {
            let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
            complete_operation(operation, method, path, actions.get(id.as_str()).copied());
        }
    }
    plain_strings(document);
}

fn security_schemes() -> Value {
    json!({
        "bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "Access token of type `at+jwt`, signed with ES256 and verified as RFC8725 (BCP 225) asks. \
                People get one from `POST /v1/sessions`, machines from `POST /oauth/token`."
        }
    })
}

/// Status, name and description of the answers that many operations share.
const STANDARD: [(u16, &str, &str); 13] = [
    (400, "BadRequest", "The request cannot be read."),
    (401, "Unauthorized", "No credentials, or bad ones."),
    (403, "Forbidden", "The caller may not do this."),
    (404, "NotFound", "There is nothing here in the caller's view."),
    (405, "MethodNotAllowed", "The address does not know this method."),
    (408, "RequestTimeout", "The body did not arrive in time."),
    (409, "Conflict", "The present state stands against it."),
    (412, "PreconditionFailed", "Somebody changed the object."),
    (413, "ContentTooLarge", "The body is too large."),
    (415, "UnsupportedMediaType", "The body's type is not read here."),
    (422, "UnprocessableContent", "Well formed, but not valid."),
    (428, "PreconditionRequired", "`If-Match` is missing."),
    (429, "TooManyRequests", "Wait before trying again."),
];

/// Answers of every operation that say the fault is on the server's side.
const SERVER_SIDE: [(u16, &str, &str); 2] =
    [(500, "InternalError", "Something failed on our side."), (503, "Unavailable", "Try again in a moment.")];

fn standard_responses() -> Value {
    let mut responses = Map::new();
    for (status, name, description) in STANDARD.iter().chain(&SERVER_SIDE) {
        let mut headers = json!({ "X-Request-Id": { "$ref": "#/components/headers/RequestId" } });
        if [429, 503].contains(status) {
            headers["Retry-After"] = json!({ "$ref": "#/components/headers/RetryAfter" });
        }
        if *status == 401 {
            headers["WWW-Authenticate"] = json!({ "$ref": "#/components/headers/WwwAuthenticate" });
        }
        if *status == 405 {
            headers["Allow"] = json!({ "$ref": "#/components/headers/Allow" });
        }
        responses.insert(
            (*name).to_owned(),
            json!({
                "description": description,
                "headers": headers,
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
            }),
        );
    }
    Value::Object(responses)
}

fn standard_headers() -> Value {
    let text = |description: &str, most: u32| {
        json!({
            "description": description, "schema": { "type": "string", "maxLength": most, "pattern": "^[ -~]*$" }
        })
    };
    json!({
        "RequestId": { "description": "Id of this request, as in the log and the audit log.",
            "schema": { "type": "string", "format": "uuid" } },
        "RetryAfter": { "description": "Seconds to wait.",
            "schema": { "type": "integer", "format": "int32", "minimum": 0, "maximum": 86400 } },
        "ETag": text("The object's version, to be sent back as `If-Match`.", 40),
        "Location": text("Where the new object lives.", 500),
        "WwwAuthenticate": text("How to authenticate (RFC 6750).", 300),
        "Allow": text("The methods that this address knows.", 100),
        "RateLimit": text("What is left of the quota (draft-ietf-httpapi-ratelimit-headers).", 100),
    })
}

fn complete_operation(operation: &mut Value, method: &str, path: &str, action: Option<Action>) {
    let rule = action.map(Action::rule);
    let open = rule.is_none_or(|rule| rule.roles.is_empty() && rule.scope.is_none());
    operation["security"] = if open { json!([]) } else { json!([{ "bearer": [] }]) };
    if let Some(rule) = rule.filter(|_| !open) {
        let roles: Vec<_> = rule.roles.iter().map(|role| role.code()).collect();
        let scope = rule.scope.map_or("-", |scope| scope.code());
        let description = operation["description"].as_str().unwrap_or_default();
        operation["description"] = json!(format!(
            "{description}\n\nScope: `{scope}`. Roles: {}. Condition: {}.",
            roles.iter().map(|role| format!("`{role}`")).collect::<Vec<_>>().join(", "),
            rule.condition.label_en()
        ));
    }
    if method == "get" && operation["responses"]["200"]["headers"].get("ETag").is_some() {
        add_parameter(
            operation,
            json!({
                "name": "If-None-Match", "in": "header", "required": false,
                "description": "The version that the client already holds.",
                "schema": { "type": "string", "maxLength": 200, "pattern": "^[ -~]*$" }
            }),
        );
        operation["responses"]["304"] = json!({ "description": "The client already holds this version." });
    }
    let has_body = operation.get("requestBody").is_some();
    let writes = method != "get";
    let has_id = path.contains('{');
    let conditional = operation["parameters"]
        .as_array()
        .is_some_and(|list| list.iter().any(|parameter| parameter["name"] == "If-Match"));
    if writes && !open && method == "post" {
        let key = json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Makes a retry safe: the same key and request give the same answer for 48 hours.",
            "schema": { "type": "string", "minLength": 16, "maxLength": 130, "pattern": "^\"?[!#-\\[\\]-~]{16,128}\"?$" }
        });
        add_parameter(operation, key);
    }
    let applies = |status: u16| match status {
        401 | 403 => !open,
        404 => has_id,
        408 | 413 | 415 | 422 => has_body,
        409 => writes && !open,
        412 | 428 => conditional,
        _ => true,
    };
    let responses = operation["responses"].as_object_mut().expect("an operation has responses");
    for (status, name, _) in STANDARD.iter().filter(|(status, ..)| applies(*status)).chain(&SERVER_SIDE) {
        responses
            .entry(status.to_string())
            .or_insert_with(|| json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    for response in responses.values_mut().filter_map(Value::as_object_mut) {
        if !response.contains_key("$ref") {
            let headers = response.entry("headers").or_insert_with(|| json!({}));
            headers["X-Request-Id"] = json!({ "$ref": "#/components/headers/RequestId" });
        }
    }
}

fn add_parameter(operation: &mut Value, parameter: Value) {
    match operation["parameters"].as_array_mut() {
        Some(list) => list.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}

/// Text without control characters but for tab and line ends: what people write, and nothing that hides.
const PLAIN_TEXT: &str = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$";

/// Gives every string that has no form of its own the pattern of plain text, so that NUL and control characters are
/// refused everywhere by one rule.
fn plain_strings(node: &mut Value) {
    match node {
        Value::Object(object) => {
            let is_string = object.get("type").is_some_and(|kind| {
                kind == "string" || kind.as_array().is_some_and(|kinds| kinds.contains(&json!("string")))
            });
            let has_form = ["pattern", "format", "enum", "const"].iter().any(|form| object.contains_key(*form));
            if is_string && !has_form {
                object.insert("pattern".into(), json!(PLAIN_TEXT));
            }
            for (name, child) in object.iter_mut() {
                if !["example", "examples", "default"].contains(&name.as_str()) {
                    plain_strings(child);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain_strings),
        _ => {}
    }
}
