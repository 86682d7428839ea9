//! The addresses of assignments and of conflicts of interest.

use crate::auth::admission::Caller;
use crate::domain::access::{Role, Who};
use crate::domain::id::{ReportId, UserId};
use crate::error::Error;
use crate::reports::operations;
use crate::reports::store::{self, Assignment};
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::path::{PathId, PathSecond};
use crate::web::query::{NoParameters, Query};
use crate::web::reply::{Caching, Reply};
use crate::web::time::Instant;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An examiner's assignment to a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignmentView {
    /// The examiner.
    pub user_id: Uuid,
    /// Their name.
    #[schema(max_length = 200)]
    pub display_name: String,
    /// Since when.
    pub assigned_at: Instant,
    /// The account that assigned them.
    pub assigned_by: Uuid,
    /// Until when; absent while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ended_at: Option<Instant>,
}

impl From<Assignment> for AssignmentView {
    fn from(assignment: Assignment) -> Self {
        Self {
            user_id: assignment.user_id.0,
            display_name: assignment.display_name,
            assigned_at: Instant(assignment.assigned_at),
            assigned_by: assignment.assigned_by.0,
            ended_at: assignment.ended_at.map(Instant),
        }
    }
}

/// The assignments of one report, running and ended, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignmentList {
    /// The assignments.
    #[schema(max_items = 1000)]
    pub items: Vec<AssignmentView>,
}

/// Lists who is and was assigned to a report.
#[utoipa::path(
    get, path = "/v1/reports/{id}/assignments", operation_id = "listReportAssignments", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id.")),
    responses((status = 200, description = "Every assignment of the report.", body = AssignmentList))
)]
pub async fn list_report_assignments(
    service: Data<Service>,
    caller: Caller,
    id: PathId<ReportId>,
    _query: Query<NoParameters>,
) -> Result<HttpResponse, Error> {
    let (id, visibility) = (id.id(), caller.principal.visibility());
    let assignments = service
        .read(move |conn| {
            let report = store::find(conn, visibility, id)?.ok_or_else(Error::not_found)?;
            Ok(store::assignments(conn, &report)?)
        })
        .await?;
    let list = AssignmentList { items: assignments.into_iter().map(AssignmentView::from).collect() };
    Ok(Reply::ok(Caching::Private, &list)?.into_response())
}

/// Whom to assign.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignReport {
    /// An active examiner without declared conflict of interest.
    user_id: Uuid,
}

/// Assigns an examiner to a report under examination; repeating it changes nothing.
#[utoipa::path(
    post, path = "/v1/reports/{id}/assignments", operation_id = "assignReport", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id.")),
    request_body(content = AssignReport, example = json!({ "user_id": "01a2103a-27f5-7083-b307-c389e2c1fe49" })),
    responses((status = 201, description = "The running assignment.", body = AssignmentView,
        headers(("Location" = String, description = "Where it can be ended."))))
)]
pub async fn assign_report(
    service: Data<Service>,
    call: Call,
    id: PathId<ReportId>,
    body: Body<AssignReport>,
) -> Result<HttpResponse, Error> {
    let id = id.id();
    let wanted = body.check();
    service
        .write(call, body.bytes(), move |work| {
            let visibility = work.caller()?.visibility();
            store::find(work.conn, visibility, id)?.ok_or_else(Error::not_found)?;
            let user = UserId(wanted?.user_id);
            let view = AssignmentView::from(operations::assign(work, id, user)?);
            Reply::created(format!("/v1/reports/{id}/assignments/{user}"), Caching::Private, &view)
        })
        .await
}

/// Ends an examiner's assignment; they no longer see the report.
#[utoipa::path(
    delete, path = "/v1/reports/{id}/assignments/{user_id}", operation_id = "endReportAssignment", tag = "reports",
    params(
        ("id" = Uuid, Path, description = "The report's id."),
        ("user_id" = Uuid, Path, description = "The examiner's account.")
    ),
    responses((status = 204, description = "The assignment has ended."))
)]
pub async fn end_report_assignment(
    service: Data<Service>,
    call: Call,
    id: PathId<ReportId>,
    user: PathSecond<UserId>,
) -> Result<HttpResponse, Error> {
    let (id, user) = (id.id(), user.id());
    service
        .write(call, b"", move |work| {
            operations::end_assignment(work, id, user)?;
            Ok(Reply::no_content())
        })
        .await
}

/// A conflict of interest (UU 37/2008 art. 40).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareConflict {
    /// Why this person must not handle the report.
    #[schema(min_length = 1, max_length = 2000, example = "Terlapor adalah keluarga saya.")]
    reason: String,
    /// Whose conflict it is; the caller's own when absent. Only the head of the office names somebody else.
    user_id: Option<Uuid>,
}

/// Declares a conflict of interest: from then on this person finds no such report, and an assignment to it ends.
#[utoipa::path(
    post, path = "/v1/reports/{id}/conflict-declarations", operation_id = "declareConflict", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id.")),
    request_body(content = DeclareConflict, example = json!({ "reason": "Terlapor adalah keluarga saya." })),
    responses((status = 204, description = "It is recorded."))
)]
pub async fn declare_conflict(
    service: Data<Service>,
    call: Call,
    id: PathId<ReportId>,
    body: Body<DeclareConflict>,
) -> Result<HttpResponse, Error> {
    let id = id.id();
    let wanted = body.check();
    service
        .write(call, body.bytes(), move |work| {
            let caller = work.caller()?.clone();
            store::find(work.conn, caller.visibility(), id)?.ok_or_else(Error::not_found)?;
            let wanted = wanted?;
            if wanted.reason.trim().is_empty() {
                return Err(Error::field("/reason", "blank"));
            }
            let own = match caller.who {
                Who::Person(user, _) => user,
                Who::Machine(_) => return Err(Error::not_allowed()),
            };
            let user = wanted.user_id.map_or(own, UserId);
            if user != own && caller.role != Role::Head {
                return Err(Error::field("/user_id", "only_for_others"));
            }
            operations::declare_conflict(work, id, user, wanted.reason)?;
            Ok(Reply::no_content())
        })
        .await
}
