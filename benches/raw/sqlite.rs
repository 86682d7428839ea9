//! rusqlite: two reading threads, one writing thread that commits for all who wait.

use crate::Outcome;
use crate::cells::{Cell, write_row};
use crate::statements::{Given, Operation};
use crossbeam_channel::{Receiver, Sender, unbounded};
use narahubung::clock::Clock;
use narahubung::crypto::random;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use std::sync::Arc;
use std::thread;
use tokio::sync::oneshot;
use uuid::Uuid;

struct Job {
    operation: Arc<Operation>,
    named: Vec<Value>,
    answer: oneshot::Sender<Outcome<Vec<u8>>>,
}

/// The threads' doors.
#[derive(Clone)]
pub struct Threads {
    file: String,
    reads: Sender<Job>,
    writes: Sender<Job>,
}

/// As many requests as this share a commit, as in the service.
const MOST: usize = 128;

fn open(file: &str) -> rusqlite::Result<Connection> {
    let conn = Connection::open(file)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;
         PRAGMA recursive_triggers = ON; PRAGMA mmap_size = 8589934592; PRAGMA cache_size = -2000;
         PRAGMA wal_autocheckpoint = 4000; PRAGMA trusted_schema = OFF;",
    )?;
    conn.set_prepared_statement_cache_capacity(200);
    Ok(conn)
}

impl Threads {
    pub fn start(file: &str) -> Outcome<Self> {
        let (reads, read_jobs) = unbounded::<Job>();
        let (writes, write_jobs) = unbounded::<Job>();
        for _ in 0..2 {
            let (conn, jobs) = (open(file)?, read_jobs.clone());
            thread::spawn(move || {
                for job in jobs {
                    let _ = job.answer.send(run(&conn, &job.operation, &job.named));
                }
            });
        }
        let conn = open(file)?;
        thread::spawn(move || write_all(&conn, &write_jobs));
        Ok(Self { file: file.to_owned(), reads, writes })
    }

    /// For the preparation only: all rows of a query.
    pub fn rows(&self, sql: &str, values: Vec<Value>) -> Outcome<(Vec<String>, Vec<Vec<Value>>)> {
        let conn = open(&self.file)?;
        let mut statement = conn.prepare(sql)?;
        let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let rows = statement.query_map(params_from_iter(values), |row| {
            (0..columns.len()).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>()
        })?;
        let rows = rows.collect::<rusqlite::Result<_>>()?;
        Ok((columns.clone(), rows))
    }

    pub async fn read(&self, operation: Arc<Operation>, named: Vec<Value>) -> Outcome<Vec<u8>> {
        ask(&self.reads, operation, named).await
    }

    pub async fn write(&self, operation: Arc<Operation>, named: Vec<Value>) -> Outcome<()> {
        ask(&self.writes, operation, named).await.map(drop)
    }
}

async fn ask(door: &Sender<Job>, operation: Arc<Operation>, named: Vec<Value>) -> Outcome<Vec<u8>> {
    let (answer, answered) = oneshot::channel();
    door.send(Job { operation, named, answer }).map_err(|_| "the thread is gone")?;
    answered.await?
}

fn write_all(conn: &Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let begun = conn.execute_batch("BEGIN IMMEDIATE");
        let mut answers = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next.take() {
            let result = run(conn, &job.operation, &job.named);
            answers.push((job.answer, result));
            if answers.len() < MOST {
                next = jobs.try_recv().ok();
            }
        }
        let committed = begun.and_then(|()| conn.execute_batch("COMMIT")).map_err(|error| error.to_string());
        for (answer, result) in answers {
            let _ = answer.send(committed.clone().map_err(Into::into).and(result));
        }
    }
}

/// Runs the statements of an operation one after the other; all rows as JSON.
fn run(conn: &Connection, operation: &Operation, named: &[Value]) -> Outcome<Vec<u8>> {
    let clock = Clock::machine();
    let fresh: Vec<Uuid> = (0..operation.fresh).map(|_| clock.new_id()).collect();
    let mut out = Vec::with_capacity(1 << 15);
    out.push(b'[');
    for step in &operation.steps {
        let mut statement = conn.prepare_cached(&step.sql)?;
        for (index, given) in step.given.iter().enumerate() {
            match given {
                Given::Named => statement.raw_bind_parameter(index + 1, &named[0])?,
                Given::Fresh(number) => statement.raw_bind_parameter(index + 1, &fresh[*number].as_bytes()[..])?,
                Given::Random(length) => statement.raw_bind_parameter(index + 1, &random::bytes::<32>()[..*length])?,
                Given::Fixed(value) => statement.raw_bind_parameter(index + 1, value)?,
            }
        }
        if statement.column_count() == 0 {
            statement.raw_execute()?;
            continue;
        }
        let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            let cells = columns.iter().enumerate().map(|(index, column)| {
                let cell = match row.get_ref(index) {
                    Ok(ValueRef::Integer(number)) => Cell::Number(number),
                    Ok(ValueRef::Text(text)) => Cell::Text(std::str::from_utf8(text).unwrap_or_default()),
                    Ok(ValueRef::Blob(bytes)) => Cell::Bytes(bytes),
                    _ => Cell::Null,
                };
                (column.as_str(), cell)
            });
            write_row(&mut out, cells);
        }
    }
    if out.last() == Some(&b',') {
        out.pop();
    }
    out.push(b']');
    Ok(out)
}
