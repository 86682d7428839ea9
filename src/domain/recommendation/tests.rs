//! The published table of 12.4 against what the machine does for every state, step and role; and every guard.

use super::*;
use crate::domain::deadline::Start;
use crate::domain::lifecycle::{DeadlineCode, DeadlineOutcome, Lapse, Running, ViolationKind};
use crate::domain::time::Zone;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

const SUPERIOR: AgencyId = AgencyId(Uuid::from_u128(0x63));
const RESPONDENT: AgencyId = AgencyId(Uuid::from_u128(0x64));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    Timestamp::parse("2026-10-01T02:00:00Z").unwrap()
}

fn today() -> NaiveDate {
    day("2026-10-01")
}

fn actor(role: Role) -> Actor {
    let number = Role::ALL.iter().position(|other| *other == role).unwrap();
    Actor { id: Uuid::from_u128(0xb000 + number as u128), role }
}

fn document() -> CentralDocument {
    CentralDocument { central_document_number: "M/1/2026".to_owned(), central_document_on: today() }
}

fn in_state(state: State) -> Snapshot {
    use State as S;
    let order = State::ALL.iter().position(|other| *other == state).unwrap();
    let mut it =
        Snapshot::empty(RecommendationId(Uuid::from_u128(1)), ReportId(Uuid::from_u128(2)), RESPONDENT, SUPERIOR);
    it.state = state;
    if order >= 3 {
        it.signed_on = Some(day("2026-07-01"));
    }
    if order >= 4 {
        it.delivered_on = Some(day("2026-07-08"));
    }
    if order >= 5 {
        it.superior_received_on = Some(day("2026-07-10"));
    }
    if order >= 6 {
        it.reported_on = Some(day("2026-09-01"));
        it.reported_by = Some(actor(Role::Narahubung).id);
    }
    it.execution = match state {
        S::CarriedOut => Some(Execution::CarriedOut),
        S::PartlyCarriedOut => Some(Execution::PartlyCarriedOut),
        S::NotCarriedOut | S::Published | S::ReportedUpward => Some(Execution::NotCarriedOut),
        _ => None,
    };
    it.reason_judgement = (state == S::PartlyCarriedOut).then_some(Judgement::Refused);
    it
}

fn lapsed() -> Facts {
    let lapse = Lapse { code: DeadlineCode::D09, debtor: Some(SUPERIOR), on: day("2026-09-09") };
    Facts { lapsed: vec![lapse], running: Vec::new(), decided_on: Some(day("2026-06-20")) }
}

fn ready(state: State) -> Recommendation {
    Recommendation::restore(in_state(state)).unwrap().knowing(lapsed())
}

fn find(execution: Execution) -> Finding {
    let reason_judgement = (execution == Execution::PartlyCarriedOut).then_some(Judgement::Accepted);
    Finding { document: document(), execution, evidence: "kunjungan lapangan".to_owned(), reason_judgement }
}

fn execution_report(claim: Execution) -> ExecutionReport {
    ExecutionReport {
        reported_on: today(),
        claim,
        summary: "Sudah dilaksanakan.".to_owned(),
        examination_result: "Inspektorat telah memeriksa.".to_owned(),
        reason: (claim != Execution::CarriedOut).then(|| "Anggaran belum tersedia.".to_owned()),
    }
}

fn command(transition: Transition) -> Command {
    use Transition as T;
    match transition {
        T::SubmitToQuality => Command::SubmitToQuality(document()),
        T::ClearQuality => Command::ClearQuality(document()),
        T::Sign => Command::Sign(Signature {
            document: document(),
            recommendation_number: "0003/REK/2026".to_owned(),
            signed_on: today(),
        }),
        T::Deliver => Command::Deliver(Delivery {
            document: document(),
            delivered_on: today(),
            reporter_received_on: None,
            respondent_received_on: None,
        }),
        T::RecordReceipt => Command::RecordReceipt(Receipt { party: Party::Reporter, received_on: today() }),
        T::RecordSuperiorReceipt => {
            Command::RecordSuperiorReceipt(SuperiorReceipt { document: document(), received_on: today() })
        }
        T::FileReport => Command::FileReport(execution_report(Execution::CarriedOut)),
        T::Review => Command::Review(document()),
        T::FindCarriedOut => Command::Find(find(Execution::CarriedOut)),
        T::FindPartlyCarriedOut => Command::Find(find(Execution::PartlyCarriedOut)),
        T::FindNotCarriedOut => Command::Find(find(Execution::NotCarriedOut)),
        T::ConfirmLapse => Command::ConfirmLapse(document()),
        T::Publish => Command::Publish(document()),
        T::ReportUpward => Command::ReportUpward(document()),
    }
}

/// From states | to (= stays) | step | who.
const PUBLISHED: &str = "
draft | quality_clearance | submit_to_quality | head resolution
quality_clearance | member_clearance | clear_quality | head resolution
member_clearance | signed | sign | head resolution
signed | delivered | deliver | head resolution
delivered awaiting_report | = | record_receipt | head resolution
delivered | awaiting_report | record_superior_receipt | head resolution
awaiting_report | reported | file_report | head resolution narahubung inspector agency_client
awaiting_report | not_carried_out | confirm_lapse | head resolution
reported | under_review | review | head resolution
under_review | carried_out | find_carried_out | head resolution
under_review | partly_carried_out | find_partly_carried_out | head resolution
under_review | not_carried_out | find_not_carried_out | head resolution
partly_carried_out not_carried_out | published | publish | head resolution
published | reported_upward | report_upward | head resolution
";

fn code<C: Code>(text: &str) -> C {
    C::from_code(text).unwrap_or_else(|| panic!("no such code: {text}"))
}

fn published() -> HashMap<(State, Transition), (State, Vec<Role>)> {
    let mut table = HashMap::new();
    for line in PUBLISHED.lines().filter(|line| !line.is_empty()) {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        for from in cells[0].split(' ').map(code::<State>) {
            let to = if cells[1] == "=" { from } else { code(cells[1]) };
            let roles = cells[3].split(' ').map(code::<Role>).collect();
            assert!(table.insert((from, code(cells[2])), (to, roles)).is_none(), "twice: {line}");
        }
    }
    table
}

#[test]
fn every_state_step_and_role_does_exactly_what_is_published() {
    let table = published();
    for state in State::ALL.iter().copied() {
        for transition in Transition::ALL.iter().copied() {
            for role in Role::ALL.iter().copied() {
                let case = format!("{} {} by {}", state.code(), transition.code(), role.code());
                let result = ready(state).apply(command(transition), &actor(role), now());
                match (table.get(&(state, transition)), result) {
                    (Some((to, roles)), Ok(applied)) => {
                        assert!(roles.contains(&role), "{case}: allowed");
                        let event = &applied.events[0];
                        assert_eq!((event.from, event.to, event.transition), (state, *to, transition), "{case}");
                        assert_eq!(applied.recommendation.state(), *to, "{case}");
                        assert!(Recommendation::restore(applied.recommendation.into_snapshot()).is_ok(), "{case}");
                    }
                    (Some((_, roles)), Err(violation)) => {
                        assert_eq!(violation.code(), "role_not_allowed", "{case}");
                        assert!(!roles.contains(&role), "{case}: refused");
                    }
                    (None, Err(violation)) => {
                        let ever = TABLE.roles_of(transition).contains(&role);
                        let expected = if ever { "invalid_transition" } else { "role_not_allowed" };
                        assert_eq!(violation.code(), expected, "{case}");
                    }
                    (None, Ok(_)) => panic!("{case}: not published, but done"),
                }
            }
        }
    }
}

#[test]
fn a_state_and_a_step_have_one_row_and_every_step_has_some() {
    let mut seen = HashSet::new();
    for row in TABLE.0 {
        for from in row.from {
            assert!(seen.insert((*from, row.transition)), "{from:?} {:?} twice", row.transition);
        }
    }
    assert!(Transition::ALL.iter().all(|step| TABLE.0.iter().any(|row| row.transition == *step)));
    assert_eq!(TABLE.markdown().lines().count(), TABLE.0.len() + 2);
}

#[test]
fn the_agency_side_only_files_the_execution_report() {
    for row in TABLE.0.iter().filter(|row| row.roles.iter().any(|role| role.is_agency_side())) {
        assert_eq!(row.transition, Transition::FileReport);
    }
}

#[test]
fn every_step_of_the_centre_names_the_centres_document() {
    let own_papers = [Transition::RecordReceipt, Transition::FileReport];
    for row in TABLE.0.iter().filter(|row| !own_papers.contains(&row.transition)) {
        let mut command = command(row.transition);
        let (document, prefix) = match &mut command {
            Command::Sign(Signature { document, .. })
            | Command::Deliver(Delivery { document, .. })
            | Command::RecordSuperiorReceipt(SuperiorReceipt { document, .. })
            | Command::Find(Finding { document, .. }) => (document, "/document"),
            Command::SubmitToQuality(document)
            | Command::ClearQuality(document)
            | Command::Review(document)
            | Command::ConfirmLapse(document)
            | Command::Publish(document)
            | Command::ReportUpward(document) => (document, ""),
            Command::RecordReceipt(_) | Command::FileReport(_) => unreachable!("filtered above"),
        };
        document.central_document_number = " ".to_owned();
        let violation = ready(row.from[0]).apply(command, &actor(Role::Head), now()).unwrap_err();
        assert_eq!(violation, Violation::Required { field: format!("{prefix}/central_document_number") });
    }
}

#[test]
fn the_superiors_receipt_starts_its_clock_and_a_correction_starts_it_anew() {
    let early = Receipt { party: Party::Superior, received_on: today() };
    let violation =
        ready(State::Delivered).apply(Command::RecordReceipt(early), &actor(Role::Head), now()).unwrap_err();
    assert_eq!((violation.code(), violation.field()), ("code_not_allowed", Some("/party")));

    let open =
        |on: &str| DeadlineChange::Open { code: DeadlineCode::D09, start: Start::On(day(on)), debtor: Some(SUPERIOR) };
    let receipt = command(Transition::RecordSuperiorReceipt);
    let applied = ready(State::Delivered).apply(receipt, &actor(Role::Resolution), now()).unwrap();
    assert_eq!(applied.deadlines, [open("2026-10-01")]);

    let corrected = Command::RecordReceipt(Receipt { party: Party::Superior, received_on: day("2026-09-30") });
    let applied = applied.recommendation.apply(corrected.clone(), &actor(Role::Resolution), now()).unwrap();
    let wrong = Start::On(day("2026-10-01"));
    let void = DeadlineChange::Void { code: DeadlineCode::D09, debtor: Some(SUPERIOR), start: wrong };
    assert_eq!(applied.deadlines, [void, open("2026-09-30")]);
    let applied = applied.recommendation.apply(corrected, &actor(Role::Resolution), now()).unwrap();
    assert_eq!(applied.deadlines, [], "the same day again");
}

#[test]
fn receipts_do_not_come_before_the_delivery() {
    let before = Receipt { party: Party::Respondent, received_on: day("2026-07-07") };
    let violation =
        ready(State::Delivered).apply(Command::RecordReceipt(before), &actor(Role::Head), now()).unwrap_err();
    assert_eq!(violation.code(), "date_too_early");
}

#[test]
fn a_lapse_is_confirmed_only_when_it_happened() {
    let clock = Running { code: DeadlineCode::D09, debtor: Some(SUPERIOR), due_on: day("2026-11-30") };
    let facts = Facts { running: vec![clock], ..Facts::default() };
    let in_time = Recommendation::restore(in_state(State::AwaitingReport)).unwrap().knowing(facts);
    let confirm = || command(Transition::ConfirmLapse);
    let violation = in_time.apply(confirm(), &actor(Role::Resolution), now()).unwrap_err();
    assert_eq!(
        violation,
        Violation::DeadlineNotLapsed { deadline: DeadlineCode::D09, due_on: Some(day("2026-11-30")) }
    );
    let applied = ready(State::AwaitingReport).apply(confirm(), &actor(Role::Resolution), now()).unwrap();
    let lapsed = DeadlineChange::Close {
        code: DeadlineCode::D09,
        debtor: Some(SUPERIOR),
        start: in_state(State::AwaitingReport).superior_received_on.map(Start::On),
        outcome: DeadlineOutcome::Lapsed,
        at: now(),
    };
    assert_eq!(applied.deadlines, [lapsed]);
}

#[test]
fn an_execution_report_meets_the_clock_and_explains_what_is_not_done() {
    let mut report = execution_report(Execution::PartlyCarriedOut);
    report.reason = None;
    let file = |report| ready(State::AwaitingReport).apply(Command::FileReport(report), &actor(Role::Inspector), now());
    assert_eq!(file(report).unwrap_err(), Violation::Required { field: "/reason".to_owned() });
    let applied = file(execution_report(Execution::NotCarriedOut)).unwrap();
    let met = DeadlineChange::Close {
        code: DeadlineCode::D09,
        debtor: Some(SUPERIOR),
        start: in_state(State::AwaitingReport).superior_received_on.map(Start::On),
        outcome: DeadlineOutcome::Met,
        at: Zone::Wita.start_of(today()),
    };
    assert_eq!(applied.deadlines, [met]);
    assert_eq!(applied.recommendation.snapshot().reported_by, Some(actor(Role::Inspector).id));
}

#[test]
fn nobody_verifies_what_they_filed() {
    let mut own = in_state(State::UnderReview);
    own.reported_by = Some(actor(Role::Resolution).id);
    let it = Recommendation::restore(own).unwrap();
    let finding = || Command::Find(find(Execution::CarriedOut));
    let violation = it.clone().apply(finding(), &actor(Role::Resolution), now()).unwrap_err();
    assert_eq!((&violation, violation.kind()), (&Violation::VerifierIsFiler, ViolationKind::Forbidden));
    assert!(it.apply(finding(), &actor(Role::Head), now()).is_ok());
}

#[test]
fn a_partial_execution_needs_a_judgement_and_only_a_refused_reason_is_published() {
    let mut finding = find(Execution::PartlyCarriedOut);
    finding.reason_judgement = None;
    let review = |finding| ready(State::UnderReview).apply(Command::Find(finding), &actor(Role::Resolution), now());
    assert_eq!(review(finding).unwrap_err(), Violation::Required { field: "/reason_judgement".to_owned() });

    let accepted = review(find(Execution::PartlyCarriedOut)).unwrap().recommendation;
    assert_eq!(accepted.conclusion(), Conclusion::CarriedOut);
    assert!(!accepted.allowed(Role::Head).contains(&Transition::Publish), "refused at once, so not offered");
    let publish = || command(Transition::Publish);
    assert_eq!(accepted.apply(publish(), &actor(Role::Head), now()).unwrap_err(), Violation::ReasonAccepted);

    let mut refused = find(Execution::PartlyCarriedOut);
    refused.reason_judgement = Some(Judgement::Refused);
    let refused = review(refused).unwrap().recommendation;
    assert_eq!(refused.conclusion(), Conclusion::Open);
    let published = refused.apply(publish(), &actor(Role::Head), now()).unwrap().recommendation;
    assert_eq!(published.conclusion(), Conclusion::Open);
    let upward = published.apply(command(Transition::ReportUpward), &actor(Role::Head), now()).unwrap();
    assert_eq!(upward.recommendation.conclusion(), Conclusion::ReportedUpward);
}

#[test]
fn only_the_centre_or_the_head_drafts() {
    for role in Role::ALL.iter().copied() {
        let id = RecommendationId(Uuid::from_u128(1));
        let draft = Recommendation::draft(id, ReportId(Uuid::from_u128(2)), RESPONDENT, SUPERIOR, &actor(role));
        assert_eq!(draft.is_ok(), matches!(role, Role::Resolution | Role::Head), "{role:?}");
    }
}

/// Decision, signature, delivery, receipt, report, finding, publication, report upward: each on or after the one before.
#[test]
fn the_dates_of_a_recommendation_are_in_order() {
    let at_central = |on: &str| CentralDocument { central_document_on: day(on), ..document() };
    let cases = [
        (State::Draft, Command::SubmitToQuality(at_central("2026-06-19")), "/central_document_on", "2026-06-20"),
        (
            State::MemberClearance,
            Command::Sign(Signature {
                document: document(),
                recommendation_number: "0003/REK/2026".to_owned(),
                signed_on: day("2026-06-19"),
            }),
            "/signed_on",
            "2026-06-20",
        ),
        (State::AwaitingReport, Command::ConfirmLapse(at_central("2026-09-08")), "/central_document_on", "2026-09-09"),
        (State::Reported, Command::Review(at_central("2026-08-31")), "/central_document_on", "2026-09-01"),
        (
            State::UnderReview,
            Command::Find(Finding { document: at_central("2026-08-31"), ..find(Execution::CarriedOut) }),
            "/document/central_document_on",
            "2026-09-01",
        ),
        (State::NotCarriedOut, Command::Publish(at_central("2026-09-14")), "/central_document_on", "2026-09-15"),
        (State::Published, Command::ReportUpward(at_central("2026-09-19")), "/central_document_on", "2026-09-20"),
    ];
    for (state, command, field, earliest) in cases {
        let mut snapshot = in_state(state);
        snapshot.verified_on = matches!(state, State::NotCarriedOut | State::Published).then(|| day("2026-09-15"));
        snapshot.published_on = (state == State::Published).then(|| day("2026-09-20"));
        let it = Recommendation::restore(snapshot).unwrap().knowing(lapsed());
        let violation = it.apply(command, &actor(Role::Head), now()).unwrap_err();
        assert_eq!(violation, Violation::TooEarly { field: field.to_owned(), earliest: day(earliest) }, "{state:?}");
    }
}

/// Domain 11.2: the superior's clock stops when its report is in the office.
#[test]
fn the_agency_side_does_not_date_its_own_report() {
    let report = || {
        let earlier = ExecutionReport { reported_on: day("2026-09-08"), ..execution_report(Execution::CarriedOut) };
        Command::FileReport(earlier)
    };
    for role in [Role::Narahubung, Role::Inspector, Role::AgencyClient] {
        let violation = ready(State::AwaitingReport).apply(report(), &actor(role), now()).unwrap_err();
        assert_eq!(violation, Violation::TooEarly { field: "/reported_on".to_owned(), earliest: today() }, "{role:?}");
    }
    assert!(ready(State::AwaitingReport).apply(report(), &actor(Role::Resolution), now()).is_ok());
}
