//! Whatever way a report takes and whatever days its people write, its dates are in order.

use super::samples::*;
use super::ways::{Dice, Try, next};
use crate::domain::access::Role;
use crate::domain::lifecycle::Lapse;
use crate::domain::report::*;
use crate::domain::time::{Timestamp, Zone};
use chrono::{Days, NaiveDate};

/// The command with its days moved to `on`.
fn dated(mut command: Command, on: NaiveDate) -> Command {
    match &mut command {
        Command::RequestCompletion(it) => it.letter_on = on,
        Command::RecordNoticeReceipt(it) => it.received_on = on,
        Command::ReceiveCompletion(it) => it.received_on = on,
        Command::Admit(it) | Command::Register(it) => {
            (it.meeting_on, it.registered_on) = (on, on);
            it.archive_number = archive_number(on);
        }
        Command::RecordFirstContact(it) => it.contacted_at = Zone::Wita.start_of(on).plus_seconds(11 * 3600),
        Command::Transfer(it) => it.transferred_on = on,
        Command::Withdraw(it) => it.withdrawn_on = on,
        Command::RecordReporterResponse(it) => it.received_on = on,
        Command::IssueResult(it) => it.issued_on = on,
        Command::BeginCorrectiveAction(it) => {
            it.addressees.iter_mut().for_each(|order| order.received_on = Some(on));
        }
        Command::RecordAddresseeReceipt(it) => it.received_on = on,
        Command::RecordCarriedOut(it) => it.carried_out_on = on,
        Command::RecordMonitoring(it) => it.monitored_on = on,
        Command::HandOver(it) => it.handed_over_on = on,
        Command::ReturnBundle(it) => it.returned_on = on,
        Command::Recommend(it) => it.decided_on = on,
        Command::Close(it) => {
            it.closed_on = on;
            it.copy_sent_on = it.copy_sent_on.map(|_| on);
            it.reporter_notified_on = it.reporter_notified_on.map(|_| on);
        }
        Command::RecordReporterNotified(it) => it.notified_on = on,
        _ => {}
    }
    command
}

/// Pairs of days of which the first may not be after the second.
fn pairs(report: &Snapshot) -> Vec<(&'static str, Option<NaiveDate>, Option<NaiveDate>)> {
    let day = |at: Option<Timestamp>| at.map(|at| Zone::Wita.day_of(at));
    let mut pairs = vec![
        ("submitted, meeting", day(report.received_at), report.meeting_on),
        ("meeting, registered", report.meeting_on, report.registered_on),
        ("letter, its receipt", report.completion_letter_on, report.completion_notice_received_on),
        ("letter, meeting", report.completion_letter_on, report.meeting_on),
        ("receipt of the letter, meeting", report.completion_notice_received_on, report.meeting_on),
        ("fixed, its receipt", report.result_fixed_on, report.result_notice_received_on),
        ("fixed, response", report.result_fixed_on, report.reporter_response_on),
        ("fixed, issued", report.result_fixed_on, report.result_issued_on),
        ("response, issued", report.reporter_response_on, report.result_issued_on),
        ("receipt of the result, issued", report.result_notice_received_on, report.result_issued_on),
        ("issued, monitored", report.result_issued_on, report.monitored_on),
        ("submitted, closed", day(report.received_at), report.closed_on),
        ("accepted on the fast track, closed", day(report.rco_accepted_at), report.closed_on),
        ("registered, closed", report.registered_on, report.closed_on),
        ("fixed, closed", report.result_fixed_on, report.closed_on),
        ("issued, closed", report.result_issued_on, report.closed_on),
        ("monitored, closed", report.monitored_on, report.closed_on),
    ];
    assert!(report.first_contact_at.is_none() || report.rco_accepted_at <= report.first_contact_at, "{report:?}");
    for addressee in &report.addressees {
        pairs.push(("issued, received", report.result_issued_on, addressee.received_on));
        pairs.push(("received, carried out", addressee.received_on, addressee.carried_out_on));
        pairs.push(("carried out, closed", addressee.carried_out_on, report.closed_on));
    }
    pairs
}

#[test]
fn the_dates_are_in_order_on_every_way() {
    let mut dice = Dice(37);
    let mut ended = 0;
    for _ in 0..800 {
        let kind = [IntakeKind::Lm, IntakeKind::Iaps][dice.below(2)];
        let id = in_state(State::Draft).id;
        let mut now = at("2026-03-02T01:00:00Z");
        let mut report = Report::draft(id, kind, Some(AGENCY), None, &actor(Role::Intake), now).unwrap();
        let mut moved_on = None;
        for _ in 0..120 {
            now = now.plus_seconds(dice.below(2) as i64 * 86_400);
            let today = Zone::Wita.day_of(now);
            let state = report.state();
            let Some(Try { transition, by, command }) = next(&mut dice, state) else { break };
            let on = today - Days::new(dice.below(6) as u64);
            let command = dated(command, on);
            let lapses = lapsed().lapsed.into_iter().map(|lapse| Lapse { on: today - Days::new(2), ..lapse }).collect();
            let facts = Facts { lapsed: lapses, moved_on, ..lapsed() };
            let Ok(applied) = report.clone().knowing(facts).apply(command, &by, now) else { continue };
            let event = &applied.events[0];
            let after = applied.report.snapshot();
            for (what, first, second) in pairs(after) {
                assert!(first.is_none() || second.is_none() || first <= second, "{what}: {after:?}");
            }
            if applied.report.state().is_ended() && !state.is_ended() {
                ended += 1;
                assert!(moved_on <= after.closed_on, "ended before it moved: {after:?}");
            }
            match transition {
                Transition::Reopen => moved_on = Some(today),
                Transition::HandOver | Transition::ReturnBundle | Transition::Recommend => {
                    moved_on = moved_on.max(event.effective_on);
                }
                _ => {}
            }
            report = applied.report;
        }
    }
    assert!(ended > 300, "only {ended} ways came to an end");
}
