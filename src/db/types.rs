//! SQL types of our own, and how values of the domain become columns.
//!
//! | here | PostgreSQL | SQLite |
//! |---|---|---|
//! | [`IdSql`] | `uuid` | 16-byte `BLOB` |
//! | [`InstantSql`] | `timestamptz` | `INTEGER`, microseconds since 1970 |
//!
//! Closed code lists are `TEXT` with a CHECK in both migrations; [`text_codes!`](crate::text_codes) maps them.

use super::connection::MultiBackend;
use crate::domain::id::*;
use crate::domain::time::Timestamp;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{HasSqlType, Nullable, SqlType};
use diesel::sqlite::Sqlite;
use std::io::Write;

/// The column type of ids.
#[derive(SqlType, QueryId, Debug, Clone, Copy)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct IdSql;

/// The column type of instants.
#[derive(SqlType, QueryId, Debug, Clone, Copy)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Long"))]
pub struct InstantSql;

macro_rules! multi_type {
    ($($sql:ident),+) => {$(
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$sql>(lookup)
            }
        }
    )+};
}

multi_type!(IdSql, InstantSql);

/// Lets a value type be a column of one of our SQL types, on either database and through the enum.
macro_rules! column_value {
    ($sql:ident: $($value:ident),+ $(,)?) => {$(
        impl AsExpression<$sql> for $value {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl AsExpression<Nullable<$sql>> for $value {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'a> AsExpression<$sql> for &'a $value {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'a> AsExpression<Nullable<$sql>> for &'a $value {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<DB: Backend> ToSql<Nullable<$sql>, DB> for $value where Self: ToSql<$sql, DB> {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                ToSql::<$sql, DB>::to_sql(self, out)
            }
        }
        impl ToSql<$sql, MultiBackend> for $value {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($sql, self));
                Ok(IsNull::No)
            }
        }
        impl FromSql<$sql, MultiBackend> for $value {
            fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                bytes.from_sql::<Self, $sql>()
            }
        }
        impl<DB: Backend> Queryable<$sql, DB> for $value where Self: FromSql<$sql, DB> {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> { Ok(row) }
        }
    )+};
}

macro_rules! id_columns {
    ($($id:ident),+ $(,)?) => {
        column_value!(IdSql: $($id),+);
        $(
            impl ToSql<IdSql, Pg> for $id {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                    out.write_all(self.0.as_bytes())?;
                    Ok(IsNull::No)
                }
            }
            impl ToSql<IdSql, Sqlite> for $id {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                    out.set_value(&self.0.as_bytes()[..]);
                    Ok(IsNull::No)
                }
            }
            impl FromSql<IdSql, Pg> for $id {
                fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                    Ok(Self(uuid::Uuid::from_slice(value.as_bytes())?))
                }
            }
            impl FromSql<IdSql, Sqlite> for $id {
                fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                    let bytes = <Vec<u8> as FromSql<diesel::sql_types::Binary, Sqlite>>::from_sql(value)?;
                    Ok(Self(uuid::Uuid::from_slice(&bytes)?))
                }
            }
        )+
    };
}

/// An id of any kind, where a column refers to more than one (an actor, the subject of an event).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnyId(pub uuid::Uuid);

impl From<uuid::Uuid> for AnyId {
    fn from(value: uuid::Uuid) -> Self {
        Self(value)
    }
}

id_columns!(
    AnyId,
    AgencyId,
    NarahubungId,
    ReportId,
    ReporterId,
    NoteId,
    HistoryId,
    RevealId,
    DeliveryId,
    RecommendationId,
    DeadlineId,
    DeadlineRuleId,
    UserId,
    ClientId,
    SessionId,
);

column_value!(InstantSql: Timestamp);

/// PostgreSQL counts microseconds from 2000-01-01T00:00:00Z.
const POSTGRES_EPOCH_MICROS: i64 = 946_684_800_000_000;

impl ToSql<InstantSql, Pg> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let micros = self.micros().saturating_sub(POSTGRES_EPOCH_MICROS);
        out.write_all(&micros.to_be_bytes())?;
        Ok(IsNull::No)
    }
}

impl ToSql<InstantSql, Sqlite> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.micros());
        Ok(IsNull::No)
    }
}

impl FromSql<InstantSql, Pg> for Timestamp {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let micros = i64::from_be_bytes(value.as_bytes().try_into()?);
        Ok(Self::from_micros(micros.saturating_add(POSTGRES_EPOCH_MICROS)))
    }
}

impl FromSql<InstantSql, Sqlite> for Timestamp {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <i64 as FromSql<diesel::sql_types::BigInt, Sqlite>>::from_sql(value).map(Self::from_micros)
    }
}

/// Lets closed code lists be `TEXT` columns. A stored code that the program does not know is an error, never a default.
#[macro_export]
macro_rules! text_codes {
    ($($value:ty),+ $(,)?) => {$(
        const _: () = {
            use diesel::deserialize::{self, FromSql, Queryable};
            use diesel::expression::AsExpression;
            use diesel::internal::derives::as_expression::Bound;
            use diesel::serialize::{self, Output, ToSql};
            use diesel::sql_types::{Nullable, Text};
            use $crate::domain::code::Code;

            impl AsExpression<Text> for $value {
                type Expression = Bound<Text, Self>;
                fn as_expression(self) -> Self::Expression { Bound::new(self) }
            }
            impl AsExpression<Nullable<Text>> for $value {
                type Expression = Bound<Nullable<Text>, Self>;
                fn as_expression(self) -> Self::Expression { Bound::new(self) }
            }
            impl<'a> AsExpression<Text> for &'a $value {
                type Expression = Bound<Text, Self>;
                fn as_expression(self) -> Self::Expression { Bound::new(self) }
            }
            impl<'a> AsExpression<Nullable<Text>> for &'a $value {
                type Expression = Bound<Nullable<Text>, Self>;
                fn as_expression(self) -> Self::Expression { Bound::new(self) }
            }
            impl<DB: diesel::backend::Backend> ToSql<Text, DB> for $value where str: ToSql<Text, DB> {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                    <str as ToSql<Text, DB>>::to_sql(Code::code(*self), out)
                }
            }
            impl<DB: diesel::backend::Backend> ToSql<Nullable<Text>, DB> for $value where str: ToSql<Text, DB> {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                    <str as ToSql<Text, DB>>::to_sql(Code::code(*self), out)
                }
            }
            impl<DB: diesel::backend::Backend> FromSql<Text, DB> for $value where String: FromSql<Text, DB> {
                fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                    let code = String::from_sql(bytes)?;
                    <Self as Code>::from_code(&code)
                        .ok_or_else(|| format!("unknown code in list {}", <Self as Code>::LIST).into())
                }
            }
            impl<DB: diesel::backend::Backend> Queryable<Text, DB> for $value where Self: FromSql<Text, DB> {
                type Row = Self;
                fn build(row: Self) -> deserialize::Result<Self> { Ok(row) }
            }
        };
    )+};
}

text_codes!(crate::domain::access::Role);
