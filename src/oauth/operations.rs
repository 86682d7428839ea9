//! Issuing tokens to machine clients, and taking tokens back.

use super::store;
use crate::accounts::operations::clients::{ClientRefused, authenticate, grant, scopes_of_client};
use crate::accounts::operations::sessions::{end_by_bearer, end_by_refresh_token};
use crate::auth::client_secret::ClientSecret;
use crate::auth::refresh_token::RefreshToken;
use crate::auth::token::{Claims, Grant, MAX_LEEWAY_SECONDS};
use crate::crypto::key_ring::KeyRing;
use crate::domain::access::{Scope, Who};
use crate::domain::code::Code as _;
use crate::domain::id::ClientId;
use crate::error::Error;
use crate::journal::{Author, Change, Subject, SubjectKind, Work};

/// What a client says to prove who it is.
pub struct Credentials {
    /// The name by which it authenticates.
    pub client_id: String,
    /// Its secret; `None` when what it sent cannot be one.
    pub secret: Option<ClientSecret>,
}

/// Why a request is refused; the codes are OAuth's (RFC 6749 5.2). A refusal is a value, because its audit row stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody, or not the client that it says.
    Client(ClientRefused),
    /// A scope that the client does not have.
    Scope,
    /// The token was issued to somebody else.
    NotYours,
}

/// The grant of a token for a client: all of its scopes, or those that it asks for.
///
/// # Errors
/// When the database refuses.
pub fn issue_token(
    work: &mut Work<'_>,
    ring: &KeyRing,
    credentials: &Credentials,
    wanted: Option<&str>,
) -> Result<Result<Grant, Refusal>, Error> {
    let client = match authenticate(work, ring, &credentials.client_id, credentials.secret.as_ref())? {
        Ok(client) => client,
        Err(refused) => return Ok(Err(Refusal::Client(refused))),
    };
    let held = scopes_of_client(&client);
    let scopes = match wanted {
        None => held,
        Some(text) => {
            let asked: Option<Vec<Scope>> = text.split(' ').map(Scope::from_code).collect();
            match asked.filter(|asked| asked.iter().all(|scope| held.contains(scope))) {
                Some(mut asked) => {
                    asked.dedup();
                    asked
                }
                None => return Ok(Err(Refusal::Scope)),
            }
        }
    };
    let granted = grant(&client, scopes);
    work.author = Author::Caller(granted.principal());
    work.audit(Change::new(subject(client.id, client.version), "issueToken", "client.token_issued"))?;
    Ok(Ok(granted))
}

/// A token that somebody wants to take back.
pub enum Revocable {
    /// A refresh token: its session ends.
    Refresh(RefreshToken),
    /// An access token that is still believed.
    Access(Box<Claims>),
}

/// Takes a token back. A person's token ends the person's session: whoever holds it may. A machine's token is taken back
/// by its own client only.
///
/// # Errors
/// When the database refuses.
pub fn revoke_token(
    work: &mut Work<'_>,
    ring: &KeyRing,
    token: &Revocable,
    credentials: Option<&Credentials>,
) -> Result<Result<(), Refusal>, Error> {
    let client = match credentials {
        None => None,
        Some(credentials) => match authenticate(work, ring, &credentials.client_id, credentials.secret.as_ref())? {
            Ok(client) => Some(client),
            Err(refused) => return Ok(Err(Refusal::Client(refused))),
        },
    };
    let claims = match token {
        Revocable::Refresh(token) => return end_by_refresh_token(work, token).map(Ok),
        Revocable::Access(claims) => claims,
    };
    let owner = match claims.grant.who {
        Who::Person(_, session) => return end_by_bearer(work, session).map(Ok),
        Who::Machine(owner) => owner,
    };
    let Some(client) = client else { return Ok(Err(Refusal::Client(ClientRefused::Unknown))) };
    if client.id != owner {
        return Ok(Err(Refusal::NotYours));
    }
    store::revoke(work.conn, claims.token_id, claims.expires_at.plus_seconds(MAX_LEEWAY_SECONDS), work.now)?;
    work.author = Author::Caller(claims.grant.principal());
    work.audit(Change::new(subject(owner, client.version), "revokeToken", "client.token_revoked"))?;
    Ok(Ok(()))
}

fn subject(client: ClientId, version: i64) -> Subject {
    Subject { kind: SubjectKind::Client, id: client.0, version, tenant: None }
}
