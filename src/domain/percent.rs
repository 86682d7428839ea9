//! Shares in per cent, as published figures show them: two decimals, half up.

use std::fmt;

/// A share in hundredths of a per cent; computed in whole numbers, so that it is the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u64);

/// What share `part` is of `whole`. It may exceed 100: an office can close more reports than it received.
/// `None` when `whole` is 0 or the share is too large to write down.
pub fn percent(part: u64, whole: u64) -> Option<Percent> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    let half_up = (part * 20_000 + whole).checked_div(whole * 2)?;
    u64::try_from(half_up).ok().map(Percent)
}

impl Percent {
    /// The share in hundredths of a per cent: 8423 for 84.23 %.
    pub const fn hundredths(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Percent {
    /// With a decimal point and always two decimals, without the sign: `84.23`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_rates_come_out_as_published() {
        let table = [
            (251, 298, "84.23"),
            (235, 236, "99.58"),
            (209, 227, "92.07"),
            (99, 114, "86.84"),
            (1865, 10_864, "17.17"),
            (0, 5, "0.00"),
            (1, 20_000, "0.01"),
            (1, 20_001, "0.00"),
            (5, 5, "100.00"),
            (153, 100, "153.00"),
        ];
        for (part, whole, expected) in table {
            assert_eq!(percent(part, whole).unwrap().to_string(), expected, "{part}/{whole}");
        }
        assert_eq!(percent(209, 227).unwrap().hundredths(), 9207);
    }

    #[test]
    fn nothing_divides_by_nothing() {
        assert_eq!(percent(0, 0), None);
        assert_eq!(percent(5, 0), None);
        assert_eq!(percent(u64::MAX, 1), None);
        assert_eq!(percent(u64::MAX, u64::MAX).unwrap().to_string(), "100.00");
    }
}
