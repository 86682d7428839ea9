//! Rows of people, sessions and clients, as far as admission reads them.

use crate::db::AnyConnection;
use crate::db::schema::{agencies, agency_ancestors, clients, narahubung, revoked_tokens, sessions, users};
use crate::db::types::AnyId;
use crate::domain::access::{Role, Who};
use crate::domain::agency::AgencyKind;
use crate::domain::id::{AgencyId, NarahubungId, UserId};
use crate::domain::time::{Timestamp, Zone};
use chrono::NaiveDate;
use diesel::prelude::*;
use uuid::Uuid;

/// What an account is now, whatever its token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its counter: a token of another one has ended.
    pub epoch: i32,
    /// Whether it may call at all.
    pub alive: bool,
    /// Whether the person must choose a password before anything else.
    pub must_choose_password: bool,
    /// Whether it must send an `Idempotency-Key` with every POST that takes one.
    pub must_send_keys: bool,
    /// The root of the tree that it answers for, now: agencies move.
    pub oversees: Option<AgencyId>,
}

/// Reads an account's standing. `None` when there is no such account or session, or the token was revoked.
///
/// A narahubung's account lives only while a designation of theirs is valid: it stops at 00:00 WITA of the day after
/// the last (contract 0.3).
///
/// # Errors
/// When the database refuses.
pub fn standing(
    conn: &mut AnyConnection,
    who: Who,
    role: Role,
    agency: Option<AgencyId>,
    token_id: Uuid,
    now: Timestamp,
) -> QueryResult<Option<Standing>> {
    let revoked = revoked_tokens::table.find(AnyId(token_id)).select(revoked_tokens::jti);
    if revoked.get_result::<AnyId>(conn).optional()?.is_some() {
        return Ok(None);
    }
    if !exists(conn, agency, now)? {
        return Ok(None);
    }
    let oversees = overseen(conn, role, agency)?;
    match who {
        Who::Machine(id) => {
            let row = clients::table.find(id).select((clients::epoch, clients::active, clients::integration));
            let row = row.get_result::<(i32, bool, bool)>(conn).optional()?;
            Ok(row.map(|(epoch, alive, must_send_keys)| Standing {
                epoch,
                alive,
                must_choose_password: false,
                must_send_keys,
                oversees,
            }))
        }
        Who::Person(user, session) => {
            let row = users::table
                .inner_join(sessions::table.on(sessions::user_id.eq(users::id)))
                .filter(users::id.eq(user))
                .filter(sessions::id.eq(session))
                .filter(sessions::ended_at.is_null())
                .filter(sessions::expires_at.gt(now))
                .select((users::epoch, users::active, users::password_is_initial))
                .get_result::<(i32, bool, bool)>(conn)
                .optional()?;
            let Some((epoch, active, must_choose_password)) = row else { return Ok(None) };
            let alive = active && may_serve(conn, user, role, agency, now)?;
            Ok(Some(Standing { epoch, alive, must_choose_password, must_send_keys: false, oversees }))
        }
    }
}

/// The agency itself, or the government of an Inspektorat. Responders answer for their own unit only.
fn overseen(conn: &mut AnyConnection, role: Role, agency: Option<AgencyId>) -> QueryResult<Option<AgencyId>> {
    let Some(id) = agency.filter(|_| role.is_agency_side() && role != Role::Responder) else { return Ok(agency) };
    let row = agencies::table.find(id).select((agencies::kind, agencies::parent_id));
    let row = row.get_result::<(AgencyKind, Option<AgencyId>)>(conn).optional()?;
    let government = row.and_then(|(kind, parent)| parent.filter(|_| kind.oversees_its_government()));
    Ok(government.or(agency))
}

/// Whether the agency where an account works still exists: whoever worked for one that has ended stops with it, and its
/// cases are the successor's.
fn exists(conn: &mut AnyConnection, agency: Option<AgencyId>, now: Timestamp) -> QueryResult<bool> {
    let Some(id) = agency else { return Ok(true) };
    let end = last_day_of(conn, id)?;
    Ok(end.is_some_and(|end| end.is_none_or(|last| Zone::Wita.day_of(now) <= last)))
}

/// Last day of an agency, if it has one; `None` when there is no such agency.
///
/// # Errors
/// When the database refuses.
pub fn last_day_of(conn: &mut AnyConnection, agency: AgencyId) -> QueryResult<Option<Option<NaiveDate>>> {
    agencies::table.find(agency).select(agencies::active_to).get_result(conn).optional()
}

/// Whether a person may act in this role today: a narahubung only while a designation of theirs is valid, for the agency
/// where they work or one above it. A designation for a unit gives no view of the whole agency (domain 11.3 rule 4).
///
/// # Errors
/// When the database refuses.
pub fn may_serve(
    conn: &mut AnyConnection,
    user: UserId,
    role: Role,
    agency: Option<AgencyId>,
    now: Timestamp,
) -> QueryResult<bool> {
    if role != Role::Narahubung {
        return Ok(true);
    }
    let Some(agency) = agency else { return Ok(false) };
    let today = Zone::Wita.day_of(now);
    let above =
        agency_ancestors::table.filter(agency_ancestors::agency_id.eq(agency)).select(agency_ancestors::ancestor_id);
    let designation = narahubung::table
        .filter(narahubung::user_id.eq(user))
        .filter(narahubung::agency_id.eq_any(above))
        .filter(narahubung::valid_from.le(today))
        .filter(narahubung::valid_to.is_null().or(narahubung::valid_to.ge(today)))
        .select(narahubung::id);
    Ok(designation.first::<NarahubungId>(conn).optional()?.is_some())
}
