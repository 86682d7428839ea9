//! Coverage: which share of the units has somebody who answers. The key figure of the network (handbook 6.3).

use super::period::{Period, first_gap};
use crate::domain::percent::{Percent, percent};
use chrono::{Days, NaiveDate};
use std::ops::AddAssign;

crate::codes! {
    /// Whether a unit has a narahubung.
    pub enum CoverageStatus("coverage_status") {
        /// Has one today and on every day that was asked about.
        Covered => "covered", "Ada narahubung", "Has a narahubung";
        /// Has one today, but will have none within the days that were asked about.
        Losing => "losing", "Segera tanpa narahubung", "Will soon have none";
        /// Has none today.
        Uncovered => "uncovered", "Tanpa narahubung", "Has none";
    }
}

/// What coverage says about one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitCoverage {
    /// Its status.
    pub status: CoverageStatus,
    /// The first day without a narahubung, counted from today, if there is one in the days that were asked about.
    pub without_from: Option<NaiveDate>,
}

/// Judges one unit from all its designations, primary and deputy alike: either answers. `today` counts, and so do the
/// `within_days` days after it.
pub fn judge(periods: &[Period], today: NaiveDate, within_days: u16) -> UnitCoverage {
    let through = today + Days::new(u64::from(within_days));
    let without_from = first_gap(periods, today, through);
    let status = match without_from {
        None => CoverageStatus::Covered,
        Some(day) if day == today => CoverageStatus::Uncovered,
        Some(_) => CoverageStatus::Losing,
    };
    UnitCoverage { status, without_from }
}

/// Units by status. The three statuses exclude each other and add up to all units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Have one, and keep it.
    pub covered: u32,
    /// Have one, and lose it within the days that were asked about.
    pub losing: u32,
    /// Have none.
    pub uncovered: u32,
}

impl Counts {
    /// All units.
    pub const fn units(self) -> u32 {
        self.covered + self.losing + self.uncovered
    }

    /// Those that have a narahubung today.
    pub const fn with_narahubung(self) -> u32 {
        self.covered + self.losing
    }

    /// The share of units that have a narahubung today; `None` where there is no unit.
    pub fn rate(self) -> Option<Percent> {
        percent(u64::from(self.with_narahubung()), u64::from(self.units()))
    }
}

impl AddAssign<CoverageStatus> for Counts {
    fn add_assign(&mut self, status: CoverageStatus) {
        match status {
            CoverageStatus::Covered => self.covered += 1,
            CoverageStatus::Losing => self.losing += 1,
            CoverageStatus::Uncovered => self.uncovered += 1,
        }
    }
}
