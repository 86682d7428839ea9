//! Handbook 6.5: what complains of an Inspektorat, or names a narahubung, bypasses their people.

use super::{Walk, order};
use crate::on_both;
use crate::recommendations::{Case, DECIDED, draft};
use crate::support::TestApp;
use narahubung::domain::access::Role;
use serde_json::json;
use uuid::Uuid;

on_both!(
    an_inspektorat_does_not_see_what_complains_of_it,
    a_named_narahubung_is_bypassed,
    a_delivery_puts_it_into_the_view_of_its_tree_alone,
    a_bypass_follows_the_respondent_and_the_successor,
    the_head_records_a_bypass_at_any_time,
    whoever_works_under_a_bypassed_agency_is_bypassed_with_it,
    a_bypass_outlives_a_change_of_the_tree,
    nobody_who_is_bypassed_answers_a_recommendation,
    the_agency_side_is_told_of_deliveries_alone,
);

const DAY: &str = "2026-02-20";

async fn agency(walk: &Walk, code: &str, kind: &str) -> Uuid {
    let body = json!({ "code": code, "name": code, "kind": kind, "class": "PEMKAB",
        "parent_id": walk.office.government });
    walk.office.head.post("/v1/agencies", body).await.expect(201).id()
}

async fn an_inspektorat_does_not_see_what_complains_of_it(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let inspectorate = agency(&walk, "63.07.INSPEKTORAT", "inspectorate").await;
    let mut body = walk.office.report();
    body["event_on"] = json!("2026-01-05");
    body["respondent_id"] = json!(inspectorate);
    let report = walk.office.intake.post("/v1/reports", body).await.expect(201).id();
    let complained = Walk { report, ..walk };
    complained.to_examination(DAY).await;
    complained.to_result(DAY).await;
    let examiner = complained.on(DAY, complained.examiner).await;
    let refused = complained.try_step(&examiner, order(&[inspectorate], DAY)).await.expect(422);
    refused.expect_fault("#/addressees/0/agency", "bypassed_agency");
    let (government, secretariat) = (complained.office.government, complained.office.respondent);
    complained.step(&examiner, order(&[government, secretariat], DAY)).await;

    let app = complained.app();
    for role in [Role::Narahubung, Role::Inspector] {
        app.person_at(role, inspectorate).await.get(&complained.path("")).await.expect_problem(404, "not_found");
    }
    for agency in [government, secretariat] {
        app.person_at(Role::Narahubung, agency).await.get(&complained.path("")).await.expect(200);
    }
}

async fn a_named_narahubung_is_bypassed(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let inspectorate = agency(&walk, "63.07.INSPEKTORAT", "inspectorate").await;
    walk.to_meeting(DAY).await;
    let head = walk.on(DAY, walk.head).await;
    let mut admit = walk.admission(DAY);
    admit["bypassed_agency_id"] = json!(Uuid::from_u128(5));
    walk.try_step(&head, admit.clone()).await.expect(422).expect_fault("#/bypassed_agency_id", "unknown_agency");
    admit["bypassed_agency_id"] = json!(inspectorate);
    walk.step(&head, admit).await;
    walk.to_result(DAY).await;
    let examiner = walk.on(DAY, walk.examiner).await;
    walk.step(&examiner, order(&[walk.office.respondent], DAY)).await;
    let inspector = walk.app().person_at(Role::Inspector, inspectorate).await;
    inspector.get(&walk.path("")).await.expect_problem(404, "not_found");
    walk.app().person_at(Role::Narahubung, walk.office.government).await.get(&walk.path("")).await.expect(200);
}

async fn a_delivery_puts_it_into_the_view_of_its_tree_alone(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let inspectorate = agency(&walk, "63.07.INSPEKTORAT", "inspectorate").await;
    walk.to_examination(DAY).await;
    walk.to_result(DAY).await;
    let respondent = walk.office.respondent;
    let inside = [
        walk.app().person_at(Role::Narahubung, respondent).await,
        walk.app().person_at(Role::Responder, respondent).await,
        walk.app().person_at(Role::Inspector, inspectorate).await,
    ];
    for caller in &inside {
        caller.get(&walk.path("")).await.expect_problem(404, "not_found");
    }
    let examiner = walk.on(DAY, walk.examiner).await;
    walk.step(&examiner, order(&[respondent], DAY)).await;
    for caller in &inside {
        caller.get(&walk.path("")).await.expect(200);
        caller.get(&walk.path("/transitions")).await.expect_problem(403, "action_not_allowed");
    }
    for agency in [walk.office.other_government, walk.office.other_respondent] {
        let outside = walk.app().person_at(Role::Narahubung, agency).await;
        outside.get(&walk.path("")).await.expect_problem(404, "not_found");
    }
}

/// A corrected respondent and a successor are no way round the bypass.
async fn a_bypass_follows_the_respondent_and_the_successor(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let inspectorate = agency(&walk, "63.07.INSPEKTORAT", "inspectorate").await;
    walk.to_examination(DAY).await;
    let head = walk.on(DAY, walk.head).await;
    let version = walk.version().await;
    let patch = json!({ "respondent_id": inspectorate });
    head.if_match(version).patch(&walk.path(""), patch).await.expect(200);
    walk.to_result(DAY).await;
    let examiner = walk.on(DAY, walk.examiner).await;
    let secretariat = walk.office.respondent;
    walk.step(&examiner, order(&[secretariat], DAY)).await;
    let inspector = walk.app().person_at(Role::Inspector, inspectorate).await;
    inspector.get(&walk.path("")).await.expect_problem(404, "not_found");

    let head = walk.on(DAY, walk.head).await;
    let second = json!({ "code": "63.07.BADAN", "name": "Badan gabungan", "kind": "board", "class": "PEMKAB",
        "parent_id": walk.office.government });
    let successor = head.post("/v1/agencies", second).await.expect(201).id();
    let ending = json!({ "ended_on": DAY, "reason": "Digabung", "successor_id": successor });
    let path = format!("/v1/agencies/{inspectorate}");
    let version = head.get(&path).await.expect(200).version();
    head.if_match(version).post(&format!("{path}/deactivations"), ending).await.expect(201);
    let heir = walk.app().person_at(Role::Narahubung, successor).await;
    heir.get(&walk.path("")).await.expect_problem(404, "not_found");
    walk.app().person_at(Role::Narahubung, secretariat).await.get(&walk.path("")).await.expect(200);
}

async fn the_head_records_a_bypass_at_any_time(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let inspectorate = agency(&walk, "63.07.INSPEKTORAT", "inspectorate").await;
    walk.to_examination(DAY).await;
    walk.to_result(DAY).await;
    let examiner = walk.on(DAY, walk.examiner).await;
    walk.step(&examiner, order(&[walk.office.respondent], DAY)).await;
    let inspector = walk.app().person_at(Role::Inspector, inspectorate).await;
    inspector.get(&walk.path("")).await.expect(200);

    let (head, version) = (walk.on(DAY, walk.head).await, walk.version().await);
    let path = walk.path("/bypasses");
    let body = json!({ "agency_id": inspectorate, "reason": "Inspektur disebut dalam keterangan saksi." });
    examiner.post(&path, body.clone()).await.expect_problem(403, "action_not_allowed");
    let unknown = json!({ "agency_id": Uuid::from_u128(5), "reason": "Salah ketik." });
    head.post(&path, unknown).await.expect(422).expect_fault("#/agency_id", "unknown_agency");
    let everybody = json!({ "agency_id": walk.office.government, "reason": "Semua." });
    head.post(&path, everybody).await.expect(422).expect_fault("#/agency_id", "government_not_bypassed");
    let blank = json!({ "agency_id": inspectorate, "reason": "  " });
    head.post(&path, blank).await.expect(422).expect_fault("#/reason", "blank");
    for _ in 0..2 {
        head.post(&path, body.clone()).await.expect(201);
    }
    assert_eq!(walk.version().await, version + 1, "repeating it changes nothing");
    inspector.get(&walk.path("")).await.expect_problem(404, "not_found");
    assert!(inspector.get("/v1/reports").await.expect(200).items().is_empty());
    walk.app().person_at(Role::Narahubung, walk.office.government).await.get(&walk.path("")).await.expect(200);

    let listed = head.get(&path).await.expect(200);
    assert_eq!(listed.items(), [json!({ "agency_id": inspectorate })]);
    let history = examiner.get(&walk.path("/history?limit=200")).await.expect(200);
    let last = history.items().last().unwrap();
    assert_eq!((&last["event"], &last["note"]), (&json!("report.bypassed"), &body["reason"]));
    assert_eq!(last["details"]["bypassed_agency_id"], json!(inspectorate));
}

/// A unit answers to its agency; the agency above is another house, unless it is bypassed itself.
async fn whoever_works_under_a_bypassed_agency_is_bypassed_with_it(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let department = walk.office.respondent;
    let unit = json!({ "code": "63.07.DISDUKCAPIL.UPTD", "name": "UPTD", "kind": "technical_unit", "class": "PEMKAB",
        "parent_id": department });
    let unit = walk.office.head.post("/v1/agencies", unit).await.expect(201).id();
    walk.to_examination(DAY).await;
    walk.to_result(DAY).await;
    let (examiner, head) = (walk.on(DAY, walk.examiner).await, walk.on(DAY, walk.head).await);
    let mut people = Vec::new();
    for role in [Role::Narahubung, Role::Responder] {
        people.push(walk.app().person_at(role, unit).await);
    }
    let above = walk.app().person_at(Role::Narahubung, walk.office.government).await;
    let secretariat = agency(&walk, "63.07.SETDA", "secretariat").await;
    let bypass = json!({ "agency_id": department, "reason": "Narahubungnya disebut dalam laporan." });
    head.post(&walk.path("/bypasses"), bypass).await.expect(201);
    let refused = walk.try_step(&examiner, order(&[unit], DAY)).await.expect(422);
    refused.expect_fault("#/addressees/0/agency", "bypassed_agency");
    walk.step(&examiner, order(&[secretariat], DAY)).await;
    above.get(&walk.path("")).await.expect(200);

    // Delivered to the unit first, and bypassed afterwards.
    let mut body = walk.office.report();
    body["event_on"] = json!("2026-01-05");
    let report = walk.office.intake.post("/v1/reports", body).await.expect(201).id();
    let second = Walk { report, ..walk };
    second.to_meeting(DAY).await;
    let mut admission = second.admission(DAY);
    admission["archive_number"] = json!("0043/LM/II/2026/BJM");
    second.step(&head, admission).await;
    second.to_result(DAY).await;
    second.step(&examiner, order(&[unit], DAY)).await;
    let deadlines = second.path("/deadlines");
    for person in &people {
        person.get(&second.path("")).await.expect(200);
        assert!(!person.get(&deadlines).await.expect(200).items().is_empty());
    }
    let bypass = json!({ "agency_id": department, "reason": "Narahubungnya disebut dalam laporan." });
    head.post(&second.path("/bypasses"), bypass).await.expect(201);
    for person in &people {
        person.get(&second.path("")).await.expect_problem(404, "not_found");
        person.get(&deadlines).await.expect_problem(404, "not_found");
        assert!(person.get("/v1/deadlines").await.expect(200).items().is_empty());
    }
    above.get(&second.path("")).await.expect(200);
}

/// The agency side's version, times and tag move with what is delivered to it, and with nothing that the office does.
async fn the_agency_side_is_told_of_deliveries_alone(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    walk.to_examination(DAY).await;
    walk.to_result(DAY).await;
    let examiner = walk.on(DAY, walk.examiner).await;
    let (respondent, path) = (walk.office.respondent, walk.path(""));
    let mut ordered = order(&[respondent, walk.office.government], DAY);
    ordered["addressees"][1].as_object_mut().unwrap().remove("received_on");
    walk.step(&examiner, ordered).await;
    let narahubung = walk.app().person_at(Role::Narahubung, walk.office.government).await;
    let first = narahubung.get(&path).await.expect(200);
    let tag = first.header("etag").to_owned();
    assert_eq!(first.version(), 3, "two deliveries and one receipt");
    assert!(tag.len() > 30, "a tag of what is read: {tag}");
    let listed = narahubung.get("/v1/reports").await.expect(200);
    for member in ["version", "created_at", "updated_at"] {
        assert_eq!(listed.items()[0][member], first.body[member], "{member}");
    }

    walk.app().advance_seconds(60);
    examiner.post(&walk.path("/notes"), json!({ "text": "Catatan." })).await.expect(201);
    let seen = json!({ "transition": "record_monitoring", "monitored_on": DAY, "note": "Belum ada." });
    walk.step(&examiner, seen).await;
    assert_eq!(narahubung.get(&path).await.expect(200).body, first.body);
    narahubung.header("if-none-match", &tag).get(&path).await.expect(304);
    // A guess at the report's own version is no tag of what the agency side reads.
    let guess = format!("\"{}\"", walk.version().await);
    narahubung.header("if-none-match", &guess).get(&path).await.expect(200);

    let receipt = json!({ "transition": "record_addressee_receipt", "agency": walk.office.government,
        "received_on": DAY });
    walk.step(&examiner, receipt).await;
    let after = narahubung.header("if-none-match", &tag).get(&path).await.expect(200);
    assert_eq!(after.version(), 4);
}

/// What was hidden from a unit with the agency above it stays hidden when the unit moves, and from its successor.
async fn a_bypass_outlives_a_change_of_the_tree(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let unit = |code: &str, parent: Uuid| json!({ "code": code, "name": code, "kind": "technical_unit", "class": "PEMKAB", "parent_id": parent });
    let moving = unit("63.07.DISDUKCAPIL.UPTD", walk.office.respondent);
    let moving = walk.office.head.post("/v1/agencies", moving).await.expect(201).id();
    let department = agency(&walk, "63.07.DISDIK", "department").await;
    let successor = unit("63.07.DISDIK.UPTD", department);
    let successor = walk.office.head.post("/v1/agencies", successor).await.expect(201).id();
    walk.to_examination(DAY).await;
    walk.to_result(DAY).await;
    let (examiner, head) = (walk.on(DAY, walk.examiner).await, walk.on(DAY, walk.head).await);
    walk.step(&examiner, order(&[moving], DAY)).await;
    let people = walk.app().person_at(Role::Responder, moving).await;
    people.get(&walk.path("")).await.expect(200);
    let bypass = json!({ "agency_id": walk.office.respondent, "reason": "Kepala dinas disebut dalam laporan." });
    head.post(&walk.path("/bypasses"), bypass).await.expect(201);
    people.get(&walk.path("")).await.expect_problem(404, "not_found");

    let path = format!("/v1/agencies/{moving}");
    head.if_match(1).patch(&path, json!({ "parent_id": department })).await.expect(200);
    people.get(&walk.path("")).await.expect_problem(404, "not_found");
    let ending = json!({ "ended_on": DAY, "reason": "Digabung.", "successor_id": successor });
    head.if_match(2).post(&format!("{path}/deactivations"), ending).await.expect(201);
    let heirs = walk.app().person_at(Role::Responder, successor).await;
    heirs.get(&walk.path("")).await.expect_problem(404, "not_found");
}

/// Whoever must report on a recommendation must be among those who can read it.
async fn nobody_who_is_bypassed_answers_a_recommendation(app: TestApp) {
    let case = Case::begin(app).await;
    let head = case.walk.on(DECIDED, case.walk.head).await;
    let body = json!({ "code": "63.07.SETDA", "name": "Sekretariat Daerah", "kind": "secretariat", "class": "PEMKAB",
        "parent_id": case.walk.office.government });
    let secretariat = head.post("/v1/agencies", body).await.expect(201).id();
    let bypass = json!({ "agency_id": secretariat, "reason": "Sekretaris Daerah disebut dalam laporan." });
    head.post(&case.walk.path("/bypasses"), bypass).await.expect(201);
    let refused = case.resolution.post("/v1/recommendations", draft(case.walk.report, secretariat)).await.expect(422);
    refused.expect_fault("#/superior_id", "bypassed_agency");
}
