//! Steps as resources: `POST` takes one, `GET` lists what was taken (contract 4.2).

use super::steps::ReportStep;
use crate::auth::admission::Caller;
use crate::domain::access::{Principal, Role};
use crate::domain::code::Code;
use crate::domain::id::{HistoryId, ReportId};
use crate::domain::report::{ClosingReason, State, Transition};
use crate::error::Error;
use crate::reports::operations::{self, Step, Taken};
use crate::reports::store::{self, Entry};
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
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A step that was taken, or a fact that was recorded.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01a2103a-27f5-7083-b307-c389e2c1fe49", "transition": "request_completion", "from": "formal_verification",
    "to": "awaiting_completion", "by": { "kind": "person", "role": "intake" }, "at": "2026-11-25T02:00:00.000Z",
    "effective_on": "2026-11-25", "version": 4
}))]
pub struct TransitionView {
    /// Id.
    pub id: Uuid,
    /// Which one; absent for the intake of a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub transition: Option<Transition>,
    /// From which state; absent for the intake.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<State>,
    /// To which state; the same as `from` where a fact was recorded.
    pub to: State,
    /// By whom.
    pub by: TransitionActor,
    /// When it was recorded.
    pub at: Instant,
    /// The day on which it took effect, where the step names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub effective_on: Option<NaiveDate>,
    /// The closing reason, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closing_reason: Option<ClosingReason>,
    /// Reason, advice or remark; for those who handle the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 10000)]
    pub note: Option<String>,
    /// What else was said, such as letter numbers; for those who handle the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Object)]
    pub details: Option<Map<String, Value>>,
    /// The report's version after it; the `ETag` of the report.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The steps that the caller may take next, as far as role and report decide. Only in the answer to a step.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 40)]
    pub allowed_transitions: Option<Vec<Transition>>,
}

/// Who took a step.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransitionActor {
    /// `person`, `machine` or `system`.
    #[schema(max_length = 10, pattern = "^[a-z]+$", example = "person")]
    pub kind: String,
    /// The account; for the office's staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<Uuid>,
    /// In which role; absent for the service itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub role: Option<Role>,
}

/// How much of a step a caller reads: remarks are written by and for those who handle the case, and may name people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    Handling,
    Outside,
}

impl Audience {
    fn of(principal: &Principal) -> Self {
        match principal.role {
            Role::Head | Role::Intake | Role::Examiner | Role::Resolution => Self::Handling,
            _ => Self::Outside,
        }
    }
}

impl TransitionView {
    fn of_entry(entry: Entry, audience: Audience) -> Result<Self, Error> {
        let handling = audience == Audience::Handling;
        let unreadable = || Error::internal(format!("history entry {} cannot be read", entry.id));
        let state = |code: &str| State::from_code(code).ok_or_else(unreadable);
        let details: Map<String, Value> = serde_json::from_str(&entry.details).map_err(|_| unreadable())?;
        Ok(Self {
            id: entry.id.0,
            transition: entry.event.strip_prefix("report.").and_then(Transition::from_code),
            from: entry.from_state.as_deref().map(state).transpose()?,
            to: state(entry.to_state.as_deref().unwrap_or_default())?,
            by: TransitionActor {
                kind: entry.actor_type,
                id: entry.actor_id.filter(|_| handling).map(|id| id.0),
                role: entry.actor_role,
            },
            at: Instant(entry.at),
            effective_on: entry.effective_on,
            closing_reason: entry.reason.as_deref().and_then(ClosingReason::from_code),
            note: entry.note.filter(|_| handling),
            details: Some(details).filter(|details| handling && !details.is_empty()),
            version: entry.version,
            allowed_transitions: None,
        })
    }

    fn of_taken(taken: Taken, caller: &Principal) -> Self {
        let Taken { case, id, event } = taken;
        let handling = Audience::of(caller) == Audience::Handling;
        let details: Map<String, Value> =
            event.details.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect();
        Self {
            id: id.0,
            transition: Some(event.transition),
            from: Some(event.from),
            to: event.to,
            by: TransitionActor {
                kind: if caller.role.is_machine() { "machine" } else { "person" }.to_owned(),
                id: Some(event.by.id).filter(|_| handling),
                role: Some(event.by.role),
            },
            at: Instant(event.at),
            effective_on: event.effective_on,
            closing_reason: event.closing_reason,
            note: event.note.filter(|_| handling),
            details: Some(details).filter(|details| handling && !details.is_empty()),
            version: case.row.version,
            allowed_transitions: Some(case.report.allowed(caller.role)),
        }
    }
}

/// Takes a step with a report, or records a fact.
///
/// Which steps there are, from which state, by whom and under which conditions is one table (`docs/lifecycle.md`).
/// A step that the present state does not have is 409 with `allowed_transitions`; one that another role takes is 403;
/// facts that are missing or cannot be are 422. Deadlines, assignments and deliveries follow from the step in the same
/// transaction.
#[utoipa::path(
    post, path = "/v1/reports/{id}/transitions", operation_id = "createReportTransition", tag = "reports",
    params(
        ("id" = Uuid, Path, description = "The report's id."),
        ("If-Match" = String, Header, description = "The version of the report that the step is taken on.",
            max_length = 200, pattern = "^[ -~]*$", example = "\"3\"")
    ),
    request_body(content = ReportStep, example = json!({
        "transition": "request_completion", "missing_items": ["F6"], "letter_number": "B/31/II/2026",
        "letter_on": "2026-11-25"
    })),
    responses((status = 201, description = "The step that was taken.", body = TransitionView,
        headers(
            ("Location" = String, description = "The list of the report's steps."),
            ("ETag" = String, description = "The report's version after it.")
        )))
)]
pub async fn create_report_transition(
    service: Data<Service>,
    call: Call,
    id: PathId<ReportId>,
    version: IfMatch,
    body: Body<ReportStep>,
) -> Result<HttpResponse, Error> {
    let id = id.id();
    let wanted = body.check();
    service
        .write(call, body.bytes(), move |work| {
            let caller = work.caller()?.clone();
            let case = operations::find(work.conn, caller.visibility(), id)?;
            version.require(case.row.version)?;
            let taken = operations::take(work, case, Step::from(wanted?), "createReportTransition")?;
            let version = taken.case.row.version;
            let view = TransitionView::of_taken(taken, &caller);
            let location = format!("/v1/reports/{id}/transitions");
            Ok(Reply::created(location, Caching::Private, &view)?.with_version(version))
        })
        .await
}

/// Which steps a list holds.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListTransitions {
    /// Items per page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(max_length = 2048, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
}

/// Lists the steps of a report and the facts recorded between them, the newest last: the history of the case.
#[utoipa::path(
    get, path = "/v1/reports/{id}/transitions", operation_id = "listReportTransitions", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id."), ListTransitions),
    responses((status = 200, description = "A page of steps.", body = Page<TransitionView>))
)]
pub async fn list_report_transitions(
    service: Data<Service>,
    caller: Caller,
    id: PathId<ReportId>,
    query: Query<ListTransitions>,
) -> Result<HttpResponse, Error> {
    let (id, principal) = (id.id(), caller.principal);
    let (ring, now) = (service.ring(), service.now());
    let wanted = query.parameters;
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &ring, now)?;
    let after = window.after.as_ref().map(|position| HistoryId(position.id));
    let (visibility, fetch) = (principal.visibility(), window.fetch());
    let entries = service
        .read(move |conn| {
            let report = store::find(conn, visibility, id)?.ok_or_else(Error::not_found)?;
            Ok(store::transitions(conn, &report, after, fetch)?)
        })
        .await?;
    let audience = Audience::of(&principal);
    let views: Result<Vec<_>, Error> =
        entries.into_iter().map(|entry| TransitionView::of_entry(entry, audience)).collect();
    let position = |view: &TransitionView| Position { key: String::new(), id: view.id };
    let page = window.page(views?, None, position, |view| view, &ring, now)?;
    Ok(Reply::page(Caching::Private, &page)?.into_response())
}
