//! Lists against the plain way: every record read, seen or not by the rule, filtered and sorted in memory. Whatever is
//! asked, page by page and both ways, the rows are those; and a walk meets what stays where it is exactly once.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Scratch,
    notes::{
        self, BY_OWNER, BY_STATUS, BY_TITLE, Child, NEWEST, Note, OF_NOTE, OWNER, PART, STATUS,
        Spot, TAGS, boss, create, draft, edit, person, remove, visit,
    },
    options, ring,
};
use atrium::{
    access::{Actor, Placement, Scope, policy},
    base::{Error, Id, text},
    data::{Facet, Index, Key, Page, Paging, Query, Record, Store, Visit},
};

/// A small source of chance: the same in every run.
struct Dice(u64);

impl Dice {
    fn new() -> Dice {
        Dice(0x9e37_79b9_7f4a_7c15)
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn maybe<T>(&mut self, of: u64, value: impl FnOnce(&mut Dice) -> T) -> Option<T> {
        (self.roll(of) == 0).then(|| value(self))
    }
}

const NAMES: [&str; 6] = ["luna", "lunar", "moon", "mo", "delgado", "zest"];

fn some_note(dice: &mut Dice) -> Note {
    let words: Vec<&str> = (0..1 + dice.roll(3))
        .map(|_| NAMES[dice.roll(NAMES.len() as u64) as usize])
        .collect();
    Note {
        title: words.join(" "),
        spot: Spot {
            owner: 1 + dice.roll(30),
            team: 1 + dice.roll(4),
            department: 1 + dice.roll(5),
        },
        status: dice.roll(3) as u8,
        amount: dice.roll(400) as i64 - 200,
        ..Note::default()
    }
}

fn opened(scratch: &Scratch) -> Arc<Store> {
    Store::open(scratch.path(), ring(), notes::schema(), &options()).unwrap()
}

fn filled(store: &Arc<Store>, dice: &mut Dice, notes: usize) -> Vec<Note> {
    let made: Vec<Note> = (0..notes).map(|_| some_note(dice)).collect();
    boss(store)
        .act(notes::CREATE, move |change| {
            made.into_iter()
                .map(|note| Ok(change.insert(note)?.into_record()))
                .collect::<Result<Vec<Note>, Error>>()
        })
        .unwrap()
}

/// What is asked, in a form that both ways can answer.
#[derive(Debug, Clone, Default)]
struct Asked {
    order: usize,
    descending: bool,
    /// Those of these; all where none is said.
    under: Vec<u8>,
    from: Option<i64>,
    until: Option<i64>,
    status: Option<u8>,
    part: Option<u8>,
    tag: Option<u8>,
    owner: Option<u64>,
    near: bool,
    lying: Option<Placement>,
    words: String,
}

const ORDERS: [Index; 3] = [NEWEST, BY_STATUS, BY_TITLE];

impl Asked {
    fn some(dice: &mut Dice) -> Asked {
        let order = dice.roll(3) as usize;
        let by_status = order == 1;
        let mut under = Vec::new();
        for _ in 0..dice.roll(4) {
            under.extend(Some(dice.roll(3) as u8).filter(|_| by_status));
        }
        Asked {
            order,
            descending: dice.roll(2) == 0,
            from: dice
                .maybe(3, |d| d.roll(400) as i64 - 200)
                .filter(|_| !under.is_empty()),
            until: dice
                .maybe(3, |d| d.roll(400) as i64 - 200)
                .filter(|_| !under.is_empty()),
            under,
            status: dice.maybe(4, |d| d.roll(3) as u8),
            part: dice.maybe(4, |d| d.roll(90) as u8),
            tag: dice.maybe(4, |d| d.roll(5) as u8),
            owner: dice.maybe(4, |d| 1 + d.roll(30)),
            near: dice.roll(2) == 0,
            lying: dice.maybe(6, |d| match d.roll(3) {
                0 => Placement::Person(1 + d.roll(30)),
                1 => Placement::Team(1 + d.roll(4)),
                _ => Placement::Department(1 + d.roll(5)),
            }),
            words: match dice.roll(6) {
                0 => "lun".into(),
                1 => "mo zes".into(),
                2 => "nothing".into(),
                _ => String::new(),
            },
        }
    }

    fn query(&self) -> Query<Note> {
        let mut query = Query::by(ORDERS[self.order]).descending(self.descending);
        if !self.under.is_empty() {
            query = query.under_any(self.under.iter().map(|status| Key::new().byte(*status)));
        }
        if let Some(from) = self.from {
            query = query.from(Key::new().signed(from));
        }
        if let Some(until) = self.until {
            query = query.until(Key::new().signed(until));
        }
        let facets: [(Facet, Option<Key>); 4] = [
            (STATUS, self.status.map(|value| Key::new().byte(value))),
            (PART, self.part.map(|value| Key::new().byte(value))),
            (TAGS, self.tag.map(|value| Key::new().byte(value))),
            (OWNER, self.owner.map(|value| Key::new().number(value))),
        ];
        for (facet, value) in facets {
            if let Some(value) = value {
                query = query.facet(facet, value);
            }
        }
        if self.near {
            query = query.near(self.owner.map(Placement::Person));
        }
        if let Some(place) = self.lying {
            query = query.lying_in(place);
        }
        query.words(&self.words)
    }

    fn keeps(&self, note: &Note) -> bool {
        let held: Vec<String> = text::words(&note.title).collect();
        (self.under.is_empty() || self.under.contains(&note.status))
            && self.from.is_none_or(|from| note.amount >= from)
            && self.until.is_none_or(|until| note.amount < until)
            && self.status.is_none_or(|status| note.status == status)
            && self.part.is_none_or(|part| notes::part(note) == part)
            && self.tag.is_none_or(|tag| notes::tags(note).contains(&tag))
            && self.owner.is_none_or(|owner| note.spot.owner == owner)
            && self
                .lying
                .is_none_or(|place| note.placement().contains(&place))
            && text::words(&self.words).all(|word| held.iter().any(|h| h.starts_with(&word)))
    }

    fn plainly<'n>(&self, actor: &Actor, all: &'n [Note]) -> Vec<&'n Note> {
        let sees = |note: &&Note| policy::may(actor, &notes::VIEW, &note.placement());
        let mut want: Vec<&Note> = all
            .iter()
            .filter(sees)
            .filter(|note| self.keeps(note))
            .collect();
        want.sort_by_key(|note| match self.order {
            0 => (0, 0, String::new(), note.id),
            // Ranges that are asked for by name are merged by what follows in the key.
            1 if self.under.is_empty() => (note.status, note.amount, String::new(), note.id),
            1 => (0, note.amount, String::new(), note.id),
            _ => (0, 0, note.title.clone(), note.id),
        });
        if self.descending {
            want.reverse();
        }
        want
    }
}

fn ids<'n>(notes: impl IntoIterator<Item = &'n Note>) -> Vec<u64> {
    notes.into_iter().map(|note| note.id.raw()).collect()
}

/// Every page from the first to the last, and back again.
fn there_and_back(visit: &Visit, asked: &Asked, limit: usize) -> Vec<u64> {
    let list = |paging: Paging| -> Page<Note> { visit.list(asked.query().page(paging)).unwrap() };
    let mut pages = vec![list(Paging::first(limit))];
    assert!(pages[0].previous.is_none(), "{asked:?}");
    while let Some(next) = pages.last().and_then(|page| page.next.clone()) {
        let page = list(Paging::first(limit).after(next));
        assert!(
            !page.rows.is_empty() && page.previous.is_some(),
            "{asked:?}"
        );
        pages.push(page);
    }
    for at in (1..pages.len()).rev() {
        let previous = pages[at].previous.clone().unwrap();
        let back = list(Paging::first(limit).before(previous));
        assert_eq!(ids(&back.rows), ids(&pages[at - 1].rows), "{asked:?}");
        assert_eq!(back.next, pages[at - 1].next, "{asked:?}");
        assert_eq!(back.previous.is_some(), at > 1, "{asked:?}");
    }
    let full = pages.len() - 1;
    assert!(pages[..full].iter().all(|page| page.rows.len() == limit));
    ids(pages.iter().flat_map(|page| &page.rows))
}

#[test]
fn every_list_is_what_reading_all_would_give() {
    let scratch = Scratch::new("lists");
    let store = opened(&scratch);
    let mut dice = Dice::new();
    // More than are passed over before ids are gathered, so that both ways are gone.
    let all = filled(&store, &mut dice, 2_400);
    let scopes = [Scope::Own, Scope::Team, Scope::Department, Scope::All];
    for round in 0..400 {
        let asked = Asked::some(&mut dice);
        let scope = scopes[dice.roll(4) as usize];
        let actor = person(1 + dice.roll(30), &[1 + dice.roll(4)], &[2, 3], scope);
        let visit = visit(&store, actor.clone());
        let want = ids(asked.plainly(&actor, &all));
        let limit = [1, 2, 7, 50, 10_000][dice.roll(5) as usize];
        // The longest lists in the smallest pages would only take long.
        let limit = if want.len() > 300 {
            limit.max(50)
        } else {
            limit
        };
        let got = there_and_back(&visit, &asked, limit);
        assert_eq!(
            got, want,
            "round {round}, {scope:?}, pages of {limit}: {asked:?}"
        );
        let count = visit.count(&asked.query(), 100).unwrap();
        assert_eq!(count, want.len().min(100), "round {round}: {asked:?}");
        let first = visit.first(asked.query()).unwrap();
        assert_eq!(first.map(|note| note.id.raw()), want.first().copied());
    }
}

#[test]
fn who_walks_meets_what_stays_exactly_once_whatever_moves() {
    let scratch = Scratch::new("walks");
    let store = opened(&scratch);
    let mut dice = Dice::new();
    for round in 0..8 {
        let held = filled(&store, &mut dice, 40);
        let asked = Asked {
            order: 1,
            descending: round % 2 == 0,
            part: None,
            ..Asked::default()
        };
        let visit = boss(&store);
        let everything = Paging::first(usize::MAX);
        let before: Vec<Note> = visit.list(asked.query().page(everything)).unwrap().rows;
        let mut moved: BTreeSet<u64> = BTreeSet::new();
        let mut seen: Vec<u64> = Vec::new();
        let mut paging = Paging::first(1 + dice.roll(9) as usize);
        loop {
            let visit = boss(&store);
            let page = visit.list(asked.query().page(paging.clone())).unwrap();
            assert!(page.next.is_none() || page.rows.len() == paging.limit);
            seen.extend(ids(&page.rows));
            let Some(next) = page.next else { break };
            paging = paging.after(next);
            for _ in 0..dice.roll(4) {
                let note = &held[dice.roll(held.len() as u64) as usize];
                // Gone already, or one that moves, or goes, or comes.
                match dice.roll(4) {
                    0 => drop(remove(&visit, note.id, "gone")),
                    1 => {
                        let made = create(&visit, some_note(&mut dice), &[], "new").unwrap();
                        moved.insert(made.raw());
                    }
                    _ => {
                        let (status, amount) = (dice.roll(3) as u8, dice.roll(400) as i64 - 200);
                        drop(edit(&visit, note.id, "moved", move |note| {
                            (note.status, note.amount) = (status, amount);
                        }));
                    }
                }
                moved.insert(note.id.raw());
            }
        }
        let stays = |id: &u64| !moved.contains(id);
        let want: Vec<u64> = ids(&before).into_iter().filter(stays).collect();
        let got: Vec<u64> = seen.into_iter().filter(stays).collect();
        assert_eq!(got, want, "round {round}");
    }
}

#[test]
fn a_cursor_belongs_to_one_list() {
    let scratch = Scratch::new("cursors");
    let store = opened(&scratch);
    filled(&store, &mut Dice::new(), 30);
    let visit = boss(&store);
    let plain = || Query::<Note>::by(BY_STATUS);
    let next = visit.list(plain().limit(2)).unwrap().next.unwrap();
    let status = || Key::new().byte(1);
    let others: Vec<Query<Note>> = vec![
        Query::by(NEWEST),
        plain().descending(true),
        plain().under(status()),
        plain().from(status()),
        plain().until(status()),
        plain().facet(STATUS, status()),
        plain().facet(PART, status()),
        plain().words("luna"),
        plain().lying_in(Placement::Person(1)),
    ];
    for other in others {
        let asked = other.page(Paging::first(2).after(next.clone()));
        let refused = visit.list(asked).unwrap_err();
        assert!(matches!(&refused, Error::Invalid(problems) if problems.of("after").is_some()));
    }
    for garbage in [
        "",
        "garbage",
        "%00",
        "AAAA",
        &next[1..],
        &"A".repeat(70_000),
    ] {
        let asked = |paging: Paging| visit.list(plain().page(paging));
        assert!(asked(Paging::first(2).after(garbage)).is_err(), "{garbage}");
        assert!(
            asked(Paging::first(2).before(garbage)).is_err(),
            "{garbage}"
        );
        let over = asked(Paging::first(2).after(garbage).forgiving()).unwrap();
        assert_eq!(
            ids(&over.rows),
            ids(&visit.list(plain().limit(2)).unwrap().rows)
        );
    }
    // A place outside the range is none of it, even when the mark is right.
    let under = || plain().under(status());
    let within = visit.list(under().limit(1)).unwrap().next.unwrap();
    assert!(
        visit
            .list(under().page(Paging::first(1).after(within)))
            .is_ok()
    );
}

#[test]
fn children_are_paged_to_the_last_and_the_last_is_one_seek_away() {
    let scratch = Scratch::new("children");
    let store = opened(&scratch);
    let visit = boss(&store);
    let amounts: Vec<i64> = (0..300).collect();
    let id = create(&visit, draft("a", Spot::default()), &amounts, "many").unwrap();
    create(&visit, draft("b", Spot::default()), &[7], "another").unwrap();
    let note: Note = visit.find(id).unwrap();
    let query = || Query::<Child>::of(&note, OF_NOTE, Key::new().id(id));
    let (mut seen, mut paging) = (Vec::new(), Paging::first(70));
    loop {
        let page = visit.list(query().page(paging)).unwrap();
        seen.extend(page.rows.iter().map(|child| child.amount));
        match page.next {
            Some(next) => paging = Paging::first(70).after(next),
            None => break,
        }
    }
    assert_eq!(seen, amounts);
    assert_eq!(visit.count(&query(), usize::MAX).unwrap(), 300);
    let last = visit.first(query().descending(true)).unwrap().unwrap();
    let within = boss(&store)
        .act(notes::EDIT, move |change| {
            change.subject(id)?;
            let mut all = change.unscoped("a test");
            let of = all.last_child::<Child>(OF_NOTE, Key::new().id(id))?;
            let none = all.last_child::<Child>(OF_NOTE, Key::new().id(Id::<Note>::new(9_999)))?;
            Ok((of.map(|child| child.amount), none.is_some()))
        })
        .unwrap();
    assert_eq!((Some(last.amount), false), within);
    let owned = Query::<Note>::of(&note, BY_OWNER, Key::new().number(0));
    let nobody = super::notes::visit(&store, person(2, &[], &[], Scope::Own));
    assert_eq!(visit.list(owned.clone()).unwrap().rows.len(), 2);
    assert!(nobody.list(owned).unwrap().rows.is_empty());
}

#[test]
fn ones_own_is_listed_whatever_ones_roles_show() {
    let scratch = Scratch::new("own");
    let store = opened(&scratch);
    for owner in [2, 2, 3] {
        let spot = Spot {
            owner,
            ..Spot::default()
        };
        create(&boss(&store), draft("a", spot), &[], "made").unwrap();
    }
    let nobody = visit(&store, person(2, &[], &[], Scope::None));
    let own = |owner: u64| Query::<Note>::own(BY_OWNER, Key::new().number(owner));
    assert!(
        nobody
            .list(Query::<Note>::by(NEWEST))
            .unwrap()
            .rows
            .is_empty()
    );
    let page = nobody.list(own(2).limit(1)).unwrap();
    assert_eq!((page.rows.len(), page.next.is_some()), (1, true));
    assert_eq!(nobody.count(&own(2), 10).unwrap(), 2);
    assert!(nobody.list(own(3)).unwrap().rows.is_empty());
}
