//! The calculator, the register of rules and the calendar.

use crate::on_both;
use crate::support::TestApp;
use serde_json::{Value, json};

on_both!(
    every_published_vector_comes_out_of_the_calculator,
    a_week_that_lacks_days_counts_right,
    every_day_passed_over_is_named_with_its_reason,
    a_rolling_rule_ends_on_a_working_day,
    what_arrives_on_a_day_off_starts_there_too,
    hours_and_pauses_are_counted,
    a_count_without_decree_is_provisional,
    a_question_that_makes_no_sense_is_refused,
    an_endless_account_is_cut_short,
    the_register_is_a_list,
    the_calendar_shows_its_days_off,
);

async fn ask(app: &TestApp, question: Value) -> Value {
    app.anyone().post("/v1/deadline-calculations", question).await.expect(200).body
}

async fn every_published_vector_comes_out_of_the_calculator(app: TestApp) {
    let rows: Vec<&str> = include_str!("../data/deadline-vectors.csv").lines().skip(1).collect();
    assert_eq!(rows.len(), 11);
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        let [start, one, five, fortnight, thirty, thirty_worked, sixty] = cells[..] else { panic!("{row}") };
        let without_joint_leave = json!(["national", "election"]);
        for (length, unit, days_off, expected) in [
            (1, "working_days", None, one),
            (5, "working_days", None, five),
            (14, "calendar_days", None, fortnight),
            (30, "working_days", None, thirty),
            (30, "working_days", Some(without_joint_leave), thirty_worked),
            (60, "calendar_days", None, sixty),
        ] {
            let mut question = json!({ "rule": { "length": length, "unit": unit }, "start_on": start });
            if let Some(days_off) = days_off {
                question["days_off"] = days_off;
            }
            let answer = ask(&app, question).await;
            assert_eq!(answer["due_on"], expected, "{length} {unit} from {start}");
        }
    }
    // Handbook 8.5: what happened on 29 February may be reported for two years, through 28 February.
    for (event, through) in [("2024-02-29", "2026-02-28"), ("2022-06-18", "2024-06-18")] {
        let answer = ask(&app, json!({ "rule_code": "D10", "start_on": event })).await;
        assert_eq!(answer["due_on"], through);
    }
}

/// Fault A08: a week of Tuesdays and Fridays.
async fn a_week_that_lacks_days_counts_right(app: TestApp) {
    for (length, expected) in [(1, "2026-01-06"), (2, "2026-01-09"), (3, "2026-01-13")] {
        let question = json!({ "rule": { "length": length, "unit": "working_days" }, "start_on": "2026-01-05",
            "working_weekdays": ["friday", "tuesday"] });
        let answer = ask(&app, question).await;
        assert_eq!(answer["due_on"], expected);
        assert_eq!(answer["calendar"], json!({ "code": "kalsel", "version": 1, "is_altered": true }));
    }
}

/// Fault A15.
async fn every_day_passed_over_is_named_with_its_reason(app: TestApp) {
    let question = json!({ "rule_code": "D07", "start_on": "2026-03-02" });
    let answer = ask(&app, question.clone()).await;
    assert_eq!(answer["due_on"], "2026-04-21");
    assert_eq!(answer["lapses_at"], "2026-04-21T16:00:00.000Z");
    assert_eq!(answer["calendar"], json!({ "code": "kalsel", "version": 1, "is_altered": false }));
    let rule = &answer["rule"]["registered"];
    assert_eq!(rule["version"], "D07@2024-01-01");
    assert_eq!(rule["anchor"], "Peraturan Ombudsman 58/2023 Pasal 54");
    assert_eq!(rule["evidence"], "sourced");

    let days = answer["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[0]["mark"], &days[50]["number"]), (51, &json!("start"), &json!(30)));
    let counted = days.iter().filter(|day| day["mark"] == "counted").count();
    let off: Vec<&Value> = days.iter().filter(|day| day["mark"] == "day_off").collect();
    assert_eq!((counted, off.len()), (30, 20));
    assert!(off.iter().all(|day| day["day_off"].is_string()));
    let on = |day: &str| days.iter().find(|found| found["on"] == day).unwrap();
    assert_eq!(on("2026-03-07")["day_off"], "weekend");
    assert_eq!(on("2026-03-19")["day_off"], "national");
    assert_eq!(on("2026-03-19")["holiday"]["decree"], "SKB 1497/2025, 2/2025, 5/2025");
    assert_eq!(on("2026-03-20")["day_off"], "joint_leave");
    assert!(on("2026-03-19")["words"].as_str().unwrap().starts_with("Kamis: bukan hari kerja"));
    assert!(answer["summary"].as_str().unwrap().contains("30 hari kerja setelah 2026-03-02"), "{answer}");

    let english = app.anyone().header("accept-language", "en").post("/v1/deadline-calculations", question).await;
    assert!(english.body["summary"].as_str().unwrap().contains("30 working days after 2026-03-02"));
    assert_eq!(english.body["days"][5]["words"], "Saturday: no working day, not counted (weekend)");
}

/// Fault A16: fourteen days that end on a Saturday before a Monday holiday end on Tuesday, if the rule rolls.
async fn a_rolling_rule_ends_on_a_working_day(app: TestApp) {
    for (roll, expected, rolled) in [("none", "2026-01-17", 0), ("to_next_working_day", "2026-01-20", 3)] {
        let question = json!({ "rule": { "length": 14, "unit": "calendar_days", "roll": roll },
            "start_on": "2026-01-03", "further_days_off": ["2026-01-19"] });
        let answer = ask(&app, question).await;
        assert_eq!((&answer["due_on"], &answer["rolled_days"]), (&json!(expected), &json!(rolled)));
        let moved = answer["summary"].as_str().unwrap().ends_with("digeser 3 hari ke hari kerja.");
        assert_eq!(moved, rolled > 0, "{}", answer["summary"]);
    }
}

/// Fault A17: received on Saturday 3 January 2026 with five working days.
async fn what_arrives_on_a_day_off_starts_there_too(app: TestApp) {
    let rule = json!({ "length": 5, "unit": "working_days" });
    for start in [
        json!({ "start_on": "2026-01-03" }),
        json!({ "start_at": "2026-01-03T00:00:00+08:00" }),
        json!({ "start_at": "2026-01-03T23:59:59.999+08:00" }),
        json!({ "start_at": "2026-01-02T16:00:00Z" }),
    ] {
        let mut question = start.clone();
        question["rule"] = rule.clone();
        let answer = ask(&app, question).await;
        assert_eq!((&answer["start_on"], &answer["due_on"]), (&json!("2026-01-03"), &json!("2026-01-09")), "{start}");
    }
}

async fn hours_and_pauses_are_counted(app: TestApp) {
    let first_contact = json!({ "rule_code": "D20", "start_at": "2026-01-02T09:30:00+08:00" });
    let answer = ask(&app, first_contact.clone()).await;
    assert_eq!(answer["lapses_at"], "2026-01-03T01:30:00.000Z");
    // In hours the hour is the point, and the start day is counted.
    let account = "24 jam sejak 2026-01-02 09:30 WITA berakhir pada 2026-01-03 09:30 WITA, siang dan malam dihitung.";
    assert_eq!(answer["summary"], account);
    let english = app.anyone().header("accept-language", "en").post("/v1/deadline-calculations", first_contact).await;
    let account = "24 hours from 2026-01-02 09:30 WITA end at 2026-01-03 09:30 WITA, day and night counted.";
    assert_eq!(english.body["summary"], account);
    let paused = json!({ "rule_code": "D20", "start_at": "2026-01-02T09:30:00+08:00",
        "pauses": [{ "from": "2026-01-02T10:00:00+08:00", "until": "2026-01-02T11:00:00+08:00" }] });
    let account = "24 jam sejak 2026-01-02 09:30 WITA berakhir pada 2026-01-03 10:30 WITA, siang dan malam dihitung, \
        kecuali selama tenggat dihentikan sementara.";
    assert_eq!(ask(&app, paused).await["summary"], account);

    // Fault A03: one working day, paused over a weekend, gains working time only.
    let mut question = json!({ "rule": { "length": 1, "unit": "working_days" },
        "start_at": "2026-01-08T09:00:00+08:00",
        "pauses": [{ "from": "2026-01-09T10:00:00+08:00", "until": "2026-01-12T10:00:00+08:00" }] });
    let answer = ask(&app, question.clone()).await;
    assert_eq!(answer["lapses_at"], "2026-01-12T16:00:00.000Z");
    assert_eq!(answer["stops"][0]["given_back_seconds"], 24 * 3600);

    question["pauses"][0].as_object_mut().unwrap().remove("until");
    let answer = ask(&app, question).await;
    assert_eq!(answer["held_since"], "2026-01-09T02:00:00.000Z");
}

async fn a_count_without_decree_is_provisional(app: TestApp) {
    let question = json!({ "rule_code": "D07", "start_on": "2026-12-10" });
    let anyone = app.anyone().header("accept-language", "en");
    let english = anyone.post("/v1/deadline-calculations", question.clone()).await.expect(200).body;
    let answer = ask(&app, question).await;
    assert_eq!(answer["provisional_from"], "2027-01-01");
    let doubts = [
        (
            &answer,
            "Tanggal ini sementara: belum ada penetapan hari libur untuk tahun 2027.",
            "Jumat: dihitung (sementara, belum ada penetapan hari libur untuk tahun 2027)",
        ),
        (
            &english,
            "The date is provisional: no holidays have been decreed yet for the year 2027.",
            "Friday: counted (provisional, no holidays have been decreed yet for the year 2027)",
        ),
    ];
    for (answer, sentence, words) in doubts {
        assert!(answer["summary"].as_str().unwrap().ends_with(sentence), "{}", answer["summary"]);
        let day = answer["days"].as_array().unwrap().iter().find(|day| day["on"] == "2027-01-01").unwrap();
        assert_eq!((&day["words"], &day["is_provisional"]), (&json!(words), &json!(true)));
    }
    let known = answer["days"].as_array().unwrap().iter().filter(|day| day["is_provisional"] == false);
    assert!(known.clone().all(|day| !day["words"].as_str().unwrap().contains("sementara")));
    assert!(known.count() > 10);
    let answer = ask(&app, json!({ "rule_code": "D07", "start_on": "2026-03-02" })).await;
    assert!(answer.get("provisional_from").is_none());
    assert!(!answer["summary"].as_str().unwrap().contains("sementara"));
}

async fn a_question_that_makes_no_sense_is_refused(app: TestApp) {
    let working = json!({ "length": 5, "unit": "working_days" });
    let cases = [
        (json!({}), "#/rule_code", "exactly_one"),
        (json!({}), "#/start_on", "exactly_one"),
        (json!({ "rule_code": "D07", "rule": working, "start_on": "2026-01-05" }), "#/rule_code", "exactly_one"),
        (
            json!({ "rule_code": "D07", "start_on": "2026-01-05", "start_at": "2026-01-05T00:00:00Z" }),
            "#/start_on",
            "exactly_one",
        ),
        (json!({ "rule_code": "D99", "start_on": "2026-01-05" }), "#/rule_code", "unknown_code"),
        (json!({ "rule_code": "D16", "start_on": "2020-01-05" }), "#/rule_code", "rule_not_in_force"),
        (json!({ "rule_code": "d07", "start_on": "2026-01-05" }), "#/rule_code", "format"),
        (json!({ "rule_code": "D20", "start_on": "2026-01-05" }), "#/start_at", "deadline_start_needs_instant"),
        (json!({ "rule": working, "start_on": "2026-01-05", "calendar": "mars" }), "#/calendar", "unknown_code"),
        (
            json!({ "rule": working, "start_on": "2026-01-05", "working_weekdays": [] }),
            "#/working_weekdays",
            "too_few_items",
        ),
        (json!({ "rule": working, "start_on": "2026-01-05", "colour": 1 }), "#/colour", "unknown_field"),
        (json!({ "rule": working, "start_on": "2026-02-30" }), "#/start_on", "date_format"),
        (json!({ "rule": working, "start_at": "2026-02-28T10:00:00" }), "#/start_at", "timestamp_format"),
        (json!({ "rule": { "length": 0, "unit": "hours" }, "start_on": "2026-01-05" }), "#/rule/length", "too_small"),
        (
            json!({ "rule": { "length": 101, "unit": "years" }, "start_on": "2026-01-05" }),
            "#/rule/length",
            "deadline_out_of_range",
        ),
        (json!({ "rule": working, "start_on": "9999-12-31" }), "#/rule/length", "deadline_out_of_range"),
        (
            json!({ "rule": working, "start_on": "2026-01-05",
                "pauses": [{ "from": "2026-01-07T00:00:00Z", "until": "2026-01-06T00:00:00Z" }] }),
            "#/pauses/0/until",
            "end_before_start",
        ),
    ];
    for (question, place, code) in cases {
        let answer = app.anyone().post("/v1/deadline-calculations", question).await;
        answer.expect_problem(422, "validation_failed").expect_fault(place, code);
    }
}

async fn an_endless_account_is_cut_short(app: TestApp) {
    let question = json!({ "rule": { "length": 99, "unit": "years" }, "start_on": "2026-01-05" });
    let answer = ask(&app, question).await;
    assert_eq!(
        (&answer["due_on"], &answer["days_omitted"], &answer["days"]),
        (&json!("2125-01-05"), &json!(true), &json!([]))
    );
}

async fn the_register_is_a_list(app: TestApp) {
    let anyone = app.anyone();
    let all = anyone.get("/v1/deadline-rules?include_total=true").await.expect(200);
    assert_eq!(all.body["page"]["total"], 26);
    assert_eq!(all.items().len(), 26);
    let first = anyone.get("/v1/deadline-rules?limit=20").await.expect(200);
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    let second = anyone.get(&format!("/v1/deadline-rules?limit=20&cursor={cursor}")).await.expect(200);
    let walked: Vec<&Value> = first.items().iter().chain(second.items()).collect();
    assert_eq!(walked, all.items().iter().collect::<Vec<_>>());

    let versions = anyone.get("/v1/deadline-rules?code=D07").await.expect(200);
    assert_eq!(versions.items().len(), 2);
    let then = anyone.get("/v1/deadline-rules?code=D07&valid_on=2023-12-31").await.expect(200);
    assert_eq!(then.items()[0]["version"], "D07@2017-01-01");
    assert!(anyone.get("/v1/deadline-rules?code=D99").await.expect(200).items().is_empty());
    anyone.get("/v1/deadline-rules?cod=D07").await.expect_problem(400, "unknown_parameter");
}

async fn the_calendar_shows_its_days_off(app: TestApp) {
    let anyone = app.anyone();
    let year = anyone.get("/v1/calendars/kalsel/holidays?year=2026").await.expect(200);
    assert_eq!(year.items().len(), 17 + 8);
    assert_eq!(year.body["years"], json!([2022, 2023, 2024, 2025, 2026]));
    assert_eq!(year.body["working_weekdays"], json!(["monday", "tuesday", "wednesday", "thursday", "friday"]));
    assert_eq!(year.items()[1]["on"], "2026-01-16");
    anyone.get("/v1/calendars/kalsel/holidays?version=2").await.expect_problem(404, "not_found");
    anyone.get("/v1/calendars/mars/holidays").await.expect_problem(404, "not_found");
    anyone.get("/v1/calendars/kalsel/holidays?year=26").await.expect_problem(400, "malformed_parameter");
}
