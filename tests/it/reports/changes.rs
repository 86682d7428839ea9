//! Corrections, checklists and notes: what may change, by whom, and what is journalled.

use super::{Office, canaries};
use crate::on_both;
use crate::support::TestApp;
use diesel::prelude::*;
use narahubung::db::schema::{audit_events, deadlines, reference_codes, report_facts, reports};
use narahubung::domain::access::Role;
use narahubung::domain::id::ReportId;
use serde_json::json;

on_both!(
    a_correction_moves_what_follows_from_it,
    a_patch_that_changes_nothing_makes_no_version,
    a_code_that_has_left_the_list_stays_where_it_was,
    nobody_overwrites_what_they_have_not_read,
    what_is_not_to_be_changed_is_refused_by_name,
    identity_is_corrected_without_being_shown,
    a_secret_report_keeps_the_reporters_words,
    a_secret_identity_is_opened_only_with_the_reporters_agreement,
    checklists_are_replaced_whole,
    notes_stay_inside_the_office,
);

async fn a_correction_moves_what_follows_from_it(app: TestApp) {
    let office = Office::open(app).await;
    let created = office.intake.post("/v1/reports", office.full_report()).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    let patch = json!({ "respondent_id": office.other_respondent, "superior_id": office.other_government,
        "substance": "pendidikan", "event_on": null, "subject": "Pungutan di SMP", "account": "Lain." });
    let changed = office.intake.if_match(1).patch(&path, patch).await.expect(200);
    assert_eq!((changed.version(), changed.header("etag")), (2, "\"2\""));
    assert_eq!(changed.body["government_code"], "63.06");
    assert_eq!(changed.body["substance"], "pendidikan");
    assert!(changed.body.get("event_on").is_none());
    assert_eq!(office.head.get("/v1/reports?q=pungutan").await.expect(200).items().len(), 1);

    let history = office.head.get(&format!("{path}/history")).await.expect(200);
    let events: Vec<_> = history.items().iter().map(|entry| entry["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["report.submit", "report.correct"]);
    assert_eq!(history.items()[1]["by"]["role"], "intake");

    let (id, other) = (ReportId(created.id()), office.other_respondent);
    let (weights, audit, owing) = office
        .app
        .inspect(move |conn| {
            let facts: Vec<i32> = report_facts::table
                .filter(report_facts::report_id.eq(id))
                .select(report_facts::weight)
                .load(conn)
                .unwrap();
            let audit: Vec<String> = audit_events::table
                .filter(audit_events::action.eq("updateReport"))
                .select(audit_events::changes)
                .load(conn)
                .unwrap();
            let owing: Vec<Option<narahubung::domain::id::AgencyId>> = deadlines::table
                .filter(deadlines::report_id.eq(id))
                .filter(deadlines::code.eq("D14"))
                .filter(deadlines::closed_at.is_null())
                .select(deadlines::agency_id)
                .load(conn)
                .unwrap();
            (facts.iter().sum::<i32>(), audit, owing)
        })
        .await;
    assert_eq!(weights, 1, "one report, whatever it is counted as");
    assert!(audit[0].contains("63.06") || audit[0].contains("/respondent_id"), "{}", audit[0]);
    assert!(!audit[0].contains("Lain."), "the reporter's words stay out of the audit log");
    assert_eq!(owing, [Some(narahubung::domain::id::AgencyId(other))], "the agency's own clock moves with it");
}

async fn a_code_that_has_left_the_list_stays_where_it_was(app: TestApp) {
    let office = Office::open(app).await;
    let created = office.intake.post("/v1/reports", office.full_report()).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    office
        .app
        .inspect(|conn| {
            let gone = chrono::NaiveDate::from_ymd_opt(2026, 11, 1);
            let codes = reference_codes::table.filter(reference_codes::code.eq_any(["TMP", "PB"]));
            diesel::update(codes).set(reference_codes::active_to.eq(gone)).execute(conn).unwrap();
        })
        .await;
    let kept = office.intake.if_match(1).patch(&path, json!({ "subject": "KTP belum terbit" })).await.expect(200);
    assert_eq!(kept.body["secondary_maladministrations"], json!(["TMP"]));
    // What is named anew must be listed.
    let other = json!({ "maladministration": null, "secondary_maladministrations": ["TMP", "PB"] });
    let refused = office.intake.if_match(2).patch(&path, other).await.expect_problem(422, "validation_failed");
    refused.expect_fault("#/secondary_maladministrations/1", "unknown_code");
}

async fn a_patch_that_changes_nothing_makes_no_version(app: TestApp) {
    let office = Office::open(app).await;
    let created = office.intake.post("/v1/reports", office.full_report()).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    for patch in [json!({}), json!({ "substance": "administrasi_kependudukan", "superior_id": office.government })] {
        let same = office.intake.if_match(1).patch(&path, patch).await.expect(200);
        assert_eq!(same.version(), 1);
    }
    let same = json!({ "reporter": { "name": canaries()[0].name, "phone": "0811-0000-7301" } });
    assert_eq!(office.intake.if_match(1).patch(&path, same).await.expect(200).version(), 1);
}

async fn nobody_overwrites_what_they_have_not_read(app: TestApp) {
    let office = Office::open(app).await;
    let created = office.intake.post("/v1/reports", office.report()).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    let patch = json!({ "subject": "Judul yang diperbaiki" });
    office.intake.patch(&path, patch.clone()).await.expect_problem(428, "precondition_required");
    office.intake.if_match(1).patch(&path, patch.clone()).await.expect(200);
    office.head.if_match(1).patch(&path, patch.clone()).await.expect_problem(412, "precondition_failed");
    // The order of the contract: existence, version, content.
    let stale = office.head.if_match(1).patch(&path, json!({ "colour": "red" })).await;
    stale.expect_problem(412, "precondition_failed");
    let foreign = format!("/v1/reports/{}", uuid::Uuid::from_u128(77));
    office.head.if_match(1).patch(&foreign, json!({ "colour": "red" })).await.expect_problem(404, "not_found");
    let note = json!({ "text": "Catatan." });
    let notes = format!("{path}/notes");
    office.head.if_match(1).post(&notes, note.clone()).await.expect_problem(412, "precondition_failed");
    office.head.post(&notes, note).await.expect(201);
    assert_eq!(office.head.get(&path).await.expect(200).version(), 2);
}

async fn what_is_not_to_be_changed_is_refused_by_name(app: TestApp) {
    let office = Office::open(app).await;
    let created = office.intake.post("/v1/reports", office.report()).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    for (name, value) in [
        ("state", json!("closed")),
        ("version", json!(7)),
        ("government_code", json!("63.06")),
        ("received_on", json!("2020-01-01")),
        ("archive_number", json!("0179/LM/VI/2026/BJM")),
        ("owner_user_id", json!(uuid::Uuid::nil())),
        ("outcome", json!("found")),
        ("subjet", json!("salah ketik")),
    ] {
        let mut patch = json!({});
        patch[name] = value;
        let refused = office.intake.if_match(1).patch(&path, patch).await.expect_problem(422, "validation_failed");
        refused.expect_fault(&format!("#/{name}"), "unknown_field");
    }
    let null = office.intake.if_match(1).patch(&path, json!({ "subject": null })).await;
    null.expect_problem(422, "validation_failed").expect_fault("#/subject", "wrong_type");
    let faults =
        json!({ "respondent_id": uuid::Uuid::from_u128(77), "substance": "tidak_ada", "event_on": "2026-11-26" });
    office
        .intake
        .if_match(1)
        .patch(&path, faults)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/respondent_id", "unknown_agency")
        .expect_fault("#/substance", "unknown_code")
        .expect_fault("#/event_on", "in_the_future");
    let read = office.intake.get(&path).await.expect(200);
    let mut before = created.body.clone();
    before.as_object_mut().unwrap().remove("tracking");
    assert_eq!(read.body, before);
    for role in [Role::Prevention, Role::Resolution, Role::Reporter] {
        let caller = office.app.person(role).await;
        assert_eq!(caller.if_match(1).patch(&path, json!({})).await.status, 403, "{role:?}");
    }
}

async fn identity_is_corrected_without_being_shown(app: TestApp) {
    let office = Office::open(app).await;
    let created = office.intake.post("/v1/reports", office.full_report()).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    let other = &canaries()[1];
    let patch = json!({ "reporter": { "name": other.name, "nik": other.nik, "address": null } });
    let changed = office.intake.if_match(1).patch(&path, patch).await.expect(200);
    assert_eq!(changed.body["reporter"]["name_masked"], "B*** P*** R***");
    assert_eq!(changed.body["reporter"]["has_address"], false);
    assert_eq!(changed.body["reporter"]["has_phone"], true);
    let search = json!({ "nik": other.nik, "purpose": "duplicate_check" });
    assert_eq!(office.intake.post("/v1/reports/search", search).await.expect(200).items().len(), 1);
    let old = json!({ "nik": canaries()[0].nik, "purpose": "duplicate_check" });
    assert_eq!(office.intake.post("/v1/reports/search", old).await.expect(200).items().len(), 0);
    let shown = office.app.inspect(|conn| {
        let changes: Vec<String> = audit_events::table.select(audit_events::changes).load(conn).unwrap();
        canaries().iter().any(|one| changes.iter().any(|text| text.contains(one.name) || text.contains(one.nik)))
    });
    assert!(!shown.await, "identity in the audit log");
}

/// Whoever may not learn who reports is not told the reporter's own words either, nor is the audit log.
async fn a_secret_report_keeps_the_reporters_words(app: TestApp) {
    let office = Office::open(app).await;
    let mut body = office.full_report();
    body["secrecy"] = json!("secret");
    body["prior_complaint"] = json!({ "status": "exempted", "reason": "Pelapor adalah pegawai dinas itu." });
    body["formal_checklist"] = json!([{ "item": "F1", "status": "met", "note": "Nama sesuai KTP." }]);
    let created = office.intake.post("/v1/reports", body).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    let again = json!({ "transition": "record_prior_complaint", "status": "exempted",
        "reason": "Pelapor adalah pegawai dinas itu sendiri." });
    office.intake.if_match(1).post(&format!("{path}/transitions"), again).await.expect(201);
    let prevention = office.app.person(Role::Prevention).await.get(&path).await.expect(200);
    let known = office.head.get(&path).await.expect(200);
    for words in ["Pelapor adalah pegawai", "Nama sesuai KTP", known.body["account"].as_str().unwrap()] {
        assert!(known.body.to_string().contains(words), "{words}");
        assert!(!prevention.body.to_string().contains(words), "{words}");
    }
    let audit: Vec<String> =
        office.app.inspect(|conn| audit_events::table.select(audit_events::changes).load(conn).unwrap()).await;
    assert!(audit.iter().any(|changes| changes.contains("prior_complaint_reason")));
    assert!(!audit.iter().any(|changes| changes.contains("Pelapor adalah pegawai")));
}

async fn a_secret_identity_is_opened_only_with_the_reporters_agreement(app: TestApp) {
    let office = Office::open(app).await;
    let mut body = office.full_report();
    body["secrecy"] = json!("secret");
    let created = office.intake.post("/v1/reports", body).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    let open = office.intake.if_match(1).patch(&path, json!({ "secrecy": "open" })).await;
    open.expect_problem(422, "validation_failed").expect_fault("#/secrecy_agreement", "required");
    let agreed = json!({ "secrecy": "open", "secrecy_agreement": "Pelapor menyetujui melalui surat tertanggal 24." });
    office.intake.if_match(1).patch(&path, agreed).await.expect(200);
}

async fn checklists_are_replaced_whole(app: TestApp) {
    let office = Office::open(app).await;
    let created = office.intake.post("/v1/reports", office.report()).await.expect(201);
    let path = format!("/v1/reports/{}/formal-checklist", created.id());
    let two =
        json!({ "items": [{ "item": "F1", "status": "met" }, { "item": "F6", "status": "missing", "note": "KTP" }] });
    let answered = office.intake.if_match(1).put(&path, two).await.expect(200);
    assert_eq!(answered.body["formal_checklist"].as_array().unwrap().len(), 2);
    assert_eq!(answered.version(), 2);
    let one = json!({ "items": [{ "item": "F2", "status": "excused" }] });
    let answered = office.intake.if_match(2).put(&path, one).await.expect(200);
    assert_eq!(answered.body["formal_checklist"], json!([{ "item": "F2", "status": "excused" }]));

    let twice = json!({ "items": [{ "item": "F2", "status": "met" }, { "item": "F2", "status": "met" }] });
    let refused = office.intake.if_match(3).put(&path, twice).await.expect_problem(422, "validation_failed");
    refused.expect_fault("#/items/1/item", "repeated");
    office.intake.if_match(1).put(&path, json!({ "items": [] })).await.expect_problem(412, "precondition_failed");
    let material = format!("/v1/reports/{}/material-checklist", created.id());
    let early = json!({ "items": [{ "item": "M1", "answer": "met" }] });
    office.intake.if_match(3).put(&material, early).await.expect_problem(409, "invalid_transition");
    let examiner = office.app.person(Role::Examiner).await;
    examiner.if_match(3).put(&path, json!({ "items": [] })).await.expect_problem(403, "action_not_allowed");
}

async fn notes_stay_inside_the_office(app: TestApp) {
    let office = Office::open(app).await;
    let created = office.intake.post("/v1/reports", office.report()).await.expect(201);
    let path = format!("/v1/reports/{}/notes", created.id());
    for text in ["Pertama", "Kedua"] {
        let note = office.intake.post(&path, json!({ "text": text })).await.expect(201);
        assert_eq!(note.header("location"), path);
    }
    let notes = office.head.get(&format!("{path}?limit=1")).await.expect(200);
    assert_eq!(notes.items()[0]["text"], "Kedua");
    let cursor = notes.body["page"]["next_cursor"].as_str().unwrap();
    let next = office.head.get(&format!("{path}?limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!(next.items()[0]["text"], "Pertama");
    office.intake.post(&path, json!({ "text": "  " })).await.expect_problem(422, "validation_failed");
    office.intake.post(&path, json!({ "text": "x".repeat(10_001) })).await.expect_problem(422, "validation_failed");
    for role in [Role::Prevention, Role::Reporter] {
        assert_eq!(office.app.person(role).await.get(&path).await.status, 403, "{role:?}");
    }
    let responder = office.app.person_at(Role::Responder, office.respondent).await;
    assert_eq!(responder.get(&path).await.status, 403);
    let id = ReportId(created.id());
    let version: i64 =
        office.app.inspect(move |conn| reports::table.find(id).select(reports::version).first(conn).unwrap()).await;
    assert_eq!(version, 1);
}
