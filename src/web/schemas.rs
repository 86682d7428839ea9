//! The API document as a judge: every body and every query is checked against the schema that the document publishes.
//!
//! One place for constraints: what a client reads in the document is what the service enforces, and all faults of a
//! request come back at once, each with its place.

use super::query::pairs;
use crate::error::{Code, Error, FieldFault, Place};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The header that makes a repeated request safe.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The compiled schemas of one operation.
struct Operation {
    body: Option<Validator>,
    query: Validator,
    parameters: HashMap<String, Parameter>,
    media_types: Vec<String>,
    takes_idempotency_key: bool,
}

/// How a query parameter's text becomes a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parameter {
    Text,
    Integer,
    Boolean,
    List,
}

/// The compiled document.
pub struct Schemas {
    operations: HashMap<String, Operation>,
}

/// Why a document cannot be compiled: a fault of the program, found at start-up and by every test.
#[derive(Debug, thiserror::Error)]
#[error("the API document is not usable at {place}: {reason}")]
pub struct Unusable {
    place: String,
    reason: String,
}

impl Schemas {
    /// Compiles the schemas of an OpenAPI 3.1 document.
    ///
    /// # Errors
    /// Names the operation whose schema does not compile.
    pub fn compile(document: &Value) -> Result<Self, Unusable> {
        let components = &document["components"];
        let mut operations = HashMap::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let Some(id) = operation["operationId"].as_str() else { continue };
                let compiled = Self::operation(operation, components)
                    .map_err(|reason| Unusable { place: format!("{method} {path}"), reason })?;
                operations.insert(id.to_owned(), compiled);
            }
        }
        Ok(Self { operations })
    }

    fn operation(operation: &Value, components: &Value) -> Result<Operation, String> {
        let body = operation["requestBody"]["content"].as_object().and_then(|content| {
            content.iter().find(|(media, _)| media.ends_with("json")).map(|(_, media)| media["schema"].clone())
        });
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut parameters = HashMap::new();
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let Some(name) = parameter["name"].as_str().filter(|_| parameter["in"] == "query") else { continue };
            parameters.insert(name.to_owned(), Parameter::of(&parameter["schema"], components));
            properties.insert(name.to_owned(), parameter["schema"].clone());
            if parameter["required"] == true {
                required.push(name.to_owned());
            }
        }
        let query = json!({ "type": "object", "properties": properties, "required": required,
            "additionalProperties": false });
        Ok(Operation {
            body: body.map(|schema| compile(schema, components)).transpose()?,
            query: compile(query, components)?,
            parameters,
            media_types: media_types(operation),
            takes_idempotency_key: operation["parameters"]
                .as_array()
                .is_some_and(|list| list.iter().any(|parameter| parameter["name"] == IDEMPOTENCY_KEY)),
        })
    }

    /// In which forms an operation answers when it succeeds; empty when it has nothing to say.
    pub fn media_types(&self, operation: &str) -> Vec<&str> {
        let known = self.operations.get(operation);
        known.map(|known| known.media_types.iter().map(String::as_str).collect()).unwrap_or_default()
    }

    /// Whether a request for the operation may carry an `Idempotency-Key`.
    pub fn takes_idempotency_key(&self, operation: &str) -> bool {
        self.operations.get(operation).is_some_and(|known| known.takes_idempotency_key)
    }

    /// Refuses the parameters of an operation that has none; where it has some, its handler reads them.
    ///
    /// # Errors
    /// `unknown_parameter`, or `malformed_parameter` when the query cannot be read.
    pub fn refuse_stray_parameters(&self, operation: &str, query: &str) -> Result<(), Error> {
        let takes_some = self.operations.get(operation).is_none_or(|known| !known.parameters.is_empty());
        if query.is_empty() || takes_some {
            return Ok(());
        }
        self.check_query(operation, &pairs(query)?).map(|_| ())
    }

    /// Judges a body.
    ///
    /// # Errors
    /// `validation_failed` with every fault.
    pub fn check_body(&self, operation: &str, body: &Value) -> Result<(), Error> {
        let Some(validator) = self.operations.get(operation).and_then(|operation| operation.body.as_ref()) else {
            return Err(Error::internal(format!("operation {operation} documents no body")));
        };
        let faults = faults(validator, body, &Place::Body);
        if faults.is_empty() { Ok(()) } else { Err(Error::invalid(faults)) }
    }

    /// Reads and judges a query string: pairs become a JSON object by the types that the document names.
    ///
    /// # Errors
    /// `unknown_parameter` for unknown or repeated names, `malformed_parameter` for bad values.
    pub fn check_query(&self, operation: &str, pairs: &[(String, String)]) -> Result<Map<String, Value>, Error> {
        let Some(known) = self.operations.get(operation) else {
            return Err(Error::internal(format!("operation {operation} is not in the document")));
        };
        let mut values = Map::new();
        let mut unknown = Vec::new();
        let mut malformed = Vec::new();
        for (name, text) in pairs {
            let Some(kind) = known.parameters.get(name) else {
                unknown.push(FieldFault::query(printable(name), "unknown_parameter"));
                continue;
            };
            match kind.read(text) {
                _ if values.contains_key(name) => unknown.push(FieldFault::query(name, "repeated_parameter")),
                Some(value) => {
                    values.insert(name.clone(), value);
                }
                None => {
                    malformed.push(FieldFault::query(name, "wrong_type").with("expected", kind.name()));
                }
            }
        }
        if !unknown.is_empty() {
            return Err(Error::new(Code::UnknownParameter).with_faults(unknown));
        }
        let object = Value::Object(values);
        malformed.extend(faults(&known.query, &object, &|pointer| {
            Place::Query(pointer.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned())
        }));
        if !malformed.is_empty() {
            return Err(Error::new(Code::MalformedParameter).with_faults(malformed));
        }
        let Value::Object(values) = object else { return Ok(Map::new()) };
        Ok(values)
    }
}

impl Parameter {
    fn of(schema: &Value, components: &Value) -> Self {
        let mut schema = schema;
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            schema = &components["schemas"][name];
        }
        let is = |name: &str| {
            schema["type"] == name || schema["type"].as_array().is_some_and(|types| types.contains(&json!(name)))
        };
        match () {
            () if is("integer") => Self::Integer,
            () if is("boolean") => Self::Boolean,
            () if is("array") => Self::List,
            () => Self::Text,
        }
    }

    fn read(self, text: &str) -> Option<Value> {
        match self {
            Self::Text => Some(json!(text)),
            Self::Integer => text.parse::<i64>().ok().map(Value::from),
            Self::Boolean => match text {
                "true" => Some(json!(true)),
                "false" => Some(json!(false)),
                _ => None,
            },
            Self::List => Some(json!(text.split(',').collect::<Vec<_>>())),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::List => "array",
        }
    }
}

/// A name that a client made up, as far as it can be shown to people and programs.
fn printable(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(100).collect()
}

fn media_types(operation: &Value) -> Vec<String> {
    let successes =
        operation["responses"].as_object().into_iter().flatten().filter(|(status, _)| status.starts_with('2'));
    let contents = successes.filter_map(|(_, response)| response["content"].as_object());
    let mut types: Vec<String> = contents.flat_map(|content| content.keys().cloned()).collect();
    types.sort();
    types.dedup();
    types
}

fn compile(mut schema: Value, components: &Value) -> Result<Validator, String> {
    // `$ref: #/components/schemas/X` resolves inside the schema's own document.
    if let Value::Object(object) = &mut schema {
        object.insert("components".to_owned(), components.clone());
    }
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .with_format("int64", |_: &str| true)
        .build(&schema)
        .map_err(|error| error.to_string())
}

fn faults(validator: &Validator, value: &Value, place: &dyn Fn(String) -> Place) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    for error in validator.iter_errors(value) {
        push_faults(&error, place, &mut faults);
    }
    faults
}

/// One fault of the schema may name several fields; a choice between schemas reports what its best branch lacks.
fn push_faults(error: &ValidationError<'_>, place: &dyn Fn(String) -> Place, faults: &mut Vec<FieldFault>) {
    use ValidationErrorKind as Kind;
    let at = error.instance_path().to_string();
    let fault = |code: &'static str| FieldFault { place: place(at.clone()), code: code.into(), params: Map::new() };
    let below = |name: &str, code: &'static str| {
        let name = name.replace('~', "~0").replace('/', "~1");
        FieldFault { place: place(format!("{at}/{name}")), code: code.into(), params: Map::new() }
    };
    match error.kind() {
        Kind::Required { property } => faults.push(below(property.as_str().unwrap_or_default(), "required")),
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            faults.extend(unexpected.iter().map(|name| below(name, "unknown_field")));
        }
        Kind::Type { kind } => faults.push(fault("wrong_type").with("expected", expected(kind))),
        Kind::Enum { options } => faults.push(fault("not_in_list").with("allowed", (**options).clone())),
        Kind::Constant { .. } => faults.push(fault("not_in_list")),
        Kind::MinLength { limit } => faults.push(fault("too_short").with("limit", *limit)),
        Kind::MaxLength { limit } => faults.push(fault("too_long").with("limit", *limit)),
        Kind::MinItems { limit } => faults.push(fault("too_few_items").with("limit", *limit)),
        Kind::MaxItems { limit } => faults.push(fault("too_many_items").with("limit", *limit)),
        Kind::UniqueItems => faults.push(fault("repeated_items")),
        Kind::Minimum { limit } => faults.push(fault("too_small").with("limit", limit.clone())),
        Kind::Maximum { limit } => faults.push(fault("too_large").with("limit", limit.clone())),
        Kind::Format { format } => faults.push(fault(match format.as_str() {
            "date" => "date_format",
            "date-time" => "timestamp_format",
            "uuid" => "id_format",
            _ => "format",
        })),
        Kind::Pattern { .. } => {
            let controls = error
                .instance()
                .as_str()
                .is_some_and(|text| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')));
            faults.push(fault(if controls { "control_characters" } else { "format" }));
        }
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
            if let Some((place_of_tag, known)) = unknown_tag(context, &at) {
                let fault = FieldFault { place: place(place_of_tag), code: "not_in_list".into(), params: Map::new() };
                return faults.push(fault.with("allowed", known));
            }
            // A branch that fails on the kind of thing (its type or its tag) is not the one that was meant.
            let wrong_kind = |branch: &[ValidationError<'_>]| {
                branch.iter().any(|error| match error.kind() {
                    Kind::Type { .. } => error.instance_path().to_string() == at,
                    _ => tag_of(error, &at).is_some(),
                })
            };
            match context.iter().min_by_key(|branch| (wrong_kind(branch), branch.len())) {
                Some(branch) if !branch.is_empty() => branch.iter().for_each(|error| push_faults(error, place, faults)),
                _ => faults.push(fault("shape")),
            }
        }
        _ => faults.push(fault("shape")),
    }
}

/// The one value that a branch's tag must have, when that is what failed: a list of one value directly in the object.
fn tag_of<'e>(error: &'e ValidationError<'_>, at: &str) -> Option<(String, &'e Value)> {
    let ValidationErrorKind::Enum { options } = error.kind() else { return None };
    let path = error.instance_path().to_string();
    match options.as_array().map(Vec::as_slice) {
        Some([only]) if path.rsplit_once('/').is_some_and(|(parent, _)| parent == at) => Some((path, only)),
        _ => None,
    }
}

/// Where the tag stands and which values it may have, when no branch knows the value that was given.
fn unknown_tag(context: &[Vec<ValidationError<'_>>], at: &str) -> Option<(String, Vec<Value>)> {
    let tags: Option<Vec<_>> = context.iter().map(|branch| branch.iter().find_map(|error| tag_of(error, at))).collect();
    let tags = tags?;
    let place = tags.first()?.0.clone();
    tags.iter()
        .all(|(path, _)| *path == place)
        .then(|| (place, tags.into_iter().map(|(_, only)| only.clone()).collect()))
}

fn expected(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(single) => single.to_string(),
        TypeKind::Multiple(several) => {
            let names: Vec<_> = several.iter().map(|single| single.to_string()).filter(|name| name != "null").collect();
            names.join(" / ")
        }
    }
}
