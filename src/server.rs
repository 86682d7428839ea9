//! The HTTP server of one process: its limits (contract 5), its timers, and how it stops.

use crate::accounts::operations::retention;
use crate::actix_app;
use crate::app::App;
use crate::config::{Serve, Trouble};
use crate::domain::time::Timestamp;
use crate::journal::{Work, replies};
use crate::service::Service;
use crate::statistics::operations::{ROLLED_AT_ONCE, roll_up};
use crate::system::http::configure_private;
use actix_web::dev::ServerHandle;
use actix_web::rt;
use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::{App as ActixApp, HttpServer};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long the head of a request may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Connections per worker thread.
const MOST_CONNECTIONS: usize = 2_000;
/// How long requests under way may take once the process is to stop, in seconds.
const STOP_SECONDS: u64 = 30;
/// How often the key file is looked at: another instance, or `keys rotate`, may have replaced it.
const KEYS_EVERY: Duration = Duration::from_secs(5);
/// How often what has expired is deleted.
const PURGE_EVERY: Duration = Duration::from_secs(600);
/// How often the figures are added up; until then reading them costs a little for each change since.
const ROLL_UP_EVERY: Duration = Duration::from_secs(2);

/// Takes an address before anything slow is done, so that a port in use is told at once.
///
/// # Errors
/// When the address cannot be had.
pub fn listen(address: SocketAddr) -> Result<TcpListener, Trouble> {
    TcpListener::bind(address).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Trouble::new(
            (format!("alamat {address} sudah dipakai program lain"), format!("the address {address} is in use")),
            (
                "Hentikan program itu, atau pilih port lain dengan --port (0 = bebas).",
                "Stop that program, or choose another port with --port (0 = any)",
            ),
        ),
        _ => Trouble::new(
            (format!("tidak dapat mendengarkan di {address}: {error}"), format!("cannot listen on {address}: {error}")),
            ("Periksa alamat pada --listen.", "Check the address given to --listen"),
        ),
    })
}

/// Answers requests on `listener` until the process is told to stop, then lets those under way finish.
///
/// # Errors
/// When the server cannot be started or the document cannot be used.
pub fn run(service: Service, listener: TcpListener, settings: &Serve) -> io::Result<()> {
    rt::System::new().block_on(serve(service, listener, settings))
}

async fn serve(service: Service, listener: TcpListener, settings: &Serve) -> io::Result<()> {
    let app = App::new(service.clone()).map_err(io::Error::other)?;
    let server = HttpServer::new(move || actix_app!(app))
        .workers(settings.workers)
        // Password hashing and nothing else runs on these threads.
        .worker_max_blocking_threads(2)
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .max_connections(MOST_CONNECTIONS)
        // Without it, Nagle's algorithm and delayed acknowledgements add 40 ms to an answer in two packets.
        .tcp_nodelay(true)
        .shutdown_timeout(STOP_SECONDS)
        // Ours come first: /readyz must say no before the listener closes.
        .disable_signals()
        .listen(listener)?
        .run();
    let private = match settings.metrics_listen {
        Some(address) => Some(private_server(service.clone(), address)?),
        None => None,
    };
    let handles: Vec<ServerHandle> =
        private.iter().map(actix_web::dev::Server::handle).chain([server.handle()]).collect();
    rt::spawn(stop_on_signal(service.clone(), handles, settings.drain));
    rt::spawn(follow_keys(service.clone()));
    rt::spawn(purge(service.clone()));
    rt::spawn(roll_up_figures(service));
    if let Some(private) = private {
        rt::spawn(private);
    }
    server.await
}

/// Metrics on an address of their own, which no proxy publishes.
fn private_server(service: Service, address: SocketAddr) -> io::Result<actix_web::dev::Server> {
    let service = actix_web::web::Data::new(service);
    let app = move || ActixApp::new().app_data(service.clone()).configure(configure_private);
    Ok(HttpServer::new(app).workers(1).disable_signals().bind(address)?.run())
}

/// SIGTERM: readiness first, so that a load balancer looks elsewhere; then the listener. SIGINT is a person at a
/// terminal, who need not wait for that.
async fn stop_on_signal(service: Service, handles: Vec<ServerHandle>, drain: Duration) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        log::error!("signals cannot be watched; only SIGKILL stops this process");
        return;
    };
    let wait = tokio::select! {
        _ = terminate.recv() => drain,
        _ = interrupt.recv() => Duration::ZERO,
    };
    log::info!(drain_seconds = wait.as_secs(); "stopping");
    service.stopping.store(true, Ordering::Relaxed);
    tokio::time::sleep(wait).await;
    for handle in handles {
        handle.stop(true).await;
    }
}

async fn follow_keys(service: Service) {
    let mut timer = tokio::time::interval(KEYS_EVERY);
    loop {
        timer.tick().await;
        match service.keys.reload_if_changed() {
            Ok(true) => log::info!("the key ring was replaced"),
            Ok(false) => {}
            // The ring in use stays; without this line nobody would know that a rotation did not arrive.
            Err(error) => log::error!("{error}"),
        }
    }
}

async fn purge(service: Service) {
    let mut timer = tokio::time::interval(PURGE_EVERY);
    loop {
        timer.tick().await;
        let now: Timestamp = service.now();
        let over = service.db.write(move |conn| Ok(replies::purge(conn, now)? + retention::purge(conn, now)?));
        match over.await {
            Ok(0) => {}
            Ok(purged) => log::info!(purged = purged; "rows whose time is over purged"),
            Err(error) => log::warn!("purging failed: {error}"),
        }
    }
}

async fn roll_up_figures(service: Service) {
    let mut timer = tokio::time::interval(ROLL_UP_EVERY);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        timer.tick().await;
        loop {
            let clock = service.clock.clone();
            match service.db.write(move |conn| roll_up(&mut Work::by_system(conn, &clock))).await {
                // A long queue, as after an import, goes in bites between which others can write.
                Ok(ROLLED_AT_ONCE) => {}
                Ok(_) => break,
                Err(error) => {
                    log::warn!("figures could not be rolled up: {error}");
                    break;
                }
            }
        }
    }
}
