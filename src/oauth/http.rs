//! The addresses of OAuth and of the keys that verify our tokens.

use super::operations::{self, Credentials, Refusal, Revocable};
use crate::auth::client_secret::ClientSecret;
use crate::auth::jwks::{JwkSet, jwk_set};
use crate::auth::refresh_token::RefreshToken;
use crate::auth::token::MACHINE_SECONDS;
use crate::crypto::secret::Secret;
use crate::domain::access::{Action, Scope};
use crate::domain::code::Code as _;
use crate::error::Error;
use crate::journal::Work;
use crate::service::{Call, Service};
use crate::web::form::{self, FormFault, read_form};
use crate::web::reply::{Caching, Reply};
use crate::web::routes::Routes;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

/// The operations of this room.
#[derive(OpenApi)]
#[openapi(
    paths(issue_token, revoke_token, get_jwks, get_authorization_server),
    tags((name = "oauth", description = "Token untuk klien mesin: OAuth 2.0 for programs"))
)]
pub struct Api;

/// Adds the routes of this room.
pub fn routes(routes: &mut Routes) {
    routes.on(Method::POST, "/oauth/token", Action::IssueToken, issue_token);
    routes.on(Method::POST, "/oauth/revoke", Action::RevokeToken, revoke_token);
    routes.on(Method::GET, "/.well-known/jwks.json", Action::GetJwks, get_jwks);
    let metadata = "/.well-known/oauth-authorization-server";
    routes.on(Method::GET, metadata, Action::GetAuthorizationServer, get_authorization_server);
}

/// OAuth's error body (RFC 6749 5.2).
#[derive(Debug, Serialize, ToSchema)]
pub struct OAuthError {
    /// OAuth's code: `invalid_request`, `invalid_client`, `invalid_grant`, `invalid_scope` or `unsupported_grant_type`.
    #[schema(max_length = 40, pattern = "^[a-z_]+$", example = "invalid_client")]
    error: &'static str,
    /// What a client's developer may want to know.
    #[schema(max_length = 200, pattern = "^[ -~]*$", example = "unknown client, or wrong secret")]
    error_description: &'static str,
    /// The same id as in `X-Request-Id`, the log and the audit log.
    request_id: Uuid,
}

/// A refusal in OAuth's words.
struct Refused {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

impl Refused {
    const fn bad(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }

    /// One answer for an unknown client, a wrong secret and a client that was switched off.
    const CLIENT: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_client",
        description: "unknown client, or wrong secret",
    };

    fn respond(self, request_id: Uuid) -> Result<HttpResponse, Error> {
        let body = OAuthError { error: self.error, error_description: self.description, request_id };
        let body = serde_json::to_string(&body).map_err(|error| Error::internal(error.to_string()))?;
        let mut answer = HttpResponse::build(self.status);
        answer.insert_header((CACHE_CONTROL, "no-store")).insert_header((CONTENT_TYPE, "application/json"));
        if self.status == StatusCode::UNAUTHORIZED {
            answer.insert_header((WWW_AUTHENTICATE, r#"Basic realm="oauth", charset="UTF-8""#));
        }
        Ok(answer.body(body))
    }
}

impl From<FormFault> for Refused {
    fn from(fault: FormFault) -> Self {
        Self::bad("invalid_request", fault.description())
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Client(_) => Self::CLIENT,
            Refusal::Scope => Self::bad("invalid_scope", "a scope is unknown, or not one of this client's"),
            Refusal::NotYours => Self::bad("invalid_grant", "the token was issued to another client"),
        }
    }
}

/// Reads the form of a request that must have no query: credentials and tokens in addresses end up in logs.
async fn form_of<T: serde::de::DeserializeOwned>(
    request: &HttpRequest,
    payload: Payload,
) -> Result<Result<T, Refused>, Error> {
    let form = read_form(request, &mut payload.into_inner()).await?;
    if !request.query_string().is_empty() {
        return Ok(Err(Refused::bad("invalid_request", "parameters belong in the body, not in the address")));
    }
    Ok(form.map_err(Refused::from))
}

/// The client's credentials: by HTTP Basic, or in the body where a library knows no better; never both.
fn credentials(
    request: &HttpRequest,
    client_id: Option<String>,
    secret: Option<Secret<String>>,
) -> Result<Option<Credentials>, Refused> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let Some(header) = headers.next() else {
        return Ok(match (client_id, secret) {
            (None, None) => None,
            (client_id, secret) => Some(Credentials {
                client_id: client_id.unwrap_or_default(),
                secret: secret.and_then(|secret| ClientSecret::parse(secret.expose())),
            }),
        });
    };
    if headers.next().is_some() || secret.is_some() {
        return Err(Refused::bad("invalid_request", "credentials are given more than once"));
    }
    let (name, secret) = header.to_str().ok().and_then(basic).ok_or(Refused::CLIENT)?;
    if client_id.is_some_and(|client_id| client_id != name) {
        return Err(Refused::bad("invalid_request", "client_id differs from the credentials"));
    }
    Ok(Some(Credentials { client_id: name, secret: ClientSecret::parse(secret.expose()) }))
}

/// `Basic base64(urlencode(client_id):urlencode(client_secret))` (RFC 6749 2.3.1).
fn basic(header: &str) -> Option<(String, Secret<String>)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = Secret::new(String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?);
    let (name, secret) = decoded.expose().split_once(':')?;
    Some((form::decode(name)?, Secret::new(form::decode(secret)?)))
}

/// What a client asks for.
#[derive(Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `client_credentials`; no other grant is offered.
    #[schema(max_length = 18, pattern = "^client_credentials$", example = "client_credentials")]
    grant_type: String,
    /// Scopes separated by spaces; all of the client's when absent.
    #[schema(max_length = 1000, pattern = "^[a-z: ]*$", nullable = false, example = "reports:read")]
    scope: Option<String>,
    /// The client, unless it authenticates by HTTP Basic.
    #[schema(max_length = 60, nullable = false)]
    client_id: Option<String>,
    /// Its secret, unless it authenticates by HTTP Basic.
    #[schema(max_length = 60, nullable = false)]
    client_secret: Option<String>,
}

/// An access token for a machine.
#[derive(Serialize, ToSchema)]
pub struct TokenResponse {
    /// Send it as `Authorization: Bearer …`.
    #[schema(max_length = 4096, pattern = "^[A-Za-z0-9_.-]+$")]
    access_token: String,
    /// Always `Bearer`.
    #[schema(max_length = 10, pattern = "^Bearer$", example = "Bearer")]
    token_type: &'static str,
    /// Seconds until it ends.
    #[schema(minimum = 1, maximum = 900, example = 900)]
    expires_in: i64,
    /// What it allows, separated by spaces.
    #[schema(max_length = 1000, pattern = "^[a-z: ]*$", example = "reports:read")]
    scope: String,
}

/// Issues an access token to a machine client (RFC 6749 4.4).
///
/// The client authenticates by HTTP Basic or with `client_id` and `client_secret` in the body. There is no refresh token:
/// ask again. The password grant is refused (RFC 9700); people log in at `POST /v1/sessions`.
#[utoipa::path(
    post, path = "/oauth/token", operation_id = "issueToken", tag = "oauth",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "An access token.", body = TokenResponse),
        (status = 400, description = "Refused, in OAuth's words.", body = OAuthError),
        (status = 401, description = "Not a client.", body = OAuthError,
            headers(("WWW-Authenticate" = Word, description = "How to authenticate (RFC 7617).")))
    )
)]
pub async fn issue_token(
    service: Data<Service>,
    call: Call,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Error> {
    let request_id = call.context.request_id;
    let form: TokenRequest = match form_of(&request, payload).await? {
        Ok(form) => form,
        Err(refused) => return refused.respond(request_id),
    };
    if form.grant_type != "client_credentials" {
        return Refused::bad("unsupported_grant_type", "only client_credentials is offered").respond(request_id);
    }
    let secret = form.client_secret.map(Secret::new);
    let credentials = match credentials(&request, form.client_id, secret) {
        Ok(Some(credentials)) => credentials,
        Ok(None) => return refuse(&service, Refused::CLIENT, "client_missing", request_id),
        Err(refused) => return refused.respond(request_id),
    };
    let (clock, ring, author, origin) = (service.clock.clone(), service.ring(), call.author(), call.origin());
    let wanted = form.scope;
    let granted = service.db.write(move |conn| {
        let mut work = Work::new(conn, &clock, author, origin);
        operations::issue_token(&mut work, &ring, &credentials, wanted.as_deref())
    });
    let grant = match granted.await? {
        Ok(grant) => grant,
        Err(refusal) => return refuse(&service, refusal.into(), reason(refusal), request_id),
    };
    let scope = grant.scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ");
    let issued = service
        .tokens
        .issue(&service.ring(), grant, service.clock.new_id(), service.now())
        .map_err(|error| Error::internal(error.to_string()))?;
    let body = TokenResponse { access_token: issued.token, token_type: "Bearer", expires_in: MACHINE_SECONDS, scope };
    Ok(Reply::ok(Caching::NoStore, &body)?.into_response())
}

fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Client(refused) => refused.code(),
        Refusal::Scope => "client_scope",
        Refusal::NotYours => "client_foreign_token",
    }
}

fn refuse(service: &Service, refused: Refused, reason: &str, request_id: Uuid) -> Result<HttpResponse, Error> {
    service.metrics.authentication_failed(reason);
    refused.respond(request_id)
}

/// Which token to take back.
#[derive(Deserialize, ToSchema)]
pub struct RevocationRequest {
    /// An access or a refresh token.
    #[schema(max_length = 4096, pattern = "^[ -~]+$")]
    token: String,
    /// What kind of token it is; the service finds out by itself (RFC 7009 2.1).
    #[schema(max_length = 40, pattern = "^[a-z_]*$", nullable = false, example = "access_token")]
    token_type_hint: Option<String>,
    /// The client, unless it authenticates by HTTP Basic.
    #[schema(max_length = 60, nullable = false)]
    client_id: Option<String>,
    /// Its secret, unless it authenticates by HTTP Basic.
    #[schema(max_length = 60, nullable = false)]
    client_secret: Option<String>,
}

/// Takes a token back (RFC 7009).
///
/// A machine's token is taken back by its own client, which authenticates as for a token. A person's refresh or access
/// token ends the person's session; holding it is enough. A token that does not count any more is no error.
#[utoipa::path(
    post, path = "/oauth/revoke", operation_id = "revokeToken", tag = "oauth",
    request_body(content = RevocationRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The token does not count any more."),
        (status = 400, description = "Refused, in OAuth's words.", body = OAuthError),
        (status = 401, description = "Not a client.", body = OAuthError,
            headers(("WWW-Authenticate" = Word, description = "How to authenticate (RFC 7617).")))
    )
)]
pub async fn revoke_token(
    service: Data<Service>,
    call: Call,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Error> {
    let request_id = call.context.request_id;
    let form: RevocationRequest = match form_of(&request, payload).await? {
        Ok(form) => form,
        Err(refused) => return refused.respond(request_id),
    };
    let is_hint = |hint: &str| hint.len() <= 40 && hint.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if !form.token_type_hint.as_deref().is_none_or(is_hint) {
        return Refused::bad("invalid_request", "token_type_hint is no word").respond(request_id);
    }
    let text = Secret::new(form.token);
    let credentials = match credentials(&request, form.client_id, form.client_secret.map(Secret::new)) {
        Ok(credentials) => credentials,
        Err(refused) => return refused.respond(request_id),
    };
    let token = match RefreshToken::parse(text.expose()) {
        Some(token) => Some(Revocable::Refresh(token)),
        None => {
            let claims = service.tokens.verify(&service.ring(), text.expose(), service.now()).ok();
            claims.map(|claims| Revocable::Access(Box::new((*claims).clone())))
        }
    };
    if let Some(token) = token {
        let (clock, ring, author, origin) = (service.clock.clone(), service.ring(), call.author(), call.origin());
        let revoked = service.db.write(move |conn| {
            let mut work = Work::new(conn, &clock, author, origin);
            operations::revoke_token(&mut work, &ring, &token, credentials.as_ref())
        });
        if let Err(refusal) = revoked.await? {
            return refuse(&service, refusal.into(), reason(refusal), request_id);
        }
        service.gatekeeper.forget_standings();
    }
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).finish())
}

/// The public keys with which others verify our access tokens (RFC 7517).
#[utoipa::path(
    get, path = "/.well-known/jwks.json", operation_id = "getJwks", tag = "oauth",
    responses((status = 200, description = "The keys whose signatures count now.", body = JwkSet))
)]
pub async fn get_jwks(service: Data<Service>) -> Result<HttpResponse, Error> {
    Ok(Reply::ok(Caching::Public, &jwk_set(&service.ring(), service.now()))?.into_response())
}

/// What a client library needs to know (RFC 8414).
#[derive(Serialize, ToSchema)]
pub struct AuthorizationServer {
    /// The `iss` of our tokens.
    #[schema(max_length = 200, format = "uri")]
    issuer: String,
    /// Where tokens are issued.
    #[schema(max_length = 300, format = "uri")]
    token_endpoint: String,
    /// Where tokens are taken back.
    #[schema(max_length = 300, format = "uri")]
    revocation_endpoint: String,
    /// Where the public keys are.
    #[schema(max_length = 300, format = "uri")]
    jwks_uri: String,
    /// Where people read on.
    #[schema(max_length = 300, format = "uri")]
    service_documentation: String,
    /// How clients authenticate for a token.
    #[schema(max_items = 5)]
    token_endpoint_auth_methods_supported: Vec<Word>,
    /// How clients authenticate to take a token back.
    #[schema(max_items = 5)]
    revocation_endpoint_auth_methods_supported: Vec<Word>,
    /// The grants offered.
    #[schema(max_items = 5)]
    grant_types_supported: Vec<Word>,
    /// None: there is no authorization endpoint.
    #[schema(max_items = 5)]
    response_types_supported: Vec<Word>,
    /// Every scope.
    #[schema(max_items = 100)]
    scopes_supported: Vec<Word>,
    /// The languages of what people read.
    #[schema(max_items = 5)]
    ui_locales_supported: Vec<Word>,
}

/// A code of a registry: a scope, a grant, a language.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, max_length = 60, pattern = "^[ -~]+$")]
pub struct Word(&'static str);

fn words<const N: usize>(list: [&'static str; N]) -> Vec<Word> {
    list.into_iter().map(Word).collect()
}

/// Describes this authorization server (RFC 8414).
#[utoipa::path(
    get, path = "/.well-known/oauth-authorization-server", operation_id = "getAuthorizationServer", tag = "oauth",
    responses((status = 200, description = "The description.", body = AuthorizationServer))
)]
pub async fn get_authorization_server(service: Data<Service>) -> Result<HttpResponse, Error> {
    let base = &service.base_url;
    let methods = || words(["client_secret_basic", "client_secret_post"]);
    let body = AuthorizationServer {
        issuer: base.to_string(),
        token_endpoint: format!("{base}/oauth/token"),
        revocation_endpoint: format!("{base}/oauth/revoke"),
        jwks_uri: format!("{base}/.well-known/jwks.json"),
        service_documentation: format!("{base}/docs"),
        token_endpoint_auth_methods_supported: methods(),
        revocation_endpoint_auth_methods_supported: methods(),
        grant_types_supported: words(["client_credentials"]),
        response_types_supported: Vec::new(),
        scopes_supported: Scope::ALL.iter().map(|scope| Word(scope.code())).collect(),
        ui_locales_supported: words(["id", "en"]),
    };
    Ok(Reply::ok(Caching::Public, &body)?.into_response())
}
