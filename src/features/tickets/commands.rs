//! What the palette does to a ticket that is open, and to a client one can be raised for.

use super::{
    Stage, Ticket, TicketKind,
    actions::{CANCEL, CLOSE, EDIT, HAND_OVER, RAISE, REOPEN, RETURN},
};
use crate::{
    base::Result,
    data::Visit,
    features::{Command, clients::Client},
    ui::icon::Icon,
};

pub fn commands(visit: &Visit, ticket: &Ticket, _: &str) -> Result<Vec<Command>> {
    let at = format!("/tickets/{}", ticket.id);
    let may = |action| visit.may(action, ticket);
    let (stage, over) = (ticket.stage, ticket.stage.is_over());
    let onboarding = ticket.kind == TicketKind::Onboarding;
    let answering = matches!(stage, Stage::Open | Stage::Answered);
    let worked_on = matches!(stage, Stage::Validation | Stage::Enrichment);
    let mut all = Vec::new();
    let mut page = |when: bool, title: &str, icon: Icon, to: String| {
        if when {
            all.push(Command::page(title, icon, to));
        }
    };
    let handed = match onboarding {
        true => matches!(stage, Stage::Open) || worked_on,
        false => answering,
    };
    page(
        handed && may(&HAND_OVER),
        "Hand ticket over",
        Icon::Send,
        format!("{at}#hand-over"),
    );
    page(
        worked_on && may(&RETURN),
        "Return ticket",
        Icon::Undo,
        format!("{at}#return"),
    );
    page(
        (answering || worked_on) && may(&EDIT),
        "Edit ticket",
        Icon::Edit,
        format!("{at}/edit"),
    );
    page(
        over && ticket.project.is_none() && may(&REOPEN),
        "Reopen ticket",
        Icon::Undo,
        format!("{at}#reopen"),
    );
    page(
        !over && stage != Stage::Production && may(&CANCEL),
        "Cancel ticket",
        Icon::X,
        format!("{at}#cancel"),
    );
    if !onboarding && answering && may(&CLOSE) {
        all.push(Command::post(
            "Close ticket",
            Icon::Check,
            format!("{at}/close"),
        ));
    }
    Ok(all)
}

pub fn of_client(visit: &Visit, client: &Client, _: &str) -> Result<Vec<Command>> {
    let may = visit.may_somewhere(&RAISE);
    let raise = || {
        let to = format!("/tickets/new?client={}", client.id);
        Command::page("New ticket for this client", Icon::Ticket, to)
    };
    Ok(Vec::from_iter(may.then(raise)))
}
