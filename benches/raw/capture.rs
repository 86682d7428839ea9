//! What the service wrote for one report, turned into statements that write the same for another.

use crate::statements::Given;
use crate::{Driver, Outcome, id};
use rusqlite::types::Value;
use uuid::Uuid;

/// Rows to be inserted, each with its table and columns.
pub struct Written {
    pub rows: Vec<(String, Vec<String>, Vec<Given>)>,
    pub fresh: usize,
    pub respondent: Value,
    pub substance: Value,
}

/// Tables whose rows name their report, then those of the journal, whose rows name what they are about.
const OF_REPORT: [(&str, &str); 7] = [
    ("reports", "id"),
    ("report_proceedings", "report_id"),
    ("report_details", "report_id"),
    ("reporters", "report_id"),
    ("tracking_codes", "report_id"),
    ("deadlines", "report_id"),
    ("report_facts", "report_id"),
];
const JOURNAL: [(&str, &str); 3] =
    [("history", "subject_id"), ("audit_events", "resource_id"), ("outgoing_events", "subject_id")];
const RANDOM: [&str; 4] = ["code_hash", "pin_hash", "phone_index", "nik_index"];

struct Row {
    table: &'static str,
    columns: Vec<String>,
    values: Vec<Value>,
}

impl Row {
    fn get(&self, column: &str) -> Value {
        let index = self.columns.iter().position(|name| name == column);
        index.map_or(Value::Null, |index| self.values[index].clone())
    }
}

async fn rows_of(driver: &Driver, report: Uuid) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    let mut subjects = vec![id(report)];
    for (table, column) in OF_REPORT {
        let order = if table == "report_facts" || table == "deadlines" { " ORDER BY id" } else { "" };
        let sql = format!("SELECT * FROM {table} WHERE {column} = $1{order}");
        let (columns, found) = driver.rows(&sql, vec![id(report)]).await?;
        for values in found {
            let row = Row { table, columns: columns.clone(), values };
            if table == "deadlines" {
                subjects.push(row.get("id"));
            }
            rows.push(row);
        }
    }
    for (table, column) in JOURNAL {
        for subject in &subjects {
            let sql = format!("SELECT * FROM {table} WHERE {column} = $1 ORDER BY id");
            let (columns, found) = driver.rows(&sql, vec![subject.clone()]).await?;
            rows.extend(found.into_iter().map(|values| Row { table, columns: columns.clone(), values }));
        }
    }
    Ok(rows)
}

fn written(rows: Vec<Row>, report: Uuid) -> Written {
    let others = rows.iter().map(|row| row.get("id")).filter(|own| *own != Value::Null && *own != id(report));
    let own: Vec<Value> = [id(report)].into_iter().chain(others).collect();
    let first = rows.first();
    let value = |column| first.map_or(Value::Null, |row| row.get(column));
    let (respondent, substance) = (value("respondent_id"), value("substance"));
    let given = |column: &str, value: Value| match (&value, own.iter().position(|id| *id == value)) {
        (Value::Blob(_), Some(0)) => Given::Named,
        (Value::Blob(_), Some(index)) => Given::Fresh(index - 1),
        (Value::Blob(bytes), None) if RANDOM.contains(&column) => Given::Random(bytes.len()),
        _ => Given::Fixed(value),
    };
    let rows = rows
        .into_iter()
        .map(|row| {
            let cells = row.columns.iter().zip(row.values).map(|(column, value)| given(column, value)).collect();
            (row.table.to_owned(), row.columns, cells)
        })
        .collect();
    Written { rows, fresh: own.len() - 1, respondent, substance }
}

/// Everything that creating `report` wrote.
pub async fn created(driver: &Driver, report: Uuid) -> Outcome<Written> {
    Ok(written(rows_of(driver, report).await?, report))
}

/// What taking `report` up inserted: everything but what its creation did.
pub async fn taken(driver: &Driver, report: Uuid) -> Outcome<Written> {
    let mut rows = rows_of(driver, report).await?;
    let at = |row: &Row| match (row.get("at"), row.get("created_at")) {
        (Value::Integer(at), _) | (Value::Null, Value::Integer(at)) => at,
        _ => i64::MAX,
    };
    let created_at = rows.first().map(at).unwrap_or_default();
    let mut facts = 0;
    rows.retain(|row| {
        facts += usize::from(row.table == "report_facts");
        // The first ledger row came with the creation.
        at(row) > created_at
            && (row.table != "report_facts" || facts > 1)
            && !row.table.starts_with("report_p")
            && !row.table.starts_with("report_d")
    });
    Ok(written(rows, report))
}

/// Some columns of the row of `table` that is `report`, with their values.
pub async fn columns(driver: &Driver, table: &str, report: Uuid, names: &[&str]) -> Outcome<(Vec<String>, Vec<Given>)> {
    let sql = format!("SELECT {} FROM {table} WHERE id = $1", names.join(", "));
    let (columns, rows) = driver.rows(&sql, vec![id(report)]).await?;
    let values = rows.into_iter().next().ok_or_else(|| format!("no row of {report} in {table}"))?;
    Ok((columns, values.into_iter().map(Given::Fixed).collect()))
}
