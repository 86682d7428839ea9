//! Access tokens: ES256-signed JWTs of type `at+jwt` (RFC 9068), 10 minutes for people and 15 for machines.
//!
//! RFC 9068 asks every server to support RS256; this one signs ES256 only (contract 3.1). jsonwebtoken signs and checks
//! signatures. Everything else about a token is judged here, strictly: jsonwebtoken reads the machine's clock, ignores
//! `crit` and takes the last of two members with one name.
//!
//! No claim identifies a person beyond an opaque id: a JWT is encoded, not secret.

mod strict_json;
mod verify;

use crate::crypto::key_ring::{Distrust, KeyRing, SigningAlgorithm};
use crate::crypto::sha256;
use crate::domain::access::{Principal, Role, Scope, Who};
use crate::domain::code::Code;
use crate::domain::id::AgencyId;
use crate::domain::time::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use quick_cache::sync::Cache;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// How long a person's token lives, in seconds.
pub const PERSON_SECONDS: i64 = 600;
/// How long a machine's token lives, in seconds; no token lives longer.
pub const MACHINE_SECONDS: i64 = 900;
/// The greatest difference between two clocks that is forgiven, in seconds (contract 3.2).
pub const MAX_LEEWAY_SECONDS: i64 = 30;
/// No token is longer, in bytes (contract 3.2).
pub const MAX_TOKEN_BYTES: usize = 4096;
/// How long a verified token is taken from the cache, in seconds (contract 3.2).
const CACHE_SECONDS: i64 = 60;
const TYP: &str = "at+jwt";

/// How a person proved who they are (RFC 8176).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthenticationMethod {
    /// By password.
    Password,
    /// By one-time password.
    OneTimePassword,
}

impl AuthenticationMethod {
    const ALL: [Self; 2] = [Self::Password, Self::OneTimePassword];

    /// The value in the `amr` claim.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::OneTimePassword => "otp",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }
}

/// What a token says about its bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The person and their session, or the machine (`sub`, `sid`).
    pub who: Who,
    /// The program through which they call (`client_id`).
    pub client_id: String,
    /// In which role (`role`).
    pub role: Role,
    /// What the token allows (`scope`).
    pub scopes: Vec<Scope>,
    /// Where the account works or the client is bound; absent for the office (`tenant`).
    pub agency: Option<AgencyId>,
    /// The principal's counter at the time; raising it ends every token of theirs (`epoch`, contract 3.6).
    pub epoch: i32,
    /// When the person last proved who they are (`auth_time`).
    pub auth_time: Option<Timestamp>,
    /// By what means (`amr`).
    pub methods: Vec<AuthenticationMethod>,
}

impl Grant {
    /// The caller, as rules see them; admission adds which tree they oversee.
    pub fn principal(&self) -> Principal {
        let scopes = self.scopes.clone();
        Principal { who: self.who, role: self.role, scopes, agency: self.agency, oversees: self.agency }
    }

    /// Machines have machine roles and people have not; whoever works for an agency names it.
    fn is_consistent(&self) -> bool {
        self.role.is_machine() == matches!(self.who, Who::Machine(_))
            && (self.agency.is_some() || !self.role.needs_agency())
            && self.epoch >= 0
            && !self.client_id.is_empty()
    }

    const fn lifetime_seconds(&self) -> i64 {
        match self.who {
            Who::Person(..) => PERSON_SECONDS,
            Who::Machine(_) => MACHINE_SECONDS,
        }
    }
}

/// The claims of a token that was issued, or verified. Instants are whole seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// What it says about its bearer.
    pub grant: Grant,
    /// The token's id (`jti`).
    pub token_id: Uuid,
    /// When it was issued (`iat`).
    pub issued_at: Timestamp,
    /// The first instant at which it is not valid any more (`exp`).
    pub expires_at: Timestamp,
}

/// A fresh token. Prints as `[redacted]`.
#[derive(Clone)]
pub struct IssuedToken {
    /// The compact serialisation, for the bearer alone.
    pub token: String,
    /// What it says.
    pub claims: Claims,
}

impl fmt::Debug for IssuedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why no token was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// Person and role, or role and agency, do not go together: an error of the program.
    #[error("the grant contradicts itself")]
    Inconsistent,
    /// The ring's active key could not sign.
    #[error("the signing key failed")]
    Signing,
}

/// Why a token is not believed. The caller learns only that it is not; the reason is for the log and the metric
/// (`token_reject=…`, contract 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("token refused: {}", .0.code())]
pub struct TokenRejected(pub RejectReason);

/// The reason, as the log has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RejectReason {
    /// Not three parts of base64url with two JSON objects, too long, or a name twice in one object.
    Malformed,
    /// A header member that is not ours: `crit`, `b64`, `jwk`, `jku`, `x5u`, `x5c` or any other.
    Header,
    /// Not an access token.
    Type,
    /// No key id, or none of ours.
    KeyId,
    /// Not the key's algorithm.
    Algorithm,
    /// Not signed by the key.
    Signature,
    /// Of another issuer.
    Issuer,
    /// For another audience.
    Audience,
    /// Expired, without a sane expiry, or valid for longer than we issue.
    Expiry,
    /// Not valid yet.
    NotBefore,
    /// Issued in the future, or without a sane instant.
    IssuedAt,
    /// Another required claim is missing, of the wrong type, or contradicts another.
    Claims,
    /// The key, the session or the principal's rights were taken back.
    Revoked,
}

impl RejectReason {
    /// The code in the log and the metric.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Header => "header",
            Self::Type => "typ",
            Self::KeyId => "kid",
            Self::Algorithm => "alg",
            Self::Signature => "sig",
            Self::Issuer => "iss",
            Self::Audience => "aud",
            Self::Expiry => "exp",
            Self::NotBefore => "nbf",
            Self::IssuedAt => "iat",
            Self::Claims => "claims",
            Self::Revoked => "revoked",
        }
    }
}

impl From<RejectReason> for TokenRejected {
    fn from(reason: RejectReason) -> Self {
        Self(reason)
    }
}

impl From<Distrust> for RejectReason {
    fn from(distrust: Distrust) -> Self {
        match distrust {
            Distrust::Unknown => Self::KeyId,
            Distrust::Revoked => Self::Revoked,
        }
    }
}

/// The bearer token among the values of the `Authorization` headers of a request (RFC 6750, 2.1); `None` without such a
/// header. Tokens in the query, the body or cookies do not count.
///
/// # Errors
/// More than one header, another scheme than `Bearer`, or nothing after it.
pub fn bearer<'a>(mut headers: impl Iterator<Item = &'a [u8]>) -> Result<Option<&'a str>, TokenRejected> {
    let Some(value) = headers.next() else { return Ok(None) };
    if headers.next().is_some() {
        return Err(RejectReason::Malformed.into());
    }
    let (scheme, token) =
        std::str::from_utf8(value).ok().and_then(|value| value.split_once(' ')).ok_or(RejectReason::Malformed)?;
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(RejectReason::Malformed.into());
    }
    Ok(Some(token))
}

/// A token that was verified before, so that its signature need not be checked at every request.
#[derive(Debug)]
struct Verified {
    claims: Arc<Claims>,
    kid: String,
    from: Timestamp,
    until: Timestamp,
}

/// Issues tokens and verifies them.
pub struct Tokens {
    issuer: String,
    audience: String,
    leeway_seconds: i64,
    /// By the SHA-256 of the whole token.
    verified: Cache<[u8; 32], Arc<Verified>>,
}

impl Tokens {
    /// For this issuer and audience (both compared exactly). A leeway above [`MAX_LEEWAY_SECONDS`], or below zero, is
    /// brought into range; at most about `cached` verified tokens are remembered.
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>, leeway_seconds: i64, cached: usize) -> Self {
        Self {
            issuer: issuer.into(),
            audience: audience.into(),
            leeway_seconds: leeway_seconds.clamp(0, MAX_LEEWAY_SECONDS),
            verified: Cache::new(cached),
        }
    }

    /// Signs a token that says `grant` with the ring's active key.
    ///
    /// # Errors
    /// The grant contradicts itself, or the key cannot sign.
    pub fn issue(
        &self,
        ring: &KeyRing,
        grant: Grant,
        token_id: Uuid,
        now: Timestamp,
    ) -> Result<IssuedToken, IssueError> {
        if !grant.is_consistent() {
            return Err(IssueError::Inconsistent);
        }
        let issued = now.unix_seconds();
        let expires = issued + grant.lifetime_seconds();
        let (subject, session) = match grant.who {
            Who::Person(person, session) => (person.to_string(), Some(session.to_string())),
            Who::Machine(client) => (client.to_string(), None),
        };
        let wire = WireClaims {
            iss: &self.issuer,
            aud: &self.audience,
            sub: subject,
            client_id: &grant.client_id,
            iat: issued,
            exp: expires,
            jti: token_id.hyphenated().to_string(),
            sid: session,
            scope: grant.scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" "),
            role: grant.role.code(),
            tenant: grant.agency.map(|agency| agency.to_string()),
            epoch: grant.epoch,
            auth_time: grant.auth_time.map(Timestamp::unix_seconds),
            amr: grant.methods.iter().map(|method| method.code()).collect(),
        };
        let token = sign(ring, &wire)?;
        let whole = |seconds: i64| Timestamp::from_micros(0).plus_seconds(seconds);
        let grant = Grant { auth_time: grant.auth_time.map(|at| whole(at.unix_seconds())), ..grant };
        let claims = Claims { grant, token_id, issued_at: whole(issued), expires_at: whole(expires) };
        Ok(IssuedToken { token, claims })
    }

    /// Verifies a token at `now`, in the order of contract 3.2. Whether its session still lives and its epoch is current
    /// is for the caller to check, every time.
    ///
    /// # Errors
    /// The first reason not to believe it.
    pub fn verify(&self, ring: &KeyRing, token: &str, now: Timestamp) -> Result<Arc<Claims>, TokenRejected> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(RejectReason::Malformed.into());
        }
        let digest = sha256(token.as_bytes());
        if let Some(known) = self.verified.get(&digest)
            && known.from <= now
            && now < known.until
        {
            ring.trusted_signing_key(&known.kid, now).map_err(RejectReason::from)?;
            return Ok(Arc::clone(&known.claims));
        }
        let (claims, kid) = self.verify_anew(ring, token, now)?;
        let claims = Arc::new(claims);
        let until = claims.expires_at.min(now.plus_seconds(CACHE_SECONDS));
        self.verified.insert(digest, Arc::new(Verified { claims: Arc::clone(&claims), kid, from: now, until }));
        Ok(claims)
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({}, {} verified)", self.issuer, self.verified.len())
    }
}

#[derive(Serialize)]
struct WireClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: String,
    client_id: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    scope: String,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    epoch: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amr: Vec<&'static str>,
}

fn sign(ring: &KeyRing, claims: &WireClaims<'_>) -> Result<String, IssueError> {
    let key = ring.active_signing_key();
    let private = key.private_key().ok_or(IssueError::Signing)?;
    let header = serde_json::json!({ "typ": TYP, "alg": key.algorithm().code(), "kid": key.kid() });
    let claims = serde_json::to_vec(claims).map_err(|_| IssueError::Signing)?;
    let mut token = URL_SAFE_NO_PAD.encode(header.to_string());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut token);
    let private = jsonwebtoken::EncodingKey::from_ec_der(private);
    let signature = jsonwebtoken::crypto::sign(token.as_bytes(), &private, algorithm(key.algorithm()))
        .map_err(|_| IssueError::Signing)?;
    token.push('.');
    token.push_str(&signature);
    Ok(token)
}

const fn algorithm(of_key: SigningAlgorithm) -> jsonwebtoken::Algorithm {
    match of_key {
        SigningAlgorithm::Es256 => jsonwebtoken::Algorithm::ES256,
    }
}

#[cfg(test)]
mod forged_tests;
#[cfg(test)]
mod tests;
