//! Who looks after the house: its settings, its snapshots and the drill of every night, its health.

use std::time::{Duration, Instant};

use atrium::{
    base::{Moment, time},
    features::administration,
    jobs::Supervisor,
    testing::{client::Client, house::House},
};
use jiff::tz::TimeZone;

fn version(client: &mut Client) -> String {
    let page = client.get("/settings/company").text();
    let (_, rest) = page.split_once("name=\"version\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn settings_are_changed_in_parts_and_a_stale_save_loses_nothing() {
    let house = House::with_cast().unwrap();
    let mut it = house.signed_in("it-administrator");
    assert_eq!(it.get("/settings").location(), Some("/settings/company"));
    let first = version(&mut it);
    let saved = it.post_form(
        "/settings/company",
        &[
            ("version", &first),
            ("name", "Juniper & Hale Studio"),
            ("address", "12 Court Lane\nSan Antonio"),
            ("tax_number", "TX-77"),
        ],
    );
    assert_eq!(
        saved.location(),
        Some("/settings/company"),
        "{}",
        saved.text()
    );
    assert!(
        it.get("/inbox")
            .text()
            .contains("Juniper &amp; Hale Studio")
    );

    let stale = it.post_form(
        "/settings/calendar",
        &[
            ("version", &first),
            ("week", ""),
            ("week", "mon"),
            ("holidays", "2026-12-25"),
        ],
    );
    assert_eq!(stale.status, 422);
    let text = stale.text();
    assert!(text.contains("Somebody else saved this") && text.contains("2026-12-25"));

    let now = version(&mut it);
    let refused = it.post_form(
        "/settings/calendar",
        &[
            ("version", &now),
            ("week", ""),
            ("holidays", "2026-12-25\nsoon"),
        ],
    );
    assert_eq!(refused.status, 422);
    let text = refused.text();
    assert!(text.contains("At least one day") && text.contains("soon should be a day"));
    let right = it.post_form(
        "/settings/calendar",
        &[
            ("version", &now),
            ("week", ""),
            ("week", "sun"),
            ("week", "mon"),
            ("holidays", "2026-12-25"),
        ],
    );
    assert_eq!(right.status, 303, "{}", right.text());
    let wrote = house.last_of("it-administrator");
    let mut api = house.api("it-administrator").unwrap();
    let held = api.get("/api/v1/settings").json();
    assert_eq!(held["week"], serde_json::json!(["mon", "sun"]));
    assert_eq!(
        held["name"], "Juniper & Hale Studio",
        "the other parts stay"
    );

    assert!(
        it.get("/settings/calendar")
            .text()
            .contains("changed the settings")
    );
    assert_eq!(it.post_form(&format!("/undo/{wrote}"), &[]).status, 303);
    assert_eq!(
        api.get("/api/v1/settings").json()["holidays"],
        serde_json::json!([])
    );

    let mut auditor = house.signed_in("auditor");
    let shown = auditor.get("/settings/company").text();
    assert!(shown.contains("TX-77") && !shown.contains("<textarea"));
    assert_eq!(
        auditor
            .post_form("/settings/company", &[("name", "Mine")])
            .status,
        403
    );
    assert_eq!(house.signed_in("sales-closer").get("/settings").status, 403);
}

#[test]
fn a_house_with_amounts_keeps_its_decimals() {
    let house = House::with_cast().unwrap();
    let mut api = house.api("it-administrator").unwrap();
    let mut change = |code: &str| {
        let held = api.get("/api/v1/settings").json();
        let body = serde_json::json!({ "currency": code, "version": held["version"] });
        api.request(
            "PATCH",
            "/api/v1/settings",
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        )
    };
    assert_eq!(change("JPY").status, 200, "nothing has an amount yet");
    let yen = house.last_of("it-administrator");
    assert_eq!(change("USD").status, 200);
    let mut omar = house.api("sales-closer").unwrap();
    let lead = serde_json::json!({ "company": "Alder Creek", "source": "yelp", "value": "12.50" });
    assert_eq!(omar.post_json("/api/v1/leads", &lead).status, 201);
    let refused = change("JPY");
    assert_eq!(refused.status, 422);
    assert!(
        refused
            .text()
            .contains("all of them would become something else"),
        "{}",
        refused.text()
    );
    assert_eq!(
        change("EUR").status,
        200,
        "the same decimals may have another sign"
    );
    let mut it = house.signed_in("it-administrator");
    let undone = it.post_form(&format!("/undo/{yen}"), &[]);
    assert!(undone.status >= 400, "neither by Undo: {}", undone.status);
    let numbers = it.get("/settings/numbers").text();
    assert!(numbers.contains("LD-1002"), "the next number of a lead");
}

#[test]
fn snapshots_are_taken_checked_and_taken_away_by_who_may() {
    let house = House::with_cast().unwrap();
    let mut it = house.signed_in("it-administrator");
    assert!(it.get("/backups").text().contains("No snapshot yet"));
    assert_eq!(it.post_form("/backups", &[]).status, 303);
    let mut api = house.api("it-administrator").unwrap();
    let listed = api.get("/api/v1/snapshots").json();
    let name = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let checked = it.post_form(&format!("/backups/{name}/verify"), &[]);
    assert_eq!(checked.location(), Some("/backups"));
    let until = Instant::now() + Duration::from_secs(60);
    let drills = loop {
        let drills = api.get("/api/v1/drills").json();
        if drills["items"]
            .as_array()
            .is_some_and(|items| !items.is_empty())
        {
            break drills;
        }
        assert!(Instant::now() < until, "the check never ended");
        std::thread::sleep(Duration::from_millis(50));
    };
    let drill = &drills["items"][0];
    assert_eq!(drill["outcome"], "good", "{drill}");
    assert!(drill["records"].as_u64().unwrap() > 20);
    let page = it.get("/backups").text();
    assert!(page.contains("restores") && page.contains("all match"));

    let file = it.post_form(&format!("/backups/{name}/download"), &[]);
    assert_eq!(file.status, 200);
    let kept = std::fs::read(house.folder.join("snapshots").join(&name)).unwrap();
    assert_eq!(file.body, kept, "as it is kept, to the last byte");
    assert!(file.header("content-disposition").unwrap().contains(&name));
    let last = house
        .store
        .entries_after(house.newest_deed() - 1, 1)
        .unwrap();
    assert_eq!(last[0].action, "snapshots.download");
    assert!(last[0].note.as_ref().unwrap().contains(&name));

    for wrong in ["..%2Fatrium.key", "atrium.key", "nothing.snapshot"] {
        assert_eq!(
            it.post_form(&format!("/backups/{wrong}/download"), &[])
                .status,
            404
        );
    }
    let mut auditor = house.signed_in("auditor");
    let seen = auditor.get("/backups").text();
    assert!(seen.contains(&name) && !seen.contains("Download"));
    for verb in ["download", "verify"] {
        assert_eq!(
            auditor
                .post_form(&format!("/backups/{name}/{verb}"), &[])
                .status,
            403
        );
    }
    assert_eq!(auditor.post_form("/backups", &[]).status, 403);
    assert_eq!(house.signed_in("management").get("/backups").status, 403);
}

#[test]
fn the_nightly_drill_restores_the_newest_and_its_absence_is_red() {
    let house = House::with_cast().unwrap();
    let utc = TimeZone::UTC;
    let snapshots = house.folder.join("snapshots");
    let today = Moment::now().day(&utc);
    let night = Moment::at(today + 1, 200, &utc);
    administration::take_due(&house.store, night.plus(-2 * time::HOUR), &utc).unwrap();
    assert_eq!(
        administration::drill_due(&house.store, night.plus(-2 * time::HOUR), &utc)
            .unwrap()
            .map(|d| d.id),
        None
    );
    let drill = administration::drill_due(&house.store, night, &utc)
        .unwrap()
        .unwrap();
    assert_eq!(drill.trouble, "");
    assert!(drill.nightly);
    assert!(
        administration::drill_due(&house.store, night.plus(time::HOUR), &utc)
            .unwrap()
            .is_none()
    );
    for file in std::fs::read_dir(&snapshots).unwrap() {
        let path = file.unwrap().path();
        assert!(
            path.extension().is_some_and(|e| e == "snapshot"),
            "{} is left behind",
            path.display()
        );
    }

    // Somebody spoils the newest snapshot: the next drill says so, red, and tells who looks after it.
    let next = night.plus(time::DAY);
    administration::take_due(&house.store, next, &utc).unwrap();
    let newest = std::fs::read_dir(&snapshots)
        .unwrap()
        .map(|file| file.unwrap().path())
        .max()
        .unwrap();
    let mut bytes = std::fs::read(&newest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&newest, bytes).unwrap();
    let drill = administration::drill_due(&house.store, next, &utc)
        .unwrap()
        .unwrap();
    assert!(!drill.trouble.is_empty());
    let mut it = house.signed_in("it-administrator");
    assert!(it.get("/inbox").text().contains("restore drill of"));
    let health = house
        .api("it-administrator")
        .unwrap()
        .get("/api/v1/health")
        .json();
    let of = |key: &str| {
        let checks = health["checks"].as_array().unwrap();
        checks
            .iter()
            .find(|check| check["id"] == key)
            .unwrap()
            .clone()
    };
    assert_eq!(of("drill")["grade"], "act");
    assert_eq!(of("writing")["grade"], "good");
    for key in [
        "disk",
        "database",
        "vault",
        "journal",
        "checkpoint",
        "memory",
        "uptime",
        "certificate",
        "snapshot",
        "sweep",
        "scrub",
        "damaged",
        "queue",
    ] {
        assert!(!of(key)["value"].as_str().unwrap().is_empty(), "{key}");
    }
}

#[test]
fn two_days_without_a_good_drill_are_a_red_banner_for_admins_only() {
    let house = House::with_cast().unwrap();
    let utc = TimeZone::UTC;
    let mut it = house.signed_in("it-administrator");
    let words = "No snapshot has ever passed a restore drill";
    assert!(!it.get("/inbox").text().contains(words));
    // The watch began three days ago.
    administration::drill_due(&house.store, Moment::now().plus(-3 * time::DAY), &utc).unwrap();
    assert!(it.get("/inbox").text().contains(words));
    assert!(
        !house
            .signed_in("team-member")
            .get("/inbox")
            .text()
            .contains(words)
    );
    administration::take_due(&house.store, Moment::now(), &utc).unwrap();
    let mut api = house.api("it-administrator").unwrap();
    let name = api.get("/api/v1/snapshots").json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let checked = api.post_json(
        &format!("/api/v1/snapshots/{name}/verify"),
        &serde_json::json!({}),
    );
    assert_eq!(checked.json()["outcome"], "good", "{}", checked.text());
    assert!(!it.get("/inbox").text().contains(words));
}

/// Where nothing was due, the clock once took what is filed behind the wakes for one of long ago, and looked again at
/// once, for ever.
#[test]
fn where_nothing_happens_the_jobs_rest() {
    let house = House::filled().unwrap();
    let never = Moment::now().plus(10_000 * time::DAY);
    assert_eq!(house.store.next_wake(never).unwrap(), None);
    let runs = || {
        let jobs = house.store.service::<Supervisor>().unwrap().status();
        let runs = jobs.into_iter().map(|job| (job.name, job.runs));
        runs.collect::<Vec<_>>()
    };
    std::thread::sleep(Duration::from_secs(2));
    let before = runs();
    std::thread::sleep(Duration::from_secs(2));
    for ((name, before), (_, after)) in before.into_iter().zip(runs()) {
        assert!(after - before <= 12, "{name} ran {} times", after - before);
    }
}

/// What a monitoring program reads: numbers, each line as Prometheus writes it.
#[test]
fn metrics_are_for_programs_that_may_see_the_health() {
    let house = House::with_cast().unwrap();
    let answer = house
        .api("it-administrator")
        .unwrap()
        .get("/api/v1/metrics");
    assert_eq!(answer.status, 200);
    let kind = answer.header("content-type").unwrap();
    assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
    // Asked for every few seconds, it is no export that somebody carries off.
    assert_eq!(answer.header("content-disposition"), None);
    let text = answer.text();
    let value = |name: &str| -> f64 {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {name} in {text}"))
            .parse()
            .unwrap()
    };
    assert_eq!(value("atrium_writable"), 1.0);
    assert!(value("atrium_journal_entries") > 1.0 && value("atrium_disk_free_bytes") > 1.0);
    assert_eq!(value("atrium_health_grade{check=\"writing\"}"), 0.0);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, number) = line.rsplit_once(' ').unwrap();
        assert!(
            name.starts_with("atrium_") && number.parse::<f64>().is_ok(),
            "{line}"
        );
    }
    assert_eq!(
        house
            .api("team-lead")
            .unwrap()
            .get("/api/v1/metrics")
            .status,
        403
    );
    assert_eq!(house.client().get("/api/v1/metrics").status, 401);
}

#[test]
fn health_is_for_those_who_look_after_the_house() {
    let house = House::with_cast().unwrap();
    let page = house.signed_in("it-administrator").get("/health").text();
    assert!(
        page.contains("Waiting to be written") && page.contains("Act now"),
        "no snapshot yet"
    );
    assert!(
        house
            .signed_in("auditor")
            .get("/health")
            .text()
            .contains("Health")
    );
    for role in ["management", "team-lead", "sales-manager"] {
        assert_eq!(house.signed_in(role).get("/health").status, 403, "{role}");
        assert_eq!(
            house.api(role).unwrap().get("/api/v1/health").status,
            403,
            "{role}"
        );
    }
}
