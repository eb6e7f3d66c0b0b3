//! Lists are narrowed to any of several values, read as one likes, kept under a name for others, changed all at once and
//! taken along as they are shown.

use std::collections::{BTreeMap, BTreeSet};

use atrium::testing::{client::Client, house::House};
use serde_json::{Value, json};

use super::work::{planned, text, titled};
use crate::support::steps::{done, get, page, refused};

/// All that a list of the API has, page by page.
fn everything(api: &mut Client, path: &str, query: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let answer = get(api, &format!("{path}?limit=200&{query}{after}"));
        all.extend(answer["items"].as_array().unwrap().iter().cloned());
        match answer["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

fn numbers(items: &[Value]) -> BTreeSet<String> {
    items
        .iter()
        .map(|item| text(item, "id").to_owned())
        .collect()
}

/// What a record has in a field: one value or several.
fn held(item: &Value, field: &str) -> Vec<String> {
    let one = |value: &Value| value.as_str().map(str::to_owned);
    match &item[field] {
        Value::Array(values) => values.iter().filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    }
}

/// A list, what has to be asked to have all of it, and the names that narrow it with the fields they are about.
type Narrowed = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const NARROWED: [Narrowed; 7] = [
    (
        "/api/v1/leads",
        "show=all",
        &[
            ("stage", "stage"),
            ("source", "source"),
            ("category", "categories"),
            ("owner", "owner"),
        ],
    ),
    (
        "/api/v1/quotes",
        "",
        &[("owner", "owner"), ("client", "client")],
    ),
    (
        "/api/v1/tickets",
        "",
        &[
            ("stage", "stage"),
            ("kind", "kind"),
            ("owner", "owner"),
            ("client", "client"),
        ],
    ),
    (
        "/api/v1/projects",
        "",
        &[
            ("state", "state"),
            ("category", "category"),
            ("team_lead", "team_lead"),
            ("client", "client"),
        ],
    ),
    (
        "/api/v1/tasks",
        "show=all",
        &[
            ("state", "state"),
            ("priority", "priority"),
            ("assignee", "assignee"),
        ],
    ),
    (
        "/api/v1/users",
        "",
        &[
            ("tier", "tier"),
            ("department", "departments"),
            ("role", "roles"),
        ],
    ),
    (
        "/api/v1/time-entries",
        "",
        &[("user", "user"), ("project", "project"), ("task", "task")],
    ),
];

#[test]
fn any_of_several_values_is_what_looking_at_each_record_would_find() {
    let house = House::filled().unwrap();
    let mut boss = house.api("superadmin").unwrap();
    for (path, base, names) in NARROWED {
        let all = everything(&mut boss, path, base);
        assert!(all.len() > 5, "{path}: {}", all.len());
        let mut chosen: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, field) in names {
            let values: BTreeSet<String> = all.iter().flat_map(|item| held(item, field)).collect();
            let ends = [values.first(), values.last()].into_iter().flatten();
            let two: BTreeSet<String> = ends.cloned().collect();
            chosen.insert(name, two.into_iter().collect());
        }
        // Each name by itself, then each with the one before it.
        for (n, (name, field)) in names.iter().enumerate() {
            assert!(
                !chosen[name].is_empty(),
                "{path}: nothing to narrow by {name}"
            );
            let before = n.checked_sub(1).map(|before| names[before]);
            for with in [None, before] {
                let asked: Vec<(&str, &str)> = [Some((*name, *field)), with]
                    .into_iter()
                    .flatten()
                    .collect();
                let query: String = asked
                    .iter()
                    .flat_map(|(name, _)| {
                        chosen[name]
                            .iter()
                            .map(move |value| format!("&{name}={value}"))
                    })
                    .collect();
                let want: Vec<Value> = all
                    .iter()
                    .filter(|item| {
                        asked.iter().all(|(name, field)| {
                            held(item, field)
                                .iter()
                                .any(|value| chosen[name].contains(value))
                        })
                    })
                    .cloned()
                    .collect();
                let got = everything(&mut boss, path, &format!("{base}{query}"));
                assert_eq!(numbers(&got), numbers(&want), "{path}?{base}{query}");
                assert_eq!(
                    got.len(),
                    want.len(),
                    "{path}?{base}{query}: something twice"
                );
            }
            let wrong = format!("{path}?{name}=");
            let stranger = boss.get(&format!("{wrong}{}&{name}=nothing", chosen[name][0]));
            assert_eq!(stranger.status, 422, "{wrong}: {}", stranger.text());
        }
    }
}

#[test]
fn several_stages_keep_one_order() {
    let house = House::filled().unwrap();
    let mut boss = house.api("superadmin").unwrap();
    let stages = "stage=new&stage=contacted&stage=won";
    let by_value = everything(&mut boss, "/api/v1/leads", &format!("sort=value&{stages}"));
    let values: Vec<i64> = by_value
        .iter()
        .map(|lead| -lead["value"].as_i64().unwrap())
        .collect();
    assert!(values.is_sorted(), "{values:?}");
    let touched = everything(&mut boss, "/api/v1/leads", stages);
    let moments: Vec<&str> = touched
        .iter()
        .map(|lead| text(lead, "touched_at"))
        .collect();
    assert!(moments.iter().rev().is_sorted(), "{moments:?}");
    assert_eq!(numbers(&touched), numbers(&by_value));
    // The open and the closed together, by more than their number.
    let all = everything(&mut boss, "/api/v1/leads", "show=all");
    let sorted = everything(&mut boss, "/api/v1/leads", "show=all&sort=score");
    assert_eq!(numbers(&all), numbers(&sorted));
    let description = get(&mut boss, "/api/openapi.json");
    let asked = &description["paths"]["/api/v1/leads"]["get"]["parameters"];
    let asked = asked
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "stage")
        .unwrap();
    assert_eq!(
        (&asked["schema"]["type"], &asked["explode"]),
        (&json!("array"), &json!(true))
    );
}

#[test]
fn chips_are_taken_off_one_by_one() {
    let house = House::filled().unwrap();
    let mut boss = house.signed_in("superadmin");
    let shown = page(&mut boss, "/leads?stage=new&stage=contacted&owner=me");
    for off in [
        "/leads?stage=contacted&amp;owner=me",
        "/leads?stage=new&amp;owner=me",
        "/leads?stage=new&amp;stage=contacted\"",
    ] {
        assert!(shown.contains(off), "{off}: {shown}");
    }
    assert!(shown.contains("stage=new&amp;stage=contacted&amp;owner=me&amp;stage=won"));
}

/// What a table's head says, in order.
pub(super) fn heads(shown: &str) -> Vec<String> {
    let head = shown.split("<thead>").nth(1).unwrap_or_default();
    let head = head.split("</thead>").next().unwrap_or_default();
    let cells = head.split("<th scope=\"col\"").skip(1);
    let plain = |cell: &str| {
        let cell = cell.split_once('>').map_or("", |(_, rest)| rest);
        let mut said = String::new();
        let mut inside = false;
        for c in cell.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => said.push(c),
                _ => {}
            }
        }
        said.trim().to_owned()
    };
    cells.map(plain).filter(|said| !said.is_empty()).collect()
}

#[test]
fn columns_are_chosen_and_kept() {
    let house = House::filled().unwrap();
    let mut boss = house.signed_in("superadmin");
    let usual = heads(&page(&mut boss, "/leads"));
    assert_eq!(usual[..3], ["Lead", "Stage", "Services"]);
    let chosen = [
        ("list", "leads"),
        ("columns", "owner"),
        ("columns", "city"),
        ("columns", "value"),
        ("density", "compact"),
        ("back", "/leads?stage=new"),
    ];
    let kept = boss.post_form("/lists/reading", &chosen);
    assert_eq!(kept.location(), Some("/leads?stage=new"), "{}", kept.text());
    let shown = page(&mut boss, "/leads?stage=new");
    assert_eq!(heads(&shown), ["Lead", "Owner", "City", "Value"]);
    assert!(shown.contains("data-density=\"compact\""));
    // Another person reads it as before.
    let other = page(&mut house.signed_in("sales-manager"), "/leads");
    assert_eq!(heads(&other), usual);
    let as_usual = [("list", "leads"), ("columns", "owner"), ("usual", "on")];
    assert_eq!(boss.post_form("/lists/reading", &as_usual).status, 303);
    assert_eq!(heads(&page(&mut boss, "/leads")), usual);
}

#[test]
fn a_view_for_a_role_is_there_for_whoever_comes_to_it() {
    let house = House::filled().unwrap();
    let names = atrium::features::people::Directory::of(&house.visit()).unwrap();
    let role = names
        .roles
        .values()
        .find(|role| role.key == "sales-closer")
        .unwrap()
        .id;
    let mut manager = house.api("sales-manager").unwrap();
    let view = json!({
        "list": "leads", "name": "Fresh from Yelp", "query": "stage=new&source=yelp",
        "columns": ["owner", "value"], "audience": "role", "role": role.to_string(),
    });
    let made = done(&mut manager, "/api/v1/lists/views", &view);
    let id = text(&made, "id").to_owned();
    let mut closer = house.signed_in("sales-closer");
    let shown = page(&mut closer, "/leads");
    assert!(shown.contains("Fresh from Yelp"), "{shown}");
    let at = format!("/leads?stage=new&source=yelp&saved={id}");
    assert_eq!(heads(&page(&mut closer, &at)), ["Lead", "Owner", "Value"]);
    // It is read, not changed, by those it is for.
    let taken = closer.post_form(&format!("/lists/views/{id}/remove"), &[]);
    assert_eq!(taken.status, 403, "{}", taken.text());
    refused(
        &mut house.api("sales-closer").unwrap(),
        "/api/v1/lists/views",
        &view,
        403,
    );
    let mut agent = house.signed_in("sales-agent");
    assert!(!page(&mut agent, "/leads").contains("Fresh from Yelp"));
    let hidden = house
        .api("sales-agent")
        .unwrap()
        .get(&format!("/api/v1/lists/views/{id}"));
    assert_eq!(hidden.status, 404);

    // One's own opens the list, until it is removed; Undo brings it back.
    let own = [
        ("list", "leads"),
        ("name", "Mine by value"),
        ("query", "owner=me&sort=value"),
        ("audience", "mine"),
    ];
    let kept = closer.post_form("/lists/views", &own);
    let to = kept.location().unwrap().to_owned();
    let number = to.rsplit('=').next().unwrap().to_owned();
    assert!(
        to.starts_with("/leads?owner=me&sort=value&saved=SV-"),
        "{to}"
    );
    let opens = [
        ("list", "leads"),
        ("view", number.as_str()),
        ("opens", "on"),
    ];
    assert_eq!(closer.post_form("/lists/reading", &opens).status, 303);
    assert_eq!(closer.get("/leads").location(), Some(to.as_str()));
    assert_eq!(closer.get("/leads?saved=none").status, 200);
    // Whoever takes the last filter away comes to the list, not back to the view.
    let mine = page(&mut closer, "/leads?owner=me");
    assert!(mine.contains("href=\"/leads?saved=none\""), "{mine}");
    assert!(!mine.contains("data-set href=\"/leads\""), "{mine}");
    let gone = closer.post_form(&format!("/lists/views/{number}/remove"), &[]);
    assert_eq!(gone.status, 303, "{}", gone.text());
    assert_eq!(closer.get("/leads").status, 200);
}

#[test]
fn a_list_opens_with_a_view_and_reads_it_as_it_is_kept() {
    let house = House::with_cast().unwrap();
    let mut lead = house.api("team-lead").unwrap();
    let mut bilal = house.signed_in("team-lead");
    let view = json!({
        "list": "tasks", "name": "Urgent ones", "query": "show=all&view=list&priority=urgent",
        "columns": ["due"],
    });
    let made = done(&mut lead, "/api/v1/lists/views", &view);
    let id = text(&made, "id").to_owned();
    let opens = [
        ("list", "tasks"),
        ("view", id.as_str()),
        ("opens", "on"),
        ("only_opens", "on"),
    ];
    assert_eq!(bilal.post_form("/lists/reading", &opens).status, 303);
    let at = format!("/tasks?show=all&view=list&priority=urgent&saved={id}");
    assert_eq!(bilal.get("/tasks").location(), Some(at.as_str()));
    assert_eq!(bilal.get("/tasks?show=mine").status, 200);
    // What becomes of the view's columns is what is read.
    let changed = lead.request(
        "PATCH",
        &format!("/api/v1/lists/views/{id}"),
        &[("content-type", "application/json")],
        json!({ "columns": ["due", "priority"] })
            .to_string()
            .as_bytes(),
    );
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["columns"], json!(["due", "priority"]));
    planned(&house, "web-wordpress");
    let shown = page(&mut bilal, &format!("/tasks?show=all&view=list&saved={id}"));
    assert_eq!(heads(&shown), ["Task", "Due", "Priority"]);
}

#[test]
fn a_view_is_saved_for_a_role_that_is_not_ones_own() {
    let house = House::with_cast().unwrap();
    let names = atrium::features::people::Directory::of(&house.visit()).unwrap();
    let closers = names.roles.values().find(|role| role.key == "sales-closer");
    let role = closers.unwrap().id.to_string();
    let mut manager = house.api("sales-manager").unwrap();
    let view = json!({ "list": "leads", "name": "Fresh", "query": "stage=new", "audience": "all" });
    for by_page in [true, false] {
        let made = done(&mut manager, "/api/v1/lists/views", &view);
        let path = format!("/lists/views/{}", text(&made, "id"));
        if by_page {
            let fields = [
                ("name", "Fresh"),
                ("query", "stage=new"),
                ("audience", "role"),
                ("role", role.as_str()),
            ];
            let saved = house.signed_in("superadmin").post_form(&path, &fields);
            assert_eq!(saved.status, 303, "{}", saved.text());
            assert_eq!(saved.location(), Some("/leads?saved=none"));
        } else {
            let saved = house.api("superadmin").unwrap().request(
                "PATCH",
                &format!("/api/v1{path}"),
                &[("content-type", "application/json")],
                json!({ "audience": "role", "role": role })
                    .to_string()
                    .as_bytes(),
            );
            assert_eq!(saved.status, 200, "{}", saved.text());
            assert_eq!(saved.json()["audience"], "role");
        }
    }
}

#[test]
fn the_sheet_is_what_is_shown() {
    let house = House::filled().unwrap();
    let mut boss = house.api("superadmin").unwrap();
    for (path, query, columns) in [
        (
            "leads",
            "stage=new&stage=contacted&sort=value",
            "columns=value&columns=stage",
        ),
        ("quotes", "sort=value", "columns=gross&columns=standing"),
        (
            "tickets",
            "sort=due&show=under-way",
            "columns=stage&columns=clock",
        ),
        ("projects", "show=open", "columns=state&columns=tasks"),
        ("projects", "show=all", "columns=state&columns=tasks"),
        ("tasks", "show=all", "columns=due&columns=logged"),
        ("clients", "", "columns=owner"),
        (
            "users",
            "show=staff&sort=-name",
            "columns=roles&columns=ways",
        ),
        (
            "approvals",
            "status=decided",
            "columns=status&columns=value",
        ),
        (
            "time-entries",
            "billable=yes",
            "columns=minutes&columns=day",
        ),
    ] {
        let listed = everything(&mut boss, &format!("/api/v1/{path}"), query);
        let sheet = boss.get(&format!("/api/v1/{path}/export.csv?{query}&{columns}"));
        assert_eq!(sheet.status, 200, "{path}: {}", sheet.text());
        let sheet = sheet.text();
        let mut reader = csv::Reader::from_reader(sheet.as_bytes());
        let width = columns.split('&').count() + 1;
        assert_eq!(reader.headers().unwrap().len(), width, "{path}: {sheet}");
        let rows: Vec<String> = reader
            .records()
            .map(|row| row.unwrap().get(0).unwrap().to_owned())
            .collect();
        let want: Vec<&str> = listed.iter().map(|item| text(item, "id")).collect();
        assert_eq!(rows, want, "{path}");
    }
    // The page's own sheet begins with what stands in the first cell of each row.
    let mut boss_pages = house.signed_in("superadmin");
    for (at, called) in [
        (
            "/leads?stage=new",
            "columns=company&amp;columns=contact&amp;",
        ),
        ("/clients", "columns=name&amp;"),
        ("/quotes", "columns=title&amp;"),
    ] {
        let shown = page(&mut boss_pages, at);
        let (_, link) = shown.split_once("/export.csv?").unwrap();
        let link = link.split('"').next().unwrap();
        assert!(link.contains(called), "{at}: {link}");
    }
    let wrong = boss.get("/api/v1/leads/export.csv?columns=nothing");
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    // Without columns it has all there are, of lists too that no sheet brings in.
    for path in ["quotes", "tickets", "projects", "documents", "leads"] {
        let sheet = boss.get(&format!("/api/v1/{path}/export.csv"));
        assert_eq!(sheet.status, 200, "{path}: {}", sheet.text());
        let sheet = sheet.text();
        let mut reader = csv::Reader::from_reader(sheet.as_bytes());
        let heads = reader.headers().unwrap().len();
        assert!(heads > 4, "{path}: {sheet}");
    }
}

#[test]
fn what_an_address_cannot_say_changes_nothing() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut api = house.api("team-lead").unwrap();
    let plan = everything(
        &mut api,
        "/api/v1/tasks",
        &format!("show=all&project={project}"),
    );
    let whole = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
    for title in ["Collect examples", "Sort them"] {
        done(
            &mut api,
            &format!("/api/v1/tasks/{whole}/subtasks"),
            &json!({ "title": title, "estimate_minutes": "1h" }),
        );
    }
    let urgent = |api: &mut Client| -> BTreeSet<String> {
        let all = everything(api, "/api/v1/tasks", &format!("show=all&project={project}"));
        let all = all.iter().filter(|task| task["priority"] == "urgent");
        all.map(|task| text(task, "id").to_owned()).collect()
    };
    let before = urgent(&mut api);
    let mut set = |matching: &str, status: u16| {
        let body = json!({ "matching": matching, "priority": "urgent", "partly": true });
        let answer = api.post_json("/api/v1/tasks/bulk", &body);
        assert_eq!(answer.status, status, "{matching}: {}", answer.text());
        answer.json()
    };
    for (matching, name) in [
        (format!("?show=all&project={project}&state=nwe"), "state"),
        (format!("?show=all&project={project}&stat=to_do"), "stat"),
        (format!("?parent={whole}&priority=high"), "priority"),
        ("?parent=somewhere".to_owned(), "parent"),
    ] {
        let said = set(&matching, 422).to_string();
        assert!(said.contains(&format!("\"{name}\"")), "{matching}: {said}");
    }
    // How a list is read asks for nothing, and the parts of a task are those parts alone.
    let changed = set(
        &format!("?show=all&view=list&saved=none&density=compact&parent={whole}"),
        200,
    );
    let parts = everything(&mut api, "/api/v1/tasks", &format!("parent={whole}"));
    let want: BTreeSet<String> = before.union(&numbers(&parts)).cloned().collect();
    assert_eq!(urgent(&mut api), want);
    assert_eq!(changed["changed"], parts.len());
}

#[test]
fn what_expired_stands_by_itself() {
    let house = House::filled().unwrap();
    let mut boss = house.signed_in("superadmin");
    let both = boss.get("/quotes?status=expired&status=sent");
    assert_eq!(both.location(), Some("/quotes?status=sent"));
    // It comes in one order, so no head offers another.
    let sorted = |shown: &str| shown.contains("sort=value");
    assert!(sorted(&page(&mut boss, "/quotes?status=sent")));
    let expired = page(&mut boss, "/quotes?status=expired");
    assert!(!sorted(&expired), "{expired}");
}

#[test]
fn all_that_match_are_changed_but_for_those_that_may_not_be() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut api = house.api("team-lead").unwrap();
    let query = format!("?show=all&project={project}");
    let plan = everything(&mut api, "/api/v1/tasks", &query[1..]);
    // One that has no part and is none.
    let alone = |task: &&Value| {
        task["parent"].is_null() && plan.iter().all(|other| other["parent"] != task["id"])
    };
    let ended = plan.iter().find(alone).unwrap();
    let over = text(ended, "id").to_owned();
    done(
        &mut api,
        &format!("/api/v1/tasks/{over}/cancel"),
        &json!({ "reason": "not wanted" }),
    );
    let high = |api: &mut Client| {
        let all = everything(api, "/api/v1/tasks", &query[1..]);
        all.iter().filter(|task| task["priority"] == "high").count()
    };
    let all = everything(&mut api, "/api/v1/tasks", &query[1..]).len();
    let before = high(&mut api);
    let body = json!({ "matching": query, "priority": "high" });
    let why = refused(&mut api, "/api/v1/tasks/bulk", &body, 409);
    assert!(why.contains(&over), "{why}");
    assert_eq!(high(&mut api), before, "all or none");

    // On the page: first how many, then those that can't be, then the others.
    let mut bilal = house.signed_in("team-lead");
    let fields = [
        ("matching", query.as_str()),
        ("priority", "high"),
        ("back", "/tasks?view=list"),
    ];
    let mut shown = bilal.post_form("/tasks/bulk", &fields);
    if all > 25 {
        assert!(
            shown.text().contains(&format!("Change {all} tasks")),
            "{}",
            shown.text()
        );
        let mut with = fields.to_vec();
        with.push(("confirmed", "on"));
        shown = bilal.post_form("/tasks/bulk", &with);
    }
    assert!(shown.text().contains(&over), "{}", shown.text());
    assert!(
        shown
            .text()
            .contains(&format!("Change the other {}", all - 1))
    );
    let mut with = fields.to_vec();
    with.extend([("confirmed", "on"), ("partly", "on")]);
    let changed = bilal.post_form("/tasks/bulk", &with);
    assert_eq!(
        changed.location(),
        Some("/tasks?view=list"),
        "{}",
        changed.text()
    );
    assert_eq!(
        high(&mut api),
        all - 1 + usize::from(ended["priority"] == "high")
    );

    // One Undo takes back all of it.
    let changed = plan
        .iter()
        .find(|task| task["id"] != over.as_str() && task["priority"] != "high");
    let now = get(
        &mut api,
        &format!("/api/v1/tasks/{}", text(changed.unwrap(), "id")),
    );
    let seq = now["version"].as_u64().unwrap();
    assert_eq!(bilal.post_form(&format!("/undo/{seq}"), &[]).status, 303);
    assert_eq!(high(&mut api), before);

    let done_now = done(
        &mut api,
        "/api/v1/tasks/bulk",
        &json!({ "matching": query, "priority": "low", "partly": true }),
    );
    assert_eq!(done_now["changed"], all - 1);
    assert_eq!(done_now["refused"][0]["id"], over.as_str());
    // What somebody doesn't see is in nothing that matches, and who may not give tasks out changes none.
    let stranger = house
        .api("team-member")
        .unwrap()
        .post_json("/api/v1/tasks/bulk", &body);
    assert_eq!(stranger.status, 403, "{}", stranger.text());
}

#[test]
fn a_browser_fetches_ahead_what_marks_nothing() {
    let house = House::with_cast().unwrap();
    let mut boss = house.signed_in("superadmin");
    let rules = boss
        .get("/leads")
        .header("speculation-rules")
        .unwrap()
        .to_owned();
    let rules = boss.get(rules.trim_matches('"'));
    assert_eq!(
        rules.header("content-type"),
        Some("application/speculationrules+json")
    );
    let mut ahead = |path: &str| {
        let headers = [("sec-purpose", "prefetch")];
        boss.request("GET", path, &headers, b"").status
    };
    assert_eq!(ahead("/leads"), 200);
    assert_eq!(ahead("/leads/export.csv"), 503);
    assert_eq!(ahead("/api/v1/leads"), 503);
}
