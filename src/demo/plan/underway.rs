//! What is under way today: cases at every stage, and obligations of agencies in Hulu Sungai Selatan (63.06), Hulu Sungai
//! Tengah (63.07) and Banjarmasin (63.71), so that every role has something to see and to do.

use super::days::{at, earlier, office_day_before};
use super::path::Path;
use super::{Case, Intake, NewRecommendation, Part, Team, texts};
use crate::demo::agencies::Directory;
use crate::demo::people::People;
use crate::domain::recommendation::{Command, Delivery, Execution, ExecutionReport, Signature, SuperiorReceipt};
use crate::domain::report::{
    Channel, ExaminationOutcome, IntakeKind, PriorComplaint, PriorComplaintRecord, ReporterCategory, Secrecy,
};
use crate::error::Error;
use crate::recommendations::store::Contents;
use chrono::{Datelike, NaiveDate};

/// Governments whose narahubung, inspector and responder have accounts.
pub const GOVERNMENTS: [&str; 3] = ["63.06", "63.07", "63.71"];

/// How far a case at the office has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Received,
    FormalVerification,
    AwaitingCompletion,
    MaterialVerification,
    AwaitingMeeting,
    Examination,
    FastTrack,
    CaseReview,
    AwaitingReporterResponse,
}

const AT_THE_OFFICE: [(Stage, u32); 9] = [
    (Stage::Received, 1),
    (Stage::FormalVerification, 3),
    (Stage::AwaitingCompletion, 9),
    (Stage::MaterialVerification, 8),
    (Stage::AwaitingMeeting, 12),
    (Stage::Examination, 30),
    (Stage::FastTrack, 2),
    (Stage::CaseReview, 45),
    (Stage::AwaitingReporterResponse, 48),
];

/// Plans what is under way on `today`.
///
/// # Errors
/// Internal, when the demo's data do not fit together.
pub fn cases(directory: &Directory, team: Team, today: NaiveDate) -> Result<Vec<Case>, Error> {
    let mut planner = Planner { directory, team, today, people: People::of(2026), number: 5000 };
    let mut cases = Vec::new();
    for (index, (stage, days)) in AT_THE_OFFICE.into_iter().enumerate() {
        let government = GOVERNMENTS[index % GOVERNMENTS.len()];
        cases.push(planner.at_the_office(stage, days, government)?);
    }
    for government in GOVERNMENTS {
        // One with time left, one overdue.
        cases.push(planner.ordered(&format!("{government}.DISDUKCAPIL"), 75)?);
        cases.push(planner.ordered(&format!("{government}.DPUTR"), 160)?);
        cases.push(planner.handed_over(&format!("{government}.DISDIK"), 150)?.end());
        let how = if government == "63.07" { Recommended::Reported } else { Recommended::AwaitingReport };
        cases.push(planner.recommended(&format!("{government}.DINKES"), how)?);
    }
    cases.push(planner.of_the_reporter("63.07.DISDUKCAPIL", 4)?);
    cases.push(planner.of_the_reporter("63.71.DPMPTSP", 6)?);
    Ok(cases)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recommended {
    AwaitingReport,
    Reported,
}

struct Planner<'d> {
    directory: &'d Directory,
    team: Team,
    today: NaiveDate,
    people: People,
    number: u32,
}

impl Planner<'_> {
    fn begin(&mut self, kind: IntakeKind, agency: &str, days_ago: u32, by: Part) -> Result<Path, Error> {
        self.number += 1;
        let received = office_day_before(earlier(self.today, days_ago));
        let known = self.directory.get(agency)?;
        let substance = match agency.rsplit('.').next() {
            Some("DISDUKCAPIL") => "administrasi_kependudukan",
            Some("DPUTR") => "infrastruktur",
            Some("DISDIK") => "pendidikan",
            Some("DINKES" | "RSUD") => "kesehatan",
            _ => "perizinan",
        };
        let status = PriorComplaint::Done;
        let intake = Intake {
            at: at(received, 5),
            by,
            kind,
            channel: if by == Part::Reporter { Channel::MobileApp } else { Channel::InPerson },
            category: ReporterCategory::DirectVictim,
            secrecy: Secrecy::Open,
            person: Some(self.people.next()),
            subject: texts::subject(kind, substance, "TMP"),
            account: texts::account(kind, substance, &known.name),
            expectation: "Pelapor berharap permohonannya segera diselesaikan.".to_owned(),
            respondent: known.id,
            superior: self.directory.superior_of(agency)?.map(|known| known.id),
            substance: substance.to_owned(),
            maladministration: Some("TMP"),
            event_on: earlier(received, 60),
            prior_complaint: PriorComplaintRecord { status, complained_on: Some(earlier(received, 20)), reason: None },
            agenda_number: format!("{:06}.{}", self.number, received.year()),
        };
        Ok(Path::begin(intake, self.team, self.number))
    }

    fn at_the_office(&mut self, stage: Stage, days_ago: u32, government: &str) -> Result<Case, Error> {
        let agency = if stage == Stage::FastTrack { "RSUD" } else { "DISDUKCAPIL" };
        let mut path = self.begin(IntakeKind::Lm, &format!("{government}.{agency}"), days_ago, Part::Intake)?;
        if stage == Stage::Received {
            return Ok(path.end());
        }
        if stage == Stage::FastTrack {
            path.fast_track();
            return Ok(path.end());
        }
        path.take_up();
        match stage {
            Stage::FormalVerification => return Ok(path.end()),
            Stage::AwaitingCompletion => {
                path.ask_for_completion();
                return Ok(path.end());
            }
            _ => path.pass_formal(),
        }
        if stage == Stage::MaterialVerification {
            return Ok(path.end());
        }
        path.assess(None);
        if stage == Stage::AwaitingMeeting {
            return Ok(path.end());
        }
        path.admit();
        if stage == Stage::Examination {
            return Ok(path.end());
        }
        path.review(20);
        if stage == Stage::AwaitingReporterResponse {
            path.fix(ExaminationOutcome::Found);
        }
        Ok(path.end())
    }

    fn ordered_path(&mut self, agency: &str, days_ago: u32) -> Result<Path, Error> {
        let mut path = self.begin(IntakeKind::Lm, agency, days_ago, Part::Intake)?;
        path.take_up();
        path.pass_formal();
        path.assess(None);
        path.admit();
        path.review(30);
        path.fix(ExaminationOutcome::Found);
        path.issue();
        path.order(self.directory.get(agency)?.id);
        Ok(path)
    }

    fn ordered(&mut self, agency: &str, days_ago: u32) -> Result<Case, Error> {
        Ok(self.ordered_path(agency, days_ago)?.end())
    }

    fn handed_over(&mut self, agency: &str, days_ago: u32) -> Result<Path, Error> {
        let mut path = self.ordered_path(agency, days_ago)?;
        path.hand_over();
        Ok(path)
    }

    fn recommended(&mut self, agency: &str, how: Recommended) -> Result<Case, Error> {
        let mut path = self.handed_over(agency, 190)?;
        let respondent = self.directory.get(agency)?;
        let superior =
            self.directory.superior_of(agency)?.ok_or_else(|| Error::internal("an agency without government"))?;
        path.recommend(NewRecommendation {
            superior: superior.id,
            contents: Contents {
                subject: format!("Perbaikan layanan pada {}", respondent.name),
                account: texts::account(IntakeKind::Lm, "kesehatan", &respondent.name),
                examination_summary: "Permohonan tidak dilayani dalam waktu standar pelayanan.".to_owned(),
                maladministration: "TMP".to_owned(),
                opinion: "Terjadi maladministrasi berupa tidak memberikan pelayanan.".to_owned(),
                demands: ["Menyelesaikan permohonan pelapor.", "Menata ulang alur layanan dan mengumumkannya."]
                    .map(str::to_owned)
                    .to_vec(),
            },
        });
        path.recommendation(2, Part::Resolution, |document, _| Command::SubmitToQuality(document));
        path.recommendation(5, Part::Resolution, |document, _| Command::ClearQuality(document));
        let number = path.recommendation_number();
        path.recommendation(7, Part::Resolution, |document, signed_on| {
            Command::Sign(Signature { document, recommendation_number: number, signed_on })
        });
        path.recommendation(5, Part::Resolution, |document, delivered_on| {
            let respondent_received_on = Some(delivered_on);
            Command::Deliver(Delivery { document, delivered_on, reporter_received_on: None, respondent_received_on })
        });
        path.recommendation(2, Part::Resolution, |document, received_on| {
            Command::RecordSuperiorReceipt(SuperiorReceipt { document, received_on })
        });
        if how == Recommended::Reported {
            path.recommendation(14, Part::NarahubungHst, |_, reported_on| {
                Command::FileReport(ExecutionReport {
                    reported_on,
                    claim: Execution::CarriedOut,
                    summary: "Permohonan diselesaikan dan alur layanan diumumkan.".to_owned(),
                    examination_result: "Inspektorat memeriksa pelaksanaan di tempat.".to_owned(),
                    reason: None,
                })
            });
        }
        Ok(path.end())
    }

    fn of_the_reporter(&mut self, agency: &str, days_ago: u32) -> Result<Case, Error> {
        Ok(self.begin(IntakeKind::Lm, agency, days_ago, Part::Reporter)?.end())
    }
}
