//! What each audience reads of a recommendation. Rows are never shown as they are.

use super::Demand;
use crate::domain::access::Role;
use crate::domain::recommendation::{Execution, Judgement, Party, Recommendation, State, Transition};
use crate::recommendations::store::Stored;
use crate::web::time::Instant;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

crate::wire_codes!(State, Execution, Judgement, Party, Transition);

/// A recommendation (*rekomendasi*), as the caller may see it: `audience` says which form it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum RecommendationView {
    /// For the office.
    Office(Box<OfficeRecommendation>),
    /// For the agencies to which it was delivered.
    Agency(Box<AgencyRecommendation>),
}

impl RecommendationView {
    /// The form for this role.
    pub fn of(stored: Stored, role: Role) -> Self {
        if role.is_agency_side() {
            Self::Agency(Box::new(AgencyRecommendation::of(stored, role)))
        } else {
            Self::Office(Box::new(OfficeRecommendation::of(stored, role)))
        }
    }
}

/// Addresses around a recommendation.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecommendationLinks {
    /// The recommendation itself.
    #[serde(rename = "self")]
    #[schema(max_length = 200, example = "/v1/recommendations/01a2103a-27f5-7083-b307-c389e2c1fe49")]
    itself: String,
    /// The report that it ends.
    #[schema(max_length = 200, example = "/v1/reports/01a2103a-27f5-7083-b307-c389e2c1fe49")]
    report: String,
    /// Its steps.
    #[schema(max_length = 200, example = "/v1/recommendations/01a2103a-27f5-7083-b307-c389e2c1fe49/transitions")]
    transitions: String,
}

impl RecommendationLinks {
    fn of(stored: &Stored) -> Self {
        let itself = format!("/v1/recommendations/{}", stored.snapshot.id);
        Self {
            transitions: format!("{itself}/transitions"),
            report: format!("/v1/reports/{}", stored.snapshot.report_id),
            itself,
        }
    }
}

/// What the superior reported on the execution (UU 37/2008 art. 38(2)).
#[derive(Debug, Serialize, ToSchema)]
pub struct ExecutionReportView {
    /// Day on which the report reached the Ombudsman.
    reported_on: NaiveDate,
    /// How far it was carried out, as reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    claim: Option<Execution>,
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20000)]
    summary: Option<String>,
    /// The superior's own examination result.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20000)]
    examination_result: Option<String>,
    /// Why it was not carried out fully.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 5000)]
    reason: Option<String>,
}

/// What was found on the execution (UU 37/2008 art. 38(3)).
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingView {
    /// How far it was carried out.
    execution: Execution,
    /// Whether the reason for a partial execution was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason_judgement: Option<Judgement>,
    /// Day of the finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    verified_on: Option<NaiveDate>,
    /// What proves it; for the office only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 5000)]
    evidence: Option<String>,
}

fn execution_report(stored: &Stored) -> Option<ExecutionReportView> {
    let snapshot = &stored.snapshot;
    Some(ExecutionReportView {
        reported_on: snapshot.reported_on?,
        claim: snapshot.claim,
        summary: snapshot.report_summary.clone(),
        examination_result: snapshot.report_examination_result.clone(),
        reason: snapshot.report_reason.clone(),
    })
}

fn finding(stored: &Stored, evidence: Option<String>) -> Option<FindingView> {
    let snapshot = &stored.snapshot;
    let (reason_judgement, verified_on) = (snapshot.reason_judgement, snapshot.verified_on);
    Some(FindingView { execution: snapshot.execution?, reason_judgement, verified_on, evidence })
}

fn allowed(stored: &Stored, role: Role) -> Vec<Transition> {
    Recommendation::restore(stored.snapshot.clone()).map(|known| known.allowed(role)).unwrap_or_default()
}

/// A recommendation as the office sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfficeRecommendation {
    /// Always `office`.
    #[schema(max_length = 6, pattern = "^office$")]
    audience: &'static str,
    /// Id.
    id: Uuid,
    /// The report that it ends.
    report_id: Uuid,
    /// Where it is.
    state: State,
    /// Number of the recommendation, once signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    recommendation_number: Option<String>,
    /// What it is about.
    #[schema(max_length = 300)]
    subject: String,
    /// The agency complained of.
    respondent_id: Uuid,
    /// Its superior, who must report.
    superior_id: Uuid,
    /// Code of the government whose matter it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 13)]
    government_code: Option<String>,
    /// The account of the report.
    #[schema(max_length = 20000)]
    account: String,
    /// The result of the examination.
    #[schema(max_length = 20000)]
    examination_summary: String,
    /// The form of maladministration found.
    #[schema(max_length = 20)]
    maladministration: String,
    /// Conclusion and opinion.
    #[schema(max_length = 20000)]
    opinion: String,
    /// What must be done, one act each.
    #[schema(max_items = 20)]
    demands: Vec<Demand>,
    /// Number of the centre's latest document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    central_document_number: Option<String>,
    /// Date of the centre's latest document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    central_document_on: Option<NaiveDate>,
    /// Day of the chair's signature: D08 counts from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    signed_on: Option<NaiveDate>,
    /// Day of sending.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    delivered_on: Option<NaiveDate>,
    /// When the reporter received it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reporter_received_on: Option<NaiveDate>,
    /// When the respondent received it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    respondent_received_on: Option<NaiveDate>,
    /// When the superior received it: D09 counts from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    superior_received_on: Option<NaiveDate>,
    /// What the superior reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    execution_report: Option<ExecutionReportView>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    finding: Option<FindingView>,
    /// Day of publication (art. 38(4)).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    published_on: Option<NaiveDate>,
    /// Day of the report to Parliament and the President (art. 38(4)).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reported_upward_on: Option<NaiveDate>,
    /// What this caller may do now.
    #[schema(max_items = 20)]
    allowed_transitions: Vec<Transition>,
    /// Version; the same number is the `ETag`.
    #[schema(minimum = 1)]
    version: i64,
    /// When it was recorded.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
    /// Where it and its neighbours live.
    links: RecommendationLinks,
}

impl OfficeRecommendation {
    fn of(stored: Stored, role: Role) -> Self {
        let (links, execution_report) = (RecommendationLinks::of(&stored), execution_report(&stored));
        let finding = finding(&stored, stored.snapshot.evidence.clone());
        let allowed_transitions = allowed(&stored, role);
        let Stored { snapshot, contents, .. } = stored;
        Self {
            audience: "office",
            id: snapshot.id.0,
            report_id: snapshot.report_id.0,
            state: snapshot.state,
            recommendation_number: snapshot.recommendation_number,
            subject: contents.subject,
            respondent_id: snapshot.respondent.0,
            superior_id: snapshot.superior.0,
            government_code: stored.government_code,
            account: contents.account,
            examination_summary: contents.examination_summary,
            maladministration: contents.maladministration,
            opinion: contents.opinion,
            demands: contents.demands.into_iter().map(Demand).collect(),
            central_document_number: snapshot.central_document_number,
            central_document_on: snapshot.central_document_on,
            signed_on: snapshot.signed_on,
            delivered_on: snapshot.delivered_on,
            reporter_received_on: snapshot.reporter_received_on,
            respondent_received_on: snapshot.respondent_received_on,
            superior_received_on: snapshot.superior_received_on,
            execution_report,
            finding,
            published_on: snapshot.published_on,
            reported_upward_on: snapshot.reported_upward_on,
            allowed_transitions,
            version: stored.version,
            created_at: stored.created_at.into(),
            updated_at: stored.updated_at.into(),
            links,
        }
    }
}

/// A recommendation as the agencies see it to which it was delivered.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyRecommendation {
    /// Always `agency`.
    #[schema(max_length = 6, pattern = "^agency$")]
    audience: &'static str,
    /// Id.
    id: Uuid,
    /// The report that it ends.
    report_id: Uuid,
    /// Where it is.
    state: State,
    /// Number of the recommendation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    recommendation_number: Option<String>,
    /// What it is about.
    #[schema(max_length = 300)]
    subject: String,
    /// The agency complained of.
    respondent_id: Uuid,
    /// Its superior, who must report.
    superior_id: Uuid,
    /// The form of maladministration found.
    #[schema(max_length = 20)]
    maladministration: String,
    /// Conclusion and opinion.
    #[schema(max_length = 20000)]
    opinion: String,
    /// What must be done, one act each.
    #[schema(max_items = 20)]
    demands: Vec<Demand>,
    /// Day of the chair's signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    signed_on: Option<NaiveDate>,
    /// Day of sending.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    delivered_on: Option<NaiveDate>,
    /// When the respondent received it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    respondent_received_on: Option<NaiveDate>,
    /// When the superior received it: the report on the execution is due 60 days later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    superior_received_on: Option<NaiveDate>,
    /// What the superior reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    execution_report: Option<ExecutionReportView>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    finding: Option<FindingView>,
    /// Day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    published_on: Option<NaiveDate>,
    /// What this caller may do now.
    #[schema(max_items = 20)]
    allowed_transitions: Vec<Transition>,
    /// Version; the same number is the `ETag`.
    #[schema(minimum = 1)]
    version: i64,
    /// When it last changed.
    updated_at: Instant,
    /// Where it and its neighbours live.
    links: RecommendationLinks,
}

impl AgencyRecommendation {
    fn of(stored: Stored, role: Role) -> Self {
        let (links, execution_report) = (RecommendationLinks::of(&stored), execution_report(&stored));
        let (finding, allowed_transitions) = (finding(&stored, None), allowed(&stored, role));
        let Stored { snapshot, contents, .. } = stored;
        Self {
            audience: "agency",
            id: snapshot.id.0,
            report_id: snapshot.report_id.0,
            state: snapshot.state,
            recommendation_number: snapshot.recommendation_number,
            subject: contents.subject,
            respondent_id: snapshot.respondent.0,
            superior_id: snapshot.superior.0,
            maladministration: contents.maladministration,
            opinion: contents.opinion,
            demands: contents.demands.into_iter().map(Demand).collect(),
            signed_on: snapshot.signed_on,
            delivered_on: snapshot.delivered_on,
            respondent_received_on: snapshot.respondent_received_on,
            superior_received_on: snapshot.superior_received_on,
            execution_report,
            finding,
            published_on: snapshot.published_on,
            allowed_transitions,
            version: stored.version,
            updated_at: stored.updated_at.into(),
            links,
        }
    }
}
