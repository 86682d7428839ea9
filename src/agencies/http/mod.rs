//! The addresses of agencies: reads. Writes have a file of their own.

mod subtree;
mod writes;

use super::operations;
use super::store::{self, Agency, Filter};
use crate::domain::access::Action;
use crate::domain::agency::AgencyKind;
use crate::domain::id::AgencyId;
use crate::domain::time::Zone;
use crate::error::Error;
use crate::service::Service;
use crate::web::etag::IfNoneMatch;
use crate::web::page::{MOST_COUNTED, Page, Position, Window};
use crate::web::path::PathId;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply, not_modified};
use crate::web::routes::Routes;
use crate::web::time::Instant;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};
use uuid::Uuid;

crate::wire_codes!(AgencyKind);

/// The operations of this room.
#[derive(OpenApi)]
#[openapi(
    paths(
        list_agencies,
        get_agency,
        subtree::list_agency_subtree,
        writes::create_agency,
        writes::update_agency,
        writes::deactivate_agency
    ),
    tags((name = "agencies", description = "Instansi: governments, their apparatus, vertical agencies, enterprises"))
)]
pub struct Api;

/// Adds the routes of this room.
pub fn routes(routes: &mut Routes) {
    routes.on(Method::GET, "/v1/agencies", Action::ListAgencies, list_agencies);
    routes.on(Method::POST, "/v1/agencies", Action::CreateAgency, writes::create_agency);
    routes.on(Method::GET, "/v1/agencies/{id}", Action::GetAgency, get_agency);
    routes.on(Method::PATCH, "/v1/agencies/{id}", Action::UpdateAgency, writes::update_agency);
    let subtree = "/v1/agencies/{id}/subtree";
    routes.on(Method::GET, subtree, Action::ListAgencySubtree, subtree::list_agency_subtree);
    let deactivations = "/v1/agencies/{id}/deactivations";
    routes.on(Method::POST, deactivations, Action::DeactivateAgency, writes::deactivate_agency);
}

/// An agency (*instansi*).
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyView {
    /// Id.
    pub id: Uuid,
    /// Stable human code; begins with a region code.
    #[schema(max_length = 60, example = "63.07.DISDUKCAPIL")]
    pub code: String,
    /// Official name.
    #[schema(max_length = 200, example = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Hulu Sungai Tengah")]
    pub name: String,
    /// Kind of body.
    pub kind: AgencyKind,
    /// Fine class of reported agency, a code of the reference list `agency_class`.
    #[schema(max_length = 40, example = "PEMKAB")]
    pub class: String,
    /// Code of the government whose tree it is in; absent for vertical agencies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 13, example = "63.07")]
    pub government_code: Option<String>,
    /// Region that it serves (Kepmendagri code).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 13, example = "63.07")]
    pub region_code: Option<String>,
    /// The agency above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent_id: Option<Uuid>,
    /// Postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    pub address: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 5, example = "71311")]
    pub postal_code: Option<String>,
    /// Telephone, E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20, example = "+6281100000001")]
    pub phone: Option<String>,
    /// Official e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200, example = "disdukcapil@example.org")]
    pub email: Option<String>,
    /// Website.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 300)]
    pub website: Option<String>,
    /// First day on which it exists.
    pub active_from: NaiveDate,
    /// Last day on which it exists; absent while it is active.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub active_to: Option<NaiveDate>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    pub end_reason: Option<String>,
    /// Who took over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub successor_id: Option<Uuid>,
    /// Version; the same number is the `ETag`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// Where it lives.
    pub links: AgencyLinks,
}

/// Addresses around an agency.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyLinks {
    /// The agency itself.
    #[serde(rename = "self")]
    #[schema(max_length = 200, example = "/v1/agencies/01a2103a-27f5-7083-b307-c389e2c1fe49")]
    pub itself: String,
}

impl From<Agency> for AgencyView {
    fn from(agency: Agency) -> Self {
        Self {
            links: AgencyLinks { itself: format!("/v1/agencies/{}", agency.id) },
            id: agency.id.0,
            code: agency.code,
            name: agency.name,
            kind: agency.kind,
            class: agency.class,
            government_code: agency.government_code,
            region_code: agency.region_code,
            parent_id: agency.parent_id.map(Uuid::from),
            address: agency.address,
            postal_code: agency.postal_code,
            phone: agency.phone,
            email: agency.email,
            website: agency.website,
            active_from: agency.active_from,
            active_to: agency.active_to,
            end_reason: agency.end_reason,
            successor_id: agency.successor_id.map(Uuid::from),
            version: agency.version,
            created_at: agency.created_at.into(),
            updated_at: agency.updated_at.into(),
        }
    }
}

/// Which agencies are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListAgencies {
    /// Only agencies of this government's tree, by code.
    #[param(max_length = 13, pattern = "^[0-9.]+$", example = "63.07", nullable = false)]
    government: Option<String>,
    /// Only agencies of these kinds.
    #[param(max_items = 20, explode = false, nullable = false)]
    kind: Option<Vec<AgencyKind>>,
    /// Only agencies directly under this one.
    #[param(nullable = false)]
    parent_id: Option<Uuid>,
    /// Only agencies of this class, a code of the reference list `agency_class`.
    #[param(max_length = 40, pattern = "^[A-Z_]+$", example = "PEMKAB", nullable = false)]
    class: Option<String>,
    /// Only agencies that exist today (`true`), or only those that are over or have not begun (`false`).
    #[param(nullable = false)]
    active: Option<bool>,
    /// Only agencies that exist on this day.
    #[param(nullable = false)]
    active_on: Option<NaiveDate>,
    /// Only agencies whose name or code holds this text; case and accents do not matter.
    #[param(min_length = 2, max_length = 100, nullable = false)]
    q: Option<String>,
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

/// Lists agencies by code.
#[utoipa::path(
    get, path = "/v1/agencies", operation_id = "listAgencies", tag = "agencies", params(ListAgencies),
    responses((status = 200, description = "A page of agencies.", body = Page<AgencyView>))
)]
pub async fn list_agencies(service: Data<Service>, query: Query<ListAgencies>) -> Result<HttpResponse, Error> {
    let (wanted, keys, now) = (query.parameters, service.ring(), service.now());
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let today = wanted.active.map(|_| Zone::Wita.day_of(now));
    let filter = Filter {
        government: wanted.government,
        kinds: wanted.kind.unwrap_or_default(),
        parent: wanted.parent_id.map(AgencyId),
        class: wanted.class,
        active_on: wanted.active_on.into_iter().chain(today.filter(|_| wanted.active == Some(true))).collect(),
        inactive_on: today.filter(|_| wanted.active == Some(false)),
        text: wanted.q,
    };
    let counted = wanted.include_total == Some(true);
    let (after, fetch) = (window.after.clone(), window.fetch());
    let (rows, total) = service
        .read(move |conn| {
            operations::check_filter(conn, &filter)?;
            let rows = store::list(conn, &filter, after.as_ref().map(|position| position.key.as_str()), fetch)?;
            let total = if counted { Some(store::count(conn, &filter, MOST_COUNTED)?) } else { None };
            Ok((rows, total))
        })
        .await?;
    let position = |agency: &Agency| Position { key: agency.code.clone(), id: agency.id.0 };
    let page: Page<AgencyView> = window.page(rows, total, position, AgencyView::from, &keys, now)?;
    Ok(Reply::page(Caching::Public, &page)?.into_response())
}

/// Reads an agency.
#[utoipa::path(
    get, path = "/v1/agencies/{id}", operation_id = "getAgency", tag = "agencies",
    params(("id" = Uuid, Path, description = "The agency's id.")),
    responses((status = 200, description = "The agency.", body = AgencyView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn get_agency(
    service: Data<Service>,
    id: PathId<AgencyId>,
    held: IfNoneMatch,
) -> Result<HttpResponse, Error> {
    let id = id.id();
    let agency = service.read(move |conn| Ok(store::find(conn, id)?)).await?.ok_or_else(Error::not_found)?;
    if held.holds(agency.version) {
        return Ok(not_modified(agency.version, Caching::Public));
    }
    let version = agency.version;
    Ok(Reply::ok(Caching::Public, &AgencyView::from(agency))?.with_version(version).into_response())
}
