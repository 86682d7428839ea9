//! The reference data that the binary carries, so that a fresh database knows the country it works in.

use super::store::{self, Region};
use crate::error::Error;
use crate::journal::Work;

/// Decree that the embedded region codes follow.
pub const REGION_DECREE: &str = "Kepmendagri 300.2.2-2430/2025";

const REGIONS: &str = include_str!("../../data/regions.csv");

/// Loads whatever of the embedded data the database lacks; what is there stays. Returns how many rows were added.
///
/// # Errors
/// When embedded data cannot be read, which a test rules out, or the database refuses.
pub fn load(work: &mut Work<'_>) -> Result<usize, Error> {
    load_regions(work)
}

fn load_regions(work: &mut Work<'_>) -> Result<usize, Error> {
    let known = store::region_codes(work.conn)?;
    let mut added = 0;
    for region in regions()? {
        if !known.contains(&region.code) {
            store::insert_region(work.conn, &region)?;
            added += 1;
        }
    }
    Ok(added)
}

/// The embedded regions, parents before children.
///
/// # Errors
/// When the embedded table is not well formed.
pub fn regions() -> Result<Vec<Region>, Error> {
    let mut reader = csv::Reader::from_reader(REGIONS.as_bytes());
    let rows = reader.deserialize::<(String, String, String, Option<String>)>();
    rows.map(|row| {
        let (code, name, level, parent_code) = row.map_err(|error| Error::internal(error.to_string()))?;
        Ok(Region { code, name, level, parent_code, decree: REGION_DECREE.to_owned() })
    })
    .collect()
}
