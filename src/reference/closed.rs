//! The closed lists of the service: codes that live in the program, shown beside the editable ones.

use super::store::CodeList;
use crate::domain::code::Code;
use crate::domain::{access, agency, calendar, deadline, identifiers, lifecycle, recommendation, report, time};

/// One code of a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedCode {
    /// Stable code.
    pub code: &'static str,
    /// What an Indonesian reader sees.
    pub label_id: &'static str,
    /// What an English reader sees.
    pub label_en: &'static str,
}

/// A closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedList {
    /// Its name in the address.
    pub list: &'static str,
    /// Its codes, in the order in which people read them.
    pub codes: Vec<ClosedCode>,
}

fn closed<T: Code>() -> ClosedList {
    let code = |value: &T| ClosedCode { code: value.code(), label_id: value.label_id(), label_en: value.label_en() };
    ClosedList { list: T::LIST, codes: T::ALL.iter().map(code).collect() }
}

macro_rules! lists {
    ($($list:ty),+ $(,)?) => { vec![$(closed::<$list>()),+] };
}

/// Every closed list that a client can meet, by name. A test compares it with the sources.
pub fn all() -> Vec<ClosedList> {
    let mut lists = lists![
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
        lifecycle::DeadlineCode,
        lifecycle::DeadlineOutcome,
        lifecycle::DeadlineSubject,
        recommendation::Execution,
        recommendation::Judgement,
        recommendation::Party,
        recommendation::State,
        recommendation::Transition,
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
        time::Zone,
        CodeList,
        crate::journal::SubjectKind,
    ];
    lists.sort_by_key(|list| list.list);
    lists
}

/// The closed list of this name.
pub fn find(list: &str) -> Option<ClosedList> {
    all().into_iter().find(|known| known.list == list)
}
