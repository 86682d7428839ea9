//! How the figures follow the reports.

use super::store;
use crate::domain::statistics::{ReportFigures, entries};
use crate::domain::time::Zone;
use crate::error::Error;
use crate::journal::Work;

/// Lets the figures follow a report: call it in the transaction of every create, step, correction and reopening, with
/// the report as it was (`None` for a new one) and as it is. Where no figure changes it writes nothing.
///
/// # Errors
/// When the database refuses; then the whole operation must fail.
pub fn follow(work: &mut Work<'_>, before: Option<&ReportFigures>, after: &ReportFigures) -> Result<(), Error> {
    let today = Zone::Wita.day_of(work.now);
    for entry in entries(before, after) {
        store::insert_fact(work.conn, work.new_id(), today, entry)?;
    }
    Ok(())
}
