//! How well the network covers the units, as counts and as the units behind them.

use super::{known_agency, known_government};
use crate::db::AnyConnection;
use crate::domain::access::Reach;
use crate::domain::id::AgencyId;
use crate::domain::narahubung::coverage::{Counts, UnitCoverage, judge};
use crate::domain::narahubung::{NarahubungRole, Period};
use crate::domain::time::{Timestamp, Zone};
use crate::error::Error;
use crate::narahubung::store::{self, AgencyRef, coverage as rows};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, HashMap};

pub use rows::Scope;

/// Whether somebody of a role holds a designation today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Staffing {
    /// A primary.
    pub has_primary: bool,
    /// A deputy.
    pub has_deputy: bool,
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Which.
    pub agency: AgencyRef,
    /// What coverage says about it.
    pub coverage: UnitCoverage,
    /// Who is there today.
    pub staffing: Staffing,
}

/// Counts of the units of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Code of the government or of the agency at the head of the branch; `None` for units outside governments.
    pub code: Option<String>,
    /// That agency, while it exists.
    pub head: Option<AgencyRef>,
    /// The counts.
    pub counts: Counts,
}

/// The whole picture, of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Today, in WITA.
    pub on: NaiveDate,
    /// All units of the scope.
    pub totals: Counts,
    /// By government; the groups add up to the totals.
    pub governments: Vec<Group>,
    /// By branch under the root, when the scope names one; they add up to the totals too.
    pub branches: Vec<Group>,
    /// The units, by code.
    pub units: Vec<Unit>,
}

/// Computes coverage today and `within_days` days ahead. Run it in one snapshot.
///
/// # Errors
/// `malformed_parameter` when the root is unknown or outside the reach, or the government is unknown.
pub fn compute(
    conn: &mut AnyConnection,
    scope: &Scope,
    reach: Reach,
    within_days: u16,
    now: Timestamp,
) -> Result<Coverage, Error> {
    let on = Zone::Wita.day_of(now);
    let root = root_of(conn, scope, reach)?;
    let mut tenures: HashMap<AgencyId, Vec<(NarahubungRole, Period)>> = HashMap::new();
    for (agency, role, period) in rows::tenures(conn, on, on + Days::new(u64::from(within_days)))? {
        tenures.entry(agency).or_default().push((role, period));
    }
    let units: Vec<Unit> = rows::units(conn, scope, reach, on)?
        .into_iter()
        .map(|agency| {
            let tenures = tenures.get(&agency.id).map(Vec::as_slice).unwrap_or_default();
            unit(agency, tenures, on, within_days)
        })
        .collect();
    let mut totals = Counts::default();
    for unit in &units {
        totals += unit.coverage.status;
    }
    let governments = by_government(conn, &units, on)?;
    let branches = match root {
        None => Vec::new(),
        Some(root) => by_branch(conn, &units, root)?,
    };
    Ok(Coverage { on, totals, governments, branches, units })
}

fn unit(agency: AgencyRef, tenures: &[(NarahubungRole, Period)], on: NaiveDate, within_days: u16) -> Unit {
    let periods: Vec<Period> = tenures.iter().map(|(_, period)| *period).collect();
    let is_there = |wanted| tenures.iter().any(|(role, period)| *role == wanted && period.contains(on));
    let staffing =
        Staffing { has_primary: is_there(NarahubungRole::Primary), has_deputy: is_there(NarahubungRole::Deputy) };
    Unit { agency, coverage: judge(&periods, on, within_days), staffing }
}

/// The agency whose branches are counted: the root, else the government, else the caller's own tree.
fn root_of(conn: &mut AnyConnection, scope: &Scope, reach: Reach) -> Result<Option<AgencyId>, Error> {
    if let Some(root) = scope.root {
        known_agency(conn, reach, root, "root")?;
        return Ok(Some(root));
    }
    if let Some(government) = &scope.government {
        return known_government(conn, government).map(Some);
    }
    Ok(match reach {
        Reach::Tree(own) => Some(own),
        Reach::Everything | Reach::Nothing => None,
    })
}

fn by_government(conn: &mut AnyConnection, units: &[Unit], on: NaiveDate) -> Result<Vec<Group>, Error> {
    let heads: HashMap<String, AgencyRef> =
        rows::governments(conn, on)?.into_iter().map(|head| (head.code.clone(), head)).collect();
    let mut counts: BTreeMap<Option<String>, Counts> = BTreeMap::new();
    for unit in units {
        *counts.entry(unit.agency.government_code.clone()).or_default() += unit.coverage.status;
    }
    let groups = counts.into_iter().map(|(code, counts)| {
        let head = code.as_ref().and_then(|code| heads.get(code).cloned());
        Group { code, head, counts }
    });
    Ok(groups.collect())
}

fn by_branch(conn: &mut AnyConnection, units: &[Unit], root: AgencyId) -> Result<Vec<Group>, Error> {
    let branch_of: HashMap<AgencyId, AgencyId> = rows::branches(conn, root)?.into_iter().collect();
    let mut counts: HashMap<AgencyId, Counts> = HashMap::new();
    for unit in units {
        // Units of a government's tree that hang outside its head cannot be: every kind but outside agencies hangs there.
        let branch = branch_of.get(&unit.agency.id).copied().unwrap_or(root);
        *counts.entry(branch).or_default() += unit.coverage.status;
    }
    let heads = store::agencies_by_id(conn, counts.keys().copied().collect())?;
    let mut groups: Vec<Group> = counts
        .into_iter()
        .map(|(branch, counts)| {
            let head = heads.get(&branch).cloned();
            Group { code: head.as_ref().map(|head| head.code.clone()), head, counts }
        })
        .collect();
    groups.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(groups)
}

/// Coverage of one agency today and `within_days` days ahead.
///
/// # Errors
/// When the database does not answer.
pub fn of_agency(
    conn: &mut AnyConnection,
    agency: AgencyId,
    within_days: u16,
    now: Timestamp,
) -> Result<UnitCoverage, Error> {
    let periods: Vec<Period> = store::tenures(conn, agency)?.into_iter().map(|tenure| tenure.period).collect();
    Ok(judge(&periods, Zone::Wita.day_of(now), within_days))
}
