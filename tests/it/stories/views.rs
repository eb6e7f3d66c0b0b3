//! Seeing Atrium as somebody else does: exactly what they see, nothing changed, nothing taken along, all of it written
//! down; and over with the session, the half hour, or the right to it.

use std::time::{Duration, Instant};

use atrium::{
    access::Tier,
    base::{Moment, time},
    data::{JournalQuery, Visit},
    features::{
        self,
        people::{Role, User},
        views::View,
    },
    testing::{
        client::{Client, Response},
        house::House,
    },
    web::route::Demand,
};
use serde_json::json;

fn post(client: &mut Client, path: &str, body: &serde_json::Value) -> Response {
    let headers = [("content-type", "application/json")];
    client.request("POST", path, &headers, body.to_string().as_bytes())
}

fn person(house: &House, role: &str) -> User {
    house.visit().find(house.account(role).id).unwrap()
}

fn view_as(house: &House, client: &mut Client, role: &str) -> Response {
    let id = house.account(role).id;
    let path = format!("/users/{id}/view-as");
    client.post_form(&path, &[("reason", "they don't find their lead")])
}

fn role_id(house: &House, key: &str) -> String {
    let names = atrium::features::people::Directory::of(&house.visit()).unwrap();
    let held: &Role = names.roles.values().find(|r| r.key == key).unwrap();
    held.id.to_string()
}

fn three_leads(house: &House) {
    let mut omar = house.api("sales-closer").unwrap();
    for n in 0..3 {
        let lead = json!({
            "company": format!("Alder Creek {n}"), "contact": "Naomi Frost", "email": format!("n{n}@alder.example"),
            "phone": format!("210-555-01{n:02}"), "source": "yelp", "categories": ["web"], "wish": "A site",
        });
        assert_eq!(post(&mut omar, "/api/v1/leads", &lead).status, 201);
    }
}

#[test]
fn an_administrator_sees_what_the_person_sees_and_the_journal_says_so() {
    let house = House::with_cast().unwrap();
    three_leads(&house);
    let mut vera = house.signed_in("administrator");
    let omar = person(&house, "sales-closer");
    assert!(
        vera.get(&format!("/users/{}", omar.id))
            .text()
            .contains("View as")
    );
    let answer = vera.post_form(&format!("/users/{}/view-as", omar.id), &[("reason", "")]);
    assert_eq!(answer.status, 422, "why is asked");
    assert_eq!(view_as(&house, &mut vera, "sales-closer").status, 303);

    let page = vera.get("/leads").text();
    assert!(
        page.contains("You see Atrium as") && page.contains("Omar Farouk"),
        "{page}"
    );
    assert!(page.contains("Alder Creek 1"));
    // The same answer as to the person, deed by deed: what opens to him opens, what is closed to him is closed.
    let mut own = house.signed_in("sales-closer");
    for path in [
        "/leads",
        "/clients",
        "/users",
        "/roles",
        "/journal",
        "/settings",
        "/tickets",
        "/approvals",
        "/api/v1/leads",
        "/api/v1/clients",
        "/api/v1/roles",
        "/api/v1/journal",
    ] {
        assert_eq!(vera.get(path).status, own.get(path).status, "{path}");
    }
    assert_eq!(
        vera.get("/api/v1/leads").json(),
        own.get("/api/v1/leads").json()
    );
    assert_eq!(vera.get("/me").status, 403, "his way in is his alone");
    assert_eq!(own.get("/me").status, 200);

    assert_eq!(vera.post_form("/views/end", &[]).status, 303);
    assert_eq!(vera.get("/roles").status, 200, "herself again");
    assert!(!vera.get("/leads").text().contains("You see Atrium as"));
    let system = house.visit();
    let seek = JournalQuery {
        actions: vec!["views".into()],
        ..JournalQuery::default()
    };
    let told = system
        .seek_journal(&features::history::VIEW, &seek, None, 50)
        .unwrap()
        .found;
    let (last, first) = (told.first().unwrap(), told.last().unwrap());
    assert_eq!(first.entry.action, "views.start");
    assert_eq!(
        first.entry.note.as_deref(),
        Some("they don't find their lead")
    );
    assert_eq!(last.entry.action, "views.end");
    assert!(
        last.entry.note.as_deref().unwrap().contains("/leads"),
        "{:?}",
        last.entry.note
    );
    assert!(
        told.iter().all(
            |t| t.entry.person == house.account("administrator").id.raw() || t.entry.person == 0
        )
    );
    assert!(
        told.iter()
            .any(|t| t.entry.subjects.contains(&omar.id.as_ref())),
        "it stands in his history"
    );
    // The auditor reads it all.
    let mut auditor = house.api("auditor").unwrap();
    let views = auditor.get("/api/v1/views").json();
    assert_eq!(views["items"][0]["as"], "Omar Farouk");
    assert!(
        views["items"][0]["opened"]
            .as_array()
            .unwrap()
            .contains(&json!("/leads"))
    );
}

#[test]
fn whoever_looks_changes_nothing_through_any_door() {
    let house = House::with_cast().unwrap();
    three_leads(&house);
    let mut ines = house.signed_in("superadmin");
    assert_eq!(view_as(&house, &mut ines, "administrator").status, 303);
    let before = house.newest_deed();
    let mut tried = 0;
    let routes = features::all().into_iter().flat_map(|f| f.routes);
    for route in routes.filter(|r| r.writes() && !r.as_oneself && r.path != "/sign-out") {
        if matches!(route.demand, Demand::Open(_)) || !route.admits(Tier::Admin) {
            continue;
        }
        let path = route.path.replace("{id}", "1").replace("{seq}", "1");
        let headers = [("content-type", "application/json")];
        let answer = ines.request(route.method, &path, &headers, b"{}");
        assert_eq!(
            answer.status,
            403,
            "{} {path}: {}",
            route.method,
            answer.text()
        );
        tried += 1;
    }
    assert!(tried > 150, "{tried}");
    // Reading goes on, and nothing that is read leaves as a file.
    for route in features::all().into_iter().flat_map(|f| f.routes) {
        if route.writes() || route.path.contains('{') || matches!(route.demand, Demand::Open(_)) {
            continue;
        }
        let answer = ines.get(&route.path);
        let file = answer
            .header("content-disposition")
            .is_some_and(|d| d.starts_with("attachment"));
        assert!(!file, "{}", route.path);
    }
    let wrote = house
        .visit()
        .journal(&features::history::VIEW, None, 1000)
        .unwrap();
    let since: Vec<_> = wrote.iter().filter(|t| t.entry.seq > before).collect();
    // Only Atrium itself wrote meanwhile: what was opened, and that the superadmin had signed in.
    assert!(since.iter().all(|t| t.entry.person == 0));
    // Below the routes it is refused too, whatever asks.
    let actor = house.visit().actor.clone();
    let visit = Visit::new(
        house.store.clone(),
        actor,
        house.visit().origin.clone(),
        Moment::now(),
        jiff::tz::TimeZone::UTC,
    );
    let impersonation = atrium::data::Impersonation {
        view: 1,
        by: 1,
        whom: "x".into(),
        until: Moment::now().plus(time::HOUR),
    };
    let visit = visit.impersonating(Some(std::sync::Arc::new(impersonation)));
    let refused = visit
        .unchecked_as_system("a test")
        .act(features::people::ADMINISTER, |change| {
            change.event();
            Ok(())
        });
    assert_eq!(refused.unwrap_err().status(), 403);
}

#[test]
fn nobody_looks_up_or_sideways_and_no_token_looks() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let top = house.visit().find(house.account("superadmin").id).unwrap();
    let answer = vera.post_form(&format!("/users/{}/view-as", top.id), &[("reason", "x")]);
    assert_eq!(answer.status, 403, "{}", answer.text());
    assert_eq!(
        view_as(&house, &mut vera, "administrator").status,
        403,
        "herself"
    );
    for role in [
        "hr-manager",
        "it-administrator",
        "department-manager",
        "auditor",
        "management",
    ] {
        let mut client = house.signed_in(role);
        assert_eq!(
            view_as(&house, &mut client, "team-member").status,
            403,
            "{role}"
        );
        let path = format!("/roles/{}/try", role_id(&house, "team-member"));
        assert_eq!(
            client.post_form(&path, &[("reason", "x")]).status,
            403,
            "{role}"
        );
    }
    let mut token = house.api("administrator").unwrap();
    let path = format!("/api/v1/users/{}/view-as", house.account("team-member").id);
    assert_eq!(post(&mut token, &path, &json!({"reason": "x"})).status, 403);
}

#[test]
fn a_role_is_tried_alone() {
    let house = House::with_cast().unwrap();
    three_leads(&house);
    let mut vera = house.signed_in("administrator");
    let path = format!("/roles/{}/try", role_id(&house, "sales-manager"));
    let names = atrium::features::people::Directory::of(&house.visit()).unwrap();
    let sales = names.department_by_key("sales").unwrap().id.to_string();
    let answer = vera.post_form(
        &path,
        &[("reason", "what it opens"), ("department", &sales)],
    );
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = vera.get("/leads");
    assert!(
        page.text().contains("the role Sales Manager") && page.text().contains("Alder Creek 2")
    );
    assert_eq!(vera.get("/roles").status, 403);
    vera.post_form("/views/end", &[]);
    let path = format!("/roles/{}/try", role_id(&house, "accountant"));
    assert_eq!(vera.post_form(&path, &[("reason", "x")]).status, 303);
    assert_eq!(vera.get("/leads").status, 403);
    let client = format!("/roles/{}/try", role_id(&house, "client"));
    vera.post_form("/views/end", &[]);
    assert_eq!(vera.post_form(&client, &[("reason", "x")]).status, 422);
}

/// Waits for what is done every second.
fn all_end(house: &House) {
    let begun = Instant::now();
    let ended = || {
        let mut api = house.api("auditor").unwrap();
        let views = api.get("/api/v1/views").json();
        let items = views["items"].as_array().unwrap().clone();
        items.iter().all(|view| !view["ended"].is_null())
    };
    while !ended() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(ended());
}

#[test]
fn a_view_ends_with_the_right_the_session_and_the_time() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    assert_eq!(view_as(&house, &mut vera, "team-member").status, 303);
    assert!(vera.get("/").text().contains("You see Atrium as"));
    // An open page hears of the end and loads anew.
    let mut stream = vera.open_stream("/live?topics=leads");
    let mut second = house.signed_in("superadmin");
    let mei = person(&house, "team-member");
    let answer = second.post_form(&format!("/users/{}/deactivate", mei.id), &[]);
    assert_eq!(answer.status, 303);
    assert!(
        !vera.get("/").text().contains("You see Atrium as"),
        "nobody sees as who is gone"
    );
    let begun = Instant::now();
    let mut bye = false;
    while begun.elapsed() < Duration::from_secs(60) && !bye {
        bye = stream
            .next_event(Duration::from_millis(500))
            .is_some_and(|e| e.event == "bye");
    }
    assert!(bye);
    all_end(&house);
    second.post_form(&format!("/users/{}/reactivate", mei.id), &[]);
    assert!(
        !vera.get("/").text().contains("You see Atrium as"),
        "nor when they are back"
    );

    assert_eq!(view_as(&house, &mut vera, "team-member").status, 303);
    assert_eq!(
        vera.post_form("/sign-out", &[]).status,
        303,
        "she can always leave"
    );
    all_end(&house);
    assert_eq!(view_as(&house, &mut second, "team-member").status, 303);
    let view: View = house.visit().find(atrium::base::Id::new(3)).unwrap();
    house.strike(view.until.plus(-1)).unwrap();
    let held = || house.visit().find(view.id).unwrap();
    assert_eq!(held().ended, None);
    house.strike(view.until.plus(time::HOUR)).unwrap();
    assert_eq!(held().ended, Some(view.until));
}

#[test]
fn whoever_looks_reads_no_direct_message_and_nothing_that_waits() {
    let house = House::with_cast().unwrap();
    let mut mei = house.api("team-member").unwrap();
    let bilal = house.account("team-lead").id.to_string();
    let made = post(&mut mei, "/api/v1/rooms", &json!({ "people": [bilal] })).json();
    let room = made["id"].as_str().unwrap().to_owned();
    let to = |what: &str| format!("/api/v1/conversations/{room}/{what}");
    let said = post(&mut mei, &to("posts"), &json!({ "text": "Only for you" }));
    let said = said.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        post(&mut mei, &to("draft"), &json!({ "text": "Unsent" })).status,
        200
    );
    let mut own = house.signed_in("team-member");
    assert_eq!(own.get(&format!("/posts/{said}/edit")).status, 200);
    assert!(own.get("/waiting").text().contains("Unsent"));

    let mut vera = house.signed_in("administrator");
    assert_eq!(view_as(&house, &mut vera, "team-member").status, 303);
    for path in [
        format!("/chat/{room}"),
        format!("/rooms/{room}"),
        format!("/posts/{said}"),
        format!("/posts/{said}/edit"),
        format!("/conversations/{room}/names"),
    ] {
        assert_eq!(vera.get(&path).status, 404, "{path}");
    }
    assert_eq!(vera.get("/waiting").status, 403);
    for path in ["/chat", "/chat/rooms"] {
        assert!(!vera.get(path).text().contains(&room), "{path}");
    }
}

#[test]
fn a_client_is_looked_as_in_the_portal_and_nothing_is_done_as_them() {
    let house = House::with_config(|_| {}).unwrap();
    let mut vera = house.signed_in("administrator");
    assert_eq!(view_as(&house, &mut vera, "client").status, 303);
    let shown = vera.get("/portal");
    assert_eq!(shown.status, 200);
    let shown = shown.text();
    assert!(shown.contains("You see Atrium as") && shown.contains("End the view"));
    assert!(
        !shown.contains("portal-app"),
        "nothing of it is kept on a device"
    );
    assert_ne!(vera.get("/leads").status, 200, "the portal and no more");
    let asked = [("kind", "support"), ("title", "Test"), ("text", "Test")];
    assert_eq!(vera.post_form("/portal/requests", &asked).status, 403);
    assert_eq!(vera.post_form("/views/end", &[]).status, 303);
    assert_eq!(vera.get("/leads").status, 200);
}
