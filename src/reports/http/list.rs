//! Lists of reports.

use super::views::{self, Listed, ReportSummary};
use crate::auth::admission::Caller;
use crate::db::search::fold;
use crate::domain::access::{Principal, Visibility, Who};
use crate::domain::id::{AgencyId, ReportId};
use crate::domain::report::{ClosingReason, ExaminationOutcome, IntakeKind, State};
use crate::error::{Code, Error, FieldFault};
use crate::reports::store::{self, After, Days, Filter, Order};
use crate::service::Service;
use crate::web::context::RequestContext;
use crate::web::page::{MOST_COUNTED, Page, Position, Window};
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Whose reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignedTo {
    /// The caller's.
    Me,
}

/// The order of a list of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
pub enum ReportOrder {
    /// Recorded last comes first.
    #[serde(rename = "-id")]
    Newest,
    /// Recorded first comes first.
    #[serde(rename = "id")]
    Oldest,
    /// Received last comes first.
    #[serde(rename = "-received_on")]
    LatestReceived,
    /// Received first comes first.
    #[serde(rename = "received_on")]
    EarliestReceived,
}

impl From<ReportOrder> for Order {
    fn from(order: ReportOrder) -> Self {
        match order {
            ReportOrder::Newest => Self::Newest,
            ReportOrder::Oldest => Self::Oldest,
            ReportOrder::LatestReceived => Self::LatestReceived,
            ReportOrder::EarliestReceived => Self::EarliestReceived,
        }
    }
}

/// Which reports are wanted. Days are days in WITA. A range holds the days from `.gte` on and before `.lt`: January is
/// `received_on.gte=2026-01-01&received_on.lt=2026-02-01`, and the figures count by the same rule.
///
/// The agency side can filter by `government` and `respondent_id` only; reporters by these and `received_on`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListReports {
    /// In any of these states.
    #[param(max_items = 20, explode = false, nullable = false)]
    state: Option<Vec<State>>,
    /// Of any of these kinds.
    #[param(max_items = 5, explode = false, nullable = false)]
    intake_kind: Option<Vec<IntakeKind>>,
    /// Against a respondent of this government, by code.
    #[param(max_length = 13, pattern = "^[0-9.]+$", example = "63.07", nullable = false)]
    government: Option<String>,
    /// Against this agency.
    #[param(nullable = false)]
    respondent_id: Option<Uuid>,
    /// Against agencies of any of these classes.
    #[param(max_items = 20, explode = false, nullable = false)]
    agency_class: Option<Vec<ListCode>>,
    /// Of any of these substances.
    #[param(max_items = 30, explode = false, nullable = false)]
    substance: Option<Vec<ListCode>>,
    /// Alleging mainly any of these.
    #[param(max_items = 20, explode = false, nullable = false)]
    maladministration: Option<Vec<ListCode>>,
    /// In which mainly any of these was found.
    #[param(max_items = 20, explode = false, nullable = false)]
    found_maladministration: Option<Vec<ListCode>>,
    /// With any of these conclusions of the examination.
    #[param(max_items = 3, explode = false, nullable = false)]
    outcome: Option<Vec<ExaminationOutcome>>,
    /// Ended for any of these reasons.
    #[param(max_items = 15, explode = false, nullable = false)]
    closing_reason: Option<Vec<ClosingReason>>,
    /// Received on this day or later.
    #[serde(rename = "received_on.gte")]
    #[param(nullable = false)]
    received_from: Option<NaiveDate>,
    /// Received before this day.
    #[serde(rename = "received_on.lt")]
    #[param(nullable = false)]
    received_until: Option<NaiveDate>,
    /// Admitted to examination on this day or later.
    #[serde(rename = "admitted_on.gte")]
    #[param(nullable = false)]
    admitted_from: Option<NaiveDate>,
    /// Admitted to examination before this day.
    #[serde(rename = "admitted_on.lt")]
    #[param(nullable = false)]
    admitted_until: Option<NaiveDate>,
    /// Handled in this year: admitted in it or before, and not ended before it.
    #[param(minimum = 2000, maximum = 2100, nullable = false)]
    handled_in: Option<i32>,
    /// Admitted at any time, and ended in this year.
    #[param(minimum = 2000, maximum = 2100, nullable = false)]
    closed_in: Option<i32>,
    /// Admitted at any time, and ended on this day or later.
    #[serde(rename = "closed_on.gte")]
    #[param(nullable = false)]
    closed_from: Option<NaiveDate>,
    /// Admitted at any time, and ended before this day.
    #[serde(rename = "closed_on.lt")]
    #[param(nullable = false)]
    closed_until: Option<NaiveDate>,
    /// Ended without having been admitted, on this day or later.
    #[serde(rename = "not_admitted_on.gte")]
    #[param(nullable = false)]
    not_admitted_from: Option<NaiveDate>,
    /// Ended without having been admitted, before this day.
    #[serde(rename = "not_admitted_on.lt")]
    #[param(nullable = false)]
    not_admitted_until: Option<NaiveDate>,
    /// Being handled at the end of this day: admitted by then, and not ended by then.
    #[param(nullable = false)]
    open_on: Option<NaiveDate>,
    /// Assigned to the caller now.
    #[param(inline, nullable = false)]
    assigned_to: Option<AssignedTo>,
    /// Whose subject holds this text; case and accents do not matter. Identity is searched by `searchReports`.
    #[param(min_length = 2, max_length = 100, nullable = false)]
    q: Option<String>,
    /// The order; `-id`, what was recorded last, when absent.
    #[param(inline, nullable = false)]
    sort: Option<ReportOrder>,
    /// Items per page.
    #[param(minimum = 1, maximum = 200, default = 50, nullable = false)]
    limit: Option<i64>,
    /// Where the page begins, from the page before.
    #[param(max_length = 2048, pattern = "^[A-Za-z0-9_-]+$", nullable = false)]
    cursor: Option<String>,
    /// Whether to count the whole list.
    #[param(nullable = false)]
    include_total: Option<bool>,
}

/// A code of an editable reference list.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(min_length = 1, max_length = 60, pattern = "^[A-Za-z0-9_]+$", example = "PEMKAB")]
pub struct ListCode(String);

fn codes(list: Option<Vec<ListCode>>) -> Vec<String> {
    list.unwrap_or_default().into_iter().map(|code| code.0).collect()
}

/// The days of a year.
fn year(number: Option<i32>) -> Days {
    let first = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    Days { from: number.and_then(first), until: number.and_then(|year| first(year + 1)) }
}

impl ListReports {
    fn filter(self, caller: &Principal) -> Filter {
        let assigned_to = match (self.assigned_to, caller.who) {
            (Some(AssignedTo::Me), Who::Person(user, _)) => Some(user),
            _ => None,
        };
        Filter {
            states: self.state.unwrap_or_default(),
            intake_kinds: self.intake_kind.unwrap_or_default(),
            government: self.government,
            respondent: self.respondent_id.map(AgencyId),
            agency_classes: codes(self.agency_class),
            substances: codes(self.substance),
            maladministrations: codes(self.maladministration),
            found: codes(self.found_maladministration),
            outcomes: self.outcome.unwrap_or_default(),
            closing_reasons: self.closing_reason.unwrap_or_default(),
            received: Days { from: self.received_from, until: self.received_until },
            admitted: Days { from: self.admitted_from, until: self.admitted_until },
            handled: year(self.handled_in),
            closed: year(self.closed_in).and(Days { from: self.closed_from, until: self.closed_until }),
            not_admitted: Days { from: self.not_admitted_from, until: self.not_admitted_until },
            open_before: self.open_on.and_then(|day| day.succ_opt()),
            assigned_to,
            text: self.q.map(|text| fold(&text)),
        }
    }

    /// Filters by what a reader cannot see would tell it by what they leave out.
    fn refuse_hidden_filters(&self, visibility: Visibility) -> Result<(), Error> {
        let own = matches!(visibility, Visibility::Own(_));
        if !own && views::delivered_to(visibility).is_none() {
            return Ok(());
        }
        let given = [
            ("state", self.state.is_some()),
            ("intake_kind", self.intake_kind.is_some()),
            ("agency_class", self.agency_class.is_some()),
            ("substance", self.substance.is_some()),
            ("maladministration", self.maladministration.is_some()),
            ("found_maladministration", self.found_maladministration.is_some()),
            ("outcome", self.outcome.is_some()),
            ("closing_reason", self.closing_reason.is_some()),
            ("received_on.gte", !own && self.received_from.is_some()),
            ("received_on.lt", !own && self.received_until.is_some()),
            ("admitted_on.gte", self.admitted_from.is_some()),
            ("admitted_on.lt", self.admitted_until.is_some()),
            ("handled_in", self.handled_in.is_some()),
            ("closed_in", self.closed_in.is_some()),
            ("closed_on.gte", self.closed_from.is_some()),
            ("closed_on.lt", self.closed_until.is_some()),
            ("not_admitted_on.gte", self.not_admitted_from.is_some()),
            ("not_admitted_on.lt", self.not_admitted_until.is_some()),
            ("open_on", self.open_on.is_some()),
            ("assigned_to", self.assigned_to.is_some()),
            ("q", self.q.is_some()),
            ("sort", !own && matches!(self.sort, Some(ReportOrder::EarliestReceived | ReportOrder::LatestReceived))),
        ];
        let faults: Vec<_> = given
            .into_iter()
            .filter(|(_, given)| *given)
            .map(|(name, _)| FieldFault::query(name, "filter_not_available"))
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(Error::new(Code::MalformedParameter).with_faults(faults)) }
    }
}

/// Where a report stands in a list.
pub(super) fn position(listed: &Listed) -> Position {
    let row = listed.row();
    Position { key: row.received_on.to_string(), id: row.id.0 }
}

/// Behind which report the page begins.
pub(super) fn after(window: &Window) -> Option<After> {
    let position = window.after.as_ref()?;
    Some(After { received_on: position.key.parse().ok()?, id: ReportId(position.id) })
}

/// Lists reports, as far as the caller may see them.
#[utoipa::path(
    get, path = "/v1/reports", operation_id = "listReports", tag = "reports", params(ListReports),
    responses((status = 200, description = "A page of reports.", body = Page<ReportSummary>))
)]
pub async fn list_reports(
    service: Data<Service>,
    caller: Caller,
    context: RequestContext,
    query: Query<ListReports>,
) -> Result<HttpResponse, Error> {
    let (wanted, keys, now, caller) = (query.parameters, service.ring(), service.now(), caller.principal);
    let visibility = caller.visibility();
    wanted.refuse_hidden_filters(visibility)?;
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let (after, fetch) = (after(&window), window.fetch());
    let order = wanted.sort.map(Order::from).unwrap_or_default();
    let counted = wanted.include_total == Some(true);
    let filter = wanted.filter(&caller);
    let (rows, total) = service
        .read(move |conn| {
            let rows = store::list(conn, visibility, &filter, order, after, fetch)?;
            let total = if counted { Some(store::count(conn, visibility, &filter, MOST_COUNTED)?) } else { None };
            Ok((Listed::read(conn, visibility, rows)?, total))
        })
        .await?;
    let view = |listed| views::summary(&caller, context.language, listed);
    let page: Page<ReportSummary> = window.page(rows, total, position, view, &keys, now)?;
    Ok(Reply::page(Caching::Private, &page)?.into_response())
}
