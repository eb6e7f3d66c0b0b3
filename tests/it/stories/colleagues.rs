//! A client's own admin lets colleagues into the portal, each with rights of their own, and never further than their company.

use atrium::{
    base::Id,
    features::{
        people::{self, DEACTIVATE, User},
        sign_in,
    },
    testing::{cast::PASSWORD, client::Client, house::House},
    web::Hosts,
};
use serde_json::json;

use super::{
    work::{planned, text},
    work_pages::{portal_person, strangers_client},
};
use crate::support::steps::{done, get, page, refused};

fn prove(client: &mut Client) {
    let asked = [("_to", "/portal/colleagues"), ("_proof", PASSWORD)];
    let proved = client.post_form("/prove", &asked);
    assert_eq!(proved.status, 307, "{}", proved.text());
}

/// The first of a client who came into the portal, signed in.
fn admin(house: &House) -> (String, Client) {
    let project = planned(house, "web-wordpress");
    let email = portal_person(house, &project);
    let mut wade = house.client();
    let signed = wade.post_form("/sign-in", &[("email", &email), ("password", PASSWORD)]);
    assert_eq!(signed.status, 303);
    (project, wade)
}

fn role(shown: &str, name: &str) -> String {
    // The number of the choice stands before its name.
    let before = &shown[..shown.find(name).unwrap()];
    let at = before.rfind("value=\"").unwrap() + 7;
    before[at..].split('"').next().unwrap().to_owned()
}

const RUTH: &str = "ruth@copperline.example";

/// Lets Ruth in as what a role is called; answers the page with her link.
fn let_in(wade: &mut Client, as_what: &str) -> String {
    let shown = page(wade, "/portal/colleagues");
    let role = role(&shown, as_what);
    let form = [
        ("name", "Ruth Amsel"),
        ("email", RUTH),
        ("role", role.as_str()),
    ];
    prove(wade);
    let invited = wade.post_form("/portal/colleagues", &form);
    assert_eq!(invited.status, 200, "{}", invited.text());
    link_of(&invited.text())
}

fn link_of(words: &str) -> String {
    let link = &words[words.find("/welcome/").unwrap()..];
    link.split(['<', '"']).next().unwrap().to_owned()
}

/// Ruth chooses a password by her link, and comes in.
fn come(house: &House, link: &str) -> Client {
    let chosen = house.client().post_form(link, &[("password", PASSWORD)]);
    assert_eq!(chosen.status, 303, "{}", chosen.text());
    let mut ruth = house.client();
    let signed = [("email", RUTH), ("password", PASSWORD)];
    assert_eq!(ruth.post_form("/sign-in", &signed).status, 303);
    ruth
}

#[test]
fn who_pays_is_told_nothing_of_the_work() {
    let house = House::with_cast().unwrap();
    let (project, mut wade) = admin(&house);
    let link = let_in(&mut wade, "Client billing");
    let mut ruth = come(&house, &link);
    let mut jonas = house.api("project-manager").unwrap();
    done(
        &mut jonas,
        &format!("/api/v1/projects/{project}/publish-progress"),
        &json!({ "progress": 35, "words": "The shop is next" }),
    );
    let report = done(
        &mut jonas,
        &format!("/api/v1/projects/{project}/reports"),
        &json!({}),
    );
    let publish = format!("/api/v1/progress-reports/{}/publish", text(&report, "id"));
    done(&mut jonas, &publish, &json!({}));
    let told = page(&mut wade, "/portal/news");
    assert!(told.contains("The shop is next"), "{told}");
    for path in ["/portal/news", "/portal", "/api/v1/notifications"] {
        let told = ruth.get(path).text();
        assert!(!told.contains("Copperline website"), "{path}: {told}");
    }
}

#[test]
fn an_invoice_goes_by_mail_only_to_who_sees_it() {
    let house = House::with_cast_at(|front| {
        front.hosts = Hosts::new(
            "https://atrium.example",
            "https://portal.example",
            &["127.0.0.1".into()],
        )
        .into();
    })
    .unwrap();
    let (project, mut wade) = admin(&house);
    let link = let_in(&mut wade, "Client requester");
    come(&house, &link);
    let mut admin = house.api("it-administrator").unwrap();
    let server = json!({
        "on": true, "host": "localhost", "port": 9, "security": "clear", "username": "",
        "password": "", "from": "house@atrium.example", "from_name": "Juniper & Hale",
    });
    super::approval_kinds::patch(&mut admin, "/api/v1/settings/mail", &server);
    let mut accountant = house.api("accountant").unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let held = get(&mut jonas, &format!("/api/v1/projects/{project}"));
    let draft = json!({
        "client": held["client"], "title": "Hosting", "days": 14,
        "lines": [{ "title": "Hosting", "price": "100", "tax": "0" }],
    });
    let draft = done(&mut accountant, "/api/v1/invoices", &draft);
    let at = format!("/api/v1/invoices/{}", text(&draft, "id"));
    done(&mut accountant, &format!("{at}/issue"), &json!({}));
    done(&mut accountant, &format!("{at}/send"), &json!({}));
    let told = get(&mut accountant, &at);
    assert_eq!(
        told["sent_to"],
        json!(["wade@copperline.example"]),
        "{told}"
    );
}

#[test]
fn who_has_not_come_yet_gets_a_new_link_and_the_one_before_ends() {
    let house = House::with_cast().unwrap();
    let (_, mut wade) = admin(&house);
    let first = let_in(&mut wade, "Client requester");
    let all = get(&mut wade, "/api/v1/colleagues");
    let all = all["items"].as_array().unwrap();
    let ruth = all.iter().find(|held| held["email"] == RUTH).unwrap();
    assert_eq!(ruth["invited"], true, "{ruth}");
    let id = text(ruth, "id").to_owned();
    assert!(page(&mut wade, "/portal/colleagues").contains("Send the link again"));
    // Inviting her once more says what to do instead.
    let again = json!({ "name": "Ruth", "email": "Ruth@Copperline.example", "role": "R-1" });
    let said = refused(&mut wade, "/api/v1/colleagues", &again, 422);
    assert!(said.contains("comes in already"), "{said}");
    // Nobody of another client makes her a link.
    let path = format!("/portal/colleagues/{id}/invite-again");
    let mut ines = strangers_client(&house);
    prove(&mut ines);
    assert_eq!(ines.post_form(&path, &[]).status, 404);
    let sent = wade.post_form(&path, &[]);
    assert_eq!(sent.status, 200, "{}", sent.text());
    let second = link_of(&sent.text());
    assert_ne!(first, second);
    let late = house.client().post_form(&first, &[("password", PASSWORD)]);
    assert_ne!(late.status, 303, "the first link has ended");
    come(&house, &second);
    let path = format!("/api/v1/colleagues/{id}/invite-again");
    refused(&mut wade, &path, &json!({}), 409);
    assert!(!page(&mut wade, "/portal/colleagues").contains("Send the link again"));
}

#[test]
fn what_the_house_closed_no_client_opens() {
    let house = House::with_cast().unwrap();
    let (_, mut wade) = admin(&house);
    let link = let_in(&mut wade, "Client requester");
    let mut ruth = come(&house, &link);
    let all = get(&mut wade, "/api/v1/colleagues");
    let all = all["items"].as_array().unwrap();
    let held = all.iter().find(|held| held["email"] == RUTH).unwrap();
    let id = text(held, "id").to_owned();
    let at = format!("/api/v1/colleagues/{id}");
    // What a colleague takes, a colleague gives back.
    done(&mut wade, &format!("{at}/let-go"), &json!({}));
    assert_ne!(ruth.get("/portal").status, 200);
    let back = done(&mut wade, &format!("{at}/let-in"), &json!({}));
    assert_eq!(back["access"], true, "{back}");
    let user: Id<User> = Id::parse(&id).unwrap();
    let closed = house.visit().act(DEACTIVATE, move |change| {
        change.event();
        sign_in::close_door(change, user)
    });
    closed.unwrap();
    let why = refused(&mut wade, &format!("{at}/let-in"), &json!({}), 409);
    assert!(why.contains("Ask "), "{why}");
    assert!(!page(&mut wade, "/portal/colleagues").contains("Let in again"));
}

#[test]
fn a_contact_who_is_let_in_stays_that_contact() {
    let house = House::with_cast().unwrap();
    let (project, mut wade) = admin(&house);
    let mut amira = house.api("account-manager").unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let held = get(&mut jonas, &format!("/api/v1/projects/{project}"));
    let contacts = format!("/api/v1/clients/{}/contacts", text(&held, "client"));
    let known = json!({ "name": "Ruth Amsel", "email": RUTH, "phone": "+1 555 0100" });
    let known = done(&mut amira, &contacts, &known);
    let_in(&mut wade, "Client requester");
    let all = get(&mut amira, &contacts);
    let all = all["items"].as_array().unwrap();
    let hers: Vec<_> = all.iter().filter(|held| held["email"] == RUTH).collect();
    assert_eq!(hers.len(), 1, "{hers:?}");
    assert_eq!(hers[0]["id"], known["id"]);
    assert!(!hers[0]["user"].is_null(), "{hers:?}");
    // Whoever keeps the client reads who comes in as what, and who hasn't come yet.
    let client = format!("/clients/{}", text(&held, "client"));
    let shown = page(&mut house.signed_in("account-manager"), &client);
    assert!(shown.contains("Portal, Client admin"), "{shown}");
    assert!(shown.contains("Portal, Client requester") && shown.contains("Invited"));
}

#[test]
fn billing_is_not_requester() {
    let house = House::with_cast().unwrap();
    let (project, mut wade) = admin(&house);
    let link = let_in(&mut wade, "Client billing");
    let mut ruth = come(&house, &link);
    for (path, status) in [
        ("/portal".to_owned(), 200),
        ("/portal/invoices".into(), 200),
        ("/portal/requests".into(), 403),
        ("/portal/files".into(), 403),
        ("/portal/give".into(), 403),
        (format!("/portal/projects/{project}"), 404),
        ("/portal/colleagues".into(), 403),
        ("/api/v1/colleagues".into(), 403),
    ] {
        let answer = ruth.get(&path);
        let right = answer.status == status || (status == 404 && answer.status == 403);
        assert!(right, "{path}: {} instead of {status}", answer.status);
    }
    let home = page(&mut ruth, "/portal");
    assert!(!home.contains("Ask us something"), "{home}");
}

#[test]
fn nobody_reaches_beyond_their_company_or_their_own_rights() {
    let house = House::with_cast().unwrap();
    let (_, mut wade) = admin(&house);
    prove(&mut wade);
    let mut ines = strangers_client(&house);
    prove(&mut ines);
    let mine = get(&mut wade, "/api/v1/colleagues");
    let wade_id = text(&mine["items"][0], "id").to_owned();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    for deed in ["let-go", "let-in", "rights"] {
        let path = format!("/api/v1/colleagues/{wade_id}/{deed}");
        let other = ines.post_json(&path, &json!({ "role": "R-1" }));
        assert_eq!(other.status, 404, "{path}: {}", other.text());
        let path = format!("/portal/colleagues/{wade_id}/{deed}");
        let other = ines.post_form(&path, &[("role", "R-1")]);
        assert_eq!(other.status, 404, "{path}: {}", other.text());
    }
    // Nor do staff's roles come from here, whatever is sent, nor one's own go.
    let staff = house.account("administrator").id;
    for number in 1..30 {
        let form = json!({
            "name": "Eve", "email": format!("eve{number}@copperline.example"), "role": format!("R-{number}"),
        });
        let sent = wade.post_json("/api/v1/colleagues", &form);
        if sent.status == 201 {
            let all = get(&mut wade, "/api/v1/colleagues");
            let made = all["items"].as_array().unwrap().iter().last().unwrap();
            assert!(text(made, "may").starts_with("Client"), "{made}");
        }
    }
    let path = format!("/api/v1/colleagues/{staff}/let-go");
    assert_eq!(wade.post_json(&path, &json!({})).status, 404);
    let path = format!("/api/v1/colleagues/{wade_id}/let-go");
    assert_eq!(wade.post_json(&path, &json!({})).status, 409);
}

/// What staff closed, a client's admin can't open again, and is told whom to ask; what they closed themselves, they can.
#[test]
fn who_took_access_away_gives_it_back() {
    let house = House::with_cast().unwrap();
    let (_, mut wade) = admin(&house);
    prove(&mut wade);
    let requester = role(&page(&mut wade, "/portal/colleagues"), "Client requester");
    let form =
        json!({ "name": "Ruth Amsel", "email": "ruth@copperline.example", "role": requester });
    let invited = wade.post_json("/api/v1/colleagues", &form);
    assert_eq!(invited.status, 201, "{}", invited.text());
    let all = get(&mut wade, "/api/v1/colleagues");
    let mut each = all["items"].as_array().unwrap().iter();
    let ruth = each.find(|one| one["email"] == "ruth@copperline.example");
    let ruth = text(ruth.unwrap(), "id").to_owned();
    let deed = |client: &mut Client, deed: &str| {
        let path = format!("/api/v1/colleagues/{ruth}/{deed}");
        client.post_json(&path, &json!({}))
    };
    for done in ["let-go", "let-in"] {
        let answer = deed(&mut wade, done);
        assert_eq!(answer.status, 200, "{done}: {}", answer.text());
    }
    let id: Id<User> = Id::parse(&ruth).unwrap();
    let staff = house.account("administrator").id;
    let closed = house.visit().act(people::ADMINISTER, move |change| {
        sign_in::close_door(change, id)?;
        let mut user = change.subject(id)?;
        user.closed_by = Some(staff);
        change.put(&user)
    });
    closed.unwrap();
    let refused = deed(&mut wade, "let-in");
    assert_eq!(refused.status, 409, "{}", refused.text());
    let why = refused.text();
    assert!(
        why.contains("Ask ") && why.contains("who looks after you"),
        "{why}"
    );
    let shown = page(&mut wade, "/portal/colleagues");
    assert!(shown.contains("closed by us"), "{shown}");
    assert!(
        !shown.contains(&format!("/portal/colleagues/{ruth}/let-in")),
        "{shown}"
    );
    let user: User = house.visit().find(id).unwrap();
    assert!(user.inactive);
    // Who took it away gives it back, and then it is the company's again.
    sign_in::reactivate(&house.visit(), id).unwrap();
    for done in ["let-go", "let-in"] {
        assert_eq!(deed(&mut wade, done).status, 200, "{done}");
    }
}
