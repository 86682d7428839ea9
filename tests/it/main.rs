//! The integration tests: one binary, through the real application, every test on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod accounts;
mod agencies;
mod agency_changes;
mod boot;
mod database;
mod deadline_rules;
mod deadlines;
mod face;
mod limits;
mod network;
mod oauth;
mod reference;
mod reports;
mod statistics;
mod steps;
mod openapi;
mod schema;
mod support;
