//! The ways out, and the way back: transfer, withdrawal, closing, reopening.

use super::Step;
use super::standing::outcome_mismatch;
use crate::domain::code::Code;
use crate::domain::deadline::Start;
use crate::domain::lifecycle::checks::{filled, required};
use crate::domain::lifecycle::{DeadlineCode, DeadlineOutcome, Violation};
use crate::domain::recommendation::Conclusion;
use crate::domain::report::{
    Close, ClosingReason, ExaminationOutcome, Reopen, ReporterNotified, State, Transfer, Withdraw,
};
use crate::domain::time::Zone;
use chrono::NaiveDate;

impl Step<'_> {
    /// Perori 58/2023 art. 17: after coordination with the office that takes it.
    pub(super) fn transfer(&mut self, payload: &Transfer) -> Result<(), Violation> {
        let destination = filled("/destination", &payload.destination)?;
        let coordination = filled("/coordination", &payload.coordination)?;
        let letter_number = filled("/letter_number", &payload.letter_number)?;
        let day = self.effective("/transferred_on", payload.transferred_on, self.handled_through())?;
        self.detail("destination", destination);
        self.detail("coordination", coordination);
        self.closing_reason = Some(ClosingReason::T11);
        self.next.closing_reason = Some(ClosingReason::T11);
        self.next.closing_letter_number = Some(letter_number);
        self.next.closed_on = Some(day);
        Ok(())
    }

    pub(super) fn withdraw(&mut self, payload: Withdraw) -> Result<(), Violation> {
        let day = self.effective("/withdrawn_on", payload.withdrawn_on, self.handled_through())?;
        self.detail("form", payload.form.code().to_owned());
        self.note = payload.reason;
        self.closing_reason = Some(ClosingReason::T9);
        self.next.closing_reason = Some(ClosingReason::T9);
        self.next.closed_on = Some(day);
        Ok(())
    }

    /// Closing needs a reason that this state allows, a letter number and a date (domain 11.3 rule 7), and what the
    /// state asks for besides.
    pub(super) fn close(&mut self, payload: Close) -> Result<(), Violation> {
        self.standing()?;
        let reason = payload.closing_reason;
        if !self.row.reasons.contains(&reason) {
            return Err(Violation::CodeNotAllowed {
                field: "/closing_reason".to_owned(),
                code: reason.code(),
                allowed: self.row.reasons.iter().map(|reason| reason.code()).collect(),
            });
        }
        let letter_number = filled("/letter_number", &payload.letter_number)?;
        let lapsed_on = match self.from {
            State::AwaitingCompletion => Some(self.confirm_completion_lapse()?),
            _ => None,
        };
        // UU 37/2008 art. 38(4): what the centre found, published and reported came before the end.
        let concluded_on = self.facts.concluded_on.filter(|_| self.from == State::Recommendation);
        let earliest = self.handled_through().max(lapsed_on).max(concluded_on);
        let day = self.effective("/closed_on", payload.closed_on, earliest)?;
        if let Some(notified_on) = payload.reporter_notified_on {
            // The examination may end with the agreement of a reporter who was told before.
            let ended_on = (self.from != State::Examination).then_some(day);
            self.happened("/reporter_notified_on", notified_on, ended_on)?;
        }
        if let Some(copy_sent_on) = payload.copy_sent_on {
            self.happened("/copy_sent_on", copy_sent_on, self.next.result_issued_on)?;
            self.detail("copy_sent_on", copy_sent_on.to_string());
        }
        match self.from {
            State::Examination => {
                required("/reporter_notified_on", payload.reporter_notified_on)?;
                self.minutes(payload.minutes_number.as_deref())?;
                self.end_examination_clock(day);
            }
            State::ResultIssued => {
                self.match_outcome(reason)?;
                required("/copy_sent_on", payload.copy_sent_on)?;
            }
            State::CorrectiveAction => {
                self.minutes(payload.minutes_number.as_deref())?;
            }
            State::ResolutionMonitoring if reason == ClosingReason::T12 => {
                self.end(DeadlineCode::D07, DeadlineOutcome::Met, Zone::Wita.start_of(day));
            }
            State::Recommendation => self.match_recommendations(reason)?,
            _ => {}
        }
        self.note = payload.note;
        self.closing_reason = Some(reason);
        self.next.closing_reason = Some(reason);
        self.next.closing_letter_number = Some(letter_number);
        self.next.closed_on = Some(day);
        self.next.reporter_notified_on = payload.reporter_notified_on;
        Ok(())
    }

    /// UU 37/2008 art. 25: deemed withdrawn once the time from the receipt of the notice has passed.
    fn confirm_completion_lapse(&mut self) -> Result<NaiveDate, Violation> {
        let Some(lapsed_on) = self.lapsed_on(DeadlineCode::D01, None) else {
            let due_on = self.due_on(DeadlineCode::D01, None);
            return Err(Violation::DeadlineNotLapsed { deadline: DeadlineCode::D01, due_on });
        };
        self.end(DeadlineCode::D01, DeadlineOutcome::Lapsed, self.at);
        Ok(lapsed_on)
    }

    fn minutes(&mut self, number: Option<&str>) -> Result<(), Violation> {
        let number = filled("/minutes_number", number.unwrap_or_default())?;
        self.detail("minutes_number", number);
        Ok(())
    }

    fn match_outcome(&self, reason: ClosingReason) -> Result<(), Violation> {
        let fits = matches!(
            (self.next.outcome, reason),
            (Some(ExaminationOutcome::NotFound), ClosingReason::T7)
                | (Some(ExaminationOutcome::Stopped), ClosingReason::T13)
        );
        if fits { Ok(()) } else { Err(outcome_mismatch(&self.next)) }
    }

    /// T14: every recommendation carried out. T15: none is open, and one at least had to be published and reported.
    fn match_recommendations(&self, reason: ClosingReason) -> Result<(), Violation> {
        let ends = &self.facts.recommendations;
        let fits = match reason {
            ClosingReason::T14 => !ends.is_empty() && ends.iter().all(|end| *end == Conclusion::CarriedOut),
            _ => !ends.contains(&Conclusion::Open) && ends.contains(&Conclusion::ReportedUpward),
        };
        if fits { Ok(()) } else { Err(Violation::RecommendationsOpen) }
    }

    pub(super) fn record_reporter_notified(&mut self, payload: &ReporterNotified) -> Result<(), Violation> {
        let day = self.effective("/notified_on", payload.notified_on, self.next.closed_on)?;
        self.next.reporter_notified_on = Some(day);
        Ok(())
    }

    /// A reopened report is examined anew: the earlier result and the earlier closing leave the report and stay in the
    /// history, so that it can get another outcome. The class's clock starts afresh on the day of reopening, each
    /// time; nothing of the earlier count is carried over.
    pub(super) fn reopen(&mut self, payload: &Reopen) -> Result<(), Violation> {
        self.note = Some(filled("/reason", &payload.reason)?);
        let evidence = filled("/evidence", &payload.evidence)?;
        self.detail("evidence", evidence);
        let report = &mut self.next;
        report.clear_result();
        report.addressees.clear();
        report.monitored_on = None;
        report.closing_reason = None;
        report.closing_letter_number = None;
        report.closed_on = None;
        report.reporter_notified_on = None;
        report.reopenings += 1;
        self.ends.start = Start::On(self.today);
        Ok(())
    }
}
