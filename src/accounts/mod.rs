//! Accounts: people, their log-in sessions and passwords, and machine clients.
//!
//! What is **not** here: what tokens look like and who passes the gate (`auth/`), tokens for machines (`oauth/`), and which
//! person answers for which agency (`narahubung/`).

pub mod http;
pub mod operations;
pub mod store;
