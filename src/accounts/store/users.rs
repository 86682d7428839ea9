//! Rows of people's accounts.

use crate::db::schema::users;
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::access::Role;
use crate::domain::id::{AgencyId, UserId};
use crate::domain::time::Timestamp;
use diesel::prelude::*;

/// A person's account.
#[derive(Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = users)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// User name, in lower case.
    pub username: String,
    /// How the person is shown.
    pub display_name: String,
    /// Role.
    pub role: Role,
    /// Where they work; `None` for the office.
    pub agency_id: Option<AgencyId>,
    /// argon2id, PHC string.
    pub password_hash: String,
    /// Whether the account may be used.
    pub active: bool,
    /// Raised by every change that ends the tokens of this person.
    pub epoch: i32,
    /// Whether the service made the password.
    pub password_is_initial: bool,
    /// From when on the password cannot be used.
    pub password_expires_at: Option<Timestamp>,
    /// When the person last logged in.
    pub last_login_at: Option<Timestamp>,
    /// Version, counted from 1.
    pub version: i64,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The account with this id.
pub fn find(conn: &mut AnyConnection, id: UserId) -> QueryResult<Option<User>> {
    users::table.find(id).get_result(conn).optional()
}

/// The account with this folded user name.
pub fn find_by_username(conn: &mut AnyConnection, folded: &str) -> QueryResult<Option<User>> {
    users::table.filter(users::username.eq(folded)).get_result(conn).optional()
}

/// Inserts an account.
pub fn insert(conn: &mut AnyConnection, user: &User) -> QueryResult<()> {
    diesel::insert_into(users::table).values(user.clone()).execute(conn).map(drop)
}

/// Saves an account that was read at the version before. `false` when somebody else was faster.
pub fn save(conn: &mut AnyConnection, user: &User) -> QueryResult<bool> {
    let rows = diesel::update(users::table.find(user.id).filter(users::version.eq(user.version - 1)))
        .set((
            users::display_name.eq(&user.display_name),
            users::role.eq(user.role),
            users::agency_id.eq(user.agency_id),
            users::password_hash.eq(&user.password_hash),
            users::active.eq(user.active),
            users::epoch.eq(user.epoch),
            users::password_is_initial.eq(user.password_is_initial),
            users::password_expires_at.eq(user.password_expires_at),
            users::version.eq(user.version),
            users::updated_at.eq(user.updated_at),
        ))
        .execute(conn)?;
    Ok(rows == 1)
}

/// Notes a log-in, and the password's new hash where the cost of hashing was raised. Neither makes a new version.
pub fn note_login(conn: &mut AnyConnection, id: UserId, at: Timestamp, rehashed: Option<&str>) -> QueryResult<()> {
    diesel::update(users::table.find(id)).set(users::last_login_at.eq(at)).execute(conn)?;
    if let Some(hash) = rehashed {
        diesel::update(users::table.find(id)).set(users::password_hash.eq(hash)).execute(conn)?;
    }
    Ok(())
}

/// Which accounts a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this role.
    pub role: Option<Role>,
    /// Who work at this agency.
    pub agency: Option<AgencyId>,
    /// Usable or not.
    pub active: Option<bool>,
    /// Whose user name holds this folded text.
    pub text: Option<String>,
}

fn matching(filter: &Filter) -> users::BoxedQuery<'static, MultiBackend> {
    let mut query = users::table.into_boxed();
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(users::agency_id.eq(agency));
    }
    if let Some(active) = filter.active {
        query = query.filter(users::active.eq(active));
    }
    if let Some(text) = &filter.text {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query = query.filter(users::username.like(format!("%{escaped}%")).escape('\\'));
    }
    query
}

/// A part of the list, by user name, behind the name `after`.
pub fn list(conn: &mut AnyConnection, filter: &Filter, after: Option<&str>, fetch: i64) -> QueryResult<Vec<User>> {
    let mut query = matching(filter).order(users::username).limit(fetch);
    if let Some(name) = after {
        query = query.filter(users::username.gt(name.to_owned()));
    }
    query.load(conn)
}

/// How many accounts the list holds, counted to one more than `most`.
pub fn count(conn: &mut AnyConnection, filter: &Filter, most: i64) -> QueryResult<i64> {
    let ids: Vec<UserId> = matching(filter).select(users::id).limit(most + 1).load(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}
