//! A report of the demo with all its rows, told apart into what is the report's own and what stays.

use crate::Outcome;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::HashMap;

/// A table whose rows belong to a report: by which column, and to whom that column points.
pub struct Table {
    pub name: &'static str,
    pub link: &'static str,
    pub owner: Owner,
}

/// What a table's link points to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The report.
    Report,
    /// A deadline, a recommendation, or the report itself.
    Any,
}

const fn of_report(name: &'static str) -> Table {
    Table { name, link: "report_id", owner: Owner::Report }
}

const fn of_any(name: &'static str, link: &'static str) -> Table {
    Table { name, link, owner: Owner::Any }
}

/// All of them; a table comes after those whose ids it refers to.
pub const TABLES: [Table; 26] = [
    Table { name: "reports", link: "id", owner: Owner::Report },
    of_report("report_details"),
    of_report("report_proceedings"),
    of_report("report_addressees"),
    of_report("report_actions"),
    of_report("reporters"),
    of_report("external_references"),
    of_report("report_maladministrations"),
    of_report("report_findings"),
    of_report("report_checklist"),
    of_report("report_assignments"),
    of_report("report_conflicts"),
    of_report("report_bypasses"),
    of_report("report_notes"),
    of_report("deliveries"),
    of_report("tracking_codes"),
    of_report("identity_reveals"),
    of_report("deadlines"),
    of_report("recommendations"),
    of_report("report_facts"),
    of_any("deadline_pauses", "deadline_id"),
    of_any("recommendation_texts", "recommendation_id"),
    of_any("recommendation_demands", "recommendation_id"),
    of_any("history", "subject_id"),
    of_any("audit_events", "resource_id"),
    of_any("outgoing_events", "subject_id"),
];

/// How a column's value follows the copy.
pub enum Cell {
    /// The same in every copy.
    Same(Value),
    /// The report's own id, or that of something of its own.
    Own(usize),
    /// An instant.
    Instant(i64),
    /// A day.
    Day(String),
    /// A number that names one report only; the copy's number is put before it.
    Number(String),
    /// Bytes that no other row has.
    Unique(usize),
    /// The reporter's wrapped key.
    WrappedKey,
    /// A part of the reporter's identity.
    Sealed(&'static str),
}

/// A report with its rows: which table, and its cells in the table's order.
pub struct Template {
    /// The ids that every copy has of its own; the first is the report's.
    pub own: Vec<[u8; 16]>,
    pub rows: Vec<(usize, Vec<Cell>)>,
    pub created_at: i64,
    pub updated_at: i64,
    /// Which of its own ids is the reporter's.
    pub reporter: usize,
}

const NUMBERS: [&str; 4] = ["agenda_number", "archive_number", "recommendation_number", "value"];
const UNIQUE: [&str; 5] = ["code_hash", "pin_hash", "nik_index", "phone_index", "email_index"];
const SEALED: [&str; 10] = [
    "name",
    "nik",
    "birth_place",
    "birth_on",
    "marital_status",
    "occupation",
    "address",
    "phone",
    "email",
    "representing",
];

/// The names of a table's columns, in order.
pub fn columns(conn: &Connection, table: &str) -> Outcome<Vec<String>> {
    let statement = conn.prepare(&format!("SELECT * FROM {table} LIMIT 0"))?;
    Ok(statement.column_names().into_iter().map(str::to_owned).collect())
}

type Rows = HashMap<Vec<u8>, Vec<Vec<Value>>>;

/// A table's rows by what their link points to.
fn rows(conn: &Connection, table: &Table, columns: &[String]) -> Outcome<Rows> {
    let mut statement = conn.prepare(&format!("SELECT {}, * FROM {} ORDER BY rowid", table.link, table.name))?;
    let mut found = statement.query([])?;
    let mut rows = Rows::new();
    while let Some(row) = found.next()? {
        if let Value::Blob(link) = row.get(0)? {
            let values = (1..=columns.len()).map(|column| row.get(column)).collect::<Result<_, _>>()?;
            rows.entry(link).or_default().push(values);
        }
    }
    Ok(rows)
}

/// All reports as templates.
pub fn read(conn: &Connection, columns: &[Vec<String>]) -> Outcome<Vec<Template>> {
    let mut tables = Vec::new();
    for (table, columns) in TABLES.iter().zip(columns) {
        tables.push(rows(conn, table, columns)?);
    }
    let mut reports: Vec<[u8; 16]> = Vec::new();
    for id in tables[0].keys() {
        reports.push(id.as_slice().try_into()?);
    }
    reports.sort_unstable();
    reports.into_iter().map(|report| template(&tables, columns, report)).collect()
}

fn template(tables: &[Rows], columns: &[Vec<String>], report: [u8; 16]) -> Outcome<Template> {
    let mut own = vec![report];
    let mut raw: Vec<(usize, &Vec<Value>)> = Vec::new();
    for (index, table) in TABLES.iter().enumerate() {
        let owners = if table.owner == Owner::Report { vec![report] } else { own.clone() };
        let position = columns[index].iter().position(|column| column == "id");
        for owner in owners {
            for row in tables[index].get(&owner[..]).into_iter().flatten() {
                raw.push((index, row));
                if let (Some(position), true) = (position, index > 0)
                    && let Value::Blob(id) = &row[position]
                {
                    own.push(id.as_slice().try_into()?);
                }
            }
        }
    }
    let mut template = Template { own, rows: Vec::new(), created_at: 0, updated_at: 0, reporter: 0 };
    for (index, row) in raw {
        let (name, columns) = (TABLES[index].name, &columns[index]);
        let cells: Vec<Cell> =
            columns.iter().zip(row).map(|(column, value)| cell(name, column, value, &template.own)).collect();
        match (name, &cells[0]) {
            ("reporters", Cell::Own(reporter)) => template.reporter = *reporter,
            ("reports", _) => {
                template.created_at = instant(columns, row, "created_at").unwrap_or_default();
                template.updated_at = instant(columns, row, "updated_at").unwrap_or_default();
            }
            _ => {}
        }
        template.rows.push((index, cells));
    }
    Ok(template)
}

fn instant(columns: &[String], row: &[Value], name: &str) -> Option<i64> {
    match row[columns.iter().position(|column| column == name)?] {
        Value::Integer(micros) => Some(micros),
        _ => None,
    }
}

fn cell(table: &str, column: &str, value: &Value, own: &[[u8; 16]]) -> Cell {
    let of_reporter = table == "reporters";
    match value {
        Value::Blob(_) if of_reporter && column == "wrapped_key" => Cell::WrappedKey,
        Value::Blob(_) if of_reporter && let Some(name) = SEALED.iter().find(|name| **name == column) => {
            Cell::Sealed(name)
        }
        Value::Blob(bytes) if UNIQUE.contains(&column) => Cell::Unique(bytes.len()),
        Value::Blob(bytes) => match own.iter().position(|id| id[..] == bytes[..]) {
            Some(index) => Cell::Own(index),
            None => Cell::Same(value.clone()),
        },
        Value::Integer(micros) if is_instant(column) => Cell::Instant(*micros),
        Value::Text(text) if column.ends_with("_on") || column == "provisional_from" => Cell::Day(text.clone()),
        Value::Text(text) if NUMBERS.contains(&column) => Cell::Number(text.clone()),
        _ => Cell::Same(value.clone()),
    }
}

fn is_instant(column: &str) -> bool {
    column == "at" || column.ends_with("_at") || matches!(column, "held_since" | "blocked_until")
}
