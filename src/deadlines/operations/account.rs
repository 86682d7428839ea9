//! Accounts of due dates: why a deadline falls on its day, for one that runs and for one that somebody only asks about.

use super::super::store::{self, Deadline, calendars, rules};
use crate::db::AnyConnection;
use crate::domain::calendar::{Calendar, Holiday, HolidayKind, WorkingWeek};
use crate::domain::deadline::{
    DeadlineError, Debtor, Evidence, Explanation, Pause, Roll, Rule, RuleCode, Start, Unit, explain,
};
use crate::domain::id::DeadlineRuleId;
use crate::error::{Error, FieldFault};
use chrono::NaiveDate;
use uuid::Uuid;

/// The account of a due date, and what it was made with.
#[derive(Debug, Clone)]
pub struct Account {
    /// The explanation, day by day.
    pub explanation: Explanation,
    /// The calendar's version.
    pub calendar: calendars::Version,
    /// Whether the question changed the calendar: other weekdays, other days off.
    pub calendar_is_altered: bool,
    /// Whether the rule stands in the register, or was made up by the question.
    pub rule_is_registered: bool,
}

/// Explains a stored deadline with the rule, the calendar version and the pauses that gave its date.
///
/// # Errors
/// When the database does not answer; internal, when it lacks what the deadline was computed from.
pub fn explain_deadline(conn: &mut AnyConnection, deadline: &Deadline) -> Result<Account, Error> {
    let lacking = |what: &str| Error::internal(format!("deadline {} without {what}", deadline.id));
    let rule = rules::find(conn, deadline.rule_id)?.ok_or_else(|| lacking("rule"))?;
    let version = calendars::find(conn, &deadline.calendar_code, deadline.calendar_version)?;
    let version = version.ok_or_else(|| lacking("calendar"))?;
    let calendar = calendars::read(conn, &version)?;
    let pauses = store::pauses(conn, deadline.id)?;
    let explanation = explain(&rule, deadline.start(), &calendar, &pauses)
        .map_err(|error| Error::internal(format!("deadline {}: {error}", deadline.id)))?;
    Ok(Account { explanation, calendar: version, calendar_is_altered: false, rule_is_registered: true })
}

/// Which rule a dry run asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WantedRule {
    /// The version of a registered rule that is in force on the start day.
    Registered(String),
    /// One made up for the question.
    MadeUp {
        /// How many units.
        length: u32,
        /// What is counted.
        unit: Unit,
        /// What happens to an end on a day without work.
        roll: Roll,
    },
}

/// A dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The rule.
    pub rule: WantedRule,
    /// What starts the clock.
    pub start: Start,
    /// The calendar.
    pub calendar: String,
    /// Other weekdays than the calendar's.
    pub week: Option<WorkingWeek>,
    /// Only these kinds of holidays are days off.
    pub days_off: Option<Vec<HolidayKind>>,
    /// Days off besides the calendar's.
    pub further_days_off: Vec<NaiveDate>,
    /// When the clock stands still.
    pub pauses: Vec<Pause>,
}

/// Computes and explains a due date by the newest calendar, and stores nothing.
///
/// # Errors
/// `validation_failed`, naming the field that does not fit.
pub fn calculate(conn: &mut AnyConnection, question: &Question) -> Result<Account, Error> {
    let on = question.start.day();
    let (rule, rule_is_registered) = match &question.rule {
        WantedRule::MadeUp { length, unit, roll } => (made_up(*length, *unit, *roll, on), false),
        WantedRule::Registered(code) => {
            let versions = rules::versions(conn, code)?;
            if versions.is_empty() {
                return Err(Error::field("/rule_code", "unknown_code"));
            }
            let in_force = versions.into_iter().rev().find(|rule| rule.is_valid_on(on));
            (in_force.ok_or_else(|| Error::field("/rule_code", "rule_not_in_force"))?, true)
        }
    };
    let version = calendars::newest(conn, &question.calendar)?;
    let version = version.ok_or_else(|| Error::field("/calendar", "unknown_code"))?;
    let calendar_is_altered =
        question.week.is_some() || question.days_off.is_some() || !question.further_days_off.is_empty();
    let published = calendars::read(conn, &version)?;
    let account = |calendar: &Calendar| explain(&rule, question.start, calendar, &question.pauses);
    let explanation = if calendar_is_altered {
        let holidays = calendars::days_off(conn, &version.code, version.version, None)?;
        account(&altered(&version, question, holidays))
    } else {
        account(&published)
    };
    let explanation = explanation.map_err(|error| Error::invalid(vec![fault(error, &question.rule)]))?;
    Ok(Account { explanation, calendar: version, calendar_is_altered, rule_is_registered })
}

fn altered(version: &calendars::Version, question: &Question, mut holidays: Vec<Holiday>) -> Calendar {
    let mut kinds = question.days_off.clone().unwrap_or_else(|| Calendar::DAYS_OFF.to_vec());
    if !kinds.contains(&HolidayKind::Regional) {
        // The question's own days off are of this kind, and they are off; the calendar's are not.
        holidays.retain(|holiday| holiday.kind != HolidayKind::Regional);
        kinds.push(HolidayKind::Regional);
    }
    holidays.extend(question.further_days_off.iter().map(|on| Holiday {
        on: *on,
        kind: HolidayKind::Regional,
        name: "Hari libur dalam perhitungan ini".to_owned(),
        decree: "-".to_owned(),
    }));
    Calendar::new(version.label(), question.week.unwrap_or(version.week), &kinds, holidays)
}

fn fault(error: DeadlineError, rule: &WantedRule) -> FieldFault {
    let place = match (error, rule) {
        (DeadlineError::StartNeedsInstant, _) => "/start_at",
        (DeadlineError::ZeroLength | DeadlineError::OutOfRange, WantedRule::MadeUp { .. }) => "/rule/length",
        (DeadlineError::ZeroLength | DeadlineError::OutOfRange, WantedRule::Registered(_)) => "/start_on",
    };
    FieldFault::body(place, error.code())
}

/// A rule that stands in no register; what it lacks is never shown.
fn made_up(length: u32, unit: Unit, roll: Roll, valid_from: NaiveDate) -> Rule {
    Rule {
        id: DeadlineRuleId(Uuid::nil()),
        code: RuleCode::parse("MADE_UP").expect("capitals and `_` are the shape of a rule's code"),
        length,
        unit,
        starts: String::new(),
        debtor: Debtor::Ombudsman,
        anchor: String::new(),
        evidence: Evidence::Design,
        roll,
        valid_from,
        valid_to: None,
        lapse_id: String::new(),
        lapse_en: String::new(),
    }
}
