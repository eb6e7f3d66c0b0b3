//! Who can open a house, who can't, and what they are told.

use std::{fs, path::Path, sync::Arc};

use age::{secrecy::ExposeSecret, x25519};
use atrium::{
    base::{Error, Result},
    data::{KeyRing, Store, Unlock, keys, rotate},
};
use zeroize::Zeroizing;

use super::{
    Scratch,
    notes::{self, Note, boss},
    options,
    oracle::prove,
};

fn open(folder: &Path, unlock: &Unlock) -> Result<Arc<Store>> {
    Store::open(
        folder,
        KeyRing::open(folder, unlock)?,
        notes::schema(),
        &options(),
    )
}

fn key_file(path: &Path) -> Unlock {
    keys::write_key_file(path).unwrap();
    Unlock::key_file(path).unwrap()
}

fn refused<T>(opened: Result<T>, says: &[&str]) {
    match opened.map(drop) {
        Err(Error::Unavailable(why)) if says.iter().all(|part| why.contains(part)) => {}
        other => panic!("{other:?} is no refusal that says {says:?}"),
    }
}

#[test]
fn each_slot_opens_and_nothing_else_does() {
    let scratch = Scratch::new("slots");
    let folder = scratch.path().join("data");
    assert!(!KeyRing::exists(&folder));
    let file = key_file(&scratch.path().join("key"));
    let ring = Store::init(&folder, "key file", &file).unwrap();
    assert!(KeyRing::exists(&folder));

    let passphrase = Unlock::passphrase("correct horse");
    ring.add("passphrase", &passphrase).unwrap();
    // Of the recovery key only the public half is ever here.
    let paper = x25519::Identity::generate();
    ring.add_recipient("recovery key", &paper.to_public().to_string(), None)
        .unwrap();
    ring.save(&folder).unwrap();
    let paper = Unlock::Identity(Zeroizing::new(paper.to_string().expose_secret().to_owned()));

    for (n, unlock) in [&file, &passphrase, &paper].into_iter().enumerate() {
        let store = open(&folder, unlock).unwrap();
        assert_eq!(store.durable(), n as u64);
        assert_eq!(store.keys().pepper(), ring.pepper());
        assert_eq!(store.keys().verifying(), ring.verifying());
        notes::create(&boss(&store), Note::default(), &[], &format!("{n}")).unwrap();
    }
    let names = "key file, passphrase, recovery key";
    for unlock in [
        key_file(&scratch.path().join("stranger")),
        Unlock::passphrase("Correct horse"),
        Unlock::passphrase(""),
    ] {
        refused(open(&folder, &unlock), &["does not open", names]);
    }
    refused(
        open(&folder, &Unlock::Identity(Zeroizing::new("no key".into()))),
        &["not readable"],
    );
    assert_eq!(
        ring.add_recipient("x", "age1nonsense", None)
            .map_err(|e| e.status()),
        Err(409)
    );
    prove(&open(&folder, &file).unwrap()).unwrap();
}

#[test]
fn a_slot_given_anew_closes_the_old_way_in() {
    let scratch = Scratch::new("renew");
    let folder = scratch.path().join("data");
    let (old, new) = (Unlock::passphrase("old"), Unlock::passphrase("new"));
    let ring = Store::init(&folder, "passphrase", &old).unwrap();
    ring.add("passphrase", &new).unwrap();
    assert_eq!(ring.slots().len(), 1);
    ring.save(&folder).unwrap();
    refused(KeyRing::open(&folder, &old), &["passphrase"]);
    let renewed = KeyRing::open(&folder, &new).unwrap();
    assert_eq!(
        renewed.pepper(),
        ring.pepper(),
        "the data was not encrypted anew"
    );
}

#[test]
fn key_files_are_read_as_people_leave_them() {
    let scratch = Scratch::new("key-files");
    let path = scratch.path().join("keys/key");
    let folder = scratch.path().join("data");
    let unlock = key_file(&path);
    Store::init(&folder, "key file", &unlock).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let key = text
        .lines()
        .find(|line| line.starts_with("AGE-SECRET-KEY-"))
        .unwrap();
    for text in [
        key.to_owned(),
        format!("\n# ours\r\n  {key}  \r\n"),
        format!("{key}\n{key}"),
    ] {
        fs::write(&path, text).unwrap();
        KeyRing::open(&folder, &Unlock::key_file(&path).unwrap()).unwrap();
    }
    fs::write(&path, "# nothing here\n").unwrap();
    refused(
        Unlock::key_file(&path),
        &["holds no key", "AGE-SECRET-KEY-"],
    );
    fs::write(&path, &key[..key.len() - 3]).unwrap();
    refused(
        KeyRing::open(&folder, &Unlock::key_file(&path).unwrap()),
        &["not readable"],
    );
    refused(
        Unlock::key_file(&scratch.path().join("missing")),
        &["missing", "can't be read"],
    );
}

#[test]
fn a_damaged_list_of_slots_is_a_clear_error() {
    let scratch = Scratch::new("slots-damaged");
    let unlock = key_file(&scratch.path().join("key"));
    let folder = scratch.path().join("data");
    let ring = Store::init(&folder, "key file", &unlock).unwrap();
    let path = folder.join("keys.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, &text[..text.len() / 2]).unwrap();
    refused(KeyRing::open(&folder, &unlock), &["keys.json", "damaged"]);
    // Any digit of the wrapped key.
    let from = text.find("\"wrapped\"").unwrap() + 12;
    let to = text[from..].find('"').unwrap() + from;
    for at in (from..to - 1).step_by(11) {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        fs::write(&path, bytes).unwrap();
        refused(KeyRing::open(&folder, &unlock), &["does not open"]);
    }
    fs::write(
        &path,
        "{\"format\":1,\"slots\":[{\"name\":\"key file\",\"recipient\":\"\",\"wrapped\":\"é\"}]}",
    )
    .unwrap();
    refused(KeyRing::open(&folder, &unlock), &["does not open"]);
    fs::write(&path, text).unwrap();
    assert_eq!(
        KeyRing::open(&folder, &unlock).unwrap().pepper(),
        ring.pepper()
    );
    fs::remove_file(&path).unwrap();
    refused(KeyRing::open(&folder, &unlock), &["keys.json"]);
}

/// The data of one house under the keys of another: refused, and not touched.
#[test]
fn a_wrong_master_key_opens_nothing_and_spoils_nothing() {
    let scratch = Scratch::new("master");
    let folder = scratch.path().join("data");
    let ring = |byte: u8| KeyRing::in_memory([byte; 32]);
    let open = |byte: u8| Store::open(&folder, ring(byte), notes::schema(), &options());
    let store = open(1).unwrap();
    notes::create(&boss(&store), Note::default(), &[1], "one").unwrap();
    refused(open(1), &["Another Atrium"]);
    store.close();
    drop(store);
    let path = folder.join("atrium.db");
    let before = fs::read(&path).unwrap();
    refused(open(2), &["can't be opened", "wrong key"]);
    assert!(fs::read(&path).unwrap() == before);
    prove(&open(1).unwrap()).unwrap();
    // A first start that was cut off has left a file under a temporary name.
    fs::remove_file(&path).unwrap();
    fs::write(folder.join("atrium.new"), "half a database").unwrap();
    assert_eq!(open(1).unwrap().durable(), 0);
    assert!(path.exists() && !folder.join("atrium.new").exists());
}

#[test]
fn snapshots_of_before_and_after_a_rotation_both_restore() {
    let scratch = Scratch::new("rotated-snapshots");
    let folder = scratch.path().join("data");
    let file = key_file(&scratch.path().join("key"));
    Store::init(&folder, "key file", &file).unwrap();
    let at = atrium::base::Moment::now();
    let take = |to: &str| {
        let store = open(&folder, &file).unwrap();
        notes::create(&boss(&store), Note::default(), &[], to).unwrap();
        let (path, _) =
            atrium::data::snapshot::create(&store, &scratch.path().join(to), at).unwrap();
        store.close();
        path
    };
    let before = take("before");
    rotate(&folder, &file, at).unwrap();
    let after = take("after");
    for (snapshot, seq) in [(before, 1), (after, 2)] {
        let into = scratch.path().join(format!("into-{seq}"));
        atrium::data::snapshot::restore(&snapshot, &file, &notes::schema(), &into, at).unwrap();
        let store = open(&into, &file).unwrap();
        prove(&store).unwrap();
        assert_eq!(store.durable(), seq);
        store.close();
    }
}
