//! What a client accepts (RFC 9110 12.5): media types and encodings, with their weights.

use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName};

/// More wishes than this are not read: a header is not a place to keep the service busy.
const MOST_WISHES: usize = 32;

/// The one of `offered` that the client likes best; the first of them when it has no preference, `None` when it wants
/// none of them. A header that cannot be read counts as not sent.
pub fn media_type<'o>(headers: &HeaderMap, offered: &[&'o str]) -> Option<&'o str> {
    let wishes = wishes(headers, &ACCEPT);
    if wishes.is_empty() {
        return offered.first().copied();
    }
    let mut best = None;
    for media in offered {
        let weight = media_weight(&wishes, media);
        if weight > 0.0 && best.is_none_or(|(_, least)| weight > least) {
            best = Some((*media, weight));
        }
    }
    best.map(|(media, _)| media)
}

/// Whether the client asks for gzip. A client that says nothing gets the plain form.
pub fn gzip(headers: &HeaderMap) -> bool {
    let wishes = wishes(headers, &ACCEPT_ENCODING);
    let named = wishes.iter().find(|(coding, _)| coding == "gzip" || coding == "x-gzip");
    named.or_else(|| wishes.iter().find(|(coding, _)| coding == "*")).is_some_and(|(_, weight)| *weight > 0.0)
}

/// The most specific range that covers the type says its weight.
fn media_weight(wishes: &[(String, f32)], media: &str) -> f32 {
    let family = media.split('/').next().unwrap_or_default();
    let ranges = [media.to_owned(), format!("{family}/*"), "*/*".to_owned()];
    let found = ranges.iter().find_map(|range| wishes.iter().find(|(wish, _)| wish == range));
    found.map_or(0.0, |(_, weight)| *weight)
}

fn wishes(headers: &HeaderMap, name: &HeaderName) -> Vec<(String, f32)> {
    let lines = headers.get_all(name).filter_map(|value| value.to_str().ok());
    let wishes = lines.flat_map(|line| line.split(',')).take(MOST_WISHES).filter_map(|wish| {
        let mut parts = wish.split(';').map(str::trim);
        let what = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let weight = weight.map_or(Ok(1.0), str::parse::<f32>).ok()?;
        (!what.is_empty()).then_some((what, weight))
    });
    wishes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn headers(name: HeaderName, text: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(text).unwrap());
        headers
    }

    #[test]
    fn the_best_liked_form_is_chosen() {
        let offered = ["application/json", "text/html"];
        let choose = |text: &str| media_type(&headers(ACCEPT, text), &offered);
        assert_eq!(media_type(&HeaderMap::new(), &offered), Some("application/json"));
        assert_eq!(choose("*/*"), Some("application/json"));
        assert_eq!(choose("text/html,application/xml;q=0.9,*/*;q=0.8"), Some("text/html"));
        assert_eq!(choose("application/*;q=0.5, text/html;q=0.4"), Some("application/json"));
        assert_eq!(choose("application/json;q=0, */*"), Some("text/html"));
        assert_eq!(choose("text/csv"), None);
        assert_eq!(choose("application/json;q=0"), None);
        assert_eq!(choose("application/json; charset=utf-8"), Some("application/json"));
        assert_eq!(choose(";;;"), Some("application/json"));
    }

    #[test]
    fn gzip_is_sent_to_those_who_ask() {
        let asks = |text: &str| gzip(&headers(ACCEPT_ENCODING, text));
        assert!(!gzip(&HeaderMap::new()));
        assert!(asks("gzip, deflate, br") && asks("*") && asks("br, GZIP;q=0.5"));
        assert!(!asks("identity") && !asks("gzip;q=0, *") && !asks("br"));
    }
}
