//! Histories: told in words by the kind of each field, to each person as far as they may hear it.

use atrium::{data::Record, features::history, testing::house::House};
use serde_json::{Value, json};

/// What the operation of a record's history gives somebody, whole.
fn told(by: &mut atrium::testing::client::Client, of: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = by.get(&format!("/api/v1/{of}/history?limit=40{after}"));
        assert_eq!(page.status, 200, "{}", page.text());
        let page = page.json();
        all.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries
        .iter()
        .filter_map(|e| e["action"].as_str())
        .collect()
}

#[test]
fn no_history_shows_what_only_a_machine_reads() {
    let house = House::filled().unwrap();
    let visit = house.visit();
    let (mut after, mut fields, mut checks) = (0, 0, 0);
    loop {
        let entries = house.store.entries_after(after, 500).unwrap();
        let Some(last) = entries.last() else { break };
        after = last.seq;
        for change in entries.iter().flat_map(|entry| &entry.changes) {
            for told in history::in_words(&visit, change).unwrap() {
                for said in [&told.before, &told.after] {
                    let digits = said.split(|c: char| !c.is_ascii_digit());
                    let longest = digits.map(str::len).max().unwrap_or(0);
                    assert!(longest < 9, "{}: {said}", told.label);
                    assert!(!said.contains(['{', '[']), "{}: {said}", told.label);
                }
                fields += 1;
                // A checkpoint that passed, as it was told before: "at: 1795948397528, by: 5, state: passed".
                if told.label == "Checkpoints" && told.after.contains("state: Passed") {
                    let by = told.after.split("by: ").nth(1).unwrap();
                    assert!(by.starts_with(char::is_alphabetic), "{}", told.after);
                    checks += 1;
                }
            }
        }
    }
    assert!(
        fields > 500 && checks > 5,
        "{fields} fields, {checks} checks"
    );
}

#[test]
fn what_a_project_is_worth_is_told_to_those_who_keep_it() {
    let house = House::filled().unwrap();
    let mut mei = house.api("team-member").unwrap();
    let project = mei.get("/api/v1/projects?limit=1").json()["items"][0]["id"].clone();
    let project = project.as_str().unwrap();
    let mut keeper = house.api("administrator").unwrap();
    let body = json!({ "value": "98765.43", "title": "Renamed for the test" });
    let changed = keeper.request(
        "PATCH",
        &format!("/api/v1/projects/{project}"),
        &[("content-type", "application/json")],
        body.to_string().as_bytes(),
    );
    assert_eq!(changed.status, 200, "{}", changed.text());

    let names = |entries: &[Value]| -> Vec<String> {
        let fields = entries[0]["fields"].as_array().unwrap().iter();
        fields
            .map(|f| f["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let of = format!("projects/{project}");
    let kept = told(&mut keeper, &of);
    assert!(names(&kept).contains(&"value".to_owned()), "{kept:?}");
    let seen = told(&mut mei, &of);
    assert_eq!(names(&seen), ["title"], "{seen:?}");
    assert!(seen.iter().all(|e| !e.to_string().contains("9876543")));

    let page = format!("/projects/{project}/history");
    let (mut mei, mut keeper) = (
        house.signed_in("team-member"),
        house.signed_in("administrator"),
    );
    assert!(keeper.get(&page).text().contains("98,765.43"));
    let page = mei.get(&page);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Renamed for the test"));
    assert!(!page.text().contains("98,765.43"));
}

#[test]
fn how_somebody_signs_in_is_not_for_everybody() {
    let house = House::filled().unwrap();
    let omar = house.account("sales-closer").id;
    house.signed_in("sales-closer");
    let user: atrium::features::people::User = house.visit().find(omar).unwrap();
    let all = house.visit().history(&user, None, 500).unwrap();
    assert!(all.iter().any(|entry| entry.action == "sessions.start"));

    let of = format!("users/{omar}");
    let secret = |key: &&str| {
        ["sessions.", "alerts.", "access.refuse", "users.own_secret"]
            .iter()
            .any(|start| key.starts_with(start))
    };
    let mut mei = house.api("team-member").unwrap();
    let seen = told(&mut mei, &of);
    assert!(!actions(&seen).iter().any(secret), "{:?}", actions(&seen));
    let mut noor = house.api("it-administrator").unwrap();
    let seen = told(&mut noor, &of);
    assert!(
        actions(&seen).contains(&"sessions.start"),
        "{:?}",
        actions(&seen)
    );

    let (mut mei, mut noor) = (
        house.signed_in("team-member"),
        house.signed_in("it-administrator"),
    );
    let page = format!("/users/{}", user.number());
    let (mei, noor) = (mei.get(&page), noor.get(&page));
    assert_eq!((mei.status, noor.status), (200, 200));
    assert!(noor.text().contains("<strong>Sign in</strong>"));
    assert!(!mei.text().contains("<strong>Sign in</strong>"));
}
