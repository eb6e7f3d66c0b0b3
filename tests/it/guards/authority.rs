//! A feature can't write around its permissions: what would be such a verb does not compile, and where a verb or a page
//! says that it asks nobody stands in `authority.txt`, which only gets shorter.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const LISTED: &str = include_str!("authority.txt");

/// The doors that ask nobody, in the order of the list.
const DOORS: [&str; 4] = [
    ".on_behalf(",
    ".unchecked_as_system(",
    ".unchecked_related",
    ".unscoped(",
];

fn each_file(folder: &Path, visit: &mut dyn FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, visit);
        } else if path.extension().is_some_and(|e| e == "rs") {
            visit(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn where_nobody_is_asked_gets_less() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let features = ["src/features", "crates/platform/src/features"].map(|rooms| home.join(rooms));
    let parts = LISTED.split("\n\n");
    let listed: Vec<BTreeMap<String, usize>> = parts
        .map(|part| {
            let lines = part.lines().filter(|line| !line.starts_with('#'));
            let pair = |line: &str| {
                let (count, file) = line.trim().split_once(' ').unwrap();
                (file.to_owned(), count.parse().unwrap())
            };
            lines.map(pair).collect()
        })
        .collect();
    assert_eq!(listed.len(), DOORS.len());
    let mut wrong = Vec::new();
    for (door, listed) in DOORS.iter().zip(listed) {
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for rooms in &features {
            each_file(rooms, &mut |path, text| {
                let uses = text.matches(door).count();
                if uses > 0 {
                    let file = path.strip_prefix(rooms).unwrap();
                    found.insert(file.display().to_string(), uses);
                }
            });
        }
        for (file, uses) in &found {
            match listed.get(file) {
                Some(known) if uses == known => {}
                Some(known) if uses < known => {
                    wrong.push(format!(
                        "{file}: {door} {uses}; bring the list down from {known}"
                    ));
                }
                _ => wrong.push(format!(
                    "{file}: {door} {uses}; ask for a permission instead"
                )),
            }
        }
        let gone = listed.keys().filter(|file| !found.contains_key(*file));
        wrong.extend(gone.map(|file| format!("{file}: {door} is gone; take it off the list")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The library this test was linked with: the newest beside it.
fn library() -> (PathBuf, PathBuf) {
    let deps = std::env::current_exe()
        .unwrap()
        .parent()
        .unwrap()
        .to_owned();
    let built = fs::read_dir(&deps).unwrap().filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_str()?;
        let ours = name.starts_with("libatrium-") && name.ends_with(".rlib");
        ours.then(|| (path.metadata().unwrap().modified().unwrap(), path.clone()))
    });
    let (_, newest) = built.max().expect("no library beside the tests");
    (newest, deps)
}

/// What the compiler says of a verb with these lines, inside of its deed or around it; nothing when it takes them.
fn refused(lines: &str, inside: bool) -> Option<String> {
    let (library, deps) = library();
    let name = format!("atrium-authority-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("feature.rs");
    let text = format!(
        "#![allow(unused)]
use atrium::{{base::{{Id, Result}}, data::{{Change, Deriving, Held, Record, Visit}}, features::leads::{{EDIT, Lead}}}};
pub fn verb(visit: &Visit, id: Id<Lead>, other: Id<Lead>) -> Result<()> {{
    {}
}}
",
        match inside {
            true => format!("visit.act(EDIT, move |change| {{ {lines} }})"),
            false => lines.to_owned(),
        }
    );
    fs::write(&file, text).unwrap();
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let said = Command::new(compiler)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "lib",
            "--emit",
            "metadata",
        ])
        .arg("--extern")
        .arg(format!("atrium={}", library.display()))
        .arg("-L")
        .arg(format!("dependency={}", deps.display()))
        .arg("--out-dir")
        .arg(&folder)
        .arg(&file)
        .output()
        .expect("the tests need the compiler that built them");
    fs::remove_dir_all(&folder).unwrap();
    match said.status.success() {
        true => None,
        false => Some(String::from_utf8_lossy(&said.stderr).into_owned()),
    }
}

#[test]
fn a_verb_that_asks_nobody_does_not_compile() {
    let asked =
        "let mut lead = change.subject(id)?; lead.company = String::new(); change.put(&lead)";
    assert_eq!(refused(asked, true), None, "what asks compiles");
    let named = "let lead: Lead = visit.find(id)?; visit.follow(&lead, |lead| lead.id).map(drop)";
    assert_eq!(refused(named, false), None, "what is named is followed");
    let why = "change.unscoped(\"a test\").find(id).map(drop)";
    assert_eq!(refused(why, true), None, "what says why compiles");
    let inside = [
        // What was only read, and what was made up.
        (
            "let lead: Lead = change.find(id)?.unwrap(); change.put(&lead)",
            "E0308",
        ),
        ("change.put(&Lead::default())", "E0308"),
        (
            "let lead: Lead = change.find(id)?.unwrap(); change.delete(&lead)",
            "E0308",
        ),
        // Nobody makes authority of their own.
        (
            "let lead: Lead = change.find(id)?.unwrap(); change.put(&Held::new(lead, 1))",
            "E0624",
        ),
        (
            "let lead: Lead = change.find(id)?.unwrap(); change.put(&Held { record: lead, id, seq: 1 })",
            "E0451",
        ),
        (
            "let lead: Lead = change.find(id)?.unwrap(); Deriving(change).put(&lead)",
            "private",
        ),
        // What is read whoever sees it says why; what is named is a function of what is held and of nothing else.
        ("change.unscoped().find(id).map(drop)", "E0061"),
        (
            "let lead: Lead = change.find(id)?.unwrap(); change.load(&lead, |_: &Lead| other).map(drop)",
            "E0308",
        ),
        // The floor below takes no calls.
        ("change.write(id.as_ref(), None)", "E0624"),
    ];
    let outside = [
        // It isn't carried out of its deed.
        (
            "visit.act(EDIT, move |change| change.subject(id)).map(drop)",
            "E0277",
        ),
        // What a record names is asked of the record.
        (
            "let lead: Lead = visit.find(id)?; visit.follow(&lead, |_: &Lead| other).map(drop)",
            "E0308",
        ),
    ];
    let inside = inside.iter().map(|(lines, error)| (lines, error, true));
    let outside = outside.iter().map(|(lines, error)| (lines, error, false));
    for (lines, error, inside) in inside.chain(outside) {
        let said = refused(lines, inside);
        let said = said.unwrap_or_else(|| panic!("this compiles: {lines}"));
        assert!(said.contains(error), "{lines}\n{said}");
    }
}
