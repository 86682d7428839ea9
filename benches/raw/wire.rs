//! Values of SQLite to and from PostgreSQL's binary form.

use crate::values::{POSTGRES_EPOCH_MICROS, encode};
use chrono::NaiveDate;
use rusqlite::types::Value;
use std::error::Error;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// A value on its way to PostgreSQL.
#[derive(Debug, Clone)]
pub struct Sent(pub Value);

/// The value of a column's binary form.
pub fn decode(raw: &[u8], column: &Type) -> Result<Value, Box<dyn Error + Sync + Send>> {
    Ok(match *column {
        Type::INT8 => Value::Integer(i64::from_be_bytes(raw.try_into()?)),
        Type::INT4 => Value::Integer(i32::from_be_bytes(raw.try_into()?).into()),
        Type::BOOL => Value::Integer(i64::from(raw != [0])),
        Type::TIMESTAMPTZ => Value::Integer(i64::from_be_bytes(raw.try_into()?) + POSTGRES_EPOCH_MICROS),
        Type::DATE => {
            let days = i32::from_be_bytes(raw.try_into()?);
            let epoch = NaiveDate::from_ymd_opt(2000, 1, 1).ok_or("no epoch")?;
            Value::Text((epoch + chrono::TimeDelta::days(days.into())).to_string())
        }
        Type::TEXT => Value::Text(std::str::from_utf8(raw)?.to_owned()),
        _ => Value::Blob(raw.to_vec()),
    })
}

impl ToSql for Sent {
    fn to_sql(&self, column: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let mut bytes = Vec::new();
        if encode(&self.0, column, &mut bytes)? {
            out.extend_from_slice(&bytes);
            return Ok(IsNull::No);
        }
        Ok(IsNull::Yes)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
