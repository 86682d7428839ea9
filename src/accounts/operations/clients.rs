//! Machine clients and their secrets (contract 3.4).

use super::{judge_place, overtaken, subject};
use crate::accounts::store::clients::{self as store, Client, SecretRow};
use crate::auth::client_secret::ClientSecret;
use crate::auth::token::Grant;
use crate::crypto::key_ring::KeyRing;
use crate::db::AnyConnection;
use crate::db::dialect::serialise_on;
use crate::domain::access::{Role, Scope, Who, scopes_of};
use crate::domain::code::Code as _;
use crate::domain::id::{AgencyId, ClientId};
use crate::error::{Error, FieldFault};
use crate::journal::{Change, FieldChange, SubjectKind, Work};

/// How many secrets of a client may live at once: the one in use, and the one that takes its place.
const LIVE_SECRETS: usize = 2;
/// A use is noted at most this often, in seconds, so that a token does not always cost a write of its secret.
const NOTED_EVERY_SECONDS: i64 = 3600;

/// A new client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClient {
    /// The name by which it authenticates.
    pub client_id: String,
    /// What people call it.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The tree that it is bound to.
    pub agency_id: Option<AgencyId>,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Whether it must send an `Idempotency-Key` with every POST that takes one.
    pub integration: bool,
    /// For how many days its first secret counts.
    pub secret_days: i64,
}

/// A client with a secret to show once.
pub struct ClientWithSecret {
    /// The client.
    pub client: Client,
    /// Its living secrets, newest first.
    pub secrets: Vec<SecretRow>,
    /// The new secret.
    pub secret: ClientSecret,
}

/// Makes a client with its first secret.
///
/// # Errors
/// `validation_failed` with every fault: the name is taken, the role is for people, the agency is missing, unknown, gone
/// or one too many, a scope is of no use to the role.
pub fn create_client(work: &mut Work<'_>, ring: &KeyRing, new: NewClient) -> Result<ClientWithSecret, Error> {
    let mut faults = Vec::new();
    if store::find_by_name(work.conn, &new.client_id)?.is_some() {
        faults.push(FieldFault::body("/client_id", "already_taken"));
    }
    judge_name(&new.name, &mut faults);
    if new.role.is_machine() {
        judge_place(work, new.role, new.agency_id, &mut faults)?;
        judge_scopes(new.role, &new.scopes, &mut faults);
    } else {
        faults.push(FieldFault::body("/role", "role_not_for_machines"));
    }
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    let client = Client {
        id: work.new_id(),
        client_id: new.client_id,
        name: new.name.trim().to_owned(),
        role: new.role,
        agency_id: new.agency_id,
        scopes: words(&new.scopes),
        integration: new.integration,
        active: true,
        epoch: 1,
        version: 1,
        created_at: work.now,
        updated_at: work.now,
    };
    store::insert(work.conn, &client)?;
    let secret = add_secret(work, ring, client.id, new.secret_days)?;
    let changes = vec![FieldChange::new("/scopes", "", client.scopes.clone()), FieldChange::concealed("/secret")];
    let change = Change::new(subject(SubjectKind::Client, client.id.0, 1), "createClient", "client.created");
    work.record(change.with_changes(changes))?;
    let secrets = store::live_secrets(work.conn, &[client.id], work.now)?;
    Ok(ClientWithSecret { client, secrets, secret })
}

/// What an administrator may change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientPatch {
    /// What people call it.
    pub name: Option<String>,
    /// What it may do.
    pub scopes: Option<Vec<Scope>>,
    /// Whether it must send an `Idempotency-Key` with every POST that takes one.
    pub integration: Option<bool>,
    /// Whether it may be used.
    pub active: Option<bool>,
}

/// Changes a client. A change of scopes or activity ends its tokens.
///
/// # Errors
/// `validation_failed` for a scope that is of no use to the role.
pub fn update_client(work: &mut Work<'_>, client: Client, patch: ClientPatch) -> Result<Client, Error> {
    let mut after = client.clone();
    let mut faults = Vec::new();
    if let Some(name) = patch.name {
        judge_name(&name, &mut faults);
        after.name = name.trim().to_owned();
    }
    if let Some(scopes) = patch.scopes {
        judge_scopes(client.role, &scopes, &mut faults);
        after.scopes = words(&scopes);
    }
    after.integration = patch.integration.unwrap_or(after.integration);
    after.active = patch.active.unwrap_or(after.active);
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    if after == client {
        return Ok(client);
    }
    let mut changes = Vec::new();
    if after.name != client.name {
        changes.push(FieldChange::new("/name", client.name.clone(), after.name.clone()));
    }
    if after.scopes != client.scopes {
        changes.push(FieldChange::new("/scopes", client.scopes.clone(), after.scopes.clone()));
    }
    if after.integration != client.integration {
        changes.push(FieldChange::new("/integration", client.integration, after.integration));
    }
    if after.active != client.active {
        changes.push(FieldChange::new("/active", client.active, after.active));
    }
    if (&after.scopes, after.active) != (&client.scopes, client.active) {
        after.epoch += 1;
    }
    save(work, &mut after)?;
    let change = Change::new(subject(SubjectKind::Client, after.id.0, after.version), "updateClient", "client.updated");
    work.record(change.with_changes(changes))?;
    Ok(after)
}

/// What becomes of the secrets that a client has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Previous {
    /// The newest goes on, so that the client can change over; older ones end.
    Keep,
    /// All end at once, with the client's tokens: somebody else may know them.
    Revoke,
}

/// Gives a client a new secret.
///
/// # Errors
/// When the database refuses.
pub fn rotate_secret(
    work: &mut Work<'_>,
    ring: &KeyRing,
    client: Client,
    previous: Previous,
    secret_days: i64,
) -> Result<ClientWithSecret, Error> {
    serialise_on(work.conn, &format!("secrets of {}", client.id))?;
    let kept = match previous {
        Previous::Keep => LIVE_SECRETS - 1,
        Previous::Revoke => 0,
    };
    let live = store::live_secrets(work.conn, &[client.id], work.now)?;
    for old in live.iter().skip(kept) {
        store::revoke_secret(work.conn, &old.hash, work.now)?;
    }
    let secret = add_secret(work, ring, client.id, secret_days)?;
    let mut after = client;
    if previous == Previous::Revoke {
        after.epoch += 1;
    }
    save(work, &mut after)?;
    let subject = subject(SubjectKind::Client, after.id.0, after.version);
    let change = Change::new(subject, "rotateClientSecret", "client.secret_rotated");
    work.record(change.with_changes(vec![FieldChange::concealed("/secret")]))?;
    let secrets = store::live_secrets(work.conn, &[after.id], work.now)?;
    Ok(ClientWithSecret { client: after, secrets, secret })
}

fn add_secret(work: &mut Work<'_>, ring: &KeyRing, client: ClientId, days: i64) -> Result<ClientSecret, Error> {
    let secret = ClientSecret::generate();
    let row = SecretRow {
        hash: secret.digest(ring).to_vec(),
        client_id: client,
        created_at: work.now,
        expires_at: work.now.plus_seconds(days * 24 * 3600),
        last_used_at: None,
        revoked_at: None,
    };
    store::insert_secret(work.conn, &row)?;
    Ok(secret)
}

fn save(work: &mut Work<'_>, client: &mut Client) -> Result<(), Error> {
    client.version += 1;
    client.updated_at = work.now;
    overtaken(store::save(work.conn, client)?)
}

fn judge_name(name: &str, faults: &mut Vec<FieldFault>) {
    if name.trim().is_empty() {
        faults.push(FieldFault::body("/name", "blank"));
    }
}

fn judge_scopes(role: Role, scopes: &[Scope], faults: &mut Vec<FieldFault>) {
    let useful = scopes_of(role);
    for (place, scope) in scopes.iter().enumerate() {
        if !useful.contains(scope) {
            faults.push(FieldFault::body(format!("/scopes/{place}"), "scope_not_allowed"));
        }
    }
}

fn words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ")
}

/// The scopes of a client. A code that the program does not know any more allows nothing.
pub fn scopes_of_client(client: &Client) -> Vec<Scope> {
    client.scopes.split(' ').filter_map(Scope::from_code).collect()
}

/// The client with this id.
///
/// # Errors
/// `not_found`.
pub fn find_client(work: &mut Work<'_>, id: ClientId) -> Result<Client, Error> {
    store::find(work.conn, id)?.ok_or_else(Error::not_found)
}

/// Why a client is not let in: one answer for all, told apart in the metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientRefused {
    /// No client has this name.
    Unknown,
    /// None of its living secrets is this one.
    Secret,
    /// It was switched off.
    Inactive,
}

impl ClientRefused {
    /// The reason in the metric.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "client_unknown",
            Self::Secret => "client_secret",
            Self::Inactive => "client_inactive",
        }
    }
}

/// Proves that somebody is the client that they name, and notes the use of its secret.
///
/// # Errors
/// When the database refuses; a refusal is a value.
pub fn authenticate(
    work: &mut Work<'_>,
    ring: &KeyRing,
    client_id: &str,
    secret: Option<&ClientSecret>,
) -> Result<Result<Client, ClientRefused>, Error> {
    let Some(client) = store::find_by_name(work.conn, client_id)? else { return Ok(Err(ClientRefused::Unknown)) };
    let live = store::live_secrets(work.conn, &[client.id], work.now)?;
    let used = secret.and_then(|secret| live.iter().find(|row| secret.matches(ring, &row.hash)));
    let Some(used) = used else { return Ok(Err(ClientRefused::Secret)) };
    if !client.active {
        return Ok(Err(ClientRefused::Inactive));
    }
    if used.last_used_at.is_none_or(|at| at.plus_seconds(NOTED_EVERY_SECONDS) <= work.now) {
        store::touch_secret(work.conn, &used.hash, work.now)?;
    }
    Ok(Ok(client))
}

/// What a token for this client says, with these of its scopes.
pub fn grant(client: &Client, scopes: Vec<Scope>) -> Grant {
    Grant {
        who: Who::Machine(client.id),
        client_id: client.client_id.clone(),
        role: client.role,
        scopes,
        agency: client.agency_id,
        epoch: client.epoch,
        auth_time: None,
        methods: Vec::new(),
    }
}

/// The living secrets of some clients, newest first.
///
/// # Errors
/// When the database refuses.
pub fn secrets_of(
    conn: &mut AnyConnection,
    clients: &[ClientId],
    now: crate::domain::time::Timestamp,
) -> Result<Vec<SecretRow>, Error> {
    Ok(store::live_secrets(conn, clients, now)?)
}
