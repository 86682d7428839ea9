//! F08: over HTTP exactly the published table holds: every step in a sample of states, for every role of the office.

use super::{Walk, contact, formal, issue, material, order};
use crate::on_both;
use crate::support::{Caller, TestApp};
use narahubung::domain::access::Role;
use narahubung::domain::code::Code;
use narahubung::domain::lifecycle::Violation;
use narahubung::domain::report::{State, TABLE, Transition};
use serde_json::{Value, json};

on_both!(every_step_is_refused_that_the_table_does_not_have);

const DAY: &str = "2026-02-20";

/// A body of the right shape for each step.
fn sample(walk: &Walk, transition: Transition) -> Value {
    let agency = walk.office.respondent;
    let mut body = match transition {
        Transition::Submit | Transition::TakeUp | Transition::PassFormal | Transition::Assess => json!({}),
        Transition::ConvertToConsultation => json!({ "advice": "Sampaikan ke PPID." }),
        Transition::ConvertToReport | Transition::ReturnToExamination | Transition::Reexamine => {
            json!({ "reason": "Perlu didalami." })
        }
        Transition::ReplaceFormalChecklist => formal(&[]),
        Transition::ReplaceMaterialChecklist => material(),
        Transition::RecordPriorComplaint => json!({ "status": "not_yet" }),
        Transition::RequestCompletion => {
            json!({ "missing_items": ["F6"], "letter_number": "B/1", "letter_on": DAY })
        }
        Transition::RecordNoticeReceipt | Transition::ReceiveCompletion => json!({ "received_on": DAY }),
        Transition::Admit | Transition::Register => walk.admission(DAY),
        Transition::AcceptRco => json!({ "criterion": "emergency", "reason": "Banjir." }),
        Transition::RecordFirstContact => contact(agency, "2026-02-20T08:00:00+08:00"),
        Transition::Transfer => json!({ "destination": "Pusat", "coordination": "Telepon", "letter_number": "B/1",
            "transferred_on": DAY }),
        Transition::Withdraw => json!({ "form": "written", "withdrawn_on": DAY }),
        Transition::CallReview => json!({}),
        Transition::FixResult => walk.fix("found"),
        Transition::RecordReporterResponse => json!({ "received_on": DAY, "summary": "Setuju." }),
        Transition::IssueResult => issue(DAY),
        Transition::BeginCorrectiveAction => order(&[agency], DAY),
        Transition::RecordAddresseeReceipt => json!({ "agency": agency, "received_on": DAY }),
        Transition::RecordCarriedOut => json!({ "agency": agency, "carried_out_on": DAY, "evidence": "Foto." }),
        Transition::RecordMonitoring => json!({ "monitored_on": DAY, "note": "Dilihat." }),
        Transition::HandOver => json!({ "documents": ["LHP"], "letter_number": "B/1", "handed_over_on": DAY }),
        Transition::ReturnBundle => {
            json!({ "missing_documents": ["LHP"], "central_document_number": "R/1", "returned_on": DAY })
        }
        Transition::Recommend => json!({ "central_document_number": "R/1", "decided_on": DAY }),
        Transition::Close => json!({ "closing_reason": "T4", "letter_number": "B/1", "closed_on": DAY }),
        Transition::RecordReporterNotified => json!({ "notified_on": DAY }),
        Transition::Reopen => json!({ "reason": "Bukti baru.", "evidence": "Surat." }),
    };
    body["transition"] = json!(transition.code());
    body
}

/// Tries every step that the table does not have for this caller, and reads what it may do.
async fn try_all(walk: &Walk, state: State, callers: &[(Role, &Caller)]) {
    let version = walk.version().await;
    for (role, caller) in callers {
        let told = caller.get(&walk.path("")).await.expect(200).body["allowed_transitions"].clone();
        let told: Vec<_> = told.as_array().unwrap().iter().map(|step| step.as_str().unwrap().to_owned()).collect();
        let mut ruled_out = 0;
        for transition in Transition::ALL.iter().copied() {
            let expected = match TABLE.permit(state, transition, *role) {
                Ok(_) if told.iter().any(|step| step == transition.code()) => continue,
                // The table has it, and the report itself rules it out.
                Ok(_) => {
                    ruled_out += 1;
                    409
                }
                Err(Violation::TransitionNotAllowed { .. }) => 409,
                Err(_) => 403,
            };
            let answer = caller.if_match(version).post(&walk.path("/transitions"), sample(walk, transition)).await;
            assert_eq!(answer.status, expected, "{role:?} {transition:?} in {state:?}: {}", answer.body);
        }
        let report = caller.get(&walk.path("")).await.expect(200);
        assert_eq!(told.len() + ruled_out, TABLE.allowed(state, *role).count(), "{role:?} in {state:?}: {told:?}");
        assert_eq!(report.body["state"], state.code());
    }
    assert_eq!(walk.version().await, version);
}

async fn every_step_is_refused_that_the_table_does_not_have(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let (intake, head) = (walk.on(DAY, walk.intake).await, walk.on(DAY, walk.head).await);
    let examiner = walk.on(DAY, walk.examiner).await;
    let desk = [(Role::Intake, &intake), (Role::Head, &head)];
    try_all(&walk, State::Received, &desk).await;
    walk.to_meeting(DAY).await;
    try_all(&walk, State::AwaitingMeeting, &desk).await;
    walk.step(&head, walk.admission(DAY)).await;
    let all = [(Role::Intake, &intake), (Role::Head, &head), (Role::Examiner, &examiner)];
    try_all(&walk, State::Examination, &all).await;
    walk.to_result(DAY).await;
    try_all(&walk, State::ResultIssued, &all).await;
    walk.step(&examiner, order(&[walk.office.respondent], DAY)).await;
    try_all(&walk, State::CorrectiveAction, &all).await;
    walk.step(&examiner, sample(&walk, Transition::RecordCarriedOut)).await;
    let close = json!({ "transition": "close", "closing_reason": "T12", "letter_number": "B/1", "closed_on": DAY,
        "minutes_number": "BA/1" });
    walk.step(&head, close).await;
    try_all(&walk, State::Closed, &all).await;
}
