//! Watching the doors: sessions that are ended at once, noise that is counted and not kept, alerts that come once and are
//! closed with a note.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use atrium::{
    base::Moment,
    data::{JournalQuery, Unlock, rotate},
    features,
    testing::{
        cast,
        client::{Client, Response},
        house::House,
    },
};
use serde_json::{Value, json};

fn post(client: &mut Client, path: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/json")];
    client.request("POST", path, &headers, body.to_string().as_bytes())
}

/// On a machine that does much beside it, and before everybody is asked anyway, every ten seconds.
const AT_ONCE: Duration = Duration::from_secs(9);

/// Waits for what is done every second.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(150));
    }
}

fn alerts(client: &mut Client, rule: &str) -> Vec<Value> {
    let all = client.get("/api/v1/alerts").json();
    let items = all["items"].as_array().unwrap().iter();
    items
        .filter(|alert| alert["rule"] == rule)
        .cloned()
        .collect()
}

#[test]
fn a_session_is_ended_from_the_monitor_and_its_pages_hear_it_at_once() {
    let house = House::with_cast().unwrap();
    let mut mei = house.signed_in("team-member");
    assert_eq!(mei.get("/").status, 200);
    let mut stream = mei.open_stream("/live?topics=tasks");
    let mut it = house.signed_in("it-administrator");
    let page = it.get("/security?show=sessions").text();
    let name = house.account("team-member").name.clone();
    assert!(page.contains(&name), "{page}");
    let sessions = it.get("/api/v1/security/sessions").json();
    let hers = sessions["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["name"] == name.as_str())
        .unwrap();
    assert_eq!(hers["zone"], "office");
    let path = format!("/security/sessions/{}/revoke", hers["id"].as_str().unwrap());
    let begun = Instant::now();
    assert_eq!(it.post_form(&path, &[]).status, 303);
    assert_eq!(mei.get("/api/v1/me").status, 401, "on the next request");
    let mut bye = false;
    while !bye && begun.elapsed() < AT_ONCE {
        bye = stream
            .next_event(Duration::from_millis(250))
            .is_some_and(|e| e.event == "bye");
    }
    assert!(bye && begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
    // Nobody ends a superadmin's, and whoever may not see the monitor doesn't.
    let _ines = house.signed_in("superadmin");
    let sessions = it.get("/api/v1/security/sessions").json();
    let top = house.account("superadmin").name.clone();
    let theirs = sessions["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["name"] == top.as_str())
        .unwrap();
    let path = format!(
        "/api/v1/security/sessions/{}/revoke",
        theirs["id"].as_str().unwrap()
    );
    assert_eq!(post(&mut it, &path, &json!({})).status, 403);
    let path = path.trim_start_matches("/api/v1").to_owned();
    assert_eq!(it.post_form(&path, &[]).status, 403);
    for role in ["team-member", "hr-manager", "management"] {
        assert_eq!(house.signed_in(role).get("/security").status, 403, "{role}");
    }
}

#[test]
fn wrong_passwords_raise_one_alert_and_whoever_waits_is_let_in_again() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let email = house.account("team-member").email.clone();
    let mut stranger = house.client();
    for _ in 0..14 {
        // A new browser each time: known devices have a count of their own.
        stranger.clear_cookies();
        let wrong = [("email", email.as_str()), ("password", "not the right one")];
        stranger.post_form("/sign-in", &wrong);
    }
    until("somebody waits", || {
        let held = vera.get("/api/v1/security").json();
        held["waiting"]
            .as_array()
            .unwrap()
            .iter()
            .any(|w| w["name"].as_str().unwrap().contains(&email))
    });
    until("they are counted", || {
        let held = vera.get("/api/v1/security").json();
        held["failures"].as_u64().unwrap() >= 4
    });
    let held = vera.get("/api/v1/security").json();
    let page = vera.get("/security?show=waiting").text();
    assert!(page.contains("Let in again"), "{page}");
    for row in held["waiting"].as_array().unwrap() {
        let key = row["key"].as_str().unwrap();
        assert_eq!(
            vera.post_form("/security/let-in", &[("key", key)]).status,
            303
        );
    }
    let mut mei = house.client();
    let answer = mei.post_form(
        "/sign-in",
        &[("email", &email), ("password", cast::PASSWORD)],
    );
    assert_eq!(answer.status, 303, "{}", answer.text());
    let told = house.visit();
    let seek = JournalQuery {
        actions: vec!["alerts.let_in".into()],
        ..JournalQuery::default()
    };
    let found = told
        .seek_journal(&features::history::VIEW, &seek, None, 10)
        .unwrap()
        .found;
    assert!(!found.is_empty(), "letting in is journaled");
}

#[test]
fn many_failures_for_one_account_are_one_alert_that_is_seen_and_closed() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let email = house.account("team-lead").email.clone();
    // As the doors journal them, faster than they let anybody try.
    std::thread::sleep(Duration::from_millis(1500));
    for _ in 0..25 {
        let system = house.visit();
        let note = format!("{email}: wrong password");
        system
            .act(features::sign_in::SIGN_IN_FAILED, move |change| {
                change.event();
                change.note(note);
                Ok(())
            })
            .unwrap();
    }
    until("an alert", || !alerts(&mut vera, "account").is_empty());
    until("what came after it counted up", || {
        let raised = alerts(&mut vera, "account");
        raised
            .iter()
            .any(|alert| alert["count"].as_u64().unwrap() > 1)
    });
    let raised = alerts(&mut vera, "account");
    assert_eq!(raised.len(), 1, "one for all of them: {raised:?}");
    let inbox = vera.get("/api/v1/notifications").json();
    let told = inbox["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|n| n["reason"] == "security");
    assert_eq!(told.count(), 1, "{inbox}");

    let id = raised[0]["id"].as_str().unwrap().to_owned();
    assert!(vera.get("/security").text().contains("wrong passwords for"));
    assert_eq!(
        vera.post_form(&format!("/alerts/{id}/see"), &[]).status,
        303
    );
    let answer = vera.post_form(&format!("/alerts/{id}/close"), &[("note", "")]);
    assert_eq!(answer.status, 422, "what it was is asked");
    let answer = vera.post_form(
        &format!("/alerts/{id}/close"),
        &[("note", "A new keyboard")],
    );
    assert_eq!(answer.status, 303);
    // Closed as it is, its day has it.
    let shown = vera.get("/security").text();
    assert!(shown.contains("aria-label=\"Alerts by day\""), "{shown}");
    let closed = vera.get(&format!("/api/v1/alerts/{id}")).json();
    assert_eq!(
        (closed["stage"].as_str(), closed["note"].as_str()),
        (Some("closed"), Some("A new keyboard"))
    );
    assert!(
        vera.get(&format!("/alerts/{id}"))
            .text()
            .contains("A new keyboard")
    );
    // The auditor reads, and handles nothing.
    let mut auditor = house.signed_in("auditor");
    assert_eq!(auditor.get("/security").status, 200);
    assert_eq!(
        auditor.post_form(&format!("/alerts/{id}/see"), &[]).status,
        403
    );
}

#[test]
fn refused_requests_are_counted_by_person_and_written_down_in_sums() {
    let house = House::with_cast().unwrap();
    let mut mei = house.signed_in("team-member");
    for _ in 0..40 {
        assert_eq!(mei.get("/roles").status, 403);
    }
    let mut vera = house.signed_in("administrator");
    until("an alert", || !alerts(&mut vera, "refused").is_empty());
    let held = vera.get("/api/v1/security").json();
    assert_eq!(held["refusals"], 40);
    assert!(
        vera.get("/security?show=refused")
            .text()
            .contains("GET /roles")
    );
    let seek = JournalQuery {
        actions: vec!["access.refuse".into()],
        ..JournalQuery::default()
    };
    let found = house
        .visit()
        .seek_journal(&features::history::VIEW, &seek, None, 50)
        .unwrap()
        .found;
    let notes: Vec<_> = found.iter().filter_map(|t| t.entry.note.clone()).collect();
    assert!(
        notes.len() <= 2 && notes.iter().any(|n| n.contains("GET /roles")),
        "{notes:?}"
    );
    let mei = house.account("team-member").id;
    assert!(
        found
            .iter()
            .any(|t| t.entry.subjects.contains(&mei.as_ref()))
    );
    // Somebody nobody knows is counted for the hour, and not line by line.
    let mut stranger = house.client();
    let before = house.store.newest();
    for n in 0..200 {
        stranger.get(&format!("/leads?page={n}"));
    }
    std::thread::sleep(Duration::from_millis(1200));
    assert!(house.store.newest() - before < 5);
}

#[test]
fn the_superadmins_sign_in_is_told_and_so_is_much_taken_out() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    std::thread::sleep(Duration::from_millis(1500));
    let _ines = house.signed_in("superadmin");
    until("an alert", || !alerts(&mut vera, "superadmin").is_empty());
    let mut auditor = house.signed_in("auditor");
    for _ in 0..12 {
        let answer = auditor.post_form("/journal/export", &[("format", "jsonl")]);
        assert_eq!(answer.status, 200);
    }
    until("an alert", || !alerts(&mut vera, "export").is_empty());
    assert_eq!(alerts(&mut vera, "export").len(), 1);
}

#[test]
fn the_pages_of_the_monitor_of_views_and_of_shares_are_sound_on_desk_and_phone() {
    use super::looks::{look, sign_in};
    use crate::support::browser::Browser;

    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({
        "company": "Alder Creek", "contact": "Naomi Frost", "email": "n@alder.example", "phone": "210-555-0100",
        "source": "yelp", "categories": ["web"], "wish": "A site",
    });
    let lead = post(&mut omar, "/api/v1/leads", &lead).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let accountant = house.account("accountant").id;
    let share = json!({ "record": lead, "person": accountant.to_string(), "until": house.visit().today().iso() });
    assert_eq!(post(&mut omar, "/api/v1/shares", &share).status, 201);
    let email = house.account("team-member").email.clone();
    for n in 0..12 {
        let mut stranger = house.client();
        let account = if n < 7 {
            email.clone()
        } else {
            format!("guess{n}@nowhere.example")
        };
        stranger.post_form(
            "/sign-in",
            &[("email", account.as_str()), ("password", "wrong")],
        );
    }
    let mut mei = house.signed_in("team-lead");
    for _ in 0..25 {
        mei.get("/roles");
    }
    let mut vera = house.api("administrator").unwrap();
    until("an alert", || !alerts(&mut vera, "refused").is_empty());
    let alert = alerts(&mut vera, "refused")[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "administrator");
    let role = features::people::Directory::of(&house.visit()).unwrap();
    let role = role
        .roles
        .values()
        .find(|r| r.key == "sales-closer")
        .unwrap()
        .id;
    let closer = house.account("sales-closer").id;
    let mut wrong = Vec::new();
    for (name, path) in [
        ("security", "/security".to_owned()),
        ("security-sessions", "/security?show=sessions".into()),
        ("security-failed", "/security?show=failed".into()),
        ("security-waiting", "/security?show=waiting".into()),
        ("security-refused", "/security?show=refused".into()),
        ("alert", format!("/alerts/{alert}")),
        ("view-as", format!("/users/{closer}/view-as")),
        ("role-try", format!("/roles/{role}/try")),
        ("share-new", format!("/shares/new?record={lead}")),
        ("lead-shared", format!("/leads/{lead}")),
    ] {
        wrong.extend(look(&house, &page, name, &path));
    }
    page.goto(&house.url(&format!("/users/{closer}/view-as")));
    page.fill("#reason", "to see what they see");
    page.click_text("button", "View as them");
    page.wait_text(".looking", "You see Atrium as");
    wrong.extend(look(&house, &page, "looking", &format!("/leads/{lead}")));
    page.click_text("button", "End the view");
    page.wait_text("h1", "Omar Farouk");
    wrong.extend(look(&house, &page, "views", "/views?show=ended"));
    wrong.extend(look(&house, &page, "view", "/views/VW-1"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_key_that_comes_to_open_the_data_is_told_and_so_is_one_that_goes() {
    let house = House::with_cast().unwrap();
    let mut it = house.signed_in("it-administrator");
    // By now it is known what opened the data from the beginning, and nobody is told of that.
    features::administration::watch_openers(&house.visit()).unwrap();
    assert!(alerts(&mut it, "openers").is_empty());
    let stranger = "age1ccp30cd2n2zlexcsfx2zfr5e450gy7z7fl4pcccxdaq2leln0sqschgxdk";
    house.store.let_in("paper in the safe", stranger).unwrap();
    for _ in 0..2 {
        features::administration::watch_openers(&house.visit()).unwrap();
    }
    let told = alerts(&mut it, "openers");
    assert_eq!(told.len(), 1, "once: {told:?}");
    let text = told[0]["text"].as_str().unwrap();
    assert!(
        text.contains("paper in the safe") && text.contains("can open the data"),
        "{text}"
    );
    // It isn't only for those who watch the doors.
    let mut top = house.signed_in("superadmin");
    assert!(top.get("/inbox").text().contains("paper in the safe"));
    let seek = JournalQuery {
        actions: vec!["alerts.raise".into()],
        ..JournalQuery::default()
    };
    let found = house
        .visit()
        .seek_journal(&features::history::VIEW, &seek, None, 50)
        .unwrap()
        .found;
    assert!(!found.is_empty(), "it is journaled");
    house.store.shut_out("paper in the safe", &[]).unwrap();
    features::administration::watch_openers(&house.visit()).unwrap();
    let told = alerts(&mut it, "openers");
    assert_eq!(told.len(), 2, "{told:?}");
    let gone = |alert: &Value| {
        let text = alert["text"].as_str().unwrap_or_default();
        text.contains("paper in the safe") && text.contains("no longer")
    };
    assert!(told.iter().any(gone), "{told:?}");
}

#[test]
fn data_that_was_encrypted_anew_is_told() {
    let house = House::with_cast().unwrap();
    features::administration::watch_openers(&house.visit()).unwrap();
    let rotated = |folder: &Path| {
        let unlock = Unlock::key_file(&folder.join("atrium.key"))?;
        rotate(folder, &unlock, Moment::now()).map(drop)
    };
    let house = house.restarted_after(rotated, |_| {}).unwrap();
    for _ in 0..2 {
        features::administration::watch_openers(&house.visit()).unwrap();
    }
    let mut it = house.signed_in("it-administrator");
    let told = alerts(&mut it, "openers");
    assert_eq!(told.len(), 1, "once: {told:?}");
    let text = told[0]["text"].as_str().unwrap();
    assert!(text.contains("encrypted anew under another key"), "{text}");
}
