//! Stored answers of requests with an `Idempotency-Key` (contract 4.4).
//!
//! The claim of the key, the effect and the answer are one transaction: there is no "in progress" state that a crash
//! could leave behind. A parallel duplicate waits on the primary key (PostgreSQL) or on the write lock (SQLite), and
//! then finds the answer.

use crate::db::AnyConnection;
use crate::db::schema::stored_replies as table;
use crate::db::types::{AnyId, IdSql, InstantSql};
use crate::domain::time::Timestamp;
use crate::error::{Code, Error};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Text};
use uuid::Uuid;

/// How long an answer is kept, in seconds: 48 hours.
pub const KEPT_SECONDS: i64 = 48 * 3600;

/// Which request a key stands for.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The account that sent it.
    pub caller: Uuid,
    /// The operation, by its id.
    pub operation: &'static str,
    /// The key as the client wrote it.
    pub key: String,
    /// SHA-256 over everything that makes the request this one.
    pub fingerprint: Vec<u8>,
}

/// What became of a claim.
#[derive(Debug, PartialEq, Eq)]
pub enum Claimed {
    /// The key is new: do the work, then [`complete`].
    Fresh,
    /// The work was done: this is its sealed answer.
    Done(Vec<u8>),
}

/// Claims a key for this transaction.
///
/// # Errors
/// `idempotency_key_reused` when the key belongs to another request, `idempotency_in_progress` when the other request
/// takes longer than the lock time-out.
pub fn claim(conn: &mut AnyConnection, claim: &Claim, now: Timestamp) -> Result<Claimed, Error> {
    let claimed = diesel::sql_query(
        "INSERT INTO stored_replies (caller, operation, key, fingerprint, status, reply, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (caller, operation, key) DO NOTHING",
    )
    .bind::<IdSql, _>(AnyId(claim.caller))
    .bind::<Text, _>(claim.operation)
    .bind::<Text, _>(&claim.key)
    .bind::<Binary, _>(&claim.fingerprint)
    .bind::<Integer, _>(0)
    .bind::<Binary, _>(Vec::<u8>::new())
    .bind::<InstantSql, _>(now)
    .bind::<InstantSql, _>(now.plus_seconds(KEPT_SECONDS));
    let inserted = claimed.execute(conn).map_err(waiting_too_long)?;
    if inserted == 1 {
        return Ok(Claimed::Fresh);
    }
    let (fingerprint, reply, expires_at) = table::table
        .filter(table::caller.eq(AnyId(claim.caller)))
        .filter(table::operation.eq(claim.operation))
        .filter(table::key.eq(&claim.key))
        .select((table::fingerprint, table::reply, table::expires_at))
        .first::<(Vec<u8>, Vec<u8>, Timestamp)>(conn)?;
    if expires_at <= now {
        diesel::delete(
            table::table
                .filter(table::caller.eq(AnyId(claim.caller)))
                .filter(table::operation.eq(claim.operation))
                .filter(table::key.eq(&claim.key)),
        )
        .execute(conn)?;
        return self::claim(conn, claim, now);
    }
    if fingerprint != claim.fingerprint {
        return Err(Error::new(Code::IdempotencyKeyReused));
    }
    Ok(Claimed::Done(reply))
}

fn waiting_too_long(error: diesel::result::Error) -> Error {
    match &error {
        diesel::result::Error::DatabaseError(_, info) if info.message().contains("lock timeout") => {
            Error::new(Code::IdempotencyInProgress).retry_after(1)
        }
        _ => error.into(),
    }
}

/// Stores the sealed answer of a claim made in this transaction.
///
/// # Errors
/// When the database refuses.
pub fn complete(conn: &mut AnyConnection, claim: &Claim, status: u16, reply: Vec<u8>) -> Result<(), Error> {
    let target = table::table
        .filter(table::caller.eq(AnyId(claim.caller)))
        .filter(table::operation.eq(claim.operation))
        .filter(table::key.eq(&claim.key));
    let answered = diesel::update(target).set((table::status.eq(i32::from(status)), table::reply.eq(reply)));
    answered.execute(conn)?;
    Ok(())
}

/// Deletes answers whose time is over, and returns how many.
///
/// # Errors
/// When the database refuses.
pub fn purge(conn: &mut AnyConnection, now: Timestamp) -> Result<usize, Error> {
    Ok(diesel::delete(table::table.filter(table::expires_at.le(now))).execute(conn)?)
}
