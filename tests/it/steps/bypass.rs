//! Handbook 6.5: what complains of an Inspektorat, or names a narahubung, bypasses their people.

use super::{Walk, order};
use crate::on_both;
use crate::support::TestApp;
use narahubung::domain::access::Role;
use serde_json::json;
use uuid::Uuid;

on_both!(
    an_inspektorat_does_not_see_what_complains_of_it,
    a_named_narahubung_is_bypassed,
    a_delivery_puts_it_into_the_view_of_its_tree_alone,
    a_bypass_follows_the_respondent_and_the_successor,
);

const DAY: &str = "2026-02-20";

async fn agency(walk: &Walk, code: &str, kind: &str) -> Uuid {
    let body = json!({ "code": code, "name": code, "kind": kind, "class": "PEMKAB",
        "parent_id": walk.office.government });
    walk.office.head.post("/v1/agencies", body).await.expect(201).id()
}

async fn an_inspektorat_does_not_see_what_complains_of_it(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let inspectorate = agency(&walk, "63.07.INSPEKTORAT", "inspectorate").await;
    let mut body = walk.office.report();
    body["event_on"] = json!("2026-01-05");
    body["respondent_id"] = json!(inspectorate);
    let report = walk.office.intake.post("/v1/reports", body).await.expect(201).id();
    let complained = Walk { report, ..walk };
    complained.to_examination(DAY).await;
    complained.to_result(DAY).await;
    let examiner = complained.on(DAY, complained.examiner).await;
    let refused = complained.try_step(&examiner, order(&[inspectorate], DAY)).await.expect(422);
    refused.expect_fault("#/addressees/0/agency", "bypassed_agency");
    let (government, secretariat) = (complained.office.government, complained.office.respondent);
    complained.step(&examiner, order(&[government, secretariat], DAY)).await;

    let app = complained.app();
    for role in [Role::Narahubung, Role::Inspector] {
        app.person_at(role, inspectorate).await.get(&complained.path("")).await.expect_problem(404, "not_found");
    }
    for agency in [government, secretariat] {
        app.person_at(Role::Narahubung, agency).await.get(&complained.path("")).await.expect(200);
    }
}

async fn a_named_narahubung_is_bypassed(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let inspectorate = agency(&walk, "63.07.INSPEKTORAT", "inspectorate").await;
    walk.to_meeting(DAY).await;
    let head = walk.on(DAY, walk.head).await;
    let mut admit = walk.admission(DAY);
    admit["bypassed_agency_id"] = json!(Uuid::from_u128(5));
    walk.try_step(&head, admit.clone()).await.expect(422).expect_fault("#/bypassed_agency_id", "unknown_agency");
    admit["bypassed_agency_id"] = json!(inspectorate);
    walk.step(&head, admit).await;
    walk.to_result(DAY).await;
    let examiner = walk.on(DAY, walk.examiner).await;
    walk.step(&examiner, order(&[walk.office.respondent], DAY)).await;
    let inspector = walk.app().person_at(Role::Inspector, inspectorate).await;
    inspector.get(&walk.path("")).await.expect_problem(404, "not_found");
    walk.app().person_at(Role::Narahubung, walk.office.government).await.get(&walk.path("")).await.expect(200);
}

async fn a_delivery_puts_it_into_the_view_of_its_tree_alone(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let inspectorate = agency(&walk, "63.07.INSPEKTORAT", "inspectorate").await;
    walk.to_examination(DAY).await;
    walk.to_result(DAY).await;
    let respondent = walk.office.respondent;
    let inside = [
        walk.app().person_at(Role::Narahubung, respondent).await,
        walk.app().person_at(Role::Responder, respondent).await,
        walk.app().person_at(Role::Inspector, inspectorate).await,
    ];
    for caller in &inside {
        caller.get(&walk.path("")).await.expect_problem(404, "not_found");
    }
    let examiner = walk.on(DAY, walk.examiner).await;
    walk.step(&examiner, order(&[respondent], DAY)).await;
    for caller in &inside {
        caller.get(&walk.path("")).await.expect(200);
        caller.get(&walk.path("/transitions")).await.expect_problem(403, "action_not_allowed");
    }
    for agency in [walk.office.other_government, walk.office.other_respondent] {
        let outside = walk.app().person_at(Role::Narahubung, agency).await;
        outside.get(&walk.path("")).await.expect_problem(404, "not_found");
    }
}

/// A corrected respondent and a successor are no way round the bypass.
async fn a_bypass_follows_the_respondent_and_the_successor(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let inspectorate = agency(&walk, "63.07.INSPEKTORAT", "inspectorate").await;
    walk.to_examination(DAY).await;
    let head = walk.on(DAY, walk.head).await;
    let version = walk.version().await;
    let patch = json!({ "respondent_id": inspectorate });
    head.if_match(version).patch(&walk.path(""), patch).await.expect(200);
    walk.to_result(DAY).await;
    let examiner = walk.on(DAY, walk.examiner).await;
    let secretariat = walk.office.respondent;
    walk.step(&examiner, order(&[secretariat], DAY)).await;
    let inspector = walk.app().person_at(Role::Inspector, inspectorate).await;
    inspector.get(&walk.path("")).await.expect_problem(404, "not_found");

    let head = walk.on(DAY, walk.head).await;
    let second = json!({ "code": "63.07.BADAN", "name": "Badan gabungan", "kind": "board", "class": "PEMKAB",
        "parent_id": walk.office.government });
    let successor = head.post("/v1/agencies", second).await.expect(201).id();
    let ending = json!({ "ended_on": DAY, "reason": "Digabung", "successor_id": successor });
    let path = format!("/v1/agencies/{inspectorate}");
    let version = head.get(&path).await.expect(200).version();
    head.if_match(version).post(&format!("{path}/deactivations"), ending).await.expect(201);
    let heir = walk.app().person_at(Role::Narahubung, successor).await;
    heir.get(&walk.path("")).await.expect_problem(404, "not_found");
    walk.app().person_at(Role::Narahubung, secretariat).await.get(&walk.path("")).await.expect(200);
}
