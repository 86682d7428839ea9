//! One generic that turns any closed list of the domain into JSON, query parameter and schema.

use crate::domain::code::Code;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// A value of a closed list, on the wire as its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Coded<T>(pub T);

impl<T: Code> Serialize for Coded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code())
    }
}

impl<'de, T: Code> Deserialize<'de> for Coded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = Cow::<'de, str>::deserialize(deserializer)?;
        T::from_code(&code).map(Self).ok_or_else(|| D::Error::custom("not in the list"))
    }
}

impl<T: Code> utoipa::PartialSchema for Coded<T> {
    fn schema() -> RefOr<Schema> {
        let meanings: Vec<String> =
            T::ALL.iter().map(|value| format!("`{}` {}", value.code(), value.label_en())).collect();
        let description = format!(
            "Open list `{}`: clients must accept codes that they do not know. Now: {}.",
            T::LIST,
            meanings.join("; ")
        );
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(T::ALL.iter().map(|value| value.code())))
            .description(Some(description))
            .into()
    }
}

impl<T: Code> utoipa::ToSchema for Coded<T> {
    fn name() -> Cow<'static, str> {
        let words = T::LIST.split('_').map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
        });
        words.collect::<String>().into()
    }
}
