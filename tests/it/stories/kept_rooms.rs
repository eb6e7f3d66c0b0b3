//! How long rooms are kept, that a room which is held loses nothing, and that a room which was written out comes back with
//! every row of it.

use std::io::{Cursor, Read, Write};

use atrium::{
    base::{Error, Id, Moment, time},
    data::{Query, Ref, Visit},
    features::{
        authority::Access,
        chat::{self, ChatRoom, HoldForm, KeepForm, NewRoom},
        clients::Client,
        conversation::{self, BY_RECORD, Channel, NewPost, Post},
        people::User,
    },
    testing::{client, house::House},
    web::Reply,
};
use serde_json::{Value, json};

use super::work::{planned, tasks, text};
use crate::support::steps::{done, get, refused};

pub(super) fn as_role(house: &House, role: &str, at: Moment) -> Visit {
    let visit = house.visit();
    let access = visit.cached::<Access>().unwrap();
    let (actor, _) = access.actor(house.account(role).id).unwrap();
    let origin = visit.origin.clone();
    Visit::new(house.store.clone(), actor, origin, at, visit.tz.clone())
}

fn room(house: &House) -> Id<ChatRoom> {
    let person = |role: &str| -> Id<User> { house.account(role).id };
    let edward = as_role(house, "management", Moment::now());
    chat::create(
        &edward,
        NewRoom {
            name: "negotiation".into(),
            people: vec![person("team-lead"), person("team-member")],
            ..NewRoom::default()
        },
    )
    .unwrap()
}

fn say(
    house: &House,
    role: &str,
    room: Id<ChatRoom>,
    days_ago: i64,
    text: &str,
    to: Option<Id<Post>>,
) -> Id<Post> {
    let at = Moment::now().plus(-days_ago * time::DAY);
    let new = NewPost {
        text: text.into(),
        reply_to: to,
        ..NewPost::default()
    };
    let visit = as_role(house, role, at);
    conversation::write::<ChatRoom>(&visit, room, new)
        .unwrap()
        .id
}

#[test]
fn what_is_over_its_time_goes_and_what_is_held_stays() {
    let house = House::with_cast().unwrap();
    let room = room(&house);
    let old = say(&house, "team-lead", room, 40, "Quicksilver terms", None);
    let answered = say(&house, "team-lead", room, 40, "Still talked about", None);
    let fresh = say(&house, "team-member", room, 2, "Indeed", Some(answered));
    // As what was taken in or merged: it came later, and was said before.
    let merged = say(&house, "team-lead", room, 45, "Brought along", None);
    let edward = as_role(&house, "management", Moment::now());
    conversation::react(&as_role(&house, "team-member", Moment::now()), old, "👍").unwrap();
    let on = atrium::data::Record::as_ref(&house.visit().find(room).unwrap());
    chat::keep(
        &edward,
        on,
        KeepForm {
            days: Some(30),
            ..KeepForm::default()
        },
    )
    .unwrap();
    let hold = |hold| HoldForm {
        hold,
        reason: "Case 12".into(),
    };
    chat::hold(&edward, on, hold(true)).unwrap();
    assert_eq!(chat::expire(&house.visit()).unwrap(), 0, "it is held");
    let taken_back = conversation::remove(&as_role(&house, "team-lead", Moment::now()), old);
    assert!(matches!(taken_back, Err(Error::Conflict(why)) if why.contains("legal")));
    chat::hold(&edward, on, hold(false)).unwrap();
    assert!(chat::expire(&house.visit()).unwrap() > 0);
    let visit = house.visit();
    for gone in [old, merged] {
        assert!(visit.find(gone).is_err(), "it is gone");
    }
    assert!(
        visit.find(answered).is_ok() && visit.find(fresh).is_ok(),
        "its thread goes on"
    );
    let mut after = 0;
    loop {
        let entries = house.store.entries_after(after, 500).unwrap();
        let Some(last) = entries.last() else { break };
        after = last.seq;
        let told = serde_json::to_string(&entries).unwrap();
        assert!(!told.contains("Quicksilver"), "no entry holds its words");
    }
}

#[test]
fn what_is_held_is_not_moved_away_by_a_merge() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let mut add = |company: &str| {
        let made = done(&mut omar, "/api/v1/leads", &json!({ "company": company }));
        made["id"].as_str().unwrap().to_owned()
    };
    let (kept, held) = (add("Fern Florist"), add("Fern Flowers"));
    let posts = format!("/api/v1/conversations/{held}/posts");
    done(&mut omar, &posts, &json!({ "text": "A promise" }));
    let mut edward = house.api("management").unwrap();
    let hold = json!({ "hold": true, "reason": "Case 9" });
    done(&mut edward, &format!("/api/v1/chat/{held}/hold"), &hold);
    let merge = format!("/api/v1/leads/{kept}/merge");
    let why = refused(&mut omar, &merge, &json!({ "with": held }), 409);
    assert!(why.contains("legal"), "{why}");
    let let_go = json!({ "hold": false, "reason": "Case 9" });
    done(&mut edward, &format!("/api/v1/chat/{held}/hold"), &let_go);
    done(&mut omar, &merge, &json!({ "with": held }));
}

fn archive(visit: &Visit, room: Id<ChatRoom>) -> Vec<u8> {
    archive_of(visit, room.as_ref())
}

fn archive_of(visit: &Visit, of: Ref) -> Vec<u8> {
    let Ok(Reply::Stream { mut reader, .. }) = chat::export(visit, of) else {
        panic!("no archive");
    };
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    bytes
}

fn bytes_of(archive: &[u8], path: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut bytes = Vec::new();
    zip.by_name(path).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn entry(archive: &[u8], path: &str) -> String {
    String::from_utf8(bytes_of(archive, path)).unwrap()
}

#[test]
fn a_room_that_was_written_out_comes_back_row_for_row() {
    let house = House::with_cast().unwrap();
    let room = room(&house);
    let named = house.visit().find(house.account("accountant").id).unwrap();
    let words = format!("**Terms** for @Mei Tanaka, @{} and @Web", named.name);
    let first = say(&house, "management", room, 9, &words, None);
    say(
        &house,
        "team-member",
        room,
        8,
        "Seen, thank you",
        Some(first),
    );
    let wrong = say(&house, "team-lead", room, 0, "Misspelt", None);
    let bilal = as_role(&house, "team-lead", Moment::now());
    conversation::edit(&bilal, wrong, "Spelt".into(), None).unwrap();
    conversation::react(&bilal, first, "👍").unwrap();
    let gone = say(&house, "team-lead", room, 0, "Taken back", None);
    conversation::remove(&bilal, gone).unwrap();
    let edward = as_role(&house, "management", Moment::now());
    let written = archive(&edward, room);
    let posts = entry(&written, "posts.jsonl");
    assert_eq!(posts.lines().count(), 4, "{posts}");
    assert!(
        posts.contains("Misspelt") && !posts.contains("Taken back"),
        "{posts}"
    );
    assert!(entry(&written, "index.html").contains("Seen, thank you"));

    let other = House::empty().unwrap();
    let key = house.store.checkpoint(Moment::now()).unwrap().key;
    let wrong = "00".repeat(32);
    let refused = chat::take_in(&other.visit(), Cursor::new(&written), Some(&wrong));
    assert!(refused.is_err(), "signed by another key");
    let taken = chat::take_in(&other.visit(), Cursor::new(&written), Some(&key)).unwrap();
    assert_eq!(
        (taken.posts, taken.people, taken.key.as_ref()),
        (4, 4, Some(&key)),
        "with whom it names"
    );
    let again = archive(&other.visit(), taken.rooms[0]);
    for path in ["posts.jsonl", "people.jsonl", "files.jsonl"] {
        assert_eq!(entry(&again, path), entry(&written, path), "{path}");
    }

    // Whoever was in it is in it again, and nobody whom it names; and nothing of it is new to them.
    let back = chat::take_in(&edward, Cursor::new(&written), Some(&key)).unwrap();
    let people = |room: Id<ChatRoom>| {
        let held = house.visit().find(room).unwrap();
        held.people().collect::<Vec<_>>()
    };
    assert_eq!(people(back.rooms[0]), people(room));
    let mei = as_role(&house, "team-member", Moment::now());
    let standing = chat::standing(&mei, back.rooms[0].as_ref()).unwrap();
    let names = chat::Names::of(&mei).unwrap();
    assert_eq!(chat::unread(&mei, &names, &standing).unwrap().posts, 0);

    // A byte that is another is found before anything is stored.
    let at = 120; // within the first of its lists
    let mut broken = written.clone();
    broken[at] ^= 0x55;
    let before = other.store.newest();
    assert!(chat::take_in(&other.visit(), Cursor::new(&broken), None).is_err());
    assert_eq!(other.store.newest(), before);
}

#[test]
fn all_rooms_of_a_project_go_as_one_archive_and_come_back() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut lead = house.api("team-lead").unwrap();
    let task = text(&tasks(&mut lead, &project)[0], "id").to_owned();
    let said = |on: &str, words: &str, by: &mut client::Client| {
        let at = format!("/api/v1/conversations/{on}/posts");
        done(by, &at, &json!({ "text": words }));
    };
    said(&task, "Begun today", &mut lead);
    said(&task, "And done", &mut lead);
    let mut boss = house.api("superadmin").unwrap();
    said(&project, "The plan stands", &mut boss);
    let people = [house.account("management").id.to_string()];
    let made = json!({ "name": "launch", "people": people, "project": project });
    let group = text(&done(&mut boss, "/api/v1/rooms", &made), "id").to_owned();
    said(&group, "For the launch alone", &mut boss);
    let export = |by: &mut client::Client, body: &Value| {
        let answer = by.post_json(&format!("/api/v1/chat/{project}/export"), body);
        assert_eq!(answer.status, 200);
        answer.body
    };
    let whole = export(&mut boss, &json!({ "all": true }));
    let names = |archive: &[u8]| -> Vec<String> {
        let zip = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
        let mut names: Vec<String> = zip.file_names().map(|n| n.unwrap().into_owned()).collect();
        names.sort();
        names
    };
    let held = names(&whole);
    for room in [&project, &task, &group] {
        assert!(held.contains(&format!("rooms/{room}.zip")), "{held:?}");
    }
    assert_eq!(held.len(), 6, "no room in which nothing was said: {held:?}");
    // Of a room that one isn't in nothing is written out, whatever one's role is.
    let mut other = house.api("administrator").unwrap();
    let others = names(&export(&mut other, &json!({ "all": true })));
    assert!(
        others.contains(&format!("rooms/{project}.zip"))
            && !others.contains(&format!("rooms/{group}.zip")),
        "{others:?}"
    );
    // An empty house takes all of it in, row for row.
    let other = House::empty().unwrap();
    let key = house.store.checkpoint(Moment::now()).unwrap().key;
    let wrong = "00".repeat(32);
    assert!(chat::take_in(&other.visit(), Cursor::new(&whole), Some(&wrong)).is_err());
    let taken = chat::take_in(&other.visit(), Cursor::new(&whole), Some(&key)).unwrap();
    assert_eq!((taken.rooms.len(), taken.posts), (3, 4));
    for (room, back) in [&project, &group, &task].into_iter().zip(&taken.rooms) {
        let before = bytes_of(&whole, &format!("rooms/{room}.zip"));
        let again = archive(&other.visit(), *back);
        for path in ["posts.jsonl", "people.jsonl", "files.jsonl"] {
            assert_eq!(entry(&again, path), entry(&before, path), "{room} {path}");
        }
    }
    // A room that is another than was signed is found before any is stored.
    let before = other.store.newest();
    let mut broken = whole.clone();
    let at = broken.len() / 2;
    broken[at] ^= 0x55;
    assert!(chat::take_in(&other.visit(), Cursor::new(&broken), Some(&key)).is_err());
    assert_eq!(other.store.newest(), before);
    let why = refused(
        &mut boss,
        &format!("/api/v1/chat/{task}/export"),
        &json!({ "all": true }),
        422,
    );
    assert!(why.contains("Only a project"), "{why}");
}

#[test]
fn asides_are_marked_on_the_page_where_the_client_reads() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut amira = house.api("account-manager").unwrap();
    let told = get(&mut amira, &format!("/api/v1/projects/{project}"));
    let client = text(&told, "client").to_owned();
    let posts = format!("/api/v1/conversations/{client}/posts");
    for (words, audience) in [("Good morning", "with_client"), ("They pay late", "staff")] {
        let said = json!({ "text": words, "audience": audience });
        done(&mut amira, &posts, &said);
    }
    let edward = as_role(&house, "management", Moment::now());
    let of = Id::<Client>::parse(&client).unwrap().as_ref();
    let page = entry(&archive_of(&edward, of), "index.html");
    assert_eq!(page.matches("Staff only").count(), 1, "{page}");
    assert!(page.contains("They pay late") && page.contains("Good morning"));
}

/// An export as other chats write it: each file with what it holds.
fn exported(files: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*path, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn the_channels_of_another_chat_become_rooms() {
    let house = House::with_cast().unwrap();
    let (mei, bilal) = (house.account("team-member"), house.account("team-lead"));
    let people = json!([
        { "id": "U1", "name": "mei", "profile": { "email": mei.email.to_uppercase(), "real_name": "Mei" } },
        { "id": "U2", "name": "bilal", "real_name": "Bilal", "profile": { "email": bilal.email } },
        { "id": "U3", "name": "gone", "profile": { "email": null, "real_name": "Long Gone" } },
        { "id": "U4", "name": "silent", "profile": { "email": "silent@example.org" } },
    ]);
    let channels = json!([
        {
            "id": "C1", "name": "launch", "members": ["U1", "U2", "U3"], "topic": { "value": "The site goes live" },
            "pins": [{ "id": "1714550400.000100", "user": "U2", "created": 1_714_550_500 }],
        },
        { "id": "C2", "name": "nothing-said", "members": ["U1"] },
    ]);
    let first = json!([
        { "type": "message", "user": "U2", "ts": "1714550400.000100", "text": "*Soon*, <@U1> &amp; <@U3>: <https://a.example|the plan>",
          "reactions": [{ "name": "+1", "users": ["U1"] }, { "name": "thumbsup::skin-tone-2", "users": ["U1"] }, { "name": "party-parrot", "users": ["U1"] }] },
        { "type": "message", "subtype": "channel_join", "user": "U4", "ts": "1714550401.000100", "text": "<@U4> has joined" },
        { "type": "message", "user": "U1", "ts": "1714550402.000100", "thread_ts": "1714550400.000100", "text": "Seen",
          "edited": { "user": "U1", "ts": "1714550403.000000" },
          "files": [{ "id": "F1", "name": "brief.txt" }, { "id": "F2", "name": "lost.pdf" }] },
    ]);
    let second = json!([
        { "type": "message", "subtype": "bot_message", "bot_id": "B1", "username": "deploy", "ts": "1714640000.000000",
          "text": "", "attachments": [{ "fallback": "Build 12 is up" }] },
    ]);
    let whole = |second: String| {
        exported(&[
            ("users.json", people.to_string()),
            ("channels.json", channels.to_string()),
            ("dms.json", json!([{ "id": "D1", "members": ["U1", "U2"] }]).to_string()),
            ("D1/2024-05-01.json", json!([{ "type": "message", "user": "U1", "ts": "1714550400.000100", "text": "Between us" }]).to_string()),
            ("launch/2024-05-02.json", second),
            ("launch/2024-05-01.json", first.to_string()),
            ("__uploads/F1/brief.txt", "What the client wants".into()),
        ])
    };
    let edward = as_role(&house, "management", Moment::now());
    let written = whole(second.to_string());
    // Nobody signed it, and nothing of one that can't be read is kept.
    let rooms = || {
        let all = Query::<ChatRoom>::by(chat::BY_NAME);
        house.visit().count(&all, 1_000).unwrap()
    };
    let before = rooms();
    assert!(chat::take_in(&edward, Cursor::new(&written), Some("00")).is_err());
    let broken = whole("[{".into());
    let why = chat::take_in(&edward, Cursor::new(&broken), None);
    assert!(matches!(why, Err(Error::Conflict(why)) if why.contains("launch/2024-05-02.json")));
    assert_eq!(rooms(), before);

    let taken = chat::take_in(&edward, Cursor::new(&written), None).unwrap();
    assert_eq!((taken.rooms.len(), taken.posts, taken.files), (1, 3, 1));
    assert_eq!(
        (taken.people, taken.key),
        (2, None),
        "the one who left, and a program"
    );
    let visit = house.visit();
    let room = visit.find(taken.rooms[0]).unwrap();
    assert_eq!(
        (room.name.as_str(), room.topic.as_str()),
        ("launch", "The site goes live")
    );
    let inside: Vec<Id<User>> = room.people().collect();
    assert!(
        inside.contains(&mei.id) && inside.contains(&bilal.id),
        "{inside:?}"
    );
    let on = taken.rooms[0].as_ref();
    let query = Query::by(BY_RECORD).under(Post::key_of(on)).limit(10);
    let mut posts: Vec<Post> = visit.list(query).unwrap().rows;
    posts.sort_by_key(|post| post.id);
    let [soon, seen, built] = posts.as_slice() else {
        panic!("{posts:?}");
    };
    assert!(posts.iter().all(|post| post.channel == Some(Channel::Chat)));
    assert_eq!(soon.by, bilal.id);
    assert!(
        soon.text
            .starts_with(&format!("**Soon**, @{{{}}} & @{{U-", mei.id)),
        "{}",
        soon.text
    );
    assert!(
        soon.text.ends_with(": [the plan](https://a.example)"),
        "{}",
        soon.text
    );
    assert!(soon.names(mei.id) && soon.pinned.is_some());
    assert_eq!(soon.at, Moment(1_714_550_400_000));
    assert_eq!((seen.by, seen.reply_to), (mei.id, Some(soon.id)));
    assert!(seen.text.contains("lost.pdf didn't come along") && seen.edited.is_some());
    assert_eq!(seen.files.len(), 1);
    assert_eq!(built.text, "Build 12 is up");
    let signs = visit
        .list(
            Query::<conversation::Reaction>::by(conversation::REACTIONS)
                .under(conversation::Reaction::key_of(soon.id)),
        )
        .unwrap();
    let signs: Vec<&str> = signs.rows.iter().map(|held| held.sign.as_str()).collect();
    assert_eq!(signs, ["👍"]);
    // Its people read it like any room of theirs, and nothing of it is new.
    let theirs = as_role(&house, "team-member", Moment::now());
    let standing = chat::standing(&theirs, on).unwrap();
    let names = chat::Names::of(&theirs).unwrap();
    assert_eq!(chat::unread(&theirs, &names, &standing).unwrap().all(), 0);
    let again = archive(&edward, taken.rooms[0]);
    let rows = entry(&again, "posts.jsonl");
    assert!(
        rows.contains("\"channel\":\"chat\"") && !rows.contains("Between us"),
        "{rows}"
    );
}
