//! Approvals of documents and discounts, by deputies, and while the process is killed.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use atrium::{
    base::{Id, Moment, Money, calendar::WorkingCalendar},
    data::{BY_NUMBER, Query, Visit, testing::recount, verify_journal},
    features::{
        approvals::{self, Approval, Status},
        clients::Client as Company,
        departments,
        people::{self, Directory},
        playbooks::{self, Plan},
        projects::Project,
        settings::Category,
        sign_in,
    },
    testing::{
        cast,
        client::{Client, Upload},
        house::{self, House},
    },
};
use jiff::tz::TimeZone;
use serde_json::json;

use super::{
    approval_kinds::patch,
    killed::start,
    quotes::handed_over,
    work::{planned, text},
};
use crate::support::steps::{done, get, page, refused};

/// A quote that is being written, with this discount in percent.
fn quoted(house: &House, company: &str, discount: &str) -> String {
    let lead = handed_over(house, company, &format!("ann@{discount}.example"));
    let mut agent = house.api("sales-agent").unwrap();
    let quote = done(
        &mut agent,
        "/api/v1/quotes",
        &json!({ "lead": lead, "title": "Website", "lines": [
            { "title": "Pages", "quantity": "10", "price": "100", "discount": discount },
        ] }),
    );
    text(&quote, "id").to_owned()
}

fn file(bytes: &[u8]) -> Upload<'_> {
    Upload {
        field: "file",
        filename: "terms.txt",
        content_type: "text/plain",
        bytes,
    }
}

#[test]
fn a_large_discount_is_sent_with_a_yes() {
    let house = House::with_cast().unwrap();
    let mut agent = house.api("sales-agent").unwrap();
    let small = quoted(&house, "Fern Bakery", "10");
    refused(
        &mut agent,
        &format!("/api/v1/quotes/{small}/ask-discount"),
        &json!({}),
        409,
    );
    let quote = quoted(&house, "Moss Bakery", "30");
    let at = format!("/api/v1/quotes/{quote}");
    let early = refused(&mut agent, &format!("{at}/send"), &json!({}), 409);
    assert!(early.contains("needs a yes"), "{early}");
    let asked = done(
        &mut agent,
        &format!("{at}/ask-discount"),
        &json!({ "note": "A long client" }),
    );
    let id = text(&asked, "id").to_owned();
    assert_eq!(
        (text(&asked, "kind"), asked["share"].as_i64()),
        ("discount", Some(3000))
    );
    let shown = page(
        &mut house.signed_in("sales-agent"),
        &format!("/quotes/{quote}"),
    );
    assert!(shown.contains(&id), "{shown}");
    refused(
        &mut agent,
        &format!("/api/v1/approvals/{id}/approve"),
        &json!({}),
        403,
    );
    let mut boss = house.api("management").unwrap();
    done(
        &mut boss,
        &format!("/api/v1/approvals/{id}/approve"),
        &json!({}),
    );
    // The same share of a larger price was asked of nobody.
    let lines = |price: &str| json!({ "lines": [{ "title": "Pages", "quantity": "10", "price": price, "discount": "30" }] });
    patch(&mut agent, &at, &lines("10000"));
    let more = refused(&mut agent, &format!("{at}/send"), &json!({}), 409);
    assert!(more.contains("needs a yes"), "{more}");
    patch(&mut agent, &at, &lines("100"));
    done(&mut agent, &format!("{at}/send"), &json!({}));
    assert_eq!(text(&get(&mut agent, &at), "status"), "sent");
}

#[test]
fn a_yes_is_for_one_version_of_a_document() {
    let house = House::with_cast().unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let mut boss = house.api("management").unwrap();
    let made = hana.post_multipart("/api/v1/documents", &[("name", "Terms")], &[file(b"One")]);
    assert_eq!(made.status, 201, "{}", made.text());
    let document = text(&made.json(), "id").to_owned();
    let ask = format!("/api/v1/documents/{document}/ask-approval");
    let first = done(&mut hana, &ask, &json!({ "note": "Read by the lawyer" }));
    let first = text(&first, "id").to_owned();
    refused(&mut hana, &ask, &json!({}), 409);
    let own = refused(
        &mut hana,
        &format!("/api/v1/approvals/{first}/approve"),
        &json!({}),
        403,
    );
    assert!(own.contains("asked for this yourself"), "{own}");
    let newer = hana.post_multipart(
        &format!("/api/v1/documents/{document}/versions"),
        &[("note", "Mended")],
        &[file(b"Two")],
    );
    assert!((200..300).contains(&newer.status), "{}", newer.text());
    let late = refused(
        &mut boss,
        &format!("/api/v1/approvals/{first}/approve"),
        &json!({}),
        409,
    );
    assert!(late.contains("newer version"), "{late}");
    let second = done(&mut hana, &ask, &json!({}));
    let second = text(&second, "id").to_owned();
    done(
        &mut boss,
        &format!("/api/v1/approvals/{second}/approve"),
        &json!({}),
    );
    let shown = page(
        &mut house.signed_in("department-manager"),
        &format!("/documents/{document}"),
    );
    assert!(
        shown.contains(&second) && shown.contains("Approved"),
        "{shown}"
    );
}

#[test]
fn a_deputy_says_yes_for_whom_they_stand_in() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let visit = house.visit();
    let names = Directory::of(&visit).unwrap();
    let web = names.department_by_key("web").unwrap().id;
    let (hana, bilal) = (
        house.account("department-manager").id,
        house.account("team-lead").id,
    );
    departments::depute(
        &visit,
        web,
        departments::DeputyForm {
            person: Some(bilal),
            from: Some(visit.today()),
            until: Some(visit.today() + 1),
        },
    )
    .unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let headers = [("content-type", "application/json")];
    let body = json!({ "budget_minutes": 7200 }).to_string();
    let asked = jonas.request(
        "PATCH",
        &format!("/api/v1/projects/{project}"),
        &headers,
        body.as_bytes(),
    );
    let id = text(&asked.json()["waiting"][0], "approval").to_owned();
    let mut lead = house.api("team-lead").unwrap();
    assert!(
        get(&mut lead, "/api/v1/notifications")
            .to_string()
            .contains("waits for your decision")
    );
    let told = done(
        &mut lead,
        &format!("/api/v1/approvals/{id}/approve"),
        &json!({}),
    );
    assert_eq!(text(&told, "status"), "approved");
    let vote = &told["votes"][0];
    assert_eq!(
        (text(vote, "by"), text(vote, "instead_of")),
        (bilal.to_string().as_str(), hana.to_string().as_str())
    );
}

/// Questions that are answered while the process is killed, and how many answers it gives before.
const ASKED: usize = 30;
const BEFORE: usize = 8;

#[test]
fn a_yes_and_what_it_does_survive_a_kill_together() {
    let folder = house::fresh_folder("killed-approvals").unwrap();
    let (projects, manager, decider) = {
        let store = house::open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
        let of = |role: &str| accounts.iter().find(|a| a.role == role).unwrap().id;
        let web = Directory::of(&visit).unwrap();
        let web = web.department_by_key("web").unwrap().id;
        let (manager, team_lead, owner) = (
            of("project-manager"),
            of("team-lead"),
            of("account-manager"),
        );
        let today = visit.today();
        let projects: Vec<Id<Project>> = visit
            .act(approvals::APPROVE, move |change| {
                let client = change.insert(Company {
                    name: "Copperline Roofing".into(),
                    owner,
                    ..Company::default()
                })?;
                let playbook = playbooks::shipped_by_key("web-wordpress").unwrap();
                let mut made = Vec::new();
                for n in 0..ASKED {
                    let plan = Plan {
                        title: format!("Website {n}"),
                        client: client.id,
                        ticket: None,
                        category: Category::Web,
                        department: web,
                        departments: Vec::new(),
                        manager,
                        team_lead,
                        budget_minutes: 6000,
                        value: Money(785_000),
                        start: today,
                        promised: None,
                        playbook,
                        calendar: WorkingCalendar::default(),
                    };
                    made.push(playbooks::plan_from(change, plan)?.id);
                }
                Ok(made)
            })
            .unwrap();
        let token = |id| sign_in::add_token(&visit, id, "decides", 1, people::ADMINISTER).unwrap();
        let tokens = (token(manager), token(of("department-manager")));
        store.close();
        (projects, tokens.0, tokens.1)
    };
    let client = |address| Client::new(address).with_timeout(Duration::from_secs(60));
    let (mut child, address) = start(&folder);
    let mut jonas = client(address).with_bearer(&manager);
    let mut asked = Vec::new();
    for project in &projects {
        let headers = [("content-type", "application/json")];
        let body = json!({ "budget_minutes": 7200 }).to_string();
        let path = format!("/api/v1/projects/{project}");
        let told = jonas.request("PATCH", &path, &headers, body.as_bytes());
        asked.push(text(&told.json()["waiting"][0], "approval").to_owned());
    }
    let answered: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut hana = client(address).with_bearer(&decider);
            for id in &asked {
                let path = format!("/api/v1/approvals/{id}/approve");
                let headers = [("content-type", "application/json")];
                match hana.try_request("POST", &path, &headers, b"{}") {
                    Ok(answer) if answer.status == 200 => answered.lock().unwrap().push(id.clone()),
                    _ => return,
                }
            }
        });
        let until = Instant::now() + Duration::from_secs(15);
        while answered.lock().unwrap().len() < BEFORE && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    });
    let answered = answered.into_inner().unwrap();
    assert!(answered.len() >= BEFORE, "nobody gets an answer");
    let store = house::open_store(&folder).unwrap();
    let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
    let list = Query::<Approval>::by(BY_NUMBER).limit(ASKED + 1);
    for approval in visit.list(list).unwrap().rows {
        let project: Project = visit.find(Id::new(approval.subject.unwrap().id)).unwrap();
        let yes = approval.status == Status::Approved;
        assert_eq!(
            project.budget_minutes,
            if yes { 7200 } else { 6000 },
            "{}",
            approval.id
        );
        assert!(
            yes || !answered.contains(&approval.id.to_string()),
            "{}",
            approval.id
        );
    }
    verify_journal(&store, None).unwrap();
    assert_eq!(recount(&store).unwrap().problems, Vec::<String>::new());
    store.close();
    std::fs::remove_dir_all(&folder).unwrap();
}
