//! What coverage is computed from.

use super::{AGENCY_REF, AgencyRef};
use crate::db::AnyConnection;
use crate::db::schema::{agencies, agency_ancestors, narahubung};
use crate::domain::access::Reach;
use crate::domain::agency::AgencyKind;
use crate::domain::id::AgencyId;
use crate::domain::narahubung::{NarahubungRole, Period};
use chrono::NaiveDate;
use diesel::prelude::*;

/// Which units are asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Of this government's tree.
    pub government: Option<String>,
    /// This agency and those under it.
    pub root: Option<AgencyId>,
}

/// The units that exist on `day`, by code. A government itself is no unit: its units are the agencies under it.
pub fn units(conn: &mut AnyConnection, scope: &Scope, reach: Reach, day: NaiveDate) -> QueryResult<Vec<AgencyRef>> {
    let mut query = agencies::table
        .filter(agencies::kind.ne(AgencyKind::Government))
        .filter(agencies::active_from.le(day))
        .filter(agencies::active_to.is_null().or(agencies::active_to.ge(day)))
        .into_boxed();
    if let Some(government) = &scope.government {
        query = query.filter(agencies::government_code.eq(government.clone()));
    }
    let own = match reach {
        Reach::Everything => None,
        Reach::Tree(own) => Some(own),
        Reach::Nothing => return Ok(Vec::new()),
    };
    for root in [own, scope.root].into_iter().flatten() {
        let tree =
            agency_ancestors::table.filter(agency_ancestors::ancestor_id.eq(root)).select(agency_ancestors::agency_id);
        query = query.filter(agencies::id.eq_any(tree));
    }
    query.order(agencies::code).select(AGENCY_REF).load(conn)
}

/// The tenures that hold on a day from `from` to `through`, of all agencies: the whole network has some hundreds.
pub fn tenures(
    conn: &mut AnyConnection,
    from: NaiveDate,
    through: NaiveDate,
) -> QueryResult<Vec<(AgencyId, NarahubungRole, Period)>> {
    let rows = narahubung::table
        .filter(narahubung::valid_from.le(through))
        .filter(narahubung::valid_to.is_null().or(narahubung::valid_to.ge(from)))
        .select((narahubung::agency_id, narahubung::role, narahubung::valid_from, narahubung::valid_to))
        .load::<(AgencyId, NarahubungRole, NaiveDate, Option<NaiveDate>)>(conn)?;
    Ok(rows.into_iter().map(|(agency, role, from, to)| (agency, role, Period::kept(from, to))).collect())
}

/// Government agencies that exist on `day`, within the reach or above it: what names the groups.
pub fn governments(conn: &mut AnyConnection, day: NaiveDate) -> QueryResult<Vec<AgencyRef>> {
    agencies::table
        .filter(agencies::kind.eq(AgencyKind::Government))
        .filter(agencies::active_from.le(day))
        .filter(agencies::active_to.is_null().or(agencies::active_to.ge(day)))
        .order(agencies::code)
        .select(AGENCY_REF)
        .load(conn)
}

/// Which of these agencies lie under which child of `root`: pairs of agency and child, the root itself with itself.
pub fn branches(conn: &mut AnyConnection, root: AgencyId) -> QueryResult<Vec<(AgencyId, AgencyId)>> {
    let (child, tree) = diesel::alias!(agency_ancestors as child, agency_ancestors as tree);
    let mut pairs: Vec<(AgencyId, AgencyId)> = child
        .inner_join(tree.on(tree.field(agency_ancestors::ancestor_id).eq(child.field(agency_ancestors::agency_id))))
        .filter(child.field(agency_ancestors::ancestor_id).eq(root))
        .filter(child.field(agency_ancestors::depth).eq(1))
        .select((tree.field(agency_ancestors::agency_id), child.field(agency_ancestors::agency_id)))
        .load(conn)?;
    pairs.push((root, root));
    Ok(pairs)
}
