//! Lists that are held true: what is logged where, which keys and algorithms there are, where markup is taken as it is
//! and where randomness comes from; and that no secret lies in the repository.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use atrium::{access::ActionKind, features};

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of the repository below a folder, with its path from the root.
fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let from_root = path
            .strip_prefix(home())
            .unwrap()
            .to_string_lossy()
            .into_owned();
        match path.is_dir() {
            true if [".git", "target", "data"].contains(&from_root.as_str()) => {}
            true => files(&path, into),
            false => into.push(path.strip_prefix(home()).unwrap().to_owned()),
        }
    }
}

fn all_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(home(), &mut found);
    found.sort();
    found
}

fn text_of(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(home().join(path)).unwrap()).into_owned()
}

/// The manifests of the crates that the program is made of.
fn manifests() -> Vec<PathBuf> {
    let mut all = all_files();
    all.retain(|path| path.ends_with("Cargo.toml"));
    all
}

/// The program's own source, without its tests.
fn sources() -> Vec<(String, String)> {
    let is_source = |path: &PathBuf| {
        (path.starts_with("src") || path.starts_with("crates"))
            && !path.ends_with("build.rs")
            && path.extension().is_some_and(|e| e == "rs")
    };
    let without_tests = |text: String| {
        text.split("\n#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    all_files()
        .into_iter()
        .filter(is_source)
        .map(|path| {
            (
                path.to_string_lossy().into_owned(),
                without_tests(text_of(&path)),
            )
        })
        .collect()
}

/// Files whose own text has one of some words.
fn with_any(words: &[&str]) -> Vec<String> {
    let has = |text: &str| words.iter().any(|word| text.contains(word));
    let found = sources().into_iter().filter(|(_, text)| has(text));
    found.map(|(path, _)| path).collect()
}

#[test]
fn ready_made_markup_comes_from_known_places() {
    let known = [
        // Drawings that the program carries with it, and lines and arcs made of numbers.
        "crates/kernel/src/ui/chart.rs",
        // An element's attributes, each encoded.
        "crates/kernel/src/ui/element.rs",
        "crates/kernel/src/ui/icon.rs",
        "crates/kernel/src/ui/illustration.rs",
        // Markdown, drawn tag by tag from a list.
        "crates/kernel/src/ui/markdown/mod.rs",
        // A QR code, drawn by a library from what Atrium wrote.
        "crates/kernel/src/ui/qr.rs",
        "crates/kernel/src/ui/state_icon.rs",
        // A page's body, or a part of it, which maud made.
        "crates/kernel/src/web/regions.rs",
        "crates/kernel/src/web/shell/mod.rs",
    ];
    assert_eq!(with_any(&["PreEscaped("]), known);
}

#[test]
fn randomness_comes_from_one_place() {
    // The other lets a child process ask the system for it.
    assert_eq!(
        with_any(&["getrandom"]),
        [
            "crates/kernel/src/data/engine/keys.rs",
            "crates/kernel/src/extract/walls.rs"
        ]
    );
    // Libraries that make a key by themselves take it from the operating system too; each is known.
    let makes = [
        "::generate()",
        "::generate_for(",
        "generate_simple_self_signed(",
    ];
    let known = [
        "crates/kernel/src/data/engine/keys.rs",
        "crates/kernel/src/web/server/pair.rs",
        "crates/platform/src/features/sign_in/totp.rs",
        "src/features/devices/authority.rs",
        "src/features/signatures/seal/key.rs",
        // An authority of tests.
        "src/features/signatures/seal/stamp/tests.rs",
    ];
    assert_eq!(with_any(&makes), known);
    let others = [
        " rand::",
        "thread_rng",
        "fastrand",
        "OsRng",
        "SystemRandom",
        "RandomState",
        "Uuid::",
    ];
    assert_eq!(with_any(&others), Vec::<String>::new());
}

/// How a secret begins, and how many bytes of which kind follow.
type Mark = (&'static str, usize, fn(&u8) -> bool);

/// What secrets look like: beginnings that nobody writes by accident, with what has to follow.
fn looks_like_a_secret(text: &str) -> Option<String> {
    let long = |at: usize, least: usize, fits: fn(&u8) -> bool| {
        text.as_bytes()[at..].iter().take_while(|b| fits(b)).count() >= least
    };
    let marks: [Mark; 7] = [
        ("AGE-SECRET-KEY-1", 40, u8::is_ascii_alphanumeric),
        ("atr_", 40, u8::is_ascii_hexdigit),
        ("AKIA", 16, u8::is_ascii_uppercase),
        ("ghp_", 30, u8::is_ascii_alphanumeric),
        ("github_pat_", 30, u8::is_ascii_alphanumeric),
        ("xoxb-", 20, u8::is_ascii_graphic),
        ("otpauth://totp/", 200, u8::is_ascii_graphic),
    ];
    for (mark, least, fits) in marks {
        for (at, _) in text.match_indices(mark) {
            if long(at + mark.len(), least, fits) {
                return Some(format!("{mark}…"));
            }
        }
    }
    let begin = ["-----BEGIN", " "].concat();
    for part in text.split(begin.as_str()).skip(1) {
        let label = part.split("-----").next().unwrap_or_default();
        if label.ends_with("PRIVATE KEY") && label.len() < 40 {
            return Some(format!("{begin}{label}"));
        }
    }
    None
}

#[test]
fn no_secret_lies_in_the_repository() {
    let mut wrong = Vec::new();
    // A golden house is opened by its key, which opens nothing else.
    let golden = |path: &Path| path.starts_with("tests/golden") && path.ends_with("atrium.key");
    for path in all_files().into_iter().filter(|path| !golden(path)) {
        if let Some(what) = looks_like_a_secret(&text_of(&path)) {
            wrong.push(format!("{}: {what}", path.display()));
        }
        let ending = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if ["pem", "key", "p12", "pfx", "jks", "env"].contains(&ending.as_str()) {
            wrong.push(format!("{}: such files hold keys", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // It finds what it looks for.
    for secret in [
        format!("key = AGE-SECRET-KEY-1{}", "Q".repeat(58)),
        format!("token: atr_{}", "0a".repeat(32)),
        ["-----BEGIN", " EC PRIVATE KEY-----\nMHc"].concat(),
    ] {
        assert!(looks_like_a_secret(&secret).is_some(), "{secret}");
    }
}

#[test]
fn every_key_and_algorithm_stands_in_the_inventory() {
    let listed = text_of(Path::new("packaging/SECURITY.md"));
    let mut missing = Vec::new();
    // The crates that encrypt, hash, sign, or make and read what does.
    let mut dependencies = BTreeSet::new();
    for manifest in manifests() {
        let manifest: toml::Table = toml::from_str(&text_of(&manifest)).unwrap();
        dependencies.extend(manifest["dependencies"].as_table().unwrap().keys().cloned());
    }
    assert!(dependencies.contains("redb") && dependencies.contains("clap"));
    let not_cryptographic = [
        // The program's own.
        "atrium-kernel",
        "atrium-platform",
        "axum",
        "axum-server",
        "bytes",
        "calamine",
        "clap",
        "cookie",
        "csv",
        "data-encoding",
        "dejavu",
        "en16931",
        "en16931-formats",
        "encoding_rs",
        "flate2",
        "fluent-bundle",
        "form_urlencoded",
        "hayro",
        "http-body-util",
        "hyper",
        "hyper-util",
        "iban_validate",
        "idna",
        "image",
        "ipnet",
        "jiff",
        "krilla",
        "libc",
        "linkify",
        "mail-parser",
        "matchit",
        "maud",
        "maxminddb",
        "mimalloc",
        "pdf-extract",
        "percent-encoding",
        "pulldown-cmark",
        "qrcode",
        "quick-xml",
        "redb",
        "rmp-serde",
        "rust_decimal",
        "rustix",
        "seccompiler",
        "serde",
        "serde_json",
        "skrifa",
        "strsim",
        "tantivy",
        "tantivy-common",
        "tokio",
        "tokio-stream",
        "toml",
        "tower-layer",
        "tracing",
        "tracing-subscriber",
        "unic-langid",
        "unicode-normalization",
        "zip",
        "zxcvbn",
    ];
    for name in dependencies
        .iter()
        .filter(|name| !not_cryptographic.contains(&name.as_str()))
    {
        if !listed.contains(&format!("`{name}`")) {
            missing.push(format!(
                "the crate {name}: list what it does, or say here that it does nothing of the kind"
            ));
        }
    }
    // What keys are derived for.
    for (path, text) in sources() {
        for part in text
            .split(".derive(\"")
            .chain(text.split(".derive(&format!(\"").skip(1))
            .chain(text.split("derived(self.of_data(), \"").skip(1))
            .skip(1)
        {
            let purpose = part
                .split(['"', '{'])
                .next()
                .unwrap_or_default()
                .trim_end_matches([',', ' ']);
            if path == "crates/kernel/src/data/engine/keys.rs"
                && !listed.contains(&format!("`{purpose}`"))
            {
                missing.push(format!("the key for {purpose:?}"));
            }
        }
        for part in text.split("\"atrium 2026-11 ").skip(1) {
            let purpose = part.split('"').next().unwrap_or_default();
            if !purpose.contains('{') && !listed.contains(&format!("`{purpose}`")) {
                missing.push(format!("the hash for {purpose:?} ({path})"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "packaging/SECURITY.md lacks:\n{}",
        missing.join("\n")
    );
}

/// The calls that log, as `level message`, by file.
fn logged() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for (path, text) in sources() {
        for level in ["error", "warn", "info", "debug", "trace"] {
            for part in text.split(&format!("tracing::{level}!(")).skip(1) {
                // A call is a statement, or an arm of a match.
                let ends = [part.find(");"), part.find("),\n")];
                let end = ends.into_iter().flatten().min().unwrap_or(part.len());
                let call = &part[..end];
                let said = call.rsplit('"').nth(1).unwrap_or_default();
                found.push((path.clone(), level.to_owned(), said.to_owned()));
            }
        }
    }
    found.sort();
    found
}

fn inventory() -> String {
    let mut out = String::from(
        "# What is logged, and where\n\nMade by the test guards::inventory; a difference fails it (ATRIUM_BLESS=1 writes it anew).\n\n\
         ## The journal\n\nIn the encrypted data, chained and signed, for as long as the data is there. Each entry says who did it (0 is Atrium\n\
         itself), when (UTC), from which address and session, on what, and what changed; of secrets only that they changed.\n\
         Read under Administration, Journal, and copied there or by the API; `atrium journal verify` checks it and its copies.\n\
         Reading is not journaled, but copies of the journal and snapshots that leave are, and so is every page that is seen\n\
         through another's eyes.\n\n\
         | action | what | whose deed | asks for fresh proof |\n|---|---|---|---|\n",
    );
    let mut actions = features::schema().actions;
    actions.sort_by_key(|action| action.key);
    let journaled = |kind: ActionKind| !matches!(kind, ActionKind::Read | ActionKind::Duty);
    for action in actions.iter().filter(|action| journaled(action.kind)) {
        let whose = match action.kind {
            ActionKind::Write => "whoever holds it",
            ActionKind::Own => "anybody, of their own",
            ActionKind::System | ActionKind::Read | ActionKind::Duty => "Atrium",
        };
        let proof = if action.dangerous { "yes" } else { "" };
        out.push_str(&format!(
            "| `{}` | {} | {whose} | {proof} |\n",
            action.key, action.title
        ));
    }
    out.push_str(
        "\n## The server's log\n\nOn standard error, so in the system's journal (`journalctl -u atrium`), for as long as that keeps it. Nobody's deeds\n\
         stand there, only how the program itself fares; at the level `warn,atrium=info` unless ATRIUM_LOG says otherwise. Times\n\
         are UTC. Under systemd each line has its priority; the key `log_format` asks for JSON instead.\n\n| file | level | message |\n|---|---|---|\n",
    );
    for (path, level, said) in logged() {
        out.push_str(&format!("| {path} | {level} | {said} |\n"));
    }
    out.push_str(
        "\n## In memory only\n\nCounts of wrong passwords by account, network and device; who was refused in the last day; connections. Floods are\n\
         written to the journal as sums (`sessions.refuse`, `access.refuse`).\n",
    );
    out
}

#[test]
fn the_list_of_what_is_logged_is_true() {
    let path = home().join("packaging/LOGS.md");
    let now = inventory();
    if std::env::var_os("ATRIUM_BLESS").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let held = fs::read_to_string(&path).unwrap_or_default();
    let changed: Vec<&str> = now
        .lines()
        .filter(|line| !held.lines().any(|l| l == *line))
        .collect();
    assert!(
        held == now,
        "what is logged changed; look at it, then run with ATRIUM_BLESS=1:\n{}",
        changed.join("\n")
    );
    assert!(
        logged()
            .iter()
            .all(|(path, _, said)| said.len() > 8 && !path.is_empty()),
        "{:?}",
        logged()
    );
}
