//! Rows of the ledger of figures and of its sums.

use crate::db::AnyConnection;
use crate::db::schema::report_facts;
use crate::db::types::AnyId;
use crate::domain::code::Code;
use crate::domain::statistics::Entry;
use chrono::NaiveDate;
use diesel::prelude::*;

/// Inserts a ledger row; the database itself puts it among those that wait for the roll-up.
pub fn insert_fact(conn: &mut AnyConnection, id: AnyId, recorded_on: NaiveDate, entry: Entry<'_>) -> QueryResult<()> {
    let figures = entry.figures;
    let row = (
        report_facts::id.eq(id),
        report_facts::report_id.eq(figures.report_id),
        report_facts::recorded_on.eq(recorded_on),
        report_facts::weight.eq(entry.weight.number()),
        report_facts::intake_kind.eq(figures.intake_kind.code()),
        report_facts::government_code.eq(figures.government_code.as_deref()),
        report_facts::agency_class.eq(figures.agency_class.as_str()),
        report_facts::substance.eq(figures.substance.as_str()),
        report_facts::maladministration.eq(figures.maladministration.as_deref()),
        report_facts::state.eq(figures.state.code()),
        report_facts::outcome.eq(figures.outcome.map(Code::code)),
        report_facts::closing_reason.eq(figures.closing_reason.map(Code::code)),
        report_facts::received_on.eq(entry.received_on),
        report_facts::admitted_on.eq(figures.admitted_on),
        report_facts::closed_on.eq(figures.closed_on),
    );
    diesel::insert_into(report_facts::table).values(row).execute(conn).map(drop)
}
