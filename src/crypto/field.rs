//! Encrypted fields: the identity of reporters, and other secrets that live in a database cell.
//!
//! A key-encryption key (KEK) of the ring never touches the identity itself: each reporter's record has its own
//! data-encryption key (DEK), stored beside it, wrapped by the newest KEK. Destroying the wrapped DEK erases that person,
//! in every backup too. Rotating a KEK rewraps DEKs and leaves the fields alone. (Contract 12.2; UU 27/2022 on personal
//! data, art. 42–44 on erasure and destruction.)
//!
//! Every cell is bound to its place by the associated data `table|column|row_id|tenant_id`: a copied cell does not open.

use super::key_ring::KeyRing;
use super::secret::{KeyBytes, Secret};
use super::{OpenError, envelope};
use std::fmt;
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

/// Where an encrypted value lives, and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The table's name.
    pub table: &'static str,
    /// The column's name.
    pub column: &'static str,
    /// The row's id.
    pub row: Uuid,
    /// Whose data it is: the office, or the government it is bound to.
    pub tenant: Uuid,
}

impl Cell {
    /// The same row's cell in another column.
    pub const fn column(self, column: &'static str) -> Self {
        Self { column, ..self }
    }

    /// `table|column|row_id|tenant_id`, ids as lower-case text.
    fn aad(&self) -> String {
        format!("{}|{}|{}|{}", self.table, self.column, self.row.hyphenated(), self.tenant.hyphenated())
    }
}

/// The data-encryption key of one record.
#[derive(Clone)]
pub struct Dek {
    /// Which of the record's keys this is, counted from 1; fields name it.
    id: u32,
    key: KeyBytes,
}

impl Dek {
    /// A fresh key for a new record.
    pub fn generate() -> Self {
        Self { id: 1, key: KeyBytes::generate() }
    }

    /// The key to store in `cell`, wrapped by the ring's newest KEK.
    pub fn wrap(&self, ring: &KeyRing, cell: Cell) -> Vec<u8> {
        let mut plain = Zeroizing::new([0; 36]);
        plain[..4].copy_from_slice(&self.id.to_be_bytes());
        plain[4..].copy_from_slice(self.key.as_bytes());
        ring.seal_field(cell, &plain[..])
    }

    /// The key that was wrapped for `cell`.
    ///
    /// # Errors
    /// The KEK is not in the ring, or the value was changed or belongs to another cell.
    pub fn unwrap(ring: &KeyRing, cell: Cell, wrapped: &[u8]) -> Result<Self, OpenError> {
        let plain = ring.open_field(cell, wrapped)?;
        let (id, key) = plain.split_first_chunk::<4>().ok_or(OpenError::Malformed)?;
        let key = KeyBytes::from_slice(key).ok_or(OpenError::Malformed)?;
        Ok(Self { id: u32::from_be_bytes(*id), key })
    }

    /// Encrypts a field of this record for `cell`.
    pub fn seal_field(&self, cell: Cell, plain: &Secret<String>) -> Vec<u8> {
        envelope::seal(self.id, &self.key, cell.aad().as_bytes(), plain.expose().as_bytes())
    }

    /// Decrypts a field of this record from `cell`.
    ///
    /// # Errors
    /// The value was changed, is another record's, or belongs to another cell.
    pub fn open_field(&self, cell: Cell, sealed: &[u8]) -> Result<Secret<String>, OpenError> {
        let id = envelope::key_id(sealed)?;
        if id != self.id {
            return Err(OpenError::UnknownKey(id));
        }
        let mut plain = envelope::open(&self.key, cell.aad().as_bytes(), sealed)?;
        match String::from_utf8(std::mem::take(&mut *plain)) {
            Ok(text) => Ok(Secret::new(text)),
            Err(not_text) => {
                not_text.into_bytes().zeroize();
                Err(OpenError::Malformed)
            }
        }
    }
}

impl fmt::Debug for Dek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dek({}, [redacted])", self.id)
    }
}

impl KeyRing {
    /// Encrypts a secret that belongs to no reporter (a TOTP secret, a wrapped key) with the newest KEK, for `cell`.
    pub fn seal_field(&self, cell: Cell, plain: &[u8]) -> Vec<u8> {
        let newest = self.newest_encryption_key();
        envelope::seal(newest.id(), newest.bytes(), cell.aad().as_bytes(), plain)
    }

    /// Decrypts what [`KeyRing::seal_field`] made for `cell`, under whichever KEK it names.
    ///
    /// # Errors
    /// The KEK is not in the ring, or the value was changed or belongs to another cell.
    pub fn open_field(&self, cell: Cell, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let id = envelope::key_id(sealed)?;
        let key = self.encryption_key(id).ok_or(OpenError::UnknownKey(id))?;
        envelope::open(key.bytes(), cell.aad().as_bytes(), sealed)
    }

    /// Whether a value of [`KeyRing::seal_field`] was made with an older KEK and should be [rewrapped](Self::rewrap).
    ///
    /// # Errors
    /// The value is not of the sealed form.
    pub fn is_outdated(&self, sealed: &[u8]) -> Result<bool, OpenError> {
        Ok(envelope::key_id(sealed)? != self.newest_encryption_key().id())
    }

    /// The same secret under the newest KEK: the whole cost of a KEK rotation per record.
    ///
    /// # Errors
    /// As [`KeyRing::open_field`].
    pub fn rewrap(&self, cell: Cell, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        Ok(self.seal_field(cell, &self.open_field(cell, sealed)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);

    fn ring() -> KeyRing {
        KeyRing::generate(NOW).unwrap()
    }

    fn cell() -> Cell {
        Cell { table: "reporters", column: "name", row: Uuid::from_u128(7), tenant: Uuid::from_u128(63) }
    }

    #[test]
    fn the_place_is_written_as_the_contract_says() {
        let place = "reporters|name|00000000-0000-0000-0000-000000000007|00000000-0000-0000-0000-00000000003f";
        assert_eq!(cell().aad(), place);
    }

    #[test]
    fn a_field_opens_in_its_own_cell_only() {
        let (one, other) = (Dek::generate(), Dek::generate());
        let sealed = one.seal_field(cell(), &Secret::new("Contoh".into()));
        assert_eq!(sealed.len(), "Contoh".len() + envelope::OVERHEAD);
        assert_eq!(sealed[..5], [1, 0, 0, 0, 1]);
        assert_eq!(one.open_field(cell(), &sealed).unwrap().expose(), "Contoh");

        let elsewhere = [
            cell().column("nik"),
            Cell { table: "users", ..cell() },
            Cell { row: Uuid::from_u128(8), ..cell() },
            Cell { tenant: Uuid::from_u128(64), ..cell() },
        ];
        for place in elsewhere {
            assert_eq!(one.open_field(place, &sealed).unwrap_err(), OpenError::Forged, "{place:?}");
        }
        assert_eq!(other.open_field(cell(), &sealed).unwrap_err(), OpenError::Forged);
    }

    #[test]
    fn no_byte_of_a_field_can_be_changed() {
        let dek = Dek::generate();
        let sealed = dek.seal_field(cell(), &Secret::new("Contoh Nama".into()));
        for position in 0..sealed.len() {
            for bit in 0..8 {
                let mut forged = sealed.clone();
                forged[position] ^= 1 << bit;
                assert!(dek.open_field(cell(), &forged).is_err(), "byte {position}, bit {bit}");
            }
        }
        for length in 0..sealed.len() {
            assert!(dek.open_field(cell(), &sealed[..length]).is_err(), "cut to {length}");
        }
    }

    #[test]
    fn no_byte_of_a_wrapped_key_can_be_changed() {
        let (ring, dek) = (ring(), Dek::generate());
        let home = cell().column("wrapped_key");
        let wrapped = dek.wrap(&ring, home);
        for position in 0..wrapped.len() {
            let mut forged = wrapped.clone();
            forged[position] ^= 1;
            assert!(Dek::unwrap(&ring, home, &forged).is_err(), "byte {position}");
        }
        assert_eq!(Dek::unwrap(&ring, cell(), &wrapped).unwrap_err(), OpenError::Forged);
        assert!(matches!(Dek::unwrap(&KeyRing::generate(NOW).unwrap(), home, &wrapped), Err(OpenError::Forged)));
    }

    #[test]
    fn a_rotated_kek_rewraps_the_key_and_leaves_the_fields_alone() {
        let mut ring = ring();
        let home = cell().column("wrapped_key");
        let dek = Dek::generate();
        let sealed = dek.seal_field(cell(), &Secret::new("Contoh".into()));
        let old = dek.wrap(&ring, home);
        assert!(!ring.is_outdated(&old).unwrap());

        ring.add_encryption_key(NOW.plus_seconds(60));
        assert!(ring.is_outdated(&old).unwrap());
        assert!(Dek::unwrap(&ring, home, &old).is_ok(), "two keys live at once");

        let new = ring.rewrap(home, &old).unwrap();
        assert!(!ring.is_outdated(&new).unwrap());
        let reopened = Dek::unwrap(&ring, home, &new).unwrap();
        assert_eq!(reopened.open_field(cell(), &sealed).unwrap().expose(), "Contoh");
    }

    #[test]
    fn equal_text_never_looks_equal() {
        let dek = Dek::generate();
        let text = Secret::new(String::new());
        assert_ne!(dek.seal_field(cell(), &text), dek.seal_field(cell(), &text));
        assert_eq!(dek.open_field(cell(), &dek.seal_field(cell(), &text)).unwrap().expose(), "");
    }
}
