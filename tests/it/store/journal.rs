//! The journal can't be cut, rolled back or rewritten unseen; it undoes, it makes retries harmless, it is followed.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use atrium::{
    access::{Actor, Scope, Tier},
    base::{Error, Id},
    data::{Checkpoint, Key, KeyRing, Query, Store, StoreOptions, Visit, verify_journal},
};

use super::{
    Scratch, newborn,
    notes::{
        self, BY_EMAIL, CREATE, Child, EDIT, MARK, NEWEST, NOW, Note, SEND, Spot, boss, person,
        visit,
    },
    open_on,
    oracle::prove,
    quiet_panics,
    sim_disk::SimDisk,
    until, within,
};

fn house() -> (Scratch, Arc<SimDisk>, Arc<Store>) {
    let scratch = Scratch::new("journal");
    let disk = SimDisk::new(newborn().to_vec(), 1);
    let store = open_on(&disk, scratch.path()).unwrap();
    (scratch, disk, store)
}

fn some(store: &Arc<Store>, count: usize) -> Vec<Id<Note>> {
    (0..count)
        .map(|n| {
            notes::create(
                &boss(store),
                notes::draft("some", Spot::default()),
                &[1],
                &format!("some {n}"),
            )
            .unwrap()
        })
        .collect()
}

fn find(store: &Arc<Store>, id: Id<Note>) -> Option<Note> {
    boss(store).find(id).ok()
}

fn conflict<T: std::fmt::Debug>(result: atrium::base::Result<T>, says: &str) {
    match result {
        Err(Error::Conflict(why)) if why.contains(says) => {}
        other => panic!("{other:?} is no conflict that says {says:?}"),
    }
}

// ── the chain and its checkpoints ──

#[test]
fn a_checkpoint_holds_from_then_on() {
    let (_scratch, _disk, store) = house();
    let empty = store.checkpoint(NOW).unwrap();
    assert_eq!(
        (empty.seq, verify_journal(&store, Some(&empty))),
        (0, Ok(0))
    );
    some(&store, 5);
    let five = store.checkpoint(NOW).unwrap();
    some_more(&store, 4);
    for checkpoint in [
        None,
        Some(&empty),
        Some(&five),
        Some(&store.checkpoint(NOW).unwrap()),
    ] {
        assert_eq!(verify_journal(&store, checkpoint), Ok(9));
    }
    let text = serde_json::to_string(&five).unwrap();
    let read: Checkpoint = serde_json::from_str(&text).unwrap();
    assert_eq!(verify_journal(&store, Some(&read)), Ok(9));
}

fn some_more(store: &Arc<Store>, count: usize) {
    for n in 0..count {
        notes::create(&boss(store), Note::default(), &[], &format!("more {n}")).unwrap();
    }
}

#[test]
fn a_journal_rolled_back_or_rewritten_is_found_out() {
    let (scratch, disk, store) = house();
    some(&store, 5);
    let earlier = disk.content();
    some_more(&store, 3);
    let checkpoint = store.checkpoint(NOW).unwrap();

    let back = open_on(&SimDisk::new(earlier, 1), scratch.path()).unwrap();
    assert_eq!(verify_journal(&back, None), Ok(5), "it holds by itself");
    conflict(verify_journal(&back, Some(&checkpoint)), "rolled back");
    // The same number of entries, then more, but not those.
    for n in 0..4 {
        notes::create(&boss(&back), Note::default(), &[], &format!("other {n}")).unwrap();
        let says = if n < 2 {
            "rolled back"
        } else {
            "not what the checkpoint signed"
        };
        conflict(verify_journal(&back, Some(&checkpoint)), says);
    }
    // Until it takes another way both are one journal.
    let (_scratch, _disk, other) = house();
    some(&other, 1);
    conflict(verify_journal(&other, Some(&checkpoint)), "rolled back");
}

#[test]
fn a_checkpoint_that_was_altered_does_not_hold() {
    let (_scratch, _disk, store) = house();
    some(&store, 5);
    let good = store.checkpoint(NOW).unwrap();
    let spoil = |with: &dyn Fn(&mut Checkpoint)| {
        let mut bad = good.clone();
        with(&mut bad);
        verify_journal(&store, Some(&bad)).unwrap_err()
    };
    let flip = |text: &mut String, at: usize| {
        let other = if &text[at..=at] == "0" { "1" } else { "0" };
        text.replace_range(at..=at, other);
    };
    for at in [0, 63, 64, 127] {
        spoil(&|bad| flip(&mut bad.signature, at));
    }
    spoil(&|bad| flip(&mut bad.hash, 9));
    spoil(&|bad| bad.seq -= 1);
    spoil(&|bad| bad.at += 1);
    spoil(&|bad| bad.signature.clear());
    spoil(&|bad| bad.signature = "é".repeat(64));
    spoil(&|bad| flip(&mut bad.key, 9));

    // Another key's own word is no better.
    let stranger = KeyRing::in_memory([8; 32]);
    let hash = atrium_hash(&good.hash);
    let forged = Checkpoint::sign(&stranger.signing(), good.seq, &hash, NOW);
    assert_eq!(forged.verify(None), Ok(()));
    conflict(
        verify_journal(&store, Some(&forged)),
        "another installation",
    );
    let mut posing = forged;
    posing.key = good.key.clone();
    conflict(verify_journal(&store, Some(&posing)), "signature");
}

fn atrium_hash(hex: &str) -> [u8; 32] {
    std::array::from_fn(|n| u8::from_str_radix(&hex[n * 2..n * 2 + 2], 16).unwrap())
}

// ── undo ──

#[test]
fn undo_puts_back_what_was_and_derives_anew() {
    let (_scratch, _disk, store) = house();
    let id = notes::create(
        &boss(&store),
        notes::draft("Before", Spot::default()),
        &[1, 2],
        "new",
    )
    .unwrap();
    let before = find(&store, id).unwrap();
    assert_eq!((before.sum, before.children), (3, 2));

    let raised = notes::raise(&boss(&store), id, 10, "raise").unwrap();
    assert_eq!(find(&store, id).unwrap().sum, 23);
    assert!(boss(&store).may_undo(&entry(&store, raised)));
    boss(&store).undo(raised).unwrap();
    let after = find(&store, id).unwrap();
    assert_eq!((after.amount, after.sum), (before.amount, 3));
    assert_eq!(
        after.version,
        raised + 1,
        "a form held open since is out of date"
    );
    assert_eq!(boss(&store).undone_by(raised), Ok(Some(raised + 1)));
    assert!(!boss(&store).may_undo(&entry(&store, raised)));
    assert_eq!(entry(&store, raised + 1).undoes, Some(raised));
    conflict(boss(&store).undo(raised), "");

    // Undoing the undo is doing it again, and so on.
    boss(&store).undo(raised + 1).unwrap();
    assert_eq!(find(&store, id).unwrap().sum, 23);
    assert_eq!(boss(&store).undone_by(raised), Ok(None));
    boss(&store).undo(raised + 2).unwrap();
    assert_eq!(find(&store, id).unwrap().sum, 3);

    // Deleted with its children, back with its children.
    let deleted = notes::remove(&boss(&store), id, "delete").unwrap();
    assert_eq!(find(&store, id), None);
    boss(&store).undo(deleted).unwrap();
    let back = find(&store, id).unwrap();
    assert_eq!(
        (back.title.as_str(), back.sum, back.children),
        ("Before", 3, 2)
    );
    boss(&store).undo(deleted + 1).unwrap();
    assert_eq!(find(&store, id), None);
    prove(&store).unwrap();
}

#[test]
fn undo_takes_away_what_was_made_with_its_children() {
    let (_scratch, _disk, store) = house();
    let id = notes::create(
        &boss(&store),
        notes::draft("New", Spot::default()),
        &[1, 2],
        "new",
    )
    .unwrap();
    let seq = store.newest();
    boss(&store).undo(seq).unwrap();
    assert_eq!(find(&store, id), None);
    assert_eq!(
        boss(&store)
            .list::<Child>(Query::by(notes::CHILD_NEWEST))
            .unwrap()
            .rows,
        []
    );
    boss(&store).undo(seq + 1).unwrap();
    assert_eq!(find(&store, id).unwrap().sum, 3);
    // With another child it is not what was made any more.
    notes::add_child(&boss(&store), id, 0, "child").unwrap();
    conflict(boss(&store).undo(seq), "changed again");
    prove(&store).unwrap();
}

#[test]
fn undo_gives_back_what_is_unique() {
    let (_scratch, _disk, store) = house();
    let with = |email: &str| Note {
        email: Some(email.into()),
        ..Note::default()
    };
    let one = notes::create(&boss(&store), with("one@example.org"), &[], "one").unwrap();
    let two = notes::create(&boss(&store), with("two@example.org"), &[], "two").unwrap();
    let swapped = notes::swap(&boss(&store), one, two, "swap").unwrap();
    let holder = |email: &str| {
        let key = Key::new().text(email);
        boss(&store)
            .find_by::<Note>(BY_EMAIL, key)
            .map(|note| note.id)
    };
    assert_eq!(holder("one@example.org"), Ok(two));
    boss(&store).undo(swapped).unwrap();
    assert_eq!(holder("one@example.org"), Ok(one));
    assert_eq!(holder("two@example.org"), Ok(two));

    // Somebody else has it by now.
    let freed = notes::edit(&boss(&store), one, "free", |note| note.email = None).unwrap();
    notes::create(&boss(&store), with("one@example.org"), &[], "three").unwrap();
    conflict(boss(&store).undo(freed), "like this already");
    prove(&store).unwrap();
}

#[test]
fn undo_is_refused_when_the_same_was_changed_since() {
    let (_scratch, _disk, store) = house();
    let id = some(&store, 1)[0];
    let titled = notes::edit(&boss(&store), id, "title", |note| {
        note.title = "Mine".into()
    })
    .unwrap();
    notes::edit(&boss(&store), id, "amount", |note| note.amount = 99).unwrap();
    // Another field is another matter.
    boss(&store).undo(titled).unwrap();
    let note = find(&store, id).unwrap();
    assert_eq!((note.title.as_str(), note.amount), ("some", 99));

    let again = notes::edit(&boss(&store), id, "again", |note| {
        note.title = "Mine".into()
    })
    .unwrap();
    notes::edit(&boss(&store), id, "theirs", |note| {
        note.title = "Theirs".into()
    })
    .unwrap();
    let before = store.newest();
    conflict(boss(&store).undo(again), "changed again");
    notes::remove(&boss(&store), id, "gone").unwrap();
    conflict(boss(&store).undo(again), "changed again");
    assert_eq!(store.newest(), before + 1, "a refusal leaves no entry");
    assert_eq!(boss(&store).undo(99_999).map(drop), Err(Error::NotFound));
    prove(&store).unwrap();
}

#[test]
fn undo_is_for_whoever_did_it_and_for_administrators() {
    let (_scratch, _disk, store) = house();
    let spot = Spot {
        owner: 2,
        team: 1,
        department: 1,
    };
    let as_actor = |actor: Actor| visit(&store, actor);
    let owner = || as_actor(person(2, &[], &[], Scope::Own));
    let id = notes::create(&owner(), notes::draft("Owned", spot), &[], "new").unwrap();
    let edited = notes::edit(&owner(), id, "edit", |note| note.amount = 5).unwrap();
    let stranger = as_actor(person(3, &[], &[], Scope::Own));
    assert_eq!(
        stranger.undo(edited).map(drop).map_err(|e| e.status()),
        Err(404),
        "what they don't see isn't there"
    );
    assert!(!stranger.may_undo(&entry(&store, edited)));
    let colleague = as_actor(person(4, &[1], &[], Scope::Team));
    assert_eq!(
        colleague.undo(edited).map(drop).map_err(|e| e.status()),
        Err(403),
        "they may edit it, not take back what another did"
    );
    assert!(!colleague.may_undo(&entry(&store, edited)));
    let admin = as_actor(Actor {
        tier: Tier::Admin,
        ..person(5, &[1], &[], Scope::Team)
    });
    assert!(admin.may_undo(&entry(&store, edited)));
    admin.undo(edited).unwrap();
    assert_eq!(find(&store, id).unwrap().amount, 10);

    // What has left the house stays done, and so does what is not a person's to undo.
    let sent = owner()
        .act(SEND, move |change| {
            let mut note = change.subject::<Note>(id)?;
            note.status = 9;
            change.put(&note)?;
            Ok(change.seq())
        })
        .unwrap();
    conflict(owner().undo(sent), "left the house");
    notes::mark(&owner(), "mark").unwrap();
    conflict(owner().undo(store.newest()), "");
}

/// An entry without changes can be undone as well, but once.
#[test]
fn undo_happens_once() {
    let (_scratch, _disk, store) = house();
    let id = some(&store, 1)[0];
    let looked = boss(&store)
        .act(EDIT, move |change| {
            change.subject(id)?;
            change.event();
            Ok(change.seq())
        })
        .unwrap();
    boss(&store).undo(looked).unwrap();
    conflict(boss(&store).undo(looked), "");
    // Done again since by hand, so that it looks as if it had not been undone.
    let titled = notes::edit(&boss(&store), id, "title", |note| note.title = "New".into()).unwrap();
    boss(&store).undo(titled).unwrap();
    notes::edit(&boss(&store), id, "by hand", |note| {
        note.title = "New".into()
    })
    .unwrap();
    conflict(boss(&store).undo(titled), "");
}

fn entry(store: &Arc<Store>, seq: u64) -> atrium::data::JournalEntry {
    store.entries_after(seq - 1, 1).unwrap().remove(0)
}

// ── retries ──

fn keyed(store: &Arc<Store>, key: &str) -> Visit {
    boss(store).with_key(Some(key.to_owned()))
}

#[test]
fn a_retry_gets_the_first_answer_and_does_nothing() {
    quiet_panics();
    let (_scratch, _disk, store) = house();
    let first = keyed(&store, "k");
    let id = notes::create(&first, notes::draft("One", Spot::default()), &[1], "first").unwrap();
    for _ in 0..3 {
        let retry = keyed(&store, "k");
        let other = notes::draft("Another body", Spot::default());
        assert_eq!(notes::create(&retry, other, &[2, 3], "retry"), Ok(id));
        assert_eq!(retry.wrote(), first.wrote());
    }
    assert_eq!(store.newest(), 1);
    // Another's key is another key.
    let other = visit(&store, person(2, &[], &[], Scope::All)).with_key(Some("k".into()));
    assert_ne!(notes::create(&other, Note::default(), &[], "other"), Ok(id));

    // A refusal is not an answer to keep.
    for bad in [notes::Bad::Fails, notes::Bad::Panics] {
        notes::spoil(&keyed(&store, "again"), id, bad, "spoilt").unwrap_err();
    }
    notes::edit(&keyed(&store, "again"), id, "mended", |note| {
        note.status = 1
    })
    .unwrap();
    assert_eq!(find(&store, id).unwrap().status, 1);
    prove(&store).unwrap();
}

#[test]
fn a_key_used_for_another_action_is_a_conflict() {
    let (_scratch, _disk, store) = house();
    let id = notes::create(&keyed(&store, "k"), Note::default(), &[], "first").unwrap();
    // An answer of the same form, and answers of others.
    conflict(
        notes::edit(&keyed(&store, "k"), id, "same form", |note| note.status = 1),
        "another request",
    );
    let text = keyed(&store, "k").act(EDIT, move |change| {
        change.subject(id)?;
        Ok(String::from("text"))
    });
    conflict(text, "another request");
    let nothing = keyed(&store, "k").act(MARK, |change| {
        change.event();
        Ok(())
    });
    conflict(nothing, "another request");
    assert_eq!(store.newest(), 1);
}

#[test]
fn sixteen_hands_with_one_key_do_it_once() {
    let (_scratch, disk, store) = house();
    disk.sync_takes(Duration::from_micros(300));
    for round in 0..20 {
        let key = format!("round {round}");
        let ids: BTreeSet<Id<Note>> = thread::scope(|scope| {
            let hands: Vec<_> = (0..16)
                .map(|hand| {
                    let (key, store) = (&key, &store);
                    scope.spawn(move || {
                        let visit = keyed(store, key);
                        let id = notes::create(&visit, Note::default(), &[hand], key).unwrap();
                        assert_eq!(visit.wrote(), Some(round + 1));
                        id
                    })
                })
                .collect();
            hands.into_iter().map(|hand| hand.join().unwrap()).collect()
        });
        assert_eq!(ids.len(), 1);
        assert_eq!(store.newest(), round + 1);
    }
    prove(&store).unwrap();
}

// ── many hands ──

#[test]
fn followers_see_every_entry_once_and_in_order() {
    let (_scratch, disk, store) = house();
    disk.sync_takes(Duration::from_micros(200));
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let followers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut at = 0;
                    loop {
                        let last = over.load(Ordering::Acquire);
                        let durable = store.wait_past(at, Duration::from_millis(50));
                        let entries = store.entries_after(at, 7).unwrap();
                        assert!(durable <= at || !entries.is_empty());
                        for entry in &entries {
                            assert_eq!(entry.seq, at + 1);
                            at = entry.seq;
                        }
                        if last && entries.is_empty() {
                            return at;
                        }
                    }
                })
            })
            .collect();
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let store = &store;
                scope.spawn(move || {
                    for n in 0..50 {
                        notes::create(&boss(store), Note::default(), &[], &format!("{writer} {n}"))
                            .unwrap();
                    }
                })
            })
            .collect();
        writers
            .into_iter()
            .for_each(|writer| writer.join().unwrap());
        over.store(true, Ordering::Release);
        for follower in followers {
            assert_eq!(follower.join().unwrap(), 200);
        }
    });
    assert_eq!(*store.watch().borrow(), 200);
}

#[test]
fn a_full_queue_refuses_and_a_stopping_store_answers_everyone() {
    let (scratch, _disk, store) = house();
    drop(store);
    let options = StoreOptions {
        cache: 1 << 20,
        queue: 4,
        ..StoreOptions::default()
    };
    let disk = SimDisk::new(newborn().to_vec(), 1);
    let store = Store::open_on(
        disk,
        scratch.path(),
        None,
        super::ring(),
        notes::schema(),
        &options,
    )
    .unwrap();
    let answers = within(Duration::from_secs(60), {
        let store = store.clone();
        move || {
            thread::scope(|scope| {
                let (begun, has_begun) = mpsc::channel();
                let (go_on, may_go_on) = mpsc::channel::<()>();
                let writer = &store;
                let slow = scope.spawn(move || {
                    boss(writer).act(CREATE, move |change| {
                        change.event();
                        let _ = begun.send(());
                        let _ = may_go_on.recv();
                        Ok(())
                    })
                });
                has_begun.recv().unwrap();
                let answered = Arc::new(AtomicUsize::new(0));
                let hands: Vec<_> = (0..12)
                    .map(|n| {
                        let (store, answered) = (&store, answered.clone());
                        scope.spawn(move || {
                            let made =
                                notes::create(&boss(store), Note::default(), &[], &format!("{n}"));
                            answered.fetch_add(1, Ordering::Relaxed);
                            made.map(drop)
                        })
                    })
                    .collect();
                // Those who found no place were told so; the others wait.
                let told = || answered.load(Ordering::Relaxed) >= 7;
                until(Duration::from_secs(30), told).expect("a full queue refuses");
                scope.spawn(|| store.close());
                thread::sleep(Duration::from_millis(50));
                go_on.send(()).unwrap();
                let mut answers: Vec<_> =
                    hands.into_iter().map(|hand| hand.join().unwrap()).collect();
                answers.push(slow.join().unwrap());
                answers
            })
        }
    });
    let done = answers.iter().filter(|answer| answer.is_ok()).count();
    for answer in &answers {
        assert!(
            matches!(answer, Ok(()) | Err(Error::Unavailable(_))),
            "{answer:?}"
        );
    }
    assert!((1..=6).contains(&done), "{answers:?}");
    let busy = answers
        .iter()
        .filter(|a| matches!(a, Err(Error::Unavailable(why)) if why.contains("busy")));
    assert!(busy.count() >= 7, "{answers:?}");
    let late = within(Duration::from_secs(60), move || {
        notes::create(&boss(&store), Note::default(), &[], "late")
    });
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
}

#[test]
fn a_visit_reads_one_moment() {
    let (_scratch, _disk, store) = house();
    let id = some(&store, 1)[0];
    let reader = boss(&store);
    let before: Note = reader.find(id).unwrap();
    notes::raise(&boss(&store), id, 5, "raise").unwrap();
    assert_eq!(reader.find(id), Ok(before.clone()));
    assert_eq!(
        reader.list::<Note>(Query::by(NEWEST)).unwrap().rows,
        [before]
    );
    assert_eq!(boss(&store).find(id).unwrap().sum, 6);
}

/// What is derived for the record that something left is derived anew, though nobody named that record.
#[test]
fn what_is_derived_follows_what_moved_away() {
    let scratch = Scratch::new("moved");
    let disk = SimDisk::new(newborn().to_vec(), 1);
    let store = open_on(&disk, scratch.path()).unwrap();
    let (from, to) = (
        notes::create(&boss(&store), Note::default(), &[5], "from").unwrap(),
        notes::create(&boss(&store), Note::default(), &[], "to").unwrap(),
    );
    let child = notes::add_child(&boss(&store), from, 7, "child").unwrap();
    let sums = || {
        [from, to].map(|id| {
            let note: Note = boss(&store).find(id).unwrap();
            (note.sum, note.children)
        })
    };
    assert_eq!(sums(), [(12, 2), (0, 0)]);
    let moved = notes::move_child(&boss(&store), child, to, "move").unwrap();
    assert_eq!(sums(), [(5, 1), (7, 1)]);
    boss(&store).undo(moved).unwrap();
    assert_eq!(sums(), [(12, 2), (0, 0)]);
    prove(&store).unwrap();
}

/// A deed that rode without its own fsync is seen at once and counts as durable once an fsync has covered it.
#[test]
fn durable_is_what_a_power_cut_leaves() {
    let scratch = Scratch::new("durable");
    let disk = SimDisk::new(newborn().to_vec(), 1);
    let store = open_on(&disk, scratch.path()).unwrap();
    let mut ahead = 0;
    for n in 0..30 {
        notes::create(&boss(&store), Note::default(), &[], &format!("hard {n}")).unwrap();
        assert_eq!(store.durable(), store.newest());
        notes::mark(&boss(&store), &format!("soft {n}")).unwrap();
        let durable = store.durable();
        ahead += u64::from(durable < store.newest());
        let cut = SimDisk::new(disk.if_cut(), n);
        let left = open_on(&cut, scratch.path()).unwrap();
        assert!(left.newest() >= durable, "{} of {durable}", left.newest());
        assert_eq!(left.durable(), left.newest());
    }
    assert!(
        ahead > 20,
        "only {ahead} of 30 soft deeds rode without an fsync"
    );
    let settled = until(Duration::from_secs(60), || {
        store.durable() == store.newest()
    });
    assert!(settled.is_some(), "at rest everything is on the disk");
}
