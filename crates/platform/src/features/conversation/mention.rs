//! Whom and what a post names. What was typed (`@Mei Tanaka`) is resolved to a number when it is written and stored as
//! such (`@{U-12}`), so that whoever is renamed is renamed in what was said; records stand by their numbers as they are.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::{AnyRoom, Post};
use crate::{
    access::Tier,
    base::{Id, Result},
    data::{Record, Ref, Visit},
    features::{
        authority::Access,
        people::{Department, Directory, Role, User},
    },
    ui::{
        feed,
        markdown::{self, Words, marks, text_ranges},
    },
    web::link,
};

/// Those whom one post tells at most, however many a role has.
const MOST_TOLD: usize = 200;

/// What can be named with an `@` by a person, each by how it is written.
pub struct Nameable<'n> {
    /// In lower case; nothing where two are called the same, who are named by their numbers.
    pub(super) by_name: BTreeMap<String, Option<Ref>>,
    /// All of them, also those who are called the same.
    pub(super) all: BTreeSet<Ref>,
    pub(super) names: &'n Directory,
}

impl<'n> Nameable<'n> {
    /// Staff name everybody in the house, roles and departments; clients those of the house who said something to them.
    pub fn by(visit: &Visit, room: &AnyRoom, names: &'n Directory) -> Result<Nameable<'n>> {
        let mut found = Nameable {
            by_name: BTreeMap::new(),
            all: BTreeSet::new(),
            names,
        };
        if visit.actor.tier == Tier::Client {
            for post in super::latest(visit, room, 100)? {
                if let Some(user) = names.users.get(&post.by.raw()) {
                    found.add(&user.name, user.as_ref());
                }
            }
            return Ok(found);
        }
        for user in names.users.values().filter(|user| !user.inactive) {
            found.add(&user.name, user.as_ref());
        }
        for role in names.roles.values().filter(|role| !role.retired) {
            found.add(&role.name, role.as_ref());
        }
        for department in names.open_departments() {
            found.add(&department.name, department.as_ref());
        }
        Ok(found)
    }

    fn add(&mut self, name: &str, of: Ref) {
        self.all.insert(of);
        let held = self.by_name.entry(name.to_lowercase()).or_insert(Some(of));
        if *held != Some(of) {
            *held = None;
        }
    }

    /// The longest name that a text begins with, in bytes, and who that is.
    fn at(&self, text: &str) -> Option<(usize, Ref)> {
        let ends = text
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8());
        let longest = self.by_name.keys().map(|name| name.chars().count()).max()?;
        let mut found = None;
        for end in ends.take(longest) {
            let free = text[end..]
                .chars()
                .next()
                .is_none_or(|c| !c.is_alphanumeric());
            if let Some(Some(of)) = self
                .by_name
                .get(&text[..end].to_lowercase())
                .filter(|_| free)
            {
                found = Some((end, *of));
            }
        }
        found
    }
}

/// What was typed, with numbers in place of names, and whom and what it names.
pub fn resolve(visit: &Visit, typed: &str, nameable: &Nameable<'_>) -> Result<(String, Vec<Ref>)> {
    let schema = visit.store().schema();
    let (mut out, mut named) = (String::with_capacity(typed.len()), Vec::new());
    let mut done = 0;
    for range in text_ranges(typed) {
        if range.start < done {
            continue;
        }
        out.push_str(&typed[done..range.start]);
        done = range.end;
        for (part, mark) in marks(&typed[range]) {
            let marked = mark.then(|| of_mark(visit, part)).flatten();
            match marked {
                Some(of) if part.starts_with('@') => {
                    out.push_str(part);
                    // Whom its author can't name is no mark: what is drawn as one stands in `mentions`.
                    if nameable.all.contains(&of) {
                        named.push(of);
                    }
                }
                Some(of) => {
                    out.push_str(part);
                    // What its author can't see is a number like any other.
                    if visit.sees_ref(of)? {
                        named.push(of);
                    }
                }
                None => names_in(
                    part,
                    nameable,
                    &mut |of| schema.number(of),
                    &mut out,
                    &mut named,
                ),
            }
        }
    }
    out.push_str(&typed[done..]);
    named.sort_unstable();
    named.dedup();
    Ok((out, named))
}

/// Words in which names may stand behind an `@`.
fn names_in(
    text: &str,
    nameable: &Nameable<'_>,
    number: &mut dyn FnMut(Ref) -> String,
    out: &mut String,
    named: &mut Vec<Ref>,
) {
    let mut at = 0;
    while let Some(found) = text[at..].find('@') {
        let sign = at + found;
        let before = text[..sign].chars().next_back();
        let name = before
            .is_none_or(|c| !c.is_alphanumeric())
            .then(|| nameable.at(&text[sign + 1..]))
            .flatten();
        match name {
            Some((long, of)) => {
                out.push_str(&text[at..sign]);
                out.push_str(&format!("@{{{}}}", number(of)));
                named.push(of);
                at = sign + 1 + long;
            }
            None => {
                out.push_str(&text[at..=sign]);
                at = sign + 1;
            }
        }
    }
    out.push_str(&text[at..]);
}

/// What a mark stands for, if there is a kind of that name.
fn of_mark(visit: &Visit, mark: &str) -> Option<Ref> {
    let schema = visit.store().schema();
    match mark.strip_prefix("@{") {
        Some(number) => schema.parse_number(number.strip_suffix('}')?),
        None => {
            let of = schema.parse_number(mark.trim_start_matches('#'))?;
            let entity = schema.kind(of.kind).ok()?.entity?;
            entity.has_page.then_some(of)
        }
    }
}

/// The text as it was typed, for whoever edits it: names, where a name says who is meant.
pub fn as_typed(visit: &Visit, text: &str, nameable: &Nameable<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    for (part, mark) in marks(text) {
        let of = mark.then(|| of_mark(visit, part)).flatten();
        let name = of.filter(|_| part.starts_with('@')).and_then(|of| {
            let name = name_of(nameable.names, of)?;
            let held = nameable.by_name.get(&name.to_lowercase())?;
            (*held == Some(of)).then_some(name)
        });
        match name {
            Some(name) => {
                out.push('@');
                out.push_str(name);
            }
            None => out.push_str(part),
        }
    }
    out
}

/// What a person, a role or a department is called, by its number; for whoever may name it.
pub fn name_of(names: &Directory, of: Ref) -> Option<&str> {
    match of.kind {
        kind if kind == User::KIND.code => names.users.get(&of.id).map(|user| user.name.as_str()),
        kind if kind == Role::KIND.code => names.roles.get(&of.id).map(|role| role.name.as_str()),
        kind if kind == Department::KIND.code => {
            let found = names.departments.get(&of.id);
            found.map(|department| department.name.as_str())
        }
        _ => None,
    }
}

/// Who is meant by what a post names: people, and those of roles and departments. Whether one of them was named in person
/// counts where they don't see what it is said on.
pub struct Told {
    /// Who hears of it.
    pub people: Vec<Id<User>>,
    /// Who was named and doesn't see it; their names, for the author.
    pub unseen: Vec<String>,
}

/// Who of those named sees what is said there. Nobody else is told.
pub fn told(
    visit: &Visit,
    room: &AnyRoom,
    staff_only: bool,
    named: &[Ref],
    names: &Directory,
) -> Result<Told> {
    let mut told = Told {
        people: Vec::new(),
        unseen: Vec::new(),
    };
    if named.is_empty() {
        return Ok(told);
    }
    let access = visit.cached::<Access>()?;
    let sees = |user: &User| -> Result<bool> {
        if staff_only && user.tier == Tier::Client {
            return Ok(false);
        }
        sees_room(visit, room.on, user.id, &access)
    };
    for of in named {
        if let Some(user) = names
            .users
            .get(&of.id)
            .filter(|_| of.kind == User::KIND.code)
        {
            match sees(user)? {
                true => told.people.push(user.id),
                false => told.unseen.push(user.name.clone()),
            }
            continue;
        }
        let belongs = |user: &&User| match of.kind {
            kind if kind == Role::KIND.code => user.roles.contains(&Id::new(of.id)),
            kind if kind == Department::KIND.code => user.departments.contains(&Id::new(of.id)),
            _ => false,
        };
        let theirs = names.staff().into_iter().filter(belongs);
        for user in theirs.take(MOST_TOLD) {
            if sees(user)? {
                told.people.push(user.id);
            }
        }
    }
    told.people.sort_unstable();
    told.people.dedup();
    told.people
        .retain(|person| person.raw() != visit.actor.person);
    told.unseen.dedup();
    Ok(told)
}

/// Whether somebody else sees a record, as of now.
fn sees_room(visit: &Visit, on: Ref, user: Id<User>, access: &Access) -> Result<bool> {
    let Some((actor, _)) = access.actor_at(user, visit.at) else {
        return Ok(false);
    };
    let (store, origin) = (visit.store().clone(), visit.origin.clone());
    Visit::new(store, actor, origin, visit.at, visit.tz.clone()).sees_ref(on)
}

/// Those who see a record, of these people: whom one would name there first.
pub fn who_sees<'u>(
    visit: &Visit,
    room: &AnyRoom,
    people: impl IntoIterator<Item = &'u User>,
) -> Result<Vec<Id<User>>> {
    let access = visit.cached::<Access>()?;
    let mut found = Vec::new();
    for user in people.into_iter().filter(|user| !user.inactive) {
        if sees_room(visit, room.on, user.id, &access)? {
            found.push(user.id);
        }
    }
    Ok(found)
}

/// How the marks of one text read for one person.
pub struct Reading<'a> {
    pub visit: &'a Visit,
    pub names: &'a Directory,
    /// Whom the text names: nobody else is named by a number that somebody wrote into it.
    pub named: &'a [Ref],
}

impl Reading<'_> {
    fn name(&self, of: Ref) -> Option<&str> {
        self.named.contains(&of).then(|| name_of(self.names, of))?
    }
}

impl Words for Reading<'_> {
    fn mark(&self, mark: &str) -> Option<Markup> {
        let of = of_mark(self.visit, mark)?;
        if mark.starts_with('@') {
            let me = of.kind == User::KIND.code && of.id == self.visit.actor.person;
            return Some(feed::mentioned(self.name(of)?, me));
        }
        let title = self.visit.title_of(of).ok().flatten();
        let number = mark.trim_start_matches('#');
        Some(match title {
            Some(title) => {
                html! { (link(self.visit, of, html! { span title=(title) { (number) } })) }
            }
            None => html! { (number) },
        })
    }

    fn plain(&self, mark: &str) -> Option<String> {
        let of = of_mark(self.visit, mark)?;
        let name = self.name(of).filter(|_| mark.starts_with('@'))?;
        Some(format!("@{name}"))
    }
}

/// Words as HTML, for one person.
pub fn drawn(reading: &Reading<'_>, text: &str) -> Markup {
    markdown::markdown(text, reading)
}

/// A post's words without marks: for notices, mails, search, and what quotes them.
pub fn plain(visit: &Visit, names: &Directory, post: &Post) -> String {
    let reading = Reading {
        visit,
        names,
        named: &post.mentions,
    };
    markdown::plain(&post.text, &reading)
}

impl Post {
    /// Whether it names somebody in person.
    pub fn names(&self, person: Id<User>) -> bool {
        self.mentions.contains(&person.as_ref())
    }
}
