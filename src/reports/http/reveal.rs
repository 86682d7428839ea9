//! Revealing who reports (contract 12.4).

use super::history::{PageOfReport, window};
use crate::auth::admission::Caller;
use crate::domain::code::Code as _;
use crate::domain::id::{ReportId, RevealId};
use crate::error::{Code, Error};
use crate::reports::operations::{self, RevealRequest};
use crate::reports::store::{self, Identity, IdentityField, IdentityPurpose, Revealed};
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::page::{Page, Position};
use crate::web::path::PathId;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply};
use crate::web::time::Instant;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// For how long a revealed identity may be shown, in seconds.
const SHOWN_SECONDS: i64 = 15 * 60;

/// What is to be revealed, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "fields": ["name", "phone"], "purpose": "contact_reporter",
    "justification": "Menanyakan kelengkapan berkas laporan." }))]
pub struct RevealIdentity {
    /// Which fields.
    #[schema(min_items = 1, max_items = 10)]
    fields: Vec<IdentityField>,
    /// For what; without it the answer is `purpose_required`.
    purpose: Option<IdentityPurpose>,
    /// Why, in words.
    #[schema(min_length = 20, max_length = 1_000)]
    justification: String,
}

/// A reporter's identity, revealed to the caller.
#[derive(Serialize, ToSchema)]
pub struct RevealView {
    /// Id of the reveal.
    id: Uuid,
    /// When it must no longer be shown.
    expires_at: Instant,
    /// The fields that were asked for, as far as they are known.
    identity: IdentityView,
}

/// Fields of an identity.
#[derive(Serialize, ToSchema)]
pub struct IdentityView {
    /// Full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    name: Option<String>,
    /// Resident's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 16)]
    nik: Option<String>,
    /// Place of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    birth_place: Option<String>,
    /// Date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 10)]
    birth_on: Option<String>,
    /// Marital status.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 50)]
    marital_status: Option<String>,
    /// Occupation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    occupation: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 500)]
    address: Option<String>,
    /// Telephone, E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20)]
    phone: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    email: Option<String>,
    /// For whom the reporter speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    representing: Option<String>,
}

impl From<&Identity> for IdentityView {
    fn from(identity: &Identity) -> Self {
        let text = |field| identity.get(field).map(|value| value.expose().clone());
        Self {
            name: text(IdentityField::Name),
            nik: text(IdentityField::Nik),
            birth_place: text(IdentityField::BirthPlace),
            birth_on: text(IdentityField::BirthOn),
            marital_status: text(IdentityField::MaritalStatus),
            occupation: text(IdentityField::Occupation),
            address: text(IdentityField::Address),
            phone: text(IdentityField::Phone),
            email: text(IdentityField::Email),
            representing: text(IdentityField::Representing),
        }
    }
}

/// Reveals fields of a reporter's identity to a person who handles the report.
///
/// Needs a purpose, a justification and a log-in of the last five minutes, with a second factor unless the service is set
/// up to do without; a person has 50 reveals a day. Each reveal is
/// recorded. The answer is never stored: a repeated request is another reveal.
#[utoipa::path(
    post, path = "/v1/reports/{id}/identity-reveals", operation_id = "revealIdentity", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id.")),
    request_body = RevealIdentity,
    responses((status = 201, description = "The fields.", body = RevealView,
        headers(("Location" = String, description = "The report."))))
)]
pub async fn reveal_identity(
    service: Data<Service>,
    call: Call,
    id: PathId<ReportId>,
    body: Body<RevealIdentity>,
) -> Result<HttpResponse, Error> {
    let (id, ring, input) = (id.id(), service.ring(), body.check());
    let two_factors = call.caller.as_ref().is_some_and(Caller::used_two_factors);
    let proof_suffices = two_factors || !service.reveals_need_two_factors;
    let logged_in_at = call.caller.as_ref().and_then(Caller::logged_in_at);
    service
        .write(call.unrepeatable(), body.bytes(), move |work| {
            let visibility = work.caller()?.visibility();
            let case = operations::find(work.conn, visibility, id)?;
            let RevealIdentity { fields, purpose, justification } = input?;
            let purpose = purpose.ok_or_else(|| Error::new(Code::PurposeRequired))?;
            let request = RevealRequest { fields, purpose, justification, proof_suffices, logged_in_at };
            let (reveal, identity) = operations::reveal(work, &ring, &case, request)?;
            let view = RevealView {
                id: reveal.id.0,
                expires_at: reveal.revealed_at.plus_seconds(SHOWN_SECONDS).into(),
                identity: IdentityView::from(&identity),
            };
            Reply::created(format!("/v1/reports/{id}"), Caching::NoStore, &view)
        })
        .await
}

/// That somebody was shown fields of the reporter's identity; not what they say.
#[derive(Serialize, ToSchema)]
pub struct PastReveal {
    /// Id of the reveal.
    id: Uuid,
    /// To whom.
    user_id: Uuid,
    /// Their name.
    #[schema(max_length = 200)]
    display_name: String,
    /// Which fields.
    #[schema(max_items = 10)]
    fields: Vec<IdentityField>,
    /// For what.
    purpose: IdentityPurpose,
    /// Why, in words.
    #[schema(max_length = 1_000)]
    justification: String,
    /// When.
    revealed_at: Instant,
}

impl From<Revealed> for PastReveal {
    fn from((reveal, display_name): Revealed) -> Self {
        Self {
            id: reveal.id.0,
            user_id: reveal.user_id.0,
            display_name,
            fields: reveal.fields.split(',').filter_map(IdentityField::from_code).collect(),
            purpose: reveal.purpose,
            justification: reveal.justification,
            revealed_at: reveal.revealed_at.into(),
        }
    }
}

/// Lists to whom the reporter's identity was revealed, for what and when, newest first; never what was revealed.
#[utoipa::path(
    get, path = "/v1/reports/{id}/identity-reveals", operation_id = "listIdentityReveals", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id."), PageOfReport),
    responses((status = 200, description = "A page of its reveals.", body = Page<PastReveal>))
)]
pub async fn list_identity_reveals(
    service: Data<Service>,
    caller: Caller,
    id: PathId<ReportId>,
    query: Query<PageOfReport>,
) -> Result<HttpResponse, Error> {
    let (id, visibility, keys, now) = (id.id(), caller.principal.visibility(), service.ring(), service.now());
    let window = window(query, &keys, now)?;
    let (after, fetch) = (window.after.as_ref().map(|position| RevealId(position.id)), window.fetch());
    let rows = service
        .read(move |conn| {
            let report = store::find(conn, visibility, id)?.ok_or_else(Error::not_found)?;
            Ok(store::reveals(conn, &report, after, fetch)?)
        })
        .await?;
    let position = |(reveal, _): &Revealed| Position { key: String::new(), id: reveal.id.0 };
    let page: Page<PastReveal> = window.page(rows, None, position, PastReveal::from, &keys, now)?;
    Ok(Reply::page(Caching::Private, &page)?.into_response())
}
