//! The fast track (handbook 3.4, 11.2): the agency is called, and what it was told stands in its narahubung's view.

use super::{Walk, contact};
use crate::on_both;
use crate::reports::canaries;
use crate::support::{Caller, TestApp};
use narahubung::domain::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

on_both!(
    the_first_contact_reaches_the_narahubung_and_nobody_else,
    a_contact_is_recorded_once_and_not_before_the_acceptance,
    whom_the_report_goes_past_is_not_called,
    the_successor_of_whom_was_called_sees_it,
);

const DAY: &str = "2026-02-20";

/// A report with a planted identity, accepted on the fast track at noon.
async fn accepted(app: TestApp, bypassed: Option<fn(&Walk) -> Uuid>) -> (Walk, Caller) {
    let walk = Walk::begin_with(app, DAY, |office, body| {
        body["reporter"] = office.full_report()["reporter"].clone();
        body["account"] = json!("Pasien menunggu sejak pagi.");
    })
    .await;
    let head = walk.on(DAY, walk.head).await;
    let mut accept = json!({ "transition": "accept_rco", "criterion": "threat_to_life", "reason": "Gawat darurat.",
        "team": [walk.examiner.id.0] });
    if let Some(bypassed) = bypassed {
        accept["bypassed_agency_id"] = json!(bypassed(&walk));
    }
    walk.step(&head, accept).await;
    walk.app().advance_seconds(3600);
    let examiner = walk.app().log_in(walk.examiner).await;
    (walk, examiner)
}

async fn the_first_contact_reaches_the_narahubung_and_nobody_else(app: TestApp) {
    let (walk, examiner) = accepted(app, None).await;
    let (respondent, government) = (walk.office.respondent, walk.office.government);
    let app = walk.app();
    let inside = [
        app.person_at(Role::Narahubung, government).await,
        app.person_at(Role::Narahubung, respondent).await,
        app.person_at(Role::Responder, respondent).await,
    ];
    for caller in &inside {
        caller.get(&walk.path("")).await.expect_problem(404, "not_found");
    }
    walk.step(&examiner, contact(respondent, "2026-02-20T12:30:00+08:00")).await;
    for caller in &inside {
        let seen = caller.get(&walk.path("")).await.expect(200);
        assert_eq!(seen.body["view"], "agency");
        let deliveries = seen.body["deliveries"].as_array().unwrap();
        assert_eq!(deliveries.len(), 1);
        let expected = json!({ "id": deliveries[0]["id"], "agency_id": respondent, "kind": "rapid_response",
            "subject": "Pasien belum dilayani", "demand": "Layani hari ini.", "delivered_on": DAY,
            "received_on": DAY });
        assert_eq!(deliveries[0], expected);
        let text = String::from_utf8(seen.bytes.clone()).unwrap();
        for hidden in [canaries()[0].name, canaries()[0].nik, canaries()[0].phone, "Telepon.", "Pasien menunggu"] {
            assert!(!text.contains(hidden), "{text}");
        }
        let list = caller.get("/v1/reports").await.expect(200);
        assert_eq!(list.items()[0]["subject"], "Pasien belum dilayani");
    }
    for agency in [walk.office.other_government, walk.office.other_respondent] {
        let outside = walk.app().person_at(Role::Narahubung, agency).await;
        outside.get(&walk.path("")).await.expect_problem(404, "not_found");
    }
    let told = examiner.get(&walk.path("/transitions?limit=200")).await.expect(200);
    let last = told.items().last().unwrap().clone();
    assert_eq!(last["details"]["agency"], json!(respondent));
    let clocks = examiner.get(&walk.path("/deadlines?limit=200")).await.expect(200);
    let first: Vec<&Value> = clocks.items().iter().filter(|item| item["code"] == "D20").collect();
    assert_eq!((first[0]["closed_as"].as_str(), first.len()), (Some("met"), 1));
}

async fn a_contact_is_recorded_once_and_not_before_the_acceptance(app: TestApp) {
    let (walk, examiner) = accepted(app, None).await;
    let respondent = walk.office.respondent;
    for (at, code) in [
        ("2020-01-01T08:00:00+08:00", "time_too_early"),
        ("2026-02-20T11:59:59+08:00", "time_too_early"),
        ("2026-02-20T13:00:01+08:00", "time_in_future"),
    ] {
        let refused = walk.try_step(&examiner, contact(respondent, at)).await.expect_problem(422, "validation_failed");
        refused.expect_fault("#/contacted_at", code);
    }
    let unknown = contact(Uuid::from_u128(7), "2026-02-20T12:30:00+08:00");
    walk.try_step(&examiner, unknown).await.expect(422).expect_fault("#/agency", "unknown_agency");
    walk.step(&examiner, contact(respondent, "2026-02-20T12:00:00+08:00")).await;
    let again = contact(respondent, "2026-02-20T12:30:00+08:00");
    let refused = walk.try_step(&examiner, again).await.expect_problem(409, "conflict");
    assert_eq!(refused.body["errors"][0]["code"], "already_contacted");
}

async fn whom_the_report_goes_past_is_not_called(app: TestApp) {
    let (walk, examiner) = accepted(app, Some(|walk| walk.office.respondent)).await;
    let to = |agency| contact(agency, "2026-02-20T12:30:00+08:00");
    let refused = walk.try_step(&examiner, to(walk.office.respondent)).await.expect(422);
    refused.expect_fault("#/agency", "bypassed_agency");
    walk.step(&examiner, to(walk.office.government)).await;
    let named = walk.app().person_at(Role::Narahubung, walk.office.respondent).await;
    named.get(&walk.path("")).await.expect_problem(404, "not_found");
    walk.app().person_at(Role::Narahubung, walk.office.government).await.get(&walk.path("")).await.expect(200);
}

/// Whoever was called need not be the respondent; when that agency ends, its successor has the matter.
async fn the_successor_of_whom_was_called_sees_it(app: TestApp) {
    let (walk, examiner) = accepted(app, None).await;
    let head = walk.app().log_in(walk.head).await;
    let mut made = Vec::new();
    for code in ["63.07.RSUD", "63.07.RSUDBARU"] {
        let body = json!({ "code": code, "name": code, "kind": "department", "class": "PEMKAB",
            "parent_id": walk.office.government });
        made.push(head.post("/v1/agencies", body).await.expect(201).id());
    }
    walk.step(&examiner, contact(made[0], "2026-02-20T12:30:00+08:00")).await;
    let heir = walk.app().person_at(Role::Narahubung, made[1]).await;
    heir.get(&walk.path("")).await.expect_problem(404, "not_found");
    let path = format!("/v1/agencies/{}", made[0]);
    let ending = json!({ "ended_on": DAY, "reason": "Digabung" });
    let version = head.get(&path).await.expect(200).version();
    let end = head.if_match(version);
    end.post(&format!("{path}/deactivations"), ending.clone()).await.expect(409);
    let mut ending = ending;
    ending["successor_id"] = json!(made[1]);
    end.post(&format!("{path}/deactivations"), ending).await.expect(201);
    let seen = heir.get(&walk.path("")).await.expect(200);
    assert_eq!(seen.body["deliveries"][0]["kind"], "rapid_response");
}
