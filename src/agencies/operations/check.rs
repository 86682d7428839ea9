//! What must hold of an agency: its own data, and its place in the tree.

use crate::agencies::store::{self, Agency, Filter};
use crate::domain::agency::AgencyKind;
use crate::domain::identifiers::{Email, Phone, PostalCode, RegionCode, Website};
use crate::domain::time::Zone;
use crate::error::{Error, FieldFault};
use crate::journal::Work;
use crate::reference::operations::{CodeList, known_code};

/// Checks and tidies an agency's own data. What did not change is not judged again: a class may have gone out of use
/// since.
pub(super) fn check_details(
    work: &mut Work<'_>,
    agency: &mut Agency,
    before: Option<&Agency>,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    let today = Zone::Wita.day_of(work.now);
    agency.name = agency.name.trim().to_owned();
    if agency.name.is_empty() {
        faults.push(FieldFault::body("/name", "blank"));
    }
    if before.is_none_or(|before| before.class != agency.class)
        && !known_code(work.conn, CodeList::AgencyClass, &agency.class, today.max(agency.active_from))?
    {
        faults.push(FieldFault::body("/class", "unknown_code"));
    }
    if let Some(region) = &agency.region_code {
        match RegionCode::parse(region) {
            Err(error) => faults.push(FieldFault::body("/region_code", error.code())),
            Ok(_) if !store::region_exists(work.conn, region)? => {
                faults.push(FieldFault::body("/region_code", "unknown_region"));
            }
            Ok(_) => {}
        }
    }
    let mut tidy = |pointer, field: &mut Option<String>, parse: fn(&str) -> Result<String, &'static str>| {
        if let Some(text) = field {
            match parse(text) {
                Ok(tidied) => *text = tidied,
                Err(code) => faults.push(FieldFault::body(pointer, code)),
            }
        }
    };
    tidy("/address", &mut agency.address, |text| {
        let text = text.trim();
        if text.is_empty() { Err("blank") } else { Ok(text.to_owned()) }
    });
    tidy("/postal_code", &mut agency.postal_code, |text| {
        PostalCode::parse(text).map(|code| code.to_string()).map_err(|error| error.code())
    });
    tidy("/phone", &mut agency.phone, |text| {
        Phone::parse(text).map(|phone| phone.to_string()).map_err(|error| error.code())
    });
    tidy("/email", &mut agency.email, |text| {
        Email::parse(text).map(|email| email.to_string()).map_err(|error| error.code())
    });
    tidy("/website", &mut agency.website, |text| {
        Website::parse(text).map(|website| website.to_string()).map_err(|error| error.code())
    });
    Ok(())
}

/// Checks an agency's place in the tree, and gives it the government of that place.
pub(super) fn check_place(work: &mut Work<'_>, agency: &mut Agency, faults: &mut Vec<FieldFault>) -> Result<(), Error> {
    let parent = match agency.parent_id {
        None => None,
        Some(id) => store::find(work.conn, id)?,
    };
    let today = Zone::Wita.day_of(work.now);
    if agency.parent_id.is_some() && parent.is_none() {
        faults.push(FieldFault::body("/parent_id", "unknown_agency"));
    } else if !fits_under(agency.kind, parent.as_ref()) {
        faults.push(FieldFault::body("/parent_id", "wrong_parent_kind"));
    } else if parent.as_ref().is_some_and(|parent| parent.active_to.is_some_and(|last| last < today)) {
        faults.push(FieldFault::body("/parent_id", "agency_inactive"));
    }
    agency.government_code = match agency.kind {
        AgencyKind::Government if RegionCode::parse(&agency.code).is_err() => {
            faults.push(FieldFault::body("/code", "government_code_format"));
            None
        }
        AgencyKind::Government => Some(agency.code.clone()),
        _ => parent.and_then(|parent| parent.government_code),
    };
    if agency.kind == AgencyKind::Inspectorate && has_another_inspectorate(work, agency)? {
        faults.push(FieldFault::body("/kind", "second_inspectorate"));
    }
    Ok(())
}

/// A government stands alone or under the province; everything in a government's tree hangs somewhere; what belongs to
/// no government may stand alone.
fn fits_under(kind: AgencyKind, parent: Option<&Agency>) -> bool {
    match parent {
        Some(parent) => kind.may_hang_under(parent.kind),
        None => kind == AgencyKind::Government || kind.is_outside_governments(),
    }
}

/// One Inspektorat per government at any time.
fn has_another_inspectorate(work: &mut Work<'_>, agency: &Agency) -> Result<bool, Error> {
    let Some(government) = &agency.government_code else { return Ok(false) };
    let filter =
        Filter { government: Some(government.clone()), kinds: vec![AgencyKind::Inspectorate], ..Filter::default() };
    let others = store::list(work.conn, &filter, None, 100)?;
    Ok(others.iter().any(|other| other.id != agency.id && other.period().first_common_day(agency.period()).is_some()))
}
