//! The reference data that the binary carries, so that a fresh database knows the country it works in.

use super::{operations, store};
use crate::deadlines;
use crate::error::Error;
use crate::journal::Work;

/// Decree that the embedded region codes follow.
pub const REGION_DECREE: &str = "Kepmendagri 300.2.2-2430/2025";

/// Calendar that the embedded days off belong to.
pub const CALENDAR: &str = deadlines::operations::KALSEL;

const REGIONS: &str = include_str!("../../data/regions.csv");
const CODES: &str = include_str!("../../data/codes.csv");
const RULES: &str = include_str!("../../data/deadline-rules.csv");
const HOLIDAYS: &str = include_str!("../../data/holidays.csv");

/// Loads whatever of the embedded data the database lacks; what is there stays, since an office may have amended it.
/// Returns how many rows were added.
///
/// # Errors
/// When embedded data cannot be read, which a test rules out, or the database refuses.
pub fn load(work: &mut Work<'_>) -> Result<usize, Error> {
    let mut added = operations::import_regions(work, REGIONS.as_bytes(), REGION_DECREE)?;
    added += operations::import_codes(work, CODES.as_bytes())?;
    added += deadlines::operations::import_rules(work, RULES.as_bytes())?;
    if !deadlines::operations::calendar_exists(work.conn, CALENDAR)? {
        let reason = "SKB Tiga Menteri 2022–2026";
        added += deadlines::operations::import_holidays(work, CALENDAR, HOLIDAYS.as_bytes(), reason)?.added;
    }
    Ok(added)
}

/// The embedded regions, parents before children.
///
/// # Errors
/// When the embedded table is not well formed.
pub fn regions() -> Result<Vec<store::Region>, Error> {
    operations::read_regions(REGIONS.as_bytes(), REGION_DECREE)
}
