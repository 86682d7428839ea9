//! Numbers of reports and letters. SIMPeL, the Ombudsman's national system, issues the first two: they are entered here,
//! never made.

use super::{is_digits, number};
use chrono::{Datelike, NaiveDate};

const ROMAN_MONTHS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// The intake number of a report (*nomor agenda*): six digits, dot, year, as in `010228.2022`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AgendaNumber(String);

written!(AgendaNumber);

/// A text that is no agenda number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an agenda number is six digits, a dot and the year")]
pub struct AgendaNumberError;

impl AgendaNumberError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        "agenda_number_format"
    }
}

impl AgendaNumber {
    /// Reads an agenda number.
    ///
    /// # Errors
    /// [`AgendaNumberError`].
    pub fn parse(text: &str) -> Result<Self, AgendaNumberError> {
        let shaped = text.split_once('.').is_some_and(|(serial, year)| is_digits(serial, 6) && is_digits(year, 4));
        if shaped { Ok(Self(text.to_owned())) } else { Err(AgendaNumberError) }
    }

    /// The year of intake.
    pub fn year(&self) -> i32 {
        number(&self.0[7..]).cast_signed()
    }
}

/// The registration number of a report admitted to examination (*nomor arsip*): sequence, kind, Roman month, year and
/// office, as in `0179/LM/VI/2022/BJM`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ArchiveNumber(String);

written!(ArchiveNumber);

/// What is wrong with an archive number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveNumberError {
    /// Not shaped like one.
    #[error("an archive number looks like 0179/LM/VI/2022/BJM")]
    Format,
    /// Its month is not the month of registration.
    #[error("the Roman month is not the month of registration")]
    Month,
    /// Its year is not the year of registration.
    #[error("the year is not the year of registration")]
    Year,
    /// Another office's number.
    #[error("the number belongs to another office")]
    Office,
}

impl ArchiveNumber {
    /// Reads an archive number of any office.
    ///
    /// # Errors
    /// [`ArchiveNumberError::Format`].
    pub fn parse(text: &str) -> Result<Self, ArchiveNumberError> {
        let capitals = |part: &str| part.bytes().all(|byte| byte.is_ascii_uppercase());
        let parts: Vec<&str> = text.split('/').collect();
        let [sequence, kind, month, year, office] = parts[..] else { return Err(ArchiveNumberError::Format) };
        let shaped = is_digits(sequence, 4)
            && (2..=4).contains(&kind.len())
            && capitals(kind)
            && ROMAN_MONTHS.contains(&month)
            && is_digits(year, 4)
            && office.len() == 3
            && capitals(office);
        if shaped { Ok(Self(text.to_owned())) } else { Err(ArchiveNumberError::Format) }
    }

    fn part(&self, index: usize) -> &str {
        self.0.split('/').nth(index).expect("five parts were checked")
    }

    /// The kind of access it was registered as, such as `LM`.
    pub fn kind(&self) -> &str {
        self.part(1)
    }

    /// The office that registered it.
    pub fn office(&self) -> &str {
        self.part(4)
    }

    /// Whether the number fits the day of registration and is one of these offices'.
    ///
    /// # Errors
    /// The first of [`ArchiveNumberError::Month`], [`ArchiveNumberError::Year`], [`ArchiveNumberError::Office`].
    pub fn check(&self, registered_on: NaiveDate, offices: &[String]) -> Result<(), ArchiveNumberError> {
        let month = ROMAN_MONTHS.iter().zip(1..).find(|(roman, _)| **roman == self.part(2)).map(|(_, month)| month);
        if month != Some(registered_on.month()) {
            return Err(ArchiveNumberError::Month);
        }
        if number(self.part(3)).cast_signed() != registered_on.year() {
            return Err(ArchiveNumberError::Year);
        }
        if !offices.iter().any(|office| office == self.office()) {
            return Err(ArchiveNumberError::Office);
        }
        Ok(())
    }
}

/// The number of a letter or decision (*nomor surat*, *nomor SK*): 3 to 100 letters, digits, spaces and `. / - ( )`.
///
/// Free, because every government numbers in its own way: `188.45/123/KUM/2022`, `800/123-SET/ITKO`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LetterNumber(String);

written!(LetterNumber);

/// What is wrong with a letter's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LetterNumberError {
    /// Shorter than 3 or longer than 100 characters.
    #[error("a letter number has 3 to 100 characters")]
    Length,
    /// A character that no letter number has, or no letter or digit at all.
    #[error("a letter number has letters, digits, spaces and . / - ( ) only")]
    Characters,
}

impl LetterNumberError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        match self {
            LetterNumberError::Length => "letter_number_length",
            LetterNumberError::Characters => "letter_number_characters",
        }
    }
}

impl LetterNumber {
    /// Reads a letter number; spaces around it are left out.
    ///
    /// # Errors
    /// [`LetterNumberError`].
    pub fn parse(text: &str) -> Result<Self, LetterNumberError> {
        let text = text.trim_matches(' ');
        if !(3..=100).contains(&text.chars().count()) {
            return Err(LetterNumberError::Length);
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '/' | '-' | '(' | ')');
        if !text.chars().all(allowed) || !text.contains(|c: char| c.is_ascii_alphanumeric()) {
            return Err(LetterNumberError::Characters);
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agenda_numbers() {
        assert_eq!(AgendaNumber::parse("010228.2022").unwrap().year(), 2022);
        for bad in [
            "",
            "10228.2022",
            "010228.22",
            "010228-2022",
            "010228.2022.",
            "010228.2022\n",
            "01022a.2022",
            "٠١٠٢٢٨.2022",
        ] {
            assert_eq!(AgendaNumber::parse(bad), Err(AgendaNumberError), "{bad:?}");
        }
    }

    #[test]
    fn archive_numbers_fit_their_registration() {
        let number = ArchiveNumber::parse("0179/LM/VI/2022/BJM").unwrap();
        assert_eq!((number.kind(), number.office()), ("LM", "BJM"));
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        let check = |day: &str, office: &str| number.check(on(day), &[office.to_owned()]);
        assert_eq!(check("2022-06-17", "BJM"), Ok(()));
        assert_eq!(check("2022-07-01", "BJM"), Err(ArchiveNumberError::Month));
        assert_eq!(check("2023-06-17", "BJM"), Err(ArchiveNumberError::Year));
        assert_eq!(check("2022-06-17", "PLK"), Err(ArchiveNumberError::Office));
        for (roman, month) in ROMAN_MONTHS.iter().zip(1..) {
            let number = ArchiveNumber::parse(&format!("0001/LM/{roman}/2026/BJM")).unwrap();
            assert_eq!(number.check(NaiveDate::from_ymd_opt(2026, month, 1).unwrap(), &["BJM".to_owned()]), Ok(()));
        }
    }

    #[test]
    fn what_is_no_archive_number_is_refused() {
        for bad in [
            "",
            "179/LM/VI/2022/BJM",
            "0179/L/VI/2022/BJM",
            "0179/LAPOR/VI/2022/BJM",
            "0179/lm/VI/2022/BJM",
            "0179/LM/IIII/2022/BJM",
            "0179/LM/XIII/2022/BJM",
            "0179/LM/6/2022/BJM",
            "0179/LM/VI/22/BJM",
            "0179/LM/VI/2022/BJMM",
            "0179/LM/VI/2022",
            "0179/LM/VI/2022/BJM/",
            "0179/LM/VI/2022/BJM ",
        ] {
            assert_eq!(ArchiveNumber::parse(bad), Err(ArchiveNumberError::Format), "{bad:?}");
        }
    }

    #[test]
    fn letter_numbers_of_every_government_are_accepted() {
        for good in [
            "060.1/KP/2024",
            "188.45/123/KUM/2022",
            "800/123-SET/ITKO",
            "100.3.3.3/0123/KUM/2024",
            "002/HM.01-22.08/II/2022",
            "B-16 (2)",
        ] {
            assert_eq!(LetterNumber::parse(&format!(" {good} ")).unwrap().as_str(), good);
        }
        assert!(LetterNumber::parse(&"1".repeat(100)).is_ok());
    }

    #[test]
    fn each_fault_of_a_letter_number_has_its_code() {
        for (bad, code) in [
            ("", "letter_number_length"),
            ("12", "letter_number_length"),
            ("  12  ", "letter_number_length"),
            (&*"1".repeat(101), "letter_number_length"),
            ("---", "letter_number_characters"),
            ("12\u{0}3", "letter_number_characters"),
            ("12\n3", "letter_number_characters"),
            ("800/123;DROP", "letter_number_characters"),
            ("800/１２３", "letter_number_characters"),
        ] {
            assert_eq!(LetterNumber::parse(bad).map_err(LetterNumberError::code), Err(code), "{bad:?}");
        }
    }
}
