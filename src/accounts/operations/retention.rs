//! What is deleted once nobody needs it: ended sessions and old failures. The audit log keeps who logged in and when.

use crate::accounts::store::{failures, sessions};
use crate::db::AnyConnection;
use crate::domain::account::Throttle;
use crate::domain::time::Timestamp;
use crate::error::Error;

const DAY: i64 = 24 * 3600;

/// How long a session is kept after its absolute end: until then a stolen refresh token is still recognised as spent.
const SESSIONS_KEPT_SECONDS: i64 = 30 * DAY;

/// How long failures without another are kept. Most belong to names that have no account, which success never clears.
const FAILURES_KEPT_SECONDS: i64 = 90 * DAY;

/// Deletes what is over, and returns how many sessions and failures it were. An account at the ceiling stays closed until an administrator opens
/// it, however long ago that was.
///
/// # Errors
/// When the database refuses.
pub fn purge(conn: &mut AnyConnection, now: Timestamp) -> Result<usize, Error> {
    let sessions = sessions::delete_ended(conn, now.plus_seconds(-SESSIONS_KEPT_SECONDS))?;
    let failures = failures::delete_quiet(conn, now.plus_seconds(-FAILURES_KEPT_SECONDS), Throttle::ACCOUNT.ceiling())?;
    Ok(sessions + failures)
}
