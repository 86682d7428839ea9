//! Statements that are kept prepared although diesel would parse and plan them anew each time.
//!
//! SQLite undoes that for `LIMIT ?`: it plans by the value of that parameter, so it prepares the statement again whenever
//! another is bound, which costs more than most look-ups do. diesel's `first` writes such a limit; what is found by a
//! unique key is read with `get_result`, which stops at the first row too.

use diesel::QueryResult;
use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

/// A statement whose text is the same each time it is run, whatever its parameters are.
///
/// diesel keeps no `UPDATE` and no [`diesel::sql_query`] prepared, since it cannot know that. Each text that goes in
/// here stays prepared in every connection: a text with a value or a list of changing length in it must not.
pub struct Cached<T>(pub T);

impl<DB: Backend, T: QueryFragment<DB>> QueryFragment<DB> for Cached<T> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<T> QueryId for Cached<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T, Conn> RunQueryDsl<Conn> for Cached<T> {}
