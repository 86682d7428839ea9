//! Playing the plan: every step of every case, in the order of time, by the person whose step it is.

use super::plan::{Case, Deed, Intake, Part, Step};
use super::progress::Progress;
use crate::clock::Clock;
use crate::crypto::key_ring::KeyRing;
use crate::crypto::secret::Secret;
use crate::db::AnyConnection;
use crate::domain::access::Principal;
use crate::domain::id::ReportId;
use crate::domain::report::Command;
use crate::domain::time::Timestamp;
use crate::error::Error;
use crate::journal::{Author, Origin, Work};
use crate::recommendations::operations::{self as recommendations, NewRecommendation};
use crate::reports::operations::{self as reports, NewReport, Submission};
use crate::reports::store::{Identity, IdentityField};
use std::collections::BTreeMap;

/// The people who act, with what they may.
pub type Cast = BTreeMap<Part, Principal>;

/// What a case has become.
#[derive(Debug, Clone, Default)]
struct Running {
    report: Option<ReportId>,
    /// The recommendation and its version.
    recommendation: Option<crate::recommendations::store::Stored>,
}

/// Plays cases on an open transaction.
pub struct Stage<'s> {
    /// The open transaction.
    pub conn: &'s mut AnyConnection,
    /// A clock that can be set: it stands at the instant of each step.
    pub clock: &'s Clock,
    /// The keys for identities.
    pub ring: &'s KeyRing,
    /// Who acts.
    pub cast: &'s Cast,
    /// Nothing happens later than this.
    pub until: Timestamp,
}

impl Stage<'_> {
    /// Plays all of them.
    ///
    /// # Errors
    /// What a rule refuses, with the case and the step; or when the database does.
    pub fn play(&mut self, cases: Vec<Case>, progress: &mut Progress) -> Result<(), Error> {
        let mut running = vec![Running::default(); cases.len()];
        let mut intakes = Vec::with_capacity(cases.len());
        let mut moments: Vec<(Timestamp, usize, Option<Step>)> = Vec::new();
        for (index, case) in cases.into_iter().enumerate() {
            moments.push((case.intake.at, index, None));
            moments.extend(case.steps.into_iter().map(|step| (step.at, index, Some(step))));
            intakes.push(Some(case.intake));
        }
        moments.retain(|(at, ..)| *at <= self.until);
        moments.sort_by_key(|(at, index, _)| (*at, *index));
        progress.expect(moments.len());
        for (at, index, step) in moments {
            self.clock.move_to(at);
            let outcome = match step {
                None => intakes[index].take().map_or(Ok(()), |intake| self.begin(intake, &mut running[index])),
                Some(step) => self.step(step, &mut running[index]),
            };
            outcome.map_err(|error| Error::internal(format!("demo case {index} at {at}: {error}")))?;
            progress.advance();
        }
        Ok(())
    }

    fn work(&mut self, by: Part) -> Result<Work<'_>, Error> {
        let principal = self.cast.get(&by).ok_or_else(|| Error::internal(format!("the demo has no {by:?}")))?;
        let origin = Origin { request_id: self.clock.new_id(), source_network: None };
        Ok(Work::new(self.conn, self.clock, Author::Caller(principal.clone()), origin))
    }

    fn begin(&mut self, intake: Intake, running: &mut Running) -> Result<(), Error> {
        let ring = self.ring;
        let created = reports::create(&mut self.work(intake.by)?, ring, new_report(intake))?;
        running.report = Some(created.case.row.id);
        Ok(())
    }

    fn step(&mut self, step: Step, running: &mut Running) -> Result<(), Error> {
        let report = running.report.ok_or_else(|| Error::internal("a step before the intake"))?;
        let mut work = self.work(step.by)?;
        match step.deed {
            Deed::Report(command) => {
                let visibility = work.caller()?.visibility();
                let case = reports::find(work.conn, visibility, report)?;
                reports::take(&mut work, case, told(command), "createReportTransition")?;
            }
            Deed::Draft(new) => {
                let new = NewRecommendation { report, superior: Some(new.superior), contents: new.contents };
                let stored = recommendations::create(&mut work, new)?;
                running.recommendation = Some(stored);
            }
            Deed::Recommendation(command) => {
                let stored = running.recommendation.take().ok_or_else(|| Error::internal("a step before the draft"))?;
                running.recommendation = Some(recommendations::step(&mut work, stored, command)?.stored);
            }
        }
        Ok(())
    }
}

/// The step, and where it delivers something, what the agency is told: nothing of the reporter.
fn told(command: Command) -> reports::Step {
    let subject = match command {
        Command::BeginCorrectiveAction(_) => Some("Tindakan korektif atas hasil pemeriksaan laporan masyarakat"),
        Command::RecordFirstContact(_) => Some("Respon cepat atas pelayanan darurat yang tertunda"),
        _ => None,
    };
    reports::Step { disclosed_subject: subject.map(str::to_owned), ..command.into() }
}

fn new_report(intake: Intake) -> NewReport {
    let mut identity = Identity::default();
    if let Some(person) = intake.person {
        let fields = [
            (IdentityField::Name, person.name),
            (IdentityField::Nik, person.nik),
            (IdentityField::BirthPlace, person.birth_place),
            (IdentityField::BirthOn, person.birth_on.to_string()),
            (IdentityField::MaritalStatus, person.marital_status.to_owned()),
            (IdentityField::Occupation, person.occupation.to_owned()),
            (IdentityField::Address, person.address),
            (IdentityField::Phone, person.phone),
            (IdentityField::Email, person.email),
        ];
        for (field, value) in fields {
            identity.set(field, Some(Secret::new(value)));
        }
    }
    NewReport {
        submission: Submission::Submitted,
        intake_kind: intake.kind,
        channel: intake.channel,
        reporter_category: intake.category,
        identity,
        subject: intake.subject,
        account: intake.account,
        expectation: Some(intake.expectation),
        event_place: None,
        arrived_on: None,
        event_on: Some(intake.event_on),
        respondent_id: intake.respondent,
        superior_id: intake.superior,
        substance: intake.substance,
        maladministration: intake.maladministration.map(str::to_owned),
        secondary_maladministrations: Vec::new(),
        prior_complaint: Some(intake.prior_complaint),
        secrecy: intake.secrecy,
        agenda_number: Some(intake.agenda_number),
        external_references: Vec::new(),
        formal_checklist: Vec::new(),
        tracking_pin: None,
    }
}
