//! What was delivered to agencies: all that the agency side may read of a report.

use super::report::Report;
use crate::db::AnyConnection;
use crate::db::schema::{agency_ancestors, deliveries};
use crate::db::types::AnyId;
use crate::domain::id::{AgencyId, DeliveryId, ReportId};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::prelude::*;

crate::codes! {
    /// What was delivered to an agency.
    pub enum DeliveryKind("delivery_kind") {
        /// The result of an examination with its corrective actions.
        ExaminationResult => "examination_result", "hasil pemeriksaan", "examination result";
        /// A recommendation.
        Recommendation => "recommendation", "rekomendasi", "recommendation";
        /// A call on the fast track.
        RapidResponse => "rapid_response", "respon cepat", "fast response";
    }
}

crate::text_codes!(DeliveryKind);

/// Something that was delivered to an agency.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = deliveries)]
pub struct Delivery {
    /// Id.
    pub id: DeliveryId,
    /// Out of which report.
    pub report_id: ReportId,
    /// To which agency.
    pub agency_id: AgencyId,
    /// What it is.
    pub kind: DeliveryKind,
    /// The recommendation, where it is one.
    pub source_id: Option<AnyId>,
    /// What it is about, as the office words it for the agency.
    pub subject: String,
    /// What the agency must do.
    pub demand: String,
    /// The kinds of maladministration that the delivered result found, separated by commas.
    pub found: String,
    /// Number of the letter.
    pub letter_number: Option<String>,
    /// Day of the letter.
    pub delivered_on: NaiveDate,
    /// Day on which the agency received it.
    pub received_on: Option<NaiveDate>,
    /// When it was recorded.
    pub created_at: Timestamp,
}

/// What was delivered out of a report to an agency of the tree under `root`, oldest first.
pub fn deliveries_into(conn: &mut AnyConnection, report: &Report, root: AgencyId) -> QueryResult<Vec<Delivery>> {
    let tree =
        agency_ancestors::table.filter(agency_ancestors::ancestor_id.eq(root)).select(agency_ancestors::agency_id);
    deliveries::table
        .filter(deliveries::report_id.eq(report.id))
        .filter(deliveries::agency_id.eq_any(tree))
        .order(deliveries::id)
        .load(conn)
}

/// Inserts a delivery.
pub fn insert_delivery(conn: &mut AnyConnection, delivery: &Delivery) -> QueryResult<()> {
    diesel::insert_into(deliveries::table).values(delivery.clone()).execute(conn).map(drop)
}

/// Notes the day on which an agency received the result with this number.
pub fn note_receipt(
    conn: &mut AnyConnection,
    report: ReportId,
    agency: AgencyId,
    result_number: &str,
    received_on: NaiveDate,
) -> QueryResult<()> {
    let sent = deliveries::table
        .filter(deliveries::report_id.eq(report))
        .filter(deliveries::agency_id.eq(agency))
        .filter(deliveries::kind.eq(DeliveryKind::ExaminationResult))
        .filter(deliveries::letter_number.assume_not_null().eq(result_number));
    diesel::update(sent).set(deliveries::received_on.eq(received_on)).execute(conn).map(drop)
}

/// What was delivered out of each of these reports to an agency of the tree under `root`, by report, oldest first.
pub fn deliveries_of(conn: &mut AnyConnection, reports: &[Report], root: AgencyId) -> QueryResult<Vec<Delivery>> {
    let tree =
        agency_ancestors::table.filter(agency_ancestors::ancestor_id.eq(root)).select(agency_ancestors::agency_id);
    let ids: Vec<ReportId> = reports.iter().map(|report| report.id).collect();
    deliveries::table
        .filter(deliveries::report_id.eq_any(ids))
        .filter(deliveries::agency_id.eq_any(tree))
        .order((deliveries::report_id, deliveries::id))
        .load(conn)
}
