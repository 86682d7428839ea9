//! Which steps are offered: those that the report's own file does not rule out, and no others.

use super::samples::*;
use super::ways::{Dice, Try, next, rolled};
use crate::domain::access::Role;
use crate::domain::lifecycle::{Violation, ViolationKind};
use crate::domain::report::*;
use std::collections::HashSet;

/// Refusals that need nothing but the report's own file.
fn is_standing(violation: &Violation) -> bool {
    matches!(
        violation,
        Violation::IntakeKindNotAllowed { .. }
            | Violation::NotFastTrack
            | Violation::AlreadyContacted
            | Violation::AlreadyRegistered
            | Violation::FormalItemsOpen { .. }
            | Violation::NothingMissing
            | Violation::MaterialItemsOpen { .. }
            | Violation::Inadmissible
            | Violation::NoticeReceiptUnknown
            | Violation::ReporterResponseMissing
            | Violation::NothingOutstanding
            | Violation::NoAddresseeReceipt
            | Violation::ActionsOutstanding { .. }
    )
}

#[test]
fn what_is_refused_at_once_is_not_offered() {
    let offered = |state, transition, arrange: fn(&mut Snapshot)| {
        let mut snapshot = ready_for(state, transition).into_snapshot();
        arrange(&mut snapshot);
        Report::restore(snapshot).unwrap().allowed(role_for(state, transition)).contains(&transition)
    };
    type Case = (State, Transition, fn(&mut Snapshot));
    let ruled_out: [Case; 8] = [
        (State::Received, Transition::ConvertToReport, |report| report.intake_kind = IntakeKind::Lm),
        (State::Received, Transition::TakeUp, |report| report.intake_kind = IntakeKind::Tb),
        (State::Examination, Transition::Register, |report| report.archive_number = Some("1".to_owned())),
        (State::Examination, Transition::RecordFirstContact, |report| report.rco_accepted_at = None),
        (State::FormalVerification, Transition::PassFormal, |report| report.formal_checklist.clear()),
        (State::FormalVerification, Transition::RequestCompletion, |report| report.formal_checklist = formal()),
        (State::ResultIssued, Transition::Close, |report| conclude(report, ExaminationOutcome::Found)),
        (State::CorrectiveAction, Transition::HandOver, |report| {
            report.addressees[0].carried_out_on = Some(today());
        }),
    ];
    for (state, transition, arrange) in ruled_out {
        assert!(offered(state, transition, |_| {}), "{transition:?} in {state:?}");
        assert!(!offered(state, transition, arrange), "{transition:?} in {state:?}");
    }
}

/// Wherever chance takes a report: whatever is not offered is refused however it is asked for, and nothing that is
/// offered is refused for what stands in the file.
#[test]
fn offers_and_refusals_agree_on_every_way() {
    let mut dice = Dice(20_260_220);
    let mut ruled_out = HashSet::new();
    for _ in 0..300 {
        let kind = IntakeKind::ALL[dice.below(IntakeKind::ALL.len())];
        let id = in_state(State::Draft).id;
        let mut report = Report::draft(id, kind, Some(AGENCY), None, &actor(Role::Intake), now()).unwrap();
        for _ in 0..60 {
            let state = report.state();
            for row in TABLE.0.iter().filter(|row| row.from.contains(&state)) {
                let role = row.roles[dice.below(row.roles.len())];
                let command = rolled(&mut dice, state, row.transition);
                let attempt = report.clone().knowing(lapsed()).apply(command, &actor(role), now());
                let case = || format!("{:?} in {state:?}: {attempt:?}", row.transition);
                if report.allowed(role).contains(&row.transition) {
                    assert!(!attempt.as_ref().is_err_and(is_standing), "offered and refused: {}", case());
                } else {
                    let conflict = attempt.as_ref().is_err_and(|why| why.kind() == ViolationKind::Conflict);
                    assert!(conflict, "not offered and not refused: {}", case());
                    ruled_out.insert(row.transition);
                }
            }
            let Some(Try { transition, by, command }) = next(&mut dice, state) else { break };
            let at = match transition {
                Transition::Submit => at("2026-03-02T01:00:00Z"),
                Transition::AcceptRco => at("2026-05-31T02:00:00Z"),
                _ => now(),
            };
            if let Ok(applied) = report.clone().knowing(lapsed()).apply(command, &by, at) {
                report = applied.report;
            }
        }
    }
    assert!(ruled_out.len() >= 12, "only {ruled_out:?} were ever ruled out");
}
