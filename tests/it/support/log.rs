//! The service's log lines of a whole test run, in one file, where `scripts/test` looks for planted identities.

use log::LevelFilter;
use narahubung::logging;
use std::fs::{File, OpenOptions};
use std::sync::Once;

/// The file, when the run keeps one.
pub fn file() -> Option<File> {
    let path = std::env::var_os("NARAHUBUNG_TEST_LOG")?;
    Some(OpenOptions::new().append(true).create(true).open(path).expect("the log of the test run opens"))
}

/// Starts logging, at every level, into the run's file.
pub fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        if let Some(file) = file() {
            logging::start_into(env_logger::Target::Pipe(Box::new(file)), LevelFilter::Trace);
        }
    });
}
