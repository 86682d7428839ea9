//! What a machine client of the office sees: the course of a report, without account and identity.

use super::{ExternalReferenceView, ReportLinks, Tracking};
use crate::db::AnyConnection;
use crate::db::types::AnyId;
use crate::domain::access::Role;
use crate::domain::id::ClientId;
use crate::domain::report::{
    Channel, ClosingReason, ExaminationOutcome, IntakeKind, PublicStage, State, Transition, public_stage,
};
use crate::error::Error;
use crate::reports::operations::Case;
use crate::reports::store::{self, ExternalSystem};
use crate::web::time::Instant;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A report as the office's machine clients see it.
#[derive(Serialize, ToSchema)]
pub struct MachineReport {
    /// Whose view this is: `machine`.
    #[schema(max_length = 10, pattern = "^machine$", example = "machine")]
    view: &'static str,
    /// Id.
    id: Uuid,
    /// SIMPeL's intake number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20)]
    agenda_number: Option<String>,
    /// SIMPeL's registration number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 40)]
    archive_number: Option<String>,
    /// Numbers of public systems, and those of the caller's own.
    #[schema(max_items = 10)]
    external_references: Vec<ExternalReferenceView>,
    /// Kind of access.
    intake_kind: IntakeKind,
    /// How it reached the office.
    channel: Channel,
    /// Where it is.
    state: State,
    /// The same, as its reporter is told.
    stage: PublicStage,
    /// What it is about.
    #[schema(max_length = 200)]
    subject: String,
    /// The agency complained of.
    respondent_id: Uuid,
    /// The agency above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    superior_id: Option<Uuid>,
    /// Government of the respondent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 13)]
    government_code: Option<String>,
    /// Class of the respondent.
    #[schema(max_length = 40)]
    agency_class: String,
    /// Substance.
    #[schema(max_length = 60)]
    substance: String,
    /// Main alleged maladministration.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20)]
    maladministration: Option<String>,
    /// Day of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    event_on: Option<NaiveDate>,
    /// When it was submitted; absent while it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    received_at: Option<Instant>,
    /// Day of admission to examination.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    admitted_on: Option<NaiveDate>,
    /// Day on which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closed_on: Option<NaiveDate>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closing_reason: Option<ClosingReason>,
    /// Conclusion of the examination.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<ExaminationOutcome>,
    /// Steps that the caller may take now, as far as the caller's role and the report itself decide.
    #[schema(max_items = 40)]
    allowed_transitions: Vec<Transition>,
    /// The reporter's receipt; only in the answer to the intake.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) tracking: Option<Tracking>,
    /// Version; the same number is the `ETag`.
    #[schema(minimum = 1)]
    version: i64,
    /// When it was recorded.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
    /// Where it lives.
    links: ReportLinks,
}

impl MachineReport {
    pub(super) fn read(conn: &mut AnyConnection, role: Role, client: ClientId, case: Case) -> Result<Self, Error> {
        let mut references = store::external_references(conn, &case.row)?;
        // What a system calls a report is that system's own affair.
        references.retain(|one| one.system != ExternalSystem::Client || one.issuer_id == AnyId(client.0));
        let allowed_transitions = case.report.allowed(role);
        let row = case.row;
        Ok(Self {
            view: "machine",
            links: ReportLinks::of(row.id),
            id: row.id.0,
            agenda_number: row.agenda_number,
            archive_number: row.archive_number,
            external_references: references.into_iter().map(ExternalReferenceView::from).collect(),
            intake_kind: row.intake_kind,
            channel: row.channel,
            state: row.state,
            stage: public_stage(row.state),
            subject: row.subject,
            respondent_id: row.respondent_id.0,
            superior_id: row.superior_id.map(Uuid::from),
            government_code: row.government_code,
            agency_class: row.agency_class,
            substance: row.substance,
            maladministration: row.maladministration,
            event_on: row.event_on,
            received_at: row.received_at.map(Instant),
            admitted_on: row.admitted_on,
            closed_on: row.closed_on,
            closing_reason: row.closing_reason,
            outcome: row.outcome,
            allowed_transitions,
            tracking: None,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        })
    }
}
