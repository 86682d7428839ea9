//! Who stands on the ladder of contacts today.

use super::{AGENCY_REF, AgencyRef, Designation};
use crate::db::AnyConnection;
use crate::db::schema::{agencies, agency_ancestors, narahubung};
use crate::domain::agency::AgencyKind;
use crate::domain::id::AgencyId;
use chrono::NaiveDate;
use diesel::prelude::*;

/// The agency and those above it, nearest first, as far as they exist on `day`.
pub fn upwards(conn: &mut AnyConnection, agency: AgencyId, day: NaiveDate) -> QueryResult<Vec<AgencyRef>> {
    agency_ancestors::table
        .inner_join(agencies::table.on(agencies::id.eq(agency_ancestors::ancestor_id)))
        .filter(agency_ancestors::agency_id.eq(agency))
        .filter(agencies::active_from.le(day))
        .filter(agencies::active_to.is_null().or(agencies::active_to.ge(day)))
        .order(agency_ancestors::depth)
        .select(AGENCY_REF)
        .load(conn)
}

/// The agencies of one kind in a government's tree that exist on `day`, by code.
pub fn of_government(
    conn: &mut AnyConnection,
    government: &str,
    kind: AgencyKind,
    day: NaiveDate,
) -> QueryResult<Vec<AgencyRef>> {
    agencies::table
        .filter(agencies::government_code.eq(government))
        .filter(agencies::kind.eq(kind))
        .filter(agencies::active_from.le(day))
        .filter(agencies::active_to.is_null().or(agencies::active_to.ge(day)))
        .order(agencies::code)
        .select(AGENCY_REF)
        .load(conn)
}

/// The designations of these agencies that hold on `day`.
pub fn answering(conn: &mut AnyConnection, of: Vec<AgencyId>, day: NaiveDate) -> QueryResult<Vec<Designation>> {
    narahubung::table
        .filter(narahubung::agency_id.eq_any(of))
        .filter(narahubung::valid_from.le(day))
        .filter(narahubung::valid_to.is_null().or(narahubung::valid_to.ge(day)))
        .order(narahubung::id)
        .load(conn)
}
