//! Lists of deadlines, and who sees which.

use super::{apply, close, day, deadlines_of, land, open, owed_by, report, seen_by};
use crate::on_both;
use crate::support::TestApp;
use diesel::prelude::*;
use narahubung::db::schema::{deliveries, report_assignments, report_conflicts};
use narahubung::domain::access::{Role, Scope};
use narahubung::domain::deadline::Start;
use narahubung::domain::id::{AgencyId, DeliveryId, UserId};
use narahubung::domain::lifecycle::{DeadlineChange, DeadlineCode, DeadlineOutcome};
use serde_json::json;
use uuid::Uuid;

on_both!(
    every_status_is_found_by_the_filter_that_names_it,
    filters_narrow_the_list,
    a_list_is_walked_without_gap_or_repetition,
    each_caller_sees_what_concerns_them,
);

async fn every_status_is_found_by_the_filter_that_names_it(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    let now = app.clock.now();
    let (late, early) = (Start::On(day("2026-01-05")), Start::On(day("2026-11-24")));
    let changes = vec![
        open(DeadlineCode::D02, early),
        open(DeadlineCode::D01, late),
        open(DeadlineCode::D11, early),
        DeadlineChange::Pause { code: DeadlineCode::D11, at: now },
        open(DeadlineCode::D06, early),
        close(DeadlineCode::D06, DeadlineOutcome::Met, now),
        open(DeadlineCode::D08, late),
        close(DeadlineCode::D08, DeadlineOutcome::Met, now),
        open(DeadlineCode::D09, late),
        close(DeadlineCode::D09, DeadlineOutcome::Lapsed, now),
        open(DeadlineCode::D12, early),
        close(DeadlineCode::D12, DeadlineOutcome::Cancelled, now),
        // Paused after it had lapsed: that saves nothing.
        open(DeadlineCode::D13Simple, late),
        DeadlineChange::Pause { code: DeadlineCode::D13Simple, at: now },
        // Ended while it stood still: nothing was missed.
        open(DeadlineCode::D13Heavy, early),
        DeadlineChange::Pause { code: DeadlineCode::D13Heavy, at: now },
    ];
    apply(&app, report, changes).await;
    app.advance_days(3);
    apply(&app, report, vec![close(DeadlineCode::D13Heavy, DeadlineOutcome::Cancelled, app.clock.now())]).await;
    let expected = [
        ("open", vec!["D02"]),
        ("paused", vec!["D11"]),
        ("met", vec!["D06"]),
        ("overdue", vec!["D01", "D13_SIMPLE"]),
        ("missed", vec!["D08", "D09"]),
        ("cancelled", vec!["D12", "D13_HEAVY"]),
    ];
    let mut seen = 0;
    let head = app.person(Role::Head).await;
    for (status, codes) in expected {
        let answer = head.get(&format!("/v1/deadlines?status={status}&include_total=true")).await.expect(200);
        assert!(answer.items().iter().all(|deadline| deadline["status"] == status), "{status}: {}", answer.body);
        let mut found: Vec<_> = answer.items().iter().map(|deadline| deadline["code"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!(found, codes, "{status}");
        assert_eq!(answer.body["page"]["total"], codes.len());
        seen += found.len();
    }
    let all = head.get("/v1/deadlines?status=open,paused,met,overdue,missed,cancelled").await.expect(200);
    assert_eq!((all.items().len(), seen), (9, 9));
}

async fn filters_narrow_the_list(app: TestApp) {
    let (here, there) = (land(&app, "63.07").await, land(&app, "63.06").await);
    let (one, two) = (report(&app, here.department, "63.07").await, report(&app, there.department, "63.06").await);
    let start = Start::On(day("2026-11-20"));
    apply(&app, one, vec![owed_by(DeadlineCode::D07, start, here.department), open(DeadlineCode::D06, start)]).await;
    apply(&app, two, vec![owed_by(DeadlineCode::D07, start, there.department), open(DeadlineCode::D11, start)]).await;
    let head = &here.head;
    for (query, expected) in [
        (String::new(), 4),
        ("code=D07".to_owned(), 2),
        ("code=D07,D11".to_owned(), 3),
        ("debtor=respondent".to_owned(), 2),
        ("debtor=reporter,intake_team".to_owned(), 2),
        (format!("agency_id={}", here.department), 1),
        (format!("agency_id={}", here.regency), 0),
        ("government=63.06".to_owned(), 2),
        (format!("report_id={one}"), 2),
        (format!("report_id={one}&code=D06"), 1),
        ("due_on.gte=2026-12-04&due_on.lt=2026-12-05".to_owned(), 1),
        ("due_on.gte=2026-12-05".to_owned(), 3),
        ("due_on.lt=2026-12-04".to_owned(), 0),
        ("subject_type=recommendation".to_owned(), 0),
        ("subject_type=report".to_owned(), 4),
    ] {
        let answer = head.get(&format!("/v1/deadlines?include_total=true&{query}")).await.expect(200);
        assert_eq!((answer.items().len(), &answer.body["page"]["total"]), (expected, &json!(expected)), "{query}");
    }
    for query in ["code=D99", "status=late", "due_on.gte=2026-02-30", "agency_id=1", "limit=0", "government=abc"] {
        head.get(&format!("/v1/deadlines?{query}")).await.expect_problem(400, "malformed_parameter");
    }
    for query in ["due_on=2026-01-01", "state=open", "code=D07&code=D06", "sort=id"] {
        head.get(&format!("/v1/deadlines?{query}")).await.expect_problem(400, "unknown_parameter");
    }
    head.get(&format!("/v1/reports/{}/deadlines", Uuid::from_u128(7))).await.expect_problem(404, "not_found");
    for id in ["1", "01A2103A-27F5-7083-B307-C389E2C1FE49", &one.to_string()] {
        head.get(&format!("/v1/deadlines/{id}")).await.expect_problem(404, "not_found");
        head.get(&format!("/v1/deadlines/{id}/explanation")).await.expect_problem(404, "not_found");
    }
}

/// Faults C02, C03, C04 and C07.
async fn a_list_is_walked_without_gap_or_repetition(app: TestApp) {
    let land = land(&app, "63.07").await;
    assert!(land.head.get("/v1/deadlines?include_total=true").await.expect(200).body["page"]["total"] == 0);
    let mut wanted = Vec::new();
    for number in 0..11 {
        let report = report(&app, land.department, "63.07").await;
        // Three due days, so that most of the order is by id.
        let start = Start::On(day("2026-11-20") + chrono::TimeDelta::days(number % 3));
        apply(&app, report, vec![open(DeadlineCode::D06, start)]).await;
        wanted.push(deadlines_of(&app, report).await.remove(0));
    }
    wanted.sort_by_key(|deadline| (deadline["due_on"].to_string(), deadline["id"].to_string()));
    let (mut path, mut walked) = ("/v1/deadlines?limit=3".to_owned(), Vec::new());
    loop {
        let page = land.head.get(&path).await.expect(200);
        walked.extend(page.items().to_vec());
        let Some(cursor) = page.body["page"]["next_cursor"].as_str() else { break };
        land.head.get(&format!("/v1/deadlines?code=D06&cursor={cursor}")).await.expect_problem(400, "invalid_cursor");
        path = format!("/v1/deadlines?limit=3&cursor={cursor}");
    }
    assert_eq!(walked, wanted);
    let exact = land.head.get("/v1/deadlines?limit=11").await.expect(200);
    assert_eq!((exact.items().len(), &exact.body["page"]["has_more"]), (11, &json!(false)));
}

async fn each_caller_sees_what_concerns_them(app: TestApp) {
    let (here, there) = (land(&app, "63.07").await, land(&app, "63.06").await);
    let body = json!({ "code": "63.07.DINKES", "name": "Dinas Kesehatan", "kind": "department", "class": "PEMKAB",
        "parent_id": here.regency });
    let sibling = here.head.post("/v1/agencies", body).await.expect(201).id();
    let (one, two) = (report(&app, here.department, "63.07").await, report(&app, there.department, "63.06").await);
    let start = Start::On(day("2026-11-20"));
    for (report, agency) in [(one, here.department), (two, there.department)] {
        apply(&app, report, vec![owed_by(DeadlineCode::D07, start, agency), open(DeadlineCode::D06, start)]).await;
    }
    let owed = deadlines_of(&app, one).await.into_iter().find(|deadline| deadline["code"] == "D07").unwrap();
    let owed = owed["links"]["self"].as_str().unwrap().to_owned();

    let inspector = app.person_at(Role::Inspector, here.regency).await;
    let responder = app.person_at(Role::Responder, here.department).await;
    let neighbour = app.person_at(Role::Responder, sibling).await;
    let stranger = app.person_at(Role::Inspector, there.regency).await;
    let machine = app.machine(Role::AgencyClient, Some(here.department), &[Scope::ReportsRead]).await;
    // Nothing was delivered yet: nothing is there.
    for caller in [&inspector, &responder, &neighbour, &stranger, &machine] {
        assert!(caller.get("/v1/deadlines").await.expect(200).items().is_empty());
        caller.get(&owed).await.expect_problem(404, "not_found");
        caller.get(&format!("/v1/reports/{one}/deadlines")).await.expect_problem(404, "not_found");
    }
    for (report, agency) in [(one, here.department), (two, there.department)] {
        let (id, now): (DeliveryId, _) = (app.clock.new_id(), app.clock.now());
        app.inspect(move |conn| {
            diesel::insert_into(deliveries::table)
                .values((
                    deliveries::id.eq(id),
                    deliveries::report_id.eq(report),
                    deliveries::agency_id.eq(AgencyId(agency)),
                    deliveries::kind.eq("examination_result"),
                    deliveries::subject.eq("Tindakan korektif"),
                    deliveries::demand.eq("Melaksanakan"),
                    deliveries::found.eq(""),
                    deliveries::delivered_on.eq(day("2026-11-20")),
                    deliveries::created_at.eq(now),
                ))
                .execute(conn)
                .unwrap();
        })
        .await;
    }
    let examiner = app.person(Role::Examiner).await;
    let prevention = app.person(Role::Prevention).await;
    let resolution = app.person(Role::Resolution).await;
    let office_machine = app.machine(Role::OfficeClient, None, &[Scope::ReportsRead]).await;
    for (caller, expected) in [
        (&here.head, 4),
        (&prevention, 4),
        (&office_machine, 4),
        (&examiner, 0),
        (&resolution, 0),
        (&inspector, 1),
        (&responder, 1),
        (&machine, 1),
        (&neighbour, 0),
        (&stranger, 1),
    ] {
        let list = caller.get("/v1/deadlines?include_total=true").await.expect(200);
        assert_eq!((list.items().len(), &list.body["page"]["total"]), (expected, &json!(expected)));
        // What the list shows can be read, and nothing else.
        let shown: Vec<&str> = list.items().iter().map(|item| item["links"]["self"].as_str().unwrap()).collect();
        let status = if shown.contains(&owed.as_str()) { 200 } else { 404 };
        caller.get(&owed).await.expect(status);
        caller.get(&format!("{owed}/explanation")).await.expect(status);
        let of_report = list.items().iter().filter(|item| item["report_id"] == one.to_string()).count();
        if of_report > 0 {
            assert_eq!(seen_by(caller, one).await.len(), of_report);
        }
    }
    let (examiner_id, now) = (user_id(&app, Role::Examiner).await, app.clock.now());
    app.inspect(move |conn| {
        diesel::insert_into(report_assignments::table)
            .values((
                report_assignments::report_id.eq(one),
                report_assignments::user_id.eq(examiner_id),
                report_assignments::assigned_at.eq(now),
                report_assignments::assigned_by.eq(narahubung::db::types::AnyId(Uuid::nil())),
            ))
            .execute(conn)
            .unwrap();
    })
    .await;
    assert_eq!(examiner.get("/v1/deadlines").await.expect(200).items().len(), 2);
    for user in [examiner_id, user_id(&app, Role::Prevention).await] {
        app.inspect(move |conn| {
            diesel::insert_into(report_conflicts::table)
                .values((
                    report_conflicts::report_id.eq(one),
                    report_conflicts::user_id.eq(user),
                    report_conflicts::reason.eq("Keluarga"),
                    report_conflicts::declared_at.eq(now),
                ))
                .execute(conn)
                .unwrap();
        })
        .await;
    }
    examiner.get(&owed).await.expect_problem(404, "not_found");
    prevention.get(&owed).await.expect_problem(404, "not_found");
    assert_eq!(prevention.get("/v1/deadlines").await.expect(200).items().len(), 2);

    app.anyone().get("/v1/deadlines").await.expect_problem(401, "authentication_required");
    for role in [Role::Admin, Role::Reporter] {
        let status = app.person(role).await.get("/v1/deadlines").await.status;
        assert_eq!(status, 403, "{role:?}");
    }
}

/// The one person of this role.
async fn user_id(app: &TestApp, role: Role) -> UserId {
    use narahubung::db::schema::users;
    app.inspect(move |conn| users::table.filter(users::role.eq(role)).select(users::id).first(conn).unwrap()).await
}
