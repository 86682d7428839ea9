//! Who handles a report, and who must not.

use super::file::{Case, find, subject};
use crate::db::types::AnyId;
use crate::domain::id::{ReportId, UserId};
use crate::domain::report::State;
use crate::error::{Code, Error, FieldFault};
use crate::journal::{Change, Work};
use crate::reports::store::{self, Assignment};
use serde_json::json;

/// The report in the caller's view, one version further and held against other changes until the transaction ends.
pub(super) fn touched(work: &mut Work<'_>, id: ReportId) -> Result<Case, Error> {
    let visibility = work.caller()?.visibility();
    if !store::touch(work.conn, visibility, id, work.now)? {
        return Err(Error::not_found());
    }
    find(work.conn, visibility, id)
}

/// Whether examiners work on a report in this state.
const fn is_handled(state: State) -> bool {
    matches!(
        state,
        State::Examination
            | State::CaseReview
            | State::AwaitingReporterResponse
            | State::ResultIssued
            | State::CorrectiveAction
            | State::ResolutionMonitoring
            | State::Recommendation
    )
}

/// Notes that a recommendation is drafted for a report in view, and holds the report until the transaction ends: it
/// cannot be closed beside the draft, and a draft cannot come beside its closing.
///
/// # Errors
/// `not_found`.
pub fn note_recommendation(work: &mut Work<'_>, id: ReportId) -> Result<Case, Error> {
    let case = touched(work, id)?;
    work.record(Change::new(subject(&case.row), "createRecommendation", "report.recommendation_drafted"))?;
    Ok(case)
}

/// Assigns an examiner; assigning one who is assigned already changes nothing.
///
/// # Errors
/// `not_found`, `conflict` outside the examination, `validation_failed` for people who cannot be assigned.
pub fn assign(work: &mut Work<'_>, id: ReportId, user: UserId) -> Result<Assignment, Error> {
    let by = AnyId(work.caller()?.who.id());
    let visibility = work.caller()?.visibility();
    find(work.conn, visibility, id)?;
    if let Some(running) = store::running_assignment(work.conn, id, user)? {
        return Ok(running);
    }
    let case = touched(work, id)?;
    if !is_handled(case.row.state) {
        let fault = FieldFault::body("", "not_under_examination");
        return Err(Error::new(Code::Conflict).with_faults(vec![fault]));
    }
    if let Some(code) = store::assignable(work.conn, id, user)?.fault() {
        return Err(Error::field("/user_id", code));
    }
    if let Some(running) = store::running_assignment(work.conn, id, user)? {
        return Ok(running);
    }
    store::insert_assignment(work.conn, id, user, by, work.now)?;
    work.record(
        Change::new(subject(&case.row), "assignReport", "report.assigned")
            .with_details(json!({ "user_id": user.to_string() })),
    )?;
    store::running_assignment(work.conn, id, user)?.ok_or_else(|| Error::internal("the assignment is not there"))
}

/// Ends a running assignment.
///
/// # Errors
/// `not_found` when the report is not in view or this person is not assigned to it.
pub fn end_assignment(work: &mut Work<'_>, id: ReportId, user: UserId) -> Result<(), Error> {
    let case = touched(work, id)?;
    if !store::end_assignment(work.conn, id, user, work.now)? {
        return Err(Error::not_found());
    }
    work.record(
        Change::new(subject(&case.row), "endReportAssignment", "report.assignment_ended")
            .with_details(json!({ "user_id": user.to_string() })),
    )
}

/// Records a conflict of interest (UU 37/2008 art. 40; domain 11.2): from now on this person does not see the report,
/// and an assignment to it ends. Declaring it again changes nothing.
///
/// # Errors
/// `not_found`; `validation_failed` when the person named is not of the office.
pub fn declare_conflict(work: &mut Work<'_>, id: ReportId, user: UserId, reason: String) -> Result<(), Error> {
    let visibility = work.caller()?.visibility();
    find(work.conn, visibility, id)?;
    if !store::is_office_staff(work.conn, user)? {
        return Err(Error::field("/user_id", "unknown_user"));
    }
    if store::has_conflict(work.conn, id, user)? {
        return Ok(());
    }
    let case = touched(work, id)?;
    if !store::insert_conflict(work.conn, id, user, &reason, work.now)? {
        // Declared at the same moment elsewhere: this request leaves no version behind.
        return Err(Error::new(Code::Conflict));
    }
    store::end_assignment(work.conn, id, user, work.now)?;
    work.record(
        Change::new(subject(&case.row), "declareConflict", "report.conflict_declared")
            .with_note(Some(reason))
            .with_details(json!({ "user_id": user.to_string() })),
    )
}
