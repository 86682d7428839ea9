//! The steps of a report as its history keeps them.

use super::report::Report;
use crate::db::AnyConnection;
use crate::db::schema::history;
use crate::db::types::AnyId;
use crate::domain::access::Role;
use crate::domain::code::Code;
use crate::domain::id::{HistoryId, ReportId};
use crate::domain::report::Transition;
use crate::domain::time::{Timestamp, Zone};
use crate::journal::SubjectKind;
use chrono::NaiveDate;
use diesel::prelude::*;

/// One step, or one recorded fact.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Entry {
    /// Id of the history entry.
    pub id: HistoryId,
    /// The report's version after it.
    pub version: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// `person`, `machine` or `system`.
    pub actor_type: String,
    /// The account that took it.
    pub actor_id: Option<AnyId>,
    /// In which role.
    pub actor_role: Option<Role>,
    /// What happened: `report.` and the step's code.
    pub event: String,
    /// From which state; `None` for the intake.
    pub from_state: Option<String>,
    /// To which state.
    pub to_state: Option<String>,
    /// The closing reason.
    pub reason: Option<String>,
    /// Reason, advice or remark in words.
    pub note: Option<String>,
    /// The day on which it took effect.
    pub effective_on: Option<NaiveDate>,
    /// What else was said, as a JSON object.
    pub details: String,
}

/// The steps of a report that was found before, oldest first, behind the entry `after`.
pub fn transitions(
    conn: &mut AnyConnection,
    report: &Report,
    after: Option<HistoryId>,
    fetch: i64,
) -> QueryResult<Vec<Entry>> {
    let mut query = history::table
        .filter(history::subject_type.eq(SubjectKind::Report.code()))
        .filter(history::subject_id.eq(AnyId(report.id.0)))
        .filter(history::to_state.is_not_null())
        .select((
            history::id,
            history::subject_version,
            history::at,
            history::actor_type,
            history::actor_id,
            history::actor_role,
            history::event,
            history::from_state,
            history::to_state,
            history::reason,
            history::note,
            history::effective_on,
            history::details,
        ))
        .order(history::id)
        .limit(fetch)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(history::id.gt(after));
    }
    query.load(conn)
}

/// When a step was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Last {
    /// When it was recorded.
    pub at: Timestamp,
    /// The day on which it took effect, where it names one.
    pub effective_on: Option<NaiveDate>,
}

/// When a report last took this step; `None` when it never did.
pub fn last_step(conn: &mut AnyConnection, report: ReportId, step: Transition) -> QueryResult<Option<Last>> {
    let last: Option<(Timestamp, Option<NaiveDate>)> = history::table
        .filter(history::subject_type.eq(SubjectKind::Report.code()))
        .filter(history::subject_id.eq(AnyId(report.0)))
        .filter(history::event.eq(format!("report.{}", step.code())))
        .order(history::id.desc())
        .select((history::at, history::effective_on))
        .first(conn)
        .optional()?;
    Ok(last.map(|(at, effective_on)| Last { at, effective_on }))
}

/// The latest day on which the report moved between office and centre or was reopened: days that only the history keeps.
pub fn moved_on(conn: &mut AnyConnection, report: ReportId) -> QueryResult<Option<NaiveDate>> {
    let mut latest = last_step(conn, report, Transition::Reopen)?.map(|last| Zone::Wita.day_of(last.at));
    for step in [Transition::HandOver, Transition::ReturnBundle, Transition::Recommend] {
        latest = latest.max(last_step(conn, report, step)?.and_then(|last| last.effective_on));
    }
    Ok(latest)
}
