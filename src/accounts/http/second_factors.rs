//! Setting up a second factor, and removing one from an account whose owner lost the phone.

use super::sessions::person;
use crate::accounts::operations::{second_factor, users};
use crate::auth::admission::Caller;
use crate::crypto::totp::TotpSecret;
use crate::domain::access::Action;
use crate::domain::id::UserId;
use crate::error::Error;
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::path::PathId;
use crate::web::reply::{Caching, Reply};
use crate::web::routes::Routes;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn routes(routes: &mut Routes) {
    routes.on(Method::POST, "/v1/second-factors", Action::BeginSecondFactor, begin_second_factor);
    routes.on(Method::POST, "/v1/second-factors/confirmations", Action::ConfirmSecondFactor, confirm_second_factor);
    routes.on(Method::DELETE, "/v1/users/{id}/second-factor", Action::RemoveSecondFactor, remove_second_factor);
}

/// What an authenticator app needs. It is shown once.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorSecret {
    /// The secret, to be typed into the app: base32.
    #[schema(max_length = 64, pattern = "^[A-Z2-7]+$", example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    pub secret: String,
    /// The same for a QR code: SHA-1, six digits, thirty seconds.
    #[schema(
        max_length = 400,
        pattern = "^otpauth://totp/",
        example = "otpauth://totp/Narahubung:rina.contoh?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Narahubung"
    )]
    pub otpauth_uri: String,
}

impl SecondFactorSecret {
    /// User names are ASCII without anything that an address would have to escape but `+` and `@`.
    fn of(secret: &TotpSecret, username: &str) -> Self {
        let secret = secret.text();
        let name = username.replace('@', "%40").replace('+', "%2B");
        let otpauth_uri = format!("otpauth://totp/Narahubung:{name}?secret={secret}&issuer=Narahubung");
        Self { secret, otpauth_uri }
    }
}

/// Begins to set up a second factor for the caller's account.
///
/// Put the secret into an authenticator app, then confirm it with a first code; until then nothing changes. Needs a
/// log-in of the last five minutes.
#[utoipa::path(
    post, path = "/v1/second-factors", operation_id = "beginSecondFactor", tag = "sessions",
    responses((status = 201, description = "What the app needs.", body = SecondFactorSecret,
        headers(("Location" = String, description = "Where it is confirmed."))))
)]
pub async fn begin_second_factor(service: Data<Service>, caller: Caller, call: Call) -> Result<HttpResponse, Error> {
    let (user, _) = person(&caller)?;
    caller.require_recent_login(service.now())?;
    let ring = service.ring();
    service
        .write(call, &[], move |work| {
            let user = users::find_user(work, user)?;
            let secret = second_factor::begin(work, &ring, &user)?;
            let view = SecondFactorSecret::of(&secret, &user.username);
            Reply::created("/v1/second-factors/confirmations".to_owned(), Caching::NoStore, &view)
        })
        .await
}

/// The first code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSecondFactor {
    /// What the app shows now.
    #[schema(min_length = 6, max_length = 6, pattern = "^[0-9]{6}$", example = "287082")]
    otp: String,
}

/// Confirms the caller's second factor by a first code. From then on every log-in needs one.
#[utoipa::path(
    post, path = "/v1/second-factors/confirmations", operation_id = "confirmSecondFactor", tag = "sessions",
    request_body = ConfirmSecondFactor,
    responses((status = 204, description = "The second factor counts from now on."))
)]
pub async fn confirm_second_factor(
    service: Data<Service>,
    caller: Caller,
    call: Call,
    body: Body<ConfirmSecondFactor>,
) -> Result<HttpResponse, Error> {
    let ((user, _), wanted, ring) = (person(&caller)?, body.check(), service.ring());
    service
        .write(call, body.bytes(), move |work| {
            let user = users::find_user(work, user)?;
            second_factor::confirm(work, &ring, &user, &wanted?.otp)?;
            Ok(Reply::no_content())
        })
        .await
}

/// Removes the second factor of a person who lost their phone, and ends every session of theirs.
#[utoipa::path(
    delete, path = "/v1/users/{id}/second-factor", operation_id = "removeSecondFactor", tag = "users",
    params(("id" = Uuid, Path, description = "The account's id.")),
    responses((status = 204, description = "The password alone logs this person in, until they set up another."))
)]
pub async fn remove_second_factor(
    service: Data<Service>,
    call: Call,
    id: PathId<UserId>,
) -> Result<HttpResponse, Error> {
    let id = id.id();
    let answer = service
        .write(call, &[], move |work| {
            let user = users::find_user(work, id)?;
            second_factor::remove(work, user)?;
            Ok(Reply::no_content())
        })
        .await?;
    service.gatekeeper.forget_standings();
    Ok(answer)
}
