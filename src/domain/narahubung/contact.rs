//! Whom to call for an agency now: the ladder from its own narahubung up to the head of the region.
//!
//! Whoever is named in a matter must not be the one who receives it (handbook 6.5): such a person or agency is passed
//! over, and the matter goes to the alternate, the regional secretary or the head of the region.

use super::NarahubungRole;

crate::codes! {
    /// On which step of the ladder somebody answers.
    pub enum ContactStep("contact_step") {
        /// The agency's own primary narahubung.
        Primary => "primary", "Narahubung utama instansi", "The agency's primary narahubung";
        /// The agency's own deputy.
        Deputy => "deputy", "Narahubung pengganti instansi", "The agency's deputy narahubung";
        /// A narahubung of a unit above it.
        ParentUnit => "parent_unit", "Narahubung unit di atasnya", "A narahubung of a unit above it";
        /// A narahubung of its government's Inspektorat.
        Inspectorate => "inspectorate", "Narahubung Inspektorat", "A narahubung of the Inspektorat";
        /// The regional secretariat, by its narahubung or its own number.
        Secretariat => "secretariat", "Sekretariat daerah", "The regional secretariat";
        /// The head of the region's office, by its narahubung or its own number.
        Government => "government", "Kepala daerah", "The head of the region";
        /// The agency's own number: there is no narahubung at all.
        Office => "office", "Nomor kantor instansi", "The agency's own number";
        /// Nobody is known.
        Nobody => "nobody", "Tidak ada yang tercatat", "Nobody is on record";
    }
}

crate::codes! {
    /// Why a step of the ladder was passed over.
    pub enum PassedReason("passed_reason") {
        /// No designation is valid today.
        Vacant => "vacant", "tidak ada penunjukan yang berlaku hari ini", "no designation is valid today";
        /// The caller named the person or the agency as involved (handbook 6.5).
        Bypassed => "bypassed", "dilewati karena benturan kepentingan", "passed over for a conflict of interest";
        /// Neither a telephone number nor an e-mail address is on record.
        NoNumber => "no_number", "tidak ada nomor atau surel", "neither number nor e-mail address is on record";
    }
}

/// Which agency stands on a rung, as seen from the agency that was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The agency itself.
    Own,
    /// A unit above it.
    ParentUnit,
    /// The Inspektorat of its government.
    Inspectorate,
    /// The regional secretariat.
    Secretariat,
    /// The government's head.
    Government,
}

/// An agency on the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung<Agency, Person> {
    /// Where it stands.
    pub place: Place,
    /// Which agency.
    pub agency: Agency,
    /// Its primary of today.
    pub primary: Option<Person>,
    /// Its deputy of today.
    pub deputy: Option<Person>,
    /// Whether the agency's own telephone or e-mail address is on record.
    pub office: Office,
}

/// Whether an agency can be reached without a narahubung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Office {
    /// It has a number or an e-mail address.
    Reachable,
    /// It has neither.
    Unreachable,
}

/// Who must be passed over.
pub trait Involved<Agency, Person> {
    /// Whether the agency is named in the matter.
    fn agency(&self, agency: &Agency) -> bool;
    /// Whether the person is.
    fn person(&self, person: &Person) -> bool;
}

/// A step that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed<Agency> {
    /// Which step.
    pub step: ContactStep,
    /// At which agency.
    pub agency: Agency,
    /// As what, where a narahubung was looked for.
    pub role: Option<NarahubungRole>,
    /// Why.
    pub reason: PassedReason,
}

/// Who answers, and who was passed over before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice<Agency, Person> {
    /// On which step.
    pub step: ContactStep,
    /// Which agency; `None` when nobody answers.
    pub agency: Option<Agency>,
    /// The narahubung; `None` when it is the agency's own number, or nobody.
    pub person: Option<(NarahubungRole, Person)>,
    /// The steps before, in order.
    pub passed: Vec<Passed<Agency>>,
}

/// Walks the ladder. The first rung must be the agency that was asked about; no agency stands on two rungs.
pub fn choose<Agency: Clone, Person: Clone>(
    ladder: &[Rung<Agency, Person>],
    involved: &impl Involved<Agency, Person>,
) -> Choice<Agency, Person> {
    let mut passed = Vec::new();
    for rung in ladder {
        for (role, person) in [(NarahubungRole::Primary, &rung.primary), (NarahubungRole::Deputy, &rung.deputy)] {
            let step = step(rung.place, role);
            let reason = match person {
                None => PassedReason::Vacant,
                Some(person) if involved.agency(&rung.agency) || involved.person(person) => PassedReason::Bypassed,
                Some(person) => {
                    let person = Some((role, person.clone()));
                    return Choice { step, agency: Some(rung.agency.clone()), person, passed };
                }
            };
            passed.push(Passed { step, agency: rung.agency.clone(), role: Some(role), reason });
        }
        if let Place::Secretariat | Place::Government = rung.place {
            let step = step(rung.place, NarahubungRole::Primary);
            match try_office(rung, step, involved) {
                Ok(choice) => return Choice { passed, ..choice },
                Err(pass) => passed.push(pass),
            }
        }
    }
    if let Some(own) = ladder.first() {
        match try_office(own, ContactStep::Office, involved) {
            Ok(choice) => return Choice { passed, ..choice },
            Err(pass) => passed.push(pass),
        }
    }
    Choice { step: ContactStep::Nobody, agency: None, person: None, passed }
}

const fn step(place: Place, role: NarahubungRole) -> ContactStep {
    match (place, role) {
        (Place::Own, NarahubungRole::Primary) => ContactStep::Primary,
        (Place::Own, NarahubungRole::Deputy) => ContactStep::Deputy,
        (Place::ParentUnit, _) => ContactStep::ParentUnit,
        (Place::Inspectorate, _) => ContactStep::Inspectorate,
        (Place::Secretariat, _) => ContactStep::Secretariat,
        (Place::Government, _) => ContactStep::Government,
    }
}

fn try_office<Agency: Clone, Person>(
    rung: &Rung<Agency, Person>,
    step: ContactStep,
    involved: &impl Involved<Agency, Person>,
) -> Result<Choice<Agency, Person>, Passed<Agency>> {
    let reason = match rung.office {
        _ if involved.agency(&rung.agency) => PassedReason::Bypassed,
        Office::Unreachable => PassedReason::NoNumber,
        Office::Reachable => {
            return Ok(Choice { step, agency: Some(rung.agency.clone()), person: None, passed: Vec::new() });
        }
    };
    Err(Passed { step, agency: rung.agency.clone(), role: None, reason })
}
