//! Accounts of people: user names, and how often somebody may fail to log in (contract 3.5).

use super::access::Role;

/// The fewest characters of a user name.
pub const MIN_USERNAME: usize = 3;
/// The most characters of a user name.
pub const MAX_USERNAME: usize = 100;

/// A user name (*nama pengguna*): a handle or an e-mail address, in lower case, so that one name is one account however
/// it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

/// Not a user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a user name has 3 to 100 letters, digits and . _ - + @, and begins and ends with a letter or digit")]
pub struct UsernameFault;

impl Username {
    /// Reads a user name for a new account. ASCII alone, so that no two names look alike.
    ///
    /// # Errors
    /// Too short, too long, or another character.
    pub fn parse(text: &str) -> Result<Self, UsernameFault> {
        let ends = |end: Option<u8>| end.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+@".contains(&byte);
        let fits = (MIN_USERNAME..=MAX_USERNAME).contains(&text.len())
            && text.bytes().all(inside)
            && ends(text.bytes().next())
            && ends(text.bytes().last());
        if fits { Ok(Self(text.to_ascii_lowercase())) } else { Err(UsernameFault) }
    }

    /// The name as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whatever somebody typed as their name, in the form in which names are kept and failures are counted.
    pub fn fold(typed: &str) -> String {
        typed.trim().to_lowercase()
    }
}

/// Why an account of a role may not be bound, or not bound, to an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceFault {
    /// The role works at an agency, and none is named.
    AgencyRequired,
    /// The role belongs to the office, and an agency is named.
    AgencyNotAllowed,
}

/// Judges where an account of this role works: the agency side at an agency, everybody else at none.
///
/// # Errors
/// The agency is missing, or one too many.
pub const fn check_place(role: Role, has_agency: Agency) -> Result<(), PlaceFault> {
    match (role.needs_agency(), has_agency) {
        (true, Agency::None) => Err(PlaceFault::AgencyRequired),
        (false, Agency::Named) => Err(PlaceFault::AgencyNotAllowed),
        _ => Ok(()),
    }
}

/// Whether an account names an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agency {
    /// It names one.
    Named,
    /// It names none.
    None,
}

impl<T> From<&Option<T>> for Agency {
    fn from(agency: &Option<T>) -> Self {
        if agency.is_some() { Self::Named } else { Self::None }
    }
}

/// How failed log-ins of one kind slow down the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// The failure with which waiting begins.
    first_delayed: i32,
    /// The failure after which nothing more is tried until an administrator resets the account.
    ceiling: Option<i32>,
    /// After how many quiet seconds failures are forgotten.
    forgotten_after: Option<i64>,
}

/// No wait is longer, in seconds, but for the ceiling's.
pub const LONGEST_WAIT_SECONDS: i64 = 900;

impl Throttle {
    /// Of one user name, whether or not it has an account: 1, 2, 4 … 900 seconds from the fifth failure on, and an end at
    /// 100 in a row (contract 3.5; NIST SP 800-63B-4's ceiling). Success forgets.
    pub const ACCOUNT: Self = Self { first_delayed: 5, ceiling: Some(100), forgotten_after: None };
    /// Of one network, behind which a whole government may sit: from the fiftieth failure on. A quiet hour forgets;
    /// success does not, or an attacker with one good account could go on for ever.
    pub const NETWORK: Self = Self { first_delayed: 50, ceiling: None, forgotten_after: Some(3600) };

    /// The failure after which only an administrator helps, if there is one.
    pub const fn ceiling(self) -> Option<i32> {
        self.ceiling
    }

    /// How many failures count when the last was `quiet_seconds` ago.
    pub const fn counted(self, failures: i32, quiet_seconds: i64) -> i32 {
        match self.forgotten_after {
            Some(seconds) if quiet_seconds >= seconds => 0,
            _ => failures,
        }
    }

    /// For how many seconds nobody may try after this many failures.
    pub const fn wait_seconds(self, failures: i32) -> Option<i64> {
        if failures < self.first_delayed {
            return None;
        }
        let doublings = failures - self.first_delayed;
        // 2^10 is above the longest wait.
        Some(if doublings >= 10 { LONGEST_WAIT_SECONDS } else { 1 << doublings })
    }

    /// Whether only an administrator can help.
    pub const fn is_final(self, failures: i32) -> bool {
        match self.ceiling {
            Some(ceiling) => failures >= ceiling,
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_are_handles_or_addresses_in_lower_case() {
        for (typed, kept) in
            [("Rina.Contoh", "rina.contoh"), ("a-1", "a-1"), ("RINA+x@Dinas.example", "rina+x@dinas.example")]
        {
            assert_eq!(Username::parse(typed).unwrap().as_str(), kept);
            assert_eq!(Username::fold(&format!(" {typed} ")), kept);
        }
        let long = "a".repeat(101);
        for typed in ["", "ab", ".rina", "rina.", "rina contoh", "rína", "rina\n", "rina\0", &long, "🦜🦜🦜", "аdmin"]
        {
            assert_eq!(Username::parse(typed), Err(UsernameFault), "{typed}");
        }
    }

    #[test]
    fn waiting_doubles_from_the_fifth_failure_to_a_quarter_of_an_hour() {
        let waits: Vec<_> = (0..=17).map(|failures| Throttle::ACCOUNT.wait_seconds(failures).unwrap_or(0)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
        assert_eq!(Throttle::ACCOUNT.wait_seconds(i32::MAX), Some(900));
        assert!(!Throttle::ACCOUNT.is_final(99) && Throttle::ACCOUNT.is_final(100));
        assert!(!Throttle::NETWORK.is_final(i32::MAX));
    }

    #[test]
    fn a_network_is_forgiven_after_an_hour_and_an_account_is_not() {
        assert_eq!(Throttle::NETWORK.counted(60, 3599), 60);
        assert_eq!(Throttle::NETWORK.counted(60, 3600), 0);
        assert_eq!(Throttle::ACCOUNT.counted(60, i64::MAX), 60);
    }

    #[test]
    fn the_agency_side_works_at_an_agency_and_the_office_at_none() {
        assert_eq!(check_place(Role::Narahubung, Agency::None), Err(PlaceFault::AgencyRequired));
        assert_eq!(check_place(Role::Head, Agency::Named), Err(PlaceFault::AgencyNotAllowed));
        assert_eq!(check_place(Role::AgencyClient, Agency::Named), Ok(()));
        assert_eq!(check_place(Role::Admin, Agency::None), Ok(()));
    }
}
