//! Houses that earlier versions made (`tests/golden`): each later one opens them, files what they hold by its own
//! declarations, finds everything that was in them, and lets their people in.

use std::{collections::BTreeMap, fs, io::Read, path::Path};

use atrium::{
    base::{Id, Moment},
    data::{
        Key, KeyRing, Record, Schema, Store, StoreOptions, Unlock, Visit, snapshot,
        testing::recount, verify_journal,
    },
    features::{
        conversation::{self, Room},
        documents::{self, Document},
        leads::Lead,
        people::Directory,
        projects::{Milestone, Project, Rest, TASKS_OF_PROJECT, TaskStatus},
        tasks::{self, Task},
        tickets::Ticket,
    },
    testing::{client::Client, house},
};
use jiff::tz::TimeZone;

use super::{duties, killed::start};

/// What must be found in a house, as it was when it was made.
#[derive(serde::Deserialize)]
struct Expected {
    journal: u64,
    titles: BTreeMap<String, String>,
    /// What was said on a record, oldest first, by the address of its list.
    #[serde(default)]
    said: BTreeMap<String, Vec<String>>,
    /// How much was said on anything; what the first houses hold, they don't say.
    #[serde(default = "three")]
    posts: u64,
    email: String,
    password: String,
}

fn three() -> u64 {
    3
}

/// What was said on the record whose list has this address, oldest first.
fn said(visit: &Visit, address: &str) -> Vec<String> {
    fn on<R: Room>(visit: &Visit, number: &str) -> Vec<String> {
        let record = visit.find::<R>(Id::parse(number).unwrap()).unwrap();
        let mut posts = conversation::recent(visit, &record, 50).unwrap();
        posts.sort_by_key(|post| post.at);
        posts.into_iter().map(|post| post.text).collect()
    }
    let parts: Vec<&str> = address.split('/').collect();
    match parts[1] {
        "leads" => on::<Lead>(visit, parts[2]),
        "tickets" => on::<Ticket>(visit, parts[2]),
        "tasks" => on::<Task>(visit, parts[2]),
        other => panic!("nobody talks on {other}"),
    }
}

fn copied(from: &Path) -> std::path::PathBuf {
    let to = house::fresh_folder("golden").unwrap();
    for file in fs::read_dir(from).unwrap().flatten() {
        if file.path().is_dir() {
            let files = to.join(file.file_name());
            fs::create_dir_all(&files).unwrap();
            for kept in fs::read_dir(file.path()).unwrap().flatten() {
                fs::copy(kept.path(), files.join(kept.file_name())).unwrap();
            }
        } else {
            fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
    to
}

/// What the versions of a document say, the first first.
fn versions_say(visit: &Visit, number: u64) -> Vec<String> {
    let document: Document = visit.find(Id::new(number)).unwrap();
    let versions = documents::versions(visit, &document).unwrap();
    assert_eq!(versions.last().map(|last| last.id), Some(document.newest));
    let read = |version: &documents::Version| {
        let mut text = String::new();
        let mut file = visit.store().file(&version.file).unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    };
    versions.iter().map(read).collect()
}

/// Snapshots that earlier versions took lie beside the house they are of.
#[test]
fn every_golden_snapshot_is_restored() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut restored = 0;
    for house in fs::read_dir(all).unwrap().flatten() {
        if !house.path().is_dir() {
            continue;
        }
        let listing = snapshot::list(&house.path()).unwrap();
        assert_eq!(listing.unreadable, []);
        for listed in listing.found {
            let key = house.path().join("atrium.key");
            let folder = house::fresh_folder("golden").unwrap();
            let unlock = Unlock::key_file(&key).unwrap();
            let schema = atrium::features::schema();
            let (summary, _) =
                snapshot::restore(&listed.path, &unlock, &schema, &folder, Moment::now()).unwrap();
            assert_eq!(summary.seq, listed.seq);
            fs::copy(&key, folder.join("atrium.key")).unwrap();
            let store = house::open_store(&folder).unwrap();
            assert_eq!(recount(&store).unwrap().problems, Vec::<String>::new());
            assert_eq!(verify_journal(&store, None).unwrap(), listed.seq);
            store.close();
            fs::remove_dir_all(&folder).unwrap();
            restored += 1;
        }
    }
    assert!(restored > 0);
}

/// An older program cut each mean short on its way up, so that 10 and 15 minutes and one that nobody estimated weighed 37,
/// and were 19 % of what they are a fifth of. Nothing has to be touched for today's word.
#[test]
fn what_an_older_house_shows_as_progress_is_right_once_it_is_opened() {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/2026-11-4");
    let folder = copied(&from);
    let today = atrium::features::schema();
    let kinds = today.kinds().cloned().collect();
    let older = Schema::new(kinds, today.actions.clone(), Vec::new());
    let unlock = Unlock::key_file(&folder.join("atrium.key")).unwrap();
    let ring = KeyRing::open(&folder, &unlock).unwrap();
    let store = Store::open(&folder, ring, older, &StoreOptions::default()).unwrap();
    let whole = Id::<Task>::new(1001);
    let work = move |change: &mut atrium::data::Change<'_, '_>| {
        let mut held = change.subject::<Task>(whole)?;
        let (project, milestone) = (held.project, held.milestone);
        let of_project = Key::new().id(project);
        let others = change.on_behalf("a test");
        for mut other in others.children::<Task>(TASKS_OF_PROJECT, of_project)? {
            if other.id != whole {
                (other.status, other.state) = (TaskStatus::Cancelled, TaskStatus::Cancelled);
                change.put(&other)?;
            }
        }
        let task = |title: &str, estimate: Option<u32>, status, progress| Task {
            project,
            milestone,
            department: held.department,
            title: title.into(),
            estimate,
            status,
            state: status,
            progress,
            weight: estimate.unwrap_or(0),
            ..Task::default()
        };
        for (title, estimate) in [("Ten", Some(10)), ("Fifteen", Some(15)), ("Some", None)] {
            let mut part = task(title, estimate, TaskStatus::Completed, 100);
            part.parent = Some(whole);
            change.on_behalf("a test").insert(part)?;
        }
        let beside = task("Hours", Some(150), TaskStatus::ToDo, 0);
        change.on_behalf("a test").insert(beside)?;
        held.review_needed = false;
        (held.status, held.state) = (TaskStatus::Completed, TaskStatus::Completed);
        (held.progress, held.weight, held.weight_rest) = (100, 37, None);
        (held.parts, held.parts_done) = (3, 3);
        change.put(&held)?;
        let mut above = change.on_behalf("a test").load::<Milestone>(milestone)?;
        (above.weight, above.weight_rest, above.progress) = (187, None, 19);
        (above.total, above.done, above.started) = (2, 1, 1);
        change.put(&above)?;
        let mut top = change.on_behalf("a test").load::<Project>(project)?;
        (top.progress, top.total, top.done) = (19, 2, 1);
        change.put(&top)?;
        Ok((project, milestone))
    };
    let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
    let (project, milestone) = visit.act(tasks::EDIT, work).unwrap();
    let newest = store.newest();
    store.close();
    for opening in ["first", "second"] {
        let store = house::open_store(&folder).unwrap();
        assert_eq!(store.newest(), newest, "the journal isn't told");
        let counted = recount(&store).unwrap();
        assert_eq!(counted.problems, Vec::<String>::new(), "{opening}");
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let whole = visit.find(whole).unwrap();
        let (milestone, project) = (visit.find(milestone).unwrap(), visit.find(project).unwrap());
        let half = Some(Rest { over: 1, of: 2 });
        assert_eq!((whole.weight, whole.weight_rest), (37, half), "{opening}");
        let shown = (milestone.weight, milestone.weight_rest, milestone.progress);
        assert_eq!(shown, (187, half, 20), "{opening}");
        assert_eq!((project.progress, project.total), (20, 2), "{opening}");
        store.close();
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_golden_house_opens() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut houses = 0;
    for from in fs::read_dir(all).unwrap().flatten() {
        if !from.path().is_dir() {
            continue;
        }
        let name = from.file_name();
        let text = fs::read_to_string(from.path().join("expected.json")).unwrap();
        let expected: Expected = serde_json::from_str(&text).unwrap();
        let folder = copied(&from.path());
        let first = {
            let store = house::open_store(&folder).unwrap();
            let counted = recount(&store).unwrap();
            assert_eq!(counted.problems, Vec::<String>::new(), "{name:?}");
            assert_eq!(verify_journal(&store, None).unwrap(), expected.journal);
            let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
            for (number, title) in &expected.titles {
                let of = store.schema().parse_number(number).unwrap();
                let found = visit.title_of(of).unwrap();
                assert_eq!(found.as_deref(), Some(title.as_str()), "{name:?} {number}");
                if number.starts_with("DOC-") {
                    let plans = ["The first plan.", "The second plan, which is longer."];
                    assert_eq!(versions_say(&visit, of.id), plans, "{name:?} {number}");
                }
            }
            for (address, texts) in &expected.said {
                assert_eq!(said(&visit, address), *texts, "{name:?} {address}");
            }
            let posts = counted.kinds.get(&conversation::Post::KIND.code);
            assert_eq!(posts, Some(&expected.posts), "{name:?}");
            for code in counted.kinds.keys() {
                let info = store.schema().kind(*code).unwrap();
                assert_eq!(info.kind.code, *code, "{name:?} holds a former kind");
            }
            store.close();
            counted
        };
        // It is brought up once, for good.
        let store = house::open_store(&folder).unwrap();
        assert_eq!(recount(&store).unwrap(), first, "{name:?}");
        // What was noted last with a lead can be taken back, though it was written down as something else.
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let lead = Id::<Lead>::new(1003);
        let entries = visit.history(&visit.find(lead).unwrap(), None, 50).unwrap();
        let noted = entries.iter().find(|entry| entry.action == "leads.note");
        let noted = noted.map(|entry| entry.seq).unwrap();
        store.close();
        let (mut serving, address) = start(&folder);
        let mut page = Client::new(address);
        let form = [
            ("email", expected.email.as_str()),
            ("password", expected.password.as_str()),
        ];
        let entered = page.post_form("/sign-in", &form);
        let told = page.get(&format!("/leads/{lead}")).text();
        let shown = expected.titles.iter();
        for (number, title) in shown.filter(|(number, _)| number.starts_with("LD-")) {
            let title = title.replace('&', "&amp;");
            let shown = page.get(&format!("/leads/{number}")).text();
            assert!(shown.contains(&title), "{name:?} {number}");
        }
        let undone = page.post_form(&format!("/undo/{noted}"), &[]);
        let after = page.get(&format!("/leads/{lead}")).text();
        serving.kill().unwrap();
        serving.wait().unwrap();
        assert_eq!(entered.status, 303, "{name:?}: {}", entered.text());
        let words = "Called Dune Street Gym; they want a site.</p>";
        assert_eq!(undone.status, 303, "{name:?}: {}", undone.text());
        assert!(told.contains(words) && !after.contains(words), "{name:?}");
        // As served once, its roles bring work to the same people as before there were duties.
        let store = house::open_store(&folder).unwrap();
        let names = store.cached::<Directory>().unwrap();
        assert_eq!(
            duties::differences(&names),
            Vec::<String>::new(),
            "{name:?}"
        );
        let roles = names.roles.values().filter(|role| !role.retired);
        let all: Vec<&str> = roles.map(|role| role.key.as_str()).collect();
        for (duty, keys) in duties::SHIPPED {
            let there = keys.iter().any(|key| all.contains(key));
            assert!(
                !there || names.roles_on(duty).is_some(),
                "{name:?} {}",
                duty.key
            );
        }
        store.close();
        fs::remove_dir_all(&folder).unwrap();
        houses += 1;
    }
    assert!(houses > 0, "there is no golden house");
}
