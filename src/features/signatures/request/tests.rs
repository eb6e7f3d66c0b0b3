//! What holds of `request`.

use super::super::stays::is_same_paper;
use super::*;
use crate::features::signatures::how::How;

fn given() -> Given {
    Given {
        name: "Rosa Delgado".into(),
        path: String::new(),
        address: "203.0.113.7".into(),
        how: How::Password,
        ..Given::default()
    }
}

fn open(in_order: bool) -> SignatureRequest {
    let signer = |id: u64| Signer {
        user: Id::new(id),
        name: format!("Person {id}"),
        ..Signer::default()
    };
    let mut request = SignatureRequest {
        signers: vec![signer(5), signer(6)],
        pages: vec![PageSize::default(); 3],
        in_order,
        every: 3,
        ..SignatureRequest::default()
    };
    request.send(Moment(0), Moment(10 * time::DAY)).unwrap();
    request
}

#[test]
fn each_signs_in_turn_and_once() {
    let mut request = open(true);
    assert_eq!(request.fields.len(), 2, "each has a place");
    assert!(request.fields.iter().all(|field| field.page == 3));
    assert!(request.sign(6, given(), Moment(1)).is_err());
    assert!(request.sign(7, given(), Moment(1)).is_err());
    assert_eq!(request.sign(5, given(), Moment(1)), Ok(false));
    assert!(request.sign(5, given(), Moment(2)).is_err());
    assert_eq!(request.sign(6, given(), Moment(2)), Ok(true));
}

#[test]
fn what_was_sent_is_one_paper_until_it_ends() {
    let was = open(true);
    let mut is = was.clone();
    is.sign(5, given(), Moment(1)).unwrap();
    is.plan_reminder(Moment(1));
    assert!(is_same_paper(&was, &is), "somebody signed");
    let other = |alter: fn(&mut SignatureRequest)| {
        let mut other = is.clone();
        alter(&mut other);
        is_same_paper(&is, &other)
    };
    let altered: [fn(&mut SignatureRequest); 7] = [
        |held| held.message = "Sign soon".into(),
        |held| held.in_order = false,
        |held| held.expires = Day(9),
        |held| held.signers.swap(0, 1),
        |held| held.signers[0].typed = "Somebody else".into(),
        |held| held.fields[0].x += 1,
        |held| drop(held.fields.pop()),
    ];
    for (n, alter) in altered.into_iter().enumerate() {
        assert!(!other(alter), "{n}");
    }
}

#[test]
fn all_at_once_sign_as_they_come_until_one_declines() {
    let mut request = open(false);
    assert_eq!(request.whose_turn().len(), 2);
    assert_eq!(request.sign(6, given(), Moment(1)), Ok(false));
    request
        .decline(5, "The dates are wrong", Moment(2))
        .unwrap();
    assert_eq!(request.status, Status::Declined);
    assert!(request.sign(5, given(), Moment(3)).is_err());
    assert!(request.cancel("", Moment(3)).is_err());
}

#[test]
fn nobody_is_reminded_or_signs_once_it_is_over() {
    let mut request = open(true);
    assert_eq!(request.remind_at, Some(Moment(3 * time::DAY)));
    request.plan_reminder(Moment(8 * time::DAY));
    assert_eq!(request.remind_at, None);
    let late = request.sign(5, given(), Moment(10 * time::DAY));
    assert!(late.is_err());
}

#[test]
fn words_are_asked_for_where_there_is_a_place_for_them() {
    let mut request = open(false);
    request.fields.push(Placed {
        kind: FieldKind::Text,
        ..Placed::usual(0, 1)
    });
    assert!(request.sign(5, given(), Moment(1)).is_err());
    let mut other = given();
    other.texts = vec![(0, "Not a place for words".into())];
    assert!(request.sign(5, other, Moment(1)).is_err());
    let mut right = given();
    right.texts = vec![(2, "Practice manager".into())];
    assert_eq!(request.sign(5, right, Moment(1)), Ok(false));
}
