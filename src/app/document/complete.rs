//! What would be repeated at every handler: security, standard answers, headers, links, patterns of plain strings.

use crate::domain::access::Action;
use crate::domain::code::Code as _;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Completes a document that was put together from the handlers. `base_url` is where the service is reached.
pub fn complete(document: &mut Value, base_url: &str) {
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["servers"] = json!([{ "url": base_url, "description": "This service", "x-internal": false }]);
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
    link_what_is_created(&mut document["paths"]);
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
const STANDARD: [(u16, &str, &str); 15] = [
    (400, "BadRequest", "The request cannot be read."),
    (401, "Unauthorized", "No credentials, or bad ones."),
    (403, "Forbidden", "The caller may not do this."),
    (404, "NotFound", "There is nothing here in the caller's view."),
    (405, "MethodNotAllowed", "The address does not know this method."),
    (406, "NotAcceptable", "The client accepts none of the forms of the answer."),
    (408, "RequestTimeout", "The body did not arrive in time."),
    (409, "Conflict", "The present state stands against it."),
    (412, "PreconditionFailed", "Somebody changed the object."),
    (413, "ContentTooLarge", "The body is too large."),
    (414, "UriTooLong", "The address is too long."),
    (415, "UnsupportedMediaType", "The body's type is not read here."),
    (422, "UnprocessableContent", "Well formed, but not valid."),
    (428, "PreconditionRequired", "`If-Match` is missing."),
    (429, "TooManyRequests", "Wait before trying again."),
];

/// Answers of every operation that say the fault is on the server's side.
const SERVER_SIDE: [(u16, &str, &str); 3] = [
    (500, "InternalError", "Something failed on our side."),
    (503, "Unavailable", "Try again in a moment."),
    (504, "TimedOut", "The work did not end in time."),
];

fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

fn standard_responses() -> Value {
    let mut responses = Map::new();
    for (status, name, description) in STANDARD.iter().chain(&SERVER_SIDE) {
        let mut headers = everywhere(*status);
        let own = match status {
            429 | 503 => Some(("Retry-After", "RetryAfter")),
            401 => Some(("WWW-Authenticate", "WwwAuthenticate")),
            405 => Some(("Allow", "Allow")),
            415 => Some(("Accept-Patch", "AcceptPatch")),
            _ => None,
        };
        if let Some((name, component)) = own {
            headers[name] = header(component);
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

/// Headers of every answer with this status.
fn everywhere(status: u16) -> Value {
    let mut headers = json!({ "X-Request-Id": header("RequestId") });
    if status < 500 {
        headers["RateLimit-Policy"] = header("RateLimitPolicy");
        headers["RateLimit"] = header("RateLimit");
    }
    headers
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
        "AcceptPatch": text("The type of the patches that are read here, on PATCH only.", 100),
        "Link": text("The first page and, when there is one, the next (RFC 8288).", 20_000),
        "RateLimitPolicy": text("The quota that the request was counted against.", 100),
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
    if method == "get" && !operation["responses"]["200"]["content"]["application/json"].is_null() {
        complete_read(operation);
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
    let speaks = operation["responses"].as_object().is_some_and(|list| {
        list.iter().any(|(status, answer)| status.starts_with('2') && answer["content"].is_object())
    });
    let applies = |status: u16| match status {
        401 | 403 => !open,
        404 => has_id,
        406 => speaks,
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
    for (status, response) in responses.iter_mut() {
        let status = status.parse().unwrap_or(500);
        let Some(response) = response.as_object_mut().filter(|response| !response.contains_key("$ref")) else {
            continue;
        };
        let headers = response.entry("headers").or_insert_with(|| json!({}));
        for (name, component) in [("ETag", "ETag"), ("Location", "Location")] {
            if headers.get(name).is_some() {
                headers[name] = header(component);
            }
        }
        for (name, value) in everywhere(status).as_object().into_iter().flatten() {
            headers[name] = value.clone();
        }
    }
}

/// Reads can be repeated for nothing while nothing has changed; lists say where their pages are.
fn complete_read(operation: &mut Value) {
    let answer = &mut operation["responses"]["200"];
    let schema = answer["content"]["application/json"]["schema"]["$ref"].as_str().unwrap_or_default();
    let is_page = schema.rsplit('/').next().is_some_and(|name| name.starts_with("Page_"));
    answer["headers"]["ETag"] = header("ETag");
    if is_page {
        answer["headers"]["Link"] = header("Link");
    }
    add_parameter(
        operation,
        json!({
            "name": "If-None-Match", "in": "header", "required": false,
            "description": "The tag of the answer that the client already holds.",
            "schema": { "type": "string", "maxLength": 200, "pattern": "^[ -~]*$" }
        }),
    );
    operation["responses"]["304"] =
        json!({ "description": "The client already holds this.", "headers": { "ETag": header("ETag") } });
}

/// From the answer that creates an object to the operations on it, for clients and judges that follow links.
fn link_what_is_created(paths: &mut Value) {
    let mut links: Vec<(String, Map<String, Value>)> = Vec::new();
    for (path, item) in paths.as_object().into_iter().flatten() {
        if item["post"]["responses"]["201"].is_null() || path.contains('{') {
            continue;
        }
        let below = format!("{path}/{{id}}");
        let mut found = Map::new();
        for (other, item) in paths.as_object().into_iter().flatten() {
            let is_below = other.strip_prefix(&below).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if !is_below || other.matches('{').count() > 1 {
                continue;
            }
            for operation in item.as_object().into_iter().flatten().map(|(_, operation)| operation) {
                let id = operation["operationId"].as_str().unwrap_or_default();
                let link = json!({ "operationId": id, "parameters": { "id": "$response.body#/id" } });
                found.insert(id.to_owned(), link);
            }
        }
        if !found.is_empty() {
            links.push((path.clone(), found));
        }
    }
    for (path, found) in links {
        paths[path]["post"]["responses"]["201"]["links"] = Value::Object(found);
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
