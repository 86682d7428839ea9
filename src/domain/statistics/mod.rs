//! Figures about reports: what is counted, from which day, and what it is called (domain handbook 10.7).
//!
//! Figures come from a ledger of [`ReportFigures`]: what the statistics know of each report, with a weight of +1 when
//! they learn it and −1 when they no longer hold it. Nothing in the ledger is ever rewritten, so the sum over what was
//! recorded up to a day is the figure as it stood on that day. What is **not** here: how the ledger is kept and added
//! up (`statistics/`).

mod count;
mod suppression;
mod words;

pub use count::{Counts, Days, Figures, Month, Period, by_month};
pub use suppression::{Hidden, SMALLEST_SHOWN, suppress};
pub use words::{Figure, GroupBy};

use super::id::ReportId;
use super::report::{ClosingReason, ExaminationOutcome, IntakeKind, State};
use chrono::NaiveDate;

/// Everything about a report that a figure depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFigures {
    /// The report.
    pub report_id: ReportId,
    /// Kind of access.
    pub intake_kind: IntakeKind,
    /// Government of the respondent when it was named; `None` for respondents outside governments.
    pub government_code: Option<String>,
    /// Fine class of the respondent when it was named (list `agency_class`).
    pub agency_class: String,
    /// Substance (list `substance`).
    pub substance: String,
    /// Main alleged maladministration (list `maladministration`).
    pub maladministration: Option<String>,
    /// Where it is.
    pub state: State,
    /// Conclusion of the examination.
    pub outcome: Option<ExaminationOutcome>,
    /// Main maladministration that was found (list `maladministration`).
    pub found_maladministration: Option<String>,
    /// Why it ended.
    pub closing_reason: Option<ClosingReason>,
    /// The day (WITA) on which the office received it; `None` for what was never submitted: no figure counts that.
    pub received_on: Option<NaiveDate>,
    /// The day on which it was admitted to examination, by the office meeting or on the fast track.
    pub admitted_on: Option<NaiveDate>,
    /// The day on which it ended, in whichever way; `None` again after it was reopened.
    pub closed_on: Option<NaiveDate>,
}

/// Whether a ledger row adds or takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The figures hold this from now on.
    Gained,
    /// The figures no longer hold this.
    Lost,
}

impl Weight {
    /// +1 or −1.
    pub const fn number(self) -> i32 {
        match self {
            Self::Gained => 1,
            Self::Lost => -1,
        }
    }
}

/// A row of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'f> {
    /// Gained or lost.
    pub weight: Weight,
    /// The day on which the office received the report.
    pub received_on: NaiveDate,
    /// What is gained or lost.
    pub figures: &'f ReportFigures,
}

/// The ledger rows by which the figures follow a report from `before` to `after`: none when no figure changes, one for
/// a new intake, two for a step, a correction or a reopening. The sum of all of them is always what the report is now.
pub fn entries<'f>(before: Option<&'f ReportFigures>, after: &'f ReportFigures) -> Vec<Entry<'f>> {
    if before == Some(after) {
        return Vec::new();
    }
    let entry = |weight, figures: &'f ReportFigures| {
        figures.received_on.map(|received_on| Entry { weight, received_on, figures })
    };
    let lost = before.and_then(|figures| entry(Weight::Lost, figures));
    lost.into_iter().chain(entry(Weight::Gained, after)).collect()
}
