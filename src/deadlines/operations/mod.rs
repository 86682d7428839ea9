//! What happens to deadlines: opened, paused, resumed and closed by the steps of reports and recommendations; computed
//! anew when the calendar is amended.

mod account;
mod amend;
mod apply;

pub use account::{Account, Question, WantedRule, calculate, explain_deadline};
pub use amend::{Amended, change_working_week, import_holidays, import_rules};
pub use apply::{Subject, apply};

pub use super::store::SubjectKind;
pub use super::store::calendars::KALSEL;
use super::store::{self, calendars, rules};
use crate::db::AnyConnection;
use crate::db::types::AnyId;
use crate::domain::calendar::{Calendar, WorkingWeek};
use crate::domain::deadline::{Start, due};
use crate::domain::id::ReportId;
use crate::domain::lifecycle::{DeadlineCode, OpenClocks};
use crate::domain::time::Timestamp;
use crate::error::Error;
use chrono::NaiveDate;
use uuid::Uuid;

/// The rule that a report's event must not be too old (UU 37/2008 art. 24(3)).
const EVENT_AGE: &str = "D10";

/// The open clocks of a report or of a recommendation: what has lapsed lets an officer draw the legal consequence. A
/// clock that stands still is not among them.
///
/// # Errors
/// When the database does not answer.
pub fn open_clocks(conn: &mut AnyConnection, kind: SubjectKind, id: Uuid, now: Timestamp) -> Result<OpenClocks, Error> {
    Ok(store::open_clocks(conn, (kind, AnyId(id)), now)?)
}

/// A date that somebody who follows a report may expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The clock that it comes from.
    pub code: DeadlineCode,
    /// The last day on which acting is in time, in WITA.
    pub on: NaiveDate,
    /// The first day that was counted without knowing that year's holidays; the date is provisional then.
    pub provisional_from: Option<NaiveDate>,
}

/// The next date that somebody who follows a report may expect: the earliest of its running clocks of these codes.
///
/// # Errors
/// When the database does not answer.
pub fn next_of(
    conn: &mut AnyConnection,
    report: ReportId,
    codes: &[DeadlineCode],
    now: Timestamp,
) -> Result<Option<Expected>, Error> {
    let next = store::next_of(conn, report, codes, now)?;
    Ok(next.map(|(code, on, provisional_from)| Expected { code, on, provisional_from }))
}

/// Through which day an event of `event_on` may be reported (rule D10: two years, UU 37/2008 art. 24(3)); `None` when
/// that day lies outside the calendar.
///
/// An event before the law took force is measured by its first version: whoever reports now is bound by the law now.
///
/// # Errors
/// When the database does not answer, or holds no such rule.
pub fn admissible_through(conn: &mut AnyConnection, event_on: NaiveDate) -> Result<Option<NaiveDate>, Error> {
    let versions = rules::versions(conn, EVENT_AGE)?;
    let rule = versions.iter().rev().find(|rule| rule.is_valid_on(event_on)).or_else(|| versions.first());
    let rule = rule.ok_or_else(|| Error::internal(format!("no rule {EVENT_AGE} in the database")))?;
    let calendar = Calendar::new("", WorkingWeek::MONDAY_TO_FRIDAY, Calendar::DAYS_OFF, []);
    Ok(due(rule, Start::On(event_on), &calendar, &[]).ok().map(|due| due.due_on))
}

/// Whether there is any version of a calendar.
///
/// # Errors
/// When the database does not answer.
pub fn calendar_exists(conn: &mut AnyConnection, code: &str) -> Result<bool, Error> {
    Ok(calendars::newest(conn, code)?.is_some())
}

/// The newest version of the calendar that every deadline is computed from.
fn newest_calendar(conn: &mut AnyConnection) -> Result<calendars::Version, Error> {
    calendars::newest(conn, calendars::KALSEL)?.ok_or_else(|| Error::internal("no calendar in the database"))
}

/// Whoever computes dates holds the calendar still under this name; whoever amends it waits for them.
fn calendar_lock(code: &str) -> String {
    format!("calendar {code}")
}
