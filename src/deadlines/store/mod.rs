//! Rows of deadlines, rules and calendars.

pub mod calendars;
pub mod rules;

mod rows;

pub use rows::*;
