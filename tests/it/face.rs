//! How the service behaves at every address, whatever it is about: methods, forms, caching, headers, problems.

use crate::on_both;
use crate::support::{Caller, TestApp};
use actix_web::http::Method;
use flate2::read::GzDecoder;
use narahubung::domain::access::Role;
use serde_json::json;
use std::io::Read;

on_both!(
    every_kind_of_problem_has_a_page,
    a_wrong_method_is_told_the_right_ones,
    what_the_client_does_not_accept_is_not_sent,
    lists_link_their_pages_and_cost_nothing_twice,
    long_answers_are_compressed_for_those_who_ask,
    every_answer_carries_its_safeguards,
    the_documentation_needs_no_other_server,
    a_request_id_is_kept_when_it_is_one,
);

async fn agencies(app: &TestApp, number: usize) -> Caller {
    let head = app.person(Role::Head).await;
    for index in 1..=number {
        let body = json!({ "code": format!("63.{index:02}"), "name": format!("Pemerintah nomor {index}"),
            "kind": "government", "class": "PEMKAB" });
        head.post("/v1/agencies", body).await.expect(201);
    }
    head
}

async fn every_kind_of_problem_has_a_page(app: TestApp) {
    let problem = app.anyone().get("/v1/nothing").await.expect_problem(404, "not_found");
    let address = problem.body["type"].as_str().unwrap().strip_prefix(crate::support::BASE_URL).unwrap().to_owned();
    let kind = app.anyone().get(&address).await.expect(200);
    assert_eq!((&kind.body["code"], &kind.body["type"]), (&json!("not_found"), &problem.body["type"]));

    let browser = app.anyone().header("accept", "text/html,*/*;q=0.8").header("accept-language", "en");
    let page = browser.get("/problems/validation-failed").await.expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let text = String::from_utf8(page.bytes).unwrap();
    assert!(text.contains("<html lang=\"en\">") && text.contains("Data belum sesuai"), "{text}");
    app.anyone().get("/problems/no-such-problem").await.expect_problem(404, "not_found");
}

async fn a_wrong_method_is_told_the_right_ones(app: TestApp) {
    let addresses = [
        ("/v1/agencies", "GET, HEAD, OPTIONS, POST"),
        ("/problems/not-found", "GET, HEAD, OPTIONS"),
        ("/livez", "GET, HEAD, OPTIONS"),
        ("/metrics", "GET, HEAD, OPTIONS"),
        ("/openapi.json", "GET, HEAD, OPTIONS"),
        ("/docs/index.html", "GET, HEAD, OPTIONS"),
    ];
    for (address, allowed) in addresses {
        let refused = app.anyone().delete(address).await.expect_problem(405, "method_not_allowed");
        assert_eq!(refused.header("allow"), allowed, "{address}");
        let asked = app.anyone().send(Method::OPTIONS, address, None, "").await.expect(204);
        assert_eq!(asked.header("allow"), allowed, "{address}");
        app.anyone().send(Method::HEAD, address, None, "").await.expect(200);
    }
    app.anyone().send(Method::OPTIONS, "/v1/nothing", None, "").await.expect_problem(404, "not_found");
    app.anyone().delete("/").await.expect_problem(404, "not_found");
}

async fn what_the_client_does_not_accept_is_not_sent(app: TestApp) {
    let picky = app.anyone().header("accept", "text/csv");
    picky.get("/v1/agencies").await.expect_problem(406, "not_acceptable");
    let head = app.person(Role::Head).await.header("accept", "application/xml");
    let body = json!({ "code": "63", "name": "Provinsi", "kind": "government", "class": "PEMPROV" });
    head.post("/v1/agencies", body).await.expect_problem(406, "not_acceptable");
    assert!(app.anyone().header("accept", "application/*").get("/v1/agencies").await.expect(200).items().is_empty());
}

async fn lists_link_their_pages_and_cost_nothing_twice(app: TestApp) {
    agencies(&app, 3).await;
    let first = app.anyone().get("/v1/agencies?limit=2&kind=government").await.expect(200);
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    let list = "/v1/agencies?limit=2&kind=government";
    assert_eq!(first.header("link"), format!("<{list}>; rel=\"first\", <{list}&cursor={cursor}>; rel=\"next\""));
    let last = app.anyone().get(&format!("{list}&cursor={cursor}")).await.expect(200);
    assert_eq!(last.header("link"), format!("<{list}>; rel=\"first\""));

    let again = app.anyone().header("if-none-match", first.header("etag")).get(list).await.expect(304);
    assert_eq!((again.bytes.len(), again.header("etag")), (0, first.header("etag")));
    app.anyone().header("if-none-match", last.header("etag")).get(list).await.expect(200);

    for odd in ["\u{84}", "\"é\"", &"x".repeat(201)] {
        let odd = app.anyone().header("if-none-match", odd).get(list).await;
        odd.expect_problem(400, "malformed_parameter").expect_fault("If-None-Match", "header_format");
    }
    let document = app.anyone().get("/openapi.json").await.expect(200);
    app.anyone().header("if-none-match", document.header("etag")).get("/openapi.json").await.expect(304);
}

async fn long_answers_are_compressed_for_those_who_ask(app: TestApp) {
    agencies(&app, 5).await;
    let plain = app.anyone().get("/v1/agencies").await.expect(200);
    assert_eq!(plain.header("content-encoding"), "");
    assert!(plain.header("vary").contains("Accept-Encoding"));
    let small = app.anyone().header("accept-encoding", "br, gzip").get("/v1/agencies").await;
    assert_eq!((small.status, small.header("content-encoding")), (200, "gzip"));
    let mut text = Vec::new();
    GzDecoder::new(&small.bytes[..]).read_to_end(&mut text).unwrap();
    assert!(text == plain.bytes && small.bytes.len() < plain.bytes.len());
}

async fn every_answer_carries_its_safeguards(app: TestApp) {
    let head = agencies(&app, 1).await;
    let answers = [
        app.anyone().get("/v1/agencies").await,
        app.anyone().get("/nothing").await,
        app.anyone().get("/livez").await,
        app.anyone().get(&format!("/v1/agencies?q={}", "a".repeat(9_000))).await,
        head.post("/v1/agencies", json!({})).await,
    ];
    for answer in answers {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("vary"), "Accept-Language, Accept-Encoding, Authorization");
        assert!(!answer.header("cache-control").is_empty() && !answer.header("x-request-id").is_empty());
        assert_eq!(answer.header("x-api-version"), env!("CARGO_PKG_VERSION"));
        assert_eq!(answer.header("access-control-allow-origin"), "", "no other origin may read");
    }
}

async fn the_documentation_needs_no_other_server(app: TestApp) {
    assert_eq!(app.anyone().get("/docs").await.expect(308).header("location"), "/docs/");
    let page = app.anyone().get("/docs/").await.expect(200);
    let text = String::from_utf8(page.bytes).unwrap();
    assert!(!text.contains("http://") && !text.contains("https://"), "{text}");
    for file in text.split('"').filter(|part| part.ends_with(".js") || part.ends_with(".css")) {
        app.anyone().get(&format!("/docs/{}", file.trim_start_matches("./"))).await.expect(200);
    }
    app.anyone().get("/docs/no-such-file").await.expect_problem(404, "not_found");
}

async fn a_request_id_is_kept_when_it_is_one(app: TestApp) {
    let id = "01a2103a-27f5-7083-b307-c389e2c1fe49";
    let kept = app.anyone().header("x-request-id", id).get("/v1/nothing").await;
    assert_eq!((kept.header("x-request-id"), &kept.body["request_id"]), (id, &json!(id)));
    let other = app.anyone().header("x-request-id", "<script>").get("/v1/nothing").await;
    assert_eq!(other.body["request_id"], other.header("x-request-id"));
    assert!(uuid::Uuid::parse_str(other.header("x-request-id")).is_ok());
}
