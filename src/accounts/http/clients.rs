//! Machine clients, for the administrator.

use crate::accounts::operations::clients::{
    self, ClientPatch, ClientWithSecret, NewClient, Previous, scopes_of_client,
};
use crate::accounts::store::clients::{self as store, Client, SecretRow};
use crate::domain::access::{Action, Role, Scope};
use crate::domain::id::{AgencyId, ClientId};
use crate::error::Error;
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::etag::{IfMatch, IfNoneMatch};
use crate::web::page::{MOST_COUNTED, Page, Position, Window};
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

/// The longest that a secret counts, in days (contract 3.4).
const LONGEST_DAYS: i64 = 365;

pub(super) fn routes(routes: &mut Routes) {
    routes.on(Method::GET, "/v1/clients", Action::ListClients, list_clients);
    routes.on(Method::POST, "/v1/clients", Action::CreateClient, create_client);
    routes.on(Method::GET, "/v1/clients/{id}", Action::GetClient, get_client);
    routes.on(Method::PATCH, "/v1/clients/{id}", Action::UpdateClient, update_client);
    routes.on(Method::POST, "/v1/clients/{id}/secrets", Action::RotateClientSecret, rotate_client_secret);
}

/// A machine client.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientView {
    /// Id.
    pub id: Uuid,
    /// The name by which it authenticates.
    #[schema(max_length = 60, pattern = "^[a-z0-9-]+$", example = "mobile-backend")]
    pub client_id: String,
    /// What people call it.
    #[schema(max_length = 200, example = "Backend aplikasi seluler")]
    pub name: String,
    /// Role: of the office or of an agency.
    pub role: Role,
    /// The tree that it is bound to; absent for the office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub agency_id: Option<Uuid>,
    /// What it may do.
    #[schema(max_items = 40)]
    pub scopes: Vec<Scope>,
    /// Whether it must send an `Idempotency-Key` with every POST that takes one.
    pub integration: bool,
    /// Whether it may be used.
    pub active: bool,
    /// Its living secrets, newest first: two at most.
    #[schema(max_items = 10)]
    pub secrets: Vec<SecretView>,
    /// Version; the same number is the `ETag`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// Where it lives.
    pub links: ClientLinks,
}

/// What may be known of a secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecretView {
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// When it was last used, to the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_used_at: Option<Instant>,
}

/// Addresses around a client.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientLinks {
    /// The client itself.
    #[serde(rename = "self")]
    #[schema(max_length = 200, example = "/v1/clients/01a2103a-27f5-7083-b307-c389e2c1fe49")]
    pub itself: String,
}

impl ClientView {
    fn of(client: Client, secrets: &[SecretRow]) -> Self {
        let own = secrets.iter().filter(|secret| secret.client_id == client.id);
        let secrets = own.map(|secret| SecretView {
            created_at: secret.created_at.into(),
            expires_at: secret.expires_at.into(),
            last_used_at: secret.last_used_at.map(Instant),
        });
        Self {
            links: ClientLinks { itself: format!("/v1/clients/{}", client.id) },
            scopes: scopes_of_client(&client),
            secrets: secrets.collect(),
            id: client.id.0,
            client_id: client.client_id,
            name: client.name,
            role: client.role,
            agency_id: client.agency_id.map(Uuid::from),
            integration: client.integration,
            active: client.active,
            version: client.version,
            created_at: client.created_at.into(),
            updated_at: client.updated_at.into(),
        }
    }
}

/// Which part of the list is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListClients {
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

/// Lists machine clients by the name by which they authenticate.
#[utoipa::path(
    get, path = "/v1/clients", operation_id = "listClients", tag = "clients", params(ListClients),
    responses((status = 200, description = "A page of clients.", body = Page<ClientView>))
)]
pub async fn list_clients(service: Data<Service>, query: Query<ListClients>) -> Result<HttpResponse, Error> {
    let (wanted, keys, now) = (query.parameters, service.ring(), service.now());
    let window = Window::read(wanted.limit, wanted.cursor.as_deref(), query.binding, &keys, now)?;
    let counted = wanted.include_total == Some(true);
    let (after, fetch) = (window.after.clone(), window.fetch());
    let (rows, secrets, total) = service
        .read(move |conn| {
            let rows = store::list(conn, after.as_ref().map(|position| position.key.as_str()), fetch)?;
            let ids: Vec<ClientId> = rows.iter().map(|client| client.id).collect();
            let secrets = store::live_secrets(conn, &ids, now)?;
            let total = if counted { Some(store::count(conn, MOST_COUNTED)?) } else { None };
            Ok((rows, secrets, total))
        })
        .await?;
    let position = |client: &Client| Position { key: client.client_id.clone(), id: client.id.0 };
    let view = |client| ClientView::of(client, &secrets);
    let page: Page<ClientView> = window.page(rows, total, position, view, &keys, now)?;
    Ok(Reply::ok(Caching::NoStore, &page)?.into_response())
}

/// What a new client needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "client_id": "mobile-backend",
    "name": "Backend aplikasi seluler",
    "role": "office_client",
    "scopes": ["reports:read", "reports:write"],
}))]
pub struct CreateClient {
    /// The name by which it authenticates. It never changes.
    #[schema(min_length = 3, max_length = 60, pattern = "^[a-z0-9][a-z0-9-]*[a-z0-9]$", example = "mobile-backend")]
    client_id: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 200, example = "Backend aplikasi seluler")]
    name: String,
    /// `office_client` or `agency_client`.
    role: Role,
    /// The tree that it is bound to: required for `agency_client`, refused for `office_client`.
    agency_id: Option<Uuid>,
    /// What it may do; each scope must be of use to its role.
    #[schema(min_items = 1, max_items = 40)]
    scopes: Vec<Scope>,
    /// Whether it must send an `Idempotency-Key` with every POST that takes one; false when absent.
    #[schema(nullable = false)]
    integration: Option<bool>,
    /// For how many days its secret counts; 365 when absent.
    #[schema(minimum = 1, maximum = 365, nullable = false)]
    secret_days: Option<i64>,
}

/// A client with a secret, which is shown once.
#[derive(Serialize, ToSchema)]
pub struct ClientWithSecretView {
    /// The client.
    pub client: ClientView,
    /// The new secret. It is shown in this answer and never again.
    #[schema(max_length = 60, pattern = "^nrs_[A-Za-z0-9]+$")]
    pub client_secret: String,
}

fn with_secret(made: ClientWithSecret) -> Result<Reply, Error> {
    let version = made.client.version;
    let client = ClientView::of(made.client, &made.secrets);
    let location = client.links.itself.clone();
    let body = ClientWithSecretView { client, client_secret: made.secret.text().to_owned() };
    Ok(Reply::created(location, Caching::NoStore, &body)?.with_version(version))
}

/// Makes a machine client. The answer shows its secret, once.
#[utoipa::path(
    post, path = "/v1/clients", operation_id = "createClient", tag = "clients", request_body = CreateClient,
    responses((status = 201, description = "The new client, and its secret.", body = ClientWithSecretView,
        headers(("Location" = String, description = "Where it lives."), ("ETag" = String, description = "Its version."))))
)]
pub async fn create_client(
    service: Data<Service>,
    call: Call,
    body: Body<CreateClient>,
) -> Result<HttpResponse, Error> {
    let wanted = body.check()?;
    let ring = service.ring();
    let new = NewClient {
        client_id: wanted.client_id,
        name: wanted.name,
        role: wanted.role,
        agency_id: wanted.agency_id.map(AgencyId),
        scopes: wanted.scopes,
        integration: wanted.integration == Some(true),
        secret_days: wanted.secret_days.unwrap_or(LONGEST_DAYS),
    };
    service.write(call, body.bytes(), move |work| with_secret(clients::create_client(work, &ring, new)?)).await
}

/// Reads a machine client. Its secrets are never shown again.
#[utoipa::path(
    get, path = "/v1/clients/{id}", operation_id = "getClient", tag = "clients",
    params(("id" = Uuid, Path, description = "The client's id.")),
    responses((status = 200, description = "The client.", body = ClientView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn get_client(
    service: Data<Service>,
    id: PathId<ClientId>,
    held: IfNoneMatch,
) -> Result<HttpResponse, Error> {
    let (id, now) = (id.id(), service.now());
    let (client, secrets) = service
        .read(move |conn| {
            let client = store::find(conn, id)?.ok_or_else(Error::not_found)?;
            let secrets = store::live_secrets(conn, &[id], now)?;
            Ok((client, secrets))
        })
        .await?;
    if held.holds(client.version) {
        return Ok(not_modified(client.version, Caching::Private));
    }
    let version = client.version;
    Ok(Reply::ok(Caching::Private, &ClientView::of(client, &secrets))?.with_version(version).into_response())
}

/// What changes of a client; absent properties stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Backend aplikasi Narahubung", "integration": true }))]
pub struct UpdateClient {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    name: Option<String>,
    /// What it may do. Another list ends its tokens.
    #[schema(min_items = 1, max_items = 40, nullable = false)]
    scopes: Option<Vec<Scope>>,
    /// Whether it must send an `Idempotency-Key` with every POST that takes one.
    #[schema(nullable = false)]
    integration: Option<bool>,
    /// Whether it may be used. Switching it off ends its tokens at once.
    #[schema(nullable = false)]
    active: Option<bool>,
}

/// Changes a machine client.
#[utoipa::path(
    patch, path = "/v1/clients/{id}", operation_id = "updateClient", tag = "clients",
    request_body(content = UpdateClient, content_type = "application/merge-patch+json"),
    params(("id" = Uuid, Path, description = "The client's id."),
        ("If-Match" = String, Header, description = "The version that was read.", max_length = 200)),
    responses((status = 200, description = "The client as it is now.", body = ClientView,
        headers(("ETag" = String, description = "Its version."))))
)]
pub async fn update_client(
    service: Data<Service>,
    call: Call,
    id: PathId<ClientId>,
    held: IfMatch,
    body: Body<UpdateClient>,
) -> Result<HttpResponse, Error> {
    let (id, input) = (id.id(), body.check());
    let answer = service
        .write(call, body.bytes(), move |work| {
            let client = clients::find_client(work, id)?;
            held.require(client.version)?;
            let input = input?;
            let patch = ClientPatch {
                name: input.name,
                scopes: input.scopes,
                integration: input.integration,
                active: input.active,
            };
            let client = clients::update_client(work, client, patch)?;
            let secrets = clients::secrets_of(work.conn, &[client.id], work.now)?;
            let version = client.version;
            Ok(Reply::ok(Caching::Private, &ClientView::of(client, &secrets))?.with_version(version))
        })
        .await?;
    service.gatekeeper.forget_standings();
    Ok(answer)
}

/// What becomes of the secrets that the client has.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PreviousSecrets {
    /// The newest goes on beside the new one; older ones end.
    Keep,
    /// All end at once, with the client's tokens.
    Revoke,
}

/// How the secret changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateClientSecret {
    /// What becomes of the secrets that the client has: `keep` to change over, `revoke` when somebody may know them.
    previous: PreviousSecrets,
    /// For how many days the new secret counts; 365 when absent.
    #[schema(minimum = 1, maximum = 365, nullable = false)]
    secret_days: Option<i64>,
}

/// Gives a client a new secret. The answer shows it, once; two secrets may live at a time.
#[utoipa::path(
    post, path = "/v1/clients/{id}/secrets", operation_id = "rotateClientSecret", tag = "clients",
    request_body = RotateClientSecret,
    params(("id" = Uuid, Path, description = "The client's id.")),
    responses((status = 201, description = "The client, and its new secret.", body = ClientWithSecretView,
        headers(("Location" = String, description = "Where the client lives."),
            ("ETag" = String, description = "Its version."))))
)]
pub async fn rotate_client_secret(
    service: Data<Service>,
    call: Call,
    id: PathId<ClientId>,
    body: Body<RotateClientSecret>,
) -> Result<HttpResponse, Error> {
    let (id, input, ring) = (id.id(), body.check(), service.ring());
    let answer = service
        .write(call, body.bytes(), move |work| {
            let client = clients::find_client(work, id)?;
            let input = input?;
            let previous = match input.previous {
                PreviousSecrets::Keep => Previous::Keep,
                PreviousSecrets::Revoke => Previous::Revoke,
            };
            let days = input.secret_days.unwrap_or(LONGEST_DAYS);
            with_secret(clients::rotate_secret(work, &ring, client, previous, days)?)
        })
        .await?;
    service.gatekeeper.forget_standings();
    Ok(answer)
}
