//! Rows of agencies. Their tree has a file of its own.

mod tree;

use tree::insert_ancestors;
pub use tree::{children, move_subtree, subtree, subtree_count, subtree_page};

use crate::db::schema::{agencies, regions};
use crate::db::search::{containing, fold};
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::agency::AgencyKind;
use crate::domain::id::AgencyId;
use crate::domain::narahubung::Period;
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::prelude::*;

crate::text_codes!(AgencyKind);

/// An agency's row.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = agencies, treat_none_as_null = true)]
pub struct Agency {
    /// Id.
    pub id: AgencyId,
    /// Stable human code, begins with a region code.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Kind of body.
    pub kind: AgencyKind,
    /// Fine class of reported agency (code of the list `agency_class`).
    pub class: String,
    /// Government whose tree it is in; `None` outside governments.
    pub government_code: Option<String>,
    /// Region that it serves.
    pub region_code: Option<String>,
    /// The agency above it.
    pub parent_id: Option<AgencyId>,
    /// Postal address.
    pub address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Telephone, E.164.
    pub phone: Option<String>,
    /// Official e-mail address.
    pub email: Option<String>,
    /// Website.
    pub website: Option<String>,
    /// First day on which it exists.
    pub active_from: NaiveDate,
    /// Last day on which it exists.
    pub active_to: Option<NaiveDate>,
    /// Why it ended.
    pub end_reason: Option<String>,
    /// Who took over.
    pub successor_id: Option<AgencyId>,
    /// Name and code, folded for search.
    pub search_text: String,
    /// Version, counted from 1.
    pub version: i64,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Agency {
    /// From which day to which it exists.
    pub const fn period(&self) -> Period {
        Period::kept(self.active_from, self.active_to)
    }
}

/// The agency with this id.
pub fn find(conn: &mut AnyConnection, id: AgencyId) -> QueryResult<Option<Agency>> {
    agencies::table.find(id).get_result(conn).optional()
}

/// The agency with this code.
pub fn find_by_code(conn: &mut AnyConnection, code: &str) -> QueryResult<Option<Agency>> {
    agencies::table.filter(agencies::code.eq(code)).get_result(conn).optional()
}

/// Whether the region code exists.
pub fn region_exists(conn: &mut AnyConnection, code: &str) -> QueryResult<bool> {
    Ok(regions::table.find(code).select(regions::code).get_result::<String>(conn).optional()?.is_some())
}

/// Which agencies a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this government's tree.
    pub government: Option<String>,
    /// Of one of these kinds; empty for any.
    pub kinds: Vec<AgencyKind>,
    /// Directly under this agency.
    pub parent: Option<AgencyId>,
    /// Of this class.
    pub class: Option<String>,
    /// Existing on all of these days.
    pub active_on: Vec<NaiveDate>,
    /// Not existing on this day: over, or not begun.
    pub inactive_on: Option<NaiveDate>,
    /// Whose name or code holds this text.
    pub text: Option<String>,
}

fn matching(filter: &Filter) -> agencies::BoxedQuery<'static, MultiBackend> {
    let mut query = agencies::table.into_boxed();
    if let Some(government) = &filter.government {
        query = query.filter(agencies::government_code.eq(government.clone()));
    }
    if !filter.kinds.is_empty() {
        query = query.filter(agencies::kind.eq_any(filter.kinds.clone()));
    }
    if let Some(parent) = filter.parent {
        query = query.filter(agencies::parent_id.eq(parent));
    }
    if let Some(class) = &filter.class {
        query = query.filter(agencies::class.eq(class.clone()));
    }
    if let Some(day) = filter.inactive_on {
        query = query.filter(agencies::active_from.gt(day).or(agencies::active_to.assume_not_null().lt(day)));
    }
    for day in filter.active_on.iter().copied() {
        query = query
            .filter(agencies::active_from.le(day))
            .filter(agencies::active_to.is_null().or(agencies::active_to.ge(day)));
    }
    if let Some(text) = &filter.text {
        query = query.filter(agencies::search_text.like(containing(&fold(text))).escape('\\'));
    }
    query
}

/// A part of the list, by code, behind the code `after`.
pub fn list(conn: &mut AnyConnection, filter: &Filter, after: Option<&str>, fetch: i64) -> QueryResult<Vec<Agency>> {
    let mut query = matching(filter).order(agencies::code).limit(fetch);
    if let Some(code) = after {
        query = query.filter(agencies::code.gt(code.to_owned()));
    }
    query.load(conn)
}

/// How many agencies the list holds, counted to one more than `most`.
pub fn count(conn: &mut AnyConnection, filter: &Filter, most: i64) -> QueryResult<i64> {
    let ids: Vec<AgencyId> = matching(filter).select(agencies::id).limit(most + 1).load(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}

/// Inserts an agency and its place in the tree.
pub fn insert(conn: &mut AnyConnection, agency: &Agency) -> QueryResult<()> {
    diesel::insert_into(agencies::table).values(agency.clone()).execute(conn)?;
    insert_ancestors(conn, agency.id, agency.parent_id)
}

/// Replaces an agency's row, but not its place in the tree. `false` when its version is no longer `held`.
pub fn save(conn: &mut AnyConnection, agency: &Agency, held: i64) -> QueryResult<bool> {
    let row = agencies::table.filter(agencies::id.eq(agency.id)).filter(agencies::version.eq(held));
    Ok(diesel::update(row).set(agency.clone()).execute(conn)? == 1)
}
