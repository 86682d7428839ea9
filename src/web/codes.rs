//! Closed lists of the domain on the wire: JSON, query parameter and schema from the one declaration.

use crate::domain::code::Code;
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// The schema of a closed list: its codes, and what they mean.
pub fn schema<T: Code>() -> RefOr<Schema> {
    let meanings: Vec<String> = T::ALL.iter().map(|value| format!("`{}` {}", value.code(), value.label_en())).collect();
    let description =
        format!("Open list: clients must accept codes that they do not know. Now: {}.", meanings.join("; "));
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(T::ALL.iter().map(|value| value.code())))
        .description(Some(description))
        .into()
}

/// The schema's name: `agency_kind` becomes `AgencyKind`.
pub fn schema_name<T: Code>() -> Cow<'static, str> {
    let words = T::LIST.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    });
    words.collect::<String>().into()
}

/// Puts closed lists on the wire as their codes. Called once for each list, in the room that first speaks it.
#[macro_export]
macro_rules! wire_codes {
    ($($list:ty),+ $(,)?) => {$(
        impl serde::Serialize for $list {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::domain::code::Code::code(*self))
            }
        }
        impl<'de> serde::Deserialize<'de> for $list {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                <Self as $crate::domain::code::Code>::from_code(&code)
                    .ok_or_else(|| serde::de::Error::custom("not in the list"))
            }
        }
        impl utoipa::PartialSchema for $list {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $crate::web::codes::schema::<Self>()
            }
        }
        impl utoipa::ToSchema for $list {
            fn name() -> std::borrow::Cow<'static, str> {
                $crate::web::codes::schema_name::<Self>()
            }
        }
    )+};
}

// Spoken by every room.
wire_codes!(crate::domain::access::Role, crate::domain::access::Scope);
