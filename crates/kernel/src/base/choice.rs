//! Closed lists of words: one declaration gives the stored key, the label people read, and `Unknown`
//! for a key that a newer release wrote. A label is in the language of the page (`base::language`).

pub trait Choice: Copy + PartialEq + Sized + 'static {
    const ALL: &'static [Self];
    fn key(self) -> &'static str;
    fn label(self) -> &'static str;

    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.key() == key)
    }
}

/// `choices! { /// doc  pub enum Source { Yelp: "yelp", "Yelp"; ... } }`. The first is the default.
#[macro_export]
macro_rules! choices {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident : $key:literal, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $key)] $variant,)+
            /// Written by a newer Atrium.
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl Default for $name {
            fn default() -> Self {
                <$name as $crate::base::Choice>::ALL[0]
            }
        }

        impl $crate::base::Choice for $name {
            const ALL: &'static [Self] = &[$($name::$variant),+];
            fn key(self) -> &'static str {
                match self {
                    $($name::$variant => $key,)+
                    $name::Unknown => "unknown",
                }
            }
            fn label(self) -> &'static str {
                $crate::base::language::word(match self {
                    $($name::$variant => $label,)+
                    $name::Unknown => "Unknown",
                })
            }
        }
    };
}
