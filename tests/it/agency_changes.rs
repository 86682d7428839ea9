//! Agencies that change, move, end, and come from files.

use crate::network::{Tree, agency, designation};
use crate::on_both;
use crate::reports::Office;
use crate::steps::{Walk, order};
use crate::support::{Caller, TestApp};
use narahubung::agencies::operations::{self, Ending, Imported, import};
use narahubung::db::AnyConnection;
use narahubung::domain::access::{Role, Scope};
use narahubung::domain::id::AgencyId;
use narahubung::domain::time::Timestamp;
use narahubung::error::Error;
use narahubung::journal::Work;
use narahubung::reports::operations::keep_alive;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use uuid::Uuid;

on_both!(
    a_patch_changes_what_it_names_and_needs_the_version,
    what_cannot_be_changed_is_refused_by_name,
    a_subtree_moves_with_its_ancestors_and_governments,
    a_tree_has_no_circle_and_keeps_its_order,
    a_subtree_is_listed_to_the_depth_wanted,
    filters_agree_with_totals,
    an_agency_ends_after_those_under_it,
    an_agency_with_open_reports_needs_a_successor,
    an_addressee_keeps_its_clock_when_another_takes_its_place,
    what_has_ended_holds_no_agency,
    nobody_works_for_an_agency_that_is_gone,
    no_report_comes_to_an_agency_that_goes,
    no_agency_goes_while_a_report_comes_to_it,
    a_file_of_agencies_is_taken_whole_or_not_at_all,
    a_race_of_moves_makes_no_circle,
);

async fn read(app: &TestApp, id: Uuid) -> Value {
    app.anyone().get(&format!("/v1/agencies/{id}")).await.expect(200).body
}

fn path(id: Uuid) -> String {
    format!("/v1/agencies/{id}")
}

async fn a_patch_changes_what_it_names_and_needs_the_version(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let path = path(tree.department);
    let patch = json!({ "name": "Dinas Pendidikan dan Kebudayaan", "phone": "(0517) 41-234", "postal_code": "71311",
        "website": "https://disdik.example.org", "email": "disdik@Example.org", "region_code": "63.07" });
    tree.head.patch(&path, patch.clone()).await.expect_problem(428, "precondition_required");
    tree.head.if_match(9).patch(&path, patch.clone()).await.expect_problem(412, "precondition_failed");
    let changed = tree.head.if_match(1).patch(&path, patch.clone()).await.expect(200);
    assert_eq!((changed.version(), changed.header("etag")), (2, "\"2\""));
    assert_eq!((&changed.body["phone"], &changed.body["email"]), (&json!("+6251741234"), &json!("disdik@example.org")));
    assert_eq!(changed.body, read(&app, tree.department).await);
    let found = app.anyone().get("/v1/agencies?q=kebudayaan").await.expect(200);
    assert_eq!(found.items().len(), 1);
    // The same again, and nothing at all: no new version.
    assert_eq!(tree.head.if_match(2).patch(&path, patch).await.expect(200).version(), 2);
    assert_eq!(tree.head.if_match(2).patch(&path, json!({})).await.expect(200).version(), 2);
    let removed = tree.head.if_match(2).patch(&path, json!({ "website": null, "phone": null })).await.expect(200);
    assert!(removed.body.get("website").is_none() && removed.body.get("phone").is_none());
    assert_eq!(removed.body["postal_code"], "71311");
    // A late save of what was read before is refused, and changes nothing.
    let stale = tree.head.if_match(2).patch(&path, json!({ "name": "Nama lama" })).await;
    stale.expect_problem(412, "precondition_failed");
    assert_eq!(read(&app, tree.department).await, removed.body);
    let examiner = app.person(Role::Examiner).await;
    assert_eq!(examiner.if_match(3).patch(&path, json!({ "name": "Nama lain" })).await.status, 403);
    let nowhere = "/v1/agencies/01a2103a-27f5-7083-b307-c389e2c1fe49";
    tree.head.patch(nowhere, json!({ "nonsense": 1 })).await.expect_problem(404, "not_found");
}

async fn what_cannot_be_changed_is_refused_by_name(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let path = path(tree.department);
    let before = read(&app, tree.department).await;
    for (field, value) in [
        ("code", json!("63.07.LAIN")),
        ("government_code", json!("63.06")),
        ("active_to", json!("2026-11-25")),
        ("version", json!(8)),
        ("nmae", json!("Dinas")),
    ] {
        let refused = tree.head.if_match(1).patch(&path, json!({ field: value, "name": "Nama baru" })).await;
        refused.expect_problem(422, "validation_failed").expect_fault(&format!("#/{field}"), "unknown_field");
    }
    let patch = json!({ "name": null, "kind": "castle", "postal_code": "7131", "email": "x", "region_code": "abc" });
    tree.head
        .if_match(1)
        .patch(&path, patch)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/name", "wrong_type")
        .expect_fault("#/kind", "not_in_list")
        .expect_fault("#/postal_code", "too_short")
        .expect_fault("#/region_code", "format");
    let patch = json!({ "name": "    ", "class": "KERAJAAN", "phone": "12345678", "website": "https://u:p@example.org",
        "region_code": "63.99" });
    tree.head
        .if_match(1)
        .patch(&path, patch)
        .await
        .expect_problem(422, "validation_failed")
        .expect_fault("#/name", "blank")
        .expect_fault("#/class", "unknown_code")
        .expect_fault("#/phone", "phone_format")
        .expect_fault("#/website", "website_format")
        .expect_fault("#/region_code", "unknown_region");
    assert_eq!(read(&app, tree.department).await, before);
    // A government is known by its region code.
    let body = json!({ "code": "63.08.PEMKAB", "name": "Pemerintah", "kind": "government", "class": "PEMKAB" });
    let refused = tree.head.post("/v1/agencies", body).await.expect_problem(422, "validation_failed");
    refused.expect_fault("#/code", "government_code_format");
}

async fn a_subtree_moves_with_its_ancestors_and_governments(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let hospital = agency(&tree.head, "63.07.RSUD", "hospital", Some(tree.department)).await;
    let unit = agency(&tree.head, "63.07.RSUD.UGD", "technical_unit", Some(hospital)).await;
    tree.designate(unit, "primary", "2026-01-12", None).await;
    let inspector = app.person_at(Role::Inspector, tree.other_inspectorate).await;
    let list = format!("/v1/narahubung?subtree={}", tree.other_department);
    assert!(inspector.get(&list).await.expect(200).items().is_empty());
    let patch = json!({ "parent_id": tree.other_department });
    let moved = tree.head.if_match(1).patch(&path(hospital), patch).await.expect(200);
    assert_eq!((&moved.body["government_code"], moved.version()), (&json!("63.06"), 2));
    let below = read(&app, unit).await;
    assert_eq!((&below["government_code"], &below["version"]), (&json!("63.06"), &json!(2)));
    assert_eq!((&below["parent_id"], &below["code"]), (&json!(hospital), &json!("63.07.RSUD.UGD")));
    // Who answers for the new government sees it at once; who answered for the old one no longer does.
    assert_eq!(inspector.get(&list).await.expect(200).items().len(), 1);
    let old = app.person_at(Role::Inspector, tree.inspectorate).await;
    assert!(old.get("/v1/narahubung").await.expect(200).items().is_empty());
    let depths = async |root: Uuid| {
        let page = app.anyone().get(&format!("/v1/agencies/{root}/subtree")).await.expect(200);
        let items = page.items().iter().map(|item| (item["agency"]["id"].clone(), item["depth"].clone()));
        items.collect::<Vec<_>>()
    };
    assert_eq!(depths(tree.department).await, [(json!(tree.department), json!(0))]);
    let expected = [(tree.other_department, 0), (hospital, 1), (unit, 2)];
    assert_eq!(depths(tree.other_department).await, expected.map(|(id, depth)| (json!(id), json!(depth))));
    // And back, directly under the government.
    let patch = json!({ "parent_id": tree.government });
    tree.head.if_match(2).patch(&path(hospital), patch).await.expect(200);
    assert_eq!(read(&app, unit).await["government_code"], "63.07");
    assert_eq!(depths(hospital).await.len(), 2);
}

async fn a_tree_has_no_circle_and_keeps_its_order(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let office = agency(&tree.head, "63.BPN", "vertical", None).await;
    let branch = agency(&tree.head, "63.07.BPN", "vertical", Some(office)).await;
    for parent in [office, branch] {
        let refused = tree.head.if_match(1).patch(&path(office), json!({ "parent_id": parent })).await;
        refused.expect_problem(422, "validation_failed").expect_fault("#/parent_id", "would_be_a_cycle");
    }
    let refusals = [
        (tree.village, json!({ "parent_id": tree.government }), "#/parent_id", "wrong_parent_kind"),
        (tree.village, json!({ "parent_id": null }), "#/parent_id", "wrong_parent_kind"),
        (tree.department, json!({ "parent_id": office }), "#/parent_id", "wrong_parent_kind"),
        (tree.district, json!({ "kind": "board" }), "#/kind", "children_do_not_fit"),
        (tree.department, json!({ "kind": "inspectorate" }), "#/kind", "second_inspectorate"),
        (
            tree.inspectorate,
            json!({ "parent_id": "01a2103a-27f5-7083-b307-c389e2c1fe49" }),
            "#/parent_id",
            "unknown_agency",
        ),
        (tree.department, json!({ "kind": "government", "parent_id": null }), "#/code", "government_code_format"),
    ];
    for (id, patch, place, code) in refusals {
        let refused = tree.head.if_match(1).patch(&path(id), patch).await;
        refused.expect_problem(422, "validation_failed").expect_fault(place, code);
    }
    let other = read(&app, tree.other_inspectorate).await["parent_id"].clone();
    let refused = tree.head.if_match(1).patch(&path(tree.inspectorate), json!({ "parent_id": other })).await;
    refused.expect_problem(422, "validation_failed").expect_fault("#/kind", "second_inspectorate");
    // Once the Inspektorat is over, another may follow.
    let body = json!({ "ended_on": "2026-11-24", "reason": "Dibentuk ulang" });
    tree.head.if_match(1).post(&format!("{}/deactivations", path(tree.inspectorate)), body).await.expect(201);
    let body = json!({ "code": "63.07.ITDA2", "name": "Inspektorat Daerah", "kind": "inspectorate", "class": "PEMKAB",
        "parent_id": tree.government, "active_from": "2026-11-24" });
    let refused = tree.head.post("/v1/agencies", body.clone()).await.expect_problem(422, "validation_failed");
    refused.expect_fault("#/kind", "second_inspectorate");
    let mut body = body;
    body["active_from"] = json!("2026-11-25");
    tree.head.post("/v1/agencies", body).await.expect(201);
}

async fn a_race_of_moves_makes_no_circle(app: TestApp) {
    let head = app.person(Role::Head).await;
    let one = agency(&head, "63.A", "vertical", None).await;
    let two = agency(&head, "63.B", "vertical", None).await;
    let under = async |child: Uuid, parent: Uuid| {
        head.if_match(1).patch(&path(child), json!({ "parent_id": parent })).await.status
    };
    let (first, second) = futures_util::future::join(under(one, two), under(two, one)).await;
    let mut answers = [first, second];
    answers.sort_unstable();
    assert_eq!(answers, [200, 422]);
}

async fn a_subtree_is_listed_to_the_depth_wanted(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let subtree = |query: &str| format!("/v1/agencies/{}/subtree?{query}", tree.government);
    let count = async |query: &str| app.anyone().get(&subtree(query)).await.expect(200).items().len();
    assert_eq!(count("").await, 6);
    assert_eq!(count("depth=0").await, 1);
    assert_eq!(count("depth=1").await, 5);
    assert_eq!(count("depth=2").await, 6);
    assert_eq!(count("kind=urban_village,district").await, 2);
    assert_eq!(count("active_on=2019-12-31").await, 0);
    let first = app.anyone().get(&subtree("limit=4&include_total=true")).await.expect(200);
    assert_eq!((first.items().len(), &first.body["page"]["total"]), (4, &json!(6)));
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    let second = app.anyone().get(&subtree(&format!("limit=4&cursor={cursor}"))).await.expect(200);
    assert_eq!((second.items().len(), &second.body["page"]["has_more"]), (2, &json!(false)));
    for bad in ["depth=-1", "depth=21", "depth=two"] {
        app.anyone().get(&subtree(bad)).await.expect_problem(400, "malformed_parameter");
    }
    let nowhere = "/v1/agencies/01a2103a-27f5-7083-b307-c389e2c1fe49/subtree";
    app.anyone().get(nowhere).await.expect_problem(404, "not_found");
}

async fn filters_agree_with_totals(app: TestApp) {
    let tree = Tree::plant(&app).await;
    agency(&tree.head, "63.BPN", "vertical", None).await;
    let body = json!({ "code": "63.07.DISHUB", "name": "Dinas Perhubungan", "kind": "department", "class": "PEMKAB",
        "parent_id": tree.government, "active_from": "2027-01-01" });
    tree.head.post("/v1/agencies", body).await.expect(201);
    let body = json!({ "ended_on": "2026-11-24", "reason": "Digabung" });
    tree.head.if_match(1).post(&format!("{}/deactivations", path(tree.secretariat)), body).await.expect(201);
    let count = async |query: &str| {
        let answer = app.anyone().get(&format!("/v1/agencies?include_total=true&{query}")).await.expect(200);
        assert_eq!(answer.body["page"]["total"], json!(answer.items().len()), "{query}");
        answer.items().len()
    };
    let all = count("limit=15").await;
    assert_eq!(all, 11);
    assert_eq!(count("active=true").await, 9);
    assert_eq!(count("active=false").await, 2);
    assert_eq!(count("active=true&active_on=2027-01-01").await, 9);
    assert_eq!(count("active_on=2026-11-24&government=63.07").await, 6);
    assert_eq!(count("class=PEMKAB").await, 11);
    assert_eq!(count("class=BUMN").await, 0);
    assert_eq!(count(&format!("parent_id={}", tree.district)).await, 1);
    assert_eq!(count("q=DISD&government=63.07").await, 1);
    for (query, place, code) in [
        ("government=63.99", "government", "unknown_government"),
        ("government=63.07.06", "government", "unknown_government"),
        ("parent_id=01a2103a-27f5-7083-b307-c389e2c1fe49", "parent_id", "unknown_agency"),
    ] {
        let refused = app.anyone().get(&format!("/v1/agencies?{query}")).await;
        refused.expect_problem(400, "malformed_parameter").expect_fault(place, code);
    }
}

async fn end(head: &Caller, id: Uuid, version: i64, body: Value) -> crate::support::Answer {
    head.if_match(version).post(&format!("{}/deactivations", path(id)), body).await
}

async fn an_agency_ends_after_those_under_it(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let own = tree.designate(tree.district, "primary", "2026-01-12", None).await;
    let later = tree.designate(tree.district, "deputy", "2026-12-12", None).await;
    let body = json!({ "ended_on": "2026-11-25", "reason": "Digabung dengan kecamatan lain" });
    let url = format!("{}/deactivations", path(tree.district));
    tree.head.post(&url, body.clone()).await.expect_problem(428, "precondition_required");
    let refused = end(&tree.head, tree.district, 1, body.clone()).await.expect_problem(409, "conflict");
    assert_eq!(refused.body["open_children"][0]["code"], "63.07.06.1001");
    for (change, place, code) in [
        (json!({ "ended_on": "2026-11-26" }), "#/ended_on", "in_the_future"),
        (json!({ "ended_on": "2019-12-31" }), "#/ended_on", "end_before_start"),
        (json!({ "reason": "     " }), "#/reason", "blank"),
        (json!({ "successor_id": tree.district }), "#/successor_id", "is_itself"),
        (json!({ "successor_id": "01a2103a-27f5-7083-b307-c389e2c1fe49" }), "#/successor_id", "unknown_agency"),
    ] {
        let mut body = body.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let refused = end(&tree.head, tree.district, 1, body).await.expect_problem(422, "validation_failed");
        refused.expect_fault(place, code);
    }
    end(&tree.head, tree.village, 1, body.clone()).await.expect(201);
    let ended = end(&tree.head, tree.district, 1, body.clone()).await.expect(201);
    assert_eq!((&ended.body["agency"]["active_to"], ended.header("etag")), (&json!("2026-11-25"), "\"2\""));
    assert_eq!(ended.body["ended_narahubung"], 2);
    end(&tree.head, tree.district, 2, body).await.expect_problem(409, "conflict");
    for (made, last) in [(own, "2026-11-25"), (later, "2026-12-11")] {
        let read = tree.head.get(made["links"]["self"].as_str().unwrap()).await.expect(200);
        assert_eq!((&read.body["valid_to"], &read.body["end_reason"]), (&json!(last), &json!("agency_ended")));
    }
    // Nobody is designated for what is over, nothing hangs under it, and it is no unit from tomorrow on.
    let refused = tree.head.post("/v1/narahubung", designation(tree.district, "primary", "2026-11-25")).await;
    refused.expect_problem(422, "validation_failed").expect_fault("#/agency_id", "agency_inactive");
    app.advance_days(1);
    let head = app.person(Role::Head).await;
    let coverage = head.get("/v1/narahubung/coverage?government=63.07").await.expect(200);
    assert_eq!(coverage.body["totals"]["units"], 3);
    let body = json!({ "code": "63.07.06.1002", "name": "Kelurahan", "kind": "urban_village", "class": "PEMKAB",
        "parent_id": tree.district });
    let refused = head.post("/v1/agencies", body).await.expect_problem(422, "validation_failed");
    refused.expect_fault("#/parent_id", "agency_inactive");
}

async fn an_agency_with_open_reports_needs_a_successor(app: TestApp) {
    let office = Office::open(app).await;
    let report = office.intake.post("/v1/reports", office.report()).await.expect(201);
    let body = json!({ "ended_on": "2026-11-25", "reason": "Digabung dengan dinas lain" });
    let refused = end(&office.head, office.respondent, 1, body.clone()).await.expect_problem(409, "conflict");
    assert_eq!(refused.body["open_reports"][0]["id"], json!(report.id()));
    assert_eq!(refused.body["open_report_count"], 1);
    let refused = refused.expect_fault("#/successor_id", "successor_needed");
    assert!(refused.body["errors"][0]["detail"].as_str().unwrap().contains("1 laporan"), "{}", refused.body);
    assert!(refused.body["errors"][0]["detail"].as_str().unwrap().contains("successor_id"));
    // Who sees no reports, or not this one, or not yet, learns how many there are and not which.
    let conflicted = office.app.person(Role::Prevention).await;
    let conflict = format!("/v1/reports/{}/conflict-declarations", report.id());
    conflicted.post(&conflict, json!({ "reason": "Keluarga." })).await.expect(204);
    for caller in [&conflicted, &office.app.person(Role::Admin).await] {
        let refused = end(caller, office.respondent, 1, body.clone()).await.expect_problem(409, "conflict");
        assert_eq!((&refused.body["open_reports"], &refused.body["open_report_count"]), (&json!([]), &json!(1)));
    }
    let mut draft = office.report();
    draft["as_draft"] = json!(true);
    let draft = office.intake.post("/v1/reports", draft).await.expect(201);
    let refused = end(&office.head, office.respondent, 1, body.clone()).await.expect_problem(409, "conflict");
    assert_eq!(refused.body["open_report_count"], 2);
    assert!(!refused.body.to_string().contains(&draft.id().to_string()));
    let new = json!({ "code": "63.07.DISDIKCAPIL", "name": "Dinas gabungan", "kind": "department", "class": "PEMKAB",
        "parent_id": office.government });
    let successor = office.head.post("/v1/agencies", new).await.expect(201).id();
    let mut body = body;
    body["successor_id"] = json!(successor);
    let ended = end(&office.head, office.respondent, 1, body).await.expect(201);
    assert_eq!(ended.body["rerouted_reports"], 2);
    assert_eq!(ended.body["agency"]["successor_id"], json!(successor));
    let path = format!("/v1/reports/{}", report.id());
    let after = office.intake.get(&path).await.expect(200);
    assert!(after.version() > report.version());
    assert!(after.body.to_string().contains(&successor.to_string()), "{}", after.body);
    // From here on a new report about it is refused: nobody would say where it goes.
    for days in [0, 1] {
        office.app.advance_days(days);
        let intake = office.app.person(Role::Intake).await;
        let refused = intake.post("/v1/reports", office.report()).await.expect_problem(422, "validation_failed");
        refused.expect_fault("#/respondent_id", "agency_inactive");
    }
}

/// Whoever worked for an agency that has ended stops with it: its cases are the successor's.
async fn nobody_works_for_an_agency_that_is_gone(app: TestApp) {
    let office = Office::open(app).await;
    office.app.clock.move_to(Timestamp::parse("2026-11-25T23:55:00+08:00").unwrap());
    let people = [
        office.app.person_at(Role::Responder, office.respondent).await,
        office.app.person_at(Role::Inspector, office.respondent).await,
        office.app.machine(Role::AgencyClient, Some(office.respondent), &[Scope::ReportsRead]).await,
    ];
    let elsewhere = office.app.person_at(Role::Responder, office.other_respondent).await;
    let head = office.app.person(Role::Head).await;
    let ending = json!({ "ended_on": "2026-11-25", "reason": "Dibubarkan" });
    end(&head, office.respondent, 1, ending).await.expect(201);
    // Its last day ends at midnight in South Kalimantan.
    office.app.advance_seconds(299);
    for person in &people {
        person.get("/v1/reports").await.expect(200);
    }
    office.app.advance_seconds(1);
    for person in &people {
        person.get("/v1/reports").await.expect_problem(401, "invalid_token");
    }
    elsewhere.get("/v1/reports").await.expect(200);
}

/// The successor is an addressee itself: what the ended agency had to do stays beside it, with its clock.
async fn an_addressee_keeps_its_clock_when_another_takes_its_place(app: TestApp) {
    let day = "2026-02-11";
    let walk = Walk::begin(app, "2026-02-02").await;
    walk.to_examination("2026-02-03").await;
    walk.to_result("2026-02-10").await;
    let (head, examiner) = (walk.on(day, walk.head).await, walk.on(day, walk.examiner).await);
    let ends = walk.office.respondent;
    let new = json!({ "code": "63.07.GABUNGAN", "name": "Dinas gabungan", "kind": "department", "class": "PEMKAB",
        "parent_id": walk.office.government });
    let successor = head.post("/v1/agencies", new).await.expect(201).id();
    walk.step(&examiner, order(&[ends, successor], day)).await;
    let body = json!({ "ended_on": day, "reason": "Digabung", "successor_id": successor });
    end(&head, ends, 1, body).await.expect(201);
    for left in [1, 0] {
        let agency = if left == 1 { ends } else { successor };
        let done = json!({ "transition": "record_carried_out", "agency": agency, "carried_out_on": day,
            "evidence": "Dokumen diperlihatkan." });
        walk.step(&examiner, done).await;
        let clocks = walk.clocks().await;
        assert_eq!(clocks.iter().filter(|(code, _)| code == "D07").count(), left, "{clocks:?}");
    }
}

/// A consultation that was given advice is over, and holds nobody.
async fn what_has_ended_holds_no_agency(app: TestApp) {
    let office = Office::open(app).await;
    let mut body = office.report();
    body["intake_kind"] = json!("KNL");
    let asked = office.intake.post("/v1/reports", body).await.expect(201);
    let ending = json!({ "ended_on": "2026-11-25", "reason": "Dibubarkan" });
    end(&office.head, office.respondent, 1, ending.clone()).await.expect_problem(409, "conflict");
    let advised = json!({ "transition": "convert_to_consultation", "advice": "Sampaikan dahulu kepada dinas." });
    office.intake.if_match(1).post(&format!("/v1/reports/{}/transitions", asked.id()), advised).await.expect(201);
    let ended = end(&office.head, office.respondent, 1, ending).await.expect(201);
    assert_eq!(ended.body["rerouted_reports"], 0);
}

/// A transaction that has done its work and is held open: what others must wait for.
struct Held {
    is_done: AtomicBool,
    may_end: AtomicBool,
}

impl Held {
    fn new() -> Arc<Self> {
        Arc::new(Self { is_done: AtomicBool::new(false), may_end: AtomicBool::new(false) })
    }

    /// Inside the transaction: its work is done, and it waits to be let go.
    fn wait(&self) {
        self.is_done.store(true, Ordering::SeqCst);
        while !self.may_end.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Outside: sends `other` once the work is done, and lets the transaction end a moment after it was sent. Whether it
    /// was let go before the other was answered.
    async fn while_held<T>(&self, other: impl Future<Output = T>) -> (T, bool) {
        while !self.is_done.load(Ordering::SeqCst) {
            actix_web::rt::time::sleep(Duration::from_millis(5)).await;
        }
        let answered = async {
            let answer = other.await;
            (answer, self.may_end.load(Ordering::SeqCst))
        };
        let letting_go = async {
            actix_web::rt::time::sleep(Duration::from_millis(300)).await;
            self.may_end.store(true, Ordering::SeqCst);
        };
        futures_util::future::join(answered, letting_go).await.0
    }
}

/// The end of an agency is done and not yet committed when a report about it arrives: it waits, and learns of the end.
async fn no_report_comes_to_an_agency_that_goes(app: TestApp) {
    let office = Office::open(app).await;
    let second = office.app.second_instance().await;
    let intake = second.as_caller(&office.intake);
    let (held, clock, agency) = (Held::new(), office.app.clock.clone(), AgencyId(office.respondent));
    let going = {
        let held = Arc::clone(&held);
        office.app.service.db.write(move |conn: &mut AnyConnection| {
            let mut work = Work::by_system(conn, &clock);
            let found = operations::find(work.conn, agency)?;
            let ending =
                Ending { ended_on: "2026-11-25".parse().unwrap(), reason: "Dibubarkan".to_owned(), successor_id: None };
            let done = operations::deactivate(&mut work, found, ending);
            held.wait();
            done.map(drop)
        })
    };
    let coming = held.while_held(intake.post("/v1/reports", office.report()));
    let (gone, (refused, waited)) = futures_util::future::join(going, coming).await;
    gone.unwrap();
    refused.expect_problem(422, "validation_failed").expect_fault("#/respondent_id", "agency_inactive");
    assert!(waited, "the report was judged by an agency that was already going");
}

/// And the other way round: whoever names an agency in a report keeps it until the report is there.
async fn no_agency_goes_while_a_report_comes_to_it(app: TestApp) {
    let office = Office::open(app).await;
    let second = office.app.second_instance().await;
    let head = second.as_caller(&office.head);
    let (held, agency) = (Held::new(), AgencyId(office.respondent));
    let naming = {
        let held = Arc::clone(&held);
        office.app.service.db.write(move |conn: &mut AnyConnection| {
            keep_alive(conn, agency)?;
            held.wait();
            Ok(())
        })
    };
    let ending = json!({ "ended_on": "2026-11-25", "reason": "Dibubarkan" });
    let going = held.while_held(end(&head, office.respondent, 1, ending));
    let (named, (ended, waited)) = futures_util::future::join(naming, going).await;
    named.unwrap();
    ended.expect(201);
    assert!(waited, "the agency ended beside a report that was being made");
}

async fn import_file(app: &TestApp, text: &str) -> Result<Imported, Error> {
    let (clock, text) = (app.clock.clone(), text.to_owned());
    app.service.db.write(move |conn| import(&mut Work::by_system(conn, &clock), text.as_bytes())).await
}

const HEADER: &str = "code,name,kind,class,region_code,parent_code,address,postal_code,phone,email,website,active_from";

async fn a_file_of_agencies_is_taken_whole_or_not_at_all(app: TestApp) {
    // As a spreadsheet writes it, children before their parents.
    let file = format!(
        "\u{feff}{}\r\n63.07.DISDIK;Dinas Pendidikan;department;PEMKAB;63.07;63.07;\"Jalan Contoh 1\nBarabai\";71311;\
         0811-0000-0001;disdik@example.org;https://example.org;2020-01-01\r\n\
         63.07;Pemerintah Kabupaten;government;PEMKAB;63.07;;;;;;;2020-01-01\r\n",
        HEADER.replace(',', ";")
    );
    assert_eq!(import_file(&app, &file).await.unwrap(), Imported { added: 2, changed: 0, unchanged: 0 });
    assert_eq!(import_file(&app, &file).await.unwrap(), Imported { added: 0, changed: 0, unchanged: 2 });
    let list = app.anyone().get("/v1/agencies?q=disdik").await.expect(200);
    let department = &list.items()[0];
    assert_eq!((&department["government_code"], &department["phone"]), (&json!("63.07"), &json!("+6281100000001")));
    assert_eq!(department["address"], "Jalan Contoh 1\nBarabai");
    let renamed = file.replace("Dinas Pendidikan", "Dinas Pendidikan dan Kebudayaan");
    assert_eq!(import_file(&app, &renamed).await.unwrap(), Imported { added: 0, changed: 1, unchanged: 1 });
    // One bad line, and nothing of the file is taken; every fault is named by its line and column.
    let bad = format!(
        "{HEADER}\n63.06,Pemerintah Kabupaten,government,PEMKAB,63.06,,,,,,,2020-01-01\n\
         63.06.X,Dinas X,castle,PEMKAB,63.06,63.06,,,,,,\n\
         63.06.Y,Dinas Y,department,KERAJAAN,63.06,63.06,,7,12,y,z,\n\
         63.06.Z,Dinas Z,department,PEMKAB,63.06,63.99,,,,,,kemarin\n"
    );
    let error = import_file(&app, &bad).await.unwrap_err().to_string();
    for expected in [
        "/3/kind\"): not_in_list",
        "/4/class\"): unknown_code",
        "/4/postal_code\"): postal_code_format",
        "/4/phone\"): phone_format",
        "/4/email\"): email_format",
        "/4/website\"): website_format",
        "/5/parent_code\"): unknown_agency",
        "/5/active_from\"): date_format",
    ] {
        assert!(error.contains(expected), "{expected}: {error}");
    }
    let circle = format!(
        "{HEADER}\n63.A,Satu,vertical,BPN,,63.B,,,,,,\n63.B,Dua,vertical,BPN,,63.A,,,,,,\n63.A,Tiga,vertical,BPN,,,,,,,,\n"
    );
    let error = import_file(&app, &circle).await.unwrap_err().to_string();
    assert!(error.contains("/4/code\"): repeated_row"), "{error}");
    let circle = circle.lines().take(3).collect::<Vec<_>>().join("\n");
    let error = import_file(&app, &circle).await.unwrap_err().to_string();
    assert!(error.contains("would_be_a_cycle"), "{error}");
    let all = app.anyone().get("/v1/agencies?include_total=true").await.expect(200);
    assert_eq!(all.body["page"]["total"], 2);
}
