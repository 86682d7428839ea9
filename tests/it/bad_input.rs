//! Bad input, for every operation of the document: a clear problem that names the field, and nothing changed.

use crate::on_both;
use crate::reports::Office;
use crate::support::{Answer, Caller, TestApp};
use actix_web::http::Method;
use diesel::prelude::*;
use narahubung::db::{AnyConnection, schema};
use narahubung::domain::access::{Action, Role};
use narahubung::domain::code::Code;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

on_both!(bodies_of_the_wrong_shape, bodies_that_are_no_json, parameters_that_make_no_sense, odd_text_is_text);

/// Objects for the `{id}` of an address, by the start of the address.
type Objects = BTreeMap<&'static str, (Uuid, i64)>;

/// Addresses whose objects this test does not make: there it sees only that nothing breaks.
const WITHOUT_OBJECT: [&str; 6] =
    ["/v1/recommendations/", "/v1/deadlines/", "/v1/sessions/", "/v1/users/", "/v1/clients/", "/v1/narahubung/"];

/// One operation, and how to reach its body.
struct Target {
    id: String,
    method: Method,
    path: String,
    media: String,
    schema: Value,
    example: Value,
    caller: Caller,
    reaches_body: bool,
}

impl Target {
    async fn send(&self, bytes: Vec<u8>) -> Answer {
        self.caller.send(self.method.clone(), &self.path, Some(bytes), &self.media).await
    }
}

struct Scene {
    office: Office,
    objects: Objects,
    callers: BTreeMap<&'static str, Caller>,
    document: Value,
}

impl Scene {
    async fn set(app: TestApp) -> Self {
        let document = app.document().clone();
        let office = Office::open(app).await;
        let report = office.intake.post("/v1/reports", office.report()).await.expect(201);
        let objects = Objects::from([
            ("/v1/reports/", (report.id(), report.version())),
            ("/v1/agencies/", (office.respondent, 1)),
        ]);
        let mut callers = BTreeMap::new();
        for role in [Role::Head, Role::Intake, Role::Admin, Role::Reporter] {
            callers.insert(role.code(), office.app.person(role).await);
        }
        Self { office, objects, callers, document }
    }

    /// The caller who may: the head where the head may, else whoever comes first.
    fn caller(&self, operation: &str) -> Caller {
        let rule = Action::ALL.iter().map(|action| action.rule()).find(|rule| rule.operation == operation).unwrap();
        let roles = [Role::Head, Role::Intake, Role::Admin, Role::Reporter];
        let role = roles.into_iter().find(|role| rule.roles.contains(role));
        role.map_or_else(|| self.office.app.anyone(), |role| self.callers[role.code()].clone())
    }

    fn address(&self, path: &str) -> (String, Option<i64>, bool) {
        let object = self.objects.iter().find(|(start, _)| path.starts_with(**start));
        let (id, version) = object.map_or((Uuid::nil(), None), |(_, (id, version))| (*id, Some(*version)));
        let known = object.is_some() || !path.contains('{');
        assert!(
            known || !path.contains("{id}") || WITHOUT_OBJECT.iter().any(|start| path.starts_with(start)),
            "{path}"
        );
        // A second id, or a code, is one of nothing.
        let single = path.matches('{').count() == 1 && path.contains("{id}");
        let filled = path.split('/').map(|segment| match segment {
            "{id}" => id.to_string(),
            parameter if parameter.starts_with('{') => "no-such-thing".to_owned(),
            literal => literal.to_owned(),
        });
        (filled.collect::<Vec<_>>().join("/"), version, known && (single || !path.contains('{')))
    }

    fn operations(&self) -> impl Iterator<Item = (&String, &String, &Value)> {
        self.document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, operation)| (path, method, operation))
        })
    }

    /// Every operation that takes JSON.
    fn targets(&self) -> Vec<Target> {
        let mut targets = Vec::new();
        for (path, method, operation) in self.operations() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let content = operation["requestBody"]["content"].as_object().into_iter().flatten();
            let Some((media, described)) = content.into_iter().find(|(media, _)| media.ends_with("json")) else {
                continue;
            };
            let (address, version, reaches_body) = self.address(path);
            let caller = self.caller(&id);
            let caller = version.map_or_else(|| caller.clone(), |version| caller.if_match(version));
            targets.push(Target {
                schema: self.resolved(&described["schema"]),
                example: described["example"].clone(),
                method: method.to_uppercase().parse().unwrap(),
                path: address,
                media: media.clone(),
                id,
                caller,
                reaches_body,
            });
        }
        assert!(targets.iter().filter(|target| target.reaches_body).count() > 3);
        targets
    }

    /// A schema without references at its top; of a choice, the first.
    fn resolved(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            return self.resolved(&self.document["components"]["schemas"][name]);
        }
        match schema["oneOf"].as_array() {
            Some(choice) => self.resolved(choice.iter().find(|one| one["type"] != "null").unwrap()),
            None => schema.clone(),
        }
    }

    /// How many rows each table has, but for those that count and record failures.
    async fn rows(&self) -> BTreeMap<&'static str, i64> {
        self.office.app.inspect(count_all).await
    }
}

fn count_all(conn: &mut AnyConnection) -> BTreeMap<&'static str, i64> {
    let mut counts = BTreeMap::new();
    macro_rules! count {
        ($($table:ident),+) => { $(counts.insert(stringify!($table), schema::$table::table.count().get_result(conn).unwrap());)+ };
    }
    count!(
        agencies,
        users,
        clients,
        reports,
        narahubung,
        recommendations,
        deadlines,
        history,
        outgoing_events,
        stored_replies,
        report_facts
    );
    counts
}

/// Values that a field must refuse, each with the word for what is wrong.
fn wrong_values(schema: &Value, may_be_null: bool) -> Vec<(&'static str, Value)> {
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let mut wrong = Vec::new();
    let Some(kind) = kinds.iter().find(|kind| **kind != "null") else { return wrong };
    wrong.push(("an object", json!({ "x": 1 })));
    if !kinds.contains(&"null") && !may_be_null {
        wrong.push(("null", Value::Null));
    }
    match *kind {
        "string" => {
            wrong.push(("a number", json!(6_307)));
            wrong.push(("NUL", json!("a\u{0}b")));
            wrong.push(("a bell", json!("a\u{7}b")));
            if let Some(most) = schema["maxLength"].as_u64() {
                wrong.push(("too long", json!("a".repeat(usize::try_from(most).unwrap() + 1))));
            }
            if schema["minLength"].as_u64().is_some_and(|least| least > 0) || schema["enum"].is_array() {
                wrong.push(("empty", json!("")));
            }
            match schema["format"].as_str() {
                Some("date") => {
                    wrong.extend(["2026-02-29", "25-11-2026", "2026-13-01", ""].map(|text| ("no day", json!(text))));
                }
                Some("date-time") => {
                    wrong.extend(["2026-11-25T08:00:00", "2026-11-25"].map(|text| ("no zone", json!(text))));
                }
                Some("uuid") => wrong.extend(["7", "' OR 1=1 --"].map(|text| ("no id", json!(text)))),
                _ => {}
            }
        }
        "integer" | "number" => {
            wrong.push(("text", json!("7")));
            wrong.push(("huge", json!(1e300)));
            wrong.push(("a fraction", json!(1.5)));
        }
        "boolean" => wrong.push(("text", json!("true"))),
        "array" => {
            wrong.push(("text", json!("x")));
            if let Some(most) = schema["maxItems"].as_u64() {
                wrong.push(("too many", json!(vec![Value::Null; usize::try_from(most).unwrap() + 1])));
            }
        }
        _ => wrong.push(("text", json!("x"))),
    }
    wrong
}

fn names(answer: &Answer, pointer: &str) -> bool {
    answer.body["errors"].as_array().is_some_and(|errors| {
        errors.iter().any(|error| error["pointer"].as_str().is_some_and(|at| at.starts_with(pointer)))
    })
}

async fn bodies_of_the_wrong_shape(app: TestApp) {
    let scene = Scene::set(app).await;
    let before = scene.rows().await;
    for target in scene.targets() {
        let mut bodies: Vec<(String, String, Value)> = Vec::new();
        let example = target.example.as_object().cloned().unwrap_or_default();
        let with = |name: &str, value: Value| {
            let mut body: Map<String, Value> = example.clone();
            body.insert(name.to_owned(), value);
            Value::Object(body)
        };
        bodies.push(("an unknown field".into(), "#/no_such_field".into(), with("no_such_field", json!(1))));
        for name in target.schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut body = example.clone();
            body.remove(name);
            bodies.push((format!("{name} missing"), format!("#/{name}"), Value::Object(body)));
        }
        for (name, property) in target.schema["properties"].as_object().into_iter().flatten() {
            let choice = property["oneOf"].as_array();
            let takes_null = choice.is_some_and(|choice| choice.iter().any(|one| one["type"] == "null"));
            let may_be_null = takes_null || target.method == Method::PATCH;
            for (what, value) in wrong_values(&scene.resolved(property), may_be_null) {
                // A password is compared and hashed, never stored or shown: any character may stand in it.
                let is_password = name.contains("password") && ["NUL", "a bell"].contains(&what);
                if !is_password {
                    bodies.push((format!("{name}: {what}"), format!("#/{name}"), with(name, value)));
                }
            }
        }
        for (what, pointer, body) in bodies {
            let answer = target.send(body.to_string().into_bytes()).await;
            let told = format!("{} with {what}: {} {}", target.id, answer.status, answer.body);
            if target.reaches_body {
                assert!(answer.status == 422 && names(&answer, &pointer), "{told}");
            } else {
                assert!((400..500).contains(&answer.status), "{told}");
            }
        }
    }
    assert_eq!(scene.rows().await, before);
}

async fn bodies_that_are_no_json(app: TestApp) {
    let scene = Scene::set(app).await;
    let before = scene.rows().await;
    for target in scene.targets() {
        let nested = [b"{\"a\":".repeat(5_000), b"1".to_vec(), b"}".repeat(5_000)].concat();
        let broken: [(&str, Vec<u8>, u16); 12] = [
            ("nothing", Vec::new(), 400),
            ("half", b"{\"a\":".to_vec(), 400),
            ("two values", b"{} {}".to_vec(), 400),
            ("a repeated member", b"{\"a\":1,\"a\":2}".to_vec(), 400),
            ("a lone surrogate", b"{\"a\":\"\\ud800\"}".to_vec(), 400),
            ("no UTF-8", b"{\"a\":\"\xff\"}".to_vec(), 400),
            ("a raw NUL", b"{\"a\":\"\x00\"}".to_vec(), 400),
            ("a number out of range", b"{\"a\":1e999}".to_vec(), 400),
            ("deep nesting", nested, 400),
            ("null", b"null".to_vec(), 422),
            ("a list", b"[]".to_vec(), 422),
            ("a text", b"\"x\"".to_vec(), 422),
        ];
        for (what, bytes, expected) in broken {
            let answer = target.send(bytes).await;
            let told = format!("{} with {what}: {} {}", target.id, answer.status, answer.body);
            let right =
                if target.reaches_body { answer.status == expected } else { (400..500).contains(&answer.status) };
            assert!(right, "{told}");
        }
        let body = target.example.to_string().into_bytes();
        let answer = target.caller.send(target.method.clone(), &target.path, Some(body.clone()), "text/plain").await;
        assert!(matches!(answer.status, 415 | 404), "{}: {}", target.id, answer.body);
        let packed = target.caller.header("content-encoding", "gzip");
        let answer = packed.send(target.method.clone(), &target.path, Some(body), &target.media).await;
        assert!(matches!(answer.status, 415 | 404), "{}: {}", target.id, answer.body);
    }
    assert_eq!(scene.rows().await, before);
}

async fn parameters_that_make_no_sense(app: TestApp) {
    let scene = Scene::set(app).await;
    let before = scene.rows().await;
    for (path, method, operation) in scene.operations() {
        let id = operation["operationId"].as_str().unwrap();
        if path.starts_with("/oauth/") {
            // Refused in OAuth's own words: `oauth.rs`.
            continue;
        }
        let (address, version, known) = scene.address(path);
        let caller = scene.caller(id);
        let caller = version.map_or_else(|| caller.clone(), |version| caller.if_match(version));
        let method: Method = method.to_uppercase().parse().unwrap();
        let mut queries = vec![("no_such_parameter=1".to_owned(), "no_such_parameter".to_owned(), "unknown_parameter")];
        if method == Method::GET && known {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let (name, schema) = (parameter["name"].as_str().unwrap(), scene.resolved(&parameter["schema"]));
                if parameter["in"] != "query" {
                    continue;
                }
                let mut bad = vec!["%00".to_owned(), "%ff".to_owned()];
                if !matches!(schema["type"].as_str(), Some("string"))
                    || schema["enum"].is_array()
                    || schema["format"].is_string()
                {
                    bad.push("' OR 1=1 --".replace(' ', "%20"));
                }
                if let Some(most) = schema["maxLength"].as_u64().filter(|most| *most < 4_000) {
                    bad.push("a".repeat(usize::try_from(most).unwrap() + 1));
                }
                if name == "cursor" {
                    bad.push("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned());
                }
                queries.extend(bad.into_iter().map(|value| (format!("{name}={value}"), name.to_owned(), "")));
            }
        }
        for (query, name, code) in queries {
            let answer = caller.send(method.clone(), &format!("{address}?{query}"), None, "").await;
            let told = format!("{id} with {query}: {} {}", answer.status, answer.body);
            assert!(answer.status == 400, "{told}");
            assert!(code.is_empty() || answer.body["code"] == code, "{told}");
            let named =
                answer.body["errors"].as_array().is_some_and(|errors| errors.iter().any(|e| e["parameter"] == name));
            assert!(named, "{told}");
        }
    }
    assert_eq!(scene.rows().await, before);
}

async fn odd_text_is_text(app: TestApp) {
    let scene = Scene::set(app).await;
    for odd in [
        "🏫 Sekolah 👩🏽‍🏫",
        "\u{202e}عربي\u{202c}",
        "e\u{301}",
        "<script>alert(1)</script>",
        "'; DROP TABLE reports; --",
        "𝔘𝔫𝔦",
    ] {
        for target in scene.targets() {
            let mut body = target.example.as_object().cloned().unwrap_or_default();
            for (name, property) in target.schema["properties"].as_object().into_iter().flatten() {
                let property = scene.resolved(property);
                let is_text =
                    property["type"] == "string" && property["enum"].is_null() && property["format"].is_null();
                if is_text && body.contains_key(name) {
                    body.insert(name.clone(), json!(odd));
                }
            }
            let answer = target.send(Value::Object(body).to_string().into_bytes()).await;
            assert!(answer.status < 500, "{} with {odd}: {} {}", target.id, answer.status, answer.body);
        }
    }
}
