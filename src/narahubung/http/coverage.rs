//! How well the network covers the units.

use super::AgencyBrief;
use crate::auth::admission::Caller;
use crate::domain::code::Code as _;
use crate::domain::id::AgencyId;
use crate::domain::narahubung::coverage::{Counts, CoverageStatus};
use crate::error::Error;
use crate::narahubung::operations::coverage::{self, Group, Scope, Unit};
use crate::service::Service;
use crate::web::page::{Page, Position, Window};
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which units are asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CoverageQuery {
    /// How many days ahead a loss counts.
    #[param(minimum = 0, maximum = 366, default = 30, nullable = false)]
    within_days: Option<u16>,
    /// Only units of this government's tree, by code.
    #[param(max_length = 13, pattern = "^[0-9.]+$", example = "63.07", nullable = false)]
    government: Option<String>,
    /// Only this agency and those under it.
    #[param(nullable = false)]
    root: Option<Uuid>,
    /// Only units of these statuses in the list; the counts stay those of all units.
    #[param(max_items = 3, explode = false, nullable = false)]
    status: Option<Vec<CoverageStatus>>,
    /// Units per page.
    #[param(minimum = 1, maximum = 200, default = 50, nullable = false)]
    limit: Option<i64>,
    /// Where the page of units begins, from the page before.
    #[param(max_length = 2048, pattern = "^[A-Za-z0-9_-]+$", nullable = false)]
    cursor: Option<String>,
}

/// Units by what they have.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageCounts {
    /// All units: `with_narahubung` and `without_narahubung` together.
    #[schema(minimum = 0)]
    pub units: u32,
    /// Units with a valid narahubung today: the lists `status=covered,losing`.
    #[schema(minimum = 0)]
    pub with_narahubung: u32,
    /// Units without one today: the list `status=uncovered`.
    #[schema(minimum = 0)]
    pub without_narahubung: u32,
    /// Of those with one, the units that will be without within the days asked about: the list `status=losing`.
    #[schema(minimum = 0)]
    pub losing_narahubung: u32,
    /// Share of units with a narahubung today, in per cent with two decimals, half up; absent where there is no unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0.0, maximum = 100.0, example = 66.67)]
    pub coverage_rate: Option<f64>,
}

impl From<Counts> for CoverageCounts {
    fn from(counts: Counts) -> Self {
        let as_number = |hundredths: u64| f64::from(u32::try_from(hundredths).unwrap_or(u32::MAX)) / 100.0;
        Self {
            units: counts.units(),
            with_narahubung: counts.with_narahubung(),
            without_narahubung: counts.uncovered,
            losing_narahubung: counts.losing,
            coverage_rate: counts.rate().map(|rate| as_number(rate.hundredths())),
        }
    }
}

/// Counts of one government or branch.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageGroup {
    /// Code of the government or of the agency at the head of the branch; absent for units outside governments.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 60, example = "63.07")]
    pub code: Option<String>,
    /// That agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub head: Option<AgencyBrief>,
    /// The counts.
    pub counts: CoverageCounts,
}

impl From<Group> for CoverageGroup {
    fn from(group: Group) -> Self {
        Self { code: group.code, head: group.head.map(AgencyBrief::from), counts: group.counts.into() }
    }
}

/// One unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageUnit {
    /// Which.
    pub agency: AgencyBrief,
    /// Whether it has a narahubung.
    pub status: CoverageStatus,
    /// The first day without one, if there is one from today through the days asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub without_from: Option<NaiveDate>,
    /// Whether a primary holds a designation today.
    pub has_primary: bool,
    /// Whether a deputy does; one is recommended everywhere.
    pub has_deputy: bool,
}

impl From<Unit> for CoverageUnit {
    fn from(unit: Unit) -> Self {
        Self {
            agency: unit.agency.into(),
            status: unit.coverage.status,
            without_from: unit.coverage.without_from,
            has_primary: unit.staffing.has_primary,
            has_deputy: unit.staffing.has_deputy,
        }
    }
}

/// How well the network covers the units.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageView {
    /// Today, in WITA: the day that the figures are of.
    pub on: NaiveDate,
    /// How many days ahead a loss counts.
    #[schema(minimum = 0, maximum = 366)]
    pub within_days: u16,
    /// All units asked about.
    pub totals: CoverageCounts,
    /// By government; adds up to the totals.
    #[schema(max_items = 1000)]
    pub governments: Vec<CoverageGroup>,
    /// By branch directly under the agency asked about (`root`, the government, or the caller's own tree), which has a
    /// group of its own when it is a unit itself; adds up to the totals. Empty when the whole network is asked about.
    #[schema(max_items = 1000)]
    pub branches: Vec<CoverageGroup>,
    /// The units themselves, by code. `page.total` counts them by the wanted statuses.
    pub units: Page<CoverageUnit>,
}

/// Tells how well the network covers the units.
///
/// Units are the agencies that exist today, but for the governments themselves. A unit has a narahubung when a primary
/// or a deputy holds a designation today, in WITA. Counts and lists are of one moment and add up to each other. The
/// agency side sees its own tree.
#[utoipa::path(
    get, path = "/v1/narahubung/coverage", operation_id = "getNarahubungCoverage", tag = "narahubung",
    params(CoverageQuery),
    responses((status = 200, description = "Counts, and a page of units.", body = CoverageView))
)]
pub async fn get_narahubung_coverage(
    service: Data<Service>,
    caller: Caller,
    query: Query<CoverageQuery>,
) -> Result<HttpResponse, Error> {
    let (wanted, keys, now) = (query.parameters, service.ring(), service.now());
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let scope = Scope { government: wanted.government, root: wanted.root.map(AgencyId) };
    let (reach, within_days) = (caller.principal.reach(), wanted.within_days.unwrap_or(30));
    let found = service.db.read_snapshot(move |conn| coverage::compute(conn, &scope, reach, within_days, now)).await?;
    let statuses = wanted.status.unwrap_or_else(|| CoverageStatus::ALL.to_vec());
    let listed: Vec<Unit> = found.units.into_iter().filter(|unit| statuses.contains(&unit.coverage.status)).collect();
    let total = i64::try_from(listed.len()).unwrap_or(i64::MAX);
    let after = window.after.as_ref().map(|position| position.key.clone());
    let behind = listed.into_iter().filter(|unit| after.as_ref().is_none_or(|code| unit.agency.code > *code));
    let rows: Vec<Unit> = behind.take(usize::try_from(window.fetch()).unwrap_or(0)).collect();
    let position = |unit: &Unit| Position { key: unit.agency.code.clone(), id: unit.agency.id.0 };
    let view = CoverageView {
        on: found.on,
        within_days,
        totals: found.totals.into(),
        governments: found.governments.into_iter().map(CoverageGroup::from).collect(),
        branches: found.branches.into_iter().map(CoverageGroup::from).collect(),
        units: window.page(rows, Some(total), position, CoverageUnit::from, &keys, now)?,
    };
    Ok(Reply::ok(Caching::Private, &view)?.into_response())
}
