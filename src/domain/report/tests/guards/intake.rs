//! From the draft to the fast track, transfer and withdrawal.

use super::*;
use crate::domain::access::Role;
use crate::domain::code::Code;
use crate::domain::id::UserId;
use crate::domain::lifecycle::{Violation, ViolationKind};
use crate::domain::report::tests::samples::*;
use crate::domain::report::*;

#[test]
fn an_empty_account_is_not_submitted() {
    let blank = Command::Submit(Submit { account: " \n ".to_owned() });
    assert_eq!(refusal(State::Draft, Transition::Submit, as_is, say(blank)), required("/account"));
}

#[test]
fn consultations_and_copies_are_not_verified_before_they_become_reports() {
    for kind in [IntakeKind::Knl, IntakeKind::Tb] {
        let set = |report: &mut Snapshot, _: &mut Facts| report.intake_kind = kind;
        let violation = refusal(State::Received, Transition::TakeUp, set, no_change);
        assert_eq!(violation.code(), "intake_kind_not_allowed");
        let applied = attempt(State::Received, Transition::ConvertToReport, set, no_change).unwrap();
        let after = applied.report.snapshot();
        assert_eq!((after.intake_kind, after.state), (IntakeKind::Lm, State::Received));
        assert_eq!(after.received_at, in_state(State::Received).received_at, "the intake stays the same one");
    }
    let already = |report: &mut Snapshot, _: &mut Facts| report.intake_kind = IntakeKind::Lm;
    let violation = refusal(State::Received, Transition::ConvertToReport, already, no_change);
    assert_eq!(violation.code(), "intake_kind_not_allowed");
}

#[test]
fn a_consultation_ends_as_one_and_a_copy_stays_a_copy() {
    for (kind, after) in
        [(IntakeKind::Lm, IntakeKind::Knl), (IntakeKind::Knl, IntakeKind::Knl), (IntakeKind::Tb, IntakeKind::Tb)]
    {
        let set = |report: &mut Snapshot, _: &mut Facts| report.intake_kind = kind;
        let applied = attempt(State::Received, Transition::ConvertToConsultation, set, no_change).unwrap();
        assert_eq!(applied.report.snapshot().intake_kind, after);
    }
}

#[test]
fn reporters_bring_in_reports_and_consultations_and_the_office_any_kind() {
    let draft = |kind, role| Report::draft(in_state(State::Draft).id, kind, None, None, &actor(role), now());
    for role in [Role::Reporter, Role::OfficeClient] {
        for kind in IntakeKind::ALL.iter().copied() {
            let ok = matches!(kind, IntakeKind::Lm | IntakeKind::Knl);
            assert_eq!(draft(kind, role).is_ok(), ok, "{kind:?} by {role:?}");
        }
    }
    for kind in IntakeKind::ALL.iter().copied() {
        assert!(draft(kind, Role::Intake).is_ok() && draft(kind, Role::Head).is_ok());
        let refused = draft(kind, Role::Narahubung).unwrap_err();
        assert_eq!(refused.kind(), ViolationKind::Forbidden);
    }
}

#[test]
fn a_prior_complaint_has_its_date_or_its_reason() {
    let record = |status, complained_on, reason: Option<&str>| {
        let reason = reason.map(str::to_owned);
        say(Command::RecordPriorComplaint(PriorComplaintRecord { status, complained_on, reason }))
    };
    let refuse = |command| refusal(State::Received, Transition::RecordPriorComplaint, as_is, command);
    assert_eq!(refuse(record(PriorComplaint::Done, None, None)), required("/complained_on"));
    assert_eq!(refuse(record(PriorComplaint::Exempted, None, None)), required("/reason"));
    let future = refuse(record(PriorComplaint::Done, Some(day("2026-06-02")), None));
    assert_eq!((future.code(), future.field()), ("date_in_future", Some("/complained_on")));
    let ok = record(PriorComplaint::NotYet, None, None);
    assert!(attempt(State::Received, Transition::RecordPriorComplaint, as_is, ok).is_ok());
}

#[test]
fn completion_is_asked_for_items_that_are_missing() {
    let ask = |items: &[FormalItem]| {
        let (missing_items, letter_number) = (items.to_vec(), "B/1/2026".to_owned());
        say(Command::RequestCompletion(RequestCompletion { missing_items, letter_number, letter_on: today() }))
    };
    let refuse =
        |items: &[FormalItem]| refusal(State::FormalVerification, Transition::RequestCompletion, as_is, ask(items));
    assert_eq!(refuse(&[]), required("/missing_items"));
    assert_eq!(refuse(&[FormalItem::F1, FormalItem::F1]), Violation::Repeated { field: "/missing_items/1".to_owned() });
    assert_eq!(
        refuse(&[FormalItem::F1, FormalItem::F7]),
        Violation::ItemNotMissing { field: "/missing_items/1".to_owned(), item: "F7" }
    );
}

#[test]
fn formal_verification_passes_when_every_item_is_met_or_excused() {
    let unanswered = |report: &mut Snapshot, _: &mut Facts| {
        report.formal_checklist.remove(3);
        report.formal_checklist[0].status = ItemStatus::Missing;
    };
    assert_eq!(
        refusal(State::FormalVerification, Transition::PassFormal, unanswered, no_change),
        Violation::FormalItemsOpen { items: vec!["F1", "F4"] }
    );
}

#[test]
fn checklists_answer_each_item_once() {
    let twice = |command: &mut Command| {
        if let Command::ReplaceFormalChecklist(items) = command {
            items[5].item = FormalItem::F1;
        }
    };
    assert_eq!(
        refusal(State::Received, Transition::ReplaceFormalChecklist, as_is, twice),
        Violation::Repeated { field: "/items/5/item".to_owned() }
    );
    let ordinary = |report: &mut Snapshot, _: &mut Facts| report.rco_accepted_at = None;
    assert_eq!(
        refusal(State::Examination, Transition::ReplaceFormalChecklist, ordinary, no_change),
        Violation::NotFastTrack
    );
    let fewer = say(Command::ReplaceMaterialChecklist(material()[..5].to_vec()));
    assert_eq!(
        refusal(State::AwaitingMeeting, Transition::ReplaceMaterialChecklist, as_is, fewer),
        Violation::MaterialItemsOpen { items: vec!["M6"] }
    );
}

#[test]
fn material_verification_answers_every_item() {
    let unanswered = |report: &mut Snapshot, _: &mut Facts| report.material_checklist.truncate(4);
    assert_eq!(
        refusal(State::MaterialVerification, Transition::Assess, unanswered, no_change),
        Violation::MaterialItemsOpen { items: vec!["M5", "M6"] }
    );
}

/// UU 37/2008 art. 24(3); the last day is computed by the engine: 2024-03-01 can be reported through 2026-03-01.
#[test]
fn an_event_older_than_two_years_is_m1_not_met_and_not_admitted() {
    let through = day("2026-03-01");
    assert_eq!(event_age(day("2026-03-01"), through), MaterialAnswer::Met);
    assert_eq!(event_age(day("2026-03-02"), through), MaterialAnswer::NotMet);

    // The sample report was received on 2026-03-02.
    let too_old = |_: &mut Snapshot, facts: &mut Facts| facts.event_admissible_through = Some(through);
    assert_eq!(
        refusal(State::MaterialVerification, Transition::Assess, too_old, no_change),
        Violation::EventTooOld { admissible_through: through }
    );
    let not_met = |report: &mut Snapshot, facts: &mut Facts| {
        facts.event_admissible_through = Some(through);
        report.material_checklist[0].answer = MaterialAnswer::NotMet;
    };
    let assessed = attempt(State::MaterialVerification, Transition::Assess, not_met, no_change).unwrap().report;
    let admit = command(State::AwaitingMeeting, Transition::Admit);
    assert_eq!(assessed.clone().apply(admit, &actor(Role::Head), now()), Err(Violation::Inadmissible));
    let refused = assessed.apply(Command::Close(close(ClosingReason::T10)), &actor(Role::Head), now()).unwrap();
    assert_eq!(refused.report.snapshot().closing_reason, Some(ClosingReason::T10));

    let own_initiative = |report: &mut Snapshot, facts: &mut Facts| {
        report.intake_kind = IntakeKind::Iaps;
        facts.event_admissible_through = Some(through);
    };
    assert!(attempt(State::MaterialVerification, Transition::Assess, own_initiative, no_change).is_ok());
}

#[test]
fn admission_needs_team_archive_number_and_possible_dates() {
    let admit = |edit: fn(&mut Registration)| {
        let mut registration = registration();
        edit(&mut registration);
        refusal(State::AwaitingMeeting, Transition::Admit, as_is, say(Command::Admit(registration)))
    };
    assert_eq!(admit(|it| it.team.clear()), required("/team"));
    assert_eq!(admit(|it| it.team.push(it.team[0])), Violation::Repeated { field: "/team/1".to_owned() });
    assert_eq!(admit(|it| it.archive_number.clear()), required("/archive_number"));
    assert_eq!(admit(|it| it.registered_on = day("2026-06-02")).code(), "date_in_future");
    let early = admit(|it| it.registered_on = day("2026-03-31"));
    assert_eq!((early.code(), early.field()), ("date_too_early", Some("/registered_on")));
}

#[test]
fn a_report_is_registered_once() {
    let registered = |report: &mut Snapshot, _: &mut Facts| report.archive_number = Some("1".to_owned());
    assert_eq!(refusal(State::Examination, Transition::Register, registered, no_change), Violation::AlreadyRegistered);
}

#[test]
fn the_fast_track_needs_a_reason_and_makes_the_intake_an_rco() {
    for state in [State::Received, State::FormalVerification, State::MaterialVerification] {
        let applied = attempt(state, Transition::AcceptRco, as_is, no_change).unwrap();
        let after = applied.report.snapshot();
        assert_eq!((after.intake_kind, after.rco_criterion), (IntakeKind::Rco, Some(RcoCriterion::ThreatToLife)));
        let mut later = formal();
        later[5].status = ItemStatus::Missing;
        let complete = Command::ReplaceFormalChecklist(later);
        assert!(applied.report.apply(complete, &actor(Role::Intake), now()).is_ok(), "formal items come later");
    }
    let blank = |command: &mut Command| {
        if let Command::AcceptRco(accept) = command {
            accept.reason = String::new();
        }
    };
    assert_eq!(refusal(State::Received, Transition::AcceptRco, as_is, blank), required("/reason"));
    let ordinary = |report: &mut Snapshot, _: &mut Facts| report.rco_accepted_at = None;
    assert_eq!(
        refusal(State::Examination, Transition::RecordFirstContact, ordinary, no_change),
        Violation::NotFastTrack
    );
}

/// Handbook 3.1: the number says in which month, of which year and at which office the report was registered.
#[test]
fn an_archive_number_fits_the_registration_and_the_office() {
    for (number, code) in [
        (" ", "required"),
        ("bebas saja", "archive_number_format"),
        ("0179/LM/XIII/2026/BJM", "archive_number_format"),
        ("0179/LM/V/2026/BJM", "archive_number_month"),
        ("0179/LM/IV/2025/BJM", "archive_number_year"),
        ("0179/LM/IV/2026/JKT", "archive_number_office"),
    ] {
        for (state, transition) in
            [(State::AwaitingMeeting, Transition::Admit), (State::Examination, Transition::Register)]
        {
            let numbered = |command: &mut Command| match command {
                Command::Admit(it) | Command::Register(it) => it.archive_number = number.to_owned(),
                other => panic!("no registration: {other:?}"),
            };
            let violation = refusal(state, transition, as_is, numbered);
            assert_eq!((violation.code(), violation.field()), (code, Some("/archive_number")), "{number}");
        }
    }
}

/// Handbook 3.4: D20 counts from the acceptance, so a contact before it would be met by any slip of the pen.
#[test]
fn the_first_contact_came_after_the_acceptance_and_has_come() {
    let contacted = |on: &'static str| {
        move |command: &mut Command| match command {
            Command::RecordFirstContact(contact) => contact.contacted_at = at(on),
            other => panic!("no contact: {other:?}"),
        }
    };
    let refuse = |on| refusal(State::Examination, Transition::RecordFirstContact, as_is, contacted(on));
    let field = || "/contacted_at".to_owned();
    let accepted_at = at("2026-05-31T02:00:00Z");
    for early in ["2020-01-01T08:00:00+08:00", "2026-05-31T01:59:59Z"] {
        let violation = refuse(early);
        assert_eq!(violation, Violation::MomentTooEarly { field: field(), earliest: accepted_at });
        assert_eq!(violation.params(), [("earliest", "2026-05-31T10:00:00+08:00".to_owned())]);
    }
    assert_eq!(refuse("2026-06-01T02:00:01Z"), Violation::MomentInFuture { field: field(), now: now() });
    let at_once = contacted("2026-05-31T02:00:00Z");
    assert!(attempt(State::Examination, Transition::RecordFirstContact, as_is, at_once).is_ok());
}

#[test]
fn whoever_is_assigned_stays_on_the_fast_track_unless_a_team_is_named() {
    let assigned = |report: &mut Snapshot, _: &mut Facts| report.team = vec![UserId(actor(Role::Examiner).id)];
    let unnamed = |command: &mut Command| match command {
        Command::AcceptRco(accept) => accept.team = None,
        other => panic!("not the fast track: {other:?}"),
    };
    let team = |adjust: fn(&mut Command)| {
        let applied = attempt(State::Received, Transition::AcceptRco, assigned, adjust).unwrap();
        applied.report.into_snapshot().team
    };
    assert_eq!(team(unnamed), [UserId(actor(Role::Examiner).id)]);
    assert_eq!(team(no_change), [DRAFTER]);
}

#[test]
fn a_transfer_notes_the_coordination_and_a_withdrawal_may_be_recorded_by_the_office() {
    let silent = |command: &mut Command| {
        if let Command::Transfer(transfer) = command {
            transfer.coordination = " ".to_owned();
        }
    };
    assert_eq!(refusal(State::Received, Transition::Transfer, as_is, silent), required("/coordination"));
    let moved = attempt(State::Examination, Transition::Transfer, as_is, no_change).unwrap();
    assert_eq!(moved.events[0].closing_reason, Some(ClosingReason::T11));

    for role in [Role::Reporter, Role::Intake, Role::Examiner, Role::OfficeClient] {
        let report = ready_for(State::Examination, Transition::Withdraw);
        let command = command(State::Examination, Transition::Withdraw);
        let withdrawn = report.apply(command, &actor(role), now()).unwrap();
        assert_eq!(withdrawn.report.snapshot().closing_reason, Some(ClosingReason::T9), "{role:?}");
    }
}
