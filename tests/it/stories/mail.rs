//! Mail: links that reach people by themselves, a server that is down or not who it should be, and what nobody may read.

use std::time::{Duration, Instant};

use super::{
    invoices::{at, issued},
    killed::start,
    looks,
    work::planned,
    work_pages::portal_person,
};
use crate::support::{
    browser::Browser,
    smtp::{AtEnd, Mail, PASSWORD, Smtp, USER, Way},
    steps::{done, get, page, refused},
};
use atrium::{
    base::{Id, Moment, time},
    data::{Checkpoint, Query, Visit},
    features::{administration, mail, people, sign_in},
    jobs::outbox::Outgoing,
    testing::{
        cast,
        client::{Client, Response},
        house::{House, fresh_folder, open_store},
    },
    web::{Hosts, ServerConfig},
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

const NEW: &str = "seven quiet herons by the lock";

/// The front of a house that knows by which address people come, and trusts this server's certificate.
fn front(smtp: &Smtp) -> impl FnOnce(&mut ServerConfig) + use<> {
    let path = std::env::temp_dir().join(format!(
        "atrium-ca-{}-{}.pem",
        std::process::id(),
        smtp.port
    ));
    smtp.trusted_in(&path);
    move |front| {
        front.hosts = Hosts::new(
            "https://atrium.example",
            "https://portal.example",
            &["127.0.0.1".into()],
        )
        .into();
        front.ca_file = Some(path);
    }
}

fn settings(smtp: &Smtp, security: &str) -> Value {
    let clear = security == "clear";
    json!({
        "on": true, "host": "localhost", "port": smtp.port, "security": security,
        "username": if clear { "" } else { USER }, "password": if clear { "" } else { PASSWORD },
        "from": "house@atrium.example", "from_name": "Juniper & Hale",
    })
}

/// A house that sends mail over TLS.
fn house(smtp: &Smtp) -> House {
    let house = House::with_config(front(smtp)).unwrap();
    let mut admin = house.api("it-administrator").unwrap();
    set(&mut admin, settings(smtp, "tls"));
    house
}

fn patch(admin: &mut Client, change: &Value) -> Response {
    let json = [("content-type", "application/json")];
    let body = change.to_string();
    admin.request("PATCH", "/api/v1/settings/mail", &json, body.as_bytes())
}

#[track_caller]
fn set(admin: &mut Client, change: Value) -> Value {
    let answer = patch(admin, &change);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn sign_in(client: &mut Client, email: &str, password: &str) -> Response {
    client.post_form("/sign-in", &[("email", email), ("password", password)])
}

fn box_of(admin: &mut Client, stage: &str) -> Vec<Value> {
    let answer = get(admin, &format!("/api/v1/mail?show={stage}"));
    answer["items"].as_array().unwrap().clone()
}

/// Waits until the box is as it should be.
#[track_caller]
fn until(admin: &mut Client, stage: &str, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let held = box_of(admin, stage);
        if fits(&held) {
            return held;
        }
        assert!(Instant::now() < end, "{stage}: {held:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn letters(house: &House) -> Vec<mail::OutgoingMail> {
    let all = Query::by(mail::BY_TIME).limit(200);
    house.visit().list::<mail::OutgoingMail>(all).unwrap().rows
}

fn invite(client: &mut Client, name: &str, email: &str) -> Response {
    client.post_form(
        "/users",
        &[("name", name), ("email", email), ("tier", "employee")],
    )
}

#[test]
fn whoever_is_invited_gets_the_link_by_mail_and_signs_in_with_it() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mut rosa = house.signed_in("hr-manager");
    let shown = invite(&mut rosa, "Gus Orr", "gus@juniperhale.example").text();
    assert!(shown.contains("Sent to"), "{shown}");
    assert!(shown.contains("/welcome/"), "and is offered for hand-over");

    let mail = smtp.wait_for("gus@juniperhale.example");
    assert!(
        mail.text().contains("https://atrium.example/welcome/"),
        "{}",
        mail.text()
    );
    assert!(mail.text().contains("Hello Gus Orr"));
    assert!(mail.header("From").contains("house@atrium.example"));
    assert!(mail.header("Message-ID").ends_with("@atrium.example>"));
    let mut gus = house.client();
    assert_eq!(gus.get(&mail.link()).status, 303);
    assert_eq!(
        gus.post_form(&mail.link(), &[("password", NEW)]).status,
        303
    );
    assert_eq!(
        gus.post_form(&mail.link(), &[("password", NEW)]).status,
        409,
        "once"
    );
    assert_eq!(
        sign_in(&mut gus, "gus@juniperhale.example", NEW).status,
        303
    );

    // In the box stands that it was sent, and nothing of what it said.
    let mut admin = house.signed_in("it-administrator");
    let sent = page(&mut admin, "/mail?show=sent");
    assert!(
        sent.contains("gus@juniperhale.example") && sent.contains("queued as 4711"),
        "{sent}"
    );
    assert!(!sent.contains("welcome"), "{sent}");
    let held = letters(&house);
    assert!(
        held.iter()
            .all(|letter| !letter.has_content() && letter.path.0.is_empty())
    );
    // Whose business it isn't finds no such page.
    let mut omar = house.signed_in("sales-closer");
    for door in ["/mail", "/settings/mail"] {
        assert_eq!(omar.get(door).status, 403, "{door}");
    }
}

#[test]
fn many_are_invited_by_mail_and_a_clients_link_leads_to_the_portal() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mut rosa = house.signed_in("hr-manager");
    let sheet = "name,email\nAda One,ada@juniperhale.example\nBo Two,bo@juniperhale.example\n";
    let looked = rosa.post_multipart(
        "/users/import",
        &[],
        &[atrium::testing::client::Upload {
            field: "file",
            filename: "people.csv",
            content_type: "text/csv",
            bytes: sheet.as_bytes(),
        }],
    );
    let sent = super::sheets::sent(&looked.text());
    let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let done_ = rosa.post_form("/users/import/run", &sent).text();
    assert_eq!(done_.matches("Sent by mail").count(), 2, "{done_}");
    let first = smtp.wait_for("ada@juniperhale.example").link();
    smtp.wait_for("bo@juniperhale.example");
    // Invited again: the older link is replaced.
    let ada = house.visit().cached::<people::Directory>().unwrap();
    let ada = ada
        .users
        .values()
        .find(|user| user.email.starts_with("ada@"))
        .unwrap()
        .id;
    let again = rosa.post_form(
        "/users/bulk/apply",
        &[("keys", &ada.to_string()), ("deed", "invite")],
    );
    assert!(
        again.text().contains("Sent to ada@juniperhale.example"),
        "{}",
        again.text()
    );
    let end = Instant::now() + Duration::from_secs(60);
    while smtp.to("ada@juniperhale.example").len() < 2 {
        assert!(Instant::now() < end);
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut stranger = house.client();
    assert_eq!(stranger.get(&first).status, 409);
    let newest = smtp.to("ada@juniperhale.example").pop().unwrap().link();
    assert_eq!(stranger.get(&newest).status, 303);

    // A client asks for theirs.
    stranger.post_form("/forgot", &[("email", "rosa@delgado.example")]);
    let theirs = smtp.wait_for("rosa@delgado.example");
    assert!(
        theirs.text().contains("https://portal.example/welcome/"),
        "{}",
        theirs.text()
    );
    assert_eq!(house.portal_client().get(&theirs.link()).status, 303);
}

#[test]
fn a_forgotten_password_is_mended_by_mail_and_nobody_learns_who_is_here() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mei = house.account("team-member").clone();
    let mut hr = house.signed_in("hr-manager");
    let made = hr.post_form(&format!("/users/{}/link", mei.id), &[]).text();
    let (_, handed) = made.split_once("/welcome/").unwrap();
    let handed: String = handed
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    smtp.wait_for(&mei.email);

    let mut stranger = house.client();
    let known = stranger.post_form("/forgot", &[("email", &mei.email)]);
    let unknown = stranger.post_form("/forgot", &[("email", "nobody@juniperhale.example")]);
    assert_eq!(
        (known.status, known.text()),
        (unknown.status, unknown.text())
    );
    // Again is the same request: nobody is flooded.
    for _ in 0..5 {
        stranger.post_form("/forgot", &[("email", &mei.email)]);
    }
    // Admins' and the superadmin's links don't go by mail: those who look after accounts hear of them.
    let admin = house.account("it-administrator").email.clone();
    let top = house.account("superadmin").email.clone();
    for email in [&admin, &top] {
        let asked = stranger.post_form("/forgot", &[("email", email)]);
        assert_eq!(asked.text(), known.text());
    }
    let end = Instant::now() + Duration::from_secs(60);
    while smtp.to(&mei.email).len() < 2 {
        assert!(Instant::now() < end);
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_secs(3));
    let asked = |mail: &Mail| mail.text().contains("/welcome/");
    assert_eq!(
        smtp.to(&mei.email)
            .iter()
            .filter(|mail| asked(mail))
            .count(),
        2
    );
    assert!(smtp.to("nobody@juniperhale.example").is_empty());
    for email in [&admin, &top] {
        assert!(!smtp.to(email).iter().any(asked), "{email}");
    }
    let mut above = house.signed_in("superadmin");
    assert!(above.get("/users").text().contains("Ask for a link"));

    // What was handed over before still holds, whoever asks in her name; the newer one is hers too.
    assert_eq!(stranger.get(&format!("/welcome/{handed}")).status, 303);
    let link = smtp.to(&mei.email).pop().unwrap().link();
    assert_eq!(stranger.post_form(&link, &[("password", NEW)]).status, 303);
    assert_eq!(
        stranger.get(&format!("/welcome/{handed}")).status,
        409,
        "both are used up"
    );
    assert_eq!(
        sign_in(&mut stranger, &mei.email, cast::PASSWORD).status,
        422
    );
    assert_eq!(sign_in(&mut stranger, &mei.email, NEW).status, 303);
}

#[test]
fn links_run_out() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mei = house.account("team-member").clone();
    house
        .client()
        .post_form("/forgot", &[("email", &mei.email)]);
    let link = smtp.wait_for(&mei.email).link();
    let token = link.trim_start_matches("/welcome/");
    let person = |at: Moment| sign_in::person_of_link(&at_time(&house, at), token);
    let now = Moment::now();
    assert_eq!(person(now.plus(23 * time::HOUR)).unwrap().id, mei.id);
    assert!(person(now.plus(25 * time::HOUR)).is_err());
}

fn at_time(house: &House, at: Moment) -> Visit {
    Visit::system(&house.store, at, TimeZone::UTC)
}

#[test]
fn a_server_that_is_down_gets_it_later_once_also_after_a_restart() {
    let smtp = Smtp::start(Way::Tls);
    let port = smtp.port;
    let way = front(&smtp);
    let mut house = House::with_config(way).unwrap();
    let mut admin = house.api("it-administrator").unwrap();
    set(&mut admin, settings(&smtp, "tls"));
    drop(smtp);

    let mut rosa = house.signed_in("hr-manager");
    invite(&mut rosa, "Gus Orr", "gus@juniperhale.example");
    let waits = until(&mut admin, "waiting", |held| {
        held.first().is_some_and(|mail| mail["tries"] == 1)
    });
    let said = waits[0]["said"].as_str().unwrap();
    assert!(
        said.contains("Nobody answers") && said.contains(&port.to_string()),
        "{said}"
    );
    let mark = letters(&house)[0].delivery.mark.clone();

    let smtp = Smtp::at(port, Way::Tls);
    let way = front(&smtp);
    house = house.restarted(way).unwrap();
    let mut admin = house.api("it-administrator").unwrap();
    assert_eq!(
        box_of(&mut admin, "waiting").len(),
        1,
        "it outlived the restart"
    );
    let id = box_of(&mut admin, "waiting")[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    done(&mut admin, &format!("/api/v1/mail/{id}/again"), &json!({}));
    let mail = smtp.wait_for("gus@juniperhale.example");
    assert_eq!(
        mail.header("Message-ID"),
        format!("<{mark}@atrium.example>")
    );
    until(&mut admin, "sent", |held| {
        held.iter().any(|mail| mail["id"] == *id)
    });
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(smtp.to("gus@juniperhale.example").len(), 1, "once");
    // What is over isn't sent again.
    refused(
        &mut admin,
        &format!("/api/v1/mail/{id}/again"),
        &json!({}),
        409,
    );
}

/// The real process, killed while the server has the mail and hasn't said so: nobody can know whether it was taken, so
/// it goes once more, and by its Message-ID it is known again.
#[test]
fn killed_between_the_mail_and_the_answer_it_goes_again_as_the_same_mail() {
    let smtp = Smtp::start(Way::Tls);
    let folder = fresh_folder("mail-killed").unwrap();
    let authority = folder.join("authority.pem");
    smtp.trusted_in(&authority);
    let config = format!("public = \"https://atrium.example\"\nca_file = {authority:?}\n");
    std::fs::write(folder.join("atrium.toml"), config).unwrap();
    let token = {
        let store = open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
        let admin = accounts
            .iter()
            .find(|a| a.role == "it-administrator")
            .unwrap();
        let token = sign_in::add_token_for(&visit, admin.id, "test", 1, people::ADMINISTER, true);
        store.close();
        token.unwrap()
    };
    let (mut child, address) = start(&folder);
    let mut admin = Client::new(address).with_bearer(&token);
    set(&mut admin, settings(&smtp, "tls"));
    smtp.silent(true);
    let gus = json!({ "name": "Gus Orr", "email": "gus@juniperhale.example", "tier": "employee" });
    done(&mut admin, "/api/v1/users", &gus);
    smtp.wait_for("gus@juniperhale.example");
    child.kill().unwrap();
    child.wait().unwrap();
    smtp.silent(false);

    let (mut child, address) = start(&folder);
    let mut admin = Client::new(address).with_bearer(&token);
    until(&mut admin, "sent", |held| held.len() == 1);
    assert!(box_of(&mut admin, "waiting").is_empty());
    std::thread::sleep(Duration::from_secs(3));
    let marks: Vec<String> = smtp
        .taken()
        .iter()
        .map(|mail| mail.header("Message-ID"))
        .collect();
    assert_eq!(marks.len(), 2, "{marks:?}");
    assert_eq!(marks[0], marks[1]);
    child.kill().unwrap();
    child.wait().unwrap();
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn what_the_server_refuses_is_said_sent_again_or_given_up() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mut admin = house.api("it-administrator").unwrap();
    smtp.refuse(Some("550 5.1.1 no such mailbox"));
    let mut rosa = house.signed_in("hr-manager");
    invite(&mut rosa, "Gus Orr", "gus@juniperhale.example");
    invite(&mut rosa, "Ida Orr", "ida@juniperhale.example");
    let failed = until(&mut admin, "failed", |held| held.len() == 2);
    assert!(
        failed.iter().all(|mail| mail["said"]
            .as_str()
            .unwrap()
            .contains("550 5.1.1 no such mailbox")),
        "{failed:?}"
    );
    let health = get(&mut admin, "/api/v1/health").to_string();
    assert!(health.contains("no such mailbox"), "{health}");
    // It is said of the addresses, wherever they stand.
    let addresses = get(&mut admin, "/api/v1/mail/received/addresses");
    assert_eq!(
        addresses["items"].as_array().unwrap().len(),
        2,
        "{addresses}"
    );
    let of = |to: &str| {
        let mail = failed.iter().find(|mail| mail["to"] == to).unwrap();
        mail["id"].as_str().unwrap().to_owned()
    };
    smtp.refuse(None);
    let mut it = house.signed_in("it-administrator");
    let shown = page(&mut it, "/mail?show=failed");
    assert!(
        shown.contains("Send now") && shown.contains("Give up"),
        "{shown}"
    );
    let gus = of("gus@juniperhale.example");
    assert_eq!(it.post_form(&format!("/mail/{gus}/again"), &[]).status, 303);
    let link = smtp.wait_for("gus@juniperhale.example").link();
    assert_eq!(house.client().get(&link).status, 303);
    let ida = of("ida@juniperhale.example");
    done(
        &mut admin,
        &format!("/api/v1/mail/{ida}/give-up"),
        &json!({}),
    );
    assert!(letters(&house).iter().all(|letter| !letter.has_content()));
    refused(
        &mut admin,
        &format!("/api/v1/mail/{ida}/again"),
        &json!({}),
        409,
    );

    // Not now is not never.
    smtp.refuse(Some("451 4.7.1 greylisted, come back"));
    invite(&mut rosa, "Kit Orr", "kit@juniperhale.example");
    let waits = until(&mut admin, "waiting", |held| {
        held.first().is_some_and(|mail| mail["tries"] == 1)
    });
    assert!(
        waits[0]["said"]
            .as_str()
            .unwrap()
            .contains("451 4.7.1 greylisted")
    );
    assert!(smtp.to("ida@juniperhale.example").is_empty());
}

/// A domain goes as mail servers know it; what no server of this kind takes is told at once, not tried for two days.
#[test]
fn a_server_that_is_slow_refuses_in_the_middle_and_hangs_up_takes_each_mail_once() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mut admin = house.api("it-administrator").unwrap();
    smtp.thinks(60);
    smtp.at_end(&[
        AtEnd::Take,
        AtEnd::Say("452 4.3.1 no room for this now"),
        AtEnd::Take,
        AtEnd::HangUp,
        AtEnd::Say("554 5.6.0 no such mail"),
    ]);
    let mut rosa = house.signed_in("hr-manager");
    let names = ["ada", "bo", "cy", "dee", "eli", "fay"];
    for name in names {
        invite(&mut rosa, name, &format!("{name}@juniperhale.example"));
    }
    // What rests is sent at once when somebody wants it; each time one of the answers above is due.
    let end = Instant::now() + Duration::from_secs(60);
    while !smtp.is_done_with() || !box_of(&mut admin, "waiting").is_empty() {
        assert!(Instant::now() < end, "{:?}", box_of(&mut admin, "waiting"));
        for waiting in box_of(&mut admin, "waiting") {
            if waiting["tries"] != 0 {
                let id = waiting["id"].as_str().unwrap();
                // It may have been sent meanwhile.
                admin.post_json(&format!("/api/v1/mail/{id}/again"), &json!({}));
            }
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let failed = box_of(&mut admin, "failed");
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(
        failed[0]["said"].as_str().unwrap().contains("554 5.6.0"),
        "{failed:?}"
    );
    assert_eq!(box_of(&mut admin, "sent").len(), names.len() - 1);
    for name in names {
        let to = format!("{name}@juniperhale.example");
        let expected = usize::from(failed[0]["to"] != *to);
        assert_eq!(smtp.to(&to).len(), expected, "{to}");
    }
}

#[test]
fn addresses_of_all_alphabets_go_or_are_told_so() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mut admin = house.api("it-administrator").unwrap();
    let mut rosa = house.signed_in("hr-manager");
    assert!(
        invite(&mut rosa, "Ann", "ann@bücher.example")
            .text()
            .contains("Sent to")
    );
    assert_eq!(smtp.wait_for("ann@xn--bcher-kva.example").to.len(), 1);
    invite(&mut rosa, "Ann", "ann+tag@xn--bcher-kva.example");
    smtp.wait_for("ann+tag@xn--bcher-kva.example");
    invite(&mut rosa, "Änn", "ännn@example.org");
    let failed = until(&mut admin, "failed", |held| held.len() == 1);
    assert!(
        failed[0]["said"].as_str().unwrap().contains("SMTPUTF8"),
        "{failed:?}"
    );
    let refused = invite(&mut rosa, "Ann", "a..b@example.org");
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("should look like ann@example.org"),
        "{}",
        refused.text()
    );
}

#[test]
fn a_wrong_password_and_a_server_that_is_another_are_said_in_words() {
    let smtp = Smtp::start(Way::Tls);
    let house = House::with_config(front(&smtp)).unwrap();
    let mut admin = house.api("it-administrator").unwrap();
    let mut wrong = settings(&smtp, "tls");
    wrong["password"] = json!("not the one");
    set(&mut admin, wrong);
    let tried = done(&mut admin, "/api/v1/mail/test", &json!({}));
    assert_eq!(tried["sent"], false);
    let said = tried["said"].as_str().unwrap();
    assert!(
        said.contains("doesn't take the user name and the password") && said.contains("535"),
        "{said}"
    );
    assert!(!said.contains("not the one"));
    let mut it = house.signed_in("it-administrator");
    let shown = it.post_form("/settings/mail/test", &[]);
    assert_eq!(shown.status, 200);
    assert!(
        shown.text().contains("take the user name and the password"),
        "{}",
        shown.text()
    );

    set(&mut admin, json!({ "password": PASSWORD }));
    let tried = done(&mut admin, "/api/v1/mail/test", &json!({}));
    assert_eq!(tried["sent"], true, "{tried}");
    assert!(tried["said"].as_str().unwrap().contains("queued as 4711"));
    assert_eq!(smtp.to(&house.account("it-administrator").email).len(), 1);

    // Another server at that name, whose certificate nobody vouches for: it gets neither password nor mail.
    let other = Smtp::start(Way::Tls);
    set(
        &mut admin,
        json!({ "port": other.port, "password": PASSWORD }),
    );
    let tried = done(&mut admin, "/api/v1/mail/test", &json!({}));
    assert!(
        tried["said"]
            .as_str()
            .unwrap()
            .contains("can't prove that it is the one meant"),
        "{tried}"
    );
    assert!(other.taken().is_empty());
}

#[test]
fn starttls_is_demanded_and_never_given_up_for_clear() {
    let smtp = Smtp::start(Way::StartTls);
    let house = House::with_config(front(&smtp)).unwrap();
    let mut admin = house.api("it-administrator").unwrap();
    set(&mut admin, settings(&smtp, "starttls"));
    let tried = done(&mut admin, "/api/v1/mail/test", &json!({}));
    assert_eq!(tried["sent"], true, "{tried}");
    let seen = smtp.in_clear();
    assert!(
        seen.iter()
            .all(|line| line.starts_with("EHLO") || line == "STARTTLS"),
        "{seen:?}"
    );

    let bare = Smtp::start(Way::Clear);
    let mut change = settings(&bare, "starttls");
    change["password"] = json!(PASSWORD);
    set(&mut admin, change);
    let tried = done(&mut admin, "/api/v1/mail/test", &json!({}));
    assert!(
        tried["said"]
            .as_str()
            .unwrap()
            .contains("offers no STARTTLS"),
        "{tried}"
    );
    assert!(bare.taken().is_empty());
    assert!(
        bare.in_clear()
            .iter()
            .all(|line| !line.starts_with("AUTH") && !line.starts_with("MAIL"))
    );

    // In clear to this very machine only.
    set(&mut admin, settings(&bare, "clear"));
    assert_eq!(
        done(&mut admin, "/api/v1/mail/test", &json!({}))["sent"],
        true
    );
    let answer = patch(&mut admin, &json!({ "host": "smtp.example.org" }));
    assert_eq!(answer.status, 422);
    assert!(
        answer.text().contains("this very machine only"),
        "{}",
        answer.text()
    );
}

#[test]
fn no_line_break_gets_into_a_head() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mut admin = house.api("it-administrator").unwrap();
    for field in ["from", "from_name", "reply_to", "checkpoint_to", "host"] {
        let evil = format!("a@atrium.example\r\nBcc: spy@evil.example{field}");
        let answer = patch(&mut admin, &json!({ field: evil }));
        assert_eq!(answer.status, 422, "{field}: {}", answer.text());
    }
    // A name with a line break is one line, in the house and in the mail.
    let mut rosa = house.signed_in("hr-manager");
    invite(
        &mut rosa,
        "Gus\r\nBcc: spy@evil.example\r\n\r\nOrr",
        "gus@juniperhale.example",
    );
    let bad = invite(
        &mut rosa,
        "Ida",
        "ida@juniperhale.example\r\nRCPT TO:<spy@evil.example>",
    );
    assert_eq!(bad.status, 422);
    let mail = smtp.wait_for("gus@juniperhale.example");
    assert_eq!(mail.to, ["gus@juniperhale.example"]);
    let (head, _) = mail.data.split_once("\r\n\r\n").unwrap();
    assert!(
        !head
            .lines()
            .any(|line| line.to_lowercase().starts_with("bcc")),
        "{head}"
    );
    assert!(smtp.to("spy@evil.example").is_empty());
}

#[test]
fn neither_the_password_nor_a_link_is_in_the_journal_its_export_or_a_page() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mut rosa = house.signed_in("hr-manager");
    let shown = invite(&mut rosa, "Gus Orr", "gus@juniperhale.example").text();
    let (_, link) = shown.split_once("/welcome/").unwrap();
    let link: String = link
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    smtp.wait_for("gus@juniperhale.example");
    let mut api = house.api("it-administrator").unwrap();
    until(&mut api, "sent", |held| !held.is_empty());

    let mut admin = house.signed_in("it-administrator");
    let mut said = format!("{:?}", house.store.entries_after(0, 100_000).unwrap());
    for format in ["jsonl", "csv"] {
        let export = admin.post_form("/journal/export", &[("format", format)]);
        assert_eq!(export.status, 200, "{}", export.text());
        said.push_str(&export.text());
    }
    for door in [
        "/settings/mail",
        "/mail",
        "/mail?show=sent",
        "/journal",
        "/mail-servers/MX-1",
    ] {
        said.push_str(&admin.get(door).text());
    }
    for door in [
        "/api/v1/settings/mail",
        "/api/v1/mail?show=sent",
        "/api/v1/journal",
    ] {
        said.push_str(&api.get(door).text());
    }
    assert!(
        said.contains("mail.edit") && said.contains("mail.send"),
        "the deeds are there"
    );
    // An entry's own bytes are written in hexadecimal.
    for secret in [PASSWORD, link.as_str()] {
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!said.contains(secret) && !said.contains(&hex), "{secret}");
    }
}

#[test]
fn the_password_goes_to_its_own_server_whatever_is_changed_or_undone() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mut admin = house.api("it-administrator").unwrap();
    let trap = Smtp::start(Way::Clear);
    // Elsewhere, without typing it: refused beside the field.
    let answer = patch(
        &mut admin,
        &json!({ "port": trap.port, "security": "clear" }),
    );
    assert_eq!(answer.status, 422);
    assert!(
        answer.text().contains("goes to no other"),
        "{}",
        answer.text()
    );
    // With a password for there, and then undone: the new one isn't sent to the old server either.
    set(
        &mut admin,
        json!({ "port": trap.port, "security": "clear", "username": "other", "password": "for the trap" }),
    );
    let entry = get(&mut admin, "/api/v1/journal?limit=1")["items"][0]["seq"].clone();
    done(
        &mut admin,
        &format!("/api/v1/journal/{entry}/undo"),
        &json!({}),
    );
    let back = get(&mut admin, "/api/v1/settings/mail");
    assert_eq!(
        (back["port"].clone(), back["has_password"].clone()),
        (json!(smtp.port), json!(false))
    );
    let tried = done(&mut admin, "/api/v1/mail/test", &json!({}));
    assert!(
        tried["said"]
            .as_str()
            .unwrap()
            .contains("There is no password"),
        "{tried}"
    );
    assert!(smtp.taken().is_empty());
    let health = get(&mut admin, "/api/v1/health").to_string();
    assert!(health.contains("another server's"), "{health}");
    // Where mail goes is a dangerous deed.
    let account = house.account("it-administrator").id;
    let everyday =
        sign_in::add_token(&house.visit(), account, "test", 1, people::ADMINISTER).unwrap();
    let mut everyday = house.client().with_bearer(&everyday);
    let answer = patch(&mut everyday, &json!({ "on": false }));
    assert_eq!(answer.status, 403, "{}", answer.text());
}

#[test]
fn turned_off_nothing_is_written_and_links_are_handed_over() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mut admin = house.api("it-administrator").unwrap();
    set(&mut admin, json!({ "on": false }));
    let mut rosa = house.signed_in("hr-manager");
    let shown = invite(&mut rosa, "Gus Orr", "gus@juniperhale.example").text();
    assert!(shown.contains("Give them this link yourself"), "{shown}");
    let mei = house.account("team-member").email.clone();
    let asked = house
        .client()
        .post_form("/forgot", &[("email", &mei)])
        .text();
    assert!(asked.contains("by phone or in person"), "{asked}");
    sign_in::answer_links(&house.visit()).unwrap();
    assert!(rosa.get("/users").text().contains("Ask for a link"));
    assert!(letters(&house).is_empty() && smtp.taken().is_empty());

    // Without an address that links could begin with, it can't be turned on.
    let bare = House::with_cast().unwrap();
    let mut admin = bare.api("it-administrator").unwrap();
    let answer = patch(&mut admin, &settings(&smtp, "tls"));
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("Set public"), "{}", answer.text());
}

#[test]
fn a_new_device_is_told_by_mail_and_the_keepers_get_the_checkpoint_of_every_day() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mei = house.account("team-member").clone();
    for _ in 0..2 {
        assert_eq!(
            sign_in(&mut house.client(), &mei.email, cast::PASSWORD).status,
            303
        );
    }
    let told = smtp.wait_for(&mei.email);
    assert!(
        told.text().contains("Signed in from a new device"),
        "{}",
        told.text()
    );
    assert!(told.text().contains("https://atrium.example/inbox"));
    assert!(told.header("Subject").contains("security"));

    let mut admin = house.api("it-administrator").unwrap();
    set(
        &mut admin,
        json!({ "checkpoint_to": ["notary@example.org", "safe@example.org"] }),
    );
    // Some days ago: what is written in the future waits for it.
    let noon = Moment(Moment::now().0 / time::DAY * time::DAY - 36 * time::HOUR);
    let write =
        |at: Moment| administration::write_daily_mail(&house.store, at, &TimeZone::UTC).unwrap();
    write(noon.plus(-7 * time::HOUR));
    let of_today = || {
        letters(&house)
            .iter()
            .filter(|held| held.what == mail::What::Checkpoint)
            .count()
    };
    assert_eq!(of_today(), 0, "not before the night is over");
    write(noon);
    write(noon.plus(time::HOUR));
    assert_eq!(of_today(), 2, "once a day");
    write(noon.plus(time::DAY));
    assert_eq!(of_today(), 4);
    let got = smtp.wait_for("notary@example.org").text();
    let line = got.lines().find(|line| line.starts_with('{')).unwrap();
    let checkpoint: Checkpoint = serde_json::from_str(line).unwrap();
    atrium::data::verify_journal(&house.store, Some(&checkpoint)).unwrap();
    // A month later nothing of it is kept.
    until(&mut admin, "waiting", |held| held.is_empty());
    house.strike(noon.plus(40 * time::DAY)).unwrap();
    let past = noon.plus(4 * time::DAY);
    let old = |held: &mail::OutgoingMail| held.delivery.ended.is_some_and(|at| at < past);
    assert!(!letters(&house).iter().any(old));
}

#[test]
fn backups_that_no_drill_proves_are_told_by_mail_once_a_day() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let now = Moment::now();
    let noon = Moment(now.0 / time::DAY * time::DAY + 12 * time::HOUR);
    // The watch begins; nothing is drilled from then on.
    administration::drill_due(&house.store, now, &TimeZone::UTC).unwrap();
    let told = || {
        letters(&house)
            .iter()
            .filter(|held| held.what == mail::What::Backups)
            .count()
    };
    let write =
        |at: Moment| administration::write_daily_mail(&house.store, at, &TimeZone::UTC).unwrap();
    write(noon);
    assert_eq!(told(), 0);
    write(noon.plus(3 * time::DAY));
    let first = told();
    assert!(first > 0);
    write(noon.plus(3 * time::DAY + time::HOUR));
    assert_eq!(told(), first);
    let keeper = house.account("it-administrator").id;
    let id: Id<people::User> = keeper;
    assert!(
        letters(&house)
            .iter()
            .any(|held| held.person == id.raw() && held.what == mail::What::Backups)
    );
}

#[test]
fn pages_of_mail() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let mut admin = house.api("it-administrator").unwrap();
    let mut rosa = house.signed_in("hr-manager");
    invite(&mut rosa, "Gus Orr", "gus@juniperhale.example");
    until(&mut admin, "sent", |held| !held.is_empty());
    smtp.refuse(Some(
        "550 5.1.1 no such mailbox here, and the sender may look up why",
    ));
    invite(&mut rosa, "Ida Orr", "ida@juniperhale.example");
    until(&mut admin, "failed", |held| !held.is_empty());
    smtp.refuse(Some("451 4.7.1 greylisted, come back in five minutes"));
    invite(&mut rosa, "Kit Orr", "kit@juniperhale.example");
    until(&mut admin, "waiting", |held| {
        held.iter().any(|mail| mail["tries"] == 1)
    });
    let browser = Browser::launch();
    let page = browser.page();
    looks::sign_in(&house, &page, "it-administrator");
    let mut wrong = Vec::new();
    for (name, path) in [
        ("mail-settings", "/settings/mail"),
        ("mail-waiting", "/mail"),
        ("mail-failed", "/mail?show=failed"),
        ("mail-sent", "/mail?show=sent"),
        ("mail-dropped", "/mail?show=dropped"),
        ("mail-health", "/health"),
        ("mail-inbound", "/settings/mail/inbound"),
        ("mail-received", "/mail/received"),
        ("mail-pushes", "/pushes-out"),
    ] {
        wrong.extend(looks::look(&house, &page, name, path));
    }
    page.goto(&house.url("/settings/mail"));
    page.click("form[action='/settings/mail/test'] button");
    page.wait(".banner");
    page.clear_cookies();
    looks::sign_in(&house, &page, "auditor");
    wrong.extend(looks::look(&house, &page, "mail-auditor", "/settings/mail"));
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn an_invoice_is_mailed_in_its_readers_language() {
    let smtp = Smtp::start(Way::Tls);
    let house = house(&smtp);
    let project = planned(&house, "web-wordpress");
    let email = portal_person(&house, &project);
    let mut wade = house.client();
    assert_eq!(sign_in(&mut wade, &email, cast::PASSWORD).status, 303);
    let speaks = wade.post_form("/me/look", &[("language", "de")]);
    assert_eq!(speaks.status, 303, "{}", speaks.text());
    let mut jonas = house.api("project-manager").unwrap();
    let held = get(&mut jonas, &format!("/api/v1/projects/{project}"));
    let client = held["client"].as_str().unwrap().to_owned();
    let mut ruth = house.api("accountant").unwrap();
    let invoice = issued(&mut ruth, &client, "49.00");
    let send = format!("{}/send", at(invoice["id"].as_str().unwrap()));
    done(&mut ruth, &send, &json!({}));
    let subject = format!("Rechnung {}", invoice["number"].as_str().unwrap());
    let put = letters(&house);
    let found = put.iter().find(|held| held.subject.contains(&subject));
    let found = found.unwrap_or_else(|| panic!("{subject} is in none of {}", put.len()));
    assert_eq!(found.to, email);
}
