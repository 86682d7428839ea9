//! Lists of reports.

use super::report::Report;
use super::reporter::Indices;
use super::visible::visible;
use crate::db::schema::{report_assignments, reporters, reports};
use crate::db::search::containing;
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::access::Visibility;
use crate::domain::id::{AgencyId, ReportId, UserId};
use crate::domain::report::{ClosingReason, ExaminationOutcome, IntakeKind, Secrecy, State};
use chrono::NaiveDate;
use diesel::prelude::*;

/// Days from `from` on and before `until`; open where `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The first day that no longer counts.
    pub until: Option<NaiveDate>,
}

impl Days {
    /// Whether every day counts.
    pub const fn is_open(self) -> bool {
        self.from.is_none() && self.until.is_none()
    }

    /// The days that lie in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let until = [self.until, other.until].into_iter().flatten().min();
        Self { from: self.from.max(other.from), until }
    }
}

/// Which reports a list holds; empty and `None` mean any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// In one of these states.
    pub states: Vec<State>,
    /// Of one of these kinds.
    pub intake_kinds: Vec<IntakeKind>,
    /// Against a respondent of this government.
    pub government: Option<String>,
    /// Against this agency.
    pub respondent: Option<AgencyId>,
    /// Against agencies of these classes.
    pub agency_classes: Vec<String>,
    /// Of these substances.
    pub substances: Vec<String>,
    /// Alleging mainly these.
    pub maladministrations: Vec<String>,
    /// In which mainly these were found.
    pub found: Vec<String>,
    /// With these conclusions.
    pub outcomes: Vec<ExaminationOutcome>,
    /// Ended for these reasons.
    pub closing_reasons: Vec<ClosingReason>,
    /// Received on these days.
    pub received: Days,
    /// Admitted to examination on these days.
    pub admitted: Days,
    /// Admitted before `until` and not ended before `from`: handled in the time between.
    pub handled: Days,
    /// Admitted, and ended on these days.
    pub closed: Days,
    /// Never admitted, and ended on these days.
    pub not_admitted: Days,
    /// Admitted before this day, and not ended before it.
    pub open_before: Option<NaiveDate>,
    /// Assigned to this person now.
    pub assigned_to: Option<UserId>,
    /// Holding this folded text.
    pub text: Option<String>,
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// What was recorded last comes first.
    #[default]
    Newest,
    /// What was recorded first comes first.
    Oldest,
    /// By the day of receipt, the last first.
    LatestReceived,
    /// By the day of receipt, the first first.
    EarliestReceived,
}

/// Behind which report a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// Its day of receipt.
    pub received_on: NaiveDate,
    /// Its id.
    pub id: ReportId,
}

type Query = reports::BoxedQuery<'static, MultiBackend>;

fn matching(visibility: Visibility, filter: &Filter) -> Query {
    let mut query = reports::table.filter(visible(visibility)).into_boxed();
    if !filter.states.is_empty() {
        query = query.filter(reports::state.eq_any(filter.states.clone()));
    }
    if !filter.intake_kinds.is_empty() {
        query = query.filter(reports::intake_kind.eq_any(filter.intake_kinds.clone()));
    }
    if let Some(government) = &filter.government {
        query = query.filter(reports::government_code.eq(government.clone()));
    }
    if let Some(respondent) = filter.respondent {
        query = query.filter(reports::respondent_id.eq(respondent));
    }
    if !filter.agency_classes.is_empty() {
        query = query.filter(reports::agency_class.eq_any(filter.agency_classes.clone()));
    }
    if !filter.substances.is_empty() {
        query = query.filter(reports::substance.eq_any(filter.substances.clone()));
    }
    if !filter.maladministrations.is_empty() {
        let codes = filter.maladministrations.clone();
        query = query.filter(reports::maladministration.assume_not_null().eq_any(codes));
    }
    if !filter.found.is_empty() {
        query = query.filter(reports::found_maladministration.assume_not_null().eq_any(filter.found.clone()));
    }
    if !filter.outcomes.is_empty() {
        query = query.filter(reports::outcome.assume_not_null().eq_any(filter.outcomes.clone()));
    }
    if !filter.closing_reasons.is_empty() {
        query = query.filter(reports::closing_reason.assume_not_null().eq_any(filter.closing_reasons.clone()));
    }
    if let Some(user) = filter.assigned_to {
        let assigned = report_assignments::table
            .filter(report_assignments::user_id.eq(user))
            .filter(report_assignments::ended_at.is_null())
            .select(report_assignments::report_id);
        query = query.filter(reports::id.eq_any(assigned));
    }
    if let Some(text) = &filter.text {
        query = query.filter(reports::search_text.like(containing(text)).escape('\\'));
    }
    in_time(query, filter)
}

/// The conditions on days. A draft has a day of its own, but was not received on it.
fn in_time(mut query: Query, filter: &Filter) -> Query {
    if !filter.received.is_open() {
        query = query.filter(reports::received_at.is_not_null());
    }
    if let Some(day) = filter.received.from {
        query = query.filter(reports::received_on.ge(day));
    }
    if let Some(day) = filter.received.until {
        query = query.filter(reports::received_on.lt(day));
    }
    if let Some(day) = filter.admitted.from {
        query = query.filter(reports::admitted_on.ge(day));
    }
    if let Some(day) = filter.admitted.until {
        query = query.filter(reports::admitted_on.lt(day));
    }
    if let Some(day) = filter.handled.until {
        query = query.filter(reports::admitted_on.lt(day));
    }
    if let Some(day) = filter.handled.from {
        query = query.filter(reports::closed_on.is_null().or(reports::closed_on.ge(day)));
    }
    if !filter.closed.is_open() {
        query = query.filter(reports::admitted_on.is_not_null());
    }
    if !filter.not_admitted.is_open() {
        // A draft that was never submitted and was given up is no access, and counts nowhere.
        query = query.filter(reports::admitted_on.is_null()).filter(reports::received_at.is_not_null());
    }
    for ended in [filter.closed, filter.not_admitted] {
        if let Some(day) = ended.from {
            query = query.filter(reports::closed_on.ge(day));
        }
        if let Some(day) = ended.until {
            query = query.filter(reports::closed_on.lt(day));
        }
    }
    if let Some(day) = filter.open_before {
        query = query.filter(reports::admitted_on.lt(day));
        query = query.filter(reports::closed_on.is_null().or(reports::closed_on.ge(day)));
    }
    query
}

/// A part of the list behind `after`.
pub fn list(
    conn: &mut AnyConnection,
    visibility: Visibility,
    filter: &Filter,
    order: Order,
    after: Option<After>,
    fetch: i64,
) -> QueryResult<Vec<Report>> {
    paged(matching(visibility, filter), order, after, fetch).load(conn)
}

/// Keyset over (sort key, id). The bound on the sort key alone lets the index begin where the page does.
fn paged(mut query: Query, order: Order, after: Option<After>, fetch: i64) -> Query {
    query = match order {
        Order::Newest => query.order(reports::id.desc()),
        Order::Oldest => query.order(reports::id.asc()),
        Order::LatestReceived => query.order((reports::received_on.desc(), reports::id.desc())),
        Order::EarliestReceived => query.order((reports::received_on.asc(), reports::id.asc())),
    };
    if let Some(After { received_on: day, id }) = after {
        query = match order {
            Order::Newest => query.filter(reports::id.lt(id)),
            Order::Oldest => query.filter(reports::id.gt(id)),
            Order::LatestReceived => {
                query.filter(reports::received_on.le(day)).filter(reports::received_on.lt(day).or(reports::id.lt(id)))
            }
            Order::EarliestReceived => {
                query.filter(reports::received_on.ge(day)).filter(reports::received_on.gt(day).or(reports::id.gt(id)))
            }
        };
    }
    query.limit(fetch)
}

/// How many reports the list holds, counted to one more than `most`.
pub fn count(conn: &mut AnyConnection, visibility: Visibility, filter: &Filter, most: i64) -> QueryResult<i64> {
    let ids: Vec<ReportId> = matching(visibility, filter).select(reports::id).limit(most + 1).load(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}

/// More reports of one reporter than this are not searched.
const MOST_OF_ONE_REPORTER: i64 = 1_000;

/// Whose secret identities a search may hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// Everybody's.
    All,
    /// Of reports that are not admitted to examination yet.
    Unadmitted,
    /// Nobody's.
    Nobody,
}

/// Reports in view whose reporter has all of these blind indices, newest first.
pub fn find_by_reporter(
    conn: &mut AnyConnection,
    visibility: Visibility,
    wanted: &Indices,
    secrets: Secrets,
    after: Option<After>,
    fetch: i64,
) -> QueryResult<Vec<Report>> {
    let mut found = reporters::table.select(reporters::report_id).order(reporters::report_id.desc()).into_boxed();
    if let Some(index) = &wanted.nik {
        found = found.filter(reporters::nik_index.eq(index.clone()));
    }
    if let Some(index) = &wanted.phone {
        found = found.filter(reporters::phone_index.eq(index.clone()));
    }
    if let Some(index) = &wanted.email {
        found = found.filter(reporters::email_index.eq(index.clone()));
    }
    let ids: Vec<ReportId> = found.limit(MOST_OF_ONE_REPORTER).load(conn)?;
    let mut query = reports::table.filter(visible(visibility)).filter(reports::id.eq_any(ids)).into_boxed();
    let open = reports::secrecy.eq(Secrecy::Open);
    query = match secrets {
        Secrets::All => query,
        Secrets::Unadmitted => query.filter(open.or(reports::admitted_on.is_null())),
        Secrets::Nobody => query.filter(open),
    };
    paged(query, Order::Newest, after, fetch).load(conn)
}
