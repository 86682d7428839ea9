//! What may happen to agencies.

mod check;
mod deactivate;
mod import;

pub use deactivate::{Deactivated, Ending, deactivate};
pub use import::{Imported, import};

use super::store::{self, Agency, Filter};
use crate::db::AnyConnection;
use crate::db::dialect::serialise_on;
use crate::db::search::fold;
use crate::domain::agency::{AgencyCode, AgencyKind};
use crate::domain::code::Code as _;
use crate::domain::id::AgencyId;
use crate::error::{Code, Error, FieldFault};
use crate::journal::{Change, FieldChange, Subject, SubjectKind, Work};
use crate::reports::operations::bypass_like;
use check::{check_details, check_place};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::HashMap;

/// A new agency as a caller describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAgency {
    /// Stable human code.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Kind of body.
    pub kind: AgencyKind,
    /// Fine class of reported agency.
    pub class: String,
    /// Region that it serves.
    pub region_code: Option<String>,
    /// The agency above it.
    pub parent_id: Option<AgencyId>,
    /// Postal address.
    pub address: Option<String>,
    /// Postal code, 5 digits.
    pub postal_code: Option<String>,
    /// Telephone in any usual form.
    pub phone: Option<String>,
    /// Official e-mail address.
    pub email: Option<String>,
    /// Website.
    pub website: Option<String>,
    /// First day on which it exists.
    pub active_from: NaiveDate,
}

/// What a caller changes of an agency. `None` leaves it; the code never changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AgencyPatch {
    /// Official name.
    pub name: Option<String>,
    /// Kind of body.
    pub kind: Option<AgencyKind>,
    /// Fine class of reported agency.
    pub class: Option<String>,
    /// Region that it serves.
    pub region_code: Option<Option<String>>,
    /// The agency above it.
    pub parent_id: Option<Option<AgencyId>>,
    /// Postal address.
    pub address: Option<Option<String>>,
    /// Postal code.
    pub postal_code: Option<Option<String>>,
    /// Telephone.
    pub phone: Option<Option<String>>,
    /// Official e-mail address.
    pub email: Option<Option<String>>,
    /// Website.
    pub website: Option<Option<String>>,
}

/// Changes of the tree wait for each other: two moves at once could make a circle of two that each make none.
fn serialise(work: &mut Work<'_>) -> Result<(), Error> {
    Ok(serialise_on(work.conn, "the tree of agencies")?)
}

/// The agency with this id.
///
/// # Errors
/// `not_found`.
pub fn find(conn: &mut AnyConnection, id: AgencyId) -> Result<Agency, Error> {
    store::find(conn, id)?.ok_or_else(Error::not_found)
}

/// Refuses a list's parameters that name a government or an agency that does not exist.
///
/// # Errors
/// `malformed_parameter` that names the parameter.
pub fn check_filter(conn: &mut AnyConnection, filter: &Filter) -> Result<(), Error> {
    let refused = |parameter: &str, code: &'static str| {
        Error::new(Code::MalformedParameter).with_faults(vec![FieldFault::query(parameter, code)])
    };
    if let Some(government) = &filter.government {
        let found = store::find_by_code(conn, government)?;
        if found.is_none_or(|agency| agency.kind != AgencyKind::Government) {
            return Err(refused("government", "unknown_government"));
        }
    }
    match filter.parent {
        Some(parent) if store::find(conn, parent)?.is_none() => Err(refused("parent_id", "unknown_agency")),
        _ => Ok(()),
    }
}

/// Records an agency.
///
/// # Errors
/// `validation_failed` with every fault of meaning: unknown region, class or parent, a kind that may not hang there, a
/// second Inspektorat for one government, a code that is taken, contact data without form.
pub fn create(work: &mut Work<'_>, new: NewAgency) -> Result<Agency, Error> {
    serialise(work)?;
    let mut faults = Vec::new();
    match AgencyCode::parse(&new.code) {
        Err(error) => faults.push(FieldFault::body("/code", error.code())),
        Ok(code) if !store::region_exists(work.conn, code.region())? => {
            faults.push(FieldFault::body("/code", "unknown_region"));
        }
        Ok(code) if store::find_by_code(work.conn, code.as_str())?.is_some() => {
            faults.push(FieldFault::body("/code", "already_taken"));
        }
        Ok(_) => {}
    }
    let mut agency = Agency {
        id: work.new_id(),
        code: new.code,
        name: new.name,
        kind: new.kind,
        class: new.class,
        government_code: None,
        region_code: new.region_code,
        parent_id: new.parent_id,
        address: new.address,
        postal_code: new.postal_code,
        phone: new.phone,
        email: new.email,
        website: new.website,
        active_from: new.active_from,
        active_to: None,
        end_reason: None,
        successor_id: None,
        search_text: String::new(),
        version: 1,
        created_at: work.now,
        updated_at: work.now,
    };
    check_details(work, &mut agency, None, &mut faults)?;
    check_place(work, &mut agency, &mut faults)?;
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    agency.search_text = fold(&format!("{} {}", agency.code, agency.name));
    store::insert(work.conn, &agency)?;
    work.record(Change::new(subject(&agency), "createAgency", "agency.created"))?;
    Ok(agency)
}

/// Changes an agency. When it moves or changes its kind, the place and the government of all under it follow.
///
/// # Errors
/// `validation_failed` with every fault of meaning, as [`create`], and for a parent below the agency itself or children
/// that do not fit; `precondition_failed` when somebody was faster.
pub fn update(work: &mut Work<'_>, before: Agency, patch: AgencyPatch) -> Result<Agency, Error> {
    serialise(work)?;
    let mut after = before.clone();
    patch.apply_to(&mut after);
    let mut faults = Vec::new();
    check_details(work, &mut after, Some(&before), &mut faults)?;
    let moves = after.parent_id != before.parent_id || after.kind != before.kind;
    let subtree = if moves { store::subtree(work.conn, before.id)? } else { Vec::new() };
    if moves {
        if subtree.iter().any(|(member, _)| Some(member.id) == after.parent_id) {
            faults.push(FieldFault::body("/parent_id", "would_be_a_cycle"));
        } else {
            check_place(work, &mut after, &mut faults)?;
        }
        let mut children = subtree.iter().filter(|(_, depth)| *depth == 1);
        if !children.all(|(child, _)| child.kind.may_hang_under(after.kind)) {
            faults.push(FieldFault::body("/kind", "children_do_not_fit"));
        }
    }
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    if after == before {
        return Ok(before);
    }
    let changes = changes(&before, &after);
    after.search_text = fold(&format!("{} {}", after.code, after.name));
    let after = save(work, after)?;
    if after.parent_id != before.parent_id {
        bypass_like(work, after.id, after.id)?;
        store::move_subtree(work.conn, after.id, after.parent_id)?;
    }
    work.record(Change::new(subject(&after), "updateAgency", "agency.updated").with_changes(changes))?;
    let below = subtree.into_iter().filter(|(_, depth)| *depth > 0).map(|(agency, _)| agency);
    follow_government(work, &after, below)?;
    Ok(after)
}

/// Gives agencies under a moved one their new government; those above must come before those below. Governments keep
/// their own.
fn follow_government(work: &mut Work<'_>, moved: &Agency, below: impl Iterator<Item = Agency>) -> Result<(), Error> {
    let mut governments = HashMap::from([(moved.id, moved.government_code.clone())]);
    for mut agency in below {
        let inherited = agency.parent_id.and_then(|parent| governments.get(&parent).cloned()).flatten();
        let government = if agency.kind == AgencyKind::Government { Some(agency.code.clone()) } else { inherited };
        governments.insert(agency.id, government.clone());
        if agency.government_code == government {
            continue;
        }
        let change = FieldChange::new("government_code", agency.government_code.clone(), government.clone());
        agency.government_code = government;
        let agency = save(work, agency)?;
        let moved = Change::new(subject(&agency), "updateAgency", "agency.moved").with_changes(vec![change]);
        work.record(moved)?;
    }
    Ok(())
}

impl AgencyPatch {
    fn apply_to(self, agency: &mut Agency) {
        fn set<T>(target: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *target = value;
            }
        }
        set(&mut agency.name, self.name);
        set(&mut agency.kind, self.kind);
        set(&mut agency.class, self.class);
        set(&mut agency.region_code, self.region_code);
        set(&mut agency.parent_id, self.parent_id);
        set(&mut agency.address, self.address);
        set(&mut agency.postal_code, self.postal_code);
        set(&mut agency.phone, self.phone);
        set(&mut agency.email, self.email);
        set(&mut agency.website, self.website);
    }
}

/// What changed, for the audit log. All of it stands in the public directory.
fn changes(before: &Agency, after: &Agency) -> Vec<FieldChange> {
    let columns = |agency: &Agency| {
        [
            ("name", json!(agency.name)),
            ("kind", json!(agency.kind.code())),
            ("class", json!(agency.class)),
            ("government_code", json!(agency.government_code)),
            ("region_code", json!(agency.region_code)),
            ("parent_id", json!(agency.parent_id.map(|id| id.0))),
            ("address", json!(agency.address)),
            ("postal_code", json!(agency.postal_code)),
            ("phone", json!(agency.phone)),
            ("email", json!(agency.email)),
            ("website", json!(agency.website)),
        ]
    };
    let pairs = columns(before).into_iter().zip(columns(after));
    pairs.filter(|(old, new)| old.1 != new.1).map(|(old, new)| FieldChange::new(old.0, old.1, new.1)).collect()
}

fn save(work: &mut Work<'_>, mut agency: Agency) -> Result<Agency, Error> {
    let held = agency.version;
    agency.version = held + 1;
    agency.updated_at = work.now;
    if store::save(work.conn, &agency, held)? { Ok(agency) } else { Err(Error::new(Code::PreconditionFailed)) }
}

fn subject(agency: &Agency) -> Subject {
    Subject {
        kind: SubjectKind::Agency,
        id: agency.id.0,
        version: agency.version,
        tenant: agency.government_code.clone(),
    }
}
