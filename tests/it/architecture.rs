//! Who may use whom (`ARCHITECTURE.md`), read from the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a kind of file may use: modules of this crate, and of the libraries those that are watched.
struct Rule {
    kind: &'static str,
    modules: &'static [&'static str],
    libraries: &'static [&'static str],
}

/// Libraries that give a file its character: who uses diesel talks to the database, who uses actix speaks HTTP.
const WATCHED: [&str; 11] =
    ["actix_web", "diesel", "serde", "utoipa", "jsonwebtoken", "jsonschema", "log", "env", "csv", "uuid", "chrono"];

/// Rooms of the building, not of a feature: one rule each. Every other folder is a feature.
const RULES: &[Rule] = &[
    Rule { kind: "domain", modules: &[], libraries: &["uuid", "chrono"] },
    Rule { kind: "clock", modules: &["domain"], libraries: &["uuid", "chrono"] },
    Rule { kind: "error", modules: &["domain"], libraries: &["diesel"] },
    Rule { kind: "crypto", modules: &["domain"], libraries: &["serde", "uuid"] },
    Rule { kind: "config", modules: &["db"], libraries: &["env"] },
    Rule { kind: "logging", modules: &["clock", "domain"], libraries: &["log"] },
    Rule { kind: "metrics", modules: &[], libraries: &[] },
    Rule { kind: "import", modules: &["domain", "error"], libraries: &["chrono", "csv"] },
    Rule { kind: "db", modules: &["domain", "error"], libraries: &["diesel", "log", "uuid", "chrono"] },
    Rule { kind: "journal", modules: &["clock", "db", "domain", "error"], libraries: &["diesel", "uuid", "chrono"] },
    Rule {
        kind: "web",
        modules: &["clock", "crypto", "domain", "error", "metrics"],
        libraries: &["actix_web", "serde", "utoipa", "jsonschema", "log", "uuid", "chrono"],
    },
    Rule {
        kind: "auth",
        modules: &["clock", "crypto", "db", "domain", "error", "journal", "metrics", "web"],
        libraries: &["actix_web", "diesel", "jsonwebtoken", "serde", "utoipa", "log", "uuid", "chrono"],
    },
    Rule {
        kind: "service",
        modules: &["auth", "clock", "crypto", "db", "domain", "error", "journal", "metrics", "web"],
        libraries: &["actix_web", "uuid"],
    },
    Rule {
        kind: "feature/store",
        modules: &["crypto", "db", "domain", "journal"],
        libraries: &["diesel", "uuid", "chrono"],
    },
    Rule {
        kind: "feature/operations",
        modules: &["auth", "crypto", "db", "domain", "error", "import", "journal"],
        libraries: &["log", "uuid", "chrono"],
    },
    Rule {
        kind: "feature/http",
        modules: &["auth", "crypto", "db", "domain", "error", "journal", "service", "web"],
        libraries: &["actix_web", "serde", "utoipa", "uuid", "chrono"],
    },
];

/// The top floor may use everything.
const TOP: [&str; 7] = ["main", "lib", "cli", "app", "demo", "server", "system"];

/// What a feature lends to the stores of others: the one place where a caller's view of reports becomes a WHERE.
const LENT_TO_STORES: &str = "reports::store::visible";

/// Only these may mention the tables of the database.
const KNOW_THE_TABLES: [&str; 5] = ["feature/store", "db", "journal", "auth", "demo"];

/// Written by nobody: one description of all tables.
const LONG: [&str; 1] = ["db/schema.rs"];

fn sources() -> Vec<(String, String)> {
    files_in("src")
}

fn files_in(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    walk(&root, &mut found);
    let relative = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
    found.iter().map(|path| (relative(path), std::fs::read_to_string(path).unwrap())).collect()
}

fn room_of(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

fn is_feature(room: &str) -> bool {
    !TOP.contains(&room) && !RULES.iter().any(|rule| rule.kind == room)
}

fn kind_of(path: &str) -> String {
    let room = room_of(path);
    if !is_feature(room) {
        return room.to_owned();
    }
    match path.split('/').nth(1).unwrap_or_default().trim_end_matches(".rs") {
        piece @ ("http" | "store") => format!("feature/{piece}"),
        // A feature's further files are read by its operations, and bound like them.
        _ => "feature/operations".to_owned(),
    }
}

/// The code of a file: without its tests, comments and texts.
fn code(source: &str) -> String {
    let production = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    production
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .map(|line| line.split('"').step_by(2).collect::<Vec<_>>().join("\"\""))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The paths that a file names, from `crate::`: `domain::access::Role`. Groups after `crate::` are taken apart.
fn named(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, word) in code.match_indices("crate::") {
        let rest = &code[at + word.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let group = group.split('}').next().unwrap_or_default();
            found.extend(group.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()));
        } else {
            let path: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == ':').collect();
            found.insert(path);
        }
    }
    found
}

fn uses_library(code: &str, library: &str) -> bool {
    match library {
        "log" => ["log::error!", "log::warn!", "log::info!", "log::debug!", "log::log!"]
            .iter()
            .any(|call| code.contains(call)),
        "env" => code.contains("std::env"),
        _ => {
            let starts = |at: usize| !code[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':');
            code.match_indices(&format!("{library}::")).any(|(at, _)| starts(at))
        }
    }
}

/// What one file may not do and does.
fn violations(path: &str, source: &str, rooms: &BTreeSet<String>) -> Vec<String> {
    let (room, kind, code) = (room_of(path), kind_of(path), code(source));
    let mut found = Vec::new();
    let paths = named(&code);
    if !KNOW_THE_TABLES.contains(&kind.as_str()) && paths.iter().any(|path| path.starts_with("db::schema")) {
        found.push(format!("{path}: only stores know the tables"));
    }
    let Some(rule) = RULES.iter().find(|rule| rule.kind == kind) else { return found };
    for used in paths.iter().filter(|used| rooms.contains(room_of(&used.replace("::", "/")))) {
        let mut parts = used.split("::");
        let (module, piece) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let neighbour = is_feature(module) && kind == "feature/operations" && piece != "http" && piece != "store";
        let lent = kind == "feature/store" && used.starts_with(LENT_TO_STORES);
        if module != room && !rule.modules.contains(&module) && !neighbour && !lent {
            found.push(format!("{path}: {kind} may not use {used}"));
        }
    }
    for library in WATCHED.iter().filter(|library| !rule.libraries.contains(library)) {
        if uses_library(&code, library) {
            found.push(format!("{path}: {kind} may not use {library}"));
        }
    }
    found
}

fn rooms(sources: &[(String, String)]) -> BTreeSet<String> {
    sources.iter().map(|(path, _)| room_of(path).to_owned()).collect()
}

#[test]
fn nobody_uses_what_is_above_or_beside() {
    let sources = sources();
    let rooms = rooms(&sources);
    let tests = |path: &str| path.contains("/tests") || path.ends_with("tests.rs");
    let checked = sources.iter().filter(|(path, _)| !tests(path));
    let found: Vec<_> = checked.flat_map(|(path, source)| violations(path, source, &rooms)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_forbidden_use_is_seen() {
    let rooms = rooms(&sources());
    for (path, source) in [
        ("domain/report/mod.rs", "use crate::db::Db;"),
        ("domain/calendar.rs", "use serde::Serialize;"),
        ("domain/time.rs", "fn zone() { std::env::var(name) }"),
        ("reports/http/read.rs", "use diesel::prelude::*;"),
        ("reports/http.rs", "use crate::{deadlines, web};"),
        ("reports/http/read.rs", "use crate::db::schema::reports;"),
        ("reports/operations/steps.rs", "use actix_web::HttpResponse;"),
        ("reports/operations.rs", "fn f() { crate::deadlines::store::all() }"),
        ("agencies/store.rs", "use crate::error::Error;"),
        ("agencies/store.rs", "use crate::reports::operations;"),
        ("web/body.rs", "use crate::db::Db;"),
        ("journal/store.rs", "use crate::auth::admission::Caller;"),
        ("db/mod.rs", "use crate::agencies::store;"),
        ("error/mod.rs", "use crate::web::problem;"),
        ("crypto/mod.rs", "use crate::app::App;"),
    ] {
        assert_eq!(violations(path, source, &rooms).len(), 1, "{path}: {source}");
    }
    for (path, source) in [
        ("reports/operations/steps.rs", "use crate::deadlines::operations;\nuse crate::journal::Work;"),
        ("reports/http.rs", "use crate::web::body::Body; // not diesel::prelude"),
        ("domain/time.rs", "use chrono::NaiveDate;\n#[cfg(test)]\nmod tests { use serde::Serialize; }"),
    ] {
        assert!(violations(path, source, &rooms).is_empty(), "{path}: {source}");
    }
}

#[test]
fn features_use_each_other_in_no_circle() {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, source) in sources() {
        let room = room_of(&path).to_owned();
        let used = named(&code(&source)).into_iter().filter(|path| !path.starts_with(LENT_TO_STORES));
        let used = used.map(|path| path.split("::").next().unwrap_or_default().to_owned());
        let used: Vec<_> = used.filter(|used| *used != room && is_feature(used) && !used.is_empty()).collect();
        if is_feature(&room) {
            uses.entry(room).or_default().extend(used);
        }
    }
    assert!(uses["reports"].contains("deadlines"), "uses are seen: {uses:?}");
    // Whoever uses nobody that is left can go; who stays uses each other.
    while let Some(free) = uses.iter().find(|(_, used)| !used.iter().any(|room| uses.contains_key(room))) {
        let free = free.0.clone();
        uses.remove(&free);
    }
    assert!(uses.is_empty(), "{uses:?}");
}

#[test]
fn no_file_is_too_long_to_read() {
    let long: Vec<_> = ["src", "tests", "benches"]
        .into_iter()
        .flat_map(files_in)
        .filter(|(path, source)| source.lines().count() > 500 && !LONG.contains(&path.as_str()))
        .map(|(path, source)| format!("{path}: {} lines", source.lines().count()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn time_ids_and_settings_come_from_one_place_each() {
    let places = [
        ("SystemTime::now", "clock.rs"),
        ("Utc::now", "clock.rs"),
        ("Local::now", "clock.rs"),
        ("Uuid::now_v7", "clock.rs"),
        ("Uuid::new_v7", "clock.rs"),
        ("env::var", "config.rs"),
    ];
    for (path, source) in sources() {
        let code = code(&source);
        for (call, place) in places {
            assert!(path == place || !code.contains(call), "{path}: {call} belongs in {place}");
        }
    }
}

#[test]
fn the_page_knows_every_room() {
    let page = include_str!("../../ARCHITECTURE.md");
    for room in rooms(&sources()).iter().filter(|room| !["lib", "main"].contains(&room.as_str())) {
        assert!(page.contains(&format!("`{room}`")), "ARCHITECTURE.md does not name {room}");
    }
    assert!(page.lines().count() <= 130, "one page");
}

/// diesel's `first` asks with `LIMIT ?`, by whose value SQLite plans: it would prepare the query anew each time.
#[test]
fn what_a_key_finds_is_read_without_a_limit() {
    for (path, source) in sources() {
        for line in source.lines().filter(|line| line.contains("table.find(")) {
            assert!(!line.contains(".first"), "{path}: use get_result: {line}");
        }
    }
}
