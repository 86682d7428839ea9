//! The key ring: every key of the service, kept in one file outside the database.
//!
//! | Key | For | When rotated |
//! |---|---|---|
//! | signing keys | access tokens (`auth::token`), published in the JWKS | `next` → `active` → `retired`, every 90 days |
//! | encryption keys (KEK) | wrap the key of each reporter's record ([`super::field`]) | newest is used, older ones open |
//! | seal keys | cursors and stored replies ([`super::seal`]) | newest is used, older ones open until pruned |
//! | blind index key | [`super::blind_index`] | never: every stored index would have to be made anew |
//! | client secret pepper | stored client secrets (`auth::client_secret`) | never: as above |
//! | tracking key | stored tracking codes ([`super::tracking_code`]) | never: as above |
//!
//! A ring is a value; [`mod@file`] keeps it in a file that several instances follow.

pub mod file;
mod signing;

pub use signing::{KeyState, SigningAlgorithm, SigningKey};

use super::secret::KeyBytes;
use crate::domain::time::Timestamp;

/// How long the JWKS may be cached, in seconds (contract 3.3: `max-age=300`).
pub const JWKS_MAX_AGE_SECONDS: i64 = 300;

/// How long a retired signing key stays published, and is believed: longer than the longest token's life (900 s), its
/// leeway (30 s) and the delay until every instance has noticed the rotation.
pub const RETIRED_SECONDS: i64 = 1_800;

/// How long a seal key is kept after a newer one came: stored replies live up to 7 days (contract 4.4), cursors one.
const SEAL_KEY_SECONDS: i64 = 8 * 24 * 3600;

/// A symmetric key with the id that sealed values name.
#[derive(Debug, Clone)]
pub struct NumberedKey {
    id: u32,
    bytes: KeyBytes,
    created_at: Timestamp,
}

impl NumberedKey {
    /// The key's id; the newest key has the highest.
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// When the key was made.
    pub const fn created_at(&self) -> Timestamp {
        self.created_at
    }

    pub(super) const fn bytes(&self) -> &KeyBytes {
        &self.bytes
    }
}

/// Every key of the service. Prints no key material, and wipes it when dropped.
#[derive(Debug, Clone)]
pub struct KeyRing {
    /// Exactly one `next` and one `active`.
    signing: Vec<SigningKey>,
    /// At least one; ids ascend.
    encryption: Vec<NumberedKey>,
    /// At least one; ids ascend.
    seal: Vec<NumberedKey>,
    blind_index: KeyBytes,
    client_secret_pepper: KeyBytes,
    tracking: KeyBytes,
}

/// The cryptographic library could not make a key pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cryptographic library could not make a key pair")]
pub struct KeyGenerationFailed;

/// How urgent a change of the signing key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// The regular change: only once every verifier can have fetched the next key.
    Planned,
    /// The active key may be known to others: it is revoked at once, with every token it signed.
    Compromised,
}

/// Why the signing key was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RotationRefused {
    /// The next key has not been published for twice the JWKS's cache time (contract 3.3).
    #[error("the next signing key may not be used before {0}")]
    TooSoon(Timestamp),
    /// No new key pair.
    #[error(transparent)]
    Generation(#[from] KeyGenerationFailed),
}

/// Why a token's key is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    /// No key has this id.
    Unknown,
    /// The key was revoked, or retired so long ago that no token of it can still be valid.
    Revoked,
}

impl KeyRing {
    /// A new ring with one key of each kind, and an active and a next signing key.
    ///
    /// # Errors
    /// The cryptographic library could not make a key pair.
    pub fn generate(now: Timestamp) -> Result<Self, KeyGenerationFailed> {
        let mut active = SigningKey::generate(now)?;
        active.activate(now);
        let first = || NumberedKey { id: 1, bytes: KeyBytes::generate(), created_at: now };
        Ok(Self {
            signing: vec![active, SigningKey::generate(now)?],
            encryption: vec![first()],
            seal: vec![first()],
            blind_index: KeyBytes::generate(),
            client_secret_pepper: KeyBytes::generate(),
            tracking: KeyBytes::generate(),
        })
    }

    /// The key that signs.
    pub fn active_signing_key(&self) -> &SigningKey {
        self.in_state(KeyState::Active).expect("a ring always has an active key")
    }

    /// Every signing key, oldest first.
    pub fn signing_keys(&self) -> &[SigningKey] {
        &self.signing
    }

    /// The signing keys that the JWKS publishes at `now`: those whose tokens are believed.
    pub fn published_signing_keys(&self, now: Timestamp) -> impl Iterator<Item = &SigningKey> {
        self.signing.iter().filter(move |key| key.is_believed(now))
    }

    /// The key with this id, if its tokens are believed at `now`. The next key's are: another instance may have begun
    /// to use it already.
    ///
    /// # Errors
    /// Tells an unknown key from one that is not believed any more.
    pub fn trusted_signing_key(&self, kid: &str, now: Timestamp) -> Result<&SigningKey, Distrust> {
        let key = self.signing.iter().find(|key| key.kid() == kid).ok_or(Distrust::Unknown)?;
        if key.is_believed(now) { Ok(key) } else { Err(Distrust::Revoked) }
    }

    /// Changes the signing key: the next becomes active, a new next is made and the active one is retired or, when
    /// compromised, revoked.
    ///
    /// # Errors
    /// Nothing is changed when a planned rotation comes too soon after the last, or no key pair could be made.
    pub fn rotate_signing(&mut self, now: Timestamp, rotation: Rotation) -> Result<(), RotationRefused> {
        let next = self.in_state(KeyState::Next).expect("a ring always has a next key");
        let usable_at = next.created_at().plus_seconds(2 * JWKS_MAX_AGE_SECONDS);
        if rotation == Rotation::Planned && now < usable_at {
            return Err(RotationRefused::TooSoon(usable_at));
        }
        let new = SigningKey::generate(now)?;
        for key in &mut self.signing {
            match (key.state(), rotation) {
                (KeyState::Active, Rotation::Planned) => key.retire(now),
                (KeyState::Active, Rotation::Compromised) => key.revoke(now),
                (KeyState::Next, _) => key.activate(now),
                (KeyState::Retired | KeyState::Revoked, _) => {}
            }
        }
        self.signing.push(new);
        Ok(())
    }

    /// Makes a new KEK, which is used from now on. The old ones still open what they wrapped.
    pub fn add_encryption_key(&mut self, now: Timestamp) {
        push_next(&mut self.encryption, now);
    }

    /// Makes a new seal key, which is used from now on. The old ones still open what they sealed.
    pub fn add_seal_key(&mut self, now: Timestamp) {
        push_next(&mut self.seal, now);
    }

    /// Forgets keys whose last work is done: signing keys that were retired or revoked so long ago that none of their
    /// tokens lives, and seal keys whose last payload is gone. KEKs stay until somebody knows that no key is wrapped by
    /// them. Returns how many were forgotten.
    pub fn prune(&mut self, now: Timestamp) -> usize {
        let before = self.signing.len() + self.seal.len();
        self.signing.retain(|key| key.ended_at().is_none_or(|ended_at| now < ended_at.plus_seconds(RETIRED_SECONDS)));
        let superseded =
            self.seal.windows(2).take_while(|pair| pair[1].created_at.plus_seconds(SEAL_KEY_SECONDS) <= now).count();
        self.seal.drain(..superseded);
        before - self.signing.len() - self.seal.len()
    }

    /// The KEK that wraps from now on.
    pub fn newest_encryption_key(&self) -> &NumberedKey {
        self.encryption.last().expect("a ring always has an encryption key")
    }

    pub(super) fn encryption_key(&self, id: u32) -> Option<&NumberedKey> {
        self.encryption.iter().find(|key| key.id == id)
    }

    pub(super) fn newest_seal_key(&self) -> &NumberedKey {
        self.seal.last().expect("a ring always has a seal key")
    }

    pub(super) fn seal_key(&self, id: u32) -> Option<&NumberedKey> {
        self.seal.iter().find(|key| key.id == id)
    }

    pub(super) const fn blind_index_key(&self) -> &KeyBytes {
        &self.blind_index
    }

    pub(super) const fn tracking_key(&self) -> &KeyBytes {
        &self.tracking
    }

    /// The pepper under which client secrets are stored.
    pub(crate) const fn client_secret_pepper(&self) -> &KeyBytes {
        &self.client_secret_pepper
    }

    fn in_state(&self, state: KeyState) -> Option<&SigningKey> {
        self.signing.iter().find(|key| key.state() == state)
    }
}

fn push_next(keys: &mut Vec<NumberedKey>, now: Timestamp) {
    let id = keys.last().map_or(0, NumberedKey::id).checked_add(1).expect("nobody rotates four billion times");
    keys.push(NumberedKey { id, bytes: KeyBytes::generate(), created_at: now });
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);
    const LATER: Timestamp = NOW.plus_seconds(600);

    fn states(ring: &KeyRing) -> Vec<KeyState> {
        ring.signing_keys().iter().map(SigningKey::state).collect()
    }

    #[test]
    fn a_planned_rotation_moves_every_key_one_state_on() {
        let mut ring = KeyRing::generate(NOW).unwrap();
        let (first, second) = (ring.signing[0].kid().to_owned(), ring.signing[1].kid().to_owned());
        assert_eq!(states(&ring), [KeyState::Active, KeyState::Next]);
        ring.rotate_signing(LATER, Rotation::Planned).unwrap();
        assert_eq!(states(&ring), [KeyState::Retired, KeyState::Active, KeyState::Next]);
        assert_eq!(ring.active_signing_key().kid(), second);
        assert_eq!(ring.signing[0].kid(), first);
        assert!(ring.signing[0].private_key().is_none(), "a retired key cannot sign");
    }

    #[test]
    fn the_next_key_is_published_before_it_signs() {
        let mut ring = KeyRing::generate(NOW).unwrap();
        assert_eq!(
            ring.rotate_signing(LATER.plus_seconds(-1), Rotation::Planned),
            Err(RotationRefused::TooSoon(LATER))
        );
        assert_eq!(states(&ring), [KeyState::Active, KeyState::Next]);
        assert_eq!(ring.published_signing_keys(NOW).count(), 2);
    }

    #[test]
    fn a_compromised_key_is_disbelieved_at_once() {
        let mut ring = KeyRing::generate(NOW).unwrap();
        let kid = ring.active_signing_key().kid().to_owned();
        ring.rotate_signing(NOW, Rotation::Compromised).unwrap();
        assert_eq!(states(&ring), [KeyState::Revoked, KeyState::Active, KeyState::Next]);
        assert_eq!(ring.trusted_signing_key(&kid, NOW).unwrap_err(), Distrust::Revoked);
        assert!(ring.published_signing_keys(NOW).all(|key| key.kid() != kid));
    }

    #[test]
    fn a_retired_key_is_believed_for_as_long_as_its_tokens_live() {
        let mut ring = KeyRing::generate(NOW).unwrap();
        let kid = ring.active_signing_key().kid().to_owned();
        ring.rotate_signing(LATER, Rotation::Planned).unwrap();
        let end = LATER.plus_seconds(RETIRED_SECONDS);
        assert!(ring.trusted_signing_key(&kid, end.plus_seconds(-1)).is_ok());
        assert_eq!(ring.trusted_signing_key(&kid, end).unwrap_err(), Distrust::Revoked);

        assert_eq!(ring.prune(end.plus_seconds(-1)), 0);
        assert_eq!(ring.prune(end), 1);
        assert_eq!(ring.trusted_signing_key(&kid, end).unwrap_err(), Distrust::Unknown);
        assert_eq!(states(&ring), [KeyState::Active, KeyState::Next]);
    }

    #[test]
    fn a_seal_key_is_pruned_once_its_last_payload_is_gone() {
        let mut ring = KeyRing::generate(NOW).unwrap();
        ring.add_seal_key(LATER);
        ring.add_encryption_key(LATER);
        assert_eq!(ring.prune(LATER.plus_seconds(SEAL_KEY_SECONDS - 1)), 0);
        assert_eq!(ring.prune(LATER.plus_seconds(SEAL_KEY_SECONDS)), 1);
        assert_eq!(ring.newest_seal_key().id(), 2);
        assert!(ring.seal_key(1).is_none());
        assert!(ring.encryption_key(1).is_some(), "no KEK is ever pruned");
    }

    #[test]
    fn a_ring_prints_no_key() {
        let ring = KeyRing::generate(NOW).unwrap();
        let text = format!("{ring:?}");
        assert!(text.contains("[redacted]"));
        let private: Vec<String> = ring.active_signing_key().private_key().unwrap().iter().map(u8::to_string).collect();
        assert!(!text.contains(&private[..8].join(", ")));
    }
}
