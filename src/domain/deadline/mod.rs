//! Deadlines (*tenggat*): when something falls due, why on that day, and how it stands.
//!
//! How the law is read here (handbook 3.5 and 8.3, design where the texts are silent):
//!
//! * The **start day is not counted**, whether it is a working day or not. What arrives on a Saturday with five working
//!   days falls due on the fifth working day after that Saturday.
//! * A deadline ends at the **end of its last day in WITA**, paused or not; only hours end within a day.
//!   [`Due::lapses_at`] is the first instant after it.
//! * Calendar days are not moved off a day without work, unless the rule says so ([`Roll`]).
//! * Months and years end on the day of the same number, or on the month's last day where there is none: what happened
//!   on 29 February 2024 may be reported through 28 February 2026.
//! * Hours run from the instant, day and night.
//! * A **pause** gives back the countable time inside it and nothing else: no weekend of a working-day rule, nothing
//!   before the first counted day. The time that remained when the clock stopped is exactly what remains when it starts
//!   again; where it is used up within a day, that day is the last. A clock that stands still at the end of its last day
//!   has the day that follows the pause.
//! * While a pause is open the deadline is held: neither open nor overdue.
//! * A deadline never changes a legal state by itself. *Overdue* is computed, never stored.
//!
//! **Not here:** where rules and holidays are kept, and what is done when a deadline lapses.

mod due;
mod explain;
mod pause;
mod plan;
mod rule;
mod status;
#[cfg(test)]
mod vectors;

pub use due::{DeadlineError, Due, Start, due, remaining};
pub use explain::{CountedDay, DayMark, Explanation, Stop, explain};
pub use pause::{Pause, PauseReversed};
pub use rule::{Debtor, Evidence, Roll, Rule, RuleCode, Unit, rule_for};
pub use status::{Facts, Status, status};
