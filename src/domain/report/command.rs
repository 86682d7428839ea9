//! What can be asked of a report, with the facts that each step needs. Field names are those of the request's body;
//! dates are days in WITA.

use super::Transition;
use super::codes::{
    ClosingReason, Complexity, ExaminationOutcome, FormalItem, ItemStatus, MaterialAnswer, MaterialItem,
    PriorComplaint, RcoCriterion, WithdrawalForm,
};
use crate::domain::id::{AgencyId, UserId};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;

macro_rules! commands {
    ($($variant:ident $(($payload:ty))?,)+) => {
        /// A step or a record, one for each [`Transition`].
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Command {
            $(#[doc = concat!("See [`Transition::", stringify!($variant), "`].")] $variant $(($payload))?,)+
        }

        impl Command {
            /// Which row of the table this is about.
            pub const fn transition(&self) -> Transition {
                match self { $(Self::$variant { .. } => Transition::$variant,)+ }
            }
        }
    };
}

commands! {
    Submit(Submit),
    ConvertToConsultation(ConvertToConsultation),
    ConvertToReport(Explanation),
    TakeUp,
    ReplaceFormalChecklist(Vec<FormalAnswer>),
    ReplaceMaterialChecklist(Vec<MaterialFinding>),
    RecordPriorComplaint(PriorComplaintRecord),
    RequestCompletion(RequestCompletion),
    RecordNoticeReceipt(NoticeReceipt),
    ReceiveCompletion(ReceiveCompletion),
    PassFormal,
    Assess,
    Admit(Registration),
    Register(Registration),
    AcceptRco(AcceptRco),
    RecordFirstContact(FirstContact),
    Transfer(Transfer),
    Withdraw(Withdraw),
    CallReview,
    ReturnToExamination(Explanation),
    FixResult(FixResult),
    RecordReporterResponse(ReporterResponse),
    Reexamine(Explanation),
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

/// Submitting needs an account of what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submit {
    /// The account as it stands in the draft.
    pub account: String,
}

/// A step whose only content is why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Why, or what is needed.
    pub reason: String,
}

/// Only advice was wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvertToConsultation {
    /// The advice that was given.
    pub advice: String,
}

/// Answer to one formal item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormalAnswer {
    /// Which item.
    pub item: FormalItem,
    /// The answer.
    pub status: ItemStatus,
    /// Remark, such as why it is excused.
    pub note: Option<String>,
}

/// Answer to one material item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaterialFinding {
    /// Which item.
    pub item: MaterialItem,
    /// The answer.
    pub answer: MaterialAnswer,
    /// Remark.
    pub note: Option<String>,
}

/// Whether the reporter complained to the agency first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorComplaintRecord {
    /// Done, not yet, or exempted.
    pub status: PriorComplaint,
    /// When, for `done`.
    pub complained_on: Option<NaiveDate>,
    /// Why, for `exempted`.
    pub reason: Option<String>,
}

/// The report is formally incomplete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestCompletion {
    /// What is missing.
    pub missing_items: Vec<FormalItem>,
    /// Number of the letter to the reporter.
    pub letter_number: String,
    /// Date of the letter.
    pub letter_on: NaiveDate,
}

/// The reporter received a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeReceipt {
    /// On which day.
    pub received_on: NaiveDate,
}

/// The reporter sent what was missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiveCompletion {
    /// On which day it arrived.
    pub received_on: NaiveDate,
    /// What arrived.
    pub note: Option<String>,
}

/// Admission to examination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Class of the report.
    pub complexity: Complexity,
    /// The examiners.
    pub team: Vec<UserId>,
    /// SIMPeL's archive number, entered, never issued here.
    pub archive_number: String,
    /// Day of the office meeting.
    pub meeting_on: NaiveDate,
    /// Day of registration: D13 counts from it.
    pub registered_on: NaiveDate,
}

/// The head accepts the report on the fast track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptRco {
    /// Which criterion.
    pub criterion: RcoCriterion,
    /// Why it is fulfilled.
    pub reason: String,
    /// Who handles it; `None` leaves whoever is assigned.
    pub team: Option<Vec<UserId>>,
}

/// The agency was reached, and so told what it is about (domain 11.2: the narahubung is called).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstContact {
    /// Which agency.
    pub agency: AgencyId,
    /// When.
    pub contacted_at: Timestamp,
    /// What it is asked to do, as it will read it.
    pub request: String,
    /// With whom and how.
    pub note: String,
}

/// Handing to another office or the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// To which office.
    pub destination: String,
    /// With whom it was coordinated, and how.
    pub coordination: String,
    /// Number of the covering letter.
    pub letter_number: String,
    /// Day of the transfer.
    pub transferred_on: NaiveDate,
}

/// The reporter withdraws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdraw {
    /// In writing or recorded.
    pub form: WithdrawalForm,
    /// On which day.
    pub withdrawn_on: NaiveDate,
    /// Why, if the reporter said.
    pub reason: Option<String>,
}

/// The review fixes the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixResult {
    /// The conclusion.
    pub outcome: ExaminationOutcome,
    /// The kinds of maladministration that were found, the main one first: codes of the list `maladministration`.
    pub found: Vec<String>,
    /// Who drafted the result; that person cannot sign it.
    pub drafted_by: UserId,
}

/// The reporter's response to the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReporterResponse {
    /// On which day it arrived.
    pub received_on: NaiveDate,
    /// What the reporter says.
    pub summary: String,
}

/// The head signs the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueResult {
    /// Number of the result.
    pub result_number: String,
    /// Date of the result.
    pub issued_on: NaiveDate,
    /// How the reporter's response was handled, where there is one.
    pub response_handling: Option<String>,
}

/// What one agency must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionOrder {
    /// The addressee.
    pub agency: AgencyId,
    /// The corrective actions, one each.
    pub actions: Vec<String>,
    /// When the addressee received the result; `None` while unknown.
    pub received_on: Option<NaiveDate>,
}

/// Maladministration was found and must be repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeginCorrectiveAction {
    /// Who must do what.
    pub addressees: Vec<ActionOrder>,
}

/// An addressee received the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddresseeReceipt {
    /// The addressee.
    pub agency: AgencyId,
    /// On which day.
    pub received_on: NaiveDate,
}

/// An addressee carried out all its actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedOut {
    /// The addressee.
    pub agency: AgencyId,
    /// On which day.
    pub carried_out_on: NaiveDate,
    /// What proves it.
    pub evidence: String,
}

/// The examining unit looked at the execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitoring {
    /// On which day.
    pub monitored_on: NaiveDate,
    /// What was seen.
    pub note: String,
}

/// Hand-over to resolution and monitoring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The documents of the bundle.
    pub documents: Vec<String>,
    /// Number of the covering letter.
    pub letter_number: String,
    /// Day of the hand-over.
    pub handed_over_on: NaiveDate,
}

/// The centre asks for what the bundle lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnBundle {
    /// What is missing.
    pub missing_documents: Vec<String>,
    /// Number of the centre's letter.
    pub central_document_number: String,
    /// Day of the return.
    pub returned_on: NaiveDate,
}

/// The centre goes on to a recommendation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommend {
    /// Number of the centre's decision.
    pub central_document_number: String,
    /// Day of the decision.
    pub decided_on: NaiveDate,
}

/// The report is closed (domain 11.3 rule 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// Why; which reasons are allowed depends on the state.
    pub closing_reason: ClosingReason,
    /// Number of the letter to the reporter.
    pub letter_number: String,
    /// Day on which the closing was signed.
    pub closed_on: NaiveDate,
    /// Number of the minutes; needed out of examination and out of corrective action.
    pub minutes_number: Option<String>,
    /// When the reporter was told; needed out of examination.
    pub reporter_notified_on: Option<NaiveDate>,
    /// When the respondent got a copy of the result; needed once a result is issued.
    pub copy_sent_on: Option<NaiveDate>,
    /// Remark.
    pub note: Option<String>,
}

/// The reporter was told that the report is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReporterNotified {
    /// On which day.
    pub notified_on: NaiveDate,
}

/// A closed report is opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopen {
    /// Why.
    pub reason: String,
    /// The new evidence.
    pub evidence: String,
}
