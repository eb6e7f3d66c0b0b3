//! What a client reads of a project is chosen, published and answered: parts that aren't shown are nowhere in their portal,
//! a number that was published stands there, milestones wait for their yes, and after delivery they say how it was, once.

use atrium::testing::{
    cast::PASSWORD,
    client::{Client, Upload},
    house::House,
};
use serde_json::{Value, json};

use super::{
    phases::finished,
    work::{planned, text},
    work_pages::{portal_person, strangers_client},
};
use crate::support::steps::{done, get, page, refused};

struct Engagement {
    house: House,
    project: String,
    wade: Client,
    jonas: Client,
}

fn engagement() -> Engagement {
    engagement_of(|house| planned(house, "web-wordpress"))
}

fn engagement_of(project: impl FnOnce(&House) -> String) -> Engagement {
    let house = House::with_cast().unwrap();
    let project = project(&house);
    let email = portal_person(&house, &project);
    let mut wade = house.client();
    let signed = wade.post_form("/sign-in", &[("email", &email), ("password", PASSWORD)]);
    assert_eq!(signed.status, 303);
    let jonas = house.api("project-manager").unwrap();
    Engagement {
        house,
        project,
        wade,
        jonas,
    }
}

fn show(of: &mut Engagement, what: &Value) -> Value {
    let at = format!("/api/v1/projects/{}/shows", of.project);
    done(&mut of.jonas, &at, what)
}

#[test]
fn what_is_not_shown_is_nowhere() {
    let mut of = engagement();
    let at = format!("/portal/projects/{}", of.project);
    let given = of.jonas.post_multipart(
        "/api/v1/documents",
        &[
            ("name", "Sitemap of the shop"),
            ("about", of.project.as_str()),
            ("shared_with_client", "true"),
        ],
        &[Upload {
            field: "file",
            filename: "sitemap.txt",
            content_type: "text/plain",
            bytes: b"home, shop, contact",
        }],
    );
    assert_eq!(given.status, 201, "{}", given.text());
    let document = text(&given.json(), "id").to_owned();
    let file = format!("/portal/documents/{document}/file");

    let shown = page(&mut of.wade, &at);
    assert!(shown.contains("Sitemap of the shop") && shown.contains("Timeline"));
    assert_eq!(of.wade.get(&file).status, 200);

    show(&mut of, &json!({ "tasks": true }));
    let shown = page(&mut of.wade, &at);
    assert!(!shown.contains("Sitemap of the shop") && !shown.contains("Timeline"));
    assert_eq!(of.wade.get(&file).status, 404);
    let files = page(&mut of.wade, "/portal/files");
    assert!(!files.contains("Sitemap of the shop"), "{files}");
    let told = get(&mut of.wade, &format!("/api/v1/projects/{}", of.project));
    assert!(told["milestones"][0]["due"].is_null(), "{told}");
    assert!(told["hours_logged"].is_null(), "{told}");
    // The house sees it as before.
    let staff = get(&mut of.jonas, &format!("/api/v1/documents/{document}"));
    assert_eq!(staff["held_back"], true, "{staff}");

    show(
        &mut of,
        &json!({ "hours": true, "files": true, "timeline": true }),
    );
    assert_eq!(of.wade.get(&file).status, 200);
    let told = get(&mut of.wade, &format!("/api/v1/projects/{}", of.project));
    assert_eq!(told["hours_logged"], 0, "{told}");
    assert!(page(&mut of.wade, &at).contains("Hours"));
    // What is chosen is staff's.
    let own = json!({ "hours": true });
    let path = format!("/api/v1/projects/{}/shows", of.project);
    assert_ne!(of.wade.post_json(&path, &own).status, 200);
}

#[test]
fn a_published_number_is_what_they_read() {
    let mut of = engagement();
    let publish = format!("/api/v1/projects/{}/publish-progress", of.project);
    done(
        &mut of.jonas,
        &publish,
        &json!({ "progress": 35, "words": "The drafts are with you; the shop is next." }),
    );
    let at = format!("/portal/projects/{}", of.project);
    let shown = page(&mut of.wade, &at);
    assert!(shown.contains("35% done") && shown.contains("the shop is next"));
    let told = get(&mut of.wade, &format!("/api/v1/projects/{}", of.project));
    assert_eq!(told["progress"], 35);
    assert!(page(&mut of.wade, "/portal").contains("35%"));
    assert!(page(&mut of.wade, "/portal/news").contains("35% done"));
    let inside = get(&mut of.jonas, &format!("/api/v1/projects/{}", of.project));
    assert_eq!(inside["progress"], 0, "the house reads its own: {inside}");
    refused(&mut of.jonas, &publish, &json!({ "progress": 101 }), 422);
    refused(&mut of.jonas, &publish, &json!({ "words": "Soon" }), 422);
    done(&mut of.jonas, &publish, &json!({}));
    assert!(page(&mut of.wade, &at).contains("0% done"));
    let mut browser = of.house.signed_in("project-manager");
    let tab = page(&mut browser, &format!("/projects/{}/client", of.project));
    assert!(tab.contains("Publish to the client"), "{tab}");
}

#[test]
fn a_milestone_waits_for_their_yes() {
    let mut of = engagement();
    let all = get(
        &mut of.jonas,
        &format!("/api/v1/milestones?project={}", of.project),
    );
    let milestone = text(&all["items"][0], "id").to_owned();
    let ask = format!("/api/v1/milestones/{milestone}/ask-client");
    let answer = format!("/api/v1/milestones/{milestone}/answer");
    refused(&mut of.wade, &answer, &json!({ "answer": "approved" }), 409);
    done(&mut of.jonas, &ask, &json!({ "note": "The sitemap" }));
    refused(&mut of.jonas, &ask, &json!({}), 409);
    assert!(page(&mut of.wade, "/portal").contains("Waits for your yes"));
    let at = format!("/portal/projects/{}", of.project);
    assert!(page(&mut of.wade, &at).contains("Send your answer"));
    // Nobody of another client, and no staff, answers in their place.
    let mut ines = strangers_client(&of.house);
    assert_eq!(
        ines.post_json(&answer, &json!({ "answer": "approved" }))
            .status,
        404
    );
    let form = [("answer", "approved")];
    let post = format!("/portal/milestones/{milestone}/answer");
    assert_eq!(ines.post_form(&post, &form).status, 404);
    refused(
        &mut of.jonas,
        &answer,
        &json!({ "answer": "approved" }),
        403,
    );
    // Changes are named, beside the field.
    let bare = of.wade.post_form(&post, &[("answer", "changes")]);
    assert_eq!(bare.status, 422);
    assert!(bare.text().contains("what should be different"));
    let said = [("answer", "changes"), ("words", "The shop comes first")];
    assert_eq!(of.wade.post_form(&post, &said).status, 303);
    refused(&mut of.wade, &answer, &json!({ "answer": "approved" }), 409);
    // Whoever was a moment later is told why, though there is no form left.
    let late = of.wade.post_form(&post, &form);
    assert_eq!(late.status, 422, "{}", late.text());
    assert!(late.text().contains("answered already"), "{}", late.text());
    let told = of.jonas.get("/api/v1/notifications").text();
    assert!(told.contains("The shop comes first"), "{told}");
    done(&mut of.jonas, &ask, &json!({ "note": "The shop is first" }));
    done(&mut of.wade, &answer, &json!({ "answer": "approved" }));
    let told = get(&mut of.wade, &format!("/api/v1/projects/{}", of.project));
    assert_eq!(told["milestones"][0]["answer"], "approved", "{told}");
}

#[test]
fn what_is_asked_is_found_and_ends_with_the_work() {
    let mut of = engagement();
    // A milestone without tasks is found where they are asked about it.
    let made = done(
        &mut of.jonas,
        "/api/v1/milestones",
        &json!({ "project": of.project, "title": "Contract of hosting", "due": of.house.visit().today().iso(), "client_visible": true }),
    );
    let milestone = text(&made, "id").to_owned();
    let at = format!("/portal/projects/{}", of.project);
    assert!(!page(&mut of.wade, &at).contains("Contract of hosting"));
    let ask = format!("/api/v1/milestones/{milestone}/ask-client");
    done(&mut of.jonas, &ask, &json!({}));
    assert!(page(&mut of.wade, "/portal").contains("Waits for your yes"));
    assert!(page(&mut of.wade, &at).contains("Send your answer"));
    // Nobody answers for work that is over.
    let cancel = format!("/api/v1/projects/{}/cancel", of.project);
    done(&mut of.jonas, &cancel, &json!({ "reason": "They stopped" }));
    let answer = format!("/api/v1/milestones/{milestone}/answer");
    refused(&mut of.wade, &answer, &json!({ "answer": "approved" }), 409);
    assert!(!page(&mut of.wade, "/portal").contains("Waits for your yes"));
}

#[test]
fn where_staff_talk_about_a_step_is_nowhere_for_a_client() {
    let mut of = engagement();
    let task = done(
        &mut of.jonas,
        "/api/v1/tasks",
        &json!({ "project": of.project, "title": "Opening page", "client_visible": true }),
    );
    let task = text(&task, "id").to_owned();
    for path in [
        format!("/api/v1/chat/{task}"),
        format!("/api/v1/chat/{}", of.project),
        format!("/api/v1/conversations/{task}/posts"),
    ] {
        let told = of.wade.get(&path);
        assert_eq!(told.status, 404, "{path}: {}", told.text());
    }
    assert_eq!(of.jonas.get(&format!("/api/v1/chat/{task}")).status, 200);
}

#[test]
fn a_part_shows_no_more_than_the_whole() {
    let mut of = engagement();
    show(&mut of, &json!({ "hours": true }));
    let parts = format!("/api/v1/projects/{}/sub-projects", of.project);
    let part = done(&mut of.jonas, &parts, &json!({ "title": "The shop" }));
    let told = get(
        &mut of.jonas,
        &format!("/api/v1/projects/{}", text(&part, "id")),
    );
    assert_eq!(told["shows"]["files"], false, "{told}");
    assert_eq!(told["shows"]["tasks"], false, "{told}");
    assert_eq!(told["shows"]["hours"], true, "{told}");
}

#[test]
fn a_report_tells_only_what_the_project_shows() {
    let mut of = engagement();
    let today = of.house.visit().today();
    let task = json!({
        "project": of.project, "title": "Photos of the shop", "due": (today + -2).iso(),
        "client_visible": true,
    });
    done(&mut of.jonas, "/api/v1/tasks", &task);
    let reports = format!("/api/v1/projects/{}/reports", of.project);
    let told = done(&mut of.jonas, &reports, &json!({}));
    assert!(text(&told, "late").contains("Photos of the shop, planned for"));
    assert!(text(&told, "summary").contains(", by "), "{told}");
    show(&mut of, &json!({ "files": true }));
    let told = done(&mut of.jonas, &reports, &json!({}));
    let said = told.to_string();
    assert!(!said.contains("Photos of the shop"), "{told}");
    assert!(!text(&told, "summary").contains(", by "), "{told}");
    show(&mut of, &json!({ "tasks": true }));
    let told = done(&mut of.jonas, &reports, &json!({}));
    assert!(text(&told, "late").contains("Photos of the shop"), "{told}");
    assert!(!text(&told, "late").contains("planned for"), "{told}");
}

#[test]
fn what_was_saved_meanwhile_is_saved_over_once_it_was_seen() {
    let mut of = engagement();
    let mut browser = of.house.signed_in("project-manager");
    let tab = format!("/projects/{}/client", of.project);
    let version = |shown: &str| {
        let (_, shows) = shown.split_once("/shows\"").unwrap();
        let (_, rest) = shows.split_once("name=\"version\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let seen = version(&page(&mut browser, &tab));
    show(&mut of, &json!({ "tasks": true }));
    let post = format!("/projects/{}/shows", of.project);
    let form = [("hours", "on"), ("version", seen.as_str())];
    let late = browser.post_form(&post, &form);
    assert_eq!(late.status, 422, "{}", late.text());
    let newer = version(&late.text());
    assert_ne!(newer, seen);
    let form = [("hours", "on"), ("version", newer.as_str())];
    assert_eq!(browser.post_form(&post, &form).status, 303);
}

#[test]
fn what_they_are_asked_stays_in_sight_and_ends_with_the_project() {
    let mut of = engagement();
    let all = get(
        &mut of.jonas,
        &format!("/api/v1/milestones?project={}", of.project),
    );
    let milestone = text(&all["items"][0], "id").to_owned();
    let at = format!("/api/v1/milestones/{milestone}");
    done(&mut of.jonas, &format!("{at}/ask-client"), &json!({}));
    let hidden = json!({ "client_visible": false }).to_string();
    let headers = [("content-type", "application/json")];
    let kept = of.jonas.request("PATCH", &at, &headers, hidden.as_bytes());
    assert_eq!(kept.status, 422, "{}", kept.text());
    let over = json!({ "reason": "The client changed their mind" });
    let cancel = format!("/api/v1/projects/{}/cancel", of.project);
    done(&mut of.jonas, &cancel, &over);
    let yes = json!({ "answer": "approved" });
    let why = refused(&mut of.wade, &format!("{at}/answer"), &yes, 409);
    assert!(why.contains("is over"), "{why}");
    let shown = page(&mut of.wade, &format!("/portal/projects/{}", of.project));
    assert!(!shown.contains("Send your answer"));
    assert!(!page(&mut of.wade, "/portal").contains("Waits for your yes"));
}

#[test]
fn they_say_how_it_was_once() {
    let mut of = engagement_of(finished);
    let give = format!("/api/v1/projects/{}/feedback", of.project);
    refused(&mut of.wade, &give, &json!({ "rating": 5 }), 409);
    let deliver = format!("/api/v1/projects/{}/deliver", of.project);
    done(&mut of.jonas, &deliver, &json!({}));
    let mut bilal = of.house.api("team-lead").unwrap();
    assert!(page(&mut of.wade, "/portal").contains("How was Copperline website?"));
    let at = format!("/portal/projects/{}/feedback", of.project);
    let bare = of.wade.post_form(&at, &[("words", "Fine")]);
    assert_eq!(bare.status, 422);
    let said = [("rating", "4"), ("words", "Quick, and well explained")];
    assert_eq!(of.wade.post_form(&at, &said).status, 303);
    refused(&mut of.wade, &give, &json!({ "rating": 1 }), 409);
    let late = of.wade.post_form(&at, &said);
    assert_eq!(late.status, 422, "{}", late.text());
    assert!(
        late.text().contains("has answered this already"),
        "{}",
        late.text()
    );
    assert!(!page(&mut of.wade, "/portal").contains("How was Copperline website?"));
    let told = bilal.get("/api/v1/notifications").text();
    assert!(told.contains("got 4 of 5"), "{told}");
    let mut ines = strangers_client(&of.house);
    assert_eq!(ines.get(&at).status, 404);
    let mut browser = of.house.signed_in("project-manager");
    assert!(page(&mut browser, "/feedback").contains("Quick, and well explained"));
}
