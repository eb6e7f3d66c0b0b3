//! Nothing ends before it begins: one rule with its words, for every form and every deed.

use super::{Day, Error, Result};

/// The end of something that has a beginning: the field that it is said in, and what is said beside it where it lies before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    pub field: &'static str,
    pub why: &'static str,
}

/// Of work.
pub const DUE: End = End {
    field: "due",
    why: "It would be due before it starts. Choose a later day.",
};

/// Of a project.
pub const FINISH: End = End {
    field: "finish",
    why: "The finish lies before the start. Choose a later day.",
};

/// Of what goes on from one day to another.
pub const UNTIL: End = End {
    field: "until",
    why: "It ends before it begins. Choose a later day.",
};

impl End {
    /// The same said in another field.
    pub const fn at(self, field: &'static str) -> End {
        End { field, ..self }
    }

    /// Whether both are said and the end lies before the beginning.
    pub fn is_before(self, start: Option<Day>, end: Option<Day>) -> bool {
        start.zip(end).is_some_and(|(start, end)| end < start)
    }

    /// # Errors
    /// Beside the end that lies before the beginning.
    pub fn hold(self, start: Option<Day>, end: Option<Day>) -> Result<()> {
        match self.is_before(start, end) {
            true => Err(Error::field(self.field, self.why)),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_on_the_day_it_begins_is_in_order() {
        let day = Day::parse("2026-06-09").unwrap();
        assert!(DUE.hold(Some(day), Some(day)).is_ok());
        assert!(DUE.hold(Some(day), Some(day + -1)).is_err());
        assert!(FINISH.hold(None, Some(day)).is_ok() && UNTIL.hold(Some(day), None).is_ok());
    }
}
