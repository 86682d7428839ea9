//! The public keys with which others verify our tokens (RFC 7517), at `/.well-known/jwks.json`.

use crate::crypto::key_ring::{KeyRing, SigningKey};
use crate::domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A JWK set. Answer it with `Cache-Control: public, max-age=`[`crate::crypto::key_ring::JWKS_MAX_AGE_SECONDS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JwkSet {
    /// The keys whose signatures count now: the next, the active and those retired of late.
    #[schema(max_items = 100)]
    pub keys: Vec<Jwk>,
}

/// A public key on P-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Jwk {
    /// The kind of key: `EC`.
    #[schema(max_length = 2, example = "EC")]
    pub kty: &'static str,
    /// The curve: `P-256`.
    #[schema(max_length = 5, example = "P-256")]
    pub crv: &'static str,
    /// The x coordinate in base64url.
    #[schema(max_length = 43)]
    pub x: String,
    /// The y coordinate in base64url.
    #[schema(max_length = 43)]
    pub y: String,
    /// The key's id: its RFC 7638 thumbprint.
    #[schema(max_length = 43)]
    pub kid: String,
    /// The one algorithm that the key is for: `ES256`.
    #[schema(max_length = 5, example = "ES256")]
    pub alg: &'static str,
    /// What the key is for: `sig`, signatures.
    #[serde(rename = "use")]
    #[schema(max_length = 3, example = "sig")]
    pub used_for: &'static str,
}

impl From<&SigningKey> for Jwk {
    fn from(key: &SigningKey) -> Self {
        let (x, y) = key.coordinates();
        let alg = key.algorithm().code();
        Self { kty: "EC", crv: "P-256", x, y, kid: key.kid().to_owned(), alg, used_for: "sig" }
    }
}

/// The set to publish at `now`. Revoked keys, and private halves, are never in it.
pub fn jwk_set(ring: &KeyRing, now: Timestamp) -> JwkSet {
    JwkSet { keys: ring.published_signing_keys(now).map(Jwk::from).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::key_ring::{RETIRED_SECONDS, Rotation};

    const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);

    #[test]
    fn the_set_shows_public_members_only() {
        let json = serde_json::to_value(jwk_set(&KeyRing::generate(NOW).unwrap(), NOW)).unwrap();
        let keys = json["keys"].as_array().unwrap();
        assert_eq!(keys.len(), 2);
        for key in keys {
            let names: Vec<&String> = key.as_object().unwrap().keys().collect();
            assert_eq!(names.len(), 7, "{names:?}");
            for name in ["kty", "crv", "x", "y", "kid", "alg", "use"] {
                assert!(key[name].is_string(), "{name}");
            }
            // jsonwebtoken's own reader makes a key of it, and its thumbprint is the id.
            let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(key.clone()).unwrap();
            assert!(jsonwebtoken::DecodingKey::from_jwk(&jwk).is_ok());
            let thumbprint = jwk.thumbprint(jsonwebtoken::jwk::ThumbprintHash::SHA256).unwrap();
            assert_eq!(thumbprint, key["kid"].as_str().unwrap());
        }
    }

    #[test]
    fn a_retired_key_leaves_in_time_and_a_revoked_one_at_once() {
        let mut ring = KeyRing::generate(NOW).unwrap();
        let at = NOW.plus_seconds(600);
        ring.rotate_signing(at, Rotation::Planned).unwrap();
        assert_eq!(jwk_set(&ring, at).keys.len(), 3);
        assert_eq!(jwk_set(&ring, at.plus_seconds(RETIRED_SECONDS)).keys.len(), 2);
        ring.rotate_signing(at, Rotation::Compromised).unwrap();
        assert_eq!(jwk_set(&ring, at).keys.len(), 3, "retired, active, next");
    }
}
