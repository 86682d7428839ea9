//! Rows of reports. [`visible`] decides who sees which; every function that reads case data takes a [`Visibility`].
//!
//! [`Visibility`]: crate::domain::access::Visibility

mod case;
mod deliveries;
mod handling;
mod history;
mod list;
mod lookups;
mod receipts;
mod report;
mod reporter;
pub mod rerouting;
mod reveals;
mod transitions;
pub mod visible;

pub use case::{Details, details, insert_case, save, snapshot, update_details};
pub use deliveries::{Delivery, DeliveryKind, deliveries_into, deliveries_of, insert_delivery, note_receipt};
pub use handling::{
    Assignable, Assignment, assignable, assignments, bypass, bypassed, conclusions, end_assignment, goes_past,
    has_conflict, insert_assignment, insert_conflict, inspectorate_above, is_office_staff, running_assignment, touch,
};
pub use history::{HistoryEntry, Note, history, insert_note, notes};
pub use list::{After, Days, Filter, Order, Secrets, count, find_by_reporter, list};
pub use lookups::{
    ExternalReference, ExternalSystem, Respondent, agenda_number_holder, archive_number_holder, code_is_listed,
    external_references, insert_references, insert_tracking_code, kind_of, listed_codes, reference_holder,
    replace_maladministrations, respondent, secondary_maladministrations,
};
pub use receipts::{Course, Receipt, course, receipt, set_failures};
pub use report::{Report, find, insert};
pub use reporter::{
    Identity, IdentityField, Indices, Reporter, insert_reporter, open, reporter, seal, update_reporter,
};
pub use reveals::{IdentityPurpose, Reveal, Revealed, insert_reveal, reveals, reveals_since};
pub use transitions::{Entry, moves, transitions};

use crate::domain::report::{
    Channel, ClosingReason, Complexity, ExaminationOutcome, IntakeKind, PriorComplaint, RcoCriterion, ReporterCategory,
    Secrecy, State,
};

crate::text_codes!(
    Channel,
    ClosingReason,
    Complexity,
    ExaminationOutcome,
    IntakeKind,
    PriorComplaint,
    RcoCriterion,
    ReporterCategory,
    Secrecy,
    State,
);
