//! What a demonstration has of retainers: one of a client with time on their projects, and one that is billed in arrears.

use super::{
    forms::{Agreed, NewRetainer},
    ops,
    retainer::{Billed, Every, OF_CLIENT, Retainer, Terms},
};
use crate::{
    base::{Money, Result},
    data::{Key, Query, Visit},
    features::{
        clients::{self, Client},
        projects::{self, Project},
    },
};

/// Clients that are looked through, and how many of them have a retainer.
const CLIENTS: usize = 24;
const SOME: usize = 3;

pub fn make(visit: &Visit) -> Result<()> {
    let today = visit.today();
    let month = today + (1 - i32::from(today.date().day()));
    let all = visit
        .list::<Client>(Query::by(clients::BY_NAME).limit(CLIENTS))?
        .rows;
    let mut made = 0;
    for client in &all {
        if made == SOME {
            break;
        }
        let key = || Key::new().id(client.id);
        let under_way: Vec<Project> = visit.related(client, projects::BY_CLIENT, key(), 1)?;
        let there: Vec<Retainer> = visit.related(client, OF_CLIENT, key(), 1)?;
        if under_way.is_empty() || !there.is_empty() {
            continue;
        }
        ops::create(visit, agreement(client, made, month))?;
        made += 1;
    }
    Ok(())
}

fn agreement(client: &Client, n: usize, month: crate::base::Day) -> NewRetainer {
    let (title, hours, price, every) = match n {
        0 => ("SEO and website care", 10, 115_000, Every::Month),
        1 => ("Social media, twelve posts", 8, 89_000, Every::Month),
        _ => ("Yelp and Google profile care", 12, 126_000, Every::Quarter),
    };
    NewRetainer {
        client: Some(client.id),
        every,
        begins: Some(month),
        agreed: Agreed {
            title: title.into(),
            terms: Terms {
                included: hours * 60,
                price: Money(price),
                rate: Money(10_500),
                cap: 300,
                life: 1,
                ..Terms::default()
            },
            billed: match n {
                1 => Billed::Arrears,
                _ => Billed::Advance,
            },
            notice: 30,
            grace: 3,
            shown: true,
            ..Agreed::default()
        },
        ..NewRetainer::default()
    }
}
