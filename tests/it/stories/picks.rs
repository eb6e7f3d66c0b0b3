//! A record is chosen as people call it: by a name, a number or from a list; and what is unclear is said beside the field.

use atrium::testing::{client::Client, house::House};
use serde_json::json;

use super::work::{planned, tasks, text};
use crate::support::{
    a11y,
    browser::Browser,
    steps::{done, get, page},
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
    // While a number is typed, what begins so is offered.
    let begun = offered(
        &mut house.signed_in("account-manager"),
        &format!("of=T+CL&q=C-{bare}"),
    );
    assert!(begun.contains(&made[0]), "{begun}");
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

#[test]
fn a_long_list_is_found_in_by_typing() {
    let house = House::with_cast().unwrap();
    let made = clients(&house, &["Alder & Co"]);
    let mei = house.account("team-member");
    let browser = Browser::launch();
    let tab = browser.page();
    tab.viewport(1200, 800, false);
    super::looks::sign_in(&house, &tab, "account-manager");
    tab.goto(&house.url(&format!("/clients/{}/edit", made[0])));
    let before = tab.value("#owner");
    let line = "document.activeElement?.matches('.finder:popover-open input')";
    let closed =
        "!document.querySelector('.finder:popover-open') && document.activeElement?.id === 'owner'";
    // Enter opens it with what is chosen marked, and Esc leaves that as it is.
    tab.focus("#owner");
    tab.press("Enter");
    tab.wait_js(line);
    let marked = "document.querySelector('.finder [aria-selected=true]')?.textContent === document.querySelector('#owner').selectedOptions[0].text";
    tab.wait_js(marked);
    tab.press("Escape");
    tab.wait_js(closed);
    assert_eq!(tab.value("#owner"), before);
    // Any words of a name, in any order; a name that nobody has is told.
    tab.click("#owner");
    tab.wait_js(line);
    let (first, last) = mei.name.split_once(' ').unwrap();
    tab.type_text(&format!("{} {}", last.to_lowercase(), first.to_lowercase()));
    tab.wait_js("document.querySelectorAll('.finder [role=option]').length === 1");
    a11y::assert_accessible(&tab);
    tab.press("Enter");
    tab.wait_js(closed);
    assert_eq!(tab.value("#owner"), mei.id.to_string());
    tab.click("#owner");
    tab.wait_js(line);
    tab.type_text("zzz");
    tab.wait_text(".finder", "Nothing is called so");
    tab.press("Enter");
    tab.press("Escape");
    tab.wait_js(closed);
    assert_eq!(tab.value("#owner"), mei.id.to_string());
    tab.click_text("main button", "Save");
    tab.wait_text("main", &mei.name);
    let mut reads = house.api("account-manager").unwrap();
    let held = get(&mut reads, &format!("/api/v1/clients/{}", made[0]));
    assert_eq!(held["owner"], json!(mei.id.to_string()));
    let errors = tab.console_errors();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn whoever_is_chosen_for_a_task_is_shown_with_what_they_have_open() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut lead = house.signed_in("team-lead");
    let mei = house.account("team-member");
    let open = |lead: &mut Client| -> u32 {
        let form = page(lead, &format!("/tasks/new?project={project}"));
        let after = form.split(&format!("{}, ", mei.name)).nth(1);
        let count = after.and_then(|rest| rest.split(" open").next());
        let count = count.unwrap_or_else(|| panic!("{form}"));
        count.parse().unwrap_or_else(|_| panic!("{count}"))
    };
    let before = open(&mut lead);
    let added = lead.post_form(
        "/tasks",
        &[
            ("project", project.as_str()),
            ("title", "Collect the photographs"),
            ("priority", "normal"),
            ("assignee", &mei.id.to_string()),
        ],
    );
    assert_eq!(added.status, 303, "{}", added.text());
    assert_eq!(open(&mut lead), before + 1);
}
