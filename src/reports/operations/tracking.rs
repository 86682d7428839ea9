//! How a reporter follows their report without an account: by the code and the second factor of the receipt.

use crate::crypto::key_ring::KeyRing;
use crate::crypto::tracking_code::TrackingCode;
use crate::db::AnyConnection;
use crate::db::dialect::serialise_on;
use crate::deadlines::operations::{Expected, next_of};
use crate::domain::report::{ClosingReason, PublicStage, public_stage};
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::reports::store;
use chrono::NaiveDate;
use subtle::ConstantTimeEq;

/// How many wrong factors a code bears before it is blocked.
const FREE_FAILURES: i32 = 5;
/// The first block, in seconds; each further failure doubles it.
const FIRST_BLOCK_SECONDS: i64 = 60;
/// The longest block, in seconds.
const LONGEST_BLOCK_SECONDS: i64 = 24 * 3600;

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tracked {
    /// Code and factor are right.
    Known(Progress),
    /// One of them is wrong; nobody is told which.
    Unknown,
    /// Too many wrong factors: not before so many seconds, not even with the right one.
    Blocked(u32),
}

/// What a reporter may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Where the report is, in plain terms.
    pub stage: PublicStage,
    /// The day on which the office received it.
    pub received_on: Option<NaiveDate>,
    /// The day on which it ended.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended.
    pub closing_reason: Option<ClosingReason>,
    /// The next date to expect.
    pub next: Option<Expected>,
}

/// Judges an attempt. Failures are counted for each code, one attempt after the other; the caller commits the count
/// whatever the answer is.
///
/// # Errors
/// When the database refuses.
pub fn track(
    conn: &mut AnyConnection,
    ring: &KeyRing,
    code: &TrackingCode,
    pin: &str,
    now: Timestamp,
) -> Result<Tracked, Error> {
    let digest = ring.tracking_digest(code);
    let claimed = ring.tracking_pin_digest(code, pin);
    let Some(receipt) = store::receipt(conn, &digest)? else { return Ok(Tracked::Unknown) };
    serialise_on(conn, &format!("tracking {}", receipt.report_id))?;
    let Some(receipt) = store::receipt(conn, &digest)? else { return Ok(Tracked::Unknown) };
    if let Some(until) = receipt.blocked_until.filter(|until| *until > now) {
        let seconds = (until.micros() - now.micros()).div_euclid(1_000_000) + 1;
        return Ok(Tracked::Blocked(u32::try_from(seconds).unwrap_or(u32::MAX)));
    }
    if !bool::from(receipt.pin_hash.as_slice().ct_eq(&claimed)) {
        let failures = receipt.failures.saturating_add(1);
        store::set_failures(conn, &digest, failures, block(failures).map(|seconds| now.plus_seconds(seconds)))?;
        return Ok(Tracked::Unknown);
    }
    if receipt.failures > 0 {
        store::set_failures(conn, &digest, 0, None)?;
    }
    let course = store::course(conn, receipt.report_id)?;
    let stage = public_stage(course.state);
    Ok(Tracked::Known(Progress {
        stage,
        received_on: course.received_at.map(|_| course.received_on),
        ended_on: course.closed_on,
        closing_reason: course.closing_reason,
        next: next_of(conn, receipt.report_id, stage.clocks(), now)?,
    }))
}

/// For how long this many failures in a row block a code, in seconds.
fn block(failures: i32) -> Option<i64> {
    let doublings = u32::try_from(failures - FREE_FAILURES).ok()?;
    let seconds = FIRST_BLOCK_SECONDS.saturating_mul(1_i64.checked_shl(doublings.min(32)).unwrap_or(i64::MAX));
    Some(seconds.min(LONGEST_BLOCK_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_doubles_up_to_a_day() {
        let blocks: Vec<_> = [1, 4, 5, 6, 7, 15, 16, 1000].map(block).to_vec();
        let expected = [None, None, Some(60), Some(120), Some(240), Some(61_440), Some(86_400), Some(86_400)];
        assert_eq!(blocks, expected);
    }
}
