//! Who reports: masks, reveals and searches (contract 12.4, handbook 9.2).

use super::file::{Case, subject};
use crate::auth::admission::require_recent;
use crate::crypto::key_ring::KeyRing;
use crate::crypto::secret::Secret;
use crate::db::dialect::serialise_on;
use crate::domain::access::{Role, Who};
use crate::domain::code::Code as _;
use crate::domain::identifiers::{Nik, Phone};
use crate::domain::report::Secrecy;
use crate::domain::time::{Timestamp, Zone};
use crate::error::{Code, Error, FieldFault};
use crate::journal::{Change, FieldChange, Subject, SubjectKind, Work};
use crate::reports::store::{self, After, Identity, IdentityField, IdentityPurpose, Indices, Report, Reveal, Secrets};
use serde_json::json;
use uuid::Uuid;

/// How many reveals a person has in a day (WITA).
const REVEALS_A_DAY: i64 = 50;

/// Who may see the masks: whoever handles the report. A secret identity is hidden from intake once the report is
/// admitted, and from resolution; prevention never learns who reports.
pub fn may_see_masks(role: Role, report: &Report) -> bool {
    match (role, report.secrecy) {
        (Role::Head | Role::Examiner, _) | (Role::Intake | Role::Resolution, Secrecy::Open) => true,
        (Role::Intake, Secrecy::Secret) => report.admitted_on.is_none(),
        _ => false,
    }
}

/// What somebody wants to know about a reporter, and why.
#[derive(Debug, Clone)]
pub struct RevealRequest {
    /// Which fields.
    pub fields: Vec<IdentityField>,
    /// For what.
    pub purpose: IdentityPurpose,
    /// Why, in words.
    pub justification: String,
    /// Whether the caller proved who they are by as many factors as the office asks for.
    pub proof_suffices: bool,
    /// When the caller last proved who they are.
    pub logged_in_at: Option<Timestamp>,
}

/// Reveals a reporter's identity to a person who handles the report, and records that it did.
///
/// The head may always; an examiner while the report is open (it is assigned, or it would not be in view); intake
/// until the report is admitted.
///
/// # Errors
/// `not_this_person` when the caller does not handle the report, `second_factor_required`, `step_up_required` when the
/// log-in is older than five minutes, `quota_exceeded` once the person's reveals of the day are used up.
pub fn reveal(
    work: &mut Work<'_>,
    ring: &KeyRing,
    case: &Case,
    request: RevealRequest,
) -> Result<(Reveal, Identity), Error> {
    let caller = work.caller()?.clone();
    let Who::Person(user_id, _) = caller.who else { return Err(Error::not_allowed()) };
    let open = !case.row.state.is_ended();
    let allowed = match caller.role {
        Role::Head => true,
        Role::Examiner => open,
        Role::Intake => open && case.row.admitted_on.is_none(),
        _ => false,
    };
    if !allowed {
        return Err(Error::not_this_person());
    }
    if !request.proof_suffices {
        return Err(Error::new(Code::SecondFactorRequired));
    }
    require_recent(request.logged_in_at, work.now)?;
    serialise_on(work.conn, &format!("reveals {user_id}"))?;
    let today = Zone::Wita.day_of(work.now);
    if store::reveals_since(work.conn, user_id, Zone::Wita.start_of(today))? >= REVEALS_A_DAY {
        let left = Zone::Wita.end_of(today).unix_seconds() - work.now.unix_seconds();
        return Err(Error::new(Code::QuotaExceeded).retry_after(u32::try_from(left).unwrap_or(1)));
    }
    let reporter = store::reporter(work.conn, case.row.id)?.ok_or_else(Error::not_found)?;
    let identity = store::open(ring, &reporter, &request.fields)
        .map_err(|error| Error::internal(format!("identity of reporter {}: {error}", reporter.id)))?;
    let fields: Vec<&str> = request.fields.iter().map(|field| field.code()).collect();
    let reveal = Reveal {
        id: work.new_id(),
        report_id: case.row.id,
        user_id,
        fields: fields.join(","),
        purpose: request.purpose,
        justification: request.justification,
        revealed_at: work.now,
    };
    store::insert_reveal(work.conn, &reveal)?;
    let read = FieldChange::new("/reporter", serde_json::Value::Null, json!({ "revealed": fields }));
    let change = Change::new(subject(&case.row), "revealIdentity", "report.identity_revealed")
        .with_purpose(reveal.purpose.code())
        .with_changes(vec![read]);
    work.audit(change)?;
    Ok((reveal, identity))
}

/// By what a reporter is looked for: all that is given must agree.
#[derive(Debug, Clone)]
pub struct Search {
    /// NIK, telephone number, e-mail address, as they were written.
    pub wanted: Identity,
    /// For what.
    pub purpose: IdentityPurpose,
    /// Behind which report the page begins.
    pub after: Option<After>,
    /// How many reports.
    pub fetch: i64,
}

/// Finds the reports of one reporter by blind index, and records that somebody looked.
///
/// # Errors
/// `validation_failed` when nothing, or nothing of the right form, is looked for.
pub fn search(work: &mut Work<'_>, ring: &KeyRing, mut search: Search) -> Result<Vec<Report>, Error> {
    let caller = work.caller()?.clone();
    let fields = [IdentityField::Nik, IdentityField::Phone, IdentityField::Email];
    let given: Vec<&str> =
        fields.iter().filter(|field| search.wanted.get(**field).is_some()).map(|field| field.code()).collect();
    if given.is_empty() {
        return Err(Error::field("", "nothing_to_search_for"));
    }
    let mut faults = Vec::new();
    if let Some(nik) = search.wanted.get(IdentityField::Nik)
        && let Err(error) = Nik::parse(nik.expose())
    {
        faults.push(FieldFault::body("/nik", error.code()));
    }
    match search.wanted.get(IdentityField::Phone).map(|phone| Phone::parse(phone.expose())) {
        None => {}
        Some(Err(error)) => faults.push(FieldFault::body("/phone", error.code())),
        Some(Ok(phone)) => {
            search.wanted.set(IdentityField::Phone, Some(Secret::new(phone.as_str().to_owned())));
        }
    }
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    let indices = Indices::of(ring, &search.wanted);
    // A hit tells who reports: only to those who may know it of that report.
    let secrets = match caller.role {
        Role::Head | Role::Examiner => Secrets::All,
        Role::Intake => Secrets::Unadmitted,
        _ => Secrets::Nobody,
    };
    let found = store::find_by_reporter(work.conn, caller.visibility(), &indices, secrets, search.after, search.fetch)?;
    let all = Subject { kind: SubjectKind::Report, id: Uuid::nil(), version: 0, tenant: None };
    let looked = FieldChange::new("/reporter", serde_json::Value::Null, json!({ "by": given, "found": found.len() }));
    let change = Change::new(all, "searchReports", "report.search")
        .with_purpose(search.purpose.code())
        .with_changes(vec![looked]);
    work.audit(change)?;
    Ok(found)
}
