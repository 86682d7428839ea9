//! Agencies from a file: all or nothing, every fault by line and column.

use super::{AgencyPatch, NewAgency, create, update};
use crate::agencies::store;
use crate::domain::agency::AgencyKind;
use crate::domain::time::Zone;
use crate::error::{Error, FieldFault, Place};
use crate::import::{self, Row};
use crate::journal::Work;
use std::collections::HashSet;
use std::io::Read;

/// The columns of the file, in any order.
const COLUMNS: &[&str] = &[
    "code",
    "name",
    "kind",
    "class",
    "region_code",
    "parent_code",
    "address",
    "postal_code",
    "phone",
    "email",
    "website",
    "active_from",
];

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Agencies that were new.
    pub added: usize,
    /// Agencies that the database had, and that the file changed.
    pub changed: usize,
    /// Agencies that were as the file says.
    pub unchanged: usize,
}

/// Imports agencies: columns `code`, `name`, `kind`, `class`, `region_code`, `parent_code`, `address`, `postal_code`,
/// `phone`, `email`, `website`, `active_from`; only the first four must be filled. The order of the lines does not
/// matter. An agency whose code is known takes the file's data; its first day stays.
///
/// # Errors
/// `validation_failed` with the faults by line and column; then the whole transaction must be given up.
pub fn import(work: &mut Work<'_>, input: impl Read) -> Result<Imported, Error> {
    let rows = import::read(input, COLUMNS)?;
    check_codes(&rows)?;
    let mut pending: Vec<&Row> = rows.iter().collect();
    let mut imported = Imported::default();
    let mut faults = Vec::new();
    // Parents may stand behind their children in the file: take whatever has its parent, until nothing is left.
    loop {
        let (mut waiting, before) = (Vec::new(), pending.len());
        for row in pending {
            if is_waiting(work, row, &rows)? {
                waiting.push(row);
            } else {
                take(work, row, &mut imported, &mut faults)?;
            }
        }
        if waiting.is_empty() || waiting.len() == before || !faults.is_empty() {
            faults.extend(
                waiting
                    .iter()
                    .filter(|_| faults.is_empty())
                    .map(|row| row.fault("parent_code", "would_be_a_cycle"))
                    .collect::<Vec<_>>(),
            );
            break;
        }
        pending = waiting;
    }
    if faults.is_empty() { Ok(imported) } else { Err(Error::invalid(faults)) }
}

fn check_codes(rows: &[Row]) -> Result<(), Error> {
    let (mut seen, mut faults) = (HashSet::new(), Vec::new());
    for row in rows {
        for column in ["code", "name", "kind", "class"] {
            row.required(column, &mut faults);
        }
        if !seen.insert(row.text("code")) {
            faults.push(row.fault("code", "repeated_row"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::invalid(faults)) }
}

/// Whether the row's parent is still to come from the file.
fn is_waiting(work: &mut Work<'_>, row: &Row, rows: &[Row]) -> Result<bool, Error> {
    let parent = row.text("parent_code");
    let is_in_file = rows.iter().any(|other| other.text("code") == parent);
    Ok(!parent.is_empty() && is_in_file && store::find_by_code(work.conn, parent)?.is_none())
}

fn take(work: &mut Work<'_>, row: &Row, imported: &mut Imported, faults: &mut Vec<FieldFault>) -> Result<(), Error> {
    let kind = row.code::<AgencyKind>("kind", faults);
    let active_from = row.day("active_from", faults);
    let parent = match row.text("parent_code") {
        "" => None,
        code => {
            let found = store::find_by_code(work.conn, code)?;
            if found.is_none() {
                faults.push(row.fault("parent_code", "unknown_agency"));
                return Ok(());
            }
            found.map(|parent| parent.id)
        }
    };
    for (column, most) in [("name", 200), ("class", 40), ("address", 500)] {
        if row.text(column).chars().count() > most {
            faults.push(row.fault(column, "too_long").with("limit", most));
        }
    }
    let Some(kind) = kind else { return Ok(()) };
    let result = match store::find_by_code(work.conn, row.text("code"))? {
        Some(known) => {
            let version = known.version;
            let patch = AgencyPatch {
                name: Some(row.text("name").to_owned()),
                kind: Some(kind),
                class: Some(row.text("class").to_owned()),
                region_code: Some(row.optional("region_code")),
                parent_id: Some(parent),
                address: Some(row.optional("address")),
                postal_code: Some(row.optional("postal_code")),
                phone: Some(row.optional("phone")),
                email: Some(row.optional("email")),
                website: Some(row.optional("website")),
            };
            update(work, known, patch)
                .map(|agency| if agency.version == version { imported.unchanged += 1 } else { imported.changed += 1 })
        }
        None => {
            let new = NewAgency {
                code: row.text("code").to_owned(),
                name: row.text("name").to_owned(),
                kind,
                class: row.text("class").to_owned(),
                region_code: row.optional("region_code"),
                parent_id: parent,
                address: row.optional("address"),
                postal_code: row.optional("postal_code"),
                phone: row.optional("phone"),
                email: row.optional("email"),
                website: row.optional("website"),
                active_from: active_from.unwrap_or_else(|| Zone::Wita.day_of(work.now)),
            };
            create(work, new).map(|_| imported.added += 1)
        }
    };
    match result {
        Err(error) if !error.faults().is_empty() => faults.extend(error.faults().iter().map(|fault| at(row, fault))),
        other => other?,
    }
    Ok(())
}

/// A fault of an agency as a fault of its line.
fn at(row: &Row, fault: &FieldFault) -> FieldFault {
    let column = match &fault.place {
        Place::Body(pointer) if pointer == "/parent_id" => "parent_code",
        Place::Body(pointer) => pointer.trim_start_matches('/'),
        Place::Query(_) | Place::Header(_) => "",
    };
    FieldFault { place: Place::Body(format!("/{}/{column}", row.line)), ..fault.clone() }
}
