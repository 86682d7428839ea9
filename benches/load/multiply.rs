//! Copies of the demo's reports, until there are as many as wanted.

use crate::Outcome;
use crate::days::{WEEK_MICROS, shift};
use crate::template::{self, Cell, TABLES, Template};
use crate::totals;
use narahubung::clock::Clock;
use narahubung::crypto::field;
use narahubung::crypto::key_ring::KeyRing;
use narahubung::crypto::key_ring::file::KeyFile;
use narahubung::crypto::random;
use narahubung::crypto::secret::Secret;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;
use uuid::Uuid;

/// A template changed last this long ago has come to rest; its copies may lie before and after it.
const AT_REST_MICROS: i64 = 52 * WEEK_MICROS;
/// How many weeks around a template at rest its copies lie.
const SPREAD_WEEKS: i64 = 200;
/// How many weeks before one that is under way its copies lie at most.
const RECENT_WEEKS: i64 = 8;
/// Reports of one transaction.
const BATCH: usize = 20_000;

/// One copy to be made.
struct Planned {
    created_at: i64,
    template: usize,
    number: u64,
    weeks: i64,
}

/// Multiplies the reports of `file` until there are `wanted`.
pub fn multiply(file: &Path, keys: &Path, wanted: usize) -> Outcome<()> {
    let conn = Connection::open(file)?;
    conn.execute_batch(
        "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
         PRAGMA cache_size = -1000000; PRAGMA mmap_size = 0;",
    )?;
    let columns = TABLES.iter().map(|table| template::columns(&conn, table.name)).collect::<Outcome<Vec<_>>>()?;
    let templates = template::read(&conn, &columns)?;
    let plan = plan(&templates, wanted.saturating_sub(templates.len()));
    // What only serves reading is made once at the end; what guards or follows single rows is in the way.
    let aside: Vec<String> = set_aside(&conn)?;
    let ring = KeyFile::open(keys)?.ring();
    let inserts: Vec<String> = TABLES
        .iter()
        .zip(&columns)
        .map(|(table, columns)| format!("INSERT INTO {} VALUES ({})", table.name, vec!["?"; columns.len()].join(", ")))
        .collect();
    conn.set_prepared_statement_cache_capacity(TABLES.len() * 2);
    for (done, batch) in plan.chunks(BATCH).enumerate() {
        conn.execute_batch("BEGIN")?;
        for planned in batch {
            insert(&conn, &inserts, &templates[planned.template], planned, &ring)?;
        }
        conn.execute_batch("COMMIT")?;
        println!("load: {} of {} reports", done * BATCH + batch.len(), plan.len());
    }
    for statement in aside {
        println!("load: {}", statement.lines().next().unwrap_or_default());
        conn.execute_batch(&statement)?;
    }
    totals::sum_up(&conn)?;
    // No ANALYZE: the service makes none either, and measures what it plans without.
    conn.execute_batch("PRAGMA journal_mode = WAL;")?;
    Ok(())
}

/// Which copies are made, in the order of their time: so ids and rows grow together, as they do in life.
fn plan(templates: &[Template], copies: usize) -> Vec<Planned> {
    let now = Clock::machine().now().micros();
    let mut plan: Vec<Planned> = (0..copies)
        .map(|number| {
            let index = number % templates.len();
            let template = &templates[index];
            let latest = (now - template.updated_at) / WEEK_MICROS;
            // A fixed sequence without pattern, so that every run loads the same.
            let chance = i64::try_from((number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40).unwrap_or_default();
            let weeks = if now - template.updated_at > AT_REST_MICROS {
                chance % SPREAD_WEEKS - (SPREAD_WEEKS - latest).max(0)
            } else {
                -(chance % RECENT_WEEKS) - 1
            };
            let number = number as u64 + 1;
            Planned { created_at: template.created_at + weeks * WEEK_MICROS, template: index, number, weeks }
        })
        .collect();
    plan.sort_by_key(|planned| (planned.created_at, planned.number));
    plan
}

/// Removes triggers, and the indexes that no constraint needs, of the tables that grow; returns how to make them again.
fn set_aside(conn: &Connection) -> Outcome<Vec<String>> {
    let mut statement = conn.prepare(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
    )?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let found: Vec<(String, String, String, String)> = found.collect::<Result<_, _>>()?;
    let mut again = Vec::new();
    for (kind, name, table, sql) in found {
        if TABLES.iter().any(|known| known.name == table) {
            conn.execute_batch(&format!("DROP {kind} {name}"))?;
            again.push(sql);
        }
    }
    Ok(again)
}

fn insert(
    conn: &Connection,
    inserts: &[String],
    template: &Template,
    planned: &Planned,
    ring: &KeyRing,
) -> Outcome<()> {
    let own: Vec<Uuid> = template.own.iter().map(|id| own_id(*id, planned)).collect();
    let reporter = own[template.reporter];
    let dek = field::Dek::generate();
    let place = |column| field::Cell { table: "reporters", column, row: reporter, tenant: Uuid::nil() };
    let value = |cell: &Cell| match cell {
        Cell::Same(value) => value.clone(),
        Cell::Own(index) => Value::Blob(own[*index].as_bytes().to_vec()),
        Cell::Instant(micros) => Value::Integer(micros + planned.weeks * WEEK_MICROS),
        Cell::Day(day) => Value::Text(shift(day, planned.weeks).unwrap_or_else(|| day.clone())),
        // Agenda numbers have exactly six digits and a year; years from 3000 on are nobody's.
        Cell::Number(text) if text.len() == 11 && text.as_bytes()[6] == b'.' => {
            Value::Text(format!("{:06}.{:04}", planned.number % 1_000_000, 3000 + planned.number / 1_000_000))
        }
        Cell::Number(text) => Value::Text(format!("{}/{text}", planned.number)),
        Cell::Unique(length) => Value::Blob(unique(*length)),
        Cell::WrappedKey => Value::Blob(dek.wrap(ring, place("wrapped_key"))),
        Cell::Sealed(column) => Value::Blob(dek.seal_field(place(column), &plain(column))),
    };
    for (table, cells) in &template.rows {
        conn.prepare_cached(&inserts[*table])?.execute(params_from_iter(cells.iter().map(value)))?;
    }
    Ok(())
}

/// An id as old as the template's with the copy's distance, and different in every copy. What tells the order of ids
/// of one millisecond apart stays.
fn own_id(id: [u8; 16], planned: &Planned) -> Uuid {
    let mut bytes = id;
    let millis = i64::from_be_bytes([0, 0, id[0], id[1], id[2], id[3], id[4], id[5]]);
    let moved = (millis + planned.weeks * WEEK_MICROS / 1000).to_be_bytes();
    bytes[..6].copy_from_slice(&moved[2..]);
    for (byte, change) in bytes[10..].iter_mut().zip(&planned.number.to_be_bytes()[2..]) {
        *byte ^= change;
    }
    Uuid::from_bytes(bytes)
}

fn unique(length: usize) -> Vec<u8> {
    let mut bytes = random::bytes::<32>().to_vec();
    bytes.resize(length, 0);
    bytes
}

fn plain(column: &str) -> Secret<String> {
    let text = match column {
        "nik" => "6371990000000001",
        "phone" => "+6281100000001",
        "email" => "pelapor@example.org",
        "birth_on" => "1990-01-01",
        _ => "Contoh Pelapor",
    };
    Secret::new(text.to_owned())
}
