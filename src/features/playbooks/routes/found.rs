//! What a request to a playbook is about.

use super::super::{playbook::Playbook, sheet};
use crate::{
    base::{Choice, Error, Result},
    data::Visit,
    web::{Reply, Request},
};

pub fn of(visit: &Visit, request: &Request) -> Result<Playbook> {
    visit.find(request.id("id")?)
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(visit.json(&of(visit, request)?)?))
}

pub fn step(request: &Request) -> Result<u32> {
    request.capture("step").parse().map_err(|_| Error::NotFound)
}

pub fn no_way() -> Error {
    Error::field("how", "Say how it moves: up, down, in, out or before.")
}

pub fn as_sheet(visit: &Visit, request: &Request) -> Result<Reply> {
    let book = of(visit, request)?;
    let name = format!("{}.csv", book.key);
    Ok(Reply::sheet(request, name, sheet::write(&book)?))
}

pub fn head(book: &Playbook) -> Vec<(&'static str, String)> {
    vec![
        ("name", book.name.clone()),
        ("category", book.category.key().into()),
        ("summary", book.summary.clone()),
        ("version", book.version.to_string()),
    ]
}
