//! The sums of the ledger of figures, as the service's roll-up makes them, in one go.

use crate::Outcome;
use rusqlite::Connection;

/// The breakdowns that are kept, each with the column that it groups by; a month depends on the day that counts.
const DIMENSIONS: [(&str, &str); 10] = [
    ("month", ""),
    ("intake_kind", "intake_kind"),
    ("government", "government_code"),
    ("agency_class", "agency_class"),
    ("substance", "substance"),
    ("maladministration", "maladministration"),
    ("state", "state"),
    ("outcome", "outcome"),
    ("found_maladministration", "found_maladministration"),
    ("closing_reason", "closing_reason"),
];

/// What is counted, on which day, and of which reports.
const COUNTS: [(&str, &str, &str); 4] = [
    ("received", "received_on", "received_on IS NOT NULL"),
    ("admitted", "admitted_on", "admitted_on IS NOT NULL"),
    ("closed", "closed_on", "closed_on IS NOT NULL AND admitted_on IS NOT NULL"),
    ("not_admitted", "closed_on", "closed_on IS NOT NULL AND admitted_on IS NULL"),
];

/// Replaces the sums by those of the whole ledger; nothing waits afterwards.
pub fn sum_up(conn: &Connection) -> Outcome<()> {
    println!("load: sums of the ledger");
    conn.execute_batch("BEGIN; DELETE FROM report_totals; DELETE FROM report_facts_waiting;")?;
    for (count, day, condition) in COUNTS {
        // First to one row for each combination and month, then along every dimension.
        conn.execute_batch(&format!(
            "CREATE TEMP TABLE sums AS SELECT government_code, intake_kind, agency_class, substance, maladministration,
                 state, outcome, found_maladministration, closing_reason, CAST(substr({day}, 1, 4) AS INTEGER) AS year,
                 substr({day}, 6, 2) AS month, SUM(weight) AS n
             FROM report_facts WHERE {condition}
             GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"
        ))?;
        for (dimension, column) in DIMENSIONS {
            let key = if column.is_empty() { "month".to_owned() } else { format!("COALESCE({column}, '')") };
            for (scope, of) in [("''", "1"), ("government_code", "government_code IS NOT NULL")] {
                conn.execute_batch(&format!(
                    "INSERT INTO report_totals (scope, dimension, key, year, received, admitted, closed, not_admitted)
                     SELECT {scope}, '{dimension}', {key}, year, {}
                     FROM sums WHERE {of} GROUP BY 1, 3, 4 HAVING SUM(n) <> 0
                     ON CONFLICT DO UPDATE SET {count} = {count} + excluded.{count}",
                    COUNTS.map(|(name, ..)| if name == count { "SUM(n)" } else { "0" }).join(", ")
                ))?;
            }
        }
        conn.execute_batch("DROP TABLE sums")?;
    }
    conn.execute_batch("COMMIT")?;
    Ok(())
}
