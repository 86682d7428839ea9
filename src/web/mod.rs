//! The shared pieces of HTTP: what every feature's `http.rs` speaks with.
//!
//! Requests are checked against the API document itself (`schemas.rs`), so that the document and the check are one
//! thing. What is **not** here: who may call (`auth/`), and anything of a feature.

pub mod accept;
pub mod body;
pub mod boundary;
pub mod codes;
pub mod compress;
pub mod context;
pub mod etag;
pub mod form;
pub mod page;
pub mod patch;
pub mod path;
pub mod problem;
pub mod problem_schema;
pub mod query;
pub mod quota;
pub mod reply;
pub mod routes;
pub mod schemas;
pub mod strict_json;
pub mod tagged;
pub mod time;
