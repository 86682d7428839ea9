//! The course of a report over HTTP: steps, assignments, conflicts of interest, tracking, deliveries.

mod bypass;
mod corrections;
mod fast_track;
mod handling;
mod order;
mod story;
mod table;
mod tracking;

use crate::reports::Office;
use crate::support::{Answer, Caller, Member, TestApp};
use narahubung::domain::access::Role;
use narahubung::domain::time::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// An office with an examiner, and one report that is followed through time.
pub struct Walk {
    pub office: Office,
    pub examiner: Member,
    pub head: Member,
    pub intake: Member,
    pub report: Uuid,
    pub tracking: Value,
}

impl Walk {
    /// A report that `body` changed before it was recorded.
    pub async fn begin_with(app: TestApp, on: &str, change: impl FnOnce(&Office, &mut Value)) -> Self {
        app.clock.move_to(noon(on));
        let examiner = app.member(Role::Examiner).await;
        let head = app.member(Role::Head).await;
        let intake = app.member(Role::Intake).await;
        let office = Office::open(app).await;
        let mut body = office.report();
        body["event_on"] = json!("2026-01-05");
        change(&office, &mut body);
        let created = office.intake.post("/v1/reports", body).await.expect(201);
        Self { examiner, head, intake, report: created.id(), tracking: created.body["tracking"].clone(), office }
    }

    /// A received report of that day.
    pub async fn begin(app: TestApp, on: &str) -> Self {
        Self::begin_with(app, on, |_, _| {}).await
    }

    pub fn app(&self) -> &TestApp {
        &self.office.app
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/v1/reports/{}{rest}", self.report)
    }

    /// The same person on that day, logged in afresh.
    pub async fn on(&self, day: &str, member: Member) -> Caller {
        self.app().clock.move_to(noon(day));
        self.app().log_in(member).await
    }

    /// The report's version as the database has it: not everybody who takes steps can read it.
    pub async fn version(&self) -> i64 {
        use diesel::prelude::*;
        use narahubung::db::schema::reports;
        use narahubung::domain::id::ReportId;
        let id = ReportId(self.report);
        self.app()
            .inspect(move |conn| reports::table.find(id).select(reports::version).first::<i64>(conn).unwrap())
            .await
    }

    /// Takes a step on the present version.
    pub async fn try_step(&self, by: &Caller, body: Value) -> Answer {
        by.if_match(self.version().await).post(&self.path("/transitions"), body).await
    }

    /// Takes a step that must succeed.
    pub async fn step(&self, by: &Caller, body: Value) -> Answer {
        self.try_step(by, body).await.expect(201)
    }

    /// Codes and due dates of the running clocks as the head reads them now, by code.
    pub async fn clocks(&self) -> Vec<(String, String)> {
        let head = self.app().log_in(self.head).await;
        let page = head.get(&self.path("/deadlines?limit=200")).await.expect(200);
        let running = page.items().iter().filter(|item| item.get("closed_at").is_none());
        let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
        let mut clocks: Vec<_> = running.map(|item| (text(item, "code"), text(item, "due_on"))).collect();
        clocks.sort();
        clocks
    }

    #[track_caller]
    pub fn expect_clocks(&self, clocks: &[(String, String)], expected: &[(&str, &str)]) {
        let clocks: Vec<_> = clocks.iter().map(|(code, on)| (code.as_str(), on.as_str())).collect();
        assert_eq!(clocks, expected);
    }

    /// Takes the report to the office meeting, all on one day.
    pub async fn to_meeting(&self, day: &str) {
        let intake = self.on(day, self.intake).await;
        self.step(&intake, json!({ "transition": "take_up" })).await;
        self.step(&intake, formal(&[])).await;
        self.step(&intake, json!({ "transition": "pass_formal" })).await;
        self.step(&intake, material()).await;
        self.step(&intake, json!({ "transition": "assess" })).await;
    }

    /// Takes the report into examination by the examiner, all on one day.
    pub async fn to_examination(&self, day: &str) {
        self.to_meeting(day).await;
        let head = self.on(day, self.head).await;
        self.step(&head, self.admission(day)).await;
    }

    pub fn admission(&self, day: &str) -> Value {
        let months = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
        let month = months[day[5..7].parse::<usize>().unwrap() - 1];
        json!({ "transition": "admit", "complexity": "simple", "team": [self.examiner.id.0],
            "archive_number": format!("0042/LM/{month}/{}/BJM", &day[..4]), "meeting_on": day, "registered_on": day })
    }

    /// Takes a report under examination to its issued result "found".
    pub async fn to_result(&self, day: &str) {
        let examiner = self.on(day, self.examiner).await;
        let head = self.on(day, self.head).await;
        self.step(&examiner, json!({ "transition": "call_review" })).await;
        self.step(&head, self.fix("found")).await;
        let response = json!({ "transition": "record_reporter_response", "received_on": day, "summary": "Setuju." });
        self.step(&examiner, response).await;
        self.step(&head, issue(day)).await;
    }

    pub fn fix(&self, outcome: &str) -> Value {
        let mut body = json!({ "transition": "fix_result", "outcome": outcome, "drafted_by": self.examiner.id.0 });
        if outcome == "found" {
            body["found_maladministrations"] = json!(["PP", "TMP"]);
        }
        body
    }
}

pub fn issue(day: &str) -> Value {
    json!({ "transition": "issue_result", "result_number": "LHP/9/2026", "issued_on": day,
        "response_handling": "Tidak ada keberatan." })
}

/// An order of corrective action that every addressee received on that day.
pub fn order(agencies: &[Uuid], received_on: &str) -> Value {
    let addressees: Vec<_> = agencies
        .iter()
        .map(|agency| json!({ "agency": agency, "actions": ["Terbitkan dokumen"], "received_on": received_on }))
        .collect();
    json!({ "transition": "begin_corrective_action", "disclosed_subject": "Keterlambatan dokumen",
        "addressees": addressees })
}

/// The first contact on the fast track, with that agency at that time.
pub fn contact(agency: Uuid, at: &str) -> Value {
    json!({ "transition": "record_first_contact", "agency": agency, "contacted_at": at,
        "disclosed_subject": "Pasien belum dilayani", "request": "Layani hari ini.", "note": "Telepon." })
}

/// Noon in South Kalimantan.
pub fn noon(on: &str) -> Timestamp {
    Timestamp::parse(&format!("{on}T12:00:00+08:00")).unwrap()
}

/// All formal items met but those named, which are missing.
pub fn formal(missing: &[&str]) -> Value {
    let items: Vec<_> = (1..=12)
        .map(|number| format!("F{number}"))
        .map(|item| {
            let status = if missing.contains(&item.as_str()) { "missing" } else { "met" };
            json!({ "item": item, "status": status })
        })
        .collect();
    json!({ "transition": "replace_formal_checklist", "items": items })
}

/// All material items met.
pub fn material() -> Value {
    let items: Vec<_> = (1..=6).map(|number| json!({ "item": format!("M{number}"), "answer": "met" })).collect();
    json!({ "transition": "replace_material_checklist", "items": items })
}
