//! A client's person reads their portal in German and in English again: every page of it, what forms refuse, and what the
//! door says to whoever isn't known. Words that people wrote stay as they are, and staff and programs read English.

use std::collections::BTreeSet;

use atrium::testing::{
    cast::PASSWORD,
    client::{Client, Response},
    house::House,
};

use super::{
    invoices::{at, issued},
    work::{planned, text},
    work_pages::portal_person,
};
use crate::support::steps::{get, page};

const ENGLISH: &str = include_str!("../../../assets/texts/portal.en.ftl");
const GERMAN: &str = include_str!("../../../assets/texts/portal.de.ftl");

/// Texts of a file without anything filled in, by key.
fn texts(file: &str) -> Vec<(&str, &str)> {
    file.lines()
        .filter(|line| !line.starts_with(['#', ' ', '}', '*']))
        .filter_map(|line| line.split_once(" = "))
        .filter(|(_, text)| !text.contains('{'))
        .collect()
}

/// What the English file says in whole sentences and the German one says otherwise: such words are nobody's but ours.
fn sentences() -> Vec<&'static str> {
    let german: BTreeSet<(&str, &str)> = texts(GERMAN).into_iter().collect();
    texts(ENGLISH)
        .into_iter()
        // Scripts find their words by the English ones, which their pages hold for that.
        .filter(|(key, _)| !key.starts_with("script-"))
        .filter(|(key, text)| !german.contains(&(key, text)))
        .map(|(_, text)| text)
        .filter(|text| text.split_whitespace().count() >= 4)
        .collect()
}

/// What stands on a page between its tags, and in its tags for those who don't see it.
fn shown(html: &str) -> String {
    html.replace("&#39;", "'").replace("&amp;", "&")
}

/// Without the papers on it: those stay in the language in which they were issued.
fn without_papers(html: &str) -> String {
    let mut parts = html.split("<article class=\"paper\"");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.split_once("</article>").map_or("", |(_, after)| after));
    }
    rest
}

fn holds(text: &str, page: &str) -> Vec<&'static str> {
    let html = shown(&without_papers(text));
    let found: Vec<&str> = sentences()
        .into_iter()
        .filter(|sentence| html.contains(sentence))
        .collect();
    assert!(found.is_empty(), "{page} says in English: {found:#?}");
    found
}

fn speaks(client: &mut Client, language: &str) {
    let chosen = client.post_form("/me/look", &[("language", language)]);
    assert_eq!(chosen.status, 303, "{}", chosen.text());
}

/// The addresses of the portal that a page leads to, without those that give files.
fn led_to(html: &str, into: &mut BTreeSet<String>) {
    for part in html.split("href=\"").skip(1) {
        let Some(address) = part.split('"').next() else {
            continue;
        };
        let address = address.split('#').next().unwrap_or_default();
        let file = [
            "/file",
            "/pdf",
            "/xml",
            "/preview",
            "/statement",
            ".webmanifest",
        ];
        let ours = address.starts_with("/portal") || address.starts_with("/me");
        if ours && !address.contains('?') && !file.iter().any(|ending| address.ends_with(ending)) {
            into.insert(address.to_owned());
        }
    }
}

fn asked(client: &mut Client, path: &str, language: &str) -> Response {
    client.request("GET", path, &[("accept-language", language)], b"")
}

#[test]
fn a_client_reads_every_page_in_german_and_back() {
    let house = House::filled().unwrap();
    let mut client = house.signed_in("client");
    let english = page(&mut client, "/portal");
    assert!(english.contains("<html lang=\"en\""), "{english}");
    speaks(&mut client, "de");
    let mut open: BTreeSet<String> = ["/portal", "/portal/app", "/portal/offline", "/verify"]
        .map(str::to_owned)
        .into();
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop_first() {
        if !seen.insert(path.clone()) || seen.len() > 120 {
            continue;
        }
        let answer = client.get(&path);
        let answer = client.follow(answer);
        if answer.status != 200 {
            continue;
        }
        let html = answer.text();
        if !html.contains("<html") {
            continue;
        }
        assert!(html.contains("<html lang=\"de\""), "{path}");
        holds(&html, &path);
        led_to(&html, &mut open);
    }
    for place in ["/portal/requests", "/portal/files", "/portal/news", "/me"] {
        assert!(seen.contains(place), "{place} is not among {seen:?}");
    }
    let german = page(&mut client, "/portal");
    assert!(german.contains("Guten "), "{german}");
    // What their own pages show of numbers and days is German as well; programs are told as before.
    let me = get(&mut client, "/api/v1/me");
    assert_eq!(me["tier"], "client", "{me}");
    speaks(&mut client, "en");
    let back = page(&mut client, "/portal");
    assert!(
        back.contains("<html lang=\"en\"") && back.contains("Good "),
        "{back}"
    );
}

#[test]
fn what_a_form_refuses_and_what_a_deed_says_is_in_ones_language() {
    let house = House::with_config(|_| {}).unwrap();
    let mut client = house.sign_in(house.portal_client(), "client");
    speaks(&mut client, "de");
    let toast = page(&mut client, "/me");
    assert!(
        toast.contains("Ihre Seiten werden wie gewählt angezeigt"),
        "{toast}"
    );
    let refused = client.post_form("/portal/requests", &[("kind", "support"), ("title", "")]);
    assert_eq!(refused.status, 422);
    let html = refused.text();
    assert!(html.contains("Bitte ausfüllen: Betreff."), "{html}");
    holds(&html, "a refused request");
    let nowhere = client.get("/portal/requests/T-99999");
    assert_eq!(nowhere.status, 404);
    assert!(
        nowhere.text().contains("Hier ist nichts"),
        "{}",
        nowhere.text()
    );
    let other = client.post_form("/me/look", &[("language", "tlh")]);
    assert_eq!(other.status, 422, "{}", other.text());
    // Programs read English whatever their person reads.
    let api = client.post_json("/api/v1/tickets", &serde_json::json!({}));
    assert!(!api.text().contains("ausfüllen"), "{}", api.text());
}

#[test]
fn whoever_is_not_known_is_answered_as_their_browser_asks() {
    let house = House::with_config(|_| {}).unwrap();
    let mut stranger = house.portal_client();
    let german = asked(&mut stranger, "/sign-in", "de-AT,de;q=0.9,en;q=0.5").text();
    assert!(
        german.contains("<html lang=\"de\"") && german.contains("Passwort"),
        "{german}"
    );
    holds(&german, "the sign-in");
    for language in [
        "en",
        "fr",
        "*",
        "",
        ";q=,",
        "de;q=0",
        "x-klingon;q=1.0.0",
        "%00",
    ] {
        let answer = asked(&mut stranger, "/sign-in", language);
        assert_eq!(answer.status, 200, "{language:?}");
        assert!(answer.text().contains("<html lang=\"en\""), "{language:?}");
    }
    let long = "de,".repeat(900);
    assert!(asked(&mut stranger, "/sign-in", &long).status < 500);
    // The house writes to clients in a language of its own, unless they chose another; staff read English.
    let mut it = house.signed_in("it-administrator");
    let look = get(&mut it, "/api/v1/brand");
    assert!(look["language"].is_null(), "{look}");
    let fields = [("version", "0"), ("accent", "pool"), ("language", "de")];
    let saved = it.post_form("/settings/look", &fields);
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(get(&mut it, "/api/v1/brand")["language"], "de");
    let mut client = house.sign_in(house.portal_client(), "client");
    let home = asked(&mut client, "/portal", "en").text();
    assert!(home.contains("<html lang=\"de\""), "{home}");
    speaks(&mut client, "en");
    let home = asked(&mut client, "/portal", "de").text();
    assert!(home.contains("<html lang=\"en\""), "{home}");
    let day = asked(&mut it, "/settings/look", "de").text();
    assert!(day.contains("<html lang=\"en\""), "{day}");
}

#[test]
fn a_paper_is_in_the_language_of_its_client_and_stays_in_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let email = portal_person(&house, &project);
    let mut wade = house.client();
    let form = [("email", email.as_str()), ("password", PASSWORD)];
    assert_eq!(wade.post_form("/sign-in", &form).status, 303);
    speaks(&mut wade, "de");
    let mut jonas = house.api("project-manager").unwrap();
    let held = get(&mut jonas, &format!("/api/v1/projects/{project}"));
    let client = text(&held, "client").to_owned();
    let mut ruth = house.api("accountant").unwrap();
    let words = |ruth: &mut Client, id: &str| {
        let pdf = ruth.get(&format!("{}/pdf", at(id)));
        assert_eq!(pdf.status, 200, "{}", pdf.text());
        pdf_extract::extract_text_from_mem(&pdf.body).unwrap()
    };
    let invoice = issued(&mut ruth, &client, "1234.50");
    let german = text(&invoice, "id").to_owned();
    let printed = words(&mut ruth, &german);
    for said in ["Rechnung", "Datum", "Gesamtbetrag", "1.234,50"] {
        assert!(printed.contains(said), "{said} in {printed}");
    }
    for english in ["Total", "Invoice", "Description"] {
        assert!(!printed.contains(english), "{english} in {printed}");
    }
    // What is issued later follows what they read then; what was issued stays as it was.
    speaks(&mut wade, "en");
    let invoice = issued(&mut ruth, &client, "1234.50");
    let printed = words(&mut ruth, text(&invoice, "id"));
    assert!(
        printed.contains("Total") && printed.contains("1,234.50"),
        "{printed}"
    );
    assert!(words(&mut ruth, &german).contains("Gesamtbetrag"));
}
