//! A demonstration is made by the real verbs, so a deed of it that is refused is a fault: it names the one refusal that it
//! passes over (`Demo::unless`), or isn't made.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What passes over refusals whatever they say.
const SWALLOWS: [&str; 6] = [
    "Error::Conflict(_)",
    "Error::Forbidden(_)",
    "Error::Invalid(_)",
    "Err(_)",
    "Err(..)",
    "let _ =",
];

fn demos(folder: &Path, inside: bool, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let of_a_demo = inside || name.starts_with("demo");
        match path.is_dir() {
            true => demos(&path, of_a_demo, into),
            false if of_a_demo && name.ends_with(".rs") => into.push(path),
            false => {}
        }
    }
}

#[test]
fn a_demonstration_swallows_no_refusal() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    demos(&source, false, &mut found);
    assert!(found.len() > 15, "the guard looks past what it is to find");
    for path in found {
        let text = fs::read_to_string(&path).unwrap();
        for swallows in SWALLOWS {
            let there = text.contains(swallows);
            assert!(!there, "{} passes over {swallows}", path.display());
        }
    }
}
