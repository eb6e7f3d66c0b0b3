//! Pages and programs stand on the same deeds: whatever a page's route changes, an operation of the API changes too, or a
//! line of a table says why not.

use std::collections::BTreeMap;

use atrium::{
    features,
    web::route::{Demand, Face, Route},
};

const LISTED: &str = include_str!("page_and_api.txt");

fn key(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

/// Whether whoever may do it on the page is who may do it by program: by the same permission, or where a page asks for
/// none because it is one's own.
fn same_door(page: &Route, operation: &Route) -> bool {
    match (&page.demand, &operation.demand) {
        (Demand::Action(page), Demand::Action(operation)) => page == operation,
        (Demand::SignedIn, _) => true,
        _ => false,
    }
}

#[test]
fn what_a_page_can_do_programs_can() {
    let routes = features::routes();
    let operations: Vec<&Route> = routes
        .iter()
        .filter(|route| route.face == Face::Api && route.method != "GET")
        .collect();
    let lines = LISTED.lines().filter(|line| !line.starts_with('#'));
    let mut listed: BTreeMap<&str, &str> = lines
        .map(|line| line.split_once(" | ").expect("a route and its operation"))
        .collect();
    let mut wrong = Vec::new();
    let pages = routes.iter().filter(|route| {
        let open = matches!(route.demand, Demand::Open(_));
        route.face != Face::Api && route.method != "GET" && !open
    });
    let mut held = 0;
    for page in pages {
        let at = format!("/api/v1{}", page.path);
        let twin = operations
            .iter()
            .any(|operation| operation.path == at && same_door(page, operation));
        match (twin, listed.remove(key(page).as_str())) {
            (true, None) => held += 1,
            (true, Some(_)) => wrong.push(format!("{} needs no line", key(page))),
            (false, None) => wrong.push(format!("{} has no operation", key(page))),
            (false, Some(reason)) if reason.starts_with("- ") => {}
            (false, Some(named)) => {
                let found = operations.iter().find(|held| key(held) == named);
                if !found.is_some_and(|operation| same_door(page, operation)) {
                    wrong.push(format!("{}: {named} isn't the same deed", key(page)));
                }
            }
        }
    }
    let gone = listed
        .keys()
        .map(|gone| format!("{gone} is no page's route"));
    wrong.extend(gone);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(held > 100, "{held}");
}
