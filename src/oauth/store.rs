//! Rows of access tokens that were taken back before their end.

use crate::db::AnyConnection;
use crate::db::schema::revoked_tokens as table;
use crate::db::types::{AnyId, IdSql, InstantSql};
use crate::domain::time::Timestamp;
use diesel::prelude::*;
use uuid::Uuid;

/// Takes a token back until `until`, and forgets those whose time is over. Taking it back twice is no error.
pub fn revoke(conn: &mut AnyConnection, token: Uuid, until: Timestamp, now: Timestamp) -> QueryResult<()> {
    diesel::delete(table::table.filter(table::expires_at.le(now))).execute(conn)?;
    diesel::sql_query("INSERT INTO revoked_tokens (jti, expires_at) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING")
        .bind::<IdSql, _>(AnyId(token))
        .bind::<InstantSql, _>(until)
        .execute(conn)
        .map(drop)
}
