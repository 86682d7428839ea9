//! The application: state, order of the walls, the route table, the API document.

pub mod document;

use crate::auth::admission::Gatekeeper;
use crate::domain::access::Action;
use crate::error::{Code, Error};
use crate::service::Service;
use crate::web::boundary::{Boundary, CallerId};
use crate::web::routes::{Operation, Registered, Routes};
use crate::web::schemas::{Schemas, Unusable};
use crate::{agencies, deadlines, reference, system};
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that the workers of one process share. Cheap to clone.
#[derive(Clone)]
pub struct App {
    service: Data<Service>,
    schemas: Data<Schemas>,
    boundary: Data<Boundary>,
    document: Data<document::Document>,
}

impl App {
    /// Assembles the application around a service.
    ///
    /// # Errors
    /// When the API document cannot be used to judge requests: a fault of the program.
    pub fn new(service: Service) -> Result<Self, Unusable> {
        let document = document::Document::new(&service.base_url);
        let schemas = Schemas::compile(document.json())?;
        let boundary = Boundary {
            clock: service.clock.clone(),
            base_url: service.base_url.to_string(),
            api_version: env!("CARGO_PKG_VERSION"),
        };
        Ok(Self {
            service: Data::new(service),
            schemas: Data::new(schemas),
            boundary: Data::new(boundary),
            document: Data::new(document),
        })
    }

    /// The API document.
    pub fn document(&self) -> &serde_json::Value {
        self.document.json()
    }

    /// Configures one worker's actix application.
    pub fn configure(&self, config: &mut ServiceConfig) {
        config.app_data(self.service.clone());
        config.app_data(Data::from(Arc::clone(&self.service.metrics)));
        config.app_data(self.schemas.clone());
        config.app_data(self.boundary.clone());
        config.app_data(self.document.clone());
        config.configure(system::http::configure);
        let gatekeeper = &self.service.gatekeeper;
        for (path, routes) in by_path(routes()) {
            config.service(resource(path, &routes, Arc::clone(gatekeeper)));
        }
        config.default_service(web::to(|| async { Err::<HttpResponse, _>(Error::not_found()) }));
    }
}

/// The actix application of one worker; the server and every test use this one.
#[macro_export]
macro_rules! actix_app {
    ($app:expr) => {{
        let app = $app.clone();
        actix_web::App::new()
            .wrap(actix_web::middleware::from_fn($crate::web::boundary::boundary))
            .configure(move |config| app.configure(config))
    }};
}

/// Every route of the API, by feature.
pub fn routes() -> Vec<Registered> {
    let mut routes = Routes::default();
    agencies::http::routes(&mut routes);
    deadlines::http::routes(&mut routes);
    reference::http::routes(&mut routes);
    routes.in_order()
}

fn by_path(routes: Vec<Registered>) -> Vec<(&'static str, Vec<Registered>)> {
    let mut paths: Vec<(&'static str, Vec<Registered>)> = Vec::new();
    for route in routes {
        match paths.last_mut() {
            Some((path, list)) if *path == route.path => list.push(route),
            _ => paths.push((route.path, vec![route])),
        }
    }
    paths
}

/// One address with its methods, behind its gate. A wrong method is 405 with `Allow`, not 404.
fn resource(
    path: &'static str,
    routes: &[Registered],
    gatekeeper: Arc<Gatekeeper>,
) -> impl actix_web::dev::HttpServiceFactory + 'static {
    let actions: Arc<BTreeMap<String, Action>> =
        Arc::new(routes.iter().map(|route| (route.method.to_string(), route.action)).collect());
    let mut resource = web::resource(path);
    for route in routes {
        resource = resource.route(route.route());
    }
    let allow = actions.keys().cloned().collect::<Vec<_>>().join(", ");
    resource
        .default_service(web::to(move |_: HttpRequest| {
            let allow = allow.clone();
            async move { Err::<HttpResponse, _>(Error::new(Code::MethodNotAllowed).with("allow", allow)) }
        }))
        .wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
            gate(Arc::clone(&actions), Arc::clone(&gatekeeper), request, next)
        }))
}

/// Authenticates and checks scope and role before anything of the request is read (contract 3.8).
async fn gate(
    actions: Arc<BTreeMap<String, Action>>,
    gatekeeper: Arc<Gatekeeper>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(action) = actions.get(request.method().as_str()).copied() else {
        return next.call(request).await;
    };
    match gatekeeper.admit(request.headers(), action).await {
        Ok(caller) => {
            let mut extensions = request.extensions_mut();
            extensions.insert(Operation(action));
            if let Some(caller) = caller {
                extensions.insert(CallerId(caller.principal.who.id()));
                extensions.insert(caller);
            }
        }
        Err(error) => return Ok(request.error_response(error).map_into_boxed_body()),
    }
    next.call(request).await
}

/// Methods as the document writes them.
pub fn method_name(method: &Method) -> String {
    method.as_str().to_ascii_lowercase()
}
