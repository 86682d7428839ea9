//! The demo: a reproducible office with its agencies, people and reports, made through the same operations as the API's.
//!
//! What is **not** here: rules. Whatever a law or a state machine forbids, the demo cannot do either.

mod accounts;
mod agencies;
mod chance;
mod credentials;
mod designations;
mod greeting;
mod load;
mod people;
mod plan;
mod play;
mod progress;

use crate::db::AnyConnection;
use crate::db::schema::{agencies as agencies_table, users};
use crate::error::Error;
use crate::service::Service;
use diesel::prelude::*;
use progress::Progress;
use std::path::Path;

pub use credentials::{Credentials, path_in};
pub use greeting::text as greeting;

/// What the demo finds in its database and its data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing: the demo can be loaded.
    Empty,
    /// A demo that was loaded before, with its accounts.
    Loaded(Credentials),
    /// A demo whose credentials file is gone.
    WithoutCredentials,
    /// Somebody's data: the demo must not touch them.
    Foreign,
}

/// Looks what is there; changes nothing.
///
/// # Errors
/// When the database or the credentials file cannot be read.
pub fn look(conn: &mut AnyConnection, credentials: &Path) -> Result<Found, Error> {
    let credentials = Credentials::read(credentials).map_err(|error| Error::internal(error.to_string()))?;
    let accounts: i64 = users::table.count().get_result(conn)?;
    let agencies: i64 = agencies_table::table.count().get_result(conn)?;
    if accounts == 0 && agencies == 0 {
        return Ok(Found::Empty);
    }
    let head: i64 = users::table.filter(users::username.eq(accounts::HEAD)).count().get_result(conn)?;
    Ok(match (head, credentials) {
        (1, Some(credentials)) => Found::Loaded(credentials),
        (1, None) => Found::WithoutCredentials,
        _ => Found::Foreign,
    })
}

/// Loads the demo into an empty database and writes its credentials, in one transaction.
///
/// # Errors
/// When the demo's data do not fit together, the database refuses, or the file cannot be written; then nothing is
/// loaded.
pub fn load(conn: &mut AnyConnection, service: &Service, credentials: &Path) -> Result<Credentials, Error> {
    conn.transaction(|conn| {
        let loaded = load::load(conn, service, &mut Progress::default())?;
        // Before the commit: accounts whose passwords nobody knows would be of no use.
        loaded.write(credentials).map_err(|error| Error::internal(error.to_string()))?;
        Ok(loaded)
    })
}
