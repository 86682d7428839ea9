//! The clocks that a step starts, stops and ends.

use super::super::store::{self, Deadline, SubjectKind, calendars, rules};
use super::{calendar_lock, newest_calendar};
use crate::db::dialect::hold_still;
use crate::db::types::AnyId;
use crate::domain::code::Code;
use crate::domain::deadline::{Start, due};
use crate::domain::id::{AgencyId, DeadlineId, ReportId};
use crate::domain::lifecycle::{DeadlineChange, DeadlineCode, DeadlineOutcome};
use crate::domain::time::Timestamp;
use crate::error::{self, Error};
use crate::journal::{self, Change, FieldChange, Work};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the clocks belong to.
#[derive(Debug, Clone)]
pub struct Subject {
    /// A report or a recommendation.
    pub kind: SubjectKind,
    /// Its id.
    pub id: Uuid,
    /// The report in whose matter they run; for a report its own id.
    pub report_id: ReportId,
    /// The government whose matter it is: who may later read the events.
    pub government_code: Option<String>,
}

impl Subject {
    fn key(&self) -> (SubjectKind, AnyId) {
        (self.kind, AnyId(self.id))
    }
}

/// Does to the clocks of an object what a step of its lifecycle says, in the transaction of that step.
///
/// A clock whose rule was not in force on its start day is not opened, since nobody owes anything by it, and ending it
/// later does nothing. Any other clock that a step ends, stops or starts again must stand as the lifecycle believes.
///
/// # Errors
/// Internal, when a rule cannot be counted from what the step names, or the lifecycle and the rows disagree about a
/// clock; `conflict` when two steps race.
pub fn apply(work: &mut Work<'_>, subject: &Subject, changes: &[DeadlineChange]) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    hold_still(work.conn, &calendar_lock(calendars::KALSEL))?;
    changes.iter().try_for_each(|change| match *change {
        DeadlineChange::Open { code, start, debtor } => open(work, subject, code, start, debtor),
        DeadlineChange::Close { code, debtor, start, outcome, at } => {
            let Some(mut deadline) = store::running(work.conn, subject.key(), code, debtor)? else {
                return never_opened(work, subject, code, start);
            };
            // What is not yet known cannot have happened: a later instant would leave the clock neither running nor
            // ended.
            deadline.closed_at = Some(at.min(work.now));
            deadline.closed_as = Some(outcome);
            let change = FieldChange::new("/closed_as", Value::Null, outcome.code());
            save(work, subject, deadline, "closeDeadline", "deadline.closed", vec![change])
        }
        DeadlineChange::Void { code, debtor, start } => {
            let Some(mut deadline) = store::standing(work.conn, subject.key(), code, debtor, start)? else {
                return never_opened(work, subject, code, Some(start));
            };
            let was = deadline.closed_as.map(Code::code);
            let closed_at = deadline.closed_at.map(|at| at.to_string());
            let began = deadline.began();
            deadline.closed_at = Some(began);
            deadline.closed_as = Some(DeadlineOutcome::Cancelled);
            let changes = vec![
                FieldChange::new("/closed_as", was, DeadlineOutcome::Cancelled.code()),
                FieldChange::new("/closed_at", closed_at, began.to_string()),
            ];
            save(work, subject, deadline, "voidDeadline", "deadline.voided", changes)
        }
        DeadlineChange::Pause { code, at } => {
            let deadline = expect_running(work, subject, code)?;
            let pauses = store::pauses(work.conn, deadline.id)?;
            if pauses.iter().any(|pause| pause.until().is_none()) {
                return Err(disagreement(subject, code, "is to stand still, but does so already"));
            }
            // Not before it began, nor in time that an earlier pause has given back.
            let earliest = pauses.iter().filter_map(|pause| pause.until()).fold(deadline.began(), Timestamp::max);
            store::pause(work.conn, deadline.id, at.max(earliest).min(work.now))?;
            recount(work, subject, deadline, "pauseDeadline", "deadline.paused")
        }
        DeadlineChange::Resume { code, at } => {
            let deadline = expect_running(work, subject, code)?;
            if store::pauses(work.conn, deadline.id)?.iter().all(|pause| pause.until().is_some()) {
                return Err(disagreement(subject, code, "is to go on, but does not stand still"));
            }
            store::resume(work.conn, deadline.id, at.min(work.now))?;
            recount(work, subject, deadline, "resumeDeadline", "deadline.resumed")
        }
    })
}

fn disagreement(subject: &Subject, code: DeadlineCode, what: &str) -> Error {
    Error::internal(format!("clock {} of {} {}", code.code(), subject.id, what))
}

/// The clock of this code, which one particular agency does not owe and which always has a rule.
fn expect_running(work: &mut Work<'_>, subject: &Subject, code: DeadlineCode) -> Result<Deadline, Error> {
    let running = store::running(work.conn, subject.key(), code, None)?;
    running.ok_or_else(|| disagreement(subject, code, "does not run"))
}

/// A clock that is to end but is not there: right only where no rule was in force when it would have started.
fn never_opened(work: &mut Work<'_>, subject: &Subject, code: DeadlineCode, start: Option<Start>) -> Result<(), Error> {
    match start {
        Some(start) if rules::in_force(work.conn, code.code(), start.day())?.is_none() => Ok(()),
        _ => Err(disagreement(subject, code, "is to end, but does not run")),
    }
}

fn open(
    work: &mut Work<'_>,
    subject: &Subject,
    code: DeadlineCode,
    start: Start,
    agency_id: Option<AgencyId>,
) -> Result<(), Error> {
    let Some(rule) = rules::in_force(work.conn, code.code(), start.day())? else {
        log::info!("no version of rule {} is in force on the start day", code.code());
        return Ok(());
    };
    if store::running(work.conn, subject.key(), code, agency_id)?.is_some() {
        return Err(disagreement(subject, code, "is to start, but runs already"));
    }
    let version = newest_calendar(work.conn)?;
    let calendar = calendars::read(work.conn, &version)?;
    let due = due(&rule, start, &calendar, &[])
        .map_err(|error| Error::internal(format!("{} from {start:?}: {error}", code.code())))?;
    let deadline = Deadline {
        id: work.new_id::<DeadlineId>(),
        rule_id: rule.id,
        code,
        subject_type: subject.kind,
        subject_id: AnyId(subject.id),
        report_id: subject.report_id,
        debtor: rule.debtor,
        agency_id,
        start_on: start.day(),
        start_at: match start {
            Start::At(at) => Some(at),
            Start::On(_) => None,
        },
        due_on: due.due_on,
        lapses_at: due.lapses_at,
        provisional_from: due.beyond_calendar,
        calendar_code: version.code,
        calendar_version: version.version,
        held_since: None,
        closed_at: None,
        closed_as: None,
        version: 1,
        created_at: work.now,
        updated_at: work.now,
    };
    store::insert(work.conn, &deadline)?;
    record(work, subject.government_code.clone(), &deadline, "openDeadline", "deadline.opened", Vec::new())
}

/// Computes a deadline anew with its pauses, after they changed.
fn recount(
    work: &mut Work<'_>,
    subject: &Subject,
    mut deadline: Deadline,
    action: &'static str,
    event: &'static str,
) -> Result<(), Error> {
    let rule = rules::find(work.conn, deadline.rule_id)?.ok_or_else(|| Error::internal("a deadline without rule"))?;
    let version = newest_calendar(work.conn)?;
    let calendar = calendars::read(work.conn, &version)?;
    let pauses = store::pauses(work.conn, deadline.id)?;
    let due = due(&rule, deadline.start(), &calendar, &pauses)
        .map_err(|error| Error::internal(format!("{}: {error}", deadline.code.code())))?;
    let before = deadline.clone();
    deadline.set_due(&due, version.version);
    let changes = moved(&before, &deadline);
    save(work, subject, deadline, action, event, changes)
}

fn save(
    work: &mut Work<'_>,
    subject: &Subject,
    mut deadline: Deadline,
    action: &'static str,
    event: &'static str,
    changes: Vec<FieldChange>,
) -> Result<(), Error> {
    if !store::save(work.conn, &mut deadline, work.now)? {
        return Err(Error::new(error::Code::Conflict));
    }
    record(work, subject.government_code.clone(), &deadline, action, event, changes)
}

/// How a date moved, for history and audit.
pub(super) fn moved(before: &Deadline, after: &Deadline) -> Vec<FieldChange> {
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let mut changes = Vec::new();
    if before.due_on != after.due_on {
        changes.push(FieldChange::new("/due_on", before.due_on.to_string(), after.due_on.to_string()));
    }
    if before.lapses_at != after.lapses_at {
        changes.push(FieldChange::new("/lapses_at", before.lapses_at.to_string(), after.lapses_at.to_string()));
    }
    if before.held_since != after.held_since {
        changes.push(FieldChange::new("/held_since", text(before.held_since), text(after.held_since)));
    }
    if before.calendar_version != after.calendar_version {
        changes.push(FieldChange::new("/calendar_version", before.calendar_version, after.calendar_version));
    }
    changes
}

/// Journals a change of a deadline; the history entry keeps what the date was before.
pub(super) fn record(
    work: &mut Work<'_>,
    tenant: Option<String>,
    deadline: &Deadline,
    action: &'static str,
    event: &'static str,
    changes: Vec<FieldChange>,
) -> Result<(), Error> {
    let subject =
        journal::Subject { kind: journal::SubjectKind::Deadline, id: deadline.id.0, version: deadline.version, tenant };
    let details = json!({
        "report_id": deadline.report_id.to_string(),
        "code": deadline.code.code(),
        "due_on": deadline.due_on.to_string(),
        "changes": changes.iter().map(FieldChange::to_json).collect::<Vec<_>>(),
    });
    work.record(Change::new(subject, action, event).with_details(details).with_changes(changes))
}
