//! Which deadlines a caller sees, and lists of them.

use super::{Deadline, SubjectKind};
use crate::db::schema::{agency_ancestors, deadlines, deliveries, report_assignments, report_conflicts, reports};
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::access::Visibility;
use crate::domain::deadline::{Debtor, Status};
use crate::domain::id::{AgencyId, DeadlineId, ReportId, UserId};
use crate::domain::lifecycle::{DeadlineCode, DeadlineOutcome};
use crate::domain::time::Timestamp;
use crate::reports::store::visible::{bypassing, visible as visible_report};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// A condition on `deadlines`.
type Condition = Box<dyn BoxableExpression<deadlines::table, MultiBackend, SqlType = Bool>>;

/// The condition that this caller may see a deadline: the one place where it becomes a WHERE.
///
/// The office sees the deadlines of the reports that it sees. The agency side sees what an agency of its tree owes in a
/// matter of which something was delivered into that tree; never what the office or the reporter owes, nor the days since
/// the reporter's own complaint to it (D14), whose beginning would tell it who reports.
///
/// Whoever sees every submitted report is not made to list them first: drafts have no deadlines, so that only declared
/// conflicts of interest (UU 37/2008 art. 40) remain to be left out.
fn visible(visibility: Visibility) -> Condition {
    match visibility {
        Visibility::Office(user) | Visibility::Prevention(user) => without_conflict(user),
        Visibility::OfficeMachine(_) => Box::new(deadlines::version.gt(0)),
        Visibility::Assigned(user) => {
            let assigned = report_assignments::table
                .filter(report_assignments::user_id.eq(user))
                .filter(report_assignments::ended_at.is_null())
                .select(report_assignments::report_id);
            Box::new(deadlines::report_id.eq_any(assigned).and(without_conflict(user)))
        }
        Visibility::Tree(root) | Visibility::Unit(root) => owed_in(root, root),
        Visibility::Overseer { inspectorate, government } => owed_in(government, inspectorate),
        Visibility::HandedOver(user) => {
            let handed_over = reports::table.filter(reports::handed_over_on.is_not_null()).select(reports::id);
            Box::new(deadlines::report_id.eq_any(handed_over).and(without_conflict(user)))
        }
        Visibility::Own(user) => {
            let own = reports::table.filter(reports::owner_user_id.eq(user)).select(reports::id);
            Box::new(deadlines::report_id.eq_any(own))
        }
        Visibility::Nothing => Box::new(deadlines::version.eq(0)),
    }
}

/// What agencies under `root` owe in matters that were delivered among them and do not bypass `reader` (handbook 6.5).
fn owed_in(root: AgencyId, reader: AgencyId) -> Condition {
    let tree =
        || agency_ancestors::table.filter(agency_ancestors::ancestor_id.eq(root)).select(agency_ancestors::agency_id);
    let delivered = deliveries::table.filter(deliveries::agency_id.eq_any(tree())).select(deliveries::report_id);
    Box::new(
        deadlines::agency_id
            .is_not_null()
            .and(deadlines::agency_id.assume_not_null().eq_any(tree()))
            .and(deadlines::code.ne(DeadlineCode::D14))
            .and(deadlines::report_id.eq_any(delivered))
            .and(deadlines::report_id.ne_all(bypassing(reader))),
    )
}

fn without_conflict(user: UserId) -> Condition {
    let conflicts =
        report_conflicts::table.filter(report_conflicts::user_id.eq(user)).select(report_conflicts::report_id);
    Box::new(deadlines::report_id.ne_all(conflicts))
}

/// [`crate::domain::deadline::status`] as a condition. A pause that began after the deadline had lapsed is never
/// stored in `held_since`.
fn in_status(status: Status, now: Timestamp) -> Condition {
    let running = || deadlines::closed_at.is_null();
    let held = || deadlines::held_since.is_not_null();
    let closed_at = || deadlines::closed_at.assume_not_null();
    let met = || deadlines::closed_as.assume_not_null().eq(DeadlineOutcome::Met);
    let closed_in_time = || closed_at().lt(deadlines::lapses_at).or(held());
    match status {
        Status::Open => Box::new(running().and(deadlines::held_since.is_null()).and(deadlines::lapses_at.gt(now))),
        Status::Overdue => Box::new(running().and(deadlines::held_since.is_null()).and(deadlines::lapses_at.le(now))),
        Status::Paused => Box::new(running().and(held())),
        Status::Met => Box::new(deadlines::closed_at.is_not_null().and(met()).and(closed_in_time())),
        Status::Cancelled => {
            let other = deadlines::closed_as.assume_not_null().ne(DeadlineOutcome::Met);
            Box::new(deadlines::closed_at.is_not_null().and(other).and(closed_in_time()))
        }
        Status::Missed => Box::new(
            deadlines::closed_at
                .is_not_null()
                .and(deadlines::held_since.is_null())
                .and(closed_at().ge(deadlines::lapses_at)),
        ),
    }
}

/// Which deadlines a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Standing in one of these ways; empty for any.
    pub statuses: Vec<Status>,
    /// Due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Due before this day.
    pub due_before: Option<NaiveDate>,
    /// Of one of these clocks; empty for any.
    pub codes: Vec<DeadlineCode>,
    /// Owed by one of these; empty for any.
    pub debtors: Vec<Debtor>,
    /// Owed by this agency.
    pub agency: Option<AgencyId>,
    /// About a report on this government's tree.
    pub government: Option<String>,
    /// In the matter of this report.
    pub report: Option<ReportId>,
    /// Of reports or of recommendations only.
    pub subject: Option<SubjectKind>,
}

fn matching(filter: &Filter, visibility: Visibility, now: Timestamp) -> deadlines::BoxedQuery<'static, MultiBackend> {
    let mut query = deadlines::table.filter(visible(visibility)).into_boxed();
    let statuses = filter.statuses.iter().map(|status| in_status(*status, now));
    if let Some(any) = statuses.reduce(|one, other| Box::new(one.or(other))) {
        query = query.filter(any);
    }
    if let Some(day) = filter.due_from {
        query = query.filter(deadlines::due_on.ge(day));
    }
    if let Some(day) = filter.due_before {
        query = query.filter(deadlines::due_on.lt(day));
    }
    if !filter.codes.is_empty() {
        query = query.filter(deadlines::code.eq_any(filter.codes.clone()));
    }
    if !filter.debtors.is_empty() {
        query = query.filter(deadlines::debtor.eq_any(filter.debtors.clone()));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(deadlines::agency_id.eq(agency));
    }
    if let Some(government) = &filter.government {
        let reports = reports::table.filter(reports::government_code.eq(government.clone())).select(reports::id);
        query = query.filter(deadlines::report_id.eq_any(reports));
    }
    if let Some(report) = filter.report {
        query = query.filter(deadlines::report_id.eq(report));
    }
    if let Some(subject) = filter.subject {
        query = query.filter(deadlines::subject_type.eq(subject));
    }
    query
}

/// A part of the list by due day and id, behind the deadline that is due on `after.0` with the id `after.1`.
pub fn list(
    conn: &mut AnyConnection,
    visibility: Visibility,
    filter: &Filter,
    now: Timestamp,
    after: Option<(NaiveDate, DeadlineId)>,
    fetch: i64,
) -> QueryResult<Vec<Deadline>> {
    let mut query = matching(filter, visibility, now).order((deadlines::due_on, deadlines::id)).limit(fetch);
    if let Some((day, id)) = after {
        // Written so that both databases walk the index from that day on.
        query = query.filter(deadlines::due_on.ge(day)).filter(deadlines::due_on.gt(day).or(deadlines::id.gt(id)));
    }
    query.load(conn)
}

/// How many deadlines the list holds, counted to one more than `most`.
pub fn count(
    conn: &mut AnyConnection,
    visibility: Visibility,
    filter: &Filter,
    now: Timestamp,
    most: i64,
) -> QueryResult<i64> {
    let ids: Vec<DeadlineId> = matching(filter, visibility, now).select(deadlines::id).limit(most + 1).load(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}

/// The deadline with this id, if the caller sees it.
pub fn find(conn: &mut AnyConnection, visibility: Visibility, id: DeadlineId) -> QueryResult<Option<Deadline>> {
    deadlines::table.filter(visible(visibility)).filter(deadlines::id.eq(id)).get_result(conn).optional()
}

/// Whether the caller sees this report at all.
pub fn report_is_visible(conn: &mut AnyConnection, visibility: Visibility, id: ReportId) -> QueryResult<bool> {
    let query = reports::table.filter(reports::id.eq(id)).filter(visible_report(visibility)).select(reports::id);
    Ok(query.into_boxed().first::<ReportId>(conn).optional()?.is_some())
}
