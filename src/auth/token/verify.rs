//! The verification of a token, step by step (contract 3.2; BCP 225).

use super::strict_json;
use super::{
    AuthenticationMethod, Claims, Grant, MACHINE_SECONDS, RejectReason, TYP, TokenRejected, Tokens, algorithm,
};
use crate::crypto::key_ring::{KeyRing, SigningKey};
use crate::domain::access::{Role, Scope, Who};
use crate::domain::code::Code;
use crate::domain::id::{AgencyId, ClientId, SessionId, UserId};
use crate::domain::time::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use uuid::Uuid;

/// The end of the year 9999: the last second that RFC 3339 can write.
const LAST_SECOND: i64 = 253_402_300_799;
/// The header members of a token of ours. Any other asks for something that we do not do.
const HEADER_MEMBERS: [&str; 3] = ["alg", "kid", "typ"];
const MAX_CLIENT_ID_BYTES: usize = 200;

impl Tokens {
    /// Verifies a token of at most [`super::MAX_TOKEN_BYTES`] without looking into the cache; gives its key's id too.
    pub(super) fn verify_anew(
        &self,
        ring: &KeyRing,
        token: &str,
        now: Timestamp,
    ) -> Result<(Claims, String), TokenRejected> {
        let parts = Parts::of(token).ok_or(RejectReason::Malformed)?;
        let header = decode(parts.header).ok_or(RejectReason::Malformed)?;
        let key = key_for(ring, &header, now)?;
        check_signature(key, &parts)?;
        // Only from here on is anything in the token more than a stranger's word.
        let claims = decode(parts.claims).ok_or(RejectReason::Malformed)?;
        let claims = self.judge(&claims, now)?;
        Ok((claims, key.kid().to_owned()))
    }

    fn judge(&self, claims: &Map<String, Value>, now: Timestamp) -> Result<Claims, RejectReason> {
        if text(claims, "iss") != Some(&self.issuer) {
            return Err(RejectReason::Issuer);
        }
        if text(claims, "aud") != Some(&self.audience) {
            return Err(RejectReason::Audience);
        }
        let expires_at = instant(claims, "exp").ok_or(RejectReason::Expiry)?;
        if now >= expires_at.plus_seconds(self.leeway_seconds) {
            return Err(RejectReason::Expiry);
        }
        let latest_start = now.plus_seconds(self.leeway_seconds);
        if claims.contains_key("nbf") && instant(claims, "nbf").is_none_or(|at| at > latest_start) {
            return Err(RejectReason::NotBefore);
        }
        let issued_at = instant(claims, "iat").filter(|&at| at <= latest_start).ok_or(RejectReason::IssuedAt)?;
        if expires_at <= issued_at || expires_at > issued_at.plus_seconds(MACHINE_SECONDS) {
            return Err(RejectReason::Expiry);
        }
        let grant = grant(claims).filter(Grant::is_consistent).ok_or(RejectReason::Claims)?;
        let token_id = id(claims, "jti").ok_or(RejectReason::Claims)?;
        Ok(Claims { grant, token_id, issued_at, expires_at })
    }
}

/// The three parts of the compact serialisation (RFC 7515, 7.1), none of them empty.
struct Parts<'a> {
    /// What is signed: header and claims with the dot between them.
    signed: &'a str,
    header: &'a str,
    claims: &'a str,
    signature: &'a str,
}

impl<'a> Parts<'a> {
    fn of(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let complete = !header.is_empty() && !claims.is_empty() && !signature.is_empty() && !claims.contains('.');
        complete.then_some(Self { signed, header, claims, signature })
    }
}

fn decode(part: &str) -> Option<Map<String, Value>> {
    strict_json::object(&URL_SAFE_NO_PAD.decode(part).ok()?)
}

/// The key of ours that the header names, if the header asks for nothing but what we issue.
fn key_for<'a>(ring: &'a KeyRing, header: &Map<String, Value>, now: Timestamp) -> Result<&'a SigningKey, RejectReason> {
    // `crit` must be understood or refused (RFC 7515, 4.1.11), and `jwk`, `jku`, `x5u` and `x5c` would let the token
    // bring its own key. We understand none of them.
    if header.keys().any(|name| !HEADER_MEMBERS.contains(&name.as_str())) {
        return Err(RejectReason::Header);
    }
    let typ = text(header, "typ").ok_or(RejectReason::Type)?;
    if !typ.eq_ignore_ascii_case(TYP) && !typ.eq_ignore_ascii_case("application/at+jwt") {
        return Err(RejectReason::Type);
    }
    let kid = text(header, "kid").ok_or(RejectReason::KeyId)?;
    let key = ring.trusted_signing_key(kid, now)?;
    // The algorithm is the key's. The token's is compared, and never used.
    if text(header, "alg") != Some(key.algorithm().code()) {
        return Err(RejectReason::Algorithm);
    }
    Ok(key)
}

fn check_signature(key: &SigningKey, parts: &Parts<'_>) -> Result<(), RejectReason> {
    let public = jsonwebtoken::DecodingKey::from_ec_der(key.public_point());
    match jsonwebtoken::crypto::verify(parts.signature, parts.signed.as_bytes(), &public, algorithm(key.algorithm())) {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(RejectReason::Signature),
    }
}

fn grant(claims: &Map<String, Value>) -> Option<Grant> {
    let subject = id(claims, "sub")?;
    let who = match claims.get("sid") {
        Some(_) => Who::Person(UserId(subject), SessionId(id(claims, "sid")?)),
        None => Who::Machine(ClientId(subject)),
    };
    let client_id = text(claims, "client_id").filter(|client| client.len() <= MAX_CLIENT_ID_BYTES)?;
    let agency = match claims.get("tenant") {
        Some(_) => Some(AgencyId(id(claims, "tenant")?)),
        None => None,
    };
    let auth_time = match claims.get("auth_time") {
        Some(_) => Some(instant(claims, "auth_time")?),
        None => None,
    };
    let methods = match claims.get("amr") {
        Some(list) => list
            .as_array()?
            .iter()
            .map(|item| AuthenticationMethod::from_code(item.as_str()?))
            .collect::<Option<_>>()?,
        None => Vec::new(),
    };
    // A scope that another version of the service knows and this one does not grants nothing here.
    let scopes = text(claims, "scope")?.split(' ').filter_map(Scope::from_code).collect();
    Some(Grant {
        who,
        client_id: client_id.to_owned(),
        role: Role::from_code(text(claims, "role")?)?,
        scopes,
        agency,
        epoch: i32::try_from(claims.get("epoch")?.as_i64()?).ok()?,
        auth_time,
        methods,
    })
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name)?.as_str()
}

/// An id in the one form in which we write it.
fn id(claims: &Map<String, Value>, name: &str) -> Option<Uuid> {
    let written = text(claims, name)?;
    let id = Uuid::try_parse(written).ok()?;
    (id.hyphenated().to_string() == written).then_some(id)
}

/// A NumericDate that is a whole number: no text, no fraction, nothing before 1970 or after 9999.
fn instant(claims: &Map<String, Value>, name: &str) -> Option<Timestamp> {
    let seconds = claims.get(name)?.as_i64()?;
    (0..=LAST_SECOND).contains(&seconds).then(|| Timestamp::from_micros(0).plus_seconds(seconds))
}
