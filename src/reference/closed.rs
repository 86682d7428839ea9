//! Closed lists: codes that live in the program, shown beside the editable ones.
//!
//! Every room has lists of its own, so they are gathered where all rooms are known (`app/lists.rs`).

use crate::domain::code::Code;

/// One code of a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedCode {
    /// Stable code.
    pub code: &'static str,
    /// What an Indonesian reader sees.
    pub label_id: &'static str,
    /// What an English reader sees.
    pub label_en: &'static str,
}

/// A closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedList {
    /// Its name in the address.
    pub list: &'static str,
    /// Its codes, in the order in which people read them.
    pub codes: Vec<ClosedCode>,
}

impl ClosedList {
    /// The list that `T` declares.
    pub fn of<T: Code>() -> Self {
        let code =
            |value: &T| ClosedCode { code: value.code(), label_id: value.label_id(), label_en: value.label_en() };
        Self { list: T::LIST, codes: T::ALL.iter().map(code).collect() }
    }
}

/// Every closed list that a client can meet, by name.
#[derive(Debug, Clone)]
pub struct ClosedLists(Vec<ClosedList>);

impl ClosedLists {
    /// These lists.
    pub fn new(mut lists: Vec<ClosedList>) -> Self {
        lists.sort_by_key(|list| list.list);
        Self(lists)
    }

    /// All of them, by name.
    pub fn all(&self) -> &[ClosedList] {
        &self.0
    }

    /// The list of this name.
    pub fn find(&self, list: &str) -> Option<&ClosedList> {
        self.0.iter().find(|known| known.list == list)
    }
}
