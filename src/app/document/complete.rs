//! What would be repeated at every handler: security, standard answers, headers, links, patterns of plain strings.

use crate::domain::access::{Action, Condition, Rule};
use crate::domain::code::Code as _;
use crate::web::quota;
use crate::web::schemas::IDEMPOTENCY_KEY;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Completes a document that was put together from the handlers. `base_url` is where the service is reached.
pub fn complete(document: &mut Value, base_url: &str) {
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["servers"] = json!([{ "url": base_url, "description": "Production: this service", "x-internal": false }]);
    let components = document["components"].as_object_mut().expect("the frame has components");
    // RFC 9457 lets problems carry further members, such as `allowed_transitions` or `scope`.
    components["schemas"]["Problem"]["additionalProperties"] = json!(true);
    components.insert("securitySchemes".into(), security_schemes());
    components.insert("responses".into(), standard_responses());
    components.insert("headers".into(), standard_headers());
    let actions: BTreeMap<&str, Action> = Action::ALL.iter().map(|a| (a.rule().operation, *a)).collect();
    for (path, item) in document["paths"].as_object_mut().expect("a document has paths") {
        for (method, operation) in item.as_object_mut().expect("a path has methods") {
            for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                // `state=` names no state: whoever wants no filter leaves it out.
                if parameter["in"] == "query" && parameter["schema"]["type"] == "array" {
                    parameter["schema"]["minItems"] = json!(1);
                }
            }
            let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
            complete_operation(operation, method, path, actions.get(id.as_str()).copied());
        }
    }
    link_what_is_created(&mut document["paths"]);
    bound_values(document);
    drop_unused(document);
}

fn who_may(action: Action, open: bool) -> String {
    if open {
        return "Open to anyone: no access token is looked at.".to_owned();
    }
    let rule = action.rule();
    let roles: Vec<_> = rule.roles.iter().map(|role| format!("`{}`", role.code())).collect();
    let scope = rule.scope.map_or("none".to_owned(), |scope| format!("`{}`", scope.code()));
    format!("Scope: {scope}. Roles: {}. Condition: {}.", roles.join(", "), rule.condition.label_en())
}

fn how_often(action: Action) -> String {
    let policy = quota::policy_of(action);
    format!("Quota `{}`: {} requests in {} seconds.", policy.name, policy.quota, policy.window_seconds)
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

/// Open operations that refuse bad credentials all the same.
const CREDENTIALS_IN_BODY: [&str; 2] = ["createSession", "refreshSession"];

fn complete_operation(operation: &mut Value, method: &str, path: &str, action: Option<Action>) {
    let rule = action.map(Action::rule);
    let open = rule.is_none_or(|rule| rule.roles.is_empty() && rule.scope.is_none());
    operation["security"] = if open { json!([]) } else { json!([{ "bearer": [] }]) };
    if let Some(action) = action {
        let told = operation["description"].as_str().unwrap_or_default();
        let description = format!("{told}\n\n{}\n\n{}", who_may(action, open), how_often(action));
        operation["description"] = json!(description.trim_start());
    }
    if method == "get" && !operation["responses"]["200"]["content"]["application/json"].is_null() {
        complete_read(operation);
    }
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    let has_body = operation.get("requestBody").is_some();
    // OAuth's forms are refused in OAuth's own words.
    let has_json_body = operation["requestBody"]["content"]
        .as_object()
        .is_some_and(|content| content.keys().any(|media| media.ends_with("json")));
    let writes = method != "get";
    let has_id = path.contains('{');
    let conditional = operation["parameters"]
        .as_array()
        .is_some_and(|list| list.iter().any(|parameter| parameter["name"] == "If-Match"));
    if writes && !open && method == "post" {
        let key = json!({
            "name": IDEMPOTENCY_KEY, "in": "header", "required": false,
            "description": "Makes a retry safe: the same key and request give the same answer for 48 hours, while the caller sees what it tells of.",
            "schema": { "type": "string", "minLength": 16, "maxLength": 130, "pattern": "^(\"[!#-\\[\\]-~]{16,128}\"|[!#-\\[\\]-~]{16,128})$" }
        });
        add_parameter(operation, key);
    }
    if let Some(page) = operation.pointer_mut("/responses/200/content/text~1html") {
        page["schema"]["maxLength"] = json!(20_000);
        page["example"] = json!("<!doctype html>…");
    }
    let speaks = operation["responses"].as_object().is_some_and(|list| {
        list.iter().any(|(status, answer)| status.starts_with('2') && answer["content"].is_object())
    });
    let applies = |status: u16| match status {
        401 if CREDENTIALS_IN_BODY.contains(&id.as_str()) => true,
        401 | 403 => !open,
        // A body may name an object outside the caller's view; a stored answer may tell of a report that has left it.
        404 => {
            let looks_up = |rule: Rule| rule.condition != Condition::Always || action == Some(Action::CreateReport);
            has_id || (has_body && rule.is_some_and(looks_up))
        }
        406 => speaks,
        408 | 413 => has_body,
        415 | 422 => has_json_body,
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
        // A refusal that an operation describes in its own words is a problem document like all others.
        if (400..500).contains(&status) {
            let problem = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
            response.entry("content").or_insert_with(|| json!({ "application/problem+json": problem }));
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

/// Drops the components that nothing refers to, such as an answer that no operation has yet.
fn drop_unused(document: &mut Value) {
    loop {
        let mut used = BTreeSet::new();
        collect_references(document, &mut used);
        let mut dropped = false;
        for kind in ["schemas", "responses", "headers"] {
            let Some(components) = document["components"][kind].as_object_mut() else { continue };
            let before = components.len();
            components.retain(|name, _| used.contains(&format!("#/components/{kind}/{name}")));
            dropped |= components.len() < before;
        }
        if !dropped {
            return;
        }
    }
}

fn collect_references(node: &Value, found: &mut BTreeSet<String>) {
    match node {
        Value::Object(object) => {
            for (name, child) in object {
                match child.as_str().filter(|_| name == "$ref") {
                    Some(reference) => {
                        found.insert(reference.to_owned());
                    }
                    None => collect_references(child, found),
                }
            }
            // The mapping of a discriminator refers by plain values.
            for target in object.get("mapping").and_then(Value::as_object).into_iter().flatten() {
                found.extend(target.1.as_str().map(str::to_owned));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        _ => {}
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

/// The largest whole number that every JSON reader keeps exactly (RFC 8259 section 6).
const MOST_INTEGER: i64 = 9_007_199_254_740_991;

/// Gives every string that has no form of its own the pattern of plain text, so that NUL and control characters are
/// refused everywhere by one rule; and every string and number of a known form the bounds that the form implies.
fn bound_values(node: &mut Value) {
    match node {
        Value::Object(object) => {
            let is = |name: &str| {
                object.get("type").is_some_and(|kind| {
                    kind == name || kind.as_array().is_some_and(|kinds| kinds.contains(&json!(name)))
                })
            };
            if is("string") {
                bound_string(object);
            } else if is("integer") {
                object.entry("format").or_insert(json!("int64"));
                object.entry("minimum").or_insert(json!(-MOST_INTEGER));
                object.entry("maximum").or_insert(json!(MOST_INTEGER));
            }
            for (name, child) in object.iter_mut() {
                if !["example", "examples", "default"].contains(&name.as_str()) {
                    bound_values(child);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(bound_values),
        _ => {}
    }
}

fn bound_string(schema: &mut Map<String, Value>) {
    // A pattern that fits one text only is that text: readers tell the shapes of a choice apart by it.
    let only = schema.get("pattern").and_then(Value::as_str).and_then(|pattern| {
        pattern.strip_prefix('^')?.strip_suffix('$').filter(|text| text.bytes().all(|byte| byte.is_ascii_lowercase()))
    });
    if let Some(only) = only.map(str::to_owned) {
        schema.remove("pattern");
        schema.remove("maxLength");
        schema.insert("enum".into(), json!([only]));
    }
    let has_form = ["pattern", "format", "enum", "const"].iter().any(|form| schema.contains_key(*form));
    if !has_form {
        schema.insert("pattern".into(), json!(PLAIN_TEXT));
    }
    let longest = match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => 36,
        Some("date") => 10,
        Some("date-time") => 40,
        _ => return,
    };
    schema.entry("maxLength").or_insert(json!(longest));
}
