//! An agency with all agencies under it.

use super::AgencyView;
use crate::agencies::operations;
use crate::agencies::store::{self, Agency, Filter};
use crate::domain::agency::AgencyKind;
use crate::domain::id::AgencyId;
use crate::error::Error;
use crate::service::Service;
use crate::web::page::{Page, Position, Window};
use crate::web::path::PathId;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which part of the subtree is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListAgencySubtree {
    /// Only agencies at most this many steps below; 0 is the agency itself, 1 adds those directly under it.
    #[param(minimum = 0, maximum = 20, nullable = false)]
    depth: Option<i32>,
    /// Only agencies of these kinds.
    #[param(max_items = 20, explode = false, nullable = false)]
    kind: Option<Vec<AgencyKind>>,
    /// Only agencies that exist on this day.
    #[param(nullable = false)]
    active_on: Option<NaiveDate>,
    /// Items per page.
    #[param(minimum = 1, maximum = 200, default = 50, nullable = false)]
    limit: Option<i64>,
    /// Where the page begins, from the page before.
    #[param(max_length = 2048, pattern = "^[A-Za-z0-9_-]+$", nullable = false)]
    cursor: Option<String>,
    /// Whether to count the whole list.
    #[param(nullable = false)]
    include_total: Option<bool>,
}

/// An agency in a subtree.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyInTree {
    /// How many steps it lies below the agency that was asked about; 0 for that agency itself.
    #[schema(minimum = 0, maximum = 100)]
    pub depth: i32,
    /// The agency.
    pub agency: AgencyView,
}

/// Lists an agency and all under it, by code.
#[utoipa::path(
    get, path = "/v1/agencies/{id}/subtree", operation_id = "listAgencySubtree", tag = "agencies",
    params(("id" = Uuid, Path, description = "The agency's id."), ListAgencySubtree),
    responses((status = 200, description = "A page of agencies.", body = Page<AgencyInTree>))
)]
pub async fn list_agency_subtree(
    service: Data<Service>,
    id: PathId<AgencyId>,
    query: Query<ListAgencySubtree>,
) -> Result<HttpResponse, Error> {
    let (wanted, keys, now, id) = (query.parameters, service.ring(), service.now(), id.id());
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let filter = Filter {
        kinds: wanted.kind.unwrap_or_default(),
        active_on: wanted.active_on.into_iter().collect(),
        ..Filter::default()
    };
    let depth = wanted.depth.unwrap_or(i32::MAX);
    let counted = wanted.include_total == Some(true);
    let (after, fetch) = (window.after.as_ref().map(|position| position.key.clone()), window.fetch());
    let (rows, total) = service
        .read(move |conn| {
            operations::find(conn, id)?;
            let rows = store::subtree_page(conn, id, depth, &filter, after.as_deref(), fetch)?;
            let total = if counted { Some(store::subtree_count(conn, id, depth, &filter)?) } else { None };
            Ok((rows, total))
        })
        .await?;
    let position = |(agency, _): &(Agency, i32)| Position { key: agency.code.clone(), id: agency.id.0 };
    let view = |(agency, depth): (Agency, i32)| AgencyInTree { depth, agency: agency.into() };
    let page: Page<AgencyInTree> = window.page(rows, total, position, view, &keys, now)?;
    Ok(Reply::page(Caching::Public, &page)?.into_response())
}
