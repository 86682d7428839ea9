//! Loads a million reports: multiplies those of the demo, with everything that belongs to them, in an SQLite file, and
//! copies such a file into PostgreSQL. Called by `scripts/bench`; nothing of it is in the product.
//!
//!     load multiply DATABASE.sqlite KEYS.json REPORTS
//!     load copy DATABASE.sqlite POSTGRES_URL
//!
//! The demo's reports, their journal, clocks and figures come in the proportions of a real year, so their copies do too.

mod copy;
mod days;
mod multiply;
mod template;
mod totals;

use std::error::Error;
use std::path::Path;

/// What goes wrong here ends the program; a message is enough.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    // `cargo bench` adds its own flag.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["multiply", file, keys, reports] => multiply::multiply(Path::new(file), Path::new(keys), reports.parse()?),
        ["copy", file, url] => copy::copy(Path::new(file), url),
        _ => {
            println!("usage: load multiply DATABASE.sqlite KEYS.json REPORTS | load copy DATABASE.sqlite POSTGRES_URL");
            Ok(())
        }
    }
}
