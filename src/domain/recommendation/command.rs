//! What can be asked of a recommendation. Field names are those of the request's body; dates are days in WITA.

use super::codes::{Execution, Judgement, Party, Transition};
use chrono::NaiveDate;

/// The centre's document that a mirrored step rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentralDocument {
    /// Its number.
    pub central_document_number: String,
    /// Its date.
    pub central_document_on: NaiveDate,
}

/// The chair signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The centre's document.
    pub document: CentralDocument,
    /// Number of the recommendation.
    pub recommendation_number: String,
    /// Day of the signature: D08 counts from it.
    pub signed_on: NaiveDate,
}

/// It was sent to reporter, respondent and superior.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The centre's document.
    pub document: CentralDocument,
    /// Day of sending.
    pub delivered_on: NaiveDate,
    /// When the reporter received it, if known already.
    pub reporter_received_on: Option<NaiveDate>,
    /// When the respondent received it, if known already.
    pub respondent_received_on: Option<NaiveDate>,
}

/// A party received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which party.
    pub party: Party,
    /// On which day.
    pub received_on: NaiveDate,
}

/// The superior received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuperiorReceipt {
    /// The centre's document.
    pub document: CentralDocument,
    /// On which day: D09 counts from it.
    pub received_on: NaiveDate,
}

/// The superior's report on the execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionReport {
    /// Day on which the report reached the Ombudsman.
    pub reported_on: NaiveDate,
    /// What the superior says about how far it was carried out.
    pub claim: Execution,
    /// What was done.
    pub summary: String,
    /// The superior's own examination result.
    pub examination_result: String,
    /// Why it was not carried out fully; needed unless it was.
    pub reason: Option<String>,
}

/// The office's or the centre's finding on the execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The centre's document.
    pub document: CentralDocument,
    /// How far it was carried out.
    pub execution: Execution,
    /// What proves it.
    pub evidence: String,
    /// Whether the reason is accepted; needed for a partial execution, and only there.
    pub reason_judgement: Option<Judgement>,
}

/// A step or a record, one for each [`Transition`]; a finding is one of three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// See [`Transition::SubmitToQuality`].
    SubmitToQuality(CentralDocument),
    /// See [`Transition::ClearQuality`].
    ClearQuality(CentralDocument),
    /// See [`Transition::Sign`].
    Sign(Signature),
    /// See [`Transition::Deliver`].
    Deliver(Delivery),
    /// See [`Transition::RecordReceipt`].
    RecordReceipt(Receipt),
    /// See [`Transition::RecordSuperiorReceipt`].
    RecordSuperiorReceipt(SuperiorReceipt),
    /// See [`Transition::FileReport`].
    FileReport(ExecutionReport),
    /// See [`Transition::Review`].
    Review(CentralDocument),
    /// See [`Transition::FindCarriedOut`], [`Transition::FindPartlyCarriedOut`] and
    /// [`Transition::FindNotCarriedOut`].
    Find(Finding),
    /// See [`Transition::ConfirmLapse`].
    ConfirmLapse(CentralDocument),
    /// See [`Transition::Publish`].
    Publish(CentralDocument),
    /// See [`Transition::ReportUpward`].
    ReportUpward(CentralDocument),
}

impl Command {
    /// Which row of the table this is about.
    pub const fn transition(&self) -> Transition {
        match self {
            Self::SubmitToQuality(_) => Transition::SubmitToQuality,
            Self::ClearQuality(_) => Transition::ClearQuality,
            Self::Sign(_) => Transition::Sign,
            Self::Deliver(_) => Transition::Deliver,
            Self::RecordReceipt(_) => Transition::RecordReceipt,
            Self::RecordSuperiorReceipt(_) => Transition::RecordSuperiorReceipt,
            Self::FileReport(_) => Transition::FileReport,
            Self::Review(_) => Transition::Review,
            Self::Find(finding) => match finding.execution {
                Execution::CarriedOut => Transition::FindCarriedOut,
                Execution::PartlyCarriedOut => Transition::FindPartlyCarriedOut,
                Execution::NotCarriedOut => Transition::FindNotCarriedOut,
            },
            Self::ConfirmLapse(_) => Transition::ConfirmLapse,
            Self::Publish(_) => Transition::Publish,
            Self::ReportUpward(_) => Transition::ReportUpward,
        }
    }
}
