//! The one walk from a start to a due date, which `due`, `remaining` and `explain` share: they cannot disagree.

use super::due::{DeadlineError, Start};
use super::pause::{Pause, Span, Stops};
use super::rule::{Roll, Rule, Unit};
use crate::domain::calendar::Calendar;
use crate::domain::time::{Timestamp, Zone};
use chrono::{Months, NaiveDate, TimeDelta};

/// The longest walk, in days from the start: a hundred years. Whatever needs more is refused instead of computed.
pub(super) const LONGEST_WALK_DAYS: u32 = 36_525;
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("year 1 is within chrono's range");
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("year 9999 is within chrono's range");
/// A day of WITA, which knows no daylight saving.
pub(super) const WHOLE_DAY: TimeDelta = TimeDelta::days(1);

/// A day that the walk passed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passed {
    /// The day.
    pub(super) on: NaiveDate,
    /// Its part after the start, whether it counts or not.
    pub(super) span: Span,
    /// Whether the rule counts this day at all.
    pub(super) countable: bool,
    /// The time of it that was counted.
    pub(super) counted: TimeDelta,
}

/// Where a deadline comes to rest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Landing {
    /// The last day of the count itself.
    pub(super) counted_on: NaiveDate,
    /// The day at whose end the time is over: later than `counted_on` only when a pause took that day's end.
    pub(super) ended_on: NaiveDate,
    /// The day on which the deadline falls: later than `ended_on` only when the rule moved it.
    pub(super) due_on: NaiveDate,
    /// The first instant after the deadline.
    pub(super) lapses_at: Timestamp,
}

/// A rule applied to a start: from when on time is counted, and how much of it.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    rule: &'a Rule,
    pub(super) calendar: &'a Calendar,
    pub(super) stops: Stops,
    pub(super) started_on: NaiveDate,
    from: Timestamp,
    need: TimeDelta,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        rule: &'a Rule,
        start: Start,
        calendar: &'a Calendar,
        pauses: &[Pause],
    ) -> Result<Self, DeadlineError> {
        if rule.length == 0 {
            return Err(DeadlineError::ZeroLength);
        }
        let started_on = day_in_range(start)?;
        let from = match (rule.unit, start) {
            (Unit::Hours, Start::At(instant)) => instant,
            (Unit::Hours, Start::On(_)) => return Err(DeadlineError::StartNeedsInstant),
            _ => Zone::Wita.end_of(started_on),
        };
        let need = need(rule, started_on)?;
        if need > WHOLE_DAY * LONGEST_WALK_DAYS.cast_signed() {
            return Err(DeadlineError::OutOfRange);
        }
        Ok(Self { rule, calendar, stops: Stops::of(pauses), started_on, from, need })
    }

    /// Counts day by day until the rule's time is used up; returns the instant at which it is. `visit` sees every day.
    pub(super) fn count(&self, mut visit: impl FnMut(Passed)) -> Result<Timestamp, DeadlineError> {
        let mut left = self.need;
        for on in days_from(Zone::Wita.day_of(self.from)) {
            let (span, countable) = self.window(on);
            let mut counted = TimeDelta::zero();
            let mut end = None;
            if countable {
                for gap in span.outside(&self.stops.closed) {
                    if gap.length() >= left {
                        counted += left;
                        end = Some(later(gap.from, left));
                        break;
                    }
                    counted += gap.length();
                    left -= gap.length();
                }
            }
            visit(Passed { on, span, countable, counted });
            if let Some(end) = end {
                return Ok(end);
            }
        }
        Err(DeadlineError::OutOfRange)
    }

    /// From the instant at which the count ended to the day on which the deadline falls.
    pub(super) fn land(&self, counted_until: Timestamp) -> Result<Landing, DeadlineError> {
        let counted_on = Zone::Wita.day_of(Timestamp::from_micros(counted_until.micros() - 1));
        let ended_on = match self.rule.unit {
            Unit::Hours => counted_on,
            _ => self.last_day_running(counted_on)?,
        };
        let due_on = match self.rule.roll {
            Roll::None => ended_on,
            Roll::ToNextWorkingDay => {
                let working = days_from(ended_on).find(|day| self.calendar.is_working_day(*day));
                working.ok_or(DeadlineError::OutOfRange)?
            }
        };
        // Only hours end within a day, and even they do not when the rule moves them to another one.
        let within_a_day = self.rule.unit == Unit::Hours && due_on == counted_on;
        let lapses_at = if within_a_day { counted_until } else { Zone::Wita.end_of(due_on) };
        Ok(Landing { counted_on, ended_on, due_on, lapses_at })
    }

    /// The day at whose end a deadline in days lapses: the one on which its time was used up, unless the clock stood
    /// still at that day's end. What was left of the day when the pause began comes back after it, as a whole day.
    fn last_day_running(&self, counted_on: NaiveDate) -> Result<NaiveDate, DeadlineError> {
        self.stops.closed.iter().try_fold(counted_on, |last, stop| {
            let end = Zone::Wita.end_of(last);
            if end <= stop.from || stop.until < end {
                return Ok(last);
            }
            if stop.until >= Zone::Wita.end_of(LAST_DAY) {
                return Err(DeadlineError::OutOfRange);
            }
            days_from(Zone::Wita.day_of(stop.until)).find(|day| self.window(*day).1).ok_or(DeadlineError::OutOfRange)
        })
    }

    /// The countable time from `now`, or from the start of the count if that is later, until `end`.
    pub(super) fn countable_between(&self, now: Timestamp, end: Timestamp) -> TimeDelta {
        let from = now.max(self.from);
        if from >= end {
            return TimeDelta::zero();
        }
        days_from(Zone::Wita.day_of(from))
            .map(|day| self.window(day))
            .take_while(|(span, _)| span.from < end)
            .filter(|(_, countable)| *countable)
            .flat_map(|(span, _)| span.shared_with(Span { from, until: end }).outside(&self.stops.closed))
            .fold(TimeDelta::zero(), |sum, gap| sum + gap.length())
    }

    /// The first day that the calendar was asked about without knowing that year's holidays.
    pub(super) fn beyond_calendar(&self, landing: &Landing) -> Option<NaiveDate> {
        let first_asked = match (self.rule.unit, self.rule.roll) {
            (Unit::WorkingDays, _) => Zone::Wita.day_of(self.from),
            (_, Roll::ToNextWorkingDay) => landing.ended_on,
            (_, Roll::None) => return None,
        };
        self.calendar.first_uncovered(first_asked, landing.due_on)
    }

    /// Since when the clock stands still; a pause that begins after the deadline lapsed holds nothing.
    pub(super) fn held_since(&self, landing: &Landing) -> Option<Timestamp> {
        self.stops.open_since.filter(|since| *since < landing.lapses_at)
    }

    pub(super) fn window(&self, on: NaiveDate) -> (Span, bool) {
        let span = Span { from: Zone::Wita.start_of(on).max(self.from), until: Zone::Wita.end_of(on) };
        (span, self.rule.unit != Unit::WorkingDays || self.calendar.is_working_day(on))
    }
}

/// The instant `by` later, for instants and spans that were checked to be in range.
fn later(from: Timestamp, by: TimeDelta) -> Timestamp {
    Timestamp::from_micros(from.micros() + by.num_microseconds().expect("a span of at most a hundred years"))
}

/// The days from `first` on, as many as a walk may take.
fn days_from(first: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    first.iter_days().take(LONGEST_WALK_DAYS as usize).take_while(|day| *day <= LAST_DAY)
}

fn day_in_range(start: Start) -> Result<NaiveDate, DeadlineError> {
    let range = match start {
        Start::On(day) => FIRST_DAY <= day && day <= LAST_DAY,
        Start::At(at) => Zone::Wita.start_of(FIRST_DAY) <= at && at < Zone::Wita.end_of(LAST_DAY),
    };
    if range { Ok(start.day()) } else { Err(DeadlineError::OutOfRange) }
}

/// How much time the rule gives, in the time that its unit counts.
fn need(rule: &Rule, started_on: NaiveDate) -> Result<TimeDelta, DeadlineError> {
    let to_the_month = |months: Option<u32>| {
        let end = started_on.checked_add_months(Months::new(months?))?;
        Some(end.signed_duration_since(started_on))
    };
    match rule.unit {
        Unit::WorkingDays | Unit::CalendarDays => TimeDelta::try_days(i64::from(rule.length)),
        Unit::Hours => TimeDelta::try_hours(i64::from(rule.length)),
        Unit::Months => to_the_month(Some(rule.length)),
        Unit::Years => to_the_month(rule.length.checked_mul(12)),
    }
    .ok_or(DeadlineError::OutOfRange)
}
