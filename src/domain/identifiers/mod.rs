//! Identifiers that people write by hand: checked once, then carried in types that cannot be wrong.
//!
//! Every error has a stable `code()`. What may legitimately look wrong, such as a NIK that differs from the birth date,
//! is a *warning*: people live with errors in their papers (handbook 8.1).
//!
//! **Not here:** whether an identifier exists, is unique, or belongs to somebody; how it is encrypted and searched.

/// Gives a newtype over checked text its accessor and its display.
macro_rules! written {
    ($name:ident) => {
        impl $name {
            /// As it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

mod address;
mod letters;
mod nik;
mod nip;
mod phone;
mod region;
mod staff_number;

pub use address::{Email, EmailError, Website, WebsiteError};
pub use letters::{
    AgendaNumber, AgendaNumberError, ArchiveNumber, ArchiveNumberError, LetterNumber, LetterNumberError,
};
pub use nik::{Nik, NikError, NikWarning};
pub use nip::{Nip, NipError, NipWarning};
pub use phone::{Phone, PhoneError, PhoneKind};
pub use region::{PostalCode, PostalCodeError, RegionCode, RegionCodeError, RegionLevel};
pub use staff_number::{StaffNumber, StaffNumberError};

/// Whether `text` is `length` ASCII digits: digits of other scripts look alike and are none.
fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number that a few ASCII digits write.
fn number(digits: &str) -> u32 {
    digits.bytes().fold(0, |value, byte| value * 10 + u32::from(byte - b'0'))
}

/// `text` with all but its last `shown` characters starred; for ASCII text.
fn starred(text: &str, shown: usize) -> String {
    let hidden = text.len().saturating_sub(shown);
    format!("{}{}", "*".repeat(hidden), &text[hidden..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever somebody types is answered, and what is accepted is accepted again as it was kept.
        #[test]
        fn any_text_is_answered(text in "\\PC{0,24}|[0-9+. /()-]{0,24}|[0-9]{16}|[0-9]{18}|0[58][0-9]{6,13}|[0-9]{2}(\\.[0-9]{2}){0,2}(\\.[0-9]{4})?") {
            if let Ok(nik) = Nik::parse(&text) {
                prop_assert!(nik.masked().starts_with("************"));
                prop_assert!(nik.warnings(chrono::NaiveDate::from_ymd_opt(1990, 1, 1), |_| false).len() <= 2);
            }
            if let Ok(nip) = Nip::parse(&text) {
                prop_assert_eq!(Nip::parse(nip.as_str()), Ok(nip));
            }
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone));
            }
            if let Ok(region) = RegionCode::parse(&text) {
                prop_assert!(region.is_within(&region.government()));
                prop_assert!(region.parent().is_none_or(|parent| region.is_within(&parent)));
                let _ = region.level();
            }
            if let Ok(letter) = LetterNumber::parse(&text) {
                prop_assert_eq!(LetterNumber::parse(letter.as_str()), Ok(letter));
            }
            let _ = (AgendaNumber::parse(&text), ArchiveNumber::parse(&text), PostalCode::parse(&text));
        }
    }
}
