//! Addresses that tell about the service itself: its document, its problems, its health.

use crate::app::document::Document;
use crate::db::migrate;
use crate::domain::access::Action;
use crate::error::{Code, Error};
use crate::service::Service;
use crate::web::accept;
use crate::web::context::{Language, RequestContext};
use crate::web::etag;
use crate::web::path::PathText;
use crate::web::reply::{Caching, Reply};
use crate::web::routes::{Routes, read_only};
use actix_web::http::{Method, header};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;
use serde::Serialize;
use serde_json::json;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use utoipa::{OpenApi, ToSchema};

/// The operations of this room that stand in the public document.
#[derive(OpenApi)]
#[openapi(
    paths(get_problem),
    tags((name = "service", description = "Layanan ini sendiri: what the service says about itself"))
)]
pub struct Api;

/// Adds the routes of this room that stand in the public document.
pub fn routes(routes: &mut Routes) {
    routes.on(Method::GET, "/problems/{code}", Action::GetProblem, get_problem);
}

/// Adds the addresses that need no gate and stand in no public document.
pub fn configure(config: &mut ServiceConfig) {
    let interface = utoipa_swagger_ui::Config::from("/openapi.json").try_it_out_enabled(true);
    config.app_data(Data::new(interface));
    config.service(read_only("/livez", livez));
    config.service(read_only("/readyz", readyz));
    config.service(
        read_only("/openapi.json", openapi)
            .wrap(from_fn(async |request, next: Next<_>| next.call(request).await.map(etag::conditional))),
    );
    config.service(read_only("/docs", docs_home));
    config.service(read_only("/docs/{file:.*}", docs));
}

/// Adds what a scraper reads: figures about the service, at its own address or at a private one.
pub fn configure_private(config: &mut ServiceConfig) {
    config.service(read_only("/metrics", metrics));
}

/// The process runs.
async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "alive" }))
}

/// The database answers and has every migration, and the process has not been told to stop.
async fn readyz(service: Data<Service>) -> Result<HttpResponse, Error> {
    if service.stopping.load(Ordering::Relaxed) {
        return Err(Error::unavailable("stopping"));
    }
    let pending =
        service.read(|conn| migrate::pending(conn).map_err(|error| Error::unavailable(error.to_string()))).await?;
    if pending.is_empty() {
        Ok(HttpResponse::Ok().json(json!({ "status": "ready" })))
    } else {
        Err(Error::unavailable(format!("migrations are pending: {}", pending.join(", "))))
    }
}

async fn metrics(service: Data<Service>) -> Result<HttpResponse, Error> {
    let text = service.metrics.text().map_err(|error| Error::internal(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8"))
        .body(text))
}

async fn openapi(document: Data<Document>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .insert_header((header::ETAG, document.tag()))
        .body(document.text().to_owned())
}

/// The page's own files are addressed from `/docs/`.
async fn docs_home() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/docs/")).finish()
}

/// Swagger UI, from the binary itself.
async fn docs(
    request: HttpRequest,
    file: PathText,
    interface: Data<utoipa_swagger_ui::Config<'static>>,
) -> Result<HttpResponse, Error> {
    let served = utoipa_swagger_ui::serve(&file.0, Arc::clone(&interface));
    let found = served.map_err(|error| Error::internal(error.to_string()))?.ok_or_else(Error::not_found)?;
    let mut answer = HttpResponse::Ok();
    answer.content_type(found.content_type);
    answer.insert_header((header::CACHE_CONTROL, "public, max-age=300"));
    if !found.gzpipped {
        return Ok(answer.body(found.bytes.into_owned()));
    }
    if accept::gzip(request.headers()) {
        return Ok(answer.insert_header((header::CONTENT_ENCODING, "gzip")).body(found.bytes.into_owned()));
    }
    let mut plain = Vec::new();
    GzDecoder::new(&*found.bytes).read_to_end(&mut plain).map_err(|error| Error::internal(error.to_string()))?;
    Ok(answer.body(plain))
}

/// A kind of problem, explained.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemKind {
    /// The `type` of its documents.
    #[schema(max_length = 300, format = "uri", example = "https://api.example.org/problems/validation-failed")]
    r#type: String,
    /// The stable code, for programs.
    #[schema(max_length = 100, pattern = "^[a-z_]+$", example = "validation_failed")]
    code: &'static str,
    /// The HTTP status that it comes with.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    status: u16,
    /// Its name.
    title: InTwoLanguages,
    /// What to do about it.
    detail: InTwoLanguages,
}

/// A text in both languages of the service.
#[derive(Debug, Serialize, ToSchema)]
pub struct InTwoLanguages {
    /// Bahasa Indonesia.
    #[schema(max_length = 500, example = "Data belum sesuai")]
    id: &'static str,
    /// English.
    #[schema(max_length = 500, example = "Validation failed")]
    en: &'static str,
}

impl From<(&'static str, &'static str)> for InTwoLanguages {
    fn from((id, en): (&'static str, &'static str)) -> Self {
        Self { id, en }
    }
}

/// Explains a kind of problem.
///
/// Every problem document names its kind by such an address in `type`. Programs get JSON, browsers a page.
#[utoipa::path(
    get, path = "/problems/{code}", operation_id = "getProblem", tag = "service",
    params(("code" = String, Path, description = "The kind, as in the `type` of a problem document.",
        min_length = 1, max_length = 100, pattern = "^[a-z-]+$", example = "validation-failed")),
    responses((status = 200, description = "What the problem means and what to do about it.",
        content((ProblemKind = "application/json"), (String = "text/html"))))
)]
pub async fn get_problem(
    service: Data<Service>,
    request: HttpRequest,
    context: RequestContext,
    slug: PathText,
) -> Result<HttpResponse, Error> {
    let code = Code::from_slug(&slug.0).ok_or_else(Error::not_found)?;
    if accept::media_type(request.headers(), &["application/json", "text/html"]) == Some("text/html") {
        return Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
            .content_type("text/html; charset=utf-8")
            .body(page(code, context.language)));
    }
    let kind = ProblemKind {
        r#type: format!("{}/problems/{}", service.base_url, code.slug()),
        code: code.as_str(),
        status: code.status(),
        title: code.title().into(),
        detail: code.detail().into(),
    };
    Ok(Reply::ok(Caching::Public, &kind)?.into_response())
}

/// The page for people: the reader's language first. All its texts are the service's own, so nothing needs escaping.
fn page(code: Code, language: Language) -> String {
    let (title, detail) = (code.title(), code.detail());
    let detail_of = |text: &str| text.replace("{count} ", "");
    let id = format!("<section lang=\"id\"><h1>{}</h1><p>{}</p></section>", title.0, detail_of(detail.0));
    let en = format!("<section lang=\"en\"><h1>{}</h1><p>{}</p></section>", title.1, detail_of(detail.1));
    let sections = if language == Language::English { [en, id] } else { [id, en] };
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head><body>\n{}\n\
         <p><code>{}</code> · HTTP {}</p>\n</body></html>\n",
        language.tag(),
        language.pick(title),
        sections.join("\n"),
        code.as_str(),
        code.status()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_in_both_languages_and_safe() {
        for code in Code::ALL {
            let page = page(*code, Language::Indonesian);
            assert!(page.contains(code.title().0) && page.contains(code.title().1), "{code:?}");
            for text in [code.title().0, code.title().1, code.detail().0, code.detail().1] {
                assert!(!text.contains(['<', '&']), "{code:?}");
            }
        }
    }
}
