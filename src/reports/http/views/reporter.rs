//! What a reporter sees of their own report: the stage in plain words, what they told, nothing internal.

use super::{ReportLinks, Tracking};
use crate::db::AnyConnection;
use crate::domain::access::Role;
use crate::domain::code::Code as _;
use crate::domain::report::{Channel, ClosingReason, IntakeKind, PublicStage, Secrecy, Transition, public_stage};
use crate::error::Error;
use crate::reports::operations::Case;
use crate::reports::store;
use crate::web::context::Language;
use crate::web::time::Instant;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A report as its reporter sees it.
#[derive(Serialize, ToSchema)]
pub struct ReporterReport {
    /// Whose view this is: `reporter`.
    #[schema(max_length = 10, pattern = "^reporter$", example = "reporter")]
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
    /// Kind of access.
    intake_kind: IntakeKind,
    /// How it reached the office.
    channel: Channel,
    /// Where it is.
    stage: PublicStage,
    /// The stage, in the reader's language.
    #[schema(max_length = 200, example = "Laporan diterima")]
    stage_label: &'static str,
    /// What happens now and who acts next, in the reader's language.
    #[schema(max_length = 500)]
    explanation: &'static str,
    /// What it is about.
    #[schema(max_length = 200)]
    subject: String,
    /// What happened.
    #[schema(max_length = 50_000)]
    account: String,
    /// What the reporter expects.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 5_000)]
    expectation: Option<String>,
    /// Where it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    event_place: Option<String>,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    event_on: Option<NaiveDate>,
    /// The agency complained of.
    respondent_id: Uuid,
    /// Substance.
    #[schema(max_length = 60)]
    substance: String,
    /// Whether the identity is kept secret.
    secrecy: Secrecy,
    /// When it was submitted; absent while it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    received_at: Option<Instant>,
    /// Day on which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closed_on: Option<NaiveDate>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closing_reason: Option<ClosingReason>,
    /// The same, in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    closing_explanation: Option<&'static str>,
    /// Steps that the caller may take now, as far as the caller's role and the report itself decide.
    #[schema(max_items = 40)]
    allowed_transitions: Vec<Transition>,
    /// The receipt; only in the answer to the intake.
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

impl ReporterReport {
    pub(super) fn read(conn: &mut AnyConnection, role: Role, language: Language, case: Case) -> Result<Self, Error> {
        let details = store::details(conn, &case.row)?;
        let allowed_transitions = case.report.allowed(role);
        let row = case.row;
        let stage = public_stage(row.state);
        let explained = stage.explanation();
        Ok(Self {
            view: "reporter",
            links: ReportLinks::of(row.id),
            id: row.id.0,
            agenda_number: row.agenda_number,
            archive_number: row.archive_number,
            intake_kind: row.intake_kind,
            channel: row.channel,
            stage,
            stage_label: language.pick((stage.label_id(), stage.label_en())),
            explanation: language.pick((explained.id, explained.en)),
            subject: row.subject,
            account: details.account,
            expectation: details.expectation,
            event_place: details.event_place,
            event_on: row.event_on,
            respondent_id: row.respondent_id.0,
            substance: row.substance,
            secrecy: row.secrecy,
            received_at: row.received_at.map(Instant),
            closed_on: row.closed_on,
            closing_reason: row.closing_reason,
            closing_explanation: row.closing_reason.map(|reason| {
                let explained = reason.explanation();
                language.pick((explained.id, explained.en))
            }),
            allowed_transitions,
            tracking: None,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        })
    }
}
