//! The addresses of narahubung: reads of the directory. Writes, coverage and contacts have files of their own.

mod contact;
mod coverage;
mod writes;

use super::operations::{self, Placed};
use super::store::{AgencyRef, Filter};
use crate::auth::admission::Caller;
use crate::domain::access::Action;
use crate::domain::id::{AgencyId, NarahubungId};
use crate::domain::identifiers::StaffNumber;
use crate::domain::narahubung::contact::{ContactStep, PassedReason};
use crate::domain::narahubung::coverage::CoverageStatus;
use crate::domain::narahubung::{EndReason, NarahubungLevel, NarahubungRole};
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

crate::wire_codes!(NarahubungLevel, NarahubungRole, EndReason, CoverageStatus, ContactStep, PassedReason);

/// The operations of this room.
#[derive(OpenApi)]
#[openapi(
    paths(
        list_narahubung,
        get_narahubung,
        writes::designate_narahubung,
        writes::update_narahubung,
        writes::end_narahubung,
        coverage::get_narahubung_coverage,
        contact::get_agency_contact
    ),
    tags((name = "narahubung", description = "Narahubung: who answers for an agency, and how well the network covers the units"))
)]
pub struct Api;

/// Adds the routes of this room.
pub fn routes(routes: &mut Routes) {
    routes.on(Method::GET, "/v1/narahubung", Action::ListNarahubung, list_narahubung);
    routes.on(Method::POST, "/v1/narahubung", Action::DesignateNarahubung, writes::designate_narahubung);
    let coverage = "/v1/narahubung/coverage";
    routes.on(Method::GET, coverage, Action::GetNarahubungCoverage, coverage::get_narahubung_coverage);
    routes.on(Method::GET, "/v1/narahubung/{id}", Action::GetNarahubung, get_narahubung);
    routes.on(Method::PATCH, "/v1/narahubung/{id}", Action::UpdateNarahubung, writes::update_narahubung);
    routes.on(Method::POST, "/v1/narahubung/{id}/endings", Action::EndNarahubung, writes::end_narahubung);
    let contact = "/v1/agencies/{id}/narahubung-contact";
    routes.on(Method::GET, contact, Action::GetAgencyContact, contact::get_agency_contact);
}

/// The agency that a narahubung answers for.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyBrief {
    /// Id.
    pub id: Uuid,
    /// Stable human code.
    #[schema(max_length = 60, example = "63.07.ITDA")]
    pub code: String,
    /// Official name.
    #[schema(max_length = 200, example = "Inspektorat Kabupaten Hulu Sungai Tengah")]
    pub name: String,
    /// Code of the government whose tree it is in; absent outside governments.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 13, example = "63.07")]
    pub government_code: Option<String>,
}

impl From<AgencyRef> for AgencyBrief {
    fn from(agency: AgencyRef) -> Self {
        Self { id: agency.id.0, code: agency.code, name: agency.name, government_code: agency.government_code }
    }
}

/// A designation (*penunjukan narahubung*).
#[derive(Serialize, ToSchema)]
pub struct NarahubungView {
    /// Id.
    pub id: Uuid,
    /// The agency answered for.
    pub agency: AgencyBrief,
    /// The person's name.
    #[schema(max_length = 200, example = "Siti Contoh")]
    pub person_name: String,
    /// NIP or staff number, all but its last three characters starred: a NIP tells the birth date.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 30, example = "***************999")]
    pub staff_number_masked: Option<String>,
    /// The person's post.
    #[schema(max_length = 200, example = "Sekretaris Inspektorat")]
    pub post: String,
    /// Telephone, E.164.
    #[schema(max_length = 20, example = "+6281100000001")]
    pub phone: String,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200, example = "siti@example.org")]
    pub email: Option<String>,
    /// Level, by the kind of the agency.
    pub level: NarahubungLevel,
    /// Primary or deputy.
    pub role: NarahubungRole,
    /// Number of the decree or letter.
    #[schema(max_length = 100, example = "700/12/ITDA/2026")]
    pub decree_number: String,
    /// Its date.
    pub decree_on: NaiveDate,
    /// Post of whoever signed it.
    #[schema(max_length = 200, example = "Bupati Hulu Sungai Tengah")]
    pub signer_post: String,
    /// First day, in WITA.
    pub valid_from: NaiveDate,
    /// Last day, in WITA: it stops at 00:00 WITA of the next. Absent until further notice. The day before `valid_from`
    /// when it was withdrawn before it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub valid_to: Option<NaiveDate>,
    /// Why it ended before its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub end_reason: Option<EndReason>,
    /// When the person can be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200, example = "Senin-Jumat 08.00-16.00 WITA")]
    pub contact_hours: Option<String>,
    /// The person's account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub user_id: Option<Uuid>,
    /// Version; the same number is the `ETag`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// Where it lives.
    pub links: NarahubungLinks,
}

/// Addresses around a designation.
#[derive(Debug, Serialize, ToSchema)]
pub struct NarahubungLinks {
    /// The designation itself.
    #[serde(rename = "self")]
    #[schema(max_length = 200, example = "/v1/narahubung/01a2103a-27f5-7083-b307-c389e2c1fe49")]
    pub itself: String,
    /// The agency.
    #[schema(max_length = 200, example = "/v1/agencies/01a2103a-27f5-7083-b307-c389e2c1fe49")]
    pub agency: String,
}

/// Where a designation lives.
fn address(id: NarahubungId) -> String {
    format!("/v1/narahubung/{id}")
}

impl From<Placed> for NarahubungView {
    fn from(Placed { designation, agency }: Placed) -> Self {
        let masked = |number: String| StaffNumber::parse(&number).map(|number| number.masked()).ok();
        Self {
            links: NarahubungLinks { itself: address(designation.id), agency: format!("/v1/agencies/{}", agency.id) },
            id: designation.id.0,
            agency: agency.into(),
            person_name: designation.person_name,
            staff_number_masked: designation.staff_number.and_then(masked),
            post: designation.post,
            phone: designation.phone,
            email: designation.email,
            level: designation.level,
            role: designation.role,
            decree_number: designation.decree_number,
            decree_on: designation.decree_on,
            signer_post: designation.signer_post,
            valid_from: designation.valid_from,
            valid_to: designation.valid_to,
            end_reason: designation.end_reason,
            contact_hours: designation.contact_hours,
            user_id: designation.user_id.map(Uuid::from),
            version: designation.version,
            created_at: designation.created_at.into(),
            updated_at: designation.updated_at.into(),
        }
    }
}

/// Which designations are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListNarahubung {
    /// Only designations of this agency.
    #[param(nullable = false)]
    agency_id: Option<Uuid>,
    /// Only designations of agencies in this government's tree, by code.
    #[param(max_length = 13, pattern = "^[0-9.]+$", example = "63.07", nullable = false)]
    government: Option<String>,
    /// Only designations of this agency and those under it.
    #[param(nullable = false)]
    subtree: Option<Uuid>,
    /// Only designations of this role.
    #[param(nullable = false)]
    role: Option<NarahubungRole>,
    /// Only designations that hold on this day, in WITA.
    #[param(nullable = false)]
    valid_on: Option<NaiveDate>,
    /// Only designations whose name, post or decree number holds this text; case and accents do not matter.
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

/// Lists designations.
///
/// In the order in which they were recorded, past, present and future; `valid_on` asks for those of a day. The agency
/// side sees its own tree.
#[utoipa::path(
    get, path = "/v1/narahubung", operation_id = "listNarahubung", tag = "narahubung", params(ListNarahubung),
    responses((status = 200, description = "A page of designations.", body = Page<NarahubungView>))
)]
pub async fn list_narahubung(
    service: Data<Service>,
    caller: Caller,
    query: Query<ListNarahubung>,
) -> Result<HttpResponse, Error> {
    let (wanted, keys, now) = (query.parameters, service.ring(), service.now());
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let filter = Filter {
        agency: wanted.agency_id.map(AgencyId),
        government: wanted.government,
        subtree: wanted.subtree.map(AgencyId),
        role: wanted.role,
        valid_on: wanted.valid_on,
        text: wanted.q,
    };
    let counted = (wanted.include_total == Some(true)).then_some(MOST_COUNTED);
    let (after, fetch) = (window.after.as_ref().map(|position| position.id.into()), window.fetch());
    let reach = caller.principal.reach();
    let (rows, total) = service.read(move |conn| operations::list(conn, &filter, reach, after, fetch, counted)).await?;
    let position = |placed: &Placed| Position { key: String::new(), id: placed.designation.id.0 };
    let page: Page<NarahubungView> = window.page(rows, total, position, NarahubungView::from, &keys, now)?;
    Ok(Reply::page(Caching::Private, &page)?.into_response())
}

/// Reads a designation.
#[utoipa::path(
    get, path = "/v1/narahubung/{id}", operation_id = "getNarahubung", tag = "narahubung",
    params(("id" = Uuid, Path, description = "The designation's id.")),
    responses((status = 200, description = "The designation.", body = NarahubungView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn get_narahubung(
    service: Data<Service>,
    caller: Caller,
    id: PathId<NarahubungId>,
    held: IfNoneMatch,
) -> Result<HttpResponse, Error> {
    let (id, reach) = (id.id(), caller.principal.reach());
    let placed = service.read(move |conn| operations::find(conn, reach, id)).await?;
    let version = placed.designation.version;
    if held.holds(version) {
        return Ok(not_modified(version, Caching::Private));
    }
    Ok(Reply::ok(Caching::Private, &NarahubungView::from(placed))?.with_version(version).into_response())
}
