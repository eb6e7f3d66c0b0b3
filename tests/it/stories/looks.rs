//! Every page as its people see it: light and dark, on a desk and on a phone. Nothing may be wrong for assistive
//! technology, nothing may scroll sideways, and the browser's console stays empty (so the policy on scripts holds).
//! With ATRIUM_SHOTS=folder the pages are kept as pictures.

use atrium::testing::{cast, house::House};

use crate::support::{
    a11y,
    browser::{Browser, Page, Theme},
};

pub fn sign_in(house: &House, page: &Page, role: &str) {
    let account = house.account(role).clone();
    page.goto(&house.url("/sign-in"));
    page.fill("#email", &account.email);
    page.fill("#password", cast::PASSWORD);
    page.click("form[action='/sign-in'] button.primary");
    if account.totp.is_some() {
        page.fill("#code", &house.code(&account));
        page.click("form[action='/sign-in/code'] button.primary");
    }
    page.wait("body[data-user]");
}

pub fn look(house: &House, page: &Page, name: &str, path: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (theme, dark) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for (width, height, phone) in [(1440, 900, false), (390, 844, true)] {
            page.viewport(width, height, phone);
            page.theme(theme);
            page.goto(&house.url(path));
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
    for n in 0..14 {
        let made = omar.post_json("/api/v1/leads", &serde_json::json!({
            "company": format!("Alder Creek {n}"), "contact": "Naomi Frost", "email": format!("n{n}@alder.example"),
            "phone": format!("210-555-01{n:02}"), "source": "yelp", "categories": ["web", "gmb"], "wish": "A site with booking",
            "value": format!("{}", 1200 + n * 700), "follow_up": if n % 3 == 0 { "2026-01-01" } else { "" },
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
