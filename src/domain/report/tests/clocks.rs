//! Which clocks start, stop, pause and end, and with which start.

use super::samples::*;
use super::ways::{Dice, Try, next};
use crate::domain::access::Role;
use crate::domain::code::Code;
use crate::domain::deadline::Start;
use crate::domain::id::AgencyId;
use crate::domain::lifecycle::{DeadlineChange, DeadlineCode, DeadlineOutcome};
use crate::domain::report::clocks::{Clock, clocks};
use crate::domain::report::*;
use crate::domain::time::{Timestamp, Zone};
use std::collections::{BTreeMap, HashSet};

fn open(code: DeadlineCode, start: Start) -> DeadlineChange {
    DeadlineChange::Open { code, start, debtor: None }
}

fn changes(state: State, transition: Transition) -> Vec<DeadlineChange> {
    attempt(state, transition, |_, _| {}, |_| {}).unwrap().deadlines
}

/// The end of a clock that a step started.
fn close_at(code: DeadlineCode, outcome: DeadlineOutcome, at: Timestamp) -> DeadlineChange {
    DeadlineChange::Close { code, debtor: None, start: None, outcome, at }
}

/// The end of a clock that a recorded fact started.
fn close_from(code: DeadlineCode, start: Start, outcome: DeadlineOutcome, at: Timestamp) -> DeadlineChange {
    DeadlineChange::Close { code, debtor: None, start: Some(start), outcome, at }
}

fn void(code: DeadlineCode, start: Start) -> DeadlineChange {
    DeadlineChange::Void { code, debtor: None, start }
}

fn noticed() -> Start {
    Start::On(day("2026-03-12"))
}

fn midnight() -> Timestamp {
    Zone::Wita.start_of(today())
}

#[test]
fn the_agencys_own_time_informs_from_the_prior_complaint_until_the_assessment() {
    let start = Start::On(day("2026-02-01"));
    let d14 = DeadlineChange::Open { code: DeadlineCode::D14, start, debtor: Some(AGENCY) };
    assert_eq!(changes(State::Draft, Transition::Submit), [d14]);
    let not_yet = |report: &mut Snapshot, _: &mut Facts| {
        report.prior_complaint.as_mut().unwrap().status = PriorComplaint::NotYet;
    };
    assert_eq!(attempt(State::Draft, Transition::Submit, not_yet, |_| {}).unwrap().deadlines, []);
    let ends = changes(State::MaterialVerification, Transition::Assess);
    let d14_ends = DeadlineChange::Close {
        code: DeadlineCode::D14,
        debtor: Some(AGENCY),
        start: Some(start),
        outcome: DeadlineOutcome::Cancelled,
        at: now(),
    };
    assert_eq!(ends, [close_at(DeadlineCode::D12, DeadlineOutcome::Met, now()), d14_ends]);
}

#[test]
fn verification_clocks_follow_one_another_and_stand_still_while_the_reporter_completes() {
    assert_eq!(changes(State::Received, Transition::TakeUp), [open(DeadlineCode::D11, Start::At(now()))]);
    assert_eq!(
        changes(State::FormalVerification, Transition::RequestCompletion),
        [DeadlineChange::Pause { code: DeadlineCode::D11, at: midnight() }]
    );
    assert_eq!(
        changes(State::AwaitingCompletion, Transition::ReceiveCompletion),
        [
            close_from(DeadlineCode::D01, noticed(), DeadlineOutcome::Met, midnight()),
            DeadlineChange::Resume { code: DeadlineCode::D11, at: midnight() },
        ]
    );
    assert_eq!(
        changes(State::FormalVerification, Transition::PassFormal),
        [close_at(DeadlineCode::D11, DeadlineOutcome::Met, now()), open(DeadlineCode::D12, Start::At(now()))]
    );
}

/// The office does not gain the days by which it types late, nor loses those by which the reporter was waited for.
#[test]
fn verification_stands_still_by_the_days_of_letter_and_completion() {
    let letter = |command: &mut Command| {
        if let Command::RequestCompletion(request) = command {
            request.letter_on = day("2026-05-18");
        }
    };
    let applied = attempt(State::FormalVerification, Transition::RequestCompletion, |_, _| {}, letter).unwrap();
    let at = Zone::Wita.start_of(day("2026-05-18"));
    assert_eq!(applied.deadlines, [DeadlineChange::Pause { code: DeadlineCode::D11, at }]);

    let completion = |command: &mut Command| {
        if let Command::ReceiveCompletion(completion) = command {
            completion.received_on = day("2026-05-20");
        }
    };
    let applied = attempt(State::AwaitingCompletion, Transition::ReceiveCompletion, |_, _| {}, completion).unwrap();
    let at = Zone::Wita.start_of(day("2026-05-20"));
    assert!(applied.deadlines.contains(&DeadlineChange::Resume { code: DeadlineCode::D11, at }));
}

#[test]
fn completion_counts_from_the_receipt_of_the_notice_and_a_correction_counts_anew() {
    let unknown = |report: &mut Snapshot, _: &mut Facts| report.completion_notice_received_on = None;
    let applied = attempt(State::AwaitingCompletion, Transition::RecordNoticeReceipt, unknown, |_| {}).unwrap();
    assert_eq!(applied.deadlines, [open(DeadlineCode::D01, Start::On(today()))]);

    let corrected = changes(State::AwaitingCompletion, Transition::RecordNoticeReceipt);
    assert_eq!(
        corrected,
        [void(DeadlineCode::D01, noticed()), open(DeadlineCode::D01, Start::On(today()))],
        "the clock of the wrong day is no reproach to anybody"
    );

    let same = |report: &mut Snapshot, _: &mut Facts| report.completion_notice_received_on = Some(today());
    let applied = attempt(State::AwaitingCompletion, Transition::RecordNoticeReceipt, same, |_| {}).unwrap();
    assert_eq!(applied.deadlines, []);
}

#[test]
fn a_confirmed_lapse_ends_the_clock_as_lapsed() {
    let ends = changes(State::AwaitingCompletion, Transition::Close);
    assert!(ends.contains(&close_from(DeadlineCode::D01, noticed(), DeadlineOutcome::Lapsed, now())));
    assert!(ends.contains(&close_at(DeadlineCode::D11, DeadlineOutcome::Cancelled, now())));
}

#[test]
fn examination_counts_from_registration_by_class_until_the_result() {
    for (complexity, code) in [
        (Complexity::Simple, DeadlineCode::D13Simple),
        (Complexity::Medium, DeadlineCode::D13Medium),
        (Complexity::Heavy, DeadlineCode::D13Heavy),
    ] {
        let set = |command: &mut Command| {
            if let Command::Admit(registration) = command {
                registration.complexity = complexity;
            }
        };
        let applied = attempt(State::AwaitingMeeting, Transition::Admit, |_, _| {}, set).unwrap();
        assert_eq!(applied.deadlines, [open(code, Start::On(day("2026-04-02")))]);
    }
    let ends = changes(State::AwaitingReporterResponse, Transition::IssueResult);
    assert!(ends.contains(&close_at(DeadlineCode::D13Medium, DeadlineOutcome::Met, midnight())));
    let told = Start::On(day("2026-04-11"));
    assert!(ends.contains(&close_from(DeadlineCode::D06, told, DeadlineOutcome::Lapsed, now())));
    for back in [Transition::ReturnToExamination, Transition::FixResult] {
        assert_eq!(changes(State::CaseReview, back), [], "the same examination goes on");
    }
}

#[test]
fn not_competent_starts_the_notice_to_the_reporter() {
    let applied = attempt(State::AwaitingMeeting, Transition::Close, |_, _| {}, |_| {}).unwrap();
    assert_eq!(applied.deadlines, [open(DeadlineCode::D02, Start::On(today()))]);
    let notified = Command::RecordReporterNotified(ReporterNotified { notified_on: today() });
    let told = applied.report.apply(notified, &actor(Role::Intake), now()).unwrap();
    let met = close_from(DeadlineCode::D02, Start::On(today()), DeadlineOutcome::Met, midnight());
    assert_eq!(told.deadlines, [met]);

    let told_at_once = |command: &mut Command| {
        if let Command::Close(close) = command {
            close.reporter_notified_on = Some(today());
        }
    };
    let applied = attempt(State::AwaitingMeeting, Transition::Close, |_, _| {}, told_at_once).unwrap();
    assert_eq!(applied.deadlines, [open(DeadlineCode::D02, Start::On(today())), met], "told on the day itself");
}

#[test]
fn the_fast_track_has_its_first_contact_and_cuts_verification_short() {
    let ends = changes(State::FormalVerification, Transition::AcceptRco);
    assert!(ends.contains(&close_at(DeadlineCode::D11, DeadlineOutcome::Cancelled, now())));
    assert!(ends.contains(&open(DeadlineCode::D20, Start::At(now()))));
    let contacted = changes(State::Examination, Transition::RecordFirstContact);
    let accepted = Start::At(at("2026-05-31T02:00:00Z"));
    let met = close_from(DeadlineCode::D20, accepted, DeadlineOutcome::Met, at("2026-05-31T10:00:00Z"));
    assert_eq!(contacted, [met]);
}

#[test]
fn each_addressee_has_a_clock_from_its_own_receipt() {
    let two = |command: &mut Command| {
        if let Command::BeginCorrectiveAction(begin) = command {
            let order = begin.addressees[0].clone();
            begin.addressees[0].received_on = Some(day("2026-05-04"));
            begin.addressees.push(ActionOrder { agency: OTHER_AGENCY, received_on: None, ..order });
        }
    };
    let applied = attempt(State::ResultIssued, Transition::BeginCorrectiveAction, |_, _| {}, two).unwrap();
    let d07 = |agency, on: &str| DeadlineChange::Open {
        code: DeadlineCode::D07,
        start: Start::On(day(on)),
        debtor: Some(agency),
    };
    assert_eq!(applied.deadlines, [d07(AGENCY, "2026-05-04")]);

    let later =
        Command::RecordAddresseeReceipt(AddresseeReceipt { agency: OTHER_AGENCY, received_on: day("2026-05-20") });
    let applied = applied.report.apply(later, &actor(Role::Examiner), now()).unwrap();
    assert_eq!(applied.deadlines, [d07(OTHER_AGENCY, "2026-05-20")]);

    let done = Command::RecordCarriedOut(CarriedOut {
        agency: OTHER_AGENCY,
        carried_out_on: today(),
        evidence: "salinan keputusan".to_owned(),
    });
    let applied = applied.report.apply(done, &actor(Role::Examiner), now()).unwrap();
    let closed = DeadlineChange::Close {
        code: DeadlineCode::D07,
        debtor: Some(OTHER_AGENCY),
        start: Some(Start::On(day("2026-05-20"))),
        outcome: DeadlineOutcome::Met,
        at: midnight(),
    };
    assert_eq!(applied.deadlines, [closed]);
}

#[test]
fn an_overdue_addressee_stays_overdue_after_the_hand_over_until_the_recommendation() {
    assert_eq!(changes(State::CorrectiveAction, Transition::HandOver), []);
    let ends = changes(State::ResolutionMonitoring, Transition::Recommend);
    let lapsed = DeadlineChange::Close {
        code: DeadlineCode::D07,
        debtor: Some(AGENCY),
        start: Some(Start::On(day("2026-04-20"))),
        outcome: DeadlineOutcome::Lapsed,
        at: midnight(),
    };
    assert_eq!(ends, [lapsed]);
}

/// A new letter is a new notice: the receipt of the earlier one starts nothing.
#[test]
fn a_second_request_for_completion_waits_for_its_own_receipt() {
    let asked_before = |report: &mut Snapshot, _: &mut Facts| {
        report.completion_letter_on = Some(day("2026-04-01"));
        report.completion_notice_received_on = Some(day("2026-04-03"));
    };
    let applied = attempt(State::FormalVerification, Transition::RequestCompletion, asked_before, |_| {}).unwrap();
    assert_eq!(applied.deadlines, [DeadlineChange::Pause { code: DeadlineCode::D11, at: midnight() }]);
    assert_eq!(applied.report.snapshot().completion_notice_received_on, None);
}

#[test]
fn nobody_is_waited_for_in_an_own_initiative_investigation() {
    let own_initiative = |report: &mut Snapshot, _: &mut Facts| {
        report.intake_kind = IntakeKind::Iaps;
        report.result_notice_received_on = None;
    };
    let applied = attempt(State::AwaitingReporterResponse, Transition::RecordNoticeReceipt, own_initiative, |_| {});
    assert_eq!(applied.unwrap().deadlines, []);
}

#[test]
fn a_reopened_report_has_no_first_contact_left_to_make() {
    let uncontacted = |report: &mut Snapshot, _: &mut Facts| report.rco_accepted_at = Some(at("2026-05-01T02:00:00Z"));
    let applied = attempt(State::Closed, Transition::Reopen, uncontacted, |_| {}).unwrap();
    assert_eq!(applied.deadlines, [open(DeadlineCode::D13Medium, Start::On(today()))]);
}

/// A closed report has no clock of its examination; each reopening starts the class's clock afresh, however often.
#[test]
fn reopening_starts_the_whole_clock_afresh_every_time() {
    let mut report = ready_for(State::Closed, Transition::Reopen);
    let mut moment = now();
    for round in 1..=3 {
        let reopen = command(State::Closed, Transition::Reopen);
        let applied = report.apply(reopen, &actor(Role::Head), moment).unwrap();
        let start = Start::On(Zone::Wita.day_of(moment));
        assert_eq!(applied.deadlines, [open(DeadlineCode::D13Medium, start)], "round {round}");
        assert_eq!(applied.report.snapshot().reopenings, round);

        moment = moment.plus_seconds(24 * 3600);
        let close = command(State::Examination, Transition::Close);
        let applied = applied.report.apply(close, &actor(Role::Head), moment).unwrap();
        let met = close_at(DeadlineCode::D13Medium, DeadlineOutcome::Met, midnight());
        assert_eq!(applied.deadlines, [met], "round {round}");
        report = applied.report;
        moment = moment.plus_seconds(24 * 3600);
    }
}

/// A fact that was recorded wrongly is recorded again; the clock that it ended follows.
#[test]
fn a_corrected_end_reaches_its_clock() {
    let d07 = |start: &str, at: Timestamp| {
        let (code, debtor, start) = (DeadlineCode::D07, Some(AGENCY), Start::On(day(start)));
        [
            DeadlineChange::Open { code, start, debtor },
            DeadlineChange::Close { code, debtor, start: Some(start), outcome: DeadlineOutcome::Met, at },
        ]
    };
    let void =
        DeadlineChange::Void { code: DeadlineCode::D07, debtor: Some(AGENCY), start: Start::On(day("2026-04-20")) };
    let done = |report: &mut Snapshot, _: &mut Facts| report.addressees[0].carried_out_on = Some(day("2026-05-04"));
    let late = attempt(State::CorrectiveAction, Transition::RecordCarriedOut, done, |_| {}).unwrap();
    let [opened, closed] = d07("2026-04-20", midnight());
    assert_eq!(late.deadlines, [void, opened, closed]);

    // The day of receipt was wrong too, though all is done.
    let receipt = AddresseeReceipt { agency: AGENCY, received_on: day("2026-04-27") };
    let applied = late.report.apply(Command::RecordAddresseeReceipt(receipt), &actor(Role::Examiner), now()).unwrap();
    let [opened, closed] = d07("2026-04-27", midnight());
    assert_eq!(applied.deadlines, [void, opened, closed]);

    let same = |report: &mut Snapshot, _: &mut Facts| report.addressees[0].carried_out_on = Some(today());
    let applied = attempt(State::CorrectiveAction, Transition::RecordCarriedOut, same, |_| {}).unwrap();
    assert_eq!(applied.deadlines, [], "the same day again");
}

/// But the first contact, which puts the matter before an agency: it is recorded once.
#[test]
fn every_day_that_ends_a_clock_can_be_corrected() {
    type Arrange = fn(&mut Snapshot);
    let told: Arrange = |report| {
        report.closing_reason = Some(ClosingReason::T5);
        report.reporter_notified_on = Some(day("2026-05-31"));
    };
    let responded: Arrange = |report| report.reporter_response_on = Some(day("2026-04-13"));
    for (state, transition, arrange, code) in [
        (State::Closed, Transition::RecordReporterNotified, told, DeadlineCode::D02),
        (State::AwaitingReporterResponse, Transition::RecordReporterResponse, responded, DeadlineCode::D06),
        (State::AwaitingReporterResponse, Transition::RecordNoticeReceipt, responded, DeadlineCode::D06),
    ] {
        let applied = attempt(state, transition, |report, _| arrange(report), |_| {}).unwrap();
        let [DeadlineChange::Void { code: void, .. }, DeadlineChange::Open { code: opened, .. }, closed] =
            applied.deadlines[..]
        else {
            panic!("{}: {:?}", transition.code(), applied.deadlines)
        };
        assert!(matches!(closed, DeadlineChange::Close { outcome: DeadlineOutcome::Met, .. }), "{closed:?}");
        assert_eq!((void, opened), (code, code));
    }
}

#[test]
fn the_wrong_agency_and_a_complaint_that_was_none_are_not_reproached() {
    let d14 = Start::On(day("2026-02-01"));
    let void = DeadlineChange::Void { code: DeadlineCode::D14, debtor: Some(AGENCY), start: d14 };
    let report = Report::restore(in_state(State::FormalVerification)).unwrap();
    let (_, corrected) = report.correct_respondent(OTHER_AGENCY, now());
    let right = DeadlineChange::Open { code: DeadlineCode::D14, debtor: Some(OTHER_AGENCY), start: d14 };
    assert_eq!(corrected, [void, right]);
    let none = |command: &mut Command| {
        if let Command::RecordPriorComplaint(record) = command {
            record.status = PriorComplaint::NotYet;
        }
    };
    let applied = attempt(State::FormalVerification, Transition::RecordPriorComplaint, |_, _| {}, none).unwrap();
    assert_eq!(applied.deadlines, [void]);
}

/// How a clock stands after a walk, as a store would hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Runs,
    StandsStill,
    Met(Timestamp),
}

/// The clocks that a store would hold, by code and debtor; of those that were met the last.
type Held = BTreeMap<(DeadlineCode, Option<AgencyId>), Stand>;

fn hold(held: &mut Held, changes: &[DeadlineChange]) {
    for change in changes {
        match *change {
            DeadlineChange::Open { code, debtor, .. } => {
                let before = held.insert((code, debtor), Stand::Runs);
                assert!(matches!(before, None | Some(Stand::Met(_))), "{code:?} opened twice");
            }
            DeadlineChange::Close { code, debtor, outcome, at, .. } => {
                let before = held.remove(&(code, debtor));
                assert!(matches!(before, Some(Stand::Runs | Stand::StandsStill)), "{code:?} closed but not open");
                if outcome == DeadlineOutcome::Met {
                    held.insert((code, debtor), Stand::Met(at));
                }
            }
            DeadlineChange::Void { code, debtor, .. } => {
                assert!(held.remove(&(code, debtor)).is_some(), "{code:?} void but not there");
            }
            DeadlineChange::Pause { code, .. } => {
                assert_eq!(held.insert((code, None), Stand::StandsStill), Some(Stand::Runs), "{code:?} paused");
            }
            DeadlineChange::Resume { code, .. } => {
                assert_eq!(held.insert((code, None), Stand::Runs), Some(Stand::StandsStill), "{code:?} resumed");
            }
        }
    }
}

/// Whatever way a report takes, its changes add up to exactly the clocks of where it is, and an ended report leaves no
/// clock behind but the notice that the office still owes its reporter.
#[test]
fn changes_add_up_on_every_way() {
    let mut dice = Dice(20_261_125);
    let mut taken = HashSet::new();
    for _ in 0..600 {
        let kind = IntakeKind::ALL[dice.below(IntakeKind::ALL.len())];
        let Snapshot { id, prior_complaint, .. } = in_state(State::Draft);
        let mut report = Report::draft(id, kind, Some(AGENCY), prior_complaint, &actor(Role::Intake), now()).unwrap();
        let mut held = Held::new();
        for _ in 0..80 {
            let state = report.state();
            let Some(Try { transition, by, command }) = next(&mut dice, state) else { break };
            // The sample commands tell of days in spring.
            let at = match transition {
                Transition::Submit => at("2026-03-02T01:00:00Z"),
                Transition::AcceptRco => at("2026-05-31T02:00:00Z"),
                _ => now(),
            };
            let attempt = report.clone().knowing(lapsed()).apply(command, &by, at);
            let Ok(applied) = attempt else { continue };
            hold(&mut held, &applied.deadlines);
            taken.insert(transition);
            report = applied.report;
            let stand = |clock: &Clock| match (clock.met_at, clock.paused) {
                (Some(at), _) => Stand::Met(at),
                (None, true) => Stand::StandsStill,
                (None, false) => Stand::Runs,
            };
            let expected: Held =
                clocks(report.snapshot()).iter().map(|clock| ((clock.code, clock.debtor), stand(clock))).collect();
            // What was met at an earlier stage stays as it is.
            let mut known = held.clone();
            known.retain(|clock, stand| !matches!(stand, Stand::Met(_)) || expected.contains_key(clock));
            assert_eq!(known, expected, "after {} from {}", transition.code(), state.code());
            if report.state().is_ended() {
                assert!(known.keys().all(|(code, _)| *code == DeadlineCode::D02), "left behind: {known:?}");
            }
            assert!(Report::restore(report.snapshot().clone()).is_ok());
        }
    }
    let untaken: Vec<_> = Transition::ALL.iter().filter(|step| !taken.contains(step)).collect();
    assert!(untaken.is_empty(), "the walks never took {untaken:?}");
}
