//! When a deadline falls due, and how much of it is left.

use super::pause::Pause;
use super::plan::Plan;
use super::rule::Rule;
use crate::domain::calendar::Calendar;
use crate::domain::time::{Timestamp, Zone};
use chrono::{NaiveDate, TimeDelta};

/// What starts a clock: an instant, or a letter's date of receipt, which has no hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Something happened at this instant; its day is the day in WITA.
    At(Timestamp),
    /// Something happened on this day in WITA.
    On(NaiveDate),
}

impl Start {
    /// The start day in WITA, which is not counted.
    pub fn day(self) -> NaiveDate {
        match self {
            Start::At(at) => Zone::Wita.day_of(at),
            Start::On(day) => day,
        }
    }
}

/// When a deadline falls due (*jatuh tempo*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last day on which acting is in time, in WITA.
    pub due_on: NaiveDate,
    /// The first instant after the deadline: the end of `due_on`, or earlier that day where the rule counts hours.
    pub lapses_at: Timestamp,
    /// Since when the clock stands still. While it does, `due_on` and `lapses_at` tell what they would be had the
    /// pause ended at once: the earliest that they can become.
    pub held_since: Option<Timestamp>,
    /// The first day that was counted without knowing that year's holidays; the date is provisional then.
    pub beyond_calendar: Option<NaiveDate>,
}

/// Why no due date can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// The rule gives no time at all.
    #[error("the rule's length is zero")]
    ZeroLength,
    /// Start or end lie outside the years 1 to 9999, or more than a hundred years apart.
    #[error("the start or the length is out of range")]
    OutOfRange,
    /// A rule in hours needs to know the hour.
    #[error("a deadline in hours starts at an instant, not on a day")]
    StartNeedsInstant,
}

impl DeadlineError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        match self {
            DeadlineError::ZeroLength => "deadline_zero_length",
            DeadlineError::OutOfRange => "deadline_out_of_range",
            DeadlineError::StartNeedsInstant => "deadline_start_needs_instant",
        }
    }
}

/// When `rule` falls due for a clock started at `start`, with the pauses it had.
///
/// # Errors
/// [`DeadlineError`]: see there. No input makes it walk further than a hundred years.
pub fn due(rule: &Rule, start: Start, calendar: &Calendar, pauses: &[Pause]) -> Result<Due, DeadlineError> {
    let plan = Plan::new(rule, start, calendar, pauses)?;
    let landing = plan.land(plan.count(|_| ())?)?;
    Ok(Due {
        due_on: landing.due_on,
        lapses_at: landing.lapses_at,
        held_since: plan.held_since(&landing),
        beyond_calendar: plan.beyond_calendar(&landing),
    })
}

/// How much of the rule's own time is left at `now`: only time that the rule counts, so that it stands still over a
/// weekend and while the clock is paused. Zero once the count has ended, even where the rule then moves the day.
///
/// # Errors
/// As [`due`].
pub fn remaining(
    rule: &Rule,
    start: Start,
    calendar: &Calendar,
    pauses: &[Pause],
    now: Timestamp,
) -> Result<TimeDelta, DeadlineError> {
    let plan = Plan::new(rule, start, calendar, pauses)?;
    let end = plan.count(|_| ())?;
    let now = plan.stops.open_since.map_or(now, |since| since.min(now));
    Ok(plan.countable_between(now, end))
}
