//! Forged tokens: each is refused, and for the reason that it was made to test. Most are signed with the real private
//! key, so that only the check in question stands between them and the door.

use super::*;
use crate::crypto::key_ring::{Rotation, SigningKey};
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);
const SECONDS: i64 = 1_764_000_000;

/// A workshop with our real keys.
struct Forger {
    ring: KeyRing,
}

impl Forger {
    fn key(&self) -> &SigningKey {
        self.ring.active_signing_key()
    }

    fn header(&self) -> Value {
        json!({ "typ": "at+jwt", "alg": "ES256", "kid": self.key().kid() })
    }

    fn claims(&self) -> Value {
        json!({
            "iss": "https://api.example.org", "aud": "https://api.example.org/v1",
            "sub": "00000000-0000-0000-0000-000000000001", "client_id": "mobile-backend",
            "iat": SECONDS, "exp": SECONDS + 600, "jti": "00000000-0000-0000-0000-00000000002a",
            "sid": "00000000-0000-0000-0000-000000000002", "scope": "reports:read", "role": "examiner", "epoch": 1,
        })
    }

    /// Signs any two texts with our active key.
    fn sign(&self, header: &str, claims: &str) -> String {
        let key = EncodingKey::from_ec_der(self.key().private_key().unwrap());
        signed(header, claims, &key, Algorithm::ES256)
    }

    /// A token with the header's member set, or removed by null.
    fn with_header(&self, name: &str, value: Value) -> String {
        self.sign(&set(self.header(), name, value), &self.claims().to_string())
    }

    /// A token with the claim set, or removed by null.
    fn with_claim(&self, name: &str, value: Value) -> String {
        self.sign(&self.header().to_string(), &set(self.claims(), name, value))
    }

    /// A token whose claims begin with `members`, as text.
    fn with_raw_claims(&self, members: &str, without: &str) -> String {
        let claims = set(self.claims(), without, Value::Null);
        self.sign(&self.header().to_string(), &format!("{{{members},{}", &claims[1..]))
    }

    /// A token signed by HMAC under `secret`, its `kid` naming our key.
    fn hmac(&self, algorithm: Algorithm, name: &str, secret: &[u8]) -> String {
        let header = set(self.header(), "alg", name.into());
        signed(&header, &self.claims().to_string(), &EncodingKey::from_secret(secret), algorithm)
    }

    /// Our public key as the PEM file that everybody can make from the JWKS.
    fn public_pem(&self) -> String {
        const SPKI_OF_P256: [u8; 26] = [
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
            0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
        ];
        let body = STANDARD.encode([&SPKI_OF_P256, self.key().public_point()].concat());
        format!("-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n", &body[..64], &body[64..])
    }
}

/// `null` removes; to have a member that is null, write it as text.
fn set(mut object: Value, name: &str, value: Value) -> String {
    let members = object.as_object_mut().unwrap();
    match value {
        Value::Null => members.remove(name),
        value => members.insert(name.to_owned(), value),
    };
    object.to_string()
}

fn signed(header: &str, claims: &str, key: &EncodingKey, algorithm: Algorithm) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

fn verify(ring: &KeyRing, token: &str) -> Result<Arc<Claims>, RejectReason> {
    Tokens::new("https://api.example.org", "https://api.example.org/v1", 5, 64)
        .verify(ring, token, NOW)
        .map_err(|rejected| rejected.0)
}

/// Name, token and the reason that the log must give.
type Forged = (&'static str, String, RejectReason);

fn algorithms(f: &Forger) -> Vec<Forged> {
    use RejectReason::{Algorithm as Alg, Malformed, Signature};
    let good = f.sign(&f.header().to_string(), &f.claims().to_string());
    let (message, signature) = good.rsplit_once('.').unwrap();
    let none = |spelling: &str| set(f.header(), "alg", spelling.into());
    let unsigned = |header: String| {
        format!("{}.{}.", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(f.claims().to_string()))
    };
    let mut flipped = URL_SAFE_NO_PAD.decode(signature).unwrap();
    flipped[10] ^= 1;
    let stranger = KeyRing::generate(NOW).unwrap();
    let stranger = EncodingKey::from_ec_der(stranger.active_signing_key().private_key().unwrap());
    let p256 = |alg: &str| set(f.header(), "alg", alg.into());
    let claims = f.claims().to_string();
    let raw = f.key().public_point();
    vec![
        ("alg none, unsigned", unsigned(none("none")), Malformed),
        ("alg None, unsigned", unsigned(none("None")), Malformed),
        ("alg NONE, unsigned", unsigned(none("NONE")), Malformed),
        ("alg nOnE, unsigned", unsigned(none("nOnE")), Malformed),
        ("alg empty, unsigned", unsigned(none("")), Malformed),
        ("alg none, signed", f.with_header("alg", "none".into()), Alg),
        ("alg None, signed", f.with_header("alg", "None".into()), Alg),
        ("alg NONE, signed", f.with_header("alg", "NONE".into()), Alg),
        ("alg nOnE, signed", f.with_header("alg", "nOnE".into()), Alg),
        ("alg empty, signed", f.with_header("alg", "".into()), Alg),
        ("alg missing", f.with_header("alg", Value::Null), Alg),
        ("alg array", f.with_header("alg", json!(["ES256"])), Alg),
        ("alg lower case", f.with_header("alg", "es256".into()), Alg),
        ("alg of the family", f.with_header("alg", "ES384".into()), Alg),
        ("alg RS256", f.with_header("alg", "RS256".into()), Alg),
        ("alg EdDSA", f.with_header("alg", "EdDSA".into()), Alg),
        ("signature stripped", format!("{message}."), Malformed),
        ("signature flipped", format!("{message}.{}", URL_SAFE_NO_PAD.encode(&flipped)), Signature),
        ("signature cut", format!("{message}.{}", &signature[..80]), Signature),
        ("signature of zeros", format!("{message}.{}", URL_SAFE_NO_PAD.encode([0; 64])), Signature),
        ("signature no base64", format!("{message}.!!!!"), Signature),
        ("signature of another key", signed(&p256("ES256"), &claims, &stranger, Algorithm::ES256), Signature),
        ("HS256 keyed with our PEM", f.hmac(Algorithm::HS256, "HS256", f.public_pem().as_bytes()), Alg),
        ("HS384 keyed with our PEM", f.hmac(Algorithm::HS384, "HS384", f.public_pem().as_bytes()), Alg),
        ("HS512 keyed with our PEM", f.hmac(Algorithm::HS512, "HS512", f.public_pem().as_bytes()), Alg),
        ("HS256 keyed with our raw key", f.hmac(Algorithm::HS256, "HS256", raw), Alg),
        ("HS384 keyed with our raw key", f.hmac(Algorithm::HS384, "HS384", raw), Alg),
        ("HS512 keyed with our raw key", f.hmac(Algorithm::HS512, "HS512", raw), Alg),
        ("HS256 keyed with nothing", f.hmac(Algorithm::HS256, "HS256", b""), Alg),
        ("HMAC that calls itself ES256", f.hmac(Algorithm::HS256, "ES256", raw), Signature),
    ]
}

fn headers(f: &Forger) -> Vec<Forged> {
    use RejectReason::{Header, KeyId, Malformed, Type};
    let (x, y) = f.key().coordinates();
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y });
    let kid = |value: Value| f.with_header("kid", value);
    let claims = f.claims().to_string();
    let good = f.header().to_string();
    vec![
        ("jwk", f.with_header("jwk", jwk), Header),
        ("jku", f.with_header("jku", "https://evil.example/jwks.json".into()), Header),
        ("x5u", f.with_header("x5u", "https://evil.example/cert.pem".into()), Header),
        ("x5c", f.with_header("x5c", json!(["MIIB"])), Header),
        ("unknown crit", f.with_header("crit", json!(["exp2"])), Header),
        ("empty crit", f.with_header("crit", json!([])), Header),
        ("crit of b64", f.sign(&format!(r#"{{"b64":false,"crit":["b64"],{}"#, &good[1..]), &claims), Header),
        ("b64 false", f.with_header("b64", false.into()), Header),
        ("zip", f.with_header("zip", "DEF".into()), Header),
        ("cty", f.with_header("cty", "JWT".into()), Header),
        ("kid path traversal", kid("../../../../dev/null".into()), KeyId),
        ("kid SQL", kid("x' UNION SELECT 'k' --".into()), KeyId),
        ("kid shell", kid("key; id".into()), KeyId),
        ("kid empty", kid("".into()), KeyId),
        ("kid missing", kid(Value::Null), KeyId),
        ("kid null", f.sign(&format!(r#"{{"kid":null,{}"#, &set(f.header(), "kid", Value::Null)[1..]), &claims), KeyId),
        ("kid array", kid(json!([f.key().kid()])), KeyId),
        ("kid number", kid(1.into()), KeyId),
        ("kid NUL", kid("\u{0}".into()), KeyId),
        ("kid with a NUL after it", kid(format!("{}\u{0}", f.key().kid()).into()), KeyId),
        ("kid in another case", kid(f.key().kid().to_ascii_uppercase().into()), KeyId),
        ("typ JWT", f.with_header("typ", "JWT".into()), Type),
        ("typ missing", f.with_header("typ", Value::Null), Type),
        ("typ id+jwt", f.with_header("typ", "id+jwt".into()), Type),
        ("typ logout+jwt", f.with_header("typ", "logout+jwt".into()), Type),
        ("typ array", f.with_header("typ", json!(["at+jwt"])), Type),
        ("duplicate alg", f.sign(&format!(r#"{{"alg":"none",{}"#, &good[1..]), &claims), Malformed),
        ("duplicate kid, escaped", f.sign(&format!(r#"{{"\u006bid":"x",{}"#, &good[1..]), &claims), Malformed),
        ("header no object", f.sign("[]", &claims), Malformed),
        ("header no JSON", f.sign("hello", &claims), Malformed),
    ]
}

fn claims(f: &Forger) -> Vec<Forged> {
    use RejectReason::{Audience, Claims, Expiry, IssuedAt, Issuer, Malformed, NotBefore};
    let claim = |name: &str, value: Value| f.with_claim(name, value);
    vec![
        ("exp past", claim("exp", (SECONDS - 60).into()), Expiry),
        ("exp string", claim("exp", (SECONDS + 600).to_string().into()), Expiry),
        ("exp missing", claim("exp", Value::Null), Expiry),
        ("exp null", f.with_raw_claims(r#""exp":null"#, "exp"), Expiry),
        ("exp negative", claim("exp", (-1).into()), Expiry),
        ("exp zero", claim("exp", 0.into()), Expiry),
        ("exp huge", f.with_raw_claims(r#""exp":99999999999999999999999"#, "exp"), Expiry),
        ("exp beyond i64", claim("exp", u64::MAX.into()), Expiry),
        ("exp beyond the year 9999", claim("exp", i64::MAX.into()), Expiry),
        ("exp float", claim("exp", json!(1_764_000_600.5)), Expiry),
        ("exp whole float", f.with_raw_claims(r#""exp":1764000600.0"#, "exp"), Expiry),
        ("exp exponent", f.with_raw_claims(r#""exp":1.7640006e9"#, "exp"), Expiry),
        ("exp boolean", claim("exp", true.into()), Expiry),
        ("exp array", claim("exp", json!([SECONDS + 600])), Expiry),
        ("exp a year ahead", claim("exp", (SECONDS + 31_536_000).into()), Expiry),
        ("duplicate iat", f.with_raw_claims(r#""iat":1"#, "x"), Malformed),
        ("exp before iat", claim("exp", (SECONDS - 1).into()), Expiry),
        ("exp not after iat", claim("exp", SECONDS.into()), Expiry),
        ("duplicate exp", f.with_raw_claims(r#""exp":1"#, "x"), Malformed),
        ("duplicate exp, escaped", f.with_raw_claims(r#""e\u0078p":1"#, "x"), Malformed),
        ("nbf future", claim("nbf", (SECONDS + 60).into()), NotBefore),
        ("nbf string", claim("nbf", SECONDS.to_string().into()), NotBefore),
        ("nbf null", f.with_raw_claims(r#""nbf":null"#, "x"), NotBefore),
        ("nbf negative", claim("nbf", (-1).into()), NotBefore),
        ("iat future", claim("iat", (SECONDS + 60).into()), IssuedAt),
        ("iat string", claim("iat", SECONDS.to_string().into()), IssuedAt),
        ("iat missing", claim("iat", Value::Null), IssuedAt),
        ("iss wrong", claim("iss", "https://evil.example".into()), Issuer),
        ("iss with a slash", claim("iss", "https://api.example.org/".into()), Issuer),
        ("iss missing", claim("iss", Value::Null), Issuer),
        ("iss array", claim("iss", json!(["https://api.example.org"])), Issuer),
        ("aud wrong", claim("aud", "https://api.example.org/v2".into()), Audience),
        ("aud missing", claim("aud", Value::Null), Audience),
        ("aud array", claim("aud", json!(["https://api.example.org/v1"])), Audience),
        ("sub missing", claim("sub", Value::Null), Claims),
        ("sub null", f.with_raw_claims(r#""sub":null"#, "sub"), Claims),
        ("sub no id", claim("sub", "admin".into()), Claims),
        ("sub upper case", claim("sub", "0000000A-0000-0000-0000-00000000000A".into()), Claims),
        ("sub braced", claim("sub", "{00000000-0000-0000-0000-000000000001}".into()), Claims),
        ("client_id missing", claim("client_id", Value::Null), Claims),
        ("client_id empty", claim("client_id", "".into()), Claims),
        ("client_id overlong", claim("client_id", "x".repeat(201).into()), Claims),
        ("jti missing", claim("jti", Value::Null), Claims),
        ("scope missing", claim("scope", Value::Null), Claims),
        ("scope array", claim("scope", json!(["reports:read"])), Claims),
        ("role unknown", claim("role", "root".into()), Claims),
        ("role of a machine with a session", claim("role", "office_client".into()), Claims),
        ("role of a person without a session", claim("sid", Value::Null), Claims),
        ("sid null", f.with_raw_claims(r#""sid":null"#, "sid"), Claims),
        ("role of an agency without one", claim("role", "narahubung".into()), Claims),
        ("tenant no id", claim("tenant", "63.07".into()), Claims),
        ("epoch string", claim("epoch", "1".into()), Claims),
        ("epoch missing", claim("epoch", Value::Null), Claims),
        ("epoch negative", claim("epoch", (-1).into()), Claims),
        ("epoch huge", claim("epoch", i64::MAX.into()), Claims),
        ("auth_time string", claim("auth_time", "1".into()), Claims),
        ("amr string", claim("amr", "pwd".into()), Claims),
        ("amr unknown", claim("amr", json!(["pwd", "magic"])), Claims),
        ("claims no object", f.sign(&f.header().to_string(), "[]"), Malformed),
        ("claims no JSON", f.sign(&f.header().to_string(), "hello"), Malformed),
    ]
}

fn forms(f: &Forger) -> Vec<Forged> {
    use RejectReason::{Malformed, Signature};
    let good = f.sign(&f.header().to_string(), &f.claims().to_string());
    let parts: Vec<&str> = good.split('.').collect();
    let padded: Vec<String> = parts.iter().map(|part| URL_SAFE.encode(URL_SAFE_NO_PAD.decode(part).unwrap())).collect();
    // Three question marks in a row give a '/' in the standard alphabet, where ours has '_'.
    let slashed = set(f.claims(), "client_id", "???????".into());
    let header = f.header().to_string();
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(&header), STANDARD.encode(&slashed).trim_end_matches('='));
    assert!(message.contains('/'), "{message}");
    let key = EncodingKey::from_ec_der(f.key().private_key().unwrap());
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::ES256).unwrap();
    let json = json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] });
    let padding = |spaces: usize| f.sign(&header, &format!("{}{}", f.claims(), " ".repeat(spaces)));
    vec![
        ("empty", String::new(), Malformed),
        ("one part", parts[0].into(), Malformed),
        ("two parts", format!("{}.{}", parts[0], parts[1]), Malformed),
        ("only dots", "..".into(), Malformed),
        ("no header", format!(".{}.{}", parts[1], parts[2]), Malformed),
        ("no claims", format!("{}..{}", parts[0], parts[2]), Malformed),
        ("a fourth part", format!("{good}.AAAA"), Malformed),
        ("a fourth, empty part", format!("{good}."), Malformed),
        ("five parts", format!("{good}.AAAA.AAAA"), Malformed),
        ("a part before", format!("AAAA.{good}"), Malformed),
        ("9,000 characters", padding(6_450), Malformed),
        ("9,000 letters", "A".repeat(9_000), Malformed),
        ("padded base64", padded.join("."), Malformed),
        ("padded signature", format!("{}.{}.{}", parts[0], parts[1], padded[2]), Signature),
        ("standard base64", format!("{message}.{signature}"), Malformed),
        ("JSON serialisation", json.to_string(), Malformed),
        ("white space before", format!(" {good}"), Malformed),
        ("line end after", format!("{good}\n"), Signature),
        ("not ASCII", format!("é{good}"), Malformed),
    ]
}

#[test]
fn every_forged_token_is_refused_for_its_reason() {
    let forger = Forger { ring: KeyRing::generate(NOW).unwrap() };
    let control = forger.sign(&forger.header().to_string(), &forger.claims().to_string());
    assert!(verify(&forger.ring, &control).is_ok(), "the control must pass");

    let all = [algorithms(&forger), headers(&forger), claims(&forger), forms(&forger)].concat();
    assert!(all.len() >= 120, "{} tokens", all.len());
    for (name, token, reason) in all {
        assert_eq!(verify(&forger.ring, &token).unwrap_err(), reason, "{name}: {token}");
    }
}

#[test]
fn what_differs_without_meaning_is_accepted() {
    let forger = Forger { ring: KeyRing::generate(NOW).unwrap() };
    let tokens = [
        ("typ with its prefix", forger.with_header("typ", "application/at+jwt".into())),
        ("typ in capitals", forger.with_header("typ", "AT+JWT".into())),
        ("nbf now", forger.with_claim("nbf", SECONDS.into())),
        ("an unknown scope", forger.with_claim("scope", "reports:read from:tomorrow".into())),
        ("an unknown claim", forger.with_claim("x", json!({ "y": 1 }))),
        ("no scope", forger.with_claim("scope", "".into())),
    ];
    for (name, token) in tokens {
        assert!(verify(&forger.ring, &token).is_ok(), "{name}");
    }
    let scopes = &verify(&forger.ring, &forger.with_claim("scope", "reports:read x:y".into())).unwrap().grant.scopes;
    assert_eq!(*scopes, [Scope::ReportsRead]);
}

#[test]
fn a_token_of_a_revoked_key_is_refused() {
    let mut forger = Forger { ring: KeyRing::generate(NOW).unwrap() };
    let token = forger.sign(&forger.header().to_string(), &forger.claims().to_string());
    forger.ring.rotate_signing(NOW, Rotation::Compromised).unwrap();
    assert_eq!(verify(&forger.ring, &token).unwrap_err(), RejectReason::Revoked);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_verification_panic(token in "\\PC{0,200}|[A-Za-z0-9_.-]{0,200}") {
        let ring = KeyRing::generate(NOW).unwrap();
        proptest::prop_assert!(verify(&ring, &token).is_err());
    }
}
