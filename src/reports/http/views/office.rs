//! What staff of the office see: the case file, and of the reporter only masks.

mod course;
mod masked;

pub use course::{AddresseeView, Course, FormalAnswerView, MaterialAnswerView, PriorComplaintView};
pub use masked::MaskedReporter;

use super::{ExternalReferenceView, ReportLinks, Tracking};
use crate::crypto::key_ring::KeyRing;
use crate::db::AnyConnection;
use crate::domain::access::Role;
use crate::domain::report::{
    Channel, ClosingReason, Complexity, ExaminationOutcome, IntakeKind, ReporterCategory, Secrecy, State, Transition,
};
use crate::error::Error;
use crate::reports::operations::{self, Case};
use crate::reports::store;
use crate::web::time::Instant;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A report as staff of the office see it.
#[derive(Serialize, ToSchema)]
pub struct OfficeReport {
    /// Whose view this is: `office`.
    #[schema(max_length = 10, pattern = "^office$", example = "office")]
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
    /// Numbers of other systems.
    #[schema(max_items = 10)]
    external_references: Vec<ExternalReferenceView>,
    /// Kind of access.
    intake_kind: IntakeKind,
    /// How it reached the office.
    channel: Channel,
    /// Where it is.
    state: State,
    /// Who reports, masked; absent for readers who have no need to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reporter: Option<MaskedReporter>,
    /// Kind of reporter.
    reporter_category: ReporterCategory,
    /// Whether the reporter's identity is kept secret.
    secrecy: Secrecy,
    /// What it is about.
    #[schema(max_length = 200)]
    subject: String,
    /// What happened, in the reporter's words; absent for readers who may not learn who reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50_000)]
    account: Option<String>,
    /// What the reporter expects; absent as the account is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 5_000)]
    expectation: Option<String>,
    /// Where it happened; absent as the account is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    event_place: Option<String>,
    /// Day of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    event_on: Option<NaiveDate>,
    /// Last day on which the event could be reported (two years, UU 37/2008 art. 24(3)): submitted later, M1 is not met.
    /// Absent once the report is admitted or has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    event_admissible_through: Option<NaiveDate>,
    /// The agency complained of.
    respondent_id: Uuid,
    /// The agency above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    superior_id: Option<Uuid>,
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
    /// Further alleged kinds.
    #[schema(max_items = 12)]
    secondary_maladministrations: Vec<MaladministrationCodeView>,
    /// Complaint to the agency before this report.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    prior_complaint: Option<PriorComplaintView>,
    /// Answers to the formal checklist, as far as given.
    #[schema(max_items = 12)]
    formal_checklist: Vec<FormalAnswerView>,
    /// Answers to the material checklist, as far as given.
    #[schema(max_items = 6)]
    material_checklist: Vec<MaterialAnswerView>,
    /// When it was submitted; absent while it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    received_at: Option<Instant>,
    /// Day on which the office received it, in WITA: of its arrival, else of its submission; of the draft while it was
    /// never submitted.
    received_on: NaiveDate,
    /// Day on which it arrived, where it was entered later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    arrived_on: Option<NaiveDate>,
    /// Day of the first admission to examination.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    admitted_on: Option<NaiveDate>,
    /// Class that sets the limit of the examination.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    complexity: Option<Complexity>,
    /// The examiners, by account.
    #[schema(max_items = 50)]
    team: Vec<Uuid>,
    /// Conclusion of the examination.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<ExaminationOutcome>,
    /// The kinds of maladministration that were found, the main one first; beside the alleged ones.
    #[schema(max_items = 12)]
    found_maladministrations: Vec<MaladministrationCodeView>,
    /// Who must carry out corrective actions.
    #[schema(max_items = 50)]
    addressees: Vec<AddresseeView>,
    /// Dates and numbers along the way.
    course: Course,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closing_reason: Option<ClosingReason>,
    /// Day on which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closed_on: Option<NaiveDate>,
    /// Steps that the caller may take now, as far as the caller's role and the report itself decide. What depends on
    /// time, on other people or on what the step brings is judged when it is taken.
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

/// A code of the reference list `maladministration`.
#[derive(Serialize, ToSchema)]
#[schema(max_length = 20, pattern = "^[A-Z0-9_]+$", example = "TMP")]
pub struct MaladministrationCodeView(String);

impl From<&str> for MaladministrationCodeView {
    fn from(code: &str) -> Self {
        Self(code.to_owned())
    }
}

impl OfficeReport {
    pub(super) fn read(conn: &mut AnyConnection, ring: &KeyRing, role: Role, case: Case) -> Result<Self, Error> {
        // Whoever must not learn who reports is not given the reporter's own words either: they may say it.
        let may_know = operations::may_see_masks(role, &case.row);
        let told = if may_know { Some(store::details(conn, &case.row)?) } else { None };
        let reporter = if may_know {
            store::reporter(conn, case.row.id)?.map(|reporter| MaskedReporter::of(ring, &reporter)).transpose()?
        } else {
            None
        };
        let event_admissible_through = operations::admissible_through(conn, &case.row)?;
        let references = store::external_references(conn, &case.row)?;
        let secondary = store::secondary_maladministrations(conn, &case.row)?;
        let allowed_transitions = case.report.allowed(role);
        let (row, snapshot) = (case.row, case.report.into_snapshot());
        let course = Course::of(&snapshot, row.handed_over_on);
        let (account, expectation, event_place) = match told {
            None => (None, None, None),
            Some(details) => (Some(details.account), details.expectation, details.event_place),
        };
        let mut prior_complaint = snapshot.prior_complaint;
        let (mut formal, mut material) = (snapshot.formal_checklist, snapshot.material_checklist);
        if !may_know {
            // Remarks on the formal items are about the reporter, and so may the others be.
            prior_complaint.iter_mut().for_each(|record| record.reason = None);
            formal.iter_mut().for_each(|answer| answer.note = None);
            material.iter_mut().for_each(|finding| finding.note = None);
        }
        Ok(Self {
            view: "office",
            links: ReportLinks::of(row.id),
            id: row.id.0,
            agenda_number: row.agenda_number,
            archive_number: row.archive_number,
            external_references: references.into_iter().map(ExternalReferenceView::from).collect(),
            intake_kind: row.intake_kind,
            channel: row.channel,
            state: row.state,
            reporter,
            reporter_category: row.reporter_category,
            secrecy: row.secrecy,
            subject: row.subject,
            account,
            expectation,
            event_place,
            event_on: row.event_on,
            event_admissible_through,
            respondent_id: row.respondent_id.0,
            superior_id: row.superior_id.map(Uuid::from),
            government_code: row.government_code,
            agency_class: row.agency_class,
            substance: row.substance,
            maladministration: row.maladministration,
            secondary_maladministrations: secondary.into_iter().map(MaladministrationCodeView).collect(),
            prior_complaint: prior_complaint.map(PriorComplaintView::from),
            formal_checklist: formal.into_iter().map(FormalAnswerView::from).collect(),
            material_checklist: material.into_iter().map(MaterialAnswerView::from).collect(),
            received_at: row.received_at.map(Instant),
            received_on: row.received_on,
            arrived_on: snapshot.arrived_on,
            admitted_on: row.admitted_on,
            complexity: row.complexity,
            team: snapshot.team.into_iter().map(Uuid::from).collect(),
            outcome: row.outcome,
            found_maladministrations: snapshot.found.into_iter().map(MaladministrationCodeView).collect(),
            addressees: snapshot.addressees.into_iter().map(AddresseeView::from).collect(),
            course,
            closing_reason: row.closing_reason,
            closed_on: row.closed_on,
            allowed_transitions,
            tracking: None,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        })
    }
}
