//! The few things that must be said differently to the two databases. Each has its reason and its test.

use super::AnyConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// Makes operations that name the same `key` wait for each other until the end of the transaction.
///
/// SQLite has one writer at a time, so there is nothing to do. PostgreSQL has several, and a rule such as "one active
/// primary narahubung per agency" cannot be written as a unique index; an advisory lock is released by commit or
/// rollback alone. A batch may hold several such locks: they are taken in the order of the jobs, a deadlock between two
/// batches ends one of them with an error that asks the client to retry.
///
/// # Errors
/// When the lock cannot be had within `lock_timeout`.
pub fn serialise_on(conn: &mut AnyConnection, key: &str) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(conn) => {
            let lock = diesel::sql_query("SELECT pg_advisory_xact_lock($1)");
            lock.bind::<BigInt, _>(lock_number(key)).execute(conn).map(drop)
        }
    }
}

/// Whether the connection's user is a superuser, whom no wall inside the database stops. SQLite has no users.
///
/// # Errors
/// When the database does not answer.
pub fn is_superuser(conn: &mut AnyConnection) -> QueryResult<bool> {
    match conn {
        AnyConnection::Sqlite(_) => Ok(false),
        AnyConnection::Postgres(conn) => {
            let setting = diesel::dsl::sql::<diesel::sql_types::Text>("current_setting('is_superuser')");
            Ok(diesel::select(setting).get_result::<String>(conn)? == "on")
        }
    }
}

/// Keeps operations that [`serialise_on`] the same `key` away until the end of the transaction, but not each other.
///
/// For rows that are computed from others which seldom change, such as due dates from a calendar: whoever computes one
/// holds the calendar still, and whoever amends the calendar sees every row that was computed from it.
///
/// # Errors
/// As [`serialise_on`].
pub fn hold_still(conn: &mut AnyConnection, key: &str) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(conn) => {
            let lock = diesel::sql_query("SELECT pg_advisory_xact_lock_shared($1)");
            lock.bind::<BigInt, _>(lock_number(key)).execute(conn).map(drop)
        }
    }
}

fn lock_number(key: &str) -> i64 {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(key.as_bytes());
    i64::from_be_bytes(digest[..8].try_into().expect("a SHA-256 digest has 32 bytes"))
}
