//! What every handler has at hand, and the one way to write: one operation, one transaction, one stored answer.

use crate::auth::admission::{Caller, Gatekeeper, admit_again};
use crate::auth::password::desk::PasswordDesk;
use crate::auth::password::{Cost, HashError, Passwords};
use crate::auth::token::Tokens;
use crate::clock::Clock;
use crate::crypto::key_ring::KeyRing;
use crate::crypto::key_ring::file::KeyFile;
use crate::crypto::seal::Purpose;
use crate::db::{AnyConnection, Db};
use crate::domain::access::Principal;
use crate::domain::time::Timestamp;
use crate::error::{Code, Error, FieldFault};
use crate::journal::replies::{self, Claim, Claimed};
use crate::journal::{Author, Origin, Work};
use crate::metrics::Metrics;
use crate::web::context::RequestContext;
use crate::web::quota::Quotas;
use crate::web::reply::Reply;
use crate::web::routes::Operation;
use crate::web::schemas::IDEMPOTENCY_KEY;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The parts of the running service. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    /// The database.
    pub db: Db,
    /// Time and ids.
    pub clock: Clock,
    /// The key ring, as last read from its file.
    pub keys: Arc<KeyFile>,
    /// Issues access tokens.
    pub tokens: Arc<Tokens>,
    /// Judges access tokens.
    pub gatekeeper: Arc<Gatekeeper>,
    /// Hashes and verifies passwords.
    pub passwords: Arc<PasswordDesk>,
    /// Figures about the service.
    pub metrics: Arc<Metrics>,
    /// Where the service is reached, without a trailing slash.
    pub base_url: Arc<str>,
    /// How many requests each caller may make.
    pub quotas: Arc<Quotas>,
    /// Whether identity is shown to those alone who logged in with a second factor.
    pub reveals_need_two_factors: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpAddr]>,
    /// Where `/metrics` is served.
    pub metrics_door: MetricsDoor,
    /// Who sees what.
    pub in_view: InView,
    /// Set once the process has been told to stop: `/readyz` says so, so that no new work is sent here.
    pub stopping: Arc<AtomicBool>,
}

/// Whether a caller sees the object at this address of the API now. Asked before a stored answer is repeated, by the
/// one who knows all features: see `app/in_view.rs`.
pub type InView = fn(&mut AnyConnection, &Principal, &str) -> Result<bool, Error>;

/// What may differ from one running service to another.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the service is reached, without a trailing slash; also the issuer of its tokens.
    pub base_url: String,
    /// How far the clocks of two instances may be apart, in seconds (contract 3.2: 30 at most).
    pub token_leeway_seconds: i64,
    /// How much work it is to try a password.
    pub password_cost: Cost,
    /// What the rate limits are multiplied by; `None` switches them off.
    pub rate_limit_factor: Option<NonZero<u32>>,
    /// Whether identity is shown to those alone who logged in with a second factor (contract 3.5, 12.4).
    pub reveals_need_two_factors: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Where `/metrics` is served.
    pub metrics_door: MetricsDoor,
}

/// Where `/metrics` is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsDoor {
    /// At the service's own address: for one machine, behind a proxy that does not publish it.
    WithTheService,
    /// Only at an address of its own.
    Apart,
}

impl Settings {
    /// What a service needs that is reached at `base_url`; everything else as recommended.
    pub fn at(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            token_leeway_seconds: 5,
            password_cost: Cost::FLOOR,
            rate_limit_factor: NonZero::new(1),
            reveals_need_two_factors: true,
            trusted_proxies: Vec::new(),
            metrics_door: MetricsDoor::WithTheService,
        }
    }
}

/// How many verified tokens are remembered.
const REMEMBERED_TOKENS: usize = 10_000;

/// A request that may change something: its caller, and what makes it this request and no other.
pub struct Call {
    /// The caller; `None` for open operations.
    pub caller: Option<Caller>,
    /// Request id, language, network.
    pub context: RequestContext,
    operation: &'static str,
    key: Option<String>,
    request_line: Vec<u8>,
    address: String,
}

impl Call {
    fn read(request: &HttpRequest) -> Result<Self, Error> {
        use actix_web::HttpMessage;
        let content_type = request.headers().get(CONTENT_TYPE).map(|value| value.as_bytes()).unwrap_or_default();
        let target = request.uri().path_and_query().map_or("", |target| target.as_str());
        let request_line =
            [request.method().as_str().as_bytes(), b"\n", target.as_bytes(), b"\n", content_type, b"\n"].concat();
        Ok(Self {
            caller: request.extensions().get::<Caller>().cloned(),
            context: RequestContext::of(request),
            operation: Operation::of(request)?,
            key: idempotency_key(request)?,
            request_line,
            address: request.path().to_owned(),
        })
    }

    /// The same request, whose answer is never stored: for answers that hold identity. A repeated request is done again.
    #[must_use]
    pub fn unrepeatable(self) -> Self {
        Self { key: None, ..self }
    }

    /// Who the journal says did it.
    pub fn author(&self) -> Author {
        self.caller.as_ref().map_or(Author::System, |caller| Author::Caller(caller.principal.clone()))
    }

    /// Where the journal says it came from.
    pub fn origin(&self) -> Origin {
        Origin { request_id: self.context.request_id, source_network: self.context.source_network.clone() }
    }

    fn claim(&self, body: &[u8]) -> Option<Claim> {
        let (caller, key) = (self.caller.as_ref()?, self.key.clone()?);
        let fingerprint = Sha256::new().chain_update(&self.request_line).chain_update(body).finalize().to_vec();
        Some(Claim { caller: caller.principal.who.id(), operation: self.operation, key, fingerprint })
    }
}

/// `Idempotency-Key`: a quoted string (RFC 9651) or a bare token, 16 to 128 printable characters.
fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, Error> {
    let malformed =
        || Error::new(Code::MalformedParameter).with_faults(vec![FieldFault::header(IDEMPOTENCY_KEY, "header_format")]);
    let mut values = request.headers().get_all(IDEMPOTENCY_KEY);
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().map_err(|_| malformed())?;
    let key = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let printable = key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
    if values.next().is_some() || !printable || !(16..=128).contains(&key.len()) {
        return Err(malformed());
    }
    Ok(Some(key.to_owned()))
}

impl FromRequest for Call {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}

impl Service {
    /// Puts the parts together: the one way, for the server, the command line, the demo and the tests.
    ///
    /// # Errors
    /// When passwords cannot be hashed at the cost that the settings name.
    pub fn assemble(
        db: Db,
        clock: Clock,
        keys: Arc<KeyFile>,
        settings: Settings,
        in_view: InView,
    ) -> Result<Self, HashError> {
        let passwords = Arc::new(PasswordDesk::new(Passwords::new(settings.password_cost)?));
        let audience = format!("{}/v1", settings.base_url);
        let tokens = Tokens::new(settings.base_url.clone(), audience, settings.token_leeway_seconds, REMEMBERED_TOKENS);
        let tokens = Arc::new(tokens);
        let metrics = Arc::new(Metrics::default());
        let gatekeeper = Arc::new(Gatekeeper::new(
            db.clone(),
            clock.clone(),
            Arc::clone(&keys),
            Arc::clone(&tokens),
            Arc::clone(&metrics),
        ));
        Ok(Self {
            quotas: Arc::new(Quotas::new(clock.clone(), settings.rate_limit_factor)),
            base_url: settings.base_url.into(),
            reveals_need_two_factors: settings.reveals_need_two_factors,
            trusted_proxies: settings.trusted_proxies.into(),
            metrics_door: settings.metrics_door,
            db,
            clock,
            keys,
            tokens,
            gatekeeper,
            passwords,
            metrics,
            in_view,
            stopping: Arc::default(),
        })
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The key ring in use.
    pub fn ring(&self) -> Arc<KeyRing> {
        self.keys.ring()
    }

    /// Runs an operation: in one transaction the caller is judged again, the key of a repeated request is claimed, the
    /// change is made and journalled, and the answer is stored. The answer leaves only after all of it is durable.
    ///
    /// A stored answer is repeated while its object is in the caller's view (contract 4.4): the one in the address, or
    /// the one that was made. An answer without a body tells nothing, and is always repeated.
    ///
    /// # Errors
    /// What the operation returns; then nothing has changed. `not_found` when the object of a stored answer has gone out
    /// of view.
    pub async fn write(
        &self,
        call: Call,
        body: &[u8],
        job: impl FnOnce(&mut Work<'_>) -> Result<Reply, Error> + Send + 'static,
    ) -> Result<HttpResponse, Error> {
        let claim = call.claim(body);
        let (clock, ring) = (self.clock.clone(), self.ring());
        let (author, origin) = (call.author(), call.origin());
        let (caller, address, in_view) = (call.caller, call.address, self.in_view);
        let outcome = self.db.write(move |conn| {
            if let Some(caller) = &caller {
                admit_again(conn, &caller.claims, clock.now())?;
            }
            let Some(claim) = claim else {
                return job(&mut Work::new(conn, &clock, author, origin)).map(Outcome::New);
            };
            if let Claimed::Done(sealed) = replies::claim(conn, &claim, clock.now())? {
                let reply = open_reply(&ring, &claim, &sealed)?;
                let told_about = [Some(address.as_str()), reply.location()];
                for address in told_about.into_iter().flatten().filter(|_| reply.tells()) {
                    if !caller.as_ref().map_or(Ok(true), |caller| in_view(conn, &caller.principal, address))? {
                        return Err(Error::not_found());
                    }
                }
                return Ok(Outcome::Replay(reply));
            }
            let reply = job(&mut Work::new(conn, &clock, author, origin))?;
            let plain = serde_json::to_vec(&reply).map_err(|error| Error::internal(error.to_string()))?;
            let sealed = ring.seal(Purpose::StoredReply, &binding(&claim), &plain);
            replies::complete(conn, &claim, reply.status(), sealed)?;
            Ok(Outcome::New(reply))
        });
        Ok(match outcome.await? {
            Outcome::New(reply) => reply.into_response(),
            Outcome::Replay(reply) => reply.into_replay(),
        })
    }

    /// Runs a short read.
    ///
    /// # Errors
    /// What the closure returns.
    pub async fn read<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut AnyConnection) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        self.db.read(job).await
    }
}

enum Outcome {
    New(Reply),
    Replay(Reply),
}

fn binding(claim: &Claim) -> Vec<u8> {
    [claim.caller.as_bytes(), claim.operation.as_bytes(), b"\n", claim.key.as_bytes()].concat()
}

fn open_reply(ring: &KeyRing, claim: &Claim, sealed: &[u8]) -> Result<Reply, Error> {
    let plain = ring
        .open(Purpose::StoredReply, &binding(claim), sealed)
        .map_err(|error| Error::internal(format!("stored reply: {error}")))?;
    serde_json::from_slice(&plain).map_err(|error| Error::internal(format!("stored reply: {error}")))
}
