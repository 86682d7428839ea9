//! Coverage: counts and lists that add up.

use super::Tree;
use crate::on_both;
use crate::support::{Caller, TestApp};
use narahubung::domain::access::Role;
use serde_json::{Value, json};

on_both!(counts_and_lists_add_up, a_loss_counts_within_the_days_asked_about, an_agency_sees_its_own_tree_only);

/// Every unit of the statuses, over all pages.
async fn units(caller: &Caller, query: &str) -> Vec<Value> {
    let mut units = Vec::new();
    let mut path = format!("/v1/narahubung/coverage?limit=2&{query}");
    loop {
        let answer = caller.get(&path).await.expect(200);
        units.extend(answer.body["units"]["items"].as_array().unwrap().clone());
        match answer.body["units"]["page"].get("next_cursor").and_then(Value::as_str) {
            Some(cursor) => path = format!("/v1/narahubung/coverage?limit=2&{query}&cursor={cursor}"),
            None => break,
        }
    }
    units
}

fn sum(groups: &Value, name: &str) -> u64 {
    groups.as_array().unwrap().iter().map(|group| group["counts"][name].as_u64().unwrap()).sum()
}

async fn check(caller: &Caller, query: &str) -> Value {
    let answer = caller.get(&format!("/v1/narahubung/coverage?{query}")).await.expect(200);
    let totals = answer.body["totals"].clone();
    for name in ["units", "with_narahubung", "without_narahubung", "losing_narahubung"] {
        let expected = totals[name].as_u64().unwrap();
        assert_eq!(sum(&answer.body["governments"], name), expected, "{query}: {name} by government");
        if !answer.body["branches"].as_array().unwrap().is_empty() {
            assert_eq!(sum(&answer.body["branches"], name), expected, "{query}: {name} by branch");
        }
    }
    let listed = async |status: &str| units(caller, &format!("{query}&status={status}")).await.len();
    assert_eq!(json!(listed("covered,losing").await), totals["with_narahubung"], "{query}");
    assert_eq!(json!(listed("uncovered").await), totals["without_narahubung"], "{query}");
    assert_eq!(json!(listed("losing").await), totals["losing_narahubung"], "{query}");
    assert_eq!(json!(units(caller, query).await.len()), totals["units"], "{query}");
    answer.body
}

async fn counts_and_lists_add_up(app: TestApp) {
    let tree = Tree::plant(&app).await;
    super::agency(&tree.head, "63.BPN", "vertical", None).await;
    tree.designate(tree.inspectorate, "primary", "2026-01-12", None).await;
    tree.designate(tree.department, "deputy", "2026-01-12", Some("2026-12-20")).await;
    tree.designate(tree.village, "primary", "2026-12-01", None).await;
    tree.designate(tree.other_department, "primary", "2026-01-12", None).await;
    let all = check(&tree.head, "within_days=30").await;
    assert_eq!(
        all["totals"],
        json!({ "units": 8, "with_narahubung": 3, "without_narahubung": 5, "losing_narahubung": 1, "coverage_rate": 37.5 })
    );
    assert_eq!(all["branches"], json!([]));
    let groups: Vec<_> = all["governments"].as_array().unwrap().iter().map(|group| group["code"].clone()).collect();
    assert_eq!(groups, [Value::Null, json!("63.06"), json!("63.07")]);
    let one = check(&tree.head, "government=63.07").await;
    assert_eq!(one["totals"]["units"], 5);
    let branches: Vec<_> = one["branches"].as_array().unwrap().iter().map(|group| group["code"].clone()).collect();
    assert_eq!(branches, ["63.07.06", "63.07.DISDIK", "63.07.ITDA", "63.07.SETDA"]);
    let district = check(&tree.head, &format!("root={}", tree.district)).await;
    let counts: Vec<_> = district["branches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| (g["code"].clone(), g["counts"]["units"].clone()))
        .collect();
    assert_eq!(counts, [(json!("63.07.06"), json!(1)), (json!("63.07.06.1001"), json!(1))]);
    // A unit that is over is no unit any more, nor one that has not begun.
    let nothing = check(&tree.head, &format!("government=63.06&root={}", tree.district)).await;
    assert_eq!(nothing["totals"]["units"], 0);
    assert!(nothing["totals"].get("coverage_rate").is_none());
}

async fn a_loss_counts_within_the_days_asked_about(app: TestApp) {
    let tree = Tree::plant(&app).await;
    tree.designate(tree.department, "primary", "2026-01-12", Some("2026-12-25")).await;
    let status = async |days: u16| {
        let query = format!("root={}&within_days={days}", tree.department);
        let answer = check(&tree.head, &query).await;
        (answer["units"]["items"][0]["status"].clone(), answer["units"]["items"][0].get("without_from").cloned())
    };
    // 25 November and 30 days: through 25 December, the last day of the designation.
    assert_eq!(status(30).await, (json!("covered"), None));
    assert_eq!(status(31).await, (json!("losing"), Some(json!("2026-12-26"))));
    assert_eq!(status(0).await, (json!("covered"), None));
    // A successor from the day after closes the gap; one a day later does not.
    let late = tree.designate(tree.department, "primary", "2026-12-27", None).await;
    assert_eq!(status(366).await, (json!("losing"), Some(json!("2026-12-26"))));
    tree.designate(tree.department, "deputy", "2026-12-26", Some("2026-12-26")).await;
    assert_eq!(status(366).await, (json!("covered"), None));
    let endings = format!("/v1/narahubung/{}/endings", late["id"].as_str().unwrap());
    let body = json!({ "ended_on": "2026-12-26", "reason": "revoked" });
    tree.head.if_match(1).post(&endings, body).await.expect(201);
    assert_eq!(status(366).await, (json!("losing"), Some(json!("2026-12-27"))));
    for bad in ["within_days=-1", "within_days=367", "within_days=many", "status=gone", "government=%27"] {
        let answer = tree.head.get(&format!("/v1/narahubung/coverage?{bad}")).await;
        answer.expect_problem(400, "malformed_parameter");
    }
}

async fn an_agency_sees_its_own_tree_only(app: TestApp) {
    let tree = Tree::plant(&app).await;
    tree.designate(tree.department, "primary", "2026-01-12", None).await;
    tree.designate(tree.other_department, "primary", "2026-01-12", None).await;
    let inspector = app.person_at(Role::Inspector, tree.inspectorate).await;
    let own = check(&inspector, "within_days=30").await;
    assert_eq!((&own["totals"]["units"], &own["totals"]["with_narahubung"]), (&json!(5), &json!(1)));
    assert_eq!(own["branches"].as_array().unwrap().len(), 4);
    let foreign = check(&inspector, "government=63.06").await;
    assert_eq!(foreign["totals"]["units"], 0);
    let refused = inspector.get(&format!("/v1/narahubung/coverage?root={}", tree.other_department)).await;
    refused.expect_problem(400, "malformed_parameter").expect_fault("root", "unknown_agency");
    let responder = app.person_at(Role::Responder, tree.department).await;
    assert_eq!(responder.get("/v1/narahubung/coverage").await.status, 403);
}
