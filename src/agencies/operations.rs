//! What may happen to agencies.

use super::store::{self, Agency};
use crate::db::dialect::serialise_on;
use crate::db::search::fold;
use crate::domain::agency::{AgencyCode, AgencyKind};
use crate::domain::id::AgencyId;
use crate::domain::identifiers::Phone;
use crate::error::{Error, FieldFault};
use crate::journal::{Change, Subject, SubjectKind, Work};
use chrono::NaiveDate;

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

/// Records an agency.
///
/// # Errors
/// `validation_failed` with every fault of meaning: unknown region or parent, a kind that may not hang there, a second
/// Inspektorat for one government, a code that is taken.
pub fn create(work: &mut Work<'_>, new: NewAgency) -> Result<Agency, Error> {
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
    let phone = read_phone(new.phone.as_deref(), &mut faults);
    if let Some(region) = &new.region_code
        && !store::region_exists(work.conn, region)?
    {
        faults.push(FieldFault::body("/region_code", "unknown_region"));
    }
    let parent = match new.parent_id {
        None => None,
        Some(id) => store::find(work.conn, id)?,
    };
    if new.parent_id.is_some() && parent.is_none() {
        faults.push(FieldFault::body("/parent_id", "unknown_agency"));
    } else if !fits_under(new.kind, parent.as_ref()) {
        faults.push(FieldFault::body("/parent_id", "wrong_parent_kind"));
    }
    let government_code = government_of(&new, parent.as_ref());
    if new.kind == AgencyKind::Inspectorate
        && let Some(government) = &government_code
        && has_inspectorate(work, government, new.active_from)?
    {
        faults.push(FieldFault::body("/kind", "second_inspectorate"));
    }
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    let agency = Agency {
        id: work.new_id(),
        search_text: fold(&format!("{} {}", new.code, new.name)),
        code: new.code,
        name: new.name,
        kind: new.kind,
        class: new.class,
        government_code,
        region_code: new.region_code,
        parent_id: new.parent_id,
        address: new.address,
        postal_code: new.postal_code,
        phone,
        email: new.email,
        website: new.website,
        active_from: new.active_from,
        active_to: None,
        end_reason: None,
        successor_id: None,
        version: 1,
        created_at: work.now,
        updated_at: work.now,
    };
    store::insert(work.conn, &agency)?;
    work.record(Change::new(subject(&agency), "createAgency", "agency.created"))?;
    Ok(agency)
}

/// A government stands alone or under the province; everything in a government's tree hangs somewhere; what belongs to
/// no government may stand alone.
fn fits_under(kind: AgencyKind, parent: Option<&Agency>) -> bool {
    match parent {
        Some(parent) => kind.may_hang_under(parent.kind),
        None => kind == AgencyKind::Government || kind.is_outside_governments(),
    }
}

fn government_of(new: &NewAgency, parent: Option<&Agency>) -> Option<String> {
    match new.kind {
        AgencyKind::Government => Some(new.code.clone()),
        _ => parent.and_then(|parent| parent.government_code.clone()),
    }
}

/// One Inspektorat per government at any time; two creates at once must not both find none.
fn has_inspectorate(work: &mut Work<'_>, government: &str, on: NaiveDate) -> Result<bool, Error> {
    serialise_on(work.conn, &format!("inspectorate of {government}"))?;
    let filter = store::Filter {
        government: Some(government.to_owned()),
        kinds: vec![AgencyKind::Inspectorate],
        active_on: Some(on),
        ..store::Filter::default()
    };
    Ok(store::count(work.conn, &filter, 1)? > 0)
}

fn read_phone(text: Option<&str>, faults: &mut Vec<FieldFault>) -> Option<String> {
    match text.map(Phone::parse)? {
        Ok(phone) => Some(phone.as_str().to_owned()),
        Err(error) => {
            faults.push(FieldFault::body("/phone", error.code()));
            None
        }
    }
}

fn subject(agency: &Agency) -> Subject {
    Subject {
        kind: SubjectKind::Agency,
        id: agency.id.0,
        version: agency.version,
        tenant: agency.government_code.clone(),
    }
}
