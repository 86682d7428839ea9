//! Open reports of an agency that ends go to its successor.

use crate::db::AnyConnection;
use crate::db::dialect::{hold_still, serialise_on};
use crate::domain::access::Visibility;
use crate::domain::id::{AgencyId, ReportId};
use crate::error::Error;
use crate::journal::{Change, FieldChange, Subject, SubjectKind, Work};
use crate::reports::store::{self, rerouting as rows};
use chrono::NaiveDate;
use serde_json::json;

/// What whoever names an agency in a report and whoever ends the agency wait for each other on.
fn life_of(agency: AgencyId) -> String {
    format!("the life of agency {agency}")
}

/// Lets nobody end the agency until this transaction is over: a report must not come to an agency that has just gone.
///
/// # Errors
/// When the lock cannot be had in time.
pub fn keep_alive(conn: &mut AnyConnection, agency: AgencyId) -> Result<(), Error> {
    Ok(hold_still(conn, &life_of(agency))?)
}

/// How many open reports have an agency as the respondent, its superior or an addressee, were delivered to it when it was
/// called on the fast track, or have a recommendation that names it; none can be added until this
/// transaction is over.
///
/// # Errors
/// When the database does not answer.
pub fn count_open_reports_of(conn: &mut AnyConnection, agency: AgencyId) -> Result<usize, Error> {
    serialise_on(conn, &life_of(agency))?;
    Ok(rows::open_reports_of(conn, agency)?.len())
}

/// Those open reports of an agency that this caller sees, `most` at most, with their agenda numbers. That there is a
/// report about an agency is itself for those who may see it.
///
/// # Errors
/// When the database does not answer.
pub fn open_reports_in_view(
    conn: &mut AnyConnection,
    visibility: Visibility,
    agency: AgencyId,
    most: i64,
) -> Result<Vec<(ReportId, Option<String>)>, Error> {
    Ok(rows::open_reports_in_view(conn, visibility, agency, most)?)
}

/// Lets every report that goes past `from`, or past an agency above it, go past `to` by name. With the two the same, an
/// agency that is about to move keeps what it has from those above it: a report that was hidden must not be shown by a
/// change of the tree.
///
/// # Errors
/// When the database refuses.
pub fn bypass_like(work: &mut Work<'_>, from: AgencyId, to: AgencyId) -> Result<(), Error> {
    for report in rows::reports_bypassing(work.conn, from)? {
        store::bypass(work.conn, report, to)?;
    }
    Ok(())
}

/// Puts a successor in the place of an agency in all its open reports: as respondent, superior and addressee, as debtor
/// of running deadlines, and as receiver of what was delivered. Government and class stay as they were when the
/// respondent was named, so that figures do not move. Returns how many reports changed.
///
/// # Errors
/// When the database refuses.
pub fn reroute(work: &mut Work<'_>, from: AgencyId, to: AgencyId, on: NaiveDate) -> Result<usize, Error> {
    let open = rows::open_reports_of(work.conn, from)?;
    // Whoever was gone past at the old agency is gone past at the new one, in every report.
    bypass_like(work, from, to)?;
    let inspectorate = store::inspectorate_above(work.conn, to)?;
    for report in &open {
        for mut delivery in rows::deliveries_to(work.conn, *report, from)? {
            delivery.id = work.new_id();
            delivery.agency_id = to;
            delivery.created_at = work.now;
            store::insert_delivery(work.conn, &delivery)?;
        }
        let (version, tenant) = rows::replace_agency(work.conn, *report, from, to, work.now)?;
        if let Some(inspectorate) = inspectorate
            && rows::respondent_of(work.conn, *report)? == to
        {
            store::bypass(work.conn, *report, inspectorate)?;
        }
        let subject = Subject { kind: SubjectKind::Report, id: report.0, version, tenant };
        work.record(rerouted(subject, "report.rerouted", from, to, on))?;
    }
    Ok(open.len())
}

/// The journal's description of something in which a successor took the place of an agency.
pub fn rerouted(subject: Subject, event: &'static str, from: AgencyId, to: AgencyId, on: NaiveDate) -> Change {
    Change::new(subject, "deactivateAgency", event)
        .with_effective_on(Some(on))
        .with_details(json!({ "from_agency_id": from.0, "to_agency_id": to.0 }))
        .with_changes(vec![FieldChange::new("agency_id", json!(from.0), json!(to.0))])
}
