//! The command line: every task of an operator, through the same operations as the API.

mod accounts;
mod demo;
mod doctor;
mod import;
mod keys;
mod store;

use crate::app::document::Document;
use crate::clock::Clock;
use crate::config::{DATA_DIR, Defaults, ServeOptions, StoreOptions, Trouble};
use crate::{logging, server};
use clap::{Parser, Subcommand};
use std::io::Write;
use std::process::ExitCode;

const ABOUT: &str = "\
Layanan laporan, instansi, narahubung dan rekomendasi Ombudsman RI Perwakilan Kalimantan Selatan.
Service for reports, agencies, narahubung and recommendations of the Ombudsman's office for South Kalimantan.";

const EXAMPLES: &str = "\
Contoh (examples):
  narahubung demo                               coba dulu: layanan dengan data contoh dan akun setiap peran
  narahubung serve                              layani API di http://127.0.0.1:8080, basis data SQLite
  narahubung serve --database-url postgres://narahubung@localhost/narahubung
  narahubung user add --username admin --name Administrator --role admin
  narahubung doctor                             periksa pengaturan: apa yang salah, bagaimana memperbaikinya

Setiap pilihan dapat juga diisi lewat variabel lingkungan yang disebut di `narahubung PERINTAH --help`;
urutannya: pilihan pada baris perintah, variabel lingkungan, nilai bawaan.
Each option can also come from the environment variable named in its help; a flag wins over it.";

/// Narahubung.
#[derive(Debug, Parser)]
#[command(name = "narahubung", version, about = ABOUT, after_help = EXAMPLES, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Menjalankan layanan; basis data dimutakhirkan lebih dahulu (run the service, migrating first)
    Serve {
        #[command(flatten)]
        store: StoreOptions,
        #[command(flatten)]
        serve: ServeOptions,
    },
    /// Layanan dengan data contoh untuk mencoba: akun setiap peran, laporan 2023 (a service with data to play with)
    Demo {
        #[command(flatten)]
        store: StoreOptions,
        #[command(flatten)]
        serve: ServeOptions,
    },
    /// Membuat atau memutakhirkan basis data, lalu memuat data acuan (make or update the database)
    Migrate {
        #[command(flatten)]
        store: StoreOptions,
    },
    /// Mencetak dokumen OpenAPI 3.1 (print the OpenAPI document)
    Openapi {
        /// Alamat publik yang ditulis di dalamnya (the public address that it states)
        #[arg(long, value_name = "URL", default_value = "https://narahubung.example.org")]
        public_url: String,
    },
    /// Akun orang, terutama administrator pertama (people's accounts, above all the first administrator)
    #[command(subcommand)]
    User(accounts::UserCommand),
    /// Klien mesin (machine clients)
    #[command(subcommand)]
    Client(accounts::ClientCommand),
    /// Gantungan kunci (the key ring)
    #[command(subcommand)]
    Keys(keys::Command),
    /// Memasukkan tabel dari berkas CSV: semua atau tidak sama sekali (import a table)
    #[command(subcommand)]
    Import(import::Command),
    /// Memeriksa pengaturan dan lingkungannya: apa yang salah, bagaimana memperbaikinya (explain what is wrong)
    Doctor {
        #[command(flatten)]
        store: StoreOptions,
        #[command(flatten)]
        serve: ServeOptions,
    },
}

/// Why a command did not do its work: told to the person at the terminal.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What is wrong, with remedies.
    Troubles(Vec<Trouble>),
    /// A command that has told already.
    Told,
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Troubles(vec![trouble])
    }
}

impl From<Vec<Trouble>> for Failure {
    fn from(troubles: Vec<Trouble>) -> Self {
        Self::Troubles(troubles)
    }
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            if error.use_stderr() {
                eprintln!("Perintah tidak dapat dipahami. Bantuan: narahubung --help\n");
            }
            error.exit();
        }
    };
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Told) => ExitCode::FAILURE,
        Err(Failure::Troubles(troubles)) => {
            for trouble in troubles {
                eprintln!("✗ {trouble}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve { store, serve } => serve_command(&store, &serve),
        Command::Demo { store, serve } => demo::run(&store, &serve),
        Command::Migrate { store } => migrate(&store),
        Command::Openapi { public_url } => print(Document::new(&public_url).text()),
        Command::User(command) => accounts::user(command),
        Command::Client(command) => accounts::client(command),
        Command::Keys(command) => keys::run(command),
        Command::Import(command) => import::run(command),
        Command::Doctor { store, serve } => doctor::run(&store, &serve),
    }
}

fn serve_command(store: &StoreOptions, serve: &ServeOptions) -> Result<(), Failure> {
    let store = store.resolve(DATA_DIR)?;
    let serve = serve.resolve(&store.database, Defaults::SERVICE)?;
    logging::start(serve.log);
    let listener = server::listen(serve.listen)?;
    let url = store::url_of(&listener, &serve)?;
    let opened = store::open(&store, Clock::machine())?;
    opened.load_reference()?;
    let service = opened.service(&serve, &url)?;
    println!("Narahubung siap di {url} (dokumentasi: {url}/docs)");
    server::run(service, listener, &serve).map_err(|error| store::io_trouble(&error).into())
}

fn migrate(options: &StoreOptions) -> Result<(), Failure> {
    let store = options.resolve(DATA_DIR)?;
    let opened = store::open(&store, Clock::machine())?;
    for name in &opened.migrated {
        println!("migrasi diterapkan: {name}");
    }
    let added = opened.load_reference()?;
    println!("basis data mutakhir; {} migrasi diterapkan, {added} baris data acuan ditambahkan", opened.migrated.len());
    Ok(())
}

/// Prints to the standard output; a reader that has gone away is no failure.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(store::io_trouble(&error).into()),
        _ => Ok(()),
    }
}
