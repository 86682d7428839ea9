//! Whom a report goes past (handbook 6.5): recorded by the head at any time, not only when the report is admitted.

use super::assignments::touched;
use super::file::{find, subject};
use crate::db::AnyConnection;
use crate::domain::id::{AgencyId, ReportId};
use crate::error::Error;
use crate::journal::{Change, FieldChange, Work};
use crate::reports::store;
use serde_json::{Value, json};

/// Lets a report bypass an agency and those under it: from now on their people find no such report, whatever was
/// delivered to them. Recording it again changes nothing, and it is not taken back: too much hidden can be asked for,
/// too much shown cannot be unseen.
///
/// # Errors
/// `not_found` when the report is not in view, `validation_failed` for an unknown agency or a government.
pub fn bypass(work: &mut Work<'_>, id: ReportId, agency: AgencyId, reason: String) -> Result<(), Error> {
    let visibility = work.caller()?.visibility();
    find(work.conn, visibility, id)?;
    if let Some(fault) = not_to_be_bypassed(work.conn, agency)? {
        return Err(Error::field("/agency_id", fault));
    }
    if store::bypassed(work.conn, id)?.contains(&agency) {
        return Ok(());
    }
    let case = touched(work, id)?;
    store::bypass(work.conn, id, agency)?;
    work.record(
        Change::new(subject(&case.row), "bypassAgency", "report.bypassed")
            .with_note(Some(reason))
            .with_details(json!({ "bypassed_agency_id": agency.to_string() }))
            .with_changes(vec![FieldChange::new("/bypassed_agency_ids", Value::Null, json!(agency.to_string()))]),
    )
}

/// What is wrong with going past this agency, if anything.
pub(super) fn not_to_be_bypassed(conn: &mut AnyConnection, agency: AgencyId) -> Result<Option<&'static str>, Error> {
    Ok(match store::kind_of(conn, agency)? {
        None => Some("unknown_agency"),
        Some(kind) if !kind.may_be_bypassed() => Some("government_not_bypassed"),
        Some(_) => None,
    })
}

/// Whether a report goes past this agency: it is bypassed itself, or one above it is.
///
/// # Errors
/// When the database does not answer.
pub fn goes_past(conn: &mut AnyConnection, report: ReportId, agency: AgencyId) -> Result<bool, Error> {
    Ok(store::goes_past(conn, report, agency)?)
}
