//! Tickets as the API gives them: all of it to staff, to a client what is theirs to know.

use super::{
    Ticket, conversation,
    forms::{
        Answers, Ask, Attach, Check, Complete, HandOver, OpenTicket, RaiseTicket, Refuse,
        ReplyForm, Waive,
    },
    ops,
    query::{TicketQuery, TicketSort},
};
use crate::{
    access::Tier,
    base::{Error, Id, Result},
    data::Visit,
    features::{
        conversation::{self as posts, Post},
        documents::IncomingFile,
    },
    web::{
        Reply, Request, Upload,
        form::{Nothing, Reason},
    },
};

pub fn list(visit: &Visit, request: &Request, asked: TicketQuery) -> Result<Reply> {
    // The inner stages, hands and times are no words for a client, whose list is simply theirs.
    let inner = [
        (
            "stage",
            !asked.stages.is_empty(),
            "Stages are told to staff only.",
        ),
        (
            "owner",
            !asked.owners.is_empty(),
            "Hands are told to staff only.",
        ),
        (
            "priority",
            !asked.priorities.is_empty(),
            "Priorities are told to staff only.",
        ),
        (
            "sort",
            asked.sort == Some(TicketSort::Due),
            "Times are told to staff only.",
        ),
    ];
    if visit.actor.tier == Tier::Client
        && let Some((name, _, why)) = inner.into_iter().find(|(_, asked, _)| *asked)
    {
        return Err(Error::field(name, why));
    }
    let page = visit.list(asked.query(visit).page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|ticket| visit.json(&ticket))?))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let ticket: Ticket = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&ticket)?))
}

fn made(visit: &Visit, id: Id<Ticket>) -> Result<Reply> {
    Ok(Reply::created(visit.json(&visit.find::<Ticket>(id)?)?))
}

pub fn open(visit: &Visit, _: &Request, form: OpenTicket) -> Result<Reply> {
    let id = ops::open(visit, form)?;
    made(visit, id)
}

pub fn raise(visit: &Visit, request: &Request, form: RaiseTicket) -> Result<Reply> {
    let id = ops::raise_with(visit, form, all_given(request))?;
    made(visit, id)
}

pub fn given(request: &Request) -> Option<IncomingFile> {
    request.upload("file").map(Into::into)
}

/// Files that come with words.
pub fn all_given(request: &Request) -> Vec<Upload> {
    let files = request.uploads.iter();
    files
        .filter(|upload| upload.field == "file")
        .cloned()
        .collect()
}

pub fn attach(visit: &Visit, request: &Request, form: Attach) -> Result<Reply> {
    ops::attach(visit, request.id("id")?, form, given(request))?;
    one(visit, request)
}

pub fn replies(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let ticket: Ticket = visit.find(request.id("id")?)?;
    let page = posts::list(visit, &ticket, request.paging()?)?;
    Ok(Reply::page(page.try_map(|said| visit.json(&said))?))
}

pub fn reply(visit: &Visit, request: &Request, form: ReplyForm) -> Result<Reply> {
    conversation::reply(visit, request.id("id")?, form, all_given(request))?;
    Ok(Reply::created(visit.json(&visit.just_made::<Post>()?)?))
}

/// A deed with its form, answered with the ticket as it stands then.
macro_rules! deeds {
    ($($name:ident: $form:ty => |$visit:ident, $id:ident, $read:ident| $deed:expr;)+) => {
        $(pub fn $name($visit: &Visit, request: &Request, $read: $form) -> Result<Reply> {
            let $id: Id<Ticket> = request.id("id")?;
            $deed?;
            one($visit, request)
        })+
    };
}

deeds! {
    hand_over: HandOver => |visit, id, form| ops::hand_over(visit, id, form);
    return_: Reason => |visit, id, form| ops::return_(visit, id, form.reason);
    check: Check => |visit, id, form| ops::check(visit, id, form);
    waive: Waive => |visit, id, form| ops::waive(visit, id, form);
    complete: Complete => |visit, id, form| ops::complete(visit, id, form);
    answers: Answers => |visit, id, form| ops::complete_all(visit, id, form);
    ask: Ask => |visit, id, form| ops::request_document(visit, id, form);
    refuse: Refuse => |visit, id, form| ops::refuse_document(visit, id, form);
    verify: Ask => |visit, id, form| ops::verify_document(visit, id, form);
    unfreeze: Reason => |visit, id, form| ops::unfreeze(visit, id, form.reason);
    cancel: Reason => |visit, id, form| ops::cancel(visit, id, form.reason);
    reopen: Reason => |visit, id, form| ops::reopen(visit, id, form.reason);
    hold: Reason => |visit, id, form| ops::hold(visit, id, form.reason);
    resume: Nothing => |visit, id, _form| ops::resume(visit, id);
}

pub fn freeze(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::freeze(visit, request.id("id")?)?;
    one(visit, request)
}

pub fn close(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::close(visit, request.id("id")?)?;
    one(visit, request)
}
