//! A report in every state that satisfies every guard, and a command of every kind that fits it.

use crate::domain::access::Role;
use crate::domain::code::Code;
use crate::domain::id::{AgencyId, ReportId, UserId};
use crate::domain::lifecycle::{Actor, DeadlineCode, Lapse, Running, Violation};
use crate::domain::recommendation::Conclusion;
use crate::domain::report::*;
use crate::domain::time::Timestamp;
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

pub const AGENCY: AgencyId = AgencyId(Uuid::from_u128(0xa1));
pub const OTHER_AGENCY: AgencyId = AgencyId(Uuid::from_u128(0xa2));
pub const DRAFTER: UserId = UserId(Uuid::from_u128(0xd1));

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// The moment at which the tests' steps are taken.
pub fn now() -> Timestamp {
    at("2026-06-01T02:00:00Z")
}

pub fn today() -> NaiveDate {
    day("2026-06-01")
}

pub fn actor(role: Role) -> Actor {
    let number = Role::ALL.iter().position(|other| *other == role).unwrap();
    Actor { id: Uuid::from_u128(0xb000 + number as u128), role }
}

/// All F items met or excused.
pub fn formal() -> Vec<FormalAnswer> {
    let excused = [FormalItem::F10, FormalItem::F11];
    let answer = |item: &FormalItem| FormalAnswer {
        item: *item,
        status: if excused.contains(item) { ItemStatus::Excused } else { ItemStatus::Met },
        note: None,
    };
    FormalItem::ALL.iter().map(answer).collect()
}

/// All M items met.
pub fn material() -> Vec<MaterialFinding> {
    let answer = |item: &MaterialItem| MaterialFinding { item: *item, answer: MaterialAnswer::Met, note: None };
    MaterialItem::ALL.iter().map(answer).collect()
}

/// The archive number of a report that was registered on this day.
pub fn archive_number(on: NaiveDate) -> String {
    let months = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    format!("0179/LM/{}/{}/BJM", months[on.month0() as usize], on.year())
}

pub fn registration() -> Registration {
    Registration {
        complexity: Complexity::Medium,
        team: vec![UserId(actor(Role::Examiner).id)],
        archive_number: archive_number(day("2026-04-02")),
        meeting_on: day("2026-04-01"),
        registered_on: day("2026-04-02"),
    }
}

pub fn close(closing_reason: ClosingReason) -> Close {
    Close {
        closing_reason,
        letter_number: "B/12/HM.01-22.08/VI/2026".to_owned(),
        closed_on: today(),
        minutes_number: Some("BA/3/VI/2026".to_owned()),
        reporter_notified_on: None,
        copy_sent_on: Some(today()),
        note: None,
    }
}

fn addressee(agency: AgencyId) -> Addressee {
    let actions = vec!["Terbitkan dokumen yang diminta".to_owned()];
    Addressee { agency, actions, received_on: Some(day("2026-04-20")), carried_out_on: None }
}

/// A report in `state` of which everything that may exist there does.
pub fn in_state(state: State) -> Snapshot {
    use State as S;
    let mut report = Snapshot::empty(ReportId(Uuid::from_u128(1)), IntakeKind::Lm);
    report.state = state;
    report.respondent = Some(AGENCY);
    report.prior_complaint = Some(PriorComplaintRecord {
        status: PriorComplaint::Done,
        complained_on: Some(day("2026-02-01")),
        reason: None,
    });
    let reached = |states: &[State]| states.contains(&state);
    if state != S::Draft {
        report.received_at = Some(at("2026-03-02T01:00:00Z"));
    }
    if !reached(&[S::Draft, S::Received, S::ConvertedToConsultation, S::Withdrawn, S::Transferred]) {
        report.formal_checklist = formal();
    }
    if state == S::AwaitingCompletion {
        report.completion_letter_on = Some(day("2026-03-10"));
        report.completion_notice_received_on = Some(day("2026-03-12"));
    }
    let registered = [
        S::Examination,
        S::CaseReview,
        S::AwaitingReporterResponse,
        S::ResultIssued,
        S::CorrectiveAction,
        S::ResolutionMonitoring,
        S::Recommendation,
        S::Closed,
    ];
    if reached(&[S::MaterialVerification, S::AwaitingMeeting]) || reached(&registered) {
        report.material_checklist = material();
    }
    if reached(&registered) {
        let registration = registration();
        report.complexity = Some(registration.complexity);
        report.team = registration.team;
        report.archive_number = Some(registration.archive_number);
        report.meeting_on = Some(registration.meeting_on);
        report.registered_on = Some(registration.registered_on);
    }
    let fixed = &registered[2..];
    if reached(fixed) {
        report.outcome = Some(ExaminationOutcome::Found);
        report.found = vec!["PB".to_owned()];
        report.drafted_by = Some(DRAFTER);
        report.result_fixed_on = Some(day("2026-04-10"));
        report.result_notice_received_on = Some(day("2026-04-11"));
    }
    if reached(&fixed[1..]) {
        report.result_number = Some("LHP/7/2026".to_owned());
        report.result_issued_on = Some(day("2026-04-18"));
    }
    if reached(&fixed[2..]) {
        report.addressees = vec![addressee(AGENCY)];
        report.monitored_on = Some(day("2026-05-30"));
    }
    if state.is_ended() && state != S::ConvertedToConsultation {
        report.closing_reason = Some(match state {
            S::Transferred => ClosingReason::T11,
            S::Withdrawn => ClosingReason::T9,
            _ => ClosingReason::T12,
        });
        report.closed_on = Some(day("2026-05-31"));
    }
    report
}

/// Gives the report this outcome, with the kinds that belong to it.
pub fn conclude(report: &mut Snapshot, outcome: ExaminationOutcome) {
    report.outcome = Some(outcome);
    report.found = fix(outcome).found;
}

/// What fixes this outcome.
pub fn fix(outcome: ExaminationOutcome) -> FixResult {
    let found = if outcome == ExaminationOutcome::Found { vec!["PB".to_owned()] } else { Vec::new() };
    FixResult { outcome, found, drafted_by: DRAFTER }
}

/// [`in_state`], arranged so that the guards of `transition` hold.
pub fn ready_for(state: State, transition: Transition) -> Report {
    let mut report = in_state(state);
    match (state, transition) {
        (State::Received, Transition::ConvertToReport) => report.intake_kind = IntakeKind::Knl,
        (State::FormalVerification, Transition::RequestCompletion) => {
            report.formal_checklist[0].status = ItemStatus::Missing;
        }
        (State::Examination, Transition::Register) => report.archive_number = None,
        (_, Transition::RecordFirstContact) => report.rco_accepted_at = Some(at("2026-05-31T02:00:00Z")),
        (State::Examination, Transition::ReplaceFormalChecklist) => report.rco_accepted_at = Some(now()),
        (State::AwaitingReporterResponse, Transition::Reexamine) => {
            report.reporter_response_on = Some(day("2026-04-15"));
        }
        (State::ResultIssued, Transition::Close) => conclude(&mut report, ExaminationOutcome::NotFound),
        (State::CorrectiveAction, Transition::Close) => {
            report.addressees[0].carried_out_on = Some(day("2026-05-20"));
        }
        _ => {}
    }
    Report::restore(report).unwrap().knowing(lapsed())
}

pub fn lapse(code: DeadlineCode, debtor: Option<AgencyId>, on: &str) -> Lapse {
    Lapse { code, debtor, on: day(on) }
}

/// This clock runs until that day, and nothing has lapsed.
pub fn in_time(code: DeadlineCode, debtor: Option<AgencyId>, due_on: &str) -> Facts {
    let running = vec![Running { code, debtor, due_on: day(due_on) }];
    Facts { lapsed: Vec::new(), running, ..lapsed() }
}

/// Every clock has lapsed and nothing else is in the way.
pub fn lapsed() -> Facts {
    Facts {
        lapsed: vec![
            lapse(DeadlineCode::D01, None, "2026-05-29"),
            lapse(DeadlineCode::D06, None, "2026-05-29"),
            lapse(DeadlineCode::D07, Some(AGENCY), "2026-05-29"),
            lapse(DeadlineCode::D07, Some(OTHER_AGENCY), "2026-05-29"),
        ],
        running: Vec::new(),
        moved_on: None,
        archive_offices: vec!["BJM".to_owned()],
        event_admissible_through: Some(day("2027-01-01")),
        recommendations: vec![Conclusion::CarriedOut],
        concluded_on: None,
    }
}

/// A command of this kind that fits [`ready_for`] the same state.
pub fn command(state: State, transition: Transition) -> Command {
    use Transition as T;
    let text = || "alasan yang cukup".to_owned();
    let why = || Explanation { reason: text() };
    match transition {
        T::Submit => Command::Submit(Submit { account: text() }),
        T::ConvertToConsultation => Command::ConvertToConsultation(ConvertToConsultation { advice: text() }),
        T::ConvertToReport => Command::ConvertToReport(why()),
        T::TakeUp => Command::TakeUp,
        T::ReplaceFormalChecklist => Command::ReplaceFormalChecklist(formal()),
        T::ReplaceMaterialChecklist => Command::ReplaceMaterialChecklist(material()),
        T::RecordPriorComplaint => Command::RecordPriorComplaint(PriorComplaintRecord {
            status: PriorComplaint::Done,
            complained_on: Some(day("2026-02-03")),
            reason: None,
        }),
        T::RequestCompletion => Command::RequestCompletion(RequestCompletion {
            missing_items: vec![FormalItem::F1],
            letter_number: text(),
            letter_on: today(),
        }),
        T::RecordNoticeReceipt => Command::RecordNoticeReceipt(NoticeReceipt { received_on: today() }),
        T::ReceiveCompletion => Command::ReceiveCompletion(ReceiveCompletion { received_on: today(), note: None }),
        T::PassFormal => Command::PassFormal,
        T::Assess => Command::Assess,
        T::Admit => Command::Admit(registration()),
        T::Register => Command::Register(registration()),
        T::AcceptRco => {
            let team = Some(vec![DRAFTER]);
            Command::AcceptRco(AcceptRco { criterion: RcoCriterion::ThreatToLife, reason: text(), team })
        }
        T::RecordFirstContact => {
            let contacted_at = at("2026-05-31T10:00:00Z");
            let contact = FirstContact { agency: AGENCY, contacted_at, request: text(), note: text() };
            Command::RecordFirstContact(contact)
        }
        T::Transfer => Command::Transfer(Transfer {
            destination: text(),
            coordination: text(),
            letter_number: text(),
            transferred_on: today(),
        }),
        T::Withdraw => {
            Command::Withdraw(Withdraw { form: WithdrawalForm::Written, withdrawn_on: today(), reason: None })
        }
        T::CallReview => Command::CallReview,
        T::ReturnToExamination => Command::ReturnToExamination(why()),
        T::FixResult => Command::FixResult(fix(ExaminationOutcome::Found)),
        T::RecordReporterResponse => {
            Command::RecordReporterResponse(ReporterResponse { received_on: today(), summary: text() })
        }
        T::Reexamine => Command::Reexamine(why()),
        T::IssueResult => Command::IssueResult(IssueResult {
            result_number: text(),
            issued_on: today(),
            response_handling: Some(text()),
        }),
        T::BeginCorrectiveAction => Command::BeginCorrectiveAction(BeginCorrectiveAction {
            addressees: vec![ActionOrder { agency: AGENCY, actions: vec![text()], received_on: Some(today()) }],
        }),
        T::RecordAddresseeReceipt => {
            Command::RecordAddresseeReceipt(AddresseeReceipt { agency: AGENCY, received_on: today() })
        }
        T::RecordCarriedOut => {
            Command::RecordCarriedOut(CarriedOut { agency: AGENCY, carried_out_on: today(), evidence: text() })
        }
        T::RecordMonitoring => Command::RecordMonitoring(Monitoring { monitored_on: today(), note: text() }),
        T::HandOver => {
            Command::HandOver(HandOver { documents: vec![text()], letter_number: text(), handed_over_on: today() })
        }
        T::ReturnBundle => Command::ReturnBundle(ReturnBundle {
            missing_documents: vec![text()],
            central_document_number: text(),
            returned_on: today(),
        }),
        T::Recommend => Command::Recommend(Recommend { central_document_number: text(), decided_on: today() }),
        T::Close => {
            let mut payload = close(match state {
                State::AwaitingCompletion => ClosingReason::T8,
                State::AwaitingMeeting => ClosingReason::T5,
                State::Examination => ClosingReason::T6,
                State::ResultIssued => ClosingReason::T7,
                State::Recommendation => ClosingReason::T14,
                _ => ClosingReason::T12,
            });
            payload.reporter_notified_on = (state == State::Examination).then(today);
            Command::Close(payload)
        }
        T::RecordReporterNotified => Command::RecordReporterNotified(ReporterNotified { notified_on: today() }),
        T::Reopen => Command::Reopen(Reopen { reason: text(), evidence: text() }),
    }
}

/// Some role that may take this step.
pub fn role_for(state: State, transition: Transition) -> Role {
    TABLE.row(state, transition).unwrap().roles[0]
}

/// Takes the sample step, changed by `adjust`, from a report changed by `arrange`.
pub fn attempt(
    state: State,
    transition: Transition,
    arrange: impl FnOnce(&mut Snapshot, &mut Facts),
    adjust: impl FnOnce(&mut Command),
) -> Result<Applied, Violation> {
    let Report { mut snapshot, mut facts } = ready_for(state, transition);
    arrange(&mut snapshot, &mut facts);
    let mut command = command(state, transition);
    adjust(&mut command);
    Report::restore(snapshot).unwrap().knowing(facts).apply(command, &actor(role_for(state, transition)), now())
}
