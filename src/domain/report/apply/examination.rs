//! The office meeting, the fast track and the examination, up to the issued result.

use super::Step;
use crate::domain::deadline::Start;
use crate::domain::id::UserId;
use crate::domain::identifiers::{ArchiveNumber, ArchiveNumberError};
use crate::domain::lifecycle::checks::{came, distinct, filled};
use crate::domain::lifecycle::{DeadlineCode, DeadlineOutcome, Violation};
use crate::domain::report::{
    AcceptRco, ExaminationOutcome, Explanation, FirstContact, FixResult, IntakeKind, IssueResult, Registration,
    ReporterResponse,
};
use chrono::NaiveDate;

impl Step<'_> {
    /// A step whose only content is why.
    pub(super) fn explain(&mut self, payload: &Explanation) -> Result<(), Violation> {
        self.note = Some(filled("/reason", &payload.reason)?);
        Ok(())
    }

    pub(super) fn admit(&mut self, payload: Registration) -> Result<(), Violation> {
        self.standing()?;
        // The event's date may have been corrected since the assessment.
        self.material_answered()?;
        self.registration(payload)
    }

    pub(super) fn register(&mut self, payload: Registration) -> Result<(), Violation> {
        self.standing()?;
        self.registration(payload)
    }

    fn registration(&mut self, payload: Registration) -> Result<(), Violation> {
        let Registration { complexity, team, archive_number, meeting_on, registered_on } = payload;
        if team.is_empty() {
            return Err(Violation::Required { field: "/team".to_owned() });
        }
        self.set_team(team)?;
        // The meeting knew what the reporter had been asked for.
        let verified_on = self.next.completion_letter_on.max(self.next.completion_notice_received_on);
        self.happened("/meeting_on", meeting_on, verified_on)?;
        self.effective("/registered_on", registered_on, Some(meeting_on))?;
        let archive_number = self.archive_number(&archive_number, registered_on)?;
        self.next.complexity = Some(complexity);
        self.next.archive_number = Some(archive_number);
        self.next.meeting_on = Some(meeting_on);
        self.next.registered_on = Some(registered_on);
        self.ends.start = Start::On(registered_on);
        Ok(())
    }

    /// SIMPeL's archive number has a shape, and names the month and the year of the registration and the office
    /// (domain 3.1).
    fn archive_number(&self, text: &str, registered_on: NaiveDate) -> Result<String, Violation> {
        let field = "/archive_number".to_owned();
        let number = filled(&field, text)?;
        let judged =
            ArchiveNumber::parse(&number).and_then(|number| number.check(registered_on, &self.facts.archive_offices));
        match judged {
            Ok(()) => Ok(number),
            Err(ArchiveNumberError::Format) => Err(Violation::ArchiveNumberFormat { field }),
            Err(ArchiveNumberError::Month) => Err(Violation::ArchiveNumberMonth { field }),
            Err(ArchiveNumberError::Year) => Err(Violation::ArchiveNumberYear { field }),
            Err(ArchiveNumberError::Office) => Err(Violation::ArchiveNumberOffice { field }),
        }
    }

    fn set_team(&mut self, team: Vec<UserId>) -> Result<(), Violation> {
        distinct(&team, |index| format!("/team/{index}"))?;
        self.next.team = team;
        Ok(())
    }

    /// The fast track (Perori 26/2017 art. 26-27): verification is cut short and goes on beside the examination.
    pub(super) fn accept_rco(&mut self, payload: AcceptRco) -> Result<(), Violation> {
        self.note = Some(filled("/reason", &payload.reason)?);
        if let Some(team) = payload.team {
            self.set_team(team)?;
        }
        self.next.rco_criterion = Some(payload.criterion);
        self.next.rco_accepted_at = Some(self.at);
        // An own-initiative investigation stays one: nobody reports, so there is nobody to notify and to wait for. That
        // it is on the fast track is told by its criterion.
        if self.next.intake_kind != IntakeKind::Iaps {
            self.next.intake_kind = IntakeKind::Rco;
        }
        Ok(())
    }

    pub(super) fn record_first_contact(&mut self, payload: &FirstContact) -> Result<(), Violation> {
        self.standing()?;
        let accepted_at = self.next.rco_accepted_at.ok_or(Violation::NotFastTrack)?;
        let contacted_at = came("/contacted_at", payload.contacted_at, accepted_at, self.at)?;
        filled("/request", &payload.request)?;
        self.note = Some(filled("/note", &payload.note)?);
        self.detail("agency", payload.agency.to_string());
        self.next.first_contact_at = Some(contacted_at);
        Ok(())
    }

    pub(super) fn fix_result(&mut self, payload: &FixResult) -> Result<(), Violation> {
        // What is alleged stays what it was: the figures tell both apart (domain 4.2).
        let field = "/found_maladministrations".to_owned();
        match (payload.outcome, payload.found.is_empty()) {
            (ExaminationOutcome::Found, true) => return Err(Violation::Required { field }),
            (ExaminationOutcome::NotFound | ExaminationOutcome::Stopped, false) => {
                return Err(Violation::NothingFound { field });
            }
            _ => distinct(&payload.found, |index| format!("{field}/{index}"))?,
        }
        self.next.clear_result();
        self.next.outcome = Some(payload.outcome);
        self.next.found.clone_from(&payload.found);
        self.next.drafted_by = Some(payload.drafted_by);
        self.next.result_fixed_on = Some(self.today);
        Ok(())
    }

    pub(super) fn record_reporter_response(&mut self, payload: &ReporterResponse) -> Result<(), Violation> {
        let day = self.effective("/received_on", payload.received_on, self.next.result_fixed_on)?;
        self.note = Some(filled("/summary", &payload.summary)?);
        self.next.reporter_response_on = Some(day);
        Ok(())
    }

    /// Perori 48/2020 art. 25: a response with enough argument and evidence leads to re-examination; what will be fixed then
    /// is told to the reporter anew.
    pub(super) fn reexamine(&mut self, payload: &Explanation) -> Result<(), Violation> {
        self.standing()?;
        self.explain(payload)?;
        self.next.clear_result();
        self.next.reexaminations += 1;
        Ok(())
    }

    /// Perori 48/2020 art. 25: the result goes out once the response is handled, or when the reporter kept silent for
    /// the whole time; nobody signs what they drafted (domain 11.3 rule 5).
    pub(super) fn issue_result(&mut self, payload: &IssueResult) -> Result<(), Violation> {
        if self.next.drafted_by.is_some_and(|drafter| drafter.0 == self.by.id) {
            return Err(Violation::SignerIsDrafter);
        }
        self.standing()?;
        let mut earliest = self.handled_through();
        let handling = payload.response_handling.as_deref().unwrap_or_default();
        if self.next.reporter_response_on.is_some() {
            self.note = Some(filled("/response_handling", handling)?);
        } else if self.next.intake_kind != IntakeKind::Iaps {
            let Some(lapsed_on) = self.lapsed_on(DeadlineCode::D06, None) else {
                return Err(Violation::ReporterResponsePending { due_on: self.due_on(DeadlineCode::D06, None) });
            };
            earliest = earliest.max(Some(lapsed_on));
            self.end(DeadlineCode::D06, DeadlineOutcome::Lapsed, self.at);
        }
        let number = filled("/result_number", &payload.result_number)?;
        let day = self.effective("/issued_on", payload.issued_on, earliest)?;
        self.next.result_number = Some(number);
        self.next.result_issued_on = Some(day);
        self.end_examination_clock(day);
        Ok(())
    }
}
