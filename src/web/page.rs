//! Pages of lists: keyset over (sort key, id), with a sealed cursor (contract 4.5).

use crate::crypto::key_ring::KeyRing;
use crate::crypto::seal::Purpose;
use crate::domain::time::Timestamp;
use crate::error::{Code, Error, FieldFault};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Items of a page unless the client says otherwise.
pub const DEFAULT_LIMIT: i64 = 50;

/// A cursor is of use for a day.
const CURSOR_SECONDS: i64 = 24 * 3600;

/// Totals are counted to here: an exact count of everything would cost every list.
pub const MOST_COUNTED: i64 = 10_000;

/// Where a page begins: behind the item with this sort key and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The value that the list is sorted by, as text; empty when it is sorted by id alone.
    pub key: String,
    /// The item's id.
    pub id: Uuid,
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    position: Position,
    issued_at: i64,
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// How many items the client wants.
    pub limit: i64,
    /// Behind which item.
    pub after: Option<Position>,
    binding: Binding,
}

/// Which list it is: what a cursor of it is bound to, and its address for the links between pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Binding {
    bytes: Vec<u8>,
    target: Option<String>,
}

impl Binding {
    /// A list that is read by GET at `target`: path and query without `cursor`.
    pub fn at(bytes: Vec<u8>, target: String) -> Self {
        Self { bytes, target: Some(target) }
    }

    /// `Link` (RFC 8288) to the first page and, when there is one, the next.
    fn link(&self, next_cursor: Option<&str>) -> Option<String> {
        let target = self.target.as_ref()?;
        let mut link = format!("<{target}>; rel=\"first\"");
        if let Some(cursor) = next_cursor {
            let sign = if target.contains('?') { '&' } else { '?' };
            link.push_str(&format!(", <{target}{sign}cursor={cursor}>; rel=\"next\""));
        }
        Some(link)
    }
}

/// A list without an address of its own, such as the answer to a search.
impl From<Vec<u8>> for Binding {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, target: None }
    }
}

impl Window {
    /// Reads `limit` and `cursor`. `binding` names the list: a cursor of another list or filter is refused.
    ///
    /// # Errors
    /// `invalid_cursor` or `cursor_expired`.
    pub fn read(
        limit: Option<i64>,
        cursor: Option<&str>,
        binding: impl Into<Binding>,
        keys: &KeyRing,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let binding = binding.into();
        let after = match cursor {
            None => None,
            Some(text) => {
                let invalid =
                    || Error::new(Code::InvalidCursor).with_faults(vec![FieldFault::query("cursor", "format")]);
                let plain = keys.open_text(Purpose::Cursor, &binding.bytes, text).map_err(|_| invalid())?;
                let cursor: Cursor = serde_json::from_slice(&plain).map_err(|_| invalid())?;
                if now >= Timestamp::from_micros(cursor.issued_at).plus_seconds(CURSOR_SECONDS) {
                    return Err(Error::new(Code::CursorExpired));
                }
                Some(cursor.position)
            }
        };
        Ok(Self { limit: limit.unwrap_or(DEFAULT_LIMIT), after, binding })
    }

    /// How many rows to fetch: one more than wanted tells whether there are more.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// Makes the page from the rows fetched; `position` tells where an item stands in the list.
    ///
    /// # Errors
    /// Internal, when a cursor cannot be written.
    pub fn page<R, T>(
        &self,
        mut rows: Vec<R>,
        total: Option<i64>,
        position: impl Fn(&R) -> Position,
        view: impl FnMut(R) -> T,
        keys: &KeyRing,
        now: Timestamp,
    ) -> Result<Page<T>, Error> {
        let wanted = usize::try_from(self.limit).unwrap_or(0);
        let has_more = rows.len() > wanted;
        rows.truncate(wanted);
        let next_cursor = match rows.last().filter(|_| has_more) {
            None => None,
            Some(last) => {
                let cursor = Cursor { position: position(last), issued_at: now.micros() };
                let plain = serde_json::to_vec(&cursor).map_err(|error| Error::internal(error.to_string()))?;
                Some(keys.seal_text(Purpose::Cursor, &self.binding.bytes, &plain))
            }
        };
        Ok(Page {
            link: self.binding.link(next_cursor.as_deref()),
            items: rows.into_iter().map(view).collect(),
            page: PageInfo {
                limit: self.limit,
                has_more,
                next_cursor,
                total: total.map(|total| total.min(MOST_COUNTED)),
                total_is_capped: total.map(|total| total > MOST_COUNTED),
            },
        })
    }
}

/// One page of a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the order of the list.
    #[schema(max_items = 200)]
    pub items: Vec<T>,
    /// Where this page stands.
    pub page: PageInfo,
    /// The `Link` header that goes with it.
    #[serde(skip)]
    #[schema(ignore)]
    pub link: Option<String>,
}

/// Where a page stands in its list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PageInfo {
    /// Items per page.
    #[schema(minimum = 1, maximum = 200)]
    pub limit: i64,
    /// Whether another page follows.
    pub has_more: bool,
    /// Opaque: send it back as `cursor` to read the next page. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2048, pattern = "^[A-Za-z0-9_-]+$")]
    pub next_cursor: Option<String>,
    /// How many items the whole list has within the caller's view; only with `include_total=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 10000)]
    pub total: Option<i64>,
    /// Whether counting stopped at 10,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub total_is_capped: Option<bool>,
}

impl PageInfo {
    /// What makes this page another one than before, besides its items.
    pub fn standing(&self) -> (i64, bool, Option<i64>) {
        (self.limit, self.has_more, self.total)
    }
}
