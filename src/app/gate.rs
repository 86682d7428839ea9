//! The gate of one address: what must hold before anything of a request is read.

use crate::auth::admission::{Caller, Gatekeeper};
use crate::domain::access::Action;
use crate::error::{Code, Error, FieldFault};
use crate::metrics::Metrics;
use crate::web::accept;
use crate::web::boundary::CallerId;
use crate::web::context::RequestContext;
use crate::web::etag;
use crate::web::quota::{self, Holder, Left, Quotas};
use crate::web::routes::{Operation, Registered, allowed_methods, other_method};
use crate::web::schemas::{IDEMPOTENCY_KEY, Schemas};
use actix_web::body::BoxBody;
use actix_web::dev::{HttpServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::{Next, from_fn};
use actix_web::web;
use actix_web::{HttpMessage, HttpRequest};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who stands at the gate. Shared by all addresses.
pub struct Gate {
    /// Knows the callers.
    pub gatekeeper: Arc<Gatekeeper>,
    /// Counts them.
    pub quotas: Arc<Quotas>,
    /// Knows in which forms an operation answers.
    pub schemas: web::Data<Schemas>,
    /// Counts refusals.
    pub metrics: Arc<Metrics>,
}

/// One address with its methods, behind the gate. A wrong method is 405 with `Allow`, not 404.
pub fn resource(path: &'static str, routes: &[Registered], gate: &Arc<Gate>) -> impl HttpServiceFactory + use<> {
    let actions: BTreeMap<String, Action> =
        routes.iter().map(|route| (route.method.to_string(), route.action)).collect();
    let allowed = allowed_methods(actions.keys().map(String::as_str));
    let mut resource = web::resource(path);
    for route in routes {
        resource = resource.route(route.route());
    }
    let (actions, gate) = (Arc::new(actions), Arc::clone(gate));
    resource.default_service(web::to(move |request: HttpRequest| other_method(request, allowed.clone()))).wrap(from_fn(
        move |request: ServiceRequest, next: Next<BoxBody>| {
            let (actions, gate) = (Arc::clone(&actions), Arc::clone(&gate));
            async move {
                match actions.get(request.method().as_str()) {
                    Some(action) => gate.pass(*action, request, next).await,
                    None => next.call(request).await,
                }
            }
        },
    ))
}

impl Gate {
    async fn pass(
        &self,
        action: Action,
        request: ServiceRequest,
        next: Next<BoxBody>,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        match self.admit(action, &request).await {
            Ok(holder) => {
                let response = etag::conditional(next.call(request).await?);
                if response.status() == StatusCode::NOT_MODIFIED {
                    self.quotas.give_back(quota::policy_of(action), holder);
                }
                Ok(response)
            }
            Err(error) => Ok(request.error_response(error).map_into_boxed_body()),
        }
    }

    /// Authenticates, checks scope and role (contract 3.8), counts the request, sees that the client takes what the
    /// operation has to give, and refuses parameters where there are none.
    async fn admit(&self, action: Action, request: &ServiceRequest) -> Result<Holder, Error> {
        let admitted = self.gatekeeper.admit(request.headers(), action).await;
        let holder = match &admitted {
            Ok(Some(caller)) => Holder::Account(caller.principal.who.id()),
            Ok(None) | Err(_) => Holder::Network(network_of(request)),
        };
        let policy = if admitted.is_ok() { quota::policy_of(action) } else { quota::REFUSED };
        match self.quotas.take(policy, holder.clone()) {
            Ok(left) => remember(request, left),
            Err(left) => {
                remember(request, Some(left));
                self.metrics.rate_limited(policy.name);
                return Err(left.refusal());
            }
        }
        let caller: Option<Caller> = admitted?;
        if caller.as_ref().is_some_and(|caller| caller.must_send_keys)
            && self.schemas.takes_idempotency_key(action.rule().operation)
            && !request.headers().contains_key(IDEMPOTENCY_KEY)
        {
            let fault = FieldFault::header(IDEMPOTENCY_KEY, "header_required");
            return Err(Error::new(Code::IdempotencyKeyRequired).with_faults(vec![fault]));
        }
        let offered = self.schemas.media_types(action.rule().operation);
        if !offered.is_empty() && accept::media_type(request.headers(), &offered).is_none() {
            return Err(Error::new(Code::NotAcceptable).with("offered", offered));
        }
        etag::check_if_none_match(request.headers())?;
        // OAuth's endpoints refuse in OAuth's own words (RFC 6749 5.2).
        if !matches!(action, Action::IssueToken | Action::RevokeToken) {
            self.schemas.refuse_stray_parameters(action.rule().operation, request.query_string())?;
        }
        let mut extensions = request.extensions_mut();
        extensions.insert(Operation(action));
        if let Some(caller) = caller {
            extensions.insert(CallerId(caller.principal.who.id()));
            extensions.insert(caller);
        }
        Ok(holder)
    }
}

fn remember(request: &ServiceRequest, left: Option<Left>) {
    if let Some(left) = left {
        request.extensions_mut().insert(left);
    }
}

fn network_of(request: &ServiceRequest) -> String {
    let context = request.extensions().get::<RequestContext>().cloned();
    context.and_then(|context| context.source_network).unwrap_or_default()
}
