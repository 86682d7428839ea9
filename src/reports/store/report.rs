//! The row that lists, filters and figures read.

use super::visible::visible;
use crate::db::AnyConnection;
use crate::db::schema::reports;
use crate::db::types::AnyId;
use crate::domain::access::Visibility;
use crate::domain::id::{AgencyId, ReportId, UserId};
use crate::domain::report::{
    Channel, ClosingReason, Complexity, ExaminationOutcome, IntakeKind, ReporterCategory, Secrecy, State,
};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::prelude::*;

/// A report's row.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = reports, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Report {
    /// Id.
    pub id: ReportId,
    /// SIMPeL's intake number.
    pub agenda_number: Option<String>,
    /// SIMPeL's registration number.
    pub archive_number: Option<String>,
    /// Kind of access.
    pub intake_kind: IntakeKind,
    /// How it reached the office.
    pub channel: Channel,
    /// Where it is on its way.
    pub state: State,
    /// What it is about, in one line without identity.
    pub subject: String,
    /// The agency complained of.
    pub respondent_id: AgencyId,
    /// The agency above it that answers for it.
    pub superior_id: Option<AgencyId>,
    /// Government of the respondent when it was named.
    pub government_code: Option<String>,
    /// Class of the respondent when it was named (code of the list `agency_class`).
    pub agency_class: String,
    /// Substance (code of the list `substance`).
    pub substance: String,
    /// Main alleged maladministration (code of the list `maladministration`).
    pub maladministration: Option<String>,
    /// Day of the event.
    pub event_on: Option<NaiveDate>,
    /// When it was submitted; `None` while it never was.
    pub received_at: Option<Timestamp>,
    /// Day on which the office received it, in WITA: of its arrival, else of its submission; of the draft while it was
    /// never submitted.
    pub received_on: NaiveDate,
    /// Day of the first admission to examination.
    pub admitted_on: Option<NaiveDate>,
    /// Day on which it ended.
    pub closed_on: Option<NaiveDate>,
    /// Why it ended.
    pub closing_reason: Option<ClosingReason>,
    /// Conclusion of the examination.
    pub outcome: Option<ExaminationOutcome>,
    /// Main maladministration that was found (code of the list `maladministration`).
    pub found_maladministration: Option<String>,
    /// Day of the first hand-over to resolution and monitoring.
    pub handed_over_on: Option<NaiveDate>,
    /// Class that sets the limit of the examination.
    pub complexity: Option<Complexity>,
    /// Whether the reporter's identity is kept secret.
    pub secrecy: Secrecy,
    /// Kind of reporter.
    pub reporter_category: ReporterCategory,
    /// The account or client that recorded it.
    pub recorded_by: AnyId,
    /// The reporter's own account, when they recorded it personally.
    pub owner_user_id: Option<UserId>,
    /// What text search reads: folded, without identity.
    pub search_text: String,
    /// Version, counted from 1.
    pub version: i64,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The report with this id, if it is in view.
pub fn find(conn: &mut AnyConnection, visibility: Visibility, id: ReportId) -> QueryResult<Option<Report>> {
    reports::table.filter(reports::id.eq(id)).filter(visible(visibility)).get_result(conn).optional()
}

/// Inserts the row.
pub fn insert(conn: &mut AnyConnection, report: &Report) -> QueryResult<()> {
    diesel::insert_into(reports::table).values(report.clone()).execute(conn).map(drop)
}

/// Replaces the row, if it is still in view and of version `expected`; whether it was.
pub(super) fn update(
    conn: &mut AnyConnection,
    visibility: Visibility,
    expected: i64,
    report: &Report,
) -> QueryResult<bool> {
    let target = reports::table
        .filter(reports::id.eq(report.id))
        .filter(reports::version.eq(expected))
        .filter(visible(visibility));
    Ok(diesel::update(target).set(report.clone()).execute(conn)? == 1)
}
