//! Limits (contract 5): length, size, depth, number. What a slow sender meets is tested with the real server.

use crate::on_both;
use crate::support::{Engine, TestApp};
use actix_web::http::Method;
use narahubung::domain::access::Role;
use serde_json::json;
use std::num::NonZero;

on_both!(
    a_long_address_is_refused,
    a_large_body_is_refused_before_it_is_read_whole,
    deep_nesting_is_refused,
    packed_bodies_are_not_unpacked,
    a_body_of_another_type_is_refused,
);

async fn a_long_address_is_refused(app: TestApp) {
    let longest = format!("/v1/agencies?q={}", "a".repeat(8 * 1024 - 16));
    app.anyone().get(&longest).await.expect_problem(400, "malformed_parameter").expect_fault("q", "too_long");
    let longer = format!("/v1/agencies?q={}", "a".repeat(8 * 1024));
    app.anyone().get(&longer).await.expect_problem(414, "uri_too_long");
}

async fn a_large_body_is_refused_before_it_is_read_whole(app: TestApp) {
    let head = app.person(Role::Head).await;
    let body = |length: usize| json!({ "code": "a".repeat(length) }).to_string().into_bytes();
    let refused = head.send(Method::POST, "/v1/agencies", Some(body(64 * 1024)), "application/json").await;
    let refused = refused.expect_problem(413, "body_too_large");
    assert_eq!(refused.body["limit"], 64 * 1024);
    let read = head.send(Method::POST, "/v1/agencies", Some(body(60 * 1024)), "application/json").await;
    read.expect_problem(422, "validation_failed").expect_fault("#/code", "too_long");
}

async fn deep_nesting_is_refused(app: TestApp) {
    let head = app.person(Role::Head).await;
    let nested = |depth: usize| [b"[".repeat(depth), b"]".repeat(depth)].concat();
    for depth in [33, 30_000] {
        let answer = head.send(Method::POST, "/v1/agencies", Some(nested(depth)), "application/json").await;
        answer.expect_problem(400, "malformed_body");
    }
    let answer = head.send(Method::POST, "/v1/agencies", Some(nested(32)), "application/json").await;
    answer.expect_problem(422, "validation_failed").expect_fault("#", "wrong_type");
}

async fn packed_bodies_are_not_unpacked(app: TestApp) {
    let head = app.person(Role::Head).await.header("content-encoding", "gzip");
    head.post("/v1/agencies", json!({})).await.expect_problem(415, "unsupported_media_type");
}

async fn a_body_of_another_type_is_refused(app: TestApp) {
    let head = app.person(Role::Head).await;
    let body = json!({}).to_string().into_bytes();
    for media in ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"] {
        let answer = head.send(Method::POST, "/v1/agencies", Some(body.clone()), media).await;
        answer.expect_problem(415, "unsupported_media_type");
    }
    let answer = head.send(Method::POST, "/v1/agencies", Some(body), "Application/JSON; charset=UTF-8").await;
    answer.expect_problem(422, "validation_failed");
}

#[actix_web::test]
async fn many_requests_are_slowed_down_and_told_so() {
    let app = TestApp::with_rate_limits(Engine::Sqlite, NonZero::new(1)).await;
    let first = app.anyone().get("/v1/agencies").await.expect(200);
    assert_eq!(first.header("ratelimit-policy"), "\"network\";q=600;w=60");
    assert_eq!(first.header("ratelimit"), "\"network\";r=599;t=1");
    for _ in 0..5 {
        let held = app.anyone().header("if-none-match", first.header("etag"));
        held.get("/v1/agencies").await.expect(304);
    }
    assert_eq!(app.anyone().get("/v1/agencies").await.header("ratelimit"), "\"network\";r=598;t=1");
    for _ in 0..598 {
        app.anyone().get("/problems/not-found").await.expect(200);
    }
    let refused = app.anyone().get("/v1/agencies").await.expect_problem(429, "quota_exceeded");
    assert_eq!(refused.body["violated_policies"], json!(["network"]));
    assert_eq!((refused.header("retry-after"), refused.header("ratelimit")), ("1", "\"network\";r=0;t=1"));

    let head = app.person(Role::Head).await;
    head.post("/v1/agencies", json!({})).await.expect(422);
    app.with_token("guess").post("/v1/agencies", json!({})).await.expect_problem(429, "quota_exceeded");
    app.advance_seconds(1);
    app.with_token("guess").post("/v1/agencies", json!({})).await.expect_problem(401, "invalid_token");
}
