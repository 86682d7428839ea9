//! The integration tests: one binary, through the real application, every test on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod access_matrix;
mod accounts;
mod agencies;
mod agency_changes;
mod agency_endings;
mod architecture;
mod bad_input;
mod boot;
mod database;
mod deadline_rules;
mod deadlines;
mod examples;
mod face;
mod known_faults;
mod limits;
mod network;
mod oauth;
mod openapi;
mod recommendations;
mod reference;
mod reports;
mod schema;
mod statistics;
mod steps;
mod support;
