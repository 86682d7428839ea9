//! Rows of people, sessions, refresh tokens, failed log-ins and machine clients.

pub mod clients;
pub mod failures;
pub mod second_factors;
pub mod sessions;
pub mod users;

use crate::db::AnyConnection;
use crate::db::schema::agencies;
use crate::domain::id::AgencyId;
use chrono::NaiveDate;
use diesel::prelude::*;

/// Last day of an agency, if it has one; `None` when there is no such agency.
pub fn agency_end(conn: &mut AnyConnection, id: AgencyId) -> QueryResult<Option<Option<NaiveDate>>> {
    agencies::table.find(id).select(agencies::active_to).get_result(conn).optional()
}
