//! How a reporter follows their report by its receipt: open to anyone who has it, throttled, and silent about anything
//! internal.

use crate::crypto::tracking_code::{TrackingCode, TrackingCodeError};
use crate::domain::code::Code as _;
use crate::domain::report::{Explained, PublicStage};
use crate::error::{Code, Error, FieldFault};
use crate::reports::operations::{self, Progress, Tracked};
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::context::Language;
use crate::web::reply::{Caching, Reply};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What stands on the receipt.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackReport {
    /// The tracking code; hyphens, spaces and case do not matter.
    #[schema(min_length = 1, max_length = 60, example = "0000-0000-0000-0000-0000-0000-0000")]
    code: String,
    /// The PIN.
    #[schema(min_length = 1, max_length = 64, example = "000000")]
    pin: String,
}

/// Where a report is, for its reporter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "language": "id", "stage": "awaiting_your_data", "stage_label": "Menunggu kelengkapan dari Anda",
    "explanation": "Laporan belum lengkap. Kami telah mengirim surat berisi daftar kekurangannya; mohon dilengkapi.",
    "received_on": "2026-11-02", "next_expected_on": "2026-12-22",
    "next_expected_label": "Melengkapi laporan"
}))]
pub struct TrackingView {
    /// Language of the texts: `id`, or `en` when `Accept-Language` asks for it.
    #[schema(max_length = 2, pattern = "^(id|en)$")]
    pub language: &'static str,
    /// The stage.
    pub stage: PublicStage,
    /// The stage in words.
    #[schema(max_length = 100)]
    pub stage_label: &'static str,
    /// What happens now and who acts next; at the end, why it ended.
    #[schema(max_length = 1000)]
    pub explanation: String,
    /// The day on which the office received the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub received_on: Option<NaiveDate>,
    /// The next date to expect; absent while none lies ahead, be it that the one expected has passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_expected_on: Option<NaiveDate>,
    /// What that date is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub next_expected_label: Option<&'static str>,
    /// The first day that was counted without knowing that year's holidays: the date is provisional then, and the
    /// explanation says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_expected_provisional_from: Option<NaiveDate>,
    /// The day on which the report ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ended_on: Option<NaiveDate>,
}

impl TrackingView {
    fn new(progress: &Progress, language: Language) -> Self {
        let say = |texts: Explained| language.pick((texts.id, texts.en));
        let stage = progress.stage;
        let mut explanation = say(stage.explanation()).to_owned();
        if let Some(reason) = progress.closing_reason.filter(|_| stage == PublicStage::Finished) {
            explanation = format!("{explanation} {}", say(reason.explanation()));
        }
        let provisional_from = progress.next.and_then(|next| next.provisional_from);
        if let Some(first) = provisional_from {
            let doubt = language.pick((
                "Tanggal yang kami sebutkan masih sementara, karena belum ada penetapan hari libur untuk tahun",
                "The date that we give is provisional, because no holidays have been decreed yet for the year",
            ));
            explanation = format!("{explanation} {doubt} {}.", first.year());
        }
        Self {
            language: language.tag(),
            stage,
            stage_label: language.pick((stage.label_id(), stage.label_en())),
            explanation,
            received_on: progress.received_on,
            next_expected_on: progress.next.map(|next| next.on),
            next_expected_label: progress.next.map(|next| language.pick((next.code.label_id(), next.code.label_en()))),
            next_expected_provisional_from: provisional_from,
            ended_on: progress.ended_on,
        }
    }
}

/// Follows a report by its receipt.
///
/// A code that does not exist and a wrong PIN give the same answer. Repeated wrong PINs block a code, for a minute at
/// first and each time twice as long, up to a day; then even the right PIN is answered 429 with `Retry-After`.
#[utoipa::path(
    post, path = "/v1/tracking", operation_id = "trackReport", tag = "tracking", request_body = TrackReport,
    responses(
        (status = 200, description = "Where the report is.", body = TrackingView),
        (status = 404, description = "The code or the PIN is wrong.", body = crate::web::problem_schema::Problem,
            content_type = "application/problem+json")
    )
)]
pub async fn track_report(service: Data<Service>, call: Call, body: Body<TrackReport>) -> Result<HttpResponse, Error> {
    let wanted = body.check()?;
    let code = TrackingCode::parse(&wanted.code).map_err(|error| {
        Error::field(
            "/code",
            match error {
                TrackingCodeError::Form => "tracking_code_form",
                TrackingCodeError::Mistyped => "tracking_code_mistyped",
            },
        )
    })?;
    let (ring, now) = (service.ring(), service.now());
    // A count of failures must outlast the refusal, so this writes by itself: `Service::write` would take it back.
    let outcome = service.db.write(move |conn| operations::track(conn, &ring, &code, &wanted.pin, now)).await?;
    match outcome {
        Tracked::Known(progress) => {
            let view = TrackingView::new(&progress, call.context.language);
            Ok(Reply::ok(Caching::NoStore, &view)?.into_response())
        }
        Tracked::Unknown => Err(Error::not_found().with_faults(vec![FieldFault::body("", "tracking_mismatch")])),
        Tracked::Blocked(seconds) => Err(Error::new(Code::QuotaExceeded).retry_after(seconds)),
    }
}
