//! Notices: why somebody is told, how they chose to be told, what goes by mail and ends with one click, what is put off and
//! done, what is followed and muted, and what the house announces.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use super::rooms::{group, say};
use crate::support::{
    smtp::{PASSWORD, Smtp, USER, Way},
    steps::{done, get, page, refused},
};
use atrium::{
    base::{Id, Moment, time},
    data::{Query, Ref},
    features::{
        inbox::{self, ByMail, NoticeType, NoticeTypes, Reach, Reason},
        mail,
        people::{self, User},
    },
    testing::{client::Client, house::House},
    web::Hosts,
};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};

const CALLED: NoticeType = NoticeType::new(
    "tasks.assigned",
    "Task given to me",
    "the task is given to you",
    Reason::Assigned,
)
.usually(Reach::MAILED);

const LATE: NoticeType = NoticeType::new("test.late", "Late", "it is late", Reason::Deadline)
    .usually(Reach::APP)
    .replaces();

/// The file in which such a house finds whom to trust.
fn certificate(port: u16) -> PathBuf {
    let name = format!("atrium-notices-{}-{port}.pem", std::process::id());
    std::env::temp_dir().join(name)
}

/// A house that sends mail.
fn mailing(smtp: &Smtp) -> House {
    let path = certificate(smtp.port);
    smtp.trusted_in(&path);
    let house = House::with_config(move |front| {
        front.hosts = Hosts::new(
            "https://atrium.example",
            "https://portal.example",
            &["127.0.0.1".into()],
        )
        .into();
        front.ca_file = Some(path);
    })
    .unwrap();
    let mut admin = house.api("it-administrator").unwrap();
    let server = json!({
        "on": true, "host": "localhost", "port": smtp.port, "security": "tls", "username": USER,
        "password": PASSWORD, "from": "house@atrium.example", "from_name": "Juniper & Hale",
    });
    assert_eq!(patch(&mut admin, "/api/v1/settings/mail", &server).0, 200);
    house
}

fn patch(client: &mut Client, path: &str, change: &Value) -> (u16, String) {
    let json = [("content-type", "application/json")];
    let answer = client.request("PATCH", path, &json, change.to_string().as_bytes());
    (answer.status, answer.text())
}

/// Tells somebody as a deed of the house does.
fn tell(house: &House, to: Id<User>, of: &'static NoticeType, about: Ref, text: &str) {
    let text = text.to_owned();
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            inbox::notify(change, to, of, about, text)
        })
        .unwrap();
}

fn told(client: &mut Client, show: &str) -> Vec<Value> {
    let answer = get(
        client,
        &format!("/api/v1/notifications?show={show}&limit=100"),
    );
    answer["items"].as_array().unwrap().clone()
}

#[test]
fn every_type_says_why_and_is_known_once() {
    let house = House::with_cast().unwrap();
    let types = house.store.service::<NoticeTypes>().unwrap();
    let mut keys: Vec<&str> = types.0.iter().map(|of| of.key).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count, "{keys:?}");
    assert!(count > 40, "{count}");
    for of in &types.0 {
        assert!(
            !of.because.is_empty() && !of.because.ends_with('.'),
            "{}",
            of.key
        );
        assert!(of.key.len() <= 60 && !of.name.is_empty(), "{}", of.key);
        if of.locked {
            assert_eq!(of.reason, Reason::Security, "{}", of.key);
            assert_eq!(of.default_for(false).mail, ByMail::AtOnce, "{}", of.key);
        }
    }
}

#[test]
fn what_was_told_is_read_done_and_put_off_and_comes_back() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").id;
    let about = house.account("sales-closer").id.as_ref();
    for n in 0..3 {
        tell(&house, mei, &CALLED, about, &format!("Call {n}"));
    }
    let mut api = house.api("team-member").unwrap();
    let open = told(&mut api, "open");
    assert_eq!(open.len(), 3);
    assert_eq!(
        open[0]["why"],
        "You are told because the task is given to you."
    );
    let number = |n: usize| open[n]["id"].as_str().unwrap().to_owned();
    done(
        &mut api,
        &format!("/api/v1/notifications/{}/done", number(0)),
        &json!({}),
    );
    let until = Moment::now().plus(time::HOUR).rfc3339();
    done(
        &mut api,
        &format!("/api/v1/notifications/{}/later", number(1)),
        &json!({ "until": until }),
    );
    assert_eq!(told(&mut api, "open").len(), 1);
    assert_eq!(told(&mut api, "later").len(), 1);
    assert_eq!(told(&mut api, "done").len(), 1);
    let past = json!({ "until": Moment::now().plus(-time::HOUR).rfc3339() });
    refused(
        &mut api,
        &format!("/api/v1/notifications/{}/later", number(2)),
        &past,
        422,
    );

    // It comes back unread, at its time and not before.
    house.strike(Moment::now().plus(30 * time::MINUTE)).unwrap();
    assert_eq!(told(&mut api, "later").len(), 1);
    house.strike(Moment::now().plus(61 * time::MINUTE)).unwrap();
    assert_eq!(told(&mut api, "open").len(), 2);
    assert_eq!(told(&mut api, "unread").len(), 2);

    // On the page those about one record are one group, and several are done at once.
    let mut browser = house.signed_in("team-member");
    let shown = page(&mut browser, "/inbox");
    assert!(
        shown.contains("1 more about it") && shown.contains("You are told because"),
        "{shown}"
    );
    let ids: Vec<(&str, String)> = vec![
        ("id", number(1)),
        ("id", number(2)),
        ("deed", "done".into()),
    ];
    let ids: Vec<(&str, &str)> = ids.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(browser.post_form("/inbox/deal", &ids).status, 303);
    assert!(told(&mut api, "open").is_empty());
    assert!(page(&mut browser, "/inbox").contains("Nothing waits for you"));

    // Another's can't be touched.
    let mut other = house.api("team-lead").unwrap();
    refused(
        &mut other,
        &format!("/api/v1/notifications/{}/reopen", number(1)),
        &json!({}),
        404,
    );
}

#[test]
fn a_newer_warning_takes_the_place_of_the_older() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").id;
    let about = house.account("sales-closer").id.as_ref();
    tell(&house, mei, &LATE, about, "One day late");
    tell(
        &house,
        mei,
        &LATE,
        house.account("team-lead").id.as_ref(),
        "Another",
    );
    tell(&house, mei, &LATE, about, "Two days late");
    let mut api = house.api("team-member").unwrap();
    let texts: Vec<String> = told(&mut api, "all")
        .iter()
        .map(|held| held["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts, ["Two days late", "Another"]);
    assert_eq!(told(&mut api, "unread").len(), 2);
}

#[test]
fn people_choose_by_type_and_channel_over_the_defaults_of_their_roles() {
    let house = House::with_cast().unwrap();
    let mut mei = house.api("team-member").unwrap();
    let types = get(&mut mei, "/api/v1/me/notifications/types?limit=200");
    let of = |key: &str| {
        let items = types["items"].as_array().unwrap();
        items
            .iter()
            .find(|held| held["key"] == key)
            .cloned()
            .unwrap()
    };
    assert_eq!(of("tasks.assigned")["default"]["mail"], "digest");
    assert_eq!(of("security.account")["locked"], true);
    // Whoever is on a duty has another default.
    let mut lead = house.api("department-manager").unwrap();
    let theirs = get(&mut lead, "/api/v1/me/notifications/types?limit=200");
    assert!(theirs["items"].as_array().unwrap().len() >= types["items"].as_array().unwrap().len());

    let mut held = get(&mut mei, "/api/v1/me/notifications");
    let choices = held["choices"].as_array_mut().unwrap();
    for choice in choices.iter_mut() {
        if choice["of"] == "tasks.assigned" {
            choice["mail"] = "off".into();
            choice["app"] = false.into();
        }
        // Nobody switches this off.
        if choice["of"] == "security.account" {
            choice["mail"] = "off".into();
        }
    }
    held["quiet"] = true.into();
    held["zone"] = "Europe/Berlin".into();
    held.as_object_mut().unwrap().remove("version");
    let (status, answer) = patch(&mut mei, "/api/v1/me/notifications", &held);
    assert_eq!(status, 200, "{answer}");
    let now = get(&mut mei, "/api/v1/me/notifications");
    let choice = |key: &str| {
        let items = now["choices"].as_array().unwrap();
        items
            .iter()
            .find(|held| held["of"] == key)
            .cloned()
            .unwrap()
    };
    assert_eq!(choice("tasks.assigned")["app"], false);
    assert_eq!(choice("security.account")["mail"], "at-once");
    assert_eq!(
        (now["zone"].as_str(), now["quiet"].as_bool()),
        (Some("Europe/Berlin"), Some(true))
    );
    let bad = patch(
        &mut mei,
        "/api/v1/me/notifications",
        &json!({ "zone": "Middle/Earth" }),
    );
    assert_eq!(bad.0, 422, "{}", bad.1);

    // What she doesn't want in the inbox isn't there.
    let about = house.account("sales-closer").id.as_ref();
    tell(
        &house,
        house.account("team-member").id,
        &CALLED,
        about,
        "Unwanted",
    );
    assert!(told(&mut mei, "all").is_empty());
    // On the page it is seen and undone by row.
    let mut browser = house.signed_in("team-member");
    let shown = page(&mut browser, "/me/notifications");
    assert!(
        shown.contains("data-changed") && shown.contains("Set by the house"),
        "{shown}"
    );
    let back = browser.post_form("/me/notifications/default", &[("type", "tasks.assigned")]);
    assert_eq!(back.status, 303);
    let now = get(&mut mei, "/api/v1/me/notifications");
    let assigned = now["choices"].as_array().unwrap();
    let assigned = assigned
        .iter()
        .find(|held| held["of"] == "tasks.assigned")
        .unwrap();
    assert_eq!(assigned["app"], true);
}

#[test]
fn news_go_by_mail_with_why_and_end_with_one_click_of_the_mail_program() {
    let smtp = Smtp::start(Way::Tls);
    let house = mailing(&smtp);
    let mei = house.account("team-member").clone();
    let about = house.account("sales-closer").id.as_ref();
    // Both at once, so that they go together.
    tell(&house, mei.id, &CALLED, about, "The header is yours");
    tell(&house, mei.id, &CALLED, about, "The footer is <b>yours</b>");
    let mail = smtp.wait_for(&mei.email);
    let (text, html) = (mail.text(), mail.html());
    for said in [
        "The header is yours",
        "You are told because the task is given to you.",
    ] {
        assert!(text.contains(said) && html.contains(said), "{text}\n{html}");
    }
    assert!(
        html.contains("&lt;b&gt;yours") && !html.contains("<b>yours"),
        "{html}"
    );
    assert!(
        mail.header("References").ends_with("@atrium.example>"),
        "{}",
        mail.data
    );
    assert_eq!(
        mail.header("List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    let link = mail.header("List-Unsubscribe");
    let link = link
        .trim()
        .trim_matches(['<', '>'])
        .strip_prefix("https://atrium.example")
        .unwrap();

    // A mail program has the address and nothing else: no session, no Origin.
    let mut stranger = house.client();
    stranger.like_a_browser(false);
    assert_eq!(stranger.get(link).status, 200, "a page that asks");
    let other = if link.ends_with('x') { 'y' } else { 'x' };
    let broken = format!("{}{other}", &link[..link.len() - 1]);
    assert_eq!(stranger.get(&broken).status, 404);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let clicked = stranger.request("POST", link, &form, b"List-Unsubscribe=One-Click");
    assert_eq!(clicked.status, 200, "{}", clicked.text());
    let mut api = house.api("team-member").unwrap();
    let now = get(&mut api, "/api/v1/me/notifications");
    let of = |key: &str| {
        let items = now["choices"].as_array().unwrap();
        items.iter().find(|held| held["of"] == key).unwrap()["mail"].clone()
    };
    assert_eq!(of("tasks.assigned"), "off");
    assert_eq!(of("tasks.commented"), "digest", "only that type");
    tell(&house, mei.id, &CALLED, about, "A third");
    house.strike(Moment::now().plus(time::HOUR)).unwrap();
    assert_eq!(letters(&house), 1);
    assert_eq!(told(&mut api, "all").len(), 3, "it stands in the inbox");
}

fn letters(house: &House) -> usize {
    let all = Query::by(mail::BY_TIME).limit(500);
    let held = house.visit().list::<mail::OutgoingMail>(all).unwrap().rows;
    held.iter()
        .filter(|held| matches!(held.what, mail::What::News | mail::What::Digest))
        .count()
}

#[test]
fn what_was_read_or_taken_back_meanwhile_goes_nowhere() {
    let smtp = Smtp::start(Way::Tls);
    let house = mailing(&smtp);
    let mei = house.account("team-member").id;
    let about = house.account("sales-closer").id.as_ref();
    tell(&house, mei, &CALLED, about, "Read at once");
    let mut browser = house.signed_in("team-member");
    assert_eq!(browser.post_form("/inbox/read", &[]).status, 303);
    house.strike(Moment::now().plus(time::HOUR)).unwrap();
    assert_eq!(letters(&house), 0);
}

/// Who looks after mail sees what left and to whom, and nothing of what it was about.
#[test]
fn what_a_lone_mail_says_stands_at_its_head_and_in_no_list_of_mails() {
    let smtp = Smtp::start(Way::Tls);
    let house = mailing(&smtp);
    let mei = house.account("team-member").clone();
    let about = house.account("sales-closer").id.as_ref();
    let said = "The offer for Kestrel is 40 percent too high";
    tell(&house, mei.id, &CALLED, about, said);
    let mail = smtp.wait_for(&mei.email);
    assert!(mail.header("Subject").contains(said), "{}", mail.data);
    assert!(mail.html().contains(said));
    let mut admin = house.api("it-administrator").unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    let sent = loop {
        let sent = get(&mut admin, "/api/v1/mail?show=sent");
        if !sent["items"].as_array().unwrap().is_empty() {
            break sent.to_string();
        }
        assert!(Instant::now() < end);
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(sent.contains("1 thing is for you"), "{sent}");
    assert!(!sent.contains("Kestrel"), "{sent}");
    let mut browser = house.signed_in("it-administrator");
    assert!(!page(&mut browser, "/mail?show=sent").contains("Kestrel"));
    let kept = house
        .visit()
        .list(Query::<mail::OutgoingMail>::by(mail::BY_TIME).limit(9));
    assert!(
        kept.unwrap()
            .rows
            .iter()
            .all(|held| held.headline.0.is_empty())
    );
}

/// Five words in one room are one matter, in the mail program and in the inbox, which shows them for as long as they stand.
#[test]
fn what_names_somebody_hangs_together_by_the_room_it_was_said_in() {
    let smtp = Smtp::start(Way::Tls);
    let house = mailing(&smtp);
    let mei = house.account("team-member").clone();
    let mut hana = house.api("department-manager").unwrap();
    let room = group(&house, &mut hana, "launch", &["team-member"]);
    let first = say(
        &mut hana,
        &room,
        &format!("@{} the walrus comes first", mei.name),
    );
    say(
        &mut hana,
        &room,
        &format!("@{} and then the narwhal", mei.name),
    );
    let mut browser = house.signed_in("team-member");
    let shown = page(&mut browser, "/inbox");
    assert!(shown.contains("the walrus comes first"), "{shown}");
    assert!(shown.contains("and then the narwhal"), "{shown}");
    assert!(shown.contains("more about it"), "{shown}");
    let mail = smtp.wait_for(&mei.email);
    let hangs = mail.header("References").to_lowercase();
    let at = format!("<{}@", room.to_lowercase());
    assert!(hangs.contains(&at), "{hangs} is not {at}");
    // Words that were taken away are gone from here as well, and mails never had them.
    assert!(!mail.text().contains("walrus"), "{}", mail.text());
    let gone = hana.request("DELETE", &format!("/api/v1/posts/{first}"), &[], b"");
    assert!(gone.status < 300, "{}", gone.text());
    let shown = page(&mut browser, "/inbox");
    assert!(!shown.contains("walrus"), "{shown}");
    assert!(shown.contains("and then the narwhal"), "{shown}");
}

#[test]
fn what_waits_to_go_out_asks_again_what_its_person_chose() {
    let smtp = Smtp::start(Way::Tls);
    let house = mailing(&smtp);
    let mei = house.account("team-member").id;
    let about = house.account("sales-closer").id.as_ref();
    let mut api = house.api("team-member").unwrap();
    let mut choices = get(&mut api, "/api/v1/me/notifications");
    choices.as_object_mut().unwrap().remove("version");
    for choice in choices["choices"].as_array_mut().unwrap() {
        if choice["of"] == CALLED.key {
            choice["mail"] = "off".into();
        }
    }
    tell(&house, mei, &CALLED, about, "On its way");
    let (status, said) = patch(&mut api, "/api/v1/me/notifications", &choices);
    assert_eq!(status, 200, "{said}");
    house.strike(Moment::now().plus(time::HOUR)).unwrap();
    assert_eq!(letters(&house), 0);
    assert_eq!(told(&mut api, "all").len(), 1, "it stands in the inbox");
}

/// Between the deed and the mail somebody may be taken off: what they don't see any more is sent to them no more.
#[test]
fn news_of_what_somebody_does_not_see_go_nowhere() {
    let smtp = Smtp::start(Way::Tls);
    let house = mailing(&smtp);
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({ "company": "Alder Creek", "source": "yelp", "value": "12.50" });
    let made = done(&mut omar, "/api/v1/leads", &lead);
    let schema = house.store.schema();
    let about = schema.parse_number(made["id"].as_str().unwrap()).unwrap();
    let (omar, mei) = (
        house.account("sales-closer").clone(),
        house.account("team-member").clone(),
    );
    for to in [omar.id, mei.id] {
        tell(&house, to, &CALLED, about, "Alder Creek is worth a call");
    }
    let mail = smtp.wait_for(&omar.email);
    assert!(mail.text().contains("worth a call"));
    house.strike(Moment::now().plus(time::HOUR)).unwrap();
    let all = Query::by(mail::BY_TIME).limit(100);
    let held = house.visit().list::<mail::OutgoingMail>(all).unwrap().rows;
    assert!(held.iter().all(|letter| letter.person != mei.id.raw()));
    assert!(smtp.to(&mei.email).is_empty());
}

/// News outlive a server that is gone and one that refuses them, say why they wait, and go once.
#[test]
fn news_wait_for_a_server_that_is_gone_and_fail_with_the_words_of_one_that_refuses() {
    let smtp = Smtp::start(Way::Tls);
    let house = mailing(&smtp);
    let port = smtp.port;
    drop(smtp);
    let mei = house.account("team-member").clone();
    let about = house.account("sales-closer").id.as_ref();
    tell(&house, mei.id, &CALLED, about, "Late but once");
    let mut admin = house.api("it-administrator").unwrap();
    let mut until = |stage: &str, words: &str| {
        let end = Instant::now() + Duration::from_secs(40);
        loop {
            let held = get(&mut admin, &format!("/api/v1/mail?show={stage}"));
            let first = held["items"].as_array().unwrap().first();
            let first = first.filter(|mail| mail["said"].as_str().unwrap().contains(words));
            if let Some(first) = first {
                assert!(!held.to_string().contains("Late but once"), "{held}");
                return first["id"].as_str().unwrap().to_owned();
            }
            assert!(Instant::now() < end, "{held}");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    let id = until("waiting", "Nobody answers");
    let smtp = Smtp::at(port, Way::Tls);
    smtp.trusted_in(&certificate(port));
    smtp.refuse(Some("550 5.7.1 not from you"));
    let mut it = house.signed_in("it-administrator");
    let again = format!("/mail/{id}/again");
    assert_eq!(it.post_form(&again, &[]).status, 303);
    assert_eq!(until("failed", "5.7.1 not from you"), id);
    smtp.refuse(None);
    assert_eq!(it.post_form(&again, &[]).status, 303);
    let mail = smtp.wait_for(&mei.email);
    let subject = mail.header("Subject");
    assert!(subject.contains("Late but once"), "{}", mail.data);
    assert_eq!(until("sent", "queued as 4711"), id);
    assert_eq!(smtp.to(&mei.email).len(), 1);
}

/// Whatever is told when, and whenever the clock strikes: everything that goes by mail stands in one mail.
#[test]
fn nothing_goes_twice_and_nothing_is_lost_however_the_clock_strikes() {
    let smtp = Smtp::start(Way::Tls);
    let house = mailing(&smtp);
    // The server takes nothing meanwhile, so that the letters keep their lines.
    drop(smtp);
    let people: Vec<Id<User>> = ["team-member", "team-lead"]
        .map(|role| house.account(role).id)
        .into();
    let about = house.account("sales-closer").id.as_ref();
    let steps =
        proptest::collection::vec((0usize..2, 1i64..40 * time::MINUTE, any::<bool>()), 4..12);
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 6,
        ..ProptestConfig::default()
    });
    let mut total = 0;
    let total_told = std::cell::Cell::new(0usize);
    runner
        .run(&steps, |steps| {
            let mut at = Moment::now();
            for (who, later, twice) in steps {
                tell(&house, people[who], &CALLED, about, "News");
                total_told.set(total_told.get() + 1);
                at = at.plus(later);
                house.strike(at).unwrap();
                if twice {
                    house.strike(at).unwrap();
                }
            }
            // Very many to one person go together, a little later.
            for more in 1..8 {
                house.strike(at.plus(more * time::HOUR)).unwrap();
            }
            Ok(())
        })
        .unwrap();
    let all = Query::by(mail::BY_TIME).limit(500);
    let held = house.visit().list::<mail::OutgoingMail>(all).unwrap().rows;
    for letter in &held {
        total += letter
            .notice
            .as_ref()
            .map_or(0, |notice| notice.lines.len());
    }
    assert_eq!(total, total_told.get());
}

#[test]
fn whoever_follows_hears_of_deeds_and_whoever_muted_does_not() {
    let house = House::filled().unwrap();
    let mut admin = house.api("administrator").unwrap();
    let lead = get(&mut admin, "/api/v1/leads?limit=1")["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut follower = house.api("superadmin").unwrap();
    let said = done(
        &mut follower,
        "/api/v1/follows",
        &json!({ "record": lead, "hears": "follows" }),
    );
    assert_eq!(said["hears"], "follows");
    refused(
        &mut follower,
        "/api/v1/follows",
        &json!({ "record": "LD-999999", "hears": "muted" }),
        422,
    );
    let newest = |follower: &mut Client| told(follower, "all").first().cloned().unwrap_or_default();
    let before = newest(&mut follower);
    let path = format!("/api/v1/leads/{lead}/activities");
    done(&mut admin, &path, &json!({ "text": "Called them" }));
    let end = Instant::now() + Duration::from_secs(15);
    while newest(&mut follower) == before {
        assert!(Instant::now() < end, "nothing was told");
        std::thread::sleep(Duration::from_millis(100));
    }
    let told_now = newest(&mut follower);
    assert_eq!(told_now["kind"], "follows.changed");
    assert_eq!(told_now["why"], "You are told because you follow it.");

    let muted = json!({ "record": lead, "hears": "muted" });
    done(&mut follower, "/api/v1/follows", &muted);
    let of = house.store.schema().parse_number(&lead).unwrap();
    let me = house.account("superadmin").id;
    tell(&house, me, &LATE, of, "Muted");
    assert_eq!(newest(&mut follower)["id"], told_now["id"]);
    let listed = get(&mut follower, "/api/v1/follows");
    assert_eq!(listed["items"][0]["hears"], "muted");
}

#[test]
fn what_is_announced_stands_above_every_page_until_it_is_acknowledged() {
    let house = House::with_config(|_| {}).unwrap();
    let mut admin = house.api("it-administrator").unwrap();
    let until = Moment::now().plus(time::DAY).rfc3339();
    let made = done(
        &mut admin,
        "/api/v1/announcements",
        &json!({
            "matter": "maintenance", "text": "Atrium restarts tonight", "until": until,
        }),
    );
    let id = made["id"].as_str().unwrap();
    house.strike(Moment::now()).unwrap();
    let mut mei = house.signed_in("team-member");
    let shown = page(&mut mei, "/");
    assert!(
        shown.contains("Atrium restarts tonight") && shown.contains("Understood"),
        "{shown}"
    );
    assert_eq!(told(&mut house.api("team-member").unwrap(), "all").len(), 1);
    let client = house
        .sign_in(house.portal_client(), "client")
        .get("/portal")
        .text();
    assert!(
        !client.contains("Atrium restarts tonight"),
        "clients aren't told"
    );
    assert_eq!(
        mei.post_form(&format!("/announcements/{id}/acknowledge"), &[])
            .status,
        303
    );
    assert_eq!(
        mei.post_form(&format!("/announcements/{id}/acknowledge"), &[])
            .status,
        303,
        "once is enough"
    );
    // Several tabs at once say it once.
    let path = format!("/announcements/{id}/acknowledge");
    let tabs: Vec<_> = (0..4).map(|_| house.signed_in("support-agent")).collect();
    std::thread::scope(|scope| {
        let path = &path;
        let tabs = tabs
            .into_iter()
            .map(|mut tab| scope.spawn(move || tab.post_form(path, &[]).status));
        let answers: Vec<_> = tabs.collect();
        for answer in answers {
            assert_eq!(answer.join().unwrap(), 303);
        }
    });
    assert!(!page(&mut mei, "/tasks").contains("Atrium restarts tonight"));
    assert!(page(&mut house.signed_in("it-administrator"), "/announcements").contains("2 of "));
    // Whoever may not announce is refused, and an end that is over too.
    refused(
        &mut house.api("team-member").unwrap(),
        "/api/v1/announcements",
        &json!({
            "matter": "security", "text": "x", "until": until,
        }),
        403,
    );
    let past = Moment::now().plus(-time::DAY).rfc3339();
    refused(
        &mut admin,
        "/api/v1/announcements",
        &json!({
            "matter": "security", "text": "x", "until": past,
        }),
        422,
    );
    done(
        &mut admin,
        &format!("/api/v1/announcements/{id}/withdraw"),
        &json!({}),
    );
    // A page that still shows it is done with it all the same.
    assert_eq!(
        house
            .signed_in("management")
            .post_form(&format!("/announcements/{id}/acknowledge"), &[])
            .status,
        303
    );
    let mut lead = house.signed_in("team-lead");
    assert!(!page(&mut lead, "/tasks").contains("Atrium restarts tonight"));
}

#[test]
fn a_gateway_posts_text_messages_and_news_and_follows_no_redirect() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (heard, hear) = std::sync::mpsc::channel::<String>();
    std::thread::spawn(move || {
        let mut answers = [
            "200 OK\r\ncontent-length: 2\r\n\r\nok",
            "302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
        ]
        .into_iter()
        .cycle();
        for line in listener.incoming() {
            let mut line = line.unwrap();
            let mut got = Vec::new();
            let mut part = [0; 2048];
            while !String::from_utf8_lossy(&got).contains("\"}") {
                match line.read(&mut part) {
                    Ok(0) | Err(_) => break,
                    Ok(n) => got.extend(&part[..n]),
                }
            }
            let _ = write!(line, "HTTP/1.1 {}", answers.next().unwrap());
            let _ = heard.send(String::from_utf8_lossy(&got).into_owned());
        }
    });
    let house = House::with_config(|front| {
        front.hosts = Hosts::new("https://atrium.example", "", &["127.0.0.1".into()]).into();
    })
    .unwrap();
    let mut admin = house.api("it-administrator").unwrap();
    let url = format!("http://127.0.0.1:{port}/hook");
    let away = json!({ "on": true, "url": "http://sms.example.org/", "secret": "s" });
    assert_eq!(
        patch(&mut admin, "/api/v1/gateways/webhook", &away).0,
        422,
        "in clear to this machine only"
    );
    let hook = json!({ "on": true, "url": url, "secret": "s3cret", "types": ["tasks.assigned"] });
    let (status, said) = patch(&mut admin, "/api/v1/gateways/webhook", &hook);
    assert_eq!(status, 200, "{said}");
    assert!(!said.contains("s3cret"), "{said}");
    let (mei, lead) = (
        house.account("team-member").id,
        house.account("team-lead").id,
    );
    let about = house.account("sales-closer").id.as_ref();
    // Two are told of one deed, and the other program once.
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            inbox::notify(change, mei, &CALLED, about, "Said \"so\"")?;
            inbox::notify(change, lead, &CALLED, about, "Said \"so\"")
        })
        .unwrap();
    let got = hear.recv_timeout(Duration::from_secs(15)).unwrap();
    assert!(got.contains("authorization: Bearer s3cret"), "{got}");
    let (_, body) = got.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["text"], "Said \"so\"");
    assert_eq!(body["type"], "tasks.assigned");
    assert!(
        hear.recv_timeout(Duration::from_millis(1500)).is_err(),
        "once"
    );
    // The next is answered with a redirect: it isn't followed, and has failed.
    tell(&house, mei, &CALLED, about, "Elsewhere");
    hear.recv_timeout(Duration::from_secs(15)).unwrap();
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let failed = get(&mut admin, "/api/v1/messages-out?show=failed");
        if let Some(first) = failed["items"].as_array().unwrap().first() {
            assert!(
                first["said"].as_str().unwrap().contains("redirect"),
                "{first}"
            );
            break;
        }
        assert!(Instant::now() < end);
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn devices_are_opened_for_pushed_messages_by_their_person_and_none_lies_inside_the_network() {
    let house = House::with_config(|front| {
        front.hosts = Hosts::new("https://atrium.example", "", &["127.0.0.1".into()]).into();
    })
    .unwrap();
    let mut admin = house.api("it-administrator").unwrap();
    assert_eq!(
        get(&mut admin, "/api/v1/push")["on"],
        false,
        "off by default"
    );
    let (status, said) = patch(&mut admin, "/api/v1/push", &json!({ "on": true }));
    assert_eq!(status, 200, "{said}");
    // The keys of RFC 8291's example; the address is one of the house's own network.
    let device = json!({
        "name": "Firefox on Linux", "endpoint": "https://127.0.0.1/push/abc", "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    });
    let mut mei = house.api("team-member").unwrap();
    done(&mut mei, "/api/v1/me/push", &device);
    done(&mut mei, "/api/v1/me/push", &device);
    let held = get(&mut mei, "/api/v1/me/push");
    assert_eq!(
        held["items"].as_array().unwrap().len(),
        1,
        "the same browser is one device"
    );
    assert!(!held.to_string().contains("abc"), "{held}");
    for (field, value) in [
        ("p256dh", "AAAA"),
        ("endpoint", "http://push.example.org/x"),
        ("endpoint", "https://push.example.org:8443/x"),
        ("auth", "??"),
    ] {
        let mut wrong = device.clone();
        wrong[field] = value.into();
        refused(&mut mei, "/api/v1/me/push", &wrong, 422);
    }
    let mut browser = house.signed_in("team-member");
    assert!(page(&mut browser, "/me/notifications").contains("Firefox on Linux"));
    // A test goes by every channel, and what would lie inside the network goes nowhere.
    done(&mut mei, "/api/v1/me/notifications/test", &json!({}));
    house.strike(Moment::now().plus(time::MINUTE)).unwrap();
    let mut shown = house.signed_in("it-administrator");
    let settings = page(&mut shown, "/settings/gateways");
    assert!(settings.contains("/me/notifications/test"), "{settings}");
    assert!(settings.contains("1 wait and 0 failed"), "{settings}");
    // It is looked after as whatever leaves: sent at once, or given up, without what it says.
    let waits = get(&mut admin, "/api/v1/pushes-out?show=waiting")["items"][0].clone();
    assert_eq!(waits["person"], house.account("team-member").id.to_string());
    let number = waits["id"].as_str().unwrap();
    let box_ = page(&mut shown, "/pushes-out");
    assert!(
        box_.contains("Push now") && box_.contains(&house.account("team-member").name),
        "{box_}"
    );
    done(
        &mut admin,
        &format!("/api/v1/pushes-out/{number}/again"),
        &json!({}),
    );
    let given_up = format!("/pushes-out/{number}/give-up");
    assert_eq!(shown.post_form(&given_up, &[]).status, 303);
    assert!(page(&mut shown, "/pushes-out?show=dropped").contains("Given up by"));
    refused(
        &mut admin,
        &format!("/api/v1/pushes-out/{number}/again"),
        &json!({}),
        409,
    );
    let mut stranger = house.signed_in("team-member");
    assert_eq!(stranger.get("/pushes-out").status, 403);
    // Another's device is none of hers.
    let id = held["items"][0]["id"].as_str().unwrap();
    let mut lead = house.api("team-lead").unwrap();
    refused(
        &mut lead,
        &format!("/api/v1/me/push/{id}/remove"),
        &json!({}),
        404,
    );
    done(
        &mut mei,
        &format!("/api/v1/me/push/{id}/remove"),
        &json!({}),
    );
    assert!(
        get(&mut mei, "/api/v1/me/push")["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

/// Two people share a browser: what is pushed to it is for whoever opened it last, and for nobody once they have left.
#[test]
fn a_shared_browser_is_told_nothing_of_the_person_before() {
    let house = House::with_config(|front| {
        front.hosts = Hosts::new("https://atrium.example", "", &["127.0.0.1".into()]).into();
    })
    .unwrap();
    let device = [
        ("name", "Firefox on Linux"),
        ("endpoint", "https://push.example.org/push/abc"),
        ("auth", "BTBZMqHH6r4Tts7J_aSIgg"),
        (
            "p256dh",
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        ),
    ];
    let opened = |role: &str| {
        let mut api = house.api(role).unwrap();
        let held = get(&mut api, "/api/v1/me/push");
        held["items"].as_array().unwrap().len()
    };
    let mut mei = house.signed_in("team-member");
    assert_eq!(mei.post_form("/me/push", &device).status, 200);
    assert_eq!((opened("team-member"), opened("team-lead")), (1, 0));
    // Nobody signed out: whoever opens it next has it alone.
    let mut lead = house.signed_in("team-lead");
    assert_eq!(lead.post_form("/me/push", &device).status, 200);
    assert_eq!((opened("team-member"), opened("team-lead")), (0, 1));
    assert_eq!(lead.post_form("/me/push", &device).status, 200);
    assert_eq!(opened("team-lead"), 1, "the same browser is one device");
    // It closes with the session, and another's stays.
    assert_eq!(mei.post_form("/sign-out", &[]).status, 303);
    assert_eq!(opened("team-lead"), 1);
    // Nobody signed out and nobody opens it: whoever signs in there is shown nothing of the other, who begins anew.
    let lead = house.sign_in(lead, "team-lead");
    assert_eq!(opened("team-lead"), 1, "it stays open for the same person");
    let mut next = house.sign_in(lead, "team-member");
    assert_eq!(opened("team-lead"), 0);
    assert_eq!(next.post_form("/me/push", &device).status, 200);
    assert_eq!(next.post_form("/sign-out", &[]).status, 303);
    assert_eq!(opened("team-member"), 0);
}

#[test]
fn deadlines_are_told_once_and_the_missed_one_takes_the_place_of_the_near_one() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").id;
    let about = house.account("sales-closer").id.as_ref();
    let warn = |missed: bool, text: &str| {
        let warning = inbox::Warning {
            to: mei,
            of: &LATE,
            about,
            text: text.into(),
            deadline: inbox::Deadline {
                due: 20_000,
                missed,
            },
        };
        inbox::warn_of(&house.visit(), people::ADMINISTER, vec![warning]).unwrap();
    };
    warn(false, "Due tomorrow");
    warn(false, "Due tomorrow, again");
    let mut api = house.api("team-member").unwrap();
    assert_eq!(told(&mut api, "all").len(), 1);
    warn(true, "Was due yesterday");
    warn(true, "Was due yesterday, again");
    let held = told(&mut api, "all");
    assert_eq!(held.len(), 1);
    assert_eq!(held[0]["text"], "Was due yesterday");
}
