//! Every closed list that a client can meet, for `/v1/reference`. A test compares it with the sources.

use crate::domain::{
    access, agency, calendar, deadline, identifiers, lifecycle, narahubung, recommendation, report, statistics, time,
};
use crate::reference::closed::{ClosedList, ClosedLists};
use crate::{journal, reference, reports};

macro_rules! lists {
    ($($list:ty),+ $(,)?) => { ClosedLists::new(vec![$(ClosedList::of::<$list>()),+]) };
}

/// The lists.
pub fn closed_lists() -> ClosedLists {
    lists![
        access::Condition,
        access::Role,
        access::Scope,
        agency::AgencyKind,
        calendar::DayOfWeek,
        calendar::HolidayKind,
        deadline::DayMark,
        deadline::Debtor,
        deadline::Evidence,
        deadline::Roll,
        deadline::Status,
        deadline::Unit,
        identifiers::PhoneKind,
        identifiers::RegionLevel,
        journal::SubjectKind,
        lifecycle::DeadlineCode,
        lifecycle::DeadlineOutcome,
        lifecycle::DeadlineSubject,
        narahubung::EndReason,
        narahubung::NarahubungLevel,
        narahubung::NarahubungRole,
        narahubung::contact::ContactStep,
        narahubung::contact::PassedReason,
        narahubung::coverage::CoverageStatus,
        recommendation::Execution,
        recommendation::Judgement,
        recommendation::Party,
        recommendation::State,
        recommendation::Transition,
        reference::operations::CodeList,
        report::Channel,
        report::ClosingReason,
        report::Complexity,
        report::ExaminationOutcome,
        report::FormalItem,
        report::IntakeKind,
        report::ItemStatus,
        report::MaterialAnswer,
        report::MaterialItem,
        report::PriorComplaint,
        report::PublicStage,
        report::RcoCriterion,
        report::ReporterCategory,
        report::Secrecy,
        report::State,
        report::Transition,
        report::WithdrawalForm,
        reports::store::DeliveryKind,
        reports::store::ExternalSystem,
        reports::store::IdentityField,
        reports::store::IdentityPurpose,
        statistics::Figure,
        statistics::GroupBy,
        time::Zone,
    ]
}
