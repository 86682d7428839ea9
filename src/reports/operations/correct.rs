//! Corrections: what may change of a report before its result is out.

use super::create::{active_agency, check_code, normalise, search_text};
use super::file::{Case, clocks_of, figures, subject};
use super::identity::may_see_masks;
use super::numbers::{self, Number};
use crate::crypto::key_ring::KeyRing;
use crate::crypto::secret::Secret;
use crate::domain::code::Code as _;
use crate::domain::id::AgencyId;
use crate::domain::identifiers::AgendaNumber;
use crate::domain::lifecycle::{DeadlineChange, Violation};
use crate::domain::report::{self, Channel, ReporterCategory, Secrecy, Snapshot};
use crate::domain::time::Zone;
use crate::error::{Code, Error, FieldFault};
use crate::journal::{Change, FieldChange, Work};
use crate::reports::store::{self, Details, IdentityField, Report};
use crate::{deadlines, statistics};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// What a caller wants to be otherwise. `None` leaves a property; `Some(None)` removes it.
#[derive(Debug, Default)]
pub struct Correction {
    /// How it reached the office.
    pub channel: Option<Channel>,
    /// Kind of reporter.
    pub reporter_category: Option<ReporterCategory>,
    /// Parts of the reporter's identity.
    pub identity: Vec<(IdentityField, Option<Secret<String>>)>,
    /// What it is about.
    pub subject: Option<String>,
    /// What happened.
    pub account: Option<String>,
    /// What the reporter expects.
    pub expectation: Option<Option<String>>,
    /// Where it happened.
    pub event_place: Option<Option<String>>,
    /// When it happened.
    pub event_on: Option<Option<NaiveDate>>,
    /// When it arrived.
    pub arrived_on: Option<Option<NaiveDate>>,
    /// The agency complained of.
    pub respondent_id: Option<AgencyId>,
    /// The agency above it.
    pub superior_id: Option<Option<AgencyId>>,
    /// Substance.
    pub substance: Option<String>,
    /// Main alleged maladministration.
    pub maladministration: Option<Option<String>>,
    /// Further alleged kinds.
    pub secondary_maladministrations: Option<Vec<String>>,
    /// Whether the identity is kept secret.
    pub secrecy: Option<Secrecy>,
    /// How the reporter agreed to an open identity.
    pub secrecy_agreement: Option<String>,
    /// SIMPeL's intake number.
    pub agenda_number: Option<Option<String>>,
}

/// Corrects a report. Figures and clocks follow; a correction that changes nothing makes no new version.
///
/// # Errors
/// `conflict` once the result is out or the report has ended; `validation_failed` with every fault of meaning;
/// `duplicate_external_reference`; `not_this_person` for the identity or the words of a reporter whom the caller may
/// not know: nobody overwrites what they cannot read.
pub fn correct(work: &mut Work<'_>, ring: &KeyRing, case: Case, wanted: Correction) -> Result<Case, Error> {
    let caller = work.caller()?.clone();
    if case.row.state.is_ended() || case.report.snapshot().result_issued_on.is_some() {
        return Err(Error::new(Code::Conflict).with_faults(vec![FieldFault::body("", "result_is_out")]));
    }
    let words = wanted.account.is_some() || wanted.expectation.is_some() || wanted.event_place.is_some();
    if (words || !wanted.identity.is_empty()) && !may_see_masks(caller.role, &case.row) {
        return Err(Error::not_this_person());
    }
    let before_details = store::details(work.conn, &case.row)?;
    let secondary = store::secondary_maladministrations(work.conn, &case.row)?;
    let mut row = case.row.clone();
    let mut faults = Vec::new();
    correct_row(work, &mut row, &wanted, &mut faults)?;
    check_numbers(work, &case.row, &row, &mut faults)?;
    let snapshot = case.report.snapshot().clone();
    let arrived_on = wanted.arrived_on.unwrap_or(snapshot.arrived_on);
    if wanted.arrived_on.is_some() || snapshot.arrived_on.is_some() {
        correct_arrival(work, &snapshot, (&case.row, &mut row), arrived_on, &mut faults)?;
    }
    let after_details = Details {
        account: wanted.account.unwrap_or_else(|| before_details.account.clone()),
        expectation: wanted.expectation.unwrap_or_else(|| before_details.expectation.clone()),
        event_place: wanted.event_place.unwrap_or_else(|| before_details.event_place.clone()),
        ..before_details
    };
    let further = wanted.secondary_maladministrations.unwrap_or_else(|| secondary.clone());
    check_further(work, &row, &further, &secondary, &mut faults)?;
    let reporter = correct_reporter(work, ring, &row, wanted.identity, &mut faults)?;
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }

    let mut changes = changed_fields(&case.row, &row);
    if arrived_on != snapshot.arrived_on {
        let text = |day: Option<NaiveDate>| json!(day.map(|day| day.to_string()));
        changes.push(FieldChange::new("/arrived_on", text(snapshot.arrived_on), text(arrived_on)));
    }
    // The reporter's words may name people: the audit log says that they changed, not how.
    let concealed = [
        ("/account", after_details.account != before_details.account),
        ("/expectation", after_details.expectation != before_details.expectation),
        ("/event_place", after_details.event_place != before_details.event_place),
    ];
    changes.extend(concealed.iter().filter(|(_, differs)| *differs).map(|(path, _)| FieldChange::concealed(*path)));
    if further != secondary {
        changes.push(FieldChange::new("/secondary_maladministrations", json!(secondary), json!(further)));
    }
    let identity_fields = reporter.as_ref().map(|(_, fields)| fields.clone()).unwrap_or_default();
    changes.extend(identity_fields.iter().map(|field| FieldChange::concealed(format!("/reporter/{}", field.code()))));
    if changes.is_empty() {
        return Ok(case);
    }

    row.version += 1;
    row.updated_at = work.now;
    let report = case.report.arrived(arrived_on);
    let (report, clocks): (_, Vec<DeadlineChange>) = report.correct_respondent(row.respondent_id, work.now);
    save(work, caller.visibility(), &case.row, &row, (&snapshot, report.snapshot()))?;
    if row.respondent_id != case.row.respondent_id
        && let Some(inspectorate) = store::inspectorate_above(work.conn, row.respondent_id)?
    {
        // Now it complains of that Inspektorat itself (domain 6.5). What was bypassed before stays so: too much hidden
        // can be asked for, too much shown cannot be taken back.
        store::bypass(work.conn, row.id, inspectorate)?;
    }
    store::update_details(work.conn, &after_details)?;
    if further != secondary {
        store::replace_maladministrations(work.conn, row.id, &further)?;
    }
    if let Some((reporter, _)) = reporter {
        store::update_reporter(work.conn, &reporter)?;
    }
    deadlines::operations::apply(work, &clocks_of(&row), &clocks)?;
    statistics::operations::follow(work, Some(&figures(&case.row)), &figures(&row))?;
    let paths: Vec<Value> = changes.iter().map(|change| change.path().into()).collect();
    let change = Change::new(subject(&row), "updateReport", "report.correct")
        .with_details(json!({ "fields": paths }))
        .with_note(wanted.secrecy_agreement)
        .with_changes(changes);
    work.record(change)?;
    Ok(Case { row, report })
}

fn save(
    work: &mut Work<'_>,
    visibility: crate::domain::access::Visibility,
    before: &Report,
    after: &Report,
    snapshots: (&Snapshot, &Snapshot),
) -> Result<(), Error> {
    if store::save(work.conn, visibility, (before, after), snapshots)? {
        Ok(())
    } else {
        Err(Error::new(Code::PreconditionFailed))
    }
}

/// The columns of the row, each checked.
fn correct_row(
    work: &mut Work<'_>,
    row: &mut Report,
    wanted: &Correction,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    let today = Zone::Wita.day_of(work.now);
    if let Some(id) = wanted.respondent_id
        && id != row.respondent_id
        && let Some(agency) = active_agency(work, id, "/respondent_id", today, faults)?
    {
        row.respondent_id = id;
        row.government_code = agency.government_code;
        row.agency_class = agency.class;
    }
    if let Some(superior) = wanted.superior_id {
        if let Some(id) = superior.filter(|id| row.superior_id != Some(*id)) {
            active_agency(work, id, "/superior_id", today, faults)?;
        }
        row.superior_id = superior;
    }
    if let Some(code) = &wanted.substance
        && *code != row.substance
    {
        check_code(work, "substance", code, "/substance", today, faults)?;
        row.substance.clone_from(code);
    }
    if let Some(code) = &wanted.maladministration
        && *code != row.maladministration
    {
        if let Some(code) = code {
            check_code(work, "maladministration", code, "/maladministration", today, faults)?;
        }
        row.maladministration.clone_from(code);
    }
    if let Some(day) = wanted.event_on {
        if day.is_some_and(|day| day > today) {
            faults.push(FieldFault::body("/event_on", "in_the_future"));
        }
        row.event_on = day;
    }
    if let Some(subject) = &wanted.subject {
        if subject.trim().is_empty() {
            faults.push(FieldFault::body("/subject", "blank"));
        }
        row.subject.clone_from(subject);
        row.search_text = search_text(subject);
    }
    if let Some(secrecy) = wanted.secrecy {
        // Handbook 11.3 rule 8: only with the reporter's recorded agreement.
        let opened = row.secrecy == Secrecy::Secret && secrecy == Secrecy::Open;
        if opened && wanted.secrecy_agreement.as_deref().is_none_or(|text| text.trim().is_empty()) {
            faults.push(FieldFault::body("/secrecy_agreement", "required"));
        }
        row.secrecy = secrecy;
    }
    if let Some(number) = &wanted.agenda_number {
        row.agenda_number.clone_from(number);
    }
    row.channel = wanted.channel.unwrap_or(row.channel);
    row.reporter_category = wanted.reporter_category.unwrap_or(row.reporter_category);
    Ok(())
}

/// The day of arrival as it is or shall be, beside the channel and the event as they shall be. Once the report is
/// admitted, the two years have been judged by it.
fn correct_arrival(
    work: &mut Work<'_>,
    case: &Snapshot,
    (before, row): (&Report, &mut Report),
    arrived_on: Option<NaiveDate>,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    let entered_on = Zone::Wita.day_of(case.received_at.unwrap_or(work.now));
    if arrived_on != case.arrived_on {
        if let Err(violation) = report::arrival_by(work.caller()?.role) {
            faults.push(FieldFault::from(&violation));
            return Ok(());
        }
        if row.admitted_on.is_some() {
            faults.push(FieldFault::body("/arrived_on", "not_at_this_time"));
            return Ok(());
        }
        // The office asked for nothing before it had the report.
        let latest = case.completion_letter_on.filter(|letter_on| arrived_on.unwrap_or(entered_on) > *letter_on);
        if let Some(latest) = latest {
            faults.push(FieldFault::from(&Violation::TooLate { field: "/arrived_on".to_owned(), latest }));
        }
    }
    // What was right when the report was entered stays right, whatever else is corrected later.
    let judged_anew = arrived_on != case.arrived_on || row.channel != before.channel || row.event_on != before.event_on;
    if let Some(day) = arrived_on.filter(|_| judged_anew)
        && let Err(violation) = report::arrival(row.channel, day, row.event_on, entered_on)
    {
        faults.push(FieldFault::from(&violation));
    }
    if case.received_at.is_some() {
        row.received_on = arrived_on.unwrap_or(entered_on);
    }
    Ok(())
}

fn check_numbers(
    work: &mut Work<'_>,
    before: &Report,
    after: &Report,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    let Some(number) = after.agenda_number.as_ref().filter(|_| after.agenda_number != before.agenda_number) else {
        return Ok(());
    };
    if let Err(error) = AgendaNumber::parse(number) {
        faults.push(FieldFault::body("/agenda_number", error.code()));
        return Ok(());
    }
    numbers::refuse_taken(work, &[("/agenda_number".to_owned(), Number::Agenda(number))])
}

fn check_further(
    work: &mut Work<'_>,
    row: &Report,
    further: &[String],
    known: &[String],
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    let today = Zone::Wita.day_of(work.now);
    for (index, code) in further.iter().enumerate() {
        let pointer = format!("/secondary_maladministrations/{index}");
        // A code that stood here when it was listed stays, whatever became of the list.
        if !known.contains(code) {
            check_code(work, "maladministration", code, &pointer, today, faults)?;
        }
        if row.maladministration.as_ref() == Some(code) || further[..index].contains(code) {
            faults.push(FieldFault::body(pointer, "repeated"));
        }
    }
    Ok(())
}

/// The reporter's row with the corrected fields, under a key of its own again, and which fields those are.
fn correct_reporter(
    work: &mut Work<'_>,
    ring: &KeyRing,
    row: &Report,
    wanted: Vec<(IdentityField, Option<Secret<String>>)>,
    faults: &mut Vec<FieldFault>,
) -> Result<Option<(store::Reporter, Vec<IdentityField>)>, Error> {
    if wanted.is_empty() {
        return Ok(None);
    }
    let old = store::reporter(work.conn, row.id)?.ok_or_else(|| Error::internal("a report without reporter"))?;
    let mut identity = store::open(ring, &old, IdentityField::ALL)
        .map_err(|error| Error::internal(format!("identity of reporter {}: {error}", old.id)))?;
    let known = identity.clone();
    let fields: Vec<IdentityField> = wanted.iter().map(|(field, _)| *field).collect();
    for (field, value) in wanted {
        identity.set(field, value);
    }
    normalise(&mut identity, Zone::Wita.day_of(work.now), faults);
    let text =
        |identity: &store::Identity, field| identity.get(field).map(|value: &Secret<String>| value.expose().clone());
    let changed: Vec<_> = fields.into_iter().filter(|field| text(&known, *field) != text(&identity, *field)).collect();
    if changed.is_empty() {
        return Ok(None);
    }
    let mut new = store::seal(ring, old.id, row.id, &identity, work.now);
    new.created_at = old.created_at;
    Ok(Some((new, changed)))
}

/// The columns that differ, with their values: none of them is identity.
fn changed_fields(before: &Report, after: &Report) -> Vec<FieldChange> {
    let values = |row: &Report| -> Vec<(&'static str, Value)> {
        vec![
            ("/channel", row.channel.code().into()),
            ("/reporter/category", row.reporter_category.code().into()),
            ("/subject", row.subject.clone().into()),
            ("/event_on", row.event_on.map(|day| day.to_string()).into()),
            ("/respondent_id", row.respondent_id.to_string().into()),
            ("/superior_id", row.superior_id.map(|id| id.to_string()).into()),
            ("/substance", row.substance.clone().into()),
            ("/maladministration", row.maladministration.clone().into()),
            ("/secrecy", row.secrecy.code().into()),
            ("/agenda_number", row.agenda_number.clone().into()),
        ]
    };
    let pairs = values(before).into_iter().zip(values(after));
    pairs
        .filter(|((_, old), (_, new))| old != new)
        .map(|((path, old), (_, new))| FieldChange::new(path, old, new))
        .collect()
}
