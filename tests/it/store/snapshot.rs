//! Snapshots hold everything, open with every key the house has and no other, and notice every bit that changed.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use atrium::{
    base::{Error, Moment, Result},
    data::{
        FileRef, KeyRing, Query, Store, Unlock, Vault, keys,
        snapshot::{self, Listed, Summary},
        verify_journal,
    },
};

use super::{
    Scratch,
    notes::{self, NEWEST, NOW, Note, Spot, boss},
    options,
    oracle::prove,
    sim_disk::Rng,
};

/// A store in a real folder, opened with a key file.
struct House {
    scratch: Scratch,
    unlock: Unlock,
    store: Arc<Store>,
}

impl House {
    fn new(name: &str) -> House {
        let scratch = Scratch::new(name);
        let unlock = key_file(&scratch.path().join("key"));
        let folder = scratch.path().join("data");
        Store::init(&folder, "key file", &unlock).unwrap();
        let store = open(&folder, &unlock).unwrap();
        House {
            scratch,
            unlock,
            store,
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    fn fill(&self, notes: usize) {
        for n in 0..notes {
            let note = notes::draft("A secret that must not show", Spot::default());
            notes::create(&boss(&self.store), note, &[1, 2], &format!("fill {n}")).unwrap();
        }
    }

    fn keep(&self, seed: u64, size: usize) -> FileRef {
        self.store
            .vault()
            .keep(&content(seed, size)[..], 1 << 24)
            .unwrap()
    }

    fn snapshot(&self) -> (PathBuf, Summary) {
        snapshot::create(&self.store, &self.at("snapshots"), NOW).unwrap()
    }

    fn restore(&self, path: &Path, to: &str) -> Result<(Summary, Option<PathBuf>)> {
        snapshot::restore(path, &self.unlock, &notes::schema(), &self.at(to), NOW)
    }

    fn verify(&self, path: &Path) -> Result<Summary> {
        snapshot::verify(path, &self.unlock, &notes::schema())
    }
}

fn key_file(path: &Path) -> Unlock {
    keys::write_key_file(path).unwrap();
    Unlock::key_file(path).unwrap()
}

fn open(folder: &Path, unlock: &Unlock) -> Result<Arc<Store>> {
    Store::open(
        folder,
        KeyRing::open(folder, unlock)?,
        notes::schema(),
        &options(),
    )
}

fn content(seed: u64, size: usize) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    (0..size).map(|_| rng.next() as u8).collect()
}

fn read(vault: &Vault, file: &FileRef) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    vault
        .read(file)
        .map_err(io::Error::other)?
        .read_to_end(&mut out)?;
    Ok(out)
}

/// Everything that can be seen of a store.
fn seen(store: &Arc<Store>) -> (Vec<Note>, u64, Vec<String>) {
    let notes = boss(store)
        .list(Query::by(NEWEST).limit(usize::MAX))
        .unwrap();
    (notes.rows, store.newest(), store.vault().names().unwrap())
}

fn flip(path: &Path, at: usize, bit: u8) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1 << bit;
    fs::write(path, bytes).unwrap();
}

// ── whole ──

#[test]
fn what_is_restored_is_what_was() {
    let house = House::new("roundtrip");
    house.fill(30);
    let sizes = [0, 1, 1 << 16, (1 << 16) + 1, 300_001];
    let files: Vec<FileRef> = sizes
        .iter()
        .map(|size| house.keep(*size as u64, *size))
        .collect();
    assert_eq!(
        house.keep(1 << 16, 1 << 16),
        files[2],
        "the same content is the same file"
    );
    let keyed = boss(&house.store).with_key(Some("k".into()));
    let id = notes::create(&keyed, Note::default(), &[7], "keyed").unwrap();
    let (path, summary) = house.snapshot();
    assert_eq!((summary.seq, summary.files), (31, 5));
    assert_eq!(summary.tables["records"], 31 + 61);
    assert_eq!(summary.tables["journal"], 31);
    assert_eq!(summary.bytes, fs::metadata(&path).unwrap().len());
    assert_eq!(house.verify(&path).unwrap(), summary);
    assert!(snapshot::describe(&summary).contains("31"));
    let before = seen(&house.store);
    let checkpoint = house.store.checkpoint(NOW).unwrap();
    house.fill_more();

    let (restored, replaced) = house.restore(&path, "restored").unwrap();
    assert_eq!((&restored, replaced), (&summary, None));
    let store = open(&house.at("restored"), &house.unlock).unwrap();
    assert_eq!(seen(&store), before);
    assert_eq!(verify_journal(&store, Some(&checkpoint)), Ok(31));
    prove(&store).unwrap();
    for (file, size) in files.iter().zip(sizes) {
        assert_eq!(
            read(store.vault(), file).unwrap(),
            content(size as u64, size)
        );
    }
    // It goes on where it stood: the next number, and yesterday's retries.
    let again = boss(&store).with_key(Some("k".into()));
    assert_eq!(notes::create(&again, Note::default(), &[], "again"), Ok(id));
    let next = notes::create(&boss(&store), Note::default(), &[], "next").unwrap();
    assert_eq!(next.raw(), id.raw() + 1);
    prove(&store).unwrap();
}

impl House {
    fn fill_more(&self) {
        notes::create(
            &boss(&self.store),
            Note::default(),
            &[],
            "after the snapshot",
        )
        .unwrap();
    }
}

#[test]
fn snapshots_are_listed_newest_first() {
    let house = House::new("list");
    assert!(
        snapshot::list(&house.at("nowhere"))
            .unwrap()
            .found
            .is_empty()
    );
    let mut want = Vec::new();
    for day in 0..3 {
        house.fill_more_at(day);
        let at = NOW.plus(day * 86_400_000);
        want.insert(
            0,
            (
                snapshot::create(&house.store, &house.at("snapshots"), at)
                    .unwrap()
                    .0,
                at,
                day as u64 + 1,
            ),
        );
    }
    fs::write(house.at("snapshots").join("readme.txt"), "not one of ours").unwrap();
    fs::write(house.at("snapshots").join("half.part"), "cut off").unwrap();
    let listed: Vec<Listed> = snapshot::list(&house.at("snapshots")).unwrap().found;
    let got: Vec<(PathBuf, Moment, u64)> =
        listed.into_iter().map(|l| (l.path, l.at, l.seq)).collect();
    assert_eq!(got, want);
}

#[test]
fn a_snapshot_takes_a_fraction_of_what_it_holds() {
    let house = House::new("small");
    house.fill(400);
    let (path, summary) = house.snapshot();
    house.store.close();
    let database = fs::metadata(house.at("data/atrium.db")).unwrap().len();
    assert!(
        summary.bytes * 4 < database,
        "{} of {database}",
        summary.bytes
    );
    house.verify(&path).unwrap();
}

#[test]
fn one_unreadable_snapshot_does_not_hide_the_others() {
    let house = House::new("unreadable");
    house.fill(1);
    let (path, summary) = house.snapshot();
    let folder = house.at("snapshots");
    let newer = br#"{"atrium":"snapshot","format":999,"at":1,"seq":1,"slots":[]}"#;
    fs::write(folder.join("a-torn.snapshot"), "half a li").unwrap();
    fs::write(folder.join("b-newer.snapshot"), newer).unwrap();
    fs::create_dir(folder.join("c-folder.snapshot")).unwrap();
    let listing = snapshot::list(&folder).unwrap();
    assert_eq!(listing.found.len(), 1);
    assert_eq!(
        (&listing.found[0].path, listing.found[0].seq),
        (&path, summary.seq)
    );
    let named = ["a-torn.snapshot", "b-newer.snapshot", "c-folder.snapshot"];
    assert_eq!(listing.unreadable.len(), named.len());
    for (bad, name) in listing.unreadable.iter().zip(named) {
        assert!(
            bad.path.ends_with(name) && bad.why.contains(name),
            "{bad:?}"
        );
    }
}

#[test]
fn a_snapshot_that_fails_leaves_nothing_and_the_house_goes_on() {
    let house = House::new("failed snapshot");
    house.fill(2);
    let file = house.keep(1, 5000);
    let folder = house.at("snapshots");
    fs::create_dir_all(&folder).unwrap();
    // What a crash left, and what somebody else keeps here.
    let stale = folder.join("atrium-20260101T000000-7.part");
    fs::write(&stale, "half").unwrap();
    fs::write(folder.join("notes.part"), "not ours").unwrap();
    let at = house
        .at("data/files")
        .join(&file.name[..2])
        .join(&file.name[2..]);
    let whole = fs::read(&at).unwrap();
    fs::remove_file(&at).unwrap();
    fs::create_dir(&at).unwrap();
    let error = snapshot::create(&house.store, &folder, NOW).unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    let left = || -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(left(), ["notes.part"]);
    house.fill_more();
    // One that is being written by another process is left alone.
    let busy = folder.join("atrium-20260101T000000-8.part");
    let held = fs::File::create(&busy).unwrap();
    held.try_lock().unwrap();
    fs::remove_dir(&at).unwrap();
    fs::write(&at, whole).unwrap();
    let (path, _) = house.snapshot();
    house.verify(&path).unwrap();
    assert!(busy.exists());
    drop(held);
    assert_eq!(left().len(), 3);
}

impl House {
    fn fill_more_at(&self, day: i64) {
        notes::create(
            &boss(&self.store),
            Note::default(),
            &[],
            &format!("day {day}"),
        )
        .unwrap();
    }
}

#[test]
fn what_a_killed_check_left_goes_with_the_next() {
    let house = House::new("killed check");
    house.fill(1);
    let (path, _) = house.snapshot();
    let other = path.with_file_name("other.verifying");
    for left in [path.with_extension("verifying"), other.clone()] {
        fs::create_dir(&left).unwrap();
        fs::write(left.join("atrium.db"), "half").unwrap();
    }
    house.verify(&path).unwrap();
    assert!(!other.exists());
    // One that goes on is left alone.
    let busy = path.with_extension("verifying");
    fs::create_dir(&busy).unwrap();
    let held = fs::File::create(busy.join("lock")).unwrap();
    held.try_lock().unwrap();
    let refused = house.verify(&path).unwrap_err().to_string();
    assert!(refused.contains("being checked"), "{refused}");
    drop(held);
    house.verify(&path).unwrap();
    assert!(!busy.exists());
}

#[test]
fn a_restore_keeps_what_it_replaces() {
    let house = House::new("replace");
    house.fill(3);
    let file = house.keep(1, 1000);
    let (path, _) = house.snapshot();
    house.fill_more();
    let later = house.keep(2, 2000);
    let now = seen(&house.store);
    let running = house.restore(&path, "data").unwrap_err();
    assert!(running.to_string().contains("Another Atrium"), "{running}");
    assert_eq!(seen(&house.store), now);
    house.store.close();
    let House {
        scratch,
        unlock,
        store,
    } = house;
    drop(store);
    let data = scratch.path().join("data");

    // A snapshot that does not hold replaces nothing.
    let spoilt = scratch.path().join("spoilt.snapshot");
    fs::copy(&path, &spoilt).unwrap();
    flip(&spoilt, fs::metadata(&path).unwrap().len() as usize - 9, 3);
    snapshot::restore(&spoilt, &unlock, &notes::schema(), &data, NOW).unwrap_err();
    let mut left: Vec<_> = fs::read_dir(&data)
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["atrium.db", "files", "keys.json", "lock"]);
    let store = open(&data, &unlock).unwrap();
    assert_eq!(seen(&store), now);
    store.close();
    drop(store);

    let (summary, replaced) =
        snapshot::restore(&path, &unlock, &notes::schema(), &data, NOW).unwrap();
    assert_eq!(summary.seq, 3);
    let restored = open(&data, &unlock).unwrap();
    assert_eq!(seen(&restored).1, 3);
    assert_eq!(restored.vault().names().unwrap(), [file.name]);
    let replaced = open(&replaced.unwrap(), &unlock).unwrap();
    assert_eq!(seen(&replaced), now);
    assert_eq!(read(replaced.vault(), &later).unwrap(), content(2, 2000));
    prove(&replaced).unwrap();
}

#[test]
fn a_snapshot_is_one_moment_while_people_write() {
    let house = House::new("busy");
    house.fill(20);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for writer in 0..3 {
            let (store, over) = (&house.store, &over);
            scope.spawn(move || {
                let visit = || boss(store);
                let id = notes::create(&visit(), Note::default(), &[1, 2, 3], &format!("{writer}"))
                    .unwrap();
                let mut n = 0;
                while !over.load(Ordering::Relaxed) {
                    n += 1;
                    notes::raise(&visit(), id, 1, &format!("{writer} {n}")).unwrap();
                    store
                        .vault()
                        .keep(&content(writer * 1000 + n, 500)[..], 1 << 20)
                        .unwrap();
                }
            });
        }
        for round in 0..4 {
            let before = house.store.newest();
            let at = NOW.plus(round * 1000);
            let (path, summary) =
                snapshot::create(&house.store, &house.at("snapshots"), at).unwrap();
            assert!((before..=house.store.newest()).contains(&summary.seq));
            assert_eq!(summary.tables["journal"], summary.seq);
            assert_eq!(house.verify(&path).unwrap(), summary);
            let to = format!("restored {round}");
            house.restore(&path, &to).unwrap();
            let store = open(&house.at(&to), &house.unlock).unwrap();
            assert_eq!(store.newest(), summary.seq);
            prove(&store).unwrap();
        }
        over.store(true, Ordering::Relaxed);
    });
    prove(&house.store).unwrap();
}

// ── keys ──

#[test]
fn every_key_of_the_house_opens_it_and_no_other() {
    let mut house = House::new("keys");
    house.fill(2);
    house.store.close();
    let data = house.at("data");
    let passphrase = Unlock::passphrase("correct horse battery staple");
    let ring = KeyRing::open(&data, &house.unlock).unwrap();
    ring.add("passphrase", &passphrase).unwrap();
    ring.save(&data).unwrap();
    drop(house.store);
    house.store = Store::open(&data, ring, notes::schema(), &options()).unwrap();
    let (path, summary) = house.snapshot();

    for (n, unlock) in [&house.unlock, &passphrase].into_iter().enumerate() {
        assert_eq!(
            snapshot::verify(&path, unlock, &notes::schema()).unwrap(),
            summary
        );
        let to = house.at(&format!("by key {n}"));
        snapshot::restore(&path, unlock, &notes::schema(), &to, NOW).unwrap();
        // What was restored opens with either, whichever restored it.
        for unlock in [&house.unlock, &passphrase] {
            assert_eq!(seen(&open(&to, unlock).unwrap()), seen(&house.store));
        }
    }
    let stranger = key_file(&house.at("stranger"));
    for unlock in [stranger, Unlock::passphrase("Correct horse battery staple")] {
        let to = house.at("refused");
        let verified = snapshot::verify(&path, &unlock, &notes::schema()).unwrap_err();
        let restored = snapshot::restore(&path, &unlock, &notes::schema(), &to, NOW).unwrap_err();
        for error in [verified, restored] {
            assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
            let text = error.to_string();
            assert!(
                text.contains("does not open") && text.contains("key file, passphrase"),
                "{text}"
            );
        }
        assert!(!to.join("atrium.db").exists() && !to.join("restoring").exists());
    }
    let open_head = fs::read(&path).unwrap();
    let line = open_head.split(|byte| *byte == b'\n').next().unwrap();
    let line = String::from_utf8(line.to_vec()).unwrap();
    assert!(
        line.contains("key file") && !line.contains("wrapped"),
        "{line}"
    );
}

#[test]
fn nothing_can_be_read_without_a_key() {
    let house = House::new("plain");
    house.fill(20);
    let secret = b"A secret that must not show";
    let file = secret.repeat(100);
    house.store.vault().keep(&file[..], 1 << 20).unwrap();
    let (path, _) = house.snapshot();
    house.store.close();
    let mut read = 0;
    let mut folders = vec![house.scratch.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for file in fs::read_dir(folder).unwrap() {
            let file = file.unwrap().path();
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let bytes = fs::read(&file).unwrap();
            for word in [&secret[2..8], b"notes.create", b"redb"] {
                assert!(
                    !bytes.windows(word.len()).any(|window| window == word),
                    "{} can be read",
                    file.display()
                );
            }
            read += 1;
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o077;
            assert!(
                mode == 0 || file.ends_with("lock"),
                "{} is open to others",
                file.display()
            );
        }
    }
    assert!(read >= 5 && path.exists());
}

// ── damage ──

#[test]
fn a_changed_bit_anywhere_is_found() {
    let house = House::new("bits");
    house.fill(40);
    house.keep(1, 100_000);
    let (path, summary) = house.snapshot();
    let whole = fs::read(&path).unwrap();
    let open_head = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let spoilt = house.at("spoilt.snapshot");
    let mut rng = Rng::new(1);
    for n in 0..100 {
        // The first positions lie in age's own header, where keys are wrapped.
        let at = match n {
            0..20 => open_head + n * 13,
            _ => open_head + rng.index(whole.len() - open_head),
        };
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << rng.below(8);
        fs::write(&spoilt, bytes).unwrap();
        let found = house.verify(&spoilt);
        assert!(found.is_err(), "byte {at} of {}", whole.len());
    }
    for len in [
        0,
        10,
        open_head - 1,
        open_head,
        open_head + 30,
        open_head + 1000,
        whole.len() / 2,
        whole.len() - 1,
    ] {
        fs::write(&spoilt, &whole[..len]).unwrap();
        let found = house.verify(&spoilt);
        assert!(found.is_err(), "the first {len} bytes of {}", whole.len());
    }
    let more = [&whole[..], b"x"].concat();
    fs::write(&spoilt, more).unwrap();
    house.verify(&spoilt).unwrap_err();
    fs::write(&spoilt, &whole).unwrap();
    assert_eq!(house.verify(&spoilt).unwrap(), summary);
    assert!(!house.at("spoilt.verifying").exists());
}

/// The open line is for people to find the right one; it must not make an old one look new.
#[test]
fn a_snapshot_under_another_date_is_found() {
    let house = House::new("relabel");
    house.fill(3);
    let (path, summary) = house.snapshot();
    let whole = fs::read(&path).unwrap();
    let end = whole.iter().position(|byte| *byte == b'\n').unwrap();
    let line = String::from_utf8(whole[..end].to_vec()).unwrap();
    for (was, is) in [
        (
            format!("\"at\":{}", summary.at),
            format!("\"at\":{}", summary.at + 86_400_000),
        ),
        ("\"seq\":3".to_owned(), "\"seq\":4".to_owned()),
        ("\"name\":\"".to_owned(), "\"name\":\"another ".to_owned()),
    ] {
        assert!(line.contains(&was));
        let relabelled = house.at("relabelled.snapshot");
        let bytes = [line.replace(&was, &is).as_bytes(), &whole[end..]].concat();
        fs::write(&relabelled, bytes).unwrap();
        assert!(house.verify(&relabelled).is_err(), "{is}");
    }
}

// ── files ──

#[test]
fn a_damaged_file_is_named_and_never_delivered_whole() {
    let house = House::new("vault");
    let vault = house.store.vault();
    let mut rng = Rng::new(2);
    for size in [1, 1000, (1 << 16) - 1, 1 << 16, 200_000] {
        let file = house.keep(size as u64, size);
        let path = house
            .at("data/files")
            .join(&file.name[..2])
            .join(&file.name[2..]);
        let len = fs::metadata(&path).unwrap().len() as usize;
        vault.verify(&file).unwrap();
        for n in 0..12 {
            let at = match n {
                0 => 0,
                1 => len - 1,
                _ => rng.index(len),
            };
            let bit = rng.below(8) as u8;
            flip(&path, at, bit);
            let found = vault.verify(&file).unwrap_err().to_string();
            assert!(
                found.contains(&file.name) && found.contains("damaged"),
                "{found}"
            );
            spoilt(vault, &file, size);
            flip(&path, at, bit);
        }
        vault.verify(&file).unwrap();
        // Cut short, or gone.
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..len - 1]).unwrap();
        assert!(vault.verify(&file).is_err());
        spoilt(vault, &file, size);
        fs::remove_file(&path).unwrap();
        let gone = vault.verify(&file).unwrap_err().to_string();
        assert!(
            gone.contains(&file.name) && gone.contains("missing"),
            "{gone}"
        );
        fs::write(&path, &whole).unwrap();
    }
}

/// Reads as a careless reader would, which goes on after an error: the whole is never delivered,
/// and what there is does not end as if it were whole.
fn spoilt(vault: &Vault, file: &FileRef, size: usize) {
    let Ok(mut reader) = vault.read(file) else {
        return;
    };
    let mut got = 0;
    let mut chunk = vec![0; 7_001];
    loop {
        match reader.read(&mut chunk) {
            Ok(0) => panic!("{got} of {size} bytes end as if they were all"),
            Ok(n) => got += n,
            Err(_) => break,
        }
        assert!(got < size, "the last byte is out");
    }
    assert!(
        reader.read(&mut chunk).is_err(),
        "after an error comes an end"
    );
}

#[test]
fn one_file_under_anothers_name_is_found() {
    let house = House::new("swap");
    let (one, two) = (house.keep(1, 5000), house.keep(2, 5000));
    let path = |file: &FileRef| {
        house
            .at("data/files")
            .join(&file.name[..2])
            .join(&file.name[2..])
    };
    fs::copy(path(&two), path(&one)).unwrap();
    let vault = house.store.vault();
    let found = vault.verify(&one).unwrap_err().to_string();
    assert!(found.contains(&one.name), "{found}");
    spoilt(vault, &one, 5000);
    // A record that is wrong about the size doesn't get the file by halves either.
    for size in [0, 4999, 5001] {
        let wrong = FileRef {
            size,
            ..two.clone()
        };
        assert!(vault.verify(&wrong).is_err(), "{size}");
    }
    // A snapshot does not carry on what is damaged.
    let (snapshot, _) = house.snapshot();
    house.verify(&snapshot).unwrap_err();
}

#[test]
fn parts_of_a_file_are_parts_of_it() {
    let house = House::new("parts");
    let vault = house.store.vault();
    let mut rng = Rng::new(3);
    for size in [0, 1, 1 << 16, 200_001] {
        let (file, whole) = (house.keep(size as u64, size), content(size as u64, size));
        assert_eq!(read(vault, &file).unwrap(), whole);
        let mut asked = vec![
            (0, size),
            (0, 1),
            (size, 0),
            (size, 10),
            (size.saturating_sub(1), 10),
            (0, size + 10),
        ];
        asked.extend((0..20).map(|_| (rng.index(size + 1), rng.index(1 << 17))));
        for (from, len) in asked {
            let want = &whole[from.min(size)..(from + len).min(size)];
            let got = vault.read_range(&file, from as u64, len as u64);
            assert!(
                got.as_deref() == Ok(want),
                "{from}+{len} of {size}: {:?}",
                got.map(|got| got.len())
            );
        }
        let beyond = vault.read_range(&file, size as u64 + 1, 1);
        assert!(beyond.as_ref().is_ok_and(Vec::is_empty), "{beyond:?}");
        let far = vault.read_range(&file, u64::MAX, u64::MAX);
        assert!(far.as_ref().is_ok_and(Vec::is_empty), "{far:?}");
    }
    let file = house.keep(9, 200_000);
    let path = house
        .at("data/files")
        .join(&file.name[..2])
        .join(&file.name[2..]);
    flip(&path, 150_000, 1);
    assert_eq!(
        vault.read_range(&file, 0, 1000).unwrap(),
        &content(9, 200_000)[..1000]
    );
    let spoilt = vault
        .read_range(&file, 140_000, 1000)
        .unwrap_err()
        .to_string();
    assert!(spoilt.contains(&file.name), "{spoilt}");
}

#[test]
fn what_can_not_be_taken_in_whole_leaves_nothing() {
    struct Breaks(usize);
    impl Read for Breaks {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.0 = self
                .0
                .checked_sub(1)
                .ok_or(io::ErrorKind::ConnectionReset)?;
            out.fill(7);
            Ok(out.len())
        }
    }
    let house = House::new("half");
    let vault = house.store.vault();
    let large = vault.keep(&content(1, 5000)[..], 4999).unwrap_err();
    assert_eq!(large.status(), 422, "{large:?}");
    vault.keep(&content(1, 4999)[..], 4999).unwrap();
    vault.keep(Breaks(3), 1 << 30).unwrap_err();
    let top = || {
        fs::read_dir(house.at("data/files"))
            .unwrap()
            .map(|file| file.unwrap())
    };
    assert!(top().all(|file| file.path().is_dir()));
    let names = vault.names().unwrap();
    assert_eq!(names.len(), 1);
    for name in ["../keys.json", "..", "", &names[0][..63]] {
        let stray = FileRef {
            name: name.to_owned(),
            size: 1,
        };
        assert_eq!(vault.verify(&stray), Err(Error::NotFound), "{name}");
    }
    // What a crash left is swept when the store opens.
    fs::write(house.at("data/files/abc.new"), "half").unwrap();
    house.store.close();
    let House {
        scratch,
        unlock,
        store,
    } = house;
    drop(store);
    let store = open(&scratch.path().join("data"), &unlock).unwrap();
    assert!(!scratch.path().join("data/files/abc.new").exists());
    store.vault().forget(&names[0]).unwrap();
    store.vault().forget(&names[0]).unwrap();
    assert!(store.vault().names().unwrap().is_empty());
}
