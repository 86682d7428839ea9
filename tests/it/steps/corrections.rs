//! What is recorded late or corrected reaches the clocks with the day of the fact.

use super::{Walk, formal, order};
use crate::on_both;
use crate::support::{Caller, TestApp};
use narahubung::domain::access::Role;
use serde_json::{Value, json};

on_both!(
    a_completion_recorded_late_gives_the_office_no_days,
    a_corrected_day_reaches_the_clock_it_started_or_ended,
    what_an_agency_carried_out_stays_its_own_when_it_ends,
);

fn request(letter_on: &str) -> Value {
    json!({ "transition": "request_completion", "missing_items": ["F6"], "letter_number": "B/31/II/2026",
        "letter_on": letter_on })
}

fn completion(received_on: &str) -> Value {
    json!({ "transition": "receive_completion", "received_on": received_on })
}

async fn a_completion_recorded_late_gives_the_office_no_days(app: TestApp) {
    let walk = Walk::begin(app, "2026-02-02").await;
    let intake = walk.on("2026-02-03", walk.intake).await;
    walk.step(&intake, json!({ "transition": "take_up" })).await;
    walk.expect_clocks(&walk.clocks().await, &[("D11", "2026-02-25")]);

    // The letter of Wednesday the 4th is typed in on the 6th, the completion of Monday the 9th on the 20th.
    let intake = walk.on("2026-02-06", walk.intake).await;
    walk.step(&intake, formal(&["F6"])).await;
    walk.step(&intake, request("2026-02-04")).await;
    let head = walk.on("2026-02-20", walk.head).await;
    let held = head.get(&walk.path("/deadlines")).await.expect(200).items()[0].clone();
    assert_eq!((&held["status"], &held["held_since"]), (&json!("paused"), &json!("2026-02-03T16:00:00.000Z")));
    let intake = walk.on("2026-02-20", walk.intake).await;
    walk.step(&intake, completion("2026-02-09")).await;
    // Wednesday, Thursday and Friday come back, and no day of the office's own delay.
    walk.expect_clocks(&walk.clocks().await, &[("D11", "2026-03-02")]);
    let head = walk.on("2026-02-20", walk.head).await;
    let resumed = head.get(&walk.path("/deadlines")).await.expect(200).items()[0].clone();
    assert_eq!(resumed["lapses_at"], "2026-03-02T16:00:00.000Z");

    // A second letter with the day of the first: what came back once does not come back again.
    let intake = walk.on("2026-02-24", walk.intake).await;
    walk.step(&intake, request("2026-02-04")).await;
    walk.step(&intake, completion("2026-02-23")).await;
    // Eleven working days from the 4th through the 20th.
    walk.expect_clocks(&walk.clocks().await, &[("D11", "2026-03-12")]);
}

/// How this clock stands in all its versions, the cancelled ones first.
async fn standing(head: &Caller, walk: &Walk, code: &str) -> Vec<String> {
    let page = head.get(&walk.path("/deadlines?limit=200")).await.expect(200);
    let of_code = page.items().iter().filter(|item| item["code"] == code);
    let mut standing: Vec<String> = of_code.map(|item| item["status"].as_str().unwrap().to_owned()).collect();
    standing.sort();
    standing
}

async fn a_corrected_day_reaches_the_clock_it_started_or_ended(app: TestApp) {
    let walk = Walk::begin(app, "2026-02-02").await;
    walk.to_examination("2026-02-10").await;
    walk.to_result("2026-02-20").await;
    let agency = walk.office.respondent;
    let examiner = walk.on("2026-03-03", walk.examiner).await;
    walk.step(&examiner, order(&[agency], "2026-03-02")).await;
    walk.expect_clocks(&walk.clocks().await, &[("D07", "2026-04-21")]);

    // Long overdue, until it turns out that the result was received later: the wrong day reproaches nobody.
    let head = walk.on("2026-05-29", walk.head).await;
    assert_eq!(standing(&head, &walk, "D07").await, ["overdue"]);
    let examiner = walk.on("2026-05-29", walk.examiner).await;
    let receipt = json!({ "transition": "record_addressee_receipt", "agency": agency, "received_on": "2026-04-27" });
    walk.step(&examiner, receipt).await;
    walk.expect_clocks(&walk.clocks().await, &[("D07", "2026-06-17")]);
    let head = walk.on("2026-05-29", walk.head).await;
    assert_eq!(standing(&head, &walk, "D07").await, ["cancelled", "open"]);

    // A slip of the pen made the execution punctual; the day is corrected, and the clock with it.
    let done = |on: &str| {
        json!({ "transition": "record_carried_out", "agency": agency, "carried_out_on": on,
            "evidence": "Salinan dokumen yang terbit" })
    };
    let examiner = walk.on("2026-07-01", walk.examiner).await;
    walk.step(&examiner, done("2026-05-18")).await;
    let head = walk.on("2026-07-01", walk.head).await;
    assert_eq!(standing(&head, &walk, "D07").await, ["cancelled", "met"]);
    walk.step(&examiner, done("2026-06-18")).await;
    assert_eq!(standing(&head, &walk, "D07").await, ["cancelled", "cancelled", "missed"]);
    walk.step(&examiner, done("2026-06-17")).await;
    assert_eq!(standing(&head, &walk, "D07").await, ["cancelled", "cancelled", "cancelled", "met"]);
    assert_eq!(walk.clocks().await, []);
    let narahubung = walk.app().person_at(Role::Narahubung, agency).await;
    let missed = narahubung.get("/v1/deadlines?status=missed,overdue").await.expect(200);
    assert!(missed.items().is_empty());
}

async fn what_an_agency_carried_out_stays_its_own_when_it_ends(app: TestApp) {
    let walk = Walk::begin(app, "2026-02-02").await;
    walk.to_examination("2026-02-10").await;
    walk.to_result("2026-02-20").await;
    let (agency, other) = (walk.office.respondent, walk.office.other_respondent);
    let examiner = walk.on("2026-03-03", walk.examiner).await;
    walk.step(&examiner, order(&[agency, other], "2026-03-02")).await;
    let done = |on: &str| json!({ "transition": "record_carried_out", "agency": agency, "carried_out_on": on, "evidence": "Salinan" });
    let examiner = walk.on("2026-05-04", walk.examiner).await;
    walk.step(&examiner, done("2026-04-20")).await;

    let head = walk.on("2026-05-04", walk.head).await;
    let new = json!({ "code": "63.07.GABUNGAN", "name": "Dinas gabungan", "kind": "department", "class": "PEMKAB",
        "parent_id": walk.office.government });
    let successor = head.post("/v1/agencies", new).await.expect(201).id();
    let ending = json!({ "ended_on": "2026-05-04", "reason": "Digabung", "successor_id": successor });
    head.if_match(1).post(&format!("/v1/agencies/{agency}/deactivations"), ending).await.expect(201);

    assert_eq!(standing(&head, &walk, "D07").await, ["met", "overdue"]);
    walk.step(&examiner, done("2026-04-22")).await;
    assert_eq!(standing(&head, &walk, "D07").await, ["cancelled", "missed", "overdue"]);
}
