//! Clients of a sheet, and several at once.

use super::{
    BY_NAME, CREATE, Client, EDIT,
    forms::{EditClient, NewClient},
    ops,
};
use crate::{
    access::Action,
    base::{Id, Result, text},
    data::{Change, Field, Held, Key, Query, Visit},
    features::records::{Imported, Like, Made, Making, Several, Wanted},
};

/// Clients of one name that are looked through.
const LIKE: usize = 50;

impl Imported for Client {
    type New = NewClient;
    type Edit = EditClient;
    const WANTED: Wanted = Wanted {
        rows: 100_000,
        bytes: 32 << 20,
        needed: &["name"],
        otherwise: &[],
    };
    const IMPORT: Action = CREATE;

    fn make(visit: &Visit, form: NewClient, _: &Making) -> Result<Made<Client>> {
        ops::create(visit, form).map(Made::of)
    }

    fn change(visit: &Visit, id: Id<Client>, form: EditClient) -> Result<()> {
        ops::edit(visit, id, form)
    }

    fn keys(form: &NewClient) -> Vec<String> {
        vec![text::fold(&form.name)]
    }

    fn like(visit: &Visit, form: &NewClient) -> Result<Option<Like<Client>>> {
        let called = Key::new().text(&form.name.to_lowercase());
        let like = visit.list(Query::<Client>::by(BY_NAME).under(called).limit(LIKE))?;
        let same = |held: &Client| text::fold(&held.name) == text::fold(&form.name);
        let mut like = like.rows.into_iter().filter(same).map(|held| Like {
            id: held.id,
            by: "the same name".into(),
            but: otherwise(&held, form),
        });
        let first = like.next();
        Ok(match first {
            Some(first) if first.but.is_some() => {
                like.find(|held| held.but.is_none()).or(Some(first))
            }
            other => other,
        })
    }
}

/// What speaks against a row being the client that is there.
fn otherwise(held: &Client, form: &NewClient) -> Option<String> {
    let differ =
        |a: &str, b: &str| !a.is_empty() && !b.is_empty() && text::fold(a) != text::fold(b);
    let each = [
        (differ(&held.phone, &form.phone), "another phone"),
        (differ(&held.address, &form.address), "another address"),
    ];
    let said: Vec<&str> = each
        .iter()
        .filter(|(differs, _)| *differs)
        .map(|(_, word)| *word)
        .collect();
    (!said.is_empty()).then(|| said.join(" and "))
}

impl Several for Client {
    fn deed(_: &Field) -> Action {
        EDIT
    }

    fn settle(change: &mut Change<'_, '_>, _: &Client, client: &mut Held<Client>) -> Result<()> {
        client.touched = change.at;
        Ok(())
    }
}
