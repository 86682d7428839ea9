//! The people and machines of the demo.

use super::agencies::Directory;
use super::credentials::{self, Credentials};
use super::people::People;
use super::plan::Part;
use super::plan::underway::GOVERNMENTS;
use super::play::Cast;
use crate::accounts::operations::clients::{NewClient, create_client};
use crate::accounts::operations::users::{KeptPassword, NewUser, create_user};
use crate::auth::password::initial::InitialPassword;
use crate::clock::Clock;
use crate::crypto::key_ring::KeyRing;
use crate::domain::access::{Principal, Role, Scope, Who, scopes_of};
use crate::domain::code::Code as _;
use crate::domain::id::{AgencyId, UserId};
use crate::error::Error;
use crate::journal::Work;
use crate::service::Service;
use std::collections::BTreeMap;

/// A person whom the demo needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedUser {
    /// For logging in.
    pub username: String,
    /// In which role.
    pub role: Role,
    /// Where the account works.
    pub agency_code: Option<String>,
}

/// A machine that the demo needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedClient {
    /// The name by which it authenticates.
    pub client_id: &'static str,
    /// What it is, in words.
    pub name: &'static str,
    /// In which role.
    pub role: Role,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The agency to which it is bound.
    pub agency_code: Option<String>,
}

/// For how many days the machines' secrets count: the longest that is allowed.
const SECRET_DAYS: i64 = 365;

/// User name of the head of the office: whoever begins with the demo begins here.
pub const HEAD: &str = "kepala";

/// Everybody, the office first.
pub fn users() -> Vec<WantedUser> {
    let office = [
        (HEAD, Role::Head),
        ("pvl", Role::Intake),
        ("riksa1", Role::Examiner),
        ("riksa2", Role::Examiner),
        ("cegah", Role::Prevention),
        ("resmon", Role::Resolution),
        ("admin", Role::Admin),
        ("pelapor", Role::Reporter),
    ];
    let office = office.map(|(username, role)| WantedUser { username: username.to_owned(), role, agency_code: None });
    let mut users = office.to_vec();
    for government in GOVERNMENTS {
        for (role, suffix) in [(Role::Narahubung, "ITDA"), (Role::Inspector, "ITDA"), (Role::Responder, "DISDUKCAPIL")]
        {
            users.push(WantedUser {
                username: format!("{}.{government}", role.code()),
                role,
                agency_code: Some(format!("{government}.{suffix}")),
            });
        }
    }
    users
}

/// Both machines: the backend of the mobile app, and the system of an agency.
pub fn clients() -> Vec<WantedClient> {
    vec![
        WantedClient {
            client_id: "aplikasi-seluler",
            name: "Backend aplikasi seluler",
            role: Role::OfficeClient,
            scopes: scopes_of(Role::OfficeClient),
            agency_code: None,
        },
        WantedClient {
            client_id: "disdukcapil-hst",
            name: "Sistem Disdukcapil Hulu Sungai Tengah",
            role: Role::AgencyClient,
            scopes: scopes_of(Role::AgencyClient),
            agency_code: Some("63.07.DISDUKCAPIL".to_owned()),
        },
    ]
}

/// A person who was made.
#[derive(Clone)]
struct Made {
    wanted: WantedUser,
    id: UserId,
    agency: Option<AgencyId>,
    password: InitialPassword,
}

/// Everybody who was made.
pub struct Everybody {
    users: Vec<Made>,
    clients: Vec<credentials::Client>,
}

/// Makes everybody. Nobody is asked to choose another password first: the file tells them all.
///
/// # Errors
/// When the database refuses.
pub fn create(work: &mut Work<'_>, service: &Service, directory: &Directory) -> Result<Everybody, Error> {
    let mut people = People::of(63);
    let mut made = Everybody { users: Vec::new(), clients: Vec::new() };
    for wanted in users() {
        let password = InitialPassword::generate();
        let agency = agency_of(directory, wanted.agency_code.as_deref())?;
        let new = NewUser {
            username: wanted.username.clone(),
            display_name: people.name(),
            role: wanted.role,
            agency_id: agency,
            password: KeptPassword::Chosen(service.passwords.hash_now(&password.accepted())?),
        };
        let id = create_user(work, new)?.id;
        made.users.push(Made { wanted, id, agency, password });
    }
    Ok(made)
}

fn agency_of(directory: &Directory, code: Option<&str>) -> Result<Option<AgencyId>, Error> {
    code.map(|code| directory.get(code).map(|known| known.id)).transpose()
}

impl Everybody {
    /// Makes the machines, whose secrets count from now on.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn create_clients(&mut self, work: &mut Work<'_>, ring: &KeyRing, directory: &Directory) -> Result<(), Error> {
        for wanted in clients() {
            let new = NewClient {
                client_id: wanted.client_id.to_owned(),
                name: wanted.name.to_owned(),
                role: wanted.role,
                agency_id: agency_of(directory, wanted.agency_code.as_deref())?,
                scopes: wanted.scopes.clone(),
                integration: false,
                secret_days: SECRET_DAYS,
            };
            let made = create_client(work, ring, new)?;
            self.clients.push(credentials::Client {
                client_id: wanted.client_id.to_owned(),
                client_secret: made.secret.text().to_owned(),
                scopes: wanted.scopes.iter().map(|scope| scope.code().to_owned()).collect(),
                agency_code: wanted.agency_code,
            });
        }
        Ok(())
    }

    fn find(&self, username: &str) -> Result<&Made, Error> {
        let found = self.users.iter().find(|user| user.wanted.username == username);
        found.ok_or_else(|| Error::internal(format!("the demo has no user {username}")))
    }

    /// The id of an account.
    ///
    /// # Errors
    /// Internal: the demo names somebody whom it does not make.
    pub fn id(&self, username: &str) -> Result<UserId, Error> {
        self.find(username).map(|made| made.id)
    }

    /// The narahubung who can log in, by the code of their agency.
    pub fn narahubung(&self) -> BTreeMap<String, UserId> {
        let narahubung = self.users.iter().filter(|user| user.wanted.role == Role::Narahubung);
        narahubung.filter_map(|user| Some((user.wanted.agency_code.clone()?, user.id))).collect()
    }

    /// Who acts in the plan.
    ///
    /// # Errors
    /// As [`Everybody::id`].
    pub fn cast(&self, directory: &Directory, clock: &Clock) -> Result<Cast, Error> {
        let parts = [
            (Part::Head, HEAD),
            (Part::Intake, "pvl"),
            (Part::Examiner, "riksa1"),
            (Part::SecondExaminer, "riksa2"),
            (Part::Resolution, "resmon"),
            (Part::Reporter, "pelapor"),
            (Part::NarahubungHst, "narahubung.63.07"),
        ];
        parts
            .into_iter()
            .map(|(part, username)| {
                let made = self.find(username)?;
                // A narahubung of an Inspektorat answers for its whole government.
                let government =
                    made.wanted.agency_code.as_deref().map(|code| directory.superior_of(code)).transpose()?;
                let principal = Principal {
                    who: Who::Person(made.id, clock.new_id()),
                    role: made.wanted.role,
                    scopes: scopes_of(made.wanted.role),
                    agency: made.agency,
                    oversees: government.flatten().map(|known| known.id).or(made.agency),
                };
                Ok((part, principal))
            })
            .collect()
    }

    /// Who can log in to a demo that answers at `base_url`.
    pub fn credentials(self, base_url: &str) -> Credentials {
        let users = self.users.into_iter().map(|made| credentials::User {
            username: made.wanted.username,
            password: made.password.text().to_owned(),
            role: made.wanted.role.code().to_owned(),
            agency_code: made.wanted.agency_code,
        });
        Credentials { base_url: base_url.to_owned(), users: users.collect(), clients: self.clients }
    }
}
