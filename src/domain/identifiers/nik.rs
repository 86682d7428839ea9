//! NIK: the number of a resident (*Nomor Induk Kependudukan*).

use super::region::RegionCode;
use super::{is_digits, number, starred};
use chrono::{Datelike, NaiveDate};
use std::fmt;

/// A resident's number: 16 digits `PPKKCC DDMMYY NNNN`, the day plus 40 for women, without a check digit.
///
/// It is given once for life and never re-issued, so an old district or a wrong birth date in it stays.
/// Its digits leave this type only through [`Nik::expose`]; neither `Debug` nor `Display` shows them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nik(String);

/// Why a text is no NIK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NikError {
    /// Not 16 digits.
    #[error("a NIK has 16 digits")]
    Format,
    /// The day is neither 01–31 nor 41–71.
    #[error("the day in the NIK is neither 01-31 nor 41-71")]
    Day,
    /// The month is not 01–12.
    #[error("the month in the NIK is not 01-12")]
    Month,
    /// The serial is 0000.
    #[error("the serial in the NIK is 0000")]
    Serial,
}

impl NikError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        match self {
            NikError::Format => "nik_format",
            NikError::Day => "nik_day",
            NikError::Month => "nik_month",
            NikError::Serial => "nik_serial",
        }
    }
}

/// What is odd about a NIK that is to be accepted all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NikWarning {
    /// Its first six digits are no district of today; districts are renumbered, NIKs are not.
    DistrictUnknown,
    /// Its birth date is not the one on record.
    BirthDateDiffers,
}

impl NikWarning {
    /// Stable code for a reply.
    pub const fn code(self) -> &'static str {
        match self {
            NikWarning::DistrictUnknown => "nik_district_unknown",
            NikWarning::BirthDateDiffers => "nik_birth_date_differs",
        }
    }
}

impl Nik {
    /// Checks the number's form, not whether it was ever issued.
    ///
    /// # Errors
    /// [`NikError`], the first from the left.
    pub fn parse(text: &str) -> Result<Self, NikError> {
        if !is_digits(text, 16) {
            return Err(NikError::Format);
        }
        if !matches!(number(&text[6..8]), 1..=31 | 41..=71) {
            return Err(NikError::Day);
        }
        if !matches!(number(&text[8..10]), 1..=12) {
            return Err(NikError::Month);
        }
        if number(&text[12..]) == 0 {
            return Err(NikError::Serial);
        }
        Ok(Self(text.to_owned()))
    }

    /// The sixteen digits. Only for encryption, the blind index and a recorded reveal.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The form for people who may not see the number: `************4321`.
    pub fn masked(&self) -> String {
        starred(&self.0, 4)
    }

    /// The district of first registration, if the digits can be one.
    pub fn district(&self) -> Option<RegionCode> {
        RegionCode::parse(&format!("{}.{}.{}", &self.0[..2], &self.0[2..4], &self.0[4..6])).ok()
    }

    /// What to ask about, given the birth date on record and the districts known today.
    pub fn warnings(&self, born_on: Option<NaiveDate>, is_district: impl Fn(&RegionCode) -> bool) -> Vec<NikWarning> {
        let mut warnings = Vec::new();
        if !self.district().is_some_and(|district| is_district(&district)) {
            warnings.push(NikWarning::DistrictUnknown);
        }
        let differs = |born: NaiveDate| {
            let day = number(&self.0[6..8]) % 40;
            let written = (day, number(&self.0[8..10]), number(&self.0[10..12]));
            written != (born.day(), born.month(), born.year().rem_euclid(100).cast_unsigned())
        };
        if born_on.is_some_and(differs) {
            warnings.push(NikWarning::BirthDateDiffers);
        }
        warnings
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nik(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_numbers_are_accepted_for_both_sexes() {
        for good in ["9900000101900001", "9900003112990001", "9900004101900001", "9900007112004321"] {
            assert_eq!(Nik::parse(good).unwrap().expose(), good);
        }
    }

    #[test]
    fn each_fault_has_its_code() {
        let table = [
            ("", "nik_format"),
            ("990000010190001", "nik_format"),
            ("99000001019000011", "nik_format"),
            ("990000010190000a", "nik_format"),
            ("9900 0001019 0001", "nik_format"),
            ("9900000101900001\n", "nik_format"),
            ("٩٩٠٠٠٠٠١٠١٩٠٠٠٠١", "nik_format"),
            ("99000001019000💥", "nik_format"),
            ("9900000001900001", "nik_day"),
            ("9900003201900001", "nik_day"),
            ("9900004001900001", "nik_day"),
            ("9900007201900001", "nik_day"),
            ("9900000100900001", "nik_month"),
            ("9900000113900001", "nik_month"),
            ("9900000101900000", "nik_serial"),
        ];
        for (bad, code) in table {
            assert_eq!(Nik::parse(bad).map_err(NikError::code), Err(code), "{bad:?}");
        }
    }

    #[test]
    fn the_number_does_not_leak() {
        let nik = Nik::parse("9900004101904321").unwrap();
        assert_eq!(format!("{nik:?}"), "Nik(redacted)");
        assert_eq!(nik.masked(), "************4321");
    }

    #[test]
    fn what_may_be_wrong_for_life_is_only_a_warning() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let woman = Nik::parse("6371014102900001").unwrap();
        assert_eq!(woman.district().unwrap().as_str(), "63.71.01");
        assert_eq!(woman.warnings(Some(day("1990-02-01")), |_| true), []);
        assert_eq!(woman.warnings(None, |_| true), []);
        assert_eq!(
            woman.warnings(Some(day("1990-02-02")), |_| false),
            [NikWarning::DistrictUnknown, NikWarning::BirthDateDiffers]
        );
        let nowhere = Nik::parse("9900003101900001").unwrap();
        assert_eq!(nowhere.warnings(Some(day("1990-01-31")), |_| true), [NikWarning::DistrictUnknown]);
    }
}
