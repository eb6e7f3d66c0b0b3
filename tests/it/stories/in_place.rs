//! A field is changed where it stands: by whoever may, over what others saved meanwhile, with and without script. And tasks
//! are written on one line.

use atrium::testing::{
    client::{Client, Response},
    house::House,
};
use serde_json::{Value, json};

use super::looks::sign_in;
use super::work::{planned, tasks, text, titled};
use crate::support::{
    browser::Browser,
    steps::{done, get, page},
};

fn lead(house: &House, company: &str) -> String {
    let mut closer = house.api("sales-closer").unwrap();
    let made = done(
        &mut closer,
        "/api/v1/leads",
        &json!({ "company": company, "source": "yelp", "value": "6400", "phone": "210-555-0100" }),
    );
    text(&made, "id").to_owned()
}

/// Posts as the script does.
pub(super) fn script(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> Response {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| {
            format!(
                "{name}={}",
                value
                    .replace('%', "%25")
                    .replace('&', "%26")
                    .replace(' ', "+")
                    .replace('\n', "%0A")
            )
        })
        .collect();
    client.request(
        "POST",
        path,
        &[
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "application/json, text/html"),
            ("atrium-part", "panel"),
        ],
        pairs.join("&").as_bytes(),
    )
}

#[test]
fn a_field_is_changed_where_it_stands_and_taken_back() {
    let house = House::with_cast().unwrap();
    let id = lead(&house, "Alder Creek Veterinary");
    let (at, api) = (format!("/leads/{id}"), format!("/api/v1/leads/{id}"));
    let mut closer = house.signed_in("sales-closer");
    let mut reads = house.api("sales-closer").unwrap();
    // The value, the row and the card lead to the editor.
    for place in [at.as_str(), "/leads", "/leads/board"] {
        let seen = page(&mut closer, place);
        assert!(
            seen.contains(&format!("{at}/change?field=value")),
            "{place} doesn't lead to it"
        );
    }
    // Without script the editor is a page with the field alone.
    let editor = page(&mut closer, &format!("{at}/change?field=value"));
    assert!(editor.contains("name=\"value\"") && editor.contains("<h1"));
    assert!(!editor.contains("name=\"company\""));
    let saved = closer.post_form(
        &format!("{at}/change"),
        &[("field", "value"), ("_was", "6400.00"), ("value", "7200")],
    );
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(saved.location(), Some(at.as_str()));
    let seen = page(&mut closer, &at);
    assert!(
        seen.contains("Value saved") && seen.contains("/undo/"),
        "told with Undo"
    );
    // What stands in the other fields stays.
    let held = get(&mut reads, &api);
    assert_eq!(
        (&held["value"], &held["phone"]),
        (&json!(720_000), &json!("210-555-0100"))
    );
    let seq = house.newest_deed();
    done(
        &mut reads,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(get(&mut reads, &api)["value"], json!(640_000));
    // The script is told what was saved, and by what it is taken back.
    let saved = script(
        &mut closer,
        &format!("{at}/change"),
        &[("field", "city"), ("_was", ""), ("city", "Boerne")],
    );
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(saved.json()["said"], "City saved");
    assert_eq!(saved.json()["undo"], json!(house.newest_deed()));
    // A list is emptied, and a day chosen from the calendar.
    let day = (house.visit().today() + 3).iso();
    for (field, name, value) in [
        ("categories", "categories", "seo"),
        ("follow_up", "_day", day.as_str()),
    ] {
        let path = format!("{at}/change");
        let saved = script(
            &mut closer,
            &path,
            &[("field", field), ("_was", ""), (name, value)],
        );
        assert_eq!(saved.status, 200, "{}", saved.text());
    }
    let held = get(&mut reads, &api);
    assert_eq!(
        (&held["categories"], &held["follow_up"]),
        (&json!(["seo"]), &json!(day))
    );
    let saved = script(
        &mut closer,
        &format!("{at}/change"),
        &[("field", "categories"), ("_was", "seo")],
    );
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(get(&mut reads, &api)["categories"], json!([]));
}

#[test]
fn only_whoever_may_is_offered_it() {
    let house = House::with_cast().unwrap();
    let id = lead(&house, "Birch Dental");
    let change = format!("/leads/{id}/change");
    // Whoever works elsewhere doesn't see the lead at all.
    let mut member = house.signed_in("team-member");
    for path in [format!("{change}?field=value"), change.clone()] {
        assert!(matches!(member.get(&path).status, 403 | 404), "{path}");
    }
    let sent = [("field", "value"), ("value", "1")];
    assert!(matches!(member.post_form(&change, &sent).status, 403 | 404));
    // The closer edits it and doesn't give it away; the manager does both.
    let mut closer = house.signed_in("sales-closer");
    let seen = page(&mut closer, &format!("/leads/{id}"));
    assert!(seen.contains(&format!("{change}?field=value")));
    assert!(
        !seen.contains("/give?field=owner"),
        "the closer assigns nobody"
    );
    let agent = house.account("sales-agent").id.to_string();
    let give = format!("/leads/{id}/give");
    let given = [("field", "owner"), ("owner", agent.as_str())];
    assert_eq!(closer.post_form(&give, &given).status, 403);
    let mut manager = house.signed_in("sales-manager");
    let people = page(&mut manager, &format!("{give}?field=owner"));
    assert!(
        people.contains(&agent) && people.contains(" open"),
        "with what they have in hand"
    );
    let saved = manager.post_form(&give, &given);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let nobody = manager.post_form(&give, &[("field", "owner"), ("owner", "")]);
    assert_eq!(nobody.status, 422, "{}", nobody.text());
    // In other hands it is no longer the closer's to change, nor offered.
    assert_eq!(closer.post_form(&change, &sent).status, 403);
    assert!(!page(&mut closer, &format!("/leads/{id}")).contains(&change));
    // A field that no way names isn't there.
    assert_eq!(manager.get(&format!("{change}?field=score")).status, 404);
    let wrong = manager.post_form(&change, &[("field", "score"), ("score", "100")]);
    assert_eq!(wrong.status, 422, "{}", wrong.text());
}

#[test]
fn a_bad_value_comes_back_and_a_late_one_is_told_with_both() {
    let house = House::with_cast().unwrap();
    let id = lead(&house, "Cedar Fencing");
    let (change, api) = (format!("/leads/{id}/change"), format!("/api/v1/leads/{id}"));
    let mut closer = house.signed_in("sales-closer");
    let mut manager = house.signed_in("sales-manager");
    let mut reads = house.api("sales-manager").unwrap();
    let wrong = script(
        &mut closer,
        &change,
        &[("field", "value"), ("_was", "6400.00"), ("value", "a lot")],
    );
    assert_eq!(wrong.status, 422);
    let said = wrong.text();
    assert!(
        said.contains("Value should be an amount") && said.contains("value=\"a lot\""),
        "{said}"
    );
    assert!(
        said.contains("aria-invalid=\"true\"") && !said.contains("<main"),
        "the form alone: {said}"
    );
    let past = script(
        &mut closer,
        &change,
        &[
            ("field", "follow_up"),
            ("_was", ""),
            ("follow_up", "2020-01-01"),
        ],
    );
    assert_eq!(past.status, 422, "{}", past.text());
    assert!(
        past.text().contains("has passed already"),
        "{}",
        past.text()
    );
    // Somebody changes another field: nothing is in the way.
    let theirs = script(
        &mut manager,
        &change,
        &[("field", "city"), ("_was", ""), ("city", "Boerne")],
    );
    assert_eq!(theirs.status, 200, "{}", theirs.text());
    let mine = script(
        &mut closer,
        &change,
        &[
            ("field", "contact"),
            ("_was", ""),
            ("contact", "Naomi Frost"),
        ],
    );
    assert_eq!(mine.status, 200, "{}", mine.text());
    // Somebody changes the same one: both are told, and saving again puts mine over it.
    let theirs = script(
        &mut manager,
        &change,
        &[("field", "value"), ("_was", "6400.00"), ("value", "9900")],
    );
    assert_eq!(theirs.status, 200, "{}", theirs.text());
    let late = [("field", "value"), ("_was", "6400.00"), ("value", "7200")];
    let late = script(&mut closer, &change, &late);
    assert_eq!(late.status, 422);
    let said = late.text();
    assert!(
        said.contains("Saved now") && said.contains("9,900.00") || said.contains("9900"),
        "{said}"
    );
    assert!(said.contains("value=\"7200\""), "{said}");
    assert_eq!(get(&mut reads, &api)["value"], json!(990_000));
    let was = get(&mut reads, &api);
    assert_eq!(was["city"], "Boerne");
    let shown = said.split("name=\"_was\" value=\"").nth(1).unwrap();
    let shown = shown.split('"').next().unwrap();
    let again = script(
        &mut closer,
        &change,
        &[("field", "value"), ("_was", shown), ("value", "7200")],
    );
    assert_eq!(again.status, 200, "{}", again.text());
    assert_eq!(get(&mut reads, &api)["value"], json!(720_000));
}

#[test]
fn work_is_given_dated_and_measured_where_it_stands() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut reads = house.api("team-lead").unwrap();
    let plan = tasks(&mut reads, &project);
    let task = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
    let sub = plan
        .iter()
        .find(|t| t["parent"] == json!(task))
        .map(|t| text(t, "id").to_owned());
    let at = format!("/tasks/{task}");
    let mut bilal = house.signed_in("team-lead");
    for place in [
        at.clone(),
        format!("/projects/{project}"),
        format!("/projects/{project}/tasks"),
        format!("/tasks?show=all&view=list&project={project}"),
    ] {
        let seen = page(&mut bilal, &place);
        assert!(seen.contains("/change?field=due"), "{place}");
        assert!(seen.contains("/give?field=assignee"), "{place}");
    }
    // On cards as well, how urgent it is with them.
    let board = page(&mut bilal, &format!("/projects/{project}/tasks"));
    for field in ["priority", "due"] {
        let editor = format!("{at}/change?field={field}");
        assert!(board.contains(&editor), "{field}");
    }
    let mei = house.account("team-member").id.to_string();
    let given = bilal.post_form(
        &format!("{at}/give"),
        &[("field", "assignee"), ("_was", ""), ("assignee", &mei)],
    );
    assert_eq!(given.status, 303, "{}", given.text());
    let due = (house.visit().today() + 5).iso();
    let dated = script(
        &mut bilal,
        &format!("{at}/change"),
        &[("field", "due"), ("_day", &due)],
    );
    assert_eq!(dated.status, 200, "{}", dated.text());
    for (field, value) in [
        ("priority", "urgent"),
        ("estimate_minutes", "2h"),
        ("review_needed", ""),
    ] {
        let saved = script(
            &mut bilal,
            &format!("{at}/change"),
            &[("field", field), (field, value)],
        );
        assert_eq!(saved.status, 200, "{field}: {}", saved.text());
    }
    let held = get(&mut reads, &format!("/api/v1{at}"));
    assert_eq!(
        (
            &held["assignee"],
            &held["due"],
            &held["priority"],
            &held["review_needed"]
        ),
        (&json!(mei), &json!(due), &json!("urgent"), &json!(false))
    );
    // The calendar shows the months around it.
    let month = page(&mut bilal, &format!("{at}/change?field=due&month=2027-02"));
    assert!(month.contains("February 2027") && month.contains("value=\"2027-02-14\""));
    // What a record doesn't take is offered nowhere, and by no address.
    if let Some(sub) = &sub {
        let path = format!("/tasks/{sub}/change");
        let rows = page(
            &mut bilal,
            &format!(
                "/tasks?view=list&show=all&project={project}&columns=progress&columns=client_visible"
            ),
        );
        assert!(!rows.contains(&format!("{path}?field=client_visible")));
        assert!(
            !rows.contains(&format!("{at}/say?field=progress")),
            "its parts say how far it is"
        );
        let shown = bilal.get(&format!("{path}?field=client_visible"));
        assert_eq!(shown.status, 409, "{}", shown.text());
        let sent = [("field", "client_visible"), ("client_visible", "on")];
        let saved = script(&mut bilal, &path, &sent);
        assert_eq!(saved.status, 409, "{}", saved.text());
    }
    // Whoever works on it says how far it is, and moves no date.
    let mut member = house.signed_in("team-member");
    let seen = page(&mut member, &at);
    assert!(!seen.contains("/change?field=due"), "a date is the lead's");
    let sent = [("field", "due"), ("due", due.as_str())];
    assert_eq!(member.post_form(&format!("{at}/change"), &sent).status, 403);
    if let Some(sub) = sub {
        let given = bilal.post_form(
            &format!("/tasks/{sub}/give"),
            &[("field", "assignee"), ("assignee", &mei)],
        );
        assert_eq!(given.status, 303, "{}", given.text());
        assert!(page(&mut member, &format!("/tasks/{sub}")).contains("/say?field=progress"));
        let said = script(
            &mut member,
            &format!("/tasks/{sub}/say"),
            &[("field", "progress"), ("progress", "40")],
        );
        assert!(matches!(said.status, 200 | 409 | 422), "{}", said.text());
    }
    // Dates and hands of the project and its milestones stand where they are changed as well.
    let mut manager = house.signed_in("project-manager");
    let seen = page(&mut manager, &format!("/projects/{project}"));
    assert!(
        seen.contains(&format!("/projects/{project}/change?field=finish")),
        "the finish"
    );
    let finish = (house.visit().today() + 60).iso();
    let path = format!("/projects/{project}/change");
    let saved = script(
        &mut manager,
        &path,
        &[("field", "finish"), ("finish", &finish)],
    );
    assert_eq!(saved.status, 200, "{}", saved.text());
    let wrong = script(
        &mut manager,
        &path,
        &[("field", "finish"), ("finish", "2020-01-01")],
    );
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    assert!(
        wrong.text().contains("before the start"),
        "{}",
        wrong.text()
    );
}

#[test]
fn clients_and_documents_are_changed_where_they_stand() {
    let house = House::with_cast().unwrap();
    let mut keeper = house.api("account-manager").unwrap();
    let made = done(
        &mut keeper,
        "/api/v1/clients",
        &json!({ "name": "Dove Bakery", "phone": "210-555-0123" }),
    );
    let id = text(&made, "id").to_owned();
    let mut anna = house.signed_in("account-manager");
    let seen = page(&mut anna, &format!("/clients/{id}"));
    for field in ["owner", "phone", "website", "note", "categories"] {
        assert!(
            seen.contains(&format!("/clients/{id}/change?field={field}")),
            "{field}"
        );
    }
    let path = format!("/clients/{id}/change");
    let saved = script(
        &mut anna,
        &path,
        &[
            ("field", "website"),
            ("_was", ""),
            ("website", "dove.example"),
        ],
    );
    assert_eq!(saved.status, 200, "{}", saved.text());
    let wrong = script(
        &mut anna,
        &path,
        &[("field", "website"), ("website", "nowhere")],
    );
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    let held = get(&mut keeper, &format!("/api/v1/clients/{id}"));
    assert_eq!(
        (&held["website"], &held["phone"]),
        (&json!("dove.example"), &json!("210-555-0123"))
    );
}

#[test]
fn tasks_are_written_on_one_line() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut reads = house.api("team-lead").unwrap();
    let mut bilal = house.signed_in("team-lead");
    let count = |reads: &mut Client| tasks(reads, &project).len();
    let before = count(&mut reads);
    for place in [
        format!("/projects/{project}"),
        format!("/projects/{project}/tasks"),
    ] {
        assert!(
            page(&mut bilal, &place).contains("action=\"/tasks/lines\""),
            "{place}"
        );
    }
    let shown = bilal.request(
        "GET",
        "/tasks/line?text=Draft+it+%40me+tomorrow+!high+2h",
        &[("atrium-part", "line")],
        b"",
    );
    assert_eq!(shown.status, 200);
    for chip in ["Tomorrow", "High", "2 h"] {
        assert!(shown.text().contains(chip), "{}", shown.text());
    }
    let lines =
        "Draft the menu @me tomorrow !high 2h\nBook the photographer\n\nAsk for the logo 30m";
    let sent = [("project", project.as_str()), ("text", lines)];
    let added = script(&mut bilal, "/tasks/lines", &sent);
    assert_eq!(added.status, 200, "{}", added.text());
    assert_eq!(added.json()["said"], "3 tasks added");
    let plan = tasks(&mut reads, &project);
    assert_eq!(plan.len(), before + 3);
    let menu = titled(&plan, "Draft the menu");
    let me = house.account("team-lead").id.to_string();
    let tomorrow = (house.visit().today() + 1).iso();
    assert_eq!(
        (
            &menu["assignee"],
            &menu["due"],
            &menu["priority"],
            &menu["estimate_minutes"]
        ),
        (&json!(me), &json!(tomorrow), &json!("high"), &json!(120))
    );
    // One Undo takes all back.
    let seq = added.json()["undo"].clone();
    done(
        &mut reads,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(count(&mut reads), before);
    // Who can't be found is said, and nothing is made; without script the line comes back as it was written.
    let unknown = [
        ("project", project.as_str()),
        ("text", "One\nTwo @nobodycalledso"),
    ];
    let refused = script(&mut bilal, "/tasks/lines", &unknown);
    assert_eq!(refused.status, 422);
    assert!(
        refused
            .text()
            .contains("Line 2: Nobody is called nobodycalledso."),
        "{}",
        refused.text()
    );
    let back = bilal.post_form(
        "/tasks/lines",
        &[
            ("project", project.as_str()),
            ("text", "Two @nobodycalledso"),
        ],
    );
    assert_eq!(back.status, 422);
    assert!(
        back.text().contains("value=\"Two @nobodycalledso\""),
        "{}",
        back.text()
    );
    assert_eq!(count(&mut reads), before);
    // Below a task they are subtasks.
    let task = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
    let subs = |reads: &mut Client| -> Vec<Value> {
        get(reads, &format!("/api/v1/tasks?parent={task}"))["items"]
            .as_array()
            .unwrap()
            .clone()
    };
    let had = subs(&mut reads).len();
    let added = bilal.post_form(
        "/tasks/lines",
        &[
            ("parent", task.as_str()),
            ("text", "Collect examples 1h"),
            ("back", &format!("/tasks/{task}")),
        ],
    );
    assert_eq!(added.status, 303, "{}", added.text());
    assert_eq!(added.location(), Some(format!("/tasks/{task}").as_str()));
    assert_eq!(subs(&mut reads).len(), had + 1);
    // The whole form takes what was begun along.
    let whole = page(
        &mut bilal,
        &format!("/tasks/new?project={project}&text=Draft+it+tomorrow+!high"),
    );
    assert!(
        whole.contains("value=\"Draft it\"") && whole.contains(&tomorrow),
        "{whole}"
    );
    // Whoever makes no tasks has no line and no way around it.
    let mut member = house.signed_in("team-member");
    let answer = member.post_form("/tasks/lines", &sent);
    assert!(matches!(answer.status, 403 | 404), "{}", answer.text());
    assert_eq!(count(&mut reads), before + 1);
}

#[test]
fn leads_are_written_on_one_line() {
    let house = House::with_cast().unwrap();
    let mut closer = house.signed_in("sales-closer");
    let mut reads = house.api("sales-closer").unwrap();
    assert!(page(&mut closer, "/leads/board").contains("action=\"/leads/lines\""));
    let lines = "Alder Creek Veterinary, Naomi Frost 210-555-0100\nLuna Nail Bar";
    let added = script(&mut closer, "/leads/lines", &[("text", lines)]);
    assert_eq!(added.status, 200, "{}", added.text());
    assert_eq!(added.json()["said"], "2 leads added");
    let all = get(&mut reads, "/api/v1/leads?q=Alder");
    let alder = &all["items"][0];
    assert_eq!(
        (&alder["company"], &alder["contact"], &alder["phone"]),
        (
            &json!("Alder Creek Veterinary"),
            &json!("Naomi Frost"),
            &json!("210-555-0100")
        )
    );
    // One like it is told, and the whole form takes yes for an answer.
    let double = script(&mut closer, "/leads/lines", &[("text", "Luna Nail Bar")]);
    assert_eq!(double.status, 422);
    assert!(
        double.text().contains("looks like the same"),
        "{}",
        double.text()
    );
    let double = closer.post_form("/leads/lines", &[("text", "Luna Nail Bar")]);
    assert_eq!(double.status, 422);
    assert!(
        double.text().contains("name=\"despite\""),
        "{}",
        double.text()
    );
    let begun = page(&mut closer, "/leads/new?text=Cedar+Fencing,+Jo");
    assert!(begun.contains("value=\"Cedar Fencing\"") && begun.contains("value=\"Jo\""));
}

#[test]
fn earlier_tasks_are_found_by_name() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut reads = house.api("team-lead").unwrap();
    let plan = tasks(&mut reads, &project);
    let first = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
    let mut bilal = house.signed_in("team-lead");
    let form = page(&mut bilal, &format!("/tasks/new?project={project}"));
    assert!(
        form.contains("data-pick=\"T\""),
        "a picker, and no box for each task"
    );
    let milestone = text(titled(&plan, "Draft sitemap and page goals"), "milestone").to_owned();
    let made = bilal.post_form(
        "/tasks",
        &[
            ("project", project.as_str()),
            ("milestone", &milestone),
            ("title", "Show it to the owner"),
            ("priority", "normal"),
            ("after", "Draft sitemap and page goals"),
            ("after", ""),
        ],
    );
    assert_eq!(made.status, 303, "{}", made.text());
    let plan = tasks(&mut reads, &project);
    assert_eq!(
        titled(&plan, "Show it to the owner")["after"],
        json!([first])
    );
    let wrong = bilal.post_form(
        "/tasks",
        &[
            ("project", project.as_str()),
            ("title", "Another"),
            ("priority", "normal"),
            ("after", "no such task"),
        ],
    );
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    assert!(wrong.text().contains("no such task"), "{}", wrong.text());
}

#[test]
fn the_keyboard_opens_chooses_saves_and_leaves() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut reads = house.api("team-lead").unwrap();
    let plan = tasks(&mut reads, &project);
    let task = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
    let (at, api) = (format!("/tasks/{task}"), format!("/api/v1/tasks/{task}"));
    let browser = Browser::launch();
    let tab = browser.page();
    tab.viewport(1200, 800, false);
    sign_in(&house, &tab, "team-lead");
    tab.goto(&house.url(&at));
    // Enter opens the priority, arrows choose, Enter saves; the focus comes back.
    let before = get(&mut reads, &api)["priority"].clone();
    let priority = "a[href$='field=priority']";
    tab.focus(priority);
    tab.press("Enter");
    tab.wait(".edit-box:popover-open input[name=priority]:checked");
    // A letter in the editor is no shortcut of the page behind it.
    tab.press("j");
    tab.wait_js("document.activeElement?.matches('.edit-box input[name=priority]')");
    tab.press("ArrowDown");
    tab.press("Enter");
    tab.wait_text("#toasts", "Priority saved");
    tab.wait_js("document.querySelector('.edit-box:popover-open') === null");
    assert_ne!(get(&mut reads, &api)["priority"], before);
    tab.wait_js("document.activeElement?.matches(\"a[href$='field=priority']\")");
    // `e` opens what has the focus; Esc leaves it as it was.
    tab.focus("a[href$='field=estimate_minutes']");
    tab.press("e");
    tab.wait(".edit-box:popover-open input[name=estimate_minutes]");
    tab.type_text("9h");
    tab.press("Escape");
    tab.wait_js("document.querySelector('.edit-box:popover-open') === null");
    // Arrows walk the days of the calendar over the end of a month.
    tab.focus("a[href$='field=due']");
    tab.press("Enter");
    tab.wait(".edit-box:popover-open .month");
    tab.eval("document.querySelector('.month button[tabindex=\"0\"]').focus()");
    let from = tab.eval("document.activeElement.value");
    for _ in 0..6 {
        tab.press("ArrowDown");
        tab.wait_js("document.activeElement?.matches('.month button')");
    }
    assert_ne!(tab.eval("document.activeElement.value"), from);
    let chosen = tab.eval("document.activeElement.value");
    tab.press("Enter");
    tab.wait_text("#toasts", "Due saved");
    assert_eq!(get(&mut reads, &api)["due"], chosen);
    // What was refused stands beside the field, with what was typed.
    tab.focus("a[href$='field=estimate_minutes']");
    tab.press("Enter");
    tab.wait(".edit-box:popover-open input[name=estimate_minutes]");
    tab.fill(".edit-box input[name=estimate_minutes]", "soon");
    tab.press("Enter");
    tab.wait(".edit-box input[name=estimate_minutes][aria-invalid=true]");
    assert_eq!(tab.value(".edit-box input[name=estimate_minutes]"), "soon");
    tab.clear_errors();
    tab.press("Escape");
    // A subtask on one line: it is there, and the line is ready for the next.
    tab.focus("form[data-quick] input[name=text]");
    tab.type_text("Collect examples 1h");
    tab.press("Enter");
    tab.wait_text("main", "Collect examples");
    assert_eq!(tab.value("form[data-quick] input[name=text]"), "");
    tab.wait_js("document.activeElement?.name === 'text'");
    // Whoever goes on writing while a line is saved loses none.
    for line in ["Ask for the logo", "Book the photographer"] {
        tab.type_text(line);
        tab.press("Enter");
    }
    tab.wait_text("main", "Ask for the logo");
    tab.wait_text("main", "Book the photographer");
    // On a phone the editor is a sheet within reach of the thumb.
    tab.viewport(390, 844, true);
    tab.reload();
    tab.click(priority);
    tab.wait(".edit-box:popover-open");
    tab.wait_js("(() => { const box = document.querySelector('.edit-box').getBoundingClientRect(); return box.left === 0 && box.right >= innerWidth - 1 && box.bottom >= innerHeight - 1; })()");
    let low = tab.eval("[...document.querySelectorAll('.edit-box .tick, .edit-box .btn')].every(each => each.getBoundingClientRect().height >= 40)");
    assert_eq!(low, json!(true));
    // In a list with ticks one steps to what the row leads to, and Enter opens that.
    tab.viewport(1200, 800, false);
    tab.goto(&house.url("/tasks?show=all&view=list"));
    tab.wait("main [data-tick]");
    tab.press("j");
    tab.wait_js("document.activeElement?.matches('[data-row] th a[href]')");
    tab.press("Enter");
    tab.wait("dialog#panel[open]");
    let errors = tab.console_errors();
    assert!(errors.is_empty(), "{errors:?}");
}
