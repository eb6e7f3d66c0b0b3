//! Who takes what: one person for all of it, or per group, or per record; the nearest word counts.

use crate::{
    base::Id,
    features::people::{Department, Held, Holds, User},
    web::form::{Form, Optional, Reader, Required},
};

/// A kind by its plural or a record by its number, and who takes it.
#[derive(Debug, Clone)]
pub struct Give {
    pub what: String,
    pub to: Option<Id<User>>,
}

fn gives(f: &mut Reader) -> Vec<Give> {
    let rows = f.rows("give", 2000, |f| Give {
        what: f.text("what", "A group or a record's number", Optional, 40),
        to: f.id("to", "Who takes it", Optional),
    });
    rows.into_iter().filter(|row| row.to.is_some()).collect()
}

#[derive(Debug, Clone, Default)]
pub struct Leave {
    pub to: Option<Id<User>>,
    pub give: Vec<Give>,
    pub reason: String,
}

impl Form for Leave {
    fn read(f: &mut Reader) -> Self {
        Leave {
            to: f.id("to", "Who takes everything else", Optional),
            give: gives(f),
            reason: f.block("reason", "Reason", Optional, 500),
        }
    }
}

#[derive(Debug, Clone)]
pub struct MoveOn {
    pub from: Option<Id<Department>>,
    pub into: Option<Id<Department>>,
    pub hand: Leave,
}

impl Form for MoveOn {
    fn read(f: &mut Reader) -> Self {
        MoveOn {
            from: f.id("from", "From department", Optional),
            into: f.id("into", "To department", Required),
            hand: Leave::read(f),
        }
    }
}

impl Leave {
    /// Everything to one person.
    pub fn all_to(to: Id<User>) -> Leave {
        Leave {
            to: Some(to),
            ..Leave::default()
        }
    }

    /// Who takes a record: by its number, else by its kind, else whoever takes everything.
    pub fn taker(&self, held: &Held, kind: &Holds) -> Option<Id<User>> {
        let named = |what: &str| {
            let row = self
                .give
                .iter()
                .find(|row| row.what.eq_ignore_ascii_case(what));
            row.and_then(|row| row.to)
        };
        named(&held.number)
            .or_else(|| named(kind.plural))
            .or(self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::Ref, features::people::Team};

    #[test]
    fn the_nearest_word_counts() {
        let kind = Holds::of::<Team>();
        let held = |number: &str| Held {
            of: Ref {
                kind: kind.code,
                id: 1,
            },
            number: number.into(),
            department: Id::NONE,
            left_with: Id::NONE,
        };
        let give = |what: &str, to| Give {
            what: what.into(),
            to: Some(Id::new(to)),
        };
        let form = Leave {
            to: Some(Id::new(1)),
            give: vec![give("teams", 2), give("TM-7", 3), give("leads", 4)],
            reason: String::new(),
        };
        let taker = |number| form.taker(&held(number), &kind).map(Id::raw);
        assert_eq!(taker("TM-7"), Some(3));
        assert_eq!(taker("TM-8"), Some(2));
        let rest = Leave::all_to(Id::new(1));
        assert_eq!(rest.taker(&held("TM-8"), &kind), Some(Id::new(1)));
        assert_eq!(Leave::default().taker(&held("TM-8"), &kind), None);
    }
}
