//! Rows of reference data.

use crate::db::schema::{reference_codes, regions};
use crate::db::search::{containing, fold};
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::identifiers::RegionLevel;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashSet;

crate::text_codes!(RegionLevel);

crate::codes! {
    /// A code list that the office may edit: its codes are rows.
    pub enum CodeList("code_list") {
        /// What a report is about (*substansi laporan*).
        Substance => "substance", "Substansi laporan", "Substance";
        /// What is alleged or found (*dugaan maladministrasi*).
        Maladministration => "maladministration", "Dugaan maladministrasi", "Maladministration";
        /// Fine class of reported agency (*klasifikasi instansi terlapor*).
        AgencyClass => "agency_class", "Klasifikasi instansi terlapor", "Class of reported agency";
        /// The offices whose archive numbers are kept here (*kode perwakilan dalam nomor arsip*).
        ArchiveOffice => "archive_office", "Perwakilan dalam nomor arsip", "Office in archive numbers";
    }
}

/// A region (*wilayah*) with its Kepmendagri code.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = regions)]
pub struct Region {
    /// Code with dots.
    pub code: String,
    /// Name.
    pub name: String,
    /// Which level of government it is.
    pub level: RegionLevel,
    /// The region that it is part of.
    pub parent_code: Option<String>,
    /// The decree whose code this is.
    pub decree: String,
    /// Code and name, folded for search.
    pub search_text: String,
}

/// Codes of all regions.
pub fn region_codes(conn: &mut AnyConnection) -> QueryResult<HashSet<String>> {
    Ok(regions::table.select(regions::code).load::<String>(conn)?.into_iter().collect())
}

/// Inserts regions, parents before children.
pub fn insert_regions(conn: &mut AnyConnection, rows: &[Region]) -> QueryResult<()> {
    for row in rows {
        diesel::insert_into(regions::table).values(row.clone()).execute(conn)?;
    }
    Ok(())
}

/// Which regions a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegionFilter {
    /// Directly under this region.
    pub parent: Option<String>,
    /// Of one of these levels; empty for any.
    pub levels: Vec<RegionLevel>,
    /// Whose code or name holds this text.
    pub text: Option<String>,
}

fn matching(filter: &RegionFilter) -> regions::BoxedQuery<'static, MultiBackend> {
    let mut query = regions::table.into_boxed();
    if let Some(parent) = &filter.parent {
        query = query.filter(regions::parent_code.eq(parent.clone()));
    }
    if !filter.levels.is_empty() {
        query = query.filter(regions::level.eq_any(filter.levels.clone()));
    }
    if let Some(text) = &filter.text {
        query = query.filter(regions::search_text.like(containing(&fold(text))).escape('\\'));
    }
    query
}

/// A part of the regions, by code, behind the code `after`.
pub fn list_regions(
    conn: &mut AnyConnection,
    filter: &RegionFilter,
    after: Option<&str>,
    fetch: i64,
) -> QueryResult<Vec<Region>> {
    let mut query = matching(filter).order(regions::code).limit(fetch);
    if let Some(code) = after {
        query = query.filter(regions::code.gt(code.to_owned()));
    }
    query.load(conn)
}

/// How many regions the list holds, counted to one more than `most`.
pub fn count_regions(conn: &mut AnyConnection, filter: &RegionFilter, most: i64) -> QueryResult<i64> {
    let codes: Vec<String> = matching(filter).select(regions::code).limit(most + 1).load(conn)?;
    Ok(i64::try_from(codes.len()).unwrap_or(i64::MAX))
}

/// A code of an editable list.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = reference_codes)]
pub struct CodeRow {
    /// Its list.
    pub list: String,
    /// Stable code.
    pub code: String,
    /// What an Indonesian reader sees.
    pub label_id: String,
    /// What an English reader sees.
    pub label_en: String,
    /// First day on which it may be chosen; `None`: always.
    pub active_from: Option<NaiveDate>,
    /// Last day on which it may be chosen; `None`: until further notice.
    pub active_to: Option<NaiveDate>,
    /// Where the code comes from.
    pub rule_reference: Option<String>,
    /// Order in which people read the list.
    pub sort_order: i32,
}

/// The codes of a list, in the order in which people read it; only those that may be chosen on a day, if one is given.
pub fn codes(conn: &mut AnyConnection, list: CodeList, on: Option<NaiveDate>) -> QueryResult<Vec<CodeRow>> {
    use crate::domain::code::Code;
    let mut query = reference_codes::table
        .filter(reference_codes::list.eq(list.code()))
        .order((reference_codes::sort_order, reference_codes::code))
        .into_boxed();
    if let Some(day) = on {
        query = query
            .filter(reference_codes::active_from.is_null().or(reference_codes::active_from.le(day)))
            .filter(reference_codes::active_to.is_null().or(reference_codes::active_to.ge(day)));
    }
    query.load(conn)
}

/// One code of a list.
pub fn find_code(conn: &mut AnyConnection, list: CodeList, code: &str) -> QueryResult<Option<CodeRow>> {
    use crate::domain::code::Code;
    reference_codes::table.find((list.code(), code)).get_result(conn).optional()
}

/// Lists and codes of all editable lists.
pub fn code_keys(conn: &mut AnyConnection) -> QueryResult<HashSet<(String, String)>> {
    let keys = reference_codes::table.select((reference_codes::list, reference_codes::code));
    Ok(keys.load::<(String, String)>(conn)?.into_iter().collect())
}

/// Inserts a code.
pub fn insert_code(conn: &mut AnyConnection, row: &CodeRow) -> QueryResult<()> {
    diesel::insert_into(reference_codes::table).values(row.clone()).execute(conn).map(drop)
}
