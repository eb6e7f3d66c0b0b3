//! How a line is parted: one payment for each client of the invoices that it pays, the rest to one of them. Nothing here asks the store.

use crate::{
    base::{Id, Money},
    features::{
        clients::Client,
        invoices::{Allocation, Invoice},
    },
};

/// What an invoice gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paid {
    pub client: Id<Client>,
    pub invoice: Id<Invoice>,
    pub amount: Money,
}

/// A payment of one client.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    pub client: Id<Client>,
    pub amount: Money,
    pub allocations: Vec<Allocation>,
}

/// Why a line can't be parted so.
#[derive(Debug, PartialEq)]
pub enum Misfit {
    /// So much would be paid, which is more than there is.
    TooMuch(Money),
    /// So much would be left, and nobody said whose it is.
    WhoseRest(Money),
}

/// The payments of a line of which `room` is left, in the order of the invoices. They come to `room`, always.
///
/// # Errors
/// Where more would be paid than there is, and where it isn't clear whose the rest is.
pub fn shares(
    room: Money,
    pays: &[Paid],
    rest_to: Option<Id<Client>>,
) -> Result<Vec<Share>, Misfit> {
    let mut shares: Vec<Share> = Vec::new();
    // Amounts may come from a program: what they add up to isn't trusted to be countable.
    let mut given: i128 = 0;
    for each in pays.iter().filter(|each| each.amount > Money::ZERO) {
        given += i128::from(each.amount.0);
        if given > i128::from(room.0) {
            let most = i64::try_from(given).unwrap_or(i64::MAX);
            return Err(Misfit::TooMuch(Money(most)));
        }
        let allocation = Allocation {
            invoice: each.invoice,
            amount: each.amount,
        };
        match shares.iter_mut().find(|held| held.client == each.client) {
            Some(held) => {
                held.amount = held.amount + each.amount;
                held.allocations.push(allocation);
            }
            None => shares.push(Share {
                client: each.client,
                amount: each.amount,
                allocations: vec![allocation],
            }),
        }
    }
    let rest = Money(i64::try_from(i128::from(room.0) - given).unwrap_or(0));
    if rest <= Money::ZERO {
        return Ok(shares);
    }
    let whose = match (rest_to, shares.as_slice()) {
        (Some(client), _) => client,
        (None, [one]) => one.client,
        _ => return Err(Misfit::WhoseRest(rest)),
    };
    match shares.iter_mut().find(|held| held.client == whose) {
        Some(held) => held.amount = held.amount + rest,
        None => shares.push(Share {
            client: whose,
            amount: rest,
            allocations: Vec::new(),
        }),
    }
    Ok(shares)
}
