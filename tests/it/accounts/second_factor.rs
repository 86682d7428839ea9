//! The second factor: set up by its owner, asked for at each log-in, needed to see who reports.

use super::{audited, text};
use crate::on_both;
use crate::reports::Office;
use crate::support::{Answer, PASSWORD, TestApp};
use narahubung::crypto::totp::TotpSecret;
use narahubung::domain::access::Role;
use serde_json::json;

on_both!(
    every_log_in_needs_a_code_once_one_was_confirmed,
    what_is_not_confirmed_changes_nothing,
    only_an_administrator_removes_it,
    identity_is_shown_to_two_factors_alone,
);

/// The app of somebody who typed this text into it.
fn phone(begun: &Answer) -> TotpSecret {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for letter in text(begun, "secret").bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
        buffer = (buffer << 5) | u32::try_from(value).unwrap();
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xff).unwrap());
        }
    }
    TotpSecret::restore(bytes)
}

async fn log_in(app: &TestApp, username: &str, otp: Option<&str>) -> Answer {
    let mut body = json!({ "username": username, "password": PASSWORD });
    if let Some(otp) = otp {
        body["otp"] = json!(otp);
    }
    app.anyone().post("/v1/sessions", body).await
}

/// Sets up a second factor for an account; the next code is a new one.
async fn set_up(app: &TestApp, username: &str) -> TotpSecret {
    let session = log_in(app, username, None).await.expect(201);
    let caller = app.with_token(text(&session, "access_token"));
    let begun = caller.post("/v1/second-factors", json!({})).await.expect(201);
    let phone = phone(&begun);
    let confirmation = json!({ "otp": phone.code_at(app.clock.now()) });
    caller.post("/v1/second-factors/confirmations", confirmation).await.expect(204);
    app.advance_seconds(30);
    phone
}

async fn every_log_in_needs_a_code_once_one_was_confirmed(app: TestApp) {
    let account = app.account(Role::Examiner).await;
    let phone = set_up(&app, &account.username).await;
    log_in(&app, &account.username, None).await.expect_problem(401, "otp_required");
    let code = phone.code_at(app.clock.now());
    let wrong = if code == "000000" { "000001" } else { "000000" };
    log_in(&app, &account.username, Some(wrong)).await.expect_problem(401, "invalid_credentials");
    let session = log_in(&app, &account.username, Some(&code)).await.expect(201);
    assert_eq!(session.body["failed_attempts"], 1, "a wrong code counts as a failure, a missing one does not");
    log_in(&app, &account.username, Some(&code)).await.expect_problem(401, "invalid_credentials");

    // The means by which a session began stay with it.
    let refreshed = json!({ "refresh_token": text(&session, "refresh_token") });
    let refreshed = app.anyone().post("/v1/sessions/refresh", refreshed).await.expect(200);
    for answer in [&session, &refreshed] {
        let token = text(answer, "access_token");
        let claims = app.service.tokens.verify(&app.service.ring(), token, app.clock.now()).unwrap();
        let methods: Vec<_> = claims.grant.methods.iter().map(|method| method.code()).collect();
        assert_eq!(methods, ["pwd", "otp"]);
    }
    assert_eq!(audited(&app, "confirmSecondFactor", "done").await, 1);
}

async fn what_is_not_confirmed_changes_nothing(app: TestApp) {
    let account = app.account(Role::Examiner).await;
    let session = log_in(&app, &account.username, None).await.expect(201);
    let caller = app.with_token(text(&session, "access_token"));
    let confirm = "/v1/second-factors/confirmations";
    caller.post(confirm, json!({ "otp": "123456" })).await.expect_problem(409, "conflict");
    let first = caller.post("/v1/second-factors", json!({})).await.expect(201);
    assert_eq!(first.header("cache-control"), "no-store");
    let second = caller.post("/v1/second-factors", json!({})).await.expect(201);
    assert_ne!(text(&first, "secret"), text(&second, "secret"));
    assert!(text(&second, "otpauth_uri").contains(text(&second, "secret")));
    for otp in ["12345", "1234567", "abcdef", ""] {
        caller.post(confirm, json!({ "otp": otp })).await.expect_problem(422, "validation_failed");
    }
    let stale = json!({ "otp": phone(&first).code_at(app.clock.now()) });
    caller.post(confirm, stale).await.expect(422).expect_fault("#/otp", "otp_wrong");
    log_in(&app, &account.username, None).await.expect(201);
    app.advance_seconds(300);
    caller.post("/v1/second-factors", json!({})).await.expect_problem(403, "step_up_required");
    let confirmed = json!({ "otp": phone(&second).code_at(app.clock.now()) });
    caller.post(confirm, confirmed).await.expect(204);
    let again = log_in(&app, &account.username, None).await;
    again.expect_problem(401, "otp_required");
}

async fn only_an_administrator_removes_it(app: TestApp) {
    let account = app.account(Role::Examiner).await;
    let phone = set_up(&app, &account.username).await;
    let session = log_in(&app, &account.username, Some(&phone.code_at(app.clock.now()))).await.expect(201);
    let caller = app.with_token(text(&session, "access_token"));
    caller.post("/v1/second-factors", json!({})).await.expect_problem(409, "conflict");
    let path = format!("/v1/users/{}/second-factor", account.id);
    caller.delete(&path).await.expect_problem(403, "insufficient_scope");
    let admin = app.person(Role::Admin).await;
    admin.delete(&path).await.expect(204);
    admin.delete(&path).await.expect_problem(404, "not_found");
    caller.get("/v1/sessions").await.expect_problem(401, "invalid_token");
    log_in(&app, &account.username, None).await.expect(201);
}

async fn identity_is_shown_to_two_factors_alone(app: TestApp) {
    let engine = app.database().engine();
    let office = Office::open(TestApp::with_second_factors(engine).await).await;
    let app = &office.app;
    let account = app.account(Role::Head).await;
    let report = office.intake.post("/v1/reports", office.full_report()).await.expect(201).id();
    let path = format!("/v1/reports/{report}/identity-reveals");
    let reveal = json!({ "fields": ["phone"], "purpose": "contact_reporter",
        "justification": "Menanyakan kelengkapan berkas." });
    let session = log_in(app, &account.username, None).await.expect(201);
    let by_password = app.with_token(text(&session, "access_token"));
    by_password.post(&path, reveal.clone()).await.expect_problem(403, "second_factor_required");
    let phone = set_up(app, &account.username).await;
    let session = log_in(app, &account.username, Some(&phone.code_at(app.clock.now()))).await.expect(201);
    let by_both = app.with_token(text(&session, "access_token"));
    by_both.post(&path, reveal.clone()).await.expect(201);
    app.advance_seconds(301);
    by_both.post(&path, reveal).await.expect_problem(403, "step_up_required");
}
