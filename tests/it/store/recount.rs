//! After any sequence of commands, the lists, totals, words and histories are what a model that simply looks
//! through everything says, for everyone who may see some of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use atrium::{
    access::{Actor, Placement, Scope, policy},
    base::{Error, Id, Result},
    data::{Index, JournalEntry, Key, Paging, Query, Record, Ref, Store, Visit, What},
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{FileFailurePersistence, TestCaseError, TestRunner},
};

use super::{
    Scratch, newborn,
    notes::{
        self, AMOUNTS, BY_EMAIL, BY_OWNER, BY_STATUS, BY_TITLE, Bad, CHILD_NEWEST, CHILD_SUM,
        COUNTED, Child, NEWEST, Note, OF_NOTE, Spot, boss, person, visit,
    },
    open_on,
    oracle::{self, Fields, Proof, prove},
    quiet_panics, setting,
    sim_disk::SimDisk,
};

#[derive(Debug, Clone)]
enum Op {
    Create {
        title: usize,
        spot: Spot,
        status: u8,
        amount: i64,
        email: Option<u8>,
        children: Vec<i64>,
    },
    Edit {
        note: usize,
        title: usize,
        status: u8,
        amount: i64,
        email: Option<u8>,
    },
    Move {
        note: usize,
        spot: Spot,
    },
    Raise {
        note: usize,
        amount: i64,
    },
    AddChild {
        note: usize,
        amount: i64,
    },
    DropChild {
        note: usize,
    },
    Delete {
        note: usize,
    },
    /// The nth last entry.
    Undo {
        back: usize,
    },
    Spoil {
        note: usize,
        panics: bool,
    },
    /// Two notes change e-mail addresses in one deed.
    Swap {
        one: usize,
        other: usize,
    },
    Keyed {
        key: u8,
        amount: i64,
    },
    Mark,
    Reopen,
}

const TITLES: [&str; 8] = [
    "ann",
    "anna",
    "Über uns",
    "a longer title with several words in it, more than a dozen of them so that some are left out",
    "",
    "zebra crossing",
    "ann arbor",
    LONG,
];
/// Longer than anything a careless limit would allow for.
const LONG: &str = "two hundred letters and more, two hundred letters and more, two hundred letters and more, two hundred letters and more, two hundred letters and more, two hundred letters and more, two hundred letters and more, and a bit";

fn op() -> impl Strategy<Value = Op> {
    let spot = || {
        (1..4u64, 1..3u64, 1..4u64).prop_map(|(owner, team, department)| Spot {
            owner,
            team,
            department,
        })
    };
    let amount = || prop_oneof![-50..50i64, Just(i64::from(i32::MIN))];
    let note = || 0..12usize;
    let email = || proptest::option::of(0..6u8);
    let title = || 0..TITLES.len();
    prop_oneof![
        5 => (title(), spot(), 0..3u8, amount(), email(), vec(amount(), 0..3)).prop_map(
            |(title, spot, status, amount, email, children)| Op::Create { title, spot, status, amount, email, children }
        ),
        3 => (note(), title(), 0..3u8, amount(), email()).prop_map(
            |(note, title, status, amount, email)| Op::Edit { note, title, status, amount, email }
        ),
        2 => (note(), spot()).prop_map(|(note, spot)| Op::Move { note, spot }),
        2 => (note(), amount()).prop_map(|(note, amount)| Op::Raise { note, amount }),
        2 => (note(), amount()).prop_map(|(note, amount)| Op::AddChild { note, amount }),
        1 => note().prop_map(|note| Op::DropChild { note }),
        2 => note().prop_map(|note| Op::Delete { note }),
        4 => (0..6usize).prop_map(|back| Op::Undo { back }),
        1 => (note(), any::<bool>()).prop_map(|(note, panics)| Op::Spoil { note, panics }),
        1 => (note(), note()).prop_map(|(one, other)| Op::Swap { one, other }),
        2 => (0..4u8, amount()).prop_map(|(key, amount)| Op::Keyed { key, amount }),
        1 => Just(Op::Mark),
        1 => Just(Op::Reopen),
    ]
}

#[test]
fn lists_and_totals_are_what_a_model_counts() {
    quiet_panics();
    let scratch = Scratch::new("recount");
    let config = ProptestConfig {
        cases: setting("ATRIUM_CASES", 128) as u32,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        max_shrink_iters: 2_000,
        ..ProptestConfig::default()
    };
    TestRunner::new(config)
        .run(&vec(op(), 1..50), |ops| {
            play(&ops, scratch.path()).map_err(TestCaseError::fail)
        })
        .unwrap_or_else(|e| panic!("{e}"));
}

/// What the model knows: everything, by looking at what was put in.
#[derive(Default)]
struct Model {
    notes: BTreeMap<u64, Note>,
    children: BTreeMap<u64, Child>,
    next_note: u64,
    next_child: u64,
    /// What the person changed at each sequence, before and after.
    deeds: BTreeMap<u64, Vec<Deed>>,
    keys: BTreeMap<u8, (u64, Id<Note>)>,
    /// Entries that are undone, and the entries that undo others, with which.
    undone: BTreeSet<u64>,
    undoing: BTreeMap<u64, u64>,
    seq: u64,
}

#[derive(Clone)]
struct Deed {
    of: Ref,
    before: Option<Fields>,
    after: Option<Fields>,
}

/// The fields a person changes; the rest is derived.
fn own_fields(mut fields: Fields, of: Ref) -> Fields {
    if of.kind == Note::KIND.code {
        fields.remove("sum");
        fields.remove("children");
    }
    fields
}

impl Model {
    fn new() -> Model {
        Model {
            next_note: Note::KIND.first,
            next_child: Child::KIND.first,
            ..Model::default()
        }
    }

    fn all(&self) -> BTreeMap<Ref, Fields> {
        let notes = self.notes.values().map(|n| (n.as_ref(), oracle::fields(n)));
        let children = self
            .children
            .values()
            .map(|c| (c.as_ref(), oracle::fields(c)));
        notes
            .chain(children)
            .map(|(of, fields)| (of, own_fields(fields, of)))
            .collect()
    }

    fn get(&self, of: Ref) -> Option<Fields> {
        self.whole(of).map(|fields| own_fields(fields, of))
    }

    fn whole(&self, of: Ref) -> Option<Fields> {
        if of.kind == Note::KIND.code {
            self.notes.get(&of.id).map(oracle::fields)
        } else {
            self.children.get(&of.id).map(oracle::fields)
        }
    }

    /// Changes something as one deed; derives; remembers what was before.
    fn deed<T>(&mut self, change: impl FnOnce(&mut Model) -> T) -> T {
        let before = self.all();
        let version = self.seq + 1;
        let answer = change(self);
        let after = self.all();
        let mut deeds: Vec<Deed> = before
            .keys()
            .chain(after.keys())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .filter(|of| before.get(of) != after.get(of))
            .map(|of| Deed {
                of: *of,
                before: before.get(of).cloned(),
                after: after.get(of).cloned(),
            })
            .collect();
        if !deeds.is_empty() {
            self.seq += 1;
            for deed in &deeds {
                if let Some(note) = self.notes.get_mut(&deed.of.id)
                    && deed.of.kind == Note::KIND.code
                {
                    note.version = version;
                }
                if let Some(child) = self.children.get_mut(&deed.of.id)
                    && deed.of.kind == Child::KIND.code
                {
                    child.version = version;
                }
            }
        }
        for note in self.notes.values_mut() {
            let own = self.children.values().filter(|child| child.note == note.id);
            (note.sum, note.children) = (0, 0);
            for child in own {
                note.sum += child.amount;
                note.children += 1;
            }
        }
        if !deeds.is_empty() {
            // What was made has been made with what was derived at once.
            for deed in deeds.iter_mut().filter(|deed| deed.before.is_none()) {
                deed.after = self.whole(deed.of);
            }
            self.deeds.insert(self.seq, deeds);
        }
        answer
    }

    fn taken(&self, email: Option<&str>, except: u64) -> bool {
        email.is_some_and(|email| {
            self.notes
                .values()
                .any(|note| note.id.raw() != except && note.email.as_deref() == Some(email))
        })
    }

    fn insert(&mut self, mut note: Note) -> Id<Note> {
        note.id = Id::new(self.next_note);
        self.next_note += 1;
        self.notes.insert(note.id.raw(), note.clone());
        note.id
    }

    fn insert_child(&mut self, note: Id<Note>, amount: i64) {
        let id = Id::new(self.next_child);
        self.next_child += 1;
        let child = Child {
            id,
            note,
            amount,
            ..Child::default()
        };
        self.children.insert(id.raw(), child);
    }

    /// Why this entry can't be undone now, field by field and key by key.
    fn refuses(&self, deeds: &[Deed]) -> bool {
        let mut emails: BTreeMap<String, u64> = self
            .notes
            .values()
            .filter_map(|note| Some((note.email.clone()?, note.id.raw())))
            .collect();
        let stale = deeds.iter().any(|deed| {
            let now = match deed.before {
                Some(_) => self.get(deed.of),
                None => self.whole(deed.of),
            };
            if now.is_some() != deed.after.is_some() {
                return true;
            }
            let empty = Fields::new();
            let (now, before, after) = (
                now.as_ref().unwrap_or(&empty),
                deed.before.as_ref().unwrap_or(&empty),
                deed.after.as_ref().unwrap_or(&empty),
            );
            before
                .keys()
                .chain(after.keys())
                .any(|name| before.get(name) != after.get(name) && now.get(name) != after.get(name))
        });
        // Whoever gives an address up in the same undo does not stand in the way.
        let email =
            |fields: &Option<Fields>| fields.as_ref()?.get("email")?.as_str().map(str::to_owned);
        for deed in deeds.iter().filter(|deed| deed.of.kind == Note::KIND.code) {
            if email(&deed.before) != email(&deed.after) {
                emails.retain(|_, id| *id != deed.of.id);
            }
        }
        let taken = deeds
            .iter()
            .filter(|deed| deed.of.kind == Note::KIND.code)
            .any(|deed| {
                email(&deed.before) != email(&deed.after)
                    && email(&deed.before).is_some_and(|email| emails.contains_key(&email))
            });
        // Nor does a child come back without its note.
        let comes = |of: Ref| {
            deeds
                .iter()
                .any(|deed| deed.of == of && deed.before.is_some())
        };
        let orphans = deeds
            .iter()
            .filter(|deed| deed.after.is_none())
            .any(|deed| {
                let note = deed.before.as_ref().and_then(|fields| fields.get("note"));
                let note = note
                    .and_then(serde_json::Value::as_u64)
                    .map(Id::<Note>::new);
                note.is_some_and(|note| {
                    !self.notes.contains_key(&note.raw()) && !comes(note.as_ref())
                })
            });
        stale || taken || orphans
    }

    fn put_back(&mut self, deeds: &[Deed]) {
        for deed in deeds {
            let mut fields = self.get(deed.of).unwrap_or_default();
            let empty = Fields::new();
            let (before, after) = (
                deed.before.as_ref().unwrap_or(&empty),
                deed.after.as_ref().unwrap_or(&empty),
            );
            for name in before.keys().chain(after.keys()) {
                if before.get(name) != after.get(name) {
                    match before.get(name) {
                        Some(value) => fields.insert(name.clone(), value.clone()),
                        None => fields.remove(name),
                    };
                }
            }
            let note = deed.of.kind == Note::KIND.code;
            if deed.before.is_none() {
                if note {
                    self.notes.remove(&deed.of.id);
                } else {
                    self.children.remove(&deed.of.id);
                }
            } else if note {
                for (name, nothing) in oracle::fields(&Note::default()) {
                    fields.entry(name).or_insert(nothing);
                }
                let mut note: Note = serde_json::from_value(fields.into()).unwrap();
                note.id = Id::new(deed.of.id);
                note.version = self.notes.get(&deed.of.id).map_or(0, |held| held.version);
                self.notes.insert(deed.of.id, note);
            } else {
                for (name, nothing) in oracle::fields(&Child::default()) {
                    fields.entry(name).or_insert(nothing);
                }
                let mut child: Child = serde_json::from_value(fields.into()).unwrap();
                child.id = Id::new(deed.of.id);
                child.version = self
                    .children
                    .get(&deed.of.id)
                    .map_or(0, |held| held.version);
                self.children.insert(deed.of.id, child);
            }
        }
    }
}

fn play(ops: &[Op], folder: &Path) -> Result<(), String> {
    let disk = SimDisk::new(newborn().to_vec(), 1);
    let mut store = open_on(&disk, folder).map_err(|e| e.to_string())?;
    let mut model = Model::new();
    for (n, op) in ops.iter().enumerate() {
        if matches!(op, Op::Reopen) {
            store.close();
            drop(store);
            store = open_on(&disk, folder).map_err(|e| e.to_string())?;
            continue;
        }
        step(&store, &mut model, op, n).map_err(|e| format!("step {n}, {op:?}: {e}"))?;
        if store.newest() != model.seq {
            return Err(format!(
                "step {n}, {op:?}: {} entries, not {}",
                store.newest(),
                model.seq
            ));
        }
    }
    let proof = prove(&store)?;
    same_records(&proof, &model)?;
    for actor in actors() {
        seen_by(&store, &actor, &model)
            .map_err(|e| format!("{} ({:?}): {e}", actor.name, actor.scope(&notes::VIEW)))?;
    }
    histories(&store, &proof.entries, &model)
}

/// One command against the store and against the model, which must agree on how it ends.
fn step(store: &Arc<Store>, model: &mut Model, op: &Op, n: usize) -> Result<(), String> {
    let token = format!("step {n}");
    let ids: Vec<u64> = model.notes.keys().copied().collect();
    // Some steps name what isn't there.
    let id = |at: usize| Id::<Note>::new(ids.get(at).copied().unwrap_or(9_999));
    let address = |email: &Option<u8>| email.map(|n| format!("{n}@example.org"));
    let visit = boss(store);
    let (got, want): (Result<()>, &str) = match op {
        Op::Create {
            title,
            spot,
            status,
            amount,
            email,
            children,
        } => {
            let mut note = notes::draft(TITLES[*title], *spot);
            (note.status, note.amount, note.email) = (*status, *amount, address(email));
            let got = notes::create(&visit, note.clone(), children, &token);
            if model.taken(note.email.as_deref(), 0) {
                (got.map(drop), "conflict")
            } else {
                let want = model.deed(|model| {
                    let id = model.insert(note);
                    children
                        .iter()
                        .for_each(|amount| model.insert_child(id, *amount));
                    id
                });
                if got.as_ref().is_ok_and(|id| *id != want) {
                    return Err(format!("{got:?}, not {want}"));
                }
                (got.map(drop), "")
            }
        }
        Op::Edit {
            note,
            title,
            status,
            amount,
            email,
        } => {
            let (id, title, email) = (id(*note), TITLES[*title], address(email));
            let (status, amount) = (*status, *amount);
            let change = move |note: &mut Note, email: Option<String>| {
                (note.title, note.status, note.amount, note.email) =
                    (title.to_owned(), status, amount, email);
            };
            let given = email.clone();
            let got = notes::edit(&visit, id, &token, move |note| change(note, given)).map(drop);
            if !model.notes.contains_key(&id.raw()) {
                (got, "not-found")
            } else if model.taken(email.as_deref(), id.raw()) {
                (got, "conflict")
            } else {
                model.deed(|model| {
                    if let Some(note) = model.notes.get_mut(&id.raw()) {
                        change(note, email);
                    }
                });
                (got, "")
            }
        }
        Op::Move { note, spot } => {
            let (id, spot) = (id(*note), *spot);
            let got = notes::edit(&visit, id, &token, move |note| note.spot = spot).map(drop);
            let there = model.deed(|model| {
                let note = model.notes.get_mut(&id.raw());
                note.map(|note| note.spot = spot)
            });
            (got, if there.is_some() { "" } else { "not-found" })
        }
        Op::Raise { note, amount } => {
            let id = id(*note);
            let got = notes::raise(&visit, id, *amount, &token).map(drop);
            let there = model.deed(|model| {
                let own = model.children.values_mut().filter(|child| child.note == id);
                own.for_each(|child| child.amount += amount);
                let note = model.notes.get_mut(&id.raw());
                note.map(|note| note.amount += amount)
            });
            (got, if there.is_some() { "" } else { "not-found" })
        }
        Op::AddChild { note, amount } => {
            let id = id(*note);
            let got = notes::add_child(&visit, id, *amount, &token).map(drop);
            let there = model.notes.contains_key(&id.raw());
            if there {
                model.deed(|model| model.insert_child(id, *amount));
            }
            (got, if there { "" } else { "not-found" })
        }
        Op::DropChild { note } => {
            let id = id(*note);
            let got = notes::drop_child(&visit, id, &token).map(drop);
            let there = model.notes.contains_key(&id.raw());
            let last = model.children.values().rfind(|child| child.note == id);
            if let Some(last) = last.map(|child| child.id.raw()) {
                model.deed(|model| model.children.remove(&last));
            }
            (got, if there { "" } else { "not-found" })
        }
        Op::Delete { note } => {
            let id = id(*note);
            let got = notes::remove(&visit, id, &token).map(drop);
            let there = model.deed(|model| {
                model.children.retain(|_, child| child.note != id);
                model.notes.remove(&id.raw())
            });
            (got, if there.is_some() { "" } else { "not-found" })
        }
        Op::Undo { back } => {
            let Some(seq) = model.seq.checked_sub(*back as u64).filter(|seq| *seq > 0) else {
                return Ok(());
            };
            let deeds = model.deeds.get(&seq).cloned().unwrap_or_default();
            let marked = deeds.is_empty();
            let got = visit.undo(seq).map(drop);
            if marked || model.undone.contains(&seq) || model.refuses(&deeds) {
                (got, "conflict")
            } else {
                model.deed(|model| model.put_back(&deeds));
                model.undone.insert(seq);
                if let Some(again) = model.undoing.get(&seq) {
                    model.undone.remove(again);
                }
                model.undoing.insert(model.seq, seq);
                (got, "")
            }
        }
        Op::Spoil { note, panics } => {
            let id = id(*note);
            let bad = if *panics { Bad::Panics } else { Bad::Fails };
            // Two commands that succeed share its transaction.
            let beside = |n: usize| {
                let visit = boss(store);
                notes::create(&visit, Note::default(), &[], &format!("{token} beside {n}"))
                    .map(drop)
            };
            let mut answers = together(
                store,
                vec![
                    Box::new(|| beside(1)),
                    Box::new(|| notes::spoil(&boss(store), id, bad, &token).map(drop)),
                    Box::new(|| beside(2)),
                ],
            );
            for _ in 0..2 {
                model.deed(|model| model.insert(Note::default()));
            }
            let got = answers.remove(1);
            if answers.iter().any(Result::is_err) {
                return Err(format!("beside it: {answers:?}"));
            }
            let there = model.notes.contains_key(&id.raw());
            (
                got,
                match bad {
                    _ if !there => "not-found",
                    Bad::Fails => "conflict",
                    Bad::Panics => "internal",
                },
            )
        }
        Op::Swap { one, other } => {
            let (one, other) = (id(*one), id(*other));
            let got = notes::swap(&visit, one, other, &token).map(drop);
            let there =
                model.notes.contains_key(&one.raw()) && model.notes.contains_key(&other.raw());
            if there && one != other {
                model.deed(|model| {
                    let held = model
                        .notes
                        .get_mut(&one.raw())
                        .and_then(|note| note.email.take());
                    let theirs = model
                        .notes
                        .get_mut(&other.raw())
                        .and_then(|note| std::mem::replace(&mut note.email, held));
                    if let Some(note) = model.notes.get_mut(&one.raw()) {
                        note.email = theirs;
                    }
                });
            }
            (got, if there { "" } else { "not-found" })
        }
        Op::Keyed { key, amount } => {
            let visit = boss(store).with_key(Some(format!("key {key}")));
            let mut note = notes::draft("keyed", Spot::default());
            note.amount = *amount;
            let got = notes::create(&visit, note.clone(), &[], &format!("key {key}"));
            let want = match model.keys.get(key) {
                Some(first) => *first,
                None => {
                    let id = model.deed(|model| model.insert(note));
                    model.keys.insert(*key, (model.seq, id));
                    (model.seq, id)
                }
            };
            if got.as_ref().is_ok_and(|id| *id != want.1) || visit.wrote() != Some(want.0) {
                return Err(format!("{got:?} at {:?}, not {want:?}", visit.wrote()));
            }
            (got.map(drop), "")
        }
        Op::Mark => {
            model.seq += 1;
            (notes::mark(&visit, &token), "")
        }
        Op::Reopen => (Ok(()), ""),
    };
    let name = got.as_ref().err().map_or("", Error::name);
    if name == want {
        Ok(())
    } else {
        Err(format!("{got:?}, the model says {want:?}"))
    }
}

type Command<'c> = Box<dyn FnOnce() -> Result<()> + Send + 'c>;

/// Runs commands so that they wait for the writer together, in this order, and share one transaction.
fn together(store: &Arc<Store>, commands: Vec<Command<'_>>) -> Vec<Result<()>> {
    let waiting = |count: usize| {
        while store.health().waiting < count {
            thread::yield_now();
        }
    };
    thread::scope(|scope| {
        let (open, gate) = mpsc::channel();
        let (tell, begun) = mpsc::channel();
        let first = scope.spawn(move || {
            boss(store).act(notes::MARK, move |_| {
                let _ = tell.send(());
                let _ = gate.recv();
                Ok(())
            })
        });
        let _ = begun.recv();
        let hands: Vec<_> = commands
            .into_iter()
            .enumerate()
            .map(|(n, command)| {
                let hand = scope.spawn(command);
                waiting(n + 2);
                hand
            })
            .collect();
        // It counts as waiting just before it is in the queue.
        thread::sleep(Duration::from_micros(200));
        let _ = open.send(());
        assert_eq!(first.join().unwrap(), Ok(()));
        hands.into_iter().map(|hand| hand.join().unwrap()).collect()
    })
}

fn same_records(proof: &Proof, model: &Model) -> Result<(), String> {
    let want: Vec<&Note> = model.notes.values().collect();
    let got: Vec<&Note> = proof.notes.iter().collect();
    if got != want {
        return Err(format!("the notes are {got:?}, not {want:?}"));
    }
    let want: Vec<&Child> = model.children.values().collect();
    let got: Vec<&Child> = proof.children.iter().collect();
    if got != want {
        return Err(format!("the children are {got:?}, not {want:?}"));
    }
    Ok(())
}

fn actors() -> Vec<Actor> {
    let mut actors: Vec<Actor> = [
        Scope::None,
        Scope::Own,
        Scope::Team,
        Scope::Department,
        Scope::All,
    ]
    .into_iter()
    .map(|scope| person(2, &[1], &[1, 2], scope))
    .collect();
    actors.push(person(3, &[1, 2], &[3], Scope::Team));
    actors.push(person(1, &[], &[], Scope::Department));
    actors.push(Actor::system());
    actors
}

/// All rows of a list, three at a time.
fn pages<R: Record>(visit: &Visit, list: &Query<R>) -> Result<Vec<R>, String> {
    let mut rows: Vec<R> = Vec::new();
    let mut paging = Paging::first(3);
    for _ in 0..200 {
        let page = visit
            .list::<R>(list.clone().page(paging))
            .map_err(|e| e.to_string())?;
        if page.next.is_some() && page.rows.len() != 3 || page.rows.len() > 3 {
            return Err(format!("a page of {} with more to come", page.rows.len()));
        }
        rows.extend(page.rows);
        match page.next {
            Some(next) => paging = Paging::first(3).after(next),
            None => return Ok(rows),
        }
    }
    Err("the pages never end".into())
}

fn seen_by(store: &Arc<Store>, actor: &Actor, model: &Model) -> Result<(), String> {
    let visit = visit(store, actor.clone());
    let sees = |placement: Vec<Placement>| policy::may(actor, &notes::VIEW, &placement);
    let mine: Vec<&Note> = model
        .notes
        .values()
        .filter(|note| sees(note.placement()))
        .collect();
    type Order = fn(&Note) -> (Vec<u8>, i64, String);
    let orders: [(Index, Order); 3] = [
        (NEWEST, |_| (Vec::new(), 0, String::new())),
        (BY_STATUS, |note| {
            (vec![note.status], note.amount, String::new())
        }),
        (BY_TITLE, |note| (Vec::new(), 0, note.title.clone())),
    ];
    for (index, order) in orders {
        for descending in [false, true] {
            let mut want: Vec<&Note> = mine.clone();
            want.sort_by_key(|note| (order(note), note.id));
            if descending {
                want.reverse();
            }
            let list = Query::by(index).descending(descending);
            same(
                &format!("{index:?}, descending: {descending}"),
                &pages(&visit, &list)?,
                &want,
            )?;
            let counted = visit
                .count::<Note>(&list, usize::MAX)
                .map_err(|e| e.to_string())?;
            if counted != want.len() {
                return Err(format!("{index:?} counts {counted}, not {}", want.len()));
            }
            for status in 0..3 {
                let under = Query::by(BY_STATUS)
                    .under(Key::new().byte(status))
                    .descending(descending);
                let mut want: Vec<&Note> = mine
                    .iter()
                    .copied()
                    .filter(|note| note.status == status)
                    .collect();
                want.sort_by_key(|note| (note.amount, note.id));
                if descending {
                    want.reverse();
                }
                same(&format!("status {status}"), &pages(&visit, &under)?, &want)?;
            }
        }
    }
    let few = visit
        .sift::<Note>(Query::by(NEWEST), |note| note.amount > 0)
        .map_err(|e| e.to_string())?;
    let want: Vec<&Note> = mine
        .iter()
        .copied()
        .filter(|note| note.amount > 0)
        .collect();
    same("kept", &few.rows, &want)?;
    let children: Vec<&Child> = model
        .children
        .values()
        .filter(|child| sees(model.notes[&child.note.raw()].placement()))
        .collect();
    same(
        "children",
        &pages(&visit, &Query::by(CHILD_NEWEST))?,
        &children,
    )?;
    totals(&visit, actor, &mine)?;
    one_by_one(&visit, model, &mine)?;
    words(&visit, &mine, &children)
}

fn same<R: Record + PartialEq + std::fmt::Debug>(
    what: &str,
    got: &[R],
    want: &[&R],
) -> Result<(), String> {
    let got: Vec<&R> = got.iter().collect();
    if got == want {
        Ok(())
    } else {
        Err(format!("{what}: {got:?}, not {want:?}"))
    }
}

fn totals(visit: &Visit, actor: &Actor, mine: &[&Note]) -> Result<(), String> {
    let several = actor.places(&notes::VIEW).len() > 1;
    let sum: i64 = mine.iter().map(|note| note.amount).sum();
    let mut asked = vec![(
        visit.total::<Note>(AMOUNTS, Key::new()),
        sum,
        "amounts".to_owned(),
    )];
    for status in 0..3 {
        let count = mine.iter().filter(|note| note.status == status).count() as i64;
        let total = visit.total::<Note>(COUNTED, Key::new().byte(status));
        asked.push((total, count, format!("status {status}")));
    }
    for (got, want, what) in asked {
        let want = (!several).then_some(want);
        if got != Ok(want) {
            return Err(format!("the total of {what} is {got:?}, not {want:?}"));
        }
    }
    Ok(())
}

fn one_by_one(visit: &Visit, model: &Model, mine: &[&Note]) -> Result<(), String> {
    for note in model.notes.values() {
        let sees = mine.contains(&note);
        let want = if sees {
            Ok(note.clone())
        } else {
            Err(Error::NotFound)
        };
        if visit.find(note.id) != want {
            return Err(format!("{} is {:?}", note.id, visit.find(note.id)));
        }
        if let Some(email) = &note.email
            && visit.find_by::<Note>(BY_EMAIL, Key::new().text(email)) != want
        {
            return Err(format!("{email} isn't {}", note.id));
        }
        let title = visit.title_of(note.as_ref()).map_err(|e| e.to_string())?;
        if title != sees.then(|| note.title.clone()) {
            return Err(format!("{} is called {title:?}", note.id));
        }
        let own: Vec<&Child> = model
            .children
            .values()
            .filter(|child| sees && child.note == note.id)
            .collect();
        let related = visit.related::<Child>(note, OF_NOTE, Key::new().id(note.id), 100);
        same("related", &related.map_err(|e| e.to_string())?, &own)?;
        let sum = visit.tally::<Child>(CHILD_SUM, Key::new().id(note.id));
        let all = model
            .children
            .values()
            .filter(|child| child.note == note.id);
        if sum != Ok(all.map(|child| child.amount).sum()) {
            return Err(format!("the children of {} sum up to {sum:?}", note.id));
        }
        let owner = note.spot.owner;
        let theirs: Vec<&Note> = model
            .notes
            .values()
            .filter(|note| note.spot.owner == owner && mine.contains(note))
            .collect();
        let related = visit.related::<Note>(note, BY_OWNER, Key::new().number(owner), 100);
        same("owned", &related.map_err(|e| e.to_string())?, &theirs)?;
    }
    Ok(())
}

fn words(visit: &Visit, mine: &[&Note], children: &[&Child]) -> Result<(), String> {
    for (question, starts) in [
        ("ann", "ann"),
        ("ZEB", "zeb"),
        ("über", "über"),
        ("nothing", "nothing"),
    ] {
        let mut want: Vec<Ref> = mine
            .iter()
            .filter(|note| {
                let title = note.title.to_lowercase();
                title
                    .split(|c: char| !c.is_alphanumeric())
                    .take(12)
                    .any(|word| word.starts_with(starts))
            })
            .map(|note| note.as_ref())
            .collect();
        want.reverse();
        let _ = children;
        let found = visit.search(question, 100).map_err(|e| e.to_string())?;
        let got: Vec<Ref> = found.hits.iter().map(|(of, _)| *of).collect();
        if got != want {
            return Err(format!("{question} finds {got:?}, not {want:?}"));
        }
    }
    Ok(())
}

/// A record's history is the entries that changed it or were about it, newest first, page by page.
fn histories(store: &Arc<Store>, entries: &[JournalEntry], model: &Model) -> Result<(), String> {
    let visit = boss(store);
    for note in model.notes.values() {
        let of = note.as_ref();
        let mut want: Vec<u64> = entries
            .iter()
            .filter(|entry| {
                entry.subjects.contains(&of) || entry.changes.iter().any(|change| change.of == of)
            })
            .map(|entry| entry.seq)
            .collect();
        want.reverse();
        let mut got = Vec::new();
        let mut before = None;
        loop {
            let page = visit.history(note, before, 2).map_err(|e| e.to_string())?;
            got.extend(page.iter().map(|entry| entry.seq));
            match page.last() {
                Some(last) if page.len() == 2 => before = Some(last.seq),
                _ => break,
            }
        }
        if got != want {
            return Err(format!(
                "the history of {} is {got:?}, not {want:?}",
                note.id
            ));
        }
        let born = entries.iter().flat_map(|entry| &entry.changes);
        if !born
            .clone()
            .any(|change| change.of == of && change.what == What::Created)
        {
            return Err(format!("{} was never created", note.id));
        }
    }
    Ok(())
}
