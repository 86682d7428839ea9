//! Rows of reference data.

use crate::db::AnyConnection;
use crate::db::schema::regions;
use diesel::prelude::*;
use std::collections::HashSet;

/// A region (*wilayah*) with its Kepmendagri code.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = regions)]
pub struct Region {
    /// Code with dots.
    pub code: String,
    /// Name.
    pub name: String,
    /// `provinsi`, `kabupaten`, `kota`, `kecamatan`, `kelurahan` or `desa`.
    pub level: String,
    /// The region that it is part of.
    pub parent_code: Option<String>,
    /// The decree whose code this is.
    pub decree: String,
}

/// Codes of all regions.
pub fn region_codes(conn: &mut AnyConnection) -> QueryResult<HashSet<String>> {
    Ok(regions::table.select(regions::code).load::<String>(conn)?.into_iter().collect())
}

/// Inserts a region.
pub fn insert_region(conn: &mut AnyConnection, region: &Region) -> QueryResult<()> {
    diesel::insert_into(regions::table).values(region.clone()).execute(conn).map(drop)
}
