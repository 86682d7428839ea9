//! What lists show of a report: enough to choose it, for each audience its own.

use super::ReportLinks;
use super::agency::Told;
use crate::db::AnyConnection;
use crate::domain::access::{Principal, Visibility};
use crate::domain::code::Code as _;
use crate::domain::id::AgencyId;
use crate::domain::report::{
    Channel, ClosingReason, Complexity, ExaminationOutcome, IntakeKind, PublicStage, ReporterCategory, Secrecy, State,
    public_stage,
};
use crate::error::Error;
use crate::reports::store::{self, Delivery, Report};
use crate::web::context::Language;
use crate::web::time::Instant;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A report in a list, as its reader may see it; `view` tells which form it has.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum ReportSummary {
    /// For staff and machine clients of the office.
    Office(Box<OfficeSummary>),
    /// For the agency side.
    Agency(AgencySummary),
    /// For its reporter.
    Reporter(ReporterSummary),
}

/// A report in a list for the office; without identity and without the reporter's words.
#[derive(Serialize, ToSchema)]
pub struct OfficeSummary {
    /// Whose view this is: `office` or `machine`.
    #[schema(max_length = 10, pattern = "^(office|machine)$", example = "office")]
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
    state: State,
    /// What it is about.
    #[schema(max_length = 200)]
    subject: String,
    /// The agency complained of.
    respondent_id: Uuid,
    /// Government of the respondent when it was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 13)]
    government_code: Option<String>,
    /// Class of the respondent when it was named.
    #[schema(max_length = 40)]
    agency_class: String,
    /// Substance.
    #[schema(max_length = 60)]
    substance: String,
    /// Main alleged maladministration.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20)]
    maladministration: Option<String>,
    /// Kind of reporter.
    reporter_category: ReporterCategory,
    /// Whether the reporter's identity is kept secret.
    secrecy: Secrecy,
    /// Day on which the office received it, in WITA: of its arrival, else of its submission; of the draft while it was
    /// never submitted.
    received_on: NaiveDate,
    /// Day of the first admission to examination.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    admitted_on: Option<NaiveDate>,
    /// Class that sets the limit of the examination.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    complexity: Option<Complexity>,
    /// Conclusion of the examination.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<ExaminationOutcome>,
    /// Day on which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closed_on: Option<NaiveDate>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closing_reason: Option<ClosingReason>,
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

/// A report in a list for the agency side: what was delivered.
#[derive(Serialize, ToSchema)]
pub struct AgencySummary {
    /// Whose view this is: `agency`.
    #[schema(max_length = 10, pattern = "^agency$", example = "agency")]
    view: &'static str,
    /// Id.
    id: Uuid,
    /// SIMPeL's registration number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 40)]
    archive_number: Option<String>,
    /// The agency complained of.
    respondent_id: Uuid,
    /// What the first delivery is about.
    #[schema(max_length = 500)]
    subject: String,
    /// Day of the first delivery.
    delivered_on: NaiveDate,
    /// Grows with each delivery and each receipt that is noted; nothing else of the report is counted.
    #[schema(minimum = 1)]
    version: i64,
    /// When the first delivery was recorded.
    created_at: Instant,
    /// When the last delivery was recorded.
    updated_at: Instant,
    /// Where it lives.
    links: ReportLinks,
}

/// A report in its reporter's list.
#[derive(Serialize, ToSchema)]
pub struct ReporterSummary {
    /// Whose view this is: `reporter`.
    #[schema(max_length = 10, pattern = "^reporter$", example = "reporter")]
    view: &'static str,
    /// Id.
    id: Uuid,
    /// SIMPeL's intake number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20)]
    agenda_number: Option<String>,
    /// Where it is.
    stage: PublicStage,
    /// The stage, in the reader's language.
    #[schema(max_length = 200)]
    stage_label: &'static str,
    /// What it is about.
    #[schema(max_length = 200)]
    subject: String,
    /// The agency complained of.
    respondent_id: Uuid,
    /// When it was submitted; absent while it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    received_at: Option<Instant>,
    /// Day on which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closed_on: Option<NaiveDate>,
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

impl OfficeSummary {
    fn of(view: &'static str, row: Report) -> Self {
        Self {
            view,
            links: ReportLinks::of(row.id),
            id: row.id.0,
            agenda_number: row.agenda_number,
            archive_number: row.archive_number,
            intake_kind: row.intake_kind,
            channel: row.channel,
            state: row.state,
            subject: row.subject,
            respondent_id: row.respondent_id.0,
            government_code: row.government_code,
            agency_class: row.agency_class,
            substance: row.substance,
            maladministration: row.maladministration,
            reporter_category: row.reporter_category,
            secrecy: row.secrecy,
            received_on: row.received_on,
            admitted_on: row.admitted_on,
            complexity: row.complexity,
            outcome: row.outcome,
            closed_on: row.closed_on,
            closing_reason: row.closing_reason,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        }
    }
}

impl AgencySummary {
    fn of(row: Report, first: &Delivery, told: Told) -> Self {
        Self {
            view: "agency",
            links: ReportLinks::of(row.id),
            id: row.id.0,
            archive_number: row.archive_number,
            respondent_id: row.respondent_id.0,
            subject: first.subject.clone(),
            delivered_on: first.delivered_on,
            version: told.version,
            created_at: told.first_at,
            updated_at: told.last_at,
        }
    }
}

impl ReporterSummary {
    fn of(language: Language, row: Report) -> Self {
        let stage = public_stage(row.state);
        Self {
            view: "reporter",
            links: ReportLinks::of(row.id),
            id: row.id.0,
            agenda_number: row.agenda_number,
            stage,
            stage_label: language.pick((stage.label_id(), stage.label_en())),
            subject: row.subject,
            respondent_id: row.respondent_id.0,
            received_at: row.received_at.map(Instant),
            closed_on: row.closed_on,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        }
    }
}

/// Reports of a list together with what the agency side may read of them.
pub struct Listed {
    report: Report,
    /// Oldest first.
    deliveries: Vec<Delivery>,
}

impl Listed {
    /// The report's row.
    pub const fn row(&self) -> &Report {
        &self.report
    }

    /// Adds what was delivered, for readers who see only that.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn read(conn: &mut AnyConnection, visibility: Visibility, rows: Vec<Report>) -> Result<Vec<Self>, Error> {
        let all = match delivered_to(visibility) {
            Some(root) => store::deliveries_of(conn, &rows, root)?,
            None => Vec::new(),
        };
        let of = |report: &Report| all.iter().filter(|one| one.report_id == report.id).cloned().collect();
        Ok(rows.into_iter().map(|report| Self { deliveries: of(&report), report }).collect())
    }
}

/// The caller's view of a report in a list.
pub fn summary(caller: &Principal, language: Language, listed: Listed) -> ReportSummary {
    let told = Told::by(&listed.deliveries);
    match (caller.visibility(), listed.deliveries.first().zip(told)) {
        (_, Some((first, told))) => ReportSummary::Agency(AgencySummary::of(listed.report, first, told)),
        (Visibility::OfficeMachine(_), None) => {
            ReportSummary::Office(Box::new(OfficeSummary::of("machine", listed.report)))
        }
        (
            Visibility::Office(_) | Visibility::Assigned(_) | Visibility::Prevention(_) | Visibility::HandedOver(_),
            None,
        ) => ReportSummary::Office(Box::new(OfficeSummary::of("office", listed.report))),
        // The narrowest view for whoever is left.
        (_, None) => ReportSummary::Reporter(ReporterSummary::of(language, listed.report)),
    }
}

/// The root of the tree to which something must have been delivered, for the agency side.
pub fn delivered_to(visibility: Visibility) -> Option<AgencyId> {
    match visibility {
        Visibility::Tree(root) | Visibility::Unit(root) => Some(root),
        Visibility::Overseer { government, .. } => Some(government),
        Visibility::Office(_)
        | Visibility::Assigned(_)
        | Visibility::Prevention(_)
        | Visibility::HandedOver(_)
        | Visibility::Own(_)
        | Visibility::OfficeMachine(_)
        | Visibility::Nothing => None,
    }
}
