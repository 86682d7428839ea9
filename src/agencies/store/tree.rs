//! The tree: every agency with every agency above it, itself at depth 0.

use super::{Agency, Filter, matching};
use crate::db::schema::{agencies, agency_ancestors};
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::id::AgencyId;
use diesel::prelude::*;
use std::collections::HashMap;

/// Gives a new agency its place under its parent.
pub(super) fn insert_ancestors(conn: &mut AnyConnection, id: AgencyId, parent: Option<AgencyId>) -> QueryResult<()> {
    insert(conn, id, id, 0)?;
    for (ancestor, depth) in above(conn, parent)? {
        insert(conn, id, ancestor, depth)?;
    }
    Ok(())
}

fn insert(conn: &mut AnyConnection, id: AgencyId, ancestor: AgencyId, depth: i32) -> QueryResult<()> {
    diesel::insert_into(agency_ancestors::table)
        .values((
            agency_ancestors::agency_id.eq(id),
            agency_ancestors::ancestor_id.eq(ancestor),
            agency_ancestors::depth.eq(depth),
        ))
        .execute(conn)
        .map(drop)
}

/// Whoever stands above a child of `parent`, and how far.
fn above(conn: &mut AnyConnection, parent: Option<AgencyId>) -> QueryResult<Vec<(AgencyId, i32)>> {
    let Some(parent) = parent else { return Ok(Vec::new()) };
    agency_ancestors::table
        .filter(agency_ancestors::agency_id.eq(parent))
        .select((agency_ancestors::ancestor_id, agency_ancestors::depth + 1))
        .load(conn)
}

/// The agency and all under it, those above before those below, each with its depth.
pub fn subtree(conn: &mut AnyConnection, root: AgencyId) -> QueryResult<Vec<(Agency, i32)>> {
    agency_ancestors::table
        .inner_join(agencies::table.on(agencies::id.eq(agency_ancestors::agency_id)))
        .filter(agency_ancestors::ancestor_id.eq(root))
        .order((agency_ancestors::depth, agencies::code))
        .select((agencies::all_columns, agency_ancestors::depth))
        .load(conn)
}

/// The agencies directly under this one.
pub fn children(conn: &mut AnyConnection, parent: AgencyId) -> QueryResult<Vec<Agency>> {
    agencies::table.filter(agencies::parent_id.eq(parent)).order(agencies::code).load(conn)
}

/// Hangs an agency, with all under it, under another parent. The new parent must not lie in the subtree.
pub fn move_subtree(conn: &mut AnyConnection, id: AgencyId, parent: Option<AgencyId>) -> QueryResult<()> {
    let members: Vec<(AgencyId, i32)> = agency_ancestors::table
        .filter(agency_ancestors::ancestor_id.eq(id))
        .select((agency_ancestors::agency_id, agency_ancestors::depth))
        .load(conn)?;
    let above = above(conn, parent)?;
    for (member, depth) in members {
        // Whoever is farther from the member than the agency that moves stood above that agency.
        let old = agency_ancestors::table
            .filter(agency_ancestors::agency_id.eq(member))
            .filter(agency_ancestors::depth.gt(depth));
        diesel::delete(old).execute(conn)?;
        for (ancestor, distance) in &above {
            insert(conn, member, *ancestor, depth + distance)?;
        }
    }
    Ok(())
}

/// A part of a subtree down to `most_depth`, by code, behind the code `after`; each with its depth.
pub fn subtree_page(
    conn: &mut AnyConnection,
    root: AgencyId,
    most_depth: i32,
    filter: &Filter,
    after: Option<&str>,
    fetch: i64,
) -> QueryResult<Vec<(Agency, i32)>> {
    let mut query = members(root, most_depth, filter).order(agencies::code).limit(fetch);
    if let Some(code) = after {
        query = query.filter(agencies::code.gt(code.to_owned()));
    }
    let rows: Vec<Agency> = query.load(conn)?;
    let depths = agency_ancestors::table
        .filter(agency_ancestors::ancestor_id.eq(root))
        .filter(agency_ancestors::agency_id.eq_any(rows.iter().map(|agency| agency.id).collect::<Vec<_>>()))
        .select((agency_ancestors::agency_id, agency_ancestors::depth))
        .load::<(AgencyId, i32)>(conn)?;
    let depths: HashMap<AgencyId, i32> = depths.into_iter().collect();
    let with_depth = |agency: Agency| {
        let depth = depths.get(&agency.id).copied().unwrap_or(0);
        (agency, depth)
    };
    Ok(rows.into_iter().map(with_depth).collect())
}

/// How many agencies the subtree holds down to `most_depth`.
pub fn subtree_count(conn: &mut AnyConnection, root: AgencyId, most_depth: i32, filter: &Filter) -> QueryResult<i64> {
    members(root, most_depth, filter).count().get_result(conn)
}

fn members(root: AgencyId, most_depth: i32, filter: &Filter) -> agencies::BoxedQuery<'static, MultiBackend> {
    let members = agency_ancestors::table
        .filter(agency_ancestors::ancestor_id.eq(root))
        .filter(agency_ancestors::depth.le(most_depth))
        .select(agency_ancestors::agency_id);
    matching(filter).filter(agencies::id.eq_any(members))
}
