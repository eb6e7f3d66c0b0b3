//! What somebody who writes programs against the API counts on: money adds up, closed is closed, work can't wait for
//! itself, what is there is found and walked, and what a page can do an operation does.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use atrium::{
    base::{Id, Moment},
    features::{
        leads::{Lead, Stage},
        people,
        projects::{Project, Status},
    },
    testing::{
        client::{Client, Response},
        house::House,
    },
};
use serde_json::{Value, json};

use super::{
    nine_stages::to_a_sent_quote,
    quotes::handed_over,
    work::{planned, tasks, text, titled},
};
use crate::support::steps::{done, get, page, refused};

fn patch(by: &mut Client, path: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/json")];
    by.request("PATCH", path, &headers, body.to_string().as_bytes())
}

#[track_caller]
fn patched(by: &mut Client, path: &str, body: &Value) -> Value {
    let answer = patch(by, path, body);
    assert_eq!(answer.status, 200, "{path} {body}: {}", answer.text());
    answer.json()
}

#[track_caller]
fn beside(answer: &Response, field: &str) -> String {
    assert_eq!(answer.status, 422, "{}", answer.text());
    let body = answer.json();
    let errors = body["errors"].as_array().unwrap().iter();
    let found = errors.into_iter().find(|error| error["field"] == field);
    let found = found.unwrap_or_else(|| panic!("nothing beside {field}: {}", answer.text()));
    found["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_quote_adds_up_as_auditors_reckon() {
    let house = House::with_cast().unwrap();
    let lead = handed_over(&house, "Fern Bakery", "ann@fern.example");
    let mut chloe = house.api("sales-agent").unwrap();
    let line = |title: &str, price: &str, tax: &str| json!({ "title": title, "quantity": "1", "price": price, "tax": tax });
    let quote = done(
        &mut chloe,
        "/api/v1/quotes",
        &json!({ "lead": lead, "title": "First words", "terms": "Half now", "lines": [
            line("One", "55.55", "23"), line("Two", "11.11", "23"), line("Three", "10.00", "7"),
        ]}),
    );
    assert_eq!(
        quote["totals"],
        json!({ "net": 7666, "discount": 0, "tax": 1603, "gross": 9269 })
    );
    assert_eq!(
        quote["taxes"],
        json!([{ "rate": 700, "net": 1000, "tax": 70 }, { "rate": 2300, "net": 6666, "tax": 1533 }])
    );
    let at = format!("/api/v1/quotes/{}", text(&quote, "id"));

    // Off a line as a share or as an amount; a bare number is a share.
    for (typed, share, amount) in [("5 %", 500, 0), ("5.00", 500, 0), ("$5.00", 0, 500)] {
        let lines = json!([{ "title": "One", "price": "100", "quantity": "1", "discount": typed }]);
        let told = patched(&mut chloe, &at, &json!({ "lines": lines }));
        let held = &told["lines"][0];
        assert_eq!(
            (&held["discount"], &held["discount_amount"]),
            (&json!(share), &json!(amount)),
            "{typed}"
        );
        assert_eq!(told["totals"]["net"], 9500);
        // As it was read it goes back.
        let again = patched(&mut chloe, &at, &json!({ "lines": told["lines"] }));
        assert_eq!(again, told);
    }
    for (lines, field, said) in [
        (
            json!([{ "title": "A", "price": "1", "discount": "$1.01" }]),
            "lines.0.discount",
            "more than",
        ),
        (
            json!([{ "title": "A", "price": "1", "discount": "a lot" }]),
            "lines.0.discount",
            "such as 5 %",
        ),
        (
            json!([{ "title": "A", "price": "1", "quantity": "1.3333" }]),
            "lines.0.quantity",
            "three decimals",
        ),
    ] {
        let why = beside(&patch(&mut chloe, &at, &json!({ "lines": lines })), field);
        assert!(why.contains(said), "{why}");
    }

    // A version that went out keeps its title and its terms, for programs and on its sheet.
    done(&mut chloe, &format!("{at}/send"), &json!({}));
    done(&mut chloe, &format!("{at}/revise"), &json!({}));
    let told = patched(
        &mut chloe,
        &at,
        &json!({ "title": "Second words", "terms": "All at the end" }),
    );
    let past = &told["past"][0];
    assert_eq!(
        (text(past, "title"), text(past, "terms")),
        ("First words", "Half now")
    );
    let mut agent = house.signed_in("sales-agent");
    let sheet = page(
        &mut agent,
        &format!("/quotes/{}?revision=1", text(&quote, "id")),
    );
    assert!(sheet.contains("Half now") && !sheet.contains("All at the end"));
}

#[test]
fn a_ticket_comes_to_no_more_than_its_quote() {
    let house = House::with_cast().unwrap();
    let (quote, mut rosa) = to_a_sent_quote(&house);
    done(
        &mut rosa,
        &format!("/api/v1/quotes/{quote}/accept"),
        &json!({ "name": "Rosa Delgado" }),
    );
    let mut priya = house.api("sales-manager").unwrap();
    let ticket = |category: &str, price: &str| json!({ "quote": quote, "category": category, "title": "T", "scope": "S", "price": price });
    let dear = priya.post_json("/api/v1/tickets", &ticket("web", "8600.01"));
    let why = beside(&dear, "price");
    assert!(why.contains("$8,600.00"), "{why}");
    let web = done(&mut priya, "/api/v1/tickets", &ticket("web", "8000"));
    let rest = priya.post_json("/api/v1/tickets", &ticket("gmb", "600.01"));
    assert!(beside(&rest, "price").contains("$8,000.00 of it"));
    done(&mut priya, "/api/v1/tickets", &ticket("gmb", "600"));
    let at = format!("/api/v1/tickets/{}", text(&web, "id"));
    beside(
        &patch(&mut priya, &at, &json!({ "price": "8000.01" })),
        "price",
    );
    patched(&mut priya, &at, &json!({ "price": "7999.99" }));
}

#[test]
fn tickets_come_last_touched_first_and_those_over_behind() {
    let house = House::with_cast().unwrap();
    let mut ines = house.api("superadmin").unwrap();
    let client = done(
        &mut ines,
        "/api/v1/clients",
        &json!({ "name": "Fern Bakery", "contact": "Ann" }),
    );
    let tickets: Vec<String> = ["One", "Two", "Three"]
        .iter()
        .map(|title| {
            let body = json!({ "client": client["id"], "kind": "support", "title": title, "text": "It is broken" });
            text(&done(&mut ines, "/api/v1/tickets/raise", &body), "id").to_owned()
        })
        .collect();
    let listed = |ines: &mut Client| -> Vec<usize> {
        let page = get(ines, "/api/v1/tickets");
        let rows = page["items"].as_array().unwrap().iter();
        let place = |row: &Value| tickets.iter().position(|held| held == text(row, "id"));
        rows.filter_map(place).collect()
    };
    assert_eq!(listed(&mut ines), [2, 1, 0]);
    let first = format!("/api/v1/tickets/{}", tickets[0]);
    done(
        &mut ines,
        &format!("{first}/replies"),
        &json!({ "text": "We look at it" }),
    );
    assert_eq!(listed(&mut ines), [0, 2, 1]);
    done(&mut ines, &format!("{first}/close"), &json!({}));
    assert_eq!(listed(&mut ines), [2, 1, 0]);
}

#[test]
fn four_times_no_is_no_lead_to_quote() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({
        "company": "Nettle", "contact": "Ann", "email": "ann@nettle.example", "wish": "A site", "categories": ["web"],
    });
    let lead = done(&mut omar, "/api/v1/leads", &lead);
    let at = format!("/api/v1/leads/{}", text(&lead, "id"));
    let no = json!({ "budget": "no", "authority": "no", "need": "no", "time": "no" });
    let told = done(&mut omar, &format!("{at}/qualify"), &no);
    assert_eq!(
        (text(&told, "stage"), &told["score"]),
        ("contacted", &json!(0))
    );
    let why = refused(&mut omar, &format!("{at}/hand-over"), &json!({}), 409);
    assert!(why.contains("speaks for it"), "{why}");
    let partly = json!({ "budget": "no", "authority": "no", "need": "partly", "time": "no" });
    let told = done(&mut omar, &format!("{at}/qualify"), &partly);
    assert_eq!(text(&told, "stage"), "qualified");

    // What answers the question about a double is named.
    let double = omar.post_json(
        "/api/v1/leads",
        &json!({ "company": "Nettle", "contact": "Bo" }),
    );
    assert!(!beside(&double, "company").contains("tick"));
    beside(&double, "despite");
    done(
        &mut omar,
        "/api/v1/leads",
        &json!({ "company": "Nettle", "contact": "Bo", "despite": true }),
    );
}

fn stands_as(house: &House, project: &str, status: Status) {
    let id: Id<Project> = Id::parse(project).unwrap();
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            let mut held = change.subject(id)?;
            held.status = status;
            change.put(&held)
        })
        .unwrap();
}

#[test]
fn closed_is_closed_until_it_is_reopened_with_a_reason() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let at = format!("/api/v1/projects/{project}");
    let mut jonas = house.api("project-manager").unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let task = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
    let log = json!({ "task": task, "minutes": "30m" });
    let entry = done(&mut bilal, "/api/v1/time-entries", &log);
    let logged = entry["version"].as_u64().unwrap();
    let entry = format!("/api/v1/time-entries/{}", text(&entry, "id"));

    // It takes updates, and some are open: it can't be closed any more than it could be delivered.
    stands_as(&house, &project, Status::ClosedPending);
    let open = refused(&mut jonas, &format!("{at}/close"), &json!({}), 409);
    assert!(open.contains("still open"), "{open}");

    stands_as(&house, &project, Status::Closed);
    let answer = patch(&mut jonas, &at, &json!({ "title": "Another" }));
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert!(answer.text().contains("Reopen it"), "{}", answer.text());
    let late = refused(&mut bilal, "/api/v1/time-entries", &log, 409);
    assert!(late.contains("is closed"), "{late}");
    assert_eq!(
        patch(&mut bilal, &entry, &json!({ "note": "x" })).status,
        409
    );
    assert_eq!(bilal.request("DELETE", &entry, &[], b"").status, 409);
    let undo = format!("/api/v1/journal/{logged}/undo");
    let undo = refused(&mut bilal, &undo, &json!({}), 409);
    assert!(undo.contains("is closed"), "{undo}");
    assert_eq!(bilal.get(&entry).status, 200);

    let silent = jonas.post_json(&format!("{at}/reopen"), &json!({}));
    beside(&silent, "reason");
    let told = done(
        &mut jonas,
        &format!("{at}/reopen"),
        &json!({ "reason": "New opening hours" }),
    );
    assert_eq!(text(&told, "status"), "closed_pending");
    patched(&mut jonas, &at, &json!({ "title": "Another" }));
    // What a deletion answers undoes it.
    let gone = bilal.request("DELETE", &entry, &[], b"");
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(bilal.get(&entry).status, 404);
    let seq = gone.json()["seq"].as_u64().unwrap();
    done(
        &mut bilal,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(bilal.get(&entry).status, 200);
}

#[test]
fn no_project_is_part_of_itself_and_no_task_waits_for_itself() {
    let house = House::with_cast().unwrap();
    let mut ines = house.api("superadmin").unwrap();
    let number = |at: &str| at.rsplit('/').next().unwrap().to_owned();
    let a = &format!("/api/v1/projects/{}", planned(&house, "web-wordpress"));
    let mut part_of = |at: &str| {
        let made = done(
            &mut ines,
            &format!("{at}/sub-projects"),
            &json!({ "title": "A part" }),
        );
        format!("/api/v1/projects/{}", text(&made, "id"))
    };
    let b = &part_of(a);
    let c = &part_of(b);
    for (at, parent) in [(a, b), (a, c), (b, c), (a, a)] {
        let answer = patch(&mut ines, at, &json!({ "parent": number(parent) }));
        beside(&answer, "parent");
    }

    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &number(a));
    let whole = titled(&plan, "Draft sitemap and page goals");
    let x = format!("/api/v1/tasks/{}", text(whole, "id"));
    let part = get(
        &mut bilal,
        &format!("/api/v1/tasks?parent={}", text(whole, "id")),
    );
    let part = format!("/api/v1/tasks/{}", text(&part["items"][0], "id"));
    let last = plan.iter().rfind(|task| task["parent"].is_null()).unwrap();
    let other = format!("/api/v1/tasks/{}", text(last, "id"));
    for task in [&x, &part, &other] {
        patched(&mut bilal, task, &json!({ "after": [] }));
    }
    // The other waits for the whole; then a part of it can't wait for the other, in either order.
    patched(&mut bilal, &other, &json!({ "after": [number(&x)] }));
    beside(
        &patch(&mut bilal, &part, &json!({ "after": [number(&other)] })),
        "after",
    );
    patched(&mut bilal, &other, &json!({ "after": [] }));
    patched(&mut bilal, &part, &json!({ "after": [number(&other)] }));
    beside(
        &patch(&mut bilal, &other, &json!({ "after": [number(&x)] })),
        "after",
    );
    beside(
        &patch(&mut bilal, &part, &json!({ "after": [number(&x)] })),
        "after",
    );
}

/// Many leads of which a few are meant; one of the many is the closer's own.
fn common_words(house: &House) -> (String, String) {
    let (priya, omar) = (
        house.account("sales-manager").id,
        house.account("sales-closer").id,
    );
    let names = people::Directory::of(&house.visit()).unwrap();
    // Where the closer sees none but their own.
    let elsewhere = names.department_by_key("support").unwrap().id;
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            let at = change.at;
            let lead = |owner, company: &str, contact: &str| Lead {
                owner,
                department: elsewhere,
                company: company.into(),
                contact: contact.into(),
                entered: at,
                touched: at,
                ..Lead::default()
            };
            for n in 0..460 {
                change.insert(lead(priya, &format!("Lot {n} Construction"), "Ann"))?;
            }
            let zeta = change.insert(lead(priya, "Zeta Construction", "Runa Solberg"))?;
            let own = change.insert(lead(omar, "Own Construction", "Bo"))?;
            Ok((zeta.id.to_string(), own.id.to_string()))
        })
        .unwrap()
}

#[test]
fn the_box_finds_what_is_there_whatever_else_has_the_word() {
    let house = House::with_cast().unwrap();
    let (zeta, own) = common_words(&house);
    let mut ines = house.api("superadmin").unwrap();
    let mut pages = house.signed_in("superadmin");
    for asked in [
        "Zeta%20Construction",
        "Runa%20Solberg",
        "zeta",
        "runa",
        "zeta%20solb",
    ] {
        let found = get(&mut ines, &format!("/api/v1/search?q={asked}"));
        assert_eq!(text(&found["items"][0], "id"), zeta, "{asked}");
        let shown = page(&mut pages, &format!("/search?q={asked}"));
        assert!(shown.contains(&zeta), "{asked}");
    }
    // Slips of the keyboard in any field, too.
    assert!(page(&mut pages, "/search?q=runa%20sloberg").contains(&zeta));
    // Whoever sees one of hundreds finds that one.
    let mut omar = house.api("sales-closer").unwrap();
    let found = get(&mut omar, "/api/v1/search?q=construction");
    assert_eq!(text(&found["items"][0], "id"), own);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let mut omar = house.signed_in("sales-closer");
    assert!(page(&mut omar, "/search?q=construction").contains(&own));
    // A list that is asked for words never says that nothing fits while it goes on.
    let found = get(&mut ines, "/api/v1/leads?q=zeta&limit=1");
    assert_eq!(
        (text(&found["items"][0], "id"), &found["next"]),
        (zeta.as_str(), &Value::Null)
    );
    assert!(page(&mut pages, "/leads?q=zeta").contains(&zeta));
}

/// Ranked or not: a list that ends has ended.
#[test]
fn a_search_of_programs_goes_on_to_its_end() {
    let house = House::with_cast().unwrap();
    let (zeta, _) = common_words(&house);
    let mut ines = house.api("superadmin").unwrap();
    let deed = get(&mut ines, &format!("/api/v1/leads/{zeta}"))["version"].clone();
    // Until the index has them, they are looked at one by one.
    let until = Instant::now() + Duration::from_secs(60);
    while house.store.search_index().followed() < deed.as_u64().unwrap() {
        assert!(Instant::now() < until, "the index doesn't follow");
        std::thread::sleep(Duration::from_millis(20));
    }
    let (mut met, mut after) = (Vec::new(), String::new());
    loop {
        let at = format!("/api/v1/search?q=construction&limit=200{after}");
        let found = get(&mut ines, &at);
        let items = found["items"].as_array().unwrap();
        met.extend(items.iter().map(|item| text(item, "id").to_owned()));
        match found["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(met.len(), 462);
    met.sort_unstable();
    met.dedup();
    assert_eq!(met.len(), 462);
}

#[test]
fn a_walk_by_number_meets_every_record_whatever_moves() {
    let house = House::with_cast().unwrap();
    common_words(&house);
    let won = house
        .visit()
        .act(people::ADMINISTER, |change| {
            let at = Moment::now();
            let lead = Lead {
                company: "Long won".into(),
                stage: Stage::Won,
                entered: at,
                touched: at,
                ..Lead::default()
            };
            Ok(change.insert(lead)?.id.to_string())
        })
        .unwrap();
    let mut ines = house.api("superadmin").unwrap();
    let mut after = String::new();
    let (mut seen, mut rows) = (BTreeSet::new(), 0);
    loop {
        let part = get(
            &mut ines,
            &format!("/api/v1/leads?show=all&limit=100{after}"),
        );
        for item in part["items"].as_array().unwrap() {
            seen.insert(text(item, "id").to_owned());
            rows += 1;
        }
        // Somebody works on one that is still to come, and on one that was met.
        for n in [1_005, 1_350] {
            let at = format!("/api/v1/leads/LD-{n}/activities");
            done(&mut ines, &at, &json!({ "text": "Called" }));
        }
        match part["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!((seen.len(), rows), (463, 463));
    assert!(seen.contains(&won));
    let open = get(&mut ines, "/api/v1/leads?sort=number&limit=200");
    assert_eq!(text(&open["items"][0], "id"), "LD-1001");
    for (list, also) in [
        ("quotes", "status=sent"),
        ("projects", "state=active"),
        ("tickets", "show=mine"),
        ("time-entries", "from=2026-01-01"),
    ] {
        let answer = ines.get(&format!("/api/v1/{list}?sort=number&{also}"));
        beside(&answer, also.split('=').next().unwrap());
        get(&mut ines, &format!("/api/v1/{list}?sort=number"));
    }
}

#[test]
fn programs_do_what_pages_do() {
    let house = House::with_cast().unwrap();
    let (_, mut rosa) = to_a_sent_quote(&house);
    let me = get(&mut rosa, "/api/v1/me");
    assert_eq!(text(&me, "tier"), "client");
    get(&mut rosa, "/api/v1/me/second-factor");

    // One of what one was told is read, and the rest isn't.
    let told = get(&mut rosa, "/api/v1/notifications");
    let one = format!("/api/v1/notifications/{}", text(&told["items"][0], "id"));
    assert!(get(&mut rosa, &one)["read"].is_null());
    let read = done(&mut rosa, &format!("{one}/read"), &json!({}));
    assert!(read["read"].is_string());
    let mut omar = house.api("sales-closer").unwrap();
    assert_eq!(omar.get(&one).status, 404, "another's");

    // A person is edited by what is told of them, roles by their keys.
    let mut hana = house.api("hr-manager").unwrap();
    let mei = house.account("team-member").id;
    let at = format!("/api/v1/users/{mei}");
    let held = get(&mut hana, &at);
    assert!(
        held["roles"]
            .as_array()
            .unwrap()
            .contains(&json!("team-member"))
    );
    let title = patched(&mut hana, &at, &json!({ "title": "Designer" }));
    assert_eq!(
        (text(&title, "title"), &title["roles"], &title["email"]),
        ("Designer", &held["roles"], &held["email"])
    );
    assert!(
        beside(
            &patch(&mut hana, &at, &json!({ "roles": ["no-such"] })),
            "roles"
        )
        .contains("no-such")
    );
    let by_key = get(&mut hana, "/api/v1/users?role=team-member");
    let numbers: Vec<&str> = by_key["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| text(user, "id"))
        .collect();
    assert!(numbers.contains(&mei.to_string().as_str()));
    beside(&hana.get("/api/v1/users?role=nobody"), "role");

    let mut ines = house.api("superadmin").unwrap();
    let differ = get(
        &mut ines,
        "/api/v1/roles/compare?a=team-member&b=team-lead&limit=200",
    );
    let differ = differ["items"].as_array().unwrap();
    assert!(
        differ
            .iter()
            .any(|row| row["action"] == "tasks.assign" && row["b"] == "department")
    );
    let books = get(&mut ines, "/api/v1/playbook-library");
    let book = &books["items"][0];
    assert!(book["milestones"][0]["estimate_minutes"].is_u64());

    // What was said is read by itself where its record is seen.
    let lead = done(
        &mut omar,
        "/api/v1/leads",
        &json!({ "company": "Sorrel", "contact": "Ann" }),
    );
    let activities = format!("/api/v1/leads/{}/activities", text(&lead, "id"));
    done(&mut omar, &activities, &json!({ "text": "Rang twice" }));
    let said = get(&mut omar, &activities);
    let post = format!("/api/v1/posts/{}", text(&said["items"][0], "id"));
    assert_eq!(text(&get(&mut omar, &post), "text"), "Rang twice");
    assert_eq!(rosa.get(&post).status, 404);

    // A yes by phone is recorded by who leads sales, not by who wrote the quote.
    let quotes = get(&mut ines, "/api/v1/quotes?status=sent");
    let quote = format!("/api/v1/quotes/{}/accept", text(&quotes["items"][0], "id"));
    let yes = json!({ "name": "Rosa Delgado", "way": "phone", "note": "She said yes" });
    let mut chloe = house.api("sales-agent").unwrap();
    assert_eq!(chloe.post_json(&quote, &yes).status, 403);
    let mut priya = house.api("sales-manager").unwrap();
    assert_eq!(text(&done(&mut priya, &quote, &yes), "status"), "accepted");
}
