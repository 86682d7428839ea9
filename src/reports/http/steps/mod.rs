//! What a step's body says: one shape for each step, told apart by `transition`. The members of each are the facts that
//! the lifecycle needs (`domain/report/command.rs`).

mod command;

use super::create::MaladministrationCode;
use crate::domain::report::{
    ClosingReason, Complexity, ExaminationOutcome, FormalItem, ItemStatus, MaterialAnswer, MaterialItem,
    PriorComplaint, RcoCriterion, Transition, WithdrawalForm,
};
use crate::web::time::Instant;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

crate::tagged_body! {
    /// A step of a report's lifecycle, or a fact to record. `docs/lifecycle.md` says from which state, by whom, and
    /// what must hold; a report's `allowed_transitions` name those that the caller may take now.
    ReportStep, "transition" in Transition {
        Submit(Nothing),
        ConvertToConsultation(ConvertToConsultation),
        ConvertToReport(Reason),
        TakeUp(Nothing),
        ReplaceFormalChecklist(FormalChecklist),
        ReplaceMaterialChecklist(MaterialChecklist),
        RecordPriorComplaint(PriorComplaintRecord),
        RequestCompletion(RequestCompletion),
        RecordNoticeReceipt(NoticeReceipt),
        ReceiveCompletion(ReceiveCompletion),
        PassFormal(Nothing),
        Assess(Nothing),
        Admit(Registration),
        Register(Registration),
        AcceptRco(AcceptRco),
        RecordFirstContact(FirstContact),
        Transfer(Transfer),
        Withdraw(Withdraw),
        CallReview(Nothing),
        ReturnToExamination(Reason),
        FixResult(FixResult),
        RecordReporterResponse(ReporterResponse),
        Reexamine(Reason),
        IssueResult(IssueResult),
        BeginCorrectiveAction(BeginCorrectiveAction),
        RecordAddresseeReceipt(AddresseeReceipt),
        RecordCarriedOut(CarriedOut),
        RecordMonitoring(Monitoring),
        HandOver(HandOver),
        ReturnBundle(ReturnBundle),
        Recommend(Recommend),
        Close(Close),
        RecordReporterNotified(ReporterNotified),
        Reopen(Reopen),
    }
}

/// A step that needs no facts.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A step whose only content is why.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Why, or what is needed.
    #[schema(min_length = 1, max_length = 5000)]
    reason: String,
}

/// Only advice was wanted.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvertToConsultation {
    /// The advice that was given.
    #[schema(min_length = 1, max_length = 10000)]
    advice: String,
}

/// Answers to the formal checklist; they replace all earlier ones.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormalChecklist {
    /// The answers, each item once.
    #[schema(max_items = 12)]
    items: Vec<FormalItemAnswer>,
}

/// Answer to one formal item.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormalItemAnswer {
    /// Which item.
    item: FormalItem,
    /// The answer.
    status: ItemStatus,
    /// Remark, such as why it is excused.
    #[schema(max_length = 1000)]
    note: Option<String>,
}

/// Answers to the material checklist; they replace all earlier ones.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialChecklist {
    /// The answers, each item once.
    #[schema(max_items = 6)]
    items: Vec<MaterialItemAnswer>,
}

/// Answer to one material item.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialItemAnswer {
    /// Which item.
    item: MaterialItem,
    /// The answer.
    answer: MaterialAnswer,
    /// Remark.
    #[schema(max_length = 1000)]
    note: Option<String>,
}

/// Whether the reporter complained to the agency first.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorComplaintRecord {
    /// Done, not yet, or exempted.
    status: PriorComplaint,
    /// When; required for `done`.
    complained_on: Option<NaiveDate>,
    /// Why; required for `exempted`.
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// The report is formally incomplete (UU 37/2008 art. 25).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestCompletion {
    /// The items that are missing, each answered `missing` in the checklist.
    #[schema(min_items = 1, max_items = 12)]
    missing_items: Vec<FormalItem>,
    /// Number of the letter to the reporter.
    #[schema(min_length = 1, max_length = 100, example = "B/31/II/2026")]
    letter_number: String,
    /// Date of the letter.
    letter_on: NaiveDate,
}

/// The reporter received the notice that the present state is about.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeReceipt {
    /// On which day.
    received_on: NaiveDate,
}

/// The reporter sent what was missing.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveCompletion {
    /// On which day it arrived.
    received_on: NaiveDate,
    /// What arrived.
    #[schema(max_length = 5000)]
    note: Option<String>,
}

/// Admission to examination by the office meeting.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// Class of the report: sets the limit of the examination.
    complexity: Complexity,
    /// The examiners.
    #[schema(min_items = 1, max_items = 20)]
    team: Vec<Uuid>,
    /// SIMPeL's archive number, entered, never issued here.
    #[schema(min_length = 1, max_length = 60, example = "0042/LM/II/2026/BJM")]
    archive_number: String,
    /// Day of the office meeting.
    meeting_on: NaiveDate,
    /// Day of registration: the clock of the examination counts from it.
    registered_on: NaiveDate,
    /// The agency whose narahubung is named in the report: its people will not see what is delivered out of it. Where
    /// the respondent is an Inspektorat, that Inspektorat is taken.
    bypassed_agency_id: Option<Uuid>,
}

/// The head accepts the report on the fast track (Perori 26/2017).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptRco {
    /// Which criterion.
    criterion: RcoCriterion,
    /// Why it is fulfilled.
    #[schema(min_length = 1, max_length = 5000)]
    reason: String,
    /// Who handles it; whoever is assigned already stays when absent, and others may be assigned later.
    #[schema(min_items = 1, max_items = 20)]
    team: Option<Vec<Uuid>>,
    /// The agency whose narahubung is named in the report: its people will not see what is delivered out of it. Where
    /// the respondent is an Inspektorat, that Inspektorat is taken.
    bypassed_agency_id: Option<Uuid>,
}

/// The agency was reached on the fast track. What it was told is delivered to it, so that its narahubung reads it here
/// too: the subject and the request as worded for it, nothing else of the report.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstContact {
    /// Which agency.
    agency: Uuid,
    /// When: not before the report was accepted on the fast track.
    contacted_at: Instant,
    /// What the agency reads that it is about. The office words it: nothing of the report is copied.
    #[schema(min_length = 1, max_length = 300, example = "Pasien gawat darurat belum dilayani")]
    disclosed_subject: String,
    /// What the agency is asked to do.
    #[schema(min_length = 1, max_length = 2000, example = "Layani pasien hari ini, kabari kami sebelum pukul 16.00.")]
    request: String,
    /// With whom and how; stays in the office.
    #[schema(min_length = 1, max_length = 5000)]
    note: String,
}

/// Handing to another office or the centre (Perori 58/2023 art. 17).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// To which office.
    #[schema(min_length = 1, max_length = 200)]
    destination: String,
    /// With whom it was coordinated, and how.
    #[schema(min_length = 1, max_length = 2000)]
    coordination: String,
    /// Number of the covering letter.
    #[schema(min_length = 1, max_length = 100)]
    letter_number: String,
    /// Day of the transfer.
    transferred_on: NaiveDate,
}

/// The reporter withdraws.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// In writing or recorded.
    form: WithdrawalForm,
    /// On which day.
    withdrawn_on: NaiveDate,
    /// Why, if the reporter said.
    #[schema(max_length = 5000)]
    reason: Option<String>,
}

/// The review fixes the result (Perori 48/2020 art. 25).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FixResult {
    /// The conclusion.
    outcome: ExaminationOutcome,
    /// The kinds of maladministration that were found, the main one first: codes of the reference list
    /// `maladministration`. Required for `found`, and only then. What is alleged stays beside it.
    #[schema(min_items = 1, max_items = 12)]
    found_maladministrations: Option<Vec<MaladministrationCode>>,
    /// Who drafted the result; that person cannot sign it.
    drafted_by: Uuid,
}

/// The reporter's response to the result.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReporterResponse {
    /// On which day it arrived.
    received_on: NaiveDate,
    /// What the reporter says.
    #[schema(min_length = 1, max_length = 10000)]
    summary: String,
}

/// The head signs the result.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueResult {
    /// Number of the result.
    #[schema(min_length = 1, max_length = 100, example = "LHP/9/2026")]
    result_number: String,
    /// Date of the result.
    issued_on: NaiveDate,
    /// How the reporter's response was handled; required where there is one.
    #[schema(max_length = 5000)]
    response_handling: Option<String>,
}

/// What one agency must do.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionOrder {
    /// The addressee.
    agency: Uuid,
    /// The corrective actions, one each, as the agency will read them.
    #[schema(min_items = 1, max_items = 50)]
    actions: Vec<ActionText>,
    /// When the addressee received the result; absent while unknown.
    received_on: Option<NaiveDate>,
}

/// A corrective action in words.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(min_length = 1, max_length = 2000)]
pub struct ActionText(String);

/// Maladministration was found and must be repaired (Perori 58/2023 art. 54).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginCorrectiveAction {
    /// What the agencies read that it is about. The office words it for them: nothing of the report is copied.
    #[schema(min_length = 1, max_length = 300, example = "Keterlambatan penerbitan dokumen kependudukan")]
    disclosed_subject: String,
    /// Who must do what.
    #[schema(min_items = 1, max_items = 20)]
    addressees: Vec<ActionOrder>,
}

/// An addressee received the result.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddresseeReceipt {
    /// The addressee.
    agency: Uuid,
    /// On which day: its clock counts from it.
    received_on: NaiveDate,
}

/// An addressee carried out all its actions.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CarriedOut {
    /// The addressee.
    agency: Uuid,
    /// On which day.
    carried_out_on: NaiveDate,
    /// What proves it.
    #[schema(min_length = 1, max_length = 5000)]
    evidence: String,
}

/// The examining unit looked at the execution.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Monitoring {
    /// On which day.
    monitored_on: NaiveDate,
    /// What was seen.
    #[schema(min_length = 1, max_length = 5000)]
    note: String,
}

/// A document in words.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(min_length = 1, max_length = 200)]
pub struct DocumentName(String);

/// Hand-over to resolution and monitoring.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// The documents of the bundle.
    #[schema(min_items = 1, max_items = 50)]
    documents: Vec<DocumentName>,
    /// Number of the covering letter.
    #[schema(min_length = 1, max_length = 100)]
    letter_number: String,
    /// Day of the hand-over.
    handed_over_on: NaiveDate,
}

/// The centre asks for what the bundle lacks.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnBundle {
    /// What is missing.
    #[schema(min_items = 1, max_items = 50)]
    missing_documents: Vec<DocumentName>,
    /// Number of the centre's letter.
    #[schema(min_length = 1, max_length = 100)]
    central_document_number: String,
    /// Day of the return.
    returned_on: NaiveDate,
}

/// The centre goes on to a recommendation.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recommend {
    /// Number of the centre's decision.
    #[schema(min_length = 1, max_length = 100)]
    central_document_number: String,
    /// Day of the decision.
    decided_on: NaiveDate,
}

/// The report is closed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// Why; which reasons are allowed depends on the state.
    closing_reason: ClosingReason,
    /// Number of the letter to the reporter.
    #[schema(min_length = 1, max_length = 100)]
    letter_number: String,
    /// Day on which the closing was signed.
    closed_on: NaiveDate,
    /// Number of the minutes; required out of examination and out of corrective action.
    #[schema(max_length = 100)]
    minutes_number: Option<String>,
    /// When the reporter was told; required out of examination.
    reporter_notified_on: Option<NaiveDate>,
    /// When the respondent got a copy of the result; required once a result is issued.
    copy_sent_on: Option<NaiveDate>,
    /// Remark.
    #[schema(max_length = 5000)]
    note: Option<String>,
}

/// The reporter was told that the report is closed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReporterNotified {
    /// On which day.
    notified_on: NaiveDate,
}

/// A closed report is opened again.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// Why.
    #[schema(min_length = 1, max_length = 5000)]
    reason: String,
    /// The new evidence.
    #[schema(min_length = 1, max_length = 10000)]
    evidence: String,
}
