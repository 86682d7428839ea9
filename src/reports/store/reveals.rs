//! Whose identity was revealed to whom, and for what.

use super::report::Report;
use crate::db::AnyConnection;
use crate::db::schema::{identity_reveals, users};
use crate::domain::id::{ReportId, RevealId, UserId};
use crate::domain::time::Timestamp;
use diesel::prelude::*;

crate::codes! {
    /// What an identity is revealed or searched for (*tujuan*): UU 27/2022 art. 20 wants a purpose.
    pub enum IdentityPurpose("identity_purpose") {
        /// To call or write to the reporter.
        ContactReporter => "contact_reporter", "menghubungi pelapor", "contact the reporter";
        /// To ask the reporter about the facts of the case.
        ClarificationCall => "clarification_call", "klarifikasi kepada pelapor", "clarify the facts with the reporter";
        /// To compare with an identity document.
        IdentityCheck => "identity_check", "pemeriksaan identitas", "check the identity";
        /// To find reports of the same reporter.
        DuplicateCheck => "duplicate_check", "pemeriksaan laporan ganda", "look for duplicate reports";
        /// To write a letter to the reporter.
        Letter => "letter", "surat kepada pelapor", "write a letter to the reporter";
        /// To hand the report to another office.
        Transfer => "transfer", "pelimpahan ke kantor lain", "hand over to another office";
        /// The reporter asked for their own data (UU 27/2022 art. 7).
        DataSubjectRequest => "data_subject_request", "permintaan subjek data", "request of the data subject";
    }
}

crate::text_codes!(IdentityPurpose);

/// One reveal.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = identity_reveals)]
pub struct Reveal {
    /// Id.
    pub id: RevealId,
    /// Whose reporter.
    pub report_id: ReportId,
    /// To whom.
    pub user_id: UserId,
    /// Codes of the fields, comma-separated.
    pub fields: String,
    /// For what.
    pub purpose: IdentityPurpose,
    /// Why, in words.
    pub justification: String,
    /// When.
    pub revealed_at: Timestamp,
}

/// How many reveals this person has had since then.
pub fn reveals_since(conn: &mut AnyConnection, user: UserId, since: Timestamp) -> QueryResult<i64> {
    identity_reveals::table
        .filter(identity_reveals::user_id.eq(user))
        .filter(identity_reveals::revealed_at.ge(since))
        .count()
        .get_result(conn)
}

/// Records a reveal.
pub fn insert_reveal(conn: &mut AnyConnection, reveal: &Reveal) -> QueryResult<()> {
    diesel::insert_into(identity_reveals::table).values(reveal.clone()).execute(conn).map(drop)
}

/// A reveal, with the name of the person to whom.
pub type Revealed = (Reveal, String);

/// A part of a report's reveals, newest first.
pub fn reveals(
    conn: &mut AnyConnection,
    report: &Report,
    after: Option<RevealId>,
    fetch: i64,
) -> QueryResult<Vec<Revealed>> {
    let mut query = identity_reveals::table
        .inner_join(users::table.on(users::id.eq(identity_reveals::user_id)))
        .filter(identity_reveals::report_id.eq(report.id))
        .order(identity_reveals::id.desc())
        .limit(fetch)
        .select((identity_reveals::all_columns, users::display_name))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(identity_reveals::id.lt(after));
    }
    query.load(conn)
}
