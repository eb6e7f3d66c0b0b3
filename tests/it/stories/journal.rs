//! Somebody wants to know who did what, and to show it elsewhere.

use std::{
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use atrium::{
    data::{Checkpoint, Pin, Schema, verify_copy},
    features::{history, schema},
    testing::{client::Response, house::House},
};
use serde_json::{Value, json};

fn add_lead(house: &House, company: &str) -> String {
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({ "company": company, "source": "yelp", "value": "1250.00" });
    let made = omar.post_json("/api/v1/leads", &lead);
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

fn numbers(answer: &Response) -> Vec<u64> {
    let items = answer.json()["items"].as_array().unwrap().clone();
    items
        .iter()
        .map(|item| item["seq"].as_u64().unwrap())
        .collect()
}

#[test]
fn entries_are_found_by_person_record_action_day_and_network() {
    let house = House::with_cast().unwrap();
    let first = add_lead(&house, "Alder Creek");
    let _second = add_lead(&house, "Birch Bay");
    let mut auditor = house.api("auditor").unwrap();
    let mut look = |query: &str| auditor.get(&format!("/api/v1/journal/search?{query}"));
    let all = look("limit=200");
    assert_eq!(numbers(&all).len() as u64, house.store.newest());
    assert!(numbers(&all).is_sorted_by(|a, b| a > b), "newest first");
    assert_eq!(numbers(&look(&format!("record={first}"))).len(), 1);
    assert_eq!(numbers(&look("action=leads.create")).len(), 2);
    assert_eq!(numbers(&look("action=leads")).len(), 2);
    let omar = house.account("sales-closer").id;
    assert_eq!(
        numbers(&look(&format!("person={omar}&action=leads"))).len(),
        2
    );
    assert_eq!(numbers(&look("person=atrium&action=leads")).len(), 0);
    assert_eq!(numbers(&look("network=127.0.0.0/8&action=leads")).len(), 2);
    assert_eq!(numbers(&look("network=10.0.0.0/8&action=leads")).len(), 0);
    assert_eq!(numbers(&look("until=2020-01-01")).len(), 0);
    assert_eq!(numbers(&look("from=2020-01-01&action=leads")).len(), 2);
    for wrong in ["record=nothing", "person=Omar", "network=here", "from=soon"] {
        assert_eq!(look(wrong).status, 422, "{wrong}");
    }
    // Page by page gives the same, each once.
    let (mut paged, mut after) = (Vec::new(), String::new());
    loop {
        let page = look(&format!("limit=3{after}"));
        paged.extend(numbers(&page));
        match page.json()["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    paged.dedup();
    assert_eq!(paged, numbers(&all));

    let mut pages = house.signed_in("auditor");
    let page = pages.get(&format!("/journal?record={first}")).text();
    assert!(
        page.contains("Add a lead") && page.contains(&first),
        "{page}"
    );
    let wrong = pages.get("/journal?network=here");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("10.20.0.0/16"));
    for role in ["sales-manager", "management"] {
        assert_eq!(house.signed_in(role).get("/journal").status, 403, "{role}");
    }
}

#[test]
fn a_long_journal_is_read_in_bounded_steps() {
    let house = House::with_cast().unwrap();
    let visit = house.visit().relaxed();
    for _ in 0..5000 {
        visit
            .act(atrium::features::people::ADMINISTER, |change| {
                change.event();
                Ok(())
            })
            .unwrap();
    }
    house.store.settle().unwrap();
    let first = add_lead(&house, "Alder Creek");
    let mut auditor = house.api("auditor").unwrap();
    // Twice: the second time over what the first remembered.
    for _ in 0..2 {
        let found = auditor.get("/api/v1/journal/search?action=house.set_up");
        assert!(found.json()["next"].is_null());
        assert!(numbers(&found).iter().all(|seq| *seq < 1000));
        let lead = auditor.get(&format!(
            "/api/v1/journal/search?action=leads&record={first}"
        ));
        assert_eq!(numbers(&lead).len(), 1);
        let busy = auditor.get("/api/v1/journal/search?action=users.administer&limit=200");
        assert_eq!(numbers(&busy).len(), 200);
        assert!(busy.json()["next"].is_string());
    }
}

#[test]
fn a_search_is_kept_for_oneself() {
    let house = House::with_cast().unwrap();
    let mut auditor = house.signed_in("auditor");
    let kept = auditor.post_form(
        "/journal/searches",
        &[
            ("name", "Leads made"),
            ("action", "leads.create"),
            ("from", "2026-01-01"),
        ],
    );
    assert_eq!(kept.status, 303, "{}", kept.text());
    let page = auditor.get("/journal").text();
    assert!(
        page.contains("Leads made") && page.contains("action=leads.create&amp;from=2026-01-01")
    );
    let mut it = house.signed_in("it-administrator");
    assert!(!it.get("/journal").text().contains("Leads made"));
    assert_eq!(
        it.post_form("/journal/searches/JS-1/remove", &[]).status,
        404
    );
    assert_eq!(
        auditor
            .post_form("/journal/searches/JS-1/remove", &[])
            .status,
        303
    );
    assert!(!auditor.get("/journal").text().contains("Leads made</a>"));
}

/// Checks a copy the way the command does.
fn check(copy: &str, since: Option<&Checkpoint>) -> Result<(u64, u64, bool), String> {
    check_by(&schema(), copy, since)
}

fn check_by(
    schema: &Schema,
    copy: &str,
    since: Option<&Checkpoint>,
) -> Result<(u64, u64, bool), String> {
    let pin = Pin { since, key: None };
    verify_copy(copy.as_bytes(), &pin, &|told| {
        history::as_json(schema, told)
    })
    .map(|found| (found.entries, found.withheld, found.whole))
    .map_err(|error| error.to_string())
}

#[test]
fn a_copy_proves_itself_far_from_the_house() {
    let house = House::with_cast().unwrap();
    add_lead(&house, "=cmd|' /C calc'!A0");
    let mut admin = house.api("administrator").unwrap();
    let since: Checkpoint =
        serde_json::from_value(admin.get("/api/v1/journal/checkpoint").json()).unwrap();
    add_lead(&house, "Birch Bay");
    let answer = admin.post_json("/api/v1/journal/export", &json!({ "format": "jsonl" }));
    assert_eq!(answer.status, 200);
    let copy = answer.text();
    let whole = house.store.newest();
    let (entries, withheld, proven) = check(&copy, Some(&since)).unwrap();
    assert_eq!((entries, proven), (whole, true));
    // What becomes of a room is told to those who are in it, and its department's is made with it.
    assert!(withheld < whole, "{withheld} of {whole}");

    // The command does the same with no data folder at all.
    let file = house.folder.join("copy.jsonl");
    let signed = house.folder.join("since.json");
    std::fs::write(&file, &copy).unwrap();
    std::fs::write(&signed, serde_json::to_string(&since).unwrap()).unwrap();
    let run = |file: &std::path::Path| {
        Command::new(env!("CARGO_BIN_EXE_atrium"))
            .args(["journal", "--data"])
            .arg(house.folder.join("nothing"))
            .args(["verify", "--copy"])
            .arg(file)
            .arg("--since")
            .arg(&signed)
            .output()
            .unwrap()
    };
    let said = run(&file);
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    assert!(String::from_utf8_lossy(&said.stdout).contains("The copy holds"));

    // A copy that somebody forged from end to end is signed as well, by them: without something that was known before it
    // proves nothing.
    let pinned = |file: &std::path::Path, key: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_atrium"));
        command
            .args(["journal", "--data"])
            .arg(house.folder.join("nothing"))
            .args(["verify", "--copy"])
            .arg(file);
        if let Some(key) = key {
            command.args(["--key", key]);
        }
        command.output().unwrap()
    };
    let other = House::other_keys().unwrap();
    let forged = other
        .api("administrator")
        .unwrap()
        .post_json("/api/v1/journal/export", &json!({ "format": "jsonl" }))
        .text();
    let forgery = house.folder.join("forged.jsonl");
    std::fs::write(&forgery, &forged).unwrap();
    assert!(pinned(&file, Some(&since.key)).status.success());
    assert!(!pinned(&forgery, Some(&since.key)).status.success());
    for unpinned in [&file, &forgery] {
        let said = pinned(unpinned, None);
        let why = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(
            !said.status.success() && why.contains("nothing shows whose it is"),
            "{why}"
        );
    }
    let saved_anew = copy.replace('\n', "\r\n");
    let why = check(&saved_anew, Some(&since)).unwrap_err();
    assert!(why.contains("saved it anew"), "{why}");

    // Whatever is done to it shows.
    let lines: Vec<&str> = copy.lines().collect();
    let edited = |n: usize, change: &dyn Fn(&mut Value)| {
        let mut lines: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
        let mut value: Value = serde_json::from_str(&lines[n]).unwrap();
        change(&mut value);
        lines[n] = value.to_string();
        lines.join("\n")
    };
    // One that is told whole.
    let told = |n: &usize| {
        let value: Value = serde_json::from_str(lines[*n]).unwrap();
        value["payload"].is_string()
    };
    let middle = (1..lines.len() - 4).rev().find(told).unwrap();
    for (what, copy) in [
        (
            "an entry is left out",
            [&lines[..middle], &lines[middle + 1..]].concat().join("\n"),
        ),
        ("the end is cut", lines[..lines.len() - 1].join("\n")),
        (
            "entries before the end are cut",
            [&lines[..lines.len() - 3], &lines[lines.len() - 1..]]
                .concat()
                .join("\n"),
        ),
        (
            "somebody else did it",
            edited(middle, &|v| v["person"] = json!("U-99")),
        ),
        (
            "another address",
            edited(middle, &|v| v["address"] = json!("10.0.0.1")),
        ),
        (
            "other bytes",
            edited(middle, &|v| {
                let text = v["payload"].as_str().unwrap().replacen('a', "b", 1);
                v["payload"] = json!(text);
            }),
        ),
        (
            "another hash",
            edited(middle, &|v| v["hash"] = json!("0".repeat(64))),
        ),
        (
            "another checkpoint",
            edited(lines.len() - 1, &|v| v["checkpoint"]["seq"] = json!(1)),
        ),
    ] {
        assert!(check(&copy, Some(&since)).is_err(), "{what}");
    }
    std::fs::write(&file, lines[..lines.len() - 1].join("\n")).unwrap();
    assert!(!run(&file).status.success());

    // A selection says that it is one, and what it holds can't be changed either.
    let some = admin
        .post_json(
            "/api/v1/journal/export",
            &json!({ "format": "jsonl", "action": "leads" }),
        )
        .text();
    assert_eq!(check(&some, None), Ok((2, 0, false)));
    assert!(check(&some.replace("Birch Bay", "Birch Ray"), None).is_err());

    let table = admin.post_json("/api/v1/journal/export", &json!({ "format": "csv" }));
    assert!(
        table
            .text()
            .lines()
            .last()
            .unwrap()
            .starts_with("checkpoint")
    );
    let exported = house.store.entries_after(whole, 10).unwrap();
    assert!(
        exported
            .iter()
            .any(|entry| entry.action == "journal.export")
    );
}

/// Whoever changes a copy mends what can be mended without the house's key: hashes, the chain, and with a key of their
/// own the checkpoint and the seal.
#[test]
fn a_thousand_ways_to_tamper_with_a_copy_are_all_found_out() {
    let house = House::with_cast().unwrap();
    for n in 0..12 {
        add_lead(&house, &format!("Company {n}"));
    }
    let mut admin = house.api("administrator").unwrap();
    let since: Checkpoint =
        serde_json::from_value(admin.get("/api/v1/journal/checkpoint").json()).unwrap();
    for n in 12..18 {
        add_lead(&house, &format!("Company {n}"));
    }
    let jsonl = json!({ "format": "jsonl" });
    let copy = admin.post_json("/api/v1/journal/export", &jsonl).text();
    // Some of it without its bytes, as it is handed to who may not see everything.
    let mut it = house.api("it-administrator").unwrap();
    let veiled = it.post_json("/api/v1/journal/export", &jsonl).text();
    // A house of the same history with another key: what a forger could sign.
    let other = House::other_keys().unwrap();
    let forged = other
        .api("administrator")
        .unwrap()
        .post_json("/api/v1/journal/export", &jsonl)
        .text();
    let forged_end = forged.lines().last().unwrap().to_owned();
    for whole in [&copy, &veiled] {
        assert!(check(whole, Some(&since)).is_ok());
    }
    // Each is found out by itself, so several are tried side by side.
    let (schema, next) = (schema(), AtomicUsize::new(0));
    let one_after_another = || {
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= 1_000 {
                return;
            }
            let source = if n % 4 == 3 { &veiled } else { &copy };
            let Some((changed, what)) = tampered(n, source, &forged_end) else {
                continue;
            };
            let found = check_by(&schema, &changed, Some(&since));
            assert!(found.is_err(), "{n}: {what}");
        }
    };
    let hands = thread::available_parallelism().map_or(2, |hands| hands.get().min(8));
    thread::scope(|scope| {
        for _ in 0..hands {
            scope.spawn(one_after_another);
        }
    });
}

/// The way to tamper of this number, done to a copy, and what it is; none where it would change nothing.
fn tampered(n: usize, source: &str, forged_end: &str) -> Option<(String, String)> {
    // A plain generator of each number's own, so that a failure can be repeated.
    let mut state = 0x2545_f491_4f6c_dd1d_u64 ^ (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut draw = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
    let last = lines.len() - 1;
    let at = 1 + draw(last - 1);
    let what = match n % 8 {
        0 => {
            lines.remove(at);
            "an entry left out"
        }
        1 => {
            let with = 1 + draw(last - 1);
            if lines[at] == lines[with] {
                return None;
            }
            lines.swap(at, with);
            "two entries exchanged"
        }
        2 => {
            let twice = lines[at].clone();
            lines.insert(at, twice);
            "an entry twice"
        }
        3 => {
            lines.drain(at..last);
            "the end cut, the checkpoint kept"
        }
        4 => {
            lines.truncate(at);
            lines.push(forged_end.to_owned());
            "rolled back and signed with another key"
        }
        5 => {
            // One digit or letter of one line becomes another.
            let places: Vec<usize> = lines[at]
                .char_indices()
                .filter(|(_, c)| c.is_ascii_alphanumeric())
                .map(|(place, _)| place)
                .collect();
            let place = places[draw(places.len())];
            let with = if lines[at].as_bytes()[place] == b'7' {
                "3"
            } else {
                "7"
            };
            lines[at].replace_range(place..=place, with);
            "one letter"
        }
        6 => {
            let mut value: Value = serde_json::from_str(&lines[at]).unwrap();
            let field = [
                "person", "action", "at", "address", "note", "previous", "hash", "payload",
            ][draw(8)];
            if value[field] == json!("U-1") {
                return None;
            }
            value[field] = json!("U-1");
            lines[at] = value.to_string();
            "a field rewritten"
        }
        _ => {
            let mut value: Value = serde_json::from_str(&lines[at]).unwrap();
            value.as_object_mut().unwrap().remove("payload");
            value["person"] = json!("U-77");
            lines[at] = value.to_string();
            "bytes withheld to lie about who did it"
        }
    };
    Some((lines.join("\n"), format!("{what} at line {at}")))
}

#[test]
fn a_copy_holds_no_more_than_its_maker_may_see() {
    let house = House::with_cast().unwrap();
    add_lead(&house, "Alder Creek");
    let mut it = house.api("it-administrator").unwrap();
    for format in ["jsonl", "csv"] {
        let copy = it
            .post_json("/api/v1/journal/export", &json!({ "format": format }))
            .text();
        let hidden: String = "Alder Creek".bytes().map(|b| format!("{b:02x}")).collect();
        assert!(
            !copy.contains("Alder Creek") && !copy.contains(&hidden),
            "{format}"
        );
        assert!(
            copy.contains("leads.create"),
            "that it was done is no secret"
        );
    }
    let copy = it
        .post_json("/api/v1/journal/export", &json!({ "format": "jsonl" }))
        .text();
    let (_, withheld, whole) = check(&copy, None).unwrap();
    assert!(withheld > 0 && whole, "its chain holds all the same");
    let shown = house
        .signed_in("it-administrator")
        .get("/journal?action=leads.create")
        .text();
    assert!(!shown.contains("Alder Creek") && shown.contains("may not see"));
}
