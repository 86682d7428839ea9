//! Agencies that change, move, and come from files.

use crate::network::{Tree, agency};
use crate::on_both;
use crate::support::TestApp;
use narahubung::agencies::operations::{Imported, import};
use narahubung::domain::access::Role;
use narahubung::error::Error;
use narahubung::journal::Work;
use serde_json::{Value, json};
use uuid::Uuid;

on_both!(
    a_patch_changes_what_it_names_and_needs_the_version,
    what_cannot_be_changed_is_refused_by_name,
    a_subtree_moves_with_its_ancestors_and_governments,
    a_tree_has_no_circle_and_keeps_its_order,
    a_subtree_is_listed_to_the_depth_wanted,
    filters_agree_with_totals,
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
