//! What a post is and can do, on whatever record people talk on.

use std::{collections::BTreeSet, thread, time::Duration};

use atrium::{
    base::{Id, Moment},
    features::{
        conversation::{Post, Scheduled},
        people::{self, User},
    },
    testing::{cast::PASSWORD, client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    work::{planned, tasks, text},
    work_pages::portal_person,
};
use crate::support::steps::{done, get, page, refused};

const JSON: (&str, &str) = ("content-type", "application/json");

/// A house with a planned project, and one of its tasks.
fn with_task() -> (House, String) {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let plan = tasks(&mut house.api("team-lead").unwrap(), &project);
    let task = text(&plan[0], "id").to_owned();
    (house, task)
}

/// A house with a ticket that its client reads.
fn with_ticket() -> (House, String) {
    let (house, _) = with_task();
    let mut amira = house.api("account-manager").unwrap();
    let client = get(&mut amira, "/api/v1/clients")["items"][0].clone();
    let raise = json!({
        "kind": "support", "client": client["id"], "title": "Form is broken", "text": "Nothing arrives",
    });
    let ticket = text(&done(&mut amira, "/api/v1/tickets/raise", &raise), "id").to_owned();
    (house, ticket)
}

fn posts_of(on: &str) -> String {
    format!("/api/v1/conversations/{on}/posts")
}

fn say(client: &mut Client, on: &str, words: &str) -> Value {
    done(client, &posts_of(on), &json!({ "text": words }))
}

fn patch(client: &mut Client, path: &str, body: &Value) -> (u16, Value) {
    let answer = client.request("PATCH", path, &[JSON], body.to_string().as_bytes());
    (answer.status, answer.json())
}

fn delete(client: &mut Client, path: &str) -> u16 {
    client.request("DELETE", path, &[JSON], b"{}").status
}

#[test]
fn a_post_is_made_once_however_often_it_is_sent() {
    const SENDERS: usize = 4;
    // `ATRIUM_POSTS=10000` for the whole of what is promised.
    let posts = std::env::var("ATRIUM_POSTS").ok();
    let posts: usize = posts.map_or(240, |posts| posts.parse().unwrap());
    let (house, task) = with_task();
    let path = posts_of(&task);
    let (path, house) = (&path, &house);
    let mut answered: Vec<(usize, String)> = thread::scope(|scope| {
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                scope.spawn(move || {
                    let mut client = house.api("team-lead").unwrap();
                    let mut answered = Vec::new();
                    for n in (sender..posts).step_by(SENDERS) {
                        let body = json!({ "text": format!("Number {n}") }).to_string();
                        let key = format!("post-{n}");
                        for _ in 0..=n % 5 {
                            let headers = [JSON, ("idempotency-key", key.as_str())];
                            let mut answer =
                                client.request("POST", path, &headers, body.as_bytes());
                            // Whoever sends very much is asked to wait, and sends it again.
                            while answer.status == 429 {
                                thread::sleep(Duration::from_secs(1));
                                answer = client.request("POST", path, &headers, body.as_bytes());
                            }
                            assert_eq!(answer.status, 201, "{}", answer.text());
                            answered.push((n, text(&answer.json(), "id").to_owned()));
                            // The answer is lost now and then, and with it the connection.
                            if n % 3 == 0 {
                                client.disconnect();
                            }
                        }
                    }
                    answered
                })
            })
            .collect();
        senders
            .into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    assert!(answered.len() > 2 * posts);
    answered.sort();
    answered.dedup();
    assert_eq!(answered.len(), posts, "a retry has the same answer");
    let ids: BTreeSet<&String> = answered.iter().map(|(_, id)| id).collect();
    assert_eq!(ids.len(), posts);
    // As many are there, each read once by whoever goes from page to page.
    let mut client = house.api("team-lead").unwrap();
    let (mut met, mut after) = (Vec::new(), String::new());
    loop {
        let list = get(&mut client, &format!("{path}?limit=50{after}"));
        let items = list["items"].as_array().unwrap();
        met.extend(items.iter().map(|post| text(post, "id").to_owned()));
        match list["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let once: BTreeSet<&String> = met.iter().collect();
    assert_eq!((once.len(), once), (met.len(), ids));
    // The same key for other words is refused.
    let other = json!({ "text": "Something else" }).to_string();
    let headers = [JSON, ("idempotency-key", "post-7")];
    let answer = client.request("POST", path, &headers, other.as_bytes());
    assert!(answer.status >= 400, "{}", answer.text());
}

/// Whether any entry of the journal holds a word.
fn is_journaled(house: &House, word: &str) -> bool {
    let entries = house.store.entries_after(0, 100_000).unwrap();
    let mut fields = entries
        .iter()
        .flat_map(|entry| &entry.changes)
        .flat_map(|change| &change.fields)
        .flat_map(|field| [field.before(), field.after()])
        .flatten();
    fields.any(|value| value.to_string().contains(word))
}

#[test]
fn what_is_taken_away_is_gone_for_good_and_leaves_a_mark() {
    let (house, task) = with_task();
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let said = say(&mut bilal, &task, "The password is tamarind");
    let post = format!("/api/v1/posts/{}", text(&said, "id"));
    assert!(!is_journaled(&house, "tamarind"));
    // Edited: what it said before stays beside it, for whoever reads it.
    let (status, edited) = patch(
        &mut bilal,
        &post,
        &json!({ "text": "The password is quince" }),
    );
    assert_eq!(
        (status, text(&edited, "text")),
        (200, "The password is quince"),
        "{edited}"
    );
    assert!(!edited["edited"].is_null());
    let before = get(&mut bilal, &format!("{post}/revisions"));
    assert_eq!(
        text(&before["items"][0], "text"),
        "The password is tamarind"
    );
    assert!(!is_journaled(&house, "tamarind") && !is_journaled(&house, "quince"));
    // Nobody else edits it or takes it away, unless it is granted to them.
    let (edited, _) = patch(&mut mei, &post, &json!({ "text": "Mine" }));
    assert!(edited == 403 || edited == 404, "{edited}");
    let theirs = delete(&mut mei, &post);
    assert!(theirs == 403 || theirs == 404, "{theirs}");
    let made = house.newest_deed();
    assert_eq!(delete(&mut bilal, &post), 200);
    let gone = get(&mut bilal, &post);
    assert_eq!((text(&gone, "text"), text(&gone, "plain")), ("", ""));
    assert_eq!(
        gone["removed"]["by"],
        house.account("team-lead").id.to_string()
    );
    assert!(
        get(&mut bilal, &format!("{post}/revisions"))["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let shown = page(&mut house.signed_in("team-lead"), &format!("/tasks/{task}"));
    assert!(shown.contains("Taken back by whoever wrote it"));
    for word in ["tamarind", "quince"] {
        assert!(!is_journaled(&house, word) && !shown.contains(word));
        let visit = house.visit();
        let id = Id::<Post>::parse(text(&said, "id")).unwrap();
        assert!(!visit.title_of(id.as_ref()).unwrap().unwrap().contains(word));
    }
    // And nothing brings it back: neither Undo of what took it away, nor of the edit.
    for seq in [made, house.newest_deed()] {
        let undo = format!("/api/v1/journal/{seq}/undo");
        assert!(bilal.post_json(&undo, &json!({})).status >= 400);
    }
    assert_eq!(text(&get(&mut bilal, &post), "text"), "");
}

#[test]
fn posts_are_edited_as_long_as_the_house_lets_them() {
    let (house, task) = with_task();
    let mut bilal = house.api("team-lead").unwrap();
    let said = say(&mut bilal, &task, "First words");
    let post = format!("/api/v1/posts/{}", text(&said, "id"));
    let mut vera = house.api("administrator").unwrap();
    let version = get(&mut vera, "/api/v1/settings")["version"].clone();
    let never = json!({ "edit_minutes": 0, "version": version });
    assert_eq!(patch(&mut vera, "/api/v1/settings", &never).0, 200);
    let (status, why) = patch(&mut bilal, &post, &json!({ "text": "Other words" }));
    assert_eq!(status, 403, "{why}");
}

#[test]
fn whom_a_post_names_is_told_if_they_see_it() {
    let (house, task) = with_task();
    let mut bilal = house.api("team-lead").unwrap();
    let mut lead = house.api("project-manager").unwrap();
    let (manager, outsider) = (
        house.account("project-manager"),
        house.account("sales-closer"),
    );
    let words = format!(
        "Hello @{} and @{}, see {task} and `@{}`",
        manager.name, outsider.name, manager.name
    );
    let said = say(&mut bilal, &task, &words);
    assert_eq!(
        text(&said, "text"),
        format!(
            "Hello @{{{}}} and @{{{}}}, see {task} and `@{}`",
            manager.id, outsider.id, manager.name
        )
    );
    assert_eq!(
        said["unseen"],
        json!([outsider.name]),
        "the author is warned"
    );
    let told = |client: &mut Client| {
        let list = get(client, "/api/v1/notifications");
        let items = list["items"].as_array().unwrap().clone();
        items
            .iter()
            .filter(|told| told["about"] == said["id"])
            .count()
    };
    assert_eq!(told(&mut lead), 1);
    assert_eq!(told(&mut house.api("sales-closer").unwrap()), 0);
    // Whoever is renamed is renamed in what was said.
    let id: Id<User> = manager.id;
    house
        .visit()
        .act(people::EDIT, move |change| {
            let mut person = change.subject(id)?;
            person.name = "Petra Newname".into();
            change.put(&person)
        })
        .unwrap();
    let post = format!("/api/v1/posts/{}", text(&said, "id"));
    assert!(text(&get(&mut bilal, &post), "plain").contains("Hello @Petra Newname and"));
    let shown = page(&mut house.signed_in("team-lead"), &format!("/tasks/{task}"));
    assert!(shown.contains("@Petra Newname"));
    // A number leads to its record for whoever may open it, and is a word for others.
    assert!(
        shown.contains(&format!("href=\"/tasks/{task}\"")),
        "{shown}"
    );
    // Nobody is drawn as named but those whom the post names, however it is written.
    let hidden = format!("\\@\\{{{0}}} &#64;{{{0}}} @\\{{{0}}}", outsider.id);
    let sly = say(&mut bilal, &task, &hidden);
    let drawn = text(&sly, "plain").contains(&outsider.name);
    let named = sly["mentions"].as_array().unwrap();
    assert_eq!(
        drawn,
        named.contains(&json!(outsider.id.to_string())),
        "{sly}"
    );
    // Names are offered, those who see it first.
    let names = get(
        &mut bilal,
        &format!("/api/v1/conversations/{task}/names?q="),
    );
    let names = names["names"].as_array().unwrap();
    let sees: Vec<bool> = names
        .iter()
        .map(|name| name["sees"].as_bool().unwrap())
        .collect();
    assert!(sees.is_sorted_by(|a, b| a >= b) && sees[0], "{names:?}");
}

#[test]
fn threads_have_one_level_and_stay_among_those_they_began_among() {
    let (house, ticket) = with_ticket();
    let mut amira = house.api("account-manager").unwrap();
    let path = posts_of(&ticket);
    // Where the client reads along, nobody leaves open who reads it.
    let open = refused(&mut amira, &path, &json!({ "text": "For whom?" }), 422);
    assert!(open.contains("audience"), "{open}");
    let aside = done(
        &mut amira,
        &path,
        &json!({ "text": "Between us", "audience": "staff" }),
    );
    let open = done(
        &mut amira,
        &path,
        &json!({ "text": "We look", "audience": "with_client" }),
    );
    // An answer to an aside is one, whatever it says of itself; a quote of one doesn't go out.
    let answer = json!({ "text": "Indeed", "audience": "with_client", "reply_to": aside["id"] });
    let answer = done(&mut amira, &path, &answer);
    assert_eq!(answer["audience"], "staff");
    let quote = json!({ "text": "As said", "audience": "with_client", "quote": aside["id"] });
    assert!(refused(&mut amira, &path, &quote, 422).contains("quote"));
    // A reply to a reply stands in the same thread.
    let first = json!({ "text": "One", "audience": "with_client", "reply_to": open["id"] });
    let first = done(&mut amira, &path, &first);
    let second = json!({ "text": "Two", "audience": "staff", "reply_to": first["id"] });
    let second = done(&mut amira, &path, &second);
    assert_eq!(
        (&first["reply_to"], &second["reply_to"]),
        (&open["id"], &open["id"])
    );
    let root = get(&mut amira, &format!("/api/v1/posts/{}", text(&open, "id")));
    assert_eq!(root["replies"], 2);
    let thread = get(&mut amira, &format!("{path}?thread={}", text(&open, "id")));
    let said: Vec<&str> = thread["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| text(p, "text"))
        .collect();
    assert_eq!(said, ["One", "Two"]);
    let mut staff = house.signed_in("account-manager");
    let at = staff.get(&format!("/posts/{}?then=thread", text(&second, "id")));
    let place = at.location().unwrap().to_owned();
    let (path, mark) = place.split_once('#').unwrap();
    assert_eq!(mark, text(&second, "id"));
    assert!(page(&mut staff, path).contains(&format!("id=\"{mark}\"")));
}

#[test]
fn an_answer_among_staff_tells_no_client_that_they_are_named() {
    let (house, ticket) = with_ticket();
    let mut amira = house.api("account-manager").unwrap();
    let path = posts_of(&ticket);
    let project = get(&mut amira, "/api/v1/projects")["items"][0].clone();
    let email = portal_person(&house, text(&project, "id"));
    let mut wade = house.client();
    wade.post_form("/sign-in", &[("email", &email), ("password", PASSWORD)]);
    let named = "@Wade Hollis should know";
    let mut told = || {
        let news = page(&mut wade, "/portal/news");
        news.matches("You are named").count()
    };
    let open = json!({ "text": named, "audience": "with_client" });
    let open = done(&mut amira, &path, &open);
    assert_eq!((open["unseen"].clone(), told()), (json!([]), 1));
    let aside = json!({ "text": "Between us", "audience": "staff" });
    let aside = done(&mut amira, &path, &aside);
    let answer = json!({ "text": named, "audience": "with_client", "reply_to": aside["id"] });
    let answer = done(&mut amira, &path, &answer);
    assert_eq!(answer["audience"], "staff");
    assert_eq!(
        answer["unseen"],
        json!(["Wade Hollis"]),
        "the author is warned"
    );
    assert_eq!(told(), 1, "nobody hears of what they don't see");
}

#[test]
fn signs_and_pins_are_given_and_taken_back() {
    let (house, task) = with_task();
    let mut bilal = house.api("team-lead").unwrap();
    let mut lead = house.api("project-manager").unwrap();
    let said = say(&mut bilal, &task, "Done?");
    let post = format!("/api/v1/posts/{}", text(&said, "id"));
    for client in [&mut bilal, &mut lead] {
        for _ in 0..2 {
            done(client, &format!("{post}/react"), &json!({ "sign": "👍" }));
        }
    }
    let shown = get(&mut bilal, &post);
    assert_eq!(shown["reactions"][0]["count"], 2, "{shown}");
    done(
        &mut lead,
        &format!("{post}/unreact"),
        &json!({ "sign": "👍" }),
    );
    assert_eq!(get(&mut bilal, &post)["reactions"][0]["count"], 1);
    refused(
        &mut bilal,
        &format!("{post}/react"),
        &json!({ "sign": "yes" }),
        422,
    );
    let mut outsider = house.api("sales-closer").unwrap();
    let unseen = outsider.post_json(&format!("{post}/react"), &json!({ "sign": "👍" }));
    assert_eq!(unseen.status, 404, "{}", unseen.text());
    done(&mut bilal, &format!("{post}/pin"), &json!({}));
    let pinned = get(&mut lead, &format!("{}?pinned=true", posts_of(&task)));
    assert_eq!(pinned["items"][0]["id"], said["id"]);
    done(&mut bilal, &format!("{post}/unpin"), &json!({}));
    let pinned = get(&mut lead, &format!("{}?pinned=true", posts_of(&task)));
    assert!(pinned["items"].as_array().unwrap().is_empty());
}

#[test]
fn nobody_buries_a_post_under_signs() {
    let (house, task) = with_task();
    let mut bilal = house.api("team-lead").unwrap();
    let mut lead = house.api("project-manager").unwrap();
    let said = say(&mut bilal, &task, "Done?");
    let post = format!("/api/v1/posts/{}", text(&said, "id"));
    let sign = |n: u32| json!({ "sign": char::from_u32(0x1F600 + n).unwrap().to_string() });
    for n in 0..12 {
        done(&mut bilal, &format!("{post}/react"), &sign(n));
    }
    let why = refused(&mut bilal, &format!("{post}/react"), &sign(12), 422);
    assert!(why.contains("Take one back"), "{why}");
    // Given again it is one, another's room is their own, and one that was taken back makes room.
    done(&mut bilal, &format!("{post}/react"), &sign(3));
    done(&mut lead, &format!("{post}/react"), &sign(12));
    done(&mut bilal, &format!("{post}/unreact"), &sign(0));
    done(&mut bilal, &format!("{post}/react"), &sign(13));
}

#[test]
fn what_is_scheduled_quotes_and_takes_no_file_in_silence() {
    let (house, ticket) = with_ticket();
    let mut amira = house.api("account-manager").unwrap();
    let posts = posts_of(&ticket);
    let said = |text: &str, audience: &str| json!({ "text": text, "audience": audience });
    let open = done(&mut amira, &posts, &said("It is mended", "with_client"));
    let aside = done(&mut amira, &posts, &said("Who told them?", "staff"));
    let due = Moment::now().plus(3_600_000);
    let later = |quote: &Value| json!({ "text": "As I said", "audience": "with_client", "due": due.rfc3339(), "quote": quote });
    let path = format!("/api/v1/conversations/{ticket}/scheduled");
    let waits = done(&mut amira, &path, &later(&open["id"]));
    assert_eq!(waits["quote"], open["id"], "{waits}");
    // What was said among staff is quoted to no client at another time either.
    let why = refused(&mut amira, &path, &later(&aside["id"]), 422);
    assert!(why.contains("among staff"), "{why}");
    house.strike(due.plus(1000)).unwrap();
    let all = get(&mut amira, &posts);
    let last = all["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (text(&last, "text"), &last["quote"]),
        ("As I said", &open["id"]),
        "{last}"
    );
    // A browser without script sends the names of files that were chosen beside the words.
    let mut pages = house.signed_in("account-manager");
    let day = (house.visit().today() + 3).iso();
    let sent = [
        ("text", "With the plan"),
        ("audience", "staff"),
        ("day", day.as_str()),
        ("clock", "09:30"),
        ("file", "plan.pdf"),
    ];
    let answer = pages.post_form(&format!("/conversations/{ticket}/scheduled"), &sent);
    let shown = answer.text();
    assert_eq!(answer.status, 422, "{shown}");
    assert!(
        shown.contains("Files go with a post at once") && shown.contains("With the plan"),
        "{shown}"
    );
}

#[test]
fn what_is_scheduled_without_its_time_is_asked_for_it_with_nothing_lost() {
    let (house, task) = with_task();
    let mut bilal = house.signed_in("team-lead");
    let path = format!("/conversations/{task}/scheduled");
    for (day, clock) in [("", ""), ("2999-01-01", ""), ("2001-01-01", "09:30")] {
        let sent = [
            ("text", "Good news for Monday"),
            ("day", day),
            ("clock", clock),
        ];
        let answer = bilal.post_form(&path, &sent);
        let shown = answer.text();
        assert_eq!(answer.status, 422, "{day} {clock}: {shown}");
        assert!(shown.contains("Good news for Monday"), "{shown}");
        assert!(shown.contains("name=\"day\"") && shown.contains("name=\"clock\""));
        assert!(shown.contains("aria-invalid"), "beside the field: {shown}");
        assert!(shown.contains(&format!("action=\"{path}\"")), "{shown}");
    }
    let ahead = [("text", "Good news"), ("day", ""), ("clock", "")];
    assert_eq!(bilal.post_form(&path, &ahead).status, 422);
    let mut programs = house.api("team-lead").unwrap();
    let waits = get(&mut programs, "/api/v1/scheduled-posts");
    assert_eq!(waits["items"], json!([]), "nothing was scheduled meanwhile");
}

#[test]
fn a_scheduled_post_is_posted_once_by_what_its_author_may_then() {
    let (house, task) = with_task();
    let mut bilal = house.api("team-lead").unwrap();
    let due = Moment::now().plus(3_600_000);
    let later = |words: &str| json!({ "text": words, "due": due.rfc3339() });
    let path = format!("/api/v1/conversations/{task}/scheduled");
    let first = done(&mut bilal, &path, &later("Good morning"));
    let other = done(&mut bilal, &path, &later("Never said"));
    let own = format!("/api/v1/scheduled-posts/{}", text(&other, "id"));
    // Nobody else knows of it.
    let mut lead = house.api("project-manager").unwrap();
    let theirs = format!("/api/v1/scheduled-posts/{}", text(&first, "id"));
    assert_eq!(lead.get(&theirs).status, 404);
    let (status, moved) = patch(&mut bilal, &own, &json!({ "text": "Said after all" }));
    assert_eq!((status, text(&moved, "text")), (200, "Said after all"));
    assert_eq!(delete(&mut bilal, &own), 200);
    let past = json!({ "text": "Too late", "due": "2020-01-01T00:00:00Z" });
    refused(&mut bilal, &path, &past, 422);
    house.strike(due.plus(1000)).unwrap();
    house.strike(due.plus(2000)).unwrap();
    let said = get(&mut bilal, &posts_of(&task));
    let said: Vec<(&str, &Value)> = said["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|post| (text(post, "text"), &post["by"]))
        .collect();
    let me = json!(house.account("team-lead").id.to_string());
    assert_eq!(said, [("Good morning", &me)]);
    let left = get(&mut bilal, "/api/v1/scheduled-posts");
    assert!(left["items"].as_array().unwrap().is_empty());
    // Whoever may no more when it is due is told why it wasn't posted.
    let mut mei = house.api("team-member").unwrap();
    let member = house.account("team-member").id;
    let assign = json!({ "assignee": member.to_string() });
    done(&mut bilal, &format!("/api/v1/tasks/{task}/assign"), &assign);
    let waits = done(&mut mei, &path, &later("From afar"));
    let assign = json!({ "assignee": me });
    done(&mut bilal, &format!("/api/v1/tasks/{task}/assign"), &assign);
    house.strike(due.plus(3000)).unwrap();
    let id = Id::<Scheduled>::parse(text(&waits, "id")).unwrap();
    assert!(house.visit().find(id).unwrap().failed.is_some());
    assert_eq!(
        get(&mut bilal, &posts_of(&task))["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn drafts_are_kept_apart_by_who_is_to_read_them() {
    let (house, ticket) = with_ticket();
    let mut amira = house.api("account-manager").unwrap();
    let path = format!("/api/v1/conversations/{ticket}/draft");
    done(
        &mut amira,
        &path,
        &json!({ "text": "Quarrelsome, between us", "audience": "staff" }),
    );
    done(
        &mut amira,
        &path,
        &json!({ "text": "Dear Wade", "audience": "with_client" }),
    );
    let newest = house.newest_deed();
    done(
        &mut amira,
        &path,
        &json!({ "text": "Dear Wade, we", "audience": "with_client" }),
    );
    assert_eq!(house.newest_deed(), newest, "typing on is not journaled");
    let drafts = get(&mut amira, "/api/v1/drafts");
    assert_eq!(drafts["items"].as_array().unwrap().len(), 2);
    let mut browser = house.signed_in("account-manager");
    let shown = page(&mut browser, &format!("/tickets/{ticket}"));
    let to_client = shown.split("id=\"composer-client\"").nth(1).unwrap();
    let to_client = to_client.split("</textarea>").next().unwrap();
    assert!(to_client.contains("Dear Wade, we") && !to_client.contains("Quarrelsome"));
    // What was sent is no draft any more; the other one stays.
    let sent = browser.post_form(
        &format!("/conversations/{ticket}/posts"),
        &[("text", "Dear Wade, we look"), ("audience", "with_client")],
    );
    assert_eq!(sent.status, 303, "{}", sent.text());
    let drafts = get(&mut amira, "/api/v1/drafts");
    let left: Vec<&str> = drafts["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| text(d, "text"))
        .collect();
    assert_eq!(left, ["Quarrelsome, between us"]);
    assert!(
        get(&mut house.api("support-manager").unwrap(), "/api/v1/drafts")["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    // What is refused is shown again with all that was typed, for the same readers.
    let refused = browser.post_form(
        &format!("/conversations/{ticket}/posts"),
        &[
            ("text", "Kept"),
            ("audience", "staff"),
            ("quote", "PO-999999"),
        ],
    );
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Kept") && refused.text().contains("data-readers=\"staff\""));
}

#[test]
fn a_post_becomes_a_task_or_a_ticket_and_both_lead_to_each_other() {
    let (house, task) = with_task();
    let mut bilal = house.api("team-lead").unwrap();
    let said = say(
        &mut bilal,
        &task,
        "Ask for the **logo** in print quality\n\nThey have it.",
    );
    let post = format!("/api/v1/posts/{}", text(&said, "id"));
    let made = done(&mut bilal, &format!("{post}/make/task"), &json!({}));
    let made = text(&made, "made").to_owned();
    let of = get(&mut bilal, &format!("/api/v1/tasks/{made}"));
    assert_eq!(text(&of, "title"), "Ask for the logo in print quality");
    assert_eq!(get(&mut bilal, &post)["made"], json!([made]));
    let shown = page(&mut house.signed_in("team-lead"), &format!("/tasks/{made}"));
    assert!(
        shown.contains(&format!("/posts/{}", text(&said, "id"))),
        "it leads to the post"
    );
    // Whoever may make none can't make one of a post either.
    let mut outsider = house.api("sales-closer").unwrap();
    assert_eq!(
        outsider
            .post_json(&format!("{post}/make/task"), &json!({}))
            .status,
        404
    );
    let member = house.account("team-member").id.to_string();
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{task}/assign"),
        &json!({ "assignee": member }),
    );
    let mut mei = house.api("team-member").unwrap();
    let may_not = mei.post_json(&format!("{post}/make/task"), &json!({}));
    assert!(may_not.status >= 400, "{}", may_not.text());
    assert_eq!(delete(&mut bilal, &post), 200);
    assert!(
        bilal
            .post_json(&format!("{post}/make/task"), &json!({}))
            .status
            >= 400
    );
}

#[test]
fn what_was_said_among_staff_becomes_no_ticket_of_the_client() {
    let (house, ticket) = with_ticket();
    let mut amira = house.api("account-manager").unwrap();
    let said = |audience: &str, words: &str| {
        let post = json!({ "text": words, "audience": audience });
        let said = done(
            &mut house.api("account-manager").unwrap(),
            &posts_of(&ticket),
            &post,
        );
        text(&said, "id").to_owned()
    };
    let aside = said("staff", "They never pay in time");
    let open = said("with_client", "The form is to be mended");
    let make = |post: &str| format!("/api/v1/posts/{post}/make/ticket");
    let why = refused(&mut amira, &make(&aside), &json!({}), 409);
    assert!(why.contains("among staff"), "{why}");
    let mut browser = house.signed_in("account-manager");
    let offered = |browser: &mut Client, post: &str| {
        page(browser, &format!("/posts/{post}/edit")).contains("Make a ticket")
    };
    assert!(!offered(&mut browser, &aside) && offered(&mut browser, &open));
    let made = done(&mut amira, &make(&open), &json!({}));
    let of = get(
        &mut amira,
        &format!("/api/v1/tickets/{}", text(&made, "made")),
    );
    assert_eq!(text(&of, "title"), "The form is to be mended");
    // What was said in the client's own room lies with them as well.
    let client = text(
        &get(&mut amira, &format!("/api/v1/tickets/{ticket}")),
        "client",
    )
    .to_owned();
    let post = json!({ "text": "The logo is to be replaced", "audience": "with_client" });
    let said = done(&mut amira, &posts_of(&client), &post);
    let made = done(&mut amira, &make(text(&said, "id")), &json!({}));
    let of = get(
        &mut amira,
        &format!("/api/v1/tickets/{}", text(&made, "made")),
    );
    assert_eq!(text(&of, "client"), client);
}
