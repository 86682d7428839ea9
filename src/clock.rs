//! Where time and ids come from: the only place that asks the machine.

use crate::domain::time::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use uuid::{ContextV7, Uuid};

/// Tells the time and makes ids. Cheap to clone; clones share their state.
#[derive(Clone)]
pub struct Clock {
    source: Source,
    // The counter keeps ids made within one millisecond in order, so that lists by id are lists by time.
    context: Arc<Mutex<ContextV7>>,
}

#[derive(Clone)]
enum Source {
    Machine,
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn machine() -> Self {
        Self { source: Source::Machine, context: Arc::new(Mutex::new(ContextV7::new())) }
    }

    /// A clock that stands at `at` until it is moved: for tests, and for loading a year that has passed.
    pub fn set_at(at: Timestamp) -> Self {
        Self {
            source: Source::Set(Arc::new(AtomicI64::new(at.micros()))),
            context: Arc::new(Mutex::new(ContextV7::new())),
        }
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask the machine")]
    pub fn now(&self) -> Timestamp {
        match &self.source {
            Source::Machine => chrono::Utc::now().into(),
            Source::Set(micros) => Timestamp::from_micros(micros.load(Ordering::SeqCst)),
        }
    }

    /// Moves a set clock to `at`. The machine's clock cannot be moved: there this does nothing.
    pub fn move_to(&self, at: Timestamp) {
        if let Source::Set(micros) = &self.source {
            micros.store(at.micros(), Ordering::SeqCst);
        }
    }

    /// A new id (UUIDv7) at the present instant.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let now = self.now();
        let seconds = u64::try_from(now.unix_seconds()).unwrap_or(0);
        let nanos = u32::try_from(now.micros().rem_euclid(1_000_000)).unwrap_or(0) * 1000;
        let context = self.context.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, nanos)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_instant_are_in_order() {
        let clock = Clock::set_at(Timestamp::parse("2026-11-25T00:00:00Z").unwrap());
        let ids: Vec<Uuid> = (0..500).map(|_| clock.new_id()).collect();
        assert!(ids.is_sorted());
    }
}
