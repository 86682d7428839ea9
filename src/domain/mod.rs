//! The law book: what a report, a deadline, a narahubung or a recommendation *is* and what may happen to it.
//!
//! Everything here is pure: no clock, no randomness, no database, no HTTP, no serialisation. Time and ids are
//! arguments. A lawyer should be able to read it; every rule names the regulation that makes it.
//! What is **not** here: how rules and holidays are stored (`deadlines/`), how anything is shown (`*/http.rs`).

pub mod access;
pub mod account;
pub mod agency;
pub mod calendar;
pub mod code;
pub mod deadline;
pub mod id;
pub mod identifiers;
pub mod lifecycle;
pub mod narahubung;
pub mod percent;
pub mod recommendation;
pub mod report;
pub mod statistics;
pub mod time;
