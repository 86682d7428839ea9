//! What may happen to accounts, sessions and clients.

pub mod clients;
pub mod login;
pub mod passwords;
pub mod retention;
pub mod second_factor;
pub mod sessions;
pub mod throttle;
pub mod users;

use crate::auth::store::last_day_of;
use crate::domain::access::Role;
use crate::domain::account::{PlaceFault, check_place};
use crate::domain::id::AgencyId;
use crate::domain::time::Zone;
use crate::error::{Code, Error, FieldFault};
use crate::journal::{Subject, SubjectKind, Work};
use uuid::Uuid;

/// Judges where an account works: the agency side at a living agency, everybody else at none.
fn judge_place(
    work: &mut Work<'_>,
    role: Role,
    agency: Option<AgencyId>,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    let fault = match check_place(role, (&agency).into()) {
        Err(PlaceFault::AgencyRequired) => Some("agency_required"),
        Err(PlaceFault::AgencyNotAllowed) => Some("agency_not_allowed"),
        Ok(()) => match agency.map(|id| last_day_of(work.conn, id)).transpose()? {
            Some(None) => Some("unknown_agency"),
            Some(Some(Some(last))) if last < Zone::Wita.day_of(work.now) => Some("agency_inactive"),
            _ => None,
        },
    };
    faults.extend(fault.map(|code| FieldFault::body("/agency_id", code)));
    Ok(())
}

/// Somebody else changed the object between our reading and our writing.
fn overtaken(saved: bool) -> Result<(), Error> {
    if saved { Ok(()) } else { Err(Error::new(Code::PreconditionFailed)) }
}

const fn subject(kind: SubjectKind, id: Uuid, version: i64) -> Subject {
    Subject { kind, id, version, tenant: None }
}
