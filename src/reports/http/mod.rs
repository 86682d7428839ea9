//! The addresses of reports.

mod assignments;
mod bypasses;
mod checklists;
mod create;
mod history;
mod list;
mod read;
mod reveal;
mod search;
mod steps;
mod tracking;
mod transitions;
mod update;
mod views;

use super::operations::Case;
use super::store;
use crate::domain::access::Action;
use crate::domain::id::ReportId;
use crate::domain::report::{
    Channel, ClosingReason, Complexity, ExaminationOutcome, FormalItem, IntakeKind, ItemStatus, MaterialAnswer,
    MaterialItem, PriorComplaint, PublicStage, RcoCriterion, ReporterCategory, Secrecy, State, Transition,
    WithdrawalForm,
};
use crate::error::Error;
use crate::journal::Work;
use crate::web::etag::IfMatch;
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
    store::IdentityField,
    store::IdentityPurpose,
);

/// The operations of this room.
#[derive(OpenApi)]
#[openapi(
    paths(
        create::create_report,
        read::get_report,
        list::list_reports,
        search::search_reports,
        update::update_report,
        checklists::replace_formal_checklist,
        checklists::replace_material_checklist,
        history::list_report_history,
        history::list_report_notes,
        history::create_report_note,
        reveal::reveal_identity,
        reveal::list_identity_reveals,
        bypasses::bypass_agency,
        bypasses::list_report_bypasses,
    ),
    components(schemas(list::ListCode)),
    tags((name = "reports", description = "Laporan: intake, the case file, and who sees what of it"))
)]
pub struct Api;

/// Adds the routes of this room.
pub fn routes(routes: &mut Routes) {
    routes.on(Method::POST, "/v1/reports", Action::CreateReport, create::create_report);
    routes.on(Method::GET, "/v1/reports", Action::ListReports, list::list_reports);
    routes.on(Method::POST, "/v1/reports/search", Action::SearchReports, search::search_reports);
    routes.on(Method::GET, "/v1/reports/{id}", Action::GetReport, read::get_report);
    routes.on(Method::PATCH, "/v1/reports/{id}", Action::UpdateReport, update::update_report);
    let (formal, material) = (checklists::replace_formal_checklist, checklists::replace_material_checklist);
    routes.on(Method::PUT, "/v1/reports/{id}/formal-checklist", Action::ReplaceFormalChecklist, formal);
    routes.on(Method::PUT, "/v1/reports/{id}/material-checklist", Action::ReplaceMaterialChecklist, material);
    routes.on(Method::GET, "/v1/reports/{id}/history", Action::ListReportHistory, history::list_report_history);
    routes.on(Method::GET, "/v1/reports/{id}/notes", Action::ListReportNotes, history::list_report_notes);
    routes.on(Method::POST, "/v1/reports/{id}/notes", Action::CreateReportNote, history::create_report_note);
    routes.on(Method::POST, "/v1/reports/{id}/identity-reveals", Action::RevealIdentity, reveal::reveal_identity);
    let reveals = reveal::list_identity_reveals;
    routes.on(Method::GET, "/v1/reports/{id}/identity-reveals", Action::ListIdentityReveals, reveals);
    routes.on(Method::GET, "/v1/reports/{id}/bypasses", Action::ListReportBypasses, bypasses::list_report_bypasses);
    routes.on(Method::POST, "/v1/reports/{id}/bypasses", Action::BypassAgency, bypasses::bypass_agency);
}

/// The report that a caller wants to change, in the order of the contract (4.3): found in view, then of the version
/// that was read; only then is the body judged.
fn opened(work: &mut Work<'_>, id: ReportId, held: &IfMatch) -> Result<Case, Error> {
    let visibility = work.caller()?.visibility();
    let case = super::operations::find(work.conn, visibility, id)?;
    held.require(case.row.version)?;
    Ok(case)
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
