//! A restore, a rotation, a first start, a new key and a new file, each ended at every call it makes on folders and files: what is
//! found afterwards is what was or what was to be, whole, and the next start goes on by itself.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use atrium::{
    base::Result,
    data::{
        FileRef, FileSystem, KeyRing, Query, Store, StoreOptions, Unlock, keys, rotate_on, snapshot,
    },
};

use super::{
    Scratch, caught,
    notes::{self, NEWEST, NOW, Note, Spot, boss},
    options,
    oracle::prove,
    quiet_panics,
    sim_disk::Rng,
    sim_files::{End, SimFiles},
};

const FOLDER: &str = "/srv/house";

/// What people see of a house: its notes, its journal, its files.
#[derive(Debug, PartialEq, Eq, Clone)]
struct Seen {
    titles: Vec<String>,
    journal: u64,
    files: Vec<String>,
}

fn at(folder: &Path, files: &Arc<dyn FileSystem>, unlock: &Unlock) -> Result<Arc<Store>> {
    let options = StoreOptions {
        files: files.clone(),
        ..options()
    };
    let ring = KeyRing::open_on(&**files, folder, unlock)?;
    Store::open(folder, ring, notes::schema(), &options)
}

fn open(files: &SimFiles, unlock: &Unlock) -> Result<Arc<Store>> {
    at(Path::new(FOLDER), &shared(files), unlock)
}

fn shared(files: &SimFiles) -> Arc<dyn FileSystem> {
    Arc::new(files.clone())
}

fn seen(store: &Arc<Store>) -> Seen {
    let notes = boss(store).list::<Note>(Query::by(NEWEST).limit(usize::MAX));
    let names = store.vault().names().unwrap();
    Seen {
        titles: notes.unwrap().rows.into_iter().map(|n| n.title).collect(),
        journal: store.newest(),
        files: names,
    }
}

/// Three notes in a house, a file for each, and more of both after its snapshot.
struct Scene {
    _scratch: Scratch,
    unlock: Unlock,
    snapshot: PathBuf,
    /// The house that the snapshot is to replace, and what is seen of both.
    house: SimFiles,
    old: Seen,
    new: Seen,
}

fn content(n: usize) -> Vec<u8> {
    vec![n as u8; 20_000 + n]
}

fn fill(store: &Arc<Store>, from: usize, to: usize) {
    for n in from..to {
        let note = notes::draft(&format!("Note {n}"), Spot::default());
        notes::create(&boss(store), note, &[1], &format!("fill {n}")).unwrap();
        store.vault().keep(&content(n)[..], 1 << 20).unwrap();
    }
}

fn scene() -> Scene {
    let scratch = Scratch::new("restores");
    let key = scratch.path().join("key");
    keys::write_key_file(&key).unwrap();
    let unlock = Unlock::key_file(&key).unwrap();
    let data = scratch.path().join("data");
    let ring = Store::init(&data, "key file", &unlock).unwrap();
    let store = Store::open(&data, ring, notes::schema(), &options()).unwrap();
    fill(&store, 0, 3);
    let (snapshot, _) = snapshot::create(&store, &scratch.path().join("snapshots"), NOW).unwrap();
    let new = seen(&store);
    store.close();
    let house = SimFiles::new();
    restore(&house, &snapshot, &unlock).unwrap();
    let store = open(&house, &unlock).unwrap();
    assert_eq!(seen(&store), new);
    fill(&store, 3, 5);
    let old = seen(&store);
    store.close();
    drop(store);
    leave_an_index(&house);
    Scene {
        _scratch: scratch,
        unlock,
        snapshot,
        house: house.copy(),
        old,
        new,
    }
}

fn restore(files: &SimFiles, path: &Path, unlock: &Unlock) -> Result<Option<PathBuf>> {
    let schema = notes::schema();
    let folder = Path::new(FOLDER);
    snapshot::restore_on(&shared(files), path, unlock, &schema, folder, NOW)
        .map(|(_, replaced)| replaced)
}

/// Every file is what its name says, and nothing is left lying about.
fn is_sound(files: &SimFiles, store: &Arc<Store>) {
    prove(store).unwrap();
    let folder = Path::new(FOLDER);
    for left in [
        "swap.json",
        "restoring",
        "files/restoring",
        "rotating",
        "files/rotating",
        "starting",
    ] {
        let there = files.look(&folder.join(left)).unwrap();
        assert!(there.is_none(), "{left} is left");
    }
    for name in store.vault().names().unwrap() {
        let read = (0..5).any(|n| store.vault().verify(&named(&name, n)).is_ok());
        assert!(read, "{name} is damaged");
    }
}

/// A folder of the index, as a server leaves it.
fn leave_an_index(files: &SimFiles) {
    let folder = Path::new(FOLDER).join("search/1");
    files.create_folder(&folder).unwrap();
    files.put_whole(&folder.join("meta.json"), b"sealed");
}

/// An index is of one house, and opens with its key.
fn no_index_is_left(files: &SimFiles) {
    let there = files.look(&Path::new(FOLDER).join("search")).unwrap();
    assert!(there.is_none(), "the index of what stood there is left");
}

/// Nothing is left that the key from before opens.
fn nothing_is_kept(files: &SimFiles) {
    for folder in ["", "files"] {
        let names = files.names(&Path::new(FOLDER).join(folder)).unwrap();
        let kept = names.iter().find(|name| name.starts_with("replaced-"));
        assert!(kept.is_none(), "{folder}: {kept:?} is left");
    }
}

fn named(name: &str, n: usize) -> FileRef {
    FileRef {
        name: name.to_owned(),
        size: content(n).len() as u64,
    }
}

#[derive(Default, Debug)]
struct Sums {
    ends: u64,
    old: u64,
    new: u64,
    again: u64,
}

/// Ends a restore at one call, and what goes on with it at a few more.
fn ended_at(scene: &Scene, calls: u64, end: End, sums: &mut Sums) {
    let mut rng = Rng::new(calls * 2 + u64::from(end == End::Killed));
    let files = scene.house.copy();
    files.end_after(calls, rng.next());
    let _ = caught(true, || restore(&files, &scene.snapshot, &scene.unlock));
    assert!(files.ended(), "call {calls} is none");
    let mut files = files.after(end);
    for _ in 0..rng.below(3) {
        files.end_after(rng.below(30), rng.next());
        let _ = caught(true, || open(&files, &scene.unlock).map(drop));
        files = files.after(end);
        sums.again += 1;
    }
    let store = open(&files, &scene.unlock).unwrap_or_else(|e| panic!("{calls} {end:?}: {e}"));
    let found = seen(&store);
    is_sound(&files, &store);
    store.close();
    if found == scene.new {
        no_index_is_left(&files);
    }
    sums.ends += 1;
    sums.old += u64::from(found == scene.old);
    sums.new += u64::from(found == scene.new);
    assert!(
        found == scene.old || found == scene.new,
        "{calls} {end:?}: {found:?}"
    );
}

/// How many calls a restore makes, and in which one it comes to be.
fn calls(scene: &Scene) -> (u64, u64) {
    let files = scene.house.copy();
    let replaced = restore(&files, &scene.snapshot, &scene.unlock).unwrap();
    assert_eq!(
        replaced,
        Some(Path::new(FOLDER).join(format!("replaced-{}", NOW.0)))
    );
    let calls = (files.steps(), files.renamed_in("swap.json").unwrap());
    // What stood there is a whole house too.
    let kept = at(&replaced.unwrap(), &shared(&files), &scene.unlock).unwrap();
    assert_eq!(seen(&kept), scene.old);
    prove(&kept).unwrap();
    calls
}

fn ends_anywhere(scene: &Scene) {
    quiet_panics();
    let (all, noted) = calls(scene);
    let mut sums = Sums::default();
    // Until the swap is noted nothing is replaced: a few calls stand for all of those.
    let staging = (0..noted - 6).step_by(1 + noted as usize / 16);
    for call in staging.chain(noted - 6..all) {
        for end in [End::Killed, End::PowerCut] {
            ended_at(scene, call, end, &mut sums);
        }
    }
    println!("{all} calls, {sums:?}");
    assert!(sums.old > 10 && sums.new > 40, "{sums:?}");
}

#[test]
fn a_restore_that_ends_anywhere_leaves_one_house_whole() {
    ends_anywhere(&scene());
}

#[test]
fn a_restore_onto_files_on_a_disk_of_their_own_does_too() {
    let scene = scene();
    scene.house.mount(&Path::new(FOLDER).join("files"));
    ends_anywhere(&scene);
}

/// Whatever call it ends at, the data opens with what opened it before, and everything is there; once it is done, the keys
/// from before open none of it.
#[test]
fn the_datas_key_is_rotated_or_not_whatever_it_ends_at() {
    quiet_panics();
    let scene = scene();
    let folder = Path::new(FOLDER);
    let ring = |files: &SimFiles| KeyRing::open_on(&*shared(files), folder, &scene.unlock).unwrap();
    let rotate = |files: &SimFiles| rotate_on(&shared(files), folder, &scene.unlock, NOW);
    for mounted in [false, true] {
        if mounted {
            scene.house.mount(&folder.join("files"));
        }
        let files = scene.house.copy();
        let before = files.read_whole(&folder.join("keys.json"));
        assert_eq!(rotate(&files).unwrap().files, scene.old.files.len());
        let all = files.steps();
        let noted = files.renamed_in("swap.json").unwrap();
        nothing_is_kept(&files);
        no_index_is_left(&files);
        let rotated = files.read_whole(&folder.join("keys.json"));
        files.put_whole(&folder.join("keys.json"), &before);
        assert!(
            open(&files, &scene.unlock).is_err(),
            "the keys from before open it"
        );
        files.put_whole(&folder.join("keys.json"), &rotated);
        let staging = (0..noted - 6).step_by(1 + noted as usize / 16);
        for call in staging.chain(noted - 6..all) {
            for end in [End::Killed, End::PowerCut] {
                let files = scene.house.copy();
                let held = ring(&files);
                files.end_after(call, call);
                let _ = caught(true, || rotate(&files).map(drop));
                assert!(files.ended(), "call {call} is none");
                let files = files.after(end);
                let store =
                    open(&files, &scene.unlock).unwrap_or_else(|e| panic!("{call} {end:?}: {e}"));
                assert_eq!(seen(&store), scene.old, "{call} {end:?}");
                assert_eq!(store.keys().verifying(), held.verifying());
                is_sound(&files, &store);
                nothing_is_kept(&files);
                if files.read_whole(&folder.join("keys.json")) != before {
                    no_index_is_left(&files);
                }
                store.close();
            }
        }
    }
}

#[test]
fn a_first_start_that_ends_anywhere_can_begin_again() {
    quiet_panics();
    let unlock = Unlock::Identity(zeroize::Zeroizing::new(identity()));
    let folder = Path::new(FOLDER);
    let files = SimFiles::new();
    Store::init_on(&shared(&files), folder, "key file", &unlock).unwrap();
    let (mut none, mut whole) = (0, 0);
    for call in 0..files.steps() {
        for end in [End::Killed, End::PowerCut] {
            let files = SimFiles::new();
            files.end_after(call, call);
            let made = caught(true, || {
                Store::init_on(&shared(&files), folder, "key file", &unlock).map(drop)
            });
            assert!(files.ended() && !matches!(made, Ok(Ok(()))));
            let files = files.after(end);
            match Store::init_on(&shared(&files), folder, "key file", &unlock) {
                Ok(_) => none += 1,
                Err(error) if error.status() == 409 => whole += 1,
                Err(error) => panic!("{call} {end:?}: {error}"),
            }
            let store = open(&files, &unlock).unwrap();
            notes::create(&boss(&store), Note::default(), &[1], "first").unwrap();
            is_sound(&files, &store);
            store.close();
        }
    }
    assert!(none > 20 && whole > 5, "{none} {whole}");
}

fn identity() -> String {
    use age::secrecy::ExposeSecret;
    let identity = age::x25519::Identity::generate();
    identity.to_string().expose_secret().to_owned()
}

#[test]
fn whoever_is_let_in_is_in_or_out_and_nobody_is_lost() {
    let scene = scene();
    let paper = identity();
    let paper = Unlock::Identity(zeroize::Zeroizing::new(paper));
    let (mut call, mut let_in, mut outside) = (0, 0, 0);
    loop {
        let mut done = false;
        for end in [End::Killed, End::PowerCut] {
            let files = scene.house.copy();
            let store = open(&files, &scene.unlock).unwrap();
            files.end_after(call, call);
            let told = store.let_in("recovery", &paper.recipient().unwrap());
            done |= !files.ended();
            assert_eq!(told.is_ok(), store.keys().slots().len() == 2);
            drop(store);
            let files = files.after(end);
            open(&files, &scene.unlock).unwrap().close();
            match open(&files, &paper) {
                Ok(store) => {
                    store.close();
                    let_in += 1;
                }
                Err(_) if told.is_ok() => panic!("{call} {end:?}: was told and isn't in"),
                Err(_) => outside += 1,
            }
        }
        if done {
            break;
        }
        call += 1;
    }
    assert!(let_in > 1 && outside > 3, "{let_in} {outside}");
}

#[test]
fn a_file_that_was_kept_stays_and_one_that_was_not_leaves_nothing() {
    let scene = scene();
    let content = vec![9; 40_000];
    let mut call = 0;
    loop {
        let mut done = false;
        for end in [End::Killed, End::PowerCut] {
            let files = scene.house.copy();
            let store = open(&files, &scene.unlock).unwrap();
            files.end_after(call, call);
            let kept = store.vault().keep(&content[..], 1 << 20);
            done |= !files.ended();
            drop(store);
            let files = files.after(end);
            let store = open(&files, &scene.unlock).unwrap();
            let names = store.vault().names().unwrap();
            let more = names.len() - scene.old.files.len();
            assert!(more <= 1);
            if let Ok(file) = kept {
                store.vault().verify(&file).unwrap();
            }
            for name in names.iter().filter(|n| !scene.old.files.contains(n)) {
                let size = content.len() as u64;
                let name = name.clone();
                store.vault().verify(&FileRef { name, size }).unwrap();
            }
            let top = files.names(&Path::new(FOLDER).join("files")).unwrap();
            assert!(top.iter().all(|name| !name.ends_with(".new")), "{top:?}");
            store.close();
        }
        if done {
            break;
        }
        call += 1;
    }
    assert!(call > 5);
}

/// What can't be gone on with is named, and nothing is opened or made meanwhile.
#[test]
fn a_restore_that_can_not_be_finished_is_told() {
    quiet_panics();
    let scene = scene();
    let (_, noted) = calls(&scene);
    let files = scene.house.copy();
    files.end_after(noted, 1);
    restore(&files, &scene.snapshot, &scene.unlock).unwrap_err();
    let files = files.after(End::Killed);
    let staged = Path::new(FOLDER).join("restoring/keys.json");
    let keys = files.read_whole(&staged);
    files.remove_file(&staged).unwrap();
    files
        .remove_file(&Path::new(FOLDER).join("keys.json"))
        .unwrap();
    for _ in 0..2 {
        let error = open(&files, &scene.unlock).map(drop).unwrap_err();
        let text = error.to_string();
        for word in ["interrupted", "keys.json", "restoring", "replaced-"] {
            assert!(text.contains(word), "{text}");
        }
        let init = Store::init_on(
            &shared(&files),
            Path::new(FOLDER),
            "key file",
            &scene.unlock,
        );
        assert!(init.is_err());
    }
    files.put_whole(&staged, &keys);
    let store = open(&files, &scene.unlock).unwrap();
    assert_eq!(seen(&store), scene.new);
}
