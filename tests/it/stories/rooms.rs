//! Rooms through the real server: who comes in, what is private, what follows from a department, a project and a client,
//! and that whoever is out hears nothing more.

use std::time::Duration;

use atrium::testing::{
    cast::PASSWORD,
    client::{Client, Upload},
    house::House,
};
use serde_json::{Value, json};

use super::{
    phases::finished,
    work::{planned, text},
    work_pages::portal_person,
};
use crate::support::steps::{done, get, page, refused};

fn person(house: &House, role: &str) -> String {
    house.account(role).id.to_string()
}

pub(super) fn group(house: &House, by: &mut Client, name: &str, roles: &[&str]) -> String {
    let people: Vec<String> = roles.iter().map(|role| person(house, role)).collect();
    let made = done(
        by,
        "/api/v1/rooms",
        &json!({ "name": name, "people": people }),
    );
    text(&made, "id").to_owned()
}

pub(super) fn say(client: &mut Client, room: &str, words: &str) -> String {
    let said = done(
        client,
        &format!("/api/v1/conversations/{room}/posts"),
        &json!({ "text": words }),
    );
    text(&said, "id").to_owned()
}

fn line(client: &mut Client, room: &str) -> Value {
    get(client, &format!("/api/v1/chat/{room}"))
}

#[test]
fn a_direct_room_is_one_and_nobody_elses() {
    let house = House::with_cast().unwrap();
    let (mut mei, mut bilal) = (
        house.api("team-member").unwrap(),
        house.api("team-lead").unwrap(),
    );
    let to_bilal = json!({ "people": [person(&house, "team-lead")] });
    let room = text(&done(&mut mei, "/api/v1/rooms", &to_bilal), "id").to_owned();
    let to_mei = json!({ "people": [person(&house, "team-member")] });
    let again = done(&mut bilal, "/api/v1/rooms", &to_mei);
    assert_eq!(text(&again, "id"), room, "the same people have one room");
    let post = say(&mut mei, &room, "Only for you");
    let files = [Upload {
        field: "file",
        filename: "payslip.txt",
        content_type: "text/plain",
        bytes: b"Between the two of us",
    }];
    let sent = mei.post_multipart(
        &format!("/api/v1/conversations/{room}/posts"),
        &[("text", "And this")],
        &files,
    );
    assert_eq!(sent.status, 201, "{}", sent.text());
    let file = sent.json()["files"][0].as_str().unwrap().to_owned();
    assert_eq!(line(&mut bilal, &room)["unread"], 2);
    assert_eq!(
        line(&mut mei, &room)["unread"],
        0,
        "one's own is nothing new"
    );
    // Whatever roles say: not the administrator's, not the superadmin's, not of whoever sees all posts and documents.
    for role in ["administrator", "management", "auditor", "superadmin"] {
        let mut other = house.api(role).unwrap();
        for path in [
            format!("/api/v1/rooms/{room}"),
            format!("/api/v1/chat/{room}"),
            format!("/api/v1/conversations/{room}/posts"),
            format!("/api/v1/posts/{post}"),
            format!("/api/v1/posts/{post}/revisions"),
            format!("/api/v1/posts/{post}/reactions"),
            format!("/api/v1/documents/{file}"),
        ] {
            assert_eq!(other.get(&path).status, 404, "{role} {path}");
        }
        let sign = json!({ "sign": "👍" });
        refused(
            &mut other,
            &format!("/api/v1/posts/{post}/react"),
            &sign,
            404,
        );
        let pinned = other.post_json(&format!("/api/v1/posts/{post}/pin"), &json!({}));
        assert!([403, 404].contains(&pinned.status), "{role}");
        let all = other.get("/api/v1/documents").text();
        assert!(!all.contains("payslip"), "{role}");
    }
    for role in ["administrator", "auditor"] {
        let mut pages = house.signed_in(role);
        for path in [format!("/posts/{post}"), format!("/posts/{post}/edit")] {
            assert_eq!(pages.get(&path).status, 404, "{role} {path}");
        }
    }
    for role in ["administrator", "management", "superadmin"] {
        let mut other = house.api(role).unwrap();
        let invited = json!({ "people": [person(&house, "auditor")] });
        refused(
            &mut other,
            &format!("/api/v1/rooms/{room}/invite"),
            &invited,
            404,
        );
    }
    let third = json!({ "people": [person(&house, "auditor")] });
    let why = refused(
        &mut mei,
        &format!("/api/v1/rooms/{room}/invite"),
        &third,
        409,
    );
    assert!(why.contains("direct room"), "{why}");
    let shown = page(&mut house.signed_in("team-lead"), &format!("/chat/{room}"));
    assert!(shown.contains("Only for you") && shown.contains("Mei Tanaka"));
}

#[test]
fn whoever_is_taken_out_sees_and_hears_nothing_more() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead", "team-member"]);
    let number = room.rsplit('-').next().unwrap().to_owned();
    say(&mut hana, &room, "Before");
    let own = say(&mut house.api("team-member").unwrap(), &room, "My own");
    let mut mei = house.signed_in("team-member");
    assert!(page(&mut mei, &format!("/chat/{room}")).contains("Before"));
    let mut stream = mei.open_stream(&format!(
        "/live?topics=rooms:{number},posts@rooms:{number},posts@person:{}",
        house.account("team-member").id.raw()
    ));
    say(&mut hana, &room, "Heard");
    let heard = stream
        .next_event(Duration::from_secs(5))
        .expect("a post is heard");
    assert!(heard.data.contains("Heard"), "{}", heard.data);
    let out = json!({ "person": person(&house, "team-member") });
    done(&mut hana, &format!("/api/v1/rooms/{room}/remove"), &out);
    say(&mut hana, &room, "Whispered afterwards");
    while let Some(event) = stream.next_event(Duration::from_millis(1500)) {
        assert!(!event.data.contains("Whispered"), "{}", event.data);
        assert!(!event.data.contains("fragments"), "{}", event.data);
    }
    assert_eq!(mei.get(&format!("/chat/{room}")).status, 404);
    for path in [format!("/posts/{own}"), format!("/posts/{own}/edit")] {
        assert_eq!(mei.get(&path).status, 404, "what one said there, too");
    }
    let list = page(&mut mei, "/chat");
    assert!(
        !list.contains(&format!("/chat/{room}")),
        "it is gone from the list"
    );
    // Whoever comes back reads what was said meanwhile.
    let back = json!({ "people": [person(&house, "team-member")] });
    done(&mut hana, &format!("/api/v1/rooms/{room}/invite"), &back);
    assert!(page(&mut mei, &format!("/chat/{room}")).contains("Whispered afterwards"));
}

#[test]
fn what_open_pages_are_sent_tells_nothing_that_their_reader_does_not_see() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let (mut hana, mut jonas) = (
        house.api("department-manager").unwrap(),
        house.api("project-manager").unwrap(),
    );
    let told = get(&mut jonas, &format!("/api/v1/projects/{project}"));
    let title = text(&told, "title").to_owned();
    let (kind, number) = project.split_once('-').unwrap();
    let room = group(&house, &mut hana, "launch", &["hr-manager"]);
    let mut theo = house.signed_in("hr-manager");
    assert_eq!(theo.get(&format!("/projects/{project}")).status, 404);
    let topic = format!("posts@rooms:{}", room.rsplit('-').next().unwrap());
    let mut stream = theo.open_stream(&format!("/live?topics={topic}"));
    for words in [
        format!("See {project}"),
        format!("See {kind}\\-{number}"),
        format!("See {kind}&#45;{number}"),
        format!("See &#x50;RJ-{number}"),
    ] {
        say(&mut hana, &room, &words);
        let heard = stream
            .next_event(Duration::from_secs(30))
            .unwrap_or_else(|| panic!("nothing is heard of {words}"));
        assert!(!heard.data.contains(&title), "{words}: {}", heard.data);
    }
}

#[test]
fn whoever_comes_into_a_room_finds_nothing_unread() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-lead"]);
    for n in 0..4 {
        say(&mut hana, &room, &format!("Word {n}"));
    }
    let mei = json!({ "people": [person(&house, "team-member")] });
    done(&mut hana, &format!("/api/v1/rooms/{room}/invite"), &mei);
    let mut mei = house.api("team-member").unwrap();
    assert_eq!(line(&mut mei, &room)["unread"], 0);
    let post = say(&mut hana, &room, "Welcome");
    let found = line(&mut mei, &room);
    assert_eq!(
        (&found["unread"], &found["first_unread"]),
        (&json!(1), &json!(post))
    );
    let read = done(&mut mei, &format!("/api/v1/chat/{room}/read"), &json!({}));
    assert_eq!(read["unread"], 0);
    let again = done(
        &mut mei,
        &format!("/api/v1/chat/{room}/unread"),
        &json!({ "post": post }),
    );
    assert_eq!(again["unread"], 1);
    // Looking at it changes nothing; saying so does.
    let looked = done(
        &mut mei,
        &format!("/api/v1/chat/{room}/read"),
        &json!({ "post": post }),
    );
    assert_eq!(looked["unread"], 1);
    let said = done(
        &mut mei,
        &format!("/api/v1/chat/{room}/read"),
        &json!({ "done": true }),
    );
    assert_eq!(said["unread"], 0);
    let left = done(&mut mei, &format!("/api/v1/rooms/{room}/leave"), &json!({}));
    assert_eq!(left["left"], json!(room));
    assert_eq!(mei.get(&format!("/api/v1/chat/{room}")).status, 404);
}

#[test]
fn a_departments_room_follows_the_department() {
    let house = House::with_cast().unwrap();
    let mut mei = house.api("team-member").unwrap();
    let found = get(&mut mei, "/api/v1/rooms?how=department");
    let web = found["items"].as_array().unwrap();
    assert_eq!(web.len(), 1, "{web:?}");
    let room = text(&web[0], "id").to_owned();
    assert_eq!(web[0]["name"], "Web");
    let mut closer = house.api("sales-closer").unwrap();
    assert_eq!(closer.get(&format!("/api/v1/rooms/{room}")).status, 404);
    say(&mut mei, &room, "Among ourselves");
    let mut vera = house.api("administrator").unwrap();
    let member = person(&house, "team-member");
    let held = get(&mut vera, &format!("/api/v1/users/{member}"));
    let moved = vera.request(
        "PATCH",
        &format!("/api/v1/users/{member}"),
        &[("content-type", "application/json")],
        json!({ "departments": [], "teams": [], "version": held["version"] })
            .to_string()
            .as_bytes(),
    );
    assert!(moved.status < 300, "{}", moved.text());
    assert_eq!(mei.get(&format!("/api/v1/rooms/{room}")).status, 404);
    let mut mei = house.signed_in("team-member");
    assert_eq!(mei.get(&format!("/chat/{room}")).status, 404);
}

/// The room and its thread are written in beside one another, each in its own fields.
#[track_caller]
fn own_ids(shown: &str) {
    let ids = shown.split(" id=\"").skip(1);
    let ids = ids.filter_map(|rest| rest.split('"').next());
    let mut ids: Vec<&str> = ids
        .filter(|id| id.starts_with("composer") || id.starts_with("write"))
        .collect();
    let all = ids.len();
    assert!(ids.contains(&"write") && all >= 4, "{ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{ids:?}");
}

/// What somebody was told of direct rooms and hasn't dealt with.
fn told_directly(client: &mut Client) -> Vec<Value> {
    let told = get(client, "/api/v1/notifications?show=open");
    let told = told["items"].as_array().unwrap().clone();
    told.into_iter()
        .filter(|held| held["kind"] == "rooms.direct")
        .collect()
}

#[test]
fn whoever_is_written_to_directly_is_told_once_until_they_look() {
    let house = House::with_cast().unwrap();
    let (mut mei, mut bilal) = (
        house.api("team-member").unwrap(),
        house.api("team-lead").unwrap(),
    );
    let to_bilal = json!({ "people": [person(&house, "team-lead")] });
    let room = text(&done(&mut mei, "/api/v1/rooms", &to_bilal), "id").to_owned();
    say(&mut mei, &room, "A confidential word");
    say(&mut mei, &room, "And another");
    let told = told_directly(&mut bilal);
    assert_eq!(told.len(), 1, "a newer one takes its place: {told:?}");
    assert_eq!(told[0]["text"], "Mei Tanaka wrote to you");
    assert_eq!(told[0]["about"], json!(room));
    assert!(told_directly(&mut mei).is_empty(), "not of one's own");
    done(&mut bilal, &format!("/api/v1/chat/{room}/read"), &json!({}));
    assert!(told_directly(&mut bilal).is_empty(), "they looked");
    say(&mut mei, &room, "Something new");
    assert_eq!(told_directly(&mut bilal).len(), 1);
    done(&mut bilal, &format!("/api/v1/chat/{room}/read"), &json!({}));
    // Whoever muted the room is told of nothing in it, and a group tells nobody who isn't named.
    let quiet = json!({ "muted": true });
    done(&mut bilal, &format!("/api/v1/chat/{room}/settings"), &quiet);
    say(&mut mei, &room, "Unheard");
    assert!(told_directly(&mut bilal).is_empty());
    let group = group(&house, &mut mei, "launch", &["team-lead"]);
    say(&mut mei, &group, "To all");
    assert!(told_directly(&mut bilal).is_empty());
}

#[test]
fn a_clients_room_is_the_portals_and_asides_stay_in_the_house() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let email = portal_person(&house, &project);
    let mut amira = house.api("account-manager").unwrap();
    let client = get(&mut amira, &format!("/api/v1/projects/{project}"));
    let room = text(&client, "client").to_owned();
    let talk = format!("/api/v1/conversations/{room}/posts");
    let morning = done(
        &mut amira,
        &talk,
        &json!({ "text": "Good morning", "audience": "with_client" }),
    );
    let whisper = done(
        &mut amira,
        &talk,
        &json!({ "text": "They are difficult", "audience": "staff" }),
    );
    let mut wade = house.client();
    let entered = wade.post_form("/sign-in", &[("email", &email), ("password", PASSWORD)]);
    assert_eq!(entered.status, 303, "{}", entered.text());
    let led = wade.get("/portal/chat");
    let here = led.location().unwrap().to_owned();
    assert_eq!(here, format!("/portal/chat/{room}"));
    let shown = page(&mut wade, &here);
    assert!(
        shown.contains("Good morning") && !shown.contains("difficult"),
        "{shown}"
    );
    // Nothing tells them that the staff have asides, and nothing is offered that the portal doesn't have.
    for unsaid in [
        "among staff",
        "for staff",
        "Staff only",
        "the client reads",
        "details=on",
        "All rooms",
    ] {
        assert!(!shown.contains(unsaid), "{unsaid}: {shown}");
    }
    // They answer a thread beside the room, and what was begun among staff is no thread of theirs.
    let thread = text(&morning, "id");
    let opened = page(&mut wade, &format!("{here}?thread={thread}"));
    assert!(opened.contains("threadpane"), "{opened}");
    assert!(opened.contains(&format!("name=\"reply_to\" value=\"{thread}\"")));
    own_ids(&opened);
    let hidden = format!("{here}?thread={}", text(&whisper, "id"));
    assert_eq!(wade.get(&hidden).status, 404);
    let answered = wade.post_form(
        &format!("/conversations/{room}/posts"),
        &[("text", "Good morning to you")],
    );
    assert_eq!(answered.status, 303, "{}", answered.text());
    assert!(page(&mut wade, &here).contains("Good morning to you"));
    // Who is told is told without the words, which are gone with their post.
    let told = amira.get("/api/v1/notifications").text();
    assert!(
        told.contains("a message by") && !told.contains("Good morning"),
        "{told}"
    );
    // What it says of itself to the staff can't be overlooked.
    let staff = page(
        &mut house.signed_in("account-manager"),
        &format!("/chat/{room}"),
    );
    assert!(staff.contains("the client reads here") && staff.contains("difficult"));
    let opened = page(
        &mut house.signed_in("account-manager"),
        &format!("/chat/{room}?thread={thread}"),
    );
    own_ids(&opened);
    // The project's room is the staff's, whoever sees the project.
    say(&mut amira, &project, "Between us");
    assert_eq!(wade.get(&format!("/portal/chat/{project}")).status, 404);
    assert!(!page(&mut wade, &format!("/portal/projects/{project}")).contains("Between us"));
}

#[test]
fn a_project_has_its_room_and_closes_those_made_for_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let (mut jonas, mut bilal) = (
        house.api("project-manager").unwrap(),
        house.api("team-lead").unwrap(),
    );
    say(&mut jonas, &project, "Shall we begin?");
    // Whom it lies with finds it among theirs with the first word.
    let mine = get(&mut bilal, "/api/v1/chat");
    let rooms = mine["items"].as_array().unwrap();
    let found = rooms.iter().find(|line| line["room"] == json!(project));
    assert_eq!(found.map(|line| &line["unread"]), Some(&json!(1)), "{mine}");
    let mut theo = house.api("hr-manager").unwrap();
    assert_eq!(theo.get(&format!("/api/v1/chat/{project}")).status, 404);
    let shown = page(
        &mut house.signed_in("team-lead"),
        &format!("/chat/{project}"),
    );
    assert!(
        shown.contains("Shall we begin?") && shown.contains("id=\"new\""),
        "{shown}"
    );
}

#[test]
fn a_room_made_for_a_project_rests_with_it_and_a_departments_never() {
    let house = House::with_cast().unwrap();
    let project = finished(&house);
    let (mut jonas, mut bilal) = (
        house.api("project-manager").unwrap(),
        house.api("team-lead").unwrap(),
    );
    let made =
        json!({ "name": "launch", "people": [person(&house, "team-member")], "project": project });
    let made = done(&mut bilal, "/api/v1/rooms", &made);
    let room = format!("/api/v1/rooms/{}", text(&made, "id"));
    // A department's room isn't made to rest by a project that somebody names.
    let mine = get(&mut bilal, "/api/v1/rooms?limit=200");
    let rooms = mine["items"].as_array().unwrap();
    let department = rooms.iter().find(|room| room["how"] == "department");
    let department = format!("/api/v1/rooms/{}", text(department.unwrap(), "id"));
    let asks = json!({ "project": project }).to_string();
    let json_type = [("content-type", "application/json")];
    let refused = bilal.request("PATCH", &department, &json_type, asks.as_bytes());
    assert_eq!(refused.status, 422, "{}", refused.text());
    // The end of the project closes the room, by whoever ends it; with the project it comes back.
    let at = format!("/api/v1/projects/{project}");
    done(&mut jonas, &format!("{at}/deliver"), &json!({}));
    done(&mut jonas, &format!("{at}/close"), &json!({}));
    assert!(!get(&mut bilal, &room)["archived"].is_null());
    let posts = format!("/api/v1/conversations/{}/posts", text(&made, "id"));
    assert_eq!(
        bilal.post_json(&posts, &json!({ "text": "Late" })).status,
        409
    );
    done(
        &mut jonas,
        &format!("{at}/reopen"),
        &json!({ "reason": "New hours" }),
    );
    assert!(get(&mut bilal, &room)["archived"].is_null());
    say(&mut bilal, text(&made, "id"), "Again");
}

#[test]
fn what_was_said_is_not_said_anew_where_nobody_writes_any_more() {
    let house = House::with_cast().unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    let room = group(&house, &mut bilal, "draft", &["team-member"]);
    let post = say(&mut bilal, &room, "One thing");
    done(
        &mut bilal,
        &format!("/api/v1/rooms/{room}/archive"),
        &json!({}),
    );
    let words = json!({ "text": "Another thing" }).to_string();
    let json_type = [("content-type", "application/json")];
    let late = bilal.request(
        "PATCH",
        &format!("/api/v1/posts/{post}"),
        &json_type,
        words.as_bytes(),
    );
    assert_eq!(late.status, 409, "{}", late.text());
}
