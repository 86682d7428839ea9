//! Numbers that name one report each, given twice at the same moment.

use super::{Office, assess};
use crate::on_both;
use crate::support::{Answer, Caller, TestApp};
use futures_util::future::join_all;
use narahubung::domain::access::Role;
use serde_json::{Value, json};

on_both!(
    of_many_intakes_with_one_number_one_is_recorded,
    of_two_corrections_to_one_agenda_number_one_wins,
    an_archive_number_names_one_report,
);

/// One of them is taken, and every other one says which number is taken and by which report.
fn one_of(answers: &[Answer], status: u16, pointer: &str) -> Value {
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == status).collect();
    assert_eq!(made.len(), 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    for refused in answers.iter().filter(|answer| answer.status != status) {
        assert_eq!((refused.status, &refused.body["code"]), (409, &json!("duplicate_external_reference")));
        let fault = &refused.body["errors"][0];
        assert_eq!((&fault["pointer"], &fault["code"]), (&json!(pointer), &json!("already_taken")), "{}", refused.body);
        assert!(refused.body["existing"].as_str().unwrap().starts_with("/v1/reports/"), "{}", refused.body);
    }
    answers.iter().find(|answer| answer.status != status).map(|answer| answer.body["existing"].clone()).unwrap()
}

async fn of_many_intakes_with_one_number_one_is_recorded(app: TestApp) {
    let office = Office::open(app).await;
    let second = office.app.second_instance().await;
    let callers = [second.as_caller(&office.intake), second.as_caller(&office.head)];
    let callers = [&office.intake, &callers[0], &office.head, &callers[1]];
    for round in 0..4 {
        let numbered: [(Value, &str); 2] = [
            (json!({ "agenda_number": format!("0000{round}1.2026") }), "#/agenda_number"),
            (
                json!({ "external_references": [{ "system": "sp4n_lapor", "value": format!("99{round}") }] }),
                "#/external_references/0/value",
            ),
        ];
        for (members, pointer) in numbered {
            let mut body = office.report();
            for (name, value) in members.as_object().unwrap() {
                body[name] = value.clone();
            }
            let answers = join_all(callers.map(|caller| caller.post("/v1/reports", body.clone()))).await;
            one_of(&answers, 201, pointer);
        }
    }
    let list = office.head.get("/v1/reports?include_total=true").await.expect(200);
    assert_eq!(list.body["page"]["total"], 8);
}

async fn of_two_corrections_to_one_agenda_number_one_wins(app: TestApp) {
    let office = Office::open(app).await;
    let second = office.app.second_instance().await;
    let other = second.as_caller(&office.head);
    for round in 0..4 {
        let mut paths = Vec::new();
        for _ in 0..2 {
            let created = office.intake.post("/v1/reports", office.report()).await.expect(201);
            paths.push(format!("/v1/reports/{}", created.id()));
        }
        let patch = json!({ "agenda_number": format!("0000{round}2.2026") });
        let (one, two): (Caller, Caller) = (office.intake.if_match(1), other.if_match(1));
        let answers = tokio::join!(one.patch(&paths[0], patch.clone()), two.patch(&paths[1], patch));
        one_of(&[answers.0, answers.1], 200, "#/agenda_number");
    }
}

async fn an_archive_number_names_one_report(app: TestApp) {
    let office = Office::open(app).await;
    let examiner = office.app.member(Role::Examiner).await;
    let second = office.app.second_instance().await;
    let other = second.as_caller(&office.head);
    let mut body = office.report();
    body["event_on"] = json!("2026-11-02");
    for round in 0..3 {
        let mut paths = Vec::new();
        for _ in 0..3 {
            let created = office.intake.post("/v1/reports", body.clone()).await.expect(201);
            assess(&office.intake, created.id()).await.expect(201);
            paths.push(format!("/v1/reports/{}/transitions", created.id()));
        }
        let admission = json!({ "transition": "admit", "complexity": "simple", "team": [examiner.id.0],
            "archive_number": format!("000{round}/LM/XI/2026/BJM"), "meeting_on": "2026-11-25",
            "registered_on": "2026-11-25" });
        let (one, two): (Caller, Caller) = (office.head.if_match(6), other.if_match(6));
        let answers = tokio::join!(one.post(&paths[0], admission.clone()), two.post(&paths[1], admission.clone()));
        let existing = one_of(&[answers.0, answers.1], 201, "#/archive_number");
        let typed_twice = office.head.if_match(6).post(&paths[2], admission).await;
        let typed_twice = typed_twice.expect_problem(409, "duplicate_external_reference");
        assert_eq!(typed_twice.body["existing"], existing);
        typed_twice.expect_fault("#/archive_number", "already_taken");
    }
}
