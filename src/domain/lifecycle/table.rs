//! A transition table: the single declaration from which come what is allowed, the published table and the exhaustive
//! test of every state with every step.

use super::{DeadlineCode, Violation};
use crate::domain::access::Role;
use crate::domain::code::Code;
use std::fmt::Write;

/// One row: states `S`, steps `T`, and the closed list `R` from which the step must give a reason or judgement.
#[derive(Debug, Clone, Copy)]
pub struct Row<S: 'static, T, R: 'static> {
    /// From which states.
    pub from: &'static [S],
    /// What is done.
    pub transition: T,
    /// To which state; `None` where a fact is recorded and the state stays.
    pub to: Option<S>,
    /// Who may.
    pub roles: &'static [Role],
    /// The reasons that are allowed; empty where the step takes none.
    pub reasons: &'static [R],
    /// The clocks that may start.
    pub starts: &'static [DeadlineCode],
    /// What must hold, and the rule it comes from.
    pub guard: &'static str,
}

/// All rows of one machine. A state and a step have at most one row.
#[derive(Debug, Clone, Copy)]
pub struct Table<S: 'static, T: 'static, R: 'static>(pub &'static [Row<S, T, R>]);

impl<S: Code, T: Code, R: Code> Table<S, T, R> {
    /// The row for `transition` from `state`, if there is one.
    pub fn row(&self, state: S, transition: T) -> Option<&'static Row<S, T, R>> {
        self.0.iter().find(|row| row.transition == transition && row.from.contains(&state))
    }

    /// What `role` may do in `state`.
    pub fn allowed(&self, state: S, role: Role) -> impl Iterator<Item = &'static Row<S, T, R>> {
        self.0.iter().filter(move |row| row.from.contains(&state) && row.roles.contains(&role))
    }

    /// Every role that may take this step from some state.
    pub fn roles_of(&self, transition: T) -> Vec<Role> {
        let rows: Vec<_> = self.0.iter().filter(|row| row.transition == transition).collect();
        Role::ALL.iter().copied().filter(|role| rows.iter().any(|row| row.roles.contains(role))).collect()
    }

    /// The row that lets `role` take this step from this state.
    ///
    /// # Errors
    /// A role that may never take it is refused first, then a state that has no such step, then a role that may not
    /// take it from this state.
    pub fn permit(&self, state: S, transition: T, role: Role) -> Result<&'static Row<S, T, R>, Violation> {
        let ever = self.roles_of(transition);
        if !ever.contains(&role) {
            return Err(Violation::RoleNotAllowed { transition: transition.code(), roles: ever });
        }
        match self.row(state, transition) {
            None => Err(Violation::TransitionNotAllowed {
                state: state.code(),
                transition: transition.code(),
                allowed: self.allowed(state, role).map(|row| row.transition.code()).collect(),
            }),
            Some(row) if !row.roles.contains(&role) => {
                Err(Violation::RoleNotAllowed { transition: transition.code(), roles: row.roles.to_vec() })
            }
            Some(row) => Ok(row),
        }
    }

    /// The table as Markdown, for the documentation.
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "| From | To | Step | Who | Reasons | Starts | Guard |\n| --- | --- | --- | --- | --- | --- | --- |\n",
        );
        for row in self.0 {
            let (from, to) = (codes(row.from), row.to.map_or("(stays)", Code::code));
            let (step, roles, reasons) = (row.transition.code(), codes(row.roles), codes(row.reasons));
            let (starts, guard) = (codes(row.starts), row.guard);
            writeln!(text, "| {from} | {to} | `{step}` | {roles} | {reasons} | {starts} | {guard} |")
                .expect("writing to a String does not fail");
        }
        text
    }
}

fn codes<C: Code>(list: &[C]) -> String {
    list.iter().map(|value| value.code()).collect::<Vec<_>>().join(", ")
}

/// Declares the rows of a machine whose `State`, `Transition` and reasons `$reason` are in scope.
macro_rules! rows {
    ($(#[$meta:meta])* $name:ident: $reasons:ident;
     $([$($from:ident),+] => $to:tt, $transition:ident, [$($role:ident),+], reasons [$($reason:ident),*],
       starts [$($clock:ident),*], $guard:literal;)+) => {
        $(#[$meta])*
        pub const $name: $crate::domain::lifecycle::Table<State, Transition, $reasons> =
            $crate::domain::lifecycle::Table(&[$($crate::domain::lifecycle::Row {
                from: &[$(State::$from),+],
                transition: Transition::$transition,
                to: $crate::domain::lifecycle::rows!(@to $to),
                roles: &[$($crate::domain::access::Role::$role),+],
                reasons: &[$($reasons::$reason),*],
                starts: &[$($crate::domain::lifecycle::DeadlineCode::$clock),*],
                guard: $guard,
            }),+]);
    };
    (@to stays) => { None };
    (@to $to:ident) => { Some(State::$to) };
}
pub(crate) use rows;
