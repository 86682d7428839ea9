//! How a recommendation lies in its rows.

use crate::db::schema::{recommendation_texts, recommendations};
use crate::db::types::AnyId;
use crate::domain::id::{AgencyId, RecommendationId, ReportId, UserId};
use crate::domain::recommendation::{Execution, Judgement, Snapshot, State};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::prelude::*;

/// What a recommendation says (UU 37/2008 art. 37). Never the reporter's identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// What it is about, in one line.
    pub subject: String,
    /// The account of the report.
    pub account: String,
    /// The result of the examination.
    pub examination_summary: String,
    /// The form of maladministration found (code of the list).
    pub maladministration: String,
    /// Conclusion and opinion.
    pub opinion: String,
    /// What must be done, one act each.
    pub demands: Vec<String>,
}

/// A stored recommendation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// What its lifecycle depends on.
    pub snapshot: Snapshot,
    /// What it says.
    pub contents: Contents,
    /// Government in whose tree the respondent was.
    pub government_code: Option<String>,
    /// Who drafted it.
    pub drafted_by: UserId,
    /// Version, counted from 1.
    pub version: i64,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = recommendations, treat_none_as_null = true)]
pub(super) struct Row {
    pub(super) id: RecommendationId,
    report_id: ReportId,
    state: State,
    subject: String,
    respondent_id: AgencyId,
    superior_id: AgencyId,
    government_code: Option<String>,
    maladministration: String,
    drafted_by: UserId,
    central_document_number: Option<String>,
    central_document_on: Option<NaiveDate>,
    recommendation_number: Option<String>,
    signed_on: Option<NaiveDate>,
    delivered_on: Option<NaiveDate>,
    reporter_received_on: Option<NaiveDate>,
    respondent_received_on: Option<NaiveDate>,
    superior_received_on: Option<NaiveDate>,
    reported_on: Option<NaiveDate>,
    reported_by: Option<AnyId>,
    claim: Option<Execution>,
    execution: Option<Execution>,
    reason_judgement: Option<Judgement>,
    verified_by: Option<AnyId>,
    verified_on: Option<NaiveDate>,
    published_on: Option<NaiveDate>,
    reported_upward_on: Option<NaiveDate>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = recommendation_texts, treat_none_as_null = true)]
pub(super) struct Texts {
    pub(super) recommendation_id: RecommendationId,
    account: String,
    examination_summary: String,
    opinion: String,
    report_summary: Option<String>,
    report_examination_result: Option<String>,
    report_reason: Option<String>,
    evidence: Option<String>,
}

impl Row {
    pub(super) fn into_stored(self, texts: Texts, demands: Vec<String>) -> Stored {
        Stored {
            snapshot: Snapshot {
                id: self.id,
                report_id: self.report_id,
                respondent: self.respondent_id,
                superior: self.superior_id,
                state: self.state,
                central_document_number: self.central_document_number,
                central_document_on: self.central_document_on,
                recommendation_number: self.recommendation_number,
                signed_on: self.signed_on,
                delivered_on: self.delivered_on,
                reporter_received_on: self.reporter_received_on,
                respondent_received_on: self.respondent_received_on,
                superior_received_on: self.superior_received_on,
                reported_on: self.reported_on,
                reported_by: self.reported_by.map(|id| id.0),
                claim: self.claim,
                report_summary: texts.report_summary,
                report_examination_result: texts.report_examination_result,
                report_reason: texts.report_reason,
                execution: self.execution,
                reason_judgement: self.reason_judgement,
                evidence: texts.evidence,
                verified_by: self.verified_by.map(|id| id.0),
                verified_on: self.verified_on,
                published_on: self.published_on,
                reported_upward_on: self.reported_upward_on,
            },
            contents: Contents {
                subject: self.subject,
                account: texts.account,
                examination_summary: texts.examination_summary,
                maladministration: self.maladministration,
                opinion: texts.opinion,
                demands,
            },
            government_code: self.government_code,
            drafted_by: self.drafted_by,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    pub(super) fn from_stored(stored: &Stored) -> (Self, Texts) {
        let Stored { snapshot, contents, .. } = stored.clone();
        let texts = Texts {
            recommendation_id: snapshot.id,
            account: contents.account,
            examination_summary: contents.examination_summary,
            opinion: contents.opinion,
            report_summary: snapshot.report_summary,
            report_examination_result: snapshot.report_examination_result,
            report_reason: snapshot.report_reason,
            evidence: snapshot.evidence,
        };
        let row = Self {
            id: snapshot.id,
            report_id: snapshot.report_id,
            state: snapshot.state,
            subject: contents.subject,
            respondent_id: snapshot.respondent,
            superior_id: snapshot.superior,
            government_code: stored.government_code.clone(),
            maladministration: contents.maladministration,
            drafted_by: stored.drafted_by,
            central_document_number: snapshot.central_document_number,
            central_document_on: snapshot.central_document_on,
            recommendation_number: snapshot.recommendation_number,
            signed_on: snapshot.signed_on,
            delivered_on: snapshot.delivered_on,
            reporter_received_on: snapshot.reporter_received_on,
            respondent_received_on: snapshot.respondent_received_on,
            superior_received_on: snapshot.superior_received_on,
            reported_on: snapshot.reported_on,
            reported_by: snapshot.reported_by.map(AnyId),
            claim: snapshot.claim,
            execution: snapshot.execution,
            reason_judgement: snapshot.reason_judgement,
            verified_by: snapshot.verified_by.map(AnyId),
            verified_on: snapshot.verified_on,
            published_on: snapshot.published_on,
            reported_upward_on: snapshot.reported_upward_on,
            version: stored.version,
            created_at: stored.created_at,
            updated_at: stored.updated_at,
        };
        (row, texts)
    }
}
