//! Device certificates: fetched with a one-time code, proved at the connection, asked for at every request; what is
//! revoked opens nothing from the next one on.

use std::time::{Duration, Instant};

use atrium::{
    base::{Moment, time},
    data::Visit,
    features::{
        authority,
        devices::{self, Device, EntryRules},
        people, sign_in,
    },
    testing::{
        cast,
        client::{Client, Response},
        house::House,
        pkcs12,
    },
    web::Connections,
};
use serde_json::json;

/// A certificate and its key as a device has them.
pub struct Card {
    pub id: String,
    certificate: Vec<u8>,
    key: Vec<u8>,
}

fn set(house: &House, change: serde_json::Value) -> Response {
    let mut admin = house.api("administrator").unwrap();
    change_rules(&mut admin, change)
}

fn change_rules(by: &mut Client, change: serde_json::Value) -> Response {
    let body = change.to_string();
    let json = [("content-type", "application/json")];
    by.request("PATCH", "/api/v1/settings/entry", &json, body.as_bytes())
}

pub fn asking(house: &House, change: serde_json::Value) {
    let mut all = json!({ "devices": true, "own_codes": true });
    all.as_object_mut()
        .unwrap()
        .extend(change.as_object().unwrap().clone());
    // As Atrium: whoever sets rules that they fall under has to be on a device.
    let answer = set(house, json!({ "devices": true, "own_codes": true }));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let rules = EntryRules {
        devices: true,
        own_codes: true,
        admin_devices: all["admin_devices"] == true,
        employee_devices: all["employee_devices"] == true,
        device_is_factor: all["device_is_factor"] == true,
        ..EntryRules::default()
    };
    let form = devices::RulesForm {
        rules,
        version: None,
    };
    devices::set_rules(&house.visit(), form).unwrap();
}

fn visit_of(house: &House, role: &str) -> Visit {
    let access = house.store.cached::<authority::Access>().unwrap();
    let (actor, _) = access.actor(house.account(role).id).unwrap();
    let usual = house.visit();
    Visit::new(
        house.store.clone(),
        actor,
        usual.origin.clone(),
        Moment::now(),
        usual.tz,
    )
}

fn fetch(house: &House, code: &str, password: &str) -> Response {
    let fields = [
        ("code", code),
        ("name", "Office laptop"),
        ("password", password),
    ];
    house.client().post_form("/devices/enrol", &fields)
}

/// Enrols a device for somebody, as they would.
pub fn enrol(house: &House, role: &str) -> Card {
    let user = house.account(role).id;
    let code = devices::make_code(&visit_of(house, role), user, None).unwrap();
    let page = fetch(
        house,
        &code.to_lowercase().replace('-', " "),
        cast::PASSWORD,
    );
    assert_eq!(page.status, 200, "{}", page.text());
    card(house, &page)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split(before).nth(1).unwrap();
    rest.split(after).next().unwrap()
}

fn card(house: &House, page: &Response) -> Card {
    let text = page.text();
    let password = between(&text, "Password of the file: <code data-copy=\"", "\"");
    let word = between(&text, "name=\"word\" value=\"", "\"");
    let file = house
        .client()
        .post_form("/devices/enrol/file", &[("word", word)]);
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), Some("application/x-pkcs12"));
    assert!(
        file.header("content-disposition")
            .unwrap()
            .contains("atrium-office-laptop.p12")
    );
    assert!(pkcs12::open(&file.body, "another").is_none());
    let (certificate, key) = pkcs12::open(&file.body, password).unwrap();
    let mut newest = house.api("administrator").unwrap();
    let items = newest.get("/api/v1/devices").json();
    let id = items["items"][0]["id"].as_str().unwrap().to_owned();
    Card {
        id,
        certificate,
        key,
    }
}

impl Card {
    pub fn on(&self, client: Client) -> Client {
        client.with_certificate(&self.certificate, &self.key)
    }
}

fn try_in(client: &mut Client, house: &House, role: &str, password: &str) -> Response {
    let email = house.account(role).email.clone();
    client.post_form("/sign-in", &[("email", &email), ("password", password)])
}

#[test]
fn a_device_is_enrolled_with_a_code_and_a_password_once() {
    let house = House::with_cast().unwrap();
    let mut it = house.signed_in("it-administrator");
    let user = house.account("sales-agent").id.to_string();
    let off = it.post_form("/devices", &[("user", &user)]);
    assert_eq!(
        off.status,
        422,
        "nobody asks for certificates yet: {}",
        off.text()
    );
    asking(&house, json!({}));
    let page = it.post_form("/devices", &[("user", &user)]);
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let code = between(&text, "<code class=\"t20\" data-copy=\"", "\"").to_owned();
    assert_eq!(
        fetch(&house, "AAAA-BBBB-CCCC-DDDD", cast::PASSWORD).status,
        422
    );
    let wrong = fetch(&house, &code, "not their password");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("This is not your password."));
    let card = card(&house, &fetch(&house, &code, cast::PASSWORD));
    assert_eq!(
        fetch(&house, &code, cast::PASSWORD).status,
        422,
        "a code works once"
    );
    let mut agent = house.sign_in(card.on(house.client()), "sales-agent");
    let own = agent.get("/me/devices").text();
    assert!(
        own.contains("Office laptop") && own.contains("this one"),
        "{own}"
    );
    let mut api = house.api("it-administrator").unwrap();
    let device = api.get(&format!("/api/v1/devices/{}", card.id)).json();
    assert_eq!(
        (device["user"].as_str(), device["state"].as_str()),
        (Some(user.as_str()), Some("active"))
    );
    assert!(device["seen"].is_string());
    let page = it.get(&format!("/devices/{}", card.id));
    assert!(
        page.text().contains("Enrolled Office laptop"),
        "its history tells"
    );
    assert!(it.get("/devices?q=office").text().contains("Office laptop"));
    assert!(
        !it.get("/devices?show=revoked")
            .text()
            .contains("Office laptop")
    );
    let news = agent.get("/inbox").text();
    assert!(news.contains("was enrolled as your device"));
}

#[test]
fn wrong_passwords_use_a_code_up() {
    let house = House::with_cast().unwrap();
    asking(&house, json!({}));
    let user = house.account("sales-agent").id;
    let code = devices::make_code(&visit_of(&house, "sales-agent"), user, None).unwrap();
    for _ in 0..5 {
        assert_eq!(fetch(&house, &code, "guess after guess").status, 422);
    }
    let after = fetch(&house, &code, cast::PASSWORD);
    assert_eq!(after.status, 422);
    assert!(after.text().contains("used already"));
}

#[test]
fn staff_come_in_from_enrolled_devices_only() {
    let house = House::with_cast().unwrap();
    asking(&house, json!({}));
    let card = enrol(&house, "sales-agent");
    let others = enrol(&house, "team-lead");
    let mut before = house.signed_in("sales-agent");
    assert_eq!(before.get("/leads").status, 200);
    asking(&house, json!({ "employee_devices": true }));
    assert_eq!(
        before.get("/leads").status,
        303,
        "the next request is refused"
    );
    let (mut right, mut wrong) = (house.client(), house.client());
    let right = try_in(&mut right, &house, "sales-agent", cast::PASSWORD);
    let wrong = try_in(&mut wrong, &house, "sales-agent", "not this one at all");
    assert_eq!((right.status, wrong.status), (422, 422));
    assert!(right.text() == wrong.text() && right.text().contains("enrolled devices only"));
    let mut agent = house.sign_in(card.on(house.client()), "sales-agent");
    assert_eq!(agent.get("/leads").status, 200);
    // Their session on another person's device is nobody's.
    let mut moved = others.on(house.client());
    for (name, value) in agent.cookies() {
        moved.set_cookie(name, value);
    }
    assert_eq!(moved.get("/leads").status, 303);
    let mut borrowed = others.on(house.client());
    assert_eq!(
        try_in(&mut borrowed, &house, "sales-agent", cast::PASSWORD).status,
        422
    );
    // A program needs one as well.
    let token = sign_in::add_token(
        &house.visit(),
        house.account("sales-agent").id,
        "t",
        1,
        people::ADMINISTER,
    )
    .unwrap();
    assert_eq!(
        house.client().with_bearer(&token).get("/api/v1/me").status,
        401
    );
    assert_eq!(
        card.on(house.client())
            .with_bearer(&token)
            .get("/api/v1/me")
            .status,
        200
    );
    // Admins are asked for none, as the rules say.
    assert_eq!(house.signed_in("administrator").get("/devices").status, 200);
}

#[test]
fn what_is_revoked_opens_nothing_from_the_next_request_on() {
    let house = House::with_cast().unwrap();
    asking(&house, json!({ "employee_devices": true }));
    let card = enrol(&house, "sales-agent");
    let mut agent = house.sign_in(card.on(house.client()), "sales-agent");
    let mut kept = card.on(house.client());
    for (name, value) in agent.cookies() {
        kept.set_cookie(name, value);
    }
    assert_eq!(kept.get("/leads").status, 200);
    let mut stream = agent.open_stream("/live?topics=leads");
    let connections = house.store.service::<Connections>().unwrap();
    assert_eq!(connections.now().streams, 1);
    let mut it = house.signed_in("it-administrator");
    let revoked = it.post_form(&format!("/devices/{}/revoke", card.id), &[]);
    let at = Instant::now();
    assert_eq!(revoked.status, 303, "{}", revoked.text());
    assert_eq!(
        kept.get("/leads").status,
        303,
        "on a connection that was open"
    );
    assert_eq!(kept.connects(), 1);
    // Everybody is asked anyway, every ten seconds.
    let told = std::iter::from_fn(|| stream.next_event(Duration::from_secs(9)))
        .find(|event| event.event == "bye");
    assert!(
        told.is_some() && at.elapsed() < Duration::from_secs(9),
        "{:?}",
        at.elapsed()
    );
    let mut again = card.on(house.client());
    let refused = try_in(&mut again, &house, "sales-agent", cast::PASSWORD);
    assert!(refused.status == 422 && refused.text().contains("This device was revoked."));
    // Nor does it where no device is needed: whoever holds a stolen one is not let in by it.
    asking(&house, json!({}));
    let mut again = card.on(house.client());
    assert_eq!(
        try_in(&mut again, &house, "sales-agent", cast::PASSWORD).status,
        422
    );
    assert_eq!(
        try_in(&mut house.client(), &house, "sales-agent", cast::PASSWORD).status,
        303
    );
    let twice = it.post_form(&format!("/devices/{}/revoke", card.id), &[]);
    assert_eq!(twice.status, 409, "{}", twice.text());
}

#[test]
fn a_device_stands_in_for_the_code_as_long_as_it_is_there() {
    let house = House::with_cast().unwrap();
    asking(&house, json!({ "device_is_factor": true }));
    let card = enrol(&house, "administrator");
    let mut plain = house.client();
    let owed = try_in(&mut plain, &house, "administrator", cast::PASSWORD);
    assert!(owed.location().unwrap().starts_with("/sign-in/code"));
    let mut on = card.on(house.client());
    let came = try_in(&mut on, &house, "administrator", cast::PASSWORD);
    assert_eq!((came.status, came.location()), (303, Some("/")));
    assert_eq!(on.get("/devices").status, 200);
    let mut carried = house.client();
    for (name, value) in on.cookies() {
        carried.set_cookie(name, value);
    }
    assert_eq!(
        carried.get("/devices").status,
        303,
        "the session is bound to the device"
    );
    assert_eq!(
        on.post_form(&format!("/devices/{}/revoke", card.id), &[])
            .status,
        303
    );
    assert_eq!(on.get("/devices").status, 303);
}

#[test]
fn nobody_shuts_themselves_out() {
    let house = House::with_cast().unwrap();
    let mut plain = house.api("administrator").unwrap();
    let refused = change_rules(
        &mut plain,
        json!({ "devices": true, "admin_devices": true }),
    );
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(
        refused.text().contains("would shut you out"),
        "{}",
        refused.text()
    );
    let alone = change_rules(&mut plain, json!({ "admin_devices": true }));
    assert!(alone.status == 422 && alone.text().contains("Switch device certificates on"));
    asking(&house, json!({}));
    let card = enrol(&house, "administrator");
    let token = sign_in::add_token_for(
        &house.visit(),
        house.account("administrator").id,
        "t",
        1,
        people::ADMINISTER,
        true,
    )
    .unwrap();
    let mut on = card.on(house.client()).with_bearer(&token);
    let set = change_rules(&mut on, json!({ "admin_devices": true }));
    assert_eq!(set.status, 200, "{}", set.text());
    assert_eq!(plain.get("/api/v1/me").status, 401);
    assert_eq!(on.get("/api/v1/me").status, 200);
    devices::open_up(&house.visit()).unwrap();
    assert_eq!(
        plain.get("/api/v1/me").status,
        200,
        "the server's shell has the last word"
    );
}

#[test]
fn nobody_is_asked_without_need() {
    let house = House::with_config(|_| {}).unwrap();
    asking(&house, json!({}));
    let card = enrol(&house, "sales-agent");
    let shown = |client: Client| {
        let mut agent = house.sign_in(card.on(client), "sales-agent");
        agent.get("/me/devices").text().contains("this one")
    };
    assert!(shown(house.client()));
    // Clients' browsers are never asked.
    let mut client = house.sign_in(card.on(house.portal_client()), "client");
    assert_eq!(client.get("/me/devices").status, 404);
    set(&house, json!({ "devices": false }));
    assert!(
        !shown(house.client()),
        "and nobody is while the house uses none"
    );
}

#[test]
fn only_certificates_of_this_house_are_taken() {
    let (house, other) = (House::with_cast().unwrap(), House::other_keys().unwrap());
    asking(&house, json!({}));
    asking(&other, json!({}));
    let foreign = enrol(&other, "sales-agent");
    let answer = foreign
        .on(house.client())
        .try_request("GET", "/healthz", &[], &[]);
    assert!(answer.is_err());
    // The server counts it after it told the client.
    let connections = house.store.service::<Connections>().unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    while connections.now().troubles[0].1 == 0 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    let now = connections.now();
    assert_eq!(
        now.troubles[0],
        ("Handshake failed", 1),
        "{:?}",
        now.incidents
    );
}

#[test]
fn a_certificate_that_ran_out_is_told_and_a_new_one_is_offered_before() {
    let house = House::with_cast().unwrap();
    asking(&house, json!({ "employee_devices": true }));
    let card = enrol(&house, "sales-agent");
    let change = |until: Moment| {
        let id = atrium::base::Id::<Device>::parse(&card.id).unwrap();
        let system = house.visit();
        system
            .act(devices::ISSUE, move |change| {
                change.event();
                let mut device = change.on_behalf("a test").load(id)?;
                device.until = until;
                change.put(&device)
            })
            .unwrap();
    };
    let now = Moment::now();
    change(now.plus(10 * time::DAY + time::HOUR));
    let mut agent = house.sign_in(card.on(house.client()), "sales-agent");
    house.strike(now).unwrap();
    house.strike(now).unwrap();
    let news = agent.get("/inbox").text();
    assert_eq!(news.matches("ends in 10 days").count(), 1, "told once");
    let own = agent.get("/me/devices").text();
    assert!(own.contains("Ends soon") && own.contains("Renew"));
    let page = agent.post_form("/me/devices/code", &[("renews", &card.id)]);
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let code = between(&text, "<code class=\"t20\" data-copy=\"", "\"").to_owned();
    let newer = self::card(&house, &fetch(&house, &code, cast::PASSWORD));
    assert_eq!(
        agent.get("/leads").status,
        200,
        "the old one holds until it ends"
    );
    assert!(!agent.get("/me/devices").text().contains("Renew"));
    change(now.plus(-time::MINUTE));
    assert_eq!(agent.get("/leads").status, 303);
    let refused = try_in(
        &mut card.on(house.client()),
        &house,
        "sales-agent",
        cast::PASSWORD,
    );
    assert!(
        refused.text().contains("certificate has ended"),
        "{}",
        refused.text()
    );
    let mut next = house.sign_in(newer.on(house.client()), "sales-agent");
    assert_eq!(next.get("/leads").status, 200);
}

#[test]
fn codes_are_made_for_those_below_only() {
    let house = House::with_cast().unwrap();
    asking(&house, json!({}));
    let mut it = house.api("it-administrator").unwrap();
    let make = |by: &mut Client, role: &str| {
        let user = house.account(role).id.to_string();
        by.post_json("/api/v1/devices/codes", &json!({ "user": user }))
    };
    assert_eq!(make(&mut it, "sales-agent").status, 201);
    let above = make(&mut it, "superadmin");
    assert_eq!(above.status, 403, "{}", above.text());
    let mut agent = house.api("sales-agent").unwrap();
    assert_eq!(make(&mut agent, "team-lead").status, 403);
    assert_eq!(agent.get("/api/v1/devices").status, 403);
    let own = agent.post_json("/api/v1/me/devices/codes", &json!({}));
    assert_eq!(own.status, 201, "{}", own.text());
    let card = enrol(&house, "superadmin");
    let revoked = it.post_json(&format!("/api/v1/devices/{}/revoke", card.id), &json!({}));
    assert_eq!(revoked.status, 403, "{}", revoked.text());
    let theirs = agent.post_json(
        &format!("/api/v1/me/devices/{}/revoke", card.id),
        &json!({}),
    );
    assert_eq!(theirs.status, 404);
}

/// The pages about devices as their people see them, and the way from the code to the file as a person goes it.
#[test]
fn the_pages_of_devices_look_right() {
    use super::looks::{look, sign_in};
    use crate::support::browser::Browser;

    let house = House::with_cast().unwrap();
    let browser = Browser::launch();
    let page = browser.page();
    let mut wrong = Vec::new();
    sign_in(&house, &page, "it-administrator");
    wrong.extend(look(&house, &page, "devices-off", "/devices"));
    asking(&house, json!({ "device_is_factor": true }));
    wrong.extend(look(&house, &page, "devices-none", "/devices"));
    wrong.extend(look(&house, &page, "own-none", "/me/devices"));
    for role in ["sales-agent", "team-lead", "it-administrator"] {
        enrol(&house, role);
    }
    let first = enrol(&house, "sales-agent");
    let mut it = house.api("it-administrator").unwrap();
    let revoked = it.post_json(&format!("/api/v1/devices/{}/revoke", first.id), &json!({}));
    assert_eq!(revoked.status, 200);
    for (name, path) in [
        ("devices", "/devices"),
        ("devices-revoked", "/devices?show=revoked"),
        ("devices-no-match", "/devices?q=nobody"),
        ("device", &format!("/devices/{}", first.id)),
        ("device-new", "/devices/new"),
        ("own", "/me/devices"),
        ("rules", "/settings/entry"),
        ("connections", "/security?show=connections"),
        ("enrol", "/devices/enrol?code=ABCD"),
    ] {
        wrong.extend(look(&house, &page, name, path));
    }
    page.goto(&house.url("/me/devices"));
    page.click("form[action='/me/devices/code'] button.primary");
    page.wait("code[data-copy]");
    let code = page.attr("code[data-copy]", "data-copy").unwrap();
    shot(&page, "code");
    page.goto(&house.url(&format!("/devices/enrol?code={code}")));
    page.fill("#name", "Phone");
    page.fill("#password", cast::PASSWORD);
    page.click("form[action='/devices/enrol'] button.primary");
    page.wait("form[action='/devices/enrol/file']");
    shot(&page, "fetched");
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn shot(page: &crate::support::browser::Page, name: &str) {
    if let Some(folder) = std::env::var_os("ATRIUM_SHOTS") {
        page.screenshot(std::path::Path::new(&folder).join(format!("{name}.png")));
    }
}
