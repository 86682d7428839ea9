//! The reporter's receipt and what it shows. The receipt is the right to see this much: no visibility is asked.

use crate::db::AnyConnection;
use crate::db::schema::{reports, tracking_codes};
use crate::domain::id::ReportId;
use crate::domain::report::{ClosingReason, State};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::prelude::*;

/// A receipt's row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Receipt {
    /// The report.
    pub report_id: ReportId,
    /// Digest of the second factor.
    pub pin_hash: Vec<u8>,
    /// Wrong factors in a row.
    pub failures: i32,
    /// Until when attempts are refused.
    pub blocked_until: Option<Timestamp>,
}

/// The receipt with this digest of its code.
pub fn receipt(conn: &mut AnyConnection, code: &[u8; 32]) -> QueryResult<Option<Receipt>> {
    tracking_codes::table
        .find(code.to_vec())
        .select((
            tracking_codes::report_id,
            tracking_codes::pin_hash,
            tracking_codes::failures,
            tracking_codes::blocked_until,
        ))
        .first(conn)
        .optional()
}

/// Notes how many wrong factors in a row a receipt has seen, and until when it is blocked.
pub fn set_failures(
    conn: &mut AnyConnection,
    code: &[u8; 32],
    failures: i32,
    blocked_until: Option<Timestamp>,
) -> QueryResult<()> {
    diesel::update(tracking_codes::table.find(code.to_vec()))
        .set((tracking_codes::failures.eq(failures), tracking_codes::blocked_until.eq(blocked_until)))
        .execute(conn)
        .map(drop)
}

/// What of a report its reporter's receipt is about.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Course {
    /// Where it is.
    pub state: State,
    /// When it was submitted.
    pub received_at: Option<Timestamp>,
    /// Day on which it was received.
    pub received_on: NaiveDate,
    /// Day on which it ended.
    pub closed_on: Option<NaiveDate>,
    /// Why it ended.
    pub closing_reason: Option<ClosingReason>,
}

/// The course of a report whose receipt was shown.
pub fn course(conn: &mut AnyConnection, id: ReportId) -> QueryResult<Course> {
    reports::table
        .find(id)
        .select((
            reports::state,
            reports::received_at,
            reports::received_on,
            reports::closed_on,
            reports::closing_reason,
        ))
        .first(conn)
}
