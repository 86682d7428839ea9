//! Agencies: the tree and its rules.

use crate::on_both;
use crate::support::TestApp;
use narahubung::domain::access::Role;
use serde_json::json;

on_both!(
    a_new_agency_can_be_read_by_anyone,
    a_repeated_create_with_one_key_makes_one_agency,
    every_fault_is_named_at_once_and_nothing_changes,
    only_those_who_keep_the_directory_change_it,
    a_page_ends_where_it_says,
);

async fn government(app: &TestApp) -> uuid::Uuid {
    let head = app.person(Role::Head).await;
    let body = json!({ "code": "63.07", "name": "Pemerintah Kabupaten Hulu Sungai Tengah", "kind": "government",
        "class": "PEMKAB" });
    head.post("/v1/agencies", body).await.expect(201).id()
}

async fn a_new_agency_can_be_read_by_anyone(app: TestApp) {
    let parent = government(&app).await;
    let head = app.person(Role::Head).await;
    let body = json!({ "code": "63.07.DISDIK", "name": "Dinas Pendidikan", "kind": "department", "class": "PEMKAB",
        "parent_id": parent, "phone": "0811-0000-001" });
    let created = head.post("/v1/agencies", body).await.expect(201);
    let path = created.header("location").to_owned();
    assert_eq!(path, format!("/v1/agencies/{}", created.id()));
    assert_eq!(created.header("etag"), "\"1\"");

    let read = app.anyone().get(&path).await.expect(200);
    assert_eq!(read.body, created.body);
    assert_eq!(read.body["government_code"], "63.07");
    assert_eq!(read.body["phone"], "+628110000001");
    app.anyone().header("if-none-match", "\"1\"").get(&path).await.expect(304);
}

async fn a_repeated_create_with_one_key_makes_one_agency(app: TestApp) {
    let head = app.person(Role::Head).await.header("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324");
    let body = json!({ "code": "63", "name": "Provinsi Kalimantan Selatan", "kind": "government", "class": "PEMPROV" });
    let first = head.post("/v1/agencies", body.clone()).await.expect(201);
    let second = head.post("/v1/agencies", body).await.expect(201);
    assert_eq!(first.body, second.body);
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(second.header("location"), first.header("location"));

    let other = json!({ "code": "63.01", "name": "Tanah Laut", "kind": "government", "class": "PEMKAB" });
    head.post("/v1/agencies", other).await.expect_problem(422, "idempotency_key_reused");
    assert_eq!(app.anyone().get("/v1/agencies").await.items().len(), 1);
}

async fn every_fault_is_named_at_once_and_nothing_changes(app: TestApp) {
    let head = app.person(Role::Head).await;
    let body = json!({ "code": "DISDIK", "name": "", "kind": "ministry", "class": "PEMKAB", "colour": "red" });
    head.post("/v1/agencies", body)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/code", "format")
        .expect_fault("#/name", "too_short")
        .expect_fault("#/kind", "not_in_list")
        .expect_fault("#/colour", "unknown_field");
    let orphan = json!({ "code": "63.07.X", "name": "Dinas X", "kind": "department", "class": "PEMKAB",
        "region_code": "99.99" });
    head.post("/v1/agencies", orphan)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/parent_id", "wrong_parent_kind")
        .expect_fault("#/region_code", "unknown_region");
    assert!(app.anyone().get("/v1/agencies").await.expect(200).items().is_empty());
}

async fn only_those_who_keep_the_directory_change_it(app: TestApp) {
    let body = json!({ "code": "63", "name": "Provinsi", "kind": "government", "class": "PEMPROV" });
    app.anyone().post("/v1/agencies", body.clone()).await.expect_problem(401, "authentication_required");
    let examiner = app.person(Role::Examiner).await;
    examiner.post("/v1/agencies", body).await.expect_problem(403, "insufficient_scope");
}

async fn a_page_ends_where_it_says(app: TestApp) {
    let parent = government(&app).await;
    let head = app.person(Role::Head).await;
    for number in 1..=4 {
        let body = json!({ "code": format!("63.07.DINAS-{number}"), "name": format!("Dinas nomor {number}"),
            "kind": "department", "class": "PEMKAB", "parent_id": parent });
        head.post("/v1/agencies", body).await.expect(201);
    }
    let first = app.anyone().get("/v1/agencies?kind=department&limit=3&include_total=true").await.expect(200);
    assert_eq!((first.items().len(), &first.body["page"]["total"]), (3, &json!(4)));
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap().to_owned();
    let second = app.anyone().get(&format!("/v1/agencies?kind=department&limit=3&cursor={cursor}")).await.expect(200);
    assert_eq!(second.items().len(), 1);
    assert_eq!(second.body["page"]["has_more"], false);
    assert!(second.body["page"].get("next_cursor").is_none());

    let foreign = app.anyone().get(&format!("/v1/agencies?kind=board&cursor={cursor}")).await;
    foreign.expect_problem(400, "invalid_cursor");
    app.anyone().get("/v1/agencies?kind=castle").await.expect_problem(400, "malformed_parameter");
    app.anyone()
        .get("/v1/agencies?knd=board")
        .await
        .expect_problem(400, "unknown_parameter")
        .expect_fault("knd", "unknown_parameter");
    app.anyone().get("/v1/agencies?limit=201").await.expect_problem(400, "malformed_parameter");
    app.anyone().get("/v1/agencies?limit=1&limit=2").await.expect_problem(400, "unknown_parameter");
}
