//! What tests speak with: an application of their own, on a database of their own, with a clock that they set.

mod accounts;
mod conform;
mod databases;
mod http;
pub mod log;

pub use accounts::{Member, PASSWORD, Person};
pub use http::{Answer, Caller};

use narahubung::app::{App, in_view};
use narahubung::auth::password::Cost;
use narahubung::clock::Clock;
use narahubung::crypto::key_ring::KeyRing;
use narahubung::crypto::key_ring::file::KeyFile;
use narahubung::db::{Db, Threads};
use narahubung::domain::access::{Role, Scope};
use narahubung::domain::time::Timestamp;
use narahubung::service::{Service, Settings};
use std::num::NonZero;
use std::rc::Rc;
use std::sync::Arc;

pub use databases::{Engine, TestDatabase};

/// Where the tests' service says it lives.
pub const BASE_URL: &str = "https://narahubung.example.org";

/// Wednesday, 25 November 2026, 10:00 WITA.
pub const START: &str = "2026-11-25T02:00:00Z";

/// Runs each test on SQLite and on PostgreSQL; the module in the test's name says which.
#[macro_export]
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[actix_web::test] async fn $test() {
                super::$test($crate::support::TestApp::new($crate::support::Engine::Sqlite).await).await;
            })+
        }
        mod postgres {
            $(#[actix_web::test] async fn $test() {
                super::$test($crate::support::TestApp::new($crate::support::Engine::Postgres).await).await;
            })+
        }
    };
}

/// An application with its own database.
pub struct TestApp {
    /// Its clock: stands still until moved.
    pub clock: Clock,
    /// The parts of the service, for what the API does not show.
    pub service: Service,
    http: Rc<http::Http>,
    document: serde_json::Value,
    database: TestDatabase,
}

impl TestApp {
    /// An application on a fresh, migrated, otherwise empty database.
    pub async fn new(engine: Engine) -> Self {
        // The clock stands still, so buckets would never fill again.
        Self::with_settings(engine, |_| {}).await
    }

    /// An application whose callers are counted.
    pub async fn with_rate_limits(engine: Engine, factor: Option<NonZero<u32>>) -> Self {
        Self::with_settings(engine, |settings| settings.rate_limit_factor = factor).await
    }

    /// An application that shows identity to those alone who logged in with a second factor.
    pub async fn with_second_factors(engine: Engine) -> Self {
        Self::with_settings(engine, |settings| settings.reveals_need_two_factors = true).await
    }

    async fn with_settings(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        log::start();
        let database = TestDatabase::create(engine);
        let clock = Clock::set_at(Timestamp::parse(START).unwrap());
        let db = Db::start(database.url(), Threads::FEWEST).unwrap();
        let key_path = database.directory().join("keys.json");
        KeyRing::generate(clock.now()).unwrap().save(&key_path).unwrap();
        let keys = Arc::new(KeyFile::open(key_path).unwrap());
        let mut settings = Self::settings();
        change(&mut settings);
        let service = Service::assemble(db, clock.clone(), keys, settings, in_view).unwrap();
        let app = App::new(service.clone()).unwrap();
        let document = app.document().clone();
        let http = Rc::new(http::Http::new(app).await);
        Self { clock, service, http, document, database }
    }

    /// The cheapest passwords are no protection, but quick: the real cost is argon2's own affair.
    fn settings() -> Settings {
        Settings {
            token_leeway_seconds: 0,
            password_cost: Cost::CHEAPEST,
            rate_limit_factor: None,
            reveals_need_two_factors: false,
            ..Settings::at(BASE_URL)
        }
    }

    /// Another instance of the service on the same database and keys: nothing is shared but what lies there.
    pub async fn second_instance(&self) -> SecondInstance {
        let db = Db::start(self.database.url(), Threads::FEWEST).unwrap();
        let keys = Arc::new(KeyFile::open(self.database.directory().join("keys.json")).unwrap());
        let service = Service::assemble(db, self.clock.clone(), keys, Self::settings(), in_view).unwrap();
        SecondInstance { http: Rc::new(http::Http::new(App::new(service).unwrap()).await) }
    }

    /// Which database this is, for the few tests that read it from outside.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The API document.
    pub fn document(&self) -> &serde_json::Value {
        &self.document
    }

    /// Somebody without credentials.
    pub fn anyone(&self) -> Caller {
        Caller::new(Rc::clone(&self.http), None)
    }

    /// Somebody with this token.
    pub fn with_token(&self, token: &str) -> Caller {
        Caller::new(Rc::clone(&self.http), Some(token.to_owned()))
    }

    /// A new account, of whom the test needs the id or who must log in more than once.
    pub async fn member(&self, role: Role) -> Member {
        accounts::member(&self.service, role, None).await
    }

    /// A new account at an agency.
    pub async fn member_at(&self, role: Role, agency: uuid::Uuid) -> Member {
        accounts::member(&self.service, role, Some(agency)).await
    }

    /// This person, with a fresh session.
    pub async fn log_in(&self, member: Member) -> Caller {
        self.with_token(&accounts::log_in(&self.service, member).await)
    }

    /// Somebody logged in through the API.
    pub async fn log_in_as(&self, username: &str, password: &str) -> Caller {
        let body = serde_json::json!({ "username": username, "password": password });
        let answer = self.anyone().post("/v1/sessions", body).await.expect(201);
        self.with_token(answer.body["access_token"].as_str().unwrap())
    }

    /// A new person of the office, or the administrator, logged in.
    pub async fn person(&self, role: Role) -> Caller {
        self.with_token(&accounts::person(&self.service, role, None).await.token)
    }

    /// A new person who works at an agency, logged in.
    pub async fn person_at(&self, role: Role, agency: uuid::Uuid) -> Caller {
        self.with_token(&accounts::person(&self.service, role, Some(agency)).await.token)
    }

    /// A new person of the office with everything that a test of accounts needs to know.
    pub async fn account(&self, role: Role) -> Person {
        accounts::person(&self.service, role, None).await
    }

    /// A new machine client with these scopes.
    pub async fn machine(&self, role: Role, agency: Option<uuid::Uuid>, scopes: &[Scope]) -> Caller {
        self.with_token(&accounts::machine(&self.service, role, agency, scopes).await)
    }

    /// Moves the clock forward.
    pub fn advance_seconds(&self, seconds: i64) {
        self.clock.move_to(self.clock.now().plus_seconds(seconds));
    }

    /// Moves the clock forward by whole days.
    pub fn advance_days(&self, days: i64) {
        self.advance_seconds(days * 24 * 3600);
    }

    /// Runs a job on the database, for what the API does not show.
    pub async fn inspect<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut narahubung::db::AnyConnection) -> R + Send + 'static,
    ) -> R {
        self.service.db.write(move |conn| Ok(job(conn))).await.unwrap()
    }
}

/// Another instance of the service.
pub struct SecondInstance {
    http: Rc<http::Http>,
}

impl SecondInstance {
    /// The same caller, who asks this instance.
    pub fn as_caller(&self, caller: &Caller) -> Caller {
        caller.at(Rc::clone(&self.http))
    }
}
