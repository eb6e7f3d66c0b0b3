//! Histories: told in words by the kind of each field, to each person as far as they may hear it.

use atrium::{
    base::Id,
    data::{JournalEntry, Record},
    features::{
        history,
        people::{Directory, User},
    },
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

/// What the operation of a record's history gives somebody, whole.
fn told(by: &mut atrium::testing::client::Client, of: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = by.get(&format!("/api/v1/{of}/history?limit=40{after}"));
        assert_eq!(page.status, 200, "{}", page.text());
        let page = page.json();
        all.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries
        .iter()
        .filter_map(|e| e["action"].as_str())
        .collect()
}

#[test]
fn no_history_shows_what_only_a_machine_reads() {
    let house = House::filled().unwrap();
    let visit = house.visit();
    let words = history::Words::of(&visit).unwrap();
    let (mut after, mut fields, mut checks) = (0, 0, 0);
    loop {
        let entries = house.store.entries_after(after, 500).unwrap();
        let Some(last) = entries.last() else { break };
        after = last.seq;
        for entry in &entries {
            let told = words.sentence(entry, None).text();
            let deed = told.split(": ").next().unwrap();
            assert!(!deed.contains("something"), "{}: {told}", entry.action);
            assert!(!deed.ends_with(" did this"), "{}: {told}", entry.action);
            assert!(!told.contains(['{', '[', '}', ']']), "{told}");
        }
        for change in entries.iter().flat_map(|entry| &entry.changes) {
            for told in history::in_words(&visit, change).unwrap() {
                for said in [&told.before, &told.after] {
                    let digits = said.split(|c: char| !c.is_ascii_digit());
                    let longest = digits.map(str::len).max().unwrap_or(0);
                    assert!(longest < 9, "{}: {said}", told.label);
                    assert!(!said.contains(['{', '[']), "{}: {said}", told.label);
                }
                fields += 1;
                // A checkpoint that passed, as it was told before: "at: 1795948397528, by: 5, state: passed".
                if told.label == "Checkpoints" && told.after.contains("state: Passed") {
                    let by = told.after.split("by: ").nth(1).unwrap();
                    assert!(by.starts_with(char::is_alphabetic), "{}", told.after);
                    checks += 1;
                }
            }
        }
    }
    assert!(
        fields > 500 && checks > 5,
        "{fields} fields, {checks} checks"
    );
}

#[test]
fn what_a_project_is_worth_is_told_to_those_who_keep_it() {
    let house = House::filled().unwrap();
    let mut mei = house.api("team-member").unwrap();
    let project = mei.get("/api/v1/projects?limit=1").json()["items"][0]["id"].clone();
    let project = project.as_str().unwrap();
    let mut keeper = house.api("administrator").unwrap();
    let body = json!({ "value": "98765.43", "title": "Renamed for the test" });
    let changed = keeper.request(
        "PATCH",
        &format!("/api/v1/projects/{project}"),
        &[("content-type", "application/json")],
        body.to_string().as_bytes(),
    );
    assert_eq!(changed.status, 200, "{}", changed.text());

    let names = |entries: &[Value]| -> Vec<String> {
        let fields = entries[0]["fields"].as_array().unwrap().iter();
        fields
            .map(|f| f["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let of = format!("projects/{project}");
    let kept = told(&mut keeper, &of);
    let name = &house.account("administrator").name;
    let text = kept[0]["text"].as_str().unwrap();
    let start = format!("{name} edited Renamed for the test: ");
    assert!(
        text.starts_with(&start) && text.contains("98,765.43"),
        "{text}"
    );
    assert!(names(&kept).contains(&"value".to_owned()), "{kept:?}");
    let seen = told(&mut mei, &of);
    assert_eq!(names(&seen), ["title"], "{seen:?}");
    let text = seen[0]["text"].as_str().unwrap();
    assert!(
        text.starts_with(&start) && !text.contains("98,765.43"),
        "{text}"
    );
    assert!(seen.iter().all(|e| !e.to_string().contains("9876543")));

    let page = format!("/projects/{project}/history");
    let (mut mei, mut keeper) = (
        house.signed_in("team-member"),
        house.signed_in("administrator"),
    );
    assert!(keeper.get(&page).text().contains("98,765.43"));
    let page = mei.get(&page);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("edited <em>Renamed for the test</em>"));
    assert!(!page.text().contains("98,765.43"));
}

#[test]
fn how_somebody_signs_in_is_not_for_everybody() {
    let house = House::filled().unwrap();
    let omar = house.account("sales-closer").id;
    house.signed_in("sales-closer");
    let user: User = house.visit().find(omar).unwrap();
    let all = house.visit().history(&user, None, 500).unwrap();
    assert!(all.iter().any(|entry| entry.action == "sessions.start"));

    let of = format!("users/{omar}");
    let secret = |key: &&str| {
        ["sessions.", "alerts.", "access.refuse", "users.own_secret"]
            .iter()
            .any(|start| key.starts_with(start))
    };
    let mut mei = house.api("team-member").unwrap();
    let seen = told(&mut mei, &of);
    assert!(!actions(&seen).iter().any(secret), "{:?}", actions(&seen));
    let mut noor = house.api("it-administrator").unwrap();
    let seen = told(&mut noor, &of);
    assert!(
        actions(&seen).contains(&"sessions.start"),
        "{:?}",
        actions(&seen)
    );

    let (mut mei, mut noor) = (
        house.signed_in("team-member"),
        house.signed_in("it-administrator"),
    );
    let page = format!("/users/{}", user.number());
    let (mei, noor) = (mei.get(&page), noor.get(&page));
    assert_eq!((mei.status, noor.status), (200, 200));
    assert!(noor.text().contains("</em> signed in"));
    assert!(!mei.text().contains("signed in<"));
    assert!(!mei.text().contains("</em> signed in"));
}

/// Who manages a department looks after its people, and after nobody else's.
#[test]
fn who_has_a_second_factor_is_told_of_those_whom_one_looks_after() {
    let house = House::filled().unwrap();
    let names = Directory::of(&house.visit()).unwrap();
    let head = house.account("department-manager").id;
    let of = |id: Id<User>| &names.users[&id.raw()];
    let together = |user: &User| {
        let mut held = user.departments.iter();
        held.any(|id| of(head).departments.contains(id))
    };
    let near = names.staff().into_iter();
    let mut near = near.filter(|user| user.id != head && together(user));
    let near = near.next().expect("somebody in the same department").id;
    let far = house.account("sales-closer").id;
    assert!(!together(of(far)));

    let mut api = house.api("department-manager").unwrap();
    let factor = |by: &mut Client, id: Id<User>| {
        by.get(&format!("/api/v1/users/{id}")).json()["authenticator"].clone()
    };
    assert!(factor(&mut api, near).is_boolean());
    assert_eq!(factor(&mut api, far), Value::Null);
    let listed = api.get("/api/v1/users?factor=none&limit=200").json();
    for user in listed["items"].as_array().unwrap() {
        assert!(user["authenticator"].is_boolean(), "{user}");
    }
    let mut pages = house.signed_in("department-manager");
    let told = |by: &mut Client, id: Id<User>| {
        by.get(&format!("/users/{id}"))
            .text()
            .contains("Second factor")
    };
    assert!(told(&mut pages, near) && !told(&mut pages, far));
    // Whoever takes people in sees it of all.
    let mut hr = house.api("hr-manager").unwrap();
    assert!(factor(&mut hr, far).is_boolean());
}

#[test]
fn a_deed_is_one_sentence_wherever_it_is_told() {
    let house = House::filled().unwrap();
    let visit = house.visit();
    let (mut after, mut started) = (0, None);
    loop {
        let entries = house.store.entries_after(after, 500).unwrap();
        let Some(last) = entries.last() else { break };
        after = last.seq;
        let starts = |entry: &JournalEntry| entry.action == "tasks.start" && entry.person != 0;
        started = entries.into_iter().rfind(starts).or(started);
    }
    let entry = started.expect("somebody started a task");
    let by = visit.find(Id::<User>::new(entry.person)).unwrap().name;
    let of = entry.about().unwrap();
    let title = visit.title_of(of).unwrap().unwrap();
    let number = visit.store().schema().number(of);
    let said = history::Words::of(&visit).unwrap().sentence(&entry, None);
    let said = said.text();
    assert!(
        said.starts_with(&format!("{by} started {title}: ")),
        "{said}"
    );
    assert!(
        said.contains("status from ") && said.contains(" to In progress"),
        "{said}"
    );

    let mut keeper = house.api("administrator").unwrap();
    let history = told(&mut keeper, &format!("tasks/{number}"));
    let here = |item: &&Value| item["seq"] == entry.seq;
    assert_eq!(history.iter().find(here).unwrap()["text"], said.as_str());
    let journal = keeper.get(&format!(
        "/api/v1/journal/search?record={number}&action=tasks.start"
    ));
    let journal = journal.json();
    let found = journal["items"].as_array().unwrap().iter().find(here);
    assert_eq!(found.unwrap()["text"], said.as_str(), "{journal}");

    let mut keeper = house.signed_in("administrator");
    let page = keeper.get(&format!("/tasks/{number}")).text();
    assert!(
        page.contains(&format!("<b>{by}</b> started <em>")),
        "{page}"
    );
    assert!(page.contains("and what followed from it"), "{page}");
    assert!(!page.contains("worked out by Atrium"));
    let page = keeper.get("/journal?action=sessions.start").text();
    assert!(page.contains("</em> signed in") && !page.contains("Atrium</b> signed"));
}

#[test]
fn the_inbox_tells_a_deed_in_the_words_of_its_history() {
    let house = House::with_cast().unwrap();
    let project = super::work::planned(&house, "web-wordpress");
    let mut lead = house.api("team-lead").unwrap();
    let plan = super::work::tasks(&mut lead, &project);
    let task = super::work::text(&plan[0], "id").to_owned();
    let mei = house.account("team-member").id.to_string();
    let given = lead.post_json(
        &format!("/api/v1/tasks/{task}/assign"),
        &json!({ "assignee": mei }),
    );
    assert_eq!(given.status, 200, "{}", given.text());
    // As she reads it on the task.
    let mut hers = house.api("team-member").unwrap();
    let history = told(&mut hers, &format!("tasks/{task}"));
    let assigned = |item: &&Value| item["action"] == "tasks.assign";
    let said = history.iter().find(assigned).unwrap()["text"].clone();
    let said = said.as_str().unwrap();
    assert!(said.contains(" assigned "), "{said}");
    let mut browser = house.signed_in("team-member");
    let inbox = crate::support::steps::page(&mut browser, "/inbox");
    let shown = said.replace('&', "&amp;").replace('"', "&quot;");
    assert!(inbox.contains(&shown), "{shown}\n{inbox}");
}
