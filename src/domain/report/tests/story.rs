//! The story of the handbook (11.2): from the intake to corrective action, and on through a recommendation that is
//! carried out.

use super::samples::{AGENCY, DRAFTER, actor, at, day, fix, formal, lapse, material};
use crate::domain::access::Role;
use crate::domain::deadline::Start;
use crate::domain::id::{AgencyId, RecommendationId, ReportId};
use crate::domain::lifecycle::{DeadlineChange, DeadlineCode, DeadlineOutcome};
use crate::domain::recommendation::{
    self, CentralDocument, Delivery, Execution, ExecutionReport, Finding, Party, Receipt, Recommendation, Signature,
    SuperiorReceipt,
};
use crate::domain::report::*;
use crate::domain::time::Timestamp;
use uuid::Uuid;

const SUPERIOR: AgencyId = AgencyId(Uuid::from_u128(0x63));

/// A report on its way, with the codes of the clocks that run.
struct Walk {
    report: Report,
    clocks: Vec<DeadlineCode>,
    states: Vec<State>,
}

impl Walk {
    fn step(&mut self, by: Role, on: &str, command: Command) {
        let report = self.report.clone();
        let applied = report.apply(command, &actor(by), noon(on)).unwrap_or_else(|why| panic!("{on}: {why:?}"));
        for change in &applied.deadlines {
            match change {
                DeadlineChange::Open { code, .. } => self.clocks.push(*code),
                DeadlineChange::Close { code, .. } | DeadlineChange::Void { code, .. } => {
                    self.clocks.retain(|open| open != code)
                }
                DeadlineChange::Pause { .. } | DeadlineChange::Resume { .. } => {}
            }
        }
        if self.states.last() != Some(&applied.report.state()) {
            self.states.push(applied.report.state());
        }
        self.report = applied.report;
    }

    fn knowing(&mut self, facts: Facts) {
        self.report = self.report.clone().knowing(facts);
    }
}

/// Noon in South Kalimantan.
fn noon(on: &str) -> Timestamp {
    at(&format!("{on}T12:00:00+08:00"))
}

fn to_corrective_action() -> Walk {
    let prior =
        PriorComplaintRecord { status: PriorComplaint::Done, complained_on: Some(day("2026-01-05")), reason: None };
    let id = ReportId(Uuid::from_u128(7));
    let intake = actor(Role::Intake);
    let report = Report::draft(id, IntakeKind::Lm, Some(AGENCY), Some(prior), &intake, noon("2026-02-02")).unwrap();
    let report = report.knowing(Facts {
        event_admissible_through: Some(day("2028-01-02")),
        archive_offices: vec!["BJM".to_owned()],
        ..Facts::default()
    });
    let mut walk = Walk { report, clocks: Vec::new(), states: vec![State::Draft] };

    let account = "Permohonan sejak Januari tidak dilayani.".to_owned();
    walk.step(Role::Intake, "2026-02-02", Command::Submit(Submit { account }));
    assert_eq!(walk.clocks, [DeadlineCode::D14]);
    walk.step(Role::Intake, "2026-02-03", Command::TakeUp);

    let mut items = formal();
    items[5].status = ItemStatus::Missing;
    walk.step(Role::Intake, "2026-02-04", Command::ReplaceFormalChecklist(items));
    let request = RequestCompletion {
        missing_items: vec![FormalItem::F6],
        letter_number: "B/31/II/2026".to_owned(),
        letter_on: day("2026-02-04"),
    };
    walk.step(Role::Intake, "2026-02-04", Command::RequestCompletion(request));
    let receipt = NoticeReceipt { received_on: day("2026-02-06") };
    walk.step(Role::Intake, "2026-02-09", Command::RecordNoticeReceipt(receipt));
    assert_eq!(walk.clocks, [DeadlineCode::D14, DeadlineCode::D11, DeadlineCode::D01]);
    let completion = ReceiveCompletion { received_on: day("2026-02-13"), note: Some("salinan KTP".to_owned()) };
    walk.step(Role::Reporter, "2026-02-13", Command::ReceiveCompletion(completion));
    walk.step(Role::Intake, "2026-02-13", Command::ReplaceFormalChecklist(formal()));
    walk.step(Role::Intake, "2026-02-13", Command::PassFormal);
    assert_eq!(walk.clocks, [DeadlineCode::D14, DeadlineCode::D12]);

    walk.step(Role::Intake, "2026-02-18", Command::ReplaceMaterialChecklist(material()));
    walk.step(Role::Intake, "2026-02-18", Command::Assess);
    assert_eq!(walk.clocks, []);
    let registration = Registration {
        complexity: Complexity::Simple,
        team: vec![DRAFTER],
        archive_number: "0042/LM/II/2026/BJM".to_owned(),
        meeting_on: day("2026-02-20"),
        registered_on: day("2026-02-20"),
    };
    walk.step(Role::Head, "2026-02-20", Command::Admit(registration));
    assert_eq!(walk.clocks, [DeadlineCode::D13Simple]);

    walk.step(Role::Examiner, "2026-03-16", Command::CallReview);
    walk.step(Role::Head, "2026-03-17", Command::FixResult(fix(ExaminationOutcome::Found)));
    let receipt = NoticeReceipt { received_on: day("2026-03-18") };
    walk.step(Role::Examiner, "2026-03-18", Command::RecordNoticeReceipt(receipt));
    assert_eq!(walk.clocks, [DeadlineCode::D13Simple, DeadlineCode::D06]);
    let response = ReporterResponse { received_on: day("2026-03-25"), summary: "Setuju.".to_owned() };
    walk.step(Role::Reporter, "2026-03-25", Command::RecordReporterResponse(response));
    let issue = IssueResult {
        result_number: "LHP/9/2026".to_owned(),
        issued_on: day("2026-03-27"),
        response_handling: Some("Tidak ada keberatan.".to_owned()),
    };
    walk.step(Role::Head, "2026-03-27", Command::IssueResult(issue));
    assert_eq!(walk.clocks, []);
    let order = ActionOrder {
        agency: AGENCY,
        actions: vec!["Terbitkan dokumen".to_owned(), "Umumkan standar pelayanan".to_owned()],
        received_on: Some(day("2026-03-30")),
    };
    let begin = BeginCorrectiveAction { addressees: vec![order] };
    walk.step(Role::Examiner, "2026-03-31", Command::BeginCorrectiveAction(begin));
    assert_eq!(walk.clocks, [DeadlineCode::D07]);
    walk
}

#[test]
fn a_report_travels_to_corrective_action_and_is_closed_when_it_is_carried_out() {
    let mut walk = to_corrective_action();
    assert_eq!(
        walk.states,
        [
            State::Draft,
            State::Received,
            State::FormalVerification,
            State::AwaitingCompletion,
            State::FormalVerification,
            State::MaterialVerification,
            State::AwaitingMeeting,
            State::Examination,
            State::CaseReview,
            State::AwaitingReporterResponse,
            State::ResultIssued,
            State::CorrectiveAction,
        ]
    );
    let done = CarriedOut {
        agency: AGENCY,
        carried_out_on: day("2026-04-20"),
        evidence: "Dokumen terbit 20 April 2026.".to_owned(),
    };
    walk.step(Role::Examiner, "2026-04-21", Command::RecordCarriedOut(done));
    assert_eq!(walk.clocks, []);
    let close = Close {
        closing_reason: ClosingReason::T12,
        letter_number: "B/77/IV/2026".to_owned(),
        closed_on: day("2026-04-22"),
        minutes_number: Some("BA/5/IV/2026".to_owned()),
        reporter_notified_on: Some(day("2026-04-22")),
        copy_sent_on: None,
        note: None,
    };
    walk.step(Role::Head, "2026-04-22", Command::Close(close));
    assert_eq!(walk.report.state(), State::Closed);
}

fn document(number: &str, on: &str) -> CentralDocument {
    CentralDocument { central_document_number: number.to_owned(), central_document_on: day(on) }
}

#[test]
fn a_report_travels_through_a_recommendation_that_is_carried_out() {
    let mut walk = to_corrective_action();
    let monitoring = Monitoring { monitored_on: day("2026-06-02"), note: "Belum dilaksanakan.".to_owned() };
    walk.step(Role::Examiner, "2026-06-02", Command::RecordMonitoring(monitoring));
    let lapsed = vec![lapse(DeadlineCode::D07, Some(AGENCY), "2026-06-02")];
    walk.knowing(Facts { lapsed, ..Facts::default() });
    let hand_over = HandOver {
        documents: vec!["LHP".to_owned(), "berita acara monitoring".to_owned()],
        letter_number: "B/90/VI/2026".to_owned(),
        handed_over_on: day("2026-06-03"),
    };
    walk.step(Role::Head, "2026-06-03", Command::HandOver(hand_over.clone()));
    let back = ReturnBundle {
        missing_documents: vec!["tanda terima LHP".to_owned()],
        central_document_number: "R/1/VI/2026".to_owned(),
        returned_on: day("2026-06-10"),
    };
    walk.step(Role::Resolution, "2026-06-10", Command::ReturnBundle(back));
    walk.step(Role::Head, "2026-06-12", Command::HandOver(hand_over));
    let recommend = Recommend { central_document_number: "R/8/VII/2026".to_owned(), decided_on: day("2026-07-01") };
    walk.step(Role::Resolution, "2026-07-01", Command::Recommend(recommend));
    assert_eq!((walk.report.state(), walk.clocks.len()), (State::Recommendation, 0));

    let carried_out = carried_out_recommendation(walk.report.snapshot().id);
    walk.knowing(Facts { recommendations: vec![carried_out.conclusion()], ..Facts::default() });
    let close = Close {
        closing_reason: ClosingReason::T14,
        letter_number: "B/140/X/2026".to_owned(),
        closed_on: day("2026-10-20"),
        minutes_number: None,
        reporter_notified_on: None,
        copy_sent_on: None,
        note: None,
    };
    walk.step(Role::Resolution, "2026-10-20", Command::Close(close));
    assert_eq!(walk.report.state(), State::Closed);
}

fn carried_out_recommendation(report: ReportId) -> Recommendation {
    use recommendation::Command as C;
    let id = RecommendationId(Uuid::from_u128(9));
    let mut it = Recommendation::draft(id, report, AGENCY, SUPERIOR, &actor(Role::Resolution)).unwrap();
    let mut clocks = Vec::new();
    let mut step = |by, on: &str, command| {
        let applied = it.clone().apply(command, &actor(by), noon(on)).unwrap_or_else(|why| panic!("{on}: {why:?}"));
        clocks.extend(applied.deadlines);
        it = applied.recommendation;
    };
    step(Role::Resolution, "2026-07-02", C::SubmitToQuality(document("M/1", "2026-07-02")));
    step(Role::Resolution, "2026-07-10", C::ClearQuality(document("M/2", "2026-07-09")));
    step(
        Role::Resolution,
        "2026-07-20",
        C::Sign(Signature {
            document: document("M/3", "2026-07-20"),
            recommendation_number: "0003/RM.03.01/REK/VII/2026".to_owned(),
            signed_on: day("2026-07-20"),
        }),
    );
    step(
        Role::Resolution,
        "2026-07-28",
        C::Deliver(Delivery {
            document: document("M/4", "2026-07-27"),
            delivered_on: day("2026-07-27"),
            reporter_received_on: None,
            respondent_received_on: Some(day("2026-07-28")),
        }),
    );
    step(
        Role::Resolution,
        "2026-07-30",
        C::RecordReceipt(Receipt { party: Party::Reporter, received_on: day("2026-07-29") }),
    );
    step(
        Role::Resolution,
        "2026-08-03",
        C::RecordSuperiorReceipt(SuperiorReceipt {
            document: document("M/5", "2026-08-03"),
            received_on: day("2026-07-31"),
        }),
    );
    step(
        Role::Narahubung,
        "2026-09-15",
        C::FileReport(ExecutionReport {
            reported_on: day("2026-09-15"),
            claim: Execution::CarriedOut,
            summary: "Dokumen diterbitkan.".to_owned(),
            examination_result: "Inspektorat telah memeriksa.".to_owned(),
            reason: None,
        }),
    );
    step(Role::Resolution, "2026-09-21", C::Review(document("M/6", "2026-09-21")));
    step(
        Role::Head,
        "2026-10-05",
        C::Find(Finding {
            document: document("M/7", "2026-10-05"),
            execution: Execution::CarriedOut,
            evidence: "Kunjungan lapangan 1 Oktober 2026.".to_owned(),
            reason_judgement: None,
        }),
    );
    assert_eq!(it.state(), recommendation::State::CarriedOut);
    let ended = |code, debtor, began: &str, on: &str| DeadlineChange::Close {
        code,
        debtor,
        start: Some(Start::On(day(began))),
        outcome: DeadlineOutcome::Met,
        at: at(&format!("{on}T00:00:00+08:00")),
    };
    assert_eq!(
        clocks,
        [
            DeadlineChange::Open { code: DeadlineCode::D08, start: Start::On(day("2026-07-20")), debtor: None },
            ended(DeadlineCode::D08, None, "2026-07-20", "2026-07-27"),
            DeadlineChange::Open {
                code: DeadlineCode::D09,
                start: Start::On(day("2026-07-31")),
                debtor: Some(SUPERIOR)
            },
            ended(DeadlineCode::D09, Some(SUPERIOR), "2026-07-31", "2026-09-15"),
        ]
    );
    it
}
