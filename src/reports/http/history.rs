//! The history of a report and its internal notes.

use crate::auth::admission::Caller;
use crate::domain::access::Role;
use crate::domain::id::{HistoryId, NoteId, ReportId};
use crate::error::Error;
use crate::reports::operations;
use crate::reports::store::{self, HistoryEntry, Note};
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::etag::IfMatch;
use crate::web::page::{Page, Position, Window};
use crate::web::path::PathId;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply};
use crate::web::time::Instant;
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which part of a list below a report is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageOfReport {
    /// Items per page.
    #[param(minimum = 1, maximum = 200, default = 50, nullable = false)]
    limit: Option<i64>,
    /// Where the page begins, from the page before.
    #[param(max_length = 2048, pattern = "^[A-Za-z0-9_-]+$", nullable = false)]
    cursor: Option<String>,
}

/// One entry of a report's history.
#[derive(Serialize, ToSchema)]
pub struct HistoryEntryView {
    /// Id.
    id: Uuid,
    /// What happened.
    #[schema(max_length = 100, example = "report.submit")]
    event: String,
    /// When it was recorded.
    at: Instant,
    /// By whom.
    by: HistoryActor,
    /// From which state, for a step.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 40)]
    from: Option<String>,
    /// To which state; the same as before for a record.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 40)]
    to: Option<String>,
    /// The reason, as a code or in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20_000)]
    reason: Option<String>,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50_000)]
    note: Option<String>,
    /// The day on which it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    effective_on: Option<NaiveDate>,
    /// Further facts, such as letter numbers.
    #[schema(value_type = Object, additional_properties = true)]
    details: Value,
    /// The report's version after it.
    #[schema(minimum = 1)]
    version: i64,
}

/// Who did something.
#[derive(Serialize, ToSchema)]
pub struct HistoryActor {
    /// `person`, `machine` or `system`.
    #[schema(max_length = 20, pattern = "^[a-z]+$", example = "person")]
    r#type: String,
    /// The account; absent for the service itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    id: Option<Uuid>,
    /// In which role.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    role: Option<Role>,
}

impl From<HistoryEntry> for HistoryEntryView {
    fn from(entry: HistoryEntry) -> Self {
        Self {
            id: entry.id.0,
            event: entry.event,
            at: entry.at.into(),
            by: HistoryActor { r#type: entry.actor_type, id: entry.actor_id.map(|id| id.0), role: entry.actor_role },
            from: entry.from_state,
            to: entry.to_state,
            reason: entry.reason,
            note: entry.note,
            effective_on: entry.effective_on,
            details: serde_json::from_str(&entry.details).unwrap_or_else(|_| Value::Object(serde_json::Map::new())),
            version: entry.subject_version,
        }
    }
}

/// Lists what happened to a report, oldest first.
#[utoipa::path(
    get, path = "/v1/reports/{id}/history", operation_id = "listReportHistory", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id."), PageOfReport),
    responses((status = 200, description = "A page of its history.", body = Page<HistoryEntryView>))
)]
pub async fn list_report_history(
    service: Data<Service>,
    caller: Caller,
    id: PathId<ReportId>,
    query: Query<PageOfReport>,
) -> Result<HttpResponse, Error> {
    let (id, visibility, keys, now) = (id.id(), caller.principal.visibility(), service.ring(), service.now());
    let window = window(query, &keys, now)?;
    let (after, fetch) = (window.after.as_ref().map(|position| HistoryId(position.id)), window.fetch());
    let rows = service
        .read(move |conn| {
            let report = store::find(conn, visibility, id)?.ok_or_else(Error::not_found)?;
            Ok(store::history(conn, &report, after, fetch)?)
        })
        .await?;
    let position = |entry: &HistoryEntry| Position { key: String::new(), id: entry.id.0 };
    let page: Page<HistoryEntryView> = window.page(rows, None, position, HistoryEntryView::from, &keys, now)?;
    Ok(Reply::page(Caching::Private, &page)?.into_response())
}

pub(super) fn window(
    query: Query<PageOfReport>,
    keys: &crate::crypto::key_ring::KeyRing,
    now: crate::domain::time::Timestamp,
) -> Result<Window, Error> {
    let PageOfReport { limit, cursor } = query.parameters;
    Window::read(limit, cursor.as_deref(), query.binding, keys, now)
}

/// An internal note (*catatan*).
#[derive(Serialize, ToSchema)]
pub struct NoteView {
    /// Id.
    id: Uuid,
    /// Who wrote it.
    author_id: Uuid,
    /// What it says.
    #[schema(max_length = 10_000)]
    text: String,
    /// When it was written.
    created_at: Instant,
}

impl From<Note> for NoteView {
    fn from(note: Note) -> Self {
        Self { id: note.id.0, author_id: note.author_id.0, text: note.text, created_at: note.created_at.into() }
    }
}

/// Lists the internal notes of a report, newest first.
#[utoipa::path(
    get, path = "/v1/reports/{id}/notes", operation_id = "listReportNotes", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id."), PageOfReport),
    responses((status = 200, description = "A page of its notes.", body = Page<NoteView>))
)]
pub async fn list_report_notes(
    service: Data<Service>,
    caller: Caller,
    id: PathId<ReportId>,
    query: Query<PageOfReport>,
) -> Result<HttpResponse, Error> {
    let (id, visibility, keys, now) = (id.id(), caller.principal.visibility(), service.ring(), service.now());
    let window = window(query, &keys, now)?;
    let (after, fetch) = (window.after.as_ref().map(|position| NoteId(position.id)), window.fetch());
    let rows = service
        .read(move |conn| {
            let report = store::find(conn, visibility, id)?.ok_or_else(Error::not_found)?;
            Ok(store::notes(conn, &report, after, fetch)?)
        })
        .await?;
    let position = |note: &Note| Position { key: String::new(), id: note.id.0 };
    let page: Page<NoteView> = window.page(rows, None, position, NoteView::from, &keys, now)?;
    Ok(Reply::page(Caching::Private, &page)?.into_response())
}

/// An internal note to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateNote {
    /// What it says. Only staff who handle the report read it.
    #[schema(min_length = 1, max_length = 10_000, example = "Sudah dihubungi; menunggu berkas.")]
    text: String,
}

/// Adds an internal note. It cannot be changed afterwards.
///
/// `If-Match` is optional here: with it, the note is refused when the report has changed since it was read.
#[utoipa::path(
    post, path = "/v1/reports/{id}/notes", operation_id = "createReportNote", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id."),
        ("If-Match" = Option<String>, Header, description = "The version that was read.", max_length = 200,
            nullable = false)),
    request_body = CreateNote,
    responses((status = 201, description = "The note.", body = NoteView,
        headers(("Location" = String, description = "The report's notes."))))
)]
pub async fn create_report_note(
    service: Data<Service>,
    call: Call,
    id: PathId<ReportId>,
    held: IfMatch,
    body: Body<CreateNote>,
) -> Result<HttpResponse, Error> {
    let (id, input) = (id.id(), body.check());
    service
        .write(call, body.bytes(), move |work| {
            let visibility = work.caller()?.visibility();
            let case = operations::find(work.conn, visibility, id)?;
            if held != IfMatch::Missing {
                held.require(case.row.version)?;
            }
            let note = operations::add_note(work, &case, input?.text)?;
            Reply::created(format!("/v1/reports/{id}/notes"), Caching::Private, &NoteView::from(note))
        })
        .await
}
