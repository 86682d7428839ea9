//! Closed code lists: one declaration gives the enum, its wire code and its two labels.

/// A value of a closed list: has a stable wire code and a label in Indonesian and English.
pub trait Code: Copy + Eq + Sized + 'static {
    /// Name of the list, as in `/v1/reference/{list}` and as the schema's name in the API document.
    const LIST: &'static str;
    /// Every value, in the order in which people read the list.
    const ALL: &'static [Self];
    /// The stable code on the wire and in the database: lower snake case, or the field's own abbreviation.
    fn code(self) -> &'static str;
    /// What an Indonesian reader sees.
    fn label_id(self) -> &'static str;
    /// What an English reader sees.
    fn label_en(self) -> &'static str;
    /// The value with this code, if there is one.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == code)
    }
}

/// Declares a closed code list.
///
/// ```
/// narahubung::codes! {
///     /// Which way a door opens.
///     pub enum Door("door") {
///         /// Opens inwards.
///         In => "in", "ke dalam", "inwards";
///         /// Opens outwards.
///         Out => "out", "ke luar", "outwards";
///     }
/// }
/// use narahubung::domain::code::Code;
/// assert_eq!(Door::from_code("out"), Some(Door::Out));
/// assert_eq!(Door::In.label_id(), "ke dalam");
/// ```
#[macro_export]
macro_rules! codes {
    ($(#[$meta:meta])* $vis:vis enum $name:ident($list:literal) {
        $($(#[$vmeta:meta])* $variant:ident => $code:literal, $id:literal, $en:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $crate::domain::code::Code for $name {
            const LIST: &'static str = $list;
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn code(self) -> &'static str { match self { $(Self::$variant => $code),+ } }
            fn label_id(self) -> &'static str { match self { $(Self::$variant => $id),+ } }
            fn label_en(self) -> &'static str { match self { $(Self::$variant => $en),+ } }
        }
    };
}
