//! Every operation of the document that takes an object's id, for every role, on objects in view and out of it.
//!
//! Out of view must answer exactly as an id that no object has: 404 with the same body and headers. In view, an
//! operation that the role may do must find its object; it is asked with a body that no operation accepts, so that it
//! says so and changes nothing.

use super::world::{Asker, Kind, Place, World, build};
use super::{Attempt, NOBODY, attempts, is_open, send};
use crate::support::{Answer, TestApp};
use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

/// The kind of object that `{id}` names at this address. A new address must be given a kind, or the test stops.
fn kind_of(template: &str) -> Option<Kind> {
    if !template.contains("{id}") {
        return None;
    }
    Some(match template.split('/').nth(2).unwrap_or_default() {
        "reports" => Kind::Report,
        "recommendations" => Kind::Recommendation,
        "deadlines" => Kind::Deadline,
        "narahubung" => Kind::Designation,
        "agencies" => Kind::Agency,
        "users" => Kind::User,
        "clients" => Kind::Client,
        "sessions" => Kind::Session,
        other => panic!("what does {{id}} name below {other}?"),
    })
}

/// The kind of object that a parameter or a property with this name names.
fn kind_of_name(name: &str) -> Option<Kind> {
    match name {
        "report_id" => Some(Kind::Report),
        "agency_id" | "respondent_id" | "superior_id" | "parent_id" => Some(Kind::Agency),
        _ => None,
    }
}

/// What a caller can tell an answer by: all but the ids of the request.
fn told(answer: &Answer) -> (u16, Value, Vec<(String, String)>) {
    let mut body = answer.body.clone();
    for name in ["instance", "request_id"] {
        if let Some(body) = body.as_object_mut() {
            body.remove(name);
        }
    }
    let headers = answer.headers.iter().filter(|(name, _)| name.as_str() != "x-request-id");
    let mut headers: Vec<_> =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    headers.sort();
    (answer.status, body, headers)
}

impl Attempt {
    /// The same operation on another object.
    fn on(&self, world: &World, id: &str) -> Self {
        let path = self.template.replace("{id}", id).replace("{user_id}", &world.spare.to_string());
        assert!(!path.contains('{'), "{path}");
        Self { path, ..self.clone() }
    }

    /// The same operation with a body that it cannot accept.
    fn with_nonsense(&self) -> Self {
        let nonsense = |(_, media): &(Vec<u8>, String)| (br#"{"no_such_property":true}"#.to_vec(), media.clone());
        Self { body: self.body.as_ref().map(nonsense), ..self.clone() }
    }

    /// The same operation with another value of one property of its example; `None` where it has no such property.
    fn with_property(&self, name: &str, value: &str) -> Option<Self> {
        let (bytes, media) = self.body.as_ref()?;
        let mut example: Value = serde_json::from_slice(bytes).ok()?;
        example.get(name)?;
        example[name] = json!(value);
        Some(Self { body: Some((example.to_string().into_bytes(), media.clone())), ..self.clone() })
    }
}

pub async fn every_operation_on_objects_in_view_and_out_of_it(app: TestApp) {
    let world = build(app).await;
    let attempts = attempts(world.app.document());
    let mut tally = Tally::default();
    for attempt in &attempts {
        if is_open(&attempt.rule) {
            continue;
        }
        for asker in &world.askers {
            if let Some(kind) = kind_of(&attempt.template) {
                on_the_address(&world, attempt, asker, kind, &mut tally).await;
            }
            if attempt.rule.roles.contains(&asker.role) {
                in_filters(&world, attempt, asker, &mut tally).await;
                in_bodies(&world, attempt, asker, &mut tally).await;
                in_lists(&world, attempt, asker, &mut tally).await;
            }
        }
    }
    let Tally { found, hidden, filtered, listed } = tally;
    assert!(found > 150 && hidden > 300 && filtered > 50 && listed > 30, "{tally:?} is not every operation");
}

/// How much was compared, so that a matrix that compares nothing is noticed.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    found: usize,
    hidden: usize,
    filtered: usize,
    listed: usize,
}

async fn on_the_address(world: &World, attempt: &Attempt, asker: &Asker, kind: Kind, tally: &mut Tally) {
    let forms = [attempt.clone(), attempt.with_nonsense()];
    let nobodys = [
        told(&send(&asker.caller, &forms[0].on(world, NOBODY)).await),
        told(&send(&asker.caller, &forms[1].on(world, NOBODY)).await),
    ];
    let may = attempt.rule.roles.contains(&asker.role);
    for place in Place::ALL {
        let Some(id) = world.object(kind, place, asker) else { continue };
        let what = format!("{} by {} on {kind:?} {place:?}", attempt.rule.operation, asker.name);
        if may && World::sees(kind, place, asker.role) {
            let answer = send(&asker.caller, &forms[1].on(world, &id.to_string())).await;
            let refused = matches!(answer.status, 401 | 403 | 404 | 500..);
            assert!(!refused, "{what} must be found: {} {}", answer.status, answer.body);
            tally.found += 1;
            continue;
        }
        for (form, nobodys) in forms.iter().zip(&nobodys) {
            let answer = told(&send(&asker.caller, &form.on(world, &id.to_string())).await);
            assert_eq!(answer.0, if may { 404 } else { 403 }, "{what}: {}", answer.1);
            assert_eq!(&answer, nobodys, "{what} is told from an id that no object has");
            tally.hidden += 1;
        }
    }
}

/// A filter by an object out of view finds what a filter by an id that no object has finds.
async fn in_filters(world: &World, attempt: &Attempt, asker: &Asker, tally: &mut Tally) {
    for name in &attempt.filters {
        let Some(kind) = kind_of_name(name) else { panic!("what does the parameter {name} name?") };
        let with = |id: &str| {
            let sign = if attempt.path.contains('?') { '&' } else { '?' };
            Attempt { path: format!("{}{sign}{name}={id}", attempt.path), ..attempt.clone() }
        };
        let nobodys = send(&asker.caller, &with(NOBODY)).await;
        for place in Place::ALL {
            let Some(id) = world.object(kind, place, asker).filter(|_| !World::sees(kind, place, asker.role)) else {
                continue;
            };
            let answer = send(&asker.caller, &with(&id.to_string())).await;
            let what = format!("{}?{name} by {} on {place:?}", attempt.rule.operation, asker.name);
            let (answer, nobodys) = (told(&answer), told(&nobodys));
            assert_eq!((answer.0, answer.1), (nobodys.0, nobodys.1), "{what} is told from an id that no object has");
            tally.filtered += 1;
        }
    }
}

/// A body that names a case or, for designations, an agency out of view is refused like one that names nothing.
async fn in_bodies(world: &World, attempt: &Attempt, asker: &Asker, tally: &mut Tally) {
    let names: &[&str] = match attempt.rule.operation {
        "designateNarahubung" => &["agency_id"],
        _ => &["report_id"],
    };
    for name in names {
        let Some(nobodys) = attempt.with_property(name, NOBODY) else { continue };
        let nobodys = told(&send(&asker.caller, &nobodys).await);
        for place in Place::ALL {
            let kind = kind_of_name(name).unwrap();
            let Some(id) = world.object(kind, place, asker).filter(|_| !World::sees(kind, place, asker.role)) else {
                continue;
            };
            let Some(attempt) = attempt.with_property(name, &id.to_string()) else { continue };
            let answer = told(&send(&asker.caller, &attempt).await);
            let what = format!("{} naming {place:?} by {}", attempt.rule.operation, asker.name);
            assert!(answer.0 >= 400, "{what}: {}", answer.1);
            assert_eq!(answer, nobodys, "{what} is told from an id that no object has");
            tally.hidden += 1;
        }
    }
}

/// A list of cases, recommendations, deadlines or designations holds what the caller can open, and nothing else.
async fn in_lists(world: &World, attempt: &Attempt, asker: &Asker, tally: &mut Tally) {
    let kind = match attempt.template.as_str() {
        "/v1/reports" => Kind::Report,
        "/v1/recommendations" => Kind::Recommendation,
        "/v1/deadlines" => Kind::Deadline,
        "/v1/narahubung" => Kind::Designation,
        _ => return,
    };
    if attempt.method != Method::GET {
        return;
    }
    let all = Attempt { path: format!("{}?limit=200", attempt.template), ..attempt.clone() };
    let page = send(&asker.caller, &all).await.expect(200);
    let ids: Vec<Uuid> = page.items().iter().map(|item| item["id"].as_str().unwrap().parse().unwrap()).collect();
    for place in Place::ALL {
        let Some(id) = world.object(kind, place, asker) else { continue };
        let seen = World::sees(kind, place, asker.role);
        assert_eq!(ids.contains(&id), seen, "{} by {}: {place:?}", attempt.rule.operation, asker.name);
        tally.listed += 1;
    }
}
