//! Narahubung: designations, who may touch them, coverage, and whom to call.

mod contact;
mod coverage;
mod designations;
mod lists;

use crate::support::{Caller, TestApp};
use narahubung::domain::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// Two governments: 63.07 with an Inspektorat, a secretariat, a department, a district and an urban village; 63.06 with
/// an Inspektorat and a department.
pub struct Tree {
    pub head: Caller,
    pub government: Uuid,
    pub inspectorate: Uuid,
    pub secretariat: Uuid,
    pub department: Uuid,
    pub district: Uuid,
    pub village: Uuid,
    pub other_inspectorate: Uuid,
    pub other_department: Uuid,
}

impl Tree {
    pub async fn plant(app: &TestApp) -> Self {
        let head = app.person(Role::Head).await;
        let government = agency(&head, "63.07", "government", None).await;
        let inspectorate = agency(&head, "63.07.ITDA", "inspectorate", Some(government)).await;
        let secretariat = agency(&head, "63.07.SETDA", "secretariat", Some(government)).await;
        let department = agency(&head, "63.07.DISDIK", "department", Some(government)).await;
        let district = agency(&head, "63.07.06", "district", Some(government)).await;
        let village = agency(&head, "63.07.06.1001", "urban_village", Some(district)).await;
        let other = agency(&head, "63.06", "government", None).await;
        let other_inspectorate = agency(&head, "63.06.ITDA", "inspectorate", Some(other)).await;
        let other_department = agency(&head, "63.06.DISDIK", "department", Some(other)).await;
        Self {
            head,
            government,
            inspectorate,
            secretariat,
            department,
            district,
            village,
            other_inspectorate,
            other_department,
        }
    }

    /// Designates somebody and returns the answer's body.
    pub async fn designate(&self, agency: Uuid, role: &str, from: &str, to: Option<&str>) -> Value {
        let mut body = designation(agency, role, from);
        if let Some(to) = to {
            body["valid_to"] = json!(to);
        }
        self.head.post("/v1/narahubung", body).await.expect(201).body
    }
}

pub async fn agency(head: &Caller, code: &str, kind: &str, parent: Option<Uuid>) -> Uuid {
    let mut body = json!({ "code": code, "name": format!("Instansi {code}"), "kind": kind, "class": "PEMKAB",
        "active_from": "2020-01-01" });
    if let Some(parent) = parent {
        body["parent_id"] = json!(parent);
    }
    head.post("/v1/agencies", body).await.expect(201).id()
}

pub fn designation(agency: Uuid, role: &str, from: &str) -> Value {
    json!({ "agency_id": agency, "person_name": "Siti Contoh", "staff_number": "198002292005011999",
        "post": "Sekretaris", "phone": "0811-0000-0001", "role": role, "decree_number": "700/12/2026",
        "decree_on": "2026-01-05", "signer_post": "Bupati", "valid_from": from })
}

pub fn ids(items: &[Value]) -> Vec<Uuid> {
    items.iter().map(|item| item["id"].as_str().unwrap().parse().unwrap()).collect()
}
