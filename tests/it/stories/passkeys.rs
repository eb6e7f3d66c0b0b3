//! Passkeys: added with fresh proof, shown in place of a code, and opening the house alone; and everything that may be
//! wrong about one, which opens nothing.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::sign_in::save;
use crate::support::passkey::{Device, ask};
use atrium::{
    access::Tier,
    base::{Moment, time},
    data::Visit,
    features::{
        people,
        sign_in::{self, LoginService, Session, Site},
    },
    testing::{
        cast,
        client::{Client, Response, encode_form},
        house::House,
    },
};
use serde_json::{Value, json};

fn host(house: &House) -> String {
    format!("localhost:{}", house.address.port())
}

fn origin(house: &House) -> String {
    format!("https://{}", host(house))
}

/// A browser that opens Atrium by its name.
fn browser(house: &House) -> Client {
    house.client().with_host(&host(house))
}

fn signed_in(house: &House, role: &str) -> Client {
    house.sign_in(browser(house), role)
}

/// Adds a passkey as the page does.
fn add(client: &mut Client, device: &mut Device, name: &str) -> Response {
    let asked = ask(client, "/me/second-factor/passkey");
    assert_eq!(asked.status, 200, "{}", asked.text());
    let made = device.create(&asked.json());
    client.post_form(
        "/me/second-factor/passkey",
        &[("name", name), ("passkey", &made)],
    )
}

/// A person with a passkey, and it.
fn with_passkey(house: &House, role: &str) -> (Client, Device) {
    let mut client = signed_in(house, role);
    let mut device = Device::new(&origin(house));
    let added = add(&mut client, &mut device, "Blue key");
    assert!(added.status == 303 || added.text().contains("Your recovery codes"));
    (client, device)
}

/// What a browser at the door is asked to sign.
fn at_the_door(client: &mut Client) -> Value {
    assert_eq!(client.get("/sign-in").status, 200);
    ask(client, "/sign-in/passkey").json()
}

fn come_in(client: &mut Client, signed: &str) -> Response {
    client.post_form(
        "/sign-in/passkey",
        &[("passkey", signed), ("next", "/inbox")],
    )
}

fn password_first(house: &House, role: &str) -> Client {
    let mut client = browser(house);
    let email = house.account(role).email.clone();
    let first = client.post_form(
        "/sign-in",
        &[("email", &email), ("password", cast::PASSWORD)],
    );
    assert!(first.location().unwrap().starts_with("/sign-in/code"));
    client
}

fn age(house: &House, role: &str) {
    let user = house.account(role).id;
    house
        .visit()
        .act(people::ADMINISTER, move |deed| {
            deed.event();
            for mut session in deed.on_behalf("a test").all::<Session>()? {
                if session.user == user {
                    session.proved = session.proved.plus(-time::HOUR);
                    deed.put(&session)?;
                }
            }
            Ok(())
        })
        .unwrap();
}

fn sessions(house: &House, role: &str) -> usize {
    let user = house.account(role).id;
    let all = house
        .visit()
        .act(people::ADMINISTER, |deed| deed.all::<Session>())
        .unwrap();
    all.iter().filter(|s| s.user == user && !s.half).count()
}

#[test]
fn a_passkey_is_added_with_fresh_proof_and_opens_the_house_alone() {
    let house = House::with_cast().unwrap();
    let mut mei = signed_in(&house, "team-member");
    let mut elsewhere = signed_in(&house, "team-member");
    let mut key = Device::new(&origin(&house));
    assert!(mei.get("/me").text().contains("/me/second-factor/passkey"));
    age(&house, "team-member");
    let asked = mei.get("/me/second-factor/passkey");
    assert!(
        asked.text().contains("Is it still you?"),
        "{}",
        asked.text()
    );
    assert_eq!(ask(&mut mei, "/me/second-factor/passkey").status, 403);
    let proof = [
        ("_to", "/me/second-factor/passkey"),
        ("_proof", cast::PASSWORD),
    ];
    assert_eq!(mei.post_form("/prove", &proof).status, 307);
    let page = mei.post_form("/me/second-factor/passkey", &proof[..1]);
    assert!(
        page.text().contains("data-passkey=\"https://localhost:"),
        "{}",
        page.text()
    );

    let asked = ask(&mut mei, "/me/second-factor/passkey").json();
    let made = key.create(&asked);
    let nameless = mei.post_form(
        "/me/second-factor/passkey",
        &[("name", ""), ("passkey", &made)],
    );
    assert_eq!(nameless.status, 422);
    let before = mei.cookie("__Host-atrium").map(str::to_owned);
    let form = [("name", "Blue key"), ("passkey", made.as_str())];
    let first = mei.post_form("/me/second-factor/passkey", &form);
    assert!(
        first.text().contains("Your recovery codes"),
        "{}",
        first.text()
    );
    assert_ne!(
        mei.cookie("__Host-atrium").map(str::to_owned),
        before,
        "another token"
    );
    assert_eq!(
        elsewhere.get("/inbox").status,
        303,
        "sessions without it ended"
    );
    let again = mei.post_form("/me/second-factor/passkey", &form);
    assert!(again.text().contains("added already"), "{}", again.text());
    assert!(
        mei.get("/inbox")
            .text()
            .contains("A passkey was added to your account: Blue key")
    );
    let held = mei.get("/me").text();
    assert!(
        held.contains("Blue key") && held.contains("never used"),
        "{held}"
    );

    // Not a word of it in the journal, and the same device has no second one.
    let asked = ask(&mut mei, "/me/second-factor/passkey").json();
    assert_eq!(
        asked["publicKey"]["excludeCredentials"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let told = house.store.entries_after(0, 10_000).unwrap();
    let told = serde_json::to_string(&told).unwrap();
    assert!(told.contains("Added a passkey") && !told.contains(key.create(&asked).as_str()));
    let id = passki::Passki::base64_encode(&key.id);
    assert!(!told.contains(&id));

    assert_eq!(mei.post_form("/sign-out", &[]).status, 303);
    let mut fresh = browser(&house);
    let signed = key.sign(&at_the_door(&mut fresh));
    let came = come_in(&mut fresh, &signed);
    assert_eq!(
        (came.status, came.location()),
        (303, Some("/inbox")),
        "{}",
        came.text()
    );
    assert!(
        fresh
            .get("/inbox")
            .text()
            .contains("Signed in from a new device")
    );
    assert!(fresh.get("/me").text().contains("last used"));
    // It is two factors: a house that asks for one at every sign-in lets it in.
    let mut vera = house.signed_in("administrator");
    assert_eq!(
        save(&mut vera, Tier::Employee, &[("factor", "always")]).status,
        303
    );
    assert_eq!(fresh.get("/inbox").status, 200);
    let people = vera.get("/users").text();
    assert!(people.contains("1 passkey"), "{people}");
}

#[test]
fn a_passkey_is_shown_in_place_of_a_code_and_as_fresh_proof() {
    let house = House::with_cast().unwrap();
    let mut vera = signed_in(&house, "administrator");
    let plain = password_first(&house, "administrator")
        .get("/sign-in/code")
        .text();
    assert!(plain.contains("six digits") && !plain.contains("Use a passkey"));
    let mut key = Device::new(&origin(&house));
    let added = add(&mut vera, &mut key, "Blue key");
    assert_eq!(
        (added.status, added.location()),
        (303, Some("/me")),
        "{}",
        added.text()
    );

    let mut half = password_first(&house, "administrator");
    let page = half.get("/sign-in/code").text();
    assert!(
        page.contains("Use a passkey") && page.contains("six digits"),
        "{page}"
    );
    let asked = ask(&mut half, "/sign-in/code/passkey").json();
    assert_eq!(
        asked["publicKey"]["allowCredentials"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let signed = key.sign(&asked);
    let came = half.post_form(
        "/sign-in/code/passkey",
        &[("passkey", &signed), ("next", "/inbox")],
    );
    assert_eq!(
        (came.status, came.location()),
        (303, Some("/inbox")),
        "{}",
        came.text()
    );
    assert_eq!(half.get("/users").status, 200);

    // A dangerous deed asks again, and takes it.
    age(&house, "administrator");
    let asked = half.post_form("/me/recovery-codes", &[]);
    assert!(asked.text().contains("data-passkey-if"), "{}", asked.text());
    let to = ("_to", "/me/recovery-codes");
    let signed = key.sign(&ask(&mut half, "/prove").json());
    let before = half.cookie("__Host-atrium").map(str::to_owned);
    let proved = half.post_form("/prove", &[to, ("_passkey", &signed)]);
    assert_eq!(proved.status, 307, "{}", proved.text());
    assert_ne!(half.cookie("__Host-atrium").map(str::to_owned), before);
    assert!(
        half.post_form("/me/recovery-codes", &[])
            .text()
            .contains("Your recovery codes")
    );
    let replayed = half.post_form("/prove", &[to, ("_passkey", &signed)]);
    assert_eq!(replayed.status, 422, "{}", replayed.text());
    // Whoever looks through somebody's eyes is asked for their own.
    with_passkey(&house, "sales-closer");
    let at = format!("/users/{}/view-as", house.account("sales-closer").id);
    assert_eq!(half.post_form(&at, &[("reason", "their lead")]).status, 303);
    let asked = ask(&mut half, "/prove").json();
    let offered = asked["publicKey"]["allowCredentials"].as_array().unwrap();
    let id = passki::Passki::base64_encode(&key.id);
    assert!(offered.len() == 1 && offered[0]["id"] == id.as_str());
    // Whoever has none isn't offered one.
    let mut mei = signed_in(&house, "team-member");
    assert_eq!(ask(&mut mei, "/prove").status, 404);
    assert_eq!(ask(&mut browser(&house), "/prove").status, 401);
}

/// Tries to come in with what must open nothing; what the page says of it.
fn refused(door: &mut Client, why: &str, signed: &str) -> String {
    let answer = come_in(door, signed);
    let page = answer.text();
    assert_eq!(answer.status, 422, "{why}: {page}");
    assert_eq!(door.get("/inbox").status, 303, "{why}");
    let (_, said) = page.split_once("class=\"banner").unwrap_or(("", &page));
    said.split("</form>").next().unwrap_or_default().to_owned()
}

#[test]
fn what_is_not_right_about_a_passkey_opens_nothing() {
    let house = House::with_cast().unwrap();
    let (_, mut key) = with_passkey(&house, "team-member");
    let mut door = browser(&house);
    let asked = at_the_door(&mut browser(&house));
    at_the_door(&mut door);
    let said = refused(&mut door, "another browser's attempt", &key.sign(&asked));
    assert!(said.contains("took too long"), "{said}");
    let stranger = Device::new(&origin(&house));
    let signed = stranger.sign(&at_the_door(&mut door));
    let unknown = refused(&mut door, "nobody's passkey", &signed);
    assert!(unknown.contains("opens nothing here"), "{unknown}");

    let port = house.address.port();
    let mut told_apart = |why: &str, key: &Device| {
        let signed = key.sign(&at_the_door(&mut door));
        assert_eq!(
            refused(&mut door, why, &signed),
            unknown,
            "{why} is told apart"
        );
    };
    for (why, origin) in [
        ("another site", "https://localhost.evil.example".to_owned()),
        (
            "another port",
            format!("https://localhost:{}", port.wrapping_add(1)),
        ),
        ("without TLS", format!("http://localhost:{port}")),
        ("an address", format!("https://127.0.0.1:{port}")),
    ] {
        key.origin = origin;
        told_apart(why, &key);
    }
    key.origin = origin(&house);
    key.rp = Some("evil.example".into());
    told_apart("signed for another name", &key);
    key.rp = None;
    key.bent = true;
    told_apart("a bent signature", &key);
    key.bent = false;
    key.verified = false;
    told_apart("nobody was asked for finger or PIN", &key);
    key.verified = true;
    let mut borrowed = Device::new(&origin(&house));
    borrowed.id.clone_from(&key.id);
    told_apart("another key under its name", &borrowed);
    let long = "[".repeat(20_000);
    for nonsense in ["", "{}", "[]", "nonsense", &long] {
        refused(&mut door, "nonsense", nonsense);
    }

    // What was asked six minutes ago is over, and what is asked now opens.
    let doors = house.store.service::<LoginService>().unwrap();
    let site = Site {
        name: "localhost".into(),
        origin: origin(&house),
    };
    let attempt = door.cookie("__Host-atrium-attempt").unwrap().to_owned();
    let asked = |minutes: i64| {
        let at = Moment::now().plus(-minutes * time::MINUTE);
        let visit = Visit::system(&house.store, at, jiff::tz::TimeZone::UTC);
        doors.ask_to_sign_in(&visit, &site, &attempt).unwrap()
    };
    let said = refused(&mut door, "too late", &key.sign(&asked(6)));
    assert!(said.contains("took too long"), "{said}");
    assert_eq!(come_in(&mut door, &key.sign(&asked(4))).status, 303);
}

#[test]
fn in_place_of_a_code_only_ones_own_passkey_is_taken_and_only_for_that_sign_in() {
    let house = House::with_cast().unwrap();
    let (_, meis) = with_passkey(&house, "team-member");
    let (_, veras) = with_passkey(&house, "administrator");
    let mut first = password_first(&house, "administrator");
    let mut second = password_first(&house, "administrator");
    let asked = ask(&mut first, "/sign-in/code/passkey").json();
    let others = ask(&mut second, "/sign-in/code/passkey").json();
    let doors = at_the_door(&mut browser(&house));
    for (why, signed) in [
        ("somebody else's", meis.sign(&asked)),
        ("another sign-in's", veras.sign(&others)),
        ("the door's", veras.sign(&doors)),
    ] {
        let answer = first.post_form("/sign-in/code/passkey", &[("passkey", &signed)]);
        assert_eq!(answer.status, 422, "{why}: {}", answer.text());
        assert!(answer.text().contains("was not accepted"), "{why}");
    }
    let right = veras.sign(&asked);
    let came = first.post_form("/sign-in/code/passkey", &[("passkey", &right)]);
    assert_eq!(came.status, 303, "{}", came.text());
    // Guessing on ends the attempt, and its person is told.
    for _ in 0..5 {
        second.post_form("/sign-in/code/passkey", &[("passkey", &meis.sign(&others))]);
    }
    let over = second.post_form(
        "/sign-in/code/passkey",
        &[("passkey", &veras.sign(&others))],
    );
    assert_ne!(over.status, 303);
    assert!(
        first
            .get("/inbox")
            .text()
            .contains("5 wrong codes or passkeys")
    );
}

#[test]
fn a_passkey_is_added_by_a_device_that_asked_its_person_here_and_for_this_session() {
    let house = House::with_cast().unwrap();
    let mut mei = signed_in(&house, "team-member");
    let (mut vera, veras) = with_passkey(&house, "administrator");
    let asked = ask(&mut mei, "/me/second-factor/passkey").json();
    let foreign = ask(&mut vera, "/me/second-factor/passkey").json();
    let mut odd = |why: &str, change: &dyn Fn(&mut Device), asked: &Value| {
        let mut device = Device::new(&origin(&house));
        change(&mut device);
        let made = device.create(asked);
        let form = [("name", "Odd"), ("passkey", made.as_str())];
        let answer = mei.post_form("/me/second-factor/passkey", &form);
        assert_eq!(answer.status, 422, "{why}: {}", answer.text());
        assert!(answer.text().contains("What the device answered"), "{why}");
        assert!(
            answer.text().contains("value=\"Odd\""),
            "{why}: what was typed is kept"
        );
    };
    odd("nobody asked", &|device| device.verified = false, &asked);
    let elsewhere = |device: &mut Device| device.origin = "https://evil.example".into();
    odd("elsewhere", &elsewhere, &asked);
    let other_name = |device: &mut Device| device.rp = Some("evil.example".into());
    odd("another name", &other_name, &asked);
    odd("another's session", &|_| {}, &foreign);
    // What somebody else's device has can't be taken either.
    let mut same = Device::new(&origin(&house));
    same.id.clone_from(&veras.id);
    let taken = add(&mut mei, &mut same, "Same");
    assert!(taken.text().contains("added already"), "{}", taken.text());
    assert!(mei.get("/me").text().contains("You have none yet"));
}

fn signed_in_with(house: &House, key: &Device) -> Client {
    let mut client = browser(house);
    let signed = key.sign(&at_the_door(&mut client));
    let came = come_in(&mut client, &signed);
    assert_eq!(came.status, 303, "{}", came.text());
    client
}

#[test]
fn a_passkeys_answer_replayed_a_thousand_times_at_once_makes_one_session() {
    let house = House::with_cast().unwrap();
    let (mut mei, key) = with_passkey(&house, "team-member");
    mei.post_form("/sign-out", &[]);
    let mut door = browser(&house);
    let signed = key.sign(&at_the_door(&mut door));
    let attempt = door.cookie("__Host-atrium-attempt").unwrap().to_owned();
    let opened = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let mut client = browser(&house);
                for _ in 0..50 {
                    client.clear_cookies();
                    client.set_cookie("__Host-atrium-attempt", &attempt);
                    if come_in(&mut client, &signed).status == 303 {
                        opened.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(opened.into_inner(), 1);
    assert_eq!(sessions(&house, "team-member"), 1);
}

#[test]
fn a_count_that_goes_back_is_refused_and_told() {
    let house = House::with_cast().unwrap();
    let (mut vera, mut key) = with_passkey(&house, "administrator");
    key.counter = 9;
    signed_in_with(&house, &key);
    key.counter = 8;
    let mut door = browser(&house);
    let signed = key.sign(&at_the_door(&mut door));
    assert_ne!(come_in(&mut door, &signed).status, 303);
    assert_eq!(door.get("/inbox").status, 303);
    assert!(
        vera.get("/inbox")
            .text()
            .contains("somebody may use a copy of it")
    );
    let mut it = house.api("it-administrator").unwrap();
    let alerts = (0..600).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let alerts = it.get("/api/v1/alerts").json();
        let found = alerts["items"]
            .as_array()?
            .iter()
            .any(|alert| alert["rule"] == "passkey");
        found.then_some(alerts)
    });
    assert!(alerts.is_some(), "{}", it.get("/api/v1/alerts").text());
    key.counter = 10;
    signed_in_with(&house, &key);
}

#[test]
fn ones_passkeys_are_renamed_and_removed_and_the_last_factor_obeys_the_policy() {
    let house = House::with_cast().unwrap();
    let (mut mei, key) = with_passkey(&house, "team-member");
    let mut opened = signed_in_with(&house, &key);
    let mut second = Device::new(&origin(&house));
    assert_eq!(add(&mut mei, &mut second, "Phone").status, 303);
    let token = sign_in::add_token_for(
        &house.visit(),
        house.account("team-member").id,
        "test",
        1,
        people::ADMINISTER,
        true,
    )
    .unwrap();
    let mut api = house.client().with_bearer(&token);
    let held = api.get("/api/v1/me/passkeys").json();
    let of = |name: &str| {
        let all = held["items"].as_array().unwrap();
        let found = all.iter().find(|each| each["name"] == name).unwrap();
        assert!(found.get("key").is_none());
        found["id"].as_str().unwrap().to_owned()
    };
    let (blue, phone) = (of("Blue key"), of("Phone"));
    let page = mei.get(&format!("/me/passkeys/{blue}")).text();
    assert!(
        page.contains("Works at") && page.contains("localhost"),
        "{page}"
    );
    assert_eq!(mei.get("/me/passkeys/nothing").status, 404);
    let renamed = mei.post_form(
        &format!("/me/passkeys/{blue}/rename"),
        &[("name", "Green key")],
    );
    assert_eq!(renamed.status, 303);
    assert!(mei.get("/me").text().contains("Green key"));
    // Others don't find it.
    let mut omar = signed_in(&house, "sales-closer");
    for at in [
        format!("/me/passkeys/{blue}/remove"),
        format!("/me/passkeys/{blue}/rename"),
    ] {
        assert_eq!(omar.post_form(&at, &[("name", "x")]).status, 404, "{at}");
    }
    // Removing asks who it is, and ends what it opened.
    age(&house, "team-member");
    let at = format!("/me/passkeys/{blue}/remove");
    assert!(mei.post_form(&at, &[]).text().contains("Is it still you?"));
    let proof = [("_to", at.as_str()), ("_proof", cast::PASSWORD)];
    assert_eq!(mei.post_form("/prove", &proof).status, 307);
    assert_eq!(mei.post_form(&at, &[]).status, 303);
    assert_eq!(opened.get("/inbox").status, 303, "its session ended");
    assert!(
        mei.get("/inbox")
            .text()
            .contains("The passkey Green key was removed")
    );
    let mut door = browser(&house);
    let signed = key.sign(&at_the_door(&mut door));
    assert_ne!(come_in(&mut door, &signed).status, 303);

    // The last one stays while the house asks for a second factor.
    let mut vera = house.signed_in("administrator");
    assert_eq!(
        save(&mut vera, Tier::Employee, &[("factor", "always")]).status,
        303
    );
    let at = format!("/api/v1/me/passkeys/{phone}/remove");
    let kept = api.post_json(&at, &json!({}));
    assert_eq!(kept.status, 409, "{}", kept.text());
    assert!(kept.text().contains("last second factor"));
    assert_eq!(
        save(&mut vera, Tier::Employee, &[("factor", "never")]).status,
        303
    );
    assert_eq!(api.post_json(&at, &json!({})).status, 200);
    assert_eq!(api.get("/api/v1/me/passkeys").json()["items"], json!([]));
}

#[test]
fn a_passkey_is_set_up_where_the_house_asks_for_a_factor_and_an_admin_takes_it_away() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let mut mei = signed_in(&house, "team-member");
    assert_eq!(
        save(&mut vera, Tier::Employee, &[("factor", "always")]).status,
        303
    );
    assert_eq!(mei.get("/inbox").location(), Some("/me/second-factor"));
    assert!(
        mei.get("/me/second-factor")
            .text()
            .contains("Use a passkey instead")
    );
    let mut key = Device::new(&origin(&house));
    let codes = add(&mut mei, &mut key, "Blue key").text();
    assert!(codes.contains("Your recovery codes"), "{codes}");
    assert_eq!(mei.get("/inbox").status, 200);
    mei.post_form("/sign-out", &[]);

    // With a passkey only, the code page takes it or a recovery code.
    let mut half = password_first(&house, "team-member");
    let page = half.get("/sign-in/code").text();
    assert!(
        page.contains("Use a passkey") && !page.contains("six digits"),
        "{page}"
    );
    let (_, rest) = codes.split_once("<ol class=\"codes\">").unwrap();
    let code = rest
        .split("<code>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    assert_eq!(
        half.post_form("/sign-in/code", &[("code", code)]).status,
        303
    );
    // At an IP address neither is a button shown that would fail.
    let mut elsewhere = house.client();
    assert!(
        elsewhere
            .get("/sign-in")
            .text()
            .contains("this is an IP address")
    );
    assert!(!elsewhere.get("/sign-in").text().contains("data-passkey="));
    assert_eq!(ask(&mut elsewhere, "/sign-in/passkey").status, 404);
    let email = house.account("team-member").email.clone();
    elsewhere.post_form(
        "/sign-in",
        &[("email", &email), ("password", cast::PASSWORD)],
    );
    let page = elsewhere.get("/sign-in/code").text();
    assert!(
        page.contains("Type one of your recovery codes") && page.contains("opened as localhost"),
        "{page}"
    );

    let at = format!("/users/{}", house.account("team-member").id);
    assert!(vera.get(&at).text().contains("1 passkey"));
    assert_eq!(
        vera.post_form(&format!("{at}/reset-factor"), &[]).status,
        303
    );
    assert_eq!(half.get("/inbox").status, 303);
    let mut door = browser(&house);
    let signed = key.sign(&at_the_door(&mut door));
    assert_ne!(
        come_in(&mut door, &signed).status,
        303,
        "it opens nothing any more"
    );
    let top = format!("/users/{}/reset-factor", house.account("superadmin").id);
    assert_eq!(vera.post_form(&top, &[]).status, 403);
}

#[test]
fn from_outside_a_right_passkey_does_not_show() {
    let house = House::with_cast().unwrap();
    let (_, key) = with_passkey(&house, "team-member");
    let stranger = Device::new(&origin(&house));
    let form = ("content-type", "application/x-www-form-urlencoded");
    let far = [("x-forwarded-for", "203.0.113.9"), form];
    let tries = |key: &Device| {
        let mut door = browser(&house);
        let signed = key.sign(&at_the_door(&mut door));
        let body = encode_form(&[("passkey", &signed)]);
        door.request("POST", "/sign-in/passkey", &far, body.as_bytes())
    };
    let (right, unknown) = (tries(&key), tries(&stranger));
    assert_eq!((right.status, unknown.status), (422, 422));
    assert_eq!(right.text(), unknown.text());
    assert!(right.text().contains("office network or its VPN only"));
    // And whoever tries on waits.
    let waits = (0..60).any(|_| tries(&stranger).status == 429);
    assert!(waits);
}

#[test]
fn a_client_uses_a_passkey_at_the_portals_door() {
    let house = House::with_config(|_| {}).unwrap();
    let port = house.portal.unwrap().port();
    let host = format!("localhost:{port}");
    let at_portal = format!("https://{host}");
    let mut rosa = house.sign_in(house.portal_client().with_host(&host), "client");
    let mut key = Device::new(&at_portal);
    let added = add(&mut rosa, &mut key, "Phone");
    assert!(
        added.text().contains("Your recovery codes"),
        "{}",
        added.text()
    );
    assert!(rosa.get("/me").text().contains("Phone"));
    let mut door = house.portal_client().with_host(&host);
    // Signed on a page of the house, which is another origin.
    key.origin = origin(&house);
    let signed = key.sign(&at_the_door(&mut door));
    assert_ne!(come_in(&mut door, &signed).status, 303);
    key.origin = at_portal;
    let signed = key.sign(&at_the_door(&mut door));
    let came = door.post_form("/sign-in/passkey", &[("passkey", &signed)]);
    assert_eq!(came.status, 303, "{}", came.text());
    assert_eq!(door.get("/portal").status, 200);
    // Staff come in by that door with nothing.
    let (_, staff) = with_passkey(&house, "team-member");
    let mut staff_there = staff;
    staff_there.origin = format!("https://{host}");
    let mut door = house.portal_client().with_host(&host);
    let signed = staff_there.sign(&at_the_door(&mut door));
    assert_ne!(come_in(&mut door, &signed).status, 303);
}
