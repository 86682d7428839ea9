//! Reports: intake, views, changes, identity.

mod arrival;
mod changes;
mod identity;
mod intake;
mod lists;
mod numbers;

use crate::steps::{formal, material};
use crate::support::{Answer, Caller, TestApp};
use narahubung::domain::access::Role;
use serde_json::{Value, json};
use std::sync::OnceLock;
use uuid::Uuid;

/// A planted identity (`tests/data/canaries.txt`).
pub struct Canary {
    pub name: &'static str,
    pub nik: &'static str,
    pub phone: &'static str,
    pub email: &'static str,
    pub address: &'static str,
}

/// The planted identities, in the order of the file.
pub fn canaries() -> &'static [Canary] {
    static CANARIES: OnceLock<Vec<Canary>> = OnceLock::new();
    CANARIES.get_or_init(|| {
        let lines: Vec<(&str, &str)> = include_str!("../../data/canaries.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .collect();
        let all = |what: &str| lines.iter().filter(|(kind, _)| *kind == what).map(|(_, value)| *value).collect();
        let [names, niks, phones, emails, addresses]: [Vec<&str>; 5] =
            ["name", "nik", "phone", "email", "address"].map(all);
        (0..names.len())
            .map(|i| Canary { name: names[i], nik: niks[i], phone: phones[i], email: emails[i], address: addresses[i] })
            .collect()
    })
}

/// Two governments with a department each, and who is needed around them.
pub struct Office {
    pub app: TestApp,
    pub head: Caller,
    pub intake: Caller,
    /// The department of 63.07 that is complained of.
    pub respondent: Uuid,
    /// The government of 63.07.
    pub government: Uuid,
    /// The government of 63.06.
    pub other_government: Uuid,
    /// A department of 63.06.
    pub other_respondent: Uuid,
}

impl Office {
    pub async fn open(app: TestApp) -> Self {
        let head = app.person(Role::Head).await;
        let intake = app.person(Role::Intake).await;
        let mut ids = Vec::new();
        for (code, name) in [("63.07", "Kabupaten Hulu Sungai Tengah"), ("63.06", "Kabupaten Hulu Sungai Selatan")] {
            let body = json!({ "code": code, "name": format!("Pemerintah {name}"), "kind": "government",
                "class": "PEMKAB" });
            let government = head.post("/v1/agencies", body).await.expect(201).id();
            let body = json!({ "code": format!("{code}.DISDUKCAPIL"), "name": format!("Disdukcapil {name}"),
                "kind": "department", "class": "PEMKAB", "parent_id": government });
            ids.push((government, head.post("/v1/agencies", body).await.expect(201).id()));
        }
        Self {
            head,
            intake,
            government: ids[0].0,
            respondent: ids[0].1,
            other_government: ids[1].0,
            other_respondent: ids[1].1,
            app,
        }
    }

    /// The least that a new report needs.
    pub fn report(&self) -> Value {
        json!({
            "intake_kind": "LM", "channel": "in_person", "reporter": { "category": "direct_victim" },
            "subject": "KTP elektronik belum terbit", "account": "Permohonan tiga bulan lalu belum dijawab.",
            "respondent_id": self.respondent, "substance": "administrasi_kependudukan"
        })
    }

    /// A new report with the first planted identity, and everything that can be said of it.
    pub fn full_report(&self) -> Value {
        let canary = &canaries()[0];
        let mut body = self.report();
        let more = json!({
            "reporter": { "category": "direct_victim", "name": canary.name, "nik": canary.nik, "phone": canary.phone,
                "email": canary.email, "address": canary.address, "birth_place": "Barabai", "birth_on": "1990-07-01",
                "marital_status": "kawin", "occupation": "petani" },
            "expectation": "KTP diterbitkan.", "event_place": "Barabai", "event_on": "2026-08-20",
            "superior_id": self.government, "maladministration": "PB", "secondary_maladministrations": ["TMP"],
            "prior_complaint": { "status": "done", "complained_on": "2026-09-01" }, "secrecy": "open",
            "agenda_number": "010228.2026",
            "external_references": [{ "system": "sp4n_lapor", "value": "7349210" }]
        });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    }
}

/// Takes a received report to the office meeting; the answer to the last step.
pub async fn assess(by: &Caller, report: Uuid) -> Answer {
    let path = format!("/v1/reports/{report}/transitions");
    let steps = [
        json!({ "transition": "take_up" }),
        formal(&[]),
        json!({ "transition": "pass_formal" }),
        material(),
        json!({ "transition": "assess" }),
    ];
    let last = steps.len() - 1;
    for (version, step) in (1..).zip(&steps[..last]) {
        by.if_match(version).post(&path, step.clone()).await.expect(201);
    }
    by.if_match(i64::try_from(last).unwrap() + 1).post(&path, steps[last].clone()).await
}
