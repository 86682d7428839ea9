//! The calculator: a dry run for any rule and date, open to anyone.

use super::super::operations::{self, KALSEL, Question, WantedRule};
use super::views::DeadlineExplanation;
use crate::domain::calendar::{DayOfWeek, HolidayKind, WorkingWeek};
use crate::domain::deadline::{Pause, Roll, Start, Unit};
use crate::error::{Error, FieldFault};
use crate::service::Service;
use crate::web::body::Body;
use crate::web::context::RequestContext;
use crate::web::reply::{Caching, Reply};
use crate::web::time::Instant;
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::{NaiveDate, Weekday};
use serde::Deserialize;
use utoipa::ToSchema;

/// A question about a due date.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "rule_code": "D07", "start_on": "2026-03-02" }))]
pub struct CalculateDeadline {
    /// A rule of the register, in the version in force on the start day. Exactly one of `rule_code` and `rule`.
    #[schema(max_length = 32, pattern = "^[A-Z][A-Z0-9_]*$", example = "D07", nullable = false)]
    rule_code: Option<String>,
    /// A rule made up for the question.
    #[schema(nullable = false)]
    rule: Option<MadeUpRule>,
    /// The day that starts the clock and is not counted, in WITA. Exactly one of `start_on` and `start_at`.
    #[schema(nullable = false)]
    start_on: Option<NaiveDate>,
    /// The instant that starts the clock; rules in hours need it.
    #[schema(nullable = false)]
    start_at: Option<Instant>,
    /// The calendar; `kalsel` when absent.
    #[schema(max_length = 40, pattern = "^[a-z0-9-]+$", example = "kalsel", nullable = false)]
    calendar: Option<String>,
    /// The weekdays on which offices work, instead of the calendar's.
    #[schema(min_items = 1, max_items = 7, nullable = false)]
    working_weekdays: Option<Vec<DayOfWeek>>,
    /// Only these kinds of holidays are days off; `national`, `joint_leave` and `election`, as deadlines are counted,
    /// when absent. Without `joint_leave`, joint leave counts as working.
    #[schema(max_items = 4, nullable = false)]
    days_off: Option<Vec<HolidayKind>>,
    /// Days off besides the calendar's, as if a decree had added them.
    #[schema(max_items = 366, nullable = false)]
    further_days_off: Option<Vec<NaiveDate>>,
    /// When the clock stands still.
    #[schema(max_items = 100, nullable = false)]
    pauses: Option<Vec<WantedPause>>,
}

/// A rule that stands in no register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "length": 14, "unit": "calendar_days", "roll": "to_next_working_day" }))]
pub struct MadeUpRule {
    /// How many units.
    #[schema(minimum = 1, maximum = 100_000)]
    length: u32,
    /// What is counted.
    unit: Unit,
    /// What happens to an end on a day without work; `none` when absent.
    #[schema(nullable = false)]
    roll: Option<Roll>,
}

/// A time in which the clock stands still.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedPause {
    /// When it stops.
    from: Instant,
    /// When it goes on; absent while it stands still.
    #[schema(nullable = false)]
    until: Option<Instant>,
}

/// Computes and explains a due date without storing anything.
///
/// The start day is not counted, whatever day it is; the deadline ends with its last day in WITA.
#[utoipa::path(
    post, path = "/v1/deadline-calculations", operation_id = "calculateDeadline", tag = "deadlines",
    request_body = CalculateDeadline,
    responses((status = 200, description = "The due date and its account.", body = DeadlineExplanation))
)]
pub async fn calculate_deadline(
    service: Data<Service>,
    context: RequestContext,
    body: Body<CalculateDeadline>,
) -> Result<HttpResponse, Error> {
    let question = question(body.check()?)?;
    let account = service.read(move |conn| operations::calculate(conn, &question)).await?;
    let view = DeadlineExplanation::new(account, None, context.language);
    Ok(Reply::ok(Caching::NoStore, &view)?.into_response())
}

fn question(wanted: CalculateDeadline) -> Result<Question, Error> {
    let mut faults = Vec::new();
    let exactly_one = |pointer: &str, fields: &str| FieldFault::body(pointer, "exactly_one").with("fields", fields);
    let rule = match (wanted.rule_code, wanted.rule) {
        (Some(code), None) => Some(WantedRule::Registered(code)),
        (None, Some(rule)) => {
            Some(WantedRule::MadeUp { length: rule.length, unit: rule.unit, roll: rule.roll.unwrap_or(Roll::None) })
        }
        _ => {
            faults.push(exactly_one("/rule_code", "rule_code, rule"));
            None
        }
    };
    let start = match (wanted.start_on, wanted.start_at) {
        (Some(day), None) => Some(Start::On(day)),
        (None, Some(at)) => Some(Start::At(at.0)),
        _ => {
            faults.push(exactly_one("/start_on", "start_on, start_at"));
            None
        }
    };
    let mut pauses = Vec::new();
    for (place, pause) in wanted.pauses.unwrap_or_default().into_iter().enumerate() {
        match pause.until {
            None => pauses.push(Pause::open(pause.from.0)),
            Some(until) => match Pause::between(pause.from.0, until.0) {
                Ok(pause) => pauses.push(pause),
                Err(_) => faults.push(FieldFault::body(format!("/pauses/{place}/until"), "end_before_start")),
            },
        }
    }
    // The schema asks for at least one weekday.
    let week = wanted.working_weekdays.and_then(|days| WorkingWeek::of(days.into_iter().map(Weekday::from)).ok());
    match (rule, start) {
        (Some(rule), Some(start)) if faults.is_empty() => Ok(Question {
            rule,
            start,
            calendar: wanted.calendar.unwrap_or_else(|| KALSEL.to_owned()),
            week,
            days_off: wanted.days_off,
            further_days_off: wanted.further_days_off.unwrap_or_default(),
            pauses,
        }),
        _ => Err(Error::invalid(faults)),
    }
}
