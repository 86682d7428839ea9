//! Logging in, staying and logging out.

use crate::accounts::operations::login::{self, LogIn, LoggedIn};
use crate::accounts::operations::sessions::{self, OpenSession, Refreshed};
use crate::accounts::operations::throttle::Attempt;
use crate::accounts::store::sessions::Session;
use crate::auth::admission::Caller;
use crate::auth::refresh_token::RefreshToken;
use crate::auth::token::PERSON_SECONDS;
use crate::crypto::secret::Secret;
use crate::domain::access::{Action, Role, Who};
use crate::domain::code::Code as _;
use crate::domain::id::SessionId;
use crate::error::{Code, Error};
use crate::journal::Work;
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::page::{Page, Position, Window};
use crate::web::path::PathId;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply};
use crate::web::routes::Routes;
use crate::web::time::Instant;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub(super) fn routes(routes: &mut Routes) {
    routes.on(Method::POST, "/v1/sessions", Action::CreateSession, create_session);
    routes.on(Method::GET, "/v1/sessions", Action::ListSessions, list_sessions);
    routes.on(Method::POST, "/v1/sessions/refresh", Action::RefreshSession, refresh_session);
    routes.on(Method::DELETE, "/v1/sessions/current", Action::EndCurrentSession, end_current_session);
    routes.on(Method::DELETE, "/v1/sessions/{id}", Action::EndSession, end_session);
}

/// Who wants to log in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSession {
    /// User name; upper and lower case are the same.
    #[schema(min_length = 1, max_length = 200, example = "rina.contoh")]
    username: String,
    /// Password.
    #[schema(min_length = 1, max_length = 256, format = "password", example = "tujuh kerbau biru melompat")]
    password: String,
    /// The code that the person's authenticator app shows now; needed once a second factor is set up.
    #[schema(min_length = 6, max_length = 6, pattern = "^[0-9]{6}$", example = "287082")]
    otp: Option<String>,
    /// What the person calls the device, to know it again in the list of sessions.
    #[schema(min_length = 1, max_length = 100, example = "Samsung A15")]
    device_label: Option<String>,
}

/// Tokens of a session. They are shown to their bearer alone, and never again.
#[derive(Serialize, ToSchema)]
pub struct SessionTokens {
    /// Id of the session.
    pub session_id: Uuid,
    /// Send it as `Authorization: Bearer …`.
    #[schema(max_length = 4096, pattern = "^[A-Za-z0-9_.-]+$")]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(max_length = 10, pattern = "^Bearer$", example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token ends.
    #[schema(minimum = 1, maximum = 900, example = 600)]
    pub expires_in: i64,
    /// Good for one refresh.
    #[schema(max_length = 60, pattern = "^nrr_[A-Za-z0-9]+$")]
    pub refresh_token: String,
    /// When the refresh token ends unused.
    pub refresh_expires_at: Instant,
    /// What the access token allows, separated by spaces; empty until an initial password was replaced.
    #[schema(max_length = 1000, pattern = "^[a-z: ]*$", example = "reports:read statistics:read")]
    pub scope: String,
    /// Whether the person must choose a password before anything else.
    pub password_change_required: bool,
    /// How many log-ins with this name failed since the last good one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0)]
    pub failed_attempts: Option<i32>,
    /// Whose session it is.
    pub user: SessionUser,
}

/// The person of a session.
#[derive(Serialize, ToSchema)]
pub struct SessionUser {
    /// Id of the account.
    pub id: Uuid,
    /// User name.
    #[schema(max_length = 100, example = "rina.contoh")]
    pub username: String,
    /// How the person is shown.
    #[schema(max_length = 200, example = "Rina Contoh")]
    pub display_name: String,
    /// Role.
    pub role: Role,
    /// Where they work; absent for the office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub agency_id: Option<Uuid>,
}

impl SessionTokens {
    /// Signs an access token for a session.
    pub(super) fn sign(service: &Service, open: OpenSession) -> Result<Self, Error> {
        let grant = open.grant();
        let scope = grant.scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ");
        let issued = service
            .tokens
            .issue(&service.ring(), grant, service.clock.new_id(), service.now())
            .map_err(|error| Error::internal(error.to_string()))?;
        let user = open.user;
        Ok(Self {
            session_id: open.session.id.0,
            access_token: issued.token,
            token_type: "Bearer",
            expires_in: PERSON_SECONDS,
            refresh_token: open.refresh_token.text().to_owned(),
            refresh_expires_at: open.refresh_expires_at.into(),
            scope,
            password_change_required: user.password_is_initial,
            failed_attempts: None,
            user: SessionUser {
                id: user.id.0,
                username: user.username,
                display_name: user.display_name,
                role: user.role,
                agency_id: user.agency_id.map(Uuid::from),
            },
        })
    }

    pub(super) fn reply(&self) -> Result<Reply, Error> {
        Reply::created(format!("/v1/sessions/{}", self.session_id), Caching::NoStore, self)
    }
}

/// Logs a person in.
///
/// Wrong password, unknown user name and an account without use get the same answer. After five failures with one name
/// the next attempt must wait, longer each time, whether or not the name has an account. Whoever has a second factor
/// gives its code as well; each code counts once.
#[utoipa::path(
    post, path = "/v1/sessions", operation_id = "createSession", tag = "sessions", request_body = CreateSession,
    responses((status = 201, description = "Logged in.", body = SessionTokens,
        headers(("Location" = String, description = "Where the session lives."))))
)]
pub async fn create_session(
    service: Data<Service>,
    call: Call,
    body: Body<CreateSession>,
) -> Result<HttpResponse, Error> {
    let wanted = body.check()?;
    let attempt = Attempt::new(&service.ring(), &wanted.username, call.context.source_network.as_deref());
    let (tried, name, now) = (attempt.clone(), wanted.username, service.now());
    let found = service.read(move |conn| login::look_up(conn, &tried, &name, now)).await;
    let user = found.inspect_err(|_| service.metrics.authentication_failed("throttled"))?;
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let verdict = service.passwords.verify(Secret::new(wanted.password), stored).await?;
    let login = LogIn { attempt, user, verdict, otp: wanted.otp, device_label: wanted.device_label };
    let (clock, ring, author, origin) = (service.clock.clone(), service.ring(), call.author(), call.origin());
    let job = move |conn: &mut _| login::log_in(&mut Work::new(conn, &clock, author, origin), &ring, login);
    match service.db.write(job).await? {
        LoggedIn::Open(open, failed) => {
            let mut tokens = SessionTokens::sign(&service, *open)?;
            tokens.failed_attempts = Some(failed);
            Ok(tokens.reply()?.into_response())
        }
        LoggedIn::NeedsCode => Err(Error::new(Code::OtpRequired)),
        LoggedIn::Refused => {
            service.metrics.authentication_failed("password");
            Err(Error::new(Code::InvalidCredentials))
        }
    }
}

/// Which session goes on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshSession {
    /// The newest refresh token of the session.
    #[schema(min_length = 1, max_length = 200)]
    refresh_token: String,
}

/// Exchanges a refresh token for new tokens.
///
/// Each refresh token is good for one use. A token that was used before ends its session, except within ten seconds and
/// while its successor was never used: then the answer may have been lost on the way.
#[utoipa::path(
    post, path = "/v1/sessions/refresh", operation_id = "refreshSession", tag = "sessions",
    request_body = RefreshSession,
    responses((status = 200, description = "The session goes on.", body = SessionTokens))
)]
pub async fn refresh_session(
    service: Data<Service>,
    call: Call,
    body: Body<RefreshSession>,
) -> Result<HttpResponse, Error> {
    let wanted = Secret::new(body.check()?.refresh_token);
    let refused = |reason: &str| {
        service.metrics.authentication_failed(reason);
        Error::new(Code::InvalidToken).logged(format!("refresh refused: {reason}"))
    };
    let Some(token) = RefreshToken::parse(wanted.expose()) else { return Err(refused("refresh_token")) };
    let (clock, author, origin) = (service.clock.clone(), call.author(), call.origin());
    let job = move |conn: &mut _| sessions::refresh_session(&mut Work::new(conn, &clock, author, origin), &token);
    match service.db.write(job).await? {
        Refreshed::Open(open) => {
            let tokens = SessionTokens::sign(&service, *open)?;
            Ok(Reply::ok(Caching::NoStore, &tokens)?.into_response())
        }
        Refreshed::Refused => Err(refused("refresh_token")),
        Refreshed::Reused => {
            service.gatekeeper.forget_standings();
            Err(refused("refresh_token_reused"))
        }
    }
}

/// A log-in session.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// Id.
    pub id: Uuid,
    /// What the person calls the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, example = "Samsung A15")]
    pub device_label: Option<String>,
    /// Whether it is the session of this request.
    pub current: bool,
    /// When the person logged in.
    pub created_at: Instant,
    /// When it was last refreshed.
    pub last_used_at: Instant,
    /// When it ends at the latest.
    pub expires_at: Instant,
}

impl SessionView {
    fn of(session: Session, current: SessionId) -> Self {
        Self {
            id: session.id.0,
            device_label: session.device_label,
            current: session.id == current,
            created_at: session.created_at.into(),
            last_used_at: session.last_used_at.into(),
            expires_at: session.expires_at.into(),
        }
    }
}

/// Which part of the list is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListSessions {
    /// Items per page.
    #[param(minimum = 1, maximum = 200, default = 50, nullable = false)]
    limit: Option<i64>,
    /// Where the page begins, from the page before.
    #[param(max_length = 2048, pattern = "^[A-Za-z0-9_-]+$", nullable = false)]
    cursor: Option<String>,
}

/// The person who calls, and their session; machines have neither.
pub(super) fn person(caller: &Caller) -> Result<(crate::domain::id::UserId, SessionId), Error> {
    match caller.principal.who {
        Who::Person(user, session) => Ok((user, session)),
        Who::Machine(_) => Err(Error::not_allowed()),
    }
}

/// Lists the caller's living sessions, oldest first.
#[utoipa::path(
    get, path = "/v1/sessions", operation_id = "listSessions", tag = "sessions", params(ListSessions),
    responses((status = 200, description = "A page of sessions.", body = Page<SessionView>))
)]
pub async fn list_sessions(
    service: Data<Service>,
    caller: Caller,
    query: Query<ListSessions>,
) -> Result<HttpResponse, Error> {
    let (wanted, keys, now) = (query.parameters, service.ring(), service.now());
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let (user, current) = person(&caller)?;
    let (after, fetch) = (window.after.as_ref().map(|position| SessionId(position.id)), window.fetch());
    let rows = service.read(move |conn| sessions::list_sessions(conn, user, now, after, fetch)).await?;
    let position = |session: &Session| Position { key: String::new(), id: session.id.0 };
    let view = |session| SessionView::of(session, current);
    let page: Page<SessionView> = window.page(rows, None, position, view, &keys, now)?;
    Ok(Reply::ok(Caching::NoStore, &page)?.into_response())
}

/// Ends the session of this request: logs out.
#[utoipa::path(
    delete, path = "/v1/sessions/current", operation_id = "endCurrentSession", tag = "sessions",
    responses((status = 204, description = "The session has ended, with all its tokens."))
)]
pub async fn end_current_session(service: Data<Service>, caller: Caller, call: Call) -> Result<HttpResponse, Error> {
    let (_, current) = person(&caller)?;
    end(&service, call, current).await
}

/// Ends one of the caller's own sessions.
#[utoipa::path(
    delete, path = "/v1/sessions/{id}", operation_id = "endSession", tag = "sessions",
    params(("id" = Uuid, Path, description = "The session's id.")),
    responses((status = 204, description = "The session has ended, with all its tokens."))
)]
pub async fn end_session(service: Data<Service>, call: Call, id: PathId<SessionId>) -> Result<HttpResponse, Error> {
    end(&service, call, id.id()).await
}

async fn end(service: &Service, call: Call, id: SessionId) -> Result<HttpResponse, Error> {
    let job = move |work: &mut Work<'_>| {
        sessions::end_session(work, id)?;
        Ok(Reply::no_content())
    };
    let answer = service.write(call, &[], job).await?;
    service.gatekeeper.forget_standings();
    Ok(answer)
}
