//! Rows of machine clients and their secrets.

use crate::db::AnyConnection;
use crate::db::schema::{client_secrets, clients};
use crate::domain::access::Role;
use crate::domain::id::{AgencyId, ClientId};
use crate::domain::time::Timestamp;
use diesel::prelude::*;

/// A machine client.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = clients)]
pub struct Client {
    /// Id.
    pub id: ClientId,
    /// The name by which it authenticates.
    pub client_id: String,
    /// What people call it.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The tree that it is bound to; `None` for the office.
    pub agency_id: Option<AgencyId>,
    /// Codes of its scopes, separated by spaces.
    pub scopes: String,
    /// Whether it must send an `Idempotency-Key` with every POST that takes one.
    pub integration: bool,
    /// Whether it may be used.
    pub active: bool,
    /// Raised by every change that ends its tokens.
    pub epoch: i32,
    /// Version, counted from 1.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A secret of a client, by its keyed digest.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = client_secrets)]
pub struct SecretRow {
    /// HMAC-SHA-256 under the key ring's pepper.
    pub hash: Vec<u8>,
    /// Whose.
    pub client_id: ClientId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// The client with this id.
pub fn find(conn: &mut AnyConnection, id: ClientId) -> QueryResult<Option<Client>> {
    clients::table.find(id).get_result(conn).optional()
}

/// The client with this name.
pub fn find_by_name(conn: &mut AnyConnection, client_id: &str) -> QueryResult<Option<Client>> {
    clients::table.filter(clients::client_id.eq(client_id)).get_result(conn).optional()
}

/// Inserts a client.
pub fn insert(conn: &mut AnyConnection, client: &Client) -> QueryResult<()> {
    diesel::insert_into(clients::table).values(client.clone()).execute(conn).map(drop)
}

/// Saves a client that was read at the version before. `false` when somebody else was faster.
pub fn save(conn: &mut AnyConnection, client: &Client) -> QueryResult<bool> {
    let rows = diesel::update(clients::table.find(client.id).filter(clients::version.eq(client.version - 1)))
        .set((
            clients::name.eq(&client.name),
            clients::scopes.eq(&client.scopes),
            clients::integration.eq(client.integration),
            clients::active.eq(client.active),
            clients::epoch.eq(client.epoch),
            clients::version.eq(client.version),
            clients::updated_at.eq(client.updated_at),
        ))
        .execute(conn)?;
    Ok(rows == 1)
}

/// A part of the list, by name, behind the name `after`.
pub fn list(conn: &mut AnyConnection, after: Option<&str>, fetch: i64) -> QueryResult<Vec<Client>> {
    let mut query = clients::table.order(clients::client_id).limit(fetch).into_boxed();
    if let Some(name) = after {
        query = query.filter(clients::client_id.gt(name.to_owned()));
    }
    query.load(conn)
}

/// How many clients there are, counted to one more than `most`.
pub fn count(conn: &mut AnyConnection, most: i64) -> QueryResult<i64> {
    let ids: Vec<ClientId> = clients::table.select(clients::id).limit(most + 1).load(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}

/// The secrets of these clients that count at `now`, newest first.
pub fn live_secrets(conn: &mut AnyConnection, of: &[ClientId], now: Timestamp) -> QueryResult<Vec<SecretRow>> {
    client_secrets::table
        .filter(client_secrets::client_id.eq_any(of.to_vec()))
        .filter(client_secrets::revoked_at.is_null())
        .filter(client_secrets::expires_at.gt(now))
        .order((client_secrets::created_at.desc(), client_secrets::hash))
        .load(conn)
}

/// Inserts a secret.
pub fn insert_secret(conn: &mut AnyConnection, row: &SecretRow) -> QueryResult<()> {
    diesel::insert_into(client_secrets::table).values(row.clone()).execute(conn).map(drop)
}

/// Takes a secret back.
pub fn revoke_secret(conn: &mut AnyConnection, hash: &[u8], at: Timestamp) -> QueryResult<()> {
    diesel::update(client_secrets::table.find(hash.to_vec()))
        .set(client_secrets::revoked_at.eq(at))
        .execute(conn)
        .map(drop)
}

/// Notes that a secret was used.
pub fn touch_secret(conn: &mut AnyConnection, hash: &[u8], at: Timestamp) -> QueryResult<()> {
    diesel::update(client_secrets::table.find(hash.to_vec()))
        .set(client_secrets::last_used_at.eq(at))
        .execute(conn)
        .map(drop)
}
