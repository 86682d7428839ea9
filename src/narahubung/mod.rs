//! Narahubung: who answers for which agency from when to when, how well the network covers the units, and whom to call.
//!
//! What is **not** here: accounts of narahubung (`accounts/`), and what was delivered to agencies (`reports/`).

pub mod http;
pub mod operations;
pub mod store;
