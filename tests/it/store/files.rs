//! The house's files: small and large, swept when nothing names them, and read from time to time.

use std::{
    fs,
    io::Read,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use atrium::{
    base::{Error, Moment, time::DAY},
    data::{
        Damage, FileRef, KeyRing, SMALL, Store, Unlock,
        file_maintenance::{self, GRACE, Scrubbed, Swept},
        keys, snapshot, verify_journal,
    },
};

use super::{
    Scratch,
    notes::{self, Note, boss},
    options,
    sim_disk::Rng,
};

struct House {
    scratch: Scratch,
    unlock: Unlock,
    store: Arc<Store>,
}

impl House {
    fn new(name: &str) -> House {
        let scratch = Scratch::new(name);
        let key = scratch.path().join("key");
        keys::write_key_file(&key).unwrap();
        let unlock = Unlock::key_file(&key).unwrap();
        Store::init(&scratch.path().join("data"), "key file", &unlock).unwrap();
        let store = open(&scratch, "data", &unlock);
        House {
            scratch,
            unlock,
            store,
        }
    }

    fn again(self) -> House {
        self.store.close();
        let House {
            scratch,
            unlock,
            store,
        } = self;
        drop(store);
        let store = open(&scratch, "data", &unlock);
        House {
            scratch,
            unlock,
            store,
        }
    }

    fn keep(&self, content: &[u8]) -> FileRef {
        self.store.keep(content, 1 << 24).unwrap()
    }

    /// A note that has the file.
    fn name(&self, file: &FileRef) -> atrium::base::Id<Note> {
        let note = Note {
            file: Some(file.clone()),
            ..Note::default()
        };
        notes::create(&boss(&self.store), note, &[], &file.name).unwrap()
    }

    fn path(&self, file: &FileRef) -> PathBuf {
        let files = self.scratch.path().join("data/files");
        files.join(&file.name[..2]).join(&file.name[2..])
    }
}

fn open(scratch: &Scratch, folder: &str, unlock: &Unlock) -> Arc<Store> {
    let folder = scratch.path().join(folder);
    let ring = KeyRing::open(&folder, unlock).unwrap();
    Store::open(&folder, ring, notes::schema(), &options()).unwrap()
}

fn content(seed: u64, size: usize) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    (0..size).map(|_| rng.next() as u8).collect()
}

fn read(store: &Store, file: &FileRef) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut reader = store.file(file).map_err(|e| e.to_string())?;
    reader.read_to_end(&mut out).map_err(|e| e.to_string())?;
    Ok(out)
}

/// What came in and wasn't taken goes with the next sweep; what something names, or was brought in again, stays.
#[test]
fn what_is_given_up_does_not_wait() {
    let house = House::new("given up");
    let now = Moment::now();
    let [small, large, named, again] = [500, 30_000, 31_000, 32_000].map(|size| {
        let file = house.keep(&content(size as u64, size));
        file_maintenance::give_up(&house.store, &file, now.plus(1000)).unwrap();
        file
    });
    house.name(&named);
    let brought = fs::File::options()
        .write(true)
        .open(house.path(&again))
        .unwrap();
    let later = std::time::SystemTime::now() + Duration::from_secs(60);
    brought.set_modified(later).unwrap();
    let swept = file_maintenance::sweep(&house.store, now.plus(120_000), GRACE).unwrap();
    assert_eq!((swept.removed, swept.waiting), (2, 1));
    for (file, there) in [
        (&small, false),
        (&large, false),
        (&named, true),
        (&again, true),
    ] {
        assert_eq!(read(&house.store, file).is_ok(), there, "{}", file.size);
    }
}

/// What was there before it came in again may be a record's, or an Undo's: it isn't the upload's to give up.
#[test]
fn what_was_there_before_is_told_from_what_is_new() {
    let house = House::new("there before");
    let kept = |size: usize| {
        let bytes = content(size as u64, size);
        house.store.keep_new(&bytes[..], 1 << 24).unwrap()
    };
    for size in [500, 30_000] {
        let (first, new) = kept(size);
        assert!(new, "{size}");
        assert_eq!(kept(size), (first, false), "{size}");
    }
}

#[test]
fn small_files_lie_in_the_database_and_go_with_it() {
    let house = House::new("small files");
    let sizes = [0, 1, 5000, SMALL - 1, SMALL, SMALL + 1, 200_000];
    let kept: Vec<FileRef> = sizes
        .iter()
        .map(|size| house.keep(&content(*size as u64, *size)))
        .collect();
    for (file, size) in kept.iter().zip(sizes) {
        assert_eq!(file.size, size as u64);
        assert_eq!(house.path(file).exists(), size >= SMALL, "{size}");
        assert_eq!(
            read(&house.store, file).unwrap(),
            content(size as u64, size)
        );
        assert_eq!(house.keep(&content(size as u64, size)), *file);
        // A record that is wrong about the size doesn't get the file by halves.
        let wrong = FileRef {
            size: file.size + 1,
            ..file.clone()
        };
        assert!(read(&house.store, &wrong).is_err(), "{size}");
    }
    let large = house.store.keep(&content(1, 5000)[..], 4999).unwrap_err();
    assert_eq!(large.status(), 422, "{large:?}");
    let to = house.scratch.path().join("snapshots");
    let (path, summary) = snapshot::create(&house.store, &to, notes::NOW).unwrap();
    assert_eq!(summary.files, sizes.len() as u64);
    let restored = house.scratch.path().join("restored");
    let (again, _) = snapshot::restore(
        &path,
        &house.unlock,
        &notes::schema(),
        &restored,
        notes::NOW,
    )
    .unwrap();
    assert_eq!(again, summary);
    let restored = open(&house.scratch, "restored", &house.unlock);
    for (file, size) in kept.iter().zip(sizes) {
        assert_eq!(read(&restored, file).unwrap(), content(size as u64, size));
    }
    assert_eq!(
        file_maintenance::scrub(&restored, notes::NOW, file_maintenance::AT_ONCE)
            .unwrap()
            .files,
        sizes.len() as u64
    );
}

#[test]
fn what_nothing_names_is_swept_after_its_time() {
    let house = House::new("orphans");
    let now = Moment::now();
    let sizes = [3000, 30_000];
    let named = sizes.map(|size| house.keep(&content(1, size)));
    let dropped = sizes.map(|size| house.keep(&content(2, size)));
    let loose = sizes.map(|size| house.keep(&content(3, size)));
    for file in &named {
        house.name(file);
    }
    let notes = dropped.clone().map(|file| house.name(&file));
    let sweep =
        |days: i64| file_maintenance::sweep(&house.store, now.plus(days * DAY), GRACE).unwrap();
    let waits = |waiting| Swept {
        waiting,
        ..Swept::default()
    };
    assert_eq!(sweep(0), waits(2));
    for note in notes {
        notes::remove(&boss(&house.store), note, "remove").unwrap();
    }
    assert_eq!(sweep(20), waits(4));
    assert_eq!(sweep(29), waits(4), "not yet");
    let entries = house.store.newest();
    let swept = sweep(31);
    assert_eq!((swept.removed, swept.waiting), (2, 2), "the loose ones");
    assert!(swept.bytes >= 33_000, "{swept:?}");
    assert_eq!(house.store.newest(), entries + 1, "it is journaled");
    for file in &loose {
        assert!(read(&house.store, file).is_err());
    }
    for file in named.iter().chain(&dropped) {
        read(&house.store, file).unwrap();
    }
    let house = house.again();
    let swept = file_maintenance::sweep(&house.store, now.plus(51 * DAY), GRACE).unwrap();
    assert_eq!((swept.removed, swept.waiting), (2, 0), "the dropped ones");
    for file in &named {
        read(&house.store, file).unwrap();
    }
    assert_eq!(house.store.newest(), entries + 2);
    verify_journal(&house.store, None).unwrap();
}

#[test]
fn what_came_in_again_waits_again() {
    let house = House::new("again");
    let sizes = [100, 50_000];
    let files = sizes.map(|size| house.keep(&content(4, size)));
    let then = Moment::now().plus(-40 * DAY);
    assert_eq!(
        file_maintenance::sweep(&house.store, then, GRACE)
            .unwrap()
            .waiting,
        2
    );
    // Long ago by the sweep's book, but the files themselves are of today.
    let now = Moment::now();
    assert_eq!(
        file_maintenance::sweep(&house.store, now, GRACE)
            .unwrap()
            .removed,
        0
    );
    for file in &files {
        read(&house.store, file).unwrap();
    }
}

/// What was given up and comes in again while a sweep is under way stays: the sweep takes away only what it looked at.
#[test]
fn what_comes_in_again_during_a_sweep_is_not_swept() {
    let house = House::new("meanwhile");
    let over = AtomicBool::new(false);
    let mut named = Vec::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                file_maintenance::sweep(&house.store, Moment::now(), GRACE).unwrap();
            }
        });
        for round in 0..60u64 {
            let size = if round % 2 == 0 { 700 } else { 40_000 };
            let bytes = content(1_000 + round, size);
            let file = house.keep(&bytes);
            file_maintenance::give_up(&house.store, &file, Moment::now()).unwrap();
            // Clocks of files tick more slowly.
            thread::sleep(Duration::from_millis(12));
            let again = house.keep(&bytes);
            assert_eq!(again, file);
            house.name(&again);
            assert_eq!(read(&house.store, &again).unwrap(), bytes, "round {round}");
            named.push((again, bytes));
        }
        over.store(true, Ordering::Relaxed);
    });
    // What a record names is there after all of them.
    file_maintenance::sweep(&house.store, Moment::now().plus(400 * DAY), GRACE).unwrap();
    for (file, bytes) in named {
        assert_eq!(read(&house.store, &file).unwrap(), bytes);
    }
}

#[test]
fn damage_is_found_named_journaled_and_not_handed_out() {
    let house = House::new("scrub");
    let (fine, bad, gone) = (
        house.keep(&content(1, 40_000)),
        house.keep(&content(2, 40_000)),
        house.keep(&content(3, 40_000)),
    );
    let small = house.keep(b"a few words");
    let of = [&fine, &bad, &gone, &small].map(|file| house.name(file));
    let scrub = |store: &Arc<Store>| {
        file_maintenance::scrub(store, notes::NOW, file_maintenance::AT_ONCE).unwrap()
    };
    let whole = scrub(&house.store);
    assert_eq!((whole.files, whole.damaged.len()), (4, 0));
    assert_eq!(whole.bytes, 120_000 + 11);
    let bytes = fs::read(house.path(&bad)).unwrap();
    let mut spoilt = bytes.clone();
    spoilt[20_000] ^= 1;
    fs::write(house.path(&bad), spoilt).unwrap();
    fs::remove_file(house.path(&gone)).unwrap();

    let entries = house.store.newest();
    let mut found: Scrubbed = scrub(&house.store);
    found
        .damaged
        .sort_by_key(|damage| damage.of.map(|of| of.id));
    let named: Vec<(&str, Option<u64>)> = found
        .damaged
        .iter()
        .map(|damage| (damage.file.as_str(), damage.of.map(|of| of.id)))
        .collect();
    assert_eq!(
        named,
        [
            (bad.name.as_str(), Some(of[1].raw())),
            (gone.name.as_str(), Some(of[2].raw()))
        ]
    );
    assert_eq!(house.store.health().damaged.len(), 2);
    assert_eq!(house.store.newest(), entries + 2);
    let note: Note = boss(&house.store).find(of[1]).unwrap();
    let told = boss(&house.store).history(&note, None, 1).unwrap();
    assert_eq!(told[0].action, file_maintenance::SCRUB.key);
    assert!(told[0].note.as_deref().unwrap().contains(&bad.name));
    // Twice found is once told.
    scrub(&house.store);
    assert_eq!(house.store.newest(), entries + 2);

    let house = house.again();
    let health = house.store.health().damaged;
    assert!(health.iter().any(|Damage { file, .. }| *file == bad.name));
    for file in [&bad, &gone] {
        let refused = house.store.file(file).err();
        assert!(
            matches!(refused, Some(Error::Unavailable(_))),
            "{refused:?}"
        );
    }
    read(&house.store, &fine).unwrap();
    read(&house.store, &small).unwrap();
    // One is uploaded again, the other put back by hand.
    house.keep(&content(3, 40_000));
    assert_eq!(read(&house.store, &gone).unwrap(), content(3, 40_000));
    fs::write(house.path(&bad), bytes).unwrap();
    assert_eq!(scrub(&house.store).damaged, []);
    assert_eq!(read(&house.store, &bad).unwrap(), content(2, 40_000));
    assert!(house.store.health().damaged.is_empty());
}

/// A snapshot reads one moment and holds nobody up: whoever writes meanwhile waits for the disk at most.
#[test]
fn a_snapshot_does_not_stop_those_who_write() {
    let house = House::new("pause");
    for n in 0..12 {
        house.keep(&content(n, 2 << 20));
    }
    for n in 0..200 {
        house.keep(&content(100 + n, 8000));
    }
    let to = house.scratch.path().join("snapshots");
    let over = AtomicBool::new(false);
    let waits = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut waits = Vec::new();
            while !over.load(Ordering::Relaxed) {
                let began = Instant::now();
                let token = format!("meanwhile {}", waits.len());
                notes::create(&boss(&house.store), Note::default(), &[1], &token).unwrap();
                waits.push(began.elapsed());
            }
            waits
        });
        snapshot::create(&house.store, &to, notes::NOW).unwrap();
        over.store(true, Ordering::Relaxed);
        writer.join().unwrap()
    });
    let longest = waits.iter().max().unwrap();
    assert!(waits.len() >= 5, "only {} deeds meanwhile", waits.len());
    assert!(*longest < Duration::from_secs(5), "one waited {longest:?}");
}
