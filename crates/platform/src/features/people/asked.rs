//! Whose records a list is asked for, and roles by what people call them.

use super::{Directory, Role, User};
use crate::{
    access::Placement,
    base::{Error, Id, Result},
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

    /// Any of several, each under the same name.
    pub fn all(f: &mut Reader, name: &str, label: &str) -> Vec<Whom> {
        let typed = f.all(name, label);
        f.tell("me, or somebody by number.");
        let mut found = Vec::new();
        for text in typed {
            match text.trim() {
                "me" => found.push(Whom::Me),
                number => match Id::parse(number) {
                    Some(id) => found.push(Whom::Of(id)),
                    None => f.problem(
                        name,
                        format!("{label} should be me or a number such as U-12."),
                    ),
                },
            }
        }
        found
    }

    /// Where what is theirs lies, when it is one person's: there is no use in looking elsewhere.
    pub fn place(all: &[Whom], visit: &Visit) -> Option<Placement> {
        match all {
            [whom] => Some(Placement::Person(whom.id(visit).raw())),
            _ => None,
        }
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

/// A role by its key, as everything shows it (`support-agent`), or by its number (`R-12`).
#[derive(Debug, Clone, PartialEq)]
pub struct RoleRef(String);

impl RoleRef {
    pub fn read(f: &mut Reader, name: &str, label: &str) -> Option<RoleRef> {
        let typed = f.text(name, label, Optional, 60);
        f.tell(BY_KEY);
        (!typed.is_empty()).then_some(RoleRef(typed))
    }

    pub fn all(f: &mut Reader, name: &str, label: &str) -> Vec<RoleRef> {
        let typed = f.all(name, label);
        f.tell(BY_KEY);
        typed.into_iter().map(RoleRef).collect()
    }

    /// # Errors
    /// Beside `field`, when there is no such role.
    pub fn find<'n>(&self, names: &'n Directory, field: &str) -> Result<&'n Role> {
        let by_key = names.roles.values().find(|role| role.key == self.0);
        let by_number = || names.roles.get(&Id::<Role>::parse(&self.0)?.raw());
        by_key.or_else(by_number).ok_or_else(|| {
            let typed = &self.0;
            Error::field(
                field,
                format!(
                    "There is no role {typed}. Give its key, such as support-agent, or its number."
                ),
            )
        })
    }
}

const BY_KEY: &str = "By key, such as support-agent, or by number.";
