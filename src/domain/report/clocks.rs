//! Which clocks there are in which situation. The changes of a step follow from comparing before and after, so that no
//! step can forget one, and a corrected fact reaches the clock that it started or ended.

use super::codes::{IntakeKind, PriorComplaint, State};
use super::snapshot::Snapshot;
use crate::domain::deadline::Start;
use crate::domain::id::AgencyId;
use crate::domain::lifecycle::{DeadlineChange, DeadlineCode, DeadlineOutcome};
use crate::domain::time::{Timestamp, Zone};
use chrono::NaiveDate;

/// A clock that runs, stands still, or was met by a fact that may still be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) code: DeadlineCode,
    pub(super) debtor: Option<AgencyId>,
    /// A recorded fact; `None` where the step itself starts the clock.
    start: Option<Start>,
    pub(super) paused: bool,
    /// The recorded fact that met it.
    pub(super) met_at: Option<Timestamp>,
}

impl Clock {
    const fn step(code: DeadlineCode) -> Self {
        Self { code, debtor: None, start: None, paused: false, met_at: None }
    }

    const fn fact(code: DeadlineCode, start: Start) -> Self {
        Self { start: Some(start), ..Self::step(code) }
    }

    /// Met on a day; a day counts from its first instant, so that the last day of a clock is still in time.
    fn met_on(self, day: Option<NaiveDate>) -> Self {
        Self { met_at: day.map(|day| Zone::Wita.start_of(day)), ..self }
    }

    /// Whether the other is the same clock, begun by the same fact.
    fn is(&self, other: &Self) -> bool {
        (self.code, self.debtor, self.start) == (other.code, other.debtor, other.start)
    }

    /// What opens it, and ends it at once where it is met already.
    fn begin(&self, by_step: Start, changes: &mut Vec<DeadlineChange>) {
        let start = self.start.unwrap_or(by_step);
        changes.push(DeadlineChange::Open { code: self.code, start, debtor: self.debtor });
        changes.extend(self.met_at.map(|at| self.end(DeadlineOutcome::Met, at)));
    }

    const fn end(&self, outcome: DeadlineOutcome, at: Timestamp) -> DeadlineChange {
        DeadlineChange::Close { code: self.code, debtor: self.debtor, start: self.start, outcome, at }
    }
}

/// How the clocks of a step start and end.
pub(super) struct Ends {
    /// When a clock starts that no recorded fact starts.
    pub(super) start: Start,
    /// How the clocks end that this step ends and no recorded fact does; every other one is cancelled.
    pub(super) outcomes: Vec<(DeadlineCode, DeadlineOutcome, Timestamp)>,
    /// From when on a clock stands still, or runs again: what is awaited is dated, whenever it is typed in.
    pub(super) turned_at: Timestamp,
    /// When the step is taken.
    pub(super) at: Timestamp,
}

/// The clocks of this situation.
pub(super) fn clocks(report: &Snapshot) -> Vec<Clock> {
    use State::{
        AwaitingCompletion, AwaitingReporterResponse, CaseReview, CorrectiveAction, Examination, FormalVerification,
        MaterialVerification, Received, ResolutionMonitoring,
    };
    let mut clocks = Vec::new();

    // UU 37/2008 art. 25: from the day on which the reporter received the notice.
    if let (AwaitingCompletion, Some(day)) = (report.state, report.completion_notice_received_on) {
        clocks.push(Clock::fact(DeadlineCode::D01, Start::On(day)));
    }
    // UU 37/2008 art. 27: from the signing of "not competent". Other rejections are told by letter too (art. 36(2)), but
    // no article gives a time for that.
    if let (State::Closed, Some(super::ClosingReason::T5), Some(day)) =
        (report.state, report.closing_reason, report.closed_on)
    {
        clocks.push(Clock::fact(DeadlineCode::D02, Start::On(day)).met_on(report.reporter_notified_on));
    }
    // Perori 48/2020 art. 25: from the day on which the reporter received the result. An own-initiative investigation
    // has no reporter.
    if let (AwaitingReporterResponse, Some(day)) = (report.state, report.result_notice_received_on)
        && report.intake_kind != IntakeKind::Iaps
    {
        clocks.push(Clock::fact(DeadlineCode::D06, Start::On(day)).met_on(report.reporter_response_on));
    }
    if report.state == MaterialVerification {
        clocks.push(Clock::step(DeadlineCode::D12));
    }
    // The whole examination, until the result is issued or the report ends.
    if let (Examination | CaseReview | AwaitingReporterResponse, Some(class), Some(_)) =
        (report.state, report.complexity, report.registered_on)
    {
        clocks.push(Clock::step(class.deadline()));
    }
    // The fast track's first contact belongs to the first handling, not to a reopened report.
    if let (false, Some(at), 0) = (report.state.is_ended(), report.rco_accepted_at, report.reopenings) {
        clocks.push(Clock { met_at: report.first_contact_at, ..Clock::fact(DeadlineCode::D20, Start::At(at)) });
    }
    // Time while the office waits for the reporter is not the office's.
    if let FormalVerification | AwaitingCompletion = report.state {
        clocks.push(Clock { paused: report.state == AwaitingCompletion, ..Clock::step(DeadlineCode::D11) });
    }
    // UU 25/2009 art. 50: informs the office until it has judged M5, the agency's reasonable time.
    if let (Received | FormalVerification | AwaitingCompletion | MaterialVerification, Some(prior)) =
        (report.state, &report.prior_complaint)
        && let (PriorComplaint::Done, Some(day)) = (prior.status, prior.complained_on)
        && report.intake_kind.counts_as_report()
    {
        clocks.push(Clock { debtor: report.respondent, ..Clock::fact(DeadlineCode::D14, Start::On(day)) });
    }
    // Perori 58/2023 art. 54: from each addressee's own receipt.
    if let CorrectiveAction | ResolutionMonitoring = report.state {
        clocks.extend(report.addressees.iter().filter_map(|addressee| {
            let clock = Clock::fact(DeadlineCode::D07, Start::On(addressee.received_on?));
            Some(Clock { debtor: Some(addressee.agency), ..clock }.met_on(addressee.carried_out_on))
        }));
    }
    clocks
}

/// What must happen to the clocks between two situations.
///
/// A clock that leaves while the report stays where it is rested on a fact that was corrected, or on the wrong agency:
/// it is void, so that nobody is reproached with it, and what the corrected fact starts is opened.
pub(super) fn changes(before: &Snapshot, after: &Snapshot, ends: &Ends) -> Vec<DeadlineChange> {
    let stays = before.state == after.state;
    let (before, after) = (clocks(before), clocks(after));
    let (mut changes, mut begun) = (Vec::new(), Vec::new());
    for old in &before {
        let now = after.iter().find(|new| new.is(old));
        match (old.met_at, now.map(|new| new.met_at), old.start) {
            (Some(was), Some(is), Some(start)) if is != Some(was) => {
                changes.push(DeadlineChange::Void { code: old.code, debtor: old.debtor, start });
                begun.extend(now);
            }
            (None, Some(Some(at)), _) => changes.push(old.end(DeadlineOutcome::Met, at)),
            (_, None, Some(start)) if stays => {
                changes.push(DeadlineChange::Void { code: old.code, debtor: old.debtor, start });
            }
            (None, None, _) => {
                let end = ends.outcomes.iter().find(|(code, ..)| *code == old.code);
                let (outcome, at) = end.map_or((DeadlineOutcome::Cancelled, ends.at), |(_, how, at)| (*how, *at));
                changes.push(old.end(outcome, at));
            }
            _ => {}
        }
    }
    for new in &after {
        let at = ends.turned_at;
        match before.iter().find(|old| new.is(old)) {
            None => begun.push(new),
            Some(old) if new.paused && !old.paused => changes.push(DeadlineChange::Pause { code: new.code, at }),
            Some(old) if old.paused && !new.paused => changes.push(DeadlineChange::Resume { code: new.code, at }),
            Some(_) => {}
        }
    }
    for new in begun {
        new.begin(ends.start, &mut changes);
    }
    changes
}
