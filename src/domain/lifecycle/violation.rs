//! Why a step may not be taken. Codes and parameters only; the words are in `texts/`.

use super::DeadlineCode;
use crate::domain::access::Role;
use crate::domain::code::Code;
use crate::domain::id::AgencyId;
use crate::domain::time::{Timestamp, Zone};
use chrono::NaiveDate;

/// What sort of refusal it is: which status the caller gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViolationKind {
    /// The state does not allow the step.
    Conflict,
    /// The caller's role, or what they did before, does not allow it.
    Forbidden,
    /// What the command says, or leaves out, is not enough.
    Invalid,
}

/// Declares the refusals, each with its stable code and its kind.
macro_rules! violations {
    ($($(#[$vmeta:meta])* $variant:ident $({ $($(#[$fmeta:meta])* $field:ident: $ty:ty,)+ })?
       => $code:literal, $kind:ident;)+) => {
        /// A refused step, with what a text needs to explain it.
        ///
        /// `field` is the JSON pointer of the command's field that is at fault.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Violation { $($(#[$vmeta])* $variant $({ $($(#[$fmeta])* $field: $ty,)+ })?,)+ }

        impl Violation {
            /// Every code, for whoever keeps the words.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The stable code.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)+ }
            }

            /// Which status the caller gets.
            pub const fn kind(&self) -> ViolationKind {
                match self { $(Self::$variant { .. } => ViolationKind::$kind,)+ }
            }
        }
    };
}

violations! {
    /// The published table has no such step from this state.
    TransitionNotAllowed {
        /// Code of the object's state.
        state: &'static str,
        /// Code of the step that was asked for.
        transition: &'static str,
        /// Codes of the steps that this role may take from this state.
        allowed: Vec<&'static str>,
    } => "invalid_transition", Conflict;
    /// The table has the step, for others.
    RoleNotAllowed {
        /// Code of the step.
        transition: &'static str,
        /// Who may take it.
        roles: Vec<Role>,
    } => "role_not_allowed", Forbidden;
    /// A field that this step needs in this state is missing or blank.
    Required {
        /// Pointer of the field.
        field: String,
    } => "required", Invalid;
    /// A fact cannot be dated after today (WITA).
    InFuture {
        /// Pointer of the date.
        field: String,
        /// Today.
        today: NaiveDate,
    } => "date_in_future", Invalid;
    /// A fact is dated before something that must have come first.
    TooEarly {
        /// Pointer of the date.
        field: String,
        /// The first day that is possible.
        earliest: NaiveDate,
    } => "date_too_early", Invalid;
    /// A fact is dated after something that it must have come before.
    TooLate {
        /// Pointer of the date.
        field: String,
        /// The last day that is possible.
        latest: NaiveDate,
    } => "date_too_late", Invalid;
    /// A moment lies after now.
    MomentInFuture {
        /// Pointer of the moment.
        field: String,
        /// Now.
        now: Timestamp,
    } => "time_in_future", Invalid;
    /// A moment lies before something that must have come first.
    MomentTooEarly {
        /// Pointer of the moment.
        field: String,
        /// The first moment that is possible.
        earliest: Timestamp,
    } => "time_too_early", Invalid;
    /// Only those who take a report in say when it arrived.
    ArrivalOfOffice {
        /// Pointer of the day.
        field: String,
    } => "arrival_of_office", Invalid;
    /// Only what is taken by hand can have arrived on another day than that of its entry.
    ArrivalByHand {
        /// Pointer of the day.
        field: String,
    } => "arrival_by_hand", Invalid;
    /// Kinds of maladministration are named though the outcome is that none was found.
    NothingFound {
        /// Pointer of the kinds.
        field: String,
    } => "nothing_found", Invalid;
    /// The same thing stands twice in a list.
    Repeated {
        /// Pointer of the second one.
        field: String,
    } => "repeated", Invalid;
    /// This code is not among those that the step allows here.
    CodeNotAllowed {
        /// Pointer of the code.
        field: String,
        /// The code that was given.
        code: &'static str,
        /// The codes that are allowed.
        allowed: Vec<&'static str>,
    } => "code_not_allowed", Invalid;
    /// A caller of this kind cannot bring in, or the step does not fit, this kind of intake.
    IntakeKindNotAllowed {
        /// The report's intake kind.
        intake_kind: &'static str,
        /// The kinds that are allowed.
        allowed: Vec<&'static str>,
    } => "intake_kind_not_allowed", Conflict;
    /// Formal items are unanswered or missing (all F items met or excused: domain 12.1).
    FormalItemsOpen {
        /// Codes of those items.
        items: Vec<&'static str>,
    } => "formal_items_open", Conflict;
    /// No formal item is answered missing: there is nothing to ask the reporter for.
    NothingMissing => "nothing_missing", Conflict;
    /// Completion was asked for an item that the checklist does not call missing.
    ItemNotMissing {
        /// Pointer of the item.
        field: String,
        /// Code of the item.
        item: &'static str,
    } => "item_not_missing", Invalid;
    /// Material items are unanswered (M1–M6 answered: domain 12.1).
    MaterialItemsOpen {
        /// Codes of those items.
        items: Vec<&'static str>,
    } => "material_items_open", Conflict;
    /// The event is older than two years (UU 37/2008 art. 24(3)): M1 cannot be answered otherwise than not met.
    EventTooOld {
        /// The last day on which it could have been reported.
        admissible_through: NaiveDate,
    } => "event_too_old", Conflict;
    /// M1 cannot be answered met while nobody knows when it happened (UU 37/2008 art. 24(3)).
    EventDateUnknown => "event_date_unknown", Conflict;
    /// M1 is not met: the report cannot be admitted to examination.
    Inadmissible => "inadmissible", Conflict;
    /// The day on which the reporter received the notice is not recorded, so no clock has run; the head decides which
    /// day counts and records it.
    NoticeReceiptUnknown => "notice_receipt_unknown", Conflict;
    /// The clock whose lapse this step confirms has not lapsed.
    DeadlineNotLapsed {
        /// The clock.
        deadline: DeadlineCode,
        /// Its last day; `None` while it stands still.
        due_on: Option<NaiveDate>,
    } => "deadline_not_lapsed", Conflict;
    /// The reporter neither responded nor let the time pass.
    ReporterResponsePending {
        /// The reporter's last day.
        due_on: Option<NaiveDate>,
    } => "reporter_response_pending", Conflict;
    /// The reporter's response that this step builds on is not recorded.
    ReporterResponseMissing => "reporter_response_missing", Conflict;
    /// Nobody signs what they drafted (domain 11.3 rule 5).
    SignerIsDrafter => "signer_is_drafter", Forbidden;
    /// Nobody verifies what they filed (domain 11.3 rule 5).
    VerifierIsFiler => "verifier_is_filer", Forbidden;
    /// The step does not follow from the result of the examination.
    OutcomeMismatch {
        /// The result; `None` when there is none.
        outcome: Option<&'static str>,
    } => "outcome_mismatch", Conflict;
    /// No addressee has received the result yet.
    NoAddresseeReceipt => "no_addressee_receipt", Conflict;
    /// This agency is not an addressee.
    NotAnAddressee {
        /// Pointer of the agency.
        field: String,
        /// The agency.
        agency: AgencyId,
    } => "not_an_addressee", Invalid;
    /// The addressee has not received the result, so it cannot have acted on it.
    AddresseeReceiptUnknown {
        /// Pointer of the agency.
        field: String,
        /// The agency.
        agency: AgencyId,
    } => "addressee_receipt_unknown", Conflict;
    /// Corrective actions are outstanding.
    ActionsOutstanding {
        /// The agencies that owe them.
        agencies: Vec<AgencyId>,
    } => "actions_outstanding", Conflict;
    /// Everything is carried out: there is nothing to hand over.
    NothingOutstanding => "nothing_outstanding", Conflict;
    /// The examining unit has not monitored yet (Perori 58/2023 art. 54).
    MonitoringMissing => "monitoring_missing", Conflict;
    /// The recommendations of this report have not ended in the way that the closing reason says.
    RecommendationsOpen => "recommendations_open", Conflict;
    /// What was given is no archive number (domain 3.1).
    ArchiveNumberFormat {
        /// Pointer of the number.
        field: String,
    } => "archive_number_format", Invalid;
    /// The number's Roman month is not that of the registration (domain 3.1).
    ArchiveNumberMonth {
        /// Pointer of the number.
        field: String,
    } => "archive_number_month", Invalid;
    /// The number's year is not that of the registration (domain 3.1).
    ArchiveNumberYear {
        /// Pointer of the number.
        field: String,
    } => "archive_number_year", Invalid;
    /// The number is one of another office.
    ArchiveNumberOffice {
        /// Pointer of the number.
        field: String,
    } => "archive_number_office", Invalid;
    /// The report was already registered.
    AlreadyRegistered => "already_registered", Conflict;
    /// The report is not on the fast track.
    NotFastTrack => "not_fast_track", Conflict;
    /// The first contact on the fast track is recorded, and what followed from it has been delivered.
    AlreadyContacted => "already_contacted", Conflict;
    /// The reason for the partial execution was accepted: nothing is to be published (UU 37/2008 art. 38(4)).
    ReasonAccepted => "reason_accepted", Conflict;
}

impl Violation {
    /// JSON pointer of the command's field at fault, when it is about one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Required { field }
            | Self::InFuture { field, .. }
            | Self::TooEarly { field, .. }
            | Self::TooLate { field, .. }
            | Self::MomentInFuture { field, .. }
            | Self::MomentTooEarly { field, .. }
            | Self::ArrivalOfOffice { field }
            | Self::ArrivalByHand { field }
            | Self::NothingFound { field }
            | Self::Repeated { field }
            | Self::CodeNotAllowed { field, .. }
            | Self::ItemNotMissing { field, .. }
            | Self::NotAnAddressee { field, .. }
            | Self::AddresseeReceiptUnknown { field, .. }
            | Self::ArchiveNumberFormat { field }
            | Self::ArchiveNumberMonth { field }
            | Self::ArchiveNumberYear { field }
            | Self::ArchiveNumberOffice { field } => Some(field),
            _ => None,
        }
    }

    /// Named values for the text, as codes, dates and ids.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TransitionNotAllowed { state, transition, allowed } => vec![
                ("state", (*state).to_owned()),
                ("transition", (*transition).to_owned()),
                ("allowed", allowed.join(", ")),
            ],
            Self::RoleNotAllowed { transition, roles } => {
                let roles: Vec<_> = roles.iter().map(|role| role.code()).collect();
                vec![("transition", (*transition).to_owned()), ("roles", roles.join(", "))]
            }
            Self::InFuture { today, .. } => vec![("today", today.to_string())],
            Self::TooEarly { earliest, .. } => vec![("earliest", earliest.to_string())],
            Self::TooLate { latest, .. } => vec![("latest", latest.to_string())],
            Self::MomentInFuture { now, .. } => vec![("now", Zone::Wita.written(*now))],
            Self::MomentTooEarly { earliest, .. } => vec![("earliest", Zone::Wita.written(*earliest))],
            Self::CodeNotAllowed { code, allowed, .. } => {
                vec![("code", (*code).to_owned()), ("allowed", allowed.join(", "))]
            }
            Self::IntakeKindNotAllowed { intake_kind, allowed } => {
                vec![("intake_kind", (*intake_kind).to_owned()), ("allowed", allowed.join(", "))]
            }
            Self::FormalItemsOpen { items } | Self::MaterialItemsOpen { items } => vec![("items", items.join(", "))],
            Self::ItemNotMissing { item, .. } => vec![("item", (*item).to_owned())],
            Self::EventTooOld { admissible_through } => vec![("admissible_through", admissible_through.to_string())],
            Self::DeadlineNotLapsed { deadline, due_on } => {
                vec![("deadline", deadline.code().to_owned()), ("due_on", day(*due_on))]
            }
            Self::ReporterResponsePending { due_on } => vec![("due_on", day(*due_on))],
            Self::OutcomeMismatch { outcome } => vec![("outcome", outcome.unwrap_or("-").to_owned())],
            Self::NotAnAddressee { agency, .. } | Self::AddresseeReceiptUnknown { agency, .. } => {
                vec![("agency", agency.to_string())]
            }
            Self::ActionsOutstanding { agencies } => {
                let agencies: Vec<_> = agencies.iter().map(ToString::to_string).collect();
                vec![("agencies", agencies.join(", "))]
            }
            _ => Vec::new(),
        }
    }
}

fn day(on: Option<NaiveDate>) -> String {
    on.map_or_else(|| "-".to_owned(), |on| on.to_string())
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Violation {}
