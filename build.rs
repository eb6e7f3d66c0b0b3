//! Writes down what the program is made of: `sbom.json` in OUT_DIR, the crates of `Cargo.lock` as CycloneDX, the same for
//! the same lock file.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::PathBuf,
};

/// The manifests of the crates that Atrium is made of: what only their tests use stands there.
const MANIFESTS: [&str; 3] = [
    "Cargo.toml",
    "crates/kernel/Cargo.toml",
    "crates/platform/Cargo.toml",
];

fn main() {
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("sbom.json");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    for manifest in MANIFESTS {
        println!("cargo::rerun-if-changed={manifest}");
    }
    let read = |name: &str| fs::read_to_string(name).expect("cargo builds in the crate's folder");
    let listed = made_of(&read("Cargo.lock"), &MANIFESTS.map(read));
    fs::write(out, listed).expect("OUT_DIR is writable");
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
fn made_of(lock: &str, manifests: &[String]) -> String {
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
    // The crates of this repository have no checksum; they are the program.
    let is_own = |held: &Locked| held.checksum.is_empty();
    let own = find("atrium").expect("the lock file has the program");
    assert_eq!(
        all.iter().filter(|held| is_own(held)).count(),
        manifests.len(),
        "each crate of the repository stands in MANIFESTS"
    );
    let mut used = BTreeSet::new();
    let mut waiting: Vec<&Locked> = Vec::new();
    for manifest in manifests {
        let name = manifest.lines().find_map(|line| value(line, "name"));
        let held = find(name.expect("a manifest says its name")).expect("it is in the lock file");
        let tests_only = tests_only(manifest);
        let needs = held
            .needs
            .iter()
            .filter(|need| !tests_only.contains(need.split(' ').next().unwrap_or_default()));
        waiting.extend(
            needs
                .filter_map(|need| find(need))
                .filter(|need| !is_own(need)),
        );
    }
    while let Some(held) = waiting.pop() {
        if used.insert(reference(held)) {
            waiting.extend(held.needs.iter().filter_map(|need| find(need)));
        }
    }
    let components: Vec<String> = all
        .iter()
        .filter(|held| !is_own(held))
        .map(|held| {
            let at = reference(held);
            let scope = if used.contains(&at) { "required" } else { "excluded" };
            format!(
                "{{\"type\":\"library\",\"bom-ref\":{at:?},\"name\":{:?},\"version\":{:?},\"scope\":{scope:?},\"purl\":{at:?},\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":{:?}}}]}}",
                held.name, held.version, held.checksum
            )
        })
        .collect();
    let on = |needs: &[String]| {
        let found = needs.iter().filter_map(|need| find(need));
        let on: BTreeSet<String> = found
            .filter(|need| !is_own(need))
            .map(|need| format!("{:?}", reference(need)))
            .collect();
        on.into_iter().collect::<Vec<_>>().join(",")
    };
    let by_own = all.iter().filter(|held| is_own(held));
    let by_own: Vec<String> = by_own.flat_map(|held| held.needs.clone()).collect();
    let line = |held: &Locked, needs: &[String]| {
        let at = reference(held);
        format!("{{\"ref\":{at:?},\"dependsOn\":[{}]}}", on(needs))
    };
    let mut dependencies = vec![line(own, &by_own)];
    let others = all.iter().filter(|held| !is_own(held));
    dependencies.extend(others.map(|held| line(held, &held.needs)));
    let at = reference(own);
    format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"metadata\":{{\"component\":{{\"type\":\"application\",\"bom-ref\":{at:?},\"name\":\"atrium\",\"version\":{:?},\"purl\":{at:?}}}}},\n\"components\":[\n{}\n],\n\"dependencies\":[\n{}\n]}}\n",
        own.version,
        components.join(",\n"),
        dependencies.join(",\n")
    )
}

/// The crates that a manifest names for its tests alone.
fn tests_only(manifest: &str) -> BTreeSet<&str> {
    let section = manifest.split("[dev-dependencies]").nth(1);
    let section = section.unwrap_or_default().split("\n[").next();
    let lines = section.unwrap_or_default().lines();
    lines
        .filter_map(|line| line.split(['.', ' ']).next())
        .filter(|name| !name.is_empty())
        .collect()
}
