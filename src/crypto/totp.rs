//! One-time passwords by time (TOTP, RFC 6238) as authenticator apps make them: HMAC-SHA-1, six digits, thirty seconds.

use super::random;
use super::secret::Secret;
use crate::domain::time::Timestamp;
use aws_lc_rs::hmac;
use subtle::ConstantTimeEq;

/// Seconds for which one code counts.
const STEP_SECONDS: i64 = 30;
/// How many steps a phone's clock may be off, either way.
const STEPS_OFF: i64 = 1;
const DIGITS: u32 = 6;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What a person's app and this service share: 20 bytes, as RFC 4226 recommends.
pub struct TotpSecret(Secret<Vec<u8>>);

impl TotpSecret {
    /// A new one.
    pub fn generate() -> Self {
        Self(Secret::new(random::bytes::<20>().to_vec()))
    }

    /// One that was kept.
    pub fn restore(bytes: Vec<u8>) -> Self {
        Self(Secret::new(bytes))
    }

    /// The bytes, to be sealed and kept.
    pub fn bytes(&self) -> &[u8] {
        self.0.expose()
    }

    /// As a person types it into an app: base32 without padding (RFC 4648).
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(32);
        let (mut buffer, mut bits) = (0_u32, 0);
        for byte in self.bytes() {
            buffer = (buffer << 8) | u32::from(*byte);
            bits += 8;
            while bits >= 5 {
                bits -= 5;
                text.push(char::from(BASE32[(buffer >> bits) as usize & 31]));
            }
        }
        if bits > 0 {
            text.push(char::from(BASE32[(buffer << (5 - bits)) as usize & 31]));
        }
        text
    }

    /// The step whose code this is, if it is one of now and came after `spent`: each code counts once (RFC 6238 5.2).
    pub fn matching_step(&self, typed: &str, now: Timestamp, spent: Option<i64>) -> Option<i64> {
        let present = now.unix_seconds() / STEP_SECONDS;
        let is_digits = typed.len() == DIGITS as usize && typed.bytes().all(|byte| byte.is_ascii_digit());
        let mut steps =
            (present - STEPS_OFF..=present + STEPS_OFF).filter(|step| spent.is_none_or(|spent| *step > spent));
        steps.find(|step| is_digits && bool::from(self.code(*step).as_bytes().ct_eq(typed.as_bytes())))
    }

    /// The code of an instant.
    pub fn code_at(&self, now: Timestamp) -> String {
        self.code(now.unix_seconds() / STEP_SECONDS)
    }

    /// RFC 4226 5.3: dynamic truncation.
    fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.bytes());
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let offset = usize::from(tag[tag.len() - 1] & 0x0f);
        let word = u32::from_be_bytes([tag[offset] & 0x7f, tag[offset + 1], tag[offset + 2], tag[offset + 3]]);
        format!("{:06}", word % 10_u32.pow(DIGITS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = TotpSecret::restore(b"12345678901234567890".to_vec());
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(secret.code_at(Timestamp::from_micros(seconds * 1_000_000)), code);
        }
        assert_eq!(secret.text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_counts_once_and_for_one_step_around_its_own() {
        let secret = TotpSecret::generate();
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        let code = secret.code_at(at(3000));
        for (seconds, counts) in [(2969, false), (2970, true), (3000, true), (3059, true), (3060, false)] {
            assert_eq!(secret.matching_step(&code, at(seconds), None).is_some(), counts, "{seconds}");
        }
        let step = secret.matching_step(&code, at(3000), None);
        assert_eq!(step, Some(100));
        assert_eq!(secret.matching_step(&code, at(3000), step), None);
        for typed in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"] {
            assert_eq!(secret.matching_step(typed, at(3000), None), None, "{typed}");
        }
    }
}
