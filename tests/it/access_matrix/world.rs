//! One object of each kind in every place where it may stand to a caller, and callers of every role.

use crate::recommendations::{DECIDED, draft, flat, sign_and_deliver};
use crate::reports::Office;
use crate::steps::{Walk, noon, order};
use crate::support::{Caller, Member, TestApp};
use narahubung::domain::access::{Role, scopes_of};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Where a case stands to the callers, who all belong to 63.07 or to the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Of the caller's own agency, with everything delivered to it; recorded by the reporter, examined by the examiner.
    Own,
    /// Of 63.06 and another examiner, with everything delivered there.
    Foreign,
    /// Of the caller's agency and another examiner; what was ordered went elsewhere, the recommendation is a draft.
    Undelivered,
    /// Like the own one, but another examiner's, and it bypasses every agency where the callers work.
    Bypassed,
    /// Of 63.06; every caller of the office has declared a conflict of interest.
    Conflicted,
    /// Under examination by another examiner, nothing delivered, nothing handed over.
    Underway,
    /// A draft of somebody else of the office.
    Draft,
}

impl Place {
    pub const ALL: [Self; 7] =
        [Self::Own, Self::Foreign, Self::Undelivered, Self::Bypassed, Self::Conflicted, Self::Underway, Self::Draft];

    /// The cases that went all the way to a recommendation.
    const TOLD: [Self; 5] = [Self::Own, Self::Foreign, Self::Undelivered, Self::Bypassed, Self::Conflicted];

    /// Contract 0.3, said once more and by hand: whether a caller of this role sees the case, its recommendation and
    /// what its agency owes in it.
    pub fn in_view_of(self, role: Role) -> bool {
        match role {
            Role::Head | Role::Intake | Role::Prevention => !matches!(self, Self::Conflicted | Self::Draft),
            Role::Resolution => !matches!(self, Self::Conflicted | Self::Draft | Self::Underway),
            Role::OfficeClient => self != Self::Draft,
            Role::Examiner | Role::Reporter => self == Self::Own,
            Role::Narahubung | Role::Inspector | Role::Responder | Role::AgencyClient => self == Self::Own,
            Role::Admin => false,
        }
    }
}

/// A kind of object that an operation takes the id of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Report,
    Recommendation,
    Deadline,
    Designation,
    Agency,
    User,
    Client,
    Session,
}

/// A case with what hangs on it.
pub struct Case {
    pub report: Uuid,
    pub recommendation: Option<Uuid>,
    pub deadline: Option<Uuid>,
}

/// Somebody who asks.
pub struct Asker {
    pub name: &'static str,
    pub role: Role,
    pub caller: Caller,
    /// Another session of theirs.
    pub session: Option<Uuid>,
}

pub struct World {
    pub app: TestApp,
    pub cases: BTreeMap<Place, Case>,
    pub askers: Vec<Asker>,
    /// Assigned to every case that is examined, for whoever ends an assignment.
    pub spare: Uuid,
    others: BTreeMap<(Kind, Place), Uuid>,
}

impl World {
    /// The object of this kind in that place; `None` where there is no such thing.
    pub fn object(&self, kind: Kind, place: Place, asker: &Asker) -> Option<Uuid> {
        let case = self.cases.get(&place);
        match kind {
            Kind::Report => case.map(|case| case.report),
            Kind::Recommendation => case.and_then(|case| case.recommendation),
            Kind::Deadline => case.and_then(|case| case.deadline),
            Kind::Session if place == Place::Own => asker.session,
            _ => self.others.get(&(kind, place)).copied(),
        }
    }

    /// Whether the asker sees the object of this kind in that place.
    pub fn sees(kind: Kind, place: Place, role: Role) -> bool {
        match kind {
            Kind::Report | Kind::Recommendation | Kind::Deadline => place.in_view_of(role),
            // Handbook 11.3: the agency side, its own tree; whoever else may ask at all, every agency.
            Kind::Designation | Kind::Agency => place == Place::Own || !role.is_agency_side(),
            Kind::User | Kind::Client => true,
            Kind::Session => place == Place::Own,
        }
    }
}

/// Those who follow the cases, and the agencies around them.
struct Cast {
    walk: Walk,
    ours: Member,
    theirs: Member,
    spare: Member,
    inspectorate: Uuid,
    elsewhere: Uuid,
    reports: BTreeMap<Place, Uuid>,
}

impl Cast {
    /// Turns to the case in that place.
    fn turn_to(&mut self, place: Place) {
        self.walk.report = self.reports[&place];
        self.walk.examiner = match place {
            Place::Own | Place::Conflicted => self.ours,
            _ => self.theirs,
        };
    }

    fn respondent(&self, place: Place) -> Uuid {
        match place {
            Place::Foreign | Place::Conflicted => self.walk.office.other_respondent,
            _ => self.walk.office.respondent,
        }
    }
}

const FIRST_DAY: &str = "2026-02-02";

pub async fn build(app: TestApp) -> World {
    app.clock.move_to(noon(FIRST_DAY));
    let reporter = app.member(Role::Reporter).await;
    let (ours, theirs, spare) =
        (app.member(Role::Examiner).await, app.member(Role::Examiner).await, app.member(Role::Examiner).await);
    let walk = Walk::begin(app, FIRST_DAY).await;
    let head = &walk.office.head;
    let inspectorate = agency(head, "63.07.INSPEKTORAT", "inspectorate", Some(walk.office.government)).await;
    let elsewhere = agency(head, "63.01", "government", None).await;
    let mut cast = Cast { walk, ours, theirs, spare, inspectorate, elsewhere, reports: BTreeMap::new() };
    record_all(&mut cast, reporter).await;
    examine_all(&mut cast).await;
    let recommendations = recommend_all(&mut cast).await;
    settle(cast, reporter, recommendations).await
}

async fn agency(head: &Caller, code: &str, kind: &str, parent: Option<Uuid>) -> Uuid {
    let mut body = json!({ "code": code, "name": code, "kind": kind, "class": "PEMKAB" });
    if let Some(parent) = parent {
        body["parent_id"] = json!(parent);
    }
    head.post("/v1/agencies", body).await.expect(201).id()
}

async fn record_all(cast: &mut Cast, reporter: Member) {
    let reporter = cast.walk.on(FIRST_DAY, reporter).await;
    for place in Place::ALL {
        let mut body = cast.walk.office.report();
        body["event_on"] = json!("2026-01-05");
        body["respondent_id"] = json!(cast.respondent(place));
        let by = if place == Place::Own { &reporter } else { &cast.walk.office.intake };
        if place == Place::Draft {
            body["as_draft"] = json!(true);
        }
        let report = by.post("/v1/reports", body).await.expect(201).id();
        cast.reports.insert(place, report);
    }
}

/// Takes every case but the draft into examination, and those that are told to their end to the monitoring of what was
/// ordered.
async fn examine_all(cast: &mut Cast) {
    let examined = Place::ALL.into_iter().filter(|place| *place != Place::Draft);
    for (number, place) in examined.enumerate() {
        cast.turn_to(place);
        cast.walk.to_meeting("2026-02-03").await;
        let head = cast.walk.on("2026-02-03", cast.walk.head).await;
        let mut admission = cast.walk.admission("2026-02-03");
        admission["archive_number"] = json!(format!("00{}/LM/II/2026/BJM", 10 + number));
        admission["team"] = json!([cast.walk.examiner.id.0, cast.spare.id.0]);
        cast.walk.step(&head, admission).await;
    }
    for place in Place::TOLD {
        cast.turn_to(place);
        cast.walk.to_result("2026-02-10").await;
    }
    for place in Place::TOLD {
        cast.turn_to(place);
        let addressee = if place == Place::Undelivered { cast.elsewhere } else { cast.respondent(place) };
        let examiner = cast.walk.on("2026-02-11", cast.walk.examiner).await;
        cast.walk.step(&examiner, order(&[addressee], "2026-02-11")).await;
    }
    for place in Place::TOLD {
        cast.turn_to(place);
        let examiner = cast.walk.on("2026-04-15", cast.walk.examiner).await;
        let seen = json!({ "transition": "record_monitoring", "monitored_on": "2026-04-15", "note": "Belum ada." });
        cast.walk.step(&examiner, seen).await;
    }
}

async fn recommend_all(cast: &mut Cast) -> BTreeMap<Place, Uuid> {
    let mut recommendations = BTreeMap::new();
    let centre = cast.walk.app().member(Role::Resolution).await;
    for (number, place) in Place::TOLD.into_iter().enumerate() {
        cast.turn_to(place);
        let head = cast.walk.on("2026-04-15", cast.walk.head).await;
        let over = json!({ "transition": "hand_over", "documents": ["LHP"], "letter_number": "101/HM/IV/2026",
            "handed_over_on": "2026-04-15" });
        cast.walk.step(&head, over).await;
        let centre = cast.walk.on(DECIDED, centre).await;
        let mut decided = flat("recommend");
        decided["decided_on"] = json!(DECIDED);
        decided.as_object_mut().unwrap().remove("central_document_on");
        cast.walk.step(&centre, decided).await;
        let superior = match place {
            Place::Foreign | Place::Conflicted => cast.walk.office.other_government,
            _ => cast.walk.office.government,
        };
        let id = centre.post("/v1/recommendations", draft(cast.walk.report, superior)).await.expect(201).id();
        if place != Place::Undelivered {
            sign_and_deliver(&centre, id, &format!("000{}/REK/2026", number + 1)).await;
        }
        recommendations.insert(place, id);
    }
    recommendations
}

/// Everybody who asks, logged in now, and the last things that keep cases from them.
async fn settle(mut cast: Cast, reporter: Member, recommendations: BTreeMap<Place, Uuid>) -> World {
    let app = cast.walk.app();
    let Office { respondent, other_respondent, .. } = cast.walk.office;
    app.clock.move_to(noon(DECIDED));
    let people = [
        ("head", Role::Head, cast.walk.head),
        ("intake", Role::Intake, cast.walk.intake),
        ("examiner", Role::Examiner, cast.ours),
        ("prevention", Role::Prevention, app.member(Role::Prevention).await),
        ("resolution", Role::Resolution, app.member(Role::Resolution).await),
        ("reporter", Role::Reporter, reporter),
        ("admin", Role::Admin, app.member(Role::Admin).await),
        ("narahubung of the Inspektorat", Role::Narahubung, app.member_at(Role::Narahubung, cast.inspectorate).await),
        ("narahubung of the department", Role::Narahubung, app.member_at(Role::Narahubung, respondent).await),
        ("inspector", Role::Inspector, app.member_at(Role::Inspector, cast.inspectorate).await),
        ("responder", Role::Responder, app.member_at(Role::Responder, respondent).await),
    ];
    let stranger = app.member_at(Role::Narahubung, other_respondent).await;
    let mut askers = Vec::new();
    for (name, role, member) in people {
        let caller = app.log_in(member).await;
        app.log_in(member).await;
        askers.push(Asker { name, role, session: other_session(&caller).await, caller });
    }
    for (name, role, agency) in [
        ("machine of the office", Role::OfficeClient, None),
        ("machine of the department", Role::AgencyClient, Some(respondent)),
    ] {
        let caller = app.machine(role, agency, &scopes_of(role)).await;
        askers.push(Asker { name, role, caller, session: None });
    }
    let with_name = |name: &str| &askers.iter().find(|asker| asker.name == name).unwrap().caller;
    let (head, admin) = (with_name("head"), with_name("admin"));

    let first = async |caller: &Caller, path: String| -> Uuid {
        let page = caller.get(&path).await.expect(200);
        page.items().first().unwrap_or_else(|| panic!("{path} is empty"))["id"].as_str().unwrap().parse().unwrap()
    };
    let mut cases = BTreeMap::new();
    for (place, report) in &cast.reports {
        let owed = match place {
            Place::Draft => None,
            Place::Underway => Some(first(head, format!("/v1/reports/{report}/deadlines")).await),
            _ => Some(first(head, format!("/v1/deadlines?code=D07&report_id={report}")).await),
        };
        let case = Case { report: *report, recommendation: recommendations.get(place).copied(), deadline: owed };
        cases.insert(*place, case);
    }
    let owner_of_a_factor = app.member(Role::Prevention).await;
    app.log_in(owner_of_a_factor).await.post("/v1/second-factors", json!({})).await.expect(201);
    app.log_in(stranger).await;
    let foreign_session = other_session(&app.log_in(stranger).await).await;
    let others = BTreeMap::from([
        ((Kind::Agency, Place::Own), respondent),
        ((Kind::Agency, Place::Foreign), other_respondent),
        ((Kind::Designation, Place::Own), first(head, format!("/v1/narahubung?agency_id={respondent}")).await),
        (
            (Kind::Designation, Place::Foreign),
            first(head, format!("/v1/narahubung?agency_id={other_respondent}")).await,
        ),
        ((Kind::User, Place::Own), owner_of_a_factor.id.0),
        ((Kind::Client, Place::Own), first(admin, "/v1/clients".to_owned()).await),
        ((Kind::Session, Place::Foreign), foreign_session.unwrap()),
    ]);

    let conflicted = format!("/v1/reports/{}/conflict-declarations", cases[&Place::Conflicted].report);
    for asker in askers.iter().filter(|asker| asker.role.is_office_staff()) {
        asker.caller.post(&conflicted, json!({ "reason": "Keluarga." })).await.expect(204);
    }
    let bypasses = format!("/v1/reports/{}/bypasses", cases[&Place::Bypassed].report);
    for agency in [cast.inspectorate, respondent] {
        head.post(&bypasses, json!({ "agency_id": agency, "reason": "Disebut dalam laporan." })).await.expect(201);
    }
    cast.turn_to(Place::Underway);
    World { cases, askers, spare: cast.spare.id.0, others, app: cast.walk.office.app }
}

/// A session of this person that is not the one of this token.
async fn other_session(caller: &Caller) -> Option<Uuid> {
    let page = caller.get("/v1/sessions").await.expect(200);
    let other = page.items().iter().find(|session| session["current"] == Value::Bool(false));
    other.map(|session| session["id"].as_str().unwrap().parse().unwrap())
}
