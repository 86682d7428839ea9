//! An SQLite file into PostgreSQL, table by table, by COPY.

#[path = "../values.rs"]
mod values;

use crate::Outcome;
use futures_util::{SinkExt, pin_mut};
use rusqlite::Connection;
use std::io::Cursor;
use std::path::Path;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls};

/// Bytes sent at once.
const CHUNK: usize = 1 << 20;
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Replaces what is in the migrated database `url` by what is in `file`. The role must be a superuser: only one may
/// switch foreign keys and the triggers that guard evidence off for its session.
pub fn copy(file: &Path, url: &str) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        let driver = tokio::spawn(connection);
        copy_all(&Connection::open(file)?, &client).await?;
        drop(client);
        driver.await??;
        Ok(())
    })
}

async fn copy_all(from: &Connection, to: &Client) -> Outcome<()> {
    to.batch_execute("SET session_replication_role = replica; SET synchronous_commit = off").await?;
    let tables = to
        .query(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%' ORDER BY 1",
            &[],
        )
        .await?;
    let tables: Vec<String> = tables.iter().map(|row| row.get(0)).collect();
    to.batch_execute(&format!("TRUNCATE {}", tables.join(", "))).await?;
    let indexes = to
        .query(
            "SELECT indexdef::text, indexname::text FROM pg_indexes
             WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%'
               AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
            &[],
        )
        .await?;
    for index in &indexes {
        to.batch_execute(&format!("DROP INDEX {}", index.get::<_, String>(1))).await?;
    }
    for table in &tables {
        copy_table(from, to, table).await?;
    }
    for index in &indexes {
        let definition: String = index.get(0);
        println!("load: {definition}");
        to.batch_execute(&definition).await?;
    }
    to.batch_execute("VACUUM ANALYZE").await?;
    to.batch_execute("CHECKPOINT").await?;
    Ok(())
}

async fn copy_table(from: &Connection, to: &Client, table: &str) -> Outcome<()> {
    let shape = to.prepare(&format!("SELECT * FROM {table}")).await?;
    let names: Vec<&str> = shape.columns().iter().map(|column| column.name()).collect();
    let types: Vec<Type> = shape.columns().iter().map(|column| column.type_().clone()).collect();
    let names = names.join(", ");
    let sink = to.copy_in::<_, Cursor<Vec<u8>>>(&format!("COPY {table} ({names}) FROM STDIN BINARY")).await?;
    pin_mut!(sink);
    let mut statement = from.prepare(&format!("SELECT {names} FROM {table}"))?;
    let mut rows = statement.query([])?;
    let mut chunk = HEADER.to_vec();
    let mut cell = Vec::new();
    let mut count = 0_u64;
    while let Some(row) = rows.next()? {
        chunk.extend(i16::try_from(types.len())?.to_be_bytes());
        for (column, kind) in types.iter().enumerate() {
            cell.clear();
            let there = values::encode(&row.get(column)?, kind, &mut cell)
                .map_err(|error| format!("{table}, column {column}: {error}"))?;
            let length = if there { i32::try_from(cell.len())? } else { -1 };
            chunk.extend(length.to_be_bytes());
            chunk.extend(&cell);
        }
        count += 1;
        if chunk.len() > CHUNK {
            sink.send(Cursor::new(std::mem::take(&mut chunk))).await?;
        }
    }
    chunk.extend((-1_i16).to_be_bytes());
    sink.send(Cursor::new(chunk)).await?;
    sink.finish().await?;
    println!("load: {count} rows of {table}");
    Ok(())
}
