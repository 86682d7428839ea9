//! The case file: between rows and the lifecycle's [`Snapshot`].

use super::report::{self, Report};
use crate::db::AnyConnection;
use crate::db::schema::{
    report_actions, report_addressees, report_assignments, report_checklist, report_details, report_findings,
    report_proceedings,
};
use crate::domain::access::Visibility;
use crate::domain::code::Code;
use crate::domain::id::{AgencyId, ReportId, UserId};
use crate::domain::report::{
    Addressee, FormalAnswer, FormalItem, MaterialFinding, PriorComplaint, PriorComplaintRecord, RcoCriterion, Snapshot,
};
use crate::domain::time::Timestamp;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::result::Error;

/// What the reporter tells.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = report_details, primary_key(report_id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Details {
    /// The report.
    pub report_id: ReportId,
    /// What happened.
    pub account: String,
    /// What the reporter expects.
    pub expectation: Option<String>,
    /// Where it happened.
    pub event_place: Option<String>,
}

#[derive(PartialEq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = report_proceedings, primary_key(report_id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct Proceedings {
    report_id: ReportId,
    prior_complaint: Option<PriorComplaint>,
    prior_complaint_on: Option<NaiveDate>,
    prior_complaint_reason: Option<String>,
    arrived_on: Option<NaiveDate>,
    completion_letter_on: Option<NaiveDate>,
    completion_notice_received_on: Option<NaiveDate>,
    rco_criterion: Option<RcoCriterion>,
    rco_accepted_at: Option<Timestamp>,
    first_contact_at: Option<Timestamp>,
    meeting_on: Option<NaiveDate>,
    registered_on: Option<NaiveDate>,
    result_fixed_on: Option<NaiveDate>,
    drafted_by: Option<UserId>,
    result_notice_received_on: Option<NaiveDate>,
    reporter_response_on: Option<NaiveDate>,
    result_number: Option<String>,
    result_issued_on: Option<NaiveDate>,
    monitored_on: Option<NaiveDate>,
    closing_letter_number: Option<String>,
    reporter_notified_on: Option<NaiveDate>,
    reopenings: i32,
    reexaminations: i32,
}

impl Proceedings {
    fn of(case: &Snapshot) -> Self {
        let prior = case.prior_complaint.as_ref();
        let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        Self {
            report_id: case.id,
            prior_complaint: prior.map(|record| record.status),
            prior_complaint_on: prior.and_then(|record| record.complained_on),
            prior_complaint_reason: prior.and_then(|record| record.reason.clone()),
            arrived_on: case.arrived_on,
            completion_letter_on: case.completion_letter_on,
            completion_notice_received_on: case.completion_notice_received_on,
            rco_criterion: case.rco_criterion,
            rco_accepted_at: case.rco_accepted_at,
            first_contact_at: case.first_contact_at,
            meeting_on: case.meeting_on,
            registered_on: case.registered_on,
            result_fixed_on: case.result_fixed_on,
            drafted_by: case.drafted_by,
            result_notice_received_on: case.result_notice_received_on,
            reporter_response_on: case.reporter_response_on,
            result_number: case.result_number.clone(),
            result_issued_on: case.result_issued_on,
            monitored_on: case.monitored_on,
            closing_letter_number: case.closing_letter_number.clone(),
            reporter_notified_on: case.reporter_notified_on,
            reopenings: count(case.reopenings),
            reexaminations: count(case.reexaminations),
        }
    }
}

/// What the reporter tells, of a report that was found before.
pub fn details(conn: &mut AnyConnection, report: &Report) -> QueryResult<Details> {
    report_details::table.find(report.id).get_result(conn)
}

/// Replaces what the reporter tells.
pub fn update_details(conn: &mut AnyConnection, details: &Details) -> QueryResult<()> {
    let target = report_details::table.filter(report_details::report_id.eq(details.report_id));
    diesel::update(target).set(details.clone()).execute(conn).map(drop)
}

/// The lifecycle's view of a report that was found before.
pub fn snapshot(conn: &mut AnyConnection, report: &Report) -> QueryResult<Snapshot> {
    let row: Proceedings = report_proceedings::table.find(report.id).get_result(conn)?;
    let (formal_checklist, material_checklist) = checklists(conn, report.id)?;
    let count = |number: i32| u32::try_from(number).unwrap_or(0);
    Ok(Snapshot {
        id: report.id,
        state: report.state,
        intake_kind: report.intake_kind,
        respondent: Some(report.respondent_id),
        prior_complaint: row.prior_complaint.map(|status| PriorComplaintRecord {
            status,
            complained_on: row.prior_complaint_on,
            reason: row.prior_complaint_reason,
        }),
        received_at: report.received_at,
        arrived_on: row.arrived_on,
        formal_checklist,
        material_checklist,
        completion_letter_on: row.completion_letter_on,
        completion_notice_received_on: row.completion_notice_received_on,
        rco_criterion: row.rco_criterion,
        rco_accepted_at: row.rco_accepted_at,
        first_contact_at: row.first_contact_at,
        complexity: report.complexity,
        team: team(conn, report.id)?,
        archive_number: report.archive_number.clone(),
        meeting_on: row.meeting_on,
        registered_on: row.registered_on,
        outcome: report.outcome,
        found: found(conn, report.id)?,
        result_fixed_on: row.result_fixed_on,
        drafted_by: row.drafted_by,
        result_notice_received_on: row.result_notice_received_on,
        reporter_response_on: row.reporter_response_on,
        result_number: row.result_number,
        result_issued_on: row.result_issued_on,
        addressees: addressees(conn, report.id)?,
        monitored_on: row.monitored_on,
        closing_reason: report.closing_reason,
        closing_letter_number: row.closing_letter_number,
        closed_on: report.closed_on,
        reporter_notified_on: row.reporter_notified_on,
        reopenings: count(row.reopenings),
        reexaminations: count(row.reexaminations),
    })
}

/// The running assignments, oldest first.
fn team(conn: &mut AnyConnection, id: ReportId) -> QueryResult<Vec<UserId>> {
    report_assignments::table
        .filter(report_assignments::report_id.eq(id))
        .filter(report_assignments::ended_at.is_null())
        .order((report_assignments::assigned_at, report_assignments::user_id))
        .select(report_assignments::user_id)
        .load(conn)
}

fn checklists(conn: &mut AnyConnection, id: ReportId) -> QueryResult<(Vec<FormalAnswer>, Vec<MaterialFinding>)> {
    let rows: Vec<(String, String, Option<String>)> = report_checklist::table
        .filter(report_checklist::report_id.eq(id))
        .select((report_checklist::item, report_checklist::answer, report_checklist::note))
        .load(conn)?;
    let (mut formal, mut material) = (Vec::new(), Vec::new());
    for (item, answer, note) in rows {
        match FormalItem::from_code(&item) {
            Some(item) => formal.push(FormalAnswer { item, status: known(&answer)?, note }),
            None => material.push(MaterialFinding { item: known(&item)?, answer: known(&answer)?, note }),
        }
    }
    formal.sort_by_key(|row| row.item);
    material.sort_by_key(|row| row.item);
    Ok((formal, material))
}

/// A stored code that the program does not know is an error, never a default.
fn known<C: Code>(code: &str) -> QueryResult<C> {
    C::from_code(code).ok_or_else(|| Error::DeserializationError(format!("unknown code in list {}", C::LIST).into()))
}

fn addressees(conn: &mut AnyConnection, id: ReportId) -> QueryResult<Vec<Addressee>> {
    let rows: Vec<(AgencyId, Option<NaiveDate>, Option<NaiveDate>)> = report_addressees::table
        .filter(report_addressees::report_id.eq(id))
        .order(report_addressees::position)
        .select((report_addressees::agency_id, report_addressees::received_on, report_addressees::carried_out_on))
        .load(conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let actions: Vec<(AgencyId, String)> = report_actions::table
        .filter(report_actions::report_id.eq(id))
        .order(report_actions::position)
        .select((report_actions::agency_id, report_actions::action))
        .load(conn)?;
    let actions_of = |agency: AgencyId| {
        actions.iter().filter(|(owner, _)| *owner == agency).map(|(_, action)| action.clone()).collect()
    };
    Ok(rows
        .into_iter()
        .map(|(agency, received_on, carried_out_on)| Addressee {
            agency,
            actions: actions_of(agency),
            received_on,
            carried_out_on,
        })
        .collect())
}

/// The kinds of maladministration that were found, the main one first.
fn found(conn: &mut AnyConnection, id: ReportId) -> QueryResult<Vec<String>> {
    report_findings::table
        .filter(report_findings::report_id.eq(id))
        .order(report_findings::position)
        .select(report_findings::maladministration)
        .load(conn)
}

fn insert_found(conn: &mut AnyConnection, case: &Snapshot) -> QueryResult<()> {
    for (position, code) in (0..).zip(&case.found) {
        diesel::insert_into(report_findings::table)
            .values((
                report_findings::report_id.eq(case.id),
                report_findings::position.eq(position),
                report_findings::maladministration.eq(code),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Inserts a new report with its file.
pub fn insert_case(
    conn: &mut AnyConnection,
    report: &Report,
    case: &Snapshot,
    details: &Details,
    secondary: &[String],
) -> QueryResult<()> {
    report::insert(conn, report)?;
    diesel::insert_into(report_proceedings::table).values(Proceedings::of(case)).execute(conn)?;
    diesel::insert_into(report_details::table).values(details.clone()).execute(conn)?;
    super::lookups::insert_maladministrations(conn, report.id, secondary)?;
    insert_checklists(conn, case)?;
    insert_found(conn, case)?;
    insert_addressees(conn, case)
}

/// Changes a report and its file, each given before and after, if it is still in view and of the version before;
/// whether it was. The team is kept by its own operations and not written here.
pub fn save(
    conn: &mut AnyConnection,
    visibility: Visibility,
    (report, changed): (&Report, &Report),
    (before, after): (&Snapshot, &Snapshot),
) -> QueryResult<bool> {
    if !report::update(conn, visibility, report, changed)? {
        return Ok(false);
    }
    let proceedings = Proceedings::of(after);
    if proceedings != Proceedings::of(before) {
        let target = report_proceedings::table.filter(report_proceedings::report_id.eq(report.id));
        diesel::update(target).set(proceedings).execute(conn)?;
    }
    let answers = |case: &Snapshot| (case.formal_checklist.clone(), case.material_checklist.clone());
    if answers(before) != answers(after) {
        let old = report_checklist::table.filter(report_checklist::report_id.eq(report.id));
        diesel::delete(old).execute(conn)?;
        insert_checklists(conn, after)?;
    }
    if before.found != after.found {
        diesel::delete(report_findings::table.filter(report_findings::report_id.eq(report.id))).execute(conn)?;
        insert_found(conn, after)?;
    }
    if before.addressees != after.addressees {
        diesel::delete(report_actions::table.filter(report_actions::report_id.eq(report.id))).execute(conn)?;
        diesel::delete(report_addressees::table.filter(report_addressees::report_id.eq(report.id))).execute(conn)?;
        insert_addressees(conn, after)?;
    }
    Ok(true)
}

fn insert_checklists(conn: &mut AnyConnection, case: &Snapshot) -> QueryResult<()> {
    let formal = case.formal_checklist.iter().map(|row| (row.item.code(), row.status.code(), row.note.as_deref()));
    let material = case.material_checklist.iter().map(|row| (row.item.code(), row.answer.code(), row.note.as_deref()));
    for (item, answer, note) in formal.chain(material) {
        diesel::insert_into(report_checklist::table)
            .values((
                report_checklist::report_id.eq(case.id),
                report_checklist::item.eq(item),
                report_checklist::answer.eq(answer),
                report_checklist::note.eq(note),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn insert_addressees(conn: &mut AnyConnection, case: &Snapshot) -> QueryResult<()> {
    for (position, addressee) in (0..).zip(&case.addressees) {
        diesel::insert_into(report_addressees::table)
            .values((
                report_addressees::report_id.eq(case.id),
                report_addressees::agency_id.eq(addressee.agency),
                report_addressees::position.eq(position),
                report_addressees::received_on.eq(addressee.received_on),
                report_addressees::carried_out_on.eq(addressee.carried_out_on),
            ))
            .execute(conn)?;
        for (position, action) in (0..).zip(&addressee.actions) {
            diesel::insert_into(report_actions::table)
                .values((
                    report_actions::report_id.eq(case.id),
                    report_actions::agency_id.eq(addressee.agency),
                    report_actions::position.eq(position),
                    report_actions::action.eq(action),
                ))
                .execute(conn)?;
        }
    }
    Ok(())
}
