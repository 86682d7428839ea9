//! Settings: read once at start-up from flags and the environment (in this order of precedence), else the default.
//!
//! This is the only file that reads the environment. What is wrong is collected, so that an operator sees all of it at
//! once, in Indonesian and English.

use crate::db::{DatabaseUrl, Threads};
use log::LevelFilter;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// Something that is wrong with the configuration or its surroundings, and how to mend it; each text in Indonesian and
/// English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    what: (String, String),
    remedy: (String, String),
}

impl Trouble {
    /// A trouble with its remedy; Indonesian first, English second.
    pub fn new(what: (impl Into<String>, impl Into<String>), remedy: (impl Into<String>, impl Into<String>)) -> Self {
        Self { what: (what.0.into(), what.1.into()), remedy: (remedy.0.into(), remedy.1.into()) }
    }

    fn setting(name: &str, given: &str, wanted: (&str, &str)) -> Self {
        Self::new(
            (format!("{name} tidak dapat dipakai: `{given}`"), format!("{name} cannot be used: `{given}`")),
            (format!("Isilah {}.", wanted.0), format!("Give {}.", wanted.1)),
        )
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((what, what_en), (remedy, remedy_en)) = (&self.what, &self.remedy);
        write!(f, "{what}\n    {remedy}\n    [en] {what_en}. {remedy_en}")
    }
}

/// Where data and keys are: what every command needs.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct StoreOptions {
    /// Folder untuk basis data SQLite dan kunci [bawaan: narahubung-data] (folder of database and keys)
    #[arg(long, env = "NARAHUBUNG_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<String>,
    /// Basis data: sqlite://BERKAS atau postgres://PENGGUNA@HOST/NAMA [bawaan: SQLite di folder data] (database)
    #[arg(long, env = "NARAHUBUNG_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Berkas gantungan kunci, bermode 0600 [bawaan: keys.json di folder data] (key file)
    #[arg(long, env = "NARAHUBUNG_KEY_FILE", value_name = "BERKAS")]
    key_file: Option<String>,
}

/// How the service listens and works.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ServeOptions {
    /// Alamat dan port layanan [bawaan: 127.0.0.1:8080] (address and port)
    #[arg(long, env = "NARAHUBUNG_LISTEN", value_name = "ALAMAT:PORT")]
    listen: Option<String>,
    /// Port saja; 0 = port bebas mana pun, yang lalu ditampilkan (port only; 0 = any free one)
    #[arg(long, value_name = "PORT")]
    port: Option<String>,
    /// Alamat publik tanpa garis miring penutup; menjadi penerbit token [bawaan: http://ALAMAT:PORT] (public address)
    #[arg(long, env = "NARAHUBUNG_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Alamat pribadi untuk /metrics; tanpa ini /metrics ikut alamat layanan (private address for /metrics)
    #[arg(long, env = "NARAHUBUNG_METRICS_LISTEN", value_name = "ALAMAT:PORT")]
    metrics_listen: Option<String>,
    /// Alamat IP proksi tepercaya, dipisah koma; kepala X-Forwarded-For hanya diterima darinya (trusted proxies)
    #[arg(long, env = "NARAHUBUNG_TRUSTED_PROXIES", value_name = "IP,IP")]
    trusted_proxies: Option<String>,
    /// Rincian log: error, warn, info, debug, trace [bawaan: info; demo: warn] (log level)
    #[arg(long, env = "NARAHUBUNG_LOG", value_name = "TINGKAT")]
    log: Option<String>,
    /// Jumlah utas penjawab [bawaan: jumlah inti prosesor] (worker threads)
    #[arg(long, env = "NARAHUBUNG_WORKERS", value_name = "JUMLAH")]
    workers: Option<String>,
    /// Jumlah koneksi baca; PostgreSQL juga koneksi tulis sebanyak ini [bawaan: 2 SQLite, 4 PostgreSQL] (connections)
    #[arg(long, env = "NARAHUBUNG_CONNECTIONS", value_name = "JUMLAH")]
    connections: Option<String>,
    /// Detik antara /readyz menjawab 503 dan berhenti menerima koneksi, saat SIGTERM [bawaan: 2] (drain time)
    #[arg(long, env = "NARAHUBUNG_DRAIN_SECONDS", value_name = "DETIK")]
    drain_seconds: Option<String>,
    /// Pengali batas laju permintaan; 0 = tanpa batas [bawaan: 1] (multiplies the rate limits; 0 = none)
    #[arg(long, env = "NARAHUBUNG_RATE_LIMIT_FACTOR", value_name = "BILANGAN")]
    rate_limit_factor: Option<String>,
    /// Faktor kedua untuk membuka identitas pelapor: required atau optional [bawaan: required; demo: optional] (second factor)
    #[arg(long, env = "NARAHUBUNG_SECOND_FACTOR", value_name = "ATURAN")]
    second_factor: Option<String>,
}

/// Where data and keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The folder of the SQLite database, the keys and the demo's credentials.
    pub data_dir: PathBuf,
    /// The database.
    pub database: DatabaseUrl,
    /// The key ring's file.
    pub key_file: PathBuf,
}

/// How the service listens and works.
#[derive(Debug, Clone, PartialEq)]
pub struct Serve {
    /// Where to listen; port 0 means any free port.
    pub listen: SocketAddr,
    /// The address by which the world knows the service, without a trailing slash; `None` means the listening address.
    pub public_url: Option<String>,
    /// A second, private address for `/metrics`.
    pub metrics_listen: Option<SocketAddr>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The most detailed level that is logged.
    pub log: LevelFilter,
    /// Threads that answer requests.
    pub workers: usize,
    /// Threads that own database connections.
    pub threads: Threads,
    /// How long `/readyz` says 503 before the listener closes.
    pub drain: Duration,
    /// What the rate limits are multiplied by; `None` switches them off.
    pub rate_limit_factor: Option<NonZero<u32>>,
    /// Whether identity is shown to those alone who logged in with a second factor.
    pub second_factor: SecondFactor,
}

/// Whether identity is shown to those alone who logged in with a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    /// To those alone.
    Required,
    /// To whoever may and logged in a moment ago; for trying things out.
    Optional,
}

impl FromStr for SecondFactor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "required" => Ok(Self::Required),
            "optional" => Ok(Self::Optional),
            _ => Err(()),
        }
    }
}

/// What differs between serving in earnest and the demo when nothing else is said.
#[derive(Debug, Clone, Copy)]
pub struct Defaults {
    log: LevelFilter,
    second_factor: SecondFactor,
}

impl Defaults {
    /// Of the service.
    pub const SERVICE: Self = Self { log: LevelFilter::Info, second_factor: SecondFactor::Required };
    /// Of the demo, whose accounts have passwords only.
    pub const DEMO: Self = Self { log: LevelFilter::Warn, second_factor: SecondFactor::Optional };
}

/// The default data folder.
pub const DATA_DIR: &str = "narahubung-data";
/// The demo's default data folder: never the one of real data.
pub const DEMO_DATA_DIR: &str = "narahubung-demo";

impl StoreOptions {
    /// Settles what is used.
    ///
    /// # Errors
    /// Everything that cannot be used.
    pub fn resolve(&self, default_data_dir: &str) -> Result<Store, Vec<Trouble>> {
        let data_dir = PathBuf::from(given(&self.data_dir).unwrap_or(default_data_dir));
        let key_file = given(&self.key_file).map_or_else(|| data_dir.join("keys.json"), PathBuf::from);
        let database = match given(&self.database_url) {
            None => Ok(DatabaseUrl::Sqlite(data_dir.join("narahubung.sqlite").display().to_string())),
            Some(url) => database(url),
        };
        match database {
            Ok(database) => Ok(Store { data_dir, database, key_file }),
            Err(trouble) => Err(vec![trouble]),
        }
    }
}

fn database(url: &str) -> Result<DatabaseUrl, Trouble> {
    let database = DatabaseUrl::parse(url).map_err(|error| {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        Trouble::new(
            (format!("jenis basis data `{scheme}` tidak dikenal"), error.to_string()),
            (
                "Pakailah sqlite://BERKAS atau postgres://PENGGUNA@HOST/NAMA.",
                "Use sqlite://FILE or postgres://USER@HOST/NAME",
            ),
        )
    })?;
    let asks_for_tls =
        |url: &str| ["require", "verify-ca", "verify-full"].iter().any(|mode| url.contains(&format!("sslmode={mode}")));
    match &database {
        DatabaseUrl::Postgres(url) if asks_for_tls(url) && !cfg!(feature = "postgres-tls") => Err(Trouble::new(
            (
                "basis data diminta melalui TLS, tetapi program ini dibangun tanpa TLS untuk PostgreSQL",
                "the database is asked for over TLS, but this program was built without TLS to PostgreSQL",
            ),
            (
                "Bangun dengan `cargo build --release --features postgres-tls`, atau hapus sslmode dari URL.",
                "Build with `--features postgres-tls`, or remove sslmode from the URL",
            ),
        )),
        _ => Ok(database),
    }
}

impl ServeOptions {
    /// Settles what is used; `log` is the level when none is wanted.
    ///
    /// # Errors
    /// Everything that cannot be used.
    pub fn resolve(&self, database: &DatabaseUrl, defaults: Defaults) -> Result<Serve, Vec<Trouble>> {
        let mut troubles = Vec::new();
        let mut listen = read(&self.listen, "NARAHUBUNG_LISTEN", ADDRESS, &mut troubles)
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let port = ("nomor port 0 sampai 65535", "a port number from 0 to 65535");
        if let Some(port) = read(&self.port, "--port", port, &mut troubles) {
            listen.set_port(port);
        }
        let public_url = given(&self.public_url).map(str::to_owned);
        if let Some(url) = &public_url
            && !is_public_url(url)
        {
            let wanted =
                ("alamat http:// atau https:// tanpa garis miring penutup", "an http(s) address without a final slash");
            troubles.push(Trouble::setting("NARAHUBUNG_PUBLIC_URL", url, wanted));
        }
        let metrics_listen = read(&self.metrics_listen, "NARAHUBUNG_METRICS_LISTEN", ADDRESS, &mut troubles);
        let proxies = given(&self.trusted_proxies).unwrap_or_default();
        let proxies = proxies.split(',').map(str::trim).filter(|text| !text.is_empty()).map(|text| {
            text.parse().map_err(|_| {
                let wanted = ("alamat IP, dipisah koma", "IP addresses, separated by commas");
                Trouble::setting("NARAHUBUNG_TRUSTED_PROXIES", text, wanted)
            })
        });
        let trusted_proxies = proxies.collect::<Result<_, _>>().unwrap_or_else(|trouble| {
            troubles.push(trouble);
            Vec::new()
        });
        let levels = ("error, warn, info, debug, atau trace", "error, warn, info, debug or trace");
        let log = read(&self.log, "NARAHUBUNG_LOG", levels, &mut troubles).unwrap_or(defaults.log);
        let count = ("bilangan bulat di atas nol", "a whole number above zero");
        let workers: Option<NonZero<u8>> = read(&self.workers, "NARAHUBUNG_WORKERS", count, &mut troubles);
        let workers = workers.map_or_else(cores, |workers| usize::from(workers.get()));
        let mut threads = Threads::recommended(database);
        let connections: Option<NonZero<u8>> = read(&self.connections, "NARAHUBUNG_CONNECTIONS", count, &mut troubles);
        if let Some(connections) = connections {
            threads.readers = usize::from(connections.get());
            threads.writers = threads.readers;
        }
        let seconds = ("bilangan bulat 0 sampai 255", "a whole number from 0 to 255");
        let drain: u8 = read(&self.drain_seconds, "NARAHUBUNG_DRAIN_SECONDS", seconds, &mut troubles).unwrap_or(2);
        let factor = ("bilangan bulat, 0 untuk tanpa batas", "a whole number, 0 for no limits");
        let factor = read(&self.rate_limit_factor, "NARAHUBUNG_RATE_LIMIT_FACTOR", factor, &mut troubles).unwrap_or(1);
        let rules = ("required atau optional", "required or optional");
        let second_factor = read(&self.second_factor, "NARAHUBUNG_SECOND_FACTOR", rules, &mut troubles)
            .unwrap_or(defaults.second_factor);
        if !troubles.is_empty() {
            return Err(troubles);
        }
        Ok(Serve {
            second_factor,
            listen,
            public_url,
            metrics_listen,
            trusted_proxies,
            log,
            workers,
            threads,
            drain: Duration::from_secs(drain.into()),
            rate_limit_factor: NonZero::new(factor),
        })
    }
}

const ADDRESS: (&str, &str) = ("ALAMAT_IP:PORT, misalnya 0.0.0.0:8080", "IP_ADDRESS:PORT, such as 0.0.0.0:8080");

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// An empty setting counts as none: that is how container files pass on what was not set.
fn given(option: &Option<String>) -> Option<&str> {
    option.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn read<T: std::str::FromStr>(
    option: &Option<String>,
    name: &str,
    wanted: (&str, &str),
    troubles: &mut Vec<Trouble>,
) -> Option<T> {
    let text = given(option)?;
    text.parse().inspect_err(|_| troubles.push(Trouble::setting(name, text, wanted))).ok()
}

fn is_public_url(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.ends_with('/') && !host.contains(['?', '#', '@', ' ']))
}

/// Makes the data folder, for its owner alone, unless it is there.
///
/// # Errors
/// When the operating system refuses.
pub fn make_data_dir(path: &Path) -> Result<(), Trouble> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| {
        Trouble::new(
            (
                format!("folder data {} tidak dapat dibuat: {error}", path.display()),
                format!("the data folder {} cannot be made: {error}", path.display()),
            ),
            (
                "Periksa izin, atau pilih folder lain dengan --data-dir.",
                "Check permissions, or choose another with --data-dir",
            ),
        )
    })
}

/// Makes the file of an SQLite database, for its owner alone, unless it is there: SQLite itself lets others read what it
/// makes. What cannot be made here is told when the database is opened.
pub fn make_database_file(database: &DatabaseUrl) {
    use std::os::unix::fs::OpenOptionsExt;
    if let DatabaseUrl::Sqlite(path) = database {
        let _ = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    }
}

/// Tries whether a folder that is missing could be made, and leaves nothing behind.
///
/// # Errors
/// When the operating system refuses.
pub fn could_make_data_dir(path: &Path) -> Result<(), Trouble> {
    let mut first = path;
    while let Some(parent) = first.parent().filter(|parent| !parent.as_os_str().is_empty() && !parent.exists()) {
        first = parent;
    }
    make_data_dir(first)?;
    // It is empty; should somebody have put something into it by now, it stays.
    let _ = std::fs::remove_dir(first);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn the_defaults_need_nothing() {
        let store = StoreOptions::default().resolve(DATA_DIR).unwrap();
        assert_eq!(store.database, DatabaseUrl::parse("sqlite://narahubung-data/narahubung.sqlite").unwrap());
        assert_eq!(store.key_file, Path::new("narahubung-data/keys.json"));
        let serve = ServeOptions::default().resolve(&store.database, Defaults::SERVICE).unwrap();
        assert_eq!(serve.listen.to_string(), "127.0.0.1:8080");
    }

    #[test]
    fn a_port_overrides_that_of_the_address() {
        let options = ServeOptions { listen: text("0.0.0.0:80"), port: text("0"), ..ServeOptions::default() };
        let serve = options.resolve(&DatabaseUrl::Sqlite("x".into()), Defaults::SERVICE).unwrap();
        assert_eq!(serve.listen.to_string(), "0.0.0.0:0");
    }

    #[test]
    fn all_troubles_are_told_at_once() {
        let options = ServeOptions {
            port: text("70000"),
            public_url: text("https://example.org/"),
            workers: text("0"),
            trusted_proxies: text("10.0.0.1, proxy"),
            log: text("loud"),
            ..ServeOptions::default()
        };
        let troubles = options.resolve(&DatabaseUrl::Sqlite("x".into()), Defaults::SERVICE).unwrap_err();
        assert_eq!(troubles.len(), 5, "{troubles:?}");
    }

    #[test]
    fn an_unknown_database_is_named_without_its_password() {
        let options = StoreOptions { database_url: text("mysql://root:hunter2@db/x"), ..StoreOptions::default() };
        let message = options.resolve(DATA_DIR).unwrap_err()[0].to_string();
        assert!(message.contains("mysql") && !message.contains("hunter2"), "{message}");
    }

    #[cfg(not(feature = "postgres-tls"))]
    #[test]
    fn tls_that_was_not_built_in_is_refused() {
        let options =
            StoreOptions { database_url: text("postgres://a@b/c?sslmode=require"), ..StoreOptions::default() };
        assert!(options.resolve(DATA_DIR).is_err());
    }
}
