//! People and machines for tests, made by the service's own operations.

use narahubung::accounts::operations::clients::{self, NewClient, scopes_of_client};
use narahubung::accounts::operations::sessions::open_session;
use narahubung::accounts::operations::users::{KeptPassword, NewUser, create_user, find_user};
use narahubung::auth::password::policy::accept;
use narahubung::domain::access::{Role, Scope};
use narahubung::domain::code::Code;
use narahubung::domain::id::{AgencyId, UserId};
use narahubung::domain::narahubung::NarahubungRole;
use narahubung::domain::time::Zone;
use narahubung::error::{Code as ErrorCode, Error};
use narahubung::journal::Work;
use narahubung::narahubung::operations::{self as designations, NewDesignation};
use narahubung::service::Service;
use uuid::Uuid;

/// The password of everybody whom tests make.
pub const PASSWORD: &str = "tujuh kerbau biru melompat";

/// A person of whom a test needs the id, or who must log in more than once.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub id: UserId,
}

/// A person who can log in, and has.
pub struct Person {
    pub id: Uuid,
    pub username: String,
    /// An access token of a session of theirs.
    pub token: String,
}

/// A new person's account; with a designation, without which a narahubung's account does not live.
async fn account(service: &Service, role: Role, agency: Option<Uuid>) -> (Member, String) {
    let hash = service.passwords.hash(accept(PASSWORD, &[]).unwrap()).await.unwrap();
    let new = NewUser {
        username: format!("{}-{}", role.code(), service.clock.new_id::<Uuid>()),
        display_name: role.label_id().to_owned(),
        role,
        agency_id: agency.map(AgencyId),
        password: KeptPassword::Chosen(hash),
    };
    let clock = service.clock.clone();
    let user = service.db.write(move |conn| {
        let mut work = Work::by_system(conn, &clock);
        let user = create_user(&mut work, new)?;
        if let (Role::Narahubung, Some(agency)) = (role, user.agency_id) {
            designate(&mut work, agency, user.id)?;
        }
        Ok(user)
    });
    let user = user.await.unwrap();
    (Member { id: user.id }, user.username.clone())
}

/// A new person's account.
pub async fn member(service: &Service, role: Role, agency: Option<Uuid>) -> Member {
    account(service, role, agency).await.0
}

/// A new person with a session.
pub async fn person(service: &Service, role: Role, agency: Option<Uuid>) -> Person {
    let (member, username) = account(service, role, agency).await;
    Person { id: member.id.0, username, token: log_in(service, member).await }
}

/// A new session of a person; its access token.
pub async fn log_in(service: &Service, member: Member) -> String {
    let clock = service.clock.clone();
    let open = service.db.write(move |conn| {
        let mut work = Work::by_system(conn, &clock);
        let user = find_user(&mut work, member.id)?;
        open_session(&mut work, user, None, false)
    });
    let grant = open.await.unwrap().grant();
    service.tokens.issue(&service.ring(), grant, service.clock.new_id(), service.now()).unwrap().token
}

fn designate(work: &mut Work<'_>, agency: AgencyId, user: UserId) -> Result<(), Error> {
    let today = Zone::Wita.day_of(work.now);
    let new = |role| NewDesignation {
        agency_id: agency,
        person_name: "Narahubung Contoh".to_owned(),
        staff_number: None,
        post: "Sekretaris".to_owned(),
        phone: "0811-0000-001".to_owned(),
        email: None,
        level: None,
        role,
        decree_number: "SK/1/2026".to_owned(),
        decree_on: today,
        signer_post: "Kepala Dinas".to_owned(),
        valid_from: today,
        valid_to: None,
        contact_hours: None,
        user_id: Some(user),
    };
    match designations::designate(work, new(NarahubungRole::Deputy)) {
        Err(error) if error.code() == ErrorCode::Conflict => {
            designations::designate(work, new(NarahubungRole::Primary)).map(drop)
        }
        result => result.map(drop),
    }
}

/// A new machine client; its access token.
pub async fn machine(service: &Service, role: Role, agency: Option<Uuid>, scopes: &[Scope]) -> String {
    let new = NewClient {
        client_id: format!("klien-{}", service.clock.new_id::<Uuid>()),
        name: "Klien uji".to_owned(),
        role,
        agency_id: agency.map(AgencyId),
        scopes: scopes.to_vec(),
        integration: false,
        secret_days: 30,
    };
    let (clock, ring) = (service.clock.clone(), service.ring());
    let made = service.db.write(move |conn| {
        let mut work = Work::by_system(conn, &clock);
        clients::create_client(&mut work, &ring, new)
    });
    let client = made.await.unwrap().client;
    let grant = clients::grant(&client, scopes_of_client(&client));
    service.tokens.issue(&service.ring(), grant, service.clock.new_id(), service.now()).unwrap().token
}
