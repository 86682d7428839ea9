//! What a good token is, how long it is believed, and what the cache may not hide.

use super::*;
use crate::crypto::key_ring::Rotation;
use crate::domain::id::{ClientId, SessionId, UserId};

const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);
const LEEWAY: i64 = 5;

fn tokens() -> Tokens {
    Tokens::new("https://api.example.org", "https://api.example.org/v1", LEEWAY, 64)
}

fn person() -> Grant {
    Grant {
        who: Who::Person(UserId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2))),
        client_id: "mobile-backend".into(),
        role: Role::Narahubung,
        scopes: vec![Scope::ReportsRead, Scope::NarahubungRead],
        agency: Some(AgencyId(Uuid::from_u128(3))),
        epoch: 3,
        auth_time: Some(NOW),
        methods: vec![AuthenticationMethod::Password, AuthenticationMethod::OneTimePassword],
    }
}

fn machine() -> Grant {
    Grant {
        who: Who::Machine(ClientId(Uuid::from_u128(9))),
        client_id: Uuid::from_u128(9).to_string(),
        role: Role::OfficeClient,
        scopes: vec![Scope::ReportsRead],
        agency: None,
        epoch: 0,
        auth_time: None,
        methods: vec![],
    }
}

fn issue(ring: &KeyRing, grant: Grant) -> IssuedToken {
    tokens().issue(ring, grant, Uuid::from_u128(42), NOW).unwrap()
}

#[test]
fn what_is_issued_is_verified_and_says_the_same() {
    let ring = KeyRing::generate(NOW).unwrap();
    for (grant, seconds) in [(person(), PERSON_SECONDS), (machine(), MACHINE_SECONDS)] {
        let issued = issue(&ring, grant.clone());
        let claims = tokens().verify(&ring, &issued.token, NOW).unwrap();
        assert_eq!(*claims, issued.claims);
        assert_eq!(claims.grant, grant);
        assert_eq!(claims.expires_at, NOW.plus_seconds(seconds));
        assert!(issued.token.len() < MAX_TOKEN_BYTES);
        assert_eq!(format!("{issued:?}"), "[redacted]");
    }
    assert_eq!(person().principal().role, Role::Narahubung);
}

#[test]
fn the_header_and_the_claims_are_those_of_the_contract() {
    let ring = KeyRing::generate(NOW).unwrap();
    let issued = issue(&ring, person());
    let part = |position: usize| {
        let bytes = URL_SAFE_NO_PAD.decode(issued.token.split('.').nth(position).unwrap()).unwrap();
        serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()
    };
    let kid = ring.active_signing_key().kid();
    assert_eq!(part(0), serde_json::json!({ "typ": "at+jwt", "alg": "ES256", "kid": kid }));
    assert_eq!(
        part(1),
        serde_json::json!({
            "iss": "https://api.example.org", "aud": "https://api.example.org/v1",
            "sub": "00000000-0000-0000-0000-000000000001", "client_id": "mobile-backend",
            "iat": 1_764_000_000, "exp": 1_764_000_600, "jti": "00000000-0000-0000-0000-00000000002a",
            "sid": "00000000-0000-0000-0000-000000000002", "scope": "reports:read narahubung:read",
            "role": "narahubung", "tenant": "00000000-0000-0000-0000-000000000003", "epoch": 3,
            "auth_time": 1_764_000_000, "amr": ["pwd", "otp"],
        })
    );
}

#[test]
fn a_contradictory_grant_is_not_issued() {
    let ring = KeyRing::generate(NOW).unwrap();
    let contradictory = [
        Grant { role: Role::OfficeClient, ..person() },
        Grant { role: Role::Head, ..machine() },
        Grant { agency: None, ..person() },
        Grant { role: Role::AgencyClient, ..machine() },
        Grant { epoch: -1, ..person() },
        Grant { client_id: String::new(), ..person() },
    ];
    for grant in contradictory {
        let refused = tokens().issue(&ring, grant.clone(), Uuid::nil(), NOW);
        assert_eq!(refused.unwrap_err(), IssueError::Inconsistent, "{grant:?}");
    }
}

#[test]
fn a_token_is_believed_until_its_expiry_and_the_leeway() {
    let ring = KeyRing::generate(NOW).unwrap();
    let issued = issue(&ring, person());
    let at = |seconds: i64| tokens().verify(&ring, &issued.token, NOW.plus_seconds(seconds)).map_err(|no| no.0);
    assert!(at(PERSON_SECONDS + LEEWAY - 1).is_ok());
    assert_eq!(at(PERSON_SECONDS + LEEWAY).unwrap_err(), RejectReason::Expiry);
    assert!(at(-LEEWAY).is_ok());
    assert_eq!(at(-LEEWAY - 1).unwrap_err(), RejectReason::IssuedAt);
    let last_micro = Timestamp::from_micros(NOW.plus_seconds(PERSON_SECONDS + LEEWAY).micros() - 1);
    assert!(tokens().verify(&ring, &issued.token, last_micro).is_ok());
}

#[test]
fn the_leeway_is_bounded() {
    let ring = KeyRing::generate(NOW).unwrap();
    let generous = Tokens::new("https://api.example.org", "https://api.example.org/v1", 3600, 64);
    let token = issue(&ring, person()).token;
    let late = NOW.plus_seconds(PERSON_SECONDS + MAX_LEEWAY_SECONDS);
    assert!(generous.verify(&ring, &token, late.plus_seconds(-1)).is_ok());
    assert!(generous.verify(&ring, &token, late).is_err());
}

#[test]
fn the_cache_outlives_neither_expiry_nor_revocation() {
    let mut ring = KeyRing::generate(NOW).unwrap();
    let tokens = tokens();
    let token = issue(&ring, person()).token;
    let first = tokens.verify(&ring, &token, NOW).unwrap();
    let second = tokens.verify(&ring, &token, NOW.plus_seconds(1)).unwrap();
    assert!(Arc::ptr_eq(&first, &second), "taken from the cache");
    let third = tokens.verify(&ring, &token, NOW.plus_seconds(CACHE_SECONDS)).unwrap();
    assert!(!Arc::ptr_eq(&first, &third), "verified anew after a minute");

    let end = NOW.plus_seconds(PERSON_SECONDS);
    tokens.verify(&ring, &token, end.plus_seconds(-1)).unwrap();
    assert_eq!(tokens.verify(&ring, &token, end.plus_seconds(LEEWAY)).unwrap_err().0, RejectReason::Expiry);
    assert_eq!(tokens.verify(&ring, &token, NOW.plus_seconds(-3600)).unwrap_err().0, RejectReason::IssuedAt);

    tokens.verify(&ring, &token, NOW).unwrap();
    ring.rotate_signing(NOW, Rotation::Compromised).unwrap();
    assert_eq!(tokens.verify(&ring, &token, NOW).unwrap_err().0, RejectReason::Revoked);
    let foreign = KeyRing::generate(NOW).unwrap();
    assert_eq!(tokens.verify(&foreign, &token, NOW).unwrap_err().0, RejectReason::KeyId);
}

#[test]
fn the_cache_is_bounded() {
    let ring = KeyRing::generate(NOW).unwrap();
    let tokens = tokens();
    for number in 0..200 {
        let issued = tokens.issue(&ring, person(), Uuid::from_u128(number), NOW).unwrap();
        tokens.verify(&ring, &issued.token, NOW).unwrap();
    }
    assert!(tokens.verified.len() <= 64, "{tokens:?}");
}

#[test]
fn tokens_survive_a_planned_rotation_on_every_instance() {
    let before = KeyRing::generate(NOW).unwrap();
    let mut after = before.clone();
    let at = NOW.plus_seconds(600);
    after.rotate_signing(at, Rotation::Planned).unwrap();
    let old = tokens().issue(&before, person(), Uuid::nil(), at).unwrap();
    let new = tokens().issue(&after, person(), Uuid::nil(), at).unwrap();
    for ring in [&before, &after] {
        for token in [&old.token, &new.token] {
            assert!(tokens().verify(ring, token, at.plus_seconds(1)).is_ok());
        }
    }
}

#[test]
fn a_bearer_token_comes_in_one_header() {
    let one = |value: &'static [u8]| bearer([value].into_iter()).map_err(|no| no.0);
    assert_eq!(bearer([].into_iter()), Ok(None));
    assert_eq!(one(b"Bearer abc"), Ok(Some("abc")));
    assert_eq!(one(b"bearer abc"), Ok(Some("abc")));
    for value in [&b"Basic abc"[..], b"Bearer", b"Bearer ", b"", b" ", b"Bearerabc", b"Bearer \xff"] {
        assert_eq!(one(value), Err(RejectReason::Malformed), "{value:?}");
    }
    let two = [&b"Bearer abc"[..], b"Bearer abc"];
    assert_eq!(bearer(two.into_iter()), Err(RejectReason::Malformed.into()));
}
