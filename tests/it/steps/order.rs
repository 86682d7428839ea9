//! In which order a step is judged, and what two at once do.

use super::{Walk, formal, noon};
use crate::on_both;
use crate::support::{Caller, TestApp};
use narahubung::domain::access::{Role, Scope};
use serde_json::json;

on_both!(
    existence_then_version_then_body_then_rule,
    a_refused_step_changes_nothing_and_says_what_is_allowed,
    of_two_steps_on_one_version_one_wins,
    a_repeated_step_with_one_key_is_taken_once,
    what_has_gone_out_of_view_is_not_repeated_by_a_key,
    whose_words_are_hidden_are_not_overwritten,
    a_machine_speaks_only_for_its_own,
    the_body_is_judged_by_the_shape_that_was_meant,
    what_a_step_names_must_exist,
);

const DAY: &str = "2026-02-20";

async fn existence_then_version_then_body_then_rule(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let (path, intake) = (walk.path("/transitions"), walk.on(DAY, walk.intake).await);
    let (good, bad) = (json!({ "transition": "take_up" }), json!({ "transition": "take_up", "colour": "red" }));
    walk.app().anyone().post(&path, bad.clone()).await.expect_problem(401, "authentication_required");
    let narahubung = walk.app().person_at(Role::Narahubung, walk.office.respondent).await;
    narahubung.post(&path, bad.clone()).await.expect_problem(403, "insufficient_scope");
    let stranger = walk.app().person(Role::Examiner).await;
    let foreign = stranger.if_match(1).post(&path, bad.clone()).await.expect_problem(404, "not_found");
    let nowhere = format!("/v1/reports/{}/transitions", uuid::Uuid::from_u128(7));
    let unknown = stranger.if_match(1).post(&nowhere, bad.clone()).await.expect_problem(404, "not_found");
    assert_eq!(foreign.body["detail"], unknown.body["detail"]);
    intake.post(&path, bad.clone()).await.expect_problem(428, "precondition_required");
    intake.if_match(9).post(&path, bad.clone()).await.expect_problem(412, "precondition_failed");
    intake.if_match(1).post(&path, bad).await.expect_fault("#/colour", "unknown_field");
    let admit = walk.admission(DAY);
    intake.if_match(1).post(&path, admit).await.expect_problem(403, "action_not_allowed");
    intake.if_match(1).post(&path, good).await.expect(201);
}

async fn a_refused_step_changes_nothing_and_says_what_is_allowed(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let intake = walk.on(DAY, walk.intake).await;
    let refused = walk.try_step(&intake, json!({ "transition": "assess" })).await;
    let refused = refused.expect_problem(409, "invalid_transition");
    assert!(refused.body["allowed_transitions"].as_array().unwrap().contains(&json!("take_up")));
    assert_eq!(refused.body["errors"][0]["code"], "invalid_transition");

    walk.step(&intake, json!({ "transition": "take_up" })).await;
    walk.step(&intake, formal(&["F6"])).await;
    let open = walk.try_step(&intake, json!({ "transition": "pass_formal" })).await.expect_problem(409, "conflict");
    assert_eq!(open.body["errors"][0]["code"], "formal_items_open");
    let letter = json!({ "transition": "request_completion", "missing_items": ["F6", "F7"],
        "letter_number": "B/1", "letter_on": "2026-02-21" });
    let wrong = walk.try_step(&intake, letter).await.expect_problem(422, "validation_failed");
    wrong.expect_fault("#/missing_items/1", "item_not_missing");
    let letter = json!({ "transition": "request_completion", "missing_items": ["F6"],
        "letter_number": "B/1", "letter_on": "2026-02-21" });
    walk.try_step(&intake, letter).await.expect(422).expect_fault("#/letter_on", "date_in_future");
    assert_eq!(walk.version().await, 3);
    let report = intake.get(&walk.path("")).await.expect(200);
    assert_eq!(report.body["state"], "formal_verification");
}

async fn of_two_steps_on_one_version_one_wins(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    walk.to_meeting(DAY).await;
    let head = walk.on(DAY, walk.head).await.if_match(walk.version().await);
    let close = json!({ "transition": "close", "closing_reason": "T4", "letter_number": "B/1/2026", "closed_on": DAY });
    let path = walk.path("/transitions");
    let (one, other) = tokio::join!(head.post(&path, walk.admission(DAY)), head.post(&path, close));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 412]);
    let steps = head.get(&walk.path("/transitions?limit=200")).await.expect(200);
    let from_meeting = steps.items().iter().filter(|step| step["from"] == "awaiting_meeting").count();
    assert_eq!(from_meeting, 1);
}

async fn a_repeated_step_with_one_key_is_taken_once(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let intake = walk.on(DAY, walk.intake).await.header("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324");
    let body = json!({ "transition": "take_up" });
    let first = intake.if_match(1).post(&walk.path("/transitions"), body.clone()).await.expect(201);
    let second = intake.if_match(1).post(&walk.path("/transitions"), body).await.expect(201);
    assert_eq!((first.body, second.header("idempotency-replayed")), (second.body.clone(), "true"));
    assert_eq!(walk.version().await, 2);
}

/// Contract 4.4: a stored answer is judged by the view of today.
async fn what_has_gone_out_of_view_is_not_repeated_by_a_key(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    walk.to_examination(DAY).await;
    let head = walk.on(DAY, walk.head).await;
    let keyed = |caller: &Caller, number: u32| caller.header("idempotency-key", &format!("kunci-percobaan-{number}"));
    let examiner = walk.on(DAY, walk.examiner).await;
    let held = keyed(&examiner.if_match(walk.version().await), 1);
    let place = json!({ "event_place": "Barabai" });
    held.patch(&walk.path(""), place.clone()).await.expect(200);
    let noting = keyed(&examiner, 2);
    noting.post(&walk.path("/notes"), json!({ "text": "Sudah dihubungi." })).await.expect(201);
    let intake = keyed(&walk.on(DAY, walk.intake).await, 3);
    let new = walk.office.report();
    let created = intake.post("/v1/reports", new.clone()).await.expect(201).id();

    let assignments = walk.path("/assignments");
    head.delete(&format!("{assignments}/{}", walk.examiner.id.0)).await.expect(204);
    held.patch(&walk.path(""), place.clone()).await.expect_problem(404, "not_found");
    noting.post(&walk.path("/notes"), json!({ "text": "Sudah dihubungi." })).await.expect_problem(404, "not_found");
    walk.app().advance_seconds(1);
    head.post(&assignments, json!({ "user_id": walk.examiner.id.0 })).await.expect(201);
    let again = held.patch(&walk.path(""), place).await.expect(200);
    assert_eq!(again.header("idempotency-replayed"), "true");

    // The report that was made is named by the answer alone. Declaring a conflict answers with nothing to hide.
    assert_eq!(intake.post("/v1/reports", new.clone()).await.expect(201).id(), created);
    let conflict = format!("/v1/reports/{created}/conflict-declarations");
    for _ in 0..2 {
        intake.post(&conflict, json!({ "reason": "Keluarga." })).await.expect(204);
    }
    intake.post("/v1/reports", new).await.expect_problem(404, "not_found");
}

/// Intake no longer reads a secret reporter's words once the report is admitted, and so changes none of them.
async fn whose_words_are_hidden_are_not_overwritten(app: TestApp) {
    let walk = Walk::begin_with(app, DAY, |_, body| body["secrecy"] = json!("secret")).await;
    let intake = walk.on(DAY, walk.intake).await;
    intake.if_match(1).patch(&walk.path(""), json!({ "event_place": "Barabai" })).await.expect(200);
    walk.to_examination(DAY).await;
    let (head, intake) = (walk.on(DAY, walk.head).await, walk.on(DAY, walk.intake).await);
    let known = head.get(&walk.path("")).await.expect(200);
    for (name, value) in [("account", json!("Lain.")), ("expectation", json!(null)), ("event_place", json!("Barabai"))]
    {
        let refused = intake.if_match(known.version()).patch(&walk.path(""), json!({ name: value })).await;
        refused.expect_problem(403, "not_this_person");
    }
    let reveal = json!({ "fields": ["name"], "purpose": "letter", "justification": "Mengirim surat pemberitahuan." });
    let refused = intake.post(&walk.path("/identity-reveals"), reveal).await.expect_problem(403, "not_this_person");
    assert_eq!(refused.body["title"], "Tidak diizinkan bagi Anda di sini");
    assert_eq!(head.get(&walk.path("")).await.expect(200).body["account"], known.body["account"]);
    intake.if_match(known.version()).patch(&walk.path(""), json!({ "channel": "letter" })).await.expect(200);
}

async fn a_machine_speaks_only_for_its_own(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let scopes = [Scope::ReportsRead, Scope::ReportsWrite, Scope::ReportsTransition];
    let machine = walk.app().machine(Role::OfficeClient, None, &scopes).await;
    let withdraw = json!({ "transition": "withdraw", "form": "written", "withdrawn_on": DAY });
    walk.try_step(&machine, withdraw.clone()).await.expect_problem(403, "not_this_person");
    let own = machine.post("/v1/reports", walk.office.report()).await.expect(201);
    let path = format!("/v1/reports/{}/transitions", own.id());
    let taken = machine.if_match(1).post(&path, withdraw).await.expect(201);
    assert_eq!((taken.body["by"].get("id"), &taken.body["by"]["role"]), (None, &json!("office_client")));
    assert_eq!(taken.body["closing_reason"], "T9");
}

async fn the_body_is_judged_by_the_shape_that_was_meant(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let intake = walk.on(DAY, walk.intake).await;
    let unknown = walk.try_step(&intake, json!({ "transition": "fly" })).await.expect_problem(422, "validation_failed");
    let unknown = unknown.expect_fault("#/transition", "not_in_list");
    assert!(unknown.body["errors"][0]["params"]["allowed"].as_array().unwrap().len() > 30);
    walk.try_step(&intake, json!({})).await.expect(422).expect_fault("#/transition", "required");
    let close = json!({ "transition": "close", "closing_reason": "T99", "letter_number": 5, "closed_on": "soon" });
    walk.try_step(&intake, close)
        .await
        .expect(422)
        .expect_fault("#/closing_reason", "not_in_list")
        .expect_fault("#/letter_number", "wrong_type")
        .expect_fault("#/closed_on", "date_format");
    let order = json!({ "transition": "begin_corrective_action", "disclosed_subject": "Dokumen",
        "addressees": [{ "agency": walk.office.respondent, "actions": [] }] });
    walk.try_step(&intake, order).await.expect(422).expect_fault("#/addressees/0/actions", "too_few_items");
}

async fn what_a_step_names_must_exist(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    walk.to_meeting(DAY).await;
    let head = walk.on(DAY, walk.head).await;
    let mut admit = walk.admission(DAY);
    admit["team"] = json!([uuid::Uuid::from_u128(5), walk.intake.id.0, walk.examiner.id.0]);
    walk.try_step(&head, admit)
        .await
        .expect(422)
        .expect_fault("#/team/0", "unknown_user")
        .expect_fault("#/team/1", "not_an_examiner");
    walk.step(&head, walk.admission(DAY)).await;
    walk.app().clock.move_to(noon(DAY));
    let examiner = walk.on(DAY, walk.examiner).await;
    walk.step(&examiner, json!({ "transition": "call_review" })).await;
    let mut fix = walk.fix("found");
    fix["drafted_by"] = json!(uuid::Uuid::from_u128(5));
    walk.try_step(&head, fix).await.expect(422).expect_fault("#/drafted_by", "unknown_user");
    let mut own = walk.fix("found");
    own["drafted_by"] = json!(walk.head.id.0);
    walk.step(&head, own).await;
    let response = json!({ "transition": "record_reporter_response", "received_on": DAY, "summary": "Setuju." });
    walk.step(&examiner, response).await;
    let signed = walk.try_step(&head, super::issue(DAY)).await.expect_problem(403, "not_this_person");
    assert_eq!(signed.body["errors"][0]["code"], "signer_is_drafter");
}
