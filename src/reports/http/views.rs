//! What each audience sees of a report: separate types, so that no property can slip from one to another.

mod agency;
mod machine;
mod office;
mod reporter;
mod summary;

pub use agency::AgencyReport;
pub use machine::MachineReport;
pub use office::OfficeReport;
pub use reporter::ReporterReport;
pub use summary::{Listed, ReportSummary, delivered_to, summary};

use crate::crypto::key_ring::KeyRing;
use crate::db::AnyConnection;
use crate::domain::access::{Principal, Visibility};
use crate::error::Error;
use crate::reports::operations::Case;
use crate::reports::store::{ExternalReference, ExternalSystem};
use crate::web::context::Language;
use serde::Serialize;
use utoipa::ToSchema;

/// A report (*laporan*), as its reader may see it; `view` tells which form it has.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum ReportView {
    /// For staff of the office.
    Office(Box<OfficeReport>),
    /// For the agency side.
    Agency(Box<AgencyReport>),
    /// For its reporter.
    Reporter(Box<ReporterReport>),
    /// For machine clients of the office.
    Machine(Box<MachineReport>),
}

/// The reporter's receipt, shown once.
#[derive(Serialize, ToSchema)]
pub struct Tracking {
    /// The tracking code, to be kept by the reporter.
    #[schema(max_length = 40, example = "0000-0000-0000-0000-0000-0000-0000")]
    pub code: String,
    /// The second factor that goes with it.
    #[schema(max_length = 12, example = "000000")]
    pub pin: String,
}

/// Addresses around a report.
#[derive(Serialize, ToSchema)]
pub struct ReportLinks {
    /// The report itself.
    #[serde(rename = "self")]
    #[schema(max_length = 200, example = "/v1/reports/01a2103a-27f5-7083-b307-c389e2c1fe49")]
    itself: String,
}

impl ReportLinks {
    fn of(id: crate::domain::id::ReportId) -> Self {
        Self { itself: format!("/v1/reports/{id}") }
    }
}

/// A number that another system gave to the report.
#[derive(Serialize, ToSchema)]
pub struct ExternalReferenceView {
    /// Which system.
    system: ExternalSystem,
    /// The number.
    #[schema(max_length = 100)]
    value: String,
}

impl From<ExternalReference> for ExternalReferenceView {
    fn from(reference: ExternalReference) -> Self {
        Self { system: reference.system, value: reference.value }
    }
}

impl ReportView {
    /// Shows the receipt: in the answer to the intake only.
    pub fn add_tracking(&mut self, tracking: Tracking) {
        match self {
            Self::Office(report) => report.tracking = Some(tracking),
            Self::Reporter(report) => report.tracking = Some(tracking),
            Self::Machine(report) => report.tracking = Some(tracking),
            Self::Agency(_) => {}
        }
    }
}

/// The caller's view of a report that was found in it.
///
/// # Errors
/// When the database refuses, or an identity cannot be opened.
pub fn view(
    conn: &mut AnyConnection,
    ring: &KeyRing,
    caller: &Principal,
    language: Language,
    case: Case,
) -> Result<ReportView, Error> {
    Ok(match caller.visibility() {
        Visibility::Tree(root) | Visibility::Unit(root) => {
            ReportView::Agency(Box::new(AgencyReport::read(conn, root, case)?))
        }
        Visibility::Overseer { government, .. } => {
            ReportView::Agency(Box::new(AgencyReport::read(conn, government, case)?))
        }
        Visibility::Own(_) => ReportView::Reporter(Box::new(ReporterReport::read(conn, caller.role, language, case)?)),
        Visibility::OfficeMachine(client) => {
            ReportView::Machine(Box::new(MachineReport::read(conn, caller.role, client, case)?))
        }
        Visibility::Office(_) | Visibility::Assigned(_) | Visibility::Prevention(_) | Visibility::HandedOver(_) => {
            ReportView::Office(Box::new(OfficeReport::read(conn, ring, caller.role, case)?))
        }
        Visibility::Nothing => return Err(Error::not_found()),
    })
}
