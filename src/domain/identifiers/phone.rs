//! Phone numbers of people and offices in South Kalimantan.

use super::starred;
use std::fmt;

crate::codes! {
    /// What a phone number reaches.
    pub enum PhoneKind("phone_kind") {
        /// A mobile phone, which can also be written to.
        Mobile => "mobile", "telepon seluler", "mobile phone";
        /// A fixed line.
        Landline => "landline", "telepon tetap", "fixed line";
    }
}

/// Area codes of South Kalimantan's fixed lines, without the leading 0.
const AREAS: [&str; 6] = ["511", "512", "517", "518", "526", "527"];

/// A phone number, kept in E.164: `+62` and the national number without its leading 0.
///
/// Accepted are mobile numbers (`8` and 8 to 11 further digits) and fixed lines of the province. `Debug` shows only
/// the last digits: numbers belong to people.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

written!(Phone);

/// Why a text is no phone number that this service takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// It does not begin with `08`, `05`, `62` or `+62`, or holds something else than digits and separators.
    #[error("not an Indonesian phone number")]
    Format,
    /// A fixed line outside South Kalimantan, or no area at all.
    #[error("the area code is not one of South Kalimantan")]
    Area,
    /// Too short or too long for its kind.
    #[error("too few or too many digits")]
    Length,
}

impl PhoneError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        match self {
            PhoneError::Format => "phone_format",
            PhoneError::Area => "phone_area",
            PhoneError::Length => "phone_length",
        }
    }
}

impl Phone {
    /// Reads `08..`, `628..`, `+62 8..` or a fixed line `0511 ..`, with spaces, dashes, dots or brackets between.
    ///
    /// # Errors
    /// [`PhoneError`].
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let (text, international) = match text.trim_matches(' ').strip_prefix('+') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        if !text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')')) {
            return Err(PhoneError::Format);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let national = match digits.strip_prefix("62") {
            Some(national) => national,
            None if international => return Err(PhoneError::Format),
            None => digits.strip_prefix('0').ok_or(PhoneError::Format)?,
        };
        let fits = match national.as_bytes() {
            [b'8', further @ ..] => (8..=11).contains(&further.len()),
            [] | [b'0', ..] => return Err(PhoneError::Format),
            _ => {
                let local = AREAS.iter().find_map(|area| national.strip_prefix(area)).ok_or(PhoneError::Area)?;
                (5..=8).contains(&local.len())
            }
        };
        if fits { Ok(Self(format!("+62{national}"))) } else { Err(PhoneError::Length) }
    }

    /// What the number reaches.
    pub fn kind(&self) -> PhoneKind {
        if self.0.starts_with("+628") { PhoneKind::Mobile } else { PhoneKind::Landline }
    }

    /// The form for people who may not see the number: only the last three digits.
    pub fn masked(&self) -> String {
        starred(&self.0, 3)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_gives_one_number() {
        for text in [
            "081234567890",
            "6281234567890",
            "+62 812-3456-7890",
            "0812.3456.7890",
            "+62 (812) 34567890",
            " 081234567890 ",
        ] {
            let phone = Phone::parse(text).unwrap();
            assert_eq!((phone.as_str(), phone.kind()), ("+6281234567890", PhoneKind::Mobile), "{text}");
        }
        let office = Phone::parse("(0511) 330-0000").unwrap();
        assert_eq!((office.as_str(), office.kind()), ("+625113300000", PhoneKind::Landline));
        assert_eq!(format!("{office:?}"), "Phone(**********000)");
        assert_eq!(Phone::parse(office.as_str()), Ok(office));
    }

    #[test]
    fn lengths_are_those_of_the_kind() {
        assert!(Phone::parse("0800000000").is_ok());
        assert!(Phone::parse("0800000000000").is_ok());
        for bad in ["080000000", "08000000000000", "05110000", "0511000000000"] {
            assert_eq!(Phone::parse(bad), Err(PhoneError::Length), "{bad}");
        }
    }

    #[test]
    fn each_fault_has_its_code() {
        for (bad, code) in [
            ("", "phone_format"),
            ("0", "phone_format"),
            ("62", "phone_format"),
            ("812345678", "phone_format"),
            ("+6581234567", "phone_format"),
            ("+62081234567890", "phone_format"),
            ("0812 3456 789O", "phone_format"),
            ("0812+34567890", "phone_format"),
            ("08123456789\0", "phone_format"),
            ("0８１２３４５６７８９０", "phone_format"),
            ("021 5000000", "phone_area"),
        ] {
            assert_eq!(Phone::parse(bad).map_err(PhoneError::code), Err(code), "{bad:?}");
        }
    }
}
