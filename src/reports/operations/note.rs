//! Internal notes.

use super::file::{Case, subject};
use crate::db::types::AnyId;
use crate::error::Error;
use crate::journal::{Change, FieldChange, Work};
use crate::reports::store::{self, Note};

/// Adds an internal note. The report keeps its version: a note changes nothing that others may be editing.
///
/// # Errors
/// `validation_failed` when it says nothing.
pub fn add_note(work: &mut Work<'_>, case: &Case, text: String) -> Result<Note, Error> {
    if text.trim().is_empty() {
        return Err(Error::field("/text", "blank"));
    }
    let author_id = AnyId(work.caller()?.who.id());
    let note = Note { id: work.new_id(), report_id: case.row.id, author_id, text, created_at: work.now };
    store::insert_note(work.conn, &note)?;
    let change = Change::new(subject(&case.row), "createReportNote", "report.note")
        .with_changes(vec![FieldChange::concealed(format!("/notes/{}", note.id))]);
    work.record(change)?;
    Ok(note)
}
