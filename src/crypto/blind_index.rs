//! Blind indices: find a NIK, phone number or e-mail address that is stored encrypted, by equality only (contract 12.3).
//!
//! A NIK is structured and has far fewer than 10^16 values, so whoever holds the index key can enumerate it. Therefore
//! the key lives in the key ring and not in the database, and is derived anew per tenant and column. What the index
//! gives away, that two rows of one tenant and column are equal, is needed to find duplicates and accepted.

use super::hmac_sha256;
use super::key_ring::KeyRing;
use super::secret::KeyBytes;
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

/// A blind index: what the database stores and compares.
pub type BlindIndex = [u8; 16];

impl KeyRing {
    /// The index of a value: the first 16 bytes of `HMAC-SHA-256(HKDF(index key, "tenant|column"), value)`.
    ///
    /// `normalised` is the value in the one form in which equal values are equal; normalising is the domain's work.
    pub fn blind_index(&self, tenant: Uuid, column: &'static str, normalised: &str) -> BlindIndex {
        blind_index(self.blind_index_key(), tenant, column, normalised)
    }
}

fn blind_index(key: &KeyBytes, tenant: Uuid, column: &'static str, normalised: &str) -> BlindIndex {
    let info = format!("{}|{column}", tenant.hyphenated());
    let mut derived = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, key.as_bytes())
        .expand(info.as_bytes(), &mut derived[..])
        .expect("HKDF gives up to 255 hashes, and one is asked");
    let derived = KeyBytes::from_slice(&derived[..]).expect("32 bytes were derived");
    let mac = hmac_sha256(&derived, &[normalised.as_bytes()]);
    *mac.first_chunk().expect("a SHA-256 MAC has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_an_independent_implementation() {
        // Python: hkdf from the `hmac` and `hashlib` modules, RFC 5869 by hand.
        let key = KeyBytes::from_slice(&[0x0b; 32]).unwrap();
        let index = blind_index(&key, Uuid::from_u128(63), "nik", "6371010101900001");
        let hex: String = index.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "813eae25425f28d844b994494f30c87f");
    }

    #[test]
    fn differs_by_key_tenant_column_and_value() {
        let key = KeyBytes::generate();
        let tenant = Uuid::from_u128(1);
        let index = blind_index(&key, tenant, "nik", "1");
        assert_eq!(index, blind_index(&key, tenant, "nik", "1"));
        assert_ne!(index, blind_index(&KeyBytes::generate(), tenant, "nik", "1"));
        assert_ne!(index, blind_index(&key, Uuid::from_u128(2), "nik", "1"));
        assert_ne!(index, blind_index(&key, tenant, "phone", "1"));
        assert_ne!(index, blind_index(&key, tenant, "nik", "2"));
    }
}
