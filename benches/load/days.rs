//! Days and weeks.

use chrono::{Days, NaiveDate};

/// Microseconds of a week.
pub const WEEK_MICROS: i64 = 7 * 86_400 * 1_000_000;

/// A day of a `TEXT` column, some weeks later.
pub fn shift(day: &str, weeks: i64) -> Option<String> {
    let day: NaiveDate = day.parse().ok()?;
    let distance = Days::new(weeks.unsigned_abs() * 7);
    let moved = if weeks < 0 { day.checked_sub_days(distance) } else { day.checked_add_days(distance) };
    moved.map(|day| day.to_string())
}
