//! The addresses of accounts, sessions and clients.

mod clients;
mod passwords;
mod second_factors;
mod sessions;
mod users;

use crate::web::routes::Routes;
use utoipa::OpenApi;

/// The operations of this room.
#[derive(OpenApi)]
#[openapi(
    paths(
        sessions::create_session,
        sessions::refresh_session,
        sessions::list_sessions,
        sessions::end_current_session,
        sessions::end_session,
        passwords::change_password,
        second_factors::begin_second_factor,
        second_factors::confirm_second_factor,
        second_factors::remove_second_factor,
        users::list_users,
        users::create_user,
        users::get_user,
        users::update_user,
        users::reset_user_password,
        users::end_user_sessions,
        clients::list_clients,
        clients::create_client,
        clients::get_client,
        clients::update_client,
        clients::rotate_client_secret
    ),
    tags(
        (name = "sessions", description = "Masuk dan keluar: log-in sessions of people"),
        (name = "users", description = "Akun: accounts of people, kept by the administrator"),
        (name = "clients", description = "Klien mesin: programs that call on their own")
    )
)]
pub struct Api;

/// Adds the routes of this room.
pub fn routes(routes: &mut Routes) {
    sessions::routes(routes);
    passwords::routes(routes);
    second_factors::routes(routes);
    users::routes(routes);
    clients::routes(routes);
}
