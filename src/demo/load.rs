//! Loading the demo into an empty database, in one transaction: a load that breaks off leaves nothing behind.

use super::accounts;
use super::agencies;
use super::credentials::Credentials;
use super::designations;
use super::plan::{Team, underway, year};
use super::play::Stage;
use super::progress::Progress;
use crate::clock::Clock;
use crate::db::AnyConnection;
use crate::domain::time::Zone;
use crate::error::Error;
use crate::journal::Work;
use crate::service::Service;
use chrono::NaiveDate;

/// The first day on which the demo's agencies exist and its people work.
const BEGINNING: (i32, u32, u32) = (2022, 1, 3);

/// Loads everything and returns who can log in.
///
/// # Errors
/// When the demo's data do not fit together, or the database refuses.
pub fn load(conn: &mut AnyConnection, service: &Service, progress: &mut Progress) -> Result<Credentials, Error> {
    let now = service.now();
    let today = Zone::Wita.day_of(now);
    let (year, month, day) = BEGINNING;
    let beginning = NaiveDate::from_ymd_opt(year, month, day).expect("a day that exists");
    let clock = Clock::set_at(Zone::Wita.start_of(beginning));
    progress.begin("instansi: 14 pemda, perangkat daerah, kecamatan, kelurahan, instansi vertikal");
    let directory = agencies::create(&mut Work::by_system(conn, &clock), beginning)?;
    progress.begin("akun");
    let mut people = accounts::create(&mut Work::by_system(conn, &clock), service, &directory)?;
    progress.begin("narahubung");
    designations::create(conn, &clock, &directory, &people.narahubung(), today)?;
    progress.begin("laporan dan rekomendasi: tahun 2023 seperti yang dipublikasikan, dan yang sedang berjalan");
    let cast = people.cast(&directory, &clock)?;
    let team = Team { examiner: people.id("riksa1")?, second_examiner: people.id("riksa2")? };
    let mut cases = year::cases(&directory, team)?;
    cases.extend(underway::cases(&directory, team, today)?);
    let ring = service.ring();
    people.create_clients(&mut Work::by_system(conn, &service.clock), &ring, &directory)?;
    Stage { conn, clock: &clock, ring: &ring, cast: &cast, until: now }.play(cases, progress)?;
    Ok(people.credentials(&service.base_url))
}
