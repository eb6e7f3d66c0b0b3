//! Stages four to six: from the accepted quote to a frozen scope, and what the client sees of it.

use atrium::testing::{
    cast::PASSWORD,
    client::{Client, Upload},
    house::House,
};
use serde_json::{Value, json};

use super::looks::{look, sign_in};
use crate::support::{
    browser::Browser,
    steps::{done, get, page},
};

const LETTER: &[u8] = b"%PDF-1.7 the client's own words";

fn letter(field: &str) -> Upload<'_> {
    Upload {
        field,
        filename: "words.pdf",
        content_type: "application/pdf",
        bytes: LETTER,
    }
}

/// Too large for the database, so that it lies in a file of its own.
fn large_letter() -> Vec<u8> {
    [LETTER, &[b'%'; 40_000]].concat()
}

/// A client who accepted a quote: signed in to the portal, with the numbers of client and quote.
fn accepted(house: &House) -> (Client, String, String) {
    let mut omar = house.api("sales-closer").unwrap();
    let lead = done(
        &mut omar,
        "/api/v1/leads",
        &json!({
            "company": "Copperline Roofing", "contact": "Wade Hollis", "email": "wade@copperline.example",
            "phone": "210-555-0144", "source": "yelp", "categories": ["web"], "wish": "A site with a quote form", "value": "7850",
        }),
    );
    let lead = lead["id"].as_str().unwrap();
    done(
        &mut omar,
        &format!("/api/v1/leads/{lead}/qualify"),
        &json!({ "budget": "yes", "authority": "yes", "need": "yes", "time": "yes" }),
    );
    done(
        &mut omar,
        &format!("/api/v1/leads/{lead}/hand-over"),
        &json!({}),
    );
    let mut chloe = house.api("sales-agent").unwrap();
    let quote = done(
        &mut chloe,
        "/api/v1/quotes",
        &json!({
            "lead": lead, "title": "Website", "lines": [{ "title": "Ten pages", "quantity": "1", "price": "7850", "category": "web" }],
        }),
    );
    let (quote, company) = (
        quote["id"].as_str().unwrap().to_owned(),
        quote["client"].as_str().unwrap().to_owned(),
    );
    done(
        &mut chloe,
        &format!("/api/v1/quotes/{quote}/send"),
        &json!({}),
    );
    let mut priya = house.api("sales-manager").unwrap();
    let early = priya.post_json(
        "/api/v1/tickets",
        &json!({ "quote": quote, "category": "web", "title": "T", "scope": "S", "price": "7850" }),
    );
    assert_eq!(
        early.status,
        409,
        "a quote that nobody accepted opens nothing: {}",
        early.text()
    );
    let contacts = priya
        .get(&format!("/api/v1/clients/{company}/contacts"))
        .json();
    let contact = contacts["items"][0]["id"].as_str().unwrap();
    let opened = done(
        &mut priya,
        &format!("/api/v1/contacts/{contact}/open-portal"),
        &json!({}),
    );
    let link = opened["link"].as_str().unwrap();
    let welcome = &link[link.find("/welcome/").unwrap()..];
    let mut wade = house.client();
    assert_eq!(
        wade.post_form(welcome, &[("password", PASSWORD)]).status,
        303
    );
    let entered = wade.post_form(
        "/sign-in",
        &[("email", "wade@copperline.example"), ("password", PASSWORD)],
    );
    assert_eq!(entered.status, 303, "{}", entered.text());
    let said_yes = wade.post_form(
        &format!("/portal/quotes/{quote}/accept"),
        &[("name", "Wade Hollis"), ("agree", "on")],
    );
    assert_eq!(said_yes.status, 303, "{}", said_yes.text());
    (wade, company, quote)
}

/// How many files lie below a folder.
fn files_in(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.path().is_dir() {
            true => files_in(&entry.path()),
            false => 1,
        })
        .sum()
}

#[test]
fn an_onboarding_passes_every_hand_with_its_gate() {
    let house = House::with_cast().unwrap();
    let (mut wade, _, quote) = accepted(&house);
    let mut priya = house.signed_in("sales-manager");
    assert!(
        page(&mut priya, "/tickets/new").contains("Website"),
        "the accepted quote waits"
    );
    assert!(page(&mut priya, &format!("/tickets/new?quote={quote}")).contains("7850.00"));
    let fields = [
        ("quote", quote.as_str()),
        ("category", "web"),
        ("title", "Copperline: website"),
        ("scope", "Ten pages"),
        ("price", "7850"),
    ];
    let opened = priya.post_form("/tickets", &fields);
    assert_eq!(opened.status, 303, "{}", opened.text());
    let at = opened.location().unwrap().to_owned();
    let id = at.rsplit('/').next().unwrap().to_owned();
    let api = format!("/api/v1/tickets/{id}");
    assert!(
        priya
            .post_form("/tickets", &fields)
            .text()
            .contains("is open for this already")
    );
    assert!(page(&mut priya, &at).contains("Hand over to support"));
    assert_eq!(
        priya
            .post_form(
                &format!("{at}/hand-over"),
                &[("note", "Wade prefers the phone")]
            )
            .status,
        303
    );

    let mut luis = house.api("support-manager").unwrap();
    assert!(
        luis.get("/api/v1/notifications")
            .text()
            .contains("waits for your validation")
    );
    let mut luis_page = house.signed_in("support-manager");
    let seen = page(&mut luis_page, &at);
    assert!(
        seen.contains("Still open: Every checkpoint"),
        "the primary says what is missing"
    );
    let refused = luis.post_json(&format!("{api}/hand-over"), &json!({}));
    assert_eq!(refused.status, 409, "{}", refused.text());
    let ticket = luis.get(&api).json();
    for (n, checkpoint) in ticket["checkpoints"].as_array().unwrap().iter().enumerate() {
        let key = &checkpoint["key"];
        match n {
            0 => done(
                &mut luis,
                &format!("{api}/waive"),
                &json!({ "key": key, "reason": "Met in person" }),
            ),
            _ => done(
                &mut luis,
                &format!("{api}/check"),
                &json!({ "key": key, "passed": true }),
            ),
        };
    }
    let stale = priya.post_form(&format!("{at}/hand-over"), &[]);
    assert_eq!(
        stale.status,
        403,
        "it is in support's hand now: {}",
        stale.text()
    );
    let handed = done(&mut luis, &format!("{api}/hand-over"), &json!({}));
    assert_eq!(
        (&handed["stage"], &handed["owner"]),
        (
            &json!("enrichment"),
            &json!(house.account("support-agent").id.to_string())
        )
    );

    let mut sana = house.api("support-agent").unwrap();
    let mut sana_page = house.signed_in("support-agent");
    page(&mut sana_page, &at);
    let document = handed["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["kind"] == "document" && r["required"] == true)
        .unwrap()["key"]
        .as_str()
        .unwrap()
        .to_owned();
    // Several answers are saved at once; what is left empty stays open.
    let asked: Vec<&Value> = handed["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["kind"] == "text")
        .collect();
    assert!(asked.len() > 2, "{asked:?}");
    assert!(page(&mut sana_page, &at).contains(&format!("{at}/answers")));
    let key = |n: usize| asked[n]["key"].as_str().unwrap();
    let answers = [
        ("answers.0.key", key(0)),
        ("answers.0.value", "known"),
        ("answers.1.key", key(1)),
        ("answers.1.value", ""),
        ("answers.2.key", key(2)),
        ("answers.2.value", "known too"),
    ];
    let saved = sana_page.post_form(&format!("{at}/answers"), &answers);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let held = sana.get(&api).json();
    let values: Vec<&Value> = held["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["kind"] == "text")
        .map(|r| &r["value"])
        .collect();
    assert_eq!((values[0], values[1]), (&json!("known"), &json!("")));
    assert_eq!(values[2], &json!("known too"));
    let none = sana_page.post_form(&format!("{at}/answers"), &answers[2..4]);
    assert_eq!(none.status, 422, "{}", none.text());
    done(
        &mut sana,
        &format!("{api}/ask"),
        &json!({ "key": document }),
    );
    for requirement in handed["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["required"] == true && r["key"] != document.as_str())
    {
        let key = requirement["key"].as_str().unwrap();
        let value = requirement["choices"][0].as_str().unwrap_or("known");
        let answer = json!({ "key": key, "value": value });
        if requirement["kind"] == "document" {
            // Words are no file.
            let words = sana.post_json(&format!("{api}/complete"), &answer);
            assert_eq!(words.status, 422);
            assert!(words.text().contains("needs a file"), "{}", words.text());
            let file = [letter("file")];
            let given = sana.post_multipart(&format!("{api}/attach"), &[("key", key)], &file);
            assert!(given.status < 300, "{}", given.text());
            done(&mut sana, &format!("{api}/verify"), &json!({ "key": key }));
            continue;
        }
        done(&mut sana, &format!("{api}/complete"), &answer);
    }
    // What isn't there for them is refused before the file is taken in.
    let files = || files_in(&house.folder.join("files"));
    let before = files();
    for missing in [
        "/portal/requests/TK-999999/files",
        "/api/v1/documents/DOC-999999/versions",
    ] {
        let large = Upload {
            bytes: &large_letter(),
            ..letter("file")
        };
        let lost = wade.post_multipart(missing, &[], &[large]);
        assert!(matches!(lost.status, 403 | 404), "{}", lost.text());
    }
    assert_eq!(files(), before, "nothing was kept");
    let large = Upload {
        bytes: &large_letter(),
        ..letter("file")
    };
    let kept = wade.post_multipart(
        &format!("/portal/requests/{id}/replies"),
        &[("text", "The old one")],
        &[large],
    );
    assert_eq!((kept.status, files()), (303, before + 1), "{}", kept.text());
    let portal = format!("/portal/requests/{id}");
    assert!(page(&mut wade, "/portal/requests").contains("Waiting for you"));
    let mine = page(&mut wade, &portal);
    assert!(
        mine.contains("What we need")
            && !mine.contains("7,850")
            && !mine.contains("heckpoint")
            && !mine.contains("Met in person")
    );
    let empty = Upload {
        bytes: b"",
        ..letter("file")
    };
    let hollow = wade.post_multipart(&format!("{portal}/files"), &[("key", &document)], &[empty]);
    assert_eq!(hollow.status, 422);
    assert!(
        hollow.text().contains("words.pdf is empty"),
        "{}",
        hollow.text()
    );
    // What can't be used is refused with a reason that the client reads; then they send another.
    wade.post_multipart(
        &format!("{portal}/files"),
        &[("key", &document)],
        &[Upload {
            bytes: b"%PDF-1.7 last year's words",
            ..letter("file")
        }],
    );
    let refusal = [
        ("key", document.as_str()),
        ("reason", "These are last year's"),
    ];
    let refused = sana_page.post_form(&format!("{at}/refuse"), &refusal);
    assert_eq!(refused.status, 303, "{}", refused.text());
    let asked_again = page(&mut wade, &portal);
    assert!(
        asked_again.contains("Please send it again") && asked_again.contains("These are last year"),
        "{asked_again}"
    );
    assert!(page(&mut sana_page, &at).contains("Asked for again"));
    let nothing = sana_page.post_form(&format!("{at}/complete"), &[("key", &document)]);
    assert_eq!(nothing.status, 422, "an empty answer completes nothing");
    let sent = wade.post_multipart(
        &format!("{portal}/files"),
        &[("key", &document)],
        &[letter("file")],
    );
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert!(
        sana.get("/api/v1/notifications")
            .text()
            .contains("came from the client")
    );

    let ticket = sana.get(&api).json();
    let given = ticket["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["key"] == document.as_str())
        .unwrap()["document"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        ticket["completeness"].as_u64().unwrap() < 100,
        "given is not verified"
    );
    let file = sana_page.get(&format!("/documents/{given}/file"));
    assert_eq!((file.status, file.body.as_slice()), (200, LETTER));
    assert!(
        file.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    page(&mut sana_page, &format!("/documents/{given}"));
    // Verified on the document's own page: the ticket follows, and follows back when that is undone.
    let verified = sana_page.post_form(&format!("/documents/{given}/verify"), &[]);
    assert_eq!(verified.status, 303, "{}", verified.text());
    assert_eq!(sana.get(&api).json()["completeness"], 100);
    done(&mut sana, &format!("{api}/freeze"), &json!({}));
    let ready = page(&mut sana_page, &at);
    assert!(ready.contains("Frozen"));
    let frozen = sana.request(
        "PATCH",
        &api,
        &[("content-type", "application/json")],
        json!({ "title": "T", "scope": "More" })
            .to_string()
            .as_bytes(),
    );
    assert_eq!(frozen.status, 409, "{}", frozen.text());
    done(
        &mut sana,
        &format!("{api}/return"),
        &json!({ "reason": "The launch date moved" }),
    );
    assert!(
        luis.get("/api/v1/notifications")
            .text()
            .contains("The launch date moved")
    );
    for list in [
        "/tickets",
        "/tickets?stage=validation",
        "/tickets?show=mine",
        "/tickets?category=web",
        "/documents",
        "/documents?show=verify",
    ] {
        page(&mut luis_page, list);
    }
}

#[test]
fn a_note_for_staff_never_reaches_the_client() {
    let house = House::with_cast().unwrap();
    let (mut wade, _, _) = accepted(&house);
    let raised = wade.post_form(
        "/portal/requests",
        &[
            ("kind", "complaint"),
            ("title", "Form is broken"),
            ("text", "Nothing arrives"),
        ],
    );
    assert_eq!(raised.status, 303, "{}", raised.text());
    let at = raised.location().unwrap().to_owned();
    let id = at.rsplit('/').next().unwrap().to_owned();
    let mut amira = house.api("account-manager").unwrap();
    assert!(
        amira
            .get("/api/v1/notifications")
            .text()
            .contains("Form is broken")
    );
    let replies = format!("/api/v1/tickets/{id}/replies");
    done(
        &mut amira,
        &replies,
        &json!({ "text": "Between us: the mailbox is full", "internal": true }),
    );
    assert!(page(&mut wade, &at).contains("With us"));
    done(&mut amira, &replies, &json!({ "text": "We are on it" }));
    let seen = page(&mut wade, &at);
    assert!(
        seen.contains("We are on it") && seen.contains("Answered") && !seen.contains("mailbox")
    );
    let whispered = wade.post_multipart(
        &format!("{at}/replies"),
        &[("text", "Thank you"), ("internal", "on")],
        &[letter("file")],
    );
    assert_eq!(whispered.status, 303, "{}", whispered.text());
    let said = amira.get(&replies).json();
    let last = said["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["text"], &last["audience"], &last["from_client"]),
        (&json!("Thank you"), &json!("with_client"), &json!(true))
    );
    let document = last["files"][0].as_str().unwrap().to_owned();
    assert_eq!(
        wade.get(&format!("/portal/documents/{document}/file"))
            .status,
        200
    );
    // The house's own papers stay unseen until they are shared.
    let inner = amira.post_multipart(
        &format!("/api/v1/tickets/{id}/attach"),
        &[("name", "Our notes")],
        &[letter("file")],
    );
    assert_eq!(inner.status, 200, "{}", inner.text());
    assert!(!page(&mut wade, &at).contains("Our notes"));
    let inner = amira.get("/api/v1/documents").json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|d| d["name"] == "Our notes")
        .unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        wade.get(&format!("/portal/documents/{inner}/file")).status,
        404
    );
    assert_eq!(
        wade.get(&format!("/documents/{inner}")).status,
        wade.get("/tickets").status,
        "no staff page opens for a client"
    );
    let closed = done(
        &mut amira,
        &format!("/api/v1/tickets/{id}/close"),
        &json!({}),
    );
    assert_eq!(closed["stage"], "closed");
    assert_eq!(
        wade.post_form(&format!("{at}/replies"), &[("text", "Broken again")])
            .status,
        303
    );
    assert_eq!(
        amira.get(&format!("/api/v1/tickets/{id}")).json()["stage"],
        "open",
        "the client's word opens it again"
    );
}

#[test]
fn documents_have_versions_and_an_archive() {
    let house = House::with_cast().unwrap();
    let mut sana = house.signed_in("support-agent");
    let missing = sana.post_form("/documents", &[("name", "Nothing")]);
    assert_eq!(missing.status, 422);
    let made = sana.post_multipart("/documents", &[("name", "Price list")], &[letter("file")]);
    assert_eq!(made.status, 303, "{}", made.text());
    let at = made.location().unwrap().to_owned();
    assert_eq!(sana.post_form(&format!("{at}/verify"), &[]).status, 303);
    let same = sana.post_multipart(
        &format!("{at}/versions"),
        &[("note", "same")],
        &[letter("file")],
    );
    assert_eq!(same.status, 422, "{}", same.text());
    let newer = Upload {
        bytes: b"%PDF-1.7 dearer",
        ..letter("file")
    };
    assert_eq!(
        sana.post_multipart(
            &format!("{at}/versions"),
            &[("note", "New prices")],
            &[newer]
        )
        .status,
        303
    );
    let seen = page(&mut sana, &at);
    assert!(
        seen.contains("New prices") && seen.contains("To verify"),
        "a new version is not verified"
    );
    assert_eq!(sana.get(&format!("{at}/file?version=1")).body, LETTER);
    assert_eq!(sana.get(&format!("{at}/file?version=9")).status, 404);
    assert_eq!(sana.post_form(&format!("{at}/archive"), &[]).status, 303);
    assert!(page(&mut sana, "/documents?show=archived").contains("Price list"));
    assert_eq!(sana.post_form(&format!("{at}/restore"), &[]).status, 303);
    let mut mei = house.signed_in("team-member");
    assert_eq!(
        mei.get(&at).status,
        404,
        "another department does not see it"
    );
}

#[test]
fn looks_of_tickets_and_documents() {
    let house = House::with_cast().unwrap();
    let (mut wade, _, quote) = accepted(&house);
    let mut priya = house.api("sales-manager").unwrap();
    let opened = done(
        &mut priya,
        "/api/v1/tickets",
        &json!({
            "quote": quote, "category": "web", "title": "Copperline: website", "scope": "Ten pages\nA quote form", "price": "7850",
        }),
    );
    let id = opened["id"].as_str().unwrap().to_owned();
    let api = format!("/api/v1/tickets/{id}");
    let browser = Browser::launch();
    let shown = browser.page();
    let mut wrong = Vec::new();
    sign_in(&house, &shown, "sales-manager");
    for (name, path) in [
        ("ticket-new", "/tickets/new".to_owned()),
        ("ticket-open", format!("/tickets/new?quote={quote}")),
        ("ticket-sales", format!("/tickets/{id}")),
        ("ticket-edit", format!("/tickets/{id}/edit")),
    ] {
        wrong.extend(look(&house, &shown, name, &path));
    }
    done(&mut priya, &format!("{api}/hand-over"), &json!({}));
    let mut luis = house.api("support-manager").unwrap();
    for (n, checkpoint) in opened["checkpoints"].as_array().unwrap().iter().enumerate() {
        match n {
            0 => done(
                &mut luis,
                &format!("{api}/waive"),
                &json!({ "key": checkpoint["key"], "reason": "Met in person" }),
            ),
            1 => done(
                &mut luis,
                &format!("{api}/check"),
                &json!({ "key": checkpoint["key"], "passed": true }),
            ),
            2 => done(
                &mut luis,
                &format!("{api}/check"),
                &json!({ "key": checkpoint["key"], "reason": "Two lines are missing" }),
            ),
            _ => continue,
        };
    }
    let shown = browser.page();
    sign_in(&house, &shown, "support-manager");
    wrong.extend(look(
        &house,
        &shown,
        "ticket-validation",
        &format!("/tickets/{id}"),
    ));
    for checkpoint in opened["checkpoints"].as_array().unwrap() {
        done(
            &mut luis,
            &format!("{api}/check"),
            &json!({ "key": checkpoint["key"], "passed": true }),
        );
    }
    done(&mut luis, &format!("{api}/hand-over"), &json!({}));
    let mut sana = house.api("support-agent").unwrap();
    let documents: Vec<&Value> = opened["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["kind"] == "document")
        .collect();
    for requirement in documents.iter().take(2) {
        done(
            &mut sana,
            &format!("{api}/ask"),
            &json!({ "key": requirement["key"] }),
        );
    }
    let key = documents[0]["key"].as_str().unwrap();
    wade.post_multipart(
        &format!("/portal/requests/{id}/files"),
        &[("key", key)],
        &[letter("file")],
    );
    done(
        &mut sana,
        &format!("{api}/replies"),
        &json!({ "text": "Thank you, Wade.\n\nThe logo is still missing." }),
    );
    done(
        &mut sana,
        &format!("{api}/replies"),
        &json!({ "text": "He promised it for Friday", "internal": true }),
    );
    wade.post_form(
        &format!("/portal/requests/{id}/replies"),
        &[("text", "My nephew has it")],
    );
    let shown = browser.page();
    sign_in(&house, &shown, "support-agent");
    for (name, path) in [
        ("tickets", "/tickets".to_owned()),
        ("ticket", format!("/tickets/{id}")),
        ("documents", "/documents".to_owned()),
        ("document-new", "/documents/new".to_owned()),
        ("document", "/documents/DOC-101".to_owned()),
    ] {
        wrong.extend(look(&house, &shown, name, &path));
    }
    let shown = browser.page();
    shown.goto(&house.url("/sign-in"));
    shown.fill("#email", "wade@copperline.example");
    shown.fill("#password", PASSWORD);
    shown.click("form[action='/sign-in'] button.primary");
    shown.settle();
    wrong.extend(look(&house, &shown, "portal-requests", "/portal/requests"));
    wrong.extend(look(
        &house,
        &shown,
        "portal-request",
        &format!("/portal/requests/{id}"),
    ));
    assert!(
        wrong.is_empty(),
        "{} findings\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_checklist_is_settled_many_at_once() {
    let house = House::with_cast().unwrap();
    let (mut wade, _, quote) = accepted(&house);
    let mut priya = house.api("sales-manager").unwrap();
    let opened = done(
        &mut priya,
        "/api/v1/tickets",
        &json!({ "quote": quote, "category": "web", "title": "Website", "scope": "Ten pages", "price": "7850" }),
    );
    let at = format!("/tickets/{}", opened["id"].as_str().unwrap());
    done(&mut priya, &format!("/api/v1{at}/hand-over"), &json!({}));
    let mut luis = house.signed_in("support-manager");
    let keys: Vec<&str> = opened["checkpoints"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["key"].as_str().unwrap())
        .collect();
    let all = format!("All {} passed", keys.len());
    assert!(page(&mut luis, &at).contains(&all));
    // Two are waived with one reason; without one nothing happens to either, and they stay ticked.
    let two = [("key", keys[0]), ("key", keys[1])];
    let refused = luis.post_form(&format!("{at}/waive"), &two);
    assert_eq!(refused.status, 422);
    assert_eq!(refused.text().matches("form=\"settle\" checked").count(), 2);
    let waived = [two[0], two[1], ("reason", "Met in person")];
    assert_eq!(luis.post_form(&format!("{at}/waive"), &waived).status, 303);
    let mut rest: Vec<(&str, &str)> = keys[2..].iter().map(|key| ("key", *key)).collect();
    rest.push(("passed", "true"));
    assert_eq!(luis.post_form(&format!("{at}/check"), &rest).status, 303);
    assert!(!page(&mut luis, &at).contains(&all));
    assert_eq!(luis.post_form(&format!("{at}/hand-over"), &[]).status, 303);
    // One click asks the client for every document, and they are told once.
    let mut sana = house.signed_in("support-agent");
    let documents: Vec<(&str, &str)> = opened["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["kind"] == "document")
        .map(|r| ("key", r["key"].as_str().unwrap()))
        .collect();
    let ask = format!("Ask the client for all {}", documents.len());
    assert!(page(&mut sana, &at).contains(&ask));
    assert_eq!(sana.post_form(&format!("{at}/ask"), &documents).status, 303);
    assert!(!page(&mut sana, &at).contains(&ask));
    let news = page(&mut wade, "/portal/news");
    assert_eq!(news.matches("We need from you").count(), 1, "{news}");
    let home = page(&mut wade, "/portal");
    assert!(home.contains("What happened lately") && home.contains("We need from you"));
    // What is needed comes before what one might write, with one Send on the page.
    let asked = page(
        &mut wade,
        &format!("/portal/requests/{}", opened["id"].as_str().unwrap()),
    );
    let place = |text: &str| asked.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(place("What we need") < place("Your message"));
}

#[test]
fn a_request_brings_the_picture_that_shows_what_it_is_about() {
    let house = House::with_cast().unwrap();
    let (mut wade, _, _) = accepted(&house);
    let form = page(&mut wade, "/portal/requests");
    assert!(form.contains("data-drop=\"plain\"") && form.contains("file-drop"));
    let raised = wade.post_multipart(
        "/portal/requests",
        &[
            ("kind", "support"),
            ("title", "The form is broken"),
            ("text", "See the letter"),
        ],
        &[letter("file")],
    );
    assert_eq!(raised.status, 303, "{}", raised.text());
    let id = raised.location().unwrap().rsplit('/').next().unwrap();
    let mut amira = house.api("account-manager").unwrap();
    let said = get(&mut amira, &format!("/api/v1/tickets/{id}/replies"));
    let first = &said["items"][0];
    assert_eq!(first["text"], json!("See the letter"));
    assert_eq!(first["files"].as_array().unwrap().len(), 1, "{first}");
}
