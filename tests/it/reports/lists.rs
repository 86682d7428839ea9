//! Lists: the same rule as reading, pages that add up, months that begin at midnight in WITA.

use super::Office;
use crate::on_both;
use crate::support::{Caller, TestApp};
use diesel::prelude::*;
use narahubung::db::schema::{deliveries, report_assignments, report_conflicts, users};
use narahubung::domain::access::{Role, Scope};
use narahubung::domain::id::{AgencyId, DeliveryId, ReportId, UserId};
use narahubung::domain::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both!(
    what_is_listed_can_be_read_and_the_other_way_round,
    whoever_declared_a_conflict_no_longer_sees_the_report,
    pages_agree_with_their_totals,
    sorted_by_day_of_submission_no_report_is_missed_or_repeated,
    months_begin_at_midnight_in_wita,
    filters_find_what_they_name,
    readers_cannot_filter_by_what_they_do_not_see,
);

async fn create(office: &Office, body: Value) -> Uuid {
    office.intake.post("/v1/reports", body).await.expect(201).id()
}

/// Delivers something out of a report to an agency, as a step would.
async fn deliver(office: &Office, report: Uuid, agency: Uuid) {
    let (id, now): (DeliveryId, _) = (office.app.service.clock.new_id(), office.app.clock.now());
    office
        .app
        .inspect(move |conn| {
            diesel::insert_into(deliveries::table)
                .values((
                    deliveries::id.eq(id),
                    deliveries::report_id.eq(ReportId(report)),
                    deliveries::agency_id.eq(AgencyId(agency)),
                    deliveries::kind.eq("examination_result"),
                    deliveries::subject.eq("Hasil pemeriksaan"),
                    deliveries::demand.eq("Terbitkan KTP."),
                    deliveries::found.eq(""),
                    deliveries::delivered_on.eq(chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()),
                    deliveries::created_at.eq(now),
                ))
                .execute(conn)
                .unwrap();
        })
        .await;
}

/// The newest account of this role.
async fn newest_user(office: &Office, role: Role) -> UserId {
    office
        .app
        .inspect(move |conn| {
            users::table.filter(users::role.eq(role)).order(users::id.desc()).select(users::id).first(conn).unwrap()
        })
        .await
}

async fn assign(office: &Office, report: Uuid, user: UserId) {
    let now = office.app.clock.now();
    office
        .app
        .inspect(move |conn| {
            diesel::insert_into(report_assignments::table)
                .values((
                    report_assignments::report_id.eq(ReportId(report)),
                    report_assignments::user_id.eq(user),
                    report_assignments::assigned_at.eq(now),
                    report_assignments::assigned_by.eq(narahubung::db::types::AnyId(user.0)),
                ))
                .execute(conn)
                .unwrap();
        })
        .await;
}

async fn listed(caller: &Caller, query: &str) -> BTreeSet<String> {
    let page = caller.get(&format!("/v1/reports?limit=200{query}")).await.expect(200);
    page.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

async fn what_is_listed_can_be_read_and_the_other_way_round(app: TestApp) {
    let office = Office::open(app).await;
    let mut reports = Vec::new();
    for _ in 0..4 {
        reports.push(create(&office, office.report()).await);
    }
    let mut draft = office.report();
    draft["as_draft"] = json!(true);
    reports.push(create(&office, draft).await);
    let reporter = office.app.person(Role::Reporter).await;
    reports.push(reporter.post("/v1/reports", office.report()).await.expect(201).id());
    deliver(&office, reports[0], office.respondent).await;
    deliver(&office, reports[1], office.other_respondent).await;
    let examiner = office.app.person(Role::Examiner).await;
    assign(&office, reports[2], newest_user(&office, Role::Examiner).await).await;

    let callers = [
        ("head", office.head.clone(), 5),
        ("intake, with the own draft", office.intake.clone(), 6),
        ("examiner of one", examiner, 1),
        ("examiner of none", office.app.person(Role::Examiner).await, 0),
        ("prevention", office.app.person(Role::Prevention).await, 5),
        ("resolution", office.app.person(Role::Resolution).await, 0),
        ("responder", office.app.person_at(Role::Responder, office.respondent).await, 1),
        ("narahubung of the government", office.app.person_at(Role::Narahubung, office.government).await, 1),
        ("narahubung of the other", office.app.person_at(Role::Narahubung, office.other_government).await, 1),
        ("reporter", reporter, 1),
        ("another reporter", office.app.person(Role::Reporter).await, 0),
        ("office client", office.app.machine(Role::OfficeClient, None, &[Scope::ReportsRead]).await, 5),
    ];
    let random = Uuid::from_u128(77);
    for (who, caller, count) in callers {
        let list = listed(&caller, "").await;
        assert_eq!(list.len(), count, "{who}");
        let total = caller.get("/v1/reports?limit=1&include_total=true").await.expect(200);
        assert_eq!(total.body["page"]["total"], count, "{who}");
        let foreign = caller.get(&format!("/v1/reports/{random}")).await.expect_problem(404, "not_found");
        for report in &reports {
            let answer = caller.get(&format!("/v1/reports/{report}")).await;
            if list.contains(&report.to_string()) {
                answer.expect(200);
            } else {
                let answer = answer.expect_problem(404, "not_found");
                for member in ["type", "title", "detail", "code"] {
                    assert_eq!(answer.body[member], foreign.body[member], "{who}");
                }
            }
        }
    }
}

async fn whoever_declared_a_conflict_no_longer_sees_the_report(app: TestApp) {
    let office = Office::open(app).await;
    let (kept, lost) = (create(&office, office.report()).await, create(&office, office.report()).await);
    let user = newest_user(&office, Role::Head).await;
    let now = office.app.clock.now();
    office
        .app
        .inspect(move |conn| {
            diesel::insert_into(report_conflicts::table)
                .values((
                    report_conflicts::report_id.eq(ReportId(lost)),
                    report_conflicts::user_id.eq(user),
                    report_conflicts::reason.eq("keluarga"),
                    report_conflicts::declared_at.eq(now),
                ))
                .execute(conn)
                .unwrap();
        })
        .await;
    assert_eq!(listed(&office.head, "").await, BTreeSet::from([kept.to_string()]));
    office.head.get(&format!("/v1/reports/{lost}")).await.expect_problem(404, "not_found");
    office.intake.get(&format!("/v1/reports/{lost}")).await.expect(200);
}

async fn pages_agree_with_their_totals(app: TestApp) {
    let office = Office::open(app).await;
    for _ in 0..53 {
        create(&office, office.report()).await;
    }
    let default = office.head.header("accept", "*/*").get("/v1/reports").await.expect(200);
    assert_eq!((default.items().len(), &default.body["page"]["has_more"]), (50, &json!(true)));
    assert!(default.body["page"].get("total").is_none());
    assert!(default.header("link").contains("rel=\"next\""), "{}", default.header("link"));

    let mut seen = Vec::new();
    let mut path = "/v1/reports?limit=20&include_total=true".to_owned();
    loop {
        let page = office.head.get(&path).await.expect(200);
        assert_eq!(page.body["page"]["total"], 53);
        seen.extend(page.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.body["page"]["next_cursor"].as_str() else { break };
        path = format!("/v1/reports?limit=20&include_total=true&cursor={cursor}");
    }
    assert_eq!(seen.len(), 53);
    assert!(seen.is_sorted_by(|one, next| one > next), "newest first, none twice");

    let three = office.head.get("/v1/reports?limit=15&state=closed&include_total=true").await.expect(200);
    assert_eq!((three.items().len(), &three.body["page"]["total"]), (0, &json!(0)));
    assert_eq!(three.body["page"]["has_more"], false);
    let foreign = default.body["page"]["next_cursor"].as_str().unwrap();
    let other = office.head.get(&format!("/v1/reports?state=received&cursor={foreign}")).await;
    other.expect_problem(400, "invalid_cursor");
    office.app.advance_days(1);
    let head = office.app.person(Role::Head).await;
    head.get(&format!("/v1/reports?cursor={foreign}")).await.expect_problem(400, "cursor_expired");
}

async fn sorted_by_day_of_submission_no_report_is_missed_or_repeated(app: TestApp) {
    let office = Office::open(app).await;
    let mut intake = office.intake.clone();
    for day in 0..3 {
        for _ in 0..3 {
            intake.post("/v1/reports", office.report()).await.expect(201);
        }
        if day < 2 {
            office.app.advance_days(1);
            intake = office.app.person(Role::Intake).await;
        }
    }
    for sort in ["received_on", "-received_on", "id", "-id"] {
        let mut seen: Vec<(String, String)> = Vec::new();
        let mut path = format!("/v1/reports?limit=2&sort={sort}");
        loop {
            let page = intake.get(&path).await.expect(200);
            let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
            seen.extend(page.items().iter().map(|item| (text(item, "received_on"), text(item, "id"))));
            let Some(cursor) = page.body["page"]["next_cursor"].as_str() else { break };
            path = format!("/v1/reports?limit=2&sort={sort}&cursor={cursor}");
        }
        assert_eq!(seen.len(), 9, "{sort}");
        let ascending = !sort.starts_with('-');
        assert!(seen.is_sorted_by(|one, next| (one < next) == ascending && one != next), "{sort}");
    }
}

async fn months_begin_at_midnight_in_wita(app: TestApp) {
    app.clock.move_to(Timestamp::parse("2026-01-31T15:59:59Z").unwrap());
    let office = Office::open(app).await;
    let january = create(&office, office.report()).await;
    office.app.advance_seconds(1);
    let february = create(&office, office.report()).await;
    let in_january = listed(&office.head, "&received_on.gte=2026-01-01&received_on.lt=2026-02-01").await;
    assert_eq!(in_january, BTreeSet::from([january.to_string()]));
    let in_february = listed(&office.head, "&received_on.gte=2026-02-01&received_on.lt=2026-03-01").await;
    assert_eq!(in_february, BTreeSet::from([february.to_string()]));
}

async fn filters_find_what_they_name(app: TestApp) {
    let office = Office::open(app).await;
    let one = create(&office, office.full_report()).await.to_string();
    let mut body = office.report();
    body["respondent_id"] = json!(office.other_respondent);
    body["substance"] = json!("pendidikan");
    body["intake_kind"] = json!("KNL");
    body["subject"] = json!("Pungutan di SMP");
    let other = create(&office, body).await.to_string();
    let expectations = [
        ("&state=received", vec![&one, &other]),
        ("&state=closed,examination", vec![]),
        ("&government=63.06", vec![&other]),
        (&format!("&respondent_id={}", office.respondent), vec![&one]),
        ("&intake_kind=KNL,TB", vec![&other]),
        ("&agency_class=PEMKAB", vec![&one, &other]),
        ("&agency_class=BPN", vec![]),
        ("&substance=pendidikan,agraria", vec![&other]),
        ("&maladministration=PB", vec![&one]),
        ("&outcome=found", vec![]),
        ("&closing_reason=T5", vec![]),
        ("&handled_in=2026", vec![]),
        ("&closed_in=2026", vec![]),
        ("&admitted_on.gte=2026-01-01", vec![]),
        ("&assigned_to=me", vec![]),
        ("&q=KTP%20ELEKTRONIK", vec![&one]),
        ("&q=100%25", vec![]),
    ];
    for (query, expected) in expectations {
        let expected: BTreeSet<String> = expected.into_iter().cloned().collect();
        assert_eq!(listed(&office.head, query).await, expected, "{query}");
    }
    for query in ["state=gone", "received_on.gte=2026-02-30", "sort=name", "handled_in=x", "limit=0"] {
        office.head.get(&format!("/v1/reports?{query}")).await.expect_problem(400, "malformed_parameter");
    }
    for query in ["nik=9900004107900001", "stat=received", "state=received&state=closed"] {
        office.head.get(&format!("/v1/reports?{query}")).await.expect_problem(400, "unknown_parameter");
    }
}

async fn readers_cannot_filter_by_what_they_do_not_see(app: TestApp) {
    let office = Office::open(app).await;
    let responder = office.app.person_at(Role::Responder, office.respondent).await;
    for query in ["state=received", "substance=pendidikan", "q=ktp", "received_on.gte=2026-01-01", "sort=received_on"] {
        responder.get(&format!("/v1/reports?{query}")).await.expect_problem(400, "malformed_parameter");
    }
    responder.get("/v1/reports?government=63.07&sort=id").await.expect(200);
    let reporter = office.app.person(Role::Reporter).await;
    reporter.get("/v1/reports?state=received").await.expect_problem(400, "malformed_parameter");
    reporter.get("/v1/reports?received_on.gte=2026-01-01").await.expect(200);
}
