//! A form is one function, `read`: it validates, collects problems, and, run over nothing, describes itself
//! for the API's documentation. The same struct comes from a browser's form and from JSON.

mod fields;
mod filled;
mod named;
mod numbers;
mod pairs;
mod reader;
mod refused;

pub use fields::BY_NUMBER;
pub use filled::Filled;
pub(in crate::web) use named::{Meant, meant};
pub use numbers::Discount;
pub use pairs::Pairs;
pub use reader::{Described, Reader};
pub use refused::Refused;

/// What JSON sent that a form could not have: a text has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Null,
    Flag,
    Number,
    List,
    Object,
}

impl Shape {
    /// Whether a field of this kind may come so.
    fn fits(self, kind: &str) -> bool {
        match self {
            // A box is ticked or not; anything else may hold nothing, if it needn't hold something.
            Shape::Null => kind != "boolean",
            Shape::Flag => kind == "boolean",
            Shape::Number => matches!(
                kind,
                "integer" | "decimal" | "discount" | "money" | "duration" | "clock" | "id" | "list"
            ),
            Shape::List => kind == "list",
            Shape::Object => false,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Shape::Null => "null",
            Shape::Flag => "true or false",
            Shape::Number => "a number",
            Shape::List => "a list",
            Shape::Object => "an object",
        }
    }
}

pub trait Form: Sized {
    fn read(fields: &mut Reader) -> Self;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
}
pub use Need::{Optional, Required};

/// A form that nothing is read from: deeds that need no input.
#[derive(Debug, Default, Clone)]
pub struct Nothing;

impl Form for Nothing {
    fn read(_: &mut Reader) -> Self {
        Nothing
    }
}

/// A reason, required or not by the deed.
#[derive(Debug, Clone)]
pub struct Reason {
    pub reason: String,
}

impl Form for Reason {
    fn read(f: &mut Reader) -> Self {
        Reason {
            reason: f.block("reason", "Reason", Required, 1000),
        }
    }
}

/// For deeds that only need to know which version of the record was shown.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    pub version: Option<u64>,
}

impl Form for Shown {
    fn read(f: &mut Reader) -> Self {
        Shown {
            version: f.version(),
        }
    }
}
