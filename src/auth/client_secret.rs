//! Secrets of machine clients: `nrs_…`, 256 random bits, shown once (contract 3.4).
//!
//! Stored as HMAC-SHA-256 under the key ring's pepper. A random value of this size needs no slow hash (ASVS 6.5.2 draws
//! the line at 112 bits), and argon2 here would hand attackers a lever on the processor.

use super::opaque;
use crate::crypto::hmac_sha256;
use crate::crypto::key_ring::KeyRing;
use crate::crypto::secret::Secret;
use subtle::ConstantTimeEq;

const PREFIX: &str = "nrs_";

/// A client's secret. Prints as `[redacted]`.
#[derive(Debug, Clone)]
pub struct ClientSecret(Secret<String>);

impl ClientSecret {
    /// A fresh secret.
    pub fn generate() -> Self {
        Self(opaque::generate(PREFIX))
    }

    /// The secret that a client sent; `None` when it has not the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        opaque::parse(PREFIX, text).map(Self)
    }

    /// The text to show, once.
    pub fn text(&self) -> &str {
        self.0.expose()
    }

    /// What the database stores.
    pub fn digest(&self, ring: &KeyRing) -> [u8; 32] {
        hmac_sha256(ring.client_secret_pepper(), &[self.0.expose().as_bytes()])
    }

    /// Whether `stored` is this secret's digest, in a time that does not tell how much of it agrees.
    pub fn matches(&self, ring: &KeyRing, stored: &[u8]) -> bool {
        self.digest(ring).ct_eq(stored).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    #[test]
    fn a_secret_matches_its_own_digest_under_its_own_ring() {
        let ring = || KeyRing::generate(Timestamp::from_micros(0)).unwrap();
        let (here, elsewhere) = (ring(), ring());
        let secret = ClientSecret::generate();
        let stored = secret.digest(&here);
        assert!(ClientSecret::parse(secret.text()).unwrap().matches(&here, &stored));
        assert!(!ClientSecret::generate().matches(&here, &stored));
        assert!(!secret.matches(&elsewhere, &stored));
        assert!(!secret.matches(&here, &stored[..31]));
        assert!(!secret.matches(&here, b""));
        assert_eq!(format!("{secret:?}"), "ClientSecret([redacted])");
    }
}
