//! The published deadline vectors, the faults of the field, and the laws that the engine must keep.

use super::rule::sample::rule;
use super::*;
use crate::domain::calendar::published::{calendar, calendar_joint_leave_worked, day, holidays};
use crate::domain::calendar::{Calendar, DayOff, Holiday, HolidayKind, WorkingWeek};
use crate::domain::time::{Timestamp, Zone};
use chrono::{NaiveDate, TimeDelta, Weekday};
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn due_on(length: u32, unit: Unit, start: &str, calendar: &Calendar) -> NaiveDate {
    due(&rule(length, unit), Start::On(day(start)), calendar, &[]).unwrap().due_on
}

fn plain(holidays: Vec<Holiday>) -> Calendar {
    Calendar::new("t", WorkingWeek::MONDAY_TO_FRIDAY, Calendar::DAYS_OFF, holidays)
}

fn holiday(on: &str) -> Holiday {
    Holiday { on: day(on), kind: HolidayKind::National, name: "Uji".to_owned(), decree: "SKB uji".to_owned() }
}

#[test]
fn every_published_vector_holds() {
    let (published, worked) = (calendar(), calendar_joint_leave_worked());
    let rows: Vec<&str> = include_str!("../../../tests/data/deadline-vectors.csv").lines().skip(1).collect();
    assert_eq!(rows.len(), 11);
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        let [start, one, five, fortnight, thirty, thirty_worked, sixty] = cells[..] else { panic!("{row}") };
        for (length, unit, calendar, expected) in [
            (1, Unit::WorkingDays, &published, one),
            (5, Unit::WorkingDays, &published, five),
            (14, Unit::CalendarDays, &published, fortnight),
            (30, Unit::WorkingDays, &published, thirty),
            (30, Unit::WorkingDays, &worked, thirty_worked),
            (60, Unit::CalendarDays, &published, sixty),
        ] {
            assert_eq!(due_on(length, unit, start, calendar), day(expected), "{length} {unit:?} from {start}");
        }
    }
}

#[test]
fn the_handbooks_table_holds_with_its_weekdays() {
    let table = [
        ("2022-06-17", "2022-07-29", Weekday::Fri, "2022-07-29", "2022-07-01", "2022-08-16"),
        ("2024-03-25", "2024-05-20", Weekday::Mon, "2024-05-13", "2024-04-08", "2024-05-24"),
        ("2024-11-20", "2025-01-07", Weekday::Tue, "2025-01-06", "2024-12-04", "2025-01-19"),
        ("2025-03-10", "2025-05-02", Weekday::Fri, "2025-04-24", "2025-03-24", "2025-05-09"),
        ("2025-08-01", "2025-09-16", Weekday::Tue, "2025-09-15", "2025-08-15", "2025-09-30"),
        ("2025-12-10", "2026-01-27", Weekday::Tue, "2026-01-26", "2025-12-24", "2026-02-08"),
        ("2026-03-02", "2026-04-21", Weekday::Tue, "2026-04-15", "2026-03-16", "2026-05-01"),
        ("2026-05-04", "2026-06-23", Weekday::Tue, "2026-06-19", "2026-05-18", "2026-07-03"),
    ];
    for (start, thirty, weekday, worked, fortnight, sixty) in table {
        let found = due_on(30, Unit::WorkingDays, start, &calendar());
        assert_eq!((found, chrono::Datelike::weekday(&found)), (day(thirty), weekday));
        assert_eq!(due_on(30, Unit::WorkingDays, start, &calendar_joint_leave_worked()), day(worked));
        assert_eq!(due_on(14, Unit::CalendarDays, start, &calendar()), day(fortnight));
        assert_eq!(due_on(60, Unit::CalendarDays, start, &calendar()), day(sixty));
    }
}

#[test]
fn two_years_end_on_the_same_day_or_the_months_last() {
    assert_eq!(due_on(2, Unit::Years, "2024-02-29", &calendar()), day("2026-02-28"));
    assert_eq!(due_on(2, Unit::Years, "2022-06-18", &calendar()), day("2024-06-18"));
    assert_eq!(due_on(3, Unit::Months, "2026-03-31", &calendar()), day("2026-06-30"));
    assert_eq!(due_on(1, Unit::Months, "2025-12-31", &calendar()), day("2026-01-31"));
}

#[test]
fn a_deadline_ends_with_its_day_in_wita() {
    let found = due(&rule(1, Unit::WorkingDays), Start::At(at("2026-01-31T16:00:00Z")), &calendar(), &[]).unwrap();
    // 16:00 UTC on Saturday is already Sunday 1 February in WITA.
    assert_eq!(found.due_on, day("2026-02-02"));
    assert_eq!(found.lapses_at.to_string(), "2026-02-02T16:00:00.000Z");
    assert_eq!(found.beyond_calendar, None);
    let open = Facts::from(found);
    assert_eq!(status(&open, at("2026-02-02T15:59:59Z")), Status::Open);
    assert_eq!(status(&open, at("2026-02-02T16:00:00Z")), Status::Overdue);
}

#[test]
fn hours_run_from_the_instant_through_nights_and_weekends() {
    let breach = rule(72, Unit::Hours);
    let found = due(&breach, Start::At(at("2026-01-02T09:30:00+08:00")), &calendar(), &[]).unwrap();
    assert_eq!(found.lapses_at, at("2026-01-05T09:30:00+08:00"));
    assert_eq!(found.due_on, day("2026-01-05"));
    let at_midnight = due(&breach, Start::At(at("2026-01-02T00:00:00+08:00")), &calendar(), &[]).unwrap();
    assert_eq!((at_midnight.due_on, at_midnight.lapses_at), (day("2026-01-04"), at("2026-01-05T00:00:00+08:00")));
    let on_a_day = due(&breach, Start::On(day("2026-01-02")), &calendar(), &[]);
    assert_eq!(on_a_day, Err(DeadlineError::StartNeedsInstant));
}

/// Fault A03: one working day, paused from Friday 10:00 to Monday 10:00, must not gain the weekend.
#[test]
fn a_pause_over_a_weekend_gives_back_working_time_only() {
    let start = Start::At(at("2026-01-08T09:00:00+08:00"));
    let pause = Pause::between(at("2026-01-09T10:00:00+08:00"), at("2026-01-12T10:00:00+08:00")).unwrap();
    let found = explain(&rule(1, Unit::WorkingDays), start, &calendar(), &[pause]).unwrap();
    assert_eq!(found.due.due_on, day("2026-01-12"));
    assert_eq!(found.due.lapses_at, at("2026-01-13T00:00:00+08:00"));
    assert_eq!(found.stops[0].given_back, TimeDelta::hours(14 + 10));
}

/// Fault A05: nothing is overdue while it waits for the other side.
#[test]
fn an_open_pause_is_never_overdue() {
    let start = Start::On(day("2026-01-05"));
    let pause = Pause::open(at("2026-01-06T10:00:00+08:00"));
    let found = due(&rule(1, Unit::WorkingDays), start, &calendar(), &[pause]).unwrap();
    assert_eq!(found.held_since, Some(pause.from()));
    let later = at("2026-01-16T10:00:00+08:00");
    assert_eq!(status(&found.into(), later), Status::Paused);
    assert_eq!(remaining(&rule(1, Unit::WorkingDays), start, &calendar(), &[pause], later), Ok(TimeDelta::hours(14)));

    let too_late = Pause::open(at("2026-01-07T00:00:00+08:00"));
    let found = due(&rule(1, Unit::WorkingDays), start, &calendar(), &[too_late]).unwrap();
    assert_eq!(found.held_since, None);
    assert_eq!(status(&found.into(), later), Status::Overdue);
}

/// Fault A06: what remained when the clock stopped is what remains when it goes on, to the minute.
#[test]
fn a_pause_keeps_the_remaining_time_to_the_minute() {
    let rule = rule(5, Unit::WorkingDays);
    let start = Start::On(day("2026-01-05"));
    for (stopped, resumed) in [
        ("2026-01-07T10:17:00+08:00", "2026-01-09T10:17:00+08:00"),
        ("2026-01-07T10:17:00+08:00", "2026-01-10T23:11:00+08:00"),
        ("2026-01-10T03:00:00+08:00", "2026-01-12T04:00:00+08:00"),
    ] {
        let (stopped, resumed) = (at(stopped), at(resumed));
        let pause = Pause::between(stopped, resumed).unwrap();
        let before = remaining(&rule, start, &calendar(), &[], stopped).unwrap();
        assert_eq!(remaining(&rule, start, &calendar(), &[Pause::open(stopped)], resumed), Ok(before));
        assert_eq!(remaining(&rule, start, &calendar(), &[pause], resumed), Ok(before));
    }
}

/// Fault A07: created on a Saturday, paused Sunday to Tuesday: Monday and the part of Tuesday come back, no more.
#[test]
fn a_pause_that_begins_on_a_day_off_gives_back_working_time_only() {
    let start = Start::At(at("2026-01-03T11:00:00+08:00"));
    let pause = Pause::between(at("2026-01-04T08:00:00+08:00"), at("2026-01-06T10:00:00+08:00")).unwrap();
    let found = explain(&rule(3, Unit::WorkingDays), start, &calendar(), &[pause]).unwrap();
    assert_eq!(found.stops[0].given_back, TimeDelta::hours(24 + 10));
    // Used up at ten in the morning; the day is whole all the same.
    assert_eq!(found.due.lapses_at, at("2026-01-10T00:00:00+08:00"));
    let marks: Vec<_> = found.days.iter().map(|day| (day.mark, day.given_back.num_hours(), day.number())).collect();
    assert_eq!(
        marks,
        [
            (DayMark::Start, 0, 0),
            (DayMark::DayOff, 0, 0),
            (DayMark::Paused, 24, 0),
            (DayMark::Counted, 10, 1),
            (DayMark::Counted, 0, 2),
            (DayMark::Counted, 0, 3),
            (DayMark::Counted, 0, 3),
        ]
    );
}

/// Handbook 3.5: the deadline is the end of the last day, whatever hour a pause began or ended.
#[test]
fn a_pause_leaves_no_deadline_in_days_within_a_day() {
    let start = Start::On(day("2026-01-05"));
    let pause = Pause::between(at("2026-01-06T10:00:00+08:00"), at("2026-01-07T13:27:00+08:00")).unwrap();
    let found = due(&rule(2, Unit::WorkingDays), start, &calendar(), &[pause]).unwrap();
    assert_eq!((found.due_on, found.lapses_at), (day("2026-01-09"), Zone::Wita.end_of(day("2026-01-09"))));
    assert_eq!(status(&found.into(), at("2026-01-09T23:59:59+08:00")), Status::Open);
    let hours = due(&rule(48, Unit::Hours), Start::At(at("2026-01-06T00:00:00+08:00")), &calendar(), &[pause]).unwrap();
    assert_eq!(hours.lapses_at, at("2026-01-09T03:27:00+08:00"));

    // Used up on Friday at 03:27, but the rest of Friday belongs to it: stopped at eight, it has the Monday after.
    let again = Pause::between(at("2026-01-09T08:00:00+08:00"), at("2026-01-10T09:00:00+08:00")).unwrap();
    let held = due(&rule(2, Unit::WorkingDays), start, &calendar(), &[pause, Pause::open(again.from())]).unwrap();
    assert_eq!(status(&held.into(), at("2026-01-10T08:00:00+08:00")), Status::Paused);
    let found = explain(&rule(2, Unit::WorkingDays), start, &calendar(), &[pause, again]).unwrap();
    assert_eq!(found.due.lapses_at, Zone::Wita.end_of(day("2026-01-12")));
    let tail: Vec<_> = found.days[4..].iter().map(|day| (day.on.to_string(), day.mark)).collect();
    let expected = [
        ("2026-01-09", DayMark::Counted),
        ("2026-01-10", DayMark::DayOff),
        ("2026-01-11", DayMark::DayOff),
        ("2026-01-12", DayMark::Counted),
    ];
    assert_eq!(tail, expected.map(|(on, mark)| (on.to_owned(), mark)));
    assert_eq!(found.rolled_days, 0);
}

/// Fault A08: a week of Tuesdays and Fridays.
#[test]
fn a_week_that_lacks_days_counts_right() {
    let week = WorkingWeek::of([Weekday::Tue, Weekday::Fri]).unwrap();
    let calendar = Calendar::new("t", week, Calendar::DAYS_OFF, []);
    let ends: Vec<_> = (1..=3).map(|n| due_on(n, Unit::WorkingDays, "2026-01-05", &calendar)).collect();
    assert_eq!(ends, [day("2026-01-06"), day("2026-01-09"), day("2026-01-13")]);
}

/// Faults A01 and A02: another calendar gives another day for the same start.
#[test]
fn a_changed_calendar_moves_the_date() {
    let start = Start::On(day("2026-01-02"));
    let rule = rule(5, Unit::WorkingDays);
    let on = |calendar: &Calendar| due(&rule, start, calendar, &[]).unwrap().due_on;
    assert_eq!(on(&plain(vec![])), day("2026-01-09"));
    assert_eq!(on(&plain(vec![holiday("2026-01-07")])), day("2026-01-12"));
    let short = WorkingWeek::of([Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu]).unwrap();
    assert_eq!(on(&Calendar::new("t", short, Calendar::DAYS_OFF, [])), day("2026-01-12"));
}

/// Fault A15: every day passed over is named with its reason and the calendar's version.
#[test]
fn an_explanation_names_every_day() {
    let found = explain(&rule(5, Unit::WorkingDays), Start::On(day("2024-11-20")), &calendar(), &[]).unwrap();
    assert_eq!(found.calendar_version, "published");
    assert_eq!(found.rule.version(), "D07@2024-01-01");
    assert_eq!(found.rule.anchor, "Peraturan Ombudsman 58/2023 Pasal 54");
    let marks: Vec<_> = found.days.iter().map(|day| day.mark).collect();
    let (counted, off) = (DayMark::Counted, DayMark::DayOff);
    assert_eq!(marks, [DayMark::Start, counted, counted, off, off, counted, counted, off, counted]);
    let reasons: Vec<_> = found.days.iter().filter_map(|day| day.day_off.clone()).collect();
    assert_eq!(reasons[..2], [DayOff::Weekend, DayOff::Weekend]);
    assert!(matches!(&reasons[2], DayOff::Holiday(day) if day.kind == HolidayKind::Election && !day.decree.is_empty()));
    assert_eq!(found.days.last().unwrap().number(), 5);
    assert_eq!(found.days.last().unwrap().on, day("2024-11-28"));
}

#[test]
fn a_count_without_decree_is_marked_provisional() {
    let found = |unit, roll| {
        let rule = Rule { roll, ..rule(30, unit) };
        due(&rule, Start::On(day("2026-12-10")), &calendar(), &[]).unwrap().beyond_calendar
    };
    assert_eq!(found(Unit::WorkingDays, Roll::None), Some(day("2027-01-01")));
    assert_eq!(found(Unit::CalendarDays, Roll::None), None);
    assert_eq!(found(Unit::CalendarDays, Roll::ToNextWorkingDay), Some(day("2027-01-09")));

    // The days that may turn out to be holidays are named one by one.
    let provisional = |unit, roll| {
        let rule = Rule { roll, ..rule(17, unit) };
        let found = explain(&rule, Start::On(day("2026-12-10")), &calendar(), &[]).unwrap();
        found.days.iter().filter(|day| day.provisional).map(|day| day.on.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(provisional(Unit::WorkingDays, Roll::None), ["2027-01-01", "2027-01-04", "2027-01-05", "2027-01-06"]);
    assert_eq!(provisional(Unit::CalendarDays, Roll::ToNextWorkingDay), [""; 0]);
}

/// Fault A16: fourteen days that end on a Saturday before a Monday holiday end on Tuesday, if the rule rolls.
#[test]
fn a_rolling_rule_ends_on_a_working_day() {
    let calendar = plain(vec![holiday("2026-01-19")]);
    let start = Start::On(day("2026-01-03"));
    let stays = due(&rule(14, Unit::CalendarDays), start, &calendar, &[]).unwrap();
    assert_eq!(stays.due_on, day("2026-01-17"));
    let rolls = Rule { roll: Roll::ToNextWorkingDay, ..rule(14, Unit::CalendarDays) };
    let found = explain(&rolls, start, &calendar, &[]).unwrap();
    assert_eq!((found.due.due_on, found.rolled_days), (day("2026-01-20"), 3));
    assert_eq!(found.due.lapses_at, Zone::Wita.end_of(day("2026-01-20")));
    let tail: Vec<_> = found.days[14..].iter().map(|day| (day.mark, day.day_off.is_some())).collect();
    assert_eq!(
        tail,
        [
            (DayMark::Counted, true),
            (DayMark::RolledOver, true),
            (DayMark::RolledOver, true),
            (DayMark::RolledTo, false),
        ]
    );
}

/// Fault A17: what arrives on a day off has its first counted day on the next working day, however it is entered.
#[test]
fn a_start_on_a_day_off_is_not_counted_either() {
    let rule = rule(5, Unit::WorkingDays);
    let by_day = due(&rule, Start::On(day("2026-01-03")), &calendar(), &[]).unwrap();
    assert_eq!(by_day.due_on, day("2026-01-09"));
    for instant in ["2026-01-03T00:00:00+08:00", "2026-01-03T23:59:59.999+08:00", "2026-01-02T16:00:00Z"] {
        assert_eq!(due(&rule, Start::At(at(instant)), &calendar(), &[]), Ok(by_day), "{instant}");
    }
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let refused = |length, unit, start| due(&rule(length, unit), start, &calendar(), &[]).unwrap_err();
    let today = Start::At(at("2026-01-02T00:00:00Z"));
    for unit in [Unit::WorkingDays, Unit::CalendarDays, Unit::Hours, Unit::Months, Unit::Years] {
        assert_eq!(refused(u32::MAX, unit, today), DeadlineError::OutOfRange, "{unit:?}");
        assert_eq!(refused(0, unit, today), DeadlineError::ZeroLength, "{unit:?}");
        for micros in [i64::MIN, i64::MAX] {
            assert_eq!(refused(1, unit, Start::At(Timestamp::from_micros(micros))), DeadlineError::OutOfRange);
        }
    }
    for edge in [NaiveDate::MIN, NaiveDate::MAX, day("9999-12-31")] {
        assert_eq!(refused(1, Unit::WorkingDays, Start::On(edge)), DeadlineError::OutOfRange, "{edge}");
    }
    let never = plain(
        (0..=36_600).map(|n| Holiday { on: day("2026-01-01") + TimeDelta::days(n), ..holiday("2026-01-01") }).collect(),
    );
    let endless = due(&rule(1, Unit::WorkingDays), Start::On(day("2026-01-01")), &never, &[]);
    assert_eq!(endless, Err(DeadlineError::OutOfRange));
}

fn any_week() -> impl Strategy<Value = WorkingWeek> {
    (1u8..128).prop_map(|bits| {
        WorkingWeek::of((0..7u8).filter(|n| bits >> n & 1 == 1).map(|n| Weekday::try_from(n).unwrap())).unwrap()
    })
}

fn any_start() -> impl Strategy<Value = NaiveDate> {
    (0i64..1600).prop_map(|n| day("2022-01-01") + TimeDelta::days(n))
}

fn any_unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(vec![Unit::WorkingDays, Unit::CalendarDays, Unit::Hours])
}

proptest! {
    /// Adding n working days and counting the working days between are each other's inverse.
    #[test]
    fn adding_and_counting_working_days_agree(week in any_week(), start in any_start(), length in 1u32..300) {
        let calendar = Calendar::new("t", week, Calendar::DAYS_OFF, holidays());
        let end = due(&rule(length, Unit::WorkingDays), Start::On(start), &calendar, &[]).unwrap().due_on;
        prop_assert!(calendar.is_working_day(end));
        prop_assert_eq!(calendar.working_days_between(start, end), i64::from(length));
        let next = due(&rule(length + 1, Unit::WorkingDays), Start::On(start), &calendar, &[]).unwrap().due_on;
        prop_assert_eq!(calendar.working_days_between(end, next), 1);
    }

    /// Explanation and due date come from one walk and describe all of it.
    #[test]
    fn an_explanation_adds_up(start in any_start(), hour in 0i64..24, unit in any_unit(), length in 1u32..60, stop in 0i64..2000, hours in 0i64..300) {
        let start = Start::At(Zone::Wita.start_of(start).plus_seconds(hour * 3600));
        let stopped = Zone::Wita.start_of(start.day()).plus_seconds(stop * 1800);
        let pauses = [Pause::between(stopped, stopped.plus_seconds(hours * 3600)).unwrap()];
        let rule = rule(length, unit);
        let calendar = calendar();
        let found = explain(&rule, start, &calendar, &pauses).unwrap();
        prop_assert_eq!(Ok(found.due), due(&rule, start, &calendar, &pauses));
        let need = if unit == Unit::Hours { TimeDelta::hours(length.into()) } else { TimeDelta::days(length.into()) };
        prop_assert_eq!(found.days.iter().fold(TimeDelta::zero(), |sum, day| sum + day.counted), need);
        prop_assert_eq!(found.days.last().unwrap().on, found.due.due_on);
        prop_assert!(unit == Unit::Hours || found.due.lapses_at == Zone::Wita.end_of(found.due.due_on));
        prop_assert!(found.days.windows(2).all(|pair| pair[0].on.succ_opt() == Some(pair[1].on)));
        let by_day = found.days.iter().fold(TimeDelta::zero(), |sum, day| sum + day.given_back);
        prop_assert_eq!(found.stops.iter().fold(TimeDelta::zero(), |sum, stop| sum + stop.given_back), by_day);
        prop_assert_eq!(remaining(&rule, start, &calendar, &pauses, found.due.lapses_at), Ok(TimeDelta::zero()));
        prop_assert_eq!(remaining(&rule, start, &calendar, &pauses, Timestamp::from_micros(0)), Ok(need));
    }

    /// Resuming leaves what was left when the clock stopped, whenever either happens.
    #[test]
    fn a_pause_takes_nothing_and_gives_nothing(start in any_start(), unit in any_unit(), length in 1u32..40, stop in 0i64..4000, minutes in 0i64..40_000) {
        let start = Start::At(Zone::Wita.start_of(start).plus_seconds(9 * 3600));
        let stopped = Zone::Wita.start_of(start.day()).plus_seconds(stop * 900);
        let resumed = stopped.plus_seconds(minutes * 60);
        let (rule, calendar) = (rule(length, unit), calendar());
        let before = remaining(&rule, start, &calendar, &[], stopped).unwrap();
        let pause = Pause::between(stopped, resumed).unwrap();
        prop_assert_eq!(remaining(&rule, start, &calendar, &[pause], resumed), Ok(before));
        let without = due(&rule, start, &calendar, &[]).unwrap();
        let with = due(&rule, start, &calendar, &[pause]).unwrap();
        prop_assert!(with.lapses_at >= without.lapses_at);
        // Nothing that stood still in time has lapsed at once when it goes on.
        prop_assert!(stopped >= without.lapses_at || with.lapses_at > resumed);
    }

    /// A pause by days, as the lifecycle makes them, takes exactly those days out of the count.
    #[test]
    fn a_pause_by_days_takes_those_days_out(start in any_start(), length in 1u32..40, stop in -5i64..60, days in 0i64..60) {
        let calendar = calendar();
        let (first, last) = (start + TimeDelta::days(stop), start + TimeDelta::days(stop + days));
        let pause = Pause::between(Zone::Wita.start_of(first), Zone::Wita.start_of(last)).unwrap();
        let counted = start.iter_days().skip(1).filter(|day| calendar.is_working_day(*day));
        let counted = counted.filter(|day| *day < first || last <= *day);
        let expected = counted.take(length as usize).last().unwrap();
        let found = due(&rule(length, Unit::WorkingDays), Start::On(start), &calendar, &[pause]).unwrap();
        prop_assert_eq!((found.due_on, found.lapses_at), (expected, Zone::Wita.end_of(expected)));
    }

    /// No input hangs or panics.
    #[test]
    fn any_input_is_answered(length in any::<u32>(), micros in any::<i64>(), from in any::<i64>(), until in any::<i64>(), unit in 0usize..5) {
        let units = [Unit::WorkingDays, Unit::CalendarDays, Unit::Hours, Unit::Months, Unit::Years];
        let rule = Rule { roll: Roll::ToNextWorkingDay, ..rule(length, units[unit]) };
        let pauses: Vec<Pause> = Pause::between(Timestamp::from_micros(from), Timestamp::from_micros(until)).into_iter()
            .chain([Pause::open(Timestamp::from_micros(until))]).collect();
        let start = Start::At(Timestamp::from_micros(micros));
        let _ = explain(&rule, start, &calendar(), &pauses);
        let _ = remaining(&rule, start, &calendar(), &pauses, Timestamp::from_micros(from));
    }
}
