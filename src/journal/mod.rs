//! What happened: history, audit, outgoing events and stored replies, written in the transaction of the change.
//!
//! An operation works on a [`Work`]: the open transaction, the instant, who acts and in which request. It makes its
//! change and calls [`Work::record`]; commit takes all of it or nothing. What is **not** here: sealing the audit chain
//! and delivering events, which only read these rows.

mod change;
pub mod replies;
mod store;

pub use change::{Change, FieldChange, Subject, SubjectKind};

use crate::clock::Clock;
use crate::db::AnyConnection;
use crate::domain::access::{Principal, Role, Who};
use crate::domain::id::HistoryId;
use crate::domain::time::Timestamp;
use crate::error::Error;
use uuid::Uuid;

/// Who makes a change.
#[derive(Debug, Clone)]
pub enum Author {
    /// A person or a machine, through the API.
    Caller(Principal),
    /// The service itself: the command line, the demo's loader, a sweep.
    System,
}

impl Author {
    /// Id of the account, if it is one.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Caller(principal) => Some(principal.who.id()),
            Self::System => None,
        }
    }

    /// Role of the account, if it is one.
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Caller(principal) => Some(principal.role),
            Self::System => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Caller(Principal { who: Who::Person(..), .. }) => "person",
            Self::Caller(Principal { who: Who::Machine(..), .. }) => "machine",
            Self::System => "system",
        }
    }

    fn session(&self) -> Option<Uuid> {
        match self {
            Self::Caller(Principal { who: Who::Person(_, session), .. }) => Some(session.0),
            _ => None,
        }
    }
}

/// The request in which something happens.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The same id as in the answer and the log line.
    pub request_id: Uuid,
    /// The caller's network, shortened (/24 or /48): enough to follow an attack, not to follow a person.
    pub source_network: Option<String>,
}

/// One operation at work: its transaction, its instant, its author.
pub struct Work<'c> {
    /// The open transaction.
    pub conn: &'c mut AnyConnection,
    /// The instant at which all of it happens.
    pub now: Timestamp,
    /// Who acts.
    pub author: Author,
    /// In which request.
    pub origin: Origin,
    clock: Clock,
}

impl<'c> Work<'c> {
    /// Starts an operation at the clock's present instant.
    pub fn new(conn: &'c mut AnyConnection, clock: &Clock, author: Author, origin: Origin) -> Self {
        Self { conn, now: clock.now(), author, origin, clock: clock.clone() }
    }

    /// Starts an operation of the service itself.
    pub fn by_system(conn: &'c mut AnyConnection, clock: &Clock) -> Self {
        let origin = Origin { request_id: clock.new_id(), source_network: None };
        Self::new(conn, clock, Author::System, origin)
    }

    /// A new id.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.clock.new_id()
    }

    /// The caller, where only a caller can act.
    ///
    /// # Errors
    /// Internal, when the service itself is at work.
    pub fn caller(&self) -> Result<&Principal, Error> {
        match &self.author {
            Author::Caller(principal) => Ok(principal),
            Author::System => Err(Error::internal("an operation that needs a caller was run by the system")),
        }
    }

    /// Writes the change's history entry, audit row and outgoing event.
    ///
    /// # Errors
    /// When the database refuses; then the whole operation must fail.
    pub fn record(&mut self, change: Change) -> Result<(), Error> {
        self.enter(change).map(drop)
    }

    /// As [`Work::record`], and tells the id of the history entry.
    ///
    /// # Errors
    /// As [`Work::record`].
    pub fn enter(&mut self, change: Change) -> Result<HistoryId, Error> {
        let id = store::insert_history(self, &change)?;
        store::insert_audit(self, &change, "done")?;
        store::insert_event(self, &change)?;
        Ok(id)
    }

    /// Writes an audit row alone: for reads of identity, log-ins and refusals, which change no object.
    ///
    /// # Errors
    /// As [`Work::record`].
    pub fn audit(&mut self, change: Change) -> Result<(), Error> {
        store::insert_audit(self, &change, "done").map_err(Error::from)
    }

    /// Writes an audit row about something that was refused.
    ///
    /// # Errors
    /// As [`Work::record`].
    pub fn audit_refusal(&mut self, change: Change) -> Result<(), Error> {
        store::insert_audit(self, &change, "refused").map_err(Error::from)
    }
}
