//! The addresses of reference data: open to anyone, the same for everyone.

use super::closed::{ClosedCode, ClosedLists};
use super::operations::CodeList;
use super::store::{self, CodeRow, Region, RegionFilter};
use crate::domain::access::Action;
use crate::domain::code::Code;
use crate::domain::identifiers::RegionLevel;
use crate::error::Error;
use crate::service::Service;
use crate::web::page::{MOST_COUNTED, Page, Position, Window};
use crate::web::path::PathText;
use crate::web::query::{NoParameters, Query};
use crate::web::reply::{Caching, Reply};
use crate::web::routes::Routes;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};
use uuid::Uuid;

crate::wire_codes!(RegionLevel);

/// The operations of this room.
#[derive(OpenApi)]
#[openapi(
    paths(list_reference_lists, get_reference_list, list_regions),
    tags((name = "reference", description = "Data acuan: code lists with Indonesian and English labels, region codes"))
)]
pub struct Api;

/// Adds the routes of this room.
pub fn routes(routes: &mut Routes) {
    routes.on(Method::GET, "/v1/reference", Action::ListReferenceLists, list_reference_lists);
    routes.on(Method::GET, "/v1/reference/regions", Action::ListRegions, list_regions);
    routes.on(Method::GET, "/v1/reference/{list}", Action::GetReferenceList, get_reference_list);
}

/// The code lists that there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferenceLists {
    /// The lists, by name.
    #[schema(max_items = 200)]
    pub items: Vec<ReferenceListEntry>,
}

/// One code list, without its codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferenceListEntry {
    /// Name of the list.
    #[schema(max_length = 60, example = "substance")]
    pub list: String,
    /// Whether the office may add codes and end them.
    pub editable: bool,
    /// Where its codes are.
    pub links: ReferenceLinks,
}

/// Addresses around a code list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferenceLinks {
    /// The list itself.
    #[serde(rename = "self")]
    #[schema(max_length = 200, example = "/v1/reference/substance")]
    pub itself: String,
}

fn links(list: &str) -> ReferenceLinks {
    ReferenceLinks { itself: format!("/v1/reference/{list}") }
}

/// Lists the code lists.
///
/// Closed lists belong to the program; editable ones are kept by the office. `regions` has an address of its own.
#[utoipa::path(
    get, path = "/v1/reference", operation_id = "listReferenceLists", tag = "reference",
    responses((status = 200, description = "Every code list.", body = ReferenceLists))
)]
pub async fn list_reference_lists(closed: Data<ClosedLists>, _: Query<NoParameters>) -> Result<HttpResponse, Error> {
    let closed = closed.all().iter().map(|list| (list.list, false));
    let editable = CodeList::ALL.iter().map(|list| (list.code(), true));
    let mut lists: Vec<(&str, bool)> = closed.chain(editable).collect();
    lists.sort_unstable();
    let items = lists.into_iter().map(|(list, editable)| ReferenceListEntry {
        list: list.to_owned(),
        editable,
        links: links(list),
    });
    Ok(Reply::ok(Caching::Public, &ReferenceLists { items: items.collect() })?.into_response())
}

/// A code list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferenceList {
    /// Name of the list.
    #[schema(max_length = 60, example = "substance")]
    pub list: String,
    /// Whether the office may add codes and end them.
    pub editable: bool,
    /// The codes, in the order in which people read them.
    #[schema(max_items = 1000)]
    pub items: Vec<ReferenceCode>,
    /// Where the list lives.
    pub links: ReferenceLinks,
}

/// One code of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferenceCode {
    /// Stable code, as it stands in other objects.
    #[schema(max_length = 60, example = "administrasi_kependudukan")]
    pub code: String,
    /// What an Indonesian reader sees.
    #[schema(max_length = 300, example = "Administrasi kependudukan")]
    pub label_id: String,
    /// What an English reader sees.
    #[schema(max_length = 300, example = "Civil registration")]
    pub label_en: String,
    /// First day on which it may be chosen; absent: always.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub active_from: Option<NaiveDate>,
    /// Last day on which it may be chosen; absent: until further notice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub active_to: Option<NaiveDate>,
    /// Where the code comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 300)]
    pub rule_reference: Option<String>,
}

impl From<ClosedCode> for ReferenceCode {
    fn from(row: ClosedCode) -> Self {
        Self {
            code: row.code.to_owned(),
            label_id: row.label_id.to_owned(),
            label_en: row.label_en.to_owned(),
            active_from: None,
            active_to: None,
            rule_reference: None,
        }
    }
}

impl From<CodeRow> for ReferenceCode {
    fn from(row: CodeRow) -> Self {
        Self {
            code: row.code,
            label_id: row.label_id,
            label_en: row.label_en,
            active_from: row.active_from,
            active_to: row.active_to,
            rule_reference: row.rule_reference,
        }
    }
}

/// Which codes are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct GetReferenceList {
    /// Only codes that may be chosen on this day.
    #[param(nullable = false)]
    active_on: Option<NaiveDate>,
}

/// Reads a code list.
#[utoipa::path(
    get, path = "/v1/reference/{list}", operation_id = "getReferenceList", tag = "reference",
    params(
        ("list" = String, Path, description = "Name of the list.", max_length = 60, pattern = "^[a-z_]+$", example = "substance"),
        GetReferenceList
    ),
    responses((status = 200, description = "The list with its codes.", body = ReferenceList))
)]
pub async fn get_reference_list(
    service: Data<Service>,
    closed: Data<ClosedLists>,
    list: PathText,
    query: Query<GetReferenceList>,
) -> Result<HttpResponse, Error> {
    let name = list.0;
    let (editable, items): (bool, Vec<ReferenceCode>) = match CodeList::from_code(&name) {
        Some(list) => {
            let day = query.parameters.active_on;
            let rows = service.read(move |conn| Ok(store::codes(conn, list, day)?)).await?;
            (true, rows.into_iter().map(ReferenceCode::from).collect())
        }
        None => {
            let list = closed.find(&name).ok_or_else(Error::not_found)?;
            (false, list.codes.iter().copied().map(ReferenceCode::from).collect())
        }
    };
    let links = links(&name);
    Ok(Reply::ok(Caching::Public, &ReferenceList { list: name, editable, items, links })?.into_response())
}

/// A region (*wilayah*).
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionView {
    /// Code of the Kepmendagri: text with dots.
    #[schema(max_length = 13, example = "63.07.01")]
    pub code: String,
    /// Name; not unique, so never look up by name alone.
    #[schema(max_length = 200, example = "Batang Alai Selatan")]
    pub name: String,
    /// Level of government.
    pub level: RegionLevel,
    /// The region that it is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 13, example = "63.07")]
    pub parent_code: Option<String>,
    /// The decree whose code this is.
    #[schema(max_length = 200, example = "Kepmendagri 300.2.2-2430/2025")]
    pub decree: String,
}

impl From<Region> for RegionView {
    fn from(region: Region) -> Self {
        let Region { code, name, level, parent_code, decree, search_text: _ } = region;
        Self { code, name, level, parent_code, decree }
    }
}

/// Which regions are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListRegions {
    /// Only regions directly under this one.
    #[param(max_length = 13, pattern = "^[0-9.]+$", example = "63.07", nullable = false)]
    parent: Option<String>,
    /// Only regions of these levels.
    #[param(max_items = 10, explode = false, nullable = false)]
    level: Option<Vec<RegionLevel>>,
    /// Only regions whose code or name holds this text; case and accents do not matter.
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

/// Lists regions by code.
#[utoipa::path(
    get, path = "/v1/reference/regions", operation_id = "listRegions", tag = "reference", params(ListRegions),
    responses((status = 200, description = "A page of regions.", body = Page<RegionView>))
)]
pub async fn list_regions(service: Data<Service>, query: Query<ListRegions>) -> Result<HttpResponse, Error> {
    let (wanted, keys, now) = (query.parameters, service.ring(), service.now());
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let filter = RegionFilter { parent: wanted.parent, levels: wanted.level.unwrap_or_default(), text: wanted.q };
    let counted = wanted.include_total == Some(true);
    let (after, fetch) = (window.after.clone(), window.fetch());
    let (rows, total) = service
        .read(move |conn| {
            let rows = store::list_regions(conn, &filter, after.as_ref().map(|after| after.key.as_str()), fetch)?;
            let total = if counted { Some(store::count_regions(conn, &filter, MOST_COUNTED)?) } else { None };
            Ok((rows, total))
        })
        .await?;
    // A region's key is its code alone.
    let position = |region: &Region| Position { key: region.code.clone(), id: Uuid::nil() };
    let page: Page<RegionView> = window.page(rows, total, position, RegionView::from, &keys, now)?;
    Ok(Reply::page(Caching::Public, &page)?.into_response())
}
