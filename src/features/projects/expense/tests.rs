//! The way of an expense, what it comes to, and what is owed.

use proptest::prelude::*;

use super::*;

#[test]
fn what_is_owed_is_what_people_paid_and_somebody_said_yes_to() {
    let mut expense = Expense {
        status: ExpenseStatus::Approved,
        day: Day(9),
        ..Expense::default()
    };
    assert!(expense.is_owed());
    assert!(expense.reimburse(Id::new(2), Day(8)).is_err());
    expense.reimburse(Id::new(2), Day(9)).unwrap();
    assert!(!expense.is_owed());
    let by_house = Expense {
        status: ExpenseStatus::Approved,
        paid_by: PaidBy::House,
        ..Expense::default()
    };
    assert!(!by_house.is_owed());
}

#[test]
fn another_amount_receipt_or_client_is_another_expense() {
    let said = Expense {
        title: "Train".into(),
        amount: Money(1_000),
        ..Expense::default()
    };
    let same = Expense {
        status: ExpenseStatus::Approved,
        decided_at: Some(Moment(3)),
        ..said.clone()
    };
    assert!(said.says_what(&same));
    for other in [
        Expense {
            amount: Money(9_000),
            ..said.clone()
        },
        Expense {
            bills: Some(Id::new(4)),
            ..said.clone()
        },
        Expense {
            markup: 100,
            ..said.clone()
        },
        Expense {
            paid_by: PaidBy::House,
            ..said.clone()
        },
    ] {
        assert!(!said.says_what(&other));
    }
}

#[test]
fn it_goes_its_way_once() {
    let (by, at) = (Id::new(2), Moment(1));
    let mut expense = Expense::default();
    assert!(expense.approve(by, at).is_err());
    expense.submit(at).unwrap();
    assert!(expense.must_be_open().is_err() && expense.submit(at).is_err());
    expense.give_back(by, at, "No receipt");
    assert_eq!(expense.status, ExpenseStatus::Returned);
    expense.submit(at).unwrap();
    expense.approve(by, at).unwrap();
    expense.reimburse(by, Day(1)).unwrap();
    assert!(expense.reimburse(by, Day(1)).is_err());
    let mut by_house = Expense {
        status: ExpenseStatus::Approved,
        paid_by: PaidBy::House,
        ..Expense::default()
    };
    assert!(by_house.reimburse(by, Day(1)).is_err());
}

proptest! {
    /// The tax of the net amount at its rate leads back to the amount, to the nearest minor unit.
    #[test]
    fn net_and_tax_come_to_the_amount(amount in 0_i64..100_000_000, tax in 0_i64..10_000) {
        let expense = Expense { amount: Money(amount), tax, billable: true, ..Expense::default() };
        let net = expense.net();
        let again = net.0 + net.share(tax).0;
        prop_assert!((again - amount).abs() <= 1, "{again} of {amount}");
        prop_assert_eq!(expense.price(), net);
    }
}
