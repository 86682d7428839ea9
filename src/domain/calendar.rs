//! Which days are working days, and why the others are not.
//!
//! *Hari kerja*: Monday to Friday, except national holidays, joint leave (which binds civil servants) and election
//! days (handbook 8.3). All of that is data: decrees add holidays during the year (18 August 2025 was added on 7 August
//! 2025) and a government may work on other weekdays, so a calendar is built from rows and carries a version.

use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

crate::codes! {
    /// What kind of day off a decree makes of a day.
    pub enum HolidayKind("holiday_kind") {
        /// National holiday by joint ministerial decree (*SKB tiga menteri*).
        National => "national", "libur nasional", "national holiday";
        /// Joint leave (*cuti bersama*): offices are closed though the day is no holiday.
        JointLeave => "joint_leave", "cuti bersama", "joint leave";
        /// Voting day of a general or regional election.
        Election => "election", "hari pemungutan suara", "election day";
        /// Holiday of one region only: listed, but a day off in no count ([`Calendar::DAYS_OFF`]).
        Regional => "regional", "libur daerah", "regional holiday";
    }
}

crate::codes! {
    /// A day of the week, by name.
    pub enum DayOfWeek("weekday") {
        /// Monday.
        Monday => "monday", "Senin", "Monday";
        /// Tuesday.
        Tuesday => "tuesday", "Selasa", "Tuesday";
        /// Wednesday.
        Wednesday => "wednesday", "Rabu", "Wednesday";
        /// Thursday.
        Thursday => "thursday", "Kamis", "Thursday";
        /// Friday.
        Friday => "friday", "Jumat", "Friday";
        /// Saturday.
        Saturday => "saturday", "Sabtu", "Saturday";
        /// Sunday.
        Sunday => "sunday", "Minggu", "Sunday";
    }
}

impl From<DayOfWeek> for Weekday {
    fn from(day: DayOfWeek) -> Self {
        match day {
            DayOfWeek::Monday => Self::Mon,
            DayOfWeek::Tuesday => Self::Tue,
            DayOfWeek::Wednesday => Self::Wed,
            DayOfWeek::Thursday => Self::Thu,
            DayOfWeek::Friday => Self::Fri,
            DayOfWeek::Saturday => Self::Sat,
            DayOfWeek::Sunday => Self::Sun,
        }
    }
}

impl From<Weekday> for DayOfWeek {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Mon => Self::Monday,
            Weekday::Tue => Self::Tuesday,
            Weekday::Wed => Self::Wednesday,
            Weekday::Thu => Self::Thursday,
            Weekday::Fri => Self::Friday,
            Weekday::Sat => Self::Saturday,
            Weekday::Sun => Self::Sunday,
        }
    }
}

/// One row of the holiday list (*hari libur*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub on: NaiveDate,
    /// What kind of day off it is.
    pub kind: HolidayKind,
    /// What people call it, in Indonesian.
    pub name: String,
    /// The decree that set it.
    pub decree: String,
}

/// Why a day is not a working day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayOff {
    /// Its weekday is outside the working week; no decree can change that.
    Weekend,
    /// A decree made it a day off.
    Holiday(Holiday),
}

/// A working week without any day: nothing would ever fall due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a working week needs at least one day")]
pub struct NoWorkingWeekday;

/// The weekdays on which an office works; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingWeek(u8);

impl WorkingWeek {
    /// The week of Indonesian civil servants (Perpres 21/2023).
    pub const MONDAY_TO_FRIDAY: Self = Self(0b001_1111);

    /// The week made of these days, in any order.
    ///
    /// # Errors
    /// [`NoWorkingWeekday`] when there are none.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Result<Self, NoWorkingWeekday> {
        let bits = days.into_iter().fold(0, |bits, day| bits | Self::bit(day));
        if bits == 0 { Err(NoWorkingWeekday) } else { Ok(Self(bits)) }
    }

    const fn bit(day: Weekday) -> u8 {
        1 << day.num_days_from_monday()
    }

    /// Whether the office works on this weekday.
    pub const fn contains(self, day: Weekday) -> bool {
        self.0 & Self::bit(day) != 0
    }

    /// The weekdays by name, Monday first.
    pub fn names(self) -> impl Iterator<Item = DayOfWeek> {
        self.days().map(DayOfWeek::from)
    }

    /// The weekdays, Monday first.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        (0..7u8).filter_map(|n| Weekday::try_from(n).ok()).filter(move |day| self.contains(*day))
    }

    /// Working weekdays among the `count` days that follow a day of weekday `after`.
    fn among(self, count: i64, after: Weekday) -> i64 {
        let rest = std::iter::successors(Some(after.succ()), |day| Some(day.succ()))
            .take(usize::try_from(count % 7).unwrap_or(0))
            .filter(|day| self.contains(*day))
            .count();
        count / 7 * i64::from(self.0.count_ones()) + i64::try_from(rest).unwrap_or(0)
    }
}

/// A working calendar (*kalender kerja*): a week, the days off, and the version that an explanation names.
#[derive(Debug, Clone)]
pub struct Calendar {
    version: String,
    week: WorkingWeek,
    off: BTreeMap<NaiveDate, Holiday>,
    years: BTreeSet<i32>,
}

impl Calendar {
    /// The kinds that are days off in the deadlines of the law (handbook 8.3). The holiday of one region is none: one
    /// calendar counts for the office and for all 14 governments, and a day on which most of them work is no ground to
    /// give anybody longer.
    pub const DAYS_OFF: &'static [HolidayKind] =
        &[HolidayKind::National, HolidayKind::JointLeave, HolidayKind::Election];

    /// Builds a calendar. Only holidays of a kind in `days_off` are days off; where several fall on one day the
    /// first kind in the order of [`HolidayKind`] is named.
    pub fn new(
        version: impl Into<String>,
        week: WorkingWeek,
        days_off: &[HolidayKind],
        holidays: impl IntoIterator<Item = Holiday>,
    ) -> Self {
        let mut off: BTreeMap<NaiveDate, Holiday> = BTreeMap::new();
        let mut years = BTreeSet::new();
        for holiday in holidays {
            if holiday.kind == HolidayKind::National {
                years.insert(holiday.on.year());
            }
            if days_off.contains(&holiday.kind) && off.get(&holiday.on).is_none_or(|kept| holiday.kind < kept.kind) {
                off.insert(holiday.on, holiday);
            }
        }
        Self { version: version.into(), week, off, years }
    }

    /// The label under which this state of the calendar is known.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The working week.
    pub const fn week(&self) -> WorkingWeek {
        self.week
    }

    /// The years whose national holidays are known.
    pub const fn years(&self) -> &BTreeSet<i32> {
        &self.years
    }

    /// Whether the decree for the year of `day` is in the calendar. Without it a count is only provisional: it knows
    /// weekends but no holidays.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.years.contains(&day.year())
    }

    /// The first day from `first` through `last` whose year the calendar does not cover.
    pub fn first_uncovered(&self, first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
        let year = (first.year()..=last.year()).find(|year| !self.years.contains(year))?;
        if year == first.year() { Some(first) } else { NaiveDate::from_ymd_opt(year, 1, 1) }
    }

    /// Whether the office works on `day`.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.week.contains(day.weekday()) && !self.off.contains_key(&day)
    }

    /// Why `day` is not a working day; `None` when it is one.
    pub fn why_not(&self, day: NaiveDate) -> Option<DayOff> {
        if self.week.contains(day.weekday()) {
            self.off.get(&day).cloned().map(DayOff::Holiday)
        } else {
            Some(DayOff::Weekend)
        }
    }

    /// How many working days lie after `after`, up to and including `through`; 0 when `through` is not later.
    pub fn working_days_between(&self, after: NaiveDate, through: NaiveDate) -> i64 {
        if through <= after {
            return 0;
        }
        let days = through.signed_duration_since(after).num_days();
        let lost = self
            .off
            .range((Bound::Excluded(after), Bound::Included(through)))
            .filter(|(day, _)| self.week.contains(day.weekday()))
            .count();
        self.week.among(days, after.weekday()) - i64::try_from(lost).unwrap_or(i64::MAX)
    }
}

/// The published calendar of `data/holidays.csv`, for the tests of this layer.
#[cfg(test)]
pub(crate) mod published {
    use super::*;
    use crate::domain::code::Code;

    /// A day written `YYYY-MM-DD`.
    pub(crate) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Every row of the file.
    pub(crate) fn holidays() -> Vec<Holiday> {
        include_str!("../../data/holidays.csv")
            .lines()
            .skip(1)
            .map(|line| {
                let mut cells = line.splitn(4, ',');
                let mut cell = || cells.next().unwrap();
                Holiday {
                    on: day(cell()),
                    kind: HolidayKind::from_code(cell()).unwrap(),
                    name: cell().to_owned(),
                    decree: cell().trim_matches('"').to_owned(),
                }
            })
            .collect()
    }

    /// The calendar as handbook 8.3 counts.
    pub(crate) fn calendar() -> Calendar {
        Calendar::new("published", WorkingWeek::MONDAY_TO_FRIDAY, Calendar::DAYS_OFF, holidays())
    }

    /// The same, with joint leave counted as working.
    pub(crate) fn calendar_joint_leave_worked() -> Calendar {
        let kinds = [HolidayKind::National, HolidayKind::Election];
        Calendar::new("published", WorkingWeek::MONDAY_TO_FRIDAY, &kinds, holidays())
    }
}

#[cfg(test)]
mod tests {
    use super::published::{calendar, calendar_joint_leave_worked, day};
    use super::*;
    use crate::domain::code::Code;
    use proptest::prelude::*;

    fn in_month(calendar: &Calendar, year: i32, month: u32) -> i64 {
        let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        let before = first.pred_opt().unwrap();
        let last = first.checked_add_months(chrono::Months::new(1)).unwrap().pred_opt().unwrap();
        calendar.working_days_between(before, last)
    }

    #[test]
    fn working_days_per_month_and_year_are_those_of_the_handbook() {
        let table = [
            (2024, [22, 18, 18, 16, 18, 18, 23, 22, 20, 23, 20, 20], 238),
            (2025, [19, 20, 19, 16, 17, 18, 23, 20, 21, 23, 20, 21], 237),
            (2026, [20, 18, 17, 21, 16, 20, 23, 19, 22, 22, 21, 21], 240),
        ];
        for (year, months, total) in table {
            let counted: Vec<i64> = (1..=12).map(|month| in_month(&calendar(), year, month)).collect();
            assert_eq!(counted, months, "{year}");
            assert_eq!(counted.iter().sum::<i64>(), total, "{year}");
            let worked: i64 = (1..=12).map(|month| in_month(&calendar_joint_leave_worked(), year, month)).sum();
            assert_eq!(worked, 248, "{year} with joint leave worked");
        }
    }

    #[test]
    fn a_day_off_says_why() {
        let calendar = calendar();
        assert_eq!(calendar.why_not(day("2026-01-03")), Some(DayOff::Weekend));
        assert_eq!(calendar.why_not(day("2026-01-05")), None);
        let Some(DayOff::Holiday(holiday)) = calendar.why_not(day("2024-11-27")) else { panic!("an election day") };
        assert_eq!(holiday.kind, HolidayKind::Election);
        let Some(DayOff::Holiday(holiday)) = calendar.why_not(day("2025-08-18")) else { panic!("added in August") };
        assert_eq!(holiday.kind, HolidayKind::JointLeave);
        assert_eq!(calendar_joint_leave_worked().why_not(day("2025-08-18")), None);
        // The decree of 2026 puts Idul Fitri on a Saturday; a wrong list had joint leave of that week as the feast.
        assert_eq!(calendar.why_not(day("2026-03-21")), Some(DayOff::Weekend));
    }

    #[test]
    fn a_national_holiday_is_named_before_another_kind_on_the_same_day() {
        let row =
            |kind, name: &str| Holiday { on: day("2026-06-01"), kind, name: name.to_owned(), decree: String::new() };
        for rows in [
            [row(HolidayKind::JointLeave, "cuti"), row(HolidayKind::National, "nasional")],
            [row(HolidayKind::National, "nasional"), row(HolidayKind::JointLeave, "cuti")],
        ] {
            let calendar = Calendar::new("t", WorkingWeek::MONDAY_TO_FRIDAY, Calendar::DAYS_OFF, rows);
            let Some(DayOff::Holiday(holiday)) = calendar.why_not(day("2026-06-01")) else { panic!("a day off") };
            assert_eq!(holiday.name, "nasional");
        }
    }

    /// The holiday of one region gives nobody in the other thirteen longer.
    #[test]
    fn a_holiday_of_one_region_is_no_day_off() {
        let row = Holiday {
            on: day("2026-08-14"),
            kind: HolidayKind::Regional,
            name: "Hari Jadi Provinsi".to_owned(),
            decree: "Keputusan uji".to_owned(),
        };
        let calendar = Calendar::new("t", WorkingWeek::MONDAY_TO_FRIDAY, Calendar::DAYS_OFF, [row]);
        assert!(calendar.is_working_day(day("2026-08-14")));
        assert_eq!(calendar.why_not(day("2026-08-14")), None);
    }

    #[test]
    fn the_calendar_knows_where_its_decrees_end() {
        let calendar = calendar();
        assert_eq!(calendar.years().iter().copied().collect::<Vec<_>>(), [2022, 2023, 2024, 2025, 2026]);
        assert!(calendar.covers(day("2026-12-31")));
        assert_eq!(calendar.first_uncovered(day("2026-12-01"), day("2026-12-31")), None);
        assert_eq!(calendar.first_uncovered(day("2026-12-01"), day("2027-01-11")), Some(day("2027-01-01")));
        assert_eq!(calendar.first_uncovered(day("2027-02-01"), day("2027-03-01")), Some(day("2027-02-01")));
    }

    #[test]
    fn a_week_needs_a_day() {
        assert_eq!(WorkingWeek::of([]), Err(NoWorkingWeekday));
        let week = WorkingWeek::of([Weekday::Fri, Weekday::Tue]).unwrap();
        assert_eq!(week.days().collect::<Vec<_>>(), [Weekday::Tue, Weekday::Fri]);
        assert_eq!(WorkingWeek::of(WorkingWeek::MONDAY_TO_FRIDAY.days()), Ok(WorkingWeek::MONDAY_TO_FRIDAY));
        let named = WorkingWeek::of(DayOfWeek::ALL.iter().map(|day| Weekday::from(*day))).unwrap();
        assert_eq!(named.names().collect::<Vec<_>>(), DayOfWeek::ALL);
    }

    #[test]
    fn counting_between_the_ends_of_time_is_quick() {
        assert!(calendar().working_days_between(NaiveDate::MIN, NaiveDate::MAX) > 100_000_000);
        assert_eq!(calendar().working_days_between(NaiveDate::MAX, NaiveDate::MIN), 0);
    }

    proptest! {
        #[test]
        fn counting_by_formula_equals_counting_one_by_one(from in 0i64..2000, length in 0i64..500, bits in 1u8..128) {
            let week = WorkingWeek::of((0..7u8).filter(|n| bits >> n & 1 == 1).map(|n| Weekday::try_from(n).unwrap()));
            let calendar = Calendar::new("t", week.unwrap(), Calendar::DAYS_OFF, published::holidays());
            let after = day("2021-12-15") + chrono::TimeDelta::days(from);
            let through = after + chrono::TimeDelta::days(length);
            let one_by_one = after.iter_days().skip(1).take_while(|d| *d <= through).filter(|d| calendar.is_working_day(*d));
            prop_assert_eq!(calendar.working_days_between(after, through), one_by_one.count() as i64);
        }
    }
}
