//! Clients of a sheet, and several at once.

use super::{
    Client,
    actions::{CREATE, EDIT},
    alike::facts,
    client::ALIKE,
    forms::{EditClient, NewClient},
    ops,
};
use crate::{
    access::Action,
    base::{Id, Result},
    data::{Change, Field, Held, Key, Visit},
    features::{
        lists,
        records::{Bearer, Facts, Imported, Made, Making, Mark, Several, Wanted},
    },
    web::form::{Form, Reader},
};

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

    fn bearing(visit: &Visit, mark: &Mark, facts: &Facts) -> Result<Option<Bearer<Client>>> {
        Bearer::nearest(visit, ALIKE, Key::new().text(&mark.key), facts)
    }
}

impl Several for Client {
    const IN_BAR: &'static [&'static str] = &["owner"];

    fn matching(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<Client>>> {
        lists::matching(visit, query, most)
    }

    fn rules(form: &mut Reader) {
        EditClient::read(form);
    }

    fn deed(_: &Field) -> Action {
        EDIT
    }

    fn settle(change: &mut Change<'_, '_>, _: &Client, client: &mut Held<Client>) -> Result<()> {
        client.touched = change.at;
        Ok(())
    }
}
