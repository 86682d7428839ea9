//! The one error of the service, and what of it a client may learn.
//!
//! Every code stands in one table with its status and its words in Indonesian and English; the HTTP form (RFC 9457) is
//! made at the boundary, where the request's language and id are known (`web/boundary.rs`).

mod catalogue;
mod field_texts;
mod refusal;

pub use catalogue::Code;
pub use field_texts::{FIELD_TEXTS, field_text};

use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

/// Where in the request a fault is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A JSON Pointer into the body, without the leading `#`; empty for the whole body.
    Body(String),
    /// A query parameter.
    Query(String),
    /// A request header.
    Header(&'static str),
}

/// One fault of the input. Never holds the refused value: it may be a NIK.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldFault {
    /// Where.
    pub place: Place,
    /// Stable code, never translated; its texts are in [`FIELD_TEXTS`].
    pub code: Cow<'static, str>,
    /// What the texts and a client need: limits, allowed values.
    pub params: Map<String, Value>,
}

impl FieldFault {
    /// A fault at a JSON pointer of the body, such as `/reporter/nik`.
    pub fn body(pointer: impl Into<String>, code: impl Into<Cow<'static, str>>) -> Self {
        Self { place: Place::Body(pointer.into()), code: code.into(), params: Map::new() }
    }

    /// A fault of a query parameter.
    pub fn query(parameter: impl Into<String>, code: impl Into<Cow<'static, str>>) -> Self {
        Self { place: Place::Query(parameter.into()), code: code.into(), params: Map::new() }
    }

    /// A fault of a request header.
    pub fn header(header: &'static str, code: impl Into<Cow<'static, str>>) -> Self {
        Self { place: Place::Header(header), code: code.into(), params: Map::new() }
    }

    /// Adds a parameter for the texts.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

/// What went wrong: a code, the faults of the input if it was that, members for the client, and words for the log.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    code: Code,
    faults: Vec<FieldFault>,
    members: Map<String, Value>,
    retry_after_seconds: Option<u32>,
    for_the_log: Option<String>,
}

impl Error {
    /// An error with this code.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            code,
            faults: Vec::new(),
            members: Map::new(),
            retry_after_seconds: None,
            for_the_log: None,
        }))
    }

    /// No such thing in the caller's view.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// The caller's role may not do this.
    pub fn not_allowed() -> Self {
        Self::new(Code::ActionNotAllowed)
    }

    /// The caller's role may do this; this person may not, on this object.
    pub fn not_this_person() -> Self {
        Self::new(Code::NotThisPerson)
    }

    /// The input is well formed but not valid.
    pub fn invalid(faults: Vec<FieldFault>) -> Self {
        let mut error = Self::new(Code::ValidationFailed);
        error.0.faults = faults;
        error
    }

    /// One fault of the body.
    pub fn field(pointer: impl Into<String>, code: impl Into<Cow<'static, str>>) -> Self {
        Self::invalid(vec![FieldFault::body(pointer, code)])
    }

    /// Our own fault; the words go to the log only.
    pub fn internal(for_the_log: impl Into<String>) -> Self {
        Self::new(Code::Internal).logged(for_the_log)
    }

    /// Come back later; the words go to the log only.
    pub fn unavailable(for_the_log: impl Into<String>) -> Self {
        Self::new(Code::Unavailable).retry_after(1).logged(for_the_log)
    }

    /// Adds faults of the input.
    #[must_use]
    pub fn with_faults(mut self, faults: Vec<FieldFault>) -> Self {
        self.0.faults.extend(faults);
        self
    }

    /// Adds a member to the problem document, such as `allowed_transitions`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.members.insert(name.to_owned(), value.into());
        self
    }

    /// Says after how many seconds trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self
    }

    /// Adds words for the log, which the client never sees.
    #[must_use]
    pub fn logged(mut self, words: impl Into<String>) -> Self {
        self.0.for_the_log = Some(words.into());
        self
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The faults of the input.
    pub fn faults(&self) -> &[FieldFault] {
        &self.0.faults
    }

    /// Further members of the problem document.
    pub fn members(&self) -> &Map<String, Value> {
        &self.0.members
    }

    /// Seconds for `Retry-After`.
    pub fn retry_after_seconds(&self) -> Option<u32> {
        self.0.retry_after_seconds
    }

    /// Words for the log.
    pub fn for_the_log(&self) -> Option<&str> {
        self.0.for_the_log.as_deref()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("code", &self.0.code)
            .field("faults", &self.0.faults)
            .field("for_the_log", &self.0.for_the_log)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.as_str())?;
        for fault in &self.0.faults {
            write!(f, "; {:?}: {}", fault.place, fault.code)?;
        }
        if let Some(words) = &self.0.for_the_log {
            write!(f, "; {words}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error as Diesel};
        match &error {
            Diesel::NotFound => Self::not_found(),
            Diesel::DatabaseError(
                Kind::SerializationFailure | Kind::ClosedConnection | Kind::UnableToSendCommand,
                _,
            )
            | Diesel::BrokenTransactionManager => Self::unavailable(error.to_string()),
            Diesel::DatabaseError(_, info) if is_passing(info.message()) => Self::unavailable(error.to_string()),
            // A rule that the operation should have checked; the database caught a race between two operations.
            Diesel::DatabaseError(Kind::UniqueViolation, _) => Self::new(Code::Conflict).logged(error.to_string()),
            _ => Self::internal(error.to_string()),
        }
    }
}

/// Faults of the moment, which diesel does not tell apart by kind: lock and statement time-outs, deadlocks, a full
/// disk, a server that is shutting down.
fn is_passing(message: &str) -> bool {
    const SIGNS: [&str; 10] = [
        "deadlock detected",
        "lock timeout",
        "statement timeout",
        "database is locked",
        "database or disk is full",
        "disk I/O error",
        "terminating connection",
        "server closed the connection",
        "connection to server",
        "recovery mode",
    ];
    SIGNS.iter().any(|sign| message.contains(sign))
}
