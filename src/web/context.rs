//! What is known of every request before anybody looks at it.

use crate::error::Error;
use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::{Ready, ready};
use std::net::IpAddr;
use uuid::Uuid;

/// The language of what a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Bahasa Indonesia, the default.
    #[default]
    Indonesian,
    /// English, on request.
    English,
}

impl Language {
    /// The tag for `Content-Language` (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }

    /// The one of two texts in this language.
    pub const fn pick<'t>(self, texts: (&'t str, &'t str)) -> &'t str {
        match self {
            Self::Indonesian => texts.0,
            Self::English => texts.1,
        }
    }

    /// Lookup by RFC 4647 over `id` and `en`; what cannot be read counts as not said.
    pub fn negotiate(headers: &HeaderMap) -> Self {
        let Some(wishes) = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
            return Self::default();
        };
        let mut best = (0.0_f32, Self::default());
        for wish in wishes.split(',').take(20) {
            let mut parts = wish.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f32>);
            let language = match tag.split('-').next() {
                Some("id" | "in") => Self::Indonesian,
                Some("en") => Self::English,
                _ => continue,
            };
            if let Ok(weight) = weight
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }
}

/// What the boundary found out about a request.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// The same in the answer, the log line and the audit row.
    pub request_id: Uuid,
    /// For titles, details and labels.
    pub language: Language,
    /// The caller's network, shortened.
    pub source_network: Option<String>,
}

impl RequestContext {
    /// The context that the boundary put on the request.
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or(Self {
            request_id: Uuid::nil(),
            language: Language::default(),
            source_network: None,
        })
    }
}

impl FromRequest for RequestContext {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// Where a request really comes from: the peer, or, when the peer is a trusted proxy, the last address in
/// `X-Forwarded-For` that no trusted proxy wrote for another. What stands before it anybody may have written.
pub fn source_of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut source = peer;
    for hop in hops.iter().rev() {
        let Ok(address) = hop.parse() else { break };
        source = address;
        if !trusted.contains(&address) {
            break;
        }
    }
    source
}

/// Shortens an address to its network: /24 for IPv4, /48 for IPv6.
pub fn network_of(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => network_of(IpAddr::V4(v4)),
            None => {
                let [a, b, c, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}::/48")
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn wish(text: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(text).unwrap());
        Language::negotiate(&headers)
    }

    #[test]
    fn indonesian_unless_english_is_wanted_more() {
        assert_eq!(Language::negotiate(&HeaderMap::new()), Language::Indonesian);
        assert_eq!(wish("en-GB,en;q=0.9"), Language::English);
        assert_eq!(wish("fr, en;q=0.2, id;q=0.8"), Language::Indonesian);
        assert_eq!(wish("*"), Language::Indonesian);
        assert_eq!(wish("en;q=zwei"), Language::Indonesian);
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        headers
            .insert("x-forwarded-for".parse().unwrap(), HeaderValue::from_static("198.51.100.9, 192.0.2.7, 10.0.0.2"));
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let trusted = [address("10.0.0.1"), address("10.0.0.2")];
        assert_eq!(source_of(address("203.0.113.5"), &headers, &trusted), address("203.0.113.5"));
        assert_eq!(source_of(address("10.0.0.1"), &headers, &trusted), address("192.0.2.7"));
        assert_eq!(source_of(address("10.0.0.1"), &HeaderMap::new(), &trusted), address("10.0.0.1"));
    }

    #[test]
    fn networks_do_not_name_a_person() {
        assert_eq!(network_of("192.0.2.77".parse().unwrap()), "192.0.2.0/24");
        assert_eq!(network_of("::ffff:192.0.2.77".parse().unwrap()), "192.0.2.0/24");
        assert_eq!(network_of("2001:db8:1:2::3".parse().unwrap()), "2001:db8:1::/48");
    }
}
