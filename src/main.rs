//! Entry point: hands the arguments to the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    narahubung::cli::main()
}
