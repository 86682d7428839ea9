//! `demo`: a service with data to play with.

use super::{Failure, store};
use crate::clock::Clock;
use crate::config::{DEMO_DATA_DIR, Defaults, ServeOptions, StoreOptions, Trouble};
use crate::demo::{self, Found};
use crate::{logging, server};
use std::path::Path;

/// Loads the demo unless it is there, says how to use it, and serves it.
pub fn run(store: &StoreOptions, serve: &ServeOptions) -> Result<(), Failure> {
    let store = store.resolve(DEMO_DATA_DIR)?;
    // A person is watching: requests are logged only on request.
    let serve = serve.resolve(&store.database, Defaults::DEMO)?;
    logging::start(serve.log);
    let listener = server::listen(serve.listen)?;
    let url = store::url_of(&listener, &serve)?;
    let file = demo::path_in(&store.data_dir);
    let opened = store::open(&store, Clock::machine())?;
    opened.load_reference()?;
    let service = opened.service(&serve, &url)?;
    let credentials = match opened.with_connection(|conn| demo::look(conn, &file))? {
        Found::Empty => {
            eprintln!("Memuat data demo; tidak ada data orang sungguhan di dalamnya.");
            opened.with_connection(|conn| demo::load(conn, &service, &file))?
        }
        Found::Loaded(known) => {
            let credentials = demo::Credentials { base_url: url, ..known };
            credentials.write(&file).map_err(|error| store::io_trouble(&error))?;
            credentials
        }
        Found::WithoutCredentials => return Err(without_credentials(&file).into()),
        Found::Foreign => return Err(foreign().into()),
    };
    super::print(&demo::greeting(&credentials, &file))?;
    server::run(service, listener, &serve).map_err(|error| store::io_trouble(&error).into())
}

fn without_credentials(file: &Path) -> Trouble {
    Trouble::new(
        (
            format!("basis data berisi demo, tetapi {} tidak ada", file.display()),
            format!("the database holds a demo, but {} is gone", file.display()),
        ),
        (
            "Kembalikan berkas itu, atau mulai di folder atau basis data baru (--data-dir, --database-url).",
            "Bring the file back, or begin with a new folder or database",
        ),
    )
}

fn foreign() -> Trouble {
    Trouble::new(
        (
            "basis data ini berisi data lain; demo tidak menyentuhnya",
            "this database holds other data; the demo does not touch it",
        ),
        ("Pilih basis data kosong dengan --data-dir atau --database-url.", "Choose an empty database"),
    )
}
