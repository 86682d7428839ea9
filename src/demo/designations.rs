//! Who answers for which agency: as the history of the network in South Kalimantan suggests (handbook 6.4), with people
//! who do not exist.
//!
//! June 2022: a narahubung in each of the 14 Inspektorat. November 2025: every kecamatan of Banjarmasin and Banjarbaru
//! and some of their kelurahan. The departments of the governments that have accounts follow in 2026; elsewhere most
//! have nobody yet, which is what coverage is there to show.

use super::agencies::Directory;
use super::people::People;
use super::plan::underway::GOVERNMENTS;
use crate::clock::Clock;
use crate::db::AnyConnection;
use crate::domain::agency::AgencyKind;
use crate::domain::id::UserId;
use crate::domain::narahubung::NarahubungRole;
use crate::domain::time::Zone;
use crate::error::Error;
use crate::journal::Work;
use crate::narahubung::operations::{self, NewDesignation};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// The joint commitment of the 14 Inspektorat.
pub const COMMITMENT: (i32, u32, u32) = (2022, 6, 17);

/// A designation to make.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    agency: String,
    role: NarahubungRole,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

/// Designates everybody; `accounts` are the narahubung who can log in, by the code of their agency.
///
/// # Errors
/// When the demo's data do not fit together, or the database refuses.
pub fn create(
    conn: &mut AnyConnection,
    clock: &Clock,
    directory: &Directory,
    accounts: &BTreeMap<String, UserId>,
    today: NaiveDate,
) -> Result<usize, Error> {
    let mut people = People::of(14);
    let wanted = wanted(directory, today);
    for (index, designation) in wanted.iter().enumerate() {
        let known = directory.get(&designation.agency)?;
        let primary = designation.role == NarahubungRole::Primary;
        let new = NewDesignation {
            agency_id: known.id,
            person_name: people.name(),
            staff_number: None,
            post: if primary { "Sekretaris" } else { "Kepala Subbagian Umum" }.to_owned(),
            phone: format!("+628110009{index:03}"),
            email: Some(format!("narahubung{index:03}@example.org")),
            level: None,
            role: designation.role,
            decree_number: format!("800/{:03}/KUM/{}", index + 1, designation.from.format("%Y")),
            decree_on: designation.from,
            signer_post: "Kepala daerah".to_owned(),
            valid_from: designation.from,
            valid_to: designation.to,
            contact_hours: Some("Senin sampai Jumat, 08.00–16.00 WITA".to_owned()),
            user_id: accounts.get(&designation.agency).copied().filter(|_| primary),
        };
        clock.move_to(Zone::Wita.start_of(designation.from));
        operations::designate(&mut Work::by_system(conn, clock), new)?;
    }
    Ok(wanted.len())
}

fn wanted(directory: &Directory, today: NaiveDate) -> Vec<Wanted> {
    let day = |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).expect("a day that exists");
    let mut list = Vec::new();
    for (index, (code, known)) in directory.iter().enumerate() {
        let government = known.government.as_deref().unwrap_or_default();
        let city = matches!(government, "63.71" | "63.72");
        let with_accounts = GOVERNMENTS.contains(&government);
        let mut add = |role, from: NaiveDate, to| {
            list.push(Wanted { agency: code.to_owned(), role, from: from.min(today), to });
        };
        match known.kind {
            AgencyKind::Inspectorate => {
                add(NarahubungRole::Primary, day(COMMITMENT), None);
                add(NarahubungRole::Deputy, day(COMMITMENT), None);
            }
            AgencyKind::District if city => add(NarahubungRole::Primary, day((2025, 11, 19)), None),
            AgencyKind::UrbanVillage if city && index % 4 == 0 => {
                add(NarahubungRole::Primary, day((2025, 11, 19)), None);
            }
            // Some end within the next weeks, so that coverage warns of them.
            AgencyKind::Department if with_accounts => {
                let to = (index % 5 == 0).then(|| today + Days::new(20));
                add(NarahubungRole::Primary, day((2026, 2, 2)), to);
            }
            _ => {}
        }
    }
    list.sort_by_key(|wanted| wanted.from);
    list
}
