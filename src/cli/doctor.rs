//! `doctor`: one screen that says what is wrong with the configuration and its surroundings, and how to mend it.

use super::{Failure, store};
use crate::clock::Clock;
use crate::config::{DATA_DIR, Defaults, Serve, ServeOptions, Store, StoreOptions, Trouble, could_make_data_dir};
use crate::crypto::key_ring::file::{KeyFile, KeyFileError};
use crate::db::migrate;
use crate::db::{AnyConnection, DatabaseUrl, dialect};
use crate::server;

/// What one check found.
enum Finding {
    Good(String),
    Hint(Trouble),
    Wrong(Trouble),
}

/// Looks at everything and changes nothing.
pub fn run(store: &StoreOptions, serve: &ServeOptions) -> Result<(), Failure> {
    let mut findings = Vec::new();
    let store = store.resolve(DATA_DIR);
    let unknown = DatabaseUrl::Sqlite(String::new());
    let serve = serve.resolve(store.as_ref().map_or(&unknown, |store| &store.database), Defaults::SERVICE);
    match store {
        Ok(store) => check_store(&store, &mut findings),
        Err(troubles) => findings.extend(troubles.into_iter().map(Finding::Wrong)),
    }
    match serve {
        Ok(serve) => check_serve(&serve, &mut findings),
        Err(troubles) => findings.extend(troubles.into_iter().map(Finding::Wrong)),
    }
    let mut wrong = 0;
    for finding in findings {
        match finding {
            Finding::Good(text) => println!("✓ {text}"),
            Finding::Hint(trouble) => println!("! {trouble}"),
            Finding::Wrong(trouble) => {
                wrong += 1;
                println!("✗ {trouble}");
            }
        }
    }
    if wrong == 0 {
        println!("\nTidak ada yang salah. [en] Nothing is wrong.");
        return Ok(());
    }
    println!("\n{wrong} hal harus diperbaiki sebelum layanan dapat berjalan. [en] {wrong} to mend.");
    Err(Failure::Told)
}

fn check_store(store: &Store, findings: &mut Vec<Finding>) {
    let folder = store.data_dir.display();
    findings.push(if store.data_dir.is_dir() {
        Finding::Good(format!("folder data: {folder}"))
    } else {
        match could_make_data_dir(&store.data_dir) {
            Ok(()) => {
                Finding::Good(format!("folder data {folder} belum ada; dibuat saat layanan pertama kali berjalan"))
            }
            Err(trouble) => Finding::Wrong(trouble),
        }
    });
    findings.push(match KeyFile::open(&store.key_file) {
        Ok(keys) => Finding::Good(format!(
            "gantungan kunci: {}, {} kunci penanda tangan",
            store.key_file.display(),
            keys.ring().signing_keys().len()
        )),
        Err(KeyFileError::Missing(path)) => {
            Finding::Good(format!("gantungan kunci {} belum ada; dibuat saat pertama kali berjalan", path.display()))
        }
        Err(error) => Finding::Wrong(store::key_trouble(&error)),
    });
    check_database(&store.database, findings);
}

fn check_database(database: &DatabaseUrl, findings: &mut Vec<Finding>) {
    if let DatabaseUrl::Sqlite(path) = database
        && !std::path::Path::new(path).exists()
    {
        findings.push(Finding::Good(format!("basis data SQLite {path} belum ada; dibuat saat pertama kali berjalan")));
        return;
    }
    let mut conn = match AnyConnection::open(database) {
        Ok(conn) => conn,
        Err(error) => return findings.push(Finding::Wrong(store::open_trouble(&error))),
    };
    findings.push(Finding::Good(format!("basis data terhubung: {}", database.engine())));
    match migrate::pending(&mut conn) {
        Ok(pending) if pending.is_empty() => findings.push(Finding::Good("basis data mutakhir".to_owned())),
        Ok(pending) => findings.push(Finding::Hint(Trouble::new(
            (
                format!("{} migrasi belum diterapkan: {}", pending.len(), pending.join(", ")),
                format!("{} migrations are pending", pending.len()),
            ),
            (
                "`narahubung serve` menerapkannya sendiri, atau jalankan `narahubung migrate`.",
                "`narahubung serve` applies them by itself, or run `narahubung migrate`",
            ),
        ))),
        Err(error) => findings.push(Finding::Wrong(Trouble::new(
            (format!("keadaan migrasi tidak terbaca: {error}"), error.to_string()),
            ("Periksa hak pengguna basis data.", "Check the rights of the database user"),
        ))),
    }
    if dialect::is_superuser(&mut conn).unwrap_or(false) {
        findings.push(Finding::Hint(Trouble::new(
            (
                "pengguna basis data adalah superuser, sehingga tidak ada pagar di dalam PostgreSQL",
                "the database user is a superuser, whom no wall inside PostgreSQL stops",
            ),
            (
                "Buat peran biasa: CREATE ROLE narahubung LOGIN; CREATE DATABASE narahubung OWNER narahubung.",
                "Make an ordinary role: see deploy/create-role.sh",
            ),
        )));
    }
}

fn check_serve(serve: &Serve, findings: &mut Vec<Finding>) {
    for address in [Some(serve.listen), serve.metrics_listen].into_iter().flatten() {
        findings.push(match server::listen(address) {
            Ok(_) => Finding::Good(format!("alamat {address} bebas")),
            Err(trouble) => Finding::Wrong(trouble),
        });
    }
    if serve.public_url.is_none() && !serve.listen.ip().is_loopback() {
        findings.push(Finding::Hint(Trouble::new(
            (
                "layanan terbuka ke jaringan tanpa NARAHUBUNG_PUBLIC_URL; token dan tautan akan menyebut alamat lokal",
                "the service is open to the network without NARAHUBUNG_PUBLIC_URL",
            ),
            (
                "Isi NARAHUBUNG_PUBLIC_URL dengan alamat https:// yang dipakai pengguna.",
                "Set it to the https:// address that callers use",
            ),
        )));
    }
    let year = Clock::machine().now().to_string();
    findings.push(if year.as_str() < "2026" {
        Finding::Wrong(Trouble::new(
            (format!("jam mesin menunjuk {year}"), format!("the machine's clock says {year}")),
            ("Betulkan jam, misalnya dengan NTP.", "Set the clock, with NTP for example"),
        ))
    } else {
        Finding::Good(format!("jam mesin: {year}"))
    });
}
