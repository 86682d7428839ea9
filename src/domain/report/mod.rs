//! A report (*laporan*) and its way from intake to the end: domain handbook 3 and 12.1.
//!
//! [`TABLE`] declares every step; [`Report::apply`] takes one. A report here is what its lifecycle depends on; who the
//! reporter is, what they wrote and who may see it is **not** here, nor is how long a clock runs: the machine says
//! which clock starts and when, the engine in `deadline` computes the day.

mod apply;
mod arrival;
mod clocks;
mod codes;
mod command;
mod public_stage;
mod snapshot;
mod table;
#[cfg(test)]
mod tests;

pub use arrival::{arrival, arrival_by};
pub use codes::*;
pub use command::*;
pub use public_stage::{Explained, PublicStage, public_stage};
pub use snapshot::{Addressee, Snapshot};
pub use table::{TABLE, Transition};

use super::access::Role;
use super::code::Code;
use super::deadline::Start;
use super::id::{AgencyId, ReportId};
use super::lifecycle::{Actor, Change, DeadlineChange, Lapse, Running, Violation};
use super::recommendation::Conclusion;
use super::time::Timestamp;
use chrono::NaiveDate;

/// A report at one moment, with what the machine must know from outside to judge the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    snapshot: Snapshot,
    facts: Facts,
}

/// What other parts of the service computed or know: arguments of the guards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The open clocks that have lapsed by now.
    pub lapsed: Vec<Lapse>,
    /// The open clocks that still run.
    pub running: Vec<Running>,
    /// The latest day of a hand-over, a return, a decision to recommend or a reopening, which only the history keeps.
    pub moved_on: Option<NaiveDate>,
    /// The offices whose archive numbers are kept here, on this day.
    pub archive_offices: Vec<String>,
    /// The last day on which the event could be reported (D10); `None` while the event's date is unknown.
    pub event_admissible_through: Option<NaiveDate>,
    /// How each recommendation drafted since the centre last decided to recommend stands.
    pub recommendations: Vec<Conclusion>,
    /// The latest day of a finding, a publication or a report upward among them.
    pub concluded_on: Option<NaiveDate>,
}

/// A stored row that this machine cannot have written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the report's state contradicts its `{field}`")]
pub struct Inconsistent {
    /// The field at fault.
    pub field: &'static str,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The report after it.
    pub report: Report,
    /// What happened, for the history, the audit and the outgoing events.
    pub events: Vec<Event>,
    /// Clocks to open, close, pause and resume, in this order of time.
    pub deadlines: Vec<DeadlineChange>,
}

/// One thing that happened to a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What was done.
    pub transition: Transition,
    /// From which state.
    pub from: State,
    /// To which state; equal to `from` for a record.
    pub to: State,
    /// By whom.
    pub by: Actor,
    /// When it was recorded.
    pub at: Timestamp,
    /// The day on which it took effect, where the command names one.
    pub effective_on: Option<NaiveDate>,
    /// The closing reason, where there is one.
    pub closing_reason: Option<ClosingReason>,
    /// The reason, advice or remark in free text.
    pub note: Option<String>,
    /// What else the command said and no field keeps, such as letter numbers.
    pub details: Vec<(&'static str, String)>,
    /// The fields that changed, with their values before and after: an earlier outcome stays readable here.
    pub changes: Vec<Change>,
}

impl Report {
    /// A new draft.
    ///
    /// # Errors
    /// Reporters and the office's machine clients bring in reports and consultations; copies, the fast track and
    /// own-initiative intakes are marked by the office. A prior complaint needs its date or its reason.
    pub fn draft(
        id: ReportId,
        intake_kind: IntakeKind,
        respondent: Option<AgencyId>,
        prior_complaint: Option<PriorComplaintRecord>,
        by: &Actor,
        at: Timestamp,
    ) -> Result<Self, Violation> {
        use IntakeKind::{Knl, Lm};
        let allowed = match by.role {
            Role::Reporter | Role::OfficeClient => &[Lm, Knl][..],
            Role::Intake | Role::Head => IntakeKind::ALL,
            _ => {
                let transition = Transition::Submit;
                return Err(Violation::RoleNotAllowed {
                    transition: transition.code(),
                    roles: TABLE.roles_of(transition),
                });
            }
        };
        if !allowed.contains(&intake_kind) {
            return Err(Violation::IntakeKindNotAllowed {
                intake_kind: intake_kind.code(),
                allowed: allowed.iter().map(|kind| kind.code()).collect(),
            });
        }
        let prior_complaint =
            prior_complaint.map(|record| apply::checked_prior_complaint("/prior_complaint", record, at)).transpose()?;
        let snapshot = Snapshot { respondent, prior_complaint, ..Snapshot::empty(id, intake_kind) };
        Ok(Self { snapshot, facts: Facts::default() })
    }

    /// The report that a stored row describes.
    ///
    /// # Errors
    /// The row's state contradicts its other fields.
    pub fn restore(snapshot: Snapshot) -> Result<Self, Inconsistent> {
        match snapshot.contradiction() {
            Some(field) => Err(Inconsistent { field }),
            None => Ok(Self { snapshot, facts: Facts::default() }),
        }
    }

    /// The same report, with what the guards must know from outside.
    #[must_use]
    pub fn knowing(self, facts: Facts) -> Self {
        Self { facts, ..self }
    }

    /// What is to be stored.
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What is to be stored, giving up the report.
    pub fn into_snapshot(self) -> Snapshot {
        self.snapshot
    }

    /// Where it is.
    pub const fn state(&self) -> State {
        self.snapshot.state
    }

    /// What this role may do now, as far as its role and the report's own file decide. What else a step asks for, such as
    /// a lapse, another person's signature or facts that the step itself brings, is judged when it is taken.
    pub fn allowed(&self, role: Role) -> Vec<Transition> {
        let steps = TABLE.allowed(self.state(), role).map(|row| row.transition);
        steps.filter(|step| apply::standing(&self.snapshot, *step).is_ok()).collect()
    }

    /// Notes or corrects the day on which it arrived; `None` where it was entered on the day itself.
    #[must_use]
    pub fn arrived(self, arrived_on: Option<NaiveDate>) -> Self {
        Self { snapshot: Snapshot { arrived_on, ..self.snapshot }, ..self }
    }

    /// Corrects the agency complained of; the clock of what that agency owes moves with it.
    pub fn correct_respondent(self, respondent: AgencyId, at: Timestamp) -> (Self, Vec<DeadlineChange>) {
        let after = Snapshot { respondent: Some(respondent), ..self.snapshot.clone() };
        let ends = clocks::Ends { start: Start::At(at), outcomes: Vec::new(), turned_at: at, at };
        let deadlines = clocks::changes(&self.snapshot, &after, &ends);
        (Self { snapshot: after, ..self }, deadlines)
    }

    /// Takes one step or records one fact.
    ///
    /// # Errors
    /// A role that may never do this is refused first, then a state that has no such step, then a role that may not do
    /// it from this state, then the guard; see [`TABLE`].
    pub fn apply(self, command: Command, by: &Actor, at: Timestamp) -> Result<Applied, Violation> {
        apply::apply(self, command, by, at)
    }
}

/// What M1 must be, when the last admissible day is known (UU 37/2008 art. 24(3): not older than two years).
pub fn event_age(received_on: NaiveDate, admissible_through: NaiveDate) -> MaterialAnswer {
    if received_on <= admissible_through { MaterialAnswer::Met } else { MaterialAnswer::NotMet }
}
