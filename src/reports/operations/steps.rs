//! Taking a step: the lifecycle's judgement, and everything that follows from it, in one transaction.

use super::bypasses::not_to_be_bypassed;
use super::deliveries;
use super::file::{Case, actor, change, clocks_of, figures, follow};
use super::numbers::{self, Number};
use crate::db::AnyConnection;
use crate::db::types::AnyId;
use crate::deadlines;
use crate::deadlines::operations::{SubjectKind, open_clocks};
use crate::domain::access::{Principal, Role};
use crate::domain::id::{AgencyId, HistoryId, ReportId, UserId};
use crate::domain::lifecycle::OpenClocks;
use crate::domain::report::{Command, Event, Facts, Snapshot, arrival};
use crate::domain::time::Zone;
use crate::error::{Code, Error, FieldFault};
use crate::journal::Work;
use crate::reports::store::{self, Assignable, Report};
use crate::statistics;
use chrono::NaiveDate;

/// The editable list of the offices whose archive numbers are kept here.
const ARCHIVE_OFFICES: &str = "archive_office";

/// A step as a caller asks for it.
#[derive(Debug, Clone)]
pub struct Step {
    /// What the lifecycle is asked to do.
    pub command: Command,
    /// The agency whose narahubung must not see what is delivered out of the report.
    pub bypassed: Option<AgencyId>,
    /// How agencies are told what it is about, where something is delivered to them.
    pub disclosed_subject: Option<String>,
}

impl From<Command> for Step {
    fn from(command: Command) -> Self {
        Self { command, bypassed: None, disclosed_subject: None }
    }
}

/// A step that was taken.
#[derive(Debug)]
pub struct Taken {
    /// The report after it.
    pub case: Case,
    /// Its entry in the history.
    pub id: HistoryId,
    /// What happened.
    pub event: Event,
}

/// Takes one step with a report that was found in the caller's view. `action` is the operation that does it.
///
/// Role and state are judged before what the step refers to, so that nobody learns about accounts or agencies by steps
/// that they may not take.
///
/// # Errors
/// What the lifecycle refuses; unknown people and agencies; `precondition_failed` when somebody else was faster.
pub fn take(work: &mut Work<'_>, case: Case, step: Step, action: &'static str) -> Result<Taken, Error> {
    let caller = work.caller()?.clone();
    let Case { row, report } = case;
    if caller.role == Role::OfficeClient && row.recorded_by != AnyId(caller.who.id()) {
        // A machine speaks for those whose reports it brought in, and for nobody else.
        return Err(Error::not_this_person());
    }
    let mut command = step.command;
    if let Command::Submit(submit) = &mut command {
        submit.account = store::details(work.conn, &row)?.account;
        // A draft may have lain for long: what it says of its arrival is judged when it counts.
        if let Some(day) = report.snapshot().arrived_on {
            arrival(row.channel, day, row.event_on, Zone::Wita.day_of(work.now))?;
        }
    }
    let before = report.snapshot().clone();
    let facts = facts(work, &row, &command)?;
    let mut applied = report.knowing(facts).apply(command.clone(), &actor(&caller), work.now)?;
    let bypassed = check_references(work, &row, &command, step.bypassed)?;
    let after = applied.report.snapshot();
    if let Some(number) = after.archive_number.as_deref().filter(|number| row.archive_number.as_deref() != Some(number))
    {
        numbers::refuse_taken(work, &[("/archive_number".to_owned(), Number::Archive(number))])?;
    }
    let next = follow(&row, after, &applied.events, work);
    if !store::save(work.conn, caller.visibility(), (&row, &next), (&before, after))? {
        return Err(Error::new(Code::PreconditionFailed));
    }
    for agency in &bypassed {
        store::bypass(work.conn, row.id, *agency)?;
    }
    deadlines::operations::apply(work, &clocks_of(&row), &applied.deadlines)?;
    follow_team(work, &caller, &before, after)?;
    deliveries::follow(work, after, &command, step.disclosed_subject.as_deref())?;
    statistics::operations::follow(work, Some(&figures(&row)), &figures(&next))?;
    let mut event = applied.events.remove(0);
    event.details.extend(bypassed.iter().map(|agency| ("bypassed_agency_id", agency.to_string())));
    let id = work.enter(change(&next, &event, action))?;
    Ok(Taken { case: Case { row: next, report: applied.report }, id, event })
}

/// What the guards must know from outside the report.
fn facts(work: &mut Work<'_>, row: &Report, command: &Command) -> Result<Facts, Error> {
    let archive_offices = match command {
        Command::Admit(_) | Command::Register(_) => {
            store::listed_codes(work.conn, ARCHIVE_OFFICES, Zone::Wita.day_of(work.now))?
        }
        _ => Vec::new(),
    };
    let event_admissible_through = match row.event_on {
        Some(day) => deadlines::operations::admissible_through(work.conn, day)?,
        None => None,
    };
    let moves = store::moves(work.conn, row.id)?;
    let (recommendations, concluded_on) = store::conclusions(work.conn, row, moves.recommended_at)?;
    let OpenClocks { lapsed, running } = open_clocks(work.conn, SubjectKind::Report, row.id.0, work.now)?;
    Ok(Facts {
        lapsed,
        running,
        archive_offices,
        event_admissible_through,
        moved_on: moves.latest,
        recommendations,
        concluded_on,
    })
}

/// When the centre last decided to recommend on this report.
///
/// # Errors
/// When the database does not answer.
pub fn recommended_on(conn: &mut AnyConnection, report: ReportId) -> Result<Option<NaiveDate>, Error> {
    Ok(store::moves(conn, report)?.recommended_on)
}

/// Checks the people and agencies that a step names. The agencies to be bypassed from now on: the one that the head
/// names, and an Inspektorat that is itself complained of (domain 6.5).
fn check_references(
    work: &mut Work<'_>,
    row: &Report,
    command: &Command,
    bypassed: Option<AgencyId>,
) -> Result<Vec<AgencyId>, Error> {
    let mut faults = Vec::new();
    let mut bypass: Vec<AgencyId> = bypassed.into_iter().collect();
    if let Some(agency) = bypassed
        && let Some(fault) = not_to_be_bypassed(work.conn, agency)?
    {
        faults.push(FieldFault::body("/bypassed_agency_id", fault));
    }
    match command {
        Command::Admit(registration) | Command::Register(registration) => {
            check_team(work, row, &registration.team, &mut faults)?;
            bypass.extend(store::inspectorate_above(work.conn, row.respondent_id)?);
        }
        Command::AcceptRco(payload) => {
            check_team(work, row, payload.team.as_deref().unwrap_or_default(), &mut faults)?;
            bypass.extend(store::inspectorate_above(work.conn, row.respondent_id)?);
        }
        Command::FixResult(payload) => {
            if !store::is_office_staff(work.conn, payload.drafted_by)? {
                faults.push(FieldFault::body("/drafted_by", "unknown_user"));
            }
            let today = Zone::Wita.day_of(work.now);
            for (index, code) in payload.found.iter().enumerate() {
                let pointer = format!("/found_maladministrations/{index}");
                super::create::check_code(work, "maladministration", code, &pointer, today, &mut faults)?;
            }
        }
        Command::BeginCorrectiveAction(payload) => {
            for (index, order) in payload.addressees.iter().enumerate() {
                check_receiver(work, row, order.agency, &format!("/addressees/{index}/agency"), &mut faults)?;
            }
        }
        Command::RecordFirstContact(contact) => check_receiver(work, row, contact.agency, "/agency", &mut faults)?,
        _ => {}
    }
    bypass.sort();
    bypass.dedup();
    if faults.is_empty() { Ok(bypass) } else { Err(Error::invalid(faults)) }
}

/// Whoever is to receive something out of the report must exist, and must not be one that the report goes past.
fn check_receiver(
    work: &mut Work<'_>,
    row: &Report,
    agency: AgencyId,
    pointer: &str,
    faults: &mut Vec<FieldFault>,
) -> Result<(), Error> {
    let today = Zone::Wita.day_of(work.now);
    super::create::active_agency(work, agency, pointer, today, faults)?;
    if store::goes_past(work.conn, row.id, agency)? {
        faults.push(FieldFault::body(pointer, "bypassed_agency"));
    }
    Ok(())
}

fn check_team(work: &mut Work<'_>, row: &Report, team: &[UserId], faults: &mut Vec<FieldFault>) -> Result<(), Error> {
    for (index, user) in team.iter().enumerate() {
        if let Some(code) = store::assignable(work.conn, row.id, *user)?.fault() {
            faults.push(FieldFault::body(format!("/team/{index}"), code));
        }
    }
    Ok(())
}

impl Assignable {
    /// The code of the fault at whoever named this person; `None` for an examiner who may be assigned.
    pub(super) const fn fault(self) -> Option<&'static str> {
        match self {
            Self::Yes => None,
            Self::Unknown => Some("unknown_user"),
            Self::NotAnExaminer => Some("not_an_examiner"),
            Self::Conflicted => Some("has_conflict"),
        }
    }
}

/// Lets the assignments follow the team: who is new is assigned, who is no longer in it ends.
fn follow_team(work: &mut Work<'_>, caller: &Principal, before: &Snapshot, after: &Snapshot) -> Result<(), Error> {
    for user in before.team.iter().filter(|user| !after.team.contains(user)) {
        store::end_assignment(work.conn, after.id, *user, work.now)?;
    }
    for user in after.team.iter().filter(|user| !before.team.contains(user)) {
        store::insert_assignment(work.conn, after.id, *user, AnyId(caller.who.id()), work.now)?;
    }
    Ok(())
}
