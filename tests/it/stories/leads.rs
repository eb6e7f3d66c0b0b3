//! Stages one and two: a lead comes in, is qualified, handed over, returned, lost and found.

use std::sync::Arc;

use atrium::{
    access::{Actor, Grant, Grants, Scope, Tier},
    base::Moment,
    data::{Entity, Origin, Visit},
    features::leads::{self, Lead, LeadForm, NewLead},
    testing::{client::Upload, house::House},
};
use jiff::tz::TimeZone;
use serde_json::json;

use super::looks::sign_in;
use crate::support::browser::Browser;

#[test]
fn a_lead_walks_from_the_closer_to_the_agent_and_back() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let made = omar.post_json("/api/v1/leads", &json!({
        "company": "Alder Creek Veterinary", "contact": "Naomi Frost", "email": "naomi@alder.example",
        "phone": "210-555-0100", "source": "yelp", "categories": ["web", "gmb"], "wish": "A site with booking", "value": "6400",
    }));
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let early = omar.post_json(&format!("/api/v1/leads/{id}/hand-over"), &json!({}));
    assert_eq!(early.status, 409);
    assert!(early.text().contains("budget"), "{}", early.text());
    let all_yes = json!({ "budget": "yes", "authority": "yes", "need": "yes", "time": "partly", "note": "Owner decides" });
    let qualified = omar.post_json(&format!("/api/v1/leads/{id}/qualify"), &all_yes);
    assert_eq!(qualified.json()["stage"], "qualified");
    let handed = omar.post_json(&format!("/api/v1/leads/{id}/hand-over"), &json!({}));
    assert_eq!(
        handed.json()["owner"],
        house.account("sales-agent").id.to_string()
    );

    // From now on it is the agent's; the closer sees it and notes what they hear.
    for (verb, body) in [
        ("qualify", all_yes.clone()),
        ("return", json!({ "reason": "Mine again" })),
        ("lose", json!({ "reason": "price" })),
        ("hand-over", json!({})),
    ] {
        let answer = omar.post_json(&format!("/api/v1/leads/{id}/{verb}"), &body);
        assert_eq!(answer.status, 403, "{verb}: {}", answer.text());
    }
    let mut seen = house.signed_in("sales-closer");
    let page = seen.get(&format!("/leads/{id}")).text();
    for gone in ["/qualify\"", "/return\"", "/lose\"", "/edit\""] {
        assert!(!page.contains(gone), "the closer is still offered {gone}");
    }
    assert!(
        page.contains("Owner decides"),
        "what was found out is on the page"
    );
    let heard = json!({ "channel": "call", "text": "They called me" });
    let noted = omar.post_json(&format!("/api/v1/leads/{id}/activities"), &heard);
    assert_eq!(noted.status, 200, "{}", noted.text());
    let past = json!({ "channel": "call", "text": "Later", "follow_up": "2020-01-01" });
    let past = omar.post_json(&format!("/api/v1/leads/{id}/activities"), &past);
    assert_eq!(past.status, 422, "{}", past.text());
    let mut manager = house.signed_in("sales-manager");
    let page = manager.get(&format!("/leads/{id}")).text();
    assert!(page.contains("/qualify\"") && page.contains("/return\""));

    let mut chloe = house.api("sales-agent").unwrap();
    let told = chloe.get("/api/v1/notifications").json();
    assert_eq!(told["items"][0]["about"], json!(id));
    let returned = chloe.post_json(
        &format!("/api/v1/leads/{id}/return"),
        &json!({ "reason": "Ask for the budget again" }),
    );
    assert_eq!(
        returned.json()["owner"],
        house.account("sales-closer").id.to_string()
    );
    assert!(
        omar.get("/api/v1/notifications")
            .text()
            .contains("Ask for the budget again")
    );
}

#[test]
fn a_duplicate_is_named_and_a_retry_makes_one() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let body = json!({ "company": "Luna Nail Bar", "phone": "(210) 555-0101" }).to_string();
    let send = |client: &mut atrium::testing::client::Client, key: &str, body: &str| {
        client.request(
            "POST",
            "/api/v1/leads",
            &[
                ("content-type", "application/json"),
                ("idempotency-key", key),
            ],
            body.as_bytes(),
        )
    };
    let first = send(&mut omar, "k1", &body);
    let again = send(&mut omar, "k1", &body);
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.json()["id"], again.json()["id"]);
    let double = send(
        &mut omar,
        "k2",
        &json!({ "company": "Luna", "phone": "210.555.0101" }).to_string(),
    );
    assert_eq!(double.status, 422);
    assert!(double.text().contains("Luna Nail Bar"));
    assert_eq!(
        omar.get("/api/v1/leads").json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_stale_form_does_not_overwrite() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-closer");
    let made = omar.post_form("/leads", &[("company", "Bluestem Dental Lab")]);
    let at = made.location().unwrap().to_owned();
    let version = |text: &str| {
        let start = text.find("name=\"version\" value=\"").unwrap() + 22;
        text[start..].split('"').next().unwrap().to_owned()
    };
    let page = omar.get(&format!("{at}/edit")).text();
    let shown = version(&page);
    let mut priya = house.signed_in("sales-manager");
    assert_eq!(
        priya
            .post_form(&at, &[("company", "Bluestem Dental"), ("version", &shown)])
            .status,
        303
    );
    let refused = omar.post_form(&at, &[("company", "Bluestem Lab"), ("version", &shown)]);
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("Bluestem Lab"),
        "what was typed stays"
    );
    assert!(refused.text().contains("Somebody else saved"));
}

#[test]
fn undo_takes_a_change_back() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-closer");
    let at = omar
        .post_form("/leads", &[("company", "Peakside Auto")])
        .location()
        .unwrap()
        .to_owned();
    assert_eq!(
        omar.post_form(&format!("{at}/lose"), &[("reason", "price")])
            .status,
        303
    );
    let page = omar.get(&at).text();
    let undo = page
        .split("action=\"/undo/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    assert!(
        page.contains("Marked as lost"),
        "the toast says what happened"
    );
    assert_eq!(omar.post_form(&format!("/undo/{undo}"), &[]).status, 303);
    let after = omar.get(&at).text();
    assert!(after.contains("Undone: Mark a lead as lost"));
    assert!(!after.contains("Lost: too expensive"));
}

#[test]
fn a_sheet_comes_in_with_every_row_accounted_for() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let mut sheet = String::from("\u{feff}Business name,Contact,E-mail,Phone,Services,Value\r\n");
    for n in 0..500 {
        sheet.push_str(&format!(
            "\"Shop {n}, Inc\",Pat {n},p{n}@shop{n}.example,,\"Web, SEO\",\"$1,{n:03}\"\r\n"
        ));
    }
    sheet.push_str("\"Shop 3, Inc\",,,,,\r\n,,,,,\r\nBad mail,,nonsense,,,\r\nShort\r\n");
    let upload = atrium::testing::client::Upload {
        field: "file",
        filename: "yelp.csv",
        content_type: "text/csv",
        bytes: sheet.as_bytes(),
    };
    let answer = omar.post_multipart("/api/v1/leads/import", &[], &[upload]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let import = answer.json();
    assert_eq!(
        (import["rows"].as_u64(), import["added"].as_u64()),
        (Some(503), Some(501)),
        "the empty row is none"
    );
    assert_eq!(import["passed_over"].as_array().unwrap().len(), 2);
    let id = import["id"].as_str().unwrap();
    let first = omar.get("/api/v1/leads?limit=1").json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    omar.post_json(
        &format!("/api/v1/leads/{first}/activities"),
        &json!({ "channel": "call", "text": "Called them" }),
    );
    let back = omar.post_json(&format!("/api/v1/imports/{id}/take-back"), &json!({}));
    assert_eq!(back.json()["stayed"], 1, "what somebody worked on stays");
    assert_eq!(
        omar.get("/api/v1/leads?limit=200").json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert!(
        atrium::data::testing::recount(&house.store)
            .unwrap()
            .problems
            .is_empty()
    );
}

/// Who may add leads and sees only their own: a duplicate of another's is told by its number alone.
#[test]
fn a_duplicate_out_of_sight_is_a_number_and_no_name() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let body = json!({ "company": "Luna Nail Bar", "phone": "(210) 555-0101" });
    let made = omar.post_json("/api/v1/leads", &body);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let refused = |scope: Scope| {
        let mut grants = Grants::default();
        for action in [leads::CREATE, leads::VIEW] {
            let role = "Intake".into();
            grants.raise(action.key, Grant { scope, role });
        }
        let actor = Actor {
            person: house.account("accountant").id.raw(),
            tier: Tier::Employee,
            superadmin: false,
            grants,
            ..Actor::system()
        };
        let visit = Visit::new(
            house.store.clone(),
            Arc::new(actor),
            Origin::server(),
            Moment::now(),
            TimeZone::UTC,
        );
        let lead = LeadForm {
            company: "Another name".into(),
            phone: "210 555 0101".into(),
            ..LeadForm::default()
        };
        let new = NewLead {
            lead,
            despite: false,
        };
        format!("{:?}", leads::create(&visit, new).unwrap_err())
    };
    let (unseen, seen) = (refused(Scope::Own), refused(Scope::All));
    assert!(unseen.contains(&id) && !unseen.contains("Luna"), "{unseen}");
    assert!(
        seen.contains(&id) && seen.contains("Luna Nail Bar"),
        "{seen}"
    );
}

#[test]
fn the_sheet_of_leads_has_every_field_that_is_for_sheets() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let made = omar.post_json(
        "/api/v1/leads",
        &json!({
            "company": "=Alder Creek", "contact": "Naomi Frost", "email": "naomi@alder.example",
            "website": "https://alder.example", "source": "yelp", "categories": ["web", "gmb"],
            "wish": "A site\nwith booking, by June", "value": "1200.50",
        }),
    );
    assert_eq!(made.status, 201, "{}", made.text());
    let sheet = house
        .signed_in("superadmin")
        .get("/leads/export.csv")
        .text();
    let mut rows = csv::Reader::from_reader(sheet.as_bytes());
    let heads = rows.headers().unwrap().clone();
    let fields = Lead::INFO.fields.iter().filter(|field| field.in_sheets);
    let labels: Vec<&str> = std::iter::once("Number")
        .chain(fields.map(|field| field.label))
        .collect();
    assert_eq!(heads.iter().collect::<Vec<_>>(), labels);
    let row = rows.records().next().unwrap().unwrap();
    let cell = |label: &str| {
        let at = heads.iter().position(|head| head == label).unwrap();
        row[at].to_owned()
    };
    assert_eq!(cell("Number"), made.json()["id"].as_str().unwrap());
    assert_eq!(cell("Company"), "'=Alder Creek", "no formula runs");
    assert_eq!(cell("Website"), "https://alder.example");
    assert_eq!(cell("What they wish"), "A site\nwith booking, by June");
    assert_eq!(cell("Value"), "1200.50");
    assert_eq!(cell("Next follow-up"), "");
}

#[test]
fn two_leads_that_are_one_become_one_and_undo_parts_them() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let mut add = |body: &serde_json::Value| {
        let made = omar.post_json("/api/v1/leads", body);
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    };
    let kept =
        add(&json!({ "company": "Fern Florist", "phone": "210-555-0110", "wish": "A site" }));
    let gone =
        add(&json!({ "company": "Fern Flowers", "email": "fern@fern.example", "city": "Waco" }));
    let stranger = add(&json!({ "company": "Moss Motors" }));
    let said = json!({ "channel": "call", "text": "They want it by May" });
    omar.post_json(&format!("/api/v1/leads/{gone}/activities"), &said);
    let page = house
        .signed_in("sales-closer")
        .get(&format!("/leads/{kept}/merge?with={gone}"))
        .text();
    for told in ["Fern Flowers", "fern@fern.example", "Waco", "210-555-0110"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let at = format!("/api/v1/leads/{kept}/merge");
    for (body, status) in [
        (json!({ "with": kept }), 422),
        (json!({ "with": gone, "take": ["score"] }), 422),
        (json!({}), 422),
        (json!({ "with": "LD-9999" }), 404),
    ] {
        let refused = omar.post_json(&at, &body);
        assert_eq!(refused.status, status, "{body}: {}", refused.text());
    }
    let merged = omar.post_json(&at, &json!({ "with": gone, "take": ["email", "city"] }));
    assert_eq!(merged.status, 200, "{}", merged.text());
    let lead = merged.json();
    assert_eq!(
        (
            &lead["company"],
            &lead["email"],
            &lead["city"],
            &lead["phone"]
        ),
        (
            &json!("Fern Florist"),
            &json!("fern@fern.example"),
            &json!("Waco"),
            &json!("210-555-0110")
        )
    );
    assert_eq!(omar.get(&format!("/api/v1/leads/{gone}")).status, 404);
    let talk = omar.get(&format!("/api/v1/leads/{kept}/activities")).text();
    assert!(talk.contains("They want it by May"), "{talk}");
    let seq = house.newest_deed();
    let undone = omar.post_json(&format!("/api/v1/journal/{seq}/undo"), &json!({}));
    assert_eq!(undone.status, 200, "{}", undone.text());
    let again = omar.get(&format!("/api/v1/leads/{gone}")).json();
    assert_eq!(again["city"], "Waco");
    let talk = omar.get(&format!("/api/v1/leads/{gone}/activities")).text();
    assert!(talk.contains("They want it by May"), "{talk}");

    // Handed over: it is others' work now, and nothing of theirs is merged away.
    let all_yes = json!({ "budget": "yes", "authority": "yes", "need": "yes", "time": "yes" });
    let full = json!({ "contact": "Moe", "wish": "A site", "categories": ["web"], "phone": "210-555-0111" });
    let patched = omar.request(
        "PATCH",
        &format!("/api/v1/leads/{stranger}"),
        &[("content-type", "application/json")],
        full.to_string().as_bytes(),
    );
    assert_eq!(patched.status, 200, "{}", patched.text());
    omar.post_json(&format!("/api/v1/leads/{stranger}/qualify"), &all_yes);
    omar.post_json(&format!("/api/v1/leads/{stranger}/hand-over"), &json!({}));
    let refused = omar.post_json(&at, &json!({ "with": stranger }));
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(
        atrium::data::testing::recount(&house.store)
            .unwrap()
            .problems
            .is_empty()
    );
}

#[test]
fn what_hangs_on_a_lead_goes_over_when_two_become_one() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let mut manager = house.api("sales-manager").unwrap();
    let follow_up = (house.visit().today() + 3).iso();
    let mut add = |body: serde_json::Value| {
        let made = omar.post_json("/api/v1/leads", &body);
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    };
    let kept = add(json!({ "company": "Fern Florist" }));
    let gone = add(json!({ "company": "Fern Flowers", "follow_up": follow_up }));
    let lost = add(json!({ "company": "Moss Motors" }));
    let said = json!({ "channel": "call", "text": "They want it by May" });
    omar.post_json(&format!("/api/v1/leads/{gone}/activities"), &said);
    let accountant = house.account("accountant").id.to_string();
    let member = house.account("team-member").id.to_string();
    for (record, person) in [
        (&gone, &accountant),
        (&gone, &member),
        // Whoever has a share of the one that stays has one, and not two.
        (&kept, &member),
    ] {
        let share = json!({ "record": record, "person": person });
        let shared = omar.post_json("/api/v1/shares", &share);
        assert_eq!(shared.status, 201, "{}", shared.text());
    }
    let file = Upload {
        field: "file",
        filename: "film.mp4",
        content_type: "video/mp4",
        bytes: b"\0\0\0\x18ftypisom\0\0\0\0isommp42",
    };
    let fields = [("name", "The shop"), ("about", gone.as_str())];
    let filed = manager.post_multipart("/api/v1/documents", &fields, &[file]);
    assert_eq!(filed.status, 201, "{}", filed.text());
    let document = filed.json()["id"].as_str().unwrap().to_owned();

    let merge = |into: &str| format!("/api/v1/leads/{into}/merge");
    omar.post_json(
        &format!("/api/v1/leads/{lost}/lose"),
        &json!({ "reason": "price" }),
    );
    for (into, with) in [(&lost, &gone), (&kept, &lost)] {
        let refused = omar.post_json(&merge(into), &json!({ "with": with }));
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(refused.text().contains("is lost. Reopen it first."));
    }
    let merged = omar.post_json(&merge(&kept), &json!({ "with": gone }));
    assert_eq!(merged.status, 200, "{}", merged.text());
    let seq = house.newest_deed();
    assert_eq!(merged.json()["follow_up"], json!(follow_up));

    let mut shared_with = |lead: &str| {
        let shares = omar.get(&format!("/api/v1/shares?record={lead}")).json();
        let shares = shares["items"].as_array().unwrap().clone();
        let mut people: Vec<String> = shares
            .iter()
            .map(|share| share["person"].as_str().unwrap().to_owned())
            .collect();
        people.sort();
        people
    };
    let mut both = vec![accountant.clone(), member.clone()];
    both.sort();
    assert_eq!(shared_with(&kept), both);
    let mut reader = house.api("accountant").unwrap();
    assert_eq!(reader.get(&format!("/api/v1/leads/{kept}")).status, 200);
    let about = |by: &mut atrium::testing::client::Client| {
        by.get(&format!("/api/v1/documents/{document}")).json()["about"].clone()
    };
    assert!(about(&mut manager).to_string().contains(&kept));
    let talk = manager
        .get(&format!("/api/v1/leads/{kept}/activities"))
        .text();
    assert!(talk.contains("They want it by May"), "{talk}");
    let history = manager.get(&format!("/api/v1/leads/{kept}/history")).json();
    assert_eq!(history["items"][0]["action"], "leads.merge", "{history}");

    let mut closer = house.api("sales-closer").unwrap();
    let undone = closer.post_json(&format!("/api/v1/journal/{seq}/undo"), &json!({}));
    assert_eq!(undone.status, 200, "{}", undone.text());
    assert_eq!(shared_with(&kept), vec![member]);
    assert_eq!(shared_with(&gone), both);
    assert!(about(&mut manager).to_string().contains(&gone));
    let talk = manager
        .get(&format!("/api/v1/leads/{gone}/activities"))
        .text();
    assert!(talk.contains("They want it by May"), "{talk}");
    assert!(
        atrium::data::testing::recount(&house.store)
            .unwrap()
            .problems
            .is_empty()
    );
}

#[test]
fn a_lead_like_another_leads_to_it() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-closer");
    let form = [
        ("company", "Alder Creek"),
        ("contact", "Naomi Frost"),
        ("email", "naomi@alder.example"),
        ("phone", "+1 210-555-0101"),
        ("source", "yelp"),
    ];
    let made = omar.post_form("/leads", &form);
    assert_eq!(made.status, 303, "{}", made.text());
    let lead = made.header("location").unwrap().to_owned();
    // Phone and e-mail are a click away, and the nine stages are told as they are everywhere.
    let shown = omar.get(&lead).text();
    assert!(
        shown.contains("href=\"tel:+12105550101\"")
            && shown.contains("href=\"mailto:naomi@alder.example\"")
    );
    assert!(shown.contains("Stage 1 of 9, Lead") && shown.contains("Enrichment"));
    let double = omar.post_form("/leads", &form);
    assert_eq!(double.status, 422);
    let text = double.text();
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(at(&format!("href=\"{lead}\"")) < at("name=\"company\""));
    assert!(
        at("name=\"despite\"") < at("name=\"company\""),
        "the tick is in sight"
    );
    // Who has how many open stands beside the names, and the ticked ones add up.
    let mut priya = house.signed_in("sales-manager");
    let list = priya.get("/leads").text();
    assert!(
        list.contains(", 1 open") && list.contains("data-value="),
        "{list}"
    );
}

#[test]
fn a_phone_reaches_every_place() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let page = vera.get("/roles").text();
    let (_, dock) = page.split_once("class=\"dock\"").unwrap();
    let (dock, rest) = dock.split_once("</nav>").unwrap();
    assert_eq!(dock.matches("<a ").count(), 4, "four places and the sheet");
    assert!(
        dock.contains("popovertarget=\"places\" data-current"),
        "the current place lies in the sheet"
    );
    let (sheet, _) = rest.split_once("</nav>").unwrap();
    let (rail, _) = page.split_once("class=\"topbar\"").unwrap();
    assert_eq!(sheet.matches("<a ").count(), rail.matches("<li>").count());
    assert!(sheet.contains("href=\"/roles\" aria-current=\"page\""));
    // What is read out of a control holds what is seen on it.
    assert!(page.contains(", your menu</span>"));
}

#[test]
fn a_card_lands_in_an_empty_column_and_comes_back() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let lead = json!({ "company": "Alder Creek", "contact": "Naomi Frost", "source": "yelp" });
    let made = omar.post_json("/api/v1/leads", &lead);
    let card = format!("#card-{}", made.json()["id"].as_str().unwrap());
    let browser = Browser::launch();
    let page = browser.page();
    sign_in(&house, &page, "sales-closer");
    page.goto(&house.url("/leads/board"));
    page.drag(&card, ".lane[data-key='contacted']");
    page.wait_text("#toasts", "Alder Creek moved to Contacted");
    page.wait(&format!(".lane[data-key='contacted'] {card}"));
    page.click("#toasts form[action^='/undo/'] button");
    page.wait_text("#toasts", "Undone");
    assert!(page.url().ends_with("/leads/board"), "{}", page.url());
    page.wait(&format!(".lane[data-key='new'] {card}"));
    // On a phone the sheet names every place, and the search is in reach.
    page.viewport(390, 844, true);
    page.goto(&house.url("/leads/board"));
    assert!(!page.visible(".sidebar") && page.visible(".topbar .find"));
    page.click(".dock button");
    page.wait("#places:popover-open");
    page.click("#places a[href='/clients']");
    page.wait_url("/clients");
    assert!(page.console_errors().is_empty());
}
