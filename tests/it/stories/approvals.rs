//! Stage seven: support asks, the department manager assesses and decides, and the plan is there; undo takes it away.

use super::looks::{look, sign_in};
use crate::support::browser::Browser;
use atrium::{
    access::Tier,
    base::{Id, Moment, Money},
    data::Key,
    features::{
        clients::Client as Firm,
        people::{self, Directory},
        sign_in,
        tickets::{Stage, Ticket, TicketKind},
    },
    testing::house::House,
};
use serde_json::json;

/// A ticket that support has finished: everything complete, scope frozen, in the agent's hand.
fn finished(house: &House) -> String {
    let visit = house.visit();
    let names = Directory::of(&visit).unwrap();
    let support = names.department_by_key("support").unwrap().id;
    let (agent, manager) = (
        house.account("support-agent").id,
        house.account("support-manager").id,
    );
    let seller = house.account("sales-manager").id;
    let id = visit
        .act(people::ADMINISTER, move |change| {
            change.event();
            let client = change.insert(Firm {
                name: "Copperline Roofing".into(),
                owner: seller,
                ..Firm::default()
            })?;
            let mut ticket = Ticket {
                title: "Website and profile".into(),
                kind: TicketKind::Onboarding,
                client: client.id,
                price: Money(785_000),
                scope: "Ten pages".into(),
                sales_manager: Some(seller),
                support_manager: Some(manager),
                agent: Some(agent),
                frozen: Some(Moment(1)),
                ..Ticket::default()
            };
            ticket.choose(atrium::features::settings::Category::Web)?;
            for requirement in &mut ticket.requirements {
                requirement.value = "known".into();
            }
            ticket.give_to(agent, support);
            ticket.enter(Stage::Enrichment, change.at);
            Ok(change.insert(ticket)?.id)
        })
        .unwrap();
    id.to_string()
}

fn start() -> String {
    (today() + 3).iso()
}

fn today() -> atrium::base::Day {
    Moment::now().day(&jiff::tz::TimeZone::UTC)
}

#[test]
fn an_approval_makes_the_plan_and_undo_takes_it_back() {
    let house = House::with_cast().unwrap();
    let ticket = finished(&house);
    let mut agent = house.api("support-agent").unwrap();
    let asked = agent.post_json(
        &format!("/api/v1/tickets/{ticket}/request-approval"),
        &json!({ "note": "Insurance expires in June" }),
    );
    assert_eq!(asked.status, 201, "{}", asked.text());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    let again = agent.post_json("/api/v1/approvals", &json!({ "ticket": ticket }));
    assert_eq!(
        again.status,
        403,
        "no longer in their hands: {}",
        again.text()
    );

    let mut hana = house.api("department-manager").unwrap();
    let shown = hana.get(&format!("/api/v1/approvals/{id}")).json();
    assert_eq!(
        shown["manager"],
        house.account("department-manager").id.to_string()
    );
    assert_eq!(
        (shown["playbook"].as_str(), shown["status"].as_str()),
        (Some("web-wordpress"), Some("waiting"))
    );
    assert!(
        shown["load"]
            .as_array()
            .is_some_and(|load| !load.is_empty()),
        "{shown}"
    );
    assert!(
        hana.get("/api/v1/notifications")
            .text()
            .contains("waits for your decision")
    );
    let early = hana.post_json(&format!("/api/v1/approvals/{id}/approve"), &json!({}));
    assert_eq!(early.status, 422);
    assert!(early.text().contains("feasible"), "{}", early.text());
    let refused = agent.post_json(&format!("/api/v1/approvals/{id}/approve"), &json!({}));
    assert!(
        refused.status == 403 || refused.status == 404,
        "{}",
        refused.text()
    );

    let assessed = hana.request(
        "PATCH",
        &format!("/api/v1/approvals/{id}"),
        &[("content-type", "application/json")],
        json!({ "feasibility": "feasible", "budget_minutes": "110", "cost": "4320", "start": start(), "promised": (today() + 40).iso(),
            "risk": [{ "risk": "Insurance expires", "mitigation": "Amira follows up", "level": "medium" }] }).to_string().as_bytes(),
    );
    assert_eq!(assessed.status, 200, "{}", assessed.text());
    assert_eq!(assessed.json()["risk"][0]["level"], "medium");
    let approved = hana.post_json(
        &format!("/api/v1/approvals/{id}/approve"),
        &json!({ "conditions": "Start as agreed" }),
    );
    assert_eq!(approved.status, 200, "{}", approved.text());
    assert_eq!(approved.json()["status"], "approved");
    let project = approved.json()["project"].as_str().unwrap().to_owned();

    let visit = house.visit();
    let held: Ticket = visit.find(Id::parse(&ticket).unwrap()).unwrap();
    assert_eq!(held.stage, Stage::Production);
    let made: atrium::features::projects::Project =
        visit.find(Id::parse(&project).unwrap()).unwrap();
    assert!(made.total > 0 && made.team_lead == house.account("team-lead").id);
    assert!(
        house
            .api("team-lead")
            .unwrap()
            .get("/api/v1/notifications")
            .text()
            .contains("broken down")
    );
    assert!(
        agent
            .get("/api/v1/notifications")
            .text()
            .contains("is approved")
    );
    let lists = |status: &str, client: &mut atrium::testing::client::Client| {
        client
            .get(&format!("/api/v1/approvals?status={status}"))
            .json()["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(
        (lists("waiting", &mut hana), lists("decided", &mut hana)),
        (0, 1)
    );

    // Untouched, the whole plan goes again.
    let mut window = house.signed_in("department-manager");
    let firm = window.get(&format!("/clients/{}", made.client)).text();
    assert!(
        firm.contains(&project) && firm.contains(&ticket),
        "the client's page shows its work"
    );
    let page = window.get(&format!("/approvals/{id}"));
    assert_eq!(page.status, 200);
    let text = page.text();
    let at = text.find("action=\"/undo/").unwrap() + 14;
    let seq = text[at..].split('"').next().unwrap().to_owned();
    let undone = window.post_form(&format!("/undo/{seq}"), &[]);
    assert_eq!(undone.status, 303, "{}", undone.text());
    let visit = house.visit();
    assert!(
        visit
            .find::<atrium::features::projects::Project>(made.id)
            .is_err()
    );
    let held: Ticket = visit.find(held.id).unwrap();
    assert_eq!(held.stage, Stage::Approval);
    let tasks: Vec<atrium::features::projects::Task> = visit
        .related(
            &held,
            atrium::features::projects::TASKS_OF_PROJECT,
            Key::new().id(made.id),
            10,
        )
        .unwrap();
    assert!(tasks.is_empty());
    assert_eq!(
        hana.get(&format!("/api/v1/approvals/{id}")).json()["status"],
        "waiting"
    );
}

#[test]
fn a_return_goes_back_to_support_and_a_second_request_keeps_the_findings() {
    let house = House::with_cast().unwrap();
    let ticket = finished(&house);
    let mut agent = house.signed_in("support-agent");
    let form = agent.get(&format!("/approvals/new?ticket={ticket}"));
    assert_eq!(form.status, 200, "{}", form.text());
    let asked = agent.post_form(
        &format!("/tickets/{ticket}/request-approval"),
        &[("note", "Please look")],
    );
    assert_eq!(asked.status, 303, "{}", asked.text());
    let at = asked.location().unwrap().to_owned();
    assert!(at.starts_with("/approvals/AP-101"), "{at}");

    let mut hana = house.signed_in("department-manager");
    for path in [
        "/",
        "/approvals",
        &at,
        "/search?q=website",
        "/palette?q=AP-101",
    ] {
        let page = hana.get(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(
            page.text().contains(" and profile"),
            "{path} does not show it"
        );
    }
    let assess = [
        ("risk", ""),
        ("risk.0.risk", "Late content"),
        ("risk.0.level", "high"),
        ("budget_minutes", "96"),
        ("feasibility_note", ""),
    ];
    assert_eq!(hana.post_form(&at, &assess).status, 303);
    let silent = hana.post_form(&format!("{at}/return"), &[("reason", " ")]);
    assert_eq!(silent.status, 422);
    assert!(silent.text().contains("Reason is missing"));
    let gate = hana.post_form(&format!("{at}/approve"), &[("conditions", "kept words")]);
    assert_eq!(gate.status, 422);
    assert!(
        gate.text().contains("kept words") && gate.text().contains("Say whether it is feasible"),
        "what was typed stays"
    );
    assert_eq!(
        hana.post_form(&format!("{at}/return"), &[("reason", "Name the domain")])
            .status,
        303
    );

    let visit = house.visit();
    let held: Ticket = visit.find(Id::parse(&ticket).unwrap()).unwrap();
    assert_eq!((held.stage, held.frozen), (Stage::Enrichment, None));
    let told = agent.get("/inbox").text();
    assert_eq!(
        told.matches("Name the domain</a>").count(),
        1,
        "told once: {told}"
    );

    // Mended and asked for again: what was found out is there, the answer is open.
    visit
        .act(people::ADMINISTER, move |change| {
            change.event();
            let mut ticket = change.on_behalf("a test").load::<Ticket>(held.id)?;
            ticket.freeze(change.at)?;
            change.put(&ticket)
        })
        .unwrap();
    let asked = agent.post_form(&format!("/tickets/{ticket}/request-approval"), &[]);
    let second = asked.location().unwrap().to_owned();
    assert_ne!(second, at);
    let text = hana.get(&second).text();
    assert!(text.contains("Late content") && text.contains("value=\"96\""));
    assert_eq!(
        hana.post_form(
            &format!("{second}/reject"),
            &[("reason", "Not our kind of work")]
        )
        .status,
        303
    );
    assert!(
        house
            .signed_in("sales-manager")
            .get("/inbox")
            .text()
            .contains("is rejected")
    );
}

#[test]
fn the_day_is_everyones_own() {
    let house = House::with_cast().unwrap();
    for role in [
        "team-member",
        "sales-closer",
        "accountant",
        "department-manager",
        "auditor",
    ] {
        let mut client = house.signed_in(role);
        let page = client.get("/");
        assert_eq!(page.status, 200, "{role}: {}", page.text());
        // A first day says what will come, by what the person may do.
        assert!(page.text().contains("Nothing waits for you"), "{role}");
        assert!(page.text().contains("They arrive by themselves"), "{role}");
        assert_eq!(
            house.api(role).unwrap().get("/api/v1/me/day").status,
            200,
            "{role}"
        );
        assert_eq!(client.get("/palette?q=my").status, 200);
    }
    let visit = house.visit();
    let role = Directory::of(&visit)
        .unwrap()
        .roles
        .values()
        .find(|role| role.key == "client")
        .unwrap()
        .id;
    let person = people::NewUser {
        name: "Rosa Delgado".into(),
        email: "rosa@delgado.example".into(),
        title: String::new(),
        tier: Tier::Client,
        roles: vec![role],
        departments: Vec::new(),
        teams: Vec::new(),
        client: Some(101),
        skills: Vec::new(),
    };
    sign_in::add_user(&visit, person, "copper roof over rain", "").unwrap();
    let mut client = house.client();
    let came = client.post_form(
        "/sign-in",
        &[
            ("email", "rosa@delgado.example"),
            ("password", "copper roof over rain"),
        ],
    );
    assert_eq!(came.status, 303, "{}", came.text());
    let sent = client.get("/");
    assert_eq!((sent.status, sent.location()), (303, Some("/portal")));
    for closed in ["/palette?q=a", "/search?q=a", "/approvals"] {
        assert_eq!(client.get(closed).status, 404, "{closed}");
    }
}

#[test]
fn approvals_search_and_the_day_look_right() {
    let house = House::with_cast().unwrap();
    let ticket = finished(&house);
    let mut agent = house.signed_in("support-agent");
    let asked = agent.post_form(
        &format!("/tickets/{ticket}/request-approval"),
        &[(
            "note",
            "Insurance expires in June; the client needs it before.",
        )],
    );
    let at = asked.location().unwrap().to_owned();
    let mut hana = house.signed_in("department-manager");
    let risks = [
        ("risk", ""),
        ("risk.0.risk", "Insurance certificate expires"),
        ("risk.0.mitigation", "Amira follows up"),
        ("risk.0.level", "high"),
        ("cost", "4320"),
    ];
    assert_eq!(hana.post_form(&at, &risks).status, 303);
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "department-manager");
    let mut wrong = Vec::new();
    for (name, path) in [
        ("my-day", "/"),
        ("approvals", "/approvals"),
        ("approval", at.as_str()),
        ("search", "/search?q=website"),
        ("search-none", "/search?q=zzz"),
    ] {
        wrong.extend(look(&house, &page, name, path));
    }
    let approved = hana.post_form(
        &format!("{at}/approve"),
        &[
            ("feasibility", "with_conditions"),
            ("conditions", "Price the extra view first"),
            ("start", &start()),
        ],
    );
    assert_eq!(approved.status, 303, "{}", approved.text());
    wrong.extend(look(&house, &page, "approval-decided", &at));
    wrong.extend(look(&house, &page, "client", "/clients/CL-101"));
    wrong.extend(look(&house, &page, "my-day-manager", "/"));
    // Work for a member: one task late, one today, one later, and a timer.
    let visit = house.visit();
    let member = house.account("team-member").id;
    visit
        .act(people::ADMINISTER, move |change| {
            change.event();
            let tasks = change
                .on_behalf("a test")
                .all::<atrium::features::projects::Task>()?;
            for (n, mut task) in tasks
                .into_iter()
                .filter(|task| task.parts == 0)
                .take(6)
                .enumerate()
            {
                task.assignee = Some(member);
                task.due = Some(today() + (n as i32 - 1));
                change.put(&task)?;
            }
            Ok(())
        })
        .unwrap();
    let page = browser.page();
    sign_in(&house, &page, "team-member");
    wrong.extend(look(&house, &page, "my-day-member", "/"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
