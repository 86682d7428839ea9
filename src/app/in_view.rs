//! Whether a caller sees an object of the API: asked before a stored answer about it is repeated.

use crate::db::AnyConnection;
use crate::domain::access::Principal;
use crate::domain::id::{NarahubungId, RecommendationId, ReportId};
use crate::error::{Code, Error};
use crate::web::path::parse_id;
use crate::{narahubung, recommendations, reports};

/// Whether the caller sees what lives at this address. What every caller of an operation sees alike, such as agencies
/// and code lists, is always in view.
///
/// # Errors
/// When the database refuses.
pub fn in_view(conn: &mut AnyConnection, caller: &Principal, address: &str) -> Result<bool, Error> {
    let mut segments = address.split('/').skip(2);
    let (Some(collection), Some(id)) = (segments.next(), segments.next().and_then(parse_id)) else { return Ok(true) };
    let found = match collection {
        "reports" => reports::operations::find(conn, caller.visibility(), ReportId(id)).map(drop),
        "recommendations" => {
            recommendations::operations::find(conn, caller.visibility(), RecommendationId(id)).map(drop)
        }
        "narahubung" => narahubung::operations::find(conn, caller.reach(), NarahubungId(id)).map(drop),
        _ => Ok(()),
    };
    match found {
        Err(error) if error.code() == Code::NotFound => Ok(false),
        found => found.map(|()| true),
    }
}
