//! Rows of recommendations and what they say.

mod rows;
pub mod visible;

use crate::db::schema::{
    deliveries, history, recommendation_demands as demands, recommendation_texts as texts, recommendations as table,
};
use crate::db::types::AnyId;
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::access::Visibility;
use crate::domain::id::{AgencyId, HistoryId, RecommendationId, ReportId};
use crate::domain::recommendation::{Conclusion, Execution, Judgement, Party, State};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::prelude::*;
pub use rows::{Contents, Stored};
use rows::{Row, Texts};
use std::collections::HashMap;

crate::text_codes!(State, Execution, Judgement, Party);

/// The recommendation with this id, if it is in view.
pub fn find(conn: &mut AnyConnection, view: Visibility, id: RecommendationId) -> QueryResult<Option<Stored>> {
    let row =
        table::table.filter(table::id.eq(id)).filter(visible::visible(view)).get_result::<Row>(conn).optional()?;
    row.map(|row| complete(conn, row)).transpose()
}

fn complete(conn: &mut AnyConnection, row: Row) -> QueryResult<Stored> {
    complete_all(conn, vec![row])?.pop().ok_or(diesel::result::Error::NotFound)
}

/// Adds the texts, with two statements however many rows there are.
fn complete_all(conn: &mut AnyConnection, rows: Vec<Row>) -> QueryResult<Vec<Stored>> {
    let ids: Vec<RecommendationId> = rows.iter().map(|row| row.id).collect();
    let texts: Vec<Texts> = texts::table.filter(texts::recommendation_id.eq_any(ids.clone())).load(conn)?;
    let mut texts: HashMap<_, _> = texts.into_iter().map(|texts| (texts.recommendation_id, texts)).collect();
    let demands: Vec<(RecommendationId, String)> = demands::table
        .filter(demands::recommendation_id.eq_any(ids))
        .order((demands::recommendation_id, demands::position))
        .select((demands::recommendation_id, demands::demand))
        .load(conn)?;
    let complete = |row: Row| {
        let texts = texts.remove(&row.id).ok_or(diesel::result::Error::NotFound)?;
        let of_this = demands.iter().filter(|(id, _)| *id == row.id).map(|(_, demand)| demand.clone()).collect();
        Ok(row.into_stored(texts, of_this))
    };
    rows.into_iter().map(complete).collect()
}

/// Which recommendations a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// In one of these states; empty for any.
    pub states: Vec<State>,
    /// Of this government's tree.
    pub government: Option<String>,
    /// About this agency.
    pub respondent: Option<AgencyId>,
    /// Addressed to this agency.
    pub superior: Option<AgencyId>,
    /// Of this report.
    pub report: Option<ReportId>,
    /// Signed on this day or later.
    pub signed_from: Option<NaiveDate>,
    /// Signed before this day.
    pub signed_before: Option<NaiveDate>,
}

fn matching(view: Visibility, filter: &Filter) -> table::BoxedQuery<'static, MultiBackend> {
    let mut query = table::table.filter(visible::visible(view)).into_boxed();
    if !filter.states.is_empty() {
        query = query.filter(table::state.eq_any(filter.states.clone()));
    }
    if let Some(government) = &filter.government {
        query = query.filter(table::government_code.eq(government.clone()));
    }
    if let Some(agency) = filter.respondent {
        query = query.filter(table::respondent_id.eq(agency));
    }
    if let Some(agency) = filter.superior {
        query = query.filter(table::superior_id.eq(agency));
    }
    if let Some(report) = filter.report {
        query = query.filter(table::report_id.eq(report));
    }
    if let Some(day) = filter.signed_from {
        query = query.filter(table::signed_on.ge(day));
    }
    if let Some(day) = filter.signed_before {
        query = query.filter(table::signed_on.lt(day));
    }
    query
}

/// A part of the list, newest first, behind `after`.
pub fn list(
    conn: &mut AnyConnection,
    view: Visibility,
    filter: &Filter,
    after: Option<RecommendationId>,
    fetch: i64,
) -> QueryResult<Vec<Stored>> {
    let mut query = matching(view, filter).order(table::id.desc()).limit(fetch);
    if let Some(id) = after {
        query = query.filter(table::id.lt(id));
    }
    let rows: Vec<Row> = query.load(conn)?;
    complete_all(conn, rows)
}

/// How many the list holds, counted to one more than `most`.
pub fn count(conn: &mut AnyConnection, view: Visibility, filter: &Filter, most: i64) -> QueryResult<i64> {
    let ids: Vec<RecommendationId> = matching(view, filter).select(table::id).limit(most + 1).load(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}

/// Inserts a draft.
pub fn insert(conn: &mut AnyConnection, stored: &Stored) -> QueryResult<()> {
    let (row, texts) = Row::from_stored(stored);
    diesel::insert_into(table::table).values(row).execute(conn)?;
    diesel::insert_into(texts::table).values(texts).execute(conn)?;
    insert_demands(conn, stored)
}

/// Saves what changed, if the stored version is still `version` and in view. Says whether it was.
pub fn update(conn: &mut AnyConnection, view: Visibility, version: i64, stored: &Stored) -> QueryResult<bool> {
    let (row, texts) = Row::from_stored(stored);
    let present = table::table
        .filter(table::id.eq(stored.snapshot.id))
        .filter(table::version.eq(version))
        .filter(visible::visible(view));
    if diesel::update(present).set(&row).execute(conn)? == 0 {
        return Ok(false);
    }
    diesel::update(texts::table.find(stored.snapshot.id)).set(&texts).execute(conn)?;
    diesel::delete(demands::table.filter(demands::recommendation_id.eq(stored.snapshot.id))).execute(conn)?;
    insert_demands(conn, stored)?;
    Ok(true)
}

fn insert_demands(conn: &mut AnyConnection, stored: &Stored) -> QueryResult<()> {
    for (position, demand) in (1_i32..).zip(&stored.contents.demands) {
        diesel::insert_into(demands::table)
            .values((
                demands::recommendation_id.eq(stored.snapshot.id),
                demands::position.eq(position),
                demands::demand.eq(demand),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The recommendations of an agency, as respondent or as superior, on which somebody must still act; oldest first.
pub fn open_of(conn: &mut AnyConnection, agency: AgencyId) -> QueryResult<Vec<RecommendationId>> {
    let rows: Vec<(RecommendationId, State, Option<Judgement>)> = table::table
        .filter(table::respondent_id.eq(agency).or(table::superior_id.eq(agency)))
        .order(table::id)
        .select((table::id, table::state, table::reason_judgement))
        .load(conn)?;
    let open = rows.into_iter().filter(|(_, state, judgement)| Conclusion::of(*state, *judgement) == Conclusion::Open);
    Ok(open.map(|(id, ..)| id).collect())
}

/// Puts `to` in the place of `from`, and returns the recommendation's new version and its government.
pub fn replace_agency(
    conn: &mut AnyConnection,
    id: RecommendationId,
    from: AgencyId,
    to: AgencyId,
    now: Timestamp,
) -> QueryResult<(i64, Option<String>)> {
    let row = table::table.find(id);
    diesel::update(row.filter(table::respondent_id.eq(from))).set(table::respondent_id.eq(to)).execute(conn)?;
    diesel::update(row.filter(table::superior_id.eq(from))).set(table::superior_id.eq(to)).execute(conn)?;
    diesel::update(row).set((table::version.eq(table::version + 1), table::updated_at.eq(now))).execute(conn)?;
    row.select((table::version, table::government_code)).get_result(conn)
}

/// Whether another recommendation carries this number.
pub fn number_is_taken(conn: &mut AnyConnection, id: RecommendationId, number: &str) -> QueryResult<bool> {
    let other = table::table
        .filter(table::recommendation_number.eq(number))
        .filter(table::id.ne(id))
        .select(table::id)
        .first::<RecommendationId>(conn);
    Ok(other.optional()?.is_some())
}

/// Whether an agency is this root or under it.
pub fn is_within(conn: &mut AnyConnection, agency: AgencyId, root: AgencyId) -> QueryResult<bool> {
    use crate::db::schema::agency_ancestors;
    let row = agency_ancestors::table
        .filter(agency_ancestors::agency_id.eq(agency))
        .filter(agency_ancestors::ancestor_id.eq(root))
        .select(agency_ancestors::agency_id);
    Ok(row.first::<AgencyId>(conn).optional()?.is_some())
}

/// Records on which day the agency received what was delivered.
pub fn set_received(
    conn: &mut AnyConnection,
    id: RecommendationId,
    agency: AgencyId,
    day: Option<NaiveDate>,
) -> QueryResult<()> {
    let delivery = deliveries::table
        .filter(deliveries::kind.eq("recommendation"))
        .filter(deliveries::source_id.eq(AnyId(id.0)))
        .filter(deliveries::agency_id.eq(agency));
    diesel::update(delivery).set(deliveries::received_on.eq(day)).execute(conn).map(drop)
}

/// One step in the history of a recommendation.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Step {
    /// Id of the entry.
    pub id: HistoryId,
    /// Version after it.
    pub version: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Account that did it.
    pub actor_id: Option<AnyId>,
    /// In which role.
    pub actor_role: Option<String>,
    /// What was done.
    pub event: String,
    /// From which state.
    pub from_state: Option<String>,
    /// To which state.
    pub to_state: Option<String>,
    /// The day on which it took effect.
    pub effective_on: Option<NaiveDate>,
}

/// A part of the history, oldest first, behind `after`. The caller has found the recommendation within its view.
pub fn steps(
    conn: &mut AnyConnection,
    id: RecommendationId,
    only_states: Option<&[State]>,
    after: Option<HistoryId>,
    fetch: i64,
) -> QueryResult<Vec<Step>> {
    use crate::domain::code::Code;
    let mut query = history::table
        .filter(history::subject_type.eq("recommendation"))
        .filter(history::subject_id.eq(AnyId(id.0)))
        .filter(history::to_state.is_not_null())
        .order(history::id)
        .limit(fetch)
        .select((
            history::id,
            history::subject_version,
            history::at,
            history::actor_id,
            history::actor_role,
            history::event,
            history::from_state,
            history::to_state,
            history::effective_on,
        ))
        .into_boxed();
    if let Some(states) = only_states {
        let codes: Vec<&str> = states.iter().map(|state| state.code()).collect();
        query = query.filter(history::to_state.eq_any(codes));
    }
    if let Some(id) = after {
        query = query.filter(history::id.gt(id));
    }
    query.load(conn)
}
