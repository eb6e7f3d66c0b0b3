//! What is open by how long it is due, of each client. It is read from sums that invoices keep by client and day
//! (`invoice::AGED`), so that no invoice is read for it; only of whoever sees papers at several places, which could count one
//! twice, each is looked at. What was issued in another currency stands on a line of its own.

use std::collections::BTreeMap;

use super::{
    invoice::{AGED, Invoice, OPEN},
    owed::Owed,
    rules::{AGES, age},
    statement::sees_all_of,
};
use crate::{
    base::{Day, Id, Money, Result, if_found, money::Currency},
    data::{Key, Paging, Query, Visit},
    features::{clients::Client, settings::CurrentSettings},
};

/// Invoices that are read at once.
const PORTION: usize = 1_000;

/// What one client has open in a currency, by age.
pub struct Aged {
    pub client: Id<Client>,
    pub name: String,
    pub currency: Currency,
    pub ages: [Money; AGES.len()],
    pub left: Money,
    /// Whether the person sees all that there is of them, and so their statement.
    pub whole: bool,
}

/// The sums of each client and currency, before anybody is named.
#[derive(Default)]
struct Sums(BTreeMap<(String, u64), ([Money; AGES.len()], Money)>);

impl Sums {
    fn add(&mut self, owed: Owed, left: Money, today: Day) {
        let (ages, all) = self.0.entry((owed.currency, owed.client)).or_default();
        *all = *all + left;
        let due = i32::try_from(owed.due).map_or(today, Day);
        if let Some(sum) = ages.get_mut(age(due, today)) {
            *sum = *sum + left;
        }
    }
}

/// Everything open that the person sees, by client: first what is in the house's currency, and who has the most open.
///
/// # Errors
/// When the store can't be read.
pub fn open_by_age(visit: &Visit) -> Result<Vec<Aged>> {
    let today = visit.today();
    let mut sums = Sums::default();
    match visit.totals_under::<Invoice>(AGED, &Key::new())? {
        Some(kept) => {
            for (key, left) in kept {
                if let Some(owed) = Owed::read(&key) {
                    sums.add(owed, Money(left), today);
                }
            }
        }
        None => each_open(visit, &mut |invoice| {
            sums.add(invoice.owed(), invoice.left(), today);
        })?,
    }
    let house = CurrentSettings::of(visit)?.0.currency();
    let mut all = Vec::new();
    for ((code, client), (ages, left)) in sums.0 {
        let client = Id::<Client>::new(client);
        let held: Option<Client> = if_found(visit.find(client))?;
        all.push(Aged {
            client,
            whole: held.is_some() && sees_all_of(visit, client),
            name: held.map_or_else(|| client.to_string(), |held| held.name),
            currency: Currency::by_code(&code).unwrap_or(house),
            ages,
            left,
        });
    }
    all.sort_by_key(|aged| {
        let other = aged.currency != house;
        (other, aged.currency.code, -aged.left.0, aged.client.raw())
    });
    Ok(all)
}

fn each_open(visit: &Visit, each: &mut dyn FnMut(&Invoice)) -> Result<()> {
    let mut paging = Paging::first(PORTION);
    loop {
        let page = visit.list(Query::<Invoice>::by(OPEN).page(paging))?;
        page.rows.iter().for_each(&mut *each);
        match page.next {
            Some(next) => paging = Paging::first(PORTION).after(next),
            None => return Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_key_says_what_it_was_made_of(client: u64, due: i64, dollars: bool) {
            let currency = if dollars { "USD" } else { "EUR" };
            let mut bytes = currency.as_bytes().to_vec();
            bytes.push(0);
            bytes.extend(client.to_be_bytes());
            bytes.extend(((due as u64) ^ (1 << 63)).to_be_bytes());
            let owed = Owed { currency: currency.into(), client, due };
            prop_assert_eq!(Owed::read(&bytes), Some(owed));
        }
    }

    #[test]
    fn currencies_and_clients_are_added_up_apart() {
        let today = Day(20_000);
        let owed = |currency: &str, client: u64, due: i64| Owed {
            currency: currency.into(),
            client,
            due,
        };
        let mut sums = Sums::default();
        sums.add(owed("USD", 1, 20_000), Money(5), today);
        sums.add(owed("USD", 1, 19_999), Money(7), today);
        sums.add(owed("EUR", 1, 20_000), Money(9), today);
        sums.add(owed("USD", 2, 19_000), Money(11), today);
        let of = |currency: &str, client: u64| sums.0[&(currency.to_owned(), client)];
        let ages = |all: [i64; 5]| all.map(Money);
        assert_eq!(of("USD", 1), (ages([5, 7, 0, 0, 0]), Money(12)));
        assert_eq!(of("EUR", 1), (ages([9, 0, 0, 0, 0]), Money(9)));
        assert_eq!(of("USD", 2), (ages([0, 0, 0, 0, 11]), Money(11)));
        assert_eq!(Owed::read(b"USD"), None);
    }
}
