//! tokio-postgres: four shared connections for reads, sixteen for transactions whose statements go out in one flight.

use crate::Outcome;
use crate::cells::{Cell, write_row};
use crate::statements::{Given, Operation, Operations, Step};
use crate::wire::{Sent, decode};
use narahubung::clock::Clock;
use narahubung::crypto::random;
use rusqlite::types::Value;
use std::collections::HashMap;
use std::error::Error;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Mutex;
use tokio_postgres::types::{FromSql, ToSql, Type};
use tokio_postgres::{Client, NoTls, Row, Statement};
use uuid::Uuid;

const READERS: usize = 4;
const WRITERS: usize = 16;

/// A connection with its prepared statements.
struct Line {
    client: Client,
    statements: OnceLock<HashMap<String, Statement>>,
}

/// All connections.
pub struct Clients {
    readers: Vec<Line>,
    writers: Vec<Mutex<Line>>,
    turn: AtomicUsize,
}

/// A value as it came over the wire.
struct Bytes<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Bytes<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

async fn connect(url: &str) -> Outcome<Line> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    actix_web::rt::spawn(connection);
    client.batch_execute("SET synchronous_commit = on; SET jit = off; SET TIME ZONE 'UTC'").await?;
    Ok(Line { client, statements: OnceLock::new() })
}

impl Line {
    async fn prepare(&self, operations: &[&Operation]) -> Outcome<()> {
        let mut statements = HashMap::new();
        for step in operations.iter().flat_map(|operation| &operation.steps) {
            if !statements.contains_key(&step.sql) {
                let statement =
                    self.client.prepare(&step.sql).await.map_err(|error| format!("{}: {error:?}", step.sql))?;
                statements.insert(step.sql.clone(), statement);
            }
        }
        self.statements.set(statements).map_err(|_| "prepared twice")?;
        Ok(())
    }

    async fn ask(&self, step: &Step, named: &[Value], fresh: &[Uuid]) -> Outcome<Vec<Row>> {
        let statement = self.statements.get().and_then(|known| known.get(&step.sql)).ok_or("not prepared")?;
        let blob = |bytes: &[u8]| Sent(Value::Blob(bytes.to_vec()));
        let values: Vec<Sent> = step
            .given
            .iter()
            .map(|given| match given {
                Given::Named => Sent(named[0].clone()),
                Given::Fresh(number) => blob(fresh[*number].as_bytes()),
                Given::Random(length) => blob(&random::bytes::<32>()[..*length]),
                Given::Fixed(value) => Sent(value.clone()),
            })
            .collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        Ok(self.client.query(statement, &values).await.map_err(|error| format!("{}: {error:?}", step.sql))?)
    }
}

impl Clients {
    pub async fn connect(url: &str) -> Outcome<Self> {
        let mut readers = Vec::new();
        let mut writers = Vec::new();
        for _ in 0..READERS {
            readers.push(connect(url).await?);
        }
        for _ in 0..WRITERS {
            writers.push(Mutex::new(connect(url).await?));
        }
        Ok(Self { readers, writers, turn: AtomicUsize::new(0) })
    }

    pub async fn prepare(&self, operations: &Operations) -> Outcome<()> {
        let operations = operations.all();
        let (reads, writes) = operations.split_at(4);
        for line in &self.readers {
            line.prepare(reads).await?;
        }
        for line in &self.writers {
            line.lock().await.prepare(writes).await?;
        }
        Ok(())
    }

    /// For the preparation only: all rows of a query.
    pub async fn rows(&self, sql: &str, values: Vec<Value>) -> Outcome<(Vec<String>, Vec<Vec<Value>>)> {
        let client = &self.readers[0].client;
        let statement = client.prepare(sql).await?;
        let columns = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        let values: Vec<Sent> = values.into_iter().map(Sent).collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        let mut rows = Vec::new();
        for row in client.query(&statement, &values).await? {
            let mut cells = Vec::new();
            for (index, column) in row.columns().iter().enumerate() {
                let raw: Option<Bytes<'_>> = row.try_get(index)?;
                cells.push(raw.map_or(Ok(Value::Null), |raw| decode(raw.0, column.type_()))?);
            }
            rows.push(cells);
        }
        Ok((columns, rows))
    }

    pub async fn read(&self, operation: &Operation, named: Vec<Value>) -> Outcome<Vec<u8>> {
        let line = &self.readers[self.turn.fetch_add(1, Ordering::Relaxed) % READERS];
        let mut out = Vec::with_capacity(1 << 15);
        out.push(b'[');
        for step in &operation.steps {
            for row in line.ask(step, &named, &[]).await? {
                write_row(
                    &mut out,
                    row.columns().iter().enumerate().map(|(index, column)| {
                        let raw: Option<Bytes<'_>> = row.try_get(index).unwrap_or_default();
                        (column.name(), raw.map_or(Cell::Null, |raw| shown(raw.0, column.type_())))
                    }),
                );
            }
        }
        if out.last() == Some(&b',') {
            out.pop();
        }
        out.push(b']');
        Ok(out)
    }

    pub async fn write(&self, operation: &Operation, named: Vec<Value>) -> Outcome<()> {
        let clock = Clock::machine();
        let fresh: Vec<Uuid> = (0..operation.fresh).map(|_| clock.new_id()).collect();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % WRITERS;
        let line = self.writers[turn].lock().await;
        let begin = async { line.client.batch_execute("BEGIN").await.map_err(Into::into) };
        let steps =
            futures_util::future::try_join_all(operation.steps.iter().map(|step| line.ask(step, &named, &fresh)));
        let commit = async { line.client.batch_execute("COMMIT").await.map_err(Into::into) };
        // Polled in this order, so they go out in this order and in one flight.
        let (begun, done, committed): (Outcome<()>, Outcome<_>, Outcome<()>) =
            futures_util::future::join3(begin, steps, commit).await;
        begun.and(done.map(drop)).and(committed)
    }
}

/// A cell as JSON shows it, without a copy.
fn shown<'a>(raw: &'a [u8], kind: &Type) -> Cell<'a> {
    match *kind {
        Type::TEXT => Cell::Text(std::str::from_utf8(raw).unwrap_or_default()),
        Type::UUID | Type::BYTEA => Cell::Bytes(raw),
        Type::DATE => match decode(raw, kind) {
            Ok(Value::Text(day)) => day.parse().map_or(Cell::Null, Cell::Day),
            _ => Cell::Null,
        },
        _ => match decode(raw, kind) {
            Ok(Value::Integer(number)) => Cell::Number(number),
            _ => Cell::Null,
        },
    }
}
