//! Secrets are seen by whom they are for and nobody else: not in the log, not in the journal or its copies, not in what a
//! snapshot tells. And every sign-in, well or failed, stands in the journal with who, when and from where.

use std::{
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, Once, PoisonError},
};

use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use atrium::{
    base::{Moment, time},
    data::{JournalEntry, JournalQuery, Visit},
    features::{
        administration, devices, history,
        people::{self, User},
        sign_in,
    },
    testing::{
        cast,
        client::{Client, Response},
        house::House,
        pkcs12,
    },
};

/// What the program logs, kept while a test listens. There is one log in a process, however many tests run in it.
static LOG: Mutex<Option<Vec<u8>>> = Mutex::new(None);

struct IntoLog;

impl Write for IntoLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(kept) = &mut *LOG.lock().unwrap() {
            kept.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Listens until it is dropped; one test at a time.
struct Log {
    _alone: MutexGuard<'static, ()>,
}

impl Log {
    fn said(&self) -> String {
        let kept = LOG.lock().unwrap().clone().unwrap_or_default();
        String::from_utf8(kept).unwrap()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        *LOG.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Everything Atrium itself would say at its most talkative, and what the libraries say as it is shipped.
fn listen() -> Log {
    static ONE: Mutex<()> = Mutex::new(());
    static STARTED: Once = Once::new();
    let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    STARTED.call_once(|| {
        let levels: Targets = "warn,atrium=trace".parse().unwrap();
        let lines = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(|| IntoLog);
        let log_of = tracing_subscriber::registry().with(levels).with(lines);
        log_of.try_init().unwrap();
    });
    *LOG.lock().unwrap() = Some(Vec::new());
    Log { _alone: alone }
}

/// What nobody may find, each with what it is.
#[derive(Default)]
struct Secrets(Vec<(&'static str, String)>);

impl Secrets {
    fn keep(&mut self, what: &'static str, secret: impl Into<String>) -> String {
        let secret = secret.into();
        assert!(secret.len() >= 6, "{what}: {secret}");
        self.0.push((what, secret.clone()));
        secret
    }

    /// Codes are short: only those that stand alone are meant.
    fn in_text(&self, place: &str, text: &str) {
        for (what, secret) in &self.0 {
            let found = text.match_indices(secret.as_str()).any(|(at, _)| {
                let alone = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
                secret.len() > 6
                    || alone(text[..at].chars().next_back())
                        && alone(text[at + secret.len()..].chars().next())
            });
            assert!(!found, "{place} tells {what}: {secret}");
        }
    }

    fn in_bytes(&self, place: &Path, bytes: &[u8]) {
        for (what, secret) in self.0.iter().filter(|(_, secret)| secret.len() > 8) {
            let found = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!found, "{} holds {what}: {secret}", place.display());
        }
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split(after).next().unwrap()
}

fn cookies(secrets: &mut Secrets, client: &Client) {
    for (name, value) in client.cookies() {
        if value.len() >= 32 && !name.ends_with("toast") {
            secrets.keep("a cookie", value);
        }
    }
}

fn sign_in(client: &mut Client, email: &str, password: &str) -> Response {
    client.post_form("/sign-in", &[("email", email), ("password", password)])
}

/// Every entry there is, as it is stored.
fn entries(house: &House) -> Vec<JournalEntry> {
    let sought = house
        .visit()
        .seek_journal(&history::VIEW, &JournalQuery::default(), None, 10_000)
        .unwrap();
    sought.found.into_iter().map(|told| told.entry).collect()
}

fn there<T>(read: io::Result<T>) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => panic!("{e}"),
    }
}

fn each_file(folder: &Path, look: &mut dyn FnMut(&Path)) {
    // What is written beside it and renamed may be gone by now.
    let Some(entries) = there(std::fs::read_dir(folder)) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => each_file(&path, look),
            false => look(&path),
        }
    }
}

#[test]
fn no_secret_is_found_in_log_journal_exports_or_snapshot() {
    let log = listen();
    let house = House::empty().unwrap();
    let mut secrets = Secrets::default();
    // Set-up, with its token and a first wrong one.
    let doors = house.store.service::<sign_in::LoginService>().unwrap();
    let token = secrets.keep("the set-up token", doors.open_set_up(Moment::now()));
    let password = secrets.keep("a password", "violet tram over the quiet hill");
    let mut ines = house.client();
    let mut set_up = |token: &str, password: &str| {
        let form = [
            ("token", token),
            ("house", "Juniper & Hale"),
            ("name", "Ines Juniper"),
            ("email", "ines@juniperhale.example"),
            ("password", password),
        ];
        ines.post_form("/set-up", &form).status
    };
    let weak = secrets.keep("a refused password", "inesjuniper");
    let strange = secrets.keep("a wrong token", "f00dbabe11f00dbabe22f00d");
    assert_eq!(
        (set_up(&strange, &password), set_up(&token, &weak)),
        (422, 422)
    );
    assert_eq!(set_up(&token, &password), 303);
    // A wrong password, the right one, a second factor with its seed, code and recovery codes.
    let mut ines = house.client();
    let wrong = secrets.keep("a wrong password", "purple bus under the loud valley");
    assert_eq!(
        sign_in(&mut ines, "ines@juniperhale.example", &wrong).status,
        422
    );
    assert_eq!(
        sign_in(&mut ines, "nobody@juniperhale.example", &wrong).status,
        422
    );
    assert_eq!(
        sign_in(&mut ines, "ines@juniperhale.example", &password).status,
        303
    );
    cookies(&mut secrets, &ines);
    let page = ines.get("/me/second-factor").text();
    let seed = secrets.keep("a seed", between(&page, "name=\"seed\" value=\"", "\""));
    let code = secrets.keep("a code", sign_in::totp_at(&seed, Moment::now()).unwrap());
    let shown = ines
        .post_form("/me/second-factor", &[("seed", &seed), ("code", &code)])
        .text();
    let list = between(&shown, "class=\"codes\"", "</ol>").to_owned();
    let codes: Vec<&str> = list
        .split("<code>")
        .skip(1)
        .map(|part| part.split('<').next().unwrap())
        .collect();
    assert_eq!(codes.len(), 10);
    for code in &codes {
        secrets.keep("a recovery code", *code);
    }
    cookies(&mut secrets, &ines);
    assert_eq!(ines.post_form("/sign-out", &[]).status, 303);
    sign_in(&mut ines, "ines@juniperhale.example", &password);
    cookies(&mut secrets, &ines);
    let bad = secrets.keep("a wrong code", "090909");
    assert_eq!(
        ines.post_form("/sign-in/code", &[("code", &bad)]).status,
        422
    );
    assert_eq!(
        ines.post_form("/sign-in/code", &[("code", codes[0])])
            .status,
        303
    );
    cookies(&mut secrets, &ines);
    // A fresh proof, a changed password.
    assert_eq!(
        ines.post_form("/prove", &[("_to", "/me"), ("_proof", &password)])
            .status,
        307
    );
    let next = secrets.keep("the next password", "orange ferry beside the tall mill");
    let form = [("current", password.as_str()), ("password", next.as_str())];
    assert_eq!(ines.post_form("/me/password", &form).status, 303);
    cookies(&mut secrets, &ines);
    // Somebody is invited; their link is followed, and one that never was.
    let invited = ines.post_form(
        "/users",
        &[
            ("name", "Gus Orr"),
            ("email", "gus@juniperhale.example"),
            ("tier", "employee"),
            ("roles", &role(&house, "team-member")),
        ],
    );
    assert_eq!(invited.status, 200, "{}", invited.text());
    let page = invited.text();
    let link = between(&page, "/welcome/", "<").to_owned();
    let link: String = link
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let link = secrets.keep("a link", link);
    let mut gus = house.client();
    let stale = secrets.keep("a link that doesn't hold", format!("dead{}", &link[4..]));
    assert_eq!(gus.get(&format!("/welcome/{stale}")).status, 409);
    let first = gus.get(&format!("/welcome/{link}"));
    assert_eq!(gus.follow(first).status, 200);
    let his = secrets.keep("his password", "seven herons by the narrow lock");
    assert_eq!(gus.post_form("/welcome", &[("password", &his)]).status, 303);
    assert_eq!(
        gus.post_form("/forgot", &[("email", "gus@juniperhale.example")])
            .status,
        200
    );
    // A token for programs, used well and after its end.
    let id = people::Directory::of(&house.visit())
        .unwrap()
        .users
        .values()
        .find(|u| u.name == "Gus Orr")
        .unwrap()
        .id;
    let bearer = sign_in::add_token(&house.visit(), id, "nightly", 1, people::ADMINISTER).unwrap();
    let bearer = secrets.keep("a token", bearer);
    assert_eq!(
        house.client().with_bearer(&bearer).get("/api/v1/me").status,
        200
    );
    let guess = secrets.keep("a guessed token", format!("atr_{}", "0badcafe".repeat(8)));
    assert_eq!(
        house.client().with_bearer(&guess).get("/api/v1/me").status,
        401
    );
    // A device with its code and its certificate's password.
    let form = devices::RulesForm {
        rules: devices::EntryRules {
            devices: true,
            own_codes: true,
            ..devices::EntryRules::default()
        },
        version: None,
    };
    devices::set_rules(&house.visit(), form).unwrap();
    let enrol = devices::make_code(&house.visit(), id, None).unwrap();
    let enrol = secrets.keep("a device's code", enrol);
    let fields = [
        ("code", enrol.as_str()),
        ("name", "Laptop"),
        ("password", his.as_str()),
    ];
    let page = house.client().post_form("/devices/enrol", &fields).text();
    let pin = secrets.keep(
        "a certificate's password",
        between(&page, "Password of the file: <code data-copy=\"", "\""),
    );
    let word = secrets.keep("a word", between(&page, "name=\"word\" value=\"", "\""));
    let file = house
        .client()
        .post_form("/devices/enrol/file", &[("word", &word)]);
    assert!(pkcs12::open(&file.body, &pin).is_some());
    // The key of the house itself.
    let key = std::fs::read_to_string(house.folder.join("atrium.key")).unwrap();
    let key = key
        .lines()
        .find(|line| line.starts_with("AGE-SECRET-KEY-"))
        .unwrap();
    secrets.keep("the house's key", key);
    // A file no scanner would let go, and requests that are refused and that fail.
    assert_eq!(house.client().get("/leads").status, 303);
    std::thread::sleep(std::time::Duration::from_millis(1500));

    let logged = log.said();
    secrets.in_text("the log", &logged);
    let all = entries(&house);
    assert!(all.len() > 12, "{}", all.len());
    secrets.in_text("the journal", &format!("{all:?}"));
    let mut ines = ines;
    for format in ["csv", "jsonl"] {
        let copy = ines.post_form("/journal/export", &[("format", format)]);
        assert_eq!(copy.status, 200, "{}", copy.text());
        let text = copy.text();
        assert!(
            text.contains("sessions.start") || text.contains("Sign in"),
            "{text}"
        );
        secrets.in_text(format, &text);
        // The proof carries entries in hexadecimal.
        for (what, secret) in &secrets.0 {
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(!text.contains(&hex), "{format} tells {what}");
        }
    }
    for page in [
        "/journal",
        "/security",
        "/security?show=failed",
        "/health",
        "/backups",
        "/users",
    ] {
        secrets.in_text(page, &ines.get(page).text());
    }
    administration::take(&house.visit()).unwrap();
    secrets.in_text(
        "the list of snapshots",
        &ines.get("/api/v1/snapshots").text(),
    );
    let mut snapshots = 0;
    each_file(&house.folder, &mut |path| {
        if path.ends_with("atrium.key") {
            return;
        }
        let Some(bytes) = there(std::fs::read(path)) else {
            return;
        };
        snapshots += usize::from(path.starts_with(house.folder.join("snapshots")));
        secrets.in_bytes(path, &bytes);
    });
    assert!(snapshots > 0, "the snapshot is among them");
}

fn role(house: &House, key: &str) -> String {
    let names = people::Directory::of(&house.visit()).unwrap();
    let role = names.roles.values().find(|role| role.key == key).unwrap();
    role.id.to_string()
}

/// The log has something to say in that test, or it would prove nothing.
#[test]
fn a_failure_is_logged_without_the_secret_in_its_address() {
    let log = listen();
    let house = House::with_cast().unwrap();
    struct Broken;
    impl sign_in::Check for Broken {
        fn lets_in(&self, _: &Visit, _: &User) -> atrium::base::Result<bool> {
            Err(atrium::base::Error::internal("out of order"))
        }
    }
    let mut omar = house.signed_in("sales-closer");
    house
        .store
        .provide(Arc::new(sign_in::Checks(vec![Box::new(Broken)])));
    let token = "feedc0de".repeat(8);
    assert_eq!(omar.get(&format!("/welcome/{token}")).status, 500);
    assert_eq!(omar.get("/leads").status, 500);
    let logged = log.said();
    assert!(
        logged.contains("out of order") && logged.contains("/leads"),
        "{logged}"
    );
    assert!(
        logged.contains("/welcome/{token}") && !logged.contains(&token),
        "{logged}"
    );
}

#[test]
fn every_sign_in_stands_in_the_journal_with_who_when_and_where() {
    let house = House::with_cast().unwrap();
    let begun = Moment::now();
    let omar = house.account("sales-closer").clone();
    let vera = house.account("administrator").clone();
    let before = house.store.newest();
    let far = |client: &mut Client, path: &str, fields: &[(&str, &str)]| {
        let body = atrium::testing::client::encode_form(fields);
        let headers = [
            ("x-forwarded-for", "10.9.8.7"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        client
            .request("POST", path, &headers, body.as_bytes())
            .status
    };
    let mut client = house.client();
    let try_in = |client: &mut Client, email: &str, password: &str| {
        far(
            client,
            "/sign-in",
            &[("email", email), ("password", password)],
        )
    };
    assert_eq!(try_in(&mut client, &omar.email, "not it, not at all"), 422);
    assert_eq!(
        try_in(
            &mut client,
            "nobody@juniperhale.example",
            "not it, not at all"
        ),
        422
    );
    assert_eq!(try_in(&mut client, &omar.email, cast::PASSWORD), 303);
    let mut admin = house.client();
    assert_eq!(try_in(&mut admin, &vera.email, cast::PASSWORD), 303);
    assert_eq!(far(&mut admin, "/sign-in/code", &[("code", "000000")]), 422);
    assert_eq!(
        far(&mut admin, "/sign-in/code", &[("code", &house.code(&vera))]),
        303
    );
    assert_eq!(far(&mut client, "/sign-out", &[]), 303);

    let told: Vec<JournalEntry> = entries(&house)
        .into_iter()
        // What a house makes of itself when it is first served comes from no address.
        .filter(|entry| entry.seq > before)
        .filter(|entry| !["rooms.furnish", "openers.learn"].contains(&entry.action.as_str()))
        .collect();
    for entry in &told {
        assert!(
            entry.at.since(begun) >= 0 && Moment::now().since(entry.at) >= 0,
            "{entry:?}"
        );
        assert_eq!(entry.address.as_deref(), Some("10.9.8.7"), "{entry:?}");
    }
    let note = |entry: &JournalEntry| entry.note.clone().unwrap_or_default();
    let of = |action: &str, user: u64, said: &str| {
        let fits = |entry: &&JournalEntry| {
            let about = entry.person == user || entry.subjects.iter().any(|of| of.id == user);
            entry.action == action && about && note(entry) == said
        };
        told.iter().filter(fits).count()
    };
    assert_eq!(of("sessions.start", omar.id.raw(), ""), 1, "{told:?}");
    assert_eq!(
        of(
            "sessions.start",
            vera.id.raw(),
            "Password right, code asked for"
        ),
        1
    );
    assert_eq!(of("sessions.start", vera.id.raw(), "Wrong code"), 1);
    assert_eq!(of("sessions.start", vera.id.raw(), ""), 1);
    assert_eq!(of("sessions.end", omar.id.raw(), ""), 1);
    let refused: Vec<String> = told
        .iter()
        .filter(|e| e.action == "sessions.refuse")
        .map(note)
        .collect();
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert!(
        refused.contains(&format!("{}: wrong password", omar.email)),
        "{refused:?}"
    );
    assert!(
        refused.contains(&"nobody@juniperhale.example: wrong password".to_owned()),
        "{refused:?}"
    );
    // People and programs read it, in UTC.
    let mut auditor = house.api("auditor").unwrap();
    let read = auditor
        .get("/api/v1/journal/search?action=sessions.start&network=10.9.8.0/24")
        .json();
    let items = read["items"].as_array().unwrap();
    assert_eq!(items.len(), 4, "{read}");
    for item in items {
        let at = item["at"].as_str().unwrap();
        assert!(at.ends_with('Z') && at.contains('T'), "{at}");
        let moment: Moment = at
            .parse::<jiff::Timestamp>()
            .map(|t| Moment(t.as_millisecond()))
            .unwrap();
        assert!(moment.since(begun).abs() < time::MINUTE, "{at}");
    }
}
