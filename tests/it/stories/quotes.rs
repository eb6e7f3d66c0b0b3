//! Stage three: an agent quotes, the client reads and signs in the portal, the sales managers are told.

use atrium::testing::{cast, client::Client, house::House};
use serde_json::{Value, json};

use super::looks::{look, sign_in};
use crate::support::browser::Browser;

/// A lead that is qualified and in the agent's hands.
pub(super) fn handed_over(house: &House, company: &str, email: &str) -> String {
    let mut closer = house.api("sales-closer").unwrap();
    let made = closer.post_json("/api/v1/leads", &json!({
        "company": company, "contact": "Naomi Frost", "email": email, "phone": "",
        "source": "yelp", "categories": ["web", "gmb"], "wish": "A site with booking", "value": "6400",
    }));
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let mut agent = house.api("sales-agent").unwrap();
    let early = agent.post_json(
        "/api/v1/quotes",
        &json!({ "lead": id, "title": "Too early" }),
    );
    assert!(
        early.status == 409 || early.status == 403,
        "{} {}",
        early.status,
        early.text()
    );
    let all_yes = json!({ "budget": "yes", "authority": "yes", "need": "yes", "time": "yes" });
    assert_eq!(
        closer
            .post_json(&format!("/api/v1/leads/{id}/qualify"), &all_yes)
            .status,
        200
    );
    assert_eq!(
        closer
            .post_json(&format!("/api/v1/leads/{id}/hand-over"), &json!({}))
            .status,
        200
    );
    id
}

pub(super) fn lines() -> Value {
    json!([
        { "title": "Website", "detail": "Eight pages", "quantity": "64", "price": "85.00", "discount": "12", "category": "web" },
        { "title": "Google profile", "price": "680", "tax": "8.25", "category": "gmb" },
    ])
}

/// Opens the portal for the first contact and signs them in.
pub(super) fn in_the_portal(
    house: &House,
    agent: &mut Client,
    client: &str,
    email: &str,
) -> Client {
    let contacts = agent
        .get(&format!("/api/v1/clients/{client}/contacts"))
        .json();
    let contact = contacts["items"][0]["id"].as_str().unwrap().to_owned();
    let opened = agent.post_json(
        &format!("/api/v1/contacts/{contact}/open-portal"),
        &json!({}),
    );
    assert_eq!(opened.status, 201, "{}", opened.text());
    let link = opened.json()["link"].as_str().unwrap().to_owned();
    let again = agent.post_json(
        &format!("/api/v1/contacts/{contact}/open-portal"),
        &json!({}),
    );
    assert_eq!(again.status, 409, "{}", again.text());
    let mut naomi = house.client();
    let path = format!("/welcome/{}", link.rsplit('/').next().unwrap());
    let chosen = naomi.post_form(&path, &[("password", cast::PASSWORD)]);
    assert_eq!(chosen.status, 303, "{}", chosen.text());
    let signed = naomi.post_form(
        "/sign-in",
        &[("email", email), ("password", cast::PASSWORD)],
    );
    assert_eq!(signed.status, 303, "{}", signed.text());
    naomi
}

#[test]
fn a_quote_is_written_sent_read_and_signed() {
    let house = House::with_cast().unwrap();
    let email = "naomi@alder.example";
    let lead = handed_over(&house, "Alder Creek Veterinary", email);
    let mut agent = house.api("sales-agent").unwrap();

    let made = agent.post_json(
        "/api/v1/quotes",
        &json!({ "lead": lead, "title": "Website and Google presence", "lines": lines() }),
    );
    assert_eq!(made.status, 201, "{}", made.text());
    let quote = made.json();
    assert_eq!(
        quote["totals"],
        json!({ "net": 546_720, "discount": 65_280, "tax": 5_610, "gross": 552_330 })
    );
    let (id, client) = (
        quote["id"].as_str().unwrap().to_owned(),
        quote["client"].as_str().unwrap().to_owned(),
    );
    let at = format!("/api/v1/quotes/{id}");

    let mut naomi = in_the_portal(&house, &mut agent, &client, email);
    assert_eq!(
        naomi.get(&format!("/portal/quotes/{id}")).status,
        404,
        "a draft is nobody's but the house's"
    );
    assert_eq!(
        naomi.get(&format!("/quotes/{id}")).status,
        404,
        "the house's pages are not the client's"
    );

    let stale = agent.request(
        "PATCH",
        &at,
        &[("content-type", "application/json")],
        json!({ "title": "X", "version": 1 }).to_string().as_bytes(),
    );
    assert_eq!(stale.status, 409, "{}", stale.text());
    let renamed = agent.request(
        "PATCH",
        &at,
        &[("content-type", "application/json")],
        json!({ "title": "Website" }).to_string().as_bytes(),
    );
    assert_eq!(
        renamed.json()["lines"].as_array().map(Vec::len),
        Some(2),
        "what is not named stays"
    );

    let sent = agent.post_json(&format!("{at}/send"), &json!({}));
    assert_eq!(sent.json()["status"], "sent", "{}", sent.text());
    assert_eq!(
        agent.get(&format!("/api/v1/leads/{lead}")).json()["stage"],
        "quoted"
    );
    let late = agent.request(
        "PATCH",
        &at,
        &[("content-type", "application/json")],
        json!({ "title": "Y" }).to_string().as_bytes(),
    );
    assert_eq!(late.status, 409);
    assert_eq!(
        agent
            .post_json(
                &format!("{at}/accept"),
                &json!({ "name": "Me", "way": "phone", "note": "x" })
            )
            .status,
        403
    );

    let page = naomi.get(&format!("/portal/quotes/{id}"));
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("$5,523.30"));
    let unsigned = naomi.post_form(
        &format!("/portal/quotes/{id}/accept"),
        &[("name", ""), ("revision", "1")],
    );
    assert_eq!(unsigned.status, 422);
    let other = naomi.post_form(
        &format!("/portal/quotes/{id}/accept"),
        &[("name", "Naomi Frost"), ("revision", "2")],
    );
    assert_eq!(
        other.status, 422,
        "another version than the one that was read"
    );
    let bad = naomi.post_form(
        &format!("/portal/quotes/{id}/accept"),
        &[("signature", "M1 1\"/><script>"), ("revision", "1")],
    );
    assert_eq!(bad.status, 422);
    let yes = naomi.post_form(
        &format!("/portal/quotes/{id}/accept"),
        &[
            ("name", "Naomi Frost"),
            ("signature", "M1 2L3 4"),
            ("revision", "1"),
        ],
    );
    assert_eq!(yes.status, 303, "{}", yes.text());
    assert!(
        naomi
            .get(&format!("/portal/quotes/{id}"))
            .text()
            .contains("Thank you, Naomi")
    );

    let file = naomi.get(&format!("/portal/quotes/{id}/pdf"));
    assert!(file.status == 200 && file.body.starts_with(b"%PDF"));
    let kept = agent.get(&format!("{at}/pdf"));
    assert_eq!(kept.body, file.body, "both keep the same file");
    let held = agent.get(&at).json();
    assert_eq!(
        (held["status"].as_str(), held["signature"]["name"].as_str()),
        (Some("accepted"), Some("Naomi Frost"))
    );
    assert_eq!(
        agent.get(&format!("/api/v1/leads/{lead}")).json()["stage"],
        "won"
    );
    let mut manager = house.api("sales-manager").unwrap();
    let told = manager.get("/api/v1/notifications").text();
    assert!(told.contains("open the onboarding ticket"), "{told}");
    assert!(
        agent
            .get("/api/v1/notifications")
            .text()
            .contains("accepted")
    );
}

#[test]
fn a_declined_quote_is_revised_and_the_first_version_kept() {
    let house = House::with_cast().unwrap();
    let email = "rosa@delgado.example";
    let lead = handed_over(&house, "Delgado Family Dental", email);
    let mut agent = house.signed_in("sales-agent");
    assert_eq!(agent.get(&format!("/leads/{lead}/quote")).status, 200);
    let bad = agent.post_form(
        &format!("/leads/{lead}/quote"),
        &[
            ("title", "Pages"),
            ("lines.0.title", "One"),
            ("lines.0.price", "much"),
            ("lines.0.quantity", "2"),
        ],
    );
    assert_eq!(bad.status, 422);
    assert!(bad.text().contains("much"), "what was typed stays");
    let made = agent.post_form(
        &format!("/leads/{lead}/quote"),
        &[
            ("title", "Pages"),
            ("lines.0.title", "One"),
            ("lines.0.price", "100"),
            ("lines.0.quantity", "2"),
            ("lines.0.tax", "8.25"),
            ("lines.1.title", ""),
            ("lines.1.quantity", "1"),
            ("lines.1.price", ""),
            ("lines.1.tax", "8.25"),
        ],
    );
    assert_eq!(made.status, 303, "{}", made.text());
    let at = made.location().unwrap().to_owned();
    let draft = agent.get(&at);
    assert!(draft.text().contains("$216.50") && draft.text().contains("Send to client"));
    for page in [
        "/quotes",
        "/quotes?status=expired",
        "/quotes?status=draft",
        "/clients",
        "/clients?q=delg",
        "/clients/CL-101",
        "/clients/new",
        "/clients/CL-101/edit",
        "/clients/CL-101/contacts/new",
        "/contacts/CN-1/edit",
    ] {
        let answer = agent.get(page);
        assert_eq!(answer.status, 200, "{page}: {}", answer.text());
    }
    assert_eq!(
        agent.get("/contacts/CN-1").location(),
        Some("/clients/CL-101")
    );
    assert_eq!(agent.get(&format!("{at}/edit")).status, 200);
    assert_eq!(agent.get(&format!("{at}?show=history")).status, 200);
    assert_eq!(agent.post_form(&format!("{at}/send"), &[]).status, 303);
    assert_eq!(agent.get(&format!("{at}/edit")).status, 409);

    let mut token = house.api("sales-agent").unwrap();
    let mut rosa = in_the_portal(&house, &mut token, "CL-101", email);
    let id = at.rsplit('/').next().unwrap().to_owned();
    let no = rosa.post_form(
        &format!("/portal/quotes/{id}/decline"),
        &[("reason", "Too dear"), ("revision", "1")],
    );
    assert_eq!(no.status, 303, "{}", no.text());
    assert_eq!(
        agent.post_form(&format!("{at}/revise"), &[]).location(),
        Some(format!("{at}/edit").as_str())
    );
    let first = rosa.get(&format!("/portal/quotes/{id}")).text();
    assert!(
        first.contains("is revising this quote") && first.contains("$216.50"),
        "what was sent stays readable: {first}"
    );
    let home = rosa.get("/portal").text();
    assert!(home.contains("Being revised"), "{home}");
    let early = rosa.post_form(
        &format!("/portal/quotes/{id}/accept"),
        &[("name", "Rosa"), ("revision", "1")],
    );
    assert_eq!(early.status, 422, "{}", early.text());
    assert!(early.text().contains("being revised"));
    let edited = agent.post_form(
        &at,
        &[
            ("lines", ""),
            ("lines.0.title", "One"),
            ("lines.0.price", "90"),
            ("lines.0.quantity", "2"),
        ],
    );
    assert_eq!(edited.status, 303, "{}", edited.text());
    let still = rosa.get(&format!("/portal/quotes/{id}")).text();
    assert!(still.contains("$216.50") && !still.contains("$180.00"));
    let entry = agent.get(&format!("{at}?show=history")).text();
    let undo = entry
        .split("action=\"/undo/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .to_owned();
    assert_eq!(agent.post_form(&format!("{at}/send"), &[]).status, 303);
    let undone = agent.post_form(&format!("/undo/{undo}"), &[]);
    assert_eq!(
        undone.status, 409,
        "a sent quote is not changed by undoing the edit before it"
    );
    assert!(agent.get(&at).text().contains("$180.00"));
    assert!(
        agent
            .get(&format!("{at}?revision=1"))
            .text()
            .contains("$216.50")
    );
    let withdrawn = agent.post_form(&format!("{at}/withdraw"), &[("reason", "Wrong client")]);
    assert_eq!(withdrawn.status, 303, "{}", withdrawn.text());
    assert!(
        rosa.get(&format!("/portal/quotes/{id}"))
            .text()
            .contains("withdrew")
    );
}

#[test]
fn an_empty_quote_is_refused_and_a_draft_gone_on_with() {
    let house = House::with_cast().unwrap();
    let lead = handed_over(&house, "Luna Nail Bar", "trang@luna.example");
    let mut agent = house.signed_in("sales-agent");
    let at = format!("/leads/{lead}/quote");
    let empty = agent.post_form(&at, &[("title", "Site"), ("lines", "")]);
    assert_eq!(empty.status, 422, "{}", empty.text());
    assert!(empty.text().contains("Write at least one"));
    assert!(
        !agent.get("/clients").text().contains("Luna Nail Bar"),
        "a client comes with a quote, not with a try"
    );
    let items = [
        ("title", "Site"),
        ("lines.0.title", "One"),
        ("lines.0.price", "100"),
    ];
    let mut late = items.to_vec();
    late.push(("valid_until", "2020-01-01"));
    let late = agent.post_form(&at, &late);
    assert_eq!(late.status, 422);
    assert!(late.text().contains("has passed already"));
    let made = agent.post_form(&at, &items);
    assert_eq!(made.status, 303, "{}", made.text());
    let quote = made.location().unwrap().to_owned();
    let edit = format!("{quote}/edit");
    assert_eq!(agent.get(&at).location(), Some(edit.as_str()));
    let page = agent.get(&format!("/leads/{lead}")).text();
    assert!(
        page.contains("Go on with the quote") && page.contains(&quote),
        "{page}"
    );
    let emptied = agent.post_form(&quote, &[("title", "Site"), ("lines", "")]);
    assert_eq!(emptied.status, 422, "{}", emptied.text());
}

#[test]
fn quotes_and_clients_look_right() {
    let house = House::with_cast().unwrap();
    let email = "naomi@alder.example";
    let lead = handed_over(&house, "Alder Creek Veterinary", email);
    let mut agent = house.api("sales-agent").unwrap();
    let browser = Browser::launch();
    let page = browser.page();
    let mut wrong = Vec::new();
    sign_in(&house, &page, "sales-agent");
    page.clear_errors();
    wrong.extend(look(&house, &page, "clients-empty", "/clients"));
    wrong.extend(look(&house, &page, "quotes-empty", "/quotes"));
    wrong.extend(look(
        &house,
        &page,
        "quote-new",
        &format!("/leads/{lead}/quote"),
    ));
    // The lines add up while they are typed, rows come and go, and the sheet says the same as the preview.
    page.goto(&house.url(&format!("/leads/{lead}/quote")));
    page.fill("[name='lines.0.title']", "Website, eight pages");
    page.fill(
        "[name='lines.0.detail']",
        "WordPress, own theme, booking request form",
    );
    page.fill("[name='lines.0.quantity']", "64");
    page.fill("[name='lines.0.price']", "85");
    page.fill("[name='lines.0.discount']", "12");
    page.fill("[name='lines.1.title']", "Google Business profile");
    page.fill("[name='lines.1.price']", "680.00");
    let total = page.text("[data-total=gross]");
    page.click("[data-line-add]");
    page.click("[data-line]:last-child [data-line-remove]");
    page.click("main form[data-lines] button.primary");
    page.wait(".paper");
    assert!(
        page.text(".paper tfoot").contains(&total),
        "{total} is not in {}",
        page.text(".paper tfoot")
    );
    let path = page
        .url()
        .rsplit_once(&house.address.to_string())
        .unwrap()
        .1
        .to_owned();
    let id = path.rsplit('/').next().unwrap().to_owned();
    wrong.extend(look(&house, &page, "quote-draft", &path));
    wrong.extend(look(&house, &page, "quote-edit", &format!("{path}/edit")));
    wrong.extend(look(&house, &page, "client-edit", "/clients/CL-101/edit"));
    wrong.extend(look(
        &house,
        &page,
        "contact-new",
        "/clients/CL-101/contacts/new",
    ));
    let _ = in_the_portal(&house, &mut agent, "CL-101", email);
    assert_eq!(
        agent
            .post_json(&format!("/api/v1/quotes/{id}/send"), &json!({}))
            .status,
        200
    );
    wrong.extend(look(&house, &page, "quote-sent", &path));
    wrong.extend(look(
        &house,
        &page,
        "quote-history",
        &format!("{path}?show=history"),
    ));
    wrong.extend(look(&house, &page, "quotes", "/quotes"));
    wrong.extend(look(&house, &page, "clients", "/clients"));
    wrong.extend(look(&house, &page, "client", "/clients/CL-101"));

    let other = Browser::launch();
    let portal = other.page();
    portal.goto(&house.url("/sign-in"));
    portal.fill("#email", email);
    portal.fill("#password", cast::PASSWORD);
    portal.click("form[action='/sign-in'] button.primary");
    portal.wait("body[data-user]");
    portal.clear_errors();
    wrong.extend(look(
        &house,
        &portal,
        "portal-quote",
        &format!("/portal/quotes/{id}"),
    ));
    portal.goto(&house.url(&format!("/portal/quotes/{id}")));
    portal.click("form[action$='/accept'] button.primary");
    portal.wait_text("h1", "Thank you");
    wrong.extend(look(
        &house,
        &portal,
        "portal-quote-accepted",
        &format!("/portal/quotes/{id}"),
    ));
    wrong.extend(look(&house, &page, "quote-accepted", &path));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
