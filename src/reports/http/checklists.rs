//! The checklists of formal and material requirements over HTTP.

use super::create::FormalAnswerInput;
use super::views::{self, ReportView};
use crate::domain::id::ReportId;
use crate::domain::report::{Command, FormalAnswer, MaterialAnswer, MaterialFinding, MaterialItem};
use crate::error::Error;
use crate::reports::operations;
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::etag::IfMatch;
use crate::web::path::PathId;
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;

/// The formal checklist (*syarat formil*) as it shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "items": [{ "item": "F1", "status": "met" }, { "item": "F6", "status": "missing" }] }))]
pub struct FormalChecklist {
    /// Answers, each item once; what is not named counts as unanswered.
    #[schema(max_items = 12)]
    items: Vec<FormalAnswerInput>,
}

/// The material checklist (*syarat materiil*) as it shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "items": [{ "item": "M1", "answer": "met" }] }))]
pub struct MaterialChecklist {
    /// Answers, each item once; what is not named counts as unanswered.
    #[schema(max_items = 6)]
    items: Vec<MaterialAnswerInput>,
}

/// Answer to one material item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialAnswerInput {
    /// Which item.
    item: MaterialItem,
    /// The answer.
    answer: MaterialAnswer,
    /// Remark.
    #[schema(max_length = 1_000)]
    note: Option<String>,
}

impl From<MaterialAnswerInput> for MaterialFinding {
    fn from(input: MaterialAnswerInput) -> Self {
        Self { item: input.item, answer: input.answer, note: input.note }
    }
}

/// Answers the formal checklist (UU 37/2008 art. 24(1)).
#[utoipa::path(
    put, path = "/v1/reports/{id}/formal-checklist", operation_id = "replaceFormalChecklist", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id."),
        ("If-Match" = String, Header, description = "The version that was read.", max_length = 200)),
    request_body = FormalChecklist,
    responses((status = 200, description = "The report after it, as the caller sees it.", body = ReportView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn replace_formal_checklist(
    service: Data<Service>,
    call: Call,
    id: PathId<ReportId>,
    held: IfMatch,
    body: Body<FormalChecklist>,
) -> Result<HttpResponse, Error> {
    let command = body.check().map(|checklist| {
        Command::ReplaceFormalChecklist(checklist.items.into_iter().map(FormalAnswer::from).collect())
    });
    replace(service, call, id.id(), held, body.bytes(), command, "replaceFormalChecklist").await
}

/// Answers the material checklist.
#[utoipa::path(
    put, path = "/v1/reports/{id}/material-checklist", operation_id = "replaceMaterialChecklist", tag = "reports",
    params(("id" = Uuid, Path, description = "The report's id."),
        ("If-Match" = String, Header, description = "The version that was read.", max_length = 200)),
    request_body = MaterialChecklist,
    responses((status = 200, description = "The report after it, as the caller sees it.", body = ReportView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn replace_material_checklist(
    service: Data<Service>,
    call: Call,
    id: PathId<ReportId>,
    held: IfMatch,
    body: Body<MaterialChecklist>,
) -> Result<HttpResponse, Error> {
    let command = body.check().map(|checklist| {
        Command::ReplaceMaterialChecklist(checklist.items.into_iter().map(MaterialFinding::from).collect())
    });
    replace(service, call, id.id(), held, body.bytes(), command, "replaceMaterialChecklist").await
}

async fn replace(
    service: Data<Service>,
    call: Call,
    id: ReportId,
    held: IfMatch,
    bytes: &[u8],
    command: Result<Command, Error>,
    action: &'static str,
) -> Result<HttpResponse, Error> {
    let (ring, language) = (service.ring(), call.context.language);
    service
        .write(call, bytes, move |work| {
            let case = super::opened(work, id, &held)?;
            let case = operations::apply(work, case, command?, action)?;
            let version = case.row.version;
            let caller = work.caller()?.clone();
            let view = views::view(work.conn, &ring, &caller, language, case)?;
            Ok(Reply::ok(Caching::Private, &view)?.with_version(version))
        })
        .await
}
