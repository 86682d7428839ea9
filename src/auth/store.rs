//! Rows of people, sessions and clients, as far as admission reads them.

use crate::db::AnyConnection;
use crate::db::schema::{clients, narahubung, revoked_tokens, sessions, users};
use crate::db::types::AnyId;
use crate::domain::access::{Role, Who};
use crate::domain::time::{Timestamp, Zone};
use diesel::prelude::*;
use uuid::Uuid;

/// What an account is now, whatever its token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its counter: a token of another one has ended.
    pub epoch: i32,
    /// Whether it may call at all.
    pub alive: bool,
}

/// Reads an account's standing. `None` when there is no such account or session, or the token was revoked.
///
/// A narahubung's account lives only while a designation of theirs is valid: it stops at 00:00 WITA of the day after
/// the last (contract 0.3).
///
/// # Errors
/// When the database refuses.
pub fn standing(
    conn: &mut AnyConnection,
    who: Who,
    role: Role,
    token_id: Uuid,
    now: Timestamp,
) -> QueryResult<Option<Standing>> {
    let revoked = revoked_tokens::table.find(AnyId(token_id)).select(revoked_tokens::jti);
    if revoked.first::<AnyId>(conn).optional()?.is_some() {
        return Ok(None);
    }
    match who {
        Who::Machine(id) => {
            let row = clients::table.find(id).select((clients::epoch, clients::active));
            let row = row.first::<(i32, bool)>(conn).optional()?;
            Ok(row.map(|(epoch, alive)| Standing { epoch, alive }))
        }
        Who::Person(user, session) => {
            let row = users::table
                .inner_join(sessions::table.on(sessions::user_id.eq(users::id)))
                .filter(users::id.eq(user))
                .filter(sessions::id.eq(session))
                .filter(sessions::ended_at.is_null())
                .filter(sessions::expires_at.gt(now))
                .select((users::epoch, users::active))
                .first::<(i32, bool)>(conn)
                .optional()?;
            let Some((epoch, active)) = row else { return Ok(None) };
            let alive = active && (role != Role::Narahubung || is_designated(conn, user, now)?);
            Ok(Some(Standing { epoch, alive }))
        }
    }
}

fn is_designated(conn: &mut AnyConnection, user: crate::domain::id::UserId, now: Timestamp) -> QueryResult<bool> {
    let today = Zone::Wita.day_of(now);
    let designation = narahubung::table
        .filter(narahubung::user_id.eq(user))
        .filter(narahubung::valid_from.le(today))
        .filter(narahubung::valid_to.is_null().or(narahubung::valid_to.ge(today)))
        .select(narahubung::id);
    Ok(designation.first::<crate::domain::id::NarahubungId>(conn).optional()?.is_some())
}
