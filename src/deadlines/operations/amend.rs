//! Amendments: rules and holidays are data, and decrees change them during the year.

use super::super::store::{self, Deadline, calendars, rules};
use super::apply::{moved, record};
use super::calendar_lock;
use crate::db::dialect::serialise_on;
use crate::domain::calendar::{Calendar, Holiday, WorkingWeek};
use crate::domain::code::Code;
use crate::domain::deadline::{DeadlineError, Rule, RuleCode, explain};
use crate::domain::id::DeadlineId;
use crate::error::{self, Error, FieldFault};
use crate::import::{self, Row};
use crate::journal::{Change, FieldChange, Subject, SubjectKind, Work};
use chrono::{Datelike, NaiveDate};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// What an amendment of a calendar did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amended {
    /// The calendar's newest version; the same as before when nothing changed.
    pub version: i32,
    /// Days off that were added.
    pub added: usize,
    /// Days off that were taken away.
    pub removed: usize,
    /// Running deadlines that were computed anew because of it.
    pub recomputed: usize,
}

/// Imports the days off of one or more years: columns `date`, `kind`, `name`, `decree`.
///
/// The file is the whole truth about the years that occur in it: days of those years that it lacks are taken away;
/// other years stay. A file that changes nothing makes no new version. Running deadlines are computed anew, with the
/// old date in their history; those that were met or ended stay as they were.
///
/// # Errors
/// `validation_failed` with every fault by line and column; then nothing has changed.
pub fn import_holidays(work: &mut Work<'_>, calendar: &str, input: impl Read, reason: &str) -> Result<Amended, Error> {
    let wanted = read_holidays(input)?;
    let years: BTreeSet<i32> = wanted.iter().map(|holiday| holiday.on.year()).collect();
    serialise_on(work.conn, &calendar_lock(calendar))?;
    let newest = calendars::newest(work.conn, calendar)?;
    let present = match &newest {
        None => Vec::new(),
        Some(newest) => calendars::days_off(work.conn, calendar, newest.version, None)?,
    };
    let removed: Vec<Holiday> =
        present.iter().filter(|day| years.contains(&day.on.year()) && !wanted.contains(day)).cloned().collect();
    let added: Vec<Holiday> = wanted.into_iter().filter(|day| !present.contains(day)).collect();
    let week = newest.as_ref().map_or(WorkingWeek::MONDAY_TO_FRIDAY, |newest| newest.week);
    amend(work, calendar, newest, Amendment { week, added, removed, reason })
}

/// Changes the weekdays on which offices work, from now on and for every running deadline.
///
/// # Errors
/// `not_found` when there is no such calendar.
pub fn change_working_week(
    work: &mut Work<'_>,
    calendar: &str,
    week: WorkingWeek,
    reason: &str,
) -> Result<Amended, Error> {
    serialise_on(work.conn, &calendar_lock(calendar))?;
    let newest = calendars::newest(work.conn, calendar)?.ok_or_else(Error::not_found)?;
    amend(work, calendar, Some(newest), Amendment { week, added: Vec::new(), removed: Vec::new(), reason })
}

struct Amendment<'a> {
    week: WorkingWeek,
    added: Vec<Holiday>,
    removed: Vec<Holiday>,
    reason: &'a str,
}

fn amend(
    work: &mut Work<'_>,
    calendar: &str,
    newest: Option<calendars::Version>,
    amendment: Amendment<'_>,
) -> Result<Amended, Error> {
    let Amendment { week, added, removed, reason } = amendment;
    if let Some(newest) = newest.as_ref().filter(|newest| newest.week == week)
        && added.is_empty()
        && removed.is_empty()
    {
        return Ok(Amended { version: newest.version, added: 0, removed: 0, recomputed: 0 });
    }
    let version = calendars::Version {
        id: work.new_id(),
        code: calendar.to_owned(),
        version: newest.as_ref().map_or(1, |newest| newest.version + 1),
        week,
        reason: reason.to_owned(),
        created_at: work.now,
    };
    calendars::insert(work.conn, &version)?;
    for holiday in &removed {
        calendars::remove_day_off(work.conn, calendar, version.version, holiday)?;
    }
    for holiday in &added {
        calendars::add_day_off(work.conn, calendar, version.version, holiday)?;
    }
    let subject =
        Subject { kind: SubjectKind::Reference, id: version.id.0, version: i64::from(version.version), tenant: None };
    let names = |days: &[Holiday]| days.iter().map(|day| format!("{} {}", day.on, day.name)).collect::<Vec<_>>();
    let weekdays = |week: WorkingWeek| week.names().map(Code::code).collect::<Vec<_>>().join(",");
    let mut changes = vec![FieldChange::new("/days_off", json!(names(&removed)), json!(names(&added)))];
    if let Some(newest) = newest.as_ref().filter(|newest| newest.week != week) {
        changes.push(FieldChange::new("/working_weekdays", weekdays(newest.week), weekdays(week)));
    }
    work.record(
        Change::new(subject, "amendCalendar", "calendar.amended")
            .with_note(Some(reason.to_owned()))
            .with_details(json!({ "calendar": calendar, "version": version.version }))
            .with_changes(changes),
    )?;
    let recomputed = recompute(work, &version)?;
    Ok(Amended { version: version.version, added: added.len(), removed: removed.len(), recomputed })
}

/// How many deadlines are read at a time.
const BATCH: i64 = 500;

/// Computes every running deadline anew whose account reads differently under the amended calendar.
fn recompute(work: &mut Work<'_>, version: &calendars::Version) -> Result<usize, Error> {
    let calendar = calendars::read(work.conn, version)?;
    let mut rules_read: BTreeMap<_, Rule> = BTreeMap::new();
    let mut recomputed = 0;
    let mut after: Option<DeadlineId> = None;
    loop {
        let batch = store::running_on_calendar(work.conn, &version.code, after, BATCH)?;
        let Some(last) = batch.last() else { return Ok(recomputed) };
        after = Some(last.id);
        for deadline in batch {
            let rule = match rules_read.get(&deadline.rule_id) {
                Some(rule) => rule.clone(),
                None => {
                    let rule = rules::find(work.conn, deadline.rule_id)?;
                    let rule = rule.ok_or_else(|| Error::internal("a deadline without rule"))?;
                    rules_read.insert(deadline.rule_id, rule.clone());
                    rule
                }
            };
            recomputed += usize::from(recompute_one(work, &rule, deadline, version, &calendar)?);
        }
    }
}

fn recompute_one(
    work: &mut Work<'_>,
    rule: &Rule,
    mut deadline: Deadline,
    version: &calendars::Version,
    calendar: &Calendar,
) -> Result<bool, Error> {
    let pauses = store::pauses(work.conn, deadline.id)?;
    let old = calendars::find(work.conn, &version.code, deadline.calendar_version)?;
    let old = old.ok_or_else(|| Error::internal("a deadline without calendar"))?;
    let old = calendars::read(work.conn, &old)?;
    let refused =
        |error: DeadlineError| Error::field("", error.code()).logged(format!("deadline {}: {error}", deadline.id));
    let before = explain(rule, deadline.start(), &old, &pauses).map_err(refused)?;
    let after = explain(rule, deadline.start(), calendar, &pauses).map_err(refused)?;
    if before.days == after.days && before.due == after.due {
        return Ok(false);
    }
    let was = deadline.clone();
    deadline.set_due(&after.due, version.version);
    if !store::save(work.conn, &mut deadline, work.now)? {
        return Err(Error::new(error::Code::Conflict));
    }
    let changes = moved(&was, &deadline);
    let (report_version, tenant) = store::touch_report(work.conn, deadline.report_id, work.now)?;
    record(work, tenant.clone(), &deadline, "recomputeDeadline", "deadline.recomputed", changes.clone())?;
    let report = Subject { kind: SubjectKind::Report, id: deadline.report_id.0, version: report_version, tenant };
    let details = json!({ "deadline_id": deadline.id.to_string(), "code": deadline.code.code(),
        "due_on": deadline.due_on.to_string(), "due_on_before": was.due_on.to_string() });
    work.record(
        Change::new(report, "recomputeDeadline", "report.deadline_recomputed")
            .with_details(details)
            .with_changes(changes),
    )?;
    Ok(true)
}

fn read_holidays(input: impl Read) -> Result<Vec<Holiday>, Error> {
    let rows = import::read(input, &["date", "kind", "name", "decree"])?;
    let (mut faults, mut holidays, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for row in &rows {
        row.required("date", &mut faults);
        row.required("kind", &mut faults);
        let name = limited(row, "name", 200, &mut faults);
        let decree = limited(row, "decree", 300, &mut faults);
        let on = row.parsed("date", "date_format", &mut faults, reasonable_day);
        let (Some(on), Some(kind)) = (on, row.code("kind", &mut faults)) else { continue };
        if seen.insert((on, kind)) {
            holidays.push(Holiday { on, kind, name, decree });
        } else {
            faults.push(row.fault("date", "repeated_row"));
        }
    }
    if faults.is_empty() { Ok(holidays) } else { Err(Error::invalid(faults)) }
}

/// A day of a year that a decree may be about.
fn reasonable_day(text: &str) -> Option<NaiveDate> {
    text.parse::<NaiveDate>().ok().filter(|day| (1900..=2200).contains(&day.year()))
}

fn limited(row: &Row, column: &str, most: usize, faults: &mut Vec<FieldFault>) -> String {
    let text = row.required(column, faults);
    if text.chars().count() > most {
        faults.push(row.fault(column, "too_long").with("limit", most));
    }
    text
}

/// Imports versions of rules that the database lacks, by code and first day; those that it has stay as they are, since
/// deadlines were computed from them. Returns how many were added.
///
/// # Errors
/// `validation_failed` with every fault by line and column; then nothing has changed.
pub fn import_rules(work: &mut Work<'_>, input: impl Read) -> Result<usize, Error> {
    let known: BTreeSet<(String, NaiveDate)> =
        rules::all(work.conn)?.into_iter().map(|rule| (rule.code.as_str().to_owned(), rule.valid_from)).collect();
    let mut added = 0;
    for rule in read_rules(work, input)? {
        if !known.contains(&(rule.code.as_str().to_owned(), rule.valid_from)) {
            rules::insert(work.conn, &rule)?;
            let subject = Subject { kind: SubjectKind::Reference, id: rule.id.0, version: 1, tenant: None };
            let details = json!({ "rule": rule.version(), "anchor": rule.anchor });
            work.record(Change::new(subject, "importDeadlineRules", "deadline_rule.added").with_details(details))?;
            added += 1;
        }
    }
    Ok(added)
}

const RULE_COLUMNS: &[&str] = &[
    "code",
    "length",
    "unit",
    "starts",
    "debtor",
    "anchor",
    "evidence",
    "roll",
    "valid_from",
    "valid_to",
    "lapse_id",
    "lapse_en",
];

fn read_rules(work: &Work<'_>, input: impl Read) -> Result<Vec<Rule>, Error> {
    let rows = import::read(input, RULE_COLUMNS)?;
    let (mut faults, mut rules) = (Vec::new(), Vec::new());
    for row in &rows {
        for column in RULE_COLUMNS.iter().filter(|column| **column != "valid_to") {
            row.required(column, &mut faults);
        }
        let code = row.parsed("code", "format", &mut faults, RuleCode::parse);
        let length = row.number::<u32>("length", &mut faults);
        let unit = row.code("unit", &mut faults);
        let debtor = row.code("debtor", &mut faults);
        let evidence = row.code("evidence", &mut faults);
        let roll = row.code("roll", &mut faults);
        let valid_from = row.day("valid_from", &mut faults);
        let valid_to = row.day("valid_to", &mut faults);
        if valid_to.zip(valid_from).is_some_and(|(last, first)| last < first) {
            faults.push(row.fault("valid_to", "end_before_start"));
        }
        if length == Some(0) {
            faults.push(row.fault("length", DeadlineError::ZeroLength.code()));
        }
        let (Some(code), Some(length), Some(unit), Some(debtor), Some(evidence), Some(roll), Some(valid_from)) =
            (code, length, unit, debtor, evidence, roll, valid_from)
        else {
            continue;
        };
        rules.push(Rule {
            id: work.new_id(),
            code,
            length,
            unit,
            starts: row.text("starts").to_owned(),
            debtor,
            anchor: row.text("anchor").to_owned(),
            evidence,
            roll,
            valid_from,
            valid_to,
            lapse_id: row.text("lapse_id").to_owned(),
            lapse_en: row.text("lapse_en").to_owned(),
        });
    }
    if faults.is_empty() { Ok(rules) } else { Err(Error::invalid(faults)) }
}
