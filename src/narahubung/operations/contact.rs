//! Whom to call for an agency now.

use crate::db::AnyConnection;
use crate::domain::access::Reach;
use crate::domain::agency::AgencyKind;
use crate::domain::id::{AgencyId, UserId};
use crate::domain::narahubung::NarahubungRole;
use crate::domain::narahubung::contact::{Choice, Involved, Office, Place, Rung, choose};
use crate::domain::time::{Timestamp, Zone};
use crate::error::{Code, Error, FieldFault};
use crate::narahubung::store::{self, AgencyRef, Designation, ladder};
use chrono::NaiveDate;
use std::collections::HashSet;
use uuid::Uuid;

/// The answer, with the day on which it holds.
pub struct Contact {
    /// The day, in WITA.
    pub on: NaiveDate,
    /// The agency that was asked about.
    pub asked: AgencyRef,
    /// Who answers, and who was passed over.
    pub choice: Choice<AgencyRef, Designation>,
}

/// Finds out whom to call for an agency at `now`, passing over the designations and agencies in `bypass`.
///
/// The agency must lie within the reach; the answer may name a narahubung above it, since that is whom its own people
/// have to call too.
///
/// # Errors
/// `not_found` outside the reach; `malformed_parameter` when `bypass` names neither a designation nor an agency.
pub fn find(
    conn: &mut AnyConnection,
    reach: Reach,
    agency: AgencyId,
    bypass: &[Uuid],
    now: Timestamp,
) -> Result<Contact, Error> {
    let on = Zone::Wita.day_of(now);
    let asked = store::agency(conn, agency)?.ok_or_else(Error::not_found)?;
    if !store::is_within(conn, reach, agency)? {
        return Err(Error::not_found());
    }
    let named = Named::read(conn, bypass)?;
    let places = places(conn, &asked, on)?;
    let answering = ladder::answering(conn, places.iter().map(|(_, agency)| agency.id).collect(), on)?;
    let person = |agency: AgencyId, role: NarahubungRole| {
        answering.iter().find(|one| one.agency_id == agency && one.role == role).cloned()
    };
    let rung = |(place, agency): (Place, AgencyRef)| Rung {
        place,
        primary: person(agency.id, NarahubungRole::Primary),
        deputy: person(agency.id, NarahubungRole::Deputy),
        office: if agency.phone.is_some() || agency.email.is_some() { Office::Reachable } else { Office::Unreachable },
        agency,
    };
    let ladder: Vec<_> = places.into_iter().map(rung).collect();
    Ok(Contact { on, asked, choice: choose(&ladder, &named) })
}

/// The agencies of the ladder, each on its first rung only.
fn places(conn: &mut AnyConnection, asked: &AgencyRef, on: NaiveDate) -> Result<Vec<(Place, AgencyRef)>, Error> {
    let mut places = vec![(Place::Own, asked.clone())];
    let above = ladder::upwards(conn, asked.id, on)?;
    let units = above.into_iter().filter(|agency| agency.kind != AgencyKind::Government);
    places.extend(units.map(|unit| (Place::ParentUnit, unit)));
    if let Some(government) = &asked.government_code {
        for (place, kind) in [
            (Place::Inspectorate, AgencyKind::Inspectorate),
            (Place::Secretariat, AgencyKind::Secretariat),
            (Place::Government, AgencyKind::Government),
        ] {
            let found = ladder::of_government(conn, government, kind, on)?;
            places.extend(found.into_iter().map(|agency| (place, agency)));
        }
    }
    let mut seen = HashSet::new();
    places.retain(|(_, agency)| seen.insert(agency.id));
    Ok(places)
}

/// Who is named in the matter: agencies, and people with all their designations.
struct Named {
    agencies: HashSet<AgencyId>,
    designations: HashSet<Uuid>,
    staff_numbers: HashSet<String>,
    users: HashSet<UserId>,
}

impl Named {
    fn read(conn: &mut AnyConnection, ids: &[Uuid]) -> Result<Self, Error> {
        let mut named = Self {
            agencies: HashSet::new(),
            designations: HashSet::new(),
            staff_numbers: HashSet::new(),
            users: HashSet::new(),
        };
        for id in ids {
            if let Some(one) = store::find(conn, Reach::Everything, (*id).into())? {
                named.designations.insert(*id);
                named.staff_numbers.extend(one.staff_number);
                named.users.extend(one.user_id);
            } else if store::agency(conn, (*id).into())?.is_some() {
                named.agencies.insert((*id).into());
            } else {
                let fault = FieldFault::query("bypass", "unknown_agency");
                return Err(Error::new(Code::MalformedParameter).with_faults(vec![fault]));
            }
        }
        Ok(named)
    }
}

impl Involved<AgencyRef, Designation> for Named {
    fn agency(&self, agency: &AgencyRef) -> bool {
        self.agencies.contains(&agency.id)
    }

    fn person(&self, person: &Designation) -> bool {
        self.designations.contains(&person.id.0)
            || person.staff_number.as_ref().is_some_and(|number| self.staff_numbers.contains(number))
            || person.user_id.is_some_and(|user| self.users.contains(&user))
    }
}
