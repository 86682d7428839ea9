//! Rows of calendars and their days off.
//!
//! A version of a calendar never changes once it is committed, so what was read of it stays right in every instance:
//! only which version is the newest must be asked each time.

use crate::db::AnyConnection;
use crate::db::schema::{calendars, holidays};
use crate::db::types::AnyId;
use crate::domain::calendar::{Calendar, DayOfWeek, Holiday, HolidayKind, WorkingWeek};
use crate::domain::code::Code;
use crate::domain::time::Timestamp;
use chrono::{NaiveDate, Weekday};
use diesel::prelude::*;
use quick_cache::sync::Cache;
use std::sync::{Arc, LazyLock};

crate::text_codes!(HolidayKind);

/// The calendar of South Kalimantan, which every deadline of this service is computed from.
pub const KALSEL: &str = "kalsel";

/// One version of a calendar (*versi kalender*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Id, unique beyond this database.
    pub id: AnyId,
    /// The calendar.
    pub code: String,
    /// Counted from 1.
    pub version: i32,
    /// On which weekdays offices work.
    pub week: WorkingWeek,
    /// Why it was made: a decree, or the words of whoever imported it.
    pub reason: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Version {
    /// The label that an explanation names.
    pub fn label(&self) -> String {
        format!("{}-{}", self.code, self.version)
    }
}

type Row = (AnyId, String, i32, String, String, Timestamp);

fn version((id, code, version, week, reason, created_at): Row) -> QueryResult<Version> {
    let unreadable =
        || diesel::result::Error::DeserializationError("a working week that the program cannot read".into());
    let days: Option<Vec<Weekday>> = week.split(',').map(|day| DayOfWeek::from_code(day).map(Weekday::from)).collect();
    let week = WorkingWeek::of(days.ok_or_else(unreadable)?).map_err(|_| unreadable())?;
    Ok(Version { id, code, version, week, reason, created_at })
}

/// The newest version of a calendar.
pub fn newest(conn: &mut AnyConnection, code: &str) -> QueryResult<Option<Version>> {
    let query = calendars::table.filter(calendars::code.eq(code)).order(calendars::version.desc());
    query.get_result::<Row>(conn).optional()?.map(version).transpose()
}

/// One version of a calendar.
pub fn find(conn: &mut AnyConnection, code: &str, number: i32) -> QueryResult<Option<Version>> {
    let query = calendars::table.filter(calendars::code.eq(code)).filter(calendars::version.eq(number));
    query.get_result::<Row>(conn).optional()?.map(version).transpose()
}

/// Inserts a version; its days off are to be changed before anybody reads them.
pub fn insert(conn: &mut AnyConnection, version: &Version) -> QueryResult<()> {
    let week = version.week.names().map(Code::code).collect::<Vec<_>>().join(",");
    let row = (
        calendars::id.eq(version.id),
        calendars::code.eq(&version.code),
        calendars::version.eq(version.version),
        calendars::working_week.eq(week),
        calendars::reason.eq(&version.reason),
        calendars::created_at.eq(version.created_at),
    );
    diesel::insert_into(calendars::table).values(row).execute(conn).map(drop)
}

/// The days off of one version, in order; of one year only when `year` is given.
pub fn days_off(conn: &mut AnyConnection, code: &str, number: i32, year: Option<i32>) -> QueryResult<Vec<Holiday>> {
    let mut query = holidays::table
        .filter(holidays::calendar_code.eq(code.to_owned()))
        .filter(holidays::added_in.le(number))
        .filter(holidays::removed_in.is_null().or(holidays::removed_in.gt(number)))
        .order((holidays::day, holidays::kind))
        .select((holidays::day, holidays::kind, holidays::name, holidays::decree))
        .into_boxed();
    if let Some((first, last)) =
        year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31)))
    {
        query = query.filter(holidays::day.between(first, last));
    }
    let rows = query.load::<(NaiveDate, HolidayKind, String, String)>(conn)?;
    Ok(rows.into_iter().map(|(on, kind, name, decree)| Holiday { on, kind, name, decree }).collect())
}

/// Adds a day off from version `number` on.
pub fn add_day_off(conn: &mut AnyConnection, code: &str, number: i32, holiday: &Holiday) -> QueryResult<()> {
    let row = (
        holidays::calendar_code.eq(code),
        holidays::day.eq(holiday.on),
        holidays::kind.eq(holiday.kind),
        holidays::name.eq(&holiday.name),
        holidays::decree.eq(&holiday.decree),
        holidays::added_in.eq(number),
    );
    diesel::insert_into(holidays::table).values(row).execute(conn).map(drop)
}

/// Takes a day off away from version `number` on.
pub fn remove_day_off(conn: &mut AnyConnection, code: &str, number: i32, holiday: &Holiday) -> QueryResult<()> {
    diesel::update(
        holidays::table
            .filter(holidays::calendar_code.eq(code))
            .filter(holidays::day.eq(holiday.on))
            .filter(holidays::kind.eq(holiday.kind))
            .filter(holidays::removed_in.is_null()),
    )
    .set(holidays::removed_in.eq(number))
    .execute(conn)
    .map(drop)
}

/// Calendars as read, by the id of their version.
static READ: LazyLock<Cache<AnyId, Arc<Calendar>>> = LazyLock::new(|| Cache::new(64));

/// The calendar as it was in one version.
pub fn read(conn: &mut AnyConnection, version: &Version) -> QueryResult<Arc<Calendar>> {
    if let Some(calendar) = READ.get(&version.id) {
        return Ok(calendar);
    }
    let days_off = days_off(conn, &version.code, version.version, None)?;
    let calendar = Arc::new(Calendar::new(version.label(), version.week, Calendar::DAYS_OFF, days_off));
    READ.insert(version.id, Arc::clone(&calendar));
    Ok(calendar)
}
