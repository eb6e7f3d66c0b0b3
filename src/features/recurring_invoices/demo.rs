//! What a demonstration has of invoices that recur: hosting each month, a domain each year.

use super::{
    forms::{NewRecurring, When},
    ops,
};
use crate::{
    base::{Money, Result},
    data::{Query, Visit},
    features::{
        clients::{self, Client},
        invoices::{Content, InvoiceLine},
        quotes::Line,
    },
};

pub fn make(visit: &Visit) -> Result<()> {
    let clients = visit
        .list::<Client>(Query::by(clients::BY_NAME).limit(3))?
        .rows;
    let of = [
        ("Hosting and backups", 1, 4_900, true),
        ("Domain and certificate", 12, 8_400, false),
        ("Security report", 3, 24_000, false),
    ];
    for (client, (title, months, price, issues)) in clients.iter().zip(of) {
        let line = Line {
            title: title.into(),
            quantity: 1000,
            price: Money(price),
            ..Line::default()
        };
        let form = NewRecurring {
            client: Some(client.id),
            project: None,
            when: When {
                months,
                month_day: Some(1),
                begins: Some(visit.today()),
                until: None,
                most: None,
                issues,
            },
            content: Content {
                title: Some(title.into()),
                lines: Some(vec![InvoiceLine {
                    line,
                    ..InvoiceLine::default()
                }]),
                ..Content::default()
            },
        };
        ops::create(visit, form)?;
    }
    Ok(())
}
