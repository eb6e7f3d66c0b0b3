//! A quote is signed through a request for signatures: with the last signature it is sealed and accepted in one deed, and
//! nobody signs one that doesn't stand any more.

use std::sync::Arc;

use atrium::{
    base::Id,
    extract::Worker,
    features::{
        quotes::{Quote, Status as QuoteStatus, Way},
        signatures::{SignatureRequest, Status},
    },
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    quotes::{handed_over, in_the_portal, lines},
    signatures::{gives, in_the_portal as in_the_form},
    work::text,
};
use crate::support::steps::{done, get, refused};

const EMAIL: &str = "naomi@alder.example";

struct Scene {
    house: House,
    agent: Client,
    naomi: Client,
    quote: String,
    lead: String,
}

/// A quote that was sent to somebody who is in the portal.
fn scene() -> Scene {
    let house = House::with_cast().unwrap();
    let worker = Worker::new(env!("CARGO_BIN_EXE_atrium"));
    house.store.provide(Arc::new(worker));
    let lead = handed_over(&house, "Alder Creek Veterinary", EMAIL);
    let mut agent = house.api("sales-agent").unwrap();
    let form = json!({ "lead": lead, "title": "Website", "lines": lines() });
    let made = done(&mut agent, "/api/v1/quotes", &form);
    let quote = text(&made, "id").to_owned();
    let early = format!("/api/v1/quotes/{quote}/have-signed");
    refused(&mut agent, &early, &json!({}), 409);
    let naomi = in_the_portal(&house, &mut agent, text(&made, "client"), EMAIL);
    done(
        &mut agent,
        &format!("/api/v1/quotes/{quote}/send"),
        &json!({}),
    );
    Scene {
        house,
        agent,
        naomi,
        quote,
        lead,
    }
}

impl Scene {
    /// Prepared and sent to these, nobody named: to the client's people; as it is told.
    fn sent(&mut self, form: &Value) -> Value {
        let ask = format!("/api/v1/quotes/{}/have-signed", self.quote);
        let made = done(&mut self.agent, &ask, form);
        let at = format!("/api/v1/signature-requests/{}/send", text(&made, "id"));
        done(&mut self.agent, &at, &json!({}))
    }

    fn quote(&self) -> Quote {
        let id = Id::parse(&self.quote).unwrap();
        self.house.visit().find(id).unwrap()
    }

    fn request(&self, told: &Value) -> SignatureRequest {
        let id = Id::parse(text(told, "id")).unwrap();
        self.house.visit().find(id).unwrap()
    }
}

#[test]
fn the_last_signature_seals_the_paper_and_accepts_the_quote() {
    let mut scene = scene();
    let asked = scene.sent(&json!({}));
    assert!(asked["quote"].to_string().contains(&scene.quote), "{asked}");
    let portal = format!("/portal/signature-requests/{}", text(&asked, "id"));
    let read = scene.naomi.get(&portal);
    assert_eq!(read.status, 200, "{}", read.text());
    let signed = scene.naomi.post_form(
        &format!("{portal}/sign"),
        &in_the_form(&asked, "Naomi Frost"),
    );
    assert_eq!(signed.status, 303, "{}", signed.text());
    let held = scene.request(&asked);
    assert_eq!(held.status, Status::Sealed);
    let quote = scene.quote();
    assert_eq!(quote.status, QuoteStatus::Accepted);
    let signature = quote.signature.unwrap();
    assert_eq!(
        (signature.name.as_str(), signature.way),
        ("Naomi Frost", Way::Portal)
    );
    assert!(
        signature.note.contains(&held.id.to_string()),
        "{}",
        signature.note
    );
    let lead = get(&mut scene.agent, &format!("/api/v1/leads/{}", scene.lead));
    assert_eq!(lead["stage"], "won");
    let document = get(
        &mut scene.agent,
        &format!("/api/v1/documents/{}", held.document),
    );
    assert!(
        document["about"].to_string().contains(&scene.quote),
        "{document}"
    );
    // What is signed stays signed.
    let revise = format!("/api/v1/quotes/{}/revise", scene.quote);
    refused(&mut scene.agent, &revise, &json!({}), 409);
    let entries = scene.house.store.entries_after(0, 100_000).unwrap();
    let signing = entries.iter().rev();
    let mut signing = signing.filter(|entry| entry.action == "signatures.sign");
    let seq = signing.next().unwrap().seq;
    let mut boss = scene.house.api("superadmin").unwrap();
    let undo = boss.post_json(&format!("/api/v1/journal/{seq}/undo"), &json!({}));
    assert!(undo.status >= 400, "{}", undo.text());
}

#[test]
fn one_signature_of_two_accepts_nothing() {
    let mut scene = scene();
    let naomi = scene.house.visit();
    let names = atrium::features::people::Directory::of(&naomi).unwrap();
    let naomi = names
        .users
        .values()
        .find(|user| user.email == EMAIL)
        .unwrap();
    let boss = scene.house.account("management").id;
    let people = [naomi.id.to_string(), boss.to_string()];
    let asked = scene.sent(&json!({ "people": people, "in_order": true }));
    let portal = format!("/portal/signature-requests/{}/sign", text(&asked, "id"));
    let signed = scene
        .naomi
        .post_form(&portal, &in_the_form(&asked, "Naomi Frost"));
    assert_eq!(signed.status, 303, "{}", signed.text());
    assert_eq!(scene.quote().status, QuoteStatus::Sent);
    let mut boss = scene.house.api("management").unwrap();
    let sign = format!("/api/v1/signature-requests/{}/sign", text(&asked, "id"));
    let last = done(&mut boss, &sign, &gives(&asked, "The boss"));
    assert_eq!(last["sealed"], true);
    let quote = scene.quote();
    assert_eq!(quote.status, QuoteStatus::Accepted);
    assert_eq!(quote.decided_by, Some(naomi.id), "the client said yes");
    assert_eq!(quote.signature.unwrap().name, "Naomi Frost");
}

#[test]
fn a_quote_that_is_revised_is_not_signed_any_more() {
    let mut scene = scene();
    let asked = scene.sent(&json!({}));
    let revise = format!("/api/v1/quotes/{}/revise", scene.quote);
    done(&mut scene.agent, &revise, &json!({}));
    assert_eq!(scene.request(&asked).status, Status::Cancelled);
    let sign = format!("/portal/signature-requests/{}/sign", text(&asked, "id"));
    scene
        .naomi
        .post_form(&sign, &in_the_form(&asked, "Naomi Frost"));
    assert_eq!(scene.request(&asked).status, Status::Cancelled);
    assert_eq!(scene.quote().status, QuoteStatus::Draft);
}

#[test]
fn the_house_alone_does_not_sign_for_a_client() {
    let mut scene = scene();
    let boss = scene.house.account("management").id.to_string();
    let ask = format!("/api/v1/quotes/{}/have-signed", scene.quote);
    let answer = scene.agent.post_json(&ask, &json!({ "people": [boss] }));
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(answer.json()["errors"][0]["field"], "people");
    let far = (scene.house.visit().today() + 300).iso();
    let answer = scene.agent.post_json(&ask, &json!({ "expires": far }));
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(answer.json()["errors"][0]["field"], "expires");
}
