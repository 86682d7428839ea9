//! The number by which an agency knows its staff.

use super::{Nip, NipError, is_digits, starred};

/// A NIP for civil servants; elsewhere (enterprises, villages) whatever number the employer gives.
///
/// A NIP tells the birth date, so the number is shown to nobody in full.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct StaffNumber(String);

written!(StaffNumber);

/// Why a text is no staff number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaffNumberError {
    /// Not 3 to 30 letters, digits, dots, slashes or hyphens.
    #[error("not a staff number")]
    Format,
    /// It has the 18 digits of a NIP but cannot be one.
    #[error(transparent)]
    Nip(#[from] NipError),
}

impl StaffNumberError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Format => "staff_number_format",
            Self::Nip(error) => error.code(),
        }
    }
}

impl StaffNumber {
    /// Checks the form. Spaces are left out.
    ///
    /// # Errors
    /// [`StaffNumberError`].
    pub fn parse(text: &str) -> Result<Self, StaffNumberError> {
        let number: String = text.chars().filter(|c| *c != ' ').collect();
        if is_digits(&number, 18) {
            return Ok(Self(Nip::parse(&number)?.as_str().to_owned()));
        }
        let is_sound = (3..=30).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./-".contains(&byte));
        if is_sound { Ok(Self(number)) } else { Err(StaffNumberError::Format) }
    }

    /// The form that is shown: only the last three characters.
    pub fn masked(&self) -> String {
        starred(&self.0, 3)
    }
}

impl std::fmt::Debug for StaffNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StaffNumber(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_civil_servants_number_is_judged_as_a_nip() {
        let nip = StaffNumber::parse("19800229 200501 1 999").unwrap();
        assert_eq!(nip.masked(), "***************999");
        assert_eq!(StaffNumber::parse("198113292005011999"), Err(StaffNumberError::Nip(NipError::BirthDate)));
        assert_eq!(StaffNumber::parse("PAM-0077/21").unwrap().as_str(), "PAM-0077/21");
        for bad in ["", "12", "é123", "a_b_c", &"9".repeat(31)] {
            assert_eq!(StaffNumber::parse(bad), Err(StaffNumberError::Format), "{bad}");
        }
    }
}
