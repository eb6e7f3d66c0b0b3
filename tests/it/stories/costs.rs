//! What keeps pages cheap, held by counting and not by a clock.

use std::time::Duration;

use atrium::testing::{client::Client, house::House};
use serde_json::{Value, json};

use super::work::{planned, tasks, text};
use crate::support::steps::{done, page};

/// Records that a page may decode anew each time.
const FEW: u64 = 4;

/// Records that are decoded for a page that was shown before; the least of several, because others read meanwhile.
fn decoded_again(house: &House, client: &mut Client, path: &str) -> u64 {
    page(client, path);
    let mut least = u64::MAX;
    for _ in 0..40 {
        let before = house.store.decodes();
        page(client, path);
        least = least.min(house.store.decodes() - before);
        if least <= FEW {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    least
}

#[test]
fn what_was_decoded_lately_is_not_decoded_again_and_never_stale() {
    let house = House::filled().unwrap();
    let mut priya = house.signed_in("sales-manager");
    let mut hana = house.signed_in("department-manager");
    let decoded = decoded_again(&house, &mut priya, "/leads");
    assert!(decoded <= FEW, "/leads decodes {decoded} again");
    for path in ["/", "/tasks?show=all", "/tasks?show=all&view=list"] {
        let decoded = decoded_again(&house, &mut hana, path);
        assert!(decoded <= FEW, "{path} decodes {decoded} again");
    }
    // What was put since is shown by the next page, and what was undone by the one after it.
    let mut api = house.api("department-manager").unwrap();
    let listed = api.get("/api/v1/tasks?state=to_do&limit=1").json();
    let id = text(&listed["items"][0], "id").to_owned();
    let path = format!("/tasks/{id}");
    let renamed = api.request(
        "PATCH",
        &format!("/api/v1{path}"),
        &[("content-type", "application/json")],
        json!({ "title": "Oil the hinges" }).to_string().as_bytes(),
    );
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    assert!(page(&mut hana, &path).contains("Oil the hinges"));
    let seq = house.newest_deed();
    done(&mut api, &format!("/api/v1/journal/{seq}/undo"), &json!({}));
    assert!(!page(&mut hana, "/tasks?show=all").contains("Oil the hinges"));
    // Whoever may no longer see it doesn't, whatever was decoded for them or for others.
    let mut mei = house.signed_in("team-member");
    assert!([403, 404].contains(&mei.get("/leads").status));
}

/// What an open page listens to.
fn topics(page: &str) -> Vec<&str> {
    let (_, rest) = page.split_once(" data-live=\"").unwrap();
    rest.split_once('"').unwrap().0.split(' ').collect()
}

#[test]
fn my_day_wakes_for_what_it_shows_and_not_for_all_there_is() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    // Who sees every task and reviews none.
    let mut noor = house.signed_in("auditor");
    let day = page(&mut noor, "/");
    let me = house.account("auditor").id.raw();
    assert!(topics(&day).contains(&format!("tasks@person:{me}").as_str()));
    assert!(!topics(&day).contains(&"tasks"), "{:?}", topics(&day));
    let address = format!("/live?topics={}+leads", topics(&day).join("+"));
    let mut stream = noor.open_stream(&address);
    let path = format!("/api/v1/tasks/{}/comments", text(&plan[0], "id"));
    done(&mut bilal, &path, &json!({ "text": "Which pages stay?" }));
    let assign = format!("/api/v1/tasks/{}/assign", text(&plan[0], "id"));
    let member = house.account("team-member").id.to_string();
    done(&mut bilal, &assign, &json!({ "assignee": member }));
    // A lead comes after it, and is the first that is heard of.
    let mut omar = house.api("sales-closer").unwrap();
    done(
        &mut omar,
        "/api/v1/leads",
        &json!({ "company": "Alder Creek" }),
    );
    let heard = loop {
        let event = stream.next_event(Duration::from_secs(10)).unwrap();
        if event.event == "change" {
            break serde_json::from_str::<Value>(&event.data).unwrap();
        }
    };
    assert_eq!(heard["topics"], json!(["leads"]));
    // Where somebody reviews, they hear of all they may accept there.
    let day = page(&mut house.signed_in("team-lead"), "/");
    let reviewed = topics(&day);
    assert!(reviewed.iter().any(|topic| topic.starts_with("tasks@")));
    assert!(reviewed.len() > 3, "{reviewed:?}");
}
