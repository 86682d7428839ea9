//! The written form of random secrets that we hand out: a prefix that secret scanners look for, 256 random bits in base
//! 62, and a checksum by which a scanner, and we, tell a real one from a lookalike without asking anybody.
//!
//! `<prefix><43 characters><6 characters>`; the checksum is the CRC-32 (IEEE 802.3) of all that precedes it.

use crate::crypto::random;
use crate::crypto::secret::Secret;
use zeroize::Zeroizing;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^43 is the first power of 62 above 2^256.
const BODY: usize = 43;
/// 62^6 is above 2^32.
const CHECKSUM: usize = 6;

/// A fresh secret with this prefix.
pub(super) fn generate(prefix: &'static str) -> Secret<String> {
    let mut number = Zeroizing::new(random::bytes::<32>());
    let mut text = String::with_capacity(prefix.len() + BODY + CHECKSUM);
    text.push_str(prefix);
    for _ in 0..BODY {
        text.push(digit(divide_by_62(&mut number)));
    }
    let checksum = checksum_of(&text);
    text.push_str(&checksum);
    Secret::new(text)
}

/// The secret that somebody sent, if it has the form of one of this prefix. Costs no look-up and no key.
pub(super) fn parse(prefix: &'static str, text: &str) -> Option<Secret<String>> {
    let body = text.strip_prefix(prefix)?;
    if body.len() != BODY + CHECKSUM || !body.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let (checked, checksum) = text.split_at(prefix.len() + BODY);
    (checksum_of(checked) == checksum).then(|| Secret::new(text.to_owned()))
}

/// Divides the big-endian number in place and returns the remainder.
fn divide_by_62(number: &mut [u8; 32]) -> u32 {
    let mut remainder = 0;
    for byte in number {
        let dividend = remainder << 8 | u32::from(*byte);
        *byte = u8::try_from(dividend / 62).expect("the remainder is below 62, so the quotient is below 256");
        remainder = dividend % 62;
    }
    remainder
}

fn checksum_of(text: &str) -> String {
    let mut crc = flate2::Crc::new();
    crc.update(text.as_bytes());
    let mut rest = crc.sum();
    let mut digits = [0; CHECKSUM];
    for place in digits.iter_mut().rev() {
        *place = rest % 62;
        rest /= 62;
    }
    digits.into_iter().map(digit).collect()
}

fn digit(value: u32) -> char {
    char::from(ALPHABET[(value % 62) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_that_scanners_know() {
        // CRC-32 of "123456789" is 0xCBF43926 by every implementation; in base 62: 3 45 35 27 22 14.
        assert_eq!(checksum_of("123456789"), "3jZRME");
    }

    #[test]
    fn a_secret_has_its_form() {
        let secret = generate("nrs_");
        let text = secret.expose();
        assert_eq!(text.len(), 4 + 43 + 6);
        assert_eq!(parse("nrs_", text).unwrap().expose(), text);
        assert!(parse("nrr_", text).is_none());
        assert_ne!(generate("nrs_").expose(), text);
    }

    #[test]
    fn the_largest_number_fits_and_the_smallest_is_padded() {
        let digits = |byte: u8| {
            let mut number = [byte; 32];
            let digits: Vec<u32> = (0..BODY).map(|_| divide_by_62(&mut number)).collect();
            assert_eq!(number, [0; 32], "nothing is lost");
            digits
        };
        assert!(digits(0).iter().all(|&digit| digit == 0));
        assert_ne!(digits(255)[BODY - 1], 0);
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        let text = generate("nrs_").expose().clone();
        for position in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[position] = if changed[position] == b'x' { b'y' } else { b'x' };
            assert!(parse("nrs_", std::str::from_utf8(&changed).unwrap()).is_none(), "character {position}");
        }
        let long = format!("{text}0");
        for other in ["", "nrs_", &text[..52], &long, " ", &"é".repeat(30), &format!(" {text}"), &format!("{text}\n")]
        {
            assert!(parse("nrs_", other).is_none(), "{other:?}");
        }
    }
}
