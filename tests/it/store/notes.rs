//! A schema of this folder's own, with everything a record can declare and something derived across two kinds:
//! a note knows the sum of its children, a child is a part of its note.

use std::sync::Arc;

use atrium::{
    access::{Action, Actor, Grant, Grants, Placement, Scope, Tier},
    base::{Error, Id, Moment, Result},
    data::{
        Declares, Deriving, Facet, FileRef, Index, Key, Kind, KindInfo, Origin, PartOf, PlainTally,
        Record, Ref, Schema, Store, Tally, Visit,
    },
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

pub const VIEW: Action = Action::read("notes.view", "See notes");
pub const CREATE: Action = Action::write("notes.create", "Create a note");
pub const EDIT: Action = Action::write("notes.edit", "Edit a note");
pub const DELETE: Action = Action::write("notes.delete", "Delete a note");
pub const MARK: Action = Action::own("notes.mark", "Mark notes as read");
pub const SEND: Action = Action::write("notes.send", "Send a note").final_();

/// What a command says when it panics because a test wants it to.
pub const ON_PURPOSE: &str = "on purpose";
pub const NOW: Moment = Moment(1_780_000_000_000);

pub const NEWEST: Index = Index::scoped(1);
pub const BY_STATUS: Index = Index::scoped(2);
pub const BY_TITLE: Index = Index::scoped(3);
pub const BY_EMAIL: Index = Index::unique(4);
pub const BY_OWNER: Index = Index::plain(5);
pub const STATUS: Facet = Facet::by(1, BY_STATUS);
pub const PART: Facet = Facet::new(2);
pub const TAGS: Facet = Facet::new(3);
pub const OWNER: Facet = Facet::carried(4);
pub const COUNTED: Tally = Tally::scoped(1);
pub const AMOUNTS: Tally = Tally::scoped(2);
pub const OWNED: PlainTally = Tally::plain(3);

pub const OF_NOTE: Index = Index::plain(1);
pub const CHILD_NEWEST: Index = Index::scoped(2);
pub const CHILD_SUM: PlainTally = Tally::plain(1);

#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Spot {
    pub owner: u64,
    pub team: u64,
    pub department: u64,
}

impl Spot {
    pub fn placement(self) -> Vec<Placement> {
        vec![
            Placement::Person(self.owner),
            Placement::Team(self.team),
            Placement::Department(self.department),
        ]
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    #[serde(skip)]
    pub id: Id<Note>,
    #[serde(skip)]
    pub version: u64,
    pub title: String,
    pub spot: Spot,
    pub status: u8,
    pub amount: i64,
    pub email: Option<String>,
    #[serde(default)]
    pub file: Option<FileRef>,
    /// Derived.
    pub sum: i64,
    pub children: u64,
}

/// What few notes share.
pub fn part(note: &Note) -> u8 {
    note.amount.rem_euclid(90) as u8
}

/// What many share, two of each.
pub fn tags(note: &Note) -> [u8; 2] {
    [
        note.amount.rem_euclid(2) as u8,
        2 + note.amount.rem_euclid(3) as u8,
    ]
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Child {
    #[serde(skip)]
    pub id: Id<Child>,
    #[serde(skip)]
    pub version: u64,
    pub note: Id<Note>,
    pub amount: i64,
}

impl Record for Note {
    const KIND: Kind = Kind::new(1, "notes", "N").starting_at(100);
    const VIEW: Action = VIEW;

    numbered!();
    fn title(&self) -> String {
        self.title.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        self.spot.placement()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(NEWEST, Key::new());
        to.index(BY_STATUS, Key::new().byte(self.status).signed(self.amount));
        to.index(BY_TITLE, Key::new().text(&self.title));
        if let Some(email) = &self.email {
            to.index(BY_EMAIL, Key::new().text(email));
        }
        to.index(BY_OWNER, Key::new().number(self.spot.owner));
        to.facet(STATUS, Key::new().byte(self.status));
        to.facet(PART, Key::new().byte(part(self)));
        for tag in tags(self) {
            to.facet(TAGS, Key::new().byte(tag));
        }
        to.facet(OWNER, Key::new().number(self.spot.owner));
        to.tally(COUNTED, Key::new().byte(self.status), 1);
        to.tally(AMOUNTS, Key::new(), self.amount);
        to.tally(OWNED, Key::new().number(self.spot.owner), 1);
        to.words(&self.title);
    }
}

impl Record for Child {
    const KIND: Kind = Kind::new(2, "children", "C");
    const VIEW: Action = VIEW;

    numbered!();
    fn title(&self) -> String {
        format!("Child of {}", self.note)
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    const IS_PART: bool = true;
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.note.as_ref()))
    }
    fn declare(&self, to: &mut Declares) {
        to.index(OF_NOTE, Key::new().id(self.note));
        to.index(CHILD_NEWEST, Key::new());
        to.tally(CHILD_SUM, Key::new().id(self.note), self.amount);
    }
}

pub fn schema() -> Schema {
    Schema::new(
        vec![KindInfo::of::<Note>(), KindInfo::of::<Child>()],
        vec![VIEW, CREATE, EDIT, DELETE, MARK, SEND],
        vec![derive],
    )
}

fn derive(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    let mut notes = Vec::new();
    for of in touched {
        if of.kind == Note::KIND.code {
            notes.push(Id::new(of.id));
        } else {
            let child = Id::<Child>::new(of.id);
            match change.find(child)? {
                Some(child) if change.find(child.note)?.is_none() => {
                    return Err(Error::conflict("The child's note is gone."));
                }
                Some(child) => notes.push(child.note),
                None => {}
            }
            // It may be gone, or have gone to another note.
            notes.extend(change.was(child)?.map(|was| was.note));
        }
    }
    notes.sort_unstable();
    notes.dedup();
    for id in notes {
        let Some(mut note) = change.find(id)? else {
            continue;
        };
        let children: Vec<Child> = change.children(OF_NOTE, Key::new().id(id))?;
        note.sum = children.iter().map(|child| child.amount).sum();
        note.children = children.len() as u64;
        change.put(&note)?;
    }
    Ok(())
}

// ── people ──

/// Someone who may do everything with notes as far as `scope` reaches.
pub fn person(id: u64, teams: &[u64], departments: &[u64], scope: Scope) -> Actor {
    let mut grants = Grants::default();
    for action in [VIEW, CREATE, EDIT, DELETE, SEND] {
        grants.raise(
            action.key,
            Grant {
                scope,
                role: "Tester".into(),
            },
        );
    }
    Actor {
        person: id,
        name: format!("Person {id}").into(),
        tier: Tier::Employee,
        superadmin: false,
        roles: vec!["Tester".into()],
        teams: teams.to_vec(),
        departments: departments.iter().take(1).copied().collect(),
        departments_below: departments.to_vec(),
        client: None,
        grants,
        stands_in: Vec::new(),
        shared: atrium::access::Shared::default(),
        looked_through: false,
    }
}

pub fn visit(store: &Arc<Store>, actor: Actor) -> Visit {
    Visit::new(
        store.clone(),
        Arc::new(actor),
        Origin::server(),
        NOW,
        TimeZone::UTC,
    )
}

/// Someone with everything.
pub fn boss(store: &Arc<Store>) -> Visit {
    visit(store, person(1, &[], &[], Scope::All))
}

// ── verbs; each leaves `token` in its journal entry ──

pub fn draft(title: &str, spot: Spot) -> Note {
    Note {
        title: title.to_owned(),
        spot,
        amount: 10,
        ..Note::default()
    }
}

pub fn create(visit: &Visit, note: Note, children: &[i64], token: &str) -> Result<Id<Note>> {
    let (children, token) = (children.to_vec(), token.to_owned());
    visit.act(CREATE, move |change| {
        change.note(token);
        let note = change.insert(note)?;
        for amount in children {
            change.insert(Child {
                note: note.id,
                amount,
                ..Child::default()
            })?;
        }
        change.about(note.as_ref());
        Ok(note.id)
    })
}

pub fn edit(
    visit: &Visit,
    id: Id<Note>,
    token: &str,
    with: impl FnOnce(&mut Note) + Send + 'static,
) -> Result<u64> {
    let token = token.to_owned();
    visit.act(EDIT, move |change| {
        let mut note = change.subject::<Note>(id)?;
        change.note(token);
        with(&mut note);
        change.put(&note)?;
        Ok(change.seq())
    })
}

/// Changes the note and each of its children by `amount`, so that half of it would show.
pub fn raise(visit: &Visit, id: Id<Note>, amount: i64, token: &str) -> Result<u64> {
    let token = token.to_owned();
    visit.act(EDIT, move |change| {
        let mut note = change.subject::<Note>(id)?;
        change.note(token);
        note.amount += amount;
        change.put(&note)?;
        for mut child in change
            .on_behalf("a test")
            .children::<Child>(OF_NOTE, Key::new().id(id))?
        {
            child.amount += amount;
            change.put(&child)?;
        }
        Ok(change.seq())
    })
}

pub fn add_child(visit: &Visit, id: Id<Note>, amount: i64, token: &str) -> Result<Id<Child>> {
    let token = token.to_owned();
    visit.act(EDIT, move |change| {
        let note = change.subject::<Note>(id)?;
        change.note(token);
        let child = change.insert(Child {
            note: note.id,
            amount,
            ..Child::default()
        })?;
        Ok(child.id)
    })
}

/// Gives a child to another note, whichever note the deed says it is about.
pub fn move_child(visit: &Visit, child: Id<Child>, to: Id<Note>, token: &str) -> Result<u64> {
    let token = token.to_owned();
    visit.act(EDIT, move |change| {
        change.subject(to)?;
        change.note(token);
        let mut child = change.on_behalf("a test").load::<Child>(child)?;
        child.note = to;
        change.put(&child)?;
        Ok(change.seq())
    })
}

/// Takes the note's last child away.
pub fn drop_child(visit: &Visit, id: Id<Note>, token: &str) -> Result<u64> {
    let token = token.to_owned();
    visit.act(EDIT, move |change| {
        change.subject(id)?;
        change.note(token);
        if let Some(child) = change
            .on_behalf("a test")
            .children::<Child>(OF_NOTE, Key::new().id(id))?
            .last()
        {
            change.delete(child)?;
        }
        Ok(change.seq())
    })
}

pub fn remove(visit: &Visit, id: Id<Note>, token: &str) -> Result<u64> {
    let token = token.to_owned();
    visit.act(DELETE, move |change| {
        let note = change.subject::<Note>(id)?;
        change.note(token);
        for child in change
            .on_behalf("a test")
            .children::<Child>(OF_NOTE, Key::new().id(id))?
        {
            change.delete(&child)?;
        }
        change.delete(&note)?;
        Ok(change.seq())
    })
}

/// Two notes change e-mail addresses.
pub fn swap(visit: &Visit, one: Id<Note>, other: Id<Note>, token: &str) -> Result<u64> {
    let token = token.to_owned();
    visit.act(EDIT, move |change| {
        let mut one = change.subject::<Note>(one)?;
        let mut other = change.subject::<Note>(other)?;
        change.note(token);
        let (first, second) = (one.email.take(), other.email.take());
        if one.id != other.id {
            // The address must be free before the other one can take it.
            change.put(&one)?;
            other.email = first;
            change.put(&other)?;
            one.email = second;
            change.put(&one)?;
        }
        Ok(change.seq())
    })
}

/// How a command that does a lot ends badly.
#[derive(Debug, Clone, Copy)]
pub enum Bad {
    Fails,
    Panics,
}

pub fn spoil(visit: &Visit, id: Id<Note>, bad: Bad, token: &str) -> Result<u64> {
    let token = token.to_owned();
    visit.act(EDIT, move |change| {
        let mut note = change.subject::<Note>(id)?;
        change.note(token);
        note.title = "never to be seen".into();
        note.spot.department += 1;
        note.email = Some("never@example.org".into());
        change.put(&note)?;
        change.insert(draft("never to be seen", note.spot))?;
        for child in change
            .on_behalf("a test")
            .children::<Child>(OF_NOTE, Key::new().id(id))?
        {
            change.delete(&child)?;
        }
        change.delete(&note)?;
        match bad {
            Bad::Fails => Err(Error::conflict("refused at the very end")),
            Bad::Panics => panic!("{ON_PURPOSE}"),
        }
    })
}

/// An entry that changes no record and may be lost.
pub fn mark(visit: &Visit, token: &str) -> Result<()> {
    let token = token.to_owned();
    visit.act_softly(MARK, move |change| {
        change.event();
        change.note(token);
        Ok(())
    })
}
