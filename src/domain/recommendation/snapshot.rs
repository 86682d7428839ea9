//! A recommendation as flat values: what a database row holds.

use super::codes::{Execution, Judgement, State};
use crate::domain::code::Code;
use crate::domain::id::{AgencyId, RecommendationId, ReportId};
use crate::domain::lifecycle::Fields;
use chrono::NaiveDate;

/// Everything about a recommendation that its lifecycle depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The recommendation.
    pub id: RecommendationId,
    /// The report that it ends.
    pub report_id: ReportId,
    /// The agency complained of.
    pub respondent: AgencyId,
    /// Its superior: the addressee who must report.
    pub superior: AgencyId,
    /// Where it is.
    pub state: State,
    /// Number of the centre's latest document.
    pub central_document_number: Option<String>,
    /// Date of the centre's latest document.
    pub central_document_on: Option<NaiveDate>,
    /// Number of the recommendation itself.
    pub recommendation_number: Option<String>,
    /// Day of the chair's signature.
    pub signed_on: Option<NaiveDate>,
    /// Day of sending.
    pub delivered_on: Option<NaiveDate>,
    /// When the reporter received it.
    pub reporter_received_on: Option<NaiveDate>,
    /// When the respondent received it.
    pub respondent_received_on: Option<NaiveDate>,
    /// When the superior received it.
    pub superior_received_on: Option<NaiveDate>,
    /// When the execution report arrived.
    pub reported_on: Option<NaiveDate>,
    /// Account that filed it.
    pub reported_by: Option<uuid::Uuid>,
    /// What the superior says.
    pub claim: Option<Execution>,
    /// What was done, as reported.
    pub report_summary: Option<String>,
    /// The superior's own examination result.
    pub report_examination_result: Option<String>,
    /// Why it was not carried out fully, as reported.
    pub report_reason: Option<String>,
    /// The finding on the execution.
    pub execution: Option<Execution>,
    /// Whether the reason was accepted.
    pub reason_judgement: Option<Judgement>,
    /// What proves the finding.
    pub evidence: Option<String>,
    /// Account that made the finding.
    pub verified_by: Option<uuid::Uuid>,
    /// Day of the finding.
    pub verified_on: Option<NaiveDate>,
    /// Day of publication.
    pub published_on: Option<NaiveDate>,
    /// Day of the report to Parliament and the President.
    pub reported_upward_on: Option<NaiveDate>,
}

impl Snapshot {
    pub(super) fn empty(id: RecommendationId, report_id: ReportId, respondent: AgencyId, superior: AgencyId) -> Self {
        Self {
            id,
            report_id,
            respondent,
            superior,
            state: State::Draft,
            central_document_number: None,
            central_document_on: None,
            recommendation_number: None,
            signed_on: None,
            delivered_on: None,
            reporter_received_on: None,
            respondent_received_on: None,
            superior_received_on: None,
            reported_on: None,
            reported_by: None,
            claim: None,
            report_summary: None,
            report_examination_result: None,
            report_reason: None,
            execution: None,
            reason_judgement: None,
            evidence: None,
            verified_by: None,
            verified_on: None,
            published_on: None,
            reported_upward_on: None,
        }
    }

    /// The fields as named texts, for comparing before and after.
    pub(super) fn fields(&self) -> Fields {
        vec![
            ("state", Some(self.state.code().to_owned())),
            ("central_document_number", self.central_document_number.clone()),
            ("central_document_on", text(self.central_document_on)),
            ("recommendation_number", self.recommendation_number.clone()),
            ("signed_on", text(self.signed_on)),
            ("delivered_on", text(self.delivered_on)),
            ("reporter_received_on", text(self.reporter_received_on)),
            ("respondent_received_on", text(self.respondent_received_on)),
            ("superior_received_on", text(self.superior_received_on)),
            ("reported_on", text(self.reported_on)),
            ("reported_by", text(self.reported_by)),
            ("claim", code(self.claim)),
            ("report_summary", self.report_summary.clone()),
            ("report_examination_result", self.report_examination_result.clone()),
            ("report_reason", self.report_reason.clone()),
            ("execution", code(self.execution)),
            ("reason_judgement", code(self.reason_judgement)),
            ("evidence", self.evidence.clone()),
            ("verified_by", text(self.verified_by)),
            ("verified_on", text(self.verified_on)),
            ("published_on", text(self.published_on)),
            ("reported_upward_on", text(self.reported_upward_on)),
        ]
    }

    /// The first field that contradicts the state, if any: such a row was not written by this machine.
    pub(super) fn contradiction(&self) -> Option<&'static str> {
        use State::{
            CarriedOut, Delivered, Draft, MemberClearance, NotCarriedOut, PartlyCarriedOut, QualityClearance, Reported,
            Signed, UnderReview,
        };
        let before_signature = matches!(self.state, Draft | QualityClearance | MemberClearance);
        if !before_signature && self.signed_on.is_none() {
            return Some("signed_on");
        }
        if !before_signature && self.state != Signed && self.delivered_on.is_none() {
            return Some("delivered_on");
        }
        let received = !before_signature && !matches!(self.state, Signed | Delivered);
        if received && self.superior_received_on.is_none() {
            return Some("superior_received_on");
        }
        if matches!(self.state, Reported | UnderReview) && self.reported_on.is_none() {
            return Some("reported_on");
        }
        if matches!(self.state, CarriedOut | PartlyCarriedOut | NotCarriedOut) && self.execution.is_none() {
            return Some("execution");
        }
        (self.state == PartlyCarriedOut && self.reason_judgement.is_none()).then_some("reason_judgement")
    }
}

fn text<T: ToString>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn code<C: Code>(value: Option<C>) -> Option<String> {
    value.map(|value| value.code().to_owned())
}
