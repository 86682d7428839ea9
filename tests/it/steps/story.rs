//! The story of the handbook (11.2) by the API alone, with the right date at each step: from the intake to corrective
//! action, and from there either to its end or through a recommendation that is carried out.

use super::{Walk, formal, issue, material};
use crate::on_both;
use crate::support::{Caller, TestApp};
use narahubung::domain::access::Role;
use serde_json::json;

on_both!(
    a_report_travels_to_corrective_action_and_is_closed,
    a_report_travels_through_a_recommendation_that_is_carried_out,
    a_reopened_report_keeps_its_first_outcome_in_the_history,
);

/// What stands on the receipt, as of now, in Indonesian.
async fn tracked(walk: &Walk) -> (String, String) {
    let receipt = json!({ "code": walk.tracking["code"], "pin": walk.tracking["pin"] });
    let answer = walk.app().anyone().post("/v1/tracking", receipt).await.expect(200);
    assert!(!answer.body["explanation"].as_str().unwrap().is_empty());
    let text = |name: &str| answer.body[name].as_str().unwrap_or("-").to_owned();
    (text("stage"), text("next_expected_on"))
}

async fn expect_tracked(walk: &Walk, stage: &str, next: &str) {
    assert_eq!(tracked(walk).await, (stage.to_owned(), next.to_owned()));
}

/// From the intake on 2 February to the agency's receipt of the result on 30 March.
async fn to_corrective_action(app: TestApp) -> Walk {
    let prior = json!({ "status": "done", "complained_on": "2026-01-05" });
    let walk = Walk::begin_with(app, "2026-02-02", |_, body| body["prior_complaint"] = prior).await;
    // D14: 60 calendar days from the complaint to the agency.
    walk.expect_clocks(&walk.clocks().await, &[("D14", "2026-03-06")]);
    expect_tracked(&walk, "received", "-").await;

    let intake = walk.on("2026-02-03", walk.intake).await;
    walk.step(&intake, json!({ "transition": "take_up" })).await;
    // D11: 14 working days; 16 and 17 February are days off.
    walk.expect_clocks(&walk.clocks().await, &[("D11", "2026-02-25"), ("D14", "2026-03-06")]);
    expect_tracked(&walk, "being_checked", "2026-02-25").await;

    let intake = walk.on("2026-02-04", walk.intake).await;
    walk.step(&intake, formal(&["F6"])).await;
    let request = json!({ "transition": "request_completion", "missing_items": ["F6"],
        "letter_number": "B/31/II/2026", "letter_on": "2026-02-04" });
    let asked = walk.step(&intake, request).await;
    assert_eq!(
        (&asked.body["from"], &asked.body["to"]),
        (&json!("formal_verification"), &json!("awaiting_completion"))
    );
    assert_eq!(asked.header("etag"), format!("\"{}\"", walk.version().await));
    assert!(asked.body["allowed_transitions"].as_array().unwrap().contains(&json!("receive_completion")));

    let intake = walk.on("2026-02-09", walk.intake).await;
    let receipt = json!({ "transition": "record_notice_receipt", "received_on": "2026-02-06" });
    walk.step(&intake, receipt).await;
    // D01: 30 calendar days from the receipt of the notice.
    assert!(walk.clocks().await.contains(&("D01".to_owned(), "2026-03-08".to_owned())));
    expect_tracked(&walk, "awaiting_your_data", "2026-03-08").await;
    let close = json!({ "transition": "close", "closing_reason": "T8", "letter_number": "B/32/II/2026",
        "closed_on": "2026-02-09" });
    let early = walk.try_step(&intake, close).await.expect_problem(409, "conflict");
    let fault = &early.body["errors"][0];
    assert_eq!((&fault["code"], &fault["params"]["due_on"]), (&json!("deadline_not_lapsed"), &json!("2026-03-08")));
    assert!(fault["detail"].as_str().unwrap().contains("2026-03-08"), "{fault}");

    let intake = walk.on("2026-02-13", walk.intake).await;
    let completion = json!({ "transition": "receive_completion", "received_on": "2026-02-13", "note": "salinan KTP" });
    walk.step(&intake, completion).await;
    walk.step(&intake, formal(&[])).await;
    walk.step(&intake, json!({ "transition": "pass_formal" })).await;
    // D12: 30 working days.
    walk.expect_clocks(&walk.clocks().await, &[("D12", "2026-04-08"), ("D14", "2026-03-06")]);

    let intake = walk.on("2026-02-18", walk.intake).await;
    walk.step(&intake, material()).await;
    walk.step(&intake, json!({ "transition": "assess" })).await;
    walk.expect_clocks(&walk.clocks().await, &[]);
    expect_tracked(&walk, "awaiting_decision", "-").await;

    let examiner = walk.on("2026-02-20", walk.examiner).await;
    examiner.get(&walk.path("")).await.expect_problem(404, "not_found");
    let head = walk.on("2026-02-20", walk.head).await;
    walk.step(&head, walk.admission("2026-02-20")).await;
    examiner.get(&walk.path("")).await.expect(200);
    // D13: 60 calendar days for a simple report.
    walk.expect_clocks(&walk.clocks().await, &[("D13_SIMPLE", "2026-04-21")]);
    expect_tracked(&walk, "under_examination", "2026-04-21").await;

    let examiner = walk.on("2026-03-16", walk.examiner).await;
    walk.step(&examiner, json!({ "transition": "call_review" })).await;
    let head = walk.on("2026-03-17", walk.head).await;
    walk.step(&head, walk.fix("found")).await;
    let examiner = walk.on("2026-03-18", walk.examiner).await;
    walk.step(&examiner, json!({ "transition": "record_notice_receipt", "received_on": "2026-03-18" })).await;
    // D06: 14 calendar days from the reporter's receipt of the result.
    walk.expect_clocks(&walk.clocks().await, &[("D06", "2026-04-01"), ("D13_SIMPLE", "2026-04-21")]);
    expect_tracked(&walk, "awaiting_your_response", "2026-04-01").await;
    let examiner = walk.on("2026-03-25", walk.examiner).await;
    let response =
        json!({ "transition": "record_reporter_response", "received_on": "2026-03-25", "summary": "Setuju." });
    walk.step(&examiner, response).await;
    let head = walk.on("2026-03-27", walk.head).await;
    walk.step(&head, issue("2026-03-27")).await;
    walk.expect_clocks(&walk.clocks().await, &[]);

    let agency = walk.office.respondent;
    let narahubung = walk.app().member_at(Role::Narahubung, agency).await;
    let before = walk.on("2026-03-31", narahubung).await;
    before.get(&walk.path("")).await.expect_problem(404, "not_found");
    let examiner = walk.on("2026-03-31", walk.examiner).await;
    walk.step(&examiner, super::order(&[agency], "2026-03-30")).await;
    // D07: 30 working days from the addressee's own receipt.
    walk.expect_clocks(&walk.clocks().await, &[("D07", "2026-05-13")]);
    expect_tracked(&walk, "being_repaired", "2026-05-13").await;
    let seen = before.get(&walk.path("")).await.expect(200);
    let text = String::from_utf8(seen.bytes).unwrap();
    assert!(text.contains("Keterlambatan dokumen") && !text.contains("KTP elektronik"), "{text}");

    walk
}

async fn a_report_travels_to_corrective_action_and_is_closed(app: TestApp) {
    let walk = to_corrective_action(app).await;
    let agency = walk.office.respondent;
    let examiner = walk.on("2026-04-21", walk.examiner).await;
    let done = json!({ "transition": "record_carried_out", "agency": agency, "carried_out_on": "2026-04-20",
        "evidence": "Dokumen terbit 20 April 2026." });
    walk.step(&examiner, done).await;
    walk.expect_clocks(&walk.clocks().await, &[]);
    let head = walk.on("2026-04-22", walk.head).await;
    let close = json!({ "transition": "close", "closing_reason": "T12", "letter_number": "B/77/IV/2026",
        "closed_on": "2026-04-22", "minutes_number": "BA/5/IV/2026", "reporter_notified_on": "2026-04-22" });
    let closed = walk.step(&head, close).await;
    assert_eq!(closed.body["closing_reason"], "T12");
    expect_tracked(&walk, "finished", "-").await;

    let history = head.get(&walk.path("/transitions?limit=5")).await.expect(200);
    assert_eq!((history.items().len(), &history.body["page"]["has_more"]), (5, &json!(true)));
    let history = head.get(&walk.path("/transitions?limit=200")).await.expect(200);
    let states: Vec<_> = history.items().iter().map(|item| item["to"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states.first().map(String::as_str), Some("received"));
    assert_eq!(states.last().map(String::as_str), Some("closed"));
    let versions: Vec<_> = history.items().iter().map(|item| item["version"].as_i64().unwrap()).collect();
    assert!(versions.windows(2).all(|pair| pair[0] < pair[1]), "{versions:?}");
}

async fn a_report_travels_through_a_recommendation_that_is_carried_out(app: TestApp) {
    let walk = to_corrective_action(app).await;
    let over = json!({ "transition": "hand_over", "documents": ["LHP", "Berita acara monitoring"],
        "letter_number": "101/HM/V/2026", "handed_over_on": "2026-05-19" });
    // The last of the agency's 30 working days is still its own.
    let head = walk.on("2026-05-13", walk.head).await;
    let early = walk.try_step(&head, over.clone()).await.expect_problem(409, "conflict");
    assert_eq!(early.body["errors"][0]["params"]["due_on"], "2026-05-13");
    let examiner = walk.on("2026-05-18", walk.examiner).await;
    let seen = json!({ "transition": "record_monitoring", "monitored_on": "2026-05-18", "note": "Belum ada." });
    walk.step(&examiner, seen).await;
    let head = walk.on("2026-05-19", walk.head).await;
    walk.step(&head, over).await;
    expect_tracked(&walk, "in_resolution", "-").await;

    let member = walk.app().member(Role::Resolution).await;
    let resolution = walk.on("2026-06-01", member).await;
    let decided = json!({ "transition": "recommend", "central_document_number": "12/RESMON/2026",
        "decided_on": "2026-06-01" });
    walk.step(&resolution, decided).await;
    let draft = crate::recommendations::draft(walk.report, walk.office.government);
    let id = resolution.post("/v1/recommendations", draft).await.expect(201).id();
    let path = format!("/v1/recommendations/{id}");
    let document = |day: &str| json!({ "central_document_number": "12/REK/2026", "central_document_on": day });
    let mut version = 0;
    let mut step = async |by: &Caller, body: serde_json::Value| {
        version += 1;
        by.if_match(version).post(&format!("{path}/transitions"), body).await.expect(201)
    };
    for transition in ["submit_to_quality", "clear_quality"] {
        let mut body = document("2026-06-01");
        body["transition"] = json!(transition);
        step(&resolution, body).await;
    }
    let resolution = walk.on("2026-06-02", member).await;
    let signed = json!({ "transition": "sign", "document": document("2026-06-02"),
        "recommendation_number": "0007/REK/2026", "signed_on": "2026-06-02" });
    step(&resolution, signed).await;
    // D08: delivered within 14 calendar days of the signature (UU 37/2008 art. 37).
    walk.expect_clocks(&walk.clocks().await, &[("D08", "2026-06-16")]);
    let narahubung = walk.app().member_at(Role::Narahubung, walk.office.government).await;
    walk.on("2026-06-02", narahubung).await.get(&path).await.expect_problem(404, "not_found");

    let resolution = walk.on("2026-06-12", member).await;
    let delivered =
        json!({ "transition": "deliver", "document": document("2026-06-10"), "delivered_on": "2026-06-10" });
    step(&resolution, delivered).await;
    let received = json!({ "transition": "record_superior_receipt", "document": document("2026-06-12"),
        "received_on": "2026-06-12" });
    step(&resolution, received).await;
    // D09: the superior reports within 60 calendar days of its receipt (art. 38(2)).
    walk.expect_clocks(&walk.clocks().await, &[("D09", "2026-08-11")]);

    let superior = walk.on("2026-08-03", narahubung).await;
    let report = json!({ "transition": "file_report", "reported_on": "2026-08-03", "claim": "carried_out",
        "summary": "KTP sudah diterbitkan.", "examination_result": "Inspektorat membenarkan." });
    assert_eq!(step(&superior, report).await.body["to"], "reported");
    walk.expect_clocks(&walk.clocks().await, &[]);
    let resolution = walk.on("2026-08-10", member).await;
    let mut review = document("2026-08-04");
    review["transition"] = json!("review");
    step(&resolution, review).await;
    let found = json!({ "transition": "find_carried_out", "document": document("2026-08-10"),
        "evidence": "KTP diperlihatkan." });
    assert_eq!(step(&resolution, found).await.body["to"], "carried_out");

    let close = json!({ "transition": "close", "closing_reason": "T14", "letter_number": "77/HM/2026",
        "closed_on": "2026-08-10", "reporter_notified_on": "2026-08-10" });
    assert_eq!(walk.step(&resolution, close).await.body["closing_reason"], "T14");
    expect_tracked(&walk, "finished", "-").await;
    let clocks = walk.on("2026-08-10", walk.head).await.get(&walk.path("/deadlines?limit=200")).await.expect(200);
    let status = |code: &str| clocks.items().iter().find(|clock| clock["code"] == code).unwrap()["status"].clone();
    assert_eq!(["D07", "D08", "D09"].map(status), ["missed", "met", "met"].map(|text| json!(text)));
}

/// F09: a reopened case can get a new outcome, and the first stays readable.
async fn a_reopened_report_keeps_its_first_outcome_in_the_history(app: TestApp) {
    let day = "2026-02-20";
    let walk = Walk::begin(app, day).await;
    walk.to_examination(day).await;
    let (examiner, head) = (walk.on(day, walk.examiner).await, walk.on(day, walk.head).await);
    for (outcome, reason) in [("not_found", "T7"), ("stopped", "T13")] {
        walk.step(&examiner, json!({ "transition": "call_review" })).await;
        walk.step(&head, walk.fix(outcome)).await;
        let response = json!({ "transition": "record_reporter_response", "received_on": day, "summary": "Cukup." });
        walk.step(&examiner, response).await;
        walk.step(&head, issue(day)).await;
        let close = json!({ "transition": "close", "closing_reason": reason, "letter_number": "B/1/2026",
            "closed_on": day, "copy_sent_on": day });
        walk.step(&examiner, close).await;
        let now = head.get(&walk.path("")).await.expect(200);
        assert_eq!((&now.body["outcome"], &now.body["closing_reason"]), (&json!(outcome), &json!(reason)));
        if outcome == "not_found" {
            let reopen =
                json!({ "transition": "reopen", "reason": "Bukti baru.", "evidence": "Surat bertanggal baru." });
            walk.step(&head, reopen).await;
            let now = head.get(&walk.path("")).await.expect(200);
            assert_eq!((now.body.get("outcome"), now.body.get("closing_reason")), (None, None));
        }
    }
    let history = head.get(&walk.path("/transitions?limit=200")).await.expect(200);
    let reasons: Vec<_> = history.items().iter().filter_map(|item| item["closing_reason"].as_str()).collect();
    assert_eq!(reasons, ["T7", "T13"]);
}
