//! Reports (*laporan*): intake, the case file, who sees what of it.
//!
//! What is **not** here: the rules of the lifecycle (`domain/report`), how long a clock runs (`deadlines/`) and figures
//! (`statistics/`).

pub mod http;
pub mod operations;
pub mod store;
