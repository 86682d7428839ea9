//! The raw drivers behind the same HTTP server: what the service's SQL costs when nothing but SQL is done. rusqlite on
//! threads with group commit, tokio-postgres with prepared statements; no tokens, no checks, no encryption. Started by
//! `scripts/bench`, which hands it one report that the service created and one that it took up: what the service wrote
//! for them is written again, under ids of its own, for each request.
//!
//!     raw DATABASE.sqlite|POSTGRES_URL PORT SETUP.json

mod capture;
mod cells;
mod postgres;
mod sqlite;
mod statements;
#[path = "../values.rs"]
mod values;
mod wire;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{App, HttpResponse, HttpServer, web};
use narahubung::clock::Clock;
use rusqlite::types::Value;
use serde::Deserialize;
use statements::{Operation, Operations};
use std::error::Error;
use std::sync::Arc;
use uuid::Uuid;

/// What goes wrong here ends the program or the request; a message is enough.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What the service did before, to be done again.
#[derive(Deserialize)]
pub(crate) struct Setup {
    /// The account that calls, its session and its token.
    pub(crate) user: Uuid,
    pub(crate) session: Uuid,
    pub(crate) token: Uuid,
    /// A report that was created, and the answer to it.
    pub(crate) created: Uuid,
    pub(crate) created_body: String,
    /// A report that was taken up, and the answer to that.
    pub(crate) taken: Uuid,
    pub(crate) taken_body: String,
}

/// One of the two drivers.
#[derive(Clone)]
pub(crate) enum Driver {
    Sqlite(sqlite::Threads),
    Postgres(Arc<postgres::Clients>),
}

impl Driver {
    async fn rows(&self, sql: &str, values: Vec<Value>) -> Outcome<(Vec<String>, Vec<Vec<Value>>)> {
        match self {
            Self::Sqlite(threads) => threads.rows(sql, values),
            Self::Postgres(clients) => clients.rows(sql, values).await,
        }
    }

    async fn read(&self, operation: &Arc<Operation>, given: Vec<Value>) -> Outcome<Vec<u8>> {
        match self {
            Self::Sqlite(threads) => threads.read(Arc::clone(operation), given).await,
            Self::Postgres(clients) => clients.read(operation, given).await,
        }
    }

    async fn write(&self, operation: &Arc<Operation>, given: Vec<Value>) -> Outcome<()> {
        match self {
            Self::Sqlite(threads) => threads.write(Arc::clone(operation), given).await,
            Self::Postgres(clients) => clients.write(operation, given).await,
        }
    }
}

struct State {
    driver: Driver,
    operations: Operations,
    setup: Setup,
}

fn id(id: Uuid) -> Value {
    Value::Blob(id.as_bytes().to_vec())
}

fn json(bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(bytes)
}

fn failed(error: Box<dyn Error + Send + Sync>) -> HttpResponse {
    eprintln!("raw: {error}");
    HttpResponse::InternalServerError().finish()
}

async fn get_report(state: web::Data<State>, report: web::Path<Uuid>) -> HttpResponse {
    state.driver.read(&state.operations.get, vec![id(*report)]).await.map_or_else(failed, json)
}

#[derive(Deserialize)]
struct Place {
    before: Option<Uuid>,
}

async fn list_reports(state: web::Data<State>, place: web::Query<Place>) -> HttpResponse {
    let (operation, given) = match place.before {
        Some(before) => (&state.operations.deep_page, vec![id(before)]),
        None => (&state.operations.first_page, Vec::new()),
    };
    state.driver.read(operation, given).await.map_or_else(failed, json)
}

async fn statistics(state: web::Data<State>) -> HttpResponse {
    state.driver.read(&state.operations.statistics, Vec::new()).await.map_or_else(failed, json)
}

async fn create_report(state: web::Data<State>, _body: web::Bytes) -> HttpResponse {
    let report: Uuid = Clock::machine().new_id();
    let answer = state.setup.created_body.replace(&state.setup.created.to_string(), &report.to_string());
    match state.driver.write(&state.operations.create, vec![id(report)]).await {
        Ok(()) => HttpResponse::Created().insert_header((CONTENT_TYPE, "application/json")).body(answer),
        Err(error) => failed(error),
    }
}

async fn take_step(state: web::Data<State>, report: web::Path<Uuid>, _body: web::Bytes) -> HttpResponse {
    let answer = state.setup.taken_body.clone();
    match state.driver.write(&state.operations.take_up, vec![id(*report)]).await {
        Ok(()) => HttpResponse::Created().insert_header((CONTENT_TYPE, "application/json")).body(answer),
        Err(error) => failed(error),
    }
}

#[actix_web::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [database, port, setup] = &arguments[..] else {
        println!("usage: raw DATABASE.sqlite|POSTGRES_URL PORT SETUP.json");
        return Ok(());
    };
    let setup: Setup = serde_json::from_str(&std::fs::read_to_string(setup)?)?;
    let driver = if database.starts_with("postgres") {
        Driver::Postgres(Arc::new(postgres::Clients::connect(database).await?))
    } else {
        Driver::Sqlite(sqlite::Threads::start(database)?)
    };
    let operations = statements::operations(&driver, &setup).await?;
    if let Driver::Postgres(clients) = &driver {
        clients.prepare(&operations).await?;
    }
    let state = web::Data::new(State { driver, operations, setup });
    HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .route("/livez", web::get().to(HttpResponse::Ok))
            .route("/v1/reports", web::get().to(list_reports))
            .route("/v1/reports", web::post().to(create_report))
            .route("/v1/reports/{id}", web::get().to(get_report))
            .route("/v1/reports/{id}/transitions", web::post().to(take_step))
            .route("/v1/statistics/reports", web::get().to(statistics))
    })
    .tcp_nodelay(true)
    .bind(("127.0.0.1", port.parse()?))?
    .run()
    .await?;
    Ok(())
}
