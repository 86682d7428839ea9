//! Rows of failed log-ins, by a keyed digest of what failed.

use crate::db::AnyConnection;
use crate::db::schema::login_failures as table;
use crate::domain::time::Timestamp;
use diesel::prelude::*;

/// Failed log-ins of one user name or network.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = crate::db::schema::login_failures)]
pub struct Failures {
    /// What failed, as a digest: people type passwords where names belong.
    pub subject: String,
    /// How often in a row.
    pub failures: i32,
    /// When last.
    pub last_failed_at: Timestamp,
    /// Until when nobody may try.
    pub blocked_until: Option<Timestamp>,
}

/// What is known of a subject.
pub fn find(conn: &mut AnyConnection, subject: &str) -> QueryResult<Option<Failures>> {
    table::table.find(subject).get_result(conn).optional()
}

/// Keeps what is known of a subject. Callers wait for each other on the subject.
pub fn put(conn: &mut AnyConnection, row: &Failures) -> QueryResult<()> {
    let updated = diesel::update(table::table.find(&row.subject))
        .set((
            table::failures.eq(row.failures),
            table::last_failed_at.eq(row.last_failed_at),
            table::blocked_until.eq(row.blocked_until),
        ))
        .execute(conn)?;
    if updated == 0 {
        diesel::insert_into(table::table).values(row.clone()).execute(conn)?;
    }
    Ok(())
}

/// Forgets a subject.
pub fn forget(conn: &mut AnyConnection, subject: &str) -> QueryResult<()> {
    diesel::delete(table::table.find(subject)).execute(conn).map(drop)
}

/// Forgets the subjects that have not failed since `before`, but those whose failures reached `ceiling`; how many.
pub fn delete_quiet(conn: &mut AnyConnection, before: Timestamp, ceiling: Option<i32>) -> QueryResult<usize> {
    let ceiling = ceiling.unwrap_or(i32::MAX);
    let quiet = table::table.filter(table::last_failed_at.lt(before)).filter(table::failures.lt(ceiling));
    diesel::delete(quiet).execute(conn)
}
