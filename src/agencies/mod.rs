//! Agencies: the tree of governments, their apparatus, vertical agencies and enterprises.
//!
//! What is **not** here: who answers for an agency (`narahubung/`), and region codes (`reference/`).

pub mod http;
pub mod operations;
pub mod store;
