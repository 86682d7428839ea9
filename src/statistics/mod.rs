//! Statistics: figures about reports for any year, any breakdown and any as-of day.
//!
//! Operations on reports call [`operations::follow`] with what the figures knew before and after; it writes the ledger
//! (`report_facts`), which nobody rewrites. The roll-up adds the ledger up into `report_totals`; a figure is its total
//! plus what still waits. What is **not** here: what a figure means (`domain/statistics`).

pub mod http;
pub mod operations;
pub mod store;
