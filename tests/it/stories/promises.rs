//! Promises are kept by clocks: a ticket goes through all of them while the house's own clock is moved, the server is off
//! for days, policies change in between, and deeds are taken back.

use atrium::{
    base::{Day, Id, Moment, Month},
    data::{Key, Record, Visit},
    features::{
        authority,
        clocks::{
            BY_SUBJECT, Clock, OF_TARGETS, Pause, PauseReason, Policy, PolicyForm, State, Target,
            edit_policy, figure, subject_key, target_key,
        },
        settings::Priority,
        tickets::{self, RaiseTicket, ReplyForm, Ticket, TicketKind},
    },
    testing::house::House,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::support::steps::{done, get, page, refused};

/// A moment of a week in June: 0 is Monday.
fn at(day: i32, hour: i64, minute: i64) -> Moment {
    let monday = Day::parse("2027-06-07").unwrap();
    Moment::at(monday + day, hour * 60 + minute, &TimeZone::UTC)
}

/// Somebody at that moment.
fn visit(house: &House, role: &str, at: Moment) -> Visit {
    let system = Visit::system(&house.store, at, TimeZone::UTC);
    let person = house.account(role).id;
    authority::eyes_of(&system, person).unwrap().unwrap()
}

/// A house with a client, and somebody of theirs in the portal.
fn house() -> House {
    let house = House::with_config(|_| {}).unwrap();
    let mut keeper = house.api("account-manager").unwrap();
    let made = done(
        &mut keeper,
        "/api/v1/clients",
        &json!({ "name": "Delgado Tile" }),
    );
    assert_eq!(made["id"], "CL-101");
    house
}

fn raised(house: &House, kind: TicketKind, at: Moment) -> Id<Ticket> {
    let form = RaiseTicket {
        kind,
        client: None,
        title: "The form is down".into(),
        text: "Nobody can write to us.".into(),
        priority: Priority::Normal,
        post: None,
    };
    tickets::raise(&visit(house, "client", at), form).unwrap()
}

fn says(house: &House, role: &str, ticket: Id<Ticket>, at: Moment) {
    let form = ReplyForm {
        text: "We look at it.".into(),
        internal: false,
    };
    tickets::reply(&visit(house, role, at), ticket, form, Vec::new()).unwrap();
}

fn ticket(house: &House, id: Id<Ticket>) -> Ticket {
    house.visit().find(id).unwrap()
}

fn clocks(house: &House, id: Id<Ticket>) -> Vec<Clock> {
    let held = ticket(house, id);
    let visit = house.visit();
    visit
        .related(&held, BY_SUBJECT, subject_key(held.as_ref()), 50)
        .unwrap()
}

#[track_caller]
fn clock(house: &House, id: Id<Ticket>, target: Target) -> Clock {
    let mut all = clocks(house, id).into_iter();
    all.find(|clock| clock.target == target)
        .unwrap_or_else(|| panic!("no clock for {target:?}"))
}

/// What the house told of a ticket's promises, in order.
fn told(house: &House, id: Id<Ticket>) -> Vec<String> {
    let entries = house.store.entries_after(0, 10_000).unwrap();
    let of = entries
        .into_iter()
        .filter(|entry| entry.action == "clocks.escalate");
    of.filter(|entry| entry.subjects.contains(&id.as_ref()))
        .filter_map(|entry| entry.note)
        .collect()
}

#[test]
fn a_ticket_keeps_and_misses_what_it_promises() {
    let house = house();
    let id = raised(&house, TicketKind::Support, at(0, 9, 0));
    let first = clock(&house, id, Target::FirstResponse);
    assert_eq!(first.due, Some(at(0, 17, 0)));
    assert_eq!(
        clock(&house, id, Target::Resolution).due,
        Some(at(4, 17, 0))
    );
    let held = ticket(&house, id);
    assert_eq!(held.due, first.due, "what is next to be missed");
    assert_eq!(
        held.next.map(|next| next.target),
        Some(Target::FirstResponse)
    );

    // Three quarters of the time are over: whoever has it is told, once.
    house.strike(at(0, 14, 59)).unwrap();
    assert!(told(&house, id).is_empty());
    house.strike(at(0, 15, 0)).unwrap();
    house.strike(at(0, 15, 10)).unwrap();
    let said = told(&house, id);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("75 %"), "{said:?}");

    // The answer meets the first promise, and from then on the client is waited for.
    says(&house, "support-agent", id, at(0, 15, 30));
    assert_eq!(clock(&house, id, Target::FirstResponse).state(), State::Met);
    let waiting = clock(&house, id, Target::Resolution);
    assert_eq!(waiting.state(), State::Paused);
    assert_eq!(
        waiting.held.map(|held| (held.reason, held.since)),
        Some((PauseReason::WaitingForClient, at(0, 15, 30)))
    );
    assert_eq!(ticket(&house, id).due, None);

    // The client asks again: what is left is laid out from there, and the next answer is promised.
    says(&house, "client", id, at(1, 10, 0));
    assert_eq!(
        clock(&house, id, Target::Resolution).due,
        Some(at(7, 11, 30))
    );
    let next = clock(&house, id, Target::NextReply);
    assert_eq!((next.begun, next.due), (at(1, 10, 0), Some(at(2, 10, 0))));

    // The server is off for three days: each step is done once, in order, in a deed of its own.
    house.strike(at(4, 9, 0)).unwrap();
    house.strike(at(4, 9, 5)).unwrap();
    let said = told(&house, id);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(
        said[1].contains("75 %") && said[2].contains("100 %"),
        "{said:?}"
    );
    let late = clock(&house, id, Target::NextReply);
    assert_eq!(late.missed, Some(at(2, 10, 0)));

    // Answered at last, it stays missed; closed, the rest is kept.
    says(&house, "support-agent", id, at(4, 12, 0));
    let late = clock(&house, id, Target::NextReply);
    assert_eq!(
        (late.met, late.state()),
        (Some(at(4, 12, 0)), State::Missed)
    );
    tickets::close(&visit(&house, "support-agent", at(4, 13, 0)), id).unwrap();
    assert_eq!(clock(&house, id, Target::Resolution).state(), State::Met);
    house.strike(at(30, 9, 0)).unwrap();
    assert_eq!(told(&house, id).len(), 3, "nothing is waited for");

    let month = Month::at(at(0, 9, 0));
    let sum = |target, what| {
        let key = target_key(target, what, month);
        house.visit().tally::<Clock>(OF_TARGETS, key).unwrap()
    };
    assert_eq!(sum(Target::FirstResponse, figure::KEPT), 1);
    assert_eq!(sum(Target::NextReply, figure::MISSED), 1);
    assert_eq!(sum(Target::NextReply, figure::KEPT), 0);
    assert_eq!(sum(Target::Resolution, figure::KEPT), 1);
}

#[test]
fn what_is_taken_back_leaves_clocks_as_they_were() {
    let house = house();
    let id = raised(&house, TicketKind::Support, at(0, 9, 0));
    let of = |target| {
        let held = clock(&house, id, target);
        (held.since, held.spent, held.due, held.held, held.met)
    };
    let before = [of(Target::FirstResponse), of(Target::Resolution)];
    let pauses = || {
        let held = clock(&house, id, Target::Resolution);
        let whole = ticket(&house, id);
        let key = Key::new().id(held.id);
        let found: Vec<Pause> = house
            .visit()
            .related(&whole, atrium::features::clocks::OF_CLOCK, key, 10)
            .unwrap();
        found
    };

    // Put on hold, and that taken back two hours later.
    let agent = visit(&house, "support-agent", at(0, 10, 0));
    tickets::hold(&agent, id, "The server is being moved".into()).unwrap();
    assert_eq!(clock(&house, id, Target::Resolution).due, None);
    assert_eq!(pauses().len(), 1);
    let seq = agent.wrote().unwrap();
    visit(&house, "support-agent", at(0, 12, 0))
        .undo(seq)
        .unwrap();
    assert_eq!([of(Target::FirstResponse), of(Target::Resolution)], before);
    assert!(pauses().is_empty());

    // On hold for a day: that much later it is due.
    let agent = visit(&house, "support-agent", at(0, 13, 0));
    tickets::hold(&agent, id, "The server is being moved".into()).unwrap();
    let agent = visit(&house, "support-agent", at(1, 13, 0));
    tickets::resume(&agent, id).unwrap();
    assert_eq!(of(Target::FirstResponse).2, Some(at(1, 17, 0)));
    let kept = pauses();
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].from, kept[0].until, kept[0].reason),
        (at(0, 13, 0), Some(at(1, 13, 0)), PauseReason::OnHold)
    );

    // Closed too soon, and that taken back.
    let open = [of(Target::FirstResponse), of(Target::Resolution)];
    let agent = visit(&house, "support-agent", at(1, 14, 0));
    tickets::close(&agent, id).unwrap();
    assert!(of(Target::Resolution).4.is_some());
    let seq = agent.wrote().unwrap();
    visit(&house, "support-agent", at(1, 14, 5))
        .undo(seq)
        .unwrap();
    assert_eq!([of(Target::FirstResponse), of(Target::Resolution)], open);
}

fn standard(house: &House, target: Target) -> Policy {
    let promises = house
        .visit()
        .cached::<atrium::features::clocks::Promises>()
        .unwrap();
    let mut all = promises.policies.iter();
    all.find(|held| held.target == target && held.standard)
        .cloned()
        .unwrap()
}

#[test]
fn an_open_clock_keeps_what_it_was_promised_by() {
    let house = house();
    let before = raised(&house, TicketKind::Support, at(0, 9, 0));
    let policy = standard(&house, Target::FirstResponse);
    let shorter = PolicyForm {
        name: policy.name.clone(),
        order: policy.order,
        minutes: 60,
        hours: policy.hours,
        ladder: policy.ladder.clone(),
        restarts: policy.restarts.clone(),
        pauses: policy.pauses.clone(),
        ..PolicyForm::default()
    };
    let manager = visit(&house, "management", at(0, 10, 0));
    edit_policy(&manager, policy.id, shorter).unwrap();
    assert_eq!(standard(&house, Target::FirstResponse).number, 2);
    let after = raised(&house, TicketKind::Support, at(0, 11, 0));
    let (old, new) = (
        clock(&house, before, Target::FirstResponse),
        clock(&house, after, Target::FirstResponse),
    );
    assert_eq!((old.minutes, old.due), (480, Some(at(0, 17, 0))));
    assert_eq!((new.minutes, new.due), (60, Some(at(0, 12, 0))));
    assert_ne!(old.terms, new.terms);
    // Its ladder is the one that it began with as well.
    house.strike(at(0, 12, 30)).unwrap();
    assert!(told(&house, before).is_empty() && !told(&house, after).is_empty());
}

#[test]
fn a_rule_of_its_policy_makes_an_open_clock_begin_anew() {
    let house = house();
    let raise = |priority, at| {
        let form = RaiseTicket {
            kind: TicketKind::Support,
            client: Some(Id::new(101)),
            title: "The shop is down".into(),
            text: "They can't sell.".into(),
            priority,
            post: None,
        };
        tickets::raise(&visit(&house, "account-manager", at), form).unwrap()
    };
    let presses = |id, priority, at| {
        let held = ticket(&house, id);
        let form = tickets::EditTicket {
            title: held.title,
            scope: held.scope,
            price: None,
            category: None,
            priority: Some(priority),
            version: None,
        };
        tickets::edit(&visit(&house, "support-manager", at), id, form).unwrap();
        clock(&house, id, Target::FirstResponse)
    };
    let high = raise(Priority::High, at(0, 9, 0));
    let first = clock(&house, high, Target::FirstResponse);
    assert_eq!((first.minutes, first.due), (120, Some(at(0, 11, 0))));
    let anew = presses(high, Priority::Urgent, at(0, 9, 30));
    assert_eq!((anew.minutes, anew.due), (60, Some(at(0, 10, 30))));
    assert_eq!(anew.id, first.id);
    // The standard one has no such rule: what was promised stays.
    let normal = raise(Priority::Normal, at(1, 9, 0));
    let kept = presses(normal, Priority::Urgent, at(1, 9, 30));
    assert_eq!((kept.minutes, kept.due), (480, Some(at(1, 17, 0))));
}

#[test]
fn policies_and_calendars_are_kept_in_the_settings_and_by_programs() {
    let house = house();
    let mut manager = house.api("management").unwrap();
    let all = get(&mut manager, "/api/v1/slas?limit=100");
    let all = all["items"].as_array().unwrap();
    for target in [
        "first_response",
        "next_reply",
        "resolution",
        "lead_response",
    ] {
        let of = |held: &&Value| held["target"] == target && held["standard"] == true;
        assert_eq!(all.iter().filter(of).count(), 1, "{target}");
    }

    // What a high ticket on a Friday afternoon is promised.
    let asked =
        "/api/v1/sla-preview?target=first_response&priority=high&begun=2027-06-04T16:50:00Z";
    let found = get(&mut manager, asked);
    assert_eq!(found["items"][0]["due"], "2027-06-07T10:50:00Z");

    let calendar = done(
        &mut manager,
        "/api/v1/calendars",
        &json!({
            "name": "Night desk", "zone": "America/New_York",
            "mon": "18:00-24:00", "tue": "0:00-6:00, 18:00-24:00", "days_off": "2027-07-05 Independence Day",
        }),
    );
    let number = calendar["id"].as_str().unwrap().to_owned();
    assert_eq!(calendar["tue"], "00:00-06:00, 18:00-24:00");
    let wrong = json!({ "name": "Nowhere", "zone": "Atlantis", "mon": "9-17" });
    refused(&mut manager, "/api/v1/calendars", &wrong, 422);
    let never = json!({ "name": "Never" });
    refused(&mut manager, "/api/v1/calendars", &never, 422);

    let policy = done(
        &mut manager,
        "/api/v1/slas",
        &json!({
            "target": "first_response", "name": "Night", "minutes": 60, "order": 1, "kinds": ["support"], "priorities": ["low"],
            "hours": "calendar", "calendar": number, "ladder": [{ "percent": 150, "tell": ["manager"] }, { "percent": 50, "tell": ["owner", "lead"] }],
        }),
    );
    assert_eq!(policy["ladder"][0]["percent"], 50, "in their order");
    let at = format!("/api/v1/slas/{}", policy["id"].as_str().unwrap());
    let changed = manager.request(
        "PATCH",
        &at,
        &[("content-type", "application/json")],
        json!({ "minutes": 90 }).to_string().as_bytes(),
    );
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["number"], 2);
    let versions = get(&mut manager, &format!("{at}/versions"));
    assert_eq!(versions["items"].as_array().unwrap().len(), 2);
    assert_eq!(versions["items"][1]["minutes"], 60);
    let used = format!("/api/v1/calendars/{number}/retire");
    let why = refused(&mut manager, &used, &json!({}), 409);
    assert!(why.contains("Night"), "{why}");
    done(&mut manager, &format!("{at}/retire"), &json!({}));
    done(&mut manager, &used, &json!({}));

    // One that holds for everything is the standard one, which stays.
    let any = json!({ "target": "approval", "name": "Any", "minutes": 60 });
    refused(&mut manager, "/api/v1/slas", &any, 422);
    let standing = standard(&house, Target::FirstResponse).id;
    let stays = format!("/api/v1/slas/{standing}/retire");
    refused(&mut manager, &stays, &json!({}), 409);

    let mut browser = house.signed_in("management");
    let shown = page(
        &mut browser,
        "/slas?target=first_response&priority=high&day=2027-06-04&time=16:50",
    );
    assert!(
        shown.contains("First response, high") && shown.contains("10:50"),
        "the preview"
    );
    assert!(shown.contains("Night desk"));
    assert!(page(&mut browser, &format!("/slas/{standing}")).contains("Version"));
    page(&mut browser, &format!("/slas/{standing}/edit"));
    page(&mut browser, "/slas/new");
    page(&mut browser, "/calendars/new");
    page(&mut browser, &format!("/calendars/{number}"));
    let refused = browser.post_form(
        "/slas",
        &[
            ("target", "approval"),
            ("name", "Mine"),
            ("minutes", "soon"),
        ],
    );
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Mine"), "nothing is lost");
    let outside = house.signed_in("team-member").get("/slas");
    assert_eq!(outside.status, 403);
}

#[test]
fn what_is_next_to_be_missed_is_one_list() {
    let house = house();
    let mut keeper = house.api("account-manager").unwrap();
    for kind in ["support", "complaint"] {
        let ticket = json!({ "kind": kind, "client": "CL-101", "title": kind, "text": "Please." });
        done(&mut keeper, "/api/v1/tickets/raise", &ticket);
    }
    let mut manager = house.api("management").unwrap();
    let next = get(&mut manager, "/api/v1/clocks");
    let items = next["items"].as_array().unwrap();
    let due: Vec<&str> = items
        .iter()
        .map(|held| held["due"].as_str().unwrap())
        .collect();
    assert!(due.len() >= 4 && due.is_sorted(), "{due:?}");
    assert_eq!(items[0]["state"], "running");
    let only = get(&mut manager, "/api/v1/clocks?target=complaint");
    assert_eq!(only["items"].as_array().unwrap().len(), 1);
    let mut browser = house.signed_in("management");
    assert!(page(&mut browser, "/clocks").contains("First response"));
    // The record's page shows them, and its client reads nothing of them.
    let id = items[0]["subject"].clone();
    let number = id.as_str().unwrap_or("TK-301").to_owned();
    assert!(page(&mut browser, &format!("/tickets/{number}")).contains("First response"));
    let mut rosa = house.signed_in("client");
    assert_ne!(rosa.get("/clocks").status, 200);
}
