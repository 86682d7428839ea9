//! The addresses of reports.

mod assignments;
mod create;
mod read;
mod steps;
mod tracking;
mod transitions;
mod views;

use super::store;
use crate::domain::access::Action;
use crate::domain::report::{
    Channel, ClosingReason, Complexity, ExaminationOutcome, FormalItem, IntakeKind, ItemStatus, MaterialAnswer,
    MaterialItem, PriorComplaint, PublicStage, RcoCriterion, ReporterCategory, Secrecy, State, Transition,
    WithdrawalForm,
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
    WithdrawalForm,
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

/// The operations about the course of a report.
#[derive(OpenApi)]
#[openapi(
    paths(
        assignments::assign_report,
        assignments::declare_conflict,
        assignments::end_report_assignment,
        assignments::list_report_assignments,
        tracking::track_report,
        transitions::create_report_transition,
        transitions::list_report_transitions,
    ),
    tags((name = "tracking", description = "Pelacakan: how a reporter follows their own report"))
)]
pub struct CourseApi;

/// Adds the routes about the course of a report.
pub fn course_routes(routes: &mut Routes) {
    routes.on(
        Method::GET,
        "/v1/reports/{id}/transitions",
        Action::ListReportTransitions,
        transitions::list_report_transitions,
    );
    routes.on(
        Method::POST,
        "/v1/reports/{id}/transitions",
        Action::CreateReportTransition,
        transitions::create_report_transition,
    );
    routes.on(
        Method::GET,
        "/v1/reports/{id}/assignments",
        Action::ListReportAssignments,
        assignments::list_report_assignments,
    );
    routes.on(Method::POST, "/v1/reports/{id}/assignments", Action::AssignReport, assignments::assign_report);
    routes.on(
        Method::DELETE,
        "/v1/reports/{id}/assignments/{user_id}",
        Action::EndReportAssignment,
        assignments::end_report_assignment,
    );
    routes.on(
        Method::POST,
        "/v1/reports/{id}/conflict-declarations",
        Action::DeclareConflict,
        assignments::declare_conflict,
    );
    routes.on(Method::POST, "/v1/tracking", Action::TrackReport, tracking::track_report);
}
