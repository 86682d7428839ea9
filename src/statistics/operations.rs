//! How the figures follow the reports, how they are added up, and how they are read.

use super::store::{self, Cell, Fact, OFFICE};
use crate::db::AnyConnection;
use crate::db::dialect::serialise_on;
use crate::domain::code::Code;
use crate::domain::report::{ClosingReason, ExaminationOutcome, IntakeKind, State};
use crate::domain::statistics::{Counts, Figures, GroupBy, Month, Period, ReportFigures, by_month, entries};
use crate::domain::time::Zone;
use crate::error::Error;
use crate::journal::Work;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// Lets the figures follow a report: call it in the transaction of every create, step, correction and reopening, with
/// the report as it was (`None` for a new one) and as it is. Where no figure changes it writes nothing.
///
/// # Errors
/// When the database refuses; then the whole operation must fail.
pub fn follow(work: &mut Work<'_>, before: Option<&ReportFigures>, after: &ReportFigures) -> Result<(), Error> {
    let today = Zone::Wita.day_of(work.now);
    for entry in entries(before, after) {
        store::insert_fact(work.conn, work.new_id(), today, entry)?;
    }
    Ok(())
}

/// How many ledger rows one roll-up takes: it holds a writer for some tens of milliseconds, not longer.
pub const ROLLED_AT_ONCE: usize = 1000;

/// Adds ledger rows that wait to the totals, [`ROLLED_AT_ONCE`] at most, and returns how many; call it again while it
/// returns that many. Whoever else runs it at the same time waits, then finds the rest. Figures are exact at every
/// moment, rolled up or not; the roll-up only makes reading them quick.
///
/// # Errors
/// When the database refuses; then the rows go on waiting.
pub fn roll_up(work: &mut Work<'_>) -> Result<usize, Error> {
    serialise_on(work.conn, "roll-up of statistics")?;
    let facts = store::waiting(work.conn, ROLLED_AT_ONCE as i64)?;
    let mut sums: BTreeMap<Cell, Counts> = BTreeMap::new();
    for fact in &facts {
        for scope in [Some(OFFICE), fact.government_code.as_deref()].into_iter().flatten() {
            for by in GroupBy::ALL.iter().copied().filter(|by| *by != GroupBy::Year) {
                for ((key, year), counts) in places(fact, by) {
                    *sums.entry(Cell { scope: scope.to_owned(), by, key, year }).or_default() += counts;
                }
            }
        }
    }
    // In the order of the cells, so that no two transactions can wait for each other.
    for (cell, counts) in sums.iter().filter(|(_, counts)| !counts.is_zero()) {
        store::add(work.conn, cell, *counts)?;
    }
    store::forget_waiting(work.conn, &facts)?;
    Ok(facts.len())
}

/// Group and year.
type Place = (String, i32);

/// Where in a breakdown a ledger row counts what.
fn places(fact: &Fact, by: GroupBy) -> impl Iterator<Item = (Place, Counts)> {
    fact.counts().map(move |(day, counts)| (place(by, fact.key(by), day), counts))
}

fn place(by: GroupBy, key: &str, day: NaiveDate) -> Place {
    let key = if by == GroupBy::Month { format!("{:02}", day.month()) } else { key.to_owned() };
    (key, day.year())
}

/// Which figures are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Of this government; `None` for the whole office.
    pub government: Option<String>,
    /// About which time.
    pub period: Period,
    /// Broken down by what.
    pub group_by: GroupBy,
    /// As they stood on the evening of this day.
    pub as_of: NaiveDate,
    /// Today in WITA.
    pub today: NaiveDate,
}

/// Which group of a breakdown a row is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What was carried over into the period.
    CarriedOver,
    /// A month.
    Month(Month),
    /// A year.
    Year(i32),
    /// The reports with this code.
    Code(String),
    /// The reports without a code.
    None,
}

/// Figures with their breakdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Of all reports.
    pub total: Figures,
    /// Accesses by intake kind: code and number.
    pub by_kind: Vec<(String, Figures)>,
    /// The breakdown; groups without any figure are left out.
    pub groups: Vec<(Group, Figures)>,
}

/// Reads figures. Exact only when all of it runs in one snapshot ([`crate::db::Db::read_snapshot`]).
///
/// # Errors
/// When the database refuses.
pub fn read(conn: &mut AnyConnection, wanted: &Wanted) -> Result<Table, Error> {
    let (kinds, groups) = cells(conn, wanted)?;
    let period = wanted.period;
    let by_kind = by_key(&kinds).into_iter().map(|(key, counts)| (key, Figures::of(counts, period))).collect();
    let all = || kinds.iter().map(|((_, year), counts)| (*year, *counts));
    let total = Figures::of(all(), period);
    let groups = match wanted.group_by {
        GroupBy::Year => {
            let years = match period {
                Period::Year(year) => Some((year, year)),
                Period::All => all().map(|(year, _)| year).min().zip(all().map(|(year, _)| year).max()),
            };
            let years = years.into_iter().flat_map(|(first, last)| first..=last);
            years.map(|year| (Group::Year(year), Figures::of(all(), Period::Year(year)))).collect()
        }
        GroupBy::Month => {
            let months = groups.iter().map(|((month, year), counts)| (month_of(month, *year), *counts));
            let rows = by_month(months, period, Month::of(wanted.as_of));
            rows.into_iter().map(|(month, figures)| (month.map_or(Group::CarriedOver, Group::Month), figures)).collect()
        }
        _ => {
            let rows = by_key(&groups).into_iter().map(|(key, counts)| (group_of(key), Figures::of(counts, period)));
            rows.filter(|(_, figures)| !figures.is_zero()).collect()
        }
    };
    Ok(Table { total, by_kind, groups })
}

/// Counts by group and year.
type Cells = BTreeMap<Place, Counts>;

/// The counts by intake kind, which make the totals, and those of the breakdown.
fn cells(conn: &mut AnyConnection, wanted: &Wanted) -> Result<(Cells, Cells), Error> {
    let (scope, by) = (wanted.government.as_deref().unwrap_or(OFFICE), wanted.group_by);
    let last_year = wanted.period.last_year();
    let (mut kinds, mut groups) = (Cells::new(), Cells::new());
    for total in store::totals(conn, scope, GroupBy::IntakeKind, last_year)? {
        let counts = total.counts();
        *kinds.entry((total.key, total.year)).or_default() += counts;
    }
    let of_kinds = matches!(by, GroupBy::IntakeKind | GroupBy::Year);
    if !of_kinds {
        for total in store::totals(conn, scope, by, last_year)? {
            let counts = total.counts();
            *groups.entry((total.key, total.year)).or_default() += counts;
        }
    }
    let in_scope = |fact: &Fact| scope == OFFICE || fact.government_code.as_deref() == Some(scope);
    for fact in store::waiting(conn, i64::MAX)?.iter().filter(|fact| in_scope(fact)) {
        places(fact, GroupBy::IntakeKind).for_each(|(place, counts)| *kinds.entry(place).or_default() += counts);
        places(fact, by).for_each(|(place, counts)| *groups.entry(place).or_default() += counts);
    }
    if wanted.as_of < wanted.today {
        for later in store::recorded_after(conn, wanted.as_of, scope, by)? {
            let kind = place(GroupBy::IntakeKind, &later.intake_kind, later.day);
            *kinds.entry(kind).or_default() -= later.counts;
            *groups.entry(place(by, &later.key, later.day)).or_default() -= later.counts;
        }
    }
    if of_kinds {
        groups.clone_from(&kinds);
    }
    Ok((kinds, groups))
}

fn by_key(cells: &Cells) -> BTreeMap<String, Vec<(i32, Counts)>> {
    let mut keys: BTreeMap<String, Vec<(i32, Counts)>> = BTreeMap::new();
    for ((key, year), counts) in cells {
        keys.entry(key.clone()).or_default().push((*year, *counts));
    }
    keys
}

/// Months are kept as `01` to `12`.
fn month_of(key: &str, year: i32) -> Month {
    Month { year, month: key.parse().unwrap_or(1) }
}

fn group_of(key: String) -> Group {
    if key.is_empty() { Group::None } else { Group::Code(key) }
}

/// The codes that a breakdown can have, each with its label in Indonesian and English, in the order in which people
/// read them. Empty for breakdowns by time.
///
/// # Errors
/// When the database refuses.
pub fn labels(conn: &mut AnyConnection, by: GroupBy) -> Result<Vec<(String, String, String)>, Error> {
    Ok(match by {
        GroupBy::Year | GroupBy::Month => Vec::new(),
        GroupBy::Government => store::governments(conn)?,
        GroupBy::AgencyClass | GroupBy::Substance | GroupBy::Maladministration => store::labels(conn, by.code())?,
        GroupBy::FoundMaladministration => store::labels(conn, GroupBy::Maladministration.code())?,
        GroupBy::State => closed_list::<State>(),
        GroupBy::IntakeKind => closed_list::<IntakeKind>(),
        GroupBy::Outcome => closed_list::<ExaminationOutcome>(),
        GroupBy::ClosingReason => closed_list::<ClosingReason>(),
    })
}

/// A closed list as rows of code and labels.
pub fn closed_list<C: Code>() -> Vec<(String, String, String)> {
    let row = |value: &C| (value.code().to_owned(), value.label_id().to_owned(), value.label_en().to_owned());
    C::ALL.iter().map(row).collect()
}
