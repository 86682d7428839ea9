//! Whom to call for an agency now.

use super::AgencyBrief;
use crate::auth::admission::Caller;
use crate::domain::code::Code as _;
use crate::domain::id::AgencyId;
use crate::domain::narahubung::NarahubungRole;
use crate::domain::narahubung::contact::{ContactStep, Passed, PassedReason};
use crate::error::Error;
use crate::narahubung::operations::contact::{self, Contact};
use crate::narahubung::store::{AgencyRef, Designation};
use crate::service::Service;
use crate::web::context::{Language, RequestContext};
use crate::web::path::PathId;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Who must not be called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ContactQuery {
    /// Ids of designations or agencies that are named in the matter: they are passed over. When the Inspektorat itself
    /// is the respondent, name its id.
    #[param(max_items = 20, explode = false, nullable = false)]
    bypass: Option<Vec<Uuid>>,
}

/// A narahubung, as far as a caller needs to know.
#[derive(Serialize, ToSchema)]
pub struct ContactPerson {
    /// Id of the designation.
    pub id: Uuid,
    /// The person's name.
    #[schema(max_length = 200)]
    pub person_name: String,
    /// The person's post.
    #[schema(max_length = 200)]
    pub post: String,
    /// Primary or deputy.
    pub role: NarahubungRole,
    /// When the person can be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub contact_hours: Option<String>,
}

/// A step that was passed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct PassedStep {
    /// Which step.
    pub step: ContactStep,
    /// At which agency.
    pub agency: AgencyBrief,
    /// Which narahubung was looked for; absent where the agency's own number was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub role: Option<NarahubungRole>,
    /// Why.
    pub reason: PassedReason,
}

/// Whom to call.
#[derive(Serialize, ToSchema)]
pub struct AgencyContact {
    /// Today, in WITA: the day on which this holds.
    pub on: NaiveDate,
    /// The agency that was asked about.
    pub agency: AgencyBrief,
    /// On which step somebody answers.
    pub step: ContactStep,
    /// Why it is this step, in the reader's language.
    #[schema(max_length = 20000)]
    pub explanation: String,
    /// The agency that answers; absent when nobody does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub answering_agency: Option<AgencyBrief>,
    /// The narahubung who answers; absent when it is the agency's own number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub narahubung: Option<ContactPerson>,
    /// The number to call, E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20, example = "+6281100000001")]
    pub phone: Option<String>,
    /// The e-mail address to write to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub email: Option<String>,
    /// The steps before, in order, and why each was passed over.
    #[schema(max_items = 200)]
    pub passed: Vec<PassedStep>,
}

impl AgencyContact {
    fn new(contact: Contact, language: Language) -> Self {
        let explanation = explain(&contact, language);
        let choice = contact.choice;
        let (phone, email) = match (&choice.person, &choice.agency) {
            (Some((_, person)), _) => (Some(person.phone.clone()), person.email.clone()),
            (None, Some(agency)) => (agency.phone.clone(), agency.email.clone()),
            (None, None) => (None, None),
        };
        Self {
            on: contact.on,
            agency: contact.asked.into(),
            step: choice.step,
            explanation,
            answering_agency: choice.agency.map(AgencyBrief::from),
            narahubung: choice.person.map(|(role, person)| ContactPerson::new(person, role)),
            phone,
            email,
            passed: choice.passed.into_iter().map(PassedStep::from).collect(),
        }
    }
}

impl ContactPerson {
    fn new(person: Designation, role: NarahubungRole) -> Self {
        Self {
            id: person.id.0,
            person_name: person.person_name,
            post: person.post,
            role,
            contact_hours: person.contact_hours,
        }
    }
}

impl From<Passed<AgencyRef>> for PassedStep {
    fn from(passed: Passed<AgencyRef>) -> Self {
        Self { step: passed.step, agency: passed.agency.into(), role: passed.role, reason: passed.reason }
    }
}

/// One sentence per step that was passed over, and one for the step that answers.
fn explain(contact: &Contact, language: Language) -> String {
    let step = |step: ContactStep| language.pick((step.label_id(), step.label_en()));
    let mut sentences: Vec<String> = Vec::new();
    for passed in &contact.choice.passed {
        let reason = language.pick((passed.reason.label_id(), passed.reason.label_en()));
        let sentence = format!("{} ({}): {reason}.", step(passed.step), passed.agency.name);
        if sentences.last() != Some(&sentence) {
            sentences.push(sentence);
        }
    }
    let answers = language.pick(("Yang dihubungi", "To be called"));
    sentences.push(match &contact.choice.agency {
        Some(agency) => format!("{answers}: {} ({}).", step(contact.choice.step), agency.name),
        None => format!("{}.", step(ContactStep::Nobody)),
    });
    sentences.join(" ")
}

/// Tells whom to call for an agency now.
///
/// The primary narahubung of today, else the deputy, else a narahubung of a unit above, of the Inspektorat, the
/// regional secretariat, the head of the region, at last the agency's own number. Whoever is named in `bypass` is passed
/// over, as the rule on conflicts of interest asks. The agency must be in the caller's view; the answer may name
/// somebody above it.
#[utoipa::path(
    get, path = "/v1/agencies/{id}/narahubung-contact", operation_id = "getAgencyContact", tag = "narahubung",
    params(("id" = Uuid, Path, description = "The agency's id."), ContactQuery),
    responses((status = 200, description = "Whom to call, and why.", body = AgencyContact))
)]
pub async fn get_agency_contact(
    service: Data<Service>,
    caller: Caller,
    context: RequestContext,
    id: PathId<AgencyId>,
    query: Query<ContactQuery>,
) -> Result<HttpResponse, Error> {
    let (id, reach, now) = (id.id(), caller.principal.reach(), service.now());
    let bypass = query.parameters.bypass.unwrap_or_default();
    let contact = service.db.read_snapshot(move |conn| contact::find(conn, reach, id, &bypass, now)).await?;
    Ok(Reply::ok(Caching::Private, &AgencyContact::new(contact, context.language))?.into_response())
}
