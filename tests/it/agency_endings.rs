//! Agencies that end: who holds them, what goes to the successor, and who stops with them.

use crate::network::{Tree, designation};
use crate::on_both;
use crate::reports::Office;
use crate::steps::{Walk, order};
use crate::support::{Caller, TestApp};
use narahubung::agencies::operations::{self, Ending};
use narahubung::db::AnyConnection;
use narahubung::domain::access::{Role, Scope};
use narahubung::domain::id::AgencyId;
use narahubung::domain::time::Timestamp;
use narahubung::journal::Work;
use narahubung::reports::operations::keep_alive;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use uuid::Uuid;

on_both!(
    an_agency_ends_after_those_under_it,
    an_agency_with_open_reports_needs_a_successor,
    nobody_works_for_an_agency_that_is_gone,
    an_addressee_keeps_its_clock_when_another_takes_its_place,
    what_has_ended_holds_no_agency,
    no_report_comes_to_an_agency_that_goes,
    no_agency_goes_while_a_report_comes_to_it,
);

fn path(id: Uuid) -> String {
    format!("/v1/agencies/{id}")
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
