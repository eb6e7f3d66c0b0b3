//! Puts everything under `assets/` into one table the program carries with it, and writes down what it is made of.
//!
//! Writes `embedded.rs` into OUT_DIR: `(path relative to assets/, bytes)`, sorted by path.
//! Debug builds do not include the table; they read the files from disk (see `src/web/assets.rs`).
//! Writes `sbom.json` beside it: the crates of `Cargo.lock` as CycloneDX, the same for the same lock file.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("assets");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("embedded.rs");
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-changed=Cargo.toml");

    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();

    let mut table = String::from("pub static EMBEDDED: &[(&str, &[u8])] = &[\n");
    for file in &files {
        let name = file.strip_prefix(&root).expect("walked from the root");
        let name = name.to_string_lossy().replace('\\', "/");
        writeln!(
            table,
            "    ({name:?}, include_bytes!({:?})),",
            file.display().to_string()
        )
        .expect("into a string");
    }
    table.push_str("];\n");
    fs::write(&out, table).expect("OUT_DIR is writable");
    let read = |name: &str| fs::read_to_string(name).expect("cargo builds in the crate's folder");
    let listed = made_of(&read("Cargo.lock"), &read("Cargo.toml"));
    fs::write(out.with_file_name("sbom.json"), listed).expect("OUT_DIR is writable");
}

/// A crate as the lock file has it.
#[derive(Default)]
struct Locked {
    name: String,
    version: String,
    checksum: String,
    needs: Vec<String>,
}

/// `key = "value"` of a lock file's line.
fn value<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    line.strip_prefix(key)?
        .strip_prefix(" = \"")?
        .strip_suffix('"')
}

fn locked(lock: &str) -> Vec<Locked> {
    let mut all = Vec::new();
    for part in lock.split("[[package]]\n").skip(1) {
        let mut held = Locked::default();
        for line in part.lines() {
            if let Some(name) = value(line, "name") {
                held.name = name.into();
            } else if let Some(version) = value(line, "version") {
                held.version = version.into();
            } else if let Some(checksum) = value(line, "checksum") {
                held.checksum = checksum.into();
            } else if let Some(need) = line.strip_prefix(" \"") {
                held.needs.push(need.trim_end_matches(['"', ',']).into());
            }
        }
        all.push(held);
    }
    all
}

/// The components of the program as CycloneDX. What only its tests use is listed as excluded.
fn made_of(lock: &str, manifest: &str) -> String {
    let all = locked(lock);
    let by_name: BTreeMap<&str, Vec<&Locked>> =
        all.iter().fold(BTreeMap::new(), |mut map, held| {
            map.entry(held.name.as_str()).or_default().push(held);
            map
        });
    // A need is a name, and a version where there are several.
    let find = |need: &str| {
        let (name, version) = need.split_once(' ').unwrap_or((need, ""));
        let held = by_name.get(name)?;
        held.iter()
            .find(|held| version.is_empty() || held.version == version)
            .copied()
    };
    let reference = |held: &Locked| format!("pkg:cargo/{}@{}", held.name, held.version);
    let section = manifest
        .split("[dev-dependencies]")
        .nth(1)
        .unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let tests_only: BTreeSet<&str> = section
        .lines()
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name))
        .collect();
    let own = find("atrium").expect("the lock file has the program");
    let mut used = BTreeSet::new();
    let mut waiting: Vec<&Locked> = own
        .needs
        .iter()
        .filter(|need| !tests_only.contains(need.split(' ').next().unwrap_or_default()))
        .filter_map(|need| find(need))
        .collect();
    while let Some(held) = waiting.pop() {
        if used.insert(reference(held)) {
            waiting.extend(held.needs.iter().filter_map(|need| find(need)));
        }
    }
    let others = || all.iter().filter(|held| held.name != own.name);
    let components: Vec<String> = others()
        .map(|held| {
            let at = reference(held);
            let scope = if used.contains(&at) { "required" } else { "excluded" };
            format!(
                "{{\"type\":\"library\",\"bom-ref\":{at:?},\"name\":{:?},\"version\":{:?},\"scope\":{scope:?},\"purl\":{at:?},\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":{:?}}}]}}",
                held.name, held.version, held.checksum
            )
        })
        .collect();
    let dependencies: Vec<String> = all
        .iter()
        .map(|held| {
            let on: Vec<String> = held
                .needs
                .iter()
                .filter_map(|need| find(need))
                .map(|need| format!("{:?}", reference(need)))
                .collect();
            format!(
                "{{\"ref\":{:?},\"dependsOn\":[{}]}}",
                reference(held),
                on.join(",")
            )
        })
        .collect();
    let at = reference(own);
    format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"metadata\":{{\"component\":{{\"type\":\"application\",\"bom-ref\":{at:?},\"name\":\"atrium\",\"version\":{:?},\"purl\":{at:?}}}}},\n\"components\":[\n{}\n],\n\"dependencies\":[\n{}\n]}}\n",
        own.version,
        components.join(",\n"),
        dependencies.join(",\n")
    )
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            walk(&path, files)
        } else {
            files.push(path)
        }
    }
}
