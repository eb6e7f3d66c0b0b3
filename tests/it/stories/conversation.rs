//! People talk on leads, tickets and tasks in one way. What is said among staff reaches no client, whichever way it
//! might go: pages, programs, open pages, histories, search, what they are told.

use std::time::Duration;

use atrium::{
    base::{Id, Moment},
    data::JournalEntry,
    features::{
        conversation::Post,
        people::{self, Directory},
        sign_in,
    },
    testing::{cast::PASSWORD, client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    shares::as_person,
    work::{planned, tasks, text},
    work_pages::portal_person,
};
use crate::support::steps::{done, get, page};

const WHISPER: &str = "Between us, quarrelsome";

fn post_id(said: &Value) -> Id<Post> {
    Id::parse(text(said, "id")).unwrap()
}

/// What a list of posts says, in its order.
fn texts(client: &mut Client, path: &str) -> Vec<String> {
    let list = get(client, path);
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|post| text(post, "text").to_owned())
        .collect()
}

#[test]
fn what_is_said_among_staff_reaches_no_client() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let email = portal_person(&house, &project);
    let mut wade = house.client();
    let entered = wade.post_form("/sign-in", &[("email", &email), ("password", PASSWORD)]);
    assert_eq!(entered.status, 303, "{}", entered.text());
    let visit = house.visit();
    let names = Directory::of(&visit).unwrap();
    let user = names.users.values().find(|user| user.email == email);
    let user = user.unwrap().id;
    let token = sign_in::add_token(&visit, user, "wade", 1, people::ADMINISTER).unwrap();
    let mut program = house.client().with_bearer(&token);
    let raised = wade.post_form(
        "/portal/requests",
        &[
            ("kind", "support"),
            ("title", "Form is broken"),
            ("text", "Nothing arrives"),
        ],
    );
    let request = raised.location().unwrap().to_owned();
    let ticket = request.rsplit('/').next().unwrap().to_owned();
    let (mut amira, mut bilal) = (
        house.api("account-manager").unwrap(),
        house.api("team-lead").unwrap(),
    );
    let mut omar = house.api("sales-closer").unwrap();
    let task = text(&tasks(&mut bilal, &project)[0], "id").to_owned();
    let lead = done(
        &mut omar,
        "/api/v1/leads",
        &json!({ "company": "Copperline Roofing" }),
    );
    let lead = text(&lead, "id").to_owned();
    let mut stream = wade.open_stream(&format!(
        "/live?topics=posts,tickets,tasks,leads,posts@tickets:{0},tickets:{0},projects:{1}",
        ticket.rsplit('-').next().unwrap(),
        project.rsplit('-').next().unwrap(),
    ));

    let replies = format!("/api/v1/tickets/{ticket}/replies");
    let comments = format!("/api/v1/tasks/{task}/comments");
    let activities = format!("/api/v1/leads/{lead}/activities");
    let on_ticket = json!({ "text": WHISPER, "internal": true });
    let on_ticket = post_id(&done(&mut amira, &replies, &on_ticket));
    done(&mut amira, &replies, &json!({ "text": "We are on it" }));
    let on_task = post_id(&done(&mut bilal, &comments, &json!({ "text": WHISPER })));
    done(
        &mut omar,
        &activities,
        &json!({ "text": WHISPER, "channel": "call" }),
    );
    let on_lead = post_id(&get(&mut omar, &activities)["items"][0]);
    let whispered = wade.post_form(
        &format!("{request}/replies"),
        &[("text", "Thank you"), ("internal", "on")],
    );
    assert_eq!(whispered.status, 303, "{}", whispered.text());

    // Staff read all of it, each in its room.
    let all = ["Nothing arrives", WHISPER, "We are on it", "Thank you"];
    assert_eq!(texts(&mut amira, &replies), all);
    assert_eq!(texts(&mut bilal, &comments), [WHISPER]);
    assert_eq!(texts(&mut omar, &activities), [WHISPER]);
    let last = get(&mut amira, &replies)["items"][3].clone();
    assert_eq!(last["audience"], "with_client", "a client can't whisper");
    assert_eq!(
        (&last["from_client"], &last["on"]),
        (&json!(true), &json!(ticket))
    );
    let shown = house
        .signed_in("account-manager")
        .get(&format!("/tickets/{ticket}"));
    assert!(shown.text().contains(&format!("id=\"{on_ticket}\"")));
    let address = visit.address(on_ticket.as_ref());
    assert_eq!(address, format!("/tickets/{ticket}#{on_ticket}"));

    // The client reads what is for them, and finds the rest nowhere.
    let theirs = ["Nothing arrives", "We are on it", "Thank you"];
    assert_eq!(texts(&mut program, &replies), theirs);
    let seen = page(&mut wade, &request);
    assert!(theirs.iter().all(|words| seen.contains(words)));
    for path in [
        "/portal",
        "/portal/requests",
        "/portal/news",
        "/portal/files",
        &request,
        &format!("/portal/projects/{project}"),
    ] {
        assert!(!page(&mut wade, path).contains("quarrelsome"), "{path}");
    }
    for path in [
        "/api/v1/tickets",
        &format!("/api/v1/tickets/{ticket}"),
        &replies,
        "/api/v1/projects",
        &format!("/api/v1/projects/{project}"),
        "/api/v1/documents",
        "/api/v1/notifications",
    ] {
        assert!(!page(&mut program, path).contains("quarrelsome"), "{path}");
    }
    for path in [
        comments.clone(),
        activities.clone(),
        format!("/api/v1/tickets/{ticket}/history"),
        "/api/v1/journal".into(),
        "/api/v1/search?q=quarrelsome".into(),
        "/search?q=quarrelsome".into(),
    ] {
        let answer = program.get(&path);
        assert_ne!(answer.status, 200, "{path}: {}", answer.text());
        assert!(!answer.text().contains("quarrelsome"), "{path}");
    }
    for path in [&comments, &activities] {
        let answer = program.post_json(path, &json!({ "text": "Me too" }));
        assert!(answer.status >= 400, "{path}: {}", answer.text());
    }
    let told = get(&mut program, "/api/v1/notifications");
    let answers: Vec<&str> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|told| told["about"] == ticket.as_str())
        .map(|told| text(told, "text"))
        .collect();
    assert_eq!(answers, ["An answer on Form is broken"]);
    while let Some(event) = stream.next_event(Duration::from_millis(500)) {
        assert!(!event.data.contains("quarrelsome"), "{}", event.data);
        let named = [on_ticket, on_task, on_lead].map(|id| format!("posts:{}", id.raw()));
        assert!(
            named.iter().all(|name| !event.data.contains(name)),
            "{}",
            event.data
        );
    }
    let eyes = as_person(&house, user, Moment::now());
    for id in [on_ticket, on_task, on_lead] {
        assert!(eyes.find(id).is_err() && eyes.title_of(id.as_ref()).unwrap().is_none());
    }
    assert!(eyes.search("quarrelsome", 50).unwrap().hits.is_empty());

    // Whoever posted takes it back, and nobody else does.
    let entries = house.store.entries_after(0, 10_000).unwrap();
    let made = |entry: &&JournalEntry| entry.changes.iter().any(|c| c.of == on_task.as_ref());
    let seq = entries.iter().find(made).unwrap().seq;
    let undo = format!("/api/v1/journal/{seq}/undo");
    let refused = amira.post_json(&undo, &json!({}));
    assert!(refused.status >= 400, "{}", refused.text());
    done(&mut bilal, &undo, &json!({}));
    assert!(texts(&mut bilal, &comments).is_empty());
}
