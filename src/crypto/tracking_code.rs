//! *Kode lacak*: the 128-bit random code by which a reporter follows their own report without an account.
//!
//! It is made to be read over the telephone and typed from paper: Crockford's base 32 (no I, L, O or U) in seven groups
//! of four, the last 12 bits being a check against typing mistakes. It is shown once and stored only as an HMAC, so a
//! stolen database follows nobody's report. (Report ids are UUIDv7 and show when they were made: contract 4.1.)

use super::key_ring::KeyRing;
use super::{hmac_sha256, random, sha256};
use std::fmt;
use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 28 characters of 5 bits: 128 of the code and 12 of the check.
const CHARACTERS: usize = 28;
const CHECK_BITS: u32 = 12;

/// A reporter's code. Prints as `[redacted]`; [`TrackingCode::text`] is for the reporter alone.
#[derive(Clone)]
pub struct TrackingCode(Zeroizing<[u8; 16]>);

/// Why a typed code cannot be one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrackingCodeError {
    /// Not 28 characters of the alphabet, apart from hyphens and spaces.
    #[error("not of the form of a tracking code")]
    Form,
    /// A character was mistyped or two were swapped.
    #[error("the tracking code was mistyped")]
    Mistyped,
}

impl TrackingCode {
    /// A fresh random code.
    pub fn generate() -> Self {
        Self(Zeroizing::new(random::bytes()))
    }

    /// Reads a typed code: any case, hyphens and spaces anywhere; O is read as 0, I and L as 1.
    ///
    /// # Errors
    /// The text is not a code, or was mistyped. Neither says whether a report has that code.
    pub fn parse(text: &str) -> Result<Self, TrackingCodeError> {
        let mut code: u128 = 0;
        let mut check: u128 = 0;
        let mut characters = 0;
        for character in text.chars().filter(|c| !matches!(c, '-' | ' ')) {
            let value = value_of(character).ok_or(TrackingCodeError::Form)?;
            // The first 25 characters hold 125 bits; the 26th holds the code's last 3 bits and the check's first 2.
            match characters {
                0..25 => code = code << 5 | value,
                25 => {
                    code = code << 3 | value >> 2;
                    check = value & 0b11;
                }
                26..CHARACTERS => check = check << 5 | value,
                _ => return Err(TrackingCodeError::Form),
            }
            characters += 1;
        }
        if characters != CHARACTERS {
            return Err(TrackingCodeError::Form);
        }
        let bytes = Zeroizing::new(code.to_be_bytes());
        if check != check_of(&bytes) {
            return Err(TrackingCodeError::Mistyped);
        }
        Ok(Self(bytes))
    }

    /// The form to show the reporter, once: `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`.
    pub fn text(&self) -> Zeroizing<String> {
        let code = u128::from_be_bytes(*self.0);
        let check = check_of(&self.0);
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS + CHARACTERS / 4));
        for position in 0..CHARACTERS {
            if position > 0 && position % 4 == 0 {
                text.push('-');
            }
            let value = match position {
                0..25 => code >> (123 - 5 * position),
                25 => (code & 0b111) << 2 | check >> 10,
                _ => check >> (5 * (CHARACTERS - 1 - position)),
            };
            text.push(char::from(ALPHABET[(value & 0b1_1111) as usize]));
        }
        text
    }
}

impl fmt::Debug for TrackingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl KeyRing {
    /// What the database stores and looks up in place of the code.
    pub fn tracking_digest(&self, code: &TrackingCode) -> [u8; 32] {
        hmac_sha256(self.tracking_key(), &[&code.0[..]])
    }

    /// What the database stores in place of the second factor. It depends on the code, so that equal factors of two
    /// reports do not look equal.
    pub fn tracking_pin_digest(&self, code: &TrackingCode, pin: &str) -> [u8; 32] {
        hmac_sha256(self.tracking_key(), &[&code.0[..], b"|", pin.as_bytes()])
    }
}

/// The first 12 bits of the code's SHA-256.
fn check_of(bytes: &[u8; 16]) -> u128 {
    let [first, second, ..] = sha256(bytes);
    u128::from(u16::from_be_bytes([first, second]) >> (16 - CHECK_BITS))
}

fn value_of(character: char) -> Option<u128> {
    let canonical = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|&letter| char::from(letter) == canonical).map(|position| position as u128)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        for _ in 0..200 {
            let code = TrackingCode::generate();
            let text = code.text().to_string();
            assert_eq!(text.len(), 34, "{text}");
            let typed = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            for variant in [text.clone(), text.replace('-', ""), typed] {
                assert_eq!(TrackingCode::parse(&variant).unwrap().0, code.0, "{variant}");
            }
        }
    }

    #[test]
    fn the_ends_of_the_range_read_back() {
        for bytes in [[0; 16], [255; 16]] {
            let code = TrackingCode(Zeroizing::new(bytes));
            assert_eq!(*TrackingCode::parse(&code.text()).unwrap().0, bytes);
        }
    }

    #[test]
    fn a_mistyped_character_is_noticed() {
        let text = TrackingCode(Zeroizing::new(*b"0123456789abcdef")).text().to_string();
        let mut unnoticed = 0;
        for position in (0..text.len()).filter(|&position| &text[position..=position] != "-") {
            for &letter in ALPHABET {
                let mut typed = text.clone().into_bytes();
                if typed[position] == letter {
                    continue;
                }
                typed[position] = letter;
                unnoticed += usize::from(TrackingCode::parse(std::str::from_utf8(&typed).unwrap()).is_ok());
            }
        }
        assert!(unnoticed <= 3, "{unnoticed} of 868 mistakes unnoticed, where 1 in 4096 is expected");
    }

    #[test]
    fn nonsense_is_refused() {
        let long = "0".repeat(29);
        for text in ["", "-", "0", "UUUU-UUUU-UUUU-UUUU-UUUU-UUUU-UUUU", &long, "é", "٣٣٣٣", "\0"] {
            assert_eq!(TrackingCode::parse(text).unwrap_err(), TrackingCodeError::Form, "{text:?}");
        }
    }

    #[test]
    fn the_digest_depends_on_the_ring() {
        let code = TrackingCode::generate();
        let ring = KeyRing::generate(NOW).unwrap();
        assert_eq!(ring.tracking_digest(&code), ring.tracking_digest(&TrackingCode::parse(&code.text()).unwrap()));
        assert_ne!(ring.tracking_digest(&code), KeyRing::generate(NOW).unwrap().tracking_digest(&code));
        assert_eq!(format!("{code:?}"), "[redacted]");
    }
}
