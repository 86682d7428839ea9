//! Keys and what is made with them: the key ring, encrypted fields, blind indices, sealed payloads, tracking codes.
//!
//! Everything secret is wiped from memory when dropped and prints as `[redacted]`. Randomness has one source,
//! [`random`]; time is an argument.
//! What is **not** here: tokens, passwords and client secrets (`auth/`), and who may see which plain text
//! (`domain::access`).

pub mod blind_index;
mod envelope;
pub mod field;
pub mod key_ring;
pub mod random;
pub mod seal;
pub mod secret;
pub mod totp;
pub mod tracking_code;

use hmac::{Hmac, KeyInit, Mac};
use secret::KeyBytes;
use sha2::{Digest, Sha256};

/// HMAC-SHA-256 of the concatenated `parts` (RFC 2104).
pub(crate) fn hmac_sha256(key: &KeyBytes, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// SHA-256 of `bytes` (FIPS 180-4).
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Why sealed bytes did not open.
///
/// The plain text is never part of an error. Callers that answer the outside world give one answer for all three; the
/// difference is for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not something that this service ever sealed: too short, of another version, or not the text form.
    #[error("not a sealed value")]
    Malformed,
    /// Sealed under a key that the ring does not hold (any more).
    #[error("sealed under unknown key {0}")]
    UnknownKey(u32),
    /// The seal is broken: changed, or moved from where it belongs.
    #[error("the seal is broken")]
    Forged,
}
