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

/// What a field of any row of a form is called in its first row, by which rows are described: `line.3.title` is
/// `line.0.title`.
pub(in crate::web) fn in_first_row(name: &str) -> String {
    let parts = name.split('.').enumerate().map(|(at, part)| {
        let numbers = at > 0 && part.parse::<usize>().is_ok();
        if numbers { "0" } else { part }
    });
    parts.collect::<Vec<_>>().join(".")
}

/// Whether a field that is described is one of a row.
pub(in crate::web) fn is_of_a_row(name: &str) -> bool {
    name.split('.').skip(1).any(|part| part == "0")
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

#[cfg(test)]
mod rows {
    use super::{in_first_row, is_of_a_row};

    #[test]
    fn a_field_of_any_row_is_known_by_the_first() {
        assert_eq!(in_first_row("answers.12.question"), "answers.0.question");
        assert_eq!(in_first_row("rows.3.of.2.name"), "rows.0.of.0.name");
        assert_eq!(in_first_row("answers.x.question"), "answers.x.question");
        assert_eq!(in_first_row("7"), "7", "a name of its own");
        assert!(is_of_a_row("answers.0.question") && !is_of_a_row("start"));
    }
}
