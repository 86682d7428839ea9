//! Small checks that every command shares.

use super::Violation;
use crate::domain::access::Role;
use crate::domain::time::Timestamp;
use chrono::NaiveDate;

/// The text without surrounding blanks; it must have something in it.
pub(crate) fn filled(field: &str, text: &str) -> Result<String, Violation> {
    let text = text.trim();
    if text.is_empty() { Err(Violation::Required { field: field.to_owned() }) } else { Ok(text.to_owned()) }
}

/// The texts without surrounding blanks; at least one, none empty.
pub(crate) fn all_filled(field: &str, texts: &[String]) -> Result<Vec<String>, Violation> {
    if texts.is_empty() {
        return Err(Violation::Required { field: field.to_owned() });
    }
    texts.iter().enumerate().map(|(index, text)| filled(&format!("{field}/{index}"), text)).collect()
}

/// An optional value that this step needs.
pub(crate) fn required<T>(field: &str, value: Option<T>) -> Result<T, Violation> {
    value.ok_or_else(|| Violation::Required { field: field.to_owned() })
}

/// A fact that has happened: not after `today`, and not before `earliest` where something came first.
pub(crate) fn happened(
    field: &str,
    day: NaiveDate,
    earliest: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<NaiveDate, Violation> {
    if day > today {
        return Err(Violation::InFuture { field: field.to_owned(), today });
    }
    match earliest {
        Some(earliest) if day < earliest => Err(Violation::TooEarly { field: field.to_owned(), earliest }),
        _ => Ok(day),
    }
}

/// A moment that has come, and not before the second of `earliest`: people read and write back no more than seconds.
pub(crate) fn came(field: &str, at: Timestamp, earliest: Timestamp, now: Timestamp) -> Result<Timestamp, Violation> {
    if at > now {
        return Err(Violation::MomentInFuture { field: field.to_owned(), now });
    }
    if at < earliest.to_the_second() {
        return Err(Violation::MomentTooEarly { field: field.to_owned(), earliest });
    }
    Ok(at)
}

/// The first day on which this role may say that its own act happened. Whoever owes an act owes it to the office, which
/// counts the day on which it arrives: only the office knows of a paper that came in earlier, and may date back.
pub(crate) fn datable_from(role: Role, earliest: Option<NaiveDate>, today: NaiveDate) -> Option<NaiveDate> {
    if role.is_office_staff() { earliest } else { earliest.max(Some(today)) }
}

/// No value stands twice; `field` names the pointer of the value at an index.
pub(crate) fn distinct<T: PartialEq>(values: &[T], field: impl Fn(usize) -> String) -> Result<(), Violation> {
    match (1..values.len()).find(|index| values[..*index].contains(&values[*index])) {
        Some(index) => Err(Violation::Repeated { field: field(index) }),
        None => Ok(()),
    }
}
