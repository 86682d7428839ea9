//! Passwords that the service makes: shown once, good for a week and for choosing another (ASVS 6.4.1).

use super::policy::{self, AcceptedPassword};
use crate::crypto::random;
use crate::crypto::secret::Secret;

/// How long an initial password can be used, in seconds: 7 days.
pub const INITIAL_SECONDS: i64 = 7 * 24 * 3600;

/// Letters and digits that nobody confuses when reading aloud: 32 of them, so that each is five random bits.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const GROUPS: usize = 5;
const GROUP: usize = 4;

/// A password to tell somebody once. Prints as `[redacted]`.
#[derive(Debug, Clone)]
pub struct InitialPassword {
    text: Secret<String>,
    accepted: AcceptedPassword,
}

impl InitialPassword {
    /// A fresh one of 100 random bits: five groups of four, such as `k7mz-…`.
    pub fn generate() -> Self {
        loop {
            let text = Secret::new(grouped(&random::bytes()));
            // A draw that the policy calls predictable happens about never; then another is drawn.
            if let Ok(accepted) = policy::accept(text.expose(), &[]) {
                return Self { text, accepted };
            }
        }
    }

    /// The text to show, once.
    pub fn text(&self) -> &str {
        self.text.expose()
    }

    /// For hashing.
    pub fn accepted(&self) -> AcceptedPassword {
        self.accepted.clone()
    }
}

fn grouped(random: &[u8; GROUPS * GROUP]) -> String {
    let letters = |group: &[u8]| group.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    random.chunks(GROUP).map(letters).collect::<Vec<String>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initial_passwords_differ_and_are_long_enough() {
        let (one, other) = (InitialPassword::generate(), InitialPassword::generate());
        assert_ne!(one.text(), other.text());
        assert_eq!(one.text().len(), 24);
        assert!(one.text().split('-').all(|group| group.len() == 4));
        assert!(!format!("{one:?}").contains(one.text()));
    }
}
