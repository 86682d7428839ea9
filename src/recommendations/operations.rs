//! What may happen to recommendations.

use super::store::{self, Contents, Stored};
use crate::auth::store::last_day_of;
use crate::db::AnyConnection;
use crate::db::dialect::serialise_on;
use crate::deadlines::operations as deadlines;
use crate::domain::access::{Principal, Visibility};
use crate::domain::code::Code as _;
use crate::domain::id::{AgencyId, RecommendationId, ReportId, UserId};
use crate::domain::lifecycle::{Actor, OpenClocks};
use crate::domain::recommendation::{Command, Event, Facts, Recommendation, State, Transition};
use crate::domain::report;
use crate::domain::time::Zone;
use crate::error::{Code, Error, FieldFault};
use crate::journal::{Change, FieldChange, Subject, SubjectKind, Work};
use crate::reference::operations::{CodeList, known_code};
use crate::reports::operations::{self as reports, DeliveryKind, NewDelivery};
use chrono::NaiveDate;

/// A new recommendation as a caller describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRecommendation {
    /// The report that it ends.
    pub report: ReportId,
    /// The superior who must report on it; the report's own superior when absent.
    pub superior: Option<AgencyId>,
    /// What it says.
    pub contents: Contents,
}

/// Drafts a recommendation for a report that the centre decided to recommend on.
///
/// # Errors
/// `validation_failed` when the report is not in view, has no superior named or the form of maladministration is not in
/// the list; `invalid_transition` when the report is not at the stage of recommendation.
pub fn create(work: &mut Work<'_>, new: NewRecommendation) -> Result<Stored, Error> {
    let caller = work.caller()?.clone();
    let report = reports::note_recommendation(work, new.report);
    let report = report.map_err(|error| match error.code() {
        Code::NotFound => Error::field("/report_id", "unknown_report"),
        _ => error,
    })?;
    if report.row.state != report::State::Recommendation {
        let fault = FieldFault::body("/report_id", "report_not_at_recommendation");
        return Err(Error::new(Code::InvalidTransition)
            .with_faults(vec![fault])
            .with("allowed_transitions", Vec::<String>::new()));
    }
    let mut faults = Vec::new();
    let superior = new.superior.or(report.row.superior_id);
    let fault = match superior.map(|agency| answerable(work, new.report, agency)).transpose()? {
        None => Some("required"),
        Some(fault) => fault,
    };
    faults.extend(fault.map(|code| FieldFault::body("/superior_id", code)));
    check_contents(work, &new.contents, &mut faults)?;
    let (Some(superior), true) = (superior, faults.is_empty()) else { return Err(Error::invalid(faults)) };
    let id = work.new_id();
    let actor = actor(&caller);
    let draft = Recommendation::draft(id, new.report, report.row.respondent_id, superior, &actor)?;
    let stored = Stored {
        snapshot: draft.into_snapshot(),
        contents: new.contents,
        government_code: report.row.government_code,
        drafted_by: UserId(actor.id),
        version: 1,
        created_at: work.now,
        updated_at: work.now,
    };
    store::insert(work.conn, &stored)?;
    let change = Change::new(subject(&stored), "createRecommendation", "recommendation.draft");
    work.record(change.with_states(None, State::Draft.code()))?;
    Ok(stored)
}

/// What is wrong with naming this agency as the one that must answer, if anything: it must be there, and its people must
/// be among those who are told.
fn answerable(work: &mut Work<'_>, report: ReportId, agency: AgencyId) -> Result<Option<&'static str>, Error> {
    reports::keep_alive(work.conn, agency)?;
    Ok(match last_day_of(work.conn, agency)? {
        None => Some("unknown_agency"),
        Some(Some(last)) if last <= Zone::Wita.day_of(work.now) => Some("agency_inactive"),
        Some(_) if reports::goes_past(work.conn, report, agency)? => Some("bypassed_agency"),
        Some(_) => None,
    })
}

fn check_contents(work: &mut Work<'_>, contents: &Contents, faults: &mut Vec<FieldFault>) -> Result<(), Error> {
    let today = Zone::Wita.day_of(work.now);
    if !known_code(work.conn, CodeList::Maladministration, &contents.maladministration, today)? {
        faults.push(FieldFault::body("/maladministration", "unknown_code"));
    }
    let texts = [
        ("/subject", &contents.subject),
        ("/account", &contents.account),
        ("/examination_summary", &contents.examination_summary),
        ("/opinion", &contents.opinion),
    ];
    faults
        .extend(texts.iter().filter(|(_, text)| text.trim().is_empty()).map(|(at, _)| FieldFault::body(*at, "blank")));
    let blank = contents.demands.iter().enumerate().filter(|(_, demand)| demand.trim().is_empty());
    faults.extend(blank.map(|(index, _)| FieldFault::body(format!("/demands/{index}"), "blank")));
    Ok(())
}

/// The recommendation with this id, in view.
///
/// # Errors
/// `not_found` when there is none in view.
pub fn find(conn: &mut AnyConnection, view: Visibility, id: RecommendationId) -> Result<Stored, Error> {
    store::find(conn, view, id)?.ok_or_else(Error::not_found)
}

/// What of its contents is to change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Revision {
    /// The new subject.
    pub subject: Option<String>,
    /// The new account.
    pub account: Option<String>,
    /// The new result of the examination.
    pub examination_summary: Option<String>,
    /// The new form of maladministration.
    pub maladministration: Option<String>,
    /// The new opinion.
    pub opinion: Option<String>,
    /// The new demands, all of them.
    pub demands: Option<Vec<String>>,
}

/// Rewrites what a recommendation says, while it is not signed: what the chair signed cannot be changed any more.
///
/// # Errors
/// `invalid_transition` after the signature, `validation_failed` for its contents.
pub fn revise(work: &mut Work<'_>, mut stored: Stored, revision: Revision) -> Result<Stored, Error> {
    if !matches!(stored.snapshot.state, State::Draft | State::QualityClearance | State::MemberClearance) {
        return Err(Error::new(Code::InvalidTransition).with("allowed_transitions", Vec::<String>::new()));
    }
    let before = stored.contents.clone();
    let after = Contents {
        subject: revision.subject.unwrap_or_else(|| before.subject.clone()),
        account: revision.account.unwrap_or_else(|| before.account.clone()),
        examination_summary: revision.examination_summary.unwrap_or_else(|| before.examination_summary.clone()),
        maladministration: revision.maladministration.unwrap_or_else(|| before.maladministration.clone()),
        opinion: revision.opinion.unwrap_or_else(|| before.opinion.clone()),
        demands: revision.demands.unwrap_or_else(|| before.demands.clone()),
    };
    if after == before {
        // An empty patch is no new version (contract 4.3).
        return Ok(stored);
    }
    let mut faults = Vec::new();
    check_contents(work, &after, &mut faults)?;
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    let changes = differences(&before, &after);
    stored.contents = after;
    save(work, &mut stored)?;
    work.record(Change::new(subject(&stored), "updateRecommendation", "recommendation.revised").with_changes(changes))?;
    Ok(stored)
}

fn differences(before: &Contents, after: &Contents) -> Vec<FieldChange> {
    let pairs = [
        ("/subject", &before.subject, &after.subject),
        ("/account", &before.account, &after.account),
        ("/examination_summary", &before.examination_summary, &after.examination_summary),
        ("/maladministration", &before.maladministration, &after.maladministration),
        ("/opinion", &before.opinion, &after.opinion),
    ];
    let mut changes: Vec<FieldChange> = pairs
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(path, old, new)| FieldChange::new(path, old.as_str(), new.as_str()))
        .collect();
    if before.demands != after.demands {
        changes.push(FieldChange::new("/demands", before.demands.clone(), after.demands.clone()));
    }
    changes
}

/// Saves a new version.
fn save(work: &mut Work<'_>, stored: &mut Stored) -> Result<(), Error> {
    let view = work.caller()?.visibility();
    let read = stored.version;
    stored.version += 1;
    stored.updated_at = work.now;
    if store::update(work.conn, view, read, stored)? { Ok(()) } else { Err(Error::new(Code::PreconditionFailed)) }
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The recommendation after it.
    pub stored: Stored,
    /// What happened.
    pub event: Event,
}

/// Takes one step: judges it, saves it, opens and closes its clocks, delivers, and journals it.
///
/// # Errors
/// What the lifecycle refuses; `validation_failed` when the number of a signed recommendation is taken.
pub fn step(work: &mut Work<'_>, stored: Stored, command: Command) -> Result<Taken, Error> {
    let caller = work.caller()?.clone();
    let id = stored.snapshot.id;
    if let Command::Sign(signature) = &command {
        let number = &signature.recommendation_number;
        // Whoever gives the same number at the same moment waits here, and then finds it.
        serialise_on(work.conn, &format!("recommendation number {number}"))?;
        if store::number_is_taken(work.conn, id, number)? {
            return Err(Error::field("/recommendation_number", "already_taken"));
        }
    }
    if matches!(command, Command::FileReport(_)) {
        speak_for_the_superior(work, &caller, &stored)?;
    }
    let OpenClocks { lapsed, running } =
        deadlines::open_clocks(work.conn, deadlines::SubjectKind::Recommendation, id.0, work.now)?;
    let decided_on = reports::recommended_on(work.conn, stored.snapshot.report_id)?;
    let facts = Facts { lapsed, running, decided_on };
    let applied = restore(&stored)?.knowing(facts).apply(command, &actor(&caller), work.now)?;
    let before = stored.snapshot.clone();
    let mut stored = Stored { snapshot: applied.recommendation.into_snapshot(), ..stored };
    save(work, &mut stored)?;
    deliver(work, &before.delivered_on, &stored)?;
    let clocks = deadlines::Subject {
        kind: deadlines::SubjectKind::Recommendation,
        id: id.0,
        report_id: stored.snapshot.report_id,
        government_code: stored.government_code.clone(),
    };
    deadlines::apply(work, &clocks, &applied.deadlines)?;
    let event = applied.events.into_iter().next().ok_or_else(|| Error::internal("a step without an event"))?;
    work.record(change(&stored, &event))?;
    Ok(Taken { stored, event })
}

/// UU 37/2008 art. 38(2): it is the superior who reports. The respondent reads the recommendation too, and must not
/// answer for the superior and so stop the superior's clock.
fn speak_for_the_superior(work: &mut Work<'_>, caller: &Principal, stored: &Stored) -> Result<(), Error> {
    if !caller.role.is_agency_side() {
        return Ok(());
    }
    let superior = stored.snapshot.superior;
    let answers = match caller.oversees {
        Some(root) => store::is_within(work.conn, superior, root)?,
        None => false,
    };
    if answers { Ok(()) } else { Err(Error::not_this_person()) }
}

/// Puts a delivered recommendation into the view of the respondent and of its superior, once, and keeps their receipt
/// dates.
fn deliver(work: &mut Work<'_>, delivered_before: &Option<NaiveDate>, stored: &Stored) -> Result<(), Error> {
    let Some(delivered_on) = stored.snapshot.delivered_on else { return Ok(()) };
    let mut parties = vec![
        (stored.snapshot.respondent, stored.snapshot.respondent_received_on),
        (stored.snapshot.superior, stored.snapshot.superior_received_on),
    ];
    parties.dedup_by_key(|(agency, _)| *agency);
    for (agency, received_on) in parties {
        if delivered_before.is_some() {
            store::set_received(work.conn, stored.snapshot.id, agency, received_on)?;
            continue;
        }
        reports::deliver(
            work,
            NewDelivery {
                report_id: stored.snapshot.report_id,
                agency_id: agency,
                kind: DeliveryKind::Recommendation,
                source_id: Some(stored.snapshot.id.0),
                subject: stored.contents.subject.clone(),
                demand: stored.contents.demands.join("\n"),
                found: Vec::new(),
                letter_number: stored.snapshot.recommendation_number.clone(),
                delivered_on,
                received_on,
            },
        )?;
    }
    Ok(())
}

/// Puts a successor in the place of an agency that ends, in every recommendation on which somebody must still act. What
/// was delivered to the agency, and its running clocks, are moved with the report. Returns how many changed.
///
/// # Errors
/// When the database refuses.
pub fn reroute(work: &mut Work<'_>, from: AgencyId, to: AgencyId, on: NaiveDate) -> Result<usize, Error> {
    let open = store::open_of(work.conn, from)?;
    for id in &open {
        let (version, tenant) = store::replace_agency(work.conn, *id, from, to, work.now)?;
        let subject = Subject { kind: SubjectKind::Recommendation, id: id.0, version, tenant };
        work.record(reports::rerouted(subject, "recommendation.rerouted", from, to, on))?;
    }
    Ok(open.len())
}

/// The lifecycle of a stored recommendation.
///
/// # Errors
/// Internal, when the row was not written by the lifecycle.
pub fn restore(stored: &Stored) -> Result<Recommendation, Error> {
    Recommendation::restore(stored.snapshot.clone()).map_err(inconsistent)
}

fn inconsistent(error: crate::domain::recommendation::Inconsistent) -> Error {
    Error::internal(error.to_string())
}

fn actor(principal: &Principal) -> Actor {
    Actor { id: principal.who.id(), role: principal.role }
}

fn subject(stored: &Stored) -> Subject {
    Subject {
        kind: SubjectKind::Recommendation,
        id: stored.snapshot.id.0,
        version: stored.version,
        tenant: stored.government_code.clone(),
    }
}

fn change(stored: &Stored, event: &Event) -> Change {
    let changes = event
        .changes
        .iter()
        .map(|change| FieldChange::new(format!("/{}", change.field), change.before.clone(), change.after.clone()));
    Change::new(subject(stored), "createRecommendationTransition", event_name(event.transition))
        .with_states(Some(event.from.code()), event.to.code())
        .with_effective_on(event.effective_on)
        .with_changes(changes.collect())
}

/// What happened, as the history and the outgoing events call it.
const fn event_name(transition: Transition) -> &'static str {
    match transition {
        Transition::SubmitToQuality => "recommendation.submit_to_quality",
        Transition::ClearQuality => "recommendation.clear_quality",
        Transition::Sign => "recommendation.sign",
        Transition::Deliver => "recommendation.deliver",
        Transition::RecordReceipt => "recommendation.record_receipt",
        Transition::RecordSuperiorReceipt => "recommendation.record_superior_receipt",
        Transition::FileReport => "recommendation.file_report",
        Transition::Review => "recommendation.review",
        Transition::FindCarriedOut => "recommendation.find_carried_out",
        Transition::FindPartlyCarriedOut => "recommendation.find_partly_carried_out",
        Transition::FindNotCarriedOut => "recommendation.find_not_carried_out",
        Transition::ConfirmLapse => "recommendation.confirm_lapse",
        Transition::Publish => "recommendation.publish",
        Transition::ReportUpward => "recommendation.report_upward",
    }
}
