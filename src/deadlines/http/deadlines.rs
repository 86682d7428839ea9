//! Deadlines as callers see them: lists, single ones, and why they fall on their day.

use super::super::operations;
use super::super::store::{self, Deadline, Filter};
use super::views::{CalendarReference, DeadlineExplanation};
use crate::auth::admission::Caller;
use crate::domain::code::Code;
use crate::domain::deadline::{Debtor, Status, status};
use crate::domain::id::{AgencyId, DeadlineId, ReportId};
use crate::domain::lifecycle::{DeadlineCode, DeadlineOutcome, DeadlineSubject};
use crate::domain::time::Timestamp;
use crate::error::{self, Error, FieldFault};
use crate::service::Service;
use crate::web::context::{Language, RequestContext};
use crate::web::page::{Binding, MOST_COUNTED, Page, Position, Window};
use crate::web::path::PathId;
use crate::web::query::{NoParameters, Query};
use crate::web::reply::{Caching, Reply};
use crate::web::time::Instant;
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A deadline (*tenggat*): who owes what by when.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadlineView {
    /// Id.
    pub id: Uuid,
    /// Which clock it is.
    pub code: DeadlineCode,
    /// What is owed, in the reader's language.
    #[schema(max_length = 200, example = "Melaksanakan tindakan korektif")]
    pub name: String,
    /// How it stands now: computed, never stored.
    pub status: Status,
    /// What it belongs to.
    pub subject_type: DeadlineSubject,
    /// Id of the report or recommendation that it belongs to.
    pub subject_id: Uuid,
    /// The report in whose matter it runs.
    pub report_id: Uuid,
    /// Who must act.
    pub debtor: Debtor,
    /// The agency that must act, where it is one particular agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub agency_id: Option<Uuid>,
    /// The day that started it and is not counted, in WITA.
    pub start_on: NaiveDate,
    /// The instant that started it; absent where only the day is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub start_at: Option<Instant>,
    /// The last day on which acting is in time, in WITA.
    pub due_on: NaiveDate,
    /// The first instant after it.
    pub lapses_at: Instant,
    /// The first day that was counted without knowing that year's holidays: the date is provisional then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub provisional_from: Option<NaiveDate>,
    /// Since when the clock stands still. While it does, the dates are the earliest that they can become.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub held_since: Option<Instant>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closed_at: Option<Instant>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub closed_as: Option<DeadlineOutcome>,
    /// The version of the rule that it follows.
    pub rule_id: Uuid,
    /// The calendar version that gave the date.
    pub calendar: CalendarReference,
    /// Version.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// Addresses around it.
    pub links: DeadlineLinks,
}

/// Addresses around a deadline.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadlineLinks {
    /// The deadline itself.
    #[serde(rename = "self")]
    #[schema(max_length = 200, example = "/v1/deadlines/01a2103a-27f5-7083-b307-c389e2c1fe49")]
    pub itself: String,
    /// Why it falls on its day.
    #[schema(max_length = 200, example = "/v1/deadlines/01a2103a-27f5-7083-b307-c389e2c1fe49/explanation")]
    pub explanation: String,
    /// The report in whose matter it runs.
    #[schema(max_length = 200, example = "/v1/reports/01a2103a-27f5-7083-b307-c389e2c1fe49")]
    pub report: String,
}

impl DeadlineView {
    fn new(deadline: Deadline, now: Timestamp, language: Language) -> Self {
        let itself = format!("/v1/deadlines/{}", deadline.id);
        Self {
            status: status(&deadline.facts(), now),
            name: language.pick((deadline.code.label_id(), deadline.code.label_en())).to_owned(),
            links: DeadlineLinks {
                explanation: format!("{itself}/explanation"),
                report: format!("/v1/reports/{}", deadline.report_id),
                itself,
            },
            id: deadline.id.0,
            code: deadline.code,
            subject_type: deadline.subject_type,
            subject_id: deadline.subject_id.0,
            report_id: deadline.report_id.0,
            debtor: deadline.debtor,
            agency_id: deadline.agency_id.map(Uuid::from),
            start_on: deadline.start_on,
            start_at: deadline.start_at.map(Instant::from),
            due_on: deadline.due_on,
            lapses_at: deadline.lapses_at.into(),
            provisional_from: deadline.provisional_from,
            held_since: deadline.held_since.map(Instant::from),
            closed_at: deadline.closed_at.map(Instant::from),
            closed_as: deadline.closed_as,
            rule_id: deadline.rule_id.0,
            calendar: CalendarReference {
                code: deadline.calendar_code,
                version: deadline.calendar_version,
                is_altered: false,
            },
            version: deadline.version,
            created_at: deadline.created_at.into(),
            updated_at: deadline.updated_at.into(),
        }
    }
}

/// Which deadlines are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListDeadlines {
    /// Only deadlines that stand in one of these ways now.
    #[param(max_items = 10, explode = false, nullable = false)]
    status: Option<Vec<Status>>,
    /// Only deadlines due on this day or later.
    #[serde(rename = "due_on.gte")]
    #[param(nullable = false)]
    due_from: Option<NaiveDate>,
    /// Only deadlines due before this day.
    #[serde(rename = "due_on.lt")]
    #[param(nullable = false)]
    due_before: Option<NaiveDate>,
    /// Only these clocks.
    #[param(max_items = 20, explode = false, nullable = false)]
    code: Option<Vec<DeadlineCode>>,
    /// Only what these owe.
    #[param(max_items = 20, explode = false, nullable = false)]
    debtor: Option<Vec<Debtor>>,
    /// Only what this agency owes.
    #[param(nullable = false)]
    agency_id: Option<Uuid>,
    /// Only deadlines in matters of this government's tree, by code.
    #[param(max_length = 13, pattern = "^[0-9.]+$", example = "63.07", nullable = false)]
    government: Option<String>,
    /// Only deadlines in the matter of this report.
    #[param(nullable = false)]
    report_id: Option<Uuid>,
    /// Only deadlines of reports, or only of recommendations.
    #[param(nullable = false)]
    subject_type: Option<DeadlineSubject>,
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

/// Lists deadlines by the day on which they fall due: who owes what by when.
#[utoipa::path(
    get, path = "/v1/deadlines", operation_id = "listDeadlines", tag = "deadlines", params(ListDeadlines),
    responses((status = 200, description = "A page of deadlines.", body = Page<DeadlineView>))
)]
pub async fn list_deadlines(
    service: Data<Service>,
    caller: Caller,
    context: RequestContext,
    query: Query<ListDeadlines>,
) -> Result<HttpResponse, Error> {
    let wanted = query.parameters;
    let filter = Filter {
        statuses: wanted.status.unwrap_or_default(),
        due_from: wanted.due_from,
        due_before: wanted.due_before,
        codes: wanted.code.unwrap_or_default(),
        debtors: wanted.debtor.unwrap_or_default(),
        agency: wanted.agency_id.map(AgencyId),
        government: wanted.government,
        report: wanted.report_id.map(ReportId),
        subject: wanted.subject_type,
    };
    let part = Part { limit: wanted.limit, cursor: wanted.cursor, counted: wanted.include_total == Some(true) };
    page(&service, &caller, context.language, filter, part, query.binding, Scope::Everything).await
}

/// Which part of a report's deadlines is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListReportDeadlines {
    /// Only deadlines that stand in one of these ways now.
    #[param(max_items = 10, explode = false, nullable = false)]
    status: Option<Vec<Status>>,
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

/// Lists the deadlines in the matter of a report, those of its recommendations included.
#[utoipa::path(
    get, path = "/v1/reports/{id}/deadlines", operation_id = "listReportDeadlines", tag = "deadlines",
    params(("id" = Uuid, Path, description = "The report's id."), ListReportDeadlines),
    responses((status = 200, description = "A page of deadlines.", body = Page<DeadlineView>))
)]
pub async fn list_report_deadlines(
    service: Data<Service>,
    caller: Caller,
    context: RequestContext,
    id: PathId<ReportId>,
    query: Query<ListReportDeadlines>,
) -> Result<HttpResponse, Error> {
    let (wanted, report) = (query.parameters, id.id());
    let filter = Filter { statuses: wanted.status.unwrap_or_default(), report: Some(report), ..Filter::default() };
    let part = Part { limit: wanted.limit, cursor: wanted.cursor, counted: wanted.include_total == Some(true) };
    page(&service, &caller, context.language, filter, part, query.binding, Scope::Report(report)).await
}

/// Which part of a list.
struct Part {
    limit: Option<i64>,
    cursor: Option<String>,
    counted: bool,
}

/// Whose deadlines a list is about.
#[derive(Clone, Copy)]
enum Scope {
    Everything,
    /// One report: 404 when the caller does not see it.
    Report(ReportId),
}

async fn page(
    service: &Service,
    caller: &Caller,
    language: Language,
    filter: Filter,
    part: Part,
    binding: Binding,
    scope: Scope,
) -> Result<HttpResponse, Error> {
    let (keys, now, visibility) = (service.ring(), service.now(), caller.principal.visibility());
    let window = Window::read(part.limit, part.cursor.as_deref(), binding, &keys, now)?;
    let after = match &window.after {
        None => None,
        Some(position) => {
            let day = position.key.parse::<NaiveDate>().map_err(|_| {
                Error::new(error::Code::InvalidCursor).with_faults(vec![FieldFault::query("cursor", "format")])
            })?;
            Some((day, DeadlineId(position.id)))
        }
    };
    let fetch = window.fetch();
    let (rows, total) = service
        .read(move |conn| {
            if let Scope::Report(report) = scope
                && !store::report_is_visible(conn, visibility, report)?
            {
                return Err(Error::not_found());
            }
            let rows = store::list(conn, visibility, &filter, now, after, fetch)?;
            let total =
                if part.counted { Some(store::count(conn, visibility, &filter, now, MOST_COUNTED)?) } else { None };
            Ok((rows, total))
        })
        .await?;
    let position = |deadline: &Deadline| Position { key: deadline.due_on.to_string(), id: deadline.id.0 };
    let view = |deadline| DeadlineView::new(deadline, now, language);
    let page: Page<DeadlineView> = window.page(rows, total, position, view, &keys, now)?;
    Ok(Reply::page(Caching::Private, &page)?.into_response())
}

/// Reads a deadline.
///
/// Its status moves with the clock while its version stays, so it carries no `ETag`.
#[utoipa::path(
    get, path = "/v1/deadlines/{id}", operation_id = "getDeadline", tag = "deadlines",
    params(("id" = Uuid, Path, description = "The deadline's id.")),
    responses((status = 200, description = "The deadline.", body = DeadlineView))
)]
pub async fn get_deadline(
    service: Data<Service>,
    caller: Caller,
    context: RequestContext,
    id: PathId<DeadlineId>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Error> {
    let (id, now, visibility) = (id.id(), service.now(), caller.principal.visibility());
    let found = service.read(move |conn| Ok(store::find(conn, visibility, id)?)).await?;
    let deadline = found.ok_or_else(Error::not_found)?;
    Ok(Reply::ok(Caching::Private, &DeadlineView::new(deadline, now, context.language))?.into_response())
}

/// Explains a deadline: every day counted or passed over and why, with the rule, its legal anchor and the calendar.
#[utoipa::path(
    get, path = "/v1/deadlines/{id}/explanation", operation_id = "explainDeadline", tag = "deadlines",
    params(("id" = Uuid, Path, description = "The deadline's id.")),
    responses((status = 200, description = "The account of its date.", body = DeadlineExplanation))
)]
pub async fn explain_deadline(
    service: Data<Service>,
    caller: Caller,
    context: RequestContext,
    id: PathId<DeadlineId>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, Error> {
    let (id, visibility) = (id.id(), caller.principal.visibility());
    let found = service.read(move |conn| {
        let Some(deadline) = store::find(conn, visibility, id)? else { return Ok(None) };
        operations::explain_deadline(conn, &deadline).map(Some)
    });
    let account = found.await?.ok_or_else(Error::not_found)?;
    let view = DeadlineExplanation::new(account, Some(id), context.language);
    Ok(Reply::ok(Caching::Private, &view)?.into_response())
}
