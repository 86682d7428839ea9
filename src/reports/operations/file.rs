//! Opening a case and taking a step with it: every change of a report's course goes through [`apply`].

use crate::db::AnyConnection;
use crate::deadlines;
use crate::domain::access::{Principal, Visibility};
use crate::domain::code::Code as _;
use crate::domain::id::ReportId;
use crate::domain::lifecycle::{self, Actor};
use crate::domain::report::{self, Command, Event, State, Transition};
use crate::domain::statistics::ReportFigures;
use crate::domain::time::Zone;
use crate::error::Error;
use crate::journal::{Change, FieldChange, Subject, SubjectKind, Work};
use crate::reports::store::{self, Report};
use serde_json::{Map, Value};

/// A report in the caller's view, with its lifecycle.
#[derive(Debug, Clone)]
pub struct Case {
    /// What lists and figures read.
    pub row: Report,
    /// What the lifecycle reads.
    pub report: report::Report,
}

/// The report with this id.
///
/// # Errors
/// `not_found` when there is none in view.
pub fn find(conn: &mut AnyConnection, visibility: Visibility, id: ReportId) -> Result<Case, Error> {
    let mut row = store::find(conn, visibility, id)?.ok_or_else(Error::not_found)?;
    loop {
        let snapshot = store::snapshot(conn, &row)?;
        let restored = report::Report::restore(snapshot);
        // On PostgreSQL a step may be committed between two of these statements: then the parts do not fit each other,
        // and those of the new version are read.
        let now = match &restored {
            Ok(_) => None,
            Err(_) => Some(store::find(conn, visibility, id)?.ok_or_else(Error::not_found)?),
        };
        match (restored, now) {
            (Err(_), Some(now)) if now.version != row.version => row = now,
            (restored, _) => {
                let report = restored.map_err(|error| Error::internal(format!("{}: {error}", row.id)))?;
                return Ok(Case { row, report });
            }
        }
    }
}

/// Who acts, as the lifecycle sees it.
pub(super) fn actor(principal: &Principal) -> Actor {
    Actor { id: principal.who.id(), role: principal.role }
}

/// Takes one step that refers to nothing outside the report; see [`take`](super::take).
///
/// # Errors
/// What the lifecycle refuses; `precondition_failed` when somebody else was faster.
pub fn apply(work: &mut Work<'_>, case: Case, command: Command, action: &'static str) -> Result<Case, Error> {
    super::take(work, case, command.into(), action).map(|taken| taken.case)
}

/// The report as its deadlines name it.
pub(super) fn clocks_of(row: &Report) -> deadlines::operations::Subject {
    deadlines::operations::Subject {
        kind: deadlines::operations::SubjectKind::Report,
        id: row.id.0,
        report_id: row.id,
        government_code: row.government_code.clone(),
    }
}

/// The report as the figures count it.
pub(super) fn figures(row: &Report) -> ReportFigures {
    ReportFigures {
        report_id: row.id,
        intake_kind: row.intake_kind,
        government_code: row.government_code.clone(),
        agency_class: row.agency_class.clone(),
        substance: row.substance.clone(),
        maladministration: row.maladministration.clone(),
        state: row.state,
        outcome: row.outcome,
        found_maladministration: row.found_maladministration.clone(),
        closing_reason: row.closing_reason,
        received_on: row.received_at.map(|_| row.received_on),
        admitted_on: row.admitted_on,
        closed_on: row.closed_on,
    }
}

/// The row after a step: everything in it that follows from the lifecycle.
pub(super) fn follow(row: &Report, after: &report::Snapshot, events: &[Event], work: &Work<'_>) -> Report {
    let today = Zone::Wita.day_of(work.now);
    let reached = |state: State| events.iter().any(|event| event.to == state && event.from != state);
    let day = |event: Transition| {
        events.iter().find(|known| known.transition == event).and_then(|event| event.effective_on).unwrap_or(today)
    };
    let admitted = reached(State::Examination).then(|| after.registered_on.unwrap_or(today));
    let handed_over = reached(State::ResolutionMonitoring).then(|| day(Transition::HandOver));
    Report {
        intake_kind: after.intake_kind,
        state: after.state,
        archive_number: after.archive_number.clone(),
        received_at: after.received_at,
        received_on: after.received_on().unwrap_or(row.received_on),
        admitted_on: row.admitted_on.or(admitted),
        closed_on: after.closed_on,
        closing_reason: after.closing_reason,
        outcome: after.outcome,
        found_maladministration: after.found.first().cloned(),
        handed_over_on: row.handed_over_on.or(handed_over),
        complexity: after.complexity,
        version: row.version + 1,
        updated_at: work.now,
        ..row.clone()
    }
}

/// Why no complaint was made before is told in the reporter's words, and may say who they are: the audit log, which
/// cannot be cleared, keeps only that it changed.
const TOLD_BY_THE_REPORTER: &str = "prior_complaint_reason";

/// One changed field as the journal keeps it.
pub(super) fn field_change(change: &lifecycle::Change) -> FieldChange {
    let path = format!("/{}", change.field);
    if change.field == TOLD_BY_THE_REPORTER {
        FieldChange::concealed(path)
    } else {
        FieldChange::new(path, change.before.clone(), change.after.clone())
    }
}

/// The journal's description of a step.
pub(super) fn change(row: &Report, event: &Event, action: &'static str) -> Change {
    let details: Map<String, Value> =
        event.details.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into())).collect();
    let changes = event.changes.iter().map(field_change);
    Change::new(subject(row), action, event_name(event.transition))
        .with_states(Some(event.from.code()), event.to.code())
        .with_reason(event.closing_reason.map(|reason| reason.code().to_owned()))
        .with_note(event.note.clone())
        .with_effective_on(event.effective_on)
        .with_details(details.into())
        .with_changes(changes.collect())
}

/// The report as the journal names it.
pub(super) fn subject(row: &Report) -> Subject {
    Subject { kind: SubjectKind::Report, id: row.id.0, version: row.version, tenant: row.government_code.clone() }
}

/// What happened, as the history and the outgoing events call it.
pub(super) fn event_name(transition: Transition) -> String {
    format!("report.{}", transition.code())
}
