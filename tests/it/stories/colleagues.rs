//! A client's own admin lets colleagues into the portal, each with rights of their own, and never further than their company.

use atrium::{
    base::Id,
    features::{
        people::{self, User},
        sign_in,
    },
    testing::{cast::PASSWORD, client::Client, house::House},
};
use serde_json::json;

use super::{
    work::{planned, text},
    work_pages::{portal_person, strangers_client},
};
use crate::support::steps::{get, page};

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

#[test]
fn billing_is_not_requester() {
    let house = House::with_cast().unwrap();
    let (project, mut wade) = admin(&house);
    let shown = page(&mut wade, "/portal/colleagues");
    let billing = role(&shown, "Client billing");
    let form = [
        ("name", "Ruth Amsel"),
        ("email", "ruth@copperline.example"),
        ("role", billing.as_str()),
    ];
    prove(&mut wade);
    let invited = wade.post_form("/portal/colleagues", &form);
    assert_eq!(invited.status, 200, "{}", invited.text());
    let words = invited.text();
    let link = &words[words.find("/welcome/").unwrap()..];
    let link = link.split(['<', '"']).next().unwrap();
    let chosen = house.client().post_form(link, &[("password", PASSWORD)]);
    assert_eq!(chosen.status, 303);
    let mut ruth = house.client();
    let signed = [("email", "ruth@copperline.example"), ("password", PASSWORD)];
    assert_eq!(ruth.post_form("/sign-in", &signed).status, 303);
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
