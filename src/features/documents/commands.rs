//! What the palette does about documents: one is added to what is open.

use super::ADD;
use crate::{
    base::Result,
    data::{Record, Visit},
    features::{Command, clients::Client},
    ui::icon::Icon,
};

/// Added to a record of whatever kind.
pub fn about<R: Record>(visit: &Visit, record: &R, _: &str) -> Result<Vec<Command>> {
    adding(visit, "about", record.number())
}

pub fn of_client(visit: &Visit, client: &Client, _: &str) -> Result<Vec<Command>> {
    adding(visit, "client", client.number())
}

fn adding(visit: &Visit, name: &str, number: String) -> Result<Vec<Command>> {
    let may = visit.may_somewhere(&ADD);
    let add = || {
        Command::page(
            "Add document here",
            Icon::Upload,
            format!("/documents/new?{name}={number}"),
        )
    };
    Ok(Vec::from_iter(may.then(add)))
}
