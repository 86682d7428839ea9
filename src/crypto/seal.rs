//! Sealed payloads: small values that leave the service, or wait in the database, and must come back unread and
//! unchanged. Cursors of lists (contract 4.5) and stored answers of idempotent requests (contract 4.4).

use super::key_ring::KeyRing;
use super::{OpenError, envelope};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

/// What a payload is for; one purpose's payload does not open as another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Where a list goes on.
    Cursor,
    /// The answer that a repeated request gets again.
    StoredReply,
    /// What a person's authenticator app shares with the service.
    SecondFactor,
}

impl Purpose {
    const fn code(self) -> &'static str {
        match self {
            Purpose::Cursor => "cursor",
            Purpose::StoredReply => "stored_reply",
            Purpose::SecondFactor => "second_factor",
        }
    }

    /// The purpose, a NUL (no purpose contains one), and what else the payload is bound to.
    fn aad(self, bound_to: &[u8]) -> Vec<u8> {
        [self.code().as_bytes(), &[0], bound_to].concat()
    }
}

impl KeyRing {
    /// Seals `plain` in the binary form of `envelope`. `bound_to` must be the same when it is opened: the owning row's
    /// key, the caller, or nothing.
    pub fn seal(&self, purpose: Purpose, bound_to: &[u8], plain: &[u8]) -> Vec<u8> {
        let newest = self.newest_seal_key();
        envelope::seal(newest.id(), newest.bytes(), &purpose.aad(bound_to), plain)
    }

    /// Opens the binary form.
    ///
    /// # Errors
    /// Tells what was never sealed from what was changed, or sealed for something else.
    pub fn open(&self, purpose: Purpose, bound_to: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let id = envelope::key_id(sealed)?;
        let key = self.seal_key(id).ok_or(OpenError::UnknownKey(id))?;
        envelope::open(key.bytes(), &purpose.aad(bound_to), sealed)
    }

    /// [`KeyRing::seal`] as text: base64url without padding, fit for a query parameter.
    pub fn seal_text(&self, purpose: Purpose, bound_to: &[u8], plain: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.seal(purpose, bound_to, plain))
    }

    /// Opens the text form.
    ///
    /// # Errors
    /// As [`KeyRing::open`]; [`OpenError::Malformed`] also when the text is not base64url without padding.
    pub fn open_text(&self, purpose: Purpose, bound_to: &[u8], text: &str) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| OpenError::Malformed)?;
        self.open(purpose, bound_to, &sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);

    #[test]
    fn what_is_sealed_opens_for_the_same_purpose_only() {
        let ring = KeyRing::generate(NOW).unwrap();
        let text = ring.seal_text(Purpose::Cursor, b"reports", b"2026-11-25");
        assert_eq!(&ring.open_text(Purpose::Cursor, b"reports", &text).unwrap()[..], b"2026-11-25");
        assert_eq!(ring.open_text(Purpose::StoredReply, b"reports", &text).unwrap_err(), OpenError::Forged);
        assert_eq!(ring.open_text(Purpose::Cursor, b"agencies", &text).unwrap_err(), OpenError::Forged);
        let other = KeyRing::generate(NOW).unwrap();
        assert_eq!(other.open_text(Purpose::Cursor, b"reports", &text).unwrap_err(), OpenError::Forged);
    }

    #[test]
    fn nonsense_is_malformed_and_a_changed_seal_is_forged() {
        let ring = KeyRing::generate(NOW).unwrap();
        let padded = format!("{}=", ring.seal_text(Purpose::Cursor, b"", b"12345"));
        for text in ["", "abc", "!!", "AQAAAAE", &"A".repeat(80), &padded, "é"] {
            assert_eq!(ring.open_text(Purpose::Cursor, b"", text).unwrap_err(), OpenError::Malformed, "{text}");
        }
        let sealed = ring.seal(Purpose::Cursor, b"", b"1");
        for position in 0..sealed.len() {
            let mut forged = sealed.clone();
            forged[position] ^= 0x80;
            let expected = match position {
                0 => OpenError::Malformed,
                1 => OpenError::UnknownKey(0x8000_0001),
                2..5 => OpenError::UnknownKey(u32::from_be_bytes([0, forged[2], forged[3], forged[4]])),
                _ => OpenError::Forged,
            };
            assert_eq!(ring.open(Purpose::Cursor, b"", &forged).unwrap_err(), expected, "byte {position}");
        }
    }

    #[test]
    fn a_cursor_survives_the_rotation_of_its_key() {
        let mut ring = KeyRing::generate(NOW).unwrap();
        let old = ring.seal(Purpose::Cursor, b"", b"x");
        ring.add_seal_key(NOW.plus_seconds(60));
        assert_eq!(&ring.open(Purpose::Cursor, b"", &old).unwrap()[..], b"x");
        assert_ne!(ring.seal(Purpose::Cursor, b"", b"x")[..5], old[..5]);
    }
}
