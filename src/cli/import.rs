//! `import`: bringing tables of other people into the database, all or nothing.

use super::{Failure, store};
use crate::agencies::operations::{Imported, import as import_agencies};
use crate::clock::Clock;
use crate::config::{DATA_DIR, StoreOptions, Trouble};
use crate::deadlines::operations::{Amended, KALSEL, import_holidays};
use crate::reference::operations::import_regions;
use clap::Subcommand;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Commands that import a file (CSV, UTF-8, with a header).
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Kode wilayah: kolom code,name,level,parent_code (region codes)
    Regions {
        #[command(flatten)]
        store: StoreOptions,
        /// Keputusan yang menetapkan kode itu (the decree that sets the codes)
        #[arg(long, value_name = "KEPUTUSAN")]
        decree: String,
        /// Berkas CSV (the file)
        file: PathBuf,
    },
    /// Hari libur: kolom date,kind,name,decree; berkas memuat seluruh libur tahun-tahun di dalamnya (days off)
    Holidays {
        #[command(flatten)]
        store: StoreOptions,
        /// Alasan perubahan, masuk ke riwayat tenggat yang dihitung ulang (why, for the history)
        #[arg(long, value_name = "ALASAN")]
        reason: String,
        /// Berkas CSV (the file)
        file: PathBuf,
    },
    /// Instansi: kolom code,name,kind,class,region_code,parent_code,address,postal_code,phone,email,website,active_from
    /// (agencies)
    Agencies {
        #[command(flatten)]
        store: StoreOptions,
        /// Berkas CSV (the file)
        file: PathBuf,
    },
}

/// Imports a file.
pub fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Regions { store, decree, file } => {
            let input = open(&file)?;
            let added = opened(&store)?.work(|work| import_regions(work, input, &decree))?;
            println!("{added} wilayah ditambahkan");
        }
        Command::Holidays { store, reason, file } => {
            let input = open(&file)?;
            let amended = opened(&store)?.work(|work| import_holidays(work, KALSEL, input, &reason))?;
            let Amended { version, added, removed, recomputed } = amended;
            println!(
                "kalender versi {version}: {added} hari libur ditambahkan, {removed} dihapus, {recomputed} tenggat dihitung ulang"
            );
        }
        Command::Agencies { store, file } => {
            let input = open(&file)?;
            let imported = opened(&store)?.work(|work| import_agencies(work, input))?;
            let Imported { added, changed, unchanged } = imported;
            println!("{added} instansi ditambahkan, {changed} diubah, {unchanged} tetap");
        }
    }
    Ok(())
}

fn opened(options: &StoreOptions) -> Result<store::Opened, Failure> {
    let opened = store::open(&options.resolve(DATA_DIR)?, Clock::machine())?;
    opened.load_reference()?;
    Ok(opened)
}

fn open(path: &Path) -> Result<File, Trouble> {
    File::open(path).map_err(|error| {
        Trouble::new(
            (
                format!("berkas {} tidak dapat dibaca: {error}", path.display()),
                format!("the file {} cannot be read: {error}", path.display()),
            ),
            ("Periksa nama dan izin berkas.", "Check the file's name and permissions"),
        )
    })
}
