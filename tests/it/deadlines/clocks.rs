//! Clocks as steps open, stop and end them.

use super::{apply, at, close, day, deadlines_of, explanation, history_of, land, open, owed_by, report, try_apply};
use crate::on_both;
use crate::support::TestApp;
use narahubung::deadlines::operations;
use narahubung::domain::access::Role;
use narahubung::domain::deadline::Start;
use narahubung::domain::id::{AgencyId, ReportId};
use narahubung::domain::lifecycle::{DeadlineChange, DeadlineCode, DeadlineOutcome};
use narahubung::domain::time::Zone;
use narahubung::error::Code;
use serde_json::json;

on_both!(
    a_clock_runs_stands_still_and_ends,
    steps_and_calculator_give_the_same_day,
    a_deadline_lapses_at_midnight_in_wita,
    a_clock_without_rule_is_not_opened,
    a_clock_that_does_not_stand_as_believed_stops_the_step,
    a_clock_recorded_in_error_is_no_reproach,
    a_pause_begins_neither_before_its_clock_nor_twice,
    the_law_of_two_years,
);

async fn lapsed(app: &TestApp, report: ReportId) -> Vec<(DeadlineCode, Option<AgencyId>)> {
    let now = app.clock.now();
    let kind = operations::SubjectKind::Report;
    let open = app.inspect(move |conn| operations::open_clocks(conn, kind, report.0, now).unwrap()).await;
    open.lapsed.into_iter().map(|lapse| (lapse.code, lapse.debtor)).collect()
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
    let (code, debtor) = (DeadlineCode::D14, Some(AgencyId(land.department)));
    let (before, start) = (Start::On(day("2009-07-17")), Start::On(day("2009-07-18")));
    apply(&app, report, vec![owed_by(code, before, land.department)]).await;
    assert!(deadlines_of(&app, report).await.is_empty());
    let (outcome, at) = (DeadlineOutcome::Met, app.clock.now());
    let ends = vec![
        DeadlineChange::Close { code, debtor, start: Some(before), outcome, at },
        DeadlineChange::Void { code, debtor, start: before },
    ];
    apply(&app, report, ends).await;
    apply(&app, report, vec![owed_by(code, start, land.department)]).await;
    assert_eq!(deadlines_of(&app, report).await.len(), 1);
}

/// Nothing hides that the lifecycle and the rows disagree: the step fails as a whole.
async fn a_clock_that_does_not_stand_as_believed_stops_the_step(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    let (start, now) = (Start::On(day("2026-11-24")), app.clock.now());
    let (d07, d11) = (DeadlineCode::D07, DeadlineCode::D11);
    let (outcome, here) = (DeadlineOutcome::Met, Some(AgencyId(land.department)));
    apply(&app, report, vec![open(d11, start), owed_by(d07, start, land.department)]).await;
    for wrong in [
        vec![open(d11, start)],
        vec![DeadlineChange::Resume { code: d11, at: now }],
        vec![DeadlineChange::Pause { code: d11, at: now }, DeadlineChange::Pause { code: d11, at: now }],
        vec![DeadlineChange::Pause { code: DeadlineCode::D12, at: now }],
        vec![close(DeadlineCode::D12, DeadlineOutcome::Met, now)],
        vec![close(d11, outcome, now), close(d11, outcome, now)],
        // Another agency's clock is another clock.
        vec![DeadlineChange::Close {
            code: d07,
            debtor: Some(AgencyId(land.regency)),
            start: Some(start),
            outcome,
            at: now,
        }],
        vec![DeadlineChange::Close { code: d07, debtor: None, start: Some(start), outcome, at: now }],
        vec![DeadlineChange::Void { code: d07, debtor: here, start: Start::On(day("2026-11-23")) }],
    ] {
        let before = deadlines_of(&app, report).await;
        let refused = try_apply(&app, report, wrong.clone()).await.unwrap_err();
        assert_eq!(refused.code(), Code::Internal, "{wrong:?}");
        assert_eq!(deadlines_of(&app, report).await, before, "{wrong:?}");
    }
}

/// A clock that began with a wrong day is neither overdue nor missed, whatever had become of it.
async fn a_clock_recorded_in_error_is_no_reproach(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    let (code, debtor, start) = (DeadlineCode::D07, Some(AgencyId(land.department)), Start::On(day("2026-01-05")));
    for met in [false, true] {
        apply(&app, report, vec![owed_by(code, start, land.department)]).await;
        assert_eq!(deadlines_of(&app, report).await.last().unwrap()["status"], "overdue");
        if met {
            let (outcome, at) = (DeadlineOutcome::Met, app.clock.now());
            apply(&app, report, vec![DeadlineChange::Close { code, debtor, start: Some(start), outcome, at }]).await;
            assert_eq!(deadlines_of(&app, report).await.last().unwrap()["status"], "missed");
        }
        apply(&app, report, vec![DeadlineChange::Void { code, debtor, start }]).await;
    }
    for void in deadlines_of(&app, report).await {
        assert_eq!((&void["status"], &void["closed_as"]), (&json!("cancelled"), &json!("cancelled")));
        assert_eq!(void["closed_at"], "2026-01-04T16:00:00.000Z");
        let history = history_of(&app, void["id"].as_str().unwrap().parse().unwrap()).await;
        assert_eq!(history.last().unwrap().0, "deadline.voided");
    }
    let head = app.person(Role::Head).await;
    assert!(head.get("/v1/deadlines?status=missed,overdue").await.expect(200).items().is_empty());
    assert_eq!(head.get("/v1/deadlines?status=cancelled").await.expect(200).items().len(), 2);
    assert_eq!(lapsed(&app, report).await, []);
}

/// A letter dated before the clock began, and one dated within what an earlier pause gave back.
async fn a_pause_begins_neither_before_its_clock_nor_twice(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    let (code, began) = (DeadlineCode::D11, app.clock.now());
    let held_since = async || deadlines_of(&app, report).await[0]["held_since"].clone();
    apply(&app, report, vec![open(code, Start::At(began))]).await;
    let due = deadlines_of(&app, report).await[0]["due_on"].clone();
    let early = Zone::Wita.start_of(day("2026-11-20"));
    apply(&app, report, vec![DeadlineChange::Pause { code, at: early }]).await;
    assert_eq!(held_since().await, began.to_string());
    app.advance_days(3);
    let resumed = Zone::Wita.start_of(day("2026-11-27"));
    apply(&app, report, vec![DeadlineChange::Resume { code, at: resumed }]).await;
    // Thursday comes back; Wednesday, the start day, never counted.
    assert_eq!((&due, &deadlines_of(&app, report).await[0]["due_on"]), (&json!("2026-12-15"), &json!("2026-12-16")));
    for at in [early, resumed] {
        apply(&app, report, vec![DeadlineChange::Pause { code, at }]).await;
        assert_eq!(held_since().await, resumed.to_string());
        apply(&app, report, vec![DeadlineChange::Resume { code, at }]).await;
    }
    assert_eq!(deadlines_of(&app, report).await[0]["due_on"], "2026-12-16");
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
