//! The integration tests: one binary, every test on both databases.
