//! A database for each test: a copy of a migrated template.

use diesel::prelude::*;
use narahubung::clock::Clock;
use narahubung::db::{AnyConnection, DatabaseUrl, migrate};
use narahubung::domain::time::Timestamp;
use narahubung::journal::Work;
use narahubung::reference::embedded;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A test's own database; goes when the test ends.
pub struct TestDatabase {
    engine: Engine,
    url: DatabaseUrl,
    name: String,
    directory: TempDir,
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl TestDatabase {
    pub fn create(engine: Engine) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("t_{}_{number}", std::process::id());
        let url = match engine {
            Engine::Sqlite => {
                let path = directory.path().join("narahubung.db");
                std::fs::copy(sqlite_template(), &path).unwrap();
                format!("sqlite:{}", path.display())
            }
            Engine::Postgres => {
                let template = postgres_template();
                postgres_admin(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
                postgres_url(&name)
            }
        };
        let url = DatabaseUrl::parse(&url).unwrap();
        Self { engine, url, name, directory }
    }

    /// A database without tables.
    pub fn empty(engine: Engine) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let name = format!("e_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
        let url = match engine {
            Engine::Sqlite => format!("sqlite:{}", directory.path().join("narahubung.db").display()),
            Engine::Postgres => {
                postgres_admin(&format!("CREATE DATABASE {name}"));
                postgres_url(&name)
            }
        };
        Self { engine, url: DatabaseUrl::parse(&url).unwrap(), name, directory }
    }

    /// The URL as text, for another program.
    pub fn plain_url(&self) -> String {
        match &self.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{path}"),
            DatabaseUrl::Postgres(url) => url.clone(),
        }
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// A folder that goes with the database.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.engine == Engine::Postgres {
            // The application's threads still hold connections, which we may end; the cluster's own worker may hold
            // one too, which we may not. A failure only leaves a database behind in a cluster that is thrown away.
            let mut conn = PgConnection::establish(&postgres_base()).unwrap();
            let _ = diesel::sql_query(format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).execute(&mut conn);
        }
    }
}

fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceLock<(TempDir, std::path::PathBuf)> = OnceLock::new();
    let (_, path) = TEMPLATE.get_or_init(|| {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("template.db");
        let url = DatabaseUrl::parse(&format!("sqlite:{}", path.display())).unwrap();
        migrate::migrate(&url).unwrap();
        load_reference(&url);
        // Everything out of the write-ahead log, so that one file is the whole database.
        let mut conn = SqliteConnection::establish(&path.display().to_string()).unwrap();
        diesel::sql_query("PRAGMA journal_mode = DELETE").execute(&mut conn).unwrap();
        (directory, path)
    });
    path
}

/// Everything that a test may take as given: the reference data that the binary carries.
fn load_reference(url: &DatabaseUrl) {
    let mut conn = AnyConnection::open(url).unwrap();
    let clock = Clock::set_at(Timestamp::parse("2026-01-01T00:00:00Z").unwrap());
    conn.transaction(|conn| embedded::load(&mut Work::by_system(conn, &clock))).unwrap();
}

/// The cluster's maintenance database, from the environment: `scripts/test` starts one.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests are told by their environment where the throw-away cluster is"
)]
fn postgres_base() -> String {
    std::env::var("NARAHUBUNG_TEST_POSTGRES_URL")
        .expect("NARAHUBUNG_TEST_POSTGRES_URL is not set: run scripts/test, which starts a PostgreSQL of its own")
}

fn postgres_url(database: &str) -> String {
    let base = postgres_base();
    let (server, _) = base.rsplit_once('/').expect("the URL names a database");
    format!("{server}/{database}")
}

fn postgres_admin(sql: &str) {
    let mut conn = PgConnection::establish(&postgres_base()).unwrap();
    diesel::sql_query(sql).execute(&mut conn).unwrap();
}

fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("template_{}", std::process::id());
        postgres_admin(&format!("DROP DATABASE IF EXISTS {name}"));
        postgres_admin(&format!("CREATE DATABASE {name}"));
        let url = DatabaseUrl::parse(&postgres_url(&name)).unwrap();
        migrate::migrate(&url).unwrap();
        load_reference(&url);
        name
    })
}
