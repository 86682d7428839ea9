//! What a report refers to: agencies, code lists, numbers of other systems, the receipt.

use super::report::Report;
use crate::db::AnyConnection;
use crate::db::schema::{
    agencies, external_references, reference_codes, report_maladministrations, reports, tracking_codes,
};
use crate::db::types::AnyId;
use crate::domain::agency::AgencyKind;
use crate::domain::id::{AgencyId, ReportId};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::prelude::*;

crate::codes! {
    /// Another system whose numbers a report can carry (*rujukan luar*). SIMPeL's own numbers are properties of the
    /// report itself.
    pub enum ExternalSystem("external_system") {
        /// The national complaint system.
        Sp4n => "sp4n_lapor", "SP4N-LAPOR!", "SP4N-LAPOR!";
        /// The system of the machine client that recorded the report.
        Client => "client", "sistem klien mesin", "the machine client's own system";
    }
}

crate::text_codes!(ExternalSystem);

/// A number that another system gave to a report.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = external_references)]
pub struct ExternalReference {
    /// The report.
    pub report_id: ReportId,
    /// Which system.
    pub system: ExternalSystem,
    /// The client whose system it is; the nil id for public systems.
    pub issuer_id: AnyId,
    /// The number.
    pub value: String,
}

/// The numbers that other systems gave to a report.
pub fn external_references(conn: &mut AnyConnection, report: &Report) -> QueryResult<Vec<ExternalReference>> {
    external_references::table
        .filter(external_references::report_id.eq(report.id))
        .order((external_references::system, external_references::issuer_id))
        .load(conn)
}

/// The report that carries this number already.
pub fn reference_holder(conn: &mut AnyConnection, reference: &ExternalReference) -> QueryResult<Option<ReportId>> {
    external_references::table
        .filter(external_references::system.eq(reference.system))
        .filter(external_references::issuer_id.eq(reference.issuer_id))
        .filter(external_references::value.eq(&reference.value))
        .select(external_references::report_id)
        .get_result(conn)
        .optional()
}

/// The report that carries this agenda number already.
pub fn agenda_number_holder(conn: &mut AnyConnection, number: &str) -> QueryResult<Option<ReportId>> {
    reports::table.filter(reports::agenda_number.eq(number)).select(reports::id).get_result(conn).optional()
}

/// The report that carries this archive number already.
pub fn archive_number_holder(conn: &mut AnyConnection, number: &str) -> QueryResult<Option<ReportId>> {
    reports::table.filter(reports::archive_number.eq(number)).select(reports::id).get_result(conn).optional()
}

/// Adds numbers of other systems.
pub fn insert_references(conn: &mut AnyConnection, references: &[ExternalReference]) -> QueryResult<()> {
    for reference in references {
        diesel::insert_into(external_references::table).values(reference.clone()).execute(conn)?;
    }
    Ok(())
}

/// Codes of the further alleged kinds of maladministration.
pub fn secondary_maladministrations(conn: &mut AnyConnection, report: &Report) -> QueryResult<Vec<String>> {
    report_maladministrations::table
        .filter(report_maladministrations::report_id.eq(report.id))
        .order(report_maladministrations::maladministration)
        .select(report_maladministrations::maladministration)
        .load(conn)
}

/// Replaces the further alleged kinds of maladministration.
pub fn replace_maladministrations(conn: &mut AnyConnection, id: ReportId, codes: &[String]) -> QueryResult<()> {
    let old = report_maladministrations::table.filter(report_maladministrations::report_id.eq(id));
    diesel::delete(old).execute(conn)?;
    insert_maladministrations(conn, id, codes)
}

/// Adds the further alleged kinds of maladministration of a new report.
pub(super) fn insert_maladministrations(conn: &mut AnyConnection, id: ReportId, codes: &[String]) -> QueryResult<()> {
    for code in codes {
        diesel::insert_into(report_maladministrations::table)
            .values((
                report_maladministrations::report_id.eq(id),
                report_maladministrations::maladministration.eq(code),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// What a report keeps of the agency complained of.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Respondent {
    /// Government whose tree it is in.
    pub government_code: Option<String>,
    /// Its class.
    pub class: String,
    /// Last day on which it exists.
    pub active_to: Option<NaiveDate>,
}

/// The agency with this id, as a report keeps it.
pub fn respondent(conn: &mut AnyConnection, id: AgencyId) -> QueryResult<Option<Respondent>> {
    agencies::table
        .find(id)
        .select((agencies::government_code, agencies::class, agencies::active_to))
        .get_result(conn)
        .optional()
}

/// What kind of body the agency with this id is.
pub fn kind_of(conn: &mut AnyConnection, id: AgencyId) -> QueryResult<Option<AgencyKind>> {
    agencies::table.find(id).select(agencies::kind).get_result(conn).optional()
}

/// Whether an editable list holds this code on this day.
pub fn code_is_listed(conn: &mut AnyConnection, list: &str, code: &str, on: NaiveDate) -> QueryResult<bool> {
    let found: Option<String> = reference_codes::table
        .find((list, code))
        .filter(reference_codes::active_from.is_null().or(reference_codes::active_from.le(on)))
        .filter(reference_codes::active_to.is_null().or(reference_codes::active_to.ge(on)))
        .select(reference_codes::code)
        .get_result(conn)
        .optional()?;
    Ok(found.is_some())
}

/// The codes that an editable list holds on this day.
pub fn listed_codes(conn: &mut AnyConnection, list: &str, on: NaiveDate) -> QueryResult<Vec<String>> {
    reference_codes::table
        .filter(reference_codes::list.eq(list))
        .filter(reference_codes::active_from.is_null().or(reference_codes::active_from.le(on)))
        .filter(reference_codes::active_to.is_null().or(reference_codes::active_to.ge(on)))
        .order(reference_codes::code)
        .select(reference_codes::code)
        .load(conn)
}

/// Stores a reporter's receipt: the digests of its code and of its second factor.
pub fn insert_tracking_code(
    conn: &mut AnyConnection,
    id: ReportId,
    code: &[u8; 32],
    pin: &[u8; 32],
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(tracking_codes::table)
        .values((
            tracking_codes::code_hash.eq(&code[..]),
            tracking_codes::report_id.eq(id),
            tracking_codes::pin_hash.eq(&pin[..]),
            tracking_codes::failures.eq(0),
            tracking_codes::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}
