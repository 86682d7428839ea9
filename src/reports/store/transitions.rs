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

/// What only the history keeps of a report's way between office and centre.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moves {
    /// When the centre last decided to recommend: when that was recorded.
    pub recommended_at: Option<Timestamp>,
    /// The day of that decision.
    pub recommended_on: Option<NaiveDate>,
    /// The latest day on which the report moved between office and centre, or was reopened.
    pub latest: Option<NaiveDate>,
}

/// The moves of a report.
pub fn moves(conn: &mut AnyConnection, report: ReportId) -> QueryResult<Moves> {
    let event = |step: Transition| format!("report.{}", step.code());
    let steps = [Transition::Reopen, Transition::HandOver, Transition::ReturnBundle, Transition::Recommend].map(event);
    let taken: Vec<(String, Timestamp, Option<NaiveDate>)> = history::table
        .filter(history::subject_type.eq(SubjectKind::Report.code()))
        .filter(history::subject_id.eq(AnyId(report.0)))
        .filter(history::event.eq_any(steps.to_vec()))
        .order(history::id)
        .select((history::event, history::at, history::effective_on))
        .load(conn)?;
    let mut moves = Moves::default();
    for (step, at, effective_on) in taken {
        if step == event(Transition::Recommend) {
            (moves.recommended_at, moves.recommended_on) = (Some(at), effective_on);
        }
        // A report is reopened on the day on which that is recorded.
        let day = if step == event(Transition::Reopen) { Some(Zone::Wita.day_of(at)) } else { effective_on };
        moves.latest = moves.latest.max(day);
    }
    Ok(moves)
}
