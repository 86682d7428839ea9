//! Recommendations (*rekomendasi*): what the chair signed, how it reached the agencies, and whether it was carried out
//! (UU 37/2008 arts. 37 and 38). The office mirrors the centre; the agency side files its execution report.
//!
//! What is **not** here: which step is allowed when (`domain/recommendation`), and the report that it ends (`reports/`).

pub mod http;
pub mod operations;
pub mod store;
