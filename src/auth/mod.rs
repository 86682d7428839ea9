//! Who is calling: access tokens and the keys that others verify them with.
//!
//! What is **not** here: who may do what (`domain::access`), and where keys are kept (`crypto::key_ring`).

pub mod jwks;
pub mod token;
