//! From the case review to the end and back, and what every refusal carries.

use super::*;
use crate::domain::access::Role;
use crate::domain::code::Code;
use crate::domain::id::UserId;
use crate::domain::lifecycle::{DeadlineCode, Violation, ViolationKind};
use crate::domain::recommendation::Conclusion;
use crate::domain::report::tests::samples::*;
use crate::domain::report::*;
use crate::domain::time::Zone;

#[test]
fn the_result_waits_for_the_reporter() {
    let issue = |arrange: fn(&mut Snapshot, &mut Facts), handling: Option<&str>| {
        let handling = handling.map(str::to_owned);
        attempt(State::AwaitingReporterResponse, Transition::IssueResult, arrange, |command| {
            if let Command::IssueResult(issue) = command {
                issue.response_handling = handling;
            }
        })
    };
    assert!(issue(as_is, None).is_ok(), "silence until the end");
    let pending = Violation::ReporterResponsePending { due_on: Some(day("2026-06-08")) };
    assert_eq!(issue(|_, facts| *facts = in_time(DeadlineCode::D06, None, "2026-06-08"), None), Err(pending));
    assert_eq!(issue(|report, _| report.result_notice_received_on = None, None), Err(Violation::NoticeReceiptUnknown));
    let responded = |report: &mut Snapshot, facts: &mut Facts| {
        facts.lapsed.clear();
        report.reporter_response_on = Some(day("2026-04-20"));
    };
    assert_eq!(issue(responded, None), Err(required("/response_handling")));
    assert!(issue(responded, Some("tidak ada bukti baru")).is_ok());
    let own_initiative = |report: &mut Snapshot, facts: &mut Facts| {
        facts.lapsed.clear();
        report.intake_kind = IntakeKind::Iaps;
        report.result_notice_received_on = None;
    };
    assert!(issue(own_initiative, None).is_ok(), "nobody to wait for");
}

#[test]
fn nobody_signs_what_they_drafted() {
    let own = |report: &mut Snapshot, _: &mut Facts| report.drafted_by = Some(UserId(actor(Role::Head).id));
    let violation = refusal(State::AwaitingReporterResponse, Transition::IssueResult, own, no_change);
    assert_eq!((&violation, violation.kind()), (&Violation::SignerIsDrafter, ViolationKind::Forbidden));
}

#[test]
fn reexamination_rests_on_a_recorded_response_and_is_counted() {
    let silent = |report: &mut Snapshot, _: &mut Facts| report.reporter_response_on = None;
    assert_eq!(
        refusal(State::AwaitingReporterResponse, Transition::Reexamine, silent, no_change),
        Violation::ReporterResponseMissing
    );
    let again = attempt(State::AwaitingReporterResponse, Transition::Reexamine, as_is, no_change).unwrap();
    let after = again.report.snapshot();
    assert_eq!(after.reexaminations, 1);
    assert_eq!((after.outcome, after.drafted_by, after.reporter_response_on), (None, None, None), "to be fixed anew");
    assert!(again.events[0].changes.iter().any(|change| change.field == "outcome" && change.before.is_some()));
}

#[test]
fn what_follows_a_result_follows_from_its_outcome() {
    use ExaminationOutcome::{Found, NotFound, Stopped};
    for outcome in [Found, NotFound, Stopped] {
        let set = |report: &mut Snapshot, _: &mut Facts| conclude(report, outcome);
        let begun = attempt(State::ResultIssued, Transition::BeginCorrectiveAction, set, no_change);
        assert_eq!(begun.is_ok(), outcome == Found);
        for (reason, fits) in [(ClosingReason::T7, NotFound), (ClosingReason::T13, Stopped)] {
            let closed =
                attempt(State::ResultIssued, Transition::Close, set, edit_close(|it| it.closing_reason = reason));
            assert_eq!(closed.is_ok(), outcome == fits, "{outcome:?} {reason:?}");
        }
    }
    let no_copy = edit_close(|it| it.copy_sent_on = None);
    assert_eq!(refusal(State::ResultIssued, Transition::Close, as_is, no_copy), required("/copy_sent_on"));
}

/// Domain 4.2: what is found is named, and stands beside what is alleged.
#[test]
fn a_result_names_what_it_found_and_nothing_where_nothing_was_found() {
    use ExaminationOutcome::{Found, NotFound, Stopped};
    let take = |outcome, found: &[&str]| {
        let found = found.iter().map(|code| (*code).to_owned()).collect();
        let command = say(Command::FixResult(FixResult { found, ..fix(outcome) }));
        attempt(State::CaseReview, Transition::FixResult, as_is, command)
    };
    let applied = take(Found, &["PB", "TMP"]).unwrap();
    assert_eq!(applied.report.snapshot().found, ["PB", "TMP"]);
    let told = applied.events[0].changes.iter().find(|change| change.field == "found_maladministrations").unwrap();
    assert_eq!((told.before.as_deref(), told.after.as_deref()), (None, Some("PB, TMP")));
    assert_eq!(take(Found, &[]).unwrap_err(), required("/found_maladministrations"));
    let twice = Violation::Repeated { field: "/found_maladministrations/1".to_owned() };
    assert_eq!(take(Found, &["PB", "PB"]).unwrap_err(), twice);
    for outcome in [NotFound, Stopped] {
        assert_eq!(take(outcome, &["PB"]).unwrap_err().code(), "nothing_found");
        assert!(take(outcome, &[]).unwrap().report.snapshot().found.is_empty());
    }
    // Examined again, or reopened: what was found before is in the history, and no longer in the report.
    for (state, transition) in
        [(State::AwaitingReporterResponse, Transition::Reexamine), (State::Closed, Transition::Reopen)]
    {
        let again = attempt(state, transition, as_is, no_change).unwrap();
        assert!(again.report.snapshot().found.is_empty());
        let gone = again.events[0].changes.iter().find(|change| change.field == "found_maladministrations").unwrap();
        assert_eq!((gone.before.as_deref(), gone.after.as_deref()), (Some("PB"), None));
    }
}

#[test]
fn corrective_action_needs_actions_and_one_receipt() {
    let begin = |edit: fn(&mut BeginCorrectiveAction)| {
        refusal(State::ResultIssued, Transition::BeginCorrectiveAction, as_is, |command| {
            if let Command::BeginCorrectiveAction(begin) = command {
                edit(begin);
            }
        })
    };
    assert_eq!(begin(|it| it.addressees.clear()), required("/addressees"));
    assert_eq!(begin(|it| it.addressees[0].actions.clear()), required("/addressees/0/actions"));
    assert_eq!(begin(|it| it.addressees[0].actions[0].clear()), required("/addressees/0/actions/0"));
    assert_eq!(begin(|it| it.addressees[0].received_on = None), Violation::NoAddresseeReceipt);
    assert_eq!(begin(|it| it.addressees.push(it.addressees[0].clone())).code(), "repeated");
    assert_eq!(
        begin(|it| it.addressees[0].received_on = Some(day("2026-04-01"))).field(),
        Some("/addressees/0/received_on")
    );
}

#[test]
fn only_an_addressee_that_received_the_result_can_have_carried_it_out() {
    let stranger = |command: &mut Command| {
        if let Command::RecordCarriedOut(done) = command {
            done.agency = OTHER_AGENCY;
        }
    };
    let violation = refusal(State::CorrectiveAction, Transition::RecordCarriedOut, as_is, stranger);
    assert_eq!(violation, Violation::NotAnAddressee { field: "/agency".to_owned(), agency: OTHER_AGENCY });
    let unknown = |report: &mut Snapshot, _: &mut Facts| report.addressees[0].received_on = None;
    let violation = refusal(State::CorrectiveAction, Transition::RecordCarriedOut, unknown, no_change);
    assert_eq!(violation.code(), "addressee_receipt_unknown");
}

#[test]
fn a_hand_over_needs_the_lapse_the_monitoring_and_the_bundle() {
    let refuse = |arrange: fn(&mut Snapshot, &mut Facts)| {
        refusal(State::CorrectiveAction, Transition::HandOver, arrange, no_change)
    };
    let not_lapsed =
        |due_on: &str| Violation::DeadlineNotLapsed { deadline: DeadlineCode::D07, due_on: Some(day(due_on)) };
    let early = |_: &mut Snapshot, facts: &mut Facts| *facts = in_time(DeadlineCode::D07, Some(AGENCY), "2026-06-15");
    assert_eq!(refuse(early), not_lapsed("2026-06-15"));
    assert!(not_lapsed("2026-06-15").params().contains(&("due_on", "2026-06-15".to_owned())));
    assert_eq!(refuse(|report, _| report.monitored_on = None), Violation::MonitoringMissing);
    assert_eq!(refuse(|report, _| report.addressees[0].received_on = None), Violation::NoAddresseeReceipt);
    assert_eq!(refuse(|report, _| report.addressees[0].carried_out_on = Some(today())), Violation::NothingOutstanding);
    // Another addressee still has time.
    let other_in_time = |report: &mut Snapshot, facts: &mut Facts| {
        report.addressees.push(Addressee { agency: OTHER_AGENCY, ..report.addressees[0].clone() });
        facts.lapsed.retain(|lapse| lapse.debtor != Some(OTHER_AGENCY));
        facts.running = in_time(DeadlineCode::D07, Some(OTHER_AGENCY), "2026-06-20").running;
    };
    assert_eq!(refuse(other_in_time), not_lapsed("2026-06-20"));
    // Another addressee never received it: it does not hold up the rest.
    let unreached = |report: &mut Snapshot, _: &mut Facts| {
        let other = Addressee { agency: OTHER_AGENCY, received_on: None, ..report.addressees[0].clone() };
        report.addressees.push(other);
    };
    assert!(attempt(State::CorrectiveAction, Transition::HandOver, unreached, no_change).is_ok());
    let empty = |command: &mut Command| {
        if let Command::HandOver(hand_over) = command {
            hand_over.documents.clear();
        }
    };
    assert_eq!(refusal(State::CorrectiveAction, Transition::HandOver, as_is, empty), required("/documents"));
}

/// Domain 11.3 rule 7, in every state from which a report is closed.
#[test]
fn closing_needs_a_reason_of_that_state_a_letter_and_a_date() {
    for row in TABLE.0.iter().filter(|row| row.transition == Transition::Close) {
        let state = row.from[0];
        let blank = edit_close(|it| it.letter_number = "  ".to_owned());
        assert_eq!(refusal(state, Transition::Close, as_is, blank), required("/letter_number"), "{state:?}");
        let tomorrow = edit_close(|it| it.closed_on = day("2026-06-02"));
        let violation = refusal(state, Transition::Close, as_is, tomorrow);
        assert_eq!((violation.code(), violation.field()), ("date_in_future", Some("/closed_on")));
        for reason in ClosingReason::ALL.iter().copied().filter(|reason| !row.reasons.contains(reason)) {
            let other = edit_close(|it| it.closing_reason = reason);
            let violation = refusal(state, Transition::Close, as_is, other);
            assert_eq!((violation.code(), violation.field()), ("code_not_allowed", Some("/closing_reason")));
        }
    }
}

#[test]
fn nothing_of_a_report_happens_before_the_report() {
    let mut dated = 0;
    for row in TABLE.0 {
        for state in row.from.iter().copied().filter(|state| *state != State::Draft) {
            let applied = attempt(state, row.transition, as_is, no_change).unwrap();
            let Some(day) = applied.events[0].effective_on else { continue };
            dated += 1;
            let submitted_after = |snapshot: &mut Snapshot, _: &mut Facts| {
                snapshot.received_at = Some(Zone::Wita.start_of(day.succ_opt().unwrap()));
            };
            let violation = refusal(state, row.transition, submitted_after, no_change);
            assert_eq!(violation.code(), "date_too_early", "{state:?} {:?}", row.transition);
        }
    }
    assert!(dated > 20, "{dated} dated steps");
}

#[test]
fn a_report_does_not_end_before_it_was_handled() {
    let registered_later = |report: &mut Snapshot, _: &mut Facts| report.registered_on = Some(day("2026-06-01"));
    let the_day_before = edit_close(|it| it.closed_on = day("2026-05-31"));
    let violation = refusal(State::Examination, Transition::Close, registered_later, the_day_before);
    assert_eq!((violation.code(), violation.field()), ("date_too_early", Some("/closed_on")));
}

#[test]
fn each_way_of_closing_has_its_own_condition() {
    let refuse = |state, arrange: fn(&mut Snapshot, &mut Facts)| refusal(state, Transition::Close, arrange, no_change);
    assert_eq!(
        refuse(State::AwaitingCompletion, |report, _| report.completion_notice_received_on = None),
        Violation::NoticeReceiptUnknown
    );
    assert_eq!(
        refuse(State::AwaitingCompletion, |_, facts| *facts = in_time(DeadlineCode::D01, None, "2026-06-11")),
        Violation::DeadlineNotLapsed { deadline: DeadlineCode::D01, due_on: Some(day("2026-06-11")) }
    );
    assert_eq!(
        refuse(State::CorrectiveAction, |report, _| report.addressees[0].carried_out_on = None),
        Violation::ActionsOutstanding { agencies: vec![AGENCY] }
    );
    for state in [State::Examination, State::CorrectiveAction] {
        let no_minutes = edit_close(|it| it.minutes_number = None);
        assert_eq!(refusal(state, Transition::Close, as_is, no_minutes), required("/minutes_number"));
    }
    let untold = edit_close(|it| it.reporter_notified_on = None);
    assert_eq!(refusal(State::Examination, Transition::Close, as_is, untold), required("/reporter_notified_on"));
}

#[test]
fn a_report_in_recommendation_closes_as_its_recommendations_ended() {
    use Conclusion::{CarriedOut, Open, ReportedUpward};
    let table: [(&[Conclusion], bool, bool); 6] = [
        (&[], false, false),
        (&[Open], false, false),
        (&[CarriedOut], true, false),
        (&[ReportedUpward], false, true),
        (&[CarriedOut, ReportedUpward], false, true),
        (&[ReportedUpward, Open], false, false),
    ];
    for (ends, carried_out, reported) in table {
        for (reason, ok) in [(ClosingReason::T14, carried_out), (ClosingReason::T15, reported)] {
            let arrange = |_: &mut Snapshot, facts: &mut Facts| facts.recommendations = ends.to_vec();
            let adjust = edit_close(|it| it.closing_reason = reason);
            let closed = attempt(State::Recommendation, Transition::Close, arrange, adjust);
            assert_eq!(closed.is_ok(), ok, "{ends:?} {reason:?}");
        }
    }
}

/// The earlier outcome stays in the history; the report can get another.
#[test]
fn a_reopened_report_gives_its_old_outcome_to_the_history_and_can_get_a_new_one() {
    let reopened = attempt(State::Closed, Transition::Reopen, as_is, no_change).unwrap();
    let gone = |field: &str| {
        let change = reopened.events[0].changes.iter().find(|change| change.field == field).unwrap();
        (change.before.clone().unwrap(), change.after.clone())
    };
    assert_eq!(gone("closing_reason"), ("T12".to_owned(), None));
    assert_eq!(gone("outcome"), ("found".to_owned(), None));
    assert_eq!(gone("reopenings"), ("0".to_owned(), Some("1".to_owned())));

    let settle = command(State::Examination, Transition::Close);
    let closed = reopened.report.apply(settle, &actor(Role::Head), now()).unwrap();
    assert_eq!(closed.report.snapshot().closing_reason, Some(ClosingReason::T6));

    let no_reason = say(Command::Reopen(Reopen { reason: String::new(), evidence: "surat baru".to_owned() }));
    assert_eq!(refusal(State::Closed, Transition::Reopen, as_is, no_reason), required("/reason"));
    let no_evidence = say(Command::Reopen(Reopen { reason: "bukti baru".to_owned(), evidence: String::new() }));
    assert_eq!(refusal(State::Closed, Transition::Reopen, as_is, no_evidence), required("/evidence"));
}

#[test]
fn a_refused_step_changes_nothing_and_the_reason_has_its_values() {
    let report = ready_for(State::Draft, Transition::Submit);
    let violation = report.clone().apply(Command::TakeUp, &actor(Role::Intake), now()).unwrap_err();
    assert_eq!(violation.kind(), ViolationKind::Conflict);
    let params = violation.params();
    assert!(params.contains(&("state", "draft".to_owned())));
    assert!(params.contains(&("allowed", "submit, withdraw".to_owned())));
    assert_eq!(report.state(), State::Draft);
    assert_eq!(report.allowed(Role::Intake), [Transition::Submit, Transition::Withdraw]);
}

#[test]
fn the_day_is_the_day_in_wita() {
    // 16:30 UTC on 1 June is already 2 June in South Kalimantan.
    let late = at("2026-06-01T16:30:00Z");
    let report = ready_for(State::AwaitingMeeting, Transition::Close);
    let mut payload = close(ClosingReason::T1);
    payload.closed_on = day("2026-06-02");
    assert!(report.apply(Command::Close(payload), &actor(Role::Head), late).is_ok());
}

#[test]
fn the_public_stage_is_plain_and_says_nothing_internal() {
    for state in State::ALL.iter().copied() {
        let stage = public_stage(state);
        let text = stage.explanation();
        assert!(!text.id.is_empty() && !text.en.is_empty());
        for internal in ["bedah", "narahubung", "terlapor", "asisten", "LHP"] {
            assert!(!text.id.to_lowercase().contains(&internal.to_lowercase()), "{state:?}: {internal}");
        }
    }
    assert_eq!(public_stage(State::CaseReview), public_stage(State::Examination), "the review is internal");
    for reason in ClosingReason::ALL {
        assert!(!reason.explanation().id.is_empty(), "{}", reason.code());
    }
}
