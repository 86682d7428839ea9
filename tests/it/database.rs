//! The two doors to the database: what they promise when operations fail, panic, race, or lose their connection.

use crate::on_both;
use crate::support::{Engine, TestApp};
use diesel::prelude::*;
use futures_util::future::join_all;
use narahubung::db::AnyConnection;
use narahubung::db::schema::login_failures as table;
use narahubung::db::types::InstantSql;
use narahubung::domain::time::Timestamp;
use narahubung::error::{Code, Error};
use std::sync::mpsc;
use std::time::Duration;

on_both!(
    what_is_acknowledged_is_committed,
    a_commit_waits_for_the_disk,
    an_operation_that_fails_takes_nothing_with_it,
    a_panic_is_one_operations_own,
    a_snapshot_does_not_move,
    a_lost_connection_is_replaced,
    instants_keep_their_microseconds,
);

fn insert(conn: &mut AnyConnection, subject: &str) -> Result<(), Error> {
    let at = Timestamp::from_micros(1_764_036_000_123_456);
    let row = (table::subject.eq(subject), table::failures.eq(1), table::last_failed_at.eq(at));
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(())
}

fn subjects(conn: &mut AnyConnection) -> Vec<String> {
    table::table.select(table::subject).order(table::subject).load(conn).unwrap()
}

async fn what_is_acknowledged_is_committed(app: TestApp) {
    app.service.db.write(|conn| insert(conn, "one")).await.unwrap();
    // Another connection sees only what is committed.
    let mut outside = AnyConnection::open(app.database().url()).unwrap();
    assert_eq!(subjects(&mut outside), ["one"]);
}

/// Killing the process cannot show this, only a power cut could.
async fn a_commit_waits_for_the_disk(app: TestApp) {
    let (question, expected) = match app.database().engine() {
        Engine::Sqlite => (
            "SELECT journal_mode || ', ' || synchronous AS setting FROM pragma_journal_mode, pragma_synchronous",
            // 2 is FULL: in WAL mode NORMAL would leave the last commits to the operating system.
            "wal, 2",
        ),
        Engine::Postgres => ("SELECT current_setting('synchronous_commit') AS setting", "on"),
    };
    let answer = app.service.db.write(move |conn| Ok(diesel::sql_query(question).get_result::<Setting>(conn)?));
    assert_eq!(answer.await.unwrap().setting, expected);
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = diesel::sql_types::Text)]
    setting: String,
}

async fn an_operation_that_fails_takes_nothing_with_it(app: TestApp) {
    let jobs = (0..60).map(|number| {
        app.service.db.write(move |conn| {
            insert(conn, &format!("{number:02}"))?;
            match number % 3 {
                0 => Ok(()),
                1 => Err(Error::not_allowed()),
                // A statement that the database itself refuses: the subject is taken.
                _ => insert(conn, &format!("{number:02}")),
            }
        })
    });
    let results = join_all(jobs).await;
    for (number, result) in results.iter().enumerate() {
        let code = result.as_ref().err().map(Error::code);
        assert_eq!(code, [None, Some(Code::ActionNotAllowed), Some(Code::Conflict)][number % 3], "{number}");
    }
    let expected: Vec<_> = (0..60).step_by(3).map(|number| format!("{number:02}")).collect();
    assert_eq!(app.inspect(subjects).await, expected);
}

async fn a_panic_is_one_operations_own(app: TestApp) {
    let jobs = (0..9).map(|number| {
        app.service.db.write(move |conn| {
            insert(conn, &number.to_string())?;
            assert!(number != 4, "planted");
            Ok(())
        })
    });
    let results = join_all(jobs).await;
    assert_eq!(results[4].as_ref().unwrap_err().code(), Code::Internal);
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 8);
    assert_eq!(app.inspect(subjects).await.len(), 8);
    let read = app.service.db.read(|_| -> Result<(), Error> { panic!("planted") }).await;
    assert_eq!(read.unwrap_err().code(), Code::Internal);
    assert_eq!(app.service.db.read(|conn| Ok(subjects(conn).len())).await.unwrap(), 8);
}

async fn a_snapshot_does_not_move(app: TestApp) {
    app.service.db.write(|conn| insert(conn, "before")).await.unwrap();
    let (first_read, was_read) = mpsc::channel();
    let (written, was_written) = mpsc::channel::<()>();
    let snapshot = app.service.db.read_snapshot(move |conn| {
        let first = subjects(conn);
        first_read.send(()).unwrap();
        was_written.recv_timeout(Duration::from_secs(10)).unwrap();
        Ok((first, subjects(conn)))
    });
    let db = app.service.db.clone();
    let write = async move {
        // The snapshot's first statement has run on its own thread; only then the write goes out.
        while was_read.try_recv().is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        db.write(|conn| insert(conn, "during")).await.unwrap();
        written.send(()).unwrap();
    };
    let (seen, ()) = futures_util::future::join(snapshot, write).await;
    let (first, second) = seen.unwrap();
    assert_eq!(first, second);
    assert_eq!(app.inspect(subjects).await, ["before", "during"]);
}

async fn a_lost_connection_is_replaced(app: TestApp) {
    if app.database().engine() == Engine::Postgres {
        let mut outside = AnyConnection::open(app.database().url()).unwrap();
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        diesel::sql_query(cut).execute(&mut outside).unwrap();
    }
    // The first to notice may be told to come back; after that everything works again.
    let mut last = None;
    for _ in 0..5 {
        match app.service.db.write(|conn| insert(conn, "after")).await {
            Ok(()) => {
                last = Some(());
                break;
            }
            Err(error) => assert_eq!(error.code(), Code::Unavailable, "{error}"),
        }
    }
    assert_eq!(last, Some(()), "the writer did not recover");
    let mut read = Vec::new();
    for _ in 0..5 {
        if let Ok(found) = app.service.db.read(|conn| Ok(subjects(conn))).await {
            read = found;
            break;
        }
    }
    assert_eq!(read, ["after"], "the reader did not recover");
}

async fn instants_keep_their_microseconds(app: TestApp) {
    app.service.db.write(|conn| insert(conn, "one")).await.unwrap();
    let (stored, bound) = app
        .inspect(|conn| {
            let stored: Timestamp = table::table.select(table::last_failed_at).first(conn).unwrap();
            #[derive(QueryableByName)]
            struct Row {
                #[diesel(sql_type = InstantSql)]
                at: Timestamp,
            }
            let query = diesel::sql_query("SELECT last_failed_at AS at FROM login_failures WHERE last_failed_at = $1");
            (stored, query.bind::<InstantSql, _>(stored).get_result::<Row>(conn).unwrap().at)
        })
        .await;
    assert_eq!(stored.micros(), 1_764_036_000_123_456);
    assert_eq!(bound, stored);
}
