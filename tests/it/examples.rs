//! The examples of the API document work when they are sent: whoever copies one from the documentation, or presses
//! "Try it out", must not be refused for what the example says.

use crate::on_both;
use crate::support::TestApp;
use narahubung::domain::access::Role;
use serde_json::{Value, json};

on_both!(an_example_that_makes_something_makes_it);

/// The id that examples name; no object has it.
const PLACEHOLDER: &str = "01a2103a-27f5-7083-b307-c389e2c1fe49";

/// Everything that is asked without naming an object in the address, by whom, and what it is answered.
const ASKED: [(&str, Role, u16); 8] = [
    ("/v1/agencies", Role::Head, 201),
    ("/v1/clients", Role::Admin, 201),
    ("/v1/deadline-calculations", Role::Examiner, 200),
    ("/v1/narahubung", Role::Head, 201),
    ("/v1/recommendations", Role::Resolution, 422),
    ("/v1/reports", Role::Intake, 201),
    ("/v1/reports/search", Role::Intake, 200),
    ("/v1/users", Role::Admin, 201),
];

/// Bodies that are a credential of somebody: an example's is nobody's.
const CREDENTIALS: [&str; 5] = [
    "/v1/password-changes",
    "/v1/second-factors/confirmations",
    "/v1/sessions",
    "/v1/sessions/refresh",
    "/v1/tracking",
];

fn example(operation: &Value) -> Option<&Value> {
    operation["requestBody"]["content"].get("application/json").map(|media| &media["example"])
}

async fn an_example_that_makes_something_makes_it(app: TestApp) {
    let government = json!({ "code": "63.07", "name": "Pemerintah Kabupaten", "kind": "government", "class": "PEMKAB",
        "active_from": "1959-07-04" });
    let agency = app.person(Role::Head).await.post("/v1/agencies", government).await.expect(201).id();
    for (path, item) in app.document()["paths"].as_object().unwrap() {
        let Some(example) = example(&item["post"]) else { continue };
        if path.contains('{') || CREDENTIALS.contains(&path.as_str()) {
            continue;
        }
        let (_, role, status) = ASKED.iter().find(|(asked, ..)| asked == path).unwrap_or_else(|| panic!("{path}"));
        // The one thing that an example cannot know is which agencies there are.
        let body = example.to_string().replace(PLACEHOLDER, &agency.to_string());
        let answer = app.person(*role).await.post(path, serde_json::from_str(&body).unwrap()).await;
        let faults: Vec<_> =
            answer.body["errors"].as_array().into_iter().flatten().map(|fault| &fault["code"]).collect();
        assert_eq!(answer.status, *status, "{path}: {}", answer.body);
        assert!(faults.iter().all(|code| **code == "unknown_report"), "{path}: {}", answer.body);
    }
}
