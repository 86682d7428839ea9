//! Log lines: one JSON object per line, from `log`'s key-values. Encoding as JSON is what keeps a logged value from
//! posing as a line of its own.
//!
//! Never logged: names, NIK, telephone numbers, addresses, tokens, passwords, bodies, query strings. No code here could
//! know them; whoever logs must not pass them.

use crate::clock::Clock;
use crate::domain::time::Timestamp;
use env_logger::{Builder, Target};
use log::kv::{Error, Key, Value, VisitSource};
use log::{LevelFilter, Record};
use serde_json::Map;
use std::io::Write;

/// Targets of this service's own lines: its modules, one line per request, and the cause of a refusal.
const OWN_TARGETS: [&str; 3] = ["narahubung", "access", "cause"];

/// Starts logging to the standard error stream.
pub fn start(level: LevelFilter) {
    start_into(Target::Stderr, level);
}

/// Starts logging into a target. Only the first call of a process counts.
pub fn start_into(target: Target, level: LevelFilter) {
    let mut builder = Builder::new();
    // What libraries say at finer levels may quote what they parse.
    builder.filter_level(level.min(LevelFilter::Warn));
    for own in OWN_TARGETS {
        builder.filter_module(own, level);
    }
    // A line tells when it was written, whatever clock the service works by.
    let clock = Clock::machine();
    let started = builder.target(target).format(move |out, record| {
        let mut line = line(record, clock.now());
        line.push('\n');
        out.write_all(line.as_bytes())
    });
    if started.try_init().is_err() {
        log::debug!("logging has been started before");
    }
}

fn line(record: &Record<'_>, at: Timestamp) -> String {
    let mut fields = Map::new();
    fields.insert("ts".into(), at.to_string().into());
    fields.insert("level".into(), record.level().as_str().into());
    fields.insert("target".into(), record.target().into());
    fields.insert("msg".into(), record.args().to_string().into());
    // Key-values that cannot be read leave the line without them, which is better than no line.
    let _ = record.key_values().visit(&mut Fields(&mut fields));
    serde_json::Value::Object(fields).to_string()
}

struct Fields<'f>(&'f mut Map<String, serde_json::Value>);

impl<'kvs> VisitSource<'kvs> for Fields<'_> {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), Error> {
        let value = serde_json::to_value(&value).unwrap_or_else(|_| value.to_string().into());
        // A key-value may not replace what says when, where and how grave.
        self.0.entry(key.as_str()).or_insert(value);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_forge_a_line() {
        let pairs: &[(&str, &str)] = &[("route", "/v1\n{\"level\":\"ERROR\"}"), ("level", "TRACE")];
        let record = Record::builder().args(format_args!("request")).key_values(&pairs).target("access").build();
        let text = line(&record, Timestamp::parse("2026-11-25T02:00:00Z").unwrap());
        assert!(!text.contains('\n'));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["level"], "INFO");
        assert_eq!(value["route"], pairs[0].1);
        assert_eq!(value["ts"], "2026-11-25T02:00:00.000Z");
    }

    #[test]
    fn numbers_stay_numbers() {
        let pairs: &[(&str, u16)] = &[("status", 204)];
        let record = Record::builder().args(format_args!("request")).key_values(&pairs).build();
        let text = line(&record, Timestamp::from_micros(0));
        assert!(text.contains("\"status\":204"), "{text}");
    }
}
