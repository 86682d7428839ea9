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
    every_fault_of_an_intake_is_named_at_once,
    bad_input_is_refused_and_nothing_changes,
    an_unknown_agency_is_the_same_fault_everywhere,
    numbers_of_other_systems_name_one_report,
    who_may_bring_in_what,
    twenty_parallel_intakes_with_one_key_make_one_report,
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

async fn every_fault_of_an_intake_is_named_at_once(app: TestApp) {
    let office = Office::open(app).await;
    let mut body = office.full_report();
    body["respondent_id"] = json!(uuid::Uuid::from_u128(77));
    body["superior_id"] = json!(uuid::Uuid::from_u128(77));
    body["substance"] = json!("tidak_ada");
    body["maladministration"] = json!("XX");
    body["secondary_maladministrations"] = json!(["TMP", "TMP"]);
    body["event_on"] = json!("2026-11-26");
    body["reporter"]["nik"] = json!("9900000013900001");
    body["reporter"]["phone"] = json!("021 5000000");
    body["reporter"]["birth_on"] = json!("2026-11-26");
    body["external_references"] = json!([{ "system": "client", "value": "1" }]);
    office
        .intake
        .post("/v1/reports", body)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/respondent_id", "unknown_agency")
        .expect_fault("#/superior_id", "unknown_agency")
        .expect_fault("#/substance", "unknown_code")
        .expect_fault("#/maladministration", "unknown_code")
        .expect_fault("#/secondary_maladministrations/1", "repeated")
        .expect_fault("#/event_on", "in_the_future")
        .expect_fault("#/reporter/nik", "nik_day")
        .expect_fault("#/reporter/phone", "phone_area")
        .expect_fault("#/reporter/birth_on", "in_the_future")
        .expect_fault("#/external_references/0/system", "only_for_machines");
    assert!(office.head.get("/v1/reports").await.expect(200).items().is_empty());
}

async fn bad_input_is_refused_and_nothing_changes(app: TestApp) {
    let office = Office::open(app).await;
    let refusals = [
        ("subject", json!(7), "#/subject", "wrong_type"),
        ("subject", json!(""), "#/subject", "too_short"),
        ("subject", json!("x".repeat(201)), "#/subject", "too_long"),
        ("subject", json!("KTP\u{0}belum"), "#/subject", "control_characters"),
        ("subject", json!("KTP\u{7f}belum"), "#/subject", "control_characters"),
        ("account", json!("x".repeat(50_001)), "#/account", "too_long"),
        ("event_on", json!("2025-02-29"), "#/event_on", "date_format"),
        ("event_on", json!("29-02-2024"), "#/event_on", "date_format"),
        ("respondent_id", json!("63.07"), "#/respondent_id", "id_format"),
        ("intake_kind", json!("lm"), "#/intake_kind", "not_in_list"),
        ("agenda_number", json!("10228.2026"), "#/agenda_number", "format"),
        ("tracking_pin", json!("1234"), "#/tracking_pin", "too_short"),
        ("state", json!("closed"), "#/state", "unknown_field"),
        ("owner_user_id", json!(uuid::Uuid::nil()), "#/owner_user_id", "unknown_field"),
        ("received_on", json!("2020-01-01"), "#/received_on", "unknown_field"),
        ("as_draft", json!("no"), "#/as_draft", "wrong_type"),
    ];
    for (name, value, place, code) in refusals {
        let mut body = office.report();
        body[name] = value;
        let refused = office.intake.post("/v1/reports", body).await.expect_problem(422, "validation_failed");
        refused.expect_fault(place, code);
    }
    let mut blank = office.report();
    blank["account"] = json!("  \n ");
    let refused = office.intake.post("/v1/reports", blank).await.expect_problem(422, "validation_failed");
    refused.expect_fault("#/account", "required");
    for bytes in [&br#"{"subject": "\ud800"}"#[..], b"{", b"\xff\xfe", b"", b"{\"subject\":\"a\",\"subject\":\"b\"}"] {
        let answer =
            office.intake.send(actix_web::http::Method::POST, "/v1/reports", Some(bytes.to_vec()), "application/json");
        answer.await.expect_problem(400, "malformed_body");
    }
    assert!(office.head.get("/v1/reports").await.expect(200).items().is_empty());

    let mut unusual = office.report();
    unusual["subject"] = json!("KTP 🪪 belum terbit — بطاقة");
    unusual["event_on"] = json!("2024-02-29");
    let kept = office.intake.post("/v1/reports", unusual.clone()).await.expect(201);
    assert_eq!(kept.body["subject"], unusual["subject"]);
}

async fn an_unknown_agency_is_the_same_fault_everywhere(app: TestApp) {
    let office = Office::open(app).await;
    let unknown = uuid::Uuid::from_u128(77);
    let mut body = office.report();
    body["respondent_id"] = json!(unknown);
    let by_intake = office.intake.post("/v1/reports", body).await.expect_problem(422, "validation_failed");
    let created = office.intake.post("/v1/reports", office.report()).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    let patch = json!({ "respondent_id": unknown });
    let by_patch = office.intake.if_match(1).patch(&path, patch).await.expect_problem(422, "validation_failed");
    assert_eq!(by_intake.body["errors"], by_patch.body["errors"]);
}

async fn numbers_of_other_systems_name_one_report(app: TestApp) {
    let office = Office::open(app).await;
    let first = office.intake.post("/v1/reports", office.full_report()).await.expect(201);
    let again = office.intake.post("/v1/reports", office.full_report()).await;
    let again = again.expect_problem(409, "duplicate_external_reference");
    assert_eq!(again.body["existing"], format!("/v1/reports/{}", first.id()));
    again.expect_fault("#/agenda_number", "already_taken");

    let client = office.app.machine(Role::OfficeClient, None, &[Scope::ReportsRead, Scope::ReportsWrite]).await;
    let other = office.app.machine(Role::OfficeClient, None, &[Scope::ReportsRead, Scope::ReportsWrite]).await;
    let mut body = office.report();
    body["external_references"] = json!([{ "system": "client", "value": "A-1" }]);
    client.post("/v1/reports", body.clone()).await.expect(201);
    client.post("/v1/reports", body.clone()).await.expect_problem(409, "duplicate_external_reference");
    other.post("/v1/reports", body).await.expect(201);

    // Whoever cannot see the other report is not led to it.
    let reporter = office.app.person(Role::Reporter).await;
    let mut body = office.report();
    body["external_references"] = json!([{ "system": "sp4n_lapor", "value": "7349210" }]);
    let blind = reporter.post("/v1/reports", body).await.expect_problem(409, "duplicate_external_reference");
    assert!(blind.body.get("existing").is_none());
}

async fn who_may_bring_in_what(app: TestApp) {
    let office = Office::open(app).await;
    let reporter = office.app.person(Role::Reporter).await;
    let mut body = office.report();
    body["intake_kind"] = json!("RCO");
    reporter.post("/v1/reports", body.clone()).await.expect(409);
    office.intake.post("/v1/reports", body).await.expect(201);
    let mut body = office.report();
    body["formal_checklist"] = json!([{ "item": "F1", "status": "met" }]);
    let refused = reporter.post("/v1/reports", body.clone()).await.expect_problem(422, "validation_failed");
    refused.expect_fault("#/formal_checklist", "not_at_this_time");
    let kept = office.intake.post("/v1/reports", body).await.expect(201);
    assert_eq!(kept.body["formal_checklist"][0]["item"], "F1");
    for role in [Role::Examiner, Role::Prevention, Role::Resolution, Role::Admin] {
        assert_eq!(office.app.person(role).await.post("/v1/reports", office.report()).await.status, 403, "{role:?}");
    }
    let responder = office.app.person_at(Role::Responder, office.respondent).await;
    assert_eq!(responder.post("/v1/reports", office.report()).await.status, 403);
    office.app.anyone().post("/v1/reports", office.report()).await.expect_problem(401, "authentication_required");
}

async fn twenty_parallel_intakes_with_one_key_make_one_report(app: TestApp) {
    let office = Office::open(app).await;
    let second = office.app.second_instance().await;
    let key = "5f0c1f62-98a4-4a3c-9d0e-0c6f6f6b7d11";
    let callers =
        [office.intake.header("idempotency-key", key), second.as_caller(&office.intake).header("idempotency-key", key)];
    let requests = (0..20).map(|number| callers[number % 2].post("/v1/reports", office.report()));
    let answers = futures_util::future::join_all(requests).await;
    let mut made = Vec::new();
    for answer in answers {
        match answer.status {
            201 => made.push((answer.id(), answer.body["tracking"]["code"].clone())),
            409 => assert_eq!(answer.body["code"], "idempotency_in_progress"),
            other => panic!("{other}: {}", answer.body),
        }
    }
    made.dedup();
    assert_eq!(made.len(), 1, "one report and one answer");
    let again = callers[1].post("/v1/reports", office.report()).await.expect(201);
    assert_eq!((again.id(), again.header("idempotency-replayed")), (made[0].0, "true"));
    let list = office.head.get("/v1/reports?include_total=true").await.expect(200);
    assert_eq!(list.body["page"]["total"], 1);
}
