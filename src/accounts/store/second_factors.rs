//! Rows of second factors.

use crate::db::AnyConnection;
use crate::db::schema::second_factors as table;
use crate::domain::id::UserId;
use crate::domain::time::Timestamp;
use diesel::prelude::*;

/// What a person's authenticator app shares with the service.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = crate::db::schema::second_factors)]
pub struct SecondFactor {
    /// Whose.
    pub user_id: UserId,
    /// The secret, sealed.
    pub secret: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it counts.
    pub confirmed_at: Option<Timestamp>,
    /// The step of the last code that was used.
    pub spent_step: Option<i64>,
}

/// A person's second factor, confirmed or not.
pub fn find(conn: &mut AnyConnection, user: UserId) -> QueryResult<Option<SecondFactor>> {
    table::table.find(user).get_result(conn).optional()
}

/// Keeps a new one in the place of whatever was there.
pub fn replace(conn: &mut AnyConnection, row: SecondFactor) -> QueryResult<()> {
    remove(conn, row.user_id)?;
    diesel::insert_into(table::table).values(row).execute(conn).map(drop)
}

/// Spends a code, and confirms the factor when this is its first; false when somebody else spent that code or a later
/// one meanwhile.
pub fn spend(conn: &mut AnyConnection, user: UserId, step: i64, now: Timestamp) -> QueryResult<bool> {
    let unspent =
        table::table.find(user).filter(table::spent_step.is_null().or(table::spent_step.assume_not_null().lt(step)));
    let spent = diesel::update(unspent).set(table::spent_step.eq(Some(step))).execute(conn)? == 1;
    if spent {
        let first = table::table.find(user).filter(table::confirmed_at.is_null());
        diesel::update(first).set(table::confirmed_at.eq(Some(now))).execute(conn)?;
    }
    Ok(spent)
}

/// Forgets a person's second factor; whether there was one.
pub fn remove(conn: &mut AnyConnection, user: UserId) -> QueryResult<bool> {
    Ok(diesel::delete(table::table.find(user)).execute(conn)? == 1)
}
