//! Which database, and how a connection to it is set up.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};
use std::fmt;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// PostgreSQL: production, several instances.
    Postgres(PgConnection),
    /// SQLite: embedded, the default.
    Sqlite(SqliteConnection),
}

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// The file's path; `sqlite:` URLs and paths that end in `.db` or `.sqlite`.
    Sqlite(String),
    /// A libpq connection URL.
    Postgres(String),
}

/// Why a database could not be opened, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL's scheme is not one that this service speaks.
    #[error("unknown database scheme `{0}`: use sqlite:PATH or postgres://USER@HOST/DATABASE")]
    UnknownScheme(String),
    /// The database did not let us in.
    #[error("cannot open the database: {0}")]
    Refused(#[from] ConnectionError),
    /// The connection stands but its settings could not be made.
    #[error("cannot set up the database connection: {0}")]
    Setup(#[from] diesel::result::Error),
    /// A thread could not be started.
    #[error("cannot start a database thread: {0}")]
    Thread(#[from] std::io::Error),
}

impl DatabaseUrl {
    /// Reads a URL.
    ///
    /// # Errors
    /// An unknown scheme, by name.
    pub fn parse(url: &str) -> Result<Self, OpenError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        if let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
            return if path.is_empty() {
                Err(OpenError::UnknownScheme("sqlite: (without a path)".to_owned()))
            } else {
                Ok(Self::Sqlite(path.to_owned()))
            };
        }
        let scheme = url.split_once(':').map_or(url, |(scheme, _)| scheme);
        Err(OpenError::UnknownScheme(scheme.to_owned()))
    }

    /// `sqlite` or `postgres`, for logs and metrics; the URL itself may hold a password.
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:…", self.engine())
    }
}

/// SQLite: `synchronous=FULL`, because an acknowledged change must survive power loss; a memory map above the file's
/// size, because a big private page cache is slower than the shared map; temporary pages in memory, because every
/// operation of a group commit has a savepoint, whose pages would go to a file each time; recursive triggers, because
/// without them `REPLACE` deletes a row past the trigger that forbids it.
const SQLITE_SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA busy_timeout = 5000;
    PRAGMA foreign_keys = ON;
    PRAGMA recursive_triggers = ON;
    PRAGMA mmap_size = 8589934592;
    PRAGMA cache_size = -2000;
    PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA trusted_schema = OFF;";

/// PostgreSQL: limits, so that one statement or one forgotten lock cannot hold up a batch; no JIT, whose compile time
/// exceeds the run time of every query here; UTC, because days are computed in the program.
const POSTGRES_SETTINGS: &str = "
    SET synchronous_commit = on;
    SET statement_timeout = '5s';
    SET lock_timeout = '2s';
    SET idle_in_transaction_session_timeout = '10s';
    SET jit = off;
    SET TIME ZONE 'UTC';
    SET client_min_messages = warning;";

impl AnyConnection {
    /// Opens a connection and makes its settings.
    ///
    /// # Errors
    /// When the database refuses, or a setting does.
    pub fn open(url: &DatabaseUrl) -> Result<Self, OpenError> {
        match url {
            DatabaseUrl::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path)?;
                conn.batch_execute(SQLITE_SETTINGS)?;
                Ok(Self::Sqlite(conn))
            }
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(url)?;
                conn.batch_execute(POSTGRES_SETTINGS)?;
                Ok(Self::Postgres(conn))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_scheme_is_named() {
        let error = DatabaseUrl::parse("mysql://root:secret@localhost/x").unwrap_err().to_string();
        assert!(error.contains("mysql") && !error.contains("secret"), "{error}");
    }

    #[test]
    fn the_debug_form_hides_the_password() {
        let url = DatabaseUrl::parse("postgres://app:hunter2@db/narahubung").unwrap();
        assert!(!format!("{url:?}").contains("hunter2"));
    }
}
