//! The directory as lists: filters, pages, totals, and the same view as the single object.

use super::{Tree, designation, ids};
use crate::on_both;
use crate::support::{Caller, TestApp};
use narahubung::domain::access::{Role, Scope};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

on_both!(
    filters_narrow_the_list,
    pages_and_totals_agree,
    an_unknown_agency_is_refused_alike_everywhere,
    a_list_shows_exactly_what_can_be_opened,
    a_list_needs_no_special_headers,
    an_ended_designation_is_gone_at_midnight,
);

async fn filters_narrow_the_list(app: TestApp) {
    let tree = Tree::plant(&app).await;
    tree.designate(tree.inspectorate, "primary", "2026-01-12", None).await;
    tree.designate(tree.department, "deputy", "2026-01-12", Some("2026-06-30")).await;
    tree.designate(tree.village, "primary", "2026-12-01", None).await;
    let mut body = designation(tree.other_department, "primary", "2026-01-12");
    body["person_name"] = json!("Kadès 100% Nyata_");
    tree.head.post("/v1/narahubung", body).await.expect(201);
    let count = async |query: &str| {
        let answer = tree.head.get(&format!("/v1/narahubung?include_total=true&{query}")).await.expect(200);
        assert_eq!(answer.body["page"]["total"], json!(answer.items().len()), "{query}");
        answer.items().len()
    };
    assert_eq!(count("government=63.07").await, 3);
    assert_eq!(count(&format!("subtree={}", tree.government)).await, 3);
    assert_eq!(count(&format!("subtree={}", tree.district)).await, 1);
    assert_eq!(count(&format!("agency_id={}", tree.district)).await, 0);
    assert_eq!(count("role=deputy").await, 1);
    assert_eq!(count("valid_on=2026-06-30").await, 3);
    assert_eq!(count("valid_on=2026-07-01").await, 2);
    assert_eq!(count("valid_on=2026-07-01&government=63.06").await, 1);
    assert_eq!(count("q=kades").await, 1);
    assert_eq!(count("q=KAD%C3%88S").await, 1);
    assert_eq!(count("q=700/12").await, 4);
    // Wildcards and operators are plain text.
    assert_eq!(count("q=100%25").await, 1);
    assert_eq!(count("q=a_").await, 1);
    for nothing in ["q=%25%25", "q=__", "q=%5B%C3%A6", "q=%22unclosed", "q=%5C%5C", "q=AND"] {
        assert_eq!(count(nothing).await, 0, "{nothing}");
    }
    for bad in ["role=chief", "valid_on=2026-02-30", "agency_id=7", "q=a", "limit=0", "limit=201", "q=%00%00"] {
        let answer = tree.head.get(&format!("/v1/narahubung?{bad}")).await;
        answer.expect_problem(400, "malformed_parameter");
    }
    tree.head.get("/v1/narahubung?agency=1").await.expect_problem(400, "unknown_parameter");
}

async fn pages_and_totals_agree(app: TestApp) {
    let tree = Tree::plant(&app).await;
    // 101 rows: without parameters a page of 50, and the list says that there is more.
    let mut day = chrono::NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
    for _ in 0..101 {
        let text = day.to_string();
        tree.designate(tree.department, "primary", &text, Some(&text)).await;
        day = day.succ_opt().unwrap();
    }
    let first = tree.head.get("/v1/narahubung").await.expect(200);
    assert_eq!((first.items().len(), &first.body["page"]["limit"]), (50, &json!(50)));
    assert_eq!(first.body["page"]["has_more"], true);
    assert!(first.body["page"].get("total").is_none());
    let mut seen = BTreeSet::new();
    let mut path = "/v1/narahubung?limit=40&include_total=true".to_owned();
    let mut sizes = Vec::new();
    loop {
        let page = tree.head.get(&path).await.expect(200);
        assert_eq!(page.body["page"]["total"], 101);
        sizes.push(page.items().len());
        seen.extend(ids(page.items()));
        let Some(cursor) = page.body["page"].get("next_cursor").and_then(|cursor| cursor.as_str()) else { break };
        path = format!("/v1/narahubung?limit=40&include_total=true&cursor={cursor}");
    }
    assert_eq!((sizes, seen.len()), (vec![40, 40, 21], 101));
    let few = tree.head.get("/v1/narahubung?valid_on=2026-01-06&limit=15&include_total=true").await.expect(200);
    assert_eq!((few.items().len(), &few.body["page"]["total"]), (1, &json!(1)));
    let none = tree.head.get("/v1/narahubung?valid_on=2027-01-06&include_total=true").await.expect(200);
    assert_eq!((none.items().len(), &none.body["page"]["total"]), (0, &json!(0)));
    assert_eq!(none.body["page"]["has_more"], false);
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    let foreign = tree.head.get(&format!("/v1/narahubung?role=primary&cursor={cursor}")).await;
    foreign.expect_problem(400, "invalid_cursor");
}

async fn an_unknown_agency_is_refused_alike_everywhere(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let nowhere = "01a2103a-27f5-7083-b307-c389e2c1fe49";
    for (path, parameter) in [
        (format!("/v1/narahubung?agency_id={nowhere}"), "agency_id"),
        (format!("/v1/narahubung?subtree={nowhere}"), "subtree"),
        (format!("/v1/narahubung/coverage?root={nowhere}"), "root"),
        (format!("/v1/agencies/{}/narahubung-contact?bypass={nowhere}", tree.department), "bypass"),
    ] {
        let refused = tree.head.get(&path).await.expect_problem(400, "malformed_parameter");
        refused.expect_fault(parameter, "unknown_agency");
    }
    for path in ["/v1/narahubung?government=63.99", "/v1/narahubung/coverage?government=63.07.06"] {
        let refused = tree.head.get(path).await.expect_problem(400, "malformed_parameter");
        refused.expect_fault("government", "unknown_government");
    }
    // What lies outside the caller's tree is refused as what does not exist.
    let inspector = app.person_at(Role::Inspector, tree.inspectorate).await;
    for parameter in ["agency_id", "subtree"] {
        let path = format!("/v1/narahubung?{parameter}={}", tree.other_department);
        let refused = inspector.get(&path).await.expect_problem(400, "malformed_parameter");
        refused.expect_fault(parameter, "unknown_agency");
    }
}

async fn a_list_shows_exactly_what_can_be_opened(app: TestApp) {
    let tree = Tree::plant(&app).await;
    let mut all = Vec::new();
    for agency in [tree.inspectorate, tree.department, tree.district, tree.village] {
        all.push(tree.designate(agency, "primary", "2026-01-12", None).await);
    }
    for agency in [tree.other_inspectorate, tree.other_department] {
        all.push(tree.designate(agency, "primary", "2026-01-12", None).await);
    }
    let all = ids(&all);
    let scopes = [Scope::NarahubungRead];
    let callers: Vec<(Caller, usize)> = vec![
        (app.person(Role::Head).await, 6),
        (app.person(Role::Intake).await, 6),
        (app.person(Role::Examiner).await, 6),
        (app.person(Role::Prevention).await, 6),
        (app.person(Role::Resolution).await, 6),
        (app.person(Role::Admin).await, 6),
        (app.person_at(Role::Inspector, tree.inspectorate).await, 4),
        (app.person_at(Role::Inspector, tree.department).await, 1),
        (app.person_at(Role::Responder, tree.district).await, 2),
        // A responder of the Inspektorat answers for that unit alone.
        (app.person_at(Role::Responder, tree.other_inspectorate).await, 1),
        (app.machine(Role::OfficeClient, None, &scopes).await, 6),
        (app.machine(Role::AgencyClient, Some(tree.other_inspectorate), &scopes).await, 2),
    ];
    for (number, (caller, count)) in callers.into_iter().enumerate() {
        let answer = caller.get("/v1/narahubung?limit=200&include_total=true").await.expect(200);
        let listed: BTreeSet<Uuid> = ids(answer.items()).into_iter().collect();
        let mut opened = BTreeSet::new();
        for id in &all {
            match caller.get(&format!("/v1/narahubung/{id}")).await.status {
                200 => drop(opened.insert(*id)),
                status => assert_eq!(status, 404),
            }
        }
        assert_eq!((&listed, listed.len()), (&opened, count), "caller {number}");
        assert_eq!(answer.body["page"]["total"], json!(count), "caller {number}");
    }
}

async fn a_list_needs_no_special_headers(app: TestApp) {
    let tree = Tree::plant(&app).await;
    tree.designate(tree.department, "primary", "2026-01-12", None).await;
    let plain = tree.head.get("/v1/narahubung").await.expect(200);
    for accept in ["*/*", "application/json", "application/json;charset=utf-8"] {
        let answer = tree.head.header("accept", accept).get("/v1/narahubung").await.expect(200);
        assert_eq!(answer.body, plain.body, "{accept}");
    }
}

async fn an_ended_designation_is_gone_at_midnight(app: TestApp) {
    let tree = Tree::plant(&app).await;
    tree.designate(tree.department, "primary", "2026-01-12", Some("2026-11-25")).await;
    let contact = format!("/v1/agencies/{}/narahubung-contact", tree.department);
    let step = async |caller: &Caller| caller.get(&contact).await.expect(200).body["step"].clone();
    assert_eq!(step(&tree.head).await, "primary");
    // 10:00 WITA; 23:59:59 is still the last day.
    app.advance_seconds(14 * 3600 - 1);
    let head = app.person(Role::Head).await;
    assert_eq!(step(&head).await, "primary");
    let today = head.get("/v1/narahubung/coverage?government=63.07&within_days=0&status=covered").await.expect(200);
    assert_eq!((&today.body["on"], &today.body["units"]["page"]["total"]), (&json!("2026-11-25"), &json!(1)));
    app.advance_seconds(1);
    assert_ne!(step(&head).await, "primary");
    let today = head.get("/v1/narahubung/coverage?government=63.07&within_days=0&status=covered").await.expect(200);
    assert_eq!((&today.body["on"], &today.body["units"]["page"]["total"]), (&json!("2026-11-26"), &json!(0)));
    // The day after it stays gone.
    app.advance_days(1);
    let head = app.person(Role::Head).await;
    assert!(head.get("/v1/narahubung?valid_on=2026-11-27").await.expect(200).items().is_empty());
}
