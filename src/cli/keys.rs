//! `keys`: changing the keys of the ring.

use super::{Failure, store};
use crate::clock::Clock;
use crate::config::{DATA_DIR, StoreOptions};
use crate::crypto::key_ring::Rotation;
use crate::crypto::key_ring::file::KeyFile;
use clap::Subcommand;

/// Commands about the key ring.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Mengganti kunci penanda tangan token: yang berikutnya dipakai, yang lama pensiun (change the signing key)
    Rotate {
        #[command(flatten)]
        store: StoreOptions,
        /// Kunci lama bocor: cabut seketika, semua token yang ditandatanganinya berakhir (the old key leaked)
        #[arg(long)]
        compromised: bool,
        /// Juga buat kunci baru untuk identitas pelapor dan segel (also new encryption and seal keys)
        #[arg(long)]
        all: bool,
    },
    /// Menampilkan kunci penanda tangan dan keadaannya, tanpa isinya (list the signing keys, never their content)
    List {
        #[command(flatten)]
        store: StoreOptions,
    },
}

/// Runs a command about the key ring. Running instances notice the change within seconds.
pub fn run(command: Command) -> Result<(), Failure> {
    let now = Clock::machine().now();
    match command {
        Command::Rotate { store, compromised, all } => {
            let keys = open(&store)?;
            let rotation = if compromised { Rotation::Compromised } else { Rotation::Planned };
            let pruned = keys.update(|ring| {
                ring.rotate_signing(now, rotation)?;
                if all {
                    ring.add_encryption_key(now);
                    ring.add_seal_key(now);
                }
                Ok(ring.prune(now))
            });
            let pruned = pruned.map_err(|error| store::key_trouble(&error))?;
            println!("kunci diganti; {pruned} kunci lama dihapus");
            show(&keys);
        }
        Command::List { store } => show(&open(&store)?),
    }
    Ok(())
}

fn open(options: &StoreOptions) -> Result<KeyFile, Failure> {
    let store = options.resolve(DATA_DIR)?;
    KeyFile::open(store.key_file).map_err(|error| store::key_trouble(&error).into())
}

fn show(keys: &KeyFile) {
    use crate::domain::code::Code as _;
    for key in keys.ring().signing_keys() {
        println!("{}  {:8}  dibuat {}", key.kid(), key.state().code(), key.created_at());
    }
}
