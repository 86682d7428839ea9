//! Passwords: which are accepted ([`policy`]) and how they are kept.
//!
//! Kept as argon2id (RFC 9106) in a PHC string, at least m=19456 KiB, t=2, p=1 (contract 3.5, after OWASP). One hash costs
//! as much memory as it says: run it off the async threads, behind a semaphore of about the number of cores.

pub mod desk;
pub mod initial;
pub mod policy;

use crate::crypto::random;
use crate::crypto::secret::Secret;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version, password_hash};
use policy::{AcceptedPassword, MAX_BYTES};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// How much work a hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// The least for real passwords.
    pub const FLOOR: Self = Self { memory_kib: 19_456, passes: 2, lanes: 1 };
    /// The least that argon2 can do, so that tests are quick. No protection.
    pub const CHEAPEST: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };
}

/// The hashing failed: parameters out of range, no memory, or a stored hash that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// argon2 does not allow this cost.
    #[error("the cost of password hashing is out of range")]
    Cost,
    /// Not enough memory, most likely.
    #[error("the password could not be hashed")]
    Hashing,
    /// The database holds something that is not a hash of ours.
    #[error("the stored password hash is not readable")]
    Stored,
}

/// What a typed password proved.
#[derive(Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is the one. When it was kept at less than the configured cost, here is the hash to keep from now on.
    Match(Option<String>),
    /// It is not, or there is no such account.
    Mismatch,
}

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Match(None) => "Match",
            Verdict::Match(Some(_)) => "Match, outdated",
            Verdict::Mismatch => "Mismatch",
        })
    }
}

/// Hashes and verifies passwords at one cost.
pub struct Passwords {
    params: Params,
    /// The hash of a password that nobody has: what unknown accounts are verified against (ASVS 6.3.8).
    dummy: String,
}

impl Passwords {
    /// At this cost, which new hashes have and old ones are brought to.
    ///
    /// # Errors
    /// argon2 does not allow the cost, or there is not enough memory for it.
    pub fn new(cost: Cost) -> Result<Self, HashError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(|_| HashError::Cost)?;
        let dummy = hash(&params, &random::bytes::<32>())?;
        Ok(Self { params, dummy })
    }

    /// The PHC string to keep, with a fresh salt.
    ///
    /// # Errors
    /// Not enough memory.
    pub fn hash(&self, password: &AcceptedPassword) -> Result<String, HashError> {
        hash(&self.params, password.as_bytes())
    }

    /// Whether `typed` is the password kept as `stored`; `None` for an account that does not exist, which takes as long.
    ///
    /// # Errors
    /// Not enough memory, or `stored` is not a PHC string of argon2.
    pub fn verify(&self, typed: &str, stored: Option<&str>) -> Result<Verdict, HashError> {
        // Longer than any password can be: it matches none, and is not worth normalising.
        let known = stored.filter(|_| typed.len() <= MAX_BYTES);
        let typed = if typed.len() <= MAX_BYTES { normalise(typed) } else { Secret::new(String::new()) };
        let kept = PasswordHash::new(known.unwrap_or(&self.dummy)).map_err(|_| HashError::Stored)?;
        match Argon2::default().verify_password(typed.expose().as_bytes(), &kept) {
            Ok(()) if known.is_some() => {}
            Ok(()) | Err(password_hash::Error::PasswordInvalid) => return Ok(Verdict::Mismatch),
            Err(password_hash::Error::OutOfMemory) => return Err(HashError::Hashing),
            Err(_) => return Err(HashError::Stored),
        }
        let replacement =
            if self.is_outdated(&kept) { Some(hash(&self.params, typed.expose().as_bytes())?) } else { None };
        Ok(Verdict::Match(replacement))
    }

    fn is_outdated(&self, kept: &PasswordHash) -> bool {
        let below = |name: &str, floor: u32| kept.params.get_decimal(name).is_none_or(|value| value < floor);
        kept.algorithm.as_str() != Algorithm::Argon2id.as_str()
            || kept.version != Some(Version::V0x13.into())
            || below("m", self.params.m_cost())
            || below("t", self.params.t_cost())
            || below("p", self.params.p_cost())
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Passwords({:?})", self.params)
    }
}

fn hash(params: &Params, password: &[u8]) -> Result<String, HashError> {
    let salt: [u8; 16] = random::bytes();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password_with_salt(password, &salt)
        .map(|hash| hash.to_string())
        .map_err(|_| HashError::Hashing)
}

/// Unicode normal form KC, so that a password typed on another keyboard is the same password.
fn normalise(typed: &str) -> Secret<String> {
    Secret::new(typed.nfkc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "tujuh kerbau biru melompat";

    fn accepted(typed: &str) -> AcceptedPassword {
        policy::accept(typed, &[]).unwrap()
    }

    #[test]
    fn a_password_matches_its_hash_and_no_other() {
        let passwords = Passwords::new(Cost::CHEAPEST).unwrap();
        let stored = passwords.hash(&accepted(GOOD)).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{stored}");
        assert_eq!(passwords.verify(GOOD, Some(&stored)), Ok(Verdict::Match(None)));
        for wrong in ["", "Tujuh kerbau biru melompat", "tujuh kerbau biru melompat ", &"x".repeat(300)] {
            assert_eq!(passwords.verify(wrong, Some(&stored)), Ok(Verdict::Mismatch), "{wrong}");
        }
        assert_ne!(passwords.hash(&accepted(GOOD)).unwrap(), stored, "a fresh salt each time");
    }

    #[test]
    fn no_part_of_a_long_password_is_ignored() {
        let passwords = Passwords::new(Cost::CHEAPEST).unwrap();
        let long: String = GOOD.chars().cycle().take(MAX_BYTES).collect();
        let shorter = &long[..MAX_BYTES - 1];
        let stored = passwords.hash(&AcceptedPassword::for_tests(&long)).unwrap();
        assert_eq!(passwords.verify(&long, Some(&stored)), Ok(Verdict::Match(None)));
        assert_eq!(passwords.verify(shorter, Some(&stored)), Ok(Verdict::Mismatch));
        assert_eq!(passwords.verify(&format!("{long}x"), Some(&stored)), Ok(Verdict::Mismatch));
    }

    #[test]
    fn unicode_is_normalised_once() {
        let passwords = Passwords::new(Cost::CHEAPEST).unwrap();
        let stored = passwords.hash(&accepted("caf\u{e9} di pojok jalan ﬁkir")).unwrap();
        let typed = "cafe\u{301} di pojok jalan fikir";
        assert_eq!(passwords.verify(typed, Some(&stored)), Ok(Verdict::Match(None)));
    }

    #[test]
    fn an_unknown_account_never_matches() {
        let passwords = Passwords::new(Cost::CHEAPEST).unwrap();
        for typed in ["", GOOD, &"x".repeat(300)] {
            assert_eq!(passwords.verify(typed, None), Ok(Verdict::Mismatch));
        }
    }

    #[test]
    fn a_cheaper_hash_is_replaced_at_login() {
        let dearer = Cost { memory_kib: 16, passes: 2, lanes: 1 };
        let (old, new) = (Passwords::new(Cost::CHEAPEST).unwrap(), Passwords::new(dearer).unwrap());
        let stored = old.hash(&accepted(GOOD)).unwrap();
        let Verdict::Match(Some(replacement)) = new.verify(GOOD, Some(&stored)).unwrap() else {
            panic!("the hash is below the floor")
        };
        assert!(replacement.starts_with("$argon2id$v=19$m=16,t=2,p=1$"), "{replacement}");
        assert_eq!(new.verify(GOOD, Some(&replacement)), Ok(Verdict::Match(None)));
        assert_eq!(old.verify(GOOD, Some(&replacement)), Ok(Verdict::Match(None)), "a dearer hash stays");
        assert_eq!(new.verify("wrong", Some(&stored)), Ok(Verdict::Mismatch));
    }

    #[test]
    fn a_foreign_hash_is_an_error_and_not_a_mismatch() {
        let passwords = Passwords::new(Cost::CHEAPEST).unwrap();
        for stored in ["", "x", "$2b$12$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=1,t=0,p=0$c2FsdHNhbHQ$aGFzaGhhc2g"] {
            assert_eq!(passwords.verify(GOOD, Some(stored)), Err(HashError::Stored), "{stored}");
        }
    }

    #[test]
    fn the_floor_is_the_contracts_and_nonsense_is_refused() {
        assert_eq!(Cost::FLOOR, Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 });
        assert_eq!(Passwords::new(Cost { memory_kib: 1, ..Cost::FLOOR }).unwrap_err(), HashError::Cost);
        assert_eq!(Passwords::new(Cost { passes: 0, ..Cost::FLOOR }).unwrap_err(), HashError::Cost);
        assert_eq!(Passwords::new(Cost { lanes: 0, ..Cost::FLOOR }).unwrap_err(), HashError::Cost);
    }
}
