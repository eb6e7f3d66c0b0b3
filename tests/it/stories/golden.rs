//! Houses that earlier versions made (`tests/golden`): each later one opens them, files what they hold by its own
//! declarations, finds everything that was in them, and lets their people in.

use std::{collections::BTreeMap, fs, io::Read, path::Path};

use atrium::{
    base::{Id, Moment},
    data::{Visit, testing::recount, verify_journal},
    features::documents::{self, Document},
    testing::{client::Client, house},
};
use jiff::tz::TimeZone;

use super::killed::start;

/// What must be found in a house, as it was when it was made.
#[derive(serde::Deserialize)]
struct Expected {
    journal: u64,
    titles: BTreeMap<String, String>,
    email: String,
    password: String,
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
fn said(visit: &Visit, number: u64) -> Vec<String> {
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
                    assert_eq!(said(&visit, of.id), plans, "{name:?} {number}");
                }
            }
            store.close();
            counted
        };
        // It is brought up once, for good.
        let store = house::open_store(&folder).unwrap();
        assert_eq!(recount(&store).unwrap(), first, "{name:?}");
        store.close();
        let (mut serving, address) = start(&folder);
        let mut page = Client::new(address);
        let form = [
            ("email", expected.email.as_str()),
            ("password", expected.password.as_str()),
        ];
        let entered = page.post_form("/sign-in", &form);
        let leads = page.get("/leads");
        serving.kill().unwrap();
        serving.wait().unwrap();
        assert_eq!(entered.status, 303, "{name:?}: {}", entered.text());
        let shown = expected.titles.iter();
        for (number, title) in shown.filter(|(number, _)| number.starts_with("LD-")) {
            let title = title.replace('&', "&amp;");
            assert!(leads.text().contains(&title), "{name:?} {number}");
        }
        fs::remove_dir_all(&folder).unwrap();
        houses += 1;
    }
    assert!(houses > 0, "there is no golden house");
}
