//! How rules, days off and accounts of due dates look on the wire.

use super::super::operations::Account;
use crate::domain::calendar::{DayOfWeek, DayOff, Holiday, HolidayKind};
use crate::domain::code::Code;
use crate::domain::deadline::{CountedDay, DayMark, Debtor, Evidence, Explanation, Roll, Rule, Start, Stop, Unit};
use crate::domain::id::DeadlineId;
use crate::domain::time::{Timestamp, Zone};
use crate::web::context::Language;
use crate::web::time::Instant;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The most days that an account spells out: three years.
const MOST_DAYS: usize = 1100;

/// A day off (*hari libur*).
#[derive(Debug, Serialize, ToSchema)]
pub struct HolidayView {
    /// The day.
    pub on: NaiveDate,
    /// What kind of day off it is.
    pub kind: HolidayKind,
    /// What people call it, in Indonesian.
    #[schema(max_length = 200, example = "Hari Suci Nyepi")]
    pub name: String,
    /// The decree that set it.
    #[schema(max_length = 300, example = "SKB 1497/2025, 2/2025, 5/2025")]
    pub decree: String,
}

impl From<Holiday> for HolidayView {
    fn from(day: Holiday) -> Self {
        Self { on: day.on, kind: day.kind, name: day.name, decree: day.decree }
    }
}

/// A version of a deadline rule (*aturan tenggat*).
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleView {
    /// Id of this version.
    pub id: Uuid,
    /// The rule, the same in all its versions.
    #[schema(max_length = 32, example = "D07")]
    pub code: String,
    /// The version as people cite it.
    #[schema(max_length = 50, example = "D07@2024-01-01")]
    pub version: String,
    /// How many units.
    #[schema(minimum = 1)]
    pub length: u32,
    /// What is counted.
    pub unit: Unit,
    /// Code of the event that starts the clock; its day is not counted.
    #[schema(max_length = 60, example = "examination_result_received")]
    pub starts: String,
    /// Who must act.
    pub debtor: Debtor,
    /// The article that sets the deadline.
    #[schema(max_length = 300, example = "Peraturan Ombudsman 58/2023 Pasal 54")]
    pub anchor: String,
    /// How well the length is known.
    pub evidence: Evidence,
    /// What happens to an end on a day without work.
    pub roll: Roll,
    /// First start day to which this version applies.
    pub valid_from: NaiveDate,
    /// Last start day to which it applies; absent while it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub valid_to: Option<NaiveDate>,
    /// What follows when it lapses, in Indonesian. Always confirmed by an officer.
    #[schema(max_length = 500)]
    pub lapse_id: String,
    /// What follows when it lapses, in English.
    #[schema(max_length = 500)]
    pub lapse_en: String,
}

impl From<Rule> for RuleView {
    fn from(rule: Rule) -> Self {
        Self {
            id: rule.id.0,
            version: rule.version(),
            code: rule.code.as_str().to_owned(),
            length: rule.length,
            unit: rule.unit,
            starts: rule.starts,
            debtor: rule.debtor,
            anchor: rule.anchor,
            evidence: rule.evidence,
            roll: rule.roll,
            valid_from: rule.valid_from,
            valid_to: rule.valid_to,
            lapse_id: rule.lapse_id,
            lapse_en: rule.lapse_en,
        }
    }
}

/// The calendar version that a date was computed with.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarReference {
    /// The calendar.
    #[schema(max_length = 40, example = "kalsel")]
    pub code: String,
    /// Its version.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Whether the question changed it: other weekdays or other days off.
    pub is_altered: bool,
}

/// The rule that was applied.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppliedRule {
    /// How many units.
    #[schema(minimum = 1)]
    pub length: u32,
    /// What is counted.
    pub unit: Unit,
    /// What happens to an end on a day without work.
    pub roll: Roll,
    /// The version in the register; absent for a rule that was made up for the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub registered: Option<RuleView>,
}

/// Why a deadline falls on its day: the whole account.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadlineExplanation {
    /// The deadline; absent in a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub deadline_id: Option<Uuid>,
    /// The account in one sentence, in the reader's language.
    #[schema(max_length = 500)]
    pub summary: String,
    /// The rule.
    pub rule: AppliedRule,
    /// The calendar.
    pub calendar: CalendarReference,
    /// The start day, which is not counted, in WITA.
    pub start_on: NaiveDate,
    /// The instant that started the clock; absent where only the day is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub start_at: Option<Instant>,
    /// The last day on which acting is in time, in WITA.
    pub due_on: NaiveDate,
    /// The first instant after the deadline.
    pub lapses_at: Instant,
    /// Since when the clock stands still. While it does, the dates are the earliest that they can become.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub held_since: Option<Instant>,
    /// The first day that was counted without knowing that year's holidays: the date is provisional then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub provisional_from: Option<NaiveDate>,
    /// How many days the deadline was moved because its last day was a day off.
    #[schema(minimum = 0)]
    pub rolled_days: i64,
    /// Every day from the start day through the due day, in order.
    #[schema(max_items = 1100)]
    pub days: Vec<ExplainedDay>,
    /// Whether the days were left out because there are more than 1,100.
    pub days_omitted: bool,
    /// The pauses and what each gave back.
    #[schema(max_items = 1000)]
    pub stops: Vec<ExplainedStop>,
}

/// One day of an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedDay {
    /// The day, in WITA.
    pub on: NaiveDate,
    /// Its weekday.
    pub weekday: DayOfWeek,
    /// What it did.
    pub mark: DayMark,
    /// Which day of the period it is: 1 is the first; a day that was not counted repeats the number before it.
    #[schema(minimum = 0)]
    pub number: i64,
    /// Why it is no working day: `weekend`, or the kind of holiday. Also named where the rule counts it all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 40, example = "national")]
    pub day_off: Option<String>,
    /// The holiday, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub holiday: Option<HolidayView>,
    /// Seconds of it that were counted.
    #[schema(minimum = 0, maximum = 86400)]
    pub counted_seconds: i64,
    /// Countable seconds of it that a pause gave back.
    #[schema(minimum = 0, maximum = 86400)]
    pub given_back_seconds: i64,
    /// Whether it was taken for a working day only because that year's holidays are not known yet.
    pub is_provisional: bool,
    /// The same in words, in the reader's language.
    #[schema(max_length = 800, example = "Kamis: bukan hari kerja, tidak dihitung (libur nasional: Hari Suci Nyepi)")]
    pub words: String,
}

/// A pause as it told on the deadline; overlapping ones are one.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedStop {
    /// When the clock stopped.
    pub from: Instant,
    /// When it went on; absent while it stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub until: Option<Instant>,
    /// The countable seconds that it gave back.
    #[schema(minimum = 0)]
    pub given_back_seconds: i64,
}

impl DeadlineExplanation {
    /// The view of an account, for a reader of this language.
    pub fn new(account: Account, deadline: Option<DeadlineId>, language: Language) -> Self {
        let Account { explanation, calendar, calendar_is_altered, rule_is_registered } = account;
        let summary = summary(&explanation, language);
        let Explanation { rule, start, started_on, days, stops, rolled_days, due, calendar_version: _ } = explanation;
        let days_omitted = days.len() > MOST_DAYS;
        let days = if days_omitted { Vec::new() } else { days };
        Self {
            deadline_id: deadline.map(Uuid::from),
            summary,
            rule: AppliedRule {
                length: rule.length,
                unit: rule.unit,
                roll: rule.roll,
                registered: rule_is_registered.then(|| RuleView::from(rule)),
            },
            calendar: CalendarReference {
                code: calendar.code,
                version: calendar.version,
                is_altered: calendar_is_altered,
            },
            start_on: started_on,
            start_at: match start {
                Start::At(at) => Some(at.into()),
                Start::On(_) => None,
            },
            due_on: due.due_on,
            lapses_at: due.lapses_at.into(),
            held_since: due.held_since.map(Instant::from),
            provisional_from: due.beyond_calendar,
            rolled_days,
            days: days.into_iter().map(|day| ExplainedDay::new(day, language)).collect(),
            days_omitted,
            stops: stops.into_iter().map(ExplainedStop::from).collect(),
        }
    }
}

/// Why a date is provisional; the year follows.
const NOT_DECREED: (&str, &str) =
    ("belum ada penetapan hari libur untuk tahun", "no holidays have been decreed yet for the year");

/// One sentence that a person can check with a calendar in hand, and whatever makes its date uncertain.
fn summary(explanation: &Explanation, language: Language) -> String {
    let Explanation { rule, start, started_on, days, stops, rolled_days, due, .. } = explanation;
    let say = |id: String, en: String| match language {
        Language::Indonesian => id,
        Language::English => en,
    };
    let length = rule.length;
    let mut text = match start {
        Start::At(at) if rule.unit == Unit::Hours => {
            let (from, until) = (hour(*at), hour(due.lapses_at));
            let account = say(
                format!("{length} jam sejak {from} berakhir pada {until}, siang dan malam dihitung"),
                format!("{length} hours from {from} end at {until}, day and night counted"),
            );
            let paused = say(
                ", kecuali selama tenggat dihentikan sementara".to_owned(),
                ", but not while the clock stood still".to_owned(),
            );
            if stops.is_empty() { account } else { account + &paused }
        }
        _ => {
            let passed_over = days.iter().filter(|day| matches!(day.mark, DayMark::DayOff | DayMark::Paused)).count();
            let (until, unit) = (due.due_on, rule.unit);
            say(
                format!(
                    "{length} {} setelah {started_on} (hari mulai tidak dihitung) berakhir pada {until}; \
                     {passed_over} hari dilewati",
                    unit.label_id()
                ),
                format!(
                    "{length} {} after {started_on} (the start day is not counted) end on {until}; \
                     {passed_over} days were passed over",
                    unit.label_en()
                ),
            )
        }
    };
    if *rolled_days > 0 {
        text += &say(
            format!(", dan akhirnya digeser {rolled_days} hari ke hari kerja"),
            format!(", and the end was moved by {rolled_days} days to a working day"),
        );
    }
    text.push('.');
    if let Some(first) = due.beyond_calendar {
        let doubt = language.pick(NOT_DECREED);
        text += &say(
            format!(" Tanggal ini sementara: {doubt} {}.", first.year()),
            format!(" The date is provisional: {doubt} {}.", first.year()),
        );
    }
    text
}

/// An instant to the minute, as people in South Kalimantan read it.
fn hour(at: Timestamp) -> String {
    at.to_utc().with_timezone(&Zone::Wita.offset()).format("%Y-%m-%d %H:%M WITA").to_string()
}

impl ExplainedDay {
    fn new(day: CountedDay, language: Language) -> Self {
        let label = |texts: (&'static str, &'static str)| language.pick(texts);
        let weekday = DayOfWeek::from(day.on.weekday());
        let reason = match &day.day_off {
            None => String::new(),
            Some(DayOff::Weekend) => format!(" ({})", label(("akhir pekan", "weekend"))),
            Some(DayOff::Holiday(holiday)) => {
                format!(" ({}: {})", label((holiday.kind.label_id(), holiday.kind.label_en())), holiday.name)
            }
        };
        let doubt = if day.provisional {
            format!(" ({}, {} {})", label(("sementara", "provisional")), label(NOT_DECREED), day.on.year())
        } else {
            String::new()
        };
        let words = format!(
            "{}: {}{reason}{doubt}",
            label((weekday.label_id(), weekday.label_en())),
            label((day.mark.label_id(), day.mark.label_en()))
        );
        let number = day.number();
        let (day_off, holiday) = match day.day_off {
            None => (None, None),
            Some(DayOff::Weekend) => (Some("weekend".to_owned()), None),
            Some(DayOff::Holiday(holiday)) => (Some(holiday.kind.code().to_owned()), Some(HolidayView::from(holiday))),
        };
        Self {
            on: day.on,
            weekday,
            mark: day.mark,
            number,
            day_off,
            holiday,
            counted_seconds: day.counted.num_seconds(),
            given_back_seconds: day.given_back.num_seconds(),
            is_provisional: day.provisional,
            words,
        }
    }
}

impl From<Stop> for ExplainedStop {
    fn from(stop: Stop) -> Self {
        Self {
            from: stop.from.into(),
            until: stop.until.map(Instant::from),
            given_back_seconds: stop.given_back.num_seconds(),
        }
    }
}
