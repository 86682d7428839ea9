//! Instants, days and the office's zone.
//!
//! An instant is a point on the UTC line; a *day* only exists in a zone. South Kalimantan lives in WITA (UTC+8, no
//! daylight saving), so 16:00–23:59 UTC is already the next day there.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, SecondsFormat, Utc};
use std::fmt;

/// A point in time, in whole microseconds since 1970-01-01T00:00:00Z: what both databases can hold without loss.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down (what JWT claims count in).
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Parses RFC 3339. An instant without an offset is refused: it would be off by eight hours for someone.
    pub fn parse(text: &str) -> Option<Self> {
        let parsed = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self(parsed.timestamp_micros()))
    }

    /// The instant `seconds` later (earlier when negative). Saturates at the ends of the range.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The beginning of its second.
    #[must_use]
    pub const fn to_the_second(self) -> Self {
        Self(self.unix_seconds().saturating_mul(1_000_000))
    }

    /// As a chrono instant. Out-of-range values cannot come from [`Timestamp::parse`] or from a clock.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(value: DateTime<Utc>) -> Self {
        Self(value.timestamp_micros())
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339, UTC, always milliseconds: `2026-11-25T01:02:56.501Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

crate::codes! {
    /// Indonesia's three zones; none has daylight saving.
    pub enum Zone("zone") {
        /// Western Indonesia Time, UTC+7.
        Wib => "WIB", "Waktu Indonesia Barat", "Western Indonesia Time";
        /// Central Indonesia Time, UTC+8: the zone of South Kalimantan and of every legal day in this service.
        Wita => "WITA", "Waktu Indonesia Tengah", "Central Indonesia Time";
        /// Eastern Indonesia Time, UTC+9.
        Wit => "WIT", "Waktu Indonesia Timur", "Eastern Indonesia Time";
    }
}

impl Zone {
    /// Hours east of UTC.
    const fn hours(self) -> i32 {
        match self {
            Zone::Wib => 7,
            Zone::Wita => 8,
            Zone::Wit => 9,
        }
    }

    /// The zone's offset from UTC.
    pub fn offset(self) -> FixedOffset {
        FixedOffset::east_opt(self.hours() * 3600).expect("7 to 9 hours are within a day")
    }

    /// The calendar day that `at` falls on in this zone.
    pub fn day_of(self, at: Timestamp) -> NaiveDate {
        at.to_utc().with_timezone(&self.offset()).date_naive()
    }

    /// The instant as people of this zone read it, and as it can be written back: `2026-11-25T10:06:12+08:00`.
    pub fn written(self, at: Timestamp) -> String {
        at.to_utc().with_timezone(&self.offset()).to_rfc3339_opts(SecondsFormat::Secs, false)
    }

    /// The first instant of `day` in this zone.
    pub fn start_of(self, day: NaiveDate) -> Timestamp {
        let midnight = day.and_hms_opt(0, 0, 0).expect("midnight exists in a zone without daylight saving");
        Timestamp::from_micros(midnight.and_utc().timestamp_micros()).plus_seconds(-i64::from(self.hours()) * 3600)
    }

    /// The first instant after `day` in this zone: a deadline on `day` has lapsed from here on.
    pub fn end_of(self, day: NaiveDate) -> Timestamp {
        self.start_of(day).plus_seconds(24 * 3600)
    }
}

/// The month of `day` as one sortable number, `202301` for January 2023: the unit that figures are kept in.
pub fn month_number(day: NaiveDate) -> i32 {
    day.year() * 100 + day.month() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_sixteen_hundred_utc() {
        let before = Timestamp::parse("2026-01-31T15:59:59Z").unwrap();
        let after = Timestamp::parse("2026-01-31T16:00:00Z").unwrap();
        assert_eq!(Zone::Wita.day_of(before), NaiveDate::from_ymd_opt(2026, 1, 31).unwrap());
        assert_eq!(Zone::Wita.day_of(after), NaiveDate::from_ymd_opt(2026, 2, 1).unwrap());
        assert_eq!(Zone::Wita.start_of(Zone::Wita.day_of(after)), after);
        assert_eq!(Zone::Wita.end_of(Zone::Wita.day_of(before)), after);
    }

    #[test]
    fn an_instant_without_offset_is_refused() {
        assert_eq!(Timestamp::parse("2026-01-31T15:59:59"), None);
        assert_eq!(Timestamp::parse("2026-01-31T15:59:59+08:00").unwrap().to_string(), "2026-01-31T07:59:59.000Z");
    }
}
