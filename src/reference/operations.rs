//! What may happen to reference data, and the look-ups that other rooms ask for.

pub use super::store::CodeList;
use super::store::{self, CodeRow, Region};
use crate::db::AnyConnection;
use crate::db::search::fold;
use crate::domain::code::Code;
use crate::domain::identifiers::{RegionCode, RegionLevel};
use crate::error::{Error, FieldFault};
use crate::import;
use crate::journal::{Change, Subject, SubjectKind, Work};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::HashSet;
use std::io::Read;
use uuid::Uuid;

/// Whether a code may be chosen from a list on a day.
///
/// # Errors
/// When the database does not answer.
pub fn known_code(conn: &mut AnyConnection, list: CodeList, code: &str, on: NaiveDate) -> Result<bool, Error> {
    let row = store::find_code(conn, list, code)?;
    Ok(row.is_some_and(|row| {
        row.active_from.is_none_or(|first| first <= on) && row.active_to.is_none_or(|last| on <= last)
    }))
}

/// Imports region codes that the database lacks: columns `code`, `name`, `level`, `parent_code`, parents before their
/// children. Regions that it has stay as they are: agencies and reports refer to them. Returns how many were added.
///
/// # Errors
/// `validation_failed` with every fault by line and column; then nothing has changed.
pub fn import_regions(work: &mut Work<'_>, input: impl Read, decree: &str) -> Result<usize, Error> {
    let rows = read_regions(input, decree)?;
    let known = store::region_codes(work.conn)?;
    let new: Vec<Region> = rows.into_iter().filter(|region| !known.contains(&region.code)).collect();
    if new.is_empty() {
        return Ok(0);
    }
    let mut there = known;
    let mut faults = Vec::new();
    for region in &new {
        if let Some(parent) = region.parent_code.as_ref().filter(|parent| !there.contains(*parent)) {
            faults.push(FieldFault::body("/parent_code", "unknown_region").with("code", parent.as_str()));
        }
        there.insert(region.code.clone());
    }
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    store::insert_regions(work.conn, &new)?;
    record(work, "importRegions", "regions.imported", json!({ "added": new.len(), "decree": decree }))?;
    Ok(new.len())
}

/// Reads a table of regions without storing it.
///
/// # Errors
/// As [`import_regions`].
pub fn read_regions(input: impl Read, decree: &str) -> Result<Vec<Region>, Error> {
    let rows = import::read(input, &["code", "name", "level", "parent_code"])?;
    let (mut faults, mut regions, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for row in &rows {
        let name = row.required("name", &mut faults);
        if name.chars().count() > 200 {
            faults.push(row.fault("name", "too_long").with("limit", 200));
        }
        row.required("code", &mut faults);
        let code = row.parsed("code", "format", &mut faults, |text| RegionCode::parse(text).ok());
        // The decree names levels in Indonesian.
        let level = row.parsed("level", "not_in_list", &mut faults, |text| {
            RegionLevel::ALL.iter().copied().find(|level| level.label_id() == text)
        });
        let Some(code) = code else { continue };
        if level != Some(code.level()) {
            faults.push(row.fault("level", "level_and_code_differ"));
        }
        let parent_code = code.parent().map(|parent| parent.as_str().to_owned());
        if row.optional("parent_code") != parent_code {
            faults.push(row.fault("parent_code", "unknown_region"));
        }
        if !seen.insert(code.clone()) {
            faults.push(row.fault("code", "repeated_row"));
        }
        regions.push(Region {
            search_text: fold(&format!("{} {name}", code.as_str())),
            code: code.as_str().to_owned(),
            name,
            level: code.level(),
            parent_code,
            decree: decree.to_owned(),
        });
    }
    if faults.is_empty() { Ok(regions) } else { Err(Error::invalid(faults)) }
}

const CODE_COLUMNS: &[&str] =
    &["list", "code", "label_id", "label_en", "active_from", "active_to", "rule_reference", "sort_order"];

/// Imports codes of editable lists that the database lacks; those that it has stay as they are. Returns how many were
/// added.
///
/// # Errors
/// `validation_failed` with every fault by line and column; then nothing has changed.
pub fn import_codes(work: &mut Work<'_>, input: impl Read) -> Result<usize, Error> {
    let known = store::code_keys(work.conn)?;
    let new = read_codes(input)?.into_iter().filter(|row| !known.contains(&(row.list.clone(), row.code.clone())));
    let mut added = 0;
    for row in new {
        store::insert_code(work.conn, &row)?;
        added += 1;
    }
    if added > 0 {
        record(work, "importCodes", "reference_codes.imported", json!({ "added": added }))?;
    }
    Ok(added)
}

fn read_codes(input: impl Read) -> Result<Vec<CodeRow>, Error> {
    let rows = import::read(input, CODE_COLUMNS)?;
    let (mut faults, mut codes, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for row in &rows {
        for column in ["list", "code", "label_id", "label_en", "sort_order"] {
            row.required(column, &mut faults);
        }
        let list = row.code::<CodeList>("list", &mut faults);
        let code = row.parsed("code", "format", &mut faults, |text| is_code(text).then(|| text.to_owned()));
        let (active_from, active_to) = (row.day("active_from", &mut faults), row.day("active_to", &mut faults));
        if active_from.zip(active_to).is_some_and(|(first, last)| last < first) {
            faults.push(row.fault("active_to", "end_before_start"));
        }
        let sort_order = row.number("sort_order", &mut faults);
        let (Some(list), Some(code), Some(sort_order)) = (list, code, sort_order) else { continue };
        if !seen.insert((list, code.clone())) {
            faults.push(row.fault("code", "repeated_row"));
        }
        codes.push(CodeRow {
            list: list.code().to_owned(),
            code,
            label_id: row.text("label_id").to_owned(),
            label_en: row.text("label_en").to_owned(),
            active_from,
            active_to,
            rule_reference: row.optional("rule_reference"),
            sort_order,
        });
    }
    if faults.is_empty() { Ok(codes) } else { Err(Error::invalid(faults)) }
}

/// Letters, digits and `_`, at most 40.
fn is_code(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn record(
    work: &mut Work<'_>,
    action: &'static str,
    event: &'static str,
    details: serde_json::Value,
) -> Result<(), Error> {
    let subject = Subject { kind: SubjectKind::Reference, id: Uuid::nil(), version: 1, tenant: None };
    work.record(Change::new(subject, action, event).with_details(details))
}
