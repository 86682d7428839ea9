//! The service's statements, one operation after the other, as PostgreSQL's log shows them. Whoever changes what the
//! service asks changes it here too, or the comparison is with something else.

use crate::capture::{self, Written};
use crate::{Driver, Outcome, Setup, id};
use rusqlite::types::Value;
use std::sync::Arc;

/// A parameter of a statement.
#[derive(Clone)]
pub enum Given {
    /// What the request names: the report, or where a page begins.
    Named,
    /// A new id, the same wherever the number is the same.
    Fresh(usize),
    /// Bytes that no other row has.
    Random(usize),
    /// Always the same.
    Fixed(Value),
}

/// One statement.
pub struct Step {
    pub sql: String,
    pub given: Vec<Given>,
}

/// What one request does.
pub struct Operation {
    pub steps: Vec<Step>,
    /// How many new ids it needs.
    pub fresh: usize,
}

/// All that are measured.
pub struct Operations {
    pub get: Arc<Operation>,
    pub first_page: Arc<Operation>,
    pub deep_page: Arc<Operation>,
    pub statistics: Arc<Operation>,
    pub create: Arc<Operation>,
    pub take_up: Arc<Operation>,
}

impl Operations {
    pub fn all(&self) -> [&Operation; 6] {
        [&self.get, &self.first_page, &self.deep_page, &self.statistics, &self.create, &self.take_up]
    }
}

const REPORT: &str = "id, agenda_number, archive_number, intake_kind, channel, state, subject, respondent_id, \
    superior_id, government_code, agency_class, substance, maladministration, event_on, received_at, received_on, \
    admitted_on, closed_on, closing_reason, outcome, handed_over_on, complexity, secrecy, reporter_category, \
    recorded_by, owner_user_id, search_text, version, created_at, updated_at";
const PROCEEDINGS: &str = "report_id, prior_complaint, prior_complaint_on, prior_complaint_reason, \
    arrived_on, completion_letter_on, completion_notice_received_on, rco_criterion, rco_accepted_at, first_contact_at, meeting_on, \
    registered_on, result_fixed_on, drafted_by, result_notice_received_on, reporter_response_on, result_number, \
    result_issued_on, monitored_on, closing_letter_number, reporter_notified_on, reopenings, reexaminations";
const REPORTER: &str = "id, report_id, wrapped_key, name, nik, birth_place, birth_on, marital_status, occupation, \
    address, phone, email, representing, identity_notes, nik_index, phone_index, email_index, created_at, updated_at";

fn step(sql: impl Into<String>, given: Vec<Given>) -> Step {
    Step { sql: sql.into(), given }
}

fn fixed(text: &str) -> Given {
    Given::Fixed(Value::Text(text.to_owned()))
}

/// The condition that an intake officer sees a report; `first` is the number of its first parameter.
fn visible(first: usize) -> String {
    format!(
        "(received_at IS NOT NULL OR recorded_by = ${first}) AND NOT EXISTS (SELECT 1 FROM report_conflicts \
         WHERE report_conflicts.report_id = reports.id AND report_conflicts.user_id = ${})",
        first + 1
    )
}

fn of_report(sql: String) -> Step {
    step(sql, vec![Given::Named])
}

/// Finding a report in view, and its case file.
fn case(setup: &Setup) -> Vec<Step> {
    let user = Given::Fixed(id(setup.user));
    vec![
        step(
            format!("SELECT {REPORT} FROM reports WHERE id = $1 AND {}", visible(2)),
            vec![Given::Named, user.clone(), user],
        ),
        of_report(format!("SELECT {PROCEEDINGS} FROM report_proceedings WHERE report_id = $1")),
        of_report("SELECT item, answer, note FROM report_checklist WHERE report_id = $1".to_owned()),
        of_report(
            "SELECT user_id FROM report_assignments WHERE report_id = $1 AND ended_at IS NULL \
             ORDER BY assigned_at, user_id"
                .to_owned(),
        ),
        of_report("SELECT maladministration FROM report_findings WHERE report_id = $1 ORDER BY position".to_owned()),
        of_report(
            "SELECT agency_id, received_on, carried_out_on FROM report_addressees WHERE report_id = $1 \
             ORDER BY position"
                .to_owned(),
        ),
    ]
}

/// What the view of a report needs beside its case file.
fn view() -> Vec<Step> {
    vec![
        of_report(
            "SELECT report_id, account, expectation, event_place FROM report_details WHERE report_id = $1".to_owned(),
        ),
        of_report(format!("SELECT {REPORTER} FROM reporters WHERE report_id = $1")),
        of_report(
            "SELECT report_id, system, issuer_id, value FROM external_references WHERE report_id = $1 \
             ORDER BY system, issuer_id"
                .to_owned(),
        ),
        of_report(
            "SELECT maladministration FROM report_maladministrations WHERE report_id = $1 ORDER BY maladministration"
                .to_owned(),
        ),
    ]
}

/// Judging the caller again inside the transaction.
fn admission(setup: &Setup) -> Vec<Step> {
    let account = "SELECT users.epoch, users.active, users.password_is_initial FROM users JOIN sessions \
        ON sessions.user_id = users.id WHERE users.id = $1 AND sessions.id = $2 AND sessions.ended_at IS NULL AND sessions.expires_at > $3";
    vec![
        step("SELECT jti FROM revoked_tokens WHERE jti = $1", vec![Given::Fixed(id(setup.token))]),
        step(
            account,
            vec![
                Given::Fixed(id(setup.user)),
                Given::Fixed(id(setup.session)),
                // Any instant of the past: what is asked is the comparison.
                Given::Fixed(Value::Integer(1_000_000_000_000_000)),
            ],
        ),
    ]
}

/// A lock that PostgreSQL's writers share.
fn shared_lock(driver: &Driver) -> Vec<Step> {
    match driver {
        Driver::Sqlite(_) => Vec::new(),
        Driver::Postgres(_) => vec![step("SELECT pg_advisory_xact_lock_shared(4711)", Vec::new())],
    }
}

fn page(setup: &Setup, condition: &str, mut given: Vec<Given>) -> Operation {
    let visible = visible(given.len() + 1);
    given.extend([Given::Fixed(id(setup.user)), Given::Fixed(id(setup.user))]);
    let sql = format!("SELECT {REPORT} FROM reports WHERE {condition} AND {visible} ORDER BY id DESC LIMIT 51");
    Operation { steps: vec![step(sql, given)], fresh: 0 }
}

fn statistics() -> Operation {
    let totals = "SELECT key, year, received, admitted, closed, not_admitted FROM report_totals \
        WHERE scope = '' AND dimension = $1 AND year <= 2023";
    let waiting = "SELECT report_facts.id, weight, intake_kind, government_code, agency_class, substance, \
        maladministration, state, outcome, found_maladministration, closing_reason, received_on, admitted_on, closed_on \
        FROM report_facts_waiting LEFT JOIN report_facts ON report_facts.id = report_facts_waiting.fact_id";
    let governments = "SELECT code, name FROM agencies WHERE kind = 'government' ORDER BY code";
    let steps = vec![
        step(totals, vec![fixed("intake_kind")]),
        step(totals, vec![fixed("government")]),
        step(waiting, Vec::new()),
        step(governments, Vec::new()),
    ];
    Operation { steps, fresh: 0 }
}

fn inserts(written: Written) -> Vec<Step> {
    written.rows.into_iter().map(|(table, columns, given)| insert(&table, &columns, given)).collect()
}

fn insert(table: &str, columns: &[String], given: Vec<Given>) -> Step {
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    step(format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", ")), given)
}

/// What taking a report up changes in its row.
const CHANGED: [&str; 3] = ["state", "version", "updated_at"];

fn update((columns, mut given): (Vec<String>, Vec<Given>)) -> Step {
    let set: Vec<String> =
        columns.iter().enumerate().map(|(index, column)| format!("{column} = ${}", index + 1)).collect();
    given.push(Given::Named);
    let (set, key) = (set.join(", "), given.len());
    let sql = format!("UPDATE reports SET {set} WHERE id = ${key} AND version = 1 AND received_at IS NOT NULL");
    step(sql, given)
}

/// Puts the operations together from what stands in the database.
pub async fn operations(driver: &Driver, setup: &Setup) -> Outcome<Operations> {
    let rules = "SELECT id, code, length, unit, starts, debtor, anchor, evidence, roll, valid_from, valid_to, \
        lapse_id, lapse_en FROM deadline_rules WHERE code = $1 ORDER BY valid_from";
    let mut get = case(setup);
    get.extend(view());
    get.push(step(rules, vec![fixed("D10")]));

    let created = capture::created(driver, setup.created).await?;
    let create_fresh = created.fresh;
    let mut create = admission(setup);
    create.extend(shared_lock(driver));
    create.push(step(
        "SELECT government_code, class, active_to FROM agencies WHERE id = $1",
        vec![Given::Fixed(created.respondent.clone())],
    ));
    create.push(step(
        "SELECT code FROM reference_codes WHERE list = 'substance' AND code = $1 \
         AND (active_from IS NULL OR active_from <= '2026-11-25') AND (active_to IS NULL OR active_to >= '2026-11-25')",
        vec![Given::Fixed(created.substance.clone())],
    ));
    create.extend(inserts(created));
    create.extend(view());

    let taken = capture::taken(driver, setup.taken).await?;
    let take_fresh = taken.fresh;
    let mut take_up = admission(setup);
    take_up.extend(case(setup));
    take_up.push(of_report(
        "SELECT event, at, effective_on FROM history WHERE subject_type = 'report' AND subject_id = $1 AND event IN \
         ('report.reopen', 'report.hand_over', 'report.return_bundle', 'report.recommend') ORDER BY id"
            .to_owned(),
    ));
    take_up.push(of_report(
        "SELECT code, agency_id, due_on, lapses_at FROM deadlines WHERE subject_type = 'report' AND subject_id = $1 \
         AND closed_at IS NULL AND held_since IS NULL ORDER BY due_on, id"
            .to_owned(),
    ));
    take_up.push(update(capture::columns(driver, "reports", setup.taken, &CHANGED).await?));
    take_up.extend(shared_lock(driver));
    take_up.push(step(rules, vec![fixed("D11")]));
    take_up.push(of_report(
        "SELECT * FROM deadlines WHERE subject_type = 'report' AND subject_id = $1 AND code = 'D11' \
         AND agency_id IS NULL AND closed_at IS NULL ORDER BY id DESC LIMIT 1"
            .to_owned(),
    ));
    take_up.push(step(
        "SELECT id, code, version, working_week, reason, created_at FROM calendars WHERE code = $1 ORDER BY version DESC",
        vec![fixed("kalsel")],
    ));
    take_up.extend(inserts(taken));

    Ok(Operations {
        get: Arc::new(Operation { steps: get, fresh: 0 }),
        first_page: Arc::new(page(setup, "1 = 1", Vec::new())),
        deep_page: Arc::new(page(setup, "reports.id < $1", vec![Given::Named])),
        statistics: Arc::new(statistics()),
        create: Arc::new(Operation { steps: create, fresh: create_fresh }),
        take_up: Arc::new(Operation { steps: take_up, fresh: take_fresh }),
    })
}
