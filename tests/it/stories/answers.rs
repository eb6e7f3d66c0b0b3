//! Answers by mail: who they are from and on what, what of them is posted, what is dropped and what is left, once over
//! servers that are slow, refuse, break off, lie or are gone, and over a house that starts again.

use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::{Arc, atomic::AtomicUsize},
    time::{Duration, Instant},
};

use super::{killed::start, uploads::clamd};
use crate::support::{
    imap::{self, Imap, Mood},
    smtp::{Mail, PASSWORD, Smtp, USER, Way},
    steps::{done, get, page, refused},
};
use atrium::{
    base::{Id, Moment, time},
    data::{Ref, Visit},
    extract::Worker,
    features::{
        authority,
        inbox::{self, NoticeType, Reach, Reason},
        leads::{self, LeadForm, NewLead},
        mail,
        people::{self, User},
        sign_in,
    },
    testing::{
        cast,
        client::Client,
        house::{House, fresh_folder, open_store},
    },
    web::{Hosts, Scanner, ServerConfig},
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

const CALLED: NoticeType = NoticeType::new(
    "tasks.assigned",
    "Task given to me",
    "the task is given to you",
    Reason::Assigned,
)
.usually(Reach::MAILED);

/// A house that sends mail and looks into a mailbox.
fn answering(smtp: &Smtp, imap: &Imap) -> House {
    scanned(smtp, imap, None)
}

/// The same where a scanner is asked about files.
fn scanned(smtp: &Smtp, imap: &Imap, scanner: Option<SocketAddr>) -> House {
    let house = House::with_config(front(smtp, imap, scanner)).unwrap();
    reads(&house);
    let mut admin = house.api("it-administrator").unwrap();
    let server = json!({
        "on": true, "host": "localhost", "port": smtp.port, "security": "tls", "username": USER,
        "password": PASSWORD, "from": "house@atrium.example", "from_name": "Juniper & Hale",
    });
    patch(&mut admin, "/api/v1/settings/mail", &server);
    patch(&mut admin, "/api/v1/settings/mail/inbound", &mailbox(imap));
    house
}

/// A house that knows by which address people come, and trusts both servers.
fn front(
    smtp: &Smtp,
    imap: &Imap,
    scanner: Option<SocketAddr>,
) -> impl FnOnce(&mut ServerConfig) + use<> {
    let path = trusted(smtp, imap);
    move |front| {
        front.scanner = scanner.map(|at| Scanner::read(&format!("tcp:{at}")).unwrap());
        front.hosts = Hosts::new(
            "https://atrium.example",
            "https://portal.example",
            &["127.0.0.1".into()],
        )
        .into();
        front.ca_file = Some(path);
    }
}

fn reads(house: &House) {
    house
        .store
        .provide(Arc::new(Worker::new(env!("CARGO_BIN_EXE_atrium"))));
}

fn trusted(smtp: &Smtp, imap: &Imap) -> PathBuf {
    let name = format!("atrium-answers-{}-{}.pem", std::process::id(), imap.port);
    let path = std::env::temp_dir().join(name);
    let both = format!("{}{}", smtp.certificate, imap.certificate);
    std::fs::write(&path, both).unwrap();
    path
}

fn mailbox(imap: &Imap) -> Value {
    json!({
        "on": true, "host": "localhost", "port": imap.port, "username": imap::USER, "password": imap::PASSWORD,
        "address": "reply@atrium.example", "folder": "INBOX", "staff": true, "clients": true,
    })
}

#[track_caller]
fn patch(client: &mut Client, path: &str, change: &Value) -> Value {
    let json = [("content-type", "application/json")];
    let answer = client.request("PATCH", path, &json, change.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

/// Tells somebody of what was done a minute ago: its mail waits for no Undo any more, and goes at once.
fn tell(house: &House, to: Id<User>, about: Ref) {
    let ago = Moment::now().plus(-time::MINUTE);
    Visit::system(&house.store, ago, TimeZone::UTC)
        .act(people::ADMINISTER, move |change| {
            change.event();
            inbox::notify(change, to, &CALLED, about, "Have a look at this")
        })
        .unwrap();
}

/// A lead of the closer's, as the API calls it, and a mail to them about it.
fn lead_and_mail(house: &House, smtp: &Smtp) -> (String, Mail) {
    let mut omar = house.api("sales-closer").unwrap();
    let made = done(
        &mut omar,
        "/api/v1/leads",
        &json!({ "company": "Blue Door Bakery", "source": "referral" }),
    );
    let lead = made["id"].as_str().unwrap().to_owned();
    let account = house.account("sales-closer").clone();
    let about = house.store.schema().parse_number(&lead).unwrap();
    tell(house, account.id, about);
    (lead, smtp.wait_for(&account.email))
}

/// The address between the brackets of a header.
fn bare(header: &str) -> &str {
    let inner = header.rsplit_once('<').map_or(header, |(_, rest)| rest);
    inner.trim_end_matches('>')
}

fn answer(from: &str, to: &str, id: &str, more: &str, words: &str) -> String {
    format!(
        "From: Somebody <{from}>\nTo: {to}\nMessage-ID: <{id}@example.org>\nSubject: Re: Have a look\n{more}\n{words}\n\nOn Mon, 2 Nov 2026 at 10:01, Juniper <house@atrium.example> wrote:\n> Have a look at this\n"
    )
}

fn posts(client: &mut Client, on: &str) -> Vec<Value> {
    let answer = get(
        client,
        &format!("/api/v1/conversations/{on}/posts?limit=100"),
    );
    answer["items"].as_array().unwrap().clone()
}

fn received(admin: &mut Client, outcome: &str) -> Vec<Value> {
    let answer = get(
        admin,
        &format!("/api/v1/mail/received?show={outcome}&limit=100"),
    );
    answer["items"].as_array().unwrap().clone()
}

fn look(admin: &mut Client) {
    done(admin, "/api/v1/mail/received/fetch", &json!({}));
}

/// How the job that looks into the mailbox stands, as Health has it.
fn job(admin: &mut Client) -> Value {
    let health = get(admin, "/api/v1/health");
    let mut jobs = health["jobs"].as_array().unwrap().iter();
    jobs.find(|job| job["id"] == "mailbox").unwrap().clone()
}

/// What keeps the mailbox from being looked into.
fn trouble(admin: &mut Client) -> String {
    job(admin)["trouble"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// Waits until no look is under way, nor begins.
fn rests(admin: &mut Client) {
    let end = Instant::now() + Duration::from_secs(60);
    let mut seen = Value::Null;
    loop {
        let now = job(admin);
        if now["state"] == "waiting" && now["runs"] == seen {
            return;
        }
        assert!(Instant::now() < end, "{now}");
        seen = now["runs"].clone();
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Has the mailbox looked into until it is as it should be.
#[track_caller]
fn until<T: std::fmt::Debug>(
    admin: &mut Client,
    mut what: impl FnMut(&mut Client) -> T,
    fits: impl Fn(&T) -> bool,
) -> T {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let held = what(admin);
        if fits(&held) {
            return held;
        }
        if Instant::now() > end {
            let (job, left) = (job(admin), received(admin, "left"));
            panic!("{held:?}\nthe job: {job}\nleft: {left:?}");
        }
        look(admin);
        std::thread::sleep(Duration::from_millis(150));
    }
}

#[test]
fn an_answer_is_posted_once_in_the_name_of_whoever_wrote_it() {
    let (smtp, imap) = (Smtp::start(Way::Tls), Imap::start());
    let house = answering(&smtp, &imap);
    let (lead, mail) = lead_and_mail(&house, &smtp);
    let omar = house.account("sales-closer").clone();
    let to = bare(&mail.header("Reply-To")).to_owned();
    assert!(
        to.starts_with("reply+") && to.ends_with("@atrium.example"),
        "{to}"
    );
    let word = to
        .trim_start_matches("reply+")
        .trim_end_matches("@atrium.example")
        .to_owned();
    assert!(mail.header("Message-ID").contains(&word), "{}", mail.data);
    assert!(
        mail.text()
            .starts_with("--- Write your answer above this line"),
        "{}",
        mail.text()
    );
    assert!(
        mail.header("References").contains(&lead.to_lowercase()),
        "{}",
        mail.data
    );

    let file = "--X\nContent-Type: application/pdf; name=\"brief.pdf\"\nContent-Disposition: attachment; filename=\"brief.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQgYnJpZWY=\n--X\nContent-Type: application/octet-stream; name=\"run.exe\"\nContent-Disposition: attachment; filename=\"run.exe\"\nContent-Transfer-Encoding: base64\n\nTVqQAAMAAAAEAAAA\n--X--\n";
    let whole = format!(
        "From: Omar <{}>\nTo: {to}\nMessage-ID: <one@example.org>\nSubject: Re: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n--X\nContent-Type: text/plain\n\nThey want it by Friday.\n\nOn Mon, 2 Nov 2026, Juniper <house@atrium.example> wrote:\n> Have a look\n\n-- \nOmar\n{file}",
        omar.email.to_uppercase()
    );
    let number = imap.deliver(&whole);
    let mut admin = house.api("it-administrator").unwrap();
    let posted = until(
        &mut admin,
        |admin| received(admin, "posted"),
        |held| held.len() == 1,
    );
    assert_eq!(posted[0]["person"], omar.id.to_string());
    let mut api = house.api("sales-closer").unwrap();
    let said = posts(&mut api, &lead);
    assert_eq!(said.len(), 1, "{said:?}");
    let text = said[0]["text"].as_str().unwrap();
    assert!(text.starts_with("They want it by Friday."), "{text}");
    assert!(
        !text.contains("Have a look") && !text.contains("Omar"),
        "{text}"
    );
    assert!(
        text.contains("A file wasn't taken") && text.contains("run.exe"),
        "{text}"
    );
    assert_eq!(said[0]["files"].as_array().unwrap().len(), 1, "{said:?}");
    assert_eq!(said[0]["channel"], "mail");
    until(&mut admin, |_| imap.mail(number).seen, |seen| *seen);

    // The same mail again, also under other numbers and in a house that starts again: known.
    imap.deliver(&whole);
    imap.renumber();
    let house = house.restarted(front(&smtp, &imap, None)).unwrap();
    reads(&house);
    let mut admin = house.api("it-administrator").unwrap();
    let fetched = imap.fetched();
    until(&mut admin, |_| imap.fetched(), |now| *now > fetched);
    look(&mut admin);
    let mut api = house.api("sales-closer").unwrap();
    assert_eq!(posts(&mut api, &lead).len(), 1);
    assert_eq!(received(&mut admin, "posted").len(), 1);

    // Its address got lost on the way, and the message that it answers is named.
    let id = mail.header("Message-ID");
    imap.deliver(&answer(
        &omar.email,
        "house@atrium.example",
        "two",
        &format!("In-Reply-To: {id}\n"),
        "By references.",
    ));
    until(
        &mut admin,
        |admin| received(admin, "posted"),
        |held| held.len() == 2,
    );
    assert_eq!(posts(&mut api, &lead).len(), 2);
}

#[test]
fn what_is_no_answer_of_its_person_is_left_unread_and_listed_with_the_reason() {
    let (smtp, imap) = (Smtp::start(Way::Tls), Imap::start());
    let house = answering(&smtp, &imap);
    let (lead, mail) = lead_and_mail(&house, &smtp);
    let omar = house.account("sales-closer").clone();
    let mei = house.account("team-member").clone();
    let to = bare(&mail.header("Reply-To")).to_owned();
    let forged = to.replacen("reply+", "reply+a", 1);
    let left = [
        imap.deliver(&answer(&mei.email, &to, "a", "", "I am Omar.")),
        imap.deliver(&answer(&omar.email, &forged, "b", "", "Guessed.")),
        imap.deliver(&answer(
            "stranger@example.org",
            "reply@atrium.example",
            "c",
            "",
            "Hello?",
        )),
        imap.deliver(&answer(&omar.email, &to, "d", "", "> Have a look at this")),
        imap.deliver("this is no mail at all"),
    ];
    let programs = [
        imap.deliver(&answer(
            &omar.email,
            &to,
            "e",
            "Auto-Submitted: auto-replied\n",
            "I am away.",
        )),
        imap.deliver(&answer(
            &omar.email,
            &to,
            "f",
            "List-Id: <news.example.org>\n",
            "News.",
        )),
        imap.deliver(&answer("house@atrium.example", &to, "g", "", "A loop.")),
    ];
    let mut admin = house.api("it-administrator").unwrap();
    let listed = until(
        &mut admin,
        |admin| received(admin, "left"),
        |held| held.len() == left.len(),
    );
    until(
        &mut admin,
        |admin| received(admin, "dropped"),
        |held| held.len() == programs.len(),
    );
    let reason = |from: &str| {
        let held = listed.iter().find(|mail| mail["from"] == from).unwrap();
        held["reason"].as_str().unwrap().to_owned()
    };
    assert!(
        reason(&mei.email).contains("comes from another address"),
        "{listed:?}"
    );
    assert!(
        reason("stranger@example.org").contains("answers none of our mails"),
        "{listed:?}"
    );
    assert!(
        left.iter().all(|number| !imap.mail(*number).seen),
        "they stay as they are"
    );
    until(
        &mut admin,
        |_| programs.iter().all(|number| imap.mail(*number).seen),
        |seen| *seen,
    );
    let mut api = house.api("sales-closer").unwrap();
    assert!(posts(&mut api, &lead).is_empty());
    let mut it = house.signed_in("it-administrator");
    let shown = page(&mut it, "/mail/received");
    assert!(
        shown.contains("stranger@example.org") && !shown.contains("Hello?"),
        "{shown}"
    );

    // Nor are answers of staff taken where the house doesn't want them.
    patch(
        &mut admin,
        "/api/v1/settings/mail/inbound",
        &json!({ "staff": false }),
    );
    imap.deliver(&answer(&omar.email, &to, "h", "", "From outside."));
    until(
        &mut admin,
        |admin| received(admin, "left"),
        |held| held.len() == left.len() + 1,
    );
    assert!(posts(&mut api, &lead).is_empty());
    // When the reason is gone, somebody has it taken in after all; what is done with is no more to be had.
    patch(
        &mut admin,
        "/api/v1/settings/mail/inbound",
        &json!({ "staff": true }),
    );
    let last = received(&mut admin, "left")[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let again = format!("/api/v1/mail/received/{last}/again");
    done(&mut admin, &again, &json!({}));
    until(
        &mut admin,
        |admin| received(admin, "posted"),
        |held| held.len() == 1,
    );
    assert_eq!(posts(&mut api, &lead).len(), 1);
    refused(&mut admin, &again, &json!({}), 409);
    // One that is told apart at last has another name then, and is noted once all the same.
    imap.rewrite(
        left[4],
        &answer(&omar.email, &to, "i", "", "Here I am after all."),
    );
    let unread = received(&mut admin, "left")
        .iter()
        .find(|mail| mail["from"].as_str().unwrap_or_default().is_empty())
        .map(|mail| mail["id"].as_str().unwrap().to_owned())
        .unwrap();
    done(
        &mut admin,
        &format!("/api/v1/mail/received/{unread}/again"),
        &json!({}),
    );
    until(
        &mut admin,
        |admin| received(admin, "posted"),
        |held| held.len() == 2,
    );
    assert_eq!(received(&mut admin, "left").len(), left.len() - 1);
    rests(&mut admin);
    let fetched = imap.fetched();
    look(&mut admin);
    rests(&mut admin);
    assert_eq!(imap.fetched(), fetched, "nothing is wanted any more");
    // Whose business it isn't sees no such page.
    let mut stranger = house.signed_in("team-member");
    for door in ["/mail/received", "/settings/mail/inbound"] {
        assert_eq!(stranger.get(door).status, 403, "{door}");
    }
}

#[test]
fn a_server_that_is_slow_refuses_breaks_off_or_lies_loses_and_doubles_nothing() {
    let (smtp, imap) = (Smtp::start(Way::Tls), Imap::start());
    let house = answering(&smtp, &imap);
    let (lead, mail) = lead_and_mail(&house, &smtp);
    let omar = house.account("sales-closer").clone();
    let to = bare(&mail.header("Reply-To")).to_owned();
    let mut admin = house.api("it-administrator").unwrap();
    for (n, mood) in [Mood::BreaksOff, Mood::Floods, Mood::Babbles, Mood::Raves]
        .into_iter()
        .enumerate()
    {
        rests(&mut admin);
        imap.mood(mood);
        imap.deliver(&answer(
            &omar.email,
            &to,
            &format!("m{n}"),
            "",
            &format!("Number {n}."),
        ));
        until(&mut admin, trouble, |said| said.contains("at localhost"));
        assert_eq!(received(&mut admin, "posted").len(), n, "{mood:?}");
        imap.mood(Mood::Slow);
        until(
            &mut admin,
            |admin| received(admin, "posted"),
            |held| held.len() == n + 1,
        );
        until(&mut admin, trouble, String::is_empty);
    }
    // What is posted and can't be marked is posted once, and marked when that goes again.
    imap.mood(Mood::MarksNothing);
    let number = imap.deliver(&answer(&omar.email, &to, "m9", "", "Number 9."));
    until(
        &mut admin,
        |admin| received(admin, "posted"),
        |held| held.len() == 5,
    );
    for _ in 0..3 {
        look(&mut admin);
    }
    assert!(!imap.mail(number).seen);
    imap.mood(Mood::Well);
    until(&mut admin, |_| imap.mail(number).seen, |seen| *seen);
    // An answer with another mail's number is none to what was asked.
    imap.mood(Mood::Swaps);
    imap.deliver(&answer(&omar.email, &to, "m10", "", "Number 10."));
    let fetched = imap.fetched();
    until(&mut admin, |_| imap.fetched(), |now| *now > fetched);
    let mut api = house.api("sales-closer").unwrap();
    let said: Vec<String> = posts(&mut api, &lead)
        .iter()
        .map(|post| post["text"].as_str().unwrap().to_owned())
        .collect();
    let mut once = said.clone();
    once.sort();
    once.dedup();
    assert_eq!((said.len(), once.len()), (5, 5), "{said:?}");
    // Nobody answers: said in words, and nothing else stops.
    drop(imap);
    look(&mut admin);
    until(&mut admin, trouble, |said| {
        said.contains("Nobody answers at localhost")
    });
}

#[test]
fn the_mailbox_is_tried_and_its_password_goes_nowhere_else() {
    let (smtp, imap) = (Smtp::start(Way::Tls), Imap::start());
    let house = answering(&smtp, &imap);
    let mut admin = house.api("it-administrator").unwrap();
    imap.deliver("From: a@example.org\n\nhello\n");
    let tried = done(&mut admin, "/api/v1/settings/mail/inbound/test", &json!({}));
    assert_eq!(tried["opened"], true, "{tried}");
    assert!(
        tried["said"].as_str().unwrap().contains("in INBOX"),
        "{tried}"
    );
    assert!(!imap.mail(1).seen);
    // Another server gets another password or none.
    let other = Imap::start();
    let answer = admin.request(
        "PATCH",
        "/api/v1/settings/mail/inbound",
        &[("content-type", "application/json")],
        json!({ "port": other.port }).to_string().as_bytes(),
    );
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(
        answer.text().contains("goes to no other"),
        "{}",
        answer.text()
    );
    patch(
        &mut admin,
        "/api/v1/settings/mail/inbound",
        &json!({ "password": "wrong" }),
    );
    let tried = done(&mut admin, "/api/v1/settings/mail/inbound/test", &json!({}));
    assert_eq!(tried["opened"], false);
    let said = tried["said"].as_str().unwrap();
    assert!(
        said.contains("doesn't take the user name and the password") && !said.contains("wrong"),
        "{said}"
    );
    // A server whose certificate nobody vouches for hears nothing.
    patch(
        &mut admin,
        "/api/v1/settings/mail/inbound",
        &json!({ "port": other.port, "password": imap::PASSWORD }),
    );
    let tried = done(&mut admin, "/api/v1/settings/mail/inbound/test", &json!({}));
    assert!(
        tried["said"]
            .as_str()
            .unwrap()
            .contains("can't prove that it is the one meant"),
        "{tried}"
    );
    let journal = format!("{:?}", house.store.entries_after(0, 100_000).unwrap());
    let hex: String = imap::PASSWORD
        .bytes()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(!journal.contains(imap::PASSWORD) && !journal.contains(&hex));
    // What is wrong is refused beside its field, and none of it is mended into something else.
    for (field, wrong) in [
        ("address", json!({ "address": "no address" })),
        ("folder", json!({ "folder": "Gäste" })),
        ("folder", json!({ "folder": "IN\r\nBOX" })),
        ("done_folder", json!({ "done_folder": "Do\tne" })),
        (
            "username",
            json!({ "username": "reply\r\nA2 LOGOUT", "password": "x" }),
        ),
        ("host", json!({ "host": "localhost\r\nx", "password": "x" })),
        ("keeper", json!({ "strangers": "both" })),
    ] {
        let answer = admin.request(
            "PATCH",
            "/api/v1/settings/mail/inbound",
            &[("content-type", "application/json")],
            wrong.to_string().as_bytes(),
        );
        assert_eq!(answer.status, 422, "{wrong}");
        let said = answer.json();
        assert_eq!(said["errors"][0]["field"], field, "{wrong}: {said}");
    }
    let mut it = house.signed_in("it-administrator");
    let shown = page(&mut it, "/settings/mail/inbound");
    assert!(
        shown.contains("There is one. Left empty") && !shown.contains(imap::PASSWORD),
        "{shown}"
    );
}

#[test]
fn a_mail_that_came_back_marks_its_address_until_somebody_says_that_it_works() {
    let (smtp, imap) = (Smtp::start(Way::Tls), Imap::start());
    let house = answering(&smtp, &imap);
    let (_, mail) = lead_and_mail(&house, &smtp);
    let omar = house.account("sales-closer").clone();
    let report = |id: &str, action: &str, status: &str, mark: &str| {
        format!(
            "From: MAILER-DAEMON@mx.example\nReturn-Path: <>\nMessage-ID: <{mark}@mx.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=X\n\n--X\nContent-Type: text/plain\n\nSorry.\n--X\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 550 no such mailbox\n\n--X\nContent-Type: message/rfc822\n\nFrom: house@atrium.example\nMessage-ID: {id}\nSubject: x\n\nHello\n--X--\n",
            omar.email
        )
    };
    let ours = mail.header("Message-ID");
    imap.deliver(&report("<0123@other.example>", "failed", "5.1.1", "r1"));
    imap.deliver(&report(&ours, "delayed", "4.4.1", "r2"));
    imap.deliver(&report(&ours, "failed", "5.1.1", "r3"));
    let mut admin = house.api("it-administrator").unwrap();
    until(
        &mut admin,
        |admin| received(admin, "bounced"),
        |held| held.len() == 1,
    );
    until(
        &mut admin,
        |admin| received(admin, "dropped"),
        |held| held.len() == 2,
    );
    let held = get(&mut admin, "/api/v1/mail/received/addresses");
    let held = held["items"].as_array().unwrap().clone();
    assert_eq!(held.len(), 1, "{held:?}");
    assert_eq!(held[0]["address"], omar.email.to_lowercase());
    assert!(
        held[0]["said"]
            .as_str()
            .unwrap()
            .contains("no such mailbox")
    );
    let told = get(&mut admin, "/api/v1/notifications?show=open&limit=100").to_string();
    assert!(told.contains("comes back"), "{told}");
    let mut hr = house.signed_in("hr-manager");
    let shown = page(&mut hr, &format!("/users/{}", omar.id));
    assert!(shown.contains("Mail to this address comes back"), "{shown}");
    let id = held[0]["id"].as_str().unwrap();
    done(
        &mut admin,
        &format!("/api/v1/mail/received/addresses/{id}/works"),
        &json!({}),
    );
    assert!(!page(&mut hr, &format!("/users/{}", omar.id)).contains("comes back"));
    refused(
        &mut admin,
        &format!("/api/v1/mail/received/addresses/{id}/works"),
        &json!({}),
        404,
    );
}

#[test]
fn a_stranger_becomes_a_lead_and_a_clients_person_a_ticket_where_the_house_wants_it() {
    let (smtp, imap) = (Smtp::start(Way::Tls), Imap::start());
    let house = answering(&smtp, &imap);
    let mut admin = house.api("it-administrator").unwrap();
    let company = json!({ "name": "Delgado Tile" });
    let company = done(
        &mut house.api("account-manager").unwrap(),
        "/api/v1/clients",
        &company,
    );
    assert_eq!(company["id"], "CL-101", "the client's person is of it");
    let keeper = house.account("administrator").id.to_string();
    // Also for a look that is under way, what was changed counts from the next mail on.
    imap.mood(Mood::Slow);
    look(&mut admin);
    patch(
        &mut admin,
        "/api/v1/settings/mail/inbound",
        &json!({ "strangers": "both", "keeper": keeper, "done_folder": "Done" }),
    );
    let client = house.account("client").clone();
    let number = imap.deliver("From: Kit Orr <kit@bluedoor.example>\nTo: reply@atrium.example\nMessage-ID: <s1@x>\nSubject: A new site\n\nWe bake bread and want a site.\n");
    imap.deliver(&format!("From: <{}>\nTo: reply@atrium.example\nMessage-ID: <s2@x>\nSubject: The form is broken\n\nNobody can write to us.\n", client.email));
    imap.mood(Mood::Well);
    let made = until(
        &mut admin,
        |admin| received(admin, "made"),
        |held| held.len() == 2,
    );
    let about: Vec<&str> = made
        .iter()
        .map(|mail| mail["about"].as_str().unwrap())
        .collect();
    let mut keeper = house.api("administrator").unwrap();
    let lead = about
        .iter()
        .find(|number| number.starts_with("LD-"))
        .unwrap();
    let lead = get(&mut keeper, &format!("/api/v1/leads/{lead}"));
    assert_eq!(lead["email"], "kit@bluedoor.example");
    assert!(
        lead["wish"].as_str().unwrap().contains("We bake bread"),
        "{lead}"
    );
    let ticket = about
        .iter()
        .find(|number| number.starts_with("TK-"))
        .unwrap();
    let ticket = get(&mut keeper, &format!("/api/v1/tickets/{ticket}"));
    assert_eq!(ticket["title"], "The form is broken");
    until(
        &mut admin,
        |_| imap.mail(number).folder,
        |folder| folder == "Done",
    );
    // The same person again is one that is there already: left, with the number of it.
    imap.deliver("From: Kit Orr <kit@bluedoor.example>\nTo: reply@atrium.example\nMessage-ID: <s3@x>\nSubject: Hello again\n\nDid you get it?\n");
    let left = until(
        &mut admin,
        |admin| received(admin, "left"),
        |held| held.len() == 1,
    );
    let reason = left[0]["reason"].as_str().unwrap();
    assert!(
        reason.contains("LD-") && !reason.contains("Say yes here"),
        "{left:?}"
    );
    // A program that answers each mail with another comes to its end: one address makes five within an hour.
    for n in 0..6 {
        imap.deliver(&format!("From: <{}>\nTo: reply@atrium.example\nMessage-ID: <loop{n}@x>\nSubject: Question {n}\n\nIs it done yet?\n", client.email.to_uppercase()));
    }
    let left = until(
        &mut admin,
        |admin| received(admin, "left"),
        |held| held.len() == 3,
    );
    let said = |mail: &Value| mail["reason"].as_str().unwrap().contains("within an hour");
    assert_eq!(left.iter().filter(|mail| said(mail)).count(), 2, "{left:?}");
    assert_eq!(received(&mut admin, "made").len(), 6);
}

#[test]
fn files_of_an_answer_pass_the_scanner_or_wait_for_it() {
    let (smtp, imap) = (Smtp::start(Way::Tls), Imap::start());
    let (address, _listening) = clamd(Arc::new(AtomicUsize::new(0)));
    let house = scanned(&smtp, &imap, Some(address));
    let (lead, mail) = lead_and_mail(&house, &smtp);
    let omar = house.account("sales-closer").clone();
    let with = |to: &str, id: &str, names: &[(&str, &str)]| {
        let mut whole = format!(
            "From: <{}>\nTo: {to}\nMessage-ID: <{id}@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n--X\nContent-Type: text/plain\n\nThree files.\n",
            omar.email
        );
        for (name, content) in names {
            whole.push_str(&format!("--X\nContent-Type: text/plain; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n\n{content}\n"));
        }
        format!("{whole}--X--\n")
    };
    let to = bare(&mail.header("Reply-To")).to_owned();
    let files = [
        ("good.txt", "words"),
        ("bad.txt", "EICAR"),
        ("odd.txt", "confuse"),
    ];
    imap.deliver(&with(&to, "one", &files));
    let mut admin = house.api("it-administrator").unwrap();
    until(
        &mut admin,
        |admin| received(admin, "posted"),
        |held| held.len() == 1,
    );
    let said = posts(&mut house.api("sales-closer").unwrap(), &lead);
    let text = said[0]["text"].as_str().unwrap();
    assert!(
        text.contains("found Eicar-Test-Signature in bad.txt"),
        "{text}"
    );
    assert!(text.contains("could not look through odd.txt"), "{text}");
    assert_eq!(said[0]["files"].as_array().unwrap().len(), 1, "{said:?}");

    // Where it is away, nothing is taken in and nothing is marked.
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (smtp, imap) = (Smtp::start(Way::Tls), Imap::start());
    let house = scanned(&smtp, &imap, Some(gone));
    let (_, mail) = lead_and_mail(&house, &smtp);
    let to = bare(&mail.header("Reply-To")).to_owned();
    let number = imap.deliver(&with(&to, "two", &files[..1]));
    let mut admin = house.api("it-administrator").unwrap();
    until(&mut admin, |_| imap.fetched(), |count| *count >= 2);
    assert!(received(&mut admin, "posted").is_empty() && received(&mut admin, "left").is_empty());
    assert!(!imap.mail(number).seen);
}

/// The real process, killed while it takes mails in: what it had posted it knows again, and what it had not it posts.
#[test]
fn each_mail_is_posted_once_however_often_the_house_is_killed() {
    const MAILS: usize = 10;
    let imap = Imap::start();
    let folder = fresh_folder("answers-killed").unwrap();
    let authority = folder.join("authority.pem");
    std::fs::write(&authority, &imap.certificate).unwrap();
    let config = format!("public = \"https://atrium.example\"\nca_file = {authority:?}\n");
    std::fs::write(folder.join("atrium.toml"), config).unwrap();
    let (token, reader, lead) = {
        let store = open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
        let of = |role: &str| accounts.iter().find(|a| a.role == role).unwrap().clone();
        let (admin, omar) = (of("it-administrator"), of("sales-closer"));
        let token = sign_in::add_token_for(&visit, admin.id, "test", 1, people::ADMINISTER, true);
        let reader = sign_in::add_token(&visit, omar.id, "test", 1, people::ADMINISTER).unwrap();
        let theirs = authority::eyes_of(&visit, omar.id).unwrap().unwrap();
        let lead = LeadForm {
            company: "Blue Door Bakery".into(),
            ..LeadForm::default()
        };
        let new = NewLead {
            lead,
            despite: false,
        };
        let lead = leads::create(&theirs, new).unwrap();
        let about = lead.as_ref();
        let person = omar.id.raw();
        let word = mail::answer::token(&store, mail::answer::Answer { person, about });
        let to = format!("reply+{word}@atrium.example");
        for n in 0..MAILS {
            imap.deliver(&answer(
                &omar.email,
                &to,
                &format!("k{n}"),
                "",
                &format!("Number {n}."),
            ));
        }
        store.close();
        (token.unwrap(), reader, lead.to_string())
    };
    imap.mood(Mood::Slow);
    let mut rest = 150;
    for round in 0.. {
        let (mut child, address) = start(&folder);
        let mut admin = Client::new(address).with_bearer(&token);
        if round == 0 {
            patch(&mut admin, "/api/v1/settings/mail/inbound", &mailbox(&imap));
        }
        look(&mut admin);
        if round < 4 {
            std::thread::sleep(Duration::from_millis(rest));
            rest += 230;
            child.kill().unwrap();
            child.wait().unwrap();
            continue;
        }
        imap.mood(Mood::Well);
        until(
            &mut admin,
            |admin| received(admin, "posted").len(),
            |count| *count == MAILS,
        );
        until(
            &mut admin,
            |_| (1..=MAILS as u32).all(|number| imap.mail(number).seen),
            |seen| *seen,
        );
        let mut omar = Client::new(address).with_bearer(&reader);
        let mut said: Vec<String> = posts(&mut omar, &lead)
            .iter()
            .map(|post| post["text"].as_str().unwrap().to_owned())
            .collect();
        said.sort();
        let expected: Vec<String> = (0..MAILS).map(|n| format!("Number {n}.")).collect();
        assert_eq!(said, expected);
        child.kill().unwrap();
        child.wait().unwrap();
        break;
    }
    let _ = std::fs::remove_dir_all(&folder);
}
