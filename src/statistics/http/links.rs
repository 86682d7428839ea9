//! From a figure to the list of reports that holds as many.

use crate::domain::code::Code;
use crate::domain::statistics::{Figure, GroupBy, Month, Period};
use crate::statistics::operations::{Group, Wanted};

/// The address of the list, when there is one: lists show the present, and they filter by what reports have.
pub fn list_of(wanted: &Wanted, figure: Figure, group: Option<&Group>) -> Option<String> {
    let Period::Year(year) = wanted.period else { return None };
    if wanted.as_of < wanted.today {
        return None;
    }
    let mut filter = match (figure, group) {
        (Figure::Accesses, Some(Group::Month(month))) => received(*month, month.next()),
        (Figure::Accesses, None | Some(Group::Year(_) | Group::Code(_))) => {
            received(Month { year, month: 1 }, Month { year: year + 1, month: 1 })
        }
        (Figure::Handled, None | Some(Group::Year(_) | Group::Code(_))) => format!("handled_in={year}"),
        (Figure::Closed, None | Some(Group::Year(_) | Group::Code(_))) => format!("closed_in={year}"),
        _ => return None,
    };
    if let Some(Group::Code(code)) = group {
        let name = if wanted.group_by == GroupBy::Government { "government" } else { wanted.group_by.code() };
        filter = format!("{filter}&{name}={code}");
    }
    match &wanted.government {
        Some(government) if wanted.group_by != GroupBy::Government => {
            filter = format!("{filter}&government={government}");
        }
        _ => {}
    }
    Some(format!("/v1/reports?{filter}"))
}

/// Received from the first day of one month to before the first day of another: the end is exclusive, as in the list.
fn received(first: Month, end: Month) -> String {
    let day = |month: Month| format!("{}-{:02}-01", month.year, month.month);
    format!("received_on.gte={}&received_on.lt={}", day(first), day(end))
}
