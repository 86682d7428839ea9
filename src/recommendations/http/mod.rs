//! The addresses of recommendations.

mod steps;
mod views;

use super::operations::{self, NewRecommendation, Revision};
use super::store::{self, Contents, Filter, Stored};
use crate::auth::admission::Caller;
use crate::domain::access::Action;
use crate::domain::id::{AgencyId, RecommendationId, ReportId};
use crate::domain::recommendation::State;
use crate::error::Error;
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::etag::{IfMatch, IfNoneMatch};
use crate::web::page::{MOST_COUNTED, Page, Position, Window};
use crate::web::path::PathId;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply, not_modified};
use crate::web::routes::Routes;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};
use uuid::Uuid;
use views::RecommendationView;

/// The operations of this room.
#[derive(OpenApi)]
#[openapi(
    paths(
        list_recommendations,
        create_recommendation,
        get_recommendation,
        update_recommendation,
        steps::list_recommendation_transitions,
        steps::create_recommendation_transition
    ),
    tags((name = "recommendations", description = "Rekomendasi: the binding product of the chair, and its execution"))
)]
pub struct Api;

/// Adds the routes of this room.
pub fn routes(routes: &mut Routes) {
    let (list, one) = ("/v1/recommendations", "/v1/recommendations/{id}");
    let steps = "/v1/recommendations/{id}/transitions";
    routes.on(Method::GET, list, Action::ListRecommendations, list_recommendations);
    routes.on(Method::POST, list, Action::CreateRecommendation, create_recommendation);
    routes.on(Method::GET, one, Action::GetRecommendation, get_recommendation);
    routes.on(Method::PATCH, one, Action::UpdateRecommendation, update_recommendation);
    routes.on(Method::GET, steps, Action::ListRecommendationTransitions, steps::list_recommendation_transitions);
    routes.on(Method::POST, steps, Action::CreateRecommendationTransition, steps::create_recommendation_transition);
}

/// Which recommendations are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListRecommendations {
    /// Only recommendations in these states.
    #[param(max_items = 13, explode = false, nullable = false)]
    state: Option<Vec<State>>,
    /// Only those about this government's tree, by code.
    #[param(max_length = 13, pattern = "^[0-9.]+$", example = "63.07", nullable = false)]
    government: Option<String>,
    /// Only those about this agency.
    #[param(nullable = false)]
    respondent_id: Option<Uuid>,
    /// Only those addressed to this agency.
    #[param(nullable = false)]
    superior_id: Option<Uuid>,
    /// Only those of this report.
    #[param(nullable = false)]
    report_id: Option<Uuid>,
    /// Only those signed on this day or later.
    #[serde(rename = "signed_on.gte")]
    #[param(rename = "signed_on.gte", nullable = false)]
    signed_from: Option<NaiveDate>,
    /// Only those signed before this day.
    #[serde(rename = "signed_on.lt")]
    #[param(rename = "signed_on.lt", nullable = false)]
    signed_before: Option<NaiveDate>,
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

/// Lists recommendations, newest first.
///
/// The office sees those of the reports that it sees; the agency side those that were delivered to it.
#[utoipa::path(
    get, path = "/v1/recommendations", operation_id = "listRecommendations", tag = "recommendations",
    params(ListRecommendations),
    responses((status = 200, description = "A page of recommendations.", body = Page<RecommendationView>))
)]
pub async fn list_recommendations(
    service: Data<Service>,
    caller: Caller,
    query: Query<ListRecommendations>,
) -> Result<HttpResponse, Error> {
    let (wanted, keys, now) = (query.parameters, service.ring(), service.now());
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let view = caller.principal.visibility();
    let filter = Filter {
        states: wanted.state.unwrap_or_default(),
        government: wanted.government,
        respondent: wanted.respondent_id.map(AgencyId),
        superior: wanted.superior_id.map(AgencyId),
        report: wanted.report_id.map(ReportId),
        signed_from: wanted.signed_from,
        signed_before: wanted.signed_before,
    };
    let counted = wanted.include_total == Some(true);
    let (after, fetch) = (window.after.clone(), window.fetch());
    let (rows, total) = service
        .read(move |conn| {
            let after = after.map(|position| RecommendationId(position.id));
            let rows = store::list(conn, view, &filter, after, fetch)?;
            let total = if counted { Some(store::count(conn, view, &filter, MOST_COUNTED)?) } else { None };
            Ok((rows, total))
        })
        .await?;
    let role = caller.principal.role;
    let position = |stored: &Stored| Position { key: String::new(), id: stored.snapshot.id.0 };
    let page = window.page(rows, total, position, |stored| RecommendationView::of(stored, role), &keys, now)?;
    Ok(Reply::ok(Caching::Private, &page)?.into_response())
}

/// What a new recommendation needs (UU 37/2008 art. 37).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "report_id": "01a2103a-27f5-7083-b307-c389e2c1fe49",
    "subject": "Penundaan berlarut penerbitan akta kelahiran",
    "account": "Pelapor mengajukan permohonan akta kelahiran dan tidak memperoleh kepastian.",
    "examination_summary": "Terlapor tidak menyelesaikan permohonan dalam jangka waktu standar pelayanan.",
    "maladministration": "PB",
    "opinion": "Ombudsman berpendapat telah terjadi maladministrasi berupa penundaan berlarut.",
    "demands": ["Menerbitkan akta kelahiran yang dimohonkan.", "Menetapkan standar waktu pelayanan."]
}))]
pub struct CreateRecommendation {
    /// The report that it ends; it must be at the stage of recommendation.
    report_id: Uuid,
    /// The superior who must report on the execution; the report's own superior when absent.
    superior_id: Option<Uuid>,
    /// What it is about, in one line.
    #[schema(min_length = 3, max_length = 300)]
    subject: String,
    /// The account of the report, without the reporter's identity.
    #[schema(min_length = 3, max_length = 20000)]
    account: String,
    /// The result of the examination.
    #[schema(min_length = 3, max_length = 20000)]
    examination_summary: String,
    /// The form of maladministration found, a code of the reference list `maladministration`.
    #[schema(min_length = 2, max_length = 20, pattern = "^[A-Z_]+$", example = "PB")]
    maladministration: String,
    /// Conclusion and opinion.
    #[schema(min_length = 3, max_length = 20000)]
    opinion: String,
    /// What must be done, one act each.
    #[schema(min_items = 1, max_items = 20)]
    demands: Vec<Demand>,
}

/// One act that a recommendation demands.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, min_length = 3, max_length = 2000, example = "Menerbitkan akta kelahiran.")]
pub struct Demand(pub String);

/// Drafts a recommendation.
#[utoipa::path(
    post, path = "/v1/recommendations", operation_id = "createRecommendation", tag = "recommendations",
    request_body = CreateRecommendation,
    responses((status = 201, description = "The draft.", body = RecommendationView,
        headers(("Location" = String, description = "Where it lives."), ("ETag" = String, description = "Its version."))))
)]
pub async fn create_recommendation(
    service: Data<Service>,
    caller: Caller,
    call: Call,
    body: Body<CreateRecommendation>,
) -> Result<HttpResponse, Error> {
    let wanted = body.check()?;
    let new = NewRecommendation {
        report: ReportId(wanted.report_id),
        superior: wanted.superior_id.map(AgencyId),
        contents: Contents {
            subject: wanted.subject,
            account: wanted.account,
            examination_summary: wanted.examination_summary,
            maladministration: wanted.maladministration,
            opinion: wanted.opinion,
            demands: wanted.demands.into_iter().map(|demand| demand.0).collect(),
        },
    };
    let role = caller.principal.role;
    service
        .write(call, body.bytes(), move |work| {
            let stored = operations::create(work, new)?;
            let (location, version) = (format!("/v1/recommendations/{}", stored.snapshot.id), stored.version);
            let view = RecommendationView::of(stored, role);
            Ok(Reply::created(location, Caching::Private, &view)?.with_version(version))
        })
        .await
}

/// Reads a recommendation.
#[utoipa::path(
    get, path = "/v1/recommendations/{id}", operation_id = "getRecommendation", tag = "recommendations",
    params(("id" = Uuid, Path, description = "The recommendation's id.")),
    responses((status = 200, description = "The recommendation, as this caller may see it.", body = RecommendationView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn get_recommendation(
    service: Data<Service>,
    caller: Caller,
    id: PathId<RecommendationId>,
    held: IfNoneMatch,
) -> Result<HttpResponse, Error> {
    let (id, view) = (id.id(), caller.principal.visibility());
    let stored = service.read(move |conn| operations::find(conn, view, id)).await?;
    let version = stored.version;
    if held.holds(version) {
        return Ok(not_modified(version, Caching::Private));
    }
    let view = RecommendationView::of(stored, caller.principal.role);
    Ok(Reply::ok(Caching::Private, &view)?.with_version(version).into_response())
}

/// What of a draft is to change (RFC 7396); what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "opinion": "Ombudsman berpendapat telah terjadi penundaan berlarut." }))]
pub struct UpdateRecommendation {
    /// What it is about, in one line.
    #[schema(min_length = 3, max_length = 300, nullable = false)]
    subject: Option<String>,
    /// The account of the report, without the reporter's identity.
    #[schema(min_length = 3, max_length = 20000, nullable = false)]
    account: Option<String>,
    /// The result of the examination.
    #[schema(min_length = 3, max_length = 20000, nullable = false)]
    examination_summary: Option<String>,
    /// The form of maladministration found.
    #[schema(min_length = 2, max_length = 20, pattern = "^[A-Z_]+$", nullable = false)]
    maladministration: Option<String>,
    /// Conclusion and opinion.
    #[schema(min_length = 3, max_length = 20000, nullable = false)]
    opinion: Option<String>,
    /// What must be done, all of it.
    #[schema(min_items = 1, max_items = 20, nullable = false)]
    demands: Option<Vec<Demand>>,
}

/// Rewrites a recommendation that is not signed yet.
#[utoipa::path(
    patch, path = "/v1/recommendations/{id}", operation_id = "updateRecommendation", tag = "recommendations",
    params(("id" = Uuid, Path, description = "The recommendation's id."),
        ("If-Match" = String, Header, description = "The version that was read.", max_length = 100)),
    request_body(content = UpdateRecommendation, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The recommendation after the change.", body = RecommendationView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn update_recommendation(
    service: Data<Service>,
    caller: Caller,
    call: Call,
    id: PathId<RecommendationId>,
    held: IfMatch,
    body: Body<UpdateRecommendation>,
) -> Result<HttpResponse, Error> {
    let revision = body.check().map(|patch| Revision {
        subject: patch.subject,
        account: patch.account,
        examination_summary: patch.examination_summary,
        maladministration: patch.maladministration,
        opinion: patch.opinion,
        demands: patch.demands.map(|demands| demands.into_iter().map(|demand| demand.0).collect()),
    });
    let (id, role) = (id.id(), caller.principal.role);
    service
        .write(call, body.bytes(), move |work| {
            let view = work.caller()?.visibility();
            let stored = operations::find(work.conn, view, id)?;
            held.require(stored.version)?;
            let stored = operations::revise(work, stored, revision?)?;
            let version = stored.version;
            Ok(Reply::ok(Caching::Private, &RecommendationView::of(stored, role))?.with_version(version))
        })
        .await
}
