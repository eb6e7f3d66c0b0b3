//! What this program is: its version, and on request every component it is made of, as CycloneDX. The list is made from
//! the lock file when the program is built and lies in the program itself, so that the two can't part.

/// The components of this build.
pub const COMPONENTS: &str = include_str!(concat!(env!("OUT_DIR"), "/sbom.json"));

pub fn version(components: bool) {
    match components {
        true => say!("{}", COMPONENTS.trim_end()),
        false => say!("atrium {}", env!("CARGO_PKG_VERSION")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn every_crate_of_the_lock_file_is_listed_with_its_checksum() {
        let lock: toml::Table = toml::from_str(include_str!("../../Cargo.lock")).unwrap();
        let text = |held: &toml::Value, key: &str| {
            held.get(key)
                .and_then(|v| v.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let locked: BTreeSet<(String, String, String)> = lock["package"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|held| held.get("checksum").is_some())
            .map(|held| {
                (
                    text(held, "name"),
                    text(held, "version"),
                    text(held, "checksum"),
                )
            })
            .collect();
        let listed: Value = serde_json::from_str(COMPONENTS).unwrap();
        assert_eq!(
            (&listed["bomFormat"], &listed["specVersion"]),
            (&"CycloneDX".into(), &"1.6".into())
        );
        assert_eq!(
            listed["metadata"]["component"]["version"],
            env!("CARGO_PKG_VERSION")
        );
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let components = listed["components"].as_array().unwrap();
        let held: BTreeSet<(String, String, String)> = components
            .iter()
            .map(|held| {
                (
                    word(&held["name"]),
                    word(&held["version"]),
                    word(&held["hashes"][0]["content"]),
                )
            })
            .collect();
        assert_eq!(held, locked);
        assert!(
            held.iter().all(|(_, _, checksum)| checksum.len() == 64),
            "all from the registry"
        );
        // Who depends on whom names only what is listed.
        let known: BTreeSet<String> = components
            .iter()
            .map(|held| word(&held["bom-ref"]))
            .collect();
        let dependencies = listed["dependencies"].as_array().unwrap();
        assert_eq!(
            dependencies.len(),
            known.len() + 1,
            "and the program itself"
        );
        for held in dependencies {
            for on in held["dependsOn"].as_array().unwrap() {
                assert!(known.contains(&word(on)), "{on}");
            }
        }
        let scope = |name: &str| {
            let found = components.iter().find(|held| held["name"] == name).unwrap();
            word(&found["scope"])
        };
        assert_eq!(
            (scope("redb").as_str(), scope("rustls").as_str()),
            ("required", "required")
        );
        assert_eq!(
            (scope("proptest").as_str(), scope("tungstenite").as_str()),
            ("excluded", "excluded")
        );
    }
}
