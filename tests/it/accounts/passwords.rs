//! Passwords: initial ones, changes, and what a change ends.

use super::{session, text};
use crate::on_both;
use crate::support::{PASSWORD, TestApp};
use narahubung::domain::access::Role;
use serde_json::json;

on_both!(
    a_change_ends_every_token_and_opens_a_new_session,
    a_wrong_present_password_changes_nothing_and_counts,
    new_passwords_are_judged,
    an_initial_password_is_good_for_choosing_another_only,
    an_initial_password_ends_after_a_week,
);

const NEW: &str = "delapan itik hijau menyelam";

async fn a_change_ends_every_token_and_opens_a_new_session(app: TestApp) {
    let account = app.account(Role::Head).await;
    let (one, other) = (session(&app, &account.username).await, session(&app, &account.username).await);
    let caller = app.with_token(text(&one, "access_token"));
    let body = json!({ "current_password": PASSWORD, "new_password": NEW });
    let changed = caller.post("/v1/password-changes", body).await.expect(201);
    for old in [&one, &other] {
        app.with_token(text(old, "access_token")).get("/v1/sessions").await.expect_problem(401, "invalid_token");
        let refresh = json!({ "refresh_token": text(old, "refresh_token") });
        app.anyone().post("/v1/sessions/refresh", refresh).await.expect_problem(401, "invalid_token");
    }
    let listed = app.with_token(text(&changed, "access_token")).get("/v1/sessions").await.expect(200);
    assert_eq!(listed.items().len(), 1);
    assert_eq!(listed.items()[0]["device_label"], "Peramban uji");
    let old = json!({ "username": account.username, "password": PASSWORD });
    app.anyone().post("/v1/sessions", old).await.expect_problem(401, "invalid_credentials");
    app.log_in_as(&account.username, NEW).await.get("/v1/sessions").await.expect(200);
}

async fn a_wrong_present_password_changes_nothing_and_counts(app: TestApp) {
    let account = app.account(Role::Head).await;
    let caller = app.with_token(&account.token);
    let body = json!({ "current_password": "salah", "new_password": NEW });
    for _ in 0..5 {
        caller
            .post("/v1/password-changes", body.clone())
            .await
            .expect_problem(422, "validation_failed")
            .expect_fault("#/current_password", "password_wrong");
    }
    caller.post("/v1/password-changes", body).await.expect_problem(429, "quota_exceeded");
    app.advance_seconds(1);
    app.log_in_as(&account.username, PASSWORD).await.get("/v1/sessions").await.expect(200);
    app.anyone().post("/v1/password-changes", json!({})).await.expect_problem(401, "authentication_required");
}

async fn new_passwords_are_judged(app: TestApp) {
    let account = app.account(Role::Head).await;
    let caller = app.with_token(&account.token);
    let pairs = [
        (PASSWORD, "password_unchanged"),
        ("pendek", "too_short"),
        ("Ombudsman2026!!!", "password_predictable"),
        ("tujuh kerbau\nbiru melompat", "password_control_characters"),
        (&"\u{1f99c}".repeat(65), "password_too_long"),
    ];
    for (new, code) in pairs {
        let body = json!({ "current_password": PASSWORD, "new_password": new });
        caller
            .post("/v1/password-changes", body)
            .await
            .expect_problem(422, "validation_failed")
            .expect_fault("#/new_password", code);
    }
}

async fn an_initial_password_is_good_for_choosing_another_only(app: TestApp) {
    let admin = app.person(Role::Admin).await;
    let body = json!({ "username": "rina.contoh", "display_name": "Rina Contoh", "role": "admin" });
    let made = admin.post("/v1/users", body).await.expect(201);
    let initial = text(&made, "initial_password").to_owned();
    let body = json!({ "username": "rina.contoh", "password": initial });
    let first = app.anyone().post("/v1/sessions", body).await.expect(201);
    assert_eq!((text(&first, "scope"), &first.body["password_change_required"]), ("", &json!(true)));

    let caller = app.with_token(text(&first, "access_token"));
    caller.get("/v1/users").await.expect_problem(403, "password_change_required");
    caller.get("/v1/sessions").await.expect_problem(403, "password_change_required");
    let body = json!({ "current_password": initial, "new_password": NEW });
    let changed = caller.post("/v1/password-changes", body).await.expect(201);
    assert_eq!(changed.body["password_change_required"], false);
    app.with_token(text(&changed, "access_token")).get("/v1/users").await.expect(200);
    caller.get("/v1/users").await.expect_problem(401, "invalid_token");
}

async fn an_initial_password_ends_after_a_week(app: TestApp) {
    let admin = app.account(Role::Admin).await;
    let body = json!({ "username": "rina.contoh", "display_name": "Rina Contoh", "role": "admin" });
    let made = app.with_token(&admin.token).post("/v1/users", body).await.expect(201);
    let body = json!({ "username": "rina.contoh", "password": text(&made, "initial_password") });
    app.advance_seconds(7 * 24 * 3600 - 1);
    app.anyone().post("/v1/sessions", body.clone()).await.expect(201);
    app.advance_seconds(1);
    app.anyone().post("/v1/sessions", body).await.expect_problem(401, "invalid_credentials");
}
