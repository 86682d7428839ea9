//! The route table: every route names the [`Action`] that it is, or it cannot be registered.

use crate::domain::access::Action;
use crate::error::{Code, Error};
use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::{FromRequest, Handler, HttpMessage, HttpRequest, HttpResponse, Resource, Responder, Route, web};

/// The operation that the router found for a request.
#[derive(Debug, Clone, Copy)]
pub struct Operation(pub Action);

impl Operation {
    /// Id of the request's operation.
    ///
    /// # Errors
    /// Internal, outside the route table.
    pub fn of(request: &HttpRequest) -> Result<&'static str, Error> {
        let operation = request.extensions().get::<Self>().copied();
        operation
            .map(|Self(action)| action.rule().operation)
            .ok_or_else(|| Error::internal("the request passed no gate"))
    }
}

/// One route.
pub struct Registered {
    /// Its method.
    pub method: Method,
    /// Its path, with `{id}` as in the document.
    pub path: &'static str,
    /// What it is.
    pub action: Action,
    route: Box<dyn Fn() -> Route>,
}

impl Registered {
    /// The actix route.
    pub fn route(&self) -> Route {
        (self.route)()
    }
}

/// Collects the routes of all features.
#[derive(Default)]
pub struct Routes {
    list: Vec<Registered>,
}

impl Routes {
    /// Adds a route.
    pub fn on<F, Args>(&mut self, method: Method, path: &'static str, action: Action, handler: F)
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let route_method = method.clone();
        let route = Box::new(move || web::route().method(route_method.clone()).to(handler.clone()));
        self.list.push(Registered { method, path, action, route });
    }

    /// Every route, those with literal segments before those with parameters, so that the first match is the best.
    pub fn in_order(mut self) -> Vec<Registered> {
        self.list.sort_by_key(|route| {
            route.path.split('/').map(|segment| (segment.starts_with('{'), segment)).collect::<Vec<_>>()
        });
        self.list
    }
}

/// The value of `Allow` for an address with these methods: where GET is, HEAD is too; OPTIONS is everywhere.
pub fn allowed_methods<'m>(methods: impl Iterator<Item = &'m str>) -> String {
    let mut names: Vec<&str> = methods.collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.push("OPTIONS");
    names.sort_unstable();
    names.join(", ")
}

/// What an address says to a method that it has no handler for.
///
/// # Errors
/// 405, but to OPTIONS, which is a question; both answers carry `Allow`.
pub async fn other_method(request: HttpRequest, allowed: String) -> Result<HttpResponse, Error> {
    if request.method() == Method::OPTIONS {
        Ok(HttpResponse::NoContent().insert_header((ALLOW, allowed)).finish())
    } else {
        Err(Error::new(Code::MethodNotAllowed).with("allow", allowed))
    }
}

/// An address outside the route table that can only be read.
pub fn read_only<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let allowed = allowed_methods(["GET"].into_iter());
    web::resource(path)
        .route(web::get().to(handler))
        .default_service(web::to(move |request: HttpRequest| other_method(request, allowed.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_can_be_asked_about() {
        assert_eq!(allowed_methods(["POST", "GET"].into_iter()), "GET, HEAD, OPTIONS, POST");
        assert_eq!(allowed_methods(["POST"].into_iter()), "OPTIONS, POST");
    }
}
