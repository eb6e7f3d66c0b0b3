//! One engagement through all nine hands over the API, each step by the role whose step it is, to 100 % in the portal.

use atrium::{
    data::{testing::recount, verify_journal},
    testing::{
        client::{Client, Upload},
        house::House,
    },
};
use serde_json::{Value, json};

/// Posts and expects it to be done.
fn done(client: &mut Client, path: &str, body: &Value) -> Value {
    let answer = client.post_json(&format!("/api/v1{path}"), body);
    assert!(
        matches!(answer.status, 200 | 201),
        "{path} {}: {}",
        answer.status,
        answer.text()
    );
    answer.json()
}

fn refused(client: &mut Client, path: &str, body: &Value, status: u16) -> String {
    let answer = client.post_json(&format!("/api/v1{path}"), body);
    assert_eq!(answer.status, status, "{path}: {}", answer.text());
    answer.text()
}

fn get(client: &mut Client, path: &str) -> Value {
    let answer = client.get(&format!("/api/v1{path}"));
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

pub fn id(value: &Value) -> String {
    value["id"]
        .as_str()
        .unwrap_or_else(|| panic!("no id in {value}"))
        .to_owned()
}

/// Stages 1 to 3 up to a quote that was sent; returns quote, client and a token for the buyer.
pub fn to_a_sent_quote(house: &House) -> (String, Client) {
    let mut closer = house.api("sales-closer").unwrap();
    let lead = id(&done(
        &mut closer,
        "/leads",
        &json!({
            "company": "Delgado Family Dental", "contact": "Rosa Delgado", "email": "rosa@delgado.example", "phone": "210-555-0142",
            "source": "yelp", "categories": ["web"], "wish": "A new site with appointment booking", "value": "9600",
        }),
    ));
    done(
        &mut closer,
        &format!("/leads/{lead}/qualify"),
        &json!({ "budget": "yes", "authority": "yes", "need": "yes", "time": "yes" }),
    );
    done(&mut closer, &format!("/leads/{lead}/hand-over"), &json!({}));
    let mut agent = house.api("sales-agent").unwrap();
    let quote = done(
        &mut agent,
        "/quotes",
        &json!({
            "lead": lead, "title": "Website redesign",
            "lines": [
                { "title": "Design", "quantity": "1", "price": "3200.00", "tax": "8.25" },
                { "title": "Build", "quantity": "1.5", "price": "4000", "discount": "10", "tax": "8.25" },
            ],
        }),
    );
    let quote = (id(&quote), quote["client"].as_str().unwrap().to_owned());
    let contacts = get(&mut agent, &format!("/clients/{}/contacts", quote.1));
    let contact = id(&contacts["items"][0]);
    let link = done(
        &mut agent,
        &format!("/contacts/{contact}/open-portal"),
        &json!({}),
    )["link"]
        .as_str()
        .unwrap()
        .to_owned();
    done(&mut agent, &format!("/quotes/{}/send", quote.0), &json!({}));
    let path = link.split_once("/welcome/").unwrap().1;
    let mut stranger = house.client();
    let chosen = stranger.post_form(
        &format!("/welcome/{path}"),
        &[("password", "lemon river seven clocks")],
    );
    assert_eq!(chosen.status, 303, "{}", chosen.text());
    assert_eq!(
        stranger.get(&format!("/welcome/{path}")).status,
        409,
        "the link works once"
    );
    let visit = house.visit();
    let user = atrium::features::people::Directory::of(&visit)
        .unwrap()
        .users
        .values()
        .find(|u| u.email == "rosa@delgado.example")
        .unwrap()
        .id;
    let token = atrium::features::sign_in::add_token(
        &visit,
        user,
        "rosa",
        1,
        atrium::features::people::ADMINISTER,
    )
    .unwrap();
    (quote.0, house.client().with_bearer(&token))
}

/// Stages 4 to 7; returns the project.
pub fn to_an_approved_project(house: &House, quote: &str) -> String {
    let mut sales = house.api("sales-manager").unwrap();
    let ticket = id(&done(
        &mut sales,
        "/tickets",
        &json!({
            "quote": quote, "category": "web", "title": "Website redesign", "scope": "Nine pages and a booking form", "price": "8600",
        }),
    ));
    done(
        &mut sales,
        &format!("/tickets/{ticket}/hand-over"),
        &json!({}),
    );
    let mut support = house.api("support-manager").unwrap();
    refused(
        &mut support,
        &format!("/tickets/{ticket}/hand-over"),
        &json!({}),
        409,
    );
    let seen = get(&mut support, &format!("/tickets/{ticket}"));
    for (n, point) in seen["checkpoints"].as_array().unwrap().iter().enumerate() {
        let key = point["key"].as_str().unwrap();
        if n == 0 {
            done(
                &mut support,
                &format!("/tickets/{ticket}/waive"),
                &json!({ "key": key, "reason": "Known from an earlier project" }),
            );
        } else {
            done(
                &mut support,
                &format!("/tickets/{ticket}/check"),
                &json!({ "key": key, "passed": true }),
            );
        }
    }
    done(
        &mut support,
        &format!("/tickets/{ticket}/hand-over"),
        &json!({}),
    );
    let mut agent = house.api("support-agent").unwrap();
    refused(
        &mut agent,
        &format!("/tickets/{ticket}/request-approval"),
        &json!({}),
        409,
    );
    let seen = get(&mut agent, &format!("/tickets/{ticket}"));
    for wanted in seen["requirements"].as_array().unwrap() {
        let key = wanted["key"].as_str().unwrap();
        if wanted["kind"] == "document" {
            let file = Upload {
                field: "file",
                filename: "brief.txt",
                content_type: "text/plain",
                bytes: b"What the client gave us",
            };
            let answer = agent.post_multipart(
                &format!("/api/v1/tickets/{ticket}/attach"),
                &[("key", key)],
                &[file],
            );
            assert!(answer.status < 300, "{}", answer.text());
            done(
                &mut agent,
                &format!("/tickets/{ticket}/verify"),
                &json!({ "key": key }),
            );
        } else {
            let value = wanted["choices"][0].as_str().unwrap_or("Known").to_owned();
            done(
                &mut agent,
                &format!("/tickets/{ticket}/complete"),
                &json!({ "key": key, "value": value }),
            );
        }
    }
    done(&mut agent, &format!("/tickets/{ticket}/freeze"), &json!({}));
    done(
        &mut agent,
        &format!("/tickets/{ticket}/request-approval"),
        &json!({ "note": "All there" }),
    );
    let mut manager = house.api("department-manager").unwrap();
    let waiting = get(&mut manager, "/approvals");
    let approval = id(&waiting["items"][0]);
    refused(
        &mut manager,
        &format!("/approvals/{approval}/approve"),
        &json!({}),
        422,
    );
    let today = house.visit().today();
    let lead = house.account("team-lead").id.to_string();
    let approved = done(
        &mut manager,
        &format!("/approvals/{approval}/approve"),
        &json!({
            "feasibility": "feasible", "budget_minutes": "96", "start": (today + 1).iso(), "promised": (today + 21).iso(),
            "playbook": "web-wordpress", "team_lead": lead,
            "risk": [{ "risk": "Content comes late", "mitigation": "Ask weekly", "level": "medium" }],
        }),
    );
    approved["project"]
        .as_str()
        .map_or_else(|| panic!("{approved}"), str::to_owned)
}

#[test]
fn one_engagement_walks_all_nine_stages() {
    let house = House::with_cast().unwrap();
    let (quote, mut rosa) = to_a_sent_quote(&house);
    let seen = get(&mut rosa, &format!("/quotes/{quote}"));
    // 3,200.00 + 5,400.00 net, 8.25 % on each: 264.00 and 445.50.
    assert_eq!(
        seen["gross"].as_i64().or(seen["totals"]["gross"].as_i64()),
        Some(930_950),
        "{seen}"
    );
    assert_eq!(
        rosa.get("/api/v1/leads").status,
        404,
        "a client reaches nothing of the house"
    );
    done(
        &mut rosa,
        &format!("/quotes/{quote}/accept"),
        &json!({ "name": "Rosa Delgado" }),
    );
    refused(
        &mut rosa,
        &format!("/quotes/{quote}/accept"),
        &json!({ "name": "Rosa Delgado" }),
        409,
    );

    let project = to_an_approved_project(&house, &quote);
    let before = get(&mut rosa, &format!("/projects/{project}"));
    assert_eq!(before["progress"], 0);
    let promised = (house.visit().today() + 21).iso();
    assert_eq!(
        before["finish"],
        promised.as_str(),
        "what was promised is what they read"
    );

    let mut lead = house.api("team-lead").unwrap();
    let mut member = house.api("team-member").unwrap();
    let mut qa = house.api("qa-reviewer").unwrap();
    let mei = house.account("team-member").id.to_string();
    let all = tasks_of(&mut lead, &project);
    assert!(all.len() > 40, "the playbook made {} tasks", all.len());
    for task in &all {
        done(
            &mut lead,
            &format!("/tasks/{}/assign", id(task)),
            &json!({ "assignee": mei }),
        );
    }
    let mut last = 0;
    let mut rounds = 0;
    loop {
        rounds += 1;
        assert!(rounds < 40, "the project comes to an end");
        let open: Vec<Value> = tasks_of(&mut lead, &project)
            .into_iter()
            .filter(|t| t["state"] != "completed" && t["state"] != "cancelled")
            .collect();
        if open.is_empty() {
            break;
        }
        let mut moved = false;
        for task in &open {
            let at = format!("/tasks/{}", id(task));
            let leaf = task["subtasks"].as_u64().unwrap_or(0) == 0;
            match task["state"].as_str().unwrap() {
                "review" => {
                    refused(&mut member, &format!("{at}/accept"), &json!({}), 403);
                    done(&mut qa, &format!("{at}/accept"), &json!({}));
                    moved = true;
                }
                "to_do" if leaf => {
                    let answer = member.post_json(&format!("/api/v1{at}/start"), &json!({}));
                    moved |= answer.status == 200;
                    assert!(matches!(answer.status, 200 | 409), "{}", answer.text());
                }
                "in_progress" if leaf => {
                    done(
                        &mut member,
                        "/time-entries",
                        &json!({ "task": id(task), "minutes": "10m" }),
                    );
                    done(&mut member, &format!("{at}/hand-in"), &json!({}));
                    moved = true;
                }
                _ => {}
            }
        }
        assert!(moved, "nothing can go on: {open:#?}");
        let progress = get(&mut rosa, &format!("/projects/{project}"))["progress"]
            .as_i64()
            .unwrap();
        assert!(
            progress >= last,
            "progress only grows here: {last} then {progress}"
        );
        last = progress;
    }
    let after = get(&mut rosa, &format!("/projects/{project}"));
    assert_eq!(after["progress"], 100);
    for hidden in [
        "budget",
        "logged",
        "hours",
        "value",
        "cost",
        "manager",
        "department",
    ] {
        assert!(
            after.get(hidden).is_none(),
            "a client sees no {hidden}: {after}"
        );
    }
    let mut manager = house.api("department-manager").unwrap();
    done(
        &mut manager,
        &format!("/projects/{project}/deliver"),
        &json!({}),
    );
    // The ticket ends with its project, so that nobody's list keeps it.
    let ticket = get(&mut manager, "/tickets/TK-301");
    assert_eq!(ticket["stage"], "closed", "{ticket}");
    assert_eq!(get(&mut rosa, "/tickets/TK-301")["status"], "Done");
    assert_eq!(
        verify_journal(&house.store, None).unwrap(),
        house.store.newest()
    );
    assert_eq!(
        recount(&house.store).unwrap().problems,
        Vec::<String>::new()
    );
}

pub fn tasks_of(client: &mut Client, project: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let page = get(
            client,
            &format!("/tasks?project={project}&limit=200{after}"),
        );
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

#[test]
fn another_client_and_the_wrong_role_find_nothing() {
    let house = House::with_cast().unwrap();
    let (quote, mut rosa) = to_a_sent_quote(&house);
    done(
        &mut rosa,
        &format!("/quotes/{quote}/accept"),
        &json!({ "name": "Rosa Delgado" }),
    );
    let project = to_an_approved_project(&house, &quote);
    let mut agent = house.api("sales-manager").unwrap();
    let other = id(&done(
        &mut agent,
        "/clients",
        &json!({ "name": "Halden Physiotherapy", "contact": "Ola Halden", "email": "ola@halden.example" }),
    ));
    let contact = id(&get(&mut agent, &format!("/clients/{other}/contacts"))["items"][0]);
    done(
        &mut agent,
        &format!("/contacts/{contact}/open-portal"),
        &json!({}),
    );
    let visit = house.visit();
    let user = atrium::features::people::Directory::of(&visit)
        .unwrap()
        .users
        .values()
        .find(|u| u.email == "ola@halden.example")
        .unwrap()
        .id;
    let token = atrium::features::sign_in::add_token(
        &visit,
        user,
        "ola",
        1,
        atrium::features::people::ADMINISTER,
    )
    .unwrap();
    let mut ola = house.client().with_bearer(&token);
    for path in [
        format!("/quotes/{quote}"),
        format!("/projects/{project}"),
        "/tickets/TK-301".into(),
    ] {
        assert_eq!(ola.get(&format!("/api/v1{path}")).status, 404, "{path}");
        assert_eq!(rosa.get(&format!("/api/v1{path}")).status, 200, "{path}");
    }
    assert_eq!(get(&mut ola, "/projects")["items"], json!([]));
    refused(
        &mut ola,
        &format!("/quotes/{quote}/accept"),
        &json!({ "name": "Ola" }),
        404,
    );
    for page in [
        "/leads",
        "/users",
        "/projects",
        "/tasks",
        "/",
        "/approvals",
        "/journal",
    ] {
        let status = ola.get(page).status;
        assert!(matches!(status, 303 | 404), "{page} answers {status}");
    }
    let mut hr = house.api("hr-manager").unwrap();
    assert_eq!(hr.get("/api/v1/leads").status, 403);
    assert_eq!(hr.get(&format!("/api/v1/projects/{project}")).status, 404);
    let mut member = house.api("team-member").unwrap();
    assert_eq!(
        member.get(&format!("/api/v1/projects/{project}")).status,
        404,
        "not a member of it yet"
    );
}
