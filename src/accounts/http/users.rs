//! Accounts of people, for the administrator.

use crate::accounts::operations::throttle::Attempt;
use crate::accounts::operations::users::{self, KeptPassword, NewUser, UserPatch};
use crate::accounts::store::users::{self as store, Filter, User};
use crate::auth::password::initial::InitialPassword;
use crate::domain::access::{Action, Role};
use crate::domain::account::Username;
use crate::domain::id::{AgencyId, UserId};
use crate::error::Error;
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::etag::{IfMatch, IfNoneMatch};
use crate::web::page::{MOST_COUNTED, Page, Position, Window};
use crate::web::patch::removable;
use crate::web::path::PathId;
use crate::web::query::Query;
use crate::web::reply::{Caching, Reply, not_modified};
use crate::web::routes::Routes;
use crate::web::time::Instant;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub(super) fn routes(routes: &mut Routes) {
    routes.on(Method::GET, "/v1/users", Action::ListUsers, list_users);
    routes.on(Method::POST, "/v1/users", Action::CreateUser, create_user);
    routes.on(Method::GET, "/v1/users/{id}", Action::GetUser, get_user);
    routes.on(Method::PATCH, "/v1/users/{id}", Action::UpdateUser, update_user);
    routes.on(Method::POST, "/v1/users/{id}/password-resets", Action::ResetUserPassword, reset_user_password);
    routes.on(Method::DELETE, "/v1/users/{id}/sessions", Action::EndUserSessions, end_user_sessions);
}

/// A person's account.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    /// Id.
    pub id: Uuid,
    /// User name, in lower case.
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
    /// Whether the account may be used. A narahubung's works only while a designation of theirs is valid.
    pub active: bool,
    /// Whether the person has yet to choose a password of their own.
    pub password_is_initial: bool,
    /// From when on the initial password cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub password_expires_at: Option<Instant>,
    /// When the person last logged in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_login_at: Option<Instant>,
    /// Version; the same number is the `ETag`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// Where it lives.
    pub links: UserLinks,
}

/// Addresses around an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserLinks {
    /// The account itself.
    #[serde(rename = "self")]
    #[schema(max_length = 200, example = "/v1/users/01a2103a-27f5-7083-b307-c389e2c1fe49")]
    pub itself: String,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self {
            links: UserLinks { itself: format!("/v1/users/{}", user.id) },
            id: user.id.0,
            username: user.username,
            display_name: user.display_name,
            role: user.role,
            agency_id: user.agency_id.map(Uuid::from),
            active: user.active,
            password_is_initial: user.password_is_initial,
            password_expires_at: user.password_expires_at.map(Instant),
            last_login_at: user.last_login_at.map(Instant),
            version: user.version,
            created_at: user.created_at.into(),
            updated_at: user.updated_at.into(),
        }
    }
}

/// Which accounts are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListUsers {
    /// Only accounts of this role.
    #[param(nullable = false)]
    role: Option<Role>,
    /// Only accounts of people who work at this agency.
    #[param(nullable = false)]
    agency_id: Option<Uuid>,
    /// Only accounts that may be used, or only those that may not.
    #[param(nullable = false)]
    active: Option<bool>,
    /// Only accounts whose user name holds this text.
    #[param(min_length = 2, max_length = 100, nullable = false)]
    q: Option<String>,
    /// Items per page.
    #[param(minimum = 1, maximum = 200, default = 50, nullable = false)]
    limit: Option<i64>,
    /// Where the page begins, from the page before.
    #[param(max_length = 2048, pattern = "^[A-Za-z0-9_-]+$", nullable = false)]
    cursor: Option<String>,
    /// Whether to count the whole list.
    #[param(nullable = false)]
    include_total: Option<bool>,
}

/// Lists accounts by user name.
#[utoipa::path(
    get, path = "/v1/users", operation_id = "listUsers", tag = "users", params(ListUsers),
    responses((status = 200, description = "A page of accounts.", body = Page<UserView>))
)]
pub async fn list_users(service: Data<Service>, query: Query<ListUsers>) -> Result<HttpResponse, Error> {
    let (wanted, keys, now) = (query.parameters, service.ring(), service.now());
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let filter = Filter {
        role: wanted.role,
        agency: wanted.agency_id.map(AgencyId),
        active: wanted.active,
        text: wanted.q.map(|text| Username::fold(&text)),
    };
    let counted = wanted.include_total == Some(true);
    let (after, fetch) = (window.after.clone(), window.fetch());
    let (rows, total) = service
        .read(move |conn| {
            let rows = store::list(conn, &filter, after.as_ref().map(|position| position.key.as_str()), fetch)?;
            let total = if counted { Some(store::count(conn, &filter, MOST_COUNTED)?) } else { None };
            Ok((rows, total))
        })
        .await?;
    let position = |user: &User| Position { key: user.username.clone(), id: user.id.0 };
    let page: Page<UserView> = window.page(rows, total, position, UserView::from, &keys, now)?;
    Ok(Reply::ok(Caching::NoStore, &page)?.into_response())
}

/// What a new account needs. Nobody chooses its password for the person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    /// User name: a handle or an e-mail address; upper and lower case are the same. It never changes.
    #[schema(
        min_length = 3,
        max_length = 100,
        pattern = "^[A-Za-z0-9][A-Za-z0-9._+@-]*[A-Za-z0-9]$",
        example = "rina.contoh"
    )]
    username: String,
    /// How the person is shown.
    #[schema(min_length = 1, max_length = 200, example = "Rina Contoh")]
    display_name: String,
    /// Role.
    role: Role,
    /// Where they work: required for the agency side, refused for the office.
    agency_id: Option<Uuid>,
}

/// An account with a password to tell the person, once.
#[derive(Serialize, ToSchema)]
pub struct UserWithPassword {
    /// The account.
    pub user: UserView,
    /// The initial password. It is shown in this answer and never again; the person must replace it at the first log-in.
    #[schema(max_length = 60, pattern = "^[a-z0-9-]+$", example = "k7mz-q4tp-x9wb-r2nc-h6vd")]
    pub initial_password: String,
}

/// Makes an account. The answer shows its initial password, once.
#[utoipa::path(
    post, path = "/v1/users", operation_id = "createUser", tag = "users", request_body = CreateUser,
    responses((status = 201, description = "The new account, and its initial password.", body = UserWithPassword,
        headers(("Location" = String, description = "Where it lives."), ("ETag" = String, description = "Its version."))))
)]
pub async fn create_user(service: Data<Service>, call: Call, body: Body<CreateUser>) -> Result<HttpResponse, Error> {
    let wanted = body.check()?;
    let password = InitialPassword::generate();
    let hash = service.passwords.hash(password.accepted()).await?;
    let new = NewUser {
        username: wanted.username,
        display_name: wanted.display_name,
        role: wanted.role,
        agency_id: wanted.agency_id.map(AgencyId),
        password: KeptPassword::Initial(hash),
    };
    service
        .write(call, body.bytes(), move |work| {
            let user = users::create_user(work, new)?;
            with_password(user, &password)
        })
        .await
}

fn with_password(user: User, password: &InitialPassword) -> Result<Reply, Error> {
    let version = user.version;
    let user = UserView::from(user);
    let location = user.links.itself.clone();
    let body = UserWithPassword { user, initial_password: password.text().to_owned() };
    Ok(Reply::created(location, Caching::NoStore, &body)?.with_version(version))
}

/// Reads an account.
#[utoipa::path(
    get, path = "/v1/users/{id}", operation_id = "getUser", tag = "users",
    params(("id" = Uuid, Path, description = "The account's id.")),
    responses((status = 200, description = "The account.", body = UserView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn get_user(service: Data<Service>, id: PathId<UserId>, held: IfNoneMatch) -> Result<HttpResponse, Error> {
    let id = id.id();
    let user = service.read(move |conn| Ok(store::find(conn, id)?)).await?.ok_or_else(Error::not_found)?;
    if held.holds(user.version) {
        return Ok(not_modified(user.version, Caching::Private));
    }
    let version = user.version;
    Ok(Reply::ok(Caching::Private, &UserView::from(user))?.with_version(version).into_response())
}

/// What changes of an account; absent properties stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "display_name": "Rina Contoh, S.H." }))]
pub struct UpdateUser {
    /// How the person is shown.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    display_name: Option<String>,
    /// Role. Another one ends every session of the person.
    #[schema(nullable = false)]
    role: Option<Role>,
    /// Where they work; null for nowhere. Another one ends every session of the person.
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<Uuid>)]
    agency_id: Option<Option<Uuid>>,
    /// Whether the account may be used. Switching it off ends every session at once.
    #[schema(nullable = false)]
    active: Option<bool>,
}

/// Changes an account. Administrators cannot change their own role or switch themselves off.
#[utoipa::path(
    patch, path = "/v1/users/{id}", operation_id = "updateUser", tag = "users",
    request_body(content = UpdateUser, content_type = "application/merge-patch+json"),
    params(("id" = Uuid, Path, description = "The account's id."),
        ("If-Match" = String, Header, description = "The version that was read.", max_length = 200)),
    responses((status = 200, description = "The account as it is now.", body = UserView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn update_user(
    service: Data<Service>,
    call: Call,
    id: PathId<UserId>,
    held: IfMatch,
    body: Body<UpdateUser>,
) -> Result<HttpResponse, Error> {
    let (id, input) = (id.id(), body.check());
    let answer = service
        .write(call, body.bytes(), move |work| {
            let user = users::find_user(work, id)?;
            held.require(user.version)?;
            let input = input?;
            let patch = UserPatch {
                display_name: input.display_name,
                role: input.role,
                agency_id: input.agency_id.map(|agency| agency.map(AgencyId)),
                active: input.active,
            };
            let user = users::update_user(work, user, patch)?;
            let version = user.version;
            Ok(Reply::ok(Caching::Private, &UserView::from(user))?.with_version(version))
        })
        .await?;
    service.gatekeeper.forget_standings();
    Ok(answer)
}

/// Gives the person a new initial password, ends every session and lifts the lock of failed log-ins.
#[utoipa::path(
    post, path = "/v1/users/{id}/password-resets", operation_id = "resetUserPassword", tag = "users",
    params(("id" = Uuid, Path, description = "The account's id.")),
    responses((status = 201, description = "The account, and its new initial password.", body = UserWithPassword,
        headers(("Location" = String, description = "Where the account lives."),
            ("ETag" = String, description = "Its version."))))
)]
pub async fn reset_user_password(
    service: Data<Service>,
    call: Call,
    id: PathId<UserId>,
) -> Result<HttpResponse, Error> {
    let id = id.id();
    let password = InitialPassword::generate();
    let (hash, ring) = (service.passwords.hash(password.accepted()).await?, service.ring());
    let answer = service
        .write(call, &[], move |work| {
            let user = users::find_user(work, id)?;
            let attempt = Attempt::new(&ring, &user.username, None);
            let user = users::reset_password(work, user, hash, &attempt)?;
            with_password(user, &password)
        })
        .await?;
    service.gatekeeper.forget_standings();
    Ok(answer)
}

/// Ends every session of a person at once.
#[utoipa::path(
    delete, path = "/v1/users/{id}/sessions", operation_id = "endUserSessions", tag = "users",
    params(("id" = Uuid, Path, description = "The account's id.")),
    responses((status = 204, description = "No token of this person counts any more."))
)]
pub async fn end_user_sessions(service: Data<Service>, call: Call, id: PathId<UserId>) -> Result<HttpResponse, Error> {
    let id = id.id();
    let answer = service
        .write(call, &[], move |work| {
            let user = users::find_user(work, id)?;
            users::end_user_sessions(work, user)?;
            Ok(Reply::no_content())
        })
        .await?;
    service.gatekeeper.forget_standings();
    Ok(answer)
}
