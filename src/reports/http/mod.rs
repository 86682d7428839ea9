//! The addresses of reports.

mod create;
mod read;
mod views;

use super::store;
use crate::domain::access::Action;
use crate::domain::report::{
    Channel, ClosingReason, Complexity, ExaminationOutcome, FormalItem, IntakeKind, ItemStatus, MaterialAnswer,
    MaterialItem, PriorComplaint, PublicStage, RcoCriterion, ReporterCategory, Secrecy, State, Transition,
};
use crate::web::routes::Routes;
use actix_web::http::Method;
use utoipa::OpenApi;

crate::wire_codes!(
    Channel,
    ClosingReason,
    Complexity,
    ExaminationOutcome,
    FormalItem,
    IntakeKind,
    ItemStatus,
    MaterialAnswer,
    MaterialItem,
    PriorComplaint,
    PublicStage,
    RcoCriterion,
    ReporterCategory,
    Secrecy,
    State,
    Transition,
    store::DeliveryKind,
    store::ExternalSystem,
);

/// The operations of this room.
#[derive(OpenApi)]
#[openapi(
    paths(create::create_report, read::get_report),
    tags((name = "reports", description = "Laporan: intake, the case file, and who sees what of it"))
)]
pub struct Api;

/// Adds the routes of this room.
pub fn routes(routes: &mut Routes) {
    routes.on(Method::POST, "/v1/reports", Action::CreateReport, create::create_report);
    routes.on(Method::GET, "/v1/reports/{id}", Action::GetReport, read::get_report);
}
