//! Machine clients in the hands of the administrator.

use super::text;
use crate::on_both;
use crate::support::TestApp;
use actix_web::http::Method;
use narahubung::domain::access::Role;
use serde_json::json;
use uuid::Uuid;

const FORM: &str = "application/x-www-form-urlencoded";

on_both!(
    a_client_is_made_and_its_secret_shown_once,
    every_fault_of_a_new_client_is_named,
    a_change_of_scopes_needs_the_version,
    two_secrets_live_at_a_time,
    an_integration_repeats_every_request_safely,
);

async fn a_client_is_made_and_its_secret_shown_once(app: TestApp) {
    let admin = app.person(Role::Admin).await;
    let body = json!({ "client_id": "mobile-backend", "name": "Backend seluler", "role": "office_client",
        "scopes": ["reports:read", "reports:write"], "integration": true });
    let made = admin.post("/v1/clients", body).await.expect(201);
    assert_eq!(made.header("cache-control"), "no-store");
    let secret = text(&made, "client_secret");
    assert!(secret.starts_with("nrs_"));
    let path = made.header("location").to_owned();
    let read = admin.get(&path).await.expect(200);
    assert_eq!(read.body, made.body["client"]);
    assert_eq!(read.body["secrets"].as_array().unwrap().len(), 1);
    assert!(!String::from_utf8_lossy(&read.bytes).contains(secret));
    assert_eq!(admin.get("/v1/clients?include_total=true").await.expect(200).items(), &[read.body]);
    admin.get(&format!("/v1/clients/{}", Uuid::nil())).await.expect_problem(404, "not_found");
}

async fn every_fault_of_a_new_client_is_named(app: TestApp) {
    let admin = app.person(Role::Admin).await;
    let body = json!({ "client_id": "Mobile Backend", "name": "", "role": "office_client", "scopes": [],
        "secret_days": 366, "client_secret": "x" });
    admin
        .post("/v1/clients", body)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/client_id", "format")
        .expect_fault("#/name", "too_short")
        .expect_fault("#/scopes", "too_few_items")
        .expect_fault("#/secret_days", "too_large")
        .expect_fault("#/client_secret", "unknown_field");
    let body = json!({ "client_id": "skpd", "name": "SKPD", "role": "agency_client",
        "scopes": ["reports:read", "users:manage", "identity:reveal"] });
    admin
        .post("/v1/clients", body.clone())
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/agency_id", "agency_required")
        .expect_fault("#/scopes/1", "scope_not_allowed")
        .expect_fault("#/scopes/2", "scope_not_allowed");
    let body = json!({ "client_id": "orang", "name": "Orang", "role": "head", "scopes": ["reports:read"] });
    admin.post("/v1/clients", body).await.expect_fault("#/role", "role_not_for_machines");
}

async fn a_change_of_scopes_needs_the_version(app: TestApp) {
    let admin = app.person(Role::Admin).await;
    let body = json!({ "client_id": "kantor", "name": "Kantor", "role": "office_client", "scopes": ["reports:read"] });
    let made = admin.post("/v1/clients", body.clone()).await.expect(201);
    admin.post("/v1/clients", body).await.expect_fault("#/client_id", "already_taken");
    let path = made.header("location").to_owned();
    let scopes = json!({ "scopes": ["statistics:read"] });
    admin.patch(&path, scopes.clone()).await.expect_problem(428, "precondition_required");
    let changed = admin.if_match(1).patch(&path, scopes.clone()).await.expect(200);
    assert_eq!((&changed.body["scopes"], changed.version()), (&scopes["scopes"], 2));
    assert_eq!(admin.if_match(2).patch(&path, scopes).await.expect(200).version(), 2);
    let bad = json!({ "scopes": ["audit:read"], "name": null });
    admin.if_match(2).patch(&path, bad).await.expect_fault("#/scopes/0", "not_in_list");
}

async fn two_secrets_live_at_a_time(app: TestApp) {
    let admin = app.person(Role::Admin).await;
    let body = json!({ "client_id": "kantor", "name": "Kantor", "role": "office_client", "scopes": ["reports:read"] });
    let made = admin.post("/v1/clients", body).await.expect(201);
    let path = format!("{}/secrets", made.header("location"));
    for _ in 0..3 {
        app.advance_seconds(1);
        let rotated = admin.post(&path, json!({ "previous": "keep" })).await.expect(201);
        assert_eq!(rotated.body["client"]["secrets"].as_array().unwrap().len(), 2);
    }
    let revoked = admin.post(&path, json!({ "previous": "revoke", "secret_days": 1.0 })).await.expect(201);
    assert_eq!(revoked.body["client"]["secrets"].as_array().unwrap().len(), 1);
    admin.post(&path, json!({ "previous": "burn" })).await.expect_fault("#/previous", "not_in_list");
    app.advance_days(1);
    let admin = app.person(Role::Admin).await;
    assert!(admin.get("/v1/clients").await.items()[0]["secrets"].as_array().unwrap().is_empty());
}

/// Contract 4.4: a system that integrates must be able to repeat what it sent, so it names each request.
async fn an_integration_repeats_every_request_safely(app: TestApp) {
    let admin = app.person(Role::Admin).await;
    let body = json!({ "client_id": "skpd", "name": "SKPD", "role": "office_client",
        "scopes": ["reports:read", "reports:write"], "integration": true });
    let made = admin.post("/v1/clients", body).await.expect(201);
    let form = format!(
        "grant_type=client_credentials&client_id=skpd&client_secret={}",
        made.body["client_secret"].as_str().unwrap()
    );
    let granted = app.anyone().send(Method::POST, "/oauth/token", Some(form.into_bytes()), FORM).await.expect(200);
    let machine = app.with_token(granted.body["access_token"].as_str().unwrap());

    let refused = machine.post("/v1/reports", json!({})).await.expect_problem(400, "idempotency_key_required");
    assert_eq!(refused.body["errors"][0]["parameter"], "Idempotency-Key");
    machine.get("/v1/reports").await.expect(200);
    let keyed = machine.header("idempotency-key", "kunci-permintaan-0001");
    keyed.post("/v1/reports", json!({})).await.expect_problem(422, "validation_failed");

    let path = made.header("location");
    admin.if_match(1).patch(path, json!({ "integration": false })).await.expect(200);
    machine.post("/v1/reports", json!({})).await.expect_problem(422, "validation_failed");
}
