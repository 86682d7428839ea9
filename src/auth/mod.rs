//! Who is calling: access tokens and their public keys, passwords, client secrets, refresh tokens.
//!
//! What is **not** here: who may do what (`domain::access`), and where keys are kept (`crypto::key_ring`).

pub mod client_secret;
pub mod jwks;
mod opaque;
pub mod password;
pub mod refresh_token;
pub mod token;
