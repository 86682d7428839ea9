//! Logging in: one answer for every refusal, and waiting after failures.

use super::{audited, session, text};
use crate::on_both;
use crate::support::{Answer, PASSWORD, TestApp};
use narahubung::domain::access::Role;
use serde_json::json;

on_both!(
    a_person_logs_in_and_out,
    sessions_are_listed_and_ended_by_their_owner_alone,
    every_refusal_is_the_same,
    bad_input_is_named,
    a_name_waits_after_five_failures_whether_or_not_it_exists,
    success_forgets_failures_and_tells_of_them,
    after_a_hundred_failures_only_an_administrator_helps,
    a_network_waits_after_fifty_failures,
    many_guesses_at_once_learn_no_more_than_five,
    a_disabled_account_stops_at_once,
    a_changed_role_counts_at_once,
    what_was_typed_as_a_name_is_not_kept,
    what_is_over_is_deleted_and_what_still_holds_is_kept,
);

async fn try_log_in(app: &TestApp, username: &str, password: &str) -> Answer {
    app.anyone().post("/v1/sessions", json!({ "username": username, "password": password })).await
}

async fn a_person_logs_in_and_out(app: TestApp) {
    let account = app.account(Role::Examiner).await;
    let answer = session(&app, &account.username.to_uppercase()).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("location"), format!("/v1/sessions/{}", text(&answer, "session_id")));
    assert_eq!(answer.body["expires_in"], 600);
    assert_eq!(answer.body["user"]["role"], "examiner");
    assert_eq!(answer.body["failed_attempts"], 0);
    assert_eq!(answer.body["password_change_required"], false);
    assert!(text(&answer, "scope").contains("reports:read"));
    assert_eq!(audited(&app, "createSession", "done").await, 1);

    let caller = app.with_token(text(&answer, "access_token"));
    caller.get("/v1/sessions").await.expect(200);
    caller.delete("/v1/sessions/current").await.expect(204);
    caller.get("/v1/sessions").await.expect_problem(401, "invalid_token");
    caller.delete("/v1/sessions/current").await.expect_problem(401, "invalid_token");
    let refresh = json!({ "refresh_token": text(&answer, "refresh_token") });
    app.anyone().post("/v1/sessions/refresh", refresh).await.expect_problem(401, "invalid_token");
}

async fn sessions_are_listed_and_ended_by_their_owner_alone(app: TestApp) {
    let account = app.account(Role::Examiner).await;
    let (first, second) = (session(&app, &account.username).await, session(&app, &account.username).await);
    let caller = app.with_token(text(&second, "access_token"));
    // The account was made with a session of its own.
    let listed = caller.get("/v1/sessions").await.expect(200);
    assert_eq!(listed.items().len(), 3);
    let current: Vec<_> = listed.items().iter().filter(|item| item["current"] == true).collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["id"], second.body["session_id"]);
    assert_eq!(current[0]["device_label"], "Peramban uji");
    let page = caller.get("/v1/sessions?limit=2").await.expect(200);
    let rest = caller.get(&format!("/v1/sessions?cursor={}", page.body["page"]["next_cursor"].as_str().unwrap())).await;
    assert_eq!((page.items().len(), rest.expect(200).items().len()), (2, 1));

    let path = format!("/v1/sessions/{}", text(&first, "session_id"));
    app.person(Role::Examiner).await.delete(&path).await.expect_problem(404, "not_found");
    app.with_token(text(&first, "access_token")).get("/v1/sessions").await.expect(200);
    caller.delete(&path).await.expect(204);
    app.with_token(text(&first, "access_token")).get("/v1/sessions").await.expect_problem(401, "invalid_token");
    caller.delete(&path).await.expect_problem(404, "not_found");
    caller.delete("/v1/sessions/not-an-id").await.expect_problem(404, "not_found");
    let machine = app.machine(Role::OfficeClient, None, &[narahubung::domain::access::Scope::ReportsRead]).await;
    machine.get("/v1/sessions").await.expect_problem(403, "action_not_allowed");
}

async fn every_refusal_is_the_same(app: TestApp) {
    let account = app.account(Role::Examiner).await;
    let switched_off = app.account(Role::Examiner).await;
    let admin = app.person(Role::Admin).await;
    let path = format!("/v1/users/{}", switched_off.id);
    admin.if_match(1).patch(&path, json!({ "active": false })).await.expect(200);

    let mut bodies = Vec::new();
    for (name, password) in [
        (account.username.as_str(), "delapan itik hijau menyelam"),
        ("nobody.at.all", PASSWORD),
        (switched_off.username.as_str(), PASSWORD),
        ("🦜 \u{202e}rtl", PASSWORD),
    ] {
        let answer = try_log_in(&app, name, password).await.expect_problem(401, "invalid_credentials");
        let mut body = answer.body.clone();
        body["request_id"] = json!(null);
        body["instance"] = json!(null);
        let names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        bodies.push((body, names));
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:#?}");
    assert_eq!(audited(&app, "createSession", "refused").await, 4);
}

async fn bad_input_is_named(app: TestApp) {
    let body = json!({ "username": "", "password": 7, "otp": "12345", "colour": "red" });
    app.anyone()
        .post("/v1/sessions", body)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/username", "too_short")
        .expect_fault("#/password", "wrong_type")
        .expect_fault("#/otp", "too_short")
        .expect_fault("#/colour", "unknown_field");
    let long = "x".repeat(257);
    try_log_in(&app, &long, &long)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/username", "too_long")
        .expect_fault("#/password", "too_long");
    try_log_in(&app, "rina\0", PASSWORD).await.expect_fault("#/username", "control_characters");
    let form = b"username=rina&password=x".to_vec();
    app.anyone()
        .send(actix_web::http::Method::POST, "/v1/sessions", Some(form), "application/x-www-form-urlencoded")
        .await
        .expect_problem(415, "unsupported_media_type");
    app.anyone()
        .post("/v1/sessions/refresh", json!({ "refresh_token": "nrr_x" }))
        .await
        .expect_problem(401, "invalid_token");
    app.anyone().post("/v1/sessions/refresh", json!({})).await.expect_fault("#/refresh_token", "required");
}

async fn a_name_waits_after_five_failures_whether_or_not_it_exists(app: TestApp) {
    let account = app.account(Role::Examiner).await;
    for name in [account.username.as_str(), "nobody.at.all"] {
        for _ in 0..5 {
            try_log_in(&app, name, "salah").await.expect_problem(401, "invalid_credentials");
        }
        // The right password does not help either.
        let waits = try_log_in(&app, &format!(" {} ", name.to_uppercase()), PASSWORD).await;
        assert_eq!(waits.expect_problem(429, "quota_exceeded").header("retry-after"), "1");
        app.advance_seconds(1);
        try_log_in(&app, name, "salah").await.expect_problem(401, "invalid_credentials");
        let waits = try_log_in(&app, name, PASSWORD).await.expect_problem(429, "quota_exceeded");
        assert_eq!(waits.header("retry-after"), "2", "the wait doubles");
        app.advance_seconds(1);
        let waits = try_log_in(&app, name, PASSWORD).await.expect_problem(429, "quota_exceeded");
        assert_eq!(waits.header("retry-after"), "1");
    }
    app.advance_seconds(2);
    try_log_in(&app, &account.username, PASSWORD).await.expect(201);
}

async fn success_forgets_failures_and_tells_of_them(app: TestApp) {
    let account = app.account(Role::Head).await;
    for _ in 0..3 {
        try_log_in(&app, &account.username, "salah").await.expect(401);
    }
    assert_eq!(session(&app, &account.username).await.body["failed_attempts"], 3);
    assert_eq!(session(&app, &account.username).await.body["failed_attempts"], 0);
}

async fn after_a_hundred_failures_only_an_administrator_helps(app: TestApp) {
    let account = app.account(Role::Head).await;
    for _ in 0..100 {
        try_log_in(&app, &account.username, "salah").await.expect(401);
        app.advance_seconds(900);
    }
    app.advance_days(30);
    let stopped = try_log_in(&app, &account.username, PASSWORD).await.expect_problem(429, "quota_exceeded");
    assert_eq!(stopped.header("retry-after"), "900");

    let admin = app.person(Role::Admin).await;
    let reset = admin.post(&format!("/v1/users/{}/password-resets", account.id), json!({})).await.expect(201);
    let initial = text(&reset, "initial_password");
    try_log_in(&app, &account.username, PASSWORD).await.expect(401);
    try_log_in(&app, &account.username, initial).await.expect(201);
}

async fn a_network_waits_after_fifty_failures(app: TestApp) {
    let account = app.account(Role::Head).await;
    let attacker = app.anyone().at_address("198.51.100.7");
    for number in 0..50 {
        let body = json!({ "username": format!("orang-{number}"), "password": "salah" });
        attacker.post("/v1/sessions", body).await.expect(401);
    }
    let right = json!({ "username": account.username, "password": PASSWORD });
    let neighbour = app.anyone().at_address("198.51.100.200");
    neighbour.post("/v1/sessions", right.clone()).await.expect_problem(429, "quota_exceeded");
    app.anyone().at_address("203.0.113.9").post("/v1/sessions", right.clone()).await.expect(201);
    app.advance_seconds(3600);
    neighbour.post("/v1/sessions", right).await.expect(201);
}

async fn many_guesses_at_once_learn_no_more_than_five(app: TestApp) {
    let account = app.account(Role::Head).await;
    let guesses = (0..20).map(|_| try_log_in(&app, &account.username, "salah"));
    let answers = futures_util::future::join_all(guesses).await;
    let told = answers.iter().filter(|answer| answer.status == 401).count();
    let waiting = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((told, waiting), (5, 15));
}

async fn a_disabled_account_stops_at_once(app: TestApp) {
    let account = app.account(Role::Head).await;
    let held = session(&app, &account.username).await;
    let caller = app.with_token(text(&held, "access_token"));
    caller.get("/v1/sessions").await.expect(200);
    let admin = app.person(Role::Admin).await;
    let path = format!("/v1/users/{}", account.id);
    admin.if_match(1).patch(&path, json!({ "active": false })).await.expect(200);
    caller.get("/v1/sessions").await.expect_problem(401, "invalid_token");
    let refresh = json!({ "refresh_token": text(&held, "refresh_token") });
    app.anyone().post("/v1/sessions/refresh", refresh).await.expect_problem(401, "invalid_token");
    try_log_in(&app, &account.username, PASSWORD).await.expect_problem(401, "invalid_credentials");
}

async fn a_changed_role_counts_at_once(app: TestApp) {
    let account = app.account(Role::Admin).await;
    let caller = app.with_token(&account.token);
    caller.get("/v1/users").await.expect(200);
    let admin = app.person(Role::Admin).await;
    let path = format!("/v1/users/{}", account.id);
    admin.if_match(1).patch(&path, json!({ "role": "prevention" })).await.expect(200);
    caller.get("/v1/users").await.expect_problem(401, "invalid_token");
    let again = app.log_in_as(&account.username, PASSWORD).await;
    again.get("/v1/users").await.expect_problem(403, "insufficient_scope");
}

async fn what_was_typed_as_a_name_is_not_kept(app: TestApp) {
    try_log_in(&app, "sandi-rahasia-saya-sendiri", "x").await.expect(401);
    let subjects: Vec<String> = app
        .inspect(|conn| {
            use diesel::prelude::*;
            use narahubung::db::schema::login_failures as failures;
            failures::table.select(failures::subject).load(conn).unwrap()
        })
        .await;
    assert!(subjects.len() == 1 && !subjects[0].contains("sandi"), "{subjects:?}");
}

async fn what_is_over_is_deleted_and_what_still_holds_is_kept(app: TestApp) {
    let purge = async || {
        let now = app.clock.now();
        app.service.db.write(move |conn| narahubung::accounts::operations::retention::purge(conn, now)).await.unwrap()
    };
    let kept = async || {
        use diesel::prelude::*;
        use narahubung::db::schema::{login_failures, refresh_tokens, sessions};
        app.inspect(|conn| {
            let sessions: i64 = sessions::table.count().get_result(conn).unwrap();
            let tokens: i64 = refresh_tokens::table.count().get_result(conn).unwrap();
            let failures: i64 = login_failures::table.count().get_result(conn).unwrap();
            (sessions, tokens, failures)
        })
        .await
    };
    let account = app.account(Role::Intake).await;
    session(&app, &account.username).await;
    try_log_in(&app, "tanpa-akun", "salah").await;
    let (sessions, tokens, failures) = kept().await;
    assert!(sessions > 0 && tokens > 0 && failures > 0);
    // A session ends after seven days at the latest, and is kept for thirty more.
    app.advance_days(37);
    assert_eq!(purge().await, 0);
    app.advance_seconds(1);
    assert_eq!(i64::try_from(purge().await).unwrap(), sessions);
    assert_eq!(kept().await, (0, 0, failures));
    app.advance_days(52);
    assert_eq!(purge().await, 0);
    app.advance_days(1);
    assert_eq!(i64::try_from(purge().await).unwrap(), failures);
    assert_eq!(kept().await, (0, 0, 0));
    session(&app, &account.username).await;
}
