//! Intake: who brings in what, what is kept of it, and what is refused.

use super::{Office, canaries};
use crate::on_both;
use crate::support::TestApp;
use narahubung::domain::access::{Role, Scope};
use serde_json::json;

on_both!(
    an_intake_is_a_report_at_once,
    a_mobile_client_needs_the_required_fields_only,
    a_reporter_sees_their_own_in_plain_words,
);

async fn an_intake_is_a_report_at_once(app: TestApp) {
    let office = Office::open(app).await;
    let created = office.intake.post("/v1/reports", office.full_report()).await.expect(201);
    assert_eq!(created.header("location"), format!("/v1/reports/{}", created.id()));
    assert_eq!((created.header("etag"), created.header("cache-control")), ("\"1\"", "no-store"));
    assert_eq!(created.body["view"], "office");
    assert_eq!(created.body["state"], "received");
    assert_eq!(created.body["received_on"], "2026-11-25");
    assert_eq!(created.body["government_code"], "63.07");
    assert_eq!(created.body["reporter"]["name_masked"], "K*** U*** S***");
    assert_eq!(created.body["reporter"]["nik_masked"], "************0001");
    assert_eq!(created.body["reporter"]["has_phone"], true);
    assert_eq!(created.body["tracking"]["pin"].as_str().unwrap().len(), 6);
    let text = String::from_utf8(created.bytes.clone()).unwrap();
    assert!(!text.contains(canaries()[0].name) && !text.contains(canaries()[0].nik), "{text}");

    let read = office.head.get(&format!("/v1/reports/{}", created.id())).await.expect(200);
    let mut expected = created.body.clone();
    expected.as_object_mut().unwrap().remove("tracking");
    expected["allowed_transitions"] = read.body["allowed_transitions"].clone();
    assert_eq!(read.body, expected);
    assert!(read.body["allowed_transitions"].as_array().unwrap().contains(&json!("accept_rco")));
    let again = office.head.header("if-none-match", "\"1\"");
    again.get(&format!("/v1/reports/{}", created.id())).await.expect(304);
}

async fn a_mobile_client_needs_the_required_fields_only(app: TestApp) {
    let office = Office::open(app).await;
    let scopes = [Scope::ReportsRead, Scope::ReportsWrite];
    let client = office.app.machine(Role::OfficeClient, None, &scopes).await;
    let created = client.post("/v1/reports", office.report()).await.expect(201);
    assert_eq!(created.body["view"], "machine");
    assert!(created.body["tracking"]["code"].as_str().unwrap().len() > 30);
    let path = format!("/v1/reports/{}", created.id());
    assert!(client.get(&path).await.expect(200).body.get("account").is_none());
    assert_eq!(office.intake.get(&path).await.expect(200).body["state"], "received");
}

async fn a_reporter_sees_their_own_in_plain_words(app: TestApp) {
    let office = Office::open(app).await;
    let reporter = office.app.person(Role::Reporter).await;
    let mut body = office.report();
    body["as_draft"] = json!(true);
    let created = reporter.post("/v1/reports", body).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    assert_eq!(created.body["view"], "reporter");
    assert_eq!(created.body["stage"], "not_submitted");
    reporter.get(&path).await.expect(200);
    for other in [&office.head, &office.intake, &office.app.person(Role::Reporter).await] {
        other.get(&path).await.expect_problem(404, "not_found");
    }
}
