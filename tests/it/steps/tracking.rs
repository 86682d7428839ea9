//! Tracking by receipt: what it shows, and how it resists guessing.

use super::{Walk, formal};
use crate::on_both;
use crate::support::TestApp;
use serde_json::{Value, json};

on_both!(
    the_receipt_shows_the_stage_in_the_readers_language,
    a_date_that_has_passed_is_not_expected_any_more,
    a_date_beyond_the_decrees_is_called_provisional,
    a_consultation_is_over_once_advice_was_given,
    a_wrong_code_and_a_wrong_pin_look_alike,
    wrong_pins_block_the_code_longer_and_longer,
);

const DAY: &str = "2026-02-20";

fn receipt(walk: &Walk) -> Value {
    json!({ "code": walk.tracking["code"], "pin": walk.tracking["pin"] })
}

async fn the_receipt_shows_the_stage_in_the_readers_language(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let anyone = walk.app().anyone();
    let shown = anyone.post("/v1/tracking", receipt(&walk)).await.expect(200);
    assert_eq!(shown.header("cache-control"), "no-store");
    let expected = json!({ "language": "id", "stage": "received", "stage_label": "Laporan diterima",
        "explanation": "Laporan sudah kami terima. Petugas kami akan memeriksa kelengkapannya.",
        "received_on": DAY });
    assert_eq!(shown.body, expected);
    let english = anyone.header("accept-language", "en").post("/v1/tracking", receipt(&walk)).await.expect(200);
    assert_eq!((&english.body["language"], &english.body["stage_label"]), (&json!("en"), &json!("Report received")));

    let mut typed = receipt(&walk);
    typed["code"] = json!(typed["code"].as_str().unwrap().to_lowercase().replace('-', " "));
    anyone.post("/v1/tracking", typed).await.expect(200);
    let withdraw = json!({ "transition": "withdraw", "form": "recorded", "withdrawn_on": DAY });
    walk.step(&walk.on(DAY, walk.intake).await, withdraw).await;
    let shown = anyone.post("/v1/tracking", receipt(&walk)).await.expect(200);
    assert_eq!((&shown.body["stage"], &shown.body["ended_on"]), (&json!("withdrawn"), &json!(DAY)));
}

/// 908 of the 1,231 accesses of 2023 were consultations (handbook 10.1): each is received, and ends, on its day.
async fn a_consultation_is_over_once_advice_was_given(app: TestApp) {
    let walk = Walk::begin_with(app, DAY, |_, body| body["intake_kind"] = json!("KNL")).await;
    let intake = walk.on("2026-02-23", walk.intake).await;
    let figures = async || intake.get("/v1/statistics/reports?year=2026").await.expect(200).body["totals"].clone();
    let count =
        |totals: &Value| ["accesses", "handled", "closed", "not_admitted"].map(|name| totals[name]["value"].clone());
    assert_eq!(count(&figures().await), [json!(1), json!(0), json!(0), json!(0)]);
    let before = walk.app().anyone().post("/v1/tracking", receipt(&walk)).await.expect(200);
    assert!(before.body.get("ended_on").is_none());

    let advised = json!({ "transition": "convert_to_consultation", "advice": "Sampaikan dahulu kepada dinas." });
    walk.step(&intake, advised).await;
    assert_eq!(count(&figures().await), [json!(1), json!(0), json!(0), json!(1)]);
    let shown = walk.app().anyone().post("/v1/tracking", receipt(&walk)).await.expect(200);
    assert_eq!(shown.body["ended_on"], "2026-02-23");
    assert_eq!(intake.get(&walk.path("")).await.expect(200).body["closed_on"], "2026-02-23");
}

async fn a_date_that_has_passed_is_not_expected_any_more(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let intake = walk.on(DAY, walk.intake).await;
    walk.step(&intake, json!({ "transition": "take_up" })).await;
    walk.step(&intake, formal(&["F6"])).await;
    let letter = json!({ "transition": "request_completion", "missing_items": ["F6"], "letter_number": "B/1",
        "letter_on": DAY });
    walk.step(&intake, letter).await;
    walk.step(&intake, json!({ "transition": "record_notice_receipt", "received_on": DAY })).await;
    // D01: 30 days, the last of them in time; nobody has declared the report withdrawn yet.
    for (day, expected) in [("2026-03-22", Some("2026-03-22")), ("2026-03-23", None)] {
        walk.on(day, walk.intake).await;
        let shown = walk.app().anyone().post("/v1/tracking", receipt(&walk)).await.expect(200);
        assert_eq!(shown.body["stage"], "awaiting_your_data");
        assert_eq!(shown.body.get("next_expected_on").and_then(Value::as_str), expected, "{day}");
        assert_eq!(shown.body.get("next_expected_label").is_some(), expected.is_some(), "{day}");
    }
}

/// No holidays of 2027 are decreed yet: 14 working days from 15 December reach into it.
async fn a_date_beyond_the_decrees_is_called_provisional(app: TestApp) {
    let walk = Walk::begin(app, "2026-12-15").await;
    let intake = walk.on("2026-12-15", walk.intake).await;
    walk.step(&intake, json!({ "transition": "take_up" })).await;
    let anyone = walk.app().anyone();
    let indonesian = anyone.post("/v1/tracking", receipt(&walk)).await.expect(200);
    let english = anyone.header("accept-language", "en").post("/v1/tracking", receipt(&walk)).await.expect(200);
    for (shown, doubt) in [
        (indonesian, "masih sementara, karena belum ada penetapan hari libur untuk tahun 2027."),
        (english, "is provisional, because no holidays have been decreed yet for the year 2027."),
    ] {
        assert_eq!(shown.body["next_expected_on"], "2027-01-06");
        assert_eq!(shown.body["next_expected_provisional_from"], "2027-01-01");
        assert!(shown.body["explanation"].as_str().unwrap().ends_with(doubt), "{}", shown.body["explanation"]);
    }
}

async fn a_wrong_code_and_a_wrong_pin_look_alike(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let anyone = walk.app().anyone();
    let mut wrong_pin = receipt(&walk);
    wrong_pin["pin"] = json!("wrong");
    let other = narahubung::crypto::tracking_code::TrackingCode::generate().text().to_string();
    let wrong_code = json!({ "code": other, "pin": walk.tracking["pin"] });
    let mut answers = Vec::new();
    for attempt in [wrong_pin, wrong_code] {
        let mut answer = anyone.post("/v1/tracking", attempt).await.expect_problem(404, "not_found");
        for varying in ["instance", "request_id"] {
            answer.body.as_object_mut().unwrap().remove(varying);
        }
        answers.push(answer.body);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0]["errors"][0]["code"], "tracking_mismatch");

    let mistyped = json!({ "code": "0000-0000-0000-0000-0000-0000-0001", "pin": "1" });
    anyone.post("/v1/tracking", mistyped).await.expect(422).expect_fault("#/code", "tracking_code_mistyped");
    let short = json!({ "code": "12", "pin": "1" });
    anyone.post("/v1/tracking", short).await.expect(422).expect_fault("#/code", "tracking_code_form");
}

async fn wrong_pins_block_the_code_longer_and_longer(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let anyone = walk.app().anyone();
    let mut wrong = receipt(&walk);
    wrong["pin"] = json!("wrong");
    for _ in 0..5 {
        anyone.post("/v1/tracking", wrong.clone()).await.expect(404);
    }
    let blocked = anyone.post("/v1/tracking", receipt(&walk)).await.expect_problem(429, "quota_exceeded");
    let seconds: i64 = blocked.header("retry-after").parse().unwrap();
    assert!((60..=61).contains(&seconds), "{seconds}");
    walk.app().advance_seconds(seconds);
    anyone.post("/v1/tracking", wrong.clone()).await.expect(404);
    let blocked = anyone.post("/v1/tracking", wrong).await.expect(429);
    let seconds: i64 = blocked.header("retry-after").parse().unwrap();
    assert!((120..=121).contains(&seconds), "{seconds}");
    walk.app().advance_seconds(seconds);
    anyone.post("/v1/tracking", receipt(&walk)).await.expect(200);
    let mut wrong = receipt(&walk);
    wrong["pin"] = json!("wrong");
    anyone.post("/v1/tracking", wrong).await.expect(404);
    anyone.post("/v1/tracking", receipt(&walk)).await.expect(200);
}
