//! The outermost wall: request id, limits, problem documents, headers, one log line. Nothing leaves except through it.

use super::context::{Language, RequestContext, network_of, source_of};
use super::quota::Left;
use super::{accept, compress, problem};
use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::metrics::Metrics;
use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use futures_util::FutureExt;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest request target.
const MOST_URI_BYTES: usize = 8 * 1024;

/// The longest that a handler may take.
pub const HANDLER_TIMEOUT: Duration = Duration::from_secs(30);

/// What the boundary needs to know.
#[derive(Clone)]
pub struct Boundary {
    /// Makes request ids.
    pub clock: Clock,
    /// Where the service is reached, without a trailing slash.
    pub base_url: String,
    /// The version that the document states.
    pub api_version: &'static str,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The longest that a handler may take.
    pub handler_timeout: Duration,
}

/// Headers that every answer carries (contract 4.7).
const ALWAYS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("vary", "Accept-Language, Accept-Encoding, Authorization"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Only the documentation page needs scripts and styles, and only its own.
const STRICT_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'";

/// The middleware.
///
/// # Errors
/// None that lacks a problem document: a time-out or a panic travels as an actix error because the request is gone,
/// but carries its whole answer.
pub async fn boundary(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let settings = request.app_data::<Data<Boundary>>().cloned();
    let metrics = request.app_data::<Data<Metrics>>().cloned();
    let (Some(settings), Some(metrics)) = (settings, metrics) else {
        return Err(Error::internal("the application has no boundary settings").into());
    };
    let context = context_of(&request, &settings);
    let visit =
        Visit { context: &context, method: request.method().clone(), started: Instant::now(), metrics: &metrics };
    request.extensions_mut().insert(context.clone());
    let gzip = accept::gzip(request.headers());

    if request.uri().path_and_query().map_or(0, |target| target.as_str().len()) > MOST_URI_BYTES {
        let error = Error::new(Code::UriTooLong);
        let answer = problem::response(&error, &context, &settings.base_url);
        let mut response = request.into_response(answer);
        finish(&mut response, &context, &settings);
        visit.log("", response.status(), "", Some(&error));
        return Ok(response);
    }
    if visit.method == Method::HEAD {
        // HEAD is GET without a body (RFC 9110 9.3.2); the server below leaves the body out, but not its length.
        request.head_mut().method = Method::GET;
    }

    let handled = AssertUnwindSafe(async move { next.call(request).await }).catch_unwind();
    let error = match tokio::time::timeout(settings.handler_timeout, handled).await {
        Ok(Ok(Ok(response))) => {
            let (mut response, error) = with_problem(response.map_into_boxed_body(), &context, &settings);
            finish(&mut response, &context, &settings);
            let route = response.request().match_pattern().unwrap_or_default();
            let caller = response.request().extensions().get::<CallerId>().map(|caller| caller.0.to_string());
            visit.log(&route, response.status(), &caller.unwrap_or_default(), error.as_ref());
            return Ok(if gzip { compress::gzip(response) } else { response });
        }
        Ok(Ok(Err(error))) => own(&error),
        Ok(Err(_)) => Error::internal("panic in a handler"),
        Err(_) => Error::new(Code::UpstreamTimeout).logged("the handler took too long"),
    };
    // The request went down with its handler, and its route with it; the answer does not need them.
    let mut answer = problem::response(&error, &context, &settings.base_url);
    set_headers(answer.headers_mut(), &context, &settings, STRICT_POLICY);
    visit.log("", answer.status(), "", Some(&error));
    Err(InternalError::from_response(error, answer).into())
}

/// Replaces an error's bare answer by its problem document.
fn with_problem(
    response: ServiceResponse<BoxBody>,
    context: &RequestContext,
    settings: &Boundary,
) -> (ServiceResponse<BoxBody>, Option<Error>) {
    let error = match response.response().error() {
        Some(error) => own(error),
        None if is_bare(&response) => of_status(response.status().as_u16(), "an answer without a body"),
        None => return (response, None),
    };
    let (request, _) = response.into_parts();
    let answer = problem::response(&error, context, &settings.base_url);
    (ServiceResponse::new(request, answer), Some(error))
}

/// A refusal by a library that says nothing but its status.
fn is_bare(response: &ServiceResponse<BoxBody>) -> bool {
    response.status().as_u16() >= 400
        && matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0))
}

/// Our own form of whatever actix reports.
fn own(error: &actix_web::Error) -> Error {
    match error.as_error::<Error>() {
        Some(own) => own.clone(),
        None => of_status(error.as_response_error().status_code().as_u16(), &error.to_string()),
    }
}

fn of_status(status: u16, words: &str) -> Error {
    match status {
        404 => Error::not_found(),
        405 => Error::new(Code::MethodNotAllowed),
        413 => Error::new(Code::BodyTooLarge),
        415 => Error::new(Code::UnsupportedMediaType),
        400..=499 => Error::new(Code::MalformedParameter).logged(format!("{status}: {words}")),
        _ => Error::internal(words),
    }
}

/// `X-Request-Id` is kept when it is a UUID, so that a caller can follow its own request; anything else is replaced.
fn context_of(request: &ServiceRequest, settings: &Boundary) -> RequestContext {
    let sent = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let request_id = sent.and_then(|text| Uuid::try_parse(text).ok()).unwrap_or_else(|| settings.clock.new_id());
    RequestContext {
        request_id,
        language: Language::negotiate(request.headers()),
        source_network: request
            .peer_addr()
            .map(|peer| network_of(source_of(peer.ip(), request.headers(), &settings.trusted_proxies))),
    }
}

fn finish(response: &mut ServiceResponse<BoxBody>, context: &RequestContext, settings: &Boundary) {
    let docs = response.request().path().starts_with("/docs");
    let policy = if docs { DOCS_POLICY } else { STRICT_POLICY };
    let left = response.request().extensions().get::<Left>().copied();
    set_headers(response.headers_mut(), context, settings, policy);
    if let Some(left) = left {
        left.set_headers(response.headers_mut());
    }
}

fn set_headers(headers: &mut HeaderMap, context: &RequestContext, settings: &Boundary, policy: &'static str) {
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.insert(HeaderName::from_static("content-security-policy"), HeaderValue::from_static(policy));
    headers.insert(HeaderName::from_static("x-api-version"), HeaderValue::from_static(settings.api_version));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::from_str(&context.request_id.to_string()) {
        headers.insert(REQUEST_ID, value);
    }
}

/// What the log line and the figures say of a request.
struct Visit<'a> {
    context: &'a RequestContext,
    method: Method,
    started: Instant,
    metrics: &'a Metrics,
}

impl Visit<'_> {
    /// One line per request, without query strings, bodies, names or tokens.
    fn log(&self, route: &str, status: StatusCode, caller: &str, error: Option<&Error>) {
        let (id, status) = (self.context.request_id.to_string(), status.as_u16());
        let seconds = self.started.elapsed().as_secs_f64();
        self.metrics.observe_request(self.method.as_str(), route, status, seconds);
        if let Some(error) = error
            && let Some(words) = error.for_the_log()
        {
            let level = if status >= 500 { log::Level::Error } else { log::Level::Info };
            log::log!(target: "cause", level, request_id = id, code = error.code().as_str(); "{words}");
        }
        log::info!(target: "access", request_id = id, route = route, method = self.method.as_str(), status = status,
            ms = seconds * 1000.0, caller = caller, code = error.map_or("", |error| error.code().as_str()); "request");
    }
}

/// Id of the account behind a request, for the log line.
#[derive(Debug, Clone, Copy)]
pub struct CallerId(pub Uuid);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;
    use actix_web::body::to_bytes;
    use actix_web::dev::Service as _;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, init_service};
    use actix_web::{App, HttpResponse, web};
    use serde_json::Value;

    async fn broken() -> HttpResponse {
        panic!("a planted fault with the name of a reporter")
    }

    async fn slow() -> HttpResponse {
        tokio::time::sleep(Duration::from_secs(5)).await;
        HttpResponse::Ok().finish()
    }

    async fn bare() -> HttpResponse {
        HttpResponse::ImATeapot().finish()
    }

    /// Status and problem document of a GET, however it left the application.
    async fn ask(path: &str) -> (u16, Value) {
        let boundary_settings = Boundary {
            clock: Clock::set_at(Timestamp::from_micros(0)),
            base_url: "https://api.example.org".to_owned(),
            api_version: "1.2.3",
            trusted_proxies: Vec::new(),
            handler_timeout: Duration::from_millis(50),
        };
        let app = App::new()
            .wrap(from_fn(boundary))
            .app_data(Data::new(boundary_settings))
            .app_data(Data::new(Metrics::default()))
            .route("/broken", web::get().to(broken))
            .route("/slow", web::get().to(slow))
            .route("/bare", web::get().to(bare));
        let service = init_service(app).await;
        let answer = match service.call(TestRequest::get().uri(path).to_request()).await {
            Ok(response) => response.into_parts().1,
            Err(error) => error.error_response(),
        };
        assert_eq!(answer.headers().get("content-type").unwrap(), "application/problem+json");
        assert_eq!(answer.headers().get("x-api-version").unwrap(), "1.2.3");
        assert_eq!(answer.headers().get("cache-control").unwrap(), "no-store");
        let status = answer.status().as_u16();
        let document: Value = serde_json::from_slice(&to_bytes(answer.into_body()).await.unwrap()).unwrap();
        assert_eq!(document["status"], status);
        (status, document)
    }

    #[actix_web::test]
    async fn a_panic_is_a_problem_document_that_tells_nothing() {
        let (status, document) = ask("/broken").await;
        assert_eq!((status, &document["code"]), (500, &Value::from("internal")));
        assert!(!document.to_string().contains("planted"));
    }

    #[actix_web::test]
    async fn a_handler_that_takes_too_long_is_cut_off() {
        let (status, document) = ask("/slow").await;
        assert_eq!((status, &document["code"]), (504, &Value::from("upstream_timeout")));
    }

    #[actix_web::test]
    async fn a_bare_refusal_becomes_a_document() {
        let (status, document) = ask("/bare").await;
        assert_eq!((status, &document["code"]), (400, &Value::from("malformed_parameter")));
        assert_eq!(ask("/nowhere").await.0, 404);
    }
}
