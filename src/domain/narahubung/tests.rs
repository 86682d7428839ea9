use super::contact::{ContactStep, Involved, Office, PassedReason, Place, Rung, choose};
use super::coverage::{Counts, CoverageStatus, judge};
use super::*;
use crate::domain::code::Code;
use proptest::prelude::*;

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(u64::from(number))
}

fn period() -> impl Strategy<Value = Period> {
    (0u32..60, proptest::option::of(0u32..30))
        .prop_map(|(from, length)| Period::new(day(from), length.map(|length| day(from + length))).unwrap())
}

fn tenures() -> impl Strategy<Value = Vec<Tenure<u32>>> {
    proptest::collection::vec((period(), any::<bool>()), 0..12).prop_map(|list| {
        let mut kept: Vec<Tenure<u32>> = Vec::new();
        for (number, (period, primary)) in (0u32..).zip(list) {
            let role = if primary { NarahubungRole::Primary } else { NarahubungRole::Deputy };
            if check_free(&kept, role, period).is_ok() {
                kept.push(Tenure { id: number, role, period });
            }
        }
        kept
    })
}

proptest! {
    #[test]
    fn whoever_passes_the_rule_leaves_at_most_one_of_a_role_on_any_day(kept in tenures()) {
        for role in NarahubungRole::ALL {
            for number in 0..120 {
                let holding = kept.iter().filter(|t| t.role == *role && t.period.contains(day(number))).count();
                prop_assert!(holding <= 1, "{holding} on day {number}");
            }
        }
    }

    #[test]
    fn a_refused_period_names_the_first_day_that_is_taken(kept in tenures(), period in period()) {
        let taken = (0..120).map(day).find(|day| {
            period.contains(*day) && kept.iter().any(|t| t.role == NarahubungRole::Primary && t.period.contains(*day))
        });
        let overlap = check_free(&kept, NarahubungRole::Primary, period).err().map(|overlap| overlap.on);
        prop_assert_eq!(overlap, taken);
    }

    #[test]
    fn the_gap_is_the_first_day_without_anybody(periods in proptest::collection::vec(period(), 0..6), from in 0u32..70, more in 0u32..40) {
        let brute = (from..=from + more).map(day).find(|day| !periods.iter().any(|period| period.contains(*day)));
        prop_assert_eq!(period::first_gap(&periods, day(from), day(from + more)), brute);
    }

    #[test]
    fn an_ended_designation_never_holds_after_its_last_day(period in period(), last in 0u32..90, today in 0u32..90) {
        if let Ok(ended) = end(period, day(last), day(today)) {
            prop_assert!(!ended.contains(day(last + 1)));
            prop_assert!((0..90).map(day).all(|d| ended.contains(d) == (period.contains(d) && d <= day(last))));
        }
    }
}

#[test]
fn a_successor_may_begin_on_the_day_after() {
    let kept = [Tenure { id: 1, role: NarahubungRole::Primary, period: Period::new(day(0), Some(day(9))).unwrap() }];
    assert!(check_free(&kept, NarahubungRole::Primary, Period::new(day(10), None).unwrap()).is_ok());
    let early = check_free(&kept, NarahubungRole::Primary, Period::new(day(9), None).unwrap());
    assert_eq!(early, Err(Overlap { with: 1, on: day(9) }));
    assert!(check_free(&kept, NarahubungRole::Deputy, Period::new(day(9), None).unwrap()).is_ok());
}

#[test]
fn ending_keeps_to_the_decree() {
    let term = Period::new(day(10), Some(day(40))).unwrap();
    assert_eq!(end(term, day(41), day(20)), Err(CannotEnd::AfterEnd));
    assert_eq!(end(term, day(9), day(20)), Err(CannotEnd::BeforeStart));
    assert_eq!(end(term, day(20), day(41)), Err(CannotEnd::Over));
    assert_eq!(end(term, day(20), day(40)).unwrap().to(), Some(day(20)));
    // Withdrawn before it began: it never holds, and the day is free again.
    let withdrawn = end(term, day(9), day(5)).unwrap();
    assert!((0..90).map(day).all(|day| !withdrawn.contains(day)));
    assert_eq!(withdrawn.first_common_day(Period::new(day(0), None).unwrap()), None);
    assert_eq!(end(term, day(8), day(5)), Err(CannotEnd::BeforeStart));
}

#[test]
fn coverage_looks_at_today_and_the_days_after() {
    let until = |last: u32| [Period::new(day(0), Some(day(last))).unwrap()];
    assert_eq!(judge(&until(30), day(0), 30).status, CoverageStatus::Covered);
    let losing = judge(&until(29), day(0), 30);
    assert_eq!((losing.status, losing.without_from), (CoverageStatus::Losing, Some(day(30))));
    assert_eq!(judge(&until(29), day(30), 30).status, CoverageStatus::Uncovered);
    let relayed = [until(10)[0], Period::new(day(11), None).unwrap()];
    assert_eq!(judge(&relayed, day(0), 30).status, CoverageStatus::Covered);
    let mut counts = Counts::default();
    for status in CoverageStatus::ALL {
        counts += *status;
    }
    assert_eq!((counts.units(), counts.with_narahubung()), (3, 2));
    assert_eq!(counts.rate().unwrap().to_string(), "66.67");
    assert_eq!(Counts::default().rate(), None);
}

#[test]
fn every_kind_of_agency_has_its_level() {
    for kind in AgencyKind::ALL {
        let level = NarahubungLevel::of(*kind);
        assert_eq!(level == NarahubungLevel::Inspectorate, *kind == AgencyKind::Inspectorate);
    }
}

struct Named(&'static [&'static str]);

impl Involved<&'static str, &'static str> for Named {
    fn agency(&self, agency: &&'static str) -> bool {
        self.0.contains(agency)
    }
    fn person(&self, person: &&'static str) -> bool {
        self.0.contains(person)
    }
}

fn rung(place: Place, agency: &'static str, people: [Option<&'static str>; 2]) -> Rung<&'static str, &'static str> {
    Rung { place, agency, primary: people[0], deputy: people[1], office: Office::Reachable }
}

#[test]
fn the_ladder_is_climbed_step_by_step() {
    let mut ladder = vec![
        rung(Place::Own, "kelurahan", [Some("p"), Some("d")]),
        rung(Place::ParentUnit, "kecamatan", [None, Some("kd")]),
        rung(Place::Inspectorate, "itda", [Some("ip"), None]),
        rung(Place::Secretariat, "setda", [None, None]),
        rung(Place::Government, "pemda", [None, None]),
    ];
    let step = |ladder: &[Rung<_, _>], named| choose(ladder, &Named(named)).step;
    assert_eq!(step(&ladder, &[]), ContactStep::Primary);
    assert_eq!(step(&ladder, &["p"]), ContactStep::Deputy);
    assert_eq!(step(&ladder, &["kelurahan"]), ContactStep::ParentUnit);
    ladder[0].primary = None;
    ladder[0].deputy = None;
    let parent = choose(&ladder, &Named(&[]));
    assert_eq!(parent.person, Some((NarahubungRole::Deputy, "kd")));
    let reasons: Vec<_> = parent.passed.iter().map(|passed| (passed.agency, passed.reason)).collect();
    let vacant = PassedReason::Vacant;
    assert_eq!(reasons, [("kelurahan", vacant), ("kelurahan", vacant), ("kecamatan", vacant)]);
    assert_eq!(step(&ladder, &["kd"]), ContactStep::Inspectorate);
    // The Inspektorat itself is the respondent: nobody of it may receive the matter.
    assert_eq!(step(&ladder, &["kd", "itda"]), ContactStep::Secretariat);
    assert_eq!(step(&ladder, &["kd", "itda", "setda"]), ContactStep::Government);
    assert_eq!(step(&ladder, &["kd", "itda", "setda", "pemda"]), ContactStep::Office);
    ladder[0].office = Office::Unreachable;
    let nobody = choose(&ladder, &Named(&["kd", "itda", "setda", "pemda"]));
    assert_eq!((nobody.step, nobody.agency), (ContactStep::Nobody, None));
    assert_eq!(nobody.passed.last().unwrap().reason, PassedReason::NoNumber);
}
