//! The program at the shell, beside a house that is served and without one: what can cost a house or its backups.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        net::UnixStream,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use atrium::{
    base::{Moment, time},
    data::file_maintenance,
    features::administration,
    testing::house::{self, House},
};
use jiff::tz::TimeZone;

use super::killed::start;

fn atrium(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_atrium"));
    command
        .args(words)
        .arg("--data")
        .arg(folder)
        .env("ATRIUM_DISK_RESERVE_MB", "1");
    command
}

fn run(folder: &Path, words: &[&str]) -> Output {
    let mut child = atrium(folder, words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > until {
            child.kill().unwrap();
            panic!("{words:?} goes on");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&text).into_owned()
}

fn done(folder: &Path, words: &[&str]) -> String {
    let output = run(folder, words);
    assert!(output.status.success(), "{words:?}: {}", said(&output));
    said(&output)
}

fn refused(folder: &Path, words: &[&str]) -> String {
    let output = run(folder, words);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{words:?}: {}",
        said(&output)
    );
    said(&output)
}

/// An empty house, closed.
fn house(name: &str) -> PathBuf {
    let folder = house::fresh_folder(name).unwrap();
    house::open_store(&folder).unwrap().close();
    folder
}

/// A server that is gone with the test.
struct Served(Child);

impl Served {
    fn of(folder: &Path) -> Served {
        let (child, _) = start(folder);
        let socket = folder.join("control.sock");
        let until = Instant::now() + Duration::from_secs(60);
        while UnixStream::connect(&socket).is_err() {
            assert!(Instant::now() < until, "nobody listens to the shell");
            std::thread::sleep(Duration::from_millis(20));
        }
        Served(child)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const ALL: [&[&str]; 7] = [
    &["doctor"],
    &["serve", "--listen", "127.0.0.1:0"],
    &["init"],
    &["snapshot", "create"],
    &["journal", "verify"],
    &["user", "unlock", "a@example.org"],
    &["demo", "--no-serve"],
];

#[test]
fn a_house_that_lost_a_part_gets_no_empty_one_in_its_place() {
    let folder = house("lost");
    for part in ["atrium.db", "keys.json"] {
        let (here, away) = (folder.join(part), folder.join("away"));
        fs::rename(&here, &away).unwrap();
        for words in ALL {
            let text = refused(&folder, words);
            assert!(text.contains(part), "{words:?}: {text}");
            assert!(
                text.contains("atrium snapshot restore"),
                "{words:?}: {text}"
            );
            assert!(!here.exists(), "{words:?} made {part}");
        }
        fs::rename(&away, &here).unwrap();
    }
    let text = refused(&folder, &["init"]);
    assert!(text.contains("has data already"), "{text}");
    done(&folder, &["journal", "verify"]);
    // What a restore staged on a new machine is no place for an empty house either.
    let empty = house::fresh_folder("staged").unwrap();
    fs::create_dir(empty.join("restoring")).unwrap();
    for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["doctor"][..]] {
        let text = refused(&empty, words);
        let told =
            text.contains("restoring") && text.contains("Restore again: atrium snapshot restore");
        assert!(told, "{words:?}: {text}");
    }
}

#[test]
fn an_emptied_database_is_no_empty_house() {
    let folder = house("emptied");
    let database = folder.join("atrium.db");
    fs::write(&database, "").unwrap();
    let whole: [&[&str]; 7] = [
        &["doctor"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["snapshot", "create"],
        &["journal", "verify"],
        &["user", "unlock", "a@example.org"],
        &["compact"],
        &["key", "rotate"],
    ];
    for words in whole {
        let text = refused(&folder, words);
        assert!(text.contains("atrium.db is empty"), "{words:?}: {text}");
        assert!(
            text.contains("atrium snapshot restore"),
            "{words:?}: {text}"
        );
        let long = fs::metadata(&database).unwrap().len();
        assert_eq!(long, 0, "{words:?} made a house of it");
    }
    for words in [&["init"][..], &["demo", "--no-serve"][..]] {
        refused(&folder, words);
        assert_eq!(fs::metadata(&database).unwrap().len(), 0, "{words:?}");
    }
}

#[test]
fn a_restore_lies_whole_beside_files_on_another_disk() {
    let folder = house("mounted");
    let elsewhere = Path::new("/dev/shm").join(folder.file_name().unwrap());
    if fs::create_dir(&elsewhere).is_err() {
        return;
    }
    let store = house::open_store(&folder).unwrap();
    store.vault().keep(&[7; 40_000][..], 1 << 20).unwrap();
    store.close();
    drop(store);
    let snapshot = done(&folder, &["snapshot", "create"]);
    let snapshot = snapshot.lines().next().unwrap();
    let files = folder.join("files");
    let shelf = fs::read_dir(&files).unwrap().next().unwrap().unwrap();
    let inside = fs::read_dir(shelf.path()).unwrap().next().unwrap().unwrap();
    let there = elsewhere.join(shelf.file_name());
    fs::create_dir(&there).unwrap();
    fs::copy(inside.path(), there.join(inside.file_name())).unwrap();
    fs::remove_dir_all(&files).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &files).unwrap();
    let told = done(&folder, &["snapshot", "restore", snapshot]);
    let kept = told.lines().last().unwrap().rsplit(' ').next().unwrap();
    let kept = Path::new(kept.trim_end_matches('.'));
    assert!(there.join(inside.file_name()).exists());
    let was = kept
        .join("files")
        .join(shelf.file_name())
        .join(inside.file_name());
    assert!(was.exists(), "{}", was.display());
    done(&folder, &["journal", "verify"]);
    // What was replaced lies among the files then, and is none of them.
    let seen = said(&run(&folder, &["doctor"]));
    assert!(seen.contains("the service can read and write"), "{seen}");
    fs::remove_dir_all(&elsewhere).unwrap();
    assert_eq!(
        fs::metadata(kept).unwrap().permissions().mode() & 0o777,
        0o700
    );
}

#[test]
fn no_way_in_takes_the_place_of_another_and_one_can_be_taken_away() {
    let folder = house("ways-in");
    let [first, second] = ["first.key", "second.key"].map(|name| folder.join(name));
    let opens = |key: &Path| {
        let words = ["key", "list", "--key-file", key.to_str().unwrap()];
        run(&folder, &words).status.success()
    };
    let tried = || {
        for key in [&first, &second] {
            done(&folder, &["key", "add-recovery", key.to_str().unwrap()]);
        }
        assert!(opens(&first) && opens(&second));
        let listed = done(&folder, &["key", "list"]);
        assert!(listed.contains("recovery 2"), "{listed}");
        // The name is what the service's own key has, and what the paper in the safe has.
        let own = listed
            .split_whitespace()
            .find(|word| word.starts_with("age1"));
        let stranger = "age1ccp30cd2n2zlexcsfx2zfr5e450gy7z7fl4pcccxdaq2leln0sqschgxdk";
        for (name, recipient) in [
            ("key file", stranger),
            ("recovery", stranger),
            ("another", own.unwrap()),
        ] {
            let told = refused(&folder, &["key", "add-recipient", name, recipient]);
            assert!(told.contains("opens the data already"), "{told}");
        }
        let told = refused(&folder, &["key", "remove", "key file"]);
        assert!(told.contains("so it stays"), "{told}");
        let told = refused(&folder, &["key", "remove", "nobody"]);
        assert!(told.contains("There is: key file, recovery"), "{told}");
        done(&folder, &["key", "remove", "recovery"]);
        assert!(!opens(&first) && opens(&second));
        done(&folder, &["key", "remove", "recovery 2"]);
        for key in [&first, &second] {
            fs::remove_file(key).unwrap();
        }
    };
    tried();
    let served = Served::of(&folder);
    tried();
    // With a key that stays in hand, what the server opens the data with is still not taken from it.
    done(&folder, &["key", "add-recovery", first.to_str().unwrap()]);
    let words = [
        "key",
        "remove",
        "key file",
        "--key-file",
        first.to_str().unwrap(),
    ];
    let told = refused(&folder, &words);
    assert!(told.contains("so it stays"), "{told}");
    drop(served);
    done(&folder, &["journal", "verify"]);
}

#[test]
fn a_key_that_is_added_beside_the_server_opens_its_next_snapshot() {
    let folder = house("added-key");
    let served = Served::of(&folder);
    let key = folder.join("recovery.key");
    done(&folder, &["key", "add-recovery", key.to_str().unwrap()]);
    let to = folder.join("elsewhere");
    let made = done(
        &folder,
        &["snapshot", "create", "--to", to.to_str().unwrap()],
    );
    let snapshot = made.lines().next().unwrap();
    let with_it = [
        "snapshot",
        "verify",
        snapshot,
        "--key-file",
        key.to_str().unwrap(),
    ];
    done(&folder, &with_it);
    assert!(done(&folder, &["key", "list"]).contains("recovery"));
    // A name that is no recipient changes nothing and leaves no key behind.
    let text = refused(&folder, &["key", "add-recipient", "paper", "age1nonsense"]);
    assert!(text.contains("age1nonsense"), "{text}");
    drop(served);
    done(
        &folder,
        &["journal", "verify", "--key-file", key.to_str().unwrap()],
    );
}

#[test]
fn one_command_at_the_shell_waits_for_no_other() {
    let folder = house("shell");
    let _served = Served::of(&folder);
    // Somebody who says nothing is listened to for ten seconds; one after the other, these would take thirty.
    let silent: Vec<UnixStream> = (0..3)
        .map(|_| UnixStream::connect(folder.join("control.sock")).unwrap())
        .collect();
    let began = Instant::now();
    done(&folder, &["journal", "verify"]);
    assert!(
        began.elapsed() < Duration::from_secs(25),
        "{:?}",
        began.elapsed()
    );
    drop(silent);
}

/// Another snapshot, as if it had been taken at another time.
fn dated(snapshot: &Path, at: Moment, name: &str) -> PathBuf {
    let bytes = fs::read(snapshot).unwrap();
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    let mut head: serde_json::Value = serde_json::from_slice(&bytes[..end]).unwrap();
    head["at"] = at.0.into();
    let path = snapshot.with_file_name(format!("{name}.snapshot"));
    fs::write(&path, [head.to_string().as_bytes(), &bytes[end..]].concat()).unwrap();
    path
}

#[test]
fn snapshots_made_at_the_shell_are_kept_as_the_configuration_says() {
    let folder = house("pruned");
    fs::write(folder.join("atrium.toml"), "snapshot_keep = 3").unwrap();
    let snapshots = folder.join("snapshots");
    let first = done(&folder, &["snapshot", "create"]);
    let first = Path::new(first.lines().next().unwrap()).to_owned();
    let now = Moment::now();
    let old: Vec<PathBuf> = (1..=4)
        .map(|day| dated(&first, now.plus(-day * time::DAY), &format!("old-{day}")))
        .collect();
    let ahead: Vec<PathBuf> = (1..=14)
        .map(|n| dated(&first, now.plus(n * 365 * time::DAY), &format!("ahead-{n}")))
        .collect();
    fs::remove_file(&first).unwrap();
    let made = done(&folder, &["snapshot", "create"]);
    let made = Path::new(made.lines().next().unwrap());
    assert!(made.exists() && old[0].exists() && old[1].exists());
    assert!(!old[2].exists() && !old[3].exists());
    assert!(
        ahead.iter().all(|path| path.exists()),
        "what a clock misdated is left to people"
    );
    // To a folder of one's own nothing is removed from.
    let own = folder.join("own");
    fs::create_dir(&own).unwrap();
    for path in &ahead[..4] {
        fs::rename(path, own.join(path.file_name().unwrap())).unwrap();
    }
    done(
        &folder,
        &["snapshot", "create", "--to", own.to_str().unwrap()],
    );
    assert_eq!(fs::read_dir(&own).unwrap().count(), 5);
    let told = said(&run(&folder, &["doctor"]));
    assert!(told.contains("dated") && told.contains("clock"), "{told}");
    assert_eq!(fs::read_dir(&snapshots).unwrap().count(), 3 + 10);
    // The newest that can be is read whole, though others are dated after it.
    let about = |told: &str| -> Vec<String> {
        let lines = told.lines().filter(|line| line.contains("snapshot"));
        lines.map(str::to_owned).collect()
    };
    let mut bytes = fs::read(made).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(made, bytes).unwrap();
    let damaged = said(&run(&folder, &["doctor"]));
    assert_ne!(about(&told), about(&damaged), "{damaged}");
}

#[test]
fn a_clock_that_was_ahead_neither_stops_the_snapshots_nor_takes_them() {
    let house = House::with_cast().unwrap();
    let mut it = house.api("it-administrator").unwrap();
    let take = |it: &mut atrium::testing::client::Client| {
        let taken = it.post_json("/api/v1/snapshots", &serde_json::json!({}));
        assert_eq!(taken.status, 201, "{}", taken.text());
        taken.json()["id"].as_str().unwrap().to_owned()
    };
    let folder = house.folder.join("snapshots");
    let first = folder.join(take(&mut it));
    let now = Moment::now();
    for n in 0..14 {
        // By as much as clocks are set right all the time, and by years.
        dated(&first, now.plus(time::MINUTE + n), &format!("near-{n}"));
        dated(
            &first,
            now.plus(30 * 365 * time::DAY + n),
            &format!("ahead-{n}"),
        );
    }
    fs::remove_file(&first).unwrap();
    let taken = folder.join(take(&mut it));
    assert!(taken.exists(), "what was just taken is there");
    for n in 0..14 {
        let _ = fs::remove_file(folder.join(format!("near-{n}.snapshot")));
    }
    fs::rename(&taken, folder.join("away")).unwrap();
    let due = administration::take_due(&house.store, Moment::now(), &TimeZone::UTC).unwrap();
    let due = folder.join(due.expect("one is due").name);
    assert!(due.exists());
    let drill = administration::drill_due(
        &house.store,
        Moment::at(now.day(&TimeZone::UTC), 23 * 60 + 59, &TimeZone::UTC),
        &TimeZone::UTC,
    )
    .unwrap()
    .unwrap();
    assert_eq!(drill.trouble, "", "the drill takes the newest that can be");
    let health = it.get("/api/v1/health").json();
    let checks = health["checks"].as_array().unwrap().clone();
    let of = |key: &str| checks.iter().find(|check| check["id"] == key).cloned();
    assert_eq!(of("clock").unwrap()["grade"], "act");
    let last = of("snapshot").unwrap();
    assert!(!last["value"].as_str().unwrap().contains("205"), "{last}");
    // Whoever watches from elsewhere hears of the same one, and of everything else where none can be listed.
    let metrics = |it: &mut atrium::testing::client::Client| {
        let answer = it.get("/api/v1/metrics");
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    };
    let told = metrics(&mut it);
    let at = told
        .lines()
        .find_map(|line| line.strip_prefix("atrium_snapshot_time_seconds "));
    let at: f64 = at.unwrap_or_else(|| panic!("{told}")).parse().unwrap();
    assert!(at * 1000.0 < now.plus(time::DAY).0 as f64, "{at}");
    fs::rename(&folder, house.folder.join("elsewhere")).unwrap();
    fs::write(&folder, "no folder").unwrap();
    let told = metrics(&mut it);
    assert!(!told.contains("snapshot_time_seconds") && told.contains("atrium_writable 1"));
}

#[test]
fn the_last_snapshot_that_passed_a_drill_stays() {
    let house = House::with_cast().unwrap();
    let mut it = house.api("it-administrator").unwrap();
    let none = serde_json::json!({});
    let taken = it.post_json("/api/v1/snapshots", &none).json();
    let name = taken["id"].as_str().unwrap();
    let checked = it.post_json(&format!("/api/v1/snapshots/{name}/verify"), &none);
    assert_eq!(checked.json()["outcome"], "good", "{}", checked.text());
    let proven = house.folder.join("snapshots").join(name);
    let others: Vec<PathBuf> = (1..=20)
        .map(|n| dated(&proven, Moment::now().plus(n), &format!("later-{n}")))
        .collect();
    assert_eq!(it.post_json("/api/v1/snapshots", &none).status, 201);
    assert!(
        proven.exists(),
        "nobody knows whether the others bring anything back"
    );
    assert_eq!(others.iter().filter(|path| path.exists()).count(), 13);
}

#[test]
fn a_damaged_database_gives_no_snapshot_and_costs_none() {
    let folder = house("damaged");
    let store = house::open_store(&folder).unwrap();
    let visit = atrium::data::Visit::system(&store, Moment::now(), TimeZone::UTC);
    atrium::testing::cast::set_up(&visit, atrium::features::sign_in::new_totp_secret).unwrap();
    drop(visit);
    store.close();
    drop(store);
    fs::write(folder.join("atrium.toml"), "snapshot_keep = 1").unwrap();
    let good = done(&folder, &["snapshot", "create"]);
    let good = Path::new(good.lines().next().unwrap()).to_owned();
    let path = folder.join("atrium.db");
    let whole = fs::read(&path).unwrap();
    let mut told = 0;
    for part in 1..16 {
        let mut bytes = whole.clone();
        let at = bytes.len() * part / 16;
        for byte in &mut bytes[at..at + 64] {
            *byte ^= 0x55;
        }
        fs::write(&path, bytes).unwrap();
        let output = run(&folder, &["snapshot", "create"]);
        if output.status.success() {
            // It hit a page that nothing uses.
            let made = said(&output);
            done(
                &folder,
                &["snapshot", "verify", made.lines().next().unwrap()],
            );
            fs::write(&path, &whole).unwrap();
            continue;
        }
        let text = said(&output);
        assert!(text.contains("damaged"), "{text}");
        told += 1;
        fs::write(&path, &whole).unwrap();
        if told == 3 {
            break;
        }
    }
    assert!(told > 0, "nothing that is used was hit");
    let kept = fs::read_dir(good.parent().unwrap()).unwrap().count();
    assert_eq!(kept, 1, "one is there, and a good one");
}

/// `sudo atrium ...` on a house that a service's own user has: whatever it writes, that user can read.
#[test]
fn a_compacted_house_holds_what_it_held() {
    let folder = house("compact");
    let store = house::open_store(&folder).unwrap();
    for n in 0..200u8 {
        let file = store.keep(&[n; 15_000][..], 1 << 20).unwrap();
        assert_eq!(file.size, 15_000);
    }
    let size = || fs::metadata(folder.join("atrium.db")).unwrap().len();
    let full = size();
    let later = Moment::now().plus(40 * time::DAY);
    file_maintenance::sweep(&store, later, 0).unwrap();
    store.close();
    drop(store);
    // How much of it the end of the file gives back by itself depends on where the pages happened to lie.
    let before = size();
    let told = done(&folder, &["compact"]);
    assert!(
        size() <= before && size() * 2 < full,
        "{full}, {before}: {told}"
    );
    done(&folder, &["journal", "verify"]);
    let served = Served::of(&folder);
    let text = refused(&folder, &["compact"]);
    assert!(text.contains("Stop it first"), "{text}");
    drop(served);
}

#[test]
fn what_root_writes_belongs_to_the_houses_owner() {
    const SERVICE: u32 = 48_211;
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return;
    }
    let folder = house("owned");
    fs::write(folder.join("files/left"), "x").unwrap();
    fn all(folder: &Path, each: &mut dyn FnMut(&Path)) {
        each(folder);
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            match path.is_dir() && !path.is_symlink() {
                true => all(&path, each),
                false => each(&path),
            }
        }
    }
    all(&folder, &mut |path| {
        chown(path, Some(SERVICE), Some(SERVICE)).unwrap()
    });
    fs::set_permissions(folder.join("keys.json"), fs::Permissions::from_mode(0o640)).unwrap();
    let key = folder.join("recovery.key");
    done(&folder, &["key", "add-recovery", key.to_str().unwrap()]);
    let mode = |name: &str| {
        let held = fs::metadata(folder.join(name)).unwrap();
        held.permissions().mode() & 0o777
    };
    assert_eq!(mode("keys.json"), 0o640, "as it was");
    assert_eq!(mode("recovery.key"), 0o600);
    let made = done(&folder, &["snapshot", "create"]);
    done(
        &folder,
        &["snapshot", "verify", made.lines().next().unwrap()],
    );
    done(&folder, &["journal", "verify"]);
    done(
        &folder,
        &["snapshot", "restore", made.lines().next().unwrap()],
    );
    run(&folder, &["doctor"]);
    all(&folder, &mut |path| {
        let held = fs::symlink_metadata(path).unwrap();
        assert_eq!(held.uid(), SERVICE, "{}", path.display());
    });
    fs::remove_file(folder.join("lock")).unwrap();
    done(&folder, &["journal", "verify"]);
    assert_eq!(fs::metadata(folder.join("lock")).unwrap().uid(), SERVICE);
}
