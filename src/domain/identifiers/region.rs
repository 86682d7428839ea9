//! Regions and postal codes.

use super::{is_digits, number};

crate::codes! {
    /// Which level of government a region is.
    pub enum RegionLevel("region_level") {
        /// Provinsi.
        Province => "province", "provinsi", "province";
        /// Kabupaten.
        Regency => "regency", "kabupaten", "regency";
        /// Kota.
        City => "city", "kota", "city";
        /// Kecamatan.
        District => "district", "kecamatan", "district";
        /// Kelurahan: part of a kecamatan, without a government of its own.
        UrbanVillage => "urban_village", "kelurahan", "urban village";
        /// Desa, which is its own legal body.
        Village => "village", "desa", "village";
    }
}

/// A region's code (*kode wilayah*): `63`, `63.07`, `63.07.01`, `63.07.01.2003`. Text, never a number.
///
/// The code tells the level (Permendagri 58/2021): 01–69 is a kabupaten and 71–99 a kota; a fourth part that begins
/// with 1 is a kelurahan, with 2 a desa, with 3 a desa adat. Names do not identify: two kecamatan of the province are
/// called Simpang Empat.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionCode(String);

written!(RegionCode);

/// A text that is not shaped like a region's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a region code looks like 63, 63.07, 63.07.01 or 63.07.01.2003")]
pub struct RegionCodeError;

impl RegionCodeError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        "region_code_format"
    }
}

impl RegionCode {
    /// Checks the code's shape, not whether the region exists.
    ///
    /// # Errors
    /// [`RegionCodeError`].
    pub fn parse(text: &str) -> Result<Self, RegionCodeError> {
        let parts: Vec<&str> = text.split('.').collect();
        let shaped = (1..=4).contains(&parts.len())
            && parts.iter().zip([2, 2, 2, 4]).all(|(part, length)| is_digits(part, length))
            && number(parts[0]) >= 11
            && parts.get(1).is_none_or(|part| matches!(number(part), 1..=69 | 71..=99))
            && parts.get(2).is_none_or(|part| number(part) > 0)
            && parts.get(3).is_none_or(|part| matches!(part.as_bytes()[0], b'1'..=b'3'));
        if shaped { Ok(Self(text.to_owned())) } else { Err(RegionCodeError) }
    }

    /// The level that the code tells.
    pub fn level(&self) -> RegionLevel {
        match self.0.len() {
            2 => RegionLevel::Province,
            5 if number(&self.0[3..5]) < 70 => RegionLevel::Regency,
            5 => RegionLevel::City,
            8 => RegionLevel::District,
            _ if self.0.as_bytes()[9] == b'1' => RegionLevel::UrbanVillage,
            _ => RegionLevel::Village,
        }
    }

    /// The region that this one is part of; `None` for a province.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('.').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// The kabupaten or kota that this region is or lies in; the province itself for a province.
    pub fn government(&self) -> Self {
        Self(self.0.get(..5).unwrap_or(&self.0).to_owned())
    }

    /// Whether this region is `other` or lies in it. 63.07 lies in 63, but 63.071 would not lie in 63.07.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.strip_prefix(&other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

/// A postal code (*kode pos*): 5 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PostalCode(String);

written!(PostalCode);

/// A text that is no postal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a postal code has 5 digits")]
pub struct PostalCodeError;

impl PostalCodeError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        "postal_code_format"
    }
}

impl PostalCode {
    /// Reads a postal code of any province.
    ///
    /// # Errors
    /// [`PostalCodeError`].
    pub fn parse(text: &str) -> Result<Self, PostalCodeError> {
        if is_digits(text, 5) { Ok(Self(text.to_owned())) } else { Err(PostalCodeError) }
    }

    /// Whether it lies in the range of South Kalimantan, 70xxx to 72xxx.
    pub fn is_south_kalimantan(&self) -> bool {
        matches!(number(&self.0[..2]), 70..=72)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Code;

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn every_published_region_has_the_level_and_parent_that_its_code_tells() {
        let rows: Vec<&str> = include_str!("../../../data/regions.csv").lines().skip(1).collect();
        assert_eq!(rows.len(), 2186);
        for row in rows {
            let cells: Vec<&str> = row.split(',').collect();
            let [text, _name, level, parent] = cells[..] else { panic!("{row}") };
            let region = code(text);
            assert_eq!(region.level().label_id(), level, "{row}");
            assert_eq!(region.parent().as_ref().map_or("", RegionCode::as_str), parent, "{row}");
            assert!(region.is_within(&code("63")), "{row}");
            assert!(region.is_within(&region.government()), "{row}");
        }
    }

    #[test]
    fn a_region_lies_in_itself_and_above_but_not_beside() {
        assert!(code("63.07").is_within(&code("63.07")));
        assert!(code("63.07.01.2003").is_within(&code("63.07")));
        assert!(!code("63.07").is_within(&code("63.07.01")));
        assert!(!code("63.06.01").is_within(&code("63.07")));
        assert_eq!(code("63.07.01.2003").government(), code("63.07"));
        assert_eq!(code("63").government(), code("63"));
        assert_eq!(code("63.71").level(), RegionLevel::City);
    }

    #[test]
    fn what_is_not_shaped_like_a_code_is_refused() {
        for bad in [
            "",
            "6",
            "630",
            "63.",
            ".63",
            "63.7",
            "63.00",
            "63.70",
            "63.07.00",
            "63.07.1",
            "63.07.01.203",
            "63.07.01.0003",
            "63.07.01.4003",
            "63.07.01.20031",
            "63.07.01.2003.1",
            "63,07",
            "63 .07",
            "00",
            "63.07\n",
            "٦٣",
            "63.07.01.é03",
        ] {
            assert_eq!(RegionCode::parse(bad).map_err(RegionCodeError::code), Err("region_code_format"), "{bad:?}");
        }
    }

    #[test]
    fn postal_codes_have_five_digits() {
        assert!(PostalCode::parse("70111").unwrap().is_south_kalimantan());
        assert!(PostalCode::parse("72999").unwrap().is_south_kalimantan());
        assert!(!PostalCode::parse("10110").unwrap().is_south_kalimantan());
        for bad in ["", "7011", "701111", "7011a", "70 111"] {
            assert_eq!(PostalCode::parse(bad), Err(PostalCodeError), "{bad:?}");
        }
    }
}
