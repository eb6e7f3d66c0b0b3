//! What the palette does to a quote that is open, and to a lead that one can be written from.

use super::{
    Quote, Status,
    actions::{ACCEPT, CREATE, DECLINE, EDIT, REVISE, SEND, WITHDRAW},
    ops::may_quote,
};
use crate::{
    base::Result,
    data::Visit,
    features::{Command, leads::Lead},
    ui::icon::Icon,
};

pub fn commands(visit: &Visit, quote: &Quote, _: &str) -> Result<Vec<Command>> {
    let at = format!("/quotes/{}", quote.id);
    let may = |action| visit.may(action, quote);
    let standing = quote.standing(visit.today());
    let mut all = Vec::new();
    if standing == Status::Draft && may(&EDIT) {
        all.push(Command::page(
            "Edit quote",
            Icon::Edit,
            format!("{at}/edit"),
        ));
    }
    // What is sent stays sent: the page shows first what the client gets.
    if standing == Status::Draft && may(&SEND) {
        all.push(Command::page(
            "Send quote to the client",
            Icon::Send,
            at.as_str(),
        ));
    }
    if matches!(standing, Status::Sent | Status::Declined | Status::Expired) && may(&REVISE) {
        all.push(Command::post(
            "Revise quote",
            Icon::Edit,
            format!("{at}/revise"),
        ));
    }
    if standing == Status::Sent && may(&ACCEPT) {
        all.push(Command::page(
            "Record a yes",
            Icon::Sign,
            format!("{at}#accept"),
        ));
    }
    if standing == Status::Sent && may(&DECLINE) {
        all.push(Command::page(
            "Record a no",
            Icon::X,
            format!("{at}#decline"),
        ));
    }
    if matches!(quote.status, Status::Draft | Status::Sent) && may(&WITHDRAW) {
        all.push(Command::page(
            "Withdraw quote",
            Icon::Undo,
            format!("{at}#withdraw"),
        ));
    }
    Ok(all)
}

pub fn of_lead(visit: &Visit, lead: &Lead, _: &str) -> Result<Vec<Command>> {
    let may = visit.may_somewhere(&CREATE) && may_quote(lead).is_ok();
    let write = || {
        Command::page(
            "New quote",
            Icon::Quote,
            format!("/leads/{}/quote", lead.id),
        )
    };
    Ok(Vec::from_iter(may.then(write)))
}
