//! A long random history, counted by the ledger and counted one by one, for every day, breakdown and year.

use super::{follow, roll_up};
use crate::on_both;
use crate::support::TestApp;
use chrono::{Datelike, NaiveDate, TimeDelta};
use narahubung::domain::code::Code;
use narahubung::domain::id::ReportId;
use narahubung::domain::report::{ClosingReason, ExaminationOutcome, IntakeKind, State};
use narahubung::domain::statistics::{Figures, GroupBy, Period, ReportFigures};
use narahubung::domain::time::Zone;
use narahubung::statistics::operations::{self, Group, Wanted};
use std::collections::BTreeMap;

on_both!(every_figure_of_every_day_is_what_counting_one_by_one_gives);

/// Small numbers that look random and are the same on every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()].clone()
    }
}

fn intake(app: &TestApp, numbers: &mut Numbers, today: NaiveDate) -> ReportFigures {
    let government = numbers.pick(&[Some("63.06"), Some("63.07"), Some("63.71"), None]).map(str::to_owned);
    ReportFigures {
        report_id: app.clock.new_id::<ReportId>(),
        intake_kind: numbers.pick(IntakeKind::ALL),
        agency_class: if government.is_some() { "PEMKAB" } else { "BPN" }.to_owned(),
        government_code: government,
        substance: numbers.pick(&["pendidikan", "agraria", "kesehatan"]).to_owned(),
        maladministration: numbers.pick(&[None, Some("PB".to_owned()), Some("TMP".to_owned())]),
        state: State::Received,
        outcome: None,
        found_maladministration: numbers.pick(&[None, Some("PP".to_owned()), Some("TMP".to_owned())]),
        closing_reason: None,
        received_on: Some(today),
        admitted_on: None,
        closed_on: None,
    }
}

/// Something that can happen to a report: a step, an end, a reopening or a correction.
fn change(report: &ReportFigures, numbers: &mut Numbers, today: NaiveDate) -> ReportFigures {
    let mut after = report.clone();
    match (numbers.below(10), report.closed_on, report.admitted_on) {
        (0, ..) => after.substance = numbers.pick(&["pendidikan", "agraria", "kesehatan"]).to_owned(),
        (1, ..) => after.government_code = numbers.pick(&[Some("63.06".to_owned()), Some("63.71".to_owned()), None]),
        (2, ..) => {
            let earlier = TimeDelta::days(i64::try_from(numbers.below(40)).unwrap());
            after.received_on = report.received_on.map(|day| day - earlier);
        }
        (_, Some(_), _) => {
            after.closed_on = None;
            after.closing_reason = None;
            after.state = State::Examination;
            after.admitted_on = report.admitted_on.or(Some(today));
        }
        (3..6, None, None) => {
            after.admitted_on = Some(today);
            after.state = State::Examination;
        }
        (3..6, None, Some(_)) => {
            after.outcome = Some(numbers.pick(ExaminationOutcome::ALL));
            after.state = State::AwaitingReporterResponse;
        }
        (_, None, _) => {
            after.closed_on = Some(today);
            after.closing_reason = Some(numbers.pick(ClosingReason::ALL));
            after.state = numbers.pick(&[State::Closed, State::Withdrawn, State::Transferred]);
        }
    }
    after
}

fn key(report: &ReportFigures, by: GroupBy) -> Option<String> {
    match by {
        GroupBy::Year | GroupBy::Month => unreachable!("counted apart"),
        GroupBy::Government => report.government_code.clone(),
        GroupBy::AgencyClass => Some(report.agency_class.clone()),
        GroupBy::Substance => Some(report.substance.clone()),
        GroupBy::Maladministration => report.maladministration.clone(),
        GroupBy::State => Some(report.state.code().to_owned()),
        GroupBy::IntakeKind => Some(report.intake_kind.code().to_owned()),
        GroupBy::Outcome => report.outcome.map(|outcome| outcome.code().to_owned()),
        GroupBy::FoundMaladministration => report.found_maladministration.clone(),
        GroupBy::ClosingReason => report.closing_reason.map(|reason| reason.code().to_owned()),
    }
}

/// The figures by the definitions' own words, as a list of reports would be filtered.
fn counted<'r>(reports: impl Iterator<Item = &'r ReportFigures> + Clone, period: Period) -> [i64; 5] {
    let (first, last) = match period {
        Period::All => (NaiveDate::MIN, NaiveDate::MAX),
        Period::Year(year) => {
            (NaiveDate::from_ymd_opt(year, 1, 1).unwrap(), NaiveDate::from_ymd_opt(year, 12, 31).unwrap())
        }
    };
    let within = |day: Option<NaiveDate>| day.is_some_and(|day| first <= day && day <= last);
    let number = |filter: &dyn Fn(&ReportFigures) -> bool| {
        i64::try_from(reports.clone().filter(|report| filter(report)).count()).unwrap()
    };
    let accesses = number(&|r| within(r.received_on));
    let handled =
        number(&|r| r.admitted_on.is_some_and(|day| day <= last) && r.closed_on.is_none_or(|day| day >= first));
    let closed = number(&|r| r.admitted_on.is_some() && within(r.closed_on));
    let not_admitted = number(&|r| r.admitted_on.is_none() && within(r.closed_on));
    [accesses, handled, closed, handled - closed, not_admitted]
}

fn numbers_of(figures: &Figures) -> [i64; 5] {
    [figures.accesses, figures.handled, figures.closed, figures.open, figures.not_admitted]
}

async fn every_figure_of_every_day_is_what_counting_one_by_one_gives(app: TestApp) {
    let mut numbers = Numbers(2_023);
    let mut reports: Vec<ReportFigures> = Vec::new();
    let mut evenings: Vec<(NaiveDate, Vec<ReportFigures>)> = Vec::new();
    let mut today = NaiveDate::from_ymd_opt(2022, 11, 3).unwrap();
    for _ in 0..45 {
        app.clock.move_to(Zone::Wita.start_of(today).plus_seconds(9 * 3600));
        for _ in 0..numbers.below(5) {
            let new = intake(&app, &mut numbers, today);
            follow(&app, None, &new).await;
            reports.push(new);
        }
        for _ in 0..numbers.below(6) {
            if reports.is_empty() {
                continue;
            }
            let index = usize::try_from(numbers.below(reports.len() as u64)).unwrap();
            let after = change(&reports[index], &mut numbers, today);
            follow(&app, Some(&reports[index]), &after).await;
            reports[index] = after;
        }
        if numbers.below(3) == 0 {
            roll_up(&app).await;
        }
        evenings.push((today, reports.clone()));
        today += TimeDelta::days(i64::try_from(numbers.below(24)).unwrap() + 1);
    }
    let last = evenings[evenings.len() - 1].0;
    for (as_of, reports) in evenings.iter().step_by(6).chain(evenings.last()) {
        for government in [None, Some("63.06")] {
            let scope: Vec<_> = reports
                .iter()
                .filter(|report| government.is_none() || report.government_code.as_deref() == government)
                .collect();
            for period in [Period::All, Period::Year(2022), Period::Year(2023), Period::Year(2024)] {
                for group_by in GroupBy::ALL.iter().copied() {
                    let government = government.map(str::to_owned);
                    let wanted = Wanted { government, period, group_by, as_of: *as_of, today: last };
                    compare(&app, &scope, wanted).await;
                }
            }
        }
    }
}

async fn compare(app: &TestApp, reports: &[&ReportFigures], wanted: Wanted) {
    let asked = wanted.clone();
    let table = app.service.db.read_snapshot(move |conn| operations::read(conn, &asked)).await.unwrap();
    assert_eq!(numbers_of(&table.total), counted(reports.iter().copied(), wanted.period), "{wanted:?}");
    match wanted.group_by {
        GroupBy::Year => {
            for (group, figures) in &table.groups {
                let Group::Year(year) = group else { panic!("{group:?}") };
                let expected = counted(reports.iter().copied(), Period::Year(*year));
                assert_eq!(numbers_of(figures), expected, "{wanted:?} {group:?}");
            }
        }
        GroupBy::Month => {
            let sum = |figure: fn(&Figures) -> i64| table.groups.iter().map(|(_, row)| figure(row)).sum::<i64>();
            let total = table.total;
            assert_eq!((sum(|f| f.accesses), sum(|f| f.handled)), (total.accesses, total.handled), "{wanted:?}");
            assert_eq!((sum(|f| f.closed), sum(|f| f.not_admitted)), (total.closed, total.not_admitted), "{wanted:?}");
            for (group, figures) in &table.groups {
                if let Group::Month(month) = group {
                    let received = |r: &&&ReportFigures| {
                        r.received_on.is_some_and(|day| (day.year(), day.month()) == (month.year, month.month))
                    };
                    let expected = i64::try_from(reports.iter().filter(received).count()).unwrap();
                    assert_eq!(figures.accesses, expected, "{wanted:?} {group:?}");
                }
            }
        }
        by => {
            let mut expected: BTreeMap<Group, Vec<&ReportFigures>> = BTreeMap::new();
            for report in reports {
                let group = key(report, by).map_or(Group::None, Group::Code);
                expected.entry(group).or_default().push(report);
            }
            let expected: BTreeMap<_, _> = expected
                .into_iter()
                .map(|(group, reports)| (group, counted(reports.into_iter(), wanted.period)))
                .filter(|(_, counts)| *counts != [0; 5])
                .collect();
            let found: BTreeMap<_, _> =
                table.groups.iter().map(|(group, figures)| (group.clone(), numbers_of(figures))).collect();
            assert_eq!(found, expected, "{wanted:?}");
        }
    }
}
