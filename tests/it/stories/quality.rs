//! Reviews: by a checklist of the category, by somebody who didn't make it, and with reasons that are counted.

use atrium::testing::house::House;
use serde_json::json;

use super::{
    approval_kinds::{number, patch},
    work::{planned, text},
};
use crate::support::steps::{done, get, page, refused};

#[test]
fn work_comes_back_for_reasons_that_are_counted() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let mut quinn = house.api("qa-reviewer").unwrap();
    let task = done(
        &mut bilal,
        "/api/v1/tasks",
        &json!({ "project": project, "title": "Contact form", "assignee": number(&house, "team-member"), "review_needed": true }),
    );
    let at = format!("/api/v1/tasks/{}", text(&task, "id"));
    done(&mut mei, &format!("{at}/hand-in"), &json!({}));
    let back = format!("{at}/return");
    let why = refused(&mut quinn, &back, &json!({}), 422);
    assert!(why.contains("reason"), "{why}");
    let why = refused(&mut quinn, &back, &json!({ "why": ["Too blue"] }), 422);
    assert!(why.contains("of the list"), "{why}");
    let told = done(
        &mut quinn,
        &back,
        &json!({ "why": ["Breaks on a phone", "Not documented"], "reason": "The button lies under the keyboard" }),
    );
    assert_eq!(
        text(&told, "returned"),
        "Breaks on a phone, Not documented: The button lies under the keyboard"
    );
    done(&mut mei, &format!("{at}/hand-in"), &json!({}));
    done(&mut quinn, &back, &json!({ "why": ["Breaks on a phone"] }));
    let seq = house.last_of("qa-reviewer");
    let told = get(&mut quinn, &at);
    assert_eq!(
        told["returned_for"],
        json!([{ "reason": "Breaks on a phone", "times": 2 }, { "reason": "Not documented", "times": 1 }])
    );
    // On the project too, and no longer once it is taken back.
    let mut lead = house.signed_in("team-lead");
    let shown = page(&mut lead, &format!("/projects/{project}"));
    assert!(
        shown.contains("2 times: Breaks on a phone 2, Not documented 1"),
        "{shown}"
    );
    done(
        &mut quinn,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    let whole = get(&mut bilal, &format!("/api/v1/projects/{project}"));
    assert_eq!(whole["returned"], 1);
}

#[test]
fn nobody_reviews_what_they_made_whoever_has_it_by_then() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let task = done(
        &mut bilal,
        "/api/v1/tasks",
        &json!({ "project": project, "title": "Contact form", "assignee": number(&house, "team-lead"), "review_needed": true }),
    );
    let at = format!("/api/v1/tasks/{}", text(&task, "id"));
    done(&mut bilal, &format!("{at}/hand-in"), &json!({}));
    let why = refused(&mut bilal, &format!("{at}/accept"), &json!({}), 409);
    assert!(why.contains("own work"), "{why}");
    done(
        &mut bilal,
        &format!("{at}/assign"),
        &json!({ "assignee": number(&house, "team-member") }),
    );
    let why = refused(&mut bilal, &format!("{at}/accept"), &json!({}), 409);
    assert!(why.contains("own work"), "{why}");

    // The checklist of the category is offered; what isn't ticked has a word why.
    let mut browser = house.signed_in("qa-reviewer");
    let shown = page(&mut browser, &format!("/tasks/{}", text(&task, "id")));
    assert!(shown.contains("no dead link"), "{shown}");
    let mut quinn = house.api("qa-reviewer").unwrap();
    let part = json!({ "listed": true, "ticked": ["0", "1"] });
    let why = refused(&mut quinn, &format!("{at}/accept"), &part, 422);
    assert!(why.contains("note"), "{why}");
    let part =
        json!({ "listed": true, "ticked": ["0", "1"], "note": "The rest comes with the launch" });
    let told = done(&mut quinn, &format!("{at}/accept"), &part);
    assert_eq!(text(&told, "state"), "completed");
    assert_eq!(told["reviewed"][1]["done"], true);
    assert_eq!(told["reviewed"][2]["done"], false);
    let shown = page(&mut browser, &format!("/tasks/{}", text(&task, "id")));
    assert!(shown.contains("2 of 7 of the checklist"), "{shown}");
}

#[test]
fn the_house_says_what_work_is_reviewed_by() {
    let house = House::with_cast().unwrap();
    let mut quinn = house.api("qa-reviewer").unwrap();
    let rules = "/api/v1/review-rules";
    let shipped = get(&mut quinn, rules);
    assert!(text(&shipped, "web").contains("no dead link"));
    let changed = patch(&mut quinn, rules, &json!({ "seo": "One\nTwo\nOne" }));
    assert_eq!(text(&changed, "seo"), "One\nTwo");
    assert_eq!(text(&changed, "reasons"), text(&shipped, "reasons"));
    let mut mei = house.api("team-member").unwrap();
    assert_eq!(mei.get(rules).status, 403);
    let mut browser = house.signed_in("qa-reviewer");
    let shown = page(&mut browser, "/review-rules");
    assert!(shown.contains("Errors in the text"), "{shown}");
}
