//! What the agency side sees: what was delivered to it, and nothing of the case file or the reporter (contract 0.3).

use super::ReportLinks;
use super::office::MaladministrationCodeView;
use crate::db::AnyConnection;
use crate::domain::id::AgencyId;
use crate::error::Error;
use crate::reports::operations::Case;
use crate::reports::store::{self, Delivery, DeliveryKind};
use crate::web::time::Instant;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A report as the agency side sees it.
#[derive(Serialize, ToSchema)]
pub struct AgencyReport {
    /// Whose view this is: `agency`.
    #[schema(max_length = 10, pattern = "^agency$", example = "agency")]
    view: &'static str,
    /// Id. Like every id it begins with the instant at which the record was made (RFC 9562): for a report, when the office
    /// took it in. Lists and links are built on it, so the agency side is given the same one.
    id: Uuid,
    /// SIMPeL's registration number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 40)]
    archive_number: Option<String>,
    /// The agency complained of.
    respondent_id: Uuid,
    /// What was delivered to the caller's agencies, oldest first.
    #[schema(max_items = 200)]
    deliveries: Vec<DeliveryView>,
    /// Grows with each delivery and each receipt that is noted; nothing else of the report is counted.
    #[schema(minimum = 1)]
    version: i64,
    /// When the first of them was recorded.
    created_at: Instant,
    /// When the last of them was recorded.
    updated_at: Instant,
    /// Where it lives.
    links: ReportLinks,
}

/// Something that was delivered to an agency.
#[derive(Serialize, ToSchema)]
pub struct DeliveryView {
    /// Id.
    id: Uuid,
    /// To which agency.
    agency_id: Uuid,
    /// What it is.
    kind: DeliveryKind,
    /// What it is about.
    #[schema(max_length = 500)]
    subject: String,
    /// What the agency must do.
    #[schema(max_length = 20_000)]
    demand: String,
    /// The kinds of maladministration that the result found, the main one first; absent where it is no result.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 12, required = false)]
    found_maladministrations: Vec<MaladministrationCodeView>,
    /// Number of the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    letter_number: Option<String>,
    /// Day of the letter.
    delivered_on: NaiveDate,
    /// Day on which the agency received it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    received_on: Option<NaiveDate>,
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id.0,
            agency_id: delivery.agency_id.0,
            kind: delivery.kind,
            subject: delivery.subject,
            demand: delivery.demand,
            found_maladministrations: delivery
                .found
                .split_terminator(',')
                .map(MaladministrationCodeView::from)
                .collect(),
            letter_number: delivery.letter_number,
            delivered_on: delivery.delivered_on,
            received_on: delivery.received_on,
        }
    }
}

impl AgencyReport {
    pub(super) fn read(conn: &mut AnyConnection, root: AgencyId, case: Case) -> Result<Self, Error> {
        let deliveries = store::deliveries_into(conn, &case.row, root)?;
        let told = Told::by(&deliveries).ok_or_else(Error::not_found)?;
        Ok(Self {
            view: "agency",
            id: case.row.id.0,
            archive_number: case.row.archive_number,
            respondent_id: case.row.respondent_id.0,
            deliveries: deliveries.into_iter().map(DeliveryView::from).collect(),
            version: told.version,
            created_at: told.first_at,
            updated_at: told.last_at,
            links: ReportLinks::of(case.row.id),
        })
    }
}

/// What the agency side is told of a report's changes. The report's own version and times would tell when it came in
/// and how often the office did something with it, of which nothing was delivered.
pub(super) struct Told {
    pub(super) version: i64,
    pub(super) first_at: Instant,
    pub(super) last_at: Instant,
}

impl Told {
    /// By these deliveries, oldest first; `None` when there are none.
    pub(super) fn by(deliveries: &[Delivery]) -> Option<Self> {
        let receipts = deliveries.iter().filter(|delivery| delivery.received_on.is_some()).count();
        Some(Self {
            version: i64::try_from(deliveries.len() + receipts).unwrap_or(i64::MAX),
            first_at: deliveries.iter().map(|delivery| delivery.created_at).min()?.into(),
            last_at: deliveries.iter().map(|delivery| delivery.created_at).max()?.into(),
        })
    }
}
