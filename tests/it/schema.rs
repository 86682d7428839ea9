//! Both databases have the same schema, it is the one that `src/db/schema.rs` describes, and evidence stays as it was
//! written.

use crate::on_both;
use crate::support::{Engine, TestApp, TestDatabase};
use diesel::prelude::*;
use diesel::sql_types::Text;
use narahubung::db::{AnyConnection, migrate};

use narahubung::domain::access::Role;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const DESCRIBED: &str = include_str!("../../src/db/schema.rs");

on_both!(evidence_cannot_be_changed_or_deleted);

/// One row of a catalogue: up to five texts.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    a: String,
    #[diesel(sql_type = Text)]
    b: String,
    #[diesel(sql_type = Text)]
    c: String,
    #[diesel(sql_type = Text)]
    d: String,
    #[diesel(sql_type = Text)]
    e: String,
}

fn rows(conn: &mut AnyConnection, sql: &str) -> Vec<Row> {
    match conn {
        AnyConnection::Postgres(conn) => diesel::sql_query(sql).load(conn).unwrap(),
        AnyConnection::Sqlite(conn) => diesel::sql_query(sql).load(conn).unwrap(),
    }
}

/// What a catalogue says, in one form for both databases: lines that can be compared and read.
#[derive(Debug, Default, PartialEq, Eq)]
struct Catalogue {
    /// `table.column` with its type in the database's own word.
    types: BTreeMap<String, String>,
    /// `table.column` of the columns that may be NULL.
    nullable: BTreeSet<String>,
    /// Keys, references, indexes, checks.
    rules: BTreeSet<String>,
}

impl Catalogue {
    fn column(&mut self, table: &str, column: &str, kind: &str, nullable: &str) {
        let name = format!("{table}.{column}");
        self.types.insert(name.clone(), kind.to_lowercase());
        if nullable == "yes" {
            self.nullable.insert(name);
        }
    }
}

const MIGRATIONS_TABLE: &str = "__diesel_schema_migrations";

fn sqlite() -> Catalogue {
    let database = TestDatabase::create(Engine::Sqlite);
    let conn = &mut AnyConnection::open(database.url()).unwrap();
    let tables = format!(
        "sqlite_master m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '{MIGRATIONS_TABLE}'"
    );
    let of_tables = |select: &str, from: &str, rest: &str| {
        let tables = tables.replace("sqlite_master m", &format!("sqlite_master m, {from}"));
        format!("SELECT {select} FROM {tables} {rest}")
    };
    let mut catalogue = Catalogue::default();
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut primary: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let select = "m.name AS a, p.name AS b, p.type AS c, \
        CASE WHEN p.\"notnull\" = 1 OR p.pk > 0 THEN 'no' ELSE 'yes' END AS d, CAST(p.pk AS TEXT) AS e";
    for row in rows(conn, &of_tables(select, "pragma_table_info(m.name) p", "")) {
        catalogue.column(&row.a, &row.b, &row.c, &row.d);
        columns.entry(row.a.clone()).or_default().push(row.b.clone());
        if row.e != "0" {
            primary.entry(row.a).or_default().insert(row.e, row.b);
        }
    }
    for (table, key) in primary {
        let key: Vec<_> = key.into_values().collect();
        catalogue.rules.insert(format!("{table} primary key ({})", key.join(", ")));
    }
    let select = "m.name AS a, l.name AS b, l.origin || CASE WHEN l.\"unique\" = 1 THEN ' unique' ELSE '' END AS c, \
        CASE WHEN l.partial = 1 THEN 'partial' ELSE '' END AS d, \
        (SELECT group_concat(coalesce(name, '?'), ', ') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS e";
    for row in rows(conn, &of_tables(select, "pragma_index_list(m.name) l", "")) {
        let line = match row.c.as_str() {
            "pk unique" => continue,
            "u unique" => format!("{} unique ({})", row.a, row.e),
            "c unique" => format!("{} unique index {} ({}) {}", row.a, row.b, row.e, row.d),
            _ => format!("{} index {} ({}) {}", row.a, row.b, row.e, row.d),
        };
        catalogue.rules.insert(line.trim_end().to_owned());
    }
    let select = "m.name AS a, CAST(f.id AS TEXT) AS b, f.\"table\" AS c, \
        group_concat(f.\"from\", ', ') AS d, group_concat(f.\"to\", ', ') AS e";
    for row in rows(conn, &of_tables(select, "pragma_foreign_key_list(m.name) f", "GROUP BY m.name, f.id, f.\"table\""))
    {
        catalogue.rules.insert(format!("{} ({}) references {} ({})", row.a, row.d, row.c, row.e));
    }
    let select = "m.name AS a, m.sql AS b, '' AS c, '' AS d, '' AS e";
    for row in rows(conn, &format!("SELECT {select} FROM {tables}")) {
        for check in checks(&row.b) {
            let named = columns[&row.a].iter().filter(|column| names(&check, column)).cloned().collect::<BTreeSet<_>>();
            let named: Vec<_> = named.into_iter().collect();
            catalogue.rules.insert(format!("{} check of {}", row.a, named.join(", ")));
        }
    }
    catalogue
}

/// The conditions of a `CREATE TABLE`, without their text literals.
fn checks(sql: &str) -> Vec<String> {
    let sql: String = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let plain: String = sql.split('\'').step_by(2).collect::<Vec<_>>().join("''");
    let mut found = Vec::new();
    for start in plain.match_indices("CHECK (").map(|(at, word)| at + word.len()) {
        let mut depth = 1;
        let end = plain[start..].char_indices().find_map(|(at, letter)| {
            depth += match letter {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            (depth == 0).then_some(at)
        });
        found.push(plain[start..start + end.unwrap()].to_owned());
    }
    found
}

fn names(check: &str, column: &str) -> bool {
    check.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').any(|word| word == column)
}

fn postgres() -> Catalogue {
    let database = TestDatabase::create(Engine::Postgres);
    let conn = &mut AnyConnection::open(database.url()).unwrap();
    let mut catalogue = Catalogue::default();
    let columns = format!(
        "SELECT table_name::text AS a, column_name::text AS b, data_type::text AS c, lower(is_nullable::text) AS d, '' AS e \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '{MIGRATIONS_TABLE}'"
    );
    for row in rows(conn, &columns) {
        catalogue.column(&row.a, &row.b, &row.c, &row.d);
    }
    let list = "(SELECT string_agg(a.attname::text, ', ' ORDER BY k.place) FROM unnest(KEYS) WITH ORDINALITY k(number, place) \
        JOIN pg_attribute a ON a.attrelid = RELATION AND a.attnum = k.number)";
    let own = list.replace("KEYS", "c.conkey").replace("RELATION", "c.conrelid");
    let other = list.replace("KEYS", "c.confkey").replace("RELATION", "c.confrelid");
    let constraints = format!(
        "SELECT t.relname::text AS a, c.contype::text AS b, coalesce({own}, '') AS c, \
           coalesce(o.relname::text, '') AS d, coalesce({other}, '') AS e \
         FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid LEFT JOIN pg_class o ON o.oid = c.confrelid \
         WHERE t.relnamespace = 'public'::regnamespace AND t.relname <> '{MIGRATIONS_TABLE}'"
    );
    for row in rows(conn, &constraints) {
        catalogue.rules.insert(match row.b.as_str() {
            "p" => format!("{} primary key ({})", row.a, row.c),
            "u" => format!("{} unique ({})", row.a, row.c),
            "f" => format!("{} ({}) references {} ({})", row.a, row.c, row.d, row.e),
            "c" => {
                let named: BTreeSet<_> = row.c.split(", ").collect();
                format!("{} check of {}", row.a, named.into_iter().collect::<Vec<_>>().join(", "))
            }
            _ => continue,
        });
    }
    let keys = "(SELECT string_agg(coalesce(a.attname::text, '?'), ', ' ORDER BY k.place) \
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(number, place) \
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number > 0)";
    let indexes = format!(
        "SELECT t.relname::text AS a, x.relname::text AS b, CASE WHEN i.indisunique THEN 'unique' ELSE '' END AS c, \
           CASE WHEN i.indpred IS NOT NULL THEN 'partial' ELSE '' END AS d, {keys} AS e \
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid \
         WHERE t.relnamespace = 'public'::regnamespace AND t.relname <> '{MIGRATIONS_TABLE}' \
           AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))"
    );
    for row in rows(conn, &indexes) {
        let line = format!("{} {} index {} ({}) {}", row.a, row.c, row.b, row.e, row.d);
        catalogue.rules.insert(line.replace("  ", " ").trim_end().to_owned());
    }
    catalogue
}

/// How a type of PostgreSQL is stored in SQLite.
fn in_sqlite(postgres: &str) -> &'static str {
    match postgres {
        "uuid" | "bytea" => "blob",
        "timestamp with time zone" | "boolean" | "integer" | "bigint" | "smallint" => "integer",
        "text" | "date" => "text",
        "double precision" => "real",
        other => panic!("say how {other} is stored in SQLite"),
    }
}

/// How a type of PostgreSQL is written in `schema.rs`.
fn in_diesel(postgres: &str) -> &'static str {
    match postgres {
        "uuid" => "IdSql",
        "bytea" => "Binary",
        "timestamp with time zone" => "InstantSql",
        "boolean" => "Bool",
        "integer" => "Integer",
        "bigint" => "BigInt",
        "smallint" => "SmallInt",
        "text" => "Text",
        "date" => "Date",
        "double precision" => "Double",
        other => panic!("say how {other} is written in schema.rs"),
    }
}

#[test]
fn the_migrations_of_both_databases_have_the_same_names() {
    let (sqlite, postgres) = migrate::names_of_both().unwrap();
    assert_eq!(sqlite, postgres);
}

#[test]
fn both_databases_have_the_same_schema() {
    let (sqlite, postgres) = (sqlite(), postgres());
    let stored: BTreeMap<_, _> =
        postgres.types.iter().map(|(column, kind)| (column.clone(), in_sqlite(kind).to_owned())).collect();
    assert_eq!(sqlite.types, stored);
    assert_eq!(sqlite.nullable, postgres.nullable);
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).cloned().collect::<Vec<_>>();
    let (in_sqlite, in_postgres) = (only(&sqlite.rules, &postgres.rules), only(&postgres.rules, &sqlite.rules));
    assert!(
        in_sqlite.is_empty() && in_postgres.is_empty(),
        "only SQLite: {in_sqlite:#?}\nonly PostgreSQL: {in_postgres:#?}"
    );
    assert!(sqlite.rules.iter().any(|rule| rule == "users check of role"), "checks are seen");
    assert!(sqlite.rules.iter().any(|rule| rule.contains(" references ")), "references are seen");
}

#[test]
fn the_program_knows_the_schema_as_it_is() {
    let catalogue = postgres();
    let mut expected: BTreeMap<String, String> = catalogue.types.clone();
    for (column, kind) in &mut expected {
        let plain = in_diesel(kind);
        *kind = if catalogue.nullable.contains(column) { format!("Nullable<{plain}>") } else { plain.to_owned() };
    }
    let (mut described, mut keys, mut table) = (BTreeMap::new(), BTreeSet::new(), String::new());
    for line in DESCRIBED.lines().map(str::trim) {
        if let Some((name, key)) = line.strip_suffix(") {").and_then(|line| line.split_once(" (")) {
            name.clone_into(&mut table);
            keys.insert(format!("{name} primary key ({key})"));
        } else if let Some((column, kind)) = line.strip_suffix(',').and_then(|line| line.split_once(" -> ")) {
            described.insert(format!("{table}.{column}"), kind.to_owned());
        }
    }
    assert_eq!(described, expected);
    let expected: BTreeSet<_> = catalogue.rules.iter().filter(|rule| rule.contains(" primary key ")).cloned().collect();
    assert_eq!(keys, expected);
}

/// What nobody may rewrite.
const EVIDENCE: [&str; 4] = ["history", "audit_events", "outgoing_events", "report_facts"];

async fn evidence_cannot_be_changed_or_deleted(app: TestApp) {
    let head = app.person(Role::Head).await;
    let body = json!({ "code": "63", "name": "Provinsi", "kind": "government", "class": "PEMPROV" });
    head.post("/v1/agencies", body).await.expect(201);

    let mut conn = AnyConnection::open(app.database().url()).unwrap();
    let count = |conn: &mut AnyConnection, table: &str| {
        rows(conn, &format!("SELECT CAST(count(*) AS TEXT) AS a, '' AS b, '' AS c, '' AS d, '' AS e FROM {table}"))[0]
            .a
            .clone()
    };
    for table in &EVIDENCE[..3] {
        let before = count(&mut conn, table);
        assert_ne!(before, "0", "{table}");
        let mut attempts = vec![format!("UPDATE {table} SET id = id"), format!("DELETE FROM {table}")];
        match app.database().engine() {
            Engine::Postgres => attempts.push(format!("TRUNCATE {table} CASCADE")),
            Engine::Sqlite => attempts.push(format!("REPLACE INTO {table} SELECT * FROM {table}")),
        }
        for attempt in attempts {
            let refused = diesel::sql_query(&attempt).execute(&mut conn).expect_err(&attempt).to_string();
            assert!(refused.contains("cannot be changed or deleted"), "{attempt}: {refused}");
        }
        assert_eq!(count(&mut conn, table), before, "{table}");
    }
    let guards = match app.database().engine() {
        Engine::Postgres => {
            "SELECT tgrelid::regclass::text AS a, '' AS b, '' AS c, '' AS d, '' AS e FROM pg_trigger \
            WHERE tgfoid = 'refuse_change'::regproc AND tgenabled <> 'D'"
        }
        Engine::Sqlite => {
            "SELECT tbl_name AS a, '' AS b, '' AS c, '' AS d, '' AS e FROM sqlite_master \
            WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
        }
    };
    let guards: Vec<_> = rows(&mut conn, guards).into_iter().map(|row| row.a).collect();
    for table in EVIDENCE {
        assert_eq!(guards.iter().filter(|guarded| *guarded == table).count(), 2, "{table}");
    }
}

/// A list that reads all reports to find a few takes seconds once there are a million.
#[test]
fn every_filter_of_reports_begins_at_an_index() {
    let rules = sqlite().rules;
    for column in [
        "state",
        "intake_kind",
        "government_code",
        "respondent_id",
        "agency_class",
        "substance",
        "maladministration",
        "outcome",
        "closing_reason",
        "received_on",
        "admitted_on",
        "closed_on",
        "handed_over_on",
        "owner_user_id",
    ] {
        let begins = |rule: &String| rule.starts_with("reports index") && rule.contains(&format!("({column}, "));
        assert!(rules.iter().any(begins), "no index of reports begins with {column}");
    }
}

/// To use an index `WHERE x IS NOT NULL`, SQLite looks at the parameters of every query on its table, and prepares the
/// query anew each time they change: kept statements would be worth nothing.
#[test]
fn no_index_makes_sqlite_prepare_every_query_anew() {
    let database = TestDatabase::create(Engine::Sqlite);
    let conn = &mut AnyConnection::open(database.url()).unwrap();
    let found = rows(
        conn,
        "SELECT name AS a, '' AS b, '' AS c, '' AS d, '' AS e FROM sqlite_master WHERE type = 'index' \
         AND upper(sql) LIKE '%WHERE%IS NOT NULL%'",
    );
    let found: Vec<_> = found.into_iter().map(|row| row.a).collect();
    assert!(found.is_empty(), "{found:?}");
}
