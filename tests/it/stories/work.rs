//! Stages eight and nine: a plan is broken down, assigned, worked on and reviewed; progress rolls up by itself.

use atrium::{
    base::{Id, Money, calendar::WorkingCalendar},
    data::Query,
    features::{
        approvals,
        clients::Client as Company,
        people::{Directory, User},
        playbooks::{self, Plan},
        projects::{self, Project},
        settings::Category,
    },
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use crate::support::steps::{done, get, page, refused};

/// A web project planned from the playbook, with the cast's manager and lead.
pub(super) fn planned(house: &House, playbook: &str) -> String {
    let visit = house.visit();
    let names = Directory::of(&visit).unwrap();
    let web = names.department_by_key("web").unwrap().id;
    let person = |role: &str| -> Id<User> { house.account(role).id };
    let (manager, team_lead, owner) = (
        person("project-manager"),
        person("team-lead"),
        person("account-manager"),
    );
    let (today, playbook) = (visit.today(), playbooks::shipped_by_key(playbook).unwrap());
    let id = visit
        .act(approvals::APPROVE, move |change| {
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
                promised: None,
                playbook,
                calendar: WorkingCalendar::default(),
            };
            playbooks::plan_from(change, plan).map(|project| project.id)
        })
        .unwrap();
    id.to_string()
}

/// Undoes the last thing that was done.
fn undo(house: &House, client: &mut Client) {
    let seq = house.newest_deed();
    done(client, &format!("/api/v1/journal/{seq}/undo"), &json!({}));
}

/// The task of a plan that has this title.
pub(super) fn titled<'a>(plan: &'a [Value], title: &str) -> &'a Value {
    plan.iter().find(|task| task["title"] == title).unwrap()
}

pub(super) fn tasks(client: &mut Client, project: &str) -> Vec<Value> {
    get(
        client,
        &format!("/api/v1/tasks?project={project}&limit=200"),
    )["items"]
        .as_array()
        .unwrap()
        .clone()
}

pub(super) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
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
    let draft = titled(&plan, "Draft sitemap and page goals");
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
    // A part of the project that she works on now: she sees it, and it isn't hers.
    refused(
        &mut mei,
        &format!("/api/v1/tasks/{kick_off}/start"),
        &json!({}),
        403,
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

/// A newer date takes the place of the older in the inbox; when it is taken back, the older stands there again, unread.
#[test]
fn what_gave_way_to_a_newer_notice_comes_back_with_its_undo() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "gmb-setup");
    let (mut bilal, sub) = in_work(&house, &project);
    let mut mei = house.api("team-member").unwrap();
    let mut told = || {
        let news = get(&mut mei, "/api/v1/notifications?show=unread&limit=100");
        let dates = news["items"].as_array().unwrap().iter();
        let dates = dates.filter_map(|held| held["text"].as_str().map(str::to_owned));
        dates
            .filter(|text| text.contains("is due on"))
            .collect::<Vec<String>>()
    };
    let mut moved = |due: &str| {
        let json = [("content-type", "application/json")];
        let body = json!({ "due": due }).to_string();
        let path = format!("/api/v1/tasks/{sub}");
        let answer = bilal.request("PATCH", &path, &json, body.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    moved("2031-03-03");
    let first = told();
    assert_eq!(first.len(), 1, "{first:?}");
    moved("2031-03-10");
    let second = told();
    assert_eq!(second.len(), 1, "{second:?}");
    assert_ne!(first, second);
    undo(&house, &mut bilal);
    assert_eq!(told(), first);
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
    let before = shown(&mut bilal);
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{leaf}/start"),
        &json!({}),
    );
    assert_ne!(shown(&mut bilal), before);
    undo(&house, &mut bilal);
    assert_eq!(shown(&mut bilal), before);
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{leaf}/cancel"),
        &json!({ "reason": "Not needed" }),
    );
    assert_ne!(shown(&mut bilal), before);
    undo(&house, &mut bilal);
    assert_eq!(shown(&mut bilal), before);
    let made = done(
        &mut bilal,
        &format!("/api/v1/tasks/{parent}/subtasks"),
        &json!({ "title": "One more", "estimate_minutes": "2h" }),
    );
    assert_eq!(made["weight_minutes"], 120);
    assert_ne!(shown(&mut bilal), before);
    undo(&house, &mut bilal);
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
    let draft = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
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
        &json!({ "title": "Redirects", "estimate_minutes": "1:30", "reason": "Old links" }),
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
fn what_is_part_of_a_cancelled_task_goes_and_comes_with_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let draft = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
    let parts = |bilal: &mut Client| -> Vec<(String, String)> {
        let held = get(bilal, &format!("/api/v1/tasks?parent={draft}"));
        let items = held["items"].as_array().unwrap().iter();
        items
            .map(|t| (text(t, "id").to_owned(), text(t, "state").to_owned()))
            .collect()
    };
    let before = parts(&mut bilal);
    assert!(before.len() > 2);
    let alone = before[0].0.clone();
    let why = json!({ "reason": "Not needed" });
    done(&mut bilal, &format!("/api/v1/tasks/{alone}/cancel"), &why);
    done(&mut bilal, &format!("/api/v1/tasks/{draft}/cancel"), &why);
    assert!(
        parts(&mut bilal)
            .iter()
            .all(|(_, state)| state == "cancelled")
    );
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{draft}/restore"),
        &json!({}),
    );
    for (id, state) in parts(&mut bilal) {
        let stayed = id == alone;
        assert_eq!(
            state == "cancelled",
            stayed,
            "{id}: what was cancelled alone stays so"
        );
    }
    done(&mut bilal, &format!("/api/v1/tasks/{draft}/cancel"), &why);
    undo(&house, &mut bilal);
    let states: Vec<String> = parts(&mut bilal)
        .into_iter()
        .map(|(_, state)| state)
        .collect();
    assert_eq!(
        states.iter().filter(|state| *state == "cancelled").count(),
        1
    );
    let recount = atrium::data::testing::recount(&house.store).unwrap();
    assert!(recount.problems.is_empty());
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

/// A task of the plan without subtasks and without others before it, given to the team member and started.
fn in_work(house: &House, project: &str) -> (Client, String) {
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, project);
    let kick_off = plan.iter().find(|t| t["parent"].is_null()).unwrap();
    let sub = get(
        &mut bilal,
        &format!("/api/v1/tasks?parent={}", text(kick_off, "id")),
    )["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{sub}/assign"),
        &json!({ "assignee": house.account("team-member").id.to_string() }),
    );
    (bilal, sub)
}

#[test]
fn a_deed_that_ends_the_work_stops_its_timer() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let (_, task) = in_work(&house, &project);
    let mut mei = house.signed_in("team-member");
    let page = format!("/tasks/{task}");
    assert_eq!(
        mei.post_form("/time/start", &[("task", &task), ("back", &page)])
            .status,
        303
    );
    let blocked = mei.post_form(&format!("{page}/block"), &[("reason", "No access yet")]);
    assert_eq!(blocked.status, 303, "{}", blocked.text());
    let told = mei.get(&page).text();
    assert!(told.contains("The timer is stopped: 1 m booked"), "{told}");
    assert_eq!(mei.post_form(&format!("{page}/unblock"), &[]).status, 303);
    let undo = undo_of(&mei.get(&page).text());
    mei.post_form("/time/start", &[("task", &task), ("back", &page)]);
    let done = mei.post_form(&format!("{page}/hand-in"), &[]);
    assert_eq!(done.status, 303, "{}", done.text());
    let told = mei.get(&page).text();
    assert!(told.contains("Completed. The timer is stopped"), "{told}");
    // The unblocking can't be taken back once the work is done.
    let refused = mei.post_form(&undo, &[]);
    let after = format!("{}{}", refused.text(), mei.get(&page).text());
    assert!(after.contains("be blocked again"), "{after}");
}

/// The address of the Undo that a page offers.
fn undo_of(page: &str) -> String {
    let at = page.find("/undo/").expect("an Undo is offered");
    page[at..].split('"').next().unwrap().to_owned()
}

#[test]
fn only_whose_work_it_is_hands_it_in() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let (mut bilal, task) = in_work(&house, &project);
    let quinn_id = house.account("qa-reviewer").id.to_string();
    let edit = bilal.request(
        "PATCH",
        &format!("/api/v1/tasks/{task}"),
        &[("content-type", "application/json")],
        json!({ "reviewer": quinn_id, "review_needed": true })
            .to_string()
            .as_bytes(),
    );
    assert_eq!(edit.status, 200, "{}", edit.text());
    let mut mei = house.api("team-member").unwrap();
    let mut quinn = house.api("qa-reviewer").unwrap();
    done(&mut mei, &format!("/api/v1/tasks/{task}/start"), &json!({}));
    let why = refused(
        &mut quinn,
        &format!("/api/v1/tasks/{task}/hand-in"),
        &json!({}),
        403,
    );
    assert!(why.contains("Only they or the team lead"), "{why}");
    refused(
        &mut quinn,
        &format!("/api/v1/tasks/{task}/progress"),
        &json!({ "progress": "50" }),
        403,
    );
    let mut quinn = house.signed_in("qa-reviewer");
    let seen = page(&mut quinn, &format!("/tasks/{task}"));
    assert!(!seen.contains("Hand in for review"));
    done(
        &mut mei,
        &format!("/api/v1/tasks/{task}/hand-in"),
        &json!({}),
    );
}

#[test]
fn a_small_form_with_something_wrong_keeps_what_was_typed() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let (mut bilal_api, sub) = in_work(&house, &project);
    let parent = text(
        &get(&mut bilal_api, &format!("/api/v1/tasks/{sub}")),
        "parent",
    )
    .to_owned();
    let mut bilal = house.signed_in("team-lead");
    let wrong = bilal.post_form(
        &format!("/tasks/{parent}/subtasks"),
        &[
            ("title", "Ask for the logins"),
            ("estimate_minutes", "soon"),
        ],
    );
    assert_eq!(wrong.status, 422);
    let shown = wrong.text();
    assert!(
        shown.contains("Ask for the logins")
            && shown.contains("value=\"soon\"")
            && shown.contains("aria-invalid"),
        "{shown}"
    );
    let wrong = bilal.post_form(
        "/time",
        &[
            ("task", &sub),
            ("minutes", "1:00"),
            ("day", "1970-01-01"),
            ("note", "Called them"),
            ("back", &format!("/tasks/{sub}")),
        ],
    );
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text().contains("Called them") && wrong.text().contains("The project began on"),
        "{}",
        wrong.text()
    );
    // Giving a subtask away on its task's page comes back to that page.
    let given = bilal.post_form(
        &format!("/tasks/{sub}/assign"),
        &[
            ("assignee", &house.account("team-member").id.to_string()),
            ("back", &format!("/tasks/{parent}")),
        ],
    );
    assert_eq!(given.location(), Some(format!("/tasks/{parent}").as_str()));
}

#[test]
fn many_tasks_are_given_at_once() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal_api = house.api("team-lead").unwrap();
    let ids: Vec<String> = tasks(&mut bilal_api, &project)
        .iter()
        .take(12)
        .map(|t| text(t, "id").to_owned())
        .collect();
    let mei = house.account("team-member").id.to_string();
    let list = format!("/tasks?show=unassigned&view=list&project={project}");
    let mut bilal = house.signed_in("team-lead");
    let shown = page(&mut bilal, &list);
    assert!(shown.contains("Selected tasks") && shown.contains("Mei Tanaka"));
    let sellers = house.account("sales-closer").name.clone();
    let choice = shown.split("bulk-assignee").nth(1).unwrap();
    let choice = choice.split("</select>").next().unwrap();
    assert!(
        choice.contains("Mei Tanaka") && !choice.contains(&sellers),
        "{choice}"
    );
    let mut fields = vec![
        ("assignee", mei.as_str()),
        ("priority", "high"),
        ("back", &list),
    ];
    fields.extend(ids.iter().map(|id| ("keys", id.as_str())));
    let given = bilal.post_form("/tasks/bulk", &fields);
    assert_eq!(given.location(), Some(list.as_str()), "{}", given.text());
    let after = tasks(&mut bilal_api, &project);
    let hers = after
        .iter()
        .filter(|t| t["assignee"] == mei.as_str())
        .count();
    assert_eq!(hers, 12);
    let told = house
        .api("team-member")
        .unwrap()
        .get("/api/v1/notifications")
        .text();
    assert_eq!(
        told.matches("12 tasks are yours, for Copperline website")
            .count(),
        1,
        "{told}"
    );
    let nothing = bilal.post_form("/tasks/bulk", &[("keys", &ids[0]), ("back", &list)]);
    assert_eq!(nothing.status, 303);
    assert!(page(&mut bilal, &list).contains("Say what to change"));
    // One Undo takes all of it back.
    refused(
        &mut house.api("team-member").unwrap(),
        "/api/v1/tasks/bulk",
        &json!({ "keys": [ids[0]], "priority": "low" }),
        403,
    );
}

#[test]
fn the_box_forgives_slips() {
    let house = House::with_cast().unwrap();
    planned(&house, "web-wordpress");
    let mut jonas = house.api("project-manager").unwrap();
    for asked in ["coperline", "copperlnie%20websit", "websiet"] {
        let found = jonas.get(&format!("/api/v1/search?q={asked}")).text();
        assert!(found.contains("Copperline website"), "{asked}: {found}");
    }
    let found = jonas.get("/api/v1/search?q=zzebra").text();
    assert!(!found.contains("Copperline"), "{found}");
}

/// What somebody may not make where it would lie is refused before anything is written; what they make they see.
#[test]
fn what_is_answered_as_refused_was_not_done() {
    let house = House::filled().unwrap();
    let list = Query::by(projects::BY_STATE).limit(12);
    let all = house.visit().list::<Project>(list).unwrap().rows;
    let (mut made, mut refused) = (0, 0);
    for role in ["team-lead", "project-manager", "department-manager"] {
        let mut api = house.api(role).unwrap();
        for project in &all {
            let of = project.id.to_string();
            let milestone = json!({
                "project": of, "title": "One more", "start": project.start.iso(), "due": project.finish.iso(),
            });
            let mut asked = vec![("milestones", milestone)];
            for skill in ["web", "seo", "graphics"] {
                asked.push((
                    "tasks",
                    json!({ "project": of, "title": "Look again", "role": skill }),
                ));
            }
            for (path, body) in asked {
                let before = house.newest_deed();
                let answer = api.post_json(&format!("/api/v1/{path}"), &body);
                match answer.status {
                    201 => {
                        made += 1;
                        let id = answer.json()["id"].as_str().unwrap().to_owned();
                        let seen =
                            house.newest_deed() > before && answer.json()["title"].is_string();
                        assert!(seen, "{role} {id}");
                        let page = format!("/api/v1/{path}?project={of}&limit=200");
                        assert!(api.get(&page).text().contains(&id), "{role} {id}");
                    }
                    status => {
                        refused += usize::from(status == 403);
                        assert!(
                            matches!(status, 403 | 404 | 409 | 422),
                            "{role} {path} {status}"
                        );
                        // The house writes down by itself who was refused how often.
                        let after = house.store.entries_after(before, 100).unwrap();
                        let done = after.iter().any(|entry| entry.person != 0);
                        assert!(!done, "{role} {path} {of}: {status}, {after:?}");
                    }
                }
            }
        }
    }
    assert!(made > 5 && refused > 5, "{made} made, {refused} refused");
}
