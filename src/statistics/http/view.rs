//! Figures as JSON.

use super::links::{list_of, list_of_kind};
use crate::domain::code::Code;
use crate::domain::statistics::{Figure, Figures, GroupBy, Hidden, Month, Period, SMALLEST_SHOWN, suppress};
use crate::statistics::operations::{Group, Wanted};
use crate::web::context::Language;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// Who reads the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The office, with all of its reports in view.
    Office,
    /// The office, with some of its reports in view: the same figures, but no list holds as many.
    OfficePart,
    /// Outside the office: small counts stay hidden.
    Outside,
}

/// Words for codes: code, Indonesian, English.
pub struct Labels {
    /// In which language.
    pub language: Language,
    /// Of the groups, in the order in which people read them.
    pub groups: Vec<(String, String, String)>,
    /// Of the intake kinds.
    pub kinds: Vec<(String, String, String)>,
}

/// Figures about reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportStatistics {
    /// The year that they are about; absent when they are about everything so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 2000, maximum = 2100, example = 2023)]
    year: Option<i32>,
    /// The government that they are about; absent for the whole office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 13, example = "63.07")]
    government: Option<String>,
    /// What they are broken down by.
    group_by: GroupBy,
    /// The day on whose evening they stood like this.
    as_of: NaiveDate,
    /// The zone whose days and months count.
    #[schema(max_length = 4, example = "WITA")]
    zone: &'static str,
    /// Of all reports.
    totals: Totals,
    /// By group; groups without any figure are left out.
    #[schema(max_items = 2000)]
    groups: Vec<GroupFigures>,
    /// What each figure counts.
    #[schema(max_items = 20)]
    definitions: Vec<Definition>,
}

/// The figures of all reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct Totals {
    /// Everything that came in.
    #[schema(inline)]
    accesses: Count,
    /// The same by kind; a report is not a consultation.
    #[schema(max_items = 10)]
    accesses_by_kind: Vec<KindFigures>,
    /// Admitted in the period or carried over into it.
    handled: Count,
    /// Admitted, and ended in the period.
    closed: Count,
    /// Handled and not ended by the end of the period.
    open: Count,
    /// Ended without having been admitted.
    not_admitted: Count,
    /// Closed divided by handled.
    completion_rate: Rate,
}

/// The accesses of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindFigures {
    /// Code of the intake kind.
    #[schema(max_length = 40, example = "LM")]
    key: String,
    /// What it is called, in the reader's language.
    #[schema(max_length = 200, example = "Laporan Masyarakat")]
    label: String,
    /// Accesses of this kind.
    accesses: Count,
}

/// The figures of one group.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupFigures {
    /// Code of the group; a year; a month as `2023-01`; `carried_over`; `none` for reports without a code.
    #[schema(max_length = 60, example = "administrasi_kependudukan")]
    key: String,
    /// What it is called, in the reader's language.
    #[schema(max_length = 200, example = "Administrasi kependudukan")]
    label: String,
    /// Everything that came in.
    accesses: Count,
    /// Admitted in the period or carried over into it; by month: what came under handling in it.
    handled: Count,
    /// Admitted, and ended in the period.
    closed: Count,
    /// Handled and not ended by the end of the period or month.
    open: Count,
    /// Ended without having been admitted.
    not_admitted: Count,
    /// Closed divided by handled; by month: through its end.
    completion_rate: Rate,
}

/// A count.
#[derive(Debug, Serialize, ToSchema)]
pub struct Count {
    /// The count; null when it is hidden.
    #[schema(minimum = 0, example = 227)]
    value: Option<i64>,
    /// Whether it is hidden because it, or another that it would give away, is too small to be shown.
    suppressed: bool,
    /// The list of reports that holds as many, where there is one in the caller's view; for figures of today only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 300, example = "/v1/reports?handled_in=2023")]
    list: Option<String>,
}

/// A share in per cent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rate {
    /// Per cent with two decimals; null when it is hidden or nothing was handled.
    #[schema(minimum = 0, maximum = 100, example = 92.07)]
    value: Option<f64>,
    /// Whether it is hidden because it would give away a small count.
    suppressed: bool,
}

/// What a figure counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Definition {
    /// Which figure.
    figure: Figure,
    /// What it is called, in the reader's language.
    #[schema(max_length = 100, example = "Laporan ditangani")]
    label: &'static str,
    /// What exactly is counted, in the reader's language.
    #[schema(max_length = 1000)]
    definition: &'static str,
}

/// The answer.
pub fn render(
    wanted: &Wanted,
    audience: Audience,
    labels: &Labels,
    total: &Figures,
    by_kind: &[(String, Figures)],
    mut groups: Vec<(Group, Figures)>,
) -> ReportStatistics {
    let place = |group: &Group| match group {
        Group::Code(code) => labels.groups.iter().position(|(known, _, _)| known == code).unwrap_or(usize::MAX - 1),
        Group::None => usize::MAX,
        _ => 0,
    };
    groups.sort_by(|(a, _), (b, _)| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    let kinds: Vec<_> = labels.kinds.iter().map(|(code, ..)| (code.as_str(), of_kind(by_kind, code))).collect();
    let shown = Shown::to(audience, wanted.group_by, total, &kinds, &groups);
    let count = |figure: Figure, value: i64, suppressed: bool, group: Option<&Group>| Count {
        value: (!suppressed).then_some(value),
        suppressed,
        list: (audience == Audience::Office).then(|| list_of(wanted, figure, group)).flatten(),
    };
    let rate = |figures: &Figures, suppressed: bool| Rate {
        value: figures.completion_rate.filter(|_| !suppressed).map(|rate| rate.hundredths() as f64 / 100.0),
        suppressed,
    };
    let totals = Totals {
        accesses: count(Figure::Accesses, total.accesses, shown.total.accesses, None),
        accesses_by_kind: kinds
            .iter()
            .zip(&shown.kinds)
            .map(|((code, figures), hidden)| KindFigures {
                key: (*code).to_owned(),
                label: label(&labels.kinds, code, labels.language),
                accesses: Count {
                    list: (audience == Audience::Office).then(|| list_of_kind(wanted, code)).flatten(),
                    ..count(Figure::Accesses, figures.accesses, hidden.accesses, None)
                },
            })
            .collect(),
        handled: count(Figure::Handled, total.handled, shown.total.progress, None),
        closed: count(Figure::Closed, total.closed, shown.total.progress, None),
        open: count(Figure::Open, total.open, shown.total.progress, None),
        not_admitted: count(Figure::NotAdmitted, total.not_admitted, shown.total.not_admitted, None),
        completion_rate: rate(total, shown.total.progress),
    };
    let groups = groups.iter().zip(&shown.groups).map(|((group, figures), (hidden, standing_hidden))| GroupFigures {
        key: key(group),
        label: group_label(group, wanted.period, labels),
        accesses: count(Figure::Accesses, figures.accesses, hidden.accesses, Some(group)),
        handled: count(Figure::Handled, figures.handled, hidden.progress, Some(group)),
        closed: count(Figure::Closed, figures.closed, hidden.progress, Some(group)),
        open: count(Figure::Open, figures.open, *standing_hidden, Some(group)),
        not_admitted: count(Figure::NotAdmitted, figures.not_admitted, hidden.not_admitted, Some(group)),
        completion_rate: rate(figures, *standing_hidden),
    });
    ReportStatistics {
        year: match wanted.period {
            Period::All => None,
            Period::Year(year) => Some(year),
        },
        government: wanted.government.clone(),
        group_by: wanted.group_by,
        as_of: wanted.as_of,
        zone: "WITA",
        totals,
        groups: groups.collect(),
        definitions: definitions(labels.language),
    }
}

/// What is hidden of totals, kinds and groups.
struct Shown {
    total: Hidden,
    kinds: Vec<Hidden>,
    /// Of each group: its counts, and its standing at the end.
    groups: Vec<(Hidden, bool)>,
}

impl Shown {
    fn to(
        audience: Audience,
        by: GroupBy,
        total: &Figures,
        kinds: &[(&str, Figures)],
        groups: &[(Group, Figures)],
    ) -> Self {
        let mut rows: Vec<Figures> = groups.iter().map(|(_, figures)| *figures).collect();
        let kinds: Vec<Figures> = kinds.iter().map(|(_, figures)| *figures).collect();
        if audience != Audience::Outside {
            let nothing = Hidden::default();
            return Self {
                total: nothing,
                kinds: vec![nothing; kinds.len()],
                groups: vec![(nothing, false); rows.len()],
            };
        }
        if by == GroupBy::Month {
            // The standing at a month's end is a running sum: next to its neighbours it gives every month away.
            rows.iter_mut().for_each(|row| row.open = 0);
        }
        let (of_total, of_rows) = suppress(total, &rows, SMALLEST_SHOWN);
        let (_, of_kinds) = suppress(total, &kinds, SMALLEST_SHOWN);
        let groups = of_rows.into_iter().map(|hidden| (hidden, hidden.progress || by == GroupBy::Month)).collect();
        Self { total: of_total, kinds: of_kinds, groups }
    }
}

fn of_kind(by_kind: &[(String, Figures)], code: &str) -> Figures {
    by_kind.iter().find(|(known, _)| known == code).map(|(_, figures)| *figures).unwrap_or_default()
}

fn definitions(language: Language) -> Vec<Definition> {
    let definition = |figure: &Figure| Definition {
        figure: *figure,
        label: language.pick((figure.label_id(), figure.label_en())),
        definition: language.pick(figure.definition()),
    };
    Figure::ALL.iter().map(definition).collect()
}

pub(super) fn key(group: &Group) -> String {
    match group {
        Group::CarriedOver => "carried_over".to_owned(),
        Group::Month(Month { year, month }) => format!("{year}-{month:02}"),
        Group::Year(year) => year.to_string(),
        Group::Code(code) => code.clone(),
        Group::None => "none".to_owned(),
    }
}

fn label(list: &[(String, String, String)], code: &str, language: Language) -> String {
    let found = list.iter().find(|(known, _, _)| known == code);
    found.map_or(code, |(_, indonesian, english)| language.pick((indonesian, english))).to_owned()
}

const MONTHS: [(&str, &str); 12] = [
    ("Januari", "January"),
    ("Februari", "February"),
    ("Maret", "March"),
    ("April", "April"),
    ("Mei", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("Agustus", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Desember", "December"),
];

fn group_label(group: &Group, period: Period, labels: &Labels) -> String {
    let language = labels.language;
    match group {
        Group::CarriedOver => match period {
            Period::Year(year) => format!("{} {}", language.pick(("Sisa tahun", "Carried over from")), year - 1),
            Period::All => language.pick(("Sisa", "Carried over")).to_owned(),
        },
        Group::Month(Month { year, month }) => {
            let names = MONTHS.get(*month as usize - 1).copied().unwrap_or_default();
            format!("{} {year}", language.pick(names))
        }
        Group::Year(year) => year.to_string(),
        Group::Code(code) => label(&labels.groups, code, language),
        Group::None => language.pick(("Tidak tercatat", "None recorded")).to_owned(),
    }
}
