//! What holds of `rules`.

use super::*;
use crate::{
    access::{Actor, Grant, Grants, Scope, policy},
    features::{
        leads::{EDIT, lead::phone_key},
        settings::Category,
    },
};

#[test]
fn what_is_closed_or_a_clients_is_not_merged_away() {
    let open = Lead::default();
    let lost = Lead {
        stage: Stage::Lost,
        ..Lead::default()
    };
    let client = Lead {
        stage: Stage::Won,
        client: Some(Id::new(4)),
        ..Lead::default()
    };
    for (kept, gone, may) in [
        (&open, &open, true),
        (&client, &open, true),
        (&open, &client, false),
        (&client, &client, false),
        (&open, &lost, false),
        (&lost, &open, false),
    ] {
        assert_eq!(kept.may_absorb(gone).is_ok(), may, "{kept:?} {gone:?}");
    }
    let mut kept = Lead::default();
    kept.absorb(&whole());
    assert_eq!(kept.qualification, whole().qualification);
    let mut asked = Lead {
        qualification: Qualification {
            need: Answer::No,
            ..Qualification::default()
        },
        ..Lead::default()
    };
    asked.absorb(&whole());
    assert_eq!(asked.qualification.need, Answer::No, "what was asked stays");
}

fn whole() -> Lead {
    Lead {
        company: "Alder Creek Veterinary".into(),
        contact: "Naomi Frost".into(),
        phone: "+1 (210) 555-0100".into(),
        wish: "A site with booking".into(),
        categories: vec![Category::Web],
        owner: Id::new(7),
        qualification: Qualification {
            budget: Answer::Yes,
            authority: Answer::Yes,
            need: Answer::Yes,
            time: Answer::Partly,
        },
        ..Lead::default()
    }
}

#[test]
fn an_unqualified_lead_is_not_handed_over() {
    let mut lead = Lead {
        company: "X".into(),
        ..Lead::default()
    };
    let why = lead
        .hand_over(Id::new(2), Moment(1))
        .unwrap_err()
        .to_string();
    assert!(
        why.contains("contact are known") && why.contains("budget"),
        "{why}"
    );
    assert_eq!(lead.stage, Stage::New);
}

#[test]
fn four_times_no_qualifies_nobody() {
    let mut lead = Lead {
        stage: Stage::Contacted,
        ..whole()
    };
    let mut found = Qualification {
        budget: Answer::No,
        authority: Answer::No,
        need: Answer::No,
        time: Answer::No,
    };
    lead.qualify(found.clone(), "", Id::new(2), Moment(1))
        .unwrap();
    assert_eq!(lead.stage, Stage::Contacted);
    assert!(lead.missing().contains(&"Something of them speaks for it"));
    found.need = Answer::Partly;
    lead.qualify(found, "", Id::new(2), Moment(2)).unwrap();
    assert_eq!(lead.stage, Stage::Qualified);
}

#[test]
fn the_score_speaks_the_currency_of_the_house() {
    let mut lead = whole();
    lead.value = Money(500_000);
    let said = |code| {
        let reasons = lead.score_reasons(Currency::by_code(code).unwrap());
        let worth = reasons
            .into_iter()
            .find(|(_, why)| why.starts_with("Worth"));
        worth.unwrap().1
    };
    assert_eq!(said("USD"), "Worth $5,000.00 or more");
    assert!(!said("EUR").contains('$'), "{}", said("EUR"));
}

#[test]
fn after_the_hand_over_it_is_the_agents() {
    let may = |person: u64, scope: Scope, lead: &Lead| {
        let mut actor = Actor {
            person,
            superadmin: false,
            grants: Grants::default(),
            ..Actor::system()
        };
        let grant = Grant {
            scope,
            role: "closer".into(),
        };
        actor.grants.raise(EDIT.key, grant);
        policy::has_in_hand(&actor, &EDIT, &lead.hands().unwrap(), &[])
    };
    let mut lead = whole();
    assert!(may(7, Scope::Own, &lead));
    lead.hand_over(Id::new(9), Moment(1)).unwrap();
    assert!(!may(7, Scope::Own, &lead));
    assert!(may(9, Scope::Own, &lead));
    assert!(may(3, Scope::All, &lead));
}

#[test]
fn the_hand_over_can_be_returned() {
    let mut lead = whole();
    lead.hand_over(Id::new(9), Moment(1)).unwrap();
    assert_eq!((lead.owner, lead.stage), (Id::new(9), Stage::Qualified));
    assert_eq!(lead.hand_back(Moment(2)).unwrap(), Id::new(7));
    assert_eq!((lead.owner, lead.stage), (Id::new(7), Stage::Contacted));
}

#[test]
fn the_board_cannot_win_or_skip() {
    let mut lead = whole();
    assert!(lead.move_to(Stage::Won, Moment(1)).is_err());
    assert!(lead.move_to(Stage::Quoted, Moment(1)).is_err());
    lead.move_to(Stage::Qualified, Moment(1)).unwrap();
    lead.lose(LostReason::Price, Moment(2)).unwrap();
    assert!(lead.move_to(Stage::New, Moment(3)).is_err());
    lead.reopen(Moment(3)).unwrap();
}

#[test]
fn the_score_is_the_sum_of_its_reasons() {
    let mut lead = whole();
    lead.recompute(Moment(1));
    let sum: i32 = lead
        .score_reasons(Currency::default())
        .iter()
        .map(|(p, _)| p)
        .sum();
    assert_eq!(lead.score as i32, sum);
    let same = |a: &str, b: &str| assert_eq!(phone_key(a), phone_key(b), "{a} {b}");
    same("+1 (210) 555-0100", "210.555.0100");
    same("210-555-0100 x12", "210-555-0100 ext. 7");
    same("+49 30 555 0142", "030 5550142");
    same("0033 6 12 34 56 78", "06 12 34 56 78");
    for (one, other) in [
        ("210-555-0100", "310-555-0100"),
        ("210-555-0100", "210-555-0101"),
    ] {
        assert_ne!(phone_key(one), phone_key(other));
    }
}
