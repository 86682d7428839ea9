//! Addresses outside `/v1` that tell about the service itself.

use crate::app::document::Document;
use crate::db::migrate;
use crate::error::Error;
use crate::service::Service;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Data, ServiceConfig};
use serde_json::json;
use std::sync::atomic::Ordering;
use utoipa::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

/// The operations of this room that stand in the public document.
#[derive(OpenApi)]
#[openapi(paths())]
pub struct Api;

/// Adds the addresses that need no gate and stand in no public document.
pub fn configure(config: &mut ServiceConfig) {
    config.route("/livez", web::get().to(livez));
    config.route("/readyz", web::get().to(readyz));
    config.route("/metrics", web::get().to(metrics));
    config.route("/openapi.json", web::get().to(openapi));
    config.service(SwaggerUi::new("/docs/{_:.*}").config(utoipa_swagger_ui::Config::from("/openapi.json")));
}

/// Adds what a private listener serves: figures about the service, for a scraper.
pub fn configure_private(config: &mut ServiceConfig) {
    config.route("/metrics", web::get().to(metrics));
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
        .body(document.text().to_owned())
}
