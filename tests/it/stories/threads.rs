//! What somebody has in all rooms together: threads they are in, what names them, what they keep; and finding what was said
//! in one room.

use std::time::{Duration, Instant};

use atrium::{
    base::{Day, Moment, time},
    data::full_text::Stand,
    features::{conversation::Post, people},
    testing::{client::Client, house::House},
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    rooms::{group, say},
    work::{planned, tasks, text},
};
use crate::support::steps::{done, get, page};

fn answer(client: &mut Client, room: &str, root: &str, words: &str) -> String {
    let said = json!({ "text": words, "reply_to": root });
    let said = done(
        client,
        &format!("/api/v1/conversations/{room}/posts"),
        &said,
    );
    text(&said, "id").to_owned()
}

/// The threads that somebody is in: which, and how much of each is unread.
fn threads(client: &mut Client) -> Vec<(String, u64)> {
    let held = get(client, "/api/v1/threads");
    let items = held["items"].as_array().unwrap();
    let of = |held: &Value| {
        (
            text(held, "post").to_owned(),
            held["unread"].as_u64().unwrap(),
        )
    };
    items.iter().map(of).collect()
}

#[test]
fn whoever_goes_to_a_day_finds_its_beginning() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead"]);
    let on = house.store.schema().parse_number(&room).unwrap();
    let by = house.account("department-manager").id;
    let noon = |day: Day| Moment::at(day, 12 * 60, &TimeZone::UTC);
    let days = [Day(20_000), Day(20_001), Day(20_005)];
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            for day in days {
                for n in 0..3 {
                    change.insert(Post {
                        on,
                        by,
                        text: format!("{} of day {}", ["First", "Second", "Third"][n], day.0),
                        at: noon(day).plus(n as i64 * time::MINUTE),
                        ..Post::default()
                    })?;
                }
            }
            Ok(())
        })
        .unwrap();
    let mut pages = house.signed_in("team-lead");
    let at = format!("/chat/{room}");
    assert!(page(&mut pages, &at).contains(&format!("action=\"{at}#day\"")));
    let mark = " id=\"day\" data-day=\"";
    // A day on which nothing was said is the next one on which something was.
    for (asked, found) in [(1, 1), (3, 5), (5, 5)] {
        let day = Day(20_000 + asked).iso();
        let shown = page(&mut pages, &format!("{at}?day={day}"));
        let marked: Vec<&str> = shown.split(mark).skip(1).collect();
        assert_eq!(marked.len(), 1, "{shown}");
        let found = Day(20_000 + found);
        assert!(marked[0].starts_with(&found.iso()), "{day}");
        let first = format!("First of day {}", found.0);
        assert!(marked[0].contains(&first), "{day}");
    }
    for elsewhere in ["", "?day=2999-01-01", "?day=never"] {
        let shown = pages.get(&format!("{at}{elsewhere}"));
        assert!(!shown.text().contains(mark), "{elsewhere}");
    }
}

#[test]
fn a_long_thread_shows_its_end_and_leads_to_its_beginning() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead"]);
    let root = say(&mut hana, &room, "Who takes the redirects?");
    let said: Vec<String> = (0..205)
        .map(|n| answer(&mut hana, &room, &root, &format!("Number {n}.")))
        .collect();
    let mut pages = house.signed_in("team-lead");
    let at = format!("/chat/{room}?thread={root}");
    let shown = page(&mut pages, &at);
    assert!(
        shown.contains("Number 204.") && !shown.contains("Number 3."),
        "{shown}"
    );
    assert!(shown.contains("205 replies"), "{shown}");
    let link = shown.split("&amp;upto=").nth(1).unwrap();
    let upto = link.split(['#', '"']).next().unwrap();
    let earlier = page(&mut pages, &format!("{at}&upto={upto}"));
    assert!(
        earlier.contains("Number 0.") && !earlier.contains("Number 204."),
        "{earlier}"
    );
    assert!(earlier.contains("To the newest replies"), "{earlier}");
    // The address of an old reply leads to where it stands.
    let old = page(&mut pages, &format!("{at}&post={}", said[1]));
    assert!(old.contains("Number 1."), "{old}");
}

#[test]
fn whoever_is_in_a_thread_finds_what_is_new_in_it() {
    let house = House::with_cast().unwrap();
    let (mut hana, mut bilal, mut mei) = (
        house.api("department-manager").unwrap(),
        house.api("team-lead").unwrap(),
        house.api("team-member").unwrap(),
    );
    let room = group(&house, &mut hana, "launch", &["team-lead", "team-member"]);
    let root = say(&mut hana, &room, "Who takes the redirects?");
    let other = say(&mut hana, &room, "And who the forms?");
    assert!(threads(&mut hana).is_empty(), "nobody answered");
    answer(&mut bilal, &room, &root, "I do.");
    let second = answer(&mut bilal, &room, &root, "By noon.");
    assert_eq!(threads(&mut hana), [(root.clone(), 2)]);
    assert_eq!(
        threads(&mut bilal),
        [(root.clone(), 0)],
        "one's own words are read"
    );
    assert!(
        threads(&mut mei).is_empty(),
        "who only reads the room isn't in it"
    );
    // Who is named comes in, with that as the first that is new.
    answer(&mut hana, &room, &root, "@Mei Tanaka gives you the list.");
    assert_eq!(threads(&mut mei), [(root.clone(), 1)]);
    assert_eq!(
        threads(&mut hana),
        [(root.clone(), 0)],
        "who answers has read"
    );
    assert_eq!(threads(&mut bilal), [(root.clone(), 1)]);
    let shown = page(&mut house.signed_in("team-lead"), "/chat/threads");
    assert!(shown.contains("Who takes the redirects?"), "{shown}");
    // Reading up to a reply, and never back.
    let read = |client: &mut Client, body: &Value| {
        let path = format!("/api/v1/posts/{root}/thread/read");
        done(client, &path, body)["unread"].as_u64().unwrap()
    };
    assert_eq!(read(&mut bilal, &json!({ "post": second })), 1);
    assert_eq!(read(&mut bilal, &json!({})), 0);
    assert_eq!(read(&mut bilal, &json!({ "post": second })), 0);
    // What was taken away isn't new.
    let gone = answer(&mut mei, &room, &root, "A slip");
    let json_type = [("content-type", "application/json")];
    let path = format!("/api/v1/posts/{gone}");
    assert_eq!(mei.request("DELETE", &path, &json_type, b"{}").status, 200);
    assert_eq!(threads(&mut bilal), [(root.clone(), 0)]);
    // The thread in which something was said last stands first.
    answer(&mut bilal, &room, &other, "Me as well.");
    let order: Vec<String> = threads(&mut hana)
        .into_iter()
        .map(|(post, _)| post)
        .collect();
    assert_eq!(order, [other, root.clone()]);
    // Who wants to hear no more of it comes back by a word.
    let follow = |client: &mut Client, follow: bool| {
        let path = format!("/api/v1/posts/{root}/thread/follow");
        done(client, &path, &json!({ "follow": follow }))
    };
    follow(&mut mei, false);
    assert!(threads(&mut mei).is_empty());
    answer(&mut hana, &room, &root, "Not for Mei");
    assert!(threads(&mut mei).is_empty());
    answer(&mut hana, &room, &root, "@Mei Tanaka again");
    assert_eq!(threads(&mut mei).len(), 1);
    // Who is out of the room is out of its threads.
    let me = house.account("team-member").id.to_string();
    done(
        &mut hana,
        &format!("/api/v1/rooms/{room}/remove"),
        &json!({ "person": me }),
    );
    assert!(threads(&mut mei).is_empty());
    let path = format!("/api/v1/posts/{root}/thread/read");
    assert_eq!(mei.post_json(&path, &json!({})).status, 404);
}

#[test]
fn whoever_is_in_a_thread_is_told_of_answers_once_until_they_look() {
    let house = House::with_cast().unwrap();
    let (mut hana, mut bilal, mut mei) = (
        house.api("department-manager").unwrap(),
        house.api("team-lead").unwrap(),
        house.api("team-member").unwrap(),
    );
    let room = group(&house, &mut hana, "launch", &["team-lead", "team-member"]);
    let root = say(&mut hana, &room, "Who takes the redirects?");
    let told = |client: &mut Client| {
        let told = get(client, "/api/v1/notifications?show=open");
        let items = told["items"].as_array().unwrap().clone();
        let of = |held: &&Value| held["kind"] == "rooms.answered" && held["about"] == json!(root);
        items.iter().filter(of).count()
    };
    let until = |client: &mut Client, count: usize| {
        let end = Instant::now() + Duration::from_secs(15);
        while told(client) != count {
            assert!(Instant::now() < end, "{} of {count}", told(client));
            std::thread::sleep(Duration::from_millis(30));
        }
    };
    answer(&mut bilal, &room, &root, "I do.");
    until(&mut hana, 1);
    answer(&mut bilal, &room, &root, "By noon.");
    // Who is named hears that they are named, and nothing else of the same answer.
    answer(&mut hana, &room, &root, "@Mei Tanaka has the list");
    until(&mut bilal, 1);
    assert_eq!(
        (told(&mut hana), told(&mut mei)),
        (1, 0),
        "once, and not of one's own"
    );
    done(
        &mut hana,
        &format!("/api/v1/posts/{root}/thread/read"),
        &json!({}),
    );
    until(&mut hana, 0);
    // Whoever mutes the room, or wants no more of the thread, is told of neither.
    done(
        &mut hana,
        &format!("/api/v1/chat/{room}/settings"),
        &json!({ "muted": true }),
    );
    let path = format!("/api/v1/posts/{root}/thread/follow");
    done(&mut bilal, &path, &json!({ "follow": false }));
    answer(&mut mei, &room, &root, "Here it is");
    let last = answer(&mut mei, &room, &root, "And the rest");
    let other = say(&mut mei, &room, "Something else");
    answer(&mut bilal, &room, &other, "Go on");
    let end = Instant::now() + Duration::from_secs(15);
    let other_told = |client: &mut Client| {
        let told = get(client, "/api/v1/notifications?show=open");
        told.to_string().contains(&other)
    };
    while !other_told(&mut mei) {
        assert!(Instant::now() < end, "{last} came before");
        std::thread::sleep(Duration::from_millis(30));
    }
    assert_eq!(
        (told(&mut hana), told(&mut bilal)),
        (0, 1),
        "what he was told before stays"
    );
}

#[test]
fn posts_are_kept_for_later_and_mentions_found_wherever_they_stand() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let (mut hana, mut bilal, mut mei) = (
        house.api("department-manager").unwrap(),
        house.api("team-lead").unwrap(),
        house.api("team-member").unwrap(),
    );
    let plan = tasks(&mut bilal, &project);
    let task = text(&plan[0], "id");
    let member = house.account("team-member").id.to_string();
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{task}/assign"),
        &json!({ "assignee": member }),
    );
    let room = group(&house, &mut hana, "launch", &["team-lead", "team-member"]);
    let listed = |client: &mut Client, path: &str, field: &str| -> Vec<String> {
        let held = get(client, path);
        let items = held["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| text(item, field).to_owned())
            .collect()
    };
    let first = say(&mut hana, &room, "@Mei Tanaka the checklist");
    let second = say(&mut bilal, task, "@Mei Tanaka have a look");
    say(&mut bilal, &room, "To nobody by name");
    let named = |client: &mut Client| listed(client, "/api/v1/mentions", "id");
    assert_eq!(named(&mut mei), [second, first.clone()], "the last first");
    assert!(named(&mut bilal).is_empty());
    // Kept once, by oneself, and no longer read by whoever is out.
    let kept = |client: &mut Client| listed(client, "/api/v1/saved-posts", "post");
    for _ in 0..2 {
        done(&mut mei, &format!("/api/v1/posts/{first}/save"), &json!({}));
    }
    assert_eq!(kept(&mut mei), std::slice::from_ref(&first));
    assert!(kept(&mut bilal).is_empty());
    done(
        &mut mei,
        &format!("/api/v1/posts/{first}/remind"),
        &json!({ "when": "week" }),
    );
    let held = get(&mut mei, "/api/v1/saved-posts");
    assert!(held["items"][0]["remind"].is_string(), "{held}");
    assert_eq!(kept(&mut mei).len(), 1, "kept once");
    let shown = page(&mut house.signed_in("team-member"), "/chat/saved");
    assert!(shown.contains("the checklist"), "{shown}");
    done(
        &mut hana,
        &format!("/api/v1/rooms/{room}/remove"),
        &json!({ "person": member }),
    );
    let shown = page(&mut house.signed_in("team-member"), "/chat/saved");
    assert!(
        !shown.contains("the checklist") && shown.contains("no longer see"),
        "{shown}"
    );
    let shown = page(&mut house.signed_in("team-member"), "/chat/mentions");
    assert!(
        !shown.contains("the checklist") && shown.contains("have a look"),
        "{shown}"
    );
    done(
        &mut mei,
        &format!("/api/v1/posts/{first}/unsave"),
        &json!({}),
    );
    assert!(kept(&mut mei).is_empty());
    assert_eq!(
        mei.post_json(&format!("/api/v1/posts/{first}/save"), &json!({}))
            .status,
        404
    );
}

#[test]
fn what_waits_stands_in_one_place_and_is_changed_there() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead"]);
    let on = format!("/api/v1/conversations/{room}");
    let root = say(&mut hana, &room, "Who comes?");
    let draft = json!({ "text": "I begin to", "reply_to": root });
    done(&mut hana, &format!("{on}/draft"), &draft);
    let due = Moment::now().plus(30 * time::DAY).rfc3339();
    let later = done(
        &mut hana,
        &format!("{on}/scheduled"),
        &json!({ "text": "On the day", "due": due }),
    );
    let later = text(&later, "id").to_owned();
    let mut tab = house.signed_in("department-manager");
    let shown = page(&mut tab, "/waiting");
    let thread = format!("/chat/{room}?thread={root}&amp;post={root}");
    assert!(
        shown.contains("On the day") && shown.contains(&thread),
        "{shown}"
    );
    let at = format!("/scheduled-posts/{later}");
    let shown = page(&mut tab, &format!("{at}/edit"));
    assert!(shown.contains("On the day"), "{shown}");
    let day = Moment::now().plus(40 * time::DAY).day(&TimeZone::UTC).iso();
    // What is wrong is said with nothing lost.
    let wrong = tab.post_form(
        &at,
        &[("text", "Another word"), ("day", &day), ("clock", "")],
    );
    assert!(
        wrong.status == 422 && wrong.text().contains("Another word"),
        "{}",
        wrong.text()
    );
    let right = tab.post_form(
        &at,
        &[("text", "Another word"), ("day", &day), ("clock", "14:00")],
    );
    assert_eq!(right.status, 303, "{}", right.text());
    let held = get(&mut hana, &format!("/api/v1{at}"));
    assert_eq!(held["text"], "Another word");
    assert!(held["due"].as_str().unwrap() > due.as_str(), "{held}");
    assert_eq!(
        house
            .signed_in("team-lead")
            .get(&format!("{at}/edit"))
            .status,
        404
    );
}

#[test]
fn what_was_said_in_a_room_is_found_there_and_nowhere_else() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead"]);
    let other = group(&house, &mut hana, "managers", &[]);
    let post = say(&mut hana, &room, "The turquoise banner is too loud");
    say(&mut hana, &room, "Something else");
    let elsewhere = say(&mut hana, &other, "Turquoise is what the board wanted");
    let until = Instant::now() + Duration::from_secs(20);
    while !matches!(house.store.search_index().stand(), Stand::Ready { .. }) {
        assert!(Instant::now() < until, "no index is made");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut bilal = house.signed_in("team-lead");
    let shown = page(&mut bilal, &format!("/chat/{room}?find=turquoise+banner"));
    let hit = format!("/chat/{room}?find=turquoise%20banner&amp;post={post}#{post}");
    assert!(shown.contains(&hit), "{shown}");
    assert!(shown.contains("<mark>turquoise</mark>"), "{shown}");
    assert!(!shown.contains(&elsewhere), "{shown}");
    let shown = page(&mut bilal, &format!("/chat/{room}?find=zebra"));
    assert!(shown.contains("has these words"), "{shown}");
    // The hit is where it stands, with what was found still beside it.
    let shown = page(
        &mut bilal,
        &format!("/chat/{room}?find=turquoise&post={post}"),
    );
    assert!(shown.contains(&format!("id=\"{post}\"")), "{shown}");
}

#[test]
fn a_record_that_a_post_names_stands_below_it_for_whoever_sees_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let task = text(&plan[0], "id");
    // Whoever sells sees no tasks.
    let room = group(&house, &mut bilal, "launch", &["sales-closer"]);
    say(&mut bilal, &room, &format!("{task} is next"));
    let card = |role: &str| {
        let shown = page(&mut house.signed_in(role), &format!("/chat/{room}"));
        shown.contains("State: ")
    };
    assert!(card("team-lead"));
    assert!(!card("sales-closer"));
}
