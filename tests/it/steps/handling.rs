//! Who handles a report: assignments and conflicts of interest.

use super::{Walk, order};
use crate::on_both;
use crate::support::TestApp;
use diesel::prelude::*;
use narahubung::db::schema::outgoing_events;
use narahubung::db::types::AnyId;
use narahubung::domain::access::Role;
use serde_json::json;

on_both!(
    an_assignment_gives_sight_and_its_end_takes_it,
    only_examiners_are_assigned_and_only_under_examination,
    whoever_declares_a_conflict_finds_nothing_any_more,
    the_team_of_an_admission_is_assigned,
    an_archive_number_names_its_month_year_and_office,
    every_change_is_seen_by_who_keeps_a_copy,
    what_is_found_stands_beside_what_is_alleged,
);

const DAY: &str = "2026-02-20";

async fn an_assignment_gives_sight_and_its_end_takes_it(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    walk.to_examination(DAY).await;
    let other = walk.app().member(Role::Examiner).await;
    let (head, examiner) = (walk.on(DAY, walk.head).await, walk.on(DAY, other).await);
    examiner.get(&walk.path("")).await.expect(404);
    let body = json!({ "user_id": other.id.0 });
    let assigned = head.post(&walk.path("/assignments"), body.clone()).await.expect(201);
    let again = head.post(&walk.path("/assignments"), body.clone()).await.expect(201);
    assert_eq!(assigned.body, again.body);
    examiner.get(&walk.path("")).await.expect(200);
    examiner.post(&walk.path("/assignments"), body).await.expect_problem(403, "action_not_allowed");

    let path = assigned.header("location").to_owned();
    head.delete(&path).await.expect(204);
    head.delete(&path).await.expect_problem(404, "not_found");
    examiner.get(&walk.path("")).await.expect(404);
    let list = head.get(&walk.path("/assignments")).await.expect(200);
    let ended: Vec<_> = list.items().iter().map(|item| item.get("ended_at").is_some()).collect();
    assert_eq!(ended, [false, true]);
}

async fn only_examiners_are_assigned_and_only_under_examination(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    let head = walk.on(DAY, walk.head).await;
    let body = json!({ "user_id": walk.examiner.id.0 });
    let early = head.post(&walk.path("/assignments"), body).await.expect_problem(409, "conflict");
    assert_eq!(early.body["errors"][0]["code"], "not_under_examination");
    walk.to_examination(DAY).await;
    let body = json!({ "user_id": walk.intake.id.0 });
    head.post(&walk.path("/assignments"), body).await.expect(422).expect_fault("#/user_id", "not_an_examiner");
    let body = json!({ "user_id": uuid::Uuid::from_u128(5) });
    head.post(&walk.path("/assignments"), body).await.expect(422).expect_fault("#/user_id", "unknown_user");
}

async fn whoever_declares_a_conflict_finds_nothing_any_more(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    walk.to_examination(DAY).await;
    let (head, examiner) = (walk.on(DAY, walk.head).await, walk.on(DAY, walk.examiner).await);
    let path = walk.path("/conflict-declarations");
    let reason = json!({ "reason": "Terlapor adalah keluarga saya." });
    let for_another = json!({ "reason": "Terlapor adalah keluarganya.", "user_id": walk.intake.id.0 });
    examiner.post(&path, for_another.clone()).await.expect(422).expect_fault("#/user_id", "only_for_others");
    examiner.post(&path, reason.clone()).await.expect(204);
    for hidden in ["", "/transitions", "/assignments"] {
        examiner.get(&walk.path(hidden)).await.expect_problem(404, "not_found");
    }
    examiner.post(&path, reason).await.expect_problem(404, "not_found");
    let list = head.get(&walk.path("/assignments")).await.expect(200);
    assert!(list.items()[0].get("ended_at").is_some());
    let body = json!({ "user_id": walk.examiner.id.0 });
    head.post(&walk.path("/assignments"), body).await.expect(422).expect_fault("#/user_id", "has_conflict");

    let intake = walk.on(DAY, walk.intake).await;
    intake.get(&walk.path("")).await.expect(200);
    head.post(&path, for_another.clone()).await.expect(204);
    head.post(&path, for_another).await.expect(204);
    intake.get(&walk.path("")).await.expect_problem(404, "not_found");
}

async fn the_team_of_an_admission_is_assigned(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    walk.to_examination(DAY).await;
    let list = walk.on(DAY, walk.head).await.get(&walk.path("/assignments")).await.expect(200);
    assert_eq!(list.items().len(), 1);
    assert_eq!(list.items()[0]["user_id"], json!(walk.examiner.id.0));
    assert_eq!(list.items()[0]["assigned_by"], json!(walk.head.id.0));
}

/// Whatever changes about a report, its version and its time move on and one event tells of it: whoever mirrors it
/// misses nothing.
async fn every_change_is_seen_by_who_keeps_a_copy(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    walk.to_examination(DAY).await;
    let other = walk.app().member(Role::Examiner).await;
    let (head, intake) = (walk.on(DAY, walk.head).await, walk.on(DAY, walk.intake).await);
    let assignment = format!("{}/{}", walk.path("/assignments"), other.id.0);
    let withdrawal = json!({ "transition": "withdraw", "form": "written", "withdrawn_on": DAY });
    let read = async || head.get(&walk.path("")).await.expect(200).body;
    let mut before = read().await;
    for change in ["assign", "end assignment", "declare conflict", "correct", "step"] {
        walk.app().advance_seconds(1);
        let version = before["version"].as_i64().unwrap();
        let answer = match change {
            "assign" => head.post(&walk.path("/assignments"), json!({ "user_id": other.id.0 })).await,
            "end assignment" => head.delete(&assignment).await,
            "declare conflict" => {
                let prevention = walk.app().person(Role::Prevention).await;
                prevention.post(&walk.path("/conflict-declarations"), json!({ "reason": "Tetangga terlapor." })).await
            }
            "correct" => intake.if_match(version).patch(&walk.path(""), json!({ "subject": "Judul baru" })).await,
            _ => walk.try_step(&intake, withdrawal.clone()).await,
        };
        assert!((200..300).contains(&answer.status), "{change}: {} {}", answer.status, answer.body);
        let after = read().await;
        assert_eq!(after["version"], version + 1, "{change}");
        assert!(after["updated_at"].as_str() > before["updated_at"].as_str(), "{change}");
        before = after;
    }
    let id = walk.report;
    let told: Vec<i64> = walk
        .app()
        .inspect(move |conn| {
            outgoing_events::table
                .filter(outgoing_events::subject_id.eq(AnyId(id)))
                .order(outgoing_events::subject_version)
                .select(outgoing_events::subject_version)
                .load(conn)
                .unwrap()
        })
        .await;
    assert_eq!(told, (1..=before["version"].as_i64().unwrap()).collect::<Vec<_>>());
}

async fn an_archive_number_names_its_month_year_and_office(app: TestApp) {
    let walk = Walk::begin(app, DAY).await;
    walk.to_meeting(DAY).await;
    let head = walk.on(DAY, walk.head).await;
    for (number, code) in [
        ("bebas saja", "archive_number_format"),
        ("0777/LM/XIII/2026/BJM", "archive_number_format"),
        ("0777/LM/X/2026/BJM", "archive_number_month"),
        ("0777/LM/II/2025/BJM", "archive_number_year"),
        ("0777/LM/II/2026/JKT", "archive_number_office"),
    ] {
        let mut admission = walk.admission(DAY);
        admission["archive_number"] = json!(number);
        let refused = walk.try_step(&head, admission).await.expect(422);
        refused.expect_fault("#/archive_number", code);
    }
    walk.step(&head, walk.admission(DAY)).await;
}

/// Handbook 4.2: alleged by the reporter, found by the office; each is kept, counted and told as what it is.
async fn what_is_found_stands_beside_what_is_alleged(app: TestApp) {
    let walk = Walk::begin_with(app, DAY, |_, body| body["maladministration"] = json!("PB")).await;
    walk.to_examination(DAY).await;
    let examiner = walk.on(DAY, walk.examiner).await;
    walk.step(&examiner, json!({ "transition": "call_review" })).await;
    let head = walk.on(DAY, walk.head).await;
    let mut fix = walk.fix("found");
    fix["found_maladministrations"] = json!(["PP", "XX"]);
    let refused = walk.try_step(&head, fix.clone()).await.expect(422);
    refused.expect_fault("#/found_maladministrations/1", "unknown_code");
    fix.as_object_mut().unwrap().remove("found_maladministrations");
    walk.try_step(&head, fix).await.expect(422).expect_fault("#/found_maladministrations", "required");
    walk.step(&head, json!({ "transition": "return_to_examination", "reason": "Perlu didalami." })).await;
    walk.to_result(DAY).await;

    let head = walk.on(DAY, walk.head).await;
    let report = head.get(&walk.path("")).await.expect(200);
    assert_eq!(
        (&report.body["maladministration"], &report.body["found_maladministrations"]),
        (&json!("PB"), &json!(["PP", "TMP"]))
    );
    for (filter, there) in
        [("maladministration=PB", 1), ("found_maladministration=PP", 1), ("found_maladministration=PB", 0)]
    {
        let list = head.get(&format!("/v1/reports?{filter}")).await.expect(200);
        assert_eq!(list.items().len(), there, "{filter}");
    }
    for (dimension, key) in [("maladministration", "PB"), ("found_maladministration", "PP")] {
        let figures = head.get(&format!("/v1/statistics/reports?year=2026&group_by={dimension}")).await.expect(200);
        let groups = figures.body["groups"].as_array().unwrap();
        let handled = groups.iter().find(|group| group["key"] == key).map(|group| group["handled"].clone()).unwrap();
        assert_eq!(handled["value"], 1, "{dimension}");
        let list = head.get(handled["list"].as_str().unwrap()).await.expect(200);
        assert_eq!(list.items().len(), 1, "{handled}");
    }

    let examiner = walk.on(DAY, walk.examiner).await;
    walk.step(&examiner, order(&[walk.office.respondent], DAY)).await;
    let narahubung = walk.app().person_at(Role::Narahubung, walk.office.respondent).await;
    let seen = narahubung.get(&walk.path("")).await.expect(200);
    assert_eq!(seen.body["deliveries"][0]["found_maladministrations"], json!(["PP", "TMP"]));
    let filter = narahubung.get("/v1/reports?found_maladministration=PP").await;
    filter.expect(400);
}
