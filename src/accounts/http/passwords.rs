//! Changing one's own password.

use super::sessions::SessionTokens;
use crate::accounts::operations::passwords::{self, PasswordChange, PasswordChanged};
use crate::accounts::operations::throttle::Attempt;
use crate::auth::admission::{Caller, admit_again};
use crate::crypto::secret::Secret;
use crate::domain::access::{Action, Who};
use crate::error::Error;
use crate::journal::Work;
use crate::service::{Call, Service};
use crate::web::body::Body;
use crate::web::routes::Routes;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::Data;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

pub(super) fn routes(routes: &mut Routes) {
    routes.on(Method::POST, "/v1/password-changes", Action::ChangePassword, change_password);
}

/// The password that was and the one that will be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The present password.
    #[schema(min_length = 1, max_length = 256, format = "password", example = "tujuh kerbau biru melompat")]
    current_password: String,
    /// The new one: 15 characters or more, no rules of composition, nothing easy to guess.
    #[schema(min_length = 15, max_length = 256, format = "password", example = "delapan itik hijau menyelam")]
    new_password: String,
}

/// Changes the caller's password.
///
/// Every session of the person ends, this one too, with all its tokens; the answer is a new session.
#[utoipa::path(
    post, path = "/v1/password-changes", operation_id = "changePassword", tag = "sessions",
    request_body = ChangePassword,
    responses((status = 201, description = "Changed; a new session has begun.", body = SessionTokens,
        headers(("Location" = String, description = "Where the new session lives."))))
)]
pub async fn change_password(
    service: Data<Service>,
    caller: Caller,
    call: Call,
    body: Body<ChangePassword>,
) -> Result<HttpResponse, Error> {
    let wanted = body.check()?;
    let Who::Person(id, _) = caller.principal.who else { return Err(Error::not_allowed()) };
    let (ring, network, now) = (service.ring(), call.context.source_network.clone(), service.now());
    let (user, attempt) = service
        .read(move |conn| {
            let name = passwords::name_of(conn, id)?;
            let attempt = Attempt::new(&ring, &name, network.as_deref());
            Ok((passwords::look_up(conn, &attempt, id, now)?, attempt))
        })
        .await?;
    let accepted = passwords::judge_new_password(&user, &wanted.current_password, &wanted.new_password)?;
    let stored = Some(user.password_hash.clone());
    let verdict = service.passwords.verify(Secret::new(wanted.current_password), stored).await?;
    let hash = service.passwords.hash(accepted).await?;
    let change = PasswordChange { attempt, user, verdict, hash };
    let (clock, author, origin) = (service.clock.clone(), call.author(), call.origin());
    let claims = Arc::clone(&caller.claims);
    let job = move |conn: &mut _| {
        admit_again(conn, &claims, clock.now())?;
        passwords::change_password(&mut Work::new(conn, &clock, author, origin), change)
    };
    match service.db.write(job).await? {
        PasswordChanged::Open(open) => {
            service.gatekeeper.forget_standings();
            Ok(SessionTokens::sign(&service, *open)?.reply()?.into_response())
        }
        PasswordChanged::WrongPassword => {
            service.metrics.authentication_failed("password");
            Err(Error::field("/current_password", "password_wrong"))
        }
    }
}
