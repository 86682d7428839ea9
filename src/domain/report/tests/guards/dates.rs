//! The days of a report are in order, and nobody who owes an act says when it was done.

use super::*;
use crate::domain::access::Role;
use crate::domain::lifecycle::Violation;
use crate::domain::report::tests::samples::*;
use crate::domain::report::*;

fn too_early(field: &str, earliest: &str) -> Violation {
    Violation::TooEarly { field: field.to_owned(), earliest: day(earliest) }
}

/// Domain 11.2: the clock stops when the paper is in the office, and only the office knows of one that came earlier.
#[test]
fn a_debtor_does_not_date_its_own_act() {
    let completion = || ReceiveCompletion { received_on: day("2026-05-31"), note: None };
    let response = || ReporterResponse { received_on: day("2026-05-31"), summary: "tanggapan".to_owned() };
    for (state, command) in [
        (State::AwaitingCompletion, Command::ReceiveCompletion(completion())),
        (State::AwaitingReporterResponse, Command::RecordReporterResponse(response())),
    ] {
        let transition = command.transition();
        let take = |role| ready_for(state, transition).apply(command.clone(), &actor(role), now());
        for role in [Role::Reporter, Role::OfficeClient] {
            assert_eq!(take(role).unwrap_err(), too_early("/received_on", "2026-06-01"), "{role:?}");
        }
        assert!(take(Role::Intake).is_ok(), "the office knows of the letter that came yesterday");
    }
}

#[test]
fn nothing_ends_before_what_was_done() {
    let withdraw = Withdraw { form: WithdrawalForm::Written, withdrawn_on: day("2026-04-01"), reason: None };
    let report = ready_for(State::Examination, Transition::Withdraw);
    let violation = report.apply(Command::Withdraw(withdraw), &actor(Role::Intake), now()).unwrap_err();
    assert_eq!(violation, too_early("/withdrawn_on", "2026-04-02"), "before its registration");

    let early = edit_close(|it| it.closed_on = day("2026-05-28"));
    let violation = refusal(State::AwaitingCompletion, Transition::Close, as_is, early);
    assert_eq!(violation, too_early("/closed_on", "2026-05-29"), "deemed withdrawn within the time");

    let fast = |report: &mut Snapshot, _: &mut Facts| {
        (report.registered_on, report.meeting_on) = (None, None);
        report.rco_accepted_at = Some(at("2026-05-30T02:00:00Z"));
    };
    let early = edit_close(|it| it.closed_on = day("2026-05-29"));
    let violation = refusal(State::Examination, Transition::Close, fast, early);
    assert_eq!(violation, too_early("/closed_on", "2026-05-30"), "before it was accepted on the fast track");

    let reopened = |_: &mut Snapshot, facts: &mut Facts| facts.moved_on = Some(day("2026-05-31"));
    let early = edit_close(|it| it.closed_on = day("2026-05-30"));
    let violation = refusal(State::Examination, Transition::Close, reopened, early);
    assert_eq!(violation, too_early("/closed_on", "2026-05-31"), "before its reopening");

    let published = |_: &mut Snapshot, facts: &mut Facts| facts.concluded_on = Some(today());
    let early = edit_close(|it| it.closed_on = day("2026-05-31"));
    let violation = refusal(State::Recommendation, Transition::Close, published, early);
    assert_eq!(violation, too_early("/closed_on", "2026-06-01"), "before the recommendation ended");

    let told = edit_close(|it| it.reporter_notified_on = Some(day("2026-05-31")));
    let violation = refusal(State::AwaitingMeeting, Transition::Close, as_is, told);
    assert_eq!(violation, too_early("/reporter_notified_on", "2026-06-01"), "told before it ended");
}

#[test]
fn a_result_is_not_older_than_the_reporters_time_or_answer() {
    let issued = |on: &'static str| {
        move |command: &mut Command| {
            if let Command::IssueResult(issue) = command {
                issue.issued_on = day(on);
            }
        }
    };
    let refuse = |arrange: fn(&mut Snapshot, &mut Facts), on| {
        refusal(State::AwaitingReporterResponse, Transition::IssueResult, arrange, issued(on))
    };
    assert_eq!(refuse(as_is, "2026-05-28"), too_early("/issued_on", "2026-05-29"), "within the reporter's time");
    let responded = |report: &mut Snapshot, _: &mut Facts| report.reporter_response_on = Some(day("2026-04-20"));
    assert_eq!(refuse(responded, "2026-04-19"), too_early("/issued_on", "2026-04-20"));
}

#[test]
fn monitoring_and_hand_over_follow_the_lapse() {
    let before_the_lapse = |report: &mut Snapshot, _: &mut Facts| report.monitored_on = Some(day("2026-05-28"));
    let violation = refusal(State::CorrectiveAction, Transition::HandOver, before_the_lapse, no_change);
    assert_eq!(violation, Violation::MonitoringMissing);
    let early = |command: &mut Command| {
        if let Command::HandOver(hand_over) = command {
            hand_over.handed_over_on = day("2026-05-29");
        }
    };
    let violation = refusal(State::CorrectiveAction, Transition::HandOver, as_is, early);
    assert_eq!(violation, too_early("/handed_over_on", "2026-05-30"), "before the monitoring");
}

#[test]
fn an_addressee_acts_after_it_received_the_result() {
    let done = |command: &mut Command| {
        if let Command::RecordCarriedOut(done) = command {
            done.carried_out_on = day("2026-04-19");
        }
    };
    let violation = refusal(State::CorrectiveAction, Transition::RecordCarriedOut, as_is, done);
    assert_eq!(violation, too_early("/carried_out_on", "2026-04-20"));
    let acted = |report: &mut Snapshot, _: &mut Facts| report.addressees[0].carried_out_on = Some(day("2026-05-20"));
    let violation = refusal(State::CorrectiveAction, Transition::RecordAddresseeReceipt, acted, no_change);
    assert_eq!(violation, Violation::TooLate { field: "/received_on".to_owned(), latest: day("2026-05-20") });
}

/// UU 37/2008 art. 24(3): judged again where it decides, by the date as it is known then.
#[test]
fn the_events_age_is_judged_at_the_admission_again() {
    let old = |_: &mut Snapshot, facts: &mut Facts| facts.event_admissible_through = Some(day("2026-03-01"));
    let violation = refusal(State::AwaitingMeeting, Transition::Admit, old, no_change);
    assert_eq!(violation, Violation::EventTooOld { admissible_through: day("2026-03-01") });
    let undated = |_: &mut Snapshot, facts: &mut Facts| facts.event_admissible_through = None;
    for (state, transition) in
        [(State::MaterialVerification, Transition::Assess), (State::AwaitingMeeting, Transition::Admit)]
    {
        assert_eq!(refusal(state, transition, undated, no_change), Violation::EventDateUnknown);
        let own_initiative = |report: &mut Snapshot, facts: &mut Facts| {
            report.intake_kind = IntakeKind::Iaps;
            facts.event_admissible_through = None;
        };
        assert!(attempt(state, transition, own_initiative, no_change).is_ok(), "nobody is bound by the two years");
    }
}

/// An own-initiative investigation has nobody to notify and to wait for, on the fast track too.
#[test]
fn an_own_initiative_investigation_stays_one_on_the_fast_track() {
    let own_initiative = |report: &mut Snapshot, _: &mut Facts| report.intake_kind = IntakeKind::Iaps;
    let applied = attempt(State::FormalVerification, Transition::AcceptRco, own_initiative, no_change).unwrap();
    let after = applied.report.snapshot();
    assert_eq!((after.intake_kind, after.rco_criterion), (IntakeKind::Iaps, Some(RcoCriterion::ThreatToLife)));
}

#[test]
fn a_consultation_ends_on_a_day() {
    let applied = attempt(State::Received, Transition::ConvertToConsultation, as_is, no_change).unwrap();
    assert_eq!(applied.report.snapshot().closed_on, Some(today()));
}
