//! What the palette does about documents: one is added to what is open, one that is open is taken out or returned.

use super::{
    Document,
    actions::{ADD, CHECK_IN, CHECK_OUT},
};
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

pub fn of_document(visit: &Visit, document: &Document, _: &str) -> Result<Vec<Command>> {
    let base = format!("/documents/{}", document.id);
    let mut all = vec![Command::page(
        "Compare versions",
        Icon::Copy,
        format!("{base}/compare"),
    )];
    let mine = document.is_out_with(visit.actor.person);
    if document.out.is_none() && !document.archived && visit.may(&CHECK_OUT, document) {
        let out = Command::post("Check out", Icon::Lock, format!("{base}/check-out"));
        all.push(out.with("version", document.version));
    }
    if mine && visit.may(&CHECK_IN, document) {
        all.push(Command::post(
            "Return it",
            Icon::Unlock,
            format!("{base}/check-in"),
        ));
    }
    Ok(all)
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
