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
    features::records::{Imported, Several, Wanted},
};

impl Imported for Client {
    type New = NewClient;
    type Edit = EditClient;
    const WANTED: Wanted = Wanted {
        rows: 1000,
        bytes: 2 << 20,
        needed: &["name"],
        otherwise: &[],
    };
    const IMPORT: Action = CREATE;

    fn make(visit: &Visit, form: NewClient) -> Result<Id<Client>> {
        ops::create(visit, form)
    }

    fn change(visit: &Visit, id: Id<Client>, form: EditClient) -> Result<()> {
        ops::edit(visit, id, form)
    }

    fn keys(form: &NewClient) -> Vec<String> {
        vec![text::fold(&form.name)]
    }

    fn there(visit: &Visit, form: &NewClient) -> Result<Option<Id<Client>>> {
        let called = Key::new().text(&form.name.to_lowercase());
        let like = visit.list(Query::<Client>::by(BY_NAME).under(called).limit(1))?;
        let same = |held: &Client| text::fold(&held.name) == text::fold(&form.name);
        Ok(like.rows.into_iter().find(same).map(|held| held.id))
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
