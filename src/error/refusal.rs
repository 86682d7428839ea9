//! A lifecycle's refusal as an error: status by its kind, its words at the field that is at fault.

use super::{Code, Error, FieldFault};
use crate::domain::code::Code as _;
use crate::domain::lifecycle::{Violation, ViolationKind};
use serde_json::json;

impl From<Violation> for Error {
    /// 409 where the state, 403 where the role or the person, 422 where the content of the step does not allow it. A step that the
    /// table does not have from this state also says which ones it has for this role.
    fn from(violation: Violation) -> Self {
        let error = match violation.kind() {
            ViolationKind::Forbidden => match &violation {
                Violation::RoleNotAllowed { .. } => Self::not_allowed(),
                _ => Self::not_this_person(),
            },
            ViolationKind::Invalid => Self::new(Code::ValidationFailed),
            ViolationKind::Conflict => match &violation {
                Violation::TransitionNotAllowed { state, allowed, .. } => {
                    Self::new(Code::InvalidTransition).with("state", *state).with("allowed_transitions", json!(allowed))
                }
                _ => Self::new(Code::Conflict),
            },
        };
        let error = match &violation {
            Violation::RoleNotAllowed { roles, .. } => {
                error.with("roles", json!(roles.iter().map(|role| role.code()).collect::<Vec<_>>()))
            }
            _ => error,
        };
        error.with_faults(vec![FieldFault::from(&violation)])
    }
}

impl From<&Violation> for FieldFault {
    /// The fault alone, for whoever gathers several.
    fn from(violation: &Violation) -> Self {
        let fault = Self::body(violation.field().unwrap_or_default(), violation.code());
        violation.params().into_iter().fold(fault, |fault, (name, value)| fault.with(name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::Role;

    #[test]
    fn each_kind_of_refusal_has_its_status() {
        let conflict =
            Violation::TransitionNotAllowed { state: "closed", transition: "submit", allowed: vec!["reopen"] };
        let error = Error::from(conflict);
        assert_eq!(error.code(), Code::InvalidTransition);
        assert_eq!(error.members()["allowed_transitions"], json!(["reopen"]));

        let forbidden = Violation::RoleNotAllowed { transition: "admit", roles: vec![Role::Head] };
        assert_eq!(Error::from(forbidden).code(), Code::ActionNotAllowed);
        for person in [Violation::SignerIsDrafter, Violation::VerifierIsFiler] {
            assert_eq!(Error::from(person).code(), Code::NotThisPerson);
        }

        let error = Error::from(Violation::Required { field: "/reason".to_owned() });
        assert_eq!(error.code(), Code::ValidationFailed);
        assert_eq!(error.faults(), [FieldFault::body("/reason", "required")]);
        assert_eq!(Error::from(Violation::Inadmissible).code(), Code::Conflict);
    }
}
