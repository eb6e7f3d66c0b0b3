//! Nobody takes more than they were given: not by editing themselves, not through somebody else's account, not
//! through Undo, not with a token, not by asking from elsewhere.

use atrium::{
    access::Tier,
    data::Visit,
    features::{
        people::{Directory, NewUser, User},
        sign_in,
    },
    testing::{
        cast,
        client::{Client, Response},
        house::House,
    },
};
use serde_json::{Value, json};

fn person(house: &House, role: &str) -> User {
    house.visit().find(house.account(role).id).unwrap()
}

fn names(house: &House) -> std::sync::Arc<Directory> {
    Directory::of(&house.visit()).unwrap()
}

fn role_id(house: &House, key: &str) -> String {
    let names = names(house);
    let role = names.roles.values().find(|r| r.key == key).unwrap();
    role.id.to_string()
}

fn department_id(house: &House, key: &str) -> String {
    names(house).department_by_key(key).unwrap().id.to_string()
}

/// What the page of a person submits, with some of it changed.
fn edit(client: &mut Client, user: &User, instead: &[(&str, Vec<String>)]) -> Response {
    let ids = |name: &str, held: Vec<String>| {
        let given = instead.iter().find(|(n, _)| *n == name);
        given.map_or(held, |(_, ids)| ids.clone())
    };
    let mut fields = vec![
        ("name", user.name.clone()),
        ("title", user.title.clone()),
        ("version", user.version.to_string()),
    ];
    let mut all = |name: &'static str, held: Vec<String>| {
        fields.extend(ids(name, held).into_iter().map(|id| (name, id)));
    };
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
    client.post_form(&format!("/users/{}", user.id), &fields)
}

fn post_json(client: &mut Client, path: &str, key: Option<&str>, body: &Value) -> Response {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(key.map(|key| ("idempotency-key", key)));
    client.request("POST", path, &headers, body.to_string().as_bytes())
}

/// A company with a person of theirs in the portal, made by the account manager.
fn portal_person(house: &House) -> (String, String) {
    let mut amira = house.api("account-manager").unwrap();
    let client = post_json(
        &mut amira,
        "/api/v1/clients",
        None,
        &json!({ "name": "Bluestem Dental", "contact": "Gwen Okafor", "email": "gwen@bluestem.example" }),
    )
    .json();
    let id = client["id"].as_str().unwrap();
    let contacts = amira.get(&format!("/api/v1/clients/{id}/contacts")).json();
    let contact = contacts["items"][0]["id"].as_str().unwrap().to_owned();
    let opened = amira.request(
        "POST",
        &format!("/api/v1/contacts/{contact}/open-portal"),
        &[],
        b"",
    );
    assert_eq!(opened.status, 201, "{}", opened.text());
    (
        id.to_owned(),
        opened.json()["user"].as_str().unwrap().to_owned(),
    )
}

#[test]
fn a_department_manager_does_not_take_the_house_over() {
    let house = House::with_cast().unwrap();
    let mut hana = house.signed_in("department-manager");
    let all: Vec<String> = names(&house)
        .departments
        .values()
        .map(|d| d.id.to_string())
        .collect();
    let me = person(&house, "department-manager");
    let answer = edit(&mut hana, &me, &[("departments", all.clone())]);
    assert_eq!(answer.status, 422, "{}", answer.text());
    let all_teams = names(&house)
        .teams
        .keys()
        .map(|id| format!("TM-{id}"))
        .collect();
    assert_eq!(edit(&mut hana, &me, &[("teams", all_teams)]).status, 422);
    assert_eq!(
        person(&house, "department-manager").departments,
        me.departments
    );
    // Their own name is theirs to mend.
    assert_eq!(edit(&mut hana, &me, &[]).status, 303);
    for role in ["administrator", "auditor", "management", "hr-manager"] {
        let at = format!("/users/{}/link", house.account(role).id);
        let answer = hana.post_form(&at, &[]);
        assert!(
            [403, 404].contains(&answer.status),
            "{role} {}",
            answer.status
        );
        assert!(!answer.text().contains("/welcome/"), "{role}");
    }
    // Even were they of the department.
    let vera = person(&house, "administrator");
    let mut ines = house.signed_in("superadmin");
    let web = department_id(&house, "web");
    assert_eq!(
        edit(&mut ines, &vera, &[("departments", vec![web.clone()])]).status,
        303
    );
    let answer = hana.post_form(&format!("/users/{}/link", vera.id), &[]);
    assert_eq!(answer.status, 403);
    let own = hana.post_form(&format!("/users/{}/link", me.id), &[]);
    assert_eq!(
        own.status, 409,
        "one's own password is changed with the password"
    );

    // Within the department they grant what stands at or below them, and move nobody out of it.
    let mei = person(&house, "team-member");
    let granted = |key: &str| vec![("roles", vec![role_id(&house, key)])];
    assert_eq!(edit(&mut hana, &mei, &granted("team-lead")).status, 303);
    let mei = person(&house, "team-member");
    for key in ["management", "administrator", "it-administrator", "auditor"] {
        assert_eq!(edit(&mut hana, &mei, &granted(key)).status, 422, "{key}");
    }
    let sales = department_id(&house, "sales");
    let both = edit(&mut hana, &mei, &[("departments", vec![web, sales])]);
    assert_eq!(both.status, 422);
    // Not to people elsewhere.
    let omar = person(&house, "sales-closer");
    assert_eq!(edit(&mut hana, &omar, &granted("team-lead")).status, 403);
    let answer = hana.post_form(&format!("/users/{}/link", mei.id), &[]);
    assert!(answer.text().contains("/welcome/"));
}

#[test]
fn hr_has_no_key_to_those_above() {
    let house = House::with_cast().unwrap();
    let mut rosa = house.signed_in("hr-manager");
    for role in [
        "administrator",
        "auditor",
        "it-administrator",
        "management",
        "sales-manager",
    ] {
        for verb in ["link", "deactivate", "reactivate"] {
            let at = format!("/users/{}/{verb}", house.account(role).id);
            let answer = rosa.post_form(&at, &[]);
            assert_eq!(answer.status, 403, "{role} {verb}");
        }
        assert!(!person(&house, role).inactive);
        let page = rosa
            .get(&format!("/users/{}", house.account(role).id))
            .text();
        assert!(
            !page.contains("/link\"") && !page.contains("/deactivate\""),
            "{role}"
        );
    }
    let mut api = house.api("hr-manager").unwrap();
    let at = format!("/api/v1/users/{}/deactivate", house.account("auditor").id);
    assert_eq!(api.request("POST", &at, &[], b"").status, 403);
    let below = format!("/users/{}/link", house.account("team-member").id);
    assert!(rosa.post_form(&below, &[]).text().contains("/welcome/"));
    // Administrators may act on one another.
    let mut vera = house.signed_in("administrator");
    let form = NewUser {
        name: "Second Admin".into(),
        email: "second@juniperhale.example".into(),
        title: String::new(),
        tier: Tier::Admin,
        roles: person(&house, "administrator").roles,
        departments: Vec::new(),
        teams: Vec::new(),
        client: None,
        skills: Vec::new(),
    };
    let second = sign_in::add_user(&house.visit(), form, cast::PASSWORD, "").unwrap();
    let answer = vera.post_form(&format!("/users/{second}/link"), &[]);
    assert!(answer.text().contains("/welcome/"), "{}", answer.status);
}

#[test]
fn an_employee_is_given_no_admins_role_without_a_second_factor() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let mei = person(&house, "team-member");
    let answer = edit(
        &mut vera,
        &mei,
        &[("roles", vec![role_id(&house, "management")])],
    );
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("second factor"));
}

#[test]
fn a_revoked_right_is_not_regained_through_undo() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let mut mei_in = house.signed_in("team-member");
    let mei = person(&house, "team-member");
    let more = vec![
        mei.roles[0].to_string(),
        role_id(&house, "department-manager"),
    ];
    assert_eq!(edit(&mut vera, &mei, &[("roles", more)]).status, 303);
    let granted = house.last_of("administrator");
    assert_eq!(vera.post_form(&format!("/undo/{granted}"), &[]).status, 303);
    let undone = house.last_of("administrator");
    for seq in [undone, granted] {
        let answer = mei_in.post_form(&format!("/undo/{seq}"), &[]);
        assert!(
            [403, 404, 409].contains(&answer.status),
            "{}",
            answer.status
        );
    }
    assert_eq!(person(&house, "team-member").roles, mei.roles);

    // Nor by somebody who holds the action but stands no higher than what would come back.
    let hana = person(&house, "department-manager");
    let mut hana_in = house.signed_in("department-manager");
    let wide = department_id(&house, "sales");
    let mut here: Vec<String> = hana.departments.iter().map(ToString::to_string).collect();
    here.push(wide);
    assert_eq!(edit(&mut vera, &hana, &[("departments", here)]).status, 303);
    let given = house.last_of("administrator");
    assert_eq!(vera.post_form(&format!("/undo/{given}"), &[]).status, 303);
    let back = house.last_of("administrator");
    assert_eq!(hana_in.post_form(&format!("/undo/{back}"), &[]).status, 403);
    assert_eq!(
        person(&house, "department-manager").departments,
        hana.departments
    );
    // Who did it may do it again.
    assert_eq!(vera.post_form(&format!("/undo/{back}"), &[]).status, 303);
}

#[test]
fn letting_somebody_in_again_by_undo_leaves_their_sessions_ended() {
    let house = House::with_cast().unwrap();
    let mut mei_in = house.signed_in("team-member");
    assert_eq!(mei_in.get("/inbox").status, 200);
    let mut token = house.api("team-member").unwrap();
    assert_eq!(token.get("/api/v1/me").status, 200);
    let mut vera = house.signed_in("administrator");
    let mei = house.account("team-member").id;
    let gone = vera.post_form(&format!("/users/{mei}/deactivate"), &[]);
    assert_eq!(gone.status, 303);
    let seq = house.last_of("administrator");
    let back = vera.post_form(&format!("/undo/{seq}"), &[]);
    assert_eq!(back.status, 303, "{}", back.text());
    assert!(!person(&house, "team-member").inactive);
    assert_ne!(
        mei_in.get("/inbox").status,
        200,
        "a session that ended stays ended"
    );
    house.signed_in("team-member");
    assert_eq!(
        token.get("/api/v1/me").status,
        401,
        "nor does a token come back"
    );
    // A link that was handed out can't be called back by pretending.
    vera.post_form(&format!("/users/{mei}/link"), &[]);
    let answer = vera.post_form(&format!("/undo/{}", house.last_of("administrator")), &[]);
    assert_eq!(answer.status, 409);
}

#[test]
fn an_invitation_retried_answers_the_link_that_holds() {
    let house = House::with_cast().unwrap();
    let mut rosa = house.api("hr-manager").unwrap();
    let body = json!({ "name": "New Hand", "email": "new@juniperhale.example", "tier": "employee",
        "roles": [role_id(&house, "team-member")], "departments": [department_id(&house, "web")] });
    let first = post_json(&mut rosa, "/api/v1/users", Some("k-1"), &body);
    let again = post_json(&mut rosa, "/api/v1/users", Some("k-1"), &body);
    assert_eq!((first.status, again.status), (201, 201), "{}", first.text());
    assert_eq!(first.json(), again.json());
    let link = again.json()["link"].as_str().unwrap().to_owned();
    let (_, path) = link.rsplit_once("/welcome/").unwrap();
    let mut invited = house.client();
    let page = invited.get(&format!("/welcome/{path}"));
    assert_eq!(invited.follow(page).status, 200);
}

#[test]
fn the_journal_tells_business_only_to_who_may_see_it() {
    let house = House::with_cast().unwrap();
    let (client, _) = portal_person(&house);
    let read = |role: &str| {
        let mut api = house.api(role).unwrap();
        api.get("/api/v1/journal?limit=20").json()["items"]
            .as_array()
            .unwrap()
            .clone()
    };
    let made = |items: &[Value]| {
        items
            .iter()
            .find(|item| item["action"] == "clients.create")
            .unwrap()
            .clone()
    };
    let auditor = made(&read("auditor"));
    assert!(auditor.to_string().contains("Bluestem") && auditor["withheld"] == false);
    let daniel = made(&read("it-administrator"));
    assert!(!daniel.to_string().contains("Bluestem"), "{daniel}");
    assert!(!daniel.to_string().contains("Gwen") && daniel["withheld"] == true);
    assert_eq!(daniel["person"], auditor["person"]);
    assert_eq!(daniel["hash"], auditor["hash"]);
    assert!(daniel.to_string().contains(&client));
    let people = read("it-administrator");
    assert!(!json!(people).to_string().contains("gwen@"));
}

#[test]
fn clients_people_are_seen_by_who_sees_the_client() {
    let house = House::with_cast().unwrap();
    let (_, gwen) = portal_person(&house);
    for (role, sees) in [
        ("team-member", false),
        ("hr-manager", false),
        ("it-administrator", false),
        ("sales-closer", false),
        ("account-manager", true),
        ("auditor", true),
        ("administrator", true),
    ] {
        let mut api = house.api(role).unwrap();
        let one = api.get(&format!("/api/v1/users/{gwen}"));
        assert_eq!(one.status == 200, sees, "{role}");
        let list = api.get("/api/v1/users?limit=200").text();
        assert_eq!(list.contains("gwen@bluestem.example"), sees, "{role}");
        // The contact of that name is hidden or seen alike.
        let found = api.get("/api/v1/search?q=gwen").text();
        assert_eq!(found.contains("Gwen"), sees, "{role} {found}");
        let mut page = house.signed_in(role);
        assert!(
            !page.get("/users").text().contains("gwen@"),
            "staff stand there"
        );
        let clients = page.get("/users?show=clients").text();
        assert_eq!(clients.contains("gwen@"), sees, "{role}");
        assert_eq!(
            page.get(&format!("/users/{gwen}")).status == 200,
            sees,
            "{role}"
        );
    }
    // One who has left stands with all who left, for those who may see them.
    let mut vera = house.signed_in("administrator");
    for (verb, at) in [("deactivate", "inactive"), ("reactivate", "clients")] {
        vera.post_form(&format!("/users/{gwen}/{verb}"), &[]);
        for show in ["inactive", "clients"] {
            let page = vera.get(&format!("/users?show={show}")).text();
            assert_eq!(page.contains("gwen@"), show == at, "{verb} {show}");
        }
    }
    // Nor does HR reach into a client's portal by an account or a link of their own making.
    let mut rosa = house.signed_in("hr-manager");
    assert_eq!(
        rosa.post_form(&format!("/users/{gwen}/link"), &[]).status,
        404
    );
    let (client, _) = (portal_client(&house), ());
    let mut api = house.api("hr-manager").unwrap();
    let body = json!({ "name": "Mole", "email": "mole@example.org", "tier": "client",
        "client": client, "roles": [role_id(&house, "client")] });
    let answer = post_json(&mut api, "/api/v1/users", None, &body);
    assert_eq!(answer.status, 422, "{}", answer.text());
}

fn portal_client(house: &House) -> String {
    let visit: Visit = house.visit();
    let names = Directory::of(&visit).unwrap();
    let held = names.users.values().find_map(|user| user.client).unwrap();
    format!("CL-{held}")
}

// ── ways in ──

/// The seed of the form on the page.
fn seed_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"seed\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn now() -> atrium::base::Moment {
    atrium::base::Moment::now()
}

#[test]
fn a_second_factor_is_replaced_with_the_password_and_its_code_only() {
    let house = House::with_cast().unwrap();
    let account = house.account("administrator").clone();
    let mut vera = house.signed_in("administrator");
    let seed = seed_of(&vera.get("/me/second-factor").text());
    let new = sign_in::totp_at(&seed, now()).unwrap();
    let post = |client: &mut Client, password: &str, current: &str, seed: &str, code: &str| {
        client.post_form(
            "/me/second-factor",
            &[
                ("seed", seed),
                ("code", code),
                ("password", password),
                ("current", current),
            ],
        )
    };
    let ahead = sign_in::totp_at(account.totp.as_deref().unwrap(), now().plus(30_000)).unwrap();
    for (password, current) in [
        ("", ""),
        (cast::PASSWORD, ""),
        (cast::PASSWORD, "000000"),
        ("not the password", ahead.as_str()),
    ] {
        assert_eq!(post(&mut vera, password, current, &seed, &new).status, 422);
    }
    for bad in ["!!!", "", "ABCD", &"A".repeat(5000)] {
        let answer = post(&mut vera, cast::PASSWORD, &ahead, bad, "123456");
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(answer.text().contains("seed"));
    }
    let set = post(&mut vera, cast::PASSWORD, &ahead, &seed, &new);
    assert!(
        set.status == 200 && set.text().contains("recovery codes"),
        "{}",
        set.text()
    );

    // Guessing on ends the session.
    let mut mei = house.signed_in("team-member");
    let seed = seed_of(&mei.get("/me/second-factor").text());
    let code = sign_in::totp_at(&seed, now()).unwrap();
    for _ in 0..5 {
        post(&mut mei, "not the password", "", &seed, &code);
    }
    assert_eq!(mei.get("/inbox").location(), Some("/sign-in?next=%2Finbox"));
    let mut mei = house.signed_in("team-member");
    assert_eq!(post(&mut mei, cast::PASSWORD, "", &seed, &code).status, 200);
}

#[test]
fn a_token_opens_the_api_and_nothing_else() {
    let house = House::with_cast().unwrap();
    let mut token = house.api("administrator").unwrap();
    assert_eq!(token.get("/api/v1/me").status, 200);
    for page in [
        "/",
        "/inbox",
        "/users",
        "/me",
        "/me/second-factor",
        "/live?topics=users",
    ] {
        let answer = token.get(page);
        assert!(
            [303, 401].contains(&answer.status),
            "{page} {}",
            answer.status
        );
    }
    let mei = house.account("team-member").id;
    for at in [
        "/me/second-factor".to_owned(),
        format!("/users/{mei}/link"),
        "/sign-out".into(),
    ] {
        let answer = token.post_form(&at, &[("code", "1")]);
        assert_eq!(answer.status, 403, "{at}");
    }
}

#[test]
fn links_do_not_begin_with_what_a_stranger_wrote() {
    let house = House::with_cast().unwrap();
    let mut client = house.signed_in("hr-manager");
    let link = format!("/users/{}/link", house.account("team-member").id);
    for (method, path) in [
        ("GET", "/sign-in"),
        ("GET", "/users"),
        ("POST", link.as_str()),
        ("GET", "/assets/x.css"),
        ("GET", "/api/v1/me"),
    ] {
        for host in ["evil.example", "127.0.0.1.evil.example", ""] {
            let answer = client.request(method, path, &[("host", host)], b"");
            assert!(
                [400, 421].contains(&answer.status),
                "{path} {host} {}",
                answer.status
            );
            assert!(!answer.text().contains("evil"));
        }
    }
    let port = house.address.port();
    let answer = client.request(
        "POST",
        &link,
        &[("host", "localhost:1"), ("sec-fetch-site", "same-origin")],
        b"",
    );
    assert!(
        answer
            .text()
            .contains(&format!("https://localhost:{port}/welcome/")),
        "{}",
        answer.text()
    );
}

fn from_outside(client: &mut Client, email: &str, password: &str) -> Response {
    let body = atrium::testing::client::encode_form(&[("email", email), ("password", password)]);
    client.request(
        "POST",
        "/sign-in",
        &[
            ("x-forwarded-for", "203.0.113.9"),
            ("content-type", "application/x-www-form-urlencoded"),
        ],
        body.as_bytes(),
    )
}

#[test]
fn from_outside_a_right_password_does_not_show() {
    let house = House::with_cast().unwrap();
    let email = house.account("team-member").email.clone();
    let mut client = house.client();
    let right = from_outside(&mut client, &email, cast::PASSWORD);
    let wrong = from_outside(&mut client, &email, "not the password");
    let nobody = from_outside(
        &mut client,
        "nobody@juniperhale.example",
        "not the password",
    );
    let plain = |answer: &Response| {
        answer
            .text()
            .replace(&email, "")
            .replace("nobody@juniperhale.example", "")
    };
    assert_eq!((right.status, plain(&right)), (wrong.status, plain(&wrong)));
    assert_eq!(plain(&wrong), plain(&nobody));
    // It counts as a failure of the stranger's: going on with it has to wait.
    let waited = (0..8).any(|_| from_outside(&mut client, &email, cast::PASSWORD).status == 429);
    assert!(waited, "right passwords from outside are counted");
}

#[test]
fn foreign_sessions_are_as_missing_ones() {
    let house = House::with_cast().unwrap();
    let mut mei = house.signed_in("team-member");
    let mut omar = house.signed_in("sales-closer");
    assert_eq!(omar.get("/inbox").status, 200);
    for id in ["S-1", "S-2", "S-9999", "x"] {
        let answer = mei.post_form(&format!("/sessions/{id}/end"), &[]);
        // Their own is among them, and is theirs to end; it is the first.
        let own = id == "S-1";
        assert_eq!(answer.status, if own { 303 } else { 404 }, "{id}");
        if own {
            mei = house.signed_in("team-member");
        }
    }
    assert_eq!(omar.get("/inbox").status, 200);
    // Who may end others' sessions ends those of people below.
    let mut daniel = house.signed_in("it-administrator");
    assert_eq!(daniel.post_form("/sessions/S-2/end", &[]).status, 303);
    assert_ne!(omar.get("/inbox").status, 200);
}

#[test]
fn a_stranger_learns_nothing_from_health() {
    let house = House::with_cast().unwrap();
    let answer = house.client().get("/healthz");
    assert_eq!(answer.json(), json!({ "status": "ok" }));
}

/// What is answered with a refusal was not done: a program that hears "not found" tries again, and would do it twice.
#[test]
fn what_is_refused_was_not_done() {
    let house = House::filled().unwrap();
    let lead = house.account("team-lead").id.raw();
    let mut top = house.api("superadmin").unwrap();
    let projects = top.get("/api/v1/projects?limit=20").json();
    let mut api = house.api("team-lead").unwrap();
    let deeds = |from: u64| {
        let entries = house.store.lately(from, 1000).unwrap().entries;
        entries.iter().filter(|entry| entry.person == lead).count()
    };
    let (mut done, mut refused) = (0, 0);
    for project in projects["items"].as_array().unwrap() {
        let id = project["id"].as_str().unwrap();
        for (path, body) in [
            (
                "/api/v1/milestones",
                serde_json::json!({ "project": id, "title": "One more" }),
            ),
            (
                "/api/v1/tasks",
                serde_json::json!({ "project": id, "title": "One more" }),
            ),
        ] {
            let before = house.store.newest();
            let answer = api.post_json(path, &body);
            let counted = deeds(before);
            match answer.status {
                200..300 => done += 1,
                _ => refused += 1,
            }
            let wanted = usize::from(answer.status < 300);
            assert_eq!(counted, wanted, "{path} {id}: {}", answer.text());
        }
    }
    assert!(done + refused >= 20, "{done} {refused}");
}
