//! Refresh tokens: rotation, reuse, and the ten seconds of grace.

use super::{audited, session, text};
use crate::on_both;
use crate::support::{Answer, PASSWORD, TestApp};
use narahubung::domain::access::Role;
use narahubung::domain::id::SessionId;
use serde_json::json;
use uuid::Uuid;

on_both!(
    each_refresh_gives_new_tokens_and_spends_the_old,
    a_lost_answer_is_forgiven_once_within_ten_seconds,
    the_grace_ends_after_ten_seconds,
    there_is_no_grace_once_the_successor_was_used,
    there_is_no_second_grace,
    a_void_successor_ends_the_session,
    two_refreshes_at_once_leave_one_living_line,
    a_session_ends_after_twelve_idle_hours,
    a_session_ends_after_seven_days_however_busy,
    a_refreshed_session_keeps_the_time_of_its_log_in,
);

async fn refresh(app: &TestApp, answer: &Answer) -> Answer {
    let body = json!({ "refresh_token": text(answer, "refresh_token") });
    app.anyone().post("/v1/sessions/refresh", body).await
}

async fn is_alive(app: &TestApp, answer: &Answer) -> bool {
    app.with_token(text(answer, "access_token")).get("/v1/sessions").await.status == 200
}

async fn begin(app: &TestApp) -> Answer {
    let account = app.account(Role::Examiner).await;
    session(app, &account.username).await
}

async fn each_refresh_gives_new_tokens_and_spends_the_old(app: TestApp) {
    let first = begin(&app).await;
    let second = refresh(&app, &first).await.expect(200);
    assert_eq!(second.header("cache-control"), "no-store");
    assert_eq!(first.body["session_id"], second.body["session_id"]);
    for member in ["refresh_token", "access_token"] {
        assert_ne!(text(&first, member), text(&second, member));
    }
    let third = refresh(&app, &second).await.expect(200);
    assert!(is_alive(&app, &third).await);

    // The first token again: somebody holds a copy.
    refresh(&app, &first).await.expect_problem(401, "invalid_token");
    for answer in [&first, &second, &third] {
        assert!(!is_alive(&app, answer).await);
    }
    refresh(&app, &third).await.expect_problem(401, "invalid_token");
    assert_eq!(audited(&app, "refreshSession", "refused").await, 1);
}

async fn a_lost_answer_is_forgiven_once_within_ten_seconds(app: TestApp) {
    let first = begin(&app).await;
    refresh(&app, &first).await.expect(200);
    app.advance_seconds(10);
    let retried = refresh(&app, &first).await.expect(200);
    let next = refresh(&app, &retried).await.expect(200);
    assert!(is_alive(&app, &next).await);
}

async fn the_grace_ends_after_ten_seconds(app: TestApp) {
    let first = begin(&app).await;
    let second = refresh(&app, &first).await.expect(200);
    app.advance_seconds(11);
    refresh(&app, &first).await.expect_problem(401, "invalid_token");
    assert!(!is_alive(&app, &second).await);
}

async fn there_is_no_grace_once_the_successor_was_used(app: TestApp) {
    let first = begin(&app).await;
    let second = refresh(&app, &first).await.expect(200);
    let third = refresh(&app, &second).await.expect(200);
    refresh(&app, &first).await.expect_problem(401, "invalid_token");
    assert!(!is_alive(&app, &third).await);
}

async fn there_is_no_second_grace(app: TestApp) {
    let first = begin(&app).await;
    refresh(&app, &first).await.expect(200);
    let retried = refresh(&app, &first).await.expect(200);
    refresh(&app, &first).await.expect_problem(401, "invalid_token");
    assert!(!is_alive(&app, &retried).await);
}

async fn a_void_successor_ends_the_session(app: TestApp) {
    let first = begin(&app).await;
    let void = refresh(&app, &first).await.expect(200);
    let retried = refresh(&app, &first).await.expect(200);
    refresh(&app, &void).await.expect_problem(401, "invalid_token");
    assert!(!is_alive(&app, &retried).await);
}

async fn two_refreshes_at_once_leave_one_living_line(app: TestApp) {
    let first = begin(&app).await;
    let (one, other) = futures_util::future::join(refresh(&app, &first), refresh(&app, &first)).await;
    let (one, other) = (one.expect(200), other.expect(200));
    assert_ne!(text(&one, "refresh_token"), text(&other, "refresh_token"));
    let session: SessionId = text(&one, "session_id").parse::<Uuid>().unwrap().into();
    let living: i64 = app
        .inspect(move |conn| {
            use diesel::prelude::*;
            use narahubung::db::schema::refresh_tokens as tokens;
            let unspent = tokens::table.filter(tokens::session_id.eq(session)).filter(tokens::spent_at.is_null());
            unspent.count().get_result(conn).unwrap()
        })
        .await;
    assert_eq!(living, 1);
}

async fn a_session_ends_after_twelve_idle_hours(app: TestApp) {
    let first = begin(&app).await;
    app.advance_seconds(12 * 3600 - 1);
    let second = refresh(&app, &first).await.expect(200);
    app.advance_seconds(12 * 3600);
    refresh(&app, &second).await.expect_problem(401, "invalid_token");
}

async fn a_session_ends_after_seven_days_however_busy(app: TestApp) {
    let mut newest = begin(&app).await;
    for _ in 0..13 {
        app.advance_seconds(12 * 3600 - 1);
        newest = refresh(&app, &newest).await.expect(200);
    }
    app.advance_seconds(12 * 3600 - 1);
    let last = refresh(&app, &newest).await.expect(200);
    app.advance_seconds(14);
    assert!(!is_alive(&app, &last).await);
    refresh(&app, &last).await.expect_problem(401, "invalid_token");
}

async fn a_refreshed_session_keeps_the_time_of_its_log_in(app: TestApp) {
    let account = app.account(Role::Examiner).await;
    let first = session(&app, &account.username).await;
    let start = app.clock.now();
    app.advance_seconds(299);
    let second = refresh(&app, &first).await.expect(200);
    let claims = |answer: &Answer| {
        app.service.tokens.verify(&app.service.ring(), text(answer, "access_token"), app.clock.now()).unwrap()
    };
    assert_eq!(claims(&second).grant.auth_time, Some(start));
    let caller = |answer: &Answer| {
        let claims = claims(answer);
        narahubung::auth::admission::Caller { principal: claims.grant.principal(), claims, must_send_keys: false }
    };
    assert!(caller(&second).require_recent_login(app.clock.now()).is_ok());
    app.advance_seconds(1);
    assert!(caller(&second).require_recent_login(app.clock.now()).is_err());
    let again = app.anyone().post("/v1/sessions", json!({ "username": account.username, "password": PASSWORD })).await;
    assert!(caller(&again.expect(201)).require_recent_login(app.clock.now()).is_ok());
}
