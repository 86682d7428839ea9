//! People who do not exist: names of made-up syllables, NIK of a district that was never issued (990000), telephone
//! numbers of a block kept for examples, addresses at example.org (handbook 10.6).

use super::chance::Chance;
use chrono::NaiveDate;

const SYLLABLES: [&str; 24] = [
    "ba", "du", "fe", "gi", "ho", "ja", "ke", "lo", "mi", "na", "po", "ra", "si", "ta", "vu", "wa", "ye", "zo", "bri",
    "kla", "mun", "ren", "sol", "tur",
];
const OCCUPATIONS: [&str; 8] =
    ["petani", "pedagang", "guru honorer", "buruh", "nelayan", "ibu rumah tangga", "pensiunan", "mahasiswa"];
const MARITAL: [&str; 3] = ["kawin", "belum kawin", "cerai"];
const STREETS: [&str; 6] = ["Contoh", "Umpama", "Misal", "Rekaan", "Peraga", "Teladan"];

/// Somebody who does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Resident's number.
    pub nik: String,
    /// Place of birth.
    pub birth_place: String,
    /// Day of birth.
    pub birth_on: NaiveDate,
    /// Marital status.
    pub marital_status: &'static str,
    /// Occupation.
    pub occupation: &'static str,
    /// Address.
    pub address: String,
    /// Telephone, E.164.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

/// Makes people, each another.
#[derive(Debug)]
pub struct People {
    chance: Chance,
    made: u32,
}

impl People {
    /// The people of this seed.
    pub const fn of(seed: u64) -> Self {
        Self { chance: Chance::of(seed), made: 0 }
    }

    /// A made-up name.
    pub fn name(&mut self) -> String {
        format!("{} {}", self.word(), self.word())
    }

    fn word(&mut self) -> String {
        let syllables = self.chance.between(2, 3);
        let word: String = (0..syllables).map(|_| *self.chance.pick(&SYLLABLES)).collect();
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// The next person.
    pub fn next(&mut self) -> Person {
        self.made += 1;
        let number = self.made;
        let chance = &mut self.chance;
        let (year, month, day) = (chance.between(1958, 2003), chance.between(1, 12), chance.between(1, 28));
        // Women carry 40 more in the day of their NIK.
        let shift = 40 * chance.below(2);
        let year_of_birth = i32::try_from(year).expect("a year of four digits");
        let birth_on = NaiveDate::from_ymd_opt(year_of_birth, month, day).expect("the 28th exists in every month");
        let serial = 1 + (number - 1) % 9999;
        let nik = format!("990000{:02}{month:02}{:02}{serial:04}", day + shift, year % 100);
        let (street, house) = (*chance.pick(&STREETS), chance.between(1, 199));
        let (occupation, marital_status) = (*chance.pick(&OCCUPATIONS), *chance.pick(&MARITAL));
        let name = self.name();
        Person {
            nik,
            birth_place: self.word(),
            birth_on,
            marital_status,
            occupation,
            address: format!("Jalan {street} Nomor {house}"),
            phone: format!("+628110000{:04}", number % 10_000),
            email: format!("pelapor{number:04}@example.org"),
            name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::identifiers::{Nik, Phone};

    #[test]
    fn nobody_exists_and_everybody_is_well_formed() {
        let mut people = People::of(1);
        for _ in 0..1500 {
            let person = people.next();
            assert!(Nik::parse(&person.nik).is_ok(), "{person:?}");
            assert!(person.nik.starts_with("990000"));
            assert!(Phone::parse(&person.phone).is_ok(), "{person:?}");
            assert!(person.email.ends_with("@example.org"));
        }
    }
}
