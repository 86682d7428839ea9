//! Numbers that name one report each: SIMPeL's own, and those of other systems (contract 4.4).

use crate::db::dialect::serialise_on;
use crate::error::{Code, Error, FieldFault};
use crate::journal::Work;
use crate::reports::store::{self, ExternalReference};

/// A number that a report is to carry.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number<'a> {
    /// SIMPeL's intake number.
    Agenda(&'a str),
    /// SIMPeL's registration number.
    Archive(&'a str),
    /// Another system's.
    Reference(&'a ExternalReference),
}

impl Number<'_> {
    /// What everybody who gives the same number waits for each other on.
    fn key(self) -> String {
        match self {
            Self::Agenda(number) => format!("agenda number {number}"),
            Self::Archive(number) => format!("archive number {number}"),
            Self::Reference(known) => {
                format!("reference of {:?} {:?}: {}", known.system, known.issuer_id.0, known.value)
            }
        }
    }
}

/// Refuses numbers that another report carries, each given with the place where it stands in the body. Whoever gives one
/// at the same moment waits until this transaction is over, and then finds it here. Where the other report is in the
/// caller's view, the answer links it.
///
/// # Errors
/// `duplicate_external_reference`.
pub(super) fn refuse_taken(work: &mut Work<'_>, numbers: &[(String, Number<'_>)]) -> Result<(), Error> {
    let mut keys: Vec<String> = numbers.iter().map(|(_, number)| number.key()).collect();
    // In one order, so that two who give the same numbers cannot each wait for the other.
    keys.sort();
    for key in &keys {
        serialise_on(work.conn, key)?;
    }
    for (pointer, number) in numbers {
        let holder = match number {
            Number::Agenda(number) => store::agenda_number_holder(work.conn, number)?,
            Number::Archive(number) => store::archive_number_holder(work.conn, number)?,
            Number::Reference(known) => store::reference_holder(work.conn, known)?,
        };
        let Some(holder) = holder else { continue };
        let fault = FieldFault::body(pointer.clone(), "already_taken");
        let error = Error::new(Code::DuplicateExternalReference).with_faults(vec![fault]);
        let visibility = work.caller()?.visibility();
        return Err(match store::find(work.conn, visibility, holder)? {
            Some(existing) => error.with("existing", format!("/v1/reports/{}", existing.id)),
            None => error,
        });
    }
    Ok(())
}
