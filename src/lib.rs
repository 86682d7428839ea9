//! Narahubung: the service behind the promise of 14 regional governments to the Ombudsman of South Kalimantan.
//!
//! This page is the map; `ARCHITECTURE.md` tells who may use whom.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that cannot go on should stop"))]

pub mod accounts;
pub mod agencies;
pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod db;
pub mod deadlines;
pub mod demo;
pub mod domain;
pub mod error;
pub mod import;
pub mod journal;
pub mod logging;
pub mod metrics;
pub mod narahubung;
pub mod oauth;
pub mod recommendations;
pub mod reference;
pub mod reports;
pub mod server;
pub mod service;
pub mod statistics;
pub mod system;
pub mod web;
