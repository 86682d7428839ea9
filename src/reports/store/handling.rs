//! Who handles a report, who must not see it, and who is bypassed.

use super::report::Report;
use super::visible::{bypassing, visible};
use crate::db::AnyConnection;
use crate::db::schema::{
    agencies, agency_ancestors, recommendations, report_assignments, report_bypasses, report_conflicts, reports, users,
};
use crate::db::types::AnyId;
use crate::domain::access::{Role, Visibility};
use crate::domain::agency::AgencyKind;
use crate::domain::id::{AgencyId, ReportId, UserId};
use crate::domain::recommendation::{self, Conclusion, Judgement};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::prelude::*;

/// Marks a report as changed and holds it against other changes, if it is in view; whether it was.
pub fn touch(conn: &mut AnyConnection, visibility: Visibility, id: ReportId, now: Timestamp) -> QueryResult<bool> {
    let target = reports::table.filter(reports::id.eq(id)).filter(visible(visibility));
    let changed = (reports::version.eq(reports::version + 1), reports::updated_at.eq(now));
    Ok(diesel::update(target).set(changed).execute(conn)? == 1)
}

/// An examiner's assignment to a report.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Assignment {
    /// Who.
    pub user_id: UserId,
    /// Their name, for the office.
    pub display_name: String,
    /// Since when.
    pub assigned_at: Timestamp,
    /// The account that assigned them.
    pub assigned_by: AnyId,
    /// Until when; `None` while it runs.
    pub ended_at: Option<Timestamp>,
}

type AssignmentColumns = (
    report_assignments::user_id,
    users::display_name,
    report_assignments::assigned_at,
    report_assignments::assigned_by,
    report_assignments::ended_at,
);

const ASSIGNMENT: AssignmentColumns = (
    report_assignments::user_id,
    users::display_name,
    report_assignments::assigned_at,
    report_assignments::assigned_by,
    report_assignments::ended_at,
);

/// Every assignment of a report that was found before, oldest first.
pub fn assignments(conn: &mut AnyConnection, report: &Report) -> QueryResult<Vec<Assignment>> {
    report_assignments::table
        .inner_join(users::table.on(users::id.eq(report_assignments::user_id)))
        .filter(report_assignments::report_id.eq(report.id))
        .order((report_assignments::assigned_at, report_assignments::user_id))
        .select(ASSIGNMENT)
        .load(conn)
}

/// The running assignment of this person, if there is one.
pub fn running_assignment(conn: &mut AnyConnection, id: ReportId, user: UserId) -> QueryResult<Option<Assignment>> {
    report_assignments::table
        .inner_join(users::table.on(users::id.eq(report_assignments::user_id)))
        .filter(report_assignments::report_id.eq(id))
        .filter(report_assignments::user_id.eq(user))
        .filter(report_assignments::ended_at.is_null())
        .select(ASSIGNMENT)
        .first(conn)
        .optional()
}

/// Assigns a person from now on.
pub fn insert_assignment(
    conn: &mut AnyConnection,
    id: ReportId,
    user: UserId,
    by: AnyId,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(report_assignments::table)
        .values((
            report_assignments::report_id.eq(id),
            report_assignments::user_id.eq(user),
            report_assignments::assigned_at.eq(now),
            report_assignments::assigned_by.eq(by),
        ))
        .execute(conn)
        .map(drop)
}

/// Ends the running assignment of this person; whether there was one.
pub fn end_assignment(conn: &mut AnyConnection, id: ReportId, user: UserId, now: Timestamp) -> QueryResult<bool> {
    let running = report_assignments::table
        .filter(report_assignments::report_id.eq(id))
        .filter(report_assignments::user_id.eq(user))
        .filter(report_assignments::ended_at.is_null());
    Ok(diesel::update(running).set(report_assignments::ended_at.eq(now)).execute(conn)? > 0)
}

/// Whether somebody may be assigned to a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignable {
    /// An active examiner without declared conflict.
    Yes,
    /// No such account.
    Unknown,
    /// Not an active examiner.
    NotAnExaminer,
    /// They declared a conflict of interest.
    Conflicted,
}

/// Whether this person may be assigned to this report.
pub fn assignable(conn: &mut AnyConnection, id: ReportId, user: UserId) -> QueryResult<Assignable> {
    let account: Option<(Role, bool)> =
        users::table.find(user).select((users::role, users::active)).get_result(conn).optional()?;
    Ok(match account {
        None => Assignable::Unknown,
        Some((Role::Examiner, true)) if has_conflict(conn, id, user)? => Assignable::Conflicted,
        Some((Role::Examiner, true)) => Assignable::Yes,
        Some(_) => Assignable::NotAnExaminer,
    })
}

/// Whether this person declared a conflict of interest on the report.
pub fn has_conflict(conn: &mut AnyConnection, id: ReportId, user: UserId) -> QueryResult<bool> {
    let found: Option<UserId> =
        report_conflicts::table.find((id, user)).select(report_conflicts::user_id).get_result(conn).optional()?;
    Ok(found.is_some())
}

/// Whether this is an account of the office's staff.
pub fn is_office_staff(conn: &mut AnyConnection, user: UserId) -> QueryResult<bool> {
    let role: Option<Role> = users::table.find(user).select(users::role).get_result(conn).optional()?;
    Ok(role.is_some_and(Role::is_office_staff))
}

/// Records a conflict of interest; `false` when it was recorded before.
pub fn insert_conflict(
    conn: &mut AnyConnection,
    id: ReportId,
    user: UserId,
    reason: &str,
    now: Timestamp,
) -> QueryResult<bool> {
    if has_conflict(conn, id, user)? {
        return Ok(false);
    }
    diesel::insert_into(report_conflicts::table)
        .values((
            report_conflicts::report_id.eq(id),
            report_conflicts::user_id.eq(user),
            report_conflicts::reason.eq(reason),
            report_conflicts::declared_at.eq(now),
        ))
        .execute(conn)?;
    Ok(true)
}

/// The Inspektorat that this agency is or belongs to.
pub fn inspectorate_above(conn: &mut AnyConnection, agency: AgencyId) -> QueryResult<Option<AgencyId>> {
    agency_ancestors::table
        .inner_join(agencies::table.on(agencies::id.eq(agency_ancestors::ancestor_id)))
        .filter(agency_ancestors::agency_id.eq(agency))
        .filter(agencies::kind.eq(AgencyKind::Inspectorate))
        .select(agencies::id)
        .first(conn)
        .optional()
}

/// Lets what is delivered out of a report bypass the people of this agency.
pub fn bypass(conn: &mut AnyConnection, id: ReportId, agency: AgencyId) -> QueryResult<()> {
    if bypassed(conn, id)?.contains(&agency) {
        return Ok(());
    }
    diesel::insert_into(report_bypasses::table)
        .values((report_bypasses::report_id.eq(id), report_bypasses::agency_id.eq(agency)))
        .execute(conn)
        .map(drop)
}

/// Whether a report goes past this agency: it is bypassed itself, or one above it is.
pub fn goes_past(conn: &mut AnyConnection, id: ReportId, agency: AgencyId) -> QueryResult<bool> {
    let found: Vec<ReportId> = bypassing(agency).filter(report_bypasses::report_id.eq(id)).load(conn)?;
    Ok(!found.is_empty())
}

/// The agencies that are bypassed.
pub fn bypassed(conn: &mut AnyConnection, id: ReportId) -> QueryResult<Vec<AgencyId>> {
    report_bypasses::table
        .filter(report_bypasses::report_id.eq(id))
        .order(report_bypasses::agency_id)
        .select(report_bypasses::agency_id)
        .load(conn)
}

/// How each recommendation of a report that was found before stands, and the latest day of a finding, a publication or
/// a report upward. Only those drafted since the centre last decided to recommend: a reopened report got another result,
/// and what was recommended on the earlier one says nothing about it.
pub fn conclusions(
    conn: &mut AnyConnection,
    report: &Report,
    since: Option<Timestamp>,
) -> QueryResult<(Vec<Conclusion>, Option<NaiveDate>)> {
    type Stand = (recommendation::State, Option<Judgement>, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>);
    let Some(since) = since else { return Ok((Vec::new(), None)) };
    let stands: Vec<Stand> = recommendations::table
        .filter(recommendations::report_id.eq(report.id))
        .filter(recommendations::created_at.ge(since))
        .order(recommendations::id)
        .select((
            recommendations::state,
            recommendations::reason_judgement,
            recommendations::verified_on,
            recommendations::published_on,
            recommendations::reported_upward_on,
        ))
        .load(conn)?;
    let concluded_on =
        stands.iter().filter_map(|(_, _, found, published, upward)| found.max(published).max(upward).as_ref());
    let concluded_on = concluded_on.max().copied();
    Ok((stands.into_iter().map(|(state, judgement, ..)| Conclusion::of(state, judgement)).collect(), concluded_on))
}
