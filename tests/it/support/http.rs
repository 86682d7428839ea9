//! Requests through the real application, and answers that are checked against the API document.

use super::conform::Conformance;
use actix_http::Request;
use actix_web::body::to_bytes;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, init_service};
use flate2::read::GzDecoder;
use futures_util::future::LocalBoxFuture;
use narahubung::app::App;
use serde_json::Value;
use std::net::SocketAddr;
use std::rc::Rc;

type Call = Box<dyn Fn(Request) -> LocalBoxFuture<'static, Raw>>;

struct Raw {
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

/// The application under test.
pub struct Http {
    call: Call,
    conformance: Conformance,
}

impl Http {
    pub async fn new(app: App) -> Self {
        let conformance = Conformance::new(app.document());
        let service = Rc::new(init_service(narahubung::actix_app!(app)).await);
        let call: Call = Box::new(move |request| {
            let service = Rc::clone(&service);
            Box::pin(async move {
                match service.call(request).await {
                    Ok(response) => read(response).await,
                    Err(error) => {
                        let response = error.error_response();
                        let (status, headers) = (response.status().as_u16(), response.headers().clone());
                        Raw { status, headers, bytes: to_bytes(response.into_body()).await.unwrap().to_vec() }
                    }
                }
            })
        });
        Self { call, conformance }
    }
}

async fn read<B: actix_web::body::MessageBody>(response: ServiceResponse<B>) -> Raw {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.into_body();
    let bytes = to_bytes(body).await.map_err(|_| "the body broke off").unwrap().to_vec();
    Raw { status, headers, bytes }
}

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Caller {
    http: Rc<Http>,
    token: Option<String>,
    headers: Vec<(String, String)>,
    address: Option<SocketAddr>,
}

impl Caller {
    pub fn new(http: Rc<Http>, token: Option<String>) -> Self {
        Self { http, token, headers: Vec::new(), address: None }
    }

    /// The same caller, who asks another instance of the service.
    pub fn at(&self, http: Rc<Http>) -> Self {
        Self { http, ..self.clone() }
    }

    /// The same caller, sending one more header.
    pub fn header(&self, name: &str, value: &str) -> Self {
        let mut caller = self.clone();
        caller.headers.push((name.to_owned(), value.to_owned()));
        caller
    }

    /// The same caller, from this address.
    pub fn at_address(&self, address: &str) -> Self {
        let mut caller = self.clone();
        caller.address = Some(SocketAddr::new(address.parse().unwrap(), 40_000));
        caller
    }

    /// The same caller, saying which version it read.
    pub fn if_match(&self, version: i64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, "").await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, "").await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string().into_bytes()), "application/json").await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body.to_string().into_bytes()), "application/json").await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body.to_string().into_bytes()), "application/merge-patch+json").await
    }

    /// A request with any bytes as its body.
    pub async fn send(&self, method: Method, path: &str, body: Option<Vec<u8>>, content_type: &str) -> Answer {
        let mut request = TestRequest::default().method(method.clone()).uri(path);
        if let Some(address) = self.address {
            request = request.peer_addr(address);
        }
        if let Some(token) = &self.token {
            request = request.insert_header(("authorization", format!("Bearer {token}")));
        }
        if !content_type.is_empty() {
            request = request.insert_header(("content-type", content_type));
        }
        for (name, value) in &self.headers {
            request = request.append_header((name.as_str(), value.as_str()));
        }
        if let Some(bytes) = body {
            request = request.set_payload(bytes);
        }
        let raw = (self.http.call)(request.to_request()).await;
        let packed = raw.headers.get("content-encoding").is_some_and(|coding| coding == "gzip");
        let body = if packed {
            serde_json::from_reader(GzDecoder::new(&raw.bytes[..])).unwrap_or(Value::Null)
        } else {
            serde_json::from_slice(&raw.bytes).unwrap_or(Value::Null)
        };
        let answer = Answer { status: raw.status, headers: raw.headers, body, bytes: raw.bytes };
        self.http.conformance.check(method.as_str(), path, &answer);
        answer
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// The body as JSON; null when it is none.
    pub body: Value,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Asserts the status, and shows the body when it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// Asserts status and problem code.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.body["code"], code, "{}", answer.body);
        answer
    }

    /// Asserts that a fault with this code is reported at this place (`#/name` or a parameter's name).
    #[track_caller]
    pub fn expect_fault(self, place: &str, code: &str) -> Self {
        let found = self.body["errors"].as_array().is_some_and(|errors| {
            errors.iter().any(|e| (e["pointer"] == place || e["parameter"] == place) && e["code"] == code)
        });
        assert!(found, "no fault {code} at {place}: {}", self.body);
        self
    }

    /// A header as text; empty when it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The `id` of the body.
    #[track_caller]
    pub fn id(&self) -> uuid::Uuid {
        self.body["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {}", self.body))
    }

    /// The `version` of the body.
    #[track_caller]
    pub fn version(&self) -> i64 {
        self.body["version"].as_i64().unwrap_or_else(|| panic!("no version: {}", self.body))
    }

    /// The items of a page.
    #[track_caller]
    pub fn items(&self) -> &[Value] {
        self.body["items"].as_array().unwrap_or_else(|| panic!("no items: {}", self.body))
    }
}
