//! JSON as strictly as a legal system needs it: a repeated member is an error, not a silent choice; depth is bounded.

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// How deep arrays and objects may nest.
pub const MOST_DEPTH: usize = 32;

/// Parses one JSON text.
///
/// # Errors
/// Broken JSON, a lone surrogate, a repeated member, nesting deeper than [`MOST_DEPTH`], or anything behind the value.
/// The message is for the log: it never holds input.
pub fn parse(bytes: &[u8]) -> Result<Value, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { depth: MOST_DEPTH }.deserialize(&mut deserializer).map_err(|error| place_of(&error))?;
    deserializer.end().map_err(|error| place_of(&error))?;
    Ok(value)
}

fn place_of(error: &serde_json::Error) -> String {
    format!("{:?} error at line {} column {}", error.classify(), error.line(), error.column())
}

struct Strict {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| A::Error::custom("nested too deeply"))?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Strict { depth })? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| A::Error::custom("nested too deeply"))?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(Strict { depth })?;
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a member is repeated"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_json_is_read() {
        let value = parse(br#" {"a":[1,-2,3.5,"x \ud83d\ude00",null,true]} "#).unwrap();
        assert_eq!(value["a"][3], "x \u{1f600}");
    }

    #[test]
    fn what_is_doubtful_is_refused() {
        for bad in [
            &br#"{"a":1,"a":2}"#[..],
            br#"{"a":1} {"b":2}"#,
            br#""\ud800""#,
            b"\xff",
            b"",
            b"NaN",
            b"1e999",
            b"{\"a\":\"\x00\"}",
            b"[1,]",
        ] {
            assert!(parse(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn depth_is_bounded_far_before_the_stack() {
        let nest = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
        assert!(parse(&nest(MOST_DEPTH)).is_ok());
        assert!(parse(&nest(MOST_DEPTH + 1)).is_err());
        assert!(parse(&nest(200_000)).is_err());
    }

    #[test]
    fn the_message_holds_no_input() {
        let message = parse(br#"{"nik":"6399000101010001","nik":1}"#).unwrap_err();
        assert!(!message.contains("nik") && !message.contains("6399"), "{message}");
    }
}
