//! The published table, written down a second time from the handbook (12.1), against what the machine does for every
//! state, every step and every role.

use super::samples::{actor, command, in_state, now, ready_for};
use crate::domain::access::Role;
use crate::domain::code::Code;
use crate::domain::lifecycle::Violation;
use crate::domain::recommendation;
use crate::domain::report::{Report, State, TABLE, Transition};
use std::collections::{HashMap, HashSet};

/// From states | to (= stays) | step | who.
const PUBLISHED: &str = "
draft | received | submit | head intake reporter office_client
received | converted_to_consultation | convert_to_consultation | intake
received | = | convert_to_report | intake
received | formal_verification | take_up | intake
received formal_verification awaiting_completion examination | = | replace_formal_checklist | head intake
material_verification awaiting_meeting | = | replace_material_checklist | head intake
received formal_verification awaiting_completion material_verification | = | record_prior_complaint | head intake
formal_verification | awaiting_completion | request_completion | intake
awaiting_completion | = | record_notice_receipt | head intake
awaiting_completion | formal_verification | receive_completion | intake reporter office_client
awaiting_completion | closed | close | head intake
formal_verification | material_verification | pass_formal | intake
material_verification | awaiting_meeting | assess | intake
awaiting_meeting | examination | admit | head
awaiting_meeting | closed | close | head
received formal_verification material_verification | examination | accept_rco | head
examination | = | register | head
examination case_review awaiting_reporter_response result_issued corrective_action resolution_monitoring recommendation | = | record_first_contact | head intake examiner
received formal_verification awaiting_completion material_verification awaiting_meeting examination case_review awaiting_reporter_response | transferred | transfer | head
draft received formal_verification awaiting_completion material_verification awaiting_meeting examination case_review awaiting_reporter_response | withdrawn | withdraw | intake examiner reporter office_client
examination | case_review | call_review | examiner
examination | closed | close | head
case_review | examination | return_to_examination | head
case_review | awaiting_reporter_response | fix_result | head
awaiting_reporter_response | = | record_notice_receipt | head intake examiner
awaiting_reporter_response | = | record_reporter_response | intake examiner reporter office_client
awaiting_reporter_response | examination | reexamine | head
awaiting_reporter_response | result_issued | issue_result | head
result_issued | closed | close | examiner
result_issued | corrective_action | begin_corrective_action | examiner
corrective_action | = | record_addressee_receipt | head examiner
corrective_action resolution_monitoring | = | record_carried_out | head examiner resolution
corrective_action | = | record_monitoring | examiner
corrective_action | closed | close | head
corrective_action | resolution_monitoring | hand_over | head
resolution_monitoring | corrective_action | return_bundle | head resolution
resolution_monitoring | closed | close | head resolution
resolution_monitoring | recommendation | recommend | head resolution
recommendation | closed | close | head resolution
closed | = | record_reporter_notified | head intake examiner
closed | examination | reopen | head
";

type Published = HashMap<(State, Transition), (State, Vec<Role>)>;

fn code<C: Code>(text: &str) -> C {
    C::from_code(text).unwrap_or_else(|| panic!("no such code: {text}"))
}

fn published() -> Published {
    let mut table = HashMap::new();
    for line in PUBLISHED.lines().filter(|line| !line.is_empty()) {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        for from in cells[0].split(' ').map(code::<State>) {
            let to = if cells[1] == "=" { from } else { code(cells[1]) };
            let roles = cells[3].split(' ').map(code::<Role>).collect();
            let earlier = table.insert((from, code(cells[2])), (to, roles));
            assert!(earlier.is_none(), "twice: {line}");
        }
    }
    table
}

#[test]
fn every_state_step_and_role_does_exactly_what_is_published() {
    let table = published();
    for state in State::ALL.iter().copied() {
        for transition in Transition::ALL.iter().copied() {
            let ever =
                |role: Role| table.iter().any(|((_, step), (_, roles))| *step == transition && roles.contains(&role));
            for role in Role::ALL.iter().copied() {
                let case = format!("{} {} by {}", state.code(), transition.code(), role.code());
                let result = ready_for(state, transition).apply(command(state, transition), &actor(role), now());
                match (table.get(&(state, transition)), result) {
                    (Some((to, roles)), Ok(applied)) => {
                        assert!(roles.contains(&role), "{case}: allowed");
                        assert_eq!(applied.report.state(), *to, "{case}");
                        assert_eq!(applied.events.len(), 1, "{case}");
                        let event = &applied.events[0];
                        assert_eq!((event.from, event.to, event.transition), (state, *to, transition), "{case}");
                        assert_eq!((event.by, event.at), (actor(role), now()), "{case}");
                        assert!(Report::restore(applied.report.into_snapshot()).is_ok(), "{case}: not restorable");
                    }
                    (Some((_, roles)), Err(violation)) => {
                        assert!(matches!(violation, Violation::RoleNotAllowed { .. }), "{case}: {violation:?}");
                        assert!(!roles.contains(&role), "{case}: refused");
                    }
                    (None, Err(Violation::RoleNotAllowed { .. })) => assert!(!ever(role), "{case}: wrong refusal"),
                    (None, Err(Violation::TransitionNotAllowed { allowed, .. })) => {
                        assert!(ever(role), "{case}: wrong refusal");
                        let offered = ready_for(state, transition).allowed(role);
                        let expected: HashSet<_> = table
                            .iter()
                            .filter(|((from, step), (_, roles))| {
                                *from == state && roles.contains(&role) && offered.contains(step)
                            })
                            .map(|((_, step), _)| step.code())
                            .collect();
                        assert_eq!(expected.len(), offered.len(), "{case}: offered, but not published");
                        assert_eq!(allowed.into_iter().collect::<HashSet<_>>(), expected, "{case}");
                    }
                    (None, other) => panic!("{case}: {other:?}"),
                }
            }
        }
    }
}

#[test]
fn a_state_and_a_step_have_one_row_and_every_step_has_some() {
    let mut seen = HashSet::new();
    for row in TABLE.0 {
        assert!(!row.roles.is_empty() && !row.guard.is_empty(), "{:?}", row.transition);
        for from in row.from {
            assert!(seen.insert((*from, row.transition)), "{from:?} {:?} twice", row.transition);
        }
    }
    for transition in Transition::ALL {
        assert!(TABLE.0.iter().any(|row| row.transition == *transition), "{transition:?}");
    }
}

#[test]
fn every_state_can_be_reached_and_every_live_one_left() {
    for state in State::ALL.iter().copied() {
        assert!(state == State::Draft || TABLE.0.iter().any(|row| row.to == Some(state)), "{state:?} unreachable");
        let left = TABLE.0.iter().any(|row| row.from.contains(&state) && row.to.is_some());
        // Of the ended ones only a closed report comes back.
        assert_eq!(left, !state.is_ended() || state == State::Closed, "{state:?}");
    }
}

#[test]
fn closing_reasons_are_allowed_exactly_where_published() {
    let expected = [
        (State::AwaitingCompletion, "T8"),
        (State::AwaitingMeeting, "T1 T2 T3 T4 T5 T10"),
        (State::Examination, "T4 T6 T12"),
        (State::ResultIssued, "T7 T13"),
        (State::CorrectiveAction, "T12"),
        (State::ResolutionMonitoring, "T6 T12"),
        (State::Recommendation, "T14 T15"),
    ];
    for (state, reasons) in expected {
        let row = TABLE.row(state, Transition::Close).unwrap();
        let codes: Vec<_> = row.reasons.iter().map(|reason| reason.code()).collect();
        assert_eq!(codes.join(" "), reasons, "{state:?}");
    }
    assert_eq!(TABLE.0.iter().filter(|row| row.transition == Transition::Close).count(), expected.len());
}

#[test]
fn the_agency_side_the_administrator_and_prevention_move_no_report() {
    for role in [Role::Narahubung, Role::Inspector, Role::Responder, Role::AgencyClient, Role::Admin, Role::Prevention]
    {
        assert!(TABLE.0.iter().all(|row| !row.roles.contains(&role)), "{role:?}");
    }
}

#[test]
fn an_office_client_may_do_what_a_reporter_may() {
    for row in TABLE.0 {
        assert_eq!(
            row.roles.contains(&Role::Reporter),
            row.roles.contains(&Role::OfficeClient),
            "{:?}",
            row.transition
        );
    }
}

#[test]
fn the_markdown_table_has_a_line_for_every_row() {
    let text = TABLE.markdown();
    assert_eq!(text.lines().count(), TABLE.0.len() + 2);
    assert!(text.contains("| awaiting_meeting | closed | `close` | head | T1, T2, T3, T4, T5, T10 | D02 |"));
    assert!(text.lines().all(|line| line.matches('|').count() == 8), "a cell contains a bar");
}

#[test]
fn sample_reports_are_consistent_and_a_contradiction_is_noticed() {
    for state in State::ALL.iter().copied() {
        let snapshot = in_state(state);
        assert_eq!(Report::restore(snapshot.clone()).unwrap().into_snapshot(), snapshot);
    }
    let mut report = in_state(State::Closed);
    report.closing_reason = None;
    assert_eq!(Report::restore(report).unwrap_err().field, "closing_reason");
}

/// `docs/lifecycle.md` prints both tables; a change of a table is a change of that page.
#[test]
fn the_documentation_prints_both_tables() {
    let page = include_str!("../../../../docs/lifecycle.md");
    for table in [TABLE.markdown(), recommendation::TABLE.markdown()] {
        assert!(page.contains(&table), "put this table into docs/lifecycle.md:\n\n{table}");
    }
    for state in State::ALL {
        let line = format!("| `{}` | {} | {} |", state.code(), state.label_id(), state.label_en());
        assert!(page.contains(&line), "put this line into docs/lifecycle.md:\n{line}");
    }
    for state in recommendation::State::ALL {
        let line = format!("| `{}` | {} | {} |", state.code(), state.label_id(), state.label_en());
        assert!(page.contains(&line), "put this line into docs/lifecycle.md:\n{line}");
    }
}
