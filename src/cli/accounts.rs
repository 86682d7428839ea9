//! `user` and `client`: making accounts without an administrator, above all the first one.

use super::{Failure, store};
use crate::accounts::operations::clients::{NewClient, create_client};
use crate::accounts::operations::users::{KeptPassword, NewUser, create_user};
use crate::agencies::store::find_by_code;
use crate::auth::password::initial::InitialPassword;
use crate::clock::Clock;
use crate::config::{DATA_DIR, Defaults, ServeOptions, StoreOptions, Trouble};
use crate::domain::access::{Role, Scope, scopes_of};
use crate::domain::code::Code;
use crate::domain::id::AgencyId;
use crate::error::Error;
use crate::journal::Work;
use clap::Subcommand;

/// Commands about people's accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Membuat akun; kata sandi awalnya ditampilkan sekali dan harus diganti saat pertama masuk (make an account)
    Add {
        #[command(flatten)]
        store: StoreOptions,
        /// Nama pengguna, misalnya kepala atau nama@example.go.id (user name)
        #[arg(long, value_name = "NAMA")]
        username: String,
        /// Nama yang ditampilkan (display name)
        #[arg(long, value_name = "NAMA")]
        name: String,
        /// Peran: head, intake, examiner, prevention, resolution, narahubung, inspector, responder, reporter, admin (role)
        #[arg(long, value_name = "PERAN")]
        role: String,
        /// Kode instansi tempat bekerja, untuk peran di sisi instansi, misalnya 63.07.ITDA (agency)
        #[arg(long, value_name = "KODE")]
        agency: Option<String>,
    },
}

/// Commands about machine clients.
#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// Membuat klien mesin; rahasianya ditampilkan sekali (make a machine client)
    Add {
        #[command(flatten)]
        store: StoreOptions,
        /// Nama untuk /oauth/token, misalnya aplikasi-seluler (client id)
        #[arg(long, value_name = "ID")]
        client_id: String,
        /// Nama yang ditampilkan (display name)
        #[arg(long, value_name = "NAMA")]
        name: String,
        /// Peran: office_client atau agency_client (role)
        #[arg(long, value_name = "PERAN")]
        role: String,
        /// Kode instansi, untuk agency_client (agency)
        #[arg(long, value_name = "KODE")]
        agency: Option<String>,
        /// Cakupan, dipisah koma, misalnya reports:read,reports:write [bawaan: semua yang berguna] (scopes)
        #[arg(long, value_name = "CAKUPAN", value_delimiter = ',')]
        scopes: Vec<String>,
        /// Umur rahasia dalam hari, paling lama 365 (life of the secret)
        #[arg(long, value_name = "HARI", default_value_t = 365)]
        days: i64,
    },
}

/// Makes a person's account.
pub fn user(command: UserCommand) -> Result<(), Failure> {
    let UserCommand::Add { store, username, name, role, agency } = command;
    let role: Role = code("--role", &role)?;
    let store = store.resolve(DATA_DIR)?;
    let serve = ServeOptions::default().resolve(&store.database, Defaults::SERVICE)?;
    let opened = store::open(&store, Clock::machine())?;
    let service = opened.service(&serve, "http://localhost")?;
    let password = InitialPassword::generate();
    let made = opened.work(|work| {
        let agency_id = agency_of(work, agency.as_deref())?;
        let password = KeptPassword::Initial(service.passwords.hash_now(&password.accepted())?);
        create_user(work, NewUser { username, display_name: name, role, agency_id, password })
    })?;
    println!("nama pengguna : {}", made.username);
    println!("kata sandi    : {}", password.text());
    println!("Kata sandi ini tampil sekali, berlaku 7 hari, dan harus diganti saat pertama masuk.");
    Ok(())
}

/// Makes a machine client.
pub fn client(command: ClientCommand) -> Result<(), Failure> {
    let ClientCommand::Add { store, client_id, name, role, agency, scopes, days } = command;
    let role: Role = code("--role", &role)?;
    let mut wanted = scopes.iter().map(|scope| code("--scopes", scope)).collect::<Result<Vec<Scope>, Trouble>>()?;
    if wanted.is_empty() {
        wanted = scopes_of(role);
    }
    let store = store.resolve(DATA_DIR)?;
    let opened = store::open(&store, Clock::machine())?;
    let ring = opened.ring();
    let made = opened.work(|work| {
        let agency_id = agency_of(work, agency.as_deref())?;
        let new = NewClient { client_id, name, role, agency_id, scopes: wanted, integration: false, secret_days: days };
        create_client(work, &ring, new)
    })?;
    println!("client_id     : {}", made.client.client_id);
    println!("client_secret : {}", made.secret.text());
    println!("scope         : {}", made.client.scopes);
    println!("Rahasia ini tampil sekali dan berlaku {days} hari.");
    Ok(())
}

fn agency_of(work: &mut Work<'_>, code: Option<&str>) -> Result<Option<AgencyId>, Error> {
    let Some(code) = code else { return Ok(None) };
    let agency = find_by_code(work.conn, code)?.ok_or_else(|| Error::field("/agency", "unknown_agency"))?;
    Ok(Some(agency.id))
}

fn code<C: Code>(option: &str, text: &str) -> Result<C, Trouble> {
    C::from_code(text).ok_or_else(|| {
        let known = C::ALL.iter().map(|code| code.code()).collect::<Vec<_>>().join(", ");
        Trouble::new(
            (format!("{option} tidak mengenal `{text}`"), format!("{option} does not know `{text}`")),
            (format!("Pilihannya: {known}."), format!("Choose one of: {known}")),
        )
    })
}
