//! The steps of a recommendation as resources: taking one, and reading those that were taken.

use crate::auth::admission::Caller;
use crate::domain::access::Role;
use crate::domain::code::Code as _;
use crate::domain::id::{HistoryId, RecommendationId};
use crate::domain::recommendation::{
    CentralDocument, Command, Delivery, Execution, ExecutionReport, Finding, Judgement, Party, Receipt, Signature,
    State, SuperiorReceipt, Transition,
};
use crate::error::Error;
use crate::recommendations::operations::{self, Taken};
use crate::recommendations::store::{self, Step};
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::etag::IfMatch;
use crate::web::page::{Page, Position, Window};
use crate::web::path::PathId;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply};
use crate::web::time::Instant;
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The centre's document that a step rests on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CentralDocumentBody {
    /// Its number.
    #[schema(min_length = 3, max_length = 100, example = "0012/REK/2026")]
    central_document_number: String,
    /// Its date.
    central_document_on: NaiveDate,
}

impl From<CentralDocumentBody> for CentralDocument {
    fn from(body: CentralDocumentBody) -> Self {
        Self { central_document_number: body.central_document_number, central_document_on: body.central_document_on }
    }
}

/// The chair's signature.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignBody {
    /// The centre's document.
    document: CentralDocumentBody,
    /// Number of the recommendation.
    #[schema(min_length = 3, max_length = 100, example = "0012/REK/2026")]
    recommendation_number: String,
    /// Day of the signature: D08 counts from it.
    signed_on: NaiveDate,
}

/// Sending to reporter, respondent and superior.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliverBody {
    /// The centre's document.
    document: CentralDocumentBody,
    /// Day of sending.
    delivered_on: NaiveDate,
    /// When the reporter received it, if known already.
    reporter_received_on: Option<NaiveDate>,
    /// When the respondent received it, if known already.
    respondent_received_on: Option<NaiveDate>,
}

/// A party's receipt.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptBody {
    /// Which party.
    party: Party,
    /// On which day.
    received_on: NaiveDate,
}

/// The superior's receipt.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuperiorReceiptBody {
    /// The centre's document.
    document: CentralDocumentBody,
    /// On which day: D09 counts from it.
    received_on: NaiveDate,
}

/// The superior's report on the execution (UU 37/2008 art. 38(2)).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "reported_on": "2026-11-20", "claim": "carried_out",
    "summary": "Akta telah diterbitkan dan standar waktu telah ditetapkan.",
    "examination_result": "Inspektorat memeriksa dan membenarkan pelaksanaannya."
}))]
pub struct FileReportBody {
    /// Day on which the report reached the Ombudsman.
    reported_on: NaiveDate,
    /// How far it was carried out.
    claim: Execution,
    /// What was done.
    #[schema(min_length = 3, max_length = 20000)]
    summary: String,
    /// The superior's own examination result.
    #[schema(min_length = 3, max_length = 20000)]
    examination_result: String,
    /// Why it was not carried out fully; needed unless it was.
    #[schema(max_length = 5000)]
    reason: Option<String>,
}

/// A finding on the execution (UU 37/2008 art. 38(3)).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingBody {
    /// The centre's document.
    document: CentralDocumentBody,
    /// What proves it.
    #[schema(min_length = 3, max_length = 5000)]
    evidence: String,
}

/// The finding of a partial execution.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartialFindingBody {
    /// The centre's document.
    document: CentralDocumentBody,
    /// What proves it.
    #[schema(min_length = 3, max_length = 5000)]
    evidence: String,
    /// Whether the reason is accepted (UU 37/2008 art. 38(4)).
    reason_judgement: Judgement,
}

crate::tagged_body! {
    /// A step of a recommendation: `transition` says which, and with it what else must be said.
    RecommendationStep, "transition" in Transition {
        SubmitToQuality(CentralDocumentBody),
        ClearQuality(CentralDocumentBody),
        Sign(SignBody),
        Deliver(DeliverBody),
        RecordReceipt(ReceiptBody),
        RecordSuperiorReceipt(SuperiorReceiptBody),
        FileReport(FileReportBody),
        Review(CentralDocumentBody),
        FindCarriedOut(FindingBody),
        FindPartlyCarriedOut(PartialFindingBody),
        FindNotCarriedOut(FindingBody),
        ConfirmLapse(CentralDocumentBody),
        Publish(CentralDocumentBody),
        ReportUpward(CentralDocumentBody),
    }
}

impl From<RecommendationStep> for Command {
    fn from(step: RecommendationStep) -> Self {
        use RecommendationStep as Body;
        let found = |body: FindingBody, execution| {
            let FindingBody { document, evidence } = body;
            Self::Find(Finding { document: document.into(), execution, evidence, reason_judgement: None })
        };
        match step {
            Body::SubmitToQuality(document) => Self::SubmitToQuality(document.into()),
            Body::ClearQuality(document) => Self::ClearQuality(document.into()),
            Body::Sign(SignBody { document, recommendation_number, signed_on }) => {
                Self::Sign(Signature { document: document.into(), recommendation_number, signed_on })
            }
            Body::Deliver(DeliverBody { document, delivered_on, reporter_received_on, respondent_received_on }) => {
                let document = document.into();
                Self::Deliver(Delivery { document, delivered_on, reporter_received_on, respondent_received_on })
            }
            Body::RecordReceipt(ReceiptBody { party, received_on }) => {
                Self::RecordReceipt(Receipt { party, received_on })
            }
            Body::RecordSuperiorReceipt(SuperiorReceiptBody { document, received_on }) => {
                Self::RecordSuperiorReceipt(SuperiorReceipt { document: document.into(), received_on })
            }
            Body::FileReport(FileReportBody { reported_on, claim, summary, examination_result, reason }) => {
                Self::FileReport(ExecutionReport { reported_on, claim, summary, examination_result, reason })
            }
            Body::Review(document) => Self::Review(document.into()),
            Body::FindCarriedOut(body) => found(body, Execution::CarriedOut),
            Body::FindPartlyCarriedOut(PartialFindingBody { document, evidence, reason_judgement }) => {
                let (execution, reason_judgement) = (Execution::PartlyCarriedOut, Some(reason_judgement));
                Self::Find(Finding { document: document.into(), execution, evidence, reason_judgement })
            }
            Body::FindNotCarriedOut(body) => found(body, Execution::NotCarriedOut),
            Body::ConfirmLapse(document) => Self::ConfirmLapse(document.into()),
            Body::Publish(document) => Self::Publish(document.into()),
            Body::ReportUpward(document) => Self::ReportUpward(document.into()),
        }
    }
}

/// A step that was just taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecommendationStepTaken {
    /// The recommendation.
    recommendation_id: Uuid,
    /// What was done.
    transition: Transition,
    /// From which state.
    from: State,
    /// To which state; the same where a fact was recorded.
    to: State,
    /// When it was recorded.
    at: Instant,
    /// The day on which it took effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    effective_on: Option<NaiveDate>,
    /// What this caller may do next.
    #[schema(max_items = 20)]
    allowed_transitions: Vec<Transition>,
    /// Version of the recommendation after it; the same number is the `ETag`.
    #[schema(minimum = 1)]
    version: i64,
}

impl RecommendationStepTaken {
    fn of(taken: &Taken, role: Role) -> Result<Self, Error> {
        Ok(Self {
            recommendation_id: taken.stored.snapshot.id.0,
            transition: taken.event.transition,
            from: taken.event.from,
            to: taken.event.to,
            at: taken.event.at.into(),
            effective_on: taken.event.effective_on,
            allowed_transitions: operations::restore(&taken.stored)?.allowed(role),
            version: taken.stored.version,
        })
    }
}

/// Takes a step.
///
/// The agency side files its execution report; every other step mirrors the centre.
#[utoipa::path(
    post, path = "/v1/recommendations/{id}/transitions", operation_id = "createRecommendationTransition",
    tag = "recommendations",
    params(("id" = Uuid, Path, description = "The recommendation's id."),
        ("If-Match" = String, Header, description = "The version that was read.", max_length = 100)),
    request_body = RecommendationStep,
    responses((status = 201, description = "The step.", body = RecommendationStepTaken,
        headers(("Location" = String, description = "The steps of the recommendation."),
            ("ETag" = String, description = "Version of the recommendation."))))
)]
pub async fn create_recommendation_transition(
    service: Data<Service>,
    caller: Caller,
    call: Call,
    id: PathId<RecommendationId>,
    held: IfMatch,
    body: Body<RecommendationStep>,
) -> Result<HttpResponse, Error> {
    let command = body.check().map(Command::from);
    let (id, role) = (id.id(), caller.principal.role);
    service
        .write(call, body.bytes(), move |work| {
            let view = work.caller()?.visibility();
            let stored = operations::find(work.conn, view, id)?;
            held.require(stored.version)?;
            let taken = operations::step(work, stored, command?)?;
            let view = RecommendationStepTaken::of(&taken, role)?;
            let location = format!("/v1/recommendations/{id}/transitions");
            Ok(Reply::created(location, Caching::Private, &view)?.with_version(taken.stored.version))
        })
        .await
}

/// Which steps are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListRecommendationTransitions {
    /// Items per page.
    #[param(minimum = 1, maximum = 200, default = 50, nullable = false)]
    limit: Option<i64>,
    /// Where the page begins, from the page before.
    #[param(max_length = 2048, pattern = "^[A-Za-z0-9_-]+$", nullable = false)]
    cursor: Option<String>,
}

/// A step in the history of a recommendation.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecommendationStepView {
    /// Id of the entry.
    id: Uuid,
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    transition: Option<Transition>,
    /// From which state; absent for the draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from: Option<State>,
    /// To which state.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    to: Option<State>,
    /// When it was recorded.
    at: Instant,
    /// The day on which it took effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    effective_on: Option<NaiveDate>,
    /// In which role it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    by_role: Option<Role>,
    /// Which account did it; for the office only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    by: Option<Uuid>,
    /// Version of the recommendation after it.
    #[schema(minimum = 1)]
    version: i64,
}

impl RecommendationStepView {
    fn of(step: Step, reader: Role) -> Self {
        let name = step.event.strip_prefix("recommendation.").unwrap_or_default();
        Self {
            id: step.id.0,
            transition: Transition::from_code(name),
            from: step.from_state.as_deref().and_then(State::from_code),
            to: step.to_state.as_deref().and_then(State::from_code),
            at: step.at.into(),
            effective_on: step.effective_on,
            by_role: step.actor_role.as_deref().and_then(Role::from_code),
            by: step.actor_id.map(|id| id.0).filter(|_| !reader.is_agency_side()),
            version: step.version,
        }
    }
}

/// Lists the steps of a recommendation, oldest first.
///
/// The agency side sees the steps from delivery on: what happened before is the Ombudsman's own affair.
#[utoipa::path(
    get, path = "/v1/recommendations/{id}/transitions", operation_id = "listRecommendationTransitions",
    tag = "recommendations",
    params(("id" = Uuid, Path, description = "The recommendation's id."), ListRecommendationTransitions),
    responses((status = 200, description = "A page of steps.", body = Page<RecommendationStepView>))
)]
pub async fn list_recommendation_transitions(
    service: Data<Service>,
    caller: Caller,
    id: PathId<RecommendationId>,
    query: Query<ListRecommendationTransitions>,
) -> Result<HttpResponse, Error> {
    let (wanted, keys, now) = (query.parameters, service.ring(), service.now());
    let id = id.id();
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let (view, role) = (caller.principal.visibility(), caller.principal.role);
    let (after, fetch) = (window.after.clone(), window.fetch());
    let rows = service
        .read(move |conn| {
            operations::find(conn, view, id)?;
            let shown = role.is_agency_side().then(since_delivery);
            let after = after.map(|position| HistoryId(position.id));
            Ok(store::steps(conn, id, shown.as_deref(), after, fetch)?)
        })
        .await?;
    let position = |step: &Step| Position { key: String::new(), id: step.id.0 };
    let page = window.page(rows, None, position, |step| RecommendationStepView::of(step, role), &keys, now)?;
    Ok(Reply::ok(Caching::Private, &page)?.into_response())
}

fn since_delivery() -> Vec<State> {
    let hidden = [State::Draft, State::QualityClearance, State::MemberClearance, State::Signed];
    State::ALL.iter().copied().filter(|state| !hidden.contains(state)).collect()
}
