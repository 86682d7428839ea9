//! How a deadline stands at an instant: computed from what happened, never stored.

use super::due::Due;
use crate::domain::time::Timestamp;

crate::codes! {
    /// How a deadline stands (*keadaan tenggat*).
    pub enum Status("deadline_status") {
        /// The time runs.
        Open => "open", "berjalan", "running";
        /// The clock stands still.
        Paused => "paused", "dihentikan sementara", "paused";
        /// Done in time.
        Met => "met", "dipenuhi tepat waktu", "met in time";
        /// Lapsed, and nobody has acted yet.
        Overdue => "overdue", "lewat tenggat", "overdue";
        /// Over without having been met in time: done late, or ended after it had lapsed.
        Missed => "missed", "tidak dipenuhi tepat waktu", "not met in time";
        /// Ended before it lapsed, because nothing is owed any more; or it rested on a mistake and was never owed.
        Cancelled => "cancelled", "dibatalkan", "cancelled";
    }
}

/// What is known about one deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The first instant after the deadline; while it is paused, as if the pause had ended at once.
    pub lapses_at: Timestamp,
    /// Since when the clock stands still.
    pub held_since: Option<Timestamp>,
    /// When what was owed was done.
    pub met_at: Option<Timestamp>,
    /// When it stopped being owed: the report was closed, withdrawn or handed over.
    pub ended_at: Option<Timestamp>,
}

impl From<Due> for Facts {
    /// A deadline that has only just begun.
    fn from(due: Due) -> Self {
        Self { lapses_at: due.lapses_at, held_since: due.held_since, met_at: None, ended_at: None }
    }
}

/// How the deadline stands at `now`. What happened after `now` is not known yet, so the past can be asked about too.
pub fn status(facts: &Facts, now: Timestamp) -> Status {
    let by_now = |at: Option<Timestamp>| at.filter(|at| *at <= now);
    let held = by_now(facts.held_since).is_some_and(|since| since < facts.lapses_at);
    let late = |at: Timestamp| at >= facts.lapses_at && !held;

    if let Some(at) = by_now(facts.met_at) {
        return if late(at) { Status::Missed } else { Status::Met };
    }
    if let Some(at) = by_now(facts.ended_at) {
        return if late(at) { Status::Missed } else { Status::Cancelled };
    }
    match (held, late(now)) {
        (true, _) => Status::Paused,
        (false, true) => Status::Overdue,
        (false, false) => Status::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(0).plus_seconds(second)
    }

    fn facts(held: Option<i64>, met: Option<i64>, ended: Option<i64>) -> Facts {
        Facts { lapses_at: at(100), held_since: held.map(at), met_at: met.map(at), ended_at: ended.map(at) }
    }

    #[test]
    fn every_combination_of_facts_has_one_status() {
        let table = [
            // held, met, ended, now, status
            (None, None, None, 99, Status::Open),
            (None, None, None, 100, Status::Overdue),
            (None, Some(99), None, 500, Status::Met),
            (None, Some(100), None, 500, Status::Missed),
            (None, Some(99), None, 50, Status::Open),
            (None, Some(150), None, 120, Status::Overdue),
            // Closed before it was due: no alarm for what is over.
            (None, None, Some(60), 500, Status::Cancelled),
            (None, None, Some(100), 500, Status::Missed),
            (None, None, Some(60), 59, Status::Open),
            (None, Some(50), Some(60), 500, Status::Met),
            // Waiting for the other side: not overdue, however long.
            (Some(40), None, None, 39, Status::Open),
            (Some(40), None, None, 40, Status::Paused),
            (Some(40), None, None, 1_000_000, Status::Paused),
            (Some(40), Some(200), None, 500, Status::Met),
            (Some(40), None, Some(200), 500, Status::Cancelled),
            // A pause after the lapse saves nothing.
            (Some(100), None, None, 500, Status::Overdue),
            (Some(100), Some(200), None, 500, Status::Missed),
        ];
        for (held, met, ended, now, expected) in table {
            assert_eq!(status(&facts(held, met, ended), at(now)), expected, "{held:?} {met:?} {ended:?} at {now}");
        }
    }
}
