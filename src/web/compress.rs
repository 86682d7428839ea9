//! Compression of answers (contract 5): gzip, for those who ask, where it pays and gives nothing away.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// Smaller answers fit into one packet anyway.
const LEAST_BYTES: u64 = 1024;

/// Larger ones would hold up the worker; nothing of ours is as large.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Compresses an answer. What nobody may store is left alone: such answers hold secrets, and the size of a compressed
/// secret beside text of an attacker's choice gives it away (BREACH).
pub fn gzip(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let wanted = matches!(response.response().body().size(), BodySize::Sized(LEAST_BYTES..=MOST_BYTES));
    if !wanted || !may_be_compressed(response.headers()) {
        return response;
    }
    response.map_body(|head, body| {
        let bytes = match body.try_into_bytes() {
            Ok(bytes) => bytes,
            Err(body) => return body,
        };
        let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::fast());
        match encoder.write_all(&bytes).and_then(|()| encoder.finish()) {
            Ok(small) => {
                head.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                mark_tag(head.headers_mut());
                BoxBody::new(small)
            }
            Err(_) => BoxBody::new(bytes),
        }
    })
}

fn may_be_compressed(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = text(CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    let pays = media.starts_with("text/") || ["json", "javascript", "xml"].iter().any(|end| media.ends_with(end));
    pays && !headers.contains_key(CONTENT_ENCODING) && !text(CACHE_CONTROL).contains("no-store")
}

/// A strong tag names exact bytes (RFC 9110 8.8.3.3), so the compressed form has its own: `"7-gzip"`, which `If-Match`
/// and `If-None-Match` understand as version 7.
fn mark_tag(headers: &mut HeaderMap) {
    let tag = headers.get(ETAG).and_then(|value| value.to_str().ok()).filter(|tag| !tag.starts_with("W/"));
    let marked = tag.and_then(|tag| tag.strip_suffix('"')).map(|tag| format!("{tag}-gzip\""));
    if let Some(value) = marked.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        headers.insert(ETAG, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::HttpResponse;
    use actix_web::test::TestRequest;
    use flate2::read::GzDecoder;
    use std::io::Read;

    fn answer(caching: &'static str, media: &'static str, length: usize) -> ServiceResponse<BoxBody> {
        let mut builder = HttpResponse::Ok();
        let answer = builder.insert_header((CACHE_CONTROL, caching)).insert_header((CONTENT_TYPE, media));
        let answer = answer.insert_header((ETAG, "\"7\"")).body("a".repeat(length));
        ServiceResponse::new(TestRequest::default().to_http_request(), answer)
    }

    #[test]
    fn a_long_answer_comes_back_the_same() {
        let small = gzip(answer("private, no-cache", "application/json", 5_000));
        assert_eq!(small.headers().get(CONTENT_ENCODING).unwrap(), "gzip");
        assert_eq!(small.headers().get(ETAG).unwrap(), "\"7-gzip\"");
        let bytes = small.into_body().try_into_bytes().unwrap();
        let mut text = String::new();
        GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "a".repeat(5_000));
    }

    #[test]
    fn secrets_small_answers_and_pictures_are_left_alone() {
        for plain in [
            answer("no-store", "application/json", 5_000),
            answer("private, no-cache", "application/json", 1_023),
            answer("public, max-age=300", "image/png", 5_000),
        ] {
            let plain = gzip(plain);
            assert!(!plain.headers().contains_key(CONTENT_ENCODING));
            assert_eq!(plain.headers().get(ETAG).unwrap(), "\"7\"");
        }
    }
}
