//! Rows as JSON: an object for each row, without what is not known and without what nobody is shown.

use std::io::Write;

/// A cell that was read, without a copy of it.
pub enum Cell<'a> {
    Null,
    Number(i64),
    Text(&'a str),
    Day(chrono::NaiveDate),
    Bytes(&'a [u8]),
}

/// Columns that serve the database alone.
const UNSHOWN: [&str; 2] = ["search_text", "wrapped_key"];

/// Writes one row.
pub fn write_row<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = (&'a str, Cell<'a>)>) {
    out.push(b'{');
    for (column, cell) in cells.filter(|(column, _)| !UNSHOWN.contains(column)) {
        let before = out.len();
        let _ = write!(out, "\"{column}\":");
        match cell {
            Cell::Number(number) => drop(write!(out, "{number},")),
            Cell::Text(text) => {
                let _ = serde_json::to_writer(&mut *out, text);
                out.push(b',');
            }
            Cell::Day(day) => drop(write!(out, "\"{day}\",")),
            Cell::Bytes(bytes) if bytes.len() == 16 => {
                drop(write!(out, "\"{}\",", uuid::Uuid::from_slice(bytes).unwrap_or_default()));
            }
            Cell::Null | Cell::Bytes(_) => out.truncate(before),
        }
    }
    if out.last() == Some(&b',') {
        out.pop();
    }
    out.extend(b"},");
}
