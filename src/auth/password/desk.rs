//! Where passwords are hashed: off the async threads, as many at once as there are cores, and with a bounded queue.
//!
//! The memory of argon2id times the number of hashes at once is the cheapest way to take a service down (contract 3.5).

use super::policy::AcceptedPassword;
use super::{HashError, Passwords, Verdict};
use crate::crypto::secret::Secret;
use crate::error::Error;
use actix_web::web;
use std::num::NonZeroUsize;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many may wait for each one that is served; whoever comes then is asked to come back.
const WAITING_PER_SLOT: usize = 32;

/// Hashes and verifies without stopping anybody else's request. One per process.
pub struct PasswordDesk {
    passwords: Arc<Passwords>,
    slots: Semaphore,
    queue: Semaphore,
}

impl PasswordDesk {
    /// With as many slots as the machine has cores.
    pub fn new(passwords: Passwords) -> Self {
        let slots = std::thread::available_parallelism().map_or(2, NonZeroUsize::get);
        Self {
            passwords: Arc::new(passwords),
            slots: Semaphore::new(slots),
            queue: Semaphore::new(slots * (1 + WAITING_PER_SLOT)),
        }
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// `unavailable` when too many wait; internal when there is not enough memory.
    pub async fn hash(&self, password: AcceptedPassword) -> Result<String, Error> {
        self.serve(move |passwords| passwords.hash(&password)).await
    }

    /// Verifies a typed password against a stored hash; `None` for an account that does not exist, which takes as long.
    ///
    /// # Errors
    /// As [`PasswordDesk::hash`].
    pub async fn verify(&self, typed: Secret<String>, stored: Option<String>) -> Result<Verdict, Error> {
        self.serve(move |passwords| passwords.verify(typed.expose(), stored.as_deref())).await
    }

    /// Hashes at once, for commands and loaders that serve nobody else.
    ///
    /// # Errors
    /// Internal when there is not enough memory.
    pub fn hash_now(&self, password: &AcceptedPassword) -> Result<String, Error> {
        self.passwords.hash(password).map_err(|error| Error::internal(error.to_string()))
    }

    async fn serve<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Passwords) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, Error> {
        let full = || Error::unavailable("too many passwords wait to be hashed");
        let _place = self.queue.try_acquire().map_err(|_| full())?;
        let _slot = self.slots.acquire().await.map_err(|_| full())?;
        let passwords = Arc::clone(&self.passwords);
        let done = web::block(move || work(&passwords)).await;
        done.map_err(|_| full())?.map_err(|error| Error::internal(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cost, policy};
    use super::*;

    #[actix_web::test]
    async fn the_desk_hashes_and_verifies() {
        let desk = PasswordDesk::new(Passwords::new(Cost::CHEAPEST).unwrap());
        let typed = "tujuh kerbau biru melompat";
        let stored = desk.hash(policy::accept(typed, &[]).unwrap()).await.unwrap();
        let verdict = desk.verify(Secret::new(typed.to_owned()), Some(stored.clone())).await.unwrap();
        assert_eq!(verdict, Verdict::Match(None));
        assert_eq!(desk.verify(Secret::new("lain".to_owned()), Some(stored)).await.unwrap(), Verdict::Mismatch);
        assert_eq!(desk.verify(Secret::new(typed.to_owned()), None).await.unwrap(), Verdict::Mismatch);
    }

    #[actix_web::test]
    async fn whoever_finds_the_queue_full_is_asked_to_come_back() {
        let desk = PasswordDesk::new(Passwords::new(Cost::CHEAPEST).unwrap());
        let places = desk.queue.available_permits();
        let _all = desk.queue.try_acquire_many(u32::try_from(places).unwrap()).unwrap();
        let refused = desk.hash(policy::accept("tujuh kerbau biru melompat", &[]).unwrap()).await.unwrap_err();
        assert_eq!(refused.code(), crate::error::Code::Unavailable);
    }
}
