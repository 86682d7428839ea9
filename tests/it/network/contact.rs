//! Whom to call: the ladder from the agency to the head of the region.

use super::{Tree, designation};
use crate::on_both;
use crate::support::TestApp;
use narahubung::domain::access::Role;
use serde_json::{Value, json};

on_both!(
    the_ladder_is_climbed_and_says_why,
    whoever_is_named_is_passed_over,
    a_contact_is_asked_for_within_the_own_tree
);

async fn the_ladder_is_climbed_and_says_why(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let ask = async |agency: uuid::Uuid| {
        tree.head.get(&format!("/v1/agencies/{agency}/narahubung-contact")).await.expect(200).body
    };
    // Nobody yet, and no numbers either.
    let nobody = ask(tree.village).await;
    assert_eq!(nobody["step"], "nobody");
    assert!(nobody.get("answering_agency").is_none() && nobody.get("phone").is_none());
    let passed: Vec<_> = nobody["passed"].as_array().unwrap().iter().map(|step| step["step"].clone()).collect();
    let steps = [
        "primary",
        "deputy",
        "parent_unit",
        "parent_unit",
        "inspectorate",
        "inspectorate",
        "secretariat",
        "secretariat",
        "secretariat",
        "government",
        "government",
        "government",
        "office",
    ];
    assert_eq!(passed, steps);
    // Upwards from the last resort to the agency itself: each new designation is nearer.
    tree.designate(tree.secretariat, "deputy", "2026-01-12", None).await;
    assert_eq!(ask(tree.village).await["step"], "secretariat");
    tree.designate(tree.inspectorate, "primary", "2026-01-12", None).await;
    let inspectorate = ask(tree.village).await;
    assert_eq!(inspectorate["step"], "inspectorate");
    assert_eq!(inspectorate["answering_agency"]["code"], "63.07.ITDA");
    assert_eq!(inspectorate["narahubung"]["person_name"], "Siti Contoh");
    assert_eq!(inspectorate["phone"], "+6281100000001");
    let explanation = inspectorate["explanation"].as_str().unwrap();
    assert!(explanation.contains("Instansi 63.07.06): tidak ada penunjukan yang berlaku hari ini."), "{explanation}");
    assert!(explanation.ends_with("Yang dihubungi: Narahubung Inspektorat (Instansi 63.07.ITDA)."), "{explanation}");
    let english = tree.head.header("accept-language", "en");
    let english = english.get(&format!("/v1/agencies/{}/narahubung-contact", tree.village)).await.expect(200).body;
    assert!(english["explanation"].as_str().unwrap().contains("To be called: A narahubung of the Inspektorat"));
    tree.designate(tree.district, "deputy", "2026-01-12", None).await;
    let parent = ask(tree.village).await;
    assert_eq!((&parent["step"], &parent["narahubung"]["role"]), (&json!("parent_unit"), &json!("deputy")));
    tree.designate(tree.village, "deputy", "2026-01-12", None).await;
    assert_eq!(ask(tree.village).await["step"], "deputy");
    tree.designate(tree.village, "primary", "2026-11-26", None).await;
    assert_eq!(ask(tree.village).await["step"], "deputy", "a designation of tomorrow answers tomorrow");
    app.advance_days(1);
    let head = app.person(Role::Head).await;
    let path = format!("/v1/agencies/{}/narahubung-contact", tree.village);
    let own = head.get(&path).await.expect(200).body;
    assert_eq!((&own["step"], &own["on"], &own["passed"]), (&json!("primary"), &json!("2026-11-26"), &json!([])));
}

async fn whoever_is_named_is_passed_over(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let primary = tree.designate(tree.department, "primary", "2026-01-12", None).await;
    let mut body = designation(tree.inspectorate, "primary", "2026-01-12");
    body["staff_number"] = json!("197501012000011111");
    let inspectorate = tree.head.post("/v1/narahubung", body).await.expect(201).body;
    let mut body = designation(tree.secretariat, "primary", "2026-01-12");
    body["staff_number"] = json!("197601012000011111");
    tree.head.post("/v1/narahubung", body).await.expect(201);
    let ask = async |agency: uuid::Uuid, bypass: &str| {
        let path = format!("/v1/agencies/{agency}/narahubung-contact?bypass={bypass}");
        tree.head.get(&path).await.expect(200).body
    };
    let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
    let passed = ask(tree.department, &id(&primary)).await;
    assert_eq!(passed["step"], "inspectorate");
    assert_eq!(passed["passed"][0]["reason"], "bypassed");
    // The Inspektorat itself is the respondent: nobody of it may receive the matter.
    let own = ask(tree.inspectorate, &tree.inspectorate.to_string()).await;
    assert_eq!((&own["step"], &own["answering_agency"]["code"]), (&json!("secretariat"), &json!("63.07.SETDA")));
    let both = ask(tree.department, &format!("{},{}", id(&primary), id(&inspectorate))).await;
    assert_eq!(both["step"], "secretariat");
    // The same person is passed over wherever they stand.
    let mut body = designation(tree.inspectorate, "deputy", "2026-01-12");
    body["person_name"] = json!("Siti C.");
    tree.head.post("/v1/narahubung", body).await.expect(201);
    let same = ask(tree.department, &format!("{},{}", id(&primary), id(&inspectorate))).await;
    assert_eq!(same["step"], "secretariat", "the deputy has the staff number of the primary who is named");
}

async fn a_contact_is_asked_for_within_the_own_tree(app: TestApp) {
    let tree = Tree::plant(&app).await;
    tree.designate(tree.inspectorate, "primary", "2026-01-12", None).await;
    let responder = app.person_at(Role::Responder, tree.village).await;
    let path = |agency: uuid::Uuid| format!("/v1/agencies/{agency}/narahubung-contact");
    assert_eq!(responder.get(&path(tree.village)).await.expect(200).body["step"], "inspectorate");
    responder.get(&path(tree.district)).await.expect_problem(404, "not_found");
    responder.get(&path(tree.other_department)).await.expect_problem(404, "not_found");
    let nowhere = "01a2103a-27f5-7083-b307-c389e2c1fe49".parse().unwrap();
    tree.head.get(&path(nowhere)).await.expect_problem(404, "not_found");
    app.anyone().get(&path(tree.village)).await.expect_problem(401, "authentication_required");
    assert_eq!(app.person(Role::Admin).await.get(&path(tree.village)).await.status, 403);
}
