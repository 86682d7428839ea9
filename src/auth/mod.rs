//! Who is calling: access tokens, sessions, machine clients, passwords, and the gate that every request passes.
//!
//! What is **not** here: who may do what (`domain::access`), and where keys are kept (`crypto::key_ring`).

pub mod admission;
pub mod client_secret;
pub mod jwks;
mod opaque;
pub mod password;
pub mod refresh_token;
pub mod store;
pub mod token;
