//! The reporter behind masks (contract 12.4, handbook 9.2).

use crate::crypto::key_ring::KeyRing;
use crate::domain::identifiers::Nik;
use crate::error::Error;
use crate::reports::store::{self, IdentityField, Reporter};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who reports, so far that two reporters can be told apart. The first digits of a NIK would tell region and birth date.
#[derive(Serialize, ToSchema)]
pub struct MaskedReporter {
    /// Id.
    id: Uuid,
    /// First letters of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 400, example = "C*** P***")]
    name_masked: Option<String>,
    /// Last digits of the NIK.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 16, example = "************0001")]
    nik_masked: Option<String>,
    /// Whether a telephone number is known.
    has_phone: bool,
    /// Whether an e-mail address is known.
    has_email: bool,
    /// Whether an address is known.
    has_address: bool,
}

impl MaskedReporter {
    /// The masks of a reporter.
    ///
    /// # Errors
    /// Internal, when the identity cannot be opened.
    pub fn of(ring: &KeyRing, reporter: &Reporter) -> Result<Self, Error> {
        let identity = store::open(ring, reporter, &[IdentityField::Name, IdentityField::Nik])
            .map_err(|error| Error::internal(format!("identity of reporter {}: {error}", reporter.id)))?;
        let nik = identity.get(IdentityField::Nik).and_then(|nik| Nik::parse(nik.expose()).ok());
        Ok(Self {
            id: reporter.id.0,
            name_masked: identity.get(IdentityField::Name).map(|name| initials(name.expose())),
            nik_masked: nik.map(|nik| nik.masked()),
            has_phone: reporter.has(IdentityField::Phone),
            has_email: reporter.has(IdentityField::Email),
            has_address: reporter.has(IdentityField::Address),
        })
    }
}

/// Each word's first letter. The stars do not tell how long the words are.
fn initials(name: &str) -> String {
    let words: Vec<String> = name
        .split_whitespace()
        .take(5)
        .filter_map(|word| word.chars().next())
        .map(|first| format!("{first}***"))
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_name_tells_first_letters_only() {
        assert_eq!(initials("Contoh  Nama Pelapor"), "C*** N*** P***");
        assert_eq!(initials("Ñ"), "Ñ***");
        assert_eq!(initials(" "), "");
    }
}
