//! What the palette does to a client that is open.

use super::{
    Client,
    actions::{CONTACT, EDIT},
};
use crate::{base::Result, data::Visit, features::Command, ui::icon::Icon};

pub fn commands(visit: &Visit, client: &Client, _: &str) -> Result<Vec<Command>> {
    let at = format!("/clients/{}", client.id);
    let mut all = Vec::new();
    if visit.may(&EDIT, client) {
        all.push(Command::page(
            "Edit client",
            Icon::Edit,
            format!("{at}/edit"),
        ));
    }
    if visit.may(&CONTACT, client) {
        all.push(Command::page(
            "Add contact",
            Icon::Plus,
            format!("{at}/contacts/new"),
        ));
    }
    Ok(all)
}
