//! A recommendation (*rekomendasi*) from its draft to its execution: UU 37/2008 arts. 37 and 38, domain handbook 12.4.
//!
//! The centre decides and signs; this office mirrors what the centre did and names its document each time. Only the
//! execution report comes from the agency side. What a recommendation says is **not** here.

mod apply;
mod codes;
mod command;
mod snapshot;
mod table;
#[cfg(test)]
mod tests;

pub use codes::*;
pub use command::*;
pub use snapshot::Snapshot;
pub use table::TABLE;

use super::access::Role;
use super::code::Code;
use super::id::{AgencyId, RecommendationId, ReportId};
use super::lifecycle::{Actor, Change, DeadlineChange, Lapse, Running, Violation};
use super::time::Timestamp;
use chrono::NaiveDate;

/// A recommendation at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommendation {
    snapshot: Snapshot,
    facts: Facts,
}

/// What other parts of the service computed: arguments of the guards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The open clocks of this recommendation that have lapsed by now.
    pub lapsed: Vec<Lapse>,
    /// The open clocks that still run.
    pub running: Vec<Running>,
    /// When the centre decided to recommend: no document of the recommendation is older.
    pub decided_on: Option<NaiveDate>,
}

/// How a recommendation stands, as far as its report cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// Somebody still has to do something.
    Open,
    /// Carried out, or partly for an accepted reason.
    CarriedOut,
    /// Not carried out: published and reported upward.
    ReportedUpward,
}

impl Conclusion {
    /// From the state, and whether the reason of a partial execution was accepted (UU 37/2008 art. 38(4)).
    pub const fn of(state: State, reason_judgement: Option<Judgement>) -> Self {
        match (state, reason_judgement) {
            (State::CarriedOut, _) | (State::PartlyCarriedOut, Some(Judgement::Accepted)) => Self::CarriedOut,
            (State::ReportedUpward, _) => Self::ReportedUpward,
            _ => Self::Open,
        }
    }
}

/// A stored row that this machine cannot have written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the recommendation's state contradicts its `{field}`")]
pub struct Inconsistent {
    /// The field at fault.
    pub field: &'static str,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The recommendation after it.
    pub recommendation: Recommendation,
    /// What happened, for the history, the audit and the outgoing events.
    pub events: Vec<Event>,
    /// Clocks to open and close.
    pub deadlines: Vec<DeadlineChange>,
}

/// One thing that happened to a recommendation.
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
    /// The fields that changed, with their values before and after.
    pub changes: Vec<Change>,
}

impl Recommendation {
    /// A new draft.
    ///
    /// # Errors
    /// Only the centre, or the head who mirrors it, drafts.
    pub fn draft(
        id: RecommendationId,
        report_id: ReportId,
        respondent: AgencyId,
        superior: AgencyId,
        by: &Actor,
    ) -> Result<Self, Violation> {
        if !matches!(by.role, Role::Resolution | Role::Head) {
            let transition = Transition::SubmitToQuality;
            return Err(Violation::RoleNotAllowed { transition: transition.code(), roles: TABLE.roles_of(transition) });
        }
        Ok(Self { snapshot: Snapshot::empty(id, report_id, respondent, superior), facts: Facts::default() })
    }

    /// The recommendation that a stored row describes.
    ///
    /// # Errors
    /// The row's state contradicts its other fields.
    pub fn restore(snapshot: Snapshot) -> Result<Self, Inconsistent> {
        match snapshot.contradiction() {
            Some(field) => Err(Inconsistent { field }),
            None => Ok(Self { snapshot, facts: Facts::default() }),
        }
    }

    /// The same recommendation, with what the guards must know from outside.
    #[must_use]
    pub fn knowing(self, facts: Facts) -> Self {
        Self { facts, ..self }
    }

    /// What is to be stored.
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What is to be stored, giving up the recommendation.
    pub fn into_snapshot(self) -> Snapshot {
        self.snapshot
    }

    /// Where it is.
    pub const fn state(&self) -> State {
        self.snapshot.state
    }

    /// How it stands for its report.
    pub fn conclusion(&self) -> Conclusion {
        Conclusion::of(self.snapshot.state, self.snapshot.reason_judgement)
    }

    /// What this role may do now, as far as its role and the recommendation's own file decide.
    pub fn allowed(&self, role: Role) -> Vec<Transition> {
        let steps = TABLE.allowed(self.state(), role).map(|row| row.transition);
        steps.filter(|step| apply::standing(&self.snapshot, *step).is_ok()).collect()
    }

    /// Takes one step or records one fact.
    ///
    /// # Errors
    /// As [`super::report::Report::apply`]; see [`TABLE`].
    pub fn apply(self, command: Command, by: &Actor, at: Timestamp) -> Result<Applied, Violation> {
        apply::apply(self, command, by, at)
    }
}
