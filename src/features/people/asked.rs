//! Whose records a list is asked for.

use super::User;
use crate::{
    base::Id,
    data::{Key, Visit},
    web::{Reader, form::Optional},
};

/// `me`, or somebody by number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Whom {
    Me,
    Of(Id<User>),
}

impl Whom {
    pub fn read(f: &mut Reader, name: &str, label: &str) -> Option<Whom> {
        let typed = f.text(name, label, Optional, 40);
        let found = match typed.as_str() {
            "me" => Some(Whom::Me),
            number => Id::parse(number).map(Whom::Of),
        };
        if found.is_none() && !typed.is_empty() {
            f.problem(
                name,
                format!("{label} should be me or a number such as U-12."),
            );
        }
        found
    }

    pub fn id(self, visit: &Visit) -> Id<User> {
        match self {
            Whom::Me => Id::new(visit.actor.person),
            Whom::Of(id) => id,
        }
    }

    pub fn key(self, visit: &Visit) -> Key {
        Key::new().id(self.id(visit))
    }
}
