//! Every page as its people see it: light and dark, on a desk and on a phone. Nothing may be wrong for assistive
//! technology, nothing may scroll sideways, and the browser's console stays empty (so the policy on scripts holds).
//! With ATRIUM_SHOTS=folder the pages are kept as pictures.

use atrium::testing::{cast, house::House};

use crate::support::{
    a11y,
    browser::{Browser, Page, Theme},
};

pub fn sign_in(house: &House, page: &Page, role: &str) {
    sign_in_as(house, page, &house.account(role).clone());
}

pub fn sign_in_as(house: &House, page: &Page, account: &cast::Account) {
    page.goto(&house.url("/sign-in"));
    page.fill("#email", &account.email);
    page.fill("#password", cast::PASSWORD);
    page.click("form[action='/sign-in'] button.primary");
    if account.totp.is_some() {
        page.fill("#code", &house.code(account));
        page.click("form[action='/sign-in/code'] button.primary");
    }
    page.wait("body[data-user]");
}

pub fn look(house: &House, page: &Page, name: &str, path: &str) -> Vec<String> {
    look_at(page, name, &house.url(path))
}

/// The same by a whole address.
pub fn look_at(page: &Page, name: &str, url: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (theme, dark) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for (width, height, phone) in [(1440, 900, false), (390, 844, true)] {
            page.viewport(width, height, phone);
            page.theme(theme);
            page.goto(url);
            page.settle();
            let place = format!("{name} {dark} {width}");
            wrong.extend(
                a11y::check(page)
                    .into_iter()
                    .map(|v| format!("{place}: {v}")),
            );
            wrong.extend(
                page.console_errors()
                    .into_iter()
                    .map(|e| format!("{place}: {e}")),
            );
            page.clear_errors();
            if let Some(folder) = std::env::var_os("ATRIUM_SHOTS") {
                std::fs::create_dir_all(&folder).unwrap();
                page.screenshot(
                    std::path::Path::new(&folder).join(format!("{name}-{dark}-{width}.png")),
                );
            }
        }
    }
    page.viewport(1440, 900, false);
    wrong
}

#[test]
fn doors_and_leads() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let soon = house.visit().today().iso();
    for n in 0..14 {
        let made = omar.post_json("/api/v1/leads", &serde_json::json!({
            "company": format!("Alder Creek {n}"), "contact": "Naomi Frost", "email": format!("n{n}@alder.example"),
            "phone": format!("210-555-01{n:02}"), "source": "yelp", "categories": ["web", "gmb"], "wish": "A site with booking",
            "value": format!("{}", 1200 + n * 700), "follow_up": if n % 3 == 0 { soon.as_str() } else { "" },
        }));
        assert_eq!(made.status, 201, "{}", made.text());
    }
    omar.post_json("/api/v1/leads/LD-1003/activities", &serde_json::json!({"channel": "call", "text": "Talked about booking. They want it by June."}));
    let browser = Browser::launch();
    let page = browser.page();
    let mut wrong = look(&house, &page, "sign-in", "/sign-in");
    sign_in(&house, &page, "sales-closer");
    for (name, path) in [
        ("leads-board", "/leads/board"),
        ("leads-table", "/leads"),
        ("lead", "/leads/LD-1003"),
        ("lead-new", "/leads/new"),
        ("lead-lose", "/leads/LD-1003/lose"),
        ("import", "/leads/import"),
        ("inbox", "/inbox"),
        ("me", "/me"),
        ("not-found", "/leads/LD-9999"),
        ("forbidden", "/users/new"),
    ] {
        wrong.extend(look(&house, &page, name, path));
    }
    let expected = |line: &String| {
        // The browser notes the answers 403 and 404 that these two pages are about.
        (line.starts_with("not-found") || line.starts_with("forbidden"))
            && line.contains("network:")
    };
    wrong.retain(|line| !expected(line));
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// A year of work, as somebody sees it: the lists and main pages of their role, filled.
fn full_house(role: &str, paths: &[&str]) {
    let house = House::filled().unwrap();
    let browser = Browser::launch();
    let page = browser.page();
    let account = match role {
        "client" => client_with_work(&house),
        role => house.account(role).clone(),
    };
    sign_in_as(&house, &page, &account);
    let mut wrong = Vec::new();
    for path in paths {
        // A first step names a list, a second what to open from it.
        let (list, link) = path.split_once(" > ").unwrap_or((path, ""));
        let mut at = list.to_owned();
        if !link.is_empty() {
            page.goto(&house.url(list));
            let css = format!("main a[href^='{link}']:not(.edits)");
            assert!(page.exists(&css), "{role} finds no {link} on {list}");
            at = page.attr(&css, "href").unwrap_or_default();
        }
        let name = format!("{role}{path}").replace(['/', '?', '=', '&', ' ', '>'], "-");
        wrong.extend(look(&house, &page, &name, &at));
    }
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Somebody of a client for whom something is being made.
fn client_with_work(house: &House) -> cast::Account {
    let clients = house.accounts.iter().filter(|a| a.role == "client");
    let found = clients.rev().find(|account| {
        let mut client = house.client();
        let form = [
            ("email", account.email.as_str()),
            ("password", cast::PASSWORD),
        ];
        client.post_form("/sign-in", &form);
        client.get("/portal").text().contains("Your team")
    });
    found.expect("a client with an open project").clone()
}

#[test]
fn a_full_house_for_a_client() {
    full_house(
        "client",
        &[
            "/portal",
            "/portal/files",
            "/portal/requests",
            "/portal/news",
            "/portal > /portal/projects/",
            "/me",
        ],
    );
}

#[test]
fn a_full_house_for_a_sales_manager() {
    full_house(
        "sales-manager",
        &[
            "/",
            "/leads",
            "/leads/board",
            "/leads > /leads/LD-",
            "/quotes",
            "/quotes > /quotes/QT-",
            "/tickets",
            "/clients",
            "/clients > /clients/CL-",
            "/users",
            "/documents",
            "/inbox",
        ],
    );
}

#[test]
fn a_full_house_for_a_support_manager() {
    full_house(
        "support-manager",
        &[
            "/",
            "/tickets",
            "/tickets > /tickets/TK-",
            "/approvals",
            "/documents > /documents/DOC-",
            "/tasks",
            "/projects",
            "/search?q=web",
        ],
    );
}

#[test]
fn a_full_house_for_an_administrator() {
    full_house(
        "administrator",
        &[
            "/",
            "/approvals",
            "/projects",
            "/tasks",
            "/users?show=clients",
            "/time",
        ],
    );
}

#[test]
fn a_full_house_for_a_department_manager() {
    full_house(
        "department-manager",
        &[
            "/",
            "/approvals",
            "/projects",
            "/projects > /projects/PRJ-",
            "/tasks",
            "/tasks?view=list",
            "/tickets",
            "/users > /users/U-",
        ],
    );
}

#[test]
fn a_full_house_for_a_team_lead() {
    full_house(
        "team-lead",
        &[
            "/",
            "/projects",
            "/tasks",
            "/tasks?show=all",
            "/tasks?show=all&view=list",
            "/tasks?show=all > /tasks/T-",
            "/time",
            "/inbox",
        ],
    );
}

#[test]
fn a_full_house_for_a_team_member() {
    full_house(
        "team-member",
        &[
            "/",
            "/tasks",
            "/tasks > /tasks/T-",
            "/projects",
            "/time",
            "/documents",
            "/me",
        ],
    );
}

/// What an administrator sees of some pages, by name; `{web}`, `{sales}` and `{mei}` stand for those departments and her.
fn for_upkeep(paths: &[(&str, &str)]) {
    let house = House::filled().unwrap();
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "administrator");
    let names = atrium::features::people::Directory::of(&house.visit()).unwrap();
    let department = |key| names.department_by_key(key).unwrap().id.to_string();
    let mei = house.account("team-member").id.to_string();
    let mut wrong = Vec::new();
    for (name, path) in paths {
        let path = path
            .replace("{web}", &department("web"))
            .replace("{sales}", &department("sales"))
            .replace("{mei}", &mei);
        wrong.extend(look(&house, &page, name, &path));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn departments_look_right() {
    for_upkeep(&[
        ("departments", "/departments"),
        ("departments-list", "/departments?view=list"),
        ("department", "/departments/{web}"),
    ]);
}

#[test]
fn the_upkeep_of_departments_looks_right() {
    for_upkeep(&[
        ("department-hours", "/departments/{web}/hours"),
        ("department-deputy", "/departments/{web}/deputies/new"),
        (
            "department-performance",
            "/departments/{web}/performance?months=12",
        ),
        (
            "department-performance-sales",
            "/departments/{sales}/performance?months=12",
        ),
    ]);
}

#[test]
fn people_look_right() {
    for_upkeep(&[
        ("people", "/users"),
        ("people-narrow", "/users?department={web}&factor=none"),
        ("people-sheet", "/users/import"),
    ]);
}

#[test]
fn leaving_and_moving_look_right() {
    for_upkeep(&[
        ("people-leave", "/users/{mei}/leave"),
        ("people-leave-each", "/users/{mei}/leave?each=tasks"),
        ("people-move", "/users/{mei}/move"),
    ]);
}

/// What somebody sees who comes in for the first time, and who looks after how people come in.
#[test]
fn coming_in_and_its_upkeep() {
    let empty = House::empty().unwrap();
    let browser = Browser::launch();
    let page = browser.page();
    let mut wrong = look(&empty, &page, "set-up", "/set-up");
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").id;
    let made = house
        .signed_in("administrator")
        .post_form(&format!("/users/{mei}/link"), &[])
        .text();
    let (_, link) = made.split_once("/welcome/").unwrap();
    let link: String = link
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    wrong.extend(look(&house, &page, "welcome", &format!("/welcome/{link}")));
    sign_in(&house, &page, "administrator");
    for (name, path) in [
        ("security-advice", "/security".to_owned()),
        ("own-email", "/me/email".to_owned()),
        ("their-email", format!("/users/{mei}/email")),
        ("person", format!("/users/{mei}")),
        ("me-admin", "/me".to_owned()),
    ] {
        wrong.extend(look(&house, &page, name, &path));
    }
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
