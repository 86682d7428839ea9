//! The addresses of what a report goes past.

use crate::auth::admission::Caller;
use crate::domain::id::{AgencyId, ReportId};
use crate::error::Error;
use crate::reports::operations;
use crate::reports::store;
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::path::PathId;
use crate::web::query::{NoParameters, Query};
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An agency that a report goes past.
#[derive(Debug, Serialize, ToSchema)]
pub struct BypassView {
    /// The agency; its people, and those of the agencies under it, do not see the report.
    pub agency_id: Uuid,
}

/// The agencies that a report goes past.
#[derive(Debug, Serialize, ToSchema)]
pub struct BypassList {
    /// The agencies.
    #[schema(max_items = 1000)]
    pub items: Vec<BypassView>,
}

/// Lists the agencies that a report goes past. Why, and since when, stands in its history.
#[utoipa::path(
    get, path = "/v1/reports/{id}/bypasses", operation_id = "listReportBypasses", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id.")),
    responses((status = 200, description = "Every agency that is bypassed.", body = BypassList))
)]
pub async fn list_report_bypasses(
    service: Data<Service>,
    caller: Caller,
    id: PathId<ReportId>,
    _query: Query<NoParameters>,
) -> Result<HttpResponse, Error> {
    let (id, visibility) = (id.id(), caller.principal.visibility());
    let agencies = service
        .read(move |conn| {
            let report = store::find(conn, visibility, id)?.ok_or_else(Error::not_found)?;
            Ok(store::bypassed(conn, report.id)?)
        })
        .await?;
    let list = BypassList { items: agencies.into_iter().map(|agency| BypassView { agency_id: agency.0 }).collect() };
    Ok(Reply::ok(Caching::Private, &list)?.into_response())
}

/// Whom a report is to go past.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BypassAgency {
    /// The agency that is complained of, or whose narahubung is named.
    agency_id: Uuid,
    /// Why.
    #[schema(min_length = 1, max_length = 2000, example = "Narahubung instansi ini disebut dalam laporan.")]
    reason: String,
}

/// Lets a report bypass an agency: from then on its people, and those of the agencies under it, find no such report.
///
/// Repeating it changes nothing. It cannot be taken back. What is already delivered to the agency stays its obligation,
/// and its deadline runs on: deliver to the alternate, the regional secretary or the head of region.
#[utoipa::path(
    post, path = "/v1/reports/{id}/bypasses", operation_id = "bypassAgency", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id.")),
    request_body(content = BypassAgency, example = json!({ "agency_id": "01a2103a-27f5-7083-b307-c389e2c1fe49",
        "reason": "Narahubung instansi ini disebut dalam laporan." })),
    responses((status = 201, description = "It is recorded.", body = BypassView,
        headers(("Location" = String, description = "What the report goes past."))))
)]
pub async fn bypass_agency(
    service: Data<Service>,
    call: Call,
    id: PathId<ReportId>,
    body: Body<BypassAgency>,
) -> Result<HttpResponse, Error> {
    let id = id.id();
    let wanted = body.check();
    service
        .write(call, body.bytes(), move |work| {
            let visibility = work.caller()?.visibility();
            store::find(work.conn, visibility, id)?.ok_or_else(Error::not_found)?;
            let BypassAgency { agency_id, reason } = wanted?;
            if reason.trim().is_empty() {
                return Err(Error::field("/reason", "blank"));
            }
            operations::bypass(work, id, AgencyId(agency_id), reason)?;
            let location = format!("/v1/reports/{id}/bypasses");
            Reply::created(location, Caching::Private, &BypassView { agency_id })
        })
        .await
}
