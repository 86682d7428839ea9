//! 2023 as the office published it (handbook 10.1, 10.2): 1,231 accesses, of which 215 reports; 227 handled, 209 closed.

use super::days::{at, day, earlier, office_day};
use super::path::Path;
use super::{Case, Intake, Part, Team, texts};
use crate::demo::agencies::Directory;
use crate::demo::chance::Chance;
use crate::demo::people::People;
use crate::domain::report::{
    Channel, ClosingReason, ExaminationOutcome, IntakeKind, MaterialItem, PriorComplaint, PriorComplaintRecord,
    ReporterCategory, Secrecy,
};
use crate::error::Error;
use chrono::{Datelike, Days, NaiveDate};

const HANDLED: &str = include_str!("../../../data/demo-2023.csv");

/// Consultations that did not become reports.
const CONSULTATIONS: u32 = 908;
/// Copies of letters.
const COPIES: u32 = 92;
/// The 227 that were handled: how they came, how their examination ended, how many. 99 found and repaired, 2 stopped,
/// 108 not found, 18 still open at the end of the year; the handbook does not publish how the kinds ended.
const SLOTS: [(Origin, Ending, usize); 10] = [
    (Origin::FastTrack, Ending::In2023(ExaminationOutcome::Found), 3),
    (Origin::OwnInitiative, Ending::In2023(ExaminationOutcome::Found), 6),
    (Origin::OwnInitiative, Ending::In2023(ExaminationOutcome::NotFound), 7),
    (Origin::CarriedOver, Ending::In2023(ExaminationOutcome::Found), 2),
    (Origin::CarriedOver, Ending::In2023(ExaminationOutcome::NotFound), 2),
    (Origin::Report, Ending::In2023(ExaminationOutcome::Found), 88),
    (Origin::Report, Ending::In2023(ExaminationOutcome::NotFound), 99),
    (Origin::Report, Ending::In2023(ExaminationOutcome::Stopped), 2),
    (Origin::Report, Ending::Later(ExaminationOutcome::NotFound), 10),
    (Origin::Report, Ending::Later(ExaminationOutcome::Found), 8),
];

/// Reports that the verification or the meeting ended, with the requirement that failed.
const REFUSED: [(ClosingReason, Option<MaterialItem>); 8] = [
    (ClosingReason::T1, None),
    (ClosingReason::T1, None),
    (ClosingReason::T3, Some(MaterialItem::M5)),
    (ClosingReason::T5, Some(MaterialItem::M2)),
    (ClosingReason::T2, Some(MaterialItem::M6)),
    (ClosingReason::T10, Some(MaterialItem::M1)),
    (ClosingReason::T8, None),
    (ClosingReason::T8, None),
];

/// How a handled case came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Received in 2023.
    Report,
    /// Received in 2022 and still open.
    CarriedOver,
    /// Begun by the office itself.
    OwnInitiative,
    /// On the fast track.
    FastTrack,
}

/// How an examined case ends: in the year, or early in the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    In2023(ExaminationOutcome),
    Later(ExaminationOutcome),
}

/// What one of the 227 is about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Matter {
    substance: String,
    agency: String,
}

/// Plans the year.
///
/// # Errors
/// Internal, when the demo's data do not fit together.
pub fn cases(directory: &Directory, team: Team) -> Result<Vec<Case>, Error> {
    let mut planner = Planner { directory, team, chance: Chance::of(2023), people: People::of(2023), number: 0 };
    let mut cases = planner.handled()?;
    for (reason, failing) in REFUSED {
        cases.push(planner.refused(reason, failing)?);
    }
    for (kind, count) in [(IntakeKind::Knl, CONSULTATIONS), (IntakeKind::Tb, COPIES)] {
        for index in 0..count {
            cases.push(planner.advised(kind, index, count)?);
        }
    }
    Ok(cases)
}

struct Planner<'d> {
    directory: &'d Directory,
    team: Team,
    chance: Chance,
    people: People,
    number: u32,
}

impl Planner<'_> {
    fn handled(&mut self) -> Result<Vec<Case>, Error> {
        let mut matters = self.matters()?;
        self.chance.shuffle(&mut matters);
        // A hospital's patient is what the fast track is for, and its slots come first.
        matters.sort_by_key(|matter| !matter.agency.ends_with(".RSUD"));
        let slots = SLOTS.iter().flat_map(|(origin, ending, count)| std::iter::repeat_n((*origin, *ending), *count));
        slots.zip(matters).map(|((origin, ending), matter)| self.examined(&matter, origin, ending)).collect()
    }

    /// The 227 matters, their agencies taken in turn.
    fn matters(&mut self) -> Result<Vec<Matter>, Error> {
        let mut reader = csv::Reader::from_reader(HANDLED.as_bytes());
        let mut matters = Vec::new();
        for row in reader.deserialize::<(String, String, String, usize)>() {
            let (substance, _, choice, count) = row.map_err(|error| Error::internal(error.to_string()))?;
            let agencies = self.directory.choice(&choice)?;
            let first = self.chance.below(u32::try_from(agencies.len()).unwrap_or(1)) as usize;
            let in_turn = agencies.iter().cycle().skip(first).take(count);
            matters.extend(in_turn.map(|agency| Matter { substance: substance.clone(), agency: agency.clone() }));
        }
        Ok(matters)
    }

    fn between(&mut self, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let days = u32::try_from((last - first).num_days()).unwrap_or(0);
        let day = office_day(first + Days::new(self.chance.between(0, days).into()));
        if day > last { last } else { day }
    }

    fn examined(&mut self, matter: &Matter, origin: Origin, ending: Ending) -> Result<Case, Error> {
        let (kind, received) = match (origin, ending) {
            (Origin::CarriedOver, _) => (IntakeKind::Lm, self.between(day(2022, 11, 1), day(2022, 12, 5))),
            (Origin::FastTrack, _) => (IntakeKind::Rco, self.between(day(2023, 2, 1), day(2023, 8, 31))),
            (Origin::OwnInitiative, _) => (IntakeKind::Iaps, self.between(day(2023, 1, 9), day(2023, 7, 28))),
            (Origin::Report, Ending::Later(_)) => (IntakeKind::Lm, self.between(day(2023, 10, 16), day(2023, 12, 4))),
            (Origin::Report, Ending::In2023(ExaminationOutcome::Found)) => {
                (IntakeKind::Lm, self.between(day(2023, 1, 2), day(2023, 8, 31)))
            }
            (Origin::Report, Ending::In2023(_)) => (IntakeKind::Lm, self.between(day(2023, 1, 2), day(2023, 9, 29))),
        };
        let intake = self.intake(kind, received, matter)?;
        let agency = intake.respondent;
        let mut path = Path::begin(intake, self.team, self.number);
        if origin == Origin::FastTrack {
            path.fast_track();
        } else {
            path.take_up();
            if self.number.is_multiple_of(9) {
                path.ask_for_completion();
                path.complete();
            }
            path.pass_formal();
            path.assess(None);
            path.admit();
        }
        let outcome = match ending {
            Ending::In2023(outcome) => outcome,
            Ending::Later(outcome) => {
                path.wait_until(day(2024, 1, 8));
                outcome
            }
        };
        if origin == Origin::CarriedOver {
            path.wait_until(day(2023, 1, 4));
        }
        let examination = self.chance.between(5, 30);
        path.review(examination);
        path.fix(outcome);
        path.issue();
        match outcome {
            ExaminationOutcome::Found => {
                path.order(agency);
                let repair = self.chance.between(7, 30);
                path.repair(agency, repair);
            }
            ExaminationOutcome::Stopped => path.close_without_action(ClosingReason::T13),
            ExaminationOutcome::NotFound => path.close_without_action(ClosingReason::T7),
        }
        Ok(path.end())
    }

    fn refused(&mut self, reason: ClosingReason, failing: Option<MaterialItem>) -> Result<Case, Error> {
        let received = self.between(day(2023, 1, 16), day(2023, 9, 15));
        let choice = self.directory.choice("local:DPMPTSP")?;
        let matter = Matter { substance: "perizinan".to_owned(), agency: self.chance.pick(&choice).clone() };
        let mut intake = self.intake(IntakeKind::Lm, received, &matter)?;
        match reason {
            ClosingReason::T1 => {
                let status = PriorComplaint::NotYet;
                intake.prior_complaint = PriorComplaintRecord { status, complained_on: None, reason: None };
            }
            ClosingReason::T10 => intake.event_on = earlier(received, 900),
            _ => {}
        }
        let mut path = Path::begin(intake, self.team, self.number);
        path.take_up();
        if reason == ClosingReason::T8 {
            path.ask_for_completion();
            path.close_incomplete();
            return Ok(path.end());
        }
        path.pass_formal();
        path.assess(failing);
        path.refuse(reason);
        Ok(path.end())
    }

    /// Spread evenly over the year's office days.
    fn advised(&mut self, kind: IntakeKind, index: u32, count: u32) -> Result<Case, Error> {
        let first = day(2023, 1, 2);
        let received = office_day(first + Days::new(u64::from(index) * 360 / u64::from(count)));
        let (suffix, substance) = match kind {
            IntakeKind::Tb => ("local:DPUTR", "infrastruktur"),
            _ => ("local:DISDUKCAPIL", "administrasi_kependudukan"),
        };
        let choice = self.directory.choice(suffix)?;
        let matter = Matter { substance: substance.to_owned(), agency: self.chance.pick(&choice).clone() };
        let intake = self.intake(kind, received, &matter)?;
        let mut path = Path::begin(intake, self.team, self.number);
        path.advise();
        Ok(path.end())
    }

    fn intake(&mut self, kind: IntakeKind, received: NaiveDate, matter: &Matter) -> Result<Intake, Error> {
        self.number += 1;
        let number = self.number;
        let own = kind == IntakeKind::Iaps;
        let minutes = self.chance.between(0, 50);
        let event_on = earlier(received, self.chance.between(40, 300));
        let maladministration = *self.chance.pick(&texts::MALADMINISTRATION);
        let substance = matter.substance.clone();
        let respondent = self.directory.get(&matter.agency)?;
        let government = self.directory.superior_of(&matter.agency)?;
        let status = if kind.counts_as_report() && !own { PriorComplaint::Done } else { PriorComplaint::NotYet };
        Ok(Intake {
            at: at(received, minutes),
            by: Part::Intake,
            kind,
            channel: match kind {
                IntakeKind::Iaps => Channel::OwnInitiative,
                IntakeKind::Tb => Channel::Letter,
                _ => *self.chance.pick(&texts::CHANNELS),
            },
            category: match kind {
                IntakeKind::Iaps => ReporterCategory::OwnInitiative,
                _ => ReporterCategory::DirectVictim,
            },
            secrecy: if number.is_multiple_of(23) { Secrecy::Secret } else { Secrecy::Open },
            person: (!own).then(|| self.people.next()),
            subject: texts::subject(kind, &substance, maladministration),
            account: texts::account(kind, &substance, &respondent.name),
            expectation: "Pelapor berharap layanan diselesaikan sesuai standar pelayanan.".to_owned(),
            respondent: respondent.id,
            superior: government.map(|known| known.id),
            substance,
            maladministration: kind.counts_as_report().then_some(maladministration),
            event_on,
            prior_complaint: PriorComplaintRecord {
                status,
                complained_on: (status == PriorComplaint::Done).then(|| earlier(received, 20)),
                reason: None,
            },
            agenda_number: format!("{number:06}.{}", received.year()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slots_add_up_to_the_published_figures() {
        let count = |wanted: &dyn Fn(Origin, Ending) -> bool| -> usize {
            SLOTS.iter().filter(|(origin, ending, _)| wanted(*origin, *ending)).map(|(_, _, count)| count).sum()
        };
        assert_eq!(count(&|_, _| true), 227);
        assert_eq!(count(&|_, ending| ending == Ending::In2023(ExaminationOutcome::Found)), 99);
        assert_eq!(count(&|_, ending| ending == Ending::In2023(ExaminationOutcome::Stopped)), 2);
        assert_eq!(count(&|_, ending| ending == Ending::In2023(ExaminationOutcome::NotFound)), 108);
        assert_eq!(count(&|_, ending| matches!(ending, Ending::Later(_))), 18);
        assert_eq!(count(&|origin, _| origin == Origin::Report) + REFUSED.len(), 215);
        assert_eq!(count(&|origin, _| origin == Origin::OwnInitiative), 13);
        assert_eq!(count(&|origin, _| origin == Origin::FastTrack), 3);
        assert_eq!(count(&|origin, _| origin == Origin::CarriedOver), 4);
    }
}
