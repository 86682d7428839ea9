//! Office days and hours of the plan.

use crate::domain::time::{Timestamp, Zone};
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The day itself, or the Monday after it when it falls on a weekend.
pub fn office_day(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    }
}

/// The office day that comes `days` later.
pub fn later(day: NaiveDate, days: u32) -> NaiveDate {
    office_day(day + Days::new(days.into()))
}

/// The day itself, or the Friday before it when it falls on a weekend.
pub fn office_day_before(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day - Days::new(1),
        Weekday::Sun => day - Days::new(2),
        _ => day,
    }
}

/// The day as many days earlier.
pub fn earlier(day: NaiveDate, days: u32) -> NaiveDate {
    day - Days::new(days.into())
}

/// An instant in office hours: nine o'clock WITA and so many minutes.
pub fn at(day: NaiveDate, minutes: u32) -> Timestamp {
    Zone::Wita.start_of(day).plus_seconds(i64::from(9 * 60 + minutes) * 60)
}

/// A day that is written in the code.
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the demo names days that exist")
}

/// The Roman month of an archive number.
pub fn roman(day: NaiveDate) -> &'static str {
    const MONTHS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    MONTHS[day.month0() as usize]
}
