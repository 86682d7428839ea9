//! The outermost wall: request id, limits, problem documents, headers, one log line. Nothing leaves except through it.

use super::context::{Language, RequestContext, network_of};
use super::problem;
use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::metrics::Metrics;
use actix_web::HttpMessage;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest request target.
const MOST_URI_BYTES: usize = 8 * 1024;

/// The longest that a handler may take.
const HANDLER_TIMEOUT: Duration = Duration::from_secs(30);

/// What the boundary needs to know.
#[derive(Clone)]
pub struct Boundary {
    /// Makes request ids.
    pub clock: Clock,
    /// Where the service is reached, without a trailing slash.
    pub base_url: String,
    /// The version that the document states.
    pub api_version: &'static str,
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
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let settings = request.app_data::<Data<Boundary>>().cloned();
    let metrics = request.app_data::<Data<Metrics>>().cloned();
    let (Some(settings), Some(metrics)) = (settings, metrics) else {
        return Err(Error::internal("the application has no boundary settings").into());
    };
    let context = context_of(&request, &settings);
    request.extensions_mut().insert(context.clone());
    let method = request.method().clone();

    if request.uri().path_and_query().map_or(0, |target| target.as_str().len()) > MOST_URI_BYTES {
        let error = Error::new(Code::UriTooLong);
        let answer = problem::response(&error, &context, &settings.base_url);
        let mut response = request.into_response(answer);
        finish(&mut response, &context, &settings);
        log_line(&context, &method, "", &response, Some(&error), started, &metrics);
        return Ok(response);
    }

    let handled = AssertUnwindSafe(next.call(request)).catch_unwind();
    let error = match tokio::time::timeout(HANDLER_TIMEOUT, handled).await {
        Ok(Ok(Ok(response))) => {
            let (mut response, error) = with_problem(response.map_into_boxed_body(), &context, &settings);
            finish(&mut response, &context, &settings);
            let route = response.request().match_pattern().unwrap_or_default();
            log_line(&context, &method, &route, &response, error.as_ref(), started, &metrics);
            return Ok(response);
        }
        Ok(Ok(Err(error))) => own(&error),
        Ok(Err(_)) => Error::internal("panic in a handler"),
        Err(_) => Error::new(Code::UpstreamTimeout),
    };
    // The request went down with its handler; the answer does not need it.
    log::error!(request_id = context.request_id.to_string(), method = method.as_str(), code = error.code().as_str();
        "request lost: {error}");
    let mut answer = problem::response(&error, &context, &settings.base_url);
    set_headers(answer.headers_mut(), &context, &settings, STRICT_POLICY);
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
        None => return (response, None),
    };
    let (request, _) = response.into_parts();
    let answer = problem::response(&error, context, &settings.base_url);
    (ServiceResponse::new(request, answer), Some(error))
}

/// Our own form of whatever actix reports.
fn own(error: &actix_web::Error) -> Error {
    if let Some(own) = error.as_error::<Error>() {
        return own.clone();
    }
    match error.as_response_error().status_code().as_u16() {
        404 => Error::not_found(),
        405 => Error::new(Code::MethodNotAllowed),
        413 => Error::new(Code::BodyTooLarge),
        415 => Error::new(Code::UnsupportedMediaType),
        status @ 400..=499 => Error::new(Code::MalformedParameter).logged(format!("actix: {status}: {error}")),
        _ => Error::internal(error.to_string()),
    }
}

/// `X-Request-Id` is kept when it is a UUID, so that a caller can follow its own request; anything else is replaced.
fn context_of(request: &ServiceRequest, settings: &Boundary) -> RequestContext {
    let sent = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let request_id = sent.and_then(|text| Uuid::try_parse(text).ok()).unwrap_or_else(|| settings.clock.new_id());
    RequestContext {
        request_id,
        language: Language::negotiate(request.headers()),
        source_network: request.peer_addr().map(|address| network_of(address.ip())),
    }
}

fn finish(response: &mut ServiceResponse<BoxBody>, context: &RequestContext, settings: &Boundary) {
    let docs = response.request().path().starts_with("/docs");
    let policy = if docs { DOCS_POLICY } else { STRICT_POLICY };
    set_headers(response.headers_mut(), context, settings, policy);
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

/// One line per request, without query strings, bodies, names or tokens.
fn log_line(
    context: &RequestContext,
    method: &Method,
    route: &str,
    response: &ServiceResponse<BoxBody>,
    error: Option<&Error>,
    started: Instant,
    metrics: &Metrics,
) {
    let status = response.status().as_u16();
    let seconds = started.elapsed().as_secs_f64();
    metrics.observe_request(method.as_str(), route, status, seconds);
    if let Some(error) = error
        && let Some(words) = error.for_the_log()
    {
        let level = if status >= 500 { log::Level::Error } else { log::Level::Info };
        log::log!(target: "cause", level, request_id = context.request_id.to_string(),
            code = error.code().as_str(); "{words}");
    }
    let caller = response.request().extensions().get::<CallerId>().map(|caller| caller.0.to_string());
    log::info!(target: "access", request_id = context.request_id.to_string(), route = route,
        method = method.as_str(), status = status, ms = seconds * 1000.0, caller = caller.as_deref().unwrap_or(""),
        code = error.map_or("", |error| error.code().as_str()); "request");
}

/// Id of the account behind a request, for the log line.
#[derive(Debug, Clone, Copy)]
pub struct CallerId(pub Uuid);
