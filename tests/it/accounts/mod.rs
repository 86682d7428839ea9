//! Accounts: logging in and staying, passwords, people and machine clients.

mod clients;
mod login;
mod passwords;
mod refresh;
mod second_factor;
mod users;

use crate::support::{Answer, PASSWORD, TestApp};
use serde_json::json;

/// The session of a person who logs in through the API.
async fn session(app: &TestApp, username: &str) -> Answer {
    let body = json!({ "username": username, "password": PASSWORD, "device_label": "Peramban uji" });
    app.anyone().post("/v1/sessions", body).await.expect(201)
}

fn text<'a>(answer: &'a Answer, member: &str) -> &'a str {
    answer.body[member].as_str().unwrap_or_else(|| panic!("no {member}: {}", answer.body))
}

/// How many audit rows there are of this action and outcome.
async fn audited(app: &TestApp, action: &'static str, outcome: &'static str) -> i64 {
    use diesel::prelude::*;
    use narahubung::db::schema::audit_events as audit;
    app.inspect(move |conn| {
        let rows = audit::table.filter(audit::action.eq(action)).filter(audit::outcome.eq(outcome));
        rows.count().get_result(conn).unwrap()
    })
    .await
}
