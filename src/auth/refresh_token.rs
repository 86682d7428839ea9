//! Refresh tokens: `nrr_…`, 256 random bits, each used once (contract 3.6).
//!
//! Stored as SHA-256, by which they are also looked up: nothing about a value of this size can be guessed from its hash.

use super::opaque;
use crate::crypto::secret::Secret;
use crate::crypto::sha256;

const PREFIX: &str = "nrr_";

/// How long a session lives without a refresh, in seconds.
pub const IDLE_SECONDS: i64 = 12 * 3600;
/// How long a session lives at most, in seconds (ASVS 10.4.8 wants an absolute end).
pub const ABSOLUTE_SECONDS: i64 = 7 * 24 * 3600;
/// For how long a spent token whose successor was never used is accepted once more, in seconds: mobile networks lose
/// answers.
pub const GRACE_SECONDS: i64 = 10;

/// A refresh token. Prints as `[redacted]`.
#[derive(Debug, Clone)]
pub struct RefreshToken(Secret<String>);

impl RefreshToken {
    /// A fresh token.
    pub fn generate() -> Self {
        Self(opaque::generate(PREFIX))
    }

    /// The token that somebody sent; `None` when it has not the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        opaque::parse(PREFIX, text).map(Self)
    }

    /// The text for its bearer.
    pub fn text(&self) -> &str {
        self.0.expose()
    }

    /// What the database stores and looks up.
    pub fn digest(&self) -> [u8; 32] {
        sha256(self.0.expose().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_its_digest() {
        let token = RefreshToken::generate();
        assert!(token.text().starts_with("nrr_"));
        assert_eq!(RefreshToken::parse(token.text()).unwrap().digest(), token.digest());
        assert_ne!(RefreshToken::generate().digest(), token.digest());
        assert!(RefreshToken::parse("nrr_").is_none());
        assert_eq!(format!("{token:?}"), "RefreshToken([redacted])");
    }
}
