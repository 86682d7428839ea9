//! The database room: connections, the two doors `read` and `write`, SQL types, schema, migrations.
//!
//! SQLite and PostgreSQL stand behind one connection enum; code outside this room never asks which one it is. What is
//! **not** here: any query of a feature.

#[expect(missing_docs, reason = "the derive of the connection enum makes public items that it does not document")]
pub mod connection;
pub mod dialect;
pub mod migrate;
pub mod schema;
pub mod search;
pub mod types;
mod worker;

pub use connection::{AnyConnection, DatabaseUrl, MultiBackend};

use crate::error::Error;
use crossbeam_channel::{Sender, TrySendError};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::oneshot;

/// How many threads of each kind own a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads {
    /// For point reads and lists.
    pub readers: usize,
    /// For statistics and other long reads, so that they cannot starve point reads.
    pub slow_readers: usize,
    /// For writes; SQLite always has exactly one, whatever this says.
    pub writers: usize,
}

impl Threads {
    /// What measurements on two cores recommend: more PostgreSQL connections only raise the p99.
    pub const fn recommended(url: &DatabaseUrl) -> Self {
        match url {
            DatabaseUrl::Sqlite(_) => Self { readers: 2, slow_readers: 1, writers: 1 },
            DatabaseUrl::Postgres(_) => Self { readers: 4, slow_readers: 2, writers: 4 },
        }
    }

    /// The fewest that work: for commands and tests, which ask one thing at a time.
    pub const FEWEST: Self = Self { readers: 1, slow_readers: 1, writers: 1 };
}

/// How many requests may wait for one kind of thread before callers are told to come back later.
const QUEUE: usize = 1024;

/// The handle to the database. `read` and `write` are the only doors: they ship a closure to a thread that owns its
/// connection for life.
#[derive(Clone)]
pub struct Db {
    reads: Sender<worker::ReadJob>,
    slow_reads: Sender<worker::ReadJob>,
    writes: Sender<worker::WriteJob>,
    waiting: Arc<AtomicUsize>,
}

impl Db {
    /// Opens the connections and starts the threads.
    ///
    /// # Errors
    /// When the first connection of any thread cannot be opened: a service that cannot reach its database must say so
    /// at once.
    pub fn start(url: &DatabaseUrl, threads: Threads) -> Result<Self, connection::OpenError> {
        let (reads, read_jobs) = crossbeam_channel::bounded(QUEUE);
        let (slow_reads, slow_jobs) = crossbeam_channel::bounded(QUEUE);
        let (writes, write_jobs) = crossbeam_channel::bounded(QUEUE);
        for _ in 0..threads.readers {
            worker::start_reader("db-read", url.clone(), read_jobs.clone())?;
        }
        for _ in 0..threads.slow_readers {
            worker::start_reader("db-slow", url.clone(), slow_jobs.clone())?;
        }
        let writers = match url {
            DatabaseUrl::Sqlite(_) => 1,
            DatabaseUrl::Postgres(_) => threads.writers,
        };
        for _ in 0..writers {
            worker::start_writer(url.clone(), write_jobs.clone())?;
        }
        Ok(Self { reads, slow_reads, writes, waiting: Arc::default() })
    }

    /// Runs a short read. What is committed between two of its statements may be seen by the second.
    ///
    /// # Errors
    /// What the closure returns; `unavailable` when too many requests wait or the database is out of reach.
    pub async fn read<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut AnyConnection) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        self.send_read(&self.reads, |conn| worker::briefly(conn, job)).await
    }

    /// Runs a read of several statements that must agree with each other: all of them see one snapshot.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_snapshot<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut AnyConnection) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        self.send_read(&self.slow_reads, |conn| worker::in_snapshot(conn, job)).await
    }

    async fn send_read<R: Send + 'static>(
        &self,
        door: &Sender<worker::ReadJob>,
        job: impl FnOnce(&mut AnyConnection) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        let (answer, answered) = oneshot::channel();
        let _waiting = Waiting::new(&self.waiting);
        door.try_send(Box::new(move |conn| match conn {
            // A caller that has gone needs no work done.
            _ if answer.is_closed() => worker::Health::Good,
            Ok(conn) => {
                let result = job(conn);
                let health = worker::Health::after(&result);
                let _ = answer.send(result);
                health
            }
            Err(error) => {
                let _ = answer.send(Err(error));
                worker::Health::Broken
            }
        }))
        .map_err(refused)?;
        answered.await.map_err(|_| Error::unavailable("database thread stopped"))?
    }

    /// Runs one operation in one transaction, and answers only after it is durable. Operations that wait at the same
    /// time share one commit; each has its own savepoint, so that one that fails takes nothing with it.
    ///
    /// # Errors
    /// What the closure returns, with everything it did undone; `unavailable` as for [`Db::read`], or when the commit
    /// failed.
    pub async fn write<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut AnyConnection) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        let (answer, answered) = oneshot::channel();
        let _waiting = Waiting::new(&self.waiting);
        self.writes.try_send(worker::write_job(answer, job)).map_err(refused)?;
        answered.await.map_err(|_| Error::unavailable("database thread stopped"))?
    }

    /// How many requests are waiting for a database thread or for its answer.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

fn refused<T>(error: TrySendError<T>) -> Error {
    match error {
        TrySendError::Full(_) => Error::unavailable("database queue full"),
        TrySendError::Disconnected(_) => Error::unavailable("database threads stopped"),
    }
}

/// Counts a request while it waits, also when its future is dropped.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
