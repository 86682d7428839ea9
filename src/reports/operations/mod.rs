//! What may happen to reports.
//!
//! [`create()`] and [`apply`] are the two ways in which a report's course changes: each writes the report, its clocks,
//! its figures and its journal in the open transaction.

mod assignments;
mod bypasses;
mod correct;
mod create;
mod deliveries;
mod file;
mod rerouting;
mod steps;
mod tracking;

pub use assignments::{assign, declare_conflict, end_assignment, note_recommendation};
mod identity;
mod note;
mod numbers;

pub use super::store::DeliveryKind;
pub use bypasses::{bypass, goes_past};
pub use correct::{Correction, correct};
pub use create::{Created, NewReport, Submission, admissible_through, create};
pub use deliveries::{NewDelivery, deliver};
pub use file::{Case, apply, find};
pub use identity::{RevealRequest, Search, may_see_masks, reveal, search};
pub use note::add_note;
pub use rerouting::{bypass_like, count_open_reports_of, keep_alive, open_reports_in_view, reroute, rerouted};
pub use steps::{Step, Taken, recommended_on, take};
pub use tracking::{Progress, Tracked, track};
