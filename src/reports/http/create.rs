//! Intake over HTTP.

use super::views::{self, ReportView, Tracking};
use crate::crypto::secret::Secret;
use crate::domain::id::AgencyId;
use crate::domain::report::{
    Channel, FormalAnswer, FormalItem, IntakeKind, ItemStatus, PriorComplaint, PriorComplaintRecord, ReporterCategory,
    Secrecy,
};
use crate::error::Error;
use crate::reports::operations::{self, NewReport, Submission};
use crate::reports::store::{ExternalSystem, Identity, IdentityField};
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a new report needs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "intake_kind": "LM", "channel": "mobile_app", "reporter": { "category": "direct_victim", "name": "Contoh Pelapor",
    "phone": "0811-0000-001" }, "subject": "KTP elektronik belum terbit",
    "account": "Permohonan diajukan tiga bulan lalu dan belum ada jawaban.",
    "respondent_id": "01a2103a-27f5-7083-b307-c389e2c1fe49", "substance": "administrasi_kependudukan"
}))]
pub struct CreateReport {
    /// Kind of access. Reporters and machine clients bring in `LM` and `KNL`; the office marks the others.
    intake_kind: IntakeKind,
    /// How it reached the office.
    channel: Channel,
    /// Who reports. Kept encrypted; shown masked.
    reporter: ReporterInput,
    /// What it is about, in one line that names no person.
    #[schema(min_length = 3, max_length = 200, example = "KTP elektronik belum terbit")]
    subject: String,
    /// What happened.
    #[schema(min_length = 1, max_length = 50_000)]
    account: String,
    /// The agency complained of.
    respondent_id: Uuid,
    /// Substance, a code of the reference list `substance`.
    #[schema(min_length = 2, max_length = 60, pattern = "^[a-z0-9_]+$", example = "administrasi_kependudukan")]
    substance: String,
    /// What the reporter expects.
    #[schema(max_length = 5_000)]
    expectation: Option<String>,
    /// Where it happened.
    #[schema(max_length = 500)]
    event_place: Option<String>,
    /// Day on which it happened, in WITA. Older than two years is recorded, but cannot be admitted (UU 37/2008 art. 24).
    event_on: Option<NaiveDate>,
    /// Day on which it arrived, in WITA, where it is entered later: for letters and for what is taken in person (channels
    /// `letter`, `in_person`, `on_the_spot`), by intake officers and the head; at most 90 days back and not before the
    /// event. The two years (UU 37/2008 art. 24(3)) and the figures count by it. The day of submission when absent.
    arrived_on: Option<NaiveDate>,
    /// The agency above the respondent, which answers for it.
    superior_id: Option<Uuid>,
    /// Main alleged maladministration, a code of the reference list `maladministration`.
    #[schema(min_length = 2, max_length = 20, pattern = "^[A-Z0-9_]+$", example = "PB")]
    maladministration: Option<String>,
    /// Further alleged kinds.
    #[schema(max_items = 12)]
    secondary_maladministrations: Option<Vec<MaladministrationCode>>,
    /// Complaint to the agency before this report.
    prior_complaint: Option<PriorComplaintInput>,
    /// Whether the reporter's identity is kept secret; open when absent.
    secrecy: Option<Secrecy>,
    /// SIMPeL's intake number. Entered, never issued here.
    #[schema(max_length = 20, pattern = "^[0-9]{6}\\.[0-9]{4}$", example = "010228.2026")]
    agenda_number: Option<String>,
    /// Numbers that other systems gave to it, one for each system.
    #[schema(max_items = 2)]
    external_references: Option<Vec<ExternalReferenceInput>>,
    /// Answers to the formal checklist, as far as known; by intake officers, for a report that is submitted.
    #[schema(max_items = 12)]
    formal_checklist: Option<Vec<FormalAnswerInput>>,
    /// The second factor that the reporter will use with the tracking code; six random digits when absent.
    #[schema(min_length = 6, max_length = 12, pattern = "^[0-9]{6,12}$", write_only)]
    tracking_pin: Option<String>,
    /// Keeps it as a draft that only its writer sees; it is received at once when absent or false.
    as_draft: Option<bool>,
}

/// A code of the reference list `maladministration`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(min_length = 2, max_length = 20, pattern = "^[A-Z0-9_]+$", example = "TMP")]
pub struct MaladministrationCode(pub String);

/// Who reports. Everything but the category is identity.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReporterInput {
    /// Kind of reporter.
    pub category: ReporterCategory,
    /// Full name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Resident's number, 16 digits.
    #[schema(max_length = 16, pattern = "^[0-9]{16}$")]
    pub nik: Option<String>,
    /// Place of birth.
    #[schema(max_length = 100)]
    pub birth_place: Option<String>,
    /// Date of birth.
    pub birth_on: Option<NaiveDate>,
    /// Marital status.
    #[schema(max_length = 50)]
    pub marital_status: Option<String>,
    /// Occupation.
    #[schema(max_length = 100)]
    pub occupation: Option<String>,
    /// Full address.
    #[schema(max_length = 500)]
    pub address: Option<String>,
    /// Telephone; `08…`, `62 8…` and `+62 8…` are understood.
    #[schema(max_length = 30)]
    pub phone: Option<String>,
    /// E-mail address.
    #[schema(max_length = 200, format = "email")]
    pub email: Option<String>,
    /// For whom the reporter speaks, if not for themselves.
    #[schema(max_length = 200)]
    pub representing: Option<String>,
}

impl ReporterInput {
    /// The identity, as it was written.
    pub fn into_identity(self) -> Identity {
        let mut identity = Identity::default();
        let birth_on = self.birth_on.map(|day| day.to_string());
        for (field, text) in [
            (IdentityField::Name, self.name),
            (IdentityField::Nik, self.nik),
            (IdentityField::BirthPlace, self.birth_place),
            (IdentityField::BirthOn, birth_on),
            (IdentityField::MaritalStatus, self.marital_status),
            (IdentityField::Occupation, self.occupation),
            (IdentityField::Address, self.address),
            (IdentityField::Phone, self.phone),
            (IdentityField::Email, self.email),
            (IdentityField::Representing, self.representing),
        ] {
            identity.set(field, text.map(Secret::new));
        }
        identity
    }
}

/// Whether the reporter complained to the agency first (UU 37/2008 art. 24).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorComplaintInput {
    /// Done, not yet, or exempted.
    pub status: PriorComplaint,
    /// When, for `done`.
    pub complained_on: Option<NaiveDate>,
    /// Why, for `exempted`; a remark otherwise.
    #[schema(max_length = 1_000)]
    pub reason: Option<String>,
}

impl From<PriorComplaintInput> for PriorComplaintRecord {
    fn from(input: PriorComplaintInput) -> Self {
        Self { status: input.status, complained_on: input.complained_on, reason: input.reason }
    }
}

/// A number that another system gave to the report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalReferenceInput {
    /// Which system.
    pub system: ExternalSystem,
    /// The number; unique in its system.
    #[schema(min_length = 1, max_length = 100, pattern = "^[!-~]([ -~]*[!-~])?$", example = "7349210")]
    pub value: String,
}

/// Answer to one formal item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormalAnswerInput {
    /// Which item.
    pub item: FormalItem,
    /// The answer.
    pub status: ItemStatus,
    /// Remark, such as why it is excused.
    #[schema(max_length = 1_000)]
    pub note: Option<String>,
}

impl From<FormalAnswerInput> for FormalAnswer {
    fn from(input: FormalAnswerInput) -> Self {
        Self { item: input.item, status: input.status, note: input.note }
    }
}

impl CreateReport {
    fn into_new(self) -> NewReport {
        let references = self.external_references.unwrap_or_default();
        NewReport {
            submission: if self.as_draft == Some(true) { Submission::Draft } else { Submission::Submitted },
            intake_kind: self.intake_kind,
            channel: self.channel,
            reporter_category: self.reporter.category,
            identity: self.reporter.into_identity(),
            subject: self.subject,
            account: self.account,
            expectation: self.expectation,
            event_place: self.event_place,
            event_on: self.event_on,
            arrived_on: self.arrived_on,
            respondent_id: AgencyId(self.respondent_id),
            superior_id: self.superior_id.map(AgencyId),
            substance: self.substance,
            maladministration: self.maladministration,
            secondary_maladministrations: self
                .secondary_maladministrations
                .unwrap_or_default()
                .into_iter()
                .map(|code| code.0)
                .collect(),
            prior_complaint: self.prior_complaint.map(PriorComplaintRecord::from),
            secrecy: self.secrecy.unwrap_or(Secrecy::Open),
            agenda_number: self.agenda_number,
            external_references: references.into_iter().map(|reference| (reference.system, reference.value)).collect(),
            formal_checklist: self.formal_checklist.unwrap_or_default().into_iter().map(FormalAnswer::from).collect(),
            tracking_pin: self.tracking_pin.map(Secret::new),
        }
    }
}

/// Records a report.
///
/// The answer shows the reporter's tracking code and its second factor this once; they are kept as digests only.
/// `duplicate_external_reference` answers a number that another report carries already, with `existing` naming that
/// report where the caller may see it.
#[utoipa::path(
    post, path = "/v1/reports", operation_id = "createReport", tag = "reports", request_body = CreateReport,
    responses((status = 201, description = "The new report, as the caller sees it, with the receipt.", body = ReportView,
        headers(("Location" = String, description = "Where it lives."), ("ETag" = String, description = "Its version."))))
)]
pub async fn create_report(
    service: Data<Service>,
    call: Call,
    body: Body<CreateReport>,
) -> Result<HttpResponse, Error> {
    let new = body.check()?.into_new();
    let (ring, language) = (service.ring(), call.context.language);
    service
        .write(call, body.bytes(), move |work| {
            let created = operations::create(work, &ring, new)?;
            let (id, version) = (created.case.row.id, created.case.row.version);
            let caller = work.caller()?.clone();
            let mut view = views::view(work.conn, &ring, &caller, language, created.case)?;
            view.add_tracking(Tracking {
                code: created.tracking_code.to_string(),
                pin: created.tracking_pin.expose().clone(),
            });
            Ok(Reply::created(format!("/v1/reports/{id}"), Caching::NoStore, &view)?.with_version(version))
        })
        .await
}
