//! Migrations: one pair per change, same names, same order; embedded, so that the binary can always make its database.

use super::{AnyConnection, DatabaseUrl};
use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Why migrating failed, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] super::connection::OpenError),
    /// A migration could not be applied or read.
    #[error("migration failed: {0}")]
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

/// Applies every pending migration, and returns the names of those applied.
///
/// # Errors
/// When the database cannot be opened or a migration fails; what was applied before it stays.
pub fn migrate(url: &DatabaseUrl) -> Result<Vec<String>, MigrateError> {
    let mut conn = AnyConnection::open(url)?;
    let applied = match &mut conn {
        AnyConnection::Sqlite(conn) => conn.run_pending_migrations(SQLITE),
        AnyConnection::Postgres(conn) => {
            // Two instances that start at once must not both migrate.
            diesel::connection::SimpleConnection::batch_execute(
                conn,
                "SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock(7310)",
            )
            .map_err(|error| MigrateError::Failed(error.into()))?;
            conn.run_pending_migrations(POSTGRES)
        }
    };
    let applied = applied.map_err(MigrateError::Failed)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

/// Names of the migrations that this binary has and the database lacks.
///
/// # Errors
/// When the database does not answer.
pub fn pending(conn: &mut AnyConnection) -> Result<Vec<String>, MigrateError> {
    let pending = match conn {
        AnyConnection::Sqlite(conn) => names(conn.pending_migrations(SQLITE)),
        AnyConnection::Postgres(conn) => names(conn.pending_migrations(POSTGRES)),
    };
    pending.map_err(MigrateError::Failed)
}

fn names<DB: diesel::backend::Backend>(
    migrations: diesel::migration::Result<Vec<Box<dyn Migration<DB>>>>,
) -> diesel::migration::Result<Vec<String>> {
    Ok(migrations?.iter().map(|migration| migration.name().to_string()).collect())
}

/// Names of the migrations of each database, for the test that they are the same.
///
/// # Errors
/// When an embedded migration is not well formed.
pub fn names_of_both() -> diesel::migration::Result<(Vec<String>, Vec<String>)> {
    let sqlite = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE);
    let postgres = MigrationSource::<diesel::pg::Pg>::migrations(&POSTGRES);
    Ok((names(sqlite)?, names(postgres)?))
}
