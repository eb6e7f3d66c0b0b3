//! The gravest deeds are done by one person and confirmed by another, where the house asks for it.

use atrium::{
    base::Moment,
    features::{people, second_person::SecondRequest, settings::SETTINGS},
    testing::{
        client::{Client, Response},
        house::House,
    },
};
use serde_json::{Value, json};

use super::sheets::upload;

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
