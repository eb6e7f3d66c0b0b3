//! The disk fails at every call there is, once or for good, for want of space or of health.
//! Nobody is told what isn't so, nothing told is lost, and when the disk is well again so is the store, by itself.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use atrium::{
    access::Scope,
    base::{Error, Id, Result},
    data::{Key, KeyRing, Page, Query, Store, StoreOptions, Unlock, Visit, snapshot},
};

use super::{
    Scratch, newborn,
    notes::{self, BY_EMAIL, Bad, NEWEST, Note, Spot, boss},
    open_on,
    oracle::{KEYED, Told, prove},
    quiet_panics, setting,
    sim_disk::{Fail, Fault, SimDisk, Vice},
    until, within,
};

/// Longer than anything here may take.
const HANGS: Duration = Duration::from_secs(60);
/// How soon a store must be well once its disk is.
const HEALS: Duration = Duration::from_secs(60);
/// Runs mostly wait for the store to try again, so many go side by side.
const SIDE_BY_SIDE: usize = 48;

#[test]
fn every_call_fails_once() {
    every_call(Fail::Broken, false);
}

#[test]
fn every_call_fails_for_good() {
    every_call(Fail::Broken, true);
}

#[test]
fn every_write_finds_the_disk_full_once() {
    every_call(Fail::Full, false);
}

#[test]
fn every_write_finds_the_disk_full_for_good() {
    every_call(Fail::Full, true);
}

#[derive(Default)]
struct Sums {
    runs: AtomicU64,
    done: AtomicU64,
    unanswered: AtomicU64,
    /// Of those, how many were done all the same.
    done_unanswered: AtomicU64,
    slowest: AtomicU64,
}

fn every_call(how: Fail, lasting: bool) {
    quiet_panics();
    every_call_on(newborn(), 1, how, lasting);
    every_call_on(used(), setting("ATRIUM_STRIDE", 1), how, lasting);
}

/// Of the calls each `stride`th fails.
fn every_call_on(image: &'static [u8], stride: u64, how: Fail, lasting: bool) {
    let sums = Arc::new(Sums::default());
    let problems = Mutex::new(Vec::new());
    // The first number at which the scenario was over before the fault came.
    let end = AtomicU64::new(u64::MAX);
    let next = AtomicU64::new(1);
    thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                loop {
                    let nth = next.fetch_add(stride, Ordering::Relaxed);
                    if nth >= end.load(Ordering::Relaxed) {
                        return;
                    }
                    let fault = Fault { nth, how, lasting };
                    let sums = sums.clone();
                    match within(HANGS, move || run(image, fault, &sums)) {
                        Ok(true) => {}
                        Ok(false) => {
                            end.fetch_min(nth, Ordering::Relaxed);
                        }
                        Err(problem) => problems
                            .lock()
                            .unwrap()
                            .push(format!("{fault:?}: {problem}")),
                    }
                }
            });
        }
    });
    let of = |sum: &AtomicU64| sum.load(Ordering::Relaxed);
    println!(
        "{how:?}, for good: {lasting}: {} calls, every {stride} failed, {} commands done, {} unanswered ({} of them done), well again within {} ms",
        end.into_inner() - 1,
        of(&sums.done),
        of(&sums.unanswered),
        of(&sums.done_unanswered),
        of(&sums.slowest)
    );
    let problems = problems.into_inner().unwrap();
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems.join("\n")
    );
    assert!(of(&sums.runs) > 30);
}

/// A small working day.
struct Day<'s> {
    store: &'s Arc<Store>,
    told: Told,
    problem: Option<String>,
    /// Commands for which the store was unavailable.
    missed: u64,
}

impl Day<'_> {
    /// One command; what it answered, if it did.
    fn step<T>(
        &mut self,
        token: &str,
        expect_ok: bool,
        verb: impl FnOnce(&Visit, &str) -> Result<T>,
    ) -> Option<T> {
        let mut visit = boss(self.store);
        if token.ends_with(KEYED) {
            visit = visit.with_key(Some(token.to_owned()));
        }
        match verb(&visit, token) {
            Ok(answer) => {
                if !expect_ok {
                    self.problem = Some(format!("{token} should have been refused"));
                }
                self.told.done(token, &visit);
                Some(answer)
            }
            Err(Error::Unavailable(why)) => {
                self.missed += 1;
                self.told.unavailable(token, &why);
                None
            }
            Err(Error::Conflict(_) | Error::Internal(_)) if !expect_ok => {
                self.told.refused.push(token.to_owned());
                None
            }
            // What an unanswered command before it would have made may be missing.
            Err(Error::NotFound) if self.missed > 0 => {
                self.told.refused.push(token.to_owned());
                None
            }
            Err(e) => {
                self.problem = Some(format!("{token}: {e:?}"));
                None
            }
        }
    }

    /// Reading is right or refused.
    fn look(&mut self, at: &str, want: Id<Note>) {
        if want.is_none() {
            return;
        }
        match boss(self.store).list::<Note>(Query::by(NEWEST)) {
            Ok(page) if page.rows.iter().any(|note| note.id == want) => {}
            Err(Error::Unavailable(_)) => {}
            other => {
                self.problem = Some(format!("{at}: {want} is acknowledged, seen is {other:?}"))
            }
        }
    }
}

fn day(store: &Arc<Store>, snapshots: &Path) -> (Told, Option<String>) {
    let mut day = Day {
        store,
        told: Told::default(),
        problem: None,
        missed: 0,
    };
    let spot = Spot {
        owner: 2,
        team: 1,
        department: 1,
    };
    let with_email = |title: &str, email: &str| {
        let mut note = notes::draft(title, spot);
        note.email = Some(email.to_owned());
        note
    };
    let first = day
        .step("first", true, |visit, token| {
            notes::create(
                visit,
                with_email("First of all", "one@example.org"),
                &[1, 2, 3],
                token,
            )
        })
        .unwrap_or(Id::NONE);
    day.look("after first", first);
    let taken = !first.is_none();
    if taken {
        day.step("taken", false, |visit, token| {
            notes::create(visit, with_email("Second", "one@example.org"), &[], token)
        });
    }
    let second = day
        .step(&format!("second{KEYED}"), true, |visit, token| {
            notes::create(visit, with_email("Second", "two@example.org"), &[4], token)
        })
        .unwrap_or(Id::NONE);
    day.look("after second", second);
    day.step("raise", true, |visit, token| {
        notes::raise(visit, first, 7, token)
    });
    day.step("move", true, |visit, token| {
        notes::edit(visit, first, token, |note| note.spot.department = 2)
    });
    day.step("child", true, |visit, token| {
        notes::add_child(visit, second, 5, token)
    });
    day.step("panic", false, |visit, token| {
        notes::spoil(visit, first, Bad::Panics, token)
    });
    day.step("fail", false, |visit, token| {
        notes::spoil(visit, first, Bad::Fails, token)
    });
    match snapshot::create(store, snapshots, notes::NOW) {
        Ok(_) | Err(Error::Unavailable(_)) => {}
        Err(e) => day.problem = Some(format!("snapshot: {e:?}")),
    }
    let edited = day.step("edit", true, |visit, token| {
        notes::edit(visit, first, token, |note| note.title = "Edited".into())
    });
    if let Some(seq) = edited {
        match boss(store).undo(seq) {
            Ok(_) | Err(Error::Unavailable(_)) => {}
            // An earlier command that nobody heard of may have been done in between.
            Err(e) => day.problem = Some(format!("undo: {e:?}")),
        }
    }
    // May be lost, acknowledged or not, so nobody holds the store to it.
    let _ = notes::mark(&boss(store), "mark");
    day.step("dropped", true, |visit, token| {
        notes::drop_child(visit, second, token)
    });
    day.step("removed", true, |visit, token| {
        notes::remove(visit, second, token)
    });
    let own = notes::visit(store, notes::person(2, &[], &[], Scope::Own));
    match own.find_by::<Note>(BY_EMAIL, Key::new().text("one@example.org")) {
        Ok(note) if note.id == first => {}
        Err(Error::Unavailable(_)) => {}
        Err(Error::NotFound) if first.is_none() => {}
        Ok(_) if first.is_none() => {}
        other => day.problem = Some(format!("by email: {other:?}")),
    }
    (day.told, day.problem)
}

/// A store that was stopped without a word, with some history: opening it has something to mend.
fn used() -> &'static [u8] {
    static IMAGE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    IMAGE.get_or_init(|| {
        let scratch = Scratch::new("used");
        let disk = SimDisk::new(newborn().to_vec(), 1);
        let store = open_on(&disk, scratch.path()).unwrap();
        for n in 0..12 {
            notes::create(&boss(&store), Note::default(), &[n], &format!("old {n}")).unwrap();
        }
        disk.content()
    })
}

fn ring() -> KeyRing {
    let ring = super::ring();
    let identity = age::x25519::Identity::generate();
    let text = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
    ring.add("test", &Unlock::Identity(zeroize::Zeroizing::new(text)))
        .unwrap();
    ring
}

fn open(disk: &Arc<SimDisk>, folder: &Path) -> Result<Arc<Store>> {
    Store::open_on(
        disk.clone(),
        folder,
        None,
        ring(),
        notes::schema(),
        &StoreOptions {
            cache: 1 << 16,
            queue: 64,
            ..StoreOptions::default()
        },
    )
}

/// Whether the fault came; what didn't hold.
fn run(image: &[u8], fault: Fault, sums: &Sums) -> Result<bool, String> {
    let scratch = Scratch::new("faults");
    let disk = SimDisk::new(image.to_vec(), fault.nth);
    disk.plan_fault(fault);
    let (store, told) = match open(&disk, scratch.path()) {
        Ok(store) => {
            let (told, problem) = day(&store, &scratch.path().join("snapshots"));
            if let Some(problem) = problem {
                return Err(problem);
            }
            (store, told)
        }
        Err(Error::Unavailable(_)) => {
            disk.lift_fault();
            let store =
                open(&disk, scratch.path()).map_err(|e| format!("not to be opened again: {e}"))?;
            (store, Told::default())
        }
        Err(e) => return Err(format!("opening: {e:?}")),
    };
    let fired = disk.fired() > 0;
    if fault.lasting {
        // The power goes before the disk is well.
        let cut = SimDisk::new(disk.if_cut(), 1);
        let at = |e: String| format!("cut while it failed: {e}");
        let store = open(&cut, scratch.path()).map_err(|e| at(e.to_string()))?;
        told.hold(&prove(&store).map_err(at)?).map_err(at)?;
    }
    disk.lift_fault();
    let well = || {
        store.health().read_only.is_none()
            && boss(&store)
                .list::<Note>(Query::by(NEWEST).limit(1000))
                .is_ok()
    };
    let Some(took) = until(HEALS, well) else {
        return Err(format!(
            "not well again: {:?}, {:?}",
            store.health(),
            boss(&store).list::<Note>(Query::by(NEWEST)).err()
        ));
    };
    // A write that was still failing may only be noticed now.
    let saved = || {
        let again = boss(&store).with_key(Some("after".into()));
        notes::create(&again, Note::default(), &[1, 2], "after").is_ok()
    };
    if until(HEALS, saved).is_none() {
        return Err(format!(
            "well again, but not to be written: {:?}",
            store.health()
        ));
    }
    let proof = prove(&store)?;
    told.hold(&proof)?;
    let count = |sum: &AtomicU64, n: usize| sum.fetch_add(n as u64, Ordering::Relaxed);
    count(&sums.runs, 1);
    count(&sums.done, told.done.len());
    count(&sums.unanswered, told.unanswered.len());
    let there = told
        .unanswered
        .iter()
        .filter(|token| proof.tokens.contains_key(*token));
    count(&sums.done_unanswered, there.count());
    sums.slowest
        .fetch_max(took.as_millis() as u64, Ordering::Relaxed);
    let mut told = told;
    told.ask_again(&store, &proof)?;
    disk.cut_now();
    drop(store);
    let store = open(&SimDisk::new(disk.after_cut(), 1), scratch.path())
        .map_err(|e| format!("unopenable after a cut: {e}"))?;
    let proof = prove(&store).map_err(|e| format!("after a cut: {e}"))?;
    told.hold(&proof).map_err(|e| format!("after a cut: {e}"))?;
    if !proof.tokens.contains_key("after") {
        return Err("what was done after the fault is lost".into());
    }
    Ok(fired)
}

fn fresh(name: &str) -> (Scratch, Arc<SimDisk>, Arc<Store>) {
    let scratch = Scratch::new(name);
    let disk = SimDisk::new(used().to_vec(), 1);
    let store = open(&disk, scratch.path()).unwrap();
    (scratch, disk, store)
}

/// Nobody writes, so nothing but reading can notice.
#[test]
fn a_read_that_failed_once_does_not_stop_reading() {
    let (_scratch, disk, store) = fresh("read");
    for n in 0..400 {
        notes::create(&boss(&store), Note::default(), &[n], &format!("more {n}")).unwrap();
    }
    // Long enough for the store to be at rest.
    thread::sleep(Duration::from_millis(600));
    let read = || boss(&store).list::<Note>(Query::by(NEWEST).limit(1000));
    disk.plan_fault(Fault {
        nth: 1,
        how: Fail::Broken,
        lasting: false,
    });
    let failed = read().unwrap_err();
    assert!(matches!(failed, Error::Unavailable(_)), "{failed:?}");
    assert_eq!(disk.fired(), 1);
    let again = until(HEALS, || read().is_ok());
    assert!(again.is_some(), "after {HEALS:?}: {:?}", read().err());
    notes::create(&boss(&store), Note::default(), &[], "after").unwrap();
    prove(&store).unwrap();
}

/// No sector more, while what is used can be overwritten: people still read, and are told why they can't write.
#[test]
fn a_full_disk_can_be_read() {
    let (_scratch, disk, store) = fresh("full");
    disk.room(Some(0));
    let mut told = Told::default();
    let (mut refusals, mut n) = (0, 0);
    while refusals < 40 {
        n += 1;
        assert!(n < 400, "the disk is never full");
        let (token, visit) = (format!("more {n}"), boss(&store));
        let mut note = notes::draft("A note to fill the disk with", Spot::default());
        note.title = note.title.repeat(200);
        match notes::create(&visit, note, &[1], &token) {
            Ok(_) => told.done(&token, &visit),
            Err(Error::Unavailable(why)) => {
                told.unavailable(&token, &why);
                refusals += 1;
                thread::sleep(Duration::from_millis(50));
            }
            other => panic!("{other:?}"),
        }
        // For the moment in which it is opened anew the store may be away.
        let all = |page: Page<Note>| page.rows.len() >= 12 + told.done.len();
        let read = || boss(&store).list(Query::by(NEWEST).limit(1000));
        let seen = until(HEALS, || read().is_ok_and(all));
        assert!(seen.is_some(), "{:?}, {:?}", read().err(), store.health());
    }
    assert!(store.health().read_only.is_some());
    disk.room(None);
    // It tries seldomer the longer it lasted.
    until(2 * HEALS, || store.health().read_only.is_none()).expect("well once there is room");
    notes::create(&boss(&store), Note::default(), &[], "after").unwrap();
    told.hold(&prove(&store).unwrap()).unwrap();
}

/// Linux takes pages whose writing failed for written, shows them, and says nothing at the next sync.
/// What is acknowledged after such a sync must not stand on them.
#[test]
fn a_disk_that_forgets_after_a_failed_sync() {
    let mut problems = Vec::new();
    for seed in 0..60 {
        let (scratch, disk, store) = fresh("forgets");
        disk.vice(Vice::ForgetsAfterFailedSync);
        disk.plan_fault(Fault {
            nth: 1 + seed / 4,
            how: Fail::Unsynced,
            lasting: false,
        });
        let mut told = Told::default();
        let mut more = 1 + seed % 4;
        for n in 0.. {
            let (token, visit) = (format!("more {n}"), boss(&store));
            let note = notes::draft(&"much to write ".repeat(60), Spot::default());
            if notes::create(&visit, note, &[1, 2], &token).is_ok() {
                told.done(&token, &visit);
            }
            if disk.fired() > 0 {
                more -= 1;
                if more == 0 {
                    break;
                }
            }
        }
        disk.cut_now();
        drop(store);
        let after = SimDisk::new(disk.after_cut(), seed);
        let outcome = super::caught(true, || {
            let store = open(&after, scratch.path()).map_err(|e| e.to_string())?;
            told.hold(&prove(&store)?)
        });
        if let Err(problem) = outcome.and_then(|held| held) {
            problems.push(format!("seed {seed}: {problem}"));
        }
    }
    assert!(
        problems.is_empty(),
        "{} of 60: {}",
        problems.len(),
        problems.join("\n")
    );
}
