//! One page leads to every report that somebody may open, each with its one number; and to none that they may not. What
//! waits in a department for what is told on its page.

use atrium::{features::people::Directory, testing::house::House};
use serde_json::{Value, json};

use crate::support::steps::{done, get, page};

fn pages(told: &Value) -> Vec<String> {
    let rows = told["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| row["page"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_report_is_found_from_one_page_by_whoever_may_open_it() {
    let house = House::filled().unwrap();
    for (role, has, has_not) in [
        (
            "management",
            &["/profitability", "/load", "/invoices/open", "/leads/board"][..],
            &[][..],
        ),
        (
            "accountant",
            &["/profitability", "/invoices/open", "/payments"][..],
            &["/leads/board"][..],
        ),
        (
            "sales-manager",
            &["/leads/board", "/load"][..],
            &["/profitability", "/payments"][..],
        ),
        (
            "team-member",
            &["/load", "/load/figures"][..],
            &["/profitability", "/invoices/open"][..],
        ),
    ] {
        let mut api = house.api(role).unwrap();
        let told = get(&mut api, "/api/v1/reports");
        let found = pages(&told);
        for href in has {
            assert!(
                found.iter().any(|held| held == href),
                "{role} lacks {href}: {found:?}"
            );
        }
        for href in has_not {
            assert!(
                !found.iter().any(|held| held == href),
                "{role} is led to {href}"
            );
        }
        // What is listed opens, and stands on the page and in the sidebar's way to it.
        let mut browser = house.signed_in(role);
        let shown = page(&mut browser, "/reports");
        assert!(
            shown.contains(r#"href="/reports""#),
            "{role} has no way to it"
        );
        for (row, href) in told["rows"].as_array().unwrap().iter().zip(&found) {
            let name = row["name"].as_str().unwrap();
            let to = href.replace('&', "&amp;");
            assert!(
                shown.contains(&format!(r#"href="{to}""#)),
                "{role}: {name} isn't on the page"
            );
            assert_eq!(browser.get(href).status, 200, "{role}: {name}");
        }
    }
}

#[test]
fn the_number_of_a_report_is_what_it_leads_to() {
    let house = House::filled().unwrap();
    let mut boss = house.api("management").unwrap();
    let told = get(&mut boss, "/api/v1/reports");
    let rows = told["rows"].as_array().unwrap();
    let load = rows.iter().find(|row| row["page"] == "/load").unwrap();
    assert_eq!(load["number"], "Above their hours next week");
    assert_eq!(load["months"].as_array().unwrap().len(), 6);
    // Areas stand together, in one order.
    let areas: Vec<&str> = rows
        .iter()
        .map(|row| row["area"].as_str().unwrap())
        .collect();
    let mut seen = areas.clone();
    seen.dedup();
    let mut once = seen.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(seen.len(), once.len(), "{areas:?}");
}

#[test]
fn a_department_tells_what_waits_in_it_for_what() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({
        "company": "Alder Creek Veterinary", "contact": "Naomi Frost", "email": "naomi@alder.example",
        "source": "yelp", "categories": ["web"], "wish": "A site with booking", "value": "6400",
    });
    done(&mut omar, "/api/v1/leads", &lead);
    let names = Directory::of(&house.visit()).unwrap();
    let sales = names.department_by_key("sales").unwrap().id;
    let mut boss = house.signed_in("management");
    let shown = boss.get(&format!("/departments/{sales}")).text();
    assert!(
        shown.contains("What waits for what")
            && shown.contains("1 lead")
            && shown.contains("a first word"),
        "{shown}"
    );
    let chart = boss.get("/departments").text();
    assert!(
        chart.contains(&format!("/departments/{sales}#waits")),
        "{chart}"
    );
    let mut api = house.api("management").unwrap();
    let told = api.get(&format!("/api/v1/departments/{sales}")).json();
    let waits =
        json!([{ "what": "lead", "count": 1, "for": "a first word", "page": "/leads?stage=new" }]);
    assert_eq!(told["waits"], waits);
    // Who sees no leads is told of none.
    let mut mei = house.api("team-member").unwrap();
    let told = mei.get(&format!("/api/v1/departments/{sales}")).json();
    assert_eq!(told["waits"], json!([]));
}
