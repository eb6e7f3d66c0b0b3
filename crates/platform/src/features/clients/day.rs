//! Clients in a day: for whoever they turn to, those with whom nothing happened for two weeks.

use super::{
    CONTACTS, Client, Contact,
    actions::{ATTEND, EDIT, VIEW},
    client::BY_TOUCHED,
};
use crate::{
    base::{Result, time},
    data::{Key, Query, Visit},
    features::{
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday, own, up_to},
        people::Directory,
    },
    ui::prelude::*,
};

/// Nothing happened for so long.
const SILENT: i64 = 14 * time::DAY;
/// Of a client's people, as many are looked at for a number to call.
const PEOPLE: usize = 5;
/// As many are counted.
const MOST: usize = 100;

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[],
    read,
    live: |visit, page| match attends(visit) {
        Ok(true) => page.reads::<Client>(visit, &EDIT),
        _ => page,
    },
};

fn attends(visit: &Visit) -> Result<bool> {
    let names = Directory::of(visit)?;
    Ok(names.is_on_duty(crate::base::Id::new(visit.actor.person), &ATTEND))
}

/// Their own clients; where none of those is silent, the others that they look after.
fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    if !attends(visit)? {
        return Ok(());
    }
    let silent = || {
        Query::by(BY_TOUCHED)
            .until(Key::new().signed(visit.at.0 - SILENT))
            .limit(SHOWN)
    };
    let mut rows = visit.list::<Client>(own(silent()))?.rows;
    if rows.is_empty() {
        rows = visit.list::<Client>(silent().with(EDIT))?.rows;
    }
    let names = Directory::of(visit)?;
    for client in rows {
        let kept = names.name(client.owner);
        let href = format!("/clients/{}", client.id);
        let contacts: Vec<Contact> =
            visit.related(&client, CONTACTS, Key::new().id(client.id), PEOPLE)?;
        let first =
            |of: fn(&Contact) -> &str| contacts.iter().map(of).find(|held| !held.is_empty());
        let dialled = |c: &char| c.is_ascii_digit() || *c == '+';
        let phone = first(|contact| &contact.phone).unwrap_or(&client.phone);
        let phone: String = phone.chars().filter(dialled).collect();
        let email = first(|contact| &contact.email).unwrap_or_default();
        day.line(
            Line::new(
                Part::Now,
                client.id.as_ref(),
                href.as_str(),
                client.name.as_str(),
            )
            .mark(Avatar::org(client.name.as_str()).small())
            .why([
                "nothing happened with them".to_owned(),
                format!("kept by {kept}"),
            ])
            .when(Tone::Warning, client.touched.show(visit.at, &visit.tz))
            .by(client.touched)
            .deed_if(!phone.is_empty(), || {
                Deed::open("Call", format!("tel:{phone}"))
            })
            .deed_if(!email.is_empty(), || {
                Deed::open("Write", format!("mailto:{email}"))
            })
            .deed(Deed::open("Open", href)),
        );
    }
    let count = visit.count(&silent().with(EDIT), MOST)?;
    day.number(Number::new(
        70,
        "Silent for two weeks",
        up_to(count, MOST),
        "/clients",
    ));
    Ok(())
}
