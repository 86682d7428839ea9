//! Rows of people, sessions, refresh tokens, failed log-ins and machine clients.

pub mod clients;
pub mod failures;
pub mod second_factors;
pub mod sessions;
pub mod users;
