//! The gravest deeds are done by one person and confirmed by another, where the house asks for it.

use atrium::{
    base::Moment,
    features::{
        people,
        second_person::{Decision, SecondRequest},
        settings::SETTINGS,
    },
    testing::{
        cast,
        client::{Client, Response},
        house::House,
    },
};
use serde_json::{Value, json};

use super::{emails::long_ago, sheets::upload};

fn asks_for_it(house: &House) {
    house
        .visit()
        .act(people::ADMINISTER, |change| {
            change.event();
            let mut held = change.subject(SETTINGS)?;
            held.second_person = true;
            change.put(&held)
        })
        .unwrap();
}

fn invitation(house: &House, role: &str, email: &str) -> Value {
    let directory = people::Directory::of(&house.visit()).unwrap();
    let role = directory
        .roles
        .values()
        .find(|held| held.key == role)
        .unwrap()
        .id;
    let department = directory.departments.values().next().unwrap().id;
    json!({
        "name": "Kim Lund", "email": email, "tier": "employee", "roles": [role.to_string()],
        "departments": [department.to_string()],
    })
}

fn invite(client: &mut Client, body: &Value) -> Response {
    client.post_json("/api/v1/users", body)
}

fn there(house: &House, email: &str) -> bool {
    let directory = people::Directory::of(&house.visit()).unwrap();
    directory.users.values().any(|user| user.email == email)
}

#[test]
fn an_invitation_that_gives_as_much_as_one_has_waits_for_another_person() {
    let house = House::with_cast().unwrap();
    let mut hr = house.api("hr-manager").unwrap();
    // Nobody asked for it: it is done at once.
    let body = invitation(&house, "sales-manager", "first@juniperhale.example");
    assert_eq!(invite(&mut hr, &body).status, 201);

    asks_for_it(&house);
    let email = "kim@juniperhale.example";
    let body = invitation(&house, "sales-manager", email);
    let waits = invite(&mut hr, &body);
    assert_eq!(waits.status, 202, "{}", waits.text());
    let told = waits.json();
    assert_eq!(
        (told["state"].as_str(), told["action"].as_str()),
        (Some("waiting"), Some("users.invite"))
    );
    assert!(!there(&house, email));
    let at = format!("/api/v1/second-person/{}", told["id"].as_str().unwrap());
    // Again is the same request.
    assert_eq!(invite(&mut hr, &body).json()["id"], told["id"]);

    // Nobody confirms their own, and who may not invite finds nothing.
    let own = hr.post_json(&format!("{at}/confirm"), &json!({}));
    assert_eq!(own.status, 403, "{}", own.text());
    let mut omar = house.api("sales-agent").unwrap();
    assert_eq!(omar.get(&at).status, 404);
    assert_eq!(
        omar.post_json(&format!("{at}/confirm"), &json!({})).status,
        404
    );
    assert!(
        omar.get("/api/v1/second-person").json()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );

    // Whoever may is told, looks at what was sent, and proves who they are.
    let mut vera = house.signed_in("administrator");
    assert!(
        vera.get("/inbox")
            .text()
            .contains("asks for a second person")
    );
    let id = told["id"].as_str().unwrap();
    let page = vera.get(&format!("/second-person/{id}")).text();
    assert!(
        page.contains("Kim Lund") && page.contains("Confirm"),
        "{page}"
    );
    let done = vera.post_form(
        &format!("/second-person/{id}/confirm"),
        &[("reason", "agreed")],
    );
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(!there(&house, email), "it is done by whoever asked");

    // What was confirmed is that request, by that person, once.
    let other = invitation(&house, "sales-manager", "another@juniperhale.example");
    assert_eq!(invite(&mut hr, &other).status, 202);
    let mut admin = house.api("it-administrator").unwrap();
    assert_eq!(invite(&mut admin, &body).status, 202, "somebody else");
    assert_eq!(invite(&mut hr, &body).status, 201);
    assert!(there(&house, email));
    assert_eq!(hr.get(&at).json()["state"], "done");
    let entry = hr.get(&at).json();
    assert_eq!(entry["reason"], "agreed");
    // And less than one has needs nobody.
    let less = invitation(&house, "team-member", "less@juniperhale.example");
    assert_eq!(invite(&mut hr, &less).status, 201);
}

/// Who confirms what gives rights could give them: whoever may invite, and not to these, is no second person for it.
#[test]
fn nobody_confirms_what_they_could_not_give() {
    let house = House::with_cast().unwrap();
    asks_for_it(&house);
    let mut admin = house.api("it-administrator").unwrap();
    let email = "kim@juniperhale.example";
    let mut body = invitation(&house, "it-administrator", email);
    body["tier"] = json!("admin");
    let waits = invite(&mut admin, &body);
    assert_eq!(waits.status, 202, "{}", waits.text());
    let at = format!(
        "/api/v1/second-person/{}",
        waits.json()["id"].as_str().unwrap()
    );
    let mut hr = house.api("hr-manager").unwrap();
    let below = hr.post_json(&format!("{at}/confirm"), &json!({}));
    assert_eq!(below.status, 403, "{}", below.text());
    assert!(below.text().contains("couldn't give yourself"));
    assert_eq!(admin.get(&at).json()["state"], "waiting");
    let mut vera = house.api("administrator").unwrap();
    let confirmed = vera.post_json(&format!("{at}/confirm"), &json!({}));
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    assert_eq!(invite(&mut admin, &body).status, 201);
    assert!(there(&house, email));

    // What a file says nobody looks through: whoever confirms it stands as high as whoever asks.
    let directory = people::Directory::of(&house.visit()).unwrap();
    let role = directory
        .roles
        .values()
        .find(|role| role.key == "it-administrator");
    let department = &directory.departments.values().next().unwrap().name;
    let sheet = format!(
        "Name,E-mail,Tier,Roles,Departments\nIda Berg,ida@juniperhale.example,Admin,{},{department}\n",
        role.unwrap().name
    );
    let mut send = || admin.post_multipart("/api/v1/users/import", &[], &[upload(&sheet)]);
    let waits = send();
    assert_eq!(waits.status, 202, "{}", waits.text());
    let id = waits.json()["id"].as_str().unwrap().to_owned();
    let at = format!("/api/v1/second-person/{id}/confirm");
    assert_eq!(hr.post_json(&at, &json!({})).status, 403);
    assert_eq!(vera.post_json(&at, &json!({})).status, 200);
    let done = send();
    assert_eq!(done.status, 201, "{}", done.text());
    assert!(there(&house, "ida@juniperhale.example"));
}

/// One confirmation is for the sheet as a whole, asked before anybody is invited.
#[test]
fn a_sheet_of_people_waits_as_a_whole_and_loses_no_link() {
    let house = House::with_cast().unwrap();
    asks_for_it(&house);
    let mut hr = house.api("hr-manager").unwrap();
    let directory = people::Directory::of(&house.visit()).unwrap();
    let name = |key: &str| {
        let mut roles = directory.roles.values();
        roles.find(|held| held.key == key).unwrap().name.clone()
    };
    let department = &directory.departments.values().next().unwrap().name;
    let sheet = format!(
        "Name,E-mail,Roles,Departments\n\
        Kim Lund,one@juniperhale.example,{less},{department}\n\
        Ida Berg,two@juniperhale.example,{more},{department}\n\
        Ole Moe,three@juniperhale.example,{more},{department}\n",
        less = name("team-member"),
        more = name("sales-manager"),
    );
    let mut send = || hr.post_multipart("/api/v1/users/import", &[], &[upload(&sheet)]);
    let waits = send();
    assert_eq!(waits.status, 202, "{}", waits.text());
    assert!(!there(&house, "one@juniperhale.example"));
    let told = waits.json();
    assert_eq!(told["action"], "users.invite");
    let at = format!("/api/v1/second-person/{}", told["id"].as_str().unwrap());
    let mut vera = house.api("administrator").unwrap();
    let confirmed = vera.post_json(&format!("{at}/confirm"), &json!({}));
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    let done = send();
    assert_eq!(done.status, 201, "{}", done.text());
    let import = done.json();
    assert_eq!(
        (&import["state"], &import["added"]),
        (&json!("done"), &json!(3))
    );
    assert_eq!(import["links"].as_array().unwrap().len(), 3);
    assert_eq!(vera.get(&at).json()["state"], "done");
}

#[test]
fn a_snapshot_is_downloaded_by_one_and_confirmed_by_another_or_refused() {
    let house = House::with_cast().unwrap();
    asks_for_it(&house);
    let mut vera = house.signed_in("administrator");
    vera.post_form("/backups", &[]);
    let page = vera.get("/backups").text();
    let (_, rest) = page.split_once("/backups/").unwrap();
    let name = rest.split('/').next().unwrap();
    let path = format!("/backups/{name}/download");
    let waits = vera.post_form(&path, &[]);
    assert_eq!(waits.status, 303, "{}", waits.text());
    let at = waits.location().unwrap().to_owned();
    assert!(
        vera.get(&at)
            .text()
            .contains("Somebody else who may do this decides")
    );
    let mut top = house.signed_in("superadmin");
    let refused = top.post_form(&format!("{at}/refuse"), &[("reason", "not today")]);
    assert_eq!(refused.status, 303, "{}", refused.text());
    assert!(vera.get("/inbox").text().contains("not today"));
    // A refusal is the end of it; asking anew is another request.
    let again = vera.post_form(&path, &[]);
    assert_ne!(again.location(), Some(at.as_str()));
    let at = again.location().unwrap().to_owned();
    assert_eq!(top.post_form(&format!("{at}/confirm"), &[]).status, 303);
    assert!(vera.get(&at).text().contains("Do it"));
    let got = vera.post_form(&path, &[]);
    assert_eq!(got.status, 200, "{}", got.text());
    assert!(
        got.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    assert_eq!(vera.post_form(&path, &[]).status, 303, "once");
}

/// Who could turn it off alone had no second person.
#[test]
fn nobody_turns_it_off_alone_and_what_is_left_too_long_lapses() {
    let house = House::with_cast().unwrap();
    asks_for_it(&house);
    let mut vera = house.api("administrator").unwrap();
    let patch = |client: &mut Client| {
        let kind = [("content-type", "application/json")];
        let body = json!({ "second_person": false }).to_string();
        client.request("PATCH", "/api/v1/settings", &kind, body.as_bytes())
    };
    let waits = patch(&mut vera);
    assert_eq!(waits.status, 202, "{}", waits.text());
    let at = format!(
        "/api/v1/second-person/{}",
        waits.json()["id"].as_str().unwrap()
    );
    assert_eq!(vera.get("/api/v1/settings").json()["second_person"], true);
    let mut top = house.api("superadmin").unwrap();
    assert_eq!(
        top.post_json(&format!("{at}/confirm"), &json!({})).status,
        200
    );
    assert_eq!(patch(&mut vera).status, 200);
    assert_eq!(vera.get("/api/v1/settings").json()["second_person"], false);

    asks_for_it(&house);
    let waits = patch(&mut vera).json();
    let id = atrium::base::Id::<SecondRequest>::parse(waits["id"].as_str().unwrap()).unwrap();
    let long_ago = Moment::now().plus(-4 * 24 * 3_600_000);
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            let mut held = change.subject(id)?;
            held.at = long_ago;
            change.put(&held)
        })
        .unwrap();
    let at = format!("/api/v1/second-person/{id}");
    assert_eq!(top.get(&at).json()["state"], "lapsed");
    let late = top.post_json(&format!("{at}/confirm"), &json!({}));
    assert_eq!(late.status, 409, "{}", late.text());
}

/// What the page that asks for proof carries goes on to where it was going, as a browser sends it.
fn proves(client: &mut Client, to: &str, fields: &[(&str, &str)]) -> Response {
    let asked = client.post_form(to, fields);
    assert_eq!(asked.status, 403, "{}", asked.text());
    assert!(asked.text().contains("Is it still you?"));
    let mut carried = vec![("_to", to)];
    carried.extend(fields);
    carried.extend([("_proof", cast::PASSWORD), ("_passkey", "")]);
    let proved = client.post_form("/prove", &carried);
    assert_eq!(proved.status, 307, "{}", proved.text());
    client.post_form(to, &carried)
}

#[test]
fn a_deed_that_asks_for_proof_on_its_way_is_the_deed_that_was_confirmed() {
    let house = House::with_cast().unwrap();
    asks_for_it(&house);
    let email = "kim@juniperhale.example";
    let body = invitation(&house, "sales-manager", email);
    let of = |name: &str| body[name][0].as_str().unwrap().to_owned();
    let (role, department) = (of("roles"), of("departments"));
    let fields = [
        ("name", "Kim Lund"),
        ("email", email),
        ("tier", "employee"),
        ("roles", role.as_str()),
        ("departments", department.as_str()),
    ];
    let mut hr = house.signed_in("hr-manager");
    long_ago(&house, "hr-manager");
    let waits = proves(&mut hr, "/users", &fields);
    assert_eq!(waits.status, 303, "{}", waits.text());
    let at = waits.location().unwrap().to_owned();
    assert!(at.starts_with("/second-person/"), "{at}");
    let page = hr.get(&at).text();
    assert!(!page.contains(cast::PASSWORD) && !page.contains("_proof"));
    let mut vera = house.signed_in("administrator");
    assert_eq!(vera.post_form(&format!("{at}/confirm"), &[]).status, 303);

    // "Do it" an hour later asks for proof once more, and is still what was confirmed.
    assert!(hr.get(&at).text().contains("Do it"));
    long_ago(&house, "hr-manager");
    let done = proves(&mut hr, "/users", &fields);
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(there(&house, email));
    let again = invitation(&house, "sales-manager", "lee@juniperhale.example");
    let mut token = house.api("hr-manager").unwrap();
    assert_eq!(invite(&mut token, &again).status, 202);
    assert!(hr.get(&at).text().contains("Done"), "once");
}

/// A role that many hold, a link, another e-mail and an account without its second factor give as much as an invitation.
#[test]
fn nothing_goes_around_the_second_person() {
    let house = House::with_cast().unwrap();
    asks_for_it(&house);
    let mut vera = house.api("administrator").unwrap();
    let above = house.account("it-administrator").id;
    let below = house.account("team-member").id;
    let email = json!({ "email": "another@juniperhale.example" });
    for (deed, body) in [
        ("link", &json!({})),
        ("reset-factor", &json!({})),
        ("email", &email),
    ] {
        let asked = vera.post_json(&format!("/api/v1/users/{above}/{deed}"), body);
        assert_eq!(asked.status, 202, "{deed}: {}", asked.text());
        let done = vera.post_json(&format!("/api/v1/users/{below}/{deed}"), body);
        assert!([200, 201].contains(&done.status), "{deed}: {}", done.text());
    }

    let directory = people::Directory::of(&house.visit()).unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let own = directory.users[&house.account("department-manager").id.raw()].departments[0];
    let role = |name: &str, level: u8| json!({ "name": name, "level": level, "tier": "employee", "department": own.to_string() });
    let as_high = hana.post_json("/api/v1/roles", &role("As high", 60));
    assert_eq!(as_high.status, 202, "{}", as_high.text());
    let lower = hana.post_json("/api/v1/roles", &role("Lower", 30));
    assert_eq!(lower.status, 201, "{}", lower.text());
    let at = format!("/api/v1/roles/{}", lower.json()["id"].as_str().unwrap());
    let kind = [("content-type", "application/json")];
    let mut level = |level: u8| {
        let body = json!({ "level": level }).to_string();
        hana.request("PATCH", &at, &kind, body.as_bytes())
    };
    assert_eq!(level(31).status, 200);
    let raised = level(60);
    assert_eq!(raised.status, 202, "{}", raised.text());
    assert_eq!(level(20).status, 200, "less is anybody's to give");
}

/// What others ask for in great numbers pushes nobody's own off their list, nor what waits for whoever decides.
#[test]
fn ones_own_is_listed_however_much_others_ask_for() {
    let house = House::with_cast().unwrap();
    let (omar, hr) = (
        house.account("sales-agent").id,
        house.account("hr-manager").id,
    );
    let now = Moment::now();
    let asked = move |by, hours: i64, decision| SecondRequest {
        by,
        action: "users.invite".into(),
        at: now.plus(-hours * 3_600_000),
        decision,
        ..SecondRequest::default()
    };
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            let mut insert =
                |asked: SecondRequest| change.on_behalf("a test").insert(asked).map(drop);
            insert(asked(omar, 2, Decision::Done))?;
            insert(asked(hr, 2, Decision::Waiting))?;
            for _ in 0..210 {
                insert(asked(hr, 1, Decision::Done))?;
            }
            Ok(())
        })
        .unwrap();
    let items = |client: &mut Client| {
        let told = client.get("/api/v1/second-person?limit=200").json();
        told["items"].as_array().unwrap().clone()
    };
    assert_eq!(items(&mut house.api("sales-agent").unwrap()).len(), 1);
    let mut vera = house.signed_in("administrator");
    assert!(vera.get("/second-person").text().contains("Waiting"));
}
