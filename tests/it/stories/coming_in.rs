//! Who comes in, and who doesn't.

use atrium::testing::{cast, house::House};

#[test]
fn the_first_person_sets_the_house_up_and_the_door_closes_behind_them() {
    let house = House::empty().unwrap();
    let doors = house
        .store
        .service::<atrium::features::sign_in::LoginService>()
        .unwrap();
    let token = doors.open_set_up(atrium::base::Moment::now());
    let mut client = house.client();
    let first = client.get("/");
    assert_eq!(first.location(), Some("/set-up"));
    let form = |token: &str| {
        vec![
            ("token".to_owned(), token.to_owned()),
            ("house".into(), "Juniper & Hale".into()),
            ("currency".into(), "KWD".into()),
            ("name".into(), "Ines Juniper".into()),
            ("email".into(), "ines@juniperhale.example".into()),
            ("password".into(), cast::PASSWORD.into()),
        ]
    };
    let post = |client: &mut atrium::testing::client::Client, fields: Vec<(String, String)>| {
        let pairs: Vec<(&str, &str)> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        client.post_form("/set-up", &pairs)
    };
    let wrong = post(&mut client, form("nonsense"));
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text().contains("Ines Juniper"),
        "what was typed stays"
    );
    assert_eq!(post(&mut client, form(&token)).status, 303);
    assert_eq!(
        post(&mut client, form(&token)).status,
        404,
        "closed for good"
    );
    let signed = client.post_form(
        "/sign-in",
        &[
            ("email", "ines@juniperhale.example"),
            ("password", cast::PASSWORD),
        ],
    );
    assert_eq!(signed.status, 303);
    let next = client.get("/inbox");
    assert_eq!(
        next.location(),
        Some("/me/second-factor"),
        "an admin enrols a second factor before anything else"
    );
}

#[test]
fn a_wrong_password_and_an_unknown_account_get_the_same_answer() {
    let house = House::with_cast().unwrap();
    let mut client = house.client();
    let email = &house.account("team-member").email;
    let wrong = client.post_form(
        "/sign-in",
        &[("email", email), ("password", "not it, not at all")],
    );
    let unknown = client.post_form(
        "/sign-in",
        &[
            ("email", "nobody@juniperhale.example"),
            ("password", "not it, not at all"),
        ],
    );
    assert_eq!((wrong.status, unknown.status), (422, 422));
    let stripped = |text: String, email: &str| text.replace(email, "");
    assert_eq!(
        stripped(wrong.text(), email).len(),
        stripped(unknown.text(), "nobody@juniperhale.example").len()
    );
}

#[test]
fn a_code_opens_once() {
    let house = House::with_cast().unwrap();
    let account = house.account("administrator").clone();
    let code = house.code(&account);
    let mut opened = 0;
    for _ in 0..4 {
        let mut client = house.client();
        let first = client.post_form(
            "/sign-in",
            &[("email", &account.email), ("password", cast::PASSWORD)],
        );
        assert!(first.location().unwrap().starts_with("/sign-in/code"));
        assert_eq!(
            client.get("/inbox").location(),
            Some("/sign-in?next=%2Finbox"),
            "half a sign-in opens nothing"
        );
        opened += u32::from(client.post_form("/sign-in/code", &[("code", &code)]).status == 303);
    }
    assert_eq!(opened, 1);
}

#[test]
fn staff_stay_outside_when_they_are_outside() {
    let house = House::with_cast().unwrap();
    let email = house.account("team-member").email.clone();
    let mut client = house.client();
    let body =
        atrium::testing::client::encode_form(&[("email", &email), ("password", cast::PASSWORD)]);
    let answer = client.request(
        "POST",
        "/sign-in",
        &[
            ("x-forwarded-for", "203.0.113.9"),
            ("content-type", "application/x-www-form-urlencoded"),
        ],
        body.as_bytes(),
    );
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("office network"));
}

#[test]
fn a_deactivated_person_is_out_on_the_next_request() {
    let house = House::with_cast().unwrap();
    let mut member = house.signed_in("team-member");
    assert_eq!(member.get("/inbox").status, 200);
    let mut admin = house.signed_in("administrator");
    let id = house.account("team-member").id;
    assert_eq!(
        admin
            .post_form(&format!("/users/{id}/deactivate"), &[])
            .status,
        303
    );
    assert_eq!(
        member.get("/inbox").location(),
        Some("/sign-in?next=%2Finbox")
    );
}

#[test]
fn nobody_but_the_superadmin_touches_their_account() {
    let house = House::with_cast().unwrap();
    let id = house.account("superadmin").id;
    for role in ["administrator", "it-administrator", "hr-manager"] {
        let mut client = house.signed_in(role);
        for verb in ["deactivate", "link"] {
            let answer = client.post_form(&format!("/users/{id}/{verb}"), &[]);
            assert_eq!(answer.status, 403, "{role} {verb}");
        }
    }
    let mut own = house.signed_in("superadmin");
    assert_eq!(
        own.post_form(&format!("/users/{id}/deactivate"), &[])
            .status,
        409
    );
}

#[test]
fn a_post_from_another_site_is_refused() {
    let house = House::with_cast().unwrap();
    let mut client = house.signed_in("sales-closer");
    for headers in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("origin", "https://evil.example")],
        vec![],
    ] {
        client.like_a_browser(false);
        let mut all = headers.clone();
        all.push(("content-type", "application/x-www-form-urlencoded"));
        let answer = client.request("POST", "/leads", &all, b"company=Evil");
        assert_eq!(answer.status, 403, "{headers:?}");
    }
}

/// A house that keeps its books in dinars types three decimals, and what has four is refused, not rounded.
#[test]
fn amounts_are_typed_as_the_house_counts() {
    use atrium::features::settings;
    let house = House::with_cast().unwrap();
    house
        .visit()
        .act(settings::EDIT, |change| {
            let mut held = change.subject(settings::SETTINGS)?;
            held.currency = "KWD".into();
            change.put(&held)
        })
        .unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let mut add = |company: &str, value: &str| {
        let body = serde_json::json!({ "company": company, "source": "yelp", "value": value });
        omar.post_json("/api/v1/leads", &body)
    };
    let made = add("Alder Creek", "1,250.125");
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["value"], 1_250_125);
    let refused = add("Birch Bay", "1.0005");
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("KWD has 3 decimals"),
        "{}",
        refused.text()
    );
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let mut browser = house.signed_in("sales-closer");
    let shown = browser.get(&format!("/leads/{id}")).text();
    assert!(shown.contains("KD 1,250.125"), "{shown}");
    let edited = browser.get(&format!("/leads/{id}/edit")).text();
    assert!(edited.contains("value=\"1250.125\""), "{edited}");
}
