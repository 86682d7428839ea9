//! What the law says about a deadline: one row per rule and period of validity.

use crate::domain::id::DeadlineRuleId;
use chrono::NaiveDate;
use std::fmt;

crate::codes! {
    /// What a rule counts in.
    pub enum Unit("deadline_unit") {
        /// Working days (*hari kerja*) of the calendar.
        WorkingDays => "working_days", "hari kerja", "working days";
        /// Every day (*hari kalender*).
        CalendarDays => "calendar_days", "hari kalender", "calendar days";
        /// Hours from an instant, day and night.
        Hours => "hours", "jam", "hours";
        /// Months, to the day of the same number.
        Months => "months", "bulan", "months";
        /// Years, to the same day.
        Years => "years", "tahun", "years";
    }
}

crate::codes! {
    /// Where a deadline goes whose last day is no working day.
    pub enum Roll("deadline_roll") {
        /// It stays (the default: no text seen moves it).
        None => "none", "tidak digeser", "not moved";
        /// It moves to the next working day.
        ToNextWorkingDay => "to_next_working_day", "digeser ke hari kerja berikutnya", "moved to the next working day";
    }
}

crate::codes! {
    /// Who must act before the deadline.
    pub enum Debtor("deadline_debtor") {
        /// The reporter (*Pelapor*).
        Reporter => "reporter", "Pelapor", "reporter";
        /// The agency complained of (*Terlapor*).
        Respondent => "respondent", "Terlapor", "respondent";
        /// The respondent's superior (*Atasan Terlapor*).
        Superior => "superior", "Atasan Terlapor", "respondent's superior";
        /// An agency that received a suggestion for improvement.
        Agency => "agency", "Instansi penerima saran", "agency that received the suggestion";
        /// The agency's focal point (*Narahubung*).
        Narahubung => "narahubung", "Narahubung", "focal point";
        /// The office's intake and verification team (PVL).
        IntakeTeam => "intake_team", "Keasistenan Penerimaan dan Verifikasi Laporan", "intake and verification team";
        /// The office's examination team.
        ExaminationTeam => "examination_team", "Keasistenan Pemeriksaan", "examination team";
        /// The Ombudsman's central office.
        CentralOffice => "central_office", "Ombudsman RI Pusat", "Ombudsman's central office";
        /// The Ombudsman as an institution.
        Ombudsman => "ombudsman", "Ombudsman RI", "Ombudsman";
        /// Whoever controls personal data (*pengendali data pribadi*).
        DataController => "data_controller", "Pengendali data pribadi", "data controller";
        /// The information officer (PPID).
        InformationOfficer => "information_officer", "PPID", "information officer";
    }
}

crate::codes! {
    /// How far the rule's length has been checked against a text.
    pub enum Evidence("evidence") {
        /// Seen in the text of the rule, or in an official page about it.
        Sourced => "sourced", "bersumber pada teks", "seen in a text";
        /// Seen only in third-party material.
        SourcedWeak => "sourced_weak", "bersumber lemah", "seen in third-party material only";
        /// Known in the field, no text seen: the office should confirm it.
        GeneralKnowledge => "general_knowledge", "pengetahuan umum, belum diverifikasi", "general knowledge, unverified";
        /// This service's own choice, not law.
        Design => "design", "rancangan layanan ini", "this service's own design";
    }
}

/// A rule's short name, such as `D07`: a capital letter, then capitals, digits and `_`; at most 32 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleCode(String);

impl RuleCode {
    /// Reads a code; `None` when it is not shaped like one.
    pub fn parse(text: &str) -> Option<Self> {
        let shaped = text.len() <= 32
            && text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        shaped.then(|| Self(text.to_owned()))
    }

    /// The code as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A deadline rule (*aturan tenggat*) as it was valid for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Id of this version of the rule.
    pub id: DeadlineRuleId,
    /// The rule's name in the deadline register, the same in every version.
    pub code: RuleCode,
    /// How many units; never 0 in a rule that can be counted.
    pub length: u32,
    /// What is counted.
    pub unit: Unit,
    /// Code of the event whose day or instant starts the clock, such as `request_received`.
    pub starts: String,
    /// Who must act.
    pub debtor: Debtor,
    /// The article that sets the deadline, as a reader would cite it.
    pub anchor: String,
    /// How well the length is known.
    pub evidence: Evidence,
    /// What happens to an end on a day without work.
    pub roll: Roll,
    /// First start day to which this version applies.
    pub valid_from: NaiveDate,
    /// Last start day to which it applies; `None` while it is in force.
    pub valid_to: Option<NaiveDate>,
    /// What follows when it lapses, in Indonesian.
    pub lapse_id: String,
    /// What follows when it lapses, in English.
    pub lapse_en: String,
}

impl Rule {
    /// The version as people cite it: code and first day, `D07@2024-01-01`.
    pub fn version(&self) -> String {
        format!("{}@{}", self.code, self.valid_from)
    }

    /// Whether this version applies to a clock that starts on `on`.
    pub fn is_valid_on(&self, on: NaiveDate) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|last| on <= last)
    }
}

/// The version of rule `code` for a clock that starts on `on`; where periods overlap, the one that began last.
pub fn rule_for<'a>(rules: &'a [Rule], code: &str, on: NaiveDate) -> Option<&'a Rule> {
    rules.iter().filter(|rule| rule.code.as_str() == code && rule.is_valid_on(on)).max_by_key(|rule| rule.valid_from)
}

#[cfg(test)]
pub(super) mod sample {
    use super::*;

    /// A rule of this length, for tests.
    pub(crate) fn rule(length: u32, unit: Unit) -> Rule {
        Rule {
            id: DeadlineRuleId(uuid::Uuid::from_u128(7)),
            code: RuleCode::parse("D07").unwrap(),
            length,
            unit,
            starts: "result_received".to_owned(),
            debtor: Debtor::Respondent,
            anchor: "Peraturan Ombudsman 58/2023 Pasal 54".to_owned(),
            evidence: Evidence::Sourced,
            roll: Roll::None,
            valid_from: NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(),
            valid_to: None,
            lapse_id: "diserahkan".to_owned(),
            lapse_en: "handed over".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sample::rule;
    use super::*;
    use crate::domain::calendar::published::day;
    use crate::domain::code::Code;
    use chrono::Datelike;
    use std::collections::BTreeSet;

    #[test]
    fn the_version_valid_on_the_start_day_is_chosen() {
        let old =
            Rule { valid_from: day("2017-01-01"), valid_to: Some(day("2023-12-31")), ..rule(30, Unit::CalendarDays) };
        let new = rule(30, Unit::WorkingDays);
        let correction = Rule { valid_from: day("2026-01-01"), ..rule(20, Unit::WorkingDays) };
        let rules = [new, old, correction];
        let unit = |on: &str| rule_for(&rules, "D07", day(on)).map(|rule| (rule.length, rule.unit));
        assert_eq!(unit("2016-12-31"), None);
        assert_eq!(unit("2023-12-31"), Some((30, Unit::CalendarDays)));
        assert_eq!(unit("2024-01-01"), Some((30, Unit::WorkingDays)));
        assert_eq!(unit("2026-01-01"), Some((20, Unit::WorkingDays)));
        assert_eq!(rule_for(&rules, "D08", day("2026-01-01")), None);
    }

    #[test]
    fn a_version_is_cited_by_code_and_first_day() {
        assert_eq!(rule(30, Unit::WorkingDays).version(), "D07@2024-01-01");
    }

    /// `data/deadline-rules.csv`, whose cells hold no commas.
    fn register() -> Vec<Rule> {
        let read = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let [code, length, unit, starts, debtor, anchor, evidence, roll, from, to, lapse_id, lapse_en] = cells[..]
            else {
                panic!("{line}")
            };
            Rule {
                id: DeadlineRuleId(uuid::Uuid::nil()),
                code: RuleCode::parse(code).unwrap(),
                length: length.parse().unwrap(),
                unit: Unit::from_code(unit).unwrap(),
                starts: starts.to_owned(),
                debtor: Debtor::from_code(debtor).unwrap(),
                anchor: anchor.to_owned(),
                evidence: Evidence::from_code(evidence).unwrap(),
                roll: Roll::from_code(roll).unwrap(),
                valid_from: day(from),
                valid_to: (!to.is_empty()).then(|| day(to)),
                lapse_id: lapse_id.to_owned(),
                lapse_en: lapse_en.to_owned(),
            }
        };
        include_str!("../../../data/deadline-rules.csv").lines().skip(1).map(read).collect()
    }

    #[test]
    fn the_register_has_one_version_of_every_rule_for_a_day() {
        let rules = register();
        let expected = [
            "D01",
            "D02",
            "D03",
            "D04",
            "D06",
            "D07",
            "D08",
            "D09",
            "D10",
            "D11",
            "D12",
            "D13_HEAVY",
            "D13_MEDIUM",
            "D13_SIMPLE",
            "D14",
            "D14_INFORM",
            "D15",
            "D16",
            "D17",
            "D18_ANNUAL",
            "D18_QUARTERLY",
            "D19",
            "D20",
            "D21",
            "D21_EXTENSION",
        ];
        let codes: BTreeSet<&str> = rules.iter().map(|rule| rule.code.as_str()).collect();
        assert_eq!(codes.into_iter().collect::<Vec<_>>(), expected);
        for on in ["2022-06-18", "2023-12-31", "2024-01-01", "2026-11-25"].map(day) {
            for code in expected.into_iter().filter(|code| !(*code == "D16" || *code == "D17") || on.year() > 2022) {
                let valid = rules.iter().filter(|rule| rule.code.as_str() == code && rule.is_valid_on(on)).count();
                assert_eq!(valid, 1, "{code} on {on}");
            }
        }
        assert!(rules.iter().all(|rule| rule.length > 0 && !rule.lapse_id.is_empty() && !rule.lapse_en.is_empty()));
        let executing = rule_for(&rules, "D07", day("2026-03-02")).unwrap();
        assert_eq!((executing.length, executing.unit, executing.evidence), (30, Unit::WorkingDays, Evidence::Sourced));
    }

    #[test]
    fn codes_have_one_shape() {
        for good in ["D01", "D13_SIMPLE"] {
            assert_eq!(RuleCode::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "d01", "1D", "D 1", "D01\n", "DÉ", &"D".repeat(33)] {
            assert_eq!(RuleCode::parse(bad), None, "{bad:?}");
        }
    }
}
