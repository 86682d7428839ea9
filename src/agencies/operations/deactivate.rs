//! The end of an agency: never while it has open reports without saying where they go.

use super::{find, save, serialise, subject};
use crate::agencies::store::{self, Agency};
use crate::domain::id::{AgencyId, ReportId};
use crate::domain::time::Zone;
use crate::error::{Code, Error, FieldFault};
use crate::journal::{Change, FieldChange, Work};
use crate::narahubung::operations::end_with_agency;
use crate::recommendations::operations as recommendations;
use crate::reports::operations::{count_open_reports_of, open_reports_in_view, reroute};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// How many open reports or children a refusal names.
const MOST_NAMED: u8 = 50;

/// How an agency ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Its last day.
    pub ended_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who takes over.
    pub successor_id: Option<AgencyId>,
}

/// What the end of an agency did.
#[derive(Debug, Clone, PartialEq)]
pub struct Deactivated {
    /// The agency.
    pub agency: Agency,
    /// How many open reports went to the successor.
    pub rerouted_reports: usize,
    /// How many designations ended with it.
    pub ended_narahubung: usize,
}

/// Ends an agency. Its designations end with it; its open reports go to the successor.
///
/// # Errors
/// `conflict` when it is over already, when agencies under it still exist (`open_children`), or when it has open
/// reports and no successor is named (`open_report_count`, and those in the caller's view as `open_reports`);
/// `validation_failed` when the day or the successor does not fit; `precondition_failed` when somebody was faster.
pub fn deactivate(work: &mut Work<'_>, mut agency: Agency, ending: Ending) -> Result<Deactivated, Error> {
    serialise(work)?;
    if let Some(ended_on) = agency.active_to {
        return Err(Error::new(Code::Conflict).with("ended_on", json!(ended_on)));
    }
    check(work, &agency, &ending)?;
    let named = |children: Vec<Agency>| -> Vec<Value> {
        let name = |child: Agency| json!({ "id": child.id.0, "code": child.code, "name": child.name });
        children.into_iter().take(MOST_NAMED.into()).map(name).collect()
    };
    let children = store::children(work.conn, agency.id)?;
    let open: Vec<Agency> =
        children.into_iter().filter(|child| child.active_to.is_none_or(|last| last > ending.ended_on)).collect();
    if !open.is_empty() {
        return Err(Error::new(Code::Conflict).with("open_children", named(open)));
    }
    let open = count_open_reports_of(work.conn, agency.id)?;
    if open > 0 && ending.successor_id.is_none() {
        return Err(needs_a_successor(work, agency.id, open)?);
    }
    let rerouted_reports = match ending.successor_id {
        Some(successor) => {
            let to = find(work.conn, successor)?;
            // The reports first: one is found by a recommendation that names the agency, too.
            let reports = reroute(work, agency.id, to.id, ending.ended_on)?;
            recommendations::reroute(work, agency.id, to.id, ending.ended_on)?;
            reports
        }
        None => 0,
    };
    let ended_narahubung = end_with_agency(work, agency.id, ending.ended_on)?;
    agency.active_to = Some(ending.ended_on);
    agency.end_reason = Some(ending.reason.clone());
    agency.successor_id = ending.successor_id;
    let agency = save(work, agency)?;
    let change = Change::new(subject(&agency), "deactivateAgency", "agency.deactivated")
        .with_reason(Some(ending.reason))
        .with_effective_on(Some(ending.ended_on))
        .with_details(json!({
            "successor_id": ending.successor_id.map(|id| id.0), "rerouted_reports": rerouted_reports,
            "ended_narahubung": ended_narahubung,
        }))
        .with_changes(vec![FieldChange::new("active_to", Value::Null, json!(ending.ended_on))]);
    work.record(change)?;
    Ok(Deactivated { agency, rerouted_reports, ended_narahubung })
}

/// How many open reports there are is for everybody who may end agencies; which they are, for those who see them.
fn needs_a_successor(work: &mut Work<'_>, agency: AgencyId, open: usize) -> Result<Error, Error> {
    let visibility = work.caller()?.visibility();
    let name = |(id, number): (ReportId, Option<String>)| match number {
        Some(number) => json!({ "id": id.0, "agenda_number": number }),
        None => json!({ "id": id.0 }),
    };
    let seen = open_reports_in_view(work.conn, visibility, agency, MOST_NAMED.into())?;
    let fault = FieldFault::body("/successor_id", "successor_needed").with("count", open);
    Ok(Error::new(Code::Conflict)
        .with_faults(vec![fault])
        .with("open_reports", seen.into_iter().map(name).collect::<Vec<_>>())
        .with("open_report_count", open))
}

fn check(work: &mut Work<'_>, agency: &Agency, ending: &Ending) -> Result<(), Error> {
    let today = Zone::Wita.day_of(work.now);
    let mut faults = Vec::new();
    if ending.reason.trim().is_empty() {
        faults.push(FieldFault::body("/reason", "blank"));
    }
    if ending.ended_on < agency.active_from {
        faults.push(FieldFault::body("/ended_on", "end_before_start"));
    }
    // Until its end is recorded reports may arrive, so that its open reports are known on its last day only.
    if ending.ended_on > today {
        faults.push(FieldFault::body("/ended_on", "in_the_future"));
    }
    if let Some(successor) = ending.successor_id {
        match store::find(work.conn, successor)? {
            _ if successor == agency.id => faults.push(FieldFault::body("/successor_id", "is_itself")),
            None => faults.push(FieldFault::body("/successor_id", "unknown_agency")),
            Some(found) if found.active_to.is_some() => {
                faults.push(FieldFault::body("/successor_id", "agency_inactive"));
            }
            Some(_) => {}
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::invalid(faults)) }
}
