//! The one binary form of everything encrypted (contract 12.2):
//! `0x01 | key id, u32 big endian | nonce, 24 | cipher text | tag, 16`, XChaCha20-Poly1305 with a random nonce.

use super::secret::KeyBytes;
use super::{OpenError, random};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const VERSION: u8 = 0x01;
const NONCE: usize = 24;
const TAG: usize = 16;
const HEADER: usize = 1 + 4;

/// How many bytes longer the sealed form is than the plain text.
pub(super) const OVERHEAD: usize = HEADER + NONCE + TAG;

/// Encrypts `plain` and binds it to `aad`, which is not stored.
pub(super) fn seal(key_id: u32, key: &KeyBytes, aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE] = random::bytes();
    let cipher = XChaCha20Poly1305::new(key.as_bytes().into());
    let encrypted = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad })
        .expect("only plain text of more than 256 GiB is refused");
    let mut sealed = Vec::with_capacity(HEADER + NONCE + encrypted.len());
    sealed.push(VERSION);
    sealed.extend_from_slice(&key_id.to_be_bytes());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&encrypted);
    sealed
}

/// Which key a sealed value names. Says nothing about whether the value is genuine.
pub(super) fn key_id(sealed: &[u8]) -> Result<u32, OpenError> {
    match sealed {
        [VERSION, a, b, c, d, ..] if sealed.len() >= OVERHEAD => Ok(u32::from_be_bytes([*a, *b, *c, *d])),
        _ => Err(OpenError::Malformed),
    }
}

/// Decrypts what [`seal`] made with the same key and `aad`.
pub(super) fn open(key: &KeyBytes, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    key_id(sealed)?;
    let (nonce, encrypted) = sealed[HEADER..].split_first_chunk::<NONCE>().ok_or(OpenError::Malformed)?;
    XChaCha20Poly1305::new(key.as_bytes().into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: encrypted, aad })
        .map(Zeroizing::new)
        .map_err(|_| OpenError::Forged)
}
