//! Reference data: region codes and code lists; and what of all reference data the binary carries.
//!
//! What is **not** here: the calendar and the deadline rules (`deadlines/`), and agencies (`agencies/`).

pub mod closed;
pub mod embedded;
pub mod http;
pub mod operations;
pub mod store;
