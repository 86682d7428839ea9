//! Deadlines: opened and ended by steps, moved by decrees, seen by those whom they concern.

use crate::on_both;
use crate::support::{Caller, TestApp};
use chrono::NaiveDate;
use diesel::prelude::*;
use narahubung::db::schema::{deliveries, history, report_assignments, report_conflicts, reports};
use narahubung::deadlines::operations::{self, Amended, KALSEL, Subject, SubjectKind};
use narahubung::domain::access::{Role, Scope};
use narahubung::domain::calendar::WorkingWeek;
use narahubung::domain::deadline::Start;
use narahubung::domain::id::{AgencyId, DeliveryId, ReportId, UserId};
use narahubung::domain::lifecycle::{DeadlineChange, DeadlineCode, DeadlineOutcome};
use narahubung::domain::time::{Timestamp, Zone};
use narahubung::error::Error;
use narahubung::journal::Work;
use serde_json::{Value, json};
use uuid::Uuid;

on_both!(
    a_clock_runs_stands_still_and_ends,
    steps_and_calculator_give_the_same_day,
    a_deadline_lapses_at_midnight_in_wita,
    a_clock_without_rule_is_not_opened,
    an_amendment_moves_what_still_runs,
    a_shorter_week_moves_what_still_runs,
    a_bad_file_changes_nothing,
    every_status_is_found_by_the_filter_that_names_it,
    filters_narrow_the_list,
    a_list_is_walked_without_gap_or_repetition,
    each_caller_sees_what_concerns_them,
    the_law_of_two_years,
);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

struct Land {
    head: Caller,
    regency: Uuid,
    department: Uuid,
}

/// A government with one department.
async fn land(app: &TestApp, code: &str) -> Land {
    let head = app.person(Role::Head).await;
    let body = json!({ "code": code, "name": format!("Pemerintah Kabupaten {code}"), "kind": "government", "class": "PEMKAB" });
    let regency = head.post("/v1/agencies", body).await.expect(201).id();
    let body = json!({ "code": format!("{code}.DISDIK"), "name": "Dinas Pendidikan", "kind": "department",
        "class": "PEMKAB", "parent_id": regency });
    let department = head.post("/v1/agencies", body).await.expect(201).id();
    Land { head, regency, department }
}

/// A report on an agency, as far as deadlines care.
async fn report(app: &TestApp, respondent: Uuid, government: &'static str) -> ReportId {
    let (id, now): (ReportId, _) = (app.clock.new_id(), app.clock.now());
    app.inspect(move |conn| {
        diesel::insert_into(reports::table)
            .values((
                (
                    reports::id.eq(id),
                    reports::intake_kind.eq("LM"),
                    reports::channel.eq("in_person"),
                    reports::state.eq("examination"),
                    reports::subject.eq("Pelayanan"),
                    reports::respondent_id.eq(AgencyId(respondent)),
                    reports::government_code.eq(government),
                    reports::agency_class.eq("PEMKAB"),
                    reports::substance.eq("pendidikan"),
                    reports::received_at.eq(now),
                ),
                (
                    reports::received_on.eq(Zone::Wita.day_of(now)),
                    reports::secrecy.eq("open"),
                    reports::reporter_category.eq("direct_victim"),
                    reports::recorded_by.eq(narahubung::db::types::AnyId(Uuid::nil())),
                    reports::search_text.eq("pelayanan"),
                    reports::version.eq(1),
                    reports::created_at.eq(now),
                    reports::updated_at.eq(now),
                ),
            ))
            .execute(conn)
            .unwrap();
    })
    .await;
    id
}

async fn apply(app: &TestApp, report: ReportId, changes: Vec<DeadlineChange>) {
    let clock = app.clock.clone();
    let subject = Subject {
        kind: SubjectKind::Report,
        id: report.0,
        report_id: report,
        government_code: Some("63.07".to_owned()),
    };
    app.service
        .db
        .write(move |conn| operations::apply(&mut Work::by_system(conn, &clock), &subject, &changes))
        .await
        .unwrap();
}

fn open(code: DeadlineCode, start: Start) -> DeadlineChange {
    DeadlineChange::Open { code, start, debtor: None }
}

fn owed_by(code: DeadlineCode, start: Start, agency: Uuid) -> DeadlineChange {
    DeadlineChange::Open { code, start, debtor: Some(AgencyId(agency)) }
}

fn close(code: DeadlineCode, outcome: DeadlineOutcome, at: Timestamp) -> DeadlineChange {
    DeadlineChange::Close { code, debtor: None, outcome, at }
}

/// What the head of the office reads now: a token lives for ten minutes only.
async fn deadlines_of(app: &TestApp, report: ReportId) -> Vec<Value> {
    seen_by(&app.person(Role::Head).await, report).await
}

async fn seen_by(who: &Caller, report: ReportId) -> Vec<Value> {
    who.get(&format!("/v1/reports/{report}/deadlines")).await.expect(200).items().to_vec()
}

async fn explanation(app: &TestApp, deadline: &Value) -> Value {
    app.person(Role::Head).await.get(deadline["links"]["explanation"].as_str().unwrap()).await.expect(200).body
}

async fn lapsed(app: &TestApp, report: ReportId) -> Vec<(DeadlineCode, Option<AgencyId>)> {
    let now = app.clock.now();
    let lapsed = app.inspect(move |conn| operations::lapsed(conn, report, now).unwrap()).await;
    lapsed.into_iter().map(|lapse| (lapse.code, lapse.debtor)).collect()
}

async fn history_of(app: &TestApp, subject: Uuid) -> Vec<(String, Value)> {
    let rows = app
        .inspect(move |conn| {
            history::table
                .filter(history::subject_id.eq(narahubung::db::types::AnyId(subject)))
                .order(history::id)
                .select((history::event, history::details))
                .load::<(String, String)>(conn)
                .unwrap()
        })
        .await;
    rows.into_iter().map(|(event, details)| (event, serde_json::from_str(&details).unwrap())).collect()
}

async fn a_clock_runs_stands_still_and_ends(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    // Wednesday, 25 November 2026, 10:00 WITA; fourteen working days.
    apply(&app, report, vec![open(DeadlineCode::D11, Start::At(app.clock.now()))]).await;
    let opened = deadlines_of(&app, report).await.remove(0);
    assert_eq!(opened["due_on"], "2026-12-15");
    assert_eq!(
        (&opened["status"], &opened["debtor"], &opened["version"]),
        (&json!("open"), &json!("intake_team"), &json!(1))
    );

    // Fault A05: held while the reporter is awaited, however long.
    app.advance_days(1);
    apply(&app, report, vec![DeadlineChange::Pause { code: DeadlineCode::D11, at: app.clock.now() }]).await;
    app.advance_days(40);
    let held = deadlines_of(&app, report).await.remove(0);
    assert_eq!((&held["status"], &held["held_since"]), (&json!("paused"), &json!("2026-11-26T02:00:00.000Z")));
    assert_eq!(lapsed(&app, report).await, []);

    // Thursday 10:00 to Tuesday 5 January 10:00: what was left goes on from there.
    apply(&app, report, vec![DeadlineChange::Resume { code: DeadlineCode::D11, at: app.clock.now() }]).await;
    let resumed = deadlines_of(&app, report).await.remove(0);
    assert_eq!((&resumed["status"], &resumed["version"]), (&json!("open"), &json!(3)));
    assert!(resumed.get("held_since").is_none());
    assert_eq!(resumed["provisional_from"], "2027-01-01");
    let account = explanation(&app, &resumed).await;
    assert_eq!(account["due_on"], resumed["due_on"]);
    assert_eq!(account["lapses_at"], resumed["lapses_at"]);
    assert_eq!(account["deadline_id"], resumed["id"]);
    assert_eq!(account["stops"].as_array().unwrap().len(), 1);

    // Pausing and resuming at one instant takes nothing and gives nothing.
    let now = app.clock.now();
    let both = vec![
        DeadlineChange::Pause { code: DeadlineCode::D11, at: now },
        DeadlineChange::Resume { code: DeadlineCode::D11, at: now },
        DeadlineChange::Pause { code: DeadlineCode::D11, at: now },
        DeadlineChange::Resume { code: DeadlineCode::D11, at: now },
    ];
    apply(&app, report, both).await;
    assert_eq!(deadlines_of(&app, report).await[0]["lapses_at"], resumed["lapses_at"]);

    app.advance_days(60);
    assert_eq!(lapsed(&app, report).await, [(DeadlineCode::D11, None)]);
    assert_eq!(deadlines_of(&app, report).await[0]["status"], "overdue");
    apply(&app, report, vec![close(DeadlineCode::D11, DeadlineOutcome::Met, app.clock.now())]).await;
    let ended = deadlines_of(&app, report).await.remove(0);
    // Done, but too late.
    assert_eq!((&ended["status"], &ended["closed_as"]), (&json!("missed"), &json!("met")));
    assert_eq!(lapsed(&app, report).await, []);

    let events: Vec<String> = history_of(&app, opened["id"].as_str().unwrap().parse().unwrap())
        .await
        .into_iter()
        .map(|(event, _)| event)
        .collect();
    assert_eq!(
        events,
        [
            "deadline.opened",
            "deadline.paused",
            "deadline.resumed",
            "deadline.paused",
            "deadline.resumed",
            "deadline.paused",
            "deadline.resumed",
            "deadline.closed"
        ]
    );
}

/// Fault A17: Saturday 3 January 2026, by a step and by the calculator.
async fn steps_and_calculator_give_the_same_day(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    for (code, start, question) in [
        (DeadlineCode::D07, Start::On(day("2026-01-03")), json!({ "start_on": "2026-01-03" })),
        (DeadlineCode::D01, Start::On(day("2026-01-03")), json!({ "start_on": "2026-01-03" })),
        (
            DeadlineCode::D12,
            Start::At(at("2026-01-03T23:59:59+08:00")),
            json!({ "start_at": "2026-01-03T23:59:59+08:00" }),
        ),
        (
            DeadlineCode::D20,
            Start::At(at("2026-01-03T09:00:00+08:00")),
            json!({ "start_at": "2026-01-03T09:00:00+08:00" }),
        ),
    ] {
        use narahubung::domain::code::Code;
        apply(&app, report, vec![open(code, start)]).await;
        let mut question = question;
        question["rule_code"] = json!(code.code());
        let calculated = app.anyone().post("/v1/deadline-calculations", question).await.expect(200).body;
        let stored = deadlines_of(&app, report).await.into_iter().find(|d| d["code"] == code.code()).unwrap();
        let account = explanation(&app, &stored).await;
        for field in ["due_on", "lapses_at", "start_on"] {
            assert_eq!(stored[field], calculated[field], "{} {field}", code.code());
            assert_eq!(stored[field], account[field], "{} {field}", code.code());
        }
        for field in ["days", "rule", "calendar", "summary"] {
            assert_eq!(account[field], calculated[field], "{} {field}", code.code());
        }
    }
}

async fn a_deadline_lapses_at_midnight_in_wita(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    apply(&app, report, vec![open(DeadlineCode::D06, Start::On(day("2026-11-20")))]).await;
    let deadline = deadlines_of(&app, report).await.remove(0);
    assert_eq!(
        (&deadline["due_on"], &deadline["lapses_at"]),
        (&json!("2026-12-04"), &json!("2026-12-04T16:00:00.000Z"))
    );
    let path = deadline["links"]["self"].as_str().unwrap();
    for (now, status) in [("2026-12-04T15:59:59.999Z", "open"), ("2026-12-04T16:00:00Z", "overdue")] {
        app.clock.move_to(at(now));
        let head = app.person(Role::Head).await;
        assert_eq!(head.get(path).await.expect(200).body["status"], status);
        let found = head.get(&format!("/v1/deadlines?status={status}")).await.expect(200);
        assert_eq!(found.items().len(), 1, "{status}");
    }
    // Done on the last day, recorded a week later: in time.
    app.advance_days(7);
    apply(&app, report, vec![close(DeadlineCode::D06, DeadlineOutcome::Met, Zone::Wita.start_of(day("2026-12-04")))])
        .await;
    let head = app.person(Role::Head).await;
    assert_eq!(head.get(path).await.expect(200).body["status"], "met");
}

async fn a_clock_without_rule_is_not_opened(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    apply(&app, report, vec![owed_by(DeadlineCode::D14, Start::On(day("2009-07-17")), land.department)]).await;
    assert!(deadlines_of(&app, report).await.is_empty());
    let ends = vec![
        close(DeadlineCode::D14, DeadlineOutcome::Met, app.clock.now()),
        DeadlineChange::Pause { code: DeadlineCode::D14, at: app.clock.now() },
        DeadlineChange::Resume { code: DeadlineCode::D14, at: app.clock.now() },
    ];
    apply(&app, report, ends).await;
    apply(&app, report, vec![owed_by(DeadlineCode::D14, Start::On(day("2009-07-18")), land.department)]).await;
    assert_eq!(deadlines_of(&app, report).await.len(), 1);
}

async fn import(app: &TestApp, text: String) -> Result<Amended, Error> {
    let clock = app.clock.clone();
    app.service
        .db
        .write(move |conn| {
            operations::import_holidays(&mut Work::by_system(conn, &clock), KALSEL, text.as_bytes(), "SKB uji")
        })
        .await
}

/// The published days off of 2026, with another one.
fn decree_of_2026(further: &str) -> String {
    let rows = include_str!("../../data/holidays.csv").lines().filter(|line| line.starts_with("2026-"));
    format!("date,kind,name,decree\n{}\n{further}", rows.collect::<Vec<_>>().join("\n"))
}

/// Faults A01, A02 and C12.
async fn an_amendment_moves_what_still_runs(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    let start = Start::On(day("2026-11-20"));
    let changes = vec![
        owed_by(DeadlineCode::D07, start, land.department),
        open(DeadlineCode::D06, start),
        open(DeadlineCode::D11, start),
        open(DeadlineCode::D12, start),
        close(DeadlineCode::D11, DeadlineOutcome::Met, app.clock.now()),
        close(DeadlineCode::D12, DeadlineOutcome::Cancelled, app.clock.now()),
    ];
    apply(&app, report, changes).await;
    let named = |deadlines: &[Value], code: &str| deadlines.iter().find(|d| d["code"] == code).unwrap().clone();
    let before = deadlines_of(&app, report).await;
    assert_eq!(named(&before, "D07")["due_on"], "2027-01-05");

    app.advance_seconds(60);
    let amended = import(&app, decree_of_2026("2026-12-09,election,Pilkada uji,Keputusan uji")).await.unwrap();
    assert_eq!(amended, Amended { version: 2, added: 1, removed: 0, recomputed: 1 });
    let after = deadlines_of(&app, report).await;
    let moved = named(&after, "D07");
    assert_eq!((&moved["due_on"], &moved["version"]), (&json!("2027-01-06"), &json!(2)));
    assert_eq!(moved["updated_at"], app.clock.now().to_string());
    for untouched in ["D06", "D11", "D12"] {
        assert_eq!(named(&after, untouched), named(&before, untouched));
    }
    let account = explanation(&app, &moved).await;
    assert_eq!(account["calendar"]["version"], 2);
    let added = account["days"].as_array().unwrap().iter().find(|day| day["on"] == "2026-12-09").unwrap().clone();
    assert_eq!((&added["mark"], &added["day_off"]), (&json!("day_off"), &json!("election")));
    // What was met is explained as it was counted.
    assert_eq!(explanation(&app, &named(&after, "D11")).await["calendar"]["version"], 1);

    let id: Uuid = moved["id"].as_str().unwrap().parse().unwrap();
    let (event, details) = history_of(&app, id).await.pop().unwrap();
    assert_eq!(event, "deadline.recomputed");
    assert_eq!(details["changes"][0], json!({ "path": "/due_on", "before": "2027-01-05", "after": "2027-01-06" }));
    let (event, details) = history_of(&app, report.0).await.pop().unwrap();
    assert_eq!((event.as_str(), &details["due_on_before"]), ("report.deadline_recomputed", &json!("2027-01-05")));
    let (version, updated_at) = app
        .inspect(move |conn| {
            reports::table.find(report).select((reports::version, reports::updated_at)).first::<(i64, Timestamp)>(conn)
        })
        .await
        .unwrap();
    assert_eq!((version, updated_at), (2, app.clock.now()));

    // The same file again is no amendment; the published one takes the day away.
    assert_eq!(
        import(&app, decree_of_2026("2026-12-09,election,Pilkada uji,Keputusan uji")).await.unwrap(),
        Amended { version: 2, added: 0, removed: 0, recomputed: 0 }
    );
    let amended = import(&app, decree_of_2026("")).await.unwrap();
    assert_eq!(amended, Amended { version: 3, added: 0, removed: 1, recomputed: 1 });
    assert_eq!(named(&deadlines_of(&app, report).await, "D07")["due_on"], "2027-01-05");
    let then = app.anyone().get("/v1/calendars/kalsel/holidays?year=2026&version=2").await.expect(200);
    let now = app.anyone().get("/v1/calendars/kalsel/holidays?year=2026").await.expect(200);
    assert_eq!((then.items().len(), now.items().len(), &now.body["version"]), (26, 25, &json!(3)));

    // A year that no running deadline reaches moves nothing, though the calendar has a new version.
    let amended =
        import(&app, "date,kind,name,decree\n2030-01-01,national,Tahun Baru,SKB uji\n".to_owned()).await.unwrap();
    assert_eq!(amended, Amended { version: 4, added: 1, removed: 0, recomputed: 0 });
    assert_eq!(named(&deadlines_of(&app, report).await, "D07")["calendar"]["version"], 3);
}

async fn a_shorter_week_moves_what_still_runs(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    apply(&app, report, vec![open(DeadlineCode::D11, Start::On(day("2026-11-20")))]).await;
    assert_eq!(deadlines_of(&app, report).await[0]["due_on"], "2026-12-10");
    let clock = app.clock.clone();
    let amended = app
        .service
        .db
        .write(move |conn| {
            use chrono::Weekday::{Mon, Thu, Tue, Wed};
            let week = WorkingWeek::of([Mon, Tue, Wed, Thu]).unwrap();
            operations::change_working_week(&mut Work::by_system(conn, &clock), KALSEL, week, "Keputusan uji")
        })
        .await
        .unwrap();
    assert_eq!((amended.version, amended.recomputed), (2, 1));
    assert_eq!(deadlines_of(&app, report).await[0]["due_on"], "2026-12-15");
    let calendar = app.anyone().get("/v1/calendars/kalsel/holidays?year=2026").await.expect(200);
    assert_eq!(calendar.body["working_weekdays"], json!(["monday", "tuesday", "wednesday", "thursday"]));
}

async fn a_bad_file_changes_nothing(app: TestApp) {
    let text = "date,kind,name,decree\n2026-02-30,national,a,b\n2026-01-01,feast,a,b\n2026-01-02,national,,b\n\
        2026-01-03,national,a,b\n2026-01-03,national,a,b\n1026-01-03,national,a,b\n";
    let faults = import(&app, text.to_owned()).await.unwrap_err().to_string();
    for fault in [
        r#"Body("/2/date"): date_format"#,
        r#"Body("/3/kind"): not_in_list"#,
        r#"Body("/4/name"): required"#,
        r#"Body("/6/date"): repeated_row"#,
        r#"Body("/7/date"): date_format"#,
    ] {
        assert!(faults.contains(fault), "{fault} in {faults}");
    }
    for text in ["", "date;kind;name\n", "date,kind,name,decree\n\u{0}", "date,kind,name,decree\n2026-01-01\n"] {
        import(&app, text.to_owned()).await.unwrap_err();
    }
    let calendar = app.anyone().get("/v1/calendars/kalsel/holidays").await.expect(200);
    assert_eq!((&calendar.body["version"], calendar.items().len()), (&json!(1), 129));
}

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

async fn the_law_of_two_years(app: TestApp) {
    let through = app
        .inspect(|conn| {
            ["2024-02-29", "2022-06-18", "2001-01-31", "9999-12-31"]
                .map(|event| operations::admissible_through(conn, day(event)).unwrap().map(|day| day.to_string()))
        })
        .await;
    assert_eq!(
        through.each_ref().map(Option::as_deref),
        [Some("2026-02-28"), Some("2024-06-18"), Some("2003-01-31"), None]
    );
}
