//! Values of SQLite as parameters of PostgreSQL: the one mapping of `src/db/types.rs`, for the raw drivers.

use chrono::NaiveDate;
use rusqlite::types::Value;
use std::error::Error;
use tokio_postgres::types::Type;

/// PostgreSQL counts microseconds from 2000-01-01T00:00:00Z.
pub const POSTGRES_EPOCH_MICROS: i64 = 946_684_800_000_000;

/// The binary form of a value in a column of a type; `false` for NULL.
pub fn encode(value: &Value, column: &Type, out: &mut Vec<u8>) -> Result<bool, Box<dyn Error + Sync + Send>> {
    match (value, column) {
        (Value::Null, _) => return Ok(false),
        (Value::Integer(number), &Type::INT8) => out.extend(number.to_be_bytes()),
        (Value::Integer(number), &Type::INT4) => out.extend(i32::try_from(*number)?.to_be_bytes()),
        (Value::Integer(number), &Type::BOOL) => out.push(u8::from(*number != 0)),
        (Value::Integer(micros), &Type::TIMESTAMPTZ) => out.extend((micros - POSTGRES_EPOCH_MICROS).to_be_bytes()),
        (Value::Text(day), &Type::DATE) => {
            let epoch = NaiveDate::from_ymd_opt(2000, 1, 1).ok_or("no epoch")?;
            let days = day.parse::<NaiveDate>()?.signed_duration_since(epoch).num_days();
            out.extend(i32::try_from(days)?.to_be_bytes());
        }
        (Value::Text(text), &Type::TEXT) => out.extend(text.as_bytes()),
        (Value::Blob(bytes), &Type::BYTEA | &Type::UUID) => out.extend(bytes),
        _ => return Err(format!("{value:?} does not go into {column}").into()),
    }
    Ok(true)
}
