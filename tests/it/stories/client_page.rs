//! The page of a client by tabs, each for whoever may see what stands under it, and everything that was said with them in
//! one stream.

use atrium::testing::house::House;
use serde_json::json;

use super::work::{planned, text};
use crate::support::steps::{done, get, page, refused};

#[test]
fn what_was_said_with_a_client_is_one_stream() {
    let house = House::with_cast().unwrap();
    planned(&house, "web-wordpress");
    let mut amira = house.api("account-manager").unwrap();
    let client = get(&mut amira, "/api/v1/clients")["items"][0].clone();
    let client = text(&client, "id").to_owned();
    let contact = done(
        &mut amira,
        &format!("/api/v1/clients/{client}/contacts"),
        &json!({ "name": "Ada Brook", "email": "ada@brook.example" }),
    );
    let log = format!("/api/v1/clients/{client}/contact-log");

    // A call is noted with whom it was, for the staff.
    let noted = done(
        &mut amira,
        &log,
        &json!({ "channel": "call", "contact": contact["id"], "text": "Nine pages until Friday" }),
    );
    assert_eq!(
        (text(&noted, "channel"), text(&noted, "audience")),
        ("call", "staff")
    );
    // What is written to them on a ticket stands in the same stream; what staff say to one another doesn't.
    let raise = json!({
        "kind": "support", "client": client, "title": "Form is broken", "text": "Nothing arrives",
    });
    let ticket = text(&done(&mut amira, "/api/v1/tickets/raise", &raise), "id").to_owned();
    let on_ticket = format!("/api/v1/conversations/{ticket}/posts");
    done(
        &mut amira,
        &on_ticket,
        &json!({ "text": "We look at the form", "audience": "with_client" }),
    );
    done(
        &mut amira,
        &on_ticket,
        &json!({ "text": "They changed it themselves", "audience": "staff" }),
    );
    let all = get(&mut amira, &log)["items"].to_string();
    assert!(
        all.contains("Nine pages") && all.contains("We look at the form"),
        "{all}"
    );
    assert!(!all.contains("They changed it"), "{all}");
    let calls = get(&mut amira, &format!("{log}?kind=call"))["items"].clone();
    assert_eq!(calls.as_array().unwrap().len(), 1, "{calls}");

    // On the page, with the name of whom it was with.
    let mut window = house.signed_in("account-manager");
    let at = format!("/clients/{client}?show=log");
    let shown = page(&mut window, &at);
    assert!(
        shown.contains("Nine pages") && shown.contains("We look at the form"),
        "{shown}"
    );
    assert!(shown.contains(text(&contact, "name")) && shown.contains("noted a call"));
    assert!(!page(&mut window, &format!("{at}&kind=call")).contains("We look at the form"));
    let form = [
        ("channel", "meeting"),
        ("contact", ""),
        ("text", "Met at the fair"),
    ];
    let answer = window.post_form(&format!("/clients/{client}/contact-log"), &form);
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(page(&mut window, &format!("{at}&kind=meeting")).contains("Met at the fair"));

    // Somebody else's contact isn't one of theirs.
    let other = done(
        &mut amira,
        "/api/v1/clients",
        &json!({ "name": "Harbor Cove", "contact": "Ben Ode", "email": "ben@harbor.example" }),
    );
    let other = text(&other, "id").to_owned();
    let theirs = get(&mut amira, &format!("/api/v1/clients/{other}/contacts"))["items"][0].clone();
    refused(
        &mut amira,
        &log,
        &json!({ "contact": theirs["id"], "text": "Not theirs" }),
        422,
    );
}

#[test]
fn a_tab_is_there_for_whoever_may_see_what_stands_under_it() {
    let house = House::with_cast().unwrap();
    planned(&house, "web-wordpress");
    let mut ines = house.api("superadmin").unwrap();
    let client = get(&mut ines, "/api/v1/clients")["items"][0].clone();
    let client = text(&client, "id").to_owned();
    let mut all = house.signed_in("superadmin");
    let shown = page(&mut all, &format!("/clients/{client}"));
    for tab in [
        "contacts",
        "log",
        "projects",
        "tickets",
        "money",
        "documents",
    ] {
        assert!(
            shown.contains(&format!("/clients/{client}?show={tab}\"")),
            "{tab}: {shown}"
        );
        page(&mut all, &format!("/clients/{client}?show={tab}"));
    }
    // Who sells keeps a client and sees no money of theirs.
    let closer = house.account("sales-closer").id.to_string();
    let kept = ines.request(
        "PATCH",
        &format!("/api/v1/clients/{client}"),
        &[("content-type", "application/json")],
        json!({ "owner": closer }).to_string().as_bytes(),
    );
    assert_eq!(kept.status, 200, "{}", kept.text());
    let mut closer = house.signed_in("sales-closer");
    let shown = page(&mut closer, &format!("/clients/{client}"));
    assert!(
        shown.contains("show=log") && !shown.contains("show=money"),
        "{shown}"
    );
    let asked = page(&mut closer, &format!("/clients/{client}?show=money"));
    assert!(
        !asked.contains("client-invoices"),
        "the overview stands there"
    );
}
