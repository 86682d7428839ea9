//! Intake: a new report, with its reporter, in one transaction.

use super::file::{actor, clocks_of, event_name, field_change, figures, subject};
use super::numbers::{self, Number};
use super::rerouting::keep_alive;
use crate::crypto::key_ring::KeyRing;
use crate::crypto::random;
use crate::crypto::secret::Secret;
use crate::crypto::tracking_code::TrackingCode;
use crate::db::AnyConnection;
use crate::db::search::fold;
use crate::db::types::AnyId;
use crate::domain::access::{Principal, Role, Who};
use crate::domain::code::Code as _;
use crate::domain::id::{AgencyId, ReportId, ReporterId};
use crate::domain::identifiers::{AgendaNumber, Nik, Phone};
use crate::domain::lifecycle::DeadlineChange;
use crate::domain::report::{
    self, Channel, Command, FormalAnswer, IntakeKind, PriorComplaintRecord, ReporterCategory, Secrecy, State, Submit,
    Transition,
};
use crate::domain::time::Zone;
use crate::error::{Error, FieldFault};
use crate::journal::{Change, FieldChange, Work};
use crate::reports::store::{
    self, Details, ExternalReference, ExternalSystem, Identity, IdentityField, Report, Respondent,
};
use crate::{deadlines, statistics};
use chrono::NaiveDate;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Whether the report is handed in at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submission {
    /// It stays with its writer until it is submitted.
    Draft,
    /// It is received now.
    Submitted,
}

/// A new report as a caller describes it.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// Draft or submitted.
    pub submission: Submission,
    /// Kind of access.
    pub intake_kind: IntakeKind,
    /// How it reached the office.
    pub channel: Channel,
    /// Kind of reporter.
    pub reporter_category: ReporterCategory,
    /// Who reports; the fields as they were written.
    pub identity: Identity,
    /// What it is about, in one line.
    pub subject: String,
    /// What happened.
    pub account: String,
    /// What the reporter expects.
    pub expectation: Option<String>,
    /// Where it happened.
    pub event_place: Option<String>,
    /// When it happened.
    pub event_on: Option<NaiveDate>,
    /// When it arrived, where that is not today.
    pub arrived_on: Option<NaiveDate>,
    /// The agency complained of.
    pub respondent_id: AgencyId,
    /// The agency above it.
    pub superior_id: Option<AgencyId>,
    /// Substance.
    pub substance: String,
    /// Main alleged maladministration.
    pub maladministration: Option<String>,
    /// Further alleged kinds.
    pub secondary_maladministrations: Vec<String>,
    /// Complaint to the agency before this report.
    pub prior_complaint: Option<PriorComplaintRecord>,
    /// Whether the identity is kept secret.
    pub secrecy: Secrecy,
    /// SIMPeL's intake number.
    pub agenda_number: Option<String>,
    /// Numbers of other systems.
    pub external_references: Vec<(ExternalSystem, String)>,
    /// Answers to the formal checklist, as far as given.
    pub formal_checklist: Vec<FormalAnswer>,
    /// The second factor that the reporter chose; six random digits when absent.
    pub tracking_pin: Option<Secret<String>>,
}

/// A report that was recorded, with the receipt that is shown this once.
#[derive(Debug)]
pub struct Created {
    /// The report.
    pub case: super::Case,
    /// The tracking code.
    pub tracking_code: Zeroizing<String>,
    /// Its second factor.
    pub tracking_pin: Secret<String>,
}

/// Records a report.
///
/// # Errors
/// `validation_failed` with every fault of meaning; `duplicate_external_reference`; what the lifecycle refuses.
pub fn create(work: &mut Work<'_>, ring: &KeyRing, mut new: NewReport) -> Result<Created, Error> {
    let caller = work.caller()?.clone();
    let today = Zone::Wita.day_of(work.now);
    let mut faults = Vec::new();
    let respondent = check_agencies(work, &new, today, &mut faults)?;
    check_codes(work, &new, today, &mut faults)?;
    if new.event_on.is_some_and(|day| day > today) {
        faults.push(FieldFault::body("/event_on", "in_the_future"));
    }
    if new.subject.trim().is_empty() {
        faults.push(FieldFault::body("/subject", "blank"));
    }
    check_arrival(&caller, &new, today, &mut faults);
    normalise(&mut new.identity, today, &mut faults);
    if let Some(number) = &new.agenda_number
        && let Err(error) = AgendaNumber::parse(number)
    {
        faults.push(FieldFault::body("/agenda_number", error.code()));
    }
    let id: ReportId = work.new_id();
    let references = references(id, &new, caller.who, &mut faults);
    for (index, answer) in new.formal_checklist.iter().enumerate() {
        if new.formal_checklist[..index].iter().any(|known| known.item == answer.item) {
            faults.push(FieldFault::body(format!("/formal_checklist/{index}/item"), "repeated"));
        }
    }
    let taken_by_the_office = matches!(caller.role, Role::Intake | Role::Head);
    if !new.formal_checklist.is_empty() && (!taken_by_the_office || new.submission == Submission::Draft) {
        faults.push(FieldFault::body("/formal_checklist", "not_at_this_time"));
    }
    let Some(respondent) = respondent.filter(|_| faults.is_empty()) else { return Err(Error::invalid(faults)) };
    let agenda = new.agenda_number.as_deref().map(|number| ("/agenda_number".to_owned(), Number::Agenda(number)));
    let others = references.iter().enumerate();
    let others = others.map(|(index, known)| (format!("/external_references/{index}/value"), Number::Reference(known)));
    numbers::refuse_taken(work, &agenda.into_iter().chain(others).collect::<Vec<_>>())?;

    let Started { report, events, deadlines } = start(work, &caller, id, &mut new)?;
    let owner_user_id = match caller.who {
        Who::Person(user, _) if caller.role == Role::Reporter => Some(user),
        _ => None,
    };
    let row = Report {
        id,
        agenda_number: new.agenda_number,
        archive_number: None,
        intake_kind: new.intake_kind,
        channel: new.channel,
        state: report.state(),
        search_text: search_text(&new.subject),
        subject: new.subject,
        respondent_id: new.respondent_id,
        superior_id: new.superior_id,
        government_code: respondent.government_code,
        agency_class: respondent.class,
        substance: new.substance,
        maladministration: new.maladministration,
        event_on: new.event_on,
        received_at: report.snapshot().received_at,
        received_on: report.snapshot().received_on().unwrap_or(today),
        admitted_on: None,
        closed_on: None,
        closing_reason: None,
        outcome: None,
        found_maladministration: None,
        handed_over_on: None,
        complexity: None,
        secrecy: new.secrecy,
        reporter_category: new.reporter_category,
        recorded_by: AnyId(caller.who.id()),
        owner_user_id,
        version: 1,
        created_at: work.now,
        updated_at: work.now,
    };
    let details =
        Details { report_id: id, account: new.account, expectation: new.expectation, event_place: new.event_place };
    store::insert_case(work.conn, &row, report.snapshot(), &details, &new.secondary_maladministrations)?;
    store::insert_references(work.conn, &references)?;
    let reporter_id: ReporterId = work.new_id();
    store::insert_reporter(work.conn, &store::seal(ring, reporter_id, id, &new.identity, work.now))?;
    let code = TrackingCode::generate();
    let pin = new.tracking_pin.unwrap_or_else(random_pin);
    let digests = (ring.tracking_digest(&code), ring.tracking_pin_digest(&code, pin.expose()));
    store::insert_tracking_code(work.conn, id, &digests.0, &digests.1, work.now)?;
    deadlines::operations::apply(work, &clocks_of(&row), &deadlines)?;
    statistics::operations::follow(work, None, &figures(&row))?;
    work.record(recorded(&row, events))?;
    Ok(Created { case: super::Case { row, report }, tracking_code: code.text(), tracking_pin: pin })
}

/// What the lifecycle made of a new report.
struct Started {
    report: report::Report,
    events: Vec<report::Event>,
    deadlines: Vec<DeadlineChange>,
}

/// The lifecycle's first steps: the draft, its submission, the checklist.
fn start(work: &Work<'_>, caller: &Principal, id: ReportId, new: &mut NewReport) -> Result<Started, Error> {
    let by = actor(caller);
    let prior = new.prior_complaint.take();
    let mut report = report::Report::draft(id, new.intake_kind, Some(new.respondent_id), prior, &by, work.now)?
        .arrived(new.arrived_on);
    let mut events = Vec::new();
    let mut commands = Vec::new();
    if new.submission == Submission::Submitted {
        commands.push(Command::Submit(Submit { account: new.account.clone() }));
    }
    if !new.formal_checklist.is_empty() {
        commands.push(Command::ReplaceFormalChecklist(std::mem::take(&mut new.formal_checklist)));
    }
    let mut deadlines = Vec::new();
    for command in commands {
        let applied = report.apply(command, &by, work.now)?;
        report = applied.report;
        events.extend(applied.events);
        deadlines.extend(applied.deadlines);
    }
    Ok(Started { report, events, deadlines })
}

/// The journal's description of the intake: one change, whatever steps it took. Identity stays out of it.
fn recorded(row: &Report, events: Vec<report::Event>) -> Change {
    let event = if row.state == State::Draft { "report.draft".to_owned() } else { event_name(Transition::Submit) };
    let mut changes = vec![
        FieldChange::new("/intake_kind", serde_json::Value::Null, row.intake_kind.code()),
        FieldChange::new("/respondent_id", serde_json::Value::Null, row.respondent_id.to_string()),
        FieldChange::concealed("/reporter"),
    ];
    changes.extend(events.iter().flat_map(|event| &event.changes).map(field_change));
    Change::new(subject(row), "createReport", event).with_states(None, row.state.code()).with_changes(changes)
}

fn check_agencies(
    work: &mut Work<'_>,
    new: &NewReport,
    today: NaiveDate,
    faults: &mut Vec<FieldFault>,
) -> Result<Option<Respondent>, Error> {
    let respondent = active_agency(work, new.respondent_id, "/respondent_id", today, faults)?;
    if let Some(superior) = new.superior_id {
        active_agency(work, superior, "/superior_id", today, faults)?;
    }
    Ok(respondent)
}

/// The agency, with a fault when there is none or its end is recorded: an end is recorded on the last day at the
/// earliest, together with where its open reports go, and none may come after that.
pub(super) fn active_agency(
    work: &mut Work<'_>,
    id: AgencyId,
    pointer: &str,
    today: NaiveDate,
    faults: &mut Vec<FieldFault>,
) -> Result<Option<Respondent>, Error> {
    keep_alive(work.conn, id)?;
    let agency = store::respondent(work.conn, id)?;
    match &agency {
        None => faults.push(FieldFault::body(pointer, "unknown_agency")),
        Some(agency) if agency.active_to.is_some_and(|last| last <= today) => {
            faults.push(FieldFault::body(pointer, "agency_inactive"));
        }
        Some(_) => {}
    }
    Ok(agency)
}

fn check_arrival(caller: &Principal, new: &NewReport, today: NaiveDate, faults: &mut Vec<FieldFault>) {
    let Some(arrived_on) = new.arrived_on else { return };
    let judged =
        report::arrival_by(caller.role).and_then(|()| report::arrival(new.channel, arrived_on, new.event_on, today));
    faults.extend(judged.err().map(|violation| FieldFault::from(&violation)));
}

fn check_codes(
    work: &mut Work<'_>,
    new: &NewReport,
    today: NaiveDate,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    check_code(work, "substance", &new.substance, "/substance", today, faults)?;
    let main = new.maladministration.iter().map(|code| ("/maladministration".to_owned(), code));
    let further = new.secondary_maladministrations.iter().enumerate();
    let further = further.map(|(index, code)| (format!("/secondary_maladministrations/{index}"), code));
    for (pointer, code) in main.chain(further) {
        check_code(work, "maladministration", code, &pointer, today, faults)?;
    }
    let main = new.maladministration.as_ref();
    for (index, code) in new.secondary_maladministrations.iter().enumerate() {
        let seen = &new.secondary_maladministrations[..index];
        if main == Some(code) || seen.contains(code) {
            faults.push(FieldFault::body(format!("/secondary_maladministrations/{index}"), "repeated"));
        }
    }
    Ok(())
}

/// Adds a fault when an editable list does not hold the code today.
pub(super) fn check_code(
    work: &mut Work<'_>,
    list: &'static str,
    code: &str,
    pointer: &str,
    today: NaiveDate,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    if !store::code_is_listed(work.conn, list, code, today)? {
        faults.push(FieldFault::body(pointer, "unknown_code").with("list", list));
    }
    Ok(())
}

/// Brings identity fields into their one form. What is refused is named, never repeated.
pub(super) fn normalise(identity: &mut Identity, today: NaiveDate, faults: &mut Vec<FieldFault>) {
    if let Some(nik) = identity.get(IdentityField::Nik)
        && let Err(error) = Nik::parse(nik.expose())
    {
        faults.push(FieldFault::body("/reporter/nik", error.code()));
    }
    if let Some(phone) = identity.get(IdentityField::Phone) {
        match Phone::parse(phone.expose()) {
            Ok(phone) => identity.set(IdentityField::Phone, Some(Secret::new(phone.as_str().to_owned()))),
            Err(error) => faults.push(FieldFault::body("/reporter/phone", error.code())),
        }
    }
    let born = identity.get(IdentityField::BirthOn).and_then(|text| text.expose().parse::<NaiveDate>().ok());
    if born.is_some_and(|day| day > today) {
        faults.push(FieldFault::body("/reporter/birth_on", "in_the_future"));
    }
    for field in IdentityField::ALL {
        if identity.get(*field).is_some_and(|text| text.expose().trim().is_empty()) {
            faults.push(FieldFault::body(format!("/reporter/{}", field.code()), "blank"));
        }
    }
}

fn references(id: ReportId, new: &NewReport, who: Who, faults: &mut Vec<FieldFault>) -> Vec<ExternalReference> {
    let mut references: Vec<ExternalReference> = Vec::new();
    for (index, (system, value)) in new.external_references.iter().enumerate() {
        let issuer_id = match (system, who) {
            (ExternalSystem::Sp4n, _) => AnyId(Uuid::nil()),
            (ExternalSystem::Client, Who::Machine(client)) => AnyId(client.0),
            (ExternalSystem::Client, Who::Person(..)) => {
                faults.push(FieldFault::body(format!("/external_references/{index}/system"), "only_for_machines"));
                continue;
            }
        };
        if references.iter().any(|known| known.system == *system) {
            faults.push(FieldFault::body(format!("/external_references/{index}/system"), "repeated"));
            continue;
        }
        references.push(ExternalReference { report_id: id, system: *system, issuer_id, value: value.clone() });
    }
    references
}

/// What text search reads.
pub(super) fn search_text(subject: &str) -> String {
    fold(subject)
}

/// Six digits, each as likely as any other.
fn random_pin() -> Secret<String> {
    let number = u64::from_be_bytes(random::bytes()) % 1_000_000;
    Secret::new(format!("{number:06}"))
}

/// The last day on which the event of a report could be reported (D10), while that still decides whether it is admitted.
///
/// # Errors
/// When the database does not answer.
pub fn admissible_through(conn: &mut AnyConnection, row: &Report) -> Result<Option<NaiveDate>, Error> {
    match row.event_on.filter(|_| row.admitted_on.is_none() && !row.state.is_ended()) {
        None => Ok(None),
        Some(day) => deadlines::operations::admissible_through(conn, day),
    }
}
