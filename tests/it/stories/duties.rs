//! Work comes to whoever a role says is there for it, whatever the role is called.

use atrium::{
    access::{Action, ActionKind},
    base::Id,
    features::{
        self, administration, approvals, clients, invoices, leads,
        people::{Directory, Role},
        projects, quotes, roles, tasks, tickets,
    },
    testing::house::House,
};
use serde_json::json;

/// Each duty with the shipped roles it is for. Houses that were set up with these find the same people for their work
/// whether they are asked by the role or by the duty.
pub const SHIPPED: [(&Action, &[&str]); 16] = [
    (&leads::RECEIVE, &["sales-agent"]),
    (&quotes::HEAR_ANSWERS, &["sales-manager"]),
    (&approvals::HEAR_REJECTIONS, &["sales-manager"]),
    (&approvals::DECIDE, &["department-manager", "management"]),
    (&tickets::TRIAGE, &["support-manager"]),
    (&tickets::RECEIVE, &["support-agent"]),
    (&tickets::RECEIVE_COMPLAINTS, &["account-manager"]),
    (&clients::ATTEND, &["account-manager"]),
    (&projects::LEAD, &["team-lead"]),
    (
        &projects::WORK,
        &[
            "team-member",
            "team-lead",
            "project-manager",
            "department-manager",
            "qa-reviewer",
        ],
    ),
    (&projects::BILL, &["accountant"]),
    (&invoices::HEAR_OVERDUE, &["accountant"]),
    (&tasks::REVIEW, &["qa-reviewer"]),
    (&administration::HEAR_OF_DRILLS, &["it-administrator"]),
    (&roles::ANSWER, &["administrator"]),
    // Whose duty is bound to departments, and so is proposed.
    (&approvals::DECIDE, &["department-manager"]),
];

/// Where people are asked by duty and by role, and differ.
pub fn differences(names: &Directory) -> Vec<String> {
    let mut wrong = Vec::new();
    for (n, (duty, keys)) in SHIPPED.iter().enumerate() {
        let role = |key: &str| names.roles.values().find(|r| r.key == key && !r.retired);
        let of: Vec<Id<Role>> = keys.iter().filter_map(|key| Some(role(key)?.id)).collect();
        let by_role: Vec<&str> = names
            .staff()
            .into_iter()
            .filter(|user| user.roles.iter().any(|id| of.contains(id)))
            .map(|user| user.name.as_str())
            .collect();
        let found = match n + 1 == SHIPPED.len() {
            true => names.bound_on_duty(duty),
            false => names.on_duty(duty),
        };
        let by_duty: Vec<&str> = found.iter().map(|user| user.name.as_str()).collect();
        if by_role != by_duty {
            wrong.push(format!(
                "{}: {by_duty:?}, but {keys:?} are {by_role:?}",
                duty.key
            ));
        }
    }
    wrong
}

#[test]
fn the_shipped_roles_bring_work_to_whom_they_are_called_for() {
    let house = House::with_cast().unwrap();
    let names = Directory::of(&house.visit()).unwrap();
    assert_eq!(differences(&names), Vec::<String>::new());
    for (duty, _) in SHIPPED {
        assert!(!names.on_duty(duty).is_empty(), "nobody for {}", duty.key);
    }
    let demo = House::filled().unwrap();
    let names = Directory::of(&demo.visit()).unwrap();
    assert_eq!(differences(&names), Vec::<String>::new());
    for duty in features::schema()
        .actions
        .iter()
        .filter(|a| a.kind == ActionKind::Duty)
    {
        let known = SHIPPED.iter().any(|(held, _)| *held == duty);
        assert!(known, "{} is missing above", duty.key);
    }
}

#[test]
fn a_house_with_roles_of_its_own_says_who_is_handed_leads() {
    let house = House::with_cast().unwrap();
    let mut vera = house.api("administrator").unwrap();
    let role = json!({ "name": "Quote desk", "level": 15, "tier": "employee" });
    let made = vera.post_json("/api/v1/roles", &role);
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    // Whoever may do everything gives a duty without having it.
    let cell = json!({ "grant": [{ "action": "leads.receive", "scope": "all" }] });
    let set = vera.post_json(&format!("/api/v1/roles/{id}/grants"), &cell);
    assert_eq!(set.status, 200, "{}", set.text());
    let visit = house.visit();
    let mei = house.account("team-member").id;
    let names = Directory::of(&visit).unwrap();
    assert!(!names.is_on_duty(house.account("administrator").id, &leads::RECEIVE));
    assert!(!names.is_on_duty(house.account("superadmin").id, &leads::RECEIVE));
    assert!(!names.is_on_duty(mei, &leads::RECEIVE));
    super::roles::give(&house, "team-member", Id::parse(&id).unwrap());

    let names = Directory::of(&house.visit()).unwrap();
    assert!(names.is_on_duty(mei, &leads::RECEIVE));
    assert_eq!(
        names.roles_on(&leads::RECEIVE).as_deref(),
        Some("Sales Agent or Quote desk")
    );
    let mut omar = house.api("sales-closer").unwrap();
    let made = omar.post_json(
        "/api/v1/leads",
        &json!({
            "company": "Alder Dental", "contact": "Ann", "email": "ann@alder.example", "categories": ["web"],
            "wish": "A site", "source": "yelp", "value": "900",
        }),
    );
    let lead = made.json()["id"].as_str().unwrap().to_owned();
    let all_yes = json!({ "budget": "yes", "authority": "yes", "need": "yes", "time": "yes", "note": "Sure" });
    omar.post_json(&format!("/api/v1/leads/{lead}/qualify"), &all_yes);
    let page = house
        .signed_in("sales-closer")
        .get(&format!("/leads/{lead}"));
    assert!(page.text().contains(names.name(mei)), "she is offered");
    let to = json!({ "to": house.account("accountant").id.to_string() });
    let refused = omar.post_json(&format!("/api/v1/leads/{lead}/hand-over"), &to);
    assert_eq!(
        refused.status, 422,
        "who isn't there for it is not handed one"
    );
    let to = json!({ "to": mei.to_string() });
    let handed = omar.post_json(&format!("/api/v1/leads/{lead}/hand-over"), &to);
    assert_eq!(handed.json()["owner"], mei.to_string(), "{}", handed.text());
}
