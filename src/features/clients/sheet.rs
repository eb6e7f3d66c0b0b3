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
    features::records::{Bearer, Facts, Imported, Made, Making, Mark, Several, Wanted},
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

    fn facts(form: &NewClient) -> Facts {
        facts(&form.name, &form.phone, &form.address)
    }

    fn bearing(visit: &Visit, mark: &Mark) -> Result<Vec<Bearer<Client>>> {
        let called = Key::new().text(&mark.key);
        let of = Query::<Client>::by(BY_NAME).under(called).limit(LIKE);
        let same = |held: &Client| held.name.to_lowercase() == mark.key;
        let all = visit.list(of)?.rows.into_iter().filter(same);
        let all = all.map(|held| Bearer {
            id: held.id,
            facts: facts(&held.name, &held.phone, &held.address),
            seen: true,
        });
        Ok(all.collect())
    }
}

/// What two clients are compared by.
fn facts(name: &str, phone: &str, address: &str) -> Facts {
    Facts {
        marks: vec![Mark::of("the same name", name.to_lowercase())],
        apart: vec![
            ("another phone", text::fold(phone)),
            ("another address", text::fold(address)),
        ],
    }
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
