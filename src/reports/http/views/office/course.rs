//! Dates, numbers and answers along the way of a report.

use crate::domain::report::{
    Addressee, FormalAnswer, FormalItem, ItemStatus, MaterialAnswer, MaterialFinding, MaterialItem, PriorComplaint,
    PriorComplaintRecord, RcoCriterion, Snapshot,
};
use crate::web::time::Instant;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! course {
    ($($(#[$doc:meta])* $(#schema($($schema:tt)+))? $field:ident: $ty:ty,)+) => {
        /// Dates and numbers along the way; absent until they are recorded.
        #[derive(Serialize, ToSchema)]
        pub struct Course {
            $(
                $(#[$doc])*
                #[serde(skip_serializing_if = "Option::is_none")]
                #[schema(nullable = false $(, $($schema)+)?)]
                $field: Option<$ty>,
            )+
            /// How often it was reopened.
            #[schema(minimum = 0)]
            reopenings: u32,
            /// How often it was examined again on the reporter's response.
            #[schema(minimum = 0)]
            reexaminations: u32,
        }
    };
}

course! {
    /// Date of the last letter that asked the reporter for completion.
    completion_letter_on: NaiveDate,
    /// Day on which the reporter received it.
    completion_notice_received_on: NaiveDate,
    /// Criterion of the fast track.
    rco_criterion: RcoCriterion,
    /// When it was accepted on the fast track.
    rco_accepted_at: Instant,
    /// First contact on the fast track.
    first_contact_at: Instant,
    /// Day of the office meeting.
    meeting_on: NaiveDate,
    /// Day of registration.
    registered_on: NaiveDate,
    /// Day on which the result was fixed.
    result_fixed_on: NaiveDate,
    /// Who drafted the result.
    drafted_by: Uuid,
    /// Day on which the reporter received the result.
    result_notice_received_on: NaiveDate,
    /// Day on which the reporter responded.
    reporter_response_on: NaiveDate,
    /// Number of the result.
    #schema(max_length = 100)
    result_number: String,
    /// Date of the result.
    result_issued_on: NaiveDate,
    /// Last monitoring by the examining unit.
    monitored_on: NaiveDate,
    /// Day of the first hand-over to resolution and monitoring.
    handed_over_on: NaiveDate,
    /// Number of the letter by which it ended.
    #schema(max_length = 100)
    closing_letter_number: String,
    /// Day on which the reporter was told of the end.
    reporter_notified_on: NaiveDate,
}

impl Course {
    pub(super) fn of(case: &Snapshot, handed_over_on: Option<NaiveDate>) -> Self {
        Self {
            completion_letter_on: case.completion_letter_on,
            completion_notice_received_on: case.completion_notice_received_on,
            rco_criterion: case.rco_criterion,
            rco_accepted_at: case.rco_accepted_at.map(Instant),
            first_contact_at: case.first_contact_at.map(Instant),
            meeting_on: case.meeting_on,
            registered_on: case.registered_on,
            result_fixed_on: case.result_fixed_on,
            drafted_by: case.drafted_by.map(Uuid::from),
            result_notice_received_on: case.result_notice_received_on,
            reporter_response_on: case.reporter_response_on,
            result_number: case.result_number.clone(),
            result_issued_on: case.result_issued_on,
            monitored_on: case.monitored_on,
            handed_over_on,
            closing_letter_number: case.closing_letter_number.clone(),
            reporter_notified_on: case.reporter_notified_on,
            reopenings: case.reopenings,
            reexaminations: case.reexaminations,
        }
    }
}

/// Complaint to the agency before the report.
#[derive(Serialize, ToSchema)]
pub struct PriorComplaintView {
    /// Done, not yet, or exempted.
    status: PriorComplaint,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    complained_on: Option<NaiveDate>,
    /// Why it is exempted, or a remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1_000)]
    reason: Option<String>,
}

impl From<PriorComplaintRecord> for PriorComplaintView {
    fn from(record: PriorComplaintRecord) -> Self {
        Self { status: record.status, complained_on: record.complained_on, reason: record.reason }
    }
}

/// Answer to one formal item.
#[derive(Serialize, ToSchema)]
pub struct FormalAnswerView {
    /// Which item.
    item: FormalItem,
    /// The answer.
    status: ItemStatus,
    /// Remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1_000)]
    note: Option<String>,
}

impl From<FormalAnswer> for FormalAnswerView {
    fn from(answer: FormalAnswer) -> Self {
        Self { item: answer.item, status: answer.status, note: answer.note }
    }
}

/// Answer to one material item.
#[derive(Serialize, ToSchema)]
pub struct MaterialAnswerView {
    /// Which item.
    item: MaterialItem,
    /// The answer.
    answer: MaterialAnswer,
    /// Remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1_000)]
    note: Option<String>,
}

impl From<MaterialFinding> for MaterialAnswerView {
    fn from(finding: MaterialFinding) -> Self {
        Self { item: finding.item, answer: finding.answer, note: finding.note }
    }
}

/// An agency that must carry out corrective actions.
#[derive(Serialize, ToSchema)]
pub struct AddresseeView {
    /// Which agency.
    agency_id: Uuid,
    /// What it must do.
    #[schema(max_items = 50)]
    actions: Vec<ActionText>,
    /// Day on which it received the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    received_on: Option<NaiveDate>,
    /// Day on which it had carried out everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    carried_out_on: Option<NaiveDate>,
}

/// One corrective action.
#[derive(Serialize, ToSchema)]
#[schema(max_length = 2_000)]
pub struct ActionText(String);

impl From<Addressee> for AddresseeView {
    fn from(addressee: Addressee) -> Self {
        Self {
            agency_id: addressee.agency.0,
            actions: addressee.actions.into_iter().map(ActionText).collect(),
            received_on: addressee.received_on,
            carried_out_on: addressee.carried_out_on,
        }
    }
}
