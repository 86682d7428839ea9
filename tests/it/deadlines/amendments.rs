//! Decrees move what still runs.

use super::{apply, close, day, deadlines_of, explanation, history_of, land, open, owed_by, report};
use crate::on_both;
use crate::support::TestApp;
use diesel::prelude::*;
use narahubung::db::schema::reports;
use narahubung::deadlines::operations::{self, Amended, KALSEL};
use narahubung::domain::calendar::WorkingWeek;
use narahubung::domain::deadline::Start;
use narahubung::domain::lifecycle::{DeadlineCode, DeadlineOutcome};
use narahubung::domain::time::Timestamp;
use narahubung::error::Error;
use narahubung::journal::Work;
use serde_json::{Value, json};
use uuid::Uuid;

on_both!(
    an_amendment_moves_what_still_runs,
    a_shorter_week_moves_what_still_runs,
    the_holiday_of_one_region_moves_nothing,
    a_bad_file_changes_nothing,
);

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
    let rows = include_str!("../../../data/holidays.csv").lines().filter(|line| line.starts_with("2026-"));
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

async fn the_holiday_of_one_region_moves_nothing(app: TestApp) {
    let land = land(&app, "63.07").await;
    let report = report(&app, land.department, "63.07").await;
    apply(&app, report, vec![owed_by(DeadlineCode::D07, Start::On(day("2026-11-20")), land.department)]).await;
    let amended = import(&app, decree_of_2026("2026-12-09,regional,Hari Jadi,Keputusan uji")).await.unwrap();
    assert_eq!(amended, Amended { version: 2, added: 1, removed: 0, recomputed: 0 });
    assert_eq!(deadlines_of(&app, report).await[0]["due_on"], "2027-01-05");
    // Listed; and it counts for whoever asks for it by name.
    let listed = app.anyone().get("/v1/calendars/kalsel/holidays?year=2026").await.expect(200);
    assert!(listed.items().iter().any(|day| day["kind"] == "regional"));
    let mut question = json!({ "rule_code": "D07", "start_on": "2026-11-20" });
    let plain = app.anyone().post("/v1/deadline-calculations", question.clone()).await.expect(200);
    assert_eq!(plain.body["due_on"], "2027-01-05");
    question["days_off"] = json!(["national", "joint_leave", "election", "regional"]);
    let with = app.anyone().post("/v1/deadline-calculations", question).await.expect(200);
    assert_eq!(with.body["due_on"], "2027-01-06");
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
