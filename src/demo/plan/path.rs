//! The ways that reports take, step by step, each with the facts that the step asks for.

use super::days::{at, later, roman};
use super::{Case, Deed, Intake, NewRecommendation, Part, Step, Team};
use crate::domain::code::Code;
use crate::domain::id::AgencyId;
use crate::domain::recommendation;
use crate::domain::report::{
    AcceptRco, ActionOrder, BeginCorrectiveAction, CarriedOut, Close, ClosingReason, Command, Complexity,
    ConvertToConsultation, ExaminationOutcome, FirstContact, FixResult, FormalAnswer, FormalItem, HandOver, IntakeKind,
    IssueResult, ItemStatus, MaterialAnswer, MaterialFinding, MaterialItem, Monitoring, NoticeReceipt, RcoCriterion,
    ReceiveCompletion, Recommend, Registration, ReporterNotified, ReporterResponse, RequestCompletion,
};
use crate::domain::time::Zone;
use chrono::{Datelike, NaiveDate};

/// A report on its way.
pub struct Path {
    intake: Intake,
    steps: Vec<Step>,
    team: Team,
    examiner: Part,
    number: u32,
    day: NaiveDate,
    minutes: u32,
}

impl Path {
    /// Begins with the intake; `number` makes the numbers of letters and archives.
    pub fn begin(intake: Intake, team: Team, number: u32) -> Self {
        let day = Zone::Wita.day_of(intake.at);
        let examiner = if number.is_multiple_of(2) { Part::SecondExaminer } else { Part::Examiner };
        Self { intake, steps: Vec::new(), team, examiner, number, day, minutes: 60 }
    }

    /// The case as far as it went.
    pub fn end(self) -> Case {
        Case { intake: self.intake, steps: self.steps }
    }

    /// Waits until a later day; a day that is past is no wait.
    pub fn wait_until(&mut self, day: NaiveDate) {
        if day > self.day {
            self.day = day;
            self.minutes = 0;
        }
    }

    fn wait(&mut self, days: u32) {
        self.wait_until(later(self.day, days));
    }

    fn take(&mut self, by: Part, deed: Deed) {
        self.minutes += 10;
        self.steps.push(Step { at: at(self.day, self.minutes), by, deed });
    }

    fn step(&mut self, by: Part, command: Command) {
        self.take(by, Deed::Report(command));
    }

    fn letter(&self, kind: &str) -> String {
        format!("{kind}/{:04}/{}/{}", self.number, roman(self.day), self.day.year())
    }

    fn registration(&self) -> Registration {
        let kind = self.intake.kind.code();
        Registration {
            complexity: match self.number % 5 {
                0 => Complexity::Medium,
                1..=3 => Complexity::Simple,
                _ => Complexity::Heavy,
            },
            team: vec![self.team.user(self.examiner)],
            archive_number: format!("{:04}/{kind}/{}/{}/BJM", self.number, roman(self.day), self.day.year()),
            meeting_on: self.day,
            registered_on: self.day,
        }
    }

    /// A consultation, or a copy of a letter: ended on the same day.
    pub fn advise(&mut self) {
        let advice = match self.intake.kind {
            IntakeKind::Tb => "Tembusan dicatat; penyelesaian dipantau pada instansi yang dituju.",
            _ => "Dijelaskan syarat laporan dan jalur pengaduan instansi yang bersangkutan.",
        };
        self.step(Part::Intake, Command::ConvertToConsultation(ConvertToConsultation { advice: advice.to_owned() }));
    }

    /// Formal verification is taken up.
    pub fn take_up(&mut self) {
        self.step(Part::Intake, Command::TakeUp);
    }

    /// The reporter is asked for a copy of the identity card, and the letter arrives.
    pub fn ask_for_completion(&mut self) {
        self.step(Part::Intake, Command::ReplaceFormalChecklist(formal_items(ItemStatus::Missing)));
        let letter_number = self.letter("B");
        let letter_on = self.day;
        let request = RequestCompletion { missing_items: vec![FormalItem::F6], letter_number, letter_on };
        self.step(Part::Intake, Command::RequestCompletion(request));
        self.wait(3);
        let receipt = NoticeReceipt { received_on: self.day };
        self.step(Part::Intake, Command::RecordNoticeReceipt(receipt));
    }

    /// What was asked for arrives.
    pub fn complete(&mut self) {
        self.wait(4);
        let completion = ReceiveCompletion { received_on: self.day, note: Some("Salinan KTP diterima.".to_owned()) };
        self.step(Part::Intake, Command::ReceiveCompletion(completion));
    }

    /// Nothing arrives within the time of UU 37/2008 art. 25: deemed withdrawn.
    pub fn close_incomplete(&mut self) {
        self.wait(35);
        self.close(Part::Intake, ClosingReason::T8);
    }

    /// Formal requirements are met.
    pub fn pass_formal(&mut self) {
        self.step(Part::Intake, Command::ReplaceFormalChecklist(formal_items(ItemStatus::Met)));
        self.step(Part::Intake, Command::PassFormal);
    }

    /// Material requirements are judged; `failing` is the one that is not met.
    pub fn assess(&mut self, failing: Option<MaterialItem>) {
        self.wait(2);
        let answer = |item| if Some(item) == failing { MaterialAnswer::NotMet } else { MaterialAnswer::Met };
        let items =
            MaterialItem::ALL.iter().map(|item| MaterialFinding { item: *item, answer: answer(*item), note: None });
        self.step(Part::Intake, Command::ReplaceMaterialChecklist(items.collect()));
        self.step(Part::Intake, Command::Assess);
    }

    /// The office meeting admits it.
    pub fn admit(&mut self) {
        self.wait(4);
        let registration = self.registration();
        self.step(Part::Head, Command::Admit(registration));
    }

    /// The office meeting refuses it, and the reporter is told.
    pub fn refuse(&mut self, reason: ClosingReason) {
        self.wait(4);
        self.close(Part::Head, reason);
        self.wait(3);
        let notified = ReporterNotified { notified_on: self.day };
        self.step(Part::Intake, Command::RecordReporterNotified(notified));
    }

    /// The fast track: accepted, the agency is called, registered.
    pub fn fast_track(&mut self) {
        let accept = AcceptRco {
            criterion: RcoCriterion::ThreatToLife,
            reason: "Pelayanan darurat tidak dapat ditunda.".to_owned(),
            team: Some(vec![self.team.user(self.examiner)]),
        };
        self.step(Part::Head, Command::AcceptRco(accept));
        let contact = FirstContact {
            agency: self.intake.respondent,
            request: "Segera layani yang bersangkutan dan kabari Ombudsman hari ini.".to_owned(),
            contacted_at: at(self.day, self.minutes),
            note: "Narahubung dihubungi lewat telepon.".to_owned(),
        };
        self.step(self.examiner, Command::RecordFirstContact(contact));
        self.intake.kind = IntakeKind::Rco;
        let registration = self.registration();
        self.step(Part::Head, Command::Register(registration));
    }

    /// Examination for so many days, then the case review.
    pub fn review(&mut self, days: u32) {
        self.wait(days);
        self.step(self.examiner, Command::CallReview);
    }

    /// The result is fixed and the reporter receives it.
    pub fn fix(&mut self, outcome: ExaminationOutcome) {
        self.wait(2);
        let found = match outcome {
            ExaminationOutcome::Found => vec![self.intake.maladministration.unwrap_or("PP").to_owned()],
            ExaminationOutcome::NotFound | ExaminationOutcome::Stopped => Vec::new(),
        };
        let fix = FixResult { outcome, found, drafted_by: self.team.user(self.examiner) };
        self.step(Part::Head, Command::FixResult(fix));
        self.wait(2);
        let receipt = NoticeReceipt { received_on: self.day };
        self.step(self.examiner, Command::RecordNoticeReceipt(receipt));
    }

    /// The reporter has nothing against it, and it is signed.
    pub fn issue(&mut self) {
        self.wait(4);
        let response = ReporterResponse { received_on: self.day, summary: "Pelapor menerima hasil.".to_owned() };
        self.step(self.examiner, Command::RecordReporterResponse(response));
        self.wait(2);
        let issue = IssueResult {
            result_number: self.letter("LHP"),
            issued_on: self.day,
            response_handling: Some("Tidak ada keberatan pelapor.".to_owned()),
        };
        self.step(Part::Head, Command::IssueResult(issue));
    }

    /// Nothing was found, or the examination stopped: closed with a copy to the respondent.
    pub fn close_without_action(&mut self, reason: ClosingReason) {
        self.wait(1);
        self.close(self.examiner, reason);
    }

    /// The respondent receives the result and must act.
    pub fn order(&mut self, agency: AgencyId) {
        self.wait(3);
        let actions = ["Menyelesaikan permohonan pelapor.", "Mengumumkan standar pelayanan di ruang layanan."];
        let order = ActionOrder { agency, actions: actions.map(str::to_owned).to_vec(), received_on: Some(self.day) };
        let begin = BeginCorrectiveAction { addressees: vec![order] };
        self.step(self.examiner, Command::BeginCorrectiveAction(begin));
    }

    /// The respondent acts, and the report is closed.
    pub fn repair(&mut self, agency: AgencyId, days: u32) {
        self.wait(days);
        let done = CarriedOut {
            agency,
            carried_out_on: self.day,
            evidence: "Dokumen hasil layanan dan foto papan standar pelayanan.".to_owned(),
        };
        self.step(self.examiner, Command::RecordCarriedOut(done));
        self.wait(2);
        self.close(Part::Head, ClosingReason::T12);
    }

    /// The respondent does not act; monitored and handed to the centre.
    pub fn hand_over(&mut self) {
        self.wait(65);
        let monitoring =
            Monitoring { monitored_on: self.day, note: "Tindakan korektif belum dilaksanakan.".to_owned() };
        self.step(self.examiner, Command::RecordMonitoring(monitoring));
        self.wait(1);
        let hand_over = HandOver {
            documents: ["LHP", "tanda terima LHP", "berita acara monitoring"].map(str::to_owned).to_vec(),
            letter_number: self.letter("B"),
            handed_over_on: self.day,
        };
        self.step(Part::Head, Command::HandOver(hand_over));
    }

    /// The centre goes on to a recommendation and drafts it.
    pub fn recommend(&mut self, new: NewRecommendation) {
        self.wait(7);
        let recommend = Recommend { central_document_number: self.letter("R"), decided_on: self.day };
        self.step(Part::Resolution, Command::Recommend(recommend));
        self.take(Part::Resolution, Deed::Draft(new));
    }

    /// A step of the recommendation, so many days later.
    pub fn recommendation(
        &mut self,
        days: u32,
        by: Part,
        command: impl FnOnce(recommendation::CentralDocument, NaiveDate) -> recommendation::Command,
    ) {
        self.wait(days);
        let document = recommendation::CentralDocument {
            central_document_number: self.letter("M"),
            central_document_on: self.day,
        };
        let command = command(document, self.day);
        self.take(by, Deed::Recommendation(command));
    }

    /// The number that a signed recommendation bears.
    pub fn recommendation_number(&self) -> String {
        format!("{:04}/RM.03.01/REK/{}/{}", self.number, roman(self.day), self.day.year())
    }

    fn close(&mut self, by: Part, closing_reason: ClosingReason) {
        let close = Close {
            closing_reason,
            letter_number: self.letter("B"),
            closed_on: self.day,
            minutes_number: Some(self.letter("BA")),
            reporter_notified_on: None,
            copy_sent_on: matches!(closing_reason, ClosingReason::T7 | ClosingReason::T13).then_some(self.day),
            note: None,
        };
        self.step(by, Command::Close(close));
    }
}

/// Every formal item met, but for what cannot arise; `identity` is the answer about the identity card.
fn formal_items(identity: ItemStatus) -> Vec<FormalAnswer> {
    let status = |item| match item {
        FormalItem::F6 => identity,
        FormalItem::F10 | FormalItem::F11 => ItemStatus::Excused,
        _ => ItemStatus::Met,
    };
    FormalItem::ALL.iter().map(|item| FormalAnswer { item: *item, status: status(*item), note: None }).collect()
}
