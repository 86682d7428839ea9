//! The API document: generated from the handlers, completed from the access table, served, checked in, and the judge
//! of every request.

mod complete;
mod example;

use crate::web::etag;
use crate::web::problem_schema::{FieldError, Problem};
use crate::{
    accounts, agencies, deadlines, narahubung, oauth, recommendations, reference, reports, statistics, system,
};
use serde_json::Value;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Narahubung",
        description = "Laporan, instansi, narahubung dan rekomendasi Ombudsman RI Perwakilan Kalimantan Selatan. \
            Reports, agencies, narahubung and recommendations of the Ombudsman's office for South Kalimantan. \
            Texts meant for people are Indonesian unless `Accept-Language` asks for `en`; programs must rely on codes only.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Narahubung", url = "https://example.org/narahubung", email = "narahubung@example.org")
    ),
    components(schemas(Problem, FieldError))
)]
struct Frame;

/// The generated document.
pub struct Document {
    json: Value,
    text: String,
    tag: String,
}

impl Document {
    /// Generates the document of a service that is reached at `base_url`.
    pub fn new(base_url: &str) -> Self {
        let mut api = Frame::openapi();
        for part in [
            accounts::http::Api::openapi(),
            agencies::http::Api::openapi(),
            deadlines::http::Api::openapi(),
            narahubung::http::Api::openapi(),
            oauth::http::Api::openapi(),
            reference::http::Api::openapi(),
            recommendations::http::Api::openapi(),
            reports::http::Api::openapi(),
            reports::http::CourseApi::openapi(),
            statistics::http::Api::openapi(),
            system::http::Api::openapi(),
        ] {
            api.merge(part);
        }
        let mut json = serde_json::to_value(&api).expect("a generated document is JSON");
        complete::complete(&mut json, base_url);
        example::complete(&mut json);
        let text = serde_json::to_string_pretty(&json).expect("JSON prints");
        let tag = etag::of_content(text.as_bytes());
        Self { json, text, tag }
    }

    /// As JSON.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// As text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The entity tag of the text.
    pub fn tag(&self) -> &str {
        &self.tag
    }
}
