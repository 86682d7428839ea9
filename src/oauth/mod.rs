//! OAuth 2.0 for machines: tokens by client credentials (RFC 6749 4.4), revocation (RFC 7009), and what others need to
//! verify our tokens (RFC 7517, RFC 8414).
//!
//! What is **not** here: log-in of people (`accounts/`), who never send their password to a token endpoint (RFC 9700).
//! These addresses alone answer with OAuth's own error body, because client libraries read `error` (contract 2.4).

pub mod http;
pub mod operations;
pub mod store;
