//! Signing keys and their life.

use super::{KeyGenerationFailed, RETIRED_SECONDS};
use crate::crypto::sha256;
use crate::domain::time::Timestamp;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;
use zeroize::Zeroizing;

crate::codes! {
    /// Where a signing key is in its life (contract 3.3).
    pub enum KeyState("key_state") {
        /// Published, not signing yet.
        Next => "next", "berikutnya", "next";
        /// Signs.
        Active => "active", "aktif", "active";
        /// Published until the last token that it signed has expired.
        Retired => "retired", "purnatugas", "retired";
        /// Removed at once.
        Revoked => "revoked", "dicabut", "revoked";
    }
}

/// The signature algorithm of a key: a property of the key's record, never of a token (contract 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// ECDSA on P-256 with SHA-256 (RFC 7518, 3.4).
    Es256,
}

impl SigningAlgorithm {
    /// The name in the header of a token and in the JWKS.
    pub const fn code(self) -> &'static str {
        match self {
            SigningAlgorithm::Es256 => "ES256",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        (code == SigningAlgorithm::Es256.code()).then_some(SigningAlgorithm::Es256)
    }
}

/// How many bytes an uncompressed point on P-256 has: `0x04 | x, 32 | y, 32` (SEC 1, 2.3.3).
pub(super) const POINT: usize = 65;

/// A key pair that signs access tokens; only the public half once it has ended.
#[derive(Clone)]
pub struct SigningKey {
    kid: String,
    algorithm: SigningAlgorithm,
    public: [u8; POINT],
    /// PKCS#8 (RFC 5208), for as long as the key may sign.
    private: Option<Zeroizing<Vec<u8>>>,
    pub(super) state: KeyState,
    pub(super) created_at: Timestamp,
    pub(super) activated_at: Option<Timestamp>,
    pub(super) retired_at: Option<Timestamp>,
    pub(super) revoked_at: Option<Timestamp>,
}

impl SigningKey {
    /// A new key in state `next`.
    ///
    /// # Errors
    /// The cryptographic library could not make a key pair.
    pub(super) fn generate(now: Timestamp) -> Result<Self, KeyGenerationFailed> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| KeyGenerationFailed)?;
        let private = Zeroizing::new(pair.to_pkcs8v1().map_err(|_| KeyGenerationFailed)?.as_ref().to_vec());
        Self::from_private(private, now).ok_or(KeyGenerationFailed)
    }

    /// The key pair with this PKCS#8 document; `None` when it is not one of P-256.
    pub(super) fn from_private(private: Zeroizing<Vec<u8>>, created_at: Timestamp) -> Option<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &private).ok()?;
        let mut key = Self::from_public(pair.public_key().as_ref(), created_at)?;
        key.private = Some(private);
        Some(key)
    }

    /// The key with this uncompressed point; `None` when it has not the form of one. Whether it lies on the curve is
    /// for the library to judge at each verification.
    pub(super) fn from_public(point: &[u8], created_at: Timestamp) -> Option<Self> {
        let public: [u8; POINT] = point.try_into().ok()?;
        if public[0] != 0x04 {
            return None;
        }
        Some(Self {
            kid: thumbprint(&public),
            algorithm: SigningAlgorithm::Es256,
            public,
            private: None,
            state: KeyState::Next,
            created_at,
            activated_at: None,
            retired_at: None,
            revoked_at: None,
        })
    }

    /// The key's id: its RFC 7638 thumbprint.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The algorithm with which the key signs, and no other.
    pub const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// The public point, uncompressed.
    pub const fn public_point(&self) -> &[u8] {
        &self.public
    }

    /// The public point's coordinates in base64url, as a JWK has them.
    pub fn coordinates(&self) -> (String, String) {
        coordinates(&self.public)
    }

    /// The private key in PKCS#8; `None` once the key has ended.
    pub(crate) fn private_key(&self) -> Option<&[u8]> {
        self.private.as_ref().map(|private| private.as_slice())
    }

    /// Where the key is in its life.
    pub const fn state(&self) -> KeyState {
        self.state
    }

    /// When the key was made and first published.
    pub const fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// When the key was retired or revoked.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.revoked_at.or(self.retired_at)
    }

    /// Whether a token signed by this key may be valid at `now`.
    pub(super) fn is_believed(&self, now: Timestamp) -> bool {
        match self.state {
            KeyState::Next | KeyState::Active => true,
            KeyState::Retired => self.retired_at.is_some_and(|at| now < at.plus_seconds(RETIRED_SECONDS)),
            KeyState::Revoked => false,
        }
    }

    pub(super) fn activate(&mut self, now: Timestamp) {
        self.state = KeyState::Active;
        self.activated_at = Some(now);
    }

    /// Ends the key's work; the private half is wiped.
    pub(super) fn retire(&mut self, now: Timestamp) {
        self.state = KeyState::Retired;
        self.retired_at = Some(now);
        self.private = None;
    }

    /// As [`SigningKey::retire`], and no token of it is believed any more.
    pub(super) fn revoke(&mut self, now: Timestamp) {
        self.state = KeyState::Revoked;
        self.revoked_at = Some(now);
        self.private = None;
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, {:?}, [redacted])", self.kid, self.state)
    }
}

fn coordinates(public: &[u8; POINT]) -> (String, String) {
    let (x, y) = public[1..].split_at(32);
    (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y))
}

/// The RFC 7638 thumbprint: SHA-256 of the required members in lexical order, without white space.
fn thumbprint(public: &[u8; POINT]) -> String {
    let (x, y) = coordinates(public);
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(sha256(canonical.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_agrees_with_an_independent_implementation() {
        // The public key of RFC 7517 appendix A.1; the thumbprint computed with Python's hashlib.
        let decode = |text| URL_SAFE_NO_PAD.decode(text).unwrap();
        let x = decode("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4");
        let y = decode("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM");
        let key = SigningKey::from_public(&[&[4], &x[..], &y[..]].concat(), Timestamp::from_micros(0)).unwrap();
        assert_eq!(key.kid(), "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s");
    }

    #[test]
    fn what_is_not_a_key_is_refused() {
        let at = Timestamp::from_micros(0);
        assert!(SigningKey::from_public(&[4; 64], at).is_none());
        assert!(SigningKey::from_public(&[2; 65], at).is_none());
        assert!(SigningKey::from_private(Zeroizing::new(vec![0; 138]), at).is_none());
        assert!(SigningKey::from_private(Zeroizing::new(vec![]), at).is_none());
    }
}
