//! Designating, changing and ending.

use super::NarahubungView;
use crate::domain::id::{AgencyId, NarahubungId, UserId};
use crate::domain::narahubung::coverage::CoverageStatus;
use crate::domain::narahubung::{EndReason, NarahubungLevel, NarahubungRole};
use crate::error::Error;
use crate::narahubung::operations::{self, ContactPatch, NewDesignation, coverage, reach_of};
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

/// How far ahead the answer to an ending looks for a successor.
const LOOKS_AHEAD_DAYS: u16 = 30;

/// What a designation needs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "agency_id": "01a2103a-27f5-7083-b307-c389e2c1fe49", "person_name": "Siti Contoh", "post": "Sekretaris Inspektorat",
    "phone": "0811-0000-0001", "role": "primary", "decree_number": "700/12/ITDA/2026", "decree_on": "2026-01-05",
    "signer_post": "Bupati Hulu Sungai Tengah", "valid_from": "2026-01-12"
}))]
pub struct DesignateNarahubung {
    /// The agency answered for.
    agency_id: Uuid,
    /// The person's name.
    #[schema(min_length = 2, max_length = 200)]
    person_name: String,
    /// NIP or the employer's own number.
    #[schema(max_length = 40)]
    staff_number: Option<String>,
    /// The person's post.
    #[schema(min_length = 2, max_length = 200)]
    post: String,
    /// Telephone; `08…`, `62 8…` and `+62 8…` are understood, and the fixed lines of the province.
    #[schema(min_length = 6, max_length = 30)]
    phone: String,
    /// E-mail address.
    #[schema(max_length = 200)]
    email: Option<String>,
    /// Level; it follows from the agency's kind, and when it is given it must fit.
    level: Option<NarahubungLevel>,
    /// Primary or deputy.
    role: NarahubungRole,
    /// Number of the decree or letter.
    #[schema(min_length = 1, max_length = 100)]
    decree_number: String,
    /// Its date, not in the future.
    decree_on: NaiveDate,
    /// Post of whoever signed it.
    #[schema(min_length = 2, max_length = 200)]
    signer_post: String,
    /// First day, in WITA.
    valid_from: NaiveDate,
    /// Last day, in WITA; until further notice when absent.
    valid_to: Option<NaiveDate>,
    /// When the person can be reached.
    #[schema(max_length = 200)]
    contact_hours: Option<String>,
    /// The person's account: of a narahubung, inspector or responder of the same branch of the tree.
    user_id: Option<Uuid>,
}

impl From<DesignateNarahubung> for NewDesignation {
    fn from(wanted: DesignateNarahubung) -> Self {
        Self {
            agency_id: AgencyId(wanted.agency_id),
            person_name: wanted.person_name,
            staff_number: wanted.staff_number,
            post: wanted.post,
            phone: wanted.phone,
            email: wanted.email,
            level: wanted.level,
            role: wanted.role,
            decree_number: wanted.decree_number,
            decree_on: wanted.decree_on,
            signer_post: wanted.signer_post,
            valid_from: wanted.valid_from,
            valid_to: wanted.valid_to,
            contact_hours: wanted.contact_hours,
            user_id: wanted.user_id.map(UserId),
        }
    }
}

/// Designates a narahubung.
///
/// At most one primary and one deputy per agency and day: a period that is taken is a 409 that names the other
/// designation in `overlaps_with`. Narahubung and inspectors designate within their own tree.
#[utoipa::path(
    post, path = "/v1/narahubung", operation_id = "designateNarahubung", tag = "narahubung",
    request_body = DesignateNarahubung,
    responses((status = 201, description = "The new designation.", body = NarahubungView,
        headers(("Location" = String, description = "Where it lives."), ("ETag" = String, description = "Its version."))))
)]
pub async fn designate_narahubung(
    service: Data<Service>,
    call: Call,
    body: Body<DesignateNarahubung>,
) -> Result<HttpResponse, Error> {
    let new = NewDesignation::from(body.check()?);
    let answer = service.write(call, body.bytes(), move |work| {
        let placed = operations::designate(work, new)?;
        let version = placed.designation.version;
        let view = NarahubungView::from(placed);
        Ok(Reply::created(view.links.itself.clone(), Caching::Private, &view)?.with_version(version))
    });
    let answer = answer.await?;
    // The account of whoever was designated lives from now on.
    service.gatekeeper.forget_standings();
    Ok(answer)
}

/// What may change of a designation. Another person, role or period is a new designation: end this one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "phone": "0811-0000-0002", "contact_hours": null }))]
pub struct UpdateNarahubung {
    /// The person's post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_length = 2, max_length = 200)]
    post: Option<String>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_length = 6, max_length = 30)]
    phone: Option<String>,
    /// E-mail address.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 200)]
    email: Option<Option<String>>,
    /// When the person can be reached.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 200)]
    contact_hours: Option<Option<String>>,
    /// The person's account.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<Uuid>)]
    user_id: Option<Option<Uuid>>,
}

/// Changes how a narahubung is reached.
///
/// Post, telephone, e-mail address, hours and account. Another person, role or period is a new designation.
#[utoipa::path(
    patch, path = "/v1/narahubung/{id}", operation_id = "updateNarahubung", tag = "narahubung",
    params(
        ("id" = Uuid, Path, description = "The designation's id."),
        ("If-Match" = String, Header, description = "The version that was read, as its ETag.", max_length = 200, example = "\"1\"")
    ),
    request_body(content = UpdateNarahubung, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The designation.", body = NarahubungView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn update_narahubung(
    service: Data<Service>,
    call: Call,
    id: PathId<NarahubungId>,
    held: IfMatch,
    body: Body<UpdateNarahubung>,
) -> Result<HttpResponse, Error> {
    let (id, input) = (id.id(), body.check());
    let answer = service.write(call, body.bytes(), move |work| {
        let reach = reach_of(work);
        let placed = operations::find(work.conn, reach, id)?;
        held.require(placed.designation.version)?;
        let wanted = input?;
        let patch = ContactPatch {
            post: wanted.post,
            phone: wanted.phone,
            email: wanted.email,
            contact_hours: wanted.contact_hours,
            user_id: wanted.user_id.map(|user| user.map(UserId)),
        };
        let placed = operations::update(work, placed, patch)?;
        let version = placed.designation.version;
        Ok(Reply::ok(Caching::Private, &NarahubungView::from(placed))?.with_version(version))
    });
    let answer = answer.await?;
    service.gatekeeper.forget_standings();
    Ok(answer)
}

/// How a designation ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "ended_on": "2026-11-30", "reason": "transferred" }))]
pub struct EndNarahubung {
    /// Its last day, in WITA: access ends at 00:00 WITA of the next. The day before its first withdraws a designation
    /// that has not begun.
    ended_on: NaiveDate,
    /// Why.
    reason: EndReason,
}

/// A designation that ended, and what that leaves.
#[derive(Serialize, ToSchema)]
pub struct NarahubungEnding {
    /// The designation.
    pub narahubung: NarahubungView,
    /// Who is left: whether the agency still has a narahubung today and in the 30 days after.
    pub agency_coverage: CoverageStatus,
    /// The first day without one, if there is one in these days: somebody must be designated by then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub without_from: Option<NaiveDate>,
}

/// Ends a designation.
///
/// It stays in the directory as history. The answer warns when the agency is left without a narahubung.
#[utoipa::path(
    post, path = "/v1/narahubung/{id}/endings", operation_id = "endNarahubung", tag = "narahubung",
    params(
        ("id" = Uuid, Path, description = "The designation's id."),
        ("If-Match" = String, Header, description = "The version that was read, as its ETag.", max_length = 200, example = "\"1\"")
    ),
    request_body = EndNarahubung,
    responses((status = 201, description = "The ended designation.", body = NarahubungEnding,
        headers(("Location" = String, description = "Where it lives."), ("ETag" = String, description = "Its version."))))
)]
pub async fn end_narahubung(
    service: Data<Service>,
    call: Call,
    id: PathId<NarahubungId>,
    held: IfMatch,
    body: Body<EndNarahubung>,
) -> Result<HttpResponse, Error> {
    let (id, input) = (id.id(), body.check());
    let answer = service.write(call, body.bytes(), move |work| {
        let reach = reach_of(work);
        let placed = operations::find(work.conn, reach, id)?;
        held.require(placed.designation.version)?;
        let wanted = input?;
        let placed = operations::end(work, placed, wanted.ended_on, wanted.reason)?;
        let version = placed.designation.version;
        let left = coverage::of_agency(work.conn, placed.agency.id, LOOKS_AHEAD_DAYS, work.now)?;
        let view = NarahubungEnding {
            narahubung: NarahubungView::from(placed),
            agency_coverage: left.status,
            without_from: left.without_from,
        };
        let location = view.narahubung.links.itself.clone();
        Ok(Reply::created(location, Caching::Private, &view)?.with_version(version))
    });
    let answer = answer.await?;
    // Whoever is no longer designated is out at once, not when the memory of the gate fades.
    service.gatekeeper.forget_standings();
    Ok(answer)
}
