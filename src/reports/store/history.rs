//! What happened to a report, and what its handlers noted.

use super::report::Report;
use crate::db::AnyConnection;
use crate::db::schema::{history, report_notes};
use crate::db::types::AnyId;
use crate::domain::access::Role;
use crate::domain::id::{HistoryId, NoteId, ReportId};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::prelude::*;

/// One entry of a report's history.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct HistoryEntry {
    /// Id.
    pub id: HistoryId,
    /// The report's version after it.
    pub subject_version: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// `person`, `machine` or `system`.
    pub actor_type: String,
    /// The account.
    pub actor_id: Option<AnyId>,
    /// In which role.
    pub actor_role: Option<Role>,
    /// What happened.
    pub event: String,
    /// From which state.
    pub from_state: Option<String>,
    /// To which state.
    pub to_state: Option<String>,
    /// The reason, as a code or in words.
    pub reason: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// The day on which it counts.
    pub effective_on: Option<NaiveDate>,
    /// Further facts, as JSON.
    pub details: String,
}

/// A part of a report's history, oldest first.
pub fn history(
    conn: &mut AnyConnection,
    report: &Report,
    after: Option<HistoryId>,
    fetch: i64,
) -> QueryResult<Vec<HistoryEntry>> {
    let mut query = history::table
        .filter(history::subject_type.eq("report"))
        .filter(history::subject_id.eq(AnyId(report.id.0)))
        .order(history::id)
        .limit(fetch)
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
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(history::id.gt(after));
    }
    query.load(conn)
}

/// An internal note (*catatan*).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = report_notes)]
pub struct Note {
    /// Id.
    pub id: NoteId,
    /// The report.
    pub report_id: ReportId,
    /// Who wrote it.
    pub author_id: AnyId,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub created_at: Timestamp,
}

/// A part of a report's notes, newest first.
pub fn notes(conn: &mut AnyConnection, report: &Report, after: Option<NoteId>, fetch: i64) -> QueryResult<Vec<Note>> {
    let mut query = report_notes::table
        .filter(report_notes::report_id.eq(report.id))
        .order(report_notes::id.desc())
        .limit(fetch)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(report_notes::id.lt(after));
    }
    query.load(conn)
}

/// Adds a note.
pub fn insert_note(conn: &mut AnyConnection, note: &Note) -> QueryResult<()> {
    diesel::insert_into(report_notes::table).values(note.clone()).execute(conn).map(drop)
}
