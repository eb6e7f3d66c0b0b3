//! The rules of a ticket, walked through from the quote to the work.

use super::*;
use crate::features::{
    clocks::{Clocked, PauseReason, Standing, Target},
    documents::{Document, Verified},
    tickets::{CheckState, Need},
};

/// How one promise stands.
fn standing(ticket: &Ticket, target: Target) -> Option<Standing> {
    let mut all = ticket.standings().into_iter();
    all.find(|held| held.target == target && held.met.is_none())
}

fn opened() -> Ticket {
    let mut ticket = Ticket {
        title: "Copperline Roofing: website".into(),
        client: Id::new(101),
        owner: Id::new(4),
        department: Id::new(2),
        scope: "Ten pages and a quote form".into(),
        price: Money(785_000),
        ..Ticket::default()
    };
    ticket.choose(Category::Web).unwrap();
    ticket
}

fn validated() -> Ticket {
    let mut ticket = opened();
    ticket
        .to_validation(Id::new(5), Id::new(3), Moment(1))
        .unwrap();
    for key in ticket
        .checkpoints
        .iter()
        .map(|c| c.key.clone())
        .collect::<Vec<_>>()
    {
        ticket
            .check(&key, true, String::new(), Id::new(5), Moment(2))
            .unwrap();
    }
    ticket
}

fn completed() -> Ticket {
    let mut ticket = validated();
    ticket
        .to_enrichment(Id::new(6), Id::new(3), Moment(3))
        .unwrap();
    for requirement in ticket
        .requirements
        .clone()
        .into_iter()
        .filter(|r| r.required)
    {
        let key = &requirement.key;
        if requirement.kind == Need::Document {
            let by_text = ticket.complete(key, "sent by mail".into(), Id::new(6), Moment(4));
            assert!(by_text.unwrap_err().to_string().contains("needs a file"));
            let document = Document {
                id: Id::new(101),
                verified: Some(Verified {
                    by: Id::new(6),
                    at: Moment(4),
                }),
                ..Document::default()
            };
            ticket
                .attach(key, document.id, Id::new(6), Moment(4))
                .unwrap();
            ticket.follow_document(key, &document);
            continue;
        }
        let value = requirement
            .choices
            .first()
            .cloned()
            .unwrap_or("known".into());
        ticket.complete(key, value, Id::new(6), Moment(4)).unwrap();
    }
    ticket
}

#[test]
fn sales_hands_over_only_what_is_complete() {
    let mut ticket = opened();
    ticket.scope.clear();
    ticket.price = Money::ZERO;
    let why = ticket
        .to_validation(Id::new(5), Id::new(3), Moment(1))
        .unwrap_err()
        .to_string();
    assert!(why.contains("scope") && why.contains("price"), "{why}");
    assert_eq!(ticket.stage, Stage::Open);
}

#[test]
fn every_checkpoint_gates_and_waiving_needs_a_reason() {
    let mut ticket = opened();
    assert!(
        ticket
            .check("contact", true, String::new(), Id::new(4), Moment(1))
            .is_err(),
        "not in validation yet"
    );
    ticket
        .to_validation(Id::new(5), Id::new(3), Moment(1))
        .unwrap();
    assert_eq!(
        (ticket.owner, ticket.department, ticket.sales_manager),
        (Id::new(5), Id::new(3), Some(Id::new(4)))
    );
    let stage = standing(&ticket, Target::Stage).unwrap();
    assert_eq!((stage.begun, stage.held), (Moment(1), None));
    let keys: Vec<String> = ticket.checkpoints.iter().map(|c| c.key.clone()).collect();
    for key in &keys[1..] {
        ticket
            .check(key, true, String::new(), Id::new(5), Moment(2))
            .unwrap();
    }
    ticket
        .check(&keys[0], false, "No answer".into(), Id::new(5), Moment(2))
        .unwrap();
    assert!(
        ticket
            .to_enrichment(Id::new(6), Id::new(3), Moment(3))
            .is_err()
    );
    assert!(
        ticket
            .waive(&keys[0], String::new(), Id::new(5), Moment(3))
            .is_err()
    );
    ticket
        .waive(&keys[0], "Known for years".into(), Id::new(5), Moment(3))
        .unwrap();
    ticket
        .to_enrichment(Id::new(6), Id::new(3), Moment(4))
        .unwrap();
    assert_eq!(ticket.agent, Some(Id::new(6)));
}

#[test]
fn approval_needs_all_requirements_and_a_frozen_scope() {
    let mut ticket = completed();
    assert_eq!(ticket.percent(), 100);
    assert!(
        ticket
            .to_approval(Id::new(7), Id::new(8), Moment(5))
            .is_err(),
        "not frozen"
    );
    ticket.freeze(Moment(5)).unwrap();
    assert!(
        ticket.edit("T".into(), "More".into(), None, None).is_err(),
        "frozen"
    );
    ticket
        .to_approval(Id::new(7), Id::new(8), Moment(6))
        .unwrap();
    assert_eq!((ticket.owner, ticket.department), (Id::new(7), Id::new(8)));
    assert!(
        ticket.placement().contains(&Placement::Department(3))
            && ticket.placement().contains(&Placement::Person(6))
    );
    assert_eq!(
        ticket.back_from_approval(Id::new(3), Moment(7)).unwrap(),
        Id::new(6)
    );
    assert_eq!((ticket.stage, ticket.frozen), (Stage::Enrichment, None));
    ticket.freeze(Moment(8)).unwrap();
    ticket
        .to_approval(Id::new(7), Id::new(8), Moment(9))
        .unwrap();
    ticket.in_production(214, Moment(10)).unwrap();
    assert_eq!(
        (ticket.project, ticket.word_for_client()),
        (Some(214), "In work")
    );
    assert!(standing(&ticket, Target::Stage).is_none());
    assert!(ticket.cancel(Moment(11)).is_err());
    assert!(ticket.close(Moment(11)).is_err(), "its project closes it");
    assert!(ticket.follow_project(true, Moment(11)));
    assert_eq!(
        (ticket.stage, ticket.word_for_client()),
        (Stage::Closed, "Done")
    );
    assert!(ticket.reopen(Moment(12)).is_err(), "its project reopens it");
    assert!(ticket.follow_project(false, Moment(12)));
    assert!(!ticket.follow_project(false, Moment(13)));
    assert_eq!(ticket.stage, Stage::Production);
}

#[test]
fn an_open_requirement_is_missing() {
    let mut ticket = completed();
    let key = ticket
        .requirements
        .iter()
        .find(|r| r.required && r.kind != Need::Document)
        .unwrap()
        .key
        .clone();
    ticket
        .complete(&key, String::new(), Id::new(6), Moment(5))
        .unwrap();
    assert!(ticket.percent() < 100);
    ticket.freeze(Moment(5)).unwrap();
    assert!(
        ticket
            .to_approval(Id::new(7), Id::new(8), Moment(6))
            .is_err()
    );
    let choice = ticket
        .requirements
        .iter()
        .find(|r| r.kind == Need::Choice)
        .unwrap()
        .key
        .clone();
    assert!(
        ticket
            .complete(&choice, "Something else".into(), Id::new(6), Moment(6))
            .is_err()
    );
}

#[test]
fn each_hand_can_return_it() {
    let mut ticket = validated();
    ticket
        .to_enrichment(Id::new(6), Id::new(3), Moment(3))
        .unwrap();
    assert_eq!(
        ticket.return_(Id::new(2), Id::new(3), Moment(4)).unwrap(),
        Id::new(5)
    );
    assert_eq!(
        ticket.return_(Id::new(2), Id::new(3), Moment(5)).unwrap(),
        Id::new(4)
    );
    assert_eq!((ticket.stage, ticket.department), (Stage::Open, Id::new(2)));
    assert!(ticket.return_(Id::new(2), Id::new(3), Moment(6)).is_err());
}

#[test]
fn a_changed_scope_is_checked_anew() {
    let mut ticket = validated();
    let state = |ticket: &Ticket, key: &str| {
        let found = ticket.checkpoints.iter().find(|held| held.key == key);
        found.unwrap().state
    };
    let edit = |ticket: &mut Ticket, scope: &str| {
        ticket
            .edit(ticket.title.clone(), scope.into(), None, None)
            .unwrap();
    };
    ticket.return_(Id::new(2), Id::new(3), Moment(4)).unwrap();
    let same = ticket.scope.clone();
    edit(&mut ticket, &same);
    assert_eq!(state(&ticket, "scope"), CheckState::Passed);
    edit(&mut ticket, "Twice as many pages");
    assert_eq!(state(&ticket, "scope"), CheckState::Open);
    assert_eq!(state(&ticket, "contact"), CheckState::Passed);
    ticket
        .to_validation(Id::new(5), Id::new(3), Moment(5))
        .unwrap();
    assert!(!ticket.missing().is_empty(), "it has to be checked anew");
}

#[test]
fn a_document_is_asked_for_attached_and_followed() {
    let mut ticket = validated();
    ticket
        .to_enrichment(Id::new(6), Id::new(3), Moment(3))
        .unwrap();
    let key = ticket
        .requirements
        .iter()
        .find(|r| r.kind == Need::Document)
        .unwrap()
        .key
        .clone();
    ticket.ask_for(&key, Moment(4)).unwrap();
    assert_eq!(ticket.word_for_client(), "Waiting for you");
    ticket
        .attach(&key, Id::new(101), Id::new(9), Moment(5))
        .unwrap();
    assert_eq!(ticket.word_for_client(), "Details are collected");
    let mut document = Document {
        id: Id::new(101),
        ..Document::default()
    };
    assert!(!ticket.follow_document(&key, &document), "nothing changed");
    document.verified = Some(Verified {
        by: Id::new(6),
        at: Moment(6),
    });
    assert!(ticket.follow_document(&key, &document));
    assert!(ticket.requirement(&key).unwrap().done());
    document.archived = true;
    assert!(ticket.follow_document(&key, &document));
    assert!(!ticket.requirement(&key).unwrap().done());
}

#[test]
fn talk_goes_to_and_fro() {
    let mut ticket = Ticket {
        kind: TicketKind::Complaint,
        ..Ticket::default()
    };
    ticket.enter(Stage::Open, Moment(0));
    let open = |ticket: &Ticket, target| standing(ticket, target).is_some();
    assert!(open(&ticket, Target::FirstResponse) && open(&ticket, Target::Complaint));
    assert!(!open(&ticket, Target::Resolution), "a complaint is settled");
    ticket.spoken(false, Moment(1));
    assert_eq!(ticket.stage, Stage::Answered);
    assert!(!open(&ticket, Target::FirstResponse));
    let held = standing(&ticket, Target::Complaint).and_then(|held| held.held);
    assert!(held.is_some_and(|held| held.reason == PauseReason::WaitingForClient));
    ticket.spoken(true, Moment(2));
    assert_eq!(ticket.stage, Stage::Open);
    let asked = standing(&ticket, Target::NextReply).unwrap();
    assert_eq!(asked.begun, Moment(2));
    // Asked again before an answer, it is the first question that waits.
    ticket.spoken(true, Moment(3));
    assert_eq!(
        standing(&ticket, Target::NextReply).unwrap().begun,
        Moment(2)
    );
    ticket.close(Moment(4)).unwrap();
    assert!(ticket.standings().iter().all(|held| held.met.is_some()));
    ticket.spoken(true, Moment(5));
    assert_eq!(ticket.stage, Stage::Open);
    assert!(open(&ticket, Target::Complaint) && open(&ticket, Target::NextReply));
}

#[test]
fn a_refused_document_is_asked_for_again() {
    let mut ticket = validated();
    ticket
        .to_enrichment(Id::new(6), Id::new(3), Moment(3))
        .unwrap();
    let wanted = |r: &&crate::features::tickets::Requirement| r.kind == Need::Document;
    let key = ticket.requirements.iter().find(wanted).unwrap().key.clone();
    let again =
        |ticket: &mut Ticket| ticket.refuse_document(&key, "It is the old logo".into(), Moment(6));
    assert!(again(&mut ticket).is_err(), "nothing was given yet");
    ticket
        .attach(&key, Id::new(101), Id::new(9), Moment(5))
        .unwrap();
    assert_eq!(again(&mut ticket).unwrap(), Id::new(101));
    let requirement = ticket.requirement(&key).unwrap();
    assert!(requirement.waits_for_client() && requirement.word() == "Asked for again");
    assert_eq!(ticket.word_for_client(), "Waiting for you");
    ticket
        .attach(&key, Id::new(102), Id::new(9), Moment(7))
        .unwrap();
    assert_eq!(ticket.requirement(&key).unwrap().refused, "");
}

#[test]
fn an_empty_answer_completes_nothing() {
    let mut ticket = validated();
    ticket
        .to_enrichment(Id::new(6), Id::new(3), Moment(3))
        .unwrap();
    let key = ticket.requirements[0].key.clone();
    let empty = ticket.complete(&key, String::new(), Id::new(6), Moment(4));
    assert!(empty.unwrap_err().to_string().contains("Write the answer"));
}

#[test]
fn what_is_put_on_hold_stands_still_until_it_is_taken_up() {
    let mut ticket = opened();
    ticket.enter(Stage::Open, Moment(1));
    ticket
        .put_on_hold("The owner is abroad".into(), Moment(2))
        .unwrap();
    assert!(ticket.put_on_hold("Twice".into(), Moment(3)).is_err());
    let held = standing(&ticket, Target::Stage).and_then(|held| held.held);
    assert_eq!(
        held.map(|held| (held.reason, held.since)),
        Some((PauseReason::OnHold, Moment(2)))
    );
    ticket.take_up().unwrap();
    assert!(ticket.take_up().is_err());
    assert!(standing(&ticket, Target::Stage).is_some_and(|held| held.held.is_none()));
    ticket.put_on_hold("Again".into(), Moment(4)).unwrap();
    ticket.cancel(Moment(5)).unwrap();
    assert!(ticket.hold.is_none() && ticket.standings().is_empty());
}
