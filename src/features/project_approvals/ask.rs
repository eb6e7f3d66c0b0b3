//! Asking for an approval: whom, and what they should know.

use maud::html;

use super::{RequestForm, ops};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Visit},
    features::{
        approvals::{Approval, BY_TICKET, DECIDE, REQUEST, decider},
        form_key,
        people::Directory,
        records::option_of,
        tickets::Ticket,
    },
    ui::prelude::*,
    web::{Filled, Page, Reply, Request},
};

/// The form, for the ticket of `?ticket=`; one that is asked for already leads to its approval.
pub fn new(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Ticket> = request
        .query("ticket")
        .and_then(Id::parse)
        .ok_or(Error::NotFound)?;
    let ticket = visit.find(id)?;
    visit.demand_on(&REQUEST, &ticket)?;
    let asked: Vec<Approval> = visit.related(&ticket, BY_TICKET, Key::new().id(id), 10)?;
    if let Some(open) = asked.iter().find(|approval| approval.is_waiting()) {
        return Ok(Reply::go(format!("/approvals/{}", open.id)));
    }
    Ok(page(visit, &ticket, &Filled::blank(&[]))?.into())
}

pub fn request(visit: &Visit, request: &Request) -> Result<Reply> {
    let ticket = visit.find::<Ticket>(request.id("id")?)?;
    match request
        .fill::<RequestForm>()
        .attempt(|form| ops::request(visit, ticket.id, form))?
    {
        Err(filled) => Ok(page(visit, &ticket, &filled)?.into()),
        Ok(id) => {
            let seen = visit.find::<Approval>(id).is_ok();
            let to = if seen {
                format!("/approvals/{id}")
            } else {
                format!("/tickets/{}", ticket.id)
            };
            Ok(Reply::go(to).toast("Approval requested", visit.wrote()))
        }
    }
}

fn page(visit: &Visit, ticket: &Ticket, form: &Filled<RequestForm>) -> Result<Page> {
    visit.demand_on(&REQUEST, ticket)?;
    let names = Directory::of(visit)?;
    let department = ops::department_of(&names, ticket.category)?;
    let proposed = decider(&names, department, None).ok();
    let nobody = match proposed {
        Some(id) => format!("{} ({})", names.name(id), names.department(department)),
        None => "Choose a manager".to_owned(),
    };
    let missing = ticket.missing();
    let back = format!("/tickets/{}", ticket.id);
    let send = Button::submit("Ask for approval")
        .primary()
        .icon(Icon::Approve);
    let body = html! {
        (Head::new("Ask for approval").fact(html! { a class="link" href=(back) { (ticket.id) " " (ticket.title) } })
            .mark(tag(ticket.category.tone(), crate::base::Choice::label(ticket.category))))
        form class="stack read" method="post" action=(format!("/tickets/{}/request-approval", ticket.id)) data-once {
            (hidden("_key", form_key()))
            (form.summary())
            @if !missing.is_empty() {
                (Section::new("Before it can be asked for", checks(ticket.gate().into_iter().enumerate().map(|(n, (what, met))| {
                    Check::new(format!("gate-{n}"), what).done(met)
                }))))
            }
            (form.select("manager", "Who decides").nothing(nobody)
                .options(names.on_duty(&DECIDE).into_iter().filter(|user| Some(user.id) != proposed).map(|user| option_of(visit, &names, user.id)))
                .hint("The manager of the department that would do the work is proposed."))
            (form.area("note", "What they should know").optional().rows(4))
            (buttons(html! {
                @if missing.is_empty() { (send) } @else { (send.disabled_because(format!("Still open: {}.", missing.join("; ")))) }
                (Button::link("Keep it in support", back.as_str()))
            }))
        }
    };
    Ok(Page::new("Ask for approval", body)
        .under("Tickets", "/tickets")
        .under(ticket.id.to_string(), back)
        .styles(&["extra", "record"])
        .status(form.status()))
}
