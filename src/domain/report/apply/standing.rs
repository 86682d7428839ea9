//! What a report's own file rules out whatever a step says: such a step is refused, and not offered.

use crate::domain::code::Code;
use crate::domain::lifecycle::Violation;
use crate::domain::report::{
    ExaminationOutcome, FormalItem, IntakeKind, ItemStatus, MaterialAnswer, MaterialItem, Snapshot, State, Transition,
};

/// Judges a step that the table has from the report's state.
pub(in crate::domain::report) fn judge(report: &Snapshot, step: Transition) -> Result<(), Violation> {
    let refuse_if = |holds: bool, violation: Violation| if holds { Err(violation) } else { Ok(()) };
    match (step, report.state) {
        (Transition::ConvertToConsultation, _) => {
            require_kind(report, &[IntakeKind::Lm, IntakeKind::Knl, IntakeKind::Tb])
        }
        (Transition::ConvertToReport, _) => require_kind(report, &[IntakeKind::Knl, IntakeKind::Tb]),
        (Transition::TakeUp, _) => {
            let reports: Vec<_> = IntakeKind::ALL.iter().copied().filter(|kind| kind.counts_as_report()).collect();
            require_kind(report, &reports)
        }
        (Transition::ReplaceFormalChecklist, State::Examination) => {
            refuse_if(report.rco_accepted_at.is_none(), Violation::NotFastTrack)
        }
        (Transition::RequestCompletion, _) => {
            let missing = report.formal_checklist.iter().any(|row| row.status == ItemStatus::Missing);
            refuse_if(!missing, Violation::NothingMissing)
        }
        (Transition::PassFormal, _) => {
            let open = open_formal_items(report);
            refuse_if(!open.is_empty(), Violation::FormalItemsOpen { items: open })
        }
        (Transition::Assess, _) => material_items_answered(report),
        (Transition::Admit, _) => {
            let not_met = report.material_answer(MaterialItem::M1) == Some(MaterialAnswer::NotMet);
            refuse_if(not_met, Violation::Inadmissible)?;
            material_items_answered(report)
        }
        (Transition::Register, _) => refuse_if(report.archive_number.is_some(), Violation::AlreadyRegistered),
        (Transition::RecordFirstContact, _) => {
            refuse_if(report.rco_accepted_at.is_none(), Violation::NotFastTrack)?;
            refuse_if(report.first_contact_at.is_some(), Violation::AlreadyContacted)
        }
        (Transition::Reexamine, _) => {
            refuse_if(report.reporter_response_on.is_none(), Violation::ReporterResponseMissing)
        }
        (Transition::IssueResult, _) => {
            let responded = report.reporter_response_on.is_some() || report.intake_kind == IntakeKind::Iaps;
            let unknown = !responded && report.result_notice_received_on.is_none();
            refuse_if(unknown, Violation::NoticeReceiptUnknown)
        }
        (Transition::BeginCorrectiveAction, _) => {
            refuse_if(report.outcome != Some(ExaminationOutcome::Found), outcome_mismatch(report))
        }
        (Transition::HandOver, _) => {
            refuse_if(report.outstanding().next().is_none(), Violation::NothingOutstanding)?;
            let received = report.outstanding().any(|addressee| addressee.received_on.is_some());
            refuse_if(!received, Violation::NoAddresseeReceipt)
        }
        (Transition::Close, State::AwaitingCompletion) => {
            refuse_if(report.completion_notice_received_on.is_none(), Violation::NoticeReceiptUnknown)
        }
        (Transition::Close, State::ResultIssued) => {
            refuse_if(report.outcome == Some(ExaminationOutcome::Found), outcome_mismatch(report))
        }
        (Transition::Close, State::CorrectiveAction) => {
            let agencies: Vec<_> = report.outstanding().map(|addressee| addressee.agency).collect();
            refuse_if(!agencies.is_empty(), Violation::ActionsOutstanding { agencies })
        }
        _ => Ok(()),
    }
}

fn require_kind(report: &Snapshot, allowed: &[IntakeKind]) -> Result<(), Violation> {
    if allowed.contains(&report.intake_kind) {
        return Ok(());
    }
    Err(Violation::IntakeKindNotAllowed {
        intake_kind: report.intake_kind.code(),
        allowed: allowed.iter().map(|kind| kind.code()).collect(),
    })
}

fn open_formal_items(report: &Snapshot) -> Vec<&'static str> {
    let open = |item: &&FormalItem| matches!(report.formal_status(**item), None | Some(ItemStatus::Missing));
    FormalItem::ALL.iter().filter(open).map(|item| item.code()).collect()
}

/// M1–M6 are each answered.
pub(super) fn material_items_answered(report: &Snapshot) -> Result<(), Violation> {
    let open = |item: &&MaterialItem| report.material_answer(**item).is_none();
    let items: Vec<_> = MaterialItem::ALL.iter().filter(open).map(|item| item.code()).collect();
    if items.is_empty() { Ok(()) } else { Err(Violation::MaterialItemsOpen { items }) }
}

pub(super) fn outcome_mismatch(report: &Snapshot) -> Violation {
    Violation::OutcomeMismatch { outcome: report.outcome.map(Code::code) }
}
