//! The e-mail somebody signs in with is changed: by themselves or by who administers them, after a fresh proof, and never
//! without their hearing of it.

use atrium::{
    base::time,
    features::{
        people,
        sign_in::{self, Session},
    },
    testing::{cast, client::Client, house::House},
};
use serde_json::json;

/// The last proof of somebody is older than it may be.
pub(super) fn long_ago(house: &House, role: &str) {
    let user = house.account(role).id;
    house
        .visit()
        .act(people::ADMINISTER, move |deed| {
            deed.event();
            for mut session in deed.on_behalf("a test").all::<Session>()? {
                if session.user == user {
                    session.proved = session.proved.plus(-11 * time::MINUTE);
                    deed.put(&session)?;
                }
            }
            Ok(())
        })
        .unwrap();
}

fn sign_in(house: &House, email: &str) -> Client {
    let mut client = house.client();
    client.post_form(
        "/sign-in",
        &[("email", email), ("password", cast::PASSWORD)],
    );
    client
}

fn is_in(client: &mut Client) -> bool {
    client.get("/inbox").status == 200
}

/// Goes on with what the page that asks for proof carries.
fn prove(client: &mut Client, to: &str, email: &str) {
    let asked = [("_to", to), ("email", email), ("_proof", cast::PASSWORD)];
    let proved = client.post_form("/prove", &asked);
    assert_eq!(proved.status, 307, "{}", proved.text());
    assert_eq!(proved.location(), Some(to));
}

#[test]
fn ones_own_is_changed_after_a_fresh_proof_and_ends_the_other_sessions() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").clone();
    let (mut desk, mut phone) = (
        house.signed_in("team-member"),
        house.signed_in("team-member"),
    );
    assert!(desk.get("/me").text().contains("href=\"/me/email\""));
    long_ago(&house, "team-member");
    let new = "mei@juniperhale.example";
    let asked = desk.post_form("/me/email", &[("email", new)]);
    assert_eq!(asked.status, 403);
    assert!(
        asked.text().contains("Is it still you?"),
        "{}",
        asked.text()
    );
    prove(&mut desk, "/me/email", new);
    for (bad, why) in [
        ("nobody", "e-mail"),
        (mei.email.as_str(), "the e-mail they have"),
        (
            house.account("sales-closer").email.as_str(),
            "Somebody has this",
        ),
    ] {
        let refused = desk.post_form("/me/email", &[("email", bad)]);
        assert_eq!(refused.status, 422, "{bad}");
        assert!(refused.text().contains(why), "{bad}: {}", refused.text());
        assert!(
            refused.text().contains(&format!("value=\"{bad}\"")),
            "what was typed stays"
        );
    }
    let done = desk.post_form("/me/email", &[("email", "Mei@JuniperHale.example")]);
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(is_in(&mut desk) && !is_in(&mut phone));
    let told = desk.get("/inbox").text();
    assert!(
        told.contains(&format!("was changed from {} to {new}", mei.email)),
        "{told}"
    );
    assert!(
        !is_in(&mut sign_in(&house, &mei.email)),
        "the old name opens nothing"
    );
    assert!(is_in(&mut sign_in(&house, new)));
    // A token for everyday deeds does it as little as a session without proof.
    let plain = sign_in::add_token(&house.visit(), mei.id, "plain", 1, people::ADMINISTER).unwrap();
    let refused = house.client().with_bearer(&plain).post_json(
        "/api/v1/me/email",
        &json!({ "email": "other@juniperhale.example" }),
    );
    assert_eq!(refused.json()["type"], "urn:atrium:problem:unproved");
}

#[test]
fn anothers_is_changed_by_who_may_and_ends_sessions_and_links_sent_before() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").clone();
    let mut her = house.signed_in("team-member");
    let mut vera = house.signed_in("administrator");
    let at = format!("/users/{}/email", mei.id);
    // She asked for a link and got one; both were under the old name.
    house
        .client()
        .post_form("/forgot", &[("email", &mei.email)]);
    sign_in::answer_links(&house.visit()).unwrap();
    let made = vera
        .post_form(&format!("/users/{}/link", mei.id), &[])
        .text();
    let (_, link) = made.split_once("/welcome/").unwrap();
    let link: String = link
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let path = format!("/welcome/{link}");
    assert_eq!(house.client().get(&path).status, 303);

    assert!(vera.get(&format!("/users/{}", mei.id)).text().contains(&at));
    assert!(vera.get(&at).text().contains(&mei.email));
    long_ago(&house, "administrator");
    let new = "mei@juniperhale.example";
    let asked = vera.post_form(&at, &[("email", new)]);
    assert!(
        asked.text().contains("Is it still you?"),
        "{}",
        asked.text()
    );
    prove(&mut vera, &at, new);
    let done = vera.post_form(&at, &[("email", new)]);
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(!is_in(&mut her), "her sessions end");
    assert_eq!(house.client().get(&path).status, 409, "and her link");
    let mut again = sign_in(&house, new);
    assert!(again.get("/inbox").text().contains("was changed from"));
    // Whoever may edit people without administering the house doesn't; nobody touches the superadmin's.
    for role in ["hr-manager", "team-lead", "sales-closer"] {
        let refused = house
            .signed_in(role)
            .post_form(&at, &[("email", "x@juniperhale.example")]);
        assert_eq!(refused.status, 403, "{role}");
    }
    let top = format!("/users/{}/email", house.account("superadmin").id);
    assert_eq!(
        vera.post_form(&top, &[("email", "x@juniperhale.example")])
            .status,
        403
    );
    let own = format!("/users/{}/email", house.account("administrator").id);
    assert_eq!(
        vera.post_form(&own, &[("email", "x@juniperhale.example")])
            .status,
        422
    );
}

/// A client's person doesn't choose it themselves, and the contact that they are follows the account.
#[test]
fn a_clients_person_keeps_the_e_mail_the_house_knows_them_by() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("superadmin").unwrap();
    let client = sana
        .post_json("/api/v1/clients", &json!({ "name": "Delgado Foods" }))
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let contact = json!({ "name": "Rosa Delgado", "email": "rosa@delgado.example" });
    let made = sana.post_json(&format!("/api/v1/clients/{client}/contacts"), &contact);
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let opened = sana.post_json(&format!("/api/v1/contacts/{id}/open-portal"), &json!({}));
    assert_eq!(opened.status, 201, "{}", opened.text());
    let user = opened.json()["user"].as_str().unwrap().to_owned();
    let changed = sana.post_json(
        &format!("/api/v1/users/{user}/email"),
        &json!({ "email": "r.delgado@delgado.example" }),
    );
    assert_eq!(changed.status, 200, "{}", changed.text());
    let page = house
        .signed_in("superadmin")
        .get(&format!("/clients/{client}"))
        .text();
    assert!(page.contains("r.delgado@delgado.example") && !page.contains("rosa@delgado.example"));
    // Their old link went with the old e-mail.
    let link = opened.json()["link"].as_str().unwrap().to_owned();
    let (_, path) = link.rsplit_once("/welcome/").unwrap();
    assert_eq!(house.client().get(&format!("/welcome/{path}")).status, 409);

    let house = House::with_config(|_| {}).unwrap();
    let mut rosa = house.sign_in(house.client(), "client");
    assert_eq!(rosa.get("/me/email").status, 404);
    let refused = rosa.post_form("/me/email", &[("email", "other@delgado.example")]);
    assert_eq!(refused.status, 403, "{}", refused.text());
}
