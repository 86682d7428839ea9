//! Deadlines: who owes what by when; the rules and the working calendar that they are computed from.
//!
//! Due dates are stored with the rule and the calendar version that gave them; *overdue* is computed whenever somebody
//! asks. What is **not** here: how time is counted (`domain/deadline`), which step starts which clock
//! (`domain/lifecycle`), and what follows when a deadline lapses: an officer decides that.

pub mod http;
pub mod operations;
pub mod store;
