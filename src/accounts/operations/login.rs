//! Logging in: who may try, and what becomes of it.
//!
//! Three steps, because hashing must not hold a transaction open: [`look_up`], then the hash is verified elsewhere, then
//! [`log_in`] judges everything again and writes.

use super::second_factor::{self, Factor};
use super::sessions::{self, OpenSession};
use super::subject;
use super::throttle::Attempt;
use crate::accounts::store::users::{self as store, User};
use crate::auth::password::Verdict;
use crate::auth::store::may_serve;
use crate::crypto::key_ring::KeyRing;
use crate::db::AnyConnection;
use crate::domain::account::Username;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::journal::{Change, SubjectKind, Work};
use uuid::Uuid;

/// The account behind a typed name, if there is one; the caller verifies the password in either case.
///
/// # Errors
/// `quota_exceeded` while the name or the network must wait.
pub fn look_up(
    conn: &mut AnyConnection,
    attempt: &Attempt,
    typed_name: &str,
    now: Timestamp,
) -> Result<Option<User>, Error> {
    attempt.admit(conn, now)?;
    Ok(store::find_by_username(conn, &Username::fold(typed_name))?)
}

/// A log-in whose password was verified.
pub struct LogIn {
    /// Whose failures count.
    pub attempt: Attempt,
    /// The account as [`look_up`] found it.
    pub user: Option<User>,
    /// Whether the password was its own.
    pub verdict: Verdict,
    /// The code of their second factor, if they gave one.
    pub otp: Option<String>,
    /// What the person calls the device.
    pub device_label: Option<String>,
}

/// What became of a log-in. A refusal is a value, because its count must be kept.
pub enum LoggedIn {
    /// In, after so many failed attempts.
    Open(Box<OpenSession>, i32),
    /// Wrong password or code, unknown name, account without use: one answer for all.
    Refused,
    /// The password is right, and the account wants a code besides.
    NeedsCode,
}

/// Opens a session, or counts a failure.
///
/// # Errors
/// `quota_exceeded` when other attempts failed meanwhile.
pub fn log_in(work: &mut Work<'_>, ring: &KeyRing, login: LogIn) -> Result<LoggedIn, Error> {
    login.attempt.admit_alone(work)?;
    let Verdict::Match(rehashed) = login.verdict else { return refuse(work, &login.attempt, login.user.as_ref()) };
    let user = match &login.user {
        Some(verified) => store::find(work.conn, verified.id)?.filter(|user| {
            // The password was verified against this hash, and no other.
            user.password_hash == verified.password_hash && is_usable(user, work.now)
        }),
        None => None,
    };
    let Some(user) = user else { return refuse(work, &login.attempt, login.user.as_ref()) };
    if !may_serve(work.conn, user.id, user.role, user.agency_id, work.now)? {
        return refuse(work, &login.attempt, Some(&user));
    }
    let two_factors = match second_factor::check(work, ring, user.id, login.otp.as_deref())? {
        Factor::NotSetUp => false,
        Factor::Passed => true,
        Factor::Missing => return Ok(LoggedIn::NeedsCode),
        Factor::Wrong => return refuse(work, &login.attempt, Some(&user)),
    };
    let failed = login.attempt.succeeded(work)?;
    store::note_login(work.conn, user.id, work.now, rehashed.as_deref())?;
    let open = sessions::open_session(work, user, login.device_label, two_factors)?;
    work.author = sessions::person(&open.user, &open.session);
    let subject = subject(SubjectKind::Session, open.session.id.0, 1);
    work.audit(Change::new(subject, "createSession", "session.opened"))?;
    Ok(LoggedIn::Open(Box::new(open), failed))
}

fn is_usable(user: &User, now: Timestamp) -> bool {
    user.active && user.password_expires_at.is_none_or(|end| now < end)
}

fn refuse(work: &mut Work<'_>, attempt: &Attempt, user: Option<&User>) -> Result<LoggedIn, Error> {
    attempt.failed(work)?;
    let id = user.map_or(Uuid::nil(), |user| user.id.0);
    let version = user.map_or(0, |user| user.version);
    let change = Change::new(subject(SubjectKind::User, id, version), "createSession", "session.refused");
    work.audit_refusal(change)?;
    Ok(LoggedIn::Refused)
}
