//! What every state machine of this service shares: who acts, which clock starts or stops, what happened, and why
//! something may not happen.
//!
//! Not here: how long a clock runs (`deadline`), how it is stored (`deadlines/`), the words of a refusal (`texts/`).

pub(crate) mod checks;
mod deadlines;
mod table;
mod violation;

pub use deadlines::{DeadlineChange, DeadlineCode, DeadlineOutcome, DeadlineSubject, Lapse, OpenClocks, Running};
pub(crate) use table::rows;
pub use table::{Row, Table};
pub use violation::{Violation, ViolationKind};

use super::access::Role;

/// Who takes a step, as far as a state machine cares: the account's id and its role.
///
/// Whether the object is in this account's view was settled before: a machine judges roles, not visibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Id of the person's or the machine's account.
    pub id: uuid::Uuid,
    /// In which role they act.
    pub role: Role,
}

/// One field of an aggregate before and after a step, as text: what a history entry and an audit row show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The field's name on the wire.
    pub field: &'static str,
    /// Its value before; `None` when it had none.
    pub before: Option<String>,
    /// Its value after; `None` when it has none any more.
    pub after: Option<String>,
}

impl Change {
    /// The fields that differ between two lists of the same fields in the same order.
    pub(crate) fn between(before: Fields, after: Fields) -> Vec<Change> {
        before
            .into_iter()
            .zip(after)
            .filter(|(old, new)| old.1 != new.1)
            .map(|(old, new)| Change { field: new.0, before: old.1, after: new.1 })
            .collect()
    }
}

/// An aggregate as a list of named texts.
pub(crate) type Fields = Vec<(&'static str, Option<String>)>;
