//! Behind the portal's door there is only what clients need: every other route answers there as what does not exist,
//! to strangers, to clients, and to staff who bring a session along.

use atrium::{
    access::Listener,
    features,
    testing::{client::Response, house::House},
    web::route::Route,
};

/// The path with something in its captures.
fn filled(route: &Route) -> String {
    route
        .path
        .split('/')
        .map(|part| if part.starts_with('{') { "1" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// What the page says; around it stand the hour and the like.
fn said(answer: &Response) -> String {
    let text = answer.text();
    text.split_once("<main")
        .map_or(text.clone(), |(_, main)| main.to_owned())
}

#[test]
fn every_other_route_is_not_there() {
    let house = House::with_config(|_| {}).unwrap();
    let staff = house.signed_in("administrator");
    let mut carried = house.portal_client();
    for (name, value) in staff.cookies() {
        carried.set_cookie(name, value);
    }
    let client = house.sign_in(house.portal_client(), "client");
    let people = [
        ("a stranger", house.portal_client()),
        ("a client", client),
        ("an administrator", carried),
    ];
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for (who, mut by) in people {
        let nowhere = by.get("/nowhere/at/all");
        assert_eq!(nowhere.status, 404, "{who}");
        let mut closed = 0;
        for route in features::routes() {
            if route.stands_at(Listener::Portal) {
                continue;
            }
            let answer = by.request(route.method, &filled(&route), &form, b"");
            let at = format!("{who}: {} {}", route.method, route.path);
            assert_eq!(answer.status, 404, "{at}");
            if route.method == "GET" && !route.path.starts_with("/api/") {
                assert!(said(&answer) == said(&nowhere), "{at} is told apart");
            }
            closed += 1;
        }
        assert!(closed > 200, "the guard walks the whole house");
        for (method, path) in [("OPTIONS", "/leads"), ("PUT", "/api/v1/leads")] {
            let answer = by.request(method, path, &form, b"");
            assert_eq!(answer.status, 404, "{who}: {method} {path}");
        }
    }
}

#[test]
fn what_stands_there_is_the_clients_or_everybodys() {
    for route in features::routes() {
        if route.stands_at(Listener::Portal) {
            assert!(
                route.admits(atrium::access::Tier::Client),
                "{} is not for clients",
                route.path
            );
            assert!(!route.path.starts_with("/api/") && !route.path.starts_with("/set-up"));
        }
    }
}
