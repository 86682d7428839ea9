//! Every guard, tried from a report that satisfies all others.

mod dates;
mod intake;
mod result;

use super::samples::attempt;
use crate::domain::lifecycle::Violation;
use crate::domain::report::{Close, Command, Facts, Snapshot, State, Transition};

pub fn refusal(
    state: State,
    transition: Transition,
    arrange: impl FnOnce(&mut Snapshot, &mut Facts),
    adjust: impl FnOnce(&mut Command),
) -> Violation {
    attempt(state, transition, arrange, adjust).expect_err("the guard must refuse")
}

/// Replaces the sample command.
pub fn say(command: Command) -> impl FnOnce(&mut Command) {
    move |slot| *slot = command
}

pub fn as_is(_: &mut Snapshot, _: &mut Facts) {}

pub fn no_change(_: &mut Command) {}

pub fn required(field: &str) -> Violation {
    Violation::Required { field: field.to_owned() }
}

pub fn edit_close(edit: impl FnOnce(&mut Close)) -> impl FnOnce(&mut Command) {
    move |command| match command {
        Command::Close(close) => edit(close),
        other => panic!("not a closing: {other:?}"),
    }
}
