//! The API document tells the truth and leaves nothing open: routes, words, bounds, examples.
//!
//! That answers are as the document says is checked at every request of every other test (`support/conform.rs`).

use crate::support::BASE_URL;
use jsonschema::draft202012;
use narahubung::app::document::Document;
use narahubung::app::{method_name, routes};
use narahubung::domain::access::Action;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn document() -> Value {
    Document::new(BASE_URL).json().clone()
}

/// Method, path and operation of everything in the document.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let list = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(|(method, operation)| (method.clone(), path.clone(), operation.clone()))
    });
    list.collect()
}

#[test]
fn routes_and_document_are_the_same_both_ways() {
    let routed: BTreeMap<_, _> = routes()
        .iter()
        .map(|route| ((method_name(&route.method), route.path.to_owned()), route.action.rule().operation.to_owned()))
        .collect();
    let documented: BTreeMap<_, _> = operations(&document())
        .into_iter()
        .map(|(method, path, operation)| ((method, path), operation["operationId"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(routed, documented);
    let ids: BTreeSet<_> = routed.values().collect();
    assert_eq!(ids.len(), routed.len(), "an operation stands at two addresses");
    let ruled: BTreeSet<_> = Action::ALL.iter().map(|action| action.rule().operation).collect();
    assert_eq!(ruled, ids.iter().map(|id| id.as_str()).collect(), "every row of the access table has its route");
}

#[test]
fn every_operation_explains_itself() {
    let document = document();
    let tags: BTreeSet<_> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|tag| tag["description"].as_str().is_some_and(|text| !text.is_empty()))
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    for (method, path, operation) in operations(&document) {
        let text = |name: &str| operation[name].as_str().unwrap_or_default();
        assert!(!text("summary").is_empty() && text("summary").len() < 120, "{method} {path}: summary");
        assert!(!text("description").is_empty(), "{method} {path}: description");
        let own: Vec<_> = operation["tags"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap()).collect();
        assert!(!own.is_empty() && own.iter().all(|tag| tags.contains(tag)), "{method} {path}: tags {own:?}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let described = parameter["description"].as_str().is_some_and(|text| !text.is_empty());
            assert!(described, "{method} {path}: {} is not described", parameter["name"]);
        }
    }
}

#[test]
fn every_operation_lists_what_can_go_wrong() {
    for (method, path, operation) in operations(&document()) {
        let mut expected = vec![400, 405, 414, 429, 500, 503, 504];
        if operation["requestBody"].is_object() {
            expected.extend([408, 413]);
        }
        // OAuth's forms are refused in OAuth's own words: 400 and 401 (RFC 6749 5.2).
        if operation["requestBody"].is_object() && !path.starts_with("/oauth/") {
            expected.extend([415, 422]);
        }
        if path.contains('{') {
            expected.push(404);
        }
        if operation["security"] != json!([]) {
            expected.extend([401, 403]);
        }
        for status in expected {
            assert!(operation["responses"].get(status.to_string()).is_some(), "{method} {path}: {status}");
        }
        let changes = ["patch", "put", "delete"].contains(&method.as_str());
        if changes
            && operation["parameters"].as_array().is_some_and(|list| list.iter().any(|p| p["name"] == "If-Match"))
        {
            assert!(
                operation["responses"].get("412").is_some() && operation["responses"].get("428").is_some(),
                "{path}"
            );
        }
    }
}

/// Every place in a schema where a client could send without end.
fn unbounded(schema: &Value, at: &str, closed: bool, found: &mut Vec<String>) {
    let Value::Object(object) = schema else { return };
    let is = |name: &str| {
        object.get("type").is_some_and(|kind| kind == name || kind.as_array().is_some_and(|k| k.contains(&json!(name))))
    };
    let has = |name: &str| object.contains_key(name);
    if is("string") && !has("maxLength") && !has("enum") && !has("const") {
        found.push(format!("{at}: a string without maxLength"));
    }
    if is("string") && !has("pattern") && !has("enum") && !has("const") && !has("format") {
        found.push(format!("{at}: a string of any form"));
    }
    if is("array") && !has("maxItems") {
        found.push(format!("{at}: an array without maxItems"));
    }
    if (is("integer") || is("number")) && !(has("minimum") && has("maximum")) {
        found.push(format!("{at}: a number without bounds"));
    }
    let is_part = object.get("allOf").is_some();
    if closed && is("object") && has("properties") && !is_part && schema["additionalProperties"] != json!(false) {
        found.push(format!("{at}: an object that takes unknown fields"));
    }
    for (name, child) in object {
        if ["example", "examples", "default", "enum", "const"].contains(&name.as_str()) {
            continue;
        }
        match child {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    unbounded(item, &format!("{at}/{name}/{index}"), closed, found);
                }
            }
            _ => unbounded(child, &format!("{at}/{name}"), closed, found),
        }
    }
}

/// The schemas that a schema refers to, by name, all the way down.
fn reach(schema: &Value, schemas: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next())
                && found.insert(name.to_owned())
            {
                reach(&schemas[name], schemas, found);
            }
            object.values().for_each(|child| reach(child, schemas, found));
        }
        Value::Array(items) => items.iter().for_each(|item| reach(item, schemas, found)),
        _ => {}
    }
}

#[test]
fn everything_that_can_be_sent_is_bounded() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let (mut found, mut sent) = (Vec::new(), BTreeSet::new());
    for (method, path, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            unbounded(&parameter["schema"], &format!("{method} {path} {}", parameter["name"]), true, &mut found);
            reach(&parameter["schema"], schemas, &mut sent);
        }
        for media in operation["requestBody"]["content"].as_object().into_iter().flatten().map(|(_, media)| media) {
            unbounded(&media["schema"], &format!("{method} {path} body"), true, &mut found);
            reach(&media["schema"], schemas, &mut sent);
        }
    }
    for name in &sent {
        // OAuth servers must ignore parameters that they do not know (RFC 6749 3.2).
        let is_oauth_form = ["TokenRequest", "RevocationRequest"].contains(&name.as_str());
        unbounded(&schemas[name], name, !is_oauth_form, &mut found);
    }
    for (name, schema) in schemas.as_object().unwrap().iter().filter(|(name, _)| !sent.contains(*name)) {
        unbounded(schema, name, false, &mut found);
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_body_has_an_example_that_is_valid() {
    let document = document();
    let mut faults = Vec::new();
    for (method, path, operation) in operations(&document) {
        let answers = operation["responses"].as_object().unwrap().iter();
        let answers = answers.filter(|(status, _)| status.starts_with('2')).map(|(_, answer)| &answer["content"]);
        let contents = answers.chain([&operation["requestBody"]["content"]]).filter_map(Value::as_object).flatten();
        for (kind, media) in contents {
            let mut schema = media["schema"].clone();
            schema["components"] = document["components"].clone();
            let validator = draft202012::options().should_validate_formats(true).build(&schema).unwrap();
            let Some(example) = media.get("example") else {
                faults.push(format!("{method} {path} {kind}: no example"));
                continue;
            };
            for error in validator.iter_errors(example) {
                faults.push(format!("{method} {path} {kind}: {} {error}", error.instance_path()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_is_created_links_to_what_can_be_done_with_it() {
    let document = document();
    let ids: BTreeSet<_> =
        operations(&document).iter().map(|(.., o)| o["operationId"].as_str().unwrap().to_owned()).collect();
    let links = &document["paths"]["/v1/agencies"]["post"]["responses"]["201"]["links"];
    assert_eq!(links["getAgency"]["parameters"]["id"], "$response.body#/id");
    for (.., operation) in operations(&document) {
        for (name, link) in operation["responses"]["201"]["links"].as_object().into_iter().flatten() {
            assert!(ids.contains(link["operationId"].as_str().unwrap()), "{name}");
        }
    }
}
