//! People's accounts, kept by the administrator, who never chooses a password for others (ASVS 6.4.6).

use super::throttle::Attempt;
use super::{judge_place, overtaken, subject};
use crate::accounts::store::sessions as session_store;
use crate::accounts::store::users::{self as store, User};
use crate::auth::password::initial::INITIAL_SECONDS;
use crate::domain::access::Role;
use crate::domain::account::Username;
use crate::domain::code::Code as _;
use crate::domain::id::{AgencyId, UserId};
use crate::error::{Error, FieldFault};
use crate::journal::{Change, FieldChange, SubjectKind, Work};
use serde_json::{Value, json};

/// A password's hash, and who chose the password.
#[derive(Clone)]
pub enum KeptPassword {
    /// The service: it must be replaced at the first log-in, within a week.
    Initial(String),
    /// The person.
    Chosen(String),
}

/// A new account.
#[derive(Clone)]
pub struct NewUser {
    /// User name as typed.
    pub username: String,
    /// How the person is shown.
    pub display_name: String,
    /// Role.
    pub role: Role,
    /// Where they work.
    pub agency_id: Option<AgencyId>,
    /// Their password.
    pub password: KeptPassword,
}

/// Makes an account.
///
/// # Errors
/// `validation_failed` with every fault: the name is none or taken, the role is for machines, the agency is missing,
/// unknown, gone or one too many.
pub fn create_user(work: &mut Work<'_>, new: NewUser) -> Result<User, Error> {
    let mut faults = Vec::new();
    let username = match Username::parse(&new.username) {
        Err(_) => {
            faults.push(FieldFault::body("/username", "username_format"));
            String::new()
        }
        Ok(name) => {
            if store::find_by_username(work.conn, name.as_str())?.is_some() {
                faults.push(FieldFault::body("/username", "already_taken"));
            }
            name.as_str().to_owned()
        }
    };
    judge_display_name(&new.display_name, &mut faults);
    judge_role(work, new.role, new.agency_id, &mut faults)?;
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    let mut user = User {
        id: work.new_id(),
        username,
        display_name: new.display_name.trim().to_owned(),
        role: new.role,
        agency_id: new.agency_id,
        password_hash: String::new(),
        active: true,
        epoch: 1,
        password_is_initial: false,
        password_expires_at: None,
        last_login_at: None,
        version: 1,
        created_at: work.now,
        updated_at: work.now,
    };
    keep(work, &mut user, new.password);
    store::insert(work.conn, &user)?;
    let changes = vec![
        FieldChange::new("/role", Value::Null, user.role.code()),
        FieldChange::new("/agency_id", Value::Null, place(user.agency_id)),
    ];
    let change = Change::new(subject(SubjectKind::User, user.id.0, 1), "createUser", "user.created");
    work.record(change.with_changes(changes))?;
    Ok(user)
}

/// What an administrator may change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserPatch {
    /// How the person is shown.
    pub display_name: Option<String>,
    /// Role.
    pub role: Option<Role>,
    /// Where they work; `Some(None)` takes the agency away.
    pub agency_id: Option<Option<AgencyId>>,
    /// Whether the account may be used.
    pub active: Option<bool>,
}

/// Changes an account. A change of role, agency or activity ends every session of the person.
///
/// # Errors
/// `not_this_person` for the administrator's own role and activity, so that one administrator is always left;
/// `validation_failed` as for [`create_user`].
pub fn update_user(work: &mut Work<'_>, user: User, patch: UserPatch) -> Result<User, Error> {
    let mut after = user.clone();
    if let Some(name) = patch.display_name {
        after.display_name = name.trim().to_owned();
    }
    after.role = patch.role.unwrap_or(after.role);
    after.agency_id = patch.agency_id.unwrap_or(after.agency_id);
    after.active = patch.active.unwrap_or(after.active);
    if after == user {
        return Ok(user);
    }
    let mut faults = Vec::new();
    judge_display_name(&after.display_name, &mut faults);
    if (after.role, after.agency_id) != (user.role, user.agency_id) {
        judge_role(work, after.role, after.agency_id, &mut faults)?;
    }
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    let rights = |user: &User| (user.role, user.agency_id, user.active);
    let rights_change = rights(&after) != rights(&user);
    if rights_change && work.author.id() == Some(user.id.0) {
        return Err(Error::not_this_person());
    }
    let mut changes = Vec::new();
    if after.display_name != user.display_name {
        changes.push(FieldChange::concealed("/display_name"));
    }
    if after.role != user.role {
        changes.push(FieldChange::new("/role", user.role.code(), after.role.code()));
    }
    if after.agency_id != user.agency_id {
        changes.push(FieldChange::new("/agency_id", place(user.agency_id), place(after.agency_id)));
    }
    if after.active != user.active {
        changes.push(FieldChange::new("/active", user.active, after.active));
    }
    if rights_change {
        end_everything(work, &mut after, "rights_changed")?;
    }
    save(work, &mut after)?;
    let change = Change::new(subject(SubjectKind::User, after.id.0, after.version), "updateUser", "user.updated");
    work.record(change.with_changes(changes))?;
    Ok(after)
}

/// Gives an account a password that the service made, ends every session and lifts the lock of failed log-ins.
///
/// # Errors
/// When the database refuses.
pub fn reset_password(work: &mut Work<'_>, user: User, hash: String, attempt: &Attempt) -> Result<User, Error> {
    let mut after = user;
    keep(work, &mut after, KeptPassword::Initial(hash));
    end_everything(work, &mut after, "password_reset")?;
    save(work, &mut after)?;
    attempt.succeeded(work)?;
    let subject = subject(SubjectKind::User, after.id.0, after.version);
    let change = Change::new(subject, "resetUserPassword", "user.password_reset");
    work.record(change.with_changes(vec![FieldChange::concealed("/password")]))?;
    Ok(after)
}

/// Ends every session of a person at once.
///
/// # Errors
/// When the database refuses.
pub fn end_user_sessions(work: &mut Work<'_>, user: User) -> Result<User, Error> {
    let mut after = user;
    end_everything(work, &mut after, "ended_by_administrator")?;
    save(work, &mut after)?;
    let subject = subject(SubjectKind::User, after.id.0, after.version);
    work.record(Change::new(subject, "endUserSessions", "user.sessions_ended"))?;
    Ok(after)
}

/// Keeps a password for an account, which is not saved yet.
pub(super) fn keep(work: &Work<'_>, user: &mut User, password: KeptPassword) {
    let (hash, is_initial) = match password {
        KeptPassword::Initial(hash) => (hash, true),
        KeptPassword::Chosen(hash) => (hash, false),
    };
    user.password_hash = hash;
    user.password_is_initial = is_initial;
    user.password_expires_at = is_initial.then(|| work.now.plus_seconds(INITIAL_SECONDS));
}

/// Ends the sessions of an account and raises its counter, which ends every token; the account is not saved yet.
pub(super) fn end_everything(work: &mut Work<'_>, user: &mut User, reason: &str) -> Result<(), Error> {
    session_store::end_all(work.conn, user.id, work.now, reason)?;
    user.epoch += 1;
    Ok(())
}

/// Saves an account as its next version.
pub(super) fn save(work: &mut Work<'_>, user: &mut User) -> Result<(), Error> {
    user.version += 1;
    user.updated_at = work.now;
    overtaken(store::save(work.conn, user)?)
}

fn judge_display_name(name: &str, faults: &mut Vec<FieldFault>) {
    if name.trim().is_empty() {
        faults.push(FieldFault::body("/display_name", "blank"));
    }
}

fn judge_role(
    work: &mut Work<'_>,
    role: Role,
    agency: Option<AgencyId>,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    if role.is_machine() {
        faults.push(FieldFault::body("/role", "role_not_for_people"));
        return Ok(());
    }
    judge_place(work, role, agency, faults)
}

fn place(agency: Option<AgencyId>) -> Value {
    agency.map_or(Value::Null, |agency| json!(agency.to_string()))
}

/// The account with this id.
///
/// # Errors
/// `not_found`.
pub fn find_user(work: &mut Work<'_>, id: UserId) -> Result<User, Error> {
    store::find(work.conn, id)?.ok_or_else(Error::not_found)
}
