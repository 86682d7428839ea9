//! The integration tests: one binary, through the real application, every test on both databases.

mod agencies;
mod database;
mod deadline_rules;
mod deadlines;
mod face;
mod limits;
mod network;
mod reference;
mod reports;
mod statistics;
mod steps;
mod support;
