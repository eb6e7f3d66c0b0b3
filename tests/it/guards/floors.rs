//! A room may use what lies below it, never what lies above.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// From the ground up, each in the crate that it lies in. `testing` is the door and stands outside.
const FLOORS: [(&str, &str); 10] = [
    ("crates/kernel/src", "base"),
    ("crates/kernel/src", "extract"),
    ("crates/kernel/src", "ui"),
    ("crates/kernel/src", "access"),
    ("crates/kernel/src", "data"),
    ("crates/kernel/src", "jobs"),
    ("crates/kernel/src", "web"),
    ("crates/platform/src", "features"),
    ("src", "features"),
    ("src", "commands"),
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

fn source() -> PathBuf {
    home().join("src")
}

/// Where rooms lie, those below first: each room is a folder of one of these.
fn rooms() -> [PathBuf; 2] {
    ["crates/platform/src/features", "src/features"].map(|rooms| home().join(rooms))
}

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The words after `crate::` in a text, with `use crate::{a, b}` taken apart.
fn uses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + 7..];
        if let Some(inner) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in inner.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.push(std::mem::take(&mut word));
                        continue;
                    }
                    _ => {}
                }
                if depth == 0 {
                    word.push(c);
                }
            }
            found.push(word);
        } else {
            found.push(
                rest.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
        }
    }
    found
        .into_iter()
        .map(|word| {
            word.trim()
                .split("::")
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}

/// What stands before the brace that closes the one just opened.
fn up_to_its_brace(rest: &str) -> &str {
    let mut depth = 1;
    for (at, c) in rest.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[..at];
        }
    }
    rest
}

#[test]
fn no_room_uses_what_lies_above_it() {
    let mut wrong = Vec::new();
    for (height, (lies_in, floor)) in FLOORS.iter().enumerate() {
        let mut looked_at = 0;
        each_file(&home().join(lies_in).join(floor), &mut |path, text| {
            looked_at += 1;
            for used in uses(text) {
                if let Some(other) = FLOORS.iter().position(|(_, f)| *f == used)
                    && other > height
                {
                    wrong.push(format!("{} uses {used}", path.display()));
                }
            }
        });
        assert!(looked_at > 0, "{lies_in} has no {floor}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a feature is named outside a list of several: `features::inbox::notify`, `use crate::features::inbox;`.
fn names_alone(text: &str, feature: &str) -> bool {
    text.split("features::").skip(1).any(|rest| {
        rest.strip_prefix(feature)
            .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

#[test]
fn a_feature_uses_only_those_listed_above_it() {
    let order = fs::read_to_string(source().join("features/mod.rs")).unwrap();
    let list = order
        .split("vec![")
        .nth(1)
        .unwrap()
        .split(']')
        .next()
        .unwrap();
    let names: Vec<&str> = list
        .split("::feature()")
        .filter_map(|part| {
            part.rsplit(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        })
        .filter(|name| !name.is_empty())
        .collect();
    let mut wrong = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let lies = rooms().map(|rooms| rooms.join(name));
        let room = lies.iter().find(|room| room.is_dir()).unwrap();
        each_file(room, &mut |path, text| {
            for (other_at, other) in names.iter().enumerate().filter(|(o, _)| *o > at) {
                let named = names_alone(text, other)
                    || text.split("features::{").skip(1).any(|rest| {
                        let inner = up_to_its_brace(rest);
                        inner
                            .split(|c: char| !c.is_alphanumeric() && c != '_')
                            .any(|w| w == *other)
                    });
                if named {
                    wrong.push(format!(
                        "{} ({at}) uses {other} ({other_at})",
                        path.display()
                    ));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_none_is_unsafe() {
    let mut wrong = Vec::new();
    let mut look = |path: &Path, text: &str| {
        if !text.starts_with("//!") {
            wrong.push(format!("{} does not open with //!", path.display()));
        }
        for word in ["unsafe {", "todo!(", "unimplemented!(", "dbg!("] {
            if text.contains(word) {
                wrong.push(format!("{} has {word}", path.display()));
            }
        }
    };
    for source in [source(), home().join("crates")] {
        each_file(&source, &mut look);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_room_names_the_list_of_all() {
    // What others declare for a room lies in `features/declared.rs`: a room that knew the list would know all of them.
    let mut wrong = Vec::new();
    let all = rooms()
        .into_iter()
        .flat_map(|rooms| fs::read_dir(rooms).unwrap());
    let mut rooms = 0;
    for entry in all {
        let room = entry.unwrap().path();
        if !room.is_dir() {
            continue;
        }
        rooms += 1;
        each_file(&room, &mut |path, text| {
            for list in [
                "features::all(",
                "features::schema(",
                "features::routes(",
                "features::schedules(",
                "features::wakes(",
            ] {
                let own = text.split("#[cfg(test)]").next().unwrap_or_default();
                if own.contains(list) {
                    wrong.push(format!("{} has {list}", path.display()));
                }
            }
        });
    }
    assert!(rooms > 40, "the guard looks past what it is to find");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn my_day_names_no_other_room() {
    // What it shows, each room declares itself (`Feature::day`).
    let order = rooms().map(|rooms| fs::read_to_string(rooms.join("mod.rs")).unwrap());
    let rooms = order
        .iter()
        .flat_map(|order| order.lines())
        .filter_map(|line| {
            let name = line.strip_prefix("pub mod ")?.strip_suffix(';')?;
            (!["day", "home"].contains(&name)).then_some(name)
        });
    let rooms: Vec<&str> = rooms.collect();
    assert!(rooms.len() > 40, "the guard looks past what it is to find");
    let mut wrong = Vec::new();
    each_file(&source().join("features/home"), &mut |path, text| {
        let mut named = text.split("features::{").skip(1).flat_map(|rest| {
            up_to_its_brace(rest).split(|c: char| !c.is_alphanumeric() && c != '_')
        });
        if let Some(room) = named.find(|word| rooms.contains(word)) {
            wrong.push(format!("{} names {room}", path.display()));
        }
        if let Some(room) = rooms.iter().find(|room| names_alone(text, room)) {
            wrong.push(format!("{} names {room}", path.display()));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a file defines at its outermost, by name.
fn defines(text: &str) -> Vec<&str> {
    const KINDS: [&str; 6] = ["const ", "fn ", "static ", "struct ", "enum ", "type "];
    text.lines()
        .filter_map(|line| {
            let line = match line.strip_prefix("pub") {
                Some(rest) => rest.trim_start_matches(|c| c != ' ').trim_start(),
                None => line,
            };
            let name = KINDS.iter().find_map(|kind| line.strip_prefix(kind))?;
            name.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// The names that `use super::..` takes from the file above itself, not from another below that.
fn taken_from_above(text: &str) -> Vec<String> {
    let outermost = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut taken = Vec::new();
    for rest in outermost.split("\nuse super::").skip(1) {
        let list = rest.split(';').next().unwrap_or_default();
        let mut depth = 0;
        let inner = list.strip_prefix('{').unwrap_or(list);
        for part in inner.split(',') {
            if depth == 0 && !part.contains("::") {
                taken.push(part.trim().trim_end_matches('}').trim().to_owned());
            }
            depth += part.matches('{').count();
            depth = depth.saturating_sub(part.matches('}').count());
        }
    }
    taken
}

#[test]
fn no_file_of_a_room_looks_up_to_what_assembles_it() {
    // Its actions are in `actions.rs`, what several of its files need in the file that it belongs to.
    let mut wrong = Vec::new();
    let all = rooms()
        .into_iter()
        .flat_map(|rooms| fs::read_dir(rooms).unwrap());
    for room in all {
        let room = room.unwrap().path();
        let Ok(face) = fs::read_to_string(room.join("mod.rs")) else {
            continue;
        };
        let defined = defines(&face);
        for file in fs::read_dir(&room).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_none_or(|e| e != "rs") || file.ends_with("mod.rs") {
                continue;
            }
            let taken = taken_from_above(&fs::read_to_string(&file).unwrap());
            let of_face = taken.iter().filter(|name| {
                defined.contains(&name.as_str()) && !face.contains(&format!("mod {name};"))
            });
            wrong.extend(of_face.map(|name| format!("{} takes {name}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
