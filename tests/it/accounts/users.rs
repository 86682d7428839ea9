//! People's accounts in the hands of the administrator.

use super::{audited, text};
use crate::on_both;
use crate::support::{PASSWORD, TestApp};
use narahubung::domain::access::Role;
use serde_json::json;
use uuid::Uuid;

on_both!(
    an_account_is_made_read_and_listed,
    every_fault_of_a_new_account_is_named,
    a_change_needs_the_version_that_was_read,
    the_agency_side_works_at_an_agency,
    administrators_cannot_shut_themselves_out,
    every_session_of_a_person_can_be_ended,
    a_narahubung_logs_in_only_while_designated,
    a_repeated_create_shows_the_same_password,
    nobody_else_keeps_accounts,
);

async fn agency(app: &TestApp) -> Uuid {
    let head = app.person(Role::Head).await;
    let body = json!({ "code": "63.07", "name": "Pemerintah Kabupaten Hulu Sungai Tengah", "kind": "government",
        "class": "PEMKAB" });
    head.post("/v1/agencies", body).await.expect(201).id()
}

async fn an_account_is_made_read_and_listed(app: TestApp) {
    let admin = app.person(Role::Admin).await;
    let body = json!({ "username": "Rina.Contoh", "display_name": " Rina Contoh ", "role": "examiner" });
    let made = admin.post("/v1/users", body).await.expect(201);
    assert_eq!(made.header("cache-control"), "no-store");
    let user = &made.body["user"];
    assert_eq!((&user["username"], &user["display_name"]), (&json!("rina.contoh"), &json!("Rina Contoh")));
    assert_eq!(user["password_is_initial"], true);
    let path = made.header("location").to_owned();
    let read = admin.get(&path).await.expect(200);
    assert_eq!(&read.body, user);
    assert!(!String::from_utf8_lossy(&read.bytes).contains("argon2"));
    admin.header("if-none-match", "\"1\"").get(&path).await.expect(304);

    for (query, count) in [("role=examiner", 1), ("q=RINA", 1), ("active=false", 0), ("q=100%25", 0)] {
        assert_eq!(admin.get(&format!("/v1/users?{query}")).await.expect(200).items().len(), count, "{query}");
    }
    let page = admin.get("/v1/users?limit=1&include_total=true").await.expect(200);
    assert_eq!((page.items().len(), &page.body["page"]["total"]), (1, &json!(2)));
    let cursor = text_of(&page.body["page"]["next_cursor"]);
    assert_eq!(admin.get(&format!("/v1/users?limit=1&cursor={cursor}")).await.expect(200).items().len(), 1);
    admin.get("/v1/users?role=king").await.expect_problem(400, "malformed_parameter");
    admin.get(&format!("/v1/users/{}", Uuid::nil())).await.expect_problem(404, "not_found");
    assert_eq!(audited(&app, "createUser", "done").await, 2);
}

fn text_of(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn every_fault_of_a_new_account_is_named(app: TestApp) {
    let admin = app.person(Role::Admin).await;
    let taken = app.account(Role::Head).await.username.to_uppercase();
    let body = json!({ "username": "rína", "display_name": "", "role": "king", "password": PASSWORD, "agency_id": 7 });
    admin
        .post("/v1/users", body)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/username", "format")
        .expect_fault("#/display_name", "too_short")
        .expect_fault("#/role", "not_in_list")
        .expect_fault("#/password", "unknown_field");
    let body = json!({ "username": taken, "display_name": "  ", "role": "responder", "agency_id": Uuid::nil() });
    admin
        .post("/v1/users", body)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/username", "already_taken")
        .expect_fault("#/display_name", "blank")
        .expect_fault("#/agency_id", "unknown_agency");
    let body = json!({ "username": "mesin", "display_name": "Mesin", "role": "office_client" });
    admin.post("/v1/users", body).await.expect_fault("#/role", "role_not_for_people");
}

async fn a_change_needs_the_version_that_was_read(app: TestApp) {
    let admin = app.person(Role::Admin).await;
    let account = app.account(Role::Examiner).await;
    let path = format!("/v1/users/{}", account.id);
    let name = json!({ "display_name": "Rina Baru" });
    admin.patch(&path, name.clone()).await.expect_problem(428, "precondition_required");
    admin.if_match(9).patch(&path, json!({ "nonsense": 1 })).await.expect_problem(412, "precondition_failed");
    admin.if_match(1).patch(&path, json!({ "nonsense": 1 })).await.expect_fault("#/nonsense", "unknown_field");
    let changed = admin.if_match(1).patch(&path, name.clone()).await.expect(200);
    assert_eq!((changed.version(), changed.header("etag")), (2, "\"2\""));
    // The display name gives no right: the person stays logged in.
    app.with_token(&account.token).get("/v1/sessions").await.expect(200);
    assert_eq!(admin.if_match(2).patch(&path, name).await.expect(200).version(), 2, "nothing changed");
    admin.if_match(1).patch(&path, json!({ "active": false })).await.expect_problem(412, "precondition_failed");
    admin.if_match(1).patch(&format!("/v1/users/{}", Uuid::nil()), json!({})).await.expect_problem(404, "not_found");
}

async fn the_agency_side_works_at_an_agency(app: TestApp) {
    let (admin, agency) = (app.person(Role::Admin).await, agency(&app).await);
    let account = app.account(Role::Examiner).await;
    let admin = admin.if_match(1);
    let path = format!("/v1/users/{}", account.id);
    admin.patch(&path, json!({ "role": "responder" })).await.expect_fault("#/agency_id", "agency_required");
    admin.patch(&path, json!({ "agency_id": agency })).await.expect_fault("#/agency_id", "agency_not_allowed");
    let moved = admin.patch(&path, json!({ "role": "responder", "agency_id": agency })).await.expect(200);
    assert_eq!(moved.body["agency_id"], json!(agency));
    let back = json!({ "role": "intake", "agency_id": null });
    let back = app.person(Role::Admin).await.if_match(2).patch(&path, back).await.expect(200);
    assert!(back.body.get("agency_id").is_none());
}

async fn administrators_cannot_shut_themselves_out(app: TestApp) {
    let account = app.account(Role::Admin).await;
    let admin = app.with_token(&account.token).if_match(1);
    let path = format!("/v1/users/{}", account.id);
    admin.patch(&path, json!({ "active": false })).await.expect_problem(403, "not_this_person");
    admin.patch(&path, json!({ "role": "head" })).await.expect_problem(403, "not_this_person");
    admin.patch(&path, json!({ "display_name": "Admin Contoh" })).await.expect(200);
}

async fn every_session_of_a_person_can_be_ended(app: TestApp) {
    let admin = app.person(Role::Admin).await;
    let account = app.account(Role::Examiner).await;
    let path = format!("/v1/users/{}/sessions", account.id);
    admin.delete(&path).await.expect(204);
    app.with_token(&account.token).get("/v1/sessions").await.expect_problem(401, "invalid_token");
    let again = app.log_in_as(&account.username, PASSWORD).await;
    assert_eq!(again.get("/v1/sessions").await.expect(200).items().len(), 1);
    admin.delete(&format!("/v1/users/{}/sessions", Uuid::nil())).await.expect_problem(404, "not_found");
}

async fn a_narahubung_logs_in_only_while_designated(app: TestApp) {
    let (admin, agency) = (app.person(Role::Admin).await, agency(&app).await);
    let live = app.person_at(Role::Narahubung, agency).await;
    live.get("/v1/sessions").await.expect(200);

    let body =
        json!({ "username": "belum.ditunjuk", "display_name": "Calon", "role": "narahubung", "agency_id": agency });
    let made = admin.post("/v1/users", body).await.expect(201);
    let body = json!({ "username": "belum.ditunjuk", "password": text(&made, "initial_password") });
    app.anyone().post("/v1/sessions", body).await.expect_problem(401, "invalid_credentials");
}

async fn a_repeated_create_shows_the_same_password(app: TestApp) {
    let admin = app.person(Role::Admin).await.header("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324");
    let body = json!({ "username": "rina.contoh", "display_name": "Rina Contoh", "role": "examiner" });
    let first = admin.post("/v1/users", body.clone()).await.expect(201);
    let second = admin.post("/v1/users", body).await.expect(201);
    assert_eq!(first.body, second.body);
    assert_eq!(admin.get("/v1/users?role=examiner").await.items().len(), 1);
}

async fn nobody_else_keeps_accounts(app: TestApp) {
    app.anyone().get("/v1/users").await.expect_problem(401, "authentication_required");
    for role in [Role::Head, Role::Examiner, Role::Reporter] {
        app.person(role).await.get("/v1/users").await.expect_problem(403, "insufficient_scope");
        app.person(role).await.post("/v1/clients", json!({})).await.expect_problem(403, "insufficient_scope");
    }
}
