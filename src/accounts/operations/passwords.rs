//! A person changes their own password (ASVS 6.2.2, 6.2.3): every session ends, and a new one begins.

use super::sessions::{self, OpenSession};
use super::subject;
use super::throttle::Attempt;
use super::users::{KeptPassword, end_everything, keep, save};
use crate::accounts::store::users::{self as store, User};
use crate::auth::password::Verdict;
use crate::auth::password::policy::{AcceptedPassword, MAX_BYTES, MIN_CHARACTERS, PasswordFault, accept};
use crate::db::AnyConnection;
use crate::domain::access::Who;
use crate::domain::id::UserId;
use crate::domain::time::Timestamp;
use crate::error::{Error, FieldFault};
use crate::journal::{Change, FieldChange, SubjectKind, Work};

/// The user name of an account.
///
/// # Errors
/// `not_found`.
pub fn name_of(conn: &mut AnyConnection, id: UserId) -> Result<String, Error> {
    Ok(store::find(conn, id)?.ok_or_else(Error::not_found)?.username)
}

/// The caller's account, when another password may be tried.
///
/// # Errors
/// `quota_exceeded` while the account must wait.
pub fn look_up(conn: &mut AnyConnection, attempt: &Attempt, id: UserId, now: Timestamp) -> Result<User, Error> {
    attempt.admit(conn, now)?;
    store::find(conn, id)?.ok_or_else(Error::not_found)
}

/// Judges a new password for an account.
///
/// # Errors
/// `validation_failed` with every fault.
pub fn judge_new_password(user: &User, current: &str, new: &str) -> Result<AcceptedPassword, Error> {
    let fault = |code| FieldFault::body("/new_password", code);
    if current == new {
        return Err(Error::invalid(vec![fault("password_unchanged")]));
    }
    accept(new, &[&user.username, &user.display_name]).map_err(|faults| {
        let faults = faults.into_iter().map(|found| match found {
            PasswordFault::TooShort => fault("password_too_short").with("limit", MIN_CHARACTERS),
            PasswordFault::TooLong => fault("password_too_long").with("limit", MAX_BYTES),
            PasswordFault::ControlCharacter => fault("password_control_characters"),
            PasswordFault::Predictable => fault("password_predictable"),
        });
        Error::invalid(faults.collect())
    })
}

/// A change whose present password was verified.
pub struct PasswordChange {
    /// Whose failures count.
    pub attempt: Attempt,
    /// The account as [`look_up`] found it.
    pub user: User,
    /// Whether the present password is the account's.
    pub verdict: Verdict,
    /// The new password's hash.
    pub hash: String,
}

/// What became of a change. A refusal is a value, because its count must be kept.
pub enum PasswordChanged {
    /// The new session.
    Open(Box<OpenSession>),
    /// The present password is another.
    WrongPassword,
}

/// Keeps the new password, ends every session of the person and opens a new one.
///
/// # Errors
/// `quota_exceeded` when other attempts failed meanwhile; `precondition_failed` when the account changed meanwhile.
pub fn change_password(work: &mut Work<'_>, change: PasswordChange) -> Result<PasswordChanged, Error> {
    change.attempt.admit_alone(work)?;
    let before = change.user;
    let subject_before = subject(SubjectKind::User, before.id.0, before.version);
    if change.verdict == Verdict::Mismatch {
        change.attempt.failed(work)?;
        work.audit_refusal(Change::new(subject_before, "changePassword", "user.password_refused"))?;
        return Ok(PasswordChanged::WrongPassword);
    }
    change.attempt.succeeded(work)?;
    let device = match work.caller()?.who {
        Who::Person(_, session) => crate::accounts::store::sessions::find(work.conn, session)?,
        Who::Machine(_) => None,
    };
    let mut user = before;
    keep(work, &mut user, KeptPassword::Chosen(change.hash));
    end_everything(work, &mut user, "password_changed")?;
    save(work, &mut user)?;
    let subject = subject(SubjectKind::User, user.id.0, user.version);
    let record = Change::new(subject, "changePassword", "user.password_changed");
    work.record(record.with_changes(vec![FieldChange::concealed("/password")]))?;
    // The password alone was shown just now: what needs the second factor needs a log-in with its code.
    let open = sessions::open_session(work, user, device.and_then(|session| session.device_label), false)?;
    Ok(PasswordChanged::Open(Box::new(open)))
}
