//! The doctor names what is broken and says what to do, each breakage by itself in a house that is otherwise well; and
//! changes nothing.

mod around;
mod commands;
mod data;

use std::{
    collections::BTreeMap,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
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
        mail::{self, InboundMailbox, InboundPassword, MailServer, Security},
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
                scanned: false,
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
            change.insert(server)?;
            let mailbox = InboundMailbox {
                on: true,
                host: "127.0.0.1".into(),
                port: 1,
                username: "reply".into(),
                address: "reply@atrium.example".into(),
                ..InboundMailbox::default()
            };
            change.insert(InboundPassword {
                account: mailbox.account(),
                ..InboundPassword::default()
            })?;
            change.insert(mailbox).map(drop)
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
        // How full this machine is, is not what is told.
        .env("ATRIUM_DISK_RESERVE_MB", "1")
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
