//! Stages eight and nine: a plan is broken down, assigned, worked on and reviewed; progress rolls up by itself.

use atrium::{
    base::{Id, Money, calendar::WorkingCalendar},
    features::{
        approvals,
        clients::Client as Company,
        people::{Directory, User},
        projects::{self, Plan, Project},
        settings::Category,
    },
    testing::{cast::PASSWORD, client::Client, house::House},
};
use serde_json::{Value, json};

#[track_caller]
fn done(client: &mut Client, path: &str, body: &Value) -> Value {
    let answer = client.post_json(path, body);
    assert!(
        (200..300).contains(&answer.status),
        "{path}: {} {}",
        answer.status,
        answer.text()
    );
    answer.json()
}

#[track_caller]
fn refused(client: &mut Client, path: &str, body: &Value, status: u16) -> String {
    let answer = client.post_json(path, body);
    assert_eq!(answer.status, status, "{path}: {}", answer.text());
    answer.text()
}

#[track_caller]
fn get(client: &mut Client, path: &str) -> Value {
    let answer = client.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

#[track_caller]
fn page(client: &mut Client, path: &str) -> String {
    let answer = client.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.text()
}

/// A web project planned from the playbook, with the cast's manager and lead.
fn planned(house: &House, playbook: &str) -> String {
    let visit = house.visit();
    let names = Directory::of(&visit).unwrap();
    let web = names.department_by_key("web").unwrap().id;
    let person = |role: &str| -> Id<User> { house.account(role).id };
    let (manager, team_lead, owner) = (
        person("project-manager"),
        person("team-lead"),
        person("account-manager"),
    );
    let (today, playbook) = (visit.today(), projects::playbook(playbook).unwrap());
    let id = visit
        .act(approvals::APPROVE, move |change| {
            change.allow_new();
            let client = change.insert(Company {
                name: "Copperline Roofing".into(),
                owner,
                ..Company::default()
            })?;
            let plan = Plan {
                title: "Copperline website".into(),
                client: client.id,
                ticket: None,
                category: Category::Web,
                department: web,
                departments: Vec::new(),
                manager,
                team_lead,
                budget_minutes: 6000,
                value: Money(785_000),
                start: today,
                playbook,
                calendar: WorkingCalendar::default(),
            };
            projects::plan_from(change, plan).map(|project| project.id)
        })
        .unwrap();
    id.to_string()
}

fn tasks(client: &mut Client, project: &str) -> Vec<Value> {
    get(client, &format!("/api/v1/tasks?project={project}"))["items"]
        .as_array()
        .unwrap()
        .clone()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

#[test]
fn work_rolls_up_from_subtask_to_project() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let mut quinn = house.api("qa-reviewer").unwrap();
    assert!(
        bilal
            .get("/api/v1/notifications")
            .text()
            .contains("Copperline website is planned")
    );
    let plan = tasks(&mut bilal, &project);
    let top: Vec<&Value> = plan.iter().filter(|t| t["parent"].is_null()).collect();
    let kick_off = text(top[0], "id").to_owned();
    let draft = top
        .iter()
        .find(|t| t["title"] == "Draft sitemap and page goals")
        .unwrap();
    let (draft, subs) = (
        text(draft, "id").to_owned(),
        get(
            &mut bilal,
            &format!("/api/v1/tasks?parent={}", text(draft, "id")),
        ),
    );
    let subs: Vec<String> = subs["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| text(s, "id").to_owned())
        .collect();
    assert_eq!(subs.len(), 3);
    assert_eq!(
        mei.get(&format!("/api/v1/tasks/{draft}")).status,
        404,
        "not hers yet"
    );

    done(
        &mut bilal,
        &format!("/api/v1/tasks/{}/assign", subs[0]),
        &json!({ "assignee": house.account("team-member").id.to_string() }),
    );
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{draft}/assign"),
        &json!({ "assignee": house.account("team-member").id.to_string() }),
    );
    assert!(
        mei.get("/api/v1/notifications")
            .text()
            .contains("is yours, for Copperline website")
    );
    let why = refused(
        &mut mei,
        &format!("/api/v1/tasks/{}/start", subs[0]),
        &json!({}),
        409,
    );
    assert!(
        why.contains(&kick_off) && why.contains("Kick-off call"),
        "{why}"
    );
    refused(
        &mut mei,
        &format!("/api/v1/tasks/{kick_off}/start"),
        &json!({}),
        404,
    );

    // The kick-off needs no review: its subtasks complete it.
    let calls = get(&mut bilal, &format!("/api/v1/tasks?parent={kick_off}"));
    for call in calls["items"].as_array().unwrap() {
        done(
            &mut bilal,
            &format!("/api/v1/tasks/{}/hand-in", text(call, "id")),
            &json!({}),
        );
    }
    let kicked = get(&mut bilal, &format!("/api/v1/tasks/{kick_off}"));
    assert_eq!(
        (text(&kicked, "state"), &kicked["progress"]),
        ("completed", &json!(100))
    );
    let before = get(&mut bilal, &format!("/api/v1/projects/{project}"));
    assert_eq!(
        (text(&before, "state"), text(&before, "status")),
        ("active", "planned"),
        "started by its tasks"
    );
    assert!(before["progress"].as_u64().unwrap() > 0);

    done(
        &mut mei,
        &format!("/api/v1/tasks/{}/start", subs[0]),
        &json!({}),
    );
    let parent = get(&mut mei, &format!("/api/v1/tasks/{draft}"));
    assert_eq!(
        (text(&parent, "state"), text(&parent, "status")),
        ("in_progress", "to_do")
    );
    assert_eq!(parent["progress"], 4, "60 of 150 minutes at 10 percent");
    refused(
        &mut mei,
        &format!("/api/v1/tasks/{draft}/hand-in"),
        &json!({}),
        409,
    );
    for sub in &subs {
        let who = if *sub == subs[0] {
            &mut mei
        } else {
            &mut bilal
        };
        done(who, &format!("/api/v1/tasks/{sub}/hand-in"), &json!({}));
    }
    let parent = get(&mut mei, &format!("/api/v1/tasks/{draft}"));
    assert_eq!(
        (text(&parent, "state"), &parent["progress"]),
        ("review", &json!(99))
    );
    assert!(
        quinn
            .get("/api/v1/notifications")
            .text()
            .contains("Draft sitemap and page goals waits for review")
    );
    done(
        &mut quinn,
        &format!("/api/v1/tasks/{draft}/return"),
        &json!({ "reason": "Legal pages are missing" }),
    );
    assert!(
        mei.get("/api/v1/notifications")
            .text()
            .contains("Legal pages are missing")
    );
    assert_eq!(
        get(&mut mei, &format!("/api/v1/tasks/{draft}"))["state"],
        "in_progress"
    );
    done(
        &mut mei,
        &format!("/api/v1/tasks/{draft}/hand-in"),
        &json!({}),
    );
    refused(
        &mut mei,
        &format!("/api/v1/tasks/{draft}/accept"),
        &json!({}),
        403,
    );
    done(
        &mut quinn,
        &format!("/api/v1/tasks/{draft}/accept"),
        &json!({}),
    );
    let finished = get(&mut mei, &format!("/api/v1/tasks/{draft}"));
    assert_eq!(
        (text(&finished, "state"), &finished["progress"]),
        ("completed", &json!(100))
    );
    let milestones = get(&mut bilal, &format!("/api/v1/milestones?project={project}"));
    // 90 and 150 of 330 minutes.
    assert_eq!(milestones["items"][0]["progress"], 72);
    assert!(
        atrium::data::testing::recount(&house.store)
            .unwrap()
            .problems
            .is_empty()
    );
}

#[test]
fn undo_gives_back_what_was_shown() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "gmb-setup");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let leaf = plan.iter().find(|t| !t["parent"].is_null()).unwrap();
    let (leaf, parent) = (text(leaf, "id").to_owned(), text(leaf, "parent").to_owned());
    let shown = |client: &mut Client| {
        let task = get(client, &format!("/api/v1/tasks/{parent}"));
        let project = get(client, &format!("/api/v1/projects/{project}"));
        let milestones = get(
            client,
            &format!("/api/v1/milestones?project={}", text(&project, "id")),
        );
        (
            task["state"].clone(),
            task["progress"].clone(),
            task["weight_minutes"].clone(),
            task["subtasks"].clone(),
            project["state"].clone(),
            project["progress"].clone(),
            milestones["items"][0]["weight_minutes"].clone(),
        )
    };
    let mut vera = house.api("administrator").unwrap();
    let mut undo = |client: &mut Client| {
        let seq = get(&mut vera, "/api/v1/journal?limit=1")["items"][0]["seq"]
            .as_u64()
            .unwrap();
        done(client, &format!("/api/v1/journal/{seq}/undo"), &json!({}));
    };
    let before = shown(&mut bilal);
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{leaf}/start"),
        &json!({}),
    );
    assert_ne!(shown(&mut bilal), before);
    undo(&mut bilal);
    assert_eq!(shown(&mut bilal), before);
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{leaf}/cancel"),
        &json!({ "reason": "Not needed" }),
    );
    assert_ne!(shown(&mut bilal), before);
    undo(&mut bilal);
    assert_eq!(shown(&mut bilal), before);
    let made = done(
        &mut bilal,
        &format!("/api/v1/tasks/{parent}/subtasks"),
        &json!({ "title": "One more", "estimate": "2h" }),
    );
    assert_eq!(made["weight_minutes"], 120);
    assert_ne!(shown(&mut bilal), before);
    undo(&mut bilal);
    assert_eq!(
        shown(&mut bilal),
        before,
        "a subtask that was never made weighs nothing"
    );
    assert!(
        atrium::data::testing::recount(&house.store)
            .unwrap()
            .problems
            .is_empty()
    );
}

#[test]
fn a_member_asks_for_a_subtask_and_it_counts_once_approved() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let (mut bilal, mut mei) = (
        house.api("team-lead").unwrap(),
        house.api("team-member").unwrap(),
    );
    let plan = tasks(&mut bilal, &project);
    let draft = text(
        plan.iter()
            .find(|t| t["title"] == "Draft sitemap and page goals")
            .unwrap(),
        "id",
    )
    .to_owned();
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{draft}/assign"),
        &json!({ "assignee": house.account("team-member").id.to_string() }),
    );
    refused(
        &mut mei,
        &format!("/api/v1/tasks/{draft}/subtasks"),
        &json!({ "title": "Redirects" }),
        403,
    );
    let asked = done(
        &mut mei,
        &format!("/api/v1/tasks/{draft}/request"),
        &json!({ "title": "Redirects", "estimate": "1:30", "reason": "Old links" }),
    );
    let id = text(&asked, "id").to_owned();
    let parent = get(&mut mei, &format!("/api/v1/tasks/{draft}"));
    assert_eq!(
        (&parent["subtasks"], &parent["weight_minutes"]),
        (&json!(3), &json!(150))
    );
    assert!(
        bilal
            .get("/api/v1/notifications")
            .text()
            .contains("asks for the subtask Redirects")
    );
    refused(
        &mut mei,
        &format!("/api/v1/tasks/{id}/approve"),
        &json!({}),
        403,
    );
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{id}/approve"),
        &json!({}),
    );
    let parent = get(&mut mei, &format!("/api/v1/tasks/{draft}"));
    assert_eq!(
        (&parent["subtasks"], &parent["weight_minutes"]),
        (&json!(4), &json!(240))
    );
    assert!(
        atrium::data::testing::recount(&house.store)
            .unwrap()
            .problems
            .is_empty()
    );
}

#[test]
fn a_timer_starts_its_task_and_only_one_runs() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let (mut bilal, mut mei) = (
        house.api("team-lead").unwrap(),
        house.api("team-member").unwrap(),
    );
    let plan = tasks(&mut bilal, &project);
    let leaves: Vec<String> = plan
        .iter()
        .filter(|t| t["parent"] == plan[0]["id"])
        .map(|t| text(t, "id").to_owned())
        .collect();
    for leaf in &leaves {
        done(
            &mut bilal,
            &format!("/api/v1/tasks/{leaf}/assign"),
            &json!({ "assignee": house.account("team-member").id.to_string() }),
        );
    }
    done(
        &mut mei,
        "/api/v1/time-entries/start",
        &json!({ "task": leaves[0] }),
    );
    assert_eq!(
        get(&mut mei, &format!("/api/v1/tasks/{}", leaves[0]))["state"],
        "in_progress"
    );
    refused(
        &mut mei,
        "/api/v1/time-entries/start",
        &json!({ "task": leaves[0] }),
        409,
    );
    done(
        &mut mei,
        "/api/v1/time-entries/start",
        &json!({ "task": leaves[1] }),
    );
    let first = get(
        &mut mei,
        &format!("/api/v1/time-entries?task={}", leaves[0]),
    );
    assert_eq!(
        (&first["items"][0]["started"], &first["items"][0]["minutes"]),
        (&json!(null), &json!(1))
    );
    done(&mut mei, "/api/v1/time-entries/stop", &json!({}));
    refused(&mut mei, "/api/v1/time-entries/stop", &json!({}), 409);
    let logged = done(
        &mut mei,
        "/api/v1/time-entries",
        &json!({ "task": leaves[0], "minutes": "1:30", "note": "Agenda" }),
    );
    assert_eq!(
        get(&mut mei, &format!("/api/v1/tasks/{}", leaves[0]))["logged_minutes"],
        91
    );
    let mut sana = house.api("support-agent").unwrap();
    assert_eq!(
        sana.get(&format!("/api/v1/time-entries/{}", text(&logged, "id")))
            .status,
        404
    );
    let mut page_of = house.signed_in("team-member");
    assert!(page(&mut page_of, "/time").contains("1:31"));
    assert!(page(&mut page_of, &format!("/projects/{project}/time")).contains("Agenda"));
}

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
        assert!(seen.len() < 90_000, "{path} has {} bytes", seen.len());
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
            &[("title", "Book the room"), ("estimate", "0.5")]
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
            ("whole", "on"),
            ("title", "Send the agenda"),
            ("estimate", "30m"),
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
        404,
        "but others' tasks stay theirs"
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
fn portal_person(house: &House, project: &str) -> String {
    let id: Id<Project> = Id::parse(project).unwrap();
    let client = house.visit().find(id).unwrap().client;
    let mut amira = house.api("account-manager").unwrap();
    let contact = done(
        &mut amira,
        &format!("/api/v1/clients/{client}/contacts"),
        &json!({ "name": "Wade Hollis", "email": "wade@copperline.example" }),
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
    "wade@copperline.example".to_owned()
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
fn pages_of_work_look_right() {
    use super::looks::{look, sign_in};
    use crate::support::browser::Browser;
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
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
    let draft = plan
        .iter()
        .find(|t| t["title"] == "Draft sitemap and page goals")
        .unwrap();
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
    let email = portal_person(&house, &project);
    let browser = Browser::launch();
    let page = browser.page();
    let mut wrong = Vec::new();
    sign_in(&house, &page, "team-lead");
    let (task, sub) = (text(draft, "id"), text(subs[2], "id"));
    for (name, path) in [
        ("projects", "/projects".to_owned()),
        ("project", format!("/projects/{project}")),
        ("project-tasks", format!("/projects/{project}/tasks")),
        ("project-time", format!("/projects/{project}/time")),
        ("project-history", format!("/projects/{project}/history")),
        ("tasks-all", "/tasks?show=all".into()),
        ("tasks-list", "/tasks?show=all&view=list".into()),
        ("task", format!("/tasks/{task}")),
        ("subtask", format!("/tasks/{sub}")),
        ("task-edit", format!("/tasks/{task}/edit")),
        ("task-new", format!("/tasks/new?project={project}")),
    ] {
        wrong.extend(look(&house, &page, name, &path));
    }
    page.clear_cookies();
    sign_in(&house, &page, "team-member");
    for (name, path) in [
        ("my-tasks", "/tasks".to_owned()),
        ("time", "/time".into()),
        ("task-member", format!("/tasks/{task}")),
    ] {
        wrong.extend(look(&house, &page, name, &path));
    }
    page.clear_cookies();
    page.goto(&house.url("/sign-in"));
    page.fill("#email", &email);
    page.fill("#password", PASSWORD);
    page.click("form[action='/sign-in'] button.primary");
    page.wait("body[data-user]");
    wrong.extend(look(
        &house,
        &page,
        "portal-project",
        &format!("/portal/projects/{project}"),
    ));
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_plan_folds_and_a_deed_beside_the_list_can_be_undone_at_once() {
    use super::looks::sign_in;
    use crate::support::browser::Browser;
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
