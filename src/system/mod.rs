//! The service about itself: alive, ready, metrics, the API document and its pages, the pages of problems.

pub mod http;
