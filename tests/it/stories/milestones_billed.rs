//! Milestones are billed once, when their client approved them: as an amount, or as shares of the quote that come to the quote
//! and no more.

use atrium::{
    base::{Id, Money, calendar::WorkingCalendar},
    features::{
        approvals,
        clients::Client as Company,
        people::{self, Directory, User},
        playbooks::{self, Plan},
        projects::{Answer, Asked, Milestone},
        settings::Category,
        tickets::Ticket,
    },
    testing::{cast::PASSWORD, client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    invoices::{accepted, at, patch, taken_back},
    work::{planned, text},
    work_pages::portal_person,
};
use crate::support::steps::{done, get, page, refused};

fn open(ruth: &mut Client, unbilled: &str) -> Vec<Value> {
    let held = get(ruth, unbilled);
    held["milestones"].as_array().unwrap().clone()
}

#[test]
fn a_milestone_is_billed_once_when_its_client_approved_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let email = portal_person(&house, &project);
    let mut wade = house.client();
    let form = [("email", email.as_str()), ("password", PASSWORD)];
    assert_eq!(wade.post_form("/sign-in", &form).status, 303);
    let mut jonas = house.api("project-manager").unwrap();
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut jonas, &format!("/api/v1/projects/{project}"));
    let client = text(&held, "client").to_owned();
    let all = get(&mut jonas, &format!("/api/v1/milestones?project={project}"));
    let milestone = text(&all["items"][0], "id").to_owned();
    let price = format!("/api/v1/milestones/{milestone}/price");
    let unbilled = format!("/api/v1/clients/{client}/unbilled");

    // Whoever works on the project neither says nor sees what it is paid for.
    assert_eq!(jonas.get(&price).status, 403);
    assert_eq!(patch(&mut jonas, &price, &json!({ "amount": 100 })).0, 403);
    let (status, held) = patch(&mut ruth, &price, &json!({ "amount": 45_000 }));
    assert_eq!((status, &held["amount"]), (200, &json!(45_000)), "{held}");
    // Either an amount or a share; and a share of nothing is none.
    assert_eq!(patch(&mut ruth, &price, &json!({ "share": 3_000 })).0, 422);
    let share = json!({ "amount": 0, "share": 3_000 });
    let (status, why) = patch(&mut ruth, &price, &share);
    assert_eq!(status, 422, "{why}");
    assert!(why.to_string().contains("came of no quote"), "{why}");

    assert!(open(&mut ruth, &unbilled).is_empty());
    let bill = json!({ "milestones": [milestone] });
    let early = refused(&mut ruth, &unbilled, &bill, 422);
    assert!(early.contains("has not approved"), "{early}");
    let ask = format!("/api/v1/milestones/{milestone}/ask-client");
    done(&mut jonas, &ask, &json!({}));
    let answer = format!("/api/v1/milestones/{milestone}/answer");
    done(&mut wade, &answer, &json!({ "answer": "approved" }));

    let found = open(&mut ruth, &unbilled);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&found[0]["id"], &found[0]["net"]),
        (&json!(milestone), &json!(45_000))
    );
    let draft = done(&mut ruth, &unbilled, &bill);
    let id = text(&draft, "id").to_owned();
    assert_eq!(draft["totals"]["net"], 45_000);
    assert_eq!(draft["lines"][0]["source"], "milestone");
    assert!(open(&mut ruth, &unbilled).is_empty());
    assert_eq!(get(&mut ruth, &price)["billed"], true);
    let twice = refused(&mut ruth, &unbilled, &bill, 422);
    assert!(twice.contains("already"), "{twice}");
    assert_eq!(patch(&mut ruth, &price, &json!({ "amount": 1 })).0, 409);

    // It is free again when the draft goes, and isn't when that is undone.
    let gone = ruth.request("DELETE", &at(&id), &[], b"").json();
    assert_eq!(open(&mut ruth, &unbilled).len(), 1);
    let undo = format!("/api/v1/journal/{}/undo", gone["seq"]);
    done(&mut ruth, &undo, &json!({}));
    assert!(open(&mut ruth, &unbilled).is_empty());
    refused(&mut ruth, &unbilled, &bill, 422);
    // And once a credit note took it back.
    done(&mut ruth, &format!("{}/issue", at(&id)), &json!({}));
    taken_back(&mut ruth, &id);
    assert_eq!(open(&mut ruth, &unbilled).len(), 1);
    let mut desk = house.signed_in("accountant");
    let shown = page(&mut desk, &format!("/projects/{project}/billing"));
    assert!(shown.contains("To be billed"), "{shown}");
    let shown = page(&mut desk, &format!("/clients/{client}/unbilled"));
    assert!(
        shown.contains("Milestones that the client approved"),
        "{shown}"
    );
}

/// A project that came of a quote, and its first two milestones, approved.
fn of_quote(house: &House, quote: &str, client: &str) -> Vec<String> {
    let mut priya = house.api("sales-manager").unwrap();
    let ticket = done(
        &mut priya,
        "/api/v1/tickets",
        &json!({ "quote": quote, "category": "web", "title": "Website", "scope": "Ten pages", "price": "5467.20" }),
    );
    let ticket: Id<Ticket> = Id::parse(text(&ticket, "id")).unwrap();
    let client: Id<Company> = Id::parse(client).unwrap();
    let visit = house.visit();
    let names = Directory::of(&visit).unwrap();
    let web = names.department_by_key("web").unwrap().id;
    let person = |role: &str| -> Id<User> { house.account(role).id };
    let (manager, team_lead) = (person("project-manager"), person("team-lead"));
    let (today, playbook) = (
        visit.today(),
        playbooks::shipped_by_key("web-wordpress").unwrap(),
    );
    let project = visit
        .act(approvals::APPROVE, move |change| {
            let plan = Plan {
                title: "Website".into(),
                client,
                ticket: Some(ticket.raw()),
                category: Category::Web,
                department: web,
                departments: Vec::new(),
                manager,
                team_lead,
                budget_minutes: 6000,
                value: Money(546_720),
                start: today,
                promised: None,
                playbook,
                calendar: WorkingCalendar::default(),
            };
            let project = playbooks::plan_from(change, plan)?.id;
            let mut opened = change.on_behalf("a story begins at the end").load(ticket)?;
            opened.project = Some(project.raw());
            change.put(&opened)?;
            Ok(project)
        })
        .unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let all = get(&mut jonas, &format!("/api/v1/milestones?project={project}"));
    let all = all["items"].as_array().unwrap().iter().take(2);
    let ids: Vec<String> = all.map(|held| text(held, "id").to_owned()).collect();
    let approved: Vec<Id<Milestone>> = ids.iter().map(|id| Id::parse(id).unwrap()).collect();
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            for id in approved {
                let mut held = change.on_behalf("a story begins at the end").load(id)?;
                held.client_visible = true;
                held.asked = Some(Asked {
                    answer: Answer::Approved,
                    ..Asked::default()
                });
                change.put(&held)?;
            }
            Ok(())
        })
        .unwrap();
    ids
}

#[test]
fn shares_of_a_quote_come_to_the_quote_and_no_more() {
    let house = House::with_cast().unwrap();
    let (quote, client) = accepted(&house);
    let milestones = of_quote(&house, &quote, &client);
    let mut ruth = house.api("accountant").unwrap();
    let price = |n: usize| format!("/api/v1/milestones/{}/price", milestones[n]);
    let unbilled = format!("/api/v1/clients/{client}/unbilled");
    let bill = format!("/api/v1/quotes/{quote}/invoice");

    let (status, held) = patch(&mut ruth, &price(0), &json!({ "share": 4_000 }));
    assert_eq!(status, 200, "{held}");
    let (status, why) = patch(&mut ruth, &price(1), &json!({ "share": 6_001 }));
    assert_eq!(status, 422, "{why}");
    assert_eq!(
        patch(&mut ruth, &price(1), &json!({ "share": 6_000 })).0,
        200
    );
    let found = open(&mut ruth, &unbilled);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0]["net"], 218_688);

    // What a milestone bills is billed of the quote: by whatever way somebody comes.
    let first = done(
        &mut ruth,
        &unbilled,
        &json!({ "milestones": [milestones[0]] }),
    );
    assert_eq!(first["totals"]["net"], 218_688);
    assert_eq!(
        (&first["quote"], &first["lines"][0]["source"]),
        (&json!(quote), &json!("quote"))
    );
    assert!(first["project"].is_string(), "{first}");
    refused(&mut ruth, &bill, &json!({ "part": "whole" }), 409);
    let deposit = json!({ "part": "deposit", "share": "61" });
    refused(&mut ruth, &bill, &deposit, 422);
    let second = done(
        &mut ruth,
        &unbilled,
        &json!({ "milestones": [milestones[1]] }),
    );
    assert_eq!(second["totals"]["net"], 546_720 - 218_688);
    refused(&mut ruth, &bill, &json!({ "part": "rest" }), 409);
    // What was billed by a deposit is no milestone's any more.
    let id = text(&second, "id").to_owned();
    assert_eq!(ruth.request("DELETE", &at(&id), &[], b"").status, 200);
    // Whoever bills sees no tickets, and the invoice is the project's all the same.
    let deposit = done(
        &mut ruth,
        &bill,
        &json!({ "part": "deposit", "share": "1" }),
    );
    assert_eq!(deposit["project"], first["project"], "{deposit}");
    let over = refused(
        &mut ruth,
        &unbilled,
        &json!({ "milestones": [milestones[1]] }),
        422,
    );
    assert!(over.contains("more than what is left"), "{over}");
}

#[test]
fn an_item_of_a_quote_leads_to_its_work_and_the_work_to_its_item() {
    let house = House::with_cast().unwrap();
    let (quote, client) = accepted(&house);
    let milestones = of_quote(&house, &quote, &client);
    let mut ruth = house.api("accountant").unwrap();
    let price = format!("/api/v1/milestones/{}/price", milestones[0]);
    let items = format!("/api/v1/quotes/{quote}/items");
    let (status, why) = patch(&mut ruth, &price, &json!({ "item": 99 }));
    assert_eq!(status, 422, "{why}");
    let (status, held) = patch(&mut ruth, &price, &json!({ "item": 1 }));
    assert_eq!((status, &held["item"]), (200, &json!(1)), "{held}");
    let of = |told: &Value, item: u64| -> Value {
        let all = told["items"].as_array().unwrap().iter();
        let found = all.clone().find(|held| held["item"] == item);
        found.cloned().unwrap_or_default()
    };
    let told = get(&mut ruth, &items);
    let first = of(&told, 1);
    let tasks = first["tasks"].as_array().unwrap();
    assert!(!tasks.is_empty(), "{told}");
    assert!(
        tasks.iter().all(|task| task["milestone"] == milestones[0]),
        "{first}"
    );
    let left = of(&told, 0);
    let left = left["tasks"].as_array().unwrap();
    assert!(left.iter().any(|task| task["milestone"] == milestones[1]));
    // What it bills is said beside it, and stays said once it is billed.
    let (status, held) = patch(&mut ruth, &price, &json!({ "share": 4_000 }));
    assert_eq!((status, &held["item"]), (200, &json!(1)), "{held}");
    let unbilled = format!("/api/v1/clients/{client}/unbilled");
    let bill = json!({ "milestones": [milestones[0]] });
    let draft = done(&mut ruth, &unbilled, &bill);
    let told = get(&mut ruth, &items);
    assert_eq!(of(&told, 1)["billed"], 218_688, "{told}");
    assert_eq!(patch(&mut ruth, &price, &json!({ "item": 2 })).0, 200);
    assert_eq!(patch(&mut ruth, &price, &json!({ "item": 1 })).0, 200);
    let mut desk = house.signed_in("accountant");
    let shown = page(&mut desk, &format!("/quotes/{quote}/items"));
    let invoice = text(&draft, "id");
    assert!(shown.contains(&format!("/invoices/{invoice}")), "{shown}");
    let shown = page(&mut desk, &format!("/invoices/{invoice}"));
    assert!(
        shown.contains(&format!("/quotes/{quote}/items#item-1")),
        "{shown}"
    );
    let mut jonas = house.api("project-manager").unwrap();
    assert_ne!(jonas.get(&items).status, 200, "it tells what is billed");
}
