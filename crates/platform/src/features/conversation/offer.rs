//! Names that are offered while somebody writes.

use super::mention::Nameable;
use crate::{
    base::{Id, text},
    data::{Record, Ref, Schema},
    features::people::User,
};

/// One name that is offered while somebody writes.
pub struct Offer<'n> {
    pub name: &'n str,
    pub of: Ref,
    /// What it is the name of: a person's title, "role", "department".
    pub what: &'n str,
    /// Whether it is somebody who sees what is talked on.
    pub sees: bool,
    /// Whether the name alone says who is meant.
    alone: bool,
}

impl Offer<'_> {
    /// What is to be written for it.
    pub fn typed(&self, schema: &Schema) -> String {
        match self.alone {
            true => format!("@{}", self.name),
            false => format!("@{{{}}}", schema.number(self.of)),
        }
    }
}

/// Whether a word of a name begins with what was typed, in folded letters.
pub(super) fn begins(name: &str, typed: &str) -> bool {
    let folded = text::fold(name);
    folded.starts_with(typed) || folded.split(' ').any(|word| word.starts_with(typed))
}

impl<'n> Nameable<'n> {
    /// Those of whose name a word begins with what was typed, in folded letters; people who see the record first.
    pub fn beginning(&self, typed: &str, seeing: &[Id<User>]) -> Vec<Offer<'n>> {
        let alone = |name: &str| {
            self.by_name
                .get(&name.to_lowercase())
                .is_some_and(Option::is_some)
        };
        let names = self.names;
        let people = names
            .users
            .values()
            .filter(|user| !user.inactive)
            .map(|user| Offer {
                name: &user.name,
                of: user.as_ref(),
                what: &user.title,
                sees: seeing.contains(&user.id),
                alone: false,
            });
        let roles = names
            .roles
            .values()
            .filter(|role| !role.retired)
            .map(|role| Offer {
                name: &role.name,
                of: role.as_ref(),
                what: "role",
                sees: false,
                alone: false,
            });
        let departments = names
            .departments
            .values()
            .filter(|d| !d.retired)
            .map(|held| Offer {
                name: &held.name,
                of: held.as_ref(),
                what: "department",
                sees: false,
                alone: false,
            });
        let all = people.chain(roles).chain(departments);
        let mut found: Vec<Offer<'n>> = all
            // Of two who are called the same, perhaps only one may be named.
            .filter(|offer| self.all.contains(&offer.of) && begins(offer.name, typed))
            .map(|offer| Offer {
                alone: alone(offer.name),
                ..offer
            })
            .collect();
        found.sort_by(|a, b| (!a.sees, a.name).cmp(&(!b.sees, b.name)));
        found
    }
}
