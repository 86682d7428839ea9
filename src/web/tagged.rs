//! Bodies of which there are several shapes, told apart by one member: the steps of a lifecycle.
//!
//! Each shape is a schema of its own in the document, with exactly its members; the judge finds the one that was meant
//! by the tag and reports only what that one lacks.

use crate::domain::code::Code;
use serde_json::{Value, json};
use utoipa::PartialSchema;
use utoipa::openapi::schema::{Discriminator, ObjectBuilder, OneOf, Schema, Type};
use utoipa::openapi::{Ref, RefOr};

/// The name of one shape's schema: `receive_completion` of `ReportStep` becomes `ReportStepReceiveCompletion`.
fn name(body: &str, code: &str) -> String {
    let words = code.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    });
    format!("{body}{}", words.collect::<String>())
}

/// The schema of the choice between the shapes with these codes.
pub fn choice(body: &str, tag: &str, description: &str, codes: &[&str]) -> RefOr<Schema> {
    let reference = |code: &str| format!("#/components/schemas/{}", name(body, code));
    let mapping = codes.iter().map(|code| ((*code).to_owned(), reference(code)));
    let mut choice = OneOf::new();
    choice.items = codes.iter().map(|code| RefOr::Ref(Ref::new(reference(code)))).collect();
    choice.discriminator = Some(Discriminator::with_mapping(tag, mapping));
    choice.description = Some(description.to_owned());
    Schema::OneOf(choice).into()
}

/// The name and the schema of one shape: its own members and the tag.
pub fn shape<P: PartialSchema, C: Code>(body: &str, tag: &str, code: C) -> (String, RefOr<Schema>) {
    let constant = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some([code.code()]))
        .description(Some(format!("{} ({}).", code.label_en(), code.label_id())))
        .build();
    let schema = match P::schema() {
        RefOr::T(Schema::Object(mut object)) => {
            object.title = Some(code.label_en().to_owned());
            object.properties.insert(tag.to_owned(), Schema::Object(constant).into());
            object.required.insert(0, tag.to_owned());
            if let Some(Value::Object(example)) = &mut object.example {
                example.insert(tag.to_owned(), json!(code.code()));
            }
            Schema::Object(object).into()
        }
        other => other,
    };
    (name(body, code.code()), schema)
}

/// Declares such a body: its name, its tag with the closed list that the tag comes from, and the payload of each
/// variant. Payloads are structs with `#[serde(deny_unknown_fields)]`.
#[macro_export]
macro_rules! tagged_body {
    ($(#[doc = $doc:literal])+ $name:ident, $tag:literal in $list:ty { $($variant:ident($payload:ty),)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, serde::Deserialize)]
        #[serde(tag = $tag, rename_all = "snake_case")]
        pub enum $name {
            $(#[doc = concat!("`", stringify!($variant), "`")] $variant($payload),)+
        }

        impl $name {
            /// Which one it is.
            pub const fn tag(&self) -> $list {
                match self { $(Self::$variant(_) => <$list>::$variant,)+ }
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let codes = [$($crate::domain::code::Code::code(<$list>::$variant)),+];
                $crate::web::tagged::choice(stringify!($name), $tag, concat!($($doc),+).trim(), &codes)
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schemas(
                schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>,
            ) {
                $(
                    schemas.push($crate::web::tagged::shape::<$payload, $list>(
                        stringify!($name), $tag, <$list>::$variant,
                    ));
                    <$payload as utoipa::ToSchema>::schemas(schemas);
                )+
            }
        }
    };
}
