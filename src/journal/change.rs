//! The description of one change, from which history, audit and event rows are made.

use chrono::NaiveDate;
use serde_json::{Value, json};
use std::borrow::Cow;
use uuid::Uuid;

crate::codes! {
    /// What kind of object something happened to.
    pub enum SubjectKind("subject_kind") {
        /// A report.
        Report => "report", "laporan", "report";
        /// A recommendation.
        Recommendation => "recommendation", "rekomendasi", "recommendation";
        /// An agency.
        Agency => "agency", "instansi", "agency";
        /// A narahubung designation.
        Narahubung => "narahubung", "narahubung", "narahubung";
        /// A deadline.
        Deadline => "deadline", "tenggat", "deadline";
        /// A person's account.
        User => "user", "akun", "account";
        /// A log-in session.
        Session => "session", "sesi", "session";
        /// A machine client.
        Client => "client", "klien mesin", "machine client";
        /// Reference data: a calendar, a rule, a code list.
        Reference => "reference", "data rujukan", "reference data";
        /// The key ring.
        Keys => "keys", "kunci", "keys";
    }
}

/// The object that something happened to.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its kind.
    pub kind: SubjectKind,
    /// Its id; the nil id for things that have none.
    pub id: Uuid,
    /// Its version after the change.
    pub version: i64,
    /// Code of the government whose matter it is: who may later read the event.
    pub tenant: Option<String>,
}

/// One property before and after. Encrypted properties are named without values.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    path: String,
    before: Value,
    after: Value,
}

impl FieldChange {
    /// A property that may be shown.
    pub fn new(path: impl Into<String>, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        Self { path: path.into(), before: before.into(), after: after.into() }
    }

    /// A property whose values must not stand in the audit log: identity, secrets.
    pub fn concealed(path: impl Into<String>) -> Self {
        Self { path: path.into(), before: Value::Null, after: json!({ "changed": true }) }
    }

    /// Where the property stands, as a JSON pointer into the object.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// As the audit log keeps it.
    pub fn to_json(&self) -> Value {
        json!({ "path": self.path, "before": self.before, "after": self.after })
    }
}

/// One change. Build it with [`Change::new`] and the `with_…` methods.
#[derive(Debug, Clone)]
pub struct Change {
    pub(super) subject: Subject,
    pub(super) action: &'static str,
    pub(super) event: Cow<'static, str>,
    pub(super) from_state: Option<&'static str>,
    pub(super) to_state: Option<&'static str>,
    pub(super) reason: Option<String>,
    pub(super) note: Option<String>,
    pub(super) purpose: Option<String>,
    pub(super) effective_on: Option<NaiveDate>,
    pub(super) details: Value,
    pub(super) changes: Vec<FieldChange>,
}

impl Change {
    /// `action` is the operation that did it (`createReport`), `event` what happened (`report.received`).
    pub fn new(subject: Subject, action: &'static str, event: impl Into<Cow<'static, str>>) -> Self {
        Self {
            subject,
            action,
            event: event.into(),
            from_state: None,
            to_state: None,
            reason: None,
            note: None,
            purpose: None,
            effective_on: None,
            details: json!({}),
            changes: Vec::new(),
        }
    }

    /// A step from one state to another.
    #[must_use]
    pub fn with_states(mut self, from: Option<&'static str>, to: &'static str) -> Self {
        self.from_state = from;
        self.to_state = Some(to);
        self
    }

    /// The reason given, as a code or in words.
    #[must_use]
    pub fn with_reason(mut self, reason: Option<String>) -> Self {
        self.reason = reason;
        self
    }

    /// A remark for the file.
    #[must_use]
    pub fn with_note(mut self, note: Option<String>) -> Self {
        self.note = note;
        self
    }

    /// What personal data was read for.
    #[must_use]
    pub fn with_purpose(mut self, purpose: impl Into<String>) -> Self {
        self.purpose = Some(purpose.into());
        self
    }

    /// The day on which it counts, when that is not the day on which it was recorded.
    #[must_use]
    pub fn with_effective_on(mut self, day: Option<NaiveDate>) -> Self {
        self.effective_on = day;
        self
    }

    /// Further facts for the history entry: letter numbers, receipt dates. Never identity.
    #[must_use]
    pub fn with_details(mut self, details: Value) -> Self {
        self.details = details;
        self
    }

    /// The properties that changed, for the audit row.
    #[must_use]
    pub fn with_changes(mut self, changes: Vec<FieldChange>) -> Self {
        self.changes = changes;
        self
    }
}
