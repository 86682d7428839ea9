//! Who may do what: every operation of the document for every kind of caller, against the one table.

mod objects;
mod world;

use crate::on_both;
use crate::support::{Answer, Caller, TestApp};
use actix_web::http::Method;
use narahubung::domain::access::{Action, Role, Rule, scopes_of};
use narahubung::domain::code::Code;
use objects::every_operation_on_objects_in_view_and_out_of_it;
use serde_json::{Value, json};
use std::collections::BTreeMap;

on_both!(
    every_operation_for_every_caller,
    every_operation_on_objects_in_view_and_out_of_it,
    a_token_without_scopes_is_told_which_it_lacks,
);

const PAGE: &str = include_str!("../../../docs/access.md");

/// The table as `docs/access.md` prints it.
fn rendered() -> String {
    let mut text = String::from("| Operation | Scope |");
    for role in Role::ALL {
        text.push_str(&format!(" `{}` |", role.code()));
    }
    text.push_str(" Condition |\n| --- | --- |");
    text.push_str(&" --- |".repeat(Role::ALL.len() + 1));
    text.push('\n');
    for rule in Action::ALL.iter().map(|action| action.rule()) {
        let scope = rule.scope.map_or("–".to_owned(), |scope| format!("`{}`", scope.code()));
        let marks =
            Role::ALL.iter().map(|role| if is_open(&rule) || rule.roles.contains(role) { " ✓ |" } else { " |" });
        let condition = if is_open(&rule) { "open to anyone" } else { rule.condition.label_en() };
        text.push_str(&format!("| `{}` | {scope} |{} {condition} |\n", rule.operation, marks.collect::<String>()));
    }
    text
}

#[test]
fn the_page_prints_the_table() {
    let table = rendered();
    assert!(PAGE.contains(&table), "put this table into docs/access.md:\n\n{table}");
}

fn is_open(rule: &Rule) -> bool {
    rule.roles.is_empty() && rule.scope.is_none()
}

/// The id that no object has.
const NOBODY: &str = "01a2103a-27f5-7083-b307-c389e2c1fe49";

/// A request of an operation, put together from the document: its example, and an object that does not exist.
#[derive(Clone)]
struct Attempt {
    rule: Rule,
    method: Method,
    /// As in the document.
    template: String,
    path: String,
    body: Option<(Vec<u8>, String)>,
    /// Names of the optional parameters of the query that are ids.
    filters: Vec<String>,
}

fn attempts(document: &Value) -> Vec<Attempt> {
    let rules: BTreeMap<_, _> = Action::ALL.iter().map(|action| (action.rule().operation, action.rule())).collect();
    let mut list = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let rule = *rules.get(id).unwrap_or_else(|| panic!("{id} is not in the table"));
            let content = operation["requestBody"]["content"].as_object().and_then(|content| content.iter().next());
            let body = content.map(|(media, described)| {
                let example = &described["example"];
                let bytes = if media.ends_with("json") { example.to_string() } else { form(example) };
                (bytes.into_bytes(), media.clone())
            });
            list.push(Attempt {
                rule,
                method: method.to_uppercase().parse().unwrap(),
                template: path.clone(),
                path: format!("{}{}", filled(path), query(operation)),
                body,
                filters: filters(operation),
            });
        }
    }
    list
}

fn form(example: &Value) -> String {
    let pairs = example.as_object().into_iter().flatten();
    pairs.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default())).collect::<Vec<_>>().join("&")
}

/// The path with ids that no object has.
fn filled(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment {
        "{code}" | "{list}" => "no-such-code",
        parameter if parameter.starts_with('{') => NOBODY,
        literal => literal,
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The parameters that must be there, with their examples.
fn query(operation: &Value) -> String {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let required = parameters.filter(|parameter| parameter["in"] == "query" && parameter["required"] == true);
    let pairs: Vec<_> = required
        .map(|parameter| {
            let name = parameter["name"].as_str().unwrap();
            let example = [&parameter["example"], &parameter["schema"]["example"], &parameter["schema"]["enum"][0]];
            let example = example.into_iter().find(|example| !example.is_null());
            let example = example.unwrap_or_else(|| panic!("{name} is required and has no example"));
            format!("{name}={}", example.as_str().map_or_else(|| example.to_string(), str::to_owned))
        })
        .collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// The optional parameters of the query that name an object.
fn filters(operation: &Value) -> Vec<String> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let named = parameters.filter(|parameter| parameter["in"] == "query" && parameter["required"] != true);
    named
        .filter_map(|parameter| parameter["name"].as_str())
        .filter(|name| name.ends_with("_id"))
        .map(str::to_owned)
        .collect()
}

async fn send(caller: &Caller, attempt: &Attempt) -> Answer {
    let caller = if attempt.method == Method::GET { caller.clone() } else { caller.if_match(1) };
    let (body, media) = attempt.body.clone().map_or((None, String::new()), |(bytes, media)| (Some(bytes), media));
    caller.send(attempt.method.clone(), &attempt.path, body, &media).await
}

/// One caller of each role, with every scope that the role can make use of.
async fn callers(app: &TestApp, code: &str) -> Vec<(Role, Caller)> {
    let head = app.person(Role::Head).await;
    let government = json!({ "code": code, "name": "Pemerintah Kabupaten", "kind": "government", "class": "PEMKAB" });
    let government = head.post("/v1/agencies", government).await.expect(201).id();
    let mut list = Vec::new();
    for role in Role::ALL.iter().copied() {
        let agency = role.needs_agency().then_some(government);
        let caller = match agency {
            _ if role.is_machine() => app.machine(role, agency, &scopes_of(role)).await,
            Some(agency) => app.person_at(role, agency).await,
            None => app.person(role).await,
        };
        list.push((role, caller));
    }
    list
}

/// Operations after which the caller's token is worth nothing: they get callers of their own.
const ENDS_THE_SESSION: [&str; 3] = ["endSession", "endCurrentSession", "changePassword"];

async fn every_operation_for_every_caller(app: TestApp) {
    let lasting = callers(&app, "63.07").await;
    let mut other_governments = ["63.01", "63.02", "63.03", "63.04"].into_iter();
    for attempt in attempts(app.document()) {
        let id = attempt.rule.operation;
        let answer = send(&app.anyone(), &attempt).await;
        let refusals = ["authentication_required", "invalid_token", "insufficient_scope", "action_not_allowed"];
        if is_open(&attempt.rule) {
            // A refresh token is a credential in the body, and the example's is nobody's.
            let refused = id != "refreshSession" && refusals.iter().any(|code| answer.body["code"] == *code);
            assert!(!refused && answer.status < 500, "{id} for anyone: {} {}", answer.status, answer.body);
            continue;
        }
        answer.expect_problem(401, "authentication_required");
        let fresh = match ENDS_THE_SESSION.contains(&id) {
            true => callers(&app, other_governments.next().unwrap()).await,
            false => lasting.clone(),
        };
        for (role, caller) in &fresh {
            let answer = send(caller, &attempt).await;
            let (status, code) = (answer.status, answer.body["code"].as_str().unwrap_or_default().to_owned());
            let told = format!("{id} for {}: {status} {}", role.code(), answer.body);
            if attempt.rule.roles.contains(role) {
                assert!(status < 500 && !refusals.contains(&code.as_str()), "{told}");
            } else if attempt.rule.scope.is_some_and(|scope| !scopes_of(*role).contains(&scope)) {
                assert_eq!((status, code.as_str()), (403, "insufficient_scope"), "{told}");
            } else {
                assert_eq!((status, code.as_str()), (403, "action_not_allowed"), "{told}");
            }
        }
    }
}

async fn a_token_without_scopes_is_told_which_it_lacks(app: TestApp) {
    let bare = app.machine(Role::OfficeClient, None, &[]).await;
    for attempt in attempts(app.document()) {
        let Some(scope) = attempt.rule.scope else { continue };
        let answer = send(&bare, &attempt).await.expect_problem(403, "insufficient_scope");
        assert_eq!(answer.body["scope"], scope.code());
        assert!(answer.header("www-authenticate").contains(&format!("scope=\"{}\"", scope.code())));
    }
}
