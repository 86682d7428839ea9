//! Searching reports by who reports: in a body, since addresses end up in logs.

use super::list::{after, position};
use super::views::{self, Listed, ReportSummary};
use crate::crypto::secret::Secret;
use crate::error::Error;
use crate::reports::operations::{self, Search};
use crate::reports::store::{Identity, IdentityField, IdentityPurpose};
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::page::{Page, Window};
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// By what to look for a reporter: at least one; all that is given must agree exactly.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchReports {
    /// Resident's number.
    #[schema(max_length = 16, pattern = "^[0-9]{16}$")]
    nik: Option<String>,
    /// Telephone, in any usual form.
    #[schema(max_length = 30, example = "0811-0000-001")]
    phone: Option<String>,
    /// E-mail address.
    #[schema(max_length = 200, format = "email")]
    email: Option<String>,
    /// For what; it is recorded.
    purpose: IdentityPurpose,
    /// Items per page; 50 when absent.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page begins, from the page before.
    #[schema(max_length = 2048, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
}

/// Finds the reports of one reporter by NIK, telephone number or e-mail address.
///
/// Equality only; each search is recorded with its purpose. Reports of reporters whom the caller may not know are not
/// found.
#[utoipa::path(
    post, path = "/v1/reports/search", operation_id = "searchReports", tag = "reports", request_body = SearchReports,
    responses((status = 200, description = "A page of reports, newest first.", body = Page<ReportSummary>))
)]
pub async fn search_reports(
    service: Data<Service>,
    call: Call,
    body: Body<SearchReports>,
) -> Result<HttpResponse, Error> {
    let wanted = body.check()?;
    let (keys, now, language) = (service.ring(), service.now(), call.context.language);
    let mut identity = Identity::default();
    let mut binding = Sha256::new().chain_update(b"searchReports");
    for (field, text) in
        [(IdentityField::Nik, wanted.nik), (IdentityField::Phone, wanted.phone), (IdentityField::Email, wanted.email)]
    {
        binding.update(text.as_deref().unwrap_or_default());
        binding.update(b"\n");
        identity.set(field, text.map(Secret::new));
    }
    let binding = binding.finalize().to_vec();
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), binding, &keys, now)?;
    let search = Search { wanted: identity, purpose: wanted.purpose, after: after(&window), fetch: window.fetch() };
    service
        .write(call.unrepeatable(), body.bytes(), move |work| {
            let rows = operations::search(work, &keys, search)?;
            let caller = work.caller()?.clone();
            let rows = Listed::read(work.conn, caller.visibility(), rows)?;
            let view = |listed| views::summary(&caller, language, listed);
            let page: Page<ReportSummary> = window.page(rows, None, position, view, &keys, now)?;
            Reply::ok(Caching::NoStore, &page)
        })
        .await
}
