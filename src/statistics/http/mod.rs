//! The address of figures.

mod links;
mod view;

use super::operations::{self, Table, Wanted, closed_list};
use super::store;
use crate::auth::admission::Caller;
use crate::db::AnyConnection;
use crate::domain::access::{Action, Visibility};
use crate::domain::id::AgencyId;
use crate::domain::report::IntakeKind;
use crate::domain::statistics::{Figure, GroupBy, Period};
use crate::domain::time::Zone;
use crate::error::{Code, Error, FieldFault};
use crate::service::Service;
use crate::web::context::RequestContext;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply};
use crate::web::routes::Routes;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};
use view::{Audience, Labels, ReportStatistics};

crate::wire_codes!(GroupBy, Figure);

/// The operations of this room.
#[derive(OpenApi)]
#[openapi(
    paths(get_report_statistics),
    tags((name = "statistics", description = "Statistik: figures about reports, each with its definition"))
)]
pub struct Api;

/// Adds the routes of this room.
pub fn routes(routes: &mut Routes) {
    routes.on(Method::GET, "/v1/statistics/reports", Action::GetReportStatistics, get_report_statistics);
}

/// Which figures are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReportStatisticsQuery {
    /// The calendar year (WITA) that the figures are about; everything so far when absent.
    #[param(minimum = 2000, maximum = 2100, example = 2023, nullable = false)]
    year: Option<i32>,
    /// What to break the figures down by; `month` when absent.
    #[param(nullable = false)]
    group_by: Option<GroupBy>,
    /// Only reports about agencies of this government, by code. Callers of the agency side always get their own
    /// government's figures, and 404 for another's.
    #[param(max_length = 13, pattern = "^[0-9]{2}(\\.[0-9]{2})?$", example = "63.07", nullable = false)]
    government: Option<String>,
    /// The figures as they stood on the evening of this day (WITA): what was recorded or corrected later is not in
    /// them. Today when absent. For the office only: differences between days would show single reports.
    #[param(example = "2024-01-31", nullable = false)]
    as_of: Option<NaiveDate>,
}

/// Reads figures about reports.
///
/// Accesses, handled, closed, open and the completion rate of a year, in total and broken down. Every figure comes with
/// its definition and, where the caller's list of reports holds the same reports, with
/// the address of that list. Groups add up to the totals, but for `group_by=year` without a year, where a report
/// carried over is handled in more than one year.
///
/// Outside the office, figures below 5 are hidden, and so is what would give them back by subtraction.
#[utoipa::path(
    get, path = "/v1/statistics/reports", operation_id = "getReportStatistics", tag = "statistics",
    params(ReportStatisticsQuery),
    responses(
        (status = 200, description = "The figures.", body = ReportStatistics),
        (status = 404, description = "There is no such government in the caller's view.")
    )
)]
pub async fn get_report_statistics(
    service: Data<Service>,
    caller: Caller,
    context: RequestContext,
    query: Query<ReportStatisticsQuery>,
) -> Result<HttpResponse, Error> {
    let asked = query.parameters;
    let (visibility, today) = (caller.principal.visibility(), Zone::Wita.day_of(service.now()));
    if asked.as_of.is_some_and(|day| day > today) {
        let fault = FieldFault::query("as_of", "in_the_future");
        return Err(Error::new(Code::MalformedParameter).with_faults(vec![fault]));
    }
    let (wanted, audience, table, labels) = service
        .db
        .read_snapshot(move |conn| {
            let (government, audience) = scope(conn, visibility, &asked)?;
            let wanted = Wanted {
                government,
                period: asked.year.map_or(Period::All, Period::Year),
                group_by: asked.group_by.unwrap_or(GroupBy::Month),
                as_of: asked.as_of.unwrap_or(today),
                today,
            };
            let table = operations::read(conn, &wanted)?;
            let labels = operations::labels(conn, wanted.group_by)?;
            Ok((wanted, audience, table, labels))
        })
        .await?;
    let labels = Labels { language: context.language, groups: labels, kinds: closed_list::<IntakeKind>() };
    let Table { total, by_kind, groups } = table;
    let view = view::render(&wanted, audience, &labels, &total, &by_kind, groups);
    Ok(Reply::ok(Caching::Private, &view)?.into_response())
}

/// Whose figures the caller gets, and how much of them. The agency side gets those of the government whose tree its
/// agency is in; an agency outside governments has no figures of its own.
fn scope(
    conn: &mut AnyConnection,
    visibility: Visibility,
    asked: &ReportStatisticsQuery,
) -> Result<(Option<String>, Audience), Error> {
    let mut own = |agency: AgencyId| -> Result<_, Error> {
        let own = store::government_of(conn, agency)?.ok_or_else(Error::not_allowed)?;
        match &asked.government {
            Some(other) if *other != own => Err(Error::not_found()),
            _ if asked.as_of.is_some() => Err(Error::not_allowed()),
            _ => Ok((Some(own), Audience::Outside)),
        }
    };
    let audience = match visibility {
        Visibility::Tree(agency) | Visibility::Overseer { government: agency, .. } | Visibility::Unit(agency) => {
            return own(agency);
        }
        Visibility::Office(_) | Visibility::Prevention(_) | Visibility::OfficeMachine(_) => Audience::Office,
        Visibility::Assigned(_) | Visibility::HandedOver(_) => Audience::OfficePart,
        Visibility::Own(_) | Visibility::Nothing => return Err(Error::not_allowed()),
    };
    if let Some(government) = &asked.government
        && !store::governments(conn)?.iter().any(|(code, _, _)| code == government)
    {
        return Err(Error::not_found());
    }
    Ok((asked.government.clone(), audience))
}
