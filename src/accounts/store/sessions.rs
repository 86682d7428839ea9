//! Rows of log-in sessions and their refresh tokens.

use crate::db::AnyConnection;
use crate::db::schema::{refresh_tokens, sessions};
use crate::domain::id::{SessionId, UserId};
use crate::domain::time::Timestamp;
use diesel::prelude::*;

/// A log-in session: the family of its refresh tokens.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// Id.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// What the person calls the device.
    pub device_label: Option<String>,
    /// The account's counter at log-in: another one ends the session.
    pub epoch: i32,
    /// Whether the person proved themselves by a second factor too.
    pub two_factors: bool,
    /// When the person logged in.
    pub created_at: Timestamp,
    /// When it was last refreshed.
    pub last_used_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it ended.
    pub end_reason: Option<String>,
}

/// A refresh token, by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = refresh_tokens)]
pub struct RefreshRow {
    /// SHA-256 of the token.
    pub hash: Vec<u8>,
    /// Its family.
    pub session_id: SessionId,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends unused.
    pub expires_at: Timestamp,
    /// When it was used, or replaced before it was.
    pub spent_at: Option<Timestamp>,
    /// The token that took its place; none when it was replaced unused.
    pub child_hash: Option<Vec<u8>>,
}

/// The session with this id.
pub fn find(conn: &mut AnyConnection, id: SessionId) -> QueryResult<Option<Session>> {
    sessions::table.find(id).get_result(conn).optional()
}

/// Inserts a session.
pub fn insert(conn: &mut AnyConnection, session: &Session) -> QueryResult<()> {
    diesel::insert_into(sessions::table).values(session.clone()).execute(conn).map(drop)
}

/// A person's living sessions, oldest first, behind the session `after`.
pub fn list(
    conn: &mut AnyConnection,
    user: UserId,
    now: Timestamp,
    after: Option<SessionId>,
    fetch: i64,
) -> QueryResult<Vec<Session>> {
    let mut query = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(sessions::id)
        .limit(fetch)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(sessions::id.gt(after));
    }
    query.load(conn)
}

/// Notes that a session was refreshed.
pub fn touch(conn: &mut AnyConnection, id: SessionId, at: Timestamp) -> QueryResult<()> {
    diesel::update(sessions::table.find(id)).set(sessions::last_used_at.eq(at)).execute(conn).map(drop)
}

/// Ends a session. `false` when it had ended already.
pub fn end(conn: &mut AnyConnection, id: SessionId, at: Timestamp, reason: &str) -> QueryResult<bool> {
    let rows = diesel::update(sessions::table.find(id).filter(sessions::ended_at.is_null()))
        .set((sessions::ended_at.eq(at), sessions::end_reason.eq(reason)))
        .execute(conn)?;
    Ok(rows == 1)
}

/// Ends every session of a person, and returns how many.
pub fn end_all(conn: &mut AnyConnection, user: UserId, at: Timestamp, reason: &str) -> QueryResult<usize> {
    diesel::update(sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::ended_at.is_null()))
        .set((sessions::ended_at.eq(at), sessions::end_reason.eq(reason)))
        .execute(conn)
}

/// The refresh token with this digest.
pub fn find_refresh(conn: &mut AnyConnection, hash: &[u8]) -> QueryResult<Option<RefreshRow>> {
    refresh_tokens::table.find(hash.to_vec()).get_result(conn).optional()
}

/// Inserts a refresh token.
pub fn insert_refresh(conn: &mut AnyConnection, row: &RefreshRow) -> QueryResult<()> {
    diesel::insert_into(refresh_tokens::table).values(row.clone()).execute(conn).map(drop)
}

/// Spends a refresh token; `child` took its place.
pub fn spend(conn: &mut AnyConnection, hash: &[u8], at: Timestamp, child: Option<&[u8]>) -> QueryResult<()> {
    let child = child.map(<[u8]>::to_vec);
    diesel::update(refresh_tokens::table.find(hash.to_vec()))
        .set((refresh_tokens::spent_at.eq(at), refresh_tokens::child_hash.eq(child)))
        .execute(conn)
        .map(drop)
}

/// Deletes the sessions whose absolute end came before `before`, with their refresh tokens; how many sessions.
pub fn delete_ended(conn: &mut AnyConnection, before: Timestamp) -> QueryResult<usize> {
    let ended = sessions::table.filter(sessions::expires_at.lt(before));
    let tokens = refresh_tokens::table.filter(refresh_tokens::session_id.eq_any(ended.select(sessions::id)));
    diesel::delete(tokens).execute(conn)?;
    diesel::delete(ended).execute(conn)
}
