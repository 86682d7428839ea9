//! Rate limits (contract 5): a bucket for each caller and policy, and the headers that tell how full it is.
//!
//! Header fields as in draft-ietf-httpapi-ratelimit-headers; this is the one module that knows them. The buckets are in
//! the memory of one process: with several instances each grants the whole quota.

use crate::clock::Clock;
use crate::domain::access::Action;
use crate::error::{Code, Error};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// How many requests in which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The name in the headers and in `violated_policies`.
    pub name: &'static str,
    /// Requests per window.
    pub quota: u32,
    /// Length of the window in seconds.
    pub window_seconds: u32,
}

const fn per_minute(name: &'static str, quota: u32) -> Policy {
    Policy { name, quota, window_seconds: 60 }
}

/// Requests of a known caller.
const CALLER: Policy = per_minute("caller", 1_200);
/// Requests without credentials, and those whose credentials were refused, from one network.
const NETWORK: Policy = per_minute("network", 600);
/// Log-ins and renewals from one network: an office may sit behind one address.
const SESSION: Policy = per_minute("session", 60);
/// Tokens for machines from one network.
const TOKEN: Policy = per_minute("token", 120);
/// Searches by identity.
const SEARCH: Policy = per_minute("search", 60);
/// Reveals of identity: people make telephone calls, programs empty tables.
const REVEAL: Policy = per_minute("reveal", 20);
/// Tracking by code from one network: guessing must be hopeless.
const TRACKING: Policy = per_minute("tracking", 30);

/// The policy that an operation falls under.
pub fn policy_of(action: Action) -> Policy {
    let rule = action.rule();
    match action {
        Action::CreateSession | Action::RefreshSession => SESSION,
        Action::IssueToken | Action::RevokeToken => TOKEN,
        Action::SearchReports => SEARCH,
        Action::RevealIdentity => REVEAL,
        Action::TrackReport => TRACKING,
        _ if rule.roles.is_empty() && rule.scope.is_none() => NETWORK,
        _ => CALLER,
    }
}

/// The policy under which refused credentials are counted.
pub const REFUSED: Policy = NETWORK;

/// Whose bucket it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A person or a machine client.
    Account(Uuid),
    /// A network, for those who are not known.
    Network(String),
}

/// What is left of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    policy: Policy,
    /// Requests that may follow at once.
    remaining: u32,
    /// Seconds until the bucket is full again; of an empty one, until the next request may come.
    seconds: u32,
}

impl Left {
    /// Writes the headers.
    pub fn set_headers(&self, headers: &mut HeaderMap) {
        let Policy { name, quota, window_seconds } = self.policy;
        let policy = format!("\"{name}\";q={quota};w={window_seconds}");
        let left = format!("\"{name}\";r={};t={}", self.remaining, self.seconds);
        for (header, text) in [("ratelimit-policy", policy), ("ratelimit", left)] {
            if let Ok(value) = HeaderValue::from_str(&text) {
                headers.insert(HeaderName::from_static(header), value);
            }
        }
    }

    /// The refusal, when nothing is left.
    pub fn refusal(&self) -> Error {
        Error::new(Code::QuotaExceeded).with("violated_policies", vec![self.policy.name]).retry_after(self.seconds)
    }
}

type Buckets = HashMap<(&'static str, Holder), i64>;

const SHARDS: usize = 16;
/// Buckets in one shard. Full ones are dropped first; under a flood of new callers all are: to forget is better than to
/// run out of memory.
const MOST_BUCKETS: usize = 10_000;

/// All buckets of one process. Each is the instant at which it will be full again, in microseconds (GCRA).
pub struct Quotas {
    clock: Clock,
    factor: Option<NonZero<u32>>,
    shards: [Mutex<Buckets>; SHARDS],
}

impl Quotas {
    /// Empty buckets. `factor` multiplies every quota; `None` switches the limits off.
    pub fn new(clock: Clock, factor: Option<NonZero<u32>>) -> Self {
        Self { clock, factor, shards: Default::default() }
    }

    /// Takes one request out of a bucket; `None` where there are no limits.
    ///
    /// # Errors
    /// What is left (nothing) when the bucket is empty.
    pub fn take(&self, policy: Policy, holder: Holder) -> Result<Option<Left>, Left> {
        let Some(policy) = self.scaled(policy) else { return Ok(None) };
        let (window, cost) = measures(policy);
        let now = self.clock.now().micros();
        let key = (policy.name, holder);
        let mut buckets = self.shard(&key).lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = buckets.get(&key).copied().unwrap_or(now).max(now);
        let next = full_at + cost;
        if next - now > window {
            return Err(Left { policy, remaining: 0, seconds: seconds(next - now - window) });
        }
        if buckets.len() >= MOST_BUCKETS {
            buckets.retain(|_, full_at| *full_at > now);
            if buckets.len() >= MOST_BUCKETS {
                buckets.clear();
            }
        }
        buckets.insert(key, next);
        let remaining = u32::try_from((window - (next - now)) / cost).unwrap_or(0);
        let wait = if remaining == 0 { next + cost - now - window } else { next - now };
        Ok(Some(Left { policy, remaining, seconds: seconds(wait) }))
    }

    /// Gives one request back: an answer that said "nothing new" costs nothing (contract 4.7).
    pub fn give_back(&self, policy: Policy, holder: Holder) {
        let Some(policy) = self.scaled(policy) else { return };
        let key = (policy.name, holder);
        if let Some(full_at) = self.shard(&key).lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key) {
            *full_at -= measures(policy).1;
        }
    }

    fn scaled(&self, policy: Policy) -> Option<Policy> {
        self.factor.map(|factor| Policy { quota: policy.quota.saturating_mul(factor.get()), ..policy })
    }

    fn shard(&self, key: &(&'static str, Holder)) -> &Mutex<Buckets> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let index = usize::try_from(hasher.finish() % SHARDS as u64).unwrap_or(0);
        &self.shards[index]
    }
}

/// The window, and what one request costs of it, in microseconds.
fn measures(policy: Policy) -> (i64, i64) {
    let window = i64::from(policy.window_seconds) * 1_000_000;
    (window, (window / i64::from(policy.quota)).max(1))
}

fn seconds(micros: i64) -> u32 {
    u32::try_from(micros.max(0).saturating_add(999_999) / 1_000_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    const FEW: Policy = per_minute("few", 3);

    fn quotas() -> (Quotas, Clock) {
        let clock = Clock::set_at(Timestamp::from_micros(1_000_000_000));
        (Quotas::new(clock.clone(), NonZero::new(1)), clock)
    }

    fn wait(clock: &Clock, seconds: i64) {
        clock.move_to(clock.now().plus_seconds(seconds));
    }

    fn network(name: &str) -> Holder {
        Holder::Network(name.to_owned())
    }

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let (quotas, clock) = quotas();
        let mut left = Vec::new();
        for _ in 0..3 {
            left.push(quotas.take(FEW, network("a")).unwrap().unwrap().remaining);
        }
        assert_eq!(left, [2, 1, 0]);
        assert_eq!(quotas.take(FEW, network("a")).unwrap_err().seconds, 20);
        assert!(quotas.take(FEW, network("b")).is_ok(), "another caller has its own");
        wait(&clock, 19);
        assert_eq!(quotas.take(FEW, network("a")).unwrap_err().seconds, 1);
        wait(&clock, 1);
        assert!(quotas.take(FEW, network("a")).is_ok());
        wait(&clock, 3_600);
        assert_eq!(quotas.take(FEW, network("a")).unwrap().unwrap().remaining, 2, "never more than the quota");
    }

    #[test]
    fn what_was_given_back_can_be_taken_again() {
        let (quotas, _) = quotas();
        for _ in 0..10 {
            quotas.take(FEW, network("a")).unwrap();
            quotas.give_back(FEW, network("a"));
        }
    }

    #[test]
    fn limits_can_be_off_or_wider() {
        let (_, clock) = quotas();
        let off = Quotas::new(clock.clone(), None);
        assert!((0..1_000).all(|_| off.take(FEW, network("a")) == Ok(None)));
        let wider = Quotas::new(clock, NonZero::new(10));
        assert_eq!((0..100).filter(|_| wider.take(FEW, network("a")).is_ok()).count(), 30);
    }

    #[test]
    fn a_flood_of_callers_does_not_fill_the_memory() {
        let (quotas, _) = quotas();
        for number in 0..200_000_u128 {
            quotas.take(FEW, Holder::Account(Uuid::from_u128(number))).unwrap();
        }
        let held: usize = quotas.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(held <= SHARDS * MOST_BUCKETS, "{held}");
    }

    #[test]
    fn the_headers_say_what_is_left() {
        let (quotas, _) = quotas();
        let mut headers = HeaderMap::new();
        quotas.take(FEW, network("a")).unwrap().unwrap().set_headers(&mut headers);
        assert_eq!(headers.get("ratelimit-policy").unwrap(), "\"few\";q=3;w=60");
        assert_eq!(headers.get("ratelimit").unwrap(), "\"few\";r=2;t=20");
    }
}
