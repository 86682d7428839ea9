//! Ways that reports take by chance, the same ones every time.

use super::samples::{OTHER_AGENCY, actor, command, fix};
use crate::domain::lifecycle::Actor;
use crate::domain::report::{ActionOrder, Command, ExaminationOutcome, ItemStatus, State, TABLE, Transition};

/// Numbers that look random and are the same every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// The sample command, sometimes with another choice in it.
pub fn rolled(dice: &mut Dice, state: State, transition: Transition) -> Command {
    let mut command = command(state, transition);
    let other = dice.below(3) == 0;
    match &mut command {
        Command::ReplaceFormalChecklist(items) if other => items[0].status = ItemStatus::Missing,
        Command::FixResult(result) if other => *result = fix(ExaminationOutcome::NotFound),
        Command::BeginCorrectiveAction(begin) if other => {
            let order = begin.addressees[0].clone();
            begin.addressees.push(ActionOrder { agency: OTHER_AGENCY, ..order });
        }
        Command::RecordCarriedOut(done) if other => done.agency = OTHER_AGENCY,
        _ => {}
    }
    command
}

/// A step that is tried next.
pub struct Try {
    pub transition: Transition,
    /// Somebody who may take it.
    pub by: Actor,
    pub command: Command,
}

/// Some step that the table has from here; `None` where it has none. Ways out that lead nowhere else are seldom tried.
pub fn next(dice: &mut Dice, state: State) -> Option<Try> {
    let rows: Vec<_> = TABLE.0.iter().filter(|row| row.from.contains(&state)).collect();
    loop {
        let row = rows.get(dice.below(rows.len().max(1)))?;
        let transition = row.transition;
        let leaves =
            matches!(transition, Transition::Transfer | Transition::Withdraw | Transition::ConvertToConsultation);
        if leaves && dice.below(8) != 0 {
            continue;
        }
        let command = rolled(dice, state, transition);
        return Some(Try { transition, by: actor(row.roles[dice.below(row.roles.len())]), command });
    }
}
