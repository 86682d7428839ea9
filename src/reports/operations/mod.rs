//! What may happen to reports.

mod create;
mod file;

pub use create::{Created, NewReport, Submission, create};
pub use file::{Case, apply, find};
