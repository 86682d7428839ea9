//! The application: state, order of the walls, the route table, the API document.

pub mod document;
mod gate;
mod in_view;
mod lists;

pub use in_view::in_view;

use crate::error::Error;
use crate::reference::closed::ClosedLists;
use crate::service::{MetricsDoor, Service};
use crate::web::boundary::{Boundary, HANDLER_TIMEOUT};
use crate::web::routes::{Registered, Routes};
use crate::web::schemas::{Schemas, Unusable};
use crate::{
    accounts, agencies, deadlines, narahubung, oauth, recommendations, reference, reports, statistics, system,
};
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::{self, Data, ServiceConfig};
use gate::Gate;
use std::sync::Arc;

/// Everything that the workers of one process share. Cheap to clone.
#[derive(Clone)]
pub struct App {
    service: Data<Service>,
    schemas: Data<Schemas>,
    boundary: Data<Boundary>,
    document: Data<document::Document>,
    lists: Data<ClosedLists>,
    gate: Arc<Gate>,
}

impl App {
    /// Assembles the application around a service.
    ///
    /// # Errors
    /// When the API document cannot be used to judge requests: a fault of the program.
    pub fn new(service: Service) -> Result<Self, Unusable> {
        let document = document::Document::new(&service.base_url);
        let schemas = Data::new(Schemas::compile(document.json())?);
        let boundary = Boundary {
            clock: service.clock.clone(),
            base_url: service.base_url.to_string(),
            api_version: env!("CARGO_PKG_VERSION"),
            trusted_proxies: service.trusted_proxies.to_vec(),
            handler_timeout: HANDLER_TIMEOUT,
        };
        let gate = Gate {
            gatekeeper: Arc::clone(&service.gatekeeper),
            quotas: Arc::clone(&service.quotas),
            schemas: schemas.clone(),
            metrics: Arc::clone(&service.metrics),
        };
        Ok(Self {
            service: Data::new(service),
            schemas,
            boundary: Data::new(boundary),
            document: Data::new(document),
            lists: Data::new(lists::closed_lists()),
            gate: Arc::new(gate),
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
        config.app_data(self.lists.clone());
        config.configure(system::http::configure);
        if self.service.metrics_door == MetricsDoor::WithTheService {
            config.configure(system::http::configure_private);
        }
        for (path, routes) in by_path(routes()) {
            config.service(gate::resource(path, &routes, &self.gate));
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
    system::http::routes(&mut routes);
    accounts::http::routes(&mut routes);
    agencies::http::routes(&mut routes);
    recommendations::http::routes(&mut routes);
    reports::http::routes(&mut routes);
    reports::http::course_routes(&mut routes);
    deadlines::http::routes(&mut routes);
    narahubung::http::routes(&mut routes);
    oauth::http::routes(&mut routes);
    reference::http::routes(&mut routes);
    statistics::http::routes(&mut routes);
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

/// Methods as the document writes them.
pub fn method_name(method: &Method) -> String {
    method.as_str().to_ascii_lowercase()
}
