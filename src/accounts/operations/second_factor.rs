//! The second factor of people: a code from an authenticator app (contract 3.5). It counts once its owner has shown a
//! first code, and from then on every log-in needs one.

use super::subject;
use super::users::{end_everything, save};
use crate::accounts::store::second_factors::{self as store, SecondFactor};
use crate::accounts::store::users::User;
use crate::crypto::key_ring::KeyRing;
use crate::crypto::seal::Purpose;
use crate::crypto::totp::TotpSecret;
use crate::db::dialect::serialise_on;
use crate::domain::id::UserId;
use crate::error::{Code, Error};
use crate::journal::{Change, SubjectKind, Work};

/// What a code at a log-in was worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// The person has no second factor.
    NotSetUp,
    /// The code is theirs, and is spent now.
    Passed,
    /// They have one, and gave no code.
    Missing,
    /// Not their code, or spent before.
    Wrong,
}

/// Makes a secret for a person's app. It takes the place of one that was never confirmed.
///
/// # Errors
/// `conflict` when a confirmed one is there: an administrator removes it first.
pub fn begin(work: &mut Work<'_>, ring: &KeyRing, user: &User) -> Result<TotpSecret, Error> {
    alone(work, user.id)?;
    if store::find(work.conn, user.id)?.is_some_and(|factor| factor.confirmed_at.is_some()) {
        return Err(Error::new(Code::Conflict));
    }
    let secret = TotpSecret::generate();
    let sealed = ring.seal(Purpose::SecondFactor, user.id.0.as_bytes(), secret.bytes());
    let row =
        SecondFactor { user_id: user.id, secret: sealed, created_at: work.now, confirmed_at: None, spent_step: None };
    store::replace(work.conn, row)?;
    let subject = subject(SubjectKind::User, user.id.0, user.version);
    work.audit(Change::new(subject, "beginSecondFactor", "user.second_factor_begun"))?;
    Ok(secret)
}

/// Confirms the secret by a first code: every log-in needs a code from now on.
///
/// # Errors
/// `conflict` when nothing waits to be confirmed; a fault of `/otp` when the code is wrong.
pub fn confirm(work: &mut Work<'_>, ring: &KeyRing, user: &User, otp: &str) -> Result<(), Error> {
    alone(work, user.id)?;
    let waiting = store::find(work.conn, user.id)?.filter(|factor| factor.confirmed_at.is_none());
    let Some(waiting) = waiting else { return Err(Error::new(Code::Conflict)) };
    if !spend(work, ring, &waiting, otp)? {
        return Err(Error::field("/otp", "otp_wrong"));
    }
    let subject = subject(SubjectKind::User, user.id.0, user.version);
    work.audit(Change::new(subject, "confirmSecondFactor", "user.second_factor_confirmed"))
}

/// Judges the code of a log-in, and spends it.
///
/// # Errors
/// When the database refuses.
pub fn check(work: &mut Work<'_>, ring: &KeyRing, user: UserId, otp: Option<&str>) -> Result<Factor, Error> {
    let factor = store::find(work.conn, user)?.filter(|factor| factor.confirmed_at.is_some());
    Ok(match (factor, otp) {
        (None, _) => Factor::NotSetUp,
        (Some(_), None) => Factor::Missing,
        (Some(factor), Some(otp)) if spend(work, ring, &factor, otp)? => Factor::Passed,
        (Some(_), Some(_)) => Factor::Wrong,
    })
}

/// Of two who set up a second factor for one account at once, the later sees what the earlier did.
fn alone(work: &mut Work<'_>, user: UserId) -> Result<(), Error> {
    Ok(serialise_on(work.conn, &format!("second factor of {user}"))?)
}

fn spend(work: &mut Work<'_>, ring: &KeyRing, factor: &SecondFactor, otp: &str) -> Result<bool, Error> {
    let bytes = ring
        .open(Purpose::SecondFactor, factor.user_id.0.as_bytes(), &factor.secret)
        .map_err(|error| Error::internal(format!("second factor: {error}")))?;
    match TotpSecret::restore(bytes.to_vec()).matching_step(otp, work.now, factor.spent_step) {
        Some(step) => Ok(store::spend(work.conn, factor.user_id, step, work.now)?),
        None => Ok(false),
    }
}

/// Removes the second factor of a person who lost their phone, and ends their sessions.
///
/// # Errors
/// `not_found` when they have none; `precondition_failed` when somebody changed the account meanwhile.
pub fn remove(work: &mut Work<'_>, mut user: User) -> Result<(), Error> {
    if !store::remove(work.conn, user.id)? {
        return Err(Error::not_found());
    }
    end_everything(work, &mut user, "second_factor_removed")?;
    save(work, &mut user)?;
    let subject = subject(SubjectKind::User, user.id.0, user.version);
    work.record(Change::new(subject, "removeSecondFactor", "user.second_factor_removed"))
}
