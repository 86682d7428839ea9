//! Who reports: masks, reveals, searches, and what lies in the database.

use super::{Office, canaries};
use crate::on_both;
use crate::support::{Engine, TestApp};
use diesel::prelude::*;
use narahubung::db::schema::{audit_events, identity_reveals, reporters};
use narahubung::domain::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

on_both!(
    a_reveal_needs_purpose_words_and_a_fresh_log_in,
    fifty_reveals_a_day_and_no_more,
    whoever_does_not_handle_the_report_learns_nothing,
    who_was_shown_an_identity_stands_in_the_reports_file,
    a_reporter_is_found_by_equality_and_the_search_is_recorded,
    nothing_of_an_identity_lies_in_the_database_in_clear,
);

fn reveal() -> Value {
    json!({ "fields": ["name", "nik", "phone", "address", "representing"], "purpose": "contact_reporter",
        "justification": "Menanyakan kelengkapan berkas." })
}

async fn report(office: &Office) -> Uuid {
    office.intake.post("/v1/reports", office.full_report()).await.expect(201).id()
}

async fn a_reveal_needs_purpose_words_and_a_fresh_log_in(app: TestApp) {
    let office = Office::open(app).await;
    let id = report(&office).await;
    let path = format!("/v1/reports/{id}/identity-reveals");
    let mut body = reveal();
    body.as_object_mut().unwrap().remove("purpose");
    office.intake.post(&path, body).await.expect_problem(403, "purpose_required");
    let mut body = reveal();
    body["justification"] = json!("pendek");
    let short = office.intake.post(&path, body).await.expect_problem(422, "validation_failed");
    short.expect_fault("#/justification", "too_short");

    let shown = office.intake.post(&path, reveal()).await.expect(201);
    assert_eq!(shown.header("cache-control"), "no-store");
    let canary = &canaries()[0];
    let identity = &shown.body["identity"];
    let as_planted = [("name", canary.name), ("nik", canary.nik), ("phone", canary.phone), ("address", canary.address)];
    for (field, value) in as_planted {
        assert!(identity[field] == value, "{field} is not what was recorded");
    }
    assert!(identity.get("representing").is_none() && identity.get("email").is_none());
    assert_eq!(shown.body["expires_at"], "2026-11-25T02:15:00.000Z");

    // A repeated request is another reveal, never a stored answer.
    let keyed = office.intake.header("idempotency-key", "6b7e12cd-9b1c-4e6f-8a7e-3f1f6f9a4c55");
    let (one, two) = (keyed.post(&path, reveal()).await.expect(201), keyed.post(&path, reveal()).await.expect(201));
    assert_ne!(one.id(), two.id());
    let (reveals, audited) = office
        .app
        .inspect(|conn| {
            let audited: Vec<(Option<String>, String)> = audit_events::table
                .filter(audit_events::action.eq("revealIdentity"))
                .select((audit_events::purpose, audit_events::changes))
                .load(conn)
                .unwrap();
            (identity_reveals::table.count().get_result::<i64>(conn).unwrap(), audited)
        })
        .await;
    assert_eq!((reveals, audited.len()), (3, 3));
    assert!(audited.iter().all(|(purpose, _)| purpose.as_deref() == Some("contact_reporter")));

    office.app.advance_seconds(301);
    office.intake.post(&path, reveal()).await.expect_problem(403, "step_up_required");
}

async fn fifty_reveals_a_day_and_no_more(app: TestApp) {
    let office = Office::open(app).await;
    let id = report(&office).await;
    let path = format!("/v1/reports/{id}/identity-reveals");
    for _ in 0..50 {
        office.head.post(&path, reveal()).await.expect(201);
    }
    let refused = office.head.post(&path, reveal()).await.expect_problem(429, "quota_exceeded");
    assert_eq!(refused.header("retry-after"), (14 * 3600).to_string(), "until midnight in WITA");
    office.intake.post(&path, reveal()).await.expect(201);
}

async fn whoever_does_not_handle_the_report_learns_nothing(app: TestApp) {
    let office = Office::open(app).await;
    let mut body = office.full_report();
    body["secrecy"] = json!("secret");
    let id = office.intake.post("/v1/reports", body).await.expect(201).id();
    let (path, reveals) = (format!("/v1/reports/{id}"), format!("/v1/reports/{id}/identity-reveals"));
    assert!(office.head.get(&path).await.expect(200).body.get("reporter").is_some());
    let prevention = office.app.person(Role::Prevention).await;
    let seen = prevention.get(&path).await.expect(200);
    for hidden in ["reporter", "account", "expectation", "event_place"] {
        assert!(seen.body.get(hidden).is_none(), "{hidden}");
    }
    prevention.post(&reveals, reveal()).await.expect_problem(403, "insufficient_scope");
    let examiner = office.app.person(Role::Examiner).await;
    examiner.post(&reveals, reveal()).await.expect_problem(404, "not_found");
    let admin = office.app.person(Role::Admin).await;
    assert_eq!(admin.post(&reveals, reveal()).await.status, 403);
    let responder = office.app.person_at(Role::Responder, office.respondent).await;
    assert_eq!(responder.post(&reveals, reveal()).await.status, 403);
}

/// Contract 12.4: every reveal shows in the reporter's trail, without what was revealed.
async fn who_was_shown_an_identity_stands_in_the_reports_file(app: TestApp) {
    let office = Office::open(app).await;
    let id = report(&office).await;
    let path = format!("/v1/reports/{id}/identity-reveals");
    assert!(office.head.get(&path).await.expect(200).items().is_empty());
    office.intake.post(&path, reveal()).await.expect(201);
    office.app.advance_seconds(60);
    let second = json!({ "fields": ["email"], "purpose": "letter", "justification": "Mengirim surat pemberitahuan." });
    let shown = office.head.post(&path, second).await.expect(201);

    let page = office.head.get(&format!("{path}?limit=1")).await.expect(200);
    let last = &page.items()[0];
    assert_eq!((&last["id"], &last["fields"]), (&shown.body["id"], &json!(["email"])));
    assert_eq!((&last["purpose"], &last["revealed_at"]), (&json!("letter"), &json!("2026-11-25T02:01:00.000Z")));
    assert_eq!(last["justification"], "Mengirim surat pemberitahuan.");
    assert_eq!(last["display_name"], "Kepala Perwakilan");
    let cursor = page.body["page"]["next_cursor"].as_str().unwrap();
    let before = office.head.get(&format!("{path}?limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!(before.items()[0]["fields"], json!(["name", "nik", "phone", "address", "representing"]));
    let told = format!("{}{}", page.body, before.body);
    let canary = &canaries()[0];
    for value in [canary.name, canary.nik, canary.phone, canary.email, canary.address] {
        assert!(!told.contains(value), "what was revealed is shown again");
    }
    for role in [Role::Intake, Role::Prevention, Role::Resolution] {
        office.app.person(role).await.get(&path).await.expect_problem(403, "action_not_allowed");
    }
    office.app.person(Role::Examiner).await.get(&path).await.expect_problem(404, "not_found");
}

async fn a_reporter_is_found_by_equality_and_the_search_is_recorded(app: TestApp) {
    let office = Office::open(app).await;
    let canary = &canaries()[0];
    let (first, second) = (office.full_report(), office.full_report());
    let mut second = second;
    second["agenda_number"] = json!("010229.2026");
    second["external_references"] = json!([]);
    for body in [first, second, office.report()] {
        office.intake.post("/v1/reports", body).await.expect(201);
    }
    let wanted = [
        json!({ "nik": canary.nik, "purpose": "duplicate_check" }),
        json!({ "phone": "0811 0000 7301", "purpose": "duplicate_check" }),
        json!({ "email": canary.email.to_uppercase(), "purpose": "duplicate_check" }),
        json!({ "nik": canary.nik, "phone": canary.phone, "email": canary.email, "purpose": "duplicate_check" }),
    ];
    for body in wanted {
        let found = office.intake.post("/v1/reports/search", body).await.expect(200);
        assert_eq!((found.items().len(), found.header("cache-control")), (2, "no-store"));
    }
    let page = json!({ "nik": canary.nik, "purpose": "duplicate_check", "limit": 1 });
    let one = office.intake.post("/v1/reports/search", page.clone()).await.expect(200);
    let mut next = page;
    next["cursor"] = one.body["page"]["next_cursor"].clone();
    let two = office.intake.post("/v1/reports/search", next).await.expect(200);
    assert_ne!(one.items()[0]["id"], two.items()[0]["id"]);
    let nobody = json!({ "nik": canaries()[1].nik, "phone": canary.phone, "purpose": "duplicate_check" });
    assert!(office.intake.post("/v1/reports/search", nobody).await.expect(200).items().is_empty());
    let nothing = office.intake.post("/v1/reports/search", json!({ "purpose": "duplicate_check" })).await;
    nothing.expect_problem(422, "validation_failed");
    let examiner = office.app.person(Role::Examiner).await;
    let unassigned = json!({ "nik": canary.nik, "purpose": "identity_check" });
    assert!(examiner.post("/v1/reports/search", unassigned).await.expect(200).items().is_empty());

    let (count, leaks) = office
        .app
        .inspect(|conn| {
            let rows: Vec<String> = audit_events::table
                .filter(audit_events::action.eq("searchReports"))
                .select(audit_events::changes)
                .load(conn)
                .unwrap();
            let leaks = rows.iter().any(|text| text.contains(canaries()[0].nik));
            (rows.len(), leaks)
        })
        .await;
    assert_eq!((count, leaks), (8, false));
}

async fn nothing_of_an_identity_lies_in_the_database_in_clear(app: TestApp) {
    let office = Office::open(app).await;
    let keyed = office.intake.header("idempotency-key", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
    let id = keyed.post("/v1/reports", office.full_report()).await.expect(201).id();
    let reveals = format!("/v1/reports/{id}/identity-reveals");
    office.intake.post(&reveals, reveal()).await.expect(201);
    let canary = &canaries()[0];
    let planted = [canary.name, canary.nik, canary.phone, &canary.phone[3..], canary.email, canary.address];

    let names: Vec<Option<Vec<u8>>> =
        office.app.inspect(|conn| reporters::table.select(reporters::name).load(conn).unwrap()).await;
    assert!(names[0].as_ref().is_some_and(|sealed| sealed.len() > canary.name.len()), "sealed, not lost");
    let contents = match office.app.database().engine() {
        Engine::Sqlite => files_of(office.app.database().directory()),
        Engine::Postgres => whole_postgres(&office).await,
    };
    assert!(contents.len() > 10_000);
    for (index, value) in planted.iter().enumerate() {
        let found = contents.windows(value.len()).any(|window| window == value.as_bytes());
        assert!(!found, "planted value {index} lies in the database in clear");
    }
}

fn files_of(directory: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            all.extend(std::fs::read(path).unwrap());
        }
    }
    all
}

/// Every row of every table as text, with binary columns as their bytes would show.
async fn whole_postgres(office: &Office) -> Vec<u8> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = diesel::sql_types::Text)]
        line: String,
    }
    office
        .app
        .inspect(|conn| {
            let narahubung::db::AnyConnection::Postgres(conn) = conn else { unreachable!("asked of PostgreSQL only") };
            let tables: Vec<Line> = diesel::sql_query(
                "SELECT table_name::text AS line FROM information_schema.tables WHERE table_schema = 'public'",
            )
            .load(conn)
            .unwrap();
            let mut all = Vec::new();
            // Bytes print as they are where they are letters: what `strings` would see.
            diesel::sql_query("SET bytea_output = 'escape'").execute(conn).unwrap();
            for table in tables {
                let rows: Vec<Line> =
                    diesel::sql_query(format!("SELECT t::text AS line FROM \"{}\" t", table.line)).load(conn).unwrap();
                rows.iter().for_each(|row| all.extend_from_slice(row.line.as_bytes()));
            }
            all
        })
        .await
}
