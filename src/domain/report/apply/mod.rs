//! Taking a step: permission by the table, then the guard and the effect of the command, then the clocks.

mod ending;
mod examination;
mod execution;
mod intake;
mod standing;

pub(super) use intake::checked_prior_complaint;
pub(super) use standing::judge as standing;

use super::clocks::{self, Ends};
use super::codes::{ClosingReason, State};
use super::command::Command;
use super::snapshot::Snapshot;
use super::{Applied, Event, Facts, Report, TABLE, Transition};
use crate::domain::code::Code;
use crate::domain::deadline::Start;
use crate::domain::id::AgencyId;
use crate::domain::lifecycle::{Actor, Change, DeadlineCode, DeadlineOutcome, Row, Violation, checks};
use crate::domain::time::{Timestamp, Zone};
use chrono::NaiveDate;

/// A step under way: what the report becomes, and what the history will say.
struct Step<'a> {
    row: &'static Row<State, Transition, ClosingReason>,
    from: State,
    next: Snapshot,
    facts: &'a Facts,
    by: &'a Actor,
    at: Timestamp,
    today: NaiveDate,
    ends: Ends,
    effective_on: Option<NaiveDate>,
    closing_reason: Option<ClosingReason>,
    note: Option<String>,
    details: Vec<(&'static str, String)>,
}

pub(super) fn apply(report: Report, command: Command, by: &Actor, at: Timestamp) -> Result<Applied, Violation> {
    let row = TABLE.permit(report.state(), command.transition(), by.role).map_err(|violation| match violation {
        Violation::TransitionNotAllowed { state, transition, .. } => {
            let allowed = report.allowed(by.role).iter().map(|step| step.code()).collect();
            Violation::TransitionNotAllowed { state, transition, allowed }
        }
        other => other,
    })?;
    let Report { snapshot: before, facts } = report;
    let mut step = Step {
        row,
        from: before.state,
        next: before.clone(),
        facts: &facts,
        by,
        at,
        today: Zone::Wita.day_of(at),
        ends: Ends { start: Start::At(at), outcomes: Vec::new(), turned_at: at, at },
        effective_on: None,
        closing_reason: None,
        note: None,
        details: Vec::new(),
    };
    step.run(command)?;
    let Step { mut next, ends, effective_on, closing_reason, note, details, .. } = step;
    next.state = row.to.unwrap_or(before.state);
    let event = Event {
        transition: row.transition,
        from: before.state,
        to: next.state,
        by: *by,
        at,
        effective_on,
        closing_reason,
        note,
        details,
        changes: Change::between(before.fields(), next.fields()),
    };
    let deadlines = clocks::changes(&before, &next, &ends);
    Ok(Applied { report: Report { snapshot: next, facts }, events: vec![event], deadlines })
}

impl Step<'_> {
    fn run(&mut self, command: Command) -> Result<(), Violation> {
        match command {
            Command::Submit(payload) => self.submit(&payload),
            Command::ConvertToConsultation(payload) => self.convert_to_consultation(&payload),
            Command::ConvertToReport(payload) => self.convert_to_report(&payload),
            Command::TakeUp => self.standing(),
            Command::ReplaceFormalChecklist(items) => self.replace_formal_checklist(items),
            Command::ReplaceMaterialChecklist(items) => self.replace_material_checklist(items),
            Command::RecordPriorComplaint(payload) => self.record_prior_complaint(payload),
            Command::RequestCompletion(payload) => self.request_completion(&payload),
            Command::RecordNoticeReceipt(payload) => self.record_notice_receipt(&payload),
            Command::ReceiveCompletion(payload) => self.receive_completion(payload),
            Command::PassFormal => self.pass_formal(),
            Command::Assess => self.assess(),
            Command::Admit(payload) => self.admit(payload),
            Command::Register(payload) => self.register(payload),
            Command::AcceptRco(payload) => self.accept_rco(payload),
            Command::RecordFirstContact(payload) => self.record_first_contact(&payload),
            Command::Transfer(payload) => self.transfer(&payload),
            Command::Withdraw(payload) => self.withdraw(payload),
            Command::CallReview => Ok(()),
            Command::ReturnToExamination(payload) => self.explain(&payload),
            Command::FixResult(payload) => self.fix_result(&payload),
            Command::RecordReporterResponse(payload) => self.record_reporter_response(&payload),
            Command::Reexamine(payload) => self.reexamine(&payload),
            Command::IssueResult(payload) => self.issue_result(&payload),
            Command::BeginCorrectiveAction(payload) => self.begin_corrective_action(payload),
            Command::RecordAddresseeReceipt(payload) => self.record_addressee_receipt(&payload),
            Command::RecordCarriedOut(payload) => self.record_carried_out(&payload),
            Command::RecordMonitoring(payload) => self.record_monitoring(&payload),
            Command::HandOver(payload) => self.hand_over(&payload),
            Command::ReturnBundle(payload) => self.return_bundle(&payload),
            Command::Recommend(payload) => self.recommend(&payload),
            Command::Close(payload) => self.close(payload),
            Command::RecordReporterNotified(payload) => self.record_reporter_notified(&payload),
            Command::Reopen(payload) => self.reopen(&payload),
        }
    }

    /// A fact on a day that has come, not before the report itself and not before what came first.
    fn happened(&self, field: &str, day: NaiveDate, earliest: Option<NaiveDate>) -> Result<NaiveDate, Violation> {
        let earliest = checks::datable_from(self.by.role, earliest.max(self.next.received_on()), self.today);
        checks::happened(field, day, earliest, self.today)
    }

    /// The latest day on which something of the report's handling is known to have happened: neither its result nor
    /// its hand-over nor its end is dated before.
    fn handled_through(&self) -> Option<NaiveDate> {
        let report = &self.next;
        let day = |at: Option<Timestamp>| at.map(|at| Zone::Wita.day_of(at));
        let addressees = report.addressees.iter();
        [
            report.completion_letter_on,
            report.completion_notice_received_on,
            day(report.rco_accepted_at),
            day(report.first_contact_at),
            report.meeting_on,
            report.registered_on,
            report.result_fixed_on,
            report.result_notice_received_on,
            report.reporter_response_on,
            report.result_issued_on,
            report.monitored_on,
            addressees.clone().filter_map(|addressee| addressee.received_on).max(),
            addressees.filter_map(|addressee| addressee.carried_out_on).max(),
            self.facts.moved_on,
        ]
        .into_iter()
        .max()
        .flatten()
    }

    /// Notes the day on which the step takes effect.
    fn effective(&mut self, field: &str, day: NaiveDate, earliest: Option<NaiveDate>) -> Result<NaiveDate, Violation> {
        self.happened(field, day, earliest)?;
        self.effective_on = Some(day);
        Ok(day)
    }

    fn detail(&mut self, name: &'static str, text: String) {
        self.details.push((name, text));
    }

    fn end(&mut self, code: DeadlineCode, outcome: DeadlineOutcome, at: Timestamp) {
        self.ends.outcomes.push((code, outcome, at));
    }

    /// The first day on which this clock has lapsed; `None` while it runs.
    fn lapsed_on(&self, code: DeadlineCode, debtor: Option<AgencyId>) -> Option<NaiveDate> {
        self.facts.lapsed.iter().find(|lapse| (lapse.code, lapse.debtor) == (code, debtor)).map(|lapse| lapse.on)
    }

    /// The last day of this clock; `None` when it does not run.
    fn due_on(&self, code: DeadlineCode, debtor: Option<AgencyId>) -> Option<NaiveDate> {
        self.facts.running.iter().find(|clock| (clock.code, clock.debtor) == (code, debtor)).map(|clock| clock.due_on)
    }

    /// Refuses what the report's own file rules out, whatever the step says.
    fn standing(&self) -> Result<(), Violation> {
        standing::judge(&self.next, self.row.transition)
    }

    /// Ends the clock of the whole examination on `day`: what it limits is done.
    fn end_examination_clock(&mut self, day: NaiveDate) {
        if let Some(class) = self.next.complexity {
            self.end(class.deadline(), DeadlineOutcome::Met, Zone::Wita.start_of(day));
        }
    }
}
