//! Intake and verification: from the draft to the office meeting.

use super::Step;
use super::standing::material_items_answered;
use crate::domain::code::Code;
use crate::domain::lifecycle::checks::{distinct, filled, required};
use crate::domain::lifecycle::{DeadlineCode, DeadlineOutcome, Violation, checks};
use crate::domain::report::{
    ConvertToConsultation, Explanation, FormalAnswer, IntakeKind, ItemStatus, MaterialAnswer, MaterialFinding,
    MaterialItem, NoticeReceipt, PriorComplaint, PriorComplaintRecord, ReceiveCompletion, RequestCompletion, State,
    Submit, event_age,
};
use crate::domain::time::{Timestamp, Zone};

/// A prior complaint with what it needs: its date when done, its reason when exempted, and nothing else.
pub(in crate::domain::report) fn checked_prior_complaint(
    field: &str,
    record: PriorComplaintRecord,
    at: Timestamp,
) -> Result<PriorComplaintRecord, Violation> {
    let PriorComplaintRecord { status, complained_on, reason } = record;
    let day_field = format!("{field}/complained_on");
    let complained_on = match status {
        PriorComplaint::Done => {
            let day = required(&day_field, complained_on)?;
            Some(checks::happened(&day_field, day, None, Zone::Wita.day_of(at))?)
        }
        PriorComplaint::NotYet | PriorComplaint::Exempted => None,
    };
    let reason = match status {
        PriorComplaint::Exempted => Some(filled(&format!("{field}/reason"), reason.as_deref().unwrap_or_default())?),
        PriorComplaint::Done | PriorComplaint::NotYet => reason,
    };
    Ok(PriorComplaintRecord { status, complained_on, reason })
}

impl Step<'_> {
    pub(super) fn submit(&mut self, payload: &Submit) -> Result<(), Violation> {
        filled("/account", &payload.account)?;
        self.next.received_at = Some(self.at);
        Ok(())
    }

    /// A report that turned out to want only advice becomes a consultation. A copy of a letter ends here too and stays
    /// a copy, since the published figures count copies apart.
    pub(super) fn convert_to_consultation(&mut self, payload: &ConvertToConsultation) -> Result<(), Violation> {
        self.standing()?;
        self.note = Some(filled("/advice", &payload.advice)?);
        if self.next.intake_kind == IntakeKind::Lm {
            self.next.intake_kind = IntakeKind::Knl;
        }
        self.next.closed_on = Some(self.today);
        Ok(())
    }

    pub(super) fn convert_to_report(&mut self, payload: &Explanation) -> Result<(), Violation> {
        self.standing()?;
        self.explain(payload)?;
        self.next.intake_kind = IntakeKind::Lm;
        Ok(())
    }

    pub(super) fn replace_formal_checklist(&mut self, items: Vec<FormalAnswer>) -> Result<(), Violation> {
        self.standing()?;
        let codes: Vec<_> = items.iter().map(|row| row.item).collect();
        distinct(&codes, |index| format!("/items/{index}/item"))?;
        self.next.formal_checklist = items;
        Ok(())
    }

    pub(super) fn replace_material_checklist(&mut self, items: Vec<MaterialFinding>) -> Result<(), Violation> {
        let codes: Vec<_> = items.iter().map(|row| row.item).collect();
        distinct(&codes, |index| format!("/items/{index}/item"))?;
        self.next.material_checklist = items;
        // After the assessment the answers may change, but may not go back to incomplete or contradict the event's age.
        if self.from == State::AwaitingMeeting { self.material_answered() } else { Ok(()) }
    }

    pub(super) fn record_prior_complaint(&mut self, payload: PriorComplaintRecord) -> Result<(), Violation> {
        self.next.prior_complaint = Some(checked_prior_complaint("", payload, self.at)?);
        Ok(())
    }

    /// UU 37/2008 art. 25: the office says in writing what is missing; the clock runs from the reporter's receipt, so
    /// a new letter begins without one. From the letter's day until the day of the completion the time is not the
    /// office's, whenever either is recorded.
    pub(super) fn request_completion(&mut self, payload: &RequestCompletion) -> Result<(), Violation> {
        self.standing()?;
        if payload.missing_items.is_empty() {
            return Err(Violation::Required { field: "/missing_items".to_owned() });
        }
        distinct(&payload.missing_items, |index| format!("/missing_items/{index}"))?;
        for (index, item) in payload.missing_items.iter().enumerate() {
            if self.next.formal_status(*item) != Some(ItemStatus::Missing) {
                return Err(Violation::ItemNotMissing { field: format!("/missing_items/{index}"), item: item.code() });
            }
        }
        let letter_number = filled("/letter_number", &payload.letter_number)?;
        let asked_before = self.next.completion_letter_on.max(self.next.completion_notice_received_on);
        let letter_on = self.effective("/letter_on", payload.letter_on, asked_before)?;
        self.next.completion_letter_on = Some(letter_on);
        self.ends.turned_at = Zone::Wita.start_of(letter_on);
        self.next.completion_notice_received_on = None;
        let items: Vec<_> = payload.missing_items.iter().map(|item| item.code()).collect();
        self.detail("missing_items", items.join(", "));
        self.detail("letter_number", letter_number);
        Ok(())
    }

    /// Which notice it is follows from the state. Recording it again corrects it: the clock then counts anew from the
    /// right day.
    pub(super) fn record_notice_receipt(&mut self, payload: &NoticeReceipt) -> Result<(), Violation> {
        if self.from == State::AwaitingCompletion {
            let sent_on = self.next.completion_letter_on;
            let day = self.effective("/received_on", payload.received_on, sent_on)?;
            self.next.completion_notice_received_on = Some(day);
        } else {
            let fixed_on = self.next.result_fixed_on;
            let day = self.effective("/received_on", payload.received_on, fixed_on)?;
            self.next.result_notice_received_on = Some(day);
        }
        Ok(())
    }

    pub(super) fn receive_completion(&mut self, payload: ReceiveCompletion) -> Result<(), Violation> {
        let day = self.effective("/received_on", payload.received_on, self.next.completion_letter_on)?;
        self.note = payload.note;
        self.ends.turned_at = Zone::Wita.start_of(day);
        self.end(DeadlineCode::D01, DeadlineOutcome::Met, Zone::Wita.start_of(day));
        Ok(())
    }

    pub(super) fn pass_formal(&mut self) -> Result<(), Violation> {
        self.standing()?;
        self.end(DeadlineCode::D11, DeadlineOutcome::Met, self.at);
        Ok(())
    }

    pub(super) fn material_answered(&self) -> Result<(), Violation> {
        material_items_answered(&self.next)?;
        // UU 37/2008 art. 24(3): a report says when it happened. Both rules bind reporters; an own-initiative
        // investigation has none.
        if self.facts.event_admissible_through.is_none()
            && self.next.intake_kind != IntakeKind::Iaps
            && self.next.material_answer(MaterialItem::M1) == Some(MaterialAnswer::Met)
        {
            return Err(Violation::EventDateUnknown);
        }
        if let (Some(through), Some(received_on)) = (self.facts.event_admissible_through, self.next.received_on())
            && self.next.intake_kind != IntakeKind::Iaps
            && event_age(received_on, through) == MaterialAnswer::NotMet
            && self.next.material_answer(MaterialItem::M1) != Some(MaterialAnswer::NotMet)
        {
            return Err(Violation::EventTooOld { admissible_through: through });
        }
        Ok(())
    }

    pub(super) fn assess(&mut self) -> Result<(), Violation> {
        self.material_answered()?;
        self.end(DeadlineCode::D12, DeadlineOutcome::Met, self.at);
        Ok(())
    }
}
