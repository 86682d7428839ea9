//! Corrections over HTTP.

use super::create::MaladministrationCode;
use super::views::{self, ReportView};
use crate::crypto::secret::Secret;
use crate::domain::id::{AgencyId, ReportId};
use crate::domain::report::{Channel, ReporterCategory, Secrecy};
use crate::error::Error;
use crate::reports::operations::{self, Correction};
use crate::reports::store::IdentityField;
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::etag::IfMatch;
use crate::web::patch::removable;
use crate::web::path::PathId;
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What may be corrected until the result is out (RFC 7396): absent leaves a property, `null` removes it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "substance": "pendidikan", "event_on": null }))]
pub struct UpdateReport {
    /// How it reached the office.
    #[schema(nullable = false)]
    channel: Option<Channel>,
    /// Who reports.
    #[schema(nullable = false)]
    reporter: Option<ReporterPatch>,
    /// What it is about, in one line that names no person.
    #[schema(min_length = 3, max_length = 200, nullable = false)]
    subject: Option<String>,
    /// What happened.
    #[schema(min_length = 1, max_length = 50_000, nullable = false)]
    account: Option<String>,
    /// What the reporter expects.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 5_000)]
    expectation: Option<Option<String>>,
    /// Where it happened.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 500)]
    event_place: Option<Option<String>>,
    /// Day on which it happened.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<NaiveDate>)]
    event_on: Option<Option<NaiveDate>>,
    /// Day on which it arrived, as for a new report; until it is admitted. `null`: on the day of submission.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<NaiveDate>)]
    arrived_on: Option<Option<NaiveDate>>,
    /// The agency complained of. Government and class follow it.
    #[schema(nullable = false)]
    respondent_id: Option<Uuid>,
    /// The agency above it.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<Uuid>)]
    superior_id: Option<Option<Uuid>>,
    /// Substance, a code of the reference list `substance`.
    #[schema(min_length = 2, max_length = 60, pattern = "^[a-z0-9_]+$", nullable = false)]
    substance: Option<String>,
    /// Main alleged maladministration, a code of the reference list `maladministration`.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, min_length = 2, max_length = 20, pattern = "^[A-Z0-9_]+$")]
    maladministration: Option<Option<String>>,
    /// Further alleged kinds; the list replaces the old one.
    #[schema(max_items = 12, nullable = false)]
    secondary_maladministrations: Option<Vec<MaladministrationCode>>,
    /// Whether the reporter's identity is kept secret.
    #[schema(nullable = false)]
    secrecy: Option<Secrecy>,
    /// How the reporter agreed to an open identity; needed to open a secret one, and kept in the history.
    #[schema(min_length = 10, max_length = 1_000, nullable = false)]
    secrecy_agreement: Option<String>,
    /// SIMPeL's intake number.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 20, pattern = "^[0-9]{6}\\.[0-9]{4}$")]
    agenda_number: Option<Option<String>>,
}

/// Corrections of who reports.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReporterPatch {
    /// Kind of reporter.
    #[schema(nullable = false)]
    category: Option<ReporterCategory>,
    /// Full name.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    name: Option<Option<String>>,
    /// Resident's number.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 16, pattern = "^[0-9]{16}$")]
    nik: Option<Option<String>>,
    /// Place of birth.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 100)]
    birth_place: Option<Option<String>>,
    /// Date of birth.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<NaiveDate>)]
    birth_on: Option<Option<NaiveDate>>,
    /// Marital status.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 50)]
    marital_status: Option<Option<String>>,
    /// Occupation.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 100)]
    occupation: Option<Option<String>>,
    /// Full address.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 500)]
    address: Option<Option<String>>,
    /// Telephone.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 30)]
    phone: Option<Option<String>>,
    /// E-mail address.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 200, format = "email")]
    email: Option<Option<String>>,
    /// For whom the reporter speaks.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>, max_length = 200)]
    representing: Option<Option<String>>,
}

impl ReporterPatch {
    fn into_fields(self) -> Vec<(IdentityField, Option<Secret<String>>)> {
        let birth_on = self.birth_on.map(|day| day.map(|day| day.to_string()));
        [
            (IdentityField::Name, self.name),
            (IdentityField::Nik, self.nik),
            (IdentityField::BirthPlace, self.birth_place),
            (IdentityField::BirthOn, birth_on),
            (IdentityField::MaritalStatus, self.marital_status),
            (IdentityField::Occupation, self.occupation),
            (IdentityField::Address, self.address),
            (IdentityField::Phone, self.phone),
            (IdentityField::Email, self.email),
            (IdentityField::Representing, self.representing),
        ]
        .into_iter()
        .filter_map(|(field, value)| Some((field, value?.map(Secret::new))))
        .collect()
    }
}

impl From<UpdateReport> for Correction {
    fn from(patch: UpdateReport) -> Self {
        let category = patch.reporter.as_ref().and_then(|reporter| reporter.category);
        Self {
            channel: patch.channel,
            reporter_category: category,
            identity: patch.reporter.map(ReporterPatch::into_fields).unwrap_or_default(),
            subject: patch.subject,
            account: patch.account,
            expectation: patch.expectation,
            event_place: patch.event_place,
            event_on: patch.event_on,
            arrived_on: patch.arrived_on,
            respondent_id: patch.respondent_id.map(AgencyId),
            superior_id: patch.superior_id.map(|id| id.map(AgencyId)),
            substance: patch.substance,
            maladministration: patch.maladministration,
            secondary_maladministrations: patch
                .secondary_maladministrations
                .map(|codes| codes.into_iter().map(|code| code.0).collect()),
            secrecy: patch.secrecy,
            secrecy_agreement: patch.secrecy_agreement,
            agenda_number: patch.agenda_number,
        }
    }
}

/// Corrects a report until its result is out.
///
/// State, numbers of the case and everything that a step records change by their steps only. An empty patch, or one
/// that changes nothing, makes no new version.
#[utoipa::path(
    patch, path = "/v1/reports/{id}", operation_id = "updateReport", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id."),
        ("If-Match" = String, Header, description = "The version that was read.", max_length = 200)),
    request_body(content = UpdateReport, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The report after it, as the caller sees it.", body = ReportView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn update_report(
    service: Data<Service>,
    call: Call,
    id: PathId<ReportId>,
    held: IfMatch,
    body: Body<UpdateReport>,
) -> Result<HttpResponse, Error> {
    let (id, ring, language, input) = (id.id(), service.ring(), call.context.language, body.check());
    service
        .write(call, body.bytes(), move |work| {
            let case = super::opened(work, id, &held)?;
            let case = operations::correct(work, &ring, case, input?.into())?;
            let version = case.row.version;
            let caller = work.caller()?.clone();
            let view = views::view(work.conn, &ring, &caller, language, case)?;
            Ok(Reply::ok(Caching::Private, &view)?.with_version(version))
        })
        .await
}
