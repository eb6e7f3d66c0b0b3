//! The superadmin's account: changed by nobody else through any door, never the last to go, and got back by the glass on
//! the server's shell alone.

use std::{
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use atrium::{
    access::Tier,
    base::{Id, Moment},
    data::{JournalQuery, Record, Visit},
    features::{
        self,
        administration::Alert,
        inbox::Notification,
        people::{self, Directory, Role, User},
        sign_in::{self, Session},
    },
    testing::{
        cast,
        client::Client,
        house::{self, House},
    },
    web::route::Demand,
};
use jiff::tz::TimeZone;

fn top(house: &House) -> User {
    house.visit().find(house.account("superadmin").id).unwrap()
}

/// The account as it is stored, and everything by which its person comes in.
fn state(house: &House) -> String {
    let user = top(house);
    let system = house.visit();
    let history = system.history(&user, None, 500).unwrap();
    // Being asked about, looked for or shared with changes nothing.
    let deeds = history.iter().filter(|entry| {
        let touched = |change: &atrium::data::RecordChange| {
            change.of == user.as_ref() || [2, 3, 4].contains(&change.of.kind)
        };
        entry.person != user.id.raw() && entry.person != 0 && entry.changes.iter().any(touched)
    });
    format!("{} {:?} {}", user.version, user, deeds.count())
}

/// What forms about people, roles and sessions could be filled with, to do harm.
fn harm(user: &User, role: Id<Role>) -> Vec<(&'static str, String)> {
    vec![
        ("name", "Nobody".into()),
        ("title", "Nothing".into()),
        ("email", "nobody@juniperhale.example".into()),
        ("tier", "employee".into()),
        ("roles", role.to_string()),
        ("reason", "harm".into()),
        ("user", user.id.to_string()),
        ("users", user.id.to_string()),
        ("keys", user.id.to_string()),
        ("person", user.id.to_string()),
        ("password", "violet tram over the hill again".into()),
        ("version", user.version.to_string()),
        ("superadmin", "false".into()),
        ("inactive", "true".into()),
    ]
}

#[test]
fn nobody_else_changes_the_superadmins_account_through_any_door() {
    let house = House::with_cast().unwrap();
    let mut ines = house.signed_in("superadmin");
    // Something of their own to undo.
    let me = top(&house);
    let own = [
        ("name", me.name.as_str()),
        ("title", "Head of the house"),
        ("version", &me.version.to_string()),
    ];
    assert_eq!(
        ines.post_form(&format!("/users/{}", me.id), &own).status,
        303
    );
    let undo = house.newest_deed();
    let names = Directory::of(&house.visit()).unwrap();
    let staff: Id<Role> = names
        .roles
        .values()
        .find(|role| role.key == "staff")
        .unwrap()
        .id;
    let session = {
        let sessions = house
            .api("auditor")
            .unwrap()
            .get("/api/v1/security/sessions")
            .json();
        let all = sessions["items"].as_array().unwrap();
        let hers = all
            .iter()
            .find(|s| s["user"] == me.id.to_string().as_str())
            .unwrap();
        hers["id"].as_str().unwrap().to_owned()
    };
    let before = state(&house);
    let user = top(&house);
    let doors: Vec<_> = features::all().into_iter().flat_map(|f| f.routes).collect();
    let mut tried = 0;
    let mut roles: Vec<&str> = house
        .accounts
        .iter()
        .map(|a| a.role.as_str())
        .filter(|r| *r != "superadmin")
        .collect();
    roles.sort_unstable();
    roles.dedup();
    assert!(roles.len() >= 16, "{roles:?}");
    for role in &roles {
        let mut page = house.signed_in(role);
        let mut api = house.api(role).unwrap();
        // First: some of the doors below end the own session.
        let undone = page.post_form(&format!("/undo/{undo}"), &[]);
        assert!(
            [403, 404, 409].contains(&undone.status),
            "{role} {}",
            undone.status
        );
        let looked = page.post_form(&format!("/users/{}/view-as", user.id), &[("reason", "x")]);
        assert!([403, 404].contains(&looked.status), "{role}");
        for route in &doors {
            let about_people = ["/users", "/sessions", "/people"]
                .iter()
                .any(|part| route.path.contains(part));
            // Ending one's own other sessions harms nobody else, and ends the page's when a token does it.
            let own = route.path.ends_with("/end-others");
            if !route.writes()
                || own
                || !about_people
                || matches!(route.demand, Demand::Open(_))
                || !route.admits(Tier::Admin)
            {
                continue;
            }
            let number = if route.path.contains("/sessions/") {
                session.clone()
            } else {
                user.id.to_string()
            };
            let path = route.path.replace("{id}", &number).replace("{token}", "x");
            let fields = harm(&user, staff);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            if route.path.starts_with("/api/") {
                let body: serde_json::Map<_, _> = fields
                    .iter()
                    .map(|(n, v)| ((*n).to_owned(), (*v).into()))
                    .collect();
                let body = serde_json::Value::Object(body).to_string();
                api.request(
                    route.method,
                    &path,
                    &[("content-type", "application/json")],
                    body.as_bytes(),
                );
            } else {
                page.post_form(&path, &fields);
            }
            assert_eq!(state(&house), before, "{role}: {} {path}", route.method);
            tried += 1;
        }
        assert_eq!(state(&house), before, "{role}");
        assert_eq!(
            ines.get("/api/v1/me").status,
            200,
            "{role}: her session lives"
        );
    }
    assert!(tried > 100, "{tried}");
    // Nobody is made superadmin in the browser either, by a superadmin neither.
    assert_eq!(
        names.users.values().filter(|user| user.superadmin).count(),
        1
    );
}

#[test]
fn the_last_superadmin_can_not_go() {
    let house = House::with_cast().unwrap();
    let id = house.account("superadmin").id;
    let mut ines = house.signed_in("superadmin");
    assert!(
        [403, 409, 422].contains(
            &ines
                .post_form(&format!("/users/{id}/deactivate"), &[])
                .status
        )
    );
    assert!(!top(&house).inactive && top(&house).superadmin);
    // Whatever writes it, Atrium itself as well.
    for change in [
        |user: &mut User| user.inactive = true,
        |user: &mut User| user.superadmin = false,
    ] {
        let tried = house.visit().act(people::ADMINISTER, move |deed| {
            deed.event();
            let mut user = deed.on_behalf("a test").load(id)?;
            change(&mut user);
            deed.put(&user)
        });
        assert_eq!(tried.unwrap_err().status(), 409);
    }
}

fn atrium(folder: &Path, words: &[&str], typed: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_atrium"))
        .args(["user", "--data"])
        .arg(folder)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(typed.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn serve(folder: &Path) -> (Child, SocketAddr) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_atrium"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let mut lines = out.lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("https://")).unwrap();
    let address = line
        .rsplit("https://")
        .next()
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    (child, address)
}

fn told(store: &std::sync::Arc<atrium::data::Store>) -> (usize, usize) {
    let visit = Visit::system(store, Moment::now(), TimeZone::UTC);
    let alerts = (1..20).filter_map(|n| visit.find(Id::<Alert>::new(n)).ok());
    let alerts = alerts.filter(|alert| alert.text.contains("glass")).count();
    let words = (1..60).filter_map(|n| visit.find(Id::<Notification>::new(n)).ok());
    (
        alerts,
        words.filter(|word| word.text.contains("glass")).count(),
    )
}

#[test]
fn the_glass_lets_the_superadmin_back_in_or_appoints_another() {
    let folder = house::fresh_folder("glass").unwrap();
    let accounts = {
        let store = house::open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
        store.close();
        accounts
    };
    let of = |role: &str| accounts.iter().find(|a| a.role == role).unwrap();
    let superadmin = of("superadmin");
    // The quiet ways are closed for this account.
    for quiet in ["reset-password", "reset-totp", "unlock"] {
        let answer = atrium(&folder, &[quiet, &superadmin.email], "");
        assert!(!answer.status.success(), "{quiet}");
        assert!(String::from_utf8_lossy(&answer.stderr).contains("break-glass"));
    }
    // It asks for the house's name, and for why.
    let words = ["break-glass", "--reason", "the phone is lost"];
    let wrong = atrium(&folder, &words, "Another House\n");
    assert!(!wrong.status.success());
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("nothing was done"));
    assert!(
        !atrium(&folder, &["break-glass"], "Juniper & Hale\n")
            .status
            .success()
    );

    // Not serving: the data is opened by the command itself.
    let done = atrium(&folder, &words, "Juniper & Hale\n");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(
        done.status.success() && said.contains("/welcome/"),
        "{said}"
    );
    {
        let store = house::open_store(&folder).unwrap();
        assert_eq!(told(&store).0, 1);
        assert!(told(&store).1 >= 4, "every admin is told");
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let seek = JournalQuery {
            actions: vec![sign_in::BREAK_GLASS.key.into()],
            ..JournalQuery::default()
        };
        let found = visit
            .seek_journal(&features::history::VIEW, &seek, None, 10)
            .unwrap()
            .found;
        assert_eq!(found.len(), 1);
        assert!(
            found[0]
                .entry
                .note
                .as_deref()
                .unwrap()
                .contains("the phone is lost")
        );
        store.close();
    }
    // Serving: the server does it, the link opens, the old password doesn't.
    let (mut child, address) = serve(&folder);
    let done = atrium(
        &folder,
        &[
            "break-glass",
            "--house",
            "Juniper & Hale",
            "--reason",
            "again",
        ],
        "",
    );
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(
        done.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let link = said
        .split_whitespace()
        .find(|word| word.starts_with("/welcome/"))
        .unwrap();
    let mut client = Client::new(address);
    let old = client.post_form(
        "/sign-in",
        &[("email", &superadmin.email), ("password", cast::PASSWORD)],
    );
    assert_eq!(old.status, 422);
    let page = client.get(link);
    assert_eq!(client.follow(page).status, 200);
    let new = "a quieter tram under the hill";
    assert_eq!(client.post_form(link, &[("password", new)]).status, 303);
    assert_eq!(client.get(link).status, 409, "it works once");
    let entered = client.post_form(
        "/sign-in",
        &[("email", &superadmin.email), ("password", new)],
    );
    assert_eq!(entered.status, 303, "{}", entered.text());
    let first = client.get("/");
    assert_eq!(
        first.location(),
        Some("/me/second-factor"),
        "a factor is set up before anything else"
    );

    // The person is gone: another is appointed, the former account is closed.
    let vera = of("administrator");
    let appoint = [
        "break-glass",
        "--house",
        "Juniper & Hale",
        "--reason",
        "Ines has left",
        "--appoint",
        &vera.email,
        "--close-former",
    ];
    let done = atrium(&folder, &appoint, "");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert_ne!(
        client.get("/me/second-factor").status,
        200,
        "her session ended"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    let store = house::open_store(&folder).unwrap();
    let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
    let (gone, new): (User, User) = (
        visit.find(superadmin.id).unwrap(),
        visit.find(vera.id).unwrap(),
    );
    assert!(gone.inactive && !gone.superadmin && new.superadmin && new.tier == Tier::Admin);
    assert_eq!(told(&store).0, 3);
    let sessions: Vec<Session> = (1..20)
        .filter_map(|n| visit.find(Id::new(n)).ok())
        .collect();
    assert!(
        sessions
            .iter()
            .all(|s| s.user != gone.id && s.user != new.id)
    );
    store.close();
    std::fs::remove_dir_all(&folder).unwrap();
}
