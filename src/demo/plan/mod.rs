//! What happens in the demo, before anything does: cases with their steps at instants, as values.
//!
//! [`year`] adds up to the published figures of 2023; [`underway`] gives every role something to do today.

mod days;
mod path;
mod texts;
pub mod underway;
pub mod year;

use super::people::Person;
use crate::domain::id::{AgencyId, UserId};
use crate::domain::recommendation;
use crate::domain::report::{self, Channel, IntakeKind, PriorComplaintRecord, ReporterCategory, Secrecy};
use crate::domain::time::Timestamp;
use crate::recommendations::store::Contents;
use chrono::NaiveDate;

/// Who acts, of the people that the demo makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The head of the office.
    Head,
    /// Intake and verification.
    Intake,
    /// The examiner who is on the case.
    Examiner,
    /// The examiner who is on other cases.
    SecondExaminer,
    /// Resolution and monitoring.
    Resolution,
    /// The reporter with an account.
    Reporter,
    /// The narahubung of Hulu Sungai Tengah's Inspektorat.
    NarahubungHst,
}

/// One thing that somebody does.
#[derive(Debug, Clone)]
pub enum Deed {
    /// A step of the report.
    Report(report::Command),
    /// The draft of a recommendation to the respondent's superior.
    Draft(NewRecommendation),
    /// A step of the recommendation.
    Recommendation(recommendation::Command),
}

/// What a recommendation says, and who must report on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecommendation {
    /// The superior who must report.
    pub superior: AgencyId,
    /// What it says.
    pub contents: Contents,
}

/// A deed with its doer and its instant.
#[derive(Debug, Clone)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Part,
    /// What.
    pub deed: Deed,
}

/// How a report comes in.
#[derive(Debug, Clone)]
pub struct Intake {
    /// When.
    pub at: Timestamp,
    /// Who records it.
    pub by: Part,
    /// Kind of access.
    pub kind: IntakeKind,
    /// By which channel.
    pub channel: Channel,
    /// What kind of reporter.
    pub category: ReporterCategory,
    /// Whether the reporter's name is kept secret.
    pub secrecy: Secrecy,
    /// The reporter; the office's own initiative has none.
    pub person: Option<Person>,
    /// What it is about, in one line.
    pub subject: String,
    /// What happened.
    pub account: String,
    /// What the reporter hopes for.
    pub expectation: String,
    /// The agency complained of or asked about.
    pub respondent: AgencyId,
    /// Its superior.
    pub superior: Option<AgencyId>,
    /// Substance, by code.
    pub substance: String,
    /// Alleged maladministration, by code.
    pub maladministration: Option<&'static str>,
    /// When it happened.
    pub event_on: NaiveDate,
    /// Whether the agency was complained to first.
    pub prior_complaint: PriorComplaintRecord,
    /// SIMPeL's intake number.
    pub agenda_number: String,
}

/// A report with everything that happens to it.
#[derive(Debug, Clone)]
pub struct Case {
    /// How it comes in.
    pub intake: Intake,
    /// What follows, in order.
    pub steps: Vec<Step>,
}

/// Ids that plans need beforehand.
#[derive(Debug, Clone, Copy)]
pub struct Team {
    /// The examiner on the first half of the cases.
    pub examiner: UserId,
    /// The examiner on the others.
    pub second_examiner: UserId,
}

impl Team {
    /// The account that examines as this part.
    pub const fn user(&self, part: Part) -> UserId {
        match part {
            Part::SecondExaminer => self.second_examiner,
            _ => self.examiner,
        }
    }
}
