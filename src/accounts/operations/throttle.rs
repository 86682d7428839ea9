//! Failed log-ins, counted so that the next attempt waits (contract 3.5).
//!
//! Counted by user name, whether or not it has an account, and by network. What was typed as a name is kept as a keyed
//! digest only: people type passwords where names belong.

use crate::accounts::store::failures::{self, Failures};
use crate::crypto::key_ring::KeyRing;
use crate::db::AnyConnection;
use crate::db::dialect::serialise_on;
use crate::domain::account::{LONGEST_WAIT_SECONDS, Throttle, Username};
use crate::domain::time::Timestamp;
use crate::error::{Code, Error};
use crate::journal::Work;
use uuid::Uuid;

/// Whose failures count against an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    account: String,
    network: Option<String>,
}

impl Attempt {
    /// An attempt with this name from this network.
    pub fn new(ring: &KeyRing, typed_name: &str, network: Option<&str>) -> Self {
        let index = ring.blind_index(Uuid::nil(), "login_failures.subject", &Username::fold(typed_name));
        let digest: String = index.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { account: format!("account:{digest}"), network: network.map(|network| format!("network:{network}")) }
    }

    fn subjects(&self) -> impl Iterator<Item = (&str, Throttle)> {
        let network = self.network.as_deref().map(|subject| (subject, Throttle::NETWORK));
        std::iter::once((self.account.as_str(), Throttle::ACCOUNT)).chain(network)
    }

    /// Whether an attempt may be made now.
    ///
    /// # Errors
    /// `quota_exceeded` with the seconds to wait, the same whether or not the name has an account.
    pub fn admit(&self, conn: &mut AnyConnection, now: Timestamp) -> Result<(), Error> {
        let mut wait = 0;
        for (subject, throttle) in self.subjects() {
            let Some(row) = failures::find(conn, subject)? else { continue };
            if throttle.is_final(row.failures) {
                wait = LONGEST_WAIT_SECONDS;
            }
            if let Some(until) = row.blocked_until.filter(|until| now < *until) {
                let micros = until.micros() - now.micros();
                wait = wait.max((micros + 999_999) / 1_000_000);
            }
        }
        match u32::try_from(wait) {
            Ok(0) => Ok(()),
            seconds => {
                Err(Error::new(Code::QuotaExceeded).retry_after(seconds.unwrap_or(u32::MAX)).logged("log-in throttled"))
            }
        }
    }

    /// Waits for other attempts with this name, then admits: of many guesses at once no more than the free ones learn
    /// anything.
    ///
    /// # Errors
    /// As [`Attempt::admit`].
    pub fn admit_alone(&self, work: &mut Work<'_>) -> Result<(), Error> {
        serialise_on(work.conn, &self.account)?;
        self.admit(work.conn, work.now)
    }

    /// Counts a failure.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn failed(&self, work: &mut Work<'_>) -> Result<(), Error> {
        for (subject, throttle) in self.subjects() {
            serialise_on(work.conn, subject)?;
            let before = failures::find(work.conn, subject)?.map_or(0, |row| {
                let quiet = work.now.unix_seconds() - row.last_failed_at.unix_seconds();
                throttle.counted(row.failures, quiet)
            });
            let failures = before.saturating_add(1);
            let blocked_until = throttle.wait_seconds(failures).map(|seconds| work.now.plus_seconds(seconds));
            let row = Failures { subject: subject.to_owned(), failures, last_failed_at: work.now, blocked_until };
            failures::put(work.conn, &row)?;
        }
        Ok(())
    }

    /// Forgets the failures with this name, and tells how many there were.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn succeeded(&self, work: &mut Work<'_>) -> Result<i32, Error> {
        let Some(row) = failures::find(work.conn, &self.account)? else { return Ok(0) };
        failures::forget(work.conn, &self.account)?;
        Ok(row.failures)
    }
}
