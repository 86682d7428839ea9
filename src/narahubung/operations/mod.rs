//! What may happen to designations.

pub mod contact;
pub mod coverage;
mod text;

use super::store::{self, AgencyRef, Designation, Filter};
use crate::db::AnyConnection;
use crate::db::dialect::serialise_on;
use crate::db::search::fold;
use crate::domain::access::Reach;
use crate::domain::code::Code as _;
use crate::domain::id::{AgencyId, NarahubungId, UserId};
use crate::domain::narahubung::{self as law, CannotEnd, EndReason, NarahubungLevel, NarahubungRole, Period};
use crate::domain::time::Zone;
use crate::error::{Code, Error, FieldFault};
use crate::journal::{Author, Change, FieldChange, Subject, SubjectKind, Work};
use chrono::{Days, NaiveDate};
use serde_json::json;
use text::Reader;

/// A new designation as a caller describes it.
#[derive(Clone)]
pub struct NewDesignation {
    /// The agency answered for.
    pub agency_id: AgencyId,
    /// The person's name.
    pub person_name: String,
    /// NIP or the employer's own number.
    pub staff_number: Option<String>,
    /// The person's post.
    pub post: String,
    /// Telephone in any usual form.
    pub phone: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Level; when it is given it must fit the agency's kind.
    pub level: Option<NarahubungLevel>,
    /// Primary or deputy.
    pub role: NarahubungRole,
    /// Number of the decree or letter.
    pub decree_number: String,
    /// Its date.
    pub decree_on: NaiveDate,
    /// Post of whoever signed it.
    pub signer_post: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; until further notice when absent.
    pub valid_to: Option<NaiveDate>,
    /// When the person can be reached.
    pub contact_hours: Option<String>,
    /// The person's account.
    pub user_id: Option<UserId>,
}

/// What a caller changes of a designation: how the person is reached. `None` leaves it.
#[derive(Clone, Default)]
pub struct ContactPatch {
    /// The person's post.
    pub post: Option<String>,
    /// Telephone in any usual form.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<Option<String>>,
    /// When the person can be reached.
    pub contact_hours: Option<Option<String>>,
    /// The person's account.
    pub user_id: Option<Option<UserId>>,
}

/// A designation with its agency.
#[derive(Clone)]
pub struct Placed {
    /// The designation.
    pub designation: Designation,
    /// The agency.
    pub agency: AgencyRef,
}

/// Whose narahubung the author of the work may touch; the service itself may touch all.
pub fn reach_of(work: &Work<'_>) -> Reach {
    match &work.author {
        Author::Caller(principal) => principal.reach(),
        Author::System => Reach::Everything,
    }
}

/// The designation with this id, within the reach.
///
/// # Errors
/// `not_found`, also for what lies outside the reach.
pub fn find(conn: &mut AnyConnection, reach: Reach, id: NarahubungId) -> Result<Placed, Error> {
    let designation = store::find(conn, reach, id)?.ok_or_else(Error::not_found)?;
    placed(conn, designation)
}

/// A part of the list, and how long the whole list is when it is `counted` to a limit.
///
/// # Errors
/// `malformed_parameter` when the filter names an agency or a government that is unknown, or outside the reach.
pub fn list(
    conn: &mut AnyConnection,
    filter: &Filter,
    reach: Reach,
    after: Option<NarahubungId>,
    fetch: i64,
    counted: Option<i64>,
) -> Result<(Vec<Placed>, Option<i64>), Error> {
    for (parameter, agency) in [("agency_id", filter.agency), ("subtree", filter.subtree)] {
        if let Some(agency) = agency {
            known_agency(conn, reach, agency, parameter)?;
        }
    }
    if let Some(government) = &filter.government {
        known_government(conn, government)?;
    }
    let rows = store::list(conn, filter, reach, after, fetch)?;
    let total = counted.map(|most| store::count(conn, filter, reach, most)).transpose()?;
    let agencies = store::agencies_by_id(conn, rows.iter().map(|row| row.agency_id).collect())?;
    let placed = rows.into_iter().filter_map(|designation| {
        let agency = agencies.get(&designation.agency_id)?.clone();
        Some(Placed { designation, agency })
    });
    Ok((placed.collect(), total))
}

/// Refuses a query parameter that names no agency within the reach.
fn known_agency(conn: &mut AnyConnection, reach: Reach, id: AgencyId, parameter: &str) -> Result<(), Error> {
    if store::agency(conn, id)?.is_some() && store::is_within(conn, reach, id)? {
        return Ok(());
    }
    let fault = FieldFault::query(parameter, "unknown_agency");
    Err(Error::new(Code::MalformedParameter).with_faults(vec![fault]))
}

/// Refuses a query parameter `government` that names none.
fn known_government(conn: &mut AnyConnection, code: &str) -> Result<AgencyId, Error> {
    store::government(conn, code)?.ok_or_else(|| {
        let fault = FieldFault::query("government", "unknown_government");
        Error::new(Code::MalformedParameter).with_faults(vec![fault])
    })
}

fn placed(conn: &mut AnyConnection, designation: Designation) -> Result<Placed, Error> {
    let agency = store::agency(conn, designation.agency_id)?;
    let agency = agency.ok_or_else(|| Error::internal("a designation without its agency"))?;
    Ok(Placed { designation, agency })
}

/// Operations on one agency's designations wait for each other: "at most one primary" is no unique index.
fn serialise(work: &mut Work<'_>, agency: AgencyId) -> Result<(), Error> {
    Ok(serialise_on(work.conn, &format!("narahubung of {agency}"))?)
}

/// Designates somebody.
///
/// # Errors
/// `not_found` when the agency lies outside the caller's tree, `validation_failed` with every fault of meaning,
/// `conflict` with the other designation when the period of the role is taken.
pub fn designate(work: &mut Work<'_>, new: NewDesignation) -> Result<Placed, Error> {
    let reach = reach_of(work);
    serialise(work, new.agency_id)?;
    if !store::is_within(work.conn, reach, new.agency_id)? {
        return Err(Error::not_found());
    }
    let Some(agency) = store::agency(work.conn, new.agency_id)? else {
        return Err(Error::field("/agency_id", "unknown_agency"));
    };
    let mut reader = Reader::default();
    let staff_number = reader.staff_number("/staff_number", new.staff_number.as_deref());
    let phone = reader.phone("/phone", &new.phone);
    let email = reader.email("/email", new.email.as_deref());
    let person_name = reader.text("/person_name", &new.person_name);
    let post = reader.text("/post", &new.post);
    let decree_number = reader.text("/decree_number", &new.decree_number);
    let signer_post = reader.text("/signer_post", &new.signer_post);
    let contact_hours = reader.optional_text("/contact_hours", new.contact_hours.as_deref());
    let mut faults = reader.into_faults();
    if new.decree_on > Zone::Wita.day_of(work.now) {
        faults.push(FieldFault::body("/decree_on", "in_the_future"));
    }
    let level = NarahubungLevel::of(agency.kind);
    if new.level.is_some_and(|wanted| wanted != level) {
        faults.push(FieldFault::body("/level", "level_does_not_fit").with("allowed", json!([level.code()])));
    }
    let period = check_period(&new, &agency, &mut faults);
    if let Some(user) = new.user_id
        && !may_be_linked(work.conn, reach, agency.id, user)?
    {
        faults.push(FieldFault::body("/user_id", "unknown_user"));
    }
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    check_free(work.conn, agency.id, new.role, period)?;
    let designation = Designation {
        id: work.new_id(),
        agency_id: agency.id,
        search_text: fold(&format!("{person_name} {post} {decree_number}")),
        person_name,
        staff_number,
        post,
        phone,
        email,
        level,
        role: new.role,
        decree_number,
        decree_on: new.decree_on,
        signer_post,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        end_reason: None,
        contact_hours,
        user_id: new.user_id,
        version: 1,
        created_at: work.now,
        updated_at: work.now,
    };
    store::insert(work.conn, &designation)?;
    let placed = Placed { designation, agency };
    let change = Change::new(subject(&placed), "designateNarahubung", "narahubung.designated")
        .with_effective_on(Some(new.valid_from))
        .with_details(json!({ "agency_id": new.agency_id.0, "role": new.role.code() }))
        .with_changes(personal_fields(&["person_name", "staff_number", "phone", "email"]));
    work.record(change)?;
    Ok(placed)
}

/// A period within the life of the agency.
fn check_period(new: &NewDesignation, agency: &AgencyRef, faults: &mut Vec<FieldFault>) -> Period {
    let period = Period::new(new.valid_from, new.valid_to);
    if period.is_err() {
        faults.push(FieldFault::body("/valid_to", "end_before_start"));
    }
    if new.valid_from < agency.active_from {
        faults.push(FieldFault::body("/valid_from", "before_agency_began"));
    }
    let outlives = agency.active_to.is_some_and(|end| new.valid_to.is_none_or(|last| last > end));
    if outlives {
        faults.push(FieldFault::body("/agency_id", "agency_inactive"));
    }
    period.unwrap_or(Period::kept(new.valid_from, new.valid_to))
}

fn check_free(conn: &mut AnyConnection, agency: AgencyId, role: NarahubungRole, period: Period) -> Result<(), Error> {
    law::check_free(&store::tenures(conn, agency)?, role, period).map_err(|overlap| {
        Error::new(Code::Conflict)
            .with_faults(vec![FieldFault::body("/valid_from", "overlapping_designation")])
            .with("overlaps_with", json!({ "id": overlap.with.0, "on": overlap.on }))
    })
}

/// An account may be linked when it answers for an agency, is of the designation's branch of the tree, and lies within
/// the caller's reach.
fn may_be_linked(conn: &mut AnyConnection, reach: Reach, agency: AgencyId, user: UserId) -> Result<bool, Error> {
    let Some((role, Some(home))) = store::account(conn, user)? else { return Ok(false) };
    Ok(role.is_agency_side()
        && !role.is_machine()
        && (store::is_under(conn, home, agency)? || store::is_under(conn, agency, home)?)
        && store::is_within(conn, reach, home)?)
}

/// Changes how the person is reached. Another role, period or person is a new designation.
///
/// # Errors
/// `validation_failed` with every fault of meaning, `precondition_failed` when somebody was faster.
pub fn update(work: &mut Work<'_>, placed: Placed, patch: ContactPatch) -> Result<Placed, Error> {
    let reach = reach_of(work);
    let before = placed.designation.clone();
    let mut after = before.clone();
    let mut reader = Reader::default();
    if let Some(post) = &patch.post {
        after.post = reader.text("/post", post);
    }
    if let Some(phone) = &patch.phone {
        after.phone = reader.phone("/phone", phone);
    }
    if let Some(email) = &patch.email {
        after.email = reader.email("/email", email.as_deref());
    }
    if let Some(hours) = &patch.contact_hours {
        after.contact_hours = reader.optional_text("/contact_hours", hours.as_deref());
    }
    let mut faults = reader.into_faults();
    if let Some(user) = patch.user_id {
        after.user_id = user;
        if let Some(user) = user.filter(|_| user != before.user_id)
            && !may_be_linked(work.conn, reach, placed.agency.id, user)?
        {
            faults.push(FieldFault::body("/user_id", "unknown_user"));
        }
    }
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    if after == before {
        return Ok(placed);
    }
    let mut changes = Vec::new();
    if after.post != before.post {
        changes.push(FieldChange::new("post", before.post.clone(), after.post.clone()));
    }
    if after.phone != before.phone {
        changes.push(FieldChange::concealed("phone"));
    }
    if after.email != before.email {
        changes.push(FieldChange::concealed("email"));
    }
    if after.contact_hours != before.contact_hours {
        changes.push(FieldChange::new("contact_hours", before.contact_hours.clone(), after.contact_hours.clone()));
    }
    if after.user_id != before.user_id {
        let id = |user: Option<UserId>| json!(user.map(|user| user.0));
        changes.push(FieldChange::new("user_id", id(before.user_id), id(after.user_id)));
    }
    after.search_text = fold(&format!("{} {} {}", after.person_name, after.post, after.decree_number));
    let placed = save(work, Placed { designation: after, agency: placed.agency })?;
    let change = Change::new(subject(&placed), "updateNarahubung", "narahubung.updated").with_changes(changes);
    work.record(change)?;
    Ok(placed)
}

/// Ends a designation; `last` is its last day. The row stays as history.
///
/// # Errors
/// `conflict` when it is over already, `validation_failed` when the day does not fit, `precondition_failed` when
/// somebody was faster.
pub fn end(work: &mut Work<'_>, placed: Placed, last: NaiveDate, reason: EndReason) -> Result<Placed, Error> {
    let designation = &placed.designation;
    if designation.end_reason.is_some() {
        return Err(over(&placed));
    }
    let period = law::end(designation.period(), last, Zone::Wita.day_of(work.now)).map_err(|why| match why {
        CannotEnd::Over => over(&placed),
        CannotEnd::BeforeStart => Error::field("/ended_on", "end_before_start"),
        CannotEnd::AfterEnd => Error::field("/ended_on", "after_present_end"),
    })?;
    end_with(work, placed, period, reason, "endNarahubung")
}

fn over(placed: &Placed) -> Error {
    Error::new(Code::Conflict).with("ended_on", json!(placed.designation.valid_to))
}

fn end_with(
    work: &mut Work<'_>,
    mut placed: Placed,
    period: Period,
    reason: EndReason,
    action: &'static str,
) -> Result<Placed, Error> {
    let before = placed.designation.valid_to;
    placed.designation.valid_to = period.to();
    placed.designation.end_reason = Some(reason);
    let placed = save(work, placed)?;
    let last = placed.designation.valid_to;
    let change = Change::new(subject(&placed), action, "narahubung.ended")
        .with_reason(Some(reason.code().to_owned()))
        .with_effective_on(last)
        .with_details(json!({ "agency_id": placed.agency.id.0, "role": placed.designation.role.code() }))
        .with_changes(vec![FieldChange::new("valid_to", json!(before), json!(last))]);
    work.record(change)?;
    Ok(placed)
}

/// Ends every designation of an agency that ends itself on `last`. Returns how many.
///
/// # Errors
/// When the database refuses, or somebody changes one of them at the same time.
pub fn end_with_agency(work: &mut Work<'_>, agency: AgencyId, last: NaiveDate) -> Result<usize, Error> {
    serialise(work, agency)?;
    let designations = store::of_agency_since(work.conn, agency, last + Days::new(1))?;
    let count = designations.len();
    for designation in designations {
        let placed = placed(work.conn, designation)?;
        let from = placed.designation.valid_from;
        let period = Period::kept(from, Some(last.max(from - Days::new(1))));
        end_with(work, placed, period, EndReason::AgencyEnded, "deactivateAgency")?;
    }
    Ok(count)
}

fn save(work: &mut Work<'_>, mut placed: Placed) -> Result<Placed, Error> {
    let held = placed.designation.version;
    placed.designation.version = held + 1;
    placed.designation.updated_at = work.now;
    if store::save(work.conn, &placed.designation, held)? {
        Ok(placed)
    } else {
        Err(Error::new(Code::PreconditionFailed))
    }
}

/// What says who a person is does not stand in the audit log, which nobody can correct or erase (UU 27/2022 art. 6-8).
fn personal_fields(names: &[&str]) -> Vec<FieldChange> {
    names.iter().map(|name| FieldChange::concealed(*name)).collect()
}

fn subject(placed: &Placed) -> Subject {
    Subject {
        kind: SubjectKind::Narahubung,
        id: placed.designation.id.0,
        version: placed.designation.version,
        tenant: placed.agency.government_code.clone(),
    }
}
