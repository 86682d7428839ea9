//! Agencies (*instansi*): governments and their apparatus, vertical agencies, enterprises; a tree (domain of UU 23/2014
//! and PP 18/2016: perangkat daerah under a government, UPTD under a dinas, kelurahan under a kecamatan).

use super::identifiers::RegionCode;

crate::codes! {
    /// What kind of body an agency is.
    pub enum AgencyKind("agency_kind") {
        /// A provincial, regency or city government (*pemda*).
        Government => "government", "Pemerintah daerah", "Regional government";
        /// The government's internal auditor (*Inspektorat*).
        Inspectorate => "inspectorate", "Inspektorat", "Inspectorate";
        /// A regional department (*dinas*).
        Department => "department", "Dinas", "Department";
        /// A regional board (*badan*).
        Board => "board", "Badan", "Board";
        /// The regional secretariat (*setda*).
        Secretariat => "secretariat", "Sekretariat daerah", "Regional secretariat";
        /// The secretariat of the regional council (*setwan*).
        CouncilSecretariat => "council_secretariat", "Sekretariat DPRD", "Council secretariat";
        /// A district office (*kecamatan*).
        District => "district", "Kecamatan", "District office";
        /// An urban village office (*kelurahan*).
        UrbanVillage => "urban_village", "Kelurahan", "Urban village office";
        /// A village government (*desa*): its own legal body under the regency.
        Village => "village", "Desa", "Village government";
        /// A regional public hospital (*RSUD*).
        Hospital => "hospital", "RSUD", "Regional public hospital";
        /// A technical unit of a department or board (*UPTD*), a health centre, a state school.
        TechnicalUnit => "technical_unit", "UPTD atau unit layanan", "Technical or service unit";
        /// An enterprise owned by a regional government (*BUMD*).
        RegionalEnterprise => "regional_enterprise", "BUMD", "Regional enterprise";
        /// A state enterprise (*BUMN*).
        StateEnterprise => "state_enterprise", "BUMN", "State enterprise";
        /// A vertical agency: belongs to no regional government (BPN, Polres, Kemenag, BPJS).
        Vertical => "vertical", "Instansi vertikal", "Vertical agency";
        /// Any other body that serves the public.
        Other => "other", "Lainnya", "Other";
    }
}

impl AgencyKind {
    /// Belongs to no regional government (handbook 7.1), and so hangs under none.
    pub const fn is_outside_governments(self) -> bool {
        matches!(self, AgencyKind::Vertical | AgencyKind::StateEnterprise | AgencyKind::Other)
    }

    /// Whether whoever works here answers for the whole government and not for one agency: the Inspektorat oversees
    /// all apparatus of its government (PP 18/2016 art. 11), and its narahubung and inspector are the government's
    /// (handbook 11.1).
    pub const fn oversees_its_government(self) -> bool {
        matches!(self, AgencyKind::Inspectorate)
    }

    /// Whether a report may go past an agency of this kind, with all under it (handbook 6.5): past a whole government
    /// there would be nobody left to deliver to, since its regional secretary and its head are part of it.
    pub const fn may_be_bypassed(self) -> bool {
        !matches!(self, AgencyKind::Government)
    }

    /// Whether an agency of this kind may hang under one of `parent`.
    pub const fn may_hang_under(self, parent: AgencyKind) -> bool {
        use AgencyKind as K;
        match self {
            K::Government => matches!(parent, K::Government),
            K::Inspectorate
            | K::Department
            | K::Board
            | K::Secretariat
            | K::CouncilSecretariat
            | K::District
            | K::RegionalEnterprise => matches!(parent, K::Government),
            K::UrbanVillage => matches!(parent, K::District),
            K::Village => matches!(parent, K::District | K::Government),
            K::Hospital => matches!(parent, K::Department | K::Government),
            K::TechnicalUnit => {
                matches!(
                    parent,
                    K::Department | K::Board | K::Secretariat | K::Hospital | K::District | K::RegionalEnterprise
                )
            }
            K::Vertical | K::StateEnterprise | K::Other => parent.is_outside_governments(),
        }
    }
}

/// Why a code is not an agency's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an agency's code is a region code, optionally followed by parts of capital letters, digits and hyphens")]
pub struct AgencyCodeError;

impl AgencyCodeError {
    /// The code of the field fault.
    pub const fn code(self) -> &'static str {
        "agency_code_format"
    }
}

/// An agency's stable human code: begins with a region code of the Kepmendagri, `63.07`, `63.07.01.1001`,
/// `63.07.DISDUKCAPIL`. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AgencyCode(String);

impl AgencyCode {
    /// The longest code.
    pub const MOST_CHARS: usize = 60;

    /// Reads a code.
    ///
    /// # Errors
    /// When it does not begin with a region code or holds anything but capital letters, digits, hyphens and dots.
    pub fn parse(text: &str) -> Result<Self, AgencyCodeError> {
        let parts: Vec<&str> = text.split('.').collect();
        let numeric = parts.iter().take_while(|part| part.bytes().all(|byte| byte.is_ascii_digit())).count();
        let region = parts[..numeric].join(".");
        let rest_is_sound = parts[numeric..].iter().all(|part| {
            (1..=30).contains(&part.len())
                && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
        });
        if text.len() > Self::MOST_CHARS || RegionCode::parse(&region).is_err() || !rest_is_sound {
            return Err(AgencyCodeError);
        }
        Ok(Self(text.to_owned()))
    }

    /// The region code that it begins with: `63.07` of `63.07.DISDUKCAPIL`.
    pub fn region(&self) -> &str {
        let end = self.0.split('.').take_while(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        let length: usize = end.map(|part| part.len() + 1).sum();
        &self.0[..length - 1]
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_begin_with_a_region() {
        for good in ["63", "63.07", "63.07.01.1001", "63.07.ITDA", "63.71.DINKES.PKM-01", "63.72.02"] {
            assert!(AgencyCode::parse(good).is_ok(), "{good}");
        }
        assert_eq!(AgencyCode::parse("63.71.DINKES.PKM-01").unwrap().region(), "63.71");
        assert_eq!(AgencyCode::parse("63.07.01.1001").unwrap().region(), "63.07.01.1001");
        for bad in ["", "ITDA", "63.", "63..X", "63.07.itda", "63.07.ÄX", "6307", "63.07.ITDA.", "63.07. X"] {
            assert!(AgencyCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_tree_of_a_government_has_its_order() {
        use AgencyKind as K;
        assert!(K::UrbanVillage.may_hang_under(K::District));
        assert!(!K::UrbanVillage.may_hang_under(K::Government));
        assert!(!K::Vertical.may_hang_under(K::Government), "vertical agencies belong to no government");
        assert!(K::RegionalEnterprise.may_hang_under(K::Government));
    }
}
