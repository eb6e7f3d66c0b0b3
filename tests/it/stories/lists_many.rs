//! Many records at once: of every room that has a list, fields and deeds, all or none, one Undo; and more than one deed
//! holds, in portions that say how far they are, survive a kill and are taken back as a whole.

use std::{
    io::Read,
    time::{Duration, Instant},
};

use atrium::{
    access::Tier,
    base::{Choice, Moment, money::Currency},
    data::{Query, Visit},
    features::{
        leads::{self, Lead, Source},
        lists,
        people::{self, Directory},
        sign_in,
    },
    testing::{cast, client::Client, house, house::House},
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    killed::start,
    quotes::handed_over,
    work::{planned, text},
};
use crate::support::steps::{done, get, page, refused};

fn items(client: &mut Client, path: &str) -> Vec<Value> {
    get(client, path)["items"].as_array().unwrap().clone()
}

fn ids(items: &[Value]) -> Vec<String> {
    items
        .iter()
        .map(|item| text(item, "id").to_owned())
        .collect()
}

/// What each of some has in a field.
fn each(client: &mut Client, at: &str, keys: &[String], field: &str) -> Vec<Value> {
    let one = |key: &String| get(client, &format!("{at}/{key}"))[field].clone();
    keys.iter().map(one).collect()
}

/// Takes back what the API just did.
fn undo(client: &mut Client, seq: u64) {
    done(client, &format!("/api/v1/journal/{seq}/undo"), &json!({}));
}

/// Three requests of a client, in nobody's way.
fn requests(house: &House) -> Vec<String> {
    let mut keeper = house.api("account-manager").unwrap();
    let client = done(
        &mut keeper,
        "/api/v1/clients",
        &json!({ "name": "Alder & Co" }),
    );
    let client = text(&client, "id").to_owned();
    for title in ["Form is down", "Another picture", "New opening hours"] {
        let ticket =
            json!({ "kind": "support", "client": client, "title": title, "text": "Please." });
        done(&mut keeper, "/api/v1/tickets/raise", &ticket);
    }
    ids(&items(&mut keeper, "/api/v1/tickets"))
}

#[test]
fn several_tickets_are_given_and_cancelled() {
    let house = House::with_cast().unwrap();
    let keys = requests(&house);
    assert_eq!(keys.len(), 3);
    let mut boss = house.api("superadmin").unwrap();
    let agent = house.account("support-agent").id.to_string();
    let given = json!({ "keys": keys, "owner": agent });
    assert_eq!(
        done(&mut boss, "/api/v1/tickets/bulk", &given)["changed"],
        3
    );
    let owners = each(&mut boss, "/api/v1/tickets", &keys, "owner");
    assert!(owners.iter().all(|owner| *owner == agent.as_str()));
    let urgent = json!({ "keys": keys, "priority": "urgent" });
    assert_eq!(
        done(&mut boss, "/api/v1/tickets/bulk", &urgent)["changed"],
        3
    );
    let priorities = each(&mut boss, "/api/v1/tickets", &keys, "priority");
    assert!(priorities.iter().all(|held| held == "urgent"));
    // Fields and a deed are one after the other, and a deed that says why asks for it.
    let both = json!({ "keys": keys, "owner": agent, "deed": "close" });
    refused(&mut boss, "/api/v1/tickets/bulk", &both, 422);
    let bare = json!({ "keys": keys, "deed": "cancel" });
    let why = refused(&mut boss, "/api/v1/tickets/bulk", &bare, 422);
    assert!(why.contains("\"reason\""), "{why}");
    let with = json!({ "keys": keys, "deed": "cancel", "reason": "The client left" });
    assert_eq!(done(&mut boss, "/api/v1/tickets/bulk", &with)["changed"], 3);
    let seq = house.last_of("superadmin");
    let stages = each(&mut boss, "/api/v1/tickets", &keys, "stage");
    assert!(
        stages.iter().all(|stage| stage == "cancelled"),
        "{stages:?}"
    );
    // Over already: all or none, with the reason of each.
    let why = refused(&mut boss, "/api/v1/tickets/bulk", &with, 409);
    assert!(keys.iter().all(|key| why.contains(key.as_str())), "{why}");
    undo(&mut boss, seq);
    let stages = each(&mut boss, "/api/v1/tickets", &keys, "stage");
    assert!(stages.iter().all(|stage| stage == "open"), "{stages:?}");
    // Only what a client raised is given like this, and only an onboarding has a category.
    let category = json!({ "keys": keys, "category": "seo" });
    let why = refused(&mut boss, "/api/v1/tickets/bulk", &category, 409);
    assert!(why.contains("Only an onboarding"), "{why}");
    refused(
        &mut house.api("team-member").unwrap(),
        "/api/v1/tickets/bulk",
        &given,
        403,
    );
}

#[test]
fn the_page_asks_why_and_says_how_many() {
    let house = House::with_cast().unwrap();
    let keys = requests(&house);
    let mut boss = house.signed_in("superadmin");
    let shown = page(&mut boss, "/tickets");
    for control in ["name=\"owner\"", "value=\"close\"", "value=\"cancel\""] {
        assert!(shown.contains(control), "{control}: {shown}");
    }
    let mut fields = vec![("deed", "cancel"), ("back", "/tickets")];
    fields.extend(keys.iter().map(|key| ("keys", key.as_str())));
    let asked = boss.post_form("/tickets/bulk", &fields).text();
    assert!(
        asked.contains("Cancel 3 tickets?") && asked.contains("name=\"reason\""),
        "{asked}"
    );
    fields.push(("confirmed", "on"));
    let still = boss.post_form("/tickets/bulk", &fields).text();
    assert!(still.contains("Say why"), "{still}");
    fields.push(("reason", "Asked twice"));
    let cancelled = boss.post_form("/tickets/bulk", &fields);
    assert_eq!(
        cancelled.location(),
        Some("/tickets"),
        "{}",
        cancelled.text()
    );
    let shown = page(&mut boss, "/tickets?stage=cancelled");
    assert!(shown.contains("Form is down") && shown.contains("3 tickets changed"));
}

#[test]
fn several_quotes_are_given_dated_and_withdrawn() {
    let house = House::with_cast().unwrap();
    let mut agent = house.api("sales-agent").unwrap();
    for (company, title) in [("Alder & Co", "Website"), ("Birch Dental", "Campaign")] {
        let lead = handed_over(&house, company, &format!("{title}@example.org"));
        let quote = json!({
            "lead": lead, "title": title,
            "lines": [{ "title": "Work", "quantity": "1", "price": "100.00", "tax": "0" }],
        });
        done(&mut agent, "/api/v1/quotes", &quote);
    }
    let keys = ids(&items(&mut agent, "/api/v1/quotes"));
    let day = (house.visit().today() + 30).iso();
    let valid = json!({ "keys": keys, "valid_until": day });
    assert_eq!(
        done(&mut agent, "/api/v1/quotes/bulk", &valid)["changed"],
        2
    );
    let until = each(&mut agent, "/api/v1/quotes", &keys, "valid_until");
    assert!(until.iter().all(|held| *held == day.as_str()), "{until:?}");
    let past = json!({ "keys": keys, "valid_until": (house.visit().today() + -1).iso() });
    refused(&mut agent, "/api/v1/quotes/bulk", &past, 422);
    let mut boss = house.api("superadmin").unwrap();
    let to = house.account("sales-manager").id.to_string();
    done(
        &mut boss,
        "/api/v1/quotes/bulk",
        &json!({ "keys": keys, "owner": to }),
    );
    let with = json!({ "keys": keys, "deed": "withdraw", "reason": "Too late" });
    assert_eq!(done(&mut boss, "/api/v1/quotes/bulk", &with)["changed"], 2);
    let seq = house.last_of("superadmin");
    let status = each(&mut boss, "/api/v1/quotes", &keys, "status");
    assert!(status.iter().all(|held| held == "withdrawn"), "{status:?}");
    // What is over stays with whom it is.
    let back = json!({ "keys": keys, "owner": house.account("sales-agent").id.to_string() });
    refused(&mut boss, "/api/v1/quotes/bulk", &back, 409);
    undo(&mut boss, seq);
    let status = each(&mut boss, "/api/v1/quotes", &keys, "status");
    assert!(status.iter().all(|held| held == "draft"), "{status:?}");
}

#[test]
fn projects_are_held_and_documents_archived_together() {
    let house = House::filled().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut boss = house.api("superadmin").unwrap();
    let keys = vec![project.clone()];
    done(
        &mut boss,
        "/api/v1/projects/bulk",
        &json!({ "keys": keys, "deed": "hold" }),
    );
    assert_eq!(
        get(&mut boss, &format!("/api/v1/projects/{project}"))["state"],
        "on_hold"
    );
    done(
        &mut boss,
        "/api/v1/projects/bulk",
        &json!({ "keys": keys, "deed": "resume" }),
    );
    let lead = house.account("department-manager").id.to_string();
    let day = (house.visit().today() + 40).iso();
    done(
        &mut boss,
        "/api/v1/projects/bulk",
        &json!({ "keys": keys, "team_lead": lead, "promised": day }),
    );
    let now = get(&mut boss, &format!("/api/v1/projects/{project}"));
    assert_eq!(
        (&now["team_lead"], &now["promised"]),
        (&json!(lead), &json!(day))
    );

    let live = ids(&items(&mut boss, "/api/v1/documents?limit=200"));
    assert!(!live.is_empty());
    let some: Vec<&String> = live.iter().take(3).collect();
    let body = json!({ "keys": some, "deed": "archive" });
    assert_eq!(
        done(&mut boss, "/api/v1/documents/bulk", &body)["changed"],
        some.len()
    );
    let seq = house.last_of("superadmin");
    let archived = ids(&items(
        &mut boss,
        "/api/v1/documents?show=archived&limit=200",
    ));
    assert!(some.iter().all(|id| archived.contains(id)), "{archived:?}");
    undo(&mut boss, seq);
    assert_eq!(
        ids(&items(&mut boss, "/api/v1/documents?limit=200")).len(),
        live.len()
    );
}

#[test]
fn fields_that_the_bar_has_no_room_for_have_a_page() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    for company in ["Fir", "Gorse"] {
        done(&mut omar, "/api/v1/leads", &json!({ "company": company }));
    }
    let keys = ids(&items(&mut omar, "/api/v1/leads"));
    let mut pages = house.signed_in("sales-closer");
    assert!(page(&mut pages, "/leads").contains("More fields"));
    let mut fields = vec![("more", "on"), ("back", "/leads")];
    fields.extend(keys.iter().map(|key| ("keys", key.as_str())));
    let shown = pages.post_form("/leads/bulk", &fields).text();
    assert!(
        shown.contains("Change 2 leads") && shown.contains("name=\"categories\""),
        "{shown}"
    );
    // Whoever may not give leads out isn't offered to.
    assert!(!shown.contains("name=\"owner\""), "{shown}");
    let mut fields = vec![("all", "on"), ("back", "/leads")];
    fields.extend(keys.iter().map(|key| ("keys", key.as_str())));
    let nothing = pages.post_form("/leads/bulk", &fields);
    assert_eq!(nothing.status, 422);
    assert!(nothing.text().contains("Say what to change"));
    fields.extend([("categories", "web"), ("categories", "seo")]);
    let changed = pages.post_form("/leads/bulk", &fields);
    assert_eq!(changed.location(), Some("/leads"), "{}", changed.text());
    let services = each(&mut omar, "/api/v1/leads", &keys, "categories");
    assert!(services.iter().all(|held| *held == json!(["web", "seo"])));
}

/// What the record's own form refuses is refused of several as well, beside the field.
#[test]
fn the_rules_of_the_form_hold_for_several() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    done(&mut omar, "/api/v1/leads", &json!({ "company": "Fir" }));
    let keys = ids(&items(&mut omar, "/api/v1/leads"));
    let too_much = json!({ "keys": keys, "value": 10_000_000_001_i64 });
    let why = refused(&mut omar, "/api/v1/leads/bulk", &too_much, 422);
    assert!(why.contains("\"value\""), "{why}");
    let long = json!({ "keys": keys, "city": "x".repeat(90) });
    let why = refused(&mut omar, "/api/v1/leads/bulk", &long, 422);
    assert!(why.contains("\"city\""), "{why}");
    let both = json!({ "keys": keys, "city": "Austin", "value": 250_000 });
    assert_eq!(done(&mut omar, "/api/v1/leads/bulk", &both)["changed"], 1);
    assert_eq!(
        each(&mut omar, "/api/v1/leads", &keys, "value"),
        [json!(250_000)]
    );
    let project = planned(&house, "web-wordpress");
    let mut boss = house.api("superadmin").unwrap();
    let today = house.visit().today();
    let (start, finish) = ((today + 20).iso(), (today + 10).iso());
    let body = json!({ "keys": [project], "start": start, "finish": finish });
    refused(&mut boss, "/api/v1/projects/bulk", &body, 422);
    let early = json!({ "keys": [project], "finish": (today + -300).iso() });
    let why = refused(&mut boss, "/api/v1/projects/bulk", &early, 409);
    assert!(why.contains("before the start"), "{why}");
}

/// So many leads of one closer, in one deed.
fn many(visit: &Visit, owner: atrium::base::Id<people::User>, count: usize) {
    let names = Directory::of(visit).unwrap();
    let department = names.department_by_key("sales").unwrap().id;
    visit
        .act(leads::CREATE, move |change| {
            for n in 0..count {
                let at = change.at;
                change.insert(Lead {
                    owner,
                    department,
                    company: format!("Company number {n}"),
                    created_at: at,
                    entered: at,
                    touched: at,
                    ..Lead::default()
                })?;
            }
            Ok(())
        })
        .unwrap();
}

/// Waits until a change of many is over, as long as it gets on.
fn over(api: &mut Client, id: &str) -> Value {
    let mut until = Instant::now() + Duration::from_secs(60);
    let mut seen = Value::Null;
    loop {
        let change = get(api, &format!("/api/v1/bulk-changes/{id}"));
        if !["running", "taking_back"].contains(&text(&change, "state")) {
            return change;
        }
        assert!(Instant::now() < until, "{change}");
        if change["version"] != seen {
            until = Instant::now() + Duration::from_secs(60);
            seen = change["version"].clone();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Of which source how many leads are.
fn of_source(store: &std::sync::Arc<atrium::data::Store>, source: Source) -> usize {
    let visit = Visit::system(store, Moment::now(), TimeZone::UTC);
    let all = Query::<Lead>::by(leads::BY_STAGE).limit(10_000);
    let rows = visit.list(all).unwrap().rows;
    rows.iter().filter(|lead| lead.source == source).count()
}

/// Another than leads begin with.
fn another() -> Source {
    let first = Source::default();
    *Source::ALL.iter().find(|held| **held != first).unwrap()
}

#[test]
fn more_than_one_deed_holds_goes_in_portions_and_back() {
    const COUNT: usize = 2_100;
    let house = House::with_cast().unwrap();
    many(&house.visit(), house.account("sales-closer").id, COUNT);
    let to = another();
    let mut boss = house.api("sales-manager").unwrap();
    // One that may not be changed is left out, and told.
    let body = json!({ "matching": "?show=open", "source": to.key() });
    let answer = done(&mut boss, "/api/v1/leads/bulk", &body);
    assert_eq!(answer["changed"], 0);
    let id = text(&answer, "bulk_change").to_owned();
    let change = over(&mut boss, &id);
    assert_eq!(
        (&change["state"], &change["changed"], &change["refused"]),
        (&json!("done"), &json!(COUNT), &json!(0)),
        "{change}"
    );
    assert_eq!(of_source(&house.store, to), COUNT);
    // Somebody else's is nobody's business.
    let at = format!("/api/v1/bulk-changes/{id}");
    assert_eq!(house.api("sales-closer").unwrap().get(&at).status, 404);
    let shown = page(
        &mut house.signed_in("sales-manager"),
        &format!("/bulk-changes/{id}"),
    );
    assert!(
        shown.contains("Take all of it back") && shown.contains("2,100"),
        "{shown}"
    );
    let mine = page(&mut house.signed_in("sales-manager"), "/bulk-changes");
    assert!(mine.contains(&format!("/bulk-changes/{id}")), "{mine}");
    let theirs = page(&mut house.signed_in("sales-closer"), "/bulk-changes");
    assert!(theirs.contains("No change of many yet"), "{theirs}");
    refused(&mut boss, &format!("{at}/cancel"), &json!({}), 409);
    done(&mut boss, &format!("{at}/take-back"), &json!({}));
    let change = over(&mut boss, &id);
    assert_eq!(
        (&change["state"], &change["stayed"]),
        (&json!("taken_back"), &json!(0)),
        "{change}"
    );
    assert_eq!(of_source(&house.store, to), 0);
    refused(&mut boss, &format!("{at}/take-back"), &json!({}), 409);

    // On the page it is asked first, and followed then.
    let mut pages = house.signed_in("sales-manager");
    let mut fields = vec![
        ("matching", "?show=open"),
        ("source", to.key()),
        ("back", "/leads"),
    ];
    let asked = pages.post_form("/leads/bulk", &fields).text();
    assert!(
        asked.contains("Change 2,100 leads?") || asked.contains("Change 2100 leads?"),
        "{asked}"
    );
    assert!(asked.contains("in portions"), "{asked}");
    fields.push(("confirmed", "on"));
    let begun = pages.post_form("/leads/bulk", &fields);
    let at = begun.location().unwrap().to_owned();
    assert!(at.starts_with("/bulk-changes/BC-"), "{at}");
    over(&mut boss, at.rsplit('/').next().unwrap());
    assert_eq!(of_source(&house.store, to), COUNT);
}

#[test]
fn an_administrator_takes_back_what_another_changed_of_many() {
    const COUNT: usize = 2_050;
    let house = House::with_cast().unwrap();
    many(&house.visit(), house.account("sales-closer").id, COUNT);
    let to = another();
    let mut manager = house.api("sales-manager").unwrap();
    let body = json!({ "matching": "?show=open", "source": to.key() });
    let begun = done(&mut manager, "/api/v1/leads/bulk", &body);
    let id = text(&begun, "bulk_change").to_owned();
    assert_eq!(over(&mut manager, &id)["changed"], json!(COUNT));
    let at = format!("/api/v1/bulk-changes/{id}");
    // Whoever holds no more than others knows nothing of it, an administrator who may do the same does.
    for role in ["sales-closer", "management", "auditor"] {
        let mut other = house.api(role).unwrap();
        assert_eq!(other.get(&at).status, 404, "{role}");
        refused(&mut other, &format!("{at}/take-back"), &json!({}), 404);
        let all = other.get("/api/v1/bulk-changes?show=all");
        assert_eq!(all.status, 403, "{role}: {}", all.text());
    }
    let mut admin = house.api("administrator").unwrap();
    assert_eq!(
        get(&mut admin, "/api/v1/bulk-changes")["items"],
        json!([]),
        "not their own"
    );
    let all = items(&mut admin, "/api/v1/bulk-changes?show=all");
    assert_eq!(ids(&all), std::slice::from_ref(&id));
    let mut pages = house.signed_in("administrator");
    let listed = page(&mut pages, "/bulk-changes?show=all");
    assert!(listed.contains(&format!("/bulk-changes/{id}")), "{listed}");
    let shown = page(&mut pages, &format!("/bulk-changes/{id}"));
    let by = &house.account("sales-manager").name;
    assert!(
        shown.contains("Take all of it back") && shown.contains(&format!("{by} is told")),
        "{shown}"
    );
    done(&mut admin, &format!("{at}/take-back"), &json!({}));
    let change = over(&mut admin, &id);
    let me = house.account("administrator");
    assert_eq!(
        (&change["state"], &change["stayed"], &change["taken_by"]),
        (&json!("taken_back"), &json!(0), &json!(me.id.to_string())),
        "{change}"
    );
    assert_eq!(of_source(&house.store, to), 0);
    // The journal says who did it, and whoever began it is told and reads it.
    let entries = house.store.entries_after(0, 10_000).unwrap();
    let undone = entries.iter().filter(|entry| entry.undoes.is_some());
    let by_them: Vec<bool> = undone.map(|entry| entry.person == me.id.raw()).collect();
    assert!(by_them.len() == COUNT.div_ceil(500) && by_them.iter().all(|by| *by));
    let told = items(&mut manager, "/api/v1/notifications");
    let said = format!("{} is taking back your change of 2,050 leads", me.name);
    assert!(
        told.iter().any(|held| held["text"] == json!(said)),
        "{told:?}"
    );
    let shown = page(
        &mut house.signed_in("sales-manager"),
        &format!("/bulk-changes/{id}"),
    );
    assert!(
        shown.contains(&format!("All of it was taken back by {}", me.name)),
        "{shown}"
    );
}

/// Of several records the first says nothing of the others: an administrator whose role reaches one department takes back
/// nobody's deed on what lies in another.
#[test]
fn an_administrator_takes_back_no_more_than_they_may_do() {
    let house = House::with_cast().unwrap();
    let names = Directory::of(&house.visit()).unwrap();
    let of = |key: &str| names.department_by_key(key).unwrap().id;
    let (sales, web) = (of("sales"), of("web"));
    let manager = house.account("sales-manager").id;
    let made = house.visit().act(people::ADMINISTER, move |change| {
        change.event();
        let mut held = change.on_behalf("a test").load(manager)?;
        held.tier = Tier::Admin;
        change.put(&held)?;
        let mut made = Vec::new();
        for (company, department) in [("Fir", sales), ("Gorse", web)] {
            let at = change.at;
            let lead = change.insert(Lead {
                department,
                company: company.into(),
                created_at: at,
                entered: at,
                touched: at,
                ..Lead::default()
            })?;
            made.push(lead.id.to_string());
        }
        Ok(made)
    });
    let leads = made.unwrap();
    let mut boss = house.api("superadmin").unwrap();
    let mut promoted = house.api("sales-manager").unwrap();
    let at = |seq: u64| format!("/api/v1/journal/{seq}/undo");
    let moved = |keys: &[String]| json!({ "keys": keys, "city": "Austin" });
    done(&mut boss, "/api/v1/leads/bulk", &moved(&leads[..1]));
    done(&mut promoted, &at(house.last_of("superadmin")), &json!({}));
    done(&mut boss, "/api/v1/leads/bulk", &moved(&leads));
    refused(
        &mut promoted,
        &at(house.last_of("superadmin")),
        &json!({}),
        403,
    );
    let cities = each(&mut boss, "/api/v1/leads", &leads, "city");
    assert!(cities.iter().all(|city| city == "Austin"), "{cities:?}");
    // One who reaches all of it finds the deed in the journal and takes it back there.
    let mut admin = house.signed_in("administrator");
    let undo = format!("/undo/{}", house.last_of("superadmin"));
    let shown = page(&mut admin, "/journal");
    assert!(shown.contains(&format!("action=\"{undo}\"")), "{shown}");
    let answer = admin.post_form(&undo, &[]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let cities = each(&mut boss, "/api/v1/leads", &leads, "city");
    assert!(cities.iter().all(|city| city != "Austin"), "{cities:?}");
    let shown = page(&mut admin, "/journal");
    assert!(!shown.contains(&format!("action=\"{undo}\"")), "{shown}");
}

#[test]
fn a_change_of_many_that_was_killed_goes_on_and_does_nothing_twice() {
    const COUNT: usize = 2_600;
    let folder = house::fresh_folder("killed-change").unwrap();
    let token = {
        let store = house::open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
        let of = |role: &str| accounts.iter().find(|held| held.role == role).unwrap().id;
        many(&visit, of("sales-closer"), COUNT);
        let manager = of("sales-manager");
        let token = sign_in::add_token(&visit, manager, "many", 1, people::ADMINISTER).unwrap();
        store.close();
        token
    };
    let to = another();
    let browser = |address| {
        Client::new(address)
            .with_bearer(&token)
            .with_timeout(Duration::from_secs(30))
    };
    let (mut child, address) = start(&folder);
    let body = json!({ "matching": "?show=open", "source": to.key() });
    let answer = done(&mut browser(address), "/api/v1/leads/bulk", &body);
    let id = text(&answer, "bulk_change").to_owned();
    for pause in [11, 43, 97] {
        std::thread::sleep(Duration::from_millis(pause));
        child.kill().unwrap();
        child.wait().unwrap();
        (child, _) = start(&folder);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut child, address) = start(&folder);
    let change = over(&mut browser(address), &id);
    assert_eq!(
        (&change["state"], &change["passed"], &change["changed"]),
        (&json!("done"), &json!(COUNT), &json!(COUNT)),
        "{change}"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    // Each portion was one deed, once.
    let store = house::open_store(&folder).unwrap();
    assert_eq!(of_source(&store, to), COUNT);
    let entries = store.entries_after(0, 10_000).unwrap();
    let deeds = entries
        .iter()
        .filter(|entry| entry.action == leads::EDIT.key);
    assert_eq!(deeds.count(), COUNT.div_ceil(500));
    store.close();
}

/// The list goes from what was touched last: a lead that somebody works on, while the sheet is written, leaves the end of
/// it for its beginning.
#[test]
fn a_sheet_misses_nothing_that_somebody_works_on_meanwhile() {
    let house = House::with_cast().unwrap();
    let visit = house.visit();
    let owner = house.account("sales-closer").id;
    let department = Directory::of(&visit).unwrap();
    let department = department.department_by_key("sales").unwrap().id;
    let made = visit.act(people::ADMINISTER, move |change| {
        change.event();
        let mut made = Vec::new();
        for n in 0..1_200 {
            let at = change.at.plus(n - 10_000);
            let lead = Lead {
                owner,
                department,
                company: format!("Company number {n}"),
                created_at: at,
                entered: at,
                touched: at,
                ..Lead::default()
            };
            made.push(change.insert(lead)?.id);
        }
        Ok(made)
    });
    let made = made.unwrap();
    let asked = || lists::asked_of::<Lead>(&[], Currency::default());
    let numbers = |sheet: &str| -> Vec<String> {
        let lines = sheet.lines().skip(1);
        lines
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect()
    };
    let mut whole = String::new();
    let mut copy = lists::copy::<Lead>(&visit, asked(), Vec::new()).unwrap();
    copy.read_to_string(&mut whole).unwrap();
    let mut all: Vec<String> = made.iter().map(ToString::to_string).collect();
    all.reverse();
    assert_eq!(numbers(&whole), all, "the last touched first");

    let mut sheet = vec![0; 64];
    let mut copy = lists::copy::<Lead>(&visit, asked(), Vec::new()).unwrap();
    let read = copy.read(&mut sheet).unwrap();
    sheet.truncate(read);
    let (first, last) = (made[0], made[1]);
    let worked_on = move |change: &mut atrium::data::Change<'_, '_>| {
        change.event();
        let mut held = change.on_behalf("a test").load(first)?;
        held.touched = change.at;
        change.put(&held)?;
        // And one that is gone is in no sheet.
        let gone = change.on_behalf("a test").load(last)?;
        change.delete(&gone)
    };
    house.visit().act(people::ADMINISTER, worked_on).unwrap();
    copy.read_to_end(&mut sheet).unwrap();
    let mut written = numbers(std::str::from_utf8(&sheet).unwrap());
    assert_eq!(written.len(), 1_199);
    written.sort_unstable();
    written.dedup();
    assert_eq!(written.len(), 1_199);
    assert!(written.contains(&first.to_string()) && !written.contains(&last.to_string()));
}
