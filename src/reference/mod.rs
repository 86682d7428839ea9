//! Reference data: region codes, code lists, the calendar and the deadline rules; embedded in the binary, kept in rows.
//!
//! What is **not** here: what deadlines mean (`domain/deadline`), and agencies (`agencies/`).

pub mod embedded;
pub mod store;
