//! What an entry holds: of a long list the rows that changed, and nothing of what has no history. Undo puts back from it,
//! and what isn't journaled is kept and told all the same.

use std::sync::Arc;

use atrium::{
    access::{Action, Actor, Placement, Scope},
    base::{Error, Id, Result},
    data::{
        Change, Declares, Index, Key, Kind, KindInfo, Origin, Record, Schema, Store, Visit, What,
        testing::recount, verify_journal,
    },
};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{
    Scratch, newborn,
    notes::{CREATE, EDIT, MARK, NOW, VIEW, person},
    options, ring,
    sim_disk::SimDisk,
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Row {
    text: String,
    done: bool,
}

/// Something with a long list in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Sheet {
    #[serde(skip)]
    id: Id<Sheet>,
    #[serde(skip)]
    version: u64,
    title: String,
    rows: Vec<Row>,
}

/// Who was told of it, and whether they read it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Told {
    #[serde(skip)]
    id: Id<Told>,
    #[serde(skip)]
    version: u64,
    to: u64,
    text: String,
    read: bool,
}

const BY_READ: Index = Index::scoped(1);

macro_rules! kept {
    ($record:ty, $kind:expr, $title:expr, $placement:expr, $declare:expr) => {
        impl Record for $record {
            const KIND: Kind = $kind;
            const VIEW: Action = VIEW;
            numbered!();
            fn title(&self) -> String {
                $title(self)
            }
            fn placement(&self) -> Vec<Placement> {
                $placement(self)
            }
            fn declare(&self, to: &mut Declares) {
                $declare(self, to)
            }
        }
    };
}

kept!(
    Sheet,
    Kind::new(1, "sheets", "SH"),
    |held: &Sheet| held.title.clone(),
    |_: &Sheet| Vec::new(),
    |_: &Sheet, _: &mut Declares| {}
);
kept!(
    Told,
    Kind::new(2, "told", "TD").personal().unjournaled(),
    |held: &Told| held.text.clone(),
    |held: &Told| vec![Placement::Person(held.to)],
    |held: &Told, to: &mut Declares| to.index(BY_READ, Key::new().byte(u8::from(held.read)))
);

fn schema() -> Schema {
    Schema::new(
        vec![KindInfo::of::<Sheet>(), KindInfo::of::<Told>()],
        vec![VIEW, CREATE, EDIT, MARK],
        vec![],
    )
}

struct House {
    store: Arc<Store>,
    _scratch: Scratch,
}

impl House {
    fn new() -> House {
        let scratch = Scratch::new("grain");
        let disk = SimDisk::new(newborn().to_vec(), 1);
        let (folder, options) = (scratch.path().to_owned(), options());
        let store = Store::open_on(disk, &folder, None, ring(), schema(), &options).unwrap();
        House {
            store,
            _scratch: scratch,
        }
    }

    fn visit(&self) -> Visit {
        let boss: Actor = person(1, &[], &[], Scope::All);
        let store = self.store.clone();
        Visit::new(store, Arc::new(boss), Origin::server(), NOW, TimeZone::UTC)
    }

    fn sheet(&self, length: usize) -> Id<Sheet> {
        let rows = (0..length).map(row).collect();
        self.act(CREATE, move |change| {
            let sheet = Sheet {
                title: "A sheet".into(),
                rows,
                ..Sheet::default()
            };
            change.insert(sheet).map(|made| made.id)
        })
    }

    fn act<T>(
        &self,
        action: Action,
        deed: impl FnOnce(&mut Change<'_, '_>) -> Result<T> + Send + 'static,
    ) -> T
    where
        T: Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.visit().act(action, deed).unwrap()
    }

    /// Changes the rows; the sequence of the deed.
    fn edit(&self, id: Id<Sheet>, with: impl FnOnce(&mut Vec<Row>) + Send + 'static) -> u64 {
        self.act(EDIT, move |change| {
            let mut sheet = change.subject::<Sheet>(id)?;
            with(&mut sheet.rows);
            change.put(&sheet)?;
            Ok(change.seq())
        })
    }

    fn rows(&self, id: Id<Sheet>) -> Vec<Row> {
        self.visit().find(id).unwrap().rows
    }

    fn is_sound(&self) {
        let counted = recount(&self.store).unwrap();
        assert_eq!(counted.problems, Vec::<String>::new());
        assert_eq!(
            verify_journal(&self.store, None).unwrap(),
            self.store.newest()
        );
    }
}

fn row(n: usize) -> Row {
    Row {
        text: format!("Something to look after, number {n}"),
        done: false,
    }
}

#[test]
fn a_tick_writes_a_row_and_is_undone() {
    let house = House::new();
    let id = house.sheet(300);
    let first = house.edit(id, |rows| rows[120].done = true);
    let entry = house.store.entries_after(first - 1, 1).unwrap().remove(0);
    let change = &entry.changes[0].fields[0];
    assert_eq!((change.name.as_str(), change.length()), ("rows", Some(300)));
    let told = |done| serde_json::json!([Row { done, ..row(120) }]);
    assert_eq!(change.before(), Some(told(false)));
    assert_eq!(change.after(), Some(told(true)));
    // Another tick keeps the first from being undone, as any change of the same field does; it goes first.
    let second = house.edit(id, |rows| rows[7].done = true);
    assert!(matches!(house.visit().undo(first), Err(Error::Conflict(_))));
    house.visit().undo(second).unwrap();
    house.visit().undo(first).unwrap();
    assert_eq!(house.rows(id), (0..300).map(row).collect::<Vec<_>>());
    house.visit().undo(house.store.newest()).unwrap();
    assert!(house.rows(id)[120].done && !house.rows(id)[7].done);
    house.is_sound();
}

#[test]
fn whatever_is_done_to_a_list_is_undone() {
    let house = House::new();
    let id = house.sheet(40);
    let mut state = 20786u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    let mut past = Vec::new();
    for n in 0..120 {
        past.push(house.rows(id));
        let (what, at, to) = (next(5), next(1000), next(1000));
        house.edit(id, move |rows| match what {
            0 => rows.insert(at % (rows.len() + 1), row(1000 + n)),
            1 if rows.len() > 1 => drop(rows.remove(at % rows.len())),
            2 if rows.len() > 1 => {
                let moved = rows.remove(at % rows.len());
                rows.insert(to % (rows.len() + 1), moved);
            }
            3 => rows.iter_mut().for_each(|row| row.done = !row.done),
            _ => {
                let at = at % rows.len();
                rows[at].text = format!("Named {n}");
            }
        });
    }
    // Each undo is an entry of its own; deeds that changed nothing have none.
    let mut seqs: Vec<u64> = (2..=house.store.newest()).collect();
    while let Some(seq) = seqs.pop() {
        let now = house.rows(id);
        while past.last() == Some(&now) {
            past.pop();
        }
        house.visit().undo(seq).unwrap();
        assert_eq!(Some(&house.rows(id)), past.last());
    }
    assert_eq!(house.rows(id), (0..40).map(row).collect::<Vec<_>>());
    house.is_sound();
}

#[test]
fn what_has_no_history_is_kept_told_and_undone_with_its_deed() {
    let house = House::new();
    let told = house.act(CREATE, |change| {
        change.insert(Sheet::default())?;
        let told = Told {
            to: 9,
            text: "A secret between two".into(),
            ..Told::default()
        };
        Ok(change.on_behalf("a test").insert(told)?.id)
    });
    let deed = house.store.newest();
    let entry = house.store.entries_after(deed - 1, 1).unwrap().remove(0);
    let made = entry.changes.iter().find(|c| c.of == told.as_ref());
    let made = made.expect("that somebody was told is known");
    assert!(made.what == What::Created && made.fields.is_empty());
    let seen = house.store.quiet();
    for _ in 0..3 {
        house.act(EDIT, move |change| {
            let mut held = change.on_behalf("a test").load::<Told>(told)?;
            held.read = true;
            change.put(&held)
        });
    }
    assert_eq!(house.store.newest(), deed, "no entry");
    let quiet = house.store.quiet_since(seen).unwrap();
    assert_eq!(quiet.len(), 1, "only the first changed something");
    assert_eq!(quiet[0][0].0, told.as_ref());
    assert!(quiet[0][0].1.contains(&Placement::Person(9)));
    assert!(house.visit().find(told).unwrap().read);
    house.is_sound();
    // A deed that fails changes nothing, and nobody hears of it.
    let failed = house.visit().act(EDIT, move |change| {
        let mut held = change.on_behalf("a test").load::<Told>(told)?;
        held.read = false;
        change.put(&held)?;
        Err::<(), _>(Error::conflict("no"))
    });
    assert!(failed.is_err());
    assert_eq!(house.store.quiet(), seen + 1);
    // Read or not, it goes with its deed.
    house.visit().undo(deed).unwrap();
    assert!(house.visit().find(told).is_err());
    assert_eq!(house.store.quiet(), seen + 2);
    house.is_sound();
}
