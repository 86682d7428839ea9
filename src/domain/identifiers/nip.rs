//! NIP: the number of a civil servant (*Nomor Induk Pegawai*).

use super::{is_digits, number, starred};
use chrono::NaiveDate;
use std::fmt;

/// A civil servant's number: 18 digits `YYYYMMDD YYYYMM S NNN`: birth, first appointment, 1 man or 2 woman, serial.
///
/// Contract staff (PPPK) carry 18 digits too, in which the month of appointment is no month. The number tells the
/// birth date, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nip(String);

written!(Nip);

/// Why a text is no NIP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NipError {
    /// Not 18 digits.
    #[error("a NIP has 18 digits")]
    Format,
    /// The first eight digits are no day.
    #[error("the birth date in the NIP is no day")]
    BirthDate,
    /// The digit after the appointment is neither 1 nor 2.
    #[error("the 15th digit of the NIP is neither 1 nor 2")]
    Sex,
}

impl NipError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        match self {
            NipError::Format => "nip_format",
            NipError::BirthDate => "nip_birth_date",
            NipError::Sex => "nip_sex",
        }
    }
}

/// What is odd about a NIP that is to be accepted all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NipWarning {
    /// The month of appointment is no month: right for contract staff, a slip for anyone else.
    AppointmentMonth,
}

impl NipWarning {
    /// Stable code for a reply.
    pub const fn code(self) -> &'static str {
        match self {
            NipWarning::AppointmentMonth => "nip_appointment_month",
        }
    }
}

impl Nip {
    /// Checks the number's form. Spaces between the groups, as on a letterhead, are left out.
    ///
    /// # Errors
    /// [`NipError`], the first from the left.
    pub fn parse(text: &str) -> Result<Self, NipError> {
        let digits: String = text.chars().filter(|c| *c != ' ').collect();
        if !is_digits(&digits, 18) {
            return Err(NipError::Format);
        }
        let year = number(&digits[..4]).cast_signed();
        if NaiveDate::from_ymd_opt(year, number(&digits[4..6]), number(&digits[6..8])).is_none() {
            return Err(NipError::BirthDate);
        }
        if !matches!(&digits[14..15], "1" | "2") {
            return Err(NipError::Sex);
        }
        Ok(Self(digits))
    }

    /// What to ask about.
    pub fn warning(&self) -> Option<NipWarning> {
        (!matches!(number(&self.0[12..14]), 1..=12)).then_some(NipWarning::AppointmentMonth)
    }

    /// The form for people who may not see the number.
    pub fn masked(&self) -> String {
        starred(&self.0, 3)
    }
}

impl fmt::Debug for Nip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nip(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_and_without_spaces_are_one() {
        let plain = Nip::parse("198002292005011999").unwrap();
        assert_eq!(Nip::parse("19800229 200501 1 999").unwrap(), plain);
        assert_eq!(plain.warning(), None);
        assert_eq!(plain.as_str(), "198002292005011999");
        assert_eq!((plain.masked().as_str(), format!("{plain:?}").as_str()), ("***************999", "Nip(redacted)"));
    }

    #[test]
    fn contract_staff_are_accepted_with_a_warning() {
        let contract = Nip::parse("198001012024212999").unwrap();
        assert_eq!(contract.warning(), Some(NipWarning::AppointmentMonth));
    }

    #[test]
    fn each_fault_has_its_code() {
        for (bad, code) in [
            ("", "nip_format"),
            ("19800101200501199", "nip_format"),
            ("1980010120050119990", "nip_format"),
            ("19800101-200501-1-999", "nip_format"),
            ("１９８００１０１２００５０１１９９９", "nip_format"),
            ("198102292005011999", "nip_birth_date"),
            ("198013012005011999", "nip_birth_date"),
            ("198001012005013999", "nip_sex"),
            ("198001012005010999", "nip_sex"),
        ] {
            assert_eq!(Nip::parse(bad).map_err(NipError::code), Err(code), "{bad:?}");
        }
    }
}
