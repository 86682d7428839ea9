//! Merge patches (RFC 7396): absent leaves a property, `null` removes it, a value replaces it.

use serde::{Deserialize, Deserializer};

/// For a property that may be removed: `None` absent, `Some(None)` null, `Some(Some(v))` a value.
/// Use as `#[serde(default, deserialize_with = "removable")]` on `Option<Option<T>>`.
///
/// # Errors
/// When the value is neither null nor of the property's type.
pub fn removable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}
