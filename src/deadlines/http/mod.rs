//! The addresses of deadlines, and of the rules and the calendar that they come from.

mod calculator;
mod deadlines;
mod sources;
mod views;

use crate::domain::access::Action;
use crate::domain::calendar::{DayOfWeek, HolidayKind};
use crate::domain::deadline::{DayMark, Debtor, Evidence, Roll, Status, Unit};
use crate::domain::lifecycle::{DeadlineCode, DeadlineOutcome, DeadlineSubject};
use crate::web::routes::Routes;
use actix_web::http::Method;
use utoipa::OpenApi;

crate::wire_codes!(
    DayMark,
    DayOfWeek,
    DeadlineCode,
    DeadlineOutcome,
    DeadlineSubject,
    Debtor,
    Evidence,
    HolidayKind,
    Roll,
    Status,
    Unit,
);

/// The operations of this room.
#[derive(OpenApi)]
#[openapi(
    paths(
        calculator::calculate_deadline,
        deadlines::explain_deadline,
        deadlines::get_deadline,
        deadlines::list_deadlines,
        deadlines::list_report_deadlines,
        sources::list_deadline_rules,
        sources::list_holidays,
    ),
    tags((name = "deadlines", description = "Tenggat: who owes what by when, and why on that day"))
)]
pub struct Api;

/// Adds the routes of this room.
pub fn routes(routes: &mut Routes) {
    routes.on(Method::GET, "/v1/calendars/{code}/holidays", Action::ListHolidays, sources::list_holidays);
    routes.on(Method::GET, "/v1/deadline-rules", Action::ListDeadlineRules, sources::list_deadline_rules);
    routes.on(Method::GET, "/v1/deadlines", Action::ListDeadlines, deadlines::list_deadlines);
    routes.on(Method::GET, "/v1/deadlines/{id}", Action::GetDeadline, deadlines::get_deadline);
    routes.on(Method::GET, "/v1/deadlines/{id}/explanation", Action::ExplainDeadline, deadlines::explain_deadline);
    routes.on(Method::GET, "/v1/reports/{id}/deadlines", Action::ListReportDeadlines, deadlines::list_report_deadlines);
    routes.on(Method::POST, "/v1/deadline-calculations", Action::CalculateDeadline, calculator::calculate_deadline);
}
