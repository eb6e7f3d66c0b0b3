//! A record is chosen as people call it: by a name, a number or from a list; and what is unclear is said beside the field.

use atrium::testing::{client::Client, house::House};
use serde_json::json;

use super::work::{planned, tasks, text};
use crate::support::{
    browser::Browser,
    steps::{done, page},
};

/// What the list of a field offers.
fn offered(client: &mut Client, asked: &str) -> String {
    let answer = client.request(
        "GET",
        &format!("/pick?{asked}"),
        &[("atrium-part", "pick")],
        b"",
    );
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

fn clients(house: &House, names: &[&str]) -> Vec<String> {
    let mut keeper = house.api("account-manager").unwrap();
    let make = |name: &&str| {
        let made = done(&mut keeper, "/api/v1/clients", &json!({ "name": name }));
        text(&made, "id").to_owned()
    };
    names.iter().map(make).collect()
}

#[test]
fn a_client_is_chosen_by_name_number_or_both() {
    let house = House::with_cast().unwrap();
    let made = clients(
        &house,
        &["Harborview Pet Wellness", "Harbor Lights", "Harbor"],
    );
    let mut keeper = house.signed_in("account-manager");
    let mut raise = |client: &str| {
        let fields = [
            ("kind", "support"),
            ("client", client),
            ("title", "The form is down"),
            ("text", "Since this morning."),
        ];
        keeper.post_form("/tickets/raise", &fields)
    };
    let with_title = format!("{} Harborview Pet Wellness", made[0]);
    let bare = made[0].strip_prefix("CL-").unwrap().to_owned();
    for named in ["wellness", "harborview PET", &made[0], &with_title, &bare] {
        let answer = raise(named);
        assert_eq!(answer.status, 303, "{named}: {}", answer.text());
    }
    // What is called exactly so is meant, though others begin so.
    assert_eq!(raise("harbor").status, 303);
    for (named, said) in [
        ("harb", "fits more than one client"),
        ("harborvew", "Perhaps"),
        ("nobody", "There is no client"),
        ("CL-99999", "There is no client CL-99999"),
        ("LD-1001", "Client should be a number such as CL-12"),
    ] {
        let answer = raise(named);
        assert_eq!(answer.status, 422, "{named}");
        let shown = answer.text();
        assert!(shown.contains(said), "{named}: {shown}");
        // Beside the field, with what was typed and the rest of the form.
        assert!(shown.contains("id=\"client-e\""), "{named}");
        assert!(shown.contains(&format!("value=\"{named}\"")), "{named}");
        assert!(shown.contains("The form is down"), "{named}");
    }
}

#[test]
fn the_list_offers_what_the_person_sees() {
    let house = House::with_cast().unwrap();
    let made = clients(&house, &["Alder & Co", "Birch Dental", "Cedar Law"]);
    let mut keeper = house.signed_in("account-manager");
    let all = offered(&mut keeper, "of=CL");
    for number in &made {
        assert!(all.contains(&format!("data-value=\"{number} ")), "{all}");
    }
    // Those chosen lately stand first.
    let lately = offered(&mut keeper, &format!("of=CL&recent={}", made[0]));
    assert!(lately.find("Alder").unwrap() < lately.find("Cedar").unwrap());
    let found = offered(&mut keeper, "of=CL&q=bir");
    assert!(
        found.contains("Birch") || found.contains("<mark>Bir</mark>ch"),
        "{found}"
    );
    assert!(!found.contains("Cedar"));
    let slip = offered(&mut keeper, "of=CL&q=ceadr");
    assert!(slip.contains("Cedar"), "{slip}");
    // Whoever sees no clients is offered none.
    let mut mei = house.signed_in("team-member");
    assert!(!offered(&mut mei, "of=CL").contains("data-value"));
    assert!(!offered(&mut mei, "of=CL&q=birch").contains("data-value"));
    let number = offered(&mut mei, &format!("of=CL&q={}", made[1]));
    assert!(!number.contains("Birch"), "{number}");
}

#[test]
fn every_form_that_wants_a_record_takes_a_name() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let mut lead = house.signed_in("team-lead");
    let title = text(&plan[1], "title");
    let logged = lead.post_form("/time", &[("task", title), ("minutes", "0:30")]);
    assert_eq!(logged.status, 303, "{}", logged.text());
    let unclear = lead.post_form("/time", &[("task", "zebra"), ("minutes", "0:30")]);
    assert_eq!(unclear.status, 422);
    assert!(unclear.text().contains("There is no task “zebra”"));
    for (role, path) in [
        ("account-manager", "/tickets/new"),
        ("account-manager", "/documents/new"),
        ("team-lead", "/time"),
        ("administrator", "/users/new"),
    ] {
        let shown = page(&mut house.signed_in(role), path);
        assert!(shown.contains("data-pick=\""), "{path}");
        assert!(shown.contains("/picker"), "{path} has no script for it");
        assert!(!shown.contains("such as CL-"), "{path}");
    }
}

#[test]
fn the_list_is_walked_by_keys() {
    let house = House::with_cast().unwrap();
    let made = clients(&house, &["Alder & Co", "Birch Dental"]);
    let browser = Browser::launch();
    let tab = browser.page();
    super::looks::sign_in(&house, &tab, "account-manager");
    tab.goto(&house.url("/tickets/new"));
    tab.focus("#client");
    tab.type_text("bir");
    tab.wait_js(
        "document.querySelectorAll('.picker [role=option]').length === 1 && document.querySelector('.picker [aria-selected=true]') !== null",
    );
    assert_eq!(tab.attr("#client", "role").as_deref(), Some("combobox"));
    tab.press("Enter");
    assert_eq!(tab.value("#client"), format!("{} Birch Dental", made[1]));
    assert_eq!(
        tab.attr("#client", "aria-expanded").as_deref(),
        Some("false")
    );
}
