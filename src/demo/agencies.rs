//! The agencies of the demo: 14 governments with their apparatus, kecamatan and kelurahan from the region codes, and the
//! vertical agencies and enterprises that the published year complained about.

use crate::agencies::operations::{self, NewAgency};
use crate::domain::agency::AgencyKind;
use crate::domain::code::Code;
use crate::domain::id::AgencyId;
use crate::domain::identifiers::RegionLevel;
use crate::error::Error;
use crate::journal::Work;
use crate::reference::embedded;
use crate::reference::store::Region;
use chrono::NaiveDate;
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("../../data/demo-agencies.csv");
const PROVINCE: &str = "63";

/// An agency of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: AgencyId,
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: AgencyKind,
    /// Code of the government in whose tree it is.
    pub government: Option<String>,
}

/// The agencies of the demo by code.
#[derive(Debug, Default)]
pub struct Directory(BTreeMap<String, Known>);

/// Which agencies a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// All 14 governments.
    Every,
    /// The 13 regencies and cities.
    Local,
    /// The province alone.
    Province,
}

impl Scope {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "every" => Some(Self::Every),
            "local" => Some(Self::Local),
            "province" => Some(Self::Province),
            _ => None,
        }
    }

    fn holds(self, government: &str) -> bool {
        match self {
            Self::Every => true,
            Self::Local => government != PROVINCE,
            Self::Province => government == PROVINCE,
        }
    }
}

impl Directory {
    /// The agency with this code.
    ///
    /// # Errors
    /// Internal: the demo's own data name an agency that they do not make.
    pub fn get(&self, code: &str) -> Result<&Known, Error> {
        self.0.get(code).ok_or_else(|| Error::internal(format!("the demo has no agency {code}")))
    }

    /// The head of a government's apparatus: the government itself; `None` for what belongs to no government.
    ///
    /// # Errors
    /// As [`Directory::get`].
    pub fn superior_of(&self, code: &str) -> Result<Option<&Known>, Error> {
        match &self.get(code)?.government {
            Some(government) if government != code => self.get(government).map(Some),
            _ => Ok(None),
        }
    }

    /// Codes that a choice such as `local:DISDUKCAPIL` stands for, in order.
    ///
    /// # Errors
    /// As [`Directory::get`].
    pub fn choice(&self, choice: &str) -> Result<Vec<String>, Error> {
        let (scope, suffix) = choice.split_once(':').unwrap_or((choice, ""));
        let codes: Vec<String> = match Scope::parse(scope) {
            Some(scope) => self
                .iter()
                .filter(|(code, known)| known.kind == AgencyKind::Government && scope.holds(code))
                .map(|(code, _)| format!("{code}.{suffix}"))
                .collect(),
            None => self
                .iter()
                .filter(|(_, known)| known.kind == AgencyKind::UrbanVillage)
                .map(|(code, _)| code.to_owned())
                .collect(),
        };
        if codes.is_empty() {
            return Err(Error::internal(format!("the demo has no agencies {choice}")));
        }
        codes.iter().try_for_each(|code| self.get(code).map(drop))?;
        Ok(codes)
    }

    /// Every agency with its code, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Known)> {
        self.0.iter().map(|(code, known)| (code.as_str(), known))
    }

    fn add(&mut self, work: &mut Work<'_>, new: NewAgency) -> Result<(), Error> {
        let made = operations::create(work, new)?;
        let known = Known { id: made.id, name: made.name, kind: made.kind, government: made.government_code };
        self.0.insert(made.code, known);
        Ok(())
    }
}

/// The 14 governments' regions, the province first.
fn governments() -> Result<Vec<Region>, Error> {
    Ok(embedded::regions()?.into_iter().filter(|region| region.code.split('.').count() <= 2).collect())
}

/// Makes all of them.
///
/// # Errors
/// When the demo's data do not fit together, which a test rules out, or the database refuses.
pub fn create(work: &mut Work<'_>, active_from: NaiveDate) -> Result<Directory, Error> {
    let mut directory = Directory::default();
    for government in governments()? {
        for line in lines()? {
            if line.scope.holds(&government.code) {
                let new = line.agency(&government, &directory, active_from)?;
                directory.add(work, new)?;
            }
        }
    }
    for region in embedded::regions()? {
        if let Some(new) = office_of(&region, &directory, active_from)? {
            directory.add(work, new)?;
        }
    }
    Ok(directory)
}

struct Line {
    scope: Scope,
    suffix: String,
    parent: String,
    kind: AgencyKind,
    class: String,
    name: String,
}

fn lines() -> Result<Vec<Line>, Error> {
    let mut reader = csv::Reader::from_reader(TEMPLATE.as_bytes());
    let rows = reader.deserialize::<(String, String, String, String, String, String)>();
    rows.map(|row| {
        let (scope, suffix, parent, kind, class, name) = row.map_err(|error| Error::internal(error.to_string()))?;
        let unknown = |what: &str| Error::internal(format!("demo-agencies.csv: unknown {what}"));
        let scope = Scope::parse(&scope).ok_or_else(|| unknown(&scope))?;
        let kind = AgencyKind::from_code(&kind).ok_or_else(|| unknown(&kind))?;
        Ok(Line { scope, suffix, parent, kind, class, name })
    })
    .collect()
}

impl Line {
    fn agency(&self, government: &Region, made: &Directory, active_from: NaiveDate) -> Result<NewAgency, Error> {
        let long_name = match government.code.as_str() {
            PROVINCE => format!("Provinsi {}", government.name),
            _ => government.name.clone(),
        };
        let (code, parent) = match (self.kind, self.parent.as_str()) {
            (AgencyKind::Government, _) if government.code == PROVINCE => (government.code.clone(), None),
            (AgencyKind::Government, _) => (government.code.clone(), Some(PROVINCE.to_owned())),
            // Belongs to no government: only its code says where it works.
            (_, "*") => (format!("{}.{}", government.code, self.suffix), None),
            (_, "") => (format!("{}.{}", government.code, self.suffix), Some(government.code.clone())),
            (_, parent) => {
                (format!("{}.{}", government.code, self.suffix), Some(format!("{}.{parent}", government.code)))
            }
        };
        let class = if self.class == "own" { class_of(government) } else { &self.class };
        Ok(NewAgency {
            email: Some(format!("{}@example.org", code.to_lowercase())),
            code,
            name: self.name.replace("{government}", &long_name),
            kind: self.kind,
            class: class.to_owned(),
            region_code: Some(government.code.clone()),
            parent_id: parent.map(|code| made.get(&code).map(|known| known.id)).transpose()?,
            address: None,
            postal_code: None,
            phone: None,
            website: None,
            active_from,
        })
    }
}

fn class_of(government: &Region) -> &'static str {
    match government.level {
        RegionLevel::Province => "PEMPROV",
        RegionLevel::City => "PEMKOT",
        _ => "PEMKAB",
    }
}

/// The office of a kecamatan or kelurahan. Desa are legal bodies of their own and no part of the apparatus.
fn office_of(region: &Region, made: &Directory, active_from: NaiveDate) -> Result<Option<NewAgency>, Error> {
    let (kind, title) = match region.level {
        RegionLevel::District => (AgencyKind::District, "Kecamatan"),
        RegionLevel::UrbanVillage => (AgencyKind::UrbanVillage, "Kelurahan"),
        _ => return Ok(None),
    };
    let parent = region.parent_code.as_deref().unwrap_or_default();
    // The second part of the code tells a kota (71 and above) from a kabupaten.
    let in_city = region.code.get(3..5).is_some_and(|part| part >= "71");
    let class = match (kind, in_city) {
        (AgencyKind::UrbanVillage, _) => "KELURAHAN",
        (_, true) => "PEMKOT",
        (_, false) => "PEMKAB",
    };
    Ok(Some(NewAgency {
        code: region.code.clone(),
        name: format!("{title} {}", region.name),
        kind,
        class: class.to_owned(),
        region_code: Some(region.code.clone()),
        parent_id: Some(made.get(parent)?.id),
        address: None,
        postal_code: None,
        phone: None,
        email: None,
        website: None,
        active_from,
    }))
}
