//! When something inside fails, nobody outside hears of the inside, and nothing opens that was closed.

use std::sync::Arc;

use atrium::{
    base::{Error, Result},
    data::Visit,
    features::{
        people::User,
        sign_in::{Check, Checks},
    },
    testing::{cast, client::Response, house::House},
    web::{Impersonating, shell::TopBar},
};
use serde_json::json;

/// What only the log may have.
const INSIDE: &str = "/var/lib/atrium/atrium.db: bad page 7";

fn tells_nothing(answer: &Response, what: &str) {
    let text = answer.text();
    assert_eq!(answer.status, 500, "{what}: {text}");
    for inside in [
        INSIDE,
        "atrium.db",
        "panicked",
        ".rs:",
        "src/",
        "backtrace",
        "Internal",
    ] {
        assert!(!text.contains(inside), "{what}: {inside} in {text}");
    }
    assert!(text.contains("Nothing was changed"), "{what}: {text}");
    // As safe as any other answer.
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
    assert_eq!(
        answer.header("x-content-type-options"),
        Some("nosniff"),
        "{what}"
    );
    assert!(answer.header("content-security-policy").is_some(), "{what}");
}

/// The check at the door can't say whether somebody may come in.
struct Broken;

impl Check for Broken {
    fn lets_in(&self, _: &Visit, _: &User) -> Result<bool> {
        Err(Error::internal(INSIDE))
    }
}

/// The same, worse.
struct Collapsing;

impl Check for Collapsing {
    fn lets_in(&self, _: &Visit, _: &User) -> Result<bool> {
        panic!("{INSIDE}")
    }
}

#[test]
fn a_check_at_the_door_that_fails_lets_nobody_in() {
    for (what, check) in [
        ("an error", Box::new(Broken) as Box<dyn Check>),
        ("a panic", Box::new(Collapsing)),
    ] {
        let house = House::with_cast().unwrap();
        let omar = house.account("sales-closer").clone();
        let mut open = house.signed_in("sales-closer");
        let mut program = house.api("sales-closer").unwrap();
        assert_eq!(open.get("/leads").status, 200);
        house.store.provide(Arc::new(Checks(vec![check])));
        let before = house.newest_deed();
        tells_nothing(&open.get("/leads"), what);
        tells_nothing(&open.get("/api/v1/leads"), what);
        tells_nothing(&program.get("/api/v1/leads"), what);
        let lead = json!({ "company": "Alder Creek", "source": "yelp" });
        tells_nothing(&program.post_json("/api/v1/leads", &lead), what);
        tells_nothing(
            &open.post_form("/leads", &[("company", "Alder Creek")]),
            what,
        );
        let mut door = house.client();
        let tried = door.post_form(
            "/sign-in",
            &[("email", &omar.email), ("password", cast::PASSWORD)],
        );
        tells_nothing(&tried, what);
        assert_eq!(door.cookie("__Host-atrium"), None, "{what}: nobody is in");
        let live = open.get("/live?topics=leads");
        assert_ne!(live.status, 200, "{what}: no stream either");
        assert_eq!(house.newest_deed(), before, "{what}: nothing was done");
        // Whoever needs no admission is served, and once it works again it works again.
        assert_eq!(house.client().get("/sign-in").status, 200);
        house.store.provide(Arc::new(Checks::default()));
        assert_eq!(open.get("/leads").status, 200, "{what}");
    }
}

type Part = fn(&Visit) -> Result<maud::Markup>;

#[test]
fn a_page_that_breaks_says_so_and_no_more() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-closer");
    let whole = |_: &Visit| Ok(maud::html! {});
    let breaks: [(&str, Part); 2] = [
        ("an error", |_| Err(Error::internal(INSIDE))),
        ("a panic", |_| panic!("{INSIDE}")),
    ];
    for (what, broken) in breaks {
        house.store.provide(Arc::new(TopBar(broken)));
        tells_nothing(&omar.get("/leads"), what);
        // A page for an error is drawn by the same walls; it falls no further.
        tells_nothing(&omar.get("/nothing/here"), what);
        // What needs no walls goes on, on the same connection and for everybody else.
        assert_eq!(omar.get("/api/v1/leads").status, 200, "{what}");
        house.store.provide(Arc::new(TopBar(whole)));
        assert_eq!(omar.get("/leads").status, 200, "{what}");
    }
    // Where only the walls can't be read, the page stands without them.
    house.store.provide(Arc::new(TopBar(|_| {
        Err(Error::Unavailable("no disk".into()))
    })));
    let bare = omar.get("/leads");
    assert_eq!(bare.status, 200, "{}", bare.text());
    assert!(bare.text().contains("Leads") && !bare.text().contains("class=\"topbar\""));
    house.store.provide(Arc::new(TopBar(whole)));
    // Whose eyes somebody looks through can't be told: they look through none.
    house
        .store
        .provide(Arc::new(Impersonating(|_, _, _| panic!("{INSIDE}"))));
    tells_nothing(&omar.get("/leads"), "eyes");
    tells_nothing(&omar.get("/api/v1/leads"), "eyes");
}
