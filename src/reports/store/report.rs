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
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = reports, treat_none_as_default_value = false)]
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

/// The columns that change, `None` where one stays: an update rewrites every index whose column it names, also when the
/// value is the old one.
#[derive(AsChangeset)]
#[diesel(table_name = reports)]
struct Changes {
    agenda_number: Option<Option<String>>,
    archive_number: Option<Option<String>>,
    intake_kind: Option<IntakeKind>,
    channel: Option<Channel>,
    state: Option<State>,
    subject: Option<String>,
    respondent_id: Option<AgencyId>,
    superior_id: Option<Option<AgencyId>>,
    government_code: Option<Option<String>>,
    agency_class: Option<String>,
    substance: Option<String>,
    maladministration: Option<Option<String>>,
    event_on: Option<Option<NaiveDate>>,
    received_at: Option<Option<Timestamp>>,
    received_on: Option<NaiveDate>,
    admitted_on: Option<Option<NaiveDate>>,
    closed_on: Option<Option<NaiveDate>>,
    closing_reason: Option<Option<ClosingReason>>,
    outcome: Option<Option<ExaminationOutcome>>,
    found_maladministration: Option<Option<String>>,
    handed_over_on: Option<Option<NaiveDate>>,
    complexity: Option<Option<Complexity>>,
    secrecy: Option<Secrecy>,
    reporter_category: Option<ReporterCategory>,
    recorded_by: Option<AnyId>,
    owner_user_id: Option<Option<UserId>>,
    search_text: Option<String>,
    version: Option<i64>,
    created_at: Option<Timestamp>,
    updated_at: Option<Timestamp>,
}

impl Changes {
    fn between(before: &Report, after: &Report) -> Self {
        fn changed<T: PartialEq + Clone>(before: &T, after: &T) -> Option<T> {
            (before != after).then(|| after.clone())
        }
        // Every column by name: one that is forgotten here would never be written.
        let Report {
            id: _,
            agenda_number,
            archive_number,
            intake_kind,
            channel,
            state,
            subject,
            respondent_id,
            superior_id,
            government_code,
            agency_class,
            substance,
            maladministration,
            event_on,
            received_at,
            received_on,
            admitted_on,
            closed_on,
            closing_reason,
            outcome,
            found_maladministration,
            handed_over_on,
            complexity,
            secrecy,
            reporter_category,
            recorded_by,
            owner_user_id,
            search_text,
            version,
            created_at,
            updated_at,
        } = after;
        Self {
            agenda_number: changed(&before.agenda_number, agenda_number),
            archive_number: changed(&before.archive_number, archive_number),
            intake_kind: changed(&before.intake_kind, intake_kind),
            channel: changed(&before.channel, channel),
            state: changed(&before.state, state),
            subject: changed(&before.subject, subject),
            respondent_id: changed(&before.respondent_id, respondent_id),
            superior_id: changed(&before.superior_id, superior_id),
            government_code: changed(&before.government_code, government_code),
            agency_class: changed(&before.agency_class, agency_class),
            substance: changed(&before.substance, substance),
            maladministration: changed(&before.maladministration, maladministration),
            event_on: changed(&before.event_on, event_on),
            received_at: changed(&before.received_at, received_at),
            received_on: changed(&before.received_on, received_on),
            admitted_on: changed(&before.admitted_on, admitted_on),
            closed_on: changed(&before.closed_on, closed_on),
            closing_reason: changed(&before.closing_reason, closing_reason),
            outcome: changed(&before.outcome, outcome),
            found_maladministration: changed(&before.found_maladministration, found_maladministration),
            handed_over_on: changed(&before.handed_over_on, handed_over_on),
            complexity: changed(&before.complexity, complexity),
            secrecy: changed(&before.secrecy, secrecy),
            reporter_category: changed(&before.reporter_category, reporter_category),
            recorded_by: changed(&before.recorded_by, recorded_by),
            owner_user_id: changed(&before.owner_user_id, owner_user_id),
            search_text: changed(&before.search_text, search_text),
            version: changed(&before.version, version),
            created_at: changed(&before.created_at, created_at),
            updated_at: changed(&before.updated_at, updated_at),
        }
    }
}

/// Changes the row from `before` to `after`, if it is still in view and of the version of `before`; whether it was.
pub(super) fn update(
    conn: &mut AnyConnection,
    visibility: Visibility,
    before: &Report,
    after: &Report,
) -> QueryResult<bool> {
    let target = reports::table
        .filter(reports::id.eq(before.id))
        .filter(reports::version.eq(before.version))
        .filter(visible(visibility));
    Ok(diesel::update(target).set(Changes::between(before, after)).execute(conn)? == 1)
}
