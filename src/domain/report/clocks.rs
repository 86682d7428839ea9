//! Which clocks run in which situation. The changes of a step follow from comparing before and after, so that no step
//! can forget one.

use super::codes::{IntakeKind, PriorComplaint, State};
use super::snapshot::Snapshot;
use crate::domain::deadline::Start;
use crate::domain::id::AgencyId;
use crate::domain::lifecycle::{DeadlineChange, DeadlineCode, DeadlineOutcome};
use crate::domain::time::Timestamp;

/// A clock that runs or stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) code: DeadlineCode,
    pub(super) debtor: Option<AgencyId>,
    /// A recorded fact; `None` where the step itself starts the clock.
    start: Option<Start>,
    pub(super) paused: bool,
}

/// How the clocks of a step start and end.
pub(super) struct Ends {
    /// When a clock starts that no recorded fact starts.
    pub(super) start: Start,
    /// How the clocks end that this step ends; every other one is cancelled.
    pub(super) outcomes: Vec<(DeadlineCode, DeadlineOutcome, Timestamp)>,
}

/// The clocks of this situation.
pub(super) fn running(report: &Snapshot) -> Vec<Clock> {
    use State::{
        AwaitingCompletion, AwaitingReporterResponse, CaseReview, CorrectiveAction, Examination, FormalVerification,
        MaterialVerification, Received, ResolutionMonitoring,
    };
    let mut clocks = Vec::new();
    let mut run = |code, start| clocks.push(Clock { code, debtor: None, start, paused: false });

    // UU 37/2008 art. 25: from the day on which the reporter received the notice.
    if let (AwaitingCompletion, Some(day)) = (report.state, report.completion_notice_received_on) {
        run(DeadlineCode::D01, Some(Start::On(day)));
    }
    // UU 37/2008 art. 27: from the signing of "not competent".
    if let (State::Closed, Some(super::ClosingReason::T5), Some(day), None) =
        (report.state, report.closing_reason, report.closed_on, report.reporter_notified_on)
    {
        run(DeadlineCode::D02, Some(Start::On(day)));
    }
    // Perori 48/2020 art. 25: from the day on which the reporter received the result. An own-initiative investigation
    // has no reporter.
    if let (AwaitingReporterResponse, Some(day), None) =
        (report.state, report.result_notice_received_on, report.reporter_response_on)
        && report.intake_kind != IntakeKind::Iaps
    {
        run(DeadlineCode::D06, Some(Start::On(day)));
    }
    if report.state == MaterialVerification {
        run(DeadlineCode::D12, None);
    }
    // The whole examination, until the result is issued or the report ends.
    if let (Examination | CaseReview | AwaitingReporterResponse, Some(class), Some(_)) =
        (report.state, report.complexity, report.registered_on)
    {
        run(class.deadline(), None);
    }
    // The fast track's first contact belongs to the first handling, not to a reopened report.
    if let (false, Some(at), None, 0) =
        (report.state.is_ended(), report.rco_accepted_at, report.first_contact_at, report.reopenings)
    {
        run(DeadlineCode::D20, Some(Start::At(at)));
    }
    // Time while the office waits for the reporter is not the office's.
    if let FormalVerification | AwaitingCompletion = report.state {
        let paused = report.state == AwaitingCompletion;
        clocks.push(Clock { code: DeadlineCode::D11, debtor: None, start: None, paused });
    }
    // UU 25/2009 art. 50: informs the office until it has judged M5, the agency's reasonable time.
    if let (Received | FormalVerification | AwaitingCompletion | MaterialVerification, Some(prior)) =
        (report.state, &report.prior_complaint)
        && let (PriorComplaint::Done, Some(day)) = (prior.status, prior.complained_on)
        && report.intake_kind.counts_as_report()
    {
        let start = Some(Start::On(day));
        clocks.push(Clock { code: DeadlineCode::D14, debtor: report.respondent, start, paused: false });
    }
    // Perori 58/2023 art. 54: from each addressee's own receipt.
    if let CorrectiveAction | ResolutionMonitoring = report.state {
        clocks.extend(report.addressees.iter().filter(|addressee| addressee.carried_out_on.is_none()).filter_map(
            |addressee| {
                let start = Some(Start::On(addressee.received_on?));
                Some(Clock { code: DeadlineCode::D07, debtor: Some(addressee.agency), start, paused: false })
            },
        ));
    }
    clocks
}

/// What must happen to the clocks between two situations. A recorded start that was corrected cancels the old clock
/// and opens a new one.
pub(super) fn changes(before: &Snapshot, after: &Snapshot, ends: &Ends, at: Timestamp) -> Vec<DeadlineChange> {
    let (before, after) = (running(before), running(after));
    let same =
        |one: &Clock, other: &Clock| (one.code, one.debtor, one.start) == (other.code, other.debtor, other.start);
    let mut changes = Vec::new();
    for old in before.iter().filter(|old| !after.iter().any(|new| same(old, new))) {
        let end = ends.outcomes.iter().find(|(code, ..)| *code == old.code);
        let (outcome, at) = end.map_or((DeadlineOutcome::Cancelled, at), |(_, outcome, at)| (*outcome, *at));
        changes.push(DeadlineChange::Close { code: old.code, debtor: old.debtor, outcome, at });
    }
    for new in &after {
        match before.iter().find(|old| same(old, new)) {
            None => {
                let start = new.start.unwrap_or(ends.start);
                changes.push(DeadlineChange::Open { code: new.code, start, debtor: new.debtor });
            }
            Some(old) if new.paused && !old.paused => changes.push(DeadlineChange::Pause { code: new.code, at }),
            Some(old) if old.paused && !new.paused => changes.push(DeadlineChange::Resume { code: new.code, at }),
            Some(_) => {}
        }
    }
    changes
}
