//! The days on which a designation holds.

use chrono::{Days, NaiveDate};

/// From one day to another, both included; without a last day it holds until further notice. Days are WITA's: a period
/// whose last day is the 30th holds until 24:00 WITA on the 30th.
///
/// A period may be empty (its last day just before its first): a designation that was withdrawn before it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: NaiveDate,
    to: Option<NaiveDate>,
}

/// The last day is before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the last day is before the first")]
pub struct NotAPeriod;

impl Period {
    /// A period with at least one day.
    ///
    /// # Errors
    /// [`NotAPeriod`].
    pub fn new(from: NaiveDate, to: Option<NaiveDate>) -> Result<Self, NotAPeriod> {
        if to.is_some_and(|to| to < from) { Err(NotAPeriod) } else { Ok(Self { from, to }) }
    }

    /// A period as it was kept; it may be empty.
    pub const fn kept(from: NaiveDate, to: Option<NaiveDate>) -> Self {
        Self { from, to }
    }

    /// First day.
    pub const fn from(self) -> NaiveDate {
        self.from
    }

    /// Last day; `None` until further notice.
    pub const fn to(self) -> Option<NaiveDate> {
        self.to
    }

    /// Whether the period holds on `day`.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// The same period with another last day.
    pub(super) const fn until(self, last: NaiveDate) -> Self {
        Self { from: self.from, to: Some(last) }
    }

    /// The first day that both periods hold.
    pub fn first_common_day(self, other: Self) -> Option<NaiveDate> {
        let day = self.from.max(other.from);
        (self.contains(day) && other.contains(day)).then_some(day)
    }
}

/// The first day from `from` to `through` on which none of the periods holds.
pub fn first_gap(periods: &[Period], from: NaiveDate, through: NaiveDate) -> Option<NaiveDate> {
    let mut day = from;
    while day <= through {
        let holding = periods.iter().filter(|period| period.contains(day));
        // Those that hold today hold until their last day: jump behind the latest of them.
        match holding.map(|period| period.to.unwrap_or(through)).max() {
            None => return Some(day),
            Some(last) => day = last.checked_add_days(Days::new(1))?,
        }
    }
    None
}
