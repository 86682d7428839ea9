//! Deadlines: opened and ended by steps, moved by decrees, seen by those whom they concern.

mod amendments;
mod clocks;
mod lists;

use crate::support::{Caller, TestApp};
use chrono::NaiveDate;
use diesel::prelude::*;
use narahubung::db::schema::{history, reports};
use narahubung::deadlines::operations::{self, Subject, SubjectKind};
use narahubung::domain::access::Role;
use narahubung::domain::deadline::Start;
use narahubung::domain::id::{AgencyId, ReportId};
use narahubung::domain::lifecycle::{DeadlineChange, DeadlineCode, DeadlineOutcome};
use narahubung::domain::time::{Timestamp, Zone};
use narahubung::error::Error;
use narahubung::journal::Work;
use serde_json::{Value, json};
use uuid::Uuid;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub struct Land {
    pub head: Caller,
    pub regency: Uuid,
    pub department: Uuid,
}

/// A government with one department.
pub async fn land(app: &TestApp, code: &str) -> Land {
    let head = app.person(Role::Head).await;
    let body = json!({ "code": code, "name": format!("Pemerintah Kabupaten {code}"), "kind": "government", "class": "PEMKAB" });
    let regency = head.post("/v1/agencies", body).await.expect(201).id();
    let body = json!({ "code": format!("{code}.DISDIK"), "name": "Dinas Pendidikan", "kind": "department",
        "class": "PEMKAB", "parent_id": regency });
    let department = head.post("/v1/agencies", body).await.expect(201).id();
    Land { head, regency, department }
}

/// A report on an agency, as far as deadlines care.
pub async fn report(app: &TestApp, respondent: Uuid, government: &'static str) -> ReportId {
    let (id, now): (ReportId, _) = (app.clock.new_id(), app.clock.now());
    app.inspect(move |conn| {
        diesel::insert_into(reports::table)
            .values((
                (
                    reports::id.eq(id),
                    reports::intake_kind.eq("LM"),
                    reports::channel.eq("in_person"),
                    reports::state.eq("examination"),
                    reports::subject.eq("Pelayanan"),
                    reports::respondent_id.eq(AgencyId(respondent)),
                    reports::government_code.eq(government),
                    reports::agency_class.eq("PEMKAB"),
                    reports::substance.eq("pendidikan"),
                    reports::received_at.eq(now),
                ),
                (
                    reports::received_on.eq(Zone::Wita.day_of(now)),
                    reports::secrecy.eq("open"),
                    reports::reporter_category.eq("direct_victim"),
                    reports::recorded_by.eq(narahubung::db::types::AnyId(Uuid::nil())),
                    reports::search_text.eq("pelayanan"),
                    reports::version.eq(1),
                    reports::created_at.eq(now),
                    reports::updated_at.eq(now),
                ),
            ))
            .execute(conn)
            .unwrap();
    })
    .await;
    id
}

pub async fn try_apply(app: &TestApp, report: ReportId, changes: Vec<DeadlineChange>) -> Result<(), Error> {
    let clock = app.clock.clone();
    let subject = Subject {
        kind: SubjectKind::Report,
        id: report.0,
        report_id: report,
        government_code: Some("63.07".to_owned()),
    };
    app.service.db.write(move |conn| operations::apply(&mut Work::by_system(conn, &clock), &subject, &changes)).await
}

pub async fn apply(app: &TestApp, report: ReportId, changes: Vec<DeadlineChange>) {
    try_apply(app, report, changes).await.unwrap();
}

pub fn open(code: DeadlineCode, start: Start) -> DeadlineChange {
    DeadlineChange::Open { code, start, debtor: None }
}

pub fn owed_by(code: DeadlineCode, start: Start, agency: Uuid) -> DeadlineChange {
    DeadlineChange::Open { code, start, debtor: Some(AgencyId(agency)) }
}

pub fn close(code: DeadlineCode, outcome: DeadlineOutcome, at: Timestamp) -> DeadlineChange {
    DeadlineChange::Close { code, debtor: None, start: None, outcome, at }
}

/// What the head of the office reads now: a token lives for ten minutes only.
pub async fn deadlines_of(app: &TestApp, report: ReportId) -> Vec<Value> {
    seen_by(&app.person(Role::Head).await, report).await
}

pub async fn seen_by(who: &Caller, report: ReportId) -> Vec<Value> {
    who.get(&format!("/v1/reports/{report}/deadlines")).await.expect(200).items().to_vec()
}

pub async fn explanation(app: &TestApp, deadline: &Value) -> Value {
    app.person(Role::Head).await.get(deadline["links"]["explanation"].as_str().unwrap()).await.expect(200).body
}

pub async fn history_of(app: &TestApp, subject: Uuid) -> Vec<(String, Value)> {
    let rows = app
        .inspect(move |conn| {
            history::table
                .filter(history::subject_id.eq(narahubung::db::types::AnyId(subject)))
                .order(history::id)
                .select((history::event, history::details))
                .load::<(String, String)>(conn)
                .unwrap()
        })
        .await;
    rows.into_iter().map(|(event, details)| (event, serde_json::from_str(&details).unwrap())).collect()
}
