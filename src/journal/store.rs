//! The rows of the journal.

use super::{Change, Work};
use crate::db::schema::{audit_events, history, outgoing_events};
use crate::db::types::AnyId;
use crate::domain::code::Code;
use crate::domain::id::HistoryId;
use diesel::prelude::*;
use serde_json::{Value, json};

pub(super) fn insert_history(work: &mut Work<'_>, change: &Change) -> QueryResult<HistoryId> {
    let id: HistoryId = work.new_id();
    let row = (
        history::id.eq(id),
        history::subject_type.eq(change.subject.kind.code()),
        history::subject_id.eq(AnyId(change.subject.id)),
        history::subject_version.eq(change.subject.version),
        history::at.eq(work.now),
        history::actor_type.eq(work.author.kind()),
        history::actor_id.eq(work.author.id().map(AnyId)),
        history::actor_role.eq(work.author.role().map(Code::code)),
        history::event.eq(change.event.as_ref()),
        history::from_state.eq(change.from_state),
        history::to_state.eq(change.to_state),
        history::reason.eq(change.reason.as_deref()),
        history::note.eq(change.note.as_deref()),
        history::effective_on.eq(change.effective_on),
        history::details.eq(change.details.to_string()),
    );
    diesel::insert_into(history::table).values(row).execute(work.conn)?;
    Ok(id)
}

pub(super) fn insert_audit(work: &mut Work<'_>, change: &Change, outcome: &str) -> QueryResult<()> {
    let changes = Value::Array(change.changes.iter().map(super::FieldChange::to_json).collect());
    let row = (
        audit_events::id.eq(work.new_id::<AnyId>()),
        audit_events::at.eq(work.now),
        audit_events::actor_type.eq(work.author.kind()),
        audit_events::actor_id.eq(work.author.id().map(AnyId)),
        audit_events::actor_role.eq(work.author.role().map(Code::code)),
        audit_events::session_id.eq(work.author.session().map(AnyId)),
        audit_events::tenant.eq(change.subject.tenant.as_deref()),
        audit_events::action.eq(change.action),
        audit_events::resource_type.eq(change.subject.kind.code()),
        audit_events::resource_id.eq(AnyId(change.subject.id)),
        audit_events::outcome.eq(outcome),
        audit_events::purpose.eq(change.purpose.as_deref()),
        audit_events::request_id.eq(AnyId(work.origin.request_id)),
        audit_events::source_network.eq(work.origin.source_network.as_deref()),
        audit_events::changes.eq(changes.to_string()),
    );
    diesel::insert_into(audit_events::table).values(row).execute(work.conn).map(drop)
}

pub(super) fn insert_event(work: &mut Work<'_>, change: &Change) -> QueryResult<()> {
    // Thin on purpose: the receiver fetches the object with its own rights.
    let data = json!({ "state": change.to_state, "version": change.subject.version });
    let row = (
        outgoing_events::id.eq(work.new_id::<AnyId>()),
        outgoing_events::at.eq(work.now),
        outgoing_events::event_type.eq(change.event.as_ref()),
        outgoing_events::subject_type.eq(change.subject.kind.code()),
        outgoing_events::subject_id.eq(AnyId(change.subject.id)),
        outgoing_events::subject_version.eq(change.subject.version),
        outgoing_events::tenant.eq(change.subject.tenant.as_deref()),
        outgoing_events::data.eq(data.to_string()),
    );
    diesel::insert_into(outgoing_events::table).values(row).execute(work.conn).map(drop)
}
