//! Logs go to a collector of the company's own while things happen, all of them and in their order, whatever is away in
//! between, and to nobody who isn't who they should be.

use std::{path::PathBuf, sync::Arc, time::Duration};

use atrium::{
    base::Moment,
    jobs::{
        LogLine, LogLines,
        egress::syslog::{self, Collector as To},
    },
    testing::{
        client::{Client, Response},
        house::House,
    },
    web::{Hosts, ServerConfig},
};
use serde_json::{Value, json};

use crate::support::{
    steps::{done, get, page},
    syslog::{Collector, Identity},
};

fn roots(identity: &Identity) -> PathBuf {
    let folder = atrium::testing::house::fresh_folder("roots").unwrap();
    let path = folder.join("ca.pem");
    identity.trusted_in(&path);
    path
}

/// The front of a house that trusts these certificates.
fn front(roots: PathBuf) -> impl FnOnce(&mut ServerConfig) {
    move |front| {
        front.hosts = Hosts::new(
            "https://atrium.example",
            "https://portal.example",
            &["127.0.0.1".into()],
        )
        .into();
        front.ca_file = Some(roots);
    }
}

fn patch(admin: &mut Client, change: &Value) -> Response {
    let json = [("content-type", "application/json")];
    let body = change.to_string();
    admin.request("PATCH", "/api/v1/settings/logs", &json, body.as_bytes())
}

#[track_caller]
fn set(admin: &mut Client, change: &Value) -> Value {
    let answer = patch(admin, change);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// What a field of a message says.
fn field<'m>(message: &'m str, name: &str) -> Option<&'m str> {
    let (_, rest) = message.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The entries among the messages, by their numbers.
fn entries(messages: &[String]) -> Vec<u64> {
    let numbers = messages.iter().filter_map(|message| field(message, "seq"));
    numbers.map(|seq| seq.parse().unwrap()).collect()
}

#[test]
fn what_happens_is_with_the_collector_and_nothing_of_what_records_hold() {
    let identity = Identity::new();
    let collector = Collector::start(&identity);
    let house = House::with_config(front(roots(&identity))).unwrap();
    house.store.provide(Arc::new(LogLines::default()));
    let mut admin = house.api("it-administrator").unwrap();
    let begun = get(&mut admin, "/api/v1/settings/logs");
    assert_eq!(
        (&begun["on"], &begun["port"], &begun["journal"]),
        (&json!(false), &json!(6514), &json!("security"))
    );
    // Others neither see nor change it, and what can't be is refused beside its field.
    let mut agent = house.api("sales-agent").unwrap();
    assert_eq!(agent.get("/api/v1/settings/logs").status, 403);
    assert_eq!(patch(&mut agent, &json!({ "on": true })).status, 403);
    let nowhere = patch(&mut admin, &json!({ "on": true }));
    assert_eq!(nowhere.status, 422, "{}", nowhere.text());
    assert!(nowhere.text().contains("\"host\""), "{}", nowhere.text());
    let to = json!({ "on": true, "host": "localhost", "port": collector.port, "journal": "all" });
    let held = set(&mut admin, &to);
    assert_eq!(held["host"], "localhost");
    // Its own deed is the first.
    let first = collector.wait_until(|taken| !entries(taken).is_empty());
    assert!(first[0].contains(" logs.edit [atrium@32473 "), "{first:#?}");
    let lead = json!({ "company": "Tangerine Observatory", "source": "website", "wish": "a word in confidence" });
    let made = done(&mut agent, "/api/v1/leads", &lead);
    let number = made["id"].as_str().unwrap().to_owned();
    house.client().post_form(
        "/sign-in",
        &[
            ("email", house.account("sales-agent").email.as_str()),
            ("password", "wrong wrong wrong"),
        ],
    );
    let taken = collector.wait_until(|taken| {
        let any = |part: &str| taken.iter().any(|message| message.contains(part));
        any(&number) && any(" sessions.refuse ")
    });
    let of_lead = taken.iter().find(|message| message.contains(&number));
    let of_lead = of_lead.unwrap();
    assert!(of_lead.starts_with("<110>1 "), "{of_lead}");
    assert!(of_lead.contains(" atrium.example atrium "), "{of_lead}");
    let who = house.account("sales-agent").id.raw().to_string();
    assert_eq!(field(of_lead, "person"), Some(who.as_str()));
    assert_eq!(field(of_lead, "hash").map(str::len), Some(64));
    let refused = taken
        .iter()
        .find(|message| message.contains(" sessions.refuse "));
    assert!(refused.unwrap().starts_with("<108>1 "), "a warning");
    for secret in ["Tangerine", "in confidence", "wrong wrong"] {
        assert!(
            taken.iter().all(|message| !message.contains(secret)),
            "{secret}"
        );
    }
    // The program's own log goes along, from the severity on that is wanted.
    let lines = house.store.service::<LogLines>().unwrap();
    assert!(lines.wants(4) && !lines.wants(6));
    lines.note(LogLine {
        at: Moment::now(),
        severity: 4,
        target: "atrium::jobs".into(),
        text: "a disk is slow".into(),
    });
    let trouble = |message: &String| message.ends_with("atrium::jobs: a disk is slow");
    let taken = collector.wait_until(|taken| taken.iter().any(trouble));
    assert_eq!(taken.iter().filter(|message| trouble(message)).count(), 1);
    // What isn't wanted stays, and what is switched off.
    set(
        &mut admin,
        &json!({ "journal": "security", "program": "nothing" }),
    );
    let edits = |taken: &[String]| taken.iter().filter(|m| m.contains(" logs.edit ")).count();
    let before = collector.wait_until(|taken| edits(taken) == 2).len();
    done(
        &mut agent,
        &format!("/api/v1/leads/{number}/activities"),
        &json!({ "channel": "call", "text": "Called." }),
    );
    set(&mut admin, &json!({ "program": "errors" }));
    let taken = collector.wait_until(|taken| edits(taken) == 3);
    let told = taken[before..].iter().any(|m| m.contains(&number));
    assert!(!told, "{taken:#?}");
    set(&mut admin, &json!({ "on": false }));
    let shown = page(&mut house.signed_in("it-administrator"), "/settings/logs");
    assert!(shown.contains("Off: nothing leaves"), "{shown}");
}

#[test]
fn nothing_is_left_out_while_the_collector_or_the_house_is_away() {
    let identity = Identity::new();
    let collector = Collector::start(&identity);
    let port = collector.port;
    let trusted = roots(&identity);
    let house = House::with_config(front(trusted.clone())).unwrap();
    let mut admin = house.api("it-administrator").unwrap();
    let to = json!({ "on": true, "host": "localhost", "port": port, "journal": "all" });
    set(&mut admin, &to);
    collector.wait_until(|taken| !entries(taken).is_empty());
    let begun = entries(&collector.taken())[0];
    // It goes away whenever something is sent to it.
    collector.breaks(true);
    let lead = |name: &str| json!({ "company": name, "source": "website" });
    let mut agent = house.api("sales-agent").unwrap();
    let rounds = collector.rounds();
    done(&mut agent, "/api/v1/leads", &lead("Early Bird"));
    let end = std::time::Instant::now() + Duration::from_secs(60);
    while collector.rounds() == rounds {
        assert!(std::time::Instant::now() < end, "nothing was tried");
        std::thread::sleep(Duration::from_millis(20));
    }
    let told = get(&mut admin, "/api/v1/health");
    let jobs = told["jobs"].as_array().unwrap();
    let ours = jobs.iter().any(|job| job["id"] == "log forwarding");
    assert!(ours, "{told}");
    drop(collector);
    // And is gone for good, and so is the house.
    done(&mut agent, "/api/v1/leads", &lead("Night Owl"));
    let tried = done(&mut admin, "/api/v1/settings/logs/test", &json!({}));
    assert_eq!(tried["sent"], false, "{tried}");
    let house = house.restarted(front(trusted)).unwrap();
    let mut agent = house.api("sales-agent").unwrap();
    done(&mut agent, "/api/v1/leads", &lead("Morning Glory"));
    let last = house.store.newest();
    let collector = Collector::at(port, &identity);
    let mut admin = house.api("it-administrator").unwrap();
    let tried = done(&mut admin, "/api/v1/settings/logs/test", &json!({}));
    assert_eq!(tried["sent"], true, "{tried}");
    let taken = collector.wait_until(|taken| entries(taken).iter().any(|seq| *seq >= last));
    let mut numbers = entries(&taken);
    // The first collector took the beginning.
    let from = numbers[0];
    assert!(
        from > begun,
        "what was taken is not sent again: {numbers:?}"
    );
    numbers.dedup();
    let whole: Vec<u64> = (from..=*numbers.last().unwrap()).collect();
    assert_eq!(numbers, whole, "in order and without a gap");
    let made = |name: &str| {
        let found = get(
            &mut agent,
            &format!("/api/v1/leads?q={}", name.replace(' ', "%20")),
        );
        found["items"][0]["id"].as_str().unwrap().to_owned()
    };
    for number in ["Early Bird", "Night Owl", "Morning Glory"].map(made) {
        assert!(
            taken.iter().any(|message| message.contains(&number)),
            "{number}"
        );
    }
}

#[test]
fn nothing_is_told_to_whoever_is_not_trusted_or_taken_for_told_that_was_not_read() {
    let (right, wrong) = (Identity::new(), Identity::new());
    let trusted = roots(&right);
    let patience = Duration::from_millis(600);
    let deliver = |port: u16| {
        let to = To {
            host: "localhost",
            port,
            roots: Some(&trusted),
        };
        syslog::deliver(
            &to,
            &[
                "<14>1 - - - - - - one".into(),
                "<14>1 - - - - - - zwei ä".into(),
            ],
            patience,
        )
    };
    let stranger = Collector::start(&wrong);
    let why = deliver(stranger.port).unwrap_err();
    assert!(why.contains("isn't trusted"), "{why}");
    assert_eq!(stranger.rounds(), 0);
    let collector = Collector::start(&right);
    collector.breaks(true);
    assert!(deliver(collector.port).is_err());
    collector.breaks(false);
    // Whoever goes away in the middle has not taken what was on its way.
    collector.leaves(true);
    let many: Vec<String> = (0..2_000)
        .map(|n| format!("<14>1 - - - - - - {n:01000}"))
        .collect();
    let to = To {
        host: "localhost",
        port: collector.port,
        roots: Some(&trusted),
    };
    assert!(syslog::deliver(&to, &many, patience).is_err());
    collector.leaves(false);
    collector.hangs(true);
    let why = deliver(collector.port).unwrap_err();
    assert!(why.contains("doesn't close"), "{why}");
    collector.hangs(false);
    deliver(collector.port).unwrap();
    let taken = collector.wait_until(|taken| taken.len() >= 4);
    assert_eq!(
        taken[2..],
        ["<14>1 - - - - - - one", "<14>1 - - - - - - zwei ä"]
    );
    let port = collector.port;
    drop(collector);
    let why = deliver(port).unwrap_err();
    assert!(why.contains("can't be reached"), "{why}");
}
