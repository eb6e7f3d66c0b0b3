//! The portal can be exposed alone: at its own listener a client signs in and works, staff find nothing, and a session
//! of staff opens nothing there.

use atrium::testing::{cast, house::House};

#[test]
fn a_client_comes_by_the_portals_door() {
    let house = House::with_config(|_| {}).unwrap();
    let mut client = house.portal_client();
    assert_eq!(client.get("/healthz").status, 200);
    assert_eq!(client.get("/").location(), Some("/sign-in"));
    assert_eq!(client.get("/sign-in").status, 200);
    let mut client = house.sign_in(client, "client");
    assert_eq!(client.get("/").location(), Some("/portal"));
    let page = client.get("/portal");
    assert_eq!(page.status, 200);
    let style = page.text();
    let style = style.split("/assets/").nth(1).unwrap();
    let style = style.split('"').next().unwrap();
    assert_eq!(client.get(&format!("/assets/{style}")).status, 200);
    assert_eq!(client.get("/me").status, 200);
    // The same session is as good at the other door.
    let mut inside = house.client();
    for (name, value) in client.cookies() {
        inside.set_cookie(name, value);
    }
    assert_eq!(inside.get("/portal").status, 200);
}

#[test]
fn staff_are_refused_there_as_if_the_password_were_wrong() {
    let house = House::with_config(|_| {}).unwrap();
    let account = house.account("sales-agent").clone();
    let tried = |password: &str| {
        let fields = [("email", account.email.as_str()), ("password", password)];
        house.portal_client().post_form("/sign-in", &fields)
    };
    let (right, wrong) = (tried(cast::PASSWORD), tried("not this one at all"));
    assert_eq!((right.status, wrong.status), (422, 422));
    assert_eq!(right.text(), wrong.text(), "nothing tells them apart");
    assert!(
        !right.text().contains("office"),
        "and nothing of the house is told"
    );
    assert_eq!(house.signed_in("sales-agent").get("/leads").status, 200);
}

#[test]
fn a_session_of_staff_opens_nothing_there() {
    let house = House::with_config(|_| {}).unwrap();
    let staff = house.signed_in("sales-agent");
    let mut carried = house.portal_client();
    for (name, value) in staff.cookies() {
        carried.set_cookie(name, value);
    }
    for path in ["/", "/me", "/portal"] {
        let answer = carried.get(path);
        let to = answer.location().unwrap_or_default();
        assert!(to.starts_with("/sign-in"), "{path}: {} {to}", answer.status);
    }
    assert_eq!(carried.get("/leads").status, 404);
    let mut token = house.api("sales-agent").unwrap();
    assert_eq!(token.get("/api/v1/me").status, 200);
    let bearer = people_token(&house);
    let mut program = house.portal_client().with_bearer(&bearer);
    assert_eq!(program.get("/api/v1/me").status, 404);
}

fn people_token(house: &House) -> String {
    use atrium::features::{people, sign_in};
    let account = house.account("sales-agent");
    sign_in::add_token(&house.visit(), account.id, "test", 1, people::ADMINISTER).unwrap()
}

#[test]
fn links_for_clients_lead_to_the_portals_door() {
    let house = House::with_config(|front| {
        front.hosts = atrium::web::Hosts::new(
            "https://atrium.example.org",
            "https://portal.example.org",
            &["127.0.0.1".into()],
        )
        .into();
    })
    .unwrap();
    assert_eq!(
        house
            .portal_client()
            .with_host("portal.example.org")
            .get("/sign-in")
            .status,
        200
    );
    assert_eq!(
        house
            .portal_client()
            .with_host("evil.example")
            .get("/sign-in")
            .status,
        421
    );
}
