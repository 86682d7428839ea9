//! Rows of designations, and what of agencies and accounts belongs to them.

pub mod coverage;
pub mod ladder;

use crate::db::schema::{agencies, agency_ancestors, narahubung, users};
use crate::db::search::{containing, fold};
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::access::{Reach, Role};
use crate::domain::agency::AgencyKind;
use crate::domain::id::{AgencyId, NarahubungId, UserId};
use crate::domain::narahubung::{EndReason, NarahubungLevel, NarahubungRole, Period, Tenure};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::HashMap;

crate::text_codes!(NarahubungLevel, NarahubungRole, EndReason);

/// A designation's row. No `Debug`: it holds a person's name and number.
#[derive(Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = narahubung)]
pub struct Designation {
    /// Id.
    pub id: NarahubungId,
    /// The agency answered for.
    pub agency_id: AgencyId,
    /// The person's name.
    pub person_name: String,
    /// NIP or the employer's own number.
    pub staff_number: Option<String>,
    /// The person's post.
    pub post: String,
    /// Telephone, E.164.
    pub phone: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Level, by the kind of the agency.
    pub level: NarahubungLevel,
    /// Primary or deputy.
    pub role: NarahubungRole,
    /// Number of the decree or letter.
    pub decree_number: String,
    /// Its date.
    pub decree_on: NaiveDate,
    /// Post of whoever signed it.
    pub signer_post: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
    /// Why it ended before its time.
    pub end_reason: Option<EndReason>,
    /// When the person can be reached.
    pub contact_hours: Option<String>,
    /// The person's account.
    pub user_id: Option<UserId>,
    /// Name, post and decree, folded for search.
    pub search_text: String,
    /// Version, counted from 1.
    pub version: i64,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Designation {
    /// From which day to which.
    pub const fn period(&self) -> Period {
        Period::kept(self.valid_from, self.valid_to)
    }
}

/// An agency, as far as designations name it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct AgencyRef {
    /// Id.
    pub id: AgencyId,
    /// Stable human code.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Kind of body.
    pub kind: AgencyKind,
    /// Government whose tree it is in.
    pub government_code: Option<String>,
    /// The agency above it.
    pub parent_id: Option<AgencyId>,
    /// Telephone, E.164.
    pub phone: Option<String>,
    /// Official e-mail address.
    pub email: Option<String>,
    /// First day on which it exists.
    pub active_from: NaiveDate,
    /// Last day on which it exists.
    pub active_to: Option<NaiveDate>,
}

impl AgencyRef {
    /// From which day to which it exists.
    pub const fn period(&self) -> Period {
        Period::kept(self.active_from, self.active_to)
    }
}

type AgencyRefColumns = (
    agencies::id,
    agencies::code,
    agencies::name,
    agencies::kind,
    agencies::government_code,
    agencies::parent_id,
    agencies::phone,
    agencies::email,
    agencies::active_from,
    agencies::active_to,
);

const AGENCY_REF: AgencyRefColumns = (
    agencies::id,
    agencies::code,
    agencies::name,
    agencies::kind,
    agencies::government_code,
    agencies::parent_id,
    agencies::phone,
    agencies::email,
    agencies::active_from,
    agencies::active_to,
);

/// Which designations a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this agency.
    pub agency: Option<AgencyId>,
    /// Of agencies in this government's tree.
    pub government: Option<String>,
    /// Of this agency and those under it.
    pub subtree: Option<AgencyId>,
    /// Of this role.
    pub role: Option<NarahubungRole>,
    /// Valid on this day.
    pub valid_on: Option<NaiveDate>,
    /// Whose name, post or decree holds this text.
    pub text: Option<String>,
}

type Query = narahubung::BoxedQuery<'static, MultiBackend>;

/// The one place where a caller's reach becomes a condition.
fn within(reach: Reach) -> Query {
    let query = narahubung::table.into_boxed();
    match reach {
        Reach::Everything => query,
        Reach::Tree(root) => under(query, root),
        Reach::Nothing => query.filter(sql::<Bool>("1 = 0")),
    }
}

fn under(query: Query, root: AgencyId) -> Query {
    let tree =
        agency_ancestors::table.filter(agency_ancestors::ancestor_id.eq(root)).select(agency_ancestors::agency_id);
    query.filter(narahubung::agency_id.eq_any(tree))
}

fn valid_on(query: Query, day: NaiveDate) -> Query {
    query.filter(narahubung::valid_from.le(day)).filter(narahubung::valid_to.is_null().or(narahubung::valid_to.ge(day)))
}

fn matching(filter: &Filter, reach: Reach) -> Query {
    let mut query = within(reach);
    if let Some(agency) = filter.agency {
        query = query.filter(narahubung::agency_id.eq(agency));
    }
    if let Some(government) = &filter.government {
        let tree = agencies::table.filter(agencies::government_code.eq(government.clone())).select(agencies::id);
        query = query.filter(narahubung::agency_id.eq_any(tree));
    }
    if let Some(root) = filter.subtree {
        query = under(query, root);
    }
    if let Some(role) = filter.role {
        query = query.filter(narahubung::role.eq(role));
    }
    if let Some(day) = filter.valid_on {
        query = valid_on(query, day);
    }
    if let Some(text) = &filter.text {
        query = query.filter(narahubung::search_text.like(containing(&fold(text))).escape('\\'));
    }
    query
}

/// A part of the list, oldest record first, behind `after`.
pub fn list(
    conn: &mut AnyConnection,
    filter: &Filter,
    reach: Reach,
    after: Option<NarahubungId>,
    fetch: i64,
) -> QueryResult<Vec<Designation>> {
    let mut query = matching(filter, reach).order(narahubung::id).limit(fetch);
    if let Some(id) = after {
        query = query.filter(narahubung::id.gt(id));
    }
    query.load(conn)
}

/// How many designations the list holds, counted to one more than `most`.
pub fn count(conn: &mut AnyConnection, filter: &Filter, reach: Reach, most: i64) -> QueryResult<i64> {
    let ids: Vec<NarahubungId> = matching(filter, reach).select(narahubung::id).limit(most + 1).load(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}

/// The designation with this id, within the caller's reach.
pub fn find(conn: &mut AnyConnection, reach: Reach, id: NarahubungId) -> QueryResult<Option<Designation>> {
    within(reach).filter(narahubung::id.eq(id)).get_result(conn).optional()
}

/// All designations of one agency that end on `from` or later.
pub fn of_agency_since(conn: &mut AnyConnection, agency: AgencyId, from: NaiveDate) -> QueryResult<Vec<Designation>> {
    narahubung::table
        .filter(narahubung::agency_id.eq(agency))
        .filter(narahubung::valid_to.is_null().or(narahubung::valid_to.ge(from)))
        .order(narahubung::id)
        .load(conn)
}

/// All tenures of one agency.
pub fn tenures(conn: &mut AnyConnection, agency: AgencyId) -> QueryResult<Vec<Tenure<NarahubungId>>> {
    let rows = narahubung::table
        .filter(narahubung::agency_id.eq(agency))
        .select((narahubung::id, narahubung::role, narahubung::valid_from, narahubung::valid_to))
        .load::<(NarahubungId, NarahubungRole, NaiveDate, Option<NaiveDate>)>(conn)?;
    let tenure = |(id, role, from, to)| Tenure { id, role, period: Period::kept(from, to) };
    Ok(rows.into_iter().map(tenure).collect())
}

/// Inserts a designation.
pub fn insert(conn: &mut AnyConnection, designation: &Designation) -> QueryResult<()> {
    diesel::insert_into(narahubung::table).values(designation.clone()).execute(conn).map(drop)
}

/// Saves what may change of a designation. `false` when its version is no longer `held`.
pub fn save(conn: &mut AnyConnection, designation: &Designation, held: i64) -> QueryResult<bool> {
    let row = narahubung::table.filter(narahubung::id.eq(designation.id)).filter(narahubung::version.eq(held));
    let changed = diesel::update(row)
        .set((
            narahubung::post.eq(designation.post.clone()),
            narahubung::phone.eq(designation.phone.clone()),
            narahubung::email.eq(designation.email.clone()),
            narahubung::contact_hours.eq(designation.contact_hours.clone()),
            narahubung::user_id.eq(designation.user_id),
            narahubung::valid_to.eq(designation.valid_to),
            narahubung::end_reason.eq(designation.end_reason),
            narahubung::search_text.eq(designation.search_text.clone()),
            narahubung::version.eq(designation.version),
            narahubung::updated_at.eq(designation.updated_at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The agency with this id, wherever it is.
pub fn agency(conn: &mut AnyConnection, id: AgencyId) -> QueryResult<Option<AgencyRef>> {
    agencies::table.find(id).select(AGENCY_REF).get_result(conn).optional()
}

/// These agencies, by id.
pub fn agencies_by_id(conn: &mut AnyConnection, ids: Vec<AgencyId>) -> QueryResult<HashMap<AgencyId, AgencyRef>> {
    let rows: Vec<AgencyRef> = agencies::table.filter(agencies::id.eq_any(ids)).select(AGENCY_REF).load(conn)?;
    Ok(rows.into_iter().map(|agency| (agency.id, agency)).collect())
}

/// Whether an agency lies within a reach.
pub fn is_within(conn: &mut AnyConnection, reach: Reach, agency: AgencyId) -> QueryResult<bool> {
    match reach {
        Reach::Everything => Ok(true),
        Reach::Tree(root) => is_under(conn, agency, root),
        Reach::Nothing => Ok(false),
    }
}

/// Whether `agency` is `root` or lies under it.
pub fn is_under(conn: &mut AnyConnection, agency: AgencyId, root: AgencyId) -> QueryResult<bool> {
    let row = agency_ancestors::table.find((agency, root)).select(agency_ancestors::depth).get_result::<i32>(conn);
    Ok(row.optional()?.is_some())
}

/// Role and agency of a person's account that may still log in.
pub fn account(conn: &mut AnyConnection, id: UserId) -> QueryResult<Option<(Role, Option<AgencyId>)>> {
    users::table
        .filter(users::id.eq(id))
        .filter(users::active.eq(true))
        .select((users::role, users::agency_id))
        .first(conn)
        .optional()
}

/// The agency of the government with this code.
pub fn government(conn: &mut AnyConnection, code: &str) -> QueryResult<Option<AgencyId>> {
    agencies::table
        .filter(agencies::code.eq(code))
        .filter(agencies::kind.eq(AgencyKind::Government))
        .select(agencies::id)
        .first(conn)
        .optional()
}
