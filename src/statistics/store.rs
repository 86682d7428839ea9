//! Rows of the ledger of figures, of what waits for the roll-up, and of the sums.

use crate::db::schema::{agencies, reference_codes, report_facts, report_facts_waiting, report_totals};
use crate::db::types::AnyId;
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::code::Code;
use crate::domain::id::AgencyId;
use crate::domain::statistics::{Counts, Days, Entry, GroupBy};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};

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
        report_facts::found_maladministration.eq(figures.found_maladministration.as_deref()),
        report_facts::closing_reason.eq(figures.closing_reason.map(Code::code)),
        report_facts::received_on.eq(entry.received_on),
        report_facts::admitted_on.eq(figures.admitted_on),
        report_facts::closed_on.eq(figures.closed_on),
    );
    diesel::insert_into(report_facts::table).values(row).execute(conn).map(drop)
}

/// A ledger row, as far as counting goes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = report_facts)]
#[diesel(check_for_backend(MultiBackend))]
pub struct Fact {
    id: AnyId,
    weight: i32,
    intake_kind: String,
    /// The government whose figures it also is.
    pub government_code: Option<String>,
    agency_class: String,
    substance: String,
    maladministration: Option<String>,
    state: String,
    outcome: Option<String>,
    found_maladministration: Option<String>,
    closing_reason: Option<String>,
    received_on: NaiveDate,
    admitted_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
}

impl Fact {
    /// What it counts, and on which days.
    pub fn counts(&self) -> impl Iterator<Item = (NaiveDate, Counts)> {
        let days = Days { received_on: self.received_on, admitted_on: self.admitted_on, closed_on: self.closed_on };
        days.counts(i64::from(self.weight))
    }

    /// Its group in a breakdown by what the report is; empty for "none". Breakdowns by time depend on the day.
    pub fn key(&self, by: GroupBy) -> &str {
        match by {
            GroupBy::Year | GroupBy::Month | GroupBy::IntakeKind => &self.intake_kind,
            GroupBy::Government => self.government_code.as_deref().unwrap_or_default(),
            GroupBy::AgencyClass => &self.agency_class,
            GroupBy::Substance => &self.substance,
            GroupBy::Maladministration => self.maladministration.as_deref().unwrap_or_default(),
            GroupBy::State => &self.state,
            GroupBy::Outcome => self.outcome.as_deref().unwrap_or_default(),
            GroupBy::FoundMaladministration => self.found_maladministration.as_deref().unwrap_or_default(),
            GroupBy::ClosingReason => self.closing_reason.as_deref().unwrap_or_default(),
        }
    }
}

/// Ledger rows that the totals do not hold yet, `most` at most.
pub fn waiting(conn: &mut AnyConnection, most: i64) -> QueryResult<Vec<Fact>> {
    // A left join, because it must begin at the rows that wait: how many these are no statistics of the database know,
    // and begun at the ledger it would read all of it.
    let rows: Vec<Option<Fact>> = report_facts_waiting::table
        .left_join(report_facts::table.on(report_facts::id.eq(report_facts_waiting::fact_id)))
        .select(Option::<Fact>::as_select())
        .limit(most)
        .load(conn)?;
    Ok(rows.into_iter().flatten().collect())
}

/// Takes rows from those that wait. By their ids and not by a watermark: a transaction that began earlier may commit
/// later, and its rows must keep waiting.
pub fn forget_waiting(conn: &mut AnyConnection, facts: &[Fact]) -> QueryResult<usize> {
    let ids: Vec<AnyId> = facts.iter().map(|fact| fact.id).collect();
    diesel::delete(report_facts_waiting::table.filter(report_facts_waiting::fact_id.eq_any(ids))).execute(conn)
}

/// The scope of figures of the whole office.
pub const OFFICE: &str = "";

/// One sum.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Total {
    /// Its group.
    pub key: String,
    /// Year in WITA.
    pub year: i32,
    received: i64,
    admitted: i64,
    closed: i64,
    not_admitted: i64,
}

impl Total {
    /// The counts.
    pub fn counts(&self) -> Counts {
        Counts {
            received: self.received,
            admitted: self.admitted,
            closed: self.closed,
            not_admitted: self.not_admitted,
        }
    }
}

/// The sums of a breakdown through a year.
pub fn totals(conn: &mut AnyConnection, scope: &str, by: GroupBy, last_year: i32) -> QueryResult<Vec<Total>> {
    report_totals::table
        .filter(report_totals::scope.eq(scope))
        .filter(report_totals::dimension.eq(by.code()))
        .filter(report_totals::year.le(last_year))
        .select((
            report_totals::key,
            report_totals::year,
            report_totals::received,
            report_totals::admitted,
            report_totals::closed,
            report_totals::not_admitted,
        ))
        .load(conn)
}

/// Where a sum is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// A government's code, or [`OFFICE`].
    pub scope: String,
    /// Of which breakdown.
    pub by: GroupBy,
    /// Of which group.
    pub key: String,
    /// Year in WITA.
    pub year: i32,
}

/// Adds to a sum.
pub fn add(conn: &mut AnyConnection, cell: &Cell, counts: Counts) -> QueryResult<()> {
    let place = (cell.scope.as_str(), cell.by.code(), cell.key.as_str(), cell.year);
    let added = diesel::update(report_totals::table.find(place)).set((
        report_totals::received.eq(report_totals::received + counts.received),
        report_totals::admitted.eq(report_totals::admitted + counts.admitted),
        report_totals::closed.eq(report_totals::closed + counts.closed),
        report_totals::not_admitted.eq(report_totals::not_admitted + counts.not_admitted),
    ));
    if added.execute(conn)? == 0 {
        let row = (
            report_totals::scope.eq(place.0),
            report_totals::dimension.eq(place.1),
            report_totals::key.eq(place.2),
            report_totals::year.eq(place.3),
            report_totals::received.eq(counts.received),
            report_totals::admitted.eq(counts.admitted),
            report_totals::closed.eq(counts.closed),
            report_totals::not_admitted.eq(counts.not_admitted),
        );
        diesel::insert_into(report_totals::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// What ledger rows recorded after a day add up to, for one group and one day that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// Kind of access.
    pub intake_kind: String,
    /// The group in the breakdown that was asked for; empty for "none".
    pub key: String,
    /// The day that counts.
    pub day: NaiveDate,
    /// What it counts.
    pub counts: Counts,
}

#[derive(QueryableByName)]
struct LaterRow {
    #[diesel(sql_type = Text)]
    intake_kind: String,
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// What was recorded after `as_of`: figures as of that day are today's without it. Reads only those rows, through the
/// index by day, so that a recent day is quick whatever the ledger's size.
pub fn recorded_after(conn: &mut AnyConnection, as_of: NaiveDate, scope: &str, by: GroupBy) -> QueryResult<Vec<Later>> {
    const ENDED: &str = "closed_on IS NOT NULL AND admitted_on IS";
    let none = Counts::default();
    let key = column(by);
    let mut later = Vec::new();
    let mut add = |day: &str, condition: &str, counts: &dyn Fn(i64) -> Counts| -> QueryResult<()> {
        // Only names from closed lists are put into the text; values are bound.
        let query = diesel::sql_query(format!(
            "SELECT intake_kind, COALESCE({key}, '') AS key, {day} AS day, SUM(weight) AS n FROM report_facts \
             WHERE recorded_on > $1 AND ($2 = '' OR government_code = $2) AND {condition} \
             GROUP BY intake_kind, {key}, {day}"
        ));
        let rows = query.bind::<Date, _>(as_of).bind::<Text, _>(scope).load::<LaterRow>(conn)?;
        later.extend(rows.into_iter().map(|row| Later {
            intake_kind: row.intake_kind,
            key: row.key,
            day: row.day,
            counts: counts(row.n),
        }));
        Ok(())
    };
    add("received_on", "received_on IS NOT NULL", &|n| Counts { received: n, ..none })?;
    add("admitted_on", "admitted_on IS NOT NULL", &|n| Counts { admitted: n, ..none })?;
    add("closed_on", &format!("{ENDED} NOT NULL"), &|n| Counts { closed: n, ..none })?;
    add("closed_on", &format!("{ENDED} NULL"), &|n| Counts { not_admitted: n, ..none })?;
    Ok(later)
}

const fn column(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Year | GroupBy::Month | GroupBy::IntakeKind => "intake_kind",
        GroupBy::Government => "government_code",
        GroupBy::AgencyClass => "agency_class",
        GroupBy::Substance => "substance",
        GroupBy::Maladministration => "maladministration",
        GroupBy::State => "state",
        GroupBy::Outcome => "outcome",
        GroupBy::FoundMaladministration => "found_maladministration",
        GroupBy::ClosingReason => "closing_reason",
    }
}

/// The government whose tree an agency is in.
pub fn government_of(conn: &mut AnyConnection, agency: AgencyId) -> QueryResult<Option<String>> {
    let found = agencies::table.find(agency).select(agencies::government_code).get_result::<Option<String>>(conn);
    Ok(found.optional()?.flatten())
}

/// Code and name of every government, in the order of the codes; the name is the same in both languages.
pub fn governments(conn: &mut AnyConnection) -> QueryResult<Vec<(String, String, String)>> {
    agencies::table
        .filter(agencies::kind.eq("government"))
        .order(agencies::code)
        .select((agencies::code, agencies::name, agencies::name))
        .load(conn)
}

/// Code, Indonesian and English label of every entry of an editable list, in the list's order.
pub fn labels(conn: &mut AnyConnection, list: &str) -> QueryResult<Vec<(String, String, String)>> {
    reference_codes::table
        .filter(reference_codes::list.eq(list))
        .order((reference_codes::sort_order, reference_codes::code))
        .select((reference_codes::code, reference_codes::label_id, reference_codes::label_en))
        .load(conn)
}
