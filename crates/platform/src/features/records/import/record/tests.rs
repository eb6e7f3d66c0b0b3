//! What holds of `record`.

use super::*;

fn brought(stored: serde_json::Value) -> Option<Import> {
    let bytes = rmp_serde::to_vec_named(&stored).unwrap();
    let import: Import = rmp_serde::from_slice(&bytes).unwrap();
    brought_up(import, &rmp_serde::from_slice(&bytes).unwrap())
}

#[test]
fn an_import_of_an_earlier_version_loses_no_rows() {
    let passed = json!([{ "line": 3, "company": "Quill", "why": "LD-1 has the same phone." }]);
    let mut stored = json!({
        "name": "yelp.csv", "by": 4, "at": 1_700_000_000_000_i64, "rows": 500, "added": 199,
        "passed_over": passed, "file": { "name": "abc", "size": 9 }, "line": 201,
        "taken_back": null, "stayed": 0,
    });
    let import = brought(stored.clone()).unwrap();
    assert_eq!((import.state, import.to_come()), (State::Stopped, 300));
    assert_eq!((import.passed(), import.undoable), (1, false));
    assert_eq!(import.passed_over[0].name, "Quill");
    stored["file"] = serde_json::Value::Null;
    let done = brought(stored.clone()).unwrap();
    assert_eq!((done.state, done.to_come()), (State::Done, 0));
    assert!(done.is_without_portions());
    stored["state"] = json!("running");
    assert!(brought(stored).is_none());
}
