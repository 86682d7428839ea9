//! The page on faults of the field names tests that exist and run on both databases.

use std::collections::BTreeSet;
use std::path::Path;

const PAGE: &str = include_str!("../../docs/known-faults.md");

/// The code spans of the page that name a test.
fn named() -> BTreeSet<&'static str> {
    PAGE.split('`').skip(1).step_by(2).filter(|span| span.contains("::")).collect()
}

/// The source of the module of a test: a file, or the `mod.rs` of a folder.
fn source(module: &str) -> Option<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it").join(module.replace("::", "/"));
    std::fs::read_to_string(here.with_extension("rs")).or_else(|_| std::fs::read_to_string(here.join("mod.rs"))).ok()
}

/// Whether `source` has a test of this name in one of its lists of tests that run on both databases.
fn runs_on_both(source: &str, test: &str) -> bool {
    let calls = source.split("on_both").skip(1).filter_map(|rest| rest.split_once("!("));
    let lists = calls.filter_map(|(_, list)| list.split_once(')')).map(|(list, _)| list);
    let listed = lists.flat_map(|list| list.split(',')).any(|name| name.trim() == test);
    listed && source.contains(&format!("fn {test}("))
}

#[test]
fn every_test_on_the_page_exists_and_runs_on_both_databases() {
    let named = named();
    assert!(named.len() > 30, "{named:?}");
    let missing: Vec<_> = named
        .into_iter()
        .filter(|name| {
            let (module, test) = name.rsplit_once("::").unwrap();
            !source(module).is_some_and(|source| runs_on_both(&source, test))
        })
        .collect();
    assert!(missing.is_empty(), "not a test on both databases: {missing:?}");
    assert!(!runs_on_both("fn there(app) {}", "there"), "a test outside the lists runs on no database");
}

#[test]
fn every_script_on_the_page_exists() {
    let scripts = PAGE.split('`').skip(1).step_by(2).filter(|span| span.starts_with("scripts/"));
    for script in scripts {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(script).exists(), "{script}");
    }
}

#[test]
fn every_line_says_what_holds_it() {
    let rows: Vec<_> = PAGE.lines().skip_while(|line| !line.starts_with("| ---")).skip(1).collect();
    assert!(rows.len() > 30, "{} lines", rows.len());
    for row in rows {
        let held_by = row.trim_end_matches('|').rsplit('|').next().unwrap();
        assert!(held_by.contains('`'), "{row}");
    }
}
