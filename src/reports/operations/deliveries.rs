//! What is delivered to agencies (*penyampaian*): the only thing that puts a report into the agency side's view.

use crate::domain::id::{AgencyId, ReportId};
use crate::domain::report::{Addressee, Command, FirstContact, Snapshot};
use crate::domain::time::Zone;
use crate::error::Error;
use crate::journal::Work;
use crate::reports::store::{self, Delivery, DeliveryKind};
use chrono::NaiveDate;
use uuid::Uuid;

/// Something to be delivered to an agency.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// Out of which report.
    pub report_id: ReportId,
    /// To which agency.
    pub agency_id: AgencyId,
    /// What it is.
    pub kind: DeliveryKind,
    /// The recommendation, where it is one.
    pub source_id: Option<Uuid>,
    /// What it is about, worded for the agency.
    pub subject: String,
    /// What the agency must do.
    pub demand: String,
    /// The kinds of maladministration that the result found.
    pub found: Vec<String>,
    /// Number of the letter.
    pub letter_number: Option<String>,
    /// Day of the letter.
    pub delivered_on: NaiveDate,
    /// Day on which the agency received it, once known.
    pub received_on: Option<NaiveDate>,
}

/// Records a delivery. The step that it belongs to is journalled by that step.
///
/// # Errors
/// When the database refuses.
pub fn deliver(work: &mut Work<'_>, new: NewDelivery) -> Result<(), Error> {
    let delivery = Delivery {
        id: work.new_id(),
        report_id: new.report_id,
        agency_id: new.agency_id,
        kind: new.kind,
        source_id: new.source_id.map(Into::into),
        subject: new.subject,
        demand: new.demand,
        found: new.found.join(","),
        letter_number: new.letter_number,
        delivered_on: new.delivered_on,
        received_on: new.received_on,
        created_at: work.now,
    };
    Ok(store::insert_delivery(work.conn, &delivery)?)
}

/// Lets the deliveries follow a step: what was said on the fast track goes to the agency that was reached, the result to
/// every addressee of corrective actions, and its receipt is noted when it is recorded.
pub(super) fn follow(
    work: &mut Work<'_>,
    after: &Snapshot,
    command: &Command,
    disclosed_subject: Option<&str>,
) -> Result<(), Error> {
    match command {
        Command::BeginCorrectiveAction(_) => {
            after.addressees.iter().try_for_each(|addressee| deliver_result(work, after, addressee, disclosed_subject))
        }
        Command::RecordFirstContact(contact) => deliver_call(work, after, contact, disclosed_subject),
        Command::RecordAddresseeReceipt(receipt) => {
            let Some(number) = after.result_number.as_deref() else { return Ok(()) };
            Ok(store::note_receipt(work.conn, after.id, receipt.agency, number, receipt.received_on)?)
        }
        _ => Ok(()),
    }
}

/// How the agency is told what it is about; the body of every step that delivers requires it.
fn disclosed(report: &Snapshot, subject: Option<&str>) -> Result<String, Error> {
    let missing = || Error::internal(format!("a delivery out of {} without its subject", report.id));
    subject.map(str::to_owned).ok_or_else(missing)
}

/// A call leaves no letter; whoever was reached has it.
fn deliver_call(
    work: &mut Work<'_>,
    report: &Snapshot,
    contact: &FirstContact,
    disclosed_subject: Option<&str>,
) -> Result<(), Error> {
    let contacted_on = Zone::Wita.day_of(contact.contacted_at);
    deliver(
        work,
        NewDelivery {
            report_id: report.id,
            agency_id: contact.agency,
            kind: DeliveryKind::RapidResponse,
            source_id: None,
            subject: disclosed(report, disclosed_subject)?,
            demand: contact.request.clone(),
            found: Vec::new(),
            letter_number: None,
            delivered_on: contacted_on,
            received_on: Some(contacted_on),
        },
    )
}

fn deliver_result(
    work: &mut Work<'_>,
    report: &Snapshot,
    addressee: &Addressee,
    disclosed_subject: Option<&str>,
) -> Result<(), Error> {
    let missing = |what: &str| Error::internal(format!("corrective action of {} without {what}", report.id));
    deliver(
        work,
        NewDelivery {
            report_id: report.id,
            agency_id: addressee.agency,
            kind: DeliveryKind::ExaminationResult,
            source_id: None,
            subject: disclosed(report, disclosed_subject)?,
            demand: addressee.actions.join("\n"),
            found: report.found.clone(),
            letter_number: report.result_number.clone(),
            delivered_on: report.result_issued_on.ok_or_else(|| missing("result"))?,
            received_on: addressee.received_on,
        },
    )
}
