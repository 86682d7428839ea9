//! Designating, changing, ending.

use super::{Tree, designation};
use crate::on_both;
use crate::support::TestApp;
use diesel::prelude::*;
use narahubung::auth::token::{AuthenticationMethod, Grant};
use narahubung::db::schema::{audit_events, history, narahubung as table, outgoing_events, sessions, users};
use narahubung::domain::access::{Role, Who, scopes_of};
use narahubung::domain::id::{AgencyId, NarahubungId, SessionId, UserId};
use serde_json::{Value, json};

on_both!(
    a_designation_can_be_read_as_it_was_made,
    a_taken_period_names_who_has_it,
    a_race_for_one_post_has_one_winner,
    every_fault_of_a_designation_is_named_at_once,
    only_contact_data_change_and_only_with_the_version,
    an_ending_keeps_history_and_tells_what_it_leaves,
    a_designation_that_has_not_begun_can_be_withdrawn,
    one_tree_is_not_another_ones,
    an_account_lives_until_midnight_after_the_last_day,
    an_account_of_elsewhere_is_not_linked,
    nothing_personal_enters_the_journal,
);

async fn a_designation_can_be_read_as_it_was_made(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let created = tree.head.post("/v1/narahubung", designation(tree.inspectorate, "primary", "2026-01-12")).await;
    let created = created.expect(201);
    assert_eq!(created.header("location"), format!("/v1/narahubung/{}", created.id()));
    assert_eq!((created.header("etag"), &created.body["level"]), ("\"1\"", &json!("inspectorate")));
    assert_eq!(created.body["phone"], "+6281100000001");
    assert_eq!(created.body["staff_number_masked"], "***************999");
    assert_eq!(created.body["agency"]["code"], "63.07.ITDA");
    let path = created.header("location").to_owned();
    let read = tree.head.get(&path).await.expect(200);
    assert_eq!(read.body, created.body);
    tree.head.header("if-none-match", "\"1\"").get(&path).await.expect(304);
    app.anyone().get(&path).await.expect_problem(401, "authentication_required");
}

async fn a_taken_period_names_who_has_it(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let first = tree.designate(tree.department, "primary", "2026-01-12", Some("2026-11-30")).await;
    let body = designation(tree.department, "primary", "2026-11-30");
    let refused = tree.head.post("/v1/narahubung", body).await.expect_problem(409, "conflict");
    assert_eq!(refused.body["overlaps_with"], json!({ "id": first["id"], "on": "2026-11-30" }));
    let refused = refused.expect_fault("#/valid_from", "overlapping_designation");
    assert_eq!(refused.status, 409);
    // The day after is free, another role is free, another agency is free.
    tree.designate(tree.department, "primary", "2026-12-01", None).await;
    tree.designate(tree.department, "deputy", "2026-11-30", None).await;
    tree.designate(tree.district, "primary", "2026-11-30", None).await;
    // A period that spans an existing one is taken too.
    let mut body = designation(tree.department, "primary", "2025-12-01");
    body["valid_to"] = json!("2027-12-01");
    let refused = tree.head.post("/v1/narahubung", body).await.expect_problem(409, "conflict");
    assert_eq!(refused.body["overlaps_with"]["on"], "2026-01-12");
}

async fn a_race_for_one_post_has_one_winner(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let attempts = (0..8).map(|_| tree.head.post("/v1/narahubung", designation(tree.village, "primary", "2026-02-01")));
    let answers = futures_util::future::join_all(attempts).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    assert!(answers.iter().all(|answer| matches!(answer.status, 201 | 409)));
    let list = tree.head.get(&format!("/v1/narahubung?agency_id={}", tree.village)).await.expect(200);
    assert_eq!(list.items().len(), 1);
}

async fn every_fault_of_a_designation_is_named_at_once(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let mut body = designation(tree.department, "primary", "2019-12-31");
    body["phone"] = json!("12345678");
    body["email"] = json!("siti");
    body["staff_number"] = json!("198013292005011999");
    body["decree_on"] = json!("2026-11-26");
    body["valid_to"] = json!("2019-12-30");
    body["level"] = json!("village");
    body["post"] = json!("   ");
    body["user_id"] = json!("01a2103a-27f5-7083-b307-c389e2c1fe49");
    tree.head
        .post("/v1/narahubung", body)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/phone", "phone_format")
        .expect_fault("#/email", "email_format")
        .expect_fault("#/staff_number", "nip_birth_date")
        .expect_fault("#/decree_on", "in_the_future")
        .expect_fault("#/valid_to", "end_before_start")
        .expect_fault("#/valid_from", "before_agency_began")
        .expect_fault("#/level", "level_does_not_fit")
        .expect_fault("#/post", "blank")
        .expect_fault("#/user_id", "unknown_user");
    let mut body = designation(tree.department, "chief", "2026-02-30");
    body["version"] = json!(7);
    tree.head
        .post("/v1/narahubung", body)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/role", "not_in_list")
        .expect_fault("#/valid_from", "date_format")
        .expect_fault("#/version", "unknown_field");
    let nowhere = "01a2103a-27f5-7083-b307-c389e2c1fe49".parse().unwrap();
    tree.head
        .post("/v1/narahubung", designation(nowhere, "primary", "2026-02-01"))
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/agency_id", "unknown_agency");
    assert!(tree.head.get("/v1/narahubung").await.expect(200).items().is_empty());
}

async fn only_contact_data_change_and_only_with_the_version(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let made = tree.designate(tree.department, "primary", "2026-01-12", None).await;
    let path = made["links"]["self"].as_str().unwrap().to_owned();
    let patch = json!({ "phone": "0511 330 0001", "email": "disdik@example.org", "contact_hours": "08.00-16.00 WITA" });
    tree.head.patch(&path, patch.clone()).await.expect_problem(428, "precondition_required");
    tree.head.if_match(2).patch(&path, patch.clone()).await.expect_problem(412, "precondition_failed");
    let changed = tree.head.if_match(1).patch(&path, patch).await.expect(200);
    assert_eq!((changed.header("etag"), changed.version()), ("\"2\"", 2));
    assert_eq!(changed.body["phone"], "+625113300001");
    // Nothing in the patch: the same version. Null removes.
    let same = tree.head.if_match(2).patch(&path, json!({})).await.expect(200);
    assert_eq!(same.body, changed.body);
    let same = tree.head.if_match(2).patch(&path, json!({ "phone": "05113300001" })).await.expect(200);
    assert_eq!(same.version(), 2);
    let removed = tree.head.if_match(2).patch(&path, json!({ "email": null })).await.expect(200);
    assert!(removed.body.get("email").is_none());
    assert_eq!(removed.body["contact_hours"], "08.00-16.00 WITA");
    // What cannot be changed, or does not exist, is named and changes nothing.
    for (field, value) in [
        ("valid_to", json!("2026-12-01")),
        ("role", json!("deputy")),
        ("agency_id", json!(tree.district)),
        ("version", json!(9)),
        ("phnoe", json!("0811-0000-0009")),
    ] {
        let refused = tree.head.if_match(3).patch(&path, json!({ field: value, "phone": "0811-0000-0009" })).await;
        refused.expect_problem(422, "validation_failed").expect_fault(&format!("#/{field}"), "unknown_field");
    }
    let refused = tree.head.if_match(3).patch(&path, json!({ "phone": null })).await;
    refused.expect_problem(422, "validation_failed").expect_fault("#/phone", "wrong_type");
    assert_eq!(tree.head.get(&path).await.body, removed.body);
    tree.head.if_match(3).post(&path, json!({})).await.expect_problem(405, "method_not_allowed");
}

async fn an_ending_keeps_history_and_tells_what_it_leaves(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let primary = tree.designate(tree.department, "primary", "2026-01-12", None).await;
    let deputy = tree.designate(tree.department, "deputy", "2026-01-12", Some("2026-12-05")).await;
    let endings = format!("/v1/narahubung/{}/endings", primary["id"].as_str().unwrap());
    let body = json!({ "ended_on": "2026-11-25", "reason": "transferred" });
    tree.head.post(&endings, body.clone()).await.expect_problem(428, "precondition_required");
    tree.head.if_match(3).post(&endings, body.clone()).await.expect_problem(412, "precondition_failed");
    let early = json!({ "ended_on": "2026-01-11", "reason": "transferred" });
    let refused = tree.head.if_match(1).post(&endings, early).await.expect_problem(422, "validation_failed");
    refused.expect_fault("#/ended_on", "end_before_start");
    let ended = tree.head.if_match(1).post(&endings, body.clone()).await.expect(201);
    assert_eq!(ended.body["narahubung"]["valid_to"], "2026-11-25");
    assert_eq!(ended.body["narahubung"]["end_reason"], "transferred");
    // The deputy carries on until 5 December: then nobody is left.
    assert_eq!((&ended.body["agency_coverage"], &ended.body["without_from"]), (&json!("losing"), &json!("2026-12-06")));
    tree.head.if_match(2).post(&endings, body).await.expect_problem(409, "conflict");
    // A fixed term can be shortened, not lengthened.
    let endings = format!("/v1/narahubung/{}/endings", deputy["id"].as_str().unwrap());
    let longer = json!({ "ended_on": "2026-12-06", "reason": "retired" });
    let refused = tree.head.if_match(1).post(&endings, longer).await.expect_problem(422, "validation_failed");
    refused.expect_fault("#/ended_on", "after_present_end");
    let ended = tree.head.if_match(1).post(&endings, json!({ "ended_on": "2026-11-24", "reason": "retired" })).await;
    let ended = ended.expect(201);
    assert_eq!((&ended.body["agency_coverage"], &ended.body["without_from"]), (&json!("losing"), &json!("2026-11-26")));
    // Both stay in the directory; tomorrow neither is valid.
    let list = |day: &str| format!("/v1/narahubung?agency_id={}&valid_on={day}", tree.department);
    assert_eq!(tree.head.get(&list("2026-11-24")).await.items().len(), 2);
    assert_eq!(tree.head.get(&list("2026-11-25")).await.items().len(), 1);
    assert!(tree.head.get(&list("2026-11-26")).await.items().is_empty());
    let all = tree.head.get(&format!("/v1/narahubung?agency_id={}", tree.department)).await;
    assert_eq!(all.items().len(), 2);
    // The successor may begin on the day after.
    tree.designate(tree.department, "primary", "2026-11-26", None).await;
}

async fn a_designation_that_has_not_begun_can_be_withdrawn(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let made = tree.designate(tree.department, "primary", "2026-12-10", None).await;
    let endings = format!("/v1/narahubung/{}/endings", made["id"].as_str().unwrap());
    let body = json!({ "ended_on": "2026-12-09", "reason": "revoked" });
    tree.head.if_match(1).post(&endings, body).await.expect(201);
    for day in ["2026-12-09", "2026-12-10", "2027-01-01"] {
        let list = tree.head.get(&format!("/v1/narahubung?valid_on={day}")).await;
        assert!(list.items().is_empty(), "{day}");
    }
    tree.designate(tree.department, "primary", "2026-12-10", None).await;
}

async fn one_tree_is_not_another_ones(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let own = tree.designate(tree.department, "primary", "2026-01-12", None).await;
    let foreign = tree.designate(tree.other_department, "primary", "2026-01-12", None).await;
    // The inspector works at the Inspektorat, and answers for the whole government.
    let inspector = app.person_at(Role::Inspector, tree.inspectorate).await;
    let path = |made: &Value| made["links"]["self"].as_str().unwrap().to_owned();
    inspector.get(&path(&own)).await.expect(200);
    let random = inspector.get("/v1/narahubung/01a2103a-27f5-7083-b307-c389e2c1fe49").await.expect(404);
    let hidden = inspector.get(&path(&foreign)).await.expect(404);
    assert_eq!(
        (hidden.body["code"].clone(), hidden.body["detail"].clone()),
        (random.body["code"].clone(), random.body["detail"].clone())
    );
    let patch = json!({ "post": "Kepala Bidang" });
    // Not found comes before the version and before the body, so that nothing tells that it exists.
    inspector.patch(&path(&foreign), json!({ "nonsense": 1 })).await.expect_problem(404, "not_found");
    inspector.if_match(1).patch(&path(&foreign), patch.clone()).await.expect_problem(404, "not_found");
    inspector.if_match(1).patch(&path(&own), patch).await.expect(200);
    let endings = format!("{}/endings", path(&foreign));
    let body = json!({ "ended_on": "2026-11-25", "reason": "retired" });
    inspector.if_match(1).post(&endings, body).await.expect_problem(404, "not_found");
    let body = designation(tree.other_department, "deputy", "2026-02-01");
    inspector.post("/v1/narahubung", body).await.expect_problem(404, "not_found");
    inspector.post("/v1/narahubung", designation(tree.village, "primary", "2026-02-01")).await.expect(201);
    // Who only answers for a unit keeps no directory; who keeps accounts reads it.
    let responder = app.person_at(Role::Responder, tree.department).await;
    responder.get(&path(&own)).await.expect(200);
    let refused = responder.post("/v1/narahubung", designation(tree.department, "deputy", "2026-02-01")).await;
    assert_eq!(refused.status, 403);
    app.person(Role::Admin).await.get(&path(&foreign)).await.expect(200);
    assert_eq!(app.person(Role::Reporter).await.get(&path(&own)).await.status, 403);
}

/// A new token for the account's session, as a log-in at this moment would give.
async fn token_for(app: &TestApp, user: UserId, role: Role, agency: uuid::Uuid) -> String {
    let session = app
        .inspect(move |conn| {
            let sessions = sessions::table.filter(sessions::user_id.eq(user));
            sessions.select(sessions::id).first::<SessionId>(conn).unwrap()
        })
        .await;
    let now = app.service.now();
    let grant = Grant {
        who: Who::Person(user, session),
        client_id: "tests".to_owned(),
        role,
        scopes: scopes_of(role),
        agency: Some(AgencyId(agency)),
        epoch: 1,
        auth_time: Some(now),
        methods: vec![AuthenticationMethod::Password],
    };
    app.service.tokens.issue(&app.service.ring(), grant, app.service.clock.new_id(), now).unwrap().token
}

async fn newest_user(app: &TestApp) -> UserId {
    app.inspect(|conn| users::table.order(users::id.desc()).select(users::id).first::<UserId>(conn).unwrap()).await
}

async fn an_account_lives_until_midnight_after_the_last_day(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let narahubung = app.person_at(Role::Narahubung, tree.inspectorate).await;
    let user = newest_user(&app).await;
    // Whatever the account was given to begin with, from here on one designation counts.
    app.inspect(move |conn| {
        let linked = table::table.filter(table::user_id.eq(user));
        diesel::delete(linked).execute(conn).unwrap();
    })
    .await;
    app.service.gatekeeper.forget_standings();
    narahubung.get("/v1/narahubung").await.expect_problem(401, "invalid_token");
    let mut body = designation(tree.secretariat, "deputy", "2026-01-12");
    body["user_id"] = json!(user.0);
    body["agency_id"] = json!(tree.inspectorate);
    let made = tree.head.post("/v1/narahubung", body).await.expect(201);
    let seen = narahubung.get("/v1/narahubung").await.expect(200);
    assert!(seen.items().iter().any(|item| item["id"] == made.body["id"]));
    let endings = format!("/v1/narahubung/{}/endings", made.id());
    let ended = tree.head.if_match(1).post(&endings, json!({ "ended_on": "2026-11-25", "reason": "retired" })).await;
    ended.expect(201);
    // 10:00 WITA; the last second of the day is 23:59:59.
    narahubung.get("/v1/narahubung").await.expect(200);
    // A token lives for ten minutes only, so the clock moves to just before midnight and the person logs in again.
    app.advance_seconds(14 * 3600 - 1);
    let late = token_for(&app, user, Role::Narahubung, tree.inspectorate).await;
    app.with_token(&late).get("/v1/narahubung").await.expect(200);
    app.advance_seconds(1);
    app.with_token(&late).get("/v1/narahubung").await.expect_problem(401, "invalid_token");
}

async fn an_account_of_elsewhere_is_not_linked(app: TestApp) {
    let tree = Tree::plant(&app).await;
    for (role, agency, fits) in [
        (Role::Responder, tree.other_department, false),
        (Role::Responder, tree.secretariat, false),
        (Role::Responder, tree.department, true),
        (Role::Narahubung, tree.government, true),
    ] {
        app.person_at(role, agency).await;
        let user = newest_user(&app).await;
        let mut body = designation(tree.department, "primary", "2026-02-01");
        body["user_id"] = json!(user.0);
        let answer = tree.head.post("/v1/narahubung", body).await;
        if fits {
            let made = answer.expect(201);
            assert_eq!(made.body["user_id"], json!(user.0));
            let endings = format!("/v1/narahubung/{}/endings", made.id());
            let body = json!({ "ended_on": "2026-02-01", "reason": "revoked" });
            tree.head.if_match(1).post(&endings, body).await.expect(201);
            let id = NarahubungId(made.id());
            app.inspect(move |conn| diesel::delete(table::table.find(id)).execute(conn).unwrap()).await;
        } else {
            answer.expect_problem(422, "validation_failed").expect_fault("#/user_id", "unknown_user");
        }
    }
    app.person(Role::Examiner).await;
    let user = newest_user(&app).await;
    let mut body = designation(tree.department, "primary", "2026-02-01");
    body["user_id"] = json!(user.0);
    let refused = tree.head.post("/v1/narahubung", body).await.expect_problem(422, "validation_failed");
    refused.expect_fault("#/user_id", "unknown_user");
}

async fn nothing_personal_enters_the_journal(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let made = tree.designate(tree.department, "primary", "2026-01-12", None).await;
    let path = made["links"]["self"].as_str().unwrap();
    tree.head.if_match(1).patch(path, json!({ "phone": "0811-0000-0077" })).await.expect(200);
    let body = json!({ "ended_on": "2026-11-25", "reason": "deceased" });
    tree.head.if_match(2).post(&format!("{path}/endings"), body).await.expect(201);
    let (kinds, audit) = app
        .inspect(|conn| {
            let kinds: Vec<String> = history::table
                .filter(history::subject_type.eq("narahubung"))
                .order(history::id)
                .select(history::event)
                .load(conn)
                .unwrap();
            let audit: Vec<String> = audit_events::table.select(audit_events::changes).load(conn).unwrap();
            let events: i64 = outgoing_events::table.count().get_result(conn).unwrap();
            assert!(events >= 3);
            (kinds, audit.join("\n"))
        })
        .await;
    assert_eq!(kinds, ["narahubung.designated", "narahubung.updated", "narahubung.ended"]);
    for secret in ["Siti", "811000000", "198002292005011999"] {
        assert!(!audit.contains(secret), "{secret}");
    }
    assert!(audit.contains("\"phone\""), "{audit}");
}
