//! An agency's place in its open reports.

use super::deliveries::{Delivery, DeliveryKind};
use super::visible::{bypassing, visible};
use crate::db::schema::{
    deadlines, deliveries, recommendations, report_actions, report_addressees, report_bypasses, reports,
};
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::access::Visibility;
use crate::domain::code::Code as _;
use crate::domain::id::{AgencyId, ReportId};
use crate::domain::lifecycle::DeadlineCode;
use crate::domain::recommendation;
use crate::domain::report::State;
use crate::domain::time::Timestamp;
use diesel::prelude::*;

/// Open reports in which the agency is respondent, superior or addressee, was called on the fast track, or is named in a
/// recommendation that is not carried out yet, oldest first.
fn open(agency: AgencyId) -> reports::BoxedQuery<'static, MultiBackend> {
    let ended: Vec<State> = State::ALL.iter().copied().filter(|state| state.is_ended()).collect();
    let addressed =
        report_addressees::table.filter(report_addressees::agency_id.eq(agency)).select(report_addressees::report_id);
    // Whoever was called need not be the respondent, and was asked to act all the same.
    let called = deliveries::table
        .filter(deliveries::agency_id.eq(agency))
        .filter(deliveries::kind.eq(DeliveryKind::RapidResponse))
        .select(deliveries::report_id);
    // The superior who must report on a recommendation need not be the report's own; its clock runs in the report's matter.
    let recommended = recommendations::table
        .filter(recommendations::respondent_id.eq(agency).or(recommendations::superior_id.eq(agency)))
        .filter(
            recommendations::state
                .ne_all(vec![recommendation::State::CarriedOut, recommendation::State::ReportedUpward]),
        )
        .select(recommendations::report_id);
    reports::table
        .filter(reports::state.ne_all(ended))
        .filter(
            reports::respondent_id
                .eq(agency)
                .or(reports::superior_id.assume_not_null().eq(agency))
                .or(reports::id.eq_any(addressed))
                .or(reports::id.eq_any(called))
                .or(reports::id.eq_any(recommended)),
        )
        .order((reports::created_at, reports::id))
        .into_boxed()
}

/// Open reports in which the agency is respondent, superior, addressee, called on the fast track or named by a
/// recommendation, oldest first.
pub fn open_reports_of(conn: &mut AnyConnection, agency: AgencyId) -> QueryResult<Vec<ReportId>> {
    open(agency).select(reports::id).load(conn)
}

/// Those of them that this caller sees, `most` at most, with their agenda numbers.
pub fn open_reports_in_view(
    conn: &mut AnyConnection,
    visibility: Visibility,
    agency: AgencyId,
    most: i64,
) -> QueryResult<Vec<(ReportId, Option<String>)>> {
    open(agency).filter(visible(visibility)).limit(most).select((reports::id, reports::agenda_number)).load(conn)
}

/// The reports that bypass this agency, or one above it.
pub fn reports_bypassing(conn: &mut AnyConnection, agency: AgencyId) -> QueryResult<Vec<ReportId>> {
    bypassing(agency).order(report_bypasses::report_id).distinct().load(conn)
}

/// Of whom a report complains.
pub fn respondent_of(conn: &mut AnyConnection, report: ReportId) -> QueryResult<AgencyId> {
    reports::table.find(report).select(reports::respondent_id).get_result(conn)
}

/// What was delivered out of a report to exactly this agency.
pub fn deliveries_to(conn: &mut AnyConnection, report: ReportId, agency: AgencyId) -> QueryResult<Vec<Delivery>> {
    deliveries::table
        .filter(deliveries::report_id.eq(report))
        .filter(deliveries::agency_id.eq(agency))
        .order(deliveries::id)
        .load(conn)
}

/// Puts `to` in the place of `from`, and returns the report's new version and its government. An agency that is already
/// an addressee keeps its own actions; those of `from` then stay on record where they were, and so does their clock, which
/// is found by its addressee. What `from` has carried out stays its own too: the day can still be corrected.
pub fn replace_agency(
    conn: &mut AnyConnection,
    report: ReportId,
    from: AgencyId,
    to: AgencyId,
    now: Timestamp,
) -> QueryResult<(i64, Option<String>)> {
    let row = reports::table.find(report);
    // First, since it locks the report: a step on it that is under way must be over before anything here is read.
    diesel::update(row).set((reports::version.eq(reports::version + 1), reports::updated_at.eq(now))).execute(conn)?;
    diesel::update(row.filter(reports::respondent_id.eq(from))).set(reports::respondent_id.eq(to)).execute(conn)?;
    diesel::update(row.filter(reports::superior_id.assume_not_null().eq(from)))
        .set(reports::superior_id.eq(Some(to)))
        .execute(conn)?;
    let is_there = report_addressees::table.find((report, to)).select(report_addressees::agency_id);
    let is_there = is_there.get_result::<AgencyId>(conn).optional()?.is_some();
    let carried_out =
        report_addressees::table.find((report, from)).filter(report_addressees::carried_out_on.is_not_null());
    let carried_out = carried_out.select(report_addressees::agency_id).get_result::<AgencyId>(conn).optional()?;
    let stays = is_there || carried_out.is_some();
    if !stays {
        let actions = report_actions::table.filter(report_actions::report_id.eq(report));
        diesel::update(actions.filter(report_actions::agency_id.eq(from)))
            .set(report_actions::agency_id.eq(to))
            .execute(conn)?;
        let addressees = report_addressees::table.filter(report_addressees::report_id.eq(report));
        diesel::update(addressees.filter(report_addressees::agency_id.eq(from)))
            .set(report_addressees::agency_id.eq(to))
            .execute(conn)?;
    }
    let running = deadlines::table
        .filter(deadlines::report_id.eq(report))
        .filter(deadlines::closed_at.is_null())
        .filter(deadlines::agency_id.assume_not_null().eq(from));
    let staying: &[DeadlineCode] = if stays { &[DeadlineCode::D07] } else { &[] };
    diesel::update(running.filter(deadlines::code.ne_all(staying)))
        .set((
            deadlines::agency_id.eq(Some(to)),
            deadlines::version.eq(deadlines::version + 1),
            deadlines::updated_at.eq(now),
        ))
        .execute(conn)?;
    row.select((reports::version, reports::government_code)).get_result(conn)
}
