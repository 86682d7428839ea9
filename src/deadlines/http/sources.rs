//! What due dates are computed from: rules and days off, open to anyone.

use super::super::store::{calendars, rules};
use super::views::{HolidayView, RuleView};
use crate::domain::calendar::DayOfWeek;
use crate::domain::deadline::Rule;
use crate::error::Error;
use crate::service::Service;
use crate::web::page::{Page, Position, Window};
use crate::web::path::PathText;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply};
use crate::web::time::Instant;
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A working calendar with its days off.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarView {
    /// The calendar.
    #[schema(max_length = 40, example = "kalsel")]
    pub calendar: String,
    /// The version shown here.
    #[schema(minimum = 1)]
    pub version: i32,
    /// The newest version.
    #[schema(minimum = 1)]
    pub newest_version: i32,
    /// Why this version was made.
    #[schema(max_length = 500, example = "SKB Tiga Menteri 2022–2026")]
    pub reason: String,
    /// When this version was made.
    pub created_at: Instant,
    /// The weekdays on which offices work.
    #[schema(max_items = 7)]
    pub working_weekdays: Vec<DayOfWeek>,
    /// The years whose national holidays are known; a count beyond them knows weekends only and is provisional.
    #[schema(max_items = 400)]
    pub years: Vec<i32>,
    /// The days off, in order.
    #[schema(max_items = 10000)]
    pub items: Vec<HolidayView>,
}

/// Which days off are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListHolidays {
    /// Only days of this year.
    #[param(minimum = 1900, maximum = 2200, example = 2026, nullable = false)]
    year: Option<i32>,
    /// As they were in this version of the calendar; the newest when absent.
    #[param(minimum = 1, maximum = 1_000_000, nullable = false)]
    version: Option<i32>,
}

/// Lists the days off of a calendar.
///
/// An amendment by decree makes a new version; old versions stay readable, because explanations of deadlines name them.
#[utoipa::path(
    get, path = "/v1/calendars/{code}/holidays", operation_id = "listHolidays", tag = "deadlines",
    params(
        ("code" = String, Path, description = "The calendar.", max_length = 40, pattern = "^[a-z0-9-]+$", example = "kalsel"),
        ListHolidays
    ),
    responses((status = 200, description = "The calendar with its days off.", body = CalendarView))
)]
pub async fn list_holidays(
    service: Data<Service>,
    code: PathText,
    query: Query<ListHolidays>,
) -> Result<HttpResponse, Error> {
    let wanted = query.parameters;
    let found = service.read(move |conn| {
        let Some(newest) = calendars::newest(conn, &code.0)? else { return Ok(None) };
        let newest_version = newest.version;
        let version = match wanted.version {
            None => Some(newest),
            Some(number) => calendars::find(conn, &code.0, number)?,
        };
        let Some(version) = version else { return Ok(None) };
        let days_off = calendars::days_off(conn, &version.code, version.version, wanted.year)?;
        let years = calendars::read(conn, &version)?.years().iter().copied().collect();
        Ok(Some((version, newest_version, days_off, years)))
    });
    let (version, newest_version, days_off, years) = found.await?.ok_or_else(Error::not_found)?;
    let view = CalendarView {
        calendar: version.code,
        version: version.version,
        newest_version,
        reason: version.reason,
        created_at: version.created_at.into(),
        working_weekdays: version.week.names().collect(),
        years,
        items: days_off.into_iter().map(HolidayView::from).collect(),
    };
    Ok(Reply::ok(Caching::Public, &view)?.into_response())
}

/// Which rules are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListDeadlineRules {
    /// Only versions of this rule.
    #[param(max_length = 32, pattern = "^[A-Z][A-Z0-9_]*$", example = "D07", nullable = false)]
    code: Option<String>,
    /// Only versions that apply to a clock that starts on this day.
    #[param(nullable = false)]
    valid_on: Option<NaiveDate>,
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

/// Lists the deadline register: every version of every rule, by code and first day.
#[utoipa::path(
    get, path = "/v1/deadline-rules", operation_id = "listDeadlineRules", tag = "deadlines",
    params(ListDeadlineRules),
    responses((status = 200, description = "A page of rules.", body = Page<RuleView>))
)]
pub async fn list_deadline_rules(
    service: Data<Service>,
    query: Query<ListDeadlineRules>,
) -> Result<HttpResponse, Error> {
    let (wanted, keys, now) = (query.parameters, service.ring(), service.now());
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let all = service.read(move |conn| Ok(rules::all(conn)?)).await?;
    let matching: Vec<Rule> = all
        .into_iter()
        .filter(|rule| wanted.code.as_ref().is_none_or(|code| rule.code.as_str() == code))
        .filter(|rule| wanted.valid_on.is_none_or(|day| rule.is_valid_on(day)))
        .collect();
    let total = matching.len().try_into().unwrap_or(i64::MAX);
    // The register is a few dozen rows: it is read whole, and the page cut here.
    let fetch = usize::try_from(window.fetch()).unwrap_or(0);
    let behind = window.after.as_ref().and_then(|after| matching.iter().position(|rule| rule.id.0 == after.id));
    let rows: Vec<Rule> = matching.into_iter().skip(behind.map_or(0, |at| at + 1)).take(fetch).collect();
    let position = |rule: &Rule| Position { key: rule.version(), id: rule.id.0 };
    let total = (wanted.include_total == Some(true)).then_some(total);
    let page: Page<RuleView> = window.page(rows, total, position, RuleView::from, &keys, now)?;
    Ok(Reply::page(Caching::Public, &page)?.into_response())
}
