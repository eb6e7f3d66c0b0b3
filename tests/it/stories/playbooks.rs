//! Playbooks and planning: how a kind of work is usually done, what it makes of a project, and when it is done.

use atrium::testing::{client::Client, house::House};
use serde_json::{Value, json};

use super::work::{planned, tasks, text, titled};
use crate::support::steps::{done, get, page, refused};

fn made(client: &mut Client, body: &Value) -> String {
    text(&done(client, "/api/v1/playbooks", body), "id").to_owned()
}

/// Takes back the last thing that somebody of a role did.
fn undo(house: &House, client: &mut Client, role: &str) {
    let seq = house.last_of(role);
    done(client, &format!("/api/v1/journal/{seq}/undo"), &json!({}));
}

#[test]
fn a_playbook_is_written_published_and_held_against_its_versions() {
    let house = House::with_cast().unwrap();
    let mut helen = house.api("department-manager").unwrap();
    let book = made(
        &mut helen,
        &json!({ "name": "Small website", "category": "web" }),
    );
    let at = format!("/api/v1/playbooks/{book}");
    let step = |client: &mut Client, level: &str, title: &str| {
        let body = json!({ "level": level, "title": title });
        let held = done(client, &format!("{at}/steps"), &body);
        held["steps"].as_array().unwrap().last().unwrap()["key"]
            .as_u64()
            .unwrap()
    };
    let why = refused(&mut helen, &format!("{at}/publish"), &json!({}), 409);
    assert!(why.contains("no task in it yet"), "{why}");
    step(&mut helen, "milestone", "Build");
    let theme = step(&mut helen, "task", "Theme");
    let form = step(&mut helen, "task", "Form");
    let part = step(&mut helen, "subtask", "Fields");
    let say = |client: &mut Client, key: u64, body: Value| {
        done(client, &format!("{at}/steps/{key}"), &body)
    };
    done(
        &mut helen,
        &format!("{at}/questions"),
        &json!({ "questions": "Booking: no, yes" }),
    );
    say(
        &mut helen,
        theme,
        json!({ "title": "Theme", "role": "web", "estimate_minutes": 480 }),
    );
    say(
        &mut helen,
        part,
        json!({ "title": "Fields", "role": "web", "estimate_minutes": 120 }),
    );
    let held = say(
        &mut helen,
        form,
        json!({
            "title": "Form", "role": "web", "after": [theme], "review": true,
            "checklist": "Works without script\nErrors name the field",
            "question": "Booking", "answer": "yes",
        }),
    );
    assert_eq!(
        held["steps"][2]["checklist"],
        json!(["Works without script", "Errors name the field"])
    );
    // Nothing waits for itself, and the way round is told.
    let why = refused(
        &mut helen,
        &format!("{at}/steps/{theme}"),
        &json!({ "title": "Theme", "role": "web", "after": [form] }),
        409,
    );
    assert!(why.contains("Theme, after Form, after Theme"), "{why}");
    done(
        &mut helen,
        &format!("{at}/publish"),
        &json!({ "note": "First" }),
    );
    let listed = |client: &mut Client| -> Value {
        let all = get(client, "/api/v1/playbook-library?limit=100");
        let mut all = all["items"].as_array().unwrap().iter();
        all.find(|held| held["playbook"] == json!(book))
            .cloned()
            .unwrap()
    };
    let first = listed(&mut helen);
    assert_eq!(
        (&first["number"], &first["tasks"]),
        (&json!(1), &json!(1)),
        "the form is asked for"
    );
    // What is written on changes nothing that is published.
    say(
        &mut helen,
        theme,
        json!({ "title": "Theme", "role": "web", "estimate_minutes": 600 }),
    );
    done(
        &mut helen,
        &format!("{at}/steps/{form}/move"),
        &json!({ "how": "up" }),
    );
    assert_eq!(
        listed(&mut helen)["estimate_minutes"],
        first["estimate_minutes"]
    );
    let mut browser = house.signed_in("department-manager");
    let shown = page(&mut browser, &format!("/playbooks/{book}/differences"));
    assert!(
        shown.contains("Estimate: 8 h") && shown.contains("Estimate: 10 h"),
        "{shown}"
    );
    let editor = page(&mut browser, &format!("/playbooks/{book}?step={theme}"));
    assert!(editor.contains("Version 2, draft") && editor.contains("name=\"estimate_minutes\""));
    undo(&house, &mut helen, "department-manager");
    let back = get(&mut helen, &at);
    assert_eq!(back["steps"][1]["title"], "Theme", "one Undo moves it back");
    // The page says beside the field what is wrong, and keeps what was typed.
    let answer = browser.post_form(
        &format!("/playbooks/{book}/steps/{theme}"),
        &[
            ("title", ""),
            ("detail", "half a sentence"),
            ("estimate_minutes", "soon"),
        ],
    );
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("half a sentence") && answer.text().contains("1:30, 90m"));
    // Whoever leads a team reads it and changes nothing.
    let mut bilal = house.api("team-lead").unwrap();
    assert_eq!(get(&mut bilal, &at)["name"], "Small website");
    refused(
        &mut bilal,
        &format!("{at}/steps/{form}/remove"),
        &json!({}),
        403,
    );
    let mut mei = house.api("team-member").unwrap();
    assert!(matches!(mei.get(&at).status, 403 | 404));
}

#[test]
fn a_shipped_playbook_becomes_the_houses_own_and_goes_out_and_in_as_a_sheet() {
    let house = House::with_cast().unwrap();
    let mut helen = house.api("department-manager").unwrap();
    let book = made(
        &mut helen,
        &json!({ "name": "Our website", "category": "web", "from": "web-wordpress" }),
    );
    let at = format!("/api/v1/playbooks/{book}");
    assert_eq!(get(&mut helen, &at)["key"], "web-wordpress");
    let library = |client: &mut Client| -> Value {
        let all = get(client, "/api/v1/playbook-library?limit=100");
        let mut all = all["items"].as_array().unwrap().iter();
        all.find(|held| held["key"] == "web-wordpress")
            .cloned()
            .unwrap()
    };
    assert_eq!(
        library(&mut helen)["number"],
        0,
        "the shipped one stands until then"
    );
    done(&mut helen, &format!("{at}/publish"), &json!({}));
    assert_eq!(library(&mut helen)["name"], "Our website");
    let sheet = helen.get(&format!("{at}/sheet")).text();
    let before = get(&mut helen, &at);
    done(
        &mut helen,
        &format!("{at}/sheet"),
        &json!({ "sheet": sheet }),
    );
    let after = get(&mut helen, &at);
    assert_eq!(
        before["steps"], after["steps"],
        "out and in again is the same"
    );
    // What spreadsheets write above it is passed over, and nothing is swallowed or moved to another column.
    let path = format!("{at}/sheet");
    let said = json!({ "sheet": format!("sep=,\n{sheet}") });
    done(&mut helen, &path, &said);
    assert_eq!(get(&mut helen, &at)["steps"], before["steps"]);
    for (row, told) in [
        (",Task,\"Draw, never closed", "never closed"),
        (
            &*format!(",Task,Draw{},beyond", ",".repeat(20)),
            "beyond stands beyond",
        ),
    ] {
        let said = json!({ "sheet": format!("{}\n{row}\n", sheet.trim_end()) });
        let why = refused(&mut helen, &path, &said, 422);
        assert!(why.contains(told), "{why}");
    }
    let broken = sheet
        .replacen(",task,", ",chapter,", 1)
        .replacen(",Task,", ",Chapter,", 1);
    let why = refused(
        &mut helen,
        &format!("{at}/sheet"),
        &json!({ "sheet": broken }),
        422,
    );
    assert!(
        why.contains("Kind should be milestone, task or subtask"),
        "{why}"
    );
    done(&mut helen, &format!("{at}/retire"), &json!({}));
    let all = get(&mut helen, "/api/v1/playbook-library?limit=100");
    let keys: Vec<&str> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| text(b, "key"))
        .collect();
    assert!(
        !keys.contains(&"web-wordpress"),
        "nothing new is planned from it"
    );
    for key in [
        "logo-and-cards",
        "video-edit",
        "seo-onpage",
        "seo-offpage-monthly",
        "gmb-setup",
        "social-monthly",
        "yelp-marketing",
    ] {
        assert!(keys.contains(&key), "{key}");
    }
}

#[test]
fn applying_one_shows_people_and_days_and_is_undone_at_once() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "gmb-setup");
    let mut bilal = house.api("team-lead").unwrap();
    let had = tasks(&mut bilal, &project).len();
    let at = format!("/api/v1/projects/{project}/playbook");
    let shown = get(&mut bilal, &format!("{at}?playbook=logo-and-cards"));
    let rows = shown["rows"].as_array().unwrap();
    assert!(rows.len() > 40);
    assert_eq!(
        tasks(&mut bilal, &project).len(),
        had,
        "a preview writes nothing"
    );
    let brief = titled(rows, "Briefing call");
    // Person and day are changed in the preview.
    let mei = house.account("team-member").id.to_string();
    let later = "2031-03-03";
    done(
        &mut bilal,
        &at,
        &json!({
            "playbook": "logo-and-cards", "number": shown["number"],
            "rows": [{ "key": brief["key"], "person": mei, "start": later, "was": brief["start"] }],
        }),
    );
    let plan = tasks(&mut bilal, &project);
    assert!(plan.len() > had + 10);
    let brief = titled(&plan, "Briefing call");
    let parts: Vec<&Value> = plan
        .iter()
        .filter(|task| task["parent"] == brief["id"])
        .collect();
    assert!(
        parts.iter().all(|part| part["assignee"] == json!(mei)),
        "{parts:?}"
    );
    assert_eq!(brief["start"], later);
    let sketch = titled(&plan, "Sketch logo ideas");
    assert!(text(sketch, "start") >= later, "it comes after");
    assert_eq!(sketch["after"].as_array().unwrap().len(), 2);
    undo(&house, &mut bilal, "team-lead");
    assert_eq!(tasks(&mut bilal, &project).len(), had);
    // In a browser the same, with everything to be seen first.
    let mut browser = house.signed_in("team-lead");
    let chosen = page(&mut browser, &format!("/projects/{project}/playbook"));
    assert!(chosen.contains("playbook=video-edit"));
    let preview = page(
        &mut browser,
        &format!("/projects/{project}/playbook?playbook=video-edit"),
    );
    assert!(
        preview.contains("name=\"rows.0.person\"") && preview.contains("Plan again with these")
    );
    let answer = browser.post_form(
        &format!("/projects/{project}/playbook"),
        &[("playbook", "video-edit"), ("again", "true")],
    );
    assert_eq!(answer.status, 200, "{}", answer.text());
    // What is refused stays as it was typed.
    let answer = browser.post_form(
        &format!("/projects/{project}/playbook"),
        &[
            ("playbook", "video-edit"),
            ("start", later),
            ("rows.0.key", "1"),
            ("rows.0.start", "2031-03-11"),
            ("rows.0.due", "2031-03-10"),
        ],
    );
    assert_eq!(answer.status, 422, "{}", answer.text());
    let said = answer.text();
    assert!(said.contains("due before it starts") && said.contains("value=\"2031-03-03\""));
    let mut mei = house.api("team-member").unwrap();
    refused(&mut mei, &at, &json!({ "playbook": "video-edit" }), 403);
}

#[test]
fn dates_move_only_as_they_were_shown_and_back_in_one_step() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let at = format!("/api/v1/projects/{project}/dates");
    let before = tasks(&mut bilal, &project);
    let draft = text(titled(&before, "Draft sitemap and page goals"), "id").to_owned();
    let part = before
        .iter()
        .find(|task| task["parent"] == json!(draft))
        .unwrap();
    let id = text(part, "id");
    let to = "2031-03-03";
    let proposal = get(&mut bilal, &format!("{at}?move={id}&to={to}"));
    let rows = proposal["tasks"].as_array().unwrap();
    let row = rows.iter().find(|row| row["task"] == json!(id)).unwrap();
    assert_eq!(
        (&row["start"], &row["because"]),
        (&json!(to), &json!("its start is held"))
    );
    let after = titled(&before, "Get sitemap approved");
    let follows = rows.iter().find(|row| row["task"] == after["id"]).unwrap();
    assert!(
        text(follows, "start") >= to,
        "what waits for it moves with it"
    );
    assert_eq!(tasks(&mut bilal, &project), before, "nothing moved yet");
    let moves: Vec<Value> = rows
        .iter()
        .filter(|row| row["moves"] == json!(true))
        .map(|row| {
            json!({
                "task": row["task"], "start": row["start"], "due": row["due"],
                "version": row["version"], "hold": row["task"] == json!(id),
            })
        })
        .collect();
    // What was changed since it was shown is not overwritten.
    let stale = json!({ "rows": [{ "task": id, "start": to, "due": to, "version": 999_999 }] });
    let why = refused(&mut bilal, &at, &stale, 409);
    assert!(why.contains("changed meanwhile"), "{why}");
    done(&mut bilal, &at, &json!({ "rows": moves }));
    let moved = tasks(&mut bilal, &project);
    let held = moved.iter().find(|task| task["id"] == json!(id)).unwrap();
    assert_eq!(
        (&held["start"], &held["pinned"]),
        (&json!(to), &json!(true))
    );
    assert_eq!(
        held["base_start"], part["base_start"],
        "where it was planned first stays known"
    );
    undo(&house, &mut bilal, "team-lead");
    let back = tasks(&mut bilal, &project);
    let held = back.iter().find(|task| task["id"] == json!(id)).unwrap();
    assert_eq!(
        (&held["start"], &held["pinned"]),
        (&part["start"], &json!(false))
    );
    // The pages: bars with their names, and the plan with its reasons.
    let mut browser = house.signed_in("team-lead");
    let bars = page(
        &mut browser,
        &format!("/projects/{project}/timeline?subtasks=all"),
    );
    assert!(bars.contains("data-move=") && bars.contains("Kick-off call"));
    let shown = page(
        &mut browser,
        &format!("/projects/{project}/dates?move={id}&to={to}"),
    );
    assert!(shown.contains("its start is held") && shown.contains("Why then"));
    // What is kept where it is stays on the page, to be stored as held or let go of.
    let kept = page(
        &mut browser,
        &format!("/projects/{project}/dates?hold={id}"),
    );
    let tick = format!("name=\"hold\" value=\"{id}\" form=\"plan-again\" checked");
    assert!(kept.contains(&tick), "{kept}");
    let task = format!(".task\" value=\"{id}\"");
    assert!(kept.contains(&task) && kept.contains(".hold\""), "{kept}");
    let mut mei = house.api("team-member").unwrap();
    assert!(matches!(mei.get(&at).status, 403 | 404));
}

#[test]
fn work_that_nobody_has_is_given_out_with_people_proposed() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let at = format!("/api/v1/projects/{project}/people");
    let proposed = get(&mut bilal, &at);
    let free = proposed["tasks"].as_array().unwrap();
    assert!(free.len() > 20, "every leaf of the plan is nobody's");
    let some = free
        .iter()
        .find(|row| !row["candidates"].as_array().unwrap().is_empty());
    assert_eq!(
        some.unwrap()["person"],
        some.unwrap()["candidates"][0]["person"]
    );
    let mei = house.account("team-member").id.to_string();
    let rows = json!({ "rows": [
        { "task": free[0]["task"], "person": mei },
        { "task": free[1]["task"], "person": mei },
        { "task": free[2]["task"] },
    ] });
    assert_eq!(done(&mut bilal, &at, &rows)["given"], 2);
    let why = refused(&mut bilal, &at, &rows, 409);
    assert!(why.contains("taken or ended meanwhile"), "{why}");
    let mut his = house.api("team-member").unwrap();
    assert!(
        his.get("/api/v1/notifications")
            .text()
            .contains("2 tasks are yours, for Copperline website")
    );
    undo(&house, &mut bilal, "team-lead");
    assert_eq!(
        get(&mut bilal, &at)["tasks"].as_array().unwrap().len(),
        free.len()
    );
    // What names no skill is looked for in its department.
    let plain = json!({ "project": project, "title": "Look at the logs" });
    let plain = done(&mut bilal, "/api/v1/tasks", &plain);
    let proposed = get(&mut bilal, &at);
    let mut all = proposed["tasks"].as_array().unwrap().iter();
    let row = all.find(|row| row["task"] == plain["id"]).unwrap();
    assert_eq!(row["role"], "");
    assert!(row["person"].is_string(), "{row}");
    let mut browser = house.signed_in("team-lead");
    let shown = page(&mut browser, &format!("/projects/{project}/people"));
    assert!(shown.contains("name=\"rows.0.person\"") && shown.contains("Give out"));
    refused(&mut his, &at, &rows, 403);
}

/// What an address asks in rows is read in every row, not in the first alone.
#[test]
fn a_preview_takes_an_answer_to_each_question() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let at = format!("/api/v1/projects/{project}/playbook?playbook=web-wordpress");
    let plain = get(&mut bilal, &at);
    let asked = "answers.0.question=Online+shop&answers.0.answer=yes\
                 &answers.1.question=Appointment+booking&answers.1.answer=yes";
    let asked = get(&mut bilal, &format!("{at}&{asked}"));
    let rows = |held: &Value| held["rows"].as_array().unwrap().len();
    assert!(rows(&asked) > rows(&plain), "{asked}");
    let titled = |held: &Value, word: &str| {
        let mut rows = held["rows"].as_array().unwrap().iter();
        rows.any(|row| row["title"].as_str().unwrap_or_default().contains(word))
    };
    for word in ["shop", "booking"] {
        assert!(titled(&asked, word) && !titled(&plain, word), "{word}");
    }
    let unknown = bilal.get(&format!("{at}&answers.1.colour=red"));
    assert_eq!(unknown.status, 422, "{}", unknown.text());
    // Nobody has to ask for rows: in the description no field of one is required.
    let described: Value = serde_json::from_str(&bilal.get("/api/openapi.json").text()).unwrap();
    let asks = &described["paths"]["/api/v1/projects/{id}/playbook"]["get"]["parameters"];
    let mut asks = asks.as_array().unwrap().iter();
    let question = asks
        .find(|asks| asks["name"] == "answers.0.question")
        .unwrap();
    assert_eq!(question["required"], false);
}

/// What comes again each week or month is done when that week or month is there, however free people are before.
#[test]
fn a_later_repetition_is_never_drawn_nearer() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "social-monthly");
    let mut bilal = house.api("team-lead").unwrap();
    let all = tasks(&mut bilal, &project);
    let fourth: Vec<&Value> = all
        .iter()
        .filter(|task| text(task, "title").ends_with(", week 4"))
        .collect();
    assert!(!fourth.is_empty(), "the month is looked after by weeks");
    let plan = get(&mut bilal, &format!("/api/v1/projects/{project}/dates"));
    let rows = plan["tasks"].as_array().unwrap();
    let mut looked_at = 0;
    for task in &fourth {
        let parts = all.iter().filter(|part| part["parent"] == task["id"]);
        for held in parts.chain([*task]) {
            let first = held["not_before"].as_str();
            assert!(first.is_some(), "{held}");
            let row = rows.iter().find(|row| row["task"] == held["id"]);
            if let Some(row) = row {
                assert!(row["start"].as_str() >= first, "{row}");
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 0, "{plan}");
    // The first week begins as soon as it can.
    let soon = all
        .iter()
        .any(|task| text(task, "title").ends_with(", week 1") && task["not_before"] == Value::Null);
    assert!(soon);
}
