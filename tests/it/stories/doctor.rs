//! The doctor names what is broken and says what to do, each breakage by itself in a house that is otherwise well; and
//! changes nothing.

use std::{
    collections::BTreeMap,
    fs::{self, Permissions},
    net::TcpListener,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Arc, LazyLock},
};

use atrium::{
    base::{Moment, time},
    data::{Store, Unlock, Visit, snapshot},
    features::{
        administration::{self, Keeper},
        documents::{self, IncomingFile, NewDocument},
        mail::{self, MailServer, Security},
        people, sign_in,
    },
    testing::{
        cast,
        house::{fresh_folder, open_store},
    },
    web::server::pair,
};
use jiff::tz::TimeZone;

/// A house of ten days with everything in order, and beside it (`aside`) what it turns into when something breaks.
static HOUSE: LazyLock<PathBuf> = LazyLock::new(|| {
    let all = fresh_folder("doctor").unwrap();
    let (folder, aside) = (all.join("house"), all.join("aside"));
    fs::create_dir_all(aside.join("alone")).unwrap();
    for made in [
        &folder,
        &aside,
        &folder.join("snapshots"),
        &aside.join("snapshots"),
    ] {
        fs::create_dir_all(made).unwrap();
    }
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    let now = Moment::now();
    let at = |millis: i64| now.plus(millis);
    let open = || open_store(&folder).unwrap();
    let database = folder.join("atrium.db");
    let keep = |store: Arc<Store>, name: &str| {
        store.close();
        fs::copy(&database, aside.join(name)).unwrap();
    };
    let note = |store: &Arc<Store>, at: Moment| {
        let visit = Visit::system(store, at, TimeZone::UTC);
        visit
            .act(people::ADMINISTER, |change| {
                change.event();
                Ok(())
            })
            .unwrap();
    };
    let alone = open_store(&aside.join("alone")).unwrap();
    note(&alone, at(-400 * time::DAY));
    alone.close();

    let store = open();
    let visit = Visit::system(&store, at(-10 * time::DAY), TimeZone::UTC);
    let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
    fs::write(aside.join("email"), &accounts[0].email).unwrap();
    let large: Vec<u8> = (0..60_000u32).map(|n| (n * n % 251) as u8).collect();
    let file = store.keep(large.as_slice(), 1 << 20).unwrap();
    visit
        .act(documents::ADD, move |change| {
            let given = IncomingFile {
                file,
                name: "plan.pdf".into(),
                media_type: "application/pdf".into(),
            };
            documents::add(change, NewDocument::of(given)).map(drop)
        })
        .unwrap();
    snapshot::create(&store, &folder.join("snapshots"), at(-5 * time::DAY)).unwrap();
    note(&store, at(-time::HOUR));
    keep(store, "older.db");
    let store = open();
    note(&store, at(-time::MINUTE));
    snapshot::create(&store, &folder.join("snapshots"), at(0)).unwrap();
    snapshot::create(&store, &aside.join("snapshots"), at(3650 * time::DAY)).unwrap();
    let newest = snapshots(&folder)[0]
        .file_name()
        .unwrap()
        .to_string_lossy()
        .into_owned();
    let unlock = Unlock::key_file(&folder.join("atrium.key")).unwrap();
    let keeper = Keeper::new(folder.join("snapshots"), unlock, 24, 14, now);
    store.provide(Arc::new(keeper));
    let visit = Visit::system(&store, now, TimeZone::UTC);
    administration::drill(&visit, &newest).unwrap();
    drop(visit);
    keep(store, "now.db");
    let store = open();
    note(&store, at(2 * time::DAY));
    keep(store, "ahead.db");
    fs::copy(aside.join("now.db"), &database).unwrap();
    let store = open();
    let visit = Visit::system(&store, now, TimeZone::UTC);
    visit
        .act(mail::EDIT, |change| {
            let server = MailServer {
                on: true,
                host: "127.0.0.1".into(),
                port: 1,
                security: Security::Clear,
                from: "house@atrium.example".into(),
                ..MailServer::default()
            };
            change.insert(server).map(drop)
        })
        .unwrap();
    keep(store, "mail.db");
    fs::copy(aside.join("now.db"), &database).unwrap();
    write_pair(&folder, 300, "localhost");
    for listed in snapshot::list(&folder.join("snapshots")).unwrap().found {
        fs::set_permissions(listed.path, Permissions::from_mode(0o600)).unwrap();
    }
    folder
});

/// A certificate that runs out in so many days, with its key.
pub fn write_pair(folder: &Path, days: i64, name: &str) {
    let mut wanted = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    let day = |days: i64| {
        let iso = Moment::now().plus(days * time::DAY).rfc3339();
        let part = |at: std::ops::Range<usize>| iso[at].parse::<u32>().unwrap();
        rcgen::date_time_ymd(part(0..4) as i32, part(5..7) as u8, part(8..10) as u8)
    };
    (wanted.not_before, wanted.not_after) = match days > 1000 {
        true => (day(30), day(days)),
        false => (day(-90), day(days)),
    };
    let key = rcgen::KeyPair::generate().unwrap();
    let made = wanted.self_signed(&key).unwrap();
    fs::create_dir_all(folder.join("tls")).unwrap();
    for (path, text) in [
        (pair::certificate_path(folder), made.pem()),
        (pair::key_path(folder), key.serialize_pem()),
    ] {
        fs::write(&path, text).unwrap();
        fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
    }
}

/// Everything in a folder: path, mode and content.
fn everything(folder: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let mut out = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for file in fs::read_dir(&inside).unwrap().flatten() {
            let (path, found) = (file.path(), file.metadata().unwrap());
            let content = match found.is_dir() {
                true => {
                    folders.push(path.clone());
                    Vec::new()
                }
                false => fs::read(&path).unwrap_or_default(),
            };
            out.insert(path, (found.permissions().mode(), content));
        }
    }
    out
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for file in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(file.file_name());
        match file.metadata().unwrap().is_dir() {
            true => copy(&file.path(), &target),
            false => drop(fs::copy(file.path(), target).unwrap()),
        }
    }
}

fn atrium(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_atrium"))
        .args(words)
        .arg("--data")
        .arg(folder)
        .output()
        .unwrap()
}

/// One way to break a house, what the doctor's exit code is then, and what it says.
struct Case {
    name: &'static str,
    breaks: Box<dyn Fn(&Path) -> Kept + Send + Sync>,
    code: i32,
    says: &'static [&'static str],
}

/// What has to last while the doctor looks.
type Kept = Option<Box<dyn std::any::Any>>;

fn case(
    name: &'static str,
    code: i32,
    says: &'static [&'static str],
    breaks: impl Fn(&Path) + Send + Sync + 'static,
) -> Case {
    Case {
        name,
        breaks: Box::new(move |folder| {
            breaks(folder);
            None
        }),
        code,
        says,
    }
}

/// Runs each in a house of its own.
fn try_all(cases: &[Case]) {
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let (first, second) = cases.split_at(cases.len() / 2);
        let tried = [first, second].map(|some| {
            scope.spawn(move || some.iter().filter_map(try_one).collect::<Vec<String>>())
        });
        let found = tried.into_iter().flat_map(|tried| tried.join().unwrap());
        found.collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn try_one(case: &Case) -> Option<String> {
    let all = fresh_folder("doctor-case").unwrap();
    let folder = all.join("house");
    copy(&HOUSE, &folder);
    configure(&folder, "listen = '127.0.0.1:0'");
    let kept = (case.breaks)(&folder);
    let before = folder.exists().then(|| everything(&folder));
    let done = atrium(&folder, &["doctor"]);
    let after = folder.exists().then(|| everything(&folder));
    drop(kept);
    let (out, err) = (
        String::from_utf8_lossy(&done.stdout).into_owned(),
        String::from_utf8_lossy(&done.stderr).into_owned(),
    );
    let missing: Vec<_> = case
        .says
        .iter()
        .filter(|words| !out.contains(**words))
        .collect();
    let code = done.status.code();
    let fine = code == Some(case.code) && missing.is_empty() && !err.contains("panicked");
    let wrong = match (fine, before == after) {
        (true, true) => None,
        (_, same) => Some(format!(
            "{}: {code:?}, doesn't say {missing:?}, {}\n{out}{err}",
            case.name,
            if same { "unchanged" } else { "CHANGED" },
        )),
    };
    let _ = fs::remove_dir_all(&all);
    wrong
}

fn configure(folder: &Path, line: &str) {
    let path = folder.join("atrium.toml");
    let held = fs::read_to_string(&path).unwrap_or_default();
    let key = line.split(' ').next().unwrap();
    let kept: Vec<&str> = held.lines().filter(|held| !held.starts_with(key)).collect();
    fs::write(path, format!("{}\n{line}\n", kept.join("\n"))).unwrap();
}

fn mode(folder: &Path, name: &str, mode: u32) {
    fs::set_permissions(folder.join(name), Permissions::from_mode(mode)).unwrap();
}

fn aside(name: &str) -> PathBuf {
    HOUSE.with_file_name("aside").join(name)
}

/// The snapshots of a house, newest first.
fn snapshots(folder: &Path) -> Vec<PathBuf> {
    let listed = snapshot::list(&folder.join("snapshots")).unwrap().found;
    listed.into_iter().map(|listed| listed.path).collect()
}

fn cut(path: &Path) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() * 2 / 3)
        .unwrap();
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

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
            &["This key does not open the data"],
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
        case("keys that are garbage", 1, &["keys.json is damaged"], |f| {
            fs::write(f.join("keys.json"), "{").unwrap()
        }),
        case(
            "no database",
            1,
            &["atrium.db, the database, is missing", "snapshot restore"],
            |f| {
                fs::remove_file(f.join("atrium.db")).unwrap();
            },
        ),
        case("a database cut short", 1, &["BROKEN"], |f| {
            cut(&f.join("atrium.db"))
        }),
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

#[test]
fn what_stands_around_a_house_is_named_when_it_is_broken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken_at = taken.local_addr().unwrap();
    let mut cases = vec![
        case(
            "a certificate that ran out",
            1,
            &["The certificate ran out on", "tls/"],
            |f| write_pair(f, -3, "localhost"),
        ),
        case(
            "one that soon will",
            1,
            &["Browsers refuse it when it has run out"],
            |f| write_pair(f, 3, "localhost"),
        ),
        case(
            "one that will in a while",
            0,
            &["Renew it in the next weeks"],
            |f| write_pair(f, 20, "localhost"),
        ),
        case("one for later", 1, &["isn't valid before", "clock"], |f| {
            write_pair(f, 2000, "localhost")
        }),
        case(
            "one of another key",
            1,
            &["is not the key of", "Put both of one pair"],
            |f| {
                let key = fs::read(pair::key_path(f)).unwrap();
                write_pair(f, 300, "localhost");
                fs::write(pair::key_path(f), key).unwrap();
            },
        ),
        case(
            "garbage for a certificate",
            1,
            &["certificate.pem can't be used"],
            |f| {
                fs::write(pair::certificate_path(f), "garbage").unwrap();
            },
        ),
        case(
            "no certificate",
            1,
            &["certificate.pem is missing", "Bring it back"],
            |f| {
                fs::remove_file(pair::certificate_path(f)).unwrap();
            },
        ),
        case(
            "no key of it",
            1,
            &["key.pem is missing", "Bring it back"],
            |f| {
                fs::remove_file(pair::key_path(f)).unwrap();
            },
        ),
        case(
            "one for another name",
            0,
            &["isn't made for atrium.example"],
            |f| {
                configure(f, "public = 'https://atrium.example'");
            },
        ),
        case(
            "an address of another machine",
            1,
            &["is not an address of this machine"],
            |f| {
                configure(f, "listen = '192.0.2.1:8443'");
            },
        ),
        case(
            "one address for both listeners",
            1,
            &["portal_listen", "another port"],
            |f| {
                configure(f, "listen = '127.0.0.1:18443'");
                configure(f, "portal_listen = '127.0.0.1:18443'");
            },
        ),
        case(
            "an office that is the world",
            1,
            &["office holds 0.0.0.0/0"],
            |f| configure(f, "office = ['0.0.0.0/0']"),
        ),
        case("a key that is none", 1, &["uplod_mb is not a key"], |f| {
            configure(f, "uplod_mb = 3")
        }),
        case(
            "a configuration that can't be read",
            1,
            &["atrium.toml can't be used"],
            |f| {
                fs::write(f.join("atrium.toml"), "listen = ").unwrap();
            },
        ),
        case(
            "a scanner that is away",
            1,
            &["doesn't answer", "Start clamd"],
            |f| configure(f, "scanner = 'tcp:127.0.0.1:1'"),
        ),
        case(
            "no breach list",
            1,
            &["/nope/breached", "breached_passwords"],
            |f| {
                configure(f, "breached_passwords = '/nope/breached'");
            },
        ),
        case(
            "no certificates of authorities",
            1,
            &["/nope/ca.pem", "ca_file"],
            |f| configure(f, "ca_file = '/nope/ca.pem'"),
        ),
        case("no countries", 1, &["countries", "countries_file"], |f| {
            configure(f, "countries_file = '/nope/c.mmdb'")
        }),
        case(
            "a mail server that is away",
            1,
            &["mail server", "Nobody answers at 127.0.0.1, port 1"],
            |f| {
                configure(f, "public = 'https://localhost'");
                fs::copy(aside("mail.db"), f.join("atrium.db")).unwrap();
            },
        ),
        case(
            "a snapshot cut short",
            1,
            &["cut short", "remove it, or fetch its copy"],
            |f| cut(&snapshots(f)[0]),
        ),
        case(
            "an older one cut short",
            1,
            &["cut short", "remove it"],
            |f| cut(&snapshots(f)[1]),
        ),
        case(
            "a flipped bit in the newest",
            1,
            &["damaged or cut short"],
            |f| flip(&snapshots(f)[0]),
        ),
        case(
            "a snapshot of garbage",
            1,
            &["is not a readable snapshot"],
            |f| {
                fs::write(f.join("snapshots/x.snapshot"), "garbage").unwrap();
            },
        ),
        case(
            "old snapshots",
            1,
            &["Snapshots aren't taken any more", "snapshot create"],
            |f| {
                fs::remove_file(&snapshots(f)[0]).unwrap();
            },
        ),
        case("no snapshots", 1, &["the house has no backup"], |f| {
            for path in snapshots(f) {
                fs::remove_file(path).unwrap();
            }
        }),
        case(
            "no folder of snapshots",
            1,
            &["snapshots is missing", "is mounted"],
            |f| {
                fs::remove_dir_all(f.join("snapshots")).unwrap();
            },
        ),
        case(
            "a snapshot of the future",
            1,
            &["newest snapshot is of", "still to come"],
            |f| {
                copy(&aside("snapshots"), &f.join("snapshots"));
            },
        ),
    ];
    cases.push(case(
        "an address in use",
        1,
        &["is in use by another program"],
        move |f| {
            configure(f, &format!("listen = '{taken_at}'"));
        },
    ));
    // Only root can give a file away.
    let given = HOUSE.with_file_name("given");
    fs::write(&given, "").unwrap();
    if chown(&given, Some(12_345), None).is_ok() {
        cases.push(case(
            "a file of another user",
            1,
            &["keys.json belongs to another user", "chown"],
            |f| {
                chown(f.join("keys.json"), Some(12_345), None).unwrap();
            },
        ));
    }
    try_all(&cases);
    drop(taken);
}

#[test]
fn the_doctor_speaks_json_and_commands_say_what_they_refuse() {
    let done = atrium(&HOUSE, &["doctor", "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let of = |name: &str| {
        let all = told.as_array().unwrap();
        all.iter()
            .find(|check| check["check"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(of("journal")["ok"], true, "{told}");
    assert_eq!(of("key")["advice"], true, "{told}");
    let refused = |words: &[&str], why: &str| {
        let done = atrium(&HOUSE, words);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(1), "{words:?}: {said}");
        assert!(said.contains(why), "{words:?}: {said}");
    };
    let user = ["user", "add", "--name", "Ann", "--email"];
    refused(
        &[&user[..], &["notmail"]].concat(),
        "should look like ann@example.org",
    );
    refused(
        &[&user[..], &["a..b@example.org"]].concat(),
        "should look like",
    );
    let unseen = [
        "user",
        "add",
        "--email",
        "ann@example.org",
        "--name",
        "\u{200b}",
    ];
    refused(&unseen, "name is missing");
    let boss = fs::read_to_string(aside("email")).unwrap();
    let days = ["token", "create", "--user", &boss, "--days", "0"];
    refused(&days, "1 to 3650 days");
    refused(
        &["journal", "verify", "--since", "/nope"],
        "/nope can't be read",
    );
    refused(
        &["journal", "verify", "--copy", "/nope"],
        "/nope can't be read",
    );
}

/// Whoever reads a command's words may go before all of them are said.
#[test]
fn a_reader_that_leaves_is_no_failure() {
    for words in [&["version", "--sbom"][..], &["config", "show"], &["doctor"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_atrium"))
            .args(words)
            .arg("--data")
            .arg(&*HOUSE)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            matches!(done.status.code(), Some(0 | 1)),
            "{words:?}: {said}"
        );
        assert!(
            !said.contains("panicked") && !said.contains("Broken pipe"),
            "{said}"
        );
    }
}

/// A database with a few blocks turned into noise is opened, refused or named, and nothing dies of it.
#[test]
fn no_command_dies_of_a_damaged_database() {
    let all = fresh_folder("flips").unwrap();
    let folder = all.join("house");
    copy(&HOUSE, &folder);
    configure(&folder, "listen = '127.0.0.1:0'");
    let whole = fs::read(folder.join("atrium.db")).unwrap();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut found = 0;
    for round in 0..14 {
        let mut bytes = whole.clone();
        for _ in 0..=round {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let at = seed as usize % bytes.len();
            bytes[at] ^= 1 << (seed >> 60 & 7);
        }
        fs::write(folder.join("atrium.db"), &bytes).unwrap();
        for words in [&["doctor"][..], &["journal", "verify"]] {
            let done = atrium(&folder, words);
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            let code = done.status.code();
            assert!(
                matches!(code, Some(0 | 1)),
                "{round} {words:?}: {code:?} {said}"
            );
            assert!(!said.contains("panicked"), "{round} {words:?}: {said}");
            found += usize::from(words == ["doctor"] && code == Some(1));
            fs::write(folder.join("atrium.db"), &bytes).unwrap();
        }
    }
    assert!(
        found > 3,
        "{found} of 14 houses with noise in them were found out"
    );
    fs::remove_dir_all(&all).unwrap();
}
