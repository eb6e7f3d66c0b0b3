//! Single steps over the API and the pages, each with what is expected of it.

use atrium::testing::client::Client;
use serde_json::Value;

/// Posts and expects it to be done.
#[track_caller]
pub fn done(client: &mut Client, path: &str, body: &Value) -> Value {
    let answer = client.post_json(path, body);
    assert!(
        (200..300).contains(&answer.status),
        "{path}: {} {}",
        answer.status,
        answer.text()
    );
    answer.json()
}

/// Posts and expects to be refused with a status; answers with what was said.
#[track_caller]
pub fn refused(client: &mut Client, path: &str, body: &Value, status: u16) -> String {
    let answer = client.post_json(path, body);
    assert_eq!(answer.status, status, "{path}: {}", answer.text());
    answer.text()
}

#[track_caller]
pub fn get(client: &mut Client, path: &str) -> Value {
    let answer = client.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

#[track_caller]
pub fn page(client: &mut Client, path: &str) -> String {
    let answer = client.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.text()
}
