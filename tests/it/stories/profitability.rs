//! Profitability: what was planned, made, billed and paid, and what it cost, adds up the same by whatever line.

use atrium::testing::house::House;
use serde_json::{Value, json};

use super::{budgets::given, work::text};
use crate::support::steps::{done, get, page};

fn line<'a>(report: &'a Value, name: &str) -> &'a Value {
    let lines = report["lines"].as_array().unwrap();
    let found = lines.iter().find(|line| line["name"] == name);
    found.unwrap_or_else(|| panic!("no line {name} in {report}"))
}

#[test]
fn what_was_made_and_what_it_cost_add_up_by_every_line() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut boss = house.api("management").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let mut ruth = house.api("accountant").unwrap();
    let rate = json!({ "per_hour": "90.00", "cost_per_hour": "40.00" });
    done(&mut boss, "/api/v1/rates", &rate);
    let log = json!({ "task": task, "minutes": "1:30" });
    let entry = done(&mut mei, "/api/v1/time-entries", &log);
    let entry = text(&entry, "id").to_owned();

    let at = |by: &str| format!("/api/v1/profitability?by={by}");
    let report = get(&mut ruth, &at("project"));
    let website = line(&report, "Copperline website");
    assert_eq!(
        (&website["planned"], &website["time"], &website["at_rates"]),
        (&json!(785_000), &json!(6_000), &json!(13_500))
    );
    let earned = website["earned"].as_i64().unwrap();
    assert_eq!(website["margin"], earned - 6_000);
    assert_eq!(website["in_progress"], earned);

    let held = get(&mut ruth, &format!("/api/v1/projects/{project}"));
    let unbilled = format!("/api/v1/clients/{}/unbilled", text(&held, "client"));
    let bill = json!({ "entries": [entry], "hour": "90", "tax": "20" });
    let draft = done(&mut ruth, &unbilled, &bill);
    let paper = format!("/api/v1/invoices/{}", text(&draft, "id"));
    done(&mut ruth, &format!("{paper}/issue"), &json!({}));
    let half = json!({ "amount": "81.00" });
    done(&mut ruth, &format!("{paper}/pay"), &half);

    for (by, name) in [
        ("project", "Copperline website"),
        ("client", "Copperline Roofing"),
        ("category", "Web"),
    ] {
        let report = get(&mut ruth, &at(by));
        let of = line(&report, name);
        // 135.00 and a fifth of tax; half of the whole is half of what was billed.
        assert_eq!(
            (&of["invoiced"], &of["collected"], &of["time"]),
            (&json!(13_500), &json!(6_750), &json!(6_000)),
            "{by}"
        );
        assert_eq!(of["in_progress"], earned - 13_500);
        assert_eq!(report["all"]["invoiced"], 13_500);
    }
    let months = get(&mut ruth, &at("month"));
    assert_eq!(
        (&months["all"]["invoiced"], &months["all"]["collected"]),
        (&json!(13_500), &json!(6_750))
    );
    let people = get(&mut ruth, &at("person"));
    let all = &people["all"];
    assert_eq!(
        (&all["minutes"], &all["at_rates"], &all["margin"]),
        (&json!(90), &json!(13_500), &json!(7_500))
    );
}

#[test]
fn it_is_for_whoever_sees_costs() {
    let house = House::with_cast().unwrap();
    let (_, _) = given(&house);
    for role in ["team-member", "department-manager", "project-manager"] {
        let mut somebody = house.api(role).unwrap();
        assert_eq!(somebody.get("/api/v1/profitability").status, 403, "{role}");
        let sheet = somebody.get("/api/v1/profitability/export.csv");
        assert_eq!(sheet.status, 403, "{role}");
    }
    let mut ruth = house.api("accountant").unwrap();
    let sheet = ruth
        .get("/api/v1/profitability/export.csv?by=project")
        .text();
    assert!(sheet.starts_with("Projects,Planned,Earned"), "{sheet}");
    assert!(sheet.contains("Copperline website,7850.00"), "{sheet}");
    let unknown = ruth.get("/api/v1/profitability?by=weather");
    assert_eq!(unknown.status, 422, "{}", unknown.text());
    let mut at_desk = house.signed_in("accountant");
    let shown = page(&mut at_desk, "/profitability");
    assert!(shown.contains("Copperline website"), "{shown}");
    page(&mut at_desk, "/profitability?by=month&months=3");
    page(&mut at_desk, "/profitability?by=person");
}
