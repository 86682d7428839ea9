//! Opening what a command works on: data folder, database, key ring.

use super::Failure;
use crate::app::in_view;
use crate::auth::password::HashError;
use crate::clock::Clock;
use crate::config::{SecondFactor, Serve, Store, Trouble, make_data_dir, make_database_file};
use crate::crypto::key_ring::KeyRing;
use crate::crypto::key_ring::file::{KeyFile, KeyFileError};
use crate::db::connection::OpenError;
use crate::db::migrate::{self, MigrateError};
use crate::db::{AnyConnection, DatabaseUrl, Db, Threads};
use crate::error::{Error, Place, field_text};
use crate::journal::Work;
use crate::reference::embedded;
use crate::service::{MetricsDoor, Service, Settings};
use diesel::Connection;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;

/// A database with every migration, and the keys that belong to it.
pub struct Opened {
    database: DatabaseUrl,
    clock: Clock,
    keys: Arc<KeyFile>,
    /// Names of the migrations that were applied just now.
    pub migrated: Vec<String>,
}

/// Makes the data folder, the key file and the database as far as they are missing, and opens them.
///
/// # Errors
/// What is wrong, in words for the operator.
pub fn open(store: &Store, clock: Clock) -> Result<Opened, Failure> {
    make_data_dir(&store.data_dir)?;
    make_database_file(&store.database);
    let keys = KeyFile::open_or_create(&store.key_file, clock.now()).map_err(|error| key_trouble(&error))?;
    let migrated = migrate::migrate(&store.database).map_err(|error| migrate_trouble(&error))?;
    Ok(Opened { database: store.database.clone(), clock, keys: Arc::new(keys), migrated })
}

impl Opened {
    /// Runs an operation of the service itself in one transaction.
    ///
    /// # Errors
    /// The database cannot be opened, or what the operation returns, with nothing changed.
    pub fn work<T>(&self, job: impl FnOnce(&mut Work<'_>) -> Result<T, Error>) -> Result<T, Failure> {
        self.with_connection(|conn| conn.transaction(|conn| job(&mut Work::by_system(conn, &self.clock))))
    }

    /// Runs a job on a connection of its own, which opens and commits transactions as it sees fit.
    ///
    /// # Errors
    /// The database cannot be opened, or what the job returns.
    pub fn with_connection<T>(&self, job: impl FnOnce(&mut AnyConnection) -> Result<T, Error>) -> Result<T, Failure> {
        let mut conn = AnyConnection::open(&self.database).map_err(|error| open_trouble(&error))?;
        job(&mut conn).map_err(|error| error_trouble(&error).into())
    }

    /// The key ring.
    pub fn ring(&self) -> Arc<KeyRing> {
        self.keys.ring()
    }

    /// Loads the reference data that the binary carries and the database lacks; says how many rows.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn load_reference(&self) -> Result<usize, Failure> {
        self.work(embedded::load)
    }

    /// The service on this database.
    ///
    /// # Errors
    /// When its connections cannot be opened.
    pub fn service(&self, serve: &Serve, url: &str) -> Result<Service, Failure> {
        let metrics_door =
            if serve.metrics_listen.is_some() { MetricsDoor::Apart } else { MetricsDoor::WithTheService };
        let settings = Settings {
            rate_limit_factor: serve.rate_limit_factor,
            trusted_proxies: serve.trusted_proxies.clone(),
            reveals_need_two_factors: serve.second_factor == SecondFactor::Required,
            metrics_door,
            ..Settings::at(url)
        };
        self.service_with(serve.threads, settings)
    }

    /// The service on this database, with so many threads and these settings.
    ///
    /// # Errors
    /// When its connections cannot be opened.
    pub fn service_with(&self, threads: Threads, settings: Settings) -> Result<Service, Failure> {
        let db = Db::start(&self.database, threads).map_err(|error| open_trouble(&error))?;
        let assembled = Service::assemble(db, self.clock.clone(), Arc::clone(&self.keys), settings, in_view);
        Ok(assembled.map_err(|error| password_trouble(&error))?)
    }
}

/// The address by which the world reaches a listener.
///
/// # Errors
/// When the system does not say where it listens.
pub fn url_of(listener: &TcpListener, serve: &Serve) -> Result<String, Failure> {
    match &serve.public_url {
        Some(url) => Ok(url.clone()),
        None => Ok(format!("http://{}", listener.local_addr().map_err(|error| io_trouble(&error))?)),
    }
}

/// Why passwords cannot be hashed.
fn password_trouble(error: &HashError) -> Trouble {
    Trouble::new(
        (format!("kata sandi tidak dapat diproses: {error}"), format!("passwords cannot be hashed: {error}")),
        ("Sediakan memori lebih banyak.", "Give the process more memory"),
    )
}

/// What the operating system refused.
pub fn io_trouble(error: &io::Error) -> Trouble {
    Trouble::new(
        (format!("sistem operasi menolak: {error}"), format!("the operating system refuses: {error}")),
        ("Periksa izin dan ruang kosong.", "Check permissions and free space"),
    )
}

/// Why the key file cannot be used, or was not changed.
pub fn key_trouble(error: &KeyFileError) -> Trouble {
    let remedy = match error {
        KeyFileError::Refused(_) => (
            "Tunggu sampai saat itu; bila kunci bocor, pakai --compromised.",
            "Wait until then; if the key has leaked, use --compromised",
        ),
        _ => (
            "Berkas kunci harus milik layanan sendiri, bermode 0600; pulihkan dari cadangan bila rusak.",
            "The key file must belong to the service alone, mode 0600; restore it from a backup if it is damaged",
        ),
    };
    Trouble::new((error.in_indonesian(), error.to_string()), remedy)
}

/// Why a database cannot be opened. The message of libpq names host and user, never the password.
pub fn open_trouble(error: &OpenError) -> Trouble {
    Trouble::new(
        (format!("basis data tidak dapat dibuka: {error}"), error.to_string()),
        (
            "Periksa NARAHUBUNG_DATABASE_URL: host, nama, pengguna, kata sandi, dan apakah servernya hidup.",
            "Check NARAHUBUNG_DATABASE_URL: host, name, user, password, and that the server runs",
        ),
    )
}

fn migrate_trouble(error: &MigrateError) -> Trouble {
    match error {
        MigrateError::Open(error) => open_trouble(error),
        MigrateError::Failed(_) => Trouble::new(
            (format!("basis data tidak dapat dimutakhirkan: {error}"), error.to_string()),
            (
                "Periksa hak pengguna basis data; apa yang sudah diterapkan tetap ada.",
                "Check the rights of the database user; what was applied stays",
            ),
        ),
    }
}

/// What an operation refused: its title, then each fault with its place, as the API would tell.
pub fn error_trouble(error: &Error) -> Trouble {
    let (title, title_en) = error.code().title();
    let (mut text, mut text_en) = (title.to_owned(), title_en.to_owned());
    for fault in error.faults().iter().take(50) {
        let place = match &fault.place {
            Place::Body(place) | Place::Query(place) => place.as_str(),
            Place::Header(place) => place,
        };
        let [words, words_en] = [false, true].map(|english| field_text(&fault.code, english, &fault.params));
        text.push_str(&format!("\n    {place}: {words}"));
        text_en.push_str(&format!("; {place}: {words_en}"));
    }
    if let Some(words) = error.for_the_log() {
        text.push_str(&format!(" ({words})"));
    }
    Trouble::new(
        (text, text_en),
        ("Perbaiki, lalu ulangi; tidak ada yang berubah.", "Mend it and repeat; nothing was changed"),
    )
}
