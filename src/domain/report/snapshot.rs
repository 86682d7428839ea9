//! A report as flat values: what a database row (and its child rows) hold.

use super::codes::{
    ClosingReason, Complexity, ExaminationOutcome, FormalItem, IntakeKind, ItemStatus, MaterialAnswer, MaterialItem,
    RcoCriterion, State,
};
use super::command::{FormalAnswer, MaterialFinding, PriorComplaintRecord};
use crate::domain::code::Code;
use crate::domain::id::{AgencyId, ReportId, UserId};
use crate::domain::lifecycle::Fields;
use crate::domain::time::{Timestamp, Zone};
use chrono::NaiveDate;

/// Everything about a report that its lifecycle depends on. The reporter's identity and the story itself are not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The report.
    pub id: ReportId,
    /// Where it is.
    pub state: State,
    /// Kind of access.
    pub intake_kind: IntakeKind,
    /// The agency complained of, once known.
    pub respondent: Option<AgencyId>,
    /// Prior complaint to the agency.
    pub prior_complaint: Option<PriorComplaintRecord>,
    /// When it was submitted; `None` while it is a draft.
    pub received_at: Option<Timestamp>,
    /// The day on which it arrived, where it was entered later.
    pub arrived_on: Option<NaiveDate>,
    /// Answers to F1–F12, as far as given.
    pub formal_checklist: Vec<FormalAnswer>,
    /// Answers to M1–M6, as far as given.
    pub material_checklist: Vec<MaterialFinding>,
    /// Date of the last letter that asked for completion.
    pub completion_letter_on: Option<NaiveDate>,
    /// When the reporter received it.
    pub completion_notice_received_on: Option<NaiveDate>,
    /// Criterion of the fast track, once accepted.
    pub rco_criterion: Option<RcoCriterion>,
    /// When it was accepted on the fast track.
    pub rco_accepted_at: Option<Timestamp>,
    /// First contact on the fast track.
    pub first_contact_at: Option<Timestamp>,
    /// Class.
    pub complexity: Option<Complexity>,
    /// The examiners.
    pub team: Vec<UserId>,
    /// SIMPeL's archive number.
    pub archive_number: Option<String>,
    /// Day of the office meeting.
    pub meeting_on: Option<NaiveDate>,
    /// Day of registration.
    pub registered_on: Option<NaiveDate>,
    /// Conclusion of the examination.
    pub outcome: Option<ExaminationOutcome>,
    /// The kinds of maladministration that were found, the main one first.
    pub found: Vec<String>,
    /// When the result was fixed.
    pub result_fixed_on: Option<NaiveDate>,
    /// Who drafted the result.
    pub drafted_by: Option<UserId>,
    /// When the reporter received notice of the result.
    pub result_notice_received_on: Option<NaiveDate>,
    /// When the reporter's response arrived.
    pub reporter_response_on: Option<NaiveDate>,
    /// Number of the result.
    pub result_number: Option<String>,
    /// Date of the result.
    pub result_issued_on: Option<NaiveDate>,
    /// Who must carry out corrective actions.
    pub addressees: Vec<Addressee>,
    /// Last monitoring by the examining unit.
    pub monitored_on: Option<NaiveDate>,
    /// Why it ended; for every ended state but a consultation.
    pub closing_reason: Option<ClosingReason>,
    /// Number of the letter by which it ended.
    pub closing_letter_number: Option<String>,
    /// Day on which it ended.
    pub closed_on: Option<NaiveDate>,
    /// When the reporter was told of the end.
    pub reporter_notified_on: Option<NaiveDate>,
    /// How often it was reopened.
    pub reopenings: u32,
    /// How often it was examined again on the reporter's response.
    pub reexaminations: u32,
}

/// An agency that must carry out corrective actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Which agency.
    pub agency: AgencyId,
    /// What it must do, one action each.
    pub actions: Vec<String>,
    /// When it received the result.
    pub received_on: Option<NaiveDate>,
    /// When it had carried out everything.
    pub carried_out_on: Option<NaiveDate>,
}

impl Snapshot {
    /// A draft of this kind with nothing in it yet.
    pub(super) fn empty(id: ReportId, intake_kind: IntakeKind) -> Self {
        Self {
            id,
            state: State::Draft,
            intake_kind,
            respondent: None,
            prior_complaint: None,
            received_at: None,
            arrived_on: None,
            formal_checklist: Vec::new(),
            material_checklist: Vec::new(),
            completion_letter_on: None,
            completion_notice_received_on: None,
            rco_criterion: None,
            rco_accepted_at: None,
            first_contact_at: None,
            complexity: None,
            team: Vec::new(),
            archive_number: None,
            meeting_on: None,
            registered_on: None,
            outcome: None,
            found: Vec::new(),
            result_fixed_on: None,
            drafted_by: None,
            result_notice_received_on: None,
            reporter_response_on: None,
            result_number: None,
            result_issued_on: None,
            addressees: Vec::new(),
            monitored_on: None,
            closing_reason: None,
            closing_letter_number: None,
            closed_on: None,
            reporter_notified_on: None,
            reopenings: 0,
            reexaminations: 0,
        }
    }

    /// The day on which the office received it: of its arrival, else of its submission; `None` while it is a draft.
    pub fn received_on(&self) -> Option<NaiveDate> {
        self.received_at.map(|at| self.arrived_on.unwrap_or_else(|| Zone::Wita.day_of(at)))
    }

    /// The answer to a formal item, if given.
    pub(super) fn formal_status(&self, item: FormalItem) -> Option<ItemStatus> {
        self.formal_checklist.iter().find(|row| row.item == item).map(|row| row.status)
    }

    /// The answer to a material item, if given.
    pub(super) fn material_answer(&self, item: MaterialItem) -> Option<MaterialAnswer> {
        self.material_checklist.iter().find(|row| row.item == item).map(|row| row.answer)
    }

    /// The addressees that have not carried out their actions.
    pub(super) fn outstanding(&self) -> impl Iterator<Item = &Addressee> {
        self.addressees.iter().filter(|addressee| addressee.carried_out_on.is_none())
    }

    /// Forgets the result of the examination, because a new one will be fixed; the history keeps it.
    pub(super) fn clear_result(&mut self) {
        self.outcome = None;
        self.found.clear();
        self.drafted_by = None;
        self.result_fixed_on = None;
        self.result_notice_received_on = None;
        self.reporter_response_on = None;
        self.result_number = None;
        self.result_issued_on = None;
    }

    /// The fields as named texts, for comparing before and after.
    pub(super) fn fields(&self) -> Fields {
        let prior = self.prior_complaint.as_ref();
        vec![
            ("state", Some(self.state.code().to_owned())),
            ("intake_kind", Some(self.intake_kind.code().to_owned())),
            ("prior_complaint", prior.map(|record| record.status.code().to_owned())),
            ("prior_complaint_on", text(prior.and_then(|record| record.complained_on))),
            ("prior_complaint_reason", prior.and_then(|record| record.reason.clone())),
            ("received_at", text(self.received_at)),
            ("arrived_on", text(self.arrived_on)),
            ("formal_checklist", list(&self.formal_checklist, |row| pair(row.item, row.status))),
            ("material_checklist", list(&self.material_checklist, |row| pair(row.item, row.answer))),
            ("completion_letter_on", text(self.completion_letter_on)),
            ("completion_notice_received_on", text(self.completion_notice_received_on)),
            ("rco_criterion", code(self.rco_criterion)),
            ("rco_accepted_at", text(self.rco_accepted_at)),
            ("first_contact_at", text(self.first_contact_at)),
            ("complexity", code(self.complexity)),
            ("team", list(&self.team, ToString::to_string)),
            ("archive_number", self.archive_number.clone()),
            ("meeting_on", text(self.meeting_on)),
            ("registered_on", text(self.registered_on)),
            ("outcome", code(self.outcome)),
            ("found_maladministrations", list(&self.found, Clone::clone)),
            ("result_fixed_on", text(self.result_fixed_on)),
            ("drafted_by", text(self.drafted_by)),
            ("result_notice_received_on", text(self.result_notice_received_on)),
            ("reporter_response_on", text(self.reporter_response_on)),
            ("result_number", self.result_number.clone()),
            ("result_issued_on", text(self.result_issued_on)),
            ("addressees", list(&self.addressees, Addressee::summary)),
            ("monitored_on", text(self.monitored_on)),
            ("closing_reason", code(self.closing_reason)),
            ("closing_letter_number", self.closing_letter_number.clone()),
            ("closed_on", text(self.closed_on)),
            ("reporter_notified_on", text(self.reporter_notified_on)),
            ("reopenings", Some(self.reopenings.to_string())),
            ("reexaminations", Some(self.reexaminations.to_string())),
        ]
    }

    /// The first field that contradicts the state, if any: such a row was not written by this machine.
    pub(super) fn contradiction(&self) -> Option<&'static str> {
        let result_issued = matches!(
            self.state,
            State::ResultIssued | State::CorrectiveAction | State::ResolutionMonitoring | State::Recommendation
        );
        let executing =
            matches!(self.state, State::CorrectiveAction | State::ResolutionMonitoring | State::Recommendation);
        if self.state.is_ended() != self.closing_reason.is_some() && self.state != State::ConvertedToConsultation {
            return Some("closing_reason");
        }
        if (self.state == State::Draft) != self.received_at.is_none() && self.state != State::Withdrawn {
            return Some("received_at");
        }
        if (result_issued || self.state == State::AwaitingReporterResponse) && self.outcome.is_none() {
            return Some("outcome");
        }
        if (self.outcome == Some(ExaminationOutcome::Found)) == self.found.is_empty() {
            return Some("found_maladministrations");
        }
        if result_issued && self.result_issued_on.is_none() {
            return Some("result_issued_on");
        }
        if executing && self.addressees.is_empty() {
            return Some("addressees");
        }
        None
    }
}

impl Addressee {
    fn summary(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let (received, done) = (day(self.received_on), day(self.carried_out_on));
        format!("{}: actions={} received_on={received} carried_out_on={done}", self.agency, self.actions.len())
    }
}

fn text<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn code<C: Code>(value: Option<C>) -> Option<String> {
    value.map(|value| value.code().to_owned())
}

fn pair(item: impl Code, answer: impl Code) -> String {
    format!("{}={}", item.code(), answer.code())
}

fn list<T>(rows: &[T], show: impl Fn(&T) -> String) -> Option<String> {
    (!rows.is_empty()).then(|| rows.iter().map(show).collect::<Vec<_>>().join(", "))
}
