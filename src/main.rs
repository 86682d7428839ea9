//! Entry point: starts the logger and hands the arguments to the command line.

fn main() {}
