//! Rows of deadlines, rules and calendars.

pub mod calendars;
pub mod rules;

mod list;
mod rows;

pub use list::{Filter, count, find, list, report_is_visible};
pub use rows::*;
