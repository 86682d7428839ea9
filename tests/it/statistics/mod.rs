//! Figures: what they count, for which day, for whom.

mod history;
mod ledger;
mod outside;

use crate::on_both;
use crate::support::{Answer, TestApp};
use chrono::NaiveDate;
use narahubung::domain::access::{Role, Scope};
use narahubung::domain::id::ReportId;
use narahubung::domain::report::{ClosingReason, IntakeKind, State};
use narahubung::domain::statistics::ReportFigures;
use narahubung::domain::time::Timestamp;
use narahubung::journal::Work;
use narahubung::statistics::operations;
use serde_json::{Value, json};

on_both!(
    the_published_year_comes_out_as_published,
    a_reopened_report_no_longer_counts_as_closed,
    a_correction_moves_a_report_from_one_group_to_the_other,
    what_was_never_submitted_counts_nowhere,
    months_end_at_midnight_in_kalimantan,
    parameters_that_cannot_be_meant_are_refused,
    only_those_who_may_read_figures_do,
);

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A report about a government's agency, received on a day and in verification.
pub(super) fn report(app: &TestApp, received_on: &str) -> ReportFigures {
    ReportFigures {
        report_id: app.clock.new_id::<ReportId>(),
        intake_kind: IntakeKind::Lm,
        government_code: Some("63.07".to_owned()),
        agency_class: "PEMKAB".to_owned(),
        substance: "pendidikan".to_owned(),
        maladministration: None,
        state: State::FormalVerification,
        outcome: None,
        found_maladministration: None,
        closing_reason: None,
        received_on: Some(day(received_on)),
        admitted_on: None,
        closed_on: None,
    }
}

pub(super) fn admitted(report: ReportFigures, on: &str) -> ReportFigures {
    ReportFigures { state: State::Examination, admitted_on: Some(day(on)), ..report }
}

pub(super) fn closed(report: ReportFigures, on: &str, reason: ClosingReason) -> ReportFigures {
    ReportFigures { state: State::Closed, closed_on: Some(day(on)), closing_reason: Some(reason), ..report }
}

/// What operations on reports do: one transaction, in which the figures follow.
pub(super) async fn follow(app: &TestApp, before: Option<&ReportFigures>, after: &ReportFigures) {
    let (clock, before, after) = (app.clock.clone(), before.cloned(), after.clone());
    let write = move |conn: &mut narahubung::db::AnyConnection| {
        operations::follow(&mut Work::by_system(conn, &clock), before.as_ref(), &after)
    };
    app.service.db.write(write).await.unwrap();
}

pub(super) async fn roll_up(app: &TestApp) -> usize {
    let clock = app.clock.clone();
    app.service.db.write(move |conn| operations::roll_up(&mut Work::by_system(conn, &clock))).await.unwrap()
}

async fn figures(app: &TestApp, query: &str) -> Answer {
    app.person(Role::Head).await.get(&format!("/v1/statistics/reports?{query}")).await.expect(200)
}

/// accesses, handled, closed, open, not admitted.
pub(super) fn counts(figures: &Value) -> [i64; 5] {
    ["accesses", "handled", "closed", "open", "not_admitted"]
        .map(|name| figures[name]["value"].as_i64().unwrap_or_else(|| panic!("{name}: {figures}")))
}

#[track_caller]
pub(super) fn group<'a>(answer: &'a Answer, key: &str) -> &'a Value {
    let groups = answer.body["groups"].as_array().unwrap();
    groups.iter().find(|group| group["key"] == key).unwrap_or_else(|| panic!("no group {key}: {}", answer.body))
}

/// 227 handled, 209 closed, 1,231 accesses: the year 2023 of the office (handbook 10.1).
async fn the_published_year_comes_out_as_published(app: TestApp) {
    let mut reports = Vec::new();
    for (kind, number) in [
        (IntakeKind::Lm, 215),
        (IntakeKind::Knl, 908),
        (IntakeKind::Tb, 92),
        (IntakeKind::Iaps, 13),
        (IntakeKind::Rco, 3),
    ] {
        for index in 0..number {
            let report = report(&app, &format!("2023-{:02}-15", index % 12 + 1));
            reports.push(ReportFigures { intake_kind: kind, ..report });
        }
    }
    // 215 + 13 + 3 accesses that count as reports, less 16 that were not admitted, and 12 carried over.
    let (mut done, mut refused) = (0, 0);
    for report in reports.iter_mut().filter(|report| report.intake_kind.counts_as_report()) {
        if refused < 16 {
            *report = closed(report.clone(), "2023-06-30", ClosingReason::T5);
            refused += 1;
            continue;
        }
        *report = admitted(report.clone(), "2023-12-20");
        if done < 197 {
            *report = closed(report.clone(), "2023-12-31", ClosingReason::T7);
            done += 1;
        }
    }
    for _ in 0..12 {
        let report = admitted(report(&app, "2022-12-01"), "2022-12-31");
        reports.push(closed(report, "2023-01-01", ClosingReason::T12));
    }
    let clock = app.clock.clone();
    let write = move |conn: &mut narahubung::db::AnyConnection| {
        let mut work = Work::by_system(conn, &clock);
        reports.iter().try_for_each(|report| operations::follow(&mut work, None, report))
    };
    app.service.db.write(write).await.unwrap();
    let waiting = figures(&app, "year=2023&group_by=intake_kind").await;
    while roll_up(&app).await > 0 {}
    let answer = figures(&app, "year=2023&group_by=intake_kind").await;
    assert_eq!(waiting.body, answer.body, "rolled up or not, the figures are the same");

    let totals = &answer.body["totals"];
    assert_eq!(counts(totals), [1231, 227, 209, 18, 16]);
    assert_eq!(totals["completion_rate"], json!({ "value": 92.07, "suppressed": false }));
    let kinds: Vec<_> = totals["accesses_by_kind"].as_array().unwrap().iter().collect();
    let number = |key: &str| kinds.iter().find(|kind| kind["key"] == key).unwrap()["accesses"]["value"].clone();
    assert_eq!(["LM", "KNL", "TB", "IAPS", "RCO"].map(number), [215, 908, 92, 13, 3].map(Value::from));
    assert_eq!(totals["handled"]["list"], "/v1/reports?handled_in=2023");
    assert_eq!(totals["accesses"]["list"], "/v1/reports?received_on.gte=2023-01-01&received_on.lt=2024-01-01");
    assert_eq!(group(&answer, "RCO")["label"], "Respon Cepat Ombudsman");

    let english = app.person(Role::Prevention).await.header("accept-language", "en");
    let months = english.get("/v1/statistics/reports?year=2023").await.expect(200);
    assert_eq!(months.body["groups"].as_array().unwrap().len(), 13);
    assert_eq!(counts(group(&months, "carried_over")), [0, 12, 0, 12, 0]);
    assert_eq!(counts(group(&months, "2023-12"))[1..4], [215, 197, 18]);
    assert_eq!(group(&months, "2023-12")["completion_rate"]["value"], 92.07);
    assert_eq!(group(&months, "2023-05")["label"], "May 2023");
    assert_eq!(months.body["definitions"][1]["label"], "Reports handled");
}

async fn a_reopened_report_no_longer_counts_as_closed(app: TestApp) {
    app.clock.move_to(Timestamp::parse("2024-03-01T02:00:00Z").unwrap());
    let open = admitted(report(&app, "2023-10-02"), "2023-11-01");
    follow(&app, None, &open).await;
    let ended = closed(open.clone(), "2023-12-29", ClosingReason::T4);
    follow(&app, Some(&open), &ended).await;
    roll_up(&app).await;
    assert_eq!(counts(&figures(&app, "year=2023").await.body["totals"]), [1, 1, 1, 0, 0]);

    app.clock.move_to(Timestamp::parse("2024-04-10T02:00:00Z").unwrap());
    let reopened = ReportFigures { state: State::Examination, closed_on: None, closing_reason: None, ..ended.clone() };
    follow(&app, Some(&ended), &reopened).await;
    assert_eq!(counts(&figures(&app, "year=2023").await.body["totals"]), [1, 1, 0, 1, 0]);
    assert_eq!(counts(&figures(&app, "year=2024").await.body["totals"]), [0, 1, 0, 1, 0]);
    // What was said in March can be said again.
    assert_eq!(counts(&figures(&app, "year=2023&as_of=2024-04-09").await.body["totals"]), [1, 1, 1, 0, 0]);
    assert_eq!(counts(&figures(&app, "year=2024&as_of=2024-04-09").await.body["totals"]), [0, 0, 0, 0, 0]);
    let state = figures(&app, "year=2023&group_by=state").await;
    assert_eq!(counts(group(&state, "examination")), [1, 1, 0, 1, 0]);
}

async fn a_correction_moves_a_report_from_one_group_to_the_other(app: TestApp) {
    let wrong = admitted(report(&app, "2026-02-03"), "2026-03-01");
    follow(&app, None, &wrong).await;
    app.advance_days(1);
    let right = ReportFigures {
        government_code: Some("63.06".to_owned()),
        maladministration: Some("PB".to_owned()),
        received_on: Some(day("2026-01-31")),
        ..wrong.clone()
    };
    follow(&app, Some(&wrong), &right).await;
    follow(&app, Some(&right), &right).await;
    assert_eq!(app.inspect(ledger::rows).await, 3, "nothing is written where nothing changes");
    let by_government = figures(&app, "year=2026&group_by=government").await;
    assert_eq!(by_government.body["groups"].as_array().unwrap().len(), 1);
    assert_eq!(counts(group(&by_government, "63.06")), [1, 1, 0, 1, 0]);
    let before = figures(&app, "year=2026&group_by=maladministration&as_of=2026-11-25").await;
    assert_eq!(counts(group(&before, "none")), [1, 1, 0, 1, 0]);
    assert!(before.body["totals"]["handled"].get("list").is_none(), "lists show the present only");
    let now = figures(&app, "year=2026&group_by=maladministration").await;
    assert_eq!(group(&now, "PB")["handled"]["list"], "/v1/reports?handled_in=2026&maladministration=PB");
    let months = figures(&app, "year=2026&group_by=month").await;
    assert_eq!(group(&months, "2026-01")["accesses"]["value"], 1);
    assert_eq!(group(&months, "2026-02")["accesses"]["value"], 0);
}

async fn what_was_never_submitted_counts_nowhere(app: TestApp) {
    let draft = ReportFigures { state: State::Draft, received_on: None, ..report(&app, "2026-11-25") };
    follow(&app, None, &draft).await;
    let withdrawn = closed(draft.clone(), "2026-11-25", ClosingReason::T9);
    follow(&app, Some(&draft), &withdrawn).await;
    assert_eq!(app.inspect(ledger::rows).await, 0);
    let submitted = report(&app, "2026-11-25");
    let draft = ReportFigures { state: State::Draft, received_on: None, ..submitted.clone() };
    follow(&app, None, &draft).await;
    follow(&app, Some(&draft), &submitted).await;
    assert_eq!(counts(&figures(&app, "").await.body["totals"]), [1, 0, 0, 0, 0]);
}

/// The days of figures are days in WITA, and so are the days on which they were recorded.
async fn months_end_at_midnight_in_kalimantan(app: TestApp) {
    for (instant, received_on) in [("2026-01-31T15:59:59Z", "2026-01-31"), ("2026-01-31T16:00:00Z", "2026-02-01")] {
        app.clock.move_to(Timestamp::parse(instant).unwrap());
        follow(&app, None, &report(&app, received_on)).await;
    }
    let january = figures(&app, "year=2026&group_by=month&as_of=2026-01-31").await;
    assert_eq!(counts(&january.body["totals"])[0], 1);
    let both = figures(&app, "year=2026&group_by=month").await;
    assert_eq!(group(&both, "2026-01")["accesses"]["value"], 1);
    assert_eq!(group(&both, "2026-02")["accesses"]["value"], 1);
    let list = &group(&both, "2026-01")["accesses"]["list"];
    assert_eq!(list, "/v1/reports?received_on.gte=2026-01-01&received_on.lt=2026-02-01");
}

async fn parameters_that_cannot_be_meant_are_refused(app: TestApp) {
    let head = app.person(Role::Head).await;
    let ask = async |query: &str| head.get(&format!("/v1/statistics/reports?{query}")).await;
    for query in ["year=1999", "year=2101", "year=zwei", "group_by=reporter", "government=63.7", "as_of=2026-02-29"] {
        ask(query).await.expect_problem(400, "malformed_parameter");
    }
    ask("as_of=2026-11-26").await.expect_problem(400, "malformed_parameter").expect_fault("as_of", "in_the_future");
    ask("reporter=x").await.expect_problem(400, "unknown_parameter");
    ask("year=2023&year=2024").await.expect_problem(400, "unknown_parameter");
    ask("government=63.99").await.expect_problem(404, "not_found");
    assert_eq!(counts(&ask("year=2023").await.expect(200).body["totals"]), [0; 5]);
    assert_eq!(ask("year=2023").await.body["totals"]["completion_rate"]["value"], Value::Null);
}

async fn only_those_who_may_read_figures_do(app: TestApp) {
    let path = "/v1/statistics/reports";
    app.anyone().get(path).await.expect_problem(401, "authentication_required");
    app.person(Role::Admin).await.get(path).await.expect(403);
    app.person(Role::Reporter).await.get(path).await.expect(403);
    let office = app.machine(Role::OfficeClient, None, &[Scope::StatisticsRead]).await;
    office.get(path).await.expect(200);
    app.machine(Role::OfficeClient, None, &[Scope::ReportsRead]).await.get(path).await.expect(403);
    // An examiner's list holds less than the office's figures: no address is given that would contradict them.
    let answer = app.person(Role::Examiner).await.get("/v1/statistics/reports?year=2023").await.expect(200);
    assert!(answer.body["totals"]["handled"].get("list").is_none());
}
