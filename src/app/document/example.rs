//! Examples of whole bodies, put together from the examples of their fields.

use serde_json::{Map, Value, json};

/// Gives every body of the document that has no example of its own one.
pub fn complete(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let operations = document["paths"].as_object_mut().into_iter().flatten();
    for operation in operations.filter_map(|(_, item)| item.as_object_mut()).flatten().map(|(_, operation)| operation) {
        if let Some(body) = operation.get_mut("requestBody") {
            fill(&mut body["content"], &schemas);
        }
        let answers = operation["responses"].as_object_mut().into_iter().flatten();
        for (_, answer) in answers.filter(|(status, answer)| status.starts_with('2') && answer["content"].is_object()) {
            fill(&mut answer["content"], &schemas);
        }
    }
}

fn fill(content: &mut Value, schemas: &Value) {
    for media in content.as_object_mut().into_iter().flatten().map(|(_, media)| media) {
        if media.get("example").is_none() && media.get("examples").is_none() {
            media["example"] = of(&media["schema"], schemas);
        }
    }
}

/// An example of a schema.
pub fn of(schema: &Value, schemas: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return of(&schemas[name], schemas);
    }
    let given = [&schema["example"], &schema["examples"][0], &schema["const"], &schema["enum"][0], &schema["default"]];
    if let Some(given) = given.into_iter().find(|given| !given.is_null()) {
        return given.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let parts = parts.iter().filter_map(|part| of(part, schemas).as_object().cloned());
        return Value::Object(parts.flatten().collect());
    }
    if let Some(choice) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let choice = choice.iter().find(|choice| choice["type"] != "null");
        return choice.map_or(Value::Null, |choice| of(choice, schemas));
    }
    match kind(schema) {
        "object" => object(schema, schemas),
        "array" => json!([of(&schema["items"], schemas)]),
        "integer" | "number" => {
            let (least, most) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
            json!(1.max(least.unwrap_or(1)).min(most.unwrap_or(1).max(least.unwrap_or(1))))
        }
        "boolean" => json!(false),
        _ => string(schema),
    }
}

fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default(),
        _ if schema["properties"].is_object() => "object",
        _ => "",
    }
}

/// Everything that is required, and what the handlers gave an example for.
fn object(schema: &Value, schemas: &Value) -> Value {
    let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let shown = properties.filter(|(name, property)| {
        required.iter().any(|required| required == *name) || property.get("example").is_some()
    });
    Value::Object(shown.map(|(name, property)| (name.clone(), of(property, schemas))).collect::<Map<_, _>>())
}

fn string(schema: &Value) -> Value {
    if let Some(text) = schema["pattern"].as_str().and_then(of_pattern) {
        return json!(text);
    }
    let text = match schema["format"].as_str().unwrap_or_default() {
        "uuid" => "01a2103a-27f5-7083-b307-c389e2c1fe49",
        "date" => "2026-11-25",
        "date-time" => "2026-11-25T02:00:00.000Z",
        "email" => "narahubung@example.org",
        "uri" => "https://example.org",
        _ => "Contoh isian yang ditulis oleh seseorang sebagai teks biasa.",
    };
    let most = schema["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    json!(text.chars().take(most).collect::<String>())
}

/// A text of a simple pattern: a fixed text, a fixed beginning and letters, or letters alone.
fn of_pattern(pattern: &str) -> Option<String> {
    let inner = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let (fixed, rest) = inner.split_at(inner.find('[').unwrap_or(inner.len()));
    let is_plain = fixed.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let takes_letters = rest.starts_with("[A-Za-z") && rest.ends_with("]+");
    match (is_plain, rest.is_empty(), takes_letters) {
        (true, true, _) => Some(fixed.to_owned()),
        (true, false, true) => Some(format!("{fixed}contoh")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_follows_a_simple_pattern() {
        assert_eq!(of_pattern("^office$").as_deref(), Some("office"));
        assert_eq!(of_pattern("^nrs_[A-Za-z0-9]+$").as_deref(), Some("nrs_contoh"));
        assert_eq!(of_pattern("^[A-Za-z0-9_.-]+$").as_deref(), Some("contoh"));
        assert_eq!(of_pattern("^[0-9]{2}(\\.[A-Z0-9-]+)*$"), None);
    }

    #[test]
    fn an_example_has_what_is_required_and_what_was_exemplified() {
        let schema = json!({
            "type": "object", "required": ["id", "kind", "note"],
            "properties": {
                "id": { "type": "string", "format": "uuid" },
                "kind": { "$ref": "#/components/schemas/Kind" },
                "note": { "type": ["string", "null"], "maxLength": 6 },
                "count": { "type": "integer", "minimum": 3, "example": 4 },
                "left_out": { "type": "boolean" },
            }
        });
        let schemas = json!({ "Kind": { "type": "string", "enum": ["unit", "board"] } });
        let example =
            json!({ "id": "01a2103a-27f5-7083-b307-c389e2c1fe49", "kind": "unit", "note": "Contoh", "count": 4 });
        assert_eq!(of(&schema, &schemas), example);
    }
}
