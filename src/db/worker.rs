//! The threads that own connections, and group commit.

use super::connection::{AnyConnection, DatabaseUrl, OpenError};
use crate::error::{Code, Error};
use crossbeam_channel::Receiver;
use diesel::Connection as _;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager, TransactionManagerStatus};
use diesel::result::QueryResult;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use tokio::sync::oneshot;

/// Whether a connection can go on being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    Good,
    Broken,
}

impl Health {
    pub(super) fn after<R>(result: &Result<R, Error>) -> Self {
        match result {
            Err(error) if error.code() == Code::Unavailable || error.code() == Code::Internal => Self::Broken,
            _ => Self::Good,
        }
    }
}

pub(super) type ReadJob = Box<dyn FnOnce(Result<&mut AnyConnection, Error>) -> Health + Send>;

/// Answers the caller once the fate of the shared transaction is known.
type Reply = Box<dyn FnOnce(Committed) + Send>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Committed {
    Yes,
    No,
}

/// What a write job did inside its transaction or savepoint.
pub(super) struct Done {
    succeeded: bool,
    reply: Reply,
}

pub(super) type WriteJob = Box<dyn FnOnce(Result<&mut AnyConnection, Error>, Guard) -> Done + Send>;

/// How a write job is fenced off from its neighbours in the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// It is the first in its transaction: when it fails, the whole (still empty) transaction goes.
    Alone,
    /// Others came before it: it runs in a savepoint.
    Savepoint,
}

/// Turns an operation into a job for a writer thread.
pub(super) fn write_job<R: Send + 'static>(
    answer: oneshot::Sender<Result<R, Error>>,
    job: impl FnOnce(&mut AnyConnection) -> Result<R, Error> + Send + 'static,
) -> WriteJob {
    Box::new(move |conn, guard| {
        let result = match (conn, guard) {
            (Err(error), _) => Err(error),
            (Ok(conn), Guard::Alone) => guarded(conn, job),
            (Ok(conn), Guard::Savepoint) => conn.transaction(|conn| guarded(conn, job)),
        };
        let succeeded = result.is_ok();
        let reply: Reply = Box::new(move |committed| {
            let _ = answer.send(match committed {
                Committed::Yes => result,
                // An operation that failed by itself keeps its own answer: it changed nothing either way.
                Committed::No => result.and_then(|_| Err(Error::unavailable("commit failed"))),
            });
        });
        Done { succeeded, reply }
    })
}

/// Runs a job and turns a panic into an error: a fault in one request must not take the thread with it.
pub(super) fn guarded<R>(
    conn: &mut AnyConnection,
    job: impl FnOnce(&mut AnyConnection) -> Result<R, Error>,
) -> Result<R, Error> {
    catch_unwind(AssertUnwindSafe(|| job(conn))).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().copied().map(str::to_owned);
        let words = words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        Err(Error::internal(format!("panic in a database job: {words}")))
    })
}

/// Runs the statements of a short read. SQLite takes and gives back its locks for each statement that stands alone, which
/// is a tenth of a read; one transaction does it once. PostgreSQL would pay for it with two more round trips.
pub(super) fn briefly<R>(
    conn: &mut AnyConnection,
    job: impl FnOnce(&mut AnyConnection) -> Result<R, Error>,
) -> Result<R, Error> {
    match conn {
        AnyConnection::Sqlite(_) => in_snapshot(conn, job),
        AnyConnection::Postgres(_) => guarded(conn, job),
    }
}

/// Runs statements that all see the same state.
pub(super) fn in_snapshot<R>(
    conn: &mut AnyConnection,
    job: impl FnOnce(&mut AnyConnection) -> Result<R, Error>,
) -> Result<R, Error> {
    match conn {
        // A deferred transaction of WAL mode is a snapshot from its first read on.
        AnyConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN DEFERRED")?,
        AnyConnection::Postgres(inner) => {
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        }
    }
    let result = guarded(conn, job);
    rollback(conn)?;
    result
}

/// The connection of one thread, reopened when it breaks.
struct Line {
    url: DatabaseUrl,
    conn: Option<AnyConnection>,
}

impl Line {
    fn open(url: DatabaseUrl) -> Result<Self, OpenError> {
        let conn = AnyConnection::open(&url)?;
        Ok(Self { url, conn: Some(conn) })
    }

    fn get(&mut self) -> Result<&mut AnyConnection, Error> {
        if self.conn.is_none() {
            match AnyConnection::open(&self.url) {
                Ok(conn) => self.conn = Some(conn),
                Err(error) => log::error!("database out of reach: {error}"),
            }
        }
        self.conn.as_mut().ok_or_else(|| Error::unavailable("database out of reach"))
    }

    /// Asks a connection that saw a failure whether it still answers; if not, the next job opens a new one.
    fn examine(&mut self) {
        if let Some(conn) = &mut self.conn
            && (depth_of(conn) != Depth::None || conn.batch_execute("SELECT 1").is_err())
        {
            self.conn = None;
        }
    }
}

pub(super) fn start_reader(name: &str, url: DatabaseUrl, jobs: Receiver<ReadJob>) -> Result<(), OpenError> {
    let mut line = Line::open(url)?;
    thread::Builder::new().name(name.to_owned()).spawn(move || {
        for job in jobs {
            if job(line.get()) == Health::Broken {
                line.examine();
            }
        }
    })?;
    Ok(())
}

pub(super) fn start_writer(url: DatabaseUrl, jobs: Receiver<WriteJob>) -> Result<(), OpenError> {
    let most = match url {
        DatabaseUrl::Sqlite(_) => 128,
        // A batch holds its row locks until the shared commit, so it must not grow long where others write too.
        DatabaseUrl::Postgres(_) => 32,
    };
    let mut line = Line::open(url)?;
    thread::Builder::new().name("db-write".to_owned()).spawn(move || {
        while let Ok(first) = jobs.recv() {
            if !write_batch(&mut line, first, &jobs, most) {
                line.examine();
            }
        }
    })?;
    Ok(())
}

/// Runs `first` and whatever is waiting in one transaction, commits once, then answers all. Returns whether the
/// connection came through unharmed.
fn write_batch(line: &mut Line, first: WriteJob, jobs: &Receiver<WriteJob>, most: usize) -> bool {
    let conn = match line.get() {
        Ok(conn) => conn,
        Err(error) => return refuse(first, error),
    };
    if let Err(error) = begin(conn) {
        return refuse(first, error.into());
    }
    let mut replies = Vec::new();
    let mut next = Some(first);
    while let Some(job) = next.take() {
        let guard = if replies.is_empty() { Guard::Alone } else { Guard::Savepoint };
        let done = job(Ok(conn), guard);
        if depth_of(conn) != Depth::One {
            // The database gave up the whole transaction (disk full, lost connection): nobody's work is in it.
            replies.push(done.reply);
            let _ = rollback(conn);
            answer(replies, Committed::No);
            return false;
        }
        if guard == Guard::Alone && !done.succeeded {
            let unharmed = rollback(conn).is_ok();
            answer(vec![done.reply], Committed::No);
            return unharmed;
        }
        replies.push(done.reply);
        if replies.len() < most {
            next = jobs.try_recv().ok();
        }
    }
    let committed = commit(conn);
    if let Err(error) = &committed {
        log::error!("commit failed: {error}");
        let _ = rollback(conn);
    }
    answer(replies, if committed.is_ok() { Committed::Yes } else { Committed::No });
    committed.is_ok()
}

fn refuse(job: WriteJob, error: Error) -> bool {
    (job(Err(error), Guard::Alone).reply)(Committed::No);
    false
}

fn answer(replies: Vec<Reply>, committed: Committed) {
    for reply in replies {
        reply(committed);
    }
}

fn begin(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        // IMMEDIATE takes the write lock at once: a deferred transaction could fail half-way with SQLITE_BUSY.
        AnyConnection::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
        AnyConnection::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
    }
}

fn commit(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(conn) => AnsiTransactionManager::commit_transaction(conn),
        AnyConnection::Postgres(conn) => AnsiTransactionManager::commit_transaction(conn),
    }
}

fn rollback(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(conn) => AnsiTransactionManager::rollback_transaction(conn),
        AnyConnection::Postgres(conn) => AnsiTransactionManager::rollback_transaction(conn),
    }
}

/// How deep in transactions a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    None,
    One,
    /// Deeper than a job may leave it, or no longer to be trusted.
    Unsound,
}

fn depth_of(conn: &mut AnyConnection) -> Depth {
    let status = match conn {
        AnyConnection::Sqlite(conn) => AnsiTransactionManager::transaction_manager_status_mut(conn),
        AnyConnection::Postgres(conn) => AnsiTransactionManager::transaction_manager_status_mut(conn),
    };
    match status {
        TransactionManagerStatus::Valid(status) => match status.transaction_depth().map(std::num::NonZero::get) {
            None => Depth::None,
            Some(1) => Depth::One,
            Some(_) => Depth::Unsound,
        },
        TransactionManagerStatus::InError => Depth::Unsound,
    }
}
