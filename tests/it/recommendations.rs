//! Recommendations: the way from the draft to its execution, and who may read what on that way.

use crate::on_both;
use crate::reports::Office;
use crate::steps::{Walk, order};
use crate::support::{Answer, Caller, TestApp};
use narahubung::domain::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

on_both!(
    a_recommendation_is_carried_out_and_the_report_ends,
    a_recommendation_that_nobody_carries_out_is_published_and_reported_upward,
    the_agency_side_sees_what_was_delivered_and_nothing_before,
    every_role_sees_in_the_list_what_it_can_open,
    a_signed_recommendation_cannot_be_rewritten,
    who_filed_the_report_cannot_verify_it,
    faults_are_named_and_nothing_changes,
    a_recommendation_follows_its_agency_to_the_successor,
    a_superior_that_ends_leaves_its_clock_to_the_successor,
    only_the_superior_answers_and_stops_its_clock,
    whom_the_bypass_excludes_reads_no_recommendation,
    a_draft_moves_its_report,
    a_reopened_report_does_not_live_on_its_old_recommendation,
    of_two_signatures_with_one_number_one_wins,
);

/// A report at the stage of recommendation, and the recommendation drafted for it.
pub struct Case {
    pub walk: Walk,
    pub resolution: Caller,
    id: Uuid,
    draft: Value,
}

pub const DECIDED: &str = "2026-04-20";

impl Case {
    pub async fn begin(app: TestApp) -> Self {
        let walk = Walk::begin(app, "2026-02-02").await;
        walk.to_examination("2026-02-03").await;
        walk.to_result("2026-02-10").await;
        let examiner = walk.on("2026-02-11", walk.examiner).await;
        walk.step(&examiner, order(&[walk.office.respondent], "2026-02-11")).await;
        // 30 working days from 11 February 2026 end on 6 April; the centre takes over afterwards.
        let examiner = walk.on("2026-04-15", walk.examiner).await;
        let head = walk.on("2026-04-15", walk.head).await;
        let seen = json!({ "transition": "record_monitoring", "monitored_on": "2026-04-15", "note": "Belum ada." });
        walk.step(&examiner, seen).await;
        let over = json!({ "transition": "hand_over", "documents": ["LHP", "Berita acara monitoring"],
            "letter_number": "101/HM/IV/2026", "handed_over_on": "2026-04-15" });
        walk.step(&head, over).await;
        let member = walk.app().member(Role::Resolution).await;
        let resolution = walk.on(DECIDED, member).await;
        let decided = json!({ "transition": "recommend", "central_document_number": "12/RESMON/2026",
            "decided_on": DECIDED });
        walk.step(&resolution, decided).await;
        let draft = draft(walk.report, walk.office.government);
        let created = resolution.post("/v1/recommendations", draft.clone()).await.expect(201);
        assert_eq!((created.version(), &created.body["state"]), (1, &json!("draft")));
        Self { id: created.id(), walk, resolution, draft }
    }

    fn path(&self) -> String {
        format!("/v1/recommendations/{}", self.id)
    }

    async fn try_step(&self, by: &Caller, body: Value) -> Answer {
        let version = self.resolution.get(&self.path()).await.expect(200).version();
        by.if_match(version).post(&format!("{}/transitions", self.path()), body).await
    }

    async fn step(&self, body: Value) -> Answer {
        self.try_step(&self.resolution, body).await.expect(201)
    }

    async fn sign(&self) {
        self.step(flat("submit_to_quality")).await;
        self.step(flat("clear_quality")).await;
        let signed = json!({ "transition": "sign", "document": document(), "recommendation_number": "0007/REK/2026",
            "signed_on": DECIDED });
        self.step(signed).await;
    }

    async fn deliver(&self) {
        self.sign().await;
        self.step(json!({ "transition": "deliver", "document": document(), "delivered_on": DECIDED })).await;
        self.step(json!({ "transition": "record_superior_receipt", "document": document(),
            "received_on": DECIDED }))
            .await;
    }

    /// Codes and due dates of the recommendation's running clocks.
    async fn clocks(&self) -> Vec<(String, String)> {
        self.walk.clocks().await.into_iter().filter(|(code, _)| code == "D08" || code == "D09").collect()
    }

    /// A narahubung who works at the government itself.
    async fn narahubung_of(&self, agency: Uuid) -> Caller {
        self.walk.app().person_at(Role::Narahubung, agency).await
    }
}

pub fn draft(report: Uuid, superior: Uuid) -> Value {
    json!({ "report_id": report, "superior_id": superior, "subject": "Penundaan berlarut penerbitan KTP",
        "account": "Permohonan tidak dijawab.", "examination_summary": "Terbukti.", "maladministration": "PB",
        "opinion": "Telah terjadi maladministrasi.", "demands": ["Menerbitkan KTP.", "Menetapkan standar waktu."] })
}

fn document() -> Value {
    json!({ "central_document_number": "12/REK/2026", "central_document_on": DECIDED })
}

pub fn flat(transition: &str) -> Value {
    json!({ "transition": transition, "central_document_number": "12/REK/2026", "central_document_on": DECIDED })
}

/// Takes a drafted recommendation through clearance and signature to its delivery.
pub async fn sign_and_deliver(by: &Caller, id: Uuid, number: &str) {
    let signed = json!({ "transition": "sign", "document": document(), "recommendation_number": number,
        "signed_on": DECIDED });
    let delivered = json!({ "transition": "deliver", "document": document(), "delivered_on": DECIDED });
    let steps = [flat("submit_to_quality"), flat("clear_quality"), signed, delivered];
    for (step, version) in steps.into_iter().zip(1..) {
        by.if_match(version).post(&format!("/v1/recommendations/{id}/transitions"), step).await.expect(201);
    }
}

fn execution_report() -> Value {
    json!({ "transition": "file_report", "reported_on": DECIDED, "claim": "carried_out",
        "summary": "KTP sudah diterbitkan.", "examination_result": "Inspektorat membenarkan." })
}

async fn a_recommendation_is_carried_out_and_the_report_ends(app: TestApp) {
    let case = Case::begin(app).await;
    case.sign().await;
    // UU 37/2008 art. 37: delivered within 14 days of the signature.
    assert_eq!(case.clocks().await, [("D08".to_owned(), "2026-05-04".to_owned())]);
    case.step(json!({ "transition": "deliver", "document": document(), "delivered_on": DECIDED })).await;
    assert!(case.clocks().await.is_empty());
    let received = json!({ "transition": "record_superior_receipt", "document": document(), "received_on": DECIDED });
    case.step(received).await;
    // Art. 38(2): reported within 60 days of the superior's receipt.
    assert_eq!(case.clocks().await, [("D09".to_owned(), "2026-06-19".to_owned())]);

    let narahubung = case.narahubung_of(case.walk.office.government).await;
    let filed = case.try_step(&narahubung, execution_report()).await.expect(201);
    assert_eq!(filed.body["to"], "reported");
    assert!(case.clocks().await.is_empty());
    case.step(flat("review")).await;
    let found = json!({ "transition": "find_carried_out", "document": document(), "evidence": "KTP diperlihatkan." });
    assert_eq!(case.step(found).await.body["to"], "carried_out");

    let seen = narahubung.get(&case.path()).await.expect(200);
    assert_eq!((&seen.body["audience"], &seen.body["finding"]["execution"]), (&json!("agency"), &json!("carried_out")));
    assert!(seen.body["finding"].get("evidence").is_none(), "evidence is the office's own");

    let close = json!({ "transition": "close", "closing_reason": "T14", "letter_number": "77/HM/2026",
        "closed_on": DECIDED });
    let closed = case.walk.step(&case.resolution, close).await;
    assert_eq!(closed.body["to"], "closed");

    let steps = case.resolution.get(&format!("{}/transitions", case.path())).await.expect(200);
    let taken: Vec<_> = steps.items().iter().map(|step| step["to"].as_str().unwrap_or_default()).collect();
    assert_eq!(
        taken,
        [
            "draft",
            "quality_clearance",
            "member_clearance",
            "signed",
            "delivered",
            "awaiting_report",
            "reported",
            "under_review",
            "carried_out"
        ]
    );
}

async fn a_recommendation_that_nobody_carries_out_is_published_and_reported_upward(app: TestApp) {
    let case = Case::begin(app).await;
    case.deliver().await;
    case.try_step(&case.resolution, flat("confirm_lapse")).await.expect_problem(409, "conflict");
    let member = case.walk.app().member(Role::Resolution).await;
    // The last of the 60 days is still in time; the lapse begins with the next day in WITA.
    let late = case.walk.on("2026-06-20", member).await;
    let late_document = |transition: &str| {
        let mut body = flat(transition);
        body["central_document_on"] = json!("2026-06-20");
        body
    };
    let early = case.try_step_by(&late, flat("confirm_lapse")).await.expect(422);
    early.expect_fault("#/central_document_on", "date_too_early");
    assert_eq!(case.try_step_by(&late, late_document("confirm_lapse")).await.expect(201).body["to"], "not_carried_out");
    case.try_step_by(&late, late_document("publish")).await.expect(201);
    case.try_step_by(&late, late_document("report_upward")).await.expect(201);
    let close = |reason: &str| {
        json!({ "transition": "close", "closing_reason": reason, "letter_number": "78/HM/2026",
            "closed_on": "2026-06-20" })
    };
    case.walk.try_step(&late, close("T14")).await.expect_problem(409, "conflict");
    case.walk.step(&late, close("T15")).await;
}

impl Case {
    /// A step on the version that this caller reads.
    async fn try_step_by(&self, by: &Caller, body: Value) -> Answer {
        let version = by.get(&self.path()).await.expect(200).version();
        by.if_match(version).post(&format!("{}/transitions", self.path()), body).await
    }
}

async fn the_agency_side_sees_what_was_delivered_and_nothing_before(app: TestApp) {
    let case = Case::begin(app).await;
    let Office { government, other_government, respondent, other_respondent, .. } = case.walk.office;
    let ours = case.narahubung_of(government).await;
    let theirs = case.narahubung_of(other_government).await;
    let responder = case.walk.app().person_at(Role::Responder, respondent).await;
    let other_responder = case.walk.app().person_at(Role::Responder, other_respondent).await;
    case.sign().await;
    for caller in [&ours, &theirs, &responder, &other_responder] {
        caller.get(&case.path()).await.expect_problem(404, "not_found");
        assert!(caller.get("/v1/recommendations?include_total=true").await.expect(200).items().is_empty());
    }
    case.step(json!({ "transition": "deliver", "document": document(), "delivered_on": DECIDED })).await;
    for caller in [&ours, &responder] {
        let seen = caller.get(&case.path()).await.expect(200);
        assert_eq!(seen.body["audience"], "agency");
        for hidden in ["account", "examination_summary", "central_document_number", "reporter_received_on"] {
            assert!(seen.body.get(hidden).is_none(), "{hidden}");
        }
        assert_eq!(caller.get("/v1/recommendations?include_total=true").await.body["page"]["total"], 1);
    }
    let steps = ours.get(&format!("{}/transitions", case.path())).await.expect(200);
    assert_eq!(steps.items().len(), 1, "clearance is the Ombudsman's own affair");
    assert!(steps.items()[0].get("by").is_none());
    // Another government's item answers as one that does not exist does.
    let foreign = theirs.get(&case.path()).await.expect(404);
    let random = theirs.get("/v1/recommendations/01a2103a-27f5-7083-b307-c389e2c1fe49").await.expect(404);
    assert_eq!(foreign.body["detail"], random.body["detail"]);
    theirs.if_match(1).post(&format!("{}/transitions", case.path()), execution_report()).await.expect(404);
    other_responder.get(&case.path()).await.expect(404);
    assert_eq!(theirs.get("/v1/recommendations?include_total=true").await.body["page"]["total"], 0);
}

async fn every_role_sees_in_the_list_what_it_can_open(app: TestApp) {
    let case = Case::begin(app).await;
    case.deliver().await;
    let app = case.walk.app();
    for role in [Role::Head, Role::Prevention, Role::Resolution, Role::Examiner] {
        let caller = app.person(role).await;
        let listed = !caller.get("/v1/recommendations").await.expect(200).items().is_empty();
        let opened = caller.get(&case.path()).await.status == 200;
        let report_is_seen = caller.get(&format!("/v1/reports/{}", case.walk.report)).await.status == 200;
        assert_eq!((listed, opened), (report_is_seen, report_is_seen), "{role:?}");
    }
}

async fn a_signed_recommendation_cannot_be_rewritten(app: TestApp) {
    let case = Case::begin(app).await;
    let change = json!({ "opinion": "Telah terjadi penundaan berlarut." });
    case.resolution.patch(&case.path(), change.clone()).await.expect_problem(428, "precondition_required");
    case.resolution.if_match(9).patch(&case.path(), change.clone()).await.expect_problem(412, "precondition_failed");
    let changed = case.resolution.if_match(1).patch(&case.path(), change.clone()).await.expect(200);
    assert_eq!((changed.version(), changed.header("etag")), (2, "\"2\""));
    let same = case.resolution.if_match(2).patch(&case.path(), change.clone()).await.expect(200);
    assert_eq!(same.version(), 2, "a patch that changes nothing is no new version");
    for (field, value) in [("state", json!("signed")), ("recommendation_number", json!("1/X")), ("colour", json!(1))] {
        let body = json!({ field: value });
        let refused = case.resolution.if_match(2).patch(&case.path(), body).await;
        refused.expect_problem(422, "validation_failed").expect_fault(&format!("#/{field}"), "unknown_field");
    }
    case.sign().await;
    let version = case.resolution.get(&case.path()).await.version();
    let late = case.resolution.if_match(version).patch(&case.path(), json!({ "opinion": "Lain." })).await;
    late.expect_problem(409, "invalid_transition");
}

async fn who_filed_the_report_cannot_verify_it(app: TestApp) {
    let case = Case::begin(app).await;
    case.deliver().await;
    // On paper: resolution records the report of the superior itself.
    case.step(execution_report()).await;
    case.step(flat("review")).await;
    let found = json!({ "transition": "find_carried_out", "document": document(), "evidence": "Dilihat sendiri." });
    let refused = case.try_step(&case.resolution, found.clone()).await;
    refused.expect_problem(403, "not_this_person").expect_fault("#", "verifier_is_filer");
    let head = case.walk.app().person(Role::Head).await;
    case.try_step(&head, found).await.expect(201);
}

async fn faults_are_named_and_nothing_changes(app: TestApp) {
    let case = Case::begin(app).await;
    let mut body = case.draft.clone();
    body["maladministration"] = json!("XX");
    body["demands"] = json!(["   "]);
    let refused = case.resolution.post("/v1/recommendations", body).await;
    refused
        .expect_problem(422, "validation_failed")
        .expect_fault("#/maladministration", "unknown_code")
        .expect_fault("#/demands/0", "blank");
    let mut body = case.draft.clone();
    body["report_id"] = json!("01a2103a-27f5-7083-b307-c389e2c1fe49");
    case.resolution.post("/v1/recommendations", body).await.expect(422).expect_fault("#/report_id", "unknown_report");
    let head = case.walk.app().person(Role::Head).await;
    let intake = case.walk.on(DECIDED, case.walk.intake).await;
    let early = intake.post("/v1/reports", case.walk.office.report()).await.expect(201).id();
    let body = draft(early, case.walk.office.government);
    head.post("/v1/recommendations", body)
        .await
        .expect(409)
        .expect_fault("#/report_id", "report_not_at_recommendation");
    // A step that the state does not have names those that it has.
    let refused = case.try_step(&case.resolution, flat("publish")).await.expect_problem(409, "invalid_transition");
    assert_eq!(refused.body["allowed_transitions"], json!(["submit_to_quality"]));
    let refused = case.try_step(&case.resolution, json!({ "transition": "sign" })).await;
    refused.expect_problem(422, "validation_failed").expect_fault("#/document", "required");
    let refused = case.try_step(&case.resolution, json!({ "transition": "burn" })).await;
    refused.expect_problem(422, "validation_failed").expect_fault("#/transition", "not_in_list");
    assert_eq!(case.resolution.get(&case.path()).await.version(), 1);
    assert_eq!(case.resolution.get("/v1/recommendations").await.items().len(), 1);
}

async fn a_recommendation_follows_its_agency_to_the_successor(app: TestApp) {
    let case = Case::begin(app).await;
    case.deliver().await;
    let office = &case.walk.office;
    let head = case.walk.on(DECIDED, case.walk.head).await;
    let new = json!({ "code": "63.07.GABUNGAN", "name": "Dinas gabungan", "kind": "department", "class": "PEMKAB",
        "parent_id": office.government });
    let successor = head.post("/v1/agencies", new).await.expect(201).id();
    let before = case.resolution.get(&case.path()).await.expect(200);
    assert_eq!(before.body["respondent_id"], json!(office.respondent));
    let ending = json!({ "ended_on": DECIDED, "reason": "Digabung", "successor_id": successor });
    head.if_match(1).post(&format!("/v1/agencies/{}/deactivations", office.respondent), ending).await.expect(201);

    let after = case.resolution.get(&case.path()).await.expect(200);
    assert_eq!(after.body["respondent_id"], json!(successor));
    assert_eq!(after.version(), before.version() + 1);
    let responder = case.walk.app().person_at(Role::Responder, successor).await;
    responder.get(&case.path()).await.expect(200);
    let mut late = case.draft.clone();
    late["superior_id"] = json!(office.respondent);
    case.resolution
        .post("/v1/recommendations", late)
        .await
        .expect(422)
        .expect_fault("#/superior_id", "agency_inactive");
}

/// The superior of a recommendation need not be named in the report; what it owes goes with it all the same.
async fn a_superior_that_ends_leaves_its_clock_to_the_successor(app: TestApp) {
    let case = Case::begin(app).await;
    let head = case.walk.on(DECIDED, case.walk.head).await;
    let mut houses = Vec::new();
    for code in ["63.07.LAMA", "63.07.BARU"] {
        let house = json!({ "code": code, "name": format!("Badan {code}"), "kind": "board", "class": "PEMKAB",
            "parent_id": case.walk.office.government });
        houses.push(head.post("/v1/agencies", house).await.expect(201).id());
    }
    let [superior, successor] = houses[..] else { panic!("two houses") };
    let drafted = case.resolution.post("/v1/recommendations", draft(case.walk.report, superior)).await.expect(201);
    let (id, path) = (drafted.id(), format!("/v1/recommendations/{}", drafted.id()));
    sign_and_deliver(&case.resolution, id, "0008/REK/2026").await;
    let receipt = json!({ "transition": "record_superior_receipt", "document": document(), "received_on": DECIDED });
    case.resolution.if_match(5).post(&format!("{path}/transitions"), receipt).await.expect(201);

    let end = format!("/v1/agencies/{superior}/deactivations");
    let mut ending = json!({ "ended_on": DECIDED, "reason": "Digabung" });
    let refused = head.if_match(1).post(&end, ending.clone()).await.expect_problem(409, "conflict");
    assert_eq!(refused.body["open_report_count"], 1);
    ending["successor_id"] = json!(successor);
    let ended = head.if_match(1).post(&end, ending).await.expect(201);
    assert_eq!(ended.body["rerouted_reports"], 1);

    let owed = head.get(&format!("/v1/deadlines?code=D09&agency_id={successor}")).await.expect(200);
    assert_eq!(owed.items().len(), 1);
    let after = case.resolution.get(&path).await.expect(200);
    assert_eq!(after.body["superior_id"], json!(successor));
    let by = case.resolution.if_match(after.version());
    by.post(&format!("{path}/transitions"), execution_report()).await.expect(201);
    assert!(case.clocks().await.is_empty(), "the successor's report met the clock");
}

/// UU 37/2008 art. 38(2): the respondent reads the recommendation, and must not answer in its superior's place.
async fn only_the_superior_answers_and_stops_its_clock(app: TestApp) {
    let case = Case::begin(app).await;
    case.deliver().await;
    let respondent = case.narahubung_of(case.walk.office.respondent).await;
    respondent.get(&case.path()).await.expect(200);
    case.try_step(&respondent, execution_report()).await.expect_problem(403, "not_this_person");
    assert!(case.clocks().await.iter().any(|(code, _)| code == "D09"), "the superior still owes its report");
    let superior = case.narahubung_of(case.walk.office.government).await;
    case.try_step(&superior, execution_report()).await.expect(201);
    assert!(case.clocks().await.is_empty());
}

/// Handbook 6.5: what names an agency's people goes past them, on every page.
async fn whom_the_bypass_excludes_reads_no_recommendation(app: TestApp) {
    use diesel::prelude::*;
    use narahubung::db::schema::report_bypasses;
    use narahubung::domain::id::{AgencyId, ReportId};
    let case = Case::begin(app).await;
    case.deliver().await;
    let (report, respondent) = (ReportId(case.walk.report), AgencyId(case.walk.office.respondent));
    let app = case.walk.app();
    let people = [case.narahubung_of(respondent.0).await, app.person_at(Role::Responder, respondent.0).await];
    for person in &people {
        person.get(&case.path()).await.expect(200);
    }
    app.inspect(move |conn| {
        diesel::insert_into(report_bypasses::table)
            .values((report_bypasses::report_id.eq(report), report_bypasses::agency_id.eq(respondent)))
            .execute(conn)
            .unwrap();
    })
    .await;
    for person in &people {
        person.get(&format!("/v1/reports/{}", report.0)).await.expect_problem(404, "not_found");
        person.get(&case.path()).await.expect_problem(404, "not_found");
        assert!(person.get("/v1/recommendations").await.expect(200).items().is_empty());
        assert!(person.get("/v1/deadlines").await.expect(200).items().is_empty());
    }
    case.narahubung_of(case.walk.office.government).await.get(&case.path()).await.expect(200);
}

/// A report that is being closed and a draft that is being made for it must meet: the draft moves the version.
async fn a_draft_moves_its_report(app: TestApp) {
    let case = Case::begin(app).await;
    let head = case.walk.on(DECIDED, case.walk.head).await;
    let path = format!("/v1/reports/{}", case.walk.report);
    let before = head.get(&path).await.expect(200).version();
    case.resolution.post("/v1/recommendations", case.draft.clone()).await.expect(201);
    assert_eq!(head.get(&path).await.expect(200).version(), before + 1);
    let history = head.get(&format!("{path}/history?limit=200")).await.expect(200);
    assert_eq!(history.items().last().unwrap()["event"], "report.recommendation_drafted");
}

/// What was recommended on the first result, and carried out, says nothing about the second.
async fn a_reopened_report_does_not_live_on_its_old_recommendation(app: TestApp) {
    let case = Case::begin(app).await;
    case.deliver().await;
    let narahubung = case.narahubung_of(case.walk.office.government).await;
    case.try_step(&narahubung, execution_report()).await.expect(201);
    case.step(flat("review")).await;
    let found = json!({ "transition": "find_carried_out", "document": document(), "evidence": "KTP diperlihatkan." });
    case.step(found).await;
    let close = |on: &str| json!({ "transition": "close", "closing_reason": "T14", "letter_number": "77/HM/2026", "closed_on": on });
    case.walk.step(&case.resolution, close(DECIDED)).await;

    let walk = &case.walk;
    let head = walk.on("2026-04-21", walk.head).await;
    let reopen = json!({ "transition": "reopen", "reason": "Bukti baru.", "evidence": "Surat bertanggal baru." });
    walk.step(&head, reopen).await;
    walk.to_result("2026-04-22").await;
    let examiner = walk.on("2026-04-23", walk.examiner).await;
    walk.step(&examiner, order(&[walk.office.respondent], "2026-04-23")).await;
    let (on, centre) = ("2026-07-01", walk.app().member(Role::Resolution).await);
    let (examiner, head) = (walk.on(on, walk.examiner).await, walk.on(on, walk.head).await);
    walk.step(&examiner, json!({ "transition": "record_monitoring", "monitored_on": on, "note": "Belum ada." })).await;
    let over = json!({ "transition": "hand_over", "documents": ["LHP"], "letter_number": "102/HM/VII/2026",
        "handed_over_on": on });
    walk.step(&head, over).await;
    let centre = walk.on(on, centre).await;
    let decided = json!({ "transition": "recommend", "central_document_number": "13/RESMON/2026", "decided_on": on });
    walk.step(&centre, decided).await;

    walk.try_step(&centre, close(on)).await.expect_problem(409, "conflict").expect_fault("#", "recommendations_open");
    centre.post("/v1/recommendations", case.draft.clone()).await.expect(201);
    let refused = walk.try_step(&centre, close(on)).await.expect_problem(409, "conflict");
    refused.expect_fault("#", "recommendations_open");
    // The old one is still what it was.
    assert_eq!(centre.get(&case.path()).await.expect(200).body["state"], "carried_out");
}

/// Whoever signs second under a number that somebody else signs under at the same moment reads that it is taken.
async fn of_two_signatures_with_one_number_one_wins(app: TestApp) {
    let case = Case::begin(app).await;
    let second = case.walk.app().second_instance().await;
    let other = second.as_caller(&case.resolution);
    for round in 0..3 {
        let mut paths = Vec::new();
        for _ in 0..2 {
            let created = case.resolution.post("/v1/recommendations", case.draft.clone()).await.expect(201);
            let path = format!("/v1/recommendations/{}/transitions", created.id());
            case.resolution.if_match(1).post(&path, flat("submit_to_quality")).await.expect(201);
            case.resolution.if_match(2).post(&path, flat("clear_quality")).await.expect(201);
            paths.push(path);
        }
        let sign = json!({ "transition": "sign", "document": document(), "signed_on": DECIDED,
            "recommendation_number": format!("000{round}/REK/2026") });
        let (one, two) = (case.resolution.if_match(3), other.if_match(3));
        let (one, two) = tokio::join!(one.post(&paths[0], sign.clone()), two.post(&paths[1], sign));
        let (signed, refused) = if one.status == 201 { (one, two) } else { (two, one) };
        signed.expect(201);
        let refused = refused.expect_problem(422, "validation_failed");
        refused.expect_fault("#/recommendation_number", "already_taken");
    }
}
