//! What OWASP ASVS 5.0 asks stands in `tests/asvs.toml`, row by row: with the tests that prove it, the reason it doesn't
//! apply, or what is missing. A row that names a test which isn't there fails here.

use std::{collections::BTreeSet, fs, path::Path};

use serde::Deserialize;

/// So many rows were asked for; none goes away unnoticed.
const ROWS: usize = 57;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    statement: String,
    #[serde(default)]
    tests: Vec<String>,
    #[serde(default)]
    not_applicable: String,
    #[serde(default)]
    open: String,
}

/// The module that a file is, seen from the root of its folder.
fn module_of(file: &Path) -> String {
    let mut parts: Vec<String> = file
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    parts.pop_if(|last| ["mod", "lib", "main"].contains(&last.as_str()));
    parts.join("::")
}

/// The tests of a file by their paths; those within `proptest!` bear the mark as well.
fn tests_of(module: &str, text: &str) -> Vec<String> {
    let (mut found, mut inner, mut marked) = (Vec::new(), "", false);
    for line in text.lines() {
        let opened = line
            .strip_prefix("mod ")
            .and_then(|rest| rest.strip_suffix(" {"));
        if line == "}" {
            inner = "";
        } else if let Some(name) = opened {
            inner = name;
        } else if line.trim() == "#[test]" {
            marked = true;
        } else if marked && let Some(rest) = line.trim().strip_prefix("fn ") {
            let name = rest.split(['(', '<']).next().unwrap_or_default();
            let path = [module, inner, name].into_iter().filter(|p| !p.is_empty());
            found.push(path.collect::<Vec<_>>().join("::"));
            marked = false;
        }
    }
    found
}

fn collect(root: &Path, folder: &Path, prefix: &str, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, prefix, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let module = module_of(path.strip_prefix(root).unwrap());
            let tests = tests_of(&module, &fs::read_to_string(&path).unwrap());
            into.extend(tests.into_iter().map(|test| format!("{prefix}{test}")));
        }
    }
}

/// All tests there are, as the runner lists them; those beside the code with `unit:` before them.
fn all_tests() -> BTreeSet<String> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    let folders = [
        ("tests/it", ""),
        ("src", "unit:"),
        ("crates/kernel/src", "unit:"),
        ("crates/platform/src", "unit:"),
    ];
    for (folder, prefix) in folders {
        let root = home.join(folder);
        collect(&root, &root, prefix, &mut found);
    }
    found
}

/// What is wrong with a row by itself.
fn problems(row: &Row, tests: &BTreeSet<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for test in row.tests.iter().filter(|test| !tests.contains(*test)) {
        wrong.push(format!("there is no test {test}"));
    }
    if row.statement.is_empty() {
        wrong.push("it says nothing".into());
    }
    let answered = !row.tests.is_empty() || !row.open.is_empty();
    match (answered, row.not_applicable.is_empty()) {
        (false, true) => wrong.push("neither tests, nor not_applicable, nor open".into()),
        (true, false) => wrong.push("what doesn't apply has no tests and nothing open".into()),
        _ => {}
    }
    wrong
}

#[test]
fn every_row_names_tests_that_exist_or_says_why_not() {
    let tests = all_tests();
    assert!(
        tests.contains("guards::asvs::every_row_names_tests_that_exist_or_says_why_not"),
        "tests are found by their paths"
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/asvs.toml");
    let table: Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut ids = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in &table.row {
        if !ids.insert(&row.id) {
            wrong.push(format!("{}: there is another row of this id", row.id));
        }
        for problem in problems(row, &tests) {
            wrong.push(format!("{}: {problem}", row.id));
        }
    }
    if table.row.len() < ROWS {
        wrong.push(format!("{} rows of {ROWS}", table.row.len()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rows_that_prove_nothing_are_found() {
    let row = |text: &str| -> Row {
        toml::from_str(&format!("id = \"1\"\nstatement = \"One\"\n{text}")).unwrap()
    };
    let tests = tests_of(
        "web::body",
        "#[test]\nfn one() {\n}\nmod tests {\n    #[test]\n    fn two(n in 0..9) {\n    }\n    fn three() {}\n}",
    );
    assert_eq!(tests, ["web::body::one", "web::body::tests::two"]);
    let tests: BTreeSet<String> = tests.into_iter().collect();
    for (text, fine) in [
        ("tests = [\"web::body::one\"]", true),
        ("tests = [\"web::body::one\"]\nopen = \"half\"", true),
        ("open = \"all of it\"", true),
        ("not_applicable = \"no such thing\"", true),
        ("tests = [\"web::body::three\"]", false),
        ("tests = [\"two\"]", false),
        ("tests = []", false),
        ("", false),
        (
            "tests = [\"web::body::one\"]\nnot_applicable = \"no\"",
            false,
        ),
    ] {
        assert_eq!(problems(&row(text), &tests).is_empty(), fine, "{text}");
    }
}
