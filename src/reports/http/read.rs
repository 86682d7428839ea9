//! Reading one report.

use super::views::{self, ReportView};
use crate::auth::admission::Caller;
use crate::domain::id::ReportId;
use crate::error::Error;
use crate::reports::operations;
use crate::service::Service;
use crate::web::context::RequestContext;
use crate::web::etag::IfNoneMatch;
use crate::web::path::PathId;
use crate::web::reply::{Caching, Reply, not_modified};
use actix_web::HttpResponse;
use actix_web::web::Data;

/// Reads a report, as far as the caller may see it.
///
/// `view` says whose view it is: `office`, `agency` (what was delivered, nothing of the case file or the reporter),
/// `reporter` (plain words) or `machine` (no identity).
#[utoipa::path(
    get, path = "/v1/reports/{id}", operation_id = "getReport", tag = "reports",
    params(("id" = uuid::Uuid, Path, description = "The report's id.")),
    responses((status = 200, description = "The report, as the caller sees it.", body = ReportView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn get_report(
    service: Data<Service>,
    caller: Caller,
    context: RequestContext,
    id: PathId<ReportId>,
    held: IfNoneMatch,
) -> Result<HttpResponse, Error> {
    let (id, ring, principal) = (id.id(), service.ring(), caller.principal);
    // The agency side is not told the report's version: its tag is of what it reads.
    let versioned = !principal.role.is_agency_side();
    let read = move |conn: &mut crate::db::AnyConnection| {
        let case = operations::find(conn, principal.visibility(), id)?;
        let version = case.row.version;
        let view = match versioned && held.holds(version) {
            true => None,
            false => Some(views::view(conn, &ring, &principal, context.language, case)?),
        };
        Ok((version, view))
    };
    match service.read(read).await? {
        (version, None) => Ok(not_modified(version, Caching::Private)),
        (version, Some(view)) => {
            let reply = Reply::ok(Caching::Private, &view)?;
            Ok(if versioned { reply.with_version(version) } else { reply }.into_response())
        }
    }
}
