//! A house of an older program is filed anew, kind by kind and in portions, and the power may go at any moment of it.
//! A house of a newer one isn't touched.

use std::{cell::RefCell, collections::BTreeSet, path::Path, sync::Arc};

use atrium::{
    access::{Action, Placement},
    base::{Id, Result},
    data::{
        Declares, Doing, FormerKind, Index, JournalQuery, Key, Kind, KindInfo, PartOf, PlainTally,
        Progress, Recompute, Record, Ref, Reshape, Schema, Store, StoreOptions, testing::recount,
    },
};

use serde::{Deserialize, Serialize};

use super::{
    Scratch, caught, newborn,
    notes::{self, COUNTED, Child, Note, OF_NOTE, Spot, boss, create, draft},
    open_on, options,
    oracle::prove,
    quiet_panics, ring,
    sim_disk::{Cut, SimDisk},
};

thread_local! {
    /// The kind of each step, as this thread's opening told it.
    static FILED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn hear(progress: &Progress) {
    // What a crash left is looked through before anything is filed.
    if let Doing::Reshapes(kind) | Doing::Files(kind) | Doing::Recomputes(kind) = progress.doing {
        FILED.with_borrow_mut(|filed| filed.push(kind));
    }
}

fn open_as(disk: &Arc<SimDisk>, folder: &Path, schema: Schema) -> Result<Arc<Store>> {
    let options = StoreOptions {
        portion: 8,
        told: hear,
        ..options()
    };
    Store::open_on(disk.clone(), folder, None, ring(), schema, &options)
}

/// A house with sixty notes and twice as many children in it, as its disk holds it.
fn worked_in(folder: &Path) -> Vec<u8> {
    let disk = SimDisk::new(newborn().to_vec(), 1);
    let store = open_on(&disk, folder).unwrap();
    let visit = boss(&store);
    for n in 0..60 {
        let spot = Spot {
            owner: n % 5 + 1,
            ..Spot::default()
        };
        let title = format!("Note {n}");
        create(&visit, draft(&title, spot), &[1, 2], &title).unwrap();
    }
    store.close();
    disk.content()
}

#[test]
fn the_power_may_go_while_a_house_is_filed_anew() {
    quiet_panics();
    let scratch = Scratch::new("upgrades");
    let image = worked_in(scratch.path());
    let disk = SimDisk::new(image.clone(), 1);
    let store = open_on(&disk, scratch.path()).unwrap();
    let sound = recount(&store).unwrap();
    assert!(sound.problems.is_empty(), "{:?}", sound.problems);
    store.close();
    let newer = || notes::schema().filing("notes", 2);
    let mut nth = 0;
    let mut cuts = 0;
    loop {
        // Each life goes a little further, and the one after it goes on where that one ended.
        nth += 7;
        let disk = SimDisk::new(image.clone(), nth);
        disk.plan_cut(Cut::Call(nth));
        let opened = caught(true, || open_as(&disk, scratch.path(), newer()));
        if !disk.is_cut() {
            opened.unwrap().unwrap().close();
            break;
        }
        drop(opened);
        cuts += 1;
        let disk = SimDisk::new(disk.after_cut(), nth);
        let store = open_as(&disk, scratch.path(), newer()).unwrap();
        assert_eq!(recount(&store).unwrap(), sound, "cut at call {nth}");
        prove(&store).unwrap();
        store.close();
    }
    assert!(cuts > 20, "only {cuts} cuts");
}

#[test]
fn only_what_changed_is_filed_anew_and_its_parts() {
    let scratch = Scratch::new("upgrades");
    let image = worked_in(scratch.path());
    let filed = |schema: Schema| {
        let disk = SimDisk::new(image.clone(), 1);
        open_as(&disk, scratch.path(), schema).unwrap().close();
        let mut kinds = FILED.take();
        let steps = kinds.len();
        kinds.dedup();
        (kinds, steps)
    };
    assert_eq!(filed(notes::schema()), (vec![], 0));
    let (kinds, steps) = filed(notes::schema().filing("children", 2));
    assert_eq!(kinds, ["children"]);
    assert!(steps > 120 / 8, "{steps} steps");
    // Children lie where their notes lie.
    let (kinds, _) = filed(notes::schema().filing("notes", 2));
    assert_eq!(kinds, ["notes", "children"]);
}

#[test]
fn a_newer_house_is_refused_untouched() {
    let scratch = Scratch::new("upgrades");
    let disk = SimDisk::new(worked_in(scratch.path()), 1);
    let newer = notes::schema().filing("notes", 2);
    open_as(&disk, scratch.path(), newer.clone())
        .unwrap()
        .close();
    let before = disk.content();
    for _ in 0..2 {
        let refused = open_as(&disk, scratch.path(), notes::schema())
            .err()
            .unwrap();
        assert!(refused.to_string().contains("newer Atrium"), "{refused}");
        assert!(disk.content() == before, "not a byte is another");
    }
    FILED.take();
    let store = open_as(&disk, scratch.path(), newer).unwrap();
    assert_eq!(FILED.take(), [""; 0], "what it had filed is as it was");
    prove(&store).unwrap();
    store.close();
}

/// The e-mail address of each note becomes a child of it: records become others, and what is derived of them follows.
const TAKEN_OUT: Reshape = Reshape {
    kind: Note::KIND,
    makes: &[Child::KIND],
    run: |to, old| {
        let mut note: Note = old.record()?;
        if note.email.take().is_none() {
            return Ok(());
        }
        let child = Child {
            note: note.id,
            amount: 1000 + note.id.raw() as i64,
            ..Child::default()
        };
        to.insert(&old, child)?;
        to.put(&note)
    },
};

#[test]
fn records_become_others_once_whenever_the_power_goes() {
    quiet_panics();
    let scratch = Scratch::new("upgrades");
    let disk = SimDisk::new(newborn().to_vec(), 1);
    let store = open_on(&disk, scratch.path()).unwrap();
    for n in 0..50u64 {
        let mut note = draft(&format!("Note {n}"), Spot::default());
        note.email = Some(format!("{n}@example.org"));
        create(&boss(&store), note, &[1], "made").unwrap();
    }
    let before = (store.newest(), recount(&store).unwrap().records);
    store.close();
    let image = disk.content();
    let newer = || {
        notes::schema()
            .filing("notes", 2)
            .reshaping(vec![TAKEN_OUT])
    };
    let is_whole = |store: &Arc<Store>, what: &str| {
        let counted = recount(store).unwrap();
        assert_eq!(counted.problems, Vec::<String>::new(), "{what}");
        assert_eq!(counted.records, before.1 + 50, "{what}");
        assert_eq!(store.newest(), before.0, "the journal isn't told: {what}");
        let mut amounts = BTreeSet::new();
        for n in 100..150 {
            let visit = boss(store);
            let note = visit.find(Id::<Note>::new(n)).unwrap();
            assert_eq!(note.email, None, "{what}");
            let children = visit.related::<Child>(&note, OF_NOTE, Key::new().id(note.id), 9);
            for child in children.unwrap() {
                assert_eq!(child.version, note.version);
                amounts.insert(child.amount);
            }
        }
        let expected = (1100..1150).chain([1]).collect::<BTreeSet<i64>>();
        assert_eq!(amounts, expected, "{what}");
    };
    let (mut nth, mut cuts) = (0, 0);
    loop {
        nth += 5;
        let disk = SimDisk::new(image.clone(), nth);
        disk.plan_cut(Cut::Call(nth));
        let opened = caught(true, || open_as(&disk, scratch.path(), newer()));
        if !disk.is_cut() {
            let store = opened.unwrap().unwrap();
            is_whole(&store, "without a cut");
            store.close();
            break;
        }
        drop(opened);
        cuts += 1;
        let disk = SimDisk::new(disk.after_cut(), nth);
        let store = open_as(&disk, scratch.path(), newer()).unwrap();
        is_whole(&store, &format!("cut at call {nth}"));
        store.close();
    }
    assert!(cuts > 20, "only {cuts} cuts");
    FILED.take();
}

/// Sums that an older program didn't know, and with them a state by which notes are filed and counted.
const SUMS: Recompute = Recompute {
    kind: Note::KIND,
    rule: 1,
    run: |to, id| {
        let mut note: Note = to.find(Id::new(id))?.expect("it is walked over");
        let children: Vec<Child> = to.children(OF_NOTE, Key::new().id(note.id))?;
        note.sum = children.iter().map(|child| child.amount).sum();
        note.children = children.len() as u64;
        note.status = 7;
        to.put(&note)
    },
};

#[test]
fn what_another_rule_derived_is_worked_out_anew_once_whenever_the_power_goes() {
    quiet_panics();
    let scratch = Scratch::new("upgrades");
    let disk = SimDisk::new(newborn().to_vec(), 1);
    let kinds = || vec![KindInfo::of::<Note>(), KindInfo::of::<Child>()];
    let older = || Schema::new(kinds(), notes::schema().actions, Vec::new());
    let newer = || notes::schema().recomputing(vec![SUMS]);
    let store = open_as(&disk, scratch.path(), older()).unwrap();
    for n in 0..40 {
        let title = format!("Note {n}");
        create(
            &boss(&store),
            draft(&title, Spot::default()),
            &[1, 2],
            &title,
        )
        .unwrap();
    }
    let before = (store.newest(), recount(&store).unwrap().records);
    store.close();
    let image = disk.content();
    let is_whole = |store: &Arc<Store>, what: &str| {
        let counted = recount(store).unwrap();
        assert_eq!(counted.problems, Vec::<String>::new(), "{what}");
        assert_eq!((store.newest(), counted.records), before, "{what}");
        for n in 100..140 {
            let note = boss(store).find(Id::<Note>::new(n)).unwrap();
            assert_eq!((note.sum, note.children, note.status), (3, 2, 7), "{what}");
        }
        let counted = |status| boss(store).total::<Note>(COUNTED, Key::new().byte(status));
        assert_eq!(
            (counted(7).unwrap(), counted(0).unwrap()),
            (Some(40), Some(0)),
            "{what}"
        );
    };
    let (mut nth, mut cuts) = (0, 0);
    loop {
        nth += 5;
        let disk = SimDisk::new(image.clone(), nth);
        disk.plan_cut(Cut::Call(nth));
        let opened = caught(true, || open_as(&disk, scratch.path(), newer()));
        if !disk.is_cut() {
            let store = opened.unwrap().unwrap();
            is_whole(&store, "without a cut");
            store.close();
            // Once is enough.
            FILED.take();
            let disk = SimDisk::new(disk.after_cut(), nth);
            open_as(&disk, scratch.path(), newer()).unwrap().close();
            assert_eq!(FILED.take(), [""; 0]);
            break;
        }
        drop(opened);
        cuts += 1;
        let disk = SimDisk::new(disk.after_cut(), nth);
        let store = open_as(&disk, scratch.path(), newer()).unwrap();
        is_whole(&store, &format!("cut at call {nth}"));
        store.close();
    }
    assert!(cuts > 10, "only {cuts} cuts");
}

/// What children became: they lie on records of any kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Leaf {
    #[serde(skip)]
    id: Id<Leaf>,
    #[serde(skip)]
    version: u64,
    kind: u8,
    on: u64,
    amount: i64,
}

const ON: Index = Index::plain(1);
const LEAF_NEWEST: Index = Index::scoped(2);
const LEAF_SUM: PlainTally = PlainTally::plain(1);

impl Leaf {
    fn on(&self) -> Ref {
        Ref {
            kind: self.kind,
            id: self.on,
        }
    }
}

impl From<Child> for Leaf {
    fn from(child: Child) -> Leaf {
        Leaf {
            kind: Note::KIND.code,
            on: child.note.raw(),
            amount: child.amount,
            ..Leaf::default()
        }
    }
}

impl Record for Leaf {
    const KIND: Kind = Kind::new(3, "leaves", "L");
    const VIEW: Action = notes::VIEW;
    const IS_PART: bool = true;

    numbered!();
    fn title(&self) -> String {
        format!("Leaf of {}", self.amount)
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.on()))
    }
    fn declare(&self, to: &mut Declares) {
        to.index(ON, Key::new().byte(self.kind).number(self.on));
        to.index(LEAF_NEWEST, Key::new());
        to.tally(LEAF_SUM, Key::new().number(self.on), self.amount);
    }
}

/// The program in which there are no children any more.
fn with_leaves() -> Schema {
    let actions = notes::schema().actions;
    Schema::new(
        vec![KindInfo::of::<Note>(), KindInfo::of::<Leaf>()],
        actions,
        Vec::new(),
    )
    .took_in(vec![FormerKind::of::<Child, Leaf>(Child::KIND)])
}

#[test]
fn the_power_may_go_while_records_become_those_of_another_kind() {
    quiet_panics();
    let scratch = Scratch::new("upgrades");
    let image = worked_in(scratch.path());
    let whole = {
        let disk = SimDisk::new(image.clone(), 1);
        let store = open_as(&disk, scratch.path(), with_leaves()).unwrap();
        let counted = recount(&store).unwrap();
        store.close();
        counted
    };
    assert!(whole.problems.is_empty(), "{:?}", whole.problems);
    let kinds: Vec<(u8, u64)> = whole.kinds.clone().into_iter().collect();
    assert_eq!(kinds, [(Note::KIND.code, 60), (Leaf::KIND.code, 120)]);
    let (mut nth, mut cuts) = (0, 0);
    loop {
        nth += 5;
        let disk = SimDisk::new(image.clone(), nth);
        disk.plan_cut(Cut::Call(nth));
        let opened = caught(true, || open_as(&disk, scratch.path(), with_leaves()));
        if !disk.is_cut() {
            opened.unwrap().unwrap().close();
            break;
        }
        drop(opened);
        cuts += 1;
        let disk = SimDisk::new(disk.after_cut(), nth);
        let store = open_as(&disk, scratch.path(), with_leaves()).unwrap();
        assert_eq!(recount(&store).unwrap(), whole, "cut at call {nth}");
        store.close();
    }
    assert!(cuts > 20, "only {cuts} cuts");
}

#[test]
fn what_was_written_of_a_former_kind_is_told_and_undone_as_what_it_is() {
    let scratch = Scratch::new("upgrades");
    let disk = SimDisk::new(worked_in(scratch.path()), 1);
    let store = open_as(&disk, scratch.path(), with_leaves()).unwrap();
    let visit = boss(&store);
    let first = Ref {
        kind: Child::KIND.code,
        id: 1,
    };
    let schema = store.schema();
    // It is called as it was called, and is what it is now.
    assert_eq!(
        (schema.number(first), schema.parse_number("C-1")),
        ("C-1".into(), Some(first))
    );
    let now = schema.now(first);
    assert_eq!(now, Id::<Leaf>::new(1).as_ref());
    assert_eq!(visit.title_of(first).unwrap().as_deref(), Some("Leaf of 1"));
    // Its making is taken back, and taken back again.
    let leaf = visit.find(Id::<Leaf>::new(1)).unwrap();
    let told = visit.history(&leaf, None, 5).unwrap();
    let made = store.entries_after(0, 1).unwrap().remove(0);
    assert_eq!(told.iter().map(|e| e.seq).collect::<Vec<_>>(), [made.seq]);
    let change = told[0].changes.iter().find(|change| change.of == now);
    let fields = &change.expect("it is told as a leaf").fields;
    assert!(fields.iter().any(|field| field.name == "amount"));
    // By either number, and by the old one in the journal, for that is what was written.
    for of in [first, now] {
        let seek = JournalQuery {
            of: Some(of),
            ..JournalQuery::default()
        };
        let found = visit.seek_journal(&notes::VIEW, &seek, None, 5).unwrap();
        assert_eq!((found.found.len(), found.next), (1, None));
        assert_eq!(found.found[0].entry.hash, made.hash);
    }
    assert!(visit.may_undo(&made));
    visit.undo(made.seq).unwrap();
    assert_eq!(visit.title_of(first).unwrap(), None);
    let undone = store.newest();
    visit.undo(undone).unwrap();
    assert_eq!(visit.title_of(first).unwrap().as_deref(), Some("Leaf of 1"));
    // What was done to it since comes first, page by page.
    let history = |before| visit.history(&leaf, before, 2).unwrap();
    let seqs = |before| history(before).iter().map(|e| e.seq).collect::<Vec<_>>();
    assert_eq!(seqs(None), [undone + 1, undone]);
    assert_eq!(seqs(Some(undone)), [made.seq]);
    assert_eq!(seqs(Some(made.seq)), [0; 0]);
    let counted = recount(&store).unwrap();
    assert!(counted.problems.is_empty(), "{:?}", counted.problems);
    assert_eq!(counted.kinds[&Leaf::KIND.code], 120);
    store.close();
}
