//! Recording, changing and ending agencies.

use super::AgencyView;
use crate::agencies::operations::{self, AgencyPatch, Ending, NewAgency};
use crate::domain::agency::AgencyKind;
use crate::domain::id::AgencyId;
use crate::domain::time::Zone;
use crate::error::Error;
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::etag::IfMatch;
use crate::web::patch::removable;
use crate::web::path::PathId;
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a new agency needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "code": "63.07.DISNAKER",
    "name": "Dinas Tenaga Kerja Kabupaten Hulu Sungai Tengah",
    "kind": "department",
    "class": "PEMKAB",
    "region_code": "63.07",
    "parent_id": "01a2103a-27f5-7083-b307-c389e2c1fe49",
    "phone": "0811-0000-001",
}))]
pub struct CreateAgency {
    /// Stable human code; begins with a region code. It never changes.
    #[schema(min_length = 2, max_length = 60, pattern = "^[0-9]{2}(\\.[A-Z0-9-]+)*$", example = "63.07.DISDIK")]
    code: String,
    /// Official name.
    #[schema(min_length = 3, max_length = 200, example = "Dinas Pendidikan Kabupaten Hulu Sungai Tengah")]
    name: String,
    /// Kind of body.
    kind: AgencyKind,
    /// Fine class of reported agency, a code of the reference list `agency_class`.
    #[schema(min_length = 2, max_length = 40, pattern = "^[A-Z_]+$", example = "PEMKAB")]
    class: String,
    /// Region that it serves.
    #[schema(max_length = 13, pattern = "^[0-9.]+$", example = "63.07")]
    region_code: Option<String>,
    /// The agency above it; only governments and agencies outside governments stand alone.
    parent_id: Option<Uuid>,
    /// Postal address.
    #[schema(max_length = 500)]
    address: Option<String>,
    /// Postal code.
    #[schema(min_length = 5, max_length = 5, pattern = "^[0-9]{5}$", example = "71311")]
    postal_code: Option<String>,
    /// Telephone; `08…`, `62 8…` and `+62 8…` are understood, and the fixed lines of the province.
    #[schema(max_length = 30, example = "0811-0000-001")]
    phone: Option<String>,
    /// Official e-mail address.
    #[schema(max_length = 200, format = "email")]
    email: Option<String>,
    /// Website.
    #[schema(max_length = 300, format = "uri")]
    website: Option<String>,
    /// First day on which it exists; today when absent.
    active_from: Option<NaiveDate>,
}

/// Records an agency.
#[utoipa::path(
    post, path = "/v1/agencies", operation_id = "createAgency", tag = "agencies", request_body = CreateAgency,
    responses((status = 201, description = "The new agency.", body = AgencyView,
        headers(("Location" = String, description = "Where it lives."), ("ETag" = String, description = "Its version."))))
)]
pub async fn create_agency(
    service: Data<Service>,
    call: Call,
    body: Body<CreateAgency>,
) -> Result<HttpResponse, Error> {
    let wanted = body.check()?;
    let new = NewAgency {
        code: wanted.code,
        name: wanted.name,
        kind: wanted.kind,
        class: wanted.class,
        region_code: wanted.region_code,
        parent_id: wanted.parent_id.map(AgencyId),
        address: wanted.address,
        postal_code: wanted.postal_code,
        phone: wanted.phone,
        email: wanted.email,
        website: wanted.website,
        active_from: wanted.active_from.unwrap_or_else(|| Zone::Wita.day_of(service.now())),
    };
    service
        .write(call, body.bytes(), move |work| {
            let agency = operations::create(work, new)?;
            let version = agency.version;
            let view = AgencyView::from(agency);
            Ok(Reply::created(view.links.itself.clone(), Caching::Public, &view)?.with_version(version))
        })
        .await
}

/// What may change of an agency. Its code never does, and its end is a deactivation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Dinas Pendidikan dan Kebudayaan", "website": null }))]
pub struct UpdateAgency {
    /// Official name.
    #[serde(default)]
    #[schema(nullable = false, min_length = 3, max_length = 200)]
    name: Option<String>,
    /// Kind of body; those under it must still fit.
    #[serde(default)]
    #[schema(nullable = false)]
    kind: Option<AgencyKind>,
    /// Fine class of reported agency, a code of the reference list `agency_class`.
    #[serde(default)]
    #[schema(nullable = false, min_length = 2, max_length = 40, pattern = "^[A-Z_]+$")]
    class: Option<String>,
    /// Region that it serves.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 13, pattern = "^[0-9.]+$")]
    region_code: Option<Option<String>>,
    /// The agency above it; all under it move along.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<Uuid>)]
    parent_id: Option<Option<Uuid>>,
    /// Postal address.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 500)]
    address: Option<Option<String>>,
    /// Postal code.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, min_length = 5, max_length = 5, pattern = "^[0-9]{5}$")]
    postal_code: Option<Option<String>>,
    /// Telephone.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 30)]
    phone: Option<Option<String>>,
    /// Official e-mail address.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 200, format = "email")]
    email: Option<Option<String>>,
    /// Website.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 300, format = "uri")]
    website: Option<Option<String>>,
}

impl From<UpdateAgency> for AgencyPatch {
    fn from(wanted: UpdateAgency) -> Self {
        Self {
            name: wanted.name,
            kind: wanted.kind,
            class: wanted.class,
            region_code: wanted.region_code,
            parent_id: wanted.parent_id.map(|parent| parent.map(AgencyId)),
            address: wanted.address,
            postal_code: wanted.postal_code,
            phone: wanted.phone,
            email: wanted.email,
            website: wanted.website,
        }
    }
}

/// Changes an agency.
///
/// When it moves in the tree or changes its kind, the place and the government of all agencies under it follow, each
/// with a new version.
#[utoipa::path(
    patch, path = "/v1/agencies/{id}", operation_id = "updateAgency", tag = "agencies",
    params(
        ("id" = Uuid, Path, description = "The agency's id."),
        ("If-Match" = String, Header, description = "The version that was read, as its ETag.", max_length = 200, example = "\"1\"")
    ),
    request_body(content = UpdateAgency, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The agency.", body = AgencyView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn update_agency(
    service: Data<Service>,
    call: Call,
    id: PathId<AgencyId>,
    held: IfMatch,
    body: Body<UpdateAgency>,
) -> Result<HttpResponse, Error> {
    let (id, input) = (id.id(), body.check());
    let answer = service.write(call, body.bytes(), move |work| {
        let agency = operations::find(work.conn, id)?;
        held.require(agency.version)?;
        let agency = operations::update(work, agency, input?.into())?;
        let version = agency.version;
        Ok(Reply::ok(Caching::Public, &AgencyView::from(agency))?.with_version(version))
    });
    let answer = answer.await?;
    // Whose tree an account oversees may have changed.
    service.gatekeeper.forget_standings();
    Ok(answer)
}

/// How an agency ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "ended_on": "2026-11-25", "reason": "Digabung dengan Dinas Pendidikan" }))]
pub struct DeactivateAgency {
    /// Its last day, in WITA; not in the future.
    ended_on: NaiveDate,
    /// Why.
    #[schema(min_length = 3, max_length = 500)]
    reason: String,
    /// Who takes over: open reports go to this agency.
    successor_id: Option<Uuid>,
}

/// An agency that ended, and what went with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyDeactivation {
    /// The agency.
    pub agency: AgencyView,
    /// How many open reports went to the successor.
    #[schema(minimum = 0)]
    pub rerouted_reports: usize,
    /// How many designations of narahubung ended with it.
    #[schema(minimum = 0)]
    pub ended_narahubung: usize,
}

/// Ends an agency.
///
/// Refused with 409 while agencies under it exist (`open_children`) and while it has open reports, unless a successor
/// takes them: `open_report_count` says how many they are, `open_reports` names those that the caller sees, 50 at most.
/// Its designations of narahubung end with it.
#[utoipa::path(
    post, path = "/v1/agencies/{id}/deactivations", operation_id = "deactivateAgency", tag = "agencies",
    params(
        ("id" = Uuid, Path, description = "The agency's id."),
        ("If-Match" = String, Header, description = "The version that was read, as its ETag.", max_length = 200, example = "\"1\"")
    ),
    request_body = DeactivateAgency,
    responses((status = 201, description = "The ended agency.", body = AgencyDeactivation,
        headers(("Location" = String, description = "Where it lives."), ("ETag" = String, description = "Its version."))))
)]
pub async fn deactivate_agency(
    service: Data<Service>,
    call: Call,
    id: PathId<AgencyId>,
    held: IfMatch,
    body: Body<DeactivateAgency>,
) -> Result<HttpResponse, Error> {
    let (id, input) = (id.id(), body.check());
    let answer = service.write(call, body.bytes(), move |work| {
        let agency = operations::find(work.conn, id)?;
        held.require(agency.version)?;
        let wanted = input?;
        let ending = Ending {
            ended_on: wanted.ended_on,
            reason: wanted.reason,
            successor_id: wanted.successor_id.map(AgencyId),
        };
        let done = operations::deactivate(work, agency, ending)?;
        let version = done.agency.version;
        let view = AgencyDeactivation {
            agency: AgencyView::from(done.agency),
            rerouted_reports: done.rerouted_reports,
            ended_narahubung: done.ended_narahubung,
        };
        let location = view.agency.links.itself.clone();
        Ok(Reply::created(location, Caching::Public, &view)?.with_version(version))
    });
    let answer = answer.await?;
    service.gatekeeper.forget_standings();
    Ok(answer)
}
