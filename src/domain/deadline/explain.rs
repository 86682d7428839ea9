//! Why a deadline falls on its day: every day between, counted or not, and the reason.

use super::due::{DeadlineError, Due, Start};
use super::pause::{Pause, Span};
use super::plan::{Landing, Passed, Plan, WHOLE_DAY};
use super::rule::{Rule, Unit};
use crate::domain::calendar::{Calendar, DayOff};
use crate::domain::time::Timestamp;
use chrono::{NaiveDate, TimeDelta};
use std::cmp::Ordering;

crate::codes! {
    /// What a day did for a deadline.
    pub enum DayMark("deadline_day_mark") {
        /// The start day, which is not counted.
        Start => "start", "hari mulai, tidak dihitung", "start day, not counted";
        /// The whole day or a part of it was counted.
        Counted => "counted", "dihitung", "counted";
        /// No working day, so a rule in working days passes it over.
        DayOff => "day_off", "bukan hari kerja, tidak dihitung", "no working day, not counted";
        /// The clock stood still all day.
        Paused => "paused", "tenggat dihentikan sementara, tidak dihitung", "paused, not counted";
        /// The count was over, but the deadline may not end on this day off.
        RolledOver => "rolled_over", "tenggat digeser melewati hari ini", "deadline moved past this day";
        /// The working day to which the deadline was moved.
        RolledTo => "rolled_to", "tenggat digeser ke hari ini", "deadline moved to this day";
    }
}

/// One day of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedDay {
    /// The day, in WITA.
    pub on: NaiveDate,
    /// What it did.
    pub mark: DayMark,
    /// Why it is no working day; named for every day off, also where the rule counts it all the same.
    pub day_off: Option<DayOff>,
    /// The time of it that was counted.
    pub counted: TimeDelta,
    /// All time counted up to the end of this day.
    pub total: TimeDelta,
    /// Countable time of it that a pause gave back.
    pub given_back: TimeDelta,
    /// Whether it was taken for a working day only because nobody knows that year's holidays yet.
    pub provisional: bool,
}

impl CountedDay {
    /// Which day of the period this is (1 is the first); days begun count as whole ones.
    pub fn number(&self) -> i64 {
        (self.total + WHOLE_DAY - TimeDelta::microseconds(1)).num_days()
    }
}

/// A pause as it told on the deadline; overlapping ones are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// When the clock stopped.
    pub from: Timestamp,
    /// When it went on; `None` while it stands still.
    pub until: Option<Timestamp>,
    /// The countable time that it gave back; zero while it is open.
    pub given_back: TimeDelta,
}

/// The whole account of a due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The rule as it was applied: its version, length, unit and legal anchor.
    pub rule: Rule,
    /// The version of the calendar that was asked.
    pub calendar_version: String,
    /// What started the clock.
    pub start: Start,
    /// The start day in WITA.
    pub started_on: NaiveDate,
    /// Every day from the start day through the due day, in order.
    pub days: Vec<CountedDay>,
    /// The pauses and what each gave back.
    pub stops: Vec<Stop>,
    /// How many days the deadline was moved because its last day was a day off.
    pub rolled_days: i64,
    /// The result, the same as [`super::due()`] gives.
    pub due: Due,
}

/// Explains the due date that [`super::due()`] gives for the same arguments.
///
/// # Errors
/// As [`super::due()`].
pub fn explain(rule: &Rule, start: Start, calendar: &Calendar, pauses: &[Pause]) -> Result<Explanation, DeadlineError> {
    let plan = Plan::new(rule, start, calendar, pauses)?;
    let mut passed = Vec::new();
    let end = plan.count(|day| passed.push(day))?;
    let landing = plan.land(end)?;

    let mut stops: Vec<Stop> = plan
        .stops
        .closed
        .iter()
        .map(|stop| Stop { from: stop.from, until: Some(stop.until), given_back: TimeDelta::zero() })
        .collect();
    let mut days = Vec::with_capacity(passed.len() + 1);
    if rule.unit != Unit::Hours {
        days.push(uncounted(plan.started_on, DayMark::Start, calendar, TimeDelta::zero()));
    }
    let mut total = TimeDelta::zero();
    for day in passed {
        total += day.counted;
        let given_back = if day.countable { give_back(&day, end, &mut stops) } else { TimeDelta::zero() };
        days.push(CountedDay {
            mark: mark(&day),
            counted: day.counted,
            given_back,
            ..uncounted(day.on, DayMark::DayOff, calendar, total)
        });
    }
    days.extend(after_the_count(&plan, &landing, total));
    let beyond_calendar = plan.beyond_calendar(&landing);
    for day in &mut days {
        let asked = day.mark != DayMark::Start && beyond_calendar.is_some_and(|first| first <= day.on);
        day.provisional = asked && day.day_off.is_none() && !calendar.covers(day.on);
    }
    stops.extend(plan.stops.open_since.map(|from| Stop { from, until: None, given_back: TimeDelta::zero() }));

    Ok(Explanation {
        rule: rule.clone(),
        calendar_version: calendar.version().to_owned(),
        start,
        started_on: plan.started_on,
        days,
        stops,
        rolled_days: landing.due_on.signed_duration_since(landing.ended_on).num_days(),
        due: Due {
            due_on: landing.due_on,
            lapses_at: landing.lapses_at,
            held_since: plan.held_since(&landing),
            beyond_calendar,
        },
    })
}

fn uncounted(on: NaiveDate, mark: DayMark, calendar: &Calendar, total: TimeDelta) -> CountedDay {
    let day_off = calendar.why_not(on);
    let nothing = TimeDelta::zero();
    CountedDay { on, mark, day_off, counted: nothing, total, given_back: nothing, provisional: false }
}

fn mark(day: &Passed) -> DayMark {
    match (day.countable, day.counted.is_zero()) {
        (false, _) => DayMark::DayOff,
        (true, true) => DayMark::Paused,
        (true, false) => DayMark::Counted,
    }
}

/// Credits every pause with what it took out of a countable day before the count ended.
fn give_back(day: &Passed, end: Timestamp, stops: &mut [Stop]) -> TimeDelta {
    let before_end = day.span.shared_with(Span { from: day.span.from, until: end });
    let mut given_back = TimeDelta::zero();
    for stop in stops {
        let Some(until) = stop.until else { continue };
        let credit = before_end.shared_with(Span { from: stop.from, until }).length();
        stop.given_back += credit;
        given_back += credit;
    }
    given_back
}

/// The days after the count, through the one on which the deadline came to rest.
fn after_the_count(plan: &Plan<'_>, landing: &Landing, total: TimeDelta) -> Vec<CountedDay> {
    let after = landing.counted_on.iter_days().skip(1).take_while(|day| *day <= landing.due_on);
    after
        .map(|day| {
            let (_, countable) = plan.window(day);
            let mark = match (day.cmp(&landing.ended_on), countable) {
                (Ordering::Less | Ordering::Equal, false) => DayMark::DayOff,
                (Ordering::Less, true) => DayMark::Paused,
                (Ordering::Equal, true) => DayMark::Counted,
                (Ordering::Greater, _) if day == landing.due_on => DayMark::RolledTo,
                (Ordering::Greater, _) => DayMark::RolledOver,
            };
            uncounted(day, mark, plan.calendar, total)
        })
        .collect()
}
