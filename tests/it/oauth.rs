//! OAuth for machines: tokens, revocation, keys.

use crate::on_both;
use crate::support::{Answer, Caller, PASSWORD, TestApp};
use actix_web::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use narahubung::domain::access::Role;
use serde_json::json;

on_both!(
    a_client_gets_a_token_by_either_way_of_authenticating,
    a_token_carries_the_scopes_asked_for_and_no_more,
    bad_requests_are_refused_in_oauths_words,
    unknown_clients_and_wrong_secrets_are_one_answer,
    a_disabled_client_stops_at_once,
    a_change_of_scopes_ends_tokens,
    rotated_secrets_overlap_and_revoked_ones_do_not,
    a_secret_ends_in_time,
    a_client_takes_its_own_token_back,
    a_person_ends_a_session_by_either_token,
    the_keys_and_the_metadata_are_public,
);

const FORM: &str = "application/x-www-form-urlencoded";

struct Client {
    id: String,
    secret: String,
    path: String,
}

async fn client(app: &TestApp, name: &str) -> Client {
    let admin = app.person(Role::Admin).await;
    let body = json!({ "client_id": name, "name": "Klien uji", "role": "office_client",
        "scopes": ["reports:read", "statistics:read"] });
    let made = admin.post("/v1/clients", body).await.expect(201);
    let secret = made.body["client_secret"].as_str().unwrap().to_owned();
    Client { id: name.to_owned(), secret, path: made.header("location").to_owned() }
}

fn basic(app: &TestApp, id: &str, secret: &str) -> Caller {
    app.anyone().header("authorization", &format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))))
}

async fn send(caller: &Caller, path: &str, form: &str) -> Answer {
    caller.send(Method::POST, path, Some(form.as_bytes().to_vec()), FORM).await
}

async fn token(app: &TestApp, client: &Client) -> String {
    let answer = send(&basic(app, &client.id, &client.secret), "/oauth/token", "grant_type=client_credentials").await;
    answer.expect(200).body["access_token"].as_str().unwrap().to_owned()
}

#[track_caller]
fn expect_error(answer: Answer, status: u16, error: &str) -> Answer {
    let answer = answer.expect(status);
    assert_eq!(answer.body["error"], error, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
    answer
}

/// Whether a machine's token passes the gate: then only the role stands against it.
async fn is_believed(app: &TestApp, token: &str) -> bool {
    match app.with_token(token).get("/v1/sessions").await.status {
        403 => true,
        401 => false,
        other => panic!("{other}"),
    }
}

async fn a_client_gets_a_token_by_either_way_of_authenticating(app: TestApp) {
    let client = client(&app, "mobile-backend").await;
    let form = "grant_type=client_credentials";
    let answer = send(&basic(&app, &client.id, &client.secret), "/oauth/token", form).await.expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!((&answer.body["token_type"], &answer.body["expires_in"]), (&json!("Bearer"), &json!(900)));
    assert_eq!(answer.body["scope"], "reports:read statistics:read");
    assert!(is_believed(&app, answer.body["access_token"].as_str().unwrap()).await);

    let body = format!("{form}&client_id={}&client_secret={}&unknown=ignored", client.id, client.secret);
    send(&app.anyone(), "/oauth/token", &body).await.expect(200);
    // Each half of Basic credentials is form-encoded first.
    let encoded = client.id.replace('-', "%2D");
    send(&basic(&app, &encoded, &client.secret), "/oauth/token", form).await.expect(200);
    let read = app.person(Role::Admin).await.get(&client.path).await.expect(200);
    assert!(read.body["secrets"][0]["last_used_at"].is_string());
    app.advance_seconds(900);
    assert!(!is_believed(&app, answer.body["access_token"].as_str().unwrap()).await);
}

async fn a_token_carries_the_scopes_asked_for_and_no_more(app: TestApp) {
    let client = client(&app, "mobile-backend").await;
    let caller = basic(&app, &client.id, &client.secret);
    let ask = |scope: &str| format!("grant_type=client_credentials&scope={scope}");
    let answer = send(&caller, "/oauth/token", &ask("reports%3Aread")).await.expect(200);
    assert_eq!(answer.body["scope"], "reports:read");
    for scope in ["reports%3Awrite", "reports:read+users:manage", "nonsense", "reports:read++statistics:read"] {
        expect_error(send(&caller, "/oauth/token", &ask(scope)).await, 400, "invalid_scope");
    }
}

async fn bad_requests_are_refused_in_oauths_words(app: TestApp) {
    let client = client(&app, "mobile-backend").await;
    let caller = basic(&app, &client.id, &client.secret);
    for (form, error) in [
        ("", "invalid_request"),
        ("scope=reports:read", "invalid_request"),
        ("grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
        ("grant_type=client_credentials&client_secret=nrs_x", "invalid_request"),
        ("grant_type=client_credentials&client_id=another", "invalid_request"),
        ("grant_type=%ff", "invalid_request"),
        ("grant_type=password&username=a&password=b", "unsupported_grant_type"),
        ("grant_type=refresh_token&refresh_token=a", "unsupported_grant_type"),
    ] {
        let answer = expect_error(send(&caller, "/oauth/token", form).await, 400, error);
        assert_eq!(answer.body["request_id"], answer.header("x-request-id"), "{form}");
    }
    let form = "grant_type=client_credentials";
    let query = format!("/oauth/token?client_id={}&client_secret={}", client.id, client.secret);
    expect_error(send(&app.anyone(), &query, form).await, 400, "invalid_request");
    let json = caller.post("/oauth/token", json!({ "grant_type": "client_credentials" })).await;
    expect_error(json, 400, "invalid_request");
    expect_error(send(&caller, "/oauth/revoke", "").await, 400, "invalid_request");
    let large = format!("{form}&x={}", "y".repeat(17_000));
    send(&caller, "/oauth/token", &large).await.expect_problem(413, "body_too_large");
    caller.get("/oauth/token").await.expect_problem(405, "method_not_allowed");
}

async fn unknown_clients_and_wrong_secrets_are_one_answer(app: TestApp) {
    let client = client(&app, "mobile-backend").await;
    let other = self::client(&app, "another").await;
    let form = "grant_type=client_credentials";
    let mut bodies = Vec::new();
    for (id, secret) in [
        ("nobody", client.secret.as_str()),
        (client.id.as_str(), other.secret.as_str()),
        (client.id.as_str(), "nrs_x"),
        (client.id.as_str(), ""),
        ("", ""),
    ] {
        let answer = expect_error(send(&basic(&app, id, secret), "/oauth/token", form).await, 401, "invalid_client");
        assert!(answer.header("www-authenticate").starts_with("Basic "));
        bodies.push(answer.body["error_description"].clone());
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
    expect_error(send(&app.anyone(), "/oauth/token", form).await, 401, "invalid_client");
    for header in ["Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer x"] {
        let caller = app.anyone().header("authorization", header);
        expect_error(send(&caller, "/oauth/token", form).await, 401, "invalid_client");
    }
}

async fn a_disabled_client_stops_at_once(app: TestApp) {
    let client = client(&app, "mobile-backend").await;
    let token = token(&app, &client).await;
    assert!(is_believed(&app, &token).await);
    let admin = app.person(Role::Admin).await;
    admin.if_match(1).patch(&client.path, json!({ "active": false })).await.expect(200);
    assert!(!is_believed(&app, &token).await);
    let form = "grant_type=client_credentials";
    let answer = send(&basic(&app, &client.id, &client.secret), "/oauth/token", form).await;
    expect_error(answer, 401, "invalid_client");
}

async fn a_change_of_scopes_ends_tokens(app: TestApp) {
    let client = client(&app, "mobile-backend").await;
    let old = token(&app, &client).await;
    let admin = app.person(Role::Admin).await;
    admin.if_match(1).patch(&client.path, json!({ "name": "Nama baru" })).await.expect(200);
    assert!(is_believed(&app, &old).await);
    admin.if_match(2).patch(&client.path, json!({ "scopes": ["statistics:read"] })).await.expect(200);
    assert!(!is_believed(&app, &old).await);
    assert!(is_believed(&app, &token(&app, &client).await).await);
}

async fn rotated_secrets_overlap_and_revoked_ones_do_not(app: TestApp) {
    let first = client(&app, "mobile-backend").await;
    let held = token(&app, &first).await;
    let admin = app.person(Role::Admin).await;
    let rotate = |previous: &'static str| {
        let (admin, path, id) = (admin.clone(), format!("{}/secrets", first.path), first.id.clone());
        async move {
            let made = admin.post(&path, json!({ "previous": previous })).await.expect(201);
            Client { id, secret: made.body["client_secret"].as_str().unwrap().to_owned(), path }
        }
    };
    app.advance_seconds(1);
    let second = rotate("keep").await;
    token(&app, &first).await;
    token(&app, &second).await;
    assert!(is_believed(&app, &held).await);
    app.advance_seconds(1);
    let third = rotate("keep").await;
    let form = "grant_type=client_credentials";
    expect_error(send(&basic(&app, &first.id, &first.secret), "/oauth/token", form).await, 401, "invalid_client");
    token(&app, &second).await;
    let held = token(&app, &third).await;
    rotate("revoke").await;
    for old in [&second, &third] {
        expect_error(send(&basic(&app, &old.id, &old.secret), "/oauth/token", form).await, 401, "invalid_client");
    }
    assert!(!is_believed(&app, &held).await);
}

async fn a_secret_ends_in_time(app: TestApp) {
    let client = client(&app, "mobile-backend").await;
    app.advance_days(364);
    token(&app, &client).await;
    app.advance_days(1);
    let form = "grant_type=client_credentials";
    expect_error(send(&basic(&app, &client.id, &client.secret), "/oauth/token", form).await, 401, "invalid_client");
}

async fn a_client_takes_its_own_token_back(app: TestApp) {
    let (one, other) = (client(&app, "satu").await, client(&app, "dua").await);
    let (token, kept) = (token(&app, &one).await, self::token(&app, &one).await);
    let form = format!("token={token}&token_type_hint=refresh_token");
    expect_error(send(&app.anyone(), "/oauth/revoke", &form).await, 401, "invalid_client");
    let foreign = send(&basic(&app, &other.id, &other.secret), "/oauth/revoke", &form).await;
    expect_error(foreign, 400, "invalid_grant");
    let wrong = send(&basic(&app, &one.id, &other.secret), "/oauth/revoke", &form).await;
    expect_error(wrong, 401, "invalid_client");
    assert!(is_believed(&app, &token).await);

    let own = basic(&app, &one.id, &one.secret);
    for _ in 0..2 {
        let answer = send(&own, "/oauth/revoke", &form).await.expect(200);
        assert!(answer.bytes.is_empty() && answer.header("cache-control") == "no-store");
    }
    assert!(!is_believed(&app, &token).await);
    assert!(is_believed(&app, &kept).await);
    send(&own, "/oauth/revoke", "token=nonsense").await.expect(200);
}

async fn a_person_ends_a_session_by_either_token(app: TestApp) {
    let account = app.account(Role::Examiner).await;
    for member in ["refresh_token", "access_token"] {
        let body = json!({ "username": account.username, "password": PASSWORD });
        let session = app.anyone().post("/v1/sessions", body).await.expect(201);
        let access = app.with_token(session.body["access_token"].as_str().unwrap());
        access.get("/v1/sessions").await.expect(200);
        let form = format!("token={}", session.body[member].as_str().unwrap());
        send(&app.anyone(), "/oauth/revoke", &form).await.expect(200);
        access.get("/v1/sessions").await.expect_problem(401, "invalid_token");
        send(&app.anyone(), "/oauth/revoke", &form).await.expect(200);
    }
}

async fn the_keys_and_the_metadata_are_public(app: TestApp) {
    let keys = app.anyone().get("/.well-known/jwks.json").await.expect(200);
    assert_eq!(keys.header("cache-control"), "public, max-age=300");
    assert_eq!(keys.body["keys"].as_array().unwrap().len(), 2, "the active one and the next");
    assert!(!String::from_utf8_lossy(&keys.bytes).contains("\"d\""));
    let metadata = app.anyone().get("/.well-known/oauth-authorization-server").await.expect(200);
    let issuer = metadata.body["issuer"].as_str().unwrap().to_owned();
    assert_eq!(metadata.body["jwks_uri"], format!("{issuer}/.well-known/jwks.json"));
    assert_eq!(metadata.body["grant_types_supported"], json!(["client_credentials"]));
}
