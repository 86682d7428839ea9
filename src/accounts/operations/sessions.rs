//! Log-in sessions: opening, refreshing with rotation and reuse detection, ending (contract 3.6).

use super::subject;
use crate::accounts::store::sessions::{self as store, RefreshRow, Session};
use crate::accounts::store::users::{self as user_store, User};
use crate::auth::refresh_token::{ABSOLUTE_SECONDS, GRACE_SECONDS, IDLE_SECONDS, RefreshToken};
use crate::auth::store::may_serve;
use crate::auth::token::{AuthenticationMethod, Grant};
use crate::db::AnyConnection;
use crate::db::dialect::serialise_on;
use crate::domain::access::{Who, scopes_of};
use crate::domain::id::{SessionId, UserId};
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::journal::{Author, Change, SubjectKind, Work};

/// The program through which people call (`client_id` of their tokens).
const FIRST_PARTY: &str = "first-party";

/// A session with its newest refresh token, for its bearer alone.
pub struct OpenSession {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub user: User,
    /// The refresh token to use next.
    pub refresh_token: RefreshToken,
    /// When that token ends unused.
    pub refresh_expires_at: Timestamp,
}

impl OpenSession {
    /// What the session's access tokens say. Whoever has not chosen a password yet gets no scope at all.
    pub fn grant(&self) -> Grant {
        let user = &self.user;
        Grant {
            who: Who::Person(user.id, self.session.id),
            client_id: FIRST_PARTY.to_owned(),
            role: user.role,
            scopes: if user.password_is_initial { Vec::new() } else { scopes_of(user.role) },
            agency: user.agency_id,
            epoch: user.epoch,
            auth_time: Some(self.session.created_at),
            methods: self.methods(),
        }
    }
}

impl OpenSession {
    fn methods(&self) -> Vec<AuthenticationMethod> {
        let mut methods = vec![AuthenticationMethod::Password];
        methods.extend(self.session.two_factors.then_some(AuthenticationMethod::OneTimePassword));
        methods
    }
}

/// Opens a session for somebody who has just proved who they are.
///
/// # Errors
/// When the database refuses.
pub fn open_session(
    work: &mut Work<'_>,
    user: User,
    device_label: Option<String>,
    two_factors: bool,
) -> Result<OpenSession, Error> {
    let session = Session {
        id: work.new_id(),
        user_id: user.id,
        device_label,
        epoch: user.epoch,
        two_factors,
        created_at: work.now,
        last_used_at: work.now,
        expires_at: work.now.plus_seconds(ABSOLUTE_SECONDS),
        ended_at: None,
        end_reason: None,
    };
    store::insert(work.conn, &session)?;
    issue(work, session, user)
}

fn issue(work: &mut Work<'_>, session: Session, user: User) -> Result<OpenSession, Error> {
    let refresh_token = RefreshToken::generate();
    let refresh_expires_at = work.now.plus_seconds(IDLE_SECONDS).min(session.expires_at);
    let row = RefreshRow {
        hash: refresh_token.digest().to_vec(),
        session_id: session.id,
        issued_at: work.now,
        expires_at: refresh_expires_at,
        spent_at: None,
        child_hash: None,
    };
    store::insert_refresh(work.conn, &row)?;
    Ok(OpenSession { session, user, refresh_token, refresh_expires_at })
}

/// What became of a refresh. Refusals are values, because what they change must be kept.
pub enum Refreshed {
    /// The session goes on.
    Open(Box<OpenSession>),
    /// The token does not count.
    Refused,
    /// The token was used before: its session has ended, in case a thief holds it.
    Reused,
}

/// Spends a refresh token and issues the next.
///
/// A spent token is accepted once more within ten seconds if its successor was never used: mobile networks lose
/// answers. The successor is void from then on. In every other case a spent or void token ends the session.
///
/// # Errors
/// When the database refuses.
pub fn refresh_session(work: &mut Work<'_>, token: &RefreshToken) -> Result<Refreshed, Error> {
    let digest = token.digest();
    let Some(known) = store::find_refresh(work.conn, &digest)? else { return Ok(Refreshed::Refused) };
    // Two refreshes at once with one token: the second must see what the first did.
    serialise_on(work.conn, &format!("session {}", known.session_id))?;
    let (Some(row), Some(session)) =
        (store::find_refresh(work.conn, &digest)?, store::find(work.conn, known.session_id)?)
    else {
        return Ok(Refreshed::Refused);
    };
    let Some(user) = user_store::find(work.conn, session.user_id)? else { return Ok(Refreshed::Refused) };
    let stands = session.ended_at.is_none()
        && work.now < session.expires_at
        && work.now < row.expires_at
        && user.active
        && user.epoch == session.epoch
        && may_serve(work.conn, user.id, user.role, user.agency_id, work.now)?;
    if !stands {
        return Ok(Refreshed::Refused);
    }
    if let Some(spent_at) = row.spent_at {
        let Some(unused_child) = unused_child(work, &row)?.filter(|_| work.now <= spent_at.plus_seconds(GRACE_SECONDS))
        else {
            return end_reused(work, session, &user);
        };
        store::spend(work.conn, &unused_child, work.now, None)?;
        store::touch(work.conn, session.id, work.now)?;
        return Ok(Refreshed::Open(Box::new(issue(work, session, user)?)));
    }
    store::touch(work.conn, session.id, work.now)?;
    let open = issue(work, session, user)?;
    store::spend(work.conn, &digest, work.now, Some(&open.refresh_token.digest()))?;
    Ok(Refreshed::Open(Box::new(open)))
}

fn unused_child(work: &mut Work<'_>, row: &RefreshRow) -> Result<Option<Vec<u8>>, Error> {
    let Some(child) = &row.child_hash else { return Ok(None) };
    let child = store::find_refresh(work.conn, child)?;
    Ok(child.filter(|child| child.spent_at.is_none()).map(|child| child.hash))
}

fn end_reused(work: &mut Work<'_>, session: Session, user: &User) -> Result<Refreshed, Error> {
    store::end(work.conn, session.id, work.now, "refresh_token_reused")?;
    work.author = person(user, &session);
    let subject = subject(SubjectKind::Session, session.id.0, 1);
    let change = Change::new(subject, "refreshSession", "session.refresh_token_reused");
    work.audit_refusal(change.with_purpose("refresh_token_reused"))?;
    log::warn!(target: "security", session = session.id.to_string(); "a spent refresh token came back; session ended");
    Ok(Refreshed::Reused)
}

/// The person of a session as the author of what they did.
pub(super) fn person(user: &User, session: &Session) -> Author {
    let scopes = scopes_of(user.role);
    Author::Caller(crate::domain::access::Principal {
        who: Who::Person(user.id, session.id),
        role: user.role,
        scopes,
        agency: user.agency_id,
        oversees: user.agency_id,
    })
}

/// Ends one of a person's own sessions.
///
/// # Errors
/// `not_found` when it is not theirs, or has ended.
pub fn end_session(work: &mut Work<'_>, id: SessionId) -> Result<(), Error> {
    let Who::Person(user, _) = work.caller()?.who else { return Err(Error::not_found()) };
    let session = store::find(work.conn, id)?.filter(|session| session.user_id == user);
    let session = session.ok_or_else(Error::not_found)?;
    if !store::end(work.conn, session.id, work.now, "logged_out")? {
        return Err(Error::not_found());
    }
    work.audit(Change::new(subject(SubjectKind::Session, id.0, 1), "endSession", "session.ended"))
}

/// Ends the session of a refresh token, whose possession is the proof (RFC 7009). Unknown tokens are no error.
///
/// # Errors
/// When the database refuses.
pub fn end_by_refresh_token(work: &mut Work<'_>, token: &RefreshToken) -> Result<(), Error> {
    match store::find_refresh(work.conn, &token.digest())? {
        Some(row) => end_by_bearer(work, row.session_id),
        None => Ok(()),
    }
}

/// Ends a session at the wish of whoever holds one of its tokens.
///
/// # Errors
/// When the database refuses.
pub fn end_by_bearer(work: &mut Work<'_>, id: SessionId) -> Result<(), Error> {
    let Some(session) = store::find(work.conn, id)? else { return Ok(()) };
    if !store::end(work.conn, id, work.now, "token_revoked")? {
        return Ok(());
    }
    if let Some(user) = user_store::find(work.conn, session.user_id)? {
        work.author = person(&user, &session);
    }
    work.audit(Change::new(subject(SubjectKind::Session, id.0, 1), "revokeToken", "session.ended"))
}

/// A person's living sessions, oldest first, behind `after`.
///
/// # Errors
/// When the database refuses.
pub fn list_sessions(
    conn: &mut AnyConnection,
    user: UserId,
    now: Timestamp,
    after: Option<SessionId>,
    fetch: i64,
) -> Result<Vec<Session>, Error> {
    Ok(store::list(conn, user, now, after, fetch)?)
}
