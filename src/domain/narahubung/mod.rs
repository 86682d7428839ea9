//! Narahubung (*pejabat penghubung*): who answers for an agency, from which day to which.
//!
//! No law defines the narahubung; the office's ground is the duty to cooperate and to build a network (UU 37/2008 art.
//! 7 e and f) and what the governments signed. The rules here are the handbook's (6.2 and 6.5): one active primary per
//! agency and moment, no overlap of one role in one agency, ending keeps history.
//!
//! **Not here:** accounts of narahubung, and who may designate (`access`).

pub mod contact;
pub mod coverage;
mod period;

pub use period::{NotAPeriod, Period};

use super::agency::AgencyKind;
use chrono::{Days, NaiveDate};

crate::codes! {
    /// On which level of a government a narahubung works (handbook 6.2).
    pub enum NarahubungLevel("narahubung_level") {
        /// The government as a whole (*pemda*), such as its secretary.
        Government => "government", "Pemerintah daerah", "Regional government";
        /// The Inspektorat: the first address of the Ombudsman's office.
        Inspectorate => "inspectorate", "Inspektorat", "Inspectorate";
        /// A department, board or secretariat (*SKPD*).
        Skpd => "skpd", "SKPD", "Department, board or secretariat";
        /// A technical or service unit (*UPTD*, *RSUD*).
        Uptd => "uptd", "UPTD atau unit layanan", "Technical or service unit";
        /// A district office.
        District => "district", "Kecamatan", "District office";
        /// An urban village office.
        UrbanVillage => "urban_village", "Kelurahan", "Urban village office";
        /// A village government.
        Village => "village", "Desa", "Village government";
        /// An agency that belongs to no regional government.
        Vertical => "vertical", "Instansi vertikal", "Vertical agency";
        /// An enterprise of a regional government.
        RegionalEnterprise => "regional_enterprise", "BUMD", "Regional enterprise";
        /// An enterprise of the state.
        StateEnterprise => "state_enterprise", "BUMN", "State enterprise";
        /// Any other body.
        Other => "other", "Lainnya", "Other";
    }
}

impl NarahubungLevel {
    /// The level of whoever answers for an agency of this kind. A hospital is a service unit of its own kind under the
    /// health department (PP 72/2019 art. 43).
    pub const fn of(kind: AgencyKind) -> Self {
        match kind {
            AgencyKind::Government => Self::Government,
            AgencyKind::Inspectorate => Self::Inspectorate,
            AgencyKind::Department | AgencyKind::Board | AgencyKind::Secretariat | AgencyKind::CouncilSecretariat => {
                Self::Skpd
            }
            AgencyKind::Hospital | AgencyKind::TechnicalUnit => Self::Uptd,
            AgencyKind::District => Self::District,
            AgencyKind::UrbanVillage => Self::UrbanVillage,
            AgencyKind::Village => Self::Village,
            AgencyKind::Vertical => Self::Vertical,
            AgencyKind::RegionalEnterprise => Self::RegionalEnterprise,
            AgencyKind::StateEnterprise => Self::StateEnterprise,
            AgencyKind::Other => Self::Other,
        }
    }
}

crate::codes! {
    /// Whether somebody is the narahubung or stands in (*utama*, *pengganti*).
    pub enum NarahubungRole("narahubung_role") {
        /// Answers first: at most one per agency and moment.
        Primary => "primary", "Utama", "Primary";
        /// Answers when the primary cannot, or is named in the matter.
        Deputy => "deputy", "Pengganti", "Deputy";
    }
}

crate::codes! {
    /// Why a designation ended (handbook 6.2).
    pub enum EndReason("narahubung_end_reason") {
        /// Moved to another post (*mutasi*).
        Transferred => "transferred", "Mutasi", "Transferred";
        /// Retired (*pensiun*).
        Retired => "retired", "Pensiun", "Retired";
        /// Another person was designated (*diganti*).
        Replaced => "replaced", "Diganti", "Replaced";
        /// Died (*meninggal*).
        Deceased => "deceased", "Meninggal", "Deceased";
        /// The decree was withdrawn, or recorded by mistake.
        Revoked => "revoked", "Penunjukan dicabut", "Designation revoked";
        /// The agency itself ended.
        AgencyEnded => "agency_ended", "Instansi berakhir", "The agency ended";
    }
}

/// A designation as far as the rules ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenure<Id> {
    /// Whose.
    pub id: Id,
    /// As what.
    pub role: NarahubungRole,
    /// From which day to which.
    pub period: Period,
}

/// Why somebody cannot be designated: another designation of the same role covers one of the days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("another designation of this role covers the day {on}")]
pub struct Overlap<Id> {
    /// The other designation.
    pub with: Id,
    /// The first day on which both would answer.
    pub on: NaiveDate,
}

/// Whether `period` is free for `role` among the designations of one agency.
///
/// # Errors
/// The first overlap, by day.
pub fn check_free<Id: Copy>(existing: &[Tenure<Id>], role: NarahubungRole, period: Period) -> Result<(), Overlap<Id>> {
    let overlaps = existing.iter().filter(|tenure| tenure.role == role).filter_map(|tenure| {
        let on = tenure.period.first_common_day(period)?;
        Some(Overlap { with: tenure.id, on })
    });
    overlaps.min_by_key(|overlap| overlap.on).map_or(Ok(()), Err)
}

/// Why a designation cannot end on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotEnd {
    /// It is over already.
    #[error("the designation is over already")]
    Over,
    /// The day is before its first day.
    #[error("the last day is before the first")]
    BeforeStart,
    /// The day is after the last day that the decree gave it; longer takes a new decree, and so a new designation.
    #[error("the last day is after the end that the designation already has")]
    AfterEnd,
}

/// The period of a designation whose last day is `last`. It may name a past day, since decrees arrive late.
///
/// A designation that has not begun may be ended on the day before its first: then it never takes effect.
///
/// # Errors
/// [`CannotEnd`].
pub fn end(period: Period, last: NaiveDate, today: NaiveDate) -> Result<Period, CannotEnd> {
    if period.to().is_some_and(|to| to < today) {
        return Err(CannotEnd::Over);
    }
    if period.to().is_some_and(|to| last > to) {
        return Err(CannotEnd::AfterEnd);
    }
    let earliest = if period.from() > today { period.from() - Days::new(1) } else { period.from() };
    if last < earliest {
        return Err(CannotEnd::BeforeStart);
    }
    Ok(period.until(last))
}

#[cfg(test)]
mod tests;
