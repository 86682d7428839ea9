//! Every answer that the tests see is compared with the API document: status, media type, schema, and no field beyond.

use super::Answer;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

pub struct Conformance {
    document: Value,
    components: Value,
    compiled: RefCell<HashMap<String, Rc<Validator>>>,
}

/// Addresses that are not in the public document.
const OUTSIDE: [&str; 5] = ["/livez", "/readyz", "/metrics", "/openapi.json", "/docs"];

impl Conformance {
    pub fn new(document: &Value) -> Self {
        let mut components = document["components"].clone();
        close(&mut components["schemas"]);
        Self { document: document.clone(), components, compiled: RefCell::default() }
    }

    #[track_caller]
    pub fn check(&self, method: &str, path: &str, answer: &Answer) {
        let path = path.split('?').next().unwrap_or_default();
        if OUTSIDE.iter().any(|outside| path.starts_with(outside)) {
            return;
        }
        if method == "OPTIONS" {
            assert!(matches!(answer.status, 204 | 404), "OPTIONS {path}: {}", answer.status);
            return;
        }
        let method = if method == "HEAD" { "GET" } else { method };
        let Some(operation) = self.operation(method, path) else {
            // Not in the document: then it must not be in the router either.
            assert!(matches!(answer.status, 404 | 405 | 414), "undocumented {method} {path}: {}", answer.status);
            return;
        };
        let id = operation["operationId"].as_str().unwrap_or_default();
        let mut response = &operation["responses"][answer.status.to_string()];
        if let Some(name) = response["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            response = &self.document["components"]["responses"][name];
        }
        assert!(response.is_object(), "{id}: status {} is not documented; {}", answer.status, answer.body);
        let media = answer.header("content-type").split(';').next().unwrap_or_default();
        if media == "text/html" {
            assert!(response["content"]["text/html"].is_object(), "{id}: a page is not documented");
            return;
        }
        let Some(content) = response["content"].as_object() else {
            assert!(answer.bytes.is_empty(), "{id}: {} should have no body", answer.status);
            return;
        };
        let schema = content.get(media).unwrap_or_else(|| panic!("{id}: {media:?} is not documented"));
        let validator = self.validator(&format!("{id} {} {media}", answer.status), &schema["schema"]);
        let faults: Vec<_> =
            validator.iter_errors(&answer.body).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{id} {}: {faults:#?}\n{:#}", answer.status, answer.body);
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let segments: Vec<&str> = path.split('/').collect();
        let matches = |template: &str| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == segments.len()
                && parts.iter().zip(&segments).all(|(part, segment)| part.starts_with('{') || part == segment)
        };
        let mut found: Vec<_> = self.document["paths"].as_object()?.iter().filter(|(t, _)| matches(t)).collect();
        found.sort_by_key(|(template, _)| template.matches('{').count());
        found.first()?.1.get(method.to_ascii_lowercase())
    }

    fn validator(&self, key: &str, schema: &Value) -> Rc<Validator> {
        let mut compiled = self.compiled.borrow_mut();
        Rc::clone(compiled.entry(key.to_owned()).or_insert_with(|| {
            let mut schema = schema.clone();
            close(&mut schema);
            schema["components"] = self.components.clone();
            let options = jsonschema::draft202012::options();
            Rc::new(
                options.should_validate_formats(true).build(&schema).unwrap_or_else(|error| panic!("{key}: {error}")),
            )
        }))
    }
}

/// Forbids fields that the schema does not name: an answer with more than the document says is a leak or a lie.
fn close(node: &mut Value) {
    match node {
        Value::Object(object) => {
            if object.get("properties").is_some_and(Value::is_object) && !object.contains_key("additionalProperties") {
                object.insert("additionalProperties".into(), json!(false));
            }
            for child in object.values_mut() {
                close(child);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
