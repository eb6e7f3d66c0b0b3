//! The key, the keys, the database, the files, and the clock that wrote them.

use std::fs::{self, Permissions};

use super::*;

#[test]
fn keys_and_data_that_are_broken_are_named() {
    try_all(&[
        case(
            "a house that is well",
            0,
            &["lies beside the data", "entries hold", "is valid until"],
            |_| {},
        ),
        case(
            "the key can be read",
            1,
            &["atrium.key (read)", "chmod 600"],
            |f| mode(f, "atrium.key", 0o644),
        ),
        case(
            "the database can be changed",
            1,
            &["atrium.db (change)", "chmod 600"],
            |f| mode(f, "atrium.db", 0o666),
        ),
        case("the keys can be read", 1, &["keys.json (read)"], |f| {
            mode(f, "keys.json", 0o644)
        }),
        case(
            "the certificate's key can be read",
            1,
            &["key.pem (read)"],
            |f| mode(f, "tls/key.pem", 0o640),
        ),
        case(
            "the database can't be written",
            1,
            &["own rights", "atrium.db can't be changed", "chmod u+rw"],
            |f| mode(f, "atrium.db", 0o400),
        ),
        case(
            "the keys are closed to everybody",
            1,
            &["keys.json can't be changed"],
            |f| mode(f, "keys.json", 0o000),
        ),
        case(
            "the files are closed to new ones",
            1,
            &["files is closed to its own user", "chmod u+rwx"],
            |f| mode(f, "files", 0o500),
        ),
        case(
            "the snapshots are closed to new ones",
            1,
            &["snapshots is closed to its own user"],
            |f| mode(f, "snapshots", 0o500),
        ),
        case(
            "a folder in the database's place",
            1,
            &["atrium.db is a folder, where a file should be"],
            |f| {
                fs::remove_file(f.join("atrium.db")).unwrap();
                fs::create_dir(f.join("atrium.db")).unwrap();
            },
        ),
        case(
            "a file in the place of the files",
            1,
            &["files is a file, where a folder should be"],
            |f| {
                fs::remove_dir_all(f.join("files")).unwrap();
                fs::write(f.join("files"), "").unwrap();
            },
        ),
        case(
            "the configuration can be changed",
            1,
            &["atrium.toml (change)", "chmod 600"],
            |f| mode(f, "atrium.toml", 0o666),
        ),
        case(
            "others may put files among the files",
            1,
            &["/files (change)", "chmod 700 FOLDER"],
            |f| mode(f, "files", 0o777),
        ),
        case(
            "others may take snapshots away",
            1,
            &["/snapshots (change)", "chmod 700 FOLDER"],
            |f| mode(f, "snapshots", 0o770),
        ),
        case(
            "a database that was emptied",
            1,
            &[
                "atrium.db is empty",
                "no new house is made of it",
                "snapshot restore",
            ],
            |f| fs::write(f.join("atrium.db"), "").unwrap(),
        ),
        case("the folder is open", 0, &["chmod 700"], |f| {
            fs::set_permissions(f, Permissions::from_mode(0o755)).unwrap();
        }),
        case(
            "the key on the same disk",
            0,
            &["on the same disk", "key_file"],
            |f| {
                let apart = f.with_file_name("apart.key");
                fs::rename(f.join("atrium.key"), &apart).unwrap();
                configure(f, &format!("key_file = '{}'", apart.display()));
            },
        ),
        case(
            "no key",
            1,
            &["atrium.key can't be read", "bring back a copy"],
            |f| {
                fs::remove_file(f.join("atrium.key")).unwrap();
            },
        ),
        case("a key file without a key", 1, &["holds no key"], |f| {
            fs::write(f.join("atrium.key"), "garbage").unwrap()
        }),
        case(
            "another house's key",
            1,
            &["This key does not open the data", "Name the right one"],
            |f| {
                fs::remove_file(f.join("atrium.key")).unwrap();
                atrium::data::keys::write_key_file(&f.join("atrium.key")).unwrap();
            },
        ),
        case(
            "no keys",
            1,
            &[
                "keys.json, which opens the data, is missing",
                "Bring it back",
            ],
            |f| {
                fs::remove_file(f.join("keys.json")).unwrap();
            },
        ),
        case(
            "keys that are garbage",
            1,
            &["keys.json is damaged", "Bring it back from a copy"],
            |f| fs::write(f.join("keys.json"), "{").unwrap(),
        ),
        case(
            "no database",
            1,
            &["atrium.db, the database, is missing", "snapshot restore"],
            |f| {
                fs::remove_file(f.join("atrium.db")).unwrap();
            },
        ),
        case(
            "a database cut short",
            1,
            &["BROKEN", "snapshot restore"],
            |f| cut(&f.join("atrium.db")),
        ),
        case(
            "a database of garbage",
            1,
            &["can't be opened", "damaged"],
            |f| {
                let path = f.join("atrium.db");
                let long = fs::metadata(&path).unwrap().len() as usize;
                fs::write(path, vec![7; long]).unwrap();
            },
        ),
        case(
            "no files",
            1,
            &["/files is missing", "snapshot restore"],
            |f| fs::remove_dir_all(f.join("files")).unwrap(),
        ),
        case(
            "a damaged file",
            1,
            &["1 damaged; bring them back from a snapshot"],
            |f| {
                let inside = fs::read_dir(f.join("files"))
                    .unwrap()
                    .flatten()
                    .next()
                    .unwrap();
                flip(
                    &fs::read_dir(inside.path())
                        .unwrap()
                        .flatten()
                        .next()
                        .unwrap()
                        .path(),
                );
            },
        ),
        case(
            "no house",
            1,
            &["There is no house in", "atrium init"],
            |f| {
                fs::remove_dir_all(f).unwrap();
                fs::create_dir_all(f).unwrap();
            },
        ),
        case("no folder", 1, &["There is no folder", "--data"], |f| {
            fs::remove_dir_all(f).unwrap()
        }),
        case(
            "leftovers",
            0,
            &["leftovers", "keys.json.new", "restoring", "rm -r"],
            |f| {
                fs::write(f.join("keys.json.new"), "").unwrap();
                fs::create_dir_all(f.join("restoring")).unwrap();
            },
        ),
        case(
            "another clock's entry",
            1,
            &["newest entry of the journal", "timedatectl"],
            |f| {
                fs::copy(aside("ahead.db"), f.join("atrium.db")).unwrap();
            },
        ),
        case(
            "a clock far ahead",
            1,
            &["Nothing was written since", "timedatectl"],
            |f| {
                copy(&aside("alone"), f);
            },
        ),
        case(
            "an older database in its place",
            1,
            &["an older copy of the data"],
            |f| {
                fs::copy(aside("older.db"), f.join("atrium.db")).unwrap();
            },
        ),
        Case {
            name: "another process has it open",
            breaks: Box::new(|folder| {
                let lock = fs::File::create(folder.join("lock")).unwrap();
                lock.lock().unwrap();
                Some(Box::new(lock))
            }),
            code: 1,
            says: &["Another Atrium has", "Stop it first"],
        },
    ]);
}
