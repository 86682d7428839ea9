//! People and machines for tests.

use diesel::prelude::*;
use narahubung::auth::token::{AuthenticationMethod, Grant};
use narahubung::db::AnyConnection;
use narahubung::db::schema::{clients, narahubung as narahubung_table, sessions, users};
use narahubung::domain::access::{Role, Scope, Who, scopes_of};
use narahubung::domain::code::Code;
use narahubung::domain::id::{AgencyId, ClientId, NarahubungId, SessionId, UserId};
use narahubung::domain::time::{Timestamp, Zone};
use narahubung::service::Service;
use uuid::Uuid;

/// A person of whom a test needs the id, or who must log in more than once.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub id: UserId,
    pub role: Role,
    agency: Option<AgencyId>,
}

/// A new person's account.
pub async fn member(service: &Service, role: Role, agency: Option<Uuid>) -> Member {
    let (id, now, agency) = (service.clock.new_id::<UserId>(), service.now(), agency.map(AgencyId));
    let designation = service.clock.new_id::<NarahubungId>();
    service
        .db
        .write(move |conn| {
            diesel::insert_into(users::table)
                .values((
                    users::id.eq(id),
                    users::username.eq(format!("{}-{id}", role.code())),
                    users::display_name.eq(role.label_id()),
                    users::role.eq(role),
                    users::agency_id.eq(agency),
                    users::password_hash.eq("none"),
                    users::active.eq(true),
                    users::epoch.eq(1),
                    users::password_is_initial.eq(false),
                    users::version.eq(1),
                    users::created_at.eq(now),
                    users::updated_at.eq(now),
                ))
                .execute(conn)?;
            if let (Role::Narahubung, Some(agency)) = (role, agency) {
                designate(conn, designation, agency, id, now)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    Member { id, role, agency }
}

/// A running designation, without which a narahubung's account does not live.
fn designate(
    conn: &mut AnyConnection,
    id: NarahubungId,
    agency: AgencyId,
    user: UserId,
    now: Timestamp,
) -> QueryResult<()> {
    let today = Zone::Wita.day_of(now);
    diesel::insert_into(narahubung_table::table)
        .values((
            narahubung_table::id.eq(id),
            narahubung_table::agency_id.eq(agency),
            narahubung_table::person_name.eq("Contoh Narahubung"),
            narahubung_table::post.eq("Sekretaris"),
            narahubung_table::phone.eq("+628110000001"),
            narahubung_table::level.eq("skpd"),
            narahubung_table::role.eq("deputy"),
            narahubung_table::decree_number.eq("SK/1"),
            narahubung_table::decree_on.eq(today),
            narahubung_table::signer_post.eq("Bupati"),
            narahubung_table::valid_from.eq(today),
            narahubung_table::user_id.eq(user),
            narahubung_table::search_text.eq("contoh narahubung"),
            narahubung_table::version.eq(1),
            narahubung_table::created_at.eq(now),
            narahubung_table::updated_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// A new session of a person; its access token.
pub async fn log_in(service: &Service, member: Member) -> String {
    let (session, now) = (service.clock.new_id::<SessionId>(), service.now());
    service
        .db
        .write(move |conn| {
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(session),
                    sessions::user_id.eq(member.id),
                    sessions::epoch.eq(1),
                    sessions::created_at.eq(now),
                    sessions::last_used_at.eq(now),
                    sessions::expires_at.eq(now.plus_seconds(7 * 24 * 3600)),
                ))
                .execute(conn)?;
            Ok(())
        })
        .await
        .unwrap();
    let grant = Grant {
        who: Who::Person(member.id, session),
        client_id: "tests".to_owned(),
        role: member.role,
        scopes: scopes_of(member.role),
        agency: member.agency,
        epoch: 1,
        auth_time: Some(now),
        methods: vec![AuthenticationMethod::Password],
    };
    service.tokens.issue(&service.ring(), grant, service.clock.new_id(), now).unwrap().token
}

/// A new machine client; its access token.
pub async fn machine(service: &Service, role: Role, agency: Option<Uuid>, scopes: &[Scope]) -> String {
    let client: ClientId = service.clock.new_id();
    let now = service.now();
    let agency = agency.map(AgencyId);
    let words = scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ");
    service
        .db
        .write(move |conn| {
            diesel::insert_into(clients::table)
                .values((
                    clients::id.eq(client),
                    clients::client_id.eq(format!("client-{client}")),
                    clients::name.eq("Klien uji"),
                    clients::role.eq(role),
                    clients::agency_id.eq(agency),
                    clients::scopes.eq(words),
                    clients::integration.eq(false),
                    clients::active.eq(true),
                    clients::epoch.eq(1),
                    clients::version.eq(1),
                    clients::created_at.eq(now),
                    clients::updated_at.eq(now),
                ))
                .execute(conn)?;
            Ok(())
        })
        .await
        .unwrap();
    let grant = Grant {
        who: Who::Machine(client),
        client_id: format!("client-{client}"),
        role,
        scopes: scopes.to_vec(),
        agency,
        epoch: 1,
        auth_time: None,
        methods: Vec::new(),
    };
    service.tokens.issue(&service.ring(), grant, service.clock.new_id(), now).unwrap().token
}
