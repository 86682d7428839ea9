//! What may happen to reports.

mod assignments;
mod create;
mod deliveries;
mod file;
mod steps;
mod tracking;

pub use assignments::{assign, declare_conflict, end_assignment};
pub use create::{Created, NewReport, Submission, create};
pub use deliveries::{NewDelivery, deliver};
pub use file::{Case, apply, find};
pub use steps::{Step, Taken, take};
pub use tracking::{Progress, Tracked, track};
