//! The pages of work: who may open them, what a client sees of it, how they look.

use atrium::{
    base::Id,
    features::projects::Project,
    testing::{cast::PASSWORD, client::Client, house::House},
};
use serde_json::{Value, json};

use super::looks::sign_in;
use super::work::{planned, tasks, text, titled};
use crate::support::{
    browser::{Browser, Page},
    steps::{done, get, page},
};

#[test]
fn every_page_of_work_opens_for_whom_it_may() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let (task, sub) = (
        text(&plan[0], "id").to_owned(),
        text(&plan[1], "id").to_owned(),
    );
    let mut lead = house.signed_in("team-lead");
    for path in [
        "/projects".to_owned(),
        "/projects?state=planned".into(),
        format!("/projects/{project}"),
        format!("/projects/{project}?subtasks=all"),
        format!("/projects/{project}/tasks"),
        format!("/projects/{project}/time"),
        format!("/projects/{project}/history"),
        format!("/projects/{project}/milestones/new"),
        "/tasks".into(),
        "/tasks?show=all".into(),
        "/tasks?show=unassigned&view=list".into(),
        "/tasks?show=review".into(),
        format!("/tasks/{task}"),
        format!("/tasks/{sub}"),
        format!("/tasks/{task}/edit"),
        format!("/tasks/new?project={project}"),
        "/time".into(),
    ] {
        let seen = page(&mut lead, &path);
        assert!(seen.len() < 140_000, "{path} has {} bytes", seen.len());
    }
    let answer = lead.request(
        "GET",
        &format!("/tasks/{task}"),
        &[("atrium-part", "panel")],
        b"",
    );
    assert!(answer.text().contains("panel-h"), "{}", answer.text());
    // Forms as a browser sends them.
    let moved = lead.request(
        "POST",
        "/tasks/move",
        &[
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "application/json"),
            ("atrium-part", "move"),
        ],
        format!("id={sub}&to=in_progress&version={}", plan[1]["version"]).as_bytes(),
    );
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(
        lead.post_form(
            &format!("/tasks/{task}/subtasks"),
            &[("title", "Book the room"), ("estimate_minutes", "0.5")]
        )
        .status,
        303
    );
    assert_eq!(
        lead.post_form(
            &format!("/tasks/{task}/comments"),
            &[("text", "Who has the agenda?")]
        )
        .status,
        303
    );
    assert_eq!(
        lead.post_form(
            &format!("/tasks/{sub}/block"),
            &[("reason", "No answer yet")]
        )
        .status,
        303
    );
    assert!(page(&mut lead, &format!("/tasks/{sub}")).contains("No answer yet"));
    let edited = lead.post_form(
        &format!("/tasks/{sub}"),
        &[
            ("review_needed", ""),
            ("client_visible", ""),
            ("title", "Send the agenda"),
            ("estimate_minutes", "30m"),
            ("priority", "high"),
            ("after", ""),
        ],
    );
    assert_eq!(edited.status, 303, "{}", edited.text());
    assert_eq!(
        lead.post_form(&format!("/tasks/{sub}"), &[("title", ""), ("version", "1")])
            .status,
        422
    );
    let mut sana = house.signed_in("support-agent");
    assert_eq!(
        sana.get(&format!("/projects/{project}")).status,
        404,
        "nothing of it is hers yet"
    );
    let hers = plan
        .iter()
        .find(|t| t["title"] == "Check domain, hosting and accesses")
        .unwrap();
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{}/assign", text(hers, "id")),
        &json!({ "assignee": house.account("support-agent").id.to_string() }),
    );
    assert_eq!(
        sana.get(&format!("/projects/{project}")).status,
        200,
        "who is given a task belongs to the project"
    );
    assert_eq!(
        sana.get(&format!("/tasks/{task}")).status,
        200,
        "and sees what it is made of"
    );
    assert_eq!(
        sana.post_form(&format!("/tasks/{task}/start"), &[]).status,
        403,
        "but others' tasks stay theirs to work on"
    );
    let mut omar = house.signed_in("sales-closer");
    assert_eq!(omar.get(&format!("/projects/{project}")).status, 404);
    assert_eq!(omar.get(&format!("/tasks/{task}")).status, 404);
    let id: Id<Project> = Id::parse(&project).unwrap();
    let visit = house.visit();
    assert!(
        visit.find(id).unwrap().members.is_empty()
            || !visit
                .find(id)
                .unwrap()
                .members
                .contains(&house.account("sales-closer").id)
    );
}

/// Portal account of the project's client; answers its e-mail.
pub(super) fn portal_person(house: &House, project: &str) -> String {
    let id: Id<Project> = Id::parse(project).unwrap();
    let client = house.visit().find(id).unwrap().client;
    let email = "wade@copperline.example";
    open_portal(house, &client.to_string(), "Wade Hollis", email);
    email.to_owned()
}

/// Somebody of a client that nobody works for, signed in.
pub(super) fn strangers_client(house: &House) -> Client {
    let mut amira = house.api("account-manager").unwrap();
    let made = json!({ "name": "Delgado Foods" });
    let client = done(&mut amira, "/api/v1/clients", &made);
    let email = "ines@delgado.example";
    open_portal(house, text(&client, "id"), "Ines Delgado", email);
    let mut ines = house.client();
    let form = [("email", email), ("password", PASSWORD)];
    assert_eq!(ines.post_form("/sign-in", &form).status, 303);
    ines
}

fn open_portal(house: &House, client: &str, name: &str, email: &str) {
    let mut amira = house.api("account-manager").unwrap();
    let contact = done(
        &mut amira,
        &format!("/api/v1/clients/{client}/contacts"),
        &json!({ "name": name, "email": email }),
    );
    let opened = done(
        &mut amira,
        &format!("/api/v1/contacts/{}/open-portal", text(&contact, "id")),
        &json!({}),
    );
    let link = text(&opened, "link");
    let welcome = &link[link.find("/welcome/").unwrap()..];
    assert_eq!(
        house
            .client()
            .post_form(welcome, &[("password", PASSWORD)])
            .status,
        303
    );
}

#[test]
fn the_client_sees_progress_and_nothing_else() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let email = portal_person(&house, &project);
    let mut wade = house.client();
    assert_eq!(
        wade.post_form("/sign-in", &[("email", &email), ("password", PASSWORD)])
            .status,
        303
    );
    let before = page(&mut wade, &format!("/portal/projects/{project}"));
    assert!(before.contains("0% done") && before.contains("Discovery and sitemap"));
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    for task in plan.iter().filter(|t| t["parent"] == plan[0]["id"]) {
        done(
            &mut bilal,
            &format!("/api/v1/tasks/{}/hand-in", text(task, "id")),
            &json!({}),
        );
    }
    let seen = page(&mut wade, &format!("/portal/projects/{project}"));
    assert!(
        !seen.contains("0% done.") || seen.contains("2% done"),
        "it moved with the work"
    );
    assert!(seen.contains("Kick-off call"));
    for secret in [
        "Bilal",
        "Jonas",
        "7,850",
        "785000",
        "100 h",
        "Hold the call",
        "estimate",
    ] {
        assert!(!seen.contains(secret), "{secret} is not for the client");
    }
    for path in [
        format!("/projects/{project}"),
        "/projects".into(),
        "/tasks".into(),
        format!("/tasks/{}", text(&plan[0], "id")),
        "/time".into(),
        format!("/api/v1/tasks?project={project}"),
        format!("/api/v1/milestones?project={project}"),
    ] {
        let answer = wade.get(&path);
        assert!(answer.status != 200, "{path}: {}", answer.status);
    }
    let mine = get(&mut wade, "/api/v1/projects");
    assert_eq!(mine["items"][0]["title"], "Copperline website");
    assert!(
        mine["items"][0].get("budget_minutes").is_none() && mine["items"][0].get("value").is_none()
    );
    let other = planned(&house, "gmb-setup");
    assert_eq!(
        wade.get(&format!("/portal/projects/{other}")).status,
        404,
        "another client's"
    );
    assert_eq!(wade.get(&format!("/api/v1/projects/{other}")).status, 404);
}

#[test]
fn a_project_says_on_its_page_why_a_deed_is_refused() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut manager = house.signed_in("project-manager");
    let at = |verb: &str| format!("/projects/{project}/{verb}");
    let long = "x".repeat(1001);
    let refused = manager.post_form(&at("hold"), &[("reason", &long)]);
    assert_eq!(refused.status, 422);
    let shown = refused.text();
    assert!(shown.contains("1000 fit. Shorten it.") && shown.contains(&long));
    assert!(shown.contains("Copperline website") && shown.contains("data-live-id=\"plan\""));
    let early = manager.post_form(&at("deliver"), &[]);
    assert_eq!(early.status, 422, "tasks are open");
    assert!(early.text().contains("data-live-id=\"plan\""));
    let held = manager.post_form(&at("hold"), &[("reason", "Hosting is not paid")]);
    assert_eq!(held.status, 303);
    let history = manager.get(&at("history")).text();
    assert!(history.contains("Hosting is not paid"));
    let twice = manager.post_form(&at("hold"), &[]);
    assert_eq!(twice.status, 422, "it is on hold already");
}

/// A project in which something of everything has happened.
struct UnderWay {
    project: String,
    task: String,
    subtask: String,
}

fn under_way(house: &House) -> UnderWay {
    let project = planned(house, "web-wordpress");
    let (mut bilal, mut mei) = (
        house.api("team-lead").unwrap(),
        house.api("team-member").unwrap(),
    );
    let plan = tasks(&mut bilal, &project);
    let member = house.account("team-member").id.to_string();
    for task in &plan[..12] {
        done(
            &mut bilal,
            &format!("/api/v1/tasks/{}/assign", text(task, "id")),
            &json!({ "assignee": member }),
        );
    }
    for task in plan.iter().filter(|t| t["parent"] == plan[0]["id"]) {
        done(
            &mut mei,
            &format!("/api/v1/tasks/{}/hand-in", text(task, "id")),
            &json!({}),
        );
    }
    let draft = titled(&plan, "Draft sitemap and page goals");
    let subs: Vec<&Value> = plan.iter().filter(|t| t["parent"] == draft["id"]).collect();
    done(
        &mut mei,
        &format!("/api/v1/tasks/{}/hand-in", text(subs[0], "id")),
        &json!({}),
    );
    done(
        &mut mei,
        "/api/v1/time-entries/start",
        &json!({ "task": subs[1]["id"], "note": "Menu order" }),
    );
    done(
        &mut mei,
        "/api/v1/time-entries",
        &json!({ "task": subs[0]["id"], "minutes": "1:10", "note": "Two competitors" }),
    );
    done(
        &mut mei,
        &format!("/api/v1/tasks/{}/check", text(draft, "id")),
        &json!({ "item": 0, "done": true }),
    );
    done(
        &mut mei,
        &format!("/api/v1/tasks/{}/comments", text(draft, "id")),
        &json!({ "text": "The old site has 40 pages. Which stay?" }),
    );
    done(
        &mut mei,
        &format!("/api/v1/tasks/{}/request", text(draft, "id")),
        &json!({ "title": "Redirect list", "reason": "Old links" }),
    );
    UnderWay {
        task: text(draft, "id").to_owned(),
        subtask: text(subs[2], "id").to_owned(),
        project,
    }
}

/// Nothing is wrong with any of these pages, by name.
fn all_look_right(house: &House, page: &Page, paths: &[(&str, String)]) {
    let looks = paths
        .iter()
        .flat_map(|(name, path)| super::looks::look(house, page, name, path));
    let wrong: Vec<String> = looks.collect();
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn pages_of_a_project_look_right() {
    let house = House::with_cast().unwrap();
    let project = under_way(&house).project;
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "team-lead");
    let paths = [
        ("projects", "/projects".to_owned()),
        ("project", format!("/projects/{project}")),
        ("project-tasks", format!("/projects/{project}/tasks")),
        ("project-time", format!("/projects/{project}/time")),
        ("project-history", format!("/projects/{project}/history")),
    ];
    all_look_right(&house, &page, &paths);
}

#[test]
fn pages_of_tasks_look_right() {
    let house = House::with_cast().unwrap();
    let UnderWay {
        project,
        task,
        subtask,
    } = under_way(&house);
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "team-lead");
    let paths = [
        ("tasks-all", "/tasks?show=all".to_owned()),
        ("tasks-list", "/tasks?show=all&view=list".into()),
        ("tasks-month", "/tasks?show=all&view=calendar".into()),
        (
            "tasks-week",
            "/tasks?show=all&view=calendar&span=week".into(),
        ),
        ("tasks-swimlanes", "/tasks?show=all&swim=priority".into()),
        ("recurring", "/recurring-tasks".into()),
        ("task", format!("/tasks/{task}")),
        ("subtask", format!("/tasks/{subtask}")),
        ("task-edit", format!("/tasks/{task}/edit")),
        ("task-new", format!("/tasks/new?project={project}")),
    ];
    all_look_right(&house, &page, &paths);
}

#[test]
fn work_looks_right_for_who_does_it_and_for_whom() {
    let house = House::with_cast().unwrap();
    let UnderWay { project, task, .. } = under_way(&house);
    let email = portal_person(&house, &project);
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "team-member");
    let paths = [
        ("my-tasks", "/tasks".to_owned()),
        ("time", "/time".into()),
        ("task-member", format!("/tasks/{task}")),
    ];
    all_look_right(&house, &page, &paths);
    page.clear_cookies();
    page.goto(&house.url("/sign-in"));
    page.fill("#email", &email);
    page.fill("#password", PASSWORD);
    page.click("form[action='/sign-in'] button.primary");
    page.wait("body[data-user]");
    let paths = [("portal-project", format!("/portal/projects/{project}"))];
    all_look_right(&house, &page, &paths);
}

#[test]
fn a_plan_folds_and_a_deed_beside_the_list_can_be_undone_at_once() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let browser = Browser::launch();
    let page = browser.page();
    page.viewport(1440, 900, false);
    sign_in(&house, &page, "team-lead");
    page.goto(&house.url(&format!("/projects/{project}")));
    let part = page.attr("[data-fold]", "data-fold").unwrap();
    let below = format!("tr[data-parent='{part}']");
    assert!(page.visible(&below));
    page.focus("[data-fold]");
    page.press("Enter");
    assert!(!page.visible(&below), "its tasks are folded away");
    assert_eq!(
        page.attr("[data-fold]", "aria-expanded").as_deref(),
        Some("false")
    );
    page.reload();
    assert!(!page.visible(&below), "and stay so for the session");
    page.click("[data-fold]");
    assert!(page.visible(&below));

    page.goto(&house.url("/tasks?show=all&view=list"));
    page.click("main tbody th a[data-panel]");
    page.wait("dialog#panel form[action$='/start']");
    page.click("dialog#panel form[action$='/start'] button");
    page.wait("#toasts form[action^='/undo/']");
    assert!(page.exists("dialog#panel[open]"), "the panel stays");
    assert!(page.console_errors().is_empty());
}

#[test]
fn a_post_on_a_long_page_keeps_its_place() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let named = |t: &&Value| t["title"] == "Draft sitemap and page goals";
    let at = format!("/tasks/{}", text(plan.iter().find(named).unwrap(), "id"));
    let browser = Browser::launch();
    let page = browser.page();
    page.viewport(1200, 500, false);
    sign_in(&house, &page, "team-lead");
    page.goto(&house.url(&at));
    // A comment far down the page comes back to where it was written.
    page.eval(
        "document.querySelector('#composer').scrollIntoView({ block: 'center', behavior: 'instant' })",
    );
    let before = page.eval("Math.round(scrollY)").as_i64().unwrap();
    assert!(before > 300, "{before}");
    page.fill("#composer", "Noted");
    page.click("form.composer button.primary");
    page.wait_text("main", "Noted");
    let after = page.eval("Math.round(scrollY)").as_i64().unwrap();
    assert!((after - before).abs() < 200, "{before} {after}");
    // What was refused stands open, in view, and stays while others work.
    page.eval("document.querySelector('#sub-title').closest('details').open = true");
    page.fill("#sub-title", "Ask for the logins");
    page.fill("#sub-estimate", "soon");
    page.click("form[action$='/subtasks'] button");
    page.wait("#sub-estimate[aria-invalid=true]");
    assert_eq!(page.value("#sub-title"), "Ask for the logins");
    page.wait_js(
        "(() => { const box = document.querySelector('#sub-estimate').getBoundingClientRect(); return box.top > 0 && box.bottom < innerHeight; })()",
    );
    done(
        &mut bilal,
        &format!("/api/v1{at}/comments"),
        &json!({ "text": "Meanwhile" }),
    );
    page.wait_text("main", "Meanwhile");
    assert_eq!(page.value("#sub-title"), "Ask for the logins");
    let errors = page.console_errors();
    assert!(
        errors.iter().all(|error| error.contains("status of 422")),
        "{errors:?}"
    );
}

#[test]
fn going_back_over_a_refused_form_shows_a_page() {
    let house = House::with_cast().unwrap();
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "sales-closer");
    page.goto(&house.url("/leads/new"));
    page.fill("#company", "Alder Creek");
    page.fill("#email", "ann@aldercreek"); // fine for the browser, not for us
    page.click("main form button.primary");
    page.wait("#email[aria-invalid=true]");
    page.fill("#email", "ann@aldercreek.example");
    page.click("main form button.primary");
    page.wait_text("h1", "Alder Creek");
    page.back();
    page.wait("#main");
    let title = page.title();
    assert!(title.starts_with("Leads"), "asked for anew: {title}");
}
