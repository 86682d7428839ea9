//! Rows of deadlines and of their pauses.

use crate::db::schema::{deadline_pauses, deadline_rules, deadlines};
use crate::db::types::AnyId;
use crate::db::{AnyConnection, MultiBackend};
use crate::domain::deadline::{Debtor, Due, Facts, Pause, Roll, Start, Unit};
use crate::domain::id::{AgencyId, DeadlineId, DeadlineRuleId, ReportId};
pub use crate::domain::lifecycle::DeadlineSubject as SubjectKind;
use crate::domain::lifecycle::{DeadlineCode, DeadlineOutcome, Lapse, OpenClocks, Running};
use crate::domain::time::{Timestamp, Zone};
use chrono::NaiveDate;
use diesel::prelude::*;

crate::text_codes!(DeadlineCode, DeadlineOutcome, SubjectKind);

/// A deadline's row (*tenggat*).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = deadlines, treat_none_as_default_value = false)]
pub struct Deadline {
    /// Id.
    pub id: DeadlineId,
    /// The version of the rule that it follows.
    pub rule_id: DeadlineRuleId,
    /// Which clock it is.
    pub code: DeadlineCode,
    /// What it belongs to.
    pub subject_type: SubjectKind,
    /// Id of the report or recommendation that it belongs to.
    pub subject_id: AnyId,
    /// The report in whose matter it runs.
    pub report_id: ReportId,
    /// Who must act.
    pub debtor: Debtor,
    /// The agency that must act, where it is one particular agency.
    pub agency_id: Option<AgencyId>,
    /// The day that started it and is not counted, in WITA.
    pub start_on: NaiveDate,
    /// The instant that started it; `None` where only the day is known.
    pub start_at: Option<Timestamp>,
    /// The last day on which acting is in time, in WITA.
    pub due_on: NaiveDate,
    /// The first instant after it.
    pub lapses_at: Timestamp,
    /// The first day that was counted without knowing that year's holidays.
    pub provisional_from: Option<NaiveDate>,
    /// The calendar that gave the date.
    pub calendar_code: String,
    /// The version of the calendar that gave the date.
    pub calendar_version: i32,
    /// Since when it stands still.
    pub held_since: Option<Timestamp>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// How it ended.
    pub closed_as: Option<DeadlineOutcome>,
    /// Version, counted from 1.
    pub version: i64,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Deadline {
    /// What started it.
    pub fn start(&self) -> Start {
        self.start_at.map_or(Start::On(self.start_on), Start::At)
    }

    /// The instant at which it began, as far as it is known.
    pub fn began(&self) -> Timestamp {
        self.start_at.unwrap_or_else(|| Zone::Wita.start_of(self.start_on))
    }

    /// What its status is computed from.
    pub fn facts(&self) -> Facts {
        let met = self.closed_as == Some(DeadlineOutcome::Met);
        Facts {
            lapses_at: self.lapses_at,
            held_since: self.held_since,
            met_at: self.closed_at.filter(|_| met),
            ended_at: self.closed_at.filter(|_| !met),
        }
    }

    /// Takes over a computed date.
    pub fn set_due(&mut self, due: &Due, calendar_version: i32) {
        self.due_on = due.due_on;
        self.lapses_at = due.lapses_at;
        self.provisional_from = due.beyond_calendar;
        self.held_since = due.held_since;
        self.calendar_version = calendar_version;
    }
}

/// The clocks of this code on this object, of that agency where one particular agency owes it; the newest first.
fn of(
    subject: (SubjectKind, AnyId),
    code: DeadlineCode,
    agency: Option<AgencyId>,
) -> deadlines::BoxedQuery<'static, MultiBackend> {
    let query = deadlines::table
        .filter(deadlines::subject_type.eq(subject.0))
        .filter(deadlines::subject_id.eq(subject.1))
        .filter(deadlines::code.eq(code))
        .order(deadlines::id.desc())
        .into_boxed();
    match agency {
        Some(agency) => query.filter(deadlines::agency_id.eq(agency)),
        None => query.filter(deadlines::agency_id.is_null()),
    }
}

/// The running clock of this code on this object; with a debtor, the one of that agency.
pub fn running(
    conn: &mut AnyConnection,
    subject: (SubjectKind, AnyId),
    code: DeadlineCode,
    agency: Option<AgencyId>,
) -> QueryResult<Option<Deadline>> {
    of(subject, code, agency).filter(deadlines::closed_at.is_null()).first(conn).optional()
}

/// As [`running`], but also one that was met: the newest that began with this fact.
pub fn standing(
    conn: &mut AnyConnection,
    subject: (SubjectKind, AnyId),
    code: DeadlineCode,
    agency: Option<AgencyId>,
    start: Start,
) -> QueryResult<Option<Deadline>> {
    of(subject, code, agency)
        .filter(deadlines::start_on.eq(start.day()))
        .filter(deadlines::closed_at.is_null().or(deadlines::closed_as.eq(DeadlineOutcome::Met)))
        .first(conn)
        .optional()
}

/// The clocks of an object that run.
pub fn open_clocks(conn: &mut AnyConnection, subject: (SubjectKind, AnyId), now: Timestamp) -> QueryResult<OpenClocks> {
    let rows: Vec<(DeadlineCode, Option<AgencyId>, NaiveDate, Timestamp)> = deadlines::table
        .filter(deadlines::subject_type.eq(subject.0))
        .filter(deadlines::subject_id.eq(subject.1))
        .filter(deadlines::closed_at.is_null())
        .filter(deadlines::held_since.is_null())
        .order((deadlines::due_on, deadlines::id))
        .select((deadlines::code, deadlines::agency_id, deadlines::due_on, deadlines::lapses_at))
        .load(conn)?;
    let mut open = OpenClocks::default();
    for (code, debtor, due_on, lapses_at) in rows {
        if lapses_at <= now {
            open.lapsed.push(Lapse { code, debtor, on: Zone::Wita.day_of(lapses_at) });
        } else {
            open.running.push(Running { code, debtor, due_on });
        }
    }
    Ok(open)
}

/// Running deadlines whose date depends on a calendar, by id, behind `after`.
pub fn running_on_calendar(
    conn: &mut AnyConnection,
    calendar: &str,
    after: Option<DeadlineId>,
    fetch: i64,
) -> QueryResult<Vec<Deadline>> {
    let mut query = deadlines::table
        .inner_join(deadline_rules::table.on(deadline_rules::id.eq(deadlines::rule_id)))
        .filter(deadlines::calendar_code.eq(calendar.to_owned()))
        .filter(deadlines::closed_at.is_null())
        .filter(deadline_rules::unit.eq(Unit::WorkingDays).or(deadline_rules::roll.eq(Roll::ToNextWorkingDay)))
        .select(deadlines::all_columns)
        .order(deadlines::id)
        .limit(fetch)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(deadlines::id.gt(after));
    }
    query.load(conn)
}

/// Inserts a deadline.
pub fn insert(conn: &mut AnyConnection, deadline: &Deadline) -> QueryResult<()> {
    diesel::insert_into(deadlines::table).values(deadline.clone()).execute(conn).map(drop)
}

/// Saves what may change of a deadline as its next version; `false` when somebody else was first.
pub fn save(conn: &mut AnyConnection, deadline: &mut Deadline, now: Timestamp) -> QueryResult<bool> {
    let target = deadlines::table.filter(deadlines::id.eq(deadline.id)).filter(deadlines::version.eq(deadline.version));
    let changed = diesel::update(target).set((
        deadlines::due_on.eq(deadline.due_on),
        deadlines::lapses_at.eq(deadline.lapses_at),
        deadlines::provisional_from.eq(deadline.provisional_from),
        deadlines::calendar_version.eq(deadline.calendar_version),
        deadlines::held_since.eq(deadline.held_since),
        deadlines::closed_at.eq(deadline.closed_at),
        deadlines::closed_as.eq(deadline.closed_as),
        deadlines::version.eq(deadline.version + 1),
        deadlines::updated_at.eq(now),
    ));
    let rows = changed.execute(conn)?;
    deadline.version += 1;
    deadline.updated_at = now;
    Ok(rows == 1)
}

/// The pauses of a deadline, in order.
pub fn pauses(conn: &mut AnyConnection, id: DeadlineId) -> QueryResult<Vec<Pause>> {
    let rows = deadline_pauses::table
        .filter(deadline_pauses::deadline_id.eq(id))
        .order(deadline_pauses::from_at)
        .select((deadline_pauses::from_at, deadline_pauses::until_at))
        .load::<(Timestamp, Option<Timestamp>)>(conn)?;
    rows.into_iter()
        .map(|(from, until)| match until {
            None => Ok(Pause::open(from)),
            Some(until) => Pause::between(from, until)
                .map_err(|error| diesel::result::Error::DeserializationError(error.to_string().into())),
        })
        .collect()
}

/// Starts a pause.
pub fn pause(conn: &mut AnyConnection, id: DeadlineId, from: Timestamp) -> QueryResult<()> {
    let row = (deadline_pauses::deadline_id.eq(id), deadline_pauses::from_at.eq(from));
    diesel::insert_into(deadline_pauses::table).values(row).execute(conn).map(drop)
}

/// Ends the open pause; one that would have no length is forgotten.
pub fn resume(conn: &mut AnyConnection, id: DeadlineId, until: Timestamp) -> QueryResult<()> {
    diesel::delete(
        deadline_pauses::table
            .filter(deadline_pauses::deadline_id.eq(id))
            .filter(deadline_pauses::until_at.is_null())
            .filter(deadline_pauses::from_at.ge(until)),
    )
    .execute(conn)?;
    diesel::update(
        deadline_pauses::table.filter(deadline_pauses::deadline_id.eq(id)).filter(deadline_pauses::until_at.is_null()),
    )
    .set(deadline_pauses::until_at.eq(until))
    .execute(conn)
    .map(drop)
}

/// Marks a report as changed, because a deadline of it is: whoever mirrors reports must notice. Its new version and
/// its government.
pub fn touch_report(conn: &mut AnyConnection, id: ReportId, now: Timestamp) -> QueryResult<(i64, Option<String>)> {
    use crate::db::schema::reports;
    diesel::update(reports::table.find(id))
        .set((reports::version.eq(reports::version + 1), reports::updated_at.eq(now)))
        .execute(conn)?;
    reports::table.find(id).select((reports::version, reports::government_code)).get_result(conn)
}

/// The earliest date of the running clocks of these codes in the matter of a report that have not lapsed, and since when
/// it is provisional.
pub fn next_of(
    conn: &mut AnyConnection,
    report: ReportId,
    codes: &[DeadlineCode],
    now: Timestamp,
) -> QueryResult<Option<(DeadlineCode, NaiveDate, Option<NaiveDate>)>> {
    deadlines::table
        .filter(deadlines::report_id.eq(report))
        .filter(deadlines::code.eq_any(codes.to_vec()))
        .filter(deadlines::closed_at.is_null())
        .filter(deadlines::held_since.is_null())
        .filter(deadlines::lapses_at.gt(now))
        .order((deadlines::due_on, deadlines::id))
        .select((deadlines::code, deadlines::due_on, deadlines::provisional_from))
        .first(conn)
        .optional()
}
