//! What commands say, also of a damaged house, and to whoever doesn't wait for all of it.

use std::{fs, process::Command};

use super::*;

#[test]
fn the_doctor_speaks_json_and_commands_say_what_they_refuse() {
    let done = atrium(&HOUSE, &["doctor", "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let of = |name: &str| {
        let all = told.as_array().unwrap();
        all.iter()
            .find(|check| check["check"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(of("journal")["ok"], true, "{told}");
    assert_eq!(of("key")["advice"], true, "{told}");
    let refused = |words: &[&str], why: &str| {
        let done = atrium(&HOUSE, words);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(1), "{words:?}: {said}");
        assert!(said.contains(why), "{words:?}: {said}");
    };
    let user = ["user", "add", "--name", "Ann", "--email"];
    refused(
        &[&user[..], &["notmail"]].concat(),
        "should look like ann@example.org",
    );
    refused(
        &[&user[..], &["a..b@example.org"]].concat(),
        "should look like",
    );
    let unseen = [
        "user",
        "add",
        "--email",
        "ann@example.org",
        "--name",
        "\u{200b}",
    ];
    refused(&unseen, "name is missing");
    let boss = fs::read_to_string(aside("email")).unwrap();
    let days = ["token", "create", "--user", &boss, "--days", "0"];
    refused(&days, "1 to 3650 days");
    refused(
        &["journal", "verify", "--since", "/nope"],
        "/nope can't be read",
    );
    refused(
        &["journal", "verify", "--copy", "/nope"],
        "/nope can't be read",
    );
}

/// Whoever reads a command's words may go before all of them are said.
#[test]
fn a_reader_that_leaves_is_no_failure() {
    for words in [&["version", "--sbom"][..], &["config", "show"], &["doctor"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_atrium"))
            .args(words)
            .arg("--data")
            .arg(&*HOUSE)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            matches!(done.status.code(), Some(0 | 1)),
            "{words:?}: {said}"
        );
        assert!(
            !said.contains("panicked") && !said.contains("Broken pipe"),
            "{said}"
        );
    }
}

/// A database with a few blocks turned into noise is opened, refused or named, and nothing dies of it.
#[test]
fn no_command_dies_of_a_damaged_database() {
    let all = fresh_folder("flips").unwrap();
    let folder = all.join("house");
    copy(&HOUSE, &folder);
    configure(&folder, "listen = '127.0.0.1:0'");
    let whole = fs::read(folder.join("atrium.db")).unwrap();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut found = 0;
    for round in 0..8 {
        let mut bytes = whole.clone();
        for _ in 0..=round {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let at = seed as usize % bytes.len();
            bytes[at] ^= 1 << (seed >> 60 & 7);
        }
        fs::write(folder.join("atrium.db"), &bytes).unwrap();
        for words in [&["doctor"][..], &["journal", "verify"]] {
            let done = atrium(&folder, words);
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            let code = done.status.code();
            assert!(
                matches!(code, Some(0 | 1)),
                "{round} {words:?}: {code:?} {said}"
            );
            assert!(!said.contains("panicked"), "{round} {words:?}: {said}");
            let out = String::from_utf8_lossy(&done.stdout).into_owned();
            for line in out.lines() {
                let damaged = ["BROKEN  journal", "BROKEN  indexes"];
                let named = damaged.iter().any(|begin| line.starts_with(begin));
                assert!(!named || line.contains("snapshot restore"), "{line}");
            }
            found += usize::from(words == ["doctor"] && code == Some(1));
            fs::write(folder.join("atrium.db"), &bytes).unwrap();
        }
    }
    assert!(
        found > 2,
        "{found} of 8 houses with noise in them were found out"
    );
    fs::remove_dir_all(&all).unwrap();
}
