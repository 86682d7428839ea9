//! The day on which a report arrived, where that is not the day on which it was entered.

use super::codes::Channel;
use crate::domain::access::Role;
use crate::domain::lifecycle::{Violation, checks};
use chrono::{Days, NaiveDate};

/// For how long what came on paper may lie before it is entered. No rule says; but the two years of UU 37/2008
/// art. 24(3) hang on the day, so that it cannot be any.
const LONGEST_WAIT: Days = Days::new(90);

impl Channel {
    /// Whether somebody of the office takes it by hand, so that it can be entered on a later day. What comes through a
    /// machine is there when it comes.
    pub const fn is_by_hand(self) -> bool {
        matches!(self, Self::InPerson | Self::Letter | Self::OnTheSpot)
    }
}

/// Who may say when a report arrived: those who take it in.
///
/// # Errors
/// [`Violation::ArrivalOfOffice`].
pub fn arrival_by(role: Role) -> Result<(), Violation> {
    match role {
        Role::Intake | Role::Head => Ok(()),
        _ => Err(Violation::ArrivalOfOffice { field: FIELD.to_owned() }),
    }
}

const FIELD: &str = "/arrived_on";

/// Whether a report that came by this channel can have arrived on this day, when it was entered on `entered_on` and what
/// it tells of happened on `event_on`.
///
/// # Errors
/// Another channel; a day after the entry, before the event, or too long before the entry.
pub fn arrival(
    channel: Channel,
    arrived_on: NaiveDate,
    event_on: Option<NaiveDate>,
    entered_on: NaiveDate,
) -> Result<(), Violation> {
    if !channel.is_by_hand() {
        return Err(Violation::ArrivalByHand { field: FIELD.to_owned() });
    }
    if arrived_on > entered_on {
        return Err(Violation::TooLate { field: FIELD.to_owned(), latest: entered_on });
    }
    let earliest = event_on.max(entered_on.checked_sub_days(LONGEST_WAIT));
    checks::happened(FIELD, arrived_on, earliest, entered_on).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::Code;

    #[test]
    fn only_what_is_taken_by_hand_is_entered_later_and_not_much_later() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let entered = day("2026-03-02");
        let judge = |channel, on: &str, event: Option<&str>| {
            arrival(channel, day(on), event.map(day), entered).map_err(|violation| violation.code())
        };
        for channel in Channel::ALL {
            let by_hand = matches!(channel.code(), "in_person" | "letter" | "on_the_spot");
            assert_eq!(judge(*channel, "2026-02-27", None).is_ok(), by_hand, "{channel:?}");
        }
        let letter = Channel::Letter;
        assert_eq!(judge(letter, "2026-03-02", None), Ok(()));
        assert_eq!(judge(letter, "2026-03-03", None), Err("date_too_late"));
        assert_eq!(judge(letter, "2025-12-02", None), Ok(()));
        assert_eq!(judge(letter, "2025-12-01", None), Err("date_too_early"));
        assert_eq!(judge(letter, "2026-02-27", Some("2026-02-27")), Ok(()));
        assert_eq!(judge(letter, "2026-02-27", Some("2026-02-28")), Err("date_too_early"));
        for role in Role::ALL {
            assert_eq!(arrival_by(*role).is_ok(), matches!(role, Role::Intake | Role::Head), "{role:?}");
        }
    }
}
