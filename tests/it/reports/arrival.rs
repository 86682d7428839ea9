//! The day on which a report arrived: the two years and the figures count by it, whenever it was entered.

use super::{Office, assess};
use crate::on_both;
use crate::support::TestApp;
use narahubung::domain::access::{Role, Scope};
use serde_json::{Value, json};

on_both!(
    a_letter_of_the_last_admissible_day_is_admissible_when_it_is_entered_later,
    figures_count_a_letter_in_the_month_of_its_arrival,
    a_day_of_arrival_is_the_offices_to_say_and_bounded,
    a_day_of_arrival_is_corrected_until_the_admission,
    a_draft_does_not_stretch_the_days_that_a_letter_may_lie,
);

/// A letter that is entered today, Wednesday 25 November 2026, and arrived on that day.
fn letter(office: &Office, arrived_on: &str) -> Value {
    let mut body = office.report();
    body["channel"] = json!("letter");
    body["arrived_on"] = json!(arrived_on);
    body
}

async fn a_letter_of_the_last_admissible_day_is_admissible_when_it_is_entered_later(app: TestApp) {
    let office = Office::open(app).await;
    // Two years before the Friday on which it arrived.
    let mut body = letter(&office, "2026-11-20");
    body["event_on"] = json!("2024-11-20");
    let created = office.intake.post("/v1/reports", body.clone()).await.expect(201);
    assert_eq!(
        (&created.body["received_on"], &created.body["arrived_on"]),
        (&json!("2026-11-20"), &json!("2026-11-20"))
    );
    assert_eq!(created.body["received_at"], "2026-11-25T02:00:00.000Z", "the moment of submission stays what it is");
    assert_eq!(created.body["event_admissible_through"], "2026-11-20");
    assess(&office.intake, created.id()).await.expect(201);

    body.as_object_mut().unwrap().remove("arrived_on");
    let late = office.intake.post("/v1/reports", body).await.expect(201);
    assert_eq!((&late.body["received_on"], late.body.get("arrived_on")), (&json!("2026-11-25"), None));
    let refused = assess(&office.intake, late.id()).await.expect_problem(409, "conflict");
    assert_eq!(refused.body["errors"][0]["code"], "event_too_old");
}

async fn figures_count_a_letter_in_the_month_of_its_arrival(app: TestApp) {
    let office = Office::open(app).await;
    office.intake.post("/v1/reports", letter(&office, "2026-10-30")).await.expect(201);
    let mut draft = letter(&office, "2026-10-31");
    draft["as_draft"] = json!(true);
    let draft = office.intake.post("/v1/reports", draft).await.expect(201);
    let path = format!("/v1/reports/{}/transitions", draft.id());
    let submitted = office.intake.if_match(1).post(&path, json!({ "transition": "submit" })).await;
    submitted.expect(201);
    office.intake.post("/v1/reports", office.report()).await.expect(201);
    let months = office.head.get("/v1/statistics/reports?year=2026&group_by=month").await.expect(200);
    let received = |month: &str| {
        let groups = months.body["groups"].as_array().unwrap();
        let group = groups.iter().find(|group| group["key"] == month);
        group.map(|group| group["accesses"]["value"].clone())
    };
    assert_eq!((received("2026-10"), received("2026-11")), (Some(json!(2)), Some(json!(1))), "{}", months.body);
    let october = office.head.get("/v1/reports?received_on.gte=2026-10-01&received_on.lt=2026-11-01").await.expect(200);
    assert_eq!(october.items().len(), 2);
}

async fn a_day_of_arrival_is_the_offices_to_say_and_bounded(app: TestApp) {
    let office = Office::open(app).await;
    for (day, code) in [("2026-11-26", "date_too_late"), ("2026-08-26", "date_too_early")] {
        let refused = office.intake.post("/v1/reports", letter(&office, day)).await.expect(422);
        refused.expect_fault("#/arrived_on", code);
    }
    let mut after = letter(&office, "2026-11-19");
    after["event_on"] = json!("2026-11-20");
    office.intake.post("/v1/reports", after).await.expect(422).expect_fault("#/arrived_on", "date_too_early");
    let mut online = letter(&office, "2026-11-20");
    online["channel"] = json!("website");
    office.intake.post("/v1/reports", online).await.expect(422).expect_fault("#/arrived_on", "arrival_by_hand");
    let reporter = office.app.person(Role::Reporter).await;
    let machine = office.app.machine(Role::OfficeClient, None, &[Scope::ReportsWrite]).await;
    for caller in [&reporter, &machine] {
        let refused = caller.post("/v1/reports", letter(&office, "2026-11-20")).await.expect(422);
        refused.expect_fault("#/arrived_on", "arrival_of_office");
    }
    office.head.post("/v1/reports", letter(&office, "2026-08-27")).await.expect(201);
    office.head.post("/v1/reports", letter(&office, "2026-11-25")).await.expect(201);
}

async fn a_day_of_arrival_is_corrected_until_the_admission(app: TestApp) {
    let office = Office::open(app).await;
    let mut body = letter(&office, "2026-11-20");
    body["event_on"] = json!("2026-11-02");
    let created = office.intake.post("/v1/reports", body).await.expect(201);
    let path = format!("/v1/reports/{}", created.id());
    let corrected = office.intake.if_match(1).patch(&path, json!({ "arrived_on": "2026-11-19" })).await.expect(200);
    assert_eq!(
        (&corrected.body["received_on"], &corrected.body["arrived_on"]),
        (&json!("2026-11-19"), &json!("2026-11-19"))
    );
    for (patch, place, code) in [
        (json!({ "arrived_on": "2026-11-26" }), "#/arrived_on", "date_too_late"),
        (json!({ "event_on": "2026-11-20" }), "#/arrived_on", "date_too_early"),
        (json!({ "channel": "email" }), "#/arrived_on", "arrival_by_hand"),
    ] {
        office.intake.if_match(2).patch(&path, patch).await.expect(422).expect_fault(place, code);
    }
    let removed = office.intake.if_match(2).patch(&path, json!({ "arrived_on": null })).await.expect(200);
    assert_eq!((&removed.body["received_on"], removed.body.get("arrived_on")), (&json!("2026-11-25"), None));
    let history = office.head.get(&format!("{path}/history")).await.expect(200);
    assert_eq!(history.items().last().unwrap()["details"]["fields"], json!(["/arrived_on"]));
}

/// What a draft says of its arrival is judged when it is submitted; until then it can be corrected like everything else.
async fn a_draft_does_not_stretch_the_days_that_a_letter_may_lie(app: TestApp) {
    let member = app.member(Role::Intake).await;
    let office = Office::open(app).await;
    let mut draft = letter(&office, "2026-09-01");
    draft["as_draft"] = json!(true);
    let draft = office.app.log_in(member).await.post("/v1/reports", draft).await.expect(201).id();
    let path = format!("/v1/reports/{draft}");
    office.app.advance_days(20);
    let intake = office.app.log_in(member).await;
    let submit = json!({ "transition": "submit" });
    let late = intake.if_match(1).post(&format!("{path}/transitions"), submit.clone()).await.expect(422);
    late.expect_fault("#/arrived_on", "date_too_early");
    intake.if_match(1).patch(&path, json!({ "subject": "   " })).await.expect(422).expect_fault("#/subject", "blank");
    intake.if_match(1).patch(&path, json!({ "subject": "Akta kelahiran belum terbit" })).await.expect(200);
    intake.if_match(2).patch(&path, json!({ "arrived_on": "2026-11-25" })).await.expect(200);
    intake.if_match(3).post(&format!("{path}/transitions"), submit).await.expect(201);
}
