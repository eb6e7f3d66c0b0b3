//! The power goes at any moment, also while the store finds its feet again. What was acknowledged stays,
//! what was not is there whole or not at all, and the store goes on.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use atrium::{
    base::{Error, Id, Result},
    data::{Doing, Progress, Query, Store, StoreOptions, Visit},
};

use super::{
    Scratch, caught, newborn,
    notes::{self, Bad, NEWEST, Note, Spot},
    open_on, options,
    oracle::{KEYED, Proof, Told, prove},
    quiet_panics, ring, setting,
    sim_disk::{Cut, Rng, SimDisk, Vice},
};

/// How many cuts a store lives through before the next one begins anew.
const LIVES: u64 = 5;
const SHARES: u64 = 4;
const COMMANDS: u64 = 16;

#[derive(Default)]
struct Sums {
    cuts: AtomicU64,
    at_sync: AtomicU64,
    again: AtomicU64,
    done: AtomicU64,
    unanswered: AtomicU64,
    syncs: AtomicU64,
}

// The lives are told apart by their seeds and shared among four tests, so that none of them takes long.

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_done() {
    lives(0);
}

#[test]
fn nothing_is_lost_with_other_seeds() {
    lives(1);
}

#[test]
fn nothing_is_lost_with_more_seeds() {
    lives(2);
}

#[test]
fn nothing_is_lost_with_the_last_seeds() {
    lives(3);
}

/// One share of the lives of stores on a disk that is as it should be.
fn lives(share: u64) {
    quiet_panics();
    let cuts = setting("ATRIUM_CUTS", 2_000).div_ceil(SHARES);
    let runs = cuts.div_ceil(LIVES);
    let began = Instant::now();
    let sums = Sums::default();
    let problems = spread(share * runs, runs, false, |seed, folder| {
        live(seed, folder, None, &sums)
    });
    let of = |sum: &AtomicU64| sum.load(Ordering::Relaxed);
    println!(
        "{} cuts ({} at a sync) and {} while recovering, {} commands done, {} unanswered, {} syncs, {:?}",
        of(&sums.cuts),
        of(&sums.at_sync),
        of(&sums.again),
        of(&sums.done),
        of(&sums.unanswered),
        of(&sums.syncs),
        began.elapsed()
    );
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(of(&sums.cuts) >= cuts);
    assert!(
        of(&sums.done) > of(&sums.syncs),
        "commands no longer share syncs"
    );
}

/// Whether the harness would notice.
#[test]
fn a_disk_that_syncs_too_late_is_found_out() {
    quiet_panics();
    let sums = Sums::default();
    let problems = spread(0, 20, true, |seed, folder| {
        live(seed, folder, Some(Vice::Lags), &sums)
    });
    let lost = problems.iter().filter(|p| p.contains("is lost")).count();
    println!("{lost} of 20 stores lost acknowledged commands");
    assert!(lost >= 10, "{problems:?}");
}

#[test]
fn a_disk_that_never_syncs_is_found_out() {
    quiet_panics();
    let sums = Sums::default();
    let problems = spread(0, 20, true, |seed, folder| {
        live(seed, folder, Some(Vice::Lies), &sums)
    });
    println!("{} of 20 stores came to harm", problems.len());
    assert!(problems.len() >= 10, "{problems:?}");
}

#[test]
fn a_cipher_that_spoils_torn_pages_is_found_out() {
    quiet_panics();
    let sums = Sums::default();
    let problems = spread(0, 20, true, |seed, folder| {
        live(seed, folder, Some(Vice::SpoilsPages), &sums)
    });
    println!("{} of 20 stores came to harm", problems.len());
    assert!(problems.len() >= 10, "{problems:?}");
}

/// Runs one life per seed after those that are skipped, on as many threads as there are cores; a few more hide the waiting.
fn spread(
    skipped: u64,
    runs: u64,
    spoilt: bool,
    life: impl Fn(u64, &Path) -> Result<(), String> + Sync,
) -> Vec<String> {
    let first = setting("ATRIUM_SEED", 1) + skipped;
    let next = AtomicU64::new(first);
    let threads = thread::available_parallelism().map_or(2, |n| n.get() + 1);
    let life = &life;
    let next = &next;
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(move || {
                    let scratch = Scratch::new("cuts");
                    let mut problems = Vec::new();
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= first + runs {
                            return problems;
                        }
                        let lived = caught(spoilt, || life(seed, scratch.path()));
                        if let Err(problem) = lived.and_then(|lived| lived) {
                            problems.push(format!("ATRIUM_SEED={seed}: {problem}"));
                        }
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    })
}

fn live(seed: u64, folder: &Path, vice: Option<Vice>, sums: &Sums) -> Result<(), String> {
    let mut rng = Rng::new(seed);
    let mut told = Told::default();
    let mut image = newborn().to_vec();
    for life in 0..LIVES {
        let disk = SimDisk::new(image, rng.next());
        let store = open_on(&disk, folder).map_err(|e| format!("life {life}: unopenable: {e}"))?;
        let in_life = |problem| format!("life {life}: {problem}");
        let proof = prove(&store).map_err(in_life)?;
        told.hold(&proof).map_err(in_life)?;
        told.ask_again(&store, &proof).map_err(in_life)?;
        if let Some(vice) = vice {
            disk.vice(vice);
        }
        disk.sync_takes(Duration::from_micros(rng.below(3) * 150));
        let synced = disk.calls().syncs;
        disk.plan_cut(plan(&mut rng, sums));
        work(
            &store,
            &proof,
            &format!("{life}"),
            &mut rng,
            &mut told,
            sums,
        )
        .map_err(in_life)?;
        sums.syncs
            .fetch_add(disk.calls().syncs - synced, Ordering::Relaxed);
        // Most often the power goes while people work, sometimes while the store rests or stops.
        if rng.one_in(50) && !disk.is_cut() {
            thread::sleep(Duration::from_millis(250));
        }
        if rng.one_in(8) {
            store.close();
        }
        disk.cut_now();
        drop(store);
        sums.cuts.fetch_add(1, Ordering::Relaxed);
        image = disk.after_cut();
        for _ in 0..rng.below(3) {
            let disk = SimDisk::new(image, rng.next());
            let at = 1 + rng.below(24);
            disk.plan_cut(match rng.below(2) {
                0 => Cut::Call(at),
                _ => Cut::Sync {
                    nth: 1 + at / 8,
                    done: rng.one_in(2),
                },
            });
            drop(open_on(&disk, folder));
            disk.cut_now();
            sums.again.fetch_add(1, Ordering::Relaxed);
            image = disk.after_cut();
        }
    }
    let store = open_on(&SimDisk::new(image, 0), folder).map_err(|e| format!("unopenable: {e}"))?;
    told.hold(&prove(&store)?)?;
    notes::create(&notes::boss(&store), Note::default(), &[1], "last")
        .map(drop)
        .map_err(|e| format!("not writable: {e}"))
}

fn plan(rng: &mut Rng, sums: &Sums) -> Cut {
    if rng.one_in(2) {
        sums.at_sync.fetch_add(1, Ordering::Relaxed);
        Cut::Sync {
            nth: 1 + rng.below(14),
            done: rng.one_in(3),
        }
    } else {
        Cut::Call(1 + rng.below(90))
    }
}

/// Several people at once, until the power goes or everyone is done.
fn work(
    store: &Arc<Store>,
    proof: &Proof,
    life: &str,
    rng: &mut Rng,
    told: &mut Told,
    sums: &Sums,
) -> Result<(), String> {
    let reading = rng.one_in(4);
    let over = AtomicBool::new(false);
    let ids: Vec<Id<Note>> = proof.notes.iter().map(|note| note.id).collect();
    thread::scope(|scope| {
        let people: Vec<_> = (0..2 + rng.below(3))
            .map(|person| {
                let mut rng = Rng::new(rng.next());
                let mut ids = ids.clone();
                scope.spawn(move || {
                    let mut told = Told::default();
                    for n in 0..COMMANDS {
                        let mut visit = notes::boss(store);
                        let mut token = format!("{life}.{person}.{n}");
                        if rng.one_in(12) {
                            token.push_str(KEYED);
                            visit = visit.with_key(Some(token.clone()));
                        }
                        match command(&visit, &mut ids, &mut rng, &token, &mut told) {
                            Ok(()) => {}
                            Err(Error::Unavailable(why)) => {
                                told.unavailable(&token, &why);
                                sums.unanswered.fetch_add(1, Ordering::Relaxed);
                                break;
                            }
                            Err(Error::Internal(why)) if !why.contains("panicked") => {
                                return Err(format!("{token}: {why}"));
                            }
                            Err(_) => told.refused.push(token),
                        }
                    }
                    Ok(told)
                })
            })
            .collect();
        if reading {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    // A view that stays open keeps pages from being used again.
                    let visit = notes::boss(store);
                    for _ in 0..4 {
                        let _ = visit.list::<Note>(Query::by(NEWEST));
                        thread::sleep(Duration::from_micros(200));
                    }
                }
            });
        }
        let mut outcome = Ok(());
        for person in people {
            match person.join().unwrap() {
                Ok(heard) => {
                    sums.done
                        .fetch_add(heard.done.len() as u64, Ordering::Relaxed);
                    told.done.extend(heard.done);
                    told.refused.extend(heard.refused);
                    told.unanswered.extend(heard.unanswered);
                }
                Err(problem) => outcome = Err(problem),
            }
        }
        over.store(true, Ordering::Relaxed);
        outcome
    })
}

fn command(
    visit: &Visit,
    ids: &mut Vec<Id<Note>>,
    rng: &mut Rng,
    token: &str,
    told: &mut Told,
) -> Result<()> {
    let id = match ids.len() {
        0 => Id::NONE,
        n => ids[rng.index(n)],
    };
    let amount = rng.below(1000) as i64 - 500;
    let deed = match rng.below(16) {
        _ if ids.is_empty() || token.ends_with(KEYED) => 0,
        deed => deed,
    };
    match deed {
        0..=2 => {
            let spot = Spot {
                owner: rng.below(4),
                team: rng.below(2),
                department: rng.below(3),
            };
            let mut note = notes::draft(&"long title ".repeat(rng.index(30)), spot);
            // One of few, so that some are taken.
            note.email = rng
                .one_in(2)
                .then(|| format!("{}@example.org", rng.below(12)));
            let amounts: Vec<i64> = (0..rng.below(4) as i64).collect();
            ids.push(notes::create(visit, note, &amounts, token)?);
        }
        3..=7 => drop(notes::raise(visit, id, amount, token)?),
        8 => {
            let department = rng.below(3);
            notes::edit(visit, id, token, move |note| {
                note.spot.department = department;
                note.status = (note.status + 1) % 4;
            })?;
        }
        9 | 10 => drop(notes::add_child(visit, id, amount, token)?),
        11 => drop(notes::drop_child(visit, id, token)?),
        12 => drop(notes::remove(visit, id, token)?),
        13 => drop(notes::spoil(visit, id, Bad::Fails, token)?),
        14 => drop(notes::spoil(visit, id, Bad::Panics, token)?),
        _ => {
            // May be lost, so nobody holds it to its answer.
            return notes::mark(visit, token);
        }
    }
    told.done(token, visit);
    Ok(())
}

/// A large database takes long to look through: whoever waits for it hears of it.
#[test]
fn a_repair_after_a_crash_is_told() {
    static HEARD: AtomicBool = AtomicBool::new(false);
    fn hear(progress: &Progress) {
        if progress.doing == Doing::Repairs {
            HEARD.store(true, Ordering::Relaxed);
        }
    }
    let scratch = Scratch::new("repair");
    let disk = SimDisk::new(newborn().to_vec(), 1);
    let store = open_on(&disk, scratch.path()).unwrap();
    notes::create(&notes::boss(&store), Note::default(), &[1, 2], "one").unwrap();
    disk.cut_now();
    drop(store);
    let options = StoreOptions {
        told: hear,
        ..options()
    };
    let left = SimDisk::new(disk.after_cut(), 1);
    Store::open_on(
        left,
        scratch.path(),
        None,
        ring(),
        notes::schema(),
        &options,
    )
    .unwrap()
    .close();
    assert!(HEARD.load(Ordering::Relaxed));
}

/// Deeds that don't wait for a sync may be lost, from the end and whole; once settled they stay.
#[test]
fn what_is_settled_stays() {
    let scratch = Scratch::new("settle");
    let mut lost = 0;
    for seed in 0..40 {
        let disk = SimDisk::new(newborn().to_vec(), seed);
        let store = open_on(&disk, scratch.path()).unwrap();
        let mut told = Told::default();
        let relaxed = |told: &mut Told, token: String| {
            let visit = notes::boss(&store).relaxed();
            notes::create(&visit, Note::default(), &[1, 2], &token).unwrap();
            told.done(&token, &visit);
        };
        (0..10).for_each(|n| relaxed(&mut told, format!("before {n}")));
        store.settle().unwrap();
        let mut rest = Told::default();
        (0..10).for_each(|n| relaxed(&mut rest, format!("after {n}")));
        disk.cut_now();
        drop(store);
        let store = open_on(&SimDisk::new(disk.after_cut(), seed), scratch.path()).unwrap();
        let proof = prove(&store).unwrap();
        told.hold(&proof).unwrap();
        lost += u64::from(rest.hold(&proof).is_err());
    }
    assert!(lost > 0, "a deed that doesn't wait did wait");
}
