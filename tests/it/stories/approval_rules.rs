//! Whose word counts: rules with steps, several at once, two answers at once, reminders, and the inbox.

use atrium::{
    base::Moment,
    data::testing::recount,
    features::history,
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    approval_kinds::{asked, budget, number, patch},
    work::{planned, tasks, text, titled},
};
use crate::support::steps::{done, get, page, refused};

fn rule(by: &mut Client, body: &Value) -> String {
    text(&done(by, "/api/v1/approval-rules", body), "id").to_owned()
}

#[test]
fn a_rule_says_how_many_and_in_which_order() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut ines = house.api("superadmin").unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    let none = ines.post_json(
        "/api/v1/approval-rules",
        &json!({ "name": "x", "kind": "budget" }),
    );
    assert_eq!(none.status, 422, "{}", none.text());
    let unknown = json!({ "name": "x", "kind": "moon", "steps": [{ "who": "manager" }] });
    assert_eq!(
        ines.post_json("/api/v1/approval-rules", &unknown).status,
        422
    );
    refused(
        &mut jonas,
        "/api/v1/approval-rules",
        &json!({ "name": "x", "kind": "budget", "steps": [{ "who": "manager" }] }),
        403,
    );
    // Large ones first the lead, then two of three; small ones as shipped.
    let large = rule(
        &mut ines,
        &json!({ "name": "Large budgets", "kind": "budget", "place": 10, "minutes_from": 600, "steps": [
            { "who": "lead" },
            { "who": "people", "need": 2, "people": [
                number(&house, "department-manager"), number(&house, "management"), number(&house, "sales-manager"),
            ] },
        ] }),
    );
    let small = asked(&mut jonas, &project, 6300);
    assert!(get(&mut hana, &format!("/api/v1/approvals/{small}"))["rule"].is_null());
    done(
        &mut hana,
        &format!("/api/v1/approvals/{small}/approve"),
        &json!({}),
    );
    let id = asked(&mut jonas, &project, 9000);
    let path = format!("/api/v1/approvals/{id}");
    assert_eq!(text(&get(&mut bilal, &path), "rule"), large);
    // Not her turn yet.
    let early = refused(&mut hana, &format!("{path}/approve"), &json!({}), 403);
    assert!(early.contains("waits for"), "{early}");
    done(&mut bilal, &format!("{path}/approve"), &json!({}));
    refused(&mut bilal, &format!("{path}/approve"), &json!({}), 403);
    assert!(
        get(&mut hana, "/api/v1/notifications")
            .to_string()
            .contains("waits for your decision")
    );
    let half = done(&mut hana, &format!("{path}/approve"), &json!({}));
    assert_eq!(text(&half, "status"), "waiting");
    assert_eq!(budget(&mut jonas, &project), 6300);
    let twice = hana.post_json(&format!("{path}/approve"), &json!({}));
    assert_eq!(twice.status, 409, "{}", twice.text());
    let mut boss = house.api("management").unwrap();
    let whole = done(&mut boss, &format!("{path}/approve"), &json!({}));
    assert_eq!(text(&whole, "status"), "approved");
    assert_eq!(whole["votes"].as_array().unwrap().len(), 3);
    assert_eq!(budget(&mut jonas, &project), 9000);

    let mut window = house.signed_in("superadmin");
    assert!(page(&mut window, "/approval-rules").contains("Large budgets"));
    assert!(page(&mut window, &format!("/approval-rules/{large}")).contains("value=\"10\""));
    done(
        &mut ines,
        &format!("/api/v1/approval-rules/{large}/retire"),
        &json!({}),
    );
    let after = asked(&mut jonas, &project, 12_000);
    assert!(get(&mut hana, &format!("/api/v1/approvals/{after}"))["rule"].is_null());
}

#[test]
fn nothing_critical_passes_beside_its_rule() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut jonas = house.api("project-manager").unwrap();
    let mut ines = house.api("superadmin").unwrap();
    let several = "/api/v1/projects/bulk";
    let day = (house.visit().today() + 60).iso();
    for set in [
        json!({ "keys": [project], "budget_minutes": 9000 }),
        json!({ "keys": [project], "value": 999_000 }),
        json!({ "keys": [project], "promised": day }),
    ] {
        let why = refused(&mut jonas, several, &set, 409);
        assert!(why.contains("own page"), "{why}");
    }
    assert_eq!(budget(&mut jonas, &project), 6000);
    // Whoever decides everywhere needs nobody, unless a rule wants two.
    let hours = json!({ "keys": [project], "budget_minutes": 6300 });
    assert_eq!(done(&mut ines, several, &hours)["changed"], 1);
    rule(
        &mut ines,
        &json!({ "name": "Two for a day", "kind": "deadline", "steps": [
            { "who": "people", "need": 2, "people": [
                number(&house, "department-manager"), number(&house, "management"),
            ] },
        ] }),
    );
    let days = json!({ "keys": [project], "promised": day });
    refused(&mut ines, several, &days, 409);
    // In one edit with the hours the day still waits for them.
    let told = patch(
        &mut ines,
        &format!("/api/v1/projects/{project}"),
        &json!({ "budget_minutes": 6600, "promised": day }),
    );
    assert_eq!(told["budget_minutes"], 6600);
    assert_ne!(told["promised"], json!(day));
    let waits = told["waiting"].as_array().unwrap();
    assert_eq!(waits.len(), 1, "{told}");
    let asked = text(&waits[0], "approval").to_owned();
    let shown = get(&mut ines, &format!("/api/v1/approvals/{asked}"));
    assert_eq!(text(&shown, "kind"), "deadline");
}

#[test]
fn a_rule_for_subtasks_sees_their_hours_and_may_ask_nobody() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut ines = house.api("superadmin").unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let boss = number(&house, "management");
    for body in [
        json!({ "name": "Long subtasks", "kind": "subtask", "place": 10, "minutes_from": 600, "steps": [
            { "who": "people", "people": [boss] },
        ] }),
        json!({ "name": "Short subtasks", "kind": "subtask", "place": 20, "steps": [{ "who": "nobody" }] }),
    ] {
        rule(&mut ines, &body);
    }
    let plan = tasks(&mut bilal, &project);
    let draft = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{draft}/assign"),
        &json!({ "assignee": number(&house, "team-member") }),
    );
    let mut ask = |title: &str, estimate: &str| {
        let body = json!({ "title": title, "estimate_minutes": estimate, "reason": "Old links" });
        let made = done(&mut mei, &format!("/api/v1/tasks/{draft}/request"), &body);
        let list = get(&mut mei, "/api/v1/approvals");
        let task = text(&made, "id").to_owned();
        let shown = get(&mut mei, &format!("/api/v1/tasks/{task}"));
        let waits = list.to_string().contains(&task);
        (task, shown["requested"].clone(), waits)
    };
    let (_, requested, waits) = ask("Redirects", "1:30");
    assert_eq!((requested, waits), (json!(false), false), "nobody is asked");
    let (task, requested, waits) = ask("Forms", "12:00");
    assert_eq!((requested, waits), (json!(true), true));
    // The lead isn't asked, so the task's own door is none for them.
    let why = refused(
        &mut bilal,
        &format!("/api/v1/tasks/{task}/approve"),
        &json!({}),
        403,
    );
    assert!(why.contains("waits for"), "{why}");
    let mut boss = house.api("management").unwrap();
    let list = get(&mut boss, "/api/v1/approvals?status=waiting");
    let mut items = list["items"].as_array().unwrap().iter();
    let asked = items.find(|held| held["subject"] == task.as_str()).unwrap();
    let path = format!("/api/v1/approvals/{}/approve", text(asked, "id"));
    done(&mut boss, &path, &json!({}));
    assert_eq!(
        get(&mut bilal, &format!("/api/v1/tasks/{task}"))["requested"],
        false
    );
}

#[test]
fn what_is_found_out_is_decided_by_the_rule_it_falls_under() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut ines = house.api("superadmin").unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let large = rule(
        &mut ines,
        &json!({ "name": "Large budgets", "kind": "budget", "minutes_from": 18_000, "steps": [
            { "who": "people", "people": [number(&house, "management")] },
        ] }),
    );
    let id = asked(&mut jonas, &project, 9000);
    let path = format!("/api/v1/approvals/{id}");
    let found = json!({ "budget_minutes": 30_000 });
    let alone = refused(&mut hana, &format!("{path}/approve"), &found, 409);
    assert!(alone.contains("Others decide"), "{alone}");
    let headers = [("content-type", "application/json")];
    let own = jonas.request("PATCH", &path, &headers, found.to_string().as_bytes());
    assert_eq!(own.status, 403, "{}", own.text());
    let told = patch(&mut hana, &path, &found);
    assert_eq!(text(&told, "rule"), large);
    refused(&mut hana, &format!("{path}/approve"), &json!({}), 403);
    let mut boss = house.api("management").unwrap();
    done(&mut boss, &format!("{path}/approve"), &json!({}));
}

#[test]
fn a_rule_that_names_nobody_who_is_there_is_said_to() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut ines = house.api("superadmin").unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let role = json!({ "name": "Finance", "level": 15, "tier": "employee" });
    let role = text(&done(&mut ines, "/api/v1/roles", &role), "id").to_owned();
    rule(
        &mut ines,
        &json!({ "name": "Large budgets", "kind": "budget", "steps": [{ "who": "role", "role": role }] }),
    );
    let headers = [("content-type", "application/json")];
    let answer = jonas.request(
        "PATCH",
        &format!("/api/v1/projects/{project}"),
        &headers,
        json!({ "budget_minutes": 9000 }).to_string().as_bytes(),
    );
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert!(answer.text().contains("Finance"), "{}", answer.text());
}

#[test]
fn several_are_decided_in_one_deed_and_one_undo() {
    let house = House::with_cast().unwrap();
    let all = ["web-wordpress", "web-wordpress", "web-wordpress"].map(|key| planned(&house, key));
    let mut jonas = house.api("project-manager").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let ids = all.clone().map(|project| asked(&mut jonas, &project, 7200));
    let at = "/api/v1/approvals/decide";
    // All or none: one of them can't be decided.
    let mut ines = house.api("superadmin").unwrap();
    patch(
        &mut ines,
        &format!("/api/v1/projects/{}", all[2]),
        &json!({ "budget_minutes": 6100 }),
    );
    let body = json!({ "keys": ids, "verdict": "approve" });
    let why = refused(&mut hana, at, &body, 409);
    assert!(why.contains(&ids[2]), "{why}");
    assert_eq!(budget(&mut jonas, &all[0]), 6000);
    let two = json!({ "keys": [ids[0], ids[1]], "verdict": "approve" });
    refused(&mut jonas, at, &two, 403);
    let told = done(&mut hana, at, &two);
    assert_eq!(told["decided"], 2);
    assert_eq!(budget(&mut jonas, &all[1]), 7200);
    let seq = told["seq"].as_u64().unwrap();
    done(
        &mut hana,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(
        (budget(&mut jonas, &all[0]), budget(&mut jonas, &all[1])),
        (6000, 6000)
    );
    // What came or was changed since the list was drawn is looked at first.
    let late = json!({ "keys": [ids[0]], "verdict": "approve", "as_of": seq });
    let why = refused(&mut hana, at, &late, 409);
    assert!(why.contains("Look at it first"), "{why}");
    let silent = json!({ "keys": [ids[0]], "verdict": "return" });
    refused(&mut hana, at, &silent, 422);
}

#[test]
fn of_two_answers_at_once_one_counts() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let id = asked(&mut house.api("project-manager").unwrap(), &project, 7200);
    let path = format!("/api/v1/approvals/{id}");
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let each = ["department-manager", "management"].map(|role| {
            let mut client = house.api(role).unwrap();
            let (deed, body) = match role {
                "management" => ("reject", json!({ "reason": "No" })),
                _ => ("approve", json!({})),
            };
            let path = format!("{path}/{deed}");
            scope.spawn(move || client.post_json(&path, &body).status)
        });
        each.map(|thread| thread.join().unwrap()).to_vec()
    });
    let mut sorted = answers.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [200, 409]);
    let shown = get(&mut house.api("department-manager").unwrap(), &path);
    let approved = text(&shown, "status") == "approved";
    assert_eq!(approved, answers[0] == 200);
    let minutes = budget(&mut house.api("project-manager").unwrap(), &project);
    assert_eq!(minutes, if approved { 7200 } else { 6000 });
}

#[test]
fn the_ladder_tells_who_decides_each_step_once_also_after_days_of_being_off() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    asked(&mut house.api("project-manager").unwrap(), &project, 7200);
    let mut hana = house.api("department-manager").unwrap();
    let mut said = |words: &str| {
        let told = get(&mut hana, "/api/v1/notifications?limit=100").to_string();
        told.matches(words).count()
    };
    assert_eq!(
        said("approval decided, due") + said("approval decided, late"),
        0
    );
    let steps = |house: &House| {
        let all = house.visit().journal(&history::VIEW, None, 500).unwrap();
        let escalated = all
            .iter()
            .filter(|told| told.entry.action == "clocks.escalate");
        escalated.count()
    };
    // Days later, whenever the server was off meanwhile: each step is a deed of its own, and done once.
    let later = Moment::now().plus(20 * 24 * 3_600_000);
    for _ in 0..8 {
        house.strike(later).unwrap();
    }
    let (done, late) = (steps(&house), said("approval decided, late"));
    assert!(done >= 4 && late > 0, "{done} steps, told {late} times");
    house.strike(later).unwrap();
    assert_eq!(
        (steps(&house), said("approval decided, late")),
        (done, late)
    );
    assert!(recount(&house.store).unwrap().problems.is_empty());
}

#[test]
fn a_decision_is_made_in_a_row_of_the_inbox() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let id = asked(&mut house.api("project-manager").unwrap(), &project, 7200);
    let mut window = house.signed_in("department-manager");
    let inbox = page(&mut window, "/inbox");
    assert!(
        inbox.contains(&format!("/approvals/{id}/approve")),
        "{inbox}"
    );
    let answer = window.post_form(&format!("/approvals/{id}/approve"), &[("back", "/inbox")]);
    assert_eq!((answer.status, answer.location()), (303, Some("/inbox")));
    let elsewhere = page(&mut window, "/inbox");
    assert!(!elsewhere.contains(&format!("/approvals/{id}/approve")));
    // The mail's link leads through signing in to the decision.
    let link = house.client().get(&format!("/approvals/{id}"));
    assert_eq!(link.status, 303);
    assert!(
        link.location().unwrap().contains(&id),
        "{:?}",
        link.location()
    );
}
