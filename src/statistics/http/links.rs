//! From a figure to the list of reports that holds as many.

use crate::domain::code::Code;
use crate::domain::statistics::{Figure, GroupBy, Month, Period};
use crate::statistics::operations::{Group, Wanted};

/// The address of the list, when there is one: lists show the present, and they filter by what reports have.
pub fn list_of(wanted: &Wanted, figure: Figure, group: Option<&Group>) -> Option<String> {
    if wanted.as_of < wanted.today {
        return None;
    }
    let mut filter = match (group, wanted.period) {
        (Some(Group::Month(month)), _) => of_month(figure, *month)?,
        (Some(Group::Year(year)), _) => of_year(figure, *year)?,
        (None | Some(Group::Code(_)), Period::Year(year)) => of_year(figure, year)?,
        (Some(Group::CarriedOver), Period::Year(year)) => match figure {
            Figure::Handled | Figure::Open => open_before(Month { year, month: 1 }),
            _ => return None,
        },
        _ => return None,
    };
    if let Some(Group::Code(code)) = group {
        let name = if wanted.group_by == GroupBy::Government { "government" } else { wanted.group_by.code() };
        filter = format!("{filter}&{name}={code}");
    }
    // A group of this breakdown names its government already.
    let named = wanted.group_by == GroupBy::Government && matches!(group, Some(Group::Code(_)));
    if let Some(government) = wanted.government.as_ref().filter(|_| !named) {
        filter = format!("{filter}&government={government}");
    }
    Some(format!("/v1/reports?{filter}"))
}

/// The accesses of one intake kind, as [`list_of`] gives those of all.
pub fn list_of_kind(wanted: &Wanted, kind: &str) -> Option<String> {
    list_of(wanted, Figure::Accesses, None).map(|list| format!("{list}&intake_kind={kind}"))
}

fn of_year(figure: Figure, year: i32) -> Option<String> {
    let (first, end) = (Month { year, month: 1 }, Month { year: year + 1, month: 1 });
    match figure {
        Figure::Accesses => Some(within("received_on", first, end)),
        Figure::Handled => Some(format!("handled_in={year}")),
        Figure::Closed => Some(format!("closed_in={year}")),
        Figure::Open => Some(open_before(end)),
        Figure::NotAdmitted => Some(within("not_admitted_on", first, end)),
        Figure::CompletionRate => None,
    }
}

/// By month, what is handled is what came under handling in it.
fn of_month(figure: Figure, month: Month) -> Option<String> {
    let column = match figure {
        Figure::Accesses => "received_on",
        Figure::Handled => "admitted_on",
        Figure::Closed => "closed_on",
        Figure::NotAdmitted => "not_admitted_on",
        Figure::Open => return Some(open_before(month.next())),
        Figure::CompletionRate => return None,
    };
    Some(within(column, month, month.next()))
}

/// From the first day of one month to before the first day of another: the end is exclusive, as in the list.
fn within(column: &str, first: Month, end: Month) -> String {
    let day = |month: Month| format!("{}-{:02}-01", month.year, month.month);
    format!("{column}.gte={}&{column}.lt={}", day(first), day(end))
}

/// Being handled at the end of the day before a month begins.
fn open_before(month: Month) -> String {
    let Month { year, month } = month;
    let last = chrono::NaiveDate::from_ymd_opt(year, month, 1).and_then(|first| first.pred_opt());
    last.map_or_else(String::new, |day| format!("open_on={day}"))
}
