//! What the agency side sees: its own government, and no count that could be one person.

use super::{admitted, closed, counts, follow, group, report};
use crate::on_both;
use crate::support::TestApp;
use narahubung::domain::access::{Role, Scope};
use narahubung::domain::report::ClosingReason;
use narahubung::domain::statistics::ReportFigures;
use serde_json::{Value, json};
use uuid::Uuid;

on_both!(
    an_agency_sees_the_figures_of_its_own_government,
    small_counts_stay_hidden_outside_the_office,
    an_agency_outside_governments_has_no_figures,
);

async fn agency(app: &TestApp, code: &str, kind: &str, class: &str, parent: Option<Uuid>) -> Uuid {
    let mut body = json!({ "code": code, "name": format!("Instansi {code}"), "kind": kind, "class": class });
    if let Some(parent) = parent {
        body["parent_id"] = json!(parent);
    }
    app.person(Role::Head).await.post("/v1/agencies", body).await.expect(201).id()
}

async fn reports(app: &TestApp, government: &str, substance: &str, number: usize, ended: usize) {
    for index in 0..number {
        let mut figures = admitted(report(app, "2026-03-02"), "2026-04-01");
        figures =
            ReportFigures { government_code: Some(government.to_owned()), substance: substance.to_owned(), ..figures };
        if index < ended {
            figures = closed(figures, "2026-05-04", ClosingReason::T4);
        }
        follow(app, None, &figures).await;
    }
}

async fn an_agency_sees_the_figures_of_its_own_government(app: TestApp) {
    let own = agency(&app, "63.07", "government", "PEMKAB", None).await;
    let department = agency(&app, "63.07.DISDIK", "department", "PEMKAB", Some(own)).await;
    agency(&app, "63.06", "government", "PEMKAB", None).await;
    reports(&app, "63.07", "pendidikan", 12, 6).await;
    reports(&app, "63.06", "pendidikan", 30, 20).await;
    let path = "/v1/statistics/reports?year=2026&group_by=government";
    let callers = [
        app.person_at(Role::Inspector, own).await,
        app.person_at(Role::Inspector, department).await,
        app.machine(Role::AgencyClient, Some(own), &[Scope::StatisticsRead]).await,
    ];
    for caller in callers {
        let answer = caller.get(path).await.expect(200);
        assert_eq!(answer.body["government"], "63.07");
        assert_eq!(answer.body["groups"].as_array().unwrap().len(), 1, "{}", answer.body);
        assert_eq!(counts(group(&answer, "63.07")), [12, 12, 6, 6, 0]);
        assert_eq!(counts(&answer.body["totals"]), [12, 12, 6, 6, 0]);
        assert!(!answer.body.to_string().contains("63.06"));
        assert!(answer.body["totals"]["handled"].get("list").is_none());
        caller.get(&format!("{path}&government=63.07")).await.expect(200);
        caller.get(&format!("{path}&government=63.06")).await.expect_problem(404, "not_found");
        caller.get(&format!("{path}&government=63.99")).await.expect_problem(404, "not_found");
        // Two days next to each other would show what happened between them.
        caller.get(&format!("{path}&as_of=2026-11-24")).await.expect_problem(403, "action_not_allowed");
    }
    let office = app.person(Role::Head).await;
    let all = office.get(path).await.expect(200);
    assert_eq!(counts(&all.body["totals"]), [42, 42, 26, 16, 0]);
    let one = office.get(&format!("{path}&government=63.06")).await.expect(200);
    assert_eq!(counts(&one.body["totals"]), [30, 30, 20, 10, 0]);
    assert_eq!(group(&one, "63.06")["label"], "Instansi 63.06");
}

async fn small_counts_stay_hidden_outside_the_office(app: TestApp) {
    let own = agency(&app, "63.07", "government", "PEMKAB", None).await;
    reports(&app, "63.07", "pendidikan", 20, 10).await;
    reports(&app, "63.07", "agraria", 12, 6).await;
    reports(&app, "63.07", "kesehatan", 2, 0).await;
    let inspector = app.person_at(Role::Inspector, own).await;
    let answer = inspector.get("/v1/statistics/reports?year=2026&group_by=substance").await.expect(200);
    assert_eq!(counts(&answer.body["totals"]), [34, 34, 16, 18, 0]);
    let hidden = json!({ "value": null, "suppressed": true });
    for name in ["accesses", "handled", "closed", "open", "completion_rate"] {
        assert_eq!(group(&answer, "kesehatan")[name], hidden, "{name}");
        // Without this one the total would give the small one back.
        assert_eq!(group(&answer, "agraria")[name], hidden, "{name}");
        assert_ne!(group(&answer, "pendidikan")[name]["value"], Value::Null, "{name}");
    }
    let months = inspector.get("/v1/statistics/reports?year=2026&group_by=month").await.expect(200);
    assert_eq!(group(&months, "2026-03")["accesses"]["value"], 34);
    assert_eq!(group(&months, "2026-05")["open"], hidden);
    let office = app.person(Role::Head).await.get("/v1/statistics/reports?year=2026&group_by=substance").await;
    assert_eq!(counts(group(&office, "kesehatan")), [2, 2, 0, 2, 0]);
}

async fn an_agency_outside_governments_has_no_figures(app: TestApp) {
    let office = agency(&app, "63.07.BPN", "vertical", "BPN", None).await;
    let inspector = app.person_at(Role::Inspector, office).await;
    inspector.get("/v1/statistics/reports").await.expect_problem(403, "action_not_allowed");
}
