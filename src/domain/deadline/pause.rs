//! Pauses: time that the law does not count against the debtor.

use crate::domain::time::{Timestamp, Zone};
use chrono::{NaiveDate, TimeDelta};

/// A pause that would end before it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pause cannot end before it begins")]
pub struct PauseReversed;

/// An interval in which a clock stands still (*tenggat dihentikan sementara*); open while nobody has resumed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    from: Timestamp,
    until: Option<Timestamp>,
}

impl Pause {
    /// From an instant to another, which is no longer paused.
    ///
    /// # Errors
    /// [`PauseReversed`] when `until` is before `from`.
    pub fn between(from: Timestamp, until: Timestamp) -> Result<Self, PauseReversed> {
        if until < from { Err(PauseReversed) } else { Ok(Self { from, until: Some(until) }) }
    }

    /// Whole days in WITA, both included.
    ///
    /// # Errors
    /// [`PauseReversed`] when `last` is before `first`.
    pub fn days(first: NaiveDate, last: NaiveDate) -> Result<Self, PauseReversed> {
        if last < first {
            return Err(PauseReversed);
        }
        Self::between(Zone::Wita.start_of(first), Zone::Wita.end_of(last))
    }

    /// From an instant on, not resumed yet.
    pub const fn open(from: Timestamp) -> Self {
        Self { from, until: None }
    }

    /// When the clock stopped.
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// When it went on; `None` while it stands still.
    pub const fn until(self) -> Option<Timestamp> {
        self.until
    }
}

/// A stretch of time, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

impl Span {
    /// Its length; zero when it ends before it begins.
    pub(super) fn length(self) -> TimeDelta {
        TimeDelta::microseconds(self.until.micros().saturating_sub(self.from.micros()).max(0))
    }

    /// What it shares with another; zero length when nothing.
    pub(super) fn shared_with(self, other: Span) -> Span {
        Span { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    /// The parts of this span in which none of the `stops` (sorted, apart from each other) falls.
    pub(super) fn outside(self, stops: &[Span]) -> impl Iterator<Item = Span> {
        let first = stops.partition_point(|stop| stop.until <= self.from);
        let inside = stops[first..].iter().take_while(move |stop| stop.from < self.until);
        let mut cursor = self.from;
        inside.map(Some).chain(std::iter::once(None)).filter_map(move |stop| {
            let gap = Span { from: cursor, until: stop.map_or(self.until, |stop| stop.from) };
            cursor = stop.map_or(cursor, |stop| stop.until);
            (gap.from < gap.until).then_some(gap)
        })
    }
}

/// The pauses of one clock in order: overlapping ones are one, so that nothing is given back twice.
#[derive(Debug, Clone, Default)]
pub(super) struct Stops {
    /// The ended pauses, in order of time and apart from each other.
    pub(super) closed: Vec<Span>,
    /// Since when the clock stands still for good, until somebody resumes it.
    pub(super) open_since: Option<Timestamp>,
}

impl Stops {
    /// Sorts and merges. What an open pause covers anyway is cut from the closed ones.
    pub(super) fn of(pauses: &[Pause]) -> Self {
        let open_since = pauses.iter().filter(|pause| pause.until.is_none()).map(|pause| pause.from).min();
        let mut spans: Vec<Span> = pauses
            .iter()
            .filter_map(|pause| {
                let until = pause.until?;
                Some(Span { from: pause.from, until: open_since.map_or(until, |open| open.min(until)) })
            })
            .filter(|span| span.from < span.until)
            .collect();
        spans.sort_by_key(|span| span.from);
        let mut closed: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match closed.last_mut() {
                Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
                _ => closed.push(span),
            }
        }
        Self { closed, open_since }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(0).plus_seconds(seconds)
    }

    fn span(from: i64, until: i64) -> Span {
        Span { from: at(from), until: at(until) }
    }

    fn pause(from: i64, until: i64) -> Pause {
        Pause::between(at(from), at(until)).unwrap()
    }

    #[test]
    fn overlapping_pauses_are_one() {
        let stops = Stops::of(&[pause(50, 60), pause(10, 20), pause(15, 30), pause(30, 31), pause(40, 40)]);
        assert_eq!(stops.closed, [span(10, 31), span(50, 60)]);
        assert_eq!(stops.open_since, None);
    }

    #[test]
    fn an_open_pause_swallows_what_comes_later() {
        let stops = Stops::of(&[pause(10, 20), Pause::open(at(15)), pause(16, 90), Pause::open(at(70))]);
        assert_eq!(stops.closed, [span(10, 15)]);
        assert_eq!(stops.open_since, Some(at(15)));
    }

    #[test]
    fn the_time_outside_pauses() {
        let stops = [span(10, 20), span(30, 40)];
        let outside = |from, until| span(from, until).outside(&stops).collect::<Vec<_>>();
        assert_eq!(outside(0, 50), [span(0, 10), span(20, 30), span(40, 50)]);
        assert_eq!(outside(12, 35), [span(20, 30)]);
        assert_eq!(outside(10, 20), []);
        assert_eq!(outside(20, 30), [span(20, 30)]);
        assert_eq!(outside(60, 70), [span(60, 70)]);
    }

    #[test]
    fn a_pause_cannot_run_backwards() {
        assert_eq!(Pause::between(at(2), at(1)), Err(PauseReversed));
        let day = |n| NaiveDate::from_ymd_opt(2026, 1, n).unwrap();
        assert_eq!(Pause::days(day(2), day(1)), Err(PauseReversed));
        let whole = Pause::days(day(1), day(1)).unwrap();
        assert_eq!(whole.from().to_string(), "2025-12-31T16:00:00.000Z");
        assert_eq!(whole.until().unwrap().to_string(), "2026-01-01T16:00:00.000Z");
    }
}
