//! Roles made and changed in the pages hold from the next request, give nobody more than their author has, and the
//! explorer says of every door what the door itself does.

use std::time::Duration;

use atrium::{
    access::{Action, Placement, Tier},
    base::{Id, Moment},
    data::{Origin, Record, Ref, Visit},
    features::{
        self,
        authority::Access,
        leads::Lead,
        people::{self, Directory, Role, User},
        roles,
    },
    testing::{
        client::{Client, Response, Stream},
        house::House,
    },
};
use serde_json::{Value, json};

fn names(house: &House) -> std::sync::Arc<Directory> {
    Directory::of(&house.visit()).unwrap()
}

fn role(house: &House, key: &str) -> Role {
    let names = names(house);
    let held = names.roles.values().find(|r| r.key == key);
    held.cloned().unwrap_or_else(|| panic!("no role {key}"))
}

fn department(house: &House, key: &str) -> String {
    names(house).department_by_key(key).unwrap().id.to_string()
}

fn post(client: &mut Client, path: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/json")];
    client.request("POST", path, &headers, body.to_string().as_bytes())
}

fn patch(client: &mut Client, path: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/json")];
    client.request("PATCH", path, &headers, body.to_string().as_bytes())
}

fn grants(cells: &[(&str, &str)]) -> Value {
    let cells: Vec<Value> = cells
        .iter()
        .map(|(action, scope)| json!({"action": action, "scope": scope}))
        .collect();
    json!({ "grant": cells })
}

/// Gives somebody one more role, as the superadmin.
pub fn give(house: &House, person: &str, role: Id<Role>) {
    let user: User = house.visit().find(house.account(person).id).unwrap();
    let mut ines = house.signed_in("superadmin");
    let mut fields = vec![
        ("name", user.name.clone()),
        ("title", user.title.clone()),
        ("version", user.version.to_string()),
        ("roles", role.to_string()),
    ];
    fields.extend(user.roles.iter().map(|id| ("roles", id.to_string())));
    fields.extend(
        user.departments
            .iter()
            .map(|id| ("departments", id.to_string())),
    );
    fields.extend(user.teams.iter().map(|id| ("teams", id.to_string())));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let answer = ines.post_form(&format!("/users/{}", user.id), &fields);
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// What a stream says next.
fn told(stream: &mut Stream) -> String {
    let event = stream.next_event(Duration::from_secs(60));
    event.map_or_else(|| "nothing".into(), |event| event.event)
}

/// Whether a stream says nothing for a second.
fn is_silent(stream: &mut Stream) -> bool {
    stream.next_event(Duration::from_secs(1)).is_none()
}

#[test]
fn an_open_page_hears_at_once_that_its_person_may_more_or_less() {
    let house = House::with_cast().unwrap();
    let mut ines = house.api("superadmin").unwrap();
    let mut omar = house.signed_in("sales-closer");
    let mut mei = house.signed_in("team-member");
    let mut of_omar = omar.open_stream("/live?topics=leads");
    let mut of_mei = mei.open_stream("/live?topics=leads");
    let mut lead = |company: &str| {
        let made = post(&mut ines, "/api/v1/leads", &json!({ "company": company }));
        assert_eq!(made.status, 201, "{}", made.text());
    };
    lead("Alder Dental");
    assert_eq!(told(&mut of_omar), "change");
    assert!(is_silent(&mut of_mei), "she may see no leads");

    let closer = role(&house, "sales-closer").id;
    give(&house, "team-member", closer);
    assert_eq!(told(&mut of_mei), "reload", "she may see them now");
    lead("Birch Dental");
    assert_eq!(told(&mut of_mei), "change");
    assert_eq!(
        told(&mut of_omar),
        "change",
        "and nothing came between for him"
    );

    // What the role gives goes: everybody who has it is told, hears of no lead any more, and finds the page closed.
    let mut top = house.api("superadmin").unwrap();
    let none = grants(&[("leads.view", "none")]);
    let taken = post(&mut top, &format!("/api/v1/roles/{closer}/grants"), &none);
    assert_eq!(taken.status, 200, "{}", taken.text());
    assert_eq!(told(&mut of_omar), "reload");
    assert_eq!(told(&mut of_mei), "reload");
    lead("Cedar Dental");
    assert!(is_silent(&mut of_omar));
    assert_eq!(omar.get("/leads").status, 403);
}

#[test]
fn a_department_role_made_in_the_pages_works_on_the_next_request() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let graphics = department(&house, "graphics");
    let made = vera.post_form(
        "/roles",
        &[
            ("name", "Studio Librarian"),
            ("summary", "Keeps the studio's leads in view"),
            ("tier", "employee"),
            ("level", "15"),
            ("department", &graphics),
        ],
    );
    assert_eq!(made.status, 303, "{}", made.text());
    let librarian = role(&house, "studio-librarian");
    let at = format!("/roles/{}", librarian.id);
    let matrix = vera.get(&format!("{at}/matrix"));
    assert_eq!(matrix.status, 200);
    assert!(matrix.text().contains("grant.0.scope"));

    let mut mei = house.signed_in("team-member");
    assert_eq!(mei.get("/leads").status, 403);
    give(&house, "team-member", librarian.id);
    assert_eq!(mei.get("/leads").status, 403, "it grants nothing yet");

    let version = librarian.version.to_string();
    let cells = [
        ("version", version.as_str()),
        ("grant.0.action", "leads.view"),
        ("grant.0.scope", "all"),
    ];
    let preview = vera.post_form(&format!("{at}/preview"), &cells);
    assert_eq!(preview.status, 200, "{}", preview.text());
    let name = names(&house)
        .name(house.account("team-member").id)
        .to_owned();
    assert!(preview.text().contains(&name));
    assert!(
        preview.text().contains("1 person gains"),
        "{}",
        preview.text()
    );
    assert_eq!(mei.get("/leads").status, 403, "a preview saves nothing");
    assert_eq!(vera.post_form(&format!("{at}/grants"), &cells).status, 303);
    assert_eq!(mei.get("/leads").status, 200);

    // The page was opened before; what is there now is somebody's.
    let stale = vera.post_form(&format!("{at}/grants"), &cells);
    assert_eq!(stale.status, 422);
    assert!(stale.text().contains("grant.0.scope"), "the cells are kept");
    let stale = vera.post_form(&format!("{at}/preview"), &cells);
    assert_eq!(stale.status, 422);

    // Retired, it grants nothing at once; brought back, it does again.
    let shown = vera.get(&format!("{at}/retire"));
    assert!(shown.text().contains(&name), "who loses is shown first");
    assert_eq!(vera.post_form(&format!("{at}/retire"), &[]).status, 303);
    assert_eq!(mei.get("/leads").status, 403);
    assert_eq!(vera.post_form(&format!("{at}/bring-back"), &[]).status, 303);
    assert_eq!(mei.get("/leads").status, 200);
    for page in ["/roles", "/roles?show=retired", "/roles/compare", &at] {
        assert_eq!(vera.get(page).status, 200, "{page}");
    }
    let two = format!(
        "/roles/compare?a={}&b={}",
        librarian.id,
        role(&house, "staff").id
    );
    assert!(vera.get(&two).text().contains("differences"));
}

#[test]
fn a_manager_makes_roles_below_themselves_and_in_their_department_only() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let own = names(&house)
        .users
        .get(&house.account("department-manager").id.raw())
        .unwrap()
        .departments[0]
        .to_string();
    let sales = department(&house, "sales");
    let make = |client: &mut Client, name: &str, level: u8, department: Option<&str>| {
        let body =
            json!({"name": name, "level": level, "tier": "employee", "department": department});
        post(client, "/api/v1/roles", &body)
    };
    assert_eq!(make(&mut hana, "Above", 61, Some(&own)).status, 422);
    assert_eq!(make(&mut hana, "Elsewhere", 10, Some(&sales)).status, 422);
    assert_eq!(make(&mut hana, "Everywhere", 10, None).status, 422);
    let made = make(&mut hana, "Second", 30, Some(&own));
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let at = format!("/api/v1/roles/{id}");
    // What they hold themselves, as far as they hold it.
    let set = |client: &mut Client, cells: &[(&str, &str)]| {
        post(
            client,
            &format!("/api/v1/roles/{id}/grants"),
            &grants(cells),
        )
        .status
    };
    assert_eq!(set(&mut hana, &[("tasks.view", "department")]), 200);
    assert_eq!(set(&mut hana, &[("tasks.view", "all")]), 422);
    assert_eq!(set(&mut hana, &[("leads.view", "own")]), 422);
    // Neither by inheriting nor by copying, nor by moving it.
    let sales_manager = role(&house, "sales-manager").id.to_string();
    assert_eq!(
        patch(&mut hana, &at, &json!({"inherits": [sales_manager]})).status,
        422
    );
    let administrator = role(&house, "administrator").id;
    let copied = post(
        &mut hana,
        &format!("/api/v1/roles/{administrator}/copy"),
        &json!({"name": "Mine", "level": 10, "department": own}),
    );
    assert!([403, 422].contains(&copied.status), "{}", copied.text());
    assert_eq!(
        patch(&mut hana, &at, &json!({"department": sales})).status,
        422
    );
    assert_eq!(patch(&mut hana, &at, &json!({"level": 90})).status, 422);
    // Nor a role of the house, nor their own.
    for key in ["team-member", "department-manager", "staff"] {
        let path = format!("/api/v1/roles/{}/grants", role(&house, key).id);
        let status = post(&mut hana, &path, &grants(&[("tasks.view", "department")])).status;
        assert!([403, 404, 422].contains(&status), "{key} {status}");
    }
    // An administrator changes neither their own role nor makes one that grants everything.
    let mut vera = house.api("administrator").unwrap();
    let path = format!("/api/v1/roles/{administrator}/grants");
    assert_eq!(
        post(&mut vera, &path, &grants(&[("leads.view", "own")])).status,
        403
    );
    let all = post(
        &mut vera,
        &format!("/api/v1/roles/{administrator}/copy"),
        &json!({"name": "Another administrator"}),
    );
    assert_eq!(all.status, 403, "{}", all.text());
}

#[test]
fn a_manager_grants_at_or_below_their_own_and_in_their_department_only() {
    let house = House::with_cast().unwrap();
    let own = department(&house, "web");
    let mut api = house.api("department-manager").unwrap();
    let second = post(
        &mut api,
        "/api/v1/roles",
        &json!({"name": "Second", "level": 30, "tier": "employee", "department": own}),
    )
    .json();
    let second: Id<Role> = Id::parse(second["id"].as_str().unwrap()).unwrap();
    let mut vera = house.api("administrator").unwrap();
    let foreign = post(
        &mut vera,
        "/api/v1/roles",
        &json!({"name": "Of sales", "level": 5, "tier": "employee", "department": department(&house, "sales")}),
    )
    .json();
    let foreign: Id<Role> = Id::parse(foreign["id"].as_str().unwrap()).unwrap();
    let mut hana = house.signed_in("department-manager");
    let grant = |client: &mut Client, to: &str, role: Id<Role>| {
        let user: User = house.visit().find(house.account(to).id).unwrap();
        let mut fields = vec![
            ("name", user.name.clone()),
            ("title", user.title.clone()),
            ("version", user.version.to_string()),
            ("roles", role.to_string()),
        ];
        let mut all = |name, ids: Vec<String>| fields.extend(ids.into_iter().map(|id| (name, id)));
        all(
            "roles",
            user.roles.iter().map(ToString::to_string).collect(),
        );
        all(
            "departments",
            user.departments.iter().map(ToString::to_string).collect(),
        );
        all(
            "teams",
            user.teams.iter().map(ToString::to_string).collect(),
        );
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        client
            .post_form(&format!("/users/{}", user.id), &fields)
            .status
    };
    assert_eq!(grant(&mut hana, "team-member", second), 303);
    assert_eq!(
        grant(&mut hana, "team-member", role(&house, "team-lead").id),
        303,
        "below, and nothing they lack"
    );
    // Below by its level, and more than they hold: seeing every client, every project.
    for key in [
        "support-manager",
        "qa-reviewer",
        "sales-manager",
        "accountant",
        "hr-manager",
    ] {
        assert_eq!(
            grant(&mut hana, "team-member", role(&house, key).id),
            422,
            "{key}"
        );
    }
    assert_eq!(
        grant(&mut hana, "team-member", foreign),
        422,
        "of another department"
    );
    assert_eq!(
        grant(&mut hana, "team-member", role(&house, "management").id),
        422
    );
    assert_eq!(
        grant(&mut hana, "department-manager", second),
        422,
        "not themselves"
    );
    let elsewhere = grant(&mut hana, "sales-closer", second);
    assert!([403, 404].contains(&elsewhere), "{elsewhere}");
    // Whoever administers people of the whole house gives what belongs to others' work.
    let mut rosa = house.signed_in("hr-manager");
    assert_eq!(
        grant(&mut rosa, "team-member", role(&house, "qa-reviewer").id),
        303
    );
}

#[test]
fn undoing_a_change_of_a_role_holds_from_the_next_request() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let mut mei = house.signed_in("team-member");
    let member = role(&house, "team-member");
    let at = format!("/roles/{}", member.id);
    let version = member.version.to_string();
    let cells = [
        ("version", version.as_str()),
        ("grant.0.action", "leads.view"),
        ("grant.0.scope", "all"),
    ];
    assert_eq!(vera.post_form(&format!("{at}/grants"), &cells).status, 303);
    let seq = house.last_of("administrator");
    assert_eq!(mei.get("/leads").status, 200);
    assert_eq!(
        mei.post_form(&format!("/undo/{seq}"), &[]).status,
        404,
        "not hers to undo"
    );
    assert_eq!(vera.post_form(&format!("/undo/{seq}"), &[]).status, 303);
    assert_eq!(mei.get("/leads").status, 403);
    let undone = house.last_of("administrator");
    assert_eq!(
        vera.post_form(&format!("/undo/{undone}"), &[]).status,
        303,
        "and done again"
    );
    assert_eq!(mei.get("/leads").status, 200);
    // Retiring is undone likewise; an Undo gives nobody more than doing it anew would.
    assert_eq!(vera.post_form(&format!("{at}/retire"), &[]).status, 303);
    let retired = house.last_of("administrator");
    assert_eq!(mei.get("/leads").status, 403);
    assert_eq!(vera.post_form(&format!("/undo/{retired}"), &[]).status, 303);
    assert_eq!(mei.get("/leads").status, 200);
    // Why a role is not theirs to change is said where the button would be.
    let mut it = house.signed_in("it-administrator");
    let page = it
        .get(&format!("/roles/{}", role(&house, "staff").id))
        .text();
    assert!(page.contains("You hold Staff yourself"), "{page}");
    assert!(
        vera.get(&format!("/roles/{}", role(&house, "staff").id))
            .text()
            .contains("Change what it may do")
    );
}

/// Three leads of the closer's.
fn three_leads(house: &House) {
    let mut omar = house.api("sales-closer").unwrap();
    for n in 0..3 {
        let lead = json!({
            "company": format!("Alder Creek {n}"), "contact": "Naomi Frost", "email": format!("n{n}@alder.example"),
            "phone": format!("210-555-01{n:02}"), "source": "yelp", "categories": ["web"], "wish": "A site",
        });
        let made = post(&mut omar, "/api/v1/leads", &lead);
        assert_eq!(made.status, 201, "{}", made.text());
    }
}

#[test]
fn the_preview_counts_what_it_opens() {
    let house = House::with_cast().unwrap();
    three_leads(&house);
    let mut vera = house.api("administrator").unwrap();
    let member = role(&house, "team-member");
    let path = format!("/api/v1/roles/{}/preview", member.id);
    let answer = post(&mut vera, &path, &grants(&[("leads.view", "all")])).json();
    let mei = house.account("team-member").id.to_string();
    let people = answer["people"].as_array().unwrap();
    let hers = people.iter().find(|p| p["id"] == json!(mei)).unwrap();
    assert_eq!(
        hers["records"],
        json!([{"kind": "leads", "count": 3, "or_more": false}])
    );
    assert_eq!(
        hers["gains"],
        json!([{"action": "leads.view", "was": "none", "is": "all"}])
    );
}

#[test]
fn the_preview_names_exactly_those_who_gain() {
    let house = House::with_cast().unwrap();
    let mut vera = house.api("administrator").unwrap();
    let closer = role(&house, "sales-closer");
    let cells = grants(&[("leads.view", "all"), ("leads.export", "own")]);
    let path = format!("/api/v1/roles/{}", closer.id);
    let answer = post(&mut vera, &format!("{path}/preview"), &cells);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut said: Vec<String> = answer.json()["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["id"].as_str().unwrap().to_owned())
        .collect();
    let scopes = |house: &House| {
        let access = house.visit().cached::<Access>().unwrap();
        let actions = features::schema().actions;
        names(house)
            .users
            .values()
            .filter_map(|user| {
                let (actor, _) = access.actor(user.id)?;
                let all: Vec<_> = actions.iter().map(|a| actor.scope(a)).collect();
                Some((user.id.to_string(), all))
            })
            .collect::<Vec<_>>()
    };
    let before = scopes(&house);
    assert_eq!(
        post(&mut vera, &format!("{path}/grants"), &cells).status,
        200
    );
    let after = scopes(&house);
    let mut became: Vec<String> = before
        .iter()
        .zip(&after)
        .filter(|(was, is)| was.1 != is.1)
        .map(|(was, _)| was.0.clone())
        .collect();
    said.sort();
    became.sort();
    assert!(!became.is_empty());
    assert_eq!(said, became);
    // Undo takes it back from everyone.
    let mut page = house.signed_in("administrator");
    let history = page.get(&format!("/roles/{}", closer.id)).text();
    assert!(
        history.contains("changed the role"),
        "the role tells its history"
    );
}

/// Somebody's own visit, as at their next request.
fn as_person(house: &House, user: Id<User>) -> Option<Visit> {
    let visit = house.visit();
    let access = visit.cached::<Access>().unwrap();
    let (actor, _) = access.actor(user)?;
    Some(Visit::new(
        house.store.clone(),
        actor,
        Origin::server(),
        Moment::now(),
        visit.tz.clone(),
    ))
}

#[test]
fn the_explorer_says_what_the_doors_do() {
    let house = House::with_cast().unwrap();
    three_leads(&house);
    let asking = house.visit();
    let names = names(&house);
    let actions: Vec<Action> = features::schema().actions;
    let lead: Lead = asking.find(Id::new(1001)).unwrap();
    let mut questions = 0;
    let mut yes = 0;
    for user in names.users.values() {
        let own = as_person(&house, user.id).unwrap();
        for other in names.users.values().filter(|u| u.tier != Tier::Client) {
            for action in &actions {
                let told = roles::verdict(&asking, user.id, action, Some(other.as_ref())).unwrap();
                let may = own.may(action, other);
                assert_eq!(told.may, may, "{} {} {}", user.name, action.key, other.name);
                assert!(told.why.ends_with('.'), "{}", told.why);
                if told.may && action.key.starts_with("users.") {
                    yes += 1;
                }
                questions += 1;
            }
        }
        for action in &actions {
            let told = roles::verdict(&asking, user.id, action, None).unwrap();
            assert_eq!(
                told.may,
                own.may_somewhere(action),
                "{} {}",
                user.name,
                action.key
            );
        }
        for action in &actions {
            let told = roles::verdict(&asking, user.id, action, Some(lead.as_ref())).unwrap();
            assert_eq!(
                told.may,
                own.may(action, &lead),
                "{} {}",
                user.name,
                action.key
            );
        }
        for department in names.departments.values() {
            let of: Ref = department.as_ref();
            assert_eq!(
                department.placement(),
                [Placement::Department(department.id.raw())]
            );
            for action in &actions {
                let told = roles::verdict(&asking, user.id, action, Some(of)).unwrap();
                assert_eq!(told.may, own.may(action, department));
            }
        }
    }
    assert!(questions > 10_000 && yes > 100, "{questions} {yes}");

    let mut vera = house.signed_in("administrator");
    let mei = house.account("team-member").id;
    let page = vera.get(&format!("/permissions?person={mei}&action=leads.view"));
    assert_eq!(page.status, 200);
    assert!(page.text().contains("No. ") && page.text().contains("None of their roles"));
    let page = vera.get(&format!(
        "/permissions?person={mei}&action=users.view&record={mei}"
    ));
    assert!(page.text().contains("Yes. "), "{}", page.text());
    assert_eq!(
        vera.get(&format!(
            "/permissions?person={mei}&action=leads.view&record=LD-999999"
        ))
        .status,
        422
    );
    let mut other = house.signed_in("team-member");
    assert_eq!(other.get("/permissions").status, 403);
}

#[test]
fn a_closed_door_says_why_and_whom_to_ask() {
    let house = House::with_cast().unwrap();
    let mut mei = house.signed_in("team-member");
    let closed = mei.get("/leads");
    assert_eq!(closed.status, 403);
    assert!(closed.text().contains("None of your roles"));
    assert!(closed.text().contains("Request access"));
    let ask = |client: &mut Client| {
        client.post_form(
            "/access/requests",
            &[("address", "/leads"), ("reason", "The Monday call")],
        )
    };
    assert_eq!(ask(&mut mei).status, 303);
    let mut vera = house.signed_in("administrator");
    assert!(
        vera.get("/inbox")
            .text()
            .contains("asks for access to the page /leads: The Monday call")
    );
    assert_eq!(ask(&mut mei).status, 303);
    assert_eq!(ask(&mut mei).status, 303);
    assert_eq!(ask(&mut mei).status, 429, "not for ever");
    let _ = people::VIEW_ROLES;
}

#[test]
fn the_pages_of_roles_are_sound_on_desk_and_phone() {
    use super::looks::{look, sign_in};
    use crate::support::{a11y, browser::Browser};

    let house = House::with_cast().unwrap();
    let closer = role(&house, "sales-closer").id;
    let mei = house.account("team-member").id;
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "administrator");
    let mut wrong = Vec::new();
    for (name, path) in [
        ("roles", "/roles".to_owned()),
        ("role", format!("/roles/{closer}")),
        ("role-new", "/roles/new".into()),
        ("role-matrix", format!("/roles/{closer}/matrix")),
        ("role-retire", format!("/roles/{closer}/retire")),
        (
            "roles-compare",
            format!("/roles/compare?a={closer}&b={}", role(&house, "staff").id),
        ),
        (
            "permissions",
            format!("/permissions?person={mei}&action=leads.view"),
        ),
    ] {
        wrong.extend(look(&house, &page, name, &path));
    }
    for (width, phone) in [(1440, false), (390, true)] {
        page.viewport(width, 900, phone);
        page.goto(&house.url(&format!("/roles/{closer}/matrix")));
        page.eval("[...document.querySelectorAll('select[name^=grant]')].find(s => s.value == 'own').value = 'all'");
        page.click_text("button", "See who gains what");
        page.wait_text("h1", "Who gains what");
        page.wait_text("main h2", "1 change");
        wrong.extend(
            a11y::check(&page)
                .into_iter()
                .map(|v| format!("preview {width}: {v}")),
        );
        if let Some(folder) = std::env::var_os("ATRIUM_SHOTS") {
            page.screenshot(
                std::path::Path::new(&folder).join(format!("role-preview-{width}.png")),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
