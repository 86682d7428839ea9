//! Figures about the service itself, in the OpenMetrics text form. Route templates only, never ids.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status_class: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: String,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ReasonLabel {
    reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PolicyLabel {
    policy: String,
}

/// All metrics of one process.
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram>,
    token_rejects: Family<ReasonLabel, Counter>,
    identity_reveals: Family<ReasonLabel, Counter>,
    auth_failures: Family<ReasonLabel, Counter>,
    rate_limited: Family<PolicyLabel, Counter>,
}

fn new_histogram() -> Histogram {
    Histogram::new(exponential_buckets(0.000_5, 2.0, 14))
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        let requests = Family::default();
        let durations = Family::new_with_constructor(new_histogram as fn() -> Histogram);
        let token_rejects = Family::default();
        let identity_reveals = Family::default();
        let auth_failures = Family::default();
        let rate_limited = Family::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_duration_seconds", "Time to answer", durations.clone());
        registry.register("token_rejects", "Access tokens refused, by reason", token_rejects.clone());
        registry.register("identity_reveals", "Identities revealed, by role", identity_reveals.clone());
        registry.register("auth_failures", "Failed log-ins of people and machines, by reason", auth_failures.clone());
        registry.register("rate_limited", "Requests refused for their number, by policy", rate_limited.clone());
        Self { registry, requests, durations, token_rejects, identity_reveals, auth_failures, rate_limited }
    }
}

impl Metrics {
    /// Counts one answered request. An empty route stands for addresses that do not exist.
    pub fn observe_request(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let labels = RequestLabels {
            method: method.to_owned(),
            route: route.to_owned(),
            status_class: format!("{}xx", status / 100),
        };
        self.requests.get_or_create(&labels).inc();
        let labels = RouteLabels { method: method.to_owned(), route: route.to_owned() };
        self.durations.get_or_create(&labels).observe(seconds);
    }

    /// Counts a refused token.
    pub fn token_rejected(&self, reason: &str) {
        self.token_rejects.get_or_create(&ReasonLabel { reason: reason.to_owned() }).inc();
    }

    /// Counts a failed log-in of a person or a machine.
    pub fn authentication_failed(&self, reason: &str) {
        self.auth_failures.get_or_create(&ReasonLabel { reason: reason.to_owned() }).inc();
    }

    /// Counts a reveal of an identity.
    pub fn identity_revealed(&self, role: &str) {
        self.identity_reveals.get_or_create(&ReasonLabel { reason: role.to_owned() }).inc();
    }

    /// Counts a request that was refused because there were too many.
    pub fn rate_limited(&self, policy: &str) {
        self.rate_limited.get_or_create(&PolicyLabel { policy: policy.to_owned() }).inc();
    }

    /// The text that a scraper reads.
    ///
    /// # Errors
    /// When a metric cannot be written as text.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
