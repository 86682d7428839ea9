//! CSV files that people hand in: read whole, with every fault named by its line and column.
//!
//! Files come as spreadsheet programs write them: with a byte-order mark, with semicolons, with CRLF. A fault's place is
//! `/line/column`, so that whoever made the file finds the cell. What is **not** here: what the cells mean.

use crate::domain::code::Code;
use crate::error::{Error, FieldFault};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::io::Read;

/// The most bytes of a file: far beyond any list of a province.
pub const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// One line of a table, by the names of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file; the header is line 1.
    pub line: u64,
    cells: HashMap<&'static str, String>,
}

impl Row {
    /// The cell without surrounding spaces; empty when the cell is.
    pub fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The cell, `None` when it is empty.
    pub fn optional(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The cell, which must not be empty.
    pub fn required(&self, column: &str, faults: &mut Vec<FieldFault>) -> String {
        if self.text(column).is_empty() {
            faults.push(self.fault(column, "required"));
        }
        self.text(column).to_owned()
    }

    /// The cell as a day.
    pub fn day(&self, column: &str, faults: &mut Vec<FieldFault>) -> Option<NaiveDate> {
        self.parsed(column, "date_format", faults, |text| text.parse().ok())
    }

    /// The cell as a whole number.
    pub fn number<N: std::str::FromStr>(&self, column: &str, faults: &mut Vec<FieldFault>) -> Option<N> {
        self.parsed(column, "format", faults, |text| text.parse().ok())
    }

    /// The cell as a code of a closed list.
    pub fn code<C: Code>(&self, column: &str, faults: &mut Vec<FieldFault>) -> Option<C> {
        self.parsed(column, "not_in_list", faults, C::from_code)
    }

    /// The cell as whatever `parse` makes of it; nothing, without a fault, when it is empty.
    pub fn parsed<T>(
        &self,
        column: &str,
        code: &'static str,
        faults: &mut Vec<FieldFault>,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(column);
        let value = parse(text);
        if value.is_none() && !text.is_empty() {
            faults.push(self.fault(column, code));
        }
        value
    }

    /// A fault of one cell.
    pub fn fault(&self, column: &str, code: &'static str) -> FieldFault {
        FieldFault::body(format!("/{}/{column}", self.line), code)
    }
}

/// Reads a table whose header names exactly these columns, in any order.
///
/// # Errors
/// `validation_failed` with every column that is missing or unknown and every line that has too few or too many cells.
pub fn read(input: impl Read, columns: &[&'static str]) -> Result<Vec<Row>, Error> {
    let text = text_of(input)?;
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.contains(';') && !header.contains(',') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let unreadable = |error: &csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        FieldFault::body(format!("/{line}"), "shape")
    };
    let header = reader.headers().map_err(|error| Error::invalid(vec![unreadable(&error)]))?.clone();
    let mut faults = Vec::new();
    let mut order = Vec::new();
    for name in &header {
        match columns.iter().find(|column| **column == name) {
            Some(column) if order.contains(column) => {
                faults.push(FieldFault::body(format!("/1/{name}"), "repeated_items"))
            }
            Some(column) => order.push(*column),
            None => faults.push(FieldFault::body("/1", "unknown_field")),
        }
    }
    let missing = columns.iter().filter(|column| !order.contains(column));
    faults.extend(missing.map(|column| FieldFault::body(format!("/1/{column}"), "required")));
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) if record.len() == order.len() => {
                let line = record.position().map_or(0, csv::Position::line);
                let cells = order.iter().copied().zip(record.iter().map(str::to_owned)).collect();
                rows.push(Row { line, cells });
            }
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                faults.push(FieldFault::body(format!("/{line}"), "shape"));
            }
            Err(error) => faults.push(unreadable(&error)),
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(Error::invalid(faults)) }
}

fn text_of(input: impl Read) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = input.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Error::field("", "unreadable").logged(error.to_string()))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::field("", "too_large").logged("an imported file is too large"));
    }
    let text = String::from_utf8(bytes).map_err(|_| Error::field("", "not_utf8"))?;
    if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t')) {
        return Err(Error::field("", "control_characters"));
    }
    // One kind of line end, so that lines are counted as an editor counts them.
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["date", "name"];

    fn faults(text: &str) -> Vec<String> {
        let error = read(text.as_bytes(), COLUMNS).unwrap_err();
        error.faults().iter().map(|fault| format!("{:?} {}", fault.place, fault.code)).collect()
    }

    #[test]
    fn a_file_may_look_as_spreadsheets_write_it() {
        let plain = read("date,name\n2026-01-01,a\n".as_bytes(), COLUMNS).unwrap();
        for text in ["\u{feff}date,name\r\n2026-01-01,a\r\n", "date;name\n2026-01-01;a", "name,date\n a ,2026-01-01\n"]
        {
            assert_eq!(read(text.as_bytes(), COLUMNS).unwrap(), plain, "{text:?}");
        }
        let broken = read("date,name\n2026-01-01,\"a\nb\"\n2026-01-02,c\n".as_bytes(), COLUMNS).unwrap();
        assert_eq!((broken[0].text("name"), broken[1].line), ("a\nb", 4));
    }

    #[test]
    fn every_fault_names_its_line() {
        assert_eq!(faults("date,colour\n"), [r#"Body("/1") unknown_field"#, r#"Body("/1/name") required"#]);
        assert_eq!(faults("date,name,date\n"), [r#"Body("/1/date") repeated_items"#]);
        assert_eq!(faults("date,name\nx\n2026-01-01,a\n1,2,3\n"), [r#"Body("/2") shape"#, r#"Body("/4") shape"#]);
        assert_eq!(faults("date,name\n2026-01-01,a\0\n"), [r#"Body("") control_characters"#]);
        assert_eq!(read(&b"date,name\n\xff,a\n"[..], COLUMNS).unwrap_err().faults()[0].code, "not_utf8");
        let rows = read("date,name\n2026-02-30,\n".as_bytes(), COLUMNS).unwrap();
        let mut faults = Vec::new();
        assert_eq!(rows[0].day("date", &mut faults), None);
        rows[0].required("name", &mut faults);
        assert_eq!(faults.iter().map(|fault| &*fault.code).collect::<Vec<_>>(), ["date_format", "required"]);
    }
}
