//! The gate: from a request's token to the caller, and whether the caller may do this operation at all.

use super::store::{self, Standing};
use super::token::{self, AuthenticationMethod, Claims, Tokens};
use crate::clock::Clock;
use crate::crypto::key_ring::file::KeyFile;
use crate::db::{AnyConnection, Db};
use crate::domain::access::{self, Action, Denied, Principal};
use crate::domain::code::Code as _;
use crate::domain::time::{Timestamp, Zone};
use crate::error::{Code, Error};
use crate::metrics::Metrics;
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use quick_cache::sync::Cache;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// How long an account's standing is believed without asking the database, in seconds. A change made by this instance
/// counts at once ([`Gatekeeper::forget_standings`]); one made by another instance after this time at the latest.
const STANDING_SECONDS: i64 = 2;

/// Judges tokens and accounts. One per process, shared by its workers.
pub struct Gatekeeper {
    db: Db,
    clock: Clock,
    keys: Arc<KeyFile>,
    tokens: Arc<Tokens>,
    metrics: Arc<Metrics>,
    standings: Cache<Uuid, (Standing, Timestamp)>,
    /// How often standings were forgotten.
    changes: AtomicU64,
}

/// The caller of a request, after the gate.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who, in which role, with which scopes.
    pub principal: Principal,
    /// What the token said.
    pub claims: Arc<Claims>,
    /// Whether it must send an `Idempotency-Key` with every POST that takes one.
    pub must_send_keys: bool,
}

impl Gatekeeper {
    /// A gatekeeper with empty memory.
    pub fn new(db: Db, clock: Clock, keys: Arc<KeyFile>, tokens: Arc<Tokens>, metrics: Arc<Metrics>) -> Self {
        Self { db, clock, keys, tokens, metrics, standings: Cache::new(10_000), changes: AtomicU64::new(0) }
    }

    /// From headers to the caller, for an operation. Open operations need no token and look at none.
    ///
    /// # Errors
    /// 401 without or with a bad token, 403 when the scope or the role does not allow the operation.
    pub async fn admit(&self, headers: &HeaderMap, action: Action) -> Result<Option<Caller>, Error> {
        let rule = action.rule();
        if rule.roles.is_empty() && rule.scope.is_none() {
            return Ok(None);
        }
        let (caller, standing) = self.authenticate(headers).await?;
        if standing.must_choose_password && !action.is_open_to_initial_passwords() {
            return Err(Error::new(Code::PasswordChangeRequired));
        }
        permit(&caller.principal, action)?;
        Ok(Some(caller))
    }

    async fn authenticate(&self, headers: &HeaderMap) -> Result<(Caller, Standing), Error> {
        let now = self.clock.now();
        let values = headers.get_all(AUTHORIZATION).map(|value| value.as_bytes());
        let claims = token::bearer(values)
            .and_then(|text| text.map(|text| self.tokens.verify(&self.keys.ring(), text, now)).transpose())
            .map_err(|rejected| self.reject(&rejected.to_string()))?
            .ok_or_else(|| Error::new(Code::AuthenticationRequired))?;
        let standing = self.standing(&claims, now).await?;
        let standing = standing.filter(|standing| standing.alive && standing.epoch == claims.grant.epoch);
        let standing = standing.ok_or_else(|| self.reject("revoked"))?;
        let principal = Principal { oversees: standing.oversees, ..claims.grant.principal() };
        Ok((Caller { principal, claims, must_send_keys: standing.must_send_keys }, standing))
    }

    fn reject(&self, reason: &str) -> Error {
        self.metrics.token_rejected(reason);
        Error::new(Code::InvalidToken).logged(format!("token_reject={reason}"))
    }

    async fn standing(&self, claims: &Arc<Claims>, now: Timestamp) -> Result<Option<Standing>, Error> {
        if let Some((standing, read_at)) = self.standings.get(&claims.token_id)
            && read_at <= now
            && now < read_at.plus_seconds(STANDING_SECONDS)
            // A designation ends with its day, to the second.
            && Zone::Wita.day_of(read_at) == Zone::Wita.day_of(now)
        {
            return Ok(Some(standing));
        }
        let asked = Arc::clone(claims);
        let changes = self.changes.load(Ordering::SeqCst);
        let standing = self.db.read(move |conn| read_standing(conn, &asked, now)).await?;
        // What was read before a change must not be remembered after it.
        if let Some(standing) = standing
            && changes == self.changes.load(Ordering::SeqCst)
        {
            self.standings.insert(claims.token_id, (standing, now));
        }
        Ok(standing)
    }

    /// Forgets what was believed of all accounts: called after every change of an account, session or client.
    pub fn forget_standings(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.standings.clear();
    }
}

fn read_standing(conn: &mut AnyConnection, claims: &Claims, now: Timestamp) -> Result<Option<Standing>, Error> {
    let grant = &claims.grant;
    Ok(store::standing(conn, grant.who, grant.role, grant.agency, claims.token_id, now)?)
}

/// Judges a caller again inside the transaction of a write: what was revoked a moment ago must not be able to change
/// anything.
///
/// # Errors
/// `invalid_token` when the account no longer stands.
pub fn admit_again(conn: &mut AnyConnection, claims: &Claims, now: Timestamp) -> Result<(), Error> {
    let standing = read_standing(conn, claims, now)?;
    if standing.is_some_and(|standing| standing.alive && standing.epoch == claims.grant.epoch) {
        Ok(())
    } else {
        Err(Error::new(Code::InvalidToken).logged("token_reject=revoked"))
    }
}

/// How long ago a person may have proved who they are for what needs a fresh proof, in seconds (contract 12.4).
const STEP_UP_SECONDS: i64 = 300;

/// Asks that a person proved who they are within the last five minutes; a refreshed session keeps the time of its
/// log-in.
///
/// # Errors
/// `step_up_required`; for machines, which never log in, always.
pub fn require_recent(logged_in_at: Option<Timestamp>, now: Timestamp) -> Result<(), Error> {
    let recent = |at: Timestamp| now < at.plus_seconds(STEP_UP_SECONDS);
    if logged_in_at.is_some_and(recent) { Ok(()) } else { Err(Error::new(Code::StepUpRequired)) }
}

impl Caller {
    /// When the person last proved who they are; `None` for machines.
    pub fn logged_in_at(&self) -> Option<Timestamp> {
        self.claims.grant.auth_time
    }

    /// [`require_recent`], of this caller.
    ///
    /// # Errors
    /// As [`require_recent`].
    pub fn require_recent_login(&self, now: Timestamp) -> Result<(), Error> {
        require_recent(self.logged_in_at(), now)
    }

    /// Whether the person proved themselves by a second factor too.
    pub fn used_two_factors(&self) -> bool {
        self.claims.grant.methods.contains(&AuthenticationMethod::OneTimePassword)
    }
}

/// Scope and role of the table.
///
/// # Errors
/// `insufficient_scope` naming the scope, or `action_not_allowed`.
pub fn permit(principal: &Principal, action: Action) -> Result<(), Error> {
    access::check(principal, action).map_err(|denied| match denied {
        Denied::Scope(scope) => Error::new(Code::InsufficientScope).with("scope", scope.code()),
        Denied::Role => Error::not_allowed(),
    })
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Self>().cloned();
        ready(caller.ok_or_else(|| Error::internal("an open operation asks for its caller")))
    }
}
