//! Which day moves which count, and how counts become figures.

use crate::domain::percent::{Percent, percent};
use chrono::{Datelike, NaiveDate};
use std::ops::{AddAssign, SubAssign};

/// The days of a report that figures count by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// When the office received it.
    pub received_on: NaiveDate,
    /// When it was admitted to examination.
    pub admitted_on: Option<NaiveDate>,
    /// When it ended.
    pub closed_on: Option<NaiveDate>,
}

/// What is counted. Everything here adds up: over reports, days, keys and ledger rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Intakes.
    pub received: i64,
    /// Admissions to examination.
    pub admitted: i64,
    /// Ends of admitted reports.
    pub closed: i64,
    /// Ends without admission: refused, transferred, withdrawn or turned into a consultation before examination.
    pub not_admitted: i64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.received += other.received;
        self.admitted += other.admitted;
        self.closed += other.closed;
        self.not_admitted += other.not_admitted;
    }
}

impl SubAssign for Counts {
    fn sub_assign(&mut self, other: Self) {
        self.received -= other.received;
        self.admitted -= other.admitted;
        self.closed -= other.closed;
        self.not_admitted -= other.not_admitted;
    }
}

impl Counts {
    /// Whether it counts nothing.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

impl Days {
    /// What a report with these days counts, and on which day, for a ledger row of this weight.
    pub fn counts(self, weight: i64) -> impl Iterator<Item = (NaiveDate, Counts)> {
        let none = Counts::default();
        let end = if self.admitted_on.is_some() {
            Counts { closed: weight, ..none }
        } else {
            Counts { not_admitted: weight, ..none }
        };
        [
            Some((self.received_on, Counts { received: weight, ..none })),
            self.admitted_on.map(|day| (day, Counts { admitted: weight, ..none })),
            self.closed_on.map(|day| (day, end)),
        ]
        .into_iter()
        .flatten()
    }
}

/// The time that figures are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Everything so far.
    All,
    /// One calendar year in WITA.
    Year(i32),
}

impl Period {
    /// The last year that matters.
    pub const fn last_year(self) -> i32 {
        match self {
            Self::All => i32::MAX,
            Self::Year(year) => year,
        }
    }

    const fn holds(self, year: i32) -> bool {
        match self {
            Self::All => true,
            Self::Year(own) => own == year,
        }
    }

    const fn begins_after(self, year: i32) -> bool {
        match self {
            Self::All => false,
            Self::Year(own) => year < own,
        }
    }
}

/// The figures of one period, for all reports or for one group of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// *Akses*: intakes of every kind in the period.
    pub accesses: i64,
    /// *Ditangani*: admitted in the period or carried over into it.
    pub handled: i64,
    /// *Selesai*: admitted reports that ended in the period.
    pub closed: i64,
    /// *Belum selesai*: handled and not ended by the end of the period.
    pub open: i64,
    /// *Tidak diperiksa*: ended in the period without having been admitted.
    pub not_admitted: i64,
    /// *Tingkat penyelesaian*: closed / handled; `None` when nothing was handled.
    pub completion_rate: Option<Percent>,
}

impl Figures {
    /// The figures of a period from counts by year.
    pub fn of(counts: impl IntoIterator<Item = (i32, Counts)>, period: Period) -> Self {
        let mut within = Counts::default();
        let mut carried_over = 0;
        for (year, counts) in counts {
            if period.begins_after(year) {
                carried_over += counts.admitted - counts.closed;
            } else if period.holds(year) {
                within += counts;
            }
        }
        Self::from_parts(within, carried_over + within.admitted)
    }

    fn from_parts(within: Counts, handled: i64) -> Self {
        Self {
            accesses: within.received,
            handled,
            closed: within.closed,
            open: handled - within.closed,
            not_admitted: within.not_admitted,
            completion_rate: rate(within.closed, handled),
        }
    }

    /// Whether there is nothing to show.
    pub fn is_zero(&self) -> bool {
        (self.accesses, self.handled, self.closed, self.not_admitted) == (0, 0, 0, 0)
    }
}

fn rate(closed: i64, handled: i64) -> Option<Percent> {
    percent(u64::try_from(closed).ok()?, u64::try_from(handled).ok()?)
}

/// A month of a year in WITA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The month after.
    pub const fn next(self) -> Self {
        match self.month {
            12 => Self { year: self.year + 1, month: 1 },
            _ => Self { year: self.year, month: self.month + 1 },
        }
    }
}

/// Figures by month. What was carried over into the period is a row of its own (`None`), each month counts what came
/// under handling in it: so the rows of `accesses`, `handled`, `closed` and `not_admitted` add up to the period's.
/// `open` and `completion_rate` are the standing at the end of each month; the last month's are the period's.
pub fn by_month(
    counts: impl IntoIterator<Item = (Month, Counts)>,
    period: Period,
    last: Month,
) -> Vec<(Option<Month>, Figures)> {
    let mut counts: Vec<(Month, Counts)> = counts.into_iter().collect();
    counts.sort_by_key(|(month, _)| *month);
    let before = counts.iter().filter(|(month, _)| period.begins_after(month.year));
    let carried_over: i64 = before.map(|(_, counts)| counts.admitted - counts.closed).sum();
    let within: Vec<_> = counts.into_iter().filter(|(month, _)| period.holds(month.year)).collect();
    let (first, last) = match period {
        Period::Year(year) => (Some(Month { year, month: 1 }), Month { year, month: 12 }.min(last)),
        Period::All => (within.first().map(|(month, _)| *month), last),
    };
    let last = within.last().map_or(last, |(month, _)| last.max(*month));
    let mut rows = Vec::new();
    if let Period::Year(_) = period {
        rows.push((None, Figures::from_parts(Counts::default(), carried_over)));
    }
    let (mut handled, mut closed) = (carried_over, 0);
    let mut next = first;
    while let Some(month) = next.filter(|month| *month <= last) {
        let mut counts = Counts::default();
        within.iter().filter(|(of, _)| *of == month).for_each(|(_, more)| counts += *more);
        handled += counts.admitted;
        closed += counts.closed;
        let standing = (handled - closed, rate(closed, handled));
        let figures = Figures::from_parts(counts, counts.admitted);
        rows.push((Some(month), Figures { open: standing.0, completion_rate: standing.1, ..figures }));
        next = Some(month.next());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn report(received: &str, admitted: Option<&str>, closed: Option<&str>) -> Days {
        Days { received_on: day(received), admitted_on: admitted.map(day), closed_on: closed.map(day) }
    }

    fn reports() -> Vec<Days> {
        vec![
            report("2022-11-01", Some("2022-12-01"), Some("2022-12-31")),
            report("2022-12-30", Some("2023-01-02"), Some("2023-03-01")),
            report("2022-10-01", Some("2022-12-31"), Some("2023-01-01")),
            report("2022-10-01", Some("2022-11-30"), None),
            report("2023-05-01", Some("2023-05-20"), Some("2024-01-01")),
            report("2023-12-31", None, None),
            report("2023-06-01", None, Some("2023-06-30")),
            report("2024-01-01", Some("2024-01-01"), None),
        ]
    }

    fn figures_of(reports: &[Days], period: Period) -> Figures {
        let days = reports.iter().flat_map(|report| report.counts(1));
        Figures::of(days.map(|(day, counts)| (day.year(), counts)), period)
    }

    #[test]
    fn a_year_handles_what_was_carried_over_and_what_it_admitted() {
        let figures = figures_of(&reports(), Period::Year(2023));
        let expected =
            Figures { accesses: 3, handled: 4, closed: 2, open: 2, not_admitted: 1, completion_rate: percent(2, 4) };
        assert_eq!(figures, expected);
        assert_eq!(figures_of(&reports(), Period::Year(2021)), Figures::default());
        let all = figures_of(&reports(), Period::All);
        assert_eq!((all.accesses, all.handled, all.closed, all.open), (8, 6, 4, 2));
    }

    #[test]
    fn what_is_open_at_the_end_of_a_year_is_carried_into_the_next() {
        for year in 2021..2026 {
            let (this, next) = (Period::Year(year), Period::Year(year + 1));
            let admitted = reports().iter().filter(|r| r.admitted_on.is_some_and(|d| d.year() == year + 1)).count();
            let handled = figures_of(&reports(), next).handled;
            assert_eq!(handled, figures_of(&reports(), this).open + i64::try_from(admitted).unwrap(), "{year}");
        }
    }

    #[test]
    fn months_add_up_to_their_year() {
        let days = || reports().into_iter().flat_map(|report| report.counts(1));
        let rows = by_month(
            days().map(|(day, counts)| (Month::of(day), counts)),
            Period::Year(2023),
            Month { year: 2026, month: 11 },
        );
        assert_eq!(rows.len(), 13);
        let total = figures_of(&reports(), Period::Year(2023));
        let sum = |figure: fn(&Figures) -> i64| rows.iter().map(|(_, figures)| figure(figures)).sum::<i64>();
        assert_eq!(sum(|f| f.accesses), total.accesses);
        assert_eq!(sum(|f| f.handled), total.handled);
        assert_eq!(sum(|f| f.closed), total.closed);
        assert_eq!(sum(|f| f.not_admitted), total.not_admitted);
        let (_, december) = rows[12];
        assert_eq!((december.open, december.completion_rate), (total.open, total.completion_rate));
        assert_eq!(rows[0].0, None);
        assert_eq!((rows[0].1.handled, rows[0].1.open), (2, 2));
    }

    #[test]
    fn months_stop_at_the_day_of_the_figure_but_leave_nothing_out() {
        let at = |text: &str| (Month::of(day(text)), Counts { received: 1, ..Counts::default() });
        let last = Month { year: 2026, month: 2 };
        let rows = by_month([at("2025-11-30")], Period::All, last);
        let months: Vec<_> = rows.iter().map(|(month, _)| month.unwrap()).collect();
        assert_eq!((months.len(), months[0], months[3]), (4, Month { year: 2025, month: 11 }, last));
        assert_eq!(by_month([], Period::All, last), []);
        assert_eq!(by_month([], Period::Year(2026), last).len(), 3);
    }
}
