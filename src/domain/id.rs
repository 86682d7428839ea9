//! Ids: one newtype per kind of thing, so that an agency's id cannot be passed where a report's is wanted.
//!
//! All are UUIDv7 (RFC 9562) made by the application; the maker of ids is an argument wherever one is needed.

use std::fmt;

/// Declares id newtypes over [`uuid::Uuid`].
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub uuid::Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.hyphenated().fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!(stringify!($name), "({})"), self.0) }
        }
        impl From<uuid::Uuid> for $name {
            fn from(value: uuid::Uuid) -> Self { Self(value) }
        }
        impl From<$name> for uuid::Uuid {
            fn from(value: $name) -> Self { value.0 }
        }
    )+};
}

ids! {
    /// Id of an agency (*instansi*).
    AgencyId,
    /// Id of a narahubung designation (*penunjukan narahubung*).
    NarahubungId,
    /// Id of a report (*laporan*).
    ReportId,
    /// Id of a reporter's identity record (*pelapor*).
    ReporterId,
    /// Id of an internal note on a report (*catatan internal*).
    NoteId,
    /// Id of an entry in an object's history: one transition or change.
    HistoryId,
    /// Id of a recorded reveal of a reporter's identity.
    RevealId,
    /// Id of what was delivered to an agency (*penyampaian*).
    DeliveryId,
    /// Id of a recommendation (*rekomendasi*).
    RecommendationId,
    /// Id of a deadline (*tenggat*).
    DeadlineId,
    /// Id of a version of a deadline rule.
    DeadlineRuleId,
    /// Id of a person's account.
    UserId,
    /// Id of a machine client.
    ClientId,
    /// Id of a log-in session: the family of its refresh tokens.
    SessionId,
}
